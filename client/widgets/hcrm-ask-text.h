/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* @text: what was typed, never empty. */
typedef void (*HcrmTextFunc) (gpointer widget, gint64 id, const char *text);

/**
 * hcrm_ask_text:
 * @widget: for whom it is asked, and what @done is given; the question goes when it goes
 * @heading: what is asked, translated
 * @label: what is typed, translated
 * @button: words of the button that does it
 * @id: for @done
 *
 * Asks for one line in a dialog. @done runs only if something was typed and confirmed.
 */
void hcrm_ask_text (GtkWidget *widget,
                    const char *heading,
                    const char *label,
                    const char *button,
                    gint64 id,
                    HcrmTextFunc done);

G_END_DECLS
