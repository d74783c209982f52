/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Run lengths against published ones, designs against their own promise, signals against hand. */

#include <math.h>

#include "core/hcrm-cusum.h"

static void
assert_near (double value, double expected, double tolerance)
{
  if (!(fabs (value - expected) <= tolerance))
    g_error ("%g is not %g", value, expected);
}

/* J. M. Lucas (1985), tables 2 and 3, the rows of h = 10 and k = 0.25 at a mean of k: without and
 * with the fast initial response. They are printed in whole numbers; S. Knoth quotes them in the
 * manual of his package spc (pois.cusum.arl), which computes them anew.
 */
static void
test_lucas (void)
{
  assert_near (hcrm_cusum_get_run_length (0.25, 0.25, 10, 0), 438, 0.5);
  assert_near (hcrm_cusum_get_run_length (0.25, 0.25, 10, 5), 333, 0.5);
}

/* J. Lawson, An Introduction to Acceptance Sampling and SPC with R (2021), the examples of arl() in
 * his package IAcsSPCR for Lucas's chart: means 1.88 and 1.88 + 0.9627 sqrt 1.88.
 */
static void
test_published (void)
{
  double shifted = 1.88 + 0.9627 * sqrt (1.88);

  assert_near (hcrm_cusum_get_run_length (1.88, 2, 6, 0), 37.2, 0.05);
  assert_near (hcrm_cusum_get_run_length (1.88, 2, 6, 3), 29.19, 0.005);
  assert_near (hcrm_cusum_get_run_length (shifted, 2, 6, 0), 5.49, 0.005);
  assert_near (hcrm_cusum_get_run_length (shifted, 2, 6, 3), 3.33, 0.005);
}

/* With k = 1 and h = 1 there is a signal at the first count above 1, whatever came before. */
static void
test_geometric (void)
{
  for (double mean = 0.1; mean < 5; mean += 0.7)
    assert_near (hcrm_cusum_get_run_length (mean, 1, 1, 0), 1 / (1 - exp (-mean) * (1 + mean)),
                 1e-6 * hcrm_cusum_get_run_length (mean, 1, 1, 0));
}

static guint
draw (GRand *random, double mean)
{
  double limit = exp (-mean), product = g_rand_double (random);
  guint count = 0;

  for (; product > limit; count++)
    product *= g_rand_double (random);
  return count;
}

static guint
simulate_run (GRand *random, const HcrmCusum *chart)
{
  double sum = 0;
  guint n = 0;

  for (; sum <= chart->h - 1e-9; n++)
    sum = fmax (0, sum + draw (random, chart->mean) - chart->k);
  return n;
}

/* The mean of 4,000 simulated runs, whose standard error is about a sixtieth of it. */
static void
test_simulated (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (20);
  HcrmCusum chart = { .mean = 2.5, .ratio = 2, .k = 3.6, .h = 5.5 };
  double expected = hcrm_cusum_get_run_length (chart.mean, chart.k, chart.h, 0), sum = 0;

  for (guint i = 0; i < 4000; i++)
    sum += simulate_run (random, &chart);
  assert_near (sum / 4000, expected, expected * 0.08);
}

/* The promise is kept, and the next smaller interval would not keep it. */
static void
test_design (void)
{
  static const double means[] = { 0.02, 0.3, 1, 4.2, 17, 60 };

  for (guint i = 0; i < G_N_ELEMENTS (means); i++) {
    HcrmCusum design;
    g_assert_true (hcrm_cusum_design (means[i], 2, 500, &design));
    double grain = design.h <= 4 ? 0.01 : design.h <= 20 ? 0.05 : design.h <= 40 ? 0.1 : 1;

    g_assert_cmpfloat (design.in_control, >=, 500);
    g_assert_cmpfloat (design.out_of_control, <, design.in_control / 3);
    assert_near (design.k, means[i] / log (2), grain / 2 + 1e-9);
    if (design.h > grain * 1.5)
      g_assert_cmpfloat (hcrm_cusum_get_run_length (means[i], design.k, design.h - grain, 0), <,
                         500);
  }
}

static void
test_refused (void)
{
  HcrmCusum design;

  g_assert_false (hcrm_cusum_design (0, 2, 500, &design));
  g_assert_false (hcrm_cusum_design (NAN, 2, 500, &design));
  g_assert_false (hcrm_cusum_design (5, 1, 500, &design));
  g_assert_false (hcrm_cusum_design (5, 2, 1e9, &design));
  g_assert_false (hcrm_cusum_design (1000, 2, 500, &design));
}

static void
test_follow (void)
{
  HcrmCusum chart = { .mean = 1, .ratio = 2, .k = 1.5, .h = 4 };
  const guint counts[] = { 1, 3, 0, 2, 4, 2, 9, 1, 3 };
  HcrmCusumPoint points[G_N_ELEMENTS (counts)];
  static const double sums[] = { 0, 1.5, 0, 0.5, 3, 3.5, 11, 0, 1.5 };
  static const guint since[] = { 0, 1, 1, 3, 3, 3, 3, 7, 8 };

  hcrm_cusum_follow (&chart, counts, NULL, G_N_ELEMENTS (counts), points);
  for (guint i = 0; i < G_N_ELEMENTS (counts); i++) {
    assert_near (points[i].sum, sums[i], 1e-12);
    g_assert_cmpint (points[i].signal, ==, i == 6);
    g_assert_cmpuint (points[i].since, ==, since[i]);
  }
}

/* Twice as many visits, twice as many complaints: no news. */
static void
test_exposure (void)
{
  HcrmCusum chart = { .mean = 2, .ratio = 2, .k = 3, .h = 5 };
  const guint counts[] = { 2, 6, 6, 6, 2 };
  const double expected[] = { 2, 4, 4, 4, 2 };
  HcrmCusumPoint points[5];

  hcrm_cusum_follow (&chart, counts, expected, 5, points);
  for (guint i = 0; i < 5; i++)
    g_assert_false (points[i].signal);
  hcrm_cusum_follow (&chart, counts, NULL, 5, points);
  g_assert_true (points[2].signal);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cusum/lucas", test_lucas);
  g_test_add_func ("/cusum/published", test_published);
  g_test_add_func ("/cusum/geometric", test_geometric);
  g_test_add_func ("/cusum/simulated", test_simulated);
  g_test_add_func ("/cusum/design", test_design);
  g_test_add_func ("/cusum/refused", test_refused);
  g_test_add_func ("/cusum/follow", test_follow);
  g_test_add_func ("/cusum/exposure", test_exposure);
  return g_test_run ();
}
