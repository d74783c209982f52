/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Tables of any length as CSV and XLSX. */

#include "hcrm-table-writer.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <xlsxwriter.h>

#define MAX_ROWS 1048576 /* of a sheet */
#define MAX_TEXT 32767   /* characters of a cell */
#define MAX_DIGITS 15    /* that a double keeps */
#define MAX_SHEET_NAME 31
#define WIDTH 16

struct _HcrmTableWriter {
  HcrmTableFormat format;
  char *sheet;
  char **heads;
  guint n_cells; /* of the row begun */
  gboolean failed;
  /* CSV */
  FILE *file;
  GString *line;
  /* XLSX */
  lxw_workbook *book;
  lxw_worksheet *page;
  lxw_format *day, *instant, *bold;
  guint n_pages;
  lxw_row_t row;
};

/* --- What a spreadsheet would make of a text ---------------------------------------------------
 */

static gboolean
is_number (const char *text)
{
  char *end = NULL;

  if (g_ascii_isspace (*text))
    return FALSE;
  g_ascii_strtod (text, &end);
  return end != text && *end == '\0';
}

static gboolean
begins_formula (const char *text)
{
  static const char *const begins[] = {
    "=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"
  };

  for (guint i = 0; i < G_N_ELEMENTS (begins); i++)
    if (g_str_has_prefix (text, begins[i]))
      return TRUE;
  return FALSE;
}

/* --- CSV ---------------------------------------------------------------------------------------
 */

static void
append_quoted (GString *line, const char *before, const char *text, const char *after)
{
  g_string_append_c (line, '"');
  g_string_append (line, before);
  for (const char *p = text; *p != '\0'; p++) {
    if (*p == '"')
      g_string_append_c (line, '"');
    g_string_append_c (line, *p);
  }
  g_string_append (line, after);
  g_string_append_c (line, '"');
}

static void
append_text (GString *line, const char *text)
{
  if (is_number (text))
    append_quoted (line, "=\"\"", text, "\"\"");
  else if (begins_formula (text))
    append_quoted (line, "'", text, "");
  else if (strpbrk (text, ",\"\r\n") != NULL)
    append_quoted (line, "", text, "");
  else
    g_string_append (line, text);
}

/* "2026-11-21 22:28:51.5+08" → "2026-11-21 22:28:51" */
static void
append_instant (GString *line, const char *text)
{
  g_string_append_len (line, text, MIN (strlen (text), 19));
}

static void
add_csv (HcrmTableWriter *self, HcrmKind kind, const char *text)
{
  if (self->n_cells > 0)
    g_string_append_c (self->line, ',');
  if (text == NULL)
    return;
  if (kind == HCRM_KIND_INT || kind == HCRM_KIND_DECIMAL || kind == HCRM_KIND_DATE)
    g_string_append (self->line, text);
  else if (kind == HCRM_KIND_TIME)
    append_instant (self->line, text);
  else
    append_text (self->line, text);
}

static void
end_csv_row (HcrmTableWriter *self)
{
  g_string_append (self->line, "\r\n");
  self->failed |= fwrite (self->line->str, 1, self->line->len, self->file) != self->line->len;
  g_string_truncate (self->line, 0);
}

static gboolean
open_csv (HcrmTableWriter *self, const char *path)
{
  self->file = fopen (path, "we");
  self->line = g_string_new ("\xef\xbb\xbf");
  return self->file != NULL;
}

/* --- XLSX --------------------------------------------------------------------------------------
 */

static void
put_text (HcrmTableWriter *self, const char *text)
{
  g_autofree char *cut = NULL;

  if (strlen (text) > MAX_TEXT && g_utf8_strlen (text, -1) > MAX_TEXT)
    text = cut = g_utf8_substring (text, 0, MAX_TEXT);
  self->failed |=
      worksheet_write_string (self->page, self->row, self->n_cells, text, NULL) != LXW_NO_ERROR;
}

static gboolean
fits_number (const char *text)
{
  return is_number (text) && strlen (text) <= MAX_DIGITS;
}

/* Excel's days begin with 1900, and its first two months are wrong. */
static gboolean
read_datetime (const char *text, lxw_datetime *out)
{
  memset (out, 0, sizeof *out);
  return strlen (text) >= 10 && strcmp (text, "1900-03-01") >= 0 && text[4] == '-'
         && sscanf (text, "%4d-%2d-%2d %2d:%2d:%2lf", &out->year, &out->month, &out->day,
                    &out->hour, &out->min, &out->sec)
                >= 3;
}

static void
put_datetime (HcrmTableWriter *self, const char *text, lxw_format *format)
{
  lxw_datetime value;

  if (read_datetime (text, &value))
    worksheet_write_datetime (self->page, self->row, self->n_cells, &value, format);
  else
    put_text (self, text);
}

static void
add_xlsx (HcrmTableWriter *self, HcrmKind kind, const char *text)
{
  if (text == NULL)
    return;
  if (kind == HCRM_KIND_DATE)
    put_datetime (self, text, self->day);
  else if (kind == HCRM_KIND_TIME)
    put_datetime (self, text, self->instant);
  else if ((kind == HCRM_KIND_INT || kind == HCRM_KIND_DECIMAL) && fits_number (text))
    worksheet_write_number (self->page, self->row, self->n_cells, g_ascii_strtod (text, NULL),
                            NULL);
  else
    put_text (self, text);
}

static void
put_heads (HcrmTableWriter *self)
{
  guint n = self->heads != NULL ? g_strv_length (self->heads) : 0;

  if (n == 0)
    return;
  worksheet_set_column (self->page, 0, n - 1, WIDTH, NULL);
  for (guint i = 0; i < n; i++)
    worksheet_write_string (self->page, 0, i, self->heads[i], self->bold);
  worksheet_freeze_panes (self->page, 1, 0);
  self->row = 1;
}

/* A name of a sheet is short, and some characters are not allowed in it. */
static char *
make_sheet_name (HcrmTableWriter *self)
{
  g_autofree char *plain = g_strdup (self->sheet);
  g_strdelimit (plain, "[]:*?/\\'", ' ');
  g_autofree char *cut = g_utf8_strlen (plain, -1) > MAX_SHEET_NAME - 4
                             ? g_utf8_substring (plain, 0, MAX_SHEET_NAME - 4)
                             : g_strdup (plain);

  return self->n_pages == 1 ? g_steal_pointer (&cut)
                            : g_strdup_printf ("%s %u", cut, self->n_pages);
}

static void
begin_page (HcrmTableWriter *self)
{
  self->n_pages++;
  self->row = 0;
  g_autofree char *name = make_sheet_name (self);
  self->page = workbook_add_worksheet (self->book, name);
  put_heads (self);
}

static void
end_xlsx_row (HcrmTableWriter *self)
{
  self->row++;
  if (self->row == MAX_ROWS)
    begin_page (self);
}

static gboolean
open_xlsx (HcrmTableWriter *self, const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  lxw_workbook_options options = { .constant_memory = LXW_TRUE, .tmpdir = folder };

  self->book = workbook_new_opt (path, &options);
  if (self->book == NULL)
    return FALSE;
  self->day = workbook_add_format (self->book);
  format_set_num_format (self->day, "yyyy-mm-dd");
  self->instant = workbook_add_format (self->book);
  format_set_num_format (self->instant, "yyyy-mm-dd hh:mm");
  self->bold = workbook_add_format (self->book);
  format_set_bold (self->bold);
  begin_page (self);
  return self->page != NULL;
}

/* --- Both --------------------------------------------------------------------------------------
 */

HcrmTableWriter *
hcrm_table_writer_new (const char *path, HcrmTableFormat format, const char *sheet, GError **error)
{
  g_autoptr (HcrmTableWriter) self = g_new0 (HcrmTableWriter, 1);

  self->format = format;
  self->sheet = g_strdup (sheet);
  if (format == HCRM_TABLE_CSV ? open_csv (self, path) : open_xlsx (self, path))
    return g_steal_pointer (&self);
  hcrm_fail (error, HCRM_ERROR_INTERNAL, NULL, _ ("Cannot make %s: %s"), path, g_strerror (errno));
  return NULL;
}

void
hcrm_table_writer_free (HcrmTableWriter *self)
{
  g_clear_pointer (&self->file, fclose);
  if (self->line != NULL)
    g_string_free (self->line, TRUE);
  g_clear_pointer (&self->book, lxw_workbook_free);
  g_strfreev (self->heads);
  g_free (self->sheet);
  g_free (self);
}

void
hcrm_table_writer_set_heads (HcrmTableWriter *self, char **heads)
{
  g_return_if_fail (self->heads == NULL);
  self->heads = g_strdupv (heads);
  if (self->format == HCRM_TABLE_XLSX) {
    put_heads (self);
    return;
  }
  for (char **head = heads; *head != NULL; head++)
    hcrm_table_writer_add (self, HCRM_KIND_TEXT, *head);
  hcrm_table_writer_end_row (self);
}

void
hcrm_table_writer_add (HcrmTableWriter *self, HcrmKind kind, const char *text)
{
  if (self->format == HCRM_TABLE_CSV)
    add_csv (self, kind, text);
  else
    add_xlsx (self, kind, text);
  self->n_cells++;
}

void
hcrm_table_writer_end_row (HcrmTableWriter *self)
{
  if (self->format == HCRM_TABLE_CSV)
    end_csv_row (self);
  else
    end_xlsx_row (self);
  self->n_cells = 0;
}

gboolean
hcrm_table_writer_close (HcrmTableWriter *self, GError **error)
{
  if (self->format == HCRM_TABLE_CSV)
    self->failed |= fclose (g_steal_pointer (&self->file)) != 0;
  else
    self->failed |= workbook_close (g_steal_pointer (&self->book)) != LXW_NO_ERROR;
  if (!self->failed)
    return TRUE;
  return hcrm_fail (error, HCRM_ERROR_INTERNAL, NULL, "%s", _ ("The file cannot be written"));
}
