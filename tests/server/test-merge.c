/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * Two records of one person: proposed, compared, merged, parted. Whatever was merged in whatever
 * order, parting gives back the very rows.
 */

#include <string.h>

#include "hcrm-fixture.h"

#include "hcrm-duties.h"
#include "model/hcrm-merge.h"
#include "modules/patient/patient.h"

#define N_PATIENTS 9
#define N_SEEDS 12
#define N_STEPS 24

static const char make_people[] =
    "INSERT INTO patient (name, pinyin, initials, sex, birth_date) SELECT '患者' || n, 'huan zhe',"
    " 'hz', 'female', date '1960-01-01' + n FROM generate_series(1, 9) AS n;"
    "INSERT INTO patient_identifier (patient_id, issuer, kind, value) SELECT id, 'EAST', 'MRN',"
    " 'M' || id FROM patient;"
    "INSERT INTO contact (patient_id, position, relation, number, number_key) SELECT p.id, n,"
    " 'self', '1380000' || p.id || n, '1380000' || p.id || n"
    " FROM patient AS p, generate_series(1, 2) AS n;"
    "INSERT INTO encounter (patient_id, site_id, kind, number, state, department_id, attending_id,"
    " started_at, ended_at) SELECT id, CASE WHEN id % 3 = 0 THEN 3 ELSE 2 END, 'inpatient', 'Z' ||"
    " id, 'finished', CASE WHEN id % 3 = 0 THEN 5 ELSE 1 END, 1 + id % 2, hcrm_now() - interval '1"
    " day' * (20 + id), hcrm_now() - interval '1 day' * id FROM patient WHERE id <> 8;"
    "INSERT INTO followup_plan (patient_id, encounter_id, site_id, department_id, doctor_id)"
    " SELECT patient_id, id, site_id, department_id, attending_id FROM encounter;"
    "INSERT INTO activity (kind, patient_id, site_id) SELECT 'followup_task', patient_id, site_id"
    " FROM followup_plan ORDER BY id;"
    "INSERT INTO followup_task (id, plan_id, patient_id, position, offset_days, owner, site_id,"
    " department_id, channel, due_on, planned_on, state) SELECT a.id, f.id, f.patient_id, 1, 7,"
    " 'centre', f.site_id, f.department_id, 'phone', hcrm_today(), hcrm_today(), 'open'"
    " FROM followup_plan AS f JOIN activity AS a ON a.patient_id = f.patient_id;"
    "INSERT INTO questionnaire (url, version_tag, title, state, resource, tree_hash)"
    " VALUES ('urn:q', '1', 'Q', 'draft', '{}', 'x');"
    "INSERT INTO response (questionnaire_id, patient_id, activity_id, state, site_id, channel,"
    " resource) SELECT 1, patient_id, id, 'completed', site_id, 'phone', '{}' FROM followup_task;"
    "INSERT INTO health_programme (code, name, cycle_months, window_days, state) VALUES ('pp', 'P',"
    " 3, 90, 'active');"
    "INSERT INTO health_indicator (programme_id, position, code, name, source) VALUES (1, 1, 'w',"
    " 'W', 'manual');"
    "INSERT INTO health_care (programme_id, patient_id, site_id) SELECT 1, id, 2 FROM patient;"
    "SELECT hcrm_health_plan(id, hcrm_today(), hcrm_today(), NULL, '{}') FROM health_care;"
    /* One of each other kind there is, for everybody. */
    "INSERT INTO consent (patient_id, purpose, channel, granted, source) SELECT id, 'message', "
    "'any',"
    " true, 'call' FROM patient;"
    "INSERT INTO attempt (activity_id, patient_id, channel, user_id, started_at, disposition) "
    "SELECT id,"
    " patient_id, 'phone', 3, hcrm_now(), 'no_answer' FROM followup_task;"
    "INSERT INTO result (patient_id, site_id, issuer, order_number, code, name, observed_at, state,"
    " items, told_at) SELECT id, 2, 'X', id::text, 'c', 'n', hcrm_now(), 'final', '[]', hcrm_now()"
    " FROM patient;"
    "INSERT INTO dispensing (patient_id, site_id, issuer, order_number, drug_code, drug,"
    " dispensed_at, told_at, quantity, daily_dose) SELECT id, 2, 'X', id::text, 'd', 'D',"
    " hcrm_now(), hcrm_now(), 30, 1 FROM patient;"
    "INSERT INTO message (patient_id, purpose, template, language, site_id, state, reason,"
    " not_before, expires_at) SELECT id, 'medication', 'medication', 'en', 2, 'blocked', 'address',"
    " hcrm_now(), hcrm_now() + interval '1 day' FROM patient;"
    "INSERT INTO medication_reminder (patient_id, site_id, drug, times, first_on, last_on) SELECT"
    " id, 2, 'D', '08:00', hcrm_today(), hcrm_today() FROM patient;"
    "INSERT INTO medication_dose (reminder_id, patient_id, due_at, key, message_id) SELECT r.id,"
    " r.patient_id, hcrm_now(), r.id::text, m.id FROM medication_reminder AS r JOIN message AS m"
    " ON m.patient_id = r.patient_id;"
    "INSERT INTO call (provider, provider_call_id, site_id, direction, patient_id, state,"
    " started_at) SELECT 'x', id::text, 2, 'in', id, 'ringing', hcrm_now() FROM patient;"
    "INSERT INTO caller (patient_id, at, user_id) SELECT id, hcrm_now(), 3 FROM patient;"
    "INSERT INTO study (code, name) VALUES ('S-1', 'S');"
    "INSERT INTO study_subject (study_id, number, patient_id) SELECT 1, id::text, id FROM patient;"
    "INSERT INTO register (name, diagnoses) VALUES ('R', '{I10}');"
    "INSERT INTO register_member (register_id, patient_id, entry) SELECT 1, id, 'manual' FROM"
    " patient;"
    "WITH a AS (INSERT INTO activity (kind, patient_id, site_id) SELECT 'question', id, 2 FROM"
    " patient RETURNING id, patient_id) INSERT INTO question (id, kind, patient_id, site_id,"
    " department_id, matter, due_at) SELECT id, 'question', patient_id, 2, CASE WHEN patient_id % "
    "3 = 0 THEN 5 ELSE 1 END, 'why', hcrm_now()"
    " FROM a;"
    "WITH a AS (INSERT INTO activity (kind, patient_id, site_id) SELECT 'complaint', id, 2 FROM"
    " patient RETURNING id, patient_id) INSERT INTO complaint (id, number, site_id, patient_id,"
    " state, channel, received_at, received_on, root_id, first_receiver_id) SELECT id, 'T' || id, "
    "2, patient_id,"
    " 'draft', 'phone', hcrm_now(), hcrm_today(), id, 3 FROM a;"
    "INSERT INTO recording (call_id, name, media_type, site_id, patient_id, started_at, state, "
    "care,"
    " asked_at, deleted_at) SELECT id, 'r', 'audio/wav', 2, patient_id, started_at, 'deleted',"
    " 'deleted', hcrm_now(), hcrm_now() FROM call;"
    "INSERT INTO file (sha256, size, media_type, stored_at) VALUES (sha256('x'), 1, 'text/plain', "
    "hcrm_now());"
    "INSERT INTO attachment (activity_id, name, file) SELECT id, 'scan', sha256('x') FROM "
    "followup_task;"
    /* What a merge answers: nothing, or the rule that refuses it. */
    "CREATE FUNCTION try_merge(a bigint, b bigint) RETURNS text LANGUAGE plpgsql AS $$"
    " DECLARE rule text; BEGIN PERFORM hcrm_patient_merge(a, b, 'person', 'same'); RETURN 'merged';"
    " EXCEPTION WHEN check_violation OR unique_violation THEN"
    "  GET STACKED DIAGNOSTICS rule = CONSTRAINT_NAME; RETURN rule; END $$;"
    /* Every table that says a patient's id, and those of theirs that only say the id of such a row.
       Not what waits to be looked at, nor that it was merged and parted. */
    "CREATE VIEW patient_table AS SELECT DISTINCT c.oid, c.relname::text AS name FROM pg_class AS c"
    " JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped"
    " LEFT JOIN pg_constraint AS k ON k.conrelid = c.oid AND k.contype = 'f' AND k.confrelid ="
    " 'patient'::regclass AND a.attnum = ANY (k.conkey)"
    " WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace"
    " AND (k.oid IS NOT NULL OR a.attname IN ('patient_id', 'survivor_id'));"
    "CREATE FUNCTION snapshot() RETURNS text LANGUAGE plpgsql AS $$"
    " DECLARE t text; one text; whole text := ''; BEGIN"
    " FOR t IN SELECT name FROM patient_table WHERE name !~ '_(stale|unchecked)$' AND name <>"
    " ALL ('{patient_merge,patient_duplicate}') UNION SELECT unnest('{health_value,"
    "followup_task_progress,answer,attachment}'::text[]) ORDER BY 1 LOOP"
    "  EXECUTE format('SELECT string_agg(r, E''\\n'' ORDER BY r) FROM (SELECT"
    " (to_jsonb(x) - ''{version,updated_at,computed_at}''::text[])::text AS r FROM %I AS x"
    " WHERE to_jsonb(x) ->> ''code'' IS NULL OR to_jsonb(x) ->> ''code'' NOT IN"
    " (''record.merged'', ''record.parted'')) AS y', t) INTO one;"
    "  whole := whole || t || E'\\n' || coalesce(one, '') || E'\\n'; END LOOP; RETURN whole; END "
    "$$";

static void
set_up (Fixture *self, gconstpointer unused)
{
  fixture_setup (self, NULL);
  fixture_script (self, make_people);
}

/* --- Any merges, parted in any order ---------------------------------------------------------- */

/* What is on record, as it should be: whom each was merged into, 0 for nobody. */
typedef struct {
  int into[N_PATIENTS + 1];
} Model;

static int
find_root (const Model *model, int patient)
{
  while (model->into[patient] != 0)
    patient = model->into[patient];
  return patient;
}

static const char *
expect_merge (Model *model, int from, int into)
{
  if (from == into)
    return "patient_merge_itself";
  if (model->into[from] != 0)
    return "patient_merge_once";
  if (find_root (model, into) == from)
    return "patient_merge_circular";
  model->into[from] = into;
  return "merged";
}

/* Everybody has the root that they should; each claim is on the survivor of whom it is about. */
static void
check_roots (Fixture *self, const Model *model)
{
  g_autoptr (GString) expected = g_string_new (NULL);

  for (int i = 1; i <= N_PATIENTS; i++)
    g_string_append_printf (expected, "%s%d", i > 1 ? " " : "", find_root (model, i));
  fixture_assert_sql (self, expected->str,
                      "SELECT string_agg(survivor_id::text, ' ' ORDER BY id) FROM patient");
  fixture_assert_sql (
      self, "0",
      "SELECT count(*) FROM claim AS c JOIN activity AS a ON a.id = c.activity_id"
      " JOIN patient AS p ON p.id = a.patient_id WHERE c.patient_id <> p.survivor_id");
}

static void
merge_at_random (Fixture *self, GRand *rand, Model *model)
{
  int from = g_rand_int_range (rand, 1, N_PATIENTS + 1);
  int into = g_rand_int_range (rand, 1, N_PATIENTS + 1);
  g_autofree char *found = fixture_sql (self, "SELECT try_merge(%d, %d)", from, into);

  g_assert_cmpstr (found, ==, expect_merge (model, from, into));
  check_roots (self, model);
}

static gboolean
part_at_random (Fixture *self, GRand *rand, Model *model)
{
  int merged[N_PATIENTS], n = 0;

  for (int i = 1; i <= N_PATIENTS; i++)
    if (model->into[i] != 0)
      merged[n++] = i;
  if (n == 0)
    return FALSE;
  int patient = merged[g_rand_int_range (rand, 0, n)];
  fixture_run_sql (self, "SELECT hcrm_patient_unmerge(%d, 'person', 'not the same')", patient);
  model->into[patient] = 0;
  check_roots (self, model);
  return TRUE;
}

static void
test_any_order (Fixture *self, gconstpointer unused)
{
  for (guint seed = 1; seed <= N_SEEDS; seed++) {
    g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
    g_autofree char *before = fixture_sql (self, "SELECT snapshot()");
    Model model = { { 0 } };

    for (guint i = 0; i < N_STEPS; i++)
      if (g_rand_int_range (rand, 0, 4) > 0 || !part_at_random (self, rand, &model))
        merge_at_random (self, rand, &model);
    while (part_at_random (self, rand, &model))
      ;
    g_autofree char *after = fixture_sql (self, "SELECT snapshot()");
    if (g_strcmp0 (before, after) != 0)
      g_test_message ("seed %u\n%s\n--- became\n%s", seed, before, after);
    g_assert_cmpstr (before, ==, after);
  }
}

/* One agent works on patient 1 when it is merged, parted, and merged the other way round. */
static void
test_claim_follows (Fixture *self, gconstpointer unused)
{
  fixture_run_sql (self, "INSERT INTO claim (patient_id, activity_id, user_id, expires_at)"
                         " VALUES (1, 1, 3, hcrm_now() + interval '1 hour')");
  test_any_order (self, unused);
  fixture_run_sql (self, "SELECT try_merge(1, 2)");
  fixture_assert_sql (self, "2", "SELECT patient_id FROM claim");
  fixture_run_sql (self, "SELECT try_merge(2, 4)");
  fixture_assert_sql (self, "4", "SELECT patient_id FROM claim");
  fixture_run_sql (self, "SELECT hcrm_patient_unmerge(1, 'person', 'x')");
  fixture_assert_sql (self, "1", "SELECT patient_id FROM claim");
}

/* Where both were being called, the survivor's agent keeps the patient; people are refused. */
static void
test_two_claims (Fixture *self, gconstpointer unused)
{
  fixture_run_sql (self, "INSERT INTO claim (patient_id, activity_id, user_id, expires_at)"
                         " VALUES (1, 1, 3, hcrm_now() + interval '1 hour'),"
                         " (2, 2, 4, hcrm_now() + interval '1 hour')");
  fixture_expect (self, 409, "supervisor", "POST", "/patients/1/actions/merge",
                  "{\"into_id\":2,\"into_version\":1,\"reason\":\"same\"}", "If-Match: \"1\"");
  fixture_assert_sql (self, "merged", "SELECT try_merge(1, 2)");
  fixture_assert_sql (self, "2 4",
                      "SELECT string_agg(patient_id || ' ' || user_id, ',') FROM claim");
}

static void
run_sweeps (Fixture *self)
{
  for (const HcrmSweep *sweep = hcrm_sweeps; sweep->name != NULL; sweep++)
    fixture_sweep (self, sweep->run);
}

/* What the server does by itself meanwhile leaves nothing of it behind. */
static void
test_sweeps_between (Fixture *self, gconstpointer unused)
{
  run_sweeps (self);
  run_sweeps (self);
  g_autofree char *before = fixture_sql (self, "SELECT snapshot()");

  fixture_assert_sql (self, "merged", "SELECT try_merge(1, 2)");
  fixture_assert_sql (self, "merged", "SELECT try_merge(2, 3)");
  run_sweeps (self);
  fixture_run_sql (self, "SELECT hcrm_patient_unmerge(2, 'person', 'x')");
  run_sweeps (self);
  fixture_run_sql (self, "SELECT hcrm_patient_unmerge(1, 'person', 'x')");
  run_sweeps (self);
  g_autofree char *after = fixture_sql (self, "SELECT snapshot()");
  g_assert_cmpstr (before, ==, after);
}

/* The kinds that the client names are those that the database counts, and whatever says a patient's
 * id is one of them, or derived from them, or about merging itself. */
static void
test_parts (Fixture *self, gconstpointer unused)
{
  g_autoptr (GString) named = g_string_new (NULL);

  for (const HcrmChoice *part = hcrm_patient_part_choices; part->value != NULL; part++)
    g_string_append_printf (named, "%s1 %s", named->len > 0 ? ", " : "", part->value);
  fixture_assert_sql (self, named->str,
                      "SELECT string_agg(least(n, 1) || ' ' || kind, ', ' ORDER BY o) FROM"
                      " hcrm_patient_parts(ARRAY[1]::bigint[]) WITH ORDINALITY AS x (kind, n, o)");
  fixture_assert_sql (
      self,
      "activity anonymisation claim health_stale his_message import_row message_stale patient "
      "patient_department patient_duplicate patient_key patient_merge patient_of_staff "
      "patient_staff patient_summary patient_unchecked refill refill_stale staff",
      "SELECT string_agg(t.name, ' ' ORDER BY t.name) FROM patient_table AS t WHERE NOT EXISTS"
      " (SELECT 1 FROM pg_depend AS d WHERE d.classid = 'pg_proc'::regclass AND d.objid ="
      " 'hcrm_patient_parts'::regproc AND d.refobjid = t.oid AND d.refobjsubid > 0 AND EXISTS"
      " (SELECT 1 FROM pg_attribute AS a WHERE a.attrelid = t.oid AND a.attnum = d.refobjsubid"
      " AND a.attname = 'patient_id' AND t.name <> 'activity'))");
}

static void
test_added_stays (Fixture *self, gconstpointer unused)
{
  g_autofree char *before = fixture_sql (self, "SELECT snapshot()");

  fixture_assert_sql (self, "merged", "SELECT try_merge(1, 2)");
  fixture_run_sql (self, "INSERT INTO encounter (patient_id, site_id, kind, number, state,"
                         " department_id, started_at) VALUES"
                         " (2, 2, 'outpatient', 'O1', 'active', 3, hcrm_now()),"
                         " (1, 2, 'outpatient', 'O2', 'active', 3, hcrm_now())");
  fixture_assert_sql (self, "2",
                      "SELECT patient_id FROM patient_department WHERE department_id = 3");
  fixture_run_sql (self, "SELECT hcrm_patient_unmerge(1, 'person', 'x')");
  fixture_assert_sql (self, "2", "SELECT patient_id FROM encounter WHERE number = 'O1'");
  fixture_assert_sql (self, "1", "SELECT patient_id FROM encounter WHERE number = 'O2'");
  fixture_assert_sql (
      self, "1,2",
      "SELECT string_agg(patient_id::text, ',' ORDER BY patient_id) FROM patient_department"
      " WHERE department_id = 3");
  fixture_run_sql (self, "DELETE FROM encounter WHERE number IN ('O1', 'O2')");
  fixture_run_sql (self, "SELECT hcrm_patient_derive(p) FROM unnest('{1,2}'::bigint[]) AS p");
  g_autofree char *after = fixture_sql (self, "SELECT snapshot()");
  g_assert_cmpstr (before, ==, after);
}

/* --- Over HTTP -------------------------------------------------------------------------------- */

#define MERGE "{\"into_id\":2,\"into_version\":1,\"reason\":\"同一人\"}"

static void
expect_merge_refused (Fixture *self,
                      guint status,
                      const char *user,
                      const char *body,
                      const char *match)
{
  fixture_expect (self, status, user, "POST", "/patients/1/actions/merge", body, match);
}

static void
test_refused (Fixture *self, gconstpointer unused)
{
  fixture_expect (self, 428, "supervisor", "POST", "/patients/1/actions/merge", MERGE);
  expect_merge_refused (self, 412, "supervisor", MERGE, "If-Match: \"7\"");
  expect_merge_refused (self, 412, "supervisor",
                        "{\"into_id\":2,\"into_version\":9,\"reason\":\"xx\"}", "If-Match: \"1\"");
  expect_merge_refused (self, 422, "supervisor",
                        "{\"into_id\":1,\"into_version\":1,\"reason\":\"xx\"}", "If-Match: \"1\"");
  expect_merge_refused (self, 422, "supervisor",
                        "{\"into_id\":99,\"into_version\":1,\"reason\":\"xx\"}", "If-Match: \"1\"");
  expect_merge_refused (self, 422, "supervisor", "{\"into_id\":2,\"into_version\":1}",
                        "If-Match: \"1\"");
  expect_merge_refused (self, 403, "agent", MERGE, "If-Match: \"1\"");
  fixture_expect (self, 409, "supervisor", "POST", "/patients/1/actions/unmerge",
                  "{\"into_version\":1,\"reason\":\"xx\"}", "If-Match: \"1\"");
}

/* The head of a department in EAST: what WEST treats as well is not theirs to merge. */
static void
test_other_site (Fixture *self, gconstpointer unused)
{
  expect_merge_refused (self, 422, "head", "{\"into_id\":3,\"into_version\":1,\"reason\":\"xx\"}",
                        "If-Match: \"1\"");
  fixture_run_sql (self, "INSERT INTO encounter (patient_id, site_id, kind, number, state,"
                         " department_id, started_at) VALUES"
                         " (1, 3, 'outpatient', 'W1', 'active', 5, hcrm_now())");
  expect_merge_refused (self, 403, "head", MERGE, "If-Match: \"1\"");
  expect_merge_refused (self, 200, "supervisor", MERGE, "If-Match: \"1\"");
}

static void
test_merge_and_part (Fixture *self, gconstpointer unused)
{
  g_autoptr (JsonNode) preview =
      fixture_call (self, "supervisor", "GET", "/patients/1/merge-preview?with=2", NULL, NULL);
  g_assert_cmpuint (json_length_at (preview, "items"), ==, 2);
  g_assert_cmpint (json_int_at (preview, "items.0.patient.id"), ==, 1);
  g_assert_cmpint (json_int_at (preview, "items.0.counts.contacts"), ==, 2);
  g_assert_cmpstr (json_at (preview, "items.1.identifiers.0.value"), ==, "M2");
  g_assert_cmpuint (json_length_at (preview, "items.0.rows"), ==, 8);
  g_assert_cmpint (json_int_at (preview, "items.0.counts.tasks"), ==, 1);
  fixture_expect (self, 422, "supervisor", "GET", "/patients/1/merge-preview?with=1", NULL);

  expect_merge_refused (self, 200, "supervisor", MERGE, "If-Match: \"1\"");
  g_assert_cmpint (fixture_answer.etag, ==, 2);
  expect_merge_refused (self, 409, "supervisor",
                        "{\"into_id\":4,\"into_version\":1,\"reason\":\"xx\"}", "If-Match: \"2\"");
  fixture_expect (self, 422, "supervisor", "POST", "/patients/2/actions/merge",
                  "{\"into_id\":1,\"into_version\":2,\"reason\":\"xx\"}", "If-Match: \"2\"");

  g_autoptr (JsonNode) visits =
      fixture_call (self, "agent", "GET", "/encounters?patient_id=2", NULL, NULL);
  g_assert_cmpuint (json_length_at (visits, "items"), ==, 2);
  g_autoptr (JsonNode) contacts =
      fixture_call (self, "agent", "GET", "/contacts?patient_id=2", NULL, NULL);
  g_assert_cmpuint (json_length_at (contacts, "items"), ==, 4);
  g_autoptr (JsonNode) patient = fixture_call (self, "agent", "GET", "/patients/2", NULL, NULL);
  g_assert_cmpint (json_int_at (patient, "open_tasks"), ==, 2);
  g_autoptr (JsonNode) merges =
      fixture_call (self, "agent", "GET", "/patients/2/merges", NULL, NULL);
  g_assert_cmpstr (json_at (merges, "items.0.mrn"), ==, "M1");
  g_assert_cmpstr (json_at (merges, "items.0.reason"), ==, "同一人");
  fixture_assert_sql (self, "2", "SELECT patient_id FROM timeline WHERE code = 'record.merged'");
  fixture_assert_sql (self, "1",
                      "SELECT count(*) FROM audit WHERE entity = 'patient' AND entity_id = 2"
                      " AND after ? 'from_id'");

  fixture_expect (self, 200, "supervisor", "POST", "/patients/1/actions/unmerge",
                  "{\"into_version\":2,\"reason\":\"两个人\"}", "If-Match: \"2\"");
  fixture_assert_sql (self, "1,2",
                      "SELECT string_agg(patient_id::text, ',' ORDER BY patient_id)"
                      " FROM timeline WHERE code = 'record.parted'");
  fixture_assert_sql (self, "t", "SELECT undone_at IS NOT NULL FROM patient_merge");
}

/* --- Proposals -------------------------------------------------------------------------------- */

/* 10 and 11: one person; 12 and 13: twins; 14: the twins' mother, with their telephone; 15: 10
   under a name that sounds the same; 16: 10's namesake with another document. */
static const char make_doubles[] =
    "INSERT INTO patient (name, pinyin, sex, birth_date, id_kind, id_number) VALUES"
    " ('单雄信', 'shan xiong xin', 'male', '1959-03-02', 'resident-id', '330102195903024415'),"
    " ('单雄信', 'shan xiong xin', 'male', '1959-03-02', 'resident-id', '330102195903024415'),"
    " ('曾一', 'zeng yi', 'female', '2019-05-06', NULL, NULL),"
    " ('曾二', 'zeng er', 'female', '2019-05-06', NULL, NULL),"
    " ('曾母', 'zeng mu', 'female', '1990-05-06', NULL, NULL),"
    " ('单雄心', 'shan xiong xin', 'male', '1959-03-02', NULL, NULL),"
    " ('单雄信', 'shan xiong xin', 'male', '1959-03-02', 'resident-id', '110101195903020010');"
    "INSERT INTO contact (patient_id, position, relation, number, number_key) SELECT p, 1, 'self',"
    " '13955556666', '13955556666' FROM unnest('{12,13,14}'::bigint[]) AS p";

static void
find_doubles (Fixture *self)
{
  g_autoptr (GError) error = NULL;

  hcrm_db_script (self->owner, make_doubles, &error);
  g_assert_no_error (error);
  fixture_run_sql (self, "SELECT hcrm_duplicates_check(1000)");
  fixture_run_sql (self, "SELECT hcrm_duplicates_check(1000)");
}

static void
test_proposed (Fixture *self, gconstpointer unused)
{
  find_doubles (self);
  fixture_assert_sql (
      self, "10-11 100,10-15 35,11-15 35,15-16 35,12-13 15",
      "SELECT string_agg(first_id || '-' || second_id || ' ' || score, ',' ORDER BY score"
      " DESC, first_id, second_id) FROM patient_duplicate WHERE first_id >= 10");
  fixture_assert_sql (self, "{duplicate.birth-date,duplicate.phone,duplicate.twins}",
                      "SELECT codes FROM patient_duplicate WHERE first_id = 12");
  g_autoptr (JsonNode) list =
      fixture_call (self, "supervisor", "GET", "/patients/duplicates?level=certain", NULL, NULL);
  g_assert_cmpuint (json_length_at (list, "items"), ==, 1);
  g_assert_cmpstr (json_at (list, "items.0.first_name"), ==, "单雄信");
  g_assert_cmpstr (json_at (list, "items.0.reasons.0.code"), ==, "duplicate.id-number");
  g_assert_cmpstr (json_at (list, "items.0.reasons.0.params.number"), ==, "3301**********4415");
  fixture_expect (self, 403, "agent", "GET", "/patients/duplicates", NULL);
}

static void
test_dismissed (Fixture *self, gconstpointer unused)
{
  find_doubles (self);
  g_autofree char *id = fixture_sql (self, "SELECT id FROM patient_duplicate WHERE first_id = 12");
  g_autofree char *path = g_strdup_printf ("/patients/duplicates/%s/actions/dismiss", id);

  fixture_expect (self, 422, "supervisor", "POST", path, "{}");
  fixture_expect (self, 200, "supervisor", "POST", path, "{\"reason\":\"双胞胎\"}");
  fixture_run_sql (self, "UPDATE patient SET sex = 'male' WHERE id = 12");
  fixture_run_sql (self, "SELECT hcrm_duplicates_check(1000)");
  fixture_assert_sql (self, "1 t",
                      "SELECT count(*) || ' ' || left(bool_and(dismissed_at IS NOT NULL)::text,"
                      " 1) FROM patient_duplicate WHERE first_id = 12");
}

/* What no longer holds is no longer proposed; merged records are not, until they are parted. */
static void
test_overtaken (Fixture *self, gconstpointer unused)
{
  const char *open = "SELECT count(*) FROM patient_duplicate WHERE first_id = 10";

  find_doubles (self);
  fixture_run_sql (self, "UPDATE patient SET birth_date = '1958-03-02' WHERE id = 15");
  fixture_run_sql (self, "SELECT hcrm_duplicates_check(1000)");
  fixture_assert_sql (self, "1", "%s", open);
  fixture_assert_sql (self, "merged", "SELECT try_merge(11, 10)");
  fixture_run_sql (self, "SELECT hcrm_duplicates_check(1000)");
  fixture_assert_sql (self, "0", "%s", open);
  fixture_run_sql (self, "SELECT hcrm_patient_unmerge(11, 'person', 'x')");
  fixture_run_sql (self, "SELECT hcrm_duplicates_check(1000)");
  fixture_assert_sql (self, "1", "%s", open);
}

/* Whoever may merge sees when it was looked for, and may have it done now; not twice at a time. */
static void
test_looked_for (Fixture *self, gconstpointer unused)
{
  const char *look = "/patients/duplicates/actions/look", *search = "/patients/duplicates/search";
  g_autoptr (GError) error = NULL;

  fixture_sweep (self, hcrm_patient_find_duplicates);
  hcrm_db_script (self->owner, make_doubles, &error);
  g_assert_no_error (error);
  g_autoptr (JsonNode) before = fixture_call (self, "supervisor", "GET", search, NULL, NULL);
  g_assert_cmpint (json_int_at (before, "waiting"), >, 0);
  g_assert_cmpstr (json_at (before, "running"), ==, "false");
  g_assert_nonnull (json_at (before, "looked_at"));
  g_assert_cmpstr (json_at (before, "next_at"), >, json_at (before, "looked_at"));
  fixture_expect (self, 403, "agent", "POST", look, NULL);
  fixture_expect (self, 200, "supervisor", "POST", look, NULL);
  fixture_expect (self, 409, "head", "POST", look, NULL);
  fixture_assert_sql (self, "1", "SELECT count(*) FROM job WHERE kind = 'patient-duplicates'");
  fixture_do_jobs (self);
  g_autoptr (JsonNode) after = fixture_call (self, "supervisor", "GET", search, NULL, NULL);
  g_assert_cmpint (json_int_at (after, "waiting"), ==, 0);
  g_assert_cmpstr (json_at (after, "running"), ==, "false");
  fixture_assert_sql (self, "1", "SELECT count(*) FROM patient_duplicate WHERE first_id = 12");
}

/* What stands of patient 2, whose record says nothing of a death itself. */
static void
assert_dead (Fixture *self, gboolean dead)
{
  g_autoptr (JsonNode) patient =
      fixture_call (self, "supervisor", "GET", "/patients/2", NULL, NULL);
  g_autoptr (JsonNode) list =
      fixture_call (self, "supervisor", "GET", "/patients?deceased=true", NULL, NULL);

  g_assert_cmpint (json_at (patient, "deceased_at") != NULL, ==, dead);
  g_assert_cmpstr (json_at (list, "items.0.id"), ==, dead ? "2" : NULL);
  fixture_assert_sql (
      self, dead ? "cancelled deceased" : "active",
      "SELECT concat_ws(' ', state, reason) FROM followup_plan WHERE patient_id = 2");
  fixture_assert_sql (
      self, dead ? "t" : "f",
      "SELECT hcrm_message_refusal(2, 'plan', true, 'sms') IS NOT DISTINCT FROM 'deceased'");
}

/* Whichever of the two the death was written on, before they were merged or after, the person has
 * died; parted, only whom it was said of has. */
static void
test_dead_either_way (Fixture *self, gconstpointer unused)
{
  assert_dead (self, FALSE);
  fixture_run_sql (self, "UPDATE patient SET deceased_at = hcrm_now() WHERE id = 1");
  fixture_run_sql (self, "SELECT hcrm_patient_merge(1, 2, 'person', 'same')");
  assert_dead (self, TRUE);
  fixture_assert_sql (self, "f", "SELECT deceased_at IS NOT NULL FROM patient WHERE id = 2");
  fixture_run_sql (self, "SELECT hcrm_patient_unmerge(1, 'person', 'not the same')");
  fixture_assert_sql (self, "cancelled", "SELECT state FROM followup_plan WHERE patient_id = 1");
  fixture_run_sql (self, "UPDATE patient SET deceased_at = NULL WHERE id = 1");
  assert_dead (self, FALSE);

  fixture_run_sql (self, "SELECT hcrm_patient_merge(1, 2, 'person', 'same')");
  fixture_run_sql (self, "UPDATE patient SET deceased_at = hcrm_now() WHERE id = 1");
  assert_dead (self, TRUE);
  fixture_expect (self, 422, "supervisor", "POST", "/health-cares",
                  "{\"patient_id\":2,\"programme_id\":1}");
  fixture_run_sql (self, "SELECT hcrm_health_go_on(100)");
  fixture_assert_sql (
      self, "ended ended active",
      "SELECT string_agg(state, ' ' ORDER BY patient_id) FROM health_care WHERE patient_id < 4");
  fixture_run_sql (self, "SELECT hcrm_patient_unmerge(1, 'person', 'not the same')");
  fixture_assert_sql (self, "active", "SELECT state FROM followup_plan WHERE patient_id = 2");
}

/* Who shows the list learns of what the sweep found; one that compared nobody tells nothing. */
static void
test_sweep_tells (Fixture *self, gconstpointer unused)
{
  find_doubles (self);
  while (fixture_sweep (self, hcrm_patient_find_duplicates) > 0)
    ;
  g_assert_cmpuint (fixture_sweep (self, hcrm_patient_find_duplicates), ==, 0);
  fixture_run_sql (self, "UPDATE patient SET birth_date = '1958-03-02' WHERE id = 15");
  g_assert_cmpuint (fixture_sweep (self, hcrm_patient_find_duplicates), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  FIXTURE_TEST_FROM (set_up, "/merge/any-order", test_any_order);
  FIXTURE_TEST_FROM (set_up, "/merge/sweeps-between", test_sweeps_between);
  FIXTURE_TEST_FROM (set_up, "/merge/parts", test_parts);
  FIXTURE_TEST_FROM (set_up, "/merge/claim-follows", test_claim_follows);
  FIXTURE_TEST_FROM (set_up, "/merge/two-claims", test_two_claims);
  FIXTURE_TEST_FROM (set_up, "/merge/added-stays", test_added_stays);
  FIXTURE_TEST_FROM (set_up, "/merge/refused", test_refused);
  FIXTURE_TEST_FROM (set_up, "/merge/other-site", test_other_site);
  FIXTURE_TEST_FROM (set_up, "/merge/merge-and-part", test_merge_and_part);
  FIXTURE_TEST_FROM (set_up, "/merge/proposed", test_proposed);
  FIXTURE_TEST_FROM (set_up, "/merge/dismissed", test_dismissed);
  FIXTURE_TEST_FROM (set_up, "/merge/overtaken", test_overtaken);
  FIXTURE_TEST_FROM (set_up, "/merge/looked-for", test_looked_for);
  FIXTURE_TEST_FROM (set_up, "/merge/dead-either-way", test_dead_either_way);
  FIXTURE_TEST_FROM (set_up, "/merge/sweep-tells", test_sweep_tells);
  return g_test_run ();
}
