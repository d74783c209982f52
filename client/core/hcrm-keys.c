/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The window of keyboard shortcuts, filled from the tables that make them work. */

#include "hcrm-keys.h"

#include "widgets/hcrm-pill.h"

static GtkBox *
add_group (GtkBox *box, const char *title)
{
  GtkWidget *card = hcrm_card_new (title);

  gtk_box_append (box, card);
  return GTK_BOX (card);
}

/* "Ctrl Shift Tab" is three caps; so is how people press it. */
static void
add_key (GtkBox *group, const char *key, const char *label)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 3);
  GtkWidget *what = gtk_label_new (label);
  g_auto (GStrv) caps = g_strsplit (key, " ", -1);

  gtk_label_set_xalign (GTK_LABEL (what), 0);
  gtk_widget_set_hexpand (what, TRUE);
  gtk_box_append (GTK_BOX (row), what);
  for (char **cap = caps; *cap != NULL; cap++)
    gtk_box_append (GTK_BOX (row), hcrm_key_cap_new (*cap));
  gtk_box_append (group, row);
}

static void
add_page_keys (GtkBox *box, HcrmPage *page)
{
  const HcrmKeyHint *hint = HCRM_PAGE_GET_CLASS (page)->hints;

  if (hint == NULL)
    return;
  GtkBox *group = add_group (box, _ ("On this page"));
  for (; hint->key != NULL; hint++)
    if (hcrm_page_has_key (page, hint))
      add_key (group, hint->key, gettext (hint->label));
}

static void
add_shell_keys (GtkBox *box)
{
  GtkBox *group = add_group (box, _ ("Everywhere"));

  for (guint i = 0; i < hcrm_n_shell_keys; i++)
    if (hcrm_shell_keys[i].label != NULL)
      add_key (group, hcrm_shell_keys[i].key, gettext (hcrm_shell_keys[i].label));
}

static gboolean
close_cb (GtkWidget *window, GVariant *unused, gpointer data)
{
  gtk_window_close (GTK_WINDOW (window));
  return GDK_EVENT_STOP;
}

static void
close_on_escape (GtkWidget *window)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (keys),
      gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0),
                        gtk_callback_action_new (close_cb, NULL, NULL)));
  gtk_widget_add_controller (window, keys);
}

void
hcrm_keys_present (GtkWindow *parent, HcrmPage *page)
{
  g_autoptr (GtkBuilder) builder =
      gtk_builder_new_from_resource ("/org/hcrm/Client/core/hcrm-keys.ui");
  GtkWindow *window = GTK_WINDOW (gtk_builder_get_object (builder, "window"));
  GtkBox *box = GTK_BOX (gtk_builder_get_object (builder, "box"));

  if (page != NULL)
    add_page_keys (box, page);
  add_shell_keys (box);
  close_on_escape (GTK_WIDGET (window));
  gtk_window_set_transient_for (window, parent);
  gtk_window_present (window);
}
