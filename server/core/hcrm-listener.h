/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/**
 * HcrmListener:
 *
 * Accepts connections for a SoupServer in libsoup's stead: with a backlog of 1024 (libsoup asks for
 * 10), going on after a failed accept (libsoup 3.2 stops listening for good when descriptors run
 * out), noticing clients that leave, closing those that stay idle. Main loop only.
 */
typedef struct _HcrmListener HcrmListener;

/**
 * hcrm_listener_new:
 * @address: "127.0.0.1:8421", "[::1]:8421" or "unix:PATH"; port 0 takes a free one
 * @certificate: (nullable): for TLS; without one, only loopback and Unix sockets
 * @error: %HCRM_ERROR_INVALID for an address, else %G_IO_ERROR
 */
HcrmListener *hcrm_listener_new (SoupServer *server,
                                 const char *address,
                                 GTlsCertificate *certificate,
                                 GError **error);
void hcrm_listener_free (HcrmListener *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HcrmListener, hcrm_listener_free)

guint hcrm_listener_get_port (HcrmListener *self); /* 0 for a Unix socket */
guint hcrm_listener_get_n_connections (HcrmListener *self);

/* Takes no more connections; those there are stay. */
void hcrm_listener_stop (HcrmListener *self);

G_END_DECLS
