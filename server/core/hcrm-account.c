/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Users made and mended by an operator on the server's host. */

#include "hcrm-account.h"

#include <sodium.h>

#include "account-sql.h"
#include "hcrm-session.h"

#define PASSWORD_LENGTH 16

/* 95 bits; no two characters that look alike. */
static char *
make_password (void)
{
  static const char letters[] = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
  char *password = g_malloc0 (PASSWORD_LENGTH + 1);

  if (sodium_init () < 0)
    g_error ("libsodium cannot be used");
  for (guint i = 0; i < PASSWORD_LENGTH; i++)
    password[i] = letters[randombytes_uniform (sizeof letters - 1)];
  return password;
}

static char *
let_new_password (HcrmDb *db)
{
  char *password = make_password ();
  g_autofree char *hash = hcrm_password_hash (password);

  hcrm_db_let (db, "password_hash", hash);
  return password;
}

static gboolean
note (HcrmDb *db, const char *action, const char *operator, GError ** error)
{
  hcrm_db_let (db, "audited", action);
  hcrm_db_let (db, "reason", operator);
  return hcrm_db_run (db, &SQL_ACCOUNT_NOTE, NULL, error);
}

/* --- Making --- */

static gboolean
insert_user (HcrmDb *db, const char *role, GError **error)
{
  g_autoptr (HcrmRows) user = hcrm_db_one (db, &SQL_ACCOUNT_CREATE, NULL, error);

  if (user == NULL)
    return FALSE;
  hcrm_db_let (db, "account_id", hcrm_rows_get (user, 0, "id"));
  hcrm_db_let (db, "role", role);
  g_autoptr (HcrmRows) given = hcrm_db_rows (db, &SQL_ACCOUNT_GIVE_ROLE, NULL, error);
  if (given == NULL)
    return FALSE;
  return hcrm_rows_get_n (given) == 1
         || hcrm_fail (error, HCRM_ERROR_INVALID, "role", _ ("There is no role %s"), role);
}

static gboolean
create_in (HcrmDb *db,
           const char *username,
           const char *role,
           const char *
           operator,
           char ** password,
           GError **error)
{
  *password = let_new_password (db);
  hcrm_db_let (db, "account", username);
  return insert_user (db, role, error) && note (db, "create-by-operator", operator, error);
}

char *
hcrm_account_create (HcrmDb *db,
                     const char *username,
                     const char *role,
                     const char *
                     operator,
                     GError ** error)
{
  g_autofree char *password = NULL;

  hcrm_db_begin (db, &hcrm_system_context);
  gboolean done = create_in (db, username, role, operator, & password, error);
  if (!hcrm_db_end (db, done, done ? error : NULL) || !done)
    return NULL;
  return g_steal_pointer (&password);
}

static gboolean
has_users (HcrmDb *db, gboolean *found, GError **error)
{
  hcrm_db_begin (db, &hcrm_system_context);
  g_autoptr (HcrmRows) rows = hcrm_db_one (db, &SQL_ACCOUNT_ANY, NULL, error);
  gboolean done = rows != NULL;

  if (!hcrm_db_end (db, done, done ? error : NULL) || !done)
    return FALSE;
  *found = hcrm_rows_get_bool (rows, 0, "found");
  return TRUE;
}

gboolean
hcrm_account_make_first (HcrmDb *db, char **password, GError **error)
{
  gboolean found = FALSE;
  g_autoptr (GError) wrong = NULL;

  *password = NULL;
  if (!has_users (db, &found, error))
    return FALSE;
  if (found)
    return TRUE;
  *password = hcrm_account_create (db, "admin", "admin", "hcrm-server", &wrong);
  if (*password != NULL)
    return TRUE;
  /* Another server on the same database was faster. */
  if (g_error_matches (wrong, HCRM_ERROR, HCRM_ERROR_CONFLICT))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&wrong));
  return FALSE;
}

/* --- Mending --- */

static gboolean
update_user (HcrmDb *db, const char *username, const HcrmSql *sql, GError **error)
{
  hcrm_db_let (db, "account", username);
  g_autoptr (HcrmRows) user = hcrm_db_rows (db, sql, NULL, error);

  if (user == NULL)
    return FALSE;
  if (hcrm_rows_get_n (user) == 0)
    return hcrm_fail (error, HCRM_ERROR_NOT_FOUND, NULL, _ ("There is no user %s"), username);
  hcrm_db_let (db, "account_id", hcrm_rows_get (user, 0, "id"));
  return TRUE;
}

char *
hcrm_account_reset_password (HcrmDb *db,
                             const char *username,
                             const char *
                             operator,
                             GError ** error)
{
  hcrm_db_begin (db, &hcrm_system_context);
  g_autofree char *password = let_new_password (db);
  gboolean done = update_user (db, username, &SQL_ACCOUNT_RESET_PASSWORD, error)
                  && hcrm_db_run (db, &SQL_ACCOUNT_END_SESSIONS, NULL, error)
                  && note (db, "reset-password-by-operator", operator, error);

  if (!hcrm_db_end (db, done, done ? error : NULL) || !done)
    return NULL;
  return g_steal_pointer (&password);
}

gboolean
hcrm_account_lock (HcrmDb *db,
                   const char *username,
                   gboolean locked,
                   const char *
                   operator,
                   GError ** error)
{
  hcrm_db_begin (db, &hcrm_system_context);
  hcrm_db_let (db, "state", locked ? "locked" : "active");
  gboolean done = update_user (db, username, &SQL_ACCOUNT_SET_STATE, error)
                  && (!locked || hcrm_db_run (db, &SQL_ACCOUNT_END_SESSIONS, NULL, error))
                  && note (db, locked ? "lock-by-operator" : "unlock-by-operator", operator, error);

  return hcrm_db_end (db, done, done ? error : NULL) && done;
}
