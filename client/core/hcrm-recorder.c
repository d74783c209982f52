/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Records what the sound card hears into a file that survives a crash. */

#include "hcrm-recorder.h"

#include <fcntl.h>
#include <gst/gst.h>
#include <string.h>
#include <unistd.h>

#include "core/hcrm-error.h"

/* Speech at 24 kbit/s: an hour is 11 MB. Pages of half a second bound what a crash can take. */
#define ENCODE                                                                                     \
  "queue ! audioconvert ! audioresample ! audio/x-raw,rate=16000,channels=1 ! "                    \
  "opusenc bitrate=24000 audio-type=voice ! oggmux max-delay=500000000 max-page-delay=500000000 "  \
  "! fdsink name=file sync=false"

/* Nobody talks longer: what was left on is ended while the server still takes a file of its size.
 */
#define LONGEST_S (3 * 3600)

struct _HcrmRecorder {
  GObject parent_instance;

  GstElement *pipeline;
  guint watch;
  int fd;
  char *path;
  char *source_wish;
  gint64 started; /* monotonic us */
  guint longest_s, limit;
  gboolean too_long;
};

enum { PROP_0, PROP_RECORDING, N_PROPS };
enum { STOPPED, N_SIGNALS };

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HcrmRecorder, hcrm_recorder, G_TYPE_OBJECT)

/* --- what there is of it ---------------------------------------------------------------------- */

#define PAGE_HEAD 27

/* The length of the page of Ogg at @at, and whether sound ends in it; 0 if no whole page is there.
 */
static gsize
read_page (const char *bytes, gsize length, gsize at, gboolean *sounds)
{
  const guint8 *page = (const guint8 *) bytes + at;
  gsize size = PAGE_HEAD;
  guint64 granule;

  if (length - at < PAGE_HEAD || memcmp (page, "OggS", 4) != 0
      || length - at < PAGE_HEAD + (gsize) page[26])
    return 0;
  memcpy (&granule, page + 6, sizeof granule);
  granule = GUINT64_FROM_LE (granule);
  size += page[26];
  for (guint i = 0; i < page[26]; i++)
    size += page[PAGE_HEAD + i];
  if (size > length - at)
    return 0;
  *sounds = granule != 0 && granule != G_MAXUINT64;
  return size;
}

gboolean
hcrm_recorder_file_has_sound (const char *path)
{
  g_autoptr (GMappedFile) file = g_mapped_file_new (path, FALSE, NULL);
  gsize length = file != NULL ? g_mapped_file_get_length (file) : 0, at = 0, size;
  gboolean sounds = FALSE;

  while (!sounds && at < length
         && (size = read_page (g_mapped_file_get_contents (file), length, at, &sounds)) > 0)
    at += size;
  return sounds;
}

/* --- recording -------------------------------------------------------------------------------- */

static void
tear_down (HcrmRecorder *self)
{
  g_clear_handle_id (&self->limit, g_source_remove);
  if (self->watch != 0)
    g_source_remove (self->watch);
  self->watch = 0;
  if (self->pipeline != NULL)
    gst_element_set_state (self->pipeline, GST_STATE_NULL);
  gst_clear_object (&self->pipeline);
  if (self->fd >= 0) {
    fsync (self->fd);
    close (self->fd);
  }
  self->fd = -1;
}

static void
finish (HcrmRecorder *self, const char *problem)
{
  g_autofree char *path = g_steal_pointer (&self->path);

  tear_down (self);
  if (!hcrm_recorder_file_has_sound (path)) {
    unlink (path);
    problem = _ ("Nothing was recorded: the microphone gave no sound.");
  }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RECORDING]);
  g_signal_emit (self, signals[STOPPED], 0, path, problem);
}

static gboolean
message_cb (GstBus *bus, GstMessage *message, gpointer data)
{
  HcrmRecorder *self = data;
  g_autoptr (GError) error = NULL;

  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_EOS) {
    finish (self,
            self->too_long ? _ ("The desk was recorded for three hours: the recording ends here.")
                           : NULL);
  } else if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR) {
    gst_message_parse_error (message, &error, NULL);
    g_debug ("Cannot record: %s", error->message);
    finish (self, g_error_matches (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NO_SPACE_LEFT)
            ? _ ("The disk is full: the recording ends here.")
            : _ ("The microphone no longer answers: the recording ends here."));
  }
  return self->watch != 0 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static gboolean
build (HcrmRecorder *self, GError **error)
{
  g_autofree char *words =
      g_strdup_printf ("%s ! " ENCODE,
                       self->source_wish != NULL ? self->source_wish : "autoaudiosrc");

  if (!gst_init_check (NULL, NULL, error))
    return FALSE;
  GstElement *pipeline = gst_parse_launch (words, error);
  if (pipeline == NULL || *error != NULL) {
    gst_clear_object (&pipeline);
    return FALSE;
  }
  self->pipeline = gst_object_ref_sink (pipeline);
  g_autoptr (GstElement) file = gst_bin_get_by_name (GST_BIN (pipeline), "file");
  g_object_set (file, "fd", self->fd, NULL);
  return TRUE;
}

/* Without a card the automatic source does not fail, but goes on with one that is silent. */
static gboolean
is_false (HcrmRecorder *self)
{
  g_autoptr (GstElement) silent =
      gst_bin_get_by_name (GST_BIN (self->pipeline), "fake-auto-audio-src");

  return silent != NULL;
}

static gboolean
limit_cb (gpointer data)
{
  HcrmRecorder *self = data;

  self->limit = 0;
  self->too_long = TRUE;
  hcrm_recorder_stop (self);
  return G_SOURCE_REMOVE;
}

static gboolean
begin (HcrmRecorder *self)
{
  g_autoptr (GstBus) bus = gst_element_get_bus (self->pipeline);

  if (gst_element_set_state (self->pipeline, GST_STATE_READY) == GST_STATE_CHANGE_FAILURE
      || is_false (self)
      || gst_element_set_state (self->pipeline, GST_STATE_PLAYING) == GST_STATE_CHANGE_FAILURE)
    return FALSE;
  self->watch = gst_bus_add_watch (bus, message_cb, self);
  self->too_long = FALSE;
  self->limit = g_timeout_add_seconds (self->longest_s, limit_cb, self);
  self->started = g_get_monotonic_time ();
  return TRUE;
}

gboolean
hcrm_recorder_start (HcrmRecorder *self, const char *path, GError **error)
{
  g_autoptr (GError) why = NULL;

  g_return_val_if_fail (HCRM_IS_RECORDER (self) && self->pipeline == NULL, FALSE);
  self->fd = open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (self->fd < 0)
    return hcrm_fail (error, HCRM_ERROR_INTERNAL, NULL, _ ("%s cannot be written"), path);
  if (!build (self, &why) || !begin (self)) {
    g_debug ("Cannot record: %s", why != NULL ? why->message : "no source");
    tear_down (self);
    unlink (path);
    return hcrm_fail (error, HCRM_ERROR_INTERNAL, NULL,
                      _ ("This desk has no microphone that can be recorded."));
  }
  self->path = g_strdup (path);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RECORDING]);
  return TRUE;
}

void
hcrm_recorder_stop (HcrmRecorder *self)
{
  g_return_if_fail (HCRM_IS_RECORDER (self));
  if (self->pipeline != NULL)
    gst_element_send_event (self->pipeline, gst_event_new_eos ());
}

gboolean
hcrm_recorder_is_recording (HcrmRecorder *self)
{
  g_return_val_if_fail (HCRM_IS_RECORDER (self), FALSE);
  return self->pipeline != NULL;
}

gint64
hcrm_recorder_get_elapsed (HcrmRecorder *self)
{
  g_return_val_if_fail (HCRM_IS_RECORDER (self), 0);
  return self->pipeline != NULL ? (g_get_monotonic_time () - self->started) / 1000 : 0;
}

void
hcrm_recorder_set_source (HcrmRecorder *self, const char *description)
{
  g_return_if_fail (HCRM_IS_RECORDER (self));
  g_free (self->source_wish);
  self->source_wish = g_strdup (description);
}

void
hcrm_recorder_set_longest (HcrmRecorder *self, guint seconds)
{
  g_return_if_fail (HCRM_IS_RECORDER (self));
  self->longest_s = seconds;
}

static void
hcrm_recorder_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_boolean (value, hcrm_recorder_is_recording (HCRM_RECORDER (object)));
}

static void
hcrm_recorder_finalize (GObject *object)
{
  HcrmRecorder *self = HCRM_RECORDER (object);

  tear_down (self);
  g_free (self->path);
  g_free (self->source_wish);
  G_OBJECT_CLASS (hcrm_recorder_parent_class)->finalize (object);
}

static void
hcrm_recorder_class_init (HcrmRecorderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = hcrm_recorder_get_property;
  object_class->finalize = hcrm_recorder_finalize;
  properties[PROP_RECORDING] = g_param_spec_boolean ("recording", NULL, NULL, FALSE,
                                                     G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[STOPPED] = g_signal_new ("stopped", HCRM_TYPE_RECORDER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
}

static void
hcrm_recorder_init (HcrmRecorder *self)
{
  self->fd = -1;
  self->longest_s = LONGEST_S;
}

HcrmRecorder *
hcrm_recorder_new (void)
{
  return g_object_new (HCRM_TYPE_RECORDER, NULL);
}
