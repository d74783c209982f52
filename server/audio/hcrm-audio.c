/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * hcrm-audio --kind wav|opus|mp3|flac --layout mono|agent-left|agent-right [--no-opus]
 *
 * Reads a file of sound from its standard input, and writes what is made of it to its standard
 * output: frames, each a letter, a length of four bytes, least first, and as many bytes. O: more of
 * the Opus; P: the peaks; M: what was measured, as JSON, the last one; or E: why not, the last one.
 *
 * Files come from outside and may be made to hurt. So this is a program of its own: it may write no
 * file, use so much memory and time and no more, and loads only the parts of GStreamer that it
 * needs.
 */

#include <gst/app/app.h>
#include <gst/gst.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "audio/hcrm-measures.h"
#include "model/hcrm-recording.h"

#define CPU_S 1800
#define MEMORY (G_GUINT64_CONSTANT (2) << 30)
#define FILES 64
#define HEAD (64 * 1024)
#define PIECE (64 * 1024)
#define UNKNOWN_LENGTH 0x7fff0000 /* what is written of sound that still comes is beyond */
#define MONO_BITS 24000           /* a second, of the Opus */
#define STEREO_BITS 40000

typedef struct {
  char *kind_name, *layout;
  gboolean no_opus;
  HcrmAudioKind kind;
  guint8 *head;
  gsize head_length;
  gsize length; /* atomic: of what was read */
  GstElement *pipeline;
  HcrmMeasures *measures; /* (nullable): until the first samples come */
  guint n_channels;
  guint sample_rate; /* of what is decoded */
  gboolean too_long;
} Work;

/* --- Limits --------------------------------------------------------------------------------- */

static void
limit (int what, guint64 most)
{
  struct rlimit limits = { most, most };

  setrlimit (what, &limits);
}

static void
set_limits (void)
{
  prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  prctl (PR_SET_PDEATHSIG, SIGKILL);
  limit (RLIMIT_CPU, CPU_S);
  limit (RLIMIT_FSIZE, 0);
  signal (SIGXFSZ, SIG_IGN);
  limit (RLIMIT_CORE, 0);
  limit (RLIMIT_NOFILE, FILES);
#ifndef __SANITIZE_ADDRESS__
  limit (RLIMIT_AS, MEMORY);
#endif
  if (nice (10) == -1)
    g_debug ("not nicer");
}

/* No scan of what else is installed: only these. */
static gboolean
load_plugins (void)
{
  static const char *const names[] = { "app",   "audioconvert", "audioparsers", "audioresample",
                                       "alaw",  "coreelements", "flac",         "mpg123",
                                       "mulaw", "ogg",          "opus",         "wavparse" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *file = g_strdup_printf (HCRM_GSTREAMER_DIR "/libgst%s.so", names[i]);
    g_autoptr (GError) error = NULL;
    g_autoptr (GstPlugin) plugin = gst_plugin_load_file (file, &error);
    if (plugin == NULL) {
      g_printerr ("%s\n", error->message);
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
start_gstreamer (void)
{
  g_setenv ("GST_REGISTRY_DISABLE", "yes", TRUE);
  g_setenv ("GST_PLUGIN_SYSTEM_PATH_1_0", "", TRUE);
  g_setenv ("GST_PLUGIN_PATH_1_0", "", TRUE);
  g_setenv ("GST_REGISTRY_1_0", "/dev/null", TRUE);
  g_setenv ("GST_REGISTRY_UPDATE", "no", TRUE);
  g_setenv ("ORC_CODE", "backup", TRUE); /* no code is made at run time, which a service may not */
  gst_registry_fork_set_enabled (FALSE);
  gst_init (NULL, NULL);
  return load_plugins ();
}

/* --- Frames --------------------------------------------------------------------------------- */

static void
write_frame (char letter, const void *data, gsize length)
{
  guint32 size = GUINT32_TO_LE ((guint32) length);

  if (fputc (letter, stdout) == EOF || fwrite (&size, sizeof size, 1, stdout) != 1
      || (length > 0 && fwrite (data, length, 1, stdout) != 1) || fflush (stdout) != 0)
    _exit (EXIT_FAILURE); /* whoever asked for it is gone */
}

static GstFlowReturn
encoded_cb (GstAppSink *sink, gpointer data)
{
  g_autoptr (GstSample) sample = gst_app_sink_pull_sample (sink);
  GstMapInfo map;

  if (sample == NULL || !gst_buffer_map (gst_sample_get_buffer (sample), &map, GST_MAP_READ))
    return GST_FLOW_EOS;
  write_frame ('O', map.data, map.size);
  gst_buffer_unmap (gst_sample_get_buffer (sample), &map);
  return GST_FLOW_OK;
}

/* --- Samples -------------------------------------------------------------------------------- */

static void
swap_channels (gint16 *samples, gsize n)
{
  for (gsize i = 0; i < n; i++) {
    gint16 left = samples[2 * i];
    samples[2 * i] = samples[2 * i + 1];
    samples[2 * i + 1] = left;
  }
}

static void
learn_format (Work *self, GstPad *pad)
{
  g_autoptr (GstCaps) caps = gst_pad_get_current_caps (pad);
  g_autoptr (GstElement) encoder = gst_bin_get_by_name (GST_BIN (self->pipeline), "encoder");
  int channels = 1;

  if (caps != NULL)
    gst_structure_get_int (gst_caps_get_structure (caps, 0), "channels", &channels);
  self->n_channels = channels;
  if (encoder != NULL)
    g_object_set (encoder, "bitrate", channels == 2 ? STEREO_BITS : MONO_BITS, NULL);
  self->measures = hcrm_measures_new (channels, strcmp (self->layout, "mono") != 0);
}

static void
take_samples (Work *self, gint16 *samples, gsize n)
{
  if (self->n_channels == 2 && strcmp (self->layout, "agent-right") == 0)
    swap_channels (samples, n);
  hcrm_measures_push (self->measures, samples, n);
  self->too_long = hcrm_measures_get_duration (self->measures) > HCRM_RECORDING_MAX_MS;
}

static GstPadProbeReturn
samples_cb (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  Work *self = data;
  GstMapInfo map;

  if (self->measures == NULL)
    learn_format (self, pad);
  GstBuffer *buffer = gst_buffer_make_writable (GST_PAD_PROBE_INFO_BUFFER (info));
  GST_PAD_PROBE_INFO_DATA (info) = buffer;
  if (!self->too_long && gst_buffer_map (buffer, &map, GST_MAP_READWRITE)) {
    take_samples (self, (gint16 *) (gpointer) map.data,
                  map.size / sizeof (gint16) / self->n_channels);
    gst_buffer_unmap (buffer, &map);
  }
  if (self->too_long)
    gst_element_post_message (self->pipeline,
                              gst_message_new_application (GST_OBJECT (self->pipeline),
                                                           gst_structure_new_empty ("too-long")));
  return GST_PAD_PROBE_OK;
}

/* What the decoder gives, before it is converted. */
static GstPadProbeReturn
decoded_cb (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  GstEvent *event = GST_PAD_PROBE_INFO_EVENT (info);
  GstCaps *caps = NULL;
  int rate = 0;

  if (GST_EVENT_TYPE (event) != GST_EVENT_CAPS)
    return GST_PAD_PROBE_OK;
  gst_event_parse_caps (event, &caps);
  if (gst_structure_get_int (gst_caps_get_structure (caps, 0), "rate", &rate))
    ((Work *) data)->sample_rate = rate;
  return GST_PAD_PROBE_OK;
}

/* --- The pipeline --------------------------------------------------------------------------- */

static const char *
get_decoder (const Work *self)
{
  switch (self->kind) {
  case HCRM_AUDIO_WAV:
    switch (hcrm_audio_get_wave_coding (self->head, self->head_length)) {
    case HCRM_WAVE_ALAW:
      return "wavparse ! alawdec";
    case HCRM_WAVE_MULAW:
      return "wavparse ! mulawdec";
    default:
      return "wavparse";
    }
  case HCRM_AUDIO_OPUS:
    return "oggdemux ! opusdec";
  case HCRM_AUDIO_MP3:
    return "mpegaudioparse ! mpg123audiodec";
  case HCRM_AUDIO_FLAC:
    return "flacparse ! flacdec";
  case HCRM_AUDIO_NONE:
    break;
  }
  return NULL;
}

#define ENCODER                                                                                    \
  "opusenc name=encoder audio-type=voice bitrate-type=vbr complexity=5 frame-size=20 ! oggmux ! "  \
  "appsink name=out sync=false"

static gboolean
make_pipeline (Work *self, GError **error)
{
  g_autofree char *text = g_strdup_printf (
      "appsrc name=in block=true max-bytes=1048576 format=bytes ! %s ! audioconvert name=convert ! "
      "audioresample ! audio/x-raw,format=S16LE,layout=interleaved,rate=%d,channels=[1,2] ! "
      "identity name=samples ! %s",
      get_decoder (self), HCRM_SPEECH_RATE, self->no_opus ? "fakesink sync=false" : ENCODER);

  /* What lacks an element of GStreamer is no fault of the file. */
  self->pipeline = gst_parse_launch_full (text, NULL, GST_PARSE_FLAG_FATAL_ERRORS, error);
  return self->pipeline != NULL;
}

static void
probe (Work *self,
       const char *element,
       const char *name,
       GstPadProbeType type,
       GstPadProbeCallback callback)
{
  g_autoptr (GstElement) found = gst_bin_get_by_name (GST_BIN (self->pipeline), element);
  g_autoptr (GstPad) pad = gst_element_get_static_pad (found, name);

  gst_pad_add_probe (pad, type, callback, self, NULL);
}

static void
watch_pipeline (Work *self)
{
  g_autoptr (GstElement) out = gst_bin_get_by_name (GST_BIN (self->pipeline), "out");
  GstAppSinkCallbacks callbacks = { .new_sample = encoded_cb };

  probe (self, "convert", "sink", GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, decoded_cb);
  probe (self, "samples", "src", GST_PAD_PROBE_TYPE_BUFFER, samples_cb);
  if (out != NULL)
    gst_app_sink_set_callbacks (GST_APP_SINK (out), &callbacks, self, NULL);
}

static gsize
read_input (guint8 *buffer, gsize n)
{
  gsize done = 0;

  for (gssize got; done < n; done += MAX (got, 0)) {
    got = read (STDIN_FILENO, buffer + done, n - done);
    if (got == 0 || (got < 0 && errno != EINTR))
      break;
  }
  return done;
}

/* Gives the file to the pipeline, which makes it wait, until either has no more. */
static gpointer
feed (gpointer data)
{
  Work *self = data;
  g_autoptr (GstElement) in = gst_bin_get_by_name (GST_BIN (self->pipeline), "in");
  GstBuffer *head = gst_buffer_new_memdup (self->head, self->head_length);
  GstFlowReturn flow = gst_app_src_push_buffer (GST_APP_SRC (in), head);

  while (flow == GST_FLOW_OK) {
    g_autofree guint8 *piece = g_malloc (PIECE);
    gsize n = read_input (piece, PIECE);
    if (n == 0)
      break;
    g_atomic_pointer_add (&self->length, n);
    flow = gst_app_src_push_buffer (GST_APP_SRC (in),
                                    gst_buffer_new_wrapped (g_steal_pointer (&piece), n));
  }
  gst_app_src_end_of_stream (GST_APP_SRC (in));
  return NULL;
}

/* How long the file says it is, with all its sound; 0 if it does not, as of what was written while
 * nobody knew. */
static gsize
get_promised (Work *self)
{
  gsize at = 12;
  guint32 size;

  while (self->kind == HCRM_AUDIO_WAV && at + 8 <= self->head_length) {
    memcpy (&size, self->head + at + 4, sizeof size);
    size = GUINT32_FROM_LE (size);
    if (memcmp (self->head + at, "data", 4) == 0)
      return size < UNKNOWN_LENGTH ? at + 8 + size : 0;
    at += 8 + (gsize) size + size % 2;
  }
  return 0;
}

/* Returns: whether it went on to the end of the file, and the file to the end of its sound */
static gboolean
run_pipeline (Work *self)
{
  g_autoptr (GstBus) bus = gst_element_get_bus (self->pipeline);
  GstMessageType ends = GST_MESSAGE_EOS | GST_MESSAGE_ERROR | GST_MESSAGE_APPLICATION;

  gst_element_set_state (self->pipeline, GST_STATE_PLAYING);
  g_thread_unref (g_thread_new ("feed", feed, self));
  g_autoptr (GstMessage) message = gst_bus_timed_pop_filtered (bus, GST_CLOCK_TIME_NONE, ends);
  return GST_MESSAGE_TYPE (message) == GST_MESSAGE_EOS
         && (gsize) g_atomic_pointer_get (&self->length) >= get_promised (self);
}

/* --- What came of it ------------------------------------------------------------------------ */

static void
tell (Work *self, gboolean whole)
{
  const char *problem = self->too_long ? "too-long" : whole ? "empty" : "damaged";

  if (self->too_long || self->measures == NULL
      || hcrm_measures_get_duration (self->measures) == 0) {
    write_frame ('E', problem, strlen (problem));
    return;
  }
  const GByteArray *peaks = hcrm_measures_get_peaks (self->measures);
  g_autofree char *json = hcrm_measures_to_json (self->measures, self->sample_rate, !whole);
  write_frame ('P', peaks->data, peaks->len);
  write_frame ('M', json, strlen (json));
}

static gboolean
read_line (Work *self, int argc, char **argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "kind", 0, 0, G_OPTION_ARG_STRING, &self->kind_name, NULL, NULL },
    { "layout", 0, 0, G_OPTION_ARG_STRING, &self->layout, NULL, NULL },
    { "no-opus", 0, 0, G_OPTION_ARG_NONE, &self->no_opus, NULL, NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, error))
    return FALSE;
  self->kind = hcrm_audio_from_name (self->kind_name);
  if (self->layout == NULL)
    self->layout = g_strdup ("mono");
  return self->kind != HCRM_AUDIO_NONE
         || hcrm_fail (error, HCRM_ERROR_INVALID, NULL, "--kind wav|opus|mp3|flac");
}

static gboolean
work (Work *self, int argc, char **argv, GError **error)
{
  if (!read_line (self, argc, argv, error))
    return FALSE;
  self->head = g_malloc (HEAD);
  self->head_length = self->length = read_input (self->head, HEAD);
  if (!make_pipeline (self, error))
    return FALSE;
  watch_pipeline (self);
  tell (self, run_pipeline (self));
  return TRUE;
}

/* Threads of the pipeline may still wait for more of the file: it ends with the program. */
int
main (int argc, char **argv)
{
  Work self = { 0 };
  g_autoptr (GError) error = NULL;

  set_limits ();
  if (!start_gstreamer ())
    return EXIT_FAILURE;
  if (work (&self, argc, argv, &error))
    _exit (EXIT_SUCCESS);
  g_printerr ("hcrm-audio: %s\n", error->message);
  return EXIT_FAILURE;
}
