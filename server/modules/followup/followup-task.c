/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The worklist: finding work, claiming it, and moving, assigning or ending it. */

#include <string.h>

#include "core/hcrm-export.h"
#include "core/hcrm-sought.h"
#include "followup-task-sql.h"
#include "followup.h"
#include "model/hcrm-followup.h"

#define MAX_TRIES 8      /* for the next task, when others are faster */
#define FAR_AHEAD 100000 /* days */

/* --- The list ------------------------------------------------------------------------------- */

/* One value alone is bound as :@single, which an index on it can sort by; several stay an array. */
static void
let_single (HcrmRequest *req, const char *name, const char *single)
{
  const char *list = hcrm_record_get (req->args, name);

  hcrm_db_let (req->db, single, NULL);
  if (list == NULL || strchr (list, ',') != NULL)
    return;
  g_autofree char *inner = g_strndup (list + 1, strlen (list) - 2);
  g_auto (GStrv) parts = g_strsplit (inner, "\"", 3);
  hcrm_db_let (req->db, single, g_strv_length (parts) == 3 ? parts[1] : inner);
  hcrm_db_let (req->db, name, NULL);
}

/* Buckets are computed from the due date: here it is the other way round, so that an index on that
 * date can be used. Days from today; a day more either way, since today is not the same at every
 * site, and the bucket itself is compared too. */
static const struct {
  const char *bucket;
  int from, to;
} bucket_days[] = {
  { "overdue", G_MININT, 0 },
  { "today", 0, 0 },
  { "soon", 1, 3 },
  { "later", 4, G_MAXINT },
};

static void
let_days (HcrmRequest *req, const char *list)
{
  int from = G_MAXINT, to = G_MININT;

  for (guint i = 0; i < G_N_ELEMENTS (bucket_days); i++)
    if (strstr (list, bucket_days[i].bucket) != NULL) {
      from = MIN (from, bucket_days[i].from);
      to = MAX (to, bucket_days[i].to);
    }
  if (from > -10000 && from < 10000)
    hcrm_db_let_int (req->db, "due_from", from);
  if (to > -10000 && to < 10000)
    hcrm_db_let_int (req->db, "due_to", to);
}

static void
let_buckets (HcrmRequest *req)
{
  const char *list = hcrm_record_get (req->args, "bucket");
  gboolean done = list != NULL && strstr (list, "done") != NULL;

  hcrm_db_let (req->db, "is_open", list != NULL && !done ? "true" : NULL);
  hcrm_db_let (req->db, "is_done", done && strchr (list, ',') == NULL ? "true" : NULL);
  hcrm_db_let (req->db, "due_from", NULL);
  hcrm_db_let (req->db, "due_to", NULL);
  if (list != NULL && !done)
    let_days (req, list);
}

/* Whether @name is sent, and is not just @value. */
static gboolean
narrows (HcrmRequest *req, const char *name, const char *value)
{
  const char *text = hcrm_record_get (req->args, name);

  return text != NULL && g_strcmp0 (text, value) != 0;
}

static gboolean
is_sent (HcrmRequest *req, const char *name)
{
  return hcrm_record_get (req->args, name) != NULL;
}

static gboolean
is_single (HcrmRequest *req, const char *name)
{
  const char *list = hcrm_record_get (req->args, name);

  return list != NULL && strchr (list, ',') == NULL;
}

/* Returns: (nullable): the list planned once that answers this query; %NULL if it asks for more. */
static const HcrmSqlList *
find_hot_list (HcrmRequest *req)
{
  static const char *const rare[] = { "q",         "template_id",   "patient_id",
                                      "plan_id",   "attempts_from", "due_on_from",
                                      "due_on_to", "doctor_id",     "agent_id",
                                      "reached",   "ward_id",       "disease",
                                      "position",  "figure" };
  const char *buckets = hcrm_record_get (req->args, "bucket");
  gboolean open = buckets != NULL ? strstr (buckets, "done") == NULL : is_sent (req, "state");

  for (guint i = 0; i < G_N_ELEMENTS (rare); i++)
    if (is_sent (req, rare[i]))
      return NULL;
  if (!open || narrows (req, "state", "{\"open\"}") || narrows (req, "assignee", "me"))
    return NULL;
  if (is_sent (req, "owner") + is_sent (req, "department_id") + is_sent (req, "assignee") != 1)
    return NULL;
  if (is_sent (req, "assignee"))
    return &SQL_FOLLOWUP_TASK_OPEN_OF_MINE;
  if (is_single (req, "owner"))
    return &SQL_FOLLOWUP_TASK_OPEN_OF_OWNER;
  return is_single (req, "department_id") ? &SQL_FOLLOWUP_TASK_OPEN_OF_DEPARTMENT : NULL;
}

/* A hot list always has a bucket and a last day. */
static void
let_hot (HcrmRequest *req)
{
  const char *buckets = hcrm_record_get (req->args, "bucket");

  hcrm_db_let (req->db, "bucket", buckets != NULL ? buckets : "{overdue,today,soon,later}");
  if (buckets == NULL || strstr (buckets, "later") != NULL)
    hcrm_db_let_int (req->db, "due_to", FAR_AHEAD);
}

static gboolean
list_tasks (HcrmRequest *req, GError **error)
{
  const HcrmSqlList *hot = find_hot_list (req);
  const char *sort = hcrm_request_get_sort (req);

  let_buckets (req);
  let_single (req, "owner", "owner_is");
  let_single (req, "department_id", "department_is");
  if (hot != NULL && hcrm_sql_list_find_sort (hot, sort) != NULL) {
    let_hot (req);
    return hcrm_request_reply_list (req, hot, error);
  }
  hcrm_sought_bind (req->db, hcrm_record_get (req->args, "q"));
  return hcrm_request_reply_list (req, &SQL_FOLLOWUP_TASK_LIST, error);
}

/* --- Claims --------------------------------------------------------------------------------- */

static gboolean
reply_task (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) rows =
      hcrm_request_reply_record (req, &SQL_FOLLOWUP_TASK_GET, "followup_task", error);

  return rows != NULL;
}

static void
tell_claim (HcrmRequest *req, const char *task_id)
{
  hcrm_request_add_event (req, "claim", g_ascii_strtoll (task_id, NULL, 10), 0);
}

static gboolean
fail_claimed (HcrmRequest *req, HcrmRows *claim, GError **error)
{
  hcrm_db_let (req->db, "survivor_id", hcrm_rows_get (claim, 0, "survivor_id"));
  g_autoptr (HcrmRows) holder = hcrm_db_rows (req->db, &SQL_FOLLOWUP_TASK_HOLDER, NULL, error);
  g_autoptr (GString) current = g_string_new (NULL);

  if (holder == NULL)
    return FALSE;
  if (hcrm_rows_get_n (holder) == 0)
    return hcrm_fail (error, HCRM_ERROR_CLAIMED, NULL, "%s",
                      _ ("Someone else was faster; try again"));
  hcrm_fail (error, HCRM_ERROR_CLAIMED, NULL,
             _ ("%s is working on this patient"), hcrm_rows_get (holder, 0, "user"));
  hcrm_rows_append_json (holder, 0, current);
  if (error != NULL)
    hcrm_error_set_current (*error, current->str);
  return FALSE;
}

/* Returns: (nullable): one row with the claim's end. */
static HcrmRows *
take_claim (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) claim = hcrm_db_one (req->db, &SQL_FOLLOWUP_TASK_CLAIM, NULL, error);
  if (claim == NULL)
    return NULL;
  if (hcrm_workflow_find (&hcrm_followup_task_workflow, hcrm_rows_get (claim, 0, "state"), "claim",
                          &req->user->held, error)
      == NULL)
    return NULL;
  if (hcrm_rows_get (claim, 0, "expires_at") != NULL)
    return g_steal_pointer (&claim);
  fail_claimed (req, claim, error);
  return NULL;
}

static gboolean
claim_task (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) claim = take_claim (req, error);

  if (claim == NULL)
    return FALSE;
  tell_claim (req, hcrm_request_get_part (req, "id"));
  return hcrm_request_reply_one (req, &SQL_FOLLOWUP_TASK_GET, error);
}

/* Every minute from every agent: no event. */
static gboolean
renew (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) claim = take_claim (req, error);

  if (claim == NULL)
    return FALSE;
  g_string_assign (req->reply, "{\"expires_at\":\"");
  hcrm_rows_append_instant (claim, 0, "expires_at", req->reply);
  g_string_append (req->reply, "\"}");
  return TRUE;
}

static gboolean
release (HcrmRequest *req, GError **error)
{
  hcrm_db_queue (req->db, &SQL_FOLLOWUP_TASK_RELEASE, NULL);
  tell_claim (req, hcrm_request_get_part (req, "id"));
  return hcrm_request_reply_one (req, &SQL_FOLLOWUP_TASK_GET, error);
}

/* --- The next task -------------------------------------------------------------------------- */

/* Whose pool a user works through: who sees every department is the centre's. */
static const char *
find_owner (HcrmRequest *req)
{
  const char *asked = hcrm_record_get (req->args, "owner");
  gboolean wide = req->user->held.scope[HCRM_PERM_FOLLOWUP_WORK] >= HCRM_SCOPE_SITE;

  if (asked != NULL)
    return asked;
  return wide ? "centre" : "nurse";
}

/* Returns: (nullable) (transfer full): id of a task that is now claimed; "" if nothing is due. */
static char *
find_next (HcrmRequest *req, GError **error)
{
  for (guint i = 0; i < MAX_TRIES; i++) {
    g_autoptr (HcrmRows) rows = hcrm_db_rows (req->db, &SQL_FOLLOWUP_TASK_NEXT, req->args, error);

    if (rows == NULL)
      return NULL;
    if (hcrm_rows_get_n (rows) == 0)
      return g_strdup ("");
    if (hcrm_rows_get (rows, 0, "taken") != NULL)
      return g_strdup (hcrm_rows_get (rows, 0, "id"));
  }
  hcrm_fail (error, HCRM_ERROR_BUSY, NULL, "%s", _ ("Someone else was faster; try again"));
  return NULL;
}

static gboolean
next (HcrmRequest *req, GError **error)
{
  hcrm_db_let (req->db, "owner", find_owner (req));
  g_autofree char *id = find_next (req, error);

  if (id == NULL)
    return FALSE;
  if (*id == '\0') {
    g_string_assign (req->reply, "{\"task\":null}");
    return TRUE;
  }
  hcrm_db_let (req->db, "id", id);
  tell_claim (req, id);
  g_autoptr (HcrmRows) task = hcrm_db_one (req->db, &SQL_FOLLOWUP_TASK_GET, NULL, error);
  if (task == NULL)
    return FALSE;
  g_string_assign (req->reply, "{\"task\":");
  hcrm_rows_append_json (task, 0, req->reply);
  g_string_append_c (req->reply, '}');
  return TRUE;
}

/* --- Steps of a task ------------------------------------------------------------------------ */

static void
add_text (JsonObject *params, const char *name, const char *text)
{
  if (text != NULL)
    json_object_set_string_member (params, name, text);
}

/* Writes the step down in the time line, with which step of which plan it was. */
static void
note_step (HcrmRequest *req, HcrmRows *task, const char *code, JsonObject *params)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  json_object_set_int_member (params, "step", hcrm_rows_get_int (task, 0, "position"));
  json_object_set_int_member (params, "steps", hcrm_rows_get_int (task, 0, "n_steps"));
  add_text (params, "template", hcrm_rows_get (task, 0, "template"));
  add_text (params, "template_en", hcrm_rows_get (task, 0, "template_en"));
  add_text (params, "reason", hcrm_record_get (req->args, "reason"));
  json_node_take_object (node, params);
  g_autofree char *text = json_to_string (node, FALSE);

  hcrm_db_let (req->db, "patient_id", hcrm_rows_get (task, 0, "patient_id"));
  hcrm_db_let (req->db, "department_id", hcrm_rows_get (task, 0, "department_id"));
  hcrm_db_let (req->db, "code", code);
  hcrm_db_let (req->db, "params", text);
  hcrm_db_queue (req->db, &SQL_FOLLOWUP_TASK_NOTE, NULL);
  hcrm_request_add_event (req, "timeline", hcrm_rows_get_int (task, 0, "patient_id"), 0);
}

static HcrmRows *
take_task (HcrmRequest *req, const char *action, const HcrmStep **step, GError **error)
{
  return hcrm_request_take_record (req, &SQL_FOLLOWUP_TASK_LOCK, &SQL_FOLLOWUP_TASK_GET,
                                   &hcrm_followup_task_workflow, action, step, error);
}

static gboolean
call_now (HcrmRequest *req, GError **error)
{
  const HcrmStep *step = NULL;
  g_autoptr (HcrmRows) task = take_task (req, "call-now", &step, error);

  if (task == NULL)
    return FALSE;
  const char *due_on = hcrm_rows_get (task, 0, "due_on");
  const char *today = hcrm_rows_get (task, 0, "today");
  JsonObject *params = json_object_new ();
  add_text (params, "from", due_on);
  note_step (req, task, "followup.called-forward", params);
  hcrm_db_let (req->db, "new_due", strcmp (due_on, today) < 0 ? due_on : today);
  hcrm_db_queue (req->db, &SQL_FOLLOWUP_TASK_CALL_NOW, NULL);
  return reply_task (req, error);
}

static gboolean
reschedule (HcrmRequest *req, GError **error)
{
  const char *due_on = hcrm_record_get (req->args, "due_on");
  const HcrmStep *step = NULL;
  g_autoptr (HcrmRows) task = take_task (req, "reschedule", &step, error);

  if (task == NULL)
    return FALSE;
  if (strcmp (due_on, hcrm_rows_get (task, 0, "today")) < 0)
    return hcrm_fail (error, HCRM_ERROR_INVALID, "due_on", "%s", _ ("This day is past"));
  JsonObject *params = json_object_new ();
  add_text (params, "from", hcrm_rows_get (task, 0, "due_on"));
  add_text (params, "to", due_on);
  note_step (req, task, "followup.rescheduled", params);
  hcrm_db_queue (req->db, &SQL_FOLLOWUP_TASK_RESCHEDULE, req->args);
  return reply_task (req, error);
}

static gboolean
end_task (HcrmRequest *req, const char *action, const char *code, GError **error)
{
  const HcrmStep *step = NULL;
  g_autoptr (HcrmRows) task = take_task (req, action, &step, error);

  if (task == NULL)
    return FALSE;
  note_step (req, task, code, json_object_new ());
  hcrm_db_let (req->db, "new_state", step->to);
  hcrm_db_let (req->db, "template", hcrm_rows_get (task, 0, "template"));
  hcrm_db_let (req->db, "template_en", hcrm_rows_get (task, 0, "template_en"));
  hcrm_db_queue (req->db, &SQL_FOLLOWUP_TASK_END, req->args);
  hcrm_db_queue (req->db, &SQL_FOLLOWUP_TASK_SETTLE, NULL);
  return reply_task (req, error);
}

static gboolean
lose (HcrmRequest *req, GError **error)
{
  return end_task (req, "lost", "followup.lost", error);
}

static gboolean
cancel (HcrmRequest *req, GError **error)
{
  return end_task (req, "cancel", "followup.cancelled", error);
}

/* --- Assigning ------------------------------------------------------------------------------ */

/* Returns: (nullable) (transfer full): the assignee's name; "" for nobody. */
static char *
find_assignee (HcrmRequest *req, GError **error)
{
  if (hcrm_record_get (req->args, "assignee_id") == NULL)
    return g_strdup ("");
  g_autoptr (HcrmRows) rows = hcrm_db_rows (req->db, &SQL_FOLLOWUP_TASK_ASSIGNEE, req->args, error);
  if (rows == NULL)
    return NULL;
  if (hcrm_rows_get_n (rows) == 1)
    return g_strdup (hcrm_rows_get (rows, 0, "name"));
  hcrm_fail (error, HCRM_ERROR_INVALID, "assignee_id", "%s", _ ("There is no such user"));
  return NULL;
}

static gboolean
assign_to (HcrmRequest *req, const char *assignee, GError **error)
{
  const HcrmStep *step = NULL;
  g_autoptr (HcrmRows) task = take_task (req, "assign", &step, error);

  if (task == NULL)
    return FALSE;
  JsonObject *params = json_object_new ();
  add_text (params, "assignee", *assignee != '\0' ? assignee : NULL);
  note_step (req, task, "followup.assigned", params);
  hcrm_db_queue (req->db, &SQL_FOLLOWUP_TASK_ASSIGN, req->args);
  return TRUE;
}

static gboolean
assign (HcrmRequest *req, GError **error)
{
  g_autofree char *assignee = find_assignee (req, error);

  return assignee != NULL && assign_to (req, assignee, error) && reply_task (req, error);
}

static gboolean
assign_item (HcrmRequest *req, HcrmRecord *item, gconstpointer assignee, GError **error)
{
  if (!assign_to (req, assignee, error))
    return FALSE;
  hcrm_request_add_event (req, "followup_task", hcrm_record_get_int (item, "id"),
                          req->if_match + 1);
  return TRUE;
}

static gboolean
assign_many (HcrmRequest *req, GError **error)
{
  g_autofree char *assignee = find_assignee (req, error);

  return assignee != NULL && hcrm_request_each (req, assign_item, assignee, error);
}

#define READ HCRM_PERM_FOLLOWUP_READ
#define WORK HCRM_PERM_FOLLOWUP_WORK
#define MANAGE HCRM_PERM_FOLLOWUP_MANAGE
#define VERSIONED HCRM_ROUTE_VERSIONED
#define ONCE HCRM_ROUTE_ONCE
#define TASKS "/followup-tasks"
#define STEP TASKS "/{id}/actions/"

/* clang-format off */
static const HcrmRoute routes[] = {
  { "GET",  TASKS,                  READ, 0, &hcrm_followup_task_query, .handler = list_tasks },
  HCRM_EXPORT (TASKS, READ, &hcrm_followup_task_fields),
  { "GET",  TASKS "/{id}",          READ, .sql = &SQL_FOLLOWUP_TASK_GET },
  { "POST", TASKS "/actions/next",  WORK, ONCE, &hcrm_followup_next, .handler = next },
  { "POST", TASKS "/actions/assign", MANAGE, VERSIONED, &hcrm_followup_assign_many, .handler = assign_many },
  { "POST", STEP "claim",           WORK, ONCE, .handler = claim_task },
  { "POST", STEP "renew",           WORK, ONCE, .handler = renew },
  { "POST", STEP "release",         WORK, ONCE, .handler = release },
  { "POST", STEP "call-now",        WORK, VERSIONED, &hcrm_followup_reason, .handler = call_now },
  { "POST", STEP "reschedule",      MANAGE, VERSIONED, &hcrm_followup_reschedule, .handler = reschedule },
  { "POST", STEP "assign",          MANAGE, VERSIONED, &hcrm_followup_assign, .handler = assign },
  { "POST", STEP "lost",            MANAGE, VERSIONED, &hcrm_followup_reason, .handler = lose },
  { "POST", STEP "cancel",          MANAGE, VERSIONED, &hcrm_followup_reason, .handler = cancel },
};
/* clang-format on */

const HcrmModule hcrm_followup_task_module = { "followup-task", routes, G_N_ELEMENTS (routes) };
