/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Samples: the same from the same seed, each unit at most once, every stratum its part. */

#include <math.h>

#include "core/hcrm-sample-draw.h"

#define N 200

static HcrmDrawUnit units[N];

static void
make_units (void)
{
  static const char *const names[] = { "a", "b", "c" };

  for (guint i = 0; i < N; i++)
    units[i] = (HcrmDrawUnit){ 1000 + i, names[i % 10 < 7 ? 0 : i % 10 < 9 ? 1 : 2], 1 + i % 4 };
}

/* The numbers that its authors' program gives. */
static void
test_dice (void)
{
  static const guint64 numbers[] = {
    G_GUINT64_CONSTANT (6457827717110365317),  G_GUINT64_CONSTANT (3203168211198807973),
    G_GUINT64_CONSTANT (9817491932198370423),  G_GUINT64_CONSTANT (4593380528125082431),
    G_GUINT64_CONSTANT (16408922859458223821),
  };
  HcrmDice dice = { 1234567 };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    g_assert_cmpuint (hcrm_dice_next (&dice), ==, numbers[i]);
}

/* Chi-squared of 6 sides: below the 99.9th percentile of 5 degrees of freedom. */
static void
test_below (void)
{
  HcrmDice dice = { 42 };
  guint sides[6] = { 0 };
  double sum = 0;

  for (guint i = 0; i < 60000; i++)
    sides[hcrm_dice_below (&dice, 6)]++;
  for (guint i = 0; i < 6; i++)
    sum += (sides[i] - 10000.0) * (sides[i] - 10000.0) / 10000.0;
  g_assert_cmpfloat (sum, <, 20.5);
  for (guint i = 0; i < 100; i++)
    g_assert_cmpuint (hcrm_dice_below (&dice, 1), ==, 0);
}

typedef GArray *(*Draw) (const HcrmDrawUnit *units, guint n, guint size, HcrmDice *dice);

static GArray *
draw_strata (const HcrmDrawUnit *from, guint n, guint size, HcrmDice *dice)
{
  return hcrm_draw_stratified (from, n, size, 2, dice);
}

static const Draw draws[] = { hcrm_draw_simple, hcrm_draw_weighted, draw_strata };

static GArray *
draw_by (Draw draw, guint n, guint size, guint64 seed)
{
  HcrmDice dice = { seed };

  return draw (units, n, size, &dice);
}

static gboolean
are_same (GArray *a, GArray *b)
{
  if (a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++)
    if (g_array_index (a, guint, i) != g_array_index (b, guint, i))
      return FALSE;
  return TRUE;
}

static void
test_same (void)
{
  for (guint d = 0; d < G_N_ELEMENTS (draws); d++)
    for (guint64 seed = 0; seed < 50; seed++) {
      g_autoptr (GArray) one = draw_by (draws[d], N, 30, seed);
      g_autoptr (GArray) again = draw_by (draws[d], N, 30, seed);
      g_autoptr (GArray) other = draw_by (draws[d], N, 30, seed + 1);

      g_assert_true (are_same (one, again));
      g_assert_false (are_same (one, other));
    }
}

static void
test_once (void)
{
  static const guint sizes[] = { 0, 1, 7, 50, N, N + 50 };

  for (guint d = 0; d < G_N_ELEMENTS (draws); d++)
    for (guint s = 0; s < G_N_ELEMENTS (sizes); s++) {
      g_autoptr (GArray) drawn = draw_by (draws[d], N, sizes[s], 7);
      gboolean had[N] = { FALSE };

      g_assert_cmpuint (drawn->len, ==, MIN (sizes[s], N));
      for (guint i = 0; i < drawn->len; i++) {
        guint place = g_array_index (drawn, guint, i);
        g_assert_cmpuint (place, <, N);
        g_assert_false (had[place]);
        had[place] = TRUE;
      }
    }
}

/* What weighs nothing is never drawn; four times the weight is first about four times as often. */
static void
test_weights (void)
{
  HcrmDrawUnit pair[] = { { 1, NULL, 1 }, { 2, NULL, 0 }, { 3, NULL, 4 } };
  HcrmDice dice = { 5 };
  guint first = 0;

  for (guint i = 0; i < 10000; i++) {
    g_autoptr (GArray) drawn = hcrm_draw_weighted (pair, 3, 3, &dice);

    g_assert_cmpuint (drawn->len, ==, 2);
    g_assert_cmpuint (g_array_index (drawn, guint, 0), !=, 1);
    first += g_array_index (drawn, guint, 0) == 2;
  }
  g_assert_cmpuint (first, >, 7850);
  g_assert_cmpuint (first, <, 8150);
}

static void
assert_parts (guint n, const guint *sizes, guint size, guint least, const guint *expected)
{
  guint parts[8];

  hcrm_draw_allocate (sizes, n, size, least, parts);
  for (guint i = 0; i < n; i++)
    g_assert_cmpuint (parts[i], ==, expected[i]);
}

#define PARTS(...)                                                                                 \
  (const guint[])                                                                                  \
  {                                                                                                \
    __VA_ARGS__                                                                                    \
  }

static void
test_allocate (void)
{
  assert_parts (3, PARTS (70, 20, 10), 10, 0, PARTS (7, 2, 1));
  /* Largest remainder: 4.67, 3.33, 2. */
  assert_parts (3, PARTS (14, 10, 6), 10, 0, PARTS (5, 3, 2));
  assert_parts (3, PARTS (1, 1, 1), 2, 0, PARTS (1, 1, 0));
  assert_parts (3, PARTS (900, 90, 10), 10, 1, PARTS (8, 1, 1));
  assert_parts (3, PARTS (100, 90, 2), 12, 3, PARTS (5, 5, 2));
  /* Too few for the least of all: the larger strata first. */
  assert_parts (4, PARTS (5, 50, 500, 1), 3, 2, PARTS (1, 1, 1, 0));
  assert_parts (2, PARTS (3, 4), 100, 0, PARTS (3, 4));
  assert_parts (1, PARTS (0), 5, 2, PARTS (0));
}

/* Whatever the sizes: all are given, none too many, none below the least it could have. */
static void
test_property (void)
{
  HcrmDice dice = { 99 };

  for (guint run = 0; run < 3000; run++) {
    guint n = 1 + hcrm_dice_below (&dice, 8), sizes[8], parts[8], all = 0, wanted = 0, given = 0;
    guint least = hcrm_dice_below (&dice, 4);

    for (guint i = 0; i < n; i++) {
      sizes[i] = hcrm_dice_below (&dice, 60);
      all += sizes[i];
      wanted += MIN (least, sizes[i]);
    }
    guint size = hcrm_dice_below (&dice, all + 1);
    hcrm_draw_allocate (sizes, n, size, least, parts);
    for (guint i = 0; i < n; i++) {
      given += parts[i];
      g_assert_cmpuint (parts[i], <=, sizes[i]);
      if (wanted <= size)
        g_assert_cmpuint (parts[i], >=, MIN (least, sizes[i]));
      /* Without a least each is within one of its share. */
      if (least == 0 && all > 0)
        g_assert_cmpfloat (fabs (parts[i] - (double) size * sizes[i] / all), <, 1);
    }
    g_assert_cmpuint (given, ==, size);
  }
}

static void
test_strata (void)
{
  HcrmDice dice = { 3 };
  g_autoptr (GArray) drawn = hcrm_draw_stratified (units, N, 20, 0, &dice);
  guint counts[3] = { 0 };

  for (guint i = 0; i < drawn->len; i++)
    counts[units[g_array_index (drawn, guint, i)].stratum[0] - 'a']++;
  g_assert_cmpuint (counts[0], ==, 14);
  g_assert_cmpuint (counts[1], ==, 4);
  g_assert_cmpuint (counts[2], ==, 2);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  make_units ();
  g_test_add_func ("/draw/dice", test_dice);
  g_test_add_func ("/draw/below", test_below);
  g_test_add_func ("/draw/same", test_same);
  g_test_add_func ("/draw/once", test_once);
  g_test_add_func ("/draw/weights", test_weights);
  g_test_add_func ("/draw/allocate", test_allocate);
  g_test_add_func ("/draw/property", test_property);
  g_test_add_func ("/draw/strata", test_strata);
  return g_test_run ();
}
