/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * hcrm_popovers_keep:
 *
 * From now on a popover is closed when the widget it belongs to leaves the screen. GTK 4.8 leaves
 * one that is open then in memory without a surface when the window goes, and trips over it when a
 * tooltip is due there. Called once, after GTK was set up.
 */
void hcrm_popovers_keep (void);

G_END_DECLS
