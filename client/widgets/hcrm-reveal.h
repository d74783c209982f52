/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Scrolls the viewport around @widget until all of it is in sight, once it has its place: one that
 * has just been shown has none yet. */
void hcrm_reveal (GtkWidget *widget);

G_END_DECLS
