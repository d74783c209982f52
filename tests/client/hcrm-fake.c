/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A server of canned answers for the client's tests. */

#include "hcrm-fake.h"

#include <libsoup/soup.h>

#include "core/hcrm-language.h"
#include "core/hcrm-settings.h"

#define BASE "/api/v1"

typedef struct {
  guint status;
  char *body;
  HcrmFakeFunc func;
  gpointer data;
} Answer;

typedef struct {
  guint n;
  char *body;
  char *query;
  GString *queries; /* all of them, a line each */
  SoupMessageHeaders *headers;
} Asked;

struct _HcrmFake {
  GTlsCertificate *certificate; /* NULL: plain */
  SoupServer *server;
  GSocketService *service;
  char *url;
  guint port;
  GHashTable *answers; /* "METHOD path" to Answer */
  GHashTable *asked;   /* the same to Asked */
  GPtrArray *sockets;
  int ahead_s;
};

static void
free_answer (Answer *answer)
{
  g_free (answer->body);
  g_free (answer);
}

static void
free_asked (Asked *asked)
{
  g_free (asked->body);
  g_free (asked->query);
  g_string_free (asked->queries, TRUE);
  g_clear_pointer (&asked->headers, soup_message_headers_unref);
  g_free (asked);
}

static char *
make_key (const char *method, const char *path)
{
  return g_strdup_printf ("%s %s", method, path);
}

static void
copy_header (const char *name, const char *value, gpointer headers)
{
  soup_message_headers_append (headers, name, value);
}

static void
remember (HcrmFake *self, SoupServerMessage *message, const char *key)
{
  Asked *asked = g_hash_table_lookup (self->asked, key);
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  const char *query = g_uri_get_query (soup_server_message_get_uri (message));

  if (asked == NULL) {
    asked = g_new0 (Asked, 1);
    asked->queries = g_string_new (NULL);
    g_hash_table_insert (self->asked, g_strdup (key), asked);
  }
  asked->n++;
  g_free (asked->body);
  asked->body = g_strndup (body->data, body->length);
  g_free (asked->query);
  asked->query = g_strdup (query != NULL ? query : "");
  g_string_append_printf (asked->queries, "%s\n", asked->query);
  g_clear_pointer (&asked->headers, soup_message_headers_unref);
  asked->headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_REQUEST);
  soup_message_headers_foreach (soup_server_message_get_request_headers (message), copy_header,
                                asked->headers);
}

static void
set_date (HcrmFake *self, SoupServerMessage *message)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GDateTime) shown = g_date_time_add_seconds (now, self->ahead_s);
  g_autofree char *text = soup_date_time_to_string (shown, SOUP_DATE_HTTP);

  soup_message_headers_replace (soup_server_message_get_response_headers (message), "Date", text);
}

void
hcrm_fake_set_clock (HcrmFake *self, int ahead_s)
{
  self->ahead_s = ahead_s;
}

static void
serve_cb (SoupServer *server,
          SoupServerMessage *message,
          const char *path,
          GHashTable *query,
          gpointer data)
{
  HcrmFake *self = data;
  const char *method = soup_server_message_get_method (message);
  g_autofree char *key =
      make_key (method, g_str_has_prefix (path, BASE) ? path + strlen (BASE) : path);
  Answer *answer = g_hash_table_lookup (self->answers, key);

  remember (self, message, key);
  set_date (self, message);
  if (answer == NULL) {
    soup_server_message_set_status (message, 404, NULL);
    return;
  }
  g_autofree char *body =
      answer->func != NULL ? answer->func (query, answer->data) : g_strdup (answer->body);
  soup_server_message_set_status (message, answer->status, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, body,
                                    strlen (body));
}

static void
socket_cb (SoupServer *server,
           SoupServerMessage *message,
           const char *path,
           SoupWebsocketConnection *connection,
           gpointer data)
{
  HcrmFake *self = data;

  g_ptr_array_add (self->sockets, g_object_ref (connection));
}

static gboolean
incoming_cb (HcrmFake *self, GSocketConnection *connection)
{
  g_autoptr (GSocketAddress) local = g_socket_connection_get_local_address (connection, NULL);
  g_autoptr (GSocketAddress) remote = g_socket_connection_get_remote_address (connection, NULL);

  g_autoptr (GIOStream) stream =
      self->certificate != NULL
          ? g_tls_server_connection_new (G_IO_STREAM (connection), self->certificate, NULL)
          : g_object_ref (G_IO_STREAM (connection));
  if (local != NULL && remote != NULL && stream != NULL)
    soup_server_accept_iostream (self->server, stream, local, remote, NULL);
  return TRUE;
}

/* Listens itself: the listener of libsoup 3.2 leaks the sockets it accepts. */
static void
listen_on (HcrmFake *self, guint port)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, port);
  g_autoptr (GSocketAddress) bound = NULL;
  g_autoptr (GError) error = NULL;

  self->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (self->server, NULL, serve_cb, self, NULL);
  soup_server_add_websocket_handler (self->server, BASE "/events", NULL, NULL, socket_cb, self,
                                     NULL);
  self->service = g_socket_service_new ();
  g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), address, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP, NULL, &bound, &error);
  g_assert_no_error (error);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  g_signal_connect_swapped (self->service, "incoming", G_CALLBACK (incoming_cb), self);
}

static char *room;

/* GLib's own isolation leaks the old folders' names, so this does it without. */
static void
make_room (void)
{
  static const char *const homes[] = { "HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME",
                                       "XDG_CACHE_HOME" };

  room = g_dir_make_tmp ("hcrm-test-XXXXXX", NULL);
  g_assert_nonnull (room);
  for (guint i = 0; i < G_N_ELEMENTS (homes); i++)
    g_setenv (homes[i], room, TRUE);
}

int
hcrm_fake_run (void)
{
  const char *argv[] = { "rm", "-rf", room, NULL };
  int status = g_test_run ();

  hcrm_settings_flush ();
  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL,
                NULL);
  g_clear_pointer (&room, g_free);
  return status;
}

void
hcrm_fake_init (int *argc, char ***argv)
{
  g_setenv ("GIO_USE_PROXY_RESOLVER", "dummy", TRUE);
  g_setenv ("GSETTINGS_BACKEND", "memory", TRUE);
  g_setenv ("GTK_A11Y", "test", TRUE);
  g_setenv ("GDK_DEBUG", "gl-disable", TRUE);
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent", TRUE);
  make_room ();
  g_test_init (argc, argv, NULL);
  hcrm_language_init ();
  hcrm_language_set ("en");
}

HcrmFake *
hcrm_fake_new (void)
{
  HcrmFake *self = g_new0 (HcrmFake, 1);

  self->answers =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) free_answer);
  self->asked =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) free_asked);
  self->sockets = g_ptr_array_new_with_free_func (g_object_unref);
  listen_on (self, 0);
  self->url = g_strdup_printf ("http://127.0.0.1:%u", self->port);
  return self;
}

void
hcrm_fake_free (HcrmFake *self)
{
  hcrm_fake_go_away (self);
  g_hash_table_unref (self->answers);
  g_hash_table_unref (self->asked);
  g_ptr_array_unref (self->sockets);
  g_free (self->url);
  g_clear_object (&self->certificate);
  g_free (self);
}

const char *
hcrm_fake_get_url (HcrmFake *self)
{
  return self->url;
}

void
hcrm_fake_set_certificate (HcrmFake *self, GTlsCertificate *certificate)
{
  g_set_object (&self->certificate, certificate);
  g_free (self->url);
  self->url = g_strdup_printf ("https://127.0.0.1:%u", self->port);
}

void
hcrm_fake_go_away (HcrmFake *self)
{
  if (self->server == NULL)
    return;
  g_ptr_array_set_size (self->sockets, 0);
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_clear_object (&self->service);
  soup_server_disconnect (self->server);
  g_clear_object (&self->server);
}

void
hcrm_fake_come_back (HcrmFake *self)
{
  listen_on (self, self->port);
}

static void
add_answer (HcrmFake *self, const char *method, const char *path, Answer answer)
{
  g_hash_table_insert (self->answers, make_key (method, path), g_memdup2 (&answer, sizeof answer));
}

void
hcrm_fake_answer (HcrmFake *self,
                  const char *method,
                  const char *path,
                  guint status,
                  const char *body)
{
  add_answer (self, method, path, (Answer){ .status = status, .body = g_strdup (body) });
}

void
hcrm_fake_answer_with (HcrmFake *self, const char *path, HcrmFakeFunc func, gpointer data)
{
  add_answer (self, "GET", path, (Answer){ .status = 200, .func = func, .data = data });
}

static Asked *
find_asked (HcrmFake *self, const char *method, const char *path)
{
  g_autofree char *key = make_key (method, path);

  return g_hash_table_lookup (self->asked, key);
}

guint
hcrm_fake_count (HcrmFake *self, const char *method, const char *path)
{
  Asked *asked = find_asked (self, method, path);

  return asked != NULL ? asked->n : 0;
}

const char *
hcrm_fake_get_body (HcrmFake *self, const char *method, const char *path)
{
  Asked *asked = find_asked (self, method, path);

  return asked != NULL ? asked->body : NULL;
}

const char *
hcrm_fake_get_query (HcrmFake *self, const char *method, const char *path)
{
  Asked *asked = find_asked (self, method, path);

  return asked != NULL ? asked->query : NULL;
}

gboolean
hcrm_fake_saw_query (HcrmFake *self, const char *method, const char *path, const char *text)
{
  Asked *asked = find_asked (self, method, path);

  return asked != NULL && strstr (asked->queries->str, text) != NULL;
}

const char *
hcrm_fake_get_header (HcrmFake *self, const char *method, const char *path, const char *header)
{
  Asked *asked = find_asked (self, method, path);

  return asked != NULL ? soup_message_headers_get_one (asked->headers, header) : NULL;
}

void
hcrm_fake_send_event (HcrmFake *self, const char *text)
{
  for (guint i = 0; i < self->sockets->len; i++)
    soup_websocket_connection_send_text (self->sockets->pdata[i], text);
}

void
hcrm_fake_drop_events (HcrmFake *self)
{
  for (guint i = 0; i < self->sockets->len; i++)
    soup_websocket_connection_close (self->sockets->pdata[i], SOUP_WEBSOCKET_CLOSE_GOING_AWAY,
                                     NULL);
  g_ptr_array_set_size (self->sockets, 0);
}

guint
hcrm_fake_get_n_sockets (HcrmFake *self)
{
  return self->sockets->len;
}

void
hcrm_fake_answer_usual (HcrmFake *self)
{
  hcrm_fake_answer (
      self, "GET", "/about", 200,
      "{\"version\":\"0.1.0\",\"minimum_client\":\"0.1.0\",\"sample\":true,"
      "\"hospital\":\"示范医院\",\"hospital_en\":\"Sample Hospital\",\"users\":["
      "{\"username\":\"agent\",\"name\":\"林晓\",\"role\":\"坐席\",\"role_en\":\"Agent\"},"
      "{\"username\":\"doctor\",\"name\":\"陈一帆\",\"role\":\"医生\",\"role_en\":\"Doctor\"}]}");
  hcrm_fake_answer (
      self, "POST", "/session", 201,
      "{\"token\":\"secret\",\"user\":{\"id\":7,\"username\":\"agent\",\"name\":\"林晓\","
      "\"language\":\"en\",\"staff_number\":\"3017\",\"department\":\"客户服务中心\","
      "\"department_en\":\"Service Centre\",\"hospital\":\"示范医院\","
      "\"hospital_en\":\"Sample Hospital\",\"role\":\"坐席\",\"role_en\":\"Agent\","
      "\"must_change_password\":false,\"lock_minutes\":10},\"permissions\":["
      "{\"name\":\"session\",\"scope\":\"all\"},"
      "{\"name\":\"recording.read\",\"scope\":\"all\"},"
      "{\"name\":\"patient.read\",\"scope\":\"department\"}]}");
  hcrm_fake_answer (
      self, "GET", "/today", 200,
      "{\"counts\":{\"worklist\":{\"total\":249,\"urgent\":37},"
      "\"mine\":{\"total\":2,\"urgent\":1}},\"stats\":{\"done_today\":3,\"done_goal\":40,"
      "\"by_hour\":[{\"hour\":9,\"reached\":2,\"not_reached\":1}],\"agents\":[]},\"items\":["
      "{\"kind\":\"followup_task\",\"id\":11,\"patient_id\":1,\"patient\":\"周桂兰\","
      "\"urgency\":\"now\",\"template\":\"术后随访\",\"template_en\":\"After surgery\","
      "\"offset_days\":7,\"due_on\":\"2020-01-01\",\"attempts\":0},"
      "{\"kind\":\"encounter\",\"id\":12,\"patient_id\":2,\"patient\":\"吴启明\","
      "\"urgency\":\"today\",\"attempts\":0}]}");
  hcrm_fake_answer (self, "DELETE", "/session", 204, "");
  hcrm_fake_answer (self, "POST", "/session/actions/language", 200, "{}");
}

gboolean
hcrm_fake_tick (gpointer unused)
{
  return G_SOURCE_CONTINUE;
}

void
hcrm_fake_idle (guint ms)
{
  gint64 end = g_get_monotonic_time () + ms * 1000;

  WAIT_UNTIL (g_get_monotonic_time () > end);
}
