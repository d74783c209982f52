/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the core does now and then: replies kept, sessions that ran out, claims that lapsed, the
 * audit, how names are spelt. */

#include "hcrm-audit.h"
#include "hcrm-job.h"
#include "hcrm-spelling.h"
#include "sweep-sql.h"

static gboolean
sweep_idempotency (HcrmJob *sweep, GError **error)
{
  return hcrm_db_run (sweep->db, &SQL_SWEEP_IDEMPOTENCY, NULL, error);
}

/* Sessions that ran out lose their WebSockets, too. */
static gboolean
sweep_sessions (HcrmJob *sweep, GError **error)
{
  hcrm_db_let_int (sweep->db, "idle_hours", HCRM_SESSION_IDLE_HOURS);
  g_autoptr (HcrmRows) rows = hcrm_db_rows (sweep->db, &SQL_SWEEP_SESSIONS, NULL, error);

  if (rows == NULL)
    return FALSE;
  for (guint i = 0; i < hcrm_rows_get_n (rows); i++)
    g_ptr_array_add (sweep->ended_sessions, g_strdup (hcrm_rows_get (rows, i, "token_hash")));
  return hcrm_db_run (sweep->db, &SQL_SWEEP_OLD_SESSIONS, NULL, error);
}

static gboolean
sweep_claims (HcrmJob *sweep, GError **error)
{
  g_autoptr (HcrmRows) rows = hcrm_db_rows (sweep->db, &SQL_SWEEP_CLAIMS, NULL, error);

  for (guint i = 0; rows != NULL && i < hcrm_rows_get_n (rows); i++)
    g_ptr_array_add (sweep->events,
                     hcrm_event_new ("claim", hcrm_rows_get_int (rows, i, "activity_id"), 0));
  return rows != NULL;
}

/* Drugs and departments come by messages and by hand; they are found by what a keyboard types. */
static gboolean
sweep_spellings (HcrmJob *sweep, GError **error)
{
  return hcrm_spelling_write (sweep->db, error);
}

static gboolean
sweep_audit (HcrmJob *sweep, GError **error)
{
  return hcrm_audit_seal (sweep->db, error);
}

const HcrmSweep hcrm_core_sweeps[] = {
  { "idempotency", 3600, sweep_idempotency },
  { "sessions", 30, sweep_sessions },
  { "claims", 15, sweep_claims },
  { "audit", 60, sweep_audit },
  { "spellings", 60, sweep_spellings },
  { NULL, 0, NULL },
};
