/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Feeds arbitrary tables to the reader of lists, and what it reads to the import of patients. After
 * a first byte `P` what follows are the parts of a workbook, each but the last ended by a form
 * feed; else it is the file itself. */

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>
#include <zip.h>

#include "core/hcrm-table-reader.h"
#include "model/hcrm-import.h"
#include "modules/patient/patient-import-row.h"

#define MAX_ROWS 20000
#define RELS "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* --- The file ----------------------------------------------------------------------------------
 */

static char *folder, *path;

static void
tidy (void)
{
  g_unlink (path);
  g_rmdir (folder);
}

static const char *
get_path (void)
{
  if (path == NULL) {
    folder = g_dir_make_tmp ("hcrm-fuzz-XXXXXX", NULL);
    path = g_build_filename (folder, "list", NULL);
    atexit (tidy);
  }
  return path;
}

/* What a workbook has if nothing else is told: one sheet with shared strings and a date. */
static const struct {
  const char *name, *text;
} parts[] = {
  { "xl/worksheets/a.xml", "<worksheet><sheetData/></worksheet>" },
  { "xl/strings.xml", "<sst><si><t>a</t></si></sst>" },
  { "xl/styles.xml", "<styleSheet><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs>"
                     "</styleSheet>" },
  { "xl/book.xml", "<workbook><sheets><sheet name=\"a\" id=\"r1\"/></sheets></workbook>" },
  { "xl/_rels/book.xml.rels",
    "<Relationships><Relationship Id=\"r1\" Type=\"" RELS "/worksheet\" Target=\"worksheets/a.xml\""
    "/><Relationship Id=\"r2\" Type=\"" RELS "/sharedStrings\" Target=\"strings.xml\"/>"
    "<Relationship Id=\"r3\" Type=\"" RELS "/styles\" Target=\"styles.xml\"/></Relationships>" },
  { "_rels/.rels", "<Relationships><Relationship Id=\"r\" Type=\"" RELS "/officeDocument\" "
                   "Target=\"xl/book.xml\"/></Relationships>" },
};

static void
put_part (zipFile zip, const char *name, const void *text, gsize length)
{
  zipOpenNewFileInZip (zip, name, NULL, NULL, 0, NULL, 0, NULL, 0, 0);
  zipWriteInFileInZip (zip, text, length);
  zipCloseFileInZip (zip);
}

static void
write_workbook (const guint8 *data, gsize size)
{
  zipFile zip = zipOpen (get_path (), APPEND_STATUS_CREATE);

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
    const guint8 *end = size > 0 ? memchr (data, '\f', size) : NULL;
    gsize length = end != NULL ? (gsize) (end - data) : size;
    gboolean told = length > 0;
    put_part (zip, parts[i].name, told ? (const void *) data : parts[i].text,
              told ? length : strlen (parts[i].text));
    length = MIN (length + 1, size);
    data += length;
    size -= length;
  }
  zipClose (zip, NULL);
}

/* --- What is read ------------------------------------------------------------------------------
 */

static void
check_cell (HcrmTableReader *reader, const HcrmCell *cell)
{
  g_assert_cmpuint (strlen (cell->text), <=, HCRM_TABLE_MAX_CELL);
  g_assert_true (g_utf8_validate (cell->text, -1, NULL));
  g_autofree char *day = hcrm_table_reader_dup_day (reader, cell->text);
  g_autofree char *plain = hcrm_table_plain_number (cell->text, 15);
  g_autofree char *digits = hcrm_import_value_dup_digits (cell->text);
  g_autofree char *text_day = hcrm_import_value_dup_day (cell->text);
  g_assert_true (day == NULL || strlen (day) >= strlen ("YYYY-MM-DD"));
  g_assert_true (text_day == NULL || strlen (text_day) >= strlen ("YYYY-MM-DD"));
}

/* A row is a patient with a key, or there is something against it. */
static void
check_row (HcrmTableReader *reader, const HcrmImportPlan *plan)
{
  g_autoptr (GError) error = NULL;
  HcrmImportRow *row = hcrm_import_row_new (reader);
  gboolean good = hcrm_import_row_read (row, plan, &error);

  g_assert_true (good == (row->key != NULL) && good == (error == NULL));
  g_assert_true (good || hcrm_error_get_n_fields (error) > 0);
  g_autofree char *cells = hcrm_import_row_write_cells (row);
  hcrm_import_row_free (row);
}

static void
read_rows (HcrmTableReader *reader, const HcrmImportPlan *plan)
{
  g_autoptr (GError) error = NULL;
  guint last = 0;

  for (guint n = 0; n < MAX_ROWS && hcrm_table_reader_next (reader, &error); n++) {
    g_assert_cmpuint (hcrm_table_reader_get_row (reader), >, last);
    last = hcrm_table_reader_get_row (reader);
    g_assert_cmpuint (hcrm_table_reader_get_n_cells (reader), <=, HCRM_TABLE_MAX_COLUMNS);
    for (guint i = 0; i < hcrm_table_reader_get_n_cells (reader); i++)
      check_cell (reader, hcrm_table_reader_get_cell (reader, i));
    check_row (reader, plan);
    double progress = hcrm_table_reader_get_progress (reader);
    g_assert_true (progress >= 0 && progress <= 1);
  }
}

/* Columns are the fields in their order. */
static void
read_table (const HcrmTableType *type)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HcrmTableReader) reader = hcrm_table_reader_new (get_path (), type, &error);
  g_autoptr (GArray) columns = g_array_new (FALSE, FALSE, sizeof (int));
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("Asia/Shanghai");
  HcrmImportPlan plan = { .columns = columns, .reader = reader, .zone = zone };

  g_assert_true ((reader == NULL) == (error != NULL));
  for (int i = 0; i < (int) hcrm_import_row_fields.n_fields; i++)
    g_array_append_val (columns, i);
  g_date_set_dmy (&plan.today, 1, 11, 2026);
  plan.visit_kind = "inpatient";
  plan.decide_days = 30;
  if (reader != NULL)
    read_rows (reader, &plan);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  HcrmTableType type = { 0 };
  g_autofree char *sum = NULL;
  g_autoptr (GError) error = NULL;

  if (size > 0 && *data == 'P' && (size < 2 || data[1] != 'K'))
    write_workbook (data + 1, size - 1);
  else if (!g_file_set_contents_full (get_path (), (const char *) data, size,
                                      G_FILE_SET_CONTENTS_NONE, 0600, NULL))
    return 0;
  gboolean known = hcrm_table_type_detect (get_path (), &type, &sum, &error);
  g_assert_true (known == (error == NULL));
  if (known)
    read_table (&type);
  return 0;
}
