/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Tables that people send: character sets, quotes, dates, long numbers, and files made to harm. */

#include <glib/gstdio.h>
#include <string.h>
#include <xlsxwriter.h>
#include <zip.h>

#include "core/hcrm-table-reader.h"

static char *folder;

static char *
make_path (const char *name)
{
  return g_build_filename (folder, name, NULL);
}

static char *
write_file (const char *name, const char *data, gssize length)
{
  char *path = make_path (name);

  g_assert_true (g_file_set_contents (path, data, length, NULL));
  return path;
}

/* Returns: all rows as `1:a|b\n`, with a letter before what is no text. */
static char *
read_all (HcrmTableReader *reader, GError **error)
{
  static const char kinds[] = { [HCRM_CELL_NUMBER] = '#',
                                [HCRM_CELL_LOST] = '!',
                                [HCRM_CELL_DATE] = '@',
                                [HCRM_CELL_BOOL] = '?',
                                [HCRM_CELL_ERROR] = '~' };
  GString *all = g_string_new (NULL);

  while (hcrm_table_reader_next (reader, error)) {
    g_string_append_printf (all, "%u:", hcrm_table_reader_get_row (reader));
    for (guint i = 0; i < hcrm_table_reader_get_n_cells (reader); i++) {
      const HcrmCell *cell = hcrm_table_reader_get_cell (reader, i);
      g_string_append (all, i > 0 ? "|" : "");
      if (cell->kind != HCRM_CELL_TEXT)
        g_string_append_c (all, kinds[cell->kind]);
      g_string_append (all, cell->text);
    }
    g_string_append_c (all, '\n');
  }
  return g_string_free (all, FALSE);
}

static char *
read_path (const char *path, GError **error)
{
  HcrmTableType type;
  g_autofree char *sum = NULL;

  if (!hcrm_table_type_detect (path, &type, &sum, error))
    return NULL;
  g_assert_cmpuint (strlen (sum), ==, 64);
  g_autoptr (HcrmTableReader) reader = hcrm_table_reader_new (path, &type, error);
  return reader != NULL ? read_all (reader, error) : NULL;
}

static void
assert_reads (const char *data, gssize length, const char *expected)
{
  g_autofree char *path = write_file ("list.csv", data, length);
  g_autoptr (GError) error = NULL;
  g_autofree char *rows = read_path (path, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (rows, ==, expected);
}

static void
assert_refused (const char *path, const char *part)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *rows = read_path (path, &error);

  g_assert_error (error, HCRM_ERROR, HCRM_ERROR_MEDIA);
  if (strstr (error->message, part) == NULL)
    g_error ("%s", error->message);
}

/* --- CSV ---------------------------------------------------------------------------------------
 */

static void
test_quotes (void)
{
  assert_reads ("a,b\r\n\"x,\"\"y\"\"\",\"two\nlines\"\r\n\r\n,,\r\n  z ,\n", -1,
                "1:a|b\n2:x,\"y\"|two\nlines\n5:z\n");
  assert_reads ("a,b\r1,2", -1, "1:a|b\n2:1|2\n");
  assert_reads ("5\" bed,\"q\"tail\nx,y\n", -1, "1:5\" bed|qtail\n2:x|y\n");
}

static void
test_delimiters (void)
{
  assert_reads ("a;b;c\n1,5;2;3\n", -1, "1:a|b|c\n2:1,5|2|3\n");
  assert_reads ("a\tb\n1\t2\n", -1, "1:a|b\n2:1|2\n");
  assert_reads ("\"a,b\";c\nd;e\n", -1, "1:a,b|c\n2:d|e\n");
  assert_reads ("one\ntwo\n", -1, "1:one\n2:two\n");
}

static void
assert_charset (const char *charset, const char *mark, gsize n_mark)
{
  gsize n = 0;
  g_autofree char *bytes =
      g_convert ("姓名,电话\r\n单雄信,138\r\n", -1, charset, "UTF-8", NULL, &n, NULL);
  GString *all = g_string_new_len (mark, n_mark);

  g_string_append_len (all, bytes, n);
  assert_reads (all->str, all->len, "1:姓名|电话\n2:单雄信|138\n");
  g_string_free (all, TRUE);
}

static void
test_charsets (void)
{
  assert_charset ("UTF-8", "", 0);
  assert_charset ("UTF-8", "\xef\xbb\xbf", 3);
  assert_charset ("GB18030", "", 0);
  assert_charset ("UTF-16LE", "\xff\xfe", 2);
  assert_charset ("UTF-16BE", "\xfe\xff", 2);
}

/* A long file whose first Chinese character comes late, and is cut by the pieces it is read in. */
static void
test_late_charset (void)
{
  for (guint shift = 0; shift < 4; shift++) {
    g_autoptr (GString) text = g_string_new ("name,note\n");
    while (text->len < 65536 - shift)
      g_string_append (text, "x,y\n");
    g_string_truncate (text, 65536 - 2 - shift);
    g_string_append (text, "单\n𠀀,end\n");
    gsize n = 0;
    g_autofree char *gb = g_convert (text->str, -1, "GB18030", "UTF-8", NULL, &n, NULL);
    g_autofree char *path = write_file ("late.csv", gb, n);
    g_autofree char *rows = read_path (path, NULL);
    g_assert_nonnull (strstr (rows, "单\n"));
    g_assert_true (g_str_has_suffix (rows, ":𠀀|end\n"));
    g_autofree char *plain = write_file ("late.csv", text->str, -1);
    g_autofree char *again = read_path (plain, NULL);
    g_assert_cmpstr (rows, ==, again);
  }
}

static void
test_wrappings (void)
{
  assert_reads ("=\"0138\",\"=\"\"0139\"\"\",'+86 138,'s,=1+1\n", -1,
                "1:0138|0139|+86 138|'s|=1+1\n");
}

static void
test_bad_csv (void)
{
  g_autofree char *open = write_file ("open.csv", "a,\"b\nc,d\n", -1);
  g_autofree char *nul = write_file ("nul.csv", "a,b\0c\n", 6);
  g_autofree char *empty = write_file ("empty.csv", "", 0);
  g_autofree char *old = write_file ("old.xls", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and so on", -1);
  g_autofree char *bytes = write_file ("bytes.csv", "a,b\nc,\xff\xff\n", -1);
  g_autoptr (GString) endless = g_string_new ("a,\"");

  while (endless->len < 3 * HCRM_TABLE_MAX_CELL)
    g_string_append (endless, "xxxxxxxx\n");
  g_autofree char *far = write_file ("far.csv", endless->str, endless->len);
  g_string_assign (endless, "");
  for (guint i = 0; i <= HCRM_TABLE_MAX_COLUMNS; i++)
    g_string_append (endless, "1,");
  g_string_append (endless, "1\n");
  g_autofree char *wide = write_file ("wide.csv", endless->str, endless->len);

  assert_refused (open, "Row 1: a quotation mark is not closed");
  assert_refused (nul, "no table");
  assert_refused (empty, "empty");
  assert_refused (old, "password");
  assert_refused (bytes, "no characters");
  assert_refused (far, "quotation mark missing");
  assert_refused (wide, "too many columns");
}

/* --- Numbers -----------------------------------------------------------------------------------
 */

static void
assert_plain (const char *text, guint digits, const char *expected)
{
  g_autofree char *plain = hcrm_table_plain_number (text, digits);

  g_assert_cmpstr (plain, ==, expected);
}

static void
test_numbers (void)
{
  assert_plain ("13812345678", 15, "13812345678");
  assert_plain ("1.3812345678E10", 15, "13812345678");
  assert_plain ("1.3812345678E+10", 15, "13812345678");
  assert_plain ("4.40106E+17", 15, NULL);
  assert_plain ("440106199001011234", 15, NULL);
  assert_plain ("-0.00125", 15, "-0.00125");
  assert_plain ("1.25e-3", 15, "0.00125");
  assert_plain ("120", 15, "120");
  assert_plain ("0", 15, "0");
  assert_plain ("12.50", 0, "12.5");
  assert_plain ("1e999", 15, NULL);
  assert_plain ("abc", 15, NULL);
  assert_plain ("1.2.3", 15, NULL);
  g_assert_true (hcrm_table_is_scientific ("4.40106E+17"));
  g_assert_false (hcrm_table_is_scientific ("12E5"));
  g_assert_false (hcrm_table_is_scientific ("1.5"));
}

/* --- XLSX --------------------------------------------------------------------------------------
 */

static char *
make_workbook (void)
{
  g_autofree char *path = make_path ("book.xlsx");
  lxw_workbook *book = workbook_new (path);
  lxw_worksheet *sheet = workbook_add_worksheet (book, "病人");
  lxw_format *day = workbook_add_format (book), *zeros = workbook_add_format (book),
             *instant = workbook_add_format (book), *own = workbook_add_format (book);
  lxw_datetime born = { 1959, 3, 2, 0, 0, 0 }, at = { 2026, 3, 15, 14, 30, 0 };

  format_set_num_format (day, "yyyy\"年\"m\"月\"d\"日\"");
  format_set_num_format (zeros, "00000000");
  format_set_num_format_index (instant, 22);
  format_set_num_format (own, "\"day\"0.0");
  worksheet_write_string (sheet, 0, 0, "姓名", NULL);
  worksheet_write_string (sheet, 0, 3, "Date", NULL);
  worksheet_write_string (sheet, 2, 0, " 单雄信 ", NULL);
  worksheet_write_number (sheet, 2, 1, 138, zeros);
  worksheet_write_number (sheet, 2, 2, 13812345678.0, NULL);
  worksheet_write_datetime (sheet, 2, 3, &born, day);
  worksheet_write_datetime (sheet, 2, 4, &at, instant);
  worksheet_write_number (sheet, 2, 5, 440106199001011234.0, NULL);
  worksheet_write_boolean (sheet, 2, 6, TRUE, NULL);
  worksheet_write_formula_str (sheet, 2, 7, "=A1&\"x\"", NULL, "姓名x");
  worksheet_write_number (sheet, 2, 8, 1.5, own);
  worksheet_write_string (sheet, 3, 1, "4.40106E+17", NULL);
  g_assert_cmpint (workbook_close (book), ==, LXW_NO_ERROR);
  return g_steal_pointer (&path);
}

static void
test_workbook (void)
{
  g_autofree char *path = make_workbook ();
  g_autoptr (GError) error = NULL;
  g_autofree char *rows = read_path (path, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (rows, ==,
                   "1:姓名|||Date\n"
                   "3:单雄信|#00000138|#13812345678|@1959-03-02|@2026-03-15T14:30:00|"
                   "!4.40106199001011E+17|?true|姓名x|#1.5\n"
                   "4:|4.40106E+17\n");
}

static void
put_part (zipFile zip, const char *name, const char *text, gsize length)
{
  g_assert_cmpint (zipOpenNewFileInZip64 (zip, name, NULL, NULL, 0, NULL, 0, NULL, Z_DEFLATED, 9,
                                          1),
                   ==, ZIP_OK);
  g_assert_cmpint (zipWriteInFileInZip (zip, text, length), ==, ZIP_OK);
  g_assert_cmpint (zipCloseFileInZip (zip), ==, ZIP_OK);
}

#define RELS "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define SHEET_DATA(x) "<?xml version=\"1.0\"?><worksheet><sheetData>" x "</sheetData></worksheet>"

/* A workbook of one sheet, its parts as they are given. */
static char *
make_raw (const char *properties, const char *strings, const char *sheet, gssize length)
{
  g_autofree char *path = make_path ("raw.xlsx");
  zipFile zip = zipOpen64 (path, APPEND_STATUS_CREATE);
  g_autofree char *book = g_strdup_printf (
      "<x:workbook xmlns:x=\"m\" xmlns:r=\"r\">%s<x:sheets>"
      "<x:sheet name=\"hidden\" sheetId=\"1\" state=\"hidden\" r:id=\"rId9\"/>"
      "<x:sheet name=\"list\" sheetId=\"2\" r:id=\"rId1\"/></x:sheets></x:workbook>",
      properties);
  const char *rels = "<Relationships><Relationship Id=\"rId1\" Type=\"" RELS "/worksheet\" "
                     "Target=\"worksheets/a.xml\"/><Relationship Id=\"rId2\" Type=\"" RELS
                     "/sharedStrings\" Target=\"/xl/strings.xml\"/></Relationships>";
  const char *top = "<Relationships><Relationship Id=\"r\" Type=\"" RELS "/officeDocument\" "
                    "Target=\"xl/book.xml\"/></Relationships>";

  put_part (zip, "_rels/.rels", top, strlen (top));
  put_part (zip, "xl/_rels/book.xml.rels", rels, strlen (rels));
  put_part (zip, "xl/book.xml", book, strlen (book));
  if (strings != NULL)
    put_part (zip, "xl/strings.xml", strings, strlen (strings));
  put_part (zip, "xl/worksheets/a.xml", sheet, length < 0 ? strlen (sheet) : (gsize) length);
  zipClose (zip, NULL);
  return g_steal_pointer (&path);
}

static void
assert_raw (const char *properties, const char *strings, const char *sheet, const char *expected)
{
  g_autofree char *path = make_raw (properties, strings, sheet, -1);
  g_autoptr (GError) error = NULL;
  g_autofree char *rows = read_path (path, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (rows, ==, expected);
}

static void
test_raw (void)
{
  assert_raw ("",
              "<sst><si><t>a&amp;b</t></si><si><r><t>x</t></r><r><t>y</t></r><rPh><t>no</t></rPh></"
              "si></sst>",
              SHEET_DATA ("<row><c t=\"s\"><v>1</v></c><c t=\"s\"><v>0</v></c></row>"
                          "<row r=\"5\"><c r=\"C5\" t=\"inlineStr\"><is><t>&#x5355;</t></is></c>"
                          "<c r=\"D5\"><v>1.3812345678E10</v></c><c t=\"e\"><v>#N/A</v></c></row>"),
              "1:xy|a&b\n5:||单|#13812345678|~#N/A\n");
}

static char *
read_day (const char *properties, const char *number)
{
  g_autofree char *path = make_raw (properties, NULL, SHEET_DATA (""), -1);
  HcrmTableType type = { HCRM_TABLE_XLSX, NULL, 0, 0 };
  g_autoptr (HcrmTableReader) reader = hcrm_table_reader_new (path, &type, NULL);

  g_assert_nonnull (reader);
  return hcrm_table_reader_dup_day (reader, number);
}

static void
test_dates (void)
{
  static const struct {
    const char *number, *day;
  } days[] = { { "1", "1900-01-01" },
               { "59", "1900-02-28" },
               { "61", "1900-03-01" },
               { "21611", "1959-03-02" },
               { "46096", "2026-03-15" },
               { "46096.604166666664", "2026-03-15T14:30:00" },
               { "2958465", "9999-12-31" },
               { "2958466", NULL },
               { "-1", NULL },
               { "x", NULL } };

  for (guint i = 0; i < G_N_ELEMENTS (days); i++) {
    g_autofree char *day = read_day ("", days[i].number);
    g_assert_cmpstr (day, ==, days[i].day);
  }
  g_autofree char *mac = read_day ("<x:workbookPr date1904=\"1\"/>", "44634");
  g_assert_cmpstr (mac, ==, "2026-03-15");
  g_autofree char *first = read_day ("<x:workbookPr date1904=\"true\"/>", "0");
  g_assert_cmpstr (first, ==, "1904-01-01");
}

/* --- Made to harm ------------------------------------------------------------------------------
 */

static void
assert_harmless (const char *strings, const char *sheet, gssize length, const char *part)
{
  g_autofree char *path = make_raw ("", strings, sheet, length);

  assert_refused (path, part);
}

static void
test_bomb (void)
{
  gsize n = 80 * 1024 * 1024;
  g_autofree char *spaces = g_malloc (n);

  /* Small elements without end: nothing of it would be kept, but it would never end. */
  for (gsize i = 0; i + 4 <= n; i += 4)
    memcpy (spaces + i, "<a/>", 4);
  memcpy (spaces, "<b> ", 4);
  assert_harmless (NULL, spaces, n, "far more");
}

static void
test_endless_text (void)
{
  gsize n = 4 * 1024 * 1024;
  g_autofree char *text = g_strnfill (n, 'x');

  memcpy (text, "<sheetData>", 11);
  assert_harmless (NULL, text, n, "far more");
}

static void
test_entities (void)
{
  assert_harmless (
      NULL,
      "<!DOCTYPE a [<!ENTITY x \"ha\"><!ENTITY y \"&x;&x;\">]>"
      "<worksheet><sheetData><row><c t=\"str\"><v>&y;</v></c></row></sheetData></worksheet>",
      -1, "damaged");
}

static void
test_depth (void)
{
  g_autoptr (GString) deep = g_string_new (NULL);

  for (guint i = 0; i < 20000; i++)
    g_string_append (deep, "<a>");
  assert_harmless (NULL, deep->str, -1, "far more");
}

static void
test_cells (void)
{
  g_autoptr (GString) row = g_string_new ("<worksheet><sheetData><row>");
  g_autofree char *far =
      g_strdup (SHEET_DATA ("<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>"));

  assert_harmless (NULL, far, -1, "too many columns");
  assert_harmless (NULL, SHEET_DATA ("<row><c r=\"B1\"><v>1</v></c><c r=\"A1\"><v>1</v></c></row>"),
                   -1, "damaged");
  assert_harmless (NULL, SHEET_DATA ("<row><c t=\"s\"><v>7</v></c></row>"), -1, "damaged");
  for (guint i = 0; i < 20000; i++)
    g_string_append (row, "<c/>");
  g_string_append (row, "</row></sheetData></worksheet>");
  assert_harmless (NULL, row->str, -1, "damaged");
}

/* One long string named by a hundred thousand cells. */
static void
test_repeated_string (void)
{
  g_autofree char *big = g_strnfill (100000, 'x');
  g_autofree char *strings = g_strdup_printf ("<sst><si><t>%s</t></si></sst>", big);
  g_autoptr (GString) sheet = g_string_new ("<worksheet><sheetData><row>");

  for (guint i = 0; i < 400; i++)
    g_string_append (sheet, "<c t=\"s\"><v>0</v></c>");
  g_string_append (sheet, "</row></sheetData></worksheet>");
  assert_harmless (strings, sheet->str, -1, "too much text");
}

static void
test_damaged (void)
{
  g_autofree char *path = make_workbook ();
  g_autofree char *data = NULL;
  gsize n = 0;

  g_assert_true (g_file_get_contents (path, &data, &n, NULL));
  g_autofree char *half = write_file ("half.xlsx", data, n / 2);
  assert_refused (half, "damaged");
  g_autofree char *other = write_file ("other.xlsx", "PK\x03\x04 nothing of the kind", -1);
  assert_refused (other, "damaged");
  g_autofree char *path_of_zip = make_path ("plain.zip");
  zipFile zip = zipOpen64 (path_of_zip, APPEND_STATUS_CREATE);
  put_part (zip, "letter.txt", "x", 1);
  zipClose (zip, NULL);
  assert_refused (path_of_zip, "no Excel workbook");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("hcrm-tables-XXXXXX", NULL);
  g_test_add_func ("/table-reader/csv/quotes", test_quotes);
  g_test_add_func ("/table-reader/csv/delimiters", test_delimiters);
  g_test_add_func ("/table-reader/csv/charsets", test_charsets);
  g_test_add_func ("/table-reader/csv/late-charset", test_late_charset);
  g_test_add_func ("/table-reader/csv/wrappings", test_wrappings);
  g_test_add_func ("/table-reader/csv/bad", test_bad_csv);
  g_test_add_func ("/table-reader/numbers", test_numbers);
  g_test_add_func ("/table-reader/xlsx/workbook", test_workbook);
  g_test_add_func ("/table-reader/xlsx/raw", test_raw);
  g_test_add_func ("/table-reader/xlsx/dates", test_dates);
  g_test_add_func ("/table-reader/xlsx/bomb", test_bomb);
  g_test_add_func ("/table-reader/xlsx/endless-text", test_endless_text);
  g_test_add_func ("/table-reader/xlsx/entities", test_entities);
  g_test_add_func ("/table-reader/xlsx/depth", test_depth);
  g_test_add_func ("/table-reader/xlsx/cells", test_cells);
  g_test_add_func ("/table-reader/xlsx/repeated-string", test_repeated_string);
  g_test_add_func ("/table-reader/xlsx/damaged", test_damaged);
  int status = g_test_run ();
  g_autofree char *command = g_strdup_printf ("rm -rf '%s'", folder);
  g_assert_cmpint (system (command), ==, 0);
  return status;
}
