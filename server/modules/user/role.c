/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Roles, and the static list of permissions that they are made of. */

#include "core/hcrm-export.h"
#include "model/hcrm-administration.h"
#include "role-sql.h"
#include "user.h"

static gboolean
is_repeated (GPtrArray *rows, guint n)
{
  for (guint i = 0; i < n; i++)
    if (g_strcmp0 (hcrm_record_get (rows->pdata[i], "permission"),
                   hcrm_record_get (rows->pdata[n], "permission"))
        == 0)
      return TRUE;
  return FALSE;
}

static const char *
find_fault (HcrmRequest *req, GPtrArray *rows, guint n, gboolean own)
{
  HcrmPermission permission =
      hcrm_permission_from_name (hcrm_record_get (rows->pdata[n], "permission"));
  HcrmScope scope = hcrm_scope_from_name (hcrm_record_get (rows->pdata[n], "scope"));

  if (is_repeated (rows, n))
    return _ ("This permission is given twice");
  if (scope < hcrm_permission_get_least_scope (permission))
    return _ ("This permission reaches everything or nothing");
  if (own && scope > req->user->held.scope[permission])
    return _ ("You cannot widen your own permissions");
  return NULL;
}

static gboolean
check_permissions (HcrmRequest *req, HcrmRecord *record, gboolean own, GError **error)
{
  g_autoptr (GPtrArray) rows = hcrm_record_get_rows (record, "permissions");
  g_autoptr (GError) bad = NULL;

  for (guint i = 0; i < rows->len; i++) {
    const char *fault = find_fault (req, rows, i, own);
    g_autofree char *field = g_strdup_printf ("permissions[%u].scope", i);

    if (fault != NULL)
      hcrm_error_add_field (&bad, field, fault);
  }
  if (bad == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&bad));
  return FALSE;
}

static gboolean
check_new (HcrmRequest *req, HcrmRecord *record, GError **error)
{
  return check_permissions (req, record, FALSE, error);
}

/* Everybody's permissions are read anew after the commit, since many may hold the role. */
static gboolean
check_edited (HcrmRequest *req, HcrmRecord *record, GError **error)
{
  g_autoptr (HcrmRows) rows = hcrm_db_one (req->db, &SQL_ROLE_IS_OWN, NULL, error);

  if (rows == NULL)
    return FALSE;
  hcrm_request_forget_user (req, 0);
  return check_permissions (req, record, hcrm_rows_get_bool (rows, 0, "own"), error);
}

static void
append_permission (GString *out, HcrmPermission permission)
{
  g_string_append_printf (out, "{\"permission\":\"%s\",\"scopes\":[",
                          hcrm_permission_get_name (permission));
  for (HcrmScope scope = hcrm_permission_get_least_scope (permission); scope <= HCRM_SCOPE_ALL;
       scope++)
    g_string_append_printf (out, "\"%s\"%s", hcrm_scope_get_name (scope),
                            scope < HCRM_SCOPE_ALL ? "," : "]}");
}

static gboolean
list_permissions (HcrmRequest *req, GError **error)
{
  g_string_append (req->reply, "{\"items\":[");
  for (guint i = 0; i < HCRM_N_PERMISSIONS; i++) {
    if (i > 0)
      g_string_append_c (req->reply, ',');
    append_permission (req->reply, i);
  }
  g_string_append_printf (req->reply, "],\"next\":null,\"total\":{\"value\":%d,\"exact\":true}}",
                          HCRM_N_PERMISSIONS);
  return TRUE;
}

#define MANAGE HCRM_PERM_USER_MANAGE

/* clang-format off */
static const HcrmRoute routes[] = {
  { "GET",   "/permissions", MANAGE, .handler = list_permissions },
  { "GET",   "/roles",       MANAGE, .input = &hcrm_role_query, .list = &SQL_ROLE_LIST },
  HCRM_EXPORT ("/roles", MANAGE, &hcrm_role_fields),
  { "GET",   "/roles/{id}",  MANAGE, .sql = &SQL_ROLE_GET },
  { "POST",  "/roles",       MANAGE, HCRM_ROUTE_CREATES, &hcrm_role_new, .check = check_new,
    .sql = &SQL_ROLE_CREATE, .reread = &SQL_ROLE_GET },
  { "PATCH", "/roles/{id}",  MANAGE, .input = &hcrm_role_fields, .lock = &SQL_ROLE_LOCK, .check = check_edited,
    .sql = &SQL_ROLE_UPDATE, .reread = &SQL_ROLE_GET, .event = "role" },
};

static const HcrmConstraint constraints[] = {
  { "role_code_key", "code", N_("This code is taken") },
};
/* clang-format on */

const HcrmModule hcrm_role_module = {
  "role", routes, G_N_ELEMENTS (routes), constraints, G_N_ELEMENTS (constraints),
};
