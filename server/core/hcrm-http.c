/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The main loop's side of HTTP: routes are found, work is handed over, answers are written. */

#include "hcrm-http.h"

#include <gio/gunixsocketaddress.h>
#include <sodium.h>
#include <string.h>

#include "hcrm-connection.h"
#include "hcrm-intake.h"
#include "hcrm-listener.h"
#include "hcrm-request-private.h"

#define BASE "/api/v1"
#define MAX_BODY (1024 * 1024)
#define MAX_STREAM (G_GUINT64_CONSTANT (4) * 1024 * 1024 * 1024 + 1024 * 1024)
#define STREAM "hcrm-stream"
#define MAX_SEGMENTS 8
#define CLOSE_UNAUTHENTICATED 4401

struct _HcrmHttp {
  SoupServer *server;
  HcrmEvents *events;
  HcrmWorkers *workers, *reports;
  GPtrArray *faces;   /* of HcrmFace, beside our own */
  GHashTable *routes; /* "METHOD base/first-segment n" → GPtrArray of HcrmRoute */
  GHashTable *firsts; /* set of base/first-segment, to tell 404 from 405 */
  GPtrArray *listeners;
  gsize max_body;
  guint64 max_stream;
  HcrmStore store; /* its files are %NULL if there are none */
  char *keys;      /* (nullable) */
  gboolean draining;
  guint pending; /* calls between here and the workers */
  GMutex done_lock;
  GQueue done; /* of Trip, to be answered */
  HcrmHttpCounts counts;
  guint32 boot, serial; /* request ids */
};

/* A call on its way: what the main loop needs to answer it. */
typedef struct {
  HcrmHttp *http;
  HcrmCall *call;
  SoupServerMessage *message;
  HcrmWorkers *workers;
  gboolean finished; /* the client left: nothing is to be answered any more */
  gint cancelled;    /* the same, read by the worker before it starts */
} Trip;

/* --- Routes --------------------------------------------------------------------------------- */

static guint
split_path (const char *path, char **segments, char *buffer, gsize size)
{
  guint n = 0;
  char *rest = NULL;

  g_strlcpy (buffer, path, size);
  for (char *part = strtok_r (buffer, "/", &rest); part != NULL;
       part = strtok_r (NULL, "/", &rest)) {
    if (n == MAX_SEGMENTS)
      return 0;
    segments[n++] = part;
  }
  return n;
}

static const char *
get_base (const HcrmFace *face)
{
  return face != NULL ? face->base : BASE;
}

static char *
first_key (const HcrmFace *face, const char *first)
{
  return g_strconcat (get_base (face), "/", first, NULL);
}

static char *
route_key (const char *method, const char *first, guint n)
{
  return g_strdup_printf ("%s %s %u", method, first, n);
}

/* Returns: (nullable): the face that @path is of; %NULL for our own */
static const HcrmFace *
find_face (HcrmHttp *self, const char *path)
{
  for (guint i = 0; i < self->faces->len; i++) {
    const HcrmFace *face = g_ptr_array_index (self->faces, i);
    if (g_str_has_prefix (path, face->base))
      return face;
  }
  return NULL;
}

static guint
count_braces (const HcrmRoute *route)
{
  guint n = 0;

  for (const char *p = route->path; *p != '\0'; p++)
    n += *p == '{';
  return n;
}

/* Routes with fewer braces are tried first: "/x/actions/next" before "/x/{id}/next". */
static int
compare_routes (gconstpointer a, gconstpointer b)
{
  return (int) count_braces (*(const HcrmRoute *const *) a)
         - (int) count_braces (*(const HcrmRoute *const *) b);
}

static void
add_route (HcrmHttp *self, const HcrmFace *face, const HcrmRoute *route)
{
  char buffer[256], *segments[MAX_SEGMENTS];
  guint n = split_path (route->path, segments, buffer, sizeof buffer);
  g_autofree char *first = first_key (face, segments[0]);
  g_autofree char *key = route_key (route->method, first, n);
  GPtrArray *list = g_hash_table_lookup (self->routes, key);

  if (list == NULL) {
    list = g_ptr_array_new ();
    g_hash_table_insert (self->routes, g_steal_pointer (&key), list);
  }
  g_ptr_array_add (list, (gpointer) route);
  g_ptr_array_sort (list, compare_routes);
  g_hash_table_add (self->firsts, g_steal_pointer (&first));
}

static gboolean
match_route (const HcrmRoute *route, char *const *have, guint n, GHashTable **parts)
{
  char buffer[256], *want[MAX_SEGMENTS];

  split_path (route->path, want, buffer, sizeof buffer);
  for (guint i = 0; i < n; i++)
    if (want[i][0] != '{' && strcmp (want[i], have[i]) != 0)
      return FALSE;
  for (guint i = 0; i < n; i++) {
    if (want[i][0] != '{')
      continue;
    if (*parts == NULL)
      *parts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
    g_hash_table_insert (*parts, g_strndup (want[i] + 1, strlen (want[i]) - 2), g_strdup (have[i]));
  }
  return TRUE;
}

/* An {id} is a number; anything else is no record's address. */
static gboolean
has_good_id (GHashTable *parts)
{
  const char *id = parts != NULL ? g_hash_table_lookup (parts, "id") : NULL;

  return id == NULL || g_ascii_string_to_unsigned (id, 10, 1, G_MAXINT64, NULL, NULL);
}

static const HcrmRoute *
find_route (HcrmHttp *self,
            const HcrmFace *face,
            const char *method,
            const char *path,
            GHashTable **parts,
            GError **error)
{
  char buffer[512], *segments[MAX_SEGMENTS];
  guint n = strlen (path) < sizeof buffer ? split_path (path, segments, buffer, sizeof buffer) : 0;

  if (n > 0) {
    g_autofree char *first = first_key (face, segments[0]);
    g_autofree char *key = route_key (method, first, n);
    GPtrArray *list = g_hash_table_lookup (self->routes, key);
    for (guint i = 0; list != NULL && i < list->len; i++)
      if (match_route (g_ptr_array_index (list, i), segments, n, parts) && has_good_id (*parts))
        return g_ptr_array_index (list, i);
    if (list == NULL && g_hash_table_contains (self->firsts, first)) {
      hcrm_fail (error, HCRM_ERROR_METHOD, NULL, _ ("%s is not possible here"), method);
      return NULL;
    }
  }
  hcrm_fail (error, HCRM_ERROR_NOT_FOUND, NULL, "%s", _ ("There is no such record"));
  return NULL;
}

/* --- Answers -------------------------------------------------------------------------------- */

static void
set_header (SoupServerMessage *message, const char *name, const char *value)
{
  soup_message_headers_replace (soup_server_message_get_response_headers (message), name, value);
}

static void
set_body (SoupServerMessage *message, const char *type, GString *text)
{
  HcrmConnection *connection = hcrm_connection_find (message);
  gsize length = text->len;

  if (connection != NULL)
    hcrm_connection_begin_answer (connection);
  soup_server_message_set_response (message, type, SOUP_MEMORY_TAKE, g_string_free (text, FALSE),
                                    length);
}

static const char *
choose_language (SoupMessageHeaders *headers)
{
  const char *wanted = soup_message_headers_get_one (headers, "Accept-Language");

  return wanted != NULL && g_ascii_strncasecmp (wanted, "zh", 2) == 0 ? "zh_CN" : "en";
}

/* The body that tells of @error, as the face writes it and in the request's language. */
static char *
write_error (const HcrmFace *face, const char *language, const GError *error, const char *id)
{
  locale_t before = hcrm_speak (language);
  char *text = face != NULL ? face->write_error (error, id) : hcrm_error_to_json (error, id);

  uselocale (before);
  return text;
}

static const char *
error_media (const HcrmFace *face)
{
  return face != NULL ? face->media : "application/problem+json";
}

static void
answer_error (HcrmHttp *self, SoupServerMessage *message, const HcrmCall *call)
{
  const GError *error = call->error;
  guint status = hcrm_error_get_status (error);
  g_autofree char *text = write_error (call->face, call->language, error, call->request_id);

  self->counts.failed += status >= 500;
  soup_server_message_set_status (message, status, NULL);
  set_body (message, error_media (call->face), g_string_new (text));
  if (status == SOUP_STATUS_SERVICE_UNAVAILABLE || status == 429)
    set_header (message, "Retry-After", "1");
  if (status == SOUP_STATUS_UNAUTHORIZED)
    set_header (message, "WWW-Authenticate", "Bearer");
}

static void
set_version (SoupServerMessage *message, const HcrmCall *call)
{
  gboolean weak = call->face != NULL && call->face->weak_etags;
  char etag[32];

  if (call->etag > 0) {
    g_snprintf (etag, sizeof etag, "%s\"%" G_GINT64_FORMAT "\"", weak ? "W/" : "", call->etag);
    set_header (message, "ETag", etag);
  }
  if (call->modified_at > 0) {
    g_autoptr (GDateTime) at = g_date_time_new_from_unix_utc (call->modified_at);
    g_autofree char *text = soup_date_time_to_string (at, SOUP_DATE_HTTP);
    set_header (message, "Last-Modified", text);
  }
}

static const char *
reply_media (const HcrmCall *call)
{
  if (call->face != NULL)
    return call->face->media;
  return call->csv ? "text/csv; charset=utf-8" : "application/json";
}

/* libsoup 3.2 takes the length off an answer that has no body, and then believes that only the end
 * of the connection ends it. */
static void
wrote_nothing_cb (SoupServerMessage *message, gpointer unused)
{
  soup_message_headers_set_encoding (soup_server_message_get_response_headers (message),
                                     SOUP_ENCODING_NONE);
}

static void
answer_call (HcrmHttp *self, SoupServerMessage *message, HcrmCall *call)
{
  set_header (message, "X-Request-Id", call->request_id);
  set_header (message, "Cache-Control", "no-store");
  if (call->error != NULL) {
    answer_error (self, message, call);
    return;
  }
  gboolean empty = call->reply == NULL || call->reply->len == 0;
  gboolean nothing =
      empty && call->file == NULL && call->status == SOUP_STATUS_OK && call->face == NULL;
  soup_server_message_set_status (message, nothing ? SOUP_STATUS_NO_CONTENT : call->status, NULL);
  if (nothing)
    g_signal_connect (message, "wrote-headers", G_CALLBACK (wrote_nothing_cb), NULL);
  if (call->location != NULL)
    set_header (message, "Location", call->location);
  set_version (message, call);
  if (call->file != NULL)
    hcrm_reply_file_send (g_steal_pointer (&call->file), message);
  else if (!empty)
    set_body (message, reply_media (call), g_steal_pointer (&call->reply));
}

/* --- To a worker and back ------------------------------------------------------------------- */

static void
finished_cb (SoupServerMessage *message, gpointer data)
{
  Trip *trip = data;

  trip->finished = TRUE;
  g_atomic_int_set (&trip->cancelled, TRUE);
}

static void
client_left_cb (gpointer data)
{
  g_atomic_int_set (&((Trip *) data)->cancelled, TRUE);
}

static void
free_trip (Trip *trip)
{
  HcrmConnection *connection = hcrm_connection_find (trip->message);

  if (connection != NULL)
    hcrm_connection_unwatch (connection);
  g_signal_handlers_disconnect_by_data (trip->message, trip);
  hcrm_call_free (trip->call);
  g_object_unref (trip->message);
  g_free (trip);
}

static void
end_trip (Trip *trip)
{
  HcrmHttp *self = trip->http;

  self->pending--;
  if (trip->call->events != NULL && trip->call->events->len > 0 && self->events != NULL)
    hcrm_events_post (self->events, trip->call->events);
  GPtrArray *ended = trip->call->ended_sessions;
  for (guint i = 0; ended != NULL && self->events != NULL && i < ended->len; i++)
    hcrm_events_end_session (self->events, ended->pdata[i]);
  if (!trip->finished) {
    answer_call (self, trip->message, trip->call);
    soup_server_message_unpause (trip->message);
  }
  free_trip (trip);
}

static gboolean
answer_cb (gpointer data)
{
  HcrmHttp *self = data;
  GQueue done = G_QUEUE_INIT;

  g_mutex_lock (&self->done_lock);
  done = self->done;
  g_queue_init (&self->done);
  g_mutex_unlock (&self->done_lock);
  for (Trip *trip; (trip = g_queue_pop_head (&done)) != NULL;)
    end_trip (trip);
  return G_SOURCE_REMOVE;
}

/* Wakes the main loop once for all that is done by then. Not g_main_context_invoke(): whenever the
 * loop is between two iterations that runs its function here, on the worker. */
static void
hand_back (Trip *trip)
{
  HcrmHttp *self = trip->http;

  g_mutex_lock (&self->done_lock);
  gboolean first = g_queue_is_empty (&self->done);
  g_queue_push_tail (&self->done, trip);
  g_mutex_unlock (&self->done_lock);
  if (first)
    g_idle_add_full (G_PRIORITY_DEFAULT, answer_cb, self, NULL);
}

/* A client that left before its turn: what only reads need not run; what writes does. */
static gboolean
may_skip (Trip *trip)
{
  return g_atomic_int_get (&trip->cancelled) && strcmp (trip->call->method, "GET") == 0;
}

static void
work_cb (HcrmDb *db, gpointer data)
{
  Trip *trip = data;

  if (may_skip (trip))
    hcrm_fail (&trip->call->error, HCRM_ERROR_BUSY, NULL, "the client left");
  else
    hcrm_call_run (trip->call, db);
  hand_back (trip);
}

static char *
dup_token (SoupMessageHeaders *headers)
{
  const char *text = soup_message_headers_get_one (headers, "Authorization");

  if (text == NULL || g_ascii_strncasecmp (text, "Bearer ", 7) != 0)
    return NULL;
  return g_strstrip (g_strdup (text + 7));
}

static char *
dup_address (SoupServerMessage *message)
{
  GSocketAddress *remote = soup_server_message_get_remote_address (message);

  if (!G_IS_INET_SOCKET_ADDRESS (remote))
    return NULL;
  return g_inet_address_to_string (
      g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (remote)));
}

static gboolean
wants_csv (SoupMessageHeaders *headers)
{
  const char *accept = soup_message_headers_get_one (headers, "Accept");

  return accept != NULL && g_str_has_prefix (accept, "text/csv");
}

/* What our own interface reads besides what every face does. */
static const char *const own_headers[] = { "User-Agent", NULL };

/* The headers that the face asks for, by the names it has for them. */
static GHashTable *
take_headers (SoupMessageHeaders *headers, const HcrmFace *face)
{
  const char *const *names = face != NULL ? face->headers : own_headers;
  if (names == NULL)
    return NULL;
  GHashTable *taken = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  for (const char *const *name = names; *name != NULL; name++)
    g_hash_table_insert (taken, (gpointer) *name,
                         g_strdup (soup_message_headers_get_list (headers, *name)));
  return taken;
}

/* @whole: its body has come, and is in memory */
static HcrmCall *
new_call (HcrmHttp *self, SoupServerMessage *message, const char *path, gboolean whole)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  HcrmCall *call = g_new0 (HcrmCall, 1);

  call->http = self;
  call->method = g_strdup (soup_server_message_get_method (message));
  call->uri_path = g_strdup (path);
  call->scheme = g_intern_string (g_uri_get_scheme (soup_server_message_get_uri (message)));
  call->face = find_face (self, path);
  call->headers = take_headers (headers, call->face);
  call->query_text = g_strdup (g_uri_get_query (soup_server_message_get_uri (message)));
  call->body = whole ? soup_message_body_flatten (body) : NULL;
  call->token = dup_token (headers);
  call->if_match = g_strdup (soup_message_headers_get_one (headers, "If-Match"));
  call->range = g_strdup (soup_message_headers_get_list (headers, "Range"));
  call->if_range = g_strdup (soup_message_headers_get_one (headers, "If-Range"));
  call->if_none_match = g_strdup (soup_message_headers_get_list (headers, "If-None-Match"));
  call->key = g_strdup (soup_message_headers_get_one (headers, "Idempotency-Key"));
  call->address = dup_address (message);
  call->language = choose_language (headers);
  call->csv = wants_csv (headers);
  call->request_id = g_strdup_printf ("%08x-%06x", self->boot, ++self->serial);
  return call;
}

static void
start_trip (HcrmHttp *self, SoupServerMessage *message, HcrmCall *call)
{
  gboolean report = (call->route->flags & HCRM_ROUTE_REPORT) != 0;
  Trip *trip = g_new0 (Trip, 1);
  HcrmConnection *connection = hcrm_connection_find (message);

  *trip = (Trip){ self,  call, g_object_ref (message), report ? self->reports : self->workers,
                  FALSE, FALSE };
  if (!hcrm_workers_push (trip->workers, work_cb, trip)) {
    self->counts.refused++;
    hcrm_fail (&call->error, HCRM_ERROR_BUSY, NULL, "%s", _ ("The server is busy"));
    answer_call (self, message, call);
    free_trip (trip);
    return;
  }
  self->pending++;
  g_signal_connect (message, "finished", G_CALLBACK (finished_cb), trip);
  if (connection != NULL)
    hcrm_connection_watch (connection, client_left_cb, trip);
  soup_server_message_pause (message);
}

/* --- Bodies that go to the disk -------------------------------------------------------------- */

/* Written past libsoup, which would read the whole body first. */
static char *
write_refusal (const HcrmFace *face, const char *language, const GError *error)
{
  g_autofree char *text = write_error (face, language, error, NULL);
  guint status = hcrm_error_get_status (error);

  return g_strdup_printf ("HTTP/1.1 %u %s\r\nContent-Type: %s\r\nContent-Length: %" G_GSIZE_FORMAT
                          "\r\nConnection: close\r\n\r\n%s",
                          status, soup_status_get_phrase (status), error_media (face),
                          strlen (text), text);
}

/* A request whose body is taken before the request is run. */
typedef struct {
  HcrmHttp *http;
  SoupServerMessage *message;
  HcrmCall *call;          /* (nullable): once it goes its usual way */
  HcrmStoreWriter *writer; /* (nullable): until the body comes */
  HcrmIntake *intake;      /* (nullable) */
  guint64 length;          /* as it was announced; 0 if it was not */
  gboolean admitting;      /* a worker looks who it is */
  gboolean gone;           /* the message is finished */
} Stream;

static void
free_stream (Stream *self)
{
  g_clear_pointer (&self->intake, hcrm_intake_close);
  g_clear_pointer (&self->writer, hcrm_store_writer_free);
  g_clear_pointer (&self->call, hcrm_call_free);
  g_object_unref (self->message);
  g_free (self);
}

static void
stream_finished_cb (SoupServerMessage *message, gpointer data)
{
  Stream *self = data;

  self->gone = TRUE;
  g_object_set_data (G_OBJECT (message), STREAM, NULL);
  if (!self->admitting)
    free_stream (self);
}

/* The answer is given at once; what still comes is read and dropped. */
static void
refuse_stream (Stream *self, const GError *error)
{
  HcrmConnection *connection = hcrm_connection_find (self->message);
  g_autofree char *text = write_refusal (self->call->face, self->call->language, error);

  self->http->counts.refused++;
  g_clear_pointer (&self->intake, hcrm_intake_close);
  soup_server_message_set_status (self->message, hcrm_error_get_status (error), NULL);
  if (connection != NULL)
    hcrm_connection_dismiss (connection, text);
  soup_server_message_unpause (self->message);
}

static void
stream_settled_cb (const GError *failure, gpointer data)
{
  Stream *self = data;

  if (failure != NULL) {
    refuse_stream (self, failure);
    return;
  }
  self->call->writer = hcrm_intake_steal_writer (self->intake);
  g_clear_pointer (&self->intake, hcrm_intake_close);
  start_trip (self->http, self->message, g_steal_pointer (&self->call));
}

static gboolean
admitted_cb (gpointer data)
{
  Stream *self = data;

  self->admitting = FALSE;
  self->http->pending--;
  if (self->gone) {
    free_stream (self);
  } else if (self->call->error != NULL) {
    refuse_stream (self, self->call->error);
  } else {
    self->intake = hcrm_intake_new (self->message, g_steal_pointer (&self->writer),
                                    self->http->max_stream, stream_settled_cb, self);
    soup_server_message_unpause (self->message);
  }
  return G_SOURCE_REMOVE;
}

static void
admit_cb (HcrmDb *db, gpointer data)
{
  Stream *self = data;
  HcrmCall *call = self->call;

  if (hcrm_call_admit (call, db)) {
    if (self->length > self->http->max_stream)
      hcrm_fail (&call->error, HCRM_ERROR_TOO_LARGE, NULL, "%s", _ ("This is too large"));
    else if (hcrm_store_has_room (&self->http->store, self->length, &call->error))
      self->writer = hcrm_store_writer_new (&self->http->store, &call->error);
  }
  g_idle_add_full (G_PRIORITY_DEFAULT, admitted_cb, self, NULL);
}

static const HcrmRoute *
find_streamed (HcrmHttp *self, SoupServerMessage *message, GHashTable **parts)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  const char *path = g_uri_get_path (soup_server_message_get_uri (message));
  const char *media = soup_message_headers_get_content_type (headers, NULL);

  if (!g_str_has_prefix (path, BASE "/") || g_strcmp0 (media, "application/json") == 0)
    return NULL;
  const HcrmRoute *route = find_route (self, NULL, soup_server_message_get_method (message),
                                       path + strlen (BASE), parts, NULL);
  return route != NULL && (route->flags & HCRM_ROUTE_STREAMED) ? route : NULL;
}

/* Returns: whether the body is one that goes to the disk; the client waits until it may. */
static gboolean
begin_stream (HcrmHttp *self, SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  g_autoptr (GHashTable) parts = NULL;
  const HcrmRoute *route = find_streamed (self, message, &parts);

  if (route == NULL || self->draining || self->store.files == NULL)
    return FALSE;
  Stream *stream = g_new0 (Stream, 1);
  stream->http = self;
  stream->message = g_object_ref (message);
  stream->call =
      new_call (self, message, g_uri_get_path (soup_server_message_get_uri (message)), FALSE);
  stream->call->route = route;
  stream->call->path = g_steal_pointer (&parts);
  stream->length = soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH
                       ? soup_message_headers_get_content_length (headers)
                       : 0;
  self->counts.requests++;
  soup_message_body_set_accumulate (soup_server_message_get_request_body (message), FALSE);
  g_object_set_data (G_OBJECT (message), STREAM, stream);
  g_signal_connect (message, "finished", G_CALLBACK (stream_finished_cb), stream);
  soup_server_message_pause (message);
  self->pending++;
  stream->admitting = TRUE;
  if (!hcrm_workers_push (self->workers, admit_cb, stream)) {
    hcrm_fail (&stream->call->error, HCRM_ERROR_BUSY, NULL, "%s", _ ("The server is busy"));
    g_idle_add_full (G_PRIORITY_DEFAULT, admitted_cb, stream, NULL);
  }
  return TRUE;
}

/* Returns: whether the message's body went to the disk; its call goes on once it is all there. */
static gboolean
end_stream (HcrmHttp *self, SoupServerMessage *message)
{
  Stream *stream = g_object_get_data (G_OBJECT (message), STREAM);

  if (stream == NULL)
    return FALSE;
  soup_server_message_pause (message);
  hcrm_intake_end (stream->intake);
  return TRUE;
}

static void
request_cb (SoupServer *server,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            gpointer data)
{
  HcrmHttp *self = data;

  if (soup_server_message_get_status (message) != SOUP_STATUS_NONE)
    return; /* refused before its body was read */
  if (end_stream (self, message))
    return;
  HcrmCall *call = new_call (self, message, path, TRUE);
  self->counts.requests++;
  locale_t before = hcrm_speak (call->language);
  if (self->draining)
    hcrm_fail (&call->error, HCRM_ERROR_BUSY, NULL, "%s", _ ("The server is shutting down"));
  else
    call->route = find_route (self, call->face, call->method, path + strlen (get_base (call->face)),
                              &call->path, &call->error);
  uselocale (before);
  if (call->route != NULL) {
    start_trip (self, message, call);
    return;
  }
  answer_call (self, message, call);
  if (self->draining)
    set_header (message, "Connection", "close");
  hcrm_call_free (call);
}

/* --- What is seen of every message ---------------------------------------------------------- */

static char *
write_too_large (HcrmHttp *self, SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  const HcrmFace *face = find_face (self, g_uri_get_path (soup_server_message_get_uri (message)));
  const char *language = choose_language (headers);
  g_autoptr (GError) error = NULL;

  locale_t before = hcrm_speak (language);
  hcrm_fail (&error, HCRM_ERROR_TOO_LARGE, NULL, "%s", _ ("This is too large"));
  uselocale (before);
  return write_refusal (face, language, error);
}

static void got_chunk_cb (SoupServerMessage *message, GBytes *chunk, gpointer data);

/* Answers at once and ends the connection; whatever is left of the body is dropped. */
static void
refuse_body (HcrmHttp *self, SoupServerMessage *message, HcrmConnection *connection)
{
  self->counts.refused++;
  g_signal_handlers_disconnect_by_func (message, got_chunk_cb, self);
  soup_message_body_set_accumulate (soup_server_message_get_request_body (message), FALSE);
  soup_server_message_set_status (message, SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE, NULL);
  g_autofree char *refusal = write_too_large (self, message);
  hcrm_connection_refuse (connection, refusal);
}

static void
got_chunk_cb (SoupServerMessage *message, GBytes *chunk, gpointer data)
{
  HcrmHttp *self = data;
  HcrmConnection *connection = hcrm_connection_find (message);

  if (connection != NULL
      && soup_server_message_get_request_body (message)->length > (goffset) self->max_body)
    refuse_body (self, message, connection);
}

static void
message_done_cb (SoupServerMessage *message, gpointer data)
{
  HcrmConnection *connection = hcrm_connection_find (message);

  if (connection != NULL)
    hcrm_connection_end_request (connection);
}

static void
got_headers_cb (SoupServerMessage *message, gpointer data)
{
  HcrmHttp *self = data;
  HcrmConnection *connection = hcrm_connection_find (message);
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);

  if (connection == NULL)
    return;
  hcrm_connection_begin_request (connection);
  g_signal_connect (message, "finished", G_CALLBACK (message_done_cb), NULL);
  if (begin_stream (self, message))
    return;
  if (soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH
      && soup_message_headers_get_content_length (headers) > (goffset) self->max_body) {
    refuse_body (self, message, connection);
    return;
  }
  g_signal_connect (message, "got-chunk", G_CALLBACK (got_chunk_cb), self);
}

/* An early handler would not do: libsoup calls only the one with the longest path. */
static void
request_started_cb (SoupServer *server, SoupServerMessage *message, gpointer data)
{
  g_signal_connect (message, "got-headers", G_CALLBACK (got_headers_cb), data);
}

/* --- WebSocket ------------------------------------------------------------------------------ */

typedef struct {
  HcrmHttp *http;
  SoupWebsocketConnection *socket;
  char *token;
  HcrmUser *user;
} Knock;

static gboolean
let_in_cb (gpointer data)
{
  Knock *knock = data;

  knock->http->pending--;
  if (knock->user == NULL) {
    soup_websocket_connection_close (knock->socket, CLOSE_UNAUTHENTICATED, "unauthenticated");
  } else {
    g_autofree char *hash = hcrm_token_hash (knock->token);
    hcrm_events_add_socket (knock->http->events, knock->socket, knock->user->id,
                            knock->user->username, knock->user->name, hash);
  }
  g_clear_pointer (&knock->user, hcrm_user_unref);
  g_object_unref (knock->socket);
  g_free (knock->token);
  g_free (knock);
  return G_SOURCE_REMOVE;
}

static void
knock_cb (HcrmDb *db, gpointer data)
{
  Knock *knock = data;

  if (hcrm_db_ensure (db, NULL))
    knock->user = hcrm_session_find (db, knock->token, NULL);
  g_idle_add_full (G_PRIORITY_DEFAULT, let_in_cb, knock, NULL);
}

static void
websocket_cb (SoupServer *server,
              SoupServerMessage *message,
              const char *path,
              SoupWebsocketConnection *socket,
              gpointer data)
{
  HcrmHttp *self = data;
  g_autofree char *token = dup_token (soup_server_message_get_request_headers (message));

  if (token == NULL || self->events == NULL || self->draining) {
    soup_websocket_connection_close (socket, CLOSE_UNAUTHENTICATED, "unauthenticated");
    return;
  }
  Knock *knock = g_new0 (Knock, 1);
  *knock = (Knock){ self, g_object_ref (socket), g_steal_pointer (&token), NULL };
  self->pending++;
  if (!hcrm_workers_push (self->workers, knock_cb, knock))
    let_in_cb (knock);
}

/* --- Public --------------------------------------------------------------------------------- */

/* Without any listener of its own libsoup ends every connection after one answer. */
static gboolean
listen_nowhere (SoupServer *server, GError **error)
{
  g_autofree char *name =
      g_strdup_printf ("hcrm-%08x%08x", randombytes_random (), randombytes_random ());
  g_autoptr (GSocketAddress) address =
      g_unix_socket_address_new_with_type (name, -1, G_UNIX_SOCKET_ADDRESS_ABSTRACT);
  g_autoptr (GSocket) socket =
      g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, error);

  return socket != NULL && g_socket_bind (socket, address, FALSE, error)
         && g_socket_listen (socket, error) && soup_server_listen_socket (server, socket, 0, error);
}

static void
add_modules (HcrmHttp *self, const HcrmModule *const *modules)
{
  for (guint m = 0; modules[m] != NULL; m++) {
    const HcrmModule *module = modules[m];
    hcrm_db_register_constraints (module->constraints, module->n_constraints);
    if (module->face != NULL && !g_ptr_array_find (self->faces, module->face, NULL))
      g_ptr_array_add (self->faces, (gpointer) module->face);
    for (guint i = 0; i < module->n_routes; i++)
      add_route (self, module->face, &module->routes[i]);
  }
}

static void
make_server (HcrmHttp *self)
{
  self->server = soup_server_new ("server-header", "hcrm", NULL);
  g_signal_connect (self->server, "request-started", G_CALLBACK (request_started_cb), self);
  soup_server_add_handler (self->server, BASE, request_cb, self, NULL);
  for (guint i = 0; i < self->faces->len; i++)
    soup_server_add_handler (self->server, get_base (self->faces->pdata[i]), request_cb, self,
                             NULL);
  soup_server_add_websocket_handler (self->server, BASE "/events", NULL, NULL, websocket_cb, self,
                                     NULL);
}

HcrmHttp *
hcrm_http_new (const HcrmHttpOptions *options, GError **error)
{
  g_autoptr (HcrmHttp) self = g_new0 (HcrmHttp, 1);
  guint queue = options->max_queue > 0 ? options->max_queue : 1024;

  if (sodium_init () < 0)
    g_error ("libsodium cannot be used");
  self->boot = randombytes_random ();
  self->events = options->events;
  self->max_body = options->max_body > 0 ? options->max_body : MAX_BODY;
  self->max_stream = options->max_stream > 0 ? options->max_stream : MAX_STREAM;
  self->store = (HcrmStore){ g_strdup (options->files), options->file_keys };
  self->keys = g_strdup (options->keys);
  self->faces = g_ptr_array_new ();
  self->routes =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  self->firsts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->listeners = g_ptr_array_new_with_free_func ((GDestroyNotify) hcrm_listener_free);
  add_modules (self, options->modules);
  make_server (self);
  self->workers = hcrm_workers_new (options->conninfo,
                                    options->n_workers > 0 ? options->n_workers : 16, queue, error);
  if (self->workers == NULL)
    return NULL;
  self->reports = hcrm_workers_new (options->conninfo,
                                    options->n_report_workers > 0 ? options->n_report_workers : 4,
                                    queue, error);
  if (self->reports == NULL || !listen_nowhere (self->server, error))
    return NULL;
  if (self->events != NULL)
    hcrm_events_set_runner (self->events, (HcrmRunFunc) hcrm_http_run, self);
  return g_steal_pointer (&self);
}

gboolean
hcrm_http_listen (HcrmHttp *self,
                  const char *address,
                  GTlsCertificate *certificate,
                  guint *port,
                  GError **error)
{
  HcrmListener *listener = hcrm_listener_new (self->server, address, certificate, error);

  if (listener == NULL)
    return FALSE;
  g_ptr_array_add (self->listeners, listener);
  if (port != NULL)
    *port = hcrm_listener_get_port (listener);
  return TRUE;
}

static gboolean
timed_out_cb (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_CONTINUE;
}

void
hcrm_http_drain (HcrmHttp *self, guint timeout_ms)
{
  gboolean timed_out = FALSE;
  guint id = g_timeout_add (timeout_ms, timed_out_cb, &timed_out);

  self->draining = TRUE;
  for (guint i = 0; i < self->listeners->len; i++)
    hcrm_listener_stop (g_ptr_array_index (self->listeners, i));
  while (self->pending > 0 && !timed_out)
    g_main_context_iteration (NULL, TRUE);
  /* The last answers are being written. */
  for (guint i = 0; i < 50 && g_main_context_iteration (NULL, FALSE); i++)
    continue;
  g_source_remove (id);
}

void
hcrm_http_free (HcrmHttp *self)
{
  if (self->events != NULL)
    hcrm_events_set_runner (self->events, NULL, NULL);
  g_clear_pointer (&self->workers, hcrm_workers_free);
  g_clear_pointer (&self->reports, hcrm_workers_free);
  while (self->pending > 0)
    g_main_context_iteration (NULL, TRUE);
  g_clear_pointer (&self->listeners, g_ptr_array_unref);
  if (self->server != NULL)
    soup_server_disconnect (self->server);
  g_clear_object (&self->server);
  g_clear_pointer (&self->faces, g_ptr_array_unref);
  g_clear_pointer (&self->routes, g_hash_table_unref);
  g_clear_pointer (&self->firsts, g_hash_table_unref);
  g_mutex_clear (&self->done_lock);
  g_free (self->store.files);
  g_clear_pointer (&self->store.keys, hcrm_seal_keys_free);
  g_free (self->keys);
  g_free (self);
}

SoupServer *
hcrm_http_get_server (HcrmHttp *self)
{
  return self->server;
}

void
hcrm_http_get_counts (HcrmHttp *self, HcrmHttpCounts *counts)
{
  *counts = self->counts;
  counts->running =
      hcrm_workers_get_n_running (self->workers) + hcrm_workers_get_n_running (self->reports);
  counts->waiting =
      hcrm_workers_get_n_waiting (self->workers) + hcrm_workers_get_n_waiting (self->reports);
  counts->worker_us =
      hcrm_workers_get_busy_us (self->workers) + hcrm_workers_get_busy_us (self->reports);
  for (guint i = 0; i < self->listeners->len; i++)
    counts->connections += hcrm_listener_get_n_connections (g_ptr_array_index (self->listeners, i));
}

gboolean
hcrm_http_run (HcrmHttp *self, HcrmWork work, gpointer data)
{
  return hcrm_workers_push (self->workers, work, data);
}

gboolean
hcrm_http_run_report (HcrmHttp *self, HcrmWork work, gpointer data)
{
  return hcrm_workers_push (self->reports, work, data);
}

const HcrmRoute *
hcrm_http_find_route (HcrmHttp *self, const char *method, const char *path)
{
  char buffer[256], *segments[MAX_SEGMENTS];
  guint n = split_path (path, segments, buffer, sizeof buffer);
  g_autofree char *first = first_key (NULL, segments[0]);
  g_autofree char *key = route_key (method, first, n);
  GPtrArray *list = g_hash_table_lookup (self->routes, key);

  for (guint i = 0; list != NULL && i < list->len; i++) {
    const HcrmRoute *route = g_ptr_array_index (list, i);
    if (strcmp (route->path, path) == 0)
      return route;
  }
  return NULL;
}

const HcrmRoute *
hcrm_http_find_list (HcrmHttp *self, const char *path)
{
  return hcrm_http_find_route (self, "GET", path);
}

const char *
hcrm_http_get_files (HcrmHttp *self)
{
  return self->store.files;
}

const HcrmStore *
hcrm_http_get_store (HcrmHttp *self)
{
  return &self->store;
}

const char *
hcrm_http_get_keys (HcrmHttp *self)
{
  return self->keys;
}
