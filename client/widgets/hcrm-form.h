/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hcrm-input.h"

G_BEGIN_DECLS

/**
 * HcrmForm:
 *
 * One column of fields made from a field table: label with a mark where something is required,
 * input, unit, and what is wrong with it beneath. In a `.ui` file `<object class="HcrmForm">`.
 * Emits `changed` (field name) when the user changes something; the property `dirty` tells whether
 * anything differs from what was loaded.
 */
#define HCRM_TYPE_FORM (hcrm_form_get_type ())
G_DECLARE_FINAL_TYPE (HcrmForm, hcrm_form, HCRM, FORM, AdwBin)

/**
 * hcrm_form_setup:
 * @set: the field table
 * @names: (nullable): which fields, in this order, ended by %NULL; %NULL shows all that can be set
 */
void hcrm_form_setup (HcrmForm *self, const HcrmFieldSet *set, const char *const *names);

/**
 * hcrm_form_set_lines:
 * @lines: ended by %NULL: the fields of each line with the twelfths of the width each takes,
 *   `caller_number:4 caller_name:4 channel:4`; every field that is shown stands in one of them
 *
 * Several short fields beside each other, where the whole form has to be in sight.
 */
void hcrm_form_set_lines (HcrmForm *self, const char *const *lines);

/* Loads a record; the form is then clean. @record %NULL empties it. */
void hcrm_form_set_record (HcrmForm *self, HcrmRecord *record);

/* Returns: (transfer full): what the form says now: the loaded record with its fields laid over. */
HcrmRecord *hcrm_form_dup_record (HcrmForm *self);

/* Returns: (transfer full): only the fields that differ from what was loaded, for a PATCH. */
HcrmRecord *hcrm_form_dup_changes (HcrmForm *self);
gboolean hcrm_form_get_dirty (HcrmForm *self);

/* Lays typed values, as a draft kept them, over the loaded ones; the form is dirty then. */
void hcrm_form_take_draft (HcrmForm *self, JsonNode *draft);
JsonNode *hcrm_form_dup_draft (HcrmForm *self);

/**
 * hcrm_form_check:
 *
 * Checks all that is in sight as the server will, shows all that is wrong beside its field, and
 * puts the cursor on the first. What is not in sight nobody could mend.
 *
 * Returns: whether all is well
 */
gboolean hcrm_form_check (HcrmForm *self);

/* Shows @message beside a field; `FALSE` if none of that name is in sight. For the page's vfunc. */
gboolean hcrm_form_show_error (HcrmForm *self, const char *field, const char *message);
void hcrm_form_clear_errors (HcrmForm *self);

/* Returns: (nullable) (transfer none): the input of a field. */
HcrmInput *hcrm_form_get_input (HcrmForm *self, const char *field);
void hcrm_form_set_field_visible (HcrmForm *self, const char *field, gboolean visible);

/* Puts the cursor on the first field that is in sight. */
void hcrm_form_focus (HcrmForm *self);

G_END_DECLS
