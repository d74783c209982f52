/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Rows in bulk: without indexes, foreign keys and triggers, which all come back afterwards. */

#include "core/hcrm-error.h"
#include "hcrm-sample-private.h"

/* What is loaded, and what is derived from it. */
#define TABLES                                                                                     \
  "'{patient,patient_identifier,contact,encounter,encounter_code,encounter_doctor,followup_plan,"  \
  "activity,"                                                                                      \
  "followup_task,attempt,response,answer,timeline,patient_key,patient_department,patient_staff,"   \
  "patient_summary,followup_task_progress}'::regclass[]"

/* How to drop each, how to make it anew, and in which order. */
static const char definitions[] =
    "SELECT format('DROP INDEX %s', i.indexrelid::regclass), pg_get_indexdef(i.indexrelid), 1 AS "
    "rank"
    "  FROM pg_index AS i WHERE i.indrelid = ANY (" TABLES ")"
    "   AND NOT EXISTS (SELECT 1 FROM pg_constraint AS c WHERE c.conindid = i.indexrelid AND "
    "c.contype <> 'f')"
    " UNION ALL "
    "SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', c.conrelid::regclass, c.conname),"
    "       format('ALTER TABLE %s ADD CONSTRAINT %I %s', c.conrelid::regclass, c.conname, "
    "pg_get_constraintdef(c.oid)), 2"
    "  FROM pg_constraint AS c WHERE c.contype = 'f' AND c.conrelid = ANY (" TABLES ")"
    " UNION ALL "
    "SELECT format('ALTER TABLE %s DISABLE TRIGGER USER', t), format('ALTER TABLE %s ENABLE "
    "TRIGGER USER', t), 3"
    "  FROM unnest(" TABLES ") AS t"
    " ORDER BY rank";

static gboolean
run_column (PGconn *conn, PGresult *rows, int column, GError **error)
{
  for (int i = 0; i < PQntuples (rows); i++)
    if (!hcrm_sample_run (conn, PQgetvalue (rows, i, column), error))
      return FALSE;
  return TRUE;
}

gboolean
hcrm_sample_in_bulk (PGconn *conn, HcrmSampleWrite write, gpointer data, GError **error)
{
  PGresult *rows = PQexec (conn, definitions);
  gboolean ok = PQresultStatus (rows) == PGRES_TUPLES_OK;

  if (!ok)
    hcrm_fail (error, HCRM_ERROR_INTERNAL, NULL, "%s", PQresultErrorMessage (rows));
  ok = ok
       && hcrm_sample_run (conn,
                           "SET LOCAL maintenance_work_mem = '256MB'; SET LOCAL work_mem = '256MB'",
                           error)
       && run_column (conn, rows, 0, error) && write (conn, data, error)
       && hcrm_sample_run (conn, "SELECT hcrm_derive_all()", error)
       && run_column (conn, rows, 1, error);
  PQclear (rows);
  return ok;
}
