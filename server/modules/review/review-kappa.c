/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Kappa of what two reviewers gave for an item. */

#include "review-private.h"

/* Of what has more points than this, neighbours are counted as one. */
#define MOST_CATEGORIES 101

gboolean
hcrm_review_fill_kappa (HcrmRows *rows, guint first, guint end, int max, HcrmKappa *kappa)
{
  guint k = CLAMP (max, 1, MOST_CATEGORIES - 1) + 1;
  g_autofree guint *counts = g_new0 (guint, k * k);

  for (guint i = first; i < end; i++) {
    guint a = MIN (hcrm_rows_get_int (rows, i, "a"), k - 1);
    guint b = MIN (hcrm_rows_get_int (rows, i, "b"), k - 1);
    counts[a * k + b] += hcrm_rows_get_int (rows, i, "n");
  }
  return hcrm_kappa_compute (counts, k, k > 2 ? HCRM_KAPPA_QUADRATIC : HCRM_KAPPA_PLAIN, kappa);
}

gboolean
hcrm_review_has_interval (const HcrmKappa *kappa)
{
  return kappa->error > 1e-9;
}
