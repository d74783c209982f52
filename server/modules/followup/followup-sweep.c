/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What time alone brings about, looked for every few minutes. */

#include "followup-sweep-sql.h"
#include "followup.h"

gboolean
hcrm_followup_escalate (HcrmJob *sweep, GError **error)
{
  g_autoptr (HcrmRows) rows = hcrm_db_rows (sweep->db, &SQL_FOLLOWUP_SWEEP_ESCALATE, NULL, error);

  return hcrm_event_add_rows (sweep->events, "followup_task", rows);
}

gboolean
hcrm_followup_finish (HcrmJob *sweep, GError **error)
{
  return hcrm_db_run (sweep->db, &SQL_FOLLOWUP_SWEEP_FINISH, NULL, error);
}

gboolean
hcrm_followup_note_late (HcrmJob *sweep, GError **error)
{
  g_autoptr (HcrmRows) rows = hcrm_db_rows (sweep->db, &SQL_FOLLOWUP_SWEEP_LATE, NULL, error);

  return hcrm_event_add_rows (sweep->events, "encounter", rows);
}
