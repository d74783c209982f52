/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is asked of whom with the shipped library: composition, categories, search, plans by
 * diagnosis; and answers given outside of other work. */

#include <glib/gstdio.h>
#include <string.h>

#include "admin/hcrm-admin-questionnaires.h"
#include "hcrm-fixture.h"
#include "library/hcrm-library.h"

#define COMPOSE "/questionnaires/actions/compose"
#define FORM                                                                                       \
  "{\"resourceType\":\"Questionnaire\",\"url\":\"urn:t:a\",\"version\":\"1\",\"title\":\"a\","     \
  "\"status\":\"active\",\"item\":[{\"linkId\":\"ok\",\"type\":\"boolean\",\"required\":true},"    \
  "{\"linkId\":\"n\",\"type\":\"integer\"}]}"
#define ANSWERS(status, items)                                                                     \
  "{\"resourceType\":\"QuestionnaireResponse\",\"questionnaire\":\"urn:t:a|1\",\"status\":"        \
  "\"" status "\",\"item\":[" items "]}"
#define OK "{\"linkId\":\"ok\",\"answer\":[{\"valueBoolean\":true}]}"
#define NUMBER "{\"linkId\":\"n\",\"answer\":[{\"valueInteger\":7}]}"

static void
load_library (Fixture *self)
{
  g_autofree char *data = g_build_filename (g_getenv ("HCRM_SOURCE_DIR"), "data", NULL);
  g_autofree char *owner = g_strdup_printf ("%s dbname=%s", g_getenv ("HCRM_TEST_PG"),
                                            PQdb (hcrm_db_get_connection (self->owner)));
  g_autoptr (GError) error = NULL;

  g_setenv ("HCRM_DATA_DIR", data, TRUE);
  hcrm_library_load (owner, &error);
  g_assert_no_error (error);
}

static gboolean
has_source (const char *url, const char *code)
{
  g_autoptr (JsonNode) reply = fixture_parse_answer ();
  g_autofree char *wanted = g_strconcat ("https://hcrm.invalid/questionnaires/", url, NULL);

  for (guint i = 0; i < json_length_at (reply, "sources"); i++) {
    g_autofree char *path = g_strdup_printf ("sources.%u.url", i);
    g_autofree char *why = g_strdup_printf ("sources.%u.because.code", i);
    if (g_strcmp0 (json_at (reply, path), wanted) == 0)
      return g_strcmp0 (json_at (reply, why), code) == 0;
  }
  return FALSE;
}

/* --- Composition ---------------------------------------------------------------------------- */

static void
test_compose (Fixture *self, gconstpointer unused)
{
  load_library (self);
  fixture_expect (self, 200, "agent", "POST", COMPOSE,
                  "{\"diagnoses\":[\"I10.x02\",\"J44.1\"],\"day\":7}");
  g_assert_true (has_source ("circulatory", "compose.inherited"));
  g_assert_true (has_source ("hypertension", "compose.own"));
  g_assert_true (has_source ("respiratory", "compose.inherited"));
  g_assert_true (has_source ("copd", "compose.own"));
  g_assert_cmpstr (fixture_at ("sources.0.because.params.name"), ==, "循环系统疾病");
  g_assert_nonnull (fixture_at ("dropped.0.same_as"));
  g_assert_true (g_str_has_prefix (fixture_at ("url"), "urn:hcrm:composed:"));

  fixture_expect (self, 200, "agent", "POST", COMPOSE, "{\"diagnoses\":[\"I95\"]}");
  g_assert_true (has_source ("circulatory", "compose.parent"));
  fixture_expect (self, 200, "agent", "POST", COMPOSE, "{\"diagnoses\":[\"A09\"]}");
  g_assert_true (has_source ("discharge-day-7", "compose.general"));
  fixture_expect (self, 422, "agent", "POST", COMPOSE,
                  "{\"diagnoses\":[\"A09\"],\"purpose\":\"survey\"}");
  fixture_expect (self, 422, "agent", "POST", COMPOSE, "{\"diagnoses\":\"A09\"}");
  fixture_expect (self, 422, "agent", "POST", COMPOSE, "{\"extra\":[\"urn:none\"]}");
  g_assert_cmpstr (fixture_at ("fields.0.name"), ==, "extra[0]");
  fixture_expect (
      self, 200, "agent", "POST", COMPOSE,
      "{\"diagnoses\":[\"I10\"],\"extra\":[\"https://hcrm.invalid/questionnaires/fall-risk\"]}");
  g_assert_true (has_source ("fall-risk", "compose.extra"));
}

/* --- Categories and search ------------------------------------------------------------------ */

static void
test_categories (Fixture *self, gconstpointer unused)
{
  load_library (self);
  fixture_expect (self, 200, "agent", "GET", "/questionnaire-categories", NULL);
  g_assert_cmpstr (fixture_at ("items.0.code"), ==, "A00-B99");
  g_assert_cmpstr (fixture_at ("total.value"), ==, "22");
  fixture_expect (self, 200, "agent", "GET", "/questionnaire-categories?under=I10-I15", NULL);
  g_assert_cmpstr (fixture_at ("items.0.code"), ==, "I10");
  g_assert_cmpstr (fixture_at ("items.0.own"), ==, "1");
  g_assert_cmpint (atoi (fixture_at ("items.0.inherited")), >=, 2);
  fixture_expect (self, 200, "agent", "GET", "/questionnaire-categories?q=I10.x02", NULL);
  g_assert_cmpstr (fixture_at ("items.0.code"), ==, "I10");
  fixture_expect (self, 200, "agent", "GET", "/questionnaire-categories?q=I21", NULL);
  g_assert_cmpstr (fixture_at ("items.0.code"), ==, "I21");
  fixture_expect (self, 200, "agent", "GET", "/questionnaire-categories?q=gxy", NULL);
  g_assert_cmpstr (fixture_at ("items.0.code"), ==, "I11");
  fixture_expect (self, 200, "agent", "GET", "/questionnaire-categories?q=I20-I25", NULL);
  g_assert_cmpstr (fixture_at ("items.0.code"), ==, "I20-I25");
  fixture_expect (self, 200, "agent", "GET", "/questionnaire-categories?q=xiaochuan", NULL);
  g_assert_cmpstr (fixture_at ("items.0.code"), ==, "J45");
  g_assert_cmpstr (fixture_at ("items.0.parent"), ==, "J40-J47");
  /* The same rule in C and in SQL. */
  g_autofree char *wrong =
      fixture_sql (self, "SELECT count(*) FROM code WHERE system = 'icd10' AND parent IS NOT NULL"
                         " AND NOT hcrm_icd10_covers(parent, code)");
  g_assert_cmpstr (wrong, ==, "0");
  /* Of every group of diseases, the diagnoses that are in it and no others. */
  fixture_assert_sql (self, "0 t",
                      "WITH c AS MATERIALIZED (SELECT left(code, 3) AS key, "
                      "hcrm_disease_group(code) AS g FROM code "
                      "WHERE system = 'icd10' AND strpos(code, '-') = 0), "
                      "k AS MATERIALIZED (SELECT g, hcrm_disease_keys(ARRAY[g]) AS keys FROM "
                      "(SELECT DISTINCT g FROM c) AS d) "
                      "SELECT count(*) FILTER (WHERE (c.g = k.g) <> (c.key = ANY (k.keys))) || ' ' "
                      "|| left((count(DISTINCT c.key) > 100)::text, 1) FROM c, k");
  fixture_assert_sql (self, "{0,TCM}", "SELECT hcrm_disease_keys('{0,TCM,I10,none}'::text[])");
}

static void
test_search (Fixture *self, gconstpointer unused)
{
  static const char *const queries[] = { "q=慢阻肺", "q=mzf",  "q=manzufei",
                                         "q=J44",    "q=copd", "category=J44" };

  load_library (self);
  for (guint i = 0; i < G_N_ELEMENTS (queries); i++) {
    g_autofree char *path = g_strdup_printf ("/questionnaires?%s", queries[i]);
    fixture_expect (self, 200, "agent", "GET", path, NULL);
    g_test_message ("%s", path);
    g_assert_cmpstr (fixture_at ("items.0.url"), ==, "https://hcrm.invalid/questionnaires/copd");
  }
  fixture_expect (self, 200, "agent", "GET", "/questionnaires?category=J00-J99", NULL);
  g_assert_cmpint (atoi (fixture_at ("total.value")), >, 3);
  fixture_expect (self, 200, "agent", "GET", "/questionnaires?diagnosis=J44.101&sort=pinyin", NULL);
  g_assert_cmpstr (fixture_at ("total.value"), ==, "3");
  fixture_expect (self, 200, "agent", "GET", "/questionnaires?purpose=satisfaction&state=published",
                  NULL);
  g_assert_cmpint (atoi (fixture_at ("total.value")), >=, 5);
  fixture_expect (self, 200, "agent", "GET", "/questionnaires?composed=true", NULL);
  g_assert_cmpstr (fixture_at ("total.value"), ==, "0");
}

/* --- Plans by diagnosis --------------------------------------------------------------------- */

static void
discharge (Fixture *self)
{
  g_autofree char *made = fixture_sql (
      self,
      "SELECT set_config('hcrm.user', '1', false), set_config('hcrm.all', 'on', false);"
      "INSERT INTO patient (name) VALUES ('王芳');"
      "INSERT INTO encounter (patient_id, site_id, kind, number, state, department_id, "
      "attending_id, started_at, ended_at, followup_decision) VALUES (1, 2, 'inpatient', 'I1', "
      "'finished', 1, 1, hcrm_now() - interval '9 days', hcrm_now(), 'undecided');"
      "INSERT INTO encounter_code VALUES (1, 'diagnosis', 1, 'icd10', 'I10.x02', '高血压'),"
      "(1, 'diagnosis', 2, 'icd10', 'J44.101', '慢阻肺')");
}

static void
test_plan (Fixture *self, gconstpointer unused)
{
  load_library (self);
  discharge (self);
  fixture_expect (self, 200, "doctor", "POST", "/encounters/1/actions/decide",
                  "{\"decision\":\"plan\",\"steps\":[{\"offset_days\":7,\"owner\":\"centre\","
                  "\"questionnaire_url\":\"urn:hcrm:by-diagnosis\"},{\"offset_days\":30,\"owner\":"
                  "\"centre\",\"questionnaire_url\":\"https://hcrm.invalid/questionnaires/copd\","
                  "\"extra_urls\":[\"https://hcrm.invalid/questionnaires/fall-risk\"]}]}",
                  "If-Match: \"1\"");
  g_autofree char *forms =
      fixture_sql (self,
                   "SELECT count(*) FROM followup_task AS t JOIN questionnaire AS q ON q.id = "
                   "t.questionnaire_id WHERE q.composed AND q.state = 'published'");
  g_assert_cmpstr (forms, ==, "2");
  fixture_expect (self, 200, "doctor", "GET", "/questionnaires?composed=true", NULL);
  g_assert_cmpstr (fixture_at ("total.value"), ==, "2");
  g_autofree char *id = g_strdup (fixture_at ("items.0.id"));
  g_autofree char *used = g_strdup_printf ("/questionnaires/%s/used", id);
  fixture_expect (self, 200, "doctor", "GET", used, NULL);
  g_assert_cmpstr (fixture_at ("open_tasks"), ==, "1");
  g_assert_cmpstr (fixture_at ("plans"), ==, "1");
}

static void
test_plan_refused (Fixture *self, gconstpointer unused)
{
  discharge (self);
  fixture_expect (self, 422, "doctor", "POST", "/followup-plans/actions/preview",
                  "{\"encounter_id\":1,\"steps\":[{\"offset_days\":7,\"owner\":\"centre\","
                  "\"questionnaire_url\":\"urn:hcrm:by-diagnosis\"}]}");
  g_assert_cmpstr (fixture_at ("fields.0.name"), ==, "steps[0].questionnaire_url");
}

/* --- Answers -------------------------------------------------------------------------------- */

static void
post_answers (Fixture *self, guint status, const char *user, const char *more, const char *resource)
{
  g_autoptr (GString) body = g_string_new ("{");

  g_string_append_printf (body, "%s\"resource\":", more);
  hcrm_json_append_string (body, resource);
  g_string_append_c (body, '}');
  fixture_expect (self, status, user, "POST", "/responses", body->str);
}

static void
publish_form (Fixture *self)
{
  fixture_send_resource (self, 201, "admin", "POST", "/questionnaires", FORM, 0);
  fixture_expect (self, 200, "admin", "POST", "/questionnaires/1/actions/publish", "{}",
                  "If-Match: \"1\"");
}

static void
assert_rows (Fixture *self, const char *expected)
{
  g_autofree char *rows = fixture_sql (
      self,
      "SELECT coalesce(string_agg(item || '=' || number, ' ' ORDER BY item), '') FROM answer");

  g_assert_cmpstr (rows, ==, expected);
}

static void
test_responses (Fixture *self, gconstpointer unused)
{
  discharge (self);
  publish_form (self);
  post_answers (self, 403, "admin", "", ANSWERS ("completed", OK));
  post_answers (self, 201, "agent", "\"patient_id\":1,\"encounter_id\":1,",
                ANSWERS ("in-progress", NUMBER));
  g_assert_cmpstr (fixture_at ("state"), ==, "in-progress");
  g_assert_cmpstr (fixture_at ("version_tag"), ==, "1");
  assert_rows (self, "");
  fixture_send_resource (self, 428, "agent", "PATCH", "/responses/1", ANSWERS ("completed", OK), 0);
  fixture_send_resource (self, 422, "agent", "PATCH", "/responses/1", ANSWERS ("completed", NUMBER),
                         1);
  fixture_send_resource (self, 200, "agent", "PATCH", "/responses/1",
                         ANSWERS ("completed", OK "," NUMBER), 1);
  assert_rows (self, "n=7 ok=1");
  fixture_send_resource (self, 409, "agent", "PATCH", "/responses/1", ANSWERS ("completed", OK), 2);
  fixture_send_resource (self, 412, "agent", "PATCH", "/responses/1", ANSWERS ("amended", OK), 1);
  fixture_send_resource (self, 200, "agent", "PATCH", "/responses/1", ANSWERS ("amended", OK), 2);
  assert_rows (self, "ok=1");
  fixture_expect (self, 200, "agent", "GET", "/responses/1", NULL);
  g_assert_cmpstr (fixture_answer.text, ==, ANSWERS ("amended", OK));
  fixture_send_resource (self, 200, "agent", "PATCH", "/responses/1",
                         ANSWERS ("entered-in-error", OK), 3);
  assert_rows (self, "");
  fixture_send_resource (self, 409, "agent", "PATCH", "/responses/1", ANSWERS ("amended", OK), 4);
  fixture_expect (self, 200, "agent", "GET",
                  "/responses?questionnaire=urn:t:a%7C1&state=entered-in-error", NULL);
  g_assert_cmpstr (fixture_at ("total.value"), ==, "1");
}

static void
test_responses_refused (Fixture *self, gconstpointer unused)
{
  discharge (self);
  publish_form (self);
  post_answers (self, 422, "agent", "\"patient_id\":9,", ANSWERS ("completed", OK));
  g_assert_cmpstr (fixture_at ("fields.0.name"), ==, "patient_id");
  /* The department sees none of the other's patients. */
  post_answers (self, 422, "doctor2", "\"patient_id\":1,", ANSWERS ("completed", OK));
  post_answers (self, 201, "doctor", "\"patient_id\":1,", ANSWERS ("completed", OK));
  fixture_expect (self, 404, "doctor2", "GET", "/responses/1", NULL);
  post_answers (self, 422, "agent", "\"questionnaire_id\":99,",
                "{\"resourceType\":\"QuestionnaireResponse\"}");
  g_assert_cmpstr (fixture_at ("fields.0.name"), ==, "resource.QuestionnaireResponse.status");
  post_answers (self, 422, "agent", "\"patient_id\":1,",
                ANSWERS ("completed",
                         NUMBER ",{\"linkId\":\"none\",\"answer\":[{\"valueInteger\":1}]}"));
  g_assert_nonnull (strstr (fixture_answer.text, "item[1]"));
  g_assert_nonnull (strstr (fixture_answer.text, "'ok'"));
  post_answers (self, 400, "agent", "", "{\"resourceType\":");
}

/* --- The operator's tool -------------------------------------------------------------------- */

static int
run_tool (Fixture *self, const char *action, const char *option, const char *path)
{
  char *argv[] = { (char *) "questionnaires",
                   (char *) action,
                   (char *) "--database",
                   self->conninfo,
                   (char *) path,
                   (char *) option,
                   NULL };

  return hcrm_admin_questionnaires (option != NULL ? 6 : 5, argv);
}

static void
write_file (const char *folder, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
assert_kept (Fixture *self, const char *expected)
{
  g_autofree char *kept = fixture_sql (
      self,
      "SELECT coalesce(string_agg(url || ' ' || state, ', ' ORDER BY id), '') FROM questionnaire");

  g_assert_cmpstr (kept, ==, expected);
}

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_assert_cmpint (g_remove (path), ==, 0);
  }
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
test_tool (Fixture *self, gconstpointer unused)
{
  g_autofree char *from = g_dir_make_tmp ("hcrm-questionnaires-XXXXXX", NULL);
  g_autofree char *to = g_dir_make_tmp ("hcrm-questionnaires-XXXXXX", NULL);
  g_autofree char *text = NULL;
  g_autofree char *written = g_build_filename (to, "urn-t-a-1.json", NULL);
  const char *broken =
      "{\"resourceType\":\"Questionnaire\",\"status\":\"active\",\"item\":[{\"linkId\":\"x\"}]}";
  g_autofree char *bundle = g_strdup_printf (
      "{\"resourceType\":\"Bundle\",\"entry\":[{\"resource\":%s},{\"resource\":%s}]}", FORM,
      broken);

  write_file (from, "bundle.json", bundle);
  g_assert_cmpint (run_tool (self, "check", NULL, from), !=, 0);
  g_assert_cmpint (run_tool (self, "import", "--publish", from), !=, 0);
  assert_kept (self, "");
  write_file (from, "bundle.json", FORM);
  g_assert_cmpint (run_tool (self, "check", NULL, from), ==, 0);
  assert_kept (self, "");
  g_assert_cmpint (run_tool (self, "import", "--publish", from), ==, 0);
  g_assert_cmpint (run_tool (self, "import", "--publish", from), ==, 0);
  assert_kept (self, "urn:t:a published");
  g_assert_cmpint (run_tool (self, "export", NULL, to), ==, 0);
  g_assert_true (g_file_get_contents (written, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, FORM);
  remove_folder (from);
  remove_folder (to);
}

/* --- Speed ---------------------------------------------------------------------------------- */

/* Ten thousand in the library; the bound is for a busy machine and a build that checks itself. */
static void
test_many (Fixture *self, gconstpointer unused)
{
  static const char *const paths[] = { "/questionnaires",
                                       "/questionnaires?q=jianfei9999",
                                       "/questionnaires?q=问卷",
                                       "/questionnaires?category=J00-J99",
                                       "/questionnaires?diagnosis=J44.101",
                                       "/questionnaires?sort=-published_at",
                                       "/questionnaire-categories" };
  g_autofree char *made = fixture_sql (
      self, "SELECT set_config('hcrm.user', '1', false), set_config('hcrm.bulk', 'on', false);"
            "INSERT INTO questionnaire (url, version_tag, title, pinyin, initials, state, "
            "purposes, items, "
            "resource, tree_hash, published_at) SELECT 'urn:n:' || n, '1', '问卷' || n, 'jian fei "
            "' || n, "
            "'jf' || n, 'draft', '{follow-up}', 20, repeat('x', 20000), '', now() FROM "
            "generate_series(1, 10000) AS n;"
            "INSERT INTO questionnaire_category SELECT id, 'icd10', chr(65 + mod(id, 26)::int) || "
            "lpad(mod(id, 100)::text, 2, '0') FROM questionnaire;"
            "UPDATE questionnaire SET state = 'published'; ANALYZE questionnaire; ANALYZE "
            "questionnaire_category");

  g_assert_null (made);
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++) {
    fixture_expect (self, 200, "agent", "GET", paths[i], NULL);
    gint64 start = g_get_monotonic_time ();
    fixture_expect (self, 200, "agent", "GET", paths[i], NULL);
    double ms = (g_get_monotonic_time () - start) / 1000.0;
    g_test_message ("%s: %.1f ms", paths[i], ms);
    g_assert_cmpfloat (ms, <, 1000);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  FIXTURE_TEST ("/questionnaire/compose", test_compose);
  FIXTURE_TEST ("/questionnaire/categories", test_categories);
  FIXTURE_TEST ("/questionnaire/search", test_search);
  FIXTURE_TEST ("/questionnaire/plan", test_plan);
  FIXTURE_TEST ("/questionnaire/plan-refused", test_plan_refused);
  FIXTURE_TEST ("/questionnaire/responses", test_responses);
  FIXTURE_TEST ("/questionnaire/responses-refused", test_responses_refused);
  FIXTURE_TEST ("/questionnaire/tool", test_tool);
  FIXTURE_TEST ("/questionnaire/many", test_many);
  return g_test_run ();
}
