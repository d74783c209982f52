/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * HcrmVariableChoice:
 *
 * The variables of a study, form by form, to choose some of them; those shown are narrowed by
 * typing. The chosen ones are `[{"url", "item"}]`, in the order in which they were chosen.
 *
 * Emits `changed` when the user chose another one.
 */
#define HCRM_TYPE_VARIABLE_CHOICE (hcrm_variable_choice_get_type ())
G_DECLARE_FINAL_TYPE (HcrmVariableChoice, hcrm_variable_choice, HCRM, VARIABLE_CHOICE, AdwBin)

GtkWidget *hcrm_variable_choice_new (void);

/**
 * hcrm_variable_choice_set_variables:
 * @lines: the lines of the code book
 * @titles: addresses of forms to their titles
 */
void
hcrm_variable_choice_set_variables (HcrmVariableChoice *self, JsonArray *lines, GHashTable *titles);

/* @chosen: (nullable): for none */
void hcrm_variable_choice_set_chosen (HcrmVariableChoice *self, JsonArray *chosen);

/* Returns: (transfer full): without those that no form asks any more. */
JsonArray *hcrm_variable_choice_dup_chosen (HcrmVariableChoice *self);
void hcrm_variable_choice_show_error (HcrmVariableChoice *self, const char *message);

G_END_DECLS
