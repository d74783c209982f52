/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* The steps of a follow-up plan as dots on a line: done, this one, to come; each with its day after
 * discharge and its date as far as there is room. */
#define HCRM_TYPE_PLAN_STEPS (hcrm_plan_steps_get_type ())
G_DECLARE_FINAL_TYPE (HcrmPlanSteps, hcrm_plan_steps, HCRM, PLAN_STEPS, AdwBin)

/* @steps: (nullable): a plan's `steps`; @position: the one to stress, 0 for none. */
void hcrm_plan_steps_set (HcrmPlanSteps *self, JsonArray *steps, gint64 position);

/* Returns: (transfer full): why a step is not due on the day it is planned for, in words; empty if
 * it is. @step: members as the server works them out: `planned_on`, `moved`, `holiday`. */
char *hcrm_plan_steps_explain_move (JsonObject *step);

G_END_DECLS
