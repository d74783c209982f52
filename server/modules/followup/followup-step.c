/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Taking a step of a workflow, with what is on record shown to whoever came too late. */

#include "followup-step.h"

void
hcrm_followup_attach_current (HcrmRequest *req, const HcrmSql *view, GError *error)
{
  g_autoptr (HcrmRows) rows = hcrm_db_one (req->db, view, NULL, NULL);
  g_autoptr (GString) current = g_string_new (NULL);

  if (rows == NULL)
    return;
  hcrm_rows_append_json (rows, 0, current);
  hcrm_error_set_current (error, current->str);
}

HcrmRows *
hcrm_followup_take (HcrmRequest *req,
                    const HcrmSql *lock,
                    const HcrmSql *view,
                    const HcrmWorkflow *flow,
                    const char *action,
                    const HcrmStep **step,
                    GError **error)
{
  g_autoptr (GError) failure = NULL;
  HcrmRows *rows = hcrm_request_take_step (req, lock, flow, action, step, &failure);

  if (rows != NULL)
    return rows;
  if (g_error_matches (failure, HCRM_ERROR, HCRM_ERROR_STALE))
    hcrm_followup_attach_current (req, view, failure);
  g_propagate_error (error, g_steal_pointer (&failure));
  return NULL;
}
