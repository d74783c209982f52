/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hcrm-api.h"

G_BEGIN_DECLS

/**
 * HcrmLive:
 *
 * The server's events over a WebSocket, reconnected with growing pauses. Signals: `event` (kind,
 * id, version) for each change, `resync` after a reconnection, when events may have been missed,
 * and `viewers` (kind, id, names joined by a comma) when others look at the same record. The
 * property `online` says whether the line is up. Events are hints without content: read again what
 * you show.
 */
#define HCRM_TYPE_LIVE (hcrm_live_get_type ())
G_DECLARE_FINAL_TYPE (HcrmLive, hcrm_live, HCRM, LIVE, GObject)

HcrmLive *hcrm_live_new (HcrmApi *api);
void hcrm_live_start (HcrmLive *self);
void hcrm_live_stop (HcrmLive *self);
gboolean hcrm_live_get_online (HcrmLive *self);

/* Tries at once instead of waiting for the pause to end. */
void hcrm_live_retry (HcrmLive *self);

/* Tells the others that this record is open here; @kind %NULL: none is. */
void hcrm_live_set_viewing (HcrmLive *self, const char *kind, gint64 id);

G_END_DECLS
