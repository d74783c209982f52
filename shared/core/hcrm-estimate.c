/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Student's t in its closed form for whole degrees of freedom, and Wilson's interval. */

#include "hcrm-estimate.h"

#include <math.h>

#define Z_95 1.959963984540054
#define MANY 2000 /* degrees of freedom: the same as the normal distribution to three digits */

/* The chance of |t| or less: Abramowitz and Stegun, 26.7.3 and 26.7.4. */
static double
get_chance (double t, guint degrees)
{
  double angle = atan (t / sqrt (degrees)), cosine = cos (angle);
  gboolean odd = degrees % 2 == 1;
  double term = odd ? cosine : 1, sum = degrees > 1 ? term : 0;

  for (guint i = odd ? 3 : 2; i + 1 < degrees; i += 2) {
    term *= cosine * cosine * (i - 1) / i;
    sum += term;
  }
  return odd ? (angle + sin (angle) * sum) / G_PI_2 : sin (angle) * sum;
}

double
hcrm_estimate_get_t (guint degrees)
{
  double low = 1, high = 13;

  g_return_val_if_fail (degrees >= 1, NAN);
  if (degrees > MANY)
    return Z_95;
  while (high - low > 1e-9) {
    double middle = (low + high) / 2;

    if (get_chance (middle, degrees) < 0.95)
      low = middle;
    else
      high = middle;
  }
  return high;
}

gboolean
hcrm_estimate_mean (guint n, double mean, double deviation, double *low, double *high)
{
  if (n < 2)
    return FALSE;
  double half = hcrm_estimate_get_t (n - 1) * deviation / sqrt (n);

  *low = mean - half;
  *high = mean + half;
  return TRUE;
}

gboolean
hcrm_estimate_share (guint hits, guint n, double *low, double *high)
{
  if (n == 0)
    return FALSE;
  double share = (double) hits / n, z2 = Z_95 * Z_95;
  double middle = (share + z2 / (2 * n)) / (1 + z2 / n);
  double half = Z_95 * sqrt (share * (1 - share) / n + z2 / (4.0 * n * n)) / (1 + z2 / n);

  *low = hits == 0 ? 0 : MAX (0, middle - half);
  *high = hits == n ? 1 : MIN (1, middle + half);
  return TRUE;
}
