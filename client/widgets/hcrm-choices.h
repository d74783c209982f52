/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Codes that stand in the database, from a list reply, for drop-downs. */

#pragma once

#include "widgets/hcrm-rows-editor.h"

G_BEGIN_DECLS

/* Gives @column of @editor the items of @reply: the member @value, read as the member `name`. */
void
hcrm_choices_fill (HcrmRowsEditor *editor, const char *column, JsonNode *reply, const char *value);

/* The same for an input of its own. */
void hcrm_choices_fill_input (HcrmInput *input, JsonNode *reply, const char *value);

G_END_DECLS
