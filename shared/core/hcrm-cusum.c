/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The Poisson CUSUM and its average run lengths. */

#include "hcrm-cusum.h"

#include <math.h>

#define MOST_H 200

/* How finely k and h are told apart, so that the chain has at most about 400 states. */
static int
get_grain (double h)
{
  if (h <= 4)
    return 100;
  if (h <= 20)
    return 20;
  return h <= 40 ? 10 : 1;
}

/* --- Run length ----------------------------------------------------------------------------- */

/* The chain: from state i to j the sum changes by (j - i) / grain, so the count is that plus k. */
typedef struct {
  int n; /* states 0 … n - 1 do not signal */
  int k;
  int grain;
  double *mass;       /* of the counts 0, 1, … */
  double *cumulative; /* of at most so many */
  int n_counts;
} Chain;

static void
fill_counts (Chain *chain, double mean)
{
  double sum = 0;

  for (int x = 0; x < chain->n_counts; x++) {
    chain->mass[x] = exp (x * log (mean) - mean - lgamma (x + 1.0));
    chain->cumulative[x] = sum += chain->mass[x];
  }
}

static double
get_transition (const Chain *chain, int from, int to)
{
  int change = to - from + chain->k;

  if (change < 0)
    return 0;
  int count = change / chain->grain;
  if (count >= chain->n_counts)
    return to == 0 ? 1 : 0;
  if (to == 0)
    return chain->cumulative[count];
  return change % chain->grain == 0 ? chain->mass[count] : 0;
}

/* (I - Q) x = 1, row by row. */
static void
fill_equations (const Chain *chain, double *rows)
{
  int width = chain->n + 1;

  for (int i = 0; i < chain->n; i++) {
    for (int j = 0; j < chain->n; j++)
      rows[i * width + j] = (i == j) - get_transition (chain, i, j);
    rows[i * width + chain->n] = 1;
  }
}

/* Gauss without pivots: I - Q is diagonally dominant, its row sums being the chances of a signal.
 */
static void
solve (double *rows, int n)
{
  int width = n + 1;

  for (int i = 0; i < n; i++)
    for (int row = i + 1; row < n; row++) {
      double factor = rows[row * width + i] / rows[i * width + i];

      for (int j = i; factor != 0 && j < width; j++)
        rows[row * width + j] -= factor * rows[i * width + j];
    }
  for (int i = n - 1; i >= 0; i--) {
    double *row = rows + i * width;

    for (int j = i + 1; j < n; j++)
      row[n] -= row[j] * rows[j * width + n];
    row[n] /= row[i];
  }
}

double
hcrm_cusum_get_run_length (double mean, double k, double h, double start)
{
  g_return_val_if_fail (mean > 0 && mean <= 200 && k > 0 && h > 0 && h <= MOST_H, NAN);
  int grain = get_grain (h);
  Chain chain = { .n = MAX (1, lround (h * grain)),
                  .k = MAX (1, lround (k * grain)),
                  .grain = grain };
  int first = CLAMP (lround (start * grain), 0, chain.n - 1);

  chain.n_counts = (chain.n + chain.k) / grain + 2;
  g_autofree double *mass = chain.mass = g_new (double, chain.n_counts);
  g_autofree double *cumulative = chain.cumulative = g_new (double, chain.n_counts);
  g_autofree double *rows = g_new (double, chain.n *(chain.n + 1));
  fill_counts (&chain, mean);
  fill_equations (&chain, rows);
  solve (rows, chain.n);
  return rows[first * (chain.n + 1) + chain.n];
}

/* --- Design --------------------------------------------------------------------------------- */

static double
get_reference (double mean, double ratio)
{
  return mean * (ratio - 1) / log (ratio);
}

/* The least multiple of 1 / @grain within (@low, @high] that holds out for @run_length; @high does.
 */
static double
find_interval (const HcrmCusum *self, double run_length, double low, double high, int grain)
{
  int least = lround (low * grain), most = lround (high * grain);

  while (most - least > 1) {
    int middle = (least + most) / 2;

    if (hcrm_cusum_get_run_length (self->mean, self->k, (double) middle / grain, 0) >= run_length)
      most = middle;
    else
      least = middle;
  }
  return (double) most / grain;
}

gboolean
hcrm_cusum_design (double mean, double ratio, double run_length, HcrmCusum *self)
{
  static const double ends[] = { 0, 4, 20, 40, MOST_H };

  if (!(mean >= 0.01 && mean <= 100 && ratio >= 1.1 && ratio <= 10 && run_length >= 2
        && run_length <= 100000))
    return FALSE;
  *self = (HcrmCusum){ .mean = mean, .ratio = ratio, .k = get_reference (mean, ratio) };
  for (guint i = 1; i < G_N_ELEMENTS (ends); i++) {
    if (hcrm_cusum_get_run_length (mean, self->k, ends[i], 0) < run_length)
      continue;
    self->h = find_interval (self, run_length, ends[i - 1], ends[i], get_grain (ends[i]));
    self->k = round (self->k * get_grain (self->h)) / get_grain (self->h);
    self->in_control = hcrm_cusum_get_run_length (mean, self->k, self->h, 0);
    self->out_of_control = hcrm_cusum_get_run_length (MIN (mean * ratio, 200), self->k, self->h, 0);
    return TRUE;
  }
  return FALSE;
}

/* --- Following ------------------------------------------------------------------------------ */

void
hcrm_cusum_follow (const HcrmCusum *self,
                   const guint *counts,
                   const double *expected,
                   guint n,
                   HcrmCusumPoint *points)
{
  double sum = 0;
  guint since = 0;

  for (guint i = 0; i < n; i++) {
    double k = expected != NULL ? self->k * expected[i] / self->mean : self->k;

    since = sum > 0 ? since : i;
    sum = MAX (0, sum + counts[i] - k);
    /* A sum of tenths that should be h may lie a hair below it. */
    points[i] = (HcrmCusumPoint){ sum, sum > self->h - 1e-9, since };
    sum = points[i].signal ? 0 : sum;
  }
}
