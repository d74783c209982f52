/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What time alone brings about, looked for every few minutes. */

#include "followup-sweep-sql.h"
#include "followup.h"

gboolean
hcrm_followup_sweep (HcrmDb *db, GError **error)
{
  hcrm_db_begin (db, &hcrm_system_context);
  hcrm_db_queue (db, &SQL_FOLLOWUP_SWEEP_CLAIMS, NULL);
  hcrm_db_queue (db, &SQL_FOLLOWUP_SWEEP_FINISH, NULL);
  gboolean ok = hcrm_db_run (db, &SQL_FOLLOWUP_SWEEP_ESCALATE, NULL, error);
  return hcrm_db_end (db, ok, ok ? error : NULL) && ok;
}
