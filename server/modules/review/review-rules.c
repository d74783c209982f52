/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Sharing out recordings evenly. */

#include "review-rules.h"

static guint
count_allowed (const gboolean *barred, guint n_reviewers)
{
  guint n = 0;

  for (guint i = 0; i < n_reviewers; i++)
    n += !barred[i];
  return n;
}

/* The one with the least in hand who may get it, or -1. */
static int
find_reviewer (const gboolean *barred, const guint *loads, guint n_reviewers)
{
  int best = -1;

  for (guint i = 0; i < n_reviewers; i++)
    if (!barred[i] && (best < 0 || loads[i] < loads[best]))
      best = i;
  return best;
}

void
hcrm_review_share_out (guint n, guint n_reviewers, const gboolean *barred, guint *loads, int *given)
{
  for (guint i = 0; i < n; i++)
    given[i] = -1;
  for (guint allowed = 1; allowed <= n_reviewers; allowed++)
    for (guint i = 0; i < n; i++) {
      const gboolean *row = barred + i * n_reviewers;
      if (count_allowed (row, n_reviewers) != allowed)
        continue;
      given[i] = find_reviewer (row, loads, n_reviewers);
      loads[given[i]]++;
    }
}
