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
  OID_JSON = 114,
  OID_TIMESTAMPTZ = 1184,
  OID_JSONB = 3802,
};

struct _HcrmRows {
  PGresult *result;
};

typedef void (*AppendValue) (GString *out, const char *text);

HcrmRows *
hcrm_rows_new (PGresult *result)
{
  HcrmRows *self = g_new (HcrmRows, 1);

  self->result = result;
  return self;
}

void
hcrm_rows_free (HcrmRows *self)
{
  PQclear (self->result);
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

static void
append_escape (GString *out, guchar c)
{
  static const char short_escapes[] = "\"\"\\\\\bb\ff\nn\rr\tt";
  const char *found = c != '\0' ? strchr (short_escapes, c) : NULL;

  if (found != NULL && (found - short_escapes) % 2 == 0)
    g_string_append_printf (out, "\\%c", found[1]);
  else
    g_string_append_printf (out, "\\u%04x", c);
}

static void
append_string (GString *out, const char *text)
{
  const char *run = text;

  g_string_append_c (out, '"');
  for (const char *p = text;; p++) {
    guchar c = *p;
    if (c >= 0x20 && c != '"' && c != '\\')
      continue;
    g_string_append_len (out, run, p - run);
    if (c == '\0')
      break;
    append_escape (out, c);
    run = p + 1;
  }
  g_string_append_c (out, '"');
}

void
hcrm_json_append_string (GString *out, const char *text)
{
  append_string (out, text);
}

static void
append_verbatim (GString *out, const char *text)
{
  g_string_append (out, text);
}

static void
append_bool (GString *out, const char *text)
{
  g_string_append (out, *text == 't' ? "true" : "false");
}

static void
append_quoted_instant (GString *out, const char *text)
{
  g_string_append_c (out, '"');
  append_instant (out, text);
  g_string_append_c (out, '"');
}

static AppendValue
find_writer (Oid type)
{
  switch (type) {
  case OID_INT2:
  case OID_INT4:
  case OID_INT8:
  case OID_JSON:
  case OID_JSONB:
    return append_verbatim;
  case OID_BOOL:
    return append_bool;
  case OID_TIMESTAMPTZ:
    return append_quoted_instant;
  default:
    return append_string;
  }
}

void
hcrm_rows_append_json (HcrmRows *self, guint row, GString *out)
{
  g_string_append_c (out, '{');
  for (int i = 0, n = PQnfields (self->result); i < n; i++) {
    if (i > 0)
      g_string_append_c (out, ',');
    g_string_append_c (out, '"');
    g_string_append (out, PQfname (self->result, i));
    g_string_append_len (out, "\":", 2);
    if (PQgetisnull (self->result, row, i))
      g_string_append_len (out, "null", 4);
    else
      find_writer (PQftype (self->result, i)) (out, PQgetvalue (self->result, row, i));
  }
  g_string_append_c (out, '}');
}

void
hcrm_rows_append_json_array (HcrmRows *self, guint n, GString *out)
{
  g_string_append_c (out, '[');
  for (guint row = 0; row < n; row++) {
    if (row > 0)
      g_string_append_c (out, ',');
    hcrm_rows_append_json (self, row, out);
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
