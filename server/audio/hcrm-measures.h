/* SPDX-License-Identifier: GPL-3.0-or-later */

/* All that is measured of a recording, while it is decoded. */

#pragma once

#include "hcrm-speech.h"

G_BEGIN_DECLS

typedef struct _HcrmMeasures HcrmMeasures;

/* Samples are pushed at %HCRM_SPEECH_RATE; of two channels the first is the agent's if @split. */
HcrmMeasures *hcrm_measures_new (guint n_channels, gboolean split);
void hcrm_measures_free (HcrmMeasures *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HcrmMeasures, hcrm_measures_free)

void hcrm_measures_push (HcrmMeasures *self, const gint16 *samples, gsize n);

guint hcrm_measures_get_duration (HcrmMeasures *self); /* ms */

/**
 * hcrm_measures_get_peaks:
 *
 * Returns: (transfer none): the least and the greatest sample of each 50 ms, as signed bytes:
 *   least, greatest, of the first channel, then of the second
 */
const GByteArray *hcrm_measures_get_peaks (HcrmMeasures *self);

/**
 * hcrm_measures_to_json:
 * @sample_rate: of what was decoded
 * @damaged: it ended before its end
 *
 * Returns: (transfer full): the JSON that docs/recordings.md describes. Loudness is the integrated
 *   loudness of ITU-R BS.1770-4 and EBU R 128, of each channel by itself.
 */
char *hcrm_measures_to_json (HcrmMeasures *self, guint sample_rate, gboolean damaged);

G_END_DECLS
