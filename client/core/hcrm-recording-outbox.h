/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hcrm-api.h"

G_BEGIN_DECLS

/**
 * HcrmRecordingOutbox:
 *
 * Recordings of this desk on their way to the server. Each is a file, which only this user may
 * read, and beside it what it is of. It goes once the server has it, and not before: what a crash
 * or a broken line leaves is sent the next time that its user signs in at that server, from where
 * it stopped. Signals: `sent` (id of the recording), `failed` (words) when the server refuses one,
 * which is then kept and not sent again until the next time. Property `waiting`: how many.
 */
#define HCRM_TYPE_RECORDING_OUTBOX (hcrm_recording_outbox_get_type ())
G_DECLARE_FINAL_TYPE (HcrmRecordingOutbox, hcrm_recording_outbox, HCRM, RECORDING_OUTBOX, GObject)

/* @folder: (nullable): where they are; %NULL for the usual place */
HcrmRecordingOutbox *hcrm_recording_outbox_new (HcrmApi *api, gint64 user_id, const char *folder);

/**
 * hcrm_recording_outbox_begin:
 * @of: members of `POST /recordings` that say what it is of: `call_id`, `patient_id`; taken as is
 *
 * Makes room for a recording that begins now.
 *
 * Returns: (transfer full) (nullable): where to write it
 */
char *hcrm_recording_outbox_begin (HcrmRecordingOutbox *self, JsonObject *of, GError **error);

/* It is whole: send it. */
void hcrm_recording_outbox_end (HcrmRecordingOutbox *self, const char *path);

/* Sends what waits, but for what is being recorded. Cheap if nothing does. */
void hcrm_recording_outbox_send (HcrmRecordingOutbox *self);
guint hcrm_recording_outbox_get_n_waiting (HcrmRecordingOutbox *self);

G_END_DECLS
