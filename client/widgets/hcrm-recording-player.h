/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "core/hcrm-api.h"
#include "core/hcrm-player.h"

G_BEGIN_DECLS

/**
 * HcrmRecordingPlayer:
 *
 * A recording to be listened to: its picture, who speaks how much, the controls, its notes, and the
 * moments at which something was answered. Where the server wants to know why somebody listens, it
 * asks.
 *
 * Its keys, for whatever is focused in it, and for the page with hcrm_recording_player_take_key():
 * Space and K play and pause, J and L go 5 s back and forth, as the arrows do, [ and ] are slower
 * and faster, A and B are the ends of a loop, which Shift+A ends, X leaves silences out, N notes
 * this second, digits go to that tenth of it, V is the volumes.
 *
 * Signals: `opened` when all of it that there is to know has come (JsonObject: the recording),
 * `moment-chosen` (ms) when a second was chosen by an answer or a note, `failed` (words).
 */
#define HCRM_TYPE_RECORDING_PLAYER (hcrm_recording_player_get_type ())
G_DECLARE_FINAL_TYPE (HcrmRecordingPlayer, hcrm_recording_player, HCRM, RECORDING_PLAYER, GtkBox)

GtkWidget *hcrm_recording_player_new (void);

/* Shows another recording, paused at its beginning; speed, skipping and volumes stay. */
void hcrm_recording_player_open (HcrmRecordingPlayer *self, HcrmApi *api, gint64 recording_id);

/**
 * hcrm_recording_player_preload:
 *
 * Fetches what is to be known of the recording that will be opened next, so that it is there at
 * once. Its sound is not fetched: that would be listening, and is audited as such.
 */
void hcrm_recording_player_preload (HcrmRecordingPlayer *self, HcrmApi *api, gint64 recording_id);

/* Fetches the recording's facts and notes again; the sound, and where it is, stay. */
void hcrm_recording_player_refresh (HcrmRecordingPlayer *self);

/* Plays that second. Asked for before the sound has come, it begins there. */
void hcrm_recording_player_seek (HcrmRecordingPlayer *self, gint64 ms);
gint64 hcrm_recording_player_get_position (HcrmRecordingPlayer *self);

/* Whether digits are keys of it; a page that has others for them says no. */
void hcrm_recording_player_set_digits (HcrmRecordingPlayer *self, gboolean digits);

/* Whether notes may be written. */
void hcrm_recording_player_set_editable (HcrmRecordingPlayer *self, gboolean editable);

/* For a page's key controller. Returns: whether the key was one of its own. */
gboolean
hcrm_recording_player_take_key (HcrmRecordingPlayer *self, guint key, GdkModifierType state);

/* Ctrl+Enter: gives the reason that is asked for. Returns: whether one is. */
gboolean hcrm_recording_player_submit (HcrmRecordingPlayer *self);

/* Esc: leaves what is being typed. Returns: whether anything was. */
gboolean hcrm_recording_player_back (HcrmRecordingPlayer *self);

HcrmPlayer *hcrm_recording_player_get_player (HcrmRecordingPlayer *self);

G_END_DECLS
