/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Cohen's kappa: how far two raters agree beyond what chance would bring about. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How much it counts if two raters are some categories apart. Of k categories i and j agree by: */
typedef enum {
  HCRM_KAPPA_PLAIN,     /* 1 if i = j, else 0 (Cohen 1960) */
  HCRM_KAPPA_LINEAR,    /* 1 - |i - j| / (k - 1) (Cicchetti and Allison 1971) */
  HCRM_KAPPA_QUADRATIC, /* 1 - (i - j)² / (k - 1)² (Fleiss and Cohen 1973) */
} HcrmKappaWeights;

/**
 * HcrmKappa:
 * @n: rated by both
 * @observed: agreement, weighted, 0 to 1
 * @expected: the same if the raters knew nothing of each other
 * @kappa: (observed - expected) / (1 - expected), 1 at most
 * @error: its standard error; 0 if the raters never differ, and the interval then tells nothing
 * @null_error: the same if there were no agreement beyond chance, for a test of that
 * @low: of the interval of 95 %, kappa - 1.96 @error
 * @high: kappa + 1.96 @error
 */
typedef struct {
  guint n;
  double observed;
  double expected;
  double kappa;
  double error;
  double null_error;
  double low;
  double high;
} HcrmKappa;

/**
 * hcrm_kappa_compute:
 * @counts: @k rows of @k: how often the first rater chose i where the second chose j
 * @k: categories, in their order; at least 2
 * @self: (out caller-allocates): all zero but @n if there is none
 *
 * Cohen, "A coefficient of agreement for nominal scales", Educational and Psychological
 * Measurement 20 (1960), and "Weighted kappa", Psychological Bulletin 70 (1968); the errors are
 * those of Fleiss, Cohen and Everitt, "Large sample standard errors of kappa and weighted kappa",
 * Psychological Bulletin 72 (1969).
 *
 * Where a rater only ever chose one category, observed and expected agreement are the same sum
 * whatever the other one chose: kappa is 0 and so is its error, although the two may agree on
 * nearly all (the extreme of the first paradox of Feinstein and Cicchetti, "High agreement but low
 * kappa", Journal of Clinical Epidemiology 43 (1990)), or 0 / 0 if the other one chose the same
 * category throughout. Such a 0 says nothing of the raters, so there is no kappa then.
 *
 * Returns: whether there is one: not if nothing was rated, or a rater only ever chose one category
 */
gboolean
hcrm_kappa_compute (const guint *counts, guint k, HcrmKappaWeights weights, HcrmKappa *self);

G_END_DECLS
