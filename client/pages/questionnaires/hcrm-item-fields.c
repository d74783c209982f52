/* SPDX-License-Identifier: GPL-3.0-or-later */

/* An item of a questionnaire, and the questionnaire itself, as fields that a form shows. */

#include "hcrm-item-fields.h"

#include <glib/gi18n.h>

#include "questionnaire/hcrm-questionnaire.h"

#define MUST HCRM_FIELD_REQUIRED
#define LINES HCRM_FIELD_MULTILINE

/* clang-format off */
static const HcrmChoice types[] = {
#define T(symbol, code, kind, asks, answerable, label) { code, label },
  HCRM_ITEM_TYPES (T)
#undef T
  { NULL }
};

static const HcrmChoice controls[] = {
  { "radio-button", N_("All options at once") },
  { "check-box",    N_("Check boxes") },
  { "drop-down",    N_("Drop-down list") },
  { "autocomplete", N_("Found by typing") },
  { "slider",       N_("Slider") },
  { "spinner",      N_("Spinner") },
  { "gtable",       N_("Table") },
  { NULL }
};

static const HcrmChoice alarms[] = {
  { "no",  N_("No alarm") },
  { "yes", N_("Alarm") },
  { NULL }
};

static const HcrmChoice severities[] = {
  { "ok",     N_("Good") },
  { "warn",   N_("Watch") },
  { "danger", N_("Act") },
  { NULL }
};

static const HcrmField item_fields[] = {
  { "text",        HCRM_KIND_TEXT, N_("Wording"),          LINES },
  { "text_en",     HCRM_KIND_TEXT, N_("English wording"),  LINES },
  { "type",        HCRM_KIND_CODE, N_("Kind"),             MUST, NULL, 0, 0, types },
  { "link_id",     HCRM_KIND_TEXT, N_("Key"),              MUST, NULL, 1, 255 },
  { "prefix",      HCRM_KIND_TEXT, N_("Number shown"),     0 },
  { "unit",        HCRM_KIND_TEXT, N_("Unit"),             0 },
  { "unit_en",     HCRM_KIND_TEXT, N_("English unit"),     0 },
  { "unit_code",   HCRM_KIND_TEXT, N_("Unit code (UCUM)"), 0 },
  { "min",         HCRM_KIND_TEXT, N_("Least"),            0 },
  { "max",         HCRM_KIND_TEXT, N_("Greatest"),         0 },
  { "alarm_below", HCRM_KIND_TEXT, N_("Alarm below"),      0 },
  { "alarm_above", HCRM_KIND_TEXT, N_("Alarm above"),      0 },
  { "max_length",  HCRM_KIND_TEXT, N_("Most characters"),  0 },
  { "control",     HCRM_KIND_CODE, N_("Shown as"),         0, NULL, 0, 0, controls },
  { "help",        HCRM_KIND_TEXT, N_("Help"),             0 },
  { "help_en",     HCRM_KIND_TEXT, N_("English help"),     0 },
  { "calculated",  HCRM_KIND_TEXT, N_("Calculated by (FHIRPath)"), LINES },
  { "enable",      HCRM_KIND_TEXT, N_("Asked if (FHIRPath)"), LINES },
};

static const HcrmField whole_fields[] = {
  { "title",    HCRM_KIND_TEXT, N_("Questionnaire title"), MUST, NULL, 1, 500 },
  { "title_en", HCRM_KIND_TEXT, N_("English title"),       0, NULL, 0, 500 },
  { "version",  HCRM_KIND_TEXT, N_("Version"),             MUST, NULL, 1, 60 },
  { "url",      HCRM_KIND_TEXT, N_("Address"),             MUST, NULL, 1, 500 },
};

static const HcrmField option_fields[] = {
  { "place",   HCRM_KIND_INT,  N_("Place"),       0 },
  { "code",    HCRM_KIND_TEXT, N_("Code"),        0 },
  { "text",    HCRM_KIND_TEXT, N_("Option"),      0 },
  { "text_en", HCRM_KIND_TEXT, N_("In English"),  0 },
  { "weight",  HCRM_KIND_TEXT, N_("Score weight"), 0 },
  { "alarm",   HCRM_KIND_CODE, N_("Alarm"),       0, NULL, 0, 0, alarms },
  { "note",    HCRM_KIND_TEXT, N_("What to do"),  0 },
};

static const HcrmField band_fields[] = {
  { "place",    HCRM_KIND_INT,  N_("Place"),      0 },
  { "low",      HCRM_KIND_TEXT, N_("From"),       0 },
  { "high",     HCRM_KIND_TEXT, N_("To"),         0 },
  { "label",    HCRM_KIND_TEXT, N_("Name"),       0 },
  { "label_en", HCRM_KIND_TEXT, N_("In English"), 0 },
  { "severity", HCRM_KIND_CODE, N_("Severity"),   0, NULL, 0, 0, severities },
};

static const HcrmField disease_fields[] = {
  { "place", HCRM_KIND_INT,  N_("Place"),   0 },
  { "code",  HCRM_KIND_TEXT, N_("Disease"), 0 },
  { "name",  HCRM_KIND_TEXT, N_("Name"),    0 },
};
/* clang-format on */

HCRM_DEFINE_FIELD_SET (hcrm_item_fields, item_fields)
HCRM_DEFINE_FIELD_SET (hcrm_whole_fields, whole_fields)
HCRM_DEFINE_FIELD_SET (hcrm_option_fields, option_fields)
HCRM_DEFINE_FIELD_SET (hcrm_band_fields, band_fields)
HCRM_DEFINE_FIELD_SET (hcrm_disease_fields, disease_fields)

/* --- texts ------------------------------------------------------------------------------------ */

const char *
hcrm_item_get_text (const HcrmFhirNode *node, const char *name, gboolean main, gboolean english)
{
  return main == english ? hcrm_fhir_get_string (node, name)
                         : hcrm_node_get_translation (node, name, english ? "en" : "zh-CN");
}

void
hcrm_item_set_text (HcrmFhirNode *node,
                    const char *name,
                    gboolean main,
                    gboolean english,
                    const char *text)
{
  if (main == english)
    hcrm_node_set_string (node, name, text);
  else
    hcrm_node_set_translation (node, name, english ? "en" : "zh-CN", text);
}

/* --- what an item is -------------------------------------------------------------------------- */

static const struct {
  const char *field;
  const char *types; /* NULL: all */
} fitting[] = {
  { "unit", " integer decimal quantity " },
  { "unit_en", " integer decimal quantity " },
  { "unit_code", " integer decimal quantity " },
  { "min", " integer decimal date " },
  { "max", " integer decimal date " },
  { "alarm_below", " integer decimal " },
  { "alarm_above", " integer decimal " },
  { "max_length", " string text url open-choice " },
  { "control", " choice open-choice boolean integer decimal group " },
  { "options", " choice open-choice " },
  { "calculated", " choice boolean integer decimal date string text dateTime time quantity " },
  { "help",
    " choice open-choice boolean integer decimal date string text dateTime time url quantity "
    "group " },
  { "help_en", " choice open-choice boolean integer decimal date string text dateTime time url "
               "quantity group " },
};

gboolean
hcrm_item_type_has (const char *type, const char *field)
{
  g_autofree char *word = g_strdup_printf (" %s ", type != NULL ? type : "");

  for (guint i = 0; i < G_N_ELEMENTS (fitting); i++)
    if (g_str_equal (fitting[i].field, field))
      return strstr (fitting[i].types, word) != NULL;
  return TRUE;
}

static HcrmFhirNode *
find_help (HcrmFhirNode *item)
{
  HcrmFhirNode *children = hcrm_node_get (item, "item");

  for (guint i = 0; i < hcrm_fhir_get_length (children); i++) {
    HcrmFhirNode *child = hcrm_node_get_nth (children, i);
    if (g_strcmp0 (hcrm_node_get_extension_text (child, HCRM_URL_CONTROL), "help") == 0)
      return child;
  }
  return NULL;
}

static const HcrmFhirNode *
get_unit (HcrmFhirNode *item)
{
  HcrmFhirNode *extension = hcrm_node_open_extension (item, HCRM_URL_UNIT, FALSE);

  return extension != NULL ? hcrm_node_get_value (extension) : NULL;
}

HcrmRecord *
hcrm_item_read (HcrmFhirNode *item, gboolean main)
{
  HcrmRecord *record = hcrm_record_new (&hcrm_item_fields);
  const HcrmFhirNode *help = find_help (item), *unit = get_unit (item);

  hcrm_record_set (record, "text", hcrm_item_get_text (item, "text", main, FALSE));
  hcrm_record_set (record, "text_en", hcrm_item_get_text (item, "text", main, TRUE));
  hcrm_record_set (record, "type", hcrm_fhir_get_string (item, "type"));
  hcrm_record_set (record, "link_id", hcrm_fhir_get_string (item, "linkId"));
  hcrm_record_set (record, "prefix", hcrm_fhir_get_string (item, "prefix"));
  hcrm_record_set (record, "unit", hcrm_item_get_text (unit, "display", main, FALSE));
  hcrm_record_set (record, "unit_en", hcrm_item_get_text (unit, "display", main, TRUE));
  hcrm_record_set (record, "unit_code", hcrm_fhir_get_string (unit, "code"));
  hcrm_record_set (record, "min", hcrm_node_get_extension_text (item, HCRM_URL_MIN));
  hcrm_record_set (record, "max", hcrm_node_get_extension_text (item, HCRM_URL_MAX));
  hcrm_record_set (record, "alarm_below",
                   hcrm_node_get_extension_text (item, HCRM_URL_ALARM_BELOW));
  hcrm_record_set (record, "alarm_above",
                   hcrm_node_get_extension_text (item, HCRM_URL_ALARM_ABOVE));
  hcrm_record_set (record, "max_length", hcrm_node_get_scalar (item, "maxLength"));
  hcrm_record_set (record, "control", hcrm_node_get_extension_text (item, HCRM_URL_CONTROL));
  hcrm_record_set (record, "help", hcrm_item_get_text (help, "text", main, FALSE));
  hcrm_record_set (record, "help_en", hcrm_item_get_text (help, "text", main, TRUE));
  hcrm_record_set (record, "calculated", hcrm_node_get_extension_text (item, HCRM_URL_CALCULATED));
  hcrm_record_set (record, "enable", hcrm_node_get_extension_text (item, HCRM_URL_ENABLE));
  return record;
}

HcrmRecord *
hcrm_whole_read (HcrmFhirNode *root, gboolean main)
{
  HcrmRecord *record = hcrm_record_new (&hcrm_whole_fields);

  hcrm_record_set (record, "title", hcrm_item_get_text (root, "title", main, FALSE));
  hcrm_record_set (record, "title_en", hcrm_item_get_text (root, "title", main, TRUE));
  hcrm_record_set (record, "version", hcrm_fhir_get_string (root, "version"));
  hcrm_record_set (record, "url", hcrm_fhir_get_string (root, "url"));
  return record;
}

/* --- writing ---------------------------------------------------------------------------------- */

static HcrmFhirNode *
new_number (const char *text)
{
  HcrmFhirNode *node = hcrm_fhir_new (HCRM_FHIR_NUMBER);

  node->text = g_strdup (text);
  return node;
}

static const char *
write_limit (HcrmFhirNode *item, const char *url, const char *value)
{
  const char *type = hcrm_fhir_get_string (item, "type");
  gboolean whole = g_strcmp0 (type, "integer") == 0;

  if (value == NULL) {
    hcrm_node_set_extension (item, url, NULL, NULL);
    return NULL;
  }
  if (g_strcmp0 (type, "date") == 0) {
    hcrm_node_set_extension (item, url, "valueDate", hcrm_fhir_new_string (value));
    return NULL;
  }
  g_autofree char *number = hcrm_node_dup_number (value, whole);
  if (number == NULL)
    return whole ? _ ("This is no whole number") : _ ("This is no number");
  hcrm_node_set_extension (item, url, whole ? "valueInteger" : "valueDecimal", new_number (number));
  return NULL;
}

static const char *
write_length (HcrmFhirNode *item, const char *value)
{
  g_autofree char *number = value != NULL ? hcrm_node_dup_number (value, TRUE) : NULL;

  if (value != NULL && (number == NULL || *number == '-'))
    return _ ("This is no whole number");
  hcrm_node_set_number (item, "maxLength", number);
  return NULL;
}

static void
write_expression (HcrmFhirNode *item, const char *url, const char *value)
{
  HcrmFhirNode *extension = hcrm_node_open_extension (item, url, value != NULL);

  if (value == NULL) {
    hcrm_node_set_extension (item, url, NULL, NULL);
    return;
  }
  HcrmFhirNode *expression = hcrm_fhir_open (extension, "valueExpression", HCRM_FHIR_OBJECT);
  if (hcrm_fhir_get (expression, "language") == NULL)
    hcrm_fhir_set (expression, "language", hcrm_fhir_new_string ("text/fhirpath"));
  hcrm_fhir_set (expression, "expression", hcrm_fhir_new_string (value));
}

/* A coding inside a concept, made if need be. */
static HcrmFhirNode *
open_coding (HcrmFhirNode *parent, const char *member)
{
  HcrmFhirNode *concept = hcrm_fhir_open (parent, member, HCRM_FHIR_OBJECT);
  HcrmFhirNode *codings = hcrm_fhir_open (concept, "coding", HCRM_FHIR_ARRAY);

  return hcrm_fhir_get_length (codings) > 0
             ? hcrm_node_get_nth (codings, 0)
             : hcrm_fhir_add (codings, hcrm_fhir_new (HCRM_FHIR_OBJECT));
}

static void
write_control (HcrmFhirNode *item, const char *value)
{
  if (value == NULL) {
    hcrm_node_set_extension (item, HCRM_URL_CONTROL, NULL, NULL);
    return;
  }
  HcrmFhirNode *coding =
      open_coding (hcrm_node_open_extension (item, HCRM_URL_CONTROL, TRUE), "valueCodeableConcept");
  if (g_strcmp0 (hcrm_fhir_get_string (coding, "code"), value) == 0)
    return;
  hcrm_fhir_set (coding, "system", hcrm_fhir_new_string (HCRM_SYSTEM_CONTROL));
  hcrm_fhir_set (coding, "code", hcrm_fhir_new_string (value));
  hcrm_fhir_set (coding, "display", NULL);
}

static void
write_unit (HcrmFhirNode *item, gboolean main, const char *field, const char *value)
{
  HcrmFhirNode *extension = hcrm_node_open_extension (item, HCRM_URL_UNIT, value != NULL);
  HcrmFhirNode *coding =
      extension != NULL ? hcrm_fhir_open (extension, "valueCoding", HCRM_FHIR_OBJECT) : NULL;

  if (coding == NULL)
    return;
  if (!g_str_equal (field, "unit_code")) {
    hcrm_item_set_text (coding, "display", main, g_str_equal (field, "unit_en"), value);
  } else {
    hcrm_node_set_string (coding, "code", value);
    if (value != NULL && hcrm_fhir_get (coding, "system") == NULL)
      hcrm_fhir_set (coding, "system", hcrm_fhir_new_string ("http://unitsofmeasure.org"));
  }
  if (hcrm_fhir_get (coding, "display") == NULL && hcrm_fhir_get (coding, "_display") == NULL
      && hcrm_fhir_get (coding, "code") == NULL)
    hcrm_node_set_extension (item, HCRM_URL_UNIT, NULL, NULL);
}

static HcrmFhirNode *
add_help (HcrmFhirNode *item)
{
  HcrmFhirNode *help = hcrm_fhir_add (hcrm_fhir_open (item, "item", HCRM_FHIR_ARRAY),
                                      hcrm_fhir_new (HCRM_FHIR_OBJECT));
  g_autofree char *name = g_strconcat (hcrm_fhir_get_string (item, "linkId"), "-help", NULL);

  hcrm_fhir_set (help, "linkId", hcrm_fhir_new_string (name));
  hcrm_fhir_set (help, "type", hcrm_fhir_new_string ("display"));
  write_control (help, "help");
  return help;
}

static void
write_help (HcrmFhirNode *item, gboolean main, gboolean english, const char *value)
{
  HcrmFhirNode *help = find_help (item);

  if (help == NULL && value == NULL)
    return;
  if (help == NULL)
    help = add_help (item);
  hcrm_item_set_text (help, "text", main, english, value);
  if (hcrm_fhir_get (help, "text") == NULL && hcrm_fhir_get (help, "_text") == NULL) {
    g_ptr_array_remove (hcrm_node_get (item, "item")->nodes, help);
    hcrm_node_prune (item, "item");
  }
}

static const char *
get_limit_url (const char *field)
{
  return g_str_equal (field, "min")           ? HCRM_URL_MIN
         : g_str_equal (field, "max")         ? HCRM_URL_MAX
         : g_str_equal (field, "alarm_below") ? HCRM_URL_ALARM_BELOW
         : g_str_equal (field, "alarm_above") ? HCRM_URL_ALARM_ABOVE
                                              : NULL;
}

const char *
hcrm_item_write (HcrmFhirNode *item, gboolean main, const char *field, const char *value)
{
  gboolean english = g_str_has_suffix (field, "_en");

  if (get_limit_url (field) != NULL)
    return write_limit (item, get_limit_url (field), value);
  if (g_str_equal (field, "max_length"))
    return write_length (item, value);
  if (g_str_has_prefix (field, "unit"))
    write_unit (item, main, field, value);
  else if (g_str_has_prefix (field, "help"))
    write_help (item, main, english, value);
  else if (g_str_has_prefix (field, "text"))
    hcrm_item_set_text (item, "text", main, english, value);
  else if (g_str_equal (field, "control"))
    write_control (item, value);
  else if (g_str_equal (field, "calculated"))
    write_expression (item, HCRM_URL_CALCULATED, value);
  else if (g_str_equal (field, "enable"))
    write_expression (item, HCRM_URL_ENABLE, value);
  else if (g_str_equal (field, "prefix") || (g_str_equal (field, "type") && value != NULL))
    hcrm_node_set_string (item, field, value);
  return NULL;
}

const char *
hcrm_whole_write (HcrmFhirNode *root, gboolean main, const char *field, const char *value)
{
  gboolean english = g_str_equal (field, "title_en");

  if (g_str_has_prefix (field, "title"))
    hcrm_item_set_text (root, "title", main, english, value);
  else if (value == NULL)
    return _ ("This is needed");
  else
    hcrm_node_set_string (root, field, value);
  return NULL;
}
