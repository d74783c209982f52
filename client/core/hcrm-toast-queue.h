/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * HcrmToastQueue:
 *
 * Shows what comes to the user one after the other. An overlay alone keeps each in sight for its
 * whole time, so that the tenth is seen minutes late; here each gives way to the next once it has
 * been there long enough to be read, and of many that wait only the newest few are shown.
 */
#define HCRM_TYPE_TOAST_QUEUE (hcrm_toast_queue_get_type ())
G_DECLARE_FINAL_TYPE (HcrmToastQueue, hcrm_toast_queue, HCRM, TOAST_QUEUE, GObject)

/* @overlay must live as long as the queue. */
HcrmToastQueue *hcrm_toast_queue_new (AdwToastOverlay *overlay);

/* @toast: (transfer full) */
void hcrm_toast_queue_add (HcrmToastQueue *self, AdwToast *toast);

G_END_DECLS
