/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hcrm-shell.h"

G_BEGIN_DECLS

/**
 * HcrmWindow:
 *
 * The one window: signing in, the work, or a locked screen over work that is kept. Its actions
 * (`win.language`, `win.style`, `win.password`, `win.lock`, `win.sign-out`, `win.shortcuts`,
 * `win.about`) are those that outlive a change of language.
 */
#define HCRM_TYPE_WINDOW (hcrm_window_get_type ())
G_DECLARE_FINAL_TYPE (HcrmWindow, hcrm_window, HCRM, WINDOW, AdwApplicationWindow)

/**
 * hcrm_window_new:
 * @application: (nullable): %NULL in tests
 * @server: (nullable): its address; %NULL asks for it
 * @user: (nullable): a sample's user to sign in at once
 */
GtkWidget *hcrm_window_new (GtkApplication *application, const char *server, const char *user);
HcrmSession *hcrm_window_get_session (HcrmWindow *self);

/* %NULL while nobody is signed in. */
HcrmShell *hcrm_window_get_shell (HcrmWindow *self);

G_END_DECLS
