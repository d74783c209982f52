/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "core/hcrm-record.h"

G_BEGIN_DECLS

/**
 * HcrmConflict:
 *
 * Two people changed one record: field by field, mine or theirs. In a `.ui` file `<object
 * class="HcrmConflict">`.
 */
#define HCRM_TYPE_CONFLICT (hcrm_conflict_get_type ())
G_DECLARE_FINAL_TYPE (HcrmConflict, hcrm_conflict, HCRM, CONFLICT, AdwBin)

/**
 * hcrm_conflict_set:
 * @mine: the fields that were changed here
 * @theirs: the whole record as it is now
 *
 * Returns: in how many fields they differ; 0: nothing is left to save
 */
guint hcrm_conflict_set (HcrmConflict *self, HcrmRecord *mine, HcrmRecord *theirs);

/* Returns: (transfer full): the fields for which mine was chosen. */
HcrmRecord *hcrm_conflict_dup_chosen (HcrmConflict *self);

G_END_DECLS
