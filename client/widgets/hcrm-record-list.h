/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/hcrm-page.h"
#include "hcrm-list-model.h"

G_BEGIN_DECLS

typedef enum {
  HCRM_CELL_TEXT,   /* the field's value for reading, in the interface's language */
  HCRM_CELL_NUMBER, /* the same, to the right */
  HCRM_CELL_PILL,   /* a pill; needs @text to give its style */
  HCRM_CELL_DATE,   /* a day with two figures: 11-19 */
  HCRM_CELL_TIME,   /* an instant */
  HCRM_CELL_DIAL,   /* a telephone number; @dial says whom a click and Shift+F9 call */
} HcrmCellKind;

typedef enum {
  HCRM_COLUMN_SORT = 1 << 0,   /* the server sorts by its field */
  HCRM_COLUMN_EXPAND = 1 << 1, /* takes what width is left; one column should, or two share it */
  HCRM_COLUMN_HIDDEN = 1 << 2, /* not shown until it is chosen */
} HcrmColumnFlags;

/**
 * HcrmColumn:
 * @field: the record's field, and the sort key
 * @title: (nullable): its head, marked with N_(); %NULL takes the field's label
 * @width: pixels at 100 % text; it is wider if its head or @sample need more
 * @text: (nullable): (transfer full): makes the cell's text; sets @pill to a style of
 *   hcrm_pill_new() for %HCRM_CELL_PILL; %NULL text leaves the cell empty
 * @sample: (nullable): the longest of its usual texts, marked with N_()
 * @dial: (nullable): of %HCRM_CELL_DIAL: whom to call with this record
 * @leaves: where there is no room for all columns, the one with 1 is not shown, then that with 2;
 *   0 always is, and so is one that the user has chosen
 * @exports: (nullable): the fields an export of this column has, `sex birth_date`; else @field
 */
typedef struct {
  const char *field;
  const char *title;
  int width;
  HcrmCellKind kind;
  HcrmColumnFlags flags;
  char *(*text) (HcrmRecord *record, const char **pill);
  const char *sample;
  guint leaves;
  const char *exports;
  void (*dial) (HcrmRecord *record, HcrmPhoneDial *dial);
} HcrmColumn;

/**
 * HcrmListInfo:
 * @name: under which columns and sorting are remembered for the user
 * @path: the list, `/followup-tasks`, with filters that never change
 * @set: what its items are
 * @sort: how it is sorted at first: `due_on`, `-due_on`
 * @title: what a screen reader calls it; marked with N_()
 * @empty: what an empty list says: why, in one sentence, and what to do; marked with N_()
 * @keys: (nullable): letters that are keys of the page; others, when typed, jump in the list
 * @unexported: whether the server makes no files of it
 */
typedef struct {
  const char *name;
  const char *path;
  const HcrmFieldSet *set;
  const HcrmColumn *columns;
  guint n_columns;
  const char *sort;
  const char *title;
  const char *empty;
  const char *keys;
  gboolean unexported;
} HcrmListInfo;

/**
 * HcrmRecordList:
 *
 * A list of the server as rows and columns, whatever its length. In a `.ui` file: `<object
 * class="HcrmRecordList" id="list">`; in the page's code hcrm_record_list_setup() once the page has
 * its session (in `constructed`), hcrm_record_list_refresh() in `refresh`.
 *
 * The selection belongs to records, not to places (#HcrmRecordSelection): it stays with them when
 * others come and go, and the selected record stays known when it leaves the list. Several may be
 * marked, with Ctrl, Shift and Ctrl+A, where there is something to do with several; one of them is
 * the selected one. Typing, or Ctrl+G, jumps in the sorted column. Signals: `activate` (record) by
 * Enter or double click, `selection-changed`, `loaded` after each load. Property `status`:
 * "Selected 1 · 249", for the foot.
 */
#define HCRM_TYPE_RECORD_LIST (hcrm_record_list_get_type ())
G_DECLARE_FINAL_TYPE (HcrmRecordList, hcrm_record_list, HCRM, RECORD_LIST, AdwBin)

/* @info is kept and must live as long as the program: a static table. */
void hcrm_record_list_setup (HcrmRecordList *self, HcrmSession *session, const HcrmListInfo *info);

/**
 * hcrm_record_list_set_filter:
 * @name: a member of the list's query: `state`, `department_id`, `q`
 * @value: (nullable): its value; %NULL or empty takes the filter away
 *
 * Several values of one name, or'ed, are given at once with hcrm_record_list_set_filters(). The
 * list is fetched anew a moment after the last change.
 */
void hcrm_record_list_set_filter (HcrmRecordList *self, const char *name, const char *value);
void
hcrm_record_list_set_filters (HcrmRecordList *self, const char *name, const char *const *values);

/* One for good, such as the record whose page it is: without others the list is the whole list. */
void hcrm_record_list_set_scope (HcrmRecordList *self, const char *name, const char *value);
const char *hcrm_record_list_get_filter (HcrmRecordList *self, const char *name);

/* Fetches it again without moving anything. */
void hcrm_record_list_refresh (HcrmRecordList *self);

/* (nullable) (transfer none): the selected record, as it was last fetched. */
HcrmRecord *hcrm_record_list_get_selected (HcrmRecordList *self);
gint64 hcrm_record_list_get_selected_id (HcrmRecordList *self); /* 0: none */

/* Whom the chosen row's number calls; `FALSE` if there is none. */
gboolean hcrm_record_list_get_dial (HcrmRecordList *self, HcrmPhoneDial *dial);

/* Selects a record, now or when its page comes. */
void hcrm_record_list_select_id (HcrmRecordList *self, gint64 id);

/**
 * hcrm_record_list_add_bulk_action:
 * @label: what it does, translated
 * @key: (nullable): the key that does the same
 * @action: an action of the page
 *
 * Something that can be done with several rows: from then on several can be marked.
 */
void hcrm_record_list_add_bulk_action (HcrmRecordList *self,
                                       const char *label,
                                       const char *key,
                                       const char *action);
guint hcrm_record_list_get_n_marked (HcrmRecordList *self);

/* Returns: (transfer full) (nullable): the marked records; %NULL while some are not yet fetched. */
GPtrArray *hcrm_record_list_dup_marked (HcrmRecordList *self);

/**
 * hcrm_record_list_send_marked:
 * @page: whose list it is, and what @done is given
 * @path: a step with several records
 * @body: what goes with it; the marked ones are added as `items`
 *
 * Takes the step with all that are marked. Says so if some of them are not yet fetched.
 */
void hcrm_record_list_send_marked (HcrmRecordList *self,
                                   HcrmPage *page,
                                   const char *path,
                                   JsonObject *body,
                                   HcrmReplyFunc done);

/* What came of a step with all of them; see hcrm_bulk_bar_take_results(). */
guint hcrm_record_list_take_results (HcrmRecordList *self, JsonNode *reply, const char *name);

/* Esc: one row is enough again. Returns: whether it was not so already. */
gboolean hcrm_record_list_back (HcrmRecordList *self);

/* Opens the field that jumps in the sorted column. Returns: whether the list can jump. */
gboolean hcrm_record_list_jump (HcrmRecordList *self, const char *text);

/* @key: (nullable): the list begins with this value of its sorted column; %NULL for its first. */
void hcrm_record_list_begin_at (HcrmRecordList *self, const char *key);

/* Chooses the first row if none is, or if the one that is has left the list; the focus stays. */
void hcrm_record_list_choose_one (HcrmRecordList *self);

/* Moves the selection by so many rows, as Down (1) and Up (-1) do. */
void hcrm_record_list_move (HcrmRecordList *self, int by);

/* How many it lists, as `249` or `10,000+`; empty before the first answer. (transfer full) */
char *hcrm_record_list_dup_count (HcrmRecordList *self);

/* Whoever cannot add anything to it is not told how: an empty list says only why it is so. */
void hcrm_record_list_set_readonly (HcrmRecordList *self, gboolean readonly);

/* Shows that in a label: `249 in all`. */
void hcrm_record_list_show_count (HcrmRecordList *self, GtkLabel *label);
gint64 hcrm_record_list_get_total (HcrmRecordList *self);
HcrmListModel *hcrm_record_list_get_model (HcrmRecordList *self);

/* Returns: (transfer floating): a button that exports the list, and one with a menu of all columns
 * to choose from, side by side. */
GtkWidget *hcrm_record_list_new_buttons (HcrmRecordList *self);

/* What it lists now: its path, and its conditions and order as a query. (transfer full) */
void hcrm_record_list_dup_address (HcrmRecordList *self, char **path, char **query);

/* The fields that the columns in sight show, in their order: a JSON array. (transfer full) */
JsonNode *hcrm_record_list_dup_columns (HcrmRecordList *self);
HcrmSession *hcrm_record_list_get_session (HcrmRecordList *self);
const char *hcrm_record_list_get_title (HcrmRecordList *self); /* translated */

/* Filters, sorting and selection, for `save_state` and `restore_state` of the page. */
JsonNode *hcrm_record_list_dup_state (HcrmRecordList *self);
void hcrm_record_list_take_state (HcrmRecordList *self, JsonNode *state);

G_END_DECLS
