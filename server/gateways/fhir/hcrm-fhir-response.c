/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Answers as FHIR resources. */

#include <string.h>

#include "core/hcrm-form.h"
#include "fhir-response-sql.h"
#include "hcrm-fhir-private.h"
#include "model/hcrm-questionnaire-model.h"

/* What our own client says beside the resource stands in it for others. */
static gboolean
write_response (HcrmRows *rows, guint row, GString *out, GError **error)
{
  const char *patient = hcrm_rows_get (rows, row, "patient_id");
  gboolean ours = g_strcmp0 (hcrm_rows_get (rows, row, "channel"), "fhir") != 0;
  g_autofree char *subject =
      patient != NULL ? g_strdup_printf ("{\"reference\":\"Patient/%s\"}", patient) : NULL;
  g_autoptr (GString) authored = g_string_new ("\"");
  g_autoptr (GString) canonical = g_string_new (NULL);
  g_autofree char *address = g_strdup_printf ("%s|%s", hcrm_rows_get (rows, row, "url"),
                                              hcrm_rows_get (rows, row, "version_tag"));

  hcrm_rows_append_instant (rows, row, "authored_at", authored);
  g_string_append_c (authored, '"');
  hcrm_json_append_string (canonical, address);
  const HcrmFhirExtra extras[] = { { "questionnaire", canonical->str },
                                   { "subject", subject },
                                   { "authored", ours ? authored->str : NULL },
                                   { NULL, NULL } };
  return hcrm_fhir_append_stored (rows, row, "QuestionnaireResponse",
                                  hcrm_rows_get (rows, row, "state"), extras, out, error);
}

/* --- Finding -------------------------------------------------------------------------------------
 */

static gboolean
find_identifiers (HcrmRequest *req,
                  const HcrmFhirParam *param,
                  char **values,
                  GHashTable *found,
                  GError **error)
{
  hcrm_fhir_bind_tokens (req, values);
  return hcrm_fhir_find_ids (req, &SQL_FHIR_RESPONSE_BY_IDENTIFIER, found, error);
}

static gboolean
find_patients (HcrmRequest *req,
               const HcrmFhirParam *param,
               char **values,
               GHashTable *found,
               GError **error)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();

  for (char **value = values; *value != NULL; value++) {
    const char *id = hcrm_fhir_reference_id (*value, "Patient");
    if (id != NULL && g_ascii_string_to_unsigned (id, 10, 1, G_MAXINT64, NULL, NULL))
      g_ptr_array_add (ids, (gpointer) id);
  }
  g_autofree char *array = hcrm_fhir_array (ids);
  hcrm_db_let (req->db, "patient_ids", array);
  return hcrm_fhir_find_ids (req, &SQL_FHIR_RESPONSE_PATIENTS, found, error);
}

static gboolean
find_questionnaires (HcrmRequest *req,
                     const HcrmFhirParam *param,
                     char **values,
                     GHashTable *found,
                     GError **error)
{
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);

  for (char **value = values; *value != NULL; value++)
    g_ptr_array_add (texts, hcrm_fhir_unescape (*value));
  g_autofree char *array = hcrm_fhir_array (texts);
  hcrm_db_let (req->db, "canonicals", array);
  return hcrm_fhir_find_ids (req, &SQL_FHIR_RESPONSE_QUESTIONNAIRES, found, error);
}

/* --- Writing -------------------------------------------------------------------------------------
 */

#define SELF "QuestionnaireResponse"

/* What a response says beside its answers; ids as text. */
typedef struct {
  char *questionnaire_id;
  char *patient_id;
  char *encounter_id;
  char *authored_at;
  const char *state;
} Head;

static void
clear_head (Head *head)
{
  g_free (head->questionnaire_id);
  g_free (head->patient_id);
  g_free (head->encounter_id);
  g_free (head->authored_at);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Head, clear_head)

static char *
dup_reference (const HcrmFhirNode *root, const char *name, const char *type)
{
  const char *text = hcrm_fhir_get_string (hcrm_fhir_get (root, name), "reference");
  const char *id =
      text != NULL && strchr (text, '/') != NULL ? hcrm_fhir_reference_id (text, type) : NULL;

  return id != NULL && g_ascii_string_to_unsigned (id, 10, 1, G_MAXINT64, NULL, NULL)
             ? g_strdup (id)
             : NULL;
}

static char *
find_form (HcrmRequest *req, const char *canonical, GError **error)
{
  const char *bar = strrchr (canonical, '|');
  g_autofree char *url =
      bar != NULL ? g_strndup (canonical, bar - canonical) : g_strdup (canonical);

  hcrm_db_let (req->db, "form_url", url);
  hcrm_db_let (req->db, "form_version", bar != NULL ? bar + 1 : NULL);
  g_autoptr (HcrmRows) rows = hcrm_db_rows (req->db, &SQL_FHIR_RESPONSE_ANSWERED, NULL, error);
  if (rows == NULL)
    return NULL;
  if (hcrm_rows_get_n (rows) > 0)
    return g_strdup (hcrm_rows_get (rows, 0, "id"));
  hcrm_fail (error, HCRM_ERROR_INVALID, SELF ".questionnaire",
             _ ("The questionnaire %s is not here, or not published"), canonical);
  return NULL;
}

static gboolean
read_head (HcrmRequest *req, const HcrmFhirNode *root, Head *head, GError **error)
{
  const char *canonical = hcrm_fhir_get_string (root, "questionnaire");
  const char *authored = hcrm_fhir_get_string (root, "authored");
  g_autoptr (GError) bad = NULL;

  head->state = hcrm_fhir_get_string (root, "status");
  if (head->state == NULL || hcrm_workflow_get_state (&hcrm_response_workflow, head->state) == NULL)
    hcrm_error_add_field (
        &bad, SELF ".status",
        _ ("The status must be in-progress, completed, amended, stopped or entered-in-error"));
  if (canonical == NULL)
    hcrm_error_add_field (&bad, SELF ".questionnaire", _ ("Say which questionnaire was answered"));
  if (authored != NULL && (head->authored_at = hcrm_fhir_dup_start (authored)) == NULL)
    hcrm_error_add_field (&bad, SELF ".authored", _ ("This is no date and time"));
  if (bad != NULL) {
    g_propagate_error (error, g_steal_pointer (&bad));
    return FALSE;
  }
  head->patient_id = dup_reference (root, "subject", "Patient");
  head->encounter_id = dup_reference (root, "encounter", "Encounter");
  head->questionnaire_id = find_form (req, canonical, error);
  return head->questionnaire_id != NULL;
}

static gboolean
check_answers (HcrmRequest *req, const Head *head, HcrmAnswers *answers, GError **error)
{
  gboolean complete = hcrm_form_is_complete (head->state);
  g_autoptr (HcrmQuestionnaire) form = hcrm_form_find (req->db, head->questionnaire_id, error);
  gsize length = 0;
  const char *text = g_bytes_get_data (req->body, &length);

  return form != NULL && hcrm_response_check_resource (form, text, length, complete, error)
         && hcrm_form_check_response (form, text, length, complete, answers, error);
}

/* References to records of ours must lead somewhere the sender may see. */
static HcrmRows *
find_place (HcrmRequest *req, const Head *head, GError **error)
{
  g_autoptr (GError) bad = NULL;

  hcrm_db_let (req->db, "patient_id", head->patient_id);
  hcrm_db_let (req->db, "encounter_id", head->encounter_id);
  g_autoptr (HcrmRows) place = hcrm_db_one (req->db, &SQL_FHIR_RESPONSE_PLACE, NULL, error);
  if (place == NULL)
    return NULL;
  if (head->patient_id != NULL && hcrm_rows_get (place, 0, "patient_id") == NULL)
    hcrm_error_add_field (&bad, SELF ".subject.reference", _ ("There is no such patient"));
  else if (head->encounter_id != NULL && hcrm_rows_get (place, 0, "encounter_id") == NULL)
    hcrm_error_add_field (&bad, SELF ".encounter.reference", _ ("There is no such encounter"));
  if (bad == NULL)
    return g_steal_pointer (&place);
  g_propagate_error (error, g_steal_pointer (&bad));
  return NULL;
}

static gboolean
reply_changed (HcrmRequest *req, const char *id, guint status, GError **error)
{
  if (!hcrm_fhir_reply_written (req, &hcrm_fhir_response, id, status, error))
    return FALSE;
  hcrm_request_add_event (req, "response", g_ascii_strtoll (id, NULL, 10), req->etag);
  return hcrm_form_tell_alarms (req, id, NULL, error);
}

static gboolean
store_new (HcrmRequest *req, const Head *head, GError **error)
{
  g_auto (HcrmAnswers) answers = { 0 };
  g_autoptr (HcrmRows) where = find_place (req, head, error);
  g_autofree char *id = NULL;

  if (where == NULL || !check_answers (req, head, &answers, error))
    return FALSE;
  const HcrmResponsePlace place = {
    .questionnaire_id = head->questionnaire_id,
    .patient_id = head->patient_id,
    .encounter_id = head->encounter_id,
    .site_id = hcrm_rows_get (where, 0, "site_id"),
    .department_id = hcrm_rows_get (where, 0, "department_id"),
    .channel = "fhir",
    .state = head->state,
    .authored_at = head->authored_at,
  };
  return hcrm_form_store_response (req->db, &place, &answers, &id, error)
         && reply_changed (req, id, SOUP_STATUS_CREATED, error);
}

gboolean
hcrm_fhir_create_response (HcrmRequest *req, GError **error)
{
  const char *criteria = hcrm_request_get_header (req, "If-None-Exist");
  g_autoptr (HcrmFhirNode) root = hcrm_fhir_take_body (req, &hcrm_fhir_response, NULL, error);
  g_auto (Head) head = { 0 };
  g_autofree char *known = NULL;

  if (root == NULL || !read_head (req, root, &head, error)
      || (criteria != NULL
          && !hcrm_fhir_find_existing (req, &hcrm_fhir_response, criteria, &known, error)))
    return FALSE;
  if (known != NULL)
    return hcrm_fhir_reply_written (req, &hcrm_fhir_response, known, SOUP_STATUS_OK, error);
  return store_new (req, &head, error);
}

/* Answers stay with what was asked and whom it was asked about. */
static gboolean
check_unmoved (HcrmRows *locked, const Head *head, GError **error)
{
  const char *patient = hcrm_rows_get (locked, 0, "patient_id");

  if (g_strcmp0 (hcrm_rows_get (locked, 0, "questionnaire_id"), head->questionnaire_id) != 0)
    return hcrm_fail (error, HCRM_ERROR_INVALID, SELF ".questionnaire", "%s",
                      _ ("Answers stay with the version of the questionnaire that was asked"));
  if (head->patient_id != NULL && g_strcmp0 (patient, head->patient_id) != 0)
    return hcrm_fail (error, HCRM_ERROR_INVALID, SELF ".subject.reference", "%s",
                      _ ("Answers stay with their patient"));
  return TRUE;
}

gboolean
hcrm_fhir_update_response (HcrmRequest *req, GError **error)
{
  const char *id = hcrm_request_get_part (req, "id");
  g_autoptr (HcrmFhirNode) root = hcrm_fhir_take_body (req, &hcrm_fhir_response, id, error);
  g_auto (Head) head = { 0 };
  g_auto (HcrmAnswers) answers = { 0 };

  if (root == NULL || !read_head (req, root, &head, error))
    return FALSE;
  g_autoptr (HcrmRows) locked = hcrm_fhir_lock (req, &SQL_FHIR_RESPONSE_LOCK, error);
  if (locked == NULL || !hcrm_request_check_version (req, locked, error))
    return FALSE;
  const HcrmStep *step =
      hcrm_workflow_find (&hcrm_response_workflow, hcrm_rows_get (locked, 0, "state"), head.state,
                          &req->user->held, error);
  return step != NULL && check_unmoved (locked, &head, error)
         && check_answers (req, &head, &answers, error)
         && hcrm_form_replace_response (req->db, id, step->to,
                                        hcrm_rows_get_bool (locked, 0, "late"), &answers, error)
         && reply_changed (req, id, SOUP_STATUS_OK, error);
}

/* --- Tables --------------------------------------------------------------------------------------
 */

/* clang-format off */
static const HcrmFhirParam params[] = {
  { "_id",           HCRM_FHIR_PARAM_TOKEN,     "ids", hcrm_fhir_find_own_ids, .text = "QuestionnaireResponse.id" },
  { "_lastUpdated",  HCRM_FHIR_PARAM_DATE,      "changed", .text = "QuestionnaireResponse.meta.lastUpdated" },
  { "identifier",    HCRM_FHIR_PARAM_TOKEN,     "ids", find_identifiers, .text = "QuestionnaireResponse.identifier" },
  { "questionnaire", HCRM_FHIR_PARAM_REFERENCE, "questionnaires", find_questionnaires, .text = "QuestionnaireResponse.questionnaire: the url of any version, or url|version" },
  { "subject",       HCRM_FHIR_PARAM_REFERENCE, "patients", find_patients, NULL, " Patient ", "QuestionnaireResponse.subject.where(resolve() is Patient)" },
  { "patient",       HCRM_FHIR_PARAM_REFERENCE, "patients", find_patients, NULL, " Patient ", "QuestionnaireResponse.subject.where(resolve() is Patient)" },
  { "status",        HCRM_FHIR_PARAM_TOKEN,     "states", .text = "QuestionnaireResponse.status" },
  { "authored",      HCRM_FHIR_PARAM_DATE,      "authored", .text = "QuestionnaireResponse.authored" },
};

static const HcrmFhirSort sorts[] = {
  { "_id", "id" }, { "_lastUpdated", "changed_at" }, { "authored", "authored_at" },
};
/* clang-format on */

const HcrmFhirResource hcrm_fhir_response = {
  "QuestionnaireResponse",
  params,
  G_N_ELEMENTS (params),
  sorts,
  G_N_ELEMENTS (sorts),
  &SQL_FHIR_RESPONSE_LIST,
  &SQL_FHIR_RESPONSE_GET,
  write_response,
  "Checked against its questionnaire, which must be here. A search by patient also finds what was "
  "answered "
  "as somebody merged with them.",
  TRUE,
};
