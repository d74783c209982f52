/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Buttons for the steps that a record may take now. */

#include "hcrm-step-bar.h"

static const char *const looks[] = { "suggested-action", "destructive", "outline" };

static void
set_look (GtkWidget *button, const char *look)
{
  for (guint i = 0; i < G_N_ELEMENTS (looks); i++)
    if (!g_str_equal (looks[i], look))
      gtk_widget_remove_css_class (button, looks[i]);
  gtk_widget_add_css_class (button, look);
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

static GtkWidget *
add_button (GtkBox *bar, const char *action, const HcrmStep *step)
{
  GtkWidget *button = gtk_button_new ();

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", step->action);
  gtk_box_append (bar, button);
  return button;
}

/* The button of a step that was offered before is kept: a press that is under way in it reaches
 * its step, and the focus stays. Returns: the button, now after @last */
static GtkWidget *
put_button (GtkBox *bar, const char *action, const HcrmStep *step, GtkWidget *last)
{
  GtkWidget *button = find_button (bar, step->action);

  if (button == NULL)
    button = add_button (bar, action, step);
  gtk_button_set_label (GTK_BUTTON (button), gettext (step->label));
  set_look (button, step->flags & HCRM_STEP_SUGGESTED     ? "suggested-action"
                    : step->flags & HCRM_STEP_DESTRUCTIVE ? "destructive"
                                                          : "outline");
  gtk_widget_set_visible (button, TRUE);
  gtk_box_reorder_child_after (bar, button, last);
  return button;
}

void
hcrm_step_bar_fill (GtkBox *bar,
                    const char *action,
                    const HcrmWorkflow *flow,
                    const char *state,
                    const HcrmPermissionSet *held)
{
  GtkWidget *last = NULL, *gone;

  for (guint i = 0; state != NULL && i < flow->n_steps; i++) {
    const HcrmStep *step = &flow->steps[i];

    if (g_str_equal (step->from, state) && step->label != NULL
        && hcrm_permission_set_has (held, step->need))
      last = put_button (bar, action, step, last);
  }
  while ((gone = last != NULL ? gtk_widget_get_next_sibling (last)
                              : gtk_widget_get_first_child (GTK_WIDGET (bar)))
         != NULL)
    gtk_box_remove (bar, gone);
}

void
hcrm_step_bar_suggest (GtkBox *bar, const char *step)
{
  GtkWidget *button = find_button (bar, step), *child = NULL;

  if (button == NULL)
    return;
  gtk_box_reorder_child_after (bar, button, NULL);
  set_look (button, "suggested-action");
  while ((child = gtk_widget_get_next_sibling (child != NULL ? child : button)) != NULL)
    if (gtk_widget_has_css_class (child, "suggested-action"))
      set_look (child, "outline");
}

void
hcrm_step_bar_withhold (GtkBox *bar, const char *step)
{
  GtkWidget *button = find_button (bar, step);

  if (button != NULL)
    gtk_box_remove (bar, button);
}
