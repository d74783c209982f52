/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* hcrm-admin verify: fails if the audit log is not what was sealed. */
int hcrm_admin_verify (int argc, char **argv);

G_END_DECLS
