/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Statistics of follow-up: figures, the rates made of them and what these mean. */

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
} HcrmRate;

/**
 * HcrmReport:
 * @name: the last part of its path, `/reports/<name>`
 * @kinds: the cases that are counted, as an array of the database
 * @figures: names, separated by blanks, in the order of their columns
 * @groups: what its figures can be grouped by, ended by a %NULL value
 *
 * Figures that are counted and shown together.
 */
typedef struct {
  const char *name;
  const char *title;
  const char *kinds;
  const char *figures;
  const HcrmRate *rates;
  guint n_rates;
  const HcrmChoice *groups;
} HcrmReport;

extern const HcrmReport hcrm_reports[];
extern const guint hcrm_n_reports;

/* Returns: (nullable): the report of that name */
const HcrmReport *hcrm_report_find (const char *name);

/* What narrows a report, and a group of it: all figures there are, and of an export their rates,
 * `covered_rate`. */
extern const HcrmFieldSet hcrm_report_query;
extern const HcrmFieldSet hcrm_report_fields;

/* Figures by the name under which lists of cases are narrowed to what one of them counts. */
extern const HcrmChoice hcrm_discharge_figure_choices[];
extern const HcrmChoice hcrm_step_figure_choices[];

extern const HcrmChoice hcrm_answer_figure_choices[];

/* Answers behind a figure, and what narrows a list of them. */
extern const HcrmFieldSet hcrm_statistic_answer_fields;
extern const HcrmFieldSet hcrm_statistic_answer_query;
extern const HcrmChoice hcrm_verdict_choices[];

/* What patients said in their own words, what narrows a list of it, and what sorting it takes. */
extern const HcrmFieldSet hcrm_opinion_fields;
extern const HcrmFieldSet hcrm_opinion_query;
extern const HcrmFieldSet hcrm_opinion_code;
extern const HcrmChoice hcrm_opinion_state_choices[];
extern const HcrmChoice hcrm_opinion_source_choices[];

/* What opinions are about, and what narrows a list of it. */
extern const HcrmFieldSet hcrm_opinion_category_fields;
extern const HcrmFieldSet hcrm_opinion_category_query;

/* Questions that are counted: one of them, a new one, and what narrows a list of them. */
extern const HcrmFieldSet hcrm_statistic_item_fields;
extern const HcrmFieldSet hcrm_statistic_item_new;
extern const HcrmFieldSet hcrm_statistic_item_query;
extern const HcrmChoice hcrm_measure_choices[];

/* The steps of a plan, by their position. */
extern const HcrmChoice hcrm_report_step_choices[];

/**
 * hcrm_rate_compute:
 *
 * Returns: the rate in a group, 0 to 1; -1 if there is nothing to count
 */
double hcrm_rate_compute (const HcrmRate *rate, HcrmRecord *group);

G_END_DECLS
