/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hcrm-input.h"
#include "hcrm-lookup.h"

G_BEGIN_DECLS

/**
 * HcrmRowsColumn:
 * @field: what is typed; its name is one of the rows' field set. Codes of the database are given by
 *   hcrm_rows_editor_set_choices()
 * @lookup: (nullable): found by typing instead
 * @label: (nullable): the rows' field that holds the words of a looked-up value
 * @line: on which line of the row it stands
 * @expand: takes what width is left on its line
 * @initial: (nullable): what a new row says
 * @unfound: (nullable): which column keeps what was typed to look somebody up and is nobody
 */
typedef struct {
  HcrmField field;
  const HcrmLookupInfo *lookup;
  const char *label;
  guint line;
  gboolean expand;
  const char *initial;
  const char *(*unfound) (const char *typed);
} HcrmRowsColumn;

/**
 * HcrmRowsEditor:
 *
 * A field of kind %HCRM_KIND_ROWS as a form: a row of inputs for each, what is wrong beneath it, a
 * button to take it away and one to add another. Emits `changed`.
 */
#define HCRM_TYPE_ROWS_EDITOR (hcrm_rows_editor_get_type ())
G_DECLARE_FINAL_TYPE (HcrmRowsEditor, hcrm_rows_editor, HCRM, ROWS_EDITOR, AdwBin)

/* @columns is kept: a static table. @api may be %NULL where nothing is looked up. */
GtkWidget *hcrm_rows_editor_new (HcrmApi *api,
                                 const HcrmFieldSet *set,
                                 const HcrmRowsColumn *columns,
                                 guint n_columns,
                                 const char *add_label);

/* @rows: (element-type HcrmRecord): replaces all rows; what no column shows is kept and sent back
 */
void hcrm_rows_editor_set_rows (HcrmRowsEditor *self, GPtrArray *rows);

/* The same from a JSON array, as a draft kept it. */
void hcrm_rows_editor_take_json (HcrmRowsEditor *self, JsonNode *array);

/* Returns: (transfer full): an array of what may be sent. */
JsonNode *hcrm_rows_editor_dup_json (HcrmRowsEditor *self);
guint hcrm_rows_editor_get_n (HcrmRowsEditor *self);

/* What a column's codes are, for rows there are and rows to come. */
void hcrm_rows_editor_set_choices (HcrmRowsEditor *self,
                                   const char *column,
                                   const char *const *values,
                                   const char *const *labels);

/* The same with items, which may stand in a tree and have codes. @items: (element-type
 * HcrmChoiceItem) */
void hcrm_rows_editor_set_items (HcrmRowsEditor *self, const char *column, GPtrArray *items);

/* Ends what is being looked up, as when it is left. */
void hcrm_rows_editor_settle (HcrmRowsEditor *self);

/* Checks every row as the server will, and shows what is wrong beside it. */
gboolean hcrm_rows_editor_check (HcrmRowsEditor *self);

/* @field: `steps[2].offset_days`; `FALSE` if it is none of @name's rows. */
gboolean hcrm_rows_editor_show_error (HcrmRowsEditor *self,
                                      const char *name,
                                      const char *field,
                                      const char *message);
void hcrm_rows_editor_set_editable (HcrmRowsEditor *self, gboolean editable);

/* Whether the order of the rows counts: then each can be moved up and down, also with Alt and an
 * arrow. */
void hcrm_rows_editor_set_ordered (HcrmRowsEditor *self, gboolean ordered);
void hcrm_rows_editor_add (HcrmRowsEditor *self);

/* Says something of a row above its cells, such as what comes of them; %NULL: nothing. */
void hcrm_rows_editor_set_note (HcrmRowsEditor *self, guint row, const char *note);

/* Puts the cursor on the first cell. */
void hcrm_rows_editor_focus (HcrmRowsEditor *self);

/* Shows the key that adds a row beside the button that does. */
void hcrm_rows_editor_show_key (HcrmRowsEditor *self, const char *key);

/* For tests: the input of a cell, an #HcrmInput or an #HcrmLookup. */
GtkWidget *hcrm_rows_editor_get_cell (HcrmRowsEditor *self, guint row, const char *column);

G_END_DECLS
