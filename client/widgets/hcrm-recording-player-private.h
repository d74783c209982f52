/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hcrm-recording-player.h"

G_BEGIN_DECLS

/* What keys do: hcrm-recording-keys.c, which hcrm-recording-player.c asks. */
gboolean hcrm_recording_player_press (HcrmRecordingPlayer *self,
                                      guint key,
                                      GdkModifierType state,
                                      gboolean digits);

/* What keys do beyond the player itself. */
void hcrm_recording_player_mark_a (HcrmRecordingPlayer *self);
void hcrm_recording_player_mark_b (HcrmRecordingPlayer *self);
void hcrm_recording_player_end_loop (HcrmRecordingPlayer *self);
void hcrm_recording_player_note (HcrmRecordingPlayer *self);
void hcrm_recording_player_show_volumes (HcrmRecordingPlayer *self);

/* Plays or pauses. */
void hcrm_recording_player_toggle (HcrmRecordingPlayer *self);

/* Goes so many ms on, or back. */
void hcrm_recording_player_step (HcrmRecordingPlayer *self, gint64 by_ms);

/* The next speed: @by 1 or -1. */
void hcrm_recording_player_change_speed (HcrmRecordingPlayer *self, int by);

G_END_DECLS
