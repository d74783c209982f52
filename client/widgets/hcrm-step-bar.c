/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Buttons for the steps that a record may take now. */

#include "hcrm-step-bar.h"
#include "hcrm-clear.h"

static void
add_button (GtkBox *bar, const char *action, const HcrmStep *step)
{
  GtkWidget *button = gtk_button_new_with_label (gettext (step->label));

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", step->action);
  gtk_widget_add_css_class (button, step->flags & HCRM_STEP_SUGGESTED     ? "suggested-action"
                                    : step->flags & HCRM_STEP_DESTRUCTIVE ? "destructive"
                                                                          : "outline");
  gtk_box_append (bar, button);
}

void
hcrm_step_bar_fill (GtkBox *bar,
                    const char *action,
                    const HcrmWorkflow *flow,
                    const char *state,
                    const HcrmPermissionSet *held)
{
  hcrm_clear_box (bar);
  for (guint i = 0; state != NULL && i < flow->n_steps; i++) {
    const HcrmStep *step = &flow->steps[i];

    if (g_str_equal (step->from, state) && step->label != NULL
        && hcrm_permission_set_has (held, step->need))
      add_button (bar, action, step);
  }
}
