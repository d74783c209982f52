/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "hcrm-api.h"

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

/* Where a package is saved. */
GFile *hcrm_update_get_file (const char *name);

G_END_DECLS
