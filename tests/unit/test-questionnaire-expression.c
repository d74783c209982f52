/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Questionnaires that calculate: values, conditions, initial values, constraints, what is refused;
 * published instruments and their scores. */

#include "questionnaire/hcrm-response.h"

#include <string.h>

#define SDC "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-"
#define FHIR "http://hl7.org/fhir/StructureDefinition/"

/* An extension holding an expression; @text needs no escapes. */
#define EXPRESSION(url, text)                                                                      \
  "{\"url\":\"" url                                                                                \
  "\",\"valueExpression\":{\"language\":\"text/fhirpath\",\"expression\":\"" text "\"}}"
#define CALCULATED(text) EXPRESSION (SDC "calculatedExpression", text)
#define ENABLE(text) EXPRESSION (SDC "enableWhenExpression", text)
#define INITIAL(text) EXPRESSION (SDC "initialExpression", text)
#define VARIABLE(name, text)                                                                       \
  "{\"url\":\"" FHIR "variable\",\"valueExpression\":{\"name\":\"" name                            \
  "\",\"language\":\"text/fhirpath\",\"expression\":\"" text "\"}}"
#define ITEM(id, type, extensions)                                                                 \
  "{\"linkId\":\"" id "\",\"type\":\"" type "\",\"extension\":[" extensions "]}"
#define VALUE(id) "%resource.descendants().where(linkId='" id "').answer.value"

static HcrmQuestionnaire *
read_with (const char *extensions, const char *items, GError **error)
{
  g_autofree char *json = g_strdup_printf (
      "{\"resourceType\":\"Questionnaire\",\"status\":\"active\",\"url\":\"urn:q\","
      "\"extension\":[%s],\"item\":[%s]}",
      extensions, items);

  return hcrm_questionnaire_new_from_json (json, -1, error);
}

static HcrmResponse *
new_with (const char *extensions, const char *items)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HcrmQuestionnaire) questionnaire = read_with (extensions, items, &error);

  g_assert_no_error (error);
  return hcrm_response_new (questionnaire);
}

static void
set (HcrmResponse *response, const char *link_id, guint repeat, const char *text)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (hcrm_response_set_text (response, link_id, repeat, text, &error));
  g_assert_no_error (error);
}

static void
assert_text (HcrmResponse *response, const char *link_id, guint repeat, const char *text)
{
  g_assert_cmpstr (hcrm_response_get_text (response, link_id, repeat), ==, text);
}

static void
count_cb (HcrmResponse *response, const char *link_id, guint repeat, guint *n)
{
  *n += strcmp (link_id, "bmi") == 0;
}

/* Calculated values */

static void
test_calculated (void)
{
  g_autoptr (HcrmResponse) response =
      new_with (VARIABLE ("metres", VALUE ("height") " / 100") "," VARIABLE ("square",
                                                                             "%metres * %metres"),
                ITEM ("weight", "decimal", "") "," ITEM ("height", "integer", "") "," ITEM (
                    "bmi", "decimal", CALCULATED ("(" VALUE ("weight") " / %square).round(1)")));
  const HcrmItem *bmi = hcrm_questionnaire_find (hcrm_response_get_questionnaire (response), "bmi");
  guint n = 0;

  g_signal_connect (response, "answer-changed", G_CALLBACK (count_cb), &n);
  g_assert_true (bmi->calculated);
  g_assert_true (bmi->read_only);
  set (response, "weight", 0, "70.5");
  assert_text (response, "bmi", 0, NULL);
  set (response, "height", 0, "175");
  assert_text (response, "bmi", 0, "23.0");
  g_assert_cmpuint (n, ==, 1);
  set (response, "bmi", 0, "12");
  assert_text (response, "bmi", 0, "23.0");
  set (response, "height", 0, NULL);
  assert_text (response, "bmi", 0, NULL);
}

/* Who says that an item is not read-only lets people type over it. */
static void
test_overridden (void)
{
  g_autoptr (HcrmResponse) response =
      new_with ("", ITEM ("a", "integer",
                          "") ",{\"linkId\":\"b\",\"type\":\"integer\",\"readOnly\":"
                              "false,\"extension\":[" CALCULATED (VALUE ("a") " * 2") "]}");

  set (response, "a", 0, "2");
  assert_text (response, "b", 0, "4");
  set (response, "b", 0, "5");
  assert_text (response, "b", 0, "5");
  set (response, "a", 0, "3");
  assert_text (response, "b", 0, "5");
  g_autofree char *json = hcrm_response_to_fhir (response, "completed", NULL);
  g_assert_true (hcrm_response_load (response, json, -1, NULL));
  assert_text (response, "b", 0, "5");
  set (response, "b", 0, NULL);
  assert_text (response, "b", 0, "6");
}

static void
test_kinds (void)
{
  static const char options[] =
      "{\"linkId\":\"choice\",\"type\":\"choice\",\"answerOption\":[{\"valueCoding\":{\"system\":"
      "\"urn:s\",\"code\":\"low\",\"display\":\"Low\"}},{\"valueCoding\":{\"system\":\"urn:s\","
      "\"code\":\"high\"}}],\"extension\":[" CALCULATED (
          "iif(" VALUE ("n") " > 3, 'high', 'low')") "]}";
  g_autofree char *items =
      g_strconcat (ITEM ("n", "integer", "") ",", options, ",",
                   ITEM ("text", "string", CALCULATED ("'n is ' & " VALUE ("n") ".toString()")) ",",
                   ITEM ("flag", "boolean", CALCULATED (VALUE ("n") " > 3")) ",",
                   ITEM ("day", "date", CALCULATED ("@2024-01-31 + 1 month")) ",",
                   ITEM ("whole", "integer", CALCULATED (VALUE ("n") " / 2")) ",",
                   ITEM ("third", "decimal", CALCULATED (VALUE ("n") " / 3")) ",",
                   ITEM ("amount", "quantity", CALCULATED (VALUE ("n") " * 1.5 'kg'")) ",",
                   ITEM ("copy", "choice", CALCULATED (VALUE ("choice"))), NULL);
  g_autoptr (HcrmResponse) response = new_with ("", items);

  set (response, "n", 0, "4");
  assert_text (response, "choice", 0, "high");
  assert_text (response, "copy", 0, "high");
  assert_text (response, "text", 0, "n is 4");
  assert_text (response, "flag", 0, "true");
  assert_text (response, "day", 0, "2024-02-29");
  assert_text (response, "whole", 0, "2");
  assert_text (response, "third", 0, "1.33333333");
  assert_text (response, "amount", 0, "6.0");
  set (response, "n", 0, "3");
  assert_text (response, "choice", 0, "low");
  assert_text (response, "whole", 0, NULL); /* 1.5 is no integer */
  g_autoptr (GPtrArray) faults = hcrm_response_validate (response, TRUE);
  g_assert_cmpuint (faults->len, ==, 1);
  const HcrmFault *fault = g_ptr_array_index (faults, 0);
  g_assert_cmpstr (fault->link_id, ==, "whole");
  g_assert_true (fault->warning);
  g_assert_true (hcrm_response_check (response, TRUE, NULL));
}

/* Each instance calculates its own; the whole sees all. */
static void
test_repeats (void)
{
  g_autoptr (HcrmResponse) response = new_with (
      "",
      "{\"linkId\":\"drug\",\"type\":\"group\",\"repeats\":true,\"extension\":[" VARIABLE ("dose", "item.where(linkId='dose').answer.value") "],\"item\":[" ITEM (
          "dose", "decimal",
          "") "," ITEM ("daily", "decimal",
                        CALCULATED (
                            "%dose * 3")) "]}," ITEM ("all", "decimal",
                                                      CALCULATED (
                                                          "%resource.item.where(linkId='drug')."
                                                          "item.where(linkId='daily')"
                                                          ".answer.value.sum()")) "," ITEM ("n",
                                                                                            "intege"
                                                                                            "r",
                                                                                            CALCULATED (
                                                                                                "%r"
                                                                                                "es"
                                                                                                "ou"
                                                                                                "rc"
                                                                                                "e."
                                                                                                "it"
                                                                                                "em"
                                                                                                ".w"
                                                                                                "he"
                                                                                                "re"
                                                                                                "(l"
                                                                                                "in"
                                                                                                "kI"
                                                                                                "d="
                                                                                                "'d"
                                                                                                "ru"
                                                                                                "g'"
                                                                                                ")."
                                                                                                "co"
                                                                                                "un"
                                                                                                "t("
                                                                                                ")")));
  guint second = 0;

  set (response, "dose", 0, "1.5");
  assert_text (response, "daily", 0, "4.5");
  g_assert_true (hcrm_response_add_instance (response, "drug", 0, &second));
  set (response, "dose", second, "2");
  assert_text (response, "daily", 0, "4.5");
  assert_text (response, "daily", second, "6");
  assert_text (response, "all", 0, "10.5");
  assert_text (response, "n", 0, "2");
  hcrm_response_remove_instance (response, "drug", 0);
  assert_text (response, "all", 0, "6");
  assert_text (response, "n", 0, "1");
}

/* Conditions */

static void
test_enabling (void)
{
  static const char both[] =
      "{\"linkId\":\"c\",\"type\":\"string\",\"enableWhen\":[{\"question\":\"a\",\"operator\":\">"
      "\","
      "\"answerInteger\":1}],\"extension\":[" ENABLE (VALUE ("b") " = true") "]}";
  g_autofree char *items =
      g_strconcat (ITEM ("a", "integer", "") "," ITEM ("b", "boolean", "") ",", both, ",",
                   ITEM ("sum", "integer", CALCULATED (VALUE ("a") " + 1")) ",",
                   ITEM ("high", "string", ENABLE ("(" VALUE ("sum") ") > 5")) ",",
                   ITEM ("seen", "boolean",
                         CALCULATED ("%resource.item.where(linkId='high').exists()")),
                   NULL);
  g_autoptr (HcrmResponse) response = new_with ("", items);

  g_assert_false (hcrm_response_is_enabled (response, "c", 0));
  set (response, "a", 0, "2");
  g_assert_false (hcrm_response_is_enabled (response, "c", 0));
  set (response, "b", 0, "true");
  g_assert_true (hcrm_response_is_enabled (response, "c", 0));
  set (response, "a", 0, "1");
  g_assert_false (hcrm_response_is_enabled (response, "c", 0));
  set (response, "a", 0, "5");
  g_assert_true (hcrm_response_is_enabled (response, "high", 0));
  assert_text (response, "seen", 0, "false");
  set (response, "high", 0, "x");
  assert_text (response, "seen", 0, "true");
  set (response, "a", 0, "4");
  g_assert_false (hcrm_response_is_enabled (response, "high", 0));
  assert_text (response, "seen", 0, "false");
}

/* Initial values */

static void
test_initial (void)
{
  static const char patient[] =
      "{\"resourceType\":\"Patient\",\"birthDate\":\"1980-05-06\",\"name\":[{\"family\":\"Roe\"}]}";
  g_autoptr (HcrmFhirNode) tree = hcrm_fhir_parse (patient, -1, NULL);
  g_autofree char *items =
      g_strconcat (ITEM ("family", "string", INITIAL ("%patient.name.family")) ",",
                   ITEM ("born", "date", INITIAL ("%patient.birthDate")) ",",
                   ITEM ("today", "date", INITIAL ("today()")) ",",
                   ITEM ("greeting", "string", CALCULATED ("'Mr ' + %patient.name.family")) ",",
                   ITEM ("typed", "string", INITIAL ("%patient.name.family")), NULL);
  g_autoptr (HcrmResponse) response = new_with ("", items);

  g_assert_nonnull (hcrm_response_get_text (response, "today", 0));
  assert_text (response, "family", 0, NULL);
  set (response, "typed", 0, "Doe");
  hcrm_response_set_context (response, "patient", tree);
  assert_text (response, "family", 0, "Roe");
  assert_text (response, "born", 0, "1980-05-06");
  assert_text (response, "typed", 0, "Doe");
  assert_text (response, "greeting", 0, "Mr Roe");
  set (response, "family", 0, NULL);
  hcrm_response_set_context (response, "patient", tree);
  assert_text (response, "family", 0, NULL);
  /* Where the patient is not at hand, what was calculated stays. */
  g_autofree char *json = hcrm_response_to_fhir (response, "completed", NULL);
  g_autoptr (HcrmResponse) other = hcrm_response_new (hcrm_response_get_questionnaire (response));
  g_assert_true (hcrm_response_load (other, json, -1, NULL));
  assert_text (other, "greeting", 0, "Mr Roe");
}

/* Constraints */

static void
test_constraints (void)
{
  static const char r4[] =
      "{\"url\":\"" FHIR "questionnaire-constraint\",\"extension\":[{\"url\":\"key\",\"valueId\":"
      "\"k\"},{\"url\":\"severity\",\"valueCode\":\"error\"},{\"url\":\"expression\","
      "\"valueString\":"
      "\"%resource.item.where(linkId='a').answer.value <= %resource.item.where(linkId='b').answer."
      "value\"},{\"url\":\"human\",\"valueString\":\"a is above b\"}]}";
  static const char sdc[] =
      "{\"url\":\"" FHIR "targetConstraint\",\"extension\":[{\"url\":\"severity\",\"valueCode\":"
      "\"warning\"},{\"url\":\"expression\",\"valueExpression\":{\"language\":\"text/fhirpath\","
      "\"expression\":\"answer.value < 100\"}},{\"url\":\"human\",\"valueString\":\"unlikely\"}]}";
  g_autofree char *items = g_strconcat ("{\"linkId\":\"a\",\"type\":\"integer\",\"extension\":[",
                                        sdc, "]},", ITEM ("b", "integer", ""), NULL);
  g_autoptr (HcrmResponse) response = new_with (r4, items);
  g_autoptr (GError) error = NULL;

  set (response, "a", 0, "5");
  g_assert_true (hcrm_response_check (response, TRUE, NULL));
  set (response, "b", 0, "4");
  g_assert_false (hcrm_response_check (response, TRUE, &error));
  g_assert_cmpstr (error->message, ==, "a is above b");
  set (response, "a", 0, "200");
  set (response, "b", 0, "300");
  g_assert_true (hcrm_response_check (response, TRUE, NULL));
  g_autoptr (GPtrArray) faults = hcrm_response_validate (response, TRUE);
  g_assert_cmpuint (faults->len, ==, 1);
  const HcrmFault *fault = g_ptr_array_index (faults, 0);
  g_assert_cmpstr (fault->link_id, ==, "a");
  g_assert_cmpstr (fault->detail, ==, "unlikely");
  g_assert_true (fault->warning);
}

/* Received answers are calculated again, and what differed is named. */
static void
test_received (void)
{
  g_autoptr (HcrmResponse) response =
      new_with ("", ITEM ("a", "integer", "") "," ITEM ("b", "decimal",
                                                        CALCULATED (VALUE ("a") " * 2")));
  static const char wrong[] =
      "{\"resourceType\":\"QuestionnaireResponse\",\"status\":\"completed\",\"item\":[{\"linkId\":"
      "\"a\",\"answer\":[{\"valueInteger\":2}]},{\"linkId\":\"b\",\"answer\":[{\"valueDecimal\":5}]"
      "}]}";
  static const char right[] =
      "{\"resourceType\":\"QuestionnaireResponse\",\"status\":\"completed\",\"item\":[{\"linkId\":"
      "\"a\",\"answer\":[{\"valueInteger\":2}]},{\"linkId\":\"b\",\"answer\":[{\"valueDecimal\":"
      "4.00}]}]}";

  g_assert_true (hcrm_response_load (response, wrong, -1, NULL));
  assert_text (response, "b", 0, "4");
  g_autoptr (GPtrArray) faults = hcrm_response_validate (response, TRUE);
  g_assert_cmpuint (faults->len, ==, 1);
  const HcrmFault *fault = g_ptr_array_index (faults, 0);
  g_assert_cmpstr (fault->link_id, ==, "b");
  g_assert_true (fault->warning);
  g_assert_true (hcrm_response_check_resource (hcrm_response_get_questionnaire (response), wrong,
                                               -1, TRUE, NULL));
  /* The same number stays as it was written. */
  g_assert_true (hcrm_response_load (response, right, -1, NULL));
  assert_text (response, "b", 0, "4.00");
  g_autoptr (GPtrArray) none = hcrm_response_validate (response, TRUE);
  g_assert_cmpuint (none->len, ==, 0);
}

/* What is refused, and where */

static void
test_refused (void)
{
  static const struct {
    const char *items;
    const char *fields;
  } cases[] = {
    { ITEM ("a", "integer", CALCULATED ("1 +")), "Questionnaire.item[0].extension[0].expression" },
    { ITEM ("a", "integer", CALCULATED ("nope()")),
      "Questionnaire.item[0].extension[0].expression" },
    { ITEM ("a", "integer", CALCULATED ("%nope")),
      "Questionnaire.item[0].extension[0].expression" },
    { ITEM ("a", "integer",
            "{\"url\":\"" SDC "enableWhenExpression\",\"valueExpression\":{"
            "\"language\":\"text/cql\",\"expression\":\"x\"}}"),
      "Questionnaire.item[0].extension[0].language" },
    { ITEM ("a", "integer", CALCULATED (VALUE ("a") " + 1")),
      "Questionnaire.item[0].extension[0].expression" },
    { ITEM ("a", "integer", CALCULATED (VALUE ("b"))) "," ITEM ("b", "integer",
                                                                CALCULATED (VALUE ("a"))),
      "Questionnaire.item[0].extension Questionnaire.item[1].extension" },
    { ITEM ("a", "integer",
            ENABLE (VALUE ("b") " > 1")) ",{\"linkId\":\"b\",\"type\":\"integer\","
                                         "\"enableWhen\":[{\"question\":\"a\",\"operator\":"
                                         "\"exists\",\"answerBoolean\":true}]}",
      "Questionnaire.item[0].extension Questionnaire.item[1].enableWhen" },
    { ITEM ("a", "integer", VARIABLE ("x", "%y") "," VARIABLE ("y", "1")),
      "Questionnaire.item[0].extension[0].expression" },
    { ITEM ("a", "integer", CALCULATED ("1") "," CALCULATED ("2")),
      "Questionnaire.item[0].extension[1]" },
    { ITEM ("a", "integer", CALCULATED ("%resource.item.answer.value.sum()")) "," ITEM (
          "b", "integer", CALCULATED ("%resource.item.answer.value.sum()")),
      "Questionnaire.item[0].extension Questionnaire.item[1].extension" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (HcrmQuestionnaire) questionnaire = read_with ("", cases[i].items, &error);
    g_autoptr (GString) fields = g_string_new (NULL);
    g_assert_null (questionnaire);
    for (guint k = 0; k < hcrm_error_get_n_fields (error); k++)
      g_string_append_printf (fields, "%s%s", k > 0 ? " " : "", hcrm_error_get_field (error, k));
    g_assert_cmpstr (fields->str, ==, cases[i].fields);
  }
}

/* Another language is kept and named; a link id that is not there too. */
static void
test_findings (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HcrmQuestionnaire) questionnaire =
      read_with ("{\"url\":\"" FHIR "variable\",\"valueExpression\":{\"name\":\"v\",\"language\":"
                 "\"application/x-fhir-query\",\"expression\":\"X\"}}",
                 ITEM ("a", "integer",
                       CALCULATED ("%v.entry.count()")) "," ITEM ("b", "integer",
                                                                  CALCULATED (VALUE ("gone"))),
                 &error);

  g_assert_no_error (error);
  g_assert_cmpuint (hcrm_questionnaire_get_findings (questionnaire)->len, ==, 2);
  g_autoptr (HcrmResponse) response = hcrm_response_new (questionnaire);
  assert_text (response, "a", 0, "0");
}

/* Its own answer is not among what an expression of all sees. */
static void
test_own_result (void)
{
  g_autoptr (HcrmResponse) response =
      new_with ("", ITEM ("a", "integer", "") "," ITEM ("b", "integer", "") "," ITEM (
                        "sum", "integer", CALCULATED ("%resource.item.answer.value.sum()")));

  set (response, "a", 0, "1");
  set (response, "b", 0, "2");
  assert_text (response, "sum", 0, "3");
  set (response, "a", 0, "5");
  assert_text (response, "sum", 0, "7");
}

static void
test_questionnaire_nodes (void)
{
  g_autoptr (HcrmResponse) response = new_with (
      "", ITEM ("a", "string", CALCULATED ("%questionnaire.url + ' ' + %qitem.linkId")) "," ITEM (
              "n", "integer", CALCULATED ("%questionnaire.item.count()")));

  assert_text (response, "a", 0, "urn:q a");
  assert_text (response, "n", 0, "2");
}

/* Whatever the order, the same answers give the same. */
static void
test_order (void)
{
  static const char *const links[] = { "a", "b", "c", "d" };
  static const char
      items[] =
          ITEM ("a", "integer", "") "," ITEM ("b", "integer", ENABLE (VALUE ("a") " > 2")) "," ITEM ("c", "integer", "") "," ITEM (
              "d", "integer",
              ENABLE (
                  VALUE (
                      "x") " mod 2 = 0")) "," ITEM ("x", "integer",
                                                    CALCULATED ("(" VALUE ("a") " | " VALUE ("c") ").sum() + iif(" VALUE (
                                                        "b") ".exists(), 1, 0)")) "," ITEM ("y",
                                                                                            "intege"
                                                                                            "r",
                                                                                            CALCULATED (
                                                                                                "%r"
                                                                                                "es"
                                                                                                "ou"
                                                                                                "rc"
                                                                                                "e."
                                                                                                "it"
                                                                                                "em"
                                                                                                ".w"
                                                                                                "he"
                                                                                                "re"
                                                                                                "(l"
                                                                                                "in"
                                                                                                "kI"
                                                                                                "d "
                                                                                                "in"
                                                                                                " ("
                                                                                                "'a"
                                                                                                "'|"
                                                                                                "'b"
                                                                                                "'|"
                                                                                                "'c"
                                                                                                "'|"
                                                                                                "'d"
                                                                                                "')"
                                                                                                ")"
                                                                                                ".a"
                                                                                                "ns"
                                                                                                "we"
                                                                                                "r."
                                                                                                "va"
                                                                                                "lu"
                                                                                                "e."
                                                                                                "su"
                                                                                                "m("
                                                                                                ")")) "," ITEM ("z",
                                                                                                                "string",
                                                                                                                CALCULATED (
                                                                                                                    VALUE ("y") ".toString() & '/' & " VALUE (
                                                                                                                        "d") ".toString()"));
  g_autoptr (GError) error = NULL;
  g_autoptr (HcrmQuestionnaire) questionnaire = read_with ("", items, &error);

  g_assert_no_error (error);
  for (guint round = 0; round < 300; round++) {
    g_autoptr (HcrmResponse) one = hcrm_response_new (questionnaire);
    g_autoptr (HcrmResponse) two = hcrm_response_new (questionnaire);
    char values[G_N_ELEMENTS (links)][8];
    for (guint i = 0; i < G_N_ELEMENTS (links); i++) {
      g_snprintf (values[i], sizeof values[i], "%d", g_test_rand_int_range (0, 6));
      set (one, links[i], 0, values[i]);
    }
    for (guint i = 0; i < 20; i++) {
      char noise[8];
      g_snprintf (noise, sizeof noise, "%d", g_test_rand_int_range (0, 6));
      set (two, links[g_test_rand_int_range (0, 4)], 0, noise);
    }
    for (guint i = G_N_ELEMENTS (links); i > 0; i--)
      set (two, links[i - 1], 0, values[i - 1]);
    g_autofree char *first = hcrm_response_to_fhir (one, "completed", NULL);
    g_autofree char *second = hcrm_response_to_fhir (two, "completed", NULL);
    g_assert_cmpstr (first, ==, second);
    g_autoptr (HcrmResponse) loaded = hcrm_response_new (questionnaire);
    g_assert_true (hcrm_response_load (loaded, first, -1, NULL));
    g_autofree char *again = hcrm_response_to_fhir (loaded, "completed", NULL);
    g_assert_cmpstr (again, ==, first);
    g_autoptr (GPtrArray) faults = hcrm_response_validate (loaded, TRUE);
    g_assert_cmpuint (faults->len, ==, 0);
  }
}

/* Published instruments */

static HcrmQuestionnaire *
read_file (const char *name)
{
  const char *folder = g_getenv ("HCRM_TEST_DATA");
  g_autofree char *path =
      folder != NULL ? g_build_filename (folder, "questionnaires", name, NULL) : NULL;
  g_autofree char *json = NULL;
  g_autoptr (GError) error = NULL;

  if (path == NULL || !g_file_get_contents (path, &json, NULL, NULL)) {
    g_test_skip ("the sample data is not here");
    return NULL;
  }
  HcrmQuestionnaire *questionnaire = hcrm_questionnaire_new_from_json (json, -1, &error);
  g_assert_no_error (error);
  return questionnaire;
}

/* Where the options are not at hand, a response's coding brings its weight along. */
static void
answer_three (HcrmResponse *response, const HcrmItem *item)
{
  static const char json[] =
      "{\"valueCoding\":{\"system\":\"http://loinc.org\",\"code\":\"LA6571-9\",\"extension\":[{"
      "\"url\":\"" FHIR "ordinalValue\",\"valueDecimal\":3}]}}";
  g_autoptr (HcrmFhirNode) tree = hcrm_fhir_parse (json, -1, NULL);
  g_autoptr (HcrmAnswer) answer = hcrm_answer_read (tree, "value", NULL);

  hcrm_response_set_answer (response, item->link_id, 0, answer);
}

/* Chooses in every question the option of the greatest weight; gives the sum of @prefix's. */
static gint64
answer_most (HcrmResponse *response, const char *prefix)
{
  const GPtrArray *items =
      hcrm_questionnaire_get_all_items (hcrm_response_get_questionnaire (response));
  gint64 sum = 0;

  for (guint i = 0; i < items->len; i++) {
    const HcrmItem *item = g_ptr_array_index (items, i);
    guint best = 0;
    for (guint k = 1; k < item->options->len; k++)
      if (((const HcrmOption *) g_ptr_array_index (item->options, k))->weight
          > ((const HcrmOption *) g_ptr_array_index (item->options, best))->weight)
        best = k;
    if (!hcrm_item_asks (item) || !g_str_has_prefix (item->link_id, prefix))
      continue;
    if (!item->weighed) {
      answer_three (response, item);
      sum += 3000000;
      continue;
    }
    hcrm_response_choose (response, item->link_id, 0, best);
    sum += ((const HcrmOption *) g_ptr_array_index (item->options, best))->weight;
  }
  return sum;
}

static void
test_instruments (void)
{
  static const struct {
    const char *file;
    const char *prefix;
    const char *total;
  } instruments[] = {
    { "phq-9.49e6fe.json", "phq9.matrix.", "27" }, { "phq-2.dfb796.json", "phq2.matrix.", "6" },
    { "gad-7.340dea.json", "gad7.matrix.", "21" }, { "audit-c.7fd5e3.json", "auditc.q", "12" },
    { "cage.1af27d.json", "cage.q", "4" },         { "epds.5fe21b.json", "epds.q", "30" },
    { "ipss.bfb6bd.json", "ipss.matrix.", "35" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (instruments); i++) {
    g_autoptr (HcrmQuestionnaire) questionnaire = read_file (instruments[i].file);
    if (questionnaire == NULL)
      return;
    g_autoptr (HcrmResponse) response = hcrm_response_new (questionnaire);
    const GPtrArray *items = hcrm_questionnaire_get_all_items (questionnaire);
    g_autofree char *sum = hcrm_score_to_text (answer_most (response, instruments[i].prefix));
    g_assert_cmpstr (sum, ==, instruments[i].total);
    guint n = 0;
    for (guint k = 0; k < items->len; k++) {
      const HcrmItem *item = g_ptr_array_index (items, k);
      if (!item->calculated)
        continue;
      n++;
      assert_text (response, item->link_id, 0, sum);
    }
    g_assert_cmpuint (n, >, 0);
  }
}

/* Each published questionnaire is read, whatever its expressions, and can be filled in. */
static void
test_published (void)
{
  const char *data = g_getenv ("HCRM_TEST_DATA");
  g_autofree char *path = g_build_filename (data != NULL ? data : "", "questionnaires", NULL);
  g_autoptr (GDir) folder = data != NULL ? g_dir_open (path, 0, NULL) : NULL;
  const char *name = NULL;

  if (folder == NULL)
    g_test_skip ("the sample data is not here");
  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL) {
    g_autoptr (HcrmQuestionnaire) questionnaire = read_file (name);
    g_autoptr (HcrmResponse) response = hcrm_response_new (questionnaire);
    g_autoptr (GPtrArray) faults = hcrm_response_validate (response, FALSE);
    for (guint i = 0; i < faults->len; i++) {
      const HcrmFault *fault = g_ptr_array_index (faults, i);
      g_test_message ("%s: %s: %s", name, fault->link_id, fault->detail);
      g_assert_true (fault->warning);
    }
  }
}

/* RAND-36: each scale is the mean of its recoded items, whatever is missing. */

static void
append_scale (GString *items, JsonObject *recode, const char *scale, JsonArray *numbers)
{
  g_autoptr (GString) values = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (numbers); i++) {
    g_autofree char *number =
        g_strdup_printf ("%" G_GINT64_FORMAT, json_array_get_int_element (numbers, i));
    JsonObject *codes = json_object_get_object_member (recode, number);
    g_autoptr (GList) keys = json_object_get_members (codes);
    g_autoptr (GString) choose = g_string_new ("{}");
    for (GList *key = keys; key != NULL; key = key->next) {
      g_autofree char *before = g_strdup (choose->str);
      g_string_printf (choose, "iif($this = %s, %" G_GINT64_FORMAT ", %s)", (char *) key->data,
                       json_object_get_int_member (codes, key->data), before);
    }
    g_string_append_printf (values,
                            "%s%%resource.item.where(linkId='q%s').answer.value.select(%s)%s",
                            i > 0 ? ".combine(" : "", number, choose->str, i > 0 ? ")" : "");
  }
  g_string_append_printf (items,
                          ",{\"linkId\":\"%s\",\"type\":\"decimal\",\"extension\":[{\"url\":\"" SDC
                          "calculatedExpression\",\"valueExpression\":{\"language\":"
                          "\"text/fhirpath\",\"expression\":\"(%s).avg().round(4)\"}}]}",
                          scale, values->str);
}

static HcrmQuestionnaire *
build_rand36 (JsonObject *scoring, GStrv columns)
{
  g_autoptr (GString) items = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  JsonObject *scales = json_object_get_object_member (scoring, "scales");

  for (guint i = 0; columns[i] != NULL; i++)
    if (columns[i][0] == 'q' && g_ascii_isdigit (columns[i][1]))
      g_string_append_printf (items, "%s{\"linkId\":\"%s\",\"type\":\"integer\"}", i > 0 ? "," : "",
                              columns[i]);
    else
      append_scale (items, json_object_get_object_member (scoring, "recode"), columns[i],
                    json_object_get_array_member (scales, columns[i]));
  HcrmQuestionnaire *questionnaire = read_with ("", items->str, &error);
  g_assert_no_error (error);
  return questionnaire;
}

static void
check_rand36_row (HcrmQuestionnaire *questionnaire, GStrv columns, const char *line)
{
  g_auto (GStrv) cells = g_strsplit (line, ",", -1);
  g_autoptr (HcrmResponse) response = hcrm_response_new (questionnaire);

  for (guint i = 0; columns[i] != NULL && cells[i] != NULL; i++) {
    if (columns[i][0] == 'q' && g_ascii_isdigit (columns[i][1])) {
      set (response, columns[i], 0, cells[i]);
      continue;
    }
    const char *text = hcrm_response_get_text (response, columns[i], 0);
    if (*cells[i] == '\0')
      g_assert_null (text);
    else
      g_assert_cmpfloat_with_epsilon (g_ascii_strtod (text, NULL), g_ascii_strtod (cells[i], NULL),
                                      0.00005);
  }
}

static void
test_rand36 (void)
{
  const char *folder = g_getenv ("HCRM_TEST_DATA");
  g_autofree char *csv_path =
      g_build_filename (folder != NULL ? folder : "", "tables", "rand36_expected.csv", NULL);
  g_autofree char *json_path =
      g_build_filename (folder != NULL ? folder : "", "tables", "rand36_scoring.json", NULL);
  g_autofree char *csv = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();

  if (folder == NULL || !g_file_get_contents (csv_path, &csv, NULL, NULL)
      || !json_parser_load_from_file (parser, json_path, NULL)) {
    g_test_skip ("the sample data is not here");
    return;
  }
  g_strdelimit (csv, "\r", '\n');
  g_auto (GStrv) lines = g_strsplit (csv, "\n", -1);
  g_auto (GStrv) columns = g_strsplit (lines[0], ",", -1);
  g_autoptr (HcrmQuestionnaire) questionnaire =
      build_rand36 (json_node_get_object (json_parser_get_root (parser)), columns);
  guint n = 0;
  for (guint i = 1; lines[i] != NULL; i++)
    if (*lines[i] != '\0') {
      check_rand36_row (questionnaire, columns, lines[i]);
      n++;
    }
  g_assert_cmpuint (n, >, 0);
}

/* A hundred items, ten of them calculated from all others: an answer is settled at once. */
static void
test_speed (void)
{
  g_autoptr (GString) items = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 90; i++)
    g_string_append_printf (
        items,
        "{\"linkId\":\"q%u\",\"type\":\"choice\",\"answerOption\":[{\"valueCoding\":{\"code\":"
        "\"a\"},"
        "\"extension\":[{\"url\":\"" FHIR
        "ordinalValue\",\"valueDecimal\":1}]},{\"valueCoding\":{\"code\":\"b\"},\"extension\":[{"
        "\"url\":\"" FHIR "ordinalValue\",\"valueDecimal\":2}]}]},",
        i);
  for (guint i = 0; i < 10; i++)
    g_string_append_printf (
        items,
        "%s{\"linkId\":\"s%u\",\"type\":\"decimal\",\"extension\":[" CALCULATED (
            "%%resource.descendants().where(linkId.startsWith('q')).answer.valueCoding."
            "extension.where(url='" FHIR "ordinalValue').valueDecimal.sum() + %u") "]}",
        i > 0 ? "," : "", i, i);
  gint64 start = g_get_monotonic_time ();
  g_autoptr (HcrmQuestionnaire) questionnaire = read_with ("", items->str, &error);
  g_assert_no_error (error);
  gint64 parsed = g_get_monotonic_time ();
  g_autoptr (HcrmResponse) response = hcrm_response_new (questionnaire);
  for (guint i = 0; i < 90; i++) {
    g_autofree char *link_id = g_strdup_printf ("q%u", i);
    hcrm_response_choose (response, link_id, 0, 1);
  }
  gint64 answered = g_get_monotonic_time ();
  for (guint i = 0; i < 50; i++)
    hcrm_response_choose (response, "q0", 0, i % 2);
  double each = (g_get_monotonic_time () - answered) / 50000.0;
  g_autoptr (GPtrArray) faults = hcrm_response_validate (response, TRUE);
  for (guint i = 0; i < faults->len; i++)
    g_test_message ("%s", ((const HcrmFault *) g_ptr_array_index (faults, i))->detail);
  assert_text (response, "s9", 0, "189");
  g_test_message ("parsed in %.2f ms; an answer with ten sums settled in %.2f ms",
                  (parsed - start) / 1000.0, each);
  g_assert_cmpfloat (each, <, 150); /* with sanitizers on a busy machine */
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/expression/calculated", test_calculated);
  g_test_add_func ("/expression/overridden", test_overridden);
  g_test_add_func ("/expression/kinds", test_kinds);
  g_test_add_func ("/expression/repeats", test_repeats);
  g_test_add_func ("/expression/enabling", test_enabling);
  g_test_add_func ("/expression/initial", test_initial);
  g_test_add_func ("/expression/constraints", test_constraints);
  g_test_add_func ("/expression/received", test_received);
  g_test_add_func ("/expression/refused", test_refused);
  g_test_add_func ("/expression/findings", test_findings);
  g_test_add_func ("/expression/own-result", test_own_result);
  g_test_add_func ("/expression/questionnaire", test_questionnaire_nodes);
  g_test_add_func ("/expression/order", test_order);
  g_test_add_func ("/expression/instruments", test_instruments);
  g_test_add_func ("/expression/published", test_published);
  g_test_add_func ("/expression/rand36", test_rand36);
  g_test_add_func ("/expression/speed", test_speed);
  return g_test_run ();
}
