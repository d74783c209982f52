/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Taking a step of a workflow, with what is on record shown to whoever came too late. */

#include "followup-step.h"

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
  hcrm_request_attach_current (req, view, failure);
  g_propagate_error (error, g_steal_pointer (&failure));
  return NULL;
}
