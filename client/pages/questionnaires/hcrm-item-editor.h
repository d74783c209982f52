/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the chosen item of a draft is, or the questionnaire itself, to be changed. */

#pragma once

#include "core/hcrm-page.h"
#include "hcrm-draft.h"

G_BEGIN_DECLS

/* Signal `changed`: the draft is another one; all of it has been told already. */
#define HCRM_TYPE_ITEM_EDITOR (hcrm_item_editor_get_type ())
G_DECLARE_FINAL_TYPE (HcrmItemEditor, hcrm_item_editor, HCRM, ITEM_EDITOR, AdwBin)

GtkWidget *hcrm_item_editor_new (HcrmPage *page);

/* @n: which item; -1: the questionnaire itself. @draft is borrowed until the next call. */
void hcrm_item_editor_show (HcrmItemEditor *self, HcrmDraft *draft, int n);
void hcrm_item_editor_set_editable (HcrmItemEditor *self, gboolean editable);
void hcrm_item_editor_focus (HcrmItemEditor *self);

/* (element-type utf8): what was found wrong with what is shown; replaces what was said before. */
void hcrm_item_editor_set_findings (HcrmItemEditor *self, GPtrArray *texts);

G_END_DECLS
