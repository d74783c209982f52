/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/hcrm-record.h"

G_BEGIN_DECLS

typedef enum {
  HCRM_TABLE_CSV,  /* RFC 4180, UTF-8 with a byte order mark, which Excel asks for */
  HCRM_TABLE_XLSX, /* a further sheet every 1,048,575 rows */
} HcrmTableFormat;

/**
 * HcrmTableWriter:
 *
 * Writes a table of any length to a file in constant memory. What is text stays text: neither a
 * number of many digits nor something that begins like a formula (with one of `= + - @`, their
 * full-width forms, a tab or a line break) is taken for anything else by a spreadsheet. In CSV a
 * text that looks like a number is written as `="0138"`, and one that looks like a formula begins
 * with an apostrophe. Not thread safe. What goes wrong is told by hcrm_table_writer_close().
 */
typedef struct _HcrmTableWriter HcrmTableWriter;

/* @sheet: the name of the sheet of a workbook. */
HcrmTableWriter *
hcrm_table_writer_new (const char *path, HcrmTableFormat format, const char *sheet, GError **error);

/* Ends the writing without caring for the file. */
void hcrm_table_writer_free (HcrmTableWriter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HcrmTableWriter, hcrm_table_writer_free)

/* The heads of the columns, once, before the first row; repeated on each further sheet. */
void hcrm_table_writer_set_heads (HcrmTableWriter *self, char **heads);

/**
 * hcrm_table_writer_add:
 * @kind: numbers, days and instants become such cells of a workbook; everything else is text
 * @text: (nullable): canonical text, or an instant as PostgreSQL writes it; %NULL leaves it empty
 *
 * The next cell of the row.
 */
void hcrm_table_writer_add (HcrmTableWriter *self, HcrmKind kind, const char *text);
void hcrm_table_writer_end_row (HcrmTableWriter *self);

/* Finishes the file. */
gboolean hcrm_table_writer_close (HcrmTableWriter *self, GError **error);

G_END_DECLS
