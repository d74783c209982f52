/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Recordings of this desk until the server has them: files, what they are of, and sending them. */

#include "hcrm-recording-outbox.h"

#include <glib/gstdio.h>
#include <string.h>

#include "core/hcrm-json.h"
#include "hcrm-recorder.h"
#include "hcrm-upload.h"
#include "model/hcrm-attachment.h"

#define SOUND ".opus"
#define FACTS ".json"
#define RETRY_S 60

struct _HcrmRecordingOutbox {
  GObject parent_instance;

  HcrmApi *api;
  GCancellable *cancel;
  gint64 user_id;
  char *folder;
  GQueue *waiting;   /* (element-type utf8): names without ending */
  char *current;     /* (nullable): the one that is being sent */
  char *recording;   /* (nullable): the one that is being recorded */
  JsonObject *facts; /* of @current */
  guint retry;
};

enum { PROP_0, PROP_WAITING, N_PROPS };
enum { SENT, FAILED, N_SIGNALS };

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HcrmRecordingOutbox, hcrm_recording_outbox, G_TYPE_OBJECT)

static void send_next (HcrmRecordingOutbox *self);

/* --- files ------------------------------------------------------------------------------------ */

static char *
make_path (HcrmRecordingOutbox *self, const char *name, const char *ending)
{
  g_autofree char *file = g_strconcat (name, ending, NULL);

  return g_build_filename (self->folder, file, NULL);
}

/* Whole or not at all, and nobody else's to read. */
static gboolean
write_facts (HcrmRecordingOutbox *self, const char *name, JsonObject *facts, GError **error)
{
  g_autofree char *path = make_path (self, name, FACTS);
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), facts);
  g_autofree char *text = hcrm_json_to_text (node);

  return g_file_set_contents_full (path, text, -1,
                                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                   0600, error);
}

/* Returns: (transfer full) (nullable) */
static JsonObject *
read_facts (HcrmRecordingOutbox *self, const char *name)
{
  g_autofree char *path = make_path (self, name, FACTS);
  g_autofree char *text = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return NULL;
  g_autoptr (JsonNode) node = json_from_string (text, NULL);
  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_dup_object (node) : NULL;
}

static void
forget (HcrmRecordingOutbox *self, const char *name)
{
  g_autofree char *sound = make_path (self, name, SOUND);
  g_autofree char *facts = make_path (self, name, FACTS);

  g_unlink (sound);
  g_unlink (facts);
}

/* Whether it is this user's, and of this server. */
static gboolean
is_mine (HcrmRecordingOutbox *self, JsonObject *facts)
{
  return json_object_get_int_member_with_default (facts, "user_id", 0) == self->user_id
         && g_strcmp0 (json_object_get_string_member_with_default (facts, "server", ""),
                       hcrm_api_get_server (self->api))
                == 0;
}

static void
look_for (HcrmRecordingOutbox *self, const char *file)
{
  g_autofree char *name =
      g_str_has_suffix (file, FACTS) ? g_strndup (file, strlen (file) - strlen (FACTS)) : NULL;

  if (name == NULL || g_strcmp0 (name, self->recording) == 0 || g_strcmp0 (name, self->current) == 0
      || g_queue_find_custom (self->waiting, name, (GCompareFunc) strcmp) != NULL)
    return;
  g_autoptr (JsonObject) facts = read_facts (self, name);
  if (facts != NULL && is_mine (self, facts))
    g_queue_push_tail (self->waiting, g_steal_pointer (&name));
}

static void
look_through_folder (HcrmRecordingOutbox *self)
{
  g_autoptr (GDir) folder = g_dir_open (self->folder, 0, NULL);
  const char *file;

  while (folder != NULL && (file = g_dir_read_name (folder)) != NULL)
    look_for (self, file);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_WAITING]);
}

/* --- sending one ------------------------------------------------------------------------------ */

static gboolean
retry_cb (gpointer data)
{
  HcrmRecordingOutbox *self = data;

  self->retry = 0;
  hcrm_recording_outbox_send (self);
  return G_SOURCE_REMOVE;
}

static void
leave_current (HcrmRecordingOutbox *self)
{
  g_clear_pointer (&self->current, g_free);
  g_clear_pointer (&self->facts, json_object_unref);
}

/* Where the line is down all wait; what the server refuses waits alone. */
static void
give_up (HcrmRecordingOutbox *self, const GError *error)
{
  gboolean offline = g_error_matches (error, HCRM_ERROR, HCRM_ERROR_OFFLINE)
                     || g_error_matches (error, HCRM_ERROR, HCRM_ERROR_UNAUTHENTICATED);

  leave_current (self);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (!offline) {
    g_signal_emit (self, signals[FAILED], 0, error->message);
    send_next (self);
    return;
  }
  g_queue_clear_full (self->waiting, g_free);
  if (self->retry == 0)
    self->retry = g_timeout_add_seconds (RETRY_S, retry_cb, self);
}

static void
taken_cb (GObject *api, GAsyncResult *result, gpointer data)
{
  g_autoptr (HcrmRecordingOutbox) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) reply = hcrm_api_send_finish (HCRM_API (api), result, &error);

  if (error != NULL) {
    give_up (self, error);
    return;
  }
  forget (self, self->current);
  leave_current (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_WAITING]);
  g_signal_emit (self, signals[SENT], 0,
                 reply != NULL && JSON_NODE_HOLDS_OBJECT (reply)
                     ? json_object_get_int_member_with_default (json_node_get_object (reply), "id",
                                                                0)
                     : 0);
  send_next (self);
}

/* The same key every time, so that the server takes it once, however often it is told. */
static void
hand_over (HcrmRecordingOutbox *self, gint64 upload_id)
{
  JsonObject *of = json_object_get_object_member (self->facts, "of");
  g_autoptr (JsonNode) body = json_node_init_object (json_node_alloc (), of);

  json_object_set_int_member (of, "upload_id", upload_id);
  hcrm_api_send_async (
      self->api,
      &(HcrmRequest){ .method = "POST", .path = "/recordings", .body = body, .key = self->current },
      self->cancel, taken_cb, g_object_ref (self));
}

static void
uploaded_cb (GObject *api, GAsyncResult *result, gpointer data)
{
  g_autoptr (HcrmRecordingOutbox) self = data;
  g_autoptr (GError) error = NULL;
  gint64 id = hcrm_upload_finish (HCRM_API (api), result, &error);
  gint64 begun = hcrm_upload_get_begun (result);

  if (self->current == NULL)
    return;
  if (begun != 0 && id == 0) {
    json_object_set_int_member (self->facts, "upload_id", begun);
    write_facts (self, self->current, self->facts, NULL);
  }
  if (id != 0)
    hand_over (self, id);
  else
    give_up (self, error);
}

static void
progress_cb (gpointer self, double done)
{
}

/* @resume: (nullable) */
static void
upload (HcrmRecordingOutbox *self, HcrmRecord *resume)
{
  g_autofree char *path = make_path (self, self->current, SOUND);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  hcrm_upload_async (self->api, "/uploads", 0, file, resume, progress_cb, self->cancel, uploaded_cb,
                     g_object_ref (self));
}

/* What was begun is gone on with, if the server still has it. */
static void
begun_cb (GObject *api, GAsyncResult *result, gpointer data)
{
  g_autoptr (HcrmRecordingOutbox) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) reply = hcrm_api_send_finish (HCRM_API (api), result, &error);
  g_autoptr (HcrmRecord) begun = hcrm_record_new (&hcrm_upload_fields);

  if (g_error_matches (error, HCRM_ERROR, HCRM_ERROR_OFFLINE)
      || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    give_up (self, error);
  else if (reply != NULL && JSON_NODE_HOLDS_OBJECT (reply)
           && hcrm_record_read_json (begun, json_node_get_object (reply), TRUE, NULL))
    upload (self, begun);
  else
    upload (self, NULL);
}

static void
send_current (HcrmRecordingOutbox *self)
{
  gint64 begun = json_object_get_int_member_with_default (self->facts, "upload_id", 0);
  g_autofree char *path = g_strdup_printf ("/uploads/%" G_GINT64_FORMAT, begun);

  if (begun == 0)
    upload (self, NULL);
  else
    hcrm_api_send_async (self->api, &(HcrmRequest){ .method = "GET", .path = path }, self->cancel,
                         begun_cb, g_object_ref (self));
}

/* Of what ended before any sound was written there is nothing to send. */
static gboolean
has_sound (HcrmRecordingOutbox *self, const char *name)
{
  g_autofree char *path = make_path (self, name, SOUND);

  return hcrm_recorder_file_has_sound (path);
}

static void
send_next (HcrmRecordingOutbox *self)
{
  while (self->current == NULL && !g_queue_is_empty (self->waiting)) {
    g_autofree char *name = g_queue_pop_head (self->waiting);
    if (!has_sound (self, name)) {
      forget (self, name);
      continue;
    }
    self->facts = read_facts (self, name);
    if (self->facts == NULL || !json_object_has_member (self->facts, "of")) {
      leave_current (self);
      continue;
    }
    self->current = g_steal_pointer (&name);
    send_current (self);
  }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_WAITING]);
}

/* --- for the desk ----------------------------------------------------------------------------- */

void
hcrm_recording_outbox_send (HcrmRecordingOutbox *self)
{
  g_return_if_fail (HCRM_IS_RECORDING_OUTBOX (self));
  look_through_folder (self);
  send_next (self);
}

guint
hcrm_recording_outbox_get_n_waiting (HcrmRecordingOutbox *self)
{
  g_return_val_if_fail (HCRM_IS_RECORDING_OUTBOX (self), 0);
  return g_queue_get_length (self->waiting) + (self->current != NULL);
}

static char *
make_now (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();

  return g_date_time_format (now, "%Y-%m-%dT%H:%M:%SZ");
}

char *
hcrm_recording_outbox_begin (HcrmRecordingOutbox *self, JsonObject *of, GError **error)
{
  g_autofree char *name = hcrm_api_make_key ();
  g_autofree char *now = make_now ();
  g_autofree char *file = g_strconcat (name, SOUND, NULL);
  g_autoptr (JsonObject) facts = json_object_new ();

  g_return_val_if_fail (HCRM_IS_RECORDING_OUTBOX (self) && self->recording == NULL, NULL);
  json_object_set_string_member (of, "started_at", now);
  json_object_set_string_member (of, "name", file);
  json_object_set_string_member (of, "layout", "mono");
  json_object_set_string_member (facts, "server", hcrm_api_get_server (self->api));
  json_object_set_int_member (facts, "user_id", self->user_id);
  json_object_set_object_member (facts, "of", json_object_ref (of));
  g_mkdir_with_parents (self->folder, 0700);
  if (!write_facts (self, name, facts, error))
    return NULL;
  self->recording = g_steal_pointer (&name);
  return make_path (self, self->recording, SOUND);
}

void
hcrm_recording_outbox_end (HcrmRecordingOutbox *self, const char *path)
{
  g_return_if_fail (HCRM_IS_RECORDING_OUTBOX (self));
  g_clear_pointer (&self->recording, g_free);
  hcrm_recording_outbox_send (self);
}

/* --- the object ------------------------------------------------------------------------------- */

static void
hcrm_recording_outbox_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_uint (value, hcrm_recording_outbox_get_n_waiting (HCRM_RECORDING_OUTBOX (object)));
}

static void
hcrm_recording_outbox_dispose (GObject *object)
{
  HcrmRecordingOutbox *self = HCRM_RECORDING_OUTBOX (object);

  g_cancellable_cancel (self->cancel);
  g_clear_handle_id (&self->retry, g_source_remove);
  G_OBJECT_CLASS (hcrm_recording_outbox_parent_class)->dispose (object);
}

static void
hcrm_recording_outbox_finalize (GObject *object)
{
  HcrmRecordingOutbox *self = HCRM_RECORDING_OUTBOX (object);

  leave_current (self);
  g_queue_free_full (self->waiting, g_free);
  g_object_unref (self->cancel);
  g_object_unref (self->api);
  g_free (self->folder);
  g_free (self->recording);
  G_OBJECT_CLASS (hcrm_recording_outbox_parent_class)->finalize (object);
}

static void
hcrm_recording_outbox_class_init (HcrmRecordingOutboxClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = hcrm_recording_outbox_get_property;
  object_class->dispose = hcrm_recording_outbox_dispose;
  object_class->finalize = hcrm_recording_outbox_finalize;
  properties[PROP_WAITING] = g_param_spec_uint ("waiting", NULL, NULL, 0, G_MAXUINT, 0,
                                                G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[SENT] = g_signal_new ("sent", HCRM_TYPE_RECORDING_OUTBOX, G_SIGNAL_RUN_LAST, 0, NULL,
                                NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
  signals[FAILED] = g_signal_new ("failed", HCRM_TYPE_RECORDING_OUTBOX, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
hcrm_recording_outbox_init (HcrmRecordingOutbox *self)
{
  self->cancel = g_cancellable_new ();
  self->waiting = g_queue_new ();
}

HcrmRecordingOutbox *
hcrm_recording_outbox_new (HcrmApi *api, gint64 user_id, const char *folder)
{
  HcrmRecordingOutbox *self = g_object_new (HCRM_TYPE_RECORDING_OUTBOX, NULL);

  self->api = g_object_ref (api);
  self->user_id = user_id;
  self->folder = folder != NULL
                     ? g_strdup (folder)
                     : g_build_filename (g_get_user_data_dir (), "hcrm", "recordings", NULL);
  return self;
}
