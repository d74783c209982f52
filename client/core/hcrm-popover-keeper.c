/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hcrm-popover-keeper.h"

static gboolean
unmap_cb (GSignalInvocationHint *hint, guint n_values, const GValue *values, gpointer data)
{
  GtkWidget *widget = g_value_get_object (&values[0]);
  GtkWidget *child = gtk_widget_get_first_child (widget);

  while (child != NULL) {
    GtkWidget *next = gtk_widget_get_next_sibling (child);
    if (GTK_IS_POPOVER (child) && gtk_widget_get_visible (child))
      gtk_popover_popdown (GTK_POPOVER (child));
    child = next;
  }
  return TRUE;
}

void
hcrm_popovers_keep (void)
{
  g_type_class_unref (g_type_class_ref (GTK_TYPE_WIDGET));
  g_signal_add_emission_hook (g_signal_lookup ("unmap", GTK_TYPE_WIDGET), 0, unmap_cb, NULL, NULL);
}
