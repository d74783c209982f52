/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The shipped library: every form, plan and script is whole, in two languages, and fits the others.
 */

#include "core/hcrm-script.h"
#include "questionnaire/hcrm-response.h"

#include <string.h>

#define ADDRESS "https://hcrm.invalid/questionnaires/"

static char *
get_path (const char *name)
{
  return g_build_filename (g_getenv ("HCRM_SOURCE_DIR"), "data", name, NULL);
}

static char *
read_file (const char *path)
{
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static HcrmFhirNode *
read_json (const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = get_path (name);
  g_autofree char *text = read_file (path);
  HcrmFhirNode *root = hcrm_fhir_parse (text, -1, &error);

  g_assert_no_error (error);
  return root;
}

static HcrmQuestionnaire *
read_questionnaire (const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path =
      g_strdup_printf ("%s/data/questionnaires/%s.json", g_getenv ("HCRM_SOURCE_DIR"), name);
  g_autofree char *json = read_file (path);
  HcrmQuestionnaire *questionnaire = hcrm_questionnaire_new_from_json (json, -1, &error);

  g_assert_no_error (error);
  return questionnaire;
}

typedef void (*FormFunc) (const char *name, HcrmQuestionnaire *questionnaire);

static void
foreach_form (FormFunc func)
{
  g_autofree char *folder = get_path ("questionnaires");
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  g_assert_nonnull (dir);
  for (const char *file = g_dir_read_name (dir); file != NULL; file = g_dir_read_name (dir)) {
    g_autofree char *name = g_strndup (file, strlen (file) - strlen (".json"));
    g_autoptr (HcrmQuestionnaire) questionnaire = read_questionnaire (name);
    g_test_message ("%s", name);
    func (name, questionnaire);
    n++;
  }
  g_assert_cmpuint (n, >=, 40);
}

static gboolean
has_han (const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_get_script (g_utf8_get_char (p)) == G_UNICODE_SCRIPT_HAN)
      return TRUE;
  return FALSE;
}

static void
assert_two_languages (const HcrmText *text)
{
  g_assert_nonnull (text);
  g_assert_true (hcrm_text_has (text, "en"));
  g_assert_true (has_han (hcrm_text_get (text, "zh_CN")));
  g_assert_false (has_han (hcrm_text_get (text, "en")));
}

static void
check_item_texts (const HcrmItem *item)
{
  assert_two_languages (item->text);
  g_assert_true (item->unit == NULL || hcrm_text_has (item->unit, "en"));
  for (guint i = 0; i < item->options->len; i++) {
    const HcrmOption *option = g_ptr_array_index (item->options, i);
    assert_two_languages (option->label);
    if (option->alarm != NULL)
      assert_two_languages (option->alarm);
  }
}

static void
check_form (const char *name, HcrmQuestionnaire *questionnaire)
{
  const GPtrArray *items = hcrm_questionnaire_get_all_items (questionnaire);
  g_autofree char *url = g_strconcat (ADDRESS, name, NULL);

  g_assert_cmpstr (hcrm_questionnaire_get_url (questionnaire), ==, url);
  g_assert_cmpstr (hcrm_questionnaire_get_version (questionnaire), ==, "1");
  g_assert_cmpstr (hcrm_questionnaire_get_status (questionnaire), ==, "active");
  g_assert_true (has_han (hcrm_questionnaire_get_title (questionnaire, "zh_CN")));
  g_assert_false (has_han (hcrm_questionnaire_get_title (questionnaire, "en")));
  g_assert_cmpuint (hcrm_questionnaire_get_findings (questionnaire)->len, ==, 0);
  g_assert_cmpuint (items->len, >=, 6);
  g_assert_cmpuint (items->len, <=, 12);
  for (guint i = 0; i < items->len; i++)
    check_item_texts (g_ptr_array_index (items, i));
}

static void
test_forms (void)
{
  foreach_form (check_form);
}

/* What it is for is listed beside the form. */
static void
check_uses (const char *name, HcrmQuestionnaire *unused)
{
  g_autofree char *file = g_strdup_printf ("questionnaires/%s.json", name);
  g_autoptr (HcrmFhirNode) root = read_json (file);
  const HcrmFhirNode *contexts = hcrm_fhir_get (root, "useContext");

  for (guint i = 0; i < hcrm_fhir_get_length (contexts); i++) {
    const HcrmFhirNode *concept =
        hcrm_fhir_get (hcrm_fhir_get_nth (contexts, i), "valueCodeableConcept");
    const HcrmFhirNode *coding = hcrm_fhir_get_nth (hcrm_fhir_get (concept, "coding"), 0);
    const HcrmFhirNode *said = hcrm_fhir_get (hcrm_fhir_get (coding, "_display"), "extension");
    const HcrmFhirNode *parts = hcrm_fhir_get (hcrm_fhir_get_nth (said, 0), "extension");
    const char *english = hcrm_fhir_get_string (hcrm_fhir_get_nth (parts, 1), "valueString");
    g_assert_nonnull (english);
    g_assert_false (has_han (english));
    g_assert_true (has_han (hcrm_fhir_get_string (coding, "display")));
  }
}

static void
test_uses (void)
{
  foreach_form (check_uses);
}

/* The bands leave no gap between the least and the greatest score. */
static void
check_bands (const char *name, HcrmQuestionnaire *questionnaire)
{
  const GPtrArray *bands = hcrm_questionnaire_get_bands (questionnaire);
  const HcrmBand *first = g_ptr_array_index (bands, 0);
  const HcrmBand *last = g_ptr_array_index (bands, bands->len - 1);
  gint64 low = 0;
  gint64 high = 0;

  g_assert_true (hcrm_questionnaire_get_score_range (questionnaire, &low, &high));
  g_assert_cmpint (first->low, ==, low);
  g_assert_cmpint (last->high, ==, high);
  for (guint i = 0; i < bands->len; i++) {
    const HcrmBand *band = g_ptr_array_index (bands, i);
    const HcrmBand *below = i > 0 ? g_ptr_array_index (bands, i - 1) : NULL;
    assert_two_languages (band->label);
    g_assert_true (below == NULL || band->low == below->high + 1000000);
  }
}

static void
test_bands (void)
{
  foreach_form (check_bands);
}

/* Chooses anything anywhere, disabled items too. */
static void
answer_at_random (GRand *rand, HcrmResponse *response)
{
  const GPtrArray *items =
      hcrm_questionnaire_get_all_items (hcrm_response_get_questionnaire (response));

  for (guint i = 0; i < items->len; i++) {
    const HcrmItem *item = g_ptr_array_index (items, i);
    if (item->options->len > 0)
      hcrm_response_choose (response, item->link_id, 0,
                            g_rand_int_range (rand, 0, item->options->len));
    else if (item->type == HCRM_ITEM_BOOLEAN)
      hcrm_response_set_text (response, item->link_id, 0, g_rand_boolean (rand) ? "true" : "false",
                              NULL);
    else if (item->min_value != NULL)
      hcrm_response_set_text (response, item->link_id, 0,
                              g_rand_boolean (rand) ? item->min_value->text : item->max_value->text,
                              NULL);
  }
}

/* Whatever is chosen is valid, has a band, and comes back. */
static void
check_answers (const char *name, HcrmQuestionnaire *questionnaire)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);

  for (guint round = 0; round < 20; round++) {
    g_autoptr (HcrmResponse) response = hcrm_response_new (questionnaire);
    g_autoptr (HcrmResponse) back = hcrm_response_new (questionnaire);
    g_autoptr (GError) error = NULL;
    answer_at_random (rand, response);
    hcrm_response_check (response, TRUE, &error);
    g_assert_no_error (error);
    g_assert_nonnull (hcrm_response_get_score (response)->band);
    g_autofree char *json = hcrm_response_to_fhir (response, "completed", NULL);
    g_assert_true (hcrm_response_load (back, json, -1, &error));
    g_autofree char *again = hcrm_response_to_fhir (back, "completed", NULL);
    g_assert_cmpstr (again, ==, json);
  }
}

static void
test_answers (void)
{
  foreach_form (check_answers);
}

static void
test_wound_asks_for_its_colour (void)
{
  g_autoptr (HcrmQuestionnaire) questionnaire = read_questionnaire ("hip-replacement");
  g_autoptr (HcrmResponse) response = hcrm_response_new (questionnaire);

  hcrm_response_set_text (response, "wound", 0, "dry", NULL);
  g_assert_false (hcrm_response_is_enabled (response, "wound-fluid", 0));
  g_assert_false (hcrm_response_is_alarming (response, "wound", 0));
  hcrm_response_set_text (response, "wound", 0, "oozing", NULL);
  g_assert_true (hcrm_response_is_enabled (response, "wound-fluid", 0));
  g_assert_true (hcrm_response_is_alarming (response, "wound", 0));
  hcrm_response_set_text (response, "pain", 0, "6", NULL);
  g_assert_false (hcrm_response_is_alarming (response, "pain", 0));
  hcrm_response_set_text (response, "pain", 0, "7", NULL);
  g_assert_true (hcrm_response_is_alarming (response, "pain", 0));
}

static gboolean
holds_code (const HcrmFhirNode *array, const char *code)
{
  for (guint i = 0; i < hcrm_fhir_get_length (array); i++)
    if (g_strcmp0 (hcrm_fhir_get_string (hcrm_fhir_get_nth (array, i), "code"), code) == 0)
      return TRUE;
  return FALSE;
}

static void
check_step (const HcrmFhirNode *step, const char *owner, const HcrmFhirNode *scripts)
{
  const char *url = hcrm_fhir_get_string (step, "questionnaire_url");

  g_assert_cmpstr (hcrm_fhir_get_string (step, "owner"), ==, owner);
  g_assert_cmpstr (hcrm_fhir_get_string (step, "channel"), ==, "phone");
  g_assert_true (holds_code (scripts, hcrm_fhir_get_string (step, "script_code")));
  g_assert_true (g_str_has_prefix (url, ADDRESS));
  g_autoptr (HcrmQuestionnaire) questionnaire = read_questionnaire (url + strlen (ADDRESS));
  g_assert_cmpstr (hcrm_questionnaire_get_url (questionnaire), ==, url);
}

static void
check_template (const HcrmFhirNode *template, const HcrmFhirNode *scripts)
{
  const HcrmFhirNode *steps = hcrm_fhir_get (template, "steps");
  /* After a discharge the doctor calls first; about a drug or a missing value, the centre. */
  const char *code = hcrm_fhir_get_string (template, "code");
  gboolean centre = g_strcmp0 (code, "refill") == 0 || g_strcmp0 (code, "health-collect") == 0;
  gint64 last = -1;

  g_test_message ("%s", hcrm_fhir_get_string (template, "code"));
  g_assert_true (has_han (hcrm_fhir_get_string (template, "name")));
  g_assert_false (has_han (hcrm_fhir_get_string (template, "name_en")));
  g_assert_nonnull (hcrm_fhir_get (template, "icd10"));
  g_assert_cmpuint (hcrm_fhir_get_length (steps), >, 0);
  for (guint i = 0; i < hcrm_fhir_get_length (steps); i++) {
    const HcrmFhirNode *step = hcrm_fhir_get_nth (steps, i);
    gint64 offset =
        g_ascii_strtoll (hcrm_fhir_get_text (step, "offset_days", HCRM_FHIR_NUMBER), NULL, 10);
    g_assert_cmpint (offset, >, last);
    g_assert_nonnull (hcrm_fhir_get_text (step, "window_days", HCRM_FHIR_NUMBER));
    check_step (step, i == 0 && !centre ? "doctor" : "centre", scripts);
    last = offset;
  }
}

static void
test_templates (void)
{
  g_autoptr (HcrmFhirNode) templates = read_json ("templates.json");
  g_autoptr (HcrmFhirNode) scripts = read_json ("scripts.json");

  g_assert_cmpuint (hcrm_fhir_get_length (templates), >=, 12);
  for (guint i = 0; i < hcrm_fhir_get_length (templates); i++)
    check_template (hcrm_fhir_get_nth (templates, i), scripts);
}

static gboolean
is_indicator (const HcrmFhirNode *programme, const char *code)
{
  return holds_code (hcrm_fhir_get (programme, "indicators"), code);
}

/* Whoever reads a target can look it up; what is asked is asked by a questionnaire that there is.
 */
static void
check_indicator (const HcrmFhirNode *indicator)
{
  const char *url = hcrm_fhir_get_string (indicator, "questionnaire_url");

  g_test_message ("%s", hcrm_fhir_get_string (indicator, "code"));
  g_assert_true (
      hcrm_fhir_get_string (indicator, "target_source") != NULL
      || (hcrm_fhir_get (indicator, "low") == NULL && hcrm_fhir_get (indicator, "high") == NULL));
  g_assert_false (has_han (hcrm_fhir_get_string (indicator, "name_en")));
  if (url == NULL)
    return;
  g_autoptr (HcrmQuestionnaire) questionnaire = read_questionnaire (url + strlen (ADDRESS));
  g_assert_nonnull (
      hcrm_questionnaire_find (questionnaire, hcrm_fhir_get_string (indicator, "item")));
}

static void
check_programme (const HcrmFhirNode *programme)
{
  const HcrmFhirNode *indicators = hcrm_fhir_get (programme, "indicators");
  const HcrmFhirNode *advice = hcrm_fhir_get (programme, "advice");

  g_assert_true (has_han (hcrm_fhir_get_string (programme, "name")));
  g_assert_false (has_han (hcrm_fhir_get_string (programme, "name_en")));
  for (guint i = 0; i < hcrm_fhir_get_length (indicators); i++)
    check_indicator (hcrm_fhir_get_nth (indicators, i));
  for (guint i = 0; i < hcrm_fhir_get_length (advice); i++) {
    const HcrmFhirNode *row = hcrm_fhir_get_nth (advice, i);
    g_assert_true (is_indicator (programme, hcrm_fhir_get_string (row, "indicator")));
    g_assert_nonnull (hcrm_fhir_get_string (row, "source"));
    g_assert_true (has_han (hcrm_fhir_get_string (row, "text")));
    g_assert_false (has_han (hcrm_fhir_get_string (row, "text_en")));
  }
}

static void
test_health (void)
{
  g_autoptr (HcrmFhirNode) programmes = read_json ("health.json");

  g_assert_cmpuint (hcrm_fhir_get_length (programmes), >=, 3);
  for (guint i = 0; i < hcrm_fhir_get_length (programmes); i++)
    check_programme (hcrm_fhir_get_nth (programmes, i));
}

static void
test_scripts (void)
{
  static const char *const needed[] = { "opening", "closing", "voicemail", "relative" };
  g_autoptr (HcrmFhirNode) scripts = read_json ("scripts.json");

  for (guint i = 0; i < G_N_ELEMENTS (needed); i++)
    g_assert_true (holds_code (scripts, needed[i]));
  for (guint i = 0; i < hcrm_fhir_get_length (scripts); i++) {
    const HcrmFhirNode *script = hcrm_fhir_get_nth (scripts, i);
    const char *const bodies[] = { hcrm_fhir_get_string (script, "body"),
                                   hcrm_fhir_get_string (script, "body_en") };
    g_assert_true (has_han (hcrm_fhir_get_string (script, "name")));
    g_assert_false (has_han (hcrm_fhir_get_string (script, "name_en")));
    g_assert_true (has_han (bodies[0]));
    g_assert_false (has_han (bodies[1]));
    for (guint k = 0; k < G_N_ELEMENTS (bodies); k++) {
      g_autoptr (GError) error = NULL;
      hcrm_script_check (bodies[k], HCRM_SCRIPT_CALL, &error);
      g_assert_no_error (error);
    }
  }
}

static const char *
find_body (const HcrmFhirNode *scripts, const char *code, const char *name)
{
  for (guint i = 0; i < hcrm_fhir_get_length (scripts); i++)
    if (g_strcmp0 (hcrm_fhir_get_string (hcrm_fhir_get_nth (scripts, i), "code"), code) == 0)
      return hcrm_fhir_get_string (hcrm_fhir_get_nth (scripts, i), name);
  g_assert_not_reached ();
}

/* A doctor does not speak of the doctor as of somebody else. */
static void
test_doctors_words (void)
{
  g_autoptr (HcrmFhirNode) templates = read_json ("templates.json");
  g_autoptr (HcrmFhirNode) scripts = read_json ("scripts.json");

  for (guint i = 0; i < hcrm_fhir_get_length (templates); i++) {
    const HcrmFhirNode *steps = hcrm_fhir_get (hcrm_fhir_get_nth (templates, i), "steps");
    for (guint k = 0; k < hcrm_fhir_get_length (steps); k++) {
      const HcrmFhirNode *step = hcrm_fhir_get_nth (steps, k);
      const char *code = hcrm_fhir_get_string (step, "script_code");
      if (g_strcmp0 (hcrm_fhir_get_string (step, "owner"), "doctor") != 0)
        continue;
      g_assert_null (strstr (find_body (scripts, code, "body"), "{doctor}"));
      g_assert_null (strstr (find_body (scripts, code, "body_en"), "{doctor}"));
    }
  }
}

/* Who else may hear the message learns nothing of the patient. */
static void
test_voicemail_names_nobody (void)
{
  g_autoptr (HcrmFhirNode) scripts = read_json ("scripts.json");

  for (guint i = 0; i < hcrm_fhir_get_length (scripts); i++) {
    const HcrmFhirNode *script = hcrm_fhir_get_nth (scripts, i);
    if (g_strcmp0 (hcrm_fhir_get_string (script, "code"), "voicemail") != 0)
      continue;
    g_assert_null (strstr (hcrm_fhir_get_string (script, "body"), "{name}"));
    g_assert_null (strstr (hcrm_fhir_get_string (script, "body"), "{department}"));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (g_getenv ("HCRM_SOURCE_DIR") == NULL)
    g_setenv ("HCRM_SOURCE_DIR", ".", TRUE);
  g_test_add_func ("/library/forms", test_forms);
  g_test_add_func ("/library/uses", test_uses);
  g_test_add_func ("/library/bands", test_bands);
  g_test_add_func ("/library/answers", test_answers);
  g_test_add_func ("/library/wound-colour", test_wound_asks_for_its_colour);
  g_test_add_func ("/library/templates", test_templates);
  g_test_add_func ("/library/scripts", test_scripts);
  g_test_add_func ("/library/health", test_health);
  g_test_add_func ("/library/doctors-words", test_doctors_words);
  g_test_add_func ("/library/voicemail", test_voicemail_names_nobody);
  return g_test_run ();
}
