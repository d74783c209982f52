/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Two people's answers to one questionnaire, put together question by question. */

#include "hcrm-form-kit.h"

#include "questionnaire/hcrm-response-merge.h"

#define FORM                                                                                       \
  "{\"linkId\":\"pain\",\"type\":\"integer\"},{\"linkId\":\"note\",\"type\":\"string\"},"          \
  "{\"linkId\":\"fever\",\"type\":\"boolean\"},"                                                   \
  "{\"linkId\":\"degrees\",\"type\":\"decimal\"," WHEN ("fever", "true") "}"

/* The same answers in another response, as if another person had gone on from there. */
static HcrmResponse *
copy (HcrmResponse *response)
{
  HcrmResponse *other = hcrm_response_new (hcrm_response_get_questionnaire (response));
  g_autofree char *text = hcrm_response_to_fhir (response, "in-progress", NULL);

  g_assert_true (hcrm_response_load (other, text, -1, NULL));
  return other;
}

/* The rows as `pain? note<`: asked about, theirs. */
static char *
describe (HcrmResponseMerge *merge)
{
  const GPtrArray *rows = hcrm_response_merge_get_rows (merge);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < rows->len; i++) {
    const HcrmMergeRow *row = g_ptr_array_index (rows, i);
    g_string_append_printf (text, "%s%s%s%s", i > 0 ? " " : "", row->item->link_id,
                            row->open ? "?" : "", row->theirs ? "<" : "");
  }
  return g_string_free (text, FALSE);
}

static void
assert_rows (HcrmResponseMerge *merge, const char *expected)
{
  g_autofree char *rows = describe (merge);

  g_assert_cmpstr (rows, ==, expected);
}

static void
assert_text (HcrmResponseMerge *merge, const char *link_id, const char *expected)
{
  g_assert_cmpstr (hcrm_response_get_text (hcrm_response_merge_get_response (merge), link_id, 0),
                   ==, expected);
}

/* What only one of the two changed is taken; what both did is to be chosen; the same is the same.
 */
static void
test_three_ways (void)
{
  g_autoptr (HcrmResponse) before = new_response (FORM);
  set (before, "pain", "1");
  set (before, "note", "as it was");
  g_autoptr (HcrmResponse) mine = copy (before), theirs = copy (before);
  set (mine, "pain", "3");
  set (theirs, "pain", "7");
  set (theirs, "note", "worse");
  set (mine, "fever", "false");
  g_autoptr (HcrmResponseMerge) merge = hcrm_response_merge_new (before, mine, theirs);

  assert_rows (merge, "pain? note< fever");
  assert_text (merge, "pain", "3");
  assert_text (merge, "note", "worse");
  assert_text (merge, "fever", "false");
  hcrm_response_merge_take (merge, 0, TRUE);
  assert_text (merge, "pain", "7");
  g_assert_false (hcrm_response_merge_is_theirs (merge));
  hcrm_response_merge_take (merge, 0, FALSE);
  assert_text (merge, "pain", "3");
}

/* Nobody knows what was there before: whatever differs is to be chosen, also an answer that only
 * one of the two has. */
static void
test_two_ways (void)
{
  g_autoptr (HcrmResponse) mine = new_response (FORM), theirs = new_response (FORM);
  set (mine, "pain", "3");
  set (mine, "fever", "false");
  set (theirs, "fever", "false");
  set (theirs, "note", "worse");
  g_autoptr (HcrmResponseMerge) merge = hcrm_response_merge_new (NULL, mine, theirs);

  assert_rows (merge, "pain? note?");
  assert_text (merge, "note", NULL);
  hcrm_response_merge_take (merge, 0, TRUE);
  hcrm_response_merge_take (merge, 1, TRUE);
  assert_text (merge, "pain", NULL);
  g_assert_true (hcrm_response_merge_is_theirs (merge));
}

/* A question that is only asked after their answer has only their answer. */
static void
test_conditions (void)
{
  g_autoptr (HcrmResponse) before = new_response (FORM);
  g_autoptr (HcrmResponse) mine = copy (before), theirs = copy (before);
  set (mine, "fever", "false");
  set (theirs, "fever", "true");
  set (theirs, "degrees", "38.50");
  g_autoptr (HcrmResponseMerge) merge = hcrm_response_merge_new (before, mine, theirs);
  HcrmResponse *merged = hcrm_response_merge_get_response (merge);

  assert_rows (merge, "fever? degrees<");
  g_assert_false (hcrm_response_is_enabled (merged, "degrees", 0));
  hcrm_response_merge_take (merge, 0, TRUE);
  g_assert_true (hcrm_response_is_enabled (merged, "degrees", 0));
  assert_text (merge, "degrees", "38.50");
  g_assert_true (hcrm_response_merge_is_theirs (merge));
}

/* The same option in the words of another language is the same answer. */
static void
test_words (void)
{
  g_autoptr (HcrmResponse) mine = new_response (WALKING), theirs = new_response (WALKING);
  static const char other[] =
      "{\"resourceType\":\"QuestionnaireResponse\",\"status\":\"completed\",\"item\":[{\"linkId\":"
      "\"walk\",\"answer\":[{\"valueCoding\":{\"code\":\"yes\",\"display\":\"Yes\"}}]}]}";

  set (mine, "walk", "yes");
  g_assert_true (hcrm_response_load (theirs, other, -1, NULL));
  g_autoptr (HcrmResponseMerge) merge = hcrm_response_merge_new (NULL, mine, theirs);
  assert_rows (merge, "");
}

static void
set_at (HcrmResponse *response, const char *link_id, guint repeat, const char *text)
{
  g_assert_true (hcrm_response_set_text (response, link_id, repeat, text, NULL));
}

/* Two drugs, the second in two doses. */
static HcrmResponse *
new_drugs (const char *second)
{
  HcrmResponse *response = new_response (FAMILY);
  guint drug = 0, dose = 0;

  set (response, "name", "aspirin");
  g_assert_true (hcrm_response_add_instance (response, "drug", 0, &drug));
  set_at (response, "name", drug, second);
  set_at (response, "mg", hcrm_response_get_instance (response, "dose", 1), "5");
  g_assert_true (hcrm_response_add_instance (response, "dose", drug, &dose));
  set_at (response, "mg", dose, "500");
  return response;
}

/* A repeating group is taken with all that is in it, or not at all. */
static void
test_groups (void)
{
  g_autoptr (HcrmResponse) mine = new_drugs ("heparin"), theirs = new_drugs ("warfarin");
  g_autofree char *before = hcrm_response_to_fhir (mine, "completed", NULL);
  g_autofree char *other = hcrm_response_to_fhir (theirs, "completed", NULL);
  g_autoptr (HcrmResponse) empty = new_response (FAMILY);
  g_autoptr (HcrmResponseMerge) merge = hcrm_response_merge_new (empty, mine, theirs);
  HcrmResponse *merged = hcrm_response_merge_get_response (merge);

  assert_rows (merge, "drug?");
  hcrm_response_merge_take (merge, 0, TRUE);
  g_autofree char *taken = hcrm_response_to_fhir (merged, "completed", NULL);
  g_assert_cmpstr (taken, ==, other);
  hcrm_response_merge_take (merge, 0, FALSE);
  g_autofree char *back = hcrm_response_to_fhir (merged, "completed", NULL);
  g_assert_cmpstr (back, ==, before);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/questionnaire-merge/three-ways", test_three_ways);
  g_test_add_func ("/questionnaire-merge/two-ways", test_two_ways);
  g_test_add_func ("/questionnaire-merge/conditions", test_conditions);
  g_test_add_func ("/questionnaire-merge/words", test_words);
  g_test_add_func ("/questionnaire-merge/groups", test_groups);
  return g_test_run ();
}
