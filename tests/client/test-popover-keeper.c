/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A popover that is open when what it belongs to leaves the screen is closed, and goes with its
 * window. */

#include <adwaita.h>

#include "core/hcrm-popover-keeper.h"

typedef struct {
  GtkWidget *window;
  GtkWidget *box;
  GtkWidget *button;
  GtkWidget *popover; /* a weak pointer */
} Fixture;

/* As long as a tooltip takes to come, for that is where GTK trips. */
static void
settle (void)
{
  gint64 end = g_get_monotonic_time () + G_USEC_PER_SEC / 2;

  while (g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, FALSE);
}

static void
set_up (Fixture *self, gconstpointer unused)
{
  self->window = gtk_window_new ();
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  self->button = gtk_menu_button_new ();
  self->popover = gtk_popover_new ();
  gtk_popover_set_child (GTK_POPOVER (self->popover), gtk_calendar_new ());
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (self->button), self->popover);
  gtk_box_append (GTK_BOX (self->box), gtk_entry_new ());
  gtk_box_append (GTK_BOX (self->box), self->button);
  gtk_window_set_child (GTK_WINDOW (self->window), self->box);
  gtk_window_present (GTK_WINDOW (self->window));
  gtk_test_widget_wait_for_draw (self->window);
  gtk_menu_button_popup (GTK_MENU_BUTTON (self->button));
  settle ();
  g_assert_true (gtk_widget_get_mapped (self->popover));
  g_object_add_weak_pointer (G_OBJECT (self->popover), (gpointer *) &self->popover);
}

static void
tear_down (Fixture *self, gconstpointer unused)
{
  if (self->window != NULL)
    gtk_window_destroy (GTK_WINDOW (self->window));
  g_clear_weak_pointer (&self->popover);
}

static void
test_window_goes (Fixture *self, gconstpointer unused)
{
  gtk_window_destroy (GTK_WINDOW (g_steal_pointer (&self->window)));
  settle ();
  g_assert_null (self->popover);
}

static void
test_part_is_hidden (Fixture *self, gconstpointer unused)
{
  gtk_widget_set_visible (self->box, FALSE);
  settle ();
  g_assert_nonnull (self->popover);
  g_assert_false (gtk_widget_get_visible (self->popover));
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  hcrm_popovers_keep ();
#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)
  ADD ("/popover-keeper/part-is-hidden", test_part_is_hidden);
  ADD ("/popover-keeper/window-goes", test_window_goes);
#undef ADD
  return g_test_run ();
}
