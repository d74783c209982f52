/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A form made from a field table, with its errors beside their fields. */

#include "hcrm-form.h"

#define HCRM_TYPE_FORM_ROW (hcrm_form_row_get_type ())
G_DECLARE_FINAL_TYPE (HcrmFormRow, hcrm_form_row, HCRM, FORM_ROW, GtkBox)

struct _HcrmFormRow {
  GtkBox parent_instance;

  GtkLabel *label;
  GtkBox *place;
  GtkLabel *unit;
  GtkLabel *error;
  HcrmInput *input;
};

G_DEFINE_FINAL_TYPE (HcrmFormRow, hcrm_form_row, GTK_TYPE_BOX)

struct _HcrmForm {
  AdwBin parent_instance;

  const HcrmFieldSet *set;
  GtkBox *box;
  HcrmRecord *loaded; /* (nullable) */
  gboolean dirty;
};

enum { PROP_0, PROP_DIRTY, N_PROPS };
enum { CHANGED, N_SIGNALS };

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HcrmForm, hcrm_form, ADW_TYPE_BIN)

static void
hcrm_form_row_class_init (HcrmFormRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/hcrm/Client/widgets/hcrm-form-row.ui");
  gtk_widget_class_bind_template_child (widget_class, HcrmFormRow, label);
  gtk_widget_class_bind_template_child (widget_class, HcrmFormRow, place);
  gtk_widget_class_bind_template_child (widget_class, HcrmFormRow, unit);
  gtk_widget_class_bind_template_child (widget_class, HcrmFormRow, error);
}

static void
hcrm_form_row_init (HcrmFormRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* --- rows ------------------------------------------------------------------------------------- */

static HcrmFormRow *
first_row (HcrmForm *self)
{
  return (HcrmFormRow *) gtk_widget_get_first_child (GTK_WIDGET (self->box));
}

static HcrmFormRow *
next_row (HcrmFormRow *row)
{
  return (HcrmFormRow *) gtk_widget_get_next_sibling (GTK_WIDGET (row));
}

static const char *
name_of (HcrmFormRow *row)
{
  return hcrm_input_get_field (row->input)->name;
}

static HcrmFormRow *
find_row (HcrmForm *self, const char *field)
{
  for (HcrmFormRow *row = first_row (self); row != NULL; row = next_row (row))
    if (g_strcmp0 (name_of (row), field) == 0)
      return row;
  return NULL;
}

static void
set_row_error (HcrmFormRow *row, const char *message)
{
  gtk_label_set_text (row->error, message != NULL ? message : "");
  gtk_widget_set_visible (GTK_WIDGET (row->error), message != NULL);
  hcrm_input_set_invalid (row->input, message != NULL);
}

static const char *
get_loaded (HcrmForm *self, const char *name)
{
  return self->loaded != NULL ? hcrm_record_get (self->loaded, name) : NULL;
}

static gboolean
differs (HcrmForm *self, HcrmFormRow *row)
{
  g_autofree char *value = hcrm_input_dup_value (row->input);

  return g_strcmp0 (value, get_loaded (self, name_of (row))) != 0;
}

static void
update_dirty (HcrmForm *self)
{
  gboolean dirty = FALSE;

  for (HcrmFormRow *row = first_row (self); row != NULL && !dirty; row = next_row (row))
    dirty = differs (self, row);
  if (dirty == self->dirty)
    return;
  self->dirty = dirty;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DIRTY]);
}

/* Whoever mends a field sees its error go at once. */
static void
input_changed_cb (HcrmForm *self, HcrmInput *input)
{
  const char *name = hcrm_input_get_field (input)->name;

  set_row_error (find_row (self, name), NULL);
  update_dirty (self);
  g_signal_emit (self, signals[CHANGED], 0, name);
}

static void
add_row (HcrmForm *self, const HcrmField *field)
{
  HcrmFormRow *row = g_object_new (HCRM_TYPE_FORM_ROW, NULL);
  gboolean required = field->flags & HCRM_FIELD_REQUIRED;
  g_autofree char *label = g_strdup_printf (required ? "%s *" : "%s", gettext (field->label));

  row->input = HCRM_INPUT (hcrm_input_new (field));
  /* A unit stands beside its number. */
  gtk_widget_set_hexpand (GTK_WIDGET (row->input), field->unit == NULL);
  gtk_box_prepend (row->place, GTK_WIDGET (row->input));
  gtk_label_set_text (row->label, label);
  gtk_label_set_text (row->unit, field->unit != NULL ? gettext (field->unit) : "");
  gtk_widget_set_visible (GTK_WIDGET (row->unit), field->unit != NULL);
  g_signal_connect_swapped (row->input, "changed", G_CALLBACK (input_changed_cb), self);
  gtk_box_append (self->box, GTK_WIDGET (row));
}

static gboolean
can_be_set (const HcrmField *field)
{
  return !(field->flags & HCRM_FIELD_READONLY)
         && (field->kind != HCRM_KIND_JSON || hcrm_field_is_several (field))
         && field->kind != HCRM_KIND_ROWS;
}

void
hcrm_form_setup (HcrmForm *self, const HcrmFieldSet *set, const char *const *names)
{
  g_return_if_fail (self->set == NULL);
  self->set = set;
  for (guint i = 0; names == NULL && i < set->n_fields; i++)
    if (can_be_set (&set->fields[i]))
      add_row (self, &set->fields[i]);
  for (; names != NULL && *names != NULL; names++) {
    int i = hcrm_field_set_find (set, *names);
    g_return_if_fail (i >= 0);
    add_row (self, &set->fields[i]);
  }
}

/* One field of a line, `caller_name:4`, from the left edge @at; as high as its neighbours, for Tab
 * goes by the middle of what it meets. Returns: its right edge */
static int
place_field (HcrmForm *self, const char *place, int at, int line)
{
  g_auto (GStrv) parts = g_strsplit (place, ":", 2);
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self->box));
  HcrmFormRow *row = find_row (self, parts[0]);
  int span = parts[1] != NULL ? (int) g_ascii_strtoll (parts[1], NULL, 10) : 12;

  g_return_val_if_fail (row != NULL, at);
  g_object_set (gtk_layout_manager_get_layout_child (layout, GTK_WIDGET (row)), "column", at, "row",
                line, "column-span", span, NULL);
  return at + span;
}

void
hcrm_form_set_lines (HcrmForm *self, const char *const *lines)
{
  GtkLayoutManager *layout = gtk_grid_layout_new ();

  gtk_grid_layout_set_row_spacing (GTK_GRID_LAYOUT (layout), 9);
  gtk_grid_layout_set_column_spacing (GTK_GRID_LAYOUT (layout), 9);
  gtk_grid_layout_set_column_homogeneous (GTK_GRID_LAYOUT (layout), TRUE);
  gtk_widget_set_layout_manager (GTK_WIDGET (self->box), layout);
  for (int line = 0; lines[line] != NULL; line++) {
    g_auto (GStrv) places = g_strsplit (lines[line], " ", -1);
    int at = 0;

    for (guint i = 0; places[i] != NULL; i++)
      at = place_field (self, places[i], at, line);
  }
}

/* --- values ----------------------------------------------------------------------------------- */

void
hcrm_form_set_record (HcrmForm *self, HcrmRecord *record)
{
  g_set_object (&self->loaded, record);
  for (HcrmFormRow *row = first_row (self); row != NULL; row = next_row (row))
    hcrm_input_set_value (row->input, get_loaded (self, name_of (row)));
  hcrm_form_clear_errors (self);
  update_dirty (self);
}

static void
put_value (HcrmRecord *record, HcrmFormRow *row)
{
  g_autofree char *value = hcrm_input_dup_value (row->input);

  hcrm_record_set (record, name_of (row), value);
}

HcrmRecord *
hcrm_form_dup_record (HcrmForm *self)
{
  HcrmRecord *record =
      self->loaded != NULL ? hcrm_record_copy (self->loaded) : hcrm_record_new (self->set);

  for (HcrmFormRow *row = first_row (self); row != NULL; row = next_row (row))
    put_value (record, row);
  return record;
}

HcrmRecord *
hcrm_form_dup_changes (HcrmForm *self)
{
  HcrmRecord *record = hcrm_record_new (self->set);

  for (HcrmFormRow *row = first_row (self); row != NULL; row = next_row (row))
    if (differs (self, row))
      put_value (record, row);
  return record;
}

gboolean
hcrm_form_get_dirty (HcrmForm *self)
{
  return self->dirty;
}

JsonNode *
hcrm_form_dup_draft (HcrmForm *self)
{
  g_autoptr (JsonObject) object = json_object_new ();

  for (HcrmFormRow *row = first_row (self); row != NULL; row = next_row (row)) {
    g_autofree char *value = hcrm_input_dup_value (row->input);
    if (differs (self, row))
      json_object_set_string_member (object, name_of (row), value != NULL ? value : "");
  }
  return json_node_init_object (json_node_alloc (), object);
}

/* A draft may hold what would be sent: numbers, yes and no, lists. */
static char *
dup_text (JsonNode *node)
{
  if (JSON_NODE_HOLDS_NULL (node))
    return NULL;
  return json_node_get_value_type (node) == G_TYPE_STRING ? json_node_dup_string (node)
                                                          : json_to_string (node, FALSE);
}

static void
take_draft_value (JsonObject *object, const char *name, JsonNode *node, gpointer data)
{
  HcrmFormRow *row = find_row (data, name);
  g_autofree char *value = dup_text (node);

  if (row != NULL)
    hcrm_input_set_value (row->input, value);
}

void
hcrm_form_take_draft (HcrmForm *self, JsonNode *draft)
{
  if (draft != NULL && JSON_NODE_HOLDS_OBJECT (draft))
    json_object_foreach_member (json_node_get_object (draft), take_draft_value, self);
  update_dirty (self);
}

/* --- errors ----------------------------------------------------------------------------------- */

/* Returns: (nullable): the row that shows it; what is not in sight is not asked for. */
static HcrmFormRow *
show_error (HcrmForm *self, const char *field, const char *message)
{
  HcrmFormRow *row = find_row (self, field);

  if (row == NULL || !gtk_widget_get_visible (GTK_WIDGET (row)))
    return NULL;
  set_row_error (row, message);
  return row;
}

gboolean
hcrm_form_show_error (HcrmForm *self, const char *field, const char *message)
{
  HcrmFormRow *row = show_error (self, field, message);

  if (row != NULL)
    hcrm_input_focus (row->input);
  return row != NULL;
}

void
hcrm_form_clear_errors (HcrmForm *self)
{
  for (HcrmFormRow *row = first_row (self); row != NULL; row = next_row (row))
    set_row_error (row, NULL);
}

/* In the order of the form, whose first one gets the cursor. */
gboolean
hcrm_form_check (HcrmForm *self)
{
  g_autoptr (HcrmRecord) record = hcrm_form_dup_record (self);
  g_autoptr (GError) error = NULL;
  HcrmFormRow *wrong = NULL;

  hcrm_form_clear_errors (self);
  hcrm_record_check (record, &error);
  for (HcrmFormRow *row = first_row (self); error != NULL && row != NULL; row = next_row (row))
    for (guint i = 0; i < hcrm_error_get_n_fields (error); i++)
      if (g_strcmp0 (hcrm_error_get_field (error, i), name_of (row)) == 0
          && show_error (self, name_of (row), hcrm_error_get_field_detail (error, i)) != NULL)
        wrong = wrong != NULL ? wrong : row;
  if (wrong != NULL)
    hcrm_input_focus (wrong->input);
  return wrong == NULL;
}

/* --- the rest --------------------------------------------------------------------------------- */

HcrmInput *
hcrm_form_get_input (HcrmForm *self, const char *field)
{
  HcrmFormRow *row = find_row (self, field);

  return row != NULL ? row->input : NULL;
}

void
hcrm_form_set_field_visible (HcrmForm *self, const char *field, gboolean visible)
{
  HcrmFormRow *row = find_row (self, field);

  if (row != NULL)
    gtk_widget_set_visible (GTK_WIDGET (row), visible);
}

void
hcrm_form_focus (HcrmForm *self)
{
  HcrmFormRow *row = first_row (self);

  while (row != NULL && !gtk_widget_get_visible (GTK_WIDGET (row)))
    row = next_row (row);
  if (row != NULL)
    hcrm_input_focus (row->input);
}

static void
hcrm_form_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_boolean (value, HCRM_FORM (object)->dirty);
}

static void
hcrm_form_dispose (GObject *object)
{
  g_clear_object (&HCRM_FORM (object)->loaded);
  G_OBJECT_CLASS (hcrm_form_parent_class)->dispose (object);
}

static void
hcrm_form_class_init (HcrmFormClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = hcrm_form_get_property;
  object_class->dispose = hcrm_form_dispose;
  properties[PROP_DIRTY] =
      g_param_spec_boolean ("dirty", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[CHANGED] = g_signal_new ("changed", HCRM_TYPE_FORM, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
hcrm_form_init (HcrmForm *self)
{
  self->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 9));
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->box));
}
