/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Sessions: passwords, tokens, and what their users may do, cached for 10 s. */

#include "hcrm-session.h"

#include <sodium.h>
#include <string.h>

#include "core/hcrm-error.h"
#include "sessions-sql.h"

#define CACHE_US (10 * G_USEC_PER_SEC)
#define MAX_CACHED 10000
#define MIN_PASSWORD 8
#define MAX_PASSWORD 200

/* The first row that the first migration writes into app_user is the user `system`. */
const HcrmContext hcrm_system_context = { .user_id = "1",
                                          .all = "on",
                                          .staff_patients = "on",
                                          .language = "en" };

typedef struct {
  HcrmUser *user;
  gint64 read_at;
} Cached;

static GMutex cache_lock;
static GHashTable *cache; /* hex hash of token → Cached */

/* --- Users ---------------------------------------------------------------------------------- */

HcrmUser *
hcrm_user_ref (HcrmUser *user)
{
  g_atomic_ref_count_inc (&user->refs);
  return user;
}

void
hcrm_user_unref (HcrmUser *user)
{
  if (!g_atomic_ref_count_dec (&user->refs))
    return;
  g_free (user->id_text);
  g_free (user->staff_id);
  g_free (user->username);
  g_free (user->name);
  g_free (user->language);
  g_free (user->zone);
  g_free (user);
}

static const char *
or_empty (const char *text)
{
  return text != NULL ? text : "";
}

void
hcrm_user_fill_context (const HcrmUser *user, HcrmPermission permission, HcrmContext *context)
{
  context->user_id = user->id_text;
  context->staff_id = user->staff_id;
  context->all = user->held.scope[permission] == HCRM_SCOPE_ALL ? "on" : "";
  context->departments = or_empty (user->departments[permission]);
  context->sites = or_empty (user->sites[permission]);
  context->staff_patients = user->held.scope[HCRM_PERM_PATIENT_STAFF] == HCRM_SCOPE_ALL
                                ? "on"
                                : or_empty (user->departments[HCRM_PERM_PATIENT_STAFF]);
  context->zone = user->zone;
}

static HcrmUser *
new_user (HcrmRows *rows)
{
  HcrmUser *user = g_new0 (HcrmUser, 1);

  g_atomic_ref_count_init (&user->refs);
  user->id = hcrm_rows_get_int (rows, 0, "id");
  user->id_text = g_strdup (hcrm_rows_get (rows, 0, "id"));
  user->staff_id = g_strdup (or_empty (hcrm_rows_get (rows, 0, "staff_id")));
  user->username = g_strdup (hcrm_rows_get (rows, 0, "username"));
  user->name = g_strdup (hcrm_rows_get (rows, 0, "name"));
  user->language = g_strdup (hcrm_rows_get (rows, 0, "language"));
  user->zone = g_strdup (hcrm_rows_get (rows, 0, "zone"));
  user->must_change_password = hcrm_rows_get_bool (rows, 0, "must_change_password");
  hcrm_permission_set_add (&user->held, HCRM_PERM_SESSION, HCRM_SCOPE_OWN);
  return user;
}

/* Few different lists are held by many, so they are kept once and for ever. */
static const char *
keep_list (const char *text)
{
  return text == NULL || strcmp (text, "{}") == 0 ? "" : g_intern_string (text);
}

static void
read_permissions (HcrmUser *user, HcrmRows *rows)
{
  for (guint i = 0; i < hcrm_rows_get_n (rows); i++) {
    int permission = hcrm_permission_from_name (hcrm_rows_get (rows, i, "permission"));
    if (permission < 0)
      continue;
    hcrm_permission_set_add (&user->held, permission,
                             hcrm_scope_from_name (hcrm_rows_get (rows, i, "scope")));
    user->departments[permission] = keep_list (hcrm_rows_get (rows, i, "departments"));
    user->sites[permission] = keep_list (hcrm_rows_get (rows, i, "sites"));
  }
}

/* --- Tokens --------------------------------------------------------------------------------- */

char *
hcrm_token_hash (const char *token)
{
  unsigned char hash[32];
  char hex[sizeof hash * 2 + 1];

  crypto_generichash (hash, sizeof hash, (const unsigned char *) token, strlen (token), NULL, 0);
  return g_strdup (sodium_bin2hex (hex, sizeof hex, hash, sizeof hash));
}

static char *
make_token (void)
{
  unsigned char bytes[32];
  char text[sodium_base64_ENCODED_LEN (sizeof bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING)];

  randombytes_buf (bytes, sizeof bytes);
  sodium_bin2base64 (text, sizeof text, bytes, sizeof bytes,
                     sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  return g_strdup (text);
}

/* --- Cache ---------------------------------------------------------------------------------- */

static void
free_cached (Cached *cached)
{
  hcrm_user_unref (cached->user);
  g_free (cached);
}

static HcrmUser *
find_cached (const char *hash)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&cache_lock);
  Cached *cached = cache != NULL ? g_hash_table_lookup (cache, hash) : NULL;

  if (cached == NULL || g_get_monotonic_time () - cached->read_at > CACHE_US)
    return NULL;
  return hcrm_user_ref (cached->user);
}

static void
put_into_cache (const char *hash, HcrmUser *user)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&cache_lock);
  Cached *cached = g_new (Cached, 1);

  if (cache == NULL)
    cache = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) free_cached);
  if (g_hash_table_size (cache) >= MAX_CACHED)
    g_hash_table_remove_all (cache);
  *cached = (Cached){ hcrm_user_ref (user), g_get_monotonic_time () };
  g_hash_table_insert (cache, g_strdup (hash), cached);
}

static gboolean
is_of_user (gpointer key, gpointer value, gpointer user_id)
{
  gint64 id = *(gint64 *) user_id;

  return id == 0 || ((Cached *) value)->user->id == id;
}

void
hcrm_session_forget (gint64 user_id)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&cache_lock);

  if (cache != NULL)
    g_hash_table_foreach_remove (cache, is_of_user, &user_id);
}

/* --- Finding a session ---------------------------------------------------------------------- */

static HcrmUser *
read_user (HcrmDb *db, const char *hash, GError **error)
{
  hcrm_db_let (db, "token_hash", hash);
  hcrm_db_let_int (db, "idle_hours", HCRM_SESSION_IDLE_HOURS);
  g_autoptr (HcrmRows) rows = hcrm_db_rows (db, &SQL_SESSIONS_FIND, NULL, error);
  if (rows == NULL)
    return NULL;
  if (hcrm_rows_get_n (rows) == 0) {
    hcrm_fail (error, HCRM_ERROR_UNAUTHENTICATED, NULL, "%s", _ ("Sign in to continue"));
    return NULL;
  }
  hcrm_db_let (db, "session_user", hcrm_rows_get (rows, 0, "id"));
  g_autoptr (HcrmRows) held = hcrm_db_rows (db, &SQL_SESSIONS_PERMISSIONS, NULL, error);
  if (held == NULL || !hcrm_db_run (db, &SQL_SESSIONS_SEEN, NULL, error))
    return NULL;
  HcrmUser *user = new_user (rows);
  read_permissions (user, held);
  return user;
}

HcrmUser *
hcrm_session_find (HcrmDb *db, const char *token, GError **error)
{
  g_autofree char *hash = hcrm_token_hash (token);
  g_autoptr (HcrmUser) user = find_cached (hash);

  if (user != NULL)
    return g_steal_pointer (&user);
  hcrm_db_begin (db, &hcrm_system_context);
  user = read_user (db, hash, error);
  if (!hcrm_db_end (db, user != NULL, user != NULL ? error : NULL))
    return NULL;
  if (user == NULL)
    return NULL;
  put_into_cache (hash, user);
  return g_steal_pointer (&user);
}

static HcrmUser *
read_user_by_id (HcrmDb *db, gint64 user_id, GError **error)
{
  hcrm_db_let_int (db, "session_user", user_id);
  g_autoptr (HcrmRows) rows = hcrm_db_rows (db, &SQL_SESSIONS_FIND_USER, NULL, error);
  if (rows == NULL)
    return NULL;
  if (hcrm_rows_get_n (rows) == 0) {
    hcrm_fail (error, HCRM_ERROR_FORBIDDEN, NULL, "%s", _ ("This user is locked"));
    return NULL;
  }
  g_autoptr (HcrmRows) held = hcrm_db_rows (db, &SQL_SESSIONS_PERMISSIONS, NULL, error);
  if (held == NULL)
    return NULL;
  HcrmUser *user = new_user (rows);
  read_permissions (user, held);
  return user;
}

HcrmUser *
hcrm_session_find_user (HcrmDb *db, gint64 user_id, GError **error)
{
  hcrm_db_begin (db, &hcrm_system_context);
  g_autoptr (HcrmUser) user = read_user_by_id (db, user_id, error);

  if (!hcrm_db_end (db, user != NULL, user != NULL ? error : NULL))
    return NULL;
  return g_steal_pointer (&user);
}

/* --- Passwords ------------------------------------------------------------------------------ */

char *
hcrm_password_hash (const char *password)
{
  char hash[crypto_pwhash_STRBYTES];

  if (crypto_pwhash_str (hash, password, strlen (password), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                         crypto_pwhash_MEMLIMIT_INTERACTIVE)
      != 0)
    g_error ("Argon2id: out of memory");
  return g_strdup (hash);
}

gboolean
hcrm_password_verify (const char *hash, const char *password)
{
  return crypto_pwhash_str_verify (hash, password, strlen (password)) == 0;
}

gboolean
hcrm_password_check (const char *password, const char *username, GError **error)
{
  glong length = g_utf8_strlen (password, -1);

  if (length < MIN_PASSWORD || length > MAX_PASSWORD)
    return hcrm_fail (error, HCRM_ERROR_INVALID, "new_password",
                      _ ("A password has at least %d characters"), MIN_PASSWORD);
  if (g_ascii_strcasecmp (password, username) == 0)
    return hcrm_fail (error, HCRM_ERROR_INVALID, "new_password", "%s",
                      _ ("A password is not the user name"));
  return TRUE;
}

/* --- Signing in ----------------------------------------------------------------------------- */

/* An unknown user costs the same time as a wrong password, so that names cannot be guessed. */
static gboolean
matches (HcrmRows *rows, const char *password)
{
  static const char nobody[] = "$argon2id$v=19$m=65536,t=2,p=1$"
                               "c29tZXNhbHRzb21lc2FsdA$"
                               "4F0GJhTAQ6d3ee5tSgUR1Q6VHSlzQO2lTTvxQ7v5vWE";
  const char *hash = hcrm_rows_get_n (rows) > 0 ? hcrm_rows_get (rows, 0, "password_hash") : NULL;

  return hcrm_password_verify (hash != NULL ? hash : nobody, password) && hash != NULL;
}

static char *
make_session (HcrmDb *db, const char *client, char **expires_at, GError **error)
{
  g_autofree char *token = make_token ();
  g_autofree char *hash = hcrm_token_hash (token);

  hcrm_db_let (db, "token_hash", hash);
  hcrm_db_let (db, "client", client);
  hcrm_db_let_int (db, "hours", HCRM_SESSION_HOURS);
  if (!hcrm_db_run (db, &SQL_SESSIONS_SIGN_IN_DONE, NULL, error))
    return NULL;
  g_autoptr (HcrmRows) rows = hcrm_db_one (db, &SQL_SESSIONS_CREATE, NULL, error);
  if (rows == NULL)
    return NULL;
  g_autoptr (GString) at = g_string_new (NULL);
  hcrm_rows_append_instant (rows, 0, "expires_at", at);
  *expires_at = g_strdup (at->str);
  return g_steal_pointer (&token);
}

static gboolean
refuse_sign_in (HcrmDb *db, HcrmRows *rows, GError **error)
{
  if (hcrm_rows_get_n (rows) > 0)
    hcrm_db_run (db, &SQL_SESSIONS_SIGN_IN_FAILED, NULL, NULL);
  return hcrm_fail (error, HCRM_ERROR_UNAUTHENTICATED, "password", "%s",
                    _ ("The user name or the password is wrong"));
}

static char *
sign_in (HcrmDb *db,
         const char *username,
         const char *password,
         const char *client,
         char **expires_at,
         GError **error)
{
  hcrm_db_let (db, "username", username);
  g_autoptr (HcrmRows) rows = hcrm_db_rows (db, &SQL_SESSIONS_SIGN_IN_FIND, NULL, error);
  if (rows == NULL)
    return NULL;
  hcrm_db_let (db, "session_user", hcrm_rows_get (rows, 0, "id"));
  if (hcrm_rows_get_bool (rows, 0, "waits")) {
    hcrm_fail (error, HCRM_ERROR_TOO_MANY, "password", "%s",
               _ ("Too many wrong passwords: wait five minutes"));
    return NULL;
  }
  if (!matches (rows, password)) {
    refuse_sign_in (db, rows, error);
    return NULL;
  }
  if (g_strcmp0 (hcrm_rows_get (rows, 0, "state"), "active") != 0) {
    hcrm_fail (error, HCRM_ERROR_FORBIDDEN, "username", "%s", _ ("This user is locked"));
    return NULL;
  }
  return make_session (db, client, expires_at, error);
}

char *
hcrm_session_create (HcrmDb *db,
                     const char *username,
                     const char *password,
                     const char *client,
                     char **expires_at,
                     GError **error)
{
  HcrmContext context = hcrm_system_context;

  hcrm_db_end (db, FALSE, NULL);
  hcrm_db_begin (db, &context);
  char *token = sign_in (db, username, password, client, expires_at, error);
  /* Committed either way: a failure is counted. */
  hcrm_db_end (db, TRUE, NULL);
  return token;
}
