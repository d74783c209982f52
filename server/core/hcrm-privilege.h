/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib/gstdio.h>

#include "core/hcrm-error.h"

G_BEGIN_DECLS

/**
 * hcrm_privilege_drop:
 * @folders: (array zero-terminated=1): to be the user's: made if missing, taken if empty
 *
 * Does nothing unless the process is root's. Makes system user hcrm if it is missing, gives it
 * @folders and becomes it for good. Call it before any thread starts.
 */
gboolean hcrm_privilege_drop (const char *const *folders, GError **error);

/* As root, gives the file that was written anew at @path the owner it had @before, so that the
 * server goes on reading it. Does nothing unless the process is root's. */
gboolean hcrm_privilege_keep_owner (const char *path, const GStatBuf *before, GError **error);

/* Raises the limit of open files as far as allowed, up to @n. */
void hcrm_privilege_raise_files (guint n);

G_END_DECLS
