/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What is due, and when a call was made, is told by this machine's clock: it may be off by this. */
#define HCRM_CLOCK_TOLERANCE_S 120

/**
 * hcrm_clock_dup_warning:
 * @ahead_s: by how many seconds this machine's clock is ahead of the server's; below 0 if it is
 * slow
 *
 * Returns: (transfer full) (nullable): what is wrong with it; %NULL within the tolerance
 */
char *hcrm_clock_dup_warning (gint64 ahead_s);

G_END_DECLS
