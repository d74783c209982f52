/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "core/hcrm-api.h"

G_BEGIN_DECLS

/* One place in a list: empty until its page has come; `record` notifies when it has. */
#define HCRM_TYPE_ROW (hcrm_row_get_type ())
G_DECLARE_FINAL_TYPE (HcrmRow, hcrm_row, HCRM, ROW, GObject)

HcrmRecord *hcrm_row_get_record (HcrmRow *self); /* (nullable) */

/**
 * HcrmListModel:
 *
 * A list of the server as a GListModel of #HcrmRow that never holds all of it: pages of 100 rows
 * are fetched as they are looked at, the newest wish first, and the least recently seen are
 * dropped. Rows are filled in place, so nothing jumps; when the number of rows changes, the end of
 * the list does. Signals: `filled` (first row, how many) after each page, `loaded` after the first
 * of a load, `failed` (error). Property `total`.
 */
#define HCRM_TYPE_LIST_MODEL (hcrm_list_model_get_type ())
G_DECLARE_FINAL_TYPE (HcrmListModel, hcrm_list_model, HCRM, LIST_MODEL, GObject)

/* @path: of a list, with its fixed filters; @set: what its items are. */
HcrmListModel *hcrm_list_model_new (HcrmApi *api, const char *path, const HcrmFieldSet *set);

/* Another list in the same model: everything is forgotten and fetched again. */
void hcrm_list_model_set_path (HcrmListModel *self, const char *path);

/**
 * hcrm_list_model_set_run:
 * @from: (nullable): a value of the sorted column
 *
 * Another list that begins at that value, for values that lie further down than rows can be counted
 * to; it grows as its end is looked at, and nothing stands before its first row.
 */
void hcrm_list_model_set_run (HcrmListModel *self, const char *path, const char *from);

/* The same list again, rows staying where they are. */
void hcrm_list_model_refresh (HcrmListModel *self);

/* How many there are; @exact %FALSE means at least so many. -1 before the first answer. */
gint64 hcrm_list_model_get_total (HcrmListModel *self, gboolean *exact);
gboolean hcrm_list_model_is_loading (HcrmListModel *self);

/* (nullable) (transfer none): what is known of a row; asks for nothing. */
HcrmRecord *hcrm_list_model_peek (HcrmListModel *self, guint position);

/* Asks for a row's page as if it were looked at. */
void hcrm_list_model_want (HcrmListModel *self, guint position);

/* Makes the list as long as this row needs, where the server did not count to its end. */
void hcrm_list_model_reach (HcrmListModel *self, guint position);

/* Returns: the position of a record among those fetched, or %GTK_INVALID_LIST_POSITION. */
guint hcrm_list_model_find (HcrmListModel *self, gint64 id);

G_END_DECLS
