/* SPDX-License-Identifier: GPL-3.0-or-later */

/* From FHIR's answer options and value sets to the options of an item. */

#include "hcrm-questionnaire-private.h"

#define MAX_OPTIONS 1000

static const char *const option_members[] = {
  "id",        "extension",      "valueCoding",  "valueString",     "valueInteger", "valueDate",
  "valueTime", "valueReference", "_valueString", "initialSelected", NULL,
};

static const char *const coding_members[] = {
  "id", "extension", "system", "version", "code", "display", "_display", "userSelected", NULL,
};

/* Weights stand on the option or in its coding, in the spellings of R4, R5 and of STU 3. */
static void
parse_weight (const HcrmFhirNode *node, HcrmItem *item, HcrmOption *option)
{
  static const char *const urls[] = { HCRM_URL_FHIR "ordinalValue", HCRM_URL_FHIR "itemWeight",
                                      HCRM_URL_FHIR "questionnaire-ordinalValue" };
  const HcrmFhirNode *places[] = { node, hcrm_fhir_get (node, "valueCoding") };

  for (guint i = 0; i < G_N_ELEMENTS (urls) * G_N_ELEMENTS (places); i++) {
    const HcrmFhirNode *extension = hcrm_fhir_get_extension (places[i % 2], urls[i / 2]);
    g_autoptr (HcrmAnswer) weight =
        extension != NULL ? hcrm_answer_read (extension, "value", NULL) : NULL;
    if (!hcrm_parse_score (weight, &option->weight))
      continue;
    option->weighed = TRUE;
    item->weighed = TRUE;
    return;
  }
}

static const char *const severities[] = { "normal", "urgent", "critical" };

const char *
hcrm_alarm_severity_get_name (HcrmAlarmSeverity severity)
{
  return severities[severity];
}

HcrmAlarmSeverity
hcrm_alarm_severity_from_name (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (severities); i++)
    if (g_strcmp0 (severities[i], name) == 0)
      return i;
  return HCRM_ALARM_URGENT;
}

HcrmAlarmSeverity
hcrm_parse_alarm_severity (const HcrmFhirNode *node)
{
  const HcrmFhirNode *extension = hcrm_fhir_get_extension (node, HCRM_URL_ALARM_SEVERITY);

  return hcrm_alarm_severity_from_name (hcrm_fhir_get_string (extension, "valueCode"));
}

static void
parse_alarm (const HcrmFhirNode *node, HcrmOption *option)
{
  const HcrmFhirNode *extension = hcrm_fhir_get_extension (node, HCRM_URL_ALARM);

  option->alarm = hcrm_text_read (extension, "valueString");
  option->alarming = option->alarm != NULL || hcrm_fhir_get_boolean (extension, "valueBoolean");
  option->alarm_severity = hcrm_parse_alarm_severity (node);
}

static gboolean
is_exclusive (const HcrmFhirNode *node)
{
  return hcrm_fhir_get_boolean (hcrm_fhir_get_extension (node, HCRM_URL_FHIR
                                                         "questionnaire-optionExclusive"),
                                "valueBoolean");
}

static gboolean
option_suits (const HcrmItem *item, const HcrmAnswer *value)
{
  return item->type == HCRM_ITEM_CHOICE || item->type == HCRM_ITEM_OPEN_CHOICE
         || value->kind == hcrm_item_get_answer_kind (item);
}

static void
parse_option (HcrmParse *self, const HcrmFhirNode *node, HcrmItem *item, const char *path)
{
  const HcrmFhirNode *coding = hcrm_fhir_get (node, "valueCoding");
  g_autofree char *coding_path = g_strconcat (path, ".valueCoding", NULL);
  const char *detail = _("An option needs a value");
  HcrmAnswer *value = hcrm_answer_read (node, "value", &detail);

  hcrm_parse_check_members (self, node, path, option_members);
  hcrm_parse_check_members (self, coding, coding_path, coding_members);
  hcrm_parse_check_extensions (self, node, path);
  hcrm_parse_check_extensions (self, coding, coding_path);
  if (value == NULL) {
    hcrm_parse_fault (self, path, "value", detail);
    return;
  }
  if (!option_suits (item, value))
    hcrm_parse_fault (self, path, "value", _("The option is not of the item's type"));
  else if (hcrm_item_find_option (item, value) != NULL)
    hcrm_parse_fault (self, path, "value", _("Another option has this value"));
  HcrmOption *option = g_new0 (HcrmOption, 1);
  g_ptr_array_add (item->options, option);
  option->value = value;
  option->label =
      coding != NULL ? hcrm_text_read (coding, "display") : hcrm_text_read (node, "valueString");
  option->exclusive = is_exclusive (node);
  option->initial = hcrm_fhir_get_boolean (node, "initialSelected");
  parse_weight (node, item, option);
  parse_alarm (node, option);
}

static void
add_concept (HcrmParse *self, const HcrmFhirNode *concept, const char *system, HcrmItem *item)
{
  HcrmOption *option = g_new0 (HcrmOption, 1);

  g_ptr_array_add (item->options, option);
  option->value = hcrm_answer_new_coding (system, hcrm_fhir_get_string (concept, "code"),
                                          hcrm_fhir_get_string (concept, "display"));
  option->label = hcrm_text_read_concept (concept);
  parse_weight (concept, item, option);
  parse_alarm (concept, option);
  option->exclusive = is_exclusive (concept);
}

/* Options that come from a value set: all of them, or none and a finding. */
static void
parse_value_set (HcrmParse *self, const HcrmFhirNode *node, HcrmItem *item)
{
  const char *address = hcrm_fhir_get_string (node, "answerValueSet");

  if (hcrm_fhir_get (node, "answerOption") != NULL)
    hcrm_parse_fault (self, item->path, "answerOption",
                      _("An item has options or a value set, not both"));
  else if (hcrm_parse_concepts (self, address, item, add_concept))
    return;
  g_ptr_array_set_size (item->options, 0);
  item->weighed = FALSE;
  item->open_options = TRUE;
  hcrm_parse_find (self, item->path, _("The value set is kept, its options are not known"));
}

void
hcrm_parse_options (HcrmParse *self, const HcrmFhirNode *node, HcrmItem *item)
{
  const HcrmFhirNode *array = hcrm_fhir_get (node, "answerOption");
  guint n = MIN (hcrm_fhir_get_length (array), MAX_OPTIONS);

  if (hcrm_fhir_get (node, "answerValueSet") != NULL)
    parse_value_set (self, node, item);
  if (n < hcrm_fhir_get_length (array))
    hcrm_parse_fault (self, item->path, "answerOption", _("There are too many options"));
  for (guint i = 0; i < n; i++) {
    g_autofree char *path = g_strdup_printf ("%s.answerOption[%u]", item->path, i);
    parse_option (self, hcrm_fhir_get_nth (array, i), item, path);
  }
  if (item->type == HCRM_ITEM_CHOICE && item->options->len == 0 && !item->open_options)
    hcrm_parse_find (self, item->path, _("The choice has no options"));
}
