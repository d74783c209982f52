/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The steps of a case: routed, told, closed, opened again, mediated, withdrawn, paused, graded,
 * classified, joined and parted. */

#include <string.h>

#include "complaint-case-sql.h"
#include "complaint-private.h"
#include "complaint-rules.h"
#include "model/hcrm-disposition.h"

static gint64
get_id (HcrmRequest *req)
{
  return g_ascii_strtoll (hcrm_request_get_part (req, "id"), NULL, 10);
}

static gboolean
holds (HcrmRequest *req, HcrmPermission permission)
{
  return hcrm_permission_set_has (&req->user->held, permission);
}

static gboolean
move_to (HcrmRequest *req, const char *state, const char *satisfied, const char *reason)
{
  hcrm_db_let (req->db, "new_state", state);
  hcrm_db_let (req->db, "new_satisfied", satisfied);
  hcrm_db_let (req->db, "new_reason", reason);
  hcrm_db_queue (req->db, &SQL_COMPLAINT_CASE_MOVE, NULL);
  return TRUE;
}

/* --- Routing -------------------------------------------------------------------------------- */

static gboolean
route_it (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) complaint = hcrm_complaint_take (req, "route", NULL, error);
  gboolean first =
      complaint != NULL && strcmp (hcrm_rows_get (complaint, 0, "state"), "taken") == 0;

  return complaint != NULL && hcrm_complaint_route_to (req, complaint, error)
         && move_to (req, "handling", NULL, NULL)
         && hcrm_complaint_clock_retime (req->db, get_id (req), NULL, error)
         && (!first || hcrm_complaint_tell_stage (req, "handling", error))
         && hcrm_complaint_finish (req, FALSE, error);
}

/* --- Ends ----------------------------------------------------------------------------------- */

/* The state is in :new_state; the clock stands, and nobody need answer any more. */
static gboolean
end (HcrmRequest *req,
     const char *closed_as,
     const char *solution,
     const char *reason,
     const char *code,
     GError **error)
{
  JsonObject *params = json_object_new ();

  hcrm_db_let (req->db, "closed_as", closed_as);
  hcrm_db_let (req->db, "solution", solution);
  hcrm_db_let (req->db, "reason", reason);
  hcrm_db_let (req->db, "ended_because", closed_as);
  hcrm_db_queue (req->db, &SQL_COMPLAINT_CASE_END, NULL);
  hcrm_db_queue (req->db, &SQL_COMPLAINT_CASE_END_SHARES, NULL);
  hcrm_db_queue (req->db, &SQL_COMPLAINT_CASE_END_MESSAGES, NULL);
  hcrm_complaint_add_text (params, "closed_as", closed_as);
  hcrm_complaint_add_text (params, "solution", solution);
  hcrm_complaint_add_text (params, "reason", reason);
  hcrm_complaint_note (req, code, params);
  return hcrm_complaint_clock_write (req->db, get_id (req), "stop", NULL, 0, NULL, error)
         && hcrm_complaint_finish (req, TRUE, error);
}

static gboolean
settle_on_the_spot (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) complaint = hcrm_complaint_take (req, "spot", NULL, error);

  if (complaint == NULL)
    return FALSE;
  if (!hcrm_record_get_bool (req->args, "consent"))
    return hcrm_fail (error, HCRM_ERROR_INVALID, "consent", "%s",
                      _ ("Only with the caller's consent is a complaint settled on the spot"));
  return end (req, "consent", hcrm_record_get (req->args, "solution"), NULL, "complaint.spot",
              error);
}

static gboolean
has_contact (HcrmRows *complaint)
{
  return hcrm_rows_get (complaint, 0, "caller_number") != NULL
         || hcrm_rows_get (complaint, 0, "caller_address") != NULL;
}

static gboolean
check_close (HcrmRequest *req, HcrmRows *complaint, GError **error)
{
  hcrm_db_let (req->db, "calls_site", hcrm_rows_get (complaint, 0, "site_id"));
  g_autoptr (HcrmRows) calls = hcrm_db_one (req->db, &SQL_COMPLAINT_CASE_CALLS, NULL, error);
  if (calls == NULL)
    return FALSE;
  HcrmComplaintFacts facts = {
    .state = hcrm_rows_get (complaint, 0, "state"),
    .contact = has_contact (complaint),
    .address = hcrm_rows_get (complaint, 0, "caller_address") != NULL,
    .satisfied = hcrm_rows_get_bool (complaint, 0, "satisfied"),
    .number_false = hcrm_rows_get (complaint, 0, "number_false_at") != NULL,
    .calls = hcrm_rows_get_int (calls, 0, "calls"),
    .days = hcrm_rows_get_int (calls, 0, "days"),
    .solution = hcrm_record_get (req->args, "solution"),
  };

  return hcrm_complaint_check_close (&facts, hcrm_record_get (req->args, "closed_as"), error);
}

static gboolean
close_it (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) complaint = hcrm_complaint_take (req, "close", NULL, error);

  return complaint != NULL && check_close (req, complaint, error)
         && end (req, hcrm_record_get (req->args, "closed_as"),
                 hcrm_record_get (req->args, "solution"), NULL, "complaint.closed", error);
}

static gboolean
is_empty (const char *text)
{
  return text == NULL || *text == '\0';
}

static gboolean
withdraw (HcrmRequest *req, GError **error)
{
  const HcrmStep *step = NULL;
  g_autoptr (HcrmRows) complaint = hcrm_complaint_take (req, "withdraw", &step, error);
  const char *reason = hcrm_record_get (req->args, "reason");

  if (complaint == NULL)
    return FALSE;
  if ((step->flags & HCRM_STEP_REASON) && is_empty (reason))
    return hcrm_fail (error, HCRM_ERROR_INVALID, "reason", "%s", _ ("Say why"));
  gboolean draft = strcmp (step->from, "draft") == 0;
  return end (req, "withdrawn", NULL, reason, draft ? "complaint.discarded" : "complaint.withdrawn",
              error);
}

static gboolean
mediate (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) complaint = hcrm_complaint_take (req, "mediate", NULL, error);
  const char *reason = hcrm_record_get (req->args, "reason");

  if (complaint == NULL || !move_to (req, "mediation", NULL, reason))
    return FALSE;
  hcrm_complaint_note_why (req, "complaint.mediation", reason);
  return hcrm_complaint_clock_write (req->db, get_id (req), "pause", NULL, 0, "mediation", error)
         && hcrm_complaint_finish (req, FALSE, error);
}

/* --- Opening again -------------------------------------------------------------------------- */

/* The third time only a supervisor does: mediation is what is offered then. */
static gboolean
may_reopen (HcrmRequest *req, HcrmRows *complaint)
{
  return hcrm_rows_get_int (complaint, 0, "reopened") < HCRM_COMPLAINT_MAX_REOPENED
         || holds (req, HCRM_PERM_COMPLAINT_MANAGE);
}

static gboolean
open_again (HcrmRequest *req, const char *code, const char *reason, GError **error)
{
  hcrm_db_queue (req->db, &SQL_COMPLAINT_CASE_REOPEN, NULL);
  g_autoptr (HcrmRows) made = hcrm_db_rows (req->db, &SQL_COMPLAINT_CASE_LEAD_AGAIN, NULL, error);
  if (made == NULL)
    return FALSE;
  hcrm_event_add_rows (req->events, "complaint_task", made);
  hcrm_complaint_note_why (req, code, reason);
  hcrm_complaint_tell_of (req, "receiver", NULL);
  hcrm_complaint_tell_of (req, "assignee", NULL);
  return hcrm_complaint_clock_restart (req->db, get_id (req), error)
         && hcrm_complaint_finish (req, FALSE, error);
}

static gboolean
reopen (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) complaint = hcrm_complaint_take (req, "reopen", NULL, error);

  if (complaint == NULL)
    return FALSE;
  if (hcrm_rows_get (complaint, 0, "taken_at") == NULL)
    return hcrm_fail (error, HCRM_ERROR_WRONG_STATE, "state", "%s",
                      _ ("A draft that was discarded is written anew"));
  if (!may_reopen (req, complaint))
    return hcrm_fail (error, HCRM_ERROR_FORBIDDEN, NULL, "%s",
                      _ ("It was opened again twice: a supervisor decides on mediation now"));
  return open_again (req, "complaint.reopened", hcrm_record_get (req->args, "reason"), error);
}

/* --- Telling the caller --------------------------------------------------------------------- */

/* Who left a postal address writes back, and anybody comes in person. */
static gboolean
can_speak (HcrmRequest *req, HcrmRows *complaint)
{
  const char *channel = hcrm_record_get (req->args, "channel");

  if (g_strcmp0 (channel, "message") == 0)
    return has_contact (complaint);
  return g_strcmp0 (channel, "visit") == 0 || hcrm_rows_get (complaint, 0, "caller_number") != NULL;
}

static gboolean
check_word (HcrmRequest *req, HcrmRows *complaint, GError **error)
{
  gboolean reached = strcmp (hcrm_record_get (req->args, "disposition"), "reached") == 0;
  const char *word = hcrm_record_get (req->args, "word");

  if (!can_speak (req, complaint))
    return hcrm_fail (error, HCRM_ERROR_CONFLICT, NULL, "%s",
                      _ ("No contact was left: nobody can be called"));
  if (reached && word == NULL)
    return hcrm_fail (error, HCRM_ERROR_INVALID, "word", "%s",
                      _ ("Say whether the caller is satisfied with the handling"));
  if (!reached && word != NULL)
    return hcrm_fail (error, HCRM_ERROR_INVALID, "word", "%s",
                      _ ("Nobody was told, so nobody can have said this"));
  return TRUE;
}

/* What is counted by days is written down on its day, so that no day is made up later; a call that
 * is on record proves its own. */
static gboolean
check_started (HcrmRequest *req, GError **error)
{
  static const struct {
    const char *fault;
    const char *words;
  } faults[] = {
    { "later", N_ ("This time is yet to come") },
      { "early", N_ ("There was no answer to tell at that time") },
        { "past", N_ ("This is written down on the day it was, unless that call is on record") },
      };
  g_autoptr (HcrmRows) rows =
      hcrm_db_one (req->db, &SQL_COMPLAINT_CASE_SPOKEN_AT, req->args, error);

  if (rows == NULL)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    if (hcrm_rows_get_bool (rows, 0, faults[i].fault))
      return hcrm_fail (error, HCRM_ERROR_INVALID, "started_at", "%s", _ (faults[i].words));
  return TRUE;
}

gboolean
hcrm_complaint_check_call (HcrmRequest *req, GError **error)
{
  if (hcrm_record_get (req->args, "call_id") == NULL)
    return hcrm_record_get (req->args, "offset_ms") == NULL
           || hcrm_fail (error, HCRM_ERROR_INVALID, "offset_ms", "%s",
                         _ ("Say in which call that was"));
  g_autoptr (HcrmRows) call = hcrm_db_rows (req->db, &SQL_COMPLAINT_CASE_CALL, req->args, error);
  if (call == NULL)
    return FALSE;
  return hcrm_rows_get_n (call) > 0
         || hcrm_fail (error, HCRM_ERROR_INVALID, "call_id", "%s", _ ("This is no call of yours"));
}

static void
set_number (HcrmRequest *req, gboolean right)
{
  hcrm_db_let (req->db, "number_right", right ? "true" : "false");
  hcrm_db_queue (req->db, &SQL_COMPLAINT_CASE_NUMBER, NULL);
}

/* The call itself is kept, whatever came of it; only by the contact that was left. Who comes in
 * person proves nothing of that. */
static void
keep_call (HcrmRequest *req, HcrmRows *complaint, const char *code)
{
  JsonObject *params = json_object_new ();
  const char *disposition = hcrm_record_get (req->args, "disposition");
  gboolean visit = g_strcmp0 (hcrm_record_get (req->args, "channel"), "visit") == 0;

  hcrm_db_let (req->db, "told_number",
               visit ? NULL : hcrm_rows_get (complaint, 0, "caller_number"));
  hcrm_db_queue (req->db, &SQL_COMPLAINT_CASE_ATTEMPT, req->args);
  hcrm_complaint_add_text (params, "disposition", disposition);
  hcrm_complaint_add_text (params, "note", hcrm_record_get (req->args, "note"));
  hcrm_complaint_note (req, code, params);
  if (visit || hcrm_rows_get (complaint, 0, "caller_number") == NULL)
    return;
  if (strcmp (disposition, "reached") == 0)
    set_number (req, TRUE);
  else if (strcmp (disposition, "wrong_number") == 0)
    set_number (req, FALSE);
}

/* Told, and content or thinking about it: the clock stands. */
static gboolean
note_told (HcrmRequest *req, const char *satisfied, GError **error)
{
  return move_to (req, "told", satisfied, NULL)
         && hcrm_complaint_clock_write (req->db, get_id (req), "stop", NULL, 0, NULL, error)
         && hcrm_complaint_finish (req, FALSE, error);
}

static gboolean
note_unsatisfied (HcrmRequest *req, HcrmRows *complaint, GError **error)
{
  gint64 reopened = hcrm_rows_get_int (complaint, 0, "reopened");

  if (reopened < HCRM_COMPLAINT_MAX_REOPENED)
    return open_again (req, "complaint.unsatisfied", hcrm_record_get (req->args, "note"), error);
  hcrm_complaint_note (req, "complaint.mediation-offered", json_object_new ());
  hcrm_complaint_alert (req, "mediation", reopened, "role", "[\"supervisor\"]");
  return note_told (req, "false", error);
}

static gboolean
tell (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) complaint = hcrm_complaint_take (req, "tell", NULL, error);
  const char *word = hcrm_record_get (req->args, "word");

  if (complaint == NULL || !check_word (req, complaint, error) || !check_started (req, error)
      || !hcrm_complaint_check_call (req, error))
    return FALSE;
  keep_call (req, complaint, word == NULL ? "complaint.attempt" : "complaint.told");
  if (word == NULL) {
    hcrm_db_queue (req->db, &SQL_COMPLAINT_CASE_TOUCH, NULL);
    return hcrm_complaint_finish (req, FALSE, error);
  }
  hcrm_complaint_say_in_call (req, "told", hcrm_record_get (req->args, "note"));
  if (strcmp (word, "unsatisfied") == 0)
    return note_unsatisfied (req, complaint, error);
  return note_told (req, strcmp (word, "satisfied") == 0 ? "true" : NULL, error);
}

static gboolean
check_number (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) complaint = hcrm_complaint_take (req, "number", NULL, error);
  gboolean right = hcrm_record_get_bool (req->args, "right");

  if (complaint == NULL)
    return FALSE;
  if (hcrm_rows_get (complaint, 0, "caller_number") == NULL)
    return hcrm_fail (error, HCRM_ERROR_CONFLICT, NULL, "%s", _ ("No contact was left"));
  set_number (req, right);
  hcrm_complaint_note (req, right ? "complaint.number-right" : "complaint.number-false",
                       json_object_new ());
  return hcrm_complaint_finish (req, FALSE, error);
}

/* --- The clock ------------------------------------------------------------------------------ */

static gboolean
pause_it (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) complaint = hcrm_complaint_take (req, "pause", NULL, error);
  const char *why = hcrm_record_get (req->args, "why");
  JsonObject *params = NULL;

  if (complaint == NULL)
    return FALSE;
  if (hcrm_rows_get (complaint, 0, "paused_at") != NULL)
    return hcrm_fail (error, HCRM_ERROR_WRONG_STATE, NULL, "%s", _ ("The clock stands already"));
  params = json_object_new ();
  hcrm_complaint_add_text (params, "why", why);
  hcrm_complaint_note (req, "complaint.paused", params);
  hcrm_db_queue (req->db, &SQL_COMPLAINT_CASE_TOUCH, NULL);
  return hcrm_complaint_clock_write (req->db, get_id (req), "pause", NULL, 0, why, error)
         && hcrm_complaint_finish (req, FALSE, error);
}

static gboolean
resume (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) complaint = hcrm_complaint_take (req, "resume", NULL, error);

  if (complaint == NULL)
    return FALSE;
  if (hcrm_rows_get (complaint, 0, "paused_at") == NULL)
    return hcrm_fail (error, HCRM_ERROR_WRONG_STATE, NULL, "%s", _ ("The clock is running"));
  hcrm_complaint_note (req, "complaint.resumed", json_object_new ());
  hcrm_db_queue (req->db, &SQL_COMPLAINT_CASE_TOUCH, NULL);
  return hcrm_complaint_clock_write (req->db, get_id (req), "resume", NULL, 0, NULL, error)
         && hcrm_complaint_finish (req, FALSE, error);
}

/* --- Grade and class ------------------------------------------------------------------------ */

/* Whoever routes sees that it is graver than it seemed; that it is not is for a supervisor to say.
 */
static gboolean
check_grade (HcrmRequest *req, HcrmRows *complaint, GError **error)
{
  gint64 was = hcrm_rows_get_int (complaint, 0, "grade");
  gint64 wanted = hcrm_record_get_int (req->args, "grade");

  if (wanted == was)
    return hcrm_fail (error, HCRM_ERROR_INVALID, "grade", "%s", _ ("It has this grade already"));
  if (wanted > was && !holds (req, HCRM_PERM_COMPLAINT_MANAGE))
    return hcrm_fail (error, HCRM_ERROR_FORBIDDEN, "grade", "%s",
                      _ ("Only a supervisor makes a complaint less grave"));
  return TRUE;
}

/* What was called by a column of the first rows is what that of the others says now. */
static void
note_change (HcrmRequest *req,
             const char *code,
             HcrmRows *was,
             const char *column,
             HcrmRows *is,
             const char *name)
{
  JsonObject *params = json_object_new ();
  g_autofree char *column_en = g_strconcat (column, "_en", NULL);
  g_autofree char *name_en = g_strconcat (name, "_en", NULL);

  hcrm_complaint_add_text (params, "from", hcrm_rows_get (was, 0, column));
  hcrm_complaint_add_text (params, "from_en", hcrm_rows_get (was, 0, column_en));
  hcrm_complaint_add_text (params, "to", hcrm_rows_get (is, 0, name));
  hcrm_complaint_add_text (params, "to_en", hcrm_rows_get (is, 0, name_en));
  hcrm_complaint_add_text (params, "reason", hcrm_record_get (req->args, "reason"));
  hcrm_complaint_note (req, code, params);
}

static gboolean
regrade (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) complaint = hcrm_complaint_take (req, "regrade", NULL, error);
  if (complaint == NULL || !check_grade (req, complaint, error))
    return FALSE;
  g_autoptr (HcrmRows) grade = hcrm_db_one (req->db, &SQL_COMPLAINT_CASE_GRADE, req->args, error);
  if (grade == NULL)
    return FALSE;
  g_autofree char *cause = g_strconcat ("grade", hcrm_rows_get (grade, 0, "id"), NULL);

  hcrm_db_queue (req->db, &SQL_COMPLAINT_CASE_REGRADE, req->args);
  note_change (req, "complaint.regraded", complaint, "grade_name", grade, "name");
  hcrm_complaint_alert (req, cause, hcrm_rows_get_int (complaint, 0, "reopened"), "role",
                        hcrm_rows_get (grade, 0, "tell"));
  return hcrm_complaint_clock_retime (req->db, get_id (req), "grade", error)
         && hcrm_complaint_finish (req, FALSE, error);
}

static gboolean
reclass (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) complaint = hcrm_complaint_take (req, "reclass", NULL, error);
  g_autoptr (HcrmRows) was =
      complaint != NULL ? hcrm_db_one (req->db, &SQL_COMPLAINT_CASE_NATURES, NULL, error) : NULL;

  if (was == NULL || !hcrm_db_run (req->db, &SQL_COMPLAINT_CASE_RECLASS, req->args, error))
    return FALSE;
  g_autoptr (HcrmRows) is = hcrm_db_one (req->db, &SQL_COMPLAINT_CASE_NATURES, NULL, error);
  if (is == NULL)
    return FALSE;
  note_change (req, "complaint.reclassed", was, "names", is, "names");
  hcrm_db_queue (req->db, &SQL_COMPLAINT_CASE_TOUCH, NULL);
  return hcrm_complaint_finish (req, FALSE, error);
}

/* --- Joining -------------------------------------------------------------------------------- */

static gboolean
check_join (HcrmRequest *req, HcrmRows *into, GError **error)
{
  static const char *const open[] = { "taken", "handling", "answered", "told", "mediation", NULL };

  if (hcrm_rows_get_n (into) == 0 || hcrm_rows_get_int (into, 0, "id") == get_id (req))
    return hcrm_fail (error, HCRM_ERROR_INVALID, "into_id", "%s",
                      _ ("There is no such complaint to join it into"));
  if (!g_strv_contains (open, hcrm_rows_get (into, 0, "state")))
    return hcrm_fail (error, HCRM_ERROR_CONFLICT, "into_id", "%s",
                      _ ("The other complaint is not being handled any more"));
  return TRUE;
}

static void
note_other (HcrmRequest *req, const char *code, const char *number, const char *reason)
{
  JsonObject *params = json_object_new ();

  hcrm_complaint_add_text (params, "number", number);
  hcrm_complaint_add_text (params, "reason", reason);
  hcrm_complaint_note (req, code, params);
}

/* The other complaint tells of this one. */
static void
note_there (HcrmRequest *req, const char *code, HcrmRows *complaint)
{
  g_autoptr (JsonObject) params = json_object_new ();
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  hcrm_complaint_add_text (params, "number", hcrm_rows_get (complaint, 0, "number"));
  json_node_set_object (node, params);
  g_autofree char *text = json_to_string (node, FALSE);
  hcrm_db_let (req->db, "note_code", code);
  hcrm_db_let (req->db, "note_params", text);
  hcrm_db_queue (req->db, &SQL_COMPLAINT_CASE_JOIN_NOTE, NULL);
}

/* The other one's clock counts for both; one that stands already goes on standing when they are
 * parted. */
static gboolean
stop_clock (HcrmRequest *req, HcrmRows *complaint, GError **error)
{
  static const char *const clocked[] = { "taken", "handling", "answered", NULL };

  return hcrm_rows_get (complaint, 0, "paused_at") != NULL
         || !g_strv_contains (clocked, hcrm_rows_get (complaint, 0, "state"))
         || hcrm_complaint_clock_write (req->db, get_id (req), "pause", NULL, 0, "joined", error);
}

static gboolean
go_on_counting (HcrmRequest *req, HcrmRows *place, GError **error)
{
  if (hcrm_rows_get_bool (place, 0, "stands"))
    return hcrm_complaint_clock_write (req->db, get_id (req), "resume", NULL, 0, NULL, error);
  return hcrm_complaint_clock_settle (req->db, get_id (req), error);
}

static gboolean
join (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) complaint = hcrm_complaint_take (req, "join", NULL, error);
  g_autoptr (HcrmRows) into =
      complaint != NULL ? hcrm_db_rows (req->db, &SQL_COMPLAINT_CASE_JOIN_PLACE, req->args, error)
                        : NULL;
  const char *reason = hcrm_record_get (req->args, "reason");

  if (into == NULL || !check_join (req, into, error))
    return FALSE;
  hcrm_db_let (req->db, "into_id", hcrm_rows_get (into, 0, "id"));
  hcrm_db_let (req->db, "was_state", hcrm_rows_get (complaint, 0, "state"));
  hcrm_db_let (req->db, "reason", reason);
  hcrm_db_queue (req->db, &SQL_COMPLAINT_CASE_JOIN, NULL);
  hcrm_db_queue (req->db, &SQL_COMPLAINT_CASE_JOIN_KEEP, NULL);
  note_other (req, "complaint.joined", hcrm_rows_get (into, 0, "number"), reason);
  note_there (req, "complaint.joined-to", complaint);
  hcrm_request_add_event (req, "complaint", hcrm_rows_get_int (into, 0, "id"), 0);
  return stop_clock (req, complaint, error) && hcrm_complaint_finish (req, FALSE, error);
}

static gboolean
part (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) complaint = hcrm_complaint_take (req, "part", NULL, error);
  g_autoptr (HcrmRows) place =
      complaint != NULL ? hcrm_db_one (req->db, &SQL_COMPLAINT_CASE_PART_PLACE, NULL, error) : NULL;

  if (place == NULL)
    return FALSE;
  hcrm_db_let (req->db, "join_id", hcrm_rows_get (place, 0, "id"));
  hcrm_db_let (req->db, "into_id", hcrm_rows_get (place, 0, "into_id"));
  hcrm_db_let (req->db, "new_state", hcrm_rows_get (place, 0, "state"));
  hcrm_db_queue (req->db, &SQL_COMPLAINT_CASE_PART, NULL);
  note_other (req, "complaint.parted", hcrm_rows_get (place, 0, "number"),
              hcrm_record_get (req->args, "reason"));
  note_there (req, "complaint.parted-from", complaint);
  hcrm_request_add_event (req, "complaint", hcrm_rows_get_int (place, 0, "into_id"), 0);
  return go_on_counting (req, place, error) && hcrm_complaint_finish (req, FALSE, error);
}

/* --- Tables --------------------------------------------------------------------------------- */

#define TAKE HCRM_PERM_COMPLAINT_TAKE
#define ROUTE HCRM_PERM_COMPLAINT_ROUTE
#define MANAGE HCRM_PERM_COMPLAINT_MANAGE
#define VERSIONED HCRM_ROUTE_VERSIONED
#define STEP "/complaints/{id}/actions/"

/* clang-format off */
static const HcrmRoute routes[] = {
  { "POST", STEP "route",    ROUTE,  VERSIONED, &hcrm_complaint_route, .handler = route_it },
  { "POST", STEP "spot",     TAKE,   VERSIONED, &hcrm_complaint_spot, .handler = settle_on_the_spot },
  { "POST", STEP "tell",     TAKE,   VERSIONED, &hcrm_complaint_tell, .handler = tell },
  { "POST", STEP "write",    TAKE,   VERSIONED, &hcrm_complaint_write, .handler = hcrm_complaint_write_answer },
  { "POST", STEP "posted",   TAKE,   VERSIONED, &hcrm_complaint_posted, .handler = hcrm_complaint_letter_posted },
  { "POST", STEP "came-back", TAKE,  VERSIONED, &hcrm_complaint_why, .handler = hcrm_complaint_letter_came_back },
  { "POST", STEP "letter",   TAKE,   HCRM_ROUTE_ONCE, .handler = hcrm_complaint_letter_show },
  { "POST", STEP "number",   TAKE,   VERSIONED, &hcrm_complaint_number, .handler = check_number },
  { "POST", STEP "close",    TAKE,   VERSIONED, &hcrm_complaint_close, .handler = close_it },
  { "POST", STEP "withdraw", TAKE,   VERSIONED, &hcrm_complaint_withdraw, .handler = withdraw },
  { "POST", STEP "reopen",   ROUTE,  VERSIONED, &hcrm_complaint_why, .handler = reopen },
  { "POST", STEP "mediate",  MANAGE, VERSIONED, &hcrm_complaint_why, .handler = mediate },
  { "POST", STEP "pause",    ROUTE,  VERSIONED, &hcrm_complaint_pause, .handler = pause_it },
  { "POST", STEP "resume",   ROUTE,  VERSIONED, .handler = resume },
  { "POST", STEP "regrade",  ROUTE,  VERSIONED, &hcrm_complaint_regrade, .handler = regrade },
  { "POST", STEP "reclass",  ROUTE,  VERSIONED, &hcrm_complaint_reclass, .handler = reclass },
  { "POST", STEP "join",     MANAGE, VERSIONED, &hcrm_complaint_join, .handler = join },
  { "POST", STEP "part",     MANAGE, VERSIONED, &hcrm_complaint_why, .handler = part },
};

static const HcrmConstraint constraints[] = {
  { "complaint_nature_class_code_fkey", "class",   N_("There is no such class") },
  { "complaint_join_circular",          "into_id", N_("The other complaint is joined into this one") },
  { "complaint_answer_again",           NULL,      N_("The answer is not to be sent there any more") },
  { "complaint_join_conflict",          "into_id", N_("Somebody whom one of them is about has a share of the other in hand") },
};
/* clang-format on */

const HcrmModule hcrm_complaint_case_module = { "complaint-case", routes, G_N_ELEMENTS (routes),
                                                constraints, G_N_ELEMENTS (constraints) };
