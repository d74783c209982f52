/* SPDX-License-Identifier: GPL-3.0-or-later */

/* From a FHIR Questionnaire's JSON to the questionnaire: the resource, texts, findings, bands. */

#include "hcrm-questionnaire-private.h"

#include <math.h>
#include <string.h>

/* Extensions that have an effect here, or that cannot change what is asked. The rest is listed. */
static const char *const known_extensions[] = {
  HCRM_URL_SCORE_BAND,
  HCRM_URL_ALARM,
  HCRM_URL_ALARM_ABOVE,
  HCRM_URL_ALARM_BELOW,
  HCRM_URL_ALARM_SEVERITY,
  HCRM_URL_FHIR "translation",
  HCRM_URL_FHIR "ordinalValue",
  HCRM_URL_FHIR "itemWeight",
  HCRM_URL_FHIR "questionnaire-ordinalValue",
  HCRM_URL_FHIR "minValue",
  HCRM_URL_FHIR "maxValue",
  HCRM_URL_FHIR "questionnaire-unit",
  HCRM_URL_FHIR "questionnaire-minOccurs",
  HCRM_URL_FHIR "questionnaire-maxOccurs",
  HCRM_URL_FHIR "questionnaire-hidden",
  HCRM_URL_FHIR "questionnaire-itemControl",
  HCRM_URL_FHIR "questionnaire-displayCategory",
  HCRM_URL_FHIR "questionnaire-choiceOrientation",
  HCRM_URL_FHIR "regex",
  HCRM_URL_FHIR "minLength",
  HCRM_URL_FHIR "entryFormat",
  HCRM_URL_FHIR "maxDecimalPlaces",
  HCRM_URL_FHIR "mimeType",
  HCRM_URL_FHIR "maxSize",
  HCRM_URL_FHIR "questionnaire-unitOption",
  HCRM_URL_FHIR "questionnaire-unitValueSet",
  HCRM_URL_FHIR "questionnaire-optionExclusive",
  HCRM_URL_FHIR "questionnaire-sliderStepValue",
  HCRM_URL_FHIR "questionnaire-referenceResource",
  HCRM_URL_FHIR "questionnaire-referenceProfile",
  HCRM_URL_FHIR "designNote",
  HCRM_URL_SDC "sdc-questionnaire-minQuantity",
  HCRM_URL_SDC "sdc-questionnaire-maxQuantity",
  NULL,
};

static const char *const root_members[] = {
  "resourceType", "id",        "meta",        "implicitRules", "language",       "text",
  "contained",    "extension", "url",         "identifier",    "version",        "name",
  "title",        "_title",    "derivedFrom", "status",        "experimental",   "subjectType",
  "date",         "publisher", "contact",     "description",   "_description",   "useContext",
  "jurisdiction", "purpose",   "copyright",   "approvalDate",  "lastReviewDate", "effectivePeriod",
  "code",         "item",      "_publisher",  "_purpose",      "_copyright",     "_name",
  NULL,
};

void
hcrm_parse_fault (HcrmParse *self, const char *path, const char *member, const char *detail)
{
  g_autofree char *field = member != NULL ? g_strconcat (path, ".", member, NULL) : g_strdup (path);

  /* Enough to mend a file by; a hostile one could hold millions. */
  if (self->error == NULL || hcrm_error_get_n_fields (self->error) < 1000)
    hcrm_error_add_field (&self->error, field, detail);
}

static void
free_finding (HcrmFinding *finding)
{
  g_free (finding->path);
  g_free (finding->detail);
  g_free (finding);
}

static void
free_band (HcrmBand *band)
{
  g_clear_pointer (&band->label, hcrm_text_free);
  g_free (band);
}

static void
free_pending (HcrmPending *pending)
{
  g_free (pending->question);
  g_free (pending->path);
  g_free (pending);
}

void
hcrm_parse_find (HcrmParse *self, const char *path, const char *format, ...)
{
  HcrmFinding *finding = g_new0 (HcrmFinding, 1);
  va_list args;

  va_start (args, format);
  finding->path = g_strdup (path);
  finding->detail = g_strdup_vprintf (format, args);
  va_end (args);
  g_ptr_array_add (self->questionnaire->findings, finding);
}

void
hcrm_parse_check_extensions (HcrmParse *self, const HcrmFhirNode *node, const char *path)
{
  const HcrmFhirNode *extensions = hcrm_fhir_get (node, "extension");

  for (guint i = 0; i < hcrm_fhir_get_length (extensions); i++) {
    const char *url = hcrm_fhir_get_string (hcrm_fhir_get_nth (extensions, i), "url");
    g_autofree char *place = g_strdup_printf ("%s.extension[%u]", path, i);
    if (url == NULL)
      hcrm_parse_fault (self, place, "url", _("An extension needs its address"));
    else if (!g_strv_contains (known_extensions, url) && !hcrm_questionnaire_knows_expression (url))
      hcrm_parse_find (self, place, _("The extension “%s” is kept but has no effect"), url);
  }
  if (hcrm_fhir_get (node, "modifierExtension") != NULL)
    hcrm_parse_fault (self, path, "modifierExtension",
                      _("This changes what is meant in a way that is not understood"));
}

void
hcrm_parse_check_members (HcrmParse *self,
                          const HcrmFhirNode *node,
                          const char *path,
                          const char *const *known)
{
  for (guint i = 0; i < hcrm_fhir_get_length (node); i++) {
    const char *name = hcrm_fhir_get_nth (node, i)->name; /* an array's have none */
    if (name == NULL || g_strv_contains (known, name) || strcmp (name, "modifierExtension") == 0)
      continue;
    g_autofree char *place = g_strconcat (path, ".", name, NULL);
    hcrm_parse_find (self, place, _("“%s” is kept but has no effect"), name);
  }
}

static void
add_translation (HcrmText *text, const char *language, const char *value)
{
  if (language == NULL || value == NULL)
    return;
  if (text->translations == NULL)
    text->translations = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (text->translations, g_strdup (language));
  g_ptr_array_add (text->translations, g_strdup (value));
}

static void
read_translation (const HcrmFhirNode *extension, HcrmText *text)
{
  const HcrmFhirNode *language = hcrm_fhir_get_extension (extension, "lang");
  const HcrmFhirNode *content = hcrm_fhir_get_extension (extension, "content");
  const char *code = hcrm_fhir_get_string (language, "valueCode");
  const char *value = hcrm_fhir_get_string (content, "valueString");

  if (value == NULL)
    value = hcrm_fhir_get_string (content, "valueMarkdown");
  add_translation (text, code, value);
}

HcrmText *
hcrm_text_read (const HcrmFhirNode *object, const char *name)
{
  const char *value = hcrm_fhir_get_string (object, name);
  g_autofree char *shadow = g_strconcat ("_", name, NULL);
  const HcrmFhirNode *extensions = hcrm_fhir_get (hcrm_fhir_get (object, shadow), "extension");

  if (value == NULL)
    return NULL;
  HcrmText *text = g_new0 (HcrmText, 1);
  text->value = g_strdup (value);
  for (guint i = 0; i < hcrm_fhir_get_length (extensions); i++) {
    const HcrmFhirNode *extension = hcrm_fhir_get_nth (extensions, i);
    if (g_strcmp0 (hcrm_fhir_get_string (extension, "url"), HCRM_URL_FHIR "translation") == 0)
      read_translation (extension, text);
  }
  return text;
}

HcrmText *
hcrm_text_read_concept (const HcrmFhirNode *concept)
{
  const HcrmFhirNode *designations = hcrm_fhir_get (concept, "designation");
  HcrmText *text = hcrm_text_read (concept, "display");

  for (guint i = 0; text != NULL && i < hcrm_fhir_get_length (designations); i++) {
    const HcrmFhirNode *designation = hcrm_fhir_get_nth (designations, i);
    add_translation (text, hcrm_fhir_get_string (designation, "language"),
                     hcrm_fhir_get_string (designation, "value"));
  }
  return text;
}

gboolean
hcrm_parse_score (const HcrmAnswer *answer, gint64 *score)
{
  double number = answer != NULL ? hcrm_answer_get_number (answer) : NAN;

  if (isnan (number) || fabs (number) > 1e9)
    return FALSE;
  *score = llround (number * 1e6);
  return TRUE;
}

/* A band's label: our own nested extensions, or a label translated as everything else is. */
static HcrmText *
read_band_label (const HcrmFhirNode *extension)
{
  HcrmText *label = hcrm_text_read (hcrm_fhir_get_extension (extension, "label"), "valueString");
  const char *english =
      hcrm_fhir_get_string (hcrm_fhir_get_extension (extension, "label_en"), "valueString");

  if (label != NULL)
    add_translation (label, "en", english);
  return label;
}

static gboolean
read_severity (const HcrmFhirNode *extension, HcrmSeverity *severity)
{
  const HcrmFhirNode *node = hcrm_fhir_get_extension (extension, "severity");
  const char *code = hcrm_fhir_get_string (node, "valueCode");

  for (*severity = HCRM_SEVERITY_OK; *severity <= HCRM_SEVERITY_DANGER; (*severity)++)
    if (g_strcmp0 (code, hcrm_severity_get_code (*severity)) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
read_limit (const HcrmFhirNode *extension, const char *name, gint64 open, gint64 *limit)
{
  const HcrmFhirNode *node = hcrm_fhir_get_extension (extension, name);

  *limit = open;
  if (node == NULL)
    return TRUE;
  g_autoptr (HcrmAnswer) answer = hcrm_answer_read (node, "value", NULL);
  return hcrm_parse_score (answer, limit);
}

static void
parse_band (HcrmParse *self, const HcrmFhirNode *extension, const char *path)
{
  HcrmBand *band = g_new0 (HcrmBand, 1);

  g_ptr_array_add (self->questionnaire->bands, band);
  band->label = read_band_label (extension);
  if (band->label == NULL)
    hcrm_parse_fault (self, path, "label", _("A band needs a label"));
  if (!read_limit (extension, "low", G_MININT64, &band->low))
    hcrm_parse_fault (self, path, "low", _("This is no number"));
  if (!read_limit (extension, "high", G_MAXINT64, &band->high))
    hcrm_parse_fault (self, path, "high", _("This is no number"));
  if (band->low > band->high)
    hcrm_parse_fault (self, path, "low", _("The lower limit lies above the upper one"));
  if (!read_severity (extension, &band->severity))
    hcrm_parse_fault (self, path, "severity", _("The severity must be ok, warn or danger"));
}

static int
compare_bands (gconstpointer a, gconstpointer b)
{
  const HcrmBand *one = *(HcrmBand *const *) a;
  const HcrmBand *two = *(HcrmBand *const *) b;

  return (one->low > two->low) - (one->low < two->low);
}

static void
check_bands (HcrmParse *self)
{
  const GPtrArray *bands = self->questionnaire->bands;

  for (guint i = 1; i < bands->len; i++) {
    const HcrmBand *below = g_ptr_array_index (bands, i - 1);
    const HcrmBand *band = g_ptr_array_index (bands, i);
    if (band->low <= below->high)
      hcrm_parse_fault (self, "Questionnaire", "extension", _("Two score bands overlap"));
  }
}

void
hcrm_parse_bands (HcrmParse *self, const HcrmFhirNode *root)
{
  const HcrmFhirNode *extensions = hcrm_fhir_get (root, "extension");

  for (guint i = 0; i < hcrm_fhir_get_length (extensions); i++) {
    const HcrmFhirNode *extension = hcrm_fhir_get_nth (extensions, i);
    g_autofree char *path = g_strdup_printf ("Questionnaire.extension[%u]", i);
    if (g_strcmp0 (hcrm_fhir_get_string (extension, "url"), HCRM_URL_SCORE_BAND) == 0)
      parse_band (self, extension, path);
  }
  g_ptr_array_sort (self->questionnaire->bands, compare_bands);
  check_bands (self);
}

void
hcrm_parse_codings (const HcrmFhirNode *array, GPtrArray *codes)
{
  for (guint i = 0; i < hcrm_fhir_get_length (array); i++) {
    const HcrmFhirNode *coding = hcrm_fhir_get_nth (array, i);
    g_ptr_array_add (codes, hcrm_answer_new_coding (hcrm_fhir_get_string (coding, "system"),
                                                    hcrm_fhir_get_string (coding, "code"),
                                                    hcrm_fhir_get_string (coding, "display")));
  }
}

static void
parse_codes (const HcrmFhirNode *root, GPtrArray *codes)
{
  const HcrmFhirNode *contexts = hcrm_fhir_get (root, "useContext");

  hcrm_parse_codings (hcrm_fhir_get (root, "code"), codes);
  for (guint i = 0; i < hcrm_fhir_get_length (contexts); i++) {
    const HcrmFhirNode *context = hcrm_fhir_get_nth (contexts, i);
    hcrm_parse_codings (hcrm_fhir_get (hcrm_fhir_get (context, "valueCodeableConcept"), "coding"),
                        codes);
  }
}

static void
parse_root (HcrmParse *self, const HcrmFhirNode *root)
{
  static const char *const states[] = { "draft", "active", "retired", "unknown", NULL };
  HcrmQuestionnaire *questionnaire = self->questionnaire;

  questionnaire->url = g_strdup (hcrm_fhir_get_string (root, "url"));
  questionnaire->version = g_strdup (hcrm_fhir_get_string (root, "version"));
  questionnaire->name = g_strdup (hcrm_fhir_get_string (root, "name"));
  questionnaire->status = g_strdup (hcrm_fhir_get_string (root, "status"));
  questionnaire->title = hcrm_text_read (root, "title");
  if (g_strcmp0 (hcrm_fhir_get_string (root, "resourceType"), "Questionnaire") != 0)
    hcrm_parse_fault (self, "Questionnaire", "resourceType", _("This is no Questionnaire"));
  if (questionnaire->url != NULL && strchr (questionnaire->url, '|') != NULL)
    hcrm_parse_fault (self, "Questionnaire", "url", _("The address must be without “|”"));
  if (questionnaire->status == NULL || !g_strv_contains (states, questionnaire->status))
    hcrm_parse_fault (self, "Questionnaire", "status",
                      _("The status must be draft, active, retired or unknown"));
  parse_codes (root, questionnaire->codes);
  hcrm_parse_check_members (self, root, "Questionnaire", root_members);
  hcrm_parse_check_extensions (self, root, "Questionnaire");
  hcrm_parse_bands (self, root);
  hcrm_parse_expressions (self, root, NULL);
}

static HcrmQuestionnaire *
new_questionnaire (const char *json, gssize length)
{
  HcrmQuestionnaire *self = g_atomic_rc_box_new0 (HcrmQuestionnaire);

  self->resource = length < 0 ? g_strdup (json) : g_strndup (json, length);
  self->codes = g_ptr_array_new_with_free_func ((GDestroyNotify) hcrm_answer_free);
  self->items = g_ptr_array_new ();
  self->all_items = g_ptr_array_new_with_free_func ((GDestroyNotify) hcrm_item_free);
  self->order = g_ptr_array_new ();
  self->bands = g_ptr_array_new_with_free_func ((GDestroyNotify) free_band);
  self->findings = g_ptr_array_new_with_free_func ((GDestroyNotify) free_finding);
  self->by_link_id = g_hash_table_new (g_str_hash, g_str_equal);
  return self;
}

HcrmQuestionnaire *
hcrm_questionnaire_new_from_json (const char *json, gssize length, GError **error)
{
  g_autoptr (HcrmFhirNode) root = hcrm_fhir_parse (json, length, error);

  if (root == NULL)
    return NULL;
  g_autoptr (HcrmQuestionnaire) questionnaire = new_questionnaire (json, length);
  g_autoptr (GPtrArray) pending = g_ptr_array_new_with_free_func ((GDestroyNotify) free_pending);
  HcrmParse parse = { questionnaire, root, NULL, pending };

  parse_root (&parse, root);
  hcrm_parse_items (&parse, hcrm_fhir_get (root, "item"), "Questionnaire", NULL);
  hcrm_parse_link (&parse);
  if (parse.error != NULL) {
    g_propagate_error (error, parse.error);
    return NULL;
  }
  if (questionnaire->keeps_tree)
    questionnaire->tree = g_steal_pointer (&root);
  return g_steal_pointer (&questionnaire);
}
