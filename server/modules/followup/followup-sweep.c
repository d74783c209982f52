/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What time alone brings about, looked for every few minutes. */

#include "followup-sweep-sql.h"
#include "followup.h"

gboolean
hcrm_followup_escalate (HcrmJob *sweep, GError **error)
{
  g_autoptr (HcrmRows) rows = hcrm_db_rows (sweep->db, &SQL_FOLLOWUP_SWEEP_ESCALATE, NULL, error);

  for (guint i = 0; rows != NULL && i < hcrm_rows_get_n (rows); i++)
    g_ptr_array_add (sweep->events,
                     hcrm_event_new ("followup_task", hcrm_rows_get_int (rows, i, "id"),
                                     hcrm_rows_get_int (rows, i, "version")));
  return rows != NULL;
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

  for (guint i = 0; rows != NULL && i < hcrm_rows_get_n (rows); i++)
    g_ptr_array_add (sweep->events, hcrm_event_new ("encounter", hcrm_rows_get_int (rows, i, "id"),
                                                    hcrm_rows_get_int (rows, i, "version")));
  return rows != NULL;
}
