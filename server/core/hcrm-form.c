/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Parsed questionnaires, kept, and the answers to them as a request brings them. */

#include "hcrm-form.h"

#include "form-sql.h"

#define MAX_KEPT 2000

static GMutex lock;
static GHashTable *kept; /* id → HcrmQuestionnaire */

void
hcrm_form_forget (void)
{
  g_mutex_lock (&lock);
  g_clear_pointer (&kept, g_hash_table_unref);
  g_mutex_unlock (&lock);
}

static HcrmQuestionnaire *
find_kept (const char *id)
{
  g_mutex_lock (&lock);
  HcrmQuestionnaire *found = kept != NULL ? g_hash_table_lookup (kept, id) : NULL;
  if (found != NULL)
    hcrm_questionnaire_ref (found);
  g_mutex_unlock (&lock);
  return found;
}

static void
keep (const char *id, HcrmQuestionnaire *form)
{
  g_mutex_lock (&lock);
  if (kept == NULL || g_hash_table_size (kept) >= MAX_KEPT) {
    g_clear_pointer (&kept, g_hash_table_unref);
    kept = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                  (GDestroyNotify) hcrm_questionnaire_unref);
  }
  g_hash_table_replace (kept, g_strdup (id), hcrm_questionnaire_ref (form));
  g_mutex_unlock (&lock);
}

HcrmQuestionnaire *
hcrm_form_find (HcrmDb *db, const char *id, GError **error)
{
  HcrmQuestionnaire *form = find_kept (id);
  if (form != NULL)
    return form;

  hcrm_db_let (db, "form_id", id);
  g_autoptr (HcrmRows) rows = hcrm_db_one (db, &SQL_FORM_RESOURCE, NULL, error);
  if (rows == NULL)
    return NULL;
  form = hcrm_questionnaire_new_from_json (hcrm_rows_get (rows, 0, "resource"), -1, error);
  if (form != NULL)
    keep (id, form);
  return form;
}

/* --- Answers -------------------------------------------------------------------------------- */

char *
hcrm_form_dup_member (HcrmRequest *req, const char *name, GError **error)
{
  gsize length = 0;
  const char *data = req->body != NULL ? g_bytes_get_data (req->body, &length) : NULL;
  g_autoptr (HcrmFhirNode) root =
      hcrm_fhir_parse (data != NULL ? data : "{}", data != NULL ? (gssize) length : 2, error);
  if (root == NULL)
    return NULL;

  const HcrmFhirNode *member = hcrm_fhir_get (root, name);
  g_autoptr (GString) text = g_string_new (NULL);
  if (member != NULL && member->kind == HCRM_FHIR_OBJECT)
    hcrm_fhir_write (member, text);
  return g_strdup (text->str);
}

gboolean
hcrm_form_name_faults (const char *name, GError *found, GError **error)
{
  g_autoptr (GError) bad = NULL;

  for (guint i = 0; i < hcrm_error_get_n_fields (found); i++) {
    g_autofree char *field = g_strdup_printf ("%s.%s", name, hcrm_error_get_field (found, i));
    hcrm_error_add_field (&bad, field, hcrm_error_get_field_detail (found, i));
  }
  if (bad == NULL)
    bad = g_error_copy (found);
  g_propagate_error (error, g_steal_pointer (&bad));
  return FALSE;
}

void
hcrm_answers_clear (HcrmAnswers *answers)
{
  g_clear_pointer (&answers->resource, g_free);
  g_clear_pointer (&answers->rows, g_free);
  g_clear_pointer (&answers->score, g_free);
  g_clear_pointer (&answers->band, g_free);
  g_clear_pointer (&answers->band_en, g_free);
  g_clear_pointer (&answers->alarms, g_free);
}

static void
read_answers (HcrmResponse *response, HcrmAnswers *answers)
{
  const HcrmScore *score = hcrm_response_get_score (response);

  answers->rows = hcrm_response_rows_to_json (response);
  answers->alarms = hcrm_response_alarms_to_json (response);
  if (score->scored && score->scored_answered > 0)
    answers->score = hcrm_score_to_text (score->value);
  if (score->band == NULL)
    return;
  answers->band = g_strdup (hcrm_text_get (score->band->label, NULL));
  if (hcrm_text_has (score->band->label, "en"))
    answers->band_en = g_strdup (hcrm_text_get (score->band->label, "en"));
}

gboolean
hcrm_form_check_response (HcrmQuestionnaire *form,
                          const char *resource,
                          gssize length,
                          gboolean complete,
                          HcrmAnswers *answers,
                          GError **error)
{
  g_autofree char *text = length < 0 ? g_strdup (resource) : g_strndup (resource, length);
  g_autoptr (HcrmResponse) response = hcrm_response_new (form);

  if (*text != '\0' && !hcrm_response_load (response, text, -1, error))
    return FALSE;
  if ((*text != '\0' || complete) && !hcrm_response_check (response, complete, error))
    return FALSE;
  if (*text == '\0')
    return TRUE;
  read_answers (response, answers);
  answers->resource = g_steal_pointer (&text);
  return TRUE;
}

gboolean
hcrm_form_check_resource (HcrmQuestionnaire *form,
                          const char *resource,
                          gssize length,
                          HcrmAnswers *answers,
                          GError **error)
{
  g_autofree char *text = length < 0 ? g_strdup (resource) : g_strndup (resource, length);
  g_autoptr (HcrmResponse) response = hcrm_response_new (form);

  if (!hcrm_response_check_resource (form, text, -1, FALSE, error)
      || !hcrm_response_load (response, text, -1, error))
    return FALSE;
  read_answers (response, answers);
  answers->resource = g_steal_pointer (&text);
  return TRUE;
}

gboolean
hcrm_form_is_complete (const char *status)
{
  return g_strcmp0 (status, "completed") == 0 || g_strcmp0 (status, "amended") == 0;
}

/* --- Storing -------------------------------------------------------------------------------- */

static void
let_answers (HcrmDb *db, const char *state, gboolean late, const HcrmAnswers *answers)
{
  gboolean counts = hcrm_form_is_complete (state) && !late;

  hcrm_db_let (db, "response_state", state);
  hcrm_db_let (db, "response_late", late ? "true" : "false");
  hcrm_db_let (db, "response_text", answers->resource);
  hcrm_db_let (db, "response_rows", counts ? answers->rows : "[]");
  hcrm_db_let (db, "response_score", answers->score);
  hcrm_db_let (db, "response_band", answers->band);
  hcrm_db_let (db, "response_band_en", answers->band_en);
  hcrm_db_let (db, "response_alarms", answers->alarms != NULL ? answers->alarms : "[]");
}

gboolean
hcrm_form_store_response (HcrmDb *db,
                          const HcrmResponsePlace *place,
                          const HcrmAnswers *answers,
                          char **id,
                          GError **error)
{
  hcrm_db_let (db, "response_form", place->questionnaire_id);
  hcrm_db_let (db, "response_patient", place->patient_id);
  hcrm_db_let (db, "response_encounter", place->encounter_id);
  hcrm_db_let (db, "response_activity", place->activity_id);
  hcrm_db_let (db, "response_site", place->site_id);
  hcrm_db_let (db, "response_department", place->department_id);
  hcrm_db_let (db, "response_channel", place->channel);
  hcrm_db_let (db, "response_authored", place->authored_at);
  hcrm_db_let (db, "response_attempted", place->attempted ? "true" : "false");
  let_answers (db, place->state, place->late, answers);
  if (id == NULL) {
    hcrm_db_queue (db, &SQL_FORM_STORE_ANSWERS, NULL);
    return TRUE;
  }
  g_autoptr (HcrmRows) made = hcrm_db_one (db, &SQL_FORM_STORE_ANSWERS, NULL, error);
  if (made == NULL)
    return FALSE;
  *id = g_strdup (hcrm_rows_get (made, 0, "id"));
  return TRUE;
}

gboolean
hcrm_form_replace_response (HcrmDb *db,
                            const char *id,
                            const char *state,
                            gboolean late,
                            const HcrmAnswers *answers,
                            GError **error)
{
  hcrm_db_let (db, "response_id", id);
  let_answers (db, state, late, answers);
  hcrm_db_queue (db, &SQL_FORM_DROP_ANSWERS, NULL);
  return hcrm_db_run (db, &SQL_FORM_REPLACE_ANSWERS, NULL, error);
}

gboolean
hcrm_form_tell_alarms (HcrmRequest *req,
                       const char *response_id,
                       const char *activity_id,
                       GError **error)
{
  hcrm_db_let (req->db, "response_id", response_id);
  hcrm_db_let (req->db, "response_activity", activity_id);
  g_autoptr (HcrmRows) rows = hcrm_db_rows (req->db, &SQL_FORM_ALARMS, NULL, error);

  for (guint i = 0; rows != NULL && i < hcrm_rows_get_n (rows); i++)
    hcrm_request_add_event (req, "question", hcrm_rows_get_int (rows, i, "id"),
                            hcrm_rows_get_int (rows, i, "version"));
  return rows != NULL;
}
