/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * hcrm_sideways_new:
 * @child: wider than its place may be; never cut in its height
 *
 * Returns: (transfer floating): a scrolled window that moves sideways alone, and leaves the wheel
 *   to the page that it stands in
 */
GtkWidget *hcrm_sideways_new (GtkWidget *child);

G_END_DECLS
