/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Rows of a list against what is on record: what becomes of each, and carrying it out. */

#pragma once

#include "core/hcrm-db.h"
#include "patient-import-row.h"

G_BEGIN_DECLS

/**
 * HcrmImport:
 * @is_dry: nothing but keys and rejected rows is written
 * @is_alone: rows are looked at by themselves, not beside those that were settled before
 * @sees_all: the importer's scope is everything, so that a patient may belong to no department
 *
 * A list that is open: its file behind the headings, and how it is to be read.
 */
typedef struct {
  HcrmDb *db;
  HcrmRows *order;
  HcrmTableReader *reader;
  HcrmImportPlan plan;
  gboolean is_dry, is_alone, updates, sees_all;
} HcrmImport;

/**
 * hcrm_import_load:
 * @today: (out) (transfer full): at the import's site
 *
 * In an open transaction.
 *
 * Returns: (transfer full) (nullable): the import's row, for hcrm_import_open()
 */
HcrmRows *hcrm_import_load (HcrmDb *db, gint64 id, char **today, GError **error);

/**
 * hcrm_import_open:
 * @order: (transfer full): by hcrm_import_load()
 * @path: of the file
 * @mapping: (nullable): instead of the one on record
 */
gboolean hcrm_import_open (HcrmImport *self,
                           HcrmDb *db,
                           HcrmRows *order,
                           const char *path,
                           const char *mapping,
                           const char *today,
                           GError **error);
void hcrm_import_clear (HcrmImport *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HcrmImport, hcrm_import_clear)

typedef enum {
  HCRM_IMPORT_REJECT,
  HCRM_IMPORT_SKIP,
  HCRM_IMPORT_ADD,
  HCRM_IMPORT_UPDATE,
  HCRM_IMPORT_VISIT,
} HcrmImportOutcome;

/* What becomes of a row. */
typedef struct {
  HcrmImportOutcome outcome;
  gboolean adds_visit, ends_visit;
  gint64 patient_id, visit_id;
  gint64 department_id;
  HcrmRecord *patient; /* (nullable): one on record as it is to be */
  char *before;        /* (nullable): JSON of what is changed, as it was */
} HcrmImportVerdict;

void hcrm_import_verdict_clear (HcrmImportVerdict *verdict);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HcrmImportVerdict, hcrm_import_verdict_clear)

/* Returns: what becomes of a row, as a code. */
const char *hcrm_import_outcome_name (HcrmImportOutcome outcome);

/* Whether @error speaks against a row, so that the others go on without it. */
gboolean hcrm_import_is_fault (const GError *error);

/* Binds what every statement of the import asks for. */
void hcrm_import_bind (HcrmImport *self);

/* Looks up all @rows (of #HcrmImportRow, read without fault) at once; in an open transaction. */
HcrmRows *hcrm_import_find (HcrmImport *self, GPtrArray *rows, GError **error);

/**
 * hcrm_import_judge:
 * @found: by hcrm_import_find()
 * @n: the row's place in it
 *
 * Returns: %FALSE with all that speaks against the row, in the language of the thread
 */
gboolean hcrm_import_judge (HcrmImport *self,
                            HcrmImportRow *row,
                            HcrmRows *found,
                            guint n,
                            HcrmImportVerdict *verdict,
                            GError **error);

/* What came of a batch. */
typedef struct {
  guint settled, added, updated, visits, skipped, rejected;
} HcrmImportCounts;

/**
 * hcrm_import_batch_run:
 * @rows: (element-type HcrmImportRow): read, as they follow each other, no person twice; those
 *   with faults have no key
 * @position: the row that was settled last
 * @failed: (nullable): why the one row of @rows cannot be written: it is rejected for that
 * @error: %HCRM_ERROR_BUSY if the work was stopped or is another's
 *
 * One transaction, opened and ended here: either all of the batch is written, or nothing.
 */
gboolean hcrm_import_batch_run (HcrmImport *self,
                                const HcrmContext *context,
                                GPtrArray *rows,
                                guint position,
                                const GError *failed,
                                GError **error);

G_END_DECLS
