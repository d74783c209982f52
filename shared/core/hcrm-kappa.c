/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Kappa and its errors, straight from the formulas of the papers named in the header. */

#include "hcrm-kappa.h"

#include <math.h>

#define Z_95 1.959963984540054

/* Proportions, their margins, and the mean weights of each row and column. */
typedef struct {
  guint k;
  HcrmKappaWeights weights;
  double *cells; /* k × k */
  double *rows, *columns;
  double *row_means, *column_means;
} Table;

static double
get_weight (const Table *table, guint i, guint j)
{
  double apart = (double) (i > j ? i - j : j - i) / (table->k - 1);

  switch (table->weights) {
  case HCRM_KAPPA_PLAIN:
    return i == j;
  case HCRM_KAPPA_LINEAR:
    return 1 - apart;
  case HCRM_KAPPA_QUADRATIC:
    return 1 - apart * apart;
  }
  g_return_val_if_reached (0);
}

static guint
count_all (const guint *counts, guint k)
{
  guint n = 0;

  for (guint i = 0; i < k * k; i++)
    n += counts[i];
  return n;
}

static void
fill_proportions (Table *table, const guint *counts, guint n)
{
  for (guint i = 0; i < table->k; i++)
    for (guint j = 0; j < table->k; j++) {
      double share = (double) counts[i * table->k + j] / n;

      table->cells[i * table->k + j] = share;
      table->rows[i] += share;
      table->columns[j] += share;
    }
}

static void
fill_means (Table *table)
{
  for (guint i = 0; i < table->k; i++)
    for (guint j = 0; j < table->k; j++) {
      double weight = get_weight (table, i, j);

      table->row_means[i] += table->columns[j] * weight;
      table->column_means[j] += table->rows[i] * weight;
    }
}

static void
sum_agreement (const Table *table, HcrmKappa *self)
{
  for (guint i = 0; i < table->k; i++)
    for (guint j = 0; j < table->k; j++) {
      double weight = get_weight (table, i, j);

      self->observed += weight * table->cells[i * table->k + j];
      self->expected += weight * table->rows[i] * table->columns[j];
    }
}

/* Of a variance, which rounding may take a hair below 0. */
static double
get_error (double sum, double taken, const HcrmKappa *self)
{
  return sqrt (MAX (0, sum - taken * taken) / self->n) / (1 - self->expected);
}

static void
sum_errors (const Table *table, HcrmKappa *self)
{
  double sum = 0, null_sum = 0, rest = 1 - self->kappa;

  for (guint i = 0; i < table->k; i++)
    for (guint j = 0; j < table->k; j++) {
      double weight = get_weight (table, i, j);
      double means = table->row_means[i] + table->column_means[j];
      double off = weight - means * rest;

      sum += table->cells[i * table->k + j] * off * off;
      null_sum += table->rows[i] * table->columns[j] * (weight - means) * (weight - means);
    }
  self->error = get_error (sum, self->kappa - self->expected * rest, self);
  self->null_error = get_error (null_sum, self->expected, self);
}

/* Whether a rater only ever chose one category. */
static gboolean
is_constant (const Table *table)
{
  for (guint i = 0; i < table->k; i++)
    if (MAX (table->rows[i], table->columns[i]) > 1 - 1e-12)
      return TRUE;
  return FALSE;
}

gboolean
hcrm_kappa_compute (const guint *counts, guint k, HcrmKappaWeights weights, HcrmKappa *self)
{
  g_return_val_if_fail (counts != NULL && k >= 2 && self != NULL, FALSE);
  g_autofree double *room = g_new0 (double, k *(k + 4));
  Table table = { k,
                  weights,
                  .cells = room,
                  .rows = room + k * k,
                  .columns = room + k * (k + 1),
                  .row_means = room + k * (k + 2),
                  .column_means = room + k * (k + 3) };

  *self = (HcrmKappa){ .n = count_all (counts, k) };
  if (self->n == 0)
    return FALSE;
  fill_proportions (&table, counts, self->n);
  if (is_constant (&table))
    return FALSE;
  fill_means (&table);
  sum_agreement (&table, self);
  self->kappa = (self->observed - self->expected) / (1 - self->expected);
  sum_errors (&table, self);
  self->low = self->kappa - Z_95 * self->error;
  self->high = self->kappa + Z_95 * self->error;
  return TRUE;
}
