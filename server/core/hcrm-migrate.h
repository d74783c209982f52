/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/hcrm-error.h"
#include "hcrm-sql.h"

G_BEGIN_DECLS

/**
 * hcrm_migrate:
 * @owner_conninfo: signs in as the owner of the tables (see hcrm_cluster_get_owner_conninfo())
 * @migrations: in their order, ended by a %NULL name; usually hcrm_sql_migrations
 * @n_run: (out) (optional): how many were run now
 * @error: %HCRM_ERROR_WRONG_STATE if the database is newer than this program or was made by other
 *   migrations than these; %HCRM_ERROR_INTERNAL if one fails, which leaves nothing of it
 *
 * Runs what is missing, each in a transaction of its own, under a lock that makes other servers
 * wait. What was run is kept with its checksum in table schema_migration. Blocks; any thread.
 */
gboolean hcrm_migrate (const char *owner_conninfo,
                       const HcrmSqlFile *migrations,
                       guint *n_run,
                       GError **error);

/**
 * hcrm_migrate_check:
 * @conninfo: may be the application's role
 * @error: %HCRM_ERROR_WRONG_STATE unless exactly @migrations were run
 */
gboolean hcrm_migrate_check (const char *conninfo, const HcrmSqlFile *migrations, GError **error);

G_END_DECLS
