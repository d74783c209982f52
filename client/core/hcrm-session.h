/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/hcrm-permission.h"
#include "hcrm-journal.h"
#include "hcrm-live.h"

G_BEGIN_DECLS

typedef enum {
  HCRM_SESSION_OUT,     /* nobody is signed in */
  HCRM_SESSION_IN,      /* somebody works */
  HCRM_SESSION_LOCKED,  /* the work is kept behind a password */
  HCRM_SESSION_EXPIRED, /* the same, and the server has ended the session */
} HcrmSessionState;

/**
 * HcrmSession:
 *
 * Who is signed in where, what they may do, and the lines to the server. The token stays in memory.
 * Signals: `state-changed`, `counts-changed` (the sidebar's figures), `language-changed`.
 */
#define HCRM_TYPE_SESSION (hcrm_session_get_type ())
G_DECLARE_FINAL_TYPE (HcrmSession, hcrm_session, HCRM, SESSION, GObject)

HcrmSession *hcrm_session_new (void);

/* Points the session at a server; signs out first. */
void hcrm_session_set_server (HcrmSession *self, const char *server);
HcrmApi *hcrm_session_get_api (HcrmSession *self);
HcrmLive *hcrm_session_get_live (HcrmSession *self);

/* %NULL until the disk has answered, a moment after signing in. */
HcrmJournal *hcrm_session_get_journal (HcrmSession *self);
/* For tests: the session works with this journal. */
void hcrm_session_set_journal (HcrmSession *self, HcrmJournal *journal);

HcrmSessionState hcrm_session_get_state (HcrmSession *self);

/**
 * hcrm_session_get_text:
 * @member: of the user object, such as `name`, `department`, `hospital`
 *
 * A member that has an English twin (`department_en`) is given in the interface's language.
 *
 * Returns: the text, or an empty one
 */
const char *hcrm_session_get_text (HcrmSession *self, const char *member);
gint64 hcrm_session_get_user_id (HcrmSession *self);

/* The member of staff that the user is; 0 if none. */
gint64 hcrm_session_get_staff_id (HcrmSession *self);
gboolean hcrm_session_must_change_password (HcrmSession *self);
guint hcrm_session_get_lock_minutes (HcrmSession *self); /* 0: never */

gboolean hcrm_session_may (HcrmSession *self, HcrmPermission permission);
const HcrmPermissionSet *hcrm_session_get_permissions (HcrmSession *self);

/**
 * hcrm_session_get_count:
 * @key: a member of `/today`'s counts, such as `worklist`; or `today` for all that waits for the
 *   user: questions, decisions, complaints, and the centre's calls or else the user's own
 * @urgent: (out): how many of them cannot wait
 *
 * Returns: how many wait; -1 if not known
 */
gint64 hcrm_session_get_count (HcrmSession *self, const char *key, gint64 *urgent);
void hcrm_session_set_counts (HcrmSession *self, JsonObject *counts);

/* Asks for the counts now, at most once in a while; live events do it by themselves. */
void hcrm_session_refresh_counts (HcrmSession *self);

/* Each ends with a `_finish` that says whether it succeeded. */
void hcrm_session_sign_in_async (HcrmSession *self,
                                 const char *username,
                                 const char *password,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
void hcrm_session_unlock_async (HcrmSession *self,
                                const char *password,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
void hcrm_session_change_password_async (HcrmSession *self,
                                         const char *old_password,
                                         const char *new_password,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);
gboolean hcrm_session_finish (HcrmSession *self, GAsyncResult *result, GError **error);

/* Locks the screen; the work and the lines stay. */
void hcrm_session_lock (HcrmSession *self);

/* Ends the session here at once and on the server when it answers. */
void hcrm_session_sign_out (HcrmSession *self);

/* Switches the interface's language and remembers it with the user on the server. */
void hcrm_session_set_language (HcrmSession *self, const char *code);

G_END_DECLS
