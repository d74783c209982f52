/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Cumulative sums of counts: whether something happens more often than it used to. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HcrmCusum:
 * @mean: expected in a period while nothing is wrong
 * @ratio: how many times @mean is to be noticed, more than 1
 * @k: the reference value, taken off in each period
 * @h: the decision interval: the sum at which there is a signal
 * @in_control: the average number of periods until a signal while nothing is wrong
 * @out_of_control: the same when @ratio times @mean happens
 */
typedef struct {
  double mean;
  double ratio;
  double k;
  double h;
  double in_control;
  double out_of_control;
} HcrmCusum;

/**
 * hcrm_cusum_get_run_length:
 * @mean: of the Poisson distribution that the counts come from, above 0 and at most 200
 * @k: above 0
 * @h: above 0
 * @start: the sum to begin with, less than @h; @h / 2 is the fast initial response
 *
 * The average number of periods until C >= h, where C = max (0, C + count - k), by the Markov chain
 * of the values that C can take. @k, @h and @start count to the hundredth if @h is at most 4, to
 * the twentieth if at most 20, to the tenth if at most 40, else as whole numbers.
 *
 * D. Brook, D. A. Evans, An approach to the probability distribution of cusum run length,
 * Biometrika 59 (1972) 539-549; J. M. Lucas, Counted data CUSUM's, Technometrics 27 (1985) 129-144;
 * C. H. White, J. B. Keats, ARLs and higher-order run-length moments for the Poisson CUSUM, Journal
 * of Quality Technology 28 (1996) 363-369.
 */
double hcrm_cusum_get_run_length (double mean, double k, double h, double start);

/**
 * hcrm_cusum_design:
 * @run_length: how many periods shall pass, on average, until a false signal
 * @self: (out caller-allocates)
 *
 * Lucas (1985): k = mean (ratio - 1) / ln ratio, and the least h with at least that run length.
 *
 * Returns: whether there is one; there is none for means outside 0.01 to 100, ratios outside 1.1 to
 *   10, run lengths outside 2 to 100,000, or if h would be above 200
 */
gboolean hcrm_cusum_design (double mean, double ratio, double run_length, HcrmCusum *self);

/**
 * HcrmCusumPoint:
 * @sum: C after this period; after a signal the next one begins at 0
 * @signal: whether @sum has reached h
 * @since: the first period that @sum is made of
 */
typedef struct {
  double sum;
  gboolean signal;
  guint since;
} HcrmCusumPoint;

/**
 * hcrm_cusum_follow:
 * @counts: what happened in each period
 * @expected: (nullable): what was expected in each, where that differs; @self's mean otherwise
 * @points: (out caller-allocates) (array length=n)
 *
 * Where what is expected differs, k goes with it.
 */
void hcrm_cusum_follow (const HcrmCusum *self,
                        const guint *counts,
                        const double *expected,
                        guint n,
                        HcrmCusumPoint *points);

G_END_DECLS
