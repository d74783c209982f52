/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What of complaints comes to somebody by itself. */

#include "hcrm-complaint-news.h"

#include <glib/gi18n.h>

#include "widgets/hcrm-text.h"

static char *
make_share (JsonObject *share, HcrmSession *session)
{
  const char *state = json_object_get_string_member_with_default (share, "state", "");
  g_autofree char *matter = g_strdelimit (g_strdup (hcrm_text_member (share, "matter")), "\n", ' ');

  if (!g_str_equal (state, "assigned")
      || !json_object_get_boolean_member_with_default (share, "mine", FALSE))
    return NULL;
  return g_strdup_printf (_ ("Complaint %s came to you: %s"), hcrm_text_member (share, "number"),
                             matter);
}

const HcrmPageNews hcrm_complaint_share_news = { "complaint_task", "/complaint-tasks/%s",
                                                 make_share };
