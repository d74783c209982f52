/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The user's telephone, and the calls that they have. */

#include "hcrm-phone.h"

#include <string.h>

#include "model/hcrm-call.h"
#include "widgets/hcrm-text.h"

struct _HcrmPhone {
  GObject parent_instance;

  HcrmSession *session; /* weak: it owns this */
  HcrmLive *live;       /* weak */
  JsonObject *telephone;
  GPtrArray *calls; /* (element-type JsonObject) */
  gboolean asking;
  gboolean again; /* something happened while they were asked for */
};

G_DEFINE_FINAL_TYPE (HcrmPhone, hcrm_phone, G_TYPE_OBJECT)

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

static HcrmApi *
get_api (HcrmPhone *self)
{
  return hcrm_session_get_api (self->session);
}

gboolean
hcrm_phone_works (HcrmPhone *self)
{
  return self->session != NULL && hcrm_session_get_state (self->session) != HCRM_SESSION_OUT
         && hcrm_session_may (self->session, HCRM_PERM_CALL_WORK);
}

/* --- calls ------------------------------------------------------------------------------------ */

gint64
hcrm_call_get_id (JsonObject *call)
{
  return json_object_get_int_member_with_default (call, "id", 0);
}

gboolean
hcrm_call_is (JsonObject *call, const char *state)
{
  return g_str_equal (hcrm_text_member (call, "state"), state);
}

gboolean
hcrm_call_is_live (JsonObject *call)
{
  return hcrm_call_is (call, "dialling") || hcrm_call_is (call, "ringing")
         || hcrm_call_is (call, "talking");
}

gboolean
hcrm_call_came_in (JsonObject *call)
{
  return g_str_equal (hcrm_text_member (call, "direction"), "in");
}

const char *
hcrm_call_get_words (JsonObject *call, const char **style)
{
  const HcrmState *state =
      hcrm_workflow_get_state (&hcrm_call_workflow, hcrm_text_member (call, "state"));
  const char *words = state != NULL ? gettext (state->label) : "";
  const char *pill = state != NULL ? state->pill : NULL;

  if (hcrm_call_is (call, "ringing") && hcrm_call_came_in (call)) {
    words = _ ("Incoming call");
    pill = "warn";
  } else if (json_object_get_boolean_member_with_default (call, "on_hold", FALSE)) {
    words = _ ("On hold");
    pill = "wait";
  }
  if (style != NULL)
    *style = pill;
  return words;
}

char *
hcrm_call_dup_number (JsonObject *call)
{
  const char *whole = hcrm_text_member (call, "to_dial");
  const char *number = *whole != '\0' ? whole : hcrm_text_member (call, "number");

  if (*number == '\0' || json_object_get_boolean_member_with_default (call, "withheld", FALSE))
    return g_strdup (_ ("Number withheld"));
  return hcrm_text_group_digits (number);
}

char *
hcrm_call_dup_passed_by (JsonObject *call, gint64 user_id)
{
  JsonNode *node = json_object_get_member (call, "events");
  JsonArray *events =
      node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  const char *before = NULL, *by = NULL;

  for (guint i = 0; events != NULL && i < json_array_get_length (events); i++) {
    JsonObject *event = json_array_get_object_element (events, i);
    const char *user = hcrm_text_member (event, "user");
    gboolean other = json_object_get_int_member_with_default (event, "user_id", 0) != user_id;
    if (g_str_equal (hcrm_text_member (event, "kind"), "transferred"))
      by = before;
    else if (other && *user != '\0')
      before = user;
  }
  return g_strdup (by);
}

/* --- what there is ---------------------------------------------------------------------------- */

guint
hcrm_phone_get_n_calls (HcrmPhone *self)
{
  return self->calls->len;
}

JsonObject *
hcrm_phone_get_nth (HcrmPhone *self, guint n)
{
  return g_ptr_array_index (self->calls, n);
}

JsonObject *
hcrm_phone_find (HcrmPhone *self, gint64 id)
{
  for (guint i = 0; i < self->calls->len; i++)
    if (hcrm_call_get_id (self->calls->pdata[i]) == id)
      return self->calls->pdata[i];
  return NULL;
}

JsonObject *
hcrm_phone_find_for (HcrmPhone *self, gint64 activity_id)
{
  for (guint i = 0; activity_id != 0 && i < self->calls->len; i++)
    if (json_object_get_int_member_with_default (self->calls->pdata[i], "activity_id", 0)
        == activity_id)
      return self->calls->pdata[i];
  return NULL;
}

JsonObject *
hcrm_phone_find_talk (HcrmPhone *self, gint64 activity_id)
{
  for (guint i = 0; i < self->calls->len; i++) {
    JsonObject *call = self->calls->pdata[i];
    gint64 about = json_object_get_int_member_with_default (call, "activity_id", 0);
    if (hcrm_call_is (call, "talking") && (about == 0 || about == activity_id))
      return call;
  }
  return NULL;
}

gboolean
hcrm_phone_can (HcrmPhone *self, const char *capability)
{
  JsonNode *node =
      self->telephone != NULL ? json_object_get_member (self->telephone, "capabilities") : NULL;
  JsonArray *known =
      node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; known != NULL && i < json_array_get_length (known); i++)
    if (g_strcmp0 (json_array_get_string_element (known, i), capability) == 0)
      return TRUE;
  return FALSE;
}

gboolean
hcrm_phone_is_manual (HcrmPhone *self, JsonObject *call)
{
  return g_str_equal (hcrm_text_member (call, "provider"), "manual");
}

static gint64
get_server_now (HcrmPhone *self)
{
  return g_get_real_time () - hcrm_api_get_clock_ahead (get_api (self)) * G_USEC_PER_SEC;
}

static gint64
get_since (HcrmPhone *self, const char *since)
{
  g_autoptr (GDateTime) start = *since != '\0' ? g_date_time_new_from_iso8601 (since, NULL) : NULL;

  if (start == NULL)
    return 0;
  gint64 began = g_date_time_to_unix (start) * G_USEC_PER_SEC + g_date_time_get_microsecond (start);
  return MAX (get_server_now (self) - began, 0);
}

gint64
hcrm_phone_get_offset (HcrmPhone *self, JsonObject *call)
{
  return get_since (self, hcrm_text_member (call, "started_at")) / 1000;
}

gint64
hcrm_phone_get_seconds (HcrmPhone *self, JsonObject *call)
{
  const char *answered = hcrm_text_member (call, "answered_at");
  const char *since = *answered != '\0' ? answered : hcrm_text_member (call, "started_at");

  if (!hcrm_call_is_live (call))
    return json_object_get_int_member_with_default (call, "talk_seconds", 0);
  return get_since (self, since) / G_USEC_PER_SEC;
}

/* --- reading ---------------------------------------------------------------------------------- */

static void
take_calls (HcrmPhone *self, JsonArray *items)
{
  g_ptr_array_set_size (self->calls, 0);
  for (guint i = 0; i < json_array_get_length (items); i++)
    g_ptr_array_add (self->calls, json_object_ref (json_array_get_object_element (items, i)));
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
current_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (HcrmPhone) self = data;
  g_autoptr (JsonNode) reply = hcrm_api_send_finish (HCRM_API (source), result, NULL);
  JsonArray *items = hcrm_api_get_items (reply);

  self->asking = FALSE;
  if (items != NULL && hcrm_phone_works (self))
    take_calls (self, items);
  if (self->again)
    hcrm_phone_refresh (self);
}

void
hcrm_phone_refresh (HcrmPhone *self)
{
  if (!hcrm_phone_works (self))
    return;
  self->again = self->asking;
  if (self->asking)
    return;
  self->asking = TRUE;
  hcrm_api_send_async (get_api (self), &(HcrmRequest){ .method = "GET", .path = "/calls/current" },
                       NULL, current_cb, g_object_ref (self));
}

static void
telephone_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (HcrmPhone) self = data;
  g_autoptr (JsonNode) reply = hcrm_api_send_finish (HCRM_API (source), result, NULL);

  if (reply == NULL || !JSON_NODE_HOLDS_OBJECT (reply))
    return;
  g_clear_pointer (&self->telephone, json_object_unref);
  self->telephone = json_object_ref (json_node_get_object (reply));
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
event_cb (HcrmPhone *self, const char *kind)
{
  if (g_str_equal (kind, "call"))
    hcrm_phone_refresh (self);
}

/* Another server has another line. */
static void
follow (HcrmPhone *self, HcrmLive *live)
{
  if (live == NULL || live == self->live)
    return;
  g_set_weak_pointer (&self->live, live);
  g_signal_connect_object (live, "event", G_CALLBACK (event_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (live, "resync", G_CALLBACK (hcrm_phone_refresh), self,
                           G_CONNECT_SWAPPED);
}

static void
begin (HcrmPhone *self)
{
  follow (self, hcrm_session_get_live (self->session));
  if (!hcrm_phone_works (self))
    return;
  hcrm_api_send_async (get_api (self), &(HcrmRequest){ .method = "GET", .path = "/telephones/me" },
                       NULL, telephone_cb, g_object_ref (self));
  hcrm_phone_refresh (self);
}

static void
forget (HcrmPhone *self)
{
  g_clear_pointer (&self->telephone, json_object_unref);
  g_ptr_array_set_size (self->calls, 0);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* --- doing ------------------------------------------------------------------------------------ */

typedef struct {
  HcrmPhone *self;
  GWeakRef part;
  HcrmPhoneFunc done;
  HcrmRequest request; /* owns its strings and body */
} Asked;

static void
free_asked (Asked *asked)
{
  g_weak_ref_clear (&asked->part);
  g_object_unref (asked->self);
  g_free ((char *) asked->request.path);
  g_free ((char *) asked->request.key);
  g_free ((char *) asked->request.record);
  json_node_unref (asked->request.body);
  g_free (asked);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Asked, free_asked)

/* Whether it waits in the journal now. */
static gboolean
queue (Asked *asked, GError **error)
{
  HcrmSession *session = asked->self->session;
  HcrmJournal *journal = session != NULL ? hcrm_session_get_journal (session) : NULL;

  if (!asked->request.queue || journal == NULL
      || !g_error_matches (*error, HCRM_ERROR, HCRM_ERROR_OFFLINE))
    return FALSE;
  g_clear_error (error);
  return hcrm_journal_queue_request (journal, &asked->request, _ ("Call"), error);
}

/* What was wrapped up is out of sight at once, whether or not it has been sent. */
static void
drop_call (HcrmPhone *self, gint64 id)
{
  JsonObject *call = hcrm_phone_find (self, id);

  if (call == NULL)
    return;
  g_ptr_array_remove (self->calls, call);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Asked) asked = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) reply = hcrm_api_send_finish (HCRM_API (source), result, &error);
  g_autoptr (GObject) part = g_weak_ref_get (&asked->part);
  JsonObject *call =
      reply != NULL && JSON_NODE_HOLDS_OBJECT (reply) ? json_node_get_object (reply) : NULL;
  gboolean kept = error != NULL && queue (asked, &error);

  if (asked->request.record != NULL && g_str_has_prefix (asked->request.record, "call:")
      && (kept || error == NULL))
    drop_call (asked->self, g_ascii_strtoll (asked->request.record + strlen ("call:"), NULL, 10));
  if (part != NULL && asked->done != NULL)
    asked->done (part, call, error);
  hcrm_phone_refresh (asked->self);
}

/* @path, @record and @body are taken. */
static void
ask (HcrmPhone *self,
     char *path,
     JsonObject *body,
     gint64 version,
     char *record,
     gpointer part,
     HcrmPhoneFunc done)
{
  Asked *asked = g_new0 (Asked, 1);

  asked->self = g_object_ref (self);
  asked->done = done;
  g_weak_ref_init (&asked->part, part);
  asked->request = (HcrmRequest){ .method = "POST",
                                  .path = path,
                                  .body = json_node_init_object (json_node_alloc (), body),
                                  .version = version,
                                  .key = hcrm_api_make_key (),
                                  .record = record,
                                  .queue = record != NULL };
  json_object_unref (body);
  hcrm_api_send_async (get_api (self), &asked->request, NULL, asked_cb, asked);
}

static void
set_id (JsonObject *body, const char *name, gint64 id)
{
  if (id != 0)
    json_object_set_int_member (body, name, id);
}

void
hcrm_phone_dial (HcrmPhone *self, const HcrmPhoneDial *dial, gpointer part, HcrmPhoneFunc done)
{
  JsonObject *body = json_object_new ();

  if (dial->number != NULL && dial->contact_id == 0)
    json_object_set_string_member (body, "number", dial->number);
  set_id (body, "contact_id", dial->contact_id);
  set_id (body, "patient_id", dial->patient_id);
  set_id (body, "activity_id", dial->activity_id);
  set_id (body, "call_id", dial->call_id);
  if (dial->force_reason != NULL)
    json_object_set_string_member (body, "force_reason", dial->force_reason);
  ask (self, g_strdup ("/calls/actions/dial"), body, 0, NULL, part, done);
}

void
hcrm_phone_step (HcrmPhone *self,
                 JsonObject *call,
                 const char *action,
                 JsonObject *body,
                 gpointer part,
                 HcrmPhoneFunc done)
{
  gint64 id = hcrm_call_get_id (call);
  gboolean words = g_str_equal (action, "wrap-up") || g_str_equal (action, "identify");
  gint64 version = words ? json_object_get_int_member_with_default (call, "version", 0) : 0;
  char *record =
      g_str_equal (action, "wrap-up") ? g_strdup_printf ("call:%" G_GINT64_FORMAT, id) : NULL;

  ask (self, g_strdup_printf ("/calls/%" G_GINT64_FORMAT "/actions/%s", id, action),
       body != NULL ? body : json_object_new (), version, record, part, done);
}

void
hcrm_phone_settle (HcrmPhone *self, gint64 call_id)
{
  if (call_id == 0)
    return;
  drop_call (self, call_id);
  hcrm_phone_refresh (self);
}

void
hcrm_phone_add_moments (HcrmPhone *self, gint64 call_id, JsonArray *moments)
{
  JsonObject *body = json_object_new ();

  json_object_set_array_member (body, "moments", moments);
  ask (self, g_strdup_printf ("/calls/%" G_GINT64_FORMAT "/moments", call_id), body, 0,
       g_strdup_printf ("call_moments:%" G_GINT64_FORMAT, call_id), NULL, NULL);
}

/* --- life ------------------------------------------------------------------------------------- */

static void
state_cb (HcrmPhone *self)
{
  if (hcrm_session_get_state (self->session) == HCRM_SESSION_OUT)
    forget (self);
  else
    begin (self);
}

static HcrmPhone *
new_phone (HcrmSession *session)
{
  HcrmPhone *self = g_object_new (HCRM_TYPE_PHONE, NULL);

  g_set_weak_pointer (&self->session, session);
  g_signal_connect_object (session, "state-changed", G_CALLBACK (state_cb), self,
                           G_CONNECT_SWAPPED);
  begin (self);
  return self;
}

HcrmPhone *
hcrm_phone_get (HcrmSession *session)
{
  HcrmPhone *self = g_object_get_data (G_OBJECT (session), "hcrm-phone");

  if (self == NULL) {
    self = new_phone (session);
    g_object_set_data_full (G_OBJECT (session), "hcrm-phone", self, g_object_unref);
  }
  return self;
}

static void
hcrm_phone_dispose (GObject *object)
{
  HcrmPhone *self = HCRM_PHONE (object);

  g_clear_weak_pointer (&self->session);
  g_clear_weak_pointer (&self->live);
  g_clear_pointer (&self->telephone, json_object_unref);
  g_ptr_array_set_size (self->calls, 0);
  G_OBJECT_CLASS (hcrm_phone_parent_class)->dispose (object);
}

static void
hcrm_phone_finalize (GObject *object)
{
  g_ptr_array_unref (HCRM_PHONE (object)->calls);
  G_OBJECT_CLASS (hcrm_phone_parent_class)->finalize (object);
}

static void
hcrm_phone_class_init (HcrmPhoneClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hcrm_phone_dispose;
  G_OBJECT_CLASS (klass)->finalize = hcrm_phone_finalize;
  signals[CHANGED] = g_signal_new ("changed", HCRM_TYPE_PHONE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
hcrm_phone_init (HcrmPhone *self)
{
  self->calls = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
}
