/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a statement returned, and how it is written as JSON and CSV. */

#include "hcrm-rows.h"

#include <string.h>

/* Types by their fixed object ids, from PostgreSQL's pg_type.dat. */
enum {
  OID_BOOL = 16,
  OID_INT8 = 20,
  OID_INT2 = 21,
  OID_INT4 = 23,
  OID_TEXT = 25,
  OID_JSON = 114,
  OID_TIMESTAMPTZ = 1184,
  OID_JSONB = 3802,
};

typedef struct _Column Column;

struct _HcrmRows {
  PGresult *result;
  Column *columns; /* (nullable): how each is written as JSON, once asked for */
};

static void free_columns (Column *columns);

HcrmRows *
hcrm_rows_new (PGresult *result)
{
  HcrmRows *self = g_new0 (HcrmRows, 1);

  self->result = result;
  return self;
}

HcrmRows *
hcrm_rows_new_table (const char *const *names, GPtrArray *cells)
{
  guint n = g_strv_length ((char **) names);
  g_autofree PGresAttDesc *columns = g_new0 (PGresAttDesc, MAX (n, 1));
  PGresult *result = PQmakeEmptyPGresult (NULL, PGRES_TUPLES_OK);

  for (guint i = 0; i < n; i++)
    columns[i] = (PGresAttDesc){ .name = (char *) names[i], .typid = OID_TEXT };
  PQsetResultAttrs (result, n, columns);
  for (guint i = 0; n > 0 && i < cells->len; i++) {
    char *cell = g_ptr_array_index (cells, i);
    PQsetvalue (result, i / n, i % n, cell, cell != NULL ? (int) strlen (cell) : -1);
  }
  return hcrm_rows_new (result);
}

void
hcrm_rows_free (HcrmRows *self)
{
  PQclear (self->result);
  free_columns (self->columns);
  g_free (self);
}

guint
hcrm_rows_get_n (HcrmRows *self)
{
  return PQntuples (self->result);
}

guint
hcrm_rows_get_affected (HcrmRows *self)
{
  return atoi (PQcmdTuples (self->result));
}

/* PQfnumber() folds and copies the name on every call; ours are plain lower-case already. */
static int
find_column (HcrmRows *self, const char *column)
{
  for (int i = 0, n = PQnfields (self->result); i < n; i++)
    if (strcmp (PQfname (self->result, i), column) == 0)
      return i;
  return -1;
}

int
hcrm_rows_find (HcrmRows *self, const char *column)
{
  return find_column (self, column);
}

const char *
hcrm_rows_get_at (HcrmRows *self, guint row, int column)
{
  if (column < 0 || PQgetisnull (self->result, row, column))
    return NULL;
  return PQgetvalue (self->result, row, column);
}

const char *
hcrm_rows_get (HcrmRows *self, guint row, const char *column)
{
  int i = find_column (self, column);

  if (i < 0 || row >= hcrm_rows_get_n (self) || PQgetisnull (self->result, row, i))
    return NULL;
  return PQgetvalue (self->result, row, i);
}

gint64
hcrm_rows_get_int (HcrmRows *self, guint row, const char *column)
{
  const char *text = hcrm_rows_get (self, row, column);

  return text != NULL ? g_ascii_strtoll (text, NULL, 10) : 0;
}

gboolean
hcrm_rows_get_bool (HcrmRows *self, guint row, const char *column)
{
  return g_strcmp0 (hcrm_rows_get (self, row, column), "t") == 0;
}

char *
hcrm_rows_join_ids (HcrmRows *self, guint n)
{
  GString *ids = g_string_new ("{");

  for (guint i = 0; i < n; i++)
    g_string_append_printf (ids, "%s%s", i > 0 ? "," : "", hcrm_rows_get (self, i, "id"));
  g_string_append_c (ids, '}');
  return g_string_free (ids, FALSE);
}

/* "2026-11-21 22:28:51.5+08" → "2026-11-21T22:28:51.5+08:00" */
static void
append_instant (GString *out, const char *text)
{
  gsize length = strlen (text);
  gsize start = out->len;

  g_string_append_len (out, text, length);
  if (length > 10 && text[10] == ' ')
    out->str[start + 10] = 'T';
  if (length > 3 && (text[length - 3] == '+' || text[length - 3] == '-'))
    g_string_append (out, ":00");
}

void
hcrm_rows_append_instant (HcrmRows *self, guint row, const char *column, GString *out)
{
  append_instant (out, hcrm_rows_get (self, row, column));
}

static char *
cell_to_canonical (Oid type, const char *text)
{
  if (type == OID_BOOL)
    return g_strdup (*text == 't' ? "true" : "false");
  if (type != OID_TIMESTAMPTZ)
    return g_strdup (text);
  GString *out = g_string_sized_new (32);
  append_instant (out, text);
  return g_string_free (out, FALSE);
}

HcrmRecord *
hcrm_rows_to_record (HcrmRows *self, guint row, const HcrmFieldSet *set)
{
  HcrmRecord *record = hcrm_record_new (set);

  for (int i = 0, n = PQnfields (self->result); i < n; i++) {
    const char *name = PQfname (self->result, i);
    if (hcrm_field_set_find (set, name) < 0)
      continue;
    g_autofree char *text =
        PQgetisnull (self->result, row, i)
            ? NULL
            : cell_to_canonical (PQftype (self->result, i), PQgetvalue (self->result, row, i));
    hcrm_record_set (record, name, text);
  }
  return record;
}

/* --- JSON ----------------------------------------------------------------------------------- */

/* Most of what a list costs the server is written here, so a row is written into room that is
 * taken for it once, and what is the same for all rows is found once. */

#define LONGEST_ESCAPE 6 /* \u001f */

typedef char *(*WriteValue) (char *out, const char *text, gsize length);

struct _Column {
  char *head; /* ,"name": */
  gsize head_length;
  WriteValue write;
};

static char *
write_verbatim (char *out, const char *text, gsize length)
{
  memcpy (out, text, length);
  return out + length;
}

static char *
write_escape (char *out, guchar c)
{
  static const char short_escapes[] = "\"\"\\\\\bb\ff\nn\rr\tt", digits[] = "0123456789abcdef";
  const char *found = c != '\0' ? strchr (short_escapes, c) : NULL;

  *out++ = '\\';
  if (found != NULL && (found - short_escapes) % 2 == 0) {
    *out++ = found[1];
    return out;
  }
  memcpy (out, "u00", 3);
  out[3] = digits[c >> 4];
  out[4] = digits[c & 15];
  return out + 5;
}

static char *
write_string (char *out, const char *text, gsize length)
{
  const char *run = text, *end = text + length;

  *out++ = '"';
  for (const char *p = text; p < end; p++) {
    guchar c = *p;
    if (G_LIKELY (c >= 0x20 && c != '"' && c != '\\'))
      continue;
    out = write_escape (write_verbatim (out, run, p - run), c);
    run = p + 1;
  }
  out = write_verbatim (out, run, end - run);
  *out++ = '"';
  return out;
}

static char *
write_bool (char *out, const char *text, gsize length)
{
  return *text == 't' ? write_verbatim (out, "true", 4) : write_verbatim (out, "false", 5);
}

static char *
write_instant (char *out, const char *text, gsize length)
{
  char *start = out + 1;

  *out++ = '"';
  out = write_verbatim (out, text, length);
  if (length > 10 && text[10] == ' ')
    start[10] = 'T';
  if (length > 3 && (text[length - 3] == '+' || text[length - 3] == '-'))
    out = write_verbatim (out, ":00", 3);
  *out++ = '"';
  return out;
}

/* The end of @out, with room for @n bytes and the final zero. */
static char *
make_room (GString *out, gsize n)
{
  gsize length = out->len;

  if (length + n >= out->allocated_len) {
    g_string_set_size (out, length + n);
    out->len = length;
  }
  return out->str + length;
}

static void
take_room (GString *out, char *end)
{
  *end = '\0';
  out->len = end - out->str;
}

/* The longest that any writer makes of @length bytes. */
static gsize
longest (gsize length)
{
  return LONGEST_ESCAPE * length + 8;
}

void
hcrm_json_append_string (GString *out, const char *text)
{
  gsize length = strlen (text);

  take_room (out, write_string (make_room (out, longest (length)), text, length));
}

void
hcrm_json_append_member (GString *out, const char *name, const char *value)
{
  if (value == NULL)
    return;
  g_string_append (out, out->str[out->len - 1] == '{' ? "" : ",");
  hcrm_json_append_string (out, name);
  g_string_append_c (out, ':');
  hcrm_json_append_string (out, value);
}

static WriteValue
find_writer (Oid type)
{
  switch (type) {
  case OID_INT2:
  case OID_INT4:
  case OID_INT8:
  case OID_JSON:
  case OID_JSONB:
    return write_verbatim;
  case OID_BOOL:
    return write_bool;
  case OID_TIMESTAMPTZ:
    return write_instant;
  default:
    return write_string;
  }
}

static Column *
get_columns (HcrmRows *self)
{
  if (self->columns != NULL)
    return self->columns;
  int n = PQnfields (self->result);
  self->columns = g_new0 (Column, n + 1);
  for (int i = 0; i < n; i++) {
    Column *column = &self->columns[i];
    column->head = g_strconcat (i > 0 ? "," : "", "\"", PQfname (self->result, i), "\":", NULL);
    column->head_length = strlen (column->head);
    column->write = find_writer (PQftype (self->result, i));
  }
  return self->columns;
}

static void
free_columns (Column *columns)
{
  for (Column *column = columns; column != NULL && column->head != NULL; column++)
    g_free (column->head);
  g_free (columns);
}

static void
append_cell (HcrmRows *self, guint row, int i, const Column *column, GString *out)
{
  gsize length = PQgetlength (self->result, row, i);
  char *end = make_room (out, column->head_length + longest (length));

  end = write_verbatim (end, column->head, column->head_length);
  if (length == 0 && PQgetisnull (self->result, row, i))
    end = write_verbatim (end, "null", 4);
  else
    end = column->write (end, PQgetvalue (self->result, row, i), length);
  out->len = end - out->str;
}

void
hcrm_rows_append_json (HcrmRows *self, guint row, GString *out)
{
  const Column *columns = get_columns (self);

  g_string_append_c (out, '{');
  for (int i = 0, n = PQnfields (self->result); i < n; i++)
    append_cell (self, row, i, &columns[i], out);
  g_string_append_c (out, '}');
}

void
hcrm_rows_append_json_array (HcrmRows *self, guint n, GString *out)
{
  gsize start = out->len;

  g_string_append_c (out, '[');
  for (guint row = 0; row < n; row++) {
    if (row > 0)
      g_string_append_c (out, ',');
    hcrm_rows_append_json (self, row, out);
    if (row == 0) /* the others are much like the first */
      make_room (out, (out->len - start) * n);
  }
  g_string_append_c (out, ']');
}

/* --- CSV ------------------------------------------------------------------------------------ */

static gboolean
looks_like_formula (const char *text)
{
  if (*text == '\0' || strchr ("=+-@\t\r", *text) == NULL)
    return FALSE;
  char *end = NULL;
  g_ascii_strtod (text, &end);
  return end == text || *end != '\0';
}

static void
append_csv_cell (GString *out, const char *text)
{
  gboolean formula = looks_like_formula (text);
  gboolean quoted = formula || strpbrk (text, ",\"\r\n") != NULL;

  if (!quoted) {
    g_string_append (out, text);
    return;
  }
  g_string_append_c (out, '"');
  if (formula)
    g_string_append_c (out, '\'');
  for (const char *p = text; *p != '\0'; p++) {
    if (*p == '"')
      g_string_append_c (out, '"');
    g_string_append_c (out, *p);
  }
  g_string_append_c (out, '"');
}

static void
append_csv_row (HcrmRows *self, guint row, GString *out)
{
  for (int i = 0, n = PQnfields (self->result); i < n; i++) {
    if (i > 0)
      g_string_append_c (out, ',');
    if (PQgetisnull (self->result, row, i))
      continue;
    g_autofree char *text =
        cell_to_canonical (PQftype (self->result, i), PQgetvalue (self->result, row, i));
    append_csv_cell (out, text);
  }
  g_string_append (out, "\r\n");
}

void
hcrm_rows_append_csv (HcrmRows *self, guint n, GString *out)
{
  for (int i = 0, fields = PQnfields (self->result); i < fields; i++) {
    if (i > 0)
      g_string_append_c (out, ',');
    append_csv_cell (out, PQfname (self->result, i));
  }
  g_string_append (out, "\r\n");
  for (guint row = 0; row < n; row++)
    append_csv_row (self, row, out);
}
