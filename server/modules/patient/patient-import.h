/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/hcrm-job.h"

/* Imports of lists of patients and discharges: upload, mapping, steps, and what came of them. */
extern const HcrmModule hcrm_patient_import_module;

/* The job's kind, and what it does: check, import or undo, by the import's state. */
#define HCRM_PATIENT_IMPORT_JOB "patient-import"
gboolean hcrm_patient_import_run (HcrmJob *job, GError **error);

/* Takes away what is not needed any more: files, rejected rows, and what undoing takes. */
gboolean hcrm_patient_import_sweep (HcrmJob *sweep, GError **error);

/* What came so far of the import that is named before it. */
#define HCRM_PATIENT_IMPORT_PART ".part"

/* (transfer full): where files are; where one of an import is (%NULL for none); where its part is.
 */
char *hcrm_patient_import_dup_folder (HcrmHttp *http);
char *hcrm_patient_import_dup_path (HcrmHttp *http, const char *file);
char *hcrm_patient_import_dup_part (HcrmHttp *http, const char *id);
