/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * HcrmFake:
 *
 * A server of canned answers inside the test's own main loop, which remembers what it was asked.
 * Paths stand without `/api/v1`; an answer for a path serves it whatever its query.
 */
typedef struct _HcrmFake HcrmFake;

/* Starts a test program: English, folders of its own, and nothing of this desktop: neither its bus
 * with somebody's Secret Service, nor its proxy settings. */
void hcrm_fake_init (int *argc, char ***argv);

/* Runs the tests and takes those folders away. Returns: the program's exit status. */
int hcrm_fake_run (void);

HcrmFake *hcrm_fake_new (void);
void hcrm_fake_free (HcrmFake *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HcrmFake, hcrm_fake_free)

const char *hcrm_fake_get_url (HcrmFake *self);

/* From the next connection on it speaks TLS with this certificate; its address is then https. */
void hcrm_fake_set_certificate (HcrmFake *self, GTlsCertificate *certificate);

/* Stops listening, as a server that went away, and comes back at the same address. */
void hcrm_fake_go_away (HcrmFake *self);
void hcrm_fake_come_back (HcrmFake *self);

/* @body: JSON text, empty for none. */
void hcrm_fake_answer (HcrmFake *self,
                       const char *method,
                       const char *path,
                       guint status,
                       const char *body);

/* (transfer full): makes the answer from the request's query. */
typedef char *(*HcrmFakeFunc) (GHashTable *query, gpointer data);
void hcrm_fake_answer_with (HcrmFake *self, const char *path, HcrmFakeFunc func, gpointer data);

/* Its clock is so many seconds ahead of this machine's. */
void hcrm_fake_set_clock (HcrmFake *self, int ahead_s);

/* How often it was asked, and the last request's body, query and headers. */
guint hcrm_fake_count (HcrmFake *self, const char *method, const char *path);
const char *hcrm_fake_get_body (HcrmFake *self, const char *method, const char *path);
const char *hcrm_fake_get_query (HcrmFake *self, const char *method, const char *path);
/* Whether any request so far had this in its query. */
gboolean
hcrm_fake_saw_query (HcrmFake *self, const char *method, const char *path, const char *text);
const char *
hcrm_fake_get_header (HcrmFake *self, const char *method, const char *path, const char *header);

/* Sends text to every open event socket; closes them all. */
void hcrm_fake_send_event (HcrmFake *self, const char *text);
void hcrm_fake_drop_events (HcrmFake *self);
guint hcrm_fake_get_n_sockets (HcrmFake *self);

/* The usual answers: about, session for `agent` with password `demo`, today. */
void hcrm_fake_answer_usual (HcrmFake *self);

/* Runs the main loop until @condition or, after 10 s, fails the test. */
#define WAIT_UNTIL(condition)                                                                      \
  G_STMT_START                                                                                     \
  {                                                                                                \
    gint64 end_ = g_get_monotonic_time () + 10 * G_USEC_PER_SEC;                                   \
    guint id_ = g_timeout_add (10, G_SOURCE_FUNC (hcrm_fake_tick), NULL);                          \
    while (!(condition) && g_get_monotonic_time () < end_)                                         \
      g_main_context_iteration (NULL, TRUE);                                                       \
    g_source_remove (id_);                                                                         \
    g_assert_true (condition);                                                                     \
  }                                                                                                \
  G_STMT_END

gboolean hcrm_fake_tick (gpointer unused);

/* Runs the main loop for a while in which nothing is to happen. */
void hcrm_fake_idle (guint ms);

G_END_DECLS
