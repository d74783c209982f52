/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The rows of a sheet of an Excel workbook (ECMA-376), one after the other. */

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "hcrm-xlsx-private.h"

#define DIGITS 15 /* that Excel keeps */

/* What `t` says of a cell's value. */
typedef enum { NUMBER, SHARED, TEXT, BOOLEAN, FAULT, DAY } CellType;

/* A cell as it stands there; its text begins at @start of the row's. */
typedef struct {
  guint column;
  CellType type;
  guint style;
  gsize start;
} RawCell;

/* Shared strings are looked up when the row is taken: thousands of rows may name the same long one.
 */
typedef struct {
  guint number;
  GArray *cells; /* of RawCell */
  GString *text;
} RawRow;

struct _HcrmXlsx {
  unzFile file;
  HcrmXlsxBook book;
  HcrmXlsxStrings *strings;
  HcrmXlsxPart part;
  GQueue rows;          /* of RawRow, parsed and not yet taken */
  RawRow *row;          /* (nullable): being parsed */
  guint number, column; /* of the last row and cell */
  gboolean in_value, is_inline;
  guint phonetic;
  GString *found;
};

static void
free_row (RawRow *row)
{
  g_array_unref (row->cells);
  g_string_free (row->text, TRUE);
  g_free (row);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RawRow, free_row)

/* --- Parsing -----------------------------------------------------------------------------------
 */

static void
begin_row (HcrmXlsx *self, const char *number)
{
  guint64 told = number != NULL ? g_ascii_strtoull (number, NULL, 10) : 0;

  self->number = told > self->number && told < G_MAXUINT ? told : self->number + 1;
  self->column = 0;
  g_clear_pointer (&self->row, free_row);
  self->row = g_new0 (RawRow, 1);
  self->row->number = self->number;
  self->row->cells = g_array_new (FALSE, FALSE, sizeof (RawCell));
  self->row->text = g_string_new (NULL);
}

/* `BC23` is column 54, counted from 0. */
static guint
read_column (const char *place, guint otherwise)
{
  guint column = 0;

  if (place == NULL || !g_ascii_isalpha (*place))
    return otherwise;
  for (; g_ascii_isalpha (*place) && column < HCRM_TABLE_MAX_COLUMNS * 26; place++)
    column = column * 26 + g_ascii_toupper (*place) - 'A' + 1;
  return column - 1;
}

static CellType
read_type (const char *type)
{
  static const struct {
    const char *name;
    CellType type;
  } types[] = { { "s", SHARED },  { "str", TEXT }, { "inlineStr", TEXT },
                { "b", BOOLEAN }, { "e", FAULT },  { "d", DAY } };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (g_strcmp0 (types[i].name, type) == 0)
      return types[i].type;
  return NUMBER;
}

static void
begin_cell (HcrmXlsx *self, const char **names, const char **values, GError **error)
{
  const char *style = hcrm_xlsx_attribute (names, values, "s");
  const char *type = hcrm_xlsx_attribute (names, values, "t");
  RawCell cell = {
    .column = read_column (hcrm_xlsx_attribute (names, values, "r"), self->column),
    .type = read_type (type),
    .style = style != NULL ? g_ascii_strtoull (style, NULL, 10) : 0,
    .start = self->row->text->len,
  };

  /* Cells go from left to right; one that comes twice, or goes back, is not Excel's. */
  if (cell.column < self->column || self->row->cells->len >= 16384) {
    hcrm_fail (error, HCRM_ERROR_MEDIA, "file", "%s", _ ("The workbook is damaged"));
    return;
  }
  self->column = cell.column + 1;
  self->is_inline = g_strcmp0 (type, "inlineStr") == 0;
  g_array_append_val (self->row->cells, cell);
}

static void
start_cb (GMarkupParseContext *context,
          const char *element,
          const char **names,
          const char **values,
          gpointer data,
          GError **error)
{
  HcrmXlsx *self = data;
  const char *name = hcrm_xlsx_local (element);

  if (strcmp (name, "row") == 0)
    begin_row (self, hcrm_xlsx_attribute (names, values, "r"));
  else if (strcmp (name, "c") == 0 && self->row != NULL)
    begin_cell (self, names, values, error);
  self->phonetic += strcmp (name, "rPh") == 0;
  self->in_value = self->row != NULL && self->row->cells->len > 0 && self->phonetic == 0
                   && strcmp (name, self->is_inline ? "t" : "v") == 0;
}

static void
end_cb (GMarkupParseContext *context, const char *element, gpointer data, GError **error)
{
  HcrmXlsx *self = data;
  const char *name = hcrm_xlsx_local (element);

  self->in_value = FALSE;
  self->phonetic -= strcmp (name, "rPh") == 0 && self->phonetic > 0;
  if (strcmp (name, "row") != 0 || self->row == NULL)
    return;
  if (self->row->text->len > 0)
    g_queue_push_tail (&self->rows, g_steal_pointer (&self->row));
  g_clear_pointer (&self->row, free_row);
}

static void
text_cb (GMarkupParseContext *context,
         const char *text,
         gsize length,
         gpointer data,
         GError **error)
{
  HcrmXlsx *self = data;

  if (!self->in_value || self->row == NULL)
    return;
  if (self->row->text->len + length > HCRM_TABLE_MAX_ROW)
    hcrm_fail (error, HCRM_ERROR_MEDIA, NULL,
               _ ("Row %u: %s"), self->number, _ ("there is too much text in it"));
  else
    g_string_append_len (self->row->text, text, length);
}

static const GMarkupParser parser = { start_cb, end_cb, text_cb, NULL, NULL };

/* --- From what stands there to what it means ---------------------------------------------------
 */

/* Days since 1970 of the day that a spreadsheet counts as @serial. Excel believes in 29 February
 * 1900, so that everything before is one off. */
static gint64
find_day (gint64 serial, gboolean is_1904)
{
  if (is_1904)
    return serial - 24107;
  return serial < 60 ? serial - 25568 : serial - 25569;
}

char *
hcrm_xlsx_dup_day (const char *number, gboolean is_1904)
{
  char *end = NULL;
  double serial = g_ascii_strtod (number, &end);

  if (end == number || *end != '\0' || !(serial >= 0) || serial >= 2958466)
    return NULL;
  gint64 second = llround (serial * 86400);
  gint64 since = find_day (second / 86400, is_1904) * 86400 + second % 86400;
  g_autoptr (GDateTime) at = g_date_time_new_from_unix_utc (since);
  return g_date_time_format (at, second % 86400 == 0 ? "%Y-%m-%d" : "%Y-%m-%dT%H:%M:%S");
}

static const HcrmXlsxStyle *
get_style (HcrmXlsx *self, guint n)
{
  static const HcrmXlsxStyle plain = { FALSE, 0 };

  return n < self->book.styles->len ? &g_array_index (self->book.styles, HcrmXlsxStyle, n) : &plain;
}

/* A number of a format such as 00000 is shown with its zeros, and meant so. */
static char *
pad (char *number, guint zeros)
{
  gsize length = strlen (number);

  if (length >= zeros || strspn (number, "0123456789") != length)
    return number;
  g_autofree char *own = number;
  g_autofree char *before = g_strnfill (zeros - length, '0');
  return g_strconcat (before, own, NULL);
}

static gboolean
add (HcrmTableRow *row, HcrmCellKind kind, const char *text, GError **error)
{
  return hcrm_table_row_add (row, kind, text, strlen (text), error);
}

/* Written so that nobody takes it for the whole number later. */
static gboolean
add_lost (const char *text, HcrmTableRow *row, GError **error)
{
  char shortened[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (shortened, sizeof shortened, "%.14E", g_ascii_strtod (text, NULL));
  return add (row, HCRM_CELL_LOST, shortened, error);
}

static gboolean
add_number (HcrmXlsx *self,
            const RawCell *cell,
            const char *text,
            HcrmTableRow *row,
            GError **error)
{
  const HcrmXlsxStyle *style = get_style (self, cell->style);
  g_autofree char *day = style->is_date ? hcrm_xlsx_dup_day (text, self->book.is_1904) : NULL;

  if (day != NULL)
    return add (row, HCRM_CELL_DATE, day, error);
  g_autofree char *plain = hcrm_table_plain_number (text, 0);
  if (plain == NULL)
    return add (row, HCRM_CELL_TEXT, text, error);
  g_autofree char *exact = hcrm_table_plain_number (text, DIGITS);
  if (exact == NULL && strchr (plain, '.') == NULL)
    return add_lost (text, row, error);
  plain = pad (g_steal_pointer (&plain), style->zeros);
  return add (row, HCRM_CELL_NUMBER, plain, error);
}

static gboolean
add_shared (HcrmXlsx *self, const char *text, HcrmTableRow *row, GError **error)
{
  if (!hcrm_xlsx_strings_get (self->strings, g_ascii_strtoull (text, NULL, 10), self->found))
    return hcrm_fail (error, HCRM_ERROR_MEDIA, "file", "%s", _ ("The workbook is damaged"));
  return hcrm_table_row_add (row, HCRM_CELL_TEXT, self->found->str, self->found->len, error);
}

static gboolean
add_cell (HcrmXlsx *self, const RawCell *cell, const char *text, HcrmTableRow *row, GError **error)
{
  while (row->cells->len < cell->column && row->cells->len < HCRM_TABLE_MAX_COLUMNS)
    if (!add (row, HCRM_CELL_TEXT, "", error))
      return FALSE;
  if (*text == '\0')
    return add (row, HCRM_CELL_TEXT, "", error);
  switch (cell->type) {
  case NUMBER:
    return add_number (self, cell, text, row, error);
  case SHARED:
    return add_shared (self, text, row, error);
  case TEXT:
    return add (row, HCRM_CELL_TEXT, text, error);
  case BOOLEAN:
    return add (row, HCRM_CELL_BOOL, *text == '1' ? "true" : "false", error);
  case FAULT:
    return add (row, HCRM_CELL_ERROR, text, error);
  case DAY:
    return add (row, HCRM_CELL_DATE, text, error);
  }
  return TRUE;
}

static gboolean
take_row (HcrmXlsx *self, RawRow *raw, HcrmTableRow *row, GError **error)
{
  hcrm_table_row_begin (row, raw->number);
  for (guint i = 0; i < raw->cells->len; i++) {
    const RawCell *cell = &g_array_index (raw->cells, RawCell, i);
    gsize end =
        i + 1 < raw->cells->len ? g_array_index (raw->cells, RawCell, i + 1).start : raw->text->len;
    g_autofree char *text = g_strndup (raw->text->str + cell->start, end - cell->start);
    if (!add_cell (self, cell, text, row, error))
      return FALSE;
  }
  return TRUE;
}

gboolean
hcrm_xlsx_next (HcrmXlsx *self, HcrmTableRow *row, GError **error)
{
  GError *failure = NULL;

  while (g_queue_is_empty (&self->rows) && hcrm_xlsx_part_step (&self->part, &failure))
    ;
  if (failure != NULL) {
    g_propagate_error (error, failure);
    return FALSE;
  }
  g_autoptr (RawRow) raw = g_queue_pop_head (&self->rows);
  return raw != NULL && take_row (self, raw, row, error);
}

/* --- Opening -----------------------------------------------------------------------------------
 */

double
hcrm_xlsx_get_progress (HcrmXlsx *self)
{
  return self->part.packed > 0 ? MIN ((double) self->part.read / self->part.packed, 1) : 1;
}

const char *const *
hcrm_xlsx_get_sheets (HcrmXlsx *self)
{
  return (const char *const *) self->book.sheets->pdata;
}

gboolean
hcrm_xlsx_is_1904 (HcrmXlsx *self)
{
  return self->book.is_1904;
}

static gboolean
open_sheet (HcrmXlsx *self, guint sheet, const char *folder, GError **error)
{
  if (sheet >= self->book.parts->len)
    return hcrm_fail (error, HCRM_ERROR_INVALID, "sheet", "%s", _ ("There is no such sheet"));
  self->strings = hcrm_xlsx_strings_new (self->file, self->book.strings, folder, error);
  return self->strings != NULL
         && hcrm_xlsx_part_open (&self->part, self->file,
                                 g_ptr_array_index (self->book.parts, sheet), &parser, self, error);
}

HcrmXlsx *
hcrm_xlsx_new (const char *path, guint sheet, GError **error)
{
  g_autoptr (HcrmXlsx) self = g_new0 (HcrmXlsx, 1);
  g_autofree char *folder = g_path_get_dirname (path);

  self->found = g_string_new (NULL);
  self->file = unzOpen64 (path);
  if (self->file == NULL) {
    hcrm_fail (error, HCRM_ERROR_MEDIA, "file", "%s", _ ("The workbook is damaged"));
    return NULL;
  }
  if (!hcrm_xlsx_book_read (&self->book, self->file, error)
      || !open_sheet (self, sheet, folder, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
hcrm_xlsx_free (HcrmXlsx *self)
{
  hcrm_xlsx_part_clear (&self->part);
  g_queue_clear_full (&self->rows, (GDestroyNotify) free_row);
  g_clear_pointer (&self->row, free_row);
  hcrm_xlsx_book_clear (&self->book);
  g_clear_pointer (&self->strings, hcrm_xlsx_strings_free);
  if (self->file != NULL)
    unzClose (self->file);
  g_string_free (self->found, TRUE);
  g_free (self);
}
