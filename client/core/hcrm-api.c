/* SPDX-License-Identifier: GPL-3.0-or-later */

/* HTTP calls to the server: token, versions, idempotency keys, problems as errors. */

#include "hcrm-api.h"

#include <libsoup/soup.h>

#include "core/hcrm-json-check.h"
#include "core/hcrm-json.h"
#include "core/hcrm-language.h"
#include "core/hcrm-version.h"

#define TIMEOUT_S 30

struct _HcrmApi {
  GObject parent_instance;

  SoupSession *session;
  char *server;
  char *token;
  char *fingerprint; /* of the certificate last shown */
  char *trusted;
  gboolean untrusted;
  gboolean online;
  gint64 ahead; /* seconds */
};

enum { PROP_0, PROP_ONLINE, N_PROPS };
enum { UNAUTHENTICATED, N_SIGNALS };

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HcrmApi, hcrm_api, G_TYPE_OBJECT)

static void
hcrm_api_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_boolean (value, HCRM_API (object)->online);
}

static void
hcrm_api_finalize (GObject *object)
{
  HcrmApi *self = HCRM_API (object);

  soup_session_abort (self->session);
  g_clear_object (&self->session);
  g_free (self->server);
  g_free (self->token);
  g_free (self->fingerprint);
  g_free (self->trusted);
  G_OBJECT_CLASS (hcrm_api_parent_class)->finalize (object);
}

static void
hcrm_api_class_init (HcrmApiClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = hcrm_api_get_property;
  object_class->finalize = hcrm_api_finalize;
  properties[PROP_ONLINE] =
      g_param_spec_boolean ("online", NULL, NULL, TRUE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[UNAUTHENTICATED] = g_signal_new ("unauthenticated", HCRM_TYPE_API, G_SIGNAL_RUN_LAST, 0,
                                           NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
hcrm_api_init (HcrmApi *self)
{
  self->online = TRUE;
  self->session = soup_session_new_with_options ("timeout", TIMEOUT_S, "idle-timeout", 60,
                                                 "user-agent", HCRM_USER_AGENT HCRM_VERSION, NULL);
}

HcrmApi *
hcrm_api_new (const char *server)
{
  HcrmApi *self = g_object_new (HCRM_TYPE_API, NULL);
  gsize length = strlen (server);

  while (length > 0 && server[length - 1] == '/')
    length--;
  self->server = g_strndup (server, length);
  return self;
}

const char *
hcrm_api_get_server (HcrmApi *self)
{
  return self->server;
}

void
hcrm_api_set_token (HcrmApi *self, const char *token)
{
  g_free (self->token);
  self->token = g_strdup (token);
}

const char *
hcrm_api_get_token (HcrmApi *self)
{
  return self->token;
}

gboolean
hcrm_api_get_online (HcrmApi *self)
{
  return self->online;
}

static void
set_online (HcrmApi *self, gboolean online)
{
  if (self->online == online)
    return;
  self->online = online;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ONLINE]);
}

/* --- certificates ----------------------------------------------------------------------------- */

const char *
hcrm_api_get_fingerprint (HcrmApi *self)
{
  return self->fingerprint;
}

void
hcrm_api_trust (HcrmApi *self, const char *fingerprint)
{
  g_free (self->trusted);
  self->trusted = g_strdup (fingerprint);
}

gboolean
hcrm_api_get_untrusted (HcrmApi *self)
{
  return self->untrusted;
}

static char *
make_fingerprint (GTlsCertificate *certificate)
{
  g_autoptr (GByteArray) der = NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  g_object_get (certificate, "certificate", &der, NULL);
  g_autofree char *hex = g_compute_checksum_for_data (G_CHECKSUM_SHA256, der->data, der->len);
  for (const char *p = hex; *p != '\0'; p += 2)
    g_string_append_printf (text, "%s%c%c", p > hex ? ":" : "", g_ascii_toupper (p[0]),
                            g_ascii_toupper (p[1]));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
remember_certificate (HcrmApi *self, GTlsCertificate *certificate)
{
  g_free (self->fingerprint);
  self->fingerprint = make_fingerprint (certificate);
}

static gboolean
accept_certificate_cb (HcrmApi *self,
                       GTlsCertificate *certificate,
                       GTlsCertificateFlags flags,
                       SoupMessage *message)
{
  remember_certificate (self, certificate);
  self->untrusted = g_strcmp0 (self->fingerprint, self->trusted) != 0;
  return !self->untrusted;
}

static void
certificate_changed_cb (HcrmApi *self, GParamSpec *pspec, SoupMessage *message)
{
  GTlsCertificate *certificate = soup_message_get_tls_peer_certificate (message);

  if (certificate != NULL && soup_message_get_tls_peer_certificate_errors (message) == 0) {
    remember_certificate (self, certificate);
    self->untrusted = FALSE;
  }
}

/* --- replies ---------------------------------------------------------------------------------- */

/* A fault of the server can be found in its log by the number in the message. */
static GError *
make_problem (JsonNode *root, guint status)
{
  JsonObject *problem =
      root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  GError *error = hcrm_error_from_json (problem, status);
  const char *number =
      problem != NULL ? json_object_get_string_member_with_default (problem, "request_id", NULL)
                      : NULL;

  if (*error->message == '\0') {
    g_free (error->message);
    error->message = g_strdup (hcrm_error_get_title (error));
  }
  if (number != NULL && error->code == HCRM_ERROR_INTERNAL) {
    g_autofree char *message = error->message;
    error->message = g_strdup_printf (_ ("%s (number %s)"), message, number);
  }
  return error;
}

static JsonNode *
parse_reply (GBytes *bytes, GError **error)
{
  gsize size;
  const char *text = g_bytes_get_data (bytes, &size);
  g_autoptr (JsonParser) parser = json_parser_new ();

  if (size == 0)
    return NULL;
  if (!hcrm_json_check (text, size, NULL)
      || !json_parser_load_from_data (parser, text, size, NULL)) {
    hcrm_fail (error, HCRM_ERROR_INTERNAL, NULL, _ ("The server's answer cannot be read"));
    return NULL;
  }
  return json_parser_steal_root (parser);
}

static void
turn_offline (HcrmApi *self, GError **error)
{
  if (g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_debug ("Cannot reach the server: %s", (*error)->message);
  g_clear_error (error);
  set_online (self, FALSE);
  hcrm_fail (error, HCRM_ERROR_OFFLINE, NULL,
             self->untrusted ? _ ("The server's certificate is not known")
                             : _ ("The server cannot be reached"));
}

static JsonNode *
read_reply (HcrmApi *self, SoupMessage *message, GBytes *bytes, GError **error)
{
  guint status = soup_message_get_status (message);
  g_autoptr (GError) unreadable = NULL;
  g_autoptr (JsonNode) root = parse_reply (bytes, &unreadable);

  set_online (self, TRUE);
  if (!SOUP_STATUS_IS_SUCCESSFUL (status)) {
    g_propagate_error (error, make_problem (root, status));
    if (g_error_matches (*error, HCRM_ERROR, HCRM_ERROR_UNAUTHENTICATED) && self->token != NULL)
      g_signal_emit (self, signals[UNAUTHENTICATED], 0);
    return NULL;
  }
  if (unreadable != NULL)
    g_propagate_error (error, g_steal_pointer (&unreadable));
  return g_steal_pointer (&root);
}

/* The server's second may be half over, and its answer takes its way: what matters is minutes. */
static void
read_clock (HcrmApi *self, SoupMessage *message)
{
  const char *text =
      soup_message_headers_get_one (soup_message_get_response_headers (message), "Date");
  g_autoptr (GDateTime) server = text != NULL ? soup_date_time_new_from_http_string (text) : NULL;

  if (server != NULL)
    self->ahead = g_get_real_time () / G_USEC_PER_SEC - g_date_time_to_unix (server);
}

gint64
hcrm_api_get_clock_ahead (HcrmApi *self)
{
  g_return_val_if_fail (HCRM_IS_API (self), 0);
  return self->ahead;
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  HcrmApi *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes =
      soup_session_send_and_read_finish (SOUP_SESSION (source), result, &error);
  SoupMessage *message = g_task_get_task_data (task);
  g_autoptr (JsonNode) root = NULL;

  if (bytes == NULL)
    turn_offline (self, &error);
  else {
    read_clock (self, message);
    root = read_reply (self, message, bytes, &error);
  }
  if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, g_steal_pointer (&root), (GDestroyNotify) json_node_unref);
}

/* --- requests --------------------------------------------------------------------------------- */

static void
add_body (SoupMessage *message, JsonNode *body)
{
  g_autofree char *text = hcrm_json_to_text (body);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  soup_message_set_request_body_from_bytes (message, "application/json", bytes);
}

static void
add_header (SoupMessage *message, const char *name, const char *value)
{
  soup_message_headers_replace (soup_message_get_request_headers (message), name, value);
}

static void
add_headers (HcrmApi *self, SoupMessage *message, const HcrmRequest *request)
{
  add_header (message, "Accept", "application/json");
  add_header (message, "Accept-Language", hcrm_language_get_tag ());
  if (self->token != NULL) {
    g_autofree char *bearer = g_strconcat ("Bearer ", self->token, NULL);
    add_header (message, "Authorization", bearer);
  }
  if (request->version != 0) {
    g_autofree char *match = g_strdup_printf ("\"%" G_GINT64_FORMAT "\"", request->version);
    add_header (message, "If-Match", match);
  }
  if (g_str_equal (request->method, "POST") && self->token != NULL) {
    g_autofree char *key = request->key != NULL ? g_strdup (request->key) : hcrm_api_make_key ();
    add_header (message, "Idempotency-Key", key);
  }
}

static SoupMessage *
make_message (HcrmApi *self, const HcrmRequest *request)
{
  g_autofree char *url = g_strconcat (self->server, "/api/v1", request->path, NULL);
  SoupMessage *message = soup_message_new (request->method, url);

  if (message == NULL)
    return NULL;
  add_headers (self, message, request);
  if (request->body != NULL)
    add_body (message, request->body);
  g_signal_connect_object (message, "accept-certificate", G_CALLBACK (accept_certificate_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (message, "notify::tls-peer-certificate",
                           G_CALLBACK (certificate_changed_cb), self, G_CONNECT_SWAPPED);
  return message;
}

/* @made: (transfer full) (nullable) */
static void
start (HcrmApi *self,
       SoupMessage *made,
       GCancellable *cancellable,
       GAsyncReadyCallback callback,
       gpointer user_data)
{
  g_autoptr (SoupMessage) message = made;
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, hcrm_api_send_async);
  if (message == NULL) {
    g_task_return_new_error (task, HCRM_ERROR, HCRM_ERROR_OFFLINE,
                             _ ("“%s” is not the address of a server"), self->server);
    return;
  }
  g_task_set_task_data (task, g_object_ref (message), g_object_unref);
  soup_session_send_and_read_async (self->session, message, G_PRIORITY_DEFAULT, cancellable,
                                    sent_cb, g_steal_pointer (&task));
}

/* A list that is read to its end. */
typedef struct {
  char *path;
  JsonNode *read; /* (nullable): what has come so far, as one reply */
} Whole;

static void
free_whole (gpointer data)
{
  Whole *whole = data;

  g_free (whole->path);
  g_clear_pointer (&whole->read, json_node_unref);
  g_free (whole);
}

/* Returns: (transfer full) (nullable): where @reply goes on; its items are with those before it. */
static char *
add_page (Whole *whole, JsonNode *reply)
{
  JsonObject *page = json_node_get_object (reply);
  JsonArray *items = hcrm_api_get_items (reply);
  char *next = g_strdup (json_object_get_string_member_with_default (page, "next", NULL));

  json_object_remove_member (page, "next");
  if (whole->read == NULL) {
    whole->read = json_node_ref (reply);
    return next;
  }
  JsonArray *all = hcrm_api_get_items (whole->read);
  for (guint i = 0; i < json_array_get_length (items); i++)
    json_array_add_element (all, json_array_dup_element (items, i));
  return next;
}

static void ask_page (GTask *task, const char *next);

static void
page_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Whole *whole = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (JsonNode) reply = hcrm_api_send_finish (HCRM_API (source), result, &error);
  g_autofree char *next = NULL;

  if (error != NULL) {
    g_task_return_error (task, error);
    return;
  }
  if (reply != NULL && hcrm_api_get_items (reply) != NULL)
    next = add_page (whole, reply);
  if (next != NULL)
    ask_page (task, next);
  else
    g_task_return_pointer (task,
                           whole->read != NULL ? g_steal_pointer (&whole->read)
                                               : g_steal_pointer (&reply),
                           (GDestroyNotify) json_node_unref);
}

static void
ask_page (GTask *task, const char *next)
{
  HcrmApi *self = g_task_get_source_object (task);
  Whole *whole = g_task_get_task_data (task);
  g_autofree char *after = next != NULL ? g_uri_escape_string (next, NULL, FALSE) : NULL;
  g_autofree char *path =
      next == NULL ? g_strdup (whole->path)
                   : g_strdup_printf ("%s%cafter=%s", whole->path,
                                      strchr (whole->path, '?') != NULL ? '&' : '?', after);

  start (self, make_message (self, &(HcrmRequest){ .method = "GET", .path = path }),
         g_task_get_cancellable (task), page_cb, g_object_ref (task));
}

void
hcrm_api_send_async (HcrmApi *self,
                     const HcrmRequest *request,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  if (!request->whole) {
    start (self, make_message (self, request), cancellable, callback, user_data);
    return;
  }
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Whole *whole = g_new0 (Whole, 1);
  whole->path = g_strdup (request->path);
  g_task_set_source_tag (task, hcrm_api_send_async);
  g_task_set_task_data (task, whole, free_whole);
  ask_page (task, NULL);
}

void
hcrm_api_upload_async (HcrmApi *self,
                       const char *path,
                       GBytes *bytes,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  SoupMessage *message = make_message (self, &(HcrmRequest){ .method = "PUT", .path = path });

  if (message != NULL)
    soup_message_set_request_body_from_bytes (message, "application/octet-stream", bytes);
  start (self, message, cancellable, callback, user_data);
}

JsonNode *
hcrm_api_send_finish (HcrmApi *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- files ------------------------------------------------------------------------------------ */

/* @part: what has come so far, beside @file */
typedef struct {
  SoupMessage *message;
  GFile *file;
  GFile *part;
  GInputStream *body;
} Download;

static void
free_download (gpointer data)
{
  Download *download = data;

  g_object_unref (download->message);
  g_object_unref (download->file);
  g_object_unref (download->part);
  g_clear_object (&download->body);
  g_free (download);
}

static void
spliced_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Download *download = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (g_output_stream_splice_finish (G_OUTPUT_STREAM (source), result, &error) >= 0
      && g_file_move (download->part, download->file, G_FILE_COPY_OVERWRITE, NULL, NULL, NULL,
                      &error)) {
    g_task_return_boolean (task, TRUE);
    return;
  }
  g_file_delete (download->part, NULL, NULL);
  g_task_return_error (task, g_steal_pointer (&error));
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Download *download = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileOutputStream) out = g_file_replace_finish (G_FILE (source), result, &error);

  if (out == NULL) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }
  g_output_stream_splice_async (G_OUTPUT_STREAM (out), download->body,
                                G_OUTPUT_STREAM_SPLICE_CLOSE_SOURCE
                                    | G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET,
                                G_PRIORITY_DEFAULT, g_task_get_cancellable (task), spliced_cb,
                                g_object_ref (task));
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Download *download = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  download->body = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  guint status = soup_message_get_status (download->message);
  if (download->body == NULL) {
    turn_offline (g_task_get_source_object (task), &error);
    g_task_return_error (task, g_steal_pointer (&error));
  } else if (!SOUP_STATUS_IS_SUCCESSFUL (status)) {
    g_task_return_error (task, make_problem (NULL, status));
  } else {
    g_file_replace_async (download->part, NULL, FALSE, G_FILE_CREATE_PRIVATE, G_PRIORITY_DEFAULT,
                          g_task_get_cancellable (task), opened_cb, g_object_ref (task));
  }
}

void
hcrm_api_fetch_async (HcrmApi *self,
                      const HcrmRequest *request,
                      GFile *file,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Download *download = g_new0 (Download, 1);

  download->message = make_message (self, request);
  download->file = g_object_ref (file);
  g_autofree char *name = g_file_get_basename (file);
  g_autofree char *part = g_strconcat (".", name, ".part", NULL);
  g_autoptr (GFile) folder = g_file_get_parent (file);
  download->part = g_file_get_child (folder, part);
  g_task_set_source_tag (task, hcrm_api_fetch_async);
  g_task_set_task_data (task, download, free_download);
  soup_session_send_async (self->session, download->message, G_PRIORITY_DEFAULT, cancellable,
                           answered_cb, g_object_ref (task));
}

void
hcrm_api_download_async (HcrmApi *self,
                         const char *path,
                         GFile *file,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  hcrm_api_fetch_async (self, &(HcrmRequest){ .method = "GET", .path = path }, file, cancellable,
                        callback, user_data);
}

gboolean
hcrm_api_download_finish (HcrmApi *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- bytes ------------------------------------------------------------------------------------ */

/* Returns: (transfer full) (nullable): @bytes, unless they are words of what went wrong. */
static GBytes *
take_bytes (HcrmApi *self, SoupMessage *message, GBytes *bytes, GError **error)
{
  set_online (self, TRUE);
  if (SOUP_STATUS_IS_SUCCESSFUL (soup_message_get_status (message)))
    return g_bytes_ref (bytes);
  g_autoptr (JsonNode) none = read_reply (self, message, bytes, error);
  return NULL;
}

static void
bytes_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  HcrmApi *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes =
      soup_session_send_and_read_finish (SOUP_SESSION (source), result, &error);
  g_autoptr (GBytes) whole = NULL;

  if (bytes == NULL)
    turn_offline (self, &error);
  else
    whole = take_bytes (self, g_task_get_task_data (task), bytes, &error);
  if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, g_steal_pointer (&whole), (GDestroyNotify) g_bytes_unref);
}

void
hcrm_api_read_async (HcrmApi *self,
                     const char *path,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (SoupMessage) message =
      make_message (self, &(HcrmRequest){ .method = "GET", .path = path });

  g_task_set_source_tag (task, hcrm_api_read_async);
  if (message == NULL) {
    g_task_return_new_error (task, HCRM_ERROR, HCRM_ERROR_OFFLINE,
                             _ ("“%s” is not the address of a server"), self->server);
    return;
  }
  soup_message_headers_replace (soup_message_get_request_headers (message), "Accept", "*/*");
  g_task_set_task_data (task, g_object_ref (message), g_object_unref);
  soup_session_send_and_read_async (self->session, message, G_PRIORITY_DEFAULT, cancellable,
                                    bytes_cb, g_steal_pointer (&task));
}

GBytes *
hcrm_api_read_finish (HcrmApi *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- queries ---------------------------------------------------------------------------------- */

static void
append_pair (GString *path, const char *name, const char *text)
{
  g_string_append_c (path, strchr (path->str, '?') != NULL ? '&' : '?');
  g_string_append_uri_escaped (path, name, NULL, FALSE);
  g_string_append_c (path, '=');
  g_string_append_uri_escaped (path, text, NULL, FALSE);
}

char *
hcrm_api_query (const char *path, const char *name, ...)
{
  GString *full = g_string_new (path);
  va_list args;

  va_start (args, name);
  for (const char *next = name; next != NULL; next = va_arg (args, const char *)) {
    const char *text = va_arg (args, const char *);
    if (text != NULL && *text != '\0')
      append_pair (full, next, text);
  }
  va_end (args);
  return g_string_free (full, FALSE);
}

/* The elements of PostgreSQL's array literal, as hcrm_record_read_json() makes it. */
static void
append_elements (GString *path, const char *name, const char *literal)
{
  g_autoptr (GString) element = g_string_new (NULL);
  gboolean quoted = FALSE;

  for (const char *p = literal + 1; *p != '\0'; p++) {
    if (*p == '\\' && p[1] != '\0') {
      g_string_append_c (element, *++p);
    } else if (*p == '"') {
      quoted = !quoted;
    } else if (!quoted && (*p == ',' || *p == '}')) {
      append_pair (path, name, element->str);
      g_string_truncate (element, 0);
    } else {
      g_string_append_c (element, *p);
    }
  }
}

char *
hcrm_api_query_record (const char *path, HcrmRecord *record)
{
  const HcrmFieldSet *set = hcrm_record_get_set (record);
  GString *full = g_string_new (path);

  for (guint i = 0; i < set->n_fields; i++) {
    const char *text = hcrm_record_get (record, set->fields[i].name);

    if (text == NULL || *text == '\0')
      continue;
    if (set->fields[i].flags & HCRM_FIELD_MULTIPLE && *text == '{')
      append_elements (full, set->fields[i].name, text);
    else
      append_pair (full, set->fields[i].name, text);
  }
  return g_string_free (full, FALSE);
}

char *
hcrm_api_make_key (void)
{
  return g_uuid_string_random ();
}

JsonArray *
hcrm_api_get_items (JsonNode *reply)
{
  JsonNode *items = reply != NULL && JSON_NODE_HOLDS_OBJECT (reply)
                        ? json_object_get_member (json_node_get_object (reply), "items")
                        : NULL;

  return items != NULL && JSON_NODE_HOLDS_ARRAY (items) ? json_node_get_array (items) : NULL;
}
