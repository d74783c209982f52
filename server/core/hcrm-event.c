/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Events from workers to every client of every process, and who looks at what. */

#include "hcrm-event.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "hcrm-event-sight.h"
#include "hcrm-notifier.h"
#include "hcrm-presence.h"
#include "hcrm-session.h"

#define CHANNEL "hcrm_event"
#define BATCH_MS 20
#define MAX_PENDING 20000
#define MAX_HEAD 26 /* what stands around events: the user's id, brackets */
#define TEND_S 30
#define SILENCE_US (90 * G_TIME_SPAN_SECOND)
#define MAX_INCOMING 512
#define MAX_VIEWING 48
#define CLOSE_SESSION_ENDED 4401
#define RESYNC "{\"events\":[],\"resync\":true}"

/* The first character of a payload says what it is; events are sent on as they are. */
#define EVENTS 'e'
#define EVENTS_FOR 'u'     /* the user's id and a blank before them */
#define EVENTS_GUARDED 'g' /* for those alone who may know of the records */
#define SESSION_END 'x'
#define VIEWING 'v'
#define HELLO 'h'
#define MISSED 'r'

struct _HcrmEvents {
  HcrmNotifier *notifier;
  HcrmPresence *presence;
  GHashTable *sockets;    /* set of Socket */
  GHashTable *viewers;    /* key → GPtrArray of Socket */
  GHashTable *dirty;      /* set of keys whose viewers here changed */
  GHashTable *checks;     /* set of Check: what the database is being asked */
  struct _Check *telling; /* (nullable): that of them which is about events */
  JsonArray *heard; /* events that came meanwhile: asked about together, when it is answered */
  HcrmRunFunc run;  /* (nullable) */
  gpointer runner;
  guint64 n_sockets; /* ever, for their serial numbers */
  guint tend_id;
  GMutex lock;         /* of pending, ended and flush_id */
  GHashTable *pending; /* "kind id user" → HcrmEvent */
  GPtrArray *ended;    /* payloads */
  guint flush_id;
  gint overflow; /* atomic */
};

typedef struct {
  HcrmEvents *events;
  SoupWebsocketConnection *connection;
  gint64 user_id;
  char *username;
  char *name;
  char *token_hash;
  char *viewing; /* (nullable): key */
  char *wanted;  /* (nullable): key that it is asked for whether the user may look at it */
  gint64 heard_at;
  guint64 serial;
} Socket;

/* A question to the database, about events that came or about what a client would look at. */
typedef struct _Check {
  HcrmEvents *events; /* (nullable): gone meanwhile */
  HcrmSight *told;
  HcrmSight *looks;
  JsonArray *heard; /* (nullable): the events */
  Socket *socket;   /* (nullable): who would look; may be gone, so its serial number too */
  guint64 serial;
} Check;

/* --- Events --- */

HcrmEvent *
hcrm_event_new (const char *kind, gint64 id, gint64 version)
{
  HcrmEvent *event = g_new0 (HcrmEvent, 1);

  *event = (HcrmEvent){ g_strdup (kind), id, version, 0 };
  return event;
}

HcrmEvent *
hcrm_event_new_for (const char *kind, gint64 id, gint64 version, gint64 user_id)
{
  HcrmEvent *event = hcrm_event_new (kind, id, version);

  event->user_id = user_id;
  return event;
}

void
hcrm_event_free (HcrmEvent *event)
{
  g_free (event->kind);
  g_free (event);
}

gboolean
hcrm_event_add_rows (GPtrArray *events, const char *kind, HcrmRows *rows)
{
  for (guint i = 0; rows != NULL && i < hcrm_rows_get_n (rows); i++)
    g_ptr_array_add (events, hcrm_event_new (kind, hcrm_rows_get_int (rows, i, "id"),
                                             hcrm_rows_get_int (rows, i, "version")));
  return rows != NULL;
}

/* --- Sockets --- */

static void
send_text (Socket *socket, const char *text)
{
  if (soup_websocket_connection_get_state (socket->connection) == SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_send_text (socket->connection, text);
}

static void
broadcast (HcrmEvents *self, const char *text)
{
  GHashTableIter iter;
  gpointer socket;

  g_hash_table_iter_init (&iter, self->sockets);
  while (g_hash_table_iter_next (&iter, &socket, NULL))
    send_text (socket, text);
}

/* @payload: EVENTS_FOR without its first character */
static void
send_to_user (HcrmEvents *self, const char *payload)
{
  char *text = NULL;
  gint64 user = g_ascii_strtoll (payload, &text, 10);
  GHashTableIter iter;
  gpointer socket;

  g_hash_table_iter_init (&iter, self->sockets);
  while (g_hash_table_iter_next (&iter, &socket, NULL))
    if (((Socket *) socket)->user_id == user)
      send_text (socket, text + 1);
}

/* Closing may take a socket out of the set at once, so it is done over a copy. */
static GPtrArray *
list_sockets (HcrmEvents *self)
{
  GPtrArray *list = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer socket;

  g_hash_table_iter_init (&iter, self->sockets);
  while (g_hash_table_iter_next (&iter, &socket, NULL))
    g_ptr_array_add (list, socket);
  return list;
}

static void
close_socket (Socket *socket, gushort code, const char *reason)
{
  g_autoptr (SoupWebsocketConnection) connection = g_object_ref (socket->connection);

  if (soup_websocket_connection_get_state (connection) == SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_close (connection, code, reason);
}

static void
end_session_here (HcrmEvents *self, const char *token_hash)
{
  g_autoptr (GPtrArray) list = list_sockets (self);

  hcrm_session_forget (0);
  for (guint i = 0; i < list->len; i++) {
    Socket *socket = g_ptr_array_index (list, i);
    if (g_strcmp0 (socket->token_hash, token_hash) == 0)
      close_socket (socket, CLOSE_SESSION_ENDED, "session ended");
  }
}

/* --- Speaking to the other processes, in batches --- */

static void
notify (HcrmEvents *self, char kind, const char *text)
{
  g_autofree char *payload = g_strdup_printf ("%c%s", kind, text);

  if (!hcrm_notifier_send (self->notifier, payload))
    g_atomic_int_set (&self->overflow, TRUE);
}

/* To whom an event goes: one user, those who may know of the record, or everybody. */
static char
get_audience (const HcrmEvent *event)
{
  if (event->user_id != 0)
    return EVENTS_FOR;
  return hcrm_sight_guards (event->kind) ? EVENTS_GUARDED : EVENTS;
}

/* @first: one of them; all have its audience */
static void
send_events (HcrmEvents *self, GString *text, const HcrmEvent *first)
{
  if (text->len == 0)
    return;
  g_string_append (text, "]}");
  if (first->user_id != 0) {
    g_autofree char *head = g_strdup_printf ("%" G_GINT64_FORMAT " ", first->user_id);
    g_string_prepend (text, head);
  }
  notify (self, get_audience (first), text->str);
  g_string_truncate (text, 0);
}

/* A kind is one of ours, without quotes or backslashes. */
static void
append_event (HcrmEvents *self, GString *text, const HcrmEvent *event)
{
  g_autofree char *object = g_strdup_printf ("{\"kind\":\"%s\",\"id\":%" G_GINT64_FORMAT
                                             ",\"version\":%" G_GINT64_FORMAT "}",
                                             event->kind, event->id, event->version);

  if (text->len + strlen (object) + MAX_HEAD > HCRM_NOTIFIER_MAX_PAYLOAD)
    send_events (self, text, event);
  g_string_append (text, text->len == 0 ? "{\"events\":[" : ",");
  g_string_append (text, object);
}

static int
compare_audiences (gconstpointer a, gconstpointer b)
{
  const HcrmEvent *one = a, *two = b;
  int users = (one->user_id > two->user_id) - (one->user_id < two->user_id);

  return users != 0 ? users : get_audience (one) - get_audience (two);
}

static void
flush_events (HcrmEvents *self, GHashTable *pending)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GList) events = g_hash_table_get_values (pending);
  const HcrmEvent *last = NULL;

  events = g_list_sort (events, compare_audiences);
  for (GList *at = events; at != NULL; at = at->next) {
    if (last != NULL && compare_audiences (last, at->data) != 0)
      send_events (self, text, last);
    last = at->data;
    append_event (self, text, last);
  }
  if (last != NULL)
    send_events (self, text, last);
}

static void
show_viewers (HcrmEvents *self, const char *key)
{
  GPtrArray *sockets = g_hash_table_lookup (self->viewers, key);
  g_autofree char *text = NULL;

  if (sockets == NULL)
    return;
  text = hcrm_presence_render (self->presence, key);
  for (guint i = 0; i < sockets->len; i++)
    send_text (g_ptr_array_index (sockets, i), text);
}

static void
announce (HcrmEvents *self, const char *key)
{
  g_autofree char *text = hcrm_presence_announce (self->presence, key);

  notify (self, VIEWING, text);
}

static void
flush_presence (HcrmEvents *self)
{
  g_autoptr (GHashTable) dirty = g_steal_pointer (&self->dirty);
  GHashTableIter iter;
  gpointer key;

  self->dirty = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_hash_table_iter_init (&iter, dirty);
  while (g_hash_table_iter_next (&iter, &key, NULL)) {
    announce (self, key);
    show_viewers (self, key);
  }
}

static GHashTable *
new_pending (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) hcrm_event_free);
}

static gboolean
flush_cb (gpointer data)
{
  HcrmEvents *self = data;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr (GHashTable) pending = g_steal_pointer (&self->pending);
  g_autoptr (GPtrArray) ended = g_steal_pointer (&self->ended);

  self->pending = new_pending ();
  self->ended = g_ptr_array_new_with_free_func (g_free);
  self->flush_id = 0;
  g_clear_pointer (&locker, g_mutex_locker_free);

  for (guint i = 0; i < ended->len; i++)
    notify (self, SESSION_END, g_ptr_array_index (ended, i));
  flush_events (self, pending);
  flush_presence (self);
  return G_SOURCE_REMOVE;
}

/* With the lock held. */
static void
flush_soon (HcrmEvents *self)
{
  if (self->flush_id == 0)
    self->flush_id = g_timeout_add (BATCH_MS, flush_cb, self);
}

/* Of several events of one record in a batch, the newest is enough. */
static void
add_pending (HcrmEvents *self, HcrmEvent *event)
{
  char *key = g_strdup_printf ("%s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT, event->kind, event->id,
                               event->user_id);
  HcrmEvent *known = g_hash_table_lookup (self->pending, key);

  if (known != NULL)
    event->version = MAX (event->version, known->version);
  g_hash_table_replace (self->pending, key, event);
}

void
hcrm_events_post (HcrmEvents *self, GPtrArray *events)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autofree HcrmEvent **list = NULL;
  gsize n = 0;

  list = (HcrmEvent **) g_ptr_array_steal (events, &n);
  for (gsize i = 0; i < n; i++) {
    if (g_hash_table_size (self->pending) < MAX_PENDING) {
      add_pending (self, list[i]);
    } else {
      g_atomic_int_set (&self->overflow, TRUE);
      hcrm_event_free (list[i]);
    }
  }
  flush_soon (self);
}

void
hcrm_events_end_session (HcrmEvents *self, const char *token_hash)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_ptr_array_add (self->ended, g_strdup (token_hash));
  flush_soon (self);
}

/* --- Who may know --- */

static void
free_check (Check *check)
{
  if (check->events != NULL)
    g_hash_table_remove (check->events->checks, check);
  if (check->events != NULL && check->events->telling == check)
    check->events->telling = NULL;
  hcrm_sight_free (check->told);
  hcrm_sight_free (check->looks);
  g_clear_pointer (&check->heard, json_array_unref);
  g_free (check);
}

static gboolean checked_cb (gpointer data);

static void
check_cb (HcrmDb *db, gpointer data)
{
  Check *check = data;

  hcrm_sight_read (check->told, db);
  hcrm_sight_read (check->looks, db);
  g_idle_add_full (G_PRIORITY_DEFAULT, checked_cb, check, NULL);
}

static Check *
new_check (HcrmEvents *self)
{
  Check *check = g_new0 (Check, 1);

  check->events = self;
  check->told = hcrm_sight_new (FALSE);
  check->looks = hcrm_sight_new (TRUE);
  g_hash_table_add (self->checks, check);
  return check;
}

/* Takes @check. Whom nobody can answer for is told nothing. */
static gboolean
ask (HcrmEvents *self, Check *check)
{
  if (self->run != NULL && self->run (self->runner, check_cb, check))
    return TRUE;
  free_check (check);
  return FALSE;
}

/* As "kind id". */
static char *
make_key (JsonObject *event)
{
  return g_strdup_printf ("%s %" G_GINT64_FORMAT, json_object_get_string_member (event, "kind"),
                          json_object_get_int_member (event, "id"));
}

static JsonNode *
parse_events (const char *text)
{
  g_autoptr (JsonNode) node = json_from_string (text, NULL);

  return json_object_dup_member (json_node_get_object (node), "events");
}

static JsonArray *
take_heard (HcrmEvents *self)
{
  JsonArray *heard = g_steal_pointer (&self->heard);

  self->heard = json_array_new ();
  return heard;
}

/* One question at a time: as many events as come in a burst are asked about by the next. */
static void
tell_heard (HcrmEvents *self)
{
  GHashTableIter iter;
  gpointer socket;

  if (self->telling != NULL || json_array_get_length (self->heard) == 0)
    return;
  Check *check = self->telling = new_check (self);
  check->heard = take_heard (self);
  for (guint i = 0; i < json_array_get_length (check->heard); i++) {
    g_autofree char *key = make_key (json_array_get_object_element (check->heard, i));
    hcrm_sight_add_key (check->told, key);
    if (g_hash_table_contains (self->viewers, key))
      hcrm_sight_add_key (check->looks, key);
  }
  g_hash_table_iter_init (&iter, self->sockets);
  while (g_hash_table_iter_next (&iter, &socket, NULL)) {
    hcrm_sight_add_user (check->told, ((Socket *) socket)->user_id);
    hcrm_sight_add_user (check->looks, ((Socket *) socket)->user_id);
  }
  if (!ask (self, check))
    g_atomic_int_set (&self->overflow, TRUE);
}

static void
hear_guarded (HcrmEvents *self, const char *text)
{
  g_autoptr (JsonNode) node = parse_events (text);
  JsonArray *events = json_node_get_array (node);

  if (g_hash_table_size (self->sockets) == 0)
    return;
  for (guint i = 0; i < json_array_get_length (events); i++)
    json_array_add_element (self->heard, json_array_dup_element (events, i));
  if (json_array_get_length (self->heard) > MAX_PENDING) {
    json_array_unref (take_heard (self));
    g_atomic_int_set (&self->overflow, TRUE);
  }
  tell_heard (self);
}

static void refuse_viewing (Socket *socket, const char *key);
static void start_viewing (Socket *socket, const char *key);
static void stop_viewing (Socket *socket);

/* Whether the page that somebody has open is out of their sight now. */
static gboolean
is_lost (Check *check, Socket *socket, const char *key)
{
  return g_strcmp0 (socket->viewing, key) == 0
         && g_ptr_array_find_with_equal_func (check->looks->keys, key, g_str_equal, NULL)
         && !hcrm_sight_has (check->looks, socket->user_id, key);
}

/* What went out of sight is told of a last time to who has it open. */
static void
deliver_to (Check *check, Socket *socket, JsonArray *events)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();
  JsonArray *array = json_array_new ();
  g_autofree char *lost = NULL;

  for (guint i = 0; i < json_array_get_length (events); i++) {
    g_autofree char *key = make_key (json_array_get_object_element (events, i));
    gboolean gone = is_lost (check, socket, key);
    if (gone || hcrm_sight_has (check->told, socket->user_id, key))
      json_array_add_element (array, json_array_dup_element (events, i));
    if (gone)
      lost = g_steal_pointer (&key);
  }
  json_object_set_array_member (object, "events", array);
  json_node_take_object (node, object);
  if (json_array_get_length (array) > 0) {
    g_autofree char *text = json_to_string (node, FALSE);
    send_text (socket, text);
  }
  if (lost != NULL) {
    stop_viewing (socket);
    refuse_viewing (socket, lost);
  }
}

static void
deliver (HcrmEvents *self, Check *check)
{
  g_autoptr (GPtrArray) sockets = list_sockets (self);

  if (check->told->failed || check->looks->failed)
    g_atomic_int_set (&self->overflow, TRUE);
  else
    for (guint i = 0; i < sockets->len; i++)
      deliver_to (check, g_ptr_array_index (sockets, i), check->heard);
}

/* Who looks at it already was asked for again: what they may has changed. */
static void
answer_viewing (HcrmEvents *self, Check *check)
{
  Socket *socket = check->socket;
  const char *key = g_ptr_array_index (check->looks->keys, 0);

  if (!g_hash_table_contains (self->sockets, socket) || socket->serial != check->serial)
    return;
  gboolean may = hcrm_sight_has (check->looks, socket->user_id, key);
  if (g_strcmp0 (socket->wanted, key) == 0) {
    g_clear_pointer (&socket->wanted, g_free);
    if (may)
      start_viewing (socket, key);
  } else if (g_strcmp0 (socket->viewing, key) == 0 && !may) {
    stop_viewing (socket);
  } else {
    return;
  }
  if (!may)
    refuse_viewing (socket, key);
}

static gboolean
checked_cb (gpointer data)
{
  Check *check = data;
  HcrmEvents *self = check->events;

  if (self != NULL && check->heard != NULL)
    deliver (self, check);
  else if (self != NULL)
    answer_viewing (self, check);
  free_check (check);
  if (self != NULL)
    tell_heard (self);
  return G_SOURCE_REMOVE;
}

void
hcrm_events_set_runner (HcrmEvents *self, HcrmRunFunc run, gpointer runner)
{
  self->run = run;
  self->runner = runner;
}

/* --- Hearing the other processes, and this one --- */

static gboolean ask_viewing (Socket *socket, const char *key);

/* What somebody has open may be out of their sight now; @user_id: 0 for anybody. */
static void
look_again (HcrmEvents *self, gint64 user_id)
{
  g_autoptr (GPtrArray) sockets = list_sockets (self);

  for (guint i = 0; i < sockets->len; i++) {
    Socket *socket = g_ptr_array_index (sockets, i);
    if ((user_id == 0 || socket->user_id == user_id) && socket->viewing != NULL
        && hcrm_sight_guards (socket->viewing))
      ask_viewing (socket, socket->viewing);
  }
}

static void
forget_user (HcrmEvents *self, gint64 user_id)
{
  hcrm_session_forget (user_id);
  look_again (self, user_id);
}

/* A user's roles or state changed, or what a role allows, or where somebody works: whoever serves
 * them must read them again. */
static void
forget_changed_users (HcrmEvents *self, const char *text)
{
  static const char mark[] = "{\"kind\":\"user\",\"id\":";

  for (const char *at = strstr (text, mark); at != NULL; at = strstr (at + 1, mark))
    forget_user (self, g_ascii_strtoll (at + strlen (mark), NULL, 10));
  if (strstr (text, "{\"kind\":\"role\",") != NULL || strstr (text, "{\"kind\":\"staff\",") != NULL)
    forget_user (self, 0);
}

static void
hear_viewing (HcrmEvents *self, const char *text)
{
  g_autofree char *key = hcrm_presence_hear (self->presence, text, g_get_monotonic_time ());

  if (key != NULL)
    show_viewers (self, key);
}

static void
announce_all (HcrmEvents *self)
{
  g_autoptr (GPtrArray) keys = hcrm_presence_get_keys (self->presence);

  for (guint i = 0; i < keys->len; i++)
    announce (self, g_ptr_array_index (keys, i));
}

static void
heard_cb (const char *payload, gpointer data)
{
  HcrmEvents *self = data;

  switch (payload[0]) {
  case EVENTS:
    forget_changed_users (self, payload + 1);
    broadcast (self, payload + 1);
    break;
  case EVENTS_GUARDED:
    hear_guarded (self, payload + 1);
    break;
  case EVENTS_FOR:
    send_to_user (self, payload + 1);
    break;
  case SESSION_END:
    end_session_here (self, payload + 1);
    break;
  case VIEWING:
    hear_viewing (self, payload + 1);
    break;
  case HELLO:
    if (strcmp (payload + 1, hcrm_presence_get_process (self->presence)) != 0)
      announce_all (self);
    break;
  case MISSED:
    hcrm_session_forget (0);
    broadcast (self, RESYNC);
    break;
  default:
    break;
  }
}

static void
restored_cb (gpointer data)
{
  HcrmEvents *self = data;

  hcrm_session_forget (0);
  broadcast (self, RESYNC);
  announce_all (self);
  notify (self, HELLO, hcrm_presence_get_process (self->presence));
}

/* --- What a client says: {"viewing":{"kind":…,"id":…}} or {"viewing":null} --- */

static void
mark_dirty (HcrmEvents *self, const char *key)
{
  g_hash_table_add (self->dirty, g_strdup (key));
  g_mutex_lock (&self->lock);
  flush_soon (self);
  g_mutex_unlock (&self->lock);
}

static void
stop_viewing (Socket *socket)
{
  HcrmEvents *self = socket->events;
  g_autofree char *key = g_steal_pointer (&socket->viewing);
  GPtrArray *sockets = key != NULL ? g_hash_table_lookup (self->viewers, key) : NULL;

  if (sockets == NULL)
    return;
  g_ptr_array_remove_fast (sockets, socket);
  if (sockets->len == 0)
    g_hash_table_remove (self->viewers, key);
  hcrm_presence_leave (self->presence, key, socket->username, socket->name);
  mark_dirty (self, key);
}

static void
start_viewing (Socket *socket, const char *key)
{
  HcrmEvents *self = socket->events;
  GPtrArray *sockets = g_hash_table_lookup (self->viewers, key);

  if (sockets == NULL) {
    sockets = g_ptr_array_new ();
    g_hash_table_insert (self->viewers, g_strdup (key), sockets);
  }
  g_ptr_array_add (sockets, socket);
  socket->viewing = g_strdup (key);
  hcrm_presence_enter (self->presence, key, socket->username, socket->name);
  mark_dirty (self, key);
}

/* Nobody is seen there, and nobody else either. */
static void
refuse_viewing (Socket *socket, const char *key)
{
  g_auto (GStrv) parts = g_strsplit (key, " ", 2);
  g_autofree char *text = g_strdup_printf ("{\"viewers\":{\"kind\":\"%s\",\"id\":%s,\"users\":[]}}",
                                           parts[0], parts[1]);

  send_text (socket, text);
}

static gboolean
ask_viewing (Socket *socket, const char *key)
{
  Check *check = new_check (socket->events);

  check->socket = socket;
  check->serial = socket->serial;
  hcrm_sight_add_user (check->looks, socket->user_id);
  hcrm_sight_add_key (check->looks, key);
  return ask (socket->events, check);
}

static void
look_at (Socket *socket, const char *key)
{
  g_clear_pointer (&socket->wanted, g_free);
  stop_viewing (socket);
  if (key != NULL && !hcrm_sight_guards (key)) {
    start_viewing (socket, key);
  } else if (key != NULL) {
    socket->wanted = g_strdup (key);
    if (!ask_viewing (socket, key)) {
      g_clear_pointer (&socket->wanted, g_free);
      refuse_viewing (socket, key);
    }
  }
}

static gboolean
is_kind (const char *kind)
{
  return kind != NULL && *kind != '\0' && strlen (kind) < MAX_VIEWING
         && strspn (kind, "abcdefghijklmnopqrstuvwxyz_") == strlen (kind);
}

static const char *
get_text (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : NULL;
}

static gint64
get_number (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_INT64 ? json_node_get_int (node)
                                                                         : 0;
}

static char *
read_key (JsonNode *viewing)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (viewing) ? json_node_get_object (viewing) : NULL;
  const char *kind = object != NULL ? get_text (object, "kind") : NULL;
  gint64 id = object != NULL ? get_number (object, "id") : 0;

  if (!is_kind (kind) || id <= 0)
    return NULL;
  return g_strdup_printf ("%s %" G_GINT64_FORMAT, kind, id);
}

static void
message_cb (SoupWebsocketConnection *connection, int type, GBytes *message, gpointer data)
{
  Socket *socket = data;
  gsize size = 0;
  const char *text = g_bytes_get_data (message, &size);
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();

  socket->heard_at = g_get_monotonic_time ();
  if (type != SOUP_WEBSOCKET_DATA_TEXT || size == 0
      || !json_parser_load_from_data (parser, text, size, NULL))
    return;
  JsonNode *root = json_parser_get_root (parser);
  JsonNode *viewing = root != NULL && JSON_NODE_HOLDS_OBJECT (root)
                          ? json_object_get_member (json_node_get_object (root), "viewing")
                          : NULL;
  if (viewing == NULL)
    return;
  g_autofree char *key = read_key (viewing);
  if (g_strcmp0 (key, socket->wanted != NULL ? socket->wanted : socket->viewing) != 0)
    look_at (socket, key);
}

static void
pong_cb (SoupWebsocketConnection *connection, GBytes *message, gpointer data)
{
  ((Socket *) data)->heard_at = g_get_monotonic_time ();
}

static void
free_socket (Socket *socket)
{
  g_signal_handlers_disconnect_by_data (socket->connection, socket);
  g_object_unref (socket->connection);
  g_free (socket->username);
  g_free (socket->name);
  g_free (socket->token_hash);
  g_free (socket->viewing);
  g_free (socket->wanted);
  g_free (socket);
}

static void
closed_cb (SoupWebsocketConnection *connection, gpointer data)
{
  Socket *socket = data;

  stop_viewing (socket);
  g_hash_table_remove (socket->events->sockets, socket);
}

void
hcrm_events_add_socket (HcrmEvents *self,
                        SoupWebsocketConnection *connection,
                        gint64 user_id,
                        const char *username,
                        const char *name,
                        const char *token_hash)
{
  if (soup_websocket_connection_get_state (connection) != SOUP_WEBSOCKET_STATE_OPEN)
    return;

  Socket *socket = g_new0 (Socket, 1);
  *socket = (Socket){ self,
                      g_object_ref (connection),
                      user_id,
                      g_strdup (username),
                      g_strdup (name),
                      g_strdup (token_hash),
                      NULL,
                      NULL,
                      g_get_monotonic_time (),
                      ++self->n_sockets };
  soup_websocket_connection_set_max_incoming_payload_size (connection, MAX_INCOMING);
  soup_websocket_connection_set_keepalive_interval (connection, TEND_S);
  g_hash_table_add (self->sockets, socket);
  g_signal_connect (connection, "message", G_CALLBACK (message_cb), socket);
  g_signal_connect (connection, "pong", G_CALLBACK (pong_cb), socket);
  g_signal_connect (connection, "closed", G_CALLBACK (closed_cb), socket);
}

guint
hcrm_events_get_n_sockets (HcrmEvents *self)
{
  return g_hash_table_size (self->sockets);
}

gboolean
hcrm_events_is_connected (HcrmEvents *self)
{
  return hcrm_notifier_is_connected (self->notifier);
}

/* --- Now and then --- */

/* A client that answers no ping would make its queue grow for ever. */
static void
drop_silent (HcrmEvents *self, gint64 now_us)
{
  g_autoptr (GPtrArray) list = list_sockets (self);

  for (guint i = 0; i < list->len; i++) {
    Socket *socket = g_ptr_array_index (list, i);
    if (now_us - socket->heard_at > SILENCE_US)
      g_io_stream_close_async (soup_websocket_connection_get_io_stream (socket->connection),
                               G_PRIORITY_DEFAULT, NULL, NULL, NULL);
  }
}

void
hcrm_events_tend (HcrmEvents *self)
{
  gint64 now_us = g_get_monotonic_time ();
  g_autoptr (GPtrArray) changed = hcrm_presence_expire (self->presence, now_us);

  for (guint i = 0; i < changed->len; i++)
    show_viewers (self, g_ptr_array_index (changed, i));
  announce_all (self);
  drop_silent (self, now_us);
  if (hcrm_notifier_is_connected (self->notifier)
      && g_atomic_int_compare_and_exchange (&self->overflow, TRUE, FALSE))
    notify (self, MISSED, "");
  /* A role, or a post, may have ended by its date: nothing happens then that would tell of it. */
  look_again (self, 0);
}

static gboolean
tend_cb (gpointer data)
{
  hcrm_events_tend (data);
  return G_SOURCE_CONTINUE;
}

/* --- Life --- */

HcrmEvents *
hcrm_events_new (const char *conninfo, GError **error)
{
  g_autoptr (HcrmEvents) self = g_new0 (HcrmEvents, 1);

  g_mutex_init (&self->lock);
  self->presence = hcrm_presence_new ();
  self->sockets =
      g_hash_table_new_full (g_direct_hash, g_direct_equal, (GDestroyNotify) free_socket, NULL);
  self->viewers =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  self->dirty = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->checks = g_hash_table_new (g_direct_hash, g_direct_equal);
  self->heard = json_array_new ();
  self->pending = new_pending ();
  self->ended = g_ptr_array_new_with_free_func (g_free);
  self->notifier = hcrm_notifier_new (conninfo, CHANNEL, heard_cb, restored_cb, self, error);
  if (self->notifier == NULL)
    return NULL;
  self->tend_id = g_timeout_add_seconds (TEND_S, tend_cb, self);
  return g_steal_pointer (&self);
}

void
hcrm_events_close_sockets (HcrmEvents *self)
{
  g_autoptr (GPtrArray) list = list_sockets (self);

  for (guint i = 0; i < list->len; i++)
    close_socket (g_ptr_array_index (list, i), SOUP_WEBSOCKET_CLOSE_GOING_AWAY, "shutting down");
}

/* What the database is being asked is of no use any more. */
static void
forget_checks (HcrmEvents *self)
{
  GHashTableIter iter;
  gpointer check;

  g_hash_table_iter_init (&iter, self->checks);
  while (g_hash_table_iter_next (&iter, &check, NULL))
    ((Check *) check)->events = NULL;
  g_hash_table_unref (self->checks);
}

void
hcrm_events_free (HcrmEvents *self)
{
  hcrm_events_close_sockets (self);
  g_clear_handle_id (&self->tend_id, g_source_remove);
  g_clear_handle_id (&self->flush_id, g_source_remove);
  g_clear_pointer (&self->notifier, hcrm_notifier_free);
  forget_checks (self);
  json_array_unref (self->heard);
  g_hash_table_unref (self->viewers);
  g_hash_table_unref (self->sockets);
  g_hash_table_unref (self->dirty);
  g_hash_table_unref (self->pending);
  g_ptr_array_unref (self->ended);
  hcrm_presence_free (self->presence);
  g_mutex_clear (&self->lock);
  g_free (self);
}
