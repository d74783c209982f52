/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What can be done with several rows at once, and what came of it. */

#include "hcrm-bulk-bar.h"

#include <glib/gi18n.h>

#include "core/hcrm-template.h"
#include "hcrm-clear.h"
#include "hcrm-text.h"

struct _HcrmBulkBar {
  AdwBin parent_instance;

  GtkWidget *report;
  GtkLabel *outcome;
  GtkListBox *failures;
  GtkLabel *count;
  GtkLabel *limit;
  GtkBox *actions;
};

enum { CLEAR, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HcrmBulkBar, hcrm_bulk_bar, ADW_TYPE_BIN)

static GtkWidget *
new_key (const char *key)
{
  GtkWidget *label = gtk_label_new (key);

  gtk_widget_set_valign (label, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (label, "key");
  return label;
}

void
hcrm_bulk_bar_add (HcrmBulkBar *self, const char *label, const char *key, const char *action)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_box_append (GTK_BOX (box), gtk_label_new (label));
  if (key != NULL)
    gtk_box_append (GTK_BOX (box), new_key (key));
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_add_css_class (button, "outline");
  gtk_widget_add_css_class (button, "act");
  gtk_box_append (self->actions, button);
}

static gboolean
has_results (HcrmBulkBar *self)
{
  return gtk_widget_get_visible (self->report);
}

void
hcrm_bulk_bar_show (HcrmBulkBar *self, HcrmRecordSelection *selection, gint64 total)
{
  guint waiting, n = hcrm_record_selection_count (selection, &waiting);
  gboolean full = n >= HCRM_MOST_MARKED && total > n;
  g_autofree char *count = g_strdup_printf (ngettext ("%u selected", "%u selected", n), n);

  gtk_label_set_text (self->count, count);
  gtk_label_set_text (self->limit, full ? _ ("As many as fit in one step.")
                                        : waiting > 0
                      ? _ ("Loading the rest…")
                      : "");
  gtk_widget_set_visible (GTK_WIDGET (self), n > 1 || has_results (self));
}

/* --- what came of it -------------------------------------------------------------------------- */

static const char *
get_reason (JsonObject *result)
{
  JsonNode *node = json_object_get_member (result, "problem");
  JsonObject *problem =
      node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

  return problem != NULL ? json_object_get_string_member_with_default (problem, "detail", "") : "";
}

static HcrmRecord *
find_record (GPtrArray *records, gint64 id)
{
  for (guint i = 0; i < records->len; i++)
    if (hcrm_record_get_int (g_ptr_array_index (records, i), "id") == id)
      return g_ptr_array_index (records, i);
  return NULL;
}

static GtkWidget *
new_text (const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, style);
  return label;
}

static void
append_failure (HcrmBulkBar *self, const char *name, const char *reason)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *who = new_text (name, "strong");

  gtk_widget_set_size_request (who, 96, -1);
  gtk_box_append (GTK_BOX (box), who);
  gtk_box_append (GTK_BOX (box), new_text (reason, "dim-label"));
  gtk_widget_add_css_class (box, "notice");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_list_box_append (self->failures, row);
}

void
hcrm_bulk_bar_forget_results (HcrmBulkBar *self)
{
  hcrm_clear_list (self->failures);
  gtk_widget_set_visible (self->report, FALSE);
}

static JsonArray *
get_results (JsonNode *reply)
{
  JsonNode *node = reply != NULL && JSON_NODE_HOLDS_OBJECT (reply)
                       ? json_object_get_member (json_node_get_object (reply), "results")
                       : NULL;

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

guint
hcrm_bulk_bar_take_results (HcrmBulkBar *self,
                            JsonNode *reply,
                            HcrmRecordSelection *selection,
                            const char *name)
{
  g_autoptr (GPtrArray) records = hcrm_record_selection_dup_marked (selection);
  JsonArray *results = get_results (reply);
  guint n = results != NULL ? json_array_get_length (results) : 0, failed = 0;

  hcrm_bulk_bar_forget_results (self);
  for (guint i = 0; i < n; i++) {
    JsonObject *result = json_array_get_object_element (results, i);
    gint64 id = json_object_get_int_member_with_default (result, "id", 0);
    HcrmRecord *record = find_record (records, id);
    if (json_object_get_int_member_with_default (result, "status", 0) < 400) {
      hcrm_record_selection_unmark (selection, id);
      continue;
    }
    failed++;
    append_failure (self, record != NULL ? hcrm_text_field (record, name) : "",
                    get_reason (result));
  }
  g_autofree char *text =
      g_strdup_printf (_ ("Done with %u of %u. These are unchanged and stay selected:"), n - failed,
                          n);
  gtk_label_set_text (self->outcome, text);
  gtk_widget_set_visible (self->report, failed > 0);
  return failed;
}

/* --- life ------------------------------------------------------------------------------------- */

static void
clear_cb (HcrmBulkBar *self)
{
  hcrm_bulk_bar_forget_results (self);
  g_signal_emit (self, signals[CLEAR], 0);
}

static void
hcrm_bulk_bar_dispose (GObject *object)
{
  hcrm_template_dispose (object);
  G_OBJECT_CLASS (hcrm_bulk_bar_parent_class)->dispose (object);
}

static void
hcrm_bulk_bar_class_init (HcrmBulkBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hcrm_bulk_bar_dispose;
  signals[CLEAR] = g_signal_new ("clear", HCRM_TYPE_BULK_BAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/hcrm/Client/widgets/hcrm-bulk-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, HcrmBulkBar, report);
  gtk_widget_class_bind_template_child (widget_class, HcrmBulkBar, outcome);
  gtk_widget_class_bind_template_child (widget_class, HcrmBulkBar, failures);
  gtk_widget_class_bind_template_child (widget_class, HcrmBulkBar, count);
  gtk_widget_class_bind_template_child (widget_class, HcrmBulkBar, limit);
  gtk_widget_class_bind_template_child (widget_class, HcrmBulkBar, actions);
  gtk_widget_class_bind_template_callback (widget_class, clear_cb);
}

static void
hcrm_bulk_bar_init (HcrmBulkBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
