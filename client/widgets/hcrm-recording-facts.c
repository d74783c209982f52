/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Fetches what is to be known of a recording before it is heard. */

#include "hcrm-recording-facts.h"

struct _HcrmRecordingFacts {
  GObject parent_instance;

  HcrmApi *api;
  GCancellable *cancel;
  gint64 id;
  JsonNode *recording;
  GBytes *peaks;
};

enum { CHANGED, FAILED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HcrmRecordingFacts, hcrm_recording_facts, G_TYPE_OBJECT)

static void
recording_cb (GObject *api, GAsyncResult *result, gpointer data)
{
  g_autoptr (HcrmRecordingFacts) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) reply = hcrm_api_send_finish (HCRM_API (api), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (error != NULL) {
    g_signal_emit (self, signals[FAILED], 0, error->message);
    return;
  }
  if (reply == NULL || !JSON_NODE_HOLDS_OBJECT (reply))
    return;
  g_clear_pointer (&self->recording, json_node_unref);
  self->recording = g_steal_pointer (&reply);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* Without them there is no picture of the sound, which can be heard all the same. */
static void
peaks_cb (GObject *api, GAsyncResult *result, gpointer data)
{
  g_autoptr (HcrmRecordingFacts) self = data;
  g_autoptr (GBytes) peaks = hcrm_api_read_finish (HCRM_API (api), result, NULL);

  if (peaks == NULL)
    return;
  g_clear_pointer (&self->peaks, g_bytes_unref);
  self->peaks = g_steal_pointer (&peaks);
  g_signal_emit (self, signals[CHANGED], 0);
}

void
hcrm_recording_facts_fetch (HcrmRecordingFacts *self)
{
  g_autofree char *path = g_strdup_printf ("/recordings/%" G_GINT64_FORMAT, self->id);
  g_autofree char *peaks =
      g_strconcat (path, "/peaks?per_second=" G_STRINGIFY (HCRM_RECORDING_PEAKS), NULL);

  g_return_if_fail (HCRM_IS_RECORDING_FACTS (self));
  hcrm_api_send_async (self->api, &(HcrmRequest){ .method = "GET", .path = path }, self->cancel,
                       recording_cb, g_object_ref (self));
  if (self->peaks == NULL)
    hcrm_api_read_async (self->api, peaks, self->cancel, peaks_cb, g_object_ref (self));
}

gint64
hcrm_recording_facts_get_id (HcrmRecordingFacts *self)
{
  g_return_val_if_fail (HCRM_IS_RECORDING_FACTS (self), 0);
  return self->id;
}

JsonObject *
hcrm_recording_facts_get_recording (HcrmRecordingFacts *self)
{
  g_return_val_if_fail (HCRM_IS_RECORDING_FACTS (self), NULL);
  return self->recording != NULL ? json_node_get_object (self->recording) : NULL;
}

GBytes *
hcrm_recording_facts_get_peaks (HcrmRecordingFacts *self)
{
  g_return_val_if_fail (HCRM_IS_RECORDING_FACTS (self), NULL);
  return self->peaks;
}

static void
hcrm_recording_facts_finalize (GObject *object)
{
  HcrmRecordingFacts *self = HCRM_RECORDING_FACTS (object);

  g_clear_object (&self->cancel);
  g_clear_object (&self->api);
  g_clear_pointer (&self->recording, json_node_unref);
  g_clear_pointer (&self->peaks, g_bytes_unref);
  G_OBJECT_CLASS (hcrm_recording_facts_parent_class)->finalize (object);
}

static void
hcrm_recording_facts_class_init (HcrmRecordingFactsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hcrm_recording_facts_finalize;
  signals[CHANGED] = g_signal_new ("changed", HCRM_TYPE_RECORDING_FACTS, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  signals[FAILED] = g_signal_new ("failed", HCRM_TYPE_RECORDING_FACTS, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
hcrm_recording_facts_init (HcrmRecordingFacts *self)
{
  self->cancel = g_cancellable_new ();
}

HcrmRecordingFacts *
hcrm_recording_facts_new (HcrmApi *api, gint64 id)
{
  HcrmRecordingFacts *self = g_object_new (HCRM_TYPE_RECORDING_FACTS, NULL);

  self->api = g_object_ref (api);
  self->id = id;
  return self;
}
