/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A row being read, and the two formats behind one small interface. */

#pragma once

#include "hcrm-table-reader.h"

G_BEGIN_DECLS

/* Grows cell by cell; the texts lie behind each other. */
typedef struct {
  guint number;
  GString *text;
  GArray *cells;  /* of HcrmCell; pointers are set by hcrm_table_row_end() */
  GArray *starts; /* of gsize: where each cell begins in @text */
} HcrmTableRow;

void hcrm_table_row_init (HcrmTableRow *row);
void hcrm_table_row_clear (HcrmTableRow *row);
void hcrm_table_row_begin (HcrmTableRow *row, guint number);

/* Adds a cell; %FALSE with %HCRM_ERROR_MEDIA if the row is too long for a table. */
gboolean hcrm_table_row_add (HcrmTableRow *row,
                             HcrmCellKind kind,
                             const char *text,
                             gsize length,
                             GError **error);

/* Returns: whether anything is in the row. */
gboolean hcrm_table_row_end (HcrmTableRow *row);

typedef struct _HcrmCsv HcrmCsv;
HcrmCsv *hcrm_csv_new (const char *path, const char *charset, char delimiter, GError **error);
void hcrm_csv_free (HcrmCsv *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HcrmCsv, hcrm_csv_free)

/* %FALSE at the end, and with @error. Empty rows are rows. */
gboolean hcrm_csv_next (HcrmCsv *self, HcrmTableRow *row, GError **error);
double hcrm_csv_get_progress (HcrmCsv *self);

/* The delimiter that parts the first rows of a text most evenly. */
char hcrm_csv_guess_delimiter (const char *text);

typedef struct _HcrmXlsx HcrmXlsx;
HcrmXlsx *hcrm_xlsx_new (const char *path, guint sheet, GError **error);
void hcrm_xlsx_free (HcrmXlsx *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HcrmXlsx, hcrm_xlsx_free)
gboolean hcrm_xlsx_next (HcrmXlsx *self, HcrmTableRow *row, GError **error);
double hcrm_xlsx_get_progress (HcrmXlsx *self);
const char *const *hcrm_xlsx_get_sheets (HcrmXlsx *self);
gboolean hcrm_xlsx_is_1904 (HcrmXlsx *self);

/* Returns: (transfer full) (nullable): the instant that a spreadsheet counts as so many days. */
char *hcrm_xlsx_dup_day (const char *number, gboolean is_1904);

G_END_DECLS
