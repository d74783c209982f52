/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Label, lookup, and what is wrong with what is chosen. */

#include "hcrm-lookup-row.h"

#include <glib/gi18n.h>

struct _HcrmLookupRow {
  AdwBin parent_instance;

  HcrmLookup *lookup;
  GtkLabel *error;
  char *label;
  gboolean required;
};

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HcrmLookupRow, hcrm_lookup_row, ADW_TYPE_BIN)

HcrmLookup *
hcrm_lookup_row_get_lookup (HcrmLookupRow *self)
{
  return self->lookup;
}

const char *
hcrm_lookup_row_get_value (HcrmLookupRow *self)
{
  return hcrm_lookup_get_value (self->lookup);
}

void
hcrm_lookup_row_show_error (HcrmLookupRow *self, const char *message)
{
  gtk_label_set_text (self->error, message != NULL ? message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->error), message != NULL);
  hcrm_lookup_set_invalid (self->lookup, message != NULL);
}

void
hcrm_lookup_row_set (HcrmLookupRow *self, const char *value, const char *label)
{
  hcrm_lookup_set (self->lookup, value, label);
  hcrm_lookup_row_show_error (self, NULL);
}

gboolean
hcrm_lookup_row_check (HcrmLookupRow *self)
{
  gboolean good = !self->required || hcrm_lookup_row_get_value (self) != NULL;
  g_autofree char *message = g_strdup_printf (_ ("%s is required"), self->label);

  hcrm_lookup_row_show_error (self, good ? NULL : message);
  return good;
}

static void
changed_cb (HcrmLookupRow *self)
{
  hcrm_lookup_row_show_error (self, NULL);
  g_signal_emit (self, signals[CHANGED], 0);
}

static GtkWidget *
make_label (const char *text, gboolean required)
{
  g_autofree char *words = g_strdup_printf (required ? "%s *" : "%s", text);
  GtkWidget *label = gtk_label_new (words);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "field-label");
  return label;
}

GtkWidget *
hcrm_lookup_row_new (HcrmApi *api, const HcrmLookupInfo *info, const char *label, gboolean required)
{
  HcrmLookupRow *self = g_object_new (HCRM_TYPE_LOOKUP_ROW, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);

  self->label = g_strdup (label);
  self->required = required;
  self->lookup = HCRM_LOOKUP (hcrm_lookup_new (api, info, label));
  self->error = g_object_new (GTK_TYPE_LABEL, "accessible-role", GTK_ACCESSIBLE_ROLE_ALERT,
                              "visible", FALSE, "xalign", 0.0, "wrap", TRUE, NULL);
  gtk_widget_add_css_class (GTK_WIDGET (self->error), "field-error");
  gtk_box_append (GTK_BOX (box), make_label (label, required));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->lookup));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->error));
  g_signal_connect_swapped (self->lookup, "changed", G_CALLBACK (changed_cb), self);
  adw_bin_set_child (ADW_BIN (self), box);
  return GTK_WIDGET (self);
}

static void
hcrm_lookup_row_finalize (GObject *object)
{
  g_free (HCRM_LOOKUP_ROW (object)->label);
  G_OBJECT_CLASS (hcrm_lookup_row_parent_class)->finalize (object);
}

static void
hcrm_lookup_row_class_init (HcrmLookupRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hcrm_lookup_row_finalize;
  signals[CHANGED] = g_signal_new ("changed", HCRM_TYPE_LOOKUP_ROW, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
hcrm_lookup_row_init (HcrmLookupRow *self)
{
}
