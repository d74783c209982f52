/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Questions to physicians and alarming answers: put, answered, passed on, given back. */

#include "question.h"

#include <string.h>

#include "core/hcrm-export.h"
#include "core/hcrm-sought.h"
#include "model/hcrm-disposition.h"
#include "model/hcrm-question.h"
#include "question-sql.h"

/* --- What every step ends with -------------------------------------------------------------- */

static void
add_text (JsonObject *params, const char *name, const char *text)
{
  if (text != NULL && *text != '\0')
    json_object_set_string_member (params, name, text);
}

/* Takes @params. */
static void
note (HcrmRequest *req, const char *code, JsonObject *params)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (node, params);
  g_autofree char *text = json_to_string (node, FALSE);
  hcrm_db_let (req->db, "note_code", code);
  hcrm_db_let (req->db, "note_params", text);
  hcrm_db_queue (req->db, &SQL_QUESTION_NOTE, NULL);
}

static gboolean
reply_question (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) rows = hcrm_request_reply_record (req, &SQL_QUESTION_GET, "question", error);

  if (rows != NULL)
    hcrm_request_add_event (req, "timeline", hcrm_rows_get_int (rows, 0, "patient_id"), 0);
  return rows != NULL;
}

/* What was typed for the step is done with; a step may take the question out of who took it's
 * sight.
 */
static gboolean
finish (HcrmRequest *req, HcrmRows *question, GError **error)
{
  g_autoptr (GError) failure = NULL;

  hcrm_db_queue (req->db, &SQL_QUESTION_FORGET_DRAFT, NULL);
  if (reply_question (req, &failure))
    return TRUE;
  if (!g_error_matches (failure, HCRM_ERROR, HCRM_ERROR_NOT_FOUND)) {
    g_propagate_error (error, g_steal_pointer (&failure));
    return FALSE;
  }
  hcrm_request_add_event (req, "question", hcrm_rows_get_int (question, 0, "id"), 0);
  return TRUE;
}

static HcrmRows *
take (HcrmRequest *req, const char *action, GError **error)
{
  const HcrmStep *step = NULL;
  HcrmRows *rows = hcrm_request_take_record (req, &SQL_QUESTION_LOCK, &SQL_QUESTION_GET,
                                             &hcrm_question_workflow, action, &step, error);

  if (rows != NULL) {
    g_autofree char *draft = g_strdup_printf ("%s-%s", hcrm_request_get_part (req, "id"), action);
    hcrm_db_let (req->db, "new_state", step->to);
    hcrm_db_let (req->db, "draft_ref", draft);
  }
  return rows;
}

/* --- Lists ---------------------------------------------------------------------------------- */

static gboolean
list_questions (HcrmRequest *req, GError **error)
{
  hcrm_sought_bind (req->db, hcrm_record_get (req->args, "q"));
  return hcrm_request_reply_list (req, &SQL_QUESTION_LIST, error);
}

static gboolean
list_contacts (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) rows = hcrm_db_rows (req->db, &SQL_QUESTION_CONTACTS, NULL, error);

  if (rows == NULL)
    return FALSE;
  hcrm_request_reply_items (req, rows);
  return TRUE;
}

/* --- Asking --------------------------------------------------------------------------------- */

static void
require (HcrmRequest *req, HcrmRows *place, const char *name, const char *detail, GError **bad)
{
  if (hcrm_record_get (req->args, name) != NULL && hcrm_rows_get (place, 0, name) == NULL)
    hcrm_error_add_field (bad, name, detail);
}

static void
check_addressee (HcrmRequest *req, HcrmRows *place, GError **bad)
{
  require (req, place, "department_id", _ ("There is no such department"), bad);
  require (req, place, "doctor_id", _ ("There is no such physician"), bad);
  if (hcrm_rows_get_bool (place, 0, "department_retired"))
    hcrm_error_add_field (bad, "department_id", _ ("This department is closed"));
  if (hcrm_rows_get_bool (place, 0, "doctor_unable"))
    hcrm_error_add_field (bad, "doctor_id", _ ("This person does not answer questions here"));
  else if (hcrm_rows_get_bool (place, 0, "doctor_elsewhere"))
    hcrm_error_add_field (bad, "doctor_id",
                          _ ("This physician does not work in that department now"));
  if (*bad == NULL && hcrm_rows_get (place, 0, "department_id") == NULL)
    hcrm_error_add_field (bad, "department_id", _ ("Say which department is to answer"));
}

static gboolean
check_place (HcrmRequest *req, HcrmRows *place, GError **error)
{
  g_autoptr (GError) bad = NULL;

  require (req, place, "source_id", _ ("There is no such follow-up task"), &bad);
  require (req, place, "patient_id", _ ("There is no such patient"), &bad);
  if (bad == NULL && hcrm_rows_get (place, 0, "patient_id") == NULL)
    hcrm_error_add_field (&bad, "patient_id", _ ("Say whose question it is"));
  if (bad == NULL && hcrm_rows_get_bool (place, 0, "mixed"))
    hcrm_error_add_field (&bad, "patient_id", _ ("This belongs to another patient"));
  if (hcrm_rows_get_bool (place, 0, "due_past"))
    hcrm_error_add_field (&bad, "due_at", _ ("This time is past"));
  check_addressee (req, place, &bad);
  if (bad == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&bad));
  return FALSE;
}

static void
let_place (HcrmRequest *req, HcrmRows *place)
{
  static const char *const names[][2] = {
    { "for_patient", "patient_id" }, { "for_encounter", "encounter_id" },
    { "for_site", "site_id" },       { "for_department", "department_id" },
    { "for_doctor", "doctor_id" },   { "for_due", "due_at" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    hcrm_db_let (req->db, names[i][0], hcrm_rows_get (place, 0, names[i][1]));
}

static void
add_addressee (JsonObject *params, HcrmRows *question)
{
  add_text (params, "doctor", hcrm_rows_get (question, 0, "doctor"));
  add_text (params, "department", hcrm_rows_get (question, 0, "department"));
  add_text (params, "department_en", hcrm_rows_get (question, 0, "department_en"));
}

static void
note_asked (HcrmRequest *req, HcrmRows *question)
{
  JsonObject *params = json_object_new ();
  g_autoptr (GString) due = g_string_new (NULL);

  add_text (params, "matter", hcrm_record_get (req->args, "matter"));
  add_addressee (params, question);
  hcrm_rows_append_instant (question, 0, "due_at", due);
  add_text (params, "due_at", due->str);
  note (req, "question.asked", params);
}

/* The draft of a question yet to be put stands under what it came up in. */
static void
forget_asking_draft (HcrmRequest *req)
{
  const char *task = hcrm_record_get (req->args, "source_id");
  const char *patient = hcrm_record_get (req->args, "patient_id");
  g_autofree char *ref =
      task != NULL ? g_strconcat ("task-", task, NULL) : g_strconcat ("patient-", patient, NULL);

  hcrm_db_let (req->db, "draft_ref", ref);
  hcrm_db_let (req->db, "new_state", NULL);
  hcrm_db_queue (req->db, &SQL_QUESTION_FORGET_DRAFT, NULL);
}

static gboolean
ask (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) place = hcrm_db_one (req->db, &SQL_QUESTION_PLACE, req->args, error);

  if (place == NULL || !check_place (req, place, error))
    return FALSE;
  let_place (req, place);
  g_autoptr (HcrmRows) made = hcrm_db_one (req->db, &SQL_QUESTION_CREATE, req->args, error);
  if (made == NULL)
    return FALSE;
  hcrm_db_let (req->db, "id", hcrm_rows_get (made, 0, "id"));
  forget_asking_draft (req);
  g_autoptr (HcrmRows) question = hcrm_db_one (req->db, &SQL_QUESTION_GET, NULL, error);
  if (question == NULL)
    return FALSE;
  note_asked (req, question);
  return reply_question (req, error);
}

/* --- The physician -------------------------------------------------------------------------- */

static gboolean
give_answer (HcrmRequest *req, const char *action, const char *code, GError **error)
{
  g_autoptr (HcrmRows) question = take (req, action, error);
  JsonObject *params = NULL;

  if (question == NULL)
    return FALSE;
  params = json_object_new ();
  add_text (params, "answer", hcrm_record_get (req->args, "answer"));
  add_text (params, "matter", hcrm_rows_get (question, 0, "matter"));
  hcrm_db_queue (req->db, &SQL_QUESTION_ANSWER, req->args);
  note (req, code, params);
  return finish (req, question, error);
}

static gboolean
answer (HcrmRequest *req, GError **error)
{
  return give_answer (req, "answer", "question.answered", error);
}

static gboolean
handle (HcrmRequest *req, GError **error)
{
  return give_answer (req, "handle", "question.handled", error);
}

static gboolean
say (HcrmRequest *req, const char *action, const char *code, GError **error)
{
  g_autoptr (HcrmRows) question = take (req, action, error);
  JsonObject *params = NULL;

  if (question == NULL)
    return FALSE;
  params = json_object_new ();
  add_text (params, "text", hcrm_record_get (req->args, "text"));
  hcrm_db_queue (req->db, &SQL_QUESTION_PASS, NULL);
  hcrm_db_queue (req->db, &SQL_QUESTION_UNMARK, NULL);
  note (req, code, params);
  return finish (req, question, error);
}

static gboolean
ask_back (HcrmRequest *req, GError **error)
{
  return say (req, "ask-back", "question.asked-back", error);
}

static gboolean
reply (HcrmRequest *req, GError **error)
{
  return say (req, "reply", "question.replied", error);
}

static gboolean
ask_again (HcrmRequest *req, GError **error)
{
  return say (req, "ask-again", "question.asked-again", error);
}

/* --- Passing on, taking back ---------------------------------------------------------------- */

static gboolean
find_addressee (HcrmRequest *req, HcrmRows *question, GError **error)
{
  g_autoptr (GError) bad = NULL;

  hcrm_db_let (req->db, "patient_id", hcrm_rows_get (question, 0, "patient_id"));
  hcrm_db_let (req->db, "source_id", NULL);
  hcrm_db_let (req->db, "due_at", NULL);
  hcrm_db_let (req->db, "severity", hcrm_rows_get (question, 0, "severity"));
  if (hcrm_record_get (req->args, "department_id") == NULL
      && hcrm_record_get (req->args, "doctor_id") == NULL)
    return hcrm_fail (error, HCRM_ERROR_INVALID, "department_id", "%s",
                      _ ("Say who is to answer instead"));
  g_autoptr (HcrmRows) place = hcrm_db_one (req->db, &SQL_QUESTION_PLACE, req->args, error);
  if (place == NULL)
    return FALSE;
  check_addressee (req, place, &bad);
  if (bad != NULL) {
    g_propagate_error (error, g_steal_pointer (&bad));
    return FALSE;
  }
  let_place (req, place);
  return TRUE;
}

static gboolean
reassign (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) question = take (req, "reassign", error);

  if (question == NULL || !find_addressee (req, question, error))
    return FALSE;
  hcrm_db_queue (req->db, &SQL_QUESTION_REASSIGN, NULL);
  hcrm_db_queue (req->db, &SQL_QUESTION_UNMARK, NULL);
  g_autoptr (HcrmRows) after = hcrm_db_rows (req->db, &SQL_QUESTION_ADDRESSEE, NULL, error);
  if (after == NULL)
    return FALSE;
  JsonObject *params = json_object_new ();
  add_text (params, "from", hcrm_rows_get (question, 0, "doctor"));
  add_addressee (params, after);
  add_text (params, "reason", hcrm_record_get (req->args, "reason"));
  note (req, "question.reassigned", params);
  return finish (req, question, error);
}

static gboolean
withdraw (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) question = take (req, "withdraw", error);
  JsonObject *params = NULL;

  if (question == NULL)
    return FALSE;
  params = json_object_new ();
  add_text (params, "reason", hcrm_record_get (req->args, "reason"));
  add_text (params, "matter", hcrm_rows_get (question, 0, "matter"));
  hcrm_db_queue (req->db, &SQL_QUESTION_WITHDRAW, req->args);
  note (req, "question.withdrawn", params);
  return finish (req, question, error);
}

/* --- Giving it back ------------------------------------------------------------------------- */

static gboolean
claim (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) rows = hcrm_db_one (req->db, &SQL_QUESTION_CLAIM, NULL, error);

  if (rows == NULL
      || hcrm_workflow_find (&hcrm_question_workflow, hcrm_rows_get (rows, 0, "state"), "tell",
                             &req->user->held, error)
             == NULL)
    return FALSE;
  if (hcrm_rows_get (rows, 0, "expires_at") == NULL)
    return hcrm_fail (error, HCRM_ERROR_CLAIMED, NULL,
                      _ ("%s is working on this patient"), hcrm_rows_get (rows, 0, "holder"));
  hcrm_request_add_event (req, "claim",
                          g_ascii_strtoll (hcrm_request_get_part (req, "id"), NULL, 10), 0);
  return list_contacts (req, error);
}

static gboolean
release (HcrmRequest *req, GError **error)
{
  hcrm_db_queue (req->db, &SQL_QUESTION_RELEASE, NULL);
  hcrm_request_add_event (req, "claim",
                          g_ascii_strtoll (hcrm_request_get_part (req, "id"), NULL, 10), 0);
  return hcrm_request_reply_one (req, &SQL_QUESTION_GET, error);
}

/* Who was spoken to; only a contact of the patient. */
static gboolean
let_contact (HcrmRequest *req, HcrmRows *question, JsonObject *params, GError **error)
{
  hcrm_db_let (req->db, "patient_id", hcrm_rows_get (question, 0, "patient_id"));
  hcrm_db_let (req->db, "survivor_id", hcrm_rows_get (question, 0, "survivor_id"));
  hcrm_db_let (req->db, "number", NULL);
  if (hcrm_record_get (req->args, "contact_id") == NULL)
    return TRUE;
  g_autoptr (HcrmRows) contact = hcrm_db_rows (req->db, &SQL_QUESTION_CONTACT, req->args, error);
  if (contact == NULL)
    return FALSE;
  if (hcrm_rows_get_n (contact) == 0)
    return hcrm_fail (error, HCRM_ERROR_INVALID, "contact_id", "%s",
                      _ ("This is no contact of the patient"));
  hcrm_db_let (req->db, "number", hcrm_rows_get (contact, 0, "number"));
  add_text (params, "contact", hcrm_rows_get (contact, 0, "contact"));
  add_text (params, "relation", hcrm_rows_get (contact, 0, "relation"));
  return TRUE;
}

static gboolean
check_call (HcrmRequest *req, GError **error)
{
  if (hcrm_record_get (req->args, "call_id") == NULL)
    return TRUE;
  g_autoptr (HcrmRows) call = hcrm_db_rows (req->db, &SQL_QUESTION_CALL, req->args, error);
  if (call == NULL)
    return FALSE;
  return hcrm_rows_get_n (call) > 0
         || hcrm_fail (error, HCRM_ERROR_INVALID, "call_id", "%s", _ ("This is no call of yours"));
}

/* Only who was reached was told; every other attempt is kept, and the answer still waits. */
static gboolean
save_told (HcrmRequest *req, HcrmRows *question, JsonObject *params, GError **error)
{
  const char *disposition = hcrm_record_get (req->args, "disposition");
  gboolean told = g_str_equal (disposition, "reached");

  if (!let_contact (req, question, params, error) || !check_call (req, error))
    return FALSE;
  add_text (params, "disposition", disposition);
  add_text (params, "note", hcrm_record_get (req->args, "note"));
  if (!told)
    hcrm_db_let (req->db, "new_state", "answered");
  hcrm_db_queue (req->db, &SQL_QUESTION_ATTEMPT, req->args);
  hcrm_db_queue (req->db, &SQL_QUESTION_TOLD, NULL);
  note (req, told ? "question.told" : "question.attempt", json_object_ref (params));
  return finish (req, question, error);
}

static gboolean
tell (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) question = take (req, "tell", error);
  g_autoptr (JsonObject) params = json_object_new ();

  return question != NULL && save_told (req, question, params, error);
}

/* --- What time alone brings about ----------------------------------------------------------- */

gboolean
hcrm_question_escalate (HcrmJob *sweep, GError **error)
{
  g_autoptr (HcrmRows) rows = hcrm_db_rows (sweep->db, &SQL_QUESTION_ESCALATE, NULL, error);

  return hcrm_event_add_rows (sweep->events, "question", rows);
}

/* --- Tables --------------------------------------------------------------------------------- */

#define READ HCRM_PERM_QUESTION_READ
#define ASK HCRM_PERM_QUESTION_ASK
#define ANSWER HCRM_PERM_QUESTION_ANSWER
#define VERSIONED HCRM_ROUTE_VERSIONED
#define QUESTIONS "/questions"
#define STEP QUESTIONS "/{id}/actions/"

/* clang-format off */
static const HcrmRoute routes[] = {
  { "GET",  QUESTIONS,            READ, 0, &hcrm_question_query, .handler = list_questions },
  HCRM_EXPORT (QUESTIONS, READ, &hcrm_question_fields),
  { "GET",  QUESTIONS "/{id}",    READ, .sql = &SQL_QUESTION_GET },
  { "POST", QUESTIONS,            ASK, HCRM_ROUTE_CREATES, &hcrm_question_ask, .handler = ask },
  { "POST", STEP "answer",        ANSWER, VERSIONED, &hcrm_question_answer, .handler = answer },
  { "POST", STEP "handle",        ANSWER, VERSIONED, &hcrm_question_answer, .handler = handle },
  { "POST", STEP "ask-back",      ANSWER, VERSIONED, &hcrm_question_say, .handler = ask_back },
  { "POST", STEP "reply",         ASK, VERSIONED, &hcrm_question_say, .handler = reply },
  { "POST", STEP "ask-again",     ASK, VERSIONED, &hcrm_question_say, .handler = ask_again },
  { "POST", STEP "reassign",      ASK, VERSIONED, &hcrm_question_reassign, .handler = reassign },
  { "POST", STEP "withdraw",      ASK, VERSIONED, &hcrm_question_withdraw, .handler = withdraw },
  { "POST", STEP "claim",         ASK, HCRM_ROUTE_ONCE, .handler = claim },
  { "POST", STEP "release",       ASK, HCRM_ROUTE_ONCE, .handler = release },
  { "POST", STEP "tell",          ASK, VERSIONED, &hcrm_question_tell, .handler = tell },
  { "GET",  QUESTIONS "/{id}/contacts", ASK, .handler = list_contacts },
  { "GET",  "/physicians",        ASK, 0, &hcrm_physician_query, .list = &SQL_QUESTION_PHYSICIANS },
};
/* clang-format on */

const HcrmModule hcrm_question_module = { "question", routes, G_N_ELEMENTS (routes) };
