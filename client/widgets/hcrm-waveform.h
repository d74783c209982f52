/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "hcrm-talk.h"

G_BEGIN_DECLS

/**
 * HcrmWaveformFlag:
 * @at: ms
 * @number: what is written on it
 * @style: `info`, `ok`, `warn` or `danger`
 * @words: what it is about
 */
typedef struct {
  gint64 at;
  guint number;
  const char *style;
  const char *words;
} HcrmWaveformFlag;

/**
 * HcrmWaveform:
 *
 * A recording as a picture: each channel's loudness, speech in colour and the rest faint, silences
 * hatched, overlaps marked at the top, the flags of notes, the stretch that is looped, and where it
 * is played. All but the place is drawn once, so that following the player costs next to nothing.
 *
 * To a screen reader it is a slider. Keys: Left and Right go 5 s (with Shift 1 s, with Ctrl 30 s),
 * Home and End, + and − show less or more of it. Signals: `seek` (ms), also while it is dragged,
 * `loop` (from, to) when a stretch is drawn with Shift, `flag` (index) when one is clicked.
 */
#define HCRM_TYPE_WAVEFORM (hcrm_waveform_get_type ())
G_DECLARE_FINAL_TYPE (HcrmWaveform, hcrm_waveform, HCRM, WAVEFORM, GtkWidget)

GtkWidget *hcrm_waveform_new (void);

/**
 * hcrm_waveform_set_peaks:
 * @peaks: (nullable): for each piece of time and each channel the least and the greatest sample as
 *   two signed bytes
 */
void
hcrm_waveform_set_peaks (HcrmWaveform *self, GBytes *peaks, guint n_channels, guint per_second);

/* @talk: (nullable): kept as long as it is shown: give %NULL before it goes. */
void hcrm_waveform_set_talk (HcrmWaveform *self, const HcrmTalk *talk);
void hcrm_waveform_set_duration (HcrmWaveform *self, gint64 duration_ms);

/* What stands beside the channels, the agent's first. */
void hcrm_waveform_set_names (HcrmWaveform *self, const char *agent, const char *other);
void hcrm_waveform_set_flags (HcrmWaveform *self, const HcrmWaveformFlag *flags, guint n);
void hcrm_waveform_set_loop (HcrmWaveform *self, HcrmStretch loop);

/* Only moves the cursor; where little of the recording is shown, that follows it. */
void hcrm_waveform_set_position (HcrmWaveform *self, gint64 position_ms);
gint64 hcrm_waveform_get_position (HcrmWaveform *self);

/* Shows so many times less of the recording; 1 is all of it. */
void hcrm_waveform_set_zoom (HcrmWaveform *self, double zoom);
double hcrm_waveform_get_zoom (HcrmWaveform *self);

/* For tests: how often all of it was drawn. */
guint hcrm_waveform_get_n_drawn (HcrmWaveform *self);

G_END_DECLS
