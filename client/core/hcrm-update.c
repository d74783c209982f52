/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Fetches a newer client, checks that it is whole, and shows where it lies. */

#include "hcrm-update.h"

#include <glib/gi18n.h>

#include "core/hcrm-version.h"

#define BLOCK (64 * 1024)

struct _HcrmUpdate {
  GtkBox parent_instance;

  GtkLabel *text;
  GtkWidget *fetch;
  HcrmApi *api;         /* (nullable) */
  HcrmSession *session; /* (nullable): followed, not owned: it outlives the window */
  char *file, *hash;
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (HcrmUpdate, hcrm_update, GTK_TYPE_BOX)

GFile *
hcrm_update_get_file (const char *name)
{
  const char *folder = g_get_user_special_dir (G_USER_DIRECTORY_DOWNLOAD);

  return g_file_new_build_filename (folder != NULL ? folder : g_get_home_dir (), name, NULL);
}

/* --- what came -------------------------------------------------------------------------------- */

static gboolean
is_whole (HcrmUpdate *self, GFile *file)
{
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, NULL);
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree guint8 *block = g_malloc (BLOCK);
  gssize n = -1;

  while (stream != NULL
         && (n = g_input_stream_read (G_INPUT_STREAM (stream), block, BLOCK, NULL, NULL)) > 0)
    g_checksum_update (sum, block, n);
  return n == 0 && g_ascii_strcasecmp (g_checksum_get_string (sum), self->hash) == 0;
}

static void
show_folder (GFile *file)
{
  g_autoptr (GFile) folder = g_file_get_parent (file);
  g_autofree char *uri = g_file_get_uri (folder);

  g_app_info_launch_default_for_uri_async (uri, NULL, NULL, NULL, NULL);
}

static void
show_saved (HcrmUpdate *self, GFile *file)
{
  g_autofree char *path = g_file_get_path (file);
  g_autofree char *text = g_strdup_printf (_ ("Saved as %s, and it is what the server sent. Have it installed by whoever looks after this "
                          "computer."),
      path);

  gtk_label_set_text (self->text, text);
  gtk_widget_set_visible (self->fetch, FALSE);
  show_folder (file);
}

static void
fetched_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (HcrmUpdate) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = hcrm_update_get_file (self->file);

  gtk_widget_set_sensitive (self->fetch, TRUE);
  if (!hcrm_api_download_finish (HCRM_API (source), result, &error)) {
    gtk_label_set_text (self->text, error->message);
  } else if (!is_whole (self, file)) {
    g_file_delete (file, NULL, NULL);
    gtk_label_set_text (
        self->text,
        _ ("What came is not what the server announced: nothing was kept. Try again, and tell "
                                       "your administrator if it happens again."));
  } else {
    show_saved (self, file);
  }
}

static void
fetch_cb (HcrmUpdate *self)
{
  g_autoptr (GFile) file = hcrm_update_get_file (self->file);
  g_autoptr (GFile) folder = g_file_get_parent (file);

  g_file_make_directory_with_parents (folder, NULL, NULL);
  gtk_widget_set_sensitive (self->fetch, FALSE);
  hcrm_api_download_async (self->api, "/client-package", file, self->cancellable, fetched_cb,
                           g_object_ref (self));
}

/* --- what is offered -------------------------------------------------------------------------- */

static const char *
get (JsonObject *package, const char *name)
{
  return json_object_get_string_member_with_default (package, name, "");
}

static JsonObject *
find_package (JsonObject *about)
{
  JsonNode *node = json_object_get_member (about, "client_package");

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

/* A name of the server's is never a path. */
static gboolean
is_newer (JsonObject *package)
{
  const char *file = package != NULL ? get (package, "file") : "";

  return *file != '\0' && *file != '.' && strchr (file, '/') == NULL
         && *get (package, "sha256") != '\0'
         && !hcrm_version_reaches (HCRM_VERSION, get (package, "version"));
}

void
hcrm_update_offer (HcrmUpdate *self, HcrmApi *api, JsonObject *about)
{
  JsonObject *package = find_package (about);
  gboolean newer = is_newer (package);

  g_return_if_fail (HCRM_IS_UPDATE (self));
  gtk_widget_set_visible (GTK_WIDGET (self), newer);
  if (!newer)
    return;
  g_autofree char *text = g_strdup_printf (_ ("Version %s of this client is ready (you have %s). Fetch it, and have it installed."),
      get (package, "version"), HCRM_VERSION);
  g_set_object (&self->api, api);
  g_free (self->file);
  g_free (self->hash);
  self->file = g_strdup (get (package, "file"));
  self->hash = g_strdup (get (package, "sha256"));
  gtk_label_set_text (self->text, text);
  gtk_widget_set_visible (self->fetch, TRUE);
}

char *
hcrm_update_dup_too_old (JsonObject *about)
{
  const char *least = json_object_get_string_member_with_default (about, "minimum_client", "0");

  if (hcrm_version_reaches (HCRM_VERSION, least))
    return NULL;
  return g_strdup_printf (_ ("This client (%s) is too old for the server, which needs %s. Ask your "
                             "administrator for the new one."),
                             HCRM_VERSION, least);
}

static void
about_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (HcrmUpdate) self = data;
  g_autoptr (JsonNode) reply = hcrm_api_send_finish (HCRM_API (source), result, NULL);

  if (reply == NULL || !JSON_NODE_HOLDS_OBJECT (reply))
    return;
  JsonObject *about = json_node_get_object (reply);
  g_autofree char *too_old = hcrm_update_dup_too_old (about);
  hcrm_update_offer (self, HCRM_API (source), about);
  if (too_old == NULL)
    return;
  gboolean newer = gtk_widget_get_visible (GTK_WIDGET (self));
  g_autofree char *text = newer ? g_strconcat (too_old, "\n", gtk_label_get_text (self->text), NULL)
                                : g_strdup (too_old);
  gtk_label_set_text (self->text, text);
  gtk_widget_set_visible (self->fetch, newer);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
}

static void
ask (HcrmUpdate *self)
{
  hcrm_api_send_async (hcrm_session_get_api (self->session),
                       &(HcrmRequest){ .method = "GET", .path = "/about" }, self->cancellable,
                       about_cb, g_object_ref (self));
}

void
hcrm_update_follow (HcrmUpdate *self, HcrmSession *session)
{
  g_return_if_fail (HCRM_IS_UPDATE (self));

  self->session = session;
  g_signal_connect_object (hcrm_session_get_live (session), "resync", G_CALLBACK (ask), self,
                           G_CONNECT_SWAPPED);
}

/* --- life ------------------------------------------------------------------------------------- */

static void
hcrm_update_dispose (GObject *object)
{
  HcrmUpdate *self = HCRM_UPDATE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->api);
  G_OBJECT_CLASS (hcrm_update_parent_class)->dispose (object);
}

static void
hcrm_update_finalize (GObject *object)
{
  HcrmUpdate *self = HCRM_UPDATE (object);

  g_clear_object (&self->cancellable);
  g_free (self->file);
  g_free (self->hash);
  G_OBJECT_CLASS (hcrm_update_parent_class)->finalize (object);
}

static void
hcrm_update_class_init (HcrmUpdateClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hcrm_update_dispose;
  G_OBJECT_CLASS (klass)->finalize = hcrm_update_finalize;
}

static void
hcrm_update_init (HcrmUpdate *self)
{
  GtkWidget *text = gtk_label_new (NULL);

  self->cancellable = g_cancellable_new ();
  self->text = GTK_LABEL (text);
  self->fetch = gtk_button_new_with_mnemonic (_ ("_Fetch It"));
  gtk_label_set_wrap (self->text, TRUE);
  gtk_label_set_wrap_mode (self->text, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (self->text, 0);
  gtk_label_set_max_width_chars (self->text, 34);
  gtk_widget_set_hexpand (text, TRUE);
  gtk_widget_set_valign (self->fetch, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (self->fetch, "outline");
  gtk_widget_add_css_class (GTK_WIDGET (self), "banner");
  gtk_box_set_spacing (GTK_BOX (self), 9);
  gtk_box_append (GTK_BOX (self), text);
  gtk_box_append (GTK_BOX (self), self->fetch);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  g_signal_connect_swapped (self->fetch, "clicked", G_CALLBACK (fetch_cb), self);
}
