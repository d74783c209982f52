/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "core/hcrm-api.h"

G_BEGIN_DECLS

/**
 * HcrmRecordingMoments:
 *
 * A card of the answers and sentences that were taken down in a call, each with the second of its
 * recording in which it was said. Signal: `seek` (ms) when one is clicked.
 */
#define HCRM_TYPE_RECORDING_MOMENTS (hcrm_recording_moments_get_type ())
G_DECLARE_FINAL_TYPE (HcrmRecordingMoments, hcrm_recording_moments, HCRM, RECORDING_MOMENTS, GtkBox)

/**
 * hcrm_recording_moments_open:
 * @call_id: the call that was recorded; 0 for none
 * @offset_ms: where in the call the recording begins
 */
void hcrm_recording_moments_open (HcrmRecordingMoments *self,
                                  HcrmApi *api,
                                  gint64 call_id,
                                  gint64 offset_ms);

G_END_DECLS
