/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A list before it is imported: its headings, its first rows as they would be taken, and the rows
 * that were not. */

#pragma once

#include "core/hcrm-http.h"
#include "patient-import-row.h"

G_BEGIN_DECLS

/* What the beginning of a file shows. */
typedef struct {
  guint heading_row;
  GPtrArray *headings; /* of char */
  GPtrArray *sheets;   /* of char */
} HcrmImportLook;

/**
 * hcrm_import_look_read:
 * @error: %HCRM_ERROR_MEDIA if the file is damaged or has no rows
 *
 * The row of headings is the one, among the first, of which most is understood: titles stand above
 * it in many lists.
 */
gboolean hcrm_import_look_read (HcrmImportLook *look,
                                const char *path,
                                const HcrmTableType *type,
                                GError **error);
void hcrm_import_look_clear (HcrmImportLook *look);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HcrmImportLook, hcrm_import_look_clear)

/* (transfer full): JSON arrays of texts. */
char *hcrm_import_look_write_headings (const HcrmImportLook *look);
char *hcrm_import_look_write_sheets (const HcrmImportLook *look);

/* Returns: (transfer full) (element-type utf8): what hcrm_import_look_write_headings() wrote */
GPtrArray *hcrm_import_headings_parse (JsonNode *node);

/* Answers with the first rows, their values and what speaks against them. */
gboolean hcrm_import_preview (HcrmRequest *req, const char *path, GError **error);

/* The table of rows that were not taken: row, columns, reasons, and the cells as they came. */
void hcrm_import_reject_write_heads (HcrmTableWriter *writer, GPtrArray *headings);
void hcrm_import_reject_write (HcrmTableWriter *writer,
                               HcrmRows *rows,
                               guint row,
                               GPtrArray *headings,
                               const char *language);

G_END_DECLS
