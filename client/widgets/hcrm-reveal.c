/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Brings a widget into sight. */

#include "hcrm-reveal.h"

#define AIR 12
#define WISH "hcrm-reveal" /* of a viewport: which widget was asked for last */

static void
scroll_to (GtkViewport *viewport, GtkWidget *widget)
{
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (viewport));
  graphene_rect_t bounds;

  if (gtk_widget_compute_bounds (widget, gtk_viewport_get_child (viewport), &bounds))
    gtk_adjustment_clamp_page (adjustment, bounds.origin.y - AIR,
                               bounds.origin.y + bounds.size.height + AIR);
}

static gboolean
reveal_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer waited)
{
  GtkWidget *viewport = gtk_widget_get_ancestor (widget, GTK_TYPE_VIEWPORT);

  if (viewport != NULL && g_object_get_data (G_OBJECT (viewport), WISH) == widget)
    scroll_to (GTK_VIEWPORT (viewport), widget);
  return G_SOURCE_REMOVE;
}

/* The first tick lays out, the second finds the place. */
static gboolean
wait_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  gtk_widget_add_tick_callback (widget, reveal_cb, NULL, NULL);
  return G_SOURCE_REMOVE;
}

void
hcrm_reveal (GtkWidget *widget)
{
  GtkWidget *viewport = gtk_widget_get_ancestor (widget, GTK_TYPE_VIEWPORT);

  if (viewport == NULL)
    return;
  g_object_set_data (G_OBJECT (viewport), WISH, widget);
  gtk_widget_add_tick_callback (widget, wait_cb, NULL, NULL);
}

gboolean
hcrm_reveal_is_in_sight (GtkWidget *widget)
{
  GtkWidget *viewport = gtk_widget_get_ancestor (widget, GTK_TYPE_VIEWPORT);
  graphene_rect_t at;

  if (viewport == NULL)
    return TRUE;
  return gtk_widget_compute_bounds (widget, viewport, &at) && at.origin.y + at.size.height > 0
         && at.origin.y < gtk_widget_get_height (viewport);
}
