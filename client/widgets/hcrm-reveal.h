/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Scrolls the viewport around @widget until all of it is in sight, once it has its place: one that
 * has just been shown has none yet. */
void hcrm_reveal (GtkWidget *widget);

/* Whether the viewport around @widget, if there is one, shows it: what pops up beside a place out
 * of sight might lie off the screen. */
gboolean hcrm_reveal_is_in_sight (GtkWidget *widget);

G_END_DECLS
