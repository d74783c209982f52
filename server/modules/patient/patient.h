/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/hcrm-job.h"

/* Patients, contacts, encounters, the time line, attempts, and the search that finds patients. */
extern const HcrmModule hcrm_patient_module;

/* Duplicates: proposed, compared, merged and parted again. */
extern const HcrmModule hcrm_patient_merge_module;

/* Compares patients that are new or were changed with all others. */
gboolean hcrm_patient_find_duplicates (HcrmJob *sweep, GError **error);
