/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "hcrm-session.h"

G_BEGIN_DECLS

/**
 * HcrmPassword:
 *
 * Changes the password: a window of its own from the menu, or, where it must be changed before any
 * work, the whole content of the main window.
 */
#define HCRM_TYPE_PASSWORD (hcrm_password_get_type ())
G_DECLARE_FINAL_TYPE (HcrmPassword, hcrm_password, HCRM, PASSWORD, AdwBin)

/* @forced: says that it must be changed, and offers to sign out instead of to cancel. */
GtkWidget *hcrm_password_new (HcrmSession *session, gboolean forced);

/* Shows one in a window over @parent, which closes when the password is changed. */
void hcrm_password_present (HcrmSession *session, GtkWindow *parent);

G_END_DECLS
