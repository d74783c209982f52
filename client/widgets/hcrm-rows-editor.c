/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Rows within a record, each with its inputs and its errors. */

#include "hcrm-rows-editor.h"

#include <glib/gi18n.h>

#include "hcrm-pill.h"
#include "hcrm-text.h"

typedef struct {
  HcrmRowsEditor *editor;
  HcrmRecord *record; /* as it came; what no column shows stays */
  GtkWidget *box;
  GtkWidget **cells;
  GtkLabel *note;
  GtkLabel *error;
  GtkWidget *remove;
  GtkWidget *up; /* of rows whose order counts */
  GtkWidget *down;
} Row;

struct _HcrmRowsEditor {
  AdwBin parent_instance;

  HcrmApi *api;
  const HcrmFieldSet *set;
  const HcrmRowsColumn *columns;
  guint n_columns;
  GPtrArray **choices; /* of each column (nullable): HcrmChoiceItem */
  GPtrArray *rows;
  GtkBox *box;
  GtkWidget *add;
  gboolean editable;
  gboolean ordered;
};

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HcrmRowsEditor, hcrm_rows_editor, ADW_TYPE_BIN)

static void
free_row (gpointer data)
{
  Row *row = data;

  g_object_unref (row->record);
  g_free (row->cells);
  g_free (row);
}

static void
emit_changed (HcrmRowsEditor *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
set_error (Row *row, const char *message)
{
  gtk_label_set_text (row->error, message != NULL ? message : "");
  gtk_widget_set_visible (GTK_WIDGET (row->error), message != NULL);
}

static void
set_cell_invalid (GtkWidget *cell, gboolean invalid)
{
  if (HCRM_IS_LOOKUP (cell))
    hcrm_lookup_set_invalid (HCRM_LOOKUP (cell), invalid);
  else
    hcrm_input_set_invalid (HCRM_INPUT (cell), invalid);
}

static void
clear_errors (Row *row)
{
  set_error (row, NULL);
  for (guint i = 0; i < row->editor->n_columns; i++)
    set_cell_invalid (row->cells[i], FALSE);
}

static void
cell_changed_cb (Row *row)
{
  clear_errors (row);
  emit_changed (row->editor);
}

static void
remove_cb (Row *row)
{
  HcrmRowsEditor *self = row->editor;

  gtk_box_remove (self->box, row->box);
  g_ptr_array_remove (self->rows, row);
  emit_changed (self);
}

/* --- order ------------------------------------------------------------------------------------ */

static void
move_row (Row *row, int by)
{
  HcrmRowsEditor *self = row->editor;
  guint at = 0;

  if (!self->ordered || !self->editable || !g_ptr_array_find (self->rows, row, &at)
      || (by < 0 && at == 0) || (by > 0 && at + 1 >= self->rows->len))
    return;
  self->rows->pdata[at] = self->rows->pdata[at + by];
  self->rows->pdata[at + by] = row;
  gtk_box_reorder_child_after (self->box, row->box,
                               (int) at + by > 0 ? ((Row *) self->rows->pdata[at + by - 1])->box
                                                 : NULL);
  emit_changed (self);
}

static void
up_cb (Row *row)
{
  move_row (row, -1);
}

static void
down_cb (Row *row)
{
  move_row (row, 1);
}

/* Alt and an arrow move the row that one is in. */
static gboolean
key_cb (GtkEventController *keys, guint key, guint code, GdkModifierType state, gpointer data)
{
  gboolean up = key == GDK_KEY_Up || key == GDK_KEY_KP_Up;
  gboolean down = key == GDK_KEY_Down || key == GDK_KEY_KP_Down;

  if (!((Row *) data)->editor->ordered || !(state & GDK_ALT_MASK) || (!up && !down))
    return FALSE;
  move_row (data, up ? -1 : 1);
  return TRUE;
}

static void
watch_keys (Row *row)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_cb), row);
  gtk_widget_add_controller (row->box, keys);
}

/* --- values ----------------------------------------------------------------------------------- */

static void
fill_cell (Row *row, guint i)
{
  const HcrmRowsColumn *column = &row->editor->columns[i];
  const char *value = hcrm_record_get (row->record, column->field.name);

  if (column->lookup != NULL)
    hcrm_lookup_set (HCRM_LOOKUP (row->cells[i]), value,
                     column->label != NULL && hcrm_record_get (row->record, column->label) != NULL
                         ? hcrm_text_field (row->record, column->label)
                         : NULL);
  else
    hcrm_input_set_value (HCRM_INPUT (row->cells[i]), value);
}

static char *
dup_cell (Row *row, guint i)
{
  if (HCRM_IS_LOOKUP (row->cells[i]))
    return g_strdup (hcrm_lookup_get_value (HCRM_LOOKUP (row->cells[i])));
  return hcrm_input_dup_value (HCRM_INPUT (row->cells[i]));
}

/* The words go with their value, so that a draft can be read. */
static void
put_label (Row *row, guint i, HcrmRecord *record)
{
  const HcrmRowsColumn *column = &row->editor->columns[i];
  g_autofree char *twin = g_strconcat (column->label, "_en", NULL);
  const char *label = hcrm_lookup_get_label (HCRM_LOOKUP (row->cells[i]));

  hcrm_record_set (record, column->label, label);
  if (hcrm_field_set_find (row->editor->set, twin) >= 0)
    hcrm_record_set (record, twin, label);
}

static HcrmRecord *
dup_row (Row *row)
{
  HcrmRecord *record = hcrm_record_copy (row->record);

  for (guint i = 0; i < row->editor->n_columns; i++) {
    const HcrmRowsColumn *column = &row->editor->columns[i];
    g_autofree char *value = dup_cell (row, i);
    gboolean other = g_strcmp0 (value, hcrm_record_get (record, column->field.name)) != 0;

    if (other)
      hcrm_record_set (record, column->field.name, value);
    if (other && column->label != NULL)
      put_label (row, i, record);
  }
  return record;
}

static JsonObject *
make_object (Row *row)
{
  g_autoptr (HcrmRecord) record = dup_row (row);
  const HcrmFieldSet *set = row->editor->set;

  for (guint i = 0; i < set->n_fields; i++)
    if (set->fields[i].flags & HCRM_FIELD_READONLY)
      hcrm_record_unset (record, set->fields[i].name);
  return hcrm_record_to_json (record);
}

JsonNode *
hcrm_rows_editor_dup_json (HcrmRowsEditor *self)
{
  g_autoptr (JsonArray) array = json_array_new ();

  for (guint i = 0; i < self->rows->len; i++)
    json_array_add_object_element (array, make_object (self->rows->pdata[i]));
  return json_node_init_array (json_node_alloc (), array);
}

guint
hcrm_rows_editor_get_n (HcrmRowsEditor *self)
{
  return self->rows->len;
}

/* What was typed and is nobody goes to the cell that keeps it, unless that has words already. */
static void
unfound_cb (Row *row, const char *typed, GtkWidget *lookup)
{
  const HcrmRowsColumn *columns = row->editor->columns;
  guint at = 0;

  while (row->cells[at] != lookup)
    at++;
  const char *into = columns[at].unfound (typed);
  for (guint i = 0; i < row->editor->n_columns; i++) {
    g_autofree char *kept =
        g_str_equal (columns[i].field.name, into) ? dup_cell (row, i) : g_strdup ("-");
    if (kept != NULL && *kept != '\0')
      continue;
    hcrm_input_set_value (HCRM_INPUT (row->cells[i]), typed);
    cell_changed_cb (row);
  }
}

void
hcrm_rows_editor_settle (HcrmRowsEditor *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    for (guint j = 0; j < self->n_columns; j++)
      if (HCRM_IS_LOOKUP (((Row *) self->rows->pdata[i])->cells[j]))
        hcrm_lookup_settle (HCRM_LOOKUP (((Row *) self->rows->pdata[i])->cells[j]));
}

/* --- a row ------------------------------------------------------------------------------------ */

static void
apply_choices (HcrmRowsEditor *self, GtkWidget *cell, guint i)
{
  if (self->choices[i] != NULL)
    hcrm_input_set_items (HCRM_INPUT (cell), self->choices[i]);
}

static GtkWidget *
make_cell (Row *row, guint i)
{
  HcrmRowsEditor *self = row->editor;
  const HcrmRowsColumn *column = &self->columns[i];
  const char *label = gettext (column->field.label);
  GtkWidget *cell = column->lookup != NULL ? hcrm_lookup_new (self->api, column->lookup, label)
                                           : hcrm_input_new (&column->field);

  if (column->lookup == NULL && column->field.kind == HCRM_KIND_CODE)
    apply_choices (self, cell, i);
  g_signal_connect_swapped (cell, "changed", G_CALLBACK (cell_changed_cb), row);
  if (column->unfound != NULL)
    g_signal_connect_swapped (cell, "unfound", G_CALLBACK (unfound_cb), row);
  return cell;
}

static void
add_cell (Row *row, GtkBox *line, guint i)
{
  const HcrmRowsColumn *column = &row->editor->columns[i];
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  gboolean required = column->field.flags & HCRM_FIELD_REQUIRED;
  g_autofree char *words =
      g_strdup_printf (required ? "%s *" : "%s", gettext (column->field.label));
  GtkWidget *label = gtk_label_new (words);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, "field-label");
  row->cells[i] = make_cell (row, i);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), row->cells[i]);
  gtk_widget_set_hexpand (box, column->expand);
  gtk_box_append (line, box);
}

static GtkBox *
add_line (Row *row)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);

  gtk_box_append (GTK_BOX (row->box), line);
  return GTK_BOX (line);
}

static GtkWidget *
make_button (Row *row, const char *icon, const char *words, void (*clicked) (Row *row))
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_END);
  gtk_widget_set_halign (button, GTK_ALIGN_END);
  gtk_widget_set_tooltip_text (button, words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, words,
                                  -1);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (clicked), row);
  return button;
}

/* Tab passes those by that Alt and an arrow do the work of: who fills in a row goes through it. */
static void
add_buttons (Row *row, GtkBox *line)
{
  row->up = make_button (row, "go-up-symbolic", _ ("Move up"), up_cb);
  row->down = make_button (row, "go-down-symbolic", _ ("Move down"), down_cb);
  gtk_widget_set_focusable (row->up, FALSE);
  gtk_widget_set_focusable (row->down, FALSE);
  row->remove = make_button (row, "list-remove-symbolic", _ ("Remove"), remove_cb);
  gtk_box_append (line, row->up);
  gtk_box_append (line, row->down);
  gtk_box_append (line, row->remove);
}

static GtkLabel *
make_error (void)
{
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "accessible-role", GTK_ACCESSIBLE_ROLE_ALERT,
                                   "visible", FALSE, "xalign", 0.0, "wrap", TRUE, NULL);

  gtk_widget_add_css_class (label, "field-error");
  return GTK_LABEL (label);
}

static GtkLabel *
make_note (void)
{
  GtkWidget *label =
      g_object_new (GTK_TYPE_LABEL, "visible", FALSE, "xalign", 0.0, "wrap", TRUE, NULL);

  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "dim-label");
  return GTK_LABEL (label);
}

static void
set_row_editable (Row *row)
{
  for (guint i = 0; i < row->editor->n_columns; i++)
    gtk_widget_set_sensitive (row->cells[i], row->editor->editable);
  gtk_widget_set_visible (row->remove, row->editor->editable);
  gtk_widget_set_visible (row->up, row->editor->editable && row->editor->ordered);
  gtk_widget_set_visible (row->down, row->editor->editable && row->editor->ordered);
}

static Row *
add_row (HcrmRowsEditor *self, HcrmRecord *record)
{
  Row *row = g_new0 (Row, 1);
  GtkBox *line = NULL;

  row->editor = self;
  row->record = g_object_ref (record);
  row->cells = g_new0 (GtkWidget *, self->n_columns);
  row->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_add_css_class (row->box, "flat-card");
  watch_keys (row);
  row->note = make_note ();
  gtk_box_append (GTK_BOX (row->box), GTK_WIDGET (row->note));
  for (guint i = 0; i < self->n_columns; i++) {
    if (line == NULL || self->columns[i].line != self->columns[i - 1].line)
      line = add_line (row);
    add_cell (row, line, i);
    fill_cell (row, i);
    if (i + 1 == self->n_columns || self->columns[i + 1].line != self->columns[i].line)
      if (row->remove == NULL)
        add_buttons (row, line);
  }
  row->error = make_error ();
  gtk_box_append (GTK_BOX (row->box), GTK_WIDGET (row->error));
  gtk_box_append (self->box, row->box);
  g_ptr_array_add (self->rows, row);
  set_row_editable (row);
  return row;
}

static void
clear_rows (HcrmRowsEditor *self)
{
  while (self->rows->len > 0) {
    Row *row = self->rows->pdata[self->rows->len - 1];
    gtk_box_remove (self->box, row->box);
    g_ptr_array_remove (self->rows, row);
  }
}

void
hcrm_rows_editor_set_rows (HcrmRowsEditor *self, GPtrArray *rows)
{
  clear_rows (self);
  for (guint i = 0; rows != NULL && i < rows->len; i++)
    add_row (self, rows->pdata[i]);
}

void
hcrm_rows_editor_take_json (HcrmRowsEditor *self, JsonNode *array)
{
  if (array == NULL || !JSON_NODE_HOLDS_ARRAY (array))
    return;
  clear_rows (self);
  for (guint i = 0; i < json_array_get_length (json_node_get_array (array)); i++) {
    g_autoptr (HcrmRecord) record = hcrm_record_new (self->set);
    JsonNode *node = json_array_get_element (json_node_get_array (array), i);

    if (JSON_NODE_HOLDS_OBJECT (node))
      hcrm_record_read_json (record, json_node_get_object (node), TRUE, NULL);
    add_row (self, record);
  }
}

static void
focus_cell (GtkWidget *cell)
{
  if (HCRM_IS_LOOKUP (cell))
    hcrm_lookup_focus (HCRM_LOOKUP (cell));
  else
    hcrm_input_focus (HCRM_INPUT (cell));
}

void
hcrm_rows_editor_add (HcrmRowsEditor *self)
{
  g_autoptr (HcrmRecord) record = hcrm_record_new (self->set);

  for (guint i = 0; i < self->n_columns; i++)
    if (self->columns[i].initial != NULL)
      hcrm_record_set (record, self->columns[i].field.name, self->columns[i].initial);
  focus_cell (add_row (self, record)->cells[0]);
  emit_changed (self);
}

void
hcrm_rows_editor_set_note (HcrmRowsEditor *self, guint row, const char *note)
{
  g_return_if_fail (row < self->rows->len);
  hcrm_text_show (((Row *) self->rows->pdata[row])->note, note != NULL ? note : "");
}

void
hcrm_rows_editor_focus (HcrmRowsEditor *self)
{
  if (self->rows->len > 0)
    focus_cell (((Row *) self->rows->pdata[0])->cells[0]);
}

void
hcrm_rows_editor_show_key (HcrmRowsEditor *self, const char *key)
{
  GtkWidget *outer = gtk_widget_get_parent (self->add), *line;

  line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  g_object_ref (self->add);
  gtk_box_remove (GTK_BOX (outer), self->add);
  gtk_box_append (GTK_BOX (line), self->add);
  gtk_box_append (GTK_BOX (line), hcrm_key_cap_new (key));
  gtk_box_append (GTK_BOX (outer), line);
  g_object_unref (self->add);
}

/* --- errors ----------------------------------------------------------------------------------- */

/* Beneath the line the cell stands in: the end of a long row may be out of sight. */
static void
place_error (Row *row, GtkWidget *cell)
{
  GtkWidget *line = cell;

  while (gtk_widget_get_parent (line) != row->box)
    line = gtk_widget_get_parent (line);
  gtk_box_reorder_child_after (GTK_BOX (row->box), GTK_WIDGET (row->error), line);
}

static void
show_cell_error (Row *row, const char *column, const char *message)
{
  for (guint i = 0; i < row->editor->n_columns; i++)
    if (g_strcmp0 (row->editor->columns[i].field.name, column) == 0) {
      g_autofree char *text =
          g_strdup_printf (_ ("%s: %s"), gettext (row->editor->columns[i].field.label), message);
      set_cell_invalid (row->cells[i], TRUE);
      set_error (row, text);
      place_error (row, row->cells[i]);
      focus_cell (row->cells[i]);
      return;
    }
  set_error (row, message);
}

static gboolean
check_row (Row *row)
{
  g_autoptr (HcrmRecord) record = dup_row (row);
  g_autoptr (GError) error = NULL;

  clear_errors (row);
  if (hcrm_record_check (record, &error))
    return TRUE;
  for (guint i = hcrm_error_get_n_fields (error); i > 0; i--)
    show_cell_error (row, hcrm_error_get_field (error, i - 1),
                     hcrm_error_get_field_detail (error, i - 1));
  return FALSE;
}

/* From the last to the first, so that the cursor ends on the first that is wrong. */
gboolean
hcrm_rows_editor_check (HcrmRowsEditor *self)
{
  gboolean good = TRUE;

  for (guint i = self->rows->len; i > 0; i--)
    good = check_row (self->rows->pdata[i - 1]) && good;
  return good;
}

gboolean
hcrm_rows_editor_show_error (HcrmRowsEditor *self,
                             const char *name,
                             const char *field,
                             const char *message)
{
  if (!g_str_has_prefix (field, name) || field[strlen (name)] != '[')
    return FALSE;
  char *end;
  guint64 n = g_ascii_strtoull (field + strlen (name) + 1, &end, 10);
  if (n >= self->rows->len || *end != ']')
    return FALSE;
  show_cell_error (self->rows->pdata[n], end[1] == '.' ? end + 2 : "", message);
  return TRUE;
}

/* --- the rest --------------------------------------------------------------------------------- */

static void
renew_choices (Row *row, guint i)
{
  g_autofree char *chosen = dup_cell (row, i);

  apply_choices (row->editor, row->cells[i], i);
  hcrm_input_set_value (HCRM_INPUT (row->cells[i]),
                        chosen != NULL
                            ? chosen
                            : hcrm_record_get (row->record, row->editor->columns[i].field.name));
}

void
hcrm_rows_editor_set_items (HcrmRowsEditor *self, const char *column, GPtrArray *items)
{
  for (guint i = 0; i < self->n_columns; i++) {
    if (g_strcmp0 (self->columns[i].field.name, column) != 0)
      continue;
    g_clear_pointer (&self->choices[i], g_ptr_array_unref);
    self->choices[i] = g_ptr_array_ref (items);
    for (guint n = 0; n < self->rows->len; n++)
      renew_choices (self->rows->pdata[n], i);
  }
}

void
hcrm_rows_editor_set_choices (HcrmRowsEditor *self,
                              const char *column,
                              const char *const *values,
                              const char *const *labels)
{
  g_autoptr (GPtrArray) items = hcrm_choice_items_new (values, labels);

  hcrm_rows_editor_set_items (self, column, items);
}

void
hcrm_rows_editor_set_editable (HcrmRowsEditor *self, gboolean editable)
{
  self->editable = editable;
  gtk_widget_set_visible (self->add, editable);
  for (guint i = 0; i < self->rows->len; i++)
    set_row_editable (self->rows->pdata[i]);
}

void
hcrm_rows_editor_set_ordered (HcrmRowsEditor *self, gboolean ordered)
{
  self->ordered = ordered;
  for (guint i = 0; i < self->rows->len; i++)
    set_row_editable (self->rows->pdata[i]);
}

GtkWidget *
hcrm_rows_editor_get_cell (HcrmRowsEditor *self, guint row, const char *column)
{
  for (guint i = 0; row < self->rows->len && i < self->n_columns; i++)
    if (g_str_equal (self->columns[i].field.name, column))
      return ((Row *) self->rows->pdata[row])->cells[i];
  return NULL;
}

GtkWidget *
hcrm_rows_editor_new (HcrmApi *api,
                      const HcrmFieldSet *set,
                      const HcrmRowsColumn *columns,
                      guint n_columns,
                      const char *add_label)
{
  HcrmRowsEditor *self = g_object_new (HCRM_TYPE_ROWS_EDITOR, NULL);

  g_set_object (&self->api, api);
  self->set = set;
  self->columns = columns;
  self->n_columns = n_columns;
  self->choices = g_new0 (GPtrArray *, n_columns);
  gtk_button_set_label (GTK_BUTTON (self->add), add_label);
  return GTK_WIDGET (self);
}

static void
hcrm_rows_editor_dispose (GObject *object)
{
  g_clear_object (&HCRM_ROWS_EDITOR (object)->api);
  G_OBJECT_CLASS (hcrm_rows_editor_parent_class)->dispose (object);
}

static void
hcrm_rows_editor_finalize (GObject *object)
{
  HcrmRowsEditor *self = HCRM_ROWS_EDITOR (object);

  for (guint i = 0; i < self->n_columns; i++)
    g_clear_pointer (&self->choices[i], g_ptr_array_unref);
  g_free (self->choices);
  g_ptr_array_unref (self->rows);
  G_OBJECT_CLASS (hcrm_rows_editor_parent_class)->finalize (object);
}

static void
hcrm_rows_editor_class_init (HcrmRowsEditorClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hcrm_rows_editor_dispose;
  G_OBJECT_CLASS (klass)->finalize = hcrm_rows_editor_finalize;
  signals[CHANGED] = g_signal_new ("changed", HCRM_TYPE_ROWS_EDITOR, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
hcrm_rows_editor_init (HcrmRowsEditor *self)
{
  GtkWidget *outer = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);

  self->rows = g_ptr_array_new_with_free_func (free_row);
  self->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 9));
  self->add = gtk_button_new ();
  self->editable = TRUE;
  gtk_widget_add_css_class (self->add, "chip");
  gtk_widget_add_css_class (self->add, "add");
  gtk_widget_set_halign (self->add, GTK_ALIGN_START);
  g_signal_connect_swapped (self->add, "clicked", G_CALLBACK (hcrm_rows_editor_add), self);
  gtk_box_append (GTK_BOX (outer), GTK_WIDGET (self->box));
  gtk_box_append (GTK_BOX (outer), self->add);
  adw_bin_set_child (ADW_BIN (self), outer);
}
