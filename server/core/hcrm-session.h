/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/hcrm-permission.h"
#include "hcrm-db.h"

G_BEGIN_DECLS

/**
 * HcrmUser:
 *
 * Who is signed in, as of their sign-in or the last change of their roles. Immutable, counted.
 */
typedef struct {
  gint64 id;
  char *id_text;
  char *staff_id; /* "" if no member of staff */
  char *username;
  char *name; /* as people read it; the username of who is no member of staff */
  char *language;
  char *zone; /* time zone of the user's site */
  gboolean must_change_password;
  HcrmPermissionSet held;
  const char *departments[HCRM_N_PERMISSIONS]; /* "{…}": what each permission reaches, or "" */
  const char *sites[HCRM_N_PERMISSIONS];
  gatomicrefcount refs;
} HcrmUser;

HcrmUser *hcrm_user_ref (HcrmUser *user);
void hcrm_user_unref (HcrmUser *user);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HcrmUser, hcrm_user_unref)

/* Fills @context for @user with the scope that @permission is held in; other members stay. */
void hcrm_user_fill_context (const HcrmUser *user, HcrmPermission permission, HcrmContext *context);

/* Context of the product's own work (jobs, the HIS feed): sees everything, as user `system`. */
extern const HcrmContext hcrm_system_context;

/**
 * hcrm_session_find:
 * @token: what the client sent
 * @error: %HCRM_ERROR_UNAUTHENTICATED if it is unknown, expired or revoked
 *
 * Looks a session up, at most 10 s stale; writes `seen_at` at most once a minute.
 * @db must have no transaction open.
 */
HcrmUser *hcrm_session_find (HcrmDb *db, const char *token, GError **error);

/**
 * hcrm_session_find_user:
 * @error: %HCRM_ERROR_FORBIDDEN if the user may not sign in any more
 *
 * The user as of now, for work that was ordered and is carried out later. @db must have no
 * transaction open.
 */
HcrmUser *hcrm_session_find_user (HcrmDb *db, gint64 user_id, GError **error);

/* Forgets cached sessions of a user (0: of all): after a sign-out or a change of roles. */
void hcrm_session_forget (gint64 user_id);

/* How long a session lasts at most, and unused. */
#define HCRM_SESSION_HOURS 14
#define HCRM_SESSION_IDLE_HOURS 4

/**
 * hcrm_session_create:
 * @expires_at: (out): RFC 3339
 *
 * Checks a password (Argon2id) and makes a session; five failures lock the user for 5 minutes.
 * Ends whatever transaction @db has open, and runs its own, so that failures are counted.
 *
 * Returns: (transfer full): the token, 256 random bits as text
 */
char *hcrm_session_create (HcrmDb *db,
                           const char *username,
                           const char *password,
                           const char *client,
                           char **expires_at,
                           GError **error);

/* Returns: (transfer full): an Argon2id hash (libsodium) to store. */
char *hcrm_password_hash (const char *password);
gboolean hcrm_password_verify (const char *hash, const char *password);

/* At least 8 characters and not the username; an error names the field `new_password`. */
gboolean hcrm_password_check (const char *password, const char *username, GError **error);

/* The stored form of a token. (transfer full): hex of its BLAKE2b-256 hash. */
char *hcrm_token_hash (const char *token);

G_END_DECLS
