/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Imports of lists of patients and discharges: the file, the mapping of its columns, the work. */

#pragma once

#include "core/hcrm-record.h"
#include "core/hcrm-workflow.h"

G_BEGIN_DECLS

/* Files come in parts of this size, the last one perhaps smaller; and no larger than this. */
#define HCRM_IMPORT_PART (1024 * 1024)
#define HCRM_IMPORT_MAX_SIZE (512 * G_GINT64_CONSTANT (1048576))

/* One import as /imports gives it. `mapping` is an array: the name of a field of
 * #hcrm_import_row_fields for each column, or null. */
extern const HcrmFieldSet hcrm_import_fields;

/* What an upload begins with, what a preview may try, and what narrows the list. */
extern const HcrmFieldSet hcrm_import_order;
extern const HcrmFieldSet hcrm_import_trial;
extern const HcrmFieldSet hcrm_import_query;

/* What a row of a list can tell: what columns are mapped to. */
extern const HcrmFieldSet hcrm_import_row_fields;

/* A row that was not taken, and a row that an undo left as it is. */
extern const HcrmFieldSet hcrm_import_reject_fields;
extern const HcrmFieldSet hcrm_import_kept_fields;

extern const HcrmWorkflow hcrm_import_workflow;

/* Whether an import is being carried out, checked or undone: who shows it asks again. */
gboolean hcrm_import_is_busy (const char *state);

G_END_DECLS
