/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Users: who may sign in, in which roles, and what is done when they lose a password or a post. */

#include "user.h"

#include <string.h>

#include <sodium.h>

#include "core/hcrm-export.h"
#include "model/hcrm-administration.h"
#include "user-sql.h"

static gint64
get_id (HcrmRequest *req)
{
  const char *id = hcrm_request_get_part (req, "id");

  return id != NULL ? g_ascii_strtoll (id, NULL, 10) : 0;
}

static gboolean
is_own (HcrmRequest *req)
{
  return get_id (req) == req->user->id;
}

/* --- Roles ---------------------------------------------------------------------------------- */

static gboolean
is_same_row (HcrmRecord *a, HcrmRecord *b)
{
  return hcrm_record_get_int (a, "role_id") == hcrm_record_get_int (b, "role_id")
         && hcrm_record_get_int (a, "department_id") == hcrm_record_get_int (b, "department_id");
}

static gboolean
is_repeated (GPtrArray *rows, guint n)
{
  for (guint i = 0; i < n; i++)
    if (is_same_row (rows->pdata[i], rows->pdata[n]))
      return TRUE;
  return FALSE;
}

static gboolean
ends_before_it_begins (HcrmRecord *row)
{
  const char *from = hcrm_record_get (row, "from");
  const char *until = hcrm_record_get (row, "until");
  g_autoptr (GDateTime) begin = from != NULL ? g_date_time_new_from_iso8601 (from, NULL) : NULL;
  g_autoptr (GDateTime) end = until != NULL ? g_date_time_new_from_iso8601 (until, NULL) : NULL;

  return begin != NULL && end != NULL && g_date_time_compare (end, begin) <= 0;
}

static gboolean
check_rows (HcrmRecord *record, GError **error)
{
  g_autoptr (GPtrArray) rows = hcrm_record_get_rows (record, "roles");
  g_autoptr (GError) bad = NULL;

  for (guint i = 0; i < rows->len; i++) {
    g_autofree char *role = g_strdup_printf ("roles[%u].role_id", i);
    g_autofree char *until = g_strdup_printf ("roles[%u].until", i);

    if (is_repeated (rows, i))
      hcrm_error_add_field (&bad, role, _ ("This role is given twice"));
    if (ends_before_it_begins (rows->pdata[i]))
      hcrm_error_add_field (&bad, until, _ ("This is before it begins"));
  }
  if (bad == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&bad));
  return FALSE;
}

/* After the commit, every session of the user is over: on all machines, with its sockets. */
static gboolean
end_sessions (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) rows = hcrm_db_rows (req->db, &SQL_USER_END_SESSIONS, NULL, error);

  if (rows == NULL)
    return FALSE;
  for (guint i = 0; i < hcrm_rows_get_n (rows); i++)
    hcrm_request_end_session (req, hcrm_rows_get (rows, i, "token_hash"));
  hcrm_request_forget_user (req, get_id (req));
  return TRUE;
}

/* People lose roles of their own, but never give themselves any. */
static gboolean
check_role_change (HcrmRequest *req, HcrmRecord *record, GError **error)
{
  g_autoptr (HcrmRows) rows = hcrm_db_one (req->db, &SQL_USER_COMPARE_ROLES, record, error);

  if (rows == NULL)
    return FALSE;
  if (!hcrm_rows_get_bool (rows, 0, "changes"))
    return TRUE;
  if (!is_own (req))
    return end_sessions (req, error);
  if (hcrm_rows_get_bool (rows, 0, "widens"))
    return hcrm_fail (error, HCRM_ERROR_FORBIDDEN, "roles", "%s",
                      _ ("You cannot widen your own permissions"));
  hcrm_request_forget_user (req, req->user->id);
  return TRUE;
}

/* --- Creating and editing ------------------------------------------------------------------- */

/* :staff_id and :language are always the session's own, so the record's have other names. */
static void
let_fields (HcrmRequest *req, HcrmRecord *record)
{
  hcrm_db_let (req->db, "new_staff_id", hcrm_record_get (record, "staff_id"));
  hcrm_db_let (req->db, "new_language", hcrm_record_get (record, "language"));
}

static gboolean
check_password (HcrmRecord *record, GError **error)
{
  g_autoptr (GError) weak = NULL;

  if (hcrm_password_check (hcrm_record_get (record, "password"),
                           hcrm_record_get (record, "username"), &weak))
    return TRUE;
  return hcrm_fail (error, HCRM_ERROR_INVALID, "password", "%s", weak->message);
}

static gboolean
check_new (HcrmRequest *req, HcrmRecord *record, GError **error)
{
  g_autofree char *username = g_ascii_strdown (hcrm_record_get (record, "username"), -1);

  hcrm_record_set (record, "username", username);
  if (!check_rows (record, error) || !check_password (record, error))
    return FALSE;
  g_autofree char *hash = hcrm_password_hash (hcrm_record_get (record, "password"));
  hcrm_db_let (req->db, "password_hash", hash);
  let_fields (req, record);
  return TRUE;
}

static gboolean
check_edited (HcrmRequest *req, HcrmRecord *record, GError **error)
{
  let_fields (req, record);
  hcrm_request_forget_user (req, get_id (req));
  return check_rows (record, error) && check_role_change (req, record, error);
}

/* --- Steps ---------------------------------------------------------------------------------- */

static const char *
get_action (HcrmRequest *req)
{
  return strrchr (req->route->path, '/') + 1;
}

static gboolean
reply_user (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) rows = hcrm_db_one (req->db, &SQL_USER_GET, NULL, error);

  if (rows == NULL)
    return FALSE;
  hcrm_request_reply_row (req, rows);
  hcrm_request_add_event (req, "user", get_id (req), hcrm_rows_get_int (rows, 0, "version"));
  return TRUE;
}

/* lock, unlock and retire, as the route's path says. */
static gboolean
change_state (HcrmRequest *req, GError **error)
{
  const HcrmStep *step = NULL;
  g_autoptr (HcrmRows) rows = hcrm_request_take_step (req, &SQL_USER_LOCK, &hcrm_user_workflow,
                                                      get_action (req), &step, error);

  if (rows == NULL)
    return FALSE;
  if (is_own (req))
    return hcrm_fail (error, HCRM_ERROR_FORBIDDEN, NULL, "%s",
                      _ ("You cannot do this to yourself"));
  hcrm_db_let (req->db, "new_state", step->to);
  return hcrm_db_run (req->db, &SQL_USER_SET_STATE, NULL, error) && end_sessions (req, error)
         && reply_user (req, error);
}

/* Twelve signs that cannot be taken for one another when read aloud or from paper: 58 bits. */
static char *
make_password (void)
{
  static const char signs[] = "abcdefghjkmnpqrstuvwxyz23456789";
  g_autoptr (GString) password = g_string_new (NULL);

  for (guint i = 0; i < 12; i++) {
    if (i > 0 && i % 4 == 0)
      g_string_append_c (password, '-');
    g_string_append_c (password, signs[randombytes_uniform (sizeof signs - 1)]);
  }
  return g_string_free (g_steal_pointer (&password), FALSE);
}

static gboolean
reset_password (HcrmRequest *req, GError **error)
{
  const HcrmStep *step = NULL;
  g_autoptr (HcrmRows) rows = hcrm_request_take_step (req, &SQL_USER_LOCK, &hcrm_user_workflow,
                                                      get_action (req), &step, error);
  if (rows == NULL)
    return FALSE;

  g_autofree char *password = make_password ();
  g_autofree char *hash = hcrm_password_hash (password);
  hcrm_db_let (req->db, "password_hash", hash);
  hcrm_db_queue (req->db, &SQL_USER_AUDIT_RESET, NULL);
  if (!hcrm_db_run (req->db, &SQL_USER_RESET_PASSWORD, NULL, error) || !end_sessions (req, error))
    return FALSE;
  g_string_append_printf (req->reply, "{\"password\":\"%s\"}", password);
  return TRUE;
}

/* --- Routes --------------------------------------------------------------------------------- */

#define MANAGE HCRM_PERM_USER_MANAGE
#define CREATES HCRM_ROUTE_CREATES
#define ONCE HCRM_ROUTE_ONCE

/* clang-format off */
static const HcrmRoute routes[] = {
  { "GET",   "/colleagues",  HCRM_PERM_ORGANISATION_READ, .input = &hcrm_colleague_query, .list = &SQL_USER_COLLEAGUES },
  { "GET",   "/users",       MANAGE, .input = &hcrm_user_query, .list = &SQL_USER_LIST },
  HCRM_EXPORT ("/users", MANAGE, &hcrm_user_fields),
  { "GET",   "/users/{id}",  MANAGE, .sql = &SQL_USER_GET },
  { "POST",  "/users",       MANAGE, CREATES, &hcrm_user_new, .check = check_new, .sql = &SQL_USER_CREATE,
    .reread = &SQL_USER_GET, .event = "user" },
  { "PATCH", "/users/{id}",  MANAGE, .input = &hcrm_user_fields, .lock = &SQL_USER_LOCK, .check = check_edited,
    .sql = &SQL_USER_UPDATE, .reread = &SQL_USER_GET, .event = "user" },
  { "POST",  "/users/{id}/actions/lock",           MANAGE, .handler = change_state },
  { "POST",  "/users/{id}/actions/unlock",         MANAGE, .handler = change_state },
  { "POST",  "/users/{id}/actions/retire",         MANAGE, .handler = change_state },
  /* Its answer is a password, which is kept nowhere. */
  { "POST",  "/users/{id}/actions/reset-password", MANAGE, ONCE, .handler = reset_password },
};

static const HcrmConstraint constraints[] = {
  { "app_user_username_key",        "username", N_("This user name is taken") },
  { "app_user_username_check",      "username", N_("A user name has small letters, digits, dots and dashes, and begins with a letter") },
  { "app_user_staff_id_fkey",       "staff_id", N_("There is no such member of staff") },
  { "user_role_role_id_fkey",       "roles",    N_("There is no such role") },
  { "user_role_department_id_fkey", "roles",    N_("There is no such department") },
};
/* clang-format on */

const HcrmModule hcrm_user_module = {
  "user", routes, G_N_ELEMENTS (routes), constraints, G_N_ELEMENTS (constraints),
};
