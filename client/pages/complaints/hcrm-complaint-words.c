/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Words of a complaint that several pages show. */

#include "hcrm-complaint-words.h"

#include <glib/gi18n.h>

#include "model/hcrm-complaint.h"
#include "widgets/hcrm-text.h"

static char *
make_due_time (HcrmRecord *complaint, const char *bucket, const char **pill)
{
  g_autofree char *at = hcrm_text_time (hcrm_record_get (complaint, "due_at"));

  if (g_str_equal (bucket, "overdue")) {
    *pill = "danger";
    return g_strdup_printf (_ ("was due %s"), at);
  }
  *pill = g_str_equal (bucket, "today") ? "warn" : "wait";
  return g_steal_pointer (&at);
}

char *
hcrm_complaint_words_due (HcrmRecord *complaint, const char **pill)
{
  const char *bucket = hcrm_record_get (complaint, "bucket");
  const HcrmState *state =
      hcrm_workflow_get_state (&hcrm_complaint_workflow, hcrm_record_get (complaint, "state"));

  if (bucket != NULL)
    return make_due_time (complaint, bucket, pill);
  if (hcrm_record_get (complaint, "paused_at") != NULL) {
    *pill = "violet";
    return g_strdup (_ ("Clock paused"));
  }
  *pill = state != NULL ? state->pill : "bare wait";
  return g_strdup (state != NULL ? gettext (state->label) : "");
}

char *
hcrm_complaint_words_grade (HcrmRecord *complaint, const char **pill)
{
  *pill = hcrm_complaint_grade_get_pill (hcrm_record_get_int (complaint, "grade"));
  return g_strdup (hcrm_text_field (complaint, "grade_name"));
}

char *
hcrm_complaint_words_matter (HcrmRecord *complaint, const char **pill)
{
  const char *matter = hcrm_record_get (complaint, "matter");

  return g_strdelimit (g_strdup (matter != NULL ? matter : ""), "\n", ' ');
}

char *
hcrm_complaint_words_caller (HcrmRecord *complaint, const char **pill)
{
  const char *name = hcrm_record_get (complaint, "caller_name");

  if (hcrm_record_get_bool (complaint, "anonymous"))
    return g_strdup (_ ("Anonymous"));
  return g_strdup (name != NULL ? name : "");
}
