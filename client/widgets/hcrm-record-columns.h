/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hcrm-record-list.h"

G_BEGIN_DECLS

/**
 * HcrmRecordColumns:
 *
 * The columns of a record list: which are shown, how wide, and by which the server sorts,
 * remembered for the user. Signal: `sorted`, when the user sorts by another one.
 */
#define HCRM_TYPE_RECORD_COLUMNS (hcrm_record_columns_get_type ())
G_DECLARE_FINAL_TYPE (HcrmRecordColumns, hcrm_record_columns, HCRM, RECORD_COLUMNS, GObject)

/* Adds the columns of @info to @view, as @username left them. */
HcrmRecordColumns *
hcrm_record_columns_new (GtkColumnView *view, const HcrmListInfo *info, const char *username);

/* The sort key as the server takes it: `due_on`, `-due_on`. Setting it emits nothing. */
const char *hcrm_record_columns_get_sort (HcrmRecordColumns *self);
void hcrm_record_columns_set_sort (HcrmRecordColumns *self, const char *sort);

/* Returns: (nullable): the column that is sorted by, if it is one of them */
const HcrmColumn *hcrm_record_columns_get_sorted (HcrmRecordColumns *self);

/* The head of a column, translated. */
const char *hcrm_record_columns_get_title (HcrmRecordColumns *self, const HcrmColumn *column);

/* Returns: (transfer full): the fields behind the columns shown, in their order: an array of names.
 */
JsonNode *hcrm_record_columns_dup_exported (HcrmRecordColumns *self);

/* Returns: (transfer floating): a button with a menu of all columns to choose from. */
GtkWidget *hcrm_record_columns_new_button (HcrmRecordColumns *self);

G_END_DECLS
