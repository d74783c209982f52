/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Follow-up: templates, plans and tasks, what lists of them may be asked for, and their workflows.
 */

#pragma once

#include "core/hcrm-record.h"
#include "core/hcrm-workflow.h"

G_BEGIN_DECLS

/* A template; its field `steps` has the rows of hcrm_followup_step_fields. */
extern const HcrmFieldSet hcrm_followup_template_fields;
extern const HcrmFieldSet hcrm_followup_step_fields;
extern const HcrmFieldSet hcrm_followup_template_query;

/* A plan as /followup-plans gives it, and what narrows a list of them. */
extern const HcrmFieldSet hcrm_followup_plan_fields;
extern const HcrmFieldSet hcrm_followup_plan_query;

/* A task as /followup-tasks gives it, and what narrows a list of them. */
extern const HcrmFieldSet hcrm_followup_task_fields;
extern const HcrmFieldSet hcrm_followup_task_query;

/* What steps take: deciding on a discharge, seeing its dates first, finishing a task, ... */
extern const HcrmFieldSet hcrm_followup_decide;
extern const HcrmFieldSet hcrm_followup_note;
extern const HcrmFieldSet hcrm_followup_preview;
extern const HcrmFieldSet hcrm_followup_next;
extern const HcrmFieldSet hcrm_followup_complete;
extern const HcrmFieldSet hcrm_followup_reason;
extern const HcrmFieldSet hcrm_followup_reschedule;
extern const HcrmFieldSet hcrm_followup_print;
extern const HcrmFieldSet hcrm_followup_assign;
extern const HcrmFieldSet hcrm_followup_assign_many;

/* What a preview answers, row by row. */
extern const HcrmFieldSet hcrm_followup_preview_fields;

/* Changing the steps of a running plan: what is sent, and what seeing it first answers, row by row:
 * `change` is kept, changed, added or dropped; `fixed` (nullable) why the step stays as it is: its
 * state, or `begun`. */
extern const HcrmFieldSet hcrm_followup_change;
extern const HcrmFieldSet hcrm_followup_change_preview;
extern const HcrmFieldSet hcrm_followup_changed_steps;

/* The whole workflows: states with their labels and pills, steps with their permissions. */
extern const HcrmWorkflow hcrm_followup_template_workflow;
extern const HcrmWorkflow hcrm_followup_plan_workflow;
extern const HcrmWorkflow hcrm_followup_task_workflow;
/* Of an encounter: what was decided on its follow-up; the state is `followup_decision`. */
extern const HcrmWorkflow hcrm_followup_decision_workflow;

/* Choices, each ended by a %NULL value. */
extern const HcrmChoice hcrm_followup_owner_choices[];
extern const HcrmChoice hcrm_followup_channel_choices[];
extern const HcrmChoice hcrm_followup_sheet_choices[];
extern const HcrmChoice hcrm_followup_bucket_choices[];
extern const HcrmChoice hcrm_followup_task_state_choices[];
extern const HcrmChoice hcrm_followup_plan_state_choices[];
extern const HcrmChoice hcrm_followup_template_state_choices[];

/* Style classes of the pill that a bucket shows as, such as "danger" for `overdue`. */
const char *hcrm_followup_bucket_get_pill (const char *bucket);

/* The greatest day after discharge that a step may lie on, and the most steps of a plan. */
#define HCRM_FOLLOWUP_MAX_DAYS 3660
#define HCRM_FOLLOWUP_MAX_STEPS 60

G_END_DECLS
