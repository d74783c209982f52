/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sends HL7 messages over MLLP and waits for each acknowledgement; blocking, for tools. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _HcrmMllpClient HcrmMllpClient;

/**
 * hcrm_mllp_client_connect:
 * @address: `HOST:PORT`; 2575 if there is no port
 * @timeout_s: for connecting and for each acknowledgement
 */
HcrmMllpClient *hcrm_mllp_client_connect (const char *address, guint timeout_s, GError **error);
void hcrm_mllp_client_free (HcrmMllpClient *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HcrmMllpClient, hcrm_mllp_client_free)

gboolean hcrm_mllp_client_send (HcrmMllpClient *self, GBytes *message, GError **error);

/* Returns: (transfer full) (nullable): what the next frame holds */
GBytes *hcrm_mllp_client_receive (HcrmMllpClient *self, GError **error);

/* How long to wait for each frame from now on. */
void hcrm_mllp_client_set_timeout (HcrmMllpClient *self, guint timeout_s);

/* Returns: (transfer full) (nullable): the first acknowledgement of @message. */
GBytes *hcrm_mllp_client_exchange (HcrmMllpClient *self, GBytes *message, GError **error);

G_END_DECLS
