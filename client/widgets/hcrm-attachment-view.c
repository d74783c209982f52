/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Looking at a file. */

#include "hcrm-attachment-view.h"

#include <adwaita.h>

#define WIDTH 900
#define HEIGHT 680

static gboolean
close_cb (GtkWidget *window, GVariant *args, gpointer unused)
{
  gtk_window_close (GTK_WINDOW (window));
  return TRUE;
}

static void
show_picture (GtkWindow *parent, GdkTexture *texture, const char *title)
{
  GtkWidget *window = adw_window_new (), *bar = adw_header_bar_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *picture = gtk_picture_new_for_paintable (GDK_PAINTABLE (texture));
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_picture_set_alternative_text (GTK_PICTURE (picture), title);
  gtk_widget_set_vexpand (picture, TRUE);
  adw_header_bar_set_title_widget (ADW_HEADER_BAR (bar), adw_window_title_new (title, ""));
  gtk_box_append (GTK_BOX (box), bar);
  gtk_box_append (GTK_BOX (box), picture);
  adw_window_set_content (ADW_WINDOW (window), box);
  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (keys),
      gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0),
                        gtk_callback_action_new (close_cb, NULL, NULL)));
  gtk_widget_add_controller (window, keys);
  gtk_window_set_title (GTK_WINDOW (window), title);
  gtk_window_set_transient_for (GTK_WINDOW (window), parent);
  gtk_window_set_destroy_with_parent (GTK_WINDOW (window), TRUE);
  gtk_window_set_default_size (GTK_WINDOW (window), WIDTH, HEIGHT);
  gtk_window_present (GTK_WINDOW (window));
}

void
hcrm_attachment_view_open (GtkWindow *parent, GFile *file, const char *title, const char *media)
{
  g_autoptr (GdkTexture) texture = media != NULL && g_str_has_prefix (media, "image/")
                                       ? gdk_texture_new_from_file (file, NULL)
                                       : NULL;

  if (texture != NULL) {
    show_picture (parent, texture, title);
    return;
  }
  g_autofree char *uri = g_file_get_uri (file);
  gtk_show_uri (parent, uri, GDK_CURRENT_TIME);
}
