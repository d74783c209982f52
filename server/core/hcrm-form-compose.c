/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Chooses questionnaires by purpose, diagnoses and day, and stores what is made of them. */

#include "hcrm-form-compose.h"

#include <string.h>

#include "form-compose-sql.h"

static char *
write_texts (const char *const *texts)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_ARRAY);
  JsonArray *array = json_array_new ();

  for (; texts != NULL && *texts != NULL; texts++)
    json_array_add_string_element (array, *texts);
  json_node_take_array (node, array);
  return json_to_string (node, FALSE);
}

static HcrmRows *
find_candidates (HcrmDb *db, const HcrmFormWish *wish, GError **error)
{
  g_autofree char *diagnoses = write_texts (wish->diagnoses);

  hcrm_db_let (db, "form_purpose", wish->purpose);
  hcrm_db_let (db, "form_diagnoses", diagnoses);
  return hcrm_db_rows (db, &SQL_FORM_COMPOSE_CANDIDATES, NULL, error);
}

static GPtrArray *
read_candidates (HcrmRows *rows)
{
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify) hcrm_candidate_free);

  for (guint i = 0; i < hcrm_rows_get_n (rows); i++) {
    g_auto (GStrv) categories = g_strsplit (hcrm_rows_get (rows, i, "categories"), " ", -1);
    HcrmCandidate *candidate =
        hcrm_candidate_new (hcrm_rows_get (rows, i, "id"), hcrm_rows_get (rows, i, "url"),
                            (const char *const *) categories);
    candidate->first_day = hcrm_rows_get_int (rows, i, "first_day");
    candidate->last_day = hcrm_rows_get_int (rows, i, "last_day");
    g_ptr_array_add (all, candidate);
  }
  return all;
}

static void
set_text (JsonObject *object, const char *name, const char *text)
{
  if (text != NULL)
    json_object_set_string_member (object, name, text);
}

static JsonObject *
explain (HcrmDb *db, const HcrmChoicePart *part, GError **error)
{
  hcrm_db_let (db, "form_category", part->category);
  g_autoptr (HcrmRows) names = hcrm_db_rows (db, &SQL_FORM_COMPOSE_CATEGORY, NULL, error);
  if (names == NULL)
    return NULL;

  JsonObject *params = json_object_new ();
  json_object_set_string_member (params, "diagnosis", part->diagnosis);
  json_object_set_string_member (params, "category", part->category);
  if (hcrm_rows_get_n (names) > 0) {
    set_text (params, "name", hcrm_rows_get (names, 0, "name"));
    set_text (params, "name_en", hcrm_rows_get (names, 0, "name_en"));
  }
  return params;
}

static gboolean
add_part (HcrmDb *db, HcrmComposer *composer, const HcrmChoicePart *part, GError **error)
{
  g_autoptr (HcrmQuestionnaire) form = hcrm_form_find (db, part->candidate->id, error);
  JsonObject *params = form != NULL ? explain (db, part, error) : NULL;

  if (params == NULL)
    return FALSE;
  hcrm_composer_add (composer, form, part->diagnosis, part->code, params);
  for (guint i = 0; part->more != NULL && i < part->more->len; i++)
    hcrm_composer_add (composer, form, g_ptr_array_index (part->more, i), part->code, NULL);
  return TRUE;
}

static gboolean
add_extra (HcrmDb *db, HcrmComposer *composer, const char *const *extra, GError **error)
{
  for (guint i = 0; extra != NULL && extra[i] != NULL; i++) {
    g_autofree char *field = g_strdup_printf ("extra[%u]", i);
    g_autofree char *id = hcrm_form_find_canonical (db, extra[i], NULL);
    g_autoptr (HcrmQuestionnaire) form = id != NULL ? hcrm_form_find (db, id, NULL) : NULL;
    if (form == NULL)
      return hcrm_fail (error, HCRM_ERROR_INVALID, field, "%s",
                        _ ("There is no such questionnaire"));
    hcrm_composer_add (composer, form, NULL, "compose.extra", NULL);
  }
  return TRUE;
}

static guint
find_row (HcrmRows *rows, const char *id)
{
  guint i = 0;

  while (i + 1 < hcrm_rows_get_n (rows) && strcmp (hcrm_rows_get (rows, i, "id"), id) != 0)
    i++;
  return i;
}

static JsonArray *
tell_passed_over (HcrmRows *rows, const GPtrArray *parts)
{
  JsonArray *told = json_array_new ();

  for (guint i = 0; i < parts->len; i++) {
    const HcrmChoicePart *part = g_ptr_array_index (parts, i);
    guint row = find_row (rows, part->candidate->id);
    JsonObject *object = json_object_new ();
    JsonObject *because = json_object_new ();
    JsonObject *params = json_object_new ();
    json_object_set_string_member (object, "url", part->candidate->url);
    set_text (object, "title", hcrm_rows_get (rows, row, "title"));
    set_text (object, "title_en", hcrm_rows_get (rows, row, "title_en"));
    json_object_set_string_member (params, "diagnosis", part->diagnosis);
    json_object_set_string_member (params, "category", part->category);
    json_object_set_string_member (because, "code", part->code);
    json_object_set_object_member (because, "params", params);
    json_object_set_object_member (object, "because", because);
    json_array_add_object_element (told, object);
  }
  return told;
}

HcrmComposition *
hcrm_form_compose (HcrmDb *db, const HcrmFormWish *wish, JsonArray **passed_over, GError **error)
{
  g_autoptr (HcrmRows) rows = find_candidates (db, wish, error);
  if (rows == NULL)
    return NULL;

  g_autoptr (HcrmComposer) composer = hcrm_composer_new ();
  g_autoptr (GPtrArray) candidates = read_candidates (rows);
  g_autoptr (GPtrArray) rest = NULL;
  g_autoptr (GPtrArray) parts = hcrm_compose_choose (candidates, wish->diagnoses, wish->day, &rest);
  for (guint i = 0; i < parts->len; i++)
    if (!add_part (db, composer, g_ptr_array_index (parts, i), error))
      return NULL;
  if (!add_extra (db, composer, wish->extra, error))
    return NULL;
  HcrmComposition *made = hcrm_composer_finish (composer, error);
  if (made != NULL && passed_over != NULL)
    *passed_over = tell_passed_over (rows, rest);
  return made;
}

char *
hcrm_form_store_composition (HcrmDb *db, const HcrmComposition *made, GError **error)
{
  g_autoptr (GError) failure = NULL;
  gboolean composed = g_str_has_prefix (made->url, HCRM_COMPOSED_URL);
  char *id = hcrm_form_find_version (db, made->url, composed ? made->version_tag : NULL, NULL, NULL,
                                     &failure);

  if (failure != NULL) {
    g_propagate_error (error, g_steal_pointer (&failure));
    return NULL;
  }
  if (id != NULL)
    return id;
  return hcrm_form_create (db, made->resource, -1, HCRM_FORM_PUBLISH | HCRM_FORM_COMPOSED, error);
}
