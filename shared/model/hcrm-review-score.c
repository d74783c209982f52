/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The score of a review, in whole numbers. */

#include <string.h>

#include "hcrm-review.h"

#define WHOLE 10000 /* 100 points, in hundredths */

static gint64
find_divisor (gint64 a, gint64 b)
{
  while (b != 0) {
    gint64 rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

/* The least number that every item's best value divides, as long as it is not above a million: what
 * does not fit is counted in fractions this fine. */
static gint64
find_common_max (const HcrmReviewMark *marks, guint n)
{
  gint64 common = 1;

  for (guint i = 0; i < n; i++) {
    gint64 next = common / find_divisor (common, marks[i].max) * marks[i].max;
    common = next <= 1000000 ? next : common;
  }
  return common;
}

HcrmReviewResult
hcrm_review_score (const HcrmReviewMark *marks, guint n, int pass_mark)
{
  gint64 fine = find_common_max (marks, n), earned = 0, whole = 0;
  gboolean fatal = FALSE;

  for (guint i = 0; i < n; i++) {
    if (marks[i].na)
      continue;
    if (marks[i].fatal) {
      fatal = fatal || marks[i].value == 0;
      continue;
    }
    earned += marks[i].weight * (fine * marks[i].value / marks[i].max);
    whole += marks[i].weight;
  }
  /* 100 items of 100,000 hundredths each: 10⁷ · 10⁶ · 2 · 10⁴ < 2⁶³. */
  int score = whole > 0 ? (2 * WHOLE * earned + fine * whole) / (2 * fine * whole) : WHOLE;

  score = fatal ? 0 : score;
  return (HcrmReviewResult){ score, fatal, !fatal && score >= pass_mark };
}

/* The digit at @at, 0 if there is none. */
static int
get_digit (const char *at)
{
  return g_ascii_isdigit (*at) ? *at - '0' : 0;
}

gint64
hcrm_review_to_hundredths (const char *decimal)
{
  const char *point = decimal != NULL ? strchr (decimal, '.') : NULL;
  gint64 whole = decimal != NULL ? g_ascii_strtoll (decimal, NULL, 10) * 100 : 0;

  if (point == NULL || point[1] == '\0')
    return whole;
  return whole + 10 * get_digit (point + 1) + get_digit (point + 2);
}

char *
hcrm_review_from_hundredths (gint64 hundredths)
{
  return g_strdup_printf ("%" G_GINT64_FORMAT ".%02d", hundredths / 100, (int) (hundredths % 100));
}
