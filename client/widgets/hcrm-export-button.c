/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The button that exports a list, with the user's exports below. */

#include "hcrm-export-button.h"

#include <glib/gi18n.h>
#include <inttypes.h>

#include "core/hcrm-template.h"
#include "model/hcrm-exchange.h"

#define LOOK_MS 1000
#define MOST "8"

struct _HcrmExportButton {
  AdwBin parent_instance;

  HcrmSession *session;
  HcrmRecordList *list; /* (nullable): not owned: it is beside this button */
  HcrmExportSource source;
  gpointer data;
  GtkDropDown *format;
  GtkDropDown *columns;
  GtkEntry *reason;
  GtkLabel *message;
  GtkWidget *order;
  GtkListBox *exports;
  GCancellable *cancellable;
  guint look_id;
  gboolean making; /* the message says so */
  gboolean asked;  /* an answer about the exports is on its way */
};

G_DEFINE_FINAL_TYPE (HcrmExportButton, hcrm_export_button, ADW_TYPE_BIN)

static void look (HcrmExportButton *self);

static HcrmApi *
get_api (HcrmExportButton *self)
{
  return hcrm_session_get_api (self->session);
}

static void
show_message (HcrmExportButton *self, const char *text, gboolean bad)
{
  gtk_label_set_text (self->message, text);
  gtk_widget_set_visible (GTK_WIDGET (self->message), *text != '\0');
  if (bad)
    gtk_widget_add_css_class (GTK_WIDGET (self->message), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->message), "error");
}

/* Returns: (nullable): whom the answer is for; %NULL if the button is gone or the call failed */
static HcrmExportButton *
take_answer (GObject *api, GAsyncResult *result, gpointer data, JsonNode **reply)
{
  g_autoptr (HcrmExportButton) self = data;
  g_autoptr (GError) error = NULL;

  *reply = hcrm_api_send_finish (HCRM_API (api), result, &error);
  if (error == NULL)
    return g_steal_pointer (&self);
  if (!g_cancellable_is_cancelled (self->cancellable))
    show_message (self, error->message, TRUE);
  self->asked = FALSE;
  return NULL;
}

/* --- saving ----------------------------------------------------------------------------------- */

static void
saved_cb (GObject *api, GAsyncResult *result, gpointer data)
{
  g_autoptr (HcrmExportButton) self = data;
  g_autoptr (GError) error = NULL;

  if (hcrm_api_download_finish (HCRM_API (api), result, &error))
    show_message (self, _ ("The file is saved."), FALSE);
  else if (!g_cancellable_is_cancelled (self->cancellable))
    show_message (self, error->message, TRUE);
}

static void
chosen_cb (GtkNativeDialog *dialog, int response, gpointer data)
{
  HcrmExportButton *self = data;
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

  if (response == GTK_RESPONSE_ACCEPT && file != NULL)
    hcrm_api_download_async (get_api (self), g_object_get_data (G_OBJECT (dialog), "path"), file,
                             self->cancellable, saved_cb, g_object_ref (self));
  gtk_native_dialog_destroy (dialog);
  g_object_unref (dialog);
}

static void
save_cb (GtkButton *button, gpointer data)
{
  HcrmExportButton *self = data;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkFileChooserNative *dialog =
      gtk_file_chooser_native_new (_ ("Save the Export"), GTK_WINDOW (root),
                                      GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog),
                                     g_object_get_data (G_OBJECT (button), "name"));
  g_object_set_data_full (G_OBJECT (dialog), "path",
                          g_strconcat (g_object_get_data (G_OBJECT (button), "path"), "/file",
                                       NULL),
                          g_free);
  g_signal_connect_object (dialog, "response", G_CALLBACK (chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/* --- the user's exports -------------------------------------------------------------------------
 */

static void
cancelled_cb (GObject *api, GAsyncResult *result, gpointer data)
{
  g_autoptr (JsonNode) reply = NULL;
  g_autoptr (HcrmExportButton) self = take_answer (api, result, data, &reply);

  if (self != NULL)
    look (self);
}

static void
cancel_cb (GtkButton *button, gpointer data)
{
  HcrmExportButton *self = data;
  g_autofree char *path =
      g_strconcat (g_object_get_data (G_OBJECT (button), "path"), "/actions/cancel", NULL);

  gtk_widget_set_sensitive (GTK_WIDGET (button), FALSE);
  hcrm_api_send_async (get_api (self), &(HcrmRequest){ .method = "POST", .path = path },
                       self->cancellable, cancelled_cb, g_object_ref (self));
}

static gboolean
is_unfinished (HcrmRecord *export)
{
  const char *state = hcrm_record_get (export, "state");

  return g_strcmp0 (state, "queued") == 0 || g_strcmp0 (state, "running") == 0;
}

static char *
describe (HcrmRecord *export)
{
  const HcrmField *states =
      &hcrm_export_fields.fields[hcrm_field_set_find (&hcrm_export_fields, "state")];
  const char *state = hcrm_record_get (export, "state");
  const char *problem = hcrm_record_get (export, "problem");
  const char *label = hcrm_field_get_choice_label (states, state);
  gint64 done = hcrm_record_get_int (export, "done"), total = hcrm_record_get_int (export, "total");

  if (problem != NULL)
    return g_strdup_printf ("%s: %s", label, problem);
  if (g_strcmp0 (state, "running") == 0 && total > 0)
    /* Translators: rows written of rows in all. */
    return g_strdup_printf (_ ("%" PRId64 " of %" PRId64 " rows"), done, total);
  if (g_strcmp0 (state, "done") != 0)
    return g_strdup (label);
  g_autofree char *size = g_format_size (hcrm_record_get_int (export, "size"));
  return g_strdup_printf (_ ("%" PRId64 " rows, %s"), done, size);
}

static void
add_button (HcrmExportButton *self,
            GtkBox *row,
            HcrmRecord *export,
            const char *icon,
            const char *tip,
            GCallback clicked)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, tip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, tip, -1);
  g_object_set_data_full (G_OBJECT (button), "path",
                          g_strdup_printf ("/exports/%" G_GINT64_FORMAT,
                                           hcrm_record_get_int (export, "id")),
                          g_free);
  g_object_set_data_full (G_OBJECT (button), "name", g_strdup (hcrm_record_get (export, "name")),
                          g_free);
  g_signal_connect_object (button, "clicked", clicked, self, 0);
  gtk_box_append (row, button);
}

static GtkWidget *
new_words (HcrmRecord *export)
{
  g_autofree char *text = describe (export);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *name = gtk_label_new (hcrm_record_get (export, "name"));
  GtkWidget *detail = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_xalign (GTK_LABEL (detail), 0);
  gtk_label_set_wrap (GTK_LABEL (detail), TRUE);
  gtk_widget_add_css_class (detail, "caption");
  gtk_widget_add_css_class (detail, "dim-label");
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (words), name);
  gtk_box_append (GTK_BOX (words), detail);
  return words;
}

static void
add_progress (GtkBox *words, HcrmRecord *export)
{
  gint64 total = hcrm_record_get_int (export, "total");
  GtkWidget *bar = gtk_progress_bar_new ();

  if (total > 0)
    gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (bar),
                                   hcrm_record_get_int (export, "done") / (double) total);
  gtk_box_append (words, bar);
}

static GtkWidget *
new_row (HcrmExportButton *self, HcrmRecord *export)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *words = new_words (export);

  gtk_box_append (GTK_BOX (row), words);
  if (is_unfinished (export)) {
    add_progress (GTK_BOX (words), export);
    add_button (self, GTK_BOX (row), export, "process-stop-symbolic",
                _ ("Cancel the export"), G_CALLBACK (cancel_cb));
  }
  if (g_strcmp0 (hcrm_record_get (export, "state"), "done") == 0)
    add_button (self, GTK_BOX (row), export, "document-save-symbolic",
                _ ("Save as…"), G_CALLBACK (save_cb));
  return row;
}

static void
look_again_cb (gpointer data)
{
  HcrmExportButton *self = data;

  self->look_id = 0;
  look (self);
}

static void
show_exports (HcrmExportButton *self, JsonNode *reply)
{
  g_autoptr (GListStore) store = g_list_store_new (HCRM_TYPE_RECORD);
  gboolean unfinished = FALSE;

  hcrm_store_load (store, &hcrm_export_fields, reply);
  for (GtkWidget *row; (row = GTK_WIDGET (gtk_list_box_get_row_at_index (self->exports, 0)));)
    gtk_list_box_remove (self->exports, row);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (store)); i++) {
    g_autoptr (HcrmRecord) export = g_list_model_get_item (G_LIST_MODEL (store), i);
    unfinished |= is_unfinished (export);
    gtk_list_box_append (self->exports, new_row (self, export));
  }
  if (self->making && !unfinished)
    show_message (self, "", FALSE); /* its row says what became of it */
  self->making = self->making && unfinished;
  if (unfinished && self->look_id == 0)
    self->look_id = g_timeout_add_once (LOOK_MS, look_again_cb, self);
}

static void
looked_cb (GObject *api, GAsyncResult *result, gpointer data)
{
  g_autoptr (JsonNode) reply = NULL;
  g_autoptr (HcrmExportButton) self = take_answer (api, result, data, &reply);

  if (self == NULL)
    return;
  self->asked = FALSE;
  if (reply != NULL && !g_cancellable_is_cancelled (self->cancellable))
    show_exports (self, reply);
}

static void
look (HcrmExportButton *self)
{
  if (self->asked)
    return;
  self->asked = TRUE;
  hcrm_api_send_async (get_api (self),
                       &(HcrmRequest){ .method = "GET",
                                       .path = "/exports?sort=-created_at&limit=" MOST },
                       self->cancellable, looked_cb, g_object_ref (self));
}

/* --- ordering --------------------------------------------------------------------------------- */

static void
ordered_cb (GObject *api, GAsyncResult *result, gpointer data)
{
  HcrmExportButton *button = data;
  g_autoptr (JsonNode) reply = NULL;

  gtk_widget_set_sensitive (button->order, TRUE);
  g_autoptr (HcrmExportButton) self = take_answer (api, result, data, &reply);
  if (self == NULL)
    return;
  self->making = TRUE;
  show_message (self, _ ("The export is being made; you may go on working."), FALSE);
  look (self);
}

static void
read_source (gpointer list, char **path, char **query, const char **title)
{
  hcrm_record_list_dup_address (list, path, query);
  *title = hcrm_record_list_get_title (list);
}

static JsonNode *
make_order (HcrmExportButton *self, const char *query, const char *title)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *order = json_object_new ();
  gboolean csv = gtk_drop_down_get_selected (self->format) == 1;

  json_object_set_string_member (order, "query", query);
  if (self->list != NULL && gtk_drop_down_get_selected (self->columns) == 0)
    json_object_set_member (order, "columns", hcrm_record_list_dup_columns (self->list));
  json_object_set_string_member (order, "format", csv ? "csv" : "xlsx");
  json_object_set_string_member (order, "title", title);
  json_object_set_string_member (order, "reason",
                                 gtk_editable_get_text (GTK_EDITABLE (self->reason)));
  json_node_take_object (node, order);
  return node;
}

static void
order_cb (HcrmExportButton *self)
{
  g_autofree char *path = NULL, *query = NULL;
  const char *title = NULL;

  if (g_utf8_strlen (gtk_editable_get_text (GTK_EDITABLE (self->reason)), -1) < 2) {
    show_message (self, _ ("Say what the export is for."), TRUE);
    gtk_widget_grab_focus (GTK_WIDGET (self->reason));
    return;
  }
  self->source (self->data, &path, &query, &title);
  g_autofree char *action = g_strconcat (path, "/actions/export", NULL);
  g_autoptr (JsonNode) body = make_order (self, query, title);
  gtk_widget_set_sensitive (self->order, FALSE);
  hcrm_api_send_async (get_api (self),
                       &(HcrmRequest){ .method = "POST", .path = action, .body = body },
                       self->cancellable, ordered_cb, g_object_ref (self));
}

static void
shown_cb (HcrmExportButton *self)
{
  show_message (self, "", FALSE);
  look (self);
}

/* It is all that must be typed. */
static void
reason_mapped_cb (HcrmExportButton *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->reason));
}

/* --- life ------------------------------------------------------------------------------------- */

static void
hcrm_export_button_dispose (GObject *object)
{
  HcrmExportButton *self = HCRM_EXPORT_BUTTON (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->look_id, g_source_remove);
  hcrm_template_dispose (object);
  G_OBJECT_CLASS (hcrm_export_button_parent_class)->dispose (object);
}

static void
hcrm_export_button_finalize (GObject *object)
{
  g_clear_object (&HCRM_EXPORT_BUTTON (object)->cancellable);
  g_clear_object (&HCRM_EXPORT_BUTTON (object)->session);
  G_OBJECT_CLASS (hcrm_export_button_parent_class)->finalize (object);
}

static void
hcrm_export_button_class_init (HcrmExportButtonClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hcrm_export_button_dispose;
  G_OBJECT_CLASS (klass)->finalize = hcrm_export_button_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/hcrm/Client/widgets/hcrm-export-button.ui");
  gtk_widget_class_bind_template_child (widget_class, HcrmExportButton, format);
  gtk_widget_class_bind_template_child (widget_class, HcrmExportButton, columns);
  gtk_widget_class_bind_template_child (widget_class, HcrmExportButton, reason);
  gtk_widget_class_bind_template_child (widget_class, HcrmExportButton, message);
  gtk_widget_class_bind_template_child (widget_class, HcrmExportButton, order);
  gtk_widget_class_bind_template_child (widget_class, HcrmExportButton, exports);
  gtk_widget_class_bind_template_callback (widget_class, shown_cb);
  gtk_widget_class_bind_template_callback (widget_class, reason_mapped_cb);
  gtk_widget_class_bind_template_callback (widget_class, order_cb);
}

static void
hcrm_export_button_init (HcrmExportButton *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
hcrm_export_button_new_for (HcrmSession *session, HcrmExportSource source, gpointer data)
{
  HcrmExportButton *self = g_object_new (HCRM_TYPE_EXPORT_BUTTON, NULL);

  self->session = g_object_ref (session);
  self->source = source;
  self->data = data;
  gtk_widget_set_visible (GTK_WIDGET (self->columns), FALSE);
  return GTK_WIDGET (self);
}

GtkWidget *
hcrm_export_button_new (HcrmRecordList *list)
{
  GtkWidget *button =
      hcrm_export_button_new_for (hcrm_record_list_get_session (list), read_source, list);

  HCRM_EXPORT_BUTTON (button)->list = list;
  gtk_widget_set_visible (GTK_WIDGET (HCRM_EXPORT_BUTTON (button)->columns), TRUE);
  return button;
}
