/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "hcrm-session.h"

G_BEGIN_DECLS

/* What a locked desk shows: nothing of the work behind it, and a password to go on with it. */
#define HCRM_TYPE_LOCK (hcrm_lock_get_type ())
G_DECLARE_FINAL_TYPE (HcrmLock, hcrm_lock, HCRM, LOCK, AdwBin)

GtkWidget *hcrm_lock_new (HcrmSession *session);

G_END_DECLS
