/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/hcrm-job.h"

/* Patients, contacts, encounters, the time line, attempts, and the search that finds patients. */
extern const HcrmModule hcrm_patient_module;

/* Duplicates: proposed, compared, merged and parted again. */
extern const HcrmModule hcrm_patient_merge_module;

/* Callers: whom a number may mean, the likeliest first; who was on the line; who shares a number.
 */
extern const HcrmModule hcrm_patient_caller_module;

/* Forgetting patients, by two persons. */
extern const HcrmModule hcrm_patient_anonymise_module;

/* Proposes whoever had no contact for the years that the setting retention_years says. */
gboolean hcrm_patient_propose_anonymising (HcrmJob *sweep, GError **error);

#define HCRM_PATIENT_DUPLICATES_JOB "patient-duplicates"
#define HCRM_PATIENT_DUPLICATES_S 30 /* between two sweeps */

/* Compares patients that are new or were changed with all others. */
gboolean hcrm_patient_find_duplicates (HcrmJob *sweep, GError **error);

/* The same at once and to the end, when somebody asks for it. */
gboolean hcrm_patient_look_for_duplicates (HcrmJob *job, GError **error);
