/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Patients over HTTP: written, found, masked, revealed, seen by whom; drafts, views, today. */

#include <string.h>

#include "hcrm-fixture.h"

#define SHAN_ID "330102195903024423"

/* Patient 1 was treated by doctor in ORTHO, patient 2 in NEURO, patient 3 nowhere. */
static const char seed[] =
    "INSERT INTO patient_identifier (patient_id, issuer, kind, value) VALUES"
    " (1, 'EAST', 'MRN', 'M00123456'), (2, 'WEST', 'MRN', 'W0077');"
    "INSERT INTO encounter (patient_id, site_id, kind, number, state, department_id, attending_id,"
    " started_at, ended_at, followup_decision) VALUES"
    " (1, 2, 'inpatient', 'Z1', 'finished', 1, 1, hcrm_now() - interval '9 days',"
    "  hcrm_now() - interval '2 days', 'undecided'),"
    " (1, 2, 'outpatient', 'O1', 'active', 1, 1, hcrm_now() - interval '1 day', NULL, NULL),"
    " (2, 3, 'inpatient', 'Z2', 'finished', 5, NULL, hcrm_now() - interval '20 days',"
    "  hcrm_now() - interval '10 days', 'undecided');"
    "INSERT INTO encounter_code (encounter_id, kind, rank, system, code, text)"
    " VALUES (1, 'diagnosis', 1, 'icd10', 'S72.0', '股骨颈骨折');"
    "INSERT INTO followup_template (code, name, state, icd10)"
    " VALUES ('hip', '髋部骨折', 'published', '{S72}'), ('mi', '心梗', 'published', '{I21}');"
    "INSERT INTO followup_plan (patient_id, encounter_id, template_id, site_id, department_id,"
    " doctor_id) VALUES (1, 1, 1, 2, 1, 1);"
    "INSERT INTO activity (kind, patient_id, site_id) VALUES ('followup_task', 1, 2),"
    " ('followup_task', 1, 2);"
    "INSERT INTO followup_task (id, plan_id, patient_id, position, offset_days, owner, site_id,"
    " department_id, assignee_id, channel, due_on, planned_on, state) VALUES"
    " (1, 1, 1, 1, 7, 'doctor', 2, 1, 6, 'phone', hcrm_today(), hcrm_today(), 'open'),"
    " (2, 1, 1, 2, 15, 'centre', 2, 1, NULL, 'phone', hcrm_today() - 1, hcrm_today() - 1, 'open');"
    "INSERT INTO timeline (patient_id, at, kind, code, activity_id) VALUES"
    " (1, hcrm_now() - interval '2 days', 'encounter', 'encounter.discharged', NULL),"
    " (1, hcrm_now(), 'followup', 'followup.done', 1);"
    "INSERT INTO attempt (activity_id, patient_id, contact_id, channel, number, user_id,"
    " started_at, disposition) VALUES (1, 1, 1, 'phone', '13812345678', 3, hcrm_now(), 'reached')";

static void
create (Fixture *self, const char *path, const char *body)
{
  fixture_expect (self, 201, "agent", "POST", path, body);
}

static void
set_up (Fixture *self, gconstpointer unused)
{
  fixture_setup (self, NULL);
  create (self, "/patients",
          "{\"name\":\"单雄信\",\"sex\":\"unknown\",\"id_kind\":\"resident-id\","
          "\"id_number\":\"" SHAN_ID "\",\"address\":\"浙江省杭州市上城区平海路1号\","
          "\"allergies\":\"青霉素\"}");
  create (self, "/patients",
          "{\"name\":\"曾雨桐\",\"sex\":\"female\",\"birth_date\":\"1988-05-06\"}");
  create (self, "/patients", "{\"name\":\"John Smith\",\"sex\":\"male\"}");
  create (self, "/contacts",
          "{\"patient_id\":1,\"relation\":\"self\",\"channel\":\"phone\","
          "\"number\":\"+86 138-1234-5678\",\"may_discuss\":\"all\"}");
  create (self, "/contacts",
          "{\"patient_id\":1,\"name\":\"单大\",\"relation\":\"child\",\"channel\":\"landline\","
          "\"number\":\"0571-88886620\"}");
  g_free (fixture_sql (self, "%s", seed));
}

/* --- Writing -------------------------------------------------------------------------------- */

static void
test_record (Fixture *self, gconstpointer unused)
{
  g_autoptr (JsonNode) patient = fixture_call (self, "agent", "GET", "/patients/1", NULL, NULL);

  g_assert_cmpuint (fixture_answer.status, ==, 200);
  g_assert_cmpint (fixture_answer.etag, ==, 1);
  g_assert_cmpstr (json_at (patient, "pinyin"), ==, "shan xiong xin");
  g_assert_cmpstr (json_at (patient, "initials"), ==, "sxx");
  g_assert_cmpstr (json_at (patient, "birth_date"), ==, "1959-03-02");
  g_assert_cmpstr (json_at (patient, "sex"), ==, "female");
  g_assert_cmpstr (json_at (patient, "id_number"), ==, "3301**********4423");
  g_assert_cmpstr (json_at (patient, "phone"), ==, "138****5678");
  g_assert_cmpstr (json_at (patient, "address"), ==, "浙江省杭州市****");
  g_assert_cmpstr (json_at (patient, "mrn"), ==, "M00123456");
  g_assert_cmpstr (json_at (patient, "department_en"), ==, "Orthopaedics");
  g_assert_cmpint (json_int_at (patient, "open_tasks"), ==, 2);
}

/* --- Registered by those who see departments -------------------------------------------------- */

#define NEWCOMER "{\"name\":\"贺兰\",\"sex\":\"female\"}"

/* A nurse without a record of her own, in these departments. */
static void
add_nurse (Fixture *self, const char *departments)
{
  g_free (fixture_sql (self,
                       "WITH u AS (INSERT INTO app_user (username, password_hash, language)"
                       " SELECT 'nurse', password_hash, 'en' FROM app_user WHERE username = 'agent'"
                       " RETURNING id) INSERT INTO user_role (user_id, role_id, department_id)"
                       " SELECT u.id, r.id, d FROM u, role AS r, unnest('%s'::bigint[]) AS d"
                       " WHERE r.code = 'nurse'",
                       departments));
}

static char *
register_newcomer (Fixture *self, const char *body)
{
  g_autoptr (JsonNode) made = fixture_call (self, "nurse", "POST", "/patients", body, NULL);

  g_assert_cmpuint (fixture_answer.status, ==, 201);
  g_assert_cmpstr (json_at (made, "department_en"), !=, NULL);
  return g_strdup_printf ("/patients/%s", json_at (made, "id"));
}

static void
test_registered_in_the_only_department (Fixture *self, gconstpointer unused)
{
  add_nurse (self, "{1}");
  g_autofree char *path = register_newcomer (self, NEWCOMER);
  g_autoptr (JsonNode) mine =
      fixture_call (self, "nurse", "GET", "/patients/departments", NULL, NULL);
  g_autoptr (JsonNode) patient = fixture_call (self, "nurse", "GET", path, NULL, NULL);

  g_assert_cmpuint (json_length_at (mine, "items"), ==, 1);
  g_assert_cmpstr (json_at (mine, "items.0.name_en"), ==, "Orthopaedics");
  g_assert_cmpstr (json_at (patient, "department_id"), ==, "1");
  fixture_expect (self, 200, "doctor", "GET", path, NULL);
  fixture_expect (self, 404, "doctor2", "GET", path, NULL);
  fixture_expect (self, 200, "nurse", "PATCH", path, "{\"notes\":\"x\"}", "If-Match: \"1\"");
  fixture_expect (self, 422, "nurse", "PATCH", path, "{\"department_id\":3}", "If-Match: \"2\"");
}

static void
test_registered_in_one_of_several (Fixture *self, gconstpointer unused)
{
  add_nurse (self, "{1,3}");
  g_autoptr (JsonNode) refused = fixture_call (self, "nurse", "POST", "/patients", NEWCOMER, NULL);

  g_assert_cmpuint (fixture_answer.status, ==, 422);
  g_assert_cmpstr (json_at (refused, "fields.0.name"), ==, "department_id");
  fixture_expect (self, 422, "nurse", "POST", "/patients",
                  "{\"name\":\"贺兰\",\"sex\":\"female\",\"department_id\":5}");
  g_autofree char *path =
      register_newcomer (self, "{\"name\":\"贺兰\",\"sex\":\"female\",\"department_id\":3}");
  fixture_expect (self, 200, "doctor2", "GET", path, NULL);
  fixture_expect (self, 404, "doctor", "GET", path, NULL);
  fixture_expect (self, 201, "agent", "POST", "/patients", NEWCOMER);
}

/* Deriving anew who sees whom, as a merge does, keeps where a patient was registered. */
static void
test_registered_and_derived (Fixture *self, gconstpointer unused)
{
  add_nurse (self, "{1}");
  g_autofree char *path = register_newcomer (self, NEWCOMER);

  g_free (fixture_sql (self, "SELECT hcrm_patient_derive(max(id)) FROM patient"));
  g_autoptr (JsonNode) patient = fixture_call (self, "nurse", "GET", path, NULL, NULL);
  g_assert_cmpstr (json_at (patient, "department_id"), ==, "1");
}

/* --- The deceased ----------------------------------------------------------------------------- */

static char *
decision (Fixture *self, guint encounter)
{
  return fixture_sql (self,
                      "SELECT followup_decision || ' ' || coalesce(decision_reason, '')"
                      " FROM encounter WHERE id = %u",
                      encounter);
}

static void
test_deceased_needs_no_decision (Fixture *self, gconstpointer unused)
{
  fixture_expect (self, 200, "agent", "PATCH", "/patients/1",
                  "{\"deceased_at\":\"2026-01-02T08:00:00+08:00\"}", "If-Match: \"1\"");
  g_autofree char *known = decision (self, 1);
  g_autofree char *others = decision (self, 3);
  g_free (fixture_sql (
      self, "INSERT INTO encounter (patient_id, site_id, kind, number, state, department_id,"
            " started_at, ended_at, followup_decision) VALUES (1, 2, 'inpatient', 'Z9', 'finished',"
            " 1, hcrm_now() - interval '2 days', hcrm_now(), 'undecided')"));
  g_autofree char *later = decision (self, 4);
  g_autofree char *told = fixture_sql (self, "SELECT count(*) FROM timeline WHERE patient_id = 1"
                                             " AND code = 'followup.died'");

  g_assert_cmpstr (known, ==, "exempt died");
  g_assert_cmpstr (others, ==, "undecided ");
  g_assert_cmpstr (later, ==, "exempt died");
  g_assert_cmpstr (told, ==, "2");
}

static gboolean
names_field (JsonNode *problem, const char *name)
{
  for (guint i = 0; i < json_length_at (problem, "fields"); i++) {
    g_autofree char *path = g_strdup_printf ("fields.%u.name", i);
    if (g_strcmp0 (json_at (problem, path), name) == 0)
      return TRUE;
  }
  return FALSE;
}

static void
assert_refused (Fixture *self, const char *path, const char *body, const char *const *fields)
{
  g_autoptr (JsonNode) problem = fixture_call (self, "agent", "POST", path, body, NULL);

  g_assert_cmpuint (fixture_answer.status, ==, 422);
  for (const char *const *field = fields; *field != NULL; field++)
    if (!names_field (problem, *field))
      g_error ("%s is not among the faults: %s", *field, fixture_answer.text);
  g_assert_cmpuint (json_length_at (problem, "fields"), ==, g_strv_length ((char **) fields));
}

static void
test_all_faults_at_once (Fixture *self, gconstpointer unused)
{
  const char *const shapes[] = { "name", "sex", "birth_date", "mrn", "colour", NULL };
  const char *const rules[] = { "id_number", "birth_date", NULL };
  const char *const kind[] = { "id_kind", NULL };
  const char *const other_birth[] = { "birth_date", NULL };
  const char *const number[] = { "number", NULL };

  assert_refused (self, "/patients",
                  "{\"name\":\"\",\"sex\":\"blue\",\"birth_date\":\"2024-13-01\",\"mrn\":\"1\","
                  "\"colour\":1}",
                  shapes);
  assert_refused (self, "/patients",
                  "{\"name\":\"甲\",\"sex\":\"male\",\"birth_date\":\"2999-01-01\","
                  "\"id_kind\":\"resident-id\",\"id_number\":\"330102195903024420\"}",
                  rules);
  assert_refused (self, "/patients", "{\"name\":\"甲\",\"sex\":\"male\",\"id_number\":\"E1\"}",
                  kind);
  assert_refused (self, "/patients",
                  "{\"name\":\"甲\",\"sex\":\"male\",\"birth_date\":\"1960-01-01\","
                  "\"id_kind\":\"resident-id\",\"id_number\":\"" SHAN_ID "\"}",
                  other_birth);
  assert_refused (self, "/contacts",
                  "{\"patient_id\":1,\"relation\":\"self\",\"channel\":\"phone\","
                  "\"number\":\"1381234567890123\"}",
                  number);
}

static void
test_if_match (Fixture *self, gconstpointer unused)
{
  fixture_expect (self, 428, "agent", "PATCH", "/patients/1", "{\"notes\":\"a\"}");
  fixture_expect (self, 200, "agent", "PATCH", "/patients/1", "{\"notes\":\"a\"}",
                  "If-Match: \"1\"");
  g_assert_cmpint (fixture_answer.etag, ==, 2);
  g_autoptr (JsonNode) problem = fixture_call (self, "agent2", "PATCH", "/patients/1",
                                               "{\"notes\":\"b\"}", "If-Match: \"1\"", NULL);
  g_assert_cmpuint (fixture_answer.status, ==, 412);
  g_assert_cmpstr (json_at (problem, "current.notes"), ==, "a");
  g_assert_cmpstr (json_at (problem, "current.id_number"), ==, "3301**********4423");
  fixture_expect (self, 422, "agent", "PATCH", "/patients/1", "{\"address\":\"浙江省杭州市****\"}",
                  "If-Match: \"2\"");
  g_autoptr (JsonNode) renamed = fixture_call (self, "agent", "PATCH", "/patients/1",
                                               "{\"name\":\"仇英\"}", "If-Match: \"2\"", NULL);
  g_assert_cmpstr (json_at (renamed, "pinyin"), ==, "qiu ying");
  g_assert_cmpstr (json_at (renamed, "id_number"), ==, "3301**********4423");
}

static void
test_idempotency (Fixture *self, gconstpointer unused)
{
  static const char body[] = "{\"name\":\"解晓东\",\"sex\":\"male\"}";

  fixture_expect (self, 201, "agent", "POST", "/patients", body, "Idempotency-Key: k1");
  g_autofree char *location = g_strdup (fixture_answer.location);
  fixture_expect (self, 201, "agent", "POST", "/patients", body, "Idempotency-Key: k1");
  g_assert_cmpstr (fixture_answer.location, ==, location);
  fixture_expect (self, 422, "agent", "POST", "/patients", "{\"name\":\"x\",\"sex\":\"male\"}",
                  "Idempotency-Key: k1");
  g_autofree char *n = fixture_sql (self, "SELECT count(*) FROM patient WHERE name = '解晓东'");
  g_assert_cmpstr (n, ==, "1");
}

static void
test_contacts (Fixture *self, gconstpointer unused)
{
  g_autoptr (JsonNode) list =
      fixture_call (self, "agent", "GET", "/contacts?patient_id=1", NULL, NULL);

  g_assert_cmpuint (json_length_at (list, "items"), ==, 2);
  g_assert_cmpstr (json_at (list, "items.0.number"), ==, "138****5678");
  g_assert_cmpstr (json_at (list, "items.1.number"), ==, "0571-****6620");
  fixture_expect (self, 200, "agent", "PATCH", "/contacts/2", "{\"position\":1}", "If-Match: 1");
  g_autoptr (JsonNode) moved =
      fixture_call (self, "agent", "GET", "/contacts?patient_id=1", NULL, NULL);
  g_assert_cmpint (json_int_at (moved, "items.0.id"), ==, 2);
  g_assert_cmpint (json_int_at (moved, "items.1.position"), ==, 2);
  fixture_expect (self, 404, "doctor2", "PATCH", "/contacts/2", "{\"note\":\"x\"}", "If-Match: 2");
  fixture_expect (self, 404, "doctor2", "POST", "/contacts",
                  "{\"patient_id\":1,\"relation\":\"self\",\"channel\":\"phone\","
                  "\"number\":\"13900000000\"}");
}

/* --- Finding -------------------------------------------------------------------------------- */

static void
assert_finds (Fixture *self, const char *q, const char *id, const char *matched)
{
  g_autofree char *escaped = g_uri_escape_string (q, NULL, FALSE);
  g_autofree char *path = g_strdup_printf ("/search?q=%s", escaped);
  g_autofree char *list = g_strdup_printf ("/patients?q=%s", escaped);
  g_autoptr (JsonNode) found = fixture_call (self, "agent", "GET", path, NULL, NULL);
  g_autoptr (JsonNode) listed = fixture_call (self, "agent", "GET", list, NULL, NULL);

  if (g_strcmp0 (json_at (found, "items.0.id"), id) != 0
      || g_strcmp0 (json_at (found, "items.0.matched"), matched) != 0)
    g_test_message ("%s: %s", q, json_at (found, "items"));
  g_assert_cmpstr (json_at (found, "items.0.id"), ==, id);
  g_assert_cmpstr (json_at (found, "items.0.matched"), ==, matched);
  g_assert_cmpstr (json_at (listed, "items.0.id"), ==, id);
}

static void
test_search (Fixture *self, gconstpointer unused)
{
  assert_finds (self, "单雄信", "1", "name");
  assert_finds (self, "雄信", "1", "name");
  assert_finds (self, "单", "1", "name");
  assert_finds (self, "shan xiong", "1", "pinyin");
  assert_finds (self, "xiongxin", "1", "pinyin");
  assert_finds (self, "SXX", "1", "initials");
  assert_finds (self, "zyt", "2", "initials");
  assert_finds (self, "zeng", "2", "pinyin");
  assert_finds (self, "smith", "3", "name");
  assert_finds (self, "5678", "1", "phone");
  assert_finds (self, "13812345678", "1", "phone");
  assert_finds (self, "+86 138 1234 5678", "1", "phone");
  assert_finds (self, "0571-88886620", "1", "phone");
  assert_finds (self, "M00123456", "1", "mrn");
  assert_finds (self, "m0012", "1", "mrn");
  assert_finds (self, "0077", "2", "mrn");
  assert_finds (self, "4423", "1", "id_number");
  assert_finds (self, SHAN_ID, "1", "id_number");
  assert_finds (self, "nobody at all", NULL, NULL);
  /* An inner part of a number is not searched: it would tell what is masked. */
  assert_finds (self, "8123456", NULL, NULL);
}

static void
assert_count (Fixture *self, const char *user, const char *path, guint n)
{
  g_autoptr (JsonNode) list = fixture_call (self, user, "GET", path, NULL, NULL);

  if (fixture_answer.status != 200 || json_length_at (list, "items") != n)
    g_test_message ("%s %s: %s", user, path, fixture_answer.text);
  g_assert_cmpuint (fixture_answer.status, ==, 200);
  g_assert_cmpuint (json_length_at (list, "items"), ==, n);
}

/* Whose number it was is named only as long as it is theirs. */
static void
test_attempt_contact (Fixture *self, gconstpointer unused)
{
  fixture_run_sql (self, "UPDATE attempt SET number = (SELECT number FROM contact WHERE id = 1)");
  fixture_expect (self, 200, "agent", "GET", "/attempts?patient_id=1", NULL);
  g_assert_cmpstr (fixture_at ("items.0.contact_id"), ==, "1");
  fixture_run_sql (self, "UPDATE attempt SET number = '13700000000'");
  fixture_expect (self, 200, "agent", "GET", "/attempts?patient_id=1", NULL);
  g_assert_null (fixture_at ("items.0.contact_id"));
}

static void
test_lists (Fixture *self, gconstpointer unused)
{
  assert_count (self, "agent", "/patients", 3);
  assert_count (self, "agent", "/patients?sex=female&sex=other", 2);
  assert_count (self, "agent", "/patients?department_id=5", 1);
  assert_count (self, "agent", "/patients?deceased=true", 0);
  assert_count (self, "agent", "/encounters?patient_id=1", 2);
  assert_count (self, "doctor", "/encounters?followup_decision=undecided&attending=me", 1);
  assert_count (self, "agent", "/encounters?attending=2", 0);
  assert_count (self, "agent", "/timeline?patient_id=1&sort=-at", 2);
  assert_count (self, "agent", "/timeline?patient_id=1&kind=followup", 1);
  assert_count (self, "agent", "/attempts?patient_id=1", 1);
  assert_count (self, "agent", "/attempts?activity_id=1&sort=-started_at", 1);
  fixture_expect (self, 422, "agent", "GET", "/attempts", NULL);
  fixture_expect (self, 422, "agent", "GET", "/patients?sort=id_number", NULL);
}

/* Patients without a birth date are listed too, whatever the page. */
static void
test_paging_over_null (Fixture *self, gconstpointer unused)
{
  static const char *const sorts[] = { "birth_date", "-birth_date", "last_encounter_on", "pinyin" };

  for (guint i = 0; i < G_N_ELEMENTS (sorts); i++) {
    g_autofree char *after = g_strdup ("");
    guint n = 0;

    do {
      g_autofree char *path = g_strdup_printf ("/patients?limit=1&sort=%s%s", sorts[i], after);
      g_autoptr (JsonNode) page = fixture_call (self, "agent", "GET", path, NULL, NULL);
      const char *next = json_at (page, "next");
      g_autofree char *escaped = next != NULL ? g_uri_escape_string (next, NULL, FALSE) : NULL;

      g_assert_cmpuint (fixture_answer.status, ==, 200);
      n += json_length_at (page, "items");
      g_free (after);
      after = next != NULL ? g_strconcat ("&after=", escaped, NULL) : NULL;
    } while (after != NULL && n < 9);
    g_assert_cmpuint (n, ==, 3);
  }
}

static void
test_encounter (Fixture *self, gconstpointer unused)
{
  g_autoptr (JsonNode) stay = fixture_call (self, "doctor", "GET", "/encounters/1", NULL, NULL);

  g_assert_cmpuint (fixture_answer.status, ==, 200);
  g_assert_cmpstr (json_at (stay, "diagnosis"), ==, "股骨颈骨折");
  g_assert_cmpstr (json_at (stay, "diagnoses.0.code"), ==, "S72.0");
  g_assert_cmpuint (json_length_at (stay, "template_ids"), ==, 1);
  g_assert_cmpint (json_int_at (stay, "template_ids.0"), ==, 1);
  g_assert_nonnull (json_at (stay, "decide_by"));
  g_free (fixture_sql (self, "UPDATE followup_template SET icd10 = '{s70-s73}'"));
  g_autoptr (JsonNode) ranged = fixture_call (self, "doctor", "GET", "/encounters/1", NULL, NULL);
  g_assert_cmpuint (json_length_at (ranged, "template_ids"), ==, 2);
}

/* What the list of codes calls it, or the narrowest category that it knows. */
static void
test_diagnosis_in_english (Fixture *self, gconstpointer unused)
{
  static const struct {
    const char *codes;
    const char *name_en;
  } lists[] = {
    { "('icd10', 'S70-S79', '髋和大腿损伤', 'Injuries to the hip and thigh')", NULL },
    { "('icd10', 'S72', '股骨骨折', 'Fracture of femur')", "Fracture of femur" },
    { "('icd10', 'S72.0', '股骨颈骨折', 'Fracture of neck of femur')",
      "Fracture of neck of femur" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++) {
    g_autofree char *sql = g_strconcat ("INSERT INTO code (system, code, name, name_en) VALUES ",
                                        lists[i].codes, NULL);
    fixture_script (self, sql);
    g_autoptr (JsonNode) stay = fixture_call (self, "doctor", "GET", "/encounters/1", NULL, NULL);
    g_assert_cmpstr (json_at (stay, "diagnosis_en"), ==, lists[i].name_en);
    g_assert_cmpstr (json_at (stay, "diagnosis"), ==, "股骨颈骨折");
  }
}

/* --- Who sees what -------------------------------------------------------------------------- */

static void
test_scopes (Fixture *self, gconstpointer unused)
{
  static const struct {
    const char *user;
    guint patients;
  } seen[] = { { "agent", 3 },  { "supervisor", 3 }, { "manager", 3 },
               { "doctor", 1 }, { "head", 1 },       { "doctor2", 0 } };

  for (guint i = 0; i < G_N_ELEMENTS (seen); i++) {
    assert_count (self, seen[i].user, "/patients", seen[i].patients);
    fixture_expect (self, seen[i].patients > 0 ? 200 : 404, seen[i].user, "GET", "/patients/1",
                    NULL);
    fixture_expect (self, seen[i].patients > 1 ? 200 : 404, seen[i].user, "GET", "/patients/2",
                    NULL);
    assert_count (self, seen[i].user, "/search?q=shan", seen[i].patients > 0);
    assert_count (self, seen[i].user, "/contacts?patient_id=1", seen[i].patients > 0 ? 2 : 0);
    assert_count (self, seen[i].user, "/timeline?patient_id=1", seen[i].patients > 0 ? 2 : 0);
  }
  fixture_expect (self, 403, "admin", "GET", "/patients", NULL);
  fixture_expect (self, 401, NULL, "GET", "/patients", NULL);
  fixture_expect (self, 403, "manager", "POST", "/patients", "{}");
}

static void
test_own_new_patient (Fixture *self, gconstpointer unused)
{
  fixture_expect (self, 201, "doctor2", "POST", "/patients",
                  "{\"name\":\"区小明\",\"sex\":\"male\"}");
  assert_count (self, "doctor2", "/patients", 1);
  assert_count (self, "doctor", "/patients", 1);
}

static void
test_reveal (Fixture *self, gconstpointer unused)
{
  static const char body[] =
      "{\"fields\":[\"id_number\",\"address\",\"numbers\"],\"reason\":\"核对身份\"}";
  g_autoptr (JsonNode) shown = fixture_call (self, "agent", "POST", "/patients/1/actions/reveal",
                                             body, "Idempotency-Key: r1", NULL);

  g_assert_cmpuint (fixture_answer.status, ==, 200);
  g_autofree char *kept = fixture_sql (self, "SELECT count(*) FROM idempotency");
  g_assert_cmpstr (kept, ==, "0");
  g_assert_cmpstr (json_at (shown, "id_number"), ==, SHAN_ID);
  g_assert_cmpstr (json_at (shown, "contacts.0.number"), ==, "+86 138-1234-5678");
  g_assert_cmpstr (json_at (shown, "contacts.1.id"), ==, "2");
  g_autofree char *audit = fixture_sql (
      self,
      "SELECT concat_ws('|', user_id, entity, entity_id, after, reason, request_id IS NOT NULL)"
      " FROM audit WHERE action = 'reveal'");
  g_assert_cmpstr (audit, ==, "3|patient|1|[\"id_number\", \"address\", \"numbers\"]|核对身份|t");

  fixture_expect (self, 422, "agent", "POST", "/patients/1/actions/reveal",
                  "{\"fields\":[\"id_number\"]}");
  fixture_expect (self, 422, "agent", "POST", "/patients/1/actions/reveal",
                  "{\"fields\":[\"name\"],\"reason\":\"because\"}");
  fixture_expect (self, 200, "doctor", "POST", "/patients/1/actions/reveal", body);
  fixture_expect (self, 404, "doctor", "POST", "/patients/2/actions/reveal", body);
  fixture_expect (self, 403, "manager", "POST", "/patients/1/actions/reveal", body);
  g_autofree char *n = fixture_sql (self, "SELECT count(*) FROM audit WHERE action = 'reveal'");
  g_assert_cmpstr (n, ==, "2");
}

/* --- Workspace ------------------------------------------------------------------------------ */

static void
test_drafts (Fixture *self, gconstpointer unused)
{
  fixture_expect (self, 404, "agent", "GET", "/drafts/call/1", NULL);
  fixture_expect (self, 200, "agent", "PUT", "/drafts/call/1", "{\"content\":{\"note\":\"a\"}}");
  fixture_expect (self, 200, "agent", "PUT", "/drafts/call/1", "{\"content\":{\"note\":\"b\"}}");
  g_autoptr (JsonNode) draft = fixture_call (self, "agent", "GET", "/drafts/call/1", NULL, NULL);
  g_assert_cmpstr (json_at (draft, "content.note"), ==, "b");
  g_assert_nonnull (json_at (draft, "saved_at"));
  fixture_expect (self, 404, "agent2", "GET", "/drafts/call/1", NULL);
  fixture_expect (self, 204, "agent", "DELETE", "/drafts/call/1", NULL);
  fixture_expect (self, 204, "agent", "DELETE", "/drafts/call/1", NULL);
  fixture_expect (self, 404, "agent", "GET", "/drafts/call/1", NULL);
}

static void
test_views (Fixture *self, gconstpointer unused)
{
  static const char body[] = "{\"page\":\"patients\",\"name\":\"骨科\",\"content\":{\"q\":\"a\"}}";

  fixture_expect (self, 201, "agent", "POST", "/views", body);
  g_autoptr (JsonNode) twice = fixture_call (self, "agent", "POST", "/views", body, NULL);
  g_assert_cmpuint (fixture_answer.status, ==, 409);
  g_assert_true (names_field (twice, "name"));
  assert_count (self, "agent", "/views?page=patients", 1);
  assert_count (self, "agent2", "/views?page=patients", 0);
  fixture_expect (self, 200, "agent", "PATCH", "/views/1", "{\"name\":\"心内\"}", "If-Match: 1");
  fixture_expect (self, 404, "agent2", "PATCH", "/views/1", "{\"name\":\"x\"}", "If-Match: 2");
  fixture_expect (self, 428, "agent", "POST", "/views/1/actions/retire", "{}");
  fixture_expect (self, 200, "agent", "POST", "/views/1/actions/retire", "{}", "If-Match: 2");
  assert_count (self, "agent", "/views?page=patients", 0);
}

static void
test_today (Fixture *self, gconstpointer unused)
{
  g_autoptr (JsonNode) agent = fixture_call (self, "agent", "GET", "/today", NULL, NULL);
  g_assert_cmpuint (fixture_answer.status, ==, 200);
  g_assert_cmpint (json_int_at (agent, "counts.worklist.total"), ==, 1);
  g_assert_cmpint (json_int_at (agent, "counts.worklist.urgent"), ==, 1);
  g_assert_cmpint (json_int_at (agent, "counts.undecided.total"), ==, 0);
  g_assert_cmpint (json_int_at (agent, "stats.reached_today"), ==, 1);
  g_assert_cmpint (json_int_at (agent, "stats.overdue"), ==, 1);
  g_autoptr (JsonNode) owes = fixture_call (self, "doctor", "GET", "/today", NULL, NULL);
  g_assert_cmpint (json_int_at (owes, "stats.overdue"), ==,
                   json_int_at (owes, "counts.mine.urgent"));
  g_assert_cmpuint (json_length_at (agent, "stats.by_hour"), ==, 1);
  g_assert_cmpuint (json_length_at (agent, "items"), ==, 1);
  g_assert_cmpstr (json_at (agent, "items.0.urgency"), ==, "now");
  g_assert_cmpstr (json_at (agent, "items.0.phone"), ==, "138****5678");

  g_autoptr (JsonNode) doctor = fixture_call (self, "doctor", "GET", "/today", NULL, NULL);
  g_assert_cmpint (json_int_at (doctor, "counts.worklist.total"), ==, 0);
  g_assert_cmpint (json_int_at (doctor, "counts.undecided.urgent"), ==, 1);
  g_assert_cmpint (json_int_at (doctor, "counts.mine.total"), ==, 1);
  g_assert_cmpuint (json_length_at (doctor, "items"), ==, 2);
  g_assert_cmpstr (json_at (doctor, "items.0.kind"), ==, "encounter");
  g_assert_cmpstr (json_at (doctor, "items.1.kind"), ==, "followup_task");

  g_autoptr (JsonNode) supervisor = fixture_call (self, "supervisor", "GET", "/today", NULL, NULL);
  g_assert_cmpstr (json_at (supervisor, "stats.agents.0.name"), ==, "林晓");
  fixture_expect (self, 200, "admin", "GET", "/today", NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define CASE(path, function) g_test_add (path, Fixture, NULL, set_up, function, fixture_teardown)
  CASE ("/patient/record", test_record);
  CASE ("/patient/all-faults-at-once", test_all_faults_at_once);
  CASE ("/patient/if-match", test_if_match);
  CASE ("/patient/idempotency", test_idempotency);
  CASE ("/patient/contacts", test_contacts);
  CASE ("/patient/search", test_search);
  CASE ("/patient/lists", test_lists);
  CASE ("/patient/attempt-contact", test_attempt_contact);
  CASE ("/patient/paging-over-null", test_paging_over_null);
  CASE ("/patient/encounter", test_encounter);
  CASE ("/patient/diagnosis-in-english", test_diagnosis_in_english);
  CASE ("/patient/scopes", test_scopes);
  CASE ("/patient/own-new-patient", test_own_new_patient);
  CASE ("/patient/registered/in-the-only-department", test_registered_in_the_only_department);
  CASE ("/patient/registered/in-one-of-several", test_registered_in_one_of_several);
  CASE ("/patient/registered/derived", test_registered_and_derived);
  CASE ("/patient/deceased-needs-no-decision", test_deceased_needs_no_decision);
  CASE ("/patient/reveal", test_reveal);
  CASE ("/workspace/drafts", test_drafts);
  CASE ("/workspace/views", test_views);
  CASE ("/workspace/today", test_today);
  return g_test_run ();
}
