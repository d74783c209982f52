/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "hcrm-recorder.h"
#include "hcrm-session.h"

G_BEGIN_DECLS

/**
 * HcrmDeskRecorder:
 *
 * The header's button that records at this desk, for those who may add recordings: while it does,
 * it is red, with the time, so that nobody is recorded unseen. Sends what waits from earlier. The
 * recording belongs to the session: another language ends none, signing out does. Signal: `told`
 * (words) of what the user should know.
 */
#define HCRM_TYPE_DESK_RECORDER (hcrm_desk_recorder_get_type ())
G_DECLARE_FINAL_TYPE (HcrmDeskRecorder, hcrm_desk_recorder, HCRM, DESK_RECORDER, AdwBin)

/* Once, when somebody has signed in. */
void hcrm_desk_recorder_set_session (HcrmDeskRecorder *self, HcrmSession *session);

/**
 * hcrm_desk_recorder_start:
 * @of: (nullable): what is recorded: members of `POST /recordings`, such as `call_id`
 *
 * Begins to record, for pages that know what of; hcrm_desk_recorder_stop() ends it.
 */
gboolean hcrm_desk_recorder_start (HcrmSession *session, JsonObject *of, GError **error);
void hcrm_desk_recorder_stop (HcrmSession *session);

/* The session's recorder. (transfer none) */
HcrmRecorder *hcrm_desk_recorder_get (HcrmSession *session);

G_END_DECLS
