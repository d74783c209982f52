/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "hcrm-rows.h"
#include "hcrm-worker.h"

G_BEGIN_DECLS

/* A hint that a record changed. Ids only: who gets it reads what they may see. */
typedef struct {
  char *kind;
  gint64 id;
  gint64 version;
  gint64 user_id; /* the only user who is told; 0 for everybody */
} HcrmEvent;

HcrmEvent *hcrm_event_new (const char *kind, gint64 id, gint64 version);

/* The same, for the clients of one user: whose telephone rings is nobody else's business. */
HcrmEvent *hcrm_event_new_for (const char *kind, gint64 id, gint64 version, gint64 user_id);
void hcrm_event_free (HcrmEvent *event);

/**
 * hcrm_event_add_rows:
 * @events: (element-type HcrmEvent): those of a request or a job
 * @rows: (nullable): with `id`, and `version` where it is known
 *
 * Adds one for each row, of which each is one of @kind.
 *
 * Returns: whether there are rows at all, so that it can end what read them
 */
gboolean hcrm_event_add_rows (GPtrArray *events, const char *kind, HcrmRows *rows);

/**
 * HcrmEvents:
 *
 * Carries events from workers to every client of every server process: batched for 20 ms, one
 * NOTIFY on a connection of its own with synchronous_commit off, heard by all processes.
 *
 * A client gets {"events":[{"kind","id","version"}…]}; after a break, in which events may have been
 * missed, {"events":[],"resync":true}, and reads again what it shows. It may say
 * {"viewing":{"kind","id"}} or {"viewing":null}, and then gets {"viewers":{"kind","id","users"}}
 * with the user names of all who look at the same record, its own included, whenever they change.
 *
 * Of a complaint, and of what belongs to it, only those are told who may read it, or who had a
 * share of it until now; and only those may look at it, and are seen there, who may read it: others
 * get no users at all.
 */
typedef struct _HcrmEvents HcrmEvents;

/* Main loop only. Reconnects by itself, and then tells the clients to read again. */
HcrmEvents *hcrm_events_new (const char *conninfo, GError **error);
void hcrm_events_free (HcrmEvents *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HcrmEvents, hcrm_events_free)

/* Runs work on a thread with a connection of its own; %FALSE if it cannot. */
typedef gboolean (*HcrmRunFunc) (gpointer runner, HcrmWork work, gpointer data);

/* Main loop only. Who asks the database who may know; without it nobody hears what not all may. */
void hcrm_events_set_runner (HcrmEvents *self, HcrmRunFunc run, gpointer runner);

/* From any thread; takes the events out of @events (of HcrmEvent). */
void hcrm_events_post (HcrmEvents *self, GPtrArray *events);

/* Main loop only: gives an accepted WebSocket of a user whose session is known. */
void hcrm_events_add_socket (HcrmEvents *self,
                             SoupWebsocketConnection *socket,
                             gint64 user_id,
                             const char *username,
                             const char *name,
                             const char *token_hash);

/* From any thread: tells all processes that a session ended; they close its sockets with 4401. */
void hcrm_events_end_session (HcrmEvents *self, const char *token_hash);

guint hcrm_events_get_n_sockets (HcrmEvents *self);

/* Says good-bye to every client, before a shutdown. */
void hcrm_events_close_sockets (HcrmEvents *self);

/* Main loop only; it does so itself twice a minute: repeats who looks at what, forgets who is
 * silent, and asks whether those who look at a complaint may still see it. */
void hcrm_events_tend (HcrmEvents *self);

/* Whether events travel; if not, they wait. */
gboolean hcrm_events_is_connected (HcrmEvents *self);

G_END_DECLS
