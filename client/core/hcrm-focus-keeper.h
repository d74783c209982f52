/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * hcrm_focus_keep:
 * @within: a widget whose keys work while something in it has the focus
 *
 * When what has the focus within @within goes away, as the button of a step does when the record is
 * read again, the focus may leave @within, and its keys would be dead. From now on the next that
 * can have the focus gets it, as near to what is gone as there is one within @within.
 */
void hcrm_focus_keep (GtkWidget *within);

G_END_DECLS
