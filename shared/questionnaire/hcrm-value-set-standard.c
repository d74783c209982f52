/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The few value sets of FHIR R4 itself (http://hl7.org/fhir/R4/terminologies-valuesets.html) that
 * questionnaires name without bringing them along, and the answers of PHQ-2, PHQ-9 and GAD-7. Those
 * are LOINC's list LL358-3 (http://loinc.org; LOINC is copyright Regenstrief Institute, Inc. and is
 * available at no cost under the license at http://loinc.org/license). */

#include "hcrm-questionnaire-private.h"

#include <string.h>

/* clang-format off */
#define SET(url, includes) "{\"url\":\"" url "\",\"compose\":{\"include\":[" includes "]}}"
#define INCLUDE(system, concepts) "{\"system\":\"" system "\",\"concept\":[" concepts "]}"
#define SYSTEM(system) "{\"system\":\"" system "\"}"
#define NAMED(code, display, chinese)                                                              \
  "\"code\":\"" code "\",\"display\":\"" display "\","                                             \
  "\"designation\":[{\"language\":\"zh\",\"value\":\"" chinese "\"}]"
#define CODE(code, display, chinese) "{" NAMED (code, display, chinese) "}"
#define WEIGHED(code, display, chinese, weight)                                                    \
  "{" NAMED (code, display, chinese) ",\"extension\":[{\"url\":\"" HCRM_URL_FHIR                    \
  "ordinalValue\",\"valueDecimal\":" weight "}]}"

static const char sets[] = "["
  SET ("http://hl7.org/fhir/ValueSet/administrative-gender",
    INCLUDE ("http://hl7.org/fhir/administrative-gender",
      CODE ("male", "Male", "男") "," CODE ("female", "Female", "女") ","
      CODE ("other", "Other", "其他") "," CODE ("unknown", "Unknown", "不详"))) ","
  SET ("http://hl7.org/fhir/ValueSet/yesnodontknow",
    INCLUDE ("http://terminology.hl7.org/CodeSystem/v2-0136",
      CODE ("Y", "Yes", "是") "," CODE ("N", "No", "否")) ","
    INCLUDE ("http://terminology.hl7.org/CodeSystem/data-absent-reason",
      CODE ("asked-unknown", "Don't know", "不知道"))) ","
  SET ("http://hl7.org/fhir/ValueSet/item-type",
    INCLUDE ("http://hl7.org/fhir/item-type",
      CODE ("group", "Group", "分组") "," CODE ("display", "Display", "说明") ","
      CODE ("question", "Question", "问题") "," CODE ("boolean", "Boolean", "是否") ","
      CODE ("decimal", "Decimal", "小数") "," CODE ("integer", "Integer", "整数") ","
      CODE ("date", "Date", "日期") "," CODE ("dateTime", "Date Time", "日期时间") ","
      CODE ("time", "Time", "时间") "," CODE ("string", "String", "短文本") ","
      CODE ("text", "Text", "长文本") "," CODE ("url", "Url", "网址") ","
      CODE ("choice", "Choice", "选择") "," CODE ("open-choice", "Open Choice", "选择或填写") ","
      CODE ("attachment", "Attachment", "附件") "," CODE ("reference", "Reference", "引用") ","
      CODE ("quantity", "Quantity", "数量"))) ","
  SET ("http://loinc.org/vs/LL358-3",
    INCLUDE ("http://loinc.org",
      WEIGHED ("LA6568-5", "Not at all", "完全没有", "0") ","
      WEIGHED ("LA6569-3", "Several days", "有几天", "1") ","
      WEIGHED ("LA6570-1", "More than half the days", "一半以上的天数", "2") ","
      WEIGHED ("LA6571-9", "Nearly every day", "几乎每天", "3"))) ","
  SET ("http://hl7.org/fhir/ValueSet/jurisdiction",
    SYSTEM ("urn:iso:std:iso:3166") "," SYSTEM ("urn:iso:std:iso:3166:-2") ","
    SYSTEM ("http://unstats.un.org/unsd/methods/m49/m49.htm"))
"]";
/* clang-format on */

static gpointer
parse_sets (gpointer unused)
{
  return hcrm_fhir_parse (sets, -1, NULL);
}

const HcrmFhirNode *
hcrm_value_set_find_standard (const char *address)
{
  static GOnce once = G_ONCE_INIT;
  const HcrmFhirNode *all = g_once (&once, parse_sets, NULL);
  gsize length = address != NULL ? strcspn (address, "|") : 0;

  for (guint i = 0; length > 0 && i < hcrm_fhir_get_length (all); i++) {
    const HcrmFhirNode *set = hcrm_fhir_get_nth (all, i);
    const char *url = hcrm_fhir_get_string (set, "url");
    if (strlen (url) == length && strncmp (url, address, length) == 0)
      return set;
  }
  return NULL;
}
