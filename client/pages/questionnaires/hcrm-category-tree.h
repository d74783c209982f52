/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The tree of diseases that questionnaires are filed in, with how many there are. */

#pragma once

#include "core/hcrm-page.h"

G_BEGIN_DECLS

/* Signal `changed`: another category was chosen. Right opens a part, Left closes it. */
#define HCRM_TYPE_CATEGORY_TREE (hcrm_category_tree_get_type ())
G_DECLARE_FINAL_TYPE (HcrmCategoryTree, hcrm_category_tree, HCRM, CATEGORY_TREE, AdwBin)

GtkWidget *hcrm_category_tree_new (HcrmPage *page);
void hcrm_category_tree_load (HcrmCategoryTree *self);

/* (nullable): the chosen code and its name; NULL for all. */
const char *hcrm_category_tree_get_code (HcrmCategoryTree *self);
const char *hcrm_category_tree_get_name (HcrmCategoryTree *self);

G_END_DECLS
