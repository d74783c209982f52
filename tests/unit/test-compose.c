/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which questionnaires are asked of whom, and how several become one. */

#include <string.h>

#include "core/hcrm-icd10.h"
#include "questionnaire/hcrm-compose.h"

#define Q(url, items)                                                                              \
  "{\"resourceType\":\"Questionnaire\",\"url\":\"urn:t/" url "\",\"version\":\"1\",\"title\":"     \
  "\"" url "\",\"status\":\"active\",\"item\":[" items "]}"
#define YES_NO(id, text, more)                                                                     \
  "{\"linkId\":\"" id "\",\"text\":\"" text "\",\"type\":\"boolean\"" more "}"
#define WHEN(id)                                                                                   \
  ",\"enableWhen\":[{\"question\":\"" id "\",\"operator\":\"=\",\"answerBoolean\":true}]"
#define CODE(code) ",\"code\":[{\"system\":\"http://loinc.org\",\"code\":\"" code "\"}]"

static HcrmQuestionnaire *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  HcrmQuestionnaire *form = hcrm_questionnaire_new_from_json (text, -1, &error);

  g_assert_no_error (error);
  return form;
}

static void
add (HcrmComposer *composer, const char *text, const char *lineage)
{
  g_autoptr (HcrmQuestionnaire) form = parse (text);

  hcrm_composer_add (composer, form, lineage, "compose.own", NULL);
}

static HcrmComposition *
finish (HcrmComposer *composer)
{
  g_autoptr (GError) error = NULL;
  HcrmComposition *made = hcrm_composer_finish (composer, &error);

  g_assert_no_error (error);
  return made;
}

static HcrmComposition *
compose (const char *one, const char *two)
{
  g_autoptr (HcrmComposer) composer = hcrm_composer_new ();

  add (composer, one, "I10");
  add (composer, two, "I10");
  return finish (composer);
}

static const char *
drop_at (HcrmComposition *made, guint i, const char *name)
{
  JsonObject *row = json_array_get_object_element (made->dropped, i);

  if (strcmp (name, "code") == 0)
    row = json_object_get_object_member (row, "because");
  return json_object_get_string_member_with_default (row, name, NULL);
}

/* --- Categories ----------------------------------------------------------------------------- */

static void
test_covers (void)
{
  static const struct {
    const char *category;
    const char *code;
    gboolean covers;
  } cases[] = {
    { "I10", "I10", TRUE },         { "I10", "I10.x02", TRUE },      { "I10-I15", "I10.x02", TRUE },
    { "I00-I99", "I10-I15", TRUE }, { "I10-I15", "I00-I99", FALSE }, { "I10", "I11", FALSE },
    { "E11.9", "E11.900", TRUE },   { "E11.9", "E11", FALSE },       { "I10", "I10-I15", FALSE },
    { "i10", "I10", TRUE },         { "A00-Z99", "U07.1", TRUE },    { "S72.0", "S720", TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (hcrm_icd10_covers (cases[i].category, cases[i].code), ==, cases[i].covers);
  g_assert_cmpint (hcrm_icd10_compare ("I00-I99", "I10"), <, 0);
  g_assert_cmpint (hcrm_icd10_compare ("I10.0", "I10"), >, 0);
  g_assert_cmpint (hcrm_icd10_compare ("I10", "I10"), ==, 0);
}

static HcrmCandidate *
candidate (GPtrArray *all, const char *url, const char *categories)
{
  g_auto (GStrv) list = g_strsplit (categories, " ", -1);
  HcrmCandidate *made = hcrm_candidate_new (url, url, (const char *const *) list);

  g_ptr_array_add (all, made);
  return made;
}

static void
assert_choice (GPtrArray *all, const char *diagnoses, int day, const char *expected)
{
  g_auto (GStrv) list = g_strsplit (diagnoses, " ", -1);
  g_autoptr (GPtrArray) passed = NULL;
  g_autoptr (GPtrArray) parts = hcrm_compose_choose (all, (const char *const *) list, day, &passed);
  g_autoptr (GString) said = g_string_new (NULL);

  for (guint i = 0; i < parts->len; i++) {
    const HcrmChoicePart *part = g_ptr_array_index (parts, i);
    g_string_append_printf (said, "%s%s:%s", i > 0 ? " " : "", part->candidate->url,
                            part->code + strlen ("compose."));
  }
  g_assert_cmpstr (said->str, ==, expected);
}

static void
test_choose (void)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) hcrm_candidate_free);

  candidate (all, "heart", "I00-I99");
  candidate (all, "pressure", "I10 I11");
  candidate (all, "lung", "J00-J99");
  candidate (all, "anybody", HCRM_COMPOSE_ANYTHING);
  candidate (all, "loose", "");
  HcrmCandidate *early = candidate (all, "pressure-early", "I10");
  early->first_day = 0;
  early->last_day = 7;

  assert_choice (all, "I10.x02", 30, "heart:inherited pressure:own");
  assert_choice (all, "I10.x02", 3, "heart:inherited pressure-early:own");
  assert_choice (all, "I10.x02", -1, "heart:inherited pressure-early:own");
  assert_choice (all, "I50.0", 30, "heart:parent");
  assert_choice (all, "I10 J44.1", 30, "heart:inherited pressure:own lung:parent");
  assert_choice (all, "I10 I11", 30, "heart:inherited pressure:own");
  assert_choice (all, "M16", 30, "anybody:general");
  assert_choice (all, "", 30, "");
}

/* --- Merging -------------------------------------------------------------------------------- */

static void
test_same (void)
{
  g_autoptr (HcrmComposition) made =
      compose (Q ("a", YES_NO ("cough", "咳嗽吗？", "") "," YES_NO ("x", "气短？", CODE ("1"))),
               Q ("b", YES_NO ("q1", "咳嗽吗", ",\"required\":true") "," YES_NO (
                           "q2", "喘吗", CODE ("1")) "," YES_NO ("x", "别的",
                                                                 "") "," YES_NO ("q3", "痰多吗",
                                                                                 WHEN ("q1"))));
  g_autoptr (HcrmQuestionnaire) form = parse (made->resource);

  g_assert_cmpuint (hcrm_questionnaire_get_all_items (form)->len, ==, 4);
  g_assert_cmpstr (drop_at (made, 0, "item"), ==, "q1");
  g_assert_cmpstr (drop_at (made, 0, "same_as"), ==, "cough");
  g_assert_cmpstr (drop_at (made, 0, "code"), ==, "compose.same-words");
  g_assert_cmpstr (drop_at (made, 1, "code"), ==, "compose.same-code");
  g_assert_true (hcrm_questionnaire_find (form, "cough")->required);
  g_assert_nonnull (hcrm_questionnaire_find (form, "b.x"));
  const HcrmCondition *condition =
      g_ptr_array_index (hcrm_questionnaire_find (form, "q3")->conditions, 0);
  g_assert_cmpstr (condition->source->link_id, ==, "cough");
  g_assert_true (g_str_has_prefix (made->url, HCRM_COMPOSED_URL));
}

static void
test_not_same (void)
{
  /* Other answers, or asked only now and then. */
  g_autoptr (HcrmComposition) made =
      compose (Q ("a", YES_NO ("s", "吸烟吗", "") "," YES_NO ("c", "咳嗽吗", WHEN ("s"))),
               Q ("b", YES_NO ("c", "咳嗽吗",
                               "") ",{\"linkId\":\"s\",\"text\":\"吸烟吗\",\"type\":\"integer\"}"));

  g_assert_cmpuint (json_array_get_length (made->dropped), ==, 0);
  g_autoptr (HcrmComposition) same =
      compose (Q ("a", YES_NO ("s", "吸烟吗", "") "," YES_NO ("c", "咳嗽吗", WHEN ("s"))),
               Q ("b", YES_NO ("smoke", "吸烟吗", "") "," YES_NO ("c", "咳嗽吗", WHEN ("smoke"))));
  g_assert_cmpuint (json_array_get_length (same->dropped), ==, 2);
}

static void
test_refined (void)
{
  g_autoptr (HcrmComposition) made =
      compose (Q ("a", YES_NO ("p", "血压高吗", CODE ("2")) "," YES_NO ("z", "末", "")),
               Q ("b",
                  "{\"linkId\":\"bp\",\"text\":\"收缩压\",\"type\":\"integer\"" CODE ("2") "}"));
  g_autoptr (HcrmQuestionnaire) form = parse (made->resource);

  g_assert_cmpint (hcrm_questionnaire_find (form, "p")->type, ==, HCRM_ITEM_INTEGER);
  g_assert_cmpstr (drop_at (made, 0, "code"), ==, "compose.refined");
  g_assert_cmpuint (hcrm_questionnaire_get_all_items (form)->len, ==, 2);
}

static void
test_group (void)
{
  g_autoptr (HcrmComposition) made = compose (
      Q ("a", YES_NO ("c", "咳嗽吗", "")),
      Q ("b", "{\"linkId\":\"g\",\"type\":\"group\",\"text\":\"呼吸\",\"item\":[{\"linkId\":\"d\","
              "\"type\":\"display\",\"text\":\"请回答\"}," YES_NO ("c", "咳嗽吗", "") "]}"));
  g_autoptr (HcrmQuestionnaire) form = parse (made->resource);

  g_assert_cmpuint (hcrm_questionnaire_get_all_items (form)->len, ==, 1);
  g_assert_cmpuint (json_array_get_length (made->dropped), ==, 3);
}

static void
test_expression (void)
{
  g_autoptr (HcrmComposition) made = compose (
      Q ("a", YES_NO ("x", "一", "")),
      Q ("b", "{\"linkId\":\"x\",\"text\":\"二\",\"type\":\"integer\"},{\"linkId\":\"y\",\"text\":"
              "\"三\","
              "\"type\":\"integer\",\"readOnly\":true,\"extension\":[{\"url\":\"http://hl7.org/"
              "fhir/uv/sdc/"
              "StructureDefinition/"
              "sdc-questionnaire-calculatedExpression\",\"valueExpression\":{\"language\":"
              "\"text/fhirpath\",\"expression\":\"%resource.item.where(linkId='x').answer.value + "
              "1\"}}]}"));

  g_assert_nonnull (strstr (made->resource, "linkId='b.x'"));
}

static void
test_alone (void)
{
  g_autoptr (HcrmComposer) composer = hcrm_composer_new ();
  g_autoptr (GError) error = NULL;
  const char *text = Q ("a", YES_NO ("c", "咳嗽吗", ""));

  g_assert_null (hcrm_composer_finish (composer, &error));
  g_assert_error (error, HCRM_ERROR, HCRM_ERROR_INVALID);
  add (composer, text, "I10");
  add (composer, text, "I10");
  g_autoptr (HcrmComposition) made = finish (composer);
  g_assert_cmpstr (made->resource, ==, text);
  g_assert_cmpstr (made->url, ==, "urn:t/a");
  g_assert_cmpuint (json_array_get_length (made->sources), ==, 1);
}

/* --- Properties ----------------------------------------------------------------------------- */

/* A questionnaire whose questions are drawn from a few, so that many are the same. */
static char *
make_form (GRand *rand, guint number)
{
  static const char *const words[] = {
    "咳嗽吗", "气短吗", "发热吗", "疼吗", "睡得好吗", "吃得下吗"
  };
  guint n = g_rand_int_range (rand, 1, 8);
  GString *items = g_string_new (NULL);

  for (guint i = 0; i < n; i++) {
    guint w = g_rand_int_range (rand, 0, G_N_ELEMENTS (words));
    g_string_append_printf (items, "%s{\"linkId\":\"q%u\",\"text\":\"%s\",\"type\":\"%s\"",
                            i > 0 ? "," : "", i, words[w],
                            g_rand_boolean (rand) ? "boolean" : "integer");
    if (g_rand_int_range (rand, 0, 3) == 0)
      g_string_append_printf (items, CODE ("%u"), g_rand_int_range (rand, 0, 3));
    if (i > 0 && g_rand_int_range (rand, 0, 4) == 0)
      g_string_append_printf (items,
                              ",\"enableWhen\":[{\"question\":\"q%u\",\"operator\":\"exists\","
                              "\"answerBoolean\":true}]",
                              i - 1);
    g_string_append_c (items, '}');
  }
  char *text = g_strdup_printf (Q ("f%u", "%s"), number, number, items->str);
  g_string_free (items, TRUE);
  return text;
}

static void
assert_drops_have_equals (HcrmComposition *made, HcrmQuestionnaire *whole)
{
  for (guint i = 0; i < json_array_get_length (made->dropped); i++) {
    const char *same = drop_at (made, i, "same_as");
    g_assert_nonnull (same);
    g_assert_nonnull (hcrm_questionnaire_find (whole, same));
  }
}

static void
test_properties (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);

  for (guint round = 0; round < 300; round++) {
    g_autoptr (HcrmComposer) composer = hcrm_composer_new (), again = hcrm_composer_new ();
    guint n = g_rand_int_range (rand, 2, 5), items = 0;
    for (guint i = 0; i < n; i++) {
      g_autofree char *text = make_form (rand, i);
      g_autoptr (HcrmQuestionnaire) form = parse (text);
      items += hcrm_questionnaire_get_all_items (form)->len;
      add (composer, text, i % 2 == 0 ? "I10" : "J44");
      add (again, text, i % 2 == 0 ? "I10" : "J44");
    }
    /* A link id that stands twice or a condition on nothing would not parse. */
    g_autoptr (HcrmComposition) made = finish (composer);
    g_autoptr (HcrmComposition) second = finish (again);
    g_autoptr (HcrmQuestionnaire) whole = parse (made->resource);
    g_assert_cmpuint (hcrm_questionnaire_get_all_items (whole)->len
                          + json_array_get_length (made->dropped),
                      ==, items);
    g_assert_cmpstr (made->url, ==, second->url);
    g_assert_cmpstr (made->resource, ==, second->resource);
    assert_drops_have_equals (made, whole);
  }
}

/* All pairs of the shipped library. */
static void
test_library (void)
{
  g_autofree char *folder =
      g_build_filename (g_getenv ("HCRM_SOURCE_DIR"), "data", "questionnaires", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autoptr (GPtrArray) forms =
      g_ptr_array_new_with_free_func ((GDestroyNotify) hcrm_questionnaire_unref);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_autofree char *text = NULL;
    g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
    g_ptr_array_add (forms, parse (text));
  }
  for (guint i = 0; i < forms->len; i++) {
    g_autoptr (HcrmComposer) composer = hcrm_composer_new ();
    hcrm_composer_add (composer, g_ptr_array_index (forms, i), "a", "compose.own", NULL);
    hcrm_composer_add (composer, g_ptr_array_index (forms, (i + 1) % forms->len), "b",
                       "compose.own", NULL);
    g_autoptr (HcrmComposition) made = finish (composer);
    g_autoptr (HcrmQuestionnaire) whole = parse (made->resource);
    assert_drops_have_equals (made, whole);
  }
}

/* What two diagnoses inherit alike is refined by what either has of its own. */
static void
test_inherited_by_both (void)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) hcrm_candidate_free);
  const char *const diagnoses[] = { "I10", "I21.0", NULL };
  g_autoptr (HcrmComposer) composer = hcrm_composer_new ();

  candidate (all, "wide", "I00-I99");
  candidate (all, "narrow", "I21");
  g_autoptr (GPtrArray) parts = hcrm_compose_choose (all, diagnoses, -1, NULL);
  g_assert_cmpuint (parts->len, ==, 2);
  const HcrmChoicePart *wide = g_ptr_array_index (parts, 0);
  g_assert_cmpstr (wide->diagnosis, ==, "I10");
  g_assert_cmpstr (g_ptr_array_index (wide->more, 0), ==, "I21.0");

  add (composer, Q ("wide", YES_NO ("pain", "Any pain?", CODE ("1"))), wide->diagnosis);
  add (composer, Q ("wide", YES_NO ("pain", "Any pain?", CODE ("1"))),
       g_ptr_array_index (wide->more, 0));
  add (composer,
       Q ("narrow", "{\"linkId\":\"chest\",\"text\":\"How bad is the pain?\",\"type\":"
                    "\"integer\"" CODE ("1") "}"),
       "I21.0");
  HcrmComposition *made = finish (composer);
  g_assert_cmpstr (drop_at (made, 0, "item"), ==, "pain");
  g_assert_cmpstr (drop_at (made, 0, "code"), ==, "compose.refined");
  g_assert_null (strstr (made->resource, "Any pain?"));
  hcrm_composition_free (made);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/compose/covers", test_covers);
  g_test_add_func ("/compose/choose", test_choose);
  g_test_add_func ("/compose/same", test_same);
  g_test_add_func ("/compose/not-same", test_not_same);
  g_test_add_func ("/compose/refined", test_refined);
  g_test_add_func ("/compose/group", test_group);
  g_test_add_func ("/compose/expression", test_expression);
  g_test_add_func ("/compose/alone", test_alone);
  g_test_add_func ("/compose/properties", test_properties);
  g_test_add_func ("/compose/library", test_library);
  g_test_add_func ("/compose/inherited-by-both", test_inherited_by_both);
  return g_test_run ();
}
