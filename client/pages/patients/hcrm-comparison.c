/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Two patients side by side. */

#include "hcrm-comparison.h"

#include <glib/gi18n.h>

#include "model/hcrm-contact.h"
#include "model/hcrm-disposition.h"
#include "model/hcrm-encounter.h"
#include "model/hcrm-followup.h"
#include "model/hcrm-merge.h"
#include "model/hcrm-patient.h"
#include "widgets/hcrm-clear.h"
#include "widgets/hcrm-pill.h"
#include "widgets/hcrm-text.h"

#define SHOWN_ROWS 5
#define SIDE_CHARS 20

struct _HcrmComparison {
  AdwBin parent_instance;

  GtkGrid *grid;
  gint64 versions[2];
};

enum { OPEN, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HcrmComparison, hcrm_comparison, ADW_TYPE_BIN)

/* --- lines ------------------------------------------------------------------------------------ */

static GtkWidget *
new_title (const char *text)
{
  GtkWidget *label = hcrm_wrapped_label_new (text, "dim-label");

  gtk_label_set_width_chars (GTK_LABEL (label), 9);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 17);
  gtk_label_set_yalign (GTK_LABEL (label), 0);
  return label;
}

/* Both sides are as wide, whatever they hold. */
static void
share_width (GtkWidget *label)
{
  gtk_label_set_width_chars (GTK_LABEL (label), SIDE_CHARS);
  gtk_label_set_max_width_chars (GTK_LABEL (label), SIDE_CHARS);
  gtk_widget_set_hexpand (label, TRUE);
}

static void
attach (HcrmComparison *self, GtkWidget *title, GtkWidget *left, GtkWidget *right)
{
  int row = 0;

  while (gtk_grid_get_child_at (self->grid, 0, row) != NULL)
    row++;
  gtk_grid_attach (self->grid, title, 0, row, 1, 1);
  gtk_grid_attach (self->grid, left, 1, row, 1, 1);
  gtk_grid_attach (self->grid, right, 2, row, 1, 1);
}

static GtkWidget *
new_value (const char *text, gboolean differs)
{
  GtkWidget *label = hcrm_wrapped_label_new (*text != '\0' ? text : "—", "compared");

  gtk_label_set_yalign (GTK_LABEL (label), 0);
  share_width (label);
  if (differs)
    gtk_widget_add_css_class (label, "differs");
  return label;
}

/* What differs stands out by a sign, weight and tint; what only one of them has does not differ. */
static void
add_value (HcrmComparison *self, const char *title, const char *left, const char *right)
{
  gboolean differs = *left != '\0' && *right != '\0' && !g_str_equal (left, right);
  g_autofree char *marked = differs ? g_strdup_printf ("≠ %s", title) : g_strdup (title);

  if (*left != '\0' || *right != '\0')
    attach (self, new_title (marked), new_value (left, differs), new_value (right, differs));
}

/* --- the records ------------------------------------------------------------------------------ */

static void
open_cb (GtkWidget *button, HcrmComparison *self)
{
  g_signal_emit (self, signals[OPEN], 0,
                 *(gint64 *) g_object_get_data (G_OBJECT (button), "patient"));
}

static GtkWidget *
new_head (HcrmComparison *self, const char *side, HcrmRecord *patient)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *title = gtk_label_new (side);
  GtkWidget *button = gtk_button_new_with_label (_ ("Open Patient"));
  gint64 *id = g_new (gint64, 1);
  g_autofree char *words = g_strdup_printf ("%s: %s", _ ("Open Patient"), side);

  *id = hcrm_record_get_int (patient, "id");
  g_object_set_data_full (G_OBJECT (button), "patient", id, g_free);
  gtk_widget_add_css_class (title, "heading");
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_widget_set_hexpand (title, TRUE);
  gtk_widget_add_css_class (button, "outline");
  gtk_widget_add_css_class (button, "small");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, words,
                                  -1);
  g_signal_connect (button, "clicked", G_CALLBACK (open_cb), self);
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), button);
  return box;
}

static HcrmRecord *
read_side (JsonArray *items, guint side)
{
  HcrmRecord *record = hcrm_record_new (&hcrm_patient_fields);
  JsonObject *item = json_array_get_object_element (items, side);

  hcrm_record_read_json (record, json_object_get_object_member (item, "patient"), TRUE, NULL);
  return record;
}

static void
add_records (HcrmComparison *self, HcrmRecord *left, HcrmRecord *right)
{
  static const char *const names[] = {
    "name",      "pinyin",           "sex",   "birth_date", "mrn",   "phone",       "id_kind",
    "id_number", "address",          "kinds", "allergies",  "notes", "deceased_at", "department",
    "attending", "last_encounter_on"
  };

  attach (self, gtk_label_new (NULL),
          new_head (self, _ ("Left"), left), new_head (self, _ ("Right"), right));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    const HcrmField *field =
        &hcrm_patient_fields.fields[hcrm_field_set_find (&hcrm_patient_fields, names[i])];
    g_autofree char *a = hcrm_text_value (left, field), *b = hcrm_text_value (right, field);
    add_value (self, gettext (field->label), a, b);
  }
}

/* --- what is read together -------------------------------------------------------------------- */

/* Which has the words of the rows' codes. */
static const struct {
  const char *kind;
  const HcrmFieldSet *set;
  const char *field;
} words[] = {
  { "contacts", &hcrm_contact_fields, "relation" },
  { "encounters", &hcrm_encounter_fields, "kind" },
  { "plans", &hcrm_followup_plan_fields, "state" },
  { "tasks", &hcrm_followup_task_fields, "state" },
};

static const char *
get_code_label (const char *kind, const char *code)
{
  const char *label = NULL;

  if (g_str_equal (kind, "attempts"))
    return hcrm_disposition_get_label (code);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++) {
    int at = hcrm_field_set_find (words[i].set, words[i].field);
    if (*code != '\0' && g_str_equal (words[i].kind, kind) && at >= 0)
      label = hcrm_field_get_choice_label (&words[i].set->fields[at], code);
  }
  return label != NULL ? label : code;
}

static char *
make_line (const char *kind, JsonObject *row)
{
  const char *label = get_code_label (kind, hcrm_text_member (row, "code"));
  g_autofree char *day =
      hcrm_text_short_date (json_object_get_string_member_with_default (row, "day", NULL));

  return hcrm_text_join (day, hcrm_text_member (row, "name"), label, hcrm_text_member (row, "text"),
                         NULL);
}

static void
add_rows (GtkBox *box, const char *kind, JsonObject *item)
{
  JsonNode *node = json_object_get_member (item, "rows");
  JsonArray *rows =
      node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  guint shown = 0;

  for (guint i = 0; rows != NULL && i < json_array_get_length (rows); i++) {
    JsonObject *row = json_array_get_object_element (rows, i);
    if (!g_str_equal (hcrm_text_member (row, "kind"), kind) || shown++ >= SHOWN_ROWS)
      continue;
    g_autofree char *line = make_line (kind, row);
    GtkWidget *label = hcrm_wrapped_label_new (line, "caption");
    gtk_widget_add_css_class (label, "dim-label");
    share_width (label);
    gtk_box_append (box, label);
  }
  if (shown <= SHOWN_ROWS)
    return;
  g_autofree char *more =
      g_strdup_printf (ngettext ("and %u more", "and %u more", shown - SHOWN_ROWS),
                       shown - SHOWN_ROWS);
  GtkWidget *label = hcrm_wrapped_label_new (more, "caption");
  gtk_widget_add_css_class (label, "dim-label");
  gtk_box_append (box, label);
}

static gint64
get_count (JsonObject *item, const char *kind)
{
  JsonObject *counts = json_object_get_object_member (item, "counts");

  return json_object_get_int_member_with_default (counts, kind, 0);
}

static GtkWidget *
new_count (const char *kind, JsonObject *item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  g_autofree char *count = g_strdup_printf ("%" G_GINT64_FORMAT, get_count (item, kind));
  GtkWidget *label = hcrm_wrapped_label_new (count, "num");

  gtk_widget_add_css_class (label, "strong");
  gtk_box_append (GTK_BOX (box), label);
  add_rows (GTK_BOX (box), kind, item);
  return box;
}

/* What neither of them has is no line. */
static void
add_together (HcrmComparison *self, JsonArray *items)
{
  GtkWidget *head = hcrm_wrapped_label_new (_ ("Read together after a merge"), "heading");
  JsonObject *left = json_array_get_object_element (items, 0);
  JsonObject *right = json_array_get_object_element (items, 1);

  gtk_widget_set_margin_top (head, 9);
  gtk_grid_attach_next_to (self->grid, head, NULL, GTK_POS_BOTTOM, 3, 1);
  for (const HcrmChoice *part = hcrm_patient_part_choices; part->value != NULL; part++)
    if (get_count (left, part->value) + get_count (right, part->value) > 0)
      attach (self, new_title (gettext (part->label)), new_count (part->value, left),
              new_count (part->value, right));
}

/* --- all of it -------------------------------------------------------------------------------- */

void
hcrm_comparison_set (HcrmComparison *self, JsonArray *items)
{
  hcrm_clear_grid (self->grid);
  self->versions[0] = self->versions[1] = 0;
  if (items == NULL)
    return;
  g_autoptr (HcrmRecord) left = read_side (items, 0);
  g_autoptr (HcrmRecord) right = read_side (items, 1);
  add_records (self, left, right);
  add_together (self, items);
  self->versions[0] = hcrm_record_get_int (left, "version");
  self->versions[1] = hcrm_record_get_int (right, "version");
}

gint64
hcrm_comparison_get_version (HcrmComparison *self, guint side)
{
  return self->versions[side];
}

GtkWidget *
hcrm_comparison_new (void)
{
  return g_object_new (HCRM_TYPE_COMPARISON, NULL);
}

static void
hcrm_comparison_class_init (HcrmComparisonClass *klass)
{
  signals[OPEN] = g_signal_new ("open", HCRM_TYPE_COMPARISON, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
}

static void
hcrm_comparison_init (HcrmComparison *self)
{
  self->grid = GTK_GRID (gtk_grid_new ());
  gtk_grid_set_column_spacing (self->grid, 9);
  gtk_grid_set_row_spacing (self->grid, 6);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->grid));
}
