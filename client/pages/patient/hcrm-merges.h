/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/hcrm-page.h"

G_BEGIN_DECLS

/**
 * HcrmMerges:
 *
 * A card: which records are merged into the patient's, who did it, when and why; each can be parted
 * again by whoever may. Not in sight while there are none.
 */
#define HCRM_TYPE_MERGES (hcrm_merges_get_type ())
G_DECLARE_FINAL_TYPE (HcrmMerges, hcrm_merges, HCRM, MERGES, AdwBin)

/* @merges: (element-type HcrmRecord): of hcrm_merge_fields. */
void hcrm_merges_set (HcrmMerges *self, HcrmPage *page, GPtrArray *merges);

G_END_DECLS
