/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Questionnaires and answers written through the FHIR face: what comes back, what is refused. */

#include <string.h>

#include "hcrm-fixture.h"
#include "questionnaire/hcrm-fhir-edit.h"

#define FORMS "/fhir/R4/Questionnaire"
#define ANSWERS "/fhir/R4/QuestionnaireResponse"

/* --- Helpers ------------------------------------------------------------------------------------
 */

static void
assert_outcome (JsonNode *reply, guint status, const char *code, const char *expression)
{
  if (fixture_answer.status != status)
    g_test_message ("%s", fixture_answer.text);
  g_assert_cmpuint (fixture_answer.status, ==, status);
  g_assert_cmpstr (json_at (reply, "resourceType"), ==, "OperationOutcome");
  g_assert_cmpstr (json_at (reply, "issue.0.code"), ==, code);
  if (expression != NULL)
    g_assert_cmpstr (json_at (reply, "issue.0.expression.0"), ==, expression);
}

/* Returns: (transfer full): the id */
static char *
post (Fixture *self, const char *user, const char *path, const char *body)
{
  g_autoptr (JsonNode) reply = fixture_call (self, user, "POST", path, body, NULL);

  if (fixture_answer.status != 201)
    g_error ("%s: %u %s", path, fixture_answer.status, fixture_answer.text);
  g_assert_nonnull (strstr (fixture_answer.location, "/_history/"));
  return g_strdup (json_at (reply, "id"));
}

static void
refuse (Fixture *self,
        const char *user,
        const char *path,
        const char *body,
        guint status,
        const char *code,
        const char *expression)
{
  g_autofree char *before =
      fixture_sql (self,
                   "SELECT (SELECT count(*) FROM questionnaire) + (SELECT count(*) FROM response)");
  g_autoptr (JsonNode) reply = fixture_call (self, user, "POST", path, body, NULL);
  g_autofree char *after =
      fixture_sql (self,
                   "SELECT (SELECT count(*) FROM questionnaire) + (SELECT count(*) FROM response)");

  assert_outcome (reply, status, code, expression);
  g_assert_cmpstr (before, ==, after);
}

/* The resource without what is the server's. */
static char *
dup_content (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HcrmFhirNode) root = hcrm_fhir_parse (text, -1, &error);
  g_assert_no_error (error);
  HcrmFhirNode *meta = (HcrmFhirNode *) hcrm_fhir_get (root, "meta");

  hcrm_fhir_set (root, "id", NULL);
  if (meta != NULL) {
    hcrm_fhir_set (meta, "versionId", NULL);
    hcrm_fhir_set (meta, "lastUpdated", NULL);
    if (hcrm_fhir_get_length (meta) == 0)
      hcrm_fhir_set (root, "meta", NULL);
  }
  return hcrm_fhir_to_text (root);
}

static void
assert_comes_back (Fixture *self, const char *path, const char *id, const char *sent)
{
  g_autofree char *address = g_strdup_printf ("%s/%s", path, id);
  g_autofree char *expected = dup_content (sent);

  fixture_expect (self, 200, "supervisor", "GET", address, NULL);
  g_autofree char *got = dup_content (fixture_answer.text);
  g_assert_cmpstr (got, ==, expected);
}

static char *
make_form (const char *version, const char *status, const char *text)
{
  return g_strdup_printf (
      "{\"resourceType\":\"Questionnaire\",\"url\":\"urn:x:sleep\",\"version\":\"%s\","
      "\"status\":\"%s\",\"title\":\"睡眠 %s\",\"name\":\"Sleep\",\"identifier\":[{\"system\":"
      "\"urn:x\",\"value\":\"S-%s\"}],\"item\":[{\"linkId\":\"a\",\"type\":\"decimal\",\"text\":"
      "\"%s\",\"required\":true,\"extension\":[{\"url\":\"urn:unknown\",\"valueDecimal\":1.0},"
      "{\"url\":\"urn:unknown-2\",\"valueDecimal\":1e2}]}]}",
      version, status, version, version, text);
}

/* --- Questionnaires
 * ------------------------------------------------------------------------------- */

static void
test_questionnaire (Fixture *self, gconstpointer unused)
{
  g_autofree char *form = make_form ("1", "active", "Hours");
  g_autofree char *id = post (self, "admin", FORMS, form);

  assert_comes_back (self, FORMS, id, form);
  g_assert_nonnull (strstr (fixture_answer.text, "\"valueDecimal\":1.0}"));
  g_assert_nonnull (strstr (fixture_answer.text, "\"valueDecimal\":1e2}"));
  fixture_expect (self, 304, "agent", "GET", FORMS "/1", NULL, "If-None-Match: W/\"1\"");
  fixture_expect (self, 200, "agent", "GET", FORMS "/1/_history/1", NULL);
  fixture_expect (self, 404, "agent", "GET", FORMS "/1/_history/7", NULL);
  fixture_expect (self, 403, "agent", "POST", FORMS, form);
  refuse (self, "admin", FORMS, form, 409, "duplicate", NULL);
}

static void
test_minimal (Fixture *self, gconstpointer unused)
{
  g_autofree char *form = make_form ("1", "draft", "Hours");

  fixture_expect (self, 201, "admin", "POST", FORMS, form, "Prefer: return=minimal");
  g_assert_cmpstr (fixture_answer.text, ==, "");
  g_assert_cmpint (fixture_answer.etag, ==, 1);
}

static void
test_if_none_exist (Fixture *self, gconstpointer unused)
{
  g_autofree char *one = make_form ("1", "active", "Hours");
  g_autofree char *two = make_form ("2", "active", "Hours");

  fixture_expect (self, 201, "admin", "POST", FORMS, one, "If-None-Exist: identifier=urn:x|S-1");
  fixture_expect (self, 200, "admin", "POST", FORMS, one, "If-None-Exist: identifier=urn:x|S-1");
  fixture_expect (self, 201, "admin", "POST", FORMS, two, "If-None-Exist: version=2");
  fixture_expect (self, 412, "admin", "POST", FORMS, one, "If-None-Exist: url=urn:x:sleep");
  fixture_expect (self, 400, "admin", "POST", FORMS, one, "If-None-Exist: colour=red");
  fixture_expect (self, 400, "admin", "POST", FORMS, one, "If-None-Exist: _count=1");
}

static void
test_wrong_questionnaires (Fixture *self, gconstpointer unused)
{
  g_autoptr (GString) deep =
      g_string_new ("{\"resourceType\":\"Questionnaire\",\"status\":\"draft\",\"x\":");

  for (guint i = 0; i < 100000; i++)
    g_string_append_c (deep, '[');
  refuse (self, "admin", FORMS, deep->str, 400, "structure", NULL);
  refuse (self, "admin", FORMS, "", 400, "structure", NULL);
  refuse (self, "admin", FORMS, "[]", 400, "structure", NULL);
  refuse (self, "admin", FORMS, "{\"resourceType\":\"Patient\"}", 400, "structure", "resourceType");
  refuse (self, "admin", FORMS, "{\"resourceType\":\"Questionnaire\",\"status\":\"on\"}", 422,
          "invalid", "Questionnaire.status");
  refuse (
      self, "admin", FORMS,
      "{\"resourceType\":\"Questionnaire\",\"status\":\"draft\",\"item\":["
      "{\"linkId\":\"a\",\"type\":\"string\"},{\"linkId\":\"a\",\"type\":\"string\"},"
      "{\"linkId\":\"b\",\"type\":\"colour\"},"
      "{\"linkId\":\"c\",\"type\":\"string\",\"enableWhen\":[{\"question\":\"gone\",\"operator\":"
      "\"exists\",\"answerBoolean\":true}]}]}",
      422, "invalid", "Questionnaire.item[1].linkId");
  g_assert_nonnull (strstr (fixture_answer.text, "Questionnaire.item[2]"));
  g_assert_nonnull (strstr (fixture_answer.text, "Questionnaire.item[3].enableWhen[0]"));
}

static void
put (Fixture *self, guint status, const char *id, const char *form, const char *version)
{
  g_autofree char *path = g_strdup_printf (FORMS "/%s", id);
  g_autofree char *match = g_strdup_printf ("If-Match: W/\"%s\"", version);
  g_autofree char *start = g_strdup_printf ("{\"id\":\"%s\",", id);
  g_autofree char *body = g_strconcat (start, form + 1, NULL);

  fixture_expect (self, status, "admin", "PUT", path, body, match);
}

static void
test_draft (Fixture *self, gconstpointer unused)
{
  g_autofree char *first = make_form ("1", "draft", "Hours");
  g_autofree char *second = make_form ("1", "draft", "Hours of sleep");
  g_autofree char *published = make_form ("1", "active", "Hours of sleep");
  g_autofree char *id = post (self, "admin", FORMS, first);

  fixture_expect (self, 400, "admin", "PUT", FORMS "/1", first, "If-Match: W/\"1\"");
  put (self, 200, id, second, "1");
  put (self, 412, id, first, "1");
  assert_comes_back (self, FORMS, id, second);
  put (self, 200, id, published, "2");
  assert_comes_back (self, FORMS, id, published);
  put (self, 405, "99", published, "1");
}

/* What was published stays; what replaces it is another version. */
static void
test_published (Fixture *self, gconstpointer unused)
{
  g_autofree char *first = make_form ("1", "active", "Hours");
  g_autofree char *same_version = make_form ("1", "draft", "Hours, about");
  g_autofree char *third = make_form ("3", "active", "Hours at night");
  g_autofree char *retired = make_form ("3", "retired", "Hours at night");
  g_autofree char *id = post (self, "admin", FORMS, first);

  put (self, 200, id, first, "1");
  put (self, 201, id, same_version, "1");
  g_assert_nonnull (strstr (fixture_answer.text, "\"version\":\"2\""));
  assert_comes_back (self, FORMS, id, first);
  put (self, 201, id, third, "1");
  g_autofree char *states = fixture_sql (
      self, "SELECT string_agg(version_tag || state, ' ' ORDER BY version_tag) FROM questionnaire");
  g_assert_cmpstr (states, ==, "1retired 2draft 3published");
  put (self, 200, "3", retired, "1");
  assert_comes_back (self, FORMS, "3", retired);
}

static void
assert_found (Fixture *self, const char *path, gint64 total)
{
  g_autoptr (JsonNode) bundle = fixture_call (self, "supervisor", "GET", path, NULL, NULL);

  g_assert_cmpuint (fixture_answer.status, ==, 200);
  if (json_int_at (bundle, "total") != total)
    g_error ("%s: %s", path, fixture_answer.text);
}

static void
test_questionnaire_search (Fixture *self, gconstpointer unused)
{
  static const struct {
    const char *query;
    gint64 total;
  } cases[] = {
    { "url=urn:x:sleep", 2 },
    { "url=urn:x", 0 },
    { "version=2", 1 },
    { "status=active", 1 },
    { "status=active,retired", 2 },
    { "status=active&status=retired", 0 },
    { "title=%E7%9D%A1%E7%9C%A0", 2 },
    { "title=1", 0 },
    { "title:contains=1", 1 },
    { "title:exact=%E7%9D%A1%E7%9C%A0 2", 1 },
    { "name=sle", 2 },
    { "name:exact=sleep", 0 },
    { "identifier=S-1", 1 },
    { "identifier=urn:x%7CS-2", 1 },
    { "identifier=urn:x%7C", 2 },
    { "identifier=%7CS-2", 0 },
    { "identifier=urn:y%7CS-2", 0 },
    { "_id=1", 1 },
  };
  g_autofree char *one = make_form ("1", "active", "Hours");
  g_autofree char *two = make_form ("2", "active", "Hours");
  g_free (post (self, "admin", FORMS, one));
  g_free (post (self, "admin", FORMS, two));

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strconcat (FORMS "?", cases[i].query, NULL);
    assert_found (self, path, cases[i].total);
  }
}

/* --- Answers
 * -------------------------------------------------------------------------------------- */

#define ANSWER(status, members, value)                                                             \
  "{\"resourceType\":\"QuestionnaireResponse\"," members                                           \
  "\"questionnaire\":\"urn:x:sleep|1\",\"status\":\"" status "\","                                 \
  "\"item\":[{\"linkId\":\"a\",\"answer\":[{\"valueDecimal\":" value "}]}]}"

static void
test_response (Fixture *self, gconstpointer unused)
{
  static const char sent[] =
      ANSWER ("in-progress",
              "\"identifier\":{\"system\":\"urn:x\",\"value\":\"R1\"},"
              "\"subject\":{\"reference\":\"Patient/1\"},\"authored\":\"2026-03-01\",",
              "7.50");
  g_autofree char *form = make_form ("1", "active", "Hours");
  g_autofree char *form_id = post (self, "admin", FORMS, form);
  fixture_expect (self, 201, "agent", "POST", "/patients", "{\"name\":\"甲\",\"sex\":\"male\"}");
  g_autofree char *id = post (self, "agent", ANSWERS, sent);

  assert_comes_back (self, ANSWERS, id, sent);
  assert_found (self, ANSWERS "?patient=1", 1);
  assert_found (self, ANSWERS "?subject=Patient/1&status=in-progress", 1);
  assert_found (self, ANSWERS "?subject:Patient=2", 0);
  assert_found (self, ANSWERS "?questionnaire=urn:x:sleep", 1);
  assert_found (self, ANSWERS "?questionnaire=urn:x:sleep%7C2", 0);
  assert_found (self, ANSWERS "?authored=2026-03-01", 1);
  assert_found (self, ANSWERS "?authored=gt2026-03-01", 0);
  assert_found (self, ANSWERS "?identifier=urn:x%7CR1", 1);
  fixture_expect (self, 404, "doctor2", "GET", ANSWERS "/1", NULL);

  g_autofree char *done = g_strconcat ("{\"id\":\"1\",", &ANSWER ("completed", "", "8.0")[1], NULL);
  fixture_expect (self, 428, "agent", "PUT", ANSWERS "/1", done);
  fixture_expect (self, 200, "agent", "PUT", ANSWERS "/1", done, "If-Match: W/\"1\"");
  fixture_expect (self, 412, "agent", "PUT", ANSWERS "/1", done, "If-Match: W/\"1\"");
  fixture_expect (self, 409, "agent", "PUT", ANSWERS "/1", done, "If-Match: W/\"2\"");
  g_autofree char *answer = fixture_sql (self, "SELECT number FROM answer");
  g_assert_cmpstr (answer, ==, "8.0");
}

static void
test_wrong_responses (Fixture *self, gconstpointer unused)
{
  g_autofree char *form = make_form ("1", "active", "Hours");
  g_autofree char *id = post (self, "admin", FORMS, form);

  refuse (self, "agent", ANSWERS, ANSWER ("completed", "", "\"much\""), 422, "invalid", NULL);
  g_assert_nonnull (strstr (fixture_answer.text, "QuestionnaireResponse.item[0].answer[0]"));
  refuse (self, "agent", ANSWERS, ANSWER ("finished", "", "1"), 422, "invalid",
          "QuestionnaireResponse.status");
  refuse (self, "agent", ANSWERS, ANSWER ("completed", "\"authored\":\"soon\",", "1"), 422,
          "invalid", "QuestionnaireResponse.authored");
  refuse (self, "agent", ANSWERS,
          ANSWER ("completed", "\"subject\":{\"reference\":\"Patient/77\"},", "1"), 422, "invalid",
          "QuestionnaireResponse.subject.reference");
  refuse (self, "agent", ANSWERS,
          "{\"resourceType\":\"QuestionnaireResponse\",\"status\":\"completed\",\"questionnaire\":"
          "\"urn:x:unheard-of\"}",
          422, "invalid", "QuestionnaireResponse.questionnaire");
  refuse (self, "agent", ANSWERS,
          "{\"resourceType\":\"QuestionnaireResponse\",\"status\":\"completed\",\"questionnaire\":"
          "\"urn:x:sleep\"}",
          422, "invalid", NULL);
  fixture_expect (self, 403, "admin", "POST", ANSWERS, ANSWER ("completed", "", "1"));
}

/* --- What others wrote
 * ----------------------------------------------------------------------------- */

static char *
read_data (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (g_getenv ("HCRM_TEST_DATA"), folder, name, NULL);
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static GDir *
open_data (const char *folder)
{
  const char *data = g_getenv ("HCRM_TEST_DATA");
  g_autofree char *path = data != NULL ? g_build_filename (data, folder, NULL) : NULL;
  GDir *dir = path != NULL ? g_dir_open (path, 0, NULL) : NULL;

  if (dir == NULL)
    g_test_skip ("HCRM_TEST_DATA has no such sample files");
  return dir;
}

/* Two files are the same version of the same questionnaire: one of them is enough. */
static void
test_sample_questionnaires (Fixture *self, gconstpointer unused)
{
  g_autoptr (GDir) dir = open_data ("questionnaires");
  guint kept = 0, doubled = 0;

  for (const char *name = NULL; dir != NULL && (name = g_dir_read_name (dir)) != NULL;) {
    g_autofree char *text = read_data ("questionnaires", name);
    g_autoptr (JsonNode) reply = fixture_call (self, "admin", "POST", FORMS, text, NULL);
    doubled += fixture_answer.status == 409;
    if (fixture_answer.status == 409)
      continue;
    if (fixture_answer.status != 201)
      g_error ("%s: %u %s", name, fixture_answer.status, fixture_answer.text);
    g_autofree char *id = g_strdup (json_at (reply, "id"));
    assert_comes_back (self, FORMS, id, text);
    kept++;
  }
  g_test_message ("%u came back, %u were there already", kept, doubled);
  g_assert_cmpuint (doubled, <=, 2);
}

static void
judge (Fixture *self, JsonNode *cases, guint i)
{
  g_autofree char *form_at = g_strdup_printf ("%u.support.0", i);
  g_autofree char *response_at = g_strdup_printf ("%u.response", i);
  g_autofree char *success_at = g_strdup_printf ("%u.expect_success", i);
  g_autofree char *form = read_data ("qr-validation", json_at (cases, form_at));
  g_autofree char *response = read_data ("qr-validation", json_at (cases, response_at));
  gboolean good = g_str_equal (json_at (cases, success_at), "true");

  /* One of them is itself no R4 questionnaire, and so has no answers either. */
  g_autoptr (JsonNode) stored = fixture_call (self, "admin", "POST", FORMS, form, NULL);
  g_assert_true (fixture_answer.status == 201 || (!good && fixture_answer.status == 422));
  g_autoptr (JsonNode) reply = fixture_call (self, "agent", "POST", ANSWERS, response, NULL);
  if (fixture_answer.status != (good ? 201u : 422u))
    g_error ("%s: %u %s", json_at (cases, response_at), fixture_answer.status, fixture_answer.text);
  if (good) {
    g_autofree char *id = g_strdup (json_at (reply, "id"));
    assert_comes_back (self, ANSWERS, id, response);
  }
}

static void
test_sample_responses (Fixture *self, gconstpointer unused)
{
  g_autoptr (GDir) dir = open_data ("qr-validation");
  if (dir == NULL)
    return;
  g_autofree char *text = read_data ("qr-validation", "expected.json");
  g_autoptr (JsonNode) cases = json_from_string (text, NULL);

  for (guint i = 0; i < json_array_get_length (json_node_get_array (cases)); i++)
    judge (self, cases, i);
}

#define TEST(path, function) FIXTURE_TEST ("/fhir-write/" path, function)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  TEST ("questionnaire/kept", test_questionnaire);
  TEST ("questionnaire/minimal", test_minimal);
  TEST ("questionnaire/if-none-exist", test_if_none_exist);
  TEST ("questionnaire/wrong", test_wrong_questionnaires);
  TEST ("questionnaire/draft", test_draft);
  TEST ("questionnaire/published", test_published);
  TEST ("questionnaire/search", test_questionnaire_search);
  TEST ("response/kept", test_response);
  TEST ("response/wrong", test_wrong_responses);
  TEST ("sample/questionnaires", test_sample_questionnaires);
  TEST ("sample/responses", test_sample_responses);
  return g_test_run ();
}
