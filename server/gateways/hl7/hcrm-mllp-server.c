/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The listener: one message of a connection is under way at a time, and nothing is read meanwhile.
 */
#include "hcrm-mllp-server.h"

#include <netinet/in.h>
#include <netinet/tcp.h>

#include "core/hcrm-error.h"
#include "hcrm-mllp-reader.h"

enum { READ_BYTES = 16 * 1024, BACKLOG = 1024, ACCEPT_PAUSE_MS = 100, FULL_LOG_S = 60 };

const HcrmMllpLimits HCRM_MLLP_LIMITS = {
  .max_bytes = 1024 * 1024,
  .max_connections = 256,
  .frame_timeout_ms = 60 * 1000,
};

struct _HcrmMllpServer {
  HcrmMllpLimits limits;
  HcrmMllpHandler handler;
  HcrmMllpRefusal refusal;
  gpointer user_data;
  GMainContext *context;
  GSocket *socket;
  GSource *accepting;
  GPtrArray *connections; /* element-type Connection, each holding a reference */
  guint busy;
  gint64 full_logged_at; /* monotonic; a crowd must not flood the log */
  gboolean stopped;
};

/* Lives as long as a read, a write, a reply or the server holds it. */
typedef struct {
  grefcount references;
  HcrmMllpServer *server; /* NULL once closed */
  GSocketConnection *stream;
  GCancellable *cancellable;
  HcrmMllpReader reader;
  GSource *deadline;
  char *peer;
  char *host;        /* the peer without its port */
  gint64 idle_since; /* monotonic: when it came, or its last answer was done with */
  gboolean busy;     /* an answer is owed */
  gboolean closing;  /* after the answer being written; what still comes is thrown away */
  guint8 chunk[READ_BYTES];
} Connection;

struct _HcrmMllpReply {
  Connection *connection;
  GMainContext *context;
  GBytes *answer;
};

static void read_more (Connection *self);
static void take_next (Connection *self);

static Connection *
connection_ref (Connection *self)
{
  g_ref_count_inc (&self->references);
  return self;
}

static void
connection_unref (Connection *self)
{
  if (!g_ref_count_dec (&self->references))
    return;
  hcrm_mllp_reader_clear (&self->reader);
  g_clear_object (&self->stream);
  g_clear_object (&self->cancellable);
  g_free (self->peer);
  g_free (self->host);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Connection, connection_unref)

static void
clear_source (GSource **source)
{
  if (*source)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
set_busy (Connection *self, gboolean busy)
{
  if (self->busy != busy && self->server)
    self->server->busy += busy ? 1 : -1;
  self->busy = busy;
  self->idle_since = g_get_monotonic_time ();
}

/* Closes once; what still holds the connection finds its server gone. */
static void
close_connection (Connection *self)
{
  if (!self->server)
    return;
  HcrmMllpServer *server = self->server;
  clear_source (&self->deadline);
  set_busy (self, FALSE);
  self->server = NULL;
  g_cancellable_cancel (self->cancellable);
  g_socket_close (g_socket_connection_get_socket (self->stream), NULL);
  g_ptr_array_remove_fast (server->connections, self);
}

/* ---- deadline of a frame and of an answer ---- */

static gboolean
expire_cb (gpointer data)
{
  Connection *self = data;
  g_message ("MLLP: %s took too long over a message; closed", self->peer);
  close_connection (self);
  return G_SOURCE_REMOVE;
}

static void
set_deadline (Connection *self, gboolean wanted)
{
  if (wanted == (self->deadline != NULL))
    return;
  clear_source (&self->deadline);
  if (!wanted)
    return;
  self->deadline = g_timeout_source_new (self->server->limits.frame_timeout_ms);
  g_source_set_callback (self->deadline, expire_cb, connection_ref (self),
                         (GDestroyNotify) connection_unref);
  g_source_attach (self->deadline, self->server->context);
}

/* ---- answering ---- */

/* Closing with bytes unread would reset the connection and lose the answer just written. */
static void
linger (Connection *self)
{
  g_socket_shutdown (g_socket_connection_get_socket (self->stream), FALSE, TRUE, NULL);
  set_deadline (self, TRUE);
  read_more (self);
}

static void
written_cb (GObject *stream, GAsyncResult *result, gpointer data)
{
  g_autoptr (Connection) self = data;
  gboolean ok = g_output_stream_write_all_finish (G_OUTPUT_STREAM (stream), result, NULL, NULL);
  if (!self->server)
    return;
  set_deadline (self, FALSE);
  set_busy (self, FALSE);
  if (!ok || self->server->stopped)
    close_connection (self);
  else if (self->closing)
    linger (self);
  else
    take_next (self);
}

static void
write_answer (Connection *self, GBytes *answer)
{
  g_autoptr (GBytes) frame = hcrm_mllp_frame (answer);
  GOutputStream *stream = g_io_stream_get_output_stream (G_IO_STREAM (self->stream));
  set_deadline (self, FALSE);
  set_deadline (self, TRUE);
  g_object_set_data_full (G_OBJECT (stream), "frame", g_bytes_ref (frame),
                          (GDestroyNotify) g_bytes_unref);
  g_output_stream_write_all_async (stream, g_bytes_get_data (frame, NULL), g_bytes_get_size (frame),
                                   G_PRIORITY_DEFAULT, self->cancellable, written_cb,
                                   connection_ref (self));
}

/* The sender asked for no answer. */
static void
go_on (Connection *self)
{
  set_busy (self, FALSE);
  if (self->server->stopped)
    close_connection (self);
  else
    take_next (self);
}

static void
reply_free (HcrmMllpReply *self)
{
  connection_unref (self->connection);
  g_main_context_unref (self->context);
  g_clear_pointer (&self->answer, g_bytes_unref);
  g_free (self);
}

static gboolean
deliver_cb (gpointer data)
{
  HcrmMllpReply *self = data;
  Connection *connection = self->connection;
  if (connection->server && self->answer && g_bytes_get_size (self->answer) == 0)
    go_on (connection);
  else if (connection->server && self->answer)
    write_answer (connection, self->answer);
  else
    close_connection (connection);
  return G_SOURCE_REMOVE;
}

void
hcrm_mllp_reply_send (HcrmMllpReply *self, GBytes *answer)
{
  g_return_if_fail (self);
  g_autoptr (GSource) delivery = g_idle_source_new ();

  self->answer = answer ? g_bytes_ref (answer) : NULL;
  g_source_set_priority (delivery, G_PRIORITY_DEFAULT);
  g_source_set_callback (delivery, deliver_cb, self, (GDestroyNotify) reply_free);
  g_source_attach (delivery, self->context);
}

const char *
hcrm_mllp_reply_get_peer (const HcrmMllpReply *self)
{
  return self->connection->peer;
}

/* ---- reading ---- */

static void
hand_over (Connection *self, GBytes *frame)
{
  HcrmMllpReply *reply = g_new0 (HcrmMllpReply, 1);
  reply->connection = connection_ref (self);
  reply->context = g_main_context_ref (self->server->context);
  set_deadline (self, FALSE);
  set_busy (self, TRUE);
  self->server->handler (frame, reply, self->server->user_data);
}

static void
refuse (Connection *self)
{
  g_message ("MLLP: %s sent more than %" G_GSIZE_FORMAT " bytes as one message; closed", self->peer,
             self->server->limits.max_bytes);
  g_autoptr (GBytes) answer = NULL;
  if (self->server->refusal && hcrm_mllp_reader_is_inside (&self->reader))
    answer = self->server->refusal (self->server->user_data);
  self->closing = TRUE;
  if (answer)
    write_answer (self, answer);
  else
    close_connection (self);
}

/* Takes the next whole frame from what was read, or reads on. */
static void
take_next (Connection *self)
{
  g_autoptr (GBytes) frame = NULL;
  switch (hcrm_mllp_reader_next (&self->reader, &frame)) {
  case HCRM_MLLP_FRAME:
    hand_over (self, frame);
    break;
  case HCRM_MLLP_TOO_LARGE:
    refuse (self);
    break;
  case HCRM_MLLP_NOTHING:
    set_deadline (self, hcrm_mllp_reader_is_inside (&self->reader));
    read_more (self);
    break;
  }
}

static void
read_cb (GObject *stream, GAsyncResult *result, gpointer data)
{
  g_autoptr (Connection) self = data;
  gssize n = g_input_stream_read_finish (G_INPUT_STREAM (stream), result, NULL);
  if (!self->server)
    return;
  if (n <= 0 || self->server->stopped) {
    close_connection (self);
    return;
  }
  if (self->closing) {
    read_more (self);
    return;
  }
  hcrm_mllp_reader_push (&self->reader, self->chunk, n);
  take_next (self);
}

static void
read_more (Connection *self)
{
  GInputStream *stream = g_io_stream_get_input_stream (G_IO_STREAM (self->stream));
  g_input_stream_read_async (stream, self->chunk, READ_BYTES, G_PRIORITY_DEFAULT, self->cancellable,
                             read_cb, connection_ref (self));
}

/* ---- accepting ---- */

static char *
name_peer (GSocket *socket)
{
  g_autoptr (GSocketAddress) address = g_socket_get_remote_address (socket, NULL);
  return address ? g_socket_connectable_to_string (G_SOCKET_CONNECTABLE (address))
                 : g_strdup ("unknown");
}

static char *
name_host (GSocket *socket)
{
  g_autoptr (GSocketAddress) address = g_socket_get_remote_address (socket, NULL);
  return G_IS_INET_SOCKET_ADDRESS (address) ? g_inet_address_to_string (
             g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address)))
                                            : g_strdup ("unknown");
}

static void
log_full (HcrmMllpServer *self, const Connection *leaving)
{
  gint64 now = g_get_monotonic_time ();
  if (self->full_logged_at && now - self->full_logged_at < FULL_LOG_S * G_USEC_PER_SEC)
    return;
  self->full_logged_at = now;
  if (leaving)
    g_message ("MLLP: all %u connections are taken; of %s, which holds most, idle ones are closed",
               self->connections->len, leaving->host);
  else
    g_message ("MLLP: all %u connections are at work; further ones are closed",
               self->connections->len);
}

/* Half a message has a deadline of its own, so whoever waits between two goes first. */
static gboolean
goes_before (const Connection *a, guint held_a, const Connection *b, guint held_b)
{
  gboolean inside_a = hcrm_mllp_reader_is_inside (&a->reader);
  gboolean inside_b = hcrm_mllp_reader_is_inside (&b->reader);
  if (held_a != held_b)
    return held_a > held_b;
  return inside_a != inside_b ? inside_b : a->idle_since < b->idle_since;
}

/* Returns: (nullable): of the peer that holds most, the connection idle longest; none that is owed
 * an answer */
static Connection *
find_dispensable (HcrmMllpServer *self)
{
  g_autoptr (GHashTable) held = g_hash_table_new (g_str_hash, g_str_equal);
  Connection *found = NULL;
  guint most = 0;
  for (guint i = 0; i < self->connections->len; i++) {
    Connection *connection = g_ptr_array_index (self->connections, i);
    guint n = GPOINTER_TO_UINT (g_hash_table_lookup (held, connection->host));
    g_hash_table_insert (held, connection->host, GUINT_TO_POINTER (n + 1));
  }
  for (guint i = 0; i < self->connections->len; i++) {
    Connection *connection = g_ptr_array_index (self->connections, i);
    guint n = GPOINTER_TO_UINT (g_hash_table_lookup (held, connection->host));
    if (connection->busy || (found && !goes_before (connection, n, found, most)))
      continue;
    found = connection;
    most = n;
  }
  return found;
}

/* A crowd must not lock the others out. Returns: whether there is a place */
static gboolean
make_room (HcrmMllpServer *self)
{
  if (self->connections->len < self->limits.max_connections)
    return TRUE;
  Connection *leaving = find_dispensable (self);
  log_full (self, leaving);
  if (leaving)
    close_connection (leaving);
  return leaving != NULL;
}

static void
take_connection (HcrmMllpServer *self, GSocket *socket)
{
  if (!make_room (self))
    return;
  g_socket_set_keepalive (socket, TRUE);
  g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, 1, NULL);
  Connection *connection = g_new0 (Connection, 1);
  g_ref_count_init (&connection->references);
  connection->server = self;
  connection->stream = g_socket_connection_factory_create_connection (socket);
  connection->cancellable = g_cancellable_new ();
  connection->peer = name_peer (socket);
  connection->host = name_host (socket);
  connection->idle_since = g_get_monotonic_time ();
  hcrm_mllp_reader_init (&connection->reader, self->limits.max_bytes);
  g_ptr_array_add (self->connections, connection);
  read_more (connection);
}

static void start_accepting (HcrmMllpServer *self);

static gboolean
resume_cb (gpointer data)
{
  start_accepting (data);
  return G_SOURCE_REMOVE;
}

/* Out of files, say: the listener lives on and tries again a little later. */
static void
pause_accepting (HcrmMllpServer *self, const GError *error)
{
  g_message ("MLLP: cannot accept: %s", error->message);
  clear_source (&self->accepting);
  self->accepting = g_timeout_source_new (ACCEPT_PAUSE_MS);
  g_source_set_callback (self->accepting, resume_cb, self, NULL);
  g_source_attach (self->accepting, self->context);
}

static gboolean
accept_cb (GSocket *listener, GIOCondition condition, gpointer data)
{
  HcrmMllpServer *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocket) socket = g_socket_accept (listener, NULL, &error);
  if (socket)
    take_connection (self, socket);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    pause_accepting (self, error);
  return G_SOURCE_CONTINUE;
}

static void
start_accepting (HcrmMllpServer *self)
{
  clear_source (&self->accepting);
  self->accepting = g_socket_create_source (self->socket, G_IO_IN, NULL);
  g_source_set_callback (self->accepting, G_SOURCE_FUNC (accept_cb), self, NULL);
  g_source_attach (self->accepting, self->context);
}

static GSocketAddress *
parse_address (const char *address, GError **error)
{
  g_autoptr (GSocketConnectable) where = g_network_address_parse (address, 2575, error);
  if (!where)
    return NULL;
  g_autoptr (GSocketAddressEnumerator) all = g_socket_connectable_enumerate (where);
  return g_socket_address_enumerator_next (all, NULL, error);
}

static GSocket *
open_listener (const char *address, GError **error)
{
  g_autoptr (GSocketAddress) where = parse_address (address, error);
  if (!where)
    return NULL;
  g_autoptr (GSocket) socket = g_socket_new (g_socket_address_get_family (where),
                                             G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, error);
  if (!socket)
    return NULL;
  g_socket_set_blocking (socket, FALSE);
  g_socket_set_listen_backlog (socket, BACKLOG);
  if (!g_socket_bind (socket, where, TRUE, error) || !g_socket_listen (socket, error))
    return NULL;
  return g_steal_pointer (&socket);
}

gboolean
hcrm_mllp_server_listen (HcrmMllpServer *self, const char *address, GError **error)
{
  g_return_val_if_fail (self && !self->socket && address, FALSE);
  self->socket = open_listener (address, error);
  if (!self->socket)
    return FALSE;
  start_accepting (self);
  return TRUE;
}

/* ---- the server ---- */

HcrmMllpServer *
hcrm_mllp_server_new (const HcrmMllpLimits *limits,
                      HcrmMllpHandler handler,
                      HcrmMllpRefusal refusal,
                      gpointer user_data)
{
  g_return_val_if_fail (limits && handler, NULL);
  HcrmMllpServer *self = g_new0 (HcrmMllpServer, 1);
  self->limits = *limits;
  self->handler = handler;
  self->refusal = refusal;
  self->user_data = user_data;
  self->context = g_main_context_ref_thread_default ();
  self->connections = g_ptr_array_new_with_free_func ((GDestroyNotify) connection_unref);
  return self;
}

guint16
hcrm_mllp_server_get_port (HcrmMllpServer *self)
{
  if (!self->socket)
    return 0;
  g_autoptr (GSocketAddress) address = g_socket_get_local_address (self->socket, NULL);
  return g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address));
}

guint
hcrm_mllp_server_count_connections (HcrmMllpServer *self)
{
  return self->connections->len;
}

guint
hcrm_mllp_server_count_busy (HcrmMllpServer *self)
{
  return self->busy;
}

static void
close_where (HcrmMllpServer *self, gboolean busy_too)
{
  for (guint i = self->connections->len; i > 0; i--) {
    Connection *connection = g_ptr_array_index (self->connections, i - 1);
    if (busy_too || !connection->busy)
      close_connection (connection);
  }
}

void
hcrm_mllp_server_stop (HcrmMllpServer *self)
{
  clear_source (&self->accepting);
  g_clear_object (&self->socket);
  self->stopped = TRUE;
  close_where (self, FALSE);
}

void
hcrm_mllp_server_free (HcrmMllpServer *self)
{
  hcrm_mllp_server_stop (self);
  close_where (self, TRUE);
  g_ptr_array_unref (self->connections);
  g_main_context_unref (self->context);
  g_free (self);
}
