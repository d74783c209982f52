/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A table whose heads are choices: what each column of a list is taken for. */

#include "hcrm-import-mapping.h"

#include "model/hcrm-import.h"
#include "widgets/hcrm-clear.h"
#include "widgets/hcrm-drop-down.h"
#include "widgets/hcrm-pill.h"
#include "widgets/hcrm-sideways.h"

#define CELL_CHARS 18
#define FIRST_ROW 2 /* of the grid, below headings and choices */

struct _HcrmImportMapping {
  AdwBin parent_instance;

  GtkGrid *grid;
  GtkBox *problems;
  GPtrArray *choices; /* of GtkDropDown, borrowed */
  guint n_rows;       /* shown */
  gboolean filling;
};

G_DEFINE_FINAL_TYPE (HcrmImportMapping, hcrm_import_mapping, ADW_TYPE_BIN)

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

static GtkWidget *
new_label (const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), CELL_CHARS);
  gtk_label_set_single_line_mode (GTK_LABEL (label), TRUE);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  return label;
}

/* As wide as what a column may be, which would shrink to three dots before the table scrolls. */
static GtkWidget *
new_heading (const char *text)
{
  GtkWidget *label = new_label (text, "strong");

  gtk_label_set_width_chars (GTK_LABEL (label), CELL_CHARS);
  return label;
}

/* The first says that the column is not taken. */
static GListStore *
list_fields (void)
{
  GListStore *choices = g_list_store_new (HCRM_TYPE_CHOICE_ITEM);
  g_autoptr (HcrmChoiceItem) none = hcrm_choice_item_new ("", _ ("Not imported"), NULL);

  g_list_store_append (choices, none);
  for (guint i = 0; i < hcrm_import_row_fields.n_fields; i++) {
    const HcrmField *field = &hcrm_import_row_fields.fields[i];
    g_autoptr (HcrmChoiceItem) item =
        hcrm_choice_item_new (field->name, gettext (field->label), NULL);
    g_list_store_append (choices, item);
  }
  return choices;
}

static void
chosen_cb (HcrmImportMapping *self)
{
  if (!self->filling)
    g_signal_emit (self, signals[CHANGED], 0);
}

static void
add_column (HcrmImportMapping *self,
            guint n,
            const char *heading,
            const char *field,
            gboolean editable)
{
  g_autofree char *name = g_strdup_printf (_ ("Column %u"), n + 1);
  const char *shown = *heading != '\0' ? heading : name;
  g_autoptr (GListStore) fields = list_fields ();
  GtkWidget *choice = gtk_drop_down_new (NULL, NULL);
  int chosen = field != NULL ? hcrm_field_set_find (&hcrm_import_row_fields, field) : -1;

  hcrm_drop_down_setup (GTK_DROP_DOWN (choice));
  hcrm_drop_down_fill (GTK_DROP_DOWN (choice), G_LIST_MODEL (fields));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (choice), chosen + 1);
  gtk_widget_set_sensitive (choice, editable);
  gtk_accessible_update_property (GTK_ACCESSIBLE (choice), GTK_ACCESSIBLE_PROPERTY_LABEL, shown,
                                  -1);
  g_signal_connect_object (choice, "notify::selected", G_CALLBACK (chosen_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_grid_attach (self->grid, new_heading (shown), n + 1, 0, 1, 1);
  gtk_grid_attach (self->grid, choice, n + 1, 1, 1, 1);
  g_ptr_array_add (self->choices, choice);
}

static void
clear_rows (HcrmImportMapping *self)
{
  for (; self->n_rows > 0; self->n_rows--)
    gtk_grid_remove_row (self->grid, FIRST_ROW);
  hcrm_clear_box (self->problems);
}

static const char *
get_text (JsonArray *array, guint n)
{
  JsonNode *node = n < json_array_get_length (array) ? json_array_get_element (array, n) : NULL;

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;
}

void
hcrm_import_mapping_set (HcrmImportMapping *self,
                         JsonNode *headings,
                         JsonNode *mapping,
                         gboolean editable)
{
  JsonArray *heads = json_node_get_array (headings), *fields = json_node_get_array (mapping);

  self->filling = TRUE;
  clear_rows (self);
  hcrm_clear_grid (self->grid);
  g_ptr_array_set_size (self->choices, 0);
  gtk_grid_attach (self->grid, gtk_label_new (_ ("Row")), 0, 1, 1, 1);
  for (guint i = 0; i < json_array_get_length (heads); i++)
    add_column (self, i, get_text (heads, i), get_text (fields, i), editable);
  self->filling = FALSE;
}

JsonNode *
hcrm_import_mapping_dup (HcrmImportMapping *self)
{
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < self->choices->len; i++) {
    guint chosen = gtk_drop_down_get_selected (self->choices->pdata[i]);
    if (chosen > 0 && chosen <= hcrm_import_row_fields.n_fields)
      json_array_add_string_element (array, hcrm_import_row_fields.fields[chosen - 1].name);
    else
      json_array_add_null_element (array);
  }
  json_node_take_array (node, array);
  return node;
}

/* --- the first rows --------------------------------------------------------------------------- */

/* What speaks against a cell; %NULL if nothing does. */
static const char *
find_problem (JsonArray *problems, guint column)
{
  for (guint i = 0; i < json_array_get_length (problems); i++) {
    JsonObject *problem = json_array_get_object_element (problems, i);
    if (json_object_has_member (problem, "column")
        && !json_object_get_null_member (problem, "column")
        && json_object_get_int_member (problem, "column") == column)
      return json_object_get_string_member (problem, "detail");
  }
  return NULL;
}

static void
show_cell (HcrmImportMapping *self, JsonObject *row, guint column)
{
  const char *text = get_text (json_object_get_array_member (row, "cells"), column);
  const char *problem = find_problem (json_object_get_array_member (row, "problems"), column);
  gboolean taken = gtk_drop_down_get_selected (self->choices->pdata[column]) > 0;
  GtkWidget *label = new_label (text != NULL ? text : "", problem != NULL ? "error"
                                                          : taken         ? NULL
                                                                          : "dim-label");

  if (problem != NULL)
    gtk_widget_set_tooltip_text (label, problem);
  gtk_grid_attach (self->grid, label, column + 1, FIRST_ROW + self->n_rows, 1, 1);
}

static void
show_problems (HcrmImportMapping *self, JsonObject *row)
{
  JsonArray *problems = json_object_get_array_member (row, "problems");
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_printf (text, _ ("Row %d"), (int) json_object_get_int_member (row, "row"));
  for (guint i = 0; i < json_array_get_length (problems); i++)
    g_string_append_printf (
        text, "  ·  %s",
        json_object_get_string_member (json_array_get_object_element (problems, i), "detail"));
  if (json_array_get_length (problems) > 0)
    gtk_box_append (self->problems, hcrm_wrapped_label_new (text->str, "error"));
}

static void
show_row (HcrmImportMapping *self, JsonObject *row)
{
  g_autofree char *number = g_strdup_printf ("%d", (int) json_object_get_int_member (row, "row"));

  gtk_grid_attach (self->grid, new_label (number, "dim-label"), 0, FIRST_ROW + self->n_rows, 1, 1);
  for (guint i = 0; i < self->choices->len; i++)
    show_cell (self, row, i);
  self->n_rows++;
  show_problems (self, row);
}

void
hcrm_import_mapping_show_rows (HcrmImportMapping *self, JsonNode *reply)
{
  JsonArray *rows = json_object_get_array_member (json_node_get_object (reply), "rows");

  clear_rows (self);
  for (guint i = 0; i < json_array_get_length (rows); i++)
    show_row (self, json_array_get_object_element (rows, i));
}

/* --- life ------------------------------------------------------------------------------------- */

static void
hcrm_import_mapping_finalize (GObject *object)
{
  g_ptr_array_unref (HCRM_IMPORT_MAPPING (object)->choices);
  G_OBJECT_CLASS (hcrm_import_mapping_parent_class)->finalize (object);
}

static void
hcrm_import_mapping_class_init (HcrmImportMappingClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hcrm_import_mapping_finalize;
  signals[CHANGED] = g_signal_new ("changed", HCRM_TYPE_IMPORT_MAPPING, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
hcrm_import_mapping_init (HcrmImportMapping *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);

  self->choices = g_ptr_array_new ();
  self->grid = GTK_GRID (gtk_grid_new ());
  GtkWidget *scroller = hcrm_sideways_new (GTK_WIDGET (self->grid));
  self->problems = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 3));
  gtk_grid_set_column_spacing (self->grid, 9);
  gtk_grid_set_row_spacing (self->grid, 6);
  /* One that comes and goes is not counted in the height, and the headings scroll away. */
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_ALWAYS,
                                  GTK_POLICY_NEVER);
  gtk_scrolled_window_set_overlay_scrolling (GTK_SCROLLED_WINDOW (scroller), FALSE);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_widget_set_margin_bottom (GTK_WIDGET (self->grid), 6);
  gtk_box_append (GTK_BOX (box), scroller);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->problems));
  adw_bin_set_child (ADW_BIN (self), box);
}
