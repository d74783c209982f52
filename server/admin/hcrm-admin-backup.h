/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* hcrm-admin backup: copies the running private PostgreSQL into the archive. */
int hcrm_admin_backup (int argc, char **argv);

/* hcrm-admin restore: brings the private PostgreSQL of a stopped server back to a moment. */
int hcrm_admin_restore (int argc, char **argv);

G_END_DECLS
