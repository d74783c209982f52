/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * HcrmAdminDatabase:
 *
 * Which database a command works on: --database, else the one that a server runs in --data-dir,
 * else the one in the usual data directory.
 */
typedef struct {
  char *database;
  char *data_dir;
} HcrmAdminDatabase;

/* Adds the options to @context, which must not outlive @self. */
void hcrm_admin_database_add_options (HcrmAdminDatabase *self, GOptionContext *context);

/* Returns: (transfer full): a connection string, as hcrm_app or as @owner of the tables. */
char *hcrm_admin_database_find (HcrmAdminDatabase *self, gboolean owner, GError **error);

void hcrm_admin_database_clear (HcrmAdminDatabase *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HcrmAdminDatabase, hcrm_admin_database_clear)

/* hcrm-admin migrate */
int hcrm_admin_migrate (int argc, char **argv);

G_END_DECLS
