/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Taking a template's children down. */

#include "hcrm-template.h"

/* Returns: whether there was a child. */
static gboolean
remove_child (gpointer widget)
{
  gboolean had = gtk_widget_get_first_child (widget) != NULL;

  if (ADW_IS_BIN (widget))
    adw_bin_set_child (widget, NULL);
  else if (GTK_IS_LIST_BOX_ROW (widget))
    gtk_list_box_row_set_child (widget, NULL);
  else
    adw_application_window_set_content (widget, NULL);
  return had;
}

void
hcrm_template_dispose (gpointer widget)
{
  if (remove_child (widget))
    gtk_widget_dispose_template (widget, G_OBJECT_TYPE (widget));
}
