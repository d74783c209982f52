/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/hcrm-api.h"

G_BEGIN_DECLS

/* How many pairs of peaks a second are asked for. */
#define HCRM_RECORDING_PEAKS 20

/**
 * HcrmRecordingFacts:
 *
 * What is to be known of a recording before it is heard: its record, what was measured of it, and
 * its peaks. Signals: `changed` when more of it has come, `failed` (words).
 */
#define HCRM_TYPE_RECORDING_FACTS (hcrm_recording_facts_get_type ())
G_DECLARE_FINAL_TYPE (HcrmRecordingFacts, hcrm_recording_facts, HCRM, RECORDING_FACTS, GObject)

HcrmRecordingFacts *hcrm_recording_facts_new (HcrmApi *api, gint64 id);
gint64 hcrm_recording_facts_get_id (HcrmRecordingFacts *self);

/* Fetches the record again, and the peaks if they have not come yet. */
void hcrm_recording_facts_fetch (HcrmRecordingFacts *self);

JsonObject *hcrm_recording_facts_get_recording (HcrmRecordingFacts *self); /* (nullable) */
GBytes *hcrm_recording_facts_get_peaks (HcrmRecordingFacts *self);         /* (nullable) */

G_END_DECLS
