/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "core/hcrm-record.h"
#include "hcrm-choice-item.h"

G_BEGIN_DECLS

/**
 * HcrmInput:
 *
 * The widget with which a field is filled in, made from its kind: an entry, several lines, a day by
 * typing (`t`, `+7d`, `3/15`) or from a calendar, yes and no, one of the choices. The one factory
 * for forms, filters and questionnaires. Emits `changed` when the user changes it.
 */
#define HCRM_TYPE_INPUT (hcrm_input_get_type ())
G_DECLARE_FINAL_TYPE (HcrmInput, hcrm_input, HCRM, INPUT, AdwBin)

/* @field is kept: a row of a static table. */
GtkWidget *hcrm_input_new (const HcrmField *field);

/* The same to narrow a list by: where nothing is chosen it says “All”. */
GtkWidget *hcrm_input_new_filter (const HcrmField *field);
const HcrmField *hcrm_input_get_field (HcrmInput *self);

/* The value as a record holds it; what cannot be understood is given as it was typed. (nullable) */
char *hcrm_input_dup_value (HcrmInput *self);
void hcrm_input_set_value (HcrmInput *self, const char *value);

/**
 * hcrm_input_set_choices:
 * @values: codes, ended by %NULL
 * @labels: what people read, as many
 *
 * For a field whose codes stand in the database: departments, roles, templates; of one of several
 * choices each is a box to tick.
 */
void hcrm_input_set_choices (HcrmInput *self, const char *const *values, const char *const *labels);

/* The same with items, which may stand in a tree and have codes. @items: (element-type
 * HcrmChoiceItem) */
void hcrm_input_set_items (HcrmInput *self, GPtrArray *items);

/* Marks it as wrong, or (%FALSE) as well again, to the eye and to a screen reader. */
void hcrm_input_set_invalid (HcrmInput *self, gboolean invalid);

/* Gives it the name that a screen reader speaks. */
void hcrm_input_set_label (HcrmInput *self, const char *label);
void hcrm_input_focus (HcrmInput *self);

G_END_DECLS
