/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Finding a step in a workflow table: an illegal one is an error, never skipped. */

#include "hcrm-workflow.h"

const HcrmStep *
hcrm_workflow_find (const HcrmWorkflow *flow,
                    const char *state,
                    const char *action,
                    const HcrmPermissionSet *held,
                    GError **error)
{
  for (guint i = 0; i < flow->n_steps; i++) {
    const HcrmStep *step = &flow->steps[i];

    if (g_strcmp0 (step->from, state) != 0 || g_strcmp0 (step->action, action) != 0)
      continue;
    if (hcrm_permission_set_has (held, step->need))
      return step;
    hcrm_fail (error, HCRM_ERROR_FORBIDDEN, NULL, _ ("You may not do this"));
    return NULL;
  }
  const HcrmState *now = hcrm_workflow_get_state (flow, state);
  hcrm_fail (error, HCRM_ERROR_WRONG_STATE, "state",
             _ ("This step is not possible now: %s"), now != NULL ? gettext (now->label) : state);
  return NULL;
}

const HcrmState *
hcrm_workflow_get_state (const HcrmWorkflow *flow, const char *name)
{
  for (guint i = 0; i < flow->n_states; i++)
    if (g_strcmp0 (flow->states[i].name, name) == 0)
      return &flow->states[i];
  return NULL;
}
