/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Who carries a dead letter out again: gateways and jobs offer it, the dead letters' module asks.
 */

#pragma once

#include "hcrm-db.h"

G_BEGIN_DECLS

/**
 * HcrmReplay:
 * @db: in the open transaction of the request
 * @id: the dead letter: a row of his_message or of job
 * @raw: (nullable): the message as somebody mended it; %NULL for the one that came
 * @events: (element-type HcrmEvent): gets what clients are to be told after the commit
 * @error: why it cannot be carried out this time either; the letter stays dead then
 *
 * Carries a dead letter out again. The caller locked the letter, found it dead, and marks it as
 * replayed afterwards.
 */
typedef gboolean (
    *HcrmReplay) (HcrmDb *db, gint64 id, const char *raw, GPtrArray *events, GError **error);

/**
 * hcrm_replay_register:
 * @kind: "his" or "job"; constant
 *
 * Called once for each kind, before the server listens.
 */
void hcrm_replay_register (const char *kind, HcrmReplay replay);

/* Returns: (nullable): what carries out letters of @kind */
HcrmReplay hcrm_replay_find (const char *kind);

G_END_DECLS
