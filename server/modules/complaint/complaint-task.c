/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A department's share of a complaint: given, accepted or returned, asked back about, answered. */

#include <string.h>

#include "complaint-private.h"
#include "complaint-task-sql.h"
#include "core/hcrm-export.h"

/* --- Giving a share ------------------------------------------------------------------------- */

/* A bad field of a share; of one among several it is named with its row. */
static void
add_bad (GError **bad, int row, const char *field, const char *words)
{
  g_autofree char *name =
      row < 0 ? g_strdup (field) : g_strdup_printf ("shares[%d].%s", row, field);

  hcrm_error_add_field (bad, name, words);
}

static void
check_assignee (HcrmRecord *share, int row, HcrmRows *place, GError **bad)
{
  if (hcrm_record_get (share, "assignee_id") == NULL)
    return;
  if (!hcrm_rows_get_bool (place, 0, "found"))
    add_bad (bad, row, "assignee_id", _ ("There is no such user"));
  else if (hcrm_rows_get_bool (place, 0, "conflict"))
    add_bad (bad, row, "assignee_id", _ ("The complaint is about this person"));
  else if (hcrm_rows_get_bool (place, 0, "unable"))
    add_bad (bad, row, "assignee_id", _ ("This person does not answer complaints here"));
  else if (hcrm_rows_get_bool (place, 0, "elsewhere"))
    add_bad (bad, row, "assignee_id", _ ("This person does not work in that department now"));
}

static void
check_place (HcrmRecord *share, int row, HcrmRows *place, GError **bad)
{
  if (hcrm_rows_get (place, 0, "department_id") == NULL)
    add_bad (bad, row, "department_id", _ ("There is no such department"));
  else if (hcrm_rows_get_bool (place, 0, "retired"))
    add_bad (bad, row, "department_id", _ ("This department is closed"));
  else if (!hcrm_rows_get_bool (place, 0, "anybody"))
    add_bad (bad, row, "department_id", _ ("Nobody of this department may answer this complaint"));
  check_assignee (share, row, place, bad);
  if (hcrm_rows_get_bool (place, 0, "due_past"))
    add_bad (bad, row, "due_at", _ ("This time is past"));
}

static gboolean
give_up (GError **error, GError *bad)
{
  if (bad == NULL)
    return TRUE;
  g_propagate_error (error, bad);
  return FALSE;
}

/* What goes back and forth is for a supervisor to route. */
static gboolean
check_returns (HcrmRequest *req, HcrmRows *place, GError **error)
{
  if (hcrm_rows_get_int (place, 0, "returns") <= HCRM_COMPLAINT_MAX_RETURNS
      || hcrm_permission_set_has (&req->user->held, HCRM_PERM_COMPLAINT_MANAGE))
    return TRUE;
  return hcrm_fail (error, HCRM_ERROR_FORBIDDEN, NULL, "%s",
                    _ ("It was sent back more than twice: a supervisor routes it now"));
}

static void
note_place (HcrmRequest *req, const char *code, HcrmRows *place)
{
  JsonObject *params = json_object_new ();

  hcrm_complaint_add_text (params, "department", hcrm_rows_get (place, 0, "department"));
  hcrm_complaint_add_text (params, "department_en", hcrm_rows_get (place, 0, "department_en"));
  hcrm_complaint_add_text (params, "reason", hcrm_record_get (req->args, "reason"));
  hcrm_complaint_note (req, code, params);
}

/* One department has one share, and one share leads. */
static void
check_twice (GPtrArray *shares, GError **bad)
{
  gboolean led = FALSE;

  for (guint i = 0; i < shares->len; i++) {
    gint64 department = hcrm_record_get_int (shares->pdata[i], "department_id");
    gboolean leads = hcrm_record_get_bool (shares->pdata[i], "lead");
    for (guint n = 0; n < i; n++)
      if (hcrm_record_get_int (shares->pdata[n], "department_id") == department) {
        add_bad (bad, (int) i, "department_id", _ ("This department is named twice"));
        break;
      }
    if (led && leads)
      add_bad (bad, (int) i, "lead", _ ("Only one department leads"));
    led = led || leads;
  }
}

static gboolean
check_new (int row, HcrmRows *place, GError **error)
{
  g_autofree char *name = g_strdup_printf ("shares[%d].department_id", row);

  return !hcrm_rows_get_bool (place, 0, "shared")
         || hcrm_fail (error, HCRM_ERROR_CONFLICT, name, "%s",
                       _ ("This department has a share of it already"));
}

/* Where each share is to go; all that is wrong is told at once. */
static GPtrArray *
find_places (HcrmRequest *req, GPtrArray *shares, GError **error)
{
  g_autoptr (GPtrArray) places = g_ptr_array_new_with_free_func ((GDestroyNotify) hcrm_rows_free);
  g_autoptr (GError) bad = NULL;

  check_twice (shares, &bad);
  for (guint i = 0; i < shares->len; i++) {
    HcrmRows *place = hcrm_db_one (req->db, &SQL_COMPLAINT_TASK_PLACE, shares->pdata[i], error);
    if (place == NULL)
      return NULL;
    g_ptr_array_add (places, place);
    if (!check_new ((int) i, place, error))
      return NULL;
    check_place (shares->pdata[i], (int) i, place, &bad);
  }
  return give_up (error, g_steal_pointer (&bad)) ? g_steal_pointer (&places) : NULL;
}

/* Which of the shares is to lead; none (-1) where another does. */
static int
find_lead (GPtrArray *shares, gboolean led)
{
  for (guint i = 0; i < shares->len; i++)
    if (hcrm_record_get_bool (shares->pdata[i], "lead"))
      return (int) i;
  return led ? -1 : 0;
}

static gboolean
give_share (HcrmRequest *req, HcrmRecord *share, HcrmRows *place, gboolean lead, GError **error)
{
  hcrm_db_let (req->db, "for_assignee", hcrm_rows_get (place, 0, "assignee_id"));
  hcrm_db_let (req->db, "for_lead", lead ? "true" : "false");
  g_autoptr (HcrmRows) made = hcrm_db_one (req->db, &SQL_COMPLAINT_TASK_CREATE, share, error);
  if (made == NULL)
    return FALSE;
  note_place (req, "complaint.routed", place);
  hcrm_request_add_event (req, "complaint_task", hcrm_rows_get_int (made, 0, "id"), 1);
  return TRUE;
}

gboolean
hcrm_complaint_route_to (HcrmRequest *req, HcrmRows *complaint, GError **error)
{
  g_autoptr (GPtrArray) shares = hcrm_record_get_rows (req->args, "shares");

  hcrm_db_let (req->db, "for_id", hcrm_rows_get (complaint, 0, "id"));
  hcrm_db_let (req->db, "for_root", hcrm_rows_get (complaint, 0, "root_id"));
  hcrm_db_let (req->db, "for_round", hcrm_rows_get (complaint, 0, "reopened"));
  g_autoptr (GPtrArray) places = find_places (req, shares, error);
  if (places == NULL || !check_returns (req, places->pdata[0], error))
    return FALSE;
  gboolean led = hcrm_rows_get_bool (places->pdata[0], 0, "led");
  int lead = find_lead (shares, led);
  if (led && lead >= 0)
    hcrm_db_queue (req->db, &SQL_COMPLAINT_TASK_UNLEAD, NULL);
  for (int i = 0; i < (int) shares->len; i++)
    if (!give_share (req, shares->pdata[i], places->pdata[i], i == lead, error))
      return FALSE;
  return TRUE;
}

/* --- What its steps share ------------------------------------------------------------------- */

static gboolean
check_case (HcrmRows *task, const char *action, GError **error)
{
  const char *state = hcrm_rows_get (task, 0, "complaint_state");
  gboolean present =
      hcrm_rows_get_int (task, 0, "round") == hcrm_rows_get_int (task, 0, "reopened");
  gboolean mending = strcmp (action, "answer") == 0 && strcmp (state, "answered") == 0;

  if (present && (strcmp (state, "handling") == 0 || mending))
    return TRUE;
  return hcrm_fail (error, HCRM_ERROR_WRONG_STATE, "state", "%s",
                    _ ("The complaint is not being handled now"));
}

/* Locks complaint and share; :id is the complaint from now on. */
static HcrmRows *
take (HcrmRequest *req, const char *action, GError **error)
{
  const HcrmStep *step = NULL;
  g_autoptr (HcrmRows) rows =
      hcrm_request_take_record (req, &SQL_COMPLAINT_TASK_LOCK, &SQL_COMPLAINT_TASK_GET,
                                &hcrm_complaint_task_workflow, action, &step, error);
  if (rows == NULL || !check_case (rows, action, error))
    return NULL;
  if (step->need == HCRM_PERM_COMPLAINT_ANSWER && !hcrm_rows_get_bool (rows, 0, "reached")) {
    hcrm_fail (error, HCRM_ERROR_FORBIDDEN, NULL, "%s", _ ("This share is another department's"));
    return NULL;
  }
  hcrm_db_let (req->db, "id", hcrm_rows_get (rows, 0, "complaint_id"));
  hcrm_db_let (req->db, "for_id", hcrm_rows_get (rows, 0, "complaint_id"));
  hcrm_db_let (req->db, "for_round", hcrm_rows_get (rows, 0, "round"));
  hcrm_db_let (req->db, "for_root", hcrm_rows_get (rows, 0, "root_id"));
  hcrm_db_let (req->db, "new_state", step->to);
  return g_steal_pointer (&rows);
}

static gboolean
reply_task (HcrmRequest *req, HcrmRows *task, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (HcrmRows) rows =
      hcrm_request_reply_record (req, &SQL_COMPLAINT_TASK_GET, "complaint_task", &failure);

  hcrm_request_add_event (req, "complaint", hcrm_rows_get_int (task, 0, "complaint_id"), 0);
  /* A step may take it out of the sight of who took the step. */
  if (rows != NULL || g_error_matches (failure, HCRM_ERROR, HCRM_ERROR_NOT_FOUND))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/* What was typed for the step is done with. */
static gboolean
finish (HcrmRequest *req, HcrmRows *task, GError **error)
{
  g_autofree char *ref = g_strconcat ("task-", hcrm_request_get_part (req, "task_id"), NULL);

  hcrm_db_let (req->db, "draft_ref", ref);
  hcrm_db_queue (req->db, &SQL_COMPLAINT_TASK_FORGET_DRAFT, NULL);
  return reply_task (req, task, error);
}

/* Who leads from now on, where who did has no share any more. */
static gboolean
lead_next (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) next = hcrm_db_rows (req->db, &SQL_COMPLAINT_TASK_LEAD_NEXT, NULL, error);

  if (next != NULL && hcrm_rows_get_n (next) > 0) {
    JsonObject *params = json_object_new ();
    hcrm_complaint_add_text (params, "department", hcrm_rows_get (next, 0, "department"));
    hcrm_complaint_add_text (params, "department_en", hcrm_rows_get (next, 0, "department_en"));
    hcrm_complaint_note (req, "complaint.led", params);
  }
  return next != NULL;
}

/* The case is answered when the share that leads is and nobody else's is waited for. */
static gboolean
settle_case (HcrmRequest *req, HcrmRows *task, GError **error)
{
  if (!lead_next (req, error))
    return FALSE;
  g_autoptr (HcrmRows) whole = hcrm_db_one (req->db, &SQL_COMPLAINT_TASK_WHOLE, NULL, error);
  if (whole == NULL)
    return FALSE;
  if (!hcrm_rows_get_bool (whole, 0, "whole")
      || strcmp (hcrm_rows_get (task, 0, "complaint_state"), "handling") != 0)
    return hcrm_complaint_clock_retime (req->db, hcrm_rows_get_int (task, 0, "complaint_id"), NULL,
                                        error);
  hcrm_db_queue (req->db, &SQL_COMPLAINT_TASK_CASE_ANSWERED, NULL);
  hcrm_complaint_note (req, "complaint.answered", json_object_new ());
  hcrm_complaint_tell_of (req, "receiver", NULL);
  return hcrm_complaint_tell_stage (req, "answered", error);
}

static gboolean
move (HcrmRequest *req, const char *action, const char *code, GError **error)
{
  g_autoptr (HcrmRows) task = take (req, action, error);

  if (task == NULL)
    return FALSE;
  hcrm_db_let (req->db, "reason", hcrm_record_get (req->args, "reason"));
  hcrm_db_queue (req->db, &SQL_COMPLAINT_TASK_MOVE, NULL);
  note_place (req, code, task);
  if (strcmp (action, "return") == 0)
    hcrm_complaint_tell_of (req, "receiver", NULL);
  if (strcmp (action, "return") == 0
      && hcrm_rows_get_int (task, 0, "returns") >= HCRM_COMPLAINT_MAX_RETURNS)
    hcrm_complaint_alert (req, "returns", hcrm_rows_get_int (task, 0, "round"), "role",
                          "[\"supervisor\"]");
  return settle_case (req, task, error) && finish (req, task, error);
}

static gboolean
accept_it (HcrmRequest *req, GError **error)
{
  return move (req, "accept", "complaint.accepted", error);
}

static gboolean
return_it (HcrmRequest *req, GError **error)
{
  return move (req, "return", "complaint.returned", error);
}

static gboolean
withdraw (HcrmRequest *req, GError **error)
{
  return move (req, "withdraw", "complaint.share-withdrawn", error);
}

/* --- Answering ------------------------------------------------------------------------------ */

/* Who leads puts the shares together, so comes last. */
static gboolean
check_lead (HcrmRows *task, GError **error)
{
  int open = hcrm_rows_get_int (task, 0, "others_open");

  if (!hcrm_rows_get_bool (task, 0, "lead") || open == 0)
    return TRUE;
  return hcrm_fail (error, HCRM_ERROR_CONFLICT, NULL,
                    ngettext ("%d department has yet to answer before the leading one does",
                              "%d departments have yet to answer before the leading one does",
                              open),
                    open);
}

static gboolean
answer (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) task = take (req, "answer", error);

  if (task == NULL || !check_lead (task, error))
    return FALSE;
  gboolean changed = strcmp (hcrm_rows_get (task, 0, "state"), "answered") == 0;
  hcrm_db_queue (req->db, &SQL_COMPLAINT_TASK_ANSWER, req->args);
  hcrm_complaint_say (req, "answer", hcrm_record_get (req->args, "answer"),
                      hcrm_rows_get_int (task, 0, "id"));
  note_place (req, changed ? "complaint.answer-changed" : "complaint.share-answered", task);
  if (changed)
    hcrm_complaint_tell_of (req, "receiver", NULL);
  return settle_case (req, task, error) && finish (req, task, error);
}

static gboolean
talk (HcrmRequest *req, const char *action, const char *code, gboolean asking, GError **error)
{
  g_autoptr (HcrmRows) task = take (req, action, error);

  if (task == NULL)
    return FALSE;
  hcrm_db_let (req->db, "asking", asking ? "true" : "false");
  hcrm_db_queue (req->db, &SQL_COMPLAINT_TASK_ASK, NULL);
  hcrm_complaint_say (req, action, hcrm_record_get (req->args, "text"),
                      hcrm_rows_get_int (task, 0, "id"));
  note_place (req, code, task);
  hcrm_complaint_tell_of (req, asking ? "receiver" : "assignee", NULL);
  return finish (req, task, error);
}

static gboolean
ask_back (HcrmRequest *req, GError **error)
{
  return talk (req, "ask-back", "complaint.asked-back", TRUE, error);
}

static gboolean
reply (HcrmRequest *req, GError **error)
{
  return talk (req, "reply", "complaint.replied", FALSE, error);
}

static gboolean
hand (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) task = take (req, "hand", error);

  if (task == NULL)
    return FALSE;
  hcrm_db_let (req->db, "department_id", hcrm_rows_get (task, 0, "department_id"));
  hcrm_db_let (req->db, "due_at", NULL);
  g_autoptr (GError) bad = NULL;
  g_autoptr (HcrmRows) place = hcrm_db_one (req->db, &SQL_COMPLAINT_TASK_PLACE, req->args, error);
  if (place == NULL)
    return FALSE;
  check_place (req->args, -1, place, &bad);
  if (!give_up (error, g_steal_pointer (&bad)))
    return FALSE;
  hcrm_db_let (req->db, "for_assignee", hcrm_rows_get (place, 0, "assignee_id"));
  hcrm_db_queue (req->db, &SQL_COMPLAINT_TASK_HAND, NULL);
  note_place (req, "complaint.handed", task);
  return finish (req, task, error);
}

static gboolean
lead (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) task = take (req, "lead", error);

  if (task == NULL)
    return FALSE;
  if (hcrm_rows_get_bool (task, 0, "lead"))
    return hcrm_fail (error, HCRM_ERROR_WRONG_STATE, NULL, "%s", _ ("This share leads already"));
  hcrm_db_queue (req->db, &SQL_COMPLAINT_TASK_UNLEAD, NULL);
  hcrm_db_queue (req->db, &SQL_COMPLAINT_TASK_LEAD, NULL);
  note_place (req, "complaint.led", task);
  return settle_case (req, task, error) && finish (req, task, error);
}

/* --- Tables --------------------------------------------------------------------------------- */

#define READ HCRM_PERM_COMPLAINT_READ
#define TAKE HCRM_PERM_COMPLAINT_TAKE
#define ROUTE HCRM_PERM_COMPLAINT_ROUTE
#define ANSWER HCRM_PERM_COMPLAINT_ANSWER
#define VERSIONED HCRM_ROUTE_VERSIONED
#define TASKS "/complaint-tasks"
#define STEP TASKS "/{task_id}/actions/"

/* clang-format off */
static const HcrmRoute routes[] = {
  { "GET",  TASKS,              READ, 0, &hcrm_complaint_task_query, .list = &SQL_COMPLAINT_TASK_LIST },
  HCRM_EXPORT (TASKS, READ, &hcrm_complaint_task_fields),
  { "GET",  TASKS "/{task_id}", READ, .sql = &SQL_COMPLAINT_TASK_GET },
  { "GET",  "/complaints/{id}/colleagues", READ, 0, &hcrm_complaint_colleague_query, .list = &SQL_COMPLAINT_TASK_COLLEAGUES },
  { "POST", STEP "accept",      ANSWER, VERSIONED, .handler = accept_it },
  { "POST", STEP "return",      ANSWER, VERSIONED, &hcrm_complaint_why, .handler = return_it },
  { "POST", STEP "answer",      ANSWER, VERSIONED, &hcrm_complaint_task_answer, .handler = answer },
  { "POST", STEP "ask-back",    ANSWER, VERSIONED, &hcrm_complaint_say_fields, .handler = ask_back },
  { "POST", STEP "reply",       TAKE,   VERSIONED, &hcrm_complaint_say_fields, .handler = reply },
  { "POST", STEP "hand",        ANSWER, VERSIONED, &hcrm_complaint_task_hand, .handler = hand },
  { "POST", STEP "lead",        ROUTE,  VERSIONED, .handler = lead },
  { "POST", STEP "withdraw",    ROUTE,  VERSIONED, &hcrm_complaint_why, .handler = withdraw },
};

static const HcrmConstraint constraints[] = {
  { "complaint_task_once",     "department_id", N_("This department has a share of it already") },
  { "complaint_task_conflict", "assignee_id",   N_("The complaint is about this person") },
};
/* clang-format on */

const HcrmModule hcrm_complaint_task_module = { "complaint-task", routes, G_N_ELEMENTS (routes),
                                                constraints, G_N_ELEMENTS (constraints) };
