/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which questionnaire a step of a plan asks: named, or put together for this patient. */

#include "followup-form.h"

#include <string.h>

#include "core/hcrm-form-compose.h"
#include "followup-form-sql.h"
#include "model/hcrm-questionnaire-model.h"

static char **
read_diagnoses (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) rows = hcrm_db_rows (req->db, &SQL_FOLLOWUP_FORM_DIAGNOSES, NULL, error);
  g_autoptr (GStrvBuilder) codes = g_strv_builder_new ();

  if (rows == NULL)
    return NULL;
  for (guint i = 0; i < hcrm_rows_get_n (rows); i++)
    g_strv_builder_add (codes, hcrm_rows_get (rows, i, "code"));
  return g_strv_builder_end (codes);
}

static const char *
get_url (JsonObject *row)
{
  const char *url = json_object_get_string_member_with_default (row, "questionnaire_url", NULL);

  return url != NULL && *url != '\0' ? url : NULL;
}

/* The purpose that a step asks for by diagnosis; %NULL if it names a questionnaire. */
static const char *
find_purpose (const char *url)
{
  gsize length = strlen (HCRM_QUESTIONNAIRE_BY_DIAGNOSIS);

  if (url == NULL || strncmp (url, HCRM_QUESTIONNAIRE_BY_DIAGNOSIS, length) != 0)
    return NULL;
  return url[length] == ':' ? url + length + 1 : HCRM_PURPOSE_FOLLOW_UP;
}

/* The step's own questionnaire, if it names one, and those added to it. */
static char **
read_named (JsonObject *row, gboolean own)
{
  g_autoptr (GStrvBuilder) urls = g_strv_builder_new ();
  const char *text = json_object_get_string_member_with_default (row, "extra_urls", "[]");
  g_autoptr (JsonNode) node = json_from_string (text, NULL);
  JsonArray *extra =
      node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  if (own && get_url (row) != NULL)
    g_strv_builder_add (urls, get_url (row));
  for (guint i = 0; extra != NULL && i < json_array_get_length (extra); i++) {
    const char *url = json_array_get_string_element (extra, i);
    g_strv_builder_add (urls, url != NULL ? url : "");
  }
  return g_strv_builder_end (urls);
}

static gboolean
let_form (HcrmRequest *req, JsonObject *row, char **diagnoses, GError **error)
{
  const char *purpose = find_purpose (get_url (row));
  g_auto (GStrv) named = read_named (row, purpose == NULL);
  HcrmFormWish wish = {
    .diagnoses = purpose != NULL ? (const char *const *) diagnoses : NULL,
    .purpose = purpose,
    .day = json_object_get_int_member (row, "offset_days"),
    .extra = (const char *const *) named,
  };

  json_object_remove_member (row, "extra_urls");
  /* One questionnaire by its name is looked up with the others. */
  if (purpose == NULL && g_strv_length (named) <= (get_url (row) != NULL ? 1 : 0))
    return TRUE;
  g_autoptr (HcrmComposition) made = hcrm_form_compose (req->db, &wish, NULL, error);
  g_autofree char *id = made != NULL ? hcrm_form_store_composition (req->db, made, error) : NULL;
  if (id == NULL)
    return FALSE;
  json_object_set_string_member (row, "questionnaire_url", made->url);
  return TRUE;
}

static gboolean
name_step (guint i, GError *found, GError **error)
{
  g_autofree char *field = g_strdup_printf ("steps[%u].questionnaire_url", i);

  if (!g_error_matches (found, HCRM_ERROR, HCRM_ERROR_INVALID)) {
    g_propagate_error (error, g_error_copy (found));
    return FALSE;
  }
  return hcrm_fail (error, HCRM_ERROR_INVALID, field, "%s", found->message);
}

gboolean
hcrm_followup_let_forms (HcrmRequest *req, JsonArray *rows, GError **error)
{
  g_auto (GStrv) diagnoses = read_diagnoses (req, error);

  if (diagnoses == NULL)
    return FALSE;
  for (guint i = 0; i < json_array_get_length (rows); i++) {
    g_autoptr (GError) found = NULL;
    if (!let_form (req, json_array_get_object_element (rows, i), diagnoses, &found))
      return name_step (i, found, error);
  }
  return TRUE;
}
