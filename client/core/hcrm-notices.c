/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The bell: what happened while the user looked elsewhere. */

#include "hcrm-notices.h"

#include "hcrm-template.h"
#include <glib/gi18n.h>

#define MOST 30

struct _HcrmNotices {
  AdwBin parent_instance;

  GtkMenuButton *button;
  GtkListBox *list;
};

G_DEFINE_FINAL_TYPE (HcrmNotices, hcrm_notices, ADW_TYPE_BIN)

static GtkWidget *
new_row (const char *text)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *time = g_date_time_format (now, "%H:%M");
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *clock = gtk_label_new (time), *label = gtk_label_new (text);

  gtk_widget_add_css_class (box, "notice");
  gtk_widget_add_css_class (clock, "caption");
  gtk_widget_add_css_class (clock, "dim-label");
  gtk_widget_set_valign (clock, GTK_ALIGN_START);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 40);
  gtk_box_append (GTK_BOX (box), clock);
  gtk_box_append (GTK_BOX (box), label);
  return box;
}

static void
add_row (HcrmNotices *self, GtkWidget *row, gboolean urgent)
{
  GtkListBoxRow *last = gtk_list_box_get_row_at_index (self->list, MOST - 1);

  gtk_list_box_prepend (self->list, row);
  if (last != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (last));
  if (urgent)
    gtk_widget_add_css_class (GTK_WIDGET (self->button), "ringing");
}

void
hcrm_notices_add (HcrmNotices *self, const char *text, gboolean urgent)
{
  add_row (self, new_row (text), urgent);
}

static void
opened_cb (HcrmNotices *self)
{
  gtk_menu_button_popdown (self->button);
}

void
hcrm_notices_add_opening (HcrmNotices *self,
                          const char *text,
                          gboolean urgent,
                          const char *page,
                          gint64 id)
{
  GtkWidget *row = new_row (text), *button = gtk_button_new_with_label (C_ ("button", "Open"));
  g_autofree char *argument = g_strdup_printf ("%" G_GINT64_FORMAT, id);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "shell.open");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "(ss)", page, argument);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (gtk_widget_get_last_child (row), TRUE);
  gtk_widget_add_css_class (button, "small");
  gtk_widget_add_css_class (button, "outline");
  g_signal_connect_object (button, "clicked", G_CALLBACK (opened_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (row), button);
  add_row (self, row, urgent);
}

static void
shown_cb (HcrmNotices *self)
{
  gtk_widget_remove_css_class (GTK_WIDGET (self->button), "ringing");
}

static void
hcrm_notices_dispose (GObject *object)
{
  hcrm_template_dispose (object);
  G_OBJECT_CLASS (hcrm_notices_parent_class)->dispose (object);
}

static void
hcrm_notices_class_init (HcrmNoticesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hcrm_notices_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/hcrm/Client/core/hcrm-notices.ui");
  gtk_widget_class_bind_template_child (widget_class, HcrmNotices, button);
  gtk_widget_class_bind_template_child (widget_class, HcrmNotices, list);
  gtk_widget_class_bind_template_callback (widget_class, shown_cb);
}

static void
hcrm_notices_init (HcrmNotices *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
