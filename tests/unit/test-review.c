/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The score of a review: weights, fatal items, what does not apply, the pass mark. */

#include "core/hcrm-place.h"
#include "model/hcrm-review.h"

#define SCALE(max, weight, value)                                                                  \
  {                                                                                                \
    FALSE, max, weight, value, FALSE                                                               \
  }
#define NA(max, weight)                                                                            \
  {                                                                                                \
    FALSE, max, weight, 0, TRUE                                                                    \
  }
#define FATAL(value)                                                                               \
  {                                                                                                \
    TRUE, 1, 0, value, FALSE                                                                       \
  }

static void
assert_score (const HcrmReviewMark *marks, guint n, int score, gboolean fatal, gboolean passed)
{
  HcrmReviewResult result = hcrm_review_score (marks, n, 8000);

  g_assert_cmpint (result.score, ==, score);
  g_assert_cmpint (result.fatal, ==, fatal);
  g_assert_cmpint (result.passed, ==, passed);
}

#define MARKS(...)                                                                                 \
  (const HcrmReviewMark[]){ __VA_ARGS__ }, G_N_ELEMENTS (((const HcrmReviewMark[]){ __VA_ARGS__ }))

static void
test_weights (void)
{
  assert_score (MARKS (SCALE (5, 3000, 5), SCALE (1, 2000, 1)), 10000, FALSE, TRUE);
  /* 30 · 4/5 + 20 · 1 of 50: 88. */
  assert_score (MARKS (SCALE (5, 3000, 4), SCALE (1, 2000, 1)), 8800, FALSE, TRUE);
  assert_score (MARKS (SCALE (5, 3000, 4), SCALE (1, 2000, 0)), 4800, FALSE, FALSE);
  assert_score (MARKS (SCALE (3, 100, 2)), 6667, FALSE, FALSE);
  assert_score (MARKS (SCALE (3, 100, 1)), 3333, FALSE, FALSE);
  /* A half is rounded up: 1/8 of 1/100 of 100. */
  assert_score (MARKS (SCALE (8, 1, 1), SCALE (1, 99, 0)), 13, FALSE, FALSE);
}

static void
test_na (void)
{
  assert_score (MARKS (SCALE (5, 3000, 4), NA (1, 2000)), 8000, FALSE, TRUE);
  assert_score (MARKS (SCALE (5, 3000, 4), NA (7, 9000), SCALE (1, 1000, 1)), 8500, FALSE, TRUE);
  assert_score (MARKS (NA (5, 3000), FATAL (1)), 10000, FALSE, TRUE);
}

static void
test_fatal (void)
{
  assert_score (MARKS (SCALE (5, 3000, 5), FATAL (1)), 10000, FALSE, TRUE);
  assert_score (MARKS (SCALE (5, 3000, 5), FATAL (0)), 0, TRUE, FALSE);
  assert_score (MARKS (SCALE (5, 3000, 5), FATAL (0), FATAL (1)), 0, TRUE, FALSE);
  HcrmReviewMark spared[] = { SCALE (5, 3000, 5), FATAL (0) };
  spared[1].na = TRUE;
  assert_score (spared, 2, 10000, FALSE, TRUE);
}

static void
test_pass_mark (void)
{
  static const HcrmReviewMark marks[] = { SCALE (3, 100, 2) };

  g_assert_true (hcrm_review_score (marks, 1, 6667).passed);
  g_assert_false (hcrm_review_score (marks, 1, 6668).passed);
  /* Even where nothing is asked for, a fatal item is fatal. */
  static const HcrmReviewMark broken[] = { FATAL (0) };
  g_assert_false (hcrm_review_score (broken, 1, 0).passed);
}

/* More points for an item never lower the score; it stays within 0 and 100. */
static void
test_property (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (7);

  for (guint run = 0; run < 2000; run++) {
    HcrmReviewMark marks[20];
    guint n = g_rand_int_range (random, 1, 21);

    for (guint i = 0; i < n; i++) {
      int max = g_rand_int_range (random, 1, 101);
      marks[i] = (HcrmReviewMark){ FALSE, max, g_rand_int_range (random, 1, 100001),
                                   g_rand_int_range (random, 0, max + 1), g_rand_boolean (random) };
    }
    int score = hcrm_review_score (marks, n, 0).score;
    g_assert_cmpint (score, >=, 0);
    g_assert_cmpint (score, <=, 10000);
    guint place = g_rand_int_range (random, 0, n);
    if (marks[place].value < marks[place].max) {
      marks[place].value++;
      g_assert_cmpint (hcrm_review_score (marks, n, 0).score, >=, score);
    }
  }
}

static void
test_hundredths (void)
{
  static const struct {
    const char *text;
    gint64 number;
  } table[] = { { "12.5", 1250 }, { "12", 1200 }, { "0.07", 7 }, { "3.999", 399 }, { "7.", 700 } };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    g_assert_cmpint (hcrm_review_to_hundredths (table[i].text), ==, table[i].number);
  g_assert_cmpint (hcrm_review_to_hundredths (NULL), ==, 0);
  g_autofree char *text = hcrm_review_from_hundredths (8805);
  g_assert_cmpstr (text, ==, "88.05");
}

/* --- What the product comes with ------------------------------------------------------------- */

static JsonArray *
read_cards (JsonParser *parser)
{
  g_autofree char *path = g_build_filename (hcrm_place_get_data (), "scorecards.json", NULL);
  g_autoptr (GError) error = NULL;

  json_parser_load_from_file (parser, path, &error);
  g_assert_no_error (error);
  return json_node_get_array (json_parser_get_root (parser));
}

/* Returns: its weight in hundredths. */
static gint64
check_item (JsonObject *item, GHashTable *codes)
{
  g_autoptr (HcrmRecord) record = hcrm_record_new (&hcrm_scorecard_item_fields);
  g_autoptr (GError) error = NULL;
  gint64 weight;

  hcrm_record_read_json (record, item, FALSE, &error);
  hcrm_record_check (record, &error);
  g_assert_no_error (error);
  g_assert_true (g_hash_table_add (codes, g_strdup (hcrm_record_get (record, "code"))));
  g_assert_nonnull (hcrm_record_get (record, "text_en"));
  g_assert_nonnull (hcrm_record_get (record, "section_en"));
  weight = hcrm_review_to_hundredths (hcrm_record_get (record, "weight"));
  g_assert_true (g_str_equal (hcrm_record_get (record, "kind"), "fatal") == (weight == 0));
  return weight;
}

static void
check_card (JsonObject *card)
{
  g_autoptr (GHashTable) codes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  JsonArray *items = json_object_get_array_member (card, "items");
  gint64 sum = 0;

  g_assert_nonnull (json_object_get_string_member (card, "name_en"));
  for (guint i = 0; i < json_array_get_length (items); i++)
    sum += check_item (json_array_get_object_element (items, i), codes);
  g_assert_cmpint (sum, ==, 10000);
}

static void
test_shipped (void)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonArray *cards = read_cards (parser);

  g_assert_cmpuint (json_array_get_length (cards), ==, 2);
  for (guint i = 0; i < json_array_get_length (cards); i++)
    check_card (json_array_get_object_element (cards, i));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/review/weights", test_weights);
  g_test_add_func ("/review/not-applicable", test_na);
  g_test_add_func ("/review/fatal", test_fatal);
  g_test_add_func ("/review/pass-mark", test_pass_mark);
  g_test_add_func ("/review/property", test_property);
  g_test_add_func ("/review/hundredths", test_hundredths);
  g_test_add_func ("/review/shipped", test_shipped);
  return g_test_run ();
}
