/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A record is read again while somebody presses one of its steps: the step is taken. */

#include <adwaita.h>

#include "widgets/hcrm-step-bar.h"

static const HcrmStep steps[] = {
  { "new", "begin", "open", HCRM_PERM_COMPLAINT_TAKE, "Begin", HCRM_STEP_SUGGESTED },
  { "new", "drop", "gone", HCRM_PERM_COMPLAINT_TAKE, "Drop", HCRM_STEP_DESTRUCTIVE },
  { "open", "answer", "done", HCRM_PERM_COMPLAINT_TAKE, "Answer", HCRM_STEP_SUGGESTED },
  { "open", "drop", "gone", HCRM_PERM_COMPLAINT_TAKE, "Give up", 0 },
};
static const HcrmWorkflow flow = { "thing", NULL, 0, steps, G_N_ELEMENTS (steps) };

typedef struct {
  GtkWidget *window;
  GtkBox *bar;
  HcrmPermissionSet held;
  char *taken; /* the step last taken */
} Fixture;

static void
fill (Fixture *self, const char *state)
{
  hcrm_step_bar_fill (self->bar, "thing.step", &flow, state, &self->held);
}

static void
step_cb (GSimpleAction *action, GVariant *step, Fixture *self)
{
  g_free (self->taken);
  self->taken = g_variant_dup_string (step, NULL);
}

static void
set_up (Fixture *self, gconstpointer unused)
{
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autoptr (GSimpleAction) action = g_simple_action_new ("step", G_VARIANT_TYPE_STRING);

  hcrm_permission_set_add (&self->held, HCRM_PERM_COMPLAINT_TAKE, HCRM_SCOPE_ALL);
  g_signal_connect (action, "activate", G_CALLBACK (step_cb), self);
  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (action));
  self->window = gtk_window_new ();
  self->bar = GTK_BOX (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6));
  gtk_widget_insert_action_group (self->window, "thing", G_ACTION_GROUP (group));
  gtk_window_set_child (GTK_WINDOW (self->window), GTK_WIDGET (self->bar));
  fill (self, "new");
  gtk_window_present (GTK_WINDOW (self->window));
  gtk_test_widget_wait_for_draw (self->window);
}

static void
tear_down (Fixture *self, gconstpointer unused)
{
  gtk_window_destroy (GTK_WINDOW (self->window));
  g_free (self->taken);
}

/* The button labelled @label, which is the @n-th from the left. */
static GtkWidget *
get_button (Fixture *self, guint n, const char *label)
{
  GtkWidget *button = gtk_widget_get_first_child (GTK_WIDGET (self->bar));

  while (n-- > 0)
    button = gtk_widget_get_next_sibling (button);
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (button)), ==, label);
  return button;
}

/* GTK clicks a button a quarter of a second after the key that presses it. */
static void
test_press_outlives_fill (Fixture *self, gconstpointer unused)
{
  gtk_widget_activate (get_button (self, 0, "Begin"));
  g_assert_null (self->taken);
  fill (self, "new");
  while (self->taken == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (self->taken, ==, "begin");
}

static void
test_focus_stays (Fixture *self, gconstpointer unused)
{
  gtk_widget_grab_focus (get_button (self, 1, "Drop"));
  fill (self, "open");
  g_assert_true (gtk_root_get_focus (GTK_ROOT (self->window)) == get_button (self, 1, "Give up"));
}

/* What a page did with the buttons for one record does not show on the next. */
static void
test_looks_begin_anew (Fixture *self, gconstpointer unused)
{
  GtkWidget *drop;

  hcrm_step_bar_suggest (self->bar, "drop");
  drop = get_button (self, 0, "Drop");
  gtk_widget_set_visible (drop, FALSE);
  g_assert_true (gtk_widget_has_css_class (drop, "suggested-action"));
  fill (self, "new");
  g_assert_true (get_button (self, 1, "Drop") == drop);
  g_assert_true (gtk_widget_get_visible (drop));
  g_assert_true (gtk_widget_has_css_class (drop, "destructive"));
  g_assert_false (gtk_widget_has_css_class (drop, "suggested-action"));
  g_assert_true (gtk_widget_has_css_class (get_button (self, 0, "Begin"), "suggested-action"));
  fill (self, "open");
  g_assert_true (gtk_widget_has_css_class (drop, "outline"));
  g_assert_false (gtk_widget_has_css_class (drop, "destructive"));
}

static void
test_what_ended_goes (Fixture *self, gconstpointer unused)
{
  fill (self, "open");
  g_assert_null (gtk_widget_get_next_sibling (get_button (self, 1, "Give up")));
  get_button (self, 0, "Answer");
  hcrm_step_bar_withhold (self->bar, "answer");
  get_button (self, 0, "Give up");
  fill (self, "open");
  get_button (self, 0, "Answer");
  fill (self, NULL);
  g_assert_null (gtk_widget_get_first_child (GTK_WIDGET (self->bar)));
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)
  ADD ("/step-bar/press-outlives-fill", test_press_outlives_fill);
  ADD ("/step-bar/focus-stays", test_focus_stays);
  ADD ("/step-bar/looks-begin-anew", test_looks_begin_anew);
  ADD ("/step-bar/what-ended-goes", test_what_ended_goes);
#undef ADD
  return g_test_run ();
}
