/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "hcrm-session.h"

G_BEGIN_DECLS

/**
 * HcrmUpdate:
 *
 * Offers the newer client that the server has: its version, a button that fetches it into the
 * user's downloads and checks it, and what is to be done with it. Hidden while there is none. It
 * installs nothing: that is for whoever looks after the machine.
 */
#define HCRM_TYPE_UPDATE (hcrm_update_get_type ())
G_DECLARE_FINAL_TYPE (HcrmUpdate, hcrm_update, HCRM, UPDATE, GtkBox)

/* @about: what the server tells of itself; `client_package` may be missing or null */
void hcrm_update_offer (HcrmUpdate *self, HcrmApi *api, JsonObject *about);

/* Asks the server what it is whenever the line to it has come back: it may have been renewed under
 * a client that stayed signed in. Then a newer client is offered, and one that is too old is told
 * so. */
void hcrm_update_follow (HcrmUpdate *self, HcrmSession *session);

/* Says that this client is too old for the server; %NULL if it is not. */
char *hcrm_update_dup_too_old (JsonObject *about);

/* Where a package is saved. */
GFile *hcrm_update_get_file (const char *name);

G_END_DECLS
