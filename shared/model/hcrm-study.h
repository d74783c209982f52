/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Studies: what is asked when, who takes part, and the data without names. */

#pragma once

#include "core/hcrm-record.h"
#include "core/hcrm-workflow.h"

G_BEGIN_DECLS

/* A study with its arms, visits (days from a subject's anchor) and the forms of each visit.
 * `versions`: which version of each form applies from which day; `newer`: one published since. */
extern const HcrmFieldSet hcrm_study_fields;
extern const HcrmFieldSet hcrm_study_arm_fields;
extern const HcrmFieldSet hcrm_study_visit_fields;
extern const HcrmFieldSet hcrm_study_form_fields;
extern const HcrmFieldSet hcrm_study_query;
extern const HcrmFieldSet hcrm_study_reason;
extern const HcrmFieldSet hcrm_study_adopt;
extern const HcrmFieldSet hcrm_study_recruit;

/* Subjects with their names, for those who treat them. */
extern const HcrmFieldSet hcrm_study_subject_fields;
extern const HcrmFieldSet hcrm_study_subject_query;
extern const HcrmFieldSet hcrm_study_subject_new;
extern const HcrmFieldSet hcrm_study_consent;
extern const HcrmFieldSet hcrm_study_withdraw;

/* The same people for research: numbers and days, no names and dates. */
extern const HcrmFieldSet hcrm_study_participant_fields;
extern const HcrmFieldSet hcrm_study_participant_query;

/* A form of a visit of a subject, and what is asked back about it. */
extern const HcrmFieldSet hcrm_study_entry_fields;
extern const HcrmFieldSet hcrm_study_entry_query;
extern const HcrmFieldSet hcrm_study_enter;
extern const HcrmFieldSet hcrm_study_ask;
extern const HcrmFieldSet hcrm_study_answer;

/* Saved lists of variables, the code book, and what narrows the data. */
extern const HcrmFieldSet hcrm_study_list_fields;
extern const HcrmFieldSet hcrm_study_list_query;
extern const HcrmFieldSet hcrm_study_variable_fields;
extern const HcrmFieldSet hcrm_study_data_fields;
extern const HcrmFieldSet hcrm_study_data_query;

extern const HcrmWorkflow hcrm_study_workflow;
extern const HcrmWorkflow hcrm_study_subject_workflow;
extern const HcrmWorkflow hcrm_study_entry_workflow;

extern const HcrmChoice hcrm_study_data_use_choices[];

/* What stands in the data where there is no value. */
#define HCRM_STUDY_NO_DAY "-5" /* a date that is not whole */
#define HCRM_STUDY_NOT_ASKED "-6"
#define HCRM_STUDY_NOT_VISITED "-7"
#define HCRM_STUDY_NOT_IN_VERSION "-8"
#define HCRM_STUDY_NOT_ANSWERED "-9"

G_END_DECLS
