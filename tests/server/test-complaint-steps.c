/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * Every step of a complaint and of a share, from every state, by every user: what the workflow's
 * table allows is done, and everything else is refused.
 */

#include <string.h>

#include "hcrm-desk.h"
#include "model/hcrm-complaint.h"

/* What a step takes when nothing is wrong with it. */
static const struct {
  const char *action;
  const char *body;
} bodies[] = {
  { "take", "{}" },
  { "route", "{\"shares\":[{\"department_id\":3}]}" },
  { "spot", "{\"solution\":\"当场解决\",\"consent\":true}" },
  { "pause", "{\"why\":\"caller\"}" },
  { "resume", "{}" },
  { "regrade", "{\"grade\":1,\"reason\":\"加重\"}" },
  { "number", "{\"right\":true}" },
  { "mediate", "{\"reason\":\"协商\"}" },
  { "withdraw", "{\"reason\":\"撤诉\"}" },
  { "join", "{\"into_id\":1,\"reason\":\"同一件事\"}" },
  { "part", "{\"reason\":\"不是一件事\"}" },
  { "tell", "{\"disposition\":\"reached\",\"word\":\"satisfied\",\"started_at\":"
            "\"2026-01-05T09:00:00+08:00\"}" },
  { "close", NULL }, /* by the state */
  { "reopen", "{\"reason\":\"又来电\"}" },
  { "reclass", "{\"class\":\"other\"}" },
  { "accept", "{}" },
  { "return", "{\"reason\":\"非本科\"}" },
  { "answer", "{\"answer\":\"已处理\"}" },
  { "ask-back", "{\"text\":\"请补充\"}" },
  { "reply", "{\"text\":\"已补充\"}" },
  { "hand", "{\"assignee_id\":6}" }, /* doctor */
  { "lead", "{}" },
};

static const char *const users[] = { "agent",  "agent2",  "supervisor", "head", "head2",
                                     "doctor", "doctor2", "manager",    "admin" };

static const char *
find_body (const char *action, const char *state)
{
  if (strcmp (action, "close") == 0)
    return strcmp (state, "mediation") == 0
               ? "{\"closed_as\":\"mediated\",\"solution\":\"协议\"}"
               : (strcmp (state, "answered") == 0 ? "{\"closed_as\":\"unreached\"}"
                                                  : "{\"closed_as\":\"satisfied\"}");
  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    if (strcmp (bodies[i].action, action) == 0)
      return bodies[i].body;
  g_assert_not_reached ();
}

static const HcrmStep *
find_step (const HcrmWorkflow *flow, const char *state, const char *action)
{
  for (guint i = 0; i < flow->n_steps; i++)
    if (strcmp (flow->steps[i].from, state) == 0 && strcmp (flow->steps[i].action, action) == 0)
      return &flow->steps[i];
  return NULL;
}

/* Who holds what, read once: "agent complaint.take\n..." */
static char *held;

static gboolean
holds (Fixture *self, const char *user, HcrmPermission need)
{
  g_autofree char *line = g_strdup_printf ("\n%s %s\n", user, hcrm_permission_get_name (need));

  if (held == NULL)
    held = fixture_sql (self,
                        "SELECT E'\\n' || string_agg(u.username || ' ' || p.permission, E'\\n\\n') "
                        "|| E'\\n' FROM app_user AS u JOIN user_role AS r ON r.user_id = u.id JOIN "
                        "role_permission AS p ON p.role_id = r.role_id");
  return strstr (held, line) != NULL;
}

/* --- Cases in each state ------------------------------------------------------------------------
 */

/* One in each state, in their order; with what a step from there asks for. Complaint 1 is what
 * others are joined into. */
static void
make_cases (Fixture *self)
{
  desk_take (self, "");
  for (guint i = 0; i < hcrm_complaint_workflow.n_states; i++)
    desk_take (self, "");
  fixture_run_sql (
      self,
      "INSERT INTO complaint_task (complaint_id, department_id, assignee_id, lead, state, answer, "
      "answered_at) SELECT c.id, 1, 8, true, CASE WHEN c.id = 4 THEN 'assigned' ELSE 'answered' "
      "END, 'x', hcrm_now() FROM complaint AS c WHERE c.id IN (4, 5, 6, 7);"
      "INSERT INTO attempt (activity_id, channel, started_at, disposition, user_id) SELECT 5, "
      "'phone', d, 'busy', 3 FROM generate_series(timestamptz '2026-01-05 09:00+08', '2026-01-07 "
      "09:00+08', '1 day') AS d;"
      "UPDATE complaint SET state = 'draft', taken_at = NULL WHERE id = 2;"
      "UPDATE complaint SET state = 'handling' WHERE id = 4;"
      "UPDATE complaint SET state = 'answered', answered_at = '2026-01-04' WHERE id = 5;"
      "UPDATE complaint SET state = 'told', satisfied = true WHERE id = 6;"
      "UPDATE complaint SET state = 'mediation' WHERE id = 7;"
      "UPDATE complaint SET state = 'closed', closed_as = 'consent' WHERE id = 8;"
      "UPDATE complaint SET state = 'withdrawn', closed_as = 'withdrawn' WHERE id = 9;"
      "INSERT INTO complaint_join (from_id, into_id, state, reason) VALUES (10, 1, 'taken', 'x');"
      "UPDATE complaint SET state = 'joined', closed_as = 'joined', joined_into_id = 1 WHERE id = "
      "10");
}

/* Puts everything back as it was. */
static void
run_undone (Fixture *self, const char *user, const char *path, const char *body, int version)
{
  g_autofree char *match = g_strdup_printf ("If-Match: \"%d\"", version);
  g_autoptr (JsonNode) reply = fixture_call (self, user, "POST", path, body, match, NULL);

  g_assert_cmpuint (fixture_answer.status, <, 500);
}

/* What a user sees of it: drafts their own, departments their shares. */
static gboolean
sees_case (const char *user, const char *state)
{
  static const char *const shared[] = { "handling", "answered", "told", "mediation", NULL };

  if (strcmp (state, "draft") == 0)
    return strcmp (user, "agent") == 0;
  if (strcmp (user, "head") == 0)
    return g_strv_contains (shared, state);
  return !g_str_has_prefix (user, "doctor") && strcmp (user, "head2") != 0;
}

/* What stands in the way besides the state: the clock runs already, or a grade goes down. */
static gboolean
is_ruled_out (const char *action, const char *state)
{
  return strcmp (action, "resume") == 0;
}

static guint
expect_case (Fixture *self,
             const char *user,
             const char *state,
             const HcrmStep *step,
             HcrmPermission route_need)
{
  if (!holds (self, user, route_need))
    return 403;
  if (!sees_case (user, state))
    return 404;
  if (step == NULL)
    return 409;
  if (!holds (self, user, step->need))
    return 403;
  return is_ruled_out (step->action, state) ? 409 : 200;
}

/* The weakest permission among the steps of an action: that of its route. */
static HcrmPermission
find_need (const HcrmWorkflow *flow, const char *action)
{
  int need = -1;

  for (guint i = 0; i < flow->n_steps; i++)
    if (strcmp (flow->steps[i].action, action) == 0
        && (need < 0 || flow->steps[i].need < (HcrmPermission) need))
      need = flow->steps[i].need;
  g_assert_cmpint (need, >=, 0);
  return need;
}

static void
check (const char *flow, const char *user, const char *state, const char *action, guint expected)
{
  if (fixture_answer.status == expected)
    return;
  g_test_message ("%s: %s does %s in %s: %u instead of %u: %s", flow, user, action, state,
                  fixture_answer.status, expected, fixture_answer.text);
  g_test_fail ();
}

static void
try_case (Fixture *self, guint nth, const char *user, const char *action)
{
  const HcrmWorkflow *flow = &hcrm_complaint_workflow;
  const char *state = flow->states[nth].name;
  int id = 2 + nth;
  g_autofree char *path = g_strdup_printf ("/complaints/%d/actions/%s", id, action);
  int version = fixture_get_version (self, "complaint", id);

  run_undone (self, user, path, find_body (action, state), version);
  check (flow->name, user, state, action,
         expect_case (self, user, state, find_step (flow, state, action),
                      find_need (flow, action)));
}

/* Each action of each flow once, in the order of the table. */
static GPtrArray *
list_actions (const HcrmWorkflow *flow)
{
  GPtrArray *actions = g_ptr_array_new ();

  for (guint i = 0; i < flow->n_steps; i++) {
    gboolean known = FALSE;
    for (guint k = 0; k < actions->len; k++)
      known |= strcmp (actions->pdata[k], flow->steps[i].action) == 0;
    if (!known)
      g_ptr_array_add (actions, (gpointer) flow->steps[i].action);
  }
  return actions;
}

/* The database as it is, to be gone back to after a step that was done. */
static const char keep[] =
    "CREATE SCHEMA kept; DO $$ DECLARE t text; BEGIN FOR t IN SELECT tablename FROM pg_tables "
    "WHERE "
    "schemaname = 'public' AND (tablename ~ "
    "'^complaint_(task|note|history|clock|join|alert|nature)$'"
    " OR tablename IN ('complaint', 'message', 'attempt', 'timeline')) LOOP EXECUTE "
    "format('CREATE TABLE kept.%I AS SELECT * FROM %I', t, t); END LOOP; END $$";
static const char go_back[] =
    "SET session_replication_role = replica; DO $$ DECLARE t text; BEGIN FOR t IN SELECT tablename "
    "FROM pg_tables WHERE schemaname = 'kept' LOOP EXECUTE format('DELETE FROM %I', t); EXECUTE "
    "format('INSERT INTO %I OVERRIDING SYSTEM VALUE SELECT * FROM kept.%I', t, t); END LOOP; END "
    "$$;"
    "SET session_replication_role = origin";

static void
run_script (PGconn *conn, const char *sql)
{
  PGresult *result = PQexec (conn, sql);

  if (PQresultStatus (result) != PGRES_COMMAND_OK)
    g_error ("%s", PQerrorMessage (conn));
  PQclear (result);
}

/* Triggers are switched off by a superuser alone. */
static PGconn *
keep_everything (Fixture *self)
{
  g_autofree char *database = fixture_sql (self, "SELECT current_database()");
  g_autofree char *conninfo = g_strdup_printf ("%s dbname=%s", g_getenv ("HCRM_TEST_PG"), database);
  PGconn *conn = PQconnectdb (conninfo);

  run_script (conn, keep);
  return conn;
}

static void
test_case (Fixture *self, gconstpointer unused)
{
  g_autoptr (GPtrArray) actions = list_actions (&hcrm_complaint_workflow);

  make_cases (self);
  PGconn *conn = keep_everything (self);
  for (guint s = 0; s < hcrm_complaint_workflow.n_states; s++)
    for (guint a = 0; a < actions->len; a++)
      for (guint u = 0; u < G_N_ELEMENTS (users); u++) {
        try_case (self, s, users[u], actions->pdata[a]);
        if (fixture_answer.status == 200)
          run_script (conn, go_back);
      }
  PQfinish (conn);
  g_clear_pointer (&held, g_free);
}

/* --- Shares -------------------------------------------------------------------------------------
 */

/* One complaint in hand with a share of ORTHO in each state, each in a case of its own; the doctor
 * of ORTHO has none of them. */
static void
make_shares (Fixture *self)
{
  for (guint i = 0; i < hcrm_complaint_task_workflow.n_states; i++) {
    gint64 id = desk_take (self, "");
    desk_route (self, id, DESK_ORTHO);
    desk_route (self, id, DESK_CARDIO);
  }
  fixture_run_sql (
      self,
      "UPDATE complaint_task SET lead = (department_id = 3);"
      "UPDATE complaint_task SET state = 'accepted' WHERE id = 3;"
      "UPDATE complaint_task SET state = 'returned', reason = 'x' WHERE id = 5;"
      "UPDATE complaint_task SET state = 'answered', answer = 'x', answered_at = hcrm_now() WHERE "
      "id = 7;"
      "UPDATE complaint_task SET state = 'withdrawn', reason = 'x' WHERE id = 9");
}

/* The share of a department that was withdrawn is out of its sight. */
static guint
expect_share (Fixture *self,
              const char *user,
              const char *state,
              const HcrmStep *step,
              HcrmPermission route_need)
{
  gboolean own = strcmp (user, "head") == 0;
  gboolean gone = strcmp (state, "withdrawn") == 0;

  if (!holds (self, user, route_need))
    return 403;
  if (g_str_has_prefix (user, "doctor") || (own && gone))
    return 404;
  if (step == NULL)
    return 409;
  if (step->need == HCRM_PERM_COMPLAINT_ANSWER && !own)
    return 403;
  return 200;
}

static void
try_share (Fixture *self, guint nth, const char *user, const char *action)
{
  const HcrmWorkflow *flow = &hcrm_complaint_task_workflow;
  const char *state = flow->states[nth].name;
  int id = 1 + nth * 2;
  g_autofree char *path = g_strdup_printf ("/complaint-tasks/%d/actions/%s", id, action);
  int version = fixture_get_version (self, "complaint_task", id);
  guint expected =
      expect_share (self, user, state, find_step (flow, state, action), find_need (flow, action));

  run_undone (self, user, path, find_body (action, state), version);
  if (expected == 200 && fixture_answer.status == 204)
    fixture_answer.status = 200;
  check (flow->name, user, state, action, expected);
}

static void
test_share (Fixture *self, gconstpointer unused)
{
  g_autoptr (GPtrArray) actions = list_actions (&hcrm_complaint_task_workflow);

  make_shares (self);
  PGconn *conn = keep_everything (self);
  for (guint s = 0; s < hcrm_complaint_task_workflow.n_states; s++)
    for (guint a = 0; a < actions->len; a++)
      for (guint u = 0; u < G_N_ELEMENTS (users); u++) {
        try_share (self, s, users[u], actions->pdata[a]);
        if (fixture_answer.status == 200)
          run_script (conn, go_back);
      }
  PQfinish (conn);
  g_clear_pointer (&held, g_free);
}

/* While the case is not being handled no share takes a step, but that an answer is put better. */
static void
test_share_of_ended (Fixture *self, gconstpointer unused)
{
  static const char *const states[] = { "taken", "told", "mediation", NULL };
  gint64 id = desk_take (self, "");
  gint64 task = desk_route (self, id, DESK_ORTHO);

  for (guint i = 0; states[i] != NULL; i++) {
    fixture_run_sql (self, "UPDATE complaint SET state = '%s' WHERE id = %d", states[i], (int) id);
    desk_share_step (self, 409, "head", task, "accept", "{}");
    desk_share_step (self, 409, "head", task, "answer", "{\"answer\":\"晚了\"}");
    desk_share_step (self, 409, "agent", task, "withdraw", "{\"reason\":\"晚了\"}");
  }
}

/* No step without the version, nor with another than the present one. */
static void
test_versions (Fixture *self, gconstpointer unused)
{
  gint64 id = desk_take (self, "");
  gint64 task = desk_route (self, id, DESK_ORTHO);
  g_autofree char *accept = g_strdup_printf ("/complaint-tasks/%d/actions/accept", (int) task);

  fixture_expect (self, 428, "agent", "POST", "/complaints/1/actions/withdraw",
                  "{\"reason\":\"撤诉\"}");
  fixture_step (self, 412, "agent", "/complaints/1/actions/withdraw", "{\"reason\":\"撤诉\"}", 99);
  desk_assert_at ("current.state", "handling");
  fixture_expect (self, 428, "head", "POST", accept, "{}");
  fixture_step (self, 412, "head", accept, "{}", 99);
  desk_assert_at ("current.state", "assigned");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define CASE(path, function) FIXTURE_TEST_FROM (desk_setup, "/complaint-steps/" path, function)
  CASE ("case", test_case);
  CASE ("share", test_share);
  CASE ("share-of-ended", test_share_of_ended);
  CASE ("versions", test_versions);
  return g_test_run ();
}
