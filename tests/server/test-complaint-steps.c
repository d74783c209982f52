/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * Every step of a complaint and of a share, from every state and every way of ending, by everybody:
 * the whole is compared with complaint-steps.tsv, which people read. After a change:
 * HCRM_WRITE_STEPS=1 meson test -C build test-complaint-steps, then read the difference.
 */

#include <string.h>

#include "hcrm-desk.h"
#include "hcrm-ward.h"
#include "model/hcrm-complaint.h"

/* --- What is tried -----------------------------------------------------------------------------
 */

/* What a step takes when nothing is wrong with it, or in what ways it is taken. Every action of the
 * workflows stands here. @version: whether it asks for one */
typedef struct {
  const char *action;
  const char *way;
  const char *body;
} Try;

#define TELL(rest) "{\"started_at\":\"2026-01-12T09:00:00+08:00\"," rest "}"
#define CLOSE(as) "{\"closed_as\":\"" as "\",\"solution\":\"已与投诉人达成一致\"}"

static const Try case_tries[] = {
  { "see", "", NULL },
  { "clock", "", NULL },
  { "note", "", "{\"text\":\"已电话沟通\"}" },
  { "change", "", "{\"matter\":\"更正后的内容\"}" },
  { "dial", "", "{}" },
  { "take", "", "{}" },
  { "route", "", "{\"shares\":[{\"department_id\":3}]}" },
  { "spot", "", "{\"solution\":\"当场解决\",\"consent\":true}" },
  { "pause", "", "{\"why\":\"caller\"}" },
  { "resume", "", "{}" },
  { "regrade", "graver", "{\"grade\":1,\"reason\":\"加重\"}" },
  { "regrade", "lighter", "{\"grade\":4,\"reason\":\"减轻\"}" },
  { "number", "", "{\"right\":true}" },
  { "mediate", "", "{\"reason\":\"协商\"}" },
  { "withdraw", "", "{\"reason\":\"撤诉\"}" },
  { "join", "", "{\"into_id\":1,\"reason\":\"同一件事\"}" },
  { "part", "", "{\"reason\":\"不是一件事\"}" },
  { "tell", "satisfied", TELL ("\"disposition\":\"reached\",\"word\":\"satisfied\"") },
  { "tell", "undecided", TELL ("\"disposition\":\"reached\",\"word\":\"undecided\"") },
  { "tell", "unsatisfied", TELL ("\"disposition\":\"reached\",\"word\":\"unsatisfied\"") },
  { "tell", "busy", TELL ("\"disposition\":\"busy\"") },
  { "write", "", "{\"text\":\"已致歉\"}" },
  { "posted", "", "{\"posted_on\":\"2026-01-12\"}" },
  { "came-back", "", "{\"reason\":\"查无此人\"}" },
  { "close", "satisfied", CLOSE ("satisfied") },
  { "close", "unreached", CLOSE ("unreached") },
  { "close", "no-contact", CLOSE ("no-contact") },
  { "close", "false-number", CLOSE ("false-number") },
  { "close", "mediated", CLOSE ("mediated") },
  { "reopen", "", "{\"reason\":\"又来电\"}" },
  { "reclass", "", "{\"class\":\"other\"}" },
};

static const Try share_tries[] = {
  { "see", "", NULL },
  { "accept", "", "{}" },
  { "return", "", "{\"reason\":\"非本科\"}" },
  { "answer", "", "{\"answer\":\"已处理\"}" },
  { "ask-back", "", "{\"text\":\"请补充\"}" },
  { "reply", "", "{\"text\":\"已补充\"}" },
  { "hand", "", "{\"assignee_id\":6}" }, /* doctor */
  { "lead", "", "{}" },
  { "withdraw", "", "{\"reason\":\"派错了\"}" },
};

/* --- By whom -----------------------------------------------------------------------------------
 */

/* Who tries, by columns: agent took it; nurse has the share of ORTHO in hand, doctor is a colleague
 * of hers, head leads ORTHO; head2 leads CARDIO; clerk works on the campus where it was taken,
 * clerk2 on another; accused is whom it is about, head of ORTHO and supervisor besides. */
static const char *const users[] = { "agent",    "agent2",  "supervisor", "clerk",   "clerk2",
                                     "nurse",    "doctor",  "head",       "head2",   "head3",
                                     "reviewer", "manager", "admin",      "accused", NULL };

static void
make_people (Fixture *self)
{
  fixture_run_sql (
      self,
      "SELECT set_config('hcrm.user', '1', false), set_config('hcrm.all', 'on', false);"
      "INSERT INTO staff (number, name) SELECT 'X' || n, '员工' || n FROM generate_series(1, 6) AS "
      "n;"
      "INSERT INTO staff_post (staff_id, department_id, head) VALUES (9, 4, false), (10, 5, "
      "false), "
      "(11, 1, false), (12, 5, true), (13, 4, false), (14, 1, true);"
      "INSERT INTO app_user (staff_id, username, password_hash) SELECT v.id, v.name, (SELECT "
      "password_hash FROM app_user WHERE username = 'agent') FROM (VALUES (9, 'clerk'), (10, "
      "'clerk2'), (11, 'nurse'), (12, 'head3'), (13, 'reviewer'), (14, 'accused')) AS v (id, name);"
      "INSERT INTO user_role (user_id, role_id) SELECT u.id, r.id FROM app_user AS u JOIN role AS "
      "r "
      "ON r.code = regexp_replace(u.username, '[0-9]$', '') WHERE u.staff_id > 8;"
      "INSERT INTO user_role (user_id, role_id) SELECT u.id, r.id FROM app_user AS u, role AS r "
      "WHERE u.username = 'accused' AND r.code IN ('head', 'supervisor', 'agent')");
}

/* --- From where --------------------------------------------------------------------------------
 */

/* One case for each state, where everything is tried, and for each other way of standing in it,
 * where @only some actions are; as many calls that reached nobody as @calls says, a day apart. */
typedef struct {
  const char *state;
  const char *standing;
  const char *only; /* (nullable): in blanks */
  int calls;
  const char *more; /* SET */
} Place;

#define ADDRESSED "caller_number = NULL, caller_number_key = NULL, caller_address = '文三路90号'"

/* clang-format off */
static const Place case_places[] = {
  { "draft",     "",             NULL, 0, "taken_at = NULL" },
  { "taken",     "",             NULL, 0, "" },
  { "taken",     "paused",       " pause resume mediate withdraw ", 0, "" },
  { "handling",  "",             NULL, 0, "" },
  { "handling",  "paused",       " pause resume mediate withdraw ", 0, "" },
  { "answered",  "",             NULL, 0, "" },
  { "answered",  "paused",       " pause resume mediate tell ", 0, "" },
  { "answered",  "verified",     " write tell ", 0, "number_verified_at = hcrm_now()" },
  { "answered",  "letter",       " write posted came-back ", 0, ADDRESSED },
  { "handling",  "letter-sent",  " came-back ", 0, "" },
  { "answered",  "letter-sent",  " came-back ", 0, "" },
  { "answered",  "called-twice", " close ", 2, "" },
  { "answered",  "called",       " close ", 3, "" },
  { "answered",  "no-contact",   " close tell write number dial ", 0, "caller_number = NULL, caller_number_key = NULL" },
  { "answered",  "false-number", " close tell write number dial ", 3, "number_false_at = hcrm_now()" },
  { "answered",  "false-twice",  " close ", 2, "number_false_at = hcrm_now()" },
  { "told",      "",             NULL, 0, "" },
  { "told",      "verified",     " write ", 0, "number_verified_at = hcrm_now()" },
  { "told",      "letter",       " posted came-back ", 0, ADDRESSED },
  { "told",      "letter-sent",  " posted came-back ", 0, ADDRESSED },
  { "told",      "satisfied",    " close tell reopen ", 0, "satisfied = true" },
  { "told",      "third",        " close tell reopen mediate ", 0, "satisfied = false, reopened = 2" },
  { "mediation", "",             NULL, 0, "" },
  { "mediation", "letter-sent",  " came-back ", 0, "" },
  { "closed",    "consent",      NULL, 0, "closed_as = 'consent'" },
  { "closed",    "satisfied",    " see reopen reclass ", 0, "closed_as = 'satisfied'" },
  { "closed",    "unreached",    " see reopen reclass ", 0, "closed_as = 'unreached'" },
  { "closed",    "no-contact",   " see reopen reclass ", 0, "closed_as = 'no-contact'" },
  { "closed",    "false-number", " see reopen reclass ", 0, "closed_as = 'false-number'" },
  { "closed",    "mediated",     " see reopen reclass ", 0, "closed_as = 'mediated'" },
  { "closed",    "letter-sent",  " came-back ", 0, "closed_as = 'unreached', told_at = hcrm_now()" },
  { "closed",    "letter-word",  " came-back ", 0, "closed_as = 'satisfied', satisfied = true, told_at = hcrm_now()" },
  { "closed",    "third",        " reopen ", 0, "closed_as = 'satisfied', reopened = 2" },
  { "withdrawn", "",             NULL, 0, "closed_as = 'withdrawn'" },
  { "withdrawn", "letter-sent",  " came-back ", 0, "closed_as = 'withdrawn'" },
  { "withdrawn", "draft",        NULL, 0, "closed_as = 'withdrawn', taken_at = NULL" },
  { "joined",    "",             NULL, 0, "closed_as = 'joined', joined_into_id = 1" },
  { "joined",    "letter-sent",  " came-back ", 0, "closed_as = 'joined', joined_into_id = 1" },
};

/* Shares of ORTHO, beside one of CARDIO that has answered, which leads unless ORTHO does; the last
 * of a case that is answered. */
static const Place share_places[] = {
  { "assigned",  "",              NULL, 0, "" },
  { "assigned",  "leads",         " lead answer return withdraw ", 0, "lead = true" },
  { "accepted",  "",              NULL, 0, "" },
  { "returned",  "",              NULL, 0, "reason = 'x'" },
  { "answered",  "",              NULL, 0, "answer = 'x', answered_at = hcrm_now()" },
  { "withdrawn", "",              NULL, 0, "reason = 'x'" },
  { "answered",  "case-answered", NULL, 0, "answer = 'x', answered_at = hcrm_now()" },
};
/* clang-format on */

/* Complaint 1 is what others are joined into; the others follow in the order of their table. */
#define FIRST_CASE 2
#define FIRST_SHARE (FIRST_CASE + G_N_ELEMENTS (case_places))

static const char *
get_comma (const char *more)
{
  return *more != '\0' ? ", " : "";
}

/* Posted while the case was told, whatever has become of it since. */
static void
post_letter (Fixture *self, const Place *place, int id)
{
  fixture_run_sql (self,
                   "UPDATE complaint SET state = 'told', closed_as = NULL, joined_into_id = NULL, "
                   "satisfied = NULL, answered_at = timestamptz '2026-01-04 09:00+08', " ADDRESSED
                   " WHERE id = %d",
                   id);
  desk_step (self, 200, "agent", id, "write", "{\"text\":\"已致歉\"}");
  desk_step (self, 200, "agent", id, "posted", "{\"posted_on\":\"2026-01-12\"}");
  fixture_run_sql (self, "UPDATE complaint SET state = '%s'%s%s WHERE id = %d", place->state,
                   get_comma (place->more), place->more, id);
}

static void
make_case (Fixture *self, guint nth)
{
  const Place *place = &case_places[nth];
  int id = FIRST_CASE + (int) nth;

  fixture_run_sql (
      self,
      "INSERT INTO complaint_join (from_id, into_id, state, reason) SELECT %d, 1, 'taken', 'x' "
      "WHERE '%s' = 'joined';"
      "INSERT INTO attempt (activity_id, channel, started_at, disposition, user_id) SELECT %d, "
      "'phone', timestamptz '2026-01-05 09:00+08' + n * interval '1 day', 'busy', 3 FROM "
      "generate_series(1, %d) AS n;"
      "UPDATE complaint SET state = '%s', answered_at = CASE WHEN '%s' IN ('answered', 'told') "
      "THEN "
      "timestamptz '2026-01-04 09:00+08' END%s%s WHERE id = %d;"
      "INSERT INTO complaint_task (complaint_id, round, department_id, assignee_id, lead, state, "
      "answer, answered_at) SELECT c.id, c.reopened, 1, u.id, true, CASE c.state WHEN 'handling' "
      "THEN 'assigned' ELSE 'answered' END, 'x', hcrm_now() FROM complaint AS c, app_user AS u "
      "WHERE "
      "c.id = %d AND c.state NOT IN ('draft', 'taken', 'joined') AND u.username = 'nurse'",
      id, place->state, id, place->calls, place->state, place->state, get_comma (place->more),
      place->more, id, id);
  if (strcmp (place->standing, "paused") == 0)
    desk_step (self, 200, "agent", id, "pause", "{\"why\":\"caller\"}");
  if (strcmp (place->standing, "letter") == 0)
    desk_step (self, 200, "agent", id, "write", "{\"text\":\"已致歉\"}");
  else if (g_str_has_prefix (place->standing, "letter"))
    post_letter (self, place, id);
}

static void
make_share (Fixture *self, guint nth)
{
  const Place *place = &share_places[nth];
  gboolean ended = strcmp (place->standing, "case-answered") == 0;
  gboolean leads = strcmp (place->standing, "leads") == 0;
  int id = (int) (FIRST_SHARE + nth);

  fixture_run_sql (
      self,
      "UPDATE complaint SET state = '%s' WHERE id = %d;"
      "INSERT INTO complaint_task (complaint_id, department_id, assignee_id, lead, state, answer, "
      "answered_at) SELECT %d, 3, u.id, %s, 'answered', 'x', hcrm_now() FROM app_user AS u WHERE "
      "u.username = 'head2';"
      "INSERT INTO complaint_task (complaint_id, department_id, assignee_id) SELECT %d, 1, u.id "
      "FROM "
      "app_user AS u WHERE u.username = 'nurse';"
      "UPDATE complaint_task SET state = '%s'%s%s WHERE complaint_id = %d AND department_id = 1",
      ended ? "answered" : "handling", id, id, leads ? "false" : "true", id, place->state,
      get_comma (place->more), place->more, id);
}

static void
make_cases (Fixture *self)
{
  static const char about[] = ",\"objects\":[{\"kind\":\"person\",\"staff_id\":14}]";

  desk_take (self, "");
  for (guint i = 0; i < G_N_ELEMENTS (case_places) + G_N_ELEMENTS (share_places); i++)
    desk_take (self, about);
  for (guint i = 0; i < G_N_ELEMENTS (case_places); i++)
    make_case (self, i);
  for (guint i = 0; i < G_N_ELEMENTS (share_places); i++)
    make_share (self, i);
}

/* --- The database as it was --------------------------------------------------------------------
 */

static const char keep[] =
    "CREATE SCHEMA kept; DO $$ DECLARE t text; BEGIN FOR t IN SELECT tablename FROM pg_tables "
    "WHERE schemaname = 'public' AND (tablename ~ "
    "'^complaint_(task|note|history|clock|join|alert|nature|object|watch)$' OR tablename IN "
    "('complaint', 'message', 'attempt', 'timeline')) LOOP EXECUTE format('CREATE TABLE kept.%I AS "
    "SELECT * FROM %I', t, t); END LOOP; END $$;"
    "CREATE FUNCTION kept.print(bigint) RETURNS text LANGUAGE sql AS $$ SELECT concat_ws(' ', "
    "(SELECT c::text FROM complaint AS c WHERE c.id = $1), (SELECT string_agg(t::text, '' ORDER BY "
    "t.id) FROM complaint_task AS t WHERE t.complaint_id = $1), (SELECT count(*) FROM "
    "complaint_history WHERE complaint_id = $1), (SELECT count(*) FROM complaint_note WHERE "
    "complaint_id = $1), (SELECT count(*) FROM complaint_clock WHERE complaint_id = $1), (SELECT "
    "count(*) FROM attempt WHERE activity_id = $1), (SELECT count(*) FROM message WHERE "
    "activity_id "
    "= $1)) $$";
static const char go_back[] =
    "SET session_replication_role = replica; DO $$ DECLARE t text; BEGIN FOR t IN SELECT tablename "
    "FROM pg_tables WHERE schemaname = 'kept' LOOP EXECUTE format('DELETE FROM %I', t); EXECUTE "
    "format('INSERT INTO %I OVERRIDING SYSTEM VALUE SELECT * FROM kept.%I', t, t); END LOOP; END "
    "$$; SET session_replication_role = origin";

static void
run_script (PGconn *conn, const char *sql)
{
  PGresult *result = PQexec (conn, sql);

  if (PQresultStatus (result) != PGRES_COMMAND_OK)
    g_error ("%s", PQerrorMessage (conn));
  PQclear (result);
}

/* All that a step of a complaint could change. */
static char *
read_print (PGconn *conn, gint64 complaint)
{
  g_autofree char *sql = g_strdup_printf ("SELECT kept.print(%" G_GINT64_FORMAT ")", complaint);
  PGresult *result = PQexec (conn, sql);
  char *print = g_strdup (PQgetvalue (result, 0, 0));

  PQclear (result);
  return print;
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

/* --- The matrix --------------------------------------------------------------------------------
 */

typedef struct {
  const HcrmWorkflow *flow;
  const char *table;
  const char *path;
  const Place *places;
  guint n_places;
  const Try *tries;
  guint n_tries;
} Matrix;

static const Matrix matrices[] = {
  { &hcrm_complaint_workflow, "complaint", "/complaints", case_places, G_N_ELEMENTS (case_places),
    case_tries, G_N_ELEMENTS (case_tries) },
  { &hcrm_complaint_task_workflow, "complaint_task", "/complaint-tasks", share_places,
    G_N_ELEMENTS (share_places), share_tries, G_N_ELEMENTS (share_tries) },
};

static gint64
find_record (Fixture *self, const Matrix *matrix, guint place)
{
  if (matrix->flow == &hcrm_complaint_workflow)
    return FIRST_CASE + place;
  g_autofree char *id =
      fixture_sql (self,
                   "SELECT id FROM complaint_task WHERE complaint_id = %d AND department_id = 1",
                   (int) (FIRST_SHARE + place));
  return g_ascii_strtoll (id, NULL, 10);
}

/* What is no step of a workflow has a path of its own. */
static guint
send (Fixture *self, const Matrix *matrix, gint64 id, const Try *try, const char *user, int version)
{
  static const struct {
    const char *action, *method, *tail;
  } others[] = {
    { "see", "GET", "" },
    { "clock", "GET", "/clock" },
    { "note", "POST", "/notes" },
    { "change", "PATCH", "" },
  };
  g_autofree char *match = g_strdup_printf ("If-Match: \"%d\"", version);
  g_autofree char *record = g_strdup_printf ("%s/%" G_GINT64_FORMAT, matrix->path, id);
  g_autofree char *path = g_strconcat (record, "/actions/", try->action, NULL);
  const char *method = "POST";

  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    if (strcmp (others[i].action, try->action) == 0) {
      g_free (path);
      path = g_strconcat (record, others[i].tail, NULL);
      method = others[i].method;
    }
  g_autoptr (JsonNode) reply = fixture_call (self, user, method, path, try->body, match, NULL);
  /* A step may take it out of the sight of who took it. */
  return fixture_answer.status == 204 ? 200 : fixture_answer.status;
}

/* One row: the record, and what is tried on it. */
typedef struct {
  const Matrix *matrix;
  gint64 id;
  gint64 complaint;
  const Try *try;
  int version;
  char *print; /* as it was */
  char *reached;
} Row;

/* The status of one try. What was refused has changed nothing; what was done is undone. */
static guint
try_one (Fixture *self, PGconn *conn, Row *row, const char *user)
{
  guint status = send (self, row->matrix, row->id, row->try, user, row->version);
  g_autofree char *now = read_print (conn, row->complaint);
  gboolean changed = strcmp (row->print, now) != 0;

  if (status == 200 && row->reached == NULL)
    row->reached =
        fixture_sql (self, "SELECT state FROM %s WHERE id = %d", row->matrix->table, (int) row->id);
  if (status != 200 && changed) {
    g_test_message ("%s %s was refused to %s with %u, and something changed", row->try->action,
                    row->try->way, user, status);
    g_test_fail ();
  }
  if (changed)
    run_script (conn, go_back);
  return status;
}

static void
append_row (Fixture *self,
            PGconn *conn,
            const Matrix *matrix,
            guint place,
            const Try *try,
            GString *out)
{
  gint64 id = find_record (self, matrix, place);
  gint64 complaint = strcmp (matrix->table, "complaint") == 0 ? id : (gint64) FIRST_SHARE + place;
  g_autofree char *print = read_print (conn, complaint);
  Row row = { matrix, id, complaint, try, fixture_get_version (self, matrix->table, id), print };
  g_autoptr (GString) cells = g_string_new (NULL);

  for (guint u = 0; users[u] != NULL; u++)
    g_string_append_printf (cells, "\t%u", try_one (self, conn, &row, users[u]));
  g_string_append_printf (out, "%s\t%s\t%s\t%s\t%s\t%s%s\n", matrix->flow->name,
                          matrix->places[place].state, matrix->places[place].standing, try->action,
                          try->way, row.reached != NULL ? row.reached : "-", cells->str);
  g_free (row.reached);
}

static gboolean
is_tried (const Place *place, const Try *try)
{
  g_autofree char *word = g_strdup_printf (" %s ", try->action);

  return place->only == NULL || strstr (place->only, word) != NULL;
}

static char *
make_table (Fixture *self, PGconn *conn)
{
  g_autofree char *heads = g_strjoinv ("\t", (char **) users);
  GString *out = g_string_new (NULL);

  g_string_printf (out, "flow\tstate\tstanding\taction\tway\treached\t%s\n", heads);
  for (guint m = 0; m < G_N_ELEMENTS (matrices); m++)
    for (guint p = 0; p < matrices[m].n_places; p++)
      for (guint t = 0; t < matrices[m].n_tries; t++)
        if (is_tried (&matrices[m].places[p], &matrices[m].tries[t]))
          append_row (self, conn, &matrices[m], p, &matrices[m].tries[t], out);
  return g_string_free (out, FALSE);
}

/* Every state and action of the workflows is tried, and every step of theirs leads somewhere. */
static void
check_whole (const Matrix *matrix, const char *table)
{
  for (guint i = 0; i < matrix->flow->n_steps; i++) {
    const HcrmStep *step = &matrix->flow->steps[i];
    g_autofree char *pattern = g_strdup_printf ("(?m)^%s\t%s\t[a-z-]*\t%s\t[a-z-]*\t[a-z]+\t",
                                                matrix->flow->name, step->from, step->action);
    if (g_regex_match_simple (pattern, table, 0, 0))
      continue;
    g_test_message ("no row where %s of %s from %s is done", step->action, matrix->flow->name,
                    step->from);
    g_test_fail ();
  }
}

static void
test_matrix (Fixture *self, gconstpointer unused)
{
  g_autofree char *path = g_build_filename (g_getenv ("HCRM_SOURCE_DIR"), "tests", "server",
                                            "complaint-steps.tsv", NULL);
  g_autofree char *written = NULL;

  ward_live_at (self, "2026-01-12 10:00");
  make_people (self);
  make_cases (self);
  PGconn *conn = keep_everything (self);
  g_autofree char *table = make_table (self, conn);
  PQfinish (conn);
  for (guint m = 0; m < G_N_ELEMENTS (matrices); m++)
    check_whole (&matrices[m], table);
  if (g_getenv ("HCRM_WRITE_STEPS") != NULL)
    g_assert_true (g_file_set_contents (path, table, -1, NULL));
  g_assert_true (g_file_get_contents (path, &written, NULL, NULL));
  if (strcmp (written, table) == 0)
    return;
  fixture_report_differences ("complaint-steps.tsv", written, table);
  g_test_fail ();
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
  CASE ("matrix", test_matrix);
  CASE ("share-of-ended", test_share_of_ended);
  CASE ("versions", test_versions);
  return g_test_run ();
}
