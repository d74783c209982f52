/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Listens for HL7 messages on TCP and answers each in its turn, on the main loop. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _HcrmMllpServer HcrmMllpServer;

/* The answer still owed to one message. */
typedef struct _HcrmMllpReply HcrmMllpReply;

/**
 * HcrmMllpHandler:
 * @frame: one message, without the frame around it
 * @reply: (transfer full): to be given back to hcrm_mllp_reply_send(), now or later
 *
 * Called on the main loop. The next message of the same connection is read after the reply.
 */
typedef void (*HcrmMllpHandler) (GBytes *frame, HcrmMllpReply *reply, gpointer user_data);

/**
 * HcrmMllpRefusal:
 *
 * Returns: (transfer full) (nullable): what to answer to a frame that is too large, which is then
 * closed
 */
typedef GBytes *(*HcrmMllpRefusal) (gpointer user_data);

typedef struct {
  gsize max_bytes;        /* of one message */
  guint max_connections;  /* beyond, the peer that holds most loses the one idle longest */
  guint frame_timeout_ms; /* from a frame's first byte to its last, and for writing an answer */
} HcrmMllpLimits;

extern const HcrmMllpLimits HCRM_MLLP_LIMITS;

HcrmMllpServer *hcrm_mllp_server_new (const HcrmMllpLimits *limits,
                                      HcrmMllpHandler handler,
                                      HcrmMllpRefusal refusal,
                                      gpointer user_data);

/**
 * hcrm_mllp_server_listen:
 * @address: `ADDRESS:PORT`; port 0 takes a free one
 *
 * Accepts on the thread-default main context of the caller.
 */
gboolean hcrm_mllp_server_listen (HcrmMllpServer *self, const char *address, GError **error);

/* The port listened on, 0 if none; how many connections there are, and answers owed. */
guint16 hcrm_mllp_server_get_port (HcrmMllpServer *self);
guint hcrm_mllp_server_count_connections (HcrmMllpServer *self);
guint hcrm_mllp_server_count_busy (HcrmMllpServer *self);

/* Takes no further connection or message; answers owed are still sent, then all is closed. */
void hcrm_mllp_server_stop (HcrmMllpServer *self);

/* Closes everything at once; a reply given later goes nowhere. */
void hcrm_mllp_server_free (HcrmMllpServer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HcrmMllpServer, hcrm_mllp_server_free)

/**
 * hcrm_mllp_reply_send:
 * @self: (transfer full)
 * @answer: (nullable): what to send, nothing if it is empty; %NULL closes the connection without an
 * answer, so that its sender tries again
 *
 * May be called from any thread.
 */
void hcrm_mllp_reply_send (HcrmMllpReply *self, GBytes *answer);

/* Returns: the sender's address, for the log. */
const char *hcrm_mllp_reply_get_peer (const HcrmMllpReply *self);

G_END_DECLS
