/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Special-disease registers: who enters and why, who leaves and why, and what is known of members.
 */

#include <string.h>

#include "hcrm-duties.h"
#include "hcrm-fixture.h"
#include "modules/followup/followup.h"
#include "modules/register/register.h"

/* 1: E11.9 in ORTHO, man of 60. 2: E11.2 in CARDIO, woman of 50. 3: I10, boy of 9. 4: E11.x, died.
 * 5: O24.4 and E11.9, woman. 6: E10.9 in ORTHO, operated 81.54. */
static const char make_people[] =
    "SELECT set_config('hcrm.user', '1', false), set_config('hcrm.all', 'on', false);"
    "INSERT INTO patient (name, pinyin, initials, sex, birth_date, deceased_at) VALUES"
    " ('甲', 'jia', 'j', 'male', '1966-01-01', NULL), ('乙', 'yi', 'y', 'female', '1976-01-01', "
    "NULL),"
    " ('丙', 'bing', 'b', 'male', '2017-01-01', NULL), ('丁', 'ding', 'd', 'male', '1950-01-01', "
    "'2026-01-01'),"
    " ('戊', 'wu', 'w', 'female', '1990-01-01', NULL), ('己', 'ji', 'j', 'male', '1960-01-01', "
    "NULL);"
    "INSERT INTO encounter (patient_id, site_id, kind, number, state, department_id, attending_id,"
    " started_at, ended_at) SELECT id, 2, CASE WHEN id = 3 THEN 'outpatient' ELSE 'inpatient' END, "
    "'Z' || id,"
    " 'finished', CASE WHEN id IN (2, 5) THEN 3 ELSE 1 END, CASE WHEN id IN (2, 5) THEN 2 ELSE 1 "
    "END,"
    " '2026-03-01Z', '2026-03-08Z' FROM patient ORDER BY id;"
    "INSERT INTO encounter_code (encounter_id, kind, rank, system, code, text) VALUES"
    " (1, 'diagnosis', 1, 'icd10', 'E11.9', '2型糖尿病'), (2, 'diagnosis', 1, 'icd10', 'I10', "
    "'高血压'),"
    " (2, 'diagnosis', 2, 'icd10', 'E11.2', '糖尿病肾病'), (3, 'diagnosis', 1, 'icd10', 'I10', "
    "'高血压'),"
    " (4, 'diagnosis', 1, 'icd10', 'E11.x01', '糖尿病'), (5, 'diagnosis', 1, 'icd10', 'O24.4', "
    "'妊娠糖尿病'),"
    " (5, 'diagnosis', 2, 'icd10', 'E11.9', '2型糖尿病'), (6, 'diagnosis', 1, 'icd10', 'E10.9', "
    "'1型糖尿病'),"
    " (6, 'procedure', 1, 'icd9cm3', '81.54', '膝关节置换');"
    "INSERT INTO questionnaire (url, version_tag, title, state, resource, tree_hash, published_at) "
    "VALUES"
    " ('urn:phq', '1', 'PHQ', 'published', '{}', 'x', hcrm_now());"
    "INSERT INTO response (questionnaire_id, patient_id, state, site_id, department_id, channel, "
    "score, authored_at, resource)"
    " VALUES (1, 1, 'completed', 2, 1, 'phone', 12, '2026-03-10Z', '{}'), (1, 1, 'completed', 2, "
    "1, 'phone', 4, '2026-04-10Z', '{}'),"
    " (1, 2, 'completed', 2, 3, 'phone', 15, '2026-03-10Z', '{}');"
    "INSERT INTO followup_template (code, name, name_en, state) VALUES ('dm', '糖尿病随访', "
    "'Diabetes', 'published');"
    "INSERT INTO followup_template_step (template_id, position, offset_days, window_days, owner, "
    "channel)"
    " VALUES (1, 1, 7, 3, 'centre', 'phone'), (1, 2, 30, 3, 'centre', 'phone');";

#define DIABETES                                                                                   \
  "{\"name\":\"糖尿病登记\",\"name_en\":\"Diabetes\",\"diagnoses\":[\"E11\"],\"excluded\":["  \
  "\"O24\"]}"

static void
set_up (Fixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  fixture_setup (self, NULL);
  hcrm_db_script (self->owner, make_people, &error);
  g_assert_no_error (error);
}

static void
assert_sql (Fixture *self, const char *expected, const char *sql)
{
  g_autofree char *found = fixture_sql (self, "%s", sql);

  if (g_strcmp0 (found, expected) != 0)
    g_test_message ("%s", sql);
  g_assert_cmpstr (found, ==, expected);
}

static void
run_sql (Fixture *self, const char *sql)
{
  g_free (fixture_sql (self, "%s", sql));
}

static void
step (Fixture *self,
      guint status,
      const char *user,
      const char *path,
      const char *body,
      int version)
{
  g_autofree char *match = g_strdup_printf ("If-Match: \"%d\"", version);
  g_autoptr (JsonNode) reply = fixture_call (self, user, "POST", path, body, match, NULL);

  if (fixture_answer.status != status)
    g_test_message ("%s: %s", path, fixture_answer.text);
  g_assert_cmpuint (fixture_answer.status, ==, status);
}

/* The register of diabetes, enrolling: members 1 and 2. */
static void
begin (Fixture *self)
{
  fixture_expect (self, 201, "supervisor", "POST", "/registers", DIABETES);
  step (self, 200, "supervisor", "/registers/1/actions/activate", "{}", 1);
}

static void
enrol (Fixture *self)
{
  g_autofree char *version = fixture_sql (self, "SELECT version FROM register WHERE id = 1");

  step (self, 200, "supervisor", "/registers/1/actions/enrol", "{}", atoi (version));
}

/* "1 active, 2 left" */
static void
assert_members (Fixture *self, const char *expected)
{
  assert_sql (self, expected,
              "SELECT string_agg(patient_id || ' ' || concat_ws(' ', state, exit), ', ' ORDER BY"
              " patient_id, id) FROM register_member");
}

/* --- Conditions ----------------------------------------------------------------------------- */

static void
assert_count (Fixture *self, const char *user, const char *condition, const char *expected)
{
  fixture_expect (self, 200, user, "POST", "/registers/actions/count", condition);
  if (strcmp (fixture_at ("patients"), expected) != 0)
    g_test_message ("%s", condition);
  g_assert_cmpstr (fixture_at ("patients"), ==, expected);
}

static void
test_conditions (Fixture *self, gconstpointer unused)
{
  static const char *const cases[][2] = {
    { "{\"diagnoses\":[\"E11\"]}", "3" }, /* the dead are none */
    { "{\"diagnoses\":[\"e11.9\"]}", "2" },
    { "{\"diagnoses\":[\"E10-E14\"]}", "4" },
    { "{\"diagnoses\":[\"E11\"],\"excluded\":[\"O24\"]}", "2" },
    { "{\"diagnoses\":[\"E11\"],\"primary_only\":true}", "1" },
    { "{\"diagnoses\":[\"E11\",\"I10\"],\"sex\":\"male\"}", "2" },
    { "{\"diagnoses\":[\"I10\"],\"max_age\":14}", "1" },
    { "{\"diagnoses\":[\"I10\"],\"min_age\":15,\"max_age\":150}", "1" },
    { "{\"diagnoses\":[\"I10\"],\"visit_kind\":\"outpatient\"}", "1" },
    { "{\"diagnoses\":[\"E11\"],\"visit_department_id\":1}", "1" },
    { "{\"diagnoses\":[\"E11\"],\"since\":\"2026-03-02\"}", "0" },
    { "{\"procedures\":[\"81.5\"]}", "1" },
    { "{\"procedures\":[\"81.5\"],\"diagnoses\":[\"E11\"]}", "0" },
    { "{\"questionnaire_url\":\"urn:phq\",\"min_score\":\"10\"}",
      "1" }, /* the newest score counts */
    { "{\"diagnoses\":[\"E11\"],\"questionnaire_url\":\"urn:phq\",\"max_score\":\"9\"}", "1" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_count (self, "supervisor", cases[i][0], cases[i][1]);
  assert_count (self, "doctor", "{\"diagnoses\":[\"E11\"]}", "1"); /* those whom the doctor sees */
}

static void
assert_refused (Fixture *self, const char *body, const char *field)
{
  fixture_expect (self, 422, "supervisor", "POST", "/registers", body);
  g_assert_cmpstr (fixture_at ("fields.0.name"), ==, field);
}

static void
test_bad_conditions (Fixture *self, gconstpointer unused)
{
  assert_refused (self, "{\"diagnoses\":[\"E11\"]}", "name");
  assert_refused (self, "{\"name\":\"x\"}", "diagnoses");
  assert_refused (self, "{\"name\":\"x\",\"diagnoses\":\"E11\"}", "diagnoses");
  assert_refused (self, "{\"name\":\"x\",\"diagnoses\":[\"E11\",\"' OR 1=1\"]}", "diagnoses[1]");
  assert_refused (self, "{\"name\":\"x\",\"diagnoses\":[\"E\"],\"min_age\":9,\"max_age\":3}",
                  "max_age");
  assert_refused (self, "{\"name\":\"x\",\"diagnoses\":[\"E\"],\"min_score\":\"3\"}",
                  "questionnaire_url");
  assert_refused (self, "{\"name\":\"x\",\"questionnaire_url\":\"urn:none\"}", "questionnaire_url");
  /* Nothing chosen is none, as the client says it. */
  fixture_expect (self, 201, "supervisor", "POST", "/registers",
                  "{\"name\":\"y\",\"diagnoses\":[\"E11\"],\"questionnaire_url\":\"\"}");
  assert_refused (self, "{\"name\":\"x\",\"diagnoses\":[\"E\"],\"visit_department_id\":77}",
                  "visit_department_id");
  fixture_expect (self, 201, "supervisor", "POST", "/registers", DIABETES);
  fixture_expect (self, 409, "supervisor", "POST", "/registers", DIABETES);
  g_assert_cmpstr (fixture_at ("fields.0.name"), ==, "name");
}

/* Who keeps it: a doctor's is the department's, and the hospital's is not the doctor's. */
static void
test_keepers (Fixture *self, gconstpointer unused)
{
  begin (self);
  fixture_expect (self, 422, "doctor", "POST", "/registers",
                  "{\"name\":\"y\",\"diagnoses\":[\"M16\"]}");
  g_assert_cmpstr (fixture_at ("fields.0.name"), ==, "department_id");
  fixture_expect (self, 201, "doctor", "POST", "/registers",
                  "{\"name\":\"y\",\"diagnoses\":[\"M16\"],\"department_id\":1}");
  g_autoptr (JsonNode) reply = fixture_call (self, "doctor", "PATCH", "/registers/1",
                                             "{\"department_id\":1}", "If-Match: \"2\"", NULL);
  g_assert_cmpuint (fixture_answer.status, ==, 403);
  step (self, 403, "doctor", "/registers/1/actions/retire", "{}", 2);
  fixture_expect (self, 404, "doctor2", "GET", "/registers/2", NULL);
  fixture_expect (self, 200, "doctor2", "GET", "/registers/1", NULL);
  g_assert_cmpstr (fixture_at ("members"), ==, "1");
  g_assert_cmpstr (fixture_at ("editable"), ==, "false");
}

/* --- Entry ---------------------------------------------------------------------------------- */

static void
test_entry (Fixture *self, gconstpointer unused)
{
  begin (self);
  assert_members (self, "1 active, 2 active");
  assert_sql (self, "E11.2 diagnosis Z2",
              "SELECT entry_params ->> 'code' || ' ' || entry || ' ' || (entry_params ->> 'number')"
              " FROM register_member WHERE patient_id = 2");
  assert_sql (self, "糖尿病登记 糖尿病肾病",
              "SELECT (params ->> 'register') || ' ' || (params ->> 'diagnosis') FROM timeline"
              " WHERE patient_id = 2 AND code = 'register.entered'");
  enrol (self);
  g_assert_cmpstr (fixture_at ("entered"), ==, "0");
  run_sql (self, "INSERT INTO encounter_code (encounter_id, kind, rank, system, code) VALUES (3, "
                 "'diagnosis', 2, 'icd10', 'E11')");
  enrol (self);
  g_assert_cmpstr (fixture_at ("entered"), ==, "1");
  assert_members (self, "1 active, 2 active, 3 active");
}

/* Once a day by itself; a draft enrols nobody. */
static void
test_daily (Fixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HcrmDb) db = hcrm_db_open (self->conninfo, &error);
  g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func ((GDestroyNotify) hcrm_event_free);
  HcrmJob sweep = { .http = self->http, .db = db, .events = events };

  begin (self);
  fixture_expect (self, 201, "supervisor", "POST", "/registers",
                  "{\"name\":\"z\",\"diagnoses\":[\"I10\"]}");
  for (guint day = 0; day < 2; day++) {
    run_sql (self, "UPDATE register SET enrolled_on = enrolled_on - 1 WHERE id = 1;"
                   "UPDATE encounter_code SET code = 'E11.5' WHERE encounter_id = 3");
    for (guint i = 0; i < 2; i++) {
      hcrm_db_begin (db, &hcrm_system_context);
      g_assert_true (hcrm_register_sweep (&sweep, &error));
      g_assert_true (hcrm_db_end (db, TRUE, &error));
    }
  }
  g_assert_cmpuint (events->len, ==, 2);
  assert_members (self, "1 active, 2 active, 3 active");
}

/* A register that cannot be enrolled does not keep the others from it. */
static void
test_stuck (Fixture *self, gconstpointer unused)
{
  g_autoptr (HcrmDb) db = hcrm_db_open (self->conninfo, NULL);
  g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func ((GDestroyNotify) hcrm_event_free);
  HcrmJob sweep = { .http = self->http, .db = db, .events = events };

  fixture_expect (self, 201, "supervisor", "POST", "/registers",
                  "{\"name\":\"z\",\"diagnoses\":[\"I10\"]}");
  fixture_expect (self, 201, "supervisor", "POST", "/registers", DIABETES);
  run_sql (self, "UPDATE register SET state = 'active';"
                 "ALTER TABLE register_member ADD CHECK (register_id <> 1)");
  for (guint i = 0; i < 60 && events->len == 0; i++) {
    hcrm_db_begin (db, &hcrm_system_context);
    hcrm_db_end (db, hcrm_register_sweep (&sweep, NULL), NULL);
  }
  g_assert_cmpuint (events->len, ==, 1);
  assert_members (self, "1 active, 2 active");
}

/* A visit's day is that of its own site, whoever looks, and wherever. */
static void
test_days (Fixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HcrmDb) db = hcrm_db_open (self->conninfo, &error);
  HcrmJob sweep = { .http = self->http, .db = db };

  sweep.events = g_ptr_array_new_with_free_func ((GDestroyNotify) hcrm_event_free);
  run_sql (self, "UPDATE site SET time_zone = 'Asia/Urumqi' WHERE id = 2;"
                 "UPDATE encounter SET started_at = '2026-02-28T17:00:00Z' WHERE id = 1;"
                 "UPDATE encounter SET started_at = '2026-02-28T18:00:00Z' WHERE id = 2");
  fixture_expect (self, 201, "supervisor", "POST", "/registers",
                  "{\"name\":\"x\",\"diagnoses\":[\"E11\"],\"excluded\":[\"O24\"],"
                  "\"since\":\"2026-03-01\"}");
  run_sql (self, "UPDATE register SET state = 'active'");
  hcrm_db_begin (db, &hcrm_system_context);
  g_assert_true (hcrm_register_sweep (&sweep, &error));
  g_assert_true (hcrm_db_end (db, TRUE, &error));
  assert_members (self, "2 active");
  assert_sql (self, "2026-03-01", "SELECT entry_params ->> 'day' FROM register_member");
  g_ptr_array_unref (sweep.events);
}

/* Two records that were entered before they were merged are one member, and two again after. */
static void
test_merged (Fixture *self, gconstpointer unused)
{
  begin (self);
  run_sql (self, "SELECT hcrm_patient_merge(2, 1, 'person', 'same')");
  enrol (self);
  fixture_expect (self, 200, "supervisor", "GET", "/register-members?register_id=1", NULL);
  g_assert_cmpstr (fixture_at ("total.value"), ==, "1");
  run_sql (self, "SELECT hcrm_patient_unmerge(2, 'person', 'not the same')");
  fixture_expect (self, 200, "supervisor", "GET", "/register-members?register_id=1", NULL);
  g_assert_cmpstr (fixture_at ("total.value"), ==, "2");
}

static void
test_by_hand (Fixture *self, gconstpointer unused)
{
  begin (self);
  fixture_expect (self, 422, "supervisor", "POST", "/register-members",
                  "{\"register_id\":1,\"patient_id\":6}");
  g_assert_cmpstr (fixture_at ("fields.0.name"), ==, "reason");
  fixture_expect (self, 422, "supervisor", "POST", "/register-members",
                  "{\"register_id\":1,\"patient_id\":4,\"reason\":\"referred\"}");
  fixture_expect (self, 409, "supervisor", "POST", "/register-members",
                  "{\"register_id\":1,\"patient_id\":1,\"reason\":\"referred\"}");
  fixture_expect (self, 422, "doctor2", "POST", "/register-members",
                  "{\"register_id\":1,\"patient_id\":6,\"reason\":\"referred\"}");
  fixture_expect (self, 201, "doctor", "POST", "/register-members",
                  "{\"register_id\":1,\"patient_id\":6,\"reason\":\"referred\"}");
  enrol (self);
  assert_members (self, "1 active, 2 active, 6 active");
}

/* --- Exit ----------------------------------------------------------------------------------- */

/* The case of the book: the diagnosis is corrected later. */
static void
test_corrected (Fixture *self, gconstpointer unused)
{
  begin (self);
  run_sql (self, "UPDATE encounter_code SET code = 'I10', text = '高血压' WHERE encounter_id = 1");
  enrol (self);
  g_assert_cmpstr (fixture_at ("proposed"), ==, "1");
  assert_members (self, "1 proposed corrected, 2 active");
  assert_sql (self, "E11.9 > I10",
              "SELECT (exit_params ->> 'was') || ' > ' || (exit_params ->> 'now') FROM "
              "register_member WHERE patient_id = 1");
  step (self, 200, "doctor", "/register-members/1/actions/confirm", "{}", 2);
  assert_members (self, "1 left corrected, 2 active");
  enrol (self);
  assert_members (self, "1 left corrected, 2 active");
  assert_sql (self, "register.entered register.exit-proposed register.left",
              "SELECT string_agg(code, ' ' ORDER BY id) FROM timeline WHERE patient_id = 1 AND "
              "code ~ '^register'");
  /* Corrected back: enters again, and the first membership stays as it was. */
  run_sql (self, "UPDATE encounter_code SET code = 'E11.0' WHERE encounter_id = 1");
  enrol (self);
  assert_members (self, "1 left corrected, 1 active, 2 active");
}

/* Whoever enrols need not see members of staff as patients: these stay, and enter, all the same. */
static void
test_staff_stay (Fixture *self, gconstpointer unused)
{
  run_sql (self, "UPDATE staff SET patient_id = 2 WHERE id = 7");
  fixture_expect (
      self, 201, "head", "POST", "/registers",
      "{\"name\":\"糖尿病\",\"diagnoses\":[\"E11\"],\"department_id\":1,\"exit_at_once\":true}");
  step (self, 200, "head", "/registers/1/actions/activate", "{}", 1);
  assert_members (self, "1 active, 2 active, 5 active");
  run_sql (self, "UPDATE staff SET patient_id = 1 WHERE id = 7");
  step (self, 200, "head", "/registers/1/actions/enrol", "{}", 2);
  g_assert_cmpstr (fixture_at ("left"), ==, "0");
  assert_members (self, "1 active, 2 active, 5 active");
  fixture_expect (self, 404, "head", "GET", "/patients/1", NULL);
}

static void
test_corrected_back (Fixture *self, gconstpointer unused)
{
  begin (self);
  run_sql (self, "UPDATE encounter SET state = 'cancelled' WHERE id = 1");
  enrol (self);
  assert_members (self, "1 proposed corrected, 2 active");
  run_sql (self, "UPDATE encounter SET state = 'finished' WHERE id = 1");
  enrol (self);
  assert_members (self, "1 active, 2 active");
}

static void
test_kept (Fixture *self, gconstpointer unused)
{
  begin (self);
  run_sql (self, "DELETE FROM encounter_code WHERE encounter_id = 1");
  enrol (self);
  step (self, 422, "doctor", "/register-members/1/actions/keep", "{}", 2);
  step (self, 412, "doctor", "/register-members/1/actions/keep", "{\"reason\":\"clinically sure\"}",
        1);
  step (self, 200, "doctor", "/register-members/1/actions/keep", "{\"reason\":\"clinically sure\"}",
        2);
  enrol (self);
  assert_members (self, "1 active, 2 active");
  step (self, 409, "doctor", "/register-members/1/actions/confirm", "{}", 3);
}

static void
test_exit_at_once (Fixture *self, gconstpointer unused)
{
  fixture_expect (self, 201, "supervisor", "POST", "/registers",
                  "{\"name\":\"x\",\"diagnoses\":[\"E11\"],\"max_age\":55,\"exit_at_once\":true}");
  step (self, 200, "supervisor", "/registers/1/actions/activate", "{}", 1);
  assert_members (self, "2 active, 5 active");
  g_autoptr (JsonNode) reply = fixture_call (self, "supervisor", "PATCH", "/registers/1",
                                             "{\"max_age\":40}", "If-Match: \"2\"", NULL);
  g_assert_cmpuint (fixture_answer.status, ==, 200);
  enrol (self);
  assert_members (self, "2 left condition, 5 active");
}

static void
test_died_and_moved (Fixture *self, gconstpointer unused)
{
  begin (self);
  run_sql (
      self,
      "UPDATE patient SET deceased_at = hcrm_now() WHERE id = 1;"
      "INSERT INTO activity (kind, patient_id, site_id) VALUES ('followup_task', 2, 2);"
      "INSERT INTO attempt (activity_id, patient_id, channel, user_id, started_at, disposition)"
      " VALUES (1, 2, 'phone', 3, hcrm_now(), 'moved')");
  enrol (self);
  assert_members (self, "1 left died, 2 proposed moved");
  step (self, 200, "supervisor", "/register-members/2/actions/confirm", "{}", 2);
  enrol (self);
  assert_members (self, "1 left died, 2 left moved");
  run_sql (
      self,
      "INSERT INTO encounter (patient_id, site_id, kind, number, state, department_id, started_at)"
      " VALUES (2, 2, 'inpatient', 'Z99', 'active', 3, hcrm_now() + interval '3 days');"
      "INSERT INTO encounter_code (encounter_id, kind, rank, system, code) VALUES (7, 'diagnosis', "
      "1, 'icd10', 'E11.9');"
      "DELETE FROM encounter_code WHERE encounter_id = 2");
  enrol (self);
  assert_members (self, "1 left died, 2 left moved, 2 active");
}

static void
test_taken_out (Fixture *self, gconstpointer unused)
{
  begin (self);
  step (self, 404, "doctor2", "/register-members/1/actions/leave", "{\"reason\":\"wrong person\"}",
        1);
  step (self, 200, "doctor", "/register-members/1/actions/leave", "{\"reason\":\"wrong person\"}",
        1);
  enrol (self);
  assert_members (self, "1 left manual, 2 active");
  assert_sql (self, "wrong person",
              "SELECT exit_params ->> 'reason' FROM register_member WHERE patient_id = 1");
}

/* What is history cannot be written over, by whatever route. */
static void
test_history (Fixture *self, gconstpointer unused)
{
  begin (self);
  step (self, 200, "doctor", "/register-members/1/actions/leave", "{\"reason\":\"wrong person\"}",
        1);
  run_sql (self,
           "CREATE FUNCTION try(sql text) RETURNS text LANGUAGE plpgsql AS $$ BEGIN EXECUTE sql;"
           " RETURN 'done'; EXCEPTION WHEN restrict_violation THEN RETURN 'refused'; END $$");
  assert_sql (self, "refused",
              "SELECT try('UPDATE register_member SET exit = ''died'' WHERE id = 1')");
  assert_sql (self, "refused", "SELECT try('DELETE FROM register_member WHERE id = 2')");
  assert_sql (self, "refused",
              "SELECT try('UPDATE register_member SET entry = ''manual'' WHERE id = 2')");
}

/* --- Tracking ------------------------------------------------------------------------------- */

static void
wait_jobs (Fixture *self)
{
  HcrmJobs *jobs = hcrm_jobs_new (self->http, self->events, hcrm_job_kinds, hcrm_sweeps);
  gint64 until = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;
  g_autofree char *left = NULL;

  hcrm_jobs_kick (jobs);
  do {
    gint64 pause = g_get_monotonic_time () + 50000;
    while (g_get_monotonic_time () < pause)
      g_main_context_iteration (NULL, FALSE);
    g_free (left);
    left = fixture_sql (self, "SELECT count(*) FROM job WHERE state <> 'dead'");
  } while (strcmp (left, "0") != 0 && g_get_monotonic_time () < until);
  hcrm_jobs_free (jobs);
  assert_sql (self, NULL, "SELECT string_agg(last_error, ' ') FROM job");
}

/* Whoever sees members does not therefore plan for them: a nurse for none, a doctor for the own. */
static void
test_plan_rights (Fixture *self, gconstpointer unused)
{
  begin (self);
  run_sql (self, "INSERT INTO app_user (username, staff_id, password_hash)"
                 " SELECT 'nurse', 7, password_hash FROM app_user WHERE username = 'agent';"
                 "INSERT INTO staff_post (staff_id, department_id) VALUES (7, 1);"
                 "INSERT INTO user_role (user_id, role_id) SELECT u.id, r.id FROM app_user AS u"
                 " JOIN role AS r ON r.code = u.username WHERE u.username = 'nurse'");
  fixture_expect (self, 200, "nurse", "GET", "/register-members?register_id=1", NULL);
  g_assert_cmpstr (fixture_at ("total.value"), ==, "1");
  fixture_expect (self, 403, "nurse", "POST", "/registers/1/actions/plan", "{\"template_id\":1}");
  run_sql (self, "UPDATE encounter SET attending_id = 2 WHERE id = 1;"
                 "INSERT INTO patient_department (patient_id, department_id) VALUES (1, 1), (2, 1)"
                 " ON CONFLICT DO NOTHING");
  fixture_expect (self, 202, "doctor", "POST", "/registers/1/actions/plan", "{\"template_id\":1}");
  g_assert_cmpstr (fixture_at ("planned"), ==, "0");
  fixture_expect (self, 202, "head", "POST", "/registers/1/actions/plan", "{\"template_id\":1}");
  g_assert_cmpstr (fixture_at ("planned"), ==, "1");
}

/* Every member is put on a plan from today on; who runs it already is not planned twice. */
static void
test_plan (Fixture *self, gconstpointer unused)
{
  begin (self);
  fixture_expect (self, 422, "supervisor", "POST", "/registers/1/actions/plan",
                  "{\"template_id\":99}");
  fixture_expect (self, 202, "supervisor", "POST", "/registers/1/actions/plan",
                  "{\"template_id\":1}");
  g_assert_cmpstr (fixture_at ("planned"), ==, "2");
  wait_jobs (self);
  assert_sql (self, "1 2",
              "SELECT string_agg(patient_id::text, ' ' ORDER BY patient_id) FROM followup_plan");
  assert_sql (self, "7 30 7 30",
              "SELECT string_agg((planned_on - hcrm_today())::text, ' ' ORDER BY plan_id, "
              "position) FROM followup_task");
  fixture_expect (self, 202, "supervisor", "POST", "/registers/1/actions/plan",
                  "{\"template_id\":1}");
  g_assert_cmpstr (fixture_at ("planned"), ==, "0");
  g_assert_cmpstr (fixture_at ("skipped"), ==, "2");
  fixture_expect (self, 200, "doctor", "GET", "/register-members?register_id=1&planned=true", NULL);
  g_assert_cmpstr (fixture_at ("total.value"), ==, "1");
  g_assert_cmpstr (fixture_at ("items.0.template_en"), ==, "Diabetes");
}

static void
assert_found (Fixture *self, const char *query, const char *expected)
{
  g_autofree char *path = g_strconcat ("/register-members?register_id=1&", query, NULL);

  fixture_expect (self, 200, "supervisor", "GET", path, NULL);
  if (strcmp (fixture_at ("total.value"), expected) != 0)
    g_test_message ("%s: %s", query, fixture_answer.text);
  g_assert_cmpstr (fixture_at ("total.value"), ==, expected);
}

static void
test_tracking (Fixture *self, gconstpointer unused)
{
  begin (self);
  fixture_expect (self, 202, "supervisor", "POST", "/registers/1/actions/plan",
                  "{\"template_id\":1}");
  wait_jobs (self);
  run_sql (
      self,
      "UPDATE followup_task SET due_on = hcrm_today() - 4 WHERE patient_id = 1 AND position = 1;"
      "INSERT INTO attempt (activity_id, patient_id, channel, user_id, started_at, disposition) "
      "SELECT"
      " min(id), 2, 'phone', 3, '2026-03-20Z', 'reached' FROM activity WHERE patient_id = 2");
  assert_found (self, "overdue=true", "1");
  g_assert_cmpstr (fixture_at ("items.0.overdue_days"), ==, "4");
  g_assert_cmpstr (fixture_at ("items.0.last_score"), ==, "4");
  assert_found (self, "overdue=false", "1");
  g_assert_cmpstr (fixture_at ("items.0.last_disposition"), ==, "reached");
  assert_found (self, "no_contact_since=2026-03-20", "1");
  assert_found (self, "no_contact_since=2026-04-01", "2");
  assert_found (self, "score_from=10", "1");
  assert_found (self, "score_to=9", "1");
  assert_found (self, "q=jia", "1");
  assert_found (self, "entry=manual", "0");
  assert_found (self, "sort=next_due_on", "2");
  g_assert_cmpstr (fixture_at ("items.0.patient"), ==, "甲");
  assert_found (self, "sort=-last_score", "2");
  fixture_expect (self, 200, "doctor", "GET", "/register-members?patient_id=1", NULL);
  g_assert_cmpstr (fixture_at ("items.0.register_en"), ==, "Diabetes");
  fixture_expect (self, 403, "manager", "GET", "/register-members", NULL);
}

#define REGISTER_TEST(path, function)                                                              \
  g_test_add (path, Fixture, NULL, set_up, function, fixture_teardown)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  REGISTER_TEST ("/register/conditions", test_conditions);
  REGISTER_TEST ("/register/bad-conditions", test_bad_conditions);
  REGISTER_TEST ("/register/keepers", test_keepers);
  REGISTER_TEST ("/register/entry", test_entry);
  REGISTER_TEST ("/register/daily", test_daily);
  REGISTER_TEST ("/register/stuck", test_stuck);
  REGISTER_TEST ("/register/days", test_days);
  REGISTER_TEST ("/register/merged", test_merged);
  REGISTER_TEST ("/register/by-hand", test_by_hand);
  REGISTER_TEST ("/register/corrected", test_corrected);
  REGISTER_TEST ("/register/staff-stay", test_staff_stay);
  REGISTER_TEST ("/register/corrected-back", test_corrected_back);
  REGISTER_TEST ("/register/kept", test_kept);
  REGISTER_TEST ("/register/exit-at-once", test_exit_at_once);
  REGISTER_TEST ("/register/died-and-moved", test_died_and_moved);
  REGISTER_TEST ("/register/taken-out", test_taken_out);
  REGISTER_TEST ("/register/history", test_history);
  REGISTER_TEST ("/register/plan-rights", test_plan_rights);
  REGISTER_TEST ("/register/plan", test_plan);
  REGISTER_TEST ("/register/tracking", test_tracking);
  return g_test_run ();
}
