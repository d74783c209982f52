/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "hcrm-store.h"

G_BEGIN_DECLS

/**
 * HcrmIntake:
 *
 * The body of a request on its way to the disk: hashed and written by a thread beside the main
 * loop; the client waits while more than a megabyte is not yet written. Main loop only.
 */
typedef struct _HcrmIntake HcrmIntake;

/* @failure: (nullable): %NULL if the whole body is written */
typedef void (*HcrmIntakeSettled) (const GError *failure, gpointer data);

/**
 * hcrm_intake_new:
 * @writer: (transfer full): where to
 * @most: bytes that are taken
 * @settled: called once: when something goes wrong (no room, too large, a client that says nothing
 *   for a minute), or when all is written after hcrm_intake_end(); never after hcrm_intake_close()
 */
HcrmIntake *hcrm_intake_new (SoupServerMessage *message,
                             HcrmStoreWriter *writer,
                             guint64 most,
                             HcrmIntakeSettled settled,
                             gpointer data);

/* The body has ended. */
void hcrm_intake_end (HcrmIntake *self);

/* Returns: (transfer full): what was written, once it is settled well */
HcrmStoreWriter *hcrm_intake_steal_writer (HcrmIntake *self);

/* Nobody waits for it any more; what was written goes, unless it was stolen. */
void hcrm_intake_close (HcrmIntake *self);

G_END_DECLS
