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

/* Name of the step whose button has the focus, %NULL for none. While another window is in front,
 * the boxes around it do not know which child that is. */
static char *
dup_focused (GtkBox *bar)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (bar));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (focus == NULL || gtk_widget_get_parent (focus) != GTK_WIDGET (bar))
    return NULL;
  return g_variant_dup_string (gtk_actionable_get_action_target_value (GTK_ACTIONABLE (focus)),
                               NULL);
}

/* Returns: (nullable) */
static GtkWidget *
find_button (GtkBox *bar, const char *step)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (bar));

  for (; child != NULL; child = gtk_widget_get_next_sibling (child)) {
    GVariant *target = gtk_actionable_get_action_target_value (GTK_ACTIONABLE (child));

    if (g_str_equal (g_variant_get_string (target, NULL), step))
      return child;
  }
  return NULL;
}

void
hcrm_step_bar_fill (GtkBox *bar,
                    const char *action,
                    const HcrmWorkflow *flow,
                    const char *state,
                    const HcrmPermissionSet *held)
{
  g_autofree char *focused = dup_focused (bar);

  hcrm_clear_box (bar);
  for (guint i = 0; state != NULL && i < flow->n_steps; i++) {
    const HcrmStep *step = &flow->steps[i];

    if (g_str_equal (step->from, state) && step->label != NULL
        && hcrm_permission_set_has (held, step->need))
      add_button (bar, action, step);
  }
  GtkWidget *button = focused != NULL ? find_button (bar, focused) : NULL;
  if (button != NULL)
    gtk_widget_grab_focus (button);
}

void
hcrm_step_bar_suggest (GtkBox *bar, const char *step)
{
  GtkWidget *button = find_button (bar, step), *child = NULL;

  if (button == NULL)
    return;
  gtk_box_reorder_child_after (bar, button, NULL);
  gtk_widget_remove_css_class (button, "outline");
  gtk_widget_add_css_class (button, "suggested-action");
  while ((child = gtk_widget_get_next_sibling (child != NULL ? child : button)) != NULL)
    if (gtk_widget_has_css_class (child, "suggested-action")) {
      gtk_widget_remove_css_class (child, "suggested-action");
      gtk_widget_add_css_class (child, "outline");
    }
}

void
hcrm_step_bar_withhold (GtkBox *bar, const char *step)
{
  GtkWidget *button = find_button (bar, step);

  if (button != NULL)
    gtk_box_remove (bar, button);
}
