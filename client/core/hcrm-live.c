/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The server's events over a WebSocket that comes back by itself. */

#include "hcrm-live.h"

#include <libsoup/soup.h>

#include "core/hcrm-json-check.h"

#define FIRST_PAUSE_MS 1000
#define LONGEST_PAUSE_MS 30000
#define KEEPALIVE_S 25
#define CLOSED_BY_SESSION 4401

struct _HcrmLive {
  GObject parent_instance;

  HcrmApi *api;
  SoupSession *session;
  SoupWebsocketConnection *connection;
  GCancellable *cancellable;
  guint retry_id;
  guint pause_ms;
  gboolean running;
  gboolean met_before; /* a line was up once, so a new one may have missed events */
  gboolean online;
  char *viewing;
  gint64 viewing_id;
};

enum { PROP_0, PROP_ONLINE, N_PROPS };
enum { EVENT, RESYNC, VIEWERS, N_SIGNALS };

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HcrmLive, hcrm_live, G_TYPE_OBJECT)

static void connect_now (HcrmLive *self);

static void
hcrm_live_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_boolean (value, HCRM_LIVE (object)->online);
}

static void
hcrm_live_dispose (GObject *object)
{
  HcrmLive *self = HCRM_LIVE (object);

  hcrm_live_stop (self);
  g_clear_object (&self->api);
  g_clear_object (&self->session);
  g_clear_pointer (&self->viewing, g_free);
  G_OBJECT_CLASS (hcrm_live_parent_class)->dispose (object);
}

static void
hcrm_live_class_init (HcrmLiveClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = hcrm_live_get_property;
  object_class->dispose = hcrm_live_dispose;
  properties[PROP_ONLINE] =
      g_param_spec_boolean ("online", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[EVENT] = g_signal_new ("event", HCRM_TYPE_LIVE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 3, G_TYPE_STRING, G_TYPE_INT64, G_TYPE_INT64);
  signals[RESYNC] = g_signal_new ("resync", HCRM_TYPE_LIVE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
  signals[VIEWERS] =
      g_signal_new ("viewers", HCRM_TYPE_LIVE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                    3, G_TYPE_STRING, G_TYPE_INT64, G_TYPE_STRING);
}

static void
hcrm_live_init (HcrmLive *self)
{
  self->session = soup_session_new_with_options ("timeout", 0, NULL);
  self->pause_ms = FIRST_PAUSE_MS;
}

HcrmLive *
hcrm_live_new (HcrmApi *api)
{
  HcrmLive *self = g_object_new (HCRM_TYPE_LIVE, NULL);

  self->api = g_object_ref (api);
  return self;
}

gboolean
hcrm_live_get_online (HcrmLive *self)
{
  return self->online;
}

static void
set_online (HcrmLive *self, gboolean online)
{
  if (self->online == online)
    return;
  self->online = online;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ONLINE]);
}

/* --- what arrives ----------------------------------------------------------------------------- */

static void
take_event (JsonArray *array, guint index, JsonNode *node, gpointer data)
{
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return;
  JsonObject *event = json_node_get_object (node);
  g_signal_emit (data, signals[EVENT], 0,
                 json_object_get_string_member_with_default (event, "kind", ""),
                 json_object_get_int_member_with_default (event, "id", 0),
                 json_object_get_int_member_with_default (event, "version", 0));
}

static void
append_user (JsonArray *array, guint index, JsonNode *node, gpointer names)
{
  JsonObject *user = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *name = user != NULL ? json_object_get_string_member_with_default (user, "name", "")
                                  : json_node_get_string (node);

  g_string_append_printf (names, "%s%s", index > 0 ? ", " : "", name != NULL ? name : "");
}

static void
take_viewers (HcrmLive *self, JsonObject *viewers)
{
  g_autoptr (GString) names = g_string_new (NULL);
  JsonNode *users = json_object_get_member (viewers, "users");

  if (users != NULL && JSON_NODE_HOLDS_ARRAY (users))
    json_array_foreach_element (json_node_get_array (users), append_user, names);
  g_signal_emit (self, signals[VIEWERS], 0,
                 json_object_get_string_member_with_default (viewers, "kind", ""),
                 json_object_get_int_member_with_default (viewers, "id", 0), names->str);
}

static void
message_cb (HcrmLive *self, int type, GBytes *bytes)
{
  gsize size;
  const char *text = g_bytes_get_data (bytes, &size);
  g_autoptr (JsonParser) parser = json_parser_new ();

  if (!hcrm_json_check (text, size, NULL) || !json_parser_load_from_data (parser, text, size, NULL)
      || !JSON_NODE_HOLDS_OBJECT (json_parser_get_root (parser)))
    return;
  g_autoptr (HcrmLive) kept = g_object_ref (self);
  JsonObject *object = json_node_get_object (json_parser_get_root (parser));
  JsonNode *events = json_object_get_member (object, "events");
  JsonNode *viewers = json_object_get_member (object, "viewers");
  if (events != NULL && JSON_NODE_HOLDS_ARRAY (events))
    json_array_foreach_element (json_node_get_array (events), take_event, kept);
  if (viewers != NULL && JSON_NODE_HOLDS_OBJECT (viewers))
    take_viewers (kept, json_node_get_object (viewers));
}

/* --- the line --------------------------------------------------------------------------------- */

static void
retry_cb (gpointer data)
{
  HcrmLive *self = data;

  self->retry_id = 0;
  connect_now (self);
}

/* A little chance keeps a hundred desktops from coming back in the same instant. */
static void
schedule_retry (HcrmLive *self)
{
  if (!self->running || self->retry_id != 0)
    return;
  self->retry_id = g_timeout_add_once (self->pause_ms + g_random_int_range (0, FIRST_PAUSE_MS / 2),
                                       retry_cb, self);
  self->pause_ms = MIN (self->pause_ms * 2, LONGEST_PAUSE_MS);
}

static void
drop_connection (HcrmLive *self)
{
  if (self->connection == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->connection, self);
  if (soup_websocket_connection_get_state (self->connection) == SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_close (self->connection, SOUP_WEBSOCKET_CLOSE_GOING_AWAY, NULL);
  g_clear_object (&self->connection);
  set_online (self, FALSE);
}

static void
closed_cb (HcrmLive *self)
{
  gushort code = soup_websocket_connection_get_close_code (self->connection);

  drop_connection (self);
  if (code == CLOSED_BY_SESSION)
    g_signal_emit_by_name (self->api, "unauthenticated");
  schedule_retry (self);
}

static void
send_viewing (HcrmLive *self)
{
  if (self->connection == NULL)
    return;
  g_autofree char *text =
      self->viewing != NULL
          ? g_strdup_printf ("{\"viewing\":{\"kind\":\"%s\",\"id\":%" G_GINT64_FORMAT "}}",
                             self->viewing, self->viewing_id)
          : g_strdup ("{\"viewing\":null}");
  soup_websocket_connection_send_text (self->connection, text);
}

static void
take_connection (HcrmLive *self, SoupWebsocketConnection *connection)
{
  gboolean again = self->met_before;

  self->connection = connection;
  self->pause_ms = FIRST_PAUSE_MS;
  self->met_before = TRUE;
  soup_websocket_connection_set_keepalive_interval (connection, KEEPALIVE_S);
  g_signal_connect_swapped (connection, "message", G_CALLBACK (message_cb), self);
  g_signal_connect_swapped (connection, "closed", G_CALLBACK (closed_cb), self);
  set_online (self, TRUE);
  if (self->viewing != NULL)
    send_viewing (self);
  if (again)
    g_signal_emit (self, signals[RESYNC], 0);
}

static void
connected_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (HcrmLive) self = data;
  g_autoptr (GError) error = NULL;
  SoupWebsocketConnection *connection =
      soup_session_websocket_connect_finish (SOUP_SESSION (source), result, &error);

  if (connection != NULL && self->running) {
    take_connection (self, connection);
    return;
  }
  g_clear_object (&connection);
  if (error != NULL)
    g_debug ("No live events: %s", error->message);
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    schedule_retry (self);
}

/* The API's own calls decide which certificate is trusted; this line follows them. */
static gboolean
accept_certificate_cb (HcrmLive *self)
{
  return !hcrm_api_get_untrusted (self->api);
}

static void
connect_now (HcrmLive *self)
{
  g_autofree char *url = g_strconcat (hcrm_api_get_server (self->api), "/api/v1/events", NULL);
  g_autofree char *bearer = g_strconcat ("Bearer ", hcrm_api_get_token (self->api), NULL);
  g_autoptr (SoupMessage) message = soup_message_new (SOUP_METHOD_GET, url);

  soup_message_headers_replace (soup_message_get_request_headers (message), "Authorization",
                                bearer);
  g_signal_connect_object (message, "accept-certificate", G_CALLBACK (accept_certificate_cb), self,
                           G_CONNECT_SWAPPED);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  soup_session_websocket_connect_async (self->session, message, NULL, NULL, G_PRIORITY_LOW,
                                        self->cancellable, connected_cb, g_object_ref (self));
}

void
hcrm_live_start (HcrmLive *self)
{
  if (self->running)
    return;
  self->running = TRUE;
  connect_now (self);
}

void
hcrm_live_stop (HcrmLive *self)
{
  self->running = FALSE;
  self->met_before = FALSE;
  g_clear_handle_id (&self->retry_id, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  drop_connection (self);
}

void
hcrm_live_retry (HcrmLive *self)
{
  if (self->retry_id == 0)
    return;
  g_clear_handle_id (&self->retry_id, g_source_remove);
  self->pause_ms = FIRST_PAUSE_MS;
  connect_now (self);
}

void
hcrm_live_set_viewing (HcrmLive *self, const char *kind, gint64 id)
{
  if (g_strcmp0 (self->viewing, kind) == 0 && self->viewing_id == id)
    return;
  g_free (self->viewing);
  self->viewing = g_strdup (kind);
  self->viewing_id = id;
  send_viewing (self);
}
