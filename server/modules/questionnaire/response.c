/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Answers to questionnaires: given outside of other work, and amended. */

#include <string.h>

#include "core/hcrm-export.h"
#include "core/hcrm-form-store.h"
#include "model/hcrm-questionnaire-model.h"
#include "questionnaire.h"
#include "response-sql.h"

/* The resource's own text is the reply: nothing of it is written anew. */
static gboolean
get_response (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) rows = hcrm_db_one (req->db, &SQL_RESPONSE_GET, NULL, error);

  if (rows == NULL)
    return FALSE;
  g_string_assign (req->reply, hcrm_rows_get (rows, 0, "resource"));
  req->etag = hcrm_rows_get_int (rows, 0, "version");
  return TRUE;
}

static gboolean
reply_response (HcrmRequest *req, const char *id, GError **error)
{
  hcrm_db_let (req->db, "id", id);
  g_autoptr (HcrmRows) rows = hcrm_db_one (req->db, &SQL_RESPONSE_ROW, NULL, error);

  if (rows == NULL)
    return FALSE;
  hcrm_request_reply_row (req, rows);
  hcrm_request_add_event (req, "response", g_ascii_strtoll (id, NULL, 10), req->etag);
  return hcrm_form_tell_alarms (req, id, NULL, error);
}

/* --- What was sent -------------------------------------------------------------------------- */

static HcrmFhirNode *
parse_resource (HcrmRequest *req, GError **error)
{
  const char *text = hcrm_record_get (req->args, "resource");
  HcrmFhirNode *root = text != NULL ? hcrm_fhir_parse (text, -1, error) : NULL;

  if (text == NULL)
    hcrm_fail (error, HCRM_ERROR_INVALID, "resource", "%s", _ ("Answers are needed"));
  return root;
}

static const char *
find_status (const HcrmFhirNode *root, GError **error)
{
  const char *status = hcrm_fhir_get_string (root, "status");

  if (status != NULL && hcrm_workflow_get_state (&hcrm_response_workflow, status) != NULL)
    return status;
  hcrm_fail (error, HCRM_ERROR_INVALID, "resource.QuestionnaireResponse.status", "%s",
             _ ("The status must be in-progress, completed, amended, stopped or entered-in-error"));
  return NULL;
}

static gboolean
check_answers (HcrmRequest *req, const char *questionnaire_id, HcrmAnswers *answers, GError **error)
{
  const char *text = hcrm_record_get (req->args, "resource");
  g_autoptr (GError) found = NULL;
  g_autoptr (HcrmQuestionnaire) form = hcrm_form_find (req->db, questionnaire_id, error);

  if (form == NULL)
    return FALSE;
  return hcrm_form_check_resource (form, text, -1, answers, &found)
         || hcrm_form_name_faults ("resource", found, error);
}

/* --- New ------------------------------------------------------------------------------------ */

/* The questionnaire named by number, or by the resource itself: its address, perhaps a version. */
static char *
find_questionnaire (HcrmRequest *req, const HcrmFhirNode *root, GError **error)
{
  const char *given = hcrm_record_get (req->args, "questionnaire_id");
  const char *canonical = hcrm_fhir_get_string (root, "questionnaire");

  if (given == NULL && canonical == NULL) {
    hcrm_fail (error, HCRM_ERROR_INVALID, "questionnaire_id", "%s",
               _ ("Say which questionnaire was answered"));
    return NULL;
  }
  return given != NULL ? g_strdup (given) : hcrm_form_find_canonical (req->db, canonical, error);
}

static void
require (HcrmRequest *req, HcrmRows *place, const char *name, const char *detail, GError **bad)
{
  if (hcrm_record_get (req->args, name) != NULL && hcrm_rows_get (place, 0, name) == NULL)
    hcrm_error_add_field (bad, name, detail);
}

static HcrmRows *
find_place (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) place = hcrm_db_one (req->db, &SQL_RESPONSE_PLACE, req->args, error);
  g_autoptr (GError) bad = NULL;

  if (place == NULL)
    return NULL;
  require (req, place, "patient_id", _ ("There is no such patient"), &bad);
  require (req, place, "encounter_id", _ ("There is no such encounter"), &bad);
  require (req, place, "activity_id", _ ("There is no such work"), &bad);
  if (bad == NULL && hcrm_rows_get_bool (place, 0, "mixed"))
    hcrm_error_add_field (&bad, "patient_id", _ ("This belongs to another patient"));
  if (bad == NULL)
    return g_steal_pointer (&place);
  g_propagate_error (error, g_steal_pointer (&bad));
  return NULL;
}

static gboolean
create (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmFhirNode) root = parse_resource (req, error);
  const char *status = root != NULL ? find_status (root, error) : NULL;
  g_autofree char *form = status != NULL ? find_questionnaire (req, root, error) : NULL;
  g_autoptr (HcrmRows) where = form != NULL ? find_place (req, error) : NULL;
  g_auto (HcrmAnswers) answers = { 0 };
  g_autofree char *id = NULL;

  if (where == NULL || !check_answers (req, form, &answers, error))
    return FALSE;
  const char *channel = hcrm_record_get (req->args, "channel");
  const char *usual = hcrm_rows_get (where, 0, "channel");
  HcrmResponsePlace place = {
    .questionnaire_id = form,
    .patient_id = hcrm_rows_get (where, 0, "patient_id"),
    .encounter_id = hcrm_rows_get (where, 0, "encounter_id"),
    .activity_id = hcrm_rows_get (where, 0, "activity_id"),
    .site_id = hcrm_rows_get (where, 0, "site_id"),
    .department_id = hcrm_rows_get (where, 0, "department_id"),
    .channel = channel != NULL ? channel
               : usual != NULL ? usual
                               : "form",
    .state = status,
  };
  return hcrm_form_store_response (req->db, &place, &answers, &id, error)
         && reply_response (req, id, error);
}

/* --- Amended -------------------------------------------------------------------------------- */

static gboolean
amend (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmFhirNode) root = parse_resource (req, error);
  const char *status = root != NULL ? find_status (root, error) : NULL;
  const HcrmStep *step = NULL;
  g_autoptr (HcrmRows) locked =
      status != NULL ? hcrm_request_take_step (req, &SQL_RESPONSE_LOCK, &hcrm_response_workflow,
                                               status, &step, error)
                     : NULL;
  g_auto (HcrmAnswers) answers = { 0 };

  if (locked == NULL
      || !check_answers (req, hcrm_rows_get (locked, 0, "questionnaire_id"), &answers, error))
    return FALSE;
  const char *id = hcrm_rows_get (locked, 0, "id");
  return hcrm_form_replace_response (req->db, id, step->to, hcrm_rows_get_bool (locked, 0, "late"),
                                     &answers, error)
         && reply_response (req, id, error);
}

#define READ HCRM_PERM_RESPONSE_READ
#define EDIT HCRM_PERM_RESPONSE_EDIT

/* clang-format off */
static const HcrmRoute routes[] = {
  { "GET",   "/responses",      READ, 0, &hcrm_response_query, .list = &SQL_RESPONSE_LIST },
  HCRM_EXPORT ("/responses", READ, &hcrm_response_fields),
  { "POST",  "/responses",      EDIT, HCRM_ROUTE_CREATES, &hcrm_response_create, .handler = create },
  { "GET",   "/responses/{id}", READ, .handler = get_response },
  { "PATCH", "/responses/{id}", EDIT, HCRM_ROUTE_VERSIONED, &hcrm_response_amend, .handler = amend },
};
/* clang-format on */

const HcrmModule hcrm_response_module = { "response", routes, G_N_ELEMENTS (routes) };
