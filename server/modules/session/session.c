/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Signing in and out, one's own settings, and what the server tells anybody about itself. */

#include "session.h"

#include "core/hcrm-client-package.h"
#include "core/hcrm-version.h"

#include "model/hcrm-session-model.h"
#include "session-sql.h"

#define MINIMUM_CLIENT "0.1.0"

static gboolean
about (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) rows = hcrm_db_one (req->db, &SQL_SESSION_ABOUT, NULL, error);
  g_autoptr (HcrmRows) users =
      rows != NULL ? hcrm_db_rows (req->db, &SQL_SESSION_SAMPLE_USERS, NULL, error) : NULL;

  g_autoptr (HcrmRows) package =
      users != NULL ? hcrm_db_one (req->db, &SQL_SESSION_PACKAGE, NULL, error) : NULL;

  if (package == NULL)
    return FALSE;
  hcrm_rows_append_json (rows, 0, req->reply);
  g_string_truncate (req->reply, req->reply->len - 1);
  g_string_append (req->reply,
                   ",\"version\":\"" HCRM_VERSION "\",\"minimum_client\":\"" MINIMUM_CLIENT "\"");
  g_string_append (req->reply, ",\"client_package\":");
  hcrm_client_package_append (req->http, hcrm_rows_get (package, 0, "file"), req->reply);
  g_string_append (req->reply, ",\"users\":");
  hcrm_rows_append_json_array (users, hcrm_rows_get_n (users), req->reply);
  g_string_append_c (req->reply, '}');
  return TRUE;
}

/* The client that older ones are offered. Whoever has none cannot sign in to fetch it. */
static gboolean
send_package (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) package = hcrm_db_one (req->db, &SQL_SESSION_PACKAGE, NULL, error);
  const char *name = package != NULL ? hcrm_rows_get (package, 0, "file") : NULL;
  g_autofree char *version = hcrm_client_package_dup_version (name);

  if (package == NULL)
    return FALSE;
  if (version == NULL)
    return hcrm_fail (error, HCRM_ERROR_NOT_FOUND, NULL, "%s", _ ("There is no newer client here"));
  g_autofree char *path =
      g_build_filename (hcrm_http_get_files (req->http), HCRM_CLIENT_PACKAGE_FOLDER, name, NULL);
  return hcrm_request_reply_file (req, path, name, "application/octet-stream", error);
}

/* Appends user and permissions, and closes the object. */
static gboolean
append_user (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) user = hcrm_db_one (req->db, &SQL_SESSION_USER, NULL, error);
  g_autoptr (HcrmRows) held =
      user != NULL ? hcrm_db_rows (req->db, &SQL_SESSION_PERMISSIONS, NULL, error) : NULL;

  if (held == NULL)
    return FALSE;
  g_string_append (req->reply, ",\"user\":");
  hcrm_rows_append_json (user, 0, req->reply);
  g_string_append (req->reply, ",\"permissions\":");
  hcrm_rows_append_json_array (held, hcrm_rows_get_n (held), req->reply);
  g_string_append_c (req->reply, '}');
  return TRUE;
}

/* Whatever is no client of ours speaks for itself. */
static gboolean
check_client (HcrmRequest *req, GError **error)
{
  const char *version = hcrm_version_of_client (hcrm_request_get_header (req, "User-Agent"));

  return version == NULL || hcrm_version_reaches (version, MINIMUM_CLIENT)
         || hcrm_fail (error, HCRM_ERROR_FORBIDDEN, NULL,
                       _ ("This client is too old for the server, which needs %s. Ask your "
                          "administrator for the new one."),
                          MINIMUM_CLIENT);
}

static gboolean
sign_in (HcrmRequest *req, GError **error)
{
  if (!check_client (req, error))
    return FALSE;
  g_autofree char *expires_at = NULL;
  HcrmContext context = hcrm_system_context;
  g_autofree char *token =
      hcrm_session_create (req->db, hcrm_record_get (req->args, "username"),
                           hcrm_record_get (req->args, "password"),
                           hcrm_record_get (req->args, "client"), &expires_at, error);
  if (token == NULL)
    return FALSE;

  g_autofree char *hash = hcrm_token_hash (token);
  context.address = req->address;
  context.request_id = req->request_id;
  hcrm_db_begin (req->db, &context);
  hcrm_db_let (req->db, "token_hash", hash);
  g_autoptr (HcrmRows) session = hcrm_db_one (req->db, &SQL_SESSION_FIND_TOKEN, NULL, error);
  if (session == NULL)
    return FALSE;
  hcrm_db_let (req->db, "session_user", hcrm_rows_get (session, 0, "user_id"));
  hcrm_db_queue (req->db, &SQL_SESSION_SIGNED_IN, NULL);
  g_string_append (req->reply, "{\"token\":");
  hcrm_json_append_string (req->reply, token);
  g_string_append (req->reply, ",\"expires_at\":");
  hcrm_json_append_string (req->reply, expires_at);
  return append_user (req, error);
}

static gboolean
show (HcrmRequest *req, GError **error)
{
  g_autofree char *hash = hcrm_token_hash (req->token);

  hcrm_db_let (req->db, "token_hash", hash);
  hcrm_db_let (req->db, "session_user", req->user->id_text);
  g_autoptr (HcrmRows) session = hcrm_db_one (req->db, &SQL_SESSION_FIND_TOKEN, NULL, error);
  if (session == NULL)
    return FALSE;
  g_string_append (req->reply, "{\"expires_at\":\"");
  hcrm_rows_append_instant (session, 0, "expires_at", req->reply);
  g_string_append_c (req->reply, '"');
  return append_user (req, error);
}

static gboolean
sign_out (HcrmRequest *req, GError **error)
{
  g_autofree char *hash = hcrm_token_hash (req->token);

  hcrm_db_let (req->db, "token_hash", hash);
  if (!hcrm_db_run (req->db, &SQL_SESSION_SIGN_OUT, NULL, error))
    return FALSE;
  hcrm_request_end_session (req, hash);
  hcrm_request_forget_user (req, req->user->id);
  return TRUE;
}

static gboolean
check_password (HcrmRequest *req, const char *field, GError **error)
{
  g_autoptr (HcrmRows) rows = hcrm_db_one (req->db, &SQL_SESSION_PASSWORD, NULL, error);

  if (rows == NULL)
    return FALSE;
  const char *hash = hcrm_rows_get (rows, 0, "password_hash");
  if (hash != NULL && hcrm_password_verify (hash, hcrm_record_get (req->args, field)))
    return TRUE;
  return hcrm_fail (error, HCRM_ERROR_INVALID, field, "%s", _ ("The password is wrong"));
}

static gboolean
change_password (HcrmRequest *req, GError **error)
{
  const char *new_password = hcrm_record_get (req->args, "new_password");
  g_autofree char *token_hash = hcrm_token_hash (req->token);

  if (!check_password (req, "old_password", error)
      || !hcrm_password_check (new_password, req->user->username, error))
    return FALSE;
  g_autofree char *hash = hcrm_password_hash (new_password);
  hcrm_db_let (req->db, "password_hash", hash);
  hcrm_db_let (req->db, "token_hash", token_hash);
  hcrm_db_queue (req->db, &SQL_SESSION_SIGN_OUT_OTHERS, NULL);
  if (!hcrm_db_run (req->db, &SQL_SESSION_SET_PASSWORD, NULL, error))
    return FALSE;
  hcrm_request_forget_user (req, req->user->id);
  return TRUE;
}

static gboolean
unlock (HcrmRequest *req, GError **error)
{
  return check_password (req, "password", error);
}

static gboolean
set_language (HcrmRequest *req, GError **error)
{
  return hcrm_db_run (req->db, &SQL_SESSION_SET_LANGUAGE, req->args, error);
}

#define OWN HCRM_PERM_SESSION

/* clang-format off */
static const HcrmRoute routes[] = {
  { "GET",    "/about",   OWN, HCRM_ROUTE_PUBLIC, .handler = about },
  { "GET",    "/client-package", OWN, HCRM_ROUTE_PUBLIC, .handler = send_package },
  { "POST",   "/session", OWN, HCRM_ROUTE_PUBLIC | HCRM_ROUTE_CREATES | HCRM_ROUTE_ONCE, &hcrm_sign_in_set, .handler = sign_in },
  { "GET",    "/session", OWN, .handler = show },
  { "DELETE", "/session", OWN, HCRM_ROUTE_ONCE, .handler = sign_out },
  { "POST",   "/session/actions/change-password", OWN, HCRM_ROUTE_ONCE, &hcrm_password_change_set, .handler = change_password },
  { "POST",   "/session/actions/unlock",          OWN, HCRM_ROUTE_ONCE, &hcrm_unlock_set,          .handler = unlock },
  { "POST",   "/session/actions/language",        OWN, HCRM_ROUTE_ONCE, &hcrm_language_change_set,        .handler = set_language },
};
/* clang-format on */

const HcrmModule hcrm_session_module = { "session", routes, G_N_ELEMENTS (routes) };
