/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A client's connection: libsoup 3.2 is told when the client has left. */

#include "hcrm-connection.h"

#include <gio/gunixsocketaddress.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>

typedef enum {
  IDLE,    /* between requests: nothing of the next one was read */
  HEADERS, /* some of a request was read */
  BUSY,    /* headers were read, the answer is not yet written */
} State;

#define HCRM_TYPE_CONNECTION_INPUT (hcrm_connection_input_get_type ())
G_DECLARE_FINAL_TYPE (HcrmConnectionInput,
                      hcrm_connection_input,
                      HCRM,
                      CONNECTION_INPUT,
                      GFilterInputStream)

struct _HcrmConnectionInput {
  GFilterInputStream parent_instance;
  int fd; /* of a plain connection; -1 under TLS, which may hold what the descriptor no longer has
           */
  State state;
  gboolean ended;
  gint64 read_at;
};

struct _HcrmConnection {
  GIOStream parent_instance;
  GSocket *socket;
  GIOStream *base;
  HcrmConnectionInput *input;
  GSocketAddress *remote;
  GSourceOnceFunc left;
  gpointer left_data;
  gboolean corked;
};

/* --- The input: turns an end of stream between requests into a request to refuse ------------- */

static void pollable_init (GPollableInputStreamInterface *iface, gpointer data);

G_DEFINE_FINAL_TYPE_WITH_CODE (HcrmConnectionInput,
                               hcrm_connection_input,
                               G_TYPE_FILTER_INPUT_STREAM,
                               G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_INPUT_STREAM, pollable_init))

static GPollableInputStream *
get_base (gpointer self)
{
  return G_POLLABLE_INPUT_STREAM (
      g_filter_input_stream_get_base_stream (G_FILTER_INPUT_STREAM (self)));
}

static gboolean
can_poll (GPollableInputStream *stream)
{
  return TRUE;
}

static gboolean
is_readable (GPollableInputStream *stream)
{
  return HCRM_CONNECTION_INPUT (stream)->ended
         || g_pollable_input_stream_is_readable (get_base (stream));
}

/* One source on the descriptor. GIO would nest three, and the main loop asks each of every
 * connection in every round, and wakes itself for each that comes or goes. */
typedef struct {
  GSource parent;
  GObject *stream;
} ReadableSource;

static gboolean
dispatch_readable (GSource *source, GSourceFunc callback, gpointer data)
{
  ReadableSource *self = (ReadableSource *) source;

  return callback == NULL
         || ((GPollableSourceFunc) (void (*) (void)) callback) (self->stream, data);
}

static void
finalize_readable (GSource *source)
{
  g_object_unref (((ReadableSource *) source)->stream);
}

/* What a dummy callback needs, which whoever nests this source gives it. */
static gboolean
call_closure (GObject *stream, gpointer data)
{
  g_auto (GValue) result = G_VALUE_INIT, param = G_VALUE_INIT;

  g_value_init (&result, G_TYPE_BOOLEAN);
  g_value_init (&param, G_TYPE_OBJECT);
  g_value_set_object (&param, stream);
  g_closure_invoke (data, &result, 1, &param, NULL);
  return g_value_get_boolean (&result);
}

static GSource *
create_descriptor_source (HcrmConnectionInput *self)
{
  static GSourceFuncs funcs = { .dispatch = dispatch_readable,
                                .finalize = finalize_readable,
                                .closure_callback = G_SOURCE_FUNC (call_closure) };
  GSource *source = g_source_new (&funcs, sizeof (ReadableSource));

  ((ReadableSource *) source)->stream = G_OBJECT (g_object_ref (self));
  g_source_add_unix_fd (source, self->fd, G_IO_IN);
  return source;
}

static GSource *
create_source (GPollableInputStream *stream, GCancellable *cancellable)
{
  HcrmConnectionInput *self = HCRM_CONNECTION_INPUT (stream);

  if (self->fd >= 0)
    return create_descriptor_source (self);
  g_autoptr (GSource) base = g_pollable_input_stream_create_source (get_base (stream), NULL);
  return g_pollable_source_new_full (stream, base, NULL);
}

/* "X" is no request line; more of them overflow whatever half a header there was. */
static gssize
fill_with_junk (HcrmConnectionInput *self, char *buffer, gsize n, GError **error)
{
  gboolean first = self->state == IDLE && !self->ended;

  g_clear_error (error);
  self->ended = TRUE;
  memset (buffer, 'X', n);
  if (first && n >= 5)
    memcpy (buffer + n - 4, "\r\n\r\n", 4);
  return n;
}

static gboolean
has_ended (gssize n, GError **error)
{
  return n == 0
         || (n < 0 && error != NULL
             && !g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK));
}

static gssize
read_nonblocking (GPollableInputStream *stream, void *buffer, gsize n, GError **error)
{
  HcrmConnectionInput *self = HCRM_CONNECTION_INPUT (stream);
  g_autoptr (GError) failure = NULL;
  gssize got =
      g_pollable_input_stream_read_nonblocking (get_base (self), buffer, n, NULL, &failure);

  if (got > 0) {
    self->read_at = g_get_monotonic_time ();
    if (self->state == IDLE)
      self->state = HEADERS;
    return got;
  }
  if (self->state != BUSY && has_ended (got, &failure))
    return fill_with_junk (self, buffer, n, &failure);
  if (failure != NULL)
    g_propagate_error (error, g_steal_pointer (&failure));
  return got;
}

static void
pollable_init (GPollableInputStreamInterface *iface, gpointer data)
{
  iface->can_poll = can_poll;
  iface->is_readable = is_readable;
  iface->create_source = create_source;
  iface->read_nonblocking = read_nonblocking;
}

static void
hcrm_connection_input_class_init (HcrmConnectionInputClass *klass)
{
}

static void
hcrm_connection_input_init (HcrmConnectionInput *self)
{
  self->fd = -1;
  self->read_at = g_get_monotonic_time ();
}

/* --- The connection ------------------------------------------------------------------------- */

G_DEFINE_FINAL_TYPE (HcrmConnection, hcrm_connection, G_TYPE_IO_STREAM)

static GInputStream *
hcrm_connection_get_input_stream (GIOStream *stream)
{
  return G_INPUT_STREAM (HCRM_CONNECTION (stream)->input);
}

static GOutputStream *
hcrm_connection_get_output_stream (GIOStream *stream)
{
  return g_io_stream_get_output_stream (HCRM_CONNECTION (stream)->base);
}

static gboolean
hcrm_connection_close (GIOStream *stream, GCancellable *cancellable, GError **error)
{
  return g_io_stream_close (HCRM_CONNECTION (stream)->base, cancellable, error);
}

void
hcrm_connection_unwatch (HcrmConnection *self)
{
  self->left = NULL;
}

static void
hcrm_connection_finalize (GObject *object)
{
  HcrmConnection *self = HCRM_CONNECTION (object);

  g_object_set_data (G_OBJECT (self->remote), "hcrm-connection", NULL);
  g_clear_object (&self->remote);
  g_clear_object (&self->input);
  g_clear_object (&self->base);
  g_clear_object (&self->socket);
  G_OBJECT_CLASS (hcrm_connection_parent_class)->finalize (object);
}

static void
hcrm_connection_class_init (HcrmConnectionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hcrm_connection_finalize;
  G_IO_STREAM_CLASS (klass)->get_input_stream = hcrm_connection_get_input_stream;
  G_IO_STREAM_CLASS (klass)->get_output_stream = hcrm_connection_get_output_stream;
  G_IO_STREAM_CLASS (klass)->close_fn = hcrm_connection_close;
}

static void
hcrm_connection_init (HcrmConnection *self)
{
}

/* A client of a Unix socket, or one that has left already, gets an address all the same. */
static GSocketAddress *
make_remote_address (GSocket *socket)
{
  g_autoptr (GSocketAddress) address = g_socket_get_remote_address (socket, NULL);

  if (address != NULL && G_IS_INET_SOCKET_ADDRESS (address))
    return g_steal_pointer (&address);
  return g_inet_socket_address_new_from_string ("127.0.0.1", 0);
}

HcrmConnection *
hcrm_connection_new (GSocket *socket, GIOStream *stream)
{
  HcrmConnection *self = g_object_new (HCRM_TYPE_CONNECTION, NULL);

  self->socket = g_object_ref (socket);
  self->base = g_object_ref (stream);
  self->input =
      g_object_new (HCRM_TYPE_CONNECTION_INPUT, "base-stream",
                    g_io_stream_get_input_stream (stream), "close-base-stream", FALSE, NULL);
  if (G_IS_SOCKET_CONNECTION (stream))
    self->input->fd = g_socket_get_fd (socket);
  self->remote = make_remote_address (socket);
  g_object_set_data (G_OBJECT (self->remote), "hcrm-connection", self);
  return self;
}

GSocketAddress *
hcrm_connection_get_remote_address (HcrmConnection *self)
{
  return self->remote;
}

HcrmConnection *
hcrm_connection_find (SoupServerMessage *message)
{
  GSocketAddress *remote = soup_server_message_get_remote_address (message);

  return remote != NULL ? g_object_get_data (G_OBJECT (remote), "hcrm-connection") : NULL;
}

void
hcrm_connection_begin_request (HcrmConnection *self)
{
  self->input->state = BUSY;
}

static void
set_cork (HcrmConnection *self, gboolean corked)
{
  if (g_socket_get_family (self->socket) != G_SOCKET_FAMILY_UNIX)
    g_socket_set_option (self->socket, IPPROTO_TCP, TCP_CORK, corked, NULL);
  self->corked = corked;
}

void
hcrm_connection_begin_answer (HcrmConnection *self)
{
  set_cork (self, TRUE);
}

void
hcrm_connection_end_request (HcrmConnection *self)
{
  if (self->corked)
    set_cork (self, FALSE);
  hcrm_connection_unwatch (self);
  self->input->state = IDLE;
  self->input->read_at = g_get_monotonic_time ();
}

void
hcrm_connection_watch (HcrmConnection *self, GSourceOnceFunc left, gpointer data)
{
  self->left = left;
  self->left_data = data;
}

/* While a request runs libsoup reads nothing, so an end of the stream means: gone. */
void
hcrm_connection_tend (HcrmConnection *self)
{
  char byte;

  if (self->left == NULL)
    return;
  gssize n = recv (g_socket_get_fd (self->socket), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  if (n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR)))
    return;
  self->left (self->left_data);
  self->left = NULL;
}

gint64
hcrm_connection_get_idle_us (HcrmConnection *self)
{
  return self->input->state == BUSY ? 0 : g_get_monotonic_time () - self->input->read_at;
}

void
hcrm_connection_refuse (HcrmConnection *self, const char *text)
{
  g_output_stream_write (g_io_stream_get_output_stream (self->base), text, strlen (text), NULL,
                         NULL);
  hcrm_connection_shut_down (self);
}

#define DISMISS_S 10

static gboolean
dismissed_cb (gpointer data)
{
  hcrm_connection_shut_down (data);
  return G_SOURCE_REMOVE;
}

void
hcrm_connection_dismiss (HcrmConnection *self, const char *text)
{
  g_output_stream_write (g_io_stream_get_output_stream (self->base), text, strlen (text), NULL,
                         NULL);
  g_socket_shutdown (self->socket, FALSE, TRUE, NULL);
  g_timeout_add_seconds_full (G_PRIORITY_DEFAULT, DISMISS_S, dismissed_cb, g_object_ref (self),
                              g_object_unref);
}

void
hcrm_connection_shut_down (HcrmConnection *self)
{
  g_socket_shutdown (self->socket, TRUE, TRUE, NULL);
}
