/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The HIS feed as a whole: the MLLP listener, the workers that take messages, the events after. */
#pragma once

#include "hcrm-gateways.h"

G_BEGIN_DECLS

typedef struct _HcrmHl7Gateway HcrmHl7Gateway;

/**
 * hcrm_hl7_gateway_new:
 * @http: whose workers take the messages
 * @events: (nullable): where changes are announced
 *
 * Both must outlive every message under way.
 */
HcrmHl7Gateway *hcrm_hl7_gateway_new (HcrmHttp *http, HcrmEvents *events);

/* Listens on @address, `ADDRESS:PORT`, on the caller's main context. */
gboolean hcrm_hl7_gateway_listen (HcrmHl7Gateway *self, const char *address, GError **error);
guint16 hcrm_hl7_gateway_get_port (HcrmHl7Gateway *self);

/* Takes nothing more, waits a little for acknowledgements under way, and lets go of it. */
void hcrm_hl7_gateway_stop (HcrmHl7Gateway *self);

/* For the registry of gateways. */
gboolean
hcrm_hl7_gateway_start (const HcrmGatewayServices *services, gpointer *state, GError **error);

G_END_DECLS
