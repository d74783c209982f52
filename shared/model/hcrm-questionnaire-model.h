/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Rows of the lists of questionnaires and of answers; the records themselves are FHIR resources. */

#pragma once

#include "core/hcrm-record.h"
#include "core/hcrm-workflow.h"

G_BEGIN_DECLS

/* What is asked after discharge, unless a questionnaire says otherwise. */
#define HCRM_PURPOSE_FOLLOW_UP "follow-up"

/* In the place of a questionnaire's address in a step: what fits the diagnoses and the day, for
 * follow-up or, after a colon, for another purpose: `urn:hcrm:by-diagnosis:medication`. */
#define HCRM_QUESTIONNAIRE_BY_DIAGNOSIS "urn:hcrm:by-diagnosis"

extern const HcrmFieldSet hcrm_questionnaire_fields;
extern const HcrmFieldSet hcrm_questionnaire_query;
extern const HcrmFieldSet hcrm_questionnaire_resource; /* a draft as it is sent */
extern const HcrmFieldSet hcrm_questionnaire_clone;
extern const HcrmFieldSet hcrm_questionnaire_compose;
extern const HcrmFieldSet hcrm_questionnaire_category_fields;
extern const HcrmFieldSet hcrm_questionnaire_category_query;
extern const HcrmFieldSet hcrm_response_fields;
extern const HcrmFieldSet hcrm_response_query;
extern const HcrmFieldSet hcrm_response_create;
extern const HcrmFieldSet hcrm_response_amend;

extern const HcrmWorkflow hcrm_questionnaire_workflow;
extern const HcrmWorkflow hcrm_response_workflow; /* its actions are the status asked for */

extern const HcrmChoice hcrm_questionnaire_state_choices[];
extern const HcrmChoice hcrm_questionnaire_purpose_choices[];
extern const HcrmChoice hcrm_response_state_choices[];

G_END_DECLS
