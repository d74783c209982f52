/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "hcrm-phone.h"

G_BEGIN_DECLS

/**
 * hcrm_dial:
 * @widget: from where it is dialled; what @done is given
 * @dial: whom and for what
 * @done: (nullable): how it ended, once; %HCRM_ERROR_TOO_MANY if the number was called often enough
 *   and no reason was given to call it again
 *
 * Has the user's telephone dial. If the number was called as often as it may be, the user is told
 * when it may be called again, and may give a reason to call it now.
 */
void
hcrm_dial (GtkWidget *widget, HcrmSession *session, const HcrmPhoneDial *dial, HcrmPhoneFunc done);

/**
 * hcrm_dial_button_setup:
 * @button: a button of any kind, which from now on dials wherever it stands in the window
 * @may: whether the user may call at all; else it is hidden
 *
 * The one way to dial a number that is shown somewhere: the button activates `shell.dial`.
 */
void hcrm_dial_button_setup (GtkWidget *button, const HcrmPhoneDial *dial, gboolean may);

/**
 * hcrm_dial_number_new:
 *
 * A number that is shown and that a click dials; just the number where nobody may call. It has no
 * place in the order of Tab: `Shift+F9` dials what the page shows.
 */
GtkWidget *hcrm_dial_number_new (void);

/* Whether @dial says anybody to call. */
gboolean hcrm_dial_has_any (const HcrmPhoneDial *dial);

/* Shows @number (nullable) of @whom (nullable), who is called with @dial; nothing without one.
 * What is no telephone number, or nobody's, is shown and not dialled. */
void hcrm_dial_number_show (GtkWidget *button,
                            const char *number,
                            const char *whom,
                            const HcrmPhoneDial *dial);

/* What `shell.dial` is activated with. */
#define HCRM_DIAL_TYPE "(sxxxxs)"
GVariant *hcrm_dial_to_variant (const HcrmPhoneDial *dial);

/* @dial: borrows from @target. */
void hcrm_dial_from_variant (GVariant *target, HcrmPhoneDial *dial);

G_END_DECLS
