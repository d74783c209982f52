/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Finishing a task: the attempt, its answers, and all that follows from what came of it. */

#include <string.h>

#include "core/hcrm-form.h"
#include "core/hcrm-message.h"
#include "followup-call-sql.h"
#include "followup-climb.h"
#include "followup-rules.h"
#include "followup-sheet.h"
#include "followup.h"
#include "model/hcrm-disposition.h"
#include "model/hcrm-followup.h"

/* One call being saved. */
typedef struct {
  HcrmRequest *req;
  HcrmRows *task; /* locked */
  const HcrmDisposition *disposition;
  const char *new_state;
  gboolean late;     /* the task is no longer open */
  gboolean finishes; /* nothing is left of the plan */
  HcrmAnswers answers;
} Call;

/* --- Checks --------------------------------------------------------------------------------- */

static const char *
get_arg (const Call *call, const char *name)
{
  const char *text = hcrm_record_get (call->req->args, name);

  return text != NULL && *text != '\0' ? text : NULL;
}

static gint64
read_instant (const char *text)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) at = text != NULL ? g_date_time_new_from_iso8601 (text, utc) : NULL;

  return at != NULL ? g_date_time_to_unix (at) : 0;
}

static void
check_times (const Call *call, GError **bad)
{
  gint64 started = read_instant (get_arg (call, "started_at"));
  gint64 ended = read_instant (get_arg (call, "ended_at"));
  gint64 asked = read_instant (get_arg (call, "call_back_at"));
  gint64 now = read_instant (hcrm_rows_get (call->task, 0, "now"));

  if (ended != 0 && ended < started)
    hcrm_error_add_field (bad, "ended_at", _ ("The end lies before the start"));
  if (call->disposition->asks_time && asked == 0)
    hcrm_error_add_field (bad, "call_back_at", _ ("Say when to call back"));
  /* A desktop's clock may be fast. */
  if (asked != 0 && asked < MIN (started, now))
    hcrm_error_add_field (bad, "call_back_at", _ ("This time is past"));
}

static gboolean
check_call (const Call *call, GError **error)
{
  g_autoptr (GError) bad = NULL;

  check_times (call, &bad);
  if (get_arg (call, "contact_id") != NULL && hcrm_rows_get (call->task, 0, "contact_id") == NULL)
    hcrm_error_add_field (&bad, "contact_id", _ ("This is no contact of the patient"));
  if (get_arg (call, "call_id") != NULL && hcrm_rows_get (call->task, 0, "call_id") == NULL)
    hcrm_error_add_field (&bad, "call_id", _ ("This is no call of yours"));
  if (hcrm_record_get_int (call->req->args, "note_version")
      > hcrm_rows_get_int (call->task, 0, "note_version"))
    hcrm_error_add_field (&bad, "note_version", _ ("The note has no such version"));
  if (bad == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&bad));
  return FALSE;
}

/* Answers that finish the step must be whole; what was asked before a refusal is kept as it is. */
static gboolean
take_answers (Call *call, GError **error)
{
  const char *id = hcrm_rows_get (call->task, 0, "questionnaire_id");
  gboolean done = call->disposition->task == HCRM_TASK_DONE;
  g_autoptr (GError) found = NULL;

  if (id == NULL && get_arg (call, "response") == NULL)
    return TRUE;
  if (id == NULL)
    return hcrm_fail (error, HCRM_ERROR_INVALID, "response", "%s",
                      _ ("This step has no questionnaire"));
  g_autoptr (HcrmQuestionnaire) form = hcrm_form_find (call->req->db, id, error);
  g_autofree char *resource =
      form != NULL ? hcrm_form_dup_member (call->req, "response", error) : NULL;
  if (resource == NULL)
    return FALSE;
  return hcrm_form_check_response (form, resource, -1, done, &call->answers, &found)
         || hcrm_form_name_faults ("response", found, error);
}

/* --- Time line ------------------------------------------------------------------------------ */

static void
add_text (JsonObject *params, const char *name, const char *text)
{
  if (text != NULL && *text != '\0')
    json_object_set_string_member (params, name, text);
}

static void
add_line (JsonArray *lines, const char *code, JsonObject *params, gboolean own)
{
  JsonObject *line = json_object_new ();

  json_object_set_string_member (line, "code", code);
  json_object_set_object_member (line, "params", params);
  json_object_set_boolean_member (line, "own", own);
  json_array_add_object_element (lines, line);
}

static JsonObject *
new_plan_params (const Call *call)
{
  JsonObject *params = json_object_new ();

  add_text (params, "template", hcrm_rows_get (call->task, 0, "template"));
  add_text (params, "template_en", hcrm_rows_get (call->task, 0, "template_en"));
  return params;
}

/* An instant, wherever it was written, as the clock of the caller's hospital says it. */
static void
add_clock (JsonObject *params, const char *name, const char *text, const char *zone_name)
{
  g_autoptr (GTimeZone) zone = zone_name != NULL ? g_time_zone_new_identifier (zone_name) : NULL;
  g_autoptr (GDateTime) at =
      text != NULL && zone != NULL ? g_date_time_new_from_iso8601 (text, zone) : NULL;
  g_autoptr (GDateTime) here = at != NULL ? g_date_time_to_timezone (at, zone) : NULL;
  g_autofree char *clock = here != NULL ? g_date_time_format_iso8601 (here) : g_strdup (text);

  add_text (params, name, clock);
}

static JsonObject *
new_attempt_params (const Call *call)
{
  JsonObject *params = new_plan_params (call);

  add_text (params, "disposition", call->disposition->code);
  json_object_set_int_member (params, "step", hcrm_rows_get_int (call->task, 0, "position"));
  json_object_set_int_member (params, "steps", hcrm_rows_get_int (call->task, 0, "n_steps"));
  add_text (params, "contact", hcrm_rows_get (call->task, 0, "contact"));
  add_text (params, "relation", hcrm_rows_get (call->task, 0, "relation"));
  add_clock (params, "call_back_at", get_arg (call, "call_back_at"), call->req->user->zone);
  add_text (params, "note", get_arg (call, "note"));
  add_text (params, "score", call->answers.score);
  add_text (params, "band", call->answers.band);
  add_text (params, "band_en", call->answers.band_en);
  return params;
}

static const char *
find_attempt_code (const Call *call)
{
  if (call->late)
    return "followup.attempt-late";
  return strcmp (call->new_state, "done") == 0 ? "followup.done" : "followup.attempt";
}

static const char *
find_plan_code (HcrmPlanEffect effect)
{
  switch (effect) {
  case HCRM_PLAN_GOES_ON:
    return NULL;
  case HCRM_PLAN_SUSPENDED:
    return "plan.suspended";
  case HCRM_PLAN_LOST:
    return "plan.lost";
  case HCRM_PLAN_CANCELLED:
    return "plan.cancelled";
  }
  g_return_val_if_reached (NULL);
}

/* Of a death the database says itself which plans it ended. */
static void
add_plan_line (const Call *call, JsonArray *lines)
{
  const char *code = call->finishes ? "plan.finished" : find_plan_code (call->disposition->plan);
  if (code == NULL || call->late || call->disposition->died)
    return;
  JsonObject *params = new_plan_params (call);

  if (!call->finishes)
    add_text (params, "disposition", call->disposition->code);
  add_line (lines, code, params, FALSE);
}

static void
let_lines (const Call *call)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_ARRAY);
  JsonArray *lines = json_array_new ();

  add_line (lines, find_attempt_code (call), new_attempt_params (call), TRUE);
  add_plan_line (call, lines);
  json_node_take_array (node, lines);
  g_autofree char *text = json_to_string (node, FALSE);
  hcrm_db_let (call->req->db, "lines", text);
}

/* --- Saving --------------------------------------------------------------------------------- */

static void
let_flag (HcrmDb *db, const char *name, gboolean value)
{
  hcrm_db_let (db, name, value ? "true" : "false");
}

static void
let_task (const Call *call)
{
  static const char *const names[] = { "patient_id",  "plan_id", "department_id",
                                       "survivor_id", "number",  "now" };
  const char *channel = get_arg (call, "channel");

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    hcrm_db_let (call->req->db, names[i], hcrm_rows_get (call->task, 0, names[i]));
  hcrm_db_let (call->req->db, "channel",
               channel != NULL ? channel : hcrm_rows_get (call->task, 0, "channel"));
}

static void
let_effects (const Call *call)
{
  HcrmDb *db = call->req->db;
  const char *owner = hcrm_rows_get (call->task, 0, "owner");
  gint64 position = hcrm_rows_get_int (call->task, 0, "position");
  gboolean opens = hcrm_followup_opens_others (owner, position, call->new_state)
                   && call->disposition->plan == HCRM_PLAN_GOES_ON;

  hcrm_db_let (db, "new_state", call->new_state);
  let_flag (db, "late", call->late);
  let_flag (db, "finishes", call->finishes);
  let_flag (db, "opens_others", opens && !call->late);
  let_flag (db, "invalidates", call->disposition->invalidates);
}

/* A late attempt changes nothing but itself. */
static gboolean
add_consequences (const Call *call, GError **error)
{
  HcrmDb *db = call->req->db;
  const char *plan_state = hcrm_disposition_get_plan_state (call->disposition);
  const char *id = hcrm_rows_get (call->task, 0, "id");

  if (call->late)
    return TRUE;
  if (hcrm_disposition_is_failure (call->disposition))
    return hcrm_followup_climb (db, id, call->disposition->code, error);
  hcrm_followup_leave_ladder (db, id, call->disposition->task != HCRM_TASK_RETRY);
  if (plan_state == NULL)
    return TRUE;
  if (call->disposition->died) {
    hcrm_db_queue (db, &SQL_FOLLOWUP_CALL_NOTE_DEATH, NULL);
    hcrm_request_add_event (call->req, "patient", hcrm_rows_get_int (call->task, 0, "survivor_id"),
                            0);
  }
  hcrm_db_let (db, "plan_state", plan_state);
  let_flag (db, "everything", call->disposition->plan == HCRM_PLAN_CANCELLED);
  hcrm_db_queue (db, &SQL_FOLLOWUP_CALL_STOP_PLANS, call->req->args);
  return TRUE;
}

static void
tell (const Call *call, HcrmRows *task)
{
  HcrmRequest *req = call->req;

  hcrm_request_add_event (req, "followup_task", hcrm_rows_get_int (task, 0, "id"),
                          hcrm_rows_get_int (task, 0, "version"));
  hcrm_request_add_event (req, "followup_plan", hcrm_rows_get_int (task, 0, "plan_id"), 0);
  hcrm_request_add_event (req, "timeline", hcrm_rows_get_int (task, 0, "patient_id"), 0);
  hcrm_request_add_event (req, "claim", hcrm_rows_get_int (task, 0, "id"), 0);
}

/* After the attempt, whose answers they are. A step that was answered before by another way is done
 * all the same: what was said first counts. */
static gboolean
store_answers (const Call *call, GError **error)
{
  HcrmRows *task = call->task;
  const char *channel = get_arg (call, "channel");
  gboolean done = call->disposition->task == HCRM_TASK_DONE;
  HcrmResponsePlace place = {
    .questionnaire_id = hcrm_rows_get (task, 0, "questionnaire_id"),
    .patient_id = hcrm_rows_get (task, 0, "patient_id"),
    .encounter_id = hcrm_rows_get (task, 0, "encounter_id"),
    .activity_id = hcrm_rows_get (task, 0, "id"),
    .site_id = hcrm_rows_get (task, 0, "site_id"),
    .department_id = hcrm_rows_get (task, 0, "department_id"),
    .channel = channel != NULL ? channel : hcrm_rows_get (task, 0, "channel"),
    .state = done ? "completed" : "stopped",
    .attempted = TRUE,
    .late = call->late || (done && hcrm_rows_get_bool (task, 0, "answered")),
  };

  return call->answers.resource == NULL
         || hcrm_form_store_response (call->req->db, &place, &call->answers, NULL, error);
}

/* Once, and only for a call that was completed. */
static gboolean
thank (const Call *call, GError **error)
{
  g_autofree char *key = g_strconcat ("thanks/", hcrm_rows_get (call->task, 0, "id"), NULL);
  const HcrmMessageOrder order = {
    .purpose = "thanks",
    .patient_id = hcrm_rows_get_int (call->task, 0, "patient_id"),
    .activity_id = hcrm_rows_get_int (call->task, 0, "id"),
    .template_code = "thanks",
    .unique_key = key,
  };

  if (call->late || strcmp (call->new_state, "done") != 0
      || g_strcmp0 (hcrm_rows_get (call->task, 0, "thank_you"), "on") != 0)
    return TRUE;
  return hcrm_message_add (call->req->db, &order, error) > 0;
}

static gboolean
save_call (const Call *call, GError **error)
{
  HcrmRequest *req = call->req;

  let_task (call);
  let_effects (call);
  let_lines (call);
  hcrm_db_queue (req->db, &SQL_FOLLOWUP_CALL_SAVE, req->args);
  if (!store_answers (call, error))
    return FALSE;
  if (!add_consequences (call, error) || !thank (call, error))
    return FALSE;
  g_autoptr (HcrmRows) task = hcrm_db_one (req->db, &SQL_FOLLOWUP_CALL_TASK, NULL, error);
  if (task == NULL)
    return FALSE;
  hcrm_request_reply_row (req, task);
  tell (call, task);
  return call->answers.alarms == NULL || g_str_equal (call->answers.alarms, "[]")
         || hcrm_form_tell_alarms (req, NULL, hcrm_rows_get (call->task, 0, "id"), error);
}

/* Open: the version must be right. Waiting: not yet. All else: too late, but nothing is lost. */
static gboolean
check_state (Call *call, GError **error)
{
  const char *state = hcrm_rows_get (call->task, 0, "state");

  call->late = strcmp (state, "open") != 0;
  if (strcmp (state, "waiting") == 0)
    return hcrm_workflow_find (&hcrm_followup_task_workflow, state, "complete",
                               &call->req->user->held, error)
           != NULL;
  return call->late || hcrm_request_check_version (call->req, call->task, error);
}

static void
decide_effects (Call *call)
{
  const char *code = hcrm_record_get (call->req->args, "disposition");

  call->disposition = hcrm_disposition_find (code);
  call->new_state = hcrm_disposition_get_task_state (call->disposition);
}

static gboolean
finish_call (Call *call, GError **error)
{
  gboolean ends = strcmp (call->new_state, "open") != 0;
  gboolean goes_on = call->disposition->plan == HCRM_PLAN_GOES_ON;
  gboolean last = hcrm_rows_get_int (call->task, 0, "others") == 0;

  call->finishes = !call->late && ends && goes_on && last;
  gboolean ok = check_call (call, error) && take_answers (call, error) && save_call (call, error);
  hcrm_answers_clear (&call->answers);
  return ok;
}

static gboolean
complete (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) task = hcrm_db_one (req->db, &SQL_FOLLOWUP_CALL_LOCK, req->args, error);
  g_autoptr (GError) failure = NULL;
  Call call = { .req = req, .task = task };

  if (task == NULL)
    return FALSE;
  decide_effects (&call);
  if (check_state (&call, &failure))
    return finish_call (&call, error);
  hcrm_db_let (req->db, "late", "false");
  hcrm_request_attach_current (req, &SQL_FOLLOWUP_CALL_TASK, failure);
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

#define WORK HCRM_PERM_FOLLOWUP_WORK
#define READ HCRM_PERM_FOLLOWUP_READ
#define TASK "/followup-tasks/{id}"

/* clang-format off */
static const HcrmRoute routes[] = {
  { "POST", TASK "/actions/complete", WORK, HCRM_ROUTE_VERSIONED, &hcrm_followup_complete, .handler = complete },
  { "GET",  TASK "/sheet",            READ, .handler = hcrm_followup_reply_sheet },
  { "GET",  TASK "/prints",           READ, .handler = hcrm_followup_reply_prints },
  { "POST", TASK "/actions/print",    READ, 0, &hcrm_followup_print, .handler = hcrm_followup_note_print },
};

static const HcrmConstraint constraints[] = {
  { "response_one", "response", N_("This step has been answered already") },
};
/* clang-format on */

const HcrmModule hcrm_followup_call_module = { "followup-call", routes, G_N_ELEMENTS (routes),
                                               constraints, G_N_ELEMENTS (constraints) };
