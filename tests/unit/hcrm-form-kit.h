/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the tests of the questionnaire share: forms in short, and the sample files. */

#include "questionnaire/hcrm-response.h"

#include <string.h>

#define HEAD "{\"resourceType\":\"Questionnaire\",\"status\":\"active\","

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

#define WHEN(question, answer)                                                                     \
  "\"enableWhen\":[{\"question\":\"" question "\",\"operator\":\"=\",\"answerBoolean\":" answer "}]"

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

#define FAMILY                                                                                     \
  "{\"linkId\":\"drug\",\"type\":\"group\",\"repeats\":true,\"item\":["                            \
  "{\"linkId\":\"name\",\"type\":\"string\"},"                                                     \
  "{\"linkId\":\"dose\",\"type\":\"group\",\"repeats\":true,\"item\":["                            \
  "{\"linkId\":\"mg\",\"type\":\"decimal\",\"enableWhen\":[{\"question\":\"name\",\"operator\":"   \
  "\"exists\",\"answerBoolean\":true}]}]}]},"                                                      \
  "{\"linkId\":\"why\",\"type\":\"string\",\"enableWhen\":[{\"question\":\"mg\",\"operator\":"     \
  "\">\",\"answerDecimal\":100}]}"

static inline HcrmQuestionnaire *
read_questionnaire (const char *items)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *json =
      g_strdup_printf (HEAD "\"url\":\"urn:q\",\"version\":\"1\",\"item\":[%s]}", items);
  HcrmQuestionnaire *questionnaire = hcrm_questionnaire_new_from_json (json, -1, &error);

  g_assert_no_error (error);
  return questionnaire;
}

static inline HcrmResponse *
new_response (const char *items)
{
  g_autoptr (HcrmQuestionnaire) questionnaire = read_questionnaire (items);

  return hcrm_response_new (questionnaire);
}

static inline void
set (HcrmResponse *response, const char *link_id, const char *text)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (hcrm_response_set_text (response, link_id, 0, text, &error));
  g_assert_no_error (error);
}

/* Asserts that an error names exactly these fields, in this order. */
static inline void
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

static inline char *
get_data_file (const char *folder, const char *name)
{
  const char *data = g_getenv ("HCRM_TEST_DATA");

  return g_build_filename (data != NULL ? data : "../shared/data", folder, name, NULL);
}

static inline HcrmQuestionnaire *
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
