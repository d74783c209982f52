/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of a list on their way into the database. */
#pragma once

#include "patient-import-batch.h"

G_BEGIN_DECLS

/* Rows that are to be written together; no patient twice. */
typedef struct {
  HcrmImport *import;
  GString *rows;
  GHashTable *patients; /* ids of those on record */
} HcrmImportWriter;

void hcrm_import_writer_init (HcrmImportWriter *self, HcrmImport *import);
void hcrm_import_writer_clear (HcrmImportWriter *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HcrmImportWriter, hcrm_import_writer_clear)

/* Takes a row that was judged; what came before may be queued for it. */
void hcrm_import_writer_add (HcrmImportWriter *self,
                             HcrmImportRow *row,
                             HcrmRows *found,
                             guint n,
                             const HcrmImportVerdict *verdict);

/* Queues what was taken and is not queued yet. */
void hcrm_import_writer_flush (HcrmImportWriter *self);

G_END_DECLS
