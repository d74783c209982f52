/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Shows what would be asked of somebody, and why. */

#include "questionnaire-compose.h"

#include "core/hcrm-form-compose.h"
#include "model/hcrm-questionnaire-model.h"

static gboolean
read_texts (HcrmRequest *req, const char *name, char ***texts, GError **error)
{
  const char *text = hcrm_record_get (req->args, name);
  g_autoptr (JsonNode) node = json_from_string (text != NULL ? text : "[]", NULL);
  g_autoptr (GStrvBuilder) list = g_strv_builder_new ();
  gboolean good = node != NULL && JSON_NODE_HOLDS_ARRAY (node);
  guint n = good ? json_array_get_length (json_node_get_array (node)) : 0;

  for (guint i = 0; good && i < n; i++) {
    JsonNode *element = json_array_get_element (json_node_get_array (node), i);
    good = json_node_get_value_type (element) == G_TYPE_STRING;
    if (good)
      g_strv_builder_add (list, json_node_get_string (element));
  }
  if (!good)
    return hcrm_fail (error, HCRM_ERROR_INVALID, name, "%s", _ ("This is a list of texts"));
  *texts = g_strv_builder_end (list);
  return TRUE;
}

static void
append_array (GString *out, const char *name, JsonArray *array)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_ARRAY);
  json_node_set_array (node, array);
  g_autofree char *text = json_to_string (node, FALSE);

  g_string_append_printf (out, ",\"%s\":%s", name, text);
}

static void
reply (HcrmRequest *req, const HcrmComposition *made, JsonArray *passed_over)
{
  g_string_assign (req->reply, "{\"url\":");
  hcrm_json_append_string (req->reply, made->url != NULL ? made->url : "");
  g_string_append (req->reply, ",\"version_tag\":");
  hcrm_json_append_string (req->reply, made->version_tag != NULL ? made->version_tag : "");
  g_string_append (req->reply, ",\"resource\":");
  hcrm_json_append_string (req->reply, made->resource);
  append_array (req->reply, "sources", made->sources);
  append_array (req->reply, "dropped", made->dropped);
  append_array (req->reply, "passed_over", passed_over);
  g_string_append_c (req->reply, '}');
}

gboolean
hcrm_questionnaire_reply_composition (HcrmRequest *req, GError **error)
{
  g_auto (GStrv) diagnoses = NULL, extra = NULL;
  const char *purpose = hcrm_record_get (req->args, "purpose");
  const char *day = hcrm_record_get (req->args, "day");
  g_autoptr (JsonArray) passed_over = NULL;

  if (!read_texts (req, "diagnoses", &diagnoses, error)
      || !read_texts (req, "extra", &extra, error))
    return FALSE;
  HcrmFormWish wish = {
    .diagnoses = (const char *const *) diagnoses,
    .purpose = purpose != NULL ? purpose : HCRM_PURPOSE_FOLLOW_UP,
    .day = day != NULL ? hcrm_record_get_int (req->args, "day") : -1,
    .extra = (const char *const *) extra,
  };
  g_autoptr (HcrmComposition) made = hcrm_form_compose (req->db, &wish, &passed_over, error);
  if (made == NULL)
    return FALSE;
  reply (req, made, passed_over);
  return TRUE;
}
