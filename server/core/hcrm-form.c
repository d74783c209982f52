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

void
hcrm_form_take_nothing (HcrmRequest *req)
{
  hcrm_db_let (req->db, "resource", NULL);
  hcrm_db_let (req->db, "answers", NULL);
  hcrm_db_let (req->db, "score", NULL);
  hcrm_db_let (req->db, "band", NULL);
}

/* The member of the body as it was sent; json-glib's tree has lost how its numbers were written. */
static char *
dup_member (HcrmRequest *req, const char *name, GError **error)
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

static gboolean
name_faults (const char *name, GError *found, GError **error)
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
hcrm_verdict_clear (HcrmVerdict *verdict)
{
  g_clear_pointer (&verdict->score, g_free);
  g_clear_pointer (&verdict->band, g_free);
}

static void
read_verdict (HcrmResponse *response, HcrmVerdict *verdict)
{
  const HcrmScore *score = hcrm_response_get_score (response);

  if (score->scored && score->scored_answered > 0)
    verdict->score = hcrm_score_to_text (score->value);
  if (score->band != NULL)
    verdict->band = g_strdup (hcrm_text_get (score->band->label, NULL));
}

static void
bind_response (HcrmRequest *req, HcrmResponse *response, const char *resource, HcrmVerdict *verdict)
{
  g_autofree char *answers = hcrm_response_rows_to_json (response);

  read_verdict (response, verdict);
  hcrm_db_let (req->db, "resource", resource);
  hcrm_db_let (req->db, "answers", answers);
  hcrm_db_let (req->db, "score", verdict->score);
  hcrm_db_let (req->db, "band", verdict->band);
}

gboolean
hcrm_form_take_response (HcrmRequest *req,
                         HcrmQuestionnaire *form,
                         const char *name,
                         gboolean complete,
                         HcrmVerdict *verdict,
                         GError **error)
{
  g_autoptr (HcrmResponse) response = hcrm_response_new (form);
  g_autofree char *resource = dup_member (req, name, error);
  g_autoptr (GError) found = NULL;

  hcrm_form_take_nothing (req);
  if (resource == NULL)
    return FALSE;
  if (*resource != '\0' && !hcrm_response_load (response, resource, -1, &found))
    return name_faults (name, found, error);
  if ((*resource != '\0' || complete) && !hcrm_response_check (response, complete, &found))
    return name_faults (name, found, error);
  if (*resource != '\0')
    bind_response (req, response, resource, verdict);
  return TRUE;
}
