/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/hcrm-error.h"
#include "hcrm-table-writer.h"

G_BEGIN_DECLS

/* What no table that people send can exceed: whatever is larger was made to harm. */
#define HCRM_TABLE_MAX_COLUMNS 500
#define HCRM_TABLE_MAX_CELL (128 * 1024) /* bytes */
#define HCRM_TABLE_MAX_ROW (1024 * 1024) /* bytes */
#define HCRM_TABLE_MAX_ROWS 5000000

/**
 * HcrmTableType:
 * @format: by content, never by the file's name
 * @charset: (nullable): of CSV, iconv's name; static
 * @delimiter: of CSV: `,`, `;` or a tab
 * @sheet: of XLSX: the number of the sheet, from 0; hidden ones do not count
 *
 * How a file is to be read.
 */
typedef struct {
  HcrmTableFormat format;
  const char *charset;
  char delimiter;
  guint sheet;
} HcrmTableType;

/* Returns: (nullable): the static name of a character set that tables are read in. */
const char *hcrm_table_charset_intern (const char *name);

/**
 * hcrm_table_type_detect:
 * @type: (out): how to read it; @sheet is 0
 * @sha256: (out) (transfer full): of the whole file, in hexadecimal
 * @error: %HCRM_ERROR_MEDIA if it is neither CSV nor XLSX, with what to do about it
 *
 * Reads the whole file once: UTF-8 with or without a byte order mark if every byte agrees, UTF-16
 * with one, else GB 18030.
 */
gboolean
hcrm_table_type_detect (const char *path, HcrmTableType *type, char **sha256, GError **error);

typedef enum {
  HCRM_CELL_TEXT,
  HCRM_CELL_NUMBER, /* plain decimal notation, exact */
  HCRM_CELL_LOST,   /* a number that has more digits than were kept: `3.30102195903024E+17` */
  HCRM_CELL_DATE,   /* YYYY-MM-DD, or YYYY-MM-DDTHH:MM:SS */
  HCRM_CELL_BOOL,   /* `true` or `false` */
  HCRM_CELL_ERROR,  /* `#N/A` and the like */
} HcrmCellKind;

/* @text: UTF-8 without outer white space; empty for an empty cell. */
typedef struct {
  HcrmCellKind kind;
  const char *text;
} HcrmCell;

/**
 * HcrmTableReader:
 *
 * Reads a table of any length, row by row in constant memory. What a spreadsheet puts around a text
 * to keep it text (`="0138"`, an apostrophe before a formula) is taken off again. Not thread safe.
 */
typedef struct _HcrmTableReader HcrmTableReader;

/**
 * hcrm_table_reader_new:
 * @error: %HCRM_ERROR_MEDIA if the file is damaged
 */
HcrmTableReader *
hcrm_table_reader_new (const char *path, const HcrmTableType *type, GError **error);
void hcrm_table_reader_free (HcrmTableReader *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HcrmTableReader, hcrm_table_reader_free)

/**
 * hcrm_table_reader_next:
 * @error: %HCRM_ERROR_MEDIA where the file cannot be read on, with the row
 *
 * Goes to the next row that is not empty.
 *
 * Returns: %FALSE at the end, and with @error
 */
gboolean hcrm_table_reader_next (HcrmTableReader *self, GError **error);

/* The row's number from 1, as a spreadsheet shows it. */
guint hcrm_table_reader_get_row (HcrmTableReader *self);

/* The row's cells up to the last that is not empty; an empty cell beyond. Valid until the next. */
guint hcrm_table_reader_get_n_cells (HcrmTableReader *self);
const HcrmCell *hcrm_table_reader_get_cell (HcrmTableReader *self, guint n);

/* How much of the file was read, from 0 to 1. */
double hcrm_table_reader_get_progress (HcrmTableReader *self);

/* Names of the visible sheets; one empty name for CSV. (transfer none) */
const char *const *hcrm_table_reader_get_sheets (HcrmTableReader *self);

/**
 * hcrm_table_reader_dup_day:
 * @number: a plain number
 *
 * Returns: (transfer full) (nullable): the day or instant that @number stands for, in the date
 *   system of the file (1900, or 1904 on old Macintoshes)
 */
char *hcrm_table_reader_dup_day (HcrmTableReader *self, const char *number);

/**
 * hcrm_table_plain_number:
 * @text: a number, perhaps in scientific notation
 * @max_digits: significant digits that whoever wrote it can keep; 0 for any number
 *
 * Returns: (transfer full) (nullable): the number written out, if none of its digits is missing
 */
char *hcrm_table_plain_number (const char *text, guint max_digits);

/* Whether a text is what is left of a long number that a spreadsheet has shown: `4.40106E+17`. */
gboolean hcrm_table_is_scientific (const char *text);

G_END_DECLS
