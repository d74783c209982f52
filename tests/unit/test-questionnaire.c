/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Questionnaires: what is read, what is refused and where, what enables, scores and comes back. */

#include "questionnaire/hcrm-response.h"

#include <string.h>

#define HEAD "{\"resourceType\":\"Questionnaire\",\"status\":\"active\","

static HcrmQuestionnaire *
read_questionnaire (const char *items)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *json =
      g_strdup_printf (HEAD "\"url\":\"urn:q\",\"version\":\"1\",\"item\":[%s]}", items);
  HcrmQuestionnaire *questionnaire = hcrm_questionnaire_new_from_json (json, -1, &error);

  g_assert_no_error (error);
  return questionnaire;
}

static HcrmResponse *
new_response (const char *items)
{
  g_autoptr (HcrmQuestionnaire) questionnaire = read_questionnaire (items);

  return hcrm_response_new (questionnaire);
}

static void
set (HcrmResponse *response, const char *link_id, const char *text)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (hcrm_response_set_text (response, link_id, 0, text, &error));
  g_assert_no_error (error);
}

/* Asserts that an error names exactly these fields, in this order. */
static void
assert_fields (const GError *error, const char *fields)
{
  g_autoptr (GString) named = g_string_new (NULL);

  g_assert_nonnull (error);
  for (guint i = 0; i < hcrm_error_get_n_fields (error); i++) {
    g_string_append_printf (named, "%s%s", i > 0 ? " " : "", hcrm_error_get_field (error, i));
    g_assert_cmpstr (hcrm_error_get_field_detail (error, i), !=, "");
  }
  g_assert_cmpstr (named->str, ==, fields);
}

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

#define WALKING                                                                                      \
  "{\"linkId\":\"walk\",\"type\":\"choice\",\"required\":true,\"prefix\":\"1\",\"text\":\"能走吗" \
  "\",\"_text\":{\"extension\":[{\"url\":\"http://hl7.org/fhir/StructureDefinition/translation\","   \
  "\"extension\":[{\"url\":\"lang\",\"valueCode\":\"en\"},{\"url\":\"content\",\"valueString\":"     \
  "\"Can you walk?\"}]}]},\"answerOption\":["                                                        \
  "{\"valueCoding\":{\"code\":\"yes\",\"display\":\"能\",\"_display\":{\"extension\":[{\"url\":"    \
  "\"http://hl7.org/fhir/StructureDefinition/translation\",\"extension\":[{\"url\":\"lang\","        \
  "\"valueCode\":\"en\"},{\"url\":\"content\",\"valueString\":\"Yes\"}]}]}},\"extension\":[{"        \
  "\"url\":\"http://hl7.org/fhir/StructureDefinition/ordinalValue\",\"valueDecimal\":0.1}]},"        \
  "{\"valueCoding\":{\"code\":\"no\",\"display\":\"不能\",\"extension\":[{\"url\":"                \
  "\"http://hl7.org/fhir/StructureDefinition/itemWeight\",\"valueDecimal\":2}]},\"extension\":[{"    \
  "\"url\":\"urn:hcrm:alarm\",\"valueString\":\"当日报医生\"}]}]}"

#define TEMPERATURE                                                                                \
  "{\"linkId\":\"temperature\",\"type\":\"decimal\",\"extension\":[{\"url\":"                      \
  "\"http://hl7.org/fhir/StructureDefinition/minValue\",\"valueDecimal\":34},{\"url\":"            \
  "\"http://hl7.org/fhir/StructureDefinition/maxValue\",\"valueDecimal\":43},{\"url\":"            \
  "\"urn:hcrm:alarm-above\",\"valueDecimal\":37.5},{\"url\":"                                      \
  "\"http://hl7.org/fhir/StructureDefinition/questionnaire-unit\",\"valueCoding\":{\"code\":"      \
  "\"Cel\",\"display\":\"℃\"}}]}"

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
      "{\"linkId\":\"c\",\"type\":\"choice\",\"answerValueSet\":\"#v\",\"modifierExtension\":[]},"
      "{\"linkId\":\"d\",\"type\":\"string\",\"enableWhen\":[{\"question\":\"b\",\"operator\":"
      "\"=\",\"answerString\":\"5\"}]}");
  static const char *const paths[] = {
    "Questionnaire.item[0].wish", "Questionnaire.item[0].extension[0]",  "Questionnaire.item[2]",
    "Questionnaire.item[2]",      "Questionnaire.item[3].enableWhen[0]",
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

/* Enabling */

static void
test_operators (void)
{
  static const struct {
    const char *type, *condition, *answer;
    gboolean enabled;
  } cases[] = {
    { "integer", "\"exists\",\"answerBoolean\":true", NULL, FALSE },
    { "integer", "\"exists\",\"answerBoolean\":true", "0", TRUE },
    { "integer", "\"exists\",\"answerBoolean\":false", NULL, TRUE },
    { "integer", "\"exists\",\"answerBoolean\":false", "0", FALSE },
    { "integer", "\"=\",\"answerInteger\":5", "5", TRUE },
    { "integer", "\"=\",\"answerDecimal\":5.0", "5", TRUE },
    { "integer", "\"!=\",\"answerInteger\":5", "6", TRUE },
    { "integer", "\"!=\",\"answerInteger\":5", "5", FALSE },
    { "integer", "\"!=\",\"answerInteger\":5", NULL, FALSE },
    { "integer", "\">\",\"answerInteger\":5", "5", FALSE },
    { "integer", "\">\",\"answerInteger\":5", "6", TRUE },
    { "integer", "\">=\",\"answerInteger\":5", "5", TRUE },
    { "integer", "\"<\",\"answerInteger\":5", "5", FALSE },
    { "integer", "\"<=\",\"answerInteger\":5", "5", TRUE },
    { "integer", "\"<\",\"answerInteger\":5", NULL, FALSE },
    { "decimal", "\">\",\"answerDecimal\":37.5", "37.51", TRUE },
    { "boolean", "\"=\",\"answerBoolean\":false", NULL, FALSE },
    { "boolean", "\"=\",\"answerBoolean\":false", "false", TRUE },
    { "date", "\">=\",\"answerDate\":\"2024-05-01\"", "2024-05-01", TRUE },
    { "date", "\"<\",\"answerDate\":\"2024-05-01\"", "2024-05-01", FALSE },
    { "string", "\"=\",\"answerString\":\"x\"", "x", TRUE },
    { "string", "\"!=\",\"answerString\":\"x\"", "y", TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *items = g_strdup_printf (
        "{\"linkId\":\"b\",\"type\":\"string\",\"enableWhen\":[{\"question\":\"a\",\"operator\":%s}"
        "]},{\"linkId\":\"a\",\"type\":\"%s\"}",
        cases[i].condition, cases[i].type);
    g_autoptr (HcrmResponse) response = new_response (items);
    set (response, "a", cases[i].answer);
    g_assert_cmpint (hcrm_response_is_enabled (response, "b", 0), ==, cases[i].enabled);
  }
}

#define WHEN(question, answer)                                                                     \
  "\"enableWhen\":[{\"question\":\"" question "\",\"operator\":\"=\",\"answerBoolean\":" answer "}]"

/* c hangs on b hangs on a; a group with d hangs on c. */
#define CHAIN                                                                                      \
  "{\"linkId\":\"g\",\"type\":\"group\"," WHEN (                                                   \
      "c", "true") ",\"item\":[{\"linkId\":\"d\","                                                 \
                   "\"type\":\"boolean\",\"required\":true}]},"                                    \
                   "{\"linkId\":\"c\",\"type\":\"boolean\"," WHEN (                                \
                       "b", "true") "},"                                                           \
                                    "{\"linkId\":\"b\",\"type\":\"boolean\"," WHEN (               \
                                        "a", "true") "},"                                          \
                                                     "{\"linkId\":\"a\",\"type\":\"boolean\"}"

static void
log_cb (HcrmResponse *response, const char *link_id, guint repeat, GString *log)
{
  g_string_append (log, link_id);
}

static void
test_chain (void)
{
  g_autoptr (HcrmResponse) response = new_response (CHAIN);
  g_autoptr (GString) log = g_string_new (NULL);

  set (response, "d", "true");
  set (response, "c", "true");
  set (response, "b", "true");
  g_signal_connect (response, "enabled-changed", G_CALLBACK (log_cb), log);
  g_assert_false (hcrm_response_is_enabled (response, "d", 0));
  set (response, "a", "true");
  g_assert_cmpstr (log->str, ==, "bcgd");
  g_assert_true (hcrm_response_is_enabled (response, "d", 0));
  g_assert_cmpuint (hcrm_response_get_score (response)->answered, ==, 4);
  g_string_truncate (log, 0);
  set (response, "a", "false");
  g_assert_cmpstr (log->str, ==, "bcgd");
  /* What is disabled is remembered, but neither counts nor goes out. */
  g_assert_cmpuint (hcrm_response_get_score (response)->answered, ==, 1);
  g_autofree char *json = hcrm_response_to_fhir (response, "completed", NULL);
  g_assert_cmpstr (json, ==,
                   "{\"resourceType\":\"QuestionnaireResponse\",\"questionnaire\":\"urn:q|1\","
                   "\"status\":\"completed\",\"item\":[{\"linkId\":\"a\",\"answer\":[{"
                   "\"valueBoolean\":false}]}]}");
  g_assert_cmpstr (hcrm_response_get_text (response, "d", 0), ==, "true");
}

static void
test_any_and_all (void)
{
  static const char items[] =
      "{\"linkId\":\"a\",\"type\":\"boolean\"},{\"linkId\":\"b\",\"type\":\"boolean\"},"
      "{\"linkId\":\"x\",\"type\":\"string\",\"enableBehavior\":\"%s\",\"enableWhen\":["
      "{\"question\":\"a\",\"operator\":\"=\",\"answerBoolean\":true},"
      "{\"question\":\"b\",\"operator\":\"=\",\"answerBoolean\":true}]}";

  for (guint i = 0; i < 8; i++) {
    gboolean any = i & 4;
    g_autoptr (GString) text = g_string_new (items);
    g_string_replace (text, "%s", any ? "any" : "all", 0);
    g_autoptr (HcrmResponse) response = new_response (text->str);
    set (response, "a", i & 1 ? "true" : "false");
    set (response, "b", i & 2 ? "true" : "false");
    g_assert_cmpint (hcrm_response_is_enabled (response, "x", 0), ==,
                     any ? (i & 3) != 0 : (i & 3) == 3);
  }
}

/* Random forms whose conditions ask about any earlier-numbered item, shuffled on the page. */
static char *
make_form (GRand *rand, guint n)
{
  g_autoptr (GString) items = g_string_new (NULL);
  g_autofree guint *order = g_new (guint, n);

  for (guint i = 0; i < n; i++) {
    guint k = g_rand_int_range (rand, 0, i + 1);
    order[i] = order[k];
    order[k] = i;
  }
  for (guint i = 0; i < n; i++) {
    guint id = order[i];
    guint n_conditions = id == 0 ? 0 : g_rand_int_range (rand, 0, 3);
    g_string_append_printf (items, "%s{\"linkId\":\"%u\",\"type\":\"integer\"", i > 0 ? "," : "",
                            id);
    if (n_conditions > 0)
      g_string_append_printf (items, ",\"enableBehavior\":\"%s\",\"enableWhen\":[",
                              g_rand_boolean (rand) ? "any" : "all");
    for (guint k = 0; k < n_conditions; k++) {
      static const char *const operators[] = { "=", "!=", ">", "<", ">=", "<=" };
      g_string_append_printf (items,
                              "%s{\"question\":\"%d\",\"operator\":\"%s\",\"answerInteger\":%d}",
                              k > 0 ? "," : "", g_rand_int_range (rand, 0, id),
                              operators[g_rand_int_range (rand, 0, 6)],
                              g_rand_int_range (rand, 0, 3));
    }
    g_string_append (items, n_conditions > 0 ? "]}" : "}");
  }
  return g_string_free (g_steal_pointer (&items), FALSE);
}

static void
answer_in_random_order (GRand *rand, HcrmResponse *response, const char *const *answers, guint n)
{
  for (guint i = 0; i < 3 * n; i++) {
    g_autofree char *link_id = g_strdup_printf ("%d", g_rand_int_range (rand, 0, n));
    g_autofree char *text = g_strdup_printf ("%d", g_rand_int_range (rand, 0, 3));
    set (response, link_id, g_rand_boolean (rand) ? text : NULL);
  }
  guint start = g_rand_int_range (rand, 0, n);
  for (guint i = 0; i < n; i++) {
    g_autofree char *link_id = g_strdup_printf ("%u", (start + i * 7) % n);
    set (response, link_id, answers[(start + i * 7) % n]);
  }
}

static void
test_order_does_not_matter (void)
{
  static const char *const values[] = { NULL, "0", "1", "2" };
  g_autoptr (GRand) rand = g_rand_new_with_seed (20240229);
  enum { N = 20 }; /* 7 and 20 share no factor, so steps of 7 reach each item */

  for (guint round = 0; round < 60; round++) {
    g_autofree char *form = make_form (rand, N);
    g_autoptr (HcrmQuestionnaire) questionnaire = read_questionnaire (form);
    g_autofree char *first = NULL;
    const char *answers[N];
    for (guint i = 0; i < N; i++)
      answers[i] = values[g_rand_int_range (rand, 0, 4)];
    for (guint k = 0; k < 4; k++) {
      g_autoptr (HcrmResponse) response = hcrm_response_new (questionnaire);
      g_autoptr (HcrmResponse) back = hcrm_response_new (questionnaire);
      g_autoptr (GError) error = NULL;
      answer_in_random_order (rand, response, answers, N);
      g_autofree char *json = hcrm_response_to_fhir (response, "in-progress", NULL);
      if (first != NULL)
        g_assert_cmpstr (json, ==, first);
      /* What comes back goes out the same. */
      g_assert_true (hcrm_response_load (back, json, -1, &error));
      g_autofree char *again = hcrm_response_to_fhir (back, "in-progress", NULL);
      g_assert_cmpstr (again, ==, json);
      g_free (first);
      first = g_strdup (json);
    }
  }
}

/* Scores */

#define PHQ_ITEM(n)                                                                                \
  "{\"linkId\":\"p" n "\",\"type\":\"choice\",\"required\":true,\"answerOption\":["                \
  "{\"valueCoding\":{\"code\":\"0\"},\"extension\":[{\"url\":"                                     \
  "\"http://hl7.org/fhir/StructureDefinition/ordinalValue\",\"valueDecimal\":0}]},"                \
  "{\"valueCoding\":{\"code\":\"1\"},\"extension\":[{\"url\":"                                     \
  "\"http://hl7.org/fhir/StructureDefinition/ordinalValue\",\"valueDecimal\":1}]},"                \
  "{\"valueCoding\":{\"code\":\"2\"},\"extension\":[{\"url\":"                                     \
  "\"http://hl7.org/fhir/StructureDefinition/itemWeight\",\"valueDecimal\":2}]},"                  \
  "{\"valueCoding\":{\"code\":\"3\",\"extension\":[{\"url\":"                                      \
  "\"http://hl7.org/fhir/StructureDefinition/ordinalValue\",\"valueDecimal\":3}]}}]}"

#define BAND(low, high, label, severity)                                                           \
  "{\"url\":\"urn:hcrm:score-band\",\"extension\":[{\"url\":\"low\",\"valueDecimal\":" low "},"    \
  "{\"url\":\"high\",\"valueDecimal\":" high "},{\"url\":\"label\",\"valueString\":\"" label       \
  "\"},{\"url\":\"label_en\",\"valueString\":\"" label " in English\"},{\"url\":\"severity\","     \
  "\"valueCode\":\"" severity "\"}]}"

static HcrmResponse *
new_scored (void)
{
  static const char json[] = HEAD
      "\"extension\":[" BAND ("2", "4", "mild", "warn") "," BAND ("0", "1", "none", "ok") "," BAND (
          "5", "6", "severe", "danger") "],\"item\":[" PHQ_ITEM ("1") "," PHQ_ITEM ("2") "]}";
  g_autoptr (GError) error = NULL;
  g_autoptr (HcrmQuestionnaire) questionnaire = hcrm_questionnaire_new_from_json (json, -1, &error);

  g_assert_no_error (error);
  return hcrm_response_new (questionnaire);
}

static void
count_cb (HcrmResponse *response, guint *n)
{
  (*n)++;
}

static void
test_score (void)
{
  g_autoptr (HcrmResponse) response = new_scored ();
  const HcrmScore *score = hcrm_response_get_score (response);
  guint n = 0;

  g_signal_connect (response, "score-changed", G_CALLBACK (count_cb), &n);
  g_assert_true (score->scored);
  g_assert_null (score->band);
  g_assert_cmpint (score->high, ==, 6000000);
  g_assert_cmpuint (score->required_missing, ==, 2);
  hcrm_response_choose (response, "p1", 0, 3);
  g_assert_cmpint (score->value, ==, 3000000);
  g_assert_cmpuint (score->scored_answered, ==, 1);
  g_assert_cmpuint (score->scored_total, ==, 2);
  hcrm_response_choose (response, "p2", 0, 2);
  g_assert_cmpstr (hcrm_text_get (score->band->label, "en"), ==, "severe in English");
  g_assert_cmpint (score->band->severity, ==, HCRM_SEVERITY_DANGER);
  g_assert_cmpuint (score->required_missing, ==, 0);
  hcrm_response_choose (response, "p2", 0, 2);
  g_assert_cmpuint (n, ==, 2);
}

static void
test_score_text (void)
{
  static const struct {
    gint64 score;
    const char *text;
  } cases[] = { { 0, "0" }, { 300000, "0.3" }, { -1500000, "-1.5" }, { 12000000, "12" } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = hcrm_score_to_text (cases[i].score);
    g_assert_cmpstr (text, ==, cases[i].text);
  }
}

static void
test_alarms (void)
{
  g_autoptr (HcrmResponse) response = new_response (WALKING "," TEMPERATURE);

  set (response, "temperature", "37.5");
  g_assert_false (hcrm_response_is_alarming (response, "temperature", 0));
  set (response, "temperature", "37.60");
  set (response, "walk", "no");
  g_assert_cmpuint (hcrm_response_get_score (response)->alarms, ==, 2);
  g_autoptr (GPtrArray) alarms = hcrm_response_get_alarms (response, "en");
  const HcrmAlarm *walk = g_ptr_array_index (alarms, 0);
  const HcrmAlarm *temperature = g_ptr_array_index (alarms, 1);
  g_assert_cmpstr (walk->answer, ==, "不能");
  g_assert_cmpstr (walk->note, ==, "当日报医生");
  g_assert_cmpstr (temperature->answer, ==, "37.60 ℃");
}

/* Validation */

static void
test_typed_text (void)
{
  g_autoptr (HcrmResponse) response = new_response (WALKING "," TEMPERATURE);
  static const char *const bad[][2] = { { "temperature", "warm" }, { "walk", "maybe" } };

  set (response, "temperature", " 37.20 ");
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;
    g_assert_false (hcrm_response_set_text (response, bad[i][0], 0, bad[i][1], &error));
    assert_fields (error, bad[i][0]);
  }
  g_assert_cmpstr (hcrm_response_get_text (response, "temperature", 0), ==, "37.20");
  set (response, "temperature", "");
  g_assert_null (hcrm_response_get_text (response, "temperature", 0));
}

static void
test_all_faults_at_once (void)
{
  g_autoptr (HcrmResponse) response = new_response (
      WALKING "," TEMPERATURE ",{\"linkId\":\"note\",\"type\":\"string\",\"maxLength\":3},"
              "{\"linkId\":\"many\",\"type\":\"choice\",\"repeats\":true,\"extension\":[{\"url\":"
              "\"http://hl7.org/fhir/StructureDefinition/questionnaire-maxOccurs\","
              "\"valueInteger\":1}],\"answerOption\":[{\"valueString\":\"x\"},{\"valueString\":"
              "\"y\"}]},{\"linkId\":\"hidden\",\"type\":\"string\",\"required\":true," WHEN (
                  "yes", "true") "},{\"linkId\":\"yes\",\"type\":\"boolean\"}");
  g_autoptr (GError) error = NULL;

  set (response, "temperature", "50");
  set (response, "note", "四个汉字");
  hcrm_response_choose (response, "many", 0, 0);
  hcrm_response_choose (response, "many", 0, 1);
  g_assert_false (hcrm_response_check (response, TRUE, &error));
  assert_fields (error, "walk temperature note many");
  /* A draft may miss what is required, and a choice can be taken back. */
  hcrm_response_choose (response, "many", 0, 0);
  g_clear_error (&error);
  g_assert_false (hcrm_response_check (response, FALSE, &error));
  assert_fields (error, "temperature note");
  set (response, "yes", "true");
  g_clear_error (&error);
  g_assert_false (hcrm_response_check (response, TRUE, &error));
  assert_fields (error, "walk temperature note hidden");
}

static void
test_wrong_answers (void)
{
  static const struct {
    const char *item, *answer;
  } cases[] = {
    { WALKING, "{\"linkId\":\"walk\",\"answer\":[{\"valueCoding\":{\"code\":\"maybe\"}}]}" },
    { WALKING, "{\"linkId\":\"walk\",\"answer\":[{\"valueString\":\"yes\"}]}" },
    { TEMPERATURE, "{\"linkId\":\"temperature\",\"answer\":[{\"valueInteger\":37}]}" },
    { TEMPERATURE, "{\"linkId\":\"temperature\",\"answer\":[{\"valueDecimal\":37},{\"valueDecimal\""
                   ":38}]}" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (HcrmResponse) response = new_response (cases[i].item);
    g_autoptr (GError) error = NULL;
    g_autofree char *json =
        g_strdup_printf ("{\"resourceType\":\"QuestionnaireResponse\",\"item\":[%s]}",
                         cases[i].answer);
    g_assert_true (hcrm_response_load (response, json, -1, &error));
    g_assert_false (hcrm_response_check (response, TRUE, &error));
    g_assert_cmpuint (hcrm_error_get_n_fields (error), ==, 1);
  }
}

/* There and back */

#define FAMILY                                                                                     \
  "{\"linkId\":\"drug\",\"type\":\"group\",\"repeats\":true,\"item\":["                            \
  "{\"linkId\":\"name\",\"type\":\"string\"},"                                                     \
  "{\"linkId\":\"dose\",\"type\":\"group\",\"repeats\":true,\"item\":["                            \
  "{\"linkId\":\"mg\",\"type\":\"decimal\",\"enableWhen\":[{\"question\":\"name\",\"operator\":"   \
  "\"exists\",\"answerBoolean\":true}]}]}]},"                                                      \
  "{\"linkId\":\"why\",\"type\":\"string\",\"enableWhen\":[{\"question\":\"mg\",\"operator\":"     \
  "\">\",\"answerDecimal\":100}]}"

static void
test_repeated_groups (void)
{
  g_autoptr (HcrmResponse) response = new_response (FAMILY);
  g_autoptr (GError) error = NULL;
  guint drug = 0;
  guint dose = 0;

  set (response, "name", "a");
  set (response, "mg", "1.0");
  g_assert_true (hcrm_response_add_instance (response, "drug", 0, &drug));
  dose = hcrm_response_get_instance (response, "dose", 1);
  g_assert_cmpuint (hcrm_response_get_instance_parent (response, "dose", dose), ==, drug);
  g_assert_true (hcrm_response_set_text (response, "mg", dose, "200", NULL));
  g_assert_false (hcrm_response_is_enabled (response, "mg", dose));
  g_assert_false (hcrm_response_is_enabled (response, "why", 0));
  g_assert_true (hcrm_response_set_text (response, "name", drug, "b", NULL));
  g_assert_true (hcrm_response_is_enabled (response, "mg", dose));
  g_assert_true (hcrm_response_is_enabled (response, "why", 0));
  g_autofree char *json = hcrm_response_to_fhir (response, "completed", NULL);
  g_assert_nonnull (strstr (json, "{\"valueDecimal\":200}"));
  g_assert_true (hcrm_response_load (response, json, -1, &error));
  g_autofree char *again = hcrm_response_to_fhir (response, "completed", NULL);
  g_assert_cmpstr (again, ==, json);
  g_autofree char *rows = hcrm_response_rows_to_json (response);
  g_assert_nonnull (strstr (rows, "{\"item\":\"mg\",\"repeat\":1,\"ordinal\":0,\"code\":null,"
                                  "\"number\":\"200\",\"text\":null,\"score\":null}"));
  drug = hcrm_response_get_instance (response, "drug", 1);
  hcrm_response_remove_instance (response, "drug", drug);
  g_assert_cmpuint (hcrm_response_get_n_instances (response, "dose"), ==, 1);
  g_assert_false (hcrm_response_is_enabled (response, "why", 0));
  drug = hcrm_response_get_instance (response, "drug", 0);
  hcrm_response_remove_instance (response, "drug", drug);
  g_assert_cmpuint (hcrm_response_get_n_instances (response, "drug"), ==, 1);
}

static void
test_items_under_a_question (void)
{
  static const char items[] =
      "{\"linkId\":\"a\",\"type\":\"boolean\",\"item\":[{\"linkId\":\"b\",\"type\":\"string\"}]}";
  g_autoptr (HcrmResponse) response = new_response (items);
  g_autoptr (GError) error = NULL;

  set (response, "b", "x");
  g_autofree char *alone = hcrm_response_to_fhir (response, "completed", NULL);
  g_assert_nonnull (strstr (alone, "\"answer\":[{\"item\":[{\"linkId\":\"b\""));
  g_assert_true (hcrm_response_load (response, alone, -1, &error));
  set (response, "a", "true");
  g_autofree char *both = hcrm_response_to_fhir (response, "completed", NULL);
  g_assert_nonnull (strstr (both, "[{\"valueBoolean\":true,\"item\":[{\"linkId\":\"b\""));
  g_assert_true (hcrm_response_load (response, both, -1, &error));
  g_assert_cmpstr (hcrm_response_get_text (response, "b", 0), ==, "x");
}

static void
test_precision_and_unknown_kinds_come_back (void)
{
  static const char json[] =
      "{\"resourceType\":\"QuestionnaireResponse\",\"questionnaire\":\"urn:q|1\",\"status\":"
      "\"completed\",\"authored\":\"2024-05-01T08:00:00+08:00\",\"item\":[{\"linkId\":"
      "\"temperature\",\"answer\":[{\"valueDecimal\":37.20}]},{\"linkId\":\"weight\",\"answer\":[{"
      "\"valueQuantity\":{\"value\":60.50,\"unit\":\"kg\",\"code\":\"kg\"}}]}]}";
  g_autoptr (HcrmResponse) response =
      new_response (TEMPERATURE ",{\"linkId\":\"weight\",\"type\":\"quantity\"}");
  g_autoptr (GError) error = NULL;

  g_assert_true (hcrm_response_load (response, json, -1, &error));
  g_assert_no_error (error);
  g_autofree char *again =
      hcrm_response_to_fhir (response, "completed", "2024-05-01T08:00:00+08:00");
  g_assert_cmpstr (again, ==, json);
}

static void
test_load_refusals (void)
{
  static const struct {
    const char *items, *fields;
  } cases[] = {
    { "{\"linkId\":\"x\"}", "QuestionnaireResponse.item[0]" },
    { "{\"linkId\":\"name\"}", "QuestionnaireResponse.item[0]" },
    { "{\"linkId\":\"why\",\"answer\":[{\"valueString\":\"\"},{}]}",
      "QuestionnaireResponse.item[0].answer[0] QuestionnaireResponse.item[0].answer[1]" },
    { "{\"linkId\":\"why\",\"answer\":[{\"valueString\":\"a\"}]},{\"linkId\":\"why\",\"answer\":[]"
      "}",
      "QuestionnaireResponse.item[1]" },
    { "{\"linkId\":\"drug\",\"answer\":[{\"item\":[]}]}", "QuestionnaireResponse.item[0]" },
    { "{\"linkId\":\"why\",\"item\":[{\"linkId\":\"name\"}]}", "QuestionnaireResponse.item[0]" },
    { "{\"linkId\":\"drug\",\"item\":1}", "QuestionnaireResponse.item[0]" },
    { "1,\"a\"", "QuestionnaireResponse.item[0] QuestionnaireResponse.item[1]" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (HcrmResponse) response = new_response (FAMILY);
    g_autoptr (GError) error = NULL;
    g_autofree char *json =
        g_strdup_printf ("{\"resourceType\":\"QuestionnaireResponse\",\"item\":[%s]}",
                         cases[i].items);
    set (response, "name", "kept");
    g_assert_false (hcrm_response_load (response, json, -1, &error));
    assert_fields (error, cases[i].fields);
    g_assert_cmpstr (hcrm_response_get_text (response, "name", 0), ==, "kept");
  }
}

static void
test_initial (void)
{
  g_autoptr (HcrmResponse) response = new_response (
      "{\"linkId\":\"a\",\"type\":\"integer\",\"initial\":[{\"valueInteger\":3}]},"
      "{\"linkId\":\"b\",\"type\":\"choice\",\"answerOption\":[{\"valueString\":\"x\"},"
      "{\"valueString\":\"y\",\"initialSelected\":true}]},"
      "{\"linkId\":\"c\",\"type\":\"string\",\"enableWhen\":[{\"question\":\"a\",\"operator\":\"=\""
      ",\"answerInteger\":3}]}");

  g_assert_cmpstr (hcrm_response_get_text (response, "a", 0), ==, "3");
  g_assert_true (hcrm_response_is_chosen (response, "b", 0, 1));
  g_assert_true (hcrm_response_is_enabled (response, "c", 0));
}

/* The sample files */

static char *
get_data_file (const char *folder, const char *name)
{
  const char *data = g_getenv ("HCRM_TEST_DATA");

  return g_build_filename (data != NULL ? data : "../shared/data", folder, name, NULL);
}

static HcrmQuestionnaire *
read_file (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *json = NULL;
  gsize length = 0;

  g_assert_true (g_file_get_contents (path, &json, &length, &error));
  HcrmQuestionnaire *questionnaire = hcrm_questionnaire_new_from_json (json, length, &error);
  if (error != NULL)
    g_test_message ("%s: %s %s", path, hcrm_error_get_field (error, 0), error->message);
  g_assert_no_error (error);
  return questionnaire;
}

static gboolean
holds_questionnaire (const char *path)
{
  g_autofree char *json = NULL;
  gsize length = 0;

  g_assert_true (g_file_get_contents (path, &json, &length, NULL));
  g_autoptr (HcrmFhirNode) root = hcrm_fhir_parse (json, length, NULL);
  return g_strcmp0 (hcrm_fhir_get_string (root, "resourceType"), "Questionnaire") == 0;
}

static void
test_sample_files (void)
{
  g_autofree char *folder = get_data_file ("questionnaires", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  if (dir == NULL) {
    g_test_skip ("The sample data is not there");
    return;
  }
  for (const char *name = g_dir_read_name (dir); name != NULL; name = g_dir_read_name (dir)) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    if (!g_str_has_suffix (name, ".json") || !holds_questionnaire (path))
      continue;
    g_autoptr (HcrmQuestionnaire) questionnaire = read_file (path);
    g_autoptr (HcrmResponse) response = hcrm_response_new (questionnaire);
    g_assert_cmpuint (hcrm_questionnaire_get_all_items (questionnaire)->len, >, 0);
    n++;
  }
  g_assert_cmpuint (n, >, 25);
}

/* Answers so many of the form's scored items with its option number @choice. */
static gint64
score_answers (HcrmResponse *response, guint choice, guint n)
{
  const GPtrArray *items =
      hcrm_questionnaire_get_all_items (hcrm_response_get_questionnaire (response));

  for (guint i = 0; i < items->len && n > 0; i++) {
    const HcrmItem *item = g_ptr_array_index (items, i);
    if (!item->weighed)
      continue;
    hcrm_response_choose (response, item->link_id, 0, choice);
    n--;
  }
  return hcrm_response_get_score (response)->value;
}

static void
test_published_ranges (void)
{
  static const struct {
    const char *file;
    guint n;
    gint64 high;
  } instruments[] = {
    { "epds.5fe21b.json", 10, 30 }, { "audit-c.7fd5e3.json", 3, 12 }, { "mmrc.bbab5e.json", 1, 4 },
    { "PHQ-9.5cab8e.json", 9, 27 }, { "GAD-7.7de71e.json", 7, 21 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (instruments); i++) {
    g_autofree char *path = get_data_file ("questionnaires", instruments[i].file);
    if (!g_file_test (path, G_FILE_TEST_EXISTS)) {
      g_test_skip ("The sample data is not there");
      return;
    }
    g_autoptr (HcrmQuestionnaire) questionnaire = read_file (path);
    g_autoptr (HcrmResponse) response = hcrm_response_new (questionnaire);
    g_assert_cmpint (hcrm_response_get_score (response)->high, ==, instruments[i].high * 1000000);
    score_answers (response, 0, instruments[i].n);
    g_assert_cmpuint (hcrm_response_get_score (response)->scored_answered, ==,
                      hcrm_response_get_score (response)->scored_total);
  }
}

/* What other validators say of these answer sheets; the types that come later are left out. */
static void
test_answer_sheets (void)
{
  static const struct {
    const char *name;
    gboolean good;
  } sheets[] = {
    { "abstract-question-type-included-qr", FALSE },
    { "date-min-max-qr", FALSE },
    { "decimal-min-max-qr", FALSE },
    { "group-with-string-invalid-nesting-qr", FALSE },
    { "integer-qr", TRUE },
    { "questionnaire-retired-qr", TRUE },
    { "string-max-occurs-qr", FALSE },
    { "string-required-qr", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (sheets); i++) {
    g_autofree char *form_name = g_strconcat (sheets[i].name, ".questionnaire.json", NULL);
    g_autofree char *sheet_name = g_strconcat (sheets[i].name, ".response.json", NULL);
    g_autofree char *form_path = get_data_file ("qr-validation", form_name);
    g_autofree char *sheet_path = get_data_file ("qr-validation", sheet_name);
    g_autofree char *form = NULL;
    g_autofree char *sheet = NULL;
    if (!g_file_get_contents (form_path, &form, NULL, NULL)
        || !g_file_get_contents (sheet_path, &sheet, NULL, NULL)) {
      g_test_skip ("The sample data is not there");
      return;
    }
    g_autoptr (HcrmQuestionnaire) questionnaire = hcrm_questionnaire_new_from_json (form, -1, NULL);
    g_autoptr (HcrmResponse) response =
        questionnaire != NULL ? hcrm_response_new (questionnaire) : NULL;
    gboolean good = response != NULL && hcrm_response_load (response, sheet, -1, NULL)
                    && hcrm_response_check (response, TRUE, NULL);
    g_test_message ("%s", sheets[i].name);
    g_assert_cmpint (good, ==, sheets[i].good);
  }
}

/* A form of nine items, 0 to 3 points each, with the bands of a line of the table each. */
static char *
make_phq9 (const char *table)
{
  g_auto (GStrv) lines = g_strsplit (table, "\n", -1);
  g_autoptr (GString) json = g_string_new (HEAD "\"extension\":[");

  for (guint i = 0; lines[i] != NULL; i++) {
    g_auto (GStrv) cells = g_strsplit (lines[i], ",", -1);
    if (g_strcmp0 (cells[0], "PHQ-9") != 0)
      continue;
    g_autoptr (GString) band = g_string_new (BAND ("LOW", "HIGH", "LABEL", "ok"));
    g_string_replace (band, "LOW", cells[1], 0);
    g_string_replace (band, "HIGH", cells[2], 0);
    g_string_replace (band, "LABEL", cells[3], 0);
    g_string_append_printf (json, "%s%s", g_str_has_suffix (json->str, "[") ? "" : ",", band->str);
  }
  g_string_append (json, "],\"item\":[");
  for (guint i = 0; i < 9; i++) {
    g_autoptr (GString) item = g_string_new (PHQ_ITEM ("NUMBER"));
    g_autofree char *number = g_strdup_printf ("%u", i);
    g_string_replace (item, "NUMBER", number, 0);
    g_string_append_printf (json, "%s%s", i > 0 ? "," : "", item->str);
  }
  g_string_append (json, "]}");
  return g_string_free (g_steal_pointer (&json), FALSE);
}

/* Gives @sum points: threes first, then the rest. */
static void
give_points (HcrmResponse *response, guint sum)
{
  for (guint i = 0; i < 9; i++) {
    g_autofree char *link_id = g_strdup_printf ("p%u", i);
    guint points = MIN (sum, 3);
    hcrm_response_choose (response, link_id, 0, points);
    sum -= points;
  }
}

static void
test_phq9_bands (void)
{
  g_autofree char *path = get_data_file ("tables", "severity_bands.csv");
  g_autofree char *table = NULL;
  g_autoptr (GError) error = NULL;

  if (!g_file_get_contents (path, &table, NULL, NULL)) {
    g_test_skip ("The sample data is not there");
    return;
  }
  g_autofree char *json = make_phq9 (table);
  g_autoptr (HcrmQuestionnaire) questionnaire = hcrm_questionnaire_new_from_json (json, -1, &error);
  g_assert_no_error (error);
  g_autoptr (HcrmResponse) response = hcrm_response_new (questionnaire);
  for (guint sum = 0; sum <= 27; sum++) {
    static const char *const labels[] = { "minimal/none",      "mild",   "moderate",
                                          "moderately severe", "severe", "severe" };
    give_points (response, sum);
    const HcrmScore *score = hcrm_response_get_score (response);
    g_assert_cmpint (score->value, ==, sum * 1000000);
    g_assert_cmpstr (hcrm_text_get (score->band->label, NULL), ==, labels[sum / 5]);
  }
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
  g_test_add_func ("/questionnaire/enable/operators", test_operators);
  g_test_add_func ("/questionnaire/enable/chain", test_chain);
  g_test_add_func ("/questionnaire/enable/any-and-all", test_any_and_all);
  g_test_add_func ("/questionnaire/enable/order", test_order_does_not_matter);
  g_test_add_func ("/questionnaire/score/bands", test_score);
  g_test_add_func ("/questionnaire/score/text", test_score_text);
  g_test_add_func ("/questionnaire/score/alarms", test_alarms);
  g_test_add_func ("/questionnaire/score/published", test_published_ranges);
  g_test_add_func ("/questionnaire/check/answer-sheets", test_answer_sheets);
  g_test_add_func ("/questionnaire/score/phq9", test_phq9_bands);
  g_test_add_func ("/questionnaire/check/typed-text", test_typed_text);
  g_test_add_func ("/questionnaire/check/all-at-once", test_all_faults_at_once);
  g_test_add_func ("/questionnaire/check/wrong-answers", test_wrong_answers);
  g_test_add_func ("/questionnaire/fhir/repeated-groups", test_repeated_groups);
  g_test_add_func ("/questionnaire/fhir/under-a-question", test_items_under_a_question);
  g_test_add_func ("/questionnaire/fhir/comes-back", test_precision_and_unknown_kinds_come_back);
  g_test_add_func ("/questionnaire/fhir/refusals", test_load_refusals);
  g_test_add_func ("/questionnaire/initial", test_initial);
  g_test_add_func ("/questionnaire/sample-files", test_sample_files);
  return g_test_run ();
}
