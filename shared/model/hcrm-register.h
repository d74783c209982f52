/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Special-disease registers: a saved condition, and who is in with the reason of entry and exit. */

#pragma once

#include "core/hcrm-record.h"
#include "core/hcrm-workflow.h"

G_BEGIN_DECLS

/* A register. `diagnoses` and `excluded` are lists of ICD-10 codes or ranges, `procedures` of the
 * beginnings of codes; what else is given must be true of the same visit, the score of the newest
 * answers to the questionnaire. `editable`: whether it lies within the reader's scope. */
extern const HcrmFieldSet hcrm_register_fields;
extern const HcrmFieldSet hcrm_register_query;

/* The condition alone, to count who meets it; and what that count answers. */
extern const HcrmFieldSet hcrm_register_condition;
extern const HcrmFieldSet hcrm_register_plan; /* the template all members are to be followed by */

/* A member: when and why it entered, what is known of it since, and why it is to leave or left. */
extern const HcrmFieldSet hcrm_register_member_fields;
extern const HcrmFieldSet hcrm_register_member_query;
extern const HcrmFieldSet hcrm_register_member_new;
extern const HcrmFieldSet hcrm_register_reason;

extern const HcrmWorkflow hcrm_register_workflow;
extern const HcrmWorkflow hcrm_register_member_workflow;

extern const HcrmChoice hcrm_register_state_choices[];
extern const HcrmChoice hcrm_register_member_state_choices[];
extern const HcrmChoice hcrm_register_entry_choices[];
extern const HcrmChoice hcrm_register_exit_choices[];

G_END_DECLS
