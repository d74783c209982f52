/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * What somebody is to the hospital, and members of staff as patients: colleagues find no trace of
 * them on any route; who treats them and who may see staff does.
 */

#include <string.h>

#include "hcrm-fixture.h"
#include "hcrm-modules.h"

/* 1: doctor2 (staff D1002), treated by doctor in ORTHO. 2: a patient whom it was merged with. */
static const char make_people[] =
    "INSERT INTO patient (name, pinyin, initials, sex, birth_date, id_kind, id_number) VALUES"
    " ('苏文甲', 'su wen jia', 'swj', 'female', '1980-02-03', 'resident-id', '330102198002034428'),"
    " ('苏文甲', 'su wen jia', 'swj', 'female', '1980-02-03', NULL, NULL),"
    " ('周玲', 'zhou ling', 'zl', 'female', '1959-03-02', NULL, NULL);"
    "INSERT INTO patient_identifier (patient_id, issuer, kind, value) VALUES"
    " (1, 'EAST', 'MRN', 'Q7001'), (3, 'EAST', 'MRN', 'Q7003');"
    "INSERT INTO contact (patient_id, position, name, relation, number, number_key) VALUES"
    " (1, 1, '苏文甲', 'self', '13877776666', '13877776666');"
    "INSERT INTO encounter (patient_id, site_id, kind, number, state, department_id, attending_id,"
    " started_at, ended_at, summary, followup_decision) VALUES"
    " (1, 2, 'inpatient', 'ZQ7001', 'finished', 1, 1, hcrm_now() - interval '9 days',"
    "  hcrm_now() - interval '1 day', 'Q7001 summary', 'undecided'),"
    " (3, 2, 'inpatient', 'ZQ7003', 'finished', 1, 1, hcrm_now() - interval '9 days',"
    "  hcrm_now() - interval '1 day', NULL, 'undecided');"
    "INSERT INTO followup_plan (patient_id, encounter_id, site_id, department_id, doctor_id, note)"
    " SELECT patient_id, id, site_id, department_id, attending_id, 'plan Q7001' FROM encounter"
    "  WHERE patient_id = 1;"
    "INSERT INTO activity (kind, patient_id, site_id) VALUES ('followup_task', 1, 2);"
    "INSERT INTO followup_task (id, plan_id, patient_id, position, offset_days, owner, site_id,"
    " department_id, channel, due_on, planned_on, state) VALUES (1, 1, 1, 1, 7, 'centre', 2, 1,"
    " 'phone', hcrm_today(), hcrm_today(), 'open');"
    "INSERT INTO timeline (patient_id, kind, code, params) VALUES (1, 'record', 'record.merged',"
    " '{\"number\": \"Q7001\"}');"
    "INSERT INTO attempt (activity_id, patient_id, channel, user_id, started_at, disposition, note)"
    " VALUES (1, 1, 'phone', 3, hcrm_now(), 'no_answer', 'note Q7001');"
    "INSERT INTO questionnaire (url, version_tag, title, state, resource, tree_hash)"
    " VALUES ('urn:q', '1', 'Q', 'draft', '{}', 'x');"
    "INSERT INTO response (questionnaire_id, patient_id, activity_id, state, site_id,"
    " department_id, channel, resource) VALUES (1, 1, 1, 'completed', 2, 1, 'phone',"
    " '{\"resourceType\":\"QuestionnaireResponse\",\"status\":\"completed\",\"text\":\"Q7001\"}');"
    "INSERT INTO his_message (sender, control_id, sha256, type, raw, state, reason) VALUES ('HIS',"
    " 'C1', sha256('x'), 'ADT^A03', convert_to(E'MSH|^~\\\\&|HIS\\rPID|1||Q7001^^^EAST||苏^文甲', "
    "'UTF8'), 'dead', 'x');"
    "SELECT hcrm_patient_merge(2, 1, 'person', 'Q7001 twice');"
    "UPDATE staff SET patient_id = 1 WHERE id = 2;"
    "SELECT hcrm_duplicates_check(100);";

static void
set_up (Fixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  fixture_setup (self, NULL);
  hcrm_db_script (self->owner, make_people, &error);
  g_assert_no_error (error);
}

/* --- Hidden on every route -------------------------------------------------------------------- */

/* Anything of the patient that must not be in an answer to a colleague. */
static gboolean
tells (const char *text)
{
  static const char *const traces[] = { "苏文甲",   "su wen jia", "Q7001",
                                        "77776666", "4428",       "138****" };

  for (guint i = 0; text != NULL && i < G_N_ELEMENTS (traces); i++)
    if (strstr (text, traces[i]) != NULL)
      return TRUE;
  return FALSE;
}

/* The patient's id, or one that hangs on it, wherever the route takes one; each is 1 here. */
static char *
make_path (const HcrmModule *module, const HcrmRoute *route)
{
  g_autoptr (GRegex) part = g_regex_new ("\\{[a-z_]+\\}", 0, 0, NULL);
  g_autofree char *path = g_regex_replace_literal (part, route->path, -1, 0, "1", 0, NULL);

  return g_strconcat (module->face != NULL ? module->face->base : "", path, NULL);
}

static const char *const queries[] = { "",
                                       "?patient_id=1",
                                       "?patient=1",
                                       "?q=suwenjia",
                                       "?q=Q7001",
                                       "?q=13877776666",
                                       "?kind=staff",
                                       "?entity=patient&entity_id=1",
                                       "?state=dead",
                                       "?with=3" };

static guint
look_everywhere (Fixture *self, const char *user)
{
  guint found = 0;

  for (guint m = 0; hcrm_modules[m] != NULL; m++)
    for (guint i = 0; i < hcrm_modules[m]->n_routes; i++) {
      const HcrmRoute *route = &hcrm_modules[m]->routes[i];
      g_autofree char *path = make_path (hcrm_modules[m], route);
      for (guint q = 0; strcmp (route->method, "GET") == 0 && q < G_N_ELEMENTS (queries); q++) {
        g_autofree char *asked = g_strconcat (path, queries[q], NULL);
        g_autoptr (JsonNode) reply = fixture_call (self, user, "GET", asked, NULL, NULL);
        g_assert_cmpuint (fixture_answer.status, <, 500);
        /* What was asked for may be repeated by a refusal. */
        if (fixture_answer.status != 200 || !tells (fixture_answer.text))
          continue;
        if (found++ < 3)
          g_test_message ("%s sees %s", user, asked);
      }
    }
  return found;
}

static void
test_hidden_everywhere (Fixture *self, gconstpointer unused)
{
  static const char *const colleagues[] = { "agent", "doctor2", "head", "manager", "admin" };

  for (guint i = 0; i < G_N_ELEMENTS (colleagues); i++)
    g_assert_cmpuint (look_everywhere (self, colleagues[i]), ==, 0);
  g_assert_cmpuint (look_everywhere (self, "supervisor"), >, 10);
  /* A bundle repeats what was asked for. */
  fixture_expect (self, 200, "agent", "GET", "/fhir/R4/Patient?identifier=Q7001", NULL);
  g_assert_cmpstr (fixture_at ("total"), ==, "0");
  fixture_expect (self, 200, "supervisor", "GET", "/fhir/R4/Patient?identifier=Q7001", NULL);
  g_assert_cmpstr (fixture_at ("total"), ==, "1");
}

/* From now on each letter that is read through is counted. */
static const char count_read[] =
    "CREATE SEQUENCE letter_read; GRANT USAGE ON SEQUENCE letter_read TO PUBLIC;"
    "CREATE OR REPLACE FUNCTION hcrm_message_words(raw bytea) RETURNS text[] LANGUAGE plpgsql "
    "IMMUTABLE STRICT COST 10000 AS $$ BEGIN PERFORM nextval('public.letter_read'); RETURN (SELECT "
    "array_agg(DISTINCT left(upper(word), 64)) FROM "
    "regexp_split_to_table(public.hcrm_message_text(raw), '[^0-9A-Za-z]+') AS word WHERE word <> "
    "''); END $$";

/* To know which letters are about staff, nobody reads them all. */
static void
test_many_letters (Fixture *self, gconstpointer unused)
{
  g_free (fixture_sql (
      self, "INSERT INTO his_message (sender, control_id, sha256, type, raw, state, reason)"
            " SELECT 'HIS', 'M' || n, sha256(n::text::bytea), 'ADT^A03', convert_to(concat("
            "E'MSH|^~\\&|HIS\rPID|1||W', n, repeat('|Z' || n || '^word', 300)), 'UTF8'), 'dead',"
            " 'x' FROM generate_series(1, 900) AS n"));
  fixture_script (self, count_read);
  fixture_expect (self, 200, "admin", "GET", "/today", NULL);
  g_assert_cmpstr (fixture_at ("counts.dead_letters.total"), ==, "900");
  fixture_expect (self, 200, "supervisor", "GET", "/dead-letters", NULL);
  g_assert_cmpstr (fixture_at ("total.value"), ==, "901");
  fixture_expect (self, 200, "admin", "GET", "/dead-letters?state=dead", NULL);
  g_assert_cmpstr (fixture_at ("total.value"), ==, "900");
  fixture_assert_sql (self, "t", "SELECT last_value < 90 FROM letter_read");
}

static void
test_seen_by_who_treats (Fixture *self, gconstpointer unused)
{
  fixture_expect (self, 200, "doctor", "GET", "/patients/1", NULL);
  g_assert_nonnull (strstr (fixture_answer.text, "苏文甲"));
  fixture_expect (self, 200, "doctor", "GET", "/encounters?patient_id=1", NULL);
  g_assert_nonnull (strstr (fixture_answer.text, "ZQ7001"));
  fixture_expect (self, 404, "head", "GET", "/patients/1", NULL);
  fixture_expect (self, 200, "head", "GET", "/patients/3", NULL);
  fixture_expect (self, 404, "agent", "GET", "/patients/2", NULL);
  /* Work that is given to somebody brings the patient with it. */
  g_free (fixture_sql (self, "UPDATE followup_task SET assignee_id = (SELECT id FROM app_user"
                             " WHERE username = 'agent') WHERE id = 1"));
  fixture_expect (self, 200, "agent", "GET", "/patients/1", NULL);
  fixture_expect (self, 404, "agent2", "GET", "/patients/1", NULL);
}

/* Neither by attending on oneself. */
static void
test_not_oneself (Fixture *self, gconstpointer unused)
{
  g_free (fixture_sql (self, "UPDATE encounter SET attending_id = 2 WHERE id = 1"));
  fixture_expect (self, 404, "doctor2", "GET", "/patients/1", NULL);
  g_free (fixture_sql (self, "UPDATE staff SET patient_id = NULL WHERE id = 2"));
  fixture_expect (self, 200, "doctor2", "GET", "/patients/1", NULL);
}

static void
test_cannot_be_changed (Fixture *self, gconstpointer unused)
{
  static const char reveal[] = "{\"fields\":[\"numbers\"],\"reason\":\"who calls\"}";
  static const char merge[] = "{\"into_id\":1,\"into_version\":2,\"reason\":\"same\"}";

  fixture_expect (self, 404, "agent", "PATCH", "/patients/1", "{\"notes\":\"x\"}",
                  "If-Match: \"2\"");
  fixture_expect (self, 404, "agent", "POST", "/patients/1/actions/reveal", reveal);
  fixture_expect (self, 200, "supervisor", "POST", "/patients/1/actions/reveal", reveal);
  fixture_expect (self, 422, "head", "POST", "/patients/3/actions/merge", merge, "If-Match: \"1\"");
  fixture_expect (self, 422, "agent", "POST", "/contacts",
                  "{\"patient_id\":1,\"relation\":\"self\",\"number\":\"13900000000\"}");
}

/* A permission that reaches one department shows the staff it treats, and no others. */
static void
test_permission_in_a_department (Fixture *self, gconstpointer unused)
{
  g_free (fixture_sql (self, "INSERT INTO role_permission (role_id, permission, scope) SELECT id,"
                             " 'patient.staff', 'department' FROM role WHERE code = 'head'"));
  fixture_expect (self, 200, "head", "GET", "/patients/1", NULL);
  g_free (fixture_sql (self, "UPDATE encounter SET department_id = 3 WHERE patient_id = 1"));
  g_free (fixture_sql (self, "UPDATE followup_plan SET department_id = 3"));
  g_free (fixture_sql (self, "SELECT hcrm_patient_derive(1)"));
  fixture_expect (self, 404, "head", "GET", "/patients/1", NULL);
}

/* Parting a merge shows again what was hidden only with the other. */
static void
test_parted (Fixture *self, gconstpointer unused)
{
  g_free (fixture_sql (self, "SELECT hcrm_patient_unmerge(2, 'person', 'two persons')"));
  fixture_expect (self, 200, "agent", "GET", "/patients/2", NULL);
  fixture_expect (self, 404, "agent", "GET", "/patients/1", NULL);
}

/* --- Kinds ------------------------------------------------------------------------------------ */

static void
test_kinds (Fixture *self, gconstpointer unused)
{
  fixture_expect (self, 201, "agent", "POST", "/patients",
                  "{\"name\":\"王经理\",\"sex\":\"male\",\"kinds\":[\"partner\",\"bank\"]}");
  g_assert_cmpstr (fixture_at ("kinds.1"), ==, "bank");
  fixture_expect (self, 200, "agent", "GET", "/patients?kind=bank", NULL);
  g_assert_cmpstr (fixture_at ("items.0.name"), ==, "王经理");
  g_assert_null (fixture_at ("items.1.name"));
  fixture_expect (self, 200, "agent", "GET", "/patients?kind=patient", NULL);
  g_assert_cmpstr (fixture_at ("items.0.name"), ==, "周玲");
  fixture_expect (self, 200, "agent", "PATCH", "/patients/3", "{\"kinds\":[\"patient\",\"bank\"]}",
                  "If-Match: \"1\"");
  fixture_expect (self, 200, "agent", "GET", "/patients?kind=bank&kind=healthy", NULL);
  g_assert_nonnull (fixture_at ("items.1.name"));
  fixture_expect (self, 200, "agent", "PATCH", "/patients/3", "{\"notes\":\"x\"}",
                  "If-Match: \"2\"");
  g_assert_cmpstr (fixture_at ("kinds.1"), ==, "bank");
}

static void
expect_bad_kinds (Fixture *self, const char *kinds)
{
  g_autofree char *body = g_strdup_printf ("{\"kinds\":%s}", kinds);

  fixture_expect (self, 422, "agent", "PATCH", "/patients/3", body, "If-Match: \"1\"");
  g_assert_cmpstr (fixture_at ("fields.0.name"), ==, "kinds");
}

static void
test_bad_kinds (Fixture *self, gconstpointer unused)
{
  expect_bad_kinds (self, "[]");
  expect_bad_kinds (self, "[\"king\"]");
  expect_bad_kinds (self, "[\"bank\",\"bank\"]");
  expect_bad_kinds (self, "\"bank\"");
  expect_bad_kinds (self, "[1]");
  /* Whoever would not see the record afterwards cannot hide it. */
  expect_bad_kinds (self, "[\"patient\",\"staff\"]");
  fixture_expect (self, 200, "supervisor", "PATCH", "/patients/3",
                  "{\"kinds\":[\"patient\",\"staff\"]}", "If-Match: \"1\"");
  fixture_expect (self, 404, "agent", "GET", "/patients/3", NULL);
  fixture_expect (self, 200, "supervisor", "PATCH", "/patients/3", "{\"kinds\":[\"patient\"]}",
                  "If-Match: \"2\"");
  fixture_expect (self, 200, "agent", "GET", "/patients/3", NULL);
}

/* --- What is added later ---------------------------------------------------------------------- */

static void
test_all_views (Fixture *self, gconstpointer unused)
{
  g_autofree char *open =
      fixture_sql (self,
                   "SELECT string_agg(v.viewname, ' ') FROM pg_views AS v JOIN pg_attribute AS a ON"
                   " a.attrelid = v.viewname::regclass AND a.attname = 'patient_id' AND NOT"
                   " a.attisdropped WHERE v.schemaname = 'public' AND v.viewname ~ '_scoped$' AND"
                   " v.viewname <> 'claim_scoped' AND v.definition !~ 'patient_of_staff'");

  /* A migration that adds such a view must call hcrm_hide_staff() of 0029-privacy.sql. */
  g_assert_cmpstr (open, ==, NULL);
}

#define STAFF_TEST(path, function)                                                                 \
  g_test_add (path, Fixture, NULL, set_up, function, fixture_teardown)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  STAFF_TEST ("/staff-patient/hidden-everywhere", test_hidden_everywhere);
  STAFF_TEST ("/staff-patient/many-letters", test_many_letters);
  STAFF_TEST ("/staff-patient/seen-by-who-treats", test_seen_by_who_treats);
  STAFF_TEST ("/staff-patient/not-oneself", test_not_oneself);
  STAFF_TEST ("/staff-patient/cannot-be-changed", test_cannot_be_changed);
  STAFF_TEST ("/staff-patient/permission-in-a-department", test_permission_in_a_department);
  STAFF_TEST ("/staff-patient/parted", test_parted);
  STAFF_TEST ("/staff-patient/kinds", test_kinds);
  STAFF_TEST ("/staff-patient/bad-kinds", test_bad_kinds);
  STAFF_TEST ("/staff-patient/all-views", test_all_views);
  return g_test_run ();
}
