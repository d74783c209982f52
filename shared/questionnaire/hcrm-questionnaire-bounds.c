/* SPDX-License-Identifier: GPL-3.0-or-later */

/* From FHIR's extensions to what an item's answers may be: limits, lengths, patterns, units. */

#include "hcrm-questionnaire-private.h"

#include <math.h>
#include <string.h>

#define MAX_PATTERN 2000
#define MEGABYTE (1024 * 1024)

static HcrmAnswer *
read_limit (HcrmParse *self, const HcrmFhirNode *node, const HcrmItem *item, const char *url)
{
  const HcrmFhirNode *extension = hcrm_fhir_get_extension (node, url);

  if (extension == NULL)
    return NULL;
  const char *detail = _("The extension has no value");
  HcrmAnswer *limit = hcrm_answer_read (extension, "value", &detail);
  if (limit == NULL)
    hcrm_parse_fault (self, item->path, strrchr (url, '/') != NULL ? strrchr (url, '/') + 1 : url,
                      detail);
  return limit;
}

static guint
read_count (HcrmParse *self, const HcrmFhirNode *node, const HcrmItem *item, const char *name)
{
  g_autofree char *url = g_strconcat (HCRM_URL_FHIR, name, NULL);
  g_autoptr (HcrmAnswer) count = read_limit (self, node, item, url);

  if (count == NULL)
    return 0;
  double number = hcrm_answer_get_number (count);
  if (number >= 0 && number <= G_MAXINT32)
    return (guint) number;
  hcrm_parse_fault (self, item->path, name, _("This is no whole number"));
  return 0;
}

static void
parse_max_length (HcrmParse *self, const HcrmFhirNode *node, HcrmItem *item)
{
  const char *text = hcrm_fhir_get_text (node, "maxLength", HCRM_FHIR_NUMBER);
  guint64 length = 0;

  if (hcrm_fhir_get (node, "maxLength") == NULL)
    return;
  if (text == NULL || !g_ascii_string_to_unsigned (text, 10, 1, G_MAXINT32, &length, NULL))
    hcrm_parse_fault (self, item->path, "maxLength", _("This is no whole number above 0"));
  item->max_length = length;
}

static gboolean
limit_suits (const HcrmItem *item, const HcrmAnswer *limit)
{
  static const gboolean numeric[] = {
    [HCRM_ANSWER_INTEGER] = TRUE, [HCRM_ANSWER_DECIMAL] = TRUE, [HCRM_ANSWER_REFERENCE] = FALSE
  };
  static const gboolean calendar[] = {
    [HCRM_ANSWER_DATE] = TRUE, [HCRM_ANSWER_DATE_TIME] = TRUE, [HCRM_ANSWER_REFERENCE] = FALSE
  };
  HcrmAnswerKind kind = hcrm_item_get_answer_kind (item);

  return limit == NULL || kind == limit->kind || (numeric[kind] && numeric[limit->kind])
         || (calendar[kind] && calendar[limit->kind])
         || (kind == HCRM_ANSWER_QUANTITY && numeric[limit->kind]);
}

static void
check_bounds (HcrmParse *self, const HcrmItem *item)
{
  const HcrmAnswer *limits[] = { item->min_value, item->max_value, item->alarm_above,
                                 item->alarm_below };
  int order = 0;

  for (guint i = 0; i < G_N_ELEMENTS (limits); i++)
    if (!limit_suits (item, limits[i])) {
      hcrm_parse_fault (self, item->path, NULL, _("A limit is not of the item's type"));
      return;
    }
  if (item->min_value != NULL && item->max_value != NULL
      && hcrm_answer_compare (item->min_value, item->max_value, &order) && order > 0)
    hcrm_parse_fault (self, item->path, NULL, _("The lower limit lies above the upper one"));
  if (item->max_occurs > 0 && item->min_occurs > item->max_occurs)
    hcrm_parse_fault (self, item->path, NULL, _("The lower limit lies above the upper one"));
}

/* The whole answer has to match, so the pattern is tied to both ends. */
static void
parse_pattern (HcrmParse *self, const HcrmFhirNode *node, HcrmItem *item)
{
  const HcrmFhirNode *extension = hcrm_fhir_get_extension (node, HCRM_URL_FHIR "regex");
  const char *regex = hcrm_fhir_get_string (extension, "valueString");

  if (extension == NULL)
    return;
  if (regex == NULL || strlen (regex) > MAX_PATTERN) {
    hcrm_parse_fault (self, item->path, "regex", _("This is no pattern"));
    return;
  }
  g_autofree char *whole = g_strdup_printf ("^(?:%s)$", regex);
  g_autoptr (GError) error = NULL;
  item->regex = g_strdup (regex);
  item->pattern = g_regex_new (whole, G_REGEX_DOLLAR_ENDONLY | G_REGEX_OPTIMIZE, 0, &error);
  if (item->pattern == NULL)
    hcrm_parse_fault (self, item->path, "regex", error->message);
}

static void
parse_decimals (HcrmParse *self, const HcrmFhirNode *node, HcrmItem *item)
{
  if (hcrm_fhir_get_extension (node, HCRM_URL_FHIR "maxDecimalPlaces") != NULL)
    item->max_decimals = (int) read_count (self, node, item, "maxDecimalPlaces");
}

/* Calls @func with the text of each value of the extensions of this address. */
static void
list_values (const HcrmFhirNode *node, const char *url, GPtrArray *values)
{
  const HcrmFhirNode *extensions = hcrm_fhir_get (node, "extension");

  for (guint i = 0; i < hcrm_fhir_get_length (extensions); i++) {
    const HcrmFhirNode *extension = hcrm_fhir_get_nth (extensions, i);
    if (g_strcmp0 (hcrm_fhir_get_string (extension, "url"), url) != 0)
      continue;
    for (guint k = 0; k < hcrm_fhir_get_length (extension); k++) {
      const HcrmFhirNode *member = hcrm_fhir_get_nth (extension, k);
      if (member->kind == HCRM_FHIR_STRING && g_str_has_prefix (member->name, "value"))
        g_ptr_array_add (values, g_strdup (member->text));
    }
  }
}

static void
parse_attachment (HcrmParse *self, const HcrmFhirNode *node, HcrmItem *item)
{
  g_autoptr (HcrmAnswer) size = read_limit (self, node, item, HCRM_URL_FHIR "maxSize");
  double megabytes = size != NULL ? hcrm_answer_get_number (size) : 0;

  if (megabytes > 0 && megabytes < 1e9)
    item->max_size = (guint64) (megabytes * MEGABYTE);
  list_values (node, HCRM_URL_FHIR "mimeType", item->mime_types);
}

/* A profile tells a type only if it is that of the type itself; others are kept. */
static void
parse_reference (HcrmParse *self, const HcrmFhirNode *node, HcrmItem *item)
{
  g_autoptr (GPtrArray) profiles = g_ptr_array_new_with_free_func (g_free);

  list_values (node, HCRM_URL_FHIR "questionnaire-referenceResource", item->reference_types);
  list_values (node, HCRM_URL_FHIR "questionnaire-referenceProfile", profiles);
  for (guint i = 0; i < profiles->len; i++) {
    const char *profile = g_ptr_array_index (profiles, i);
    const char *type =
        g_str_has_prefix (profile, HCRM_URL_FHIR) ? profile + strlen (HCRM_URL_FHIR) : NULL;
    if (type != NULL && strchr (type, '-') == NULL)
      g_ptr_array_add (item->reference_types, g_strdup (type));
    else
      hcrm_parse_find (self, item->path, _("The profile “%s” is kept, not checked"), profile);
  }
}

void
hcrm_parse_bounds (HcrmParse *self, const HcrmFhirNode *node, HcrmItem *item)
{
  item->min_value = read_limit (self, node, item, HCRM_URL_FHIR "minValue");
  item->max_value = read_limit (self, node, item, HCRM_URL_FHIR "maxValue");
  if (item->min_value == NULL)
    item->min_value = read_limit (self, node, item, HCRM_URL_SDC "sdc-questionnaire-minQuantity");
  if (item->max_value == NULL)
    item->max_value = read_limit (self, node, item, HCRM_URL_SDC "sdc-questionnaire-maxQuantity");
  item->alarm_above = read_limit (self, node, item, HCRM_URL_ALARM_ABOVE);
  item->alarm_below = read_limit (self, node, item, HCRM_URL_ALARM_BELOW);
  item->alarm_severity = hcrm_parse_alarm_severity (node);
  item->slider_step = read_limit (self, node, item, HCRM_URL_FHIR "questionnaire-sliderStepValue");
  item->min_occurs = read_count (self, node, item, "questionnaire-minOccurs");
  item->max_occurs = read_count (self, node, item, "questionnaire-maxOccurs");
  item->min_length = read_count (self, node, item, "minLength");
  item->entry_format =
      hcrm_text_read (hcrm_fhir_get_extension (node, HCRM_URL_FHIR "entryFormat"), "valueString");
  parse_max_length (self, node, item);
  parse_pattern (self, node, item);
  parse_decimals (self, node, item);
  parse_attachment (self, node, item);
  parse_reference (self, node, item);
  check_bounds (self, item);
}

/* Units */

static void
add_unit (HcrmItem *item, const HcrmFhirNode *coding, const char *system)
{
  g_autoptr (HcrmAnswer) unit =
      hcrm_answer_new_coding (system, hcrm_fhir_get_string (coding, "code"),
                              hcrm_fhir_get_string (coding, "display"));

  for (guint i = 0; i < item->units->len; i++)
    if (hcrm_answer_equal (g_ptr_array_index (item->units, i), unit))
      return;
  g_ptr_array_add (item->units, g_steal_pointer (&unit));
}

static void
add_concept (HcrmParse *self, const HcrmFhirNode *concept, const char *system, HcrmItem *item)
{
  add_unit (item, concept, system);
}

static void
add_unit_options (const HcrmFhirNode *node, const char *url, HcrmItem *item)
{
  const HcrmFhirNode *extensions = hcrm_fhir_get (node, "extension");

  for (guint i = 0; i < hcrm_fhir_get_length (extensions); i++) {
    const HcrmFhirNode *extension = hcrm_fhir_get_nth (extensions, i);
    const HcrmFhirNode *coding = hcrm_fhir_get (extension, "valueCoding");
    if (coding != NULL && g_strcmp0 (hcrm_fhir_get_string (extension, "url"), url) == 0)
      add_unit (item, coding, hcrm_fhir_get_string (coding, "system"));
  }
}

static void
parse_unit_set (HcrmParse *self, const HcrmFhirNode *node, HcrmItem *item)
{
  const HcrmFhirNode *extension =
      hcrm_fhir_get_extension (node, HCRM_URL_FHIR "questionnaire-unitValueSet");
  const char *address = hcrm_fhir_get_string (extension, "valueCanonical");

  if (extension == NULL || hcrm_parse_concepts (self, address, item, add_concept))
    return;
  g_ptr_array_set_size (item->units, 0);
  item->open_units = TRUE;
  hcrm_parse_find (self, item->path, _("The value set is kept, its units are not known"));
}

void
hcrm_parse_units (HcrmParse *self, const HcrmFhirNode *node, HcrmItem *item)
{
  const HcrmFhirNode *unit = hcrm_fhir_get_extension (node, HCRM_URL_FHIR "questionnaire-unit");
  const HcrmFhirNode *coding = hcrm_fhir_get (unit, "valueCoding");

  add_unit_options (node, HCRM_URL_FHIR "questionnaire-unit", item);
  add_unit_options (node, HCRM_URL_FHIR "questionnaire-unitOption", item);
  parse_unit_set (self, node, item);
  item->unit = hcrm_text_read (coding, "display");
  if (item->unit == NULL)
    item->unit = hcrm_text_read (coding, "code");
}
