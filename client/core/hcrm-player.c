/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Plays a recording out of memory: exact places, speeds that keep the pitch, volume per channel. */

#include "hcrm-player.h"

#include <glib/gi18n.h>
#include <gst/gst.h>
#include <math.h>
#include <string.h>

#define N_CHANNELS 2
#define SILENCE_KEPT_MS 250
#define NOWHERE (-1)

struct _HcrmPlayer {
  GObject parent_instance;

  GBytes *bytes;
  GstElement *pipeline;
  GstElement *convert; /* where what is decoded goes in; the pipeline's */
  GstElement *sink;    /* the pipeline's */
  guint watch;
  char *sink_wish;

  HcrmPlayerState state;
  char *problem;
  gboolean wants_play;
  gboolean silent;
  gint64 flight; /* ms: where a seek on its way goes to; NOWHERE if there is none */
  guint32 flight_number;
  gboolean ended_in_flight;
  gboolean at_end;
  gint64 target;   /* ms: where it goes next, or where it is while paused; or NOWHERE */
  gint64 duration; /* ms */
  gint64 stop;     /* ms: where the stretch that is played ends; NOWHERE at the very end */
  double rate;
  gboolean skip;
  GArray *silences;
  HcrmStretch loop;

  GMutex lock; /* what the streaming thread reads and tells */
  float gains[N_CHANNELS];
  guint n_channels;
  gboolean linked;
};

enum { PROP_0, PROP_STATE, PROP_DURATION, PROP_SILENT, PROP_RATE, PROP_SKIP, PROP_LOOP, N_PROPS };
enum { MOVED, N_SIGNALS };

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HcrmPlayer, hcrm_player, G_TYPE_OBJECT)

static void load (HcrmPlayer *self, gint64 position);

/* --- states ----------------------------------------------------------------------------------- */

static void
notify (HcrmPlayer *self, guint property)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void
set_state (HcrmPlayer *self, HcrmPlayerState state)
{
  if (self->state == state)
    return;
  self->state = state;
  notify (self, PROP_STATE);
}

static void
set_silent (HcrmPlayer *self, gboolean silent)
{
  if (self->silent == silent)
    return;
  self->silent = silent;
  notify (self, PROP_SILENT);
}

static void
tear_down (HcrmPlayer *self)
{
  if (self->pipeline == NULL)
    return;
  g_source_remove (self->watch);
  self->watch = 0;
  gst_element_set_state (self->pipeline, GST_STATE_NULL);
  gst_clear_object (&self->pipeline);
  self->convert = self->sink = NULL;
}

static void
fail (HcrmPlayer *self, const char *problem)
{
  tear_down (self);
  g_free (self->problem);
  self->problem = g_strdup (problem);
  self->wants_play = FALSE;
  self->flight = NOWHERE;
  set_state (self, HCRM_PLAYER_FAILED);
}

/* --- the sink --------------------------------------------------------------------------------- */

/* The automatic sink takes a false one without a word where there is no card. */
static gboolean
is_real (GstElement *sink)
{
  g_autoptr (GstIterator) sinks = gst_bin_iterate_sinks (GST_BIN (sink));
  GValue value = G_VALUE_INIT;
  gboolean real = FALSE;

  while (gst_iterator_next (sinks, &value) == GST_ITERATOR_OK) {
    g_autofree char *name = gst_object_get_name (g_value_get_object (&value));
    real = real || strstr (name, "fake") == NULL;
    g_value_reset (&value);
  }
  g_value_unset (&value);
  return real;
}

static GstElement *
make_silent_sink (void)
{
  GstElement *sink = gst_element_factory_make ("fakesink", NULL);

  if (sink != NULL)
    g_object_set (sink, "sync", TRUE, NULL);
  return sink;
}

static GstElement *
make_sink (HcrmPlayer *self)
{
  if (self->sink_wish != NULL)
    return gst_parse_bin_from_description (self->sink_wish, TRUE, NULL);
  GstElement *sink = self->silent ? NULL : gst_element_factory_make ("autoaudiosink", NULL);
  if (sink != NULL && GST_IS_BIN (sink)
      && gst_element_set_state (sink, GST_STATE_READY) == GST_STATE_CHANGE_SUCCESS
      && is_real (sink))
    return sink;
  if (sink != NULL) {
    gst_element_set_state (sink, GST_STATE_NULL);
    gst_object_unref (gst_object_ref_sink (sink));
  }
  set_silent (self, TRUE);
  return make_silent_sink ();
}

/* --- the pipeline ----------------------------------------------------------------------------- */

static void
scale (HcrmPlayer *self, float *samples, gsize n)
{
  float gains[N_CHANNELS];

  g_mutex_lock (&self->lock);
  memcpy (gains, self->gains, sizeof gains);
  g_mutex_unlock (&self->lock);
  for (gsize i = 0; i < n; i++)
    samples[i] *= gains[i % N_CHANNELS];
}

/* In the streaming thread. */
static GstPadProbeReturn
scale_cb (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  GstBuffer *buffer = gst_buffer_make_writable (GST_PAD_PROBE_INFO_BUFFER (info));
  GstMapInfo map;

  GST_PAD_PROBE_INFO_DATA (info) = buffer;
  if (gst_buffer_map (buffer, &map, GST_MAP_READWRITE)) {
    scale (data, (float *) map.data, map.size / sizeof (float));
    gst_buffer_unmap (buffer, &map);
  }
  return GST_PAD_PROBE_OK;
}

/* In the streaming thread. The first sound is played; a recording has no more. */
static void
pad_added_cb (GstElement *decoder, GstPad *pad, gpointer data)
{
  HcrmPlayer *self = data;
  g_autoptr (GstPad) into = gst_element_get_static_pad (self->convert, "sink");
  g_autoptr (GstCaps) caps = gst_pad_get_current_caps (pad);
  int n = 0;

  if (gst_pad_is_linked (into))
    return;
  if (caps != NULL)
    gst_structure_get_int (gst_caps_get_structure (caps, 0), "channels", &n);
  g_mutex_lock (&self->lock);
  self->n_channels = MAX (n, 0);
  self->linked = gst_pad_link (pad, into) == GST_PAD_LINK_OK;
  g_mutex_unlock (&self->lock);
}

/* In the streaming thread. A film without sound, or a picture, is no recording. */
static void
no_more_pads_cb (GstElement *decoder, gpointer data)
{
  HcrmPlayer *self = data;

  g_mutex_lock (&self->lock);
  gboolean linked = self->linked;
  g_mutex_unlock (&self->lock);
  if (!linked)
    GST_ELEMENT_ERROR (decoder, STREAM, WRONG_TYPE, ("No sound"), (NULL));
}

static gboolean
add_parts (HcrmPlayer *self, GstElement *source, GstElement *decoder, GstElement *tail)
{
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (self->bytes);
  g_autoptr (GstCaps) sound = gst_caps_from_string ("audio/x-raw");

  g_object_set (source, "stream", stream, NULL);
  g_object_set (decoder, "caps", sound, "expose-all-streams", FALSE, NULL);
  gst_bin_add_many (GST_BIN (self->pipeline), source, decoder, tail, self->sink, NULL);
  g_signal_connect (decoder, "pad-added", G_CALLBACK (pad_added_cb), self);
  g_signal_connect (decoder, "no-more-pads", G_CALLBACK (no_more_pads_cb), self);
  return gst_element_link (source, decoder) && gst_element_link (tail, self->sink);
}

/* The volumes come last, so that they are heard at once. */
static GstElement *
make_tail (HcrmPlayer *self)
{
  GstElement *tail = gst_parse_bin_from_description (
      "audioconvert name=convert ! audioresample ! "
      "audio/x-raw,format=F32LE,channels=2,layout=interleaved ! scaletempo ! "
      "identity name=gains ! audioconvert ! audioresample",
      TRUE, NULL);

  if (tail == NULL)
    return NULL;
  g_autoptr (GstElement) gains = gst_bin_get_by_name (GST_BIN (tail), "gains");
  g_autoptr (GstPad) pad = gst_element_get_static_pad (gains, "src");
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, scale_cb, self, NULL);
  return tail;
}

static gboolean
build (HcrmPlayer *self)
{
  GstElement *source = gst_element_factory_make ("giostreamsrc", NULL);
  GstElement *decoder = gst_element_factory_make ("decodebin", NULL);
  GstElement *tail = make_tail (self);

  self->sink = make_sink (self);
  if (source == NULL || decoder == NULL || tail == NULL || self->sink == NULL)
    return FALSE;
  self->pipeline = gst_object_ref_sink (gst_pipeline_new (NULL));
  self->convert = tail;
  return add_parts (self, source, decoder, tail);
}

/* --- stretches -------------------------------------------------------------------------------- */

static gboolean
is_looping (HcrmPlayer *self)
{
  return self->loop.to > self->loop.from;
}

/* What is left out of a silence; empty if it is too short to be worth it. */
static HcrmStretch
cut (const HcrmStretch *silence)
{
  return (HcrmStretch){ silence->from + SILENCE_KEPT_MS, silence->to - SILENCE_KEPT_MS };
}

/* (nullable): the first silence whose cut is not behind @position. */
static const HcrmStretch *
find_silence (HcrmPlayer *self, gint64 position)
{
  for (guint i = 0; self->skip && i < self->silences->len; i++) {
    const HcrmStretch *silence = &g_array_index (self->silences, HcrmStretch, i);
    HcrmStretch out = cut (silence);
    if (out.to > out.from && out.from > position)
      return silence;
  }
  return NULL;
}

/* Where the stretch ends that begins at @position. */
static gint64
find_stop (HcrmPlayer *self, gint64 position)
{
  const HcrmStretch *silence = find_silence (self, position);
  gint64 stop = silence != NULL ? cut (silence).from : NOWHERE;

  if (is_looping (self) && position < self->loop.to && (stop == NOWHERE || self->loop.to <= stop))
    stop = self->loop.to;
  return stop != NOWHERE && self->duration > 0 && stop >= self->duration ? NOWHERE : stop;
}

/* Where to go on after the stretch that ended at @stop. */
static gint64
find_next (HcrmPlayer *self, gint64 stop)
{
  if (is_looping (self) && stop == self->loop.to)
    return self->loop.from;
  for (guint i = 0; i < self->silences->len; i++) {
    HcrmStretch out = cut (&g_array_index (self->silences, HcrmStretch, i));
    if (out.from == stop)
      return is_looping (self) && self->loop.to > out.from && self->loop.to <= out.to
                 ? self->loop.from
                 : out.to;
  }
  return stop;
}

static void
seek_pipeline (HcrmPlayer *self, gint64 position)
{
  self->stop = find_stop (self, position);
  GstEvent *event =
      gst_event_new_seek (self->rate, GST_FORMAT_TIME, GST_SEEK_FLAG_FLUSH | GST_SEEK_FLAG_ACCURATE,
                          GST_SEEK_TYPE_SET, position * GST_MSECOND, GST_SEEK_TYPE_SET,
                          self->stop != NOWHERE ? self->stop * GST_MSECOND
                                                : (gint64) GST_CLOCK_TIME_NONE);
  self->flight_number = gst_event_get_seqnum (event);
  self->ended_in_flight = FALSE;
  self->flight = gst_element_send_event (self->pipeline, event) ? position : NOWHERE;
}

/* Goes there once it can; of many wishes on the way only the last is heard. */
static void
go_to (HcrmPlayer *self, gint64 position)
{
  self->at_end = FALSE;
  self->target = position;
  if (self->pipeline != NULL && self->flight == NOWHERE && self->state != HCRM_PLAYER_LOADING)
    seek_pipeline (self, position);
}

/* --- what the pipeline tells ------------------------------------------------------------------ */

static void
read_duration (HcrmPlayer *self)
{
  gint64 duration = 0;

  if (!gst_element_query_duration (self->pipeline, GST_FORMAT_TIME, &duration))
    return;
  duration = (duration + GST_MSECOND / 2) / GST_MSECOND;
  if (duration == self->duration)
    return;
  self->duration = duration;
  notify (self, PROP_DURATION);
}

static void
start_or_stop (HcrmPlayer *self)
{
  gst_element_set_state (self->pipeline, self->wants_play ? GST_STATE_PLAYING : GST_STATE_PAUSED);
  set_state (self, self->wants_play ? HCRM_PLAYER_PLAYING : HCRM_PLAYER_PAUSED);
}

static void
loaded (HcrmPlayer *self)
{
  read_duration (self);
  if (self->duration == 0) {
    fail (self, _ ("The recording is empty."));
    return;
  }
  self->state = HCRM_PLAYER_PAUSED;
  if (self->target > 0 || self->rate != 1 || find_stop (self, 0) != NOWHERE)
    seek_pipeline (self, MAX (self->target, 0));
  start_or_stop (self);
  notify (self, PROP_STATE);
}

static void
stretch_ended (HcrmPlayer *self)
{
  if (self->stop != NOWHERE) {
    go_to (self, find_next (self, self->stop));
    return;
  }
  if (is_looping (self) && self->loop.to >= self->duration) {
    go_to (self, self->loop.from);
    return;
  }
  self->wants_play = FALSE;
  self->at_end = TRUE;
  self->target = self->duration;
  gst_element_set_state (self->pipeline, GST_STATE_PAUSED);
  set_state (self, HCRM_PLAYER_PAUSED);
  g_signal_emit (self, signals[MOVED], 0);
}

/* A seek has arrived, or the first sound is there. */
static void
arrived (HcrmPlayer *self)
{
  gint64 flight = self->flight;

  if (self->state == HCRM_PLAYER_LOADING) {
    loaded (self);
    return;
  }
  if (flight == NOWHERE)
    return;
  self->flight = NOWHERE;
  if (self->target != NOWHERE && self->target != flight)
    seek_pipeline (self, self->target);
  else if (self->wants_play)
    self->target = NOWHERE;
  if (self->flight == NOWHERE && self->ended_in_flight)
    stretch_ended (self);
}

/* What ends while a seek is on its way is the stretch before it, or the new one, if that is next to
 * nothing: then the end bears the number of the seek. */
static void
ended (HcrmPlayer *self, GstMessage *message)
{
  if (self->flight == NOWHERE)
    stretch_ended (self);
  else
    self->ended_in_flight = gst_message_get_seqnum (message) == self->flight_number;
}

/* The card has gone, or is another's: what remains is to go on in silence. */
static gboolean
is_of_sink (HcrmPlayer *self, GstMessage *message)
{
  return !self->silent && self->sink_wish == NULL
         && (GST_MESSAGE_SRC (message) == GST_OBJECT (self->sink)
             || gst_object_has_as_ancestor (GST_MESSAGE_SRC (message), GST_OBJECT (self->sink)));
}

static void
failed (HcrmPlayer *self, GstMessage *message)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *detail = NULL;

  gst_message_parse_error (message, &error, &detail);
  g_debug ("Cannot play: %s: %s", error->message, detail);
  if (is_of_sink (self, message)) {
    gint64 position = hcrm_player_get_position (self);
    set_silent (self, TRUE);
    load (self, position);
  } else if (g_error_matches (error, GST_CORE_ERROR, GST_CORE_ERROR_MISSING_PLUGIN)
             || g_error_matches (error, GST_STREAM_ERROR, GST_STREAM_ERROR_CODEC_NOT_FOUND)
             || g_error_matches (error, GST_STREAM_ERROR, GST_STREAM_ERROR_TYPE_NOT_FOUND)
             || g_error_matches (error, GST_STREAM_ERROR, GST_STREAM_ERROR_WRONG_TYPE)) {
    fail (self, _ ("This file is no sound that can be played here."));
  } else {
    fail (self, _ ("The recording is damaged and cannot be played."));
  }
}

static gboolean
message_cb (GstBus *bus, GstMessage *message, gpointer data)
{
  HcrmPlayer *self = data;
  gboolean whole = GST_MESSAGE_SRC (message) == GST_OBJECT (self->pipeline);

  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR)
    failed (self, message);
  else if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_EOS)
    ended (self, message);
  else if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ASYNC_DONE && whole)
    arrived (self);
  else if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_DURATION_CHANGED
           && self->state > HCRM_PLAYER_LOADING)
    read_duration (self);
  return G_SOURCE_CONTINUE;
}

/* --- WAV ----------------------------------------------------------------------------------- */

#define WAV_HEAD 12
#define CHUNK_HEAD 8

/* Where the sound ends in a WAV, or @size. */
static gsize
find_wav_end (const guint8 *data, gsize size)
{
  gsize at = WAV_HEAD;

  if (size < WAV_HEAD || memcmp (data, "RIFF", 4) != 0 || memcmp (data + 8, "WAVE", 4) != 0)
    return size;
  while (at + CHUNK_HEAD <= size) {
    guint32 length = GST_READ_UINT32_LE (data + at + 4);
    gsize end = at + CHUNK_HEAD + length;
    if (memcmp (data + at, "data", 4) == 0)
      return MIN (end, size);
    at = end + length % 2;
  }
  return size;
}

/* GStreamer 1.22 takes a WAV for empty in which too little for another chunk follows the sound, as
 * the byte does that fills up an odd number of samples. Returns: (transfer full) */
static GBytes *
trim (GBytes *bytes)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  gsize end = find_wav_end (data, size);

  return size - end < CHUNK_HEAD ? g_bytes_new_from_bytes (bytes, 0, end) : g_bytes_ref (bytes);
}

/* --- loading ---------------------------------------------------------------------------------- */

static gboolean
start_library (HcrmPlayer *self)
{
  g_autoptr (GError) error = NULL;

  if (gst_init_check (NULL, NULL, &error))
    return TRUE;
  g_warning ("Cannot start GStreamer: %s", error->message);
  return FALSE;
}

/* @position: where it stands then, in ms */
static void
load (HcrmPlayer *self, gint64 position)
{
  tear_down (self);
  self->flight = self->stop = NOWHERE;
  self->target = position;
  self->at_end = self->linked = FALSE;
  self->n_channels = 0;
  if (!start_library (self) || !build (self)) {
    fail (self, _ ("This desk lacks what plays recordings; ask whoever installs programs here."));
    return;
  }
  g_autoptr (GstBus) bus = gst_element_get_bus (self->pipeline);
  self->watch = gst_bus_add_watch (bus, message_cb, self);
  self->state = HCRM_PLAYER_LOADING;
  notify (self, PROP_STATE);
  gst_element_set_state (self->pipeline, GST_STATE_PAUSED);
}

void
hcrm_player_set_bytes (HcrmPlayer *self, GBytes *bytes)
{
  g_return_if_fail (HCRM_IS_PLAYER (self));
  tear_down (self);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_clear_pointer (&self->problem, g_free);
  g_array_set_size (self->silences, 0);
  self->loop = (HcrmStretch){ 0 };
  self->duration = 0;
  self->wants_play = FALSE;
  notify (self, PROP_LOOP);
  notify (self, PROP_DURATION);
  if (bytes == NULL) {
    set_state (self, HCRM_PLAYER_EMPTY);
    return;
  }
  self->bytes = trim (bytes);
  load (self, 0);
}

/* --- what people do --------------------------------------------------------------------------- */

static gboolean
is_ready (HcrmPlayer *self)
{
  return self->state == HCRM_PLAYER_PAUSED || self->state == HCRM_PLAYER_PLAYING;
}

void
hcrm_player_play (HcrmPlayer *self)
{
  g_return_if_fail (HCRM_IS_PLAYER (self));
  if (self->state == HCRM_PLAYER_EMPTY || self->state == HCRM_PLAYER_FAILED)
    return;
  self->wants_play = TRUE;
  if (!is_ready (self))
    return;
  if (self->at_end)
    go_to (self, is_looping (self) ? self->loop.from : 0);
  else if (self->flight == NOWHERE)
    self->target = NOWHERE;
  start_or_stop (self);
}

void
hcrm_player_pause (HcrmPlayer *self)
{
  g_return_if_fail (HCRM_IS_PLAYER (self));
  self->wants_play = FALSE;
  if (is_ready (self))
    start_or_stop (self);
}

gint64
hcrm_player_get_position (HcrmPlayer *self)
{
  gint64 position = 0;

  g_return_val_if_fail (HCRM_IS_PLAYER (self), 0);
  if (self->target != NOWHERE)
    return self->target;
  if (self->pipeline == NULL
      || !gst_element_query_position (self->pipeline, GST_FORMAT_TIME, &position))
    return 0;
  position = (position + GST_MSECOND / 2) / GST_MSECOND;
  return CLAMP (position, 0, self->duration);
}

void
hcrm_player_seek (HcrmPlayer *self, gint64 position_ms)
{
  g_return_if_fail (HCRM_IS_PLAYER (self));
  if (self->state == HCRM_PLAYER_EMPTY || self->state == HCRM_PLAYER_FAILED)
    return;
  position_ms = MAX (position_ms, 0);
  go_to (self, self->duration > 0 ? MIN (position_ms, self->duration) : position_ms);
  g_signal_emit (self, signals[MOVED], 0);
}

/* The stretch that is played is another one now. */
static void
replan (HcrmPlayer *self)
{
  gint64 position = hcrm_player_get_position (self);

  if (is_ready (self) && !self->at_end)
    go_to (self, position);
}

void
hcrm_player_set_rate (HcrmPlayer *self, double rate)
{
  g_return_if_fail (HCRM_IS_PLAYER (self));
  rate = CLAMP (rate, HCRM_PLAYER_SLOWEST, HCRM_PLAYER_FASTEST);
  if (fabs (rate - self->rate) < 0.001)
    return;
  self->rate = rate;
  replan (self);
  notify (self, PROP_RATE);
}

void
hcrm_player_set_volume (HcrmPlayer *self, guint channel, double volume)
{
  g_return_if_fail (HCRM_IS_PLAYER (self) && channel < N_CHANNELS);
  g_mutex_lock (&self->lock);
  self->gains[channel] = CLAMP (volume, 0, 1);
  g_mutex_unlock (&self->lock);
}

double
hcrm_player_get_volume (HcrmPlayer *self, guint channel)
{
  g_return_val_if_fail (HCRM_IS_PLAYER (self) && channel < N_CHANNELS, 0);
  return self->gains[channel]; /* only this thread writes it */
}

void
hcrm_player_set_silences (HcrmPlayer *self, const HcrmStretch *silences, guint n)
{
  g_return_if_fail (HCRM_IS_PLAYER (self));
  g_array_set_size (self->silences, 0);
  g_array_append_vals (self->silences, silences, n);
  if (self->skip)
    replan (self);
}

/* Whoever stands within a silence is led out of it at once. */
static void
leave_silence (HcrmPlayer *self)
{
  gint64 position = hcrm_player_get_position (self);

  for (guint i = 0; i < self->silences->len; i++) {
    HcrmStretch out = cut (&g_array_index (self->silences, HcrmStretch, i));
    if (position >= out.from && position < out.to) {
      hcrm_player_seek (self, out.to);
      return;
    }
  }
  replan (self);
}

void
hcrm_player_set_skip_silence (HcrmPlayer *self, gboolean skip)
{
  g_return_if_fail (HCRM_IS_PLAYER (self));
  if (self->skip == skip)
    return;
  self->skip = skip;
  if (skip && self->state == HCRM_PLAYER_PLAYING)
    leave_silence (self);
  else
    replan (self);
  notify (self, PROP_SKIP);
}

/* Whoever is behind its end comes back into it; before it, they get there by themselves. */
void
hcrm_player_set_loop (HcrmPlayer *self, HcrmStretch loop)
{
  g_return_if_fail (HCRM_IS_PLAYER (self));
  self->loop = loop.to > loop.from ? loop : (HcrmStretch){ 0 };
  if (is_looping (self) && hcrm_player_get_position (self) >= self->loop.to)
    hcrm_player_seek (self, self->loop.from);
  else
    replan (self);
  notify (self, PROP_LOOP);
}

/* --- what can be asked ------------------------------------------------------------------------ */

HcrmPlayerState
hcrm_player_get_state (HcrmPlayer *self)
{
  g_return_val_if_fail (HCRM_IS_PLAYER (self), HCRM_PLAYER_EMPTY);
  return self->state;
}

const char *
hcrm_player_get_problem (HcrmPlayer *self)
{
  g_return_val_if_fail (HCRM_IS_PLAYER (self), NULL);
  return self->problem;
}

gboolean
hcrm_player_get_silent (HcrmPlayer *self)
{
  g_return_val_if_fail (HCRM_IS_PLAYER (self), FALSE);
  return self->silent;
}

gint64
hcrm_player_get_duration (HcrmPlayer *self)
{
  g_return_val_if_fail (HCRM_IS_PLAYER (self), 0);
  return self->duration;
}

guint
hcrm_player_get_n_channels (HcrmPlayer *self)
{
  g_return_val_if_fail (HCRM_IS_PLAYER (self), 0);
  g_mutex_lock (&self->lock);
  guint n = self->n_channels;
  g_mutex_unlock (&self->lock);
  return n;
}

double
hcrm_player_get_rate (HcrmPlayer *self)
{
  g_return_val_if_fail (HCRM_IS_PLAYER (self), 1);
  return self->rate;
}

gboolean
hcrm_player_get_skip_silence (HcrmPlayer *self)
{
  g_return_val_if_fail (HCRM_IS_PLAYER (self), FALSE);
  return self->skip;
}

HcrmStretch
hcrm_player_get_loop (HcrmPlayer *self)
{
  g_return_val_if_fail (HCRM_IS_PLAYER (self), (HcrmStretch){ 0 });
  return self->loop;
}

void
hcrm_player_set_sink (HcrmPlayer *self, const char *description)
{
  g_return_if_fail (HCRM_IS_PLAYER (self));
  g_free (self->sink_wish);
  self->sink_wish = g_strdup (description);
}

gpointer
hcrm_player_dup_pipeline (HcrmPlayer *self)
{
  g_return_val_if_fail (HCRM_IS_PLAYER (self), NULL);
  return self->pipeline != NULL ? gst_object_ref (self->pipeline) : NULL;
}

/* --- the object ------------------------------------------------------------------------------- */

static void
hcrm_player_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  HcrmPlayer *self = HCRM_PLAYER (object);

  if (id == PROP_STATE)
    g_value_set_int (value, self->state);
  else if (id == PROP_DURATION)
    g_value_set_int64 (value, self->duration);
  else if (id == PROP_SILENT)
    g_value_set_boolean (value, self->silent);
  else if (id == PROP_RATE)
    g_value_set_double (value, self->rate);
  else if (id == PROP_SKIP)
    g_value_set_boolean (value, self->skip);
  else if (id == PROP_LOOP)
    g_value_set_boolean (value, is_looping (self));
}

static void
hcrm_player_finalize (GObject *object)
{
  HcrmPlayer *self = HCRM_PLAYER (object);

  tear_down (self);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_array_unref (self->silences);
  g_mutex_clear (&self->lock);
  g_free (self->problem);
  g_free (self->sink_wish);
  G_OBJECT_CLASS (hcrm_player_parent_class)->finalize (object);
}

static void
hcrm_player_class_init (HcrmPlayerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = hcrm_player_get_property;
  object_class->finalize = hcrm_player_finalize;
  properties[PROP_STATE] =
      g_param_spec_int ("state", NULL, NULL, 0, HCRM_PLAYER_FAILED, HCRM_PLAYER_EMPTY, flags);
  properties[PROP_DURATION] =
      g_param_spec_int64 ("duration-ms", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_SILENT] = g_param_spec_boolean ("silent", NULL, NULL, FALSE, flags);
  properties[PROP_RATE] =
      g_param_spec_double ("rate", NULL, NULL, HCRM_PLAYER_SLOWEST, HCRM_PLAYER_FASTEST, 1, flags);
  properties[PROP_SKIP] = g_param_spec_boolean ("skip-silence", NULL, NULL, FALSE, flags);
  properties[PROP_LOOP] = g_param_spec_boolean ("loop", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[MOVED] = g_signal_new ("moved", HCRM_TYPE_PLAYER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
}

static void
hcrm_player_init (HcrmPlayer *self)
{
  g_mutex_init (&self->lock);
  self->silences = g_array_new (FALSE, FALSE, sizeof (HcrmStretch));
  self->rate = 1;
  self->target = self->flight = self->stop = NOWHERE;
  for (guint i = 0; i < N_CHANNELS; i++)
    self->gains[i] = 1;
}

HcrmPlayer *
hcrm_player_new (void)
{
  return g_object_new (HCRM_TYPE_PLAYER, NULL);
}
