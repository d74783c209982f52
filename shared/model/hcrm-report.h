/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reports: figures, the rates made of them and what these mean. */

#pragma once

#include "core/hcrm-record.h"

G_BEGIN_DECLS

/**
 * HcrmRate:
 * @name: also the figure that is its numerator
 * @whole: the figure that is its denominator
 * @title: marked with N_()
 * @definition: marked with N_(); what pages, replies and docs/statistics.md say
 * @color: of the style sheet
 * @bad: whether more of it is worse
 * @within: (nullable): the only group that it is a rate of; there is none of all
 * @per: 0 for a rate in per cent; else for how many of the whole it is said, such as 1000
 *
 * A rate. Where its denominator is 0 there is no rate, which is shown as a dash.
 */
typedef struct {
  const char *name;
  const char *whole;
  const char *title;
  const char *definition;
  const char *color;
  gboolean bad;
  const char *within;
  int per;
} HcrmRate;

/**
 * HcrmMeasure:
 * @name: the figure, a decimal
 * @low: the figure where its interval of 95 % begins, which may be missing
 * @high: where that ends
 * @part: (nullable): the figure of those it counts, if it is a share of @whole
 * @whole: the figure that says of how many it is
 * @title: marked with N_()
 * @definition: marked with N_()
 * @color: of the style sheet
 * @decimals: with how many it is written
 * @drawn: whether it is what charts show; it then lies between 0 and 100
 *
 * What is estimated from a few, with the interval that it lies in. Not every group need have it.
 */
typedef struct {
  const char *name;
  const char *low;
  const char *high;
  const char *part;
  const char *whole;
  const char *title;
  const char *definition;
  const char *color;
  int decimals;
  gboolean drawn;
} HcrmMeasure;

/**
 * HcrmReport:
 * @name: the last part of its path, `/reports/<name>`
 * @permission: without which it is not seen
 * @kinds: (nullable): the cases that are counted, as an array of the database
 * @figures: names, separated by blanks, in the order of their columns
 * @groups: what its figures can be grouped by, ended by a %NULL value
 * @query: what it can be narrowed by
 * @fields: of a group: all its figures, and of an export their rates, `covered_rate`
 * @measures: what is estimated, shown before the rates
 * @shares: (nullable): the figure whose groups are drawn as parts of a whole, but for weeks and
 *   months
 *
 * Figures that are counted and shown together.
 */
typedef struct {
  const char *name;
  const char *title;
  int permission;
  const char *kinds;
  const char *figures;
  const HcrmRate *rates;
  guint n_rates;
  const HcrmChoice *groups;
  const HcrmFieldSet *query;
  const HcrmFieldSet *fields;
  const HcrmMeasure *measures;
  guint n_measures;
  const char *shares;
} HcrmReport;

/**
 * hcrm_rate_compute:
 *
 * Returns: the rate in a group, 0 to 1; -1 if there is nothing to count
 */
double hcrm_rate_compute (const HcrmRate *rate, HcrmRecord *group);

/* Returns: (transfer full) (nullable): a measure as it is written, 83.4; %NULL where there is none
 */
char *hcrm_measure_dup_value (const HcrmMeasure *measure, HcrmRecord *group);

/* Returns: (transfer full) (nullable): its interval, 79.1–87.7; %NULL where there is none */
char *hcrm_measure_dup_interval (const HcrmMeasure *measure, HcrmRecord *group);

/* Returns: a figure that is a decimal; NaN where there is none */
double hcrm_measure_get (HcrmRecord *group, const char *figure);

/* Returns: (nullable): what a group by a code is called, marked with N_(): where what the report is
 * narrowed to by that name has choices */
const char *hcrm_report_find_word (const HcrmReport *report, const char *group, const char *code);

/* Returns: what a rate of 1 is written as: 100, or what it is said for */
int hcrm_rate_get_scale (const HcrmRate *rate);

G_END_DECLS
