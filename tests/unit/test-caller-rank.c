/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whom a number may mean: cases whose order the weights must get right, and properties that hold
 * for any facts. */

#include "model/hcrm-caller.h"

#include <string.h>

#include "core/hcrm-explain.h"
#include "model/hcrm-contact.h"

#define NEVER HCRM_CALLER_NEVER
#define RUNS 3000

/* Somebody of whom only the relation is known; and what is, with the hours since things happened.
 */
#define PERSON(id, relation, ...) SPOKEN (id, relation, NEVER, NEVER, NEVER, __VA_ARGS__)
#define SPOKEN(id, relation_, named, missed, talked, ...)                                          \
  {                                                                                                \
    .patient_id = (id), .relation = (relation_), .named_hours = (named), .missed_hours = (missed), \
    .talked_hours = (talked), __VA_ARGS__                                                          \
  }

static gint64
first_of (const HcrmCallerFacts *facts, gsize n)
{
  g_autoptr (GArray) ranks = hcrm_caller_rank (facts, n);

  g_assert_cmpuint (ranks->len, ==, n);
  return g_array_index (ranks, HcrmCallerRank, 0).facts->patient_id;
}

#define ASSERT_FIRST(expected, ...)                                                                \
  G_STMT_START                                                                                     \
  {                                                                                                \
    const HcrmCallerFacts facts_[] = { __VA_ARGS__ };                                              \
    g_assert_cmpint (first_of (facts_, G_N_ELEMENTS (facts_)), ==, expected);                      \
  }                                                                                                \
  G_STMT_END

/* --- Cases ------------------------------------------------------------------------------------ */

static void
test_whose (void)
{
  ASSERT_FIRST (2, PERSON (1, "child"), PERSON (2, "self"), PERSON (3, "friend"));
  ASSERT_FIRST (1, PERSON (1, "spouse"), PERSON (2, "sibling"));
  ASSERT_FIRST (1, PERSON (1, "friend"), PERSON (2, NULL));
  /* A mother's telephone is her infant's; her own matters weigh as much, and she has none. */
  ASSERT_FIRST (2, PERSON (1, "self"), PERSON (2, "parent", .child = TRUE, .due = 1));
  ASSERT_FIRST (1, PERSON (1, "self"), PERSON (2, "parent", .due = 1));
  ASSERT_FIRST (1, PERSON (1, "self"), PERSON (2, "sibling", .child = TRUE, .due = 1));
}

/* One mild sign does not turn whose number it is, two do. */
static void
test_mild (void)
{
  const HcrmCallerFacts mild[] = { PERSON (2, "spouse", .due = 9),
                                   PERSON (2, "spouse", .appointments = 1),
                                   PERSON (2, "spouse", .complaints = 2),
                                   SPOKEN (2, "spouse", NEVER, NEVER, 3),
                                   SPOKEN (2, "spouse", 5, NEVER, NEVER) };
  const HcrmCallerFacts own = PERSON (1, "self");

  for (guint i = 0; i < G_N_ELEMENTS (mild); i++)
    ASSERT_FIRST (1, mild[i], own);
  ASSERT_FIRST (2, SPOKEN (2, "spouse", 5, NEVER, 3), own);
  ASSERT_FIRST (2, PERSON (2, "spouse", .due = 1, .appointments = 1), own);
}

static void
test_strong (void)
{
  const HcrmCallerFacts own = PERSON (1, "self");

  ASSERT_FIRST (2, own, SPOKEN (2, "friend", 2, NEVER, NEVER, .named_last = TRUE));
  ASSERT_FIRST (2, own, SPOKEN (2, "friend", 600, NEVER, NEVER, .named_last = TRUE));
  ASSERT_FIRST (1, own, SPOKEN (2, "spouse", 9000, NEVER, NEVER, .named_last = TRUE));
  ASSERT_FIRST (2, own, SPOKEN (2, "friend", NEVER, 47, NEVER));
  ASSERT_FIRST (1, own, SPOKEN (2, "spouse", NEVER, 49, NEVER));
  ASSERT_FIRST (2, own, PERSON (2, "friend", .own_complaints = 1));
  /* Nobody's contact, but on this line an hour ago. */
  ASSERT_FIRST (2, own, SPOKEN (2, NULL, 1, NEVER, NEVER, .named_last = TRUE));
}

static void
test_not_calling (void)
{
  ASSERT_FIRST (2, PERSON (1, "self", .deceased = TRUE), PERSON (2, "friend"));
  ASSERT_FIRST (2, PERSON (1, "self", .invalid = TRUE), PERSON (2, "friend"));
  ASSERT_FIRST (1, PERSON (1, "self", .deceased = TRUE, .own_complaints = 1), PERSON (2, NULL));
}

/* Alike in points: the later talk, then the lower id. */
static void
test_ties (void)
{
  ASSERT_FIRST (1, PERSON (2, "self"), PERSON (1, "self"));
  ASSERT_FIRST (2, SPOKEN (1, "self", NEVER, NEVER, 900), SPOKEN (2, "self", NEVER, NEVER, 500));
  ASSERT_FIRST (2, PERSON (1, "self"), SPOKEN (2, "self", NEVER, NEVER, 500));
}

static void
test_reasons (void)
{
  const HcrmCallerFacts facts = SPOKEN (1, "spouse", 100, NEVER, NEVER, .due = 2, .deceased = TRUE);
  g_autoptr (GArray) ranks = hcrm_caller_rank (&facts, 1);
  HcrmCallerRank *rank = &g_array_index (ranks, HcrmCallerRank, 0);
  g_autoptr (JsonNode) node = hcrm_caller_dup_reasons (rank);
  g_autofree char *text = json_to_string (node, FALSE);

  g_assert_cmpstr (
      text, ==,
      "[{\"code\":\"caller.deceased\",\"params\":{},\"points\":-60},"
      "{\"code\":\"caller.relation\",\"params\":{\"relation\":\"spouse\"},\"points\":25},"
      "{\"code\":\"caller.named-before\",\"params\":{\"days\":\"4\"},\"points\":8},"
      "{\"code\":\"caller.due\",\"params\":{\"due\":\"2\"},\"points\":12}]");
  g_assert_cmpint (rank->points, ==, -60 + 25 + 8 + 12);
}

/* --- Properties ------------------------------------------------------------------------------- */

static gint64
any_hours (void)
{
  return g_test_rand_int_range (0, 3) == 0 ? NEVER : g_test_rand_int_range (0, 2000);
}

static gboolean
any_bool (int of)
{
  return g_test_rand_int_range (0, of) == 0;
}

static HcrmCallerFacts
any_facts (gint64 id)
{
  int relation = g_test_rand_int_range (0, 11);

  return (HcrmCallerFacts){
    .patient_id = id,
    .relation = relation < 10 ? hcrm_relation_choices[relation].value : NULL,
    .child = any_bool (4),
    .invalid = any_bool (6),
    .merged = any_bool (6),
    .deceased = any_bool (6),
    .named_hours = any_hours (),
    .named_last = any_bool (3),
    .missed_hours = any_hours (),
    .talked_hours = any_hours (),
    .due = g_test_rand_int_range (0, 3),
    .appointments = g_test_rand_int_range (0, 2),
    .own_complaints = g_test_rand_int_range (0, 2),
    .complaints = g_test_rand_int_range (0, 2),
  };
}

static void
shuffle (HcrmCallerFacts *facts, gsize n)
{
  for (gsize i = n; i > 1; i--) {
    gsize k = g_test_rand_int_range (0, i);
    HcrmCallerFacts kept = facts[i - 1];
    facts[i - 1] = facts[k];
    facts[k] = kept;
  }
}

/* The order is that of the candidates, not of the rows they came in; each stands in it once. */
static void
test_permutation (void)
{
  HcrmCallerFacts facts[8], other[8];

  for (guint run = 0; run < RUNS; run++) {
    gsize n = g_test_rand_int_range (0, G_N_ELEMENTS (facts) + 1);
    for (gsize i = 0; i < n; i++)
      facts[i] = any_bool (3) && i > 0 ? facts[i - 1] : any_facts (i);
    for (gsize i = 0; i < n; i++)
      facts[i].patient_id = i + 1;
    memcpy (other, facts, sizeof facts);
    shuffle (other, n);
    g_autoptr (GArray) one = hcrm_caller_rank (facts, n);
    g_autoptr (GArray) two = hcrm_caller_rank (other, n);
    guint seen = 0;
    for (gsize i = 0; i < n; i++) {
      gint64 id = g_array_index (one, HcrmCallerRank, i).facts->patient_id;
      g_assert_cmpint (id, ==, g_array_index (two, HcrmCallerRank, i).facts->patient_id);
      seen |= 1u << id;
    }
    g_assert_cmpuint (seen, ==, ((1u << n) - 1) << 1);
  }
}

static int
points_of (const HcrmCallerFacts *facts)
{
  g_autoptr (GArray) ranks = hcrm_caller_rank (facts, 1);

  return g_array_index (ranks, HcrmCallerRank, 0).points;
}

/* With all else alike, an own number beats a relation's, and a living patient a dead one. */
static void
test_own_first (void)
{
  for (guint run = 0; run < RUNS; run++) {
    HcrmCallerFacts other = any_facts (1), own = other, dead = other, gone = other;

    other.child = FALSE;
    own.relation = "self";
    if (g_strcmp0 (other.relation, "self") != 0)
      g_assert_cmpint (points_of (&own), >, points_of (&other));
    dead.deceased = TRUE;
    other = dead;
    other.deceased = FALSE;
    g_assert_cmpint (points_of (&other), >, points_of (&dead));
    gone.invalid = TRUE;
    other = gone;
    other.invalid = FALSE;
    g_assert_cmpint (points_of (&other), >, points_of (&gone));
  }
}

/* More work and a later talk never make somebody less likely. */
static void
test_monotonous (void)
{
  for (guint run = 0; run < RUNS; run++) {
    const HcrmCallerFacts facts = any_facts (1);
    HcrmCallerFacts more = facts;

    more.due += g_test_rand_int_range (0, 3);
    more.complaints += g_test_rand_int_range (0, 3);
    more.own_complaints += g_test_rand_int_range (0, 3);
    more.appointments += g_test_rand_int_range (0, 3);
    g_assert_cmpint (points_of (&more), >=, points_of (&facts));
    more.talked_hours = facts.talked_hours / 2;
    more.named_hours = facts.named_hours == NEVER ? 0 : facts.named_hours / 2;
    more.missed_hours = facts.missed_hours == NEVER ? 0 : facts.missed_hours / 2;
    g_assert_cmpint (points_of (&more), >=, points_of (&facts));
  }
}

/* Points are the sum of the reasons', and every reason has words. */
static void
check_reasons (const HcrmCallerRank *rank)
{
  g_autoptr (JsonNode) node = hcrm_caller_dup_reasons (rank);
  JsonArray *array = json_node_get_array (node);
  int sum = 0;

  for (guint i = 0; i < json_array_get_length (array); i++) {
    JsonObject *reason = json_array_get_object_element (array, i);
    const char *code = json_object_get_string_member (reason, "code");
    g_autoptr (HcrmExplanation) words =
        hcrm_explain (code, json_object_get_object_member (reason, "params"));
    g_assert_cmpstr (words->title, !=, code);
    sum += json_object_get_int_member (reason, "points");
  }
  g_assert_cmpint (sum, ==, rank->points);
}

static void
test_explained (void)
{
  for (guint run = 0; run < RUNS; run++) {
    const HcrmCallerFacts facts = any_facts (1);
    g_autoptr (GArray) ranks = hcrm_caller_rank (&facts, 1);
    check_reasons (&g_array_index (ranks, HcrmCallerRank, 0));
  }
}

/* --- Numbers ---------------------------------------------------------------------------------- */

static void
test_numbers (void)
{
  static const struct {
    const char *text;
    const char *key;
    const char *name;
  } cases[] = {
    { "138 1234 5678", "13812345678", NULL },
    { "+86-138-1234-5678", "13812345678", NULL },
    { "013812345678", "13812345678", NULL },
    { "０１３８１２３４５６７８", "13812345678", NULL },
    { "0571-88886620-801", "057188886620", NULL },
    { "0571-88886620转801", "057188886620", NULL },
    { "88886620", "88886620", NULL },
    { "sip:13812345678@10.0.0.12:5060", "13812345678", NULL },
    { "\"张\" <sip:+8613812345678@pbx;user=phone>", "13812345678", NULL },
    { "tel:+86-138-1234-5678;ext=801", "13812345678", NULL },
    { "8012", NULL, "short" },
    { "95588", NULL, "short" },
    { "anonymous", NULL, "withheld" },
    { "sip:anonymous@anonymous.invalid", NULL, "withheld" },
    { "未知号码", NULL, "withheld" },
    { "", NULL, "withheld" },
    { NULL, NULL, "withheld" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *key = NULL;
    HcrmCallerNumber number = hcrm_caller_read_number (cases[i].text, &key);

    g_assert_cmpstr (key, ==, cases[i].key);
    g_assert_cmpstr (hcrm_caller_number_name (number), ==, cases[i].name);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/caller/whose", test_whose);
  g_test_add_func ("/caller/mild", test_mild);
  g_test_add_func ("/caller/strong", test_strong);
  g_test_add_func ("/caller/not-calling", test_not_calling);
  g_test_add_func ("/caller/ties", test_ties);
  g_test_add_func ("/caller/reasons", test_reasons);
  g_test_add_func ("/caller/permutation", test_permutation);
  g_test_add_func ("/caller/own-first", test_own_first);
  g_test_add_func ("/caller/monotonous", test_monotonous);
  g_test_add_func ("/caller/explained", test_explained);
  g_test_add_func ("/caller/numbers", test_numbers);
  return g_test_run ();
}
