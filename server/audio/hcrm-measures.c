/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Peaks, loudness and clipping, and what speech tells of a call, put together as JSON. */

#include "hcrm-measures.h"

#include <ebur128.h>
#include <math.h>

#include "model/hcrm-recording.h"

#define PEAK_FRAMES (HCRM_SPEECH_RATE / HCRM_PEAKS_PER_SECOND)
#define CLIP_LEVEL 32700
#define CLIP_RUN 3 /* so many samples in a row at full scale are clipped */
#define MAX_CHANNELS 2

typedef struct {
  ebur128_state *loudness;
  gint16 least, greatest; /* of the pair that is being filled */
  guint top;              /* the greatest magnitude of all */
  guint run, clipped;
} Channel;

struct _HcrmMeasures {
  guint n_channels;
  gboolean split;
  HcrmSpeech *speech;
  Channel channels[MAX_CHANNELS];
  GByteArray *peaks;
  guint filled;
  guint64 n;
};

HcrmMeasures *
hcrm_measures_new (guint n_channels, gboolean split)
{
  HcrmMeasures *self = g_new0 (HcrmMeasures, 1);

  self->n_channels = MIN (n_channels, MAX_CHANNELS);
  self->split = split && n_channels == 2;
  self->speech = hcrm_speech_new (self->n_channels);
  self->peaks = g_byte_array_new ();
  for (guint c = 0; c < self->n_channels; c++)
    self->channels[c].loudness = ebur128_init (1, HCRM_SPEECH_RATE, EBUR128_MODE_I);
  return self;
}

void
hcrm_measures_free (HcrmMeasures *self)
{
  for (guint c = 0; c < self->n_channels; c++)
    ebur128_destroy (&self->channels[c].loudness);
  hcrm_speech_free (self->speech);
  g_byte_array_unref (self->peaks);
  g_free (self);
}

/* --- Samples -------------------------------------------------------------------------------- */

static void
end_pair (HcrmMeasures *self)
{
  for (guint c = 0; c < self->n_channels; c++) {
    Channel *channel = &self->channels[c];
    gint8 pair[2] = { channel->least >> 8, channel->greatest >> 8 };
    g_byte_array_append (self->peaks, (const guint8 *) pair, sizeof pair);
    channel->least = channel->greatest = 0;
  }
  self->filled = 0;
}

static inline void
take_sample (Channel *channel, gint16 sample)
{
  guint size = ABS ((int) sample);

  channel->least = MIN (channel->least, sample);
  channel->greatest = MAX (channel->greatest, sample);
  channel->top = MAX (channel->top, size);
  channel->run = size >= CLIP_LEVEL ? channel->run + 1 : 0;
  channel->clipped += channel->run == CLIP_RUN;
}

static void
push_loudness (HcrmMeasures *self, guint c, const gint16 *samples, gsize n)
{
  g_autofree gint16 *own = g_new (gint16, n);

  for (gsize i = 0; i < n; i++)
    own[i] = samples[i * self->n_channels + c];
  ebur128_add_frames_short (self->channels[c].loudness, own, n);
}

void
hcrm_measures_push (HcrmMeasures *self, const gint16 *samples, gsize n)
{
  hcrm_speech_push (self->speech, samples, n);
  for (guint c = 0; c < self->n_channels; c++)
    push_loudness (self, c, samples, n);
  for (gsize i = 0; i < n; i++) {
    for (guint c = 0; c < self->n_channels; c++)
      take_sample (&self->channels[c], samples[i * self->n_channels + c]);
    if (++self->filled == PEAK_FRAMES)
      end_pair (self);
  }
  self->n += n;
}

guint
hcrm_measures_get_duration (HcrmMeasures *self)
{
  return (self->n * 1000 + HCRM_SPEECH_RATE / 2) / HCRM_SPEECH_RATE;
}

const GByteArray *
hcrm_measures_get_peaks (HcrmMeasures *self)
{
  if (self->filled > 0)
    end_pair (self);
  return self->peaks;
}

/* --- JSON ----------------------------------------------------------------------------------- */

/* A number with one decimal, whatever the locale says; none is null. */
static void
append_decimal (GString *out, const char *name, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  if (!isfinite (value))
    g_string_append_printf (out, ",\"%s\":null", name);
  else
    g_string_append_printf (out, ",\"%s\":%s", name,
                            g_ascii_formatd (text, sizeof text, "%.2f", value));
}

static double
get_loudness (Channel *channel)
{
  double lufs = -INFINITY;

  ebur128_loudness_global (channel->loudness, &lufs);
  return lufs;
}

/* Of two channels, its share of all that is said; one alone has none. */
static double
get_ratio (HcrmMeasures *self, GArray *const *speech, guint c)
{
  guint own = hcrm_spans_get_total (speech[c]);
  guint all = self->n_channels == 2 ? own + hcrm_spans_get_total (speech[1 - c]) : 0;

  return all > 0 ? (double) own / all : NAN;
}

static void
append_channel (HcrmMeasures *self, GString *out, GArray *const *speech, guint c)
{
  Channel *channel = &self->channels[c];
  const char *role = !self->split ? "mixed" : c == 0 ? "agent" : "other";

  g_string_append_printf (out, "%s{\"role\":\"%s\",\"speech_ms\":%u,\"clipped\":%u",
                          c > 0 ? "," : "", role, hcrm_spans_get_total (speech[c]),
                          channel->clipped);
  append_decimal (out, "lufs", get_loudness (channel));
  append_decimal (out, "peak_db", 20 * log10 (channel->top / 32768.0));
  append_decimal (out, "talk_ratio", get_ratio (self, speech, c));
  g_string_append_c (out, '}');
}

static void
append_segments (GString *out, GArray *spans, guint c)
{
  for (guint i = 0; i < spans->len; i++) {
    HcrmSpan span = g_array_index (spans, HcrmSpan, i);
    g_string_append_printf (out, "%s{\"ch\":%u,\"from\":%u,\"to\":%u}",
                            out->str[out->len - 1] == '[' ? "" : ",", c, span.from, span.to);
  }
}

static void
append_spans (GString *out, const char *name, GArray *spans)
{
  g_string_append_printf (out, ",\"%s\":[", name);
  for (guint i = 0; i < spans->len; i++) {
    HcrmSpan span = g_array_index (spans, HcrmSpan, i);
    g_string_append_printf (out, "%s{\"from\":%u,\"to\":%u}", i > 0 ? "," : "", span.from, span.to);
  }
  g_string_append_c (out, ']');
}

static void
append_interruptions (GString *out, GArray *list)
{
  g_string_append (out, ",\"interruptions\":[");
  for (guint i = 0; i < list->len; i++) {
    HcrmInterruption found = g_array_index (list, HcrmInterruption, i);
    g_string_append_printf (out, "%s{\"at\":%u,\"by\":%u}", i > 0 ? "," : "", found.at, found.by);
  }
  g_string_append_c (out, ']');
}

static void
append_together (HcrmMeasures *self, GString *out, GArray *a, GArray *b)
{
  g_autoptr (GArray) nothing = g_array_new (FALSE, FALSE, sizeof (HcrmSpan));
  GArray *other = b != NULL ? b : nothing;
  g_autoptr (GArray) silences =
      hcrm_spans_find_gaps (a, b, hcrm_measures_get_duration (self), HCRM_SILENCE_MS);
  g_autoptr (GArray) overlaps = hcrm_spans_find_overlaps (a, other, HCRM_OVERLAP_MS);
  g_autoptr (GArray) interruptions = hcrm_spans_find_interruptions (a, other);

  append_spans (out, "silences", silences);
  append_spans (out, "overlaps", overlaps);
  append_interruptions (out, interruptions);
}

char *
hcrm_measures_to_json (HcrmMeasures *self, guint sample_rate, gboolean damaged)
{
  GString *out = g_string_new (NULL);
  g_autoptr (GArray) first = hcrm_speech_find (self->speech, 0);
  g_autoptr (GArray) second = self->n_channels == 2 ? hcrm_speech_find (self->speech, 1) : NULL;
  GArray *const speech[] = { first, second };

  g_string_append_printf (out,
                          "{\"method\":%d,\"duration_ms\":%u,\"sample_rate\":%u,\"damaged\":%s",
                          HCRM_SPEECH_METHOD, hcrm_measures_get_duration (self), sample_rate,
                          damaged ? "true" : "false");
  g_string_append (out, ",\"channels\":[");
  for (guint c = 0; c < self->n_channels; c++)
    append_channel (self, out, speech, c);
  g_string_append (out, "],\"segments\":[");
  for (guint c = 0; c < self->n_channels; c++)
    append_segments (out, speech[c], c);
  g_string_append_c (out, ']');
  append_together (self, out, first, second);
  g_string_append_c (out, '}');
  return g_string_free (out, FALSE);
}
