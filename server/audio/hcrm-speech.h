/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What of a call is speech, and whose: plain signal processing, described in docs/recordings.md. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define HCRM_SPEECH_RATE 16000 /* samples a second that are pushed */
#define HCRM_SPEECH_METHOD 1   /* raised when the same sound is judged in another way */

/* Least lengths in milliseconds. */
#define HCRM_SILENCE_MS 3000  /* nobody speaks: a silence */
#define HCRM_OVERLAP_MS 200   /* both speak: an overlap */
#define HCRM_GAP_MS 300       /* shorter pauses are within what is said */
#define HCRM_BURST_MS 150     /* shorter sounds are no speech */
#define HCRM_HOLDING_MS 500   /* who speaks for so long has the floor */
#define HCRM_TAKING_MS 1000   /* who goes on for so long takes it: a shorter "mm" does not */
#define HCRM_YIELDING_MS 2000 /* and whoever had it falls silent within this */

/* From and to in milliseconds; to is behind the last one. */
typedef struct {
  guint from, to;
} HcrmSpan;

/* @by: the channel that interrupts, @at: when it begins to speak */
typedef struct {
  guint at, by;
} HcrmInterruption;

/**
 * HcrmSpeech:
 *
 * Takes samples of one or two channels as they come, and keeps a level and a number of zero
 * crossings for each 10 ms. One thread at a time.
 */
typedef struct _HcrmSpeech HcrmSpeech;

/* @n_channels: 1 or 2 */
HcrmSpeech *hcrm_speech_new (guint n_channels);
void hcrm_speech_free (HcrmSpeech *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HcrmSpeech, hcrm_speech_free)

/* @samples: interleaved, @n of each channel */
void hcrm_speech_push (HcrmSpeech *self, const gint16 *samples, gsize n);

/* Returns: (transfer full) (element-type HcrmSpan): when @channel speaks */
GArray *hcrm_speech_find (HcrmSpeech *self, guint channel);

/* --- On spans, each list in order and without overlaps of its own ---------------------------- */

/* Returns: (transfer full): the time up to @duration in which no list has anything, of at least
 * @least ms. @b: (nullable) */
GArray *hcrm_spans_find_gaps (GArray *a, GArray *b, guint duration, guint least);

/* Returns: (transfer full): the time that is in both, of at least @least ms */
GArray *hcrm_spans_find_overlaps (GArray *a, GArray *b, guint least);

/* Returns: (transfer full) (element-type HcrmInterruption): when one takes the floor from the
 * other, in order of time */
GArray *hcrm_spans_find_interruptions (GArray *a, GArray *b);

guint hcrm_spans_get_total (GArray *spans);

G_END_DECLS
