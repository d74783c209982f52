/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Mine or theirs, field by field. */

#include "hcrm-conflict.h"

#include "hcrm-text.h"

struct _HcrmConflict {
  AdwBin parent_instance;

  GtkGrid *grid;
  HcrmRecord *mine;
  GPtrArray *keep; /* of the buttons for mine, each named as its field */
};

G_DEFINE_FINAL_TYPE (HcrmConflict, hcrm_conflict, ADW_TYPE_BIN)

static GtkWidget *
new_side (HcrmRecord *record, const HcrmField *field)
{
  g_autofree char *text = hcrm_text_value (record, field);
  GtkWidget *label = gtk_label_new (*text != '\0' ? text : "—");
  GtkWidget *button = gtk_toggle_button_new ();

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_button_set_child (GTK_BUTTON (button), label);
  gtk_widget_add_css_class (button, "opt");
  gtk_widget_set_hexpand (button, TRUE);
  return button;
}

static void
name_side (GtkWidget *button, const HcrmField *field, const char *side)
{
  g_autofree char *name = g_strdup_printf (_ ("%s: %s"), gettext (field->label), side);

  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
add_row (HcrmConflict *self, const HcrmField *field, HcrmRecord *theirs)
{
  int row = self->keep->len + 1;
  GtkWidget *label = gtk_label_new (gettext (field->label));
  GtkWidget *mine = new_side (self->mine, field), *other = new_side (theirs, field);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "field-label");
  gtk_widget_set_name (mine, field->name);
  name_side (mine, field, _ ("mine"));
  name_side (other, field, _ ("theirs"));
  gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (other), GTK_TOGGLE_BUTTON (mine));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (mine), TRUE);
  gtk_grid_attach (self->grid, label, 0, row, 1, 1);
  gtk_grid_attach (self->grid, mine, 1, row, 1, 1);
  gtk_grid_attach (self->grid, other, 2, row, 1, 1);
  g_ptr_array_add (self->keep, g_object_ref (mine));
}

static void
add_head (HcrmConflict *self, const char *text, int column)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "heading");
  gtk_grid_attach (self->grid, label, column, 0, 1, 1);
}

static void
clear (HcrmConflict *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->grid))) != NULL)
    gtk_grid_remove (self->grid, child);
  g_ptr_array_set_size (self->keep, 0);
}

guint
hcrm_conflict_set (HcrmConflict *self, HcrmRecord *mine, HcrmRecord *theirs)
{
  const HcrmFieldSet *set = hcrm_record_get_set (mine);

  clear (self);
  g_set_object (&self->mine, mine);
  add_head (self, _ ("Mine"), 1);
  add_head (self, _ ("Theirs"), 2);
  for (guint i = 0; i < set->n_fields; i++) {
    const char *name = set->fields[i].name;
    if (hcrm_record_has (mine, name)
        && g_strcmp0 (hcrm_record_get (mine, name), hcrm_record_get (theirs, name)) != 0)
      add_row (self, &set->fields[i], theirs);
  }
  return self->keep->len;
}

HcrmRecord *
hcrm_conflict_dup_chosen (HcrmConflict *self)
{
  HcrmRecord *chosen = hcrm_record_new (hcrm_record_get_set (self->mine));

  for (guint i = 0; i < self->keep->len; i++) {
    GtkToggleButton *mine = g_ptr_array_index (self->keep, i);
    const char *name = gtk_widget_get_name (GTK_WIDGET (mine));
    if (gtk_toggle_button_get_active (mine))
      hcrm_record_set (chosen, name, hcrm_record_get (self->mine, name));
  }
  return chosen;
}

static void
hcrm_conflict_finalize (GObject *object)
{
  HcrmConflict *self = HCRM_CONFLICT (object);

  g_ptr_array_unref (self->keep);
  g_clear_object (&self->mine);
  G_OBJECT_CLASS (hcrm_conflict_parent_class)->finalize (object);
}

static void
hcrm_conflict_class_init (HcrmConflictClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hcrm_conflict_finalize;
}

static void
hcrm_conflict_init (HcrmConflict *self)
{
  self->keep = g_ptr_array_new_with_free_func (g_object_unref);
  self->grid = GTK_GRID (gtk_grid_new ());
  gtk_grid_set_row_spacing (self->grid, 6);
  gtk_grid_set_column_spacing (self->grid, 12);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->grid));
}
