/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The files of a record, and those on their way to it. */

#include "hcrm-attachments.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "core/hcrm-page.h"
#include "core/hcrm-upload.h"
#include "hcrm-ask.h"
#include "hcrm-attachment-row.h"
#include "hcrm-attachment-view.h"
#include "hcrm-clear.h"
#include "model/hcrm-attachment.h"

struct _HcrmAttachments {
  AdwBin parent_instance;

  GtkWidget *add;
  GtkWidget *paste;
  GtkListBox *list;
  GtkListBox *sending;
  GtkLabel *empty;
  char *read;           /* (nullable) */
  char *write;          /* (nullable) */
  GListStore *files;    /* of HcrmRecord */
  GPtrArray *uploads;   /* of Upload */
  GCancellable *closed; /* what is fetched for somebody who went away */
  HcrmApi *api;         /* (nullable): whose line is watched */
  char *folder;         /* (nullable): of what was opened; goes with the widget */
  gint64 n_uploads;
  gint64 removed_id;
};

G_DEFINE_FINAL_TYPE (HcrmAttachments, hcrm_attachments, ADW_TYPE_BIN)

static guint settled_signal;

/* A file on its way. @upload_id: as the server knows it; @whole: it is there, to be attached. */
typedef struct {
  HcrmAttachments *owner; /* (nullable): %NULL once it is gone */
  gint64 key;
  GFile *file;
  GtkWidget *row;
  GCancellable *stop;
  gint64 upload_id;
  gboolean whole;
  gboolean running;
  gboolean cut; /* by the line */
} Upload;

static void
upload_clear (gpointer data)
{
  Upload *self = data;

  g_clear_object (&self->file);
  g_clear_object (&self->stop);
}

static void
upload_unref (gpointer data)
{
  g_rc_box_release_full (data, upload_clear);
}

static HcrmPage *
get_page (HcrmAttachments *self)
{
  return (HcrmPage *) gtk_widget_get_ancestor (GTK_WIDGET (self), HCRM_TYPE_PAGE);
}

static Upload *
find_upload (HcrmAttachments *self, gint64 key)
{
  for (guint i = 0; i < self->uploads->len; i++)
    if (((Upload *) self->uploads->pdata[i])->key == key)
      return self->uploads->pdata[i];
  return NULL;
}

static void
drop_upload (HcrmAttachments *self, Upload *upload)
{
  gtk_list_box_remove (self->sending, upload->row);
  upload->owner = NULL;
  g_ptr_array_remove (self->uploads, upload);
  gtk_widget_set_visible (GTK_WIDGET (self->sending), self->uploads->len > 0);
  if (self->uploads->len == 0)
    g_signal_emit (self, settled_signal, 0);
}

/* --- the list --------------------------------------------------------------------------------- */

static void
show_files (HcrmAttachments *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->files));

  hcrm_clear_list (self->list);
  for (guint i = 0; i < n; i++) {
    g_autoptr (HcrmRecord) file = g_list_model_get_item (G_LIST_MODEL (self->files), i);
    gtk_list_box_append (self->list, hcrm_attachment_row_new (file, self->write != NULL));
  }
  gtk_widget_set_visible (GTK_WIDGET (self->list), n > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->empty), n == 0 && self->uploads->len == 0);
  gtk_label_set_text (self->empty, self->write != NULL || self->read == NULL
                      ? _ ("No files yet. Drop scans and photos here.")
                      : _ ("No files"));
}

static void
read_cb (gpointer data, JsonNode *reply)
{
  HcrmAttachments *self = data;

  hcrm_store_load (self->files, &hcrm_attachment_fields, reply);
  show_files (self);
}

static void
refresh (HcrmAttachments *self)
{
  g_autofree char *path =
      self->read != NULL ? g_strconcat (self->read, "/attachments?limit=200", NULL) : NULL;

  if (path != NULL && get_page (self) != NULL)
    hcrm_page_send_for (get_page (self), self,
                        &(HcrmRequest){ .method = "GET", .path = path, .fills = "attachments" },
                        read_cb, NULL);
}

/* --- attaching what is there ------------------------------------------------------------------ */

static void
attached_cb (GObject *api, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) reply = hcrm_api_send_finish (HCRM_API (api), result, &error);
  Upload *upload = data;
  HcrmAttachments *self = upload->owner;

  upload->running = FALSE;
  if (self != NULL && error == NULL) {
    /* Whoever waited for this may close the page. */
    g_autoptr (HcrmAttachments) held = g_object_ref (self);
    drop_upload (held, upload);
    refresh (held);
  } else if (self != NULL) {
    upload->cut = g_error_matches (error, HCRM_ERROR, HCRM_ERROR_OFFLINE);
    hcrm_attachment_row_set_words (upload->row, error->message, TRUE);
  }
  upload_unref (upload);
}

static void
attach (HcrmAttachments *self, Upload *upload)
{
  if (self->write == NULL) {
    hcrm_attachment_row_set_words (upload->row, _ ("goes with what is being written"), FALSE);
    return;
  }
  g_autofree char *path = g_strconcat (self->write, "/attachments", NULL);
  g_autoptr (JsonNode) body = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (body, json_object_new ());
  json_object_set_int_member (json_node_get_object (body), "upload_id", upload->upload_id);
  upload->running = TRUE;
  hcrm_api_send_async (self->api, &(HcrmRequest){ .method = "POST", .path = path, .body = body },
                       NULL, attached_cb, g_rc_box_acquire (upload));
}

/* --- sending ---------------------------------------------------------------------------------- */

static void
progress_cb (gpointer data, double done)
{
  Upload *upload = data;

  if (upload->owner != NULL)
    hcrm_attachment_row_set_progress (upload->row, done);
}

static void
sent_cb (GObject *api, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  gint64 id = hcrm_upload_finish (HCRM_API (api), result, &error);
  Upload *upload = data;

  upload->running = FALSE;
  if (hcrm_upload_get_begun (result) > 0)
    upload->upload_id = hcrm_upload_get_begun (result);
  if (upload->owner != NULL && id > 0) {
    upload->whole = TRUE;
    attach (upload->owner, upload);
  } else if (upload->owner != NULL) {
    upload->cut = g_error_matches (error, HCRM_ERROR, HCRM_ERROR_OFFLINE);
    hcrm_attachment_row_set_words (upload->row, upload->cut
                                   ? _ ("The line is down: it goes on by itself") : error->message,
                                        TRUE);
  }
  upload_unref (upload);
}

static void
send_from (HcrmAttachments *self, Upload *upload, HcrmRecord *resume)
{
  upload->running = TRUE;
  hcrm_upload_async (self->api, "/uploads", 0, upload->file, resume, progress_cb, upload->stop,
                     sent_cb, g_rc_box_acquire (upload));
}

/* How far it came before the line broke; from the beginning if nobody knows of it any more. */
static void
found_cb (GObject *api, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) reply = hcrm_api_send_finish (HCRM_API (api), result, &error);
  g_autoptr (HcrmRecord) known = hcrm_record_new (&hcrm_upload_fields);
  Upload *upload = data;
  gboolean good = reply != NULL && JSON_NODE_HOLDS_OBJECT (reply)
                  && hcrm_record_read_json (known, json_node_get_object (reply), TRUE, NULL);

  upload->running = FALSE;
  if (upload->owner != NULL && g_error_matches (error, HCRM_ERROR, HCRM_ERROR_OFFLINE))
    upload->cut = TRUE;
  else if (upload->owner != NULL)
    send_from (upload->owner, upload, good ? known : NULL);
  upload_unref (upload);
}

static void
go_on (HcrmAttachments *self, Upload *upload)
{
  g_autofree char *path = g_strdup_printf ("/uploads/%" G_GINT64_FORMAT, upload->upload_id);

  if (upload->running)
    return;
  upload->cut = FALSE;
  hcrm_attachment_row_set_words (upload->row, _ ("is sent …"), FALSE);
  if (upload->whole) {
    attach (self, upload);
  } else if (upload->upload_id == 0) {
    send_from (self, upload, NULL);
  } else {
    upload->running = TRUE;
    hcrm_api_send_async (self->api, &(HcrmRequest){ .method = "GET", .path = path }, NULL, found_cb,
                         g_rc_box_acquire (upload));
  }
}

static void
online_cb (HcrmAttachments *self)
{
  for (guint i = 0; hcrm_api_get_online (self->api) && i < self->uploads->len; i++)
    if (((Upload *) self->uploads->pdata[i])->cut)
      go_on (self, self->uploads->pdata[i]);
}

static void
watch_line (HcrmAttachments *self)
{
  if (self->api != NULL || get_page (self) == NULL)
    return;
  self->api = g_object_ref (hcrm_page_get_api (get_page (self)));
  g_signal_connect_object (self->api, "notify::online", G_CALLBACK (online_cb), self,
                           G_CONNECT_SWAPPED);
}

void
hcrm_attachments_add (HcrmAttachments *self, GFile *file)
{
  g_return_if_fail (HCRM_IS_ATTACHMENTS (self));
  watch_line (self);
  if (self->api == NULL || !gtk_widget_get_visible (self->add))
    return;
  Upload *upload = g_rc_box_new0 (Upload);
  g_autofree char *base = g_file_get_basename (file);
  g_autofree char *name = g_filename_display_name (base);

  *upload = (Upload){ .owner = self,
                      .key = ++self->n_uploads,
                      .file = g_object_ref (file),
                      .stop = g_cancellable_new () };
  upload->row = hcrm_attachment_row_new_upload (upload->key, name);
  gtk_list_box_append (self->sending, upload->row);
  g_ptr_array_add (self->uploads, upload);
  gtk_widget_set_visible (GTK_WIDGET (self->sending), TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->empty), FALSE);
  send_from (self, upload, NULL);
}

gboolean
hcrm_attachments_get_waiting (HcrmAttachments *self)
{
  g_return_val_if_fail (HCRM_IS_ATTACHMENTS (self), FALSE);
  return self->uploads->len > 0;
}

/* --- ways to add ------------------------------------------------------------------------------ */

static void
chosen_cb (GtkNativeDialog *dialog, int response, HcrmAttachments *self)
{
  g_autoptr (GListModel) files = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (dialog));

  for (guint i = 0; response == GTK_RESPONSE_ACCEPT && i < g_list_model_get_n_items (files); i++) {
    g_autoptr (GFile) file = g_list_model_get_item (files, i);
    hcrm_attachments_add (self, file);
  }
  gtk_native_dialog_destroy (dialog);
}

static void
add_action (GtkWidget *widget, const char *name, GVariant *unused)
{
  GtkFileChooserNative *dialog =
      gtk_file_chooser_native_new (_ ("Attach files"), GTK_WINDOW (gtk_widget_get_root (widget)),
                                      GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Attach"), _ ("_Cancel"));

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (dialog), TRUE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (chosen_cb), widget, 0);
  g_object_set_data_full (G_OBJECT (widget), "chooser", dialog, g_object_unref);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, HcrmAttachments *self)
{
  for (GSList *file = g_value_get_boxed (value); file != NULL; file = file->next)
    hcrm_attachments_add (self, file->data);
  return TRUE;
}

static GFile *
make_temp (HcrmAttachments *self, const char *name)
{
  g_autofree char *plain = g_path_get_basename (name);

  if (self->folder == NULL)
    self->folder = g_dir_make_tmp ("hcrm-files-XXXXXX", NULL);
  return self->folder != NULL ? g_file_new_build_filename (self->folder, plain, NULL) : NULL;
}

static void
pasted_cb (GObject *clipboard, GAsyncResult *result, gpointer data)
{
  g_autoptr (HcrmAttachments) self = data;
  g_autoptr (GdkTexture) texture =
      gdk_clipboard_read_texture_finish (GDK_CLIPBOARD (clipboard), result, NULL);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *name = g_date_time_format (now, "%Y%m%d-%H%M%S.png");
  g_autoptr (GFile) file = texture != NULL ? make_temp (self, name) : NULL;

  if (file != NULL && gdk_texture_save_to_png (texture, g_file_peek_path (file)))
    hcrm_attachments_add (self, file);
  else if (get_page (self) != NULL)
    hcrm_page_toast (get_page (self), _ ("No picture was copied"), NULL, NULL);
}

static void
paste_action (GtkWidget *widget, const char *name, GVariant *unused)
{
  gdk_clipboard_read_texture_async (gtk_widget_get_clipboard (widget), NULL, pasted_cb,
                                    g_object_ref (widget));
}

/* --- one of them ------------------------------------------------------------------------------ */

static HcrmRecord *
find_file (HcrmAttachments *self, gint64 id)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->files)); i++) {
    HcrmRecord *file = g_list_model_get_item (G_LIST_MODEL (self->files), i);
    g_object_unref (file); /* the list has it */
    if (hcrm_record_get_int (file, "id") == id)
      return file;
  }
  return NULL;
}

typedef struct {
  HcrmAttachments *owner;
  HcrmRecord *record;
  GFile *file;
} Opening;

static void
opening_free (Opening *self)
{
  g_clear_object (&self->owner);
  g_clear_object (&self->record);
  g_clear_object (&self->file);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Opening, opening_free)

static void
fetched_cb (GObject *api, GAsyncResult *result, gpointer data)
{
  g_autoptr (Opening) self = data;
  g_autoptr (GError) error = NULL;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self->owner));

  if (hcrm_api_download_finish (HCRM_API (api), result, &error))
    hcrm_attachment_view_open (GTK_WINDOW (root), self->file,
                               hcrm_record_get (self->record, "name"),
                               hcrm_record_get (self->record, "media_type"));
  else if (get_page (self->owner) != NULL)
    hcrm_page_show_error (get_page (self->owner), error);
}

static void
open_action (GtkWidget *widget, const char *name, GVariant *id)
{
  HcrmAttachments *self = HCRM_ATTACHMENTS (widget);
  HcrmRecord *record = find_file (self, g_variant_get_int64 (id));

  watch_line (self);
  if (record == NULL || self->api == NULL)
    return;
  g_autofree char *path =
      g_strdup_printf ("%s/attachments/%s/content", self->read, hcrm_record_get (record, "id"));
  g_autofree char *called =
      g_strdup_printf ("%s-%s", hcrm_record_get (record, "id"), hcrm_record_get (record, "name"));
  Opening *opening = g_new0 (Opening, 1);
  opening->owner = g_object_ref (self);
  opening->record = g_object_ref (record);
  opening->file = make_temp (self, called);
  hcrm_api_download_async (self->api, path, opening->file, self->closed, fetched_cb, opening);
}

static void
removed_cb (gpointer data, JsonNode *reply)
{
  refresh (data);
}

static void
remove_cb (gpointer data, gboolean yes, const char *reason)
{
  HcrmAttachments *self = data;
  HcrmRecord *record = yes ? find_file (self, self->removed_id) : NULL;

  if (record == NULL || self->write == NULL || get_page (self) == NULL)
    return;
  g_autofree char *path = g_strdup_printf ("%s/attachments/%s/actions/remove", self->write,
                                           hcrm_record_get (record, "id"));
  g_autoptr (JsonNode) body = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (body, json_object_new ());
  json_object_set_string_member (json_node_get_object (body), "reason", reason);
  hcrm_page_send_for (get_page (self), self,
                      &(HcrmRequest){ .method = "POST",
                                      .path = path,
                                      .body = body,
                                      .version = hcrm_record_get_int (record, "version") },
                      removed_cb, NULL);
}

static void
remove_action (GtkWidget *widget, const char *name, GVariant *id)
{
  HcrmAttachments *self = HCRM_ATTACHMENTS (widget);
  HcrmRecord *record = find_file (self, g_variant_get_int64 (id));

  if (record == NULL)
    return;
  self->removed_id = g_variant_get_int64 (id);
  hcrm_ask (widget, _ ("Take this file off?"),
                       _ ("It stays in the list with the reason, and cannot be opened any more."),
                          _ ("Take Off"), TRUE, remove_cb, self);
}

static void
stop_action (GtkWidget *widget, const char *name, GVariant *key)
{
  g_autoptr (HcrmAttachments) self = g_object_ref (HCRM_ATTACHMENTS (widget));
  Upload *upload = find_upload (self, g_variant_get_int64 (key));

  if (upload == NULL)
    return;
  g_cancellable_cancel (upload->stop);
  drop_upload (self, upload);
  show_files (self);
}

static void
retry_action (GtkWidget *widget, const char *name, GVariant *key)
{
  HcrmAttachments *self = HCRM_ATTACHMENTS (widget);
  Upload *upload = find_upload (self, g_variant_get_int64 (key));

  if (upload != NULL)
    go_on (self, upload);
}

/* --- whose they are --------------------------------------------------------------------------- */

void
hcrm_attachments_set (HcrmAttachments *self, const char *read, const char *write)
{
  g_return_if_fail (HCRM_IS_ATTACHMENTS (self));
  if (g_strcmp0 (self->read, read) != 0) {
    g_list_store_remove_all (self->files);
    while (self->read != NULL && self->uploads->len > 0) {
      Upload *upload = self->uploads->pdata[0];
      g_cancellable_cancel (upload->stop);
      drop_upload (self, upload);
    }
  }
  g_free (self->read);
  g_free (self->write);
  self->read = g_strdup (read);
  self->write = g_strdup (write);
  gtk_widget_set_visible (self->add, write != NULL || read == NULL);
  gtk_widget_set_visible (self->paste, write != NULL || read == NULL);
  show_files (self);
  for (guint i = 0; write != NULL && i < self->uploads->len; i++) {
    Upload *upload = self->uploads->pdata[i];
    if (upload->whole && !upload->running)
      attach (self, upload);
  }
  refresh (self);
}

/* --- the widget ------------------------------------------------------------------------------- */

static void
remove_folder (HcrmAttachments *self)
{
  g_autoptr (GDir) folder = self->folder != NULL ? g_dir_open (self->folder, 0, NULL) : NULL;

  for (const char *name = folder != NULL ? g_dir_read_name (folder) : NULL; name != NULL;
       name = g_dir_read_name (folder)) {
    g_autofree char *path = g_build_filename (self->folder, name, NULL);
    g_unlink (path);
  }
  if (self->folder != NULL)
    g_rmdir (self->folder);
  g_clear_pointer (&self->folder, g_free);
}

static void
hcrm_attachments_dispose (GObject *object)
{
  HcrmAttachments *self = HCRM_ATTACHMENTS (object);

  for (guint i = 0; i < self->uploads->len; i++) {
    Upload *upload = self->uploads->pdata[i];
    upload->owner = NULL;
    g_cancellable_cancel (upload->stop);
  }
  g_ptr_array_set_size (self->uploads, 0);
  g_cancellable_cancel (self->closed);
  g_clear_object (&self->api);
  G_OBJECT_CLASS (hcrm_attachments_parent_class)->dispose (object);
}

static void
hcrm_attachments_finalize (GObject *object)
{
  HcrmAttachments *self = HCRM_ATTACHMENTS (object);

  remove_folder (self);
  g_free (self->read);
  g_free (self->write);
  g_object_unref (self->files);
  g_object_unref (self->closed);
  g_ptr_array_unref (self->uploads);
  G_OBJECT_CLASS (hcrm_attachments_parent_class)->finalize (object);
}

static void
hcrm_attachments_class_init (HcrmAttachmentsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hcrm_attachments_dispose;
  G_OBJECT_CLASS (klass)->finalize = hcrm_attachments_finalize;
  settled_signal = g_signal_new ("settled", HCRM_TYPE_ATTACHMENTS, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
  gtk_widget_class_install_action (widget_class, "attachments.add", NULL, add_action);
  gtk_widget_class_install_action (widget_class, "attachments.paste", NULL, paste_action);
  gtk_widget_class_install_action (widget_class, "attachments.open", "x", open_action);
  gtk_widget_class_install_action (widget_class, "attachments.remove", "x", remove_action);
  gtk_widget_class_install_action (widget_class, "attachments.stop", "x", stop_action);
  gtk_widget_class_install_action (widget_class, "attachments.retry", "x", retry_action);
}

static GtkWidget *
new_button (const char *label, const char *action)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_add_css_class (button, "small");
  gtk_widget_add_css_class (button, "outline");
  return button;
}

static GtkListBox *
new_list (GtkWidget *box)
{
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_list_box_set_show_separators (GTK_LIST_BOX (list), TRUE);
  gtk_widget_add_css_class (list, "card");
  gtk_widget_set_visible (list, FALSE);
  gtk_box_append (GTK_BOX (box), list);
  return GTK_LIST_BOX (list);
}

static GtkWidget *
new_head (HcrmAttachments *self)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9),
            *title = gtk_label_new (_ ("Files"));

  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_widget_set_hexpand (title, TRUE);
  gtk_widget_add_css_class (title, "section");
  self->paste = new_button (_ ("Paste a Picture"), "attachments.paste");
  self->add = new_button (_ ("Attach…"), "attachments.add");
  gtk_box_append (GTK_BOX (head), title);
  gtk_box_append (GTK_BOX (head), self->paste);
  gtk_box_append (GTK_BOX (head), self->add);
  return head;
}

static void
hcrm_attachments_init (HcrmAttachments *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  self->files = g_list_store_new (HCRM_TYPE_RECORD);
  self->uploads = g_ptr_array_new_with_free_func (upload_unref);
  self->closed = g_cancellable_new ();
  gtk_box_append (GTK_BOX (box), new_head (self));
  self->list = new_list (box);
  self->sending = new_list (box);
  self->empty = GTK_LABEL (gtk_label_new (""));
  gtk_label_set_xalign (self->empty, 0);
  gtk_widget_add_css_class (GTK_WIDGET (self->empty), "dim-label");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->empty));
  adw_bin_set_child (ADW_BIN (self), box);
  g_signal_connect (target, "drop", G_CALLBACK (drop_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}
