/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "core/hcrm-workflow.h"

G_BEGIN_DECLS

/**
 * hcrm_step_bar_fill:
 * @bar: a box for steps alone
 * @action: a widget action with a string target, the step's name
 * @state: (nullable): state of the chosen record; %NULL for none chosen
 * @held: what the user may do
 *
 * Shows a button for each step of @flow that @state and @held allow, the suggested one accented,
 * destructive ones marked, all of them visible. A step that was offered before keeps its button,
 * and with it the focus and a press that is under way.
 */
void hcrm_step_bar_fill (GtkBox *bar,
                         const char *action,
                         const HcrmWorkflow *flow,
                         const char *state,
                         const HcrmPermissionSet *held);

/**
 * hcrm_step_bar_suggest:
 * @step: which step, if it is offered
 *
 * Accents that step alone and puts it first: for a record in which another step than the usual one
 * of its state is likely.
 */
void hcrm_step_bar_suggest (GtkBox *bar, const char *step);

/**
 * hcrm_step_bar_withhold:
 * @step: which step, if it is offered
 *
 * Takes that step away: for a record whose state allows it, and just this reader may not take it.
 */
void hcrm_step_bar_withhold (GtkBox *bar, const char *step);

G_END_DECLS
