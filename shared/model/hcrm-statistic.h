/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Statistics of follow-up: its reports, and the lists behind their figures. */

#pragma once

#include "hcrm-report.h"

G_BEGIN_DECLS

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

G_END_DECLS
