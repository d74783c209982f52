/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/hcrm-record.h"
#include "core/hcrm-workflow.h"

G_BEGIN_DECLS

/* How sure it is that two records are one person's. */
extern const HcrmChoice hcrm_duplicate_level_choices[];

/* What a record is made of: the kinds that hcrm_patient_counts() counts, in the order in which they
 * are shown. */
extern const HcrmChoice hcrm_patient_part_choices[];

/* A proposal. `reasons`: [{code, params}] for hcrm_explain(); `score` up to 100. */
extern const HcrmFieldSet hcrm_duplicate_fields;
extern const HcrmFieldSet hcrm_duplicate_query;
extern const HcrmFieldSet hcrm_duplicate_dismiss;
extern const HcrmFieldSet hcrm_duplicate_merge; /* why, and the versions that were compared */
extern const HcrmWorkflow hcrm_duplicate_workflow;

/* A merge that stands: what `from_id` was, and into whom. */
extern const HcrmFieldSet hcrm_merge_fields;

/* Inputs: whom to compare with, to merge into, and parting again. Both records have a version. */
extern const HcrmFieldSet hcrm_merge_preview;
extern const HcrmFieldSet hcrm_merge_input;
extern const HcrmFieldSet hcrm_unmerge_input;

G_END_DECLS
