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

#define INVITATION "urn:hcrm:invitation" /* the system of an invitation's token */

/* What a response says beside its answers; ids as text. */
typedef struct {
  HcrmRows *step; /* (nullable): of a follow-up, locked, that it answers */
  char *questionnaire_id;
  char *patient_id;
  char *encounter_id;
  char *authored_at;
  const char *state;
} Head;

static void
clear_head (Head *head)
{
  g_clear_pointer (&head->step, hcrm_rows_free);
  g_free (head->questionnaire_id);
  g_free (head->patient_id);
  g_free (head->encounter_id);
  g_free (head->authored_at);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Head, clear_head)

static char *
dup_target (const HcrmFhirNode *reference, const char *type)
{
  const char *text = hcrm_fhir_get_string (reference, "reference");
  const char *id =
      text != NULL && strchr (text, '/') != NULL ? hcrm_fhir_reference_id (text, type) : NULL;

  return id != NULL && g_ascii_string_to_unsigned (id, 10, 1, G_MAXINT64, NULL, NULL)
             ? g_strdup (id)
             : NULL;
}

static char *
dup_reference (const HcrmFhirNode *root, const char *name, const char *type)
{
  return dup_target (hcrm_fhir_get (root, name), type);
}

/* --- The step it answers ---------------------------------------------------------------------- */

static const char *
get_token (const HcrmFhirNode *reference)
{
  const HcrmFhirNode *identifier = hcrm_fhir_get (reference, "identifier");

  return g_strcmp0 (hcrm_fhir_get_string (identifier, "system"), INVITATION) == 0
             ? hcrm_fhir_get_string (identifier, "value")
             : NULL;
}

/* Binds what names the step; other things that an answer may be based on are the sender's own. */
static gboolean
let_step (HcrmRequest *req, const HcrmFhirNode *root)
{
  const HcrmFhirNode *reasons = hcrm_fhir_get (root, "basedOn");

  for (guint i = 0; i < hcrm_fhir_get_length (reasons); i++) {
    const HcrmFhirNode *reason = hcrm_fhir_get_nth (reasons, i);
    const char *token = get_token (reason);
    g_autofree char *id = token == NULL ? dup_target (reason, "Task") : NULL;

    hcrm_db_let (req->db, "step_token", token);
    hcrm_db_let (req->db, "step_id", id);
    if (token != NULL || id != NULL)
      return TRUE;
  }
  return FALSE;
}

/* Another version of what the step asks is an answer to it as well. */
static gboolean
check_step (Head *head, const char *canonical, GError **error)
{
  const char *url = hcrm_rows_get_n (head->step) > 0 ? hcrm_rows_get (head->step, 0, "url") : NULL;
  gsize length = strcspn (canonical, "|");

  if (hcrm_rows_get_n (head->step) == 0)
    return hcrm_fail (error, HCRM_ERROR_INVALID, SELF ".basedOn", "%s",
                      _ ("There is no such step of a follow-up"));
  if (url == NULL || strlen (url) != length || strncmp (url, canonical, length) != 0)
    return hcrm_fail (error, HCRM_ERROR_INVALID, SELF ".questionnaire", "%s",
                      _ ("This step asks another questionnaire"));
  if (canonical[length] == '\0')
    head->questionnaire_id = g_strdup (hcrm_rows_get (head->step, 0, "questionnaire_id"));
  return TRUE;
}

static gboolean
find_step (HcrmRequest *req, const HcrmFhirNode *root, Head *head, GError **error)
{
  if (!let_step (req, root))
    return TRUE;
  head->step = hcrm_db_rows (req->db, &SQL_FHIR_RESPONSE_STEP, NULL, error);
  return head->step != NULL
         && check_step (head, hcrm_fhir_get_string (root, "questionnaire"), error);
}

static const char *
get_step (const Head *head, const char *column)
{
  return head->step != NULL ? hcrm_rows_get (head->step, 0, column) : NULL;
}

/* Whatever is answered after the step was ended, or a second time, is kept and does not count. */
static gboolean
is_late (const Head *head)
{
  return head->step != NULL
         && (g_strcmp0 (get_step (head, "state"), "open") != 0
             || hcrm_rows_get_bool (head->step, 0, "answered"));
}

static gboolean
end_step (HcrmRequest *req, const Head *head, const HcrmAnswers *answers, GError **error)
{
  if (head->step == NULL || !hcrm_form_is_complete (head->state))
    return TRUE;
  hcrm_db_let (req->db, "step_id", get_step (head, "id"));
  hcrm_db_let (req->db, "step_authored", head->authored_at);
  hcrm_db_let (req->db, "step_score", answers->score);
  hcrm_db_let (req->db, "step_band", answers->band);
  hcrm_db_let (req->db, "step_band_en", answers->band_en);
  hcrm_db_let (req->db, "step_late", is_late (head) ? "true" : "false");
  if (!hcrm_db_run (req->db, &SQL_FHIR_RESPONSE_END_STEP, NULL, error))
    return FALSE;
  hcrm_request_add_event (req, "followup_task", hcrm_rows_get_int (head->step, 0, "id"), 0);
  hcrm_request_add_event (req, "followup_plan", hcrm_rows_get_int (head->step, 0, "plan_id"), 0);
  hcrm_request_add_event (req, "timeline", hcrm_rows_get_int (head->step, 0, "patient_id"), 0);
  return TRUE;
}

/* --- Reading and storing ---------------------------------------------------------------------- */

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
  if (!find_step (req, root, head, error))
    return FALSE;
  if (head->questionnaire_id == NULL)
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
  hcrm_db_let (req->db, "step_survivor", get_step (head, "survivor_id"));
  g_autoptr (HcrmRows) place = hcrm_db_one (req->db, &SQL_FHIR_RESPONSE_PLACE, NULL, error);
  if (place == NULL)
    return NULL;
  if (head->patient_id != NULL && hcrm_rows_get (place, 0, "patient_id") == NULL)
    hcrm_error_add_field (&bad, SELF ".subject.reference", _ ("There is no such patient"));
  else if (head->encounter_id != NULL && hcrm_rows_get (place, 0, "encounter_id") == NULL)
    hcrm_error_add_field (&bad, SELF ".encounter.reference", _ ("There is no such encounter"));
  else if (hcrm_rows_get_bool (place, 0, "mixed"))
    hcrm_error_add_field (&bad, SELF ".subject.reference", _ ("This belongs to another patient"));
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

  if (where == NULL || !check_answers (req, head, &answers, error)
      || !end_step (req, head, &answers, error))
    return FALSE;
  gboolean stepped = head->step != NULL;
  const HcrmResponsePlace place = {
    .questionnaire_id = head->questionnaire_id,
    .patient_id = head->patient_id != NULL ? head->patient_id : get_step (head, "patient_id"),
    .encounter_id = stepped ? get_step (head, "encounter_id") : head->encounter_id,
    .activity_id = get_step (head, "id"),
    .site_id = stepped ? get_step (head, "site_id") : hcrm_rows_get (where, 0, "site_id"),
    .department_id =
        stepped ? get_step (head, "department_id") : hcrm_rows_get (where, 0, "department_id"),
    .channel = "fhir",
    .state = head->state,
    .authored_at = head->authored_at,
    .attempted = stepped && !is_late (head) && hcrm_form_is_complete (head->state),
    .late = is_late (head),
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

/* A step is answered once begun answers are whole; amending those changes nothing of it. */
static gboolean
settle_step (HcrmRequest *req,
             HcrmRows *locked,
             Head *head,
             const HcrmAnswers *answers,
             GError **error)
{
  gboolean counted = hcrm_form_is_complete (hcrm_rows_get (locked, 0, "state"));

  hcrm_db_let (req->db, "step_token", NULL);
  hcrm_db_let (req->db, "step_id", hcrm_rows_get (locked, 0, "activity_id"));
  g_clear_pointer (&head->step, hcrm_rows_free);
  if (counted || hcrm_rows_get (locked, 0, "activity_id") == NULL)
    return TRUE;
  head->step = hcrm_db_rows (req->db, &SQL_FHIR_RESPONSE_OWN_STEP, NULL, error);
  if (head->step == NULL)
    return FALSE;
  if (hcrm_rows_get_n (head->step) > 0)
    return end_step (req, head, answers, error);
  g_clear_pointer (&head->step, hcrm_rows_free);
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
         && settle_step (req, locked, &head, &answers, error)
         && hcrm_form_replace_response (req->db, id, step->to,
                                        hcrm_rows_get_bool (locked, 0, "late") || is_late (&head),
                                        &answers, error)
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
