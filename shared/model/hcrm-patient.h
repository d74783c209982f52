/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Patients: their record, what a list of them may be asked for, and what is revealed of them. */

#pragma once

#include "core/hcrm-record.h"

G_BEGIN_DECLS

/* The members of a patient as /patients gives them; those not read-only are what a form edits. */
extern const HcrmFieldSet hcrm_patient_fields;

/* What narrows a list of patients. */
extern const HcrmFieldSet hcrm_patient_query;

/* What the reveal step takes: the fields by name (id_number, address, numbers), and why. */
extern const HcrmFieldSet hcrm_patient_reveal;

/* One finding of /search: a patient, and which of their keys matched. */
extern const HcrmFieldSet hcrm_finding_fields;

/* One row of the time line of a patient, as /timeline gives it, and what narrows it. */
extern const HcrmFieldSet hcrm_timeline_fields;
extern const HcrmFieldSet hcrm_timeline_query;

/* One attempt to reach a patient, as /attempts gives it, and what narrows them. */
extern const HcrmFieldSet hcrm_attempt_fields;
extern const HcrmFieldSet hcrm_attempt_query;

/* Choices shared by several field sets, ended by a %NULL value. */
extern const HcrmChoice hcrm_sex_choices[];

/* What somebody is to the hospital; several at once. */
extern const HcrmChoice hcrm_patient_kind_choices[];
extern const HcrmChoice hcrm_attempt_channel_choices[];

G_END_DECLS
