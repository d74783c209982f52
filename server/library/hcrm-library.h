/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * hcrm_library_load:
 * @owner_conninfo: of a session that may write every table
 * @error: naming the file at fault
 *
 * Loads the questionnaires, plan templates and scripts that the product ships. What is there
 * already, by url and version or by code, stays as it is. They are read from HCRM_DATA_DIR of the
 * environment, else from where the product is installed. One transaction.
 */
gboolean hcrm_library_load (const char *owner_conninfo, GError **error);

G_END_DECLS
