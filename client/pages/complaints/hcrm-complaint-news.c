/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What of complaints comes to somebody by itself. */

#include "hcrm-complaint-news.h"

#include <glib/gi18n.h>

#include "core/hcrm-explain.h"
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

const HcrmPageNews hcrm_complaint_share_news = {
  "complaint_task", "/complaint-tasks/%s", make_share,
  .waiting = "/complaint-tasks?mine=true&state=assigned&limit=20"
};

/* What happened last, and by which department or level; nobody's words. */
static char *
make_notice (JsonObject *complaint, HcrmSession *session)
{
  JsonNode *node = json_object_get_member (complaint, "history");
  JsonArray *history =
      node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  if (history == NULL || json_array_get_length (history) == 0)
    return NULL;
  JsonObject *last = json_array_get_object_element (history, json_array_get_length (history) - 1);
  JsonNode *params = json_object_get_member (last, "params");
  JsonObject *about =
      params != NULL && JSON_NODE_HOLDS_OBJECT (params) ? json_node_get_object (params) : NULL;
  g_autoptr (HcrmExplanation) words = hcrm_explain (hcrm_text_member (last, "code"), about);
  return hcrm_text_join (hcrm_text_member (complaint, "number"), words->title,
                         about != NULL ? hcrm_text_member (about, "department") : "",
                         about != NULL ? hcrm_text_member (about, "level") : "", NULL);
}

const HcrmPageNews hcrm_complaint_notice_news = { "complaint_notice", "/complaints/%s", make_notice,
                                                  TRUE };

static char *
make_warning (JsonObject *warning, HcrmSession *session)
{
  const char *state = json_object_get_string_member_with_default (warning, "state", "");
  const char *code = json_object_get_string_member_with_default (warning, "code", "");
  JsonNode *params = json_object_get_member (warning, "params");

  if (!g_str_equal (state, "open")
      || !json_object_get_boolean_member_with_default (warning, "mine", FALSE))
    return NULL;
  g_autoptr (HcrmExplanation) words =
      hcrm_explain (code, params != NULL && JSON_NODE_HOLDS_OBJECT (params)
                              ? json_node_get_object (params)
                              : NULL);
  g_autofree char *text = hcrm_text_join (words->title, words->detail, NULL);
  return g_strdup_printf (_ ("Warning: %s"), text);
}

const HcrmPageNews hcrm_complaint_warning_news = {
  "complaint_warning", "/complaint-warnings/%s", make_warning,
  .waiting = "/complaint-warnings?mine=true&state=open&limit=20"
};
