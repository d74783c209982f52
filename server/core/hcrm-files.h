/* SPDX-License-Identifier: GPL-3.0-or-later */

/* All files that the database names, one after the other. */

#pragma once

#include "hcrm-db.h"
#include "hcrm-store.h"

G_BEGIN_DECLS

/* @named: (nullable): what names it, such as "recording 12" */
typedef void (*HcrmFilesFound) (const char *sha256,
                                const char *named,
                                HcrmStoreState state,
                                gpointer data);

/* Reads every file and says of each what it is. @db: with no transaction open */
gboolean hcrm_files_check (HcrmDb *db,
                           const HcrmStore *store,
                           HcrmFilesFound found,
                           gpointer data,
                           GError **error);

/**
 * hcrm_files_reseal:
 * @n: (out): how many were written anew
 *
 * Encrypts every file with the key in use. May be broken off and begun again; a server may run.
 */
gboolean hcrm_files_reseal (HcrmDb *db, const HcrmStore *store, guint64 *n, GError **error);

/* Takes files out of the store before the commit of what made them nobody's: the sweep takes them
 * from the disk, or puts them back where the commit did not come to be. @files: with `sha256` */
gboolean hcrm_files_take_out (const HcrmStore *store, HcrmRows *files, GError **error);

G_END_DECLS
