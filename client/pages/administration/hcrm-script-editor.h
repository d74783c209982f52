/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The text of a script with its variables, and beneath it what an agent will read. */

#pragma once

#include <adwaita.h>

#include "core/hcrm-script.h"

G_BEGIN_DECLS

/* Emits `changed` when somebody types. */
#define HCRM_TYPE_SCRIPT_EDITOR (hcrm_script_editor_get_type ())
G_DECLARE_FINAL_TYPE (HcrmScriptEditor, hcrm_script_editor, HCRM, SCRIPT_EDITOR, AdwBin)

/* @label: above it and for a screen reader, translated; @use: whose variables are offered. */
GtkWidget *hcrm_script_editor_new (const char *label, HcrmScriptUse use);

const char *hcrm_script_editor_get_text (HcrmScriptEditor *self);
void hcrm_script_editor_set_text (HcrmScriptEditor *self, const char *text);

/* Writes `{name}` where the cursor stands. */
void hcrm_script_editor_insert (HcrmScriptEditor *self, const char *name);

/* Shows the text as @lookup fills it, now and whenever it changes. */
void hcrm_script_editor_set_sample (HcrmScriptEditor *self, HcrmScriptLookup lookup, gpointer data);

/* Shows what is wrong, and puts the cursor there; %NULL takes it away. */
void hcrm_script_editor_show_error (HcrmScriptEditor *self, const char *message);
void hcrm_script_editor_set_editable (HcrmScriptEditor *self, gboolean editable);

G_END_DECLS
