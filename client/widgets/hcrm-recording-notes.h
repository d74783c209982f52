/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/hcrm-api.h"
#include "hcrm-waveform.h"

G_BEGIN_DECLS

/**
 * HcrmRecordingNotes:
 *
 * A card of what was noted of a recording, each at its second, numbered as its flag. Signals:
 * `seek` (ms) when one is clicked, `changed` when there are others, `closed` when one is no longer
 * being typed, `failed` (words) when one could not be kept: what was typed stays. Whoever wrote one
 * can change it (F2) and remove it (Delete).
 */
#define HCRM_TYPE_RECORDING_NOTES (hcrm_recording_notes_get_type ())
G_DECLARE_FINAL_TYPE (HcrmRecordingNotes, hcrm_recording_notes, HCRM, RECORDING_NOTES, GtkBox)

/* Shows those of another recording; 0 for none. */
void hcrm_recording_notes_open (HcrmRecordingNotes *self, HcrmApi *api, gint64 recording_id);

/* Fetches them again. */
void hcrm_recording_notes_refresh (HcrmRecordingNotes *self);

/* Whether notes may be written. */
void hcrm_recording_notes_set_editable (HcrmRecordingNotes *self, gboolean editable);

/* Begins one of that second, with the cursor in it. */
void hcrm_recording_notes_add (HcrmRecordingNotes *self, gint64 at_ms);

/* Whether one is being typed; and leaves that. */
gboolean hcrm_recording_notes_is_typing (HcrmRecordingNotes *self);
void hcrm_recording_notes_cancel (HcrmRecordingNotes *self);

/* (transfer full) (element-type HcrmWaveformFlag): a flag for each, whose words are theirs. */
GArray *hcrm_recording_notes_dup_flags (HcrmRecordingNotes *self);

/* Brings one into view. */
void hcrm_recording_notes_show (HcrmRecordingNotes *self, guint index);

G_END_DECLS
