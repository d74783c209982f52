/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Tables that people send: what they are, and their rows one after the other. */

#include "hcrm-table-reader.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

#include "hcrm-table-reader-private.h"

#define PIECE (64 * 1024)

/* --- A row -------------------------------------------------------------------------------------
 */

void
hcrm_table_row_init (HcrmTableRow *row)
{
  row->text = g_string_new (NULL);
  row->cells = g_array_new (FALSE, FALSE, sizeof (HcrmCell));
  row->starts = g_array_new (FALSE, FALSE, sizeof (gsize));
}

void
hcrm_table_row_clear (HcrmTableRow *row)
{
  g_string_free (row->text, TRUE);
  g_array_unref (row->cells);
  g_array_unref (row->starts);
}

void
hcrm_table_row_begin (HcrmTableRow *row, guint number)
{
  row->number = number;
  g_string_truncate (row->text, 0);
  g_array_set_size (row->cells, 0);
  g_array_set_size (row->starts, 0);
}

static gboolean
fail_row (HcrmTableRow *row, const char *what, GError **error)
{
  return hcrm_fail (error, HCRM_ERROR_MEDIA, NULL, _ ("Row %u: %s"), row->number, what);
}

static gboolean
is_space (const char *text)
{
  return g_unichar_isspace (g_utf8_get_char (text)) || g_str_has_prefix (text, "\xef\xbb\xbf");
}

gboolean
hcrm_table_row_add (HcrmTableRow *row,
                    HcrmCellKind kind,
                    const char *text,
                    gsize length,
                    GError **error)
{
  const char *end = text + length;
  gsize start = row->text->len;

  if (row->cells->len >= HCRM_TABLE_MAX_COLUMNS && length > 0)
    return fail_row (row, _ ("there are too many columns"), error);
  if (row->cells->len >= HCRM_TABLE_MAX_COLUMNS)
    return TRUE;
  if (length > HCRM_TABLE_MAX_CELL || start + length > HCRM_TABLE_MAX_ROW)
    return fail_row (row, _ ("there is too much text in it"), error);
  while (text < end && is_space (text))
    text = g_utf8_next_char (text);
  for (const char *last; text < end; end = last) {
    last = g_utf8_prev_char (end);
    if (!is_space (last))
      break;
  }
  HcrmCell cell = { kind, NULL };
  g_array_append_val (row->cells, cell);
  g_array_append_val (row->starts, start);
  g_string_append_len (row->text, text, end - text);
  g_string_append_c (row->text, '\0');
  return TRUE;
}

gboolean
hcrm_table_row_end (HcrmTableRow *row)
{
  guint used = 0;

  for (guint i = 0; i < row->cells->len; i++) {
    HcrmCell *cell = &g_array_index (row->cells, HcrmCell, i);
    cell->text = row->text->str + g_array_index (row->starts, gsize, i);
    if (*cell->text != '\0')
      used = i + 1;
  }
  g_array_set_size (row->cells, used);
  return used > 0;
}

/* --- What it is --------------------------------------------------------------------------------
 */

static const char *const charsets[] = { "UTF-8", "GB18030", "UTF-16LE", "UTF-16BE" };

const char *
hcrm_table_charset_intern (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (charsets); i++)
    if (g_strcmp0 (charsets[i], name) == 0)
      return charsets[i];
  return NULL;
}

/* What the whole file is read for, piece by piece. */
typedef struct {
  GChecksum *sum;
  GString *head; /* the first piece */
  char cut[4];   /* of a character */
  gsize n_cut;
  gboolean is_utf8, has_nul;
  gint64 size;
} Look;

static void
look_for_utf8 (Look *look, const char *data, gsize n)
{
  g_autofree char *joined = g_malloc (n + look->n_cut + 1);
  const char *end = NULL;

  memcpy (joined, look->cut, look->n_cut);
  memcpy (joined + look->n_cut, data, n);
  n += look->n_cut;
  look->n_cut = 0;
  if (g_utf8_validate_len (joined, n, &end))
    return;
  gsize left = n - (end - joined);
  /* The last character may go on in the next piece. */
  if (left < sizeof look->cut && g_utf8_get_char_validated (end, left) == (gunichar) -2) {
    memcpy (look->cut, end, left);
    look->n_cut = left;
  } else
    look->is_utf8 = FALSE;
}

static gboolean
look_through (Look *look, const char *path, GError **error)
{
  g_autofree char *piece = g_malloc (PIECE);
  FILE *file = fopen (path, "re");

  if (file == NULL)
    return hcrm_fail (error, HCRM_ERROR_INTERNAL, NULL,
                      _ ("Cannot read %s: %s"), path, g_strerror (errno));
  for (gsize n; (n = fread (piece, 1, PIECE, file)) > 0;) {
    g_checksum_update (look->sum, (const guchar *) piece, n);
    if (look->size == 0)
      g_string_append_len (look->head, piece, n);
    look->size += n;
    look->has_nul |= memchr (piece, '\0', n) != NULL;
    if (look->is_utf8)
      look_for_utf8 (look, piece, n);
  }
  gboolean good = !ferror (file);
  fclose (file);
  return good || hcrm_fail (error, HCRM_ERROR_INTERNAL, NULL, "%s", _ ("The file cannot be read"));
}

static gboolean
begins_with (Look *look, const char *bytes, gsize n)
{
  return look->head->len >= n && memcmp (look->head->str, bytes, n) == 0;
}

static gboolean
refuse (GError **error, const char *why)
{
  return hcrm_fail (error, HCRM_ERROR_MEDIA, "file", "%s", why);
}

static gboolean
choose_charset (Look *look, HcrmTableType *type, GError **error)
{
  if (begins_with (look, "\xff\xfe", 2))
    type->charset = "UTF-16LE";
  else if (begins_with (look, "\xfe\xff", 2))
    type->charset = "UTF-16BE";
  else if (look->has_nul)
    return refuse (error, _ ("This is no table: send CSV or an Excel workbook (.xlsx)"));
  else
    type->charset = look->is_utf8 && look->n_cut == 0 ? "UTF-8" : "GB18030";
  return TRUE;
}

/* The first rows as text; what is cut at their end does not matter. */
static char *
decode_head (Look *look, const char *charset)
{
  GIConv decoder = g_iconv_open ("UTF-8", charset);
  char *in = look->head->str;
  gsize left = look->head->len, room = look->head->len * 3;
  char *text = g_malloc0 (room + 1), *out = text;

  g_iconv (decoder, &in, &left, &out, &room);
  g_iconv_close (decoder);
  return text;
}

static gboolean
detect_text (Look *look, HcrmTableType *type, GError **error)
{
  type->format = HCRM_TABLE_CSV;
  if (!choose_charset (look, type, error))
    return FALSE;
  g_autofree char *head = decode_head (look, type->charset);
  if (*head == '\0')
    return refuse (error, _ ("The file is empty"));
  type->delimiter = hcrm_csv_guess_delimiter (head);
  return TRUE;
}

static gboolean
detect (Look *look, HcrmTableType *type, GError **error)
{
  if (look->size == 0)
    return refuse (error, _ ("The file is empty"));
  if (begins_with (look, "\xd0\xcf\x11\xe0", 4))
    return refuse (error, _ ("This is an old Excel file (.xls), or one with a password: save it as "
                             ".xlsx without a password"));
  if (!begins_with (look, "PK\x03\x04", 4))
    return detect_text (look, type, error);
  type->format = HCRM_TABLE_XLSX;
  return TRUE;
}

gboolean
hcrm_table_type_detect (const char *path, HcrmTableType *type, char **sha256, GError **error)
{
  Look look = { .is_utf8 = TRUE };

  *type = (HcrmTableType){ 0 };
  look.sum = g_checksum_new (G_CHECKSUM_SHA256);
  look.head = g_string_new (NULL);
  gboolean read = look_through (&look, path, error);
  *sha256 = read ? g_strdup (g_checksum_get_string (look.sum)) : NULL;
  gboolean good = read && detect (&look, type, error);
  g_checksum_free (look.sum);
  g_string_free (look.head, TRUE);
  return good;
}

/* --- Numbers -----------------------------------------------------------------------------------
 */

gboolean
hcrm_table_is_scientific (const char *text)
{
  gsize whole = strspn (text, "0123456789");
  const char *p = text + whole;

  if (whole != 1 || *p != '.')
    return FALSE;
  p += 1 + strspn (p + 1, "0123456789");
  return (*p == 'E' || *p == 'e') && p[1] == '+' && p[2] != '\0'
         && p[2 + strspn (p + 2, "0123456789")] == '\0';
}

/* A number as a run of digits and the place of its point. */
typedef struct {
  gboolean minus;
  GString *digits;
  gint64 point;
} Decimal;

static gboolean
read_decimal (const char *text, Decimal *number)
{
  const char *p = text;

  number->minus = *p == '-';
  p += *p == '-' || *p == '+';
  gsize whole = strspn (p, "0123456789");
  g_string_append_len (number->digits, p, whole);
  p += whole;
  gsize part = *p == '.' ? strspn (p + 1, "0123456789") : 0;
  g_string_append_len (number->digits, p + (*p == '.'), part);
  p += part + (*p == '.');
  number->point = whole;
  if (whole + part == 0 || whole + part > 400)
    return FALSE;
  if (*p == 'e' || *p == 'E') {
    char *end = NULL;
    number->point += g_ascii_strtoll (p + 1, &end, 10);
    p = end == p + 1 ? p : end;
  }
  return *p == '\0' && ABS (number->point) < 400;
}

static void
trim_zeros (Decimal *number)
{
  gsize zeros = strspn (number->digits->str, "0");

  g_string_erase (number->digits, 0, zeros);
  number->point -= zeros;
  while (number->digits->len > 0 && number->digits->str[number->digits->len - 1] == '0')
    g_string_truncate (number->digits, number->digits->len - 1);
}

static char *
write_decimal (Decimal *number)
{
  GString *text = g_string_new (number->minus ? "-" : NULL);
  gint64 n = number->digits->len;

  if (number->point <= 0)
    g_string_append_c (text, '0');
  for (gint64 i = 0; i < MAX (n, number->point); i++) {
    if (i == MAX (number->point, 0))
      g_string_append_c (text, '.');
    for (gint64 k = number->point; i == 0 && k < 0; k++)
      g_string_append_c (text, '0');
    g_string_append_c (text, i < n ? number->digits->str[i] : '0');
  }
  return g_string_free (text, FALSE);
}

char *
hcrm_table_plain_number (const char *text, guint max_digits)
{
  g_autoptr (GString) digits = g_string_new (NULL);
  Decimal number = { .digits = digits };

  if (!read_decimal (text, &number))
    return NULL;
  trim_zeros (&number);
  if (digits->len == 0)
    return g_strdup ("0");
  if (max_digits > 0 && MAX ((gint64) digits->len, number.point) > max_digits)
    return NULL;
  return write_decimal (&number);
}

/* --- Reading -----------------------------------------------------------------------------------
 */

struct _HcrmTableReader {
  HcrmTableRow row;
  HcrmCsv *csv;
  HcrmXlsx *xlsx;
};

HcrmTableReader *
hcrm_table_reader_new (const char *path, const HcrmTableType *type, GError **error)
{
  g_autoptr (HcrmTableReader) self = g_new0 (HcrmTableReader, 1);

  hcrm_table_row_init (&self->row);
  if (type->format == HCRM_TABLE_CSV)
    self->csv = hcrm_csv_new (path, type->charset, type->delimiter, error);
  else
    self->xlsx = hcrm_xlsx_new (path, type->sheet, error);
  return self->csv != NULL || self->xlsx != NULL ? g_steal_pointer (&self) : NULL;
}

void
hcrm_table_reader_free (HcrmTableReader *self)
{
  g_clear_pointer (&self->csv, hcrm_csv_free);
  g_clear_pointer (&self->xlsx, hcrm_xlsx_free);
  hcrm_table_row_clear (&self->row);
  g_free (self);
}

static gboolean
read_row (HcrmTableReader *self, GError **error)
{
  return self->csv != NULL ? hcrm_csv_next (self->csv, &self->row, error)
                           : hcrm_xlsx_next (self->xlsx, &self->row, error);
}

gboolean
hcrm_table_reader_next (HcrmTableReader *self, GError **error)
{
  while (read_row (self, error)) {
    if (self->row.number > HCRM_TABLE_MAX_ROWS)
      return fail_row (&self->row, _ ("there are too many rows; send the list in parts"), error);
    if (hcrm_table_row_end (&self->row))
      return TRUE;
  }
  return FALSE;
}

guint
hcrm_table_reader_get_row (HcrmTableReader *self)
{
  return self->row.number;
}

guint
hcrm_table_reader_get_n_cells (HcrmTableReader *self)
{
  return self->row.cells->len;
}

const HcrmCell *
hcrm_table_reader_get_cell (HcrmTableReader *self, guint n)
{
  static const HcrmCell none = { HCRM_CELL_TEXT, "" };

  return n < self->row.cells->len ? &g_array_index (self->row.cells, HcrmCell, n) : &none;
}

double
hcrm_table_reader_get_progress (HcrmTableReader *self)
{
  return self->csv != NULL ? hcrm_csv_get_progress (self->csv)
                           : hcrm_xlsx_get_progress (self->xlsx);
}

const char *const *
hcrm_table_reader_get_sheets (HcrmTableReader *self)
{
  static const char *const one[] = { "", NULL };

  return self->xlsx != NULL ? hcrm_xlsx_get_sheets (self->xlsx) : one;
}

char *
hcrm_table_reader_dup_day (HcrmTableReader *self, const char *number)
{
  return hcrm_xlsx_dup_day (number, self->xlsx != NULL && hcrm_xlsx_is_1904 (self->xlsx));
}
