/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the database itself guarantees: rights, scopes, versions, audit, keys, masks, merges. */

#include <string.h>

#include "core/hcrm-mask.h"
#include "core/hcrm-number.h"
#include "hcrm-fixture.h"
#include "model/hcrm-disposition.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PGresult, PQclear)

/* A patient of ORTHO with one stay, a plan and an open task; all ids are 1. */
static const char one_patient[] =
    "SELECT set_config('hcrm.user', '1', false);"
    "INSERT INTO patient (name, pinyin, initials, id_number, address)"
    " VALUES ('单雄信', 'shan xiong xin', 'sxx', '330102195903024421', '浙江省杭州市上城区1号');"
    "INSERT INTO patient_identifier (patient_id, issuer, kind, value)"
    " VALUES (1, 'EAST', 'MRN', 'M0012345');"
    "INSERT INTO contact (patient_id, position, number, number_key)"
    " VALUES (1, 1, '13812345678', '13812345678');"
    "INSERT INTO encounter (patient_id, site_id, kind, number, state, department_id, attending_id,"
    " started_at, ended_at, followup_decision)"
    " VALUES (1, 2, 'inpatient', 'Z1', 'finished', 1, 1, '2026-01-01', '2026-01-09', 'plan');"
    "INSERT INTO followup_plan (patient_id, encounter_id, site_id, department_id, doctor_id)"
    " VALUES (1, 1, 2, 1, 1);"
    "INSERT INTO activity (kind, patient_id, site_id) VALUES ('followup_task', 1, 2);"
    "INSERT INTO followup_task (id, plan_id, patient_id, position, offset_days, owner, site_id,"
    " department_id, channel, due_on, planned_on, state)"
    " VALUES (1, 1, 1, 1, 7, 'doctor', 2, 1, 'phone', '2026-01-16', '2026-01-16', 'open');"
    "INSERT INTO timeline (patient_id, kind, code) VALUES (1, 'encounter', 'encounter.discharged');"
    "INSERT INTO attempt (activity_id, patient_id, contact_id, channel, number, user_id, "
    "started_at,"
    " disposition) VALUES (1, 1, 1, 'phone', '13812345678', 3, '2026-01-16 09:00', 'no_answer');"
    "INSERT INTO claim (patient_id, activity_id, user_id, expires_at)"
    " VALUES (1, 1, 3, '2026-01-16 09:03')";

/* Runs @sql on a connection of its own as the application, after setting @context (SQL).
 * Returns: (transfer full): the first cell, or the SQLSTATE of what failed. */
static char *
as_app (Fixture *self, const char *context, const char *sql)
{
  PGconn *conn = PQconnectdb (self->conninfo);
  g_autofree char *text = g_strdup_printf ("%s; %s", context, sql);
  g_autoptr (PGresult) result = PQexec (conn, text);
  char *cell = g_strdup ("");

  if (PQresultStatus (result) == PGRES_FATAL_ERROR) {
    g_free (cell);
    cell = g_strdup (PQresultErrorField (result, PG_DIAG_SQLSTATE));
  } else if (PQntuples (result) > 0) {
    g_free (cell);
    cell = g_strdup (PQgetvalue (result, 0, 0));
  }
  PQfinish (conn);
  return cell;
}

static void
assert_app (Fixture *self, const char *context, const char *sql, const char *expected)
{
  g_autofree char *cell = as_app (self, context, sql);

  if (g_strcmp0 (cell, expected) != 0)
    g_test_message ("%s | %s", context, sql);
  g_assert_cmpstr (cell, ==, expected);
}

static void
assert_sql (Fixture *self, const char *sql, const char *expected)
{
  g_autofree char *cell = fixture_sql (self, "%s", sql);

  g_assert_cmpstr (cell, ==, expected);
}

#define NOBODY "SELECT 1"
#define EVERYTHING "SELECT set_config('hcrm.user', '3', false), set_config('hcrm.all', 'on', false)"
#define ORTHO                                                                                      \
  "SELECT set_config('hcrm.user', '6', false), set_config('hcrm.departments', '{1,2}', false)"
#define NEURO                                                                                      \
  "SELECT set_config('hcrm.user', '7', false), set_config('hcrm.departments', '{5}', false)"
#define STAFF_1 "SELECT set_config('hcrm.user', '6', false), set_config('hcrm.staff', '1', false)"
#define STAFF_2 "SELECT set_config('hcrm.user', '7', false), set_config('hcrm.staff', '2', false)"
#define DENIED "42501"
#define READ_ONLY "55000" /* the view cannot be written through, whoever asks */

/* --- Statements ----------------------------------------------------------------------------- */

static gboolean
asks_the_wrong_clock (const char *text)
{
  static GRegex *regex;

  if (regex == NULL)
    regex = g_regex_new ("(?<!hcrm_)\\b(now ?\\(|current_date|current_timestamp|current_time|"
                         "localtime|clock_timestamp|statement_timestamp)",
                         G_REGEX_CASELESS, 0, NULL);
  return g_regex_match (regex, text, 0, NULL);
}

static void
test_statements (Fixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HcrmDb) db = hcrm_db_open (self->conninfo, &error);
  guint n = 0;

  g_assert_no_error (error);
  for (guint m = 0; hcrm_sql_all[m] != NULL; m++)
    for (guint i = 0; hcrm_sql_all[m][i] != NULL; i++, n++) {
      const HcrmSql *sql = hcrm_sql_all[m][i];
      if (!hcrm_db_prepare (db, sql, &error))
        g_test_message ("%s cannot be prepared", sql->name);
      g_assert_no_error (error);
      if (asks_the_wrong_clock (sql->text))
        g_error ("%s asks another clock than hcrm_now()", sql->name);
    }
  g_test_message ("%u statements", n);
  g_assert_cmpuint (n, >, 50);
}

/* --- Rights and scopes ---------------------------------------------------------------------- */

static void
test_tables_refused (Fixture *self, gconstpointer unused)
{
  g_autofree char *open =
      fixture_sql (self,
                   "SELECT string_agg(c.relname, ' ' ORDER BY c.relname) FROM pg_class AS c"
                   " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'"
                   "   AND has_any_column_privilege('hcrm_app', c.oid, 'SELECT, INSERT, UPDATE')");

  g_assert_cmpstr (
      open, ==,
      "calendar_day code department followup_template followup_template_step "
      "idempotency job message_template questionnaire questionnaire_category role role_permission "
      "script session setting site staff staff_post");
  assert_app (self, EVERYTHING, "SELECT * FROM patient", DENIED);
  assert_app (self, EVERYTHING, "SELECT * FROM audit", DENIED);
  assert_app (self, EVERYTHING, "SELECT name FROM patient_write", DENIED);
  assert_app (self, EVERYTHING, "SELECT password_hash FROM app_user_write", DENIED);
  assert_app (self, EVERYTHING, "UPDATE patient_scoped SET name = 'x'", READ_ONLY);
  assert_app (self, EVERYTHING, "DELETE FROM patient_write", DENIED);
  assert_app (self, EVERYTHING, "UPDATE audit_view SET action = 'x'", READ_ONLY);
  assert_app (self, EVERYTHING, "DELETE FROM audit_view", READ_ONLY);
  assert_app (self, EVERYTHING, "UPDATE attempt_write SET note = 'x'", DENIED);
}

static void
test_nothing_without_settings (Fixture *self, gconstpointer unused)
{
  g_autofree char *names =
      fixture_sql (self,
                   "SELECT string_agg(viewname, ' ') FROM pg_views WHERE schemaname = 'public'"
                   " AND viewname ~ '_(scoped|view)$'");
  g_auto (GStrv) views = g_strsplit (names, " ", -1);

  g_assert_cmpuint (g_strv_length (views), >, 30);
  for (char **view = views; *view != NULL; view++) {
    g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM %s", *view);
    assert_app (self, NOBODY, sql, "0");
  }
}

static void
assert_sees (Fixture *self, const char *context, const char *count)
{
  static const char *const views[] = {
    "patient_view",       "contact_view",  "encounter_view", "followup_plan_view",
    "followup_task_view", "timeline_view", "attempt_view",
  };

  for (guint i = 0; i < G_N_ELEMENTS (views); i++) {
    g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM %s", views[i]);
    assert_app (self, context, sql, count);
  }
}

static void
test_scopes (Fixture *self, gconstpointer unused)
{
  assert_sees (self, EVERYTHING, "1");
  assert_sees (self, ORTHO, "1");
  assert_sees (self, NEURO, "0");
  assert_sees (self, STAFF_2, "0");
  assert_app (self, STAFF_1, "SELECT count(*) FROM patient_view", "1");
  assert_app (self, STAFF_1, "SELECT count(*) FROM encounter_view", "1");
  assert_app (self, STAFF_1, "SELECT count(*) FROM followup_task_view", "0");
  assert_app (self, NEURO, "SELECT count(*) FROM hcrm_patient_find('s', 't', 9)", "0");
  assert_app (self, NEURO, "SELECT count(*) FROM audit_view", "0");
}

static void
test_routing_away (Fixture *self, gconstpointer unused)
{
  assert_app (self, ORTHO,
              "SELECT id FROM followup_task_scoped WHERE id = 1 FOR UPDATE;"
              "UPDATE followup_task_write SET department_id = 5 WHERE id = 1 RETURNING version",
              "2");
  assert_app (self, ORTHO, "SELECT count(*) FROM followup_task_scoped", "0");
  assert_app (self, NEURO, "SELECT count(*) FROM followup_task_scoped", "1");
}

/* --- Versions and audit --------------------------------------------------------------------- */

static void
test_versions (Fixture *self, gconstpointer unused)
{
  assert_sql (self, "UPDATE patient SET name = name, version = 9 WHERE id = 1 RETURNING version",
              "1");
  assert_sql (self, "UPDATE patient SET notes = 'x' WHERE id = 1 RETURNING version", "2");
  assert_sql (self,
              "INSERT INTO attempt (activity_id, patient_id, channel, user_id, started_at, "
              "disposition) VALUES (1, 1, 'phone', 3, '2026-01-17', 'reached');"
              "SELECT attempts || last_disposition || (SELECT version FROM followup_task)"
              "  FROM followup_task_progress WHERE task_id = 1",
              "2reached1");
  assert_sql (self, "UPDATE patient SET version = version + 1 WHERE id = 1 RETURNING version", "3");
}

static void
test_audit (Fixture *self, gconstpointer unused)
{
  assert_app (self,
              EVERYTHING ", set_config('hcrm.request', 'r1', false),"
                         " set_config('hcrm.address', '10.0.0.9', false)",
              "UPDATE patient_write SET address = '北京市海淀区中关村2号' WHERE id = 1", "");
  assert_app (self, EVERYTHING,
              "SELECT concat_ws('|', action, entity, entity_id, before, after, address, request_id,"
              " user_id) FROM audit_view ORDER BY id DESC LIMIT 1",
              "update|patient|1|{\"address\": \"浙江省杭州市****\"}|"
              "{\"address\": \"北京市海淀区****\"}|10.0.0.9|r1|3");
  assert_sql (self, "SELECT after ->> 'address' FROM audit ORDER BY id DESC LIMIT 1",
              "北京市海淀区中关村2号");
  assert_sql (self,
              "DO $$ BEGIN DELETE FROM audit; EXCEPTION WHEN insufficient_privilege THEN "
              "PERFORM set_config('test.refused', 'yes', false); END $$;"
              "SELECT current_setting('test.refused')",
              "yes");
  assert_sql (self, "SELECT count(*) FROM audit WHERE after ? 'password_hash'", "0");
}

/* --- What must never be --------------------------------------------------------------------- */

static void
test_constraints (Fixture *self, gconstpointer unused)
{
  assert_app (self, EVERYTHING,
              "INSERT INTO claim_write (patient_id, activity_id, expires_at)"
              " VALUES (1, 1, hcrm_now())",
              "23505");
  assert_app (self, EVERYTHING,
              "INSERT INTO staff_post_write (staff_id, department_id, service_code, during) VALUES"
              " (1, 1, '6001', '[2020-01-01,2021-01-01)'),"
              " (2, 1, '6001', '[2022-01-01,2023-01-01)')",
              "23P01");
  assert_app (self, EVERYTHING, "UPDATE followup_task_write SET state = 'late' WHERE id = 1",
              "23514");
  assert_app (self, EVERYTHING, "UPDATE encounter_write SET ended_at = '2025-01-01' WHERE id = 1",
              "23514");
  assert_app (self, EVERYTHING,
              "INSERT INTO patient_identifier_write (patient_id, issuer, kind, value)"
              " VALUES (1, 'EAST', 'MRN', 'M0012345')",
              "23505");
}

/* --- Keys, masks, merges -------------------------------------------------------------------- */

#define KEYS "SELECT string_agg(key, ' ' ORDER BY key) FROM patient_key WHERE patient_id = 1"

static void
test_keys (Fixture *self, gconstpointer unused)
{
  assert_sql (self, KEYS,
              "2345 4421 5678 m0012345 shanxiongxin sxx x xin xiongxin xx 信 单雄信 雄信");
  assert_sql (self, "UPDATE contact SET number = '13900004421', number_key = '13900004421'; " KEYS,
              "2345 4421 m0012345 shanxiongxin sxx x xin xiongxin xx 信 单雄信 雄信");
  assert_sql (self, "UPDATE patient SET id_number = NULL; " KEYS,
              "2345 4421 m0012345 shanxiongxin sxx x xin xiongxin xx 信 单雄信 雄信");
  assert_sql (self, "UPDATE patient SET name = '单信', pinyin = 'shan xin', initials = 'sx'; " KEYS,
              "2345 4421 m0012345 shanxin sx x xin 信 单信");
}

#define DERIVED                                                                                    \
  "SELECT concat((SELECT json_agg(x ORDER BY x::text) FROM patient_key AS x),"                     \
  " (SELECT json_agg(x ORDER BY x::text) FROM patient_department AS x),"                           \
  " (SELECT json_agg(x ORDER BY x::text) FROM patient_staff AS x),"                                \
  " (SELECT json_agg(x ORDER BY x::text) FROM patient_summary AS x),"                              \
  " (SELECT json_agg(x ORDER BY x::text) FROM followup_task_progress AS x))"

/* What is derived at once is what the triggers keep, row by row. */
static void
test_derived (Fixture *self, gconstpointer unused)
{
  assert_sql (self,
              "INSERT INTO patient (name, pinyin, initials) VALUES ('李雷', 'li lei', 'll');"
              "INSERT INTO contact (patient_id, position, number, number_key) VALUES (2, 1, "
              "'13800005678', '13800005678'), (2, 2, '13900005678', '13900005678');"
              "INSERT INTO encounter (patient_id, site_id, kind, number, state, department_id, "
              "ward_id, started_at)"
              " VALUES (2, 2, 'inpatient', 'Z3', 'active', 1, 2, '2026-03-01'), (2, 2, "
              "'inpatient', 'Z2', 'active', 3, "
              "NULL, '2026-02-01'), (2, 2, 'inpatient', 'Z4', 'cancelled', 3, NULL, '2026-04-01');"
              "INSERT INTO attempt (activity_id, patient_id, channel, user_id, started_at, "
              "disposition, call_back_at)"
              " VALUES (1, 1, 'phone', 3, '2026-01-17 09:00', 'call_later', '2026-01-18 09:00');"
              "SELECT department_id FROM patient_summary WHERE patient_id = 2",
              "1");
  g_autofree char *kept = fixture_sql (self, DERIVED);
  assert_sql (self,
              "DELETE FROM patient_key; DELETE FROM patient_department; DELETE FROM patient_staff;"
              "DELETE FROM patient_summary; DELETE FROM followup_task_progress;"
              "SELECT hcrm_derive_all(); " DERIVED,
              kept);
}

static void
test_masks (Fixture *self, gconstpointer unused)
{
  static const char *const numbers[] = { "13812345678",       "+86 138 1234 5678",
                                         "0571-88886620",     "010-88886620",
                                         "88886620",          "95588",
                                         "400-820-8820",      "12",
                                         "0571-88886620转801" };
  static const char *const documents[] = { "330102195903024421", "E12345678", "12345", "12" };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++) {
    g_autofree char *expected = hcrm_number_mask (numbers[i]);
    g_autofree char *key = hcrm_number_key (numbers[i], NULL);
    g_autofree char *typed = fixture_sql (self, "SELECT hcrm_mask_number('%s')", numbers[i]);
    g_autofree char *by_key = fixture_sql (self, "SELECT hcrm_mask_key('%s')", key);
    g_assert_cmpstr (typed, ==, expected);
    g_assert_cmpstr (by_key, ==, expected);
  }
  for (guint i = 0; i < G_N_ELEMENTS (documents); i++) {
    g_autofree char *expected = hcrm_identity_mask (documents[i]);
    g_autofree char *masked = fixture_sql (self, "SELECT hcrm_mask_identity('%s')", documents[i]);
    g_assert_cmpstr (masked, ==, expected);
  }
}

static void
test_merge (Fixture *self, gconstpointer unused)
{
  assert_sql (self,
              "INSERT INTO patient (name) VALUES ('甲'), ('乙');"
              "INSERT INTO encounter (patient_id, site_id, kind, number, state, department_id,"
              " started_at) VALUES (2, 3, 'outpatient', 'O1', 'active', 5, '2026-02-01');"
              "UPDATE patient SET merged_into_id = 1 WHERE id = 2;"
              "UPDATE patient SET merged_into_id = 2 WHERE id = 3;"
              "SELECT string_agg(id || '>' || survivor_id, ' ' ORDER BY id) FROM patient",
              "1>1 2>1 3>1");
  assert_app (self, NEURO, "SELECT count(*) FROM patient_view WHERE id = 1", "1");
  assert_app (self, NEURO, "SELECT last_encounter_on FROM patient_view WHERE id = 1", "2026-02-01");
  assert_sql (self,
              "UPDATE patient SET merged_into_id = NULL WHERE id = 2;"
              "SELECT string_agg(id || '>' || survivor_id, ' ' ORDER BY id) FROM patient",
              "1>1 2>2 3>2");
  assert_app (self, NEURO, "SELECT string_agg(id::text, ' ' ORDER BY id) FROM patient_view", "2 3");
  assert_app (self, ORTHO, "SELECT string_agg(id::text, ' ' ORDER BY id) FROM patient_view", "1");
}

static void
test_dispositions (Fixture *self, gconstpointer unused)
{
  g_autofree char *n = fixture_sql (self, "SELECT count(*) FROM code WHERE system = 'disposition'");

  g_assert_cmpint (atoi (n), ==, hcrm_n_dispositions);
  for (guint i = 0; i < hcrm_n_dispositions; i++) {
    const HcrmDisposition *disposition = &hcrm_dispositions[i];
    g_autofree char *row = fixture_sql (self,
                                        "SELECT name_en || ' ' || (parent IS NOT NULL) FROM code"
                                        " WHERE system = 'disposition' AND code = '%s'",
                                        disposition->code);
    g_autofree char *expected =
        g_strdup_printf ("%s %s", disposition->label, disposition->reached ? "true" : "false");
    g_assert_cmpstr (row, ==, expected);
  }
}

static void
test_sample_users (Fixture *self, gconstpointer unused)
{
  assert_app (self, NOBODY, "SELECT count(*) FROM sample_user_view", "0");
  assert_sql (self, "INSERT INTO setting (code, value) VALUES ('sample', 'true')", NULL);
  assert_app (self, NOBODY, "SELECT count(*) FROM sample_user_view", "8");
}

static void
test_clock (Fixture *self, gconstpointer unused)
{
  assert_app (self, NOBODY, "SELECT hcrm_now() = now()", "t");
  assert_app (self, "SELECT set_config('hcrm.clock_shift', '2 days', false)",
              "SELECT hcrm_now() - now() = '2 days' AND hcrm_today(2) = "
              "(now() AT TIME ZONE 'Asia/Shanghai')::date + 2",
              "t");
  assert_sql (self,
              "INSERT INTO setting (code, value) VALUES ('clock_shift', '-1 day');"
              "SELECT hcrm_now() - now() = '-1 day'",
              "t");
}

static void
set_up (Fixture *self, gconstpointer unused)
{
  fixture_setup (self, NULL);
  g_free (fixture_sql (self, "%s", one_patient));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define CASE(path, function)                                                                       \
  g_test_add ("/schema/" path, Fixture, NULL, set_up, function, fixture_teardown)
  CASE ("statements", test_statements);
  CASE ("tables-refused", test_tables_refused);
  CASE ("nothing-without-settings", test_nothing_without_settings);
  CASE ("scopes", test_scopes);
  CASE ("routing-away", test_routing_away);
  CASE ("versions", test_versions);
  CASE ("audit", test_audit);
  CASE ("constraints", test_constraints);
  CASE ("keys", test_keys);
  CASE ("derived", test_derived);
  CASE ("masks", test_masks);
  CASE ("merge", test_merge);
  CASE ("dispositions", test_dispositions);
  CASE ("sample-users", test_sample_users);
  CASE ("clock", test_clock);
  return g_test_run ();
}
