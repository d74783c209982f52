/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Studies: consent and its withdrawal, forms that change, locks that hold, data without names. */

#include <string.h>

#include "hcrm-duties.h"
#include "hcrm-fixture.h"

#define FORM(version, items)                                                                       \
  "{\"resourceType\":\"Questionnaire\",\"url\":\"urn:t:qol\",\"version\":\"" version               \
  "\",\"status\":\"active\",\"title\":\"QoL\",\"item\":[" items "]}"
#define PAIN "{\"linkId\":\"pain\",\"text\":\"Pain\",\"type\":\"integer\"}"
#define ONSET "{\"linkId\":\"onset\",\"text\":\"Onset\",\"type\":\"date\"}"
#define NOTE "{\"linkId\":\"note\",\"text\":\"Remarks\",\"type\":\"text\"}"
#define WALKS                                                                                      \
  "{\"linkId\":\"walks\",\"text\":\"Walks\",\"type\":\"choice\",\"answerOption\":[{"               \
  "\"valueCoding\":{\"code\":\"y\",\"display\":\"Yes\"}},{\"valueCoding\":{\"code\":\"n\","        \
  "\"display\":\"No\"}}]}"

#define ANSWERS(items)                                                                             \
  "{\"resourceType\":\"QuestionnaireResponse\",\"status\":\"completed\",\"item\":[" items "]}"
#define ANSWER(item, value) "{\"linkId\":\"" item "\",\"answer\":[{" value "}]}"
#define ENTER(day, items) "{\"done_on\":\"" day "\",\"response\":" ANSWERS (items) "}"

#define STUDY                                                                                       \
  "{\"code\":\"QOL-1\",\"name\":\"生活质量研究\",\"name_en\":\"Quality of life\",\"arms\":[{" \
  "\"code\":\"A\",\"name\":\"New\"}],\"visits\":[{\"code\":\"V1\",\"name\":\"Base\",\"day\":0,"     \
  "\"days_after\":3},{\"code\":\"V2\",\"name\":\"Later\",\"day\":30,\"days_before\":5,"             \
  "\"days_after\":5}],\"forms\":[{\"visit\":\"V1\",\"questionnaire_url\":\"urn:t:qol\"},{"          \
  "\"visit\":\"V2\",\"questionnaire_url\":\"urn:t:qol\"}]}"

static const char make_people[] =
    "SELECT set_config('hcrm.user', '1', false), set_config('hcrm.all', 'on', false);"
    "INSERT INTO app_user (username, password_hash) SELECT 'researcher', password_hash FROM "
    "app_user"
    " WHERE username = 'agent';"
    "INSERT INTO user_role (user_id, role_id) SELECT u.id, r.id FROM app_user AS u JOIN role AS r"
    " ON r.code = u.username WHERE u.username = 'researcher';"
    "INSERT INTO patient (name, pinyin, initials, sex, birth_date) SELECT '患者' || n, 'huan zhe', "
    "'hz',"
    " 'female', '1970-06-01' FROM generate_series(1, 3) AS n;"
    "INSERT INTO encounter (patient_id, site_id, kind, number, state, department_id, attending_id,"
    " started_at, ended_at) SELECT id, 2, 'inpatient', 'Z' || id, 'finished', 1, 1, '2026-01-01Z',"
    " '2026-01-08Z' FROM patient;"
    "INSERT INTO setting (code, value) SELECT 'clock_shift', (timestamptz '2026-06-15 08:00Z' - "
    "now())::text;"
    "CREATE FUNCTION try(sql text) RETURNS text LANGUAGE plpgsql AS $$ DECLARE rule text; BEGIN "
    "EXECUTE sql;"
    " RETURN 'done'; EXCEPTION WHEN check_violation OR insufficient_privilege THEN"
    " GET STACKED DIAGNOSTICS rule = CONSTRAINT_NAME; RETURN rule; END $$;";

static void
publish (Fixture *self, const char *resource)
{
  g_autofree char *done = fixture_sql (
      self,
      "UPDATE questionnaire SET state = 'retired' WHERE url = 'urn:t:qol' AND state = 'published';"
      "INSERT INTO questionnaire (url, version_tag, title, state, resource, tree_hash, "
      "published_at)"
      " SELECT 'urn:t:qol', j ->> 'version', 'QoL', 'published', '%s', 'x', hcrm_now()"
      " FROM (SELECT '%s'::json AS j) AS x",
      resource, resource);
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

static void
assert_sql (Fixture *self, const char *expected, const char *sql)
{
  g_autofree char *found = fixture_sql (self, "%s", sql);

  if (g_strcmp0 (found, expected) != 0)
    g_test_message ("%s", sql);
  g_assert_cmpstr (found, ==, expected);
}

static void
consent (Fixture *self, int subject)
{
  g_autofree char *path = g_strdup_printf ("/study-subjects/%d/actions/consent", subject);

  step (self, 200, "doctor", path, "{\"consent_version\":\"2.0\",\"consented_on\":\"2026-05-01\"}",
        1);
}

/* A running study; two subjects whose day 0 is the 1st of May, both consented: entries 1 to 4. */
static void
set_up (Fixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  fixture_setup (self, NULL);
  hcrm_db_script (self->owner, make_people, &error);
  g_assert_no_error (error);
  publish (self, FORM ("1", PAIN "," ONSET "," NOTE));
  fixture_expect (self, 201, "researcher", "POST", "/studies", STUDY);
  step (self, 200, "researcher", "/studies/1/actions/start", "{}", 1);
  fixture_expect (self, 201, "doctor", "POST", "/study-subjects",
                  "{\"study_id\":1,\"patient_id\":1,\"arm\":\"A\",\"anchor_on\":\"2026-05-01\"}");
  fixture_expect (self, 201, "doctor", "POST", "/study-subjects",
                  "{\"study_id\":1,\"patient_id\":2,\"anchor_on\":\"2026-05-01\"}");
  consent (self, 1);
  consent (self, 2);
}

#define ENTRY1                                                                                     \
  ENTER ("2026-05-02",                                                                             \
         ANSWER ("pain", "\"valueInteger\":4") "," ANSWER (                                        \
             "onset", "\"valueDate\":\"2026-04-21\"") "," ANSWER ("note",                          \
                                                                  "\"valueString\":\"王医生说\""))

static void
enter (Fixture *self)
{
  step (self, 200, "doctor", "/study-entries/1/actions/enter", ENTRY1, 1);
}

/* --- Subjects ------------------------------------------------------------------------------- */

static void
test_subjects (Fixture *self, gconstpointer unused)
{
  fixture_expect (self, 409, "doctor", "POST", "/study-subjects",
                  "{\"study_id\":1,\"patient_id\":1}");
  fixture_expect (self, 422, "doctor2", "POST", "/study-subjects",
                  "{\"study_id\":1,\"patient_id\":3}");
  fixture_expect (self, 422, "doctor", "POST", "/study-subjects",
                  "{\"study_id\":1,\"patient_id\":3,\"arm\":\"Z\"}");
  g_assert_cmpstr (fixture_at ("fields.0.name"), ==, "arm");
  fixture_expect (self, 200, "doctor", "GET", "/study-subjects?study_id=1&sort=number", NULL);
  g_assert_cmpstr (fixture_at ("items.0.number"), ==, "QOL-1-0001");
  g_assert_cmpstr (fixture_at ("items.0.next_on"), ==, "2026-05-01");
  g_assert_cmpstr (fixture_at ("items.0.overdue"), ==, "2");
  assert_sql (self, "given 2.0 2026-05-01 陈一帆",
              "SELECT concat_ws(' ', c.action, c.form, c.on_day, n.name) FROM study_consent AS c"
              " JOIN app_user_name AS n ON n.id = c.user_id WHERE c.subject_id = 1");
  assert_sql (self, "2026-05-31 2026-05-26 2026-06-05",
              "SELECT concat_ws(' ', planned_on, from_on, until_on) FROM study_entry WHERE id = 2");
}

/* Nobody is visited before the consent, by whatever route. */
static void
test_no_consent (Fixture *self, gconstpointer unused)
{
  fixture_expect (self, 201, "doctor", "POST", "/study-subjects",
                  "{\"study_id\":1,\"patient_id\":3}");
  assert_sql (self, "0", "SELECT count(*) FROM study_entry WHERE subject_id = 3");
  step (self, 422, "doctor", "/study-subjects/3/actions/consent",
        "{\"consent_version\":\"2.0\",\"consented_on\":\"2027-01-01\"}", 1);
  g_assert_cmpstr (fixture_at ("fields.0.name"), ==, "consented_on");
  assert_sql (
      self, "study_consent",
      "SELECT try('INSERT INTO study_entry (id, subject_id, visit, url, questionnaire_id,"
      " planned_on, from_on, until_on) VALUES (1, 3, ''V1'', ''urn:t:qol'', 1, ''2026-06-01'','"
      "'2026-06-01'',''2026-06-01'')')");
}

static void
test_recruit (Fixture *self, gconstpointer unused)
{
  g_free (fixture_sql (self, "INSERT INTO encounter_code (encounter_id, kind, rank, system, code)"
                             " SELECT id, 'diagnosis', 1, 'icd10', 'M16.1' FROM encounter"));
  fixture_expect (self, 201, "supervisor", "POST", "/registers",
                  "{\"name\":\"Hip\",\"diagnoses\":[\"M16\"]}");
  step (self, 200, "supervisor", "/registers/1/actions/activate", "{}", 1);
  fixture_expect (self, 200, "doctor", "POST", "/studies/1/actions/recruit", "{\"register_id\":1}");
  g_assert_cmpstr (fixture_at ("added"), ==, "1");
  assert_sql (self, "QOL-1-0003", "SELECT number FROM study_subject WHERE patient_id = 3");
  fixture_expect (self, 200, "doctor", "POST", "/studies/1/actions/recruit", "{\"register_id\":1}");
  g_assert_cmpstr (fixture_at ("added"), ==, "0");
  /* Many at once are numbered in their order, and each person once. */
  assert_sql (
      self, "300",
      "INSERT INTO patient (name) SELECT 'p' || n FROM generate_series(1, 300) AS n;"
      "SELECT count(a) FROM (SELECT array_agg(id ORDER BY id) AS ids FROM patient WHERE name "
      "LIKE 'p%') AS p, hcrm_study_add(1, p.ids || p.ids, NULL, NULL) AS a");
  assert_sql (self, "QOL-1-0303 303",
              "SELECT max(number) || ' ' || count(*) FROM study_subject WHERE study_id = 1 AND "
              "substr(number, 7)::int <= 303");
  assert_sql (self, "301",
              "SELECT count(*) FROM timeline WHERE code = 'study.entered' AND "
              "params ->> 'number' >= 'QOL-1-0003'");
}

/* Whose study it is: a department does not take over that of the whole hospital. */
static void
test_keepers (Fixture *self, gconstpointer unused)
{
  g_autoptr (JsonNode) taken = fixture_call (self, "head", "PATCH", "/studies/1",
                                             "{\"department_id\":1}", "If-Match: \"2\"", NULL);

  g_assert_cmpuint (fixture_answer.status, ==, 403);
  publish (self, FORM ("2", PAIN));
  step (self, 403, "head", "/studies/1/actions/adopt",
        "{\"questionnaire_id\":2,\"applies_from\":\"2026-07-01\"}", 2);
  step (self, 403, "head", "/studies/1/actions/lock", "{\"reason\":\"mine\"}", 2);
  assert_sql (self, NULL, "SELECT department_id FROM study WHERE id = 1");
}

static void
rename_study (Fixture *self, const char *user, const char *path, const char *name)
{
  g_autofree char *body = g_strdup_printf ("{\"name\":\"%s\"}", name);
  g_autofree char *match = g_strdup_printf ("If-Match: \"%s\"", fixture_at ("version"));
  g_autoptr (JsonNode) reply = fixture_call (self, user, "PATCH", path, body, match, NULL);

  if (fixture_answer.status != 200)
    g_test_message ("%s: %s", path, fixture_answer.text);
  g_assert_cmpuint (fixture_answer.status, ==, 200);
  g_assert_cmpstr (fixture_at ("name"), ==, name);
  g_assert_cmpstr (fixture_at ("editable"), ==, "true");
}

#define FORMS                                                                                      \
  "SELECT string_agg(visit || ' ' || url, ', ' ORDER BY visit) FROM study_form WHERE study_id = 1"

/* Who keeps a study changes it, before it runs and while it does. */
static void
test_change (Fixture *self, gconstpointer unused)
{
  fixture_expect (self, 200, "head", "GET", "/studies/1", NULL);
  g_assert_cmpstr (fixture_at ("editable"), ==, "false");
  fixture_expect (self, 200, "researcher", "GET", "/studies/1", NULL);
  rename_study (self, "researcher", "/studies/1", "Renamed");
  rename_study (self, "researcher", "/studies/1", "Again");
  assert_sql (self, "V1 urn:t:qol, V2 urn:t:qol", FORMS);
  assert_sql (self, "4", "SELECT count(*) FROM study_entry");

  fixture_expect (self, 201, "head", "POST", "/studies",
                  "{\"code\":\"OWN-1\",\"name\":\"Own\",\"department_id\":1,\"visits\":[{"
                  "\"code\":\"V1\",\"name\":\"Base\",\"day\":0}],\"forms\":[{\"visit\":\"V1\","
                  "\"questionnaire_url\":\"urn:t:qol\"}]}");
  rename_study (self, "head", "/studies/2", "Ours");
  step (self, 200, "head", "/studies/2/actions/start", "{}", 2);
  rename_study (self, "head", "/studies/2", "Ours at last");
}

/* --- Entering ------------------------------------------------------------------------------- */

static void
test_enter (Fixture *self, gconstpointer unused)
{
  step (self, 422, "doctor", "/study-entries/1/actions/enter",
        ENTER ("2026-05-02", ANSWER ("pain", "\"valueString\":\"much\"")), 1);
  step (self, 422, "doctor", "/study-entries/1/actions/enter", ENTER ("2026-04-02", ""), 1);
  g_assert_cmpstr (fixture_at ("fields.0.name"), ==, "done_on");
  enter (self);
  g_assert_cmpstr (fixture_at ("timing"), ==, "inside");
  step (self, 412, "doctor", "/study-entries/1/actions/enter", ENTRY1, 1);
  step (self, 200, "doctor", "/study-entries/1/actions/ask",
        "{\"item\":\"pain\",\"question\":\"Really 4?\"}", 2);
  g_assert_cmpstr (fixture_at ("state"), ==, "queried");
  step (self, 409, "doctor", "/study-entries/1/actions/clean", "{}", 3);
  step (self, 200, "doctor", "/study-queries/1/actions/answer", "{\"answer\":\"Yes\"}", 1);
  g_assert_cmpstr (fixture_at ("version"), ==, "4");
  step (self, 200, "doctor", "/study-entries/1/actions/clean", "{}", 4);
  g_assert_cmpstr (fixture_at ("queries.0.state"), ==, "closed");
}

/* Of two who correct the same answers, the second learns of the first, whatever else stayed. */
static void
test_correct (Fixture *self, gconstpointer unused)
{
  enter (self);
  step (self, 200, "doctor", "/study-entries/1/actions/enter",
        ENTER ("2026-05-02", ANSWER ("pain", "\"valueInteger\":7")), 2);
  step (self, 412, "doctor", "/study-entries/1/actions/enter", ENTRY1, 2);
  g_assert_nonnull (strstr (fixture_at ("current.response"), "\"valueInteger\":7"));
  step (self, 200, "doctor", "/study-entries/1/actions/enter", ENTRY1, 3);
}

/* --- The case of the book: the consent is withdrawn ------------------------------------------- */

static void
withdraw (Fixture *self, const char *use)
{
  g_autofree char *body = g_strdup_printf (
      "{\"withdrawn_on\":\"2026-05-20\",\"data_use\":\"%s\",\"reason\":\"moved away\"}", use);

  enter (self);
  step (self, 422, "doctor", "/study-subjects/1/actions/withdraw",
        "{\"withdrawn_on\":\"2026-05-20\"}", 2);
  step (self, 200, "doctor", "/study-subjects/1/actions/withdraw", body, 2);
  assert_sql (self, "entered cancelled",
              "SELECT string_agg(state, ' ' ORDER BY id) FROM study_entry WHERE subject_id = 1");
  step (self, 409, "doctor", "/study-entries/2/actions/enter", ENTER ("2026-06-01", ""), 2);
  step (self, 409, "doctor", "/study-entries/1/actions/enter", ENTRY1, 2);
  assert_sql (self, "study_consent", "SELECT try('UPDATE response SET score = 9')");
}

/* A page of the data, its rows added to @text. */
static JsonNode *
read_data (Fixture *self, const char *query, GString *text)
{
  g_autofree char *path = g_strconcat ("/study-data?study_id=1", query, NULL);
  g_autoptr (JsonNode) reply = fixture_call (self, "researcher", "GET", path, NULL, NULL);

  if (fixture_answer.status != 200)
    g_test_message ("%s", fixture_answer.text);
  g_assert_cmpuint (fixture_answer.status, ==, 200);
  JsonArray *items = json_object_get_array_member (json_node_get_object (reply), "items");
  for (guint i = 0; i < json_array_get_length (items); i++) {
    JsonObject *row = json_array_get_object_element (items, i);
    g_autoptr (GList) values = json_object_get_values (row);
    g_string_append (text, text->len > 0 ? " | " : "");
    for (GList *v = values; v != NULL; v = v->next)
      g_string_append_printf (text, "%s%s", v == values ? "" : ",",
                              json_node_is_null (v->data) ? "" : json_node_get_string (v->data));
  }
  return g_steal_pointer (&reply);
}

static void
assert_data (Fixture *self, const char *query, const char *expected)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (JsonNode) reply = read_data (self, query, text);

  g_assert_cmpstr (text->str, ==, expected);
}

/* The query of the page behind @reply, or %NULL. */
static char *
make_next (JsonNode *reply, guint limit)
{
  const char *next =
      json_object_get_string_member_with_default (json_node_get_object (reply), "next", NULL);
  g_autofree char *cursor = next != NULL ? g_uri_escape_string (next, NULL, FALSE) : NULL;

  return cursor != NULL ? g_strdup_printf ("&limit=%u&after=%s", limit, cursor) : NULL;
}

/* Adds to @text what comes behind @reply. Returns: how many pages that were. */
static guint
read_rest (Fixture *self, JsonNode *reply, guint limit, GString *text)
{
  g_autofree char *query = make_next (reply, limit);
  guint n = 0;

  for (; query != NULL; n++) {
    g_autoptr (JsonNode) page = read_data (self, query, text);
    g_free (query);
    query = make_next (page, limit);
  }
  return n;
}

/* So many more who have not consented yet; no two in a row of the same age. */
static void
add_subjects (Fixture *self, guint n)
{
  g_free (fixture_sql (
      self,
      "INSERT INTO patient (name, sex, birth_date) SELECT 'p' || n, 'male',"
      " date '1940-01-01' + n * 400 FROM generate_series(1, %u) AS n;"
      "SELECT count(a) FROM (SELECT array_agg(p.id ORDER BY p.id) AS ids FROM patient AS p"
      " WHERE p.name LIKE 'p%%' AND NOT EXISTS (SELECT 1 FROM study_subject AS b"
      " WHERE b.patient_id = p.id)) AS x, hcrm_study_add(1, x.ids, NULL, NULL) AS a",
      n));
}

static void
consent_from (Fixture *self, guint first)
{
  g_free (fixture_sql (self,
                       "SELECT count(*) FROM (SELECT hcrm_study_consent(id, '2.0', '2026-05-01')"
                       " FROM study_subject WHERE state = 'screened' AND id >= %u) AS x",
                       first));
}

#define ROW1 "QOL-1-0001,A,female,55,V1,0,1,4,-10"
#define ROW2 "QOL-1-0001,A,female,55,V2,30,,-7,-7"
#define OTHERS "QOL-1-0002,,female,55,V1,0,,-7,-7 | QOL-1-0002,,female,55,V2,30,,-7,-7"

static void
test_withdrawn_keep (Fixture *self, gconstpointer unused)
{
  withdraw (self, "keep");
  assert_data (self, "", ROW1 " | " OTHERS);
}

static void
test_withdrawn_exclude (Fixture *self, gconstpointer unused)
{
  withdraw (self, "exclude");
  assert_data (self, "", OTHERS);
  fixture_expect (self, 200, "researcher", "GET", "/study-participants?study_id=1", NULL);
  g_assert_cmpstr (fixture_at ("total.value"), ==, "1");
}

/* --- The case of the book: the form changes -----------------------------------------------------
 */

static void
test_form_changed (Fixture *self, gconstpointer unused)
{
  enter (self);
  publish (self, FORM ("2", PAIN "," WALKS));
  fixture_expect (self, 200, "researcher", "GET", "/studies/1", NULL);
  g_assert_cmpstr (fixture_at ("versions.0.newer"), ==, "2");
  assert_sql (self, "1",
              "SELECT string_agg(DISTINCT questionnaire_id::text, ' ') FROM study_entry");
  step (self, 422, "researcher", "/studies/1/actions/adopt",
        "{\"questionnaire_id\":1,\"applies_from\":\"2026-05-15\"}", 2);
  step (self, 200, "researcher", "/studies/1/actions/adopt",
        "{\"questionnaire_id\":2,\"applies_from\":\"2026-05-15\"}", 2);
  g_assert_cmpstr (fixture_at ("versions.1.applies_from"), ==, "2026-05-15");
  /* What was entered, or is planned before, keeps version 1. */
  assert_sql (self, "1 2 1 2",
              "SELECT string_agg(questionnaire_id::text, ' ' ORDER BY id) FROM study_entry");
  step (self, 200, "doctor", "/study-entries/2/actions/enter",
        ENTER ("2026-06-01",
               ANSWER ("walks", "\"valueCoding\":{\"code\":\"y\",\"display\":\"Yes\"}")),
        2);
  assert_sql (self, "study_version",
              "SELECT try('UPDATE study_entry SET questionnaire_id = 2 WHERE id = 1')");
  assert_data (self, "",
               "QOL-1-0001,A,female,55,V1,0,1,4,-8,-10 | QOL-1-0001,A,female,55,V2,30,31,-9,y,-8"
               " | QOL-1-0002,,female,55,V1,0,,-7,-7,-7 | QOL-1-0002,,female,55,V2,30,,-7,-7,-7");
}

/* --- Saved lists: the same whatever the version --------------------------------------------------
 */

#define LIST                                                                                       \
  "{\"study_id\":1,\"name\":\"Main\",\"variables\":[{\"url\":\"urn:t:qol\",\"item\":\"onset\"},"   \
  "{\"url\":\"urn:t:qol\",\"item\":\"pain\"}]}"

static void
test_lists (Fixture *self, gconstpointer unused)
{
  enter (self);
  fixture_expect (
      self, 422, "researcher", "POST", "/study-lists",
      "{\"study_id\":1,\"name\":\"x\",\"variables\":[{\"url\":\"urn:t:qol\",\"item\":\"note\"}]}");
  g_assert_cmpstr (fixture_at ("fields.0.name"), ==, "variables[0]");
  fixture_expect (self, 201, "researcher", "POST", "/study-lists", LIST);
  publish (self, FORM ("2", PAIN));
  step (self, 200, "researcher", "/studies/1/actions/adopt",
        "{\"questionnaire_id\":2,\"applies_from\":\"2026-05-15\"}", 2);
  step (self, 200, "doctor", "/study-entries/2/actions/enter",
        ENTER ("2026-06-01", ANSWER ("pain", "\"valueInteger\":2")), 2);
  assert_data (self, "&list_id=1",
               "QOL-1-0001,A,female,55,V1,0,1,-10,4 | QOL-1-0001,A,female,55,V2,30,31,-8,2"
               " | QOL-1-0002,,female,55,V1,0,,-7,-7 | QOL-1-0002,,female,55,V2,30,,-7,-7");
  fixture_expect (self, 200, "researcher", "GET", "/study-variables?study_id=1&list_id=1", NULL);
  g_assert_cmpstr (fixture_at ("items.7.variable"), ==, "qol_onset");
  g_assert_cmpstr (fixture_at ("items.7.versions"), ==, "1");
  g_assert_cmpstr (fixture_at ("items.8.versions"), ==, "2, 1");
  g_assert_nonnull (strstr (fixture_at ("items.8.missing"), "-8="));
}

/* --- The lock -----------------------------------------------------------------------------------
 */

static void
test_lock (Fixture *self, gconstpointer unused)
{
  static const char *const attempts[] = {
    "UPDATE study SET name = ''x''",
    "UPDATE study SET state = ''running''",
    "DELETE FROM study",
    "INSERT INTO study_visit (study_id, code, name, day) VALUES (1, ''V9'', ''x'', 9)",
    "DELETE FROM study_form",
    "UPDATE study_form_version SET applies_from = ''2026-01-01''",
    "UPDATE study_subject SET arm = NULL WHERE id = 1",
    "INSERT INTO study_consent (subject_id, action, on_day) VALUES (1, ''given'', ''2026-01-01'')",
    "UPDATE study_entry SET state = ''clean'' WHERE id = 1",
    "INSERT INTO study_query (entry_id, question) VALUES (1, ''why'')",
    "UPDATE response SET score = 9",
    "INSERT INTO response (questionnaire_id, patient_id, activity_id, state, site_id, channel, "
    "resource)"
    " VALUES (1, 1, 2, ''completed'', 2, ''form'', ''{}'')",
    "UPDATE answer SET number = 9",
    "DELETE FROM answer",
    "INSERT INTO answer (response_id, item) VALUES (1, ''x'')",
  };

  enter (self);
  step (self, 422, "researcher", "/studies/1/actions/lock", "{}", 2);
  step (self, 403, "doctor", "/studies/1/actions/lock", "{\"reason\":\"analysis\"}", 2);
  step (self, 200, "researcher", "/studies/1/actions/lock", "{\"reason\":\"analysis\"}", 2);
  for (guint i = 0; i < G_N_ELEMENTS (attempts); i++) {
    g_autofree char *sql = g_strdup_printf ("SELECT try('%s')", attempts[i]);
    assert_sql (self, "study_locked", sql);
  }
  step (self, 409, "doctor", "/study-entries/1/actions/enter", ENTRY1, 2);
  step (self, 409, "doctor", "/study-entries/1/actions/ask", "{\"question\":\"why\"}", 2);
  /* Not by the patient's answers either. */
  g_autoptr (JsonNode) reply =
      fixture_call (self, "doctor", "PATCH", "/responses/1",
                    "{\"resource\":{\"resourceType\":\"QuestionnaireResponse\",\"questionnaire\":"
                    "\"urn:t:qol|1\",\"status\":\"amended\",\"item\":[]}}",
                    "If-Match: \"1\"", NULL);
  g_assert_cmpuint (fixture_answer.status, ==, 422);
  step (self, 200, "researcher", "/studies/1/actions/unlock", "{\"reason\":\"a slip\"}", 3);
  step (self, 200, "doctor", "/study-entries/1/actions/enter", ENTRY1, 2);
  assert_sql (self, "lock analysis, unlock a slip",
              "SELECT string_agg(action || ' ' || reason, ', ' ORDER BY id) FROM study_lock");
}

/* --- Without names ------------------------------------------------------------------------------
 */

static void
test_no_names (Fixture *self, gconstpointer unused)
{
  enter (self);
  assert_data (self, "", ROW1 " | " ROW2 " | " OTHERS);
  g_assert_null (strstr (fixture_answer.text, "患者"));
  g_assert_null (strstr (fixture_answer.text, "王医生"));
  g_assert_null (strstr (fixture_answer.text, "2026-0"));
  fixture_expect (self, 200, "researcher", "GET", "/study-participants?study_id=1", NULL);
  g_assert_null (strstr (fixture_answer.text, "患者"));
  g_assert_null (strstr (fixture_answer.text, "1970"));
  fixture_expect (self, 403, "researcher", "GET", "/study-subjects?study_id=1", NULL);
  fixture_expect (self, 403, "researcher", "GET", "/study-entries", NULL);
  fixture_expect (self, 403, "researcher", "GET", "/responses", NULL);
  fixture_expect (self, 403, "researcher", "GET", "/patients", NULL);
}

/* --- Pages --------------------------------------------------------------------------------------
 */

/* "QOL-1-0001 QOL-1-0002": each subject whose rows begin. */
static char *
list_subjects (const char *rows)
{
  g_auto (GStrv) all = g_strsplit (rows, " | ", -1);
  g_autoptr (GString) subjects = g_string_new (NULL);
  g_autofree char *last = NULL;

  for (guint i = 0; all[i] != NULL; i++) {
    char *subject = g_strndup (all[i], strcspn (all[i], ","));
    if (g_strcmp0 (subject, last) != 0)
      g_string_append_printf (subjects, "%s%s", i > 0 ? " " : "", subject);
    g_free (last);
    last = subject;
  }
  return g_strdup (subjects->str);
}

static void
test_pages (Fixture *self, gconstpointer unused)
{
  g_autoptr (GString) whole = g_string_new (NULL);
  g_autoptr (GString) paged = g_string_new (NULL);

  enter (self);
  add_subjects (self, 5);
  consent_from (self, 3);
  g_autoptr (JsonNode) all = read_data (self, "", whole);
  g_assert_cmpuint (json_length_at (all, "items"), ==, 14);
  g_assert_true (json_object_get_null_member (json_node_get_object (all), "next"));
  g_autoptr (JsonNode) first = read_data (self, "&limit=3", paged);
  g_assert_cmpuint (json_length_at (first, "items"), ==, 6);
  g_assert_cmpint (json_int_at (first, "total.value"), ==, 7);
  g_assert_cmpuint (read_rest (self, first, 3, paged), ==, 2);
  g_assert_cmpstr (paged->str, ==, whole->str);
  fixture_expect (self, 422, "researcher", "GET", "/study-data?study_id=1&limit=0", NULL);
  fixture_expect (self, 422, "researcher", "GET", "/study-data?study_id=1&after=x", NULL);
  fixture_expect (self, 422, "researcher", "GET", "/study-data?study_id=1&sort=patient", NULL);
}

/* Whoever consents between two pages moves nobody, wherever they stand. */
static void
test_pages_meanwhile (Fixture *self, gconstpointer unused)
{
  g_autoptr (GString) paged = g_string_new (NULL);

  add_subjects (self, 5);
  consent_from (self, 4);
  g_autoptr (JsonNode) first = read_data (self, "&limit=3", paged);
  add_subjects (self, 1);
  consent_from (self, 3);
  g_assert_cmpuint (read_rest (self, first, 3, paged), ==, 2);
  g_autofree char *subjects = list_subjects (paged->str);
  g_assert_cmpstr (subjects, ==,
                   "QOL-1-0001 QOL-1-0002 QOL-1-0004 QOL-1-0005 QOL-1-0006 QOL-1-0007 QOL-1-0008");
}

/* --- Exports ------------------------------------------------------------------------------------
 */

static char *
export_text (Fixture *self, const char *list)
{
  g_autofree char *path = g_strconcat (list, "/actions/export", NULL);
  HcrmJobs *jobs = hcrm_jobs_new (self->http, self->events, hcrm_job_kinds, hcrm_sweeps);
  gint64 until = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;
  g_autofree char *left = NULL;
  g_autofree char *file = NULL;

  fixture_expect (self, 202, "researcher", "POST", path,
                  "{\"query\":\"study_id=1\",\"format\":\"csv\",\"reason\":\"analysis\"}");
  file = g_strdup_printf ("/exports/%s/file", fixture_at ("id"));
  hcrm_jobs_kick (jobs);
  do {
    g_main_context_iteration (NULL, FALSE);
    g_free (left);
    left = fixture_sql (self, "SELECT count(*) FROM export WHERE state IN ('queued', 'running')");
  } while (strcmp (left, "0") != 0 && g_get_monotonic_time () < until);
  hcrm_jobs_free (jobs);
  fixture_expect (self, 200, "researcher", "GET", file, NULL);
  return g_strdup (fixture_answer.text);
}

static void
test_export (Fixture *self, gconstpointer unused)
{
  enter (self);
  g_autofree char *data = export_text (self, "/study-data");
  g_autofree char *book = export_text (self, "/study-variables");

  g_assert_nonnull (
      strstr (data, "subject,arm,sex,age,visit,visit_day,study_day,qol_pain,qol_onset"));
  g_assert_nonnull (strstr (data, "QOL-1-0001,A,female,55,V1,0,1,4,"));
  g_assert_null (strstr (data, "患者"));
  g_assert_nonnull (strstr (book, "qol_pain"));
  /* Every code in the data is in the book. */
  g_assert_nonnull (strstr (book, "A=New"));
  g_assert_nonnull (strstr (book, "V1=Base; V2=Later"));
  g_assert_nonnull (strstr (book, "female="));
  g_assert_null (strstr (book, "note"));
}

/* The rows of a file as read_data() writes them. */
static char *
make_rows (const char *csv, guint columns)
{
  g_auto (GStrv) lines = g_strsplit (csv, "\r\n", -1);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 1; lines[i] != NULL && *lines[i] != '\0'; i++) {
    g_auto (GStrv) cells = g_strsplit (lines[i], ",", -1);
    g_string_append (text, i > 1 ? " | " : "");
    for (guint k = 0; k < columns && cells[k] != NULL; k++)
      g_string_append_printf (text, "%s%s", k > 0 ? "," : "", cells[k]);
  }
  g_string_replace (text, "=\"", "", 0);
  g_string_replace (text, "\"", "", 0);
  return g_strdup (text->str);
}

/* More subjects than are read at once: the file is the same as if they had been. */
static void
test_export_pieces (Fixture *self, gconstpointer unused)
{
  g_autoptr (GString) paged = g_string_new (NULL);

  enter (self);
  add_subjects (self, 428);
  consent_from (self, 3);
  g_autofree char *entry = fixture_sql (self, "SELECT min(id) FROM study_entry AS e WHERE"
                                              " e.subject_id = 415");
  g_autofree char *path = g_strdup_printf ("/study-entries/%s/actions/enter", entry);
  step (self, 200, "supervisor", path, ENTER ("2026-05-02", ANSWER ("pain", "\"valueInteger\":9")),
        1);
  g_autofree char *unpaged =
      fixture_sql (self,
                   "SELECT string_agg(concat(number, ',', arm, ',', sex, ',', age, ',', visit,"
                   " ',', visit_day, ',', study_day), ' | ' ORDER BY number, visit_day)"
                   " FROM study_data_view");
  g_autofree char *data = export_text (self, "/study-data");
  g_autofree char *fixed = make_rows (data, 7);
  g_assert_cmpstr (fixed, ==, unpaged);
  assert_sql (self, "860", "SELECT done FROM export");
  g_autoptr (JsonNode) first = read_data (self, "&limit=200", paged);
  g_assert_cmpuint (read_rest (self, first, 200, paged), ==, 2);
  g_autofree char *rows = make_rows (data, 99);
  g_assert_cmpstr (rows, ==, paged->str);
  g_assert_nonnull (strstr (rows, ROW1 " | " ROW2));
  g_assert_nonnull (strstr (rows, ",V1,0,-44,9,"));
}

#define STUDY_TEST(path, function)                                                                 \
  g_test_add (path, Fixture, NULL, set_up, function, fixture_teardown)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  STUDY_TEST ("/study/subjects", test_subjects);
  STUDY_TEST ("/study/no-consent", test_no_consent);
  STUDY_TEST ("/study/recruit", test_recruit);
  STUDY_TEST ("/study/keepers", test_keepers);
  STUDY_TEST ("/study/change", test_change);
  STUDY_TEST ("/study/enter", test_enter);
  STUDY_TEST ("/study/correct", test_correct);
  STUDY_TEST ("/study/withdrawn-keep", test_withdrawn_keep);
  STUDY_TEST ("/study/withdrawn-exclude", test_withdrawn_exclude);
  STUDY_TEST ("/study/form-changed", test_form_changed);
  STUDY_TEST ("/study/lists", test_lists);
  STUDY_TEST ("/study/lock", test_lock);
  STUDY_TEST ("/study/no-names", test_no_names);
  STUDY_TEST ("/study/pages", test_pages);
  STUDY_TEST ("/study/pages-meanwhile", test_pages_meanwhile);
  STUDY_TEST ("/study/export", test_export);
  STUDY_TEST ("/study/export-pieces", test_export_pieces);
  return g_test_run ();
}
