/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/hcrm-error.h"

G_BEGIN_DECLS

/* A folder outside the data folder, best on another disk, from which the private PostgreSQL can be
 * brought to any moment: ARCHIVE/wal holds its log, segment by segment, compressed; ARCHIVE/base
 * whole copies, each named by the moment it was complete, in UTC. */

/* Settings of a cluster that keeps its log in @archive: no more than a minute can be lost. */
void hcrm_archive_append_settings (const char *archive, GString *settings);

/**
 * hcrm_archive_make_base:
 * @data_dir: of a running server
 *
 * Copies the running cluster to @archive, without stopping anybody. Blocks.
 *
 * Returns: (transfer full): the copy's folder
 */
char *hcrm_archive_make_base (const char *archive, const char *data_dir, GError **error);

/* Removes all copies but the newest @keep, and the log that no copy left needs. */
gboolean hcrm_archive_prune (const char *archive, guint keep, GError **error);

/**
 * hcrm_archive_restore:
 * @data_dir: of a server that is stopped; made if missing
 * @to: (nullable): the moment to go back to; %NULL for the last there is
 * @reached: (out) (transfer full): when the last change was made that is there again; in UTC
 *
 * Makes the cluster of @data_dir what it was at @to, from the newest copy before that and the log.
 * What was there stays beside it as cluster.before-MOMENT, and comes back if this fails.
 */
gboolean hcrm_archive_restore (const char *archive,
                               const char *data_dir,
                               GDateTime *to,
                               char **reached,
                               GError **error);

G_END_DECLS
