/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * hcrm_attachment_view_open:
 * @file: a local copy
 * @title: what it is called
 *
 * Shows a picture in a window before @parent; anything else is opened by the desktop's program for
 * it.
 */
void
hcrm_attachment_view_open (GtkWindow *parent, GFile *file, const char *title, const char *media);

G_END_DECLS
