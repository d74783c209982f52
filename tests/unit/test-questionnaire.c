/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Questionnaires: what is read, what is refused and where. */

#include "hcrm-form-kit.h"

/* JSON */

static void
test_json_good (void)
{
  static const char text[] =
      "{\"a\":[1,2.50,-0.0,1e2],\"b\":{\"c\":null,\"d\":true},\"e\":\"\\u0041\\n\\\"\xe4\xb8\xad\","
      "\"f\":[],\"g\":{}}";
  g_autoptr (GError) error = NULL;
  g_autoptr (HcrmFhirNode) root = hcrm_fhir_parse (text, -1, &error);
  g_autoptr (GString) out = g_string_new (NULL);

  g_assert_no_error (error);
  hcrm_fhir_write (root, out);
  g_assert_cmpstr (out->str, ==,
                   "{\"a\":[1,2.50,-0.0,1e2],\"b\":{\"c\":null,\"d\":true},"
                   "\"e\":\"A\\u000a\\\"\xe4\xb8\xad\",\"f\":[],\"g\":{}}");
}

static void
test_json_emoji (void)
{
  g_autoptr (HcrmFhirNode) root = hcrm_fhir_parse ("\"\\ud83d\\ude00\"", -1, NULL);

  g_assert_nonnull (root);
  g_assert_cmpstr (root->text, ==, "😀");
}

static void
test_json_bad (void)
{
  static const char *const bad[] = {
    "",
    "{",
    "[1,]",
    "{\"a\":1,}",
    "{\"a\" 1}",
    "[1 2]",
    "01",
    "1.",
    "-",
    "1e",
    "tru",
    "\"a",
    "\"\\x\"",
    "\"\\ud800\"",
    "\"\\u00\"",
    "{\"a\":1,\"a\":2}",
    "[1]x",
    "{1:2}",
    "]",
    "\"\x01\"",
    "\"\\u0000\"",
    "\"\xff\"",
    "[1,2}",
    "nullx",
    "\"\\",
    "[",
    "{\"a\":",
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (HcrmFhirNode) root = hcrm_fhir_parse (bad[i], -1, &error);
    g_assert_null (root);
    g_assert_error (error, HCRM_ERROR, HCRM_ERROR_MALFORMED);
  }
}

static void
test_json_hostile_depth (void)
{
  static const char *const units[] = { "[", "{\"item\":[", "{\"a\":" };

  for (guint i = 0; i < G_N_ELEMENTS (units); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GString) text = g_string_new (NULL);
    while (text->len < 2000000)
      g_string_append (text, units[i]);
    g_assert_null (hcrm_fhir_parse (text->str, -1, &error));
    g_assert_error (error, HCRM_ERROR, HCRM_ERROR_MALFORMED);
  }
}

/* Values */

static void
test_shapes (void)
{
  static const struct {
    HcrmAnswerKind kind;
    const char *good, *bad;
  } shapes[] = {
    { HCRM_ANSWER_BOOLEAN, "true", "True" },
    { HCRM_ANSWER_INTEGER, "-2147483648", "2147483648" },
    { HCRM_ANSWER_INTEGER, "0", "01" },
    { HCRM_ANSWER_DECIMAL, "37.20", "37." },
    { HCRM_ANSWER_DECIMAL, "1e2", "1e9999" },
    { HCRM_ANSWER_DECIMAL, "-0.5", ".5" },
    { HCRM_ANSWER_DATE, "2024-02-29", "2023-02-29" },
    { HCRM_ANSWER_DATE, "2024-02", "2024-13" },
    { HCRM_ANSWER_DATE, "2024", "0000" },
    { HCRM_ANSWER_DATE, "2024-12-31", "2024-12-311" },
    { HCRM_ANSWER_TIME, "08:30:00", "24:00:00" },
    { HCRM_ANSWER_TIME, "08:30:00.5", "08:30" },
    { HCRM_ANSWER_DATE_TIME, "2024-02-29T08:30:00+08:00", "2024-02-29T08:30" },
    { HCRM_ANSWER_DATE_TIME, "2024-02-29", "2024-02-30T08:30:00Z" },
    { HCRM_ANSWER_STRING, "a", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++) {
    g_assert_true (hcrm_answer_is_well_formed (shapes[i].kind, shapes[i].good));
    g_assert_false (hcrm_answer_is_well_formed (shapes[i].kind, shapes[i].bad));
  }
}

static void
test_comparisons (void)
{
  static const struct {
    HcrmAnswerKind kind;
    const char *a, *b;
    char sign; /* or ? if they cannot be compared */
  } cases[] = {
    { HCRM_ANSWER_DECIMAL, "37.2", "37.20", '=' },
    { HCRM_ANSWER_DECIMAL, "1e2", "99.9", '>' },
    { HCRM_ANSWER_INTEGER, "-3", "2", '<' },
    { HCRM_ANSWER_DATE, "2024-02-01", "2024-01-31", '>' },
    { HCRM_ANSWER_DATE, "2024", "2024-01-31", '?' },
    { HCRM_ANSWER_DATE, "2023", "2024-01-31", '<' },
    { HCRM_ANSWER_DATE_TIME, "2024-01-01T08:00:00+08:00", "2024-01-01T00:00:00Z", '=' },
    { HCRM_ANSWER_STRING, "a", "b", '<' },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (HcrmAnswer) a = hcrm_answer_new (cases[i].kind, cases[i].a);
    g_autoptr (HcrmAnswer) b = hcrm_answer_new (cases[i].kind, cases[i].b);
    int order = 0;
    gboolean comparable = hcrm_answer_compare (a, b, &order);
    char sign = !comparable ? '?' : order < 0 ? '<' : order > 0 ? '>' : '=';
    g_assert_cmpint (sign, ==, cases[i].sign);
  }
}

/* Reading */

/* Reading */

static void
test_reads_items (void)
{
  g_autoptr (HcrmQuestionnaire) questionnaire = read_questionnaire (WALKING "," TEMPERATURE);
  const HcrmItem *walk = hcrm_questionnaire_find (questionnaire, "walk");
  const HcrmItem *temperature = hcrm_questionnaire_find (questionnaire, "temperature");
  const HcrmOption *no = g_ptr_array_index (walk->options, 1);

  g_assert_cmpint (walk->type, ==, HCRM_ITEM_CHOICE);
  g_assert_true (walk->required);
  g_assert_cmpstr (hcrm_text_get (walk->prefix, "en"), ==, "1");
  g_assert_cmpstr (hcrm_text_get (walk->text, "en"), ==, "Can you walk?");
  g_assert_cmpstr (hcrm_text_get (walk->text, "en_GB"), ==, "Can you walk?");
  g_assert_cmpstr (hcrm_text_get (walk->text, "zh_CN"), ==, "能走吗");
  g_assert_cmpstr (hcrm_option_get_label (g_ptr_array_index (walk->options, 0), "en"), ==, "Yes");
  g_assert_cmpint (no->weight, ==, 2000000);
  g_assert_true (no->alarming);
  g_assert_cmpstr (hcrm_text_get (no->alarm, NULL), ==, "当日报医生");
  g_assert_cmpstr (temperature->min_value->text, ==, "34");
  g_assert_cmpstr (hcrm_text_get (temperature->unit, "en"), ==, "℃");
  g_assert_cmpuint (hcrm_questionnaire_get_findings (questionnaire)->len, ==, 0);
}

static void
test_all_types (void)
{
  g_autoptr (GString) items = g_string_new (NULL);

  for (HcrmItemType type = HCRM_ITEM_GROUP; type <= HCRM_ITEM_QUANTITY; type++)
    g_string_append_printf (items, "%s{\"linkId\":\"i%d\",\"type\":\"%s\"}", type > 0 ? "," : "",
                            type, hcrm_item_type_get_code (type));
  g_autoptr (HcrmQuestionnaire) questionnaire = read_questionnaire (items->str);
  /* Two types are shown only; the group and the choice are empty, the open one may be. */
  g_assert_cmpuint (hcrm_questionnaire_get_findings (questionnaire)->len, ==, 2 + 2);
}

static void
test_findings (void)
{
  g_autoptr (HcrmQuestionnaire) questionnaire = read_questionnaire (
      "{\"linkId\":\"a\",\"type\":\"string\",\"extension\":[{\"url\":\"urn:x\"}],\"wish\":1},"
      "{\"linkId\":\"b\",\"type\":\"integer\",\"enableWhen\":[{\"question\":\"c\",\"operator\":"
      "\"=\",\"answerString\":\"5\"}]},"
      "{\"linkId\":\"c\",\"type\":\"choice\",\"answerValueSet\":\"#v\"},"
      "{\"linkId\":\"d\",\"type\":\"string\",\"enableWhen\":[{\"question\":\"b\",\"operator\":"
      "\"=\",\"answerString\":\"5\"}]}");
  static const char *const paths[] = {
    "Questionnaire.item[0].wish",
    "Questionnaire.item[0].extension[0]",
    "Questionnaire.item[2]",
    "Questionnaire.item[3].enableWhen[0]",
  };
  const GPtrArray *findings = hcrm_questionnaire_get_findings (questionnaire);

  g_assert_cmpuint (findings->len, ==, G_N_ELEMENTS (paths));
  for (guint i = 0; i < findings->len; i++) {
    const HcrmFinding *finding = g_ptr_array_index (findings, i);
    g_assert_cmpstr (finding->path, ==, paths[i]);
  }
}

static void
assert_refused (const char *json, const char *fields)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HcrmQuestionnaire) questionnaire = hcrm_questionnaire_new_from_json (json, -1, &error);

  g_assert_null (questionnaire);
  g_assert_error (error, HCRM_ERROR, HCRM_ERROR_INVALID);
  assert_fields (error, fields);
}

/* Items, and the fields that must be named. */
static const struct {
  const char *items, *fields;
} refusals[] = {
  { "{\"type\":\"string\"}", "Questionnaire.item[0].linkId" },
  { "{\"linkId\":\"\",\"type\":\"string\"}", "Questionnaire.item[0].linkId" },
  { "{\"linkId\":\"a\"}", "Questionnaire.item[0].type" },
  { "{\"linkId\":\"a\",\"type\":\"question\"}", "Questionnaire.item[0].type" },
  { "1", "Questionnaire.item[0]" },
  { "{\"linkId\":\"a\",\"type\":\"group\",\"item\":[{\"linkId\":\"a\",\"type\":\"string\"}]}",
    "Questionnaire.item[0].item[0].linkId" },
  { "{\"linkId\":\"a\",\"type\":\"group\",\"item\":{}}", "Questionnaire.item[0].item" },
  { "{\"linkId\":\"a\",\"type\":\"display\",\"item\":[]}", "Questionnaire.item[0].item" },
  { "{\"linkId\":\"a\",\"type\":\"string\",\"required\":\"yes\"}",
    "Questionnaire.item[0].required" },
  { "{\"linkId\":\"a\",\"type\":\"string\",\"maxLength\":0}", "Questionnaire.item[0].maxLength" },
  { "{\"linkId\":\"a\",\"type\":\"integer\",\"initial\":[{\"valueInteger\":1.5}]}",
    "Questionnaire.item[0].initial[0].value" },
  { "{\"linkId\":\"a\",\"type\":\"integer\",\"initial\":[{\"valueInteger\":1},{\"valueInteger\":2}"
    "]}",
    "Questionnaire.item[0].initial" },
  { "{\"linkId\":\"a\",\"type\":\"choice\",\"answerOption\":[{},{\"valueString\":\"x\"},"
    "{\"valueString\":\"x\"},{\"valueInteger\":1}]}",
    "Questionnaire.item[0].answerOption[0].value Questionnaire.item[0].answerOption[2].value" },
  { "{\"linkId\":\"a\",\"type\":\"string\",\"answerOption\":[{\"valueInteger\":1}]}",
    "Questionnaire.item[0].answerOption[0].value" },
  { "{\"linkId\":\"a\",\"type\":\"choice\",\"answerValueSet\":\"#x\",\"answerOption\":[]}",
    "Questionnaire.item[0].answerOption" },
  { "{\"linkId\":\"a\",\"type\":\"string\",\"enableWhen\":[{\"question\":\"b\",\"operator\":\"=\","
    "\"answerString\":\"x\"}]}",
    "Questionnaire.item[0].enableWhen[0].question" },
  { "{\"linkId\":\"a\",\"type\":\"string\",\"enableWhen\":[{\"operator\":\"~\"}]}",
    "Questionnaire.item[0].enableWhen[0].operator Questionnaire.item[0].enableWhen[0].answer "
    "Questionnaire.item[0].enableWhen[0].question" },
  { "{\"linkId\":\"b\",\"type\":\"string\"},{\"linkId\":\"a\",\"type\":\"string\",\"enableWhen\":[{"
    "\"question\":\"b\",\"operator\":\"exists\",\"answerString\":\"x\"},{\"question\":\"b\","
    "\"operator\":\"=\",\"answerString\":\"x\"}]}",
    "Questionnaire.item[1].enableBehavior Questionnaire.item[1].enableWhen[0].answer" },
  { "{\"linkId\":\"a\",\"type\":\"string\",\"enableBehavior\":\"some\"}",
    "Questionnaire.item[0].enableBehavior" },
  { "{\"linkId\":\"a\",\"type\":\"display\"},{\"linkId\":\"b\",\"type\":\"string\",\"enableWhen\":["
    "{\"question\":\"a\",\"operator\":\"exists\",\"answerBoolean\":true}]}",
    "Questionnaire.item[1].enableWhen[0].question" },
  /* Asks about itself. */
  { "{\"linkId\":\"a\",\"type\":\"string\",\"enableWhen\":[{\"question\":\"a\",\"operator\":"
    "\"exists\",\"answerBoolean\":true}]}",
    "Questionnaire.item[0].enableWhen" },
  /* Two in a circle, one that leads in and one that hangs on, which are not to blame. */
  { "{\"linkId\":\"i\",\"type\":\"string\"},"
    "{\"linkId\":\"a\",\"type\":\"string\",\"enableBehavior\":\"any\",\"enableWhen\":[{\"question\""
    ":\"b\",\"operator\":\"exists\",\"answerBoolean\":true},{\"question\":\"i\",\"operator\":"
    "\"exists\",\"answerBoolean\":true}]},"
    "{\"linkId\":\"b\",\"type\":\"string\",\"enableWhen\":[{\"question\":\"a\",\"operator\":"
    "\"exists\",\"answerBoolean\":true}]},"
    "{\"linkId\":\"o\",\"type\":\"string\",\"enableWhen\":[{\"question\":\"a\",\"operator\":"
    "\"exists\",\"answerBoolean\":true}]}",
    "Questionnaire.item[1].enableWhen Questionnaire.item[2].enableWhen" },
  /* A group that asks about its own child. */
  { "{\"linkId\":\"g\",\"type\":\"group\",\"enableWhen\":[{\"question\":\"a\",\"operator\":"
    "\"exists\",\"answerBoolean\":true}],\"item\":[{\"linkId\":\"a\",\"type\":\"string\"}]}",
    "Questionnaire.item[0].enableWhen" },
  { "{\"linkId\":\"a\",\"type\":\"integer\",\"extension\":[{\"url\":"
    "\"http://hl7.org/fhir/StructureDefinition/minValue\",\"valueInteger\":5},{\"url\":"
    "\"http://hl7.org/fhir/StructureDefinition/maxValue\",\"valueInteger\":4}]}",
    "Questionnaire.item[0]" },
  { "{\"linkId\":\"a\",\"type\":\"integer\",\"extension\":[{\"url\":"
    "\"http://hl7.org/fhir/StructureDefinition/minValue\",\"valueDate\":\"2024-01-01\"}]}",
    "Questionnaire.item[0]" },
  { "{\"linkId\":\"a\",\"type\":\"integer\",\"extension\":[{\"url\":"
    "\"http://hl7.org/fhir/StructureDefinition/maxValue\"},{}]}",
    "Questionnaire.item[0].extension[1].url Questionnaire.item[0].maxValue" },
};

static void
test_refusals (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++) {
    g_autofree char *json = g_strdup_printf (HEAD "\"item\":[%s]}", refusals[i].items);
    assert_refused (json, refusals[i].fields);
  }
}

static void
test_refuses_all_at_once (void)
{
  assert_refused ("{\"resourceType\":\"Patient\",\"item\":[{\"linkId\":\"a\",\"type\":\"x\"},"
                  "{\"linkId\":\"a\",\"type\":\"string\"},{\"type\":\"string\"}]}",
                  "Questionnaire.resourceType Questionnaire.status Questionnaire.item[0].type "
                  "Questionnaire.item[1].linkId Questionnaire.item[2].linkId");
  assert_refused ("[[]]", "Questionnaire.resourceType Questionnaire.status");
}

/* A response names the form as url|version. */
static void
test_bad_url (void)
{
  assert_refused (HEAD "\"url\":\"urn:q|1\"}", "Questionnaire.url");
}

static void
test_bad_bands (void)
{
  assert_refused (HEAD
                  "\"extension\":[{\"url\":\"urn:hcrm:score-band\",\"extension\":[{\"url\":\"low\","
                  "\"valueDecimal\":5},{\"url\":\"high\",\"valueDecimal\":4},{\"url\":\"severity\","
                  "\"valueCode\":\"bad\"}]}]}",
                  "Questionnaire.extension[0].label Questionnaire.extension[0].low "
                  "Questionnaire.extension[0].severity");
}

/* Groups in groups, @depth of them. */
static char *
nest (guint depth)
{
  g_autoptr (GString) json = g_string_new (HEAD "\"item\":[");

  for (guint i = 0; i < depth; i++)
    g_string_append_printf (json, "{\"linkId\":\"%u\",\"type\":\"group\",\"item\":[", i);
  g_string_append (json, "{\"linkId\":\"q\",\"type\":\"boolean\"}");
  for (guint i = 0; i < depth; i++)
    g_string_append (json, "]}");
  g_string_append (json, "]}");
  return g_string_free (g_steal_pointer (&json), FALSE);
}

static void
test_depth (void)
{
  g_autofree char *good = nest (HCRM_QUESTIONNAIRE_MAX_DEPTH - 1);
  g_autofree char *deep = nest (HCRM_QUESTIONNAIRE_MAX_DEPTH);
  g_autofree char *hostile = nest (100000);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) refusal = NULL;
  g_autoptr (HcrmQuestionnaire) questionnaire = hcrm_questionnaire_new_from_json (good, -1, &error);

  g_assert_no_error (error);
  g_autoptr (HcrmResponse) response = hcrm_response_new (questionnaire);
  set (response, "q", "true");
  g_autofree char *json = hcrm_response_to_fhir (response, "completed", NULL);
  g_assert_true (hcrm_response_load (response, json, -1, &error));
  g_assert_cmpstr (hcrm_response_get_text (response, "q", 0), ==, "true");
  g_assert_null (hcrm_questionnaire_new_from_json (deep, -1, &refusal));
  g_assert_error (refusal, HCRM_ERROR, HCRM_ERROR_INVALID);
  g_clear_error (&refusal);
  g_assert_null (hcrm_questionnaire_new_from_json (hostile, -1, &refusal));
  g_assert_error (refusal, HCRM_ERROR, HCRM_ERROR_MALFORMED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/questionnaire/json/good", test_json_good);
  g_test_add_func ("/questionnaire/json/emoji", test_json_emoji);
  g_test_add_func ("/questionnaire/json/bad", test_json_bad);
  g_test_add_func ("/questionnaire/json/hostile-depth", test_json_hostile_depth);
  g_test_add_func ("/questionnaire/answer/shapes", test_shapes);
  g_test_add_func ("/questionnaire/answer/comparisons", test_comparisons);
  g_test_add_func ("/questionnaire/parse/items", test_reads_items);
  g_test_add_func ("/questionnaire/parse/all-types", test_all_types);
  g_test_add_func ("/questionnaire/parse/findings", test_findings);
  g_test_add_func ("/questionnaire/parse/refusals", test_refusals);
  g_test_add_func ("/questionnaire/parse/all-at-once", test_refuses_all_at_once);
  g_test_add_func ("/questionnaire/parse/bad-url", test_bad_url);
  g_test_add_func ("/questionnaire/parse/bad-bands", test_bad_bands);
  g_test_add_func ("/questionnaire/parse/depth", test_depth);
  return g_test_run ();
}
