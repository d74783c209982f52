/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* @reason: (nullable): what was typed, where a reason was asked for. */
typedef void (*HcrmAnswerFunc) (gpointer data, gboolean yes, const char *reason);

/* @line: what was typed, never empty. */
typedef void (*HcrmLineFunc) (gpointer widget, gint64 id, const char *line);

/**
 * hcrm_ask:
 * @widget: for whom it is asked; the question goes when it goes
 * @heading: what is asked, translated
 * @body: (nullable): what will happen
 * @label: words of the button that means yes
 * @reason: whether a reason of at least two characters must be typed
 * @done: called once, with @data
 *
 * Asks in a dialog before something that is not easily undone.
 */
void hcrm_ask (GtkWidget *widget,
               const char *heading,
               const char *body,
               const char *label,
               gboolean reason,
               HcrmAnswerFunc done,
               gpointer data);

/**
 * hcrm_ask_line:
 * @widget: for whom it is asked, and what @done is given; the question goes when it goes
 * @heading: what is asked, translated
 * @name: what is typed, translated
 * @label: words of the button that does it
 * @id: for @done
 *
 * Asks for one line in a dialog. @done runs only if something was typed and confirmed.
 */
void hcrm_ask_line (GtkWidget *widget,
                    const char *heading,
                    const char *name,
                    const char *label,
                    gint64 id,
                    HcrmLineFunc done);

/* Ctrl+Enter says yes, also from within several lines of text, as soon as that may be said. */
void hcrm_ask_add_confirm_key (AdwMessageDialog *dialog);

G_END_DECLS
