/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A wide thing in a page that scrolls. */

#include "hcrm-sideways.h"

/* GTK's own takes the wheel even where it has nothing to move downwards. */
static void
leave_wheel (GtkWidget *scroller)
{
  g_autoptr (GListModel) all = gtk_widget_observe_controllers (scroller);

  for (guint i = 0; i < g_list_model_get_n_items (all); i++) {
    g_autoptr (GtkEventController) one = g_list_model_get_item (all, i);
    if (GTK_IS_EVENT_CONTROLLER_SCROLL (one))
      gtk_event_controller_scroll_set_flags (GTK_EVENT_CONTROLLER_SCROLL (one),
                                             GTK_EVENT_CONTROLLER_SCROLL_HORIZONTAL);
  }
}

GtkWidget *
hcrm_sideways_new (GtkWidget *child)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_AUTOMATIC,
                                  GTK_POLICY_NEVER);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), child);
  leave_wheel (scroller);
  return scroller;
}
