/* SPDX-License-Identifier: GPL-3.0-or-later */

/* When an item is asked: conditions put together from menus of the questions before it. */

#pragma once

#include <adwaita.h>

#include "hcrm-draft.h"

G_BEGIN_DECLS

/* Signal `changed`. */
#define HCRM_TYPE_CONDITION_EDITOR (hcrm_condition_editor_get_type ())
G_DECLARE_FINAL_TYPE (HcrmConditionEditor, hcrm_condition_editor, HCRM, CONDITION_EDITOR, AdwBin)

GtkWidget *hcrm_condition_editor_new (void);

/* Shows the conditions of the nth item. */
void hcrm_condition_editor_show (HcrmConditionEditor *self, HcrmDraft *draft, guint n);

/* Writes them to that item of the draft. */
void hcrm_condition_editor_write (HcrmConditionEditor *self, HcrmFhirNode *item);
void hcrm_condition_editor_add (HcrmConditionEditor *self);

/* For tests: `question`, `operator` or `answer` of the nth condition. */
GtkWidget *hcrm_condition_editor_get_cell (HcrmConditionEditor *self, guint n, const char *name);

G_END_DECLS
