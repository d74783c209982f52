/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/hcrm-job.h"

/* Imports of lists of patients and discharges: upload, mapping, steps, and what came of them. */
extern const HcrmModule hcrm_patient_import_module;

/* The job's kind, and what it does: check, import or undo, by the import's state. */
#define HCRM_PATIENT_IMPORT_JOB "patient-import"
gboolean hcrm_patient_import_run (HcrmJob *job, GError **error);

/* Takes files away that are not needed any more. */
gboolean hcrm_patient_import_sweep (HcrmJob *sweep, GError **error);

/* (transfer full): where a file of an import is (%NULL for none); where what came so far is. */
char *hcrm_patient_import_dup_path (HcrmHttp *http, const char *file);
char *hcrm_patient_import_dup_part (HcrmHttp *http, const char *id);
