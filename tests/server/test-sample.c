/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The sample hospital: what it says of one patient holds together. */

#include <libpq-fe.h>

#include "core/hcrm-migrate.h"
#include "core/hcrm-session.h"
#include "library/hcrm-library.h"
#include "modules/complaint/complaint.h"
#include "sample/hcrm-sample.h"

#define DATABASE "hcrm_test_sample"

static PGconn *sample;
static HcrmStore store;

static PGconn *
open_database (const char *name)
{
  g_autofree char *conninfo = g_strdup_printf ("%s dbname=%s", g_getenv ("HCRM_TEST_PG"), name);
  PGconn *conn = PQconnectdb (conninfo);

  g_assert_cmpint (PQstatus (conn), ==, CONNECTION_OK);
  return conn;
}

static void
run (const char *database, const char *sql)
{
  PGconn *conn = open_database (database);
  PGresult *result = PQexec (conn, sql);

  g_assert_cmpstr (PQresultErrorMessage (result), ==, "");
  PQclear (result);
  PQfinish (conn);
}

static void
make_sample (void)
{
  g_autofree char *conninfo =
      g_strdup_printf ("%s dbname=" DATABASE
                       " options='-c client_min_messages=error -c role=hcrm_owner'",
                       g_getenv ("HCRM_TEST_PG"));
  g_autoptr (GError) error = NULL;

  run ("postgres", "CREATE DATABASE " DATABASE);
  run ("postgres", "DO $$ BEGIN CREATE ROLE hcrm_owner NOLOGIN; EXCEPTION WHEN duplicate_object "
                   "THEN NULL; END $$");
  run ("postgres",
       "DO $$ BEGIN CREATE ROLE hcrm_app LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$");
  run (DATABASE, "CREATE EXTENSION btree_gist; GRANT ALL ON SCHEMA public TO hcrm_owner");
  hcrm_migrate (conninfo, hcrm_sql_migrations, NULL, &error);
  g_assert_no_error (error);
  /* When the day is young, everything of today is yet to come. */
  run (DATABASE, "INSERT INTO setting (code, value) SELECT 'clock_shift', (((clock_timestamp() AT "
                 "TIME ZONE 'Asia/Shanghai')::date + time '01:30') AT TIME ZONE 'Asia/Shanghai' - "
                 "clock_timestamp())::text");
  hcrm_library_load (conninfo, &error);
  g_assert_no_error (error);
  store.files = g_dir_make_tmp ("hcrm-sample-XXXXXX", &error);
  g_assert_no_error (error);
  hcrm_sample_load (conninfo, "small", &store, &error);
  g_assert_no_error (error);
  sample = open_database (DATABASE);
}

/* Computes all due dates as of now. */
static void
settle (void)
{
  g_autofree char *conninfo = g_strdup_printf ("%s dbname=" DATABASE, g_getenv ("HCRM_TEST_PG"));
  g_autoptr (GError) error = NULL;
  g_autoptr (HcrmDb) db = hcrm_db_open (conninfo, &error);

  g_assert_no_error (error);
  hcrm_db_begin (db, &hcrm_system_context);
  hcrm_complaint_settle (db, &error);
  g_assert_no_error (error);
  hcrm_db_end (db, TRUE, &error);
  g_assert_no_error (error);
}

/* The first cell, of a statement that selects what contradicts itself. */
static void
assert_none (const char *sql)
{
  PGresult *result = PQexec (sample, sql);

  g_assert_cmpstr (PQresultErrorMessage (result), ==, "");
  if (PQntuples (result) > 0)
    g_test_message ("%d, such as %s", PQntuples (result), PQgetvalue (result, 0, 0));
  g_assert_cmpint (PQntuples (result), ==, 0);
  PQclear (result);
}

static void
assert_some (const char *sql)
{
  PGresult *result = PQexec (sample, sql);

  g_assert_cmpstr (PQresultErrorMessage (result), ==, "");
  g_assert_cmpint (PQntuples (result), >, 0);
  PQclear (result);
}

/* The plan that a rule asks for is one made for the diagnosis, where there is one. */
static void
test_rules (void)
{
  assert_none (
      "SELECT concat_ws(' ', r.name, c.code, r.template_code) FROM followup_rule AS r "
      "CROSS JOIN (SELECT DISTINCT code FROM encounter_code WHERE kind = 'diagnosis') AS c "
      "WHERE r.template_code NOT LIKE 'general-%' AND EXISTS (SELECT 1 FROM unnest(r.icd10) "
      "AS x WHERE hcrm_icd10_covers(x, c.code)) AND NOT EXISTS (SELECT 1 FROM "
      "followup_template AS t, unnest(t.icd10) AS p WHERE t.code = r.template_code AND "
      "c.code LIKE p || '%') AND EXISTS (SELECT 1 FROM followup_template AS t, "
      "unnest(t.icd10) AS p WHERE c.code LIKE p || '%')");
  assert_none (
      "SELECT c.code FROM followup_plan AS f JOIN followup_template AS t ON t.id = "
      "f.template_id JOIN encounter_code AS c ON c.encounter_id = f.encounter_id AND c.kind "
      "= 'diagnosis' AND c.code = 'M17.1' WHERE t.code <> 'knee-replacement'");
}

/* Whoever notes that all is well was not told of anything else. */
static void
test_notes (void)
{
  assert_some ("SELECT 1 FROM attempt WHERE note LIKE '恢复%'");
  assert_some ("SELECT 1 FROM attempt WHERE note LIKE '%已报告主管医生。'");
  assert_none (
      "SELECT a.note || (i ->> 'text') || (o.value #>> '{valueCoding,display}') FROM attempt AS a "
      "JOIN response AS r ON r.attempt_id = a.id JOIN questionnaire AS q ON q.id = "
      "r.questionnaire_id JOIN answer AS w ON w.response_id = r.id, "
      "jsonb_array_elements(q.resource::jsonb -> 'item') AS i, jsonb_array_elements(i -> "
      "'answerOption') WITH ORDINALITY AS o (value, n) WHERE w.item = i ->> 'linkId' AND w.code = "
      "o.value #>> '{valueCoding,code}' AND o.n > 1 AND a.note ~ "
      "'^(恢复|情况平稳|家属代答，情况平稳)'");
}

/* Nothing has happened yet that is yet to come. */
static void
test_past (void)
{
  assert_none (
      "SELECT x.what || ' ' || x.at FROM (SELECT 'attempt', max(ended_at) FROM attempt "
      "UNION ALL SELECT 'response', max(authored_at) FROM response "
      "UNION ALL SELECT 'encounter', max(greatest(started_at, ended_at, decided_at)) FROM "
      "encounter "
      "UNION ALL SELECT 'task', max(finished_at) FROM followup_task "
      "UNION ALL SELECT 'timeline', max(at) FROM timeline "
      "UNION ALL SELECT 'call', max(greatest(started_at, ended_at, wrapped_up_at)) FROM call "
      "UNION ALL SELECT 'event', max(at) FROM call_event "
      "UNION ALL SELECT 'recording', max(started_at) FROM recording "
      "UNION ALL SELECT 'complaint', max(received_at) FROM complaint) AS x (what, at) "
      "WHERE x.at > hcrm_now()");
}

/* Three plans in four have a note in all its parts, and all have what to watch. */
static void
test_plan_notes (void)
{
  assert_some ("SELECT 1 FROM followup_plan HAVING count(*) > 2 * count(*) FILTER (WHERE "
               "condition_summary IS NULL OR cautions IS NULL) AND count(*) > count(cautions)");
  assert_none ("SELECT id FROM followup_plan WHERE note IS NULL");
  assert_none ("SELECT p.id FROM followup_plan AS p LEFT JOIN followup_note AS n ON n.plan_id = "
               "p.id AND n.n = p.note_version WHERE (n.condition_summary, n.note, n.cautions) IS "
               "DISTINCT FROM (p.condition_summary, p.note, p.cautions)");
}

/* What is noted of a call that reached nobody is what became of it. */
static void
test_missed (void)
{
  static const char *const notes[][2] = { { "no_answer", "响铃" },
                                          { "busy", "通话中" },
                                          { "switched_off", "关机" },
                                          { "refused", "不需要" } };

  for (guint i = 0; i < G_N_ELEMENTS (notes); i++) {
    g_autofree char *other = g_strdup_printf (
        "SELECT disposition || ' ' || note FROM attempt WHERE (disposition = '%s') <> "
        "(note LIKE '%%%s%%') AND note IS NOT NULL",
        notes[i][0], notes[i][1]);
    assert_none (other);
  }
}

/* Few answers alarm, and a thermometer shows what people have. */
static void
test_answers (void)
{
  assert_none (
      "SELECT w.item || ' ' || w.number FROM answer AS w WHERE w.item = 'temperature' AND "
      "w.number NOT BETWEEN 36 AND 39.9 OR w.item = 'pulse' AND w.number NOT BETWEEN 45 AND "
      "130");
  assert_none (
      "SELECT 1 FROM attempt AS a JOIN response AS r ON r.attempt_id = a.id HAVING count(*) "
      "FILTER (WHERE a.note LIKE '%已报告主管医生。') > 0.35 * count(*)");
}

/* The last result is that of the attempt that began last. */
static void
test_last_result (void)
{
  assert_some ("SELECT 1 FROM followup_task_progress WHERE attempts > 1");
  assert_none (
      "SELECT g.task_id FROM followup_task_progress AS g JOIN LATERAL (SELECT a.disposition, "
      "a.started_at FROM attempt AS a WHERE a.activity_id = g.task_id AND NOT a.late ORDER BY "
      "a.started_at DESC, a.id DESC LIMIT 1) AS l ON true WHERE g.last_disposition <> "
      "l.disposition OR g.last_attempt_at <> l.started_at");
}

/* What is looked up by pinyin is found from the beginning. */
static void
test_spellings (void)
{
  assert_none ("SELECT d.name FROM (SELECT name FROM department UNION SELECT name FROM drug) AS d "
               "WHERE NOT EXISTS (SELECT 1 FROM spelling AS s WHERE s.name = d.name)");
}

/* Nothing of a complaint is yet to come, and the dates they are due are those of the clock, at any
 * moment: what is ended or paused stands still. */
static void
test_complaints (void)
{
  assert_some ("SELECT 1 FROM complaint WHERE state = 'handling'");
  assert_some ("SELECT 1 FROM complaint WHERE state = 'answered' AND channel = 'letter' AND "
               "caller_address IS NOT NULL AND caller_number IS NULL AND NOT anonymous");
  assert_some ("SELECT 1 FROM complaint WHERE state = 'told' AND caller_address IS NOT NULL");
  assert_some ("SELECT 1 FROM complaint AS c JOIN complaint_object AS o ON o.complaint_id = c.id "
               "JOIN drug AS g ON g.id = o.drug_id WHERE c.state = 'handling'");
  assert_none ("SELECT c.id FROM complaint AS c WHERE greatest(c.received_at, c.taken_at, "
               "c.answered_at, c.told_at, c.closed_at) > hcrm_now()");
  assert_none ("SELECT x.complaint_id FROM (SELECT complaint_id, recorded_at AS at FROM "
               "complaint_clock UNION ALL SELECT complaint_id, at FROM complaint_note UNION ALL "
               "SELECT complaint_id, at FROM complaint_history UNION ALL SELECT complaint_id, "
               "greatest(created_at, accepted_at, answered_at, asked_at) FROM complaint_task) AS x "
               "WHERE x.at > hcrm_now()");
  run (DATABASE, "CREATE TABLE due AS SELECT id, due_at, paused_at FROM complaint");
  for (guint i = 0; i < 4; i++) {
    g_autofree char *later = g_strdup_printf (
        "INSERT INTO setting (code, value) VALUES ('clock_shift', '%u days 7 hours') ON CONFLICT "
        "(code, site_id) DO UPDATE SET value = excluded.value",
        i * i * 5);
    run (DATABASE, later);
    settle ();
    assert_none ("SELECT c.id FROM complaint AS c JOIN due AS d USING (id) WHERE (c.due_at, "
                 "c.paused_at) IS DISTINCT FROM (d.due_at, d.paused_at)");
  }
}

/* A few hundred calls of both directions, as their attempts tell of them; none of the future. */
static void
test_calls (void)
{
  assert_some (
      "SELECT 1 FROM call HAVING count(*) FILTER (WHERE direction = 'out') BETWEEN 200 AND "
      "10000 AND count(*) FILTER (WHERE direction = 'in') > 100");
  assert_some ("SELECT 1 FROM call WHERE state = 'missed'");
  assert_some ("SELECT 1 FROM call WHERE withheld AND number IS NULL");
  assert_some ("SELECT 1 FROM call_event WHERE kind = 'hung-up'");
  assert_some ("SELECT 1 FROM telephone AS t JOIN app_user AS u ON u.id = t.user_id AND "
               "u.username = 'agent'");
  assert_none (
      "SELECT id FROM call WHERE greatest(started_at, ended_at, wrapped_up_at) > hcrm_now()");
  assert_none (
      "SELECT id FROM call WHERE department_id IS NULL OR (direction = 'in' AND users = '{}')");
  assert_none ("SELECT c.id FROM call AS c WHERE c.direction = 'out' AND c.activity_id IS NOT NULL "
               "AND NOT EXISTS (SELECT 1 "
               "FROM attempt AS a WHERE a.call_id = c.id AND a.activity_id = c.activity_id AND "
               "a.disposition = c.disposition)");
  assert_none ("SELECT c.id FROM call AS c JOIN complaint AS k ON k.id = c.activity_id WHERE "
               "c.direction = 'in' AND (c.patient_id IS DISTINCT FROM k.patient_id OR c.ended_at > "
               "k.received_at OR c.user_id <> k.first_receiver_id)");
}

/* Follow-ups were made by telephone as they say, all but a few, which there are of every kind. */
static void
test_suspicions (void)
{
  static const char *const reasons[] = { "no-call", "not-answered", "short-call", "after-hang-up",
                                         "same-answers" };

  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++) {
    g_autofree char *found =
        g_strdup_printf ("SELECT 1 FROM hcrm_suspicions(hcrm_today() - 30, hcrm_today() + 1) AS s "
                         "WHERE '%s' = ANY (s.reasons)",
                         reasons[i]);
    assert_some (found);
  }
  assert_none ("SELECT count(*) FROM hcrm_suspicions(hcrm_today() - 30, hcrm_today() + 1) HAVING "
               "count(*) > 0.05 * (SELECT count(*) FROM followup_task WHERE state = 'done' AND "
               "finished_at > hcrm_now() - interval '30 days')");
  assert_some ("SELECT 1 FROM suspicion_note");
}

/* Some calls can be heard: as long as they were talked, with when each question was answered. */
static void
test_recordings (void)
{
  PGresult *files = PQexec (sample, "SELECT encode(file, 'hex') FROM recording");

  g_assert_cmpint (PQntuples (files), >=, 24);
  for (int i = 0; i < PQntuples (files); i++)
    g_assert_cmpint (hcrm_store_check (&store, PQgetvalue (files, i, 0)), ==, HCRM_STORE_WHOLE);
  PQclear (files);
  assert_none ("SELECT r.id FROM recording AS r JOIN call AS c ON c.id = r.call_id WHERE NOT "
               "c.recorded OR abs(extract(epoch FROM c.ended_at - c.answered_at) * 1000 - "
               "r.duration_ms) > 1000 OR r.department_id IS NULL OR r.user_id IS NULL");
  assert_none ("SELECT r.id FROM recording AS r WHERE NOT EXISTS (SELECT 1 FROM job AS j WHERE "
               "j.kind = 'recording.make' AND (j.payload ->> 'recording')::bigint = r.id)");
  assert_some ("SELECT 1 FROM call_moment");
  assert_none ("SELECT m.id FROM call_moment AS m JOIN recording AS r USING (call_id) WHERE "
               "m.offset_ms NOT BETWEEN r.offset_ms AND r.offset_ms + r.duration_ms");
  assert_some ("SELECT 1 FROM recording AS r JOIN complaint AS k ON k.id = r.activity_id JOIN "
               "call_moment AS m ON m.call_id = r.call_id AND m.complaint_id = k.id AND m.said = "
               "md5(hcrm_complaint_sentence(k.id, m.field, m.from_char, m.to_char))");
}

/* Reviews are in every state, add up, and nobody scored what is their own. */
static void
test_reviews (void)
{
  static const char *const states[] = { "assigned", "begun",   "submitted", "appealed",
                                        "second",   "settled", "skipped" };

  for (guint i = 0; i < G_N_ELEMENTS (states); i++) {
    g_autofree char *found = g_strdup_printf ("SELECT 1 FROM review WHERE state = '%s'", states[i]);
    assert_some (found);
  }
  assert_some ("SELECT 1 FROM review WHERE fatal");
  assert_some ("SELECT 1 FROM calibration WHERE state = 'open'");
  assert_some ("SELECT 1 FROM calibration WHERE state = 'done'");
  assert_some ("SELECT 1 FROM review_sample AS s WHERE (SELECT count(*) FROM review_sample_item AS "
               "i WHERE i.sample_id = s.id) = s.size AND s.population > s.size");
  assert_none ("SELECT id FROM review WHERE reviewer_id = subject_id");
  assert_none ("SELECT id FROM review WHERE greatest(created_at, begun_at, submitted_at, "
               "appealed_at, settled_at) > hcrm_now() OR submitted_at < created_at OR appealed_at "
               "< submitted_at OR settled_at < appealed_at");
  assert_none ("SELECT id FROM review WHERE appealed_at IS NOT NULL AND appeal_items = '[]'");
  assert_some ("SELECT 1 FROM review_score WHERE offset_ms IS NOT NULL");
  assert_none ("SELECT s.review_id FROM review_score AS s JOIN review AS v ON v.id = s.review_id "
               "JOIN recording AS r ON r.id = v.recording_id WHERE s.offset_ms NOT BETWEEN 0 AND "
               "r.duration_ms OR s.until_ms NOT BETWEEN s.offset_ms AND r.duration_ms");
  assert_none ("SELECT r.id FROM review AS r WHERE r.first_score > 0 AND r.first_score <> (SELECT "
               "round(100 * sum(i.weight * s.value / i.max) / sum(i.weight), 2) FROM review_score "
               "AS s JOIN scorecard_item AS i ON i.id = s.item_id WHERE s.review_id = r.id AND "
               "s.round = 1 AND NOT s.na)");
}

/* Calls can be reviewed from the first day on. */
static void
test_scorecards (void)
{
  assert_some ("SELECT 1 FROM scorecard WHERE code = 'followup-call' AND state = 'published'");
  assert_none ("SELECT c.id FROM scorecard AS c WHERE c.state <> 'published' OR (SELECT "
               "sum(i.weight) FROM scorecard_item AS i WHERE i.scorecard_id = c.id) <> 100");
}

/* What a contact may be told was written down by a person. */
static void
test_contacts (void)
{
  assert_some ("SELECT 1 FROM contact WHERE may_discuss <> 'none' AND relation <> 'self'");
  assert_none ("SELECT c.id FROM contact AS c JOIN app_user AS u ON u.id = c.may_discuss_by WHERE "
               "u.staff_id IS NULL");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (g_getenv ("HCRM_TEST_PG") == NULL)
    g_error ("HCRM_TEST_PG is not set: run through tests/harness/with-postgres");
  make_sample ();
  g_test_add_func ("/sample/rules", test_rules);
  g_test_add_func ("/sample/notes", test_notes);
  g_test_add_func ("/sample/past", test_past);
  g_test_add_func ("/sample/plan-notes", test_plan_notes);
  g_test_add_func ("/sample/missed", test_missed);
  g_test_add_func ("/sample/answers", test_answers);
  g_test_add_func ("/sample/last-result", test_last_result);
  g_test_add_func ("/sample/suspicions", test_suspicions);
  g_test_add_func ("/sample/recordings", test_recordings);
  g_test_add_func ("/sample/reviews", test_reviews);
  g_test_add_func ("/sample/spellings", test_spellings);
  g_test_add_func ("/sample/complaints", test_complaints);
  g_test_add_func ("/sample/calls", test_calls);
  g_test_add_func ("/sample/scorecards", test_scorecards);
  g_test_add_func ("/sample/contacts", test_contacts);
  int status = g_test_run ();
  PQfinish (sample);
  run ("postgres", "DROP DATABASE " DATABASE " WITH (FORCE)");
  g_autofree char *command = g_strdup_printf ("rm -rf '%s'", store.files);
  g_assert_cmpint (system (command), ==, 0);
  return status;
}
