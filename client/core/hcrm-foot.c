/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The line below the page: its status to the left, its keys to the right. */

#include "hcrm-foot.h"

#include "hcrm-template.h"
#include "widgets/hcrm-clear.h"
#include "widgets/hcrm-pill.h"

struct _HcrmFoot {
  AdwBin parent_instance;

  GtkLabel *status;
  GtkBox *hints;
  GtkLabel *viewers;
  GBinding *binding;
  HcrmPage *page; /* weak */
};

G_DEFINE_FINAL_TYPE (HcrmFoot, hcrm_foot, ADW_TYPE_BIN)

static void
show_hint (HcrmFoot *self, const HcrmKeyHint *hint)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 5);
  GtkWidget *label = gtk_label_new (gettext (hint->label));

  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "dim-label");
  gtk_box_append (GTK_BOX (box), hcrm_key_cap_new (hint->key));
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (self->hints, box);
}

static void
show_hints (HcrmFoot *self, HcrmPage *page)
{
  const HcrmKeyHint *hint = page != NULL ? HCRM_PAGE_GET_CLASS (page)->hints : NULL;

  hcrm_clear_box (self->hints);
  for (; hint != NULL && hint->key != NULL; hint++)
    if (hcrm_page_has_key (page, hint))
      show_hint (self, hint);
}

static void
keys_cb (HcrmFoot *self)
{
  show_hints (self, self->page);
}

static void
status_cb (HcrmFoot *self)
{
  gboolean empty = *gtk_label_get_text (self->status) == '\0'
                   && !gtk_widget_get_visible (GTK_WIDGET (self->viewers))
                   && gtk_widget_get_first_child (GTK_WIDGET (self->hints)) == NULL;

  gtk_widget_set_visible (GTK_WIDGET (self), !empty);
}

static gboolean
text_or_empty (GBinding *binding, const GValue *from, GValue *to, gpointer unused)
{
  const char *text = g_value_get_string (from);

  g_value_set_string (to, text != NULL ? text : "");
  return TRUE;
}

static void
viewers_cb (HcrmFoot *self)
{
  g_autofree char *names = NULL;

  if (self->page != NULL)
    g_object_get (self->page, "viewers", &names, NULL);
  g_autofree char *text = names != NULL ? g_strdup_printf (_ ("Also open: %s"), names) : NULL;
  gtk_label_set_text (self->viewers, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->viewers), text != NULL);
  status_cb (self);
}

static void
follow_viewers (HcrmFoot *self, HcrmPage *page)
{
  if (self->page != NULL)
    g_signal_handlers_disconnect_by_data (self->page, self);
  g_set_weak_pointer (&self->page, page);
  if (page != NULL) {
    g_signal_connect_object (page, "notify::viewers", G_CALLBACK (viewers_cb), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (page, "keys-changed", G_CALLBACK (keys_cb), self, G_CONNECT_SWAPPED);
  }
  viewers_cb (self);
}

void
hcrm_foot_set_page (HcrmFoot *self, HcrmPage *page)
{
  if (self->binding != NULL)
    g_binding_unbind (self->binding);
  g_clear_weak_pointer (&self->binding);
  gtk_label_set_text (self->status, "");
  show_hints (self, page);
  if (page != NULL)
    g_set_weak_pointer (&self->binding,
                        g_object_bind_property_full (page, "status", self->status, "label",
                                                     G_BINDING_SYNC_CREATE, text_or_empty, NULL,
                                                     NULL, NULL));
  follow_viewers (self, page);
}

static void
hcrm_foot_dispose (GObject *object)
{
  g_clear_weak_pointer (&HCRM_FOOT (object)->binding);
  g_clear_weak_pointer (&HCRM_FOOT (object)->page);
  hcrm_template_dispose (object);
  G_OBJECT_CLASS (hcrm_foot_parent_class)->dispose (object);
}

static void
hcrm_foot_class_init (HcrmFootClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hcrm_foot_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/hcrm/Client/core/hcrm-foot.ui");
  gtk_widget_class_bind_template_child (widget_class, HcrmFoot, status);
  gtk_widget_class_bind_template_child (widget_class, HcrmFoot, viewers);
  gtk_widget_class_bind_template_child (widget_class, HcrmFoot, hints);
  gtk_widget_class_bind_template_callback (widget_class, status_cb);
}

static void
hcrm_foot_init (HcrmFoot *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
