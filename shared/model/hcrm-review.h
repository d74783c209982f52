/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Quality review: fields of scorecards, samples, reviews and calibration; workflows; the score. */

#pragma once

#include "core/hcrm-record.h"
#include "core/hcrm-workflow.h"
#include "hcrm-report.h"

G_BEGIN_DECLS

/* A scorecard as /scorecards takes and gives it (one alone has `items`), its items, and what
 * narrows a list. */
extern const HcrmFieldSet hcrm_scorecard_fields;
extern const HcrmFieldSet hcrm_scorecard_item_fields;
extern const HcrmFieldSet hcrm_scorecard_query;

/* A sample as /samples gives it (one alone also has `items`), what drawing one takes, what can be
 * changed of it, what narrows a list, and how its recordings are given to reviewers. */
extern const HcrmFieldSet hcrm_sample_fields;
extern const HcrmFieldSet hcrm_sample_item_fields;
extern const HcrmFieldSet hcrm_sample_new;
extern const HcrmFieldSet hcrm_sample_edit;
extern const HcrmFieldSet hcrm_sample_query;
extern const HcrmFieldSet hcrm_sample_assign;

/* A review as /reviews gives it (one alone also has `items`, `scores` and `history`), what narrows
 * a list, what a new one takes, and what its reviewer writes, bit by bit or with `submit`. */
extern const HcrmFieldSet hcrm_review_fields;
extern const HcrmFieldSet hcrm_review_query;
extern const HcrmFieldSet hcrm_review_new;
extern const HcrmFieldSet hcrm_review_edit;
extern const HcrmFieldSet hcrm_review_score_fields;

/* Inputs of the steps of a review. */
extern const HcrmFieldSet hcrm_review_assign;
extern const HcrmFieldSet hcrm_review_skip;
extern const HcrmFieldSet hcrm_review_appeal;
extern const HcrmFieldSet hcrm_review_settle;

/* Who scores, and how much each has in hand. */
extern const HcrmFieldSet hcrm_reviewer_fields;
extern const HcrmFieldSet hcrm_reviewer_query;

/* A calibration session as /calibrations gives it (one alone also has `progress`, who has
 * submitted how many, `reviews`, and once it is over `items` with kappa), a new one, and what
 * narrows a list. */
extern const HcrmFieldSet hcrm_calibration_fields;
extern const HcrmFieldSet hcrm_calibration_new;
extern const HcrmFieldSet hcrm_calibration_query;

/* The report of reviews, and what it can be narrowed by. */
extern const HcrmFieldSet hcrm_review_report_fields;
extern const HcrmFieldSet hcrm_review_report_query;
extern const HcrmChoice hcrm_review_group_choices[];
extern const HcrmReport hcrm_review_report;

/* Follow-ups that may not have happened as they stand, what narrows a list, and what looking into
 * one takes. `version` is that of what came of it, 1 while nobody has looked. */
extern const HcrmFieldSet hcrm_suspicion_fields;
extern const HcrmFieldSet hcrm_suspicion_look;
extern const HcrmFieldSet hcrm_suspicion_query;

/**
 * hcrm_review_workflow:
 *
 * A review. Its reviewer begins and submits it; the agent whose call it is may appeal for some
 * days, once; a second reviewer scores blind, if need be, in a review of their own; and whoever
 * manages settles it.
 */
extern const HcrmWorkflow hcrm_review_workflow;
extern const HcrmWorkflow hcrm_scorecard_workflow;
extern const HcrmWorkflow hcrm_calibration_workflow;

/* Choices, each ended by a %NULL value. */
extern const HcrmChoice hcrm_review_state_choices[];
extern const HcrmChoice hcrm_review_kind_choices[];
extern const HcrmChoice hcrm_review_outcome_choices[];
extern const HcrmChoice hcrm_scorecard_state_choices[];
extern const HcrmChoice hcrm_scorecard_kind_choices[];
extern const HcrmChoice hcrm_sample_method_choices[];
extern const HcrmChoice hcrm_sample_stratum_choices[];
extern const HcrmChoice hcrm_sample_risk_choices[];
extern const HcrmChoice hcrm_calibration_state_choices[];
extern const HcrmChoice hcrm_suspicion_reason_choices[];
extern const HcrmChoice hcrm_suspicion_outcome_choices[];

/* --- The score ------------------------------------------------------------------------------ */

/**
 * HcrmReviewMark:
 * @fatal: one that makes the score 0 if it is broken (@value 0), and has no weight
 * @max: the best value; 1 of what is answered with yes or no
 * @weight: in hundredths
 * @value: from 0 to @max
 * @na: does not apply to this call: its weight is shared by the others
 */
typedef struct {
  gboolean fatal;
  int max;
  gint64 weight;
  int value;
  gboolean na;
} HcrmReviewMark;

/**
 * HcrmReviewResult:
 * @score: in hundredths of a point, 0 to 10000
 * @fatal: whether a fatal item was broken
 * @passed: whether no fatal item was, and the score reaches the pass mark
 */
typedef struct {
  int score;
  gboolean fatal;
  gboolean passed;
} HcrmReviewResult;

/**
 * hcrm_review_score:
 * @pass_mark: in hundredths of a point
 *
 * 100 · Σ weight · value / max ÷ Σ weight over the items that apply, rounded to the nearest
 * hundredth, halves up; 0 if a fatal item is broken. If only fatal items apply, and none is broken,
 * it is 100.
 */
HcrmReviewResult hcrm_review_score (const HcrmReviewMark *marks, guint n, int pass_mark);

/* Hundredths of a decimal such as "12.5", and back; what is smaller is cut off. */
gint64 hcrm_review_to_hundredths (const char *decimal);
char *hcrm_review_from_hundredths (gint64 hundredths);

G_END_DECLS
