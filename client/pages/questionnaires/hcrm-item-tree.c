/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The items of a draft as a tree of rows. Rows are kept and only say something else, so that the
 * focus stays where it is. */

#include "hcrm-item-tree.h"

#include <glib/gi18n.h>

#include "core/hcrm-language.h"
#include "hcrm-item-fields.h"
#include "questionnaire/hcrm-questionnaire.h"
#include "widgets/hcrm-pill.h"

struct _HcrmItemTree {
  AdwBin parent_instance;

  GtkListBox *list;
  guint n; /* rows */
  gboolean quiet;
};

typedef struct {
  GtkWidget *box;
  GtkLabel *number;
  GtkLabel *text;
  GtkLabel *kind;
  GtkLabel *fault;
} Row;

enum { CHOSEN, STEP, OPENED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HcrmItemTree, hcrm_item_tree, ADW_TYPE_BIN)

static GtkLabel *
add_label (GtkWidget *box, const char *style)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  gtk_box_append (GTK_BOX (box), label);
  return GTK_LABEL (label);
}

static void
add_row (HcrmItemTree *self)
{
  Row *row = g_new0 (Row, 1);
  GtkWidget *widget = gtk_list_box_row_new ();
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  row->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  row->number = add_label (row->box, "qno");
  gtk_label_set_ellipsize (row->number, PANGO_ELLIPSIZE_NONE);
  gtk_label_set_xalign (row->number, 0.5);
  gtk_widget_set_valign (GTK_WIDGET (row->number), GTK_ALIGN_CENTER);
  row->text = add_label (words, NULL);
  row->kind = add_label (words, "caption");
  gtk_widget_add_css_class (GTK_WIDGET (row->kind), "dim-label");
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (row->box), words);
  row->fault = GTK_LABEL (hcrm_pill_new ("", "danger"));
  gtk_box_append (GTK_BOX (row->box), GTK_WIDGET (row->fault));
  gtk_widget_set_margin_end (row->box, 9);
  gtk_widget_set_margin_top (row->box, 3);
  gtk_widget_set_margin_bottom (row->box, 3);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (widget), row->box);
  g_object_set_data_full (G_OBJECT (widget), "row", row, g_free);
  gtk_list_box_append (self->list, widget);
  self->n++;
}

static Row *
get_row (HcrmItemTree *self, guint n)
{
  return g_object_get_data (G_OBJECT (gtk_list_box_get_row_at_index (self->list, (int) n)), "row");
}

static void
remove_last (HcrmItemTree *self)
{
  gtk_list_box_remove (self->list,
                       GTK_WIDGET (gtk_list_box_get_row_at_index (self->list, (int) --self->n)));
}

/* --- words ------------------------------------------------------------------------------------ */

static const char *
get_type_label (const char *type)
{
  const HcrmField *field =
      &hcrm_item_fields.fields[hcrm_field_set_find (&hcrm_item_fields, "type")];

  return hcrm_field_get_choice_label (field, type);
}

static const char *
get_words (HcrmDraft *draft, HcrmFhirNode *node, const char *member)
{
  const char *text =
      hcrm_item_get_text (node, member, hcrm_draft_is_english (draft), hcrm_language_is_english ());

  return text != NULL ? text : hcrm_fhir_get_string (node, member);
}

static void
show_faults (Row *row, GHashTable *faults, guint n)
{
  guint count =
      faults != NULL ? GPOINTER_TO_UINT (g_hash_table_lookup (faults, GUINT_TO_POINTER (n))) : 0;
  g_autofree char *text = count > 0 ? g_strdup_printf ("%u", count) : NULL;

  hcrm_pill_set (row->fault, text, "danger");
}

static void
show_whole (Row *row, HcrmDraft *draft)
{
  const char *title = get_words (draft, hcrm_draft_get_root (draft), "title");

  gtk_widget_set_margin_start (row->box, 9);
  gtk_widget_set_visible (GTK_WIDGET (row->number), FALSE);
  gtk_label_set_text (row->text, title != NULL ? title : _ ("Without a title"));
  gtk_label_set_text (row->kind, _ ("The questionnaire itself"));
}

static void
show_item (Row *row, HcrmDraft *draft, guint n)
{
  const HcrmDraftItem *item = hcrm_draft_get_nth (draft, n);
  const char *text = get_words (draft, item->node, "text");
  const char *prefix = hcrm_fhir_get_string (item->node, "prefix");
  const char *type = hcrm_fhir_get_string (item->node, "type");
  g_autofree char *kind =
      g_strdup_printf ("%s%s%s", type != NULL ? get_type_label (type) : "?",
                       hcrm_fhir_get_boolean (item->node, "required") ? " *" : "",
                       hcrm_fhir_get (item->node, "enableWhen") != NULL ? _ (" · with conditions")
                                                                        : "");

  gtk_widget_set_margin_start (row->box, 9 + 18 * (int) item->depth);
  gtk_widget_set_visible (GTK_WIDGET (row->number), prefix != NULL);
  gtk_label_set_text (row->number, prefix != NULL ? prefix : "");
  gtk_label_set_text (row->text, text != NULL && *text != '\0' ? text : _ ("Without words"));
  gtk_label_set_text (row->kind, kind);
}

void
hcrm_item_tree_show (HcrmItemTree *self, HcrmDraft *draft, GHashTable *faults)
{
  guint n = hcrm_draft_get_n (draft) + 1;

  self->quiet = TRUE;
  while (self->n > n)
    remove_last (self);
  while (self->n < n)
    add_row (self);
  self->quiet = FALSE;
  show_whole (get_row (self, 0), draft);
  show_faults (get_row (self, 0), faults, 0);
  for (guint i = 1; i < n; i++) {
    show_item (get_row (self, i), draft, i - 1);
    show_faults (get_row (self, i), faults, i);
  }
}

/* --- choosing --------------------------------------------------------------------------------- */

void
hcrm_item_tree_choose (HcrmItemTree *self, int n, gboolean focus)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, n + 1);

  if (row == NULL)
    return;
  self->quiet = TRUE;
  gtk_list_box_select_row (self->list, row);
  self->quiet = FALSE;
  if (focus)
    gtk_widget_grab_focus (GTK_WIDGET (row));
}

int
hcrm_item_tree_get_chosen (HcrmItemTree *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);

  return row != NULL ? gtk_list_box_row_get_index (row) - 1 : -1;
}

static void
selected_cb (HcrmItemTree *self, GtkListBoxRow *row)
{
  if (!self->quiet && row != NULL)
    g_signal_emit (self, signals[CHOSEN], 0, gtk_list_box_row_get_index (row) - 1);
}

static void
activated_cb (HcrmItemTree *self)
{
  g_signal_emit (self, signals[OPENED], 0);
}

static gboolean
key_cb (HcrmItemTree *self, guint key, guint code, GdkModifierType state)
{
  static const struct {
    guint key;
    GdkModifierType state;
    const char *step;
  } steps[] = {
    { GDK_KEY_Up, GDK_ALT_MASK, "up" },           { GDK_KEY_Down, GDK_ALT_MASK, "down" },
    { GDK_KEY_Right, GDK_ALT_MASK, "indent" },    { GDK_KEY_Left, GDK_ALT_MASK, "outdent" },
    { GDK_KEY_d, GDK_CONTROL_MASK, "duplicate" }, { GDK_KEY_Delete, 0, "remove" },
    { GDK_KEY_z, GDK_CONTROL_MASK, "undo" },      { GDK_KEY_y, GDK_CONTROL_MASK, "redo" }
  };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (steps[i].key == key
        && (state & gtk_accelerator_get_default_mod_mask ()) == steps[i].state) {
      g_signal_emit (self, signals[STEP], 0, steps[i].step);
      return TRUE;
    }
  return FALSE;
}

GtkWidget *
hcrm_item_tree_new (void)
{
  return g_object_new (HCRM_TYPE_ITEM_TREE, NULL);
}

static void
hcrm_item_tree_class_init (HcrmItemTreeClass *klass)
{
  signals[CHOSEN] = g_signal_new ("chosen", HCRM_TYPE_ITEM_TREE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_INT);
  signals[STEP] = g_signal_new ("step", HCRM_TYPE_ITEM_TREE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[OPENED] = g_signal_new ("opened", HCRM_TYPE_ITEM_TREE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 0);
}

static void
hcrm_item_tree_init (HcrmItemTree *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_BROWSE);
  gtk_list_box_set_activate_on_single_click (self->list, FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "rows");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Questions"), -1);
  g_signal_connect_swapped (self->list, "row-selected", G_CALLBACK (selected_cb), self);
  g_signal_connect_swapped (self->list, "row-activated", G_CALLBACK (activated_cb), self);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->list), keys);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->list));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_widget_set_vexpand (scroller, TRUE);
  adw_bin_set_child (ADW_BIN (self), scroller);
}
