/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* A hint that a record changed. Ids only: who gets it reads what they may see. */
typedef struct {
  char *kind;
  gint64 id;
  gint64 version;
} HcrmEvent;

HcrmEvent *hcrm_event_new (const char *kind, gint64 id, gint64 version);
void hcrm_event_free (HcrmEvent *event);

/**
 * HcrmEvents:
 *
 * Carries events from workers to every client of every server process: batched for 20 ms, one
 * NOTIFY on a connection of its own with synchronous_commit off, heard by all processes.
 */
typedef struct _HcrmEvents HcrmEvents;

/* Main loop only. Reconnects by itself, and then tells the clients to read again. */
HcrmEvents *hcrm_events_new (const char *conninfo, GError **error);
void hcrm_events_free (HcrmEvents *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HcrmEvents, hcrm_events_free)

/* From any thread; takes the events out of @events (of HcrmEvent). */
void hcrm_events_post (HcrmEvents *self, GPtrArray *events);

/* Main loop only: gives an accepted WebSocket of a user whose session is known. */
void hcrm_events_add_socket (HcrmEvents *self,
                             SoupWebsocketConnection *socket,
                             gint64 user_id,
                             const char *username,
                             const char *token_hash);

/* From any thread: tells all processes that a session ended; they close its sockets with 4401. */
void hcrm_events_end_session (HcrmEvents *self, const char *token_hash);

guint hcrm_events_get_n_sockets (HcrmEvents *self);

G_END_DECLS
