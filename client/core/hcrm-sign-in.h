/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "hcrm-session.h"

G_BEGIN_DECLS

/**
 * HcrmSignIn:
 *
 * The first page: the server's address (remembered, with its certificate's fingerprint), user and
 * password; in a sample hospital its users as cards. Says so when this client is too old.
 */
#define HCRM_TYPE_SIGN_IN (hcrm_sign_in_get_type ())
G_DECLARE_FINAL_TYPE (HcrmSignIn, hcrm_sign_in, HCRM, SIGN_IN, AdwBin)

/* @user: (nullable): whom to sign in at once, if the server is a sample. */
GtkWidget *hcrm_sign_in_new (HcrmSession *session, const char *user);

G_END_DECLS
