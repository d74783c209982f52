/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Listening and accepting, which libsoup 3.2 does not do well enough. */

#include "hcrm-listener.h"

#include <errno.h>
#include <gio/gunixsocketaddress.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/hcrm-error.h"
#include "hcrm-connection.h"

#define BACKLOG 1024
#define RETRY_MS 100 /* after a failed accept */
#define SWEEP_S 1    /* how often connections are looked at */
#define MAX_IDLE_US (G_USEC_PER_SEC * 90)
#define ACCEPTS_AT_ONCE 64

struct _HcrmListener {
  SoupServer *server;
  GSocket *socket;
  GTlsCertificate *certificate;
  char *unix_path;
  guint accept_id, retry_id, sweep_id;
  GHashTable *connections; /* set of HcrmConnection, borrowed: a weak reference takes it out */
};

static void listen_on (HcrmListener *self);

/* --- Addresses ------------------------------------------------------------------------------ */

static gboolean
is_safe (GSocketAddress *address)
{
  if (!G_IS_INET_SOCKET_ADDRESS (address))
    return TRUE;
  return g_inet_address_get_is_loopback (
      g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address)));
}

static GSocketAddress *
parse_address (const char *text, GError **error)
{
  const char *colon = strrchr (text, ':');
  guint64 port = 0;

  if (g_str_has_prefix (text, "unix:"))
    return g_unix_socket_address_new (text + strlen ("unix:"));
  if (colon != NULL && g_ascii_string_to_unsigned (colon + 1, 10, 0, 65535, &port, NULL)) {
    gboolean bracketed = *text == '[' && colon > text + 1 && colon[-1] == ']';
    g_autofree char *host =
        bracketed ? g_strndup (text + 1, colon - text - 2) : g_strndup (text, colon - text);
    GSocketAddress *address = g_inet_socket_address_new_from_string (host, port);
    if (address != NULL)
      return address;
  }
  hcrm_fail (error, HCRM_ERROR_INVALID, "listen",
             _ ("“%s” is not ADDRESS:PORT or unix:PATH"), text);
  return NULL;
}

static gboolean
bind_socket (HcrmListener *self, GSocketAddress *address, GError **error)
{
  g_socket_set_listen_backlog (self->socket, BACKLOG);
  g_socket_set_blocking (self->socket, FALSE);
  if (G_IS_UNIX_SOCKET_ADDRESS (address)) {
    self->unix_path = g_strdup (g_unix_socket_address_get_path (G_UNIX_SOCKET_ADDRESS (address)));
    unlink (self->unix_path);
  }
  return g_socket_bind (self->socket, address, TRUE, error)
         && g_socket_listen (self->socket, error);
}

/* --- Accepting ------------------------------------------------------------------------------ */

static void
connection_gone_cb (gpointer data, GObject *where)
{
  HcrmListener *self = data;

  g_hash_table_remove (self->connections, where);
}

static GIOStream *
make_stream (HcrmListener *self, GSocket *socket)
{
  g_autoptr (GSocketConnection) plain = g_socket_connection_factory_create_connection (socket);

  if (self->certificate == NULL)
    return G_IO_STREAM (g_steal_pointer (&plain));
  return g_tls_server_connection_new (G_IO_STREAM (plain), self->certificate, NULL);
}

static void
take_connection (HcrmListener *self, GSocket *socket)
{
  g_autoptr (GIOStream) stream = make_stream (self, socket);
  if (stream == NULL)
    return;
  g_autoptr (HcrmConnection) connection = hcrm_connection_new (socket, stream);
  g_autoptr (GSocketAddress) local = g_inet_socket_address_new_from_string ("127.0.0.1", 0);

  if (self->unix_path == NULL)
    g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, 1, NULL);
  g_hash_table_add (self->connections, connection);
  g_object_weak_ref (G_OBJECT (connection), connection_gone_cb, self);
  soup_server_accept_iostream (self->server, G_IO_STREAM (connection), local,
                               hcrm_connection_get_remote_address (connection), NULL);
}

static gboolean
retry_cb (gpointer data)
{
  HcrmListener *self = data;

  self->retry_id = 0;
  listen_on (self);
  return G_SOURCE_REMOVE;
}

static gboolean
accept_cb (GSocket *listening, GIOCondition condition, gpointer data)
{
  HcrmListener *self = data;

  for (guint i = 0; i < ACCEPTS_AT_ONCE; i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GSocket) socket = g_socket_accept (listening, NULL, &error);

    if (socket != NULL) {
      take_connection (self, socket);
      continue;
    }
    if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
      return G_SOURCE_CONTINUE;
    /* Out of descriptors or memory, or a client that was gone at once: go on a little later. */
    g_warning ("accept: %s", error->message);
    self->accept_id = 0;
    self->retry_id = g_timeout_add (RETRY_MS, retry_cb, self);
    return G_SOURCE_REMOVE;
  }
  return G_SOURCE_CONTINUE;
}

static void
listen_on (HcrmListener *self)
{
  g_autoptr (GSource) source = g_socket_create_source (self->socket, G_IO_IN, NULL);

  g_source_set_callback (source, G_SOURCE_FUNC (accept_cb), self, NULL);
  self->accept_id = g_source_attach (source, NULL);
}

static gboolean
sweep_cb (gpointer data)
{
  HcrmListener *self = data;
  GHashTableIter iter;
  gpointer connection;

  g_hash_table_iter_init (&iter, self->connections);
  while (g_hash_table_iter_next (&iter, &connection, NULL)) {
    hcrm_connection_tend (connection);
    if (hcrm_connection_get_idle_us (connection) > MAX_IDLE_US)
      hcrm_connection_shut_down (connection);
  }
  return G_SOURCE_CONTINUE;
}

/* --- Public --------------------------------------------------------------------------------- */

HcrmListener *
hcrm_listener_new (SoupServer *server,
                   const char *address,
                   GTlsCertificate *certificate,
                   GError **error)
{
  g_autoptr (GSocketAddress) parsed = parse_address (address, error);
  if (parsed == NULL)
    return NULL;
  if (certificate == NULL && !is_safe (parsed)) {
    hcrm_fail (error, HCRM_ERROR_INVALID, "listen",
               _ ("“%s” can be reached from outside: give --tls-certificate and --tls-key"),
                  address);
    return NULL;
  }
  g_autoptr (HcrmListener) self = g_new0 (HcrmListener, 1);
  self->server = g_object_ref (server);
  self->connections = g_hash_table_new (NULL, NULL);
  g_set_object (&self->certificate, certificate);
  self->socket = g_socket_new (g_socket_address_get_family (parsed), G_SOCKET_TYPE_STREAM,
                               G_SOCKET_PROTOCOL_DEFAULT, error);
  if (self->socket == NULL || !bind_socket (self, parsed, error))
    return NULL;
  self->sweep_id = g_timeout_add_seconds (SWEEP_S, sweep_cb, self);
  listen_on (self);
  return g_steal_pointer (&self);
}

void
hcrm_listener_stop (HcrmListener *self)
{
  g_clear_handle_id (&self->accept_id, g_source_remove);
  g_clear_handle_id (&self->retry_id, g_source_remove);
  if (self->socket != NULL)
    g_socket_close (self->socket, NULL);
}

void
hcrm_listener_free (HcrmListener *self)
{
  GHashTableIter iter;
  gpointer connection;

  hcrm_listener_stop (self);
  g_clear_handle_id (&self->sweep_id, g_source_remove);
  g_hash_table_iter_init (&iter, self->connections);
  while (g_hash_table_iter_next (&iter, &connection, NULL)) {
    g_object_weak_unref (connection, connection_gone_cb, self);
    hcrm_connection_shut_down (connection);
  }
  g_hash_table_unref (self->connections);
  if (self->unix_path != NULL)
    unlink (self->unix_path);
  g_free (self->unix_path);
  g_clear_object (&self->socket);
  g_clear_object (&self->certificate);
  g_clear_object (&self->server);
  g_free (self);
}

guint
hcrm_listener_get_port (HcrmListener *self)
{
  g_autoptr (GSocketAddress) local = g_socket_get_local_address (self->socket, NULL);

  return G_IS_INET_SOCKET_ADDRESS (local)
             ? g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (local))
             : 0;
}

guint
hcrm_listener_get_n_connections (HcrmListener *self)
{
  return g_hash_table_size (self->connections);
}
