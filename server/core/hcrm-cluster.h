/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/hcrm-error.h"

G_BEGIN_DECLS

/**
 * HcrmCluster:
 *
 * A private PostgreSQL under a data directory, for a server that is given no database: made when
 * missing (data checksums, UTF-8, C.UTF-8), reached over a Unix socket in a folder of ours only.
 * PostgreSQL's own log is in DIR/log; settings that DIR/cluster/postgresql.conf makes win over
 * ours. Blocks; for one thread.
 */
typedef struct _HcrmCluster HcrmCluster;

/**
 * hcrm_cluster_start:
 * @data_dir: made if missing; nobody else's
 * @archive: (nullable): the folder that its log is kept in; see hcrm-archive.h
 * @error: %HCRM_ERROR_WRONG_STATE if another server uses @data_dir; %HCRM_ERROR_INTERNAL else
 *
 * Starts PostgreSQL in a process group of its own and waits until it takes connections; one that a
 * killed server left running is adopted. Makes database hcrm with btree_gist and the roles
 * hcrm_owner, which cannot sign in, hcrm_migrator, which signs in for it, and hcrm_app.
 */
HcrmCluster *hcrm_cluster_start (const char *data_dir, const char *archive, GError **error);

/* Connection strings: as hcrm_app, and as the owner of the tables. */
const char *hcrm_cluster_get_app_conninfo (HcrmCluster *self);
const char *hcrm_cluster_get_owner_conninfo (HcrmCluster *self);

/**
 * hcrm_cluster_find:
 * @owner: as the owner of the tables instead of as hcrm_app
 *
 * Returns: (transfer full): the connection string of the cluster that a server runs in @data_dir
 */
char *hcrm_cluster_find (const char *data_dir, gboolean owner, GError **error);

/* Returns: (transfer full): the path of one of PostgreSQL's own programs */
char *hcrm_cluster_find_program (const char *name, GError **error);

GPid hcrm_cluster_get_pid (HcrmCluster *self);

/* Whether its process lives. */
gboolean hcrm_cluster_is_running (HcrmCluster *self);

/* Whether it was running already when started. */
gboolean hcrm_cluster_is_adopted (HcrmCluster *self);

/* Starts PostgreSQL again if it died, without waiting for it; call it every second or so. */
void hcrm_cluster_tend (HcrmCluster *self);

/* Shuts down fast; at once, to be recovered at the next start, if that takes over @timeout_ms. */
void hcrm_cluster_stop (HcrmCluster *self, guint timeout_ms);

/* Stops it if it runs. */
void hcrm_cluster_free (HcrmCluster *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HcrmCluster, hcrm_cluster_free)

G_END_DECLS
