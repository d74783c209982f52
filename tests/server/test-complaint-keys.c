/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What stands with each complaint so that lists need not look for it: that it says what its tables
 * say, for every user, whatever was done to them; and that the board shows what the list shows. */

#include "hcrm-desk.h"

/* The plain definition of what waits for the reader, from the tables themselves. */
#define PLAIN_MINE                                                                                 \
  "CREATE FUNCTION plain_mine() RETURNS SETOF bigint LANGUAGE sql STABLE AS $$ "                   \
  "WITH me AS MATERIALIZED (SELECT hcrm_complaint_seats() AS seats, hcrm_leads(hcrm_staff()) AS "  \
  "leads), o AS (SELECT c.* FROM complaint AS c WHERE c.state IN ('taken', 'handling', "           \
  "'answered', 'told', 'mediation') AND (hcrm_staff() IS NULL OR hcrm_staff() <> ALL "             \
  "(hcrm_complaint_persons(c.root_id)))), t AS (SELECT t.*, c.state AS at FROM complaint_task AS " \
  "t JOIN o AS c ON c.id = t.complaint_id AND c.reopened = t.round), a AS (SELECT a.* FROM "       \
  "complaint_alert AS a JOIN o AS c ON c.id = a.complaint_id AND c.reopened = a.round WHERE "      \
  "a.open) "                                                                                       \
  "SELECT t.complaint_id FROM t, me WHERE t.at = 'handling' AND t.state IN ('assigned', "          \
  "'accepted') AND (t.assignee_id = ANY (me.seats) OR (t.assignee_id IS NULL AND t.department_id " \
  "= ANY (me.leads))) "                                                                            \
  "UNION SELECT o.id FROM o, me WHERE o.first_receiver_id = ANY (me.seats) AND (o.state IN "       \
  "('taken', 'answered', 'told') OR (o.state = 'handling' AND (SELECT coalesce(bool_or(t.asked_at" \
  " IS NOT NULL AND t.state IN ('assigned', 'accepted')), false) OR NOT coalesce(bool_or(t.lead "  \
  "AND t.state NOT IN ('returned', 'withdrawn')), false) FROM t WHERE t.complaint_id = o.id))) "   \
  "UNION SELECT t.complaint_id FROM t, me WHERE t.state IN ('assigned', 'accepted') AND "          \
  "t.department_id = ANY (me.leads) AND EXISTS (SELECT 1 FROM a WHERE a.complaint_id = "           \
  "t.complaint_id AND a.who = 'head') "                                                            \
  "UNION SELECT o.id FROM o, me WHERE o.first_receiver_id = ANY (me.seats) AND EXISTS (SELECT 1 "  \
  "FROM a WHERE a.complaint_id = o.id AND a.who = 'receiver') "                                    \
  "UNION SELECT a.complaint_id FROM a WHERE a.who = 'role' AND a.role_code IN (SELECT r.code FROM" \
  " user_role AS u JOIN role AS r ON r.id = u.role_id WHERE u.user_id = hcrm_user() AND u.during " \
  "@> hcrm_now()) $$;"

/* What the view says of it, and of the share that leads. */
#define VIEWED                                                                                     \
  "SELECT v.id, v.mine, v.department_id, v.assignee_id, v.department, v.assignee FROM "            \
  "complaint_view AS v"
#define PLAIN_VIEWED                                                                               \
  "SELECT c.id, c.id IN (SELECT m FROM plain_mine() AS m), l.department_id, l.assignee_id, "       \
  "d.name, u.name FROM complaint_scoped AS c LEFT JOIN complaint_task AS l ON l.complaint_id = "   \
  "c.id AND l.round = c.reopened AND l.lead AND l.state NOT IN ('returned', 'withdrawn') LEFT "    \
  "JOIN department AS d ON d.id = l.department_id LEFT JOIN app_user_name AS u ON u.id = "         \
  "l.assignee_id"

/* In which figures it counts, by the clock of its site. */
#define CASES "SELECT c.* FROM complaint_case_view AS c"
#define PLAIN_CASES                                                                                \
  "SELECT c.id, c.received_at, (c.received_at AT TIME ZONE s.time_zone)::date, c.grade, "          \
  "c.channel, c.first_receiver_id, coalesce(o.departments, '{}'), coalesce(o.staff, '{}'), "       \
  "coalesce(o.kinds, '{}'), ARRAY (SELECT n.class_code FROM complaint_nature AS n WHERE "          \
  "n.complaint_id = c.id ORDER BY 1), ARRAY (SELECT DISTINCT t.department_id FROM complaint_task " \
  "AS t WHERE t.complaint_id = c.id AND t.state NOT IN ('returned', 'withdrawn') ORDER BY 1), "    \
  "c.taken_at IS NOT NULL AND c.state <> 'joined', c.closed_as IS NOT DISTINCT FROM 'consent', "   \
  "c.state <> 'withdrawn' AND (coalesce(c.answered_at, c.closed_at) IS NOT NULL OR (c.paused_at "  \
  "IS NULL AND c.due_at < hcrm_now())), c.state <> 'withdrawn' AND coalesce(coalesce("             \
  "c.answered_at, c.closed_at) <= c.due_at, false), c.told_at IS NOT NULL OR c.reopened > 0, "     \
  "c.told_at IS NOT NULL AND c.reopened = 0 AND coalesce(c.satisfied, false), c.reopened > 0, "    \
  "c.state IN ('taken', 'handling', 'answered', 'told', 'mediation') FROM complaint_scoped AS c "  \
  "JOIN site AS s ON s.id = c.site_id LEFT JOIN LATERAL (SELECT array_agg(DISTINCT "               \
  "x.department_id) FILTER (WHERE x.department_id IS NOT NULL) AS departments, array_agg("         \
  "DISTINCT x.staff_id) FILTER (WHERE x.staff_id IS NOT NULL) AS staff, array_agg(DISTINCT "       \
  "x.kind) AS kinds FROM complaint_object AS x WHERE x.complaint_id = c.id) AS o ON true"

#define DIFFERENCE(a, b)                                                                           \
  "(SELECT count(*) FROM ((" a " EXCEPT " b ") UNION ALL (" b " EXCEPT " a ")) AS x)"

/* By which departments it is listed. */
#define SHARED "SELECT c.id, c.shared_by FROM complaint AS c"
#define PLAIN_SHARED                                                                               \
  "SELECT c.id, ARRAY (SELECT DISTINCT t.department_id FROM complaint_task AS t WHERE "            \
  "t.complaint_id = c.id AND t.state <> 'withdrawn' ORDER BY 1) FROM complaint AS c"

/* What somebody sees by departments and by name is among what an index finds for them. */
#define NARROW                                                                                     \
  "PERFORM set_config('hcrm.all', '', true), set_config('hcrm.sites', '', true), "                 \
  "set_config('hcrm.departments', coalesce((SELECT p.departments::text FROM "                      \
  "hcrm_user_permissions(who.id) AS p WHERE p.permission = 'complaint.read'), ''), true); "
#define UNREACHED                                                                                  \
  "(SELECT count(*) FROM complaint_scoped AS c WHERE (c.reach && hcrm_complaint_reader()) IS "     \
  "NOT TRUE)"

/* Whatever is numbered, received or due in a month lies between what is told of such. */
#define UNBOUND                                                                                    \
  "(SELECT count(*) FROM complaint AS c CROSS JOIN LATERAL (SELECT * FROM "                        \
  "hcrm_complaint_bounds(c.number, NULL, NULL, NULL, NULL) UNION ALL SELECT * FROM "               \
  "hcrm_complaint_bounds(NULL, NULL, NULL, c.received_at, c.received_at + interval '1 "            \
  "minute')) AS b WHERE (c.number >= b.number_first AND c.number < b.number_last AND "             \
  "c.received_at >= b.received_at_first AND c.received_at < b.received_at_last AND "               \
  "coalesce(c.due_at, 'infinity') >= b.due_at_first AND "                                          \
  "coalesce(c.due_at, 'infinity') <= b.due_at_last AND "                                           \
  "(b.months IS NULL OR (c.received_on - '2000-01-01') / 30 = ANY (b.months))) IS NOT TRUE)"

#define MINE "SELECT m FROM hcrm_complaints_mine() AS m"
#define PLAIN_MINE_IDS "SELECT p FROM plain_mine() AS p"

#define WRONG_SEEN                                                                                 \
  DIFFERENCE (VIEWED, PLAIN_VIEWED)                                                                \
  " + " DIFFERENCE (CASES, PLAIN_CASES) " + " DIFFERENCE (MINE, PLAIN_MINE_IDS)
#define WRONG_FOUND UNREACHED " + " UNBOUND " + " DIFFERENCE (SHARED, PLAIN_SHARED)

/* Each user in turn: in how many rows the two differ, and how many things wait for anybody. */
#define COMPARE                                                                                    \
  "CREATE FUNCTION compare() RETURNS text LANGUAGE plpgsql AS $$ DECLARE who record; wrong int "   \
  ":= 0; n int := 0; BEGIN FOR who IN SELECT id, staff_id FROM app_user LOOP "                     \
  "PERFORM set_config('hcrm.user', who.id::text, true), set_config('hcrm.staff', "                 \
  "coalesce(who.staff_id::text, ''), true), set_config('hcrm.all', 'on', true); "                  \
  "wrong := wrong + " WRONG_SEEN "; n := n + (SELECT count(*) FROM plain_mine()); " NARROW         \
  "wrong := wrong + " WRONG_FOUND "; END LOOP; RETURN wrong || CASE WHEN n > 0 THEN ' of some' "   \
  "ELSE ' of none' END; END $$;"

/* One random change to a share, a case or whom was told; what the tables refuse is left out. */
#define SHAKE                                                                                      \
  "CREATE FUNCTION any_of(list text[]) RETURNS text LANGUAGE sql VOLATILE AS $$ SELECT "           \
  "list[1 + floor(random() * cardinality(list))::int] $$;"                                         \
  "CREATE FUNCTION shake() RETURNS void LANGUAGE plpgsql AS $$ DECLARE c bigint := (SELECT id "    \
  "FROM complaint ORDER BY random() LIMIT 1); t bigint := (SELECT id FROM complaint_task ORDER "   \
  "BY random() LIMIT 1); s text := any_of('{taken,handling,handling,handling,answered,told,"       \
  "mediation,closed}'); BEGIN CASE floor(random() * 9)::int "                                      \
  "WHEN 0 THEN UPDATE complaint SET state = s, closed_as = CASE WHEN s = 'closed' THEN "           \
  "'satisfied' END, joined_into_id = NULL WHERE id = c; "                                          \
  "WHEN 1 THEN UPDATE complaint SET reopened = reopened + 1, state = 'handling', closed_as = "     \
  "NULL, joined_into_id = NULL WHERE id = c; "                                                     \
  "WHEN 2 THEN UPDATE complaint SET first_receiver_id = (SELECT id FROM app_user ORDER BY "        \
  "random() LIMIT 1) WHERE id = c; "                                                               \
  "WHEN 3 THEN UPDATE complaint_task SET state = any_of('{assigned,accepted,returned,answered,"    \
  "withdrawn}'), answer = '好', answered_at = hcrm_now(), reason = '无' WHERE id = t; "          \
  "WHEN 4 THEN UPDATE complaint_task SET lead = NOT lead, asked_at = CASE WHEN asked_at IS NULL "  \
  "THEN hcrm_now() END, assignee_id = CASE WHEN random() < 0.4 THEN (SELECT id FROM app_user "     \
  "ORDER BY random() LIMIT 1) END WHERE id = t; "                                                  \
  "WHEN 5 THEN INSERT INTO complaint_task (complaint_id, round, department_id, lead) SELECT c, "   \
  "k.reopened, d.id, random() < 0.5 FROM complaint AS k, department AS d WHERE k.id = c ORDER BY " \
  "random() LIMIT 1; "                                                                             \
  "WHEN 6 THEN INSERT INTO complaint_alert (complaint_id, cause, round, who, role_code, open) "    \
  "SELECT c, 'x' || random(), k.reopened, w, CASE w WHEN 'role' THEN any_of('{supervisor,agent,"   \
  "head}') END, k.state NOT IN ('closed', 'withdrawn', 'joined', 'draft') FROM complaint AS k, "   \
  "any_of('{head,receiver,role,assignee}') AS w WHERE k.id = c; "                                  \
  "WHEN 7 THEN UPDATE complaint SET received_at = received_at - random() * interval '90 days', "   \
  "due_at = due_at + (random() - 0.5) * interval '90 days' WHERE id = c; "                         \
  "ELSE DELETE FROM complaint_task WHERE id = t; END CASE; "                                       \
  "EXCEPTION WHEN check_violation OR unique_violation OR foreign_key_violation THEN NULL; END $$;"

static void
seed (Fixture *self)
{
  fixture_run_sql (self, PLAIN_MINE COMPARE SHAKE);
  for (guint i = 0; i < 3; i++) {
    desk_take (self, ",\"draft\":true");
    desk_take (self, ",\"grade\":1");
    gint64 two = desk_take (self, ",\"objects\":[{\"kind\":\"person\",\"staff_id\":2}]");
    desk_route (self, two, DESK_ORTHO);
    desk_route (self, two, DESK_CARDIO);
    desk_answered (self);
  }
}

static void
test_kept (Fixture *self, gconstpointer unused)
{
  seed (self);
  fixture_assert_sql (self, "0 of some", "SELECT compare()");
  for (guint i = 0; i < 60; i++) {
    g_autofree char *state =
        fixture_sql (self,
                     "SELECT set_config('hcrm.user', '1', false), setseed(%f), (SELECT "
                     "count(shake()) FROM generate_series(1, 5))",
                     g_test_rand_double_range (0, 1));
    (void) state;
    fixture_assert_sql (self, "0 of some", "SELECT compare()");
  }
}

/* Leave brings what waits to who stands in. */
static void
test_leave (Fixture *self, gconstpointer unused)
{
  seed (self);
  fixture_expect (self, 200, "doctor", "GET", "/complaints?mine=true", NULL);
  desk_assert_at ("total.value", "0");
  fixture_run_sql (self, "INSERT INTO staff_leave (staff_id, delegate_id, from_on, until_on) "
                         "SELECT u.staff_id, (SELECT d.staff_id FROM app_user AS d WHERE "
                         "d.username = 'doctor'), hcrm_today(), hcrm_today() FROM app_user AS u "
                         "WHERE u.username IN ('head', 'agent')");
  fixture_assert_sql (self, "0 of some", "SELECT compare()");
  fixture_expect (self, 200, "doctor", "GET", "/complaints?mine=true", NULL);
  g_assert_cmpstr (fixture_at ("total.value"), !=, "0");
}

/* Days are those of the site, whose zone may turn out to be another one. */
static void
assert_days (Fixture *self)
{
  fixture_assert_sql (self, "0",
                      "SELECT count(*) FROM complaint AS c JOIN site AS s ON s.id = c.site_id "
                      "WHERE c.received_on <> (c.received_at AT TIME ZONE s.time_zone)::date");
}

static void
test_days (Fixture *self, gconstpointer unused)
{
  for (guint hour = 0; hour < 24; hour += 3) {
    g_autofree char *more = g_strdup_printf (",\"received_at\":\"2026-01-05T%02u:30:00Z\"", hour);
    desk_take (self, more);
  }
  assert_days (self);
  fixture_assert_sql (self, "2026-01-05 2026-01-06",
                      "SELECT concat_ws(' ', min(received_on), max(received_on)) FROM complaint");
  fixture_run_sql (self, "UPDATE site SET time_zone = 'America/New_York'");
  assert_days (self);
  fixture_assert_sql (self, "2026-01-04 2026-01-05",
                      "SELECT concat_ws(' ', min(received_on), max(received_on)) FROM complaint");
  fixture_run_sql (self, "UPDATE complaint SET received_at = received_at - interval '5 hours'");
  assert_days (self);
}

/* --- Board and list ------------------------------------------------------------------------- */

static char *
dup_ids (const char *path)
{
  g_autoptr (GString) ids = g_string_new (NULL);

  for (guint i = 0;; i++) {
    g_autofree char *at = g_strdup_printf ("%s.%u.id", path, i);
    const char *id = fixture_at (at);
    if (id == NULL)
      return g_string_free (g_steal_pointer (&ids), FALSE);
    g_string_append_printf (ids, "%s ", id);
  }
}

static void
assert_column (Fixture *self, const char *user, const char *filter, guint column)
{
  static const char *const states[] = { "taken", "handling", "answered", "told", "mediation" };
  g_autofree char *items = g_strdup_printf ("items.%u.items", column);
  g_autofree char *total_at = g_strdup_printf ("items.%u.total", column);
  g_autofree char *board = g_strconcat ("/complaints/board?", filter, NULL);
  g_autofree char *list = g_strdup_printf ("/complaints?state=%s&%s", states[column], filter);

  fixture_expect (self, 200, user, "GET", board, NULL);
  g_autofree char *shown = dup_ids (items);
  g_autofree char *total = g_strdup (fixture_at (total_at));
  fixture_expect (self, 200, user, "GET", list, NULL);
  g_autofree char *listed = dup_ids ("items");
  g_assert_cmpstr (shown, ==, listed);
  g_assert_cmpstr (total, ==, fixture_at ("total.value"));
}

static void
test_board (Fixture *self, gconstpointer unused)
{
  static const char *const users[] = { "agent", "supervisor", "head", "head2", "doctor" };
  static const char *const filters[] = {
    "",
    "mine=true",
    "mine=false",
    "bucket=overdue",
    "bucket=today",
    "bucket=soon",
    "bucket=overdue&bucket=today",
    "grade=1",
    "class=service",
    "department_id=3",
  };

  seed (self);
  fixture_run_sql (self, "UPDATE complaint SET due_at = hcrm_now() + (id %% 4 - 1) * interval '11 "
                         "hours' WHERE state <> 'draft'");
  for (guint u = 0; u < G_N_ELEMENTS (users); u++)
    for (guint f = 0; f < G_N_ELEMENTS (filters); f++)
      for (guint column = 0; column < 5; column++)
        assert_column (self, users[u], filters[f], column);
}

/* What is early or late is looked for among what is due by then: none is lost, whatever its hour.
 */
static void
test_buckets (Fixture *self, gconstpointer unused)
{
  static const char *const buckets[] = { "overdue", "today", "soon" };

  seed (self);
  for (int hours = -30; hours <= 60; hours += 3) {
    g_autofree char *shift = g_strdup_printf (
        "UPDATE complaint SET due_at = hcrm_now() + interval '%d hours' WHERE state <> 'draft'",
        hours);
    guint sum = 0;
    fixture_run_sql (self, "%s", shift);
    for (guint i = 0; i < G_N_ELEMENTS (buckets); i++) {
      g_autofree char *path = g_strconcat ("/complaints?bucket=", buckets[i], NULL);
      fixture_expect (self, 200, "supervisor", "GET", path, NULL);
      sum += g_ascii_strtoull (fixture_at ("total.value"), NULL, 10);
    }
    g_assert_cmpuint (sum, ==, 9);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define CASE(path, function) FIXTURE_TEST_FROM (desk_setup, "/complaint-keys/" path, function)
  CASE ("kept", test_kept);
  CASE ("leave", test_leave);
  CASE ("days", test_days);
  CASE ("board", test_board);
  CASE ("buckets", test_buckets);
  return g_test_run ();
}
