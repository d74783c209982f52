/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Codes that stand in the database, from a list reply, for drop-downs. */

#pragma once

#include "widgets/hcrm-form.h"
#include "widgets/hcrm-rows-editor.h"

G_BEGIN_DECLS

/* The items of @reply: the member @value, read as the member `name`. Those with a `parent_id` or
 * `parent_code` stand below it; they are found by `code` too. Returns: (transfer full)
 * (element-type HcrmChoiceItem) */
GPtrArray *hcrm_choices_read (JsonNode *reply, const char *value);

/* Gives @column of @editor the items of @reply: the member @value, read as the member `name`. */
void
hcrm_choices_fill (HcrmRowsEditor *editor, const char *column, JsonNode *reply, const char *value);

/* The same for an input of its own. */
void hcrm_choices_fill_input (HcrmInput *input, JsonNode *reply, const char *value);

/* The same for the field @name of a form, by the member `id`, when the form is filled already: what
 * is chosen stays, else what @record (nullable) has is chosen. */
void hcrm_choices_fill_form (HcrmForm *form, const char *name, HcrmRecord *record, JsonNode *reply);

/* Whether an item of a list reply is offered. */
typedef gboolean (*HcrmChoiceTest) (gpointer data, JsonObject *item);

/* Returns: (transfer full): @reply with those of its items only that @test accepts. */
JsonNode *hcrm_choices_dup_some (JsonNode *reply, HcrmChoiceTest test, gpointer data);

G_END_DECLS
