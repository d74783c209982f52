/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libpq-fe.h>

#include "core/hcrm-record.h"

G_BEGIN_DECLS

/**
 * HcrmRows:
 *
 * What a statement returned: rows of named, typed columns, as PostgreSQL's text. Immutable.
 */
typedef struct _HcrmRows HcrmRows;

HcrmRows *hcrm_rows_new (PGresult *result); /* (transfer full) */

/* A table that is made, not read: @names ended by %NULL; @cells: (element-type utf8): as many
 * for each row, one row behind the other, %NULL for SQL NULL. */
HcrmRows *hcrm_rows_new_table (const char *const *names, GPtrArray *cells);
void hcrm_rows_free (HcrmRows *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HcrmRows, hcrm_rows_free)

guint hcrm_rows_get_n (HcrmRows *self);        /* rows returned */
guint hcrm_rows_get_affected (HcrmRows *self); /* rows returned or touched */

/* Borrowed text of a cell; %NULL for SQL NULL or no such column. */
const char *hcrm_rows_get (HcrmRows *self, guint row, const char *column);

/* The number of a column, or -1; and a cell by it, for those that read many rows. */
int hcrm_rows_find (HcrmRows *self, const char *column);
const char *hcrm_rows_get_at (HcrmRows *self, guint row, int column);
gint64 hcrm_rows_get_int (HcrmRows *self, guint row, const char *column); /* 0 for NULL */
gboolean hcrm_rows_get_bool (HcrmRows *self, guint row, const char *column);

/* Returns: (transfer full): the ids of the first @n rows as an array of PostgreSQL's */
char *hcrm_rows_join_ids (HcrmRows *self, guint n);

/* Returns: (transfer full): a record of @set filled from the columns it knows. */
HcrmRecord *hcrm_rows_to_record (HcrmRows *self, guint row, const HcrmFieldSet *set);

/**
 * hcrm_rows_append_json:
 *
 * Appends one row as a JSON object: int → number, numeric → string, timestamptz → RFC 3339, date →
 * YYYY-MM-DD, json embedded, bool → true/false, NULL → null, all else a string.
 */
void hcrm_rows_append_json (HcrmRows *self, guint row, GString *out);

/* Appends rows [0, @n) as a JSON array. */
void hcrm_rows_append_json_array (HcrmRows *self, guint n, GString *out);

/**
 * hcrm_rows_append_csv:
 *
 * Appends a heading and rows [0, @n) as RFC 4180 text. A cell that a spreadsheet would take for a
 * formula (it begins with one of =+-@, tab or CR and is no number) is preceded by an apostrophe.
 */
void hcrm_rows_append_csv (HcrmRows *self, guint n, GString *out);

/* Appends the instant in @column as RFC 3339 without quotes. */
void hcrm_rows_append_instant (HcrmRows *self, guint row, const char *column, GString *out);

/* Appends @text as a JSON string with its quotes. */
void hcrm_json_append_string (GString *out, const char *text);

/* Appends a member to the JSON object that ends @out but for its brace; none if @value is %NULL. */
void hcrm_json_append_member (GString *out, const char *name, const char *value);

G_END_DECLS
