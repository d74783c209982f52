/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* hcrm-admin users */
int hcrm_admin_users (int argc, char **argv);

G_END_DECLS
