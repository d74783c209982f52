/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/**
 * HcrmConnection:
 *
 * A client's connection as libsoup sees it. libsoup 3.2 never notices a keep-alive client that
 * closes while idle, and keeps its descriptor for ever; so the end of the stream is handed to it as
 * a request that it must refuse, after which it lets go. Main loop only.
 */
#define HCRM_TYPE_CONNECTION (hcrm_connection_get_type ())
G_DECLARE_FINAL_TYPE (HcrmConnection, hcrm_connection, HCRM, CONNECTION, GIOStream)

/* @socket: the client's; @stream: over it, TLS or plain. */
HcrmConnection *hcrm_connection_new (GSocket *socket, GIOStream *stream);

/* The address to give to libsoup: one object a connection, so that a message leads back to it. */
GSocketAddress *hcrm_connection_get_remote_address (HcrmConnection *self);
HcrmConnection *hcrm_connection_find (SoupServerMessage *message);

/* A request's headers were read. */
void hcrm_connection_begin_request (HcrmConnection *self);

/* Head and body of an answer, which libsoup writes apart, leave in one piece when it ends. */
void hcrm_connection_begin_answer (HcrmConnection *self);

/* Its answer was written. */
void hcrm_connection_end_request (HcrmConnection *self);

/**
 * hcrm_connection_watch:
 *
 * Has hcrm_connection_tend() call @left once if the client leaves while its request runs, until
 * hcrm_connection_unwatch() or the request's end.
 */
void hcrm_connection_watch (HcrmConnection *self, GSourceOnceFunc left, gpointer data);
void hcrm_connection_unwatch (HcrmConnection *self);

/* To be called about once a second: a source for each request would cost more than it tells. */
void hcrm_connection_tend (HcrmConnection *self);

/* Microseconds since something was last read, if no request runs; else 0. */
gint64 hcrm_connection_get_idle_us (HcrmConnection *self);

/* Writes @text at once and closes: for what is refused before its body is read. */
void hcrm_connection_refuse (HcrmConnection *self, const char *text);

/* Writes @text at once, and says that no more will come; what the client still sends is read for a
 * while, so that it sees the answer and no broken connection. */
void hcrm_connection_dismiss (HcrmConnection *self, const char *text);

/* Closes both directions; libsoup then lets go of it. */
void hcrm_connection_shut_down (HcrmConnection *self);

G_END_DECLS
