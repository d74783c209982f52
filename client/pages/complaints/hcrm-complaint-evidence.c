/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A complaint as a signed file, for mediation or a court. */

#include "hcrm-complaint-evidence.h"

#include <glib/gi18n.h>

#include "widgets/hcrm-ask.h"

typedef struct {
  HcrmPage *page; /* (nullable): weak */
  char *id;
  char *number;
  char *reason;
  GFile *file;
} Order;

static void
order_free (Order *self)
{
  g_clear_weak_pointer (&self->page);
  g_free (self->id);
  g_free (self->number);
  g_free (self->reason);
  g_clear_object (&self->file);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Order, order_free)

static void
saved_cb (GObject *api, GAsyncResult *result, gpointer data)
{
  g_autoptr (Order) self = data;
  g_autoptr (GError) error = NULL;
  gboolean saved = hcrm_api_download_finish (HCRM_API (api), result, &error);

  if (self->page == NULL)
    return;
  if (!saved) {
    hcrm_page_show_error (self->page, error);
    return;
  }
  g_autofree char *where = g_file_get_parse_name (self->file);
  g_autofree char *words = g_strdup_printf (_ ("The evidence is saved as %s"), where);
  hcrm_page_toast (self->page, words, NULL, NULL);
  hcrm_page_refresh (self->page);
}

static void
fetch (Order *self)
{
  g_autofree char *path = g_strdup_printf ("/complaints/%s/evidence", self->id);
  g_autoptr (JsonNode) body = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (body, json_object_new ());
  json_object_set_string_member (json_node_get_object (body), "reason", self->reason);
  hcrm_api_fetch_async (hcrm_page_get_api (self->page),
                        &(HcrmRequest){ .method = "POST", .path = path, .body = body }, self->file,
                        NULL, saved_cb, self);
}

static void
chosen_cb (GtkNativeDialog *dialog, int response, gpointer data)
{
  g_autoptr (Order) self = data;

  self->file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  if (response == GTK_RESPONSE_ACCEPT && self->file != NULL && self->page != NULL)
    fetch (g_steal_pointer (&self));
  gtk_native_dialog_destroy (dialog);
  g_object_unref (dialog);
}

static void
answered_cb (gpointer data, gboolean yes, const char *reason)
{
  g_autoptr (Order) self = data;

  if (!yes || self->page == NULL)
    return;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self->page));
  GtkFileChooserNative *dialog =
      gtk_file_chooser_native_new (_ ("Save the Evidence"), GTK_WINDOW (root),
                                      GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);
  g_autofree char *name = g_strdup_printf ("%s-evidence.zip", self->number);

  self->reason = g_strdup (reason);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
  g_signal_connect (dialog, "response", G_CALLBACK (chosen_cb), g_steal_pointer (&self));
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

void
hcrm_complaint_evidence_ask (HcrmPage *page, HcrmRecord *complaint)
{
  Order *self = g_new0 (Order, 1);

  g_set_weak_pointer (&self->page, page);
  self->id = g_strdup (hcrm_record_get (complaint, "id"));
  self->number = g_strdup (hcrm_record_get (complaint, "number"));
  hcrm_ask (
      GTK_WIDGET (page),
      _ ("Hand out the evidence?"),
         _ ("All that is known of the complaint goes into one signed file, with its files and "
               "the log. Who handed it out, and why, stays in its history."),
            _ ("Save…"), TRUE, answered_cb, self);
}
