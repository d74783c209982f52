/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A server of canned replies, and a page of the client in a window before it. */

#include "hcrm-canned.h"

#include <libsoup/soup.h>

#define PREFIX "/api/v1"
#define WAIT_S 10
#define SETTLE_MS 250

typedef struct {
  char *method;
  char *path;
  guint status;
  char *json;
  GBytes *bytes; /* instead of it */
} Reply;

typedef struct {
  char *method;
  char *path;
  char *version;
  GBytes *bytes;
  JsonNode *body;
} Request;

/* What is not answered yet; the reply is what it was when it was asked for. */
typedef struct {
  char *method;
  char *path;
  SoupServerMessage *message;
} Held;

struct _Canned {
  SoupServer *server;
  GSocketService *service;
  char *address;
  GPtrArray *replies;
  GPtrArray *requests;
  GPtrArray *holds; /* (element-type Held): what is to be held, without message */
  GPtrArray *held;  /* (element-type Held) */
  HcrmSession *session;
  GtkWidget *window;
  char *opened;
};

static void
free_reply (gpointer data)
{
  Reply *reply = data;

  g_free (reply->method);
  g_free (reply->path);
  g_free (reply->json);
  g_clear_pointer (&reply->bytes, g_bytes_unref);
  g_free (reply);
}

static void
free_request (gpointer data)
{
  Request *request = data;

  g_free (request->method);
  g_free (request->path);
  g_free (request->version);
  g_clear_pointer (&request->body, json_node_unref);
  g_clear_pointer (&request->bytes, g_bytes_unref);
  g_free (request);
}

static void
free_held (gpointer data)
{
  Held *held = data;

  g_free (held->method);
  g_free (held->path);
  g_clear_object (&held->message);
  g_free (held);
}

static Held *
new_held (const char *method, const char *path, SoupServerMessage *message)
{
  Held *held = g_new0 (Held, 1);

  held->method = g_strdup (method);
  held->path = g_strdup (path);
  held->message = message != NULL ? g_object_ref (message) : NULL;
  return held;
}

/* --- answering -------------------------------------------------------------------------------- */

/* When a server last took or gave something: on a busy machine a page asks for longer. */
static gint64 last_at;

static void
note_time (void)
{
  last_at = g_get_monotonic_time ();
}

static Reply *
find_reply (Canned *self, const char *method, const char *path)
{
  Reply *best = NULL;

  for (guint i = 0; i < self->replies->len; i++) {
    Reply *reply = g_ptr_array_index (self->replies, i);
    if (g_str_equal (reply->method, method) && g_str_has_prefix (path, reply->path)
        && (best == NULL || strlen (reply->path) >= strlen (best->path)))
      best = reply;
  }
  return best;
}

static void
note_request (Canned *self, SoupServerMessage *message, const char *path)
{
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  g_autoptr (GBytes) bytes = soup_message_body_flatten (body);
  gsize size;
  const char *text = g_bytes_get_data (bytes, &size);
  g_autofree char *json = g_strndup (text != NULL ? text : "", size);
  Request *request = g_new0 (Request, 1);

  note_time ();
  request->method = g_strdup (soup_server_message_get_method (message));
  request->path = g_strdup (path);
  request->bytes = g_bytes_ref (bytes);
  request->version = g_strdup (
      soup_message_headers_get_one (soup_server_message_get_request_headers (message), "If-Match"));
  request->body = *json != '\0' ? json_from_string (json, NULL) : NULL;
  g_ptr_array_add (self->requests, request);
}

static gboolean
is_held (Canned *self, const char *method, const char *path)
{
  for (guint i = 0; i < self->holds->len; i++) {
    Held *hold = g_ptr_array_index (self->holds, i);
    if (g_str_equal (hold->method, method) && g_str_has_prefix (path, hold->path))
      return TRUE;
  }
  return FALSE;
}

static void
hold_message (Canned *self, SoupServerMessage *message, const char *path)
{
  const char *method = soup_server_message_get_method (message);

  if (!is_held (self, method, path))
    return;
  soup_server_message_pause (message);
  g_ptr_array_add (self->held, new_held (method, path, message));
}

static void
cut (SoupServerMessage *message)
{
  g_autoptr (GIOStream) line = soup_server_message_steal_connection (message);

  g_io_stream_close (line, NULL, NULL);
}

static void
answer_cb (SoupServer *server,
           SoupServerMessage *message,
           const char *unused,
           GHashTable *query,
           gpointer data)
{
  Canned *self = data;
  GUri *uri = soup_server_message_get_uri (message);
  const char *params = g_uri_get_query (uri);
  g_autofree char *path =
      g_strconcat (g_uri_get_path (uri) + strlen (PREFIX), params != NULL ? "?" : "", params, NULL);
  const char *missing = "{\"type\":\"not-found\",\"title\":\"Missing\",\"status\":404}";

  note_request (self, message, path);
  Reply *reply = find_reply (self, soup_server_message_get_method (message), path);
  guint status = reply != NULL ? reply->status : 404;
  if (status == CANNED_CUT) {
    cut (message);
    return;
  }
  const char *json = reply != NULL ? reply->json : missing;
  /* A connection that is kept is never given back by libsoup 3.2's server. */
  soup_message_headers_replace (soup_server_message_get_response_headers (message), "Connection",
                                "close");
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message,
                                    status < 400 ? "application/json" : "application/problem+json",
                                    SOUP_MEMORY_COPY, json, strlen (json));
  if (reply != NULL && reply->bytes != NULL)
    soup_server_message_set_response (message, "application/octet-stream", SOUP_MEMORY_COPY,
                                      g_bytes_get_data (reply->bytes, NULL),
                                      g_bytes_get_size (reply->bytes));
  hold_message (self, message, path);
}

/* libsoup 3.2 leaks the sockets that it accepts itself. */
static gboolean
incoming_cb (GSocketService *service, GSocketConnection *connection, GObject *source, gpointer data)
{
  Canned *self = data;
  g_autoptr (GSocketAddress) local = g_socket_connection_get_local_address (connection, NULL);
  g_autoptr (GSocketAddress) remote = g_socket_connection_get_remote_address (connection, NULL);

  return soup_server_accept_iostream (self->server, G_IO_STREAM (connection), local, remote, NULL);
}

static void
open_port (Canned *self)
{
  self->service = g_socket_service_new ();
  guint port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (self->service), NULL, NULL);
  g_assert_cmpuint (port, !=, 0);
  self->address = g_strdup_printf ("http://127.0.0.1:%u", port);
  g_signal_connect (self->service, "incoming", G_CALLBACK (incoming_cb), self);
  g_socket_service_start (self->service);
}

Canned *
canned_new (void)
{
  Canned *self = g_new0 (Canned, 1);

  self->replies = g_ptr_array_new_with_free_func (free_reply);
  self->requests = g_ptr_array_new_with_free_func (free_request);
  self->holds = g_ptr_array_new_with_free_func (free_held);
  self->held = g_ptr_array_new_with_free_func (free_held);
  self->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (self->server, PREFIX, answer_cb, self, NULL);
  g_signal_connect (self->server, "request-finished", G_CALLBACK (note_time), NULL);
  open_port (self);
  canned_set (self, "GET", "/today", 200, "{\"counts\":{},\"stats\":{},\"items\":[]}");
  return self;
}

static gboolean
fits (Held *held, const char *method, const char *path)
{
  return g_str_has_prefix (held->method, method) && g_str_has_prefix (held->path, path);
}

static void
release_where (Canned *self, const char *method, const char *path)
{
  for (guint i = self->holds->len; i > 0; i--)
    if (fits (g_ptr_array_index (self->holds, i - 1), method, path))
      g_ptr_array_remove_index (self->holds, i - 1);
  for (guint i = 0; i < self->held->len;) {
    Held *held = g_ptr_array_index (self->held, i);
    if (!fits (held, method, path)) {
      i++;
      continue;
    }
    soup_server_message_unpause (held->message);
    g_ptr_array_remove_index (self->held, i);
  }
}

/* --- Names ------------------------------------------------------------------------------------
 */

/* Whether there is a widget of that type within @widget; one without words yet counts as well. */
static gboolean
holds (GtkWidget *widget, GType type)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type))
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (!GTK_IS_POPOVER (child) && holds (child, type))
      return TRUE;
  return FALSE;
}

/* Parts of the toolkit's own widgets are the toolkit's to name. */
static gboolean
is_own (GtkWidget *button)
{
  GType const others[] = { GTK_TYPE_SPIN_BUTTON, GTK_TYPE_WINDOW_CONTROLS, GTK_TYPE_CALENDAR,
                           ADW_TYPE_TAB_BAR,     ADW_TYPE_HEADER_BAR,      GTK_TYPE_DROP_DOWN };

  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    if (gtk_widget_get_ancestor (button, others[i]) != NULL)
      return FALSE;
  return !GTK_IS_MENU_BUTTON (gtk_widget_get_parent (button));
}

static gboolean
is_named (GtkWidget *widget)
{
  return gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL)
         || gtk_test_accessible_has_relation (GTK_ACCESSIBLE (widget),
                                              GTK_ACCESSIBLE_RELATION_LABELLED_BY);
}

void
canned_assert_named (GtkWidget *root)
{
  gboolean button = GTK_IS_BUTTON (root) || GTK_IS_MENU_BUTTON (root);
  gboolean icon = button && holds (root, GTK_TYPE_IMAGE) && !holds (root, GTK_TYPE_LABEL);

  if (icon && is_own (root) && !is_named (root))
    g_error ("no name for the button with the tip “%s” in %s", gtk_widget_get_tooltip_text (root),
             G_OBJECT_TYPE_NAME (gtk_widget_get_parent (root)));
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    canned_assert_named (child);
}

void
canned_free (Canned *self)
{
  release_where (self, "", "");
  if (self->window != NULL)
    canned_assert_named (self->window);
  if (self->window != NULL)
    gtk_window_destroy (GTK_WINDOW (self->window));
  canned_settle ();
  if (self->session != NULL)
    hcrm_session_sign_out (self->session);
  canned_settle ();
  g_clear_object (&self->session);
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  soup_server_disconnect (self->server);
  canned_settle ();
  g_object_unref (self->server);
  g_object_unref (self->service);
  g_ptr_array_unref (self->replies);
  g_ptr_array_unref (self->requests);
  g_ptr_array_unref (self->holds);
  g_ptr_array_unref (self->held);
  g_free (self->address);
  g_free (self->opened);
  g_free (self);
}

void
canned_set (Canned *self, const char *method, const char *path, guint status, const char *json)
{
  Reply *reply = g_new0 (Reply, 1);

  reply->method = g_strdup (method);
  reply->path = g_strdup (path);
  reply->status = status;
  reply->json = g_strdup (json);
  g_ptr_array_add (self->replies, reply);
}

void
canned_set_bytes (Canned *self, const char *path, GBytes *bytes)
{
  Reply *reply = g_new0 (Reply, 1);

  reply->method = g_strdup ("GET");
  reply->path = g_strdup (path);
  reply->status = 200;
  reply->json = g_strdup ("");
  reply->bytes = g_bytes_ref (bytes);
  g_ptr_array_add (self->replies, reply);
}

void
canned_hold (Canned *self, const char *method, const char *path)
{
  g_ptr_array_add (self->holds, new_held (method, path, NULL));
}

void
canned_release (Canned *self, const char *method, const char *path)
{
  release_where (self, method, path);
  canned_settle ();
}

void
canned_set_drafts (Canned *self)
{
  canned_set (self, "PUT", "/drafts/", 200, "{}");
  canned_set (self, "DELETE", "/drafts/", 204, "");
}

void
canned_set_patient (Canned *self)
{
  canned_set (self, "GET", "/patients/7", 200, "{\"id\":7,\"version\":3,\"name\":\"周桂兰\"}");
  canned_set (self, "GET", "/timeline", 200, LIST ("", "0"));
  canned_set (self, "GET", "/encounters", 200, LIST ("", "0"));
  canned_set (self, "GET", "/contacts", 200, LIST ("", "0"));
  canned_set (self, "GET", "/attempts", 200, LIST ("", "0"));
}

/* --- asking ----------------------------------------------------------------------------------- */

static Request *
find_request (Canned *self, const char *method, const char *path)
{
  for (guint i = self->requests->len; i > 0; i--) {
    Request *request = g_ptr_array_index (self->requests, i - 1);
    if (g_str_equal (request->method, method) && g_str_has_prefix (request->path, path))
      return request;
  }
  return NULL;
}

JsonObject *
canned_get_body (Canned *self, const char *method, const char *path)
{
  Request *request = find_request (self, method, path);

  return request != NULL && request->body != NULL ? json_node_get_object (request->body) : NULL;
}

GBytes *
canned_get_bytes (Canned *self, const char *method, const char *path)
{
  Request *request = find_request (self, method, path);

  return request != NULL ? request->bytes : NULL;
}

const char *
canned_get_version (Canned *self, const char *method, const char *path)
{
  Request *request = find_request (self, method, path);

  return request != NULL ? request->version : NULL;
}

const char *
canned_get_path (Canned *self, const char *method, const char *path)
{
  Request *request = find_request (self, method, path);

  return request != NULL ? request->path : NULL;
}

guint
canned_count (Canned *self, const char *method, const char *path)
{
  guint n = 0;

  for (guint i = 0; i < self->requests->len; i++) {
    Request *request = g_ptr_array_index (self->requests, i);
    if (g_str_equal (request->method, method) && g_str_has_prefix (request->path, path))
      n++;
  }
  return n;
}

void
canned_forget (Canned *self)
{
  g_ptr_array_set_size (self->requests, 0);
}

const char *
canned_get_opened (Canned *self)
{
  return self->opened;
}

/* --- waiting ---------------------------------------------------------------------------------- */

static gboolean
wake_cb (gpointer unused)
{
  return G_SOURCE_CONTINUE;
}

void
canned_wait (gboolean (*done) (gpointer data), gpointer data)
{
  gint64 until = g_get_monotonic_time () + WAIT_S * G_USEC_PER_SEC;
  guint id = g_timeout_add (20, wake_cb, NULL);

  while (!done (data) && g_get_monotonic_time () < until)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (id);
  g_assert_true (done (data));
}

typedef struct {
  Canned *self;
  const char *method;
  const char *path;
} Wish;

static gboolean
has_come (gpointer data)
{
  Wish *wish = data;

  return find_request (wish->self, wish->method, wish->path) != NULL;
}

void
canned_wait_request (Canned *self, const char *method, const char *path)
{
  Wish wish = { self, method, path };

  canned_wait (has_come, &wish);
}

typedef struct {
  GtkWidget *page;
  const char *words;
} Sight;

static gboolean
is_seen (gpointer data)
{
  Sight *sight = data;

  return canned_sees (sight->page, sight->words);
}

void
canned_wait_words (HcrmPage *page, const char *words)
{
  Sight sight = { GTK_WIDGET (page), words };

  canned_wait (is_seen, &sight);
}

static gboolean
is_over (gpointer until)
{
  gint64 quiet_until = MAX (*(gint64 *) until, last_at + SETTLE_MS * 1000);

  return g_get_monotonic_time () > quiet_until && !g_main_context_pending (NULL);
}

void
canned_settle (void)
{
  gint64 until = g_get_monotonic_time () + SETTLE_MS * 1000;

  canned_wait (is_over, &until);
}

/* --- a page in a window ----------------------------------------------------------------------- */

static char *
make_session (const char *const *permissions)
{
  GString *text = g_string_new (
      "{\"token\":\"t\",\"expires_at\":\"2099-01-01T00:00:00Z\",\"user\":{\"id\":9,"
      "\"username\":\"lin\",\"name\":\"林晓\",\"language\":\"en\",\"roles\":[\"agent\"],"
      "\"must_change_password\":false,\"lock_minutes\":0},\"permissions\":[");

  for (guint i = 0; permissions[i] != NULL; i++) {
    g_auto (GStrv) parts = g_strsplit (permissions[i], ":", 2);
    g_string_append_printf (text, "%s{\"name\":\"%s\",\"scope\":\"%s\"}", i > 0 ? "," : "",
                            parts[0], parts[1]);
  }
  g_string_append (text, "]}");
  return g_string_free (text, FALSE);
}

static void
signed_in_cb (GObject *session, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  hcrm_session_finish (HCRM_SESSION (session), result, &error);
  g_assert_no_error (error);
  *(gboolean *) data = TRUE;
}

static gboolean
is_set (gpointer flag)
{
  return *(gboolean *) flag;
}

static void
open_cb (GSimpleAction *action, GVariant *what, gpointer data)
{
  Canned *self = data;
  const char *page, *argument;

  g_variant_get (what, "(&s&s)", &page, &argument);
  g_free (self->opened);
  self->opened = g_strdup_printf ("%s/%s", page, argument);
}

static void
open_query_cb (GSimpleAction *action, GVariant *what, gpointer data)
{
  Canned *self = data;
  const char *page, *query;

  g_variant_get (what, "(&s&s)", &page, &query);
  g_free (self->opened);
  self->opened = g_strdup_printf ("%s?%s", page, query);
}

static void
add_shell (Canned *self)
{
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autoptr (GSimpleAction) open = g_simple_action_new ("open", G_VARIANT_TYPE ("(ss)"));

  g_signal_connect (open, "activate", G_CALLBACK (open_cb), self);
  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (open));
  g_autoptr (GSimpleAction) query = g_simple_action_new ("open-query", G_VARIANT_TYPE ("(ss)"));
  g_signal_connect (query, "activate", G_CALLBACK (open_query_cb), self);
  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (query));
  gtk_widget_insert_action_group (self->window, "shell", G_ACTION_GROUP (group));
}

HcrmPage *
canned_open (Canned *self, GType type, const char *const *permissions)
{
  return canned_open_record (self, type, permissions, NULL);
}

HcrmPage *
canned_open_shown (Canned *self, GType type, const char *const *permissions, const char *path)
{
  HcrmPage *page = canned_open (self, type, permissions);

  canned_wait_request (self, "GET", path);
  canned_settle ();
  return page;
}

HcrmPage *
canned_open_record (Canned *self, GType type, const char *const *permissions, const char *argument)
{
  g_autofree char *json = make_session (permissions);
  gboolean in = FALSE;

  canned_set (self, "POST", "/session", 201, json);
  canned_set (self, "DELETE", "/session", 204, "");
  self->session = hcrm_session_new ();
  hcrm_session_set_server (self->session, self->address);
  hcrm_session_sign_in_async (self->session, "lin", "demo", signed_in_cb, &in);
  canned_wait (is_set, &in);

  GtkWidget *overlay = adw_toast_overlay_new ();
  HcrmPage *page = g_object_new (type, "session", self->session, "argument", argument, NULL);
  self->window = gtk_window_new ();
  add_shell (self);
  adw_toast_overlay_set_child (ADW_TOAST_OVERLAY (overlay), GTK_WIDGET (page));
  gtk_window_set_child (GTK_WINDOW (self->window), overlay);
  gtk_window_set_default_size (GTK_WINDOW (self->window), 1240, 800);
  gtk_window_present (GTK_WINDOW (self->window));
  canned_settle ();
  return page;
}

/* --- keys ------------------------------------------------------------------------------------- */

static void
exited_cb (GObject *process, GAsyncResult *result, gpointer data)
{
  g_subprocess_wait_finish (G_SUBPROCESS (process), result, NULL);
  *(gboolean *) data = TRUE;
}

static void
run_xdotool (const char *verb, const char *what)
{
  g_autoptr (GError) error = NULL;
  gboolean over = FALSE;
  g_autoptr (GSubprocess) process =
      g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, "xdotool", "mousemove", "300", "60", verb,
                        "--delay", "20", what, NULL);

  g_assert_no_error (error);
  g_subprocess_wait_async (process, NULL, exited_cb, &over);
  canned_wait (is_set, &over);
  gdk_display_sync (gdk_display_get_default ()); /* what it sent is here, however late it was */
  canned_settle ();
}

void
canned_key (const char *key)
{
  run_xdotool ("key", key);
}

void
canned_type (const char *text)
{
  run_xdotool ("type", text);
}

void
canned_wheel (void)
{
  run_xdotool ("click", "5");
}

void
canned_submit (HcrmPage *page)
{
  HCRM_PAGE_GET_CLASS (page)->submit (page);
}

/* --- looking ---------------------------------------------------------------------------------- */

static const char *
get_text (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget))
    return gtk_label_get_text (GTK_LABEL (widget));
  if (GTK_IS_INSCRIPTION (widget))
    return gtk_inscription_get_text (GTK_INSCRIPTION (widget));
  return GTK_IS_BUTTON (widget) ? gtk_button_get_label (GTK_BUTTON (widget)) : NULL;
}

GtkWidget *
canned_find (GtkWidget *root, GType type, const char *text)
{
  if (g_type_is_a (G_OBJECT_TYPE (root), type)
      && (text == NULL || g_strcmp0 (get_text (root), text) == 0))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = canned_find (child, type, text);
    if (found != NULL)
      return found;
  }
  return NULL;
}

GtkWidget *
canned_find_around (GtkWidget *root, GType type, const char *text)
{
  GtkWidget *label = canned_find (root, GTK_TYPE_LABEL, text);

  g_assert_nonnull (label);
  return gtk_widget_get_ancestor (label, type);
}

gboolean
canned_sees (GtkWidget *root, const char *text)
{
  const char *own = get_text (root);

  if (!gtk_widget_get_mapped (root))
    return FALSE;
  if (own != NULL && strstr (own, text) != NULL)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (canned_sees (child, text))
      return TRUE;
  return FALSE;
}

/* --- dialogs ---------------------------------------------------------------------------------- */

GtkWidget *
canned_find_dialog (void)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    if (ADW_IS_MESSAGE_DIALOG (l->data) && gtk_widget_get_mapped (l->data))
      return l->data;
  return NULL;
}

static gboolean
has_dialog (gpointer unused)
{
  return canned_find_dialog () != NULL;
}

void
canned_answer (const char *response)
{
  canned_wait (has_dialog, NULL);
  GtkWidget *dialog = canned_find_dialog ();
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), response);
  gtk_window_destroy (GTK_WINDOW (dialog));
  canned_settle ();
}
