/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "admin/hcrm-admin-database.h"
#include "core/hcrm-config.h"
#include "core/hcrm-store.h"

G_BEGIN_DECLS

/* Where the server of this database keeps its files: as its settings say. @store: borrows from the
 * result. Returns: (transfer full) (nullable) */
HcrmConfig *
hcrm_admin_files_find (const HcrmAdminDatabase *database, HcrmStore *store, GError **error);

/* Names every file that is missing or altered on standard output. @file_keys: (nullable): instead
 * of those that the server's settings name. @again: whether the server is to make again what of it
 * it can. @good: whether there is none */
gboolean hcrm_admin_files_verify (const HcrmAdminDatabase *database,
                                  const char *file_keys,
                                  const char *conninfo,
                                  gboolean again,
                                  gboolean *good,
                                  GError **error);

/* hcrm-admin file-key new|rotate|drop */
int hcrm_admin_file_key (int argc, char **argv);

G_END_DECLS
