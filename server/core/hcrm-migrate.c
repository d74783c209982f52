/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Brings a database to this program's schema, and refuses one that it does not know. */

#include "hcrm-migrate.h"

#include <glib/gi18n.h>
#include <libpq-fe.h>
#include <string.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PGconn, PQfinish)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PGresult, PQclear)

/* Any number, as long as nothing else locks it. */
#define LOCK "SELECT pg_advisory_lock (7301945210871)"

/* The application's role may be missing where a test or an operator names roles otherwise. */
static const char make_table[] =
    "SET client_min_messages = warning;"
    "CREATE TABLE IF NOT EXISTS schema_migration ("
    "  name   text PRIMARY KEY,"
    "  sha256 text NOT NULL,"
    "  at     timestamptz NOT NULL DEFAULT clock_timestamp());"
    "DO $$BEGIN"
    "  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'hcrm_app') THEN"
    "    GRANT SELECT ON schema_migration TO hcrm_app;"
    "  END IF;"
    "END$$";

static PGresult *
run_sql (PGconn *conn, const char *sql, GError **error)
{
  g_autoptr (PGresult) result = PQexec (conn, sql);
  ExecStatusType status = PQresultStatus (result);

  if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK)
    return g_steal_pointer (&result);
  hcrm_fail (error, HCRM_ERROR_INTERNAL, NULL, "%s", PQerrorMessage (conn));
  return NULL;
}

static gboolean
run_command (PGconn *conn, const char *sql, GError **error)
{
  g_autoptr (PGresult) result = run_sql (conn, sql, error);

  return result != NULL;
}

static PGconn *
open_database (const char *conninfo, GError **error)
{
  g_autoptr (PGconn) conn = PQconnectdb (conninfo);

  if (PQstatus (conn) == CONNECTION_OK)
    return g_steal_pointer (&conn);
  hcrm_fail (error, HCRM_ERROR_INTERNAL, NULL,
             _("The database cannot be reached: %s"), PQerrorMessage (conn));
  return NULL;
}

static gboolean
is_same (const HcrmSqlFile *migration, const char *name, const char *sha256, GError **error)
{
  if (migration->name == NULL)
    return hcrm_fail (error, HCRM_ERROR_WRONG_STATE, NULL,
                      _("The database is newer than this program: it has %s"), name);
  if (strcmp (migration->name, name) != 0)
    return hcrm_fail (error, HCRM_ERROR_WRONG_STATE, NULL,
                      _("The database was made by another program: it has %s instead of %s"), name,
                         migration->name);
  if (strcmp (migration->sha256, sha256) != 0)
    return hcrm_fail (error, HCRM_ERROR_WRONG_STATE, NULL,
                      _("%s has changed since the database was made with it"), name);
  return TRUE;
}

/* Returns how many of @migrations were run, or -1. */
static int
count_run (PGconn *conn, const HcrmSqlFile *migrations, GError **error)
{
  g_autoptr (PGresult) result =
      run_sql (conn, "SELECT name, sha256 FROM schema_migration ORDER BY name COLLATE \"C\"",
               error);

  if (result == NULL)
    return -1;
  for (int i = 0; i < PQntuples (result); i++)
    if (!is_same (&migrations[i], PQgetvalue (result, i, 0), PQgetvalue (result, i, 1), error))
      return -1;
  return PQntuples (result);
}

static gboolean
note_migration (PGconn *conn, const HcrmSqlFile *migration, GError **error)
{
  const char *values[] = { migration->name, migration->sha256 };
  g_autoptr (PGresult) result =
      PQexecParams (conn, "INSERT INTO public.schema_migration (name, sha256) VALUES ($1, $2)", 2,
                    NULL, values, NULL, NULL, 0);

  return PQresultStatus (result) == PGRES_COMMAND_OK
         || hcrm_fail (error, HCRM_ERROR_INTERNAL, NULL, "%s", PQerrorMessage (conn));
}

/* A migration that fails has its transaction closed with the connection. */
static gboolean
run_migration (PGconn *conn, const HcrmSqlFile *migration, GError **error)
{
  if (!run_command (conn, "BEGIN", error) || !run_command (conn, migration->text, error)
      || !run_command (conn, "RESET search_path", error) || !note_migration (conn, migration, error)
      || !run_command (conn, "COMMIT", error)) {
    g_prefix_error (error, "%s: ", migration->name);
    return FALSE;
  }
  g_message ("Migrated the database: %s", migration->name);
  return TRUE;
}

gboolean
hcrm_migrate (const char *owner_conninfo,
              const HcrmSqlFile *migrations,
              guint *n_run,
              GError **error)
{
  g_return_val_if_fail (owner_conninfo != NULL && migrations != NULL, FALSE);
  g_autoptr (PGconn) conn = open_database (owner_conninfo, error);

  if (conn == NULL || !run_command (conn, LOCK, error) || !run_command (conn, make_table, error))
    return FALSE;

  int done = count_run (conn, migrations, error);
  if (done < 0)
    return FALSE;

  guint count = 0;
  for (const HcrmSqlFile *next = migrations + done; next->name != NULL; next++, count++)
    if (!run_migration (conn, next, error))
      return FALSE;
  if (n_run != NULL)
    *n_run = count;
  return TRUE;
}

gboolean
hcrm_migrate_check (const char *conninfo, const HcrmSqlFile *migrations, GError **error)
{
  g_return_val_if_fail (conninfo != NULL && migrations != NULL, FALSE);
  g_autoptr (PGconn) conn = open_database (conninfo, error);
  int done = conn != NULL ? count_run (conn, migrations, error) : -1;

  if (done < 0)
    return FALSE;
  if (migrations[done].name == NULL)
    return TRUE;
  return hcrm_fail (error, HCRM_ERROR_WRONG_STATE, NULL,
                    _("The database must be migrated first: it lacks %s"), migrations[done].name);
}
