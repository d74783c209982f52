/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The rules of follow-up that people keep: mandatory groups, leave; and the gaps that they show. */

#pragma once

#include "core/hcrm-record.h"
#include "core/hcrm-workflow.h"

G_BEGIN_DECLS

/* A rule that makes follow-up mandatory, as /followup-rules gives and takes it. */
extern const HcrmFieldSet hcrm_followup_rule_fields;
extern const HcrmFieldSet hcrm_followup_rule_query;

/* What is counted: the conditions of a rule that need not be saved yet. */
extern const HcrmFieldSet hcrm_followup_rule_trial;

/* Leave with who stands in, as /leaves gives and takes it. */
extern const HcrmFieldSet hcrm_leave_fields;
extern const HcrmFieldSet hcrm_leave_query;
extern const HcrmWorkflow hcrm_leave_workflow;

/* One group of mandatory discharges, counted, as /followup-gaps gives it. */
extern const HcrmFieldSet hcrm_followup_gap_fields;
extern const HcrmFieldSet hcrm_followup_gap_query;

/* Choices, each ended by a %NULL value. */
extern const HcrmChoice hcrm_followup_mandatory_choices[];
extern const HcrmChoice hcrm_followup_combine_choices[];
extern const HcrmChoice hcrm_leave_state_choices[];
extern const HcrmChoice hcrm_followup_gap_choices[];

G_END_DECLS
