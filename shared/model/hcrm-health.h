/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Health management: programmes, who is in them, and cycles of five steps. */

#pragma once

#include "core/hcrm-record.h"
#include "core/hcrm-workflow.h"

G_BEGIN_DECLS

/* A programme with its `indicators` and the `advice` for what is found of them. */
/* How many patients are taken into a programme at once. */
#define HCRM_HEALTH_MAX_ENROLLED 200

extern const HcrmFieldSet hcrm_health_programme_fields;
extern const HcrmFieldSet hcrm_health_indicator_fields;
extern const HcrmFieldSet hcrm_health_advice_fields;
extern const HcrmFieldSet hcrm_health_programme_query;

/* Somebody in a programme, with the cycle that is open. */
extern const HcrmFieldSet hcrm_health_care_fields;
extern const HcrmFieldSet hcrm_health_care_query;
extern const HcrmFieldSet hcrm_health_care_new;
extern const HcrmFieldSet hcrm_health_care_many; /* several patients at once */
extern const HcrmFieldSet hcrm_health_care_end;
extern const HcrmFieldSet hcrm_health_care_assign;

/* A cycle; read alone it has as well, as JSON: `values` with finding, trend and effect, `steps`,
 * `proposals` of advice, `guidance` that was given, `plans` and the `message`. */
extern const HcrmFieldSet hcrm_health_cycle_fields;
extern const HcrmFieldSet hcrm_health_cycle_query;
extern const HcrmFieldSet hcrm_health_reason;
extern const HcrmFieldSet hcrm_health_move;
extern const HcrmFieldSet hcrm_health_enter;
extern const HcrmFieldSet hcrm_health_note;
extern const HcrmFieldSet hcrm_health_assess;
extern const HcrmFieldSet hcrm_health_guidance_fields;
extern const HcrmFieldSet hcrm_health_guide;
extern const HcrmFieldSet hcrm_health_intervene;
extern const HcrmFieldSet hcrm_health_evaluate;

/* One value of a cycle, as `values` of a cycle has it. */
extern const HcrmFieldSet hcrm_health_value_fields;

extern const HcrmWorkflow hcrm_health_programme_workflow;
extern const HcrmWorkflow hcrm_health_care_workflow;
extern const HcrmWorkflow hcrm_health_cycle_workflow;

/* Ended by a %NULL value. source, substance, sex and pick: of an indicator; advised: the findings
 * that advice is given for; step: what is done in a cycle. */
extern const HcrmChoice hcrm_health_source_choices[];
extern const HcrmChoice hcrm_health_substance_choices[];
extern const HcrmChoice hcrm_health_sex_choices[];
extern const HcrmChoice hcrm_health_pick_choices[];
extern const HcrmChoice hcrm_health_advised_choices[];
extern const HcrmChoice hcrm_health_judgement_choices[];
extern const HcrmChoice hcrm_health_exit_choices[];
extern const HcrmChoice hcrm_health_gap_choices[];
extern const HcrmChoice hcrm_health_finding_choices[];
extern const HcrmChoice hcrm_health_step_choices[];
extern const HcrmChoice hcrm_health_state_choices[];
extern const HcrmChoice hcrm_health_bucket_choices[];
extern const HcrmChoice hcrm_health_effect_choices[];
extern const HcrmChoice hcrm_health_trend_choices[];

/* The plan by which missing values are asked for. */
#define HCRM_HEALTH_COLLECT_TEMPLATE "health-collect"

/* The template of messages with advice. */
#define HCRM_HEALTH_MESSAGE "health-advice"

/**
 * hcrm_health_judge:
 * @within: how many values are at their target
 * @outside: how many are not
 * @missing: how many are not known; none of these is taken for one of the others
 *
 * Returns: what the findings say together, one of %hcrm_health_judgement_choices
 */
const char *hcrm_health_judge (guint within, guint outside, guint missing);

G_END_DECLS
