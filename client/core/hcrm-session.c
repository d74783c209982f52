/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Who is signed in where, what they may do, and the lines to the server. */

#include "hcrm-session.h"

#include "hcrm-language.h"
#include "hcrm-settings.h"

#define COUNTS_AFTER_MS 700
#define CLIENT_NAME "hcrm " HCRM_VERSION

struct _HcrmSession {
  GObject parent_instance;

  HcrmApi *api;
  HcrmLive *live;
  HcrmJournal *journal;
  HcrmSessionState state;
  JsonObject *user;
  JsonObject *counts;
  HcrmPermissionSet permissions;
  guint counts_id;
  gboolean language_chosen; /* before signing in: it wins over what the server remembers */
  guint serial;             /* of the sign-in, so that a late answer of another one is dropped */
};

enum { STATE_CHANGED, COUNTS_CHANGED, LANGUAGE_CHANGED, JOURNAL_OPENED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HcrmSession, hcrm_session, G_TYPE_OBJECT)

static void forget_user (HcrmSession *self);

static void
hcrm_session_dispose (GObject *object)
{
  HcrmSession *self = HCRM_SESSION (object);

  forget_user (self);
  g_clear_object (&self->live);
  g_clear_object (&self->api);
  G_OBJECT_CLASS (hcrm_session_parent_class)->dispose (object);
}

static guint
add_signal (const char *name)
{
  return g_signal_new (name, HCRM_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                       0);
}

static void
hcrm_session_class_init (HcrmSessionClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hcrm_session_dispose;
  signals[STATE_CHANGED] = add_signal ("state-changed");
  signals[COUNTS_CHANGED] = add_signal ("counts-changed");
  signals[LANGUAGE_CHANGED] = add_signal ("language-changed");
  signals[JOURNAL_OPENED] = add_signal ("journal-opened");
}

static void
hcrm_session_init (HcrmSession *self)
{
}

HcrmSession *
hcrm_session_new (void)
{
  return g_object_new (HCRM_TYPE_SESSION, NULL);
}

static void
set_state (HcrmSession *self, HcrmSessionState state)
{
  if (self->state == state)
    return;
  self->state = state;
  g_signal_emit (self, signals[STATE_CHANGED], 0);
}

HcrmSessionState
hcrm_session_get_state (HcrmSession *self)
{
  return self->state;
}

/* --- lines ------------------------------------------------------------------------------------ */

static void
unauthenticated_cb (HcrmSession *self)
{
  if (self->state == HCRM_SESSION_IN || self->state == HCRM_SESSION_LOCKED) {
    hcrm_api_set_token (self->api, NULL);
    hcrm_live_stop (self->live);
    set_state (self, HCRM_SESSION_EXPIRED);
  }
}

static void
replay_when_online (HcrmSession *self)
{
  if (self->journal != NULL && hcrm_api_get_token (self->api) != NULL)
    hcrm_journal_replay (self->journal, self->api);
}

static void
api_online_cb (HcrmSession *self)
{
  if (!hcrm_api_get_online (self->api))
    return;
  hcrm_live_retry (self->live);
  replay_when_online (self);
}

static void
live_online_cb (HcrmSession *self)
{
  if (hcrm_live_get_online (self->live))
    replay_when_online (self);
}

void
hcrm_session_set_server (HcrmSession *self, const char *server)
{
  g_autofree char *trusted = hcrm_settings_get ("certificates", server);

  forget_user (self);
  g_clear_object (&self->live);
  g_clear_object (&self->api);
  self->api = hcrm_api_new (server);
  hcrm_api_trust (self->api, trusted);
  self->live = hcrm_live_new (self->api);
  g_signal_connect_object (self->api, "unauthenticated", G_CALLBACK (unauthenticated_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->api, "notify::online", G_CALLBACK (api_online_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->live, "notify::online", G_CALLBACK (live_online_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->live, "event", G_CALLBACK (hcrm_session_refresh_counts), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->live, "resync", G_CALLBACK (hcrm_session_refresh_counts), self,
                           G_CONNECT_SWAPPED);
}

HcrmApi *
hcrm_session_get_api (HcrmSession *self)
{
  return self->api;
}

HcrmLive *
hcrm_session_get_live (HcrmSession *self)
{
  return self->live;
}

HcrmJournal *
hcrm_session_get_journal (HcrmSession *self)
{
  return self->journal;
}

void
hcrm_session_set_journal (HcrmSession *self, HcrmJournal *journal)
{
  g_set_object (&self->journal, journal);
  g_signal_emit (self, signals[JOURNAL_OPENED], 0);
  replay_when_online (self);
}

/* --- the user --------------------------------------------------------------------------------- */

const char *
hcrm_session_get_text (HcrmSession *self, const char *member)
{
  const char *text = NULL;

  if (self->user == NULL)
    return "";
  if (hcrm_language_is_english ()) {
    g_autofree char *english = g_strconcat (member, "_en", NULL);
    text = json_object_get_string_member_with_default (self->user, english, NULL);
  }
  return text != NULL ? text : json_object_get_string_member_with_default (self->user, member, "");
}

gint64
hcrm_session_get_user_id (HcrmSession *self)
{
  return self->user != NULL ? json_object_get_int_member_with_default (self->user, "id", 0) : 0;
}

gint64
hcrm_session_get_staff_id (HcrmSession *self)
{
  return self->user != NULL ? json_object_get_int_member_with_default (self->user, "staff_id", 0)
                            : 0;
}

gboolean
hcrm_session_must_change_password (HcrmSession *self)
{
  return self->user != NULL
         && json_object_get_boolean_member_with_default (self->user, "must_change_password", FALSE);
}

guint
hcrm_session_get_lock_minutes (HcrmSession *self)
{
  return self->user != NULL
             ? json_object_get_int_member_with_default (self->user, "lock_minutes", 0)
             : 0;
}

gboolean
hcrm_session_may (HcrmSession *self, HcrmPermission permission)
{
  return hcrm_permission_set_has (&self->permissions, permission);
}

const HcrmPermissionSet *
hcrm_session_get_permissions (HcrmSession *self)
{
  return &self->permissions;
}

static void
read_permission (JsonArray *array, guint index, JsonNode *node, gpointer data)
{
  HcrmSession *self = data;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return;
  JsonObject *object = json_node_get_object (node);
  int permission =
      hcrm_permission_from_name (json_object_get_string_member_with_default (object, "name", ""));
  if (permission >= 0)
    hcrm_permission_set_add (&self->permissions, permission,
                             hcrm_scope_from_name (
                                 json_object_get_string_member_with_default (object, "scope",
                                                                             "none")));
}

static void
forget_user (HcrmSession *self)
{
  self->serial++;
  g_clear_handle_id (&self->counts_id, g_source_remove);
  if (self->live != NULL)
    hcrm_live_stop (self->live);
  if (self->api != NULL)
    hcrm_api_set_token (self->api, NULL);
  g_clear_object (&self->journal);
  g_clear_pointer (&self->user, json_object_unref);
  g_clear_pointer (&self->counts, json_object_unref);
  memset (&self->permissions, 0, sizeof self->permissions);
}

/* --- counts ----------------------------------------------------------------------------------- */

static gint64
read_count (HcrmSession *self, const char *key, gint64 *urgent)
{
  JsonNode *node = self->counts != NULL ? json_object_get_member (self->counts, key) : NULL;

  *urgent = 0;
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return -1;
  JsonObject *count = json_node_get_object (node);
  *urgent = json_object_get_int_member_with_default (count, "urgent", 0);
  return json_object_get_int_member_with_default (count, "total", -1);
}

/* Calls of one's own may be among the centre's: the greater number holds both. */
static gint64
count_all (HcrmSession *self, gint64 *urgent)
{
  static const char *const keys[] = { "worklist",  "mine",   "undecided",
                                      "questions", "shares", "complaints" };
  gint64 total[G_N_ELEMENTS (keys)], late[G_N_ELEMENTS (keys)], all, most = -1;

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    most = MAX (most, total[i] = read_count (self, keys[i], &late[i]));
  all = MAX (MAX (total[0], total[1]), 0);
  *urgent = MAX (late[0], late[1]);
  for (guint i = 2; i < G_N_ELEMENTS (keys); i++) {
    all += MAX (total[i], 0);
    *urgent += late[i];
  }
  return most < 0 ? -1 : all;
}

gint64
hcrm_session_get_count (HcrmSession *self, const char *key, gint64 *urgent)
{
  return g_str_equal (key, "today") ? count_all (self, urgent) : read_count (self, key, urgent);
}

void
hcrm_session_set_counts (HcrmSession *self, JsonObject *counts)
{
  g_clear_pointer (&self->counts, json_object_unref);
  self->counts = json_object_ref (counts);
  g_signal_emit (self, signals[COUNTS_CHANGED], 0);
}

static void
counted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (HcrmSession) self = data;
  g_autoptr (JsonNode) reply = hcrm_api_send_finish (HCRM_API (source), result, NULL);

  if (reply == NULL || !JSON_NODE_HOLDS_OBJECT (reply) || self->user == NULL)
    return;
  JsonNode *counts = json_object_get_member (json_node_get_object (reply), "counts");
  if (counts != NULL && JSON_NODE_HOLDS_OBJECT (counts))
    hcrm_session_set_counts (self, json_node_get_object (counts));
}

static void
count_cb (gpointer data)
{
  HcrmSession *self = data;

  self->counts_id = 0;
  hcrm_api_send_async (self->api, &(HcrmRequest){ .method = "GET", .path = "/today" }, NULL,
                       counted_cb, g_object_ref (self));
}

void
hcrm_session_refresh_counts (HcrmSession *self)
{
  if (self->counts_id == 0 && self->state == HCRM_SESSION_IN)
    self->counts_id = g_timeout_add_once (COUNTS_AFTER_MS, count_cb, self);
}

/* --- signing in and out ----------------------------------------------------------------------- */

typedef struct {
  HcrmSession *session;
  guint serial;
} Opening;

static void
journal_opened_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Opening *opening = data;
  g_autoptr (HcrmSession) self = opening->session;
  g_autoptr (GError) error = NULL;
  g_autoptr (HcrmJournal) journal = hcrm_journal_open_for_user_finish (result, &error);

  if (journal == NULL)
    g_warning ("Typed work is not kept on this desktop: %s", error->message);
  else if (opening->serial == self->serial)
    hcrm_session_set_journal (self, journal);
}

static void
open_journal (HcrmSession *self)
{
  Opening *opening = g_new0 (Opening, 1);

  opening->session = g_object_ref (self);
  opening->serial = self->serial;
  hcrm_journal_open_for_user_async (hcrm_api_get_server (self->api),
                                    hcrm_session_get_text (self, "username"), journal_opened_cb,
                                    opening);
}

static gboolean
take_session (HcrmSession *self, JsonNode *reply, GError **error)
{
  JsonObject *object =
      reply != NULL && JSON_NODE_HOLDS_OBJECT (reply) ? json_node_get_object (reply) : NULL;
  JsonNode *user = object != NULL ? json_object_get_member (object, "user") : NULL;
  const char *token =
      object != NULL ? json_object_get_string_member_with_default (object, "token", NULL) : NULL;

  if (token == NULL || user == NULL || !JSON_NODE_HOLDS_OBJECT (user))
    return hcrm_fail (error, HCRM_ERROR_INTERNAL, NULL, _ ("The server's answer cannot be read"));
  hcrm_api_set_token (self->api, token);
  g_clear_pointer (&self->user, json_object_unref);
  self->user = json_object_ref (json_node_get_object (user));
  memset (&self->permissions, 0, sizeof self->permissions);
  JsonNode *permissions = json_object_get_member (object, "permissions");
  if (permissions != NULL && JSON_NODE_HOLDS_ARRAY (permissions))
    json_array_foreach_element (json_node_get_array (permissions), read_permission, self);
  return TRUE;
}

static JsonNode *
make_body (const char *name, ...)
{
  JsonObject *object = json_object_new ();
  JsonNode *node = json_node_alloc ();
  va_list args;

  va_start (args, name);
  for (const char *next = name; next != NULL; next = va_arg (args, const char *))
    json_object_set_string_member (object, next, va_arg (args, const char *));
  va_end (args);
  json_node_init_object (node, object);
  json_object_unref (object);
  return node;
}

/* Remembers the language with the user, for their other desks. */
static void
tell_language (HcrmSession *self)
{
  const char *code = hcrm_language_get ();
  g_autoptr (JsonNode) body = make_body ("new_language", code, NULL);

  self->language_chosen = FALSE;
  json_object_set_string_member (self->user, "language", code);
  if (hcrm_api_get_token (self->api) == NULL)
    return;
  hcrm_api_send_async (self->api,
                       &(HcrmRequest){
                           .method = "POST", .path = "/session/actions/language", .body = body },
                       NULL, NULL, NULL);
}

static void
take_language (HcrmSession *self)
{
  const char *language = hcrm_session_get_text (self, "language");

  if (*language == '\0' || g_str_equal (language, hcrm_language_get ()))
    return;
  if (self->language_chosen) {
    tell_language (self);
    return;
  }
  if (hcrm_language_is_insisted ())
    return;
  hcrm_language_set (language);
  g_signal_emit (self, signals[LANGUAGE_CHANGED], 0);
}

static void
start_work (HcrmSession *self)
{
  const char *zone = hcrm_session_get_text (self, "time_zone");

  /* Times are the hospital's, wherever this desk is. */
  if (*zone != '\0')
    g_setenv ("TZ", zone, TRUE);

  hcrm_live_start (self->live);
  if (self->journal == NULL)
    open_journal (self);
  else
    replay_when_online (self);
  take_language (self);
  set_state (self, HCRM_SESSION_IN);
  hcrm_session_refresh_counts (self);
}

static void
signed_in_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  HcrmSession *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) reply = hcrm_api_send_finish (HCRM_API (source), result, &error);

  if (error == NULL && take_session (self, reply, &error))
    start_work (self);
  if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_boolean (task, TRUE);
}

void
hcrm_session_sign_in_async (HcrmSession *self,
                            const char *username,
                            const char *password,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  g_autoptr (JsonNode) body =
      make_body ("username", username, "password", password, "client", CLIENT_NAME, NULL);

  if (g_strcmp0 (username, hcrm_session_get_text (self, "username")) != 0)
    forget_user (self);
  hcrm_api_send_async (self->api,
                       &(HcrmRequest){ .method = "POST", .path = "/session", .body = body }, NULL,
                       signed_in_cb, task);
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) reply = hcrm_api_send_finish (HCRM_API (source), result, &error);
  GFunc then = g_task_get_task_data (task);

  if (error != NULL) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }
  if (then != NULL)
    then (g_task_get_source_object (task), NULL);
  g_task_return_boolean (task, TRUE);
}

static void
call_action (HcrmSession *self, const char *path, JsonNode *body, GFunc then, GTask *task)
{
  g_task_set_task_data (task, then, NULL);
  hcrm_api_send_async (self->api, &(HcrmRequest){ .method = "POST", .path = path, .body = body },
                       NULL, done_cb, task);
}

static void
work_again (gpointer self, gpointer unused)
{
  set_state (self, HCRM_SESSION_IN);
}

void
hcrm_session_unlock_async (HcrmSession *self,
                           const char *password,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  if (self->state == HCRM_SESSION_EXPIRED) {
    g_autofree char *username = g_strdup (hcrm_session_get_text (self, "username"));
    hcrm_session_sign_in_async (self, username, password, callback, user_data);
    return;
  }
  g_autoptr (JsonNode) body = make_body ("password", password, NULL);
  call_action (self, "/session/actions/unlock", body, work_again,
               g_task_new (self, NULL, callback, user_data));
}

static void
password_changed (gpointer data, gpointer unused)
{
  HcrmSession *self = data;

  if (self->user != NULL)
    json_object_set_boolean_member (self->user, "must_change_password", FALSE);
  g_signal_emit (self, signals[STATE_CHANGED], 0);
}

void
hcrm_session_change_password_async (HcrmSession *self,
                                    const char *old_password,
                                    const char *new_password,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  g_autoptr (JsonNode) body =
      make_body ("old_password", old_password, "new_password", new_password, NULL);

  call_action (self, "/session/actions/change-password", body, password_changed,
               g_task_new (self, NULL, callback, user_data));
}

gboolean
hcrm_session_finish (HcrmSession *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
hcrm_session_lock (HcrmSession *self)
{
  if (self->state == HCRM_SESSION_IN)
    set_state (self, HCRM_SESSION_LOCKED);
}

void
hcrm_session_sign_out (HcrmSession *self)
{
  if (self->journal != NULL)
    hcrm_journal_flush (self->journal);
  if (hcrm_api_get_token (self->api) != NULL)
    hcrm_api_send_async (self->api, &(HcrmRequest){ .method = "DELETE", .path = "/session" }, NULL,
                         NULL, NULL);
  set_state (self, HCRM_SESSION_OUT);
  forget_user (self);
}

void
hcrm_session_set_language (HcrmSession *self, const char *code)
{
  if (g_strcmp0 (code, hcrm_language_get ()) == 0)
    return;
  hcrm_language_set (code);
  hcrm_settings_set ("client", "language", code);
  self->language_chosen = self->user == NULL;
  if (self->user != NULL)
    tell_language (self);
  g_signal_emit (self, signals[LANGUAGE_CHANGED], 0);
}
