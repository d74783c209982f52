/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is wrong with answers, all of it at once. */

#include "hcrm-form-kit.h"

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

/* Responses as received */

/* Asserts that @items against @form are at fault in exactly @fields; "" if not at all. */
static void
assert_verdict (const char *form, const char *status, const char *items, const char *fields)
{
  g_autoptr (HcrmQuestionnaire) questionnaire = read_questionnaire (form);
  g_autoptr (GError) error = NULL;
  g_autofree char *list = g_strdup_printf (*items != '\0' ? ",\"item\":[%s]" : "%s", items);
  g_autofree char *json = g_strdup_printf (
      "{\"resourceType\":\"QuestionnaireResponse\",\"questionnaire\":\"urn:q|1\",\"status\":\"%s\""
      "%s}",
      status, list);
  gboolean good = hcrm_response_check_resource (questionnaire, json, -1, FALSE, &error);

  g_test_message ("%s", json);
  if (*fields != '\0')
    assert_fields (error, fields);
  else
    g_assert_no_error (error);
  g_assert_cmpint (good, ==, *fields == '\0');
}

#define R "QuestionnaireResponse"
#define ITEM(link_id, type, more) "{\"linkId\":\"" link_id "\",\"type\":\"" type "\"" more "}"
#define GIVEN(link_id, answers) "{\"linkId\":\"" link_id "\",\"answer\":[" answers "]}"
#define EXTENSION(name, value)                                                                     \
  "{\"url\":\"http://hl7.org/fhir/StructureDefinition/" name "\",\"value" value "}"
#define HAS(extension) ",\"extension\":[" extension "]"
#define NUMBER(n) "{\"valueDecimal\":" n "}"
#define WORDS(text) "{\"valueString\":\"" text "\"}"
#define QUANTITY(n, unit)                                                                          \
  "{\"value\":" n ",\"system\":\"http://unitsofmeasure.org\",\"code\":\"" unit "\"}"
#define AMOUNT(n, unit) "{\"valueQuantity\":" QUANTITY (n, unit) "}"
#define LIMIT(name, n, unit)                                                                       \
  "{\"url\":\"http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-" name              \
  "\",\"valueQuantity\":" QUANTITY (n, unit) "}"
#define UNIT(code)                                                                                 \
  EXTENSION ("questionnaire-unitOption",                                                           \
             "Coding\":{\"system\":\"http://unitsofmeasure.org\",\"code\":\"" code "\"}")
#define CODING(code, display)                                                                      \
  "\"valueCoding\":{\"system\":\"urn:s\",\"code\":\"" code "\",\"display\":\"" display "\"}"
#define CODE(code, display) "{" CODING (code, display) "}"
#define ALONE EXTENSION ("questionnaire-optionExclusive", "Boolean\":true")
#define COLOURS                                                                                    \
  ",\"answerOption\":[" CODE ("r", "Red") "," CODE ("g", "Green") ",{" CODING ("n", "None")        \
      HAS (ALONE) "}]"
#define GROUP ITEM ("g", "group", ",\"item\":[" ITEM ("a", "string", ",\"required\":true") "]")
#define TWO_TO_THREE                                                                               \
  HAS (EXTENSION ("questionnaire-minOccurs",                                                       \
                  "Integer\":2") "," EXTENSION ("questionnaire-maxOccurs", "Integer\":3"))
#define MEMBERS                                                                                    \
  ITEM ("m", "group", ",\"repeats\":true" TWO_TO_THREE ",\"item\":[" ITEM ("n", "string", "") "]")
#define MEMBER(name) "{\"linkId\":\"m\",\"item\":[" GIVEN ("n", WORDS (name)) "]}"
#define ASKED                                                                                      \
  ITEM ("q", "boolean", "")                                                                        \
  "," ITEM ("why", "string",                                                                       \
            ",\"required\":true,\"enableWhen\":[{\"question\":\"q\",\"operator\":\"=\","           \
            "\"answerBoolean\":true}]")
#define FILE_OF(more) "{\"valueAttachment\":{\"contentType\":\"image/gif\"," more "}}"
#define PATIENT HAS (EXTENSION ("questionnaire-referenceResource", "Code\":\"Patient\""))
#define REFERENCE(text) "{\"valueReference\":{\"reference\":\"" text "\"}}"
#define TWO_CAPITALS HAS (EXTENSION ("regex", "String\":\"[A-Z]{2}\""))
#define UNDER ITEM ("p", "boolean", ",\"item\":[" ITEM ("c", "string", "") "]")

/* clang-format off */
static const struct {
  const char *form, *status, *items, *fields;
} verdicts[] = {
  /* what is missing, and when that matters */
  { GROUP, "completed", "", R ".item.where(linkId='g').item.where(linkId='a')" },
  { GROUP, "in-progress", "", "" },
  { GROUP, "stopped", "", "" },
  { GROUP, "amended", "{\"linkId\":\"g\"}", R ".item[0].item.where(linkId='a')" },
  { GROUP, "done", "", R ".status" },
  { ITEM ("g", "group", ",\"required\":true,\"item\":[" ITEM ("a", "string", "") "]"), "completed",
    "{\"linkId\":\"g\"}", R ".item[0]" },
  { ITEM ("h", "string", ",\"required\":true" HAS (EXTENSION ("questionnaire-hidden", "Boolean\":true"))),
    "completed", "", "" },
  /* nesting and order */
  { GROUP, "completed", "{\"linkId\":\"g\",\"answer\":[{\"item\":[" GIVEN ("a", WORDS ("x")) "]}]}",
    R ".item[0] " R ".item[0].item.where(linkId='a')" },
  { GROUP, "completed", GIVEN ("a", WORDS ("x")),
    R ".item[0] " R ".item.where(linkId='g').item.where(linkId='a')" },
  { UNDER, "completed",
    "{\"linkId\":\"p\",\"answer\":[{\"valueBoolean\":true}],\"item\":[" GIVEN ("c", WORDS ("x")) "]}",
    R ".item[0]" },
  { UNDER, "completed",
    "{\"linkId\":\"p\",\"answer\":[{\"valueBoolean\":true,\"item\":[" GIVEN ("c", WORDS ("x")) "]}]}", "" },
  { UNDER, "completed",
    "{\"linkId\":\"p\",\"answer\":[{\"valueBoolean\":true,\"item\":[" GIVEN ("c", NUMBER ("1")) "]}]}",
    R ".item[0].answer[0].item[0].answer[0]" },
  { ITEM ("a", "string", "") "," ITEM ("b", "string", ""), "completed",
    GIVEN ("b", WORDS ("x")) "," GIVEN ("a", WORDS ("y")), R ".item[1]" },
  { ITEM ("a", "string", ""), "completed", GIVEN ("z", WORDS ("x")), R ".item[0]" },
  { ITEM ("a", "display", ""), "completed", GIVEN ("a", WORDS ("x")), R ".item[0]" },
  { ITEM ("a", "display", ""), "completed", "{\"linkId\":\"a\"}", "" },
  /* members */
  { ITEM ("a", "string", ""), "completed", "{\"linkId\":\"a\",\"answers\":[]}", R ".item[0].answers" },
  { ITEM ("a", "string", ""), "completed", "{\"linkId\":\"a\",\"answer\":[]}", R ".item[0].answer" },
  { ITEM ("a", "string", ""), "completed", "{\"linkId\":\"a\",\"modifierExtension\":[{}]}",
    R ".item[0].modifierExtension" },
  { ITEM ("a", "string", ""), "completed",
    "{\"linkId\":\"a\",\"answer\":[{\"valueString\":\"x\",\"valueInteger\":1}]}", R ".item[0].answer[0]" },
  /* kinds */
  { ITEM ("a", "string", ""), "completed", GIVEN ("a", NUMBER ("1")), R ".item[0].answer[0]" },
  { ITEM ("a", "decimal", ""), "completed", GIVEN ("a", WORDS ("1")), R ".item[0].answer[0]" },
  { ITEM ("a", "string", ""), "completed", GIVEN ("a", WORDS ("x") "," WORDS ("y")), R ".item[0]" },
  { ITEM ("a", "string", ",\"repeats\":true"), "completed", GIVEN ("a", WORDS ("x") "," NUMBER ("1")),
    R ".item[0].answer[1]" },
  { ITEM ("a", "time", ""), "completed", GIVEN ("a", "{\"valueTime\":\"25:00:00\"}"), R ".item[0].answer[0]" },
  { ITEM ("a", "dateTime", ""), "completed", GIVEN ("a", "{\"valueDateTime\":\"2024-02-29T08:00:00Z\"}"), "" },
  { ITEM ("a", "url", ""), "completed", GIVEN ("a", "{\"valueUri\":\"https://example.org\"}"), "" },
  /* shape */
  { ITEM ("a", "string", TWO_CAPITALS), "completed", GIVEN ("a", WORDS ("ABC")), R ".item[0].answer[0]" },
  { ITEM ("a", "string", TWO_CAPITALS), "completed", GIVEN ("a", WORDS ("AB")), "" },
  { ITEM ("a", "string", HAS (EXTENSION ("minLength", "Integer\":3"))), "completed",
    GIVEN ("a", WORDS ("中文")), R ".item[0].answer[0]" },
  { ITEM ("a", "string", ",\"maxLength\":2"), "completed", GIVEN ("a", WORDS ("中文")), "" },
  { ITEM ("a", "decimal", HAS (EXTENSION ("maxDecimalPlaces", "Integer\":1"))), "completed",
    GIVEN ("a", NUMBER ("1.50")), R ".item[0].answer[0]" },
  { ITEM ("a", "decimal", HAS (EXTENSION ("maxDecimalPlaces", "Integer\":0"))), "completed",
    GIVEN ("a", NUMBER ("7")), "" },
  /* bounds */
  { ITEM ("a", "decimal", HAS (EXTENSION ("maxValue", "Integer\":5"))), "completed",
    GIVEN ("a", NUMBER ("5.01")), R ".item[0].answer[0]" },
  { ITEM ("a", "quantity", HAS (LIMIT ("minQuantity", "2", "kg"))), "completed",
    GIVEN ("a", AMOUNT ("1999", "g")), R ".item[0].answer[0]" },
  { ITEM ("a", "quantity", HAS (LIMIT ("minQuantity", "2", "kg"))), "completed",
    GIVEN ("a", AMOUNT ("2000", "g")), "" },
  { ITEM ("a", "quantity", HAS (LIMIT ("maxQuantity", "2", "kg"))), "completed",
    GIVEN ("a", AMOUNT ("1", "m")), R ".item[0].answer[0]" },
  { ITEM ("a", "quantity", HAS (UNIT ("kg") "," UNIT ("g"))), "completed",
    GIVEN ("a", AMOUNT ("1", "g")), "" },
  { ITEM ("a", "quantity", HAS (UNIT ("kg"))), "completed", GIVEN ("a", AMOUNT ("1", "mg")),
    R ".item[0].answer[0]" },
  { ITEM ("a", "quantity", ""), "completed", GIVEN ("a", "{\"valueQuantity\":{\"unit\":\"kg\"}}"),
    R ".item[0].answer[0]" },
  /* options */
  { ITEM ("a", "choice", COLOURS), "completed", GIVEN ("a", CODE ("r", "red")), "" },
  { ITEM ("a", "choice", COLOURS), "completed", GIVEN ("a", CODE ("b", "Blue")), R ".item[0].answer[0]" },
  { ITEM ("a", "choice", COLOURS), "completed", GIVEN ("a", CODE ("r", "Green")), R ".item[0].answer[0]" },
  { ITEM ("a", "choice", COLOURS), "completed", GIVEN ("a", WORDS ("Blue")), R ".item[0].answer[0]" },
  { ITEM ("a", "open-choice", COLOURS), "completed", GIVEN ("a", WORDS ("Blue")), "" },
  { ITEM ("a", "open-choice", COLOURS), "completed", GIVEN ("a", CODE ("b", "Blue")), R ".item[0].answer[0]" },
  { ITEM ("a", "choice", ",\"repeats\":true" COLOURS), "completed",
    GIVEN ("a", CODE ("r", "Red") "," CODE ("n", "None")), R ".item[0]" },
  { ITEM ("a", "choice", ",\"repeats\":true" COLOURS), "completed",
    GIVEN ("a", CODE ("r", "Red") "," CODE ("r", "Red")), R ".item[0]" },
  /* groups */
  { MEMBERS, "completed", MEMBER ("A"), R ".item.where(linkId='m')" },
  { MEMBERS, "completed", "", "" },
  { MEMBERS, "completed", MEMBER ("A") "," MEMBER ("B"), "" },
  { MEMBERS, "completed", MEMBER ("A") "," MEMBER ("B") "," MEMBER ("C") "," MEMBER ("D"), R ".item[3]" },
  /* conditions */
  { ASKED, "completed", GIVEN ("why", WORDS ("x")), R ".item[0]" },
  { ASKED, "completed", GIVEN ("q", "{\"valueBoolean\":true}"), R ".item.where(linkId='why')" },
  { ASKED, "in-progress", GIVEN ("q", "{\"valueBoolean\":false}") "," GIVEN ("why", WORDS ("x")), R ".item[1]" },
  { ASKED, "completed", GIVEN ("q", "{\"valueBoolean\":false}"), "" },
  /* files and references */
  { ITEM ("a", "attachment", HAS (EXTENSION ("mimeType", "Code\":\"image/png\""))), "completed",
    GIVEN ("a", FILE_OF ("\"url\":\"urn:f\"")), R ".item[0].answer[0]" },
  { ITEM ("a", "attachment", HAS (EXTENSION ("maxSize", "Decimal\":0.001"))), "completed",
    GIVEN ("a", FILE_OF ("\"size\":2000")), R ".item[0].answer[0]" },
  { ITEM ("a", "reference", PATIENT), "completed", GIVEN ("a", REFERENCE ("Device/1")), R ".item[0].answer[0]" },
  { ITEM ("a", "reference", PATIENT), "completed",
    GIVEN ("a", REFERENCE ("https://example.org/fhir/Patient/1")), "" },
};
/* clang-format on */

static void
test_verdicts (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (verdicts); i++)
    assert_verdict (verdicts[i].form, verdicts[i].status, verdicts[i].items, verdicts[i].fields);
}

#define POINTS                                                                                     \
  EXTENSION ("questionnaire-unit",                                                                 \
             "Coding\":{\"code\":\"{score}\",\"display\":\"分\",\"_display\":{\"extension\":["    \
             "{\"url\":\"http://hl7.org/fhir/StructureDefinition/translation\",\"extension\":["    \
             "{\"url\":\"lang\",\"valueCode\":\"en\"},{\"url\":\"content\",\"valueString\":"       \
             "\"points\"}]}]}}")
#define UP_TO_TEN HAS (EXTENSION ("maxValue", "Integer\":10") "," POINTS)

/* A limit is told in the words of the reader, its unit among them. */
static void
test_limit_language (void)
{
  g_autoptr (HcrmQuestionnaire) questionnaire =
      read_questionnaire (ITEM ("a", "integer", UP_TO_TEN));
  g_autoptr (GError) error = NULL;

  g_setenv ("LANGUAGE", "en", TRUE);
  g_assert_false (
      hcrm_response_check_resource (questionnaire,
                                    "{\"resourceType\":\"" R
                                    "\",\"questionnaire\":\"urn:q|1\",\"status\":\"completed\","
                                    "\"item\":[" GIVEN ("a", "{\"valueInteger\":12}") "]}",
                                    -1, FALSE, &error));
  g_assert_cmpstr (hcrm_error_get_field_detail (error, 0), ==, "At most 10 points");
}

static void
test_root (void)
{
  static const struct {
    const char *json, *fields;
  } cases[] = {
    { "{\"resourceType\":\"Questionnaire\",\"status\":\"completed\"}", R ".resourceType" },
    { "{\"resourceType\":\"" R "\"}", R ".status" },
    { "{\"resourceType\":\"" R "\",\"status\":\"completed\",\"questionnaire\":\"urn:q|2\"}",
      R ".questionnaire" },
    { "{\"resourceType\":\"" R "\",\"status\":\"completed\",\"authored\":\"today\",\"wish\":1}",
      R ".authored " R ".wish" },
    { "{\"resourceType\":\"" R "\",\"status\":\"completed\",\"item\":{}}", R ".item" },
    { "[]", R ".status " R ".resourceType" },
  };
  g_autoptr (HcrmQuestionnaire) questionnaire = read_questionnaire (ITEM ("a", "string", ""));

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_assert_false (hcrm_response_check_resource (questionnaire, cases[i].json, -1, FALSE, &error));
    assert_fields (error, cases[i].fields);
  }
}

/* Whether a response is good; a questionnaire that cannot be read makes none so. */
static gboolean
judge_files (const char *form_name, const char *sheet_name)
{
  g_autofree char *form_path = get_data_file ("qr-validation", form_name);
  g_autofree char *sheet_path = get_data_file ("qr-validation", sheet_name);
  g_autofree char *form = NULL;
  g_autofree char *sheet = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_get_contents (form_path, &form, NULL, NULL));
  g_assert_true (g_file_get_contents (sheet_path, &sheet, NULL, NULL));
  g_autoptr (HcrmQuestionnaire) questionnaire = hcrm_questionnaire_new_from_json (form, -1, &error);
  gboolean good = questionnaire != NULL
                  && hcrm_response_check_resource (questionnaire, sheet, -1, TRUE, &error);
  for (guint i = 0; error != NULL && i < hcrm_error_get_n_fields (error); i++)
    g_test_message ("%s: %s %s", sheet_name, hcrm_error_get_field (error, i),
                    hcrm_error_get_field_detail (error, i));
  return good;
}

/* What other validators say of these answer sheets. */
static void
test_answer_sheets (void)
{
  g_autofree char *path = get_data_file ("qr-validation", "expected.json");
  g_autofree char *json = NULL;

  if (!g_file_get_contents (path, &json, NULL, NULL)) {
    g_test_skip ("The sample data is not there");
    return;
  }
  g_autoptr (HcrmFhirNode) cases = hcrm_fhir_parse (json, -1, NULL);
  g_assert_cmpuint (hcrm_fhir_get_length (cases), >=, 15);
  for (guint i = 0; i < hcrm_fhir_get_length (cases); i++) {
    const HcrmFhirNode *one = hcrm_fhir_get_nth (cases, i);
    const HcrmFhirNode *form = hcrm_fhir_get_nth (hcrm_fhir_get (one, "support"), 0);
    gboolean good = judge_files (form->text, hcrm_fhir_get_string (one, "response"));
    if (good != hcrm_fhir_get_boolean (one, "expect_success"))
      g_error ("%s", hcrm_fhir_get_string (one, "case"));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/questionnaire/check/answer-sheets", test_answer_sheets);
  g_test_add_func ("/questionnaire/check/typed-text", test_typed_text);
  g_test_add_func ("/questionnaire/check/all-at-once", test_all_faults_at_once);
  g_test_add_func ("/questionnaire/check/wrong-answers", test_wrong_answers);
  g_test_add_func ("/questionnaire/check/verdicts", test_verdicts);
  g_test_add_func ("/questionnaire/check/limit-language", test_limit_language);
  g_test_add_func ("/questionnaire/check/root", test_root);
  return g_test_run ();
}
