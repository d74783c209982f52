/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/hcrm-record.h"

G_BEGIN_DECLS

/* Whether columns and choices can still be changed. */
gboolean hcrm_import_facts_is_editable (HcrmRecord *import);

/* (transfer full): who sent what when; how many rows became what; what must be said, or nothing. */
char *hcrm_import_facts_describe (HcrmRecord *import);
char *hcrm_import_facts_count (HcrmRecord *import);
char *hcrm_import_facts_warn (HcrmRecord *import);

/* (transfer full): a row that was not taken, or not undone, and why. */
char *hcrm_import_facts_tell_rejected (JsonObject *row);
char *hcrm_import_facts_tell_kept (JsonObject *row);

G_END_DECLS
