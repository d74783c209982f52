/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Speech by level and its changes; spans of it compared. */

#include "hcrm-speech.h"

#include <math.h>
#include <string.h>

#define FRAME_MS 10
#define FRAME (HCRM_SPEECH_RATE * FRAME_MS / 1000)
#define MAX_CHANNELS 2

#define HIGH_PASS_HZ 120.0 /* hum of the mains and direct current lie below */
#define LEAST_DB -100.0f
#define FLOOR_LEAST_DB -70.0f /* nothing is quieter than the line itself */
#define FLOOR_MOST_DB -40.0f  /* nor is noise as loud as speech */
#define FLOOR_PERCENT 10
#define FLOOR_FRAMES 3000 /* 30 s */
#define FLOOR_SPREAD_DB 10.0f
#define ON_DB 10.0f /* above the floor */
#define ON_LEAST_DB -50.0f
#define OFF_DB 4.0f /* below what turns it on */

#define TONE_FRAMES 25 /* 250 ms of one level and one pitch are a tone */
#define TONE_DB 1.0f
#define TONE_CROSSINGS 2
#define ECHO_DB 20.0f /* so much quieter than the other channel is its echo */

typedef struct {
  double b0, b1, b2, a1, a2;
  double x1, x2, y1, y2;
} Filter;

typedef struct {
  Filter filter;
  double power; /* of the frame that is being filled */
  guint crossings;
  gboolean positive;
  GArray *level; /* of float, dB of full scale, a frame each */
  GByteArray *crossed;
} Channel;

struct _HcrmSpeech {
  Channel channels[MAX_CHANNELS];
  guint n_channels;
  guint filled; /* samples of the frame that is being filled */
};

/* --- Samples -------------------------------------------------------------------------------- */

/* A Butterworth high-pass of second order; R. Bristow-Johnson, Cookbook formulae for audio EQ
 * biquad filter coefficients. */
static void
make_filter (Filter *filter)
{
  double w = 2 * G_PI * HIGH_PASS_HZ / HCRM_SPEECH_RATE;
  double alpha = sin (w) / G_SQRT2, a0 = 1 + alpha;

  *filter = (Filter){ .b0 = (1 + cos (w)) / 2 / a0,
                      .b1 = -(1 + cos (w)) / a0,
                      .b2 = (1 + cos (w)) / 2 / a0,
                      .a1 = -2 * cos (w) / a0,
                      .a2 = (1 - alpha) / a0 };
}

static inline double
pass (Filter *f, double x)
{
  double y = f->b0 * x + f->b1 * f->x1 + f->b2 * f->x2 - f->a1 * f->y1 - f->a2 * f->y2;

  f->x2 = f->x1;
  f->x1 = x;
  f->y2 = f->y1;
  f->y1 = y;
  return y;
}

HcrmSpeech *
hcrm_speech_new (guint n_channels)
{
  HcrmSpeech *self = g_new0 (HcrmSpeech, 1);

  g_return_val_if_fail (n_channels >= 1 && n_channels <= MAX_CHANNELS, self);
  self->n_channels = n_channels;
  for (guint c = 0; c < n_channels; c++) {
    make_filter (&self->channels[c].filter);
    self->channels[c].level = g_array_new (FALSE, FALSE, sizeof (float));
    self->channels[c].crossed = g_byte_array_new ();
  }
  return self;
}

void
hcrm_speech_free (HcrmSpeech *self)
{
  for (guint c = 0; c < self->n_channels; c++) {
    g_array_unref (self->channels[c].level);
    g_byte_array_unref (self->channels[c].crossed);
  }
  g_free (self);
}

static void
end_frame (Channel *channel)
{
  double mean = channel->power / FRAME;
  float level = mean > 0 ? MAX (10 * log10 (mean), LEAST_DB) : LEAST_DB;
  guint8 crossed = MIN (channel->crossings, 255);

  g_array_append_val (channel->level, level);
  g_byte_array_append (channel->crossed, &crossed, 1);
  channel->power = 0;
  channel->crossings = 0;
}

static inline void
take_sample (Channel *channel, gint16 sample)
{
  double y = pass (&channel->filter, sample / 32768.0);
  gboolean positive = y >= 0;

  channel->power += y * y;
  channel->crossings += positive != channel->positive;
  channel->positive = positive;
}

void
hcrm_speech_push (HcrmSpeech *self, const gint16 *samples, gsize n)
{
  for (gsize i = 0; i < n; i++) {
    for (guint c = 0; c < self->n_channels; c++)
      take_sample (&self->channels[c], samples[i * self->n_channels + c]);
    if (++self->filled < FRAME)
      continue;
    self->filled = 0;
    for (guint c = 0; c < self->n_channels; c++)
      end_frame (&self->channels[c]);
  }
}

/* --- The floor ------------------------------------------------------------------------------ */

/* The level that @percent of the frames do not reach. */
static float
find_percentile (const float *level, guint n, guint percent)
{
  guint counts[101] = { 0 }, seen = 0;

  for (guint i = 0; i < n; i++)
    counts[(guint) CLAMP (level[i] - LEAST_DB, 0, 100)]++;
  for (guint db = 0; db <= 100; db++) {
    seen += counts[db];
    if (seen * 100 >= n * percent)
      return LEAST_DB + db;
  }
  return 0;
}

/* Noise of the line within 30 s; what is loud all the time is no noise if it was quiet before. */
static float
find_floor (const float *level, guint n, guint block, float whole)
{
  guint from = block * FLOOR_FRAMES;
  float here = find_percentile (level + from, MIN (n - from, FLOOR_FRAMES), FLOOR_PERCENT);

  return CLAMP (MIN (here, whole + FLOOR_SPREAD_DB), FLOOR_LEAST_DB, FLOOR_MOST_DB);
}

static float
get_level (const Channel *channel, guint i)
{
  return g_array_index (channel->level, float, i);
}

/* The mean power of three frames, so that one click is no speech. */
static float
smooth (const Channel *channel, guint i)
{
  guint n = channel->level->len;
  float before = get_level (channel, i > 0 ? i - 1 : i), here = get_level (channel, i);
  float after = get_level (channel, i + 1 < n ? i + 1 : i);

  return 10 * log10f ((powf (10, before / 10) + powf (10, here / 10) + powf (10, after / 10)) / 3);
}

/* Whether each frame stands out of the noise: on above a threshold, off below a lower one. */
static guint8 *
find_active (const Channel *channel)
{
  const float *level = (const float *) (gpointer) channel->level->data;
  guint n = channel->level->len;
  guint8 *active = g_new0 (guint8, n + 1);
  float whole = find_percentile (level, n, FLOOR_PERCENT), on = 0;
  gboolean is_on = FALSE;

  for (guint i = 0; i < n; i++) {
    if (i % FLOOR_FRAMES == 0)
      on = MAX (find_floor (level, n, i / FLOOR_FRAMES, whole) + ON_DB, ON_LEAST_DB);
    is_on = smooth (channel, i) > (is_on ? on - OFF_DB : on);
    active[i] = is_on;
  }
  return active;
}

/* --- What stands out and is no speech ------------------------------------------------------- */

static gboolean
is_tone (const Channel *channel, const guint8 *active, guint from)
{
  float least = 0, most = LEAST_DB;
  guint8 few = 255, many = 0;

  for (guint i = from; i < from + TONE_FRAMES; i++) {
    if (!active[i])
      return FALSE;
    least = MIN (least, get_level (channel, i));
    most = MAX (most, get_level (channel, i));
    few = MIN (few, channel->crossed->data[i]);
    many = MAX (many, channel->crossed->data[i]);
  }
  return most - least < TONE_DB && many - few <= TONE_CROSSINGS;
}

/* Ringing, engaged and dialling tones. */
static void
drop_tones (const Channel *channel, guint8 *active)
{
  guint n = channel->level->len;
  g_autofree guint8 *tone = g_new0 (guint8, n + 1);

  for (guint i = 0; i + TONE_FRAMES <= n; i++)
    if (is_tone (channel, active, i))
      memset (tone + i, 1, TONE_FRAMES);
  for (guint i = 0; i < n; i++)
    active[i] = active[i] && !tone[i];
}

/* What the line gives back of the other. */
static void
drop_echo (const Channel *channel, const Channel *other, guint8 *active)
{
  for (guint i = 0; i < channel->level->len; i++)
    if (get_level (other, i) - get_level (channel, i) > ECHO_DB)
      active[i] = FALSE;
}

/* --- Spans ---------------------------------------------------------------------------------- */

static void
add_span (GArray *spans, guint from, guint to)
{
  HcrmSpan span = { from, to };

  g_array_append_val (spans, span);
}

static GArray *
new_spans (void)
{
  return g_array_new (FALSE, FALSE, sizeof (HcrmSpan));
}

#define AT(spans, i) g_array_index (spans, HcrmSpan, i)

static GArray *
read_spans (const guint8 *active, guint n)
{
  GArray *spans = new_spans ();

  for (guint i = 0; i < n; i++) {
    guint from = i;
    while (i < n && active[i])
      i++;
    if (i > from)
      add_span (spans, from * FRAME_MS, i * FRAME_MS);
  }
  return spans;
}

static GArray *
join (GArray *spans, guint gap)
{
  GArray *joined = new_spans ();

  for (guint i = 0; i < spans->len; i++) {
    HcrmSpan span = AT (spans, i);
    if (joined->len > 0 && span.from - AT (joined, joined->len - 1).to <= gap)
      AT (joined, joined->len - 1).to = span.to;
    else
      g_array_append_val (joined, span);
  }
  g_array_unref (spans);
  return joined;
}

static GArray *
drop_short (GArray *spans, guint least)
{
  GArray *left = new_spans ();

  for (guint i = 0; i < spans->len; i++)
    if (AT (spans, i).to - AT (spans, i).from >= least)
      g_array_append_val (left, AT (spans, i));
  g_array_unref (spans);
  return left;
}

GArray *
hcrm_speech_find (HcrmSpeech *self, guint channel)
{
  Channel *own = &self->channels[channel];
  g_autofree guint8 *active = find_active (own);

  drop_tones (own, active);
  if (self->n_channels == 2)
    drop_echo (own, &self->channels[1 - channel], active);
  GArray *spans = drop_short (read_spans (active, own->level->len), HCRM_BURST_MS / 3);
  return drop_short (join (spans, HCRM_GAP_MS), HCRM_BURST_MS);
}

guint
hcrm_spans_get_total (GArray *spans)
{
  guint total = 0;

  for (guint i = 0; i < spans->len; i++)
    total += AT (spans, i).to - AT (spans, i).from;
  return total;
}

/* Of both lists, the span that begins first and was not yet taken. */
static gboolean
take_first (GArray *a, GArray *b, guint *i, guint *j, HcrmSpan *span)
{
  gboolean has_a = *i < a->len, has_b = b != NULL && *j < b->len;

  if (!has_a && !has_b)
    return FALSE;
  if (has_a && (!has_b || AT (a, *i).from <= AT (b, *j).from))
    *span = AT (a, (*i)++);
  else
    *span = AT (b, (*j)++);
  return TRUE;
}

GArray *
hcrm_spans_find_gaps (GArray *a, GArray *b, guint duration, guint least)
{
  GArray *gaps = new_spans ();
  guint i = 0, j = 0, end = 0;

  for (HcrmSpan span; take_first (a, b, &i, &j, &span); end = MAX (end, span.to))
    if (span.from >= end + least)
      add_span (gaps, end, span.from);
  if (duration >= end + least)
    add_span (gaps, end, duration);
  return gaps;
}

GArray *
hcrm_spans_find_overlaps (GArray *a, GArray *b, guint least)
{
  GArray *overlaps = new_spans ();

  for (guint i = 0, j = 0; i < a->len && j < b->len;) {
    guint from = MAX (AT (a, i).from, AT (b, j).from), to = MIN (AT (a, i).to, AT (b, j).to);
    if (to >= from + least)
      add_span (overlaps, from, to);
    if (AT (a, i).to < AT (b, j).to)
      i++;
    else
      j++;
  }
  return overlaps;
}

/* @taker begins while @holder has the floor, goes on, and @holder falls silent. */
static gboolean
takes_floor (HcrmSpan holder, HcrmSpan taker)
{
  return taker.from >= holder.from + HCRM_HOLDING_MS && taker.from < holder.to
         && taker.to >= taker.from + HCRM_TAKING_MS && holder.to <= taker.from + HCRM_YIELDING_MS
         && taker.to > holder.to;
}

static void
add_interruptions (GArray *list, GArray *holders, GArray *takers, guint by)
{
  for (guint i = 0, j = 0; i < holders->len && j < takers->len;) {
    HcrmInterruption found = { AT (takers, j).from, by };
    if (takes_floor (AT (holders, i), AT (takers, j)))
      g_array_append_val (list, found);
    if (AT (takers, j).from < AT (holders, i).to)
      j++;
    else
      i++;
  }
}

static int
compare_interruptions (gconstpointer a, gconstpointer b)
{
  guint left = ((const HcrmInterruption *) a)->at, right = ((const HcrmInterruption *) b)->at;

  return left < right ? -1 : left > right;
}

GArray *
hcrm_spans_find_interruptions (GArray *a, GArray *b)
{
  GArray *list = g_array_new (FALSE, FALSE, sizeof (HcrmInterruption));

  add_interruptions (list, a, b, 1);
  add_interruptions (list, b, a, 0);
  g_array_sort (list, compare_interruptions);
  return list;
}
