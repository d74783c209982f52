/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hcrm-draw.h"
#include "hcrm-waveform.h"

G_BEGIN_DECLS

/* What is drawn of a recording, and where: shared by the widget and hcrm-waveform-draw.c. */
typedef struct {
  GBytes *peaks; /* (nullable) */
  guint n_channels;
  guint per_second;
  double gain; /* so that quiet recordings can be seen */
  const HcrmTalk *talk;
  gint64 duration;
  char *names[2]; /* the agent's first */
  GArray *flags;  /* (element-type HcrmWaveformFlag), with words of their own */
  HcrmStretch loop;
  double from, span;        /* ms: what of it is shown */
  double left, top, bottom; /* px: room for names, ruler and flags */
} HcrmWave;

/* Where a time is drawn, and which time is drawn there, in a picture of this width. */
double hcrm_wave_get_x (const HcrmWave *wave, double width, double ms);
double hcrm_wave_get_ms (const HcrmWave *wave, double width, double x);

/* Finds the room that names, ruler and flags need with the widget's letters. */
void hcrm_wave_measure (HcrmWave *wave, GtkWidget *widget);

/* @played: whether it has been heard: what has not is fainter. */
void hcrm_wave_draw (const HcrmWave *wave, const HcrmCanvas *canvas, gboolean played);

/* The factor that makes the loudest of @peaks fill its lane, but for recordings of next to nothing.
 */
double hcrm_wave_find_gain (GBytes *peaks);

G_END_DECLS
