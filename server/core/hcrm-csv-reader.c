/* SPDX-License-Identifier: GPL-3.0-or-later */

/* CSV as RFC 4180 has it and as spreadsheets write it, decoded and parsed piece by piece. */

#include <errno.h>
#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "hcrm-table-reader-private.h"

#define PIECE (64 * 1024)
#define END (-1)
#define FAULT (-2)

struct _HcrmCsv {
  FILE *file;
  gint64 size, taken; /* bytes */
  GIConv decoder;
  char delimiter;
  char bytes[PIECE]; /* not yet decoded */
  gsize n_bytes;
  GString *text; /* decoded, read up to @at */
  gsize at;
  GString *cell;
  guint row;
  gboolean ended;
};

/* --- Decoding ----------------------------------------------------------------------------------
 */

static gboolean
fail_at (HcrmCsv *self, const char *what, GError **error)
{
  return hcrm_fail (error, HCRM_ERROR_MEDIA, NULL, _ ("Row %u: %s"), self->row, what);
}

/* Moves what is decoded from the bytes to the text; what is cut in the middle stays. */
static gboolean
decode (HcrmCsv *self, GError **error)
{
  char *in = self->bytes;
  gsize left = self->n_bytes;

  g_string_truncate (self->text, 0);
  self->at = 0;
  while (left > 0) {
    char piece[PIECE];
    char *out = piece;
    gsize room = sizeof piece;
    gsize done = g_iconv (self->decoder, &in, &left, &out, &room);
    int reason = errno;
    g_string_append_len (self->text, piece, sizeof piece - room);
    if (done == (gsize) -1 && reason == EINVAL)
      break;
    if (done == (gsize) -1 && reason != E2BIG)
      return fail_at (self, _ ("there are bytes that are no characters"), error);
  }
  memmove (self->bytes, in, left);
  self->n_bytes = left;
  if (memchr (self->text->str, '\0', self->text->len) != NULL)
    return fail_at (self, _ ("there are bytes that are no characters"), error);
  return TRUE;
}

static gboolean
fill (HcrmCsv *self, GError **error)
{
  gsize n = fread (self->bytes + self->n_bytes, 1, sizeof self->bytes - self->n_bytes, self->file);

  if (ferror (self->file))
    return hcrm_fail (error, HCRM_ERROR_INTERNAL, NULL, "%s", _ ("The file cannot be read"));
  self->taken += n;
  self->n_bytes += n;
  self->ended = n == 0;
  if (self->ended && self->n_bytes > 0)
    return fail_at (self, _ ("the file ends in the middle of a character"), error);
  return decode (self, error);
}

/* Returns: the next byte of the text, %END or %FAULT; it is not taken. */
static int
peek (HcrmCsv *self, GError **error)
{
  while (self->at == self->text->len && !self->ended)
    if (!fill (self, error))
      return FAULT;
  return self->at < self->text->len ? (guchar) self->text->str[self->at] : END;
}

/* --- Parsing -----------------------------------------------------------------------------------
 */

static gboolean
append (HcrmCsv *self, int c, GError **error)
{
  if (self->cell->len >= HCRM_TABLE_MAX_CELL)
    return fail_at (self, _ ("a cell does not end; is a quotation mark missing?"), error);
  g_string_append_c (self->cell, c);
  return TRUE;
}

/* Behind the opening mark, up to the closing one. */
static gboolean
read_quoted (HcrmCsv *self, GError **error)
{
  for (;;) {
    int c = peek (self, error);
    if (c == FAULT)
      return FALSE;
    if (c == END)
      return fail_at (self, _ ("a quotation mark is not closed"), error);
    self->at++;
    if (c == '"' && peek (self, error) != '"')
      return TRUE;
    if (c == '"')
      self->at++;
    if (!append (self, c, error))
      return FALSE;
  }
}

static gboolean
is_end_of_cell (HcrmCsv *self, int c)
{
  return c == END || c == '\n' || c == '\r' || c == self->delimiter;
}

static gboolean
read_cell (HcrmCsv *self, GError **error)
{
  g_string_truncate (self->cell, 0);
  for (;;) {
    int c = peek (self, error);
    if (c == FAULT)
      return FALSE;
    if (is_end_of_cell (self, c))
      return TRUE;
    self->at++;
    gboolean wrapped = c == '"' && strcmp (self->cell->str, "=") == 0;
    gboolean opens = c == '"' && (self->cell->len == 0 || wrapped);
    if (wrapped)
      g_string_truncate (self->cell, 0);
    if (!(opens ? read_quoted (self, error) : append (self, c, error)))
      return FALSE;
  }
}

static gboolean
take_end_of_line (HcrmCsv *self, int c, GError **error)
{
  self->at++;
  if (c != '\r')
    return TRUE;
  int next = peek (self, error);
  if (next == '\n')
    self->at++;
  return next != FAULT;
}

/* `="0138"` and an apostrophe before a formula, as our own exports and others have them. */
static void
take_off_wrapping (GString *cell)
{
  if (cell->len > 1 && cell->str[0] == '\'' && strchr ("=+-@", cell->str[1]) != NULL)
    g_string_erase (cell, 0, 1);
  if (cell->len < 3 || !g_str_has_prefix (cell->str, "=\"") || cell->str[cell->len - 1] != '"')
    return;
  g_string_truncate (cell, cell->len - 1);
  g_string_erase (cell, 0, 2);
}

static gboolean
read_row (HcrmCsv *self, HcrmTableRow *row, GError **error)
{
  for (;;) {
    if (!read_cell (self, error))
      return FALSE;
    take_off_wrapping (self->cell);
    int c = peek (self, error);
    if (c == FAULT
        || !hcrm_table_row_add (row, HCRM_CELL_TEXT, self->cell->str, self->cell->len, error))
      return FALSE;
    if (c == END)
      return TRUE;
    if (c != self->delimiter)
      return take_end_of_line (self, c, error);
    self->at++;
  }
}

gboolean
hcrm_csv_next (HcrmCsv *self, HcrmTableRow *row, GError **error)
{
  self->row++;
  int c = peek (self, error);
  if (c == END || c == FAULT)
    return FALSE;
  hcrm_table_row_begin (row, self->row);
  return read_row (self, row, error);
}

double
hcrm_csv_get_progress (HcrmCsv *self)
{
  return self->size > 0 ? (double) self->taken / self->size : 1;
}

/* Over the byte order mark, which is no part of the first cell. */
static gboolean
skip_mark (HcrmCsv *self, GError **error)
{
  static const char mark[] = "\xef\xbb\xbf";

  if (peek (self, error) == FAULT)
    return FALSE;
  if (g_str_has_prefix (self->text->str, mark))
    self->at = strlen (mark);
  return TRUE;
}

HcrmCsv *
hcrm_csv_new (const char *path, const char *charset, char delimiter, GError **error)
{
  g_autoptr (HcrmCsv) self = g_new0 (HcrmCsv, 1);
  struct stat found;

  self->text = g_string_new (NULL);
  self->cell = g_string_new (NULL);
  self->delimiter = delimiter;
  self->row = 1;
  self->decoder = g_iconv_open ("UTF-8", charset);
  self->file = fopen (path, "re");
  if (self->decoder == (GIConv) -1 || self->file == NULL
      || fstat (fileno (self->file), &found) != 0) {
    hcrm_fail (error, HCRM_ERROR_INTERNAL, NULL, "%s", _ ("The file cannot be read"));
    return NULL;
  }
  self->size = found.st_size;
  if (!skip_mark (self, error))
    return NULL;
  self->row = 0;
  return g_steal_pointer (&self);
}

void
hcrm_csv_free (HcrmCsv *self)
{
  g_clear_pointer (&self->file, fclose);
  if (self->decoder != (GIConv) -1 && self->decoder != NULL)
    g_iconv_close (self->decoder);
  g_string_free (self->text, TRUE);
  g_string_free (self->cell, TRUE);
  g_free (self);
}

/* --- The delimiter -----------------------------------------------------------------------------
 */

/* How many cells more than one a row has, on average; 0 if the rows differ in it. */
static guint
count_parts (const char *text, char delimiter)
{
  guint here = 0, first = 0, rows = 0;
  gboolean quoted = FALSE;

  for (const char *p = text; *p != '\0'; p++) {
    quoted ^= *p == '"';
    here += !quoted && *p == delimiter;
    if (quoted || *p != '\n')
      continue;
    if (rows++ == 0)
      first = here;
    else if (here != first)
      return MIN (here, first) > 0 ? 1 : 0;
    here = 0;
  }
  return rows == 0 ? here : first * 2;
}

char
hcrm_csv_guess_delimiter (const char *text)
{
  static const char delimiters[] = ",;\t";
  char best = ',';
  guint most = 0;

  for (const char *d = delimiters; *d != '\0'; d++) {
    guint n = count_parts (text, *d);
    if (n > most)
      best = *d;
    most = MAX (n, most);
  }
  return best;
}
