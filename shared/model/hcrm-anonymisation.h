/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/hcrm-record.h"
#include "core/hcrm-workflow.h"

G_BEGIN_DECLS

/* Somebody to be forgotten: proposed, asked for, done or kept. */
extern const HcrmFieldSet hcrm_anonymisation_fields;
extern const HcrmFieldSet hcrm_anonymisation_query;
extern const HcrmFieldSet hcrm_anonymisation_ask; /* from the patient's record: on what ground */
extern const HcrmChoice hcrm_anonymisation_grounds[];
extern const HcrmWorkflow hcrm_anonymisation_workflow;

G_END_DECLS
