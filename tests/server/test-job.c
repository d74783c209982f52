/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The job queue: done once, tried again, given up, taken over; sweeps. */

#include "hcrm-fixture.h"

#include <string.h>

#include "core/hcrm-job.h"

#define PATIENCE_US (15 * G_TIME_SPAN_SECOND)

#define WAIT_FOR(condition)                                                                        \
  G_STMT_START                                                                                     \
  {                                                                                                \
    gint64 until_ = g_get_monotonic_time () + PATIENCE_US;                                         \
    while (!(condition) && g_get_monotonic_time () < until_)                                       \
      if (!g_main_context_iteration (NULL, FALSE))                                                 \
        g_usleep (500);                                                                            \
    g_assert_true (condition);                                                                     \
  }                                                                                                \
  G_STMT_END

static gint n_runs;        /* atomic */
static gint n_simultanous; /* atomic */
static gint n_failing;     /* atomic: how many runs still fail */

static gboolean
run_note (HcrmJob *job, GError **error)
{
  g_atomic_int_inc (&n_runs);
  g_assert_cmpstr (job->payload, ==, "{\"n\": 1}");
  return TRUE;
}

static gboolean
run_slow (HcrmJob *job, GError **error)
{
  g_atomic_int_inc (&n_runs);
  if (!g_atomic_int_compare_and_exchange (&n_simultanous, 0, 1))
    g_error ("one job runs twice at the same time");
  g_usleep (300000);
  g_atomic_int_set (&n_simultanous, 0);
  return TRUE;
}

static gboolean
run_failing (HcrmJob *job, GError **error)
{
  g_atomic_int_inc (&n_runs);
  g_ptr_array_add (job->events, hcrm_event_new ("patient", 1, 1));
  if (g_atomic_int_add (&n_failing, -1) > 0)
    return hcrm_fail (error, HCRM_ERROR_BUSY, NULL, "the other side is away");
  return TRUE;
}

static gboolean
run_invalid (HcrmJob *job, GError **error)
{
  g_atomic_int_inc (&n_runs);
  return hcrm_fail (error, HCRM_ERROR_INVALID, NULL, "the number is wrong");
}

static const HcrmJobKind kinds[] = {
  { "note", run_note, 3, 1 },       { "slow", run_slow, 3, 1 }, { "failing", run_failing, 3, 0 },
  { "invalid", run_invalid, 3, 1 }, { NULL, NULL, 0, 0 },
};

static gint n_swept; /* atomic */

static gboolean
sweep_test (HcrmJob *sweep, GError **error)
{
  g_atomic_int_inc (&n_swept);
  return TRUE;
}

static const HcrmSweep sweeps[] = { { "test", 1, sweep_test }, { NULL, 0, NULL } };
static const HcrmSweep no_sweeps[] = { { NULL, 0, NULL } };

typedef struct {
  Fixture fixture;
  HcrmJobs *jobs;
} Room;

static void
set_up (Room *room, gconstpointer unused)
{
  g_atomic_int_set (&n_runs, 0);
  g_atomic_int_set (&n_failing, 0);
  g_atomic_int_set (&n_swept, 0);
  fixture_setup (&room->fixture, NULL);
  /* Nothing is left to seal, and to tell of, in the middle of a case that expects other words. */
  g_free (fixture_sql (&room->fixture, "SELECT id FROM hcrm_audit_seal()"));
  room->jobs = hcrm_jobs_new (room->fixture.http, room->fixture.events, kinds, no_sweeps);
}

static void
tear_down (Room *room, gconstpointer unused)
{
  hcrm_jobs_free (room->jobs);
  fixture_teardown (&room->fixture, NULL);
}

static void
add (Room *room, const char *kind, const char *unique_key)
{
  HcrmDb *db = room->fixture.owner;
  g_autoptr (GError) error = NULL;

  hcrm_db_begin (db, &hcrm_system_context);
  gboolean done = hcrm_job_add (db, kind, unique_key, "{\"n\": 1}", NULL, &error);
  hcrm_db_end (db, done, NULL);
  g_assert_no_error (error);
  hcrm_jobs_kick (room->jobs);
}

/* What the server writes by itself says the hospital's time. */
static void
test_zone (Room *room, gconstpointer unused)
{
  static const HcrmSql zone = { "test.zone", "SELECT current_setting('TimeZone') AS zone", 0, NULL,
                                FALSE };
  HcrmDb *db = room->fixture.owner;
  g_autoptr (GError) error = NULL;

  hcrm_db_begin (db, &hcrm_system_context);
  g_autoptr (HcrmRows) rows = hcrm_db_one (db, &zone, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (hcrm_rows_get (rows, 0, "zone"), ==, "Asia/Shanghai");
  hcrm_db_end (db, TRUE, NULL);
}

static gboolean
is_answer (Room *room, const char *expected, const char *sql)
{
  g_autofree char *answer = fixture_sql (&room->fixture, "%s", sql);

  return g_strcmp0 (answer, expected) == 0;
}

static void
test_done (Room *room, gconstpointer unused)
{
  for (guint i = 0; i < 50; i++)
    add (room, "note", NULL);
  WAIT_FOR (is_answer (room, "0", "SELECT count(*) FROM job"));
  g_assert_cmpint (g_atomic_int_get (&n_runs), ==, 50);

  HcrmJobCounts counts;
  hcrm_jobs_get_counts (room->jobs, &counts);
  g_assert_cmpuint (counts.done, ==, 50);
}

static void
test_unique (Room *room, gconstpointer unused)
{
  add (room, "unknown", "a");
  add (room, "unknown", "a");
  add (room, "unknown", "b");
  g_assert_true (is_answer (room, "2", "SELECT count(*) FROM job"));
}

static void
test_retry (Room *room, gconstpointer unused)
{
  g_atomic_int_set (&n_failing, 2);
  add (room, "failing", NULL);
  WAIT_FOR (is_answer (room, "0", "SELECT count(*) FROM job"));
  g_assert_cmpint (g_atomic_int_get (&n_runs), ==, 3);
}

static void
test_dead (Room *room, gconstpointer unused)
{
  g_atomic_int_set (&n_failing, 100);
  g_test_expect_message (NULL, G_LOG_LEVEL_WARNING, "Job * is dead after 3 attempts");
  add (room, "failing", NULL);
  WAIT_FOR (is_answer (room, "dead", "SELECT state FROM job"));
  g_assert_cmpint (g_atomic_int_get (&n_runs), ==, 3);
  g_assert_true (is_answer (room, "the other side is away", "SELECT last_error FROM job"));
  g_test_assert_expected_messages ();
}

static void
test_invalid (Room *room, gconstpointer unused)
{
  g_test_expect_message (NULL, G_LOG_LEVEL_WARNING, "Job * is dead after 1 attempts");
  add (room, "invalid", NULL);
  WAIT_FOR (is_answer (room, "dead", "SELECT state FROM job"));
  g_assert_cmpint (g_atomic_int_get (&n_runs), ==, 1);
  g_test_assert_expected_messages ();
}

/* Its worker died: another takes it over, and if that happens again and again it is dead. */
static void
test_lapsed (Room *room, gconstpointer unused)
{
  g_free (
      fixture_sql (&room->fixture,
                   "INSERT INTO job (kind, payload, state, attempts, worker, lease_until) VALUES "
                   "('note', '{\"n\": 1}', 'running', 1, 'gone', now() - interval '1 second')"));
  WAIT_FOR (is_answer (room, "0", "SELECT count(*) FROM job"));
  g_assert_cmpint (g_atomic_int_get (&n_runs), ==, 1);

  g_test_expect_message (NULL, G_LOG_LEVEL_WARNING, "Job * is dead after 4 attempts");
  g_free (
      fixture_sql (&room->fixture,
                   "INSERT INTO job (kind, payload, state, attempts, worker, lease_until) VALUES "
                   "('note', '{\"n\": 1}', 'running', 3, 'gone', now() - interval '1 second')"));
  WAIT_FOR (is_answer (room, "dead", "SELECT state FROM job"));
  g_assert_cmpint (g_atomic_int_get (&n_runs), ==, 1);
  g_test_assert_expected_messages ();
}

static void
test_leased (Room *room, gconstpointer unused)
{
  g_free (
      fixture_sql (&room->fixture,
                   "INSERT INTO job (kind, payload, state, attempts, worker, lease_until) VALUES "
                   "('note', '{\"n\": 1}', 'running', 1, 'busy', now() + interval '1 minute')"));
  add (room, "note", NULL);
  WAIT_FOR (is_answer (room, "1", "SELECT count(*) FROM job"));
  g_assert_cmpint (g_atomic_int_get (&n_runs), ==, 1);
}

static void
test_two (Room *room, gconstpointer unused)
{
  g_autoptr (HcrmJobs) other =
      hcrm_jobs_new (room->fixture.http, room->fixture.events, kinds, no_sweeps);

  add (room, "slow", NULL);
  hcrm_jobs_kick (other);
  WAIT_FOR (is_answer (room, "0", "SELECT count(*) FROM job"));
  g_assert_cmpint (g_atomic_int_get (&n_runs), ==, 1);
}

/* Stopped in the middle of a batch, the rest goes back at once and uncounted. */
static void
test_stop (Room *room, gconstpointer unused)
{
  for (guint i = 0; i < 5; i++)
    add (room, "slow", i == 0 ? "a" : NULL);
  WAIT_FOR (g_atomic_int_get (&n_runs) == 1);
  hcrm_jobs_stop (room->jobs);
  WAIT_FOR (is_answer (room, "0", "SELECT count(*) FROM job WHERE state = 'running'"));
  g_assert_true (
      is_answer (room, "4 0",
                 "SELECT count(*) || ' ' || sum(attempts) FROM job WHERE state = 'queued'"));
}

static void
test_sweeps (Room *room, gconstpointer unused)
{
  g_autoptr (HcrmJobs) jobs =
      hcrm_jobs_new (room->fixture.http, room->fixture.events, kinds, sweeps);

  WAIT_FOR (g_atomic_int_get (&n_swept) >= 2);
}

/* The core's own sweeps, run as they are. */
static void
sweep (Room *room, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HcrmDb) db = hcrm_db_open (room->fixture.conninfo, &error);
  g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func ((GDestroyNotify) hcrm_event_free);
  g_autoptr (GPtrArray) ended = g_ptr_array_new_with_free_func (g_free);
  HcrmJob job = { .db = db, .events = events, .ended_sessions = ended };
  const HcrmSweep *found = hcrm_core_sweeps;

  while (strcmp (found->name, name) != 0)
    found++;
  hcrm_db_begin (db, &hcrm_system_context);
  gboolean done = found->run (&job, &error);
  g_assert_no_error (error);
  hcrm_db_end (db, done, &error);
  g_assert_no_error (error);
}

static void
test_core_sweeps (Room *room, gconstpointer unused)
{
  fixture_expect (&room->fixture, 200, "agent", "GET", "/session", NULL);
  fixture_expect (&room->fixture, 200, "doctor", "GET", "/session", NULL);
  g_free (fixture_sql (&room->fixture,
                       "UPDATE session SET expires_at = now() - interval '1 second' "
                       "WHERE user_id = (SELECT id FROM app_user WHERE username = 'agent')"));
  g_free (fixture_sql (
      &room->fixture,
      "INSERT INTO idempotency (user_id, key, request_hash, status, created_at) VALUES "
      "(1, 'old', 'x', 200, now() - interval '31 days'), (1, 'new', 'x', 200, now())"));
  sweep (room, "sessions");
  g_assert_true (is_answer (room, "1", "SELECT count(*) FROM session WHERE revoked_at IS NULL"));
  sweep (room, "idempotency");
  g_assert_true (is_answer (room, "new", "SELECT string_agg(key, ',') FROM idempotency"));
  g_free (fixture_sql (&room->fixture,
                       "UPDATE app_user SET state = 'locked' WHERE username = 'doctor'"));
  sweep (room, "sessions");
  g_assert_true (is_answer (room, "0", "SELECT count(*) FROM session WHERE revoked_at IS NULL"));
  sweep (room, "claims");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define CASE(name, function) g_test_add ("/job/" name, Room, NULL, set_up, function, tear_down)
  CASE ("zone", test_zone);
  CASE ("done", test_done);
  CASE ("unique", test_unique);
  CASE ("retry", test_retry);
  CASE ("dead", test_dead);
  CASE ("invalid", test_invalid);
  CASE ("lapsed", test_lapsed);
  CASE ("leased", test_leased);
  CASE ("two-processes", test_two);
  CASE ("stop", test_stop);
  CASE ("sweeps", test_sweeps);
  CASE ("core-sweeps", test_core_sweeps);
  return g_test_run ();
}
