/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What must hold for any form and any answers, tried on many made from a fixed seed. */

#include "hcrm-form-kit.h"

#define N_FORMS 200
#define MAX_NEST 4

/**
 * Maker:
 * @sources: (element-type utf8): members of a condition that earlier items allow
 * @n: items so far, which are numbered
 */
typedef struct {
  GRand *rand;
  GString *out;
  GPtrArray *sources;
  guint n;
} Maker;

static guint
draw (GRand *rand, guint n)
{
  return g_rand_int_range (rand, 0, n);
}

/* Forms */

static void make_items (Maker *self, guint depth);

static void
make_options (Maker *self)
{
  g_string_append (self->out, ",\"answerOption\":[");
  for (guint i = 0; i < 4; i++)
    g_string_append_printf (self->out,
                            "%s{\"valueCoding\":{\"system\":\"urn:s\",\"code\":\"c%u\",\"display\":"
                            "\"选项 %u\"},\"extension\":[{\"url\":\"http://hl7.org/fhir/"
                            "StructureDefinition/itemWeight\",\"valueDecimal\":%u.5}]}",
                            i > 0 ? "," : "", i, i, i);
  g_string_append_c (self->out, ']');
}

/* A condition on one of the earlier items. */
static void
make_conditions (Maker *self)
{
  guint n = self->sources->len > 0 ? draw (self->rand, 3) : 0;

  if (n > 1)
    g_string_append_printf (self->out, ",\"enableBehavior\":\"%s\"",
                            g_rand_boolean (self->rand) ? "all" : "any");
  for (guint i = 0; i < n; i++)
    g_string_append_printf (self->out, "%s{%s}", i == 0 ? ",\"enableWhen\":[" : ",",
                            (char *) g_ptr_array_index (self->sources,
                                                        draw (self->rand, self->sources->len)));
  if (n > 0)
    g_string_append_c (self->out, ']');
}

static void
add_sources (Maker *self, guint n, HcrmItemType type)
{
  static const char *const values[] = {
    [HCRM_ITEM_CHOICE] = "\"operator\":\"=\",\"answerCoding\":{\"code\":\"c1\"}",
    [HCRM_ITEM_OPEN_CHOICE] = "\"operator\":\"!=\",\"answerCoding\":{\"code\":\"c2\"}",
    [HCRM_ITEM_BOOLEAN] = "\"operator\":\"=\",\"answerBoolean\":true",
    [HCRM_ITEM_INTEGER] = "\"operator\":\">\",\"answerInteger\":1",
    [HCRM_ITEM_DECIMAL] = "\"operator\":\"<=\",\"answerDecimal\":1.50",
    [HCRM_ITEM_DATE] = "\"operator\":\">=\",\"answerDate\":\"2024-02\"",
    [HCRM_ITEM_TIME] = "\"operator\":\"<\",\"answerTime\":\"12:00:00\"",
    [HCRM_ITEM_STRING] = "\"operator\":\"!=\",\"answerString\":\"x\"",
    [HCRM_ITEM_QUANTITY] = "\"operator\":\">\",\"answerQuantity\":{\"value\":1,\"unit\":\"kg\"}",
  };

  g_ptr_array_add (self->sources, g_strdup_printf ("\"question\":\"i%u\",\"operator\":\"exists\","
                                                   "\"answerBoolean\":%s",
                                                   n, n % 2 > 0 ? "true" : "false"));
  if (type < G_N_ELEMENTS (values) && values[type] != NULL)
    g_ptr_array_add (self->sources, g_strdup_printf ("\"question\":\"i%u\",%s", n, values[type]));
}

static void
make_item (Maker *self, guint depth)
{
  HcrmItemType type = draw (self->rand, HCRM_ITEM_QUANTITY + 1);
  gboolean asks = type != HCRM_ITEM_GROUP && type != HCRM_ITEM_DISPLAY;
  gboolean nests =
      type == HCRM_ITEM_GROUP || (asks && depth < MAX_NEST && draw (self->rand, 6) == 0);
  gboolean repeats = type != HCRM_ITEM_DISPLAY && !(asks && nests) && draw (self->rand, 3) == 0;
  guint n = self->n++;

  g_string_append_printf (self->out, "{\"linkId\":\"i%u\",\"type\":\"%s\",\"text\":\"问 %u\"", n,
                          hcrm_item_type_get_code (type), n);
  if (repeats)
    g_string_append (self->out, ",\"repeats\":true");
  if (type == HCRM_ITEM_CHOICE || type == HCRM_ITEM_OPEN_CHOICE)
    make_options (self);
  make_conditions (self);
  if (nests)
    make_items (self, depth + 1);
  g_string_append_c (self->out, '}');
  if (asks)
    add_sources (self, n, type);
}

static void
make_items (Maker *self, guint depth)
{
  guint n = depth < MAX_NEST ? 2 + draw (self->rand, 5 - depth) : 0;

  for (guint i = 0; i < n; i++) {
    g_string_append (self->out, i == 0 ? ",\"item\":[" : ",");
    make_item (self, depth);
  }
  if (n > 0)
    g_string_append_c (self->out, ']');
}

static HcrmQuestionnaire *
make_form (GRand *rand)
{
  g_autoptr (GString) out = g_string_new (HEAD "\"url\":\"urn:q\",\"version\":\"1\"");
  g_autoptr (GPtrArray) sources = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  Maker maker = { rand, out, sources, 0 };

  make_items (&maker, 0);
  g_string_append_c (out, '}');
  HcrmQuestionnaire *form = hcrm_questionnaire_new_from_json (out->str, -1, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (hcrm_questionnaire_get_resource (form), ==, out->str);
  return form;
}

/* Answers */

static HcrmAnswer *
make_answer (GRand *rand, const HcrmItem *item)
{
  static const char *const texts[][4] = {
    [HCRM_ANSWER_BOOLEAN] = { "true", "false", "true", "false" },
    [HCRM_ANSWER_INTEGER] = { "0", "1", "-2147483648", "2147483647" },
    [HCRM_ANSWER_DECIMAL] = { "1.50", "0.000", "-12e-3", "100000000000000000000.1" },
    [HCRM_ANSWER_DATE] = { "2024", "2024-02", "2024-02-29", "1900-01-01" },
    [HCRM_ANSWER_DATE_TIME] = { "2024", "2024-02-29T08:00:00+08:00", "2024-02-29",
                                "2024-02-29T23:59:59.999Z" },
    [HCRM_ANSWER_TIME] = { "00:00:00", "23:59:59", "12:00:00.5", "08:30:00" },
    [HCRM_ANSWER_STRING] = { "x", "中文 \"引号\"", "a\\b\nc", "\xf0\x9f\x98\x80" },
    [HCRM_ANSWER_URI] = { "urn:x", "https://example.org/?a=b&c", "mailto:a@example.org", "x" },
    [HCRM_ANSWER_ATTACHMENT] = { "urn:f1", "urn:f2", "https://example.org/f", "x" },
    [HCRM_ANSWER_REFERENCE] = { "Patient/1", "#a", "https://example.org/fhir/Patient/2", "x" },
  };
  HcrmAnswerKind kind = hcrm_item_get_answer_kind (item);
  guint n = draw (rand, 4);

  if (item->open && n == 3)
    return hcrm_answer_new (HCRM_ANSWER_STRING, "自己写的");
  if (kind == HCRM_ANSWER_CODING)
    return hcrm_answer_copy (((HcrmOption *) g_ptr_array_index (item->options, n))->value);
  if (kind == HCRM_ANSWER_QUANTITY)
    return hcrm_answer_new_quantity (texts[HCRM_ANSWER_DECIMAL][n], NULL, n > 1 ? "kg" : NULL,
                                     "kg");
  return hcrm_answer_new (kind, texts[kind][n]);
}

static void
answer_place (GRand *rand, HcrmResponse *response, const HcrmItem *item, guint repeat)
{
  g_autoptr (GPtrArray) answers =
      g_ptr_array_new_with_free_func ((GDestroyNotify) hcrm_answer_free);
  guint n = draw (rand, item->repeats ? 4 : 2);

  for (guint i = 0; i < n; i++) {
    HcrmAnswer *answer = make_answer (rand, item);
    gboolean there = FALSE;
    for (guint k = 0; k < answers->len; k++)
      there |= hcrm_answer_equal (g_ptr_array_index (answers, k), answer);
    if (there)
      hcrm_answer_free (answer);
    else
      g_ptr_array_add (answers, answer);
  }
  hcrm_response_set_answers (response, item->link_id, repeat, answers);
}

static void
answer_item (GRand *rand, HcrmResponse *response, const HcrmItem *item)
{
  guint n =
      item->scope != NULL ? hcrm_response_get_n_instances (response, item->scope->link_id) : 1;

  for (guint i = 0; i < n; i++)
    answer_place (rand, response, item,
                  item->scope != NULL
                      ? hcrm_response_get_instance (response, item->scope->link_id, i)
                      : 0);
}

/* Adds up to two instances of a repeating group in some place, or takes one away. */
static void
change_instances (GRand *rand, HcrmResponse *response, const HcrmItem *group)
{
  guint n = hcrm_response_get_n_instances (response, group->link_id);
  guint some = hcrm_response_get_instance (response, group->link_id, draw (rand, n));
  guint parent = hcrm_response_get_instance_parent (response, group->link_id, some);

  if (draw (rand, 4) == 0)
    hcrm_response_remove_instance (response, group->link_id, some);
  for (guint i = draw (rand, 3); i > 0 && n < 12; i--)
    hcrm_response_add_instance (response, group->link_id, parent, NULL);
}

static void
answer_all (GRand *rand, HcrmResponse *response)
{
  const GPtrArray *items =
      hcrm_questionnaire_get_all_items (hcrm_response_get_questionnaire (response));

  for (guint i = 0; i < items->len; i++) {
    const HcrmItem *item = g_ptr_array_index (items, i);
    if (item->type == HCRM_ITEM_GROUP && item->repeats)
      change_instances (rand, response, item);
    else if (hcrm_item_asks (item))
      answer_item (rand, response, item);
  }
}

/* What must hold */

static char *
come_back (HcrmQuestionnaire *form, const char *json)
{
  g_autoptr (HcrmResponse) back = hcrm_response_new (form);
  g_autoptr (GError) error = NULL;

  hcrm_response_load (back, json, -1, &error);
  g_assert_no_error (error);
  return hcrm_response_to_fhir (back, "in-progress", NULL);
}

static void
test_any_response_comes_back (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (20240229);
  gsize total = 0;

  for (guint i = 0; i < N_FORMS; i++) {
    g_autoptr (HcrmQuestionnaire) form = make_form (rand);
    for (guint k = 0; k < 4; k++) {
      g_autoptr (HcrmResponse) response = hcrm_response_new (form);
      g_autoptr (GError) error = NULL;
      answer_all (rand, response);
      g_autofree char *json = hcrm_response_to_fhir (response, "in-progress", NULL);
      g_autofree char *again = come_back (form, json);
      g_assert_cmpstr (again, ==, json);
      total += strlen (json);
      hcrm_response_check_resource (form, json, -1, FALSE, &error);
      for (guint n = 0; error != NULL && n < hcrm_error_get_n_fields (error); n++)
        g_test_message ("%s %s", hcrm_error_get_field (error, n),
                        hcrm_error_get_field_detail (error, n));
      g_assert_no_error (error);
    }
  }
  g_assert_cmpuint (total, >, 200 * 1000); /* they are not all empty */
}

/* Puts members that mean nothing here before or after those of objects that are items or answers.
 */
static void
decorate (GRand *rand, HcrmFhirNode *node, gboolean bears)
{
  for (guint i = 0; node->nodes != NULL && i < node->nodes->len; i++) {
    HcrmFhirNode *child = g_ptr_array_index (node->nodes, i);
    gboolean list =
        child->kind == HCRM_FHIR_ARRAY
        && (g_strcmp0 (child->name, "item") == 0 || g_strcmp0 (child->name, "answer") == 0);
    if (list || (bears && child->kind == HCRM_FHIR_OBJECT && child->name == NULL))
      decorate (rand, child, list);
  }
  if (node->kind != HCRM_FHIR_OBJECT || draw (rand, 2) == 0)
    return;
  g_autoptr (HcrmFhirNode) extra = hcrm_fhir_parse (
      "{\"id\":\"a1\",\"extension\":[{\"url\":\"urn:x\",\"valueDecimal\":1.00}],\"wish\":null}", -1,
      NULL);
  while (extra->nodes->len > 0)
    g_ptr_array_insert (node->nodes, draw (rand, node->nodes->len + 1),
                        g_ptr_array_steal_index (extra->nodes, 0));
}

static void
test_any_member_comes_back (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (20240301);

  for (guint i = 0; i < N_FORMS; i++) {
    g_autoptr (HcrmQuestionnaire) form = make_form (rand);
    g_autoptr (HcrmResponse) response = hcrm_response_new (form);
    g_autoptr (GString) out = g_string_new (NULL);
    answer_all (rand, response);
    g_autofree char *json = hcrm_response_to_fhir (response, "in-progress", NULL);
    g_autoptr (HcrmFhirNode) root = hcrm_fhir_parse (json, -1, NULL);
    decorate (rand, root, TRUE);
    hcrm_fhir_write (root, out);
    g_autofree char *again = come_back (form, out->str);
    g_assert_cmpstr (again, ==, out->str);
  }
}

/* Gives @from's answers to @to, whose instances are the same, from the last item to the first. */
static void
answer_backwards (HcrmResponse *from, HcrmResponse *to)
{
  const GPtrArray *items =
      hcrm_questionnaire_get_all_items (hcrm_response_get_questionnaire (from));

  for (guint i = items->len; i > 0; i--) {
    const HcrmItem *item = g_ptr_array_index (items, i - 1);
    g_autoptr (GPtrArray) answers = g_ptr_array_new ();
    if (!hcrm_item_asks (item) || item->scope != NULL)
      continue;
    for (guint n = 0; n < hcrm_response_get_n_answers (from, item->link_id, 0); n++)
      g_ptr_array_add (answers, (gpointer) hcrm_response_get_answer (from, item->link_id, 0, n));
    hcrm_response_set_answers (to, item->link_id, 0, answers);
  }
}

static void
assert_same_enabled (HcrmResponse *a, HcrmResponse *b)
{
  const GPtrArray *items = hcrm_questionnaire_get_all_items (hcrm_response_get_questionnaire (a));

  for (guint i = 0; i < items->len; i++) {
    const HcrmItem *item = g_ptr_array_index (items, i);
    if (item->scope == NULL)
      g_assert_cmpint (hcrm_response_is_enabled (a, item->link_id, 0), ==,
                       hcrm_response_is_enabled (b, item->link_id, 0));
  }
}

static void
test_order_does_not_matter (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (20240302);

  for (guint i = 0; i < N_FORMS; i++) {
    g_autoptr (HcrmQuestionnaire) form = make_form (rand);
    g_autoptr (HcrmResponse) forwards = hcrm_response_new (form);
    g_autoptr (HcrmResponse) backwards = hcrm_response_new (form);
    const GPtrArray *items = hcrm_questionnaire_get_all_items (form);
    for (guint k = 0; k < items->len; k++) {
      const HcrmItem *item = g_ptr_array_index (items, k);
      if (hcrm_item_asks (item) && item->scope == NULL)
        answer_place (rand, forwards, item, 0);
    }
    answer_backwards (forwards, backwards);
    assert_same_enabled (forwards, backwards);
    g_autofree char *one = hcrm_response_to_fhir (forwards, "in-progress", NULL);
    g_autofree char *other = hcrm_response_to_fhir (backwards, "in-progress", NULL);
    g_assert_cmpstr (one, ==, other);
    g_assert_cmpint (hcrm_response_get_score (forwards)->value, ==,
                     hcrm_response_get_score (backwards)->value);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/questionnaire/property/any-response", test_any_response_comes_back);
  g_test_add_func ("/questionnaire/property/any-member", test_any_member_comes_back);
  g_test_add_func ("/questionnaire/property/any-order", test_order_does_not_matter);
  return g_test_run ();
}
