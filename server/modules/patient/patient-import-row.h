/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One row of a list that is imported: from cells to checked records; pure. */

#pragma once

#include "core/hcrm-record.h"
#include "core/hcrm-table-reader.h"

G_BEGIN_DECLS

/* What turns cells into values, the same for all rows of a list. */
typedef struct {
  HcrmTableReader *reader; /* for its date system */
  GArray *columns;         /* of int: for each field of #hcrm_import_row_fields its column, or -1 */
  GTimeZone *zone;
  GDate today;
  const char *visit_kind; /* where the row does not tell */
  gint64 decide_days;
} HcrmImportPlan;

/**
 * HcrmImportRow:
 * @told: of #hcrm_import_row_fields: what the row tells, in canonical form
 * @patient: of #hcrm_patient_fields: checked as one that is typed
 * @contacts: JSON for jsonb_to_recordset()
 * @person_key: who it is, within the list
 * @key: the same with the visit; a row with the same key is the same row
 */
typedef struct {
  guint line;
  GPtrArray *texts; /* of char: the cells */
  GArray *kinds;    /* of HcrmCellKind */
  HcrmRecord *told;
  HcrmRecord *patient;
  char *contacts;
  char *phone_key; /* of the first number, or %NULL */
  char *person_key, *key;
  gboolean has_visit;
  gboolean is_named_only; /* no MRN, document, birth date or telephone: might be several persons */
} HcrmImportRow;

/* Takes the cells of the reader's row. */
HcrmImportRow *hcrm_import_row_new (HcrmTableReader *reader);
void hcrm_import_row_free (HcrmImportRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HcrmImportRow, hcrm_import_row_free)

/* Makes and checks the records; @error names every bad field, in the language of the thread. */
gboolean hcrm_import_row_read (HcrmImportRow *row, const HcrmImportPlan *plan, GError **error);

/* Returns: (transfer full): the cells as a JSON array of texts. */
char *hcrm_import_row_write_cells (const HcrmImportRow *row);

/* The column that a field of #hcrm_import_row_fields is in, or -1. */
int hcrm_import_plan_find (const HcrmImportPlan *plan, const char *field);

/* --- Values ---------------------------------------------------------------------------------- */

/* Returns: (nullable): the choice of a field that a word, a code or a label stands for. */
const char *hcrm_import_value_find_choice (const HcrmField *field, const char *word);

/* Whether a cell says in words that there is nothing. */
gboolean hcrm_import_value_is_none (const char *text);

/* Returns: (transfer full) (nullable): `YYYY-MM-DD` or `YYYY-MM-DDTHH:MM:SS`, of a day written with
 * its year first. */
char *hcrm_import_value_dup_day (const char *text);

/* Returns: (transfer full) (nullable): the digits of a number as spreadsheets show long ones, if
 * all are there. */
char *hcrm_import_value_dup_digits (const char *scientific);

/* --- Headings -------------------------------------------------------------------------------- */

/**
 * hcrm_import_headings_propose:
 * @headings: (element-type utf8)
 *
 * Returns: (transfer full): for each column the field that its heading names in Chinese or English,
 *   or null: a JSON array; each field once
 */
char *hcrm_import_headings_propose (GPtrArray *headings);

/* How many columns have headings that are understood. */
guint hcrm_import_headings_count (GPtrArray *headings);

/* What a file of rows that were not taken has before the columns of the list: so many, each with
 * its heading. */
#define HCRM_IMPORT_ADDED 3
const char *hcrm_import_headings_get_added (guint i);

/* Whether a list begins with those, in either language. */
gboolean hcrm_import_headings_are_returned (GPtrArray *headings);

/* Returns: (transfer full): what stands for the headings from @from on, in this order. */
char *hcrm_import_headings_hash (GPtrArray *headings, guint from);

G_END_DECLS
