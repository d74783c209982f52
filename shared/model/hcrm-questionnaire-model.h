/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Rows of the lists of questionnaires and of answers; the records themselves are FHIR resources. */

#pragma once

#include "core/hcrm-record.h"

G_BEGIN_DECLS

extern const HcrmFieldSet hcrm_questionnaire_fields;
extern const HcrmFieldSet hcrm_questionnaire_query;
extern const HcrmFieldSet hcrm_response_fields;
extern const HcrmFieldSet hcrm_response_query;

extern const HcrmChoice hcrm_questionnaire_state_choices[];
extern const HcrmChoice hcrm_response_state_choices[];

G_END_DECLS
