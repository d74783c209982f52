/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "core/hcrm-record.h"

G_BEGIN_DECLS

/**
 * HcrmConflict:
 *
 * Two people changed one record: field by field, mine or theirs, and what else they changed. A
 * field that only one of the two changed is no conflict.
 */
#define HCRM_TYPE_CONFLICT (hcrm_conflict_get_type ())
G_DECLARE_FINAL_TYPE (HcrmConflict, hcrm_conflict, HCRM, CONFLICT, AdwBin)

/**
 * hcrm_conflict_set:
 * @seen: the record as it was when the typing began
 * @mine: the fields that were typed here
 * @theirs: the record as it is now
 *
 * Returns: how many fields are to be chosen
 */
guint
hcrm_conflict_set (HcrmConflict *self, HcrmRecord *seen, HcrmRecord *mine, HcrmRecord *theirs);

/* How many fields they changed that were not typed here. */
guint hcrm_conflict_get_n_news (HcrmConflict *self);

/* Whether theirs was chosen for a field. */
gboolean hcrm_conflict_takes_theirs (HcrmConflict *self, const char *field);

/* Whether theirs was chosen for every field in conflict; `FALSE` if there is none. */
gboolean hcrm_conflict_takes_all_theirs (HcrmConflict *self);

G_END_DECLS
