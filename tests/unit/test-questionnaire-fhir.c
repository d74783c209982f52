/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Responses come back from FHIR as they went there. */

#include "hcrm-form-kit.h"

static void
test_repeated_groups (void)
{
  g_autoptr (HcrmResponse) response = new_response (FAMILY);
  g_autoptr (GError) error = NULL;
  guint drug = 0;
  guint dose = 0;

  set (response, "name", "a");
  set (response, "mg", "1.0");
  g_assert_true (hcrm_response_add_instance (response, "drug", 0, &drug));
  dose = hcrm_response_get_instance (response, "dose", 1);
  g_assert_cmpuint (hcrm_response_get_instance_parent (response, "dose", dose), ==, drug);
  g_assert_true (hcrm_response_set_text (response, "mg", dose, "200", NULL));
  g_assert_false (hcrm_response_is_enabled (response, "mg", dose));
  g_assert_false (hcrm_response_is_enabled (response, "why", 0));
  g_assert_true (hcrm_response_set_text (response, "name", drug, "b", NULL));
  g_assert_true (hcrm_response_is_enabled (response, "mg", dose));
  g_assert_true (hcrm_response_is_enabled (response, "why", 0));
  g_autofree char *json = hcrm_response_to_fhir (response, "completed", NULL);
  g_assert_nonnull (strstr (json, "{\"valueDecimal\":200}"));
  g_assert_true (hcrm_response_load (response, json, -1, &error));
  g_autofree char *again = hcrm_response_to_fhir (response, "completed", NULL);
  g_assert_cmpstr (again, ==, json);
  g_autofree char *rows = hcrm_response_rows_to_json (response);
  g_assert_nonnull (strstr (rows, "{\"item\":\"mg\",\"repeat\":1,\"ordinal\":0,\"code\":null,"
                                  "\"number\":\"200\",\"text\":null,\"score\":null}"));
  drug = hcrm_response_get_instance (response, "drug", 1);
  hcrm_response_remove_instance (response, "drug", drug);
  g_assert_cmpuint (hcrm_response_get_n_instances (response, "dose"), ==, 1);
  g_assert_false (hcrm_response_is_enabled (response, "why", 0));
  drug = hcrm_response_get_instance (response, "drug", 0);
  hcrm_response_remove_instance (response, "drug", drug);
  g_assert_cmpuint (hcrm_response_get_n_instances (response, "drug"), ==, 1);
}

static void
test_items_under_a_question (void)
{
  static const char items[] =
      "{\"linkId\":\"a\",\"type\":\"boolean\",\"item\":[{\"linkId\":\"b\",\"type\":\"string\"}]}";
  g_autoptr (HcrmResponse) response = new_response (items);
  g_autoptr (GError) error = NULL;

  set (response, "b", "x");
  g_autofree char *alone = hcrm_response_to_fhir (response, "completed", NULL);
  g_assert_nonnull (strstr (alone, "\"answer\":[{\"item\":[{\"linkId\":\"b\""));
  g_assert_true (hcrm_response_load (response, alone, -1, &error));
  set (response, "a", "true");
  g_autofree char *both = hcrm_response_to_fhir (response, "completed", NULL);
  g_assert_nonnull (strstr (both, "[{\"valueBoolean\":true,\"item\":[{\"linkId\":\"b\""));
  g_assert_true (hcrm_response_load (response, both, -1, &error));
  g_assert_cmpstr (hcrm_response_get_text (response, "b", 0), ==, "x");
}

static void
test_precision_and_unknown_kinds_come_back (void)
{
  static const char json[] =
      "{\"resourceType\":\"QuestionnaireResponse\",\"questionnaire\":\"urn:q|1\",\"status\":"
      "\"completed\",\"authored\":\"2024-05-01T08:00:00+08:00\",\"item\":[{\"linkId\":"
      "\"temperature\",\"answer\":[{\"valueDecimal\":37.20}]},{\"linkId\":\"weight\",\"answer\":[{"
      "\"valueQuantity\":{\"value\":60.50,\"unit\":\"kg\",\"code\":\"kg\"}}]}]}";
  g_autoptr (HcrmResponse) response =
      new_response (TEMPERATURE ",{\"linkId\":\"weight\",\"type\":\"quantity\"}");
  g_autoptr (GError) error = NULL;

  g_assert_true (hcrm_response_load (response, json, -1, &error));
  g_assert_no_error (error);
  g_autofree char *again =
      hcrm_response_to_fhir (response, "completed", "2024-05-01T08:00:00+08:00");
  g_assert_cmpstr (again, ==, json);
}

static void
test_load_refusals (void)
{
  static const struct {
    const char *items, *fields;
  } cases[] = {
    { "{\"linkId\":\"x\"}", "QuestionnaireResponse.item[0]" },
    { "{\"linkId\":\"name\"}", "QuestionnaireResponse.item[0]" },
    { "{\"linkId\":\"why\",\"answer\":[{\"valueString\":\"\"},{}]}",
      "QuestionnaireResponse.item[0].answer[0] QuestionnaireResponse.item[0].answer[1]" },
    { "{\"linkId\":\"why\",\"answer\":[{\"valueString\":\"a\"}]},{\"linkId\":\"why\",\"answer\":[]"
      "}",
      "QuestionnaireResponse.item[1]" },
    { "{\"linkId\":\"drug\",\"answer\":[{\"item\":[]}]}", "QuestionnaireResponse.item[0]" },
    { "{\"linkId\":\"why\",\"item\":[{\"linkId\":\"name\"}]}", "QuestionnaireResponse.item[0]" },
    { "{\"linkId\":\"drug\",\"item\":1}", "QuestionnaireResponse.item[0].item" },
    { "1,\"a\"", "QuestionnaireResponse.item[0] QuestionnaireResponse.item[1]" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (HcrmResponse) response = new_response (FAMILY);
    g_autoptr (GError) error = NULL;
    g_autofree char *json =
        g_strdup_printf ("{\"resourceType\":\"QuestionnaireResponse\",\"item\":[%s]}",
                         cases[i].items);
    set (response, "name", "kept");
    g_assert_false (hcrm_response_load (response, json, -1, &error));
    assert_fields (error, cases[i].fields);
    g_assert_cmpstr (hcrm_response_get_text (response, "name", 0), ==, "kept");
  }
}

static void
test_initial (void)
{
  g_autoptr (HcrmResponse) response = new_response (
      "{\"linkId\":\"a\",\"type\":\"integer\",\"initial\":[{\"valueInteger\":3}]},"
      "{\"linkId\":\"b\",\"type\":\"choice\",\"answerOption\":[{\"valueString\":\"x\"},"
      "{\"valueString\":\"y\",\"initialSelected\":true}]},"
      "{\"linkId\":\"c\",\"type\":\"string\",\"enableWhen\":[{\"question\":\"a\",\"operator\":\"=\""
      ",\"answerInteger\":3}]}");

  g_assert_cmpstr (hcrm_response_get_text (response, "a", 0), ==, "3");
  g_assert_true (hcrm_response_is_chosen (response, "b", 0, 1));
  g_assert_true (hcrm_response_is_enabled (response, "c", 0));
}

static gboolean
holds_questionnaire (const char *path)
{
  g_autofree char *json = NULL;
  gsize length = 0;

  g_assert_true (g_file_get_contents (path, &json, &length, NULL));
  g_autoptr (HcrmFhirNode) root = hcrm_fhir_parse (json, length, NULL);
  return g_strcmp0 (hcrm_fhir_get_string (root, "resourceType"), "Questionnaire") == 0;
}

/* Answers what can be answered; all of it comes back as it went. */
static void
assert_comes_back (HcrmResponse *response)
{
  HcrmQuestionnaire *form = hcrm_response_get_questionnaire (response);
  const GPtrArray *items = hcrm_questionnaire_get_all_items (form);
  g_autoptr (HcrmResponse) back = hcrm_response_new (form);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < items->len; i++) {
    const HcrmItem *item = g_ptr_array_index (items, i);
    if (item->scope == NULL && item->options->len > 0)
      hcrm_response_choose (response, item->link_id, 0, item->options->len - 1);
    else if (item->scope == NULL && hcrm_item_is_answerable (item))
      hcrm_response_set_text (response, item->link_id, 0, "2024", NULL);
  }
  g_autofree char *json = hcrm_response_to_fhir (response, "in-progress", NULL);
  g_assert_true (hcrm_response_load (back, json, -1, &error));
  g_autofree char *again = hcrm_response_to_fhir (back, "in-progress", NULL);
  g_assert_cmpstr (again, ==, json);
}

static void
test_sample_files (void)
{
  g_autofree char *folder = get_data_file ("questionnaires", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  if (dir == NULL) {
    g_test_skip ("The sample data is not there");
    return;
  }
  for (const char *name = g_dir_read_name (dir); name != NULL; name = g_dir_read_name (dir)) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    if (!g_str_has_suffix (name, ".json") || !holds_questionnaire (path))
      continue;
    g_autoptr (HcrmQuestionnaire) questionnaire = read_file (path);
    g_autoptr (HcrmResponse) response = hcrm_response_new (questionnaire);
    g_assert_cmpuint (hcrm_questionnaire_get_all_items (questionnaire)->len, >, 0);
    assert_comes_back (response);
    n++;
  }
  g_assert_cmpuint (n, >, 25);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/questionnaire/fhir/repeated-groups", test_repeated_groups);
  g_test_add_func ("/questionnaire/fhir/under-a-question", test_items_under_a_question);
  g_test_add_func ("/questionnaire/fhir/comes-back", test_precision_and_unknown_kinds_come_back);
  g_test_add_func ("/questionnaire/fhir/refusals", test_load_refusals);
  g_test_add_func ("/questionnaire/initial", test_initial);
  g_test_add_func ("/questionnaire/sample-files", test_sample_files);
  return g_test_run ();
}
