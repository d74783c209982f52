/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The items of a draft as a tree of rows; the first row is the questionnaire itself. */

#pragma once

#include <adwaita.h>

#include "hcrm-draft.h"

G_BEGIN_DECLS

/* Signals: `chosen` (n, -1 for the questionnaire); `step` (name): a key asks for `up`, `down`,
 * `indent`, `outdent`, `duplicate` or `remove` of the chosen item; `opened`: Enter. */
#define HCRM_TYPE_ITEM_TREE (hcrm_item_tree_get_type ())
G_DECLARE_FINAL_TYPE (HcrmItemTree, hcrm_item_tree, HCRM, ITEM_TREE, AdwBin)

GtkWidget *hcrm_item_tree_new (void);

/* @faults: (nullable): item number + 1 → how many findings; shows the draft as it is now. */
void hcrm_item_tree_show (HcrmItemTree *self, HcrmDraft *draft, GHashTable *faults);
void hcrm_item_tree_choose (HcrmItemTree *self, int n, gboolean focus);
int hcrm_item_tree_get_chosen (HcrmItemTree *self);

G_END_DECLS
