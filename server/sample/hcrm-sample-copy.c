/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Loading rows by COPY. */

#include "core/hcrm-error.h"
#include "hcrm-sample-private.h"

struct _HcrmCopy {
  char *command;
  GString *text;
  gboolean in_row;
};

HcrmCopy *
hcrm_copy_new (const char *table, const char *columns)
{
  HcrmCopy *self = g_new0 (HcrmCopy, 1);

  self->command = g_strdup_printf ("COPY %s (%s) FROM STDIN", table, columns);
  self->text = g_string_new (NULL);
  return self;
}

void
hcrm_copy_free (HcrmCopy *self)
{
  g_free (self->command);
  g_string_free (self->text, TRUE);
  g_free (self);
}

static void
begin_cell (HcrmCopy *self)
{
  if (self->in_row)
    g_string_append_c (self->text, '\t');
  self->in_row = TRUE;
}

void
hcrm_copy_text (HcrmCopy *self, const char *text)
{
  begin_cell (self);
  if (text == NULL) {
    g_string_append (self->text, "\\N");
    return;
  }
  for (const char *p = text; *p != '\0'; p++)
    switch (*p) {
    case '\\':
      g_string_append (self->text, "\\\\");
      break;
    case '\n':
      g_string_append (self->text, "\\n");
      break;
    case '\t':
      g_string_append (self->text, "\\t");
      break;
    default:
      g_string_append_c (self->text, *p);
    }
}

void
hcrm_copy_int (HcrmCopy *self, gint64 value)
{
  begin_cell (self);
  if (value == 0)
    g_string_append (self->text, "\\N");
  else
    g_string_append_printf (self->text, "%" G_GINT64_FORMAT, value);
}

void
hcrm_copy_format (HcrmCopy *self, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *text = g_strdup_vprintf (format, args);
  va_end (args);
  hcrm_copy_text (self, text);
}

void
hcrm_copy_end_row (HcrmCopy *self)
{
  g_string_append_c (self->text, '\n');
  self->in_row = FALSE;
}

static gboolean
check_result (PGconn *conn, PGresult *result, ExecStatusType wanted, GError **error)
{
  gboolean ok = PQresultStatus (result) == wanted;

  if (!ok)
    hcrm_fail (error, HCRM_ERROR_INTERNAL, NULL, "%s", PQresultErrorMessage (result));
  PQclear (result);
  return ok;
}

gboolean
hcrm_copy_flush (HcrmCopy *self, PGconn *conn, GError **error)
{
  if (self->text->len == 0)
    return TRUE;
  if (!check_result (conn, PQexec (conn, self->command), PGRES_COPY_IN, error))
    return FALSE;
  PQputCopyData (conn, self->text->str, self->text->len);
  PQputCopyEnd (conn, NULL);
  g_string_truncate (self->text, 0);
  gboolean ok = check_result (conn, PQgetResult (conn), PGRES_COMMAND_OK, error);
  PQclear (PQgetResult (conn));
  return ok;
}

gboolean
hcrm_sample_run (PGconn *conn, const char *text, GError **error)
{
  PGresult *result = PQexec (conn, text);
  ExecStatusType status = PQresultStatus (result);

  return check_result (conn, result, status == PGRES_TUPLES_OK ? status : PGRES_COMMAND_OK, error);
}

char *
hcrm_sample_ask (PGconn *conn, const char *text, GError **error)
{
  PGresult *result = PQexec (conn, text);
  char *cell = NULL;

  if (PQresultStatus (result) == PGRES_TUPLES_OK && PQntuples (result) > 0
      && !PQgetisnull (result, 0, 0))
    cell = g_strdup (PQgetvalue (result, 0, 0));
  check_result (conn, result, PGRES_TUPLES_OK, error);
  return cell;
}
