/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Options, score bands, diseases and purposes of a questionnaire as rows, and back. */

#include <glib/gi18n.h>

#include "hcrm-item-fields.h"
#include "model/hcrm-questionnaire-model.h"
#include "questionnaire/hcrm-questionnaire.h"

static HcrmRecord *
new_row (const HcrmFieldSet *set, guint place)
{
  HcrmRecord *row = hcrm_record_new (set);

  hcrm_record_set_int (row, "place", place);
  return row;
}

/* A copy of what stood at the row's place, or NULL for a new row. */
static HcrmFhirNode *
copy_place (HcrmFhirNode *array, HcrmRecord *row)
{
  const char *place = hcrm_record_get (row, "place");
  HcrmFhirNode *old =
      place != NULL ? hcrm_node_get_nth (array, (guint) hcrm_record_get_int (row, "place")) : NULL;

  return old != NULL ? hcrm_fhir_copy (old) : NULL;
}

/* An empty text is none. */
static const char *
get (HcrmRecord *row, const char *field)
{
  const char *text = hcrm_record_get (row, field);

  return text != NULL && *text != '\0' ? text : NULL;
}

/* --- options ---------------------------------------------------------------------------------- */

/* The weight may stand at the option or at its coding, in two spellings. */
static HcrmFhirNode *
find_weight (HcrmFhirNode *option, const char **url)
{
  static const char *const urls[] = { HCRM_URL_ORDINAL, HCRM_URL_WEIGHT };
  HcrmFhirNode *value = hcrm_node_get_value (option);
  HcrmFhirNode *places[] = { option, value };

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    for (guint k = 0; k < G_N_ELEMENTS (urls); k++)
      if (places[i] != NULL && hcrm_node_open_extension (places[i], urls[k], FALSE) != NULL) {
        *url = urls[k];
        return places[i];
      }
  *url = HCRM_URL_ORDINAL;
  return NULL;
}

static HcrmRecord *
read_option (HcrmFhirNode *option, guint place, gboolean main)
{
  HcrmRecord *row = new_row (&hcrm_option_fields, place);
  HcrmFhirNode *value = hcrm_node_get_value (option);
  HcrmFhirNode *alarm = hcrm_node_open_extension (option, HCRM_URL_ALARM, FALSE);
  gboolean coding = value != NULL && value->kind == HCRM_FHIR_OBJECT;
  const char *url;
  HcrmFhirNode *weighed = find_weight (option, &url);
  const char *note = hcrm_fhir_get_string (alarm, "valueString");

  hcrm_record_set (row, "code",
                   coding ? hcrm_fhir_get_string (value, "code")
                          : (value != NULL ? value->text : NULL));
  hcrm_record_set (row, "text", coding ? hcrm_item_get_text (value, "display", main, FALSE) : NULL);
  hcrm_record_set (row, "text_en",
                   coding ? hcrm_item_get_text (value, "display", main, TRUE) : NULL);
  hcrm_record_set (row, "weight",
                   weighed != NULL ? hcrm_node_get_extension_text (weighed, url) : NULL);
  hcrm_record_set (row, "alarm",
                   note != NULL || hcrm_fhir_get_boolean (alarm, "valueBoolean") ? "yes" : "no");
  hcrm_record_set (row, "note", note);
  return row;
}

GPtrArray *
hcrm_options_read (HcrmFhirNode *item, gboolean main)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func (g_object_unref);
  HcrmFhirNode *options = hcrm_node_get (item, "answerOption");

  for (guint i = 0; i < hcrm_fhir_get_length (options); i++)
    g_ptr_array_add (rows, read_option (hcrm_node_get_nth (options, i), i, main));
  return rows;
}

static void
write_weight (HcrmFhirNode *option, const char *text)
{
  const char *url;
  HcrmFhirNode *place = find_weight (option, &url);
  g_autofree char *number = hcrm_node_dup_number (text, FALSE);

  if (place == NULL)
    place = option;
  if (g_strcmp0 (hcrm_node_get_extension_text (place, url), number) == 0)
    return;
  HcrmFhirNode *value = number != NULL ? hcrm_fhir_new (HCRM_FHIR_NUMBER) : NULL;
  if (value != NULL)
    value->text = g_steal_pointer (&number);
  hcrm_node_set_extension (place, url, "valueDecimal", value);
}

static void
write_alarm (HcrmFhirNode *option, const char *alarm, const char *note)
{
  HcrmFhirNode *extension = hcrm_node_open_extension (option, HCRM_URL_ALARM, FALSE);

  if (note != NULL && g_strcmp0 (hcrm_fhir_get_string (extension, "valueString"), note) != 0)
    hcrm_node_set_extension (option, HCRM_URL_ALARM, "valueString", hcrm_fhir_new_string (note));
  else if (note == NULL && g_strcmp0 (alarm, "yes") == 0) {
    if (extension != NULL)
      hcrm_fhir_set (extension, "_valueString", NULL);
    hcrm_node_set_extension (option, HCRM_URL_ALARM, "valueBoolean", hcrm_fhir_new_boolean (TRUE));
  } else if (note == NULL && extension != NULL) {
    hcrm_node_set_extension (option, HCRM_URL_ALARM, NULL, NULL);
  }
}

static void
write_coding (HcrmFhirNode *coding, HcrmRecord *row, guint n, gboolean main)
{
  g_autofree char *made = g_strdup_printf ("o%u", n + 1);
  const char *code = get (row, "code");

  hcrm_node_set_string (coding, "code", code != NULL ? code : made);
  hcrm_item_set_text (coding, "display", main, FALSE, get (row, "text"));
  hcrm_item_set_text (coding, "display", main, TRUE, get (row, "text_en"));
}

/* The code system of the other options. */
static const char *
find_system (HcrmFhirNode *options)
{
  for (guint i = 0; i < hcrm_fhir_get_length (options); i++) {
    const HcrmFhirNode *value = hcrm_node_get_value (hcrm_node_get_nth (options, i));
    if (hcrm_fhir_get_string (value, "system") != NULL)
      return hcrm_fhir_get_string (value, "system");
  }
  return NULL;
}

static HcrmFhirNode *
make_option (HcrmFhirNode *options, HcrmRecord *row, guint n, gboolean main)
{
  HcrmFhirNode *option = copy_place (options, row);
  HcrmFhirNode *value = option != NULL ? hcrm_node_get_value (option) : NULL;

  if (option == NULL) {
    option = hcrm_fhir_new (HCRM_FHIR_OBJECT);
    value = hcrm_fhir_open (option, "valueCoding", HCRM_FHIR_OBJECT);
    hcrm_node_set_string (value, "system", find_system (options));
  }
  if (value != NULL && value->kind == HCRM_FHIR_OBJECT) {
    write_coding (value, row, n, main);
  } else if (value != NULL && get (row, "code") != NULL) {
    g_free (value->text);
    value->text = g_strdup (get (row, "code"));
  }
  write_weight (option, get (row, "weight"));
  write_alarm (option, get (row, "alarm"), get (row, "note"));
  return option;
}

void
hcrm_options_write (HcrmFhirNode *item, HcrmFhirNode *base, GPtrArray *rows, gboolean main)
{
  HcrmFhirNode *old = hcrm_node_get (base, "answerOption");
  HcrmFhirNode *options = hcrm_fhir_new (HCRM_FHIR_ARRAY);

  for (guint i = 0; i < rows->len; i++)
    hcrm_fhir_add (options, make_option (old, g_ptr_array_index (rows, i), i, main));
  hcrm_fhir_set (item, "answerOption", options);
  hcrm_node_prune (item, "answerOption");
}

/* --- score bands ------------------------------------------------------------------------------ */

static gboolean
is_band (const HcrmFhirNode *extension)
{
  return g_strcmp0 (hcrm_fhir_get_string (extension, "url"), HCRM_URL_SCORE_BAND) == 0;
}

GPtrArray *
hcrm_bands_read (HcrmFhirNode *root)
{
  static const char *const names[] = { "low", "high", "label", "label_en", "severity" };
  GPtrArray *rows = g_ptr_array_new_with_free_func (g_object_unref);
  HcrmFhirNode *extensions = hcrm_node_get (root, "extension");

  for (guint i = 0; i < hcrm_fhir_get_length (extensions); i++) {
    HcrmFhirNode *band = hcrm_node_get_nth (extensions, i);
    if (!is_band (band))
      continue;
    HcrmRecord *row = new_row (&hcrm_band_fields, i);
    for (guint k = 0; k < G_N_ELEMENTS (names); k++)
      hcrm_record_set (row, names[k], hcrm_node_get_extension_text (band, names[k]));
    g_ptr_array_add (rows, row);
  }
  return rows;
}

static void
write_part (HcrmFhirNode *band, const char *name, const char *member, const char *text)
{
  if (g_strcmp0 (hcrm_node_get_extension_text (band, name), text) != 0)
    hcrm_node_set_extension (band, name, member, text != NULL ? hcrm_fhir_new_string (text) : NULL);
}

static void
write_bound (HcrmFhirNode *band, const char *name, const char *text)
{
  g_autofree char *number = hcrm_node_dup_number (text, FALSE);

  if (g_strcmp0 (hcrm_node_get_extension_text (band, name), number) == 0)
    return;
  HcrmFhirNode *value = number != NULL ? hcrm_fhir_new (HCRM_FHIR_NUMBER) : NULL;
  if (value != NULL)
    value->text = g_steal_pointer (&number);
  hcrm_node_set_extension (band, name, "valueDecimal", value);
}

static HcrmFhirNode *
make_band (HcrmFhirNode *extensions, HcrmRecord *row)
{
  HcrmFhirNode *band = copy_place (extensions, row);
  const char *severity = get (row, "severity");

  if (band == NULL) {
    band = hcrm_fhir_new (HCRM_FHIR_OBJECT);
    hcrm_fhir_set (band, "url", hcrm_fhir_new_string (HCRM_URL_SCORE_BAND));
  }
  write_bound (band, "low", get (row, "low"));
  write_bound (band, "high", get (row, "high"));
  write_part (band, "label", "valueString", get (row, "label"));
  write_part (band, "label_en", "valueString", get (row, "label_en"));
  write_part (band, "severity", "valueCode", severity != NULL ? severity : "ok");
  return band;
}

/* The extensions that are none come first, as they were. */
void
hcrm_bands_write (HcrmFhirNode *root, HcrmFhirNode *base, GPtrArray *rows)
{
  HcrmFhirNode *old = hcrm_node_get (base, "extension");
  HcrmFhirNode *extensions = hcrm_fhir_new (HCRM_FHIR_ARRAY);

  for (guint i = 0; i < hcrm_fhir_get_length (old); i++)
    if (!is_band (hcrm_fhir_get_nth (old, i)))
      hcrm_fhir_add (extensions, hcrm_fhir_copy (hcrm_fhir_get_nth (old, i)));
  for (guint i = 0; i < rows->len; i++)
    hcrm_fhir_add (extensions, make_band (old, g_ptr_array_index (rows, i)));
  hcrm_fhir_set (root, "extension", extensions);
  hcrm_node_prune (root, "extension");
}

/* --- where it belongs ------------------------------------------------------------------------- */

static HcrmFhirNode *
get_coding (HcrmFhirNode *context, const char *system)
{
  HcrmFhirNode *codings = hcrm_node_get (hcrm_node_get (context, "valueCodeableConcept"), "coding");
  HcrmFhirNode *coding = hcrm_node_get_nth (codings, 0);

  return g_strcmp0 (hcrm_fhir_get_string (coding, "system"), system) == 0 ? coding : NULL;
}

static HcrmFhirNode *
new_context (const char *kind, const char *system, const char *code)
{
  HcrmFhirNode *context = hcrm_fhir_new (HCRM_FHIR_OBJECT);
  HcrmFhirNode *usage = hcrm_fhir_open (context, "code", HCRM_FHIR_OBJECT);
  HcrmFhirNode *concept = hcrm_fhir_open (context, "valueCodeableConcept", HCRM_FHIR_OBJECT);
  HcrmFhirNode *coding = hcrm_fhir_add (hcrm_fhir_open (concept, "coding", HCRM_FHIR_ARRAY),
                                        hcrm_fhir_new (HCRM_FHIR_OBJECT));

  hcrm_fhir_set (usage, "system", hcrm_fhir_new_string (HCRM_SYSTEM_USAGE));
  hcrm_fhir_set (usage, "code", hcrm_fhir_new_string (kind));
  hcrm_fhir_set (coding, "system", hcrm_fhir_new_string (system));
  hcrm_fhir_set (coding, "code", hcrm_fhir_new_string (code));
  return context;
}

GPtrArray *
hcrm_diseases_read (HcrmFhirNode *root, gboolean main)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func (g_object_unref);
  HcrmFhirNode *contexts = hcrm_node_get (root, "useContext");

  for (guint i = 0; i < hcrm_fhir_get_length (contexts); i++) {
    HcrmFhirNode *coding = get_coding (hcrm_node_get_nth (contexts, i), HCRM_SYSTEM_ICD10);
    if (coding == NULL)
      continue;
    HcrmRecord *row = new_row (&hcrm_disease_fields, i);
    hcrm_record_set (row, "code", hcrm_fhir_get_string (coding, "code"));
    hcrm_record_set (row, "name", hcrm_fhir_get_string (coding, "display"));
    g_ptr_array_add (rows, row);
  }
  return rows;
}

/* Of a disease that was chosen anew, its own name. */
static HcrmFhirNode *
make_disease (HcrmFhirNode *contexts, HcrmRecord *row, gboolean main)
{
  g_autoptr (HcrmFhirNode) old = copy_place (contexts, row);
  HcrmFhirNode *coding = old != NULL ? get_coding (old, HCRM_SYSTEM_ICD10) : NULL;

  if (coding != NULL && g_strcmp0 (hcrm_fhir_get_string (coding, "code"), get (row, "code")) == 0)
    return g_steal_pointer (&old);
  HcrmFhirNode *made = new_context ("focus", HCRM_SYSTEM_ICD10, get (row, "code"));
  hcrm_node_set_string (get_coding (made, HCRM_SYSTEM_ICD10), "display", get (row, "name"));
  return made;
}

void
hcrm_diseases_write (HcrmFhirNode *root, HcrmFhirNode *base, GPtrArray *rows, gboolean main)
{
  HcrmFhirNode *old = hcrm_node_get (base, "useContext");
  HcrmFhirNode *now = hcrm_node_get (root, "useContext");
  HcrmFhirNode *contexts = hcrm_fhir_new (HCRM_FHIR_ARRAY);

  for (guint i = 0; i < hcrm_fhir_get_length (now); i++)
    if (get_coding (hcrm_node_get_nth (now, i), HCRM_SYSTEM_ICD10) == NULL)
      hcrm_fhir_add (contexts, hcrm_fhir_copy (hcrm_fhir_get_nth (now, i)));
  for (guint i = 0; i < rows->len; i++)
    if (get (g_ptr_array_index (rows, i), "code") != NULL)
      hcrm_fhir_add (contexts, make_disease (old, g_ptr_array_index (rows, i), main));
  hcrm_fhir_set (root, "useContext", contexts);
  hcrm_node_prune (root, "useContext");
}

static int
find_purpose (HcrmFhirNode *root, const char *code)
{
  HcrmFhirNode *contexts = hcrm_node_get (root, "useContext");

  for (guint i = 0; i < hcrm_fhir_get_length (contexts); i++) {
    HcrmFhirNode *coding = get_coding (hcrm_node_get_nth (contexts, i), HCRM_SYSTEM_PURPOSE);
    if (coding != NULL && g_strcmp0 (hcrm_fhir_get_string (coding, "code"), code) == 0)
      return (int) i;
  }
  return -1;
}

gboolean
hcrm_purpose_is_set (HcrmFhirNode *root, const char *code)
{
  return find_purpose (root, code) >= 0;
}

void
hcrm_purpose_set (HcrmFhirNode *root, const char *code, gboolean set)
{
  int place = find_purpose (root, code);

  if (set == (place >= 0))
    return;
  if (set) {
    hcrm_fhir_add (hcrm_fhir_open (root, "useContext", HCRM_FHIR_ARRAY),
                   new_context ("task", HCRM_SYSTEM_PURPOSE, code));
    return;
  }
  g_ptr_array_remove_index (hcrm_node_get (root, "useContext")->nodes, (guint) place);
  hcrm_node_prune (root, "useContext");
}
