/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The real programs, run as whoever installs them runs them. */
#pragma once

#include <gio/gio.h>

/* Returns: (transfer full): the path of a program of the server's, such as `hcrm-admin` */
char *program_find (const char *name);

/* Returns: (transfer full): starts programs that speak English, find their data, and end with the
 * test: one that fails leaves no server behind. */
GSubprocessLauncher *program_make_launcher (GSubprocessFlags flags);

/* If the test runs as root, it goes on as somebody else, as whom PostgreSQL agrees to run, and the
 * server makes no system user: a test changes nothing of its machine. */
void program_leave_root (void);
