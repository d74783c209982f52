/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Kappa and its intervals against published examples; intervals of means and shares. */

#include <math.h>

#include "core/hcrm-estimate.h"
#include "core/hcrm-kappa.h"

typedef struct {
  const char *source;
  guint k;
  guint counts[16];
  HcrmKappaWeights weights;
  double kappa, error, low, high; /* NAN if it is not told */
} Example;

#define SKIN                                                                                       \
  4,                                                                                               \
  {                                                                                                \
    10, 4, 1, 0, 5, 10, 12, 2, 2, 4, 12, 5, 0, 2, 6, 13                                            \
  }
#define SCLEROSIS                                                                                  \
  4,                                                                                               \
  {                                                                                                \
    38, 5, 0, 1, 33, 11, 3, 0, 10, 14, 5, 6, 3, 7, 3, 10                                           \
  }

/* clang-format off */
static const Example examples[] = {
  { "SAS/STAT, the FREQ procedure, skin conditions", SKIN, HCRM_KAPPA_PLAIN,  0.3449, 0.0724, 0.2030, 0.4868 },
  { "the same, weighted",                            SKIN, HCRM_KAPPA_LINEAR, 0.5082, 0.0655, 0.3798, 0.6366 },
  { "Westlund and Kurland 1953, Winnipeg",      SCLEROSIS, HCRM_KAPPA_PLAIN,  0.2079, 0.0505, 0.1091, 0.3068 },
  { "the same, weighted (Stokes, Davis and Koch)", SCLEROSIS, HCRM_KAPPA_LINEAR, 0.3797, 0.0517, 0.2785, 0.4810 },
  { "Cohen 1968, of 200, unweighted", 3, { 88, 14, 18, 10, 40, 10, 2, 6, 12 }, HCRM_KAPPA_PLAIN, 0.492, NAN, NAN, NAN },
  { "Fleiss, Statistical methods for rates and proportions", 3, { 75, 1, 4, 5, 4, 1, 0, 0, 10 }, HCRM_KAPPA_PLAIN, 0.676, 0.088, NAN, NAN },
  { "Wikipedia, Cohen's kappa, fifty proposals", 2, { 20, 5, 10, 15 }, HCRM_KAPPA_PLAIN, 0.4, NAN, NAN, NAN },
};
/* clang-format on */

static void
assert_told (double value, double expected, double within)
{
  if (!isnan (expected))
    g_assert_cmpfloat_with_epsilon (value, expected, within);
}

static void
test_published (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (examples); i++) {
    const Example *example = &examples[i];
    HcrmKappa kappa;

    g_test_message ("%s", example->source);
    g_assert_true (hcrm_kappa_compute (example->counts, example->k, example->weights, &kappa));
    assert_told (kappa.kappa, example->kappa, 0.0005);
    assert_told (kappa.error, example->error, 0.0005);
    assert_told (kappa.low, example->low, 0.0005);
    assert_told (kappa.high, example->high, 0.0005);
  }
}

/* Of two categories, all weights are the same. */
static void
test_two (void)
{
  static const guint counts[] = { 20, 5, 10, 15 };
  HcrmKappa plain, weighted;

  g_assert_true (hcrm_kappa_compute (counts, 2, HCRM_KAPPA_PLAIN, &plain));
  for (guint w = HCRM_KAPPA_LINEAR; w <= HCRM_KAPPA_QUADRATIC; w++) {
    g_assert_true (hcrm_kappa_compute (counts, 2, w, &weighted));
    g_assert_cmpfloat_with_epsilon (weighted.kappa, plain.kappa, 1e-12);
    g_assert_cmpfloat_with_epsilon (weighted.error, plain.error, 1e-12);
    g_assert_cmpfloat_with_epsilon (weighted.null_error, plain.null_error, 1e-12);
  }
}

static void
test_edges (void)
{
  static const guint none[9] = { 0 }, one[9] = { 12 };
  static const guint same[9] = { 3, 0, 0, 0, 4, 0, 0, 0, 5 };
  static const guint apart[4] = { 0, 5, 5, 0 };
  HcrmKappa kappa;

  g_assert_false (hcrm_kappa_compute (none, 3, HCRM_KAPPA_PLAIN, &kappa));
  g_assert_cmpuint (kappa.n, ==, 0);
  g_assert_false (hcrm_kappa_compute (one, 3, HCRM_KAPPA_QUADRATIC, &kappa));
  g_assert_cmpuint (kappa.n, ==, 12);
  g_assert_true (hcrm_kappa_compute (same, 3, HCRM_KAPPA_LINEAR, &kappa));
  g_assert_cmpfloat_with_epsilon (kappa.kappa, 1, 1e-12);
  g_assert_cmpfloat_with_epsilon (kappa.error, 0, 1e-9);
  g_assert_true (hcrm_kappa_compute (apart, 2, HCRM_KAPPA_PLAIN, &kappa));
  g_assert_cmpfloat_with_epsilon (kappa.kappa, -1, 1e-12);
}

/* Who only ever chooses one category agrees as chance would have it, however often: a kappa of 0
 * would say nothing of either, and is none. */
static void
test_one_value (void)
{
  static const struct {
    guint k, counts[16];
  } tables[] = {
    { 2, { 18, 2, 0, 0 } },
    { 2, { 18, 0, 2, 0 } },
    { 3, { 0, 0, 0, 4, 9, 1, 0, 0, 0 } },
    { 4, { 0, 0, 5, 0, 0, 0, 9, 0, 0, 0, 3, 0, 0, 0, 1, 0 } },
  };
  HcrmKappa kappa;

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    for (guint w = HCRM_KAPPA_PLAIN; w <= HCRM_KAPPA_QUADRATIC; w++) {
      g_assert_false (hcrm_kappa_compute (tables[i].counts, tables[i].k, w, &kappa));
      g_assert_cmpuint (kappa.n, >, 0);
    }
}

/* Whoever is called the first rater. */
static void
test_turned (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (examples); i++) {
    guint k = examples[i].k, turned[16];
    HcrmKappa one, other;

    for (guint row = 0; row < k; row++)
      for (guint column = 0; column < k; column++)
        turned[column * k + row] = examples[i].counts[row * k + column];
    g_assert_true (hcrm_kappa_compute (examples[i].counts, k, examples[i].weights, &one));
    g_assert_true (hcrm_kappa_compute (turned, k, examples[i].weights, &other));
    g_assert_cmpfloat_with_epsilon (one.kappa, other.kappa, 1e-12);
    g_assert_cmpfloat_with_epsilon (one.error, other.error, 1e-12);
  }
}

/* Student 1908 and every table since. */
static void
test_t (void)
{
  static const struct {
    guint degrees;
    double t;
  } table[] = {
    { 1, 12.706 }, { 2, 4.303 },  { 3, 3.182 },   { 4, 2.776 },    { 5, 2.571 },      { 9, 2.262 },
    { 10, 2.228 }, { 30, 2.042 }, { 120, 1.980 }, { 1000, 1.962 }, { 100000, 1.960 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    g_assert_cmpfloat_with_epsilon (hcrm_estimate_get_t (table[i].degrees), table[i].t, 0.0006);
}

static void
test_mean (void)
{
  double low = 0, high = 0;

  g_assert_true (hcrm_estimate_mean (10, 80, 6, &low, &high));
  g_assert_cmpfloat_with_epsilon (low, 80 - 2.262 * 6 / sqrt (10), 0.001);
  g_assert_cmpfloat_with_epsilon (high, 80 + 2.262 * 6 / sqrt (10), 0.001);
  g_assert_false (hcrm_estimate_mean (1, 80, 0, &low, &high));
  g_assert_true (hcrm_estimate_mean (3, 80, 0, &low, &high));
  g_assert_cmpfloat (low, ==, 80);
}

/* Newcombe, Statistics in Medicine 17 (1998), table I: method 3. */
static void
test_share (void)
{
  static const struct {
    guint hits, n;
    double low, high;
  } table[] = {
    { 81, 263, 0.2553, 0.3662 },
    { 15, 148, 0.0624, 0.1605 },
    { 0, 20, 0, 0.1611 },
    { 1, 29, 0.0061, 0.1718 },
  };
  double low, high;

  for (guint i = 0; i < G_N_ELEMENTS (table); i++) {
    g_assert_true (hcrm_estimate_share (table[i].hits, table[i].n, &low, &high));
    g_assert_cmpfloat_with_epsilon (low, table[i].low, 0.00006);
    g_assert_cmpfloat_with_epsilon (high, table[i].high, 0.00006);
  }
  g_assert_true (hcrm_estimate_share (20, 20, &low, &high));
  g_assert_cmpfloat (high, ==, 1);
  g_assert_false (hcrm_estimate_share (0, 0, &low, &high));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kappa/published", test_published);
  g_test_add_func ("/kappa/two-categories", test_two);
  g_test_add_func ("/kappa/edges", test_edges);
  g_test_add_func ("/kappa/one-value", test_one_value);
  g_test_add_func ("/kappa/turned", test_turned);
  g_test_add_func ("/estimate/t", test_t);
  g_test_add_func ("/estimate/mean", test_mean);
  g_test_add_func ("/estimate/share", test_share);
  return g_test_run ();
}
