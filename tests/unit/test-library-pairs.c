/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whatever two diseases somebody has, the form that the shipped library makes of them asks nothing
 * twice. */

#include <string.h>

#include "core/hcrm-icd10.h"
#include "questionnaire/hcrm-compose.h"
#include "questionnaire/hcrm-fhir-edit.h"

typedef struct {
  char *purpose;
  HcrmQuestionnaire *form;
  HcrmCandidate *candidate;
} Form;

static GPtrArray *forms; /* of Form */

static void
read_contexts (HcrmFhirNode *root, char **purpose, GStrvBuilder *categories)
{
  const HcrmFhirNode *contexts = hcrm_fhir_get (root, "useContext");

  for (guint i = 0; i < hcrm_fhir_get_length (contexts); i++) {
    const HcrmFhirNode *concept =
        hcrm_fhir_get (hcrm_fhir_get_nth (contexts, i), "valueCodeableConcept");
    const HcrmFhirNode *coding = hcrm_fhir_get_nth (hcrm_fhir_get (concept, "coding"), 0);
    if (g_strcmp0 (hcrm_fhir_get_string (coding, "system"), "urn:hcrm:purpose") == 0)
      *purpose = g_strdup (hcrm_fhir_get_string (coding, "code"));
    else
      g_strv_builder_add (categories, hcrm_fhir_get_string (coding, "code"));
  }
}

static void
add_form (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree char *json = NULL;
  Form *form = g_new0 (Form, 1);

  g_file_get_contents (path, &json, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (HcrmFhirNode) root = hcrm_fhir_parse (json, -1, &error);
  g_assert_no_error (error);
  form->form = hcrm_questionnaire_new_from_json (json, -1, &error);
  g_assert_no_error (error);
  read_contexts (root, &form->purpose, builder);
  g_auto (GStrv) categories = g_strv_builder_end (builder);
  form->candidate = hcrm_candidate_new (path, hcrm_questionnaire_get_url (form->form),
                                        (const char *const *) categories);
  g_ptr_array_add (forms, form);
}

static void
free_form (Form *form)
{
  g_free (form->purpose);
  hcrm_questionnaire_unref (form->form);
  hcrm_candidate_free (form->candidate);
  g_free (form);
}

static void
read_forms (void)
{
  g_autofree char *folder =
      g_build_filename (g_getenv ("HCRM_SOURCE_DIR"), "data", "questionnaires", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);

  forms = g_ptr_array_new_with_free_func ((GDestroyNotify) free_form);
  for (const char *name = g_dir_read_name (dir); name != NULL; name = g_dir_read_name (dir)) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    add_form (path);
  }
  g_assert_cmpuint (forms->len, >=, 40);
}

/* --- What is asked -------------------------------------------------------------------------- */

static char *
dup_words (const char *text)
{
  g_autofree char *small = g_utf8_strdown (text, -1);
  GString *plain = g_string_new (NULL);

  for (const char *p = small; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_isalnum (g_utf8_get_char (p)))
      g_string_append_unichar (plain, g_utf8_get_char (p));
  return g_string_free (plain, FALSE);
}

static gboolean
is_question (const HcrmFhirNode *item)
{
  const char *type = hcrm_fhir_get_string (item, "type");

  return g_strcmp0 (type, "group") != 0 && g_strcmp0 (type, "display") != 0;
}

/* (transfer none) */
static const char *
get_english (const HcrmFhirNode *item)
{
  const HcrmFhirNode *translations = hcrm_fhir_get (hcrm_fhir_get (item, "_text"), "extension");

  for (guint i = 0; i < hcrm_fhir_get_length (translations); i++) {
    const HcrmFhirNode *parts = hcrm_fhir_get (hcrm_fhir_get_nth (translations, i), "extension");
    for (guint k = 0; k < hcrm_fhir_get_length (parts); k++)
      if (g_strcmp0 (hcrm_fhir_get_string (hcrm_fhir_get_nth (parts, k), "url"), "content") == 0)
        return hcrm_fhir_get_string (hcrm_fhir_get_nth (parts, k), "valueString");
  }
  g_assert_not_reached ();
}

/* Returns: whether a question with these words stands there already. */
static gboolean
note_words (GHashTable *asked, const HcrmFhirNode *item, const char *text, const char *what)
{
  char *words = dup_words (text);
  const char *link_id = hcrm_fhir_get_string (item, "linkId");
  const char *other = g_hash_table_lookup (asked, words);

  if (other != NULL)
    g_test_message ("%s: %s and %s: %s", what, other, link_id, words);
  g_hash_table_replace (asked, words, (gpointer) link_id);
  return other != NULL;
}

static guint
check_items (GHashTable *asked, const HcrmFhirNode *parent, const char *what)
{
  const HcrmFhirNode *items = hcrm_fhir_get (parent, "item");
  guint twice = 0;

  for (guint i = 0; i < hcrm_fhir_get_length (items); i++) {
    const HcrmFhirNode *item = hcrm_fhir_get_nth (items, i);
    if (is_question (item))
      twice += note_words (asked, item, hcrm_fhir_get_string (item, "text"), what)
               + note_words (asked, item, get_english (item), what);
    twice += check_items (asked, item, what);
  }
  return twice;
}

static Form *
find_form (const HcrmCandidate *candidate)
{
  for (guint i = 0; i < forms->len; i++) {
    Form *form = g_ptr_array_index (forms, i);
    if (form->candidate == candidate)
      return form;
  }
  g_assert_not_reached ();
}

static guint
check_parts (const GPtrArray *parts, const char *what)
{
  g_autoptr (HcrmComposer) composer = hcrm_composer_new ();
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < parts->len; i++) {
    const HcrmChoicePart *part = g_ptr_array_index (parts, i);
    hcrm_composer_add (composer, find_form (part->candidate)->form, part->diagnosis, part->code,
                       NULL);
    for (guint k = 0; part->more != NULL && k < part->more->len; k++)
      hcrm_composer_add (composer, find_form (part->candidate)->form,
                         g_ptr_array_index (part->more, k), part->code, NULL);
  }
  HcrmComposition *made = hcrm_composer_finish (composer, &error);
  g_assert_no_error (error);
  g_autoptr (HcrmFhirNode) whole = hcrm_fhir_parse (made->resource, -1, &error);
  g_assert_no_error (error);
  hcrm_composition_free (made);
  g_autoptr (GHashTable) asked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return check_items (asked, whole, what);
}

/* --- Pairs ---------------------------------------------------------------------------------- */

static char *
make_key (const GPtrArray *parts)
{
  GString *key = g_string_new (NULL);

  for (guint i = 0; i < parts->len; i++)
    g_string_append_printf (
        key, "%s ", ((const HcrmChoicePart *) g_ptr_array_index (parts, i))->candidate->url);
  return g_string_free (key, FALSE);
}

/* What holds the pair is tried once, by whichever diagnoses it was met. */
static guint
check_pair (const GPtrArray *candidates, const char *one, const char *two, GHashTable *tried)
{
  const char *const diagnoses[] = { one, two, NULL };
  g_autofree char *what = g_strdup_printf ("%s + %s", one, two);
  g_autoptr (GPtrArray) parts = hcrm_compose_choose (candidates, diagnoses, -1, NULL);

  return g_hash_table_add (tried, make_key (parts)) ? check_parts (parts, what) : 0;
}

/* A code in each category: of a range, the one that is least likely to be in a narrower one. */
static GPtrArray *
list_diagnoses (const GPtrArray *candidates)
{
  GPtrArray *codes = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < candidates->len; i++) {
    const HcrmCandidate *candidate = g_ptr_array_index (candidates, i);
    for (char **category = candidate->categories; *category != NULL; category++) {
      const char *dash = strrchr (*category, '-');
      g_ptr_array_add (codes, g_strdup (dash != NULL ? dash + 1 : *category));
    }
  }
  return codes;
}

static void
check_purpose (const char *purpose)
{
  g_autoptr (GPtrArray) candidates = g_ptr_array_new ();
  g_autoptr (GHashTable) tried = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint twice = 0;

  for (guint i = 0; i < forms->len; i++) {
    Form *form = g_ptr_array_index (forms, i);
    if (g_strcmp0 (form->purpose, purpose) == 0 && form->candidate->categories[0] != NULL)
      g_ptr_array_add (candidates, form->candidate);
  }
  g_autoptr (GPtrArray) codes = list_diagnoses (candidates);
  for (guint i = 0; i < codes->len; i++)
    for (guint j = 0; j <= i; j++) {
      gboolean turned = (i + j) % 2; /* either order should do */
      twice += check_pair (candidates, g_ptr_array_index (codes, turned ? j : i),
                           g_ptr_array_index (codes, turned ? i : j), tried);
    }
  g_test_message ("%s: %u forms, %u wholes", purpose, candidates->len, g_hash_table_size (tried));
  g_assert_cmpuint (twice, ==, 0);
}

static void
test_pairs (void)
{
  check_purpose ("follow-up");
  check_purpose ("education");
  check_purpose ("medication");
  check_purpose ("assessment");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (g_getenv ("HCRM_SOURCE_DIR") == NULL)
    g_setenv ("HCRM_SOURCE_DIR", ".", TRUE);
  read_forms ();
  g_test_add_func ("/library/pairs", test_pairs);
  int status = g_test_run ();
  g_ptr_array_unref (forms);
  return status;
}
