/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Questions to physicians and alarming answers: fields, what lists may be asked for, workflow. */

#pragma once

#include "core/hcrm-record.h"
#include "core/hcrm-workflow.h"

G_BEGIN_DECLS

/* A question as /questions gives it, and what narrows a list of them. */
extern const HcrmFieldSet hcrm_question_fields;
extern const HcrmFieldSet hcrm_question_query;

/* What a new one takes, and its steps. */
extern const HcrmFieldSet hcrm_question_ask;
extern const HcrmFieldSet hcrm_question_answer;
extern const HcrmFieldSet hcrm_question_say;
extern const HcrmFieldSet hcrm_question_reassign;
extern const HcrmFieldSet hcrm_question_withdraw;
extern const HcrmFieldSet hcrm_question_tell;

/* Who can be asked, and what narrows the list. */
extern const HcrmFieldSet hcrm_physician_fields;
extern const HcrmFieldSet hcrm_physician_query;

/**
 * hcrm_question_workflow:
 *
 * An open one waits for a physician, a returned one for whoever asked, an answered one to be given
 * back to the patient; `told`, `closed` and `withdrawn` are ends.
 */
extern const HcrmWorkflow hcrm_question_workflow;

/* Choices, each ended by a %NULL value. */
extern const HcrmChoice hcrm_question_kind_choices[];
extern const HcrmChoice hcrm_question_severity_choices[];
extern const HcrmChoice hcrm_question_state_choices[];

/* Style classes of the pill that a severity shows as. */
const char *hcrm_question_severity_get_pill (const char *severity);

G_END_DECLS
