/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * Who may do what: every route is tried as every role, and the whole is compared with access.tsv,
 * which people read. After a change: HCRM_WRITE_ACCESS=1 meson test -C build test-access, then read
 * the difference.
 */

#include <string.h>

#include "hcrm-fixture.h"
#include "hcrm-modules.h"

#define NOTHING "-"

/* One user for each role, named after it, with a post, so that scopes reach something. */
static char **
make_users (Fixture *self)
{
  g_autofree char *made = fixture_sql (
      self, "INSERT INTO app_user (username, staff_id, password_hash)"
            " SELECT r.code, 1, (SELECT password_hash FROM app_user WHERE username = 'agent')"
            "   FROM role AS r WHERE NOT EXISTS (SELECT 1 FROM app_user WHERE username = r.code)");
  g_autofree char *given =
      fixture_sql (self,
                   "INSERT INTO user_role (user_id, role_id)"
                   " SELECT u.id, r.id FROM role AS r JOIN app_user AS u ON u.username = r.code"
                   " ON CONFLICT DO NOTHING");
  g_autofree char *names = fixture_sql (self, "SELECT string_agg(code, ' ' ORDER BY id) FROM role");

  g_assert_null (made);
  g_assert_null (given);
  return g_strsplit (names, " ", -1);
}

static char *
find_scope (Fixture *self, const char *role, HcrmPermission permission)
{
  char *scope =
      fixture_sql (self,
                   "SELECT p.scope FROM role_permission AS p JOIN role AS r ON r.id = p.role_id"
                   " WHERE r.code = '%s' AND p.permission = '%s'",
                   role, hcrm_permission_get_name (permission));

  return scope != NULL ? scope : g_strdup (NOTHING);
}

/* A path to a record that nobody has. */
static char *
make_path (const HcrmModule *module, const HcrmRoute *route)
{
  g_autoptr (GRegex) part = g_regex_new ("\\{[a-z_]+\\}", 0, 0, NULL);
  g_autofree char *path = g_regex_replace_literal (part, route->path, -1, 0, "999999", 0, NULL);

  return g_strconcat (module->face != NULL ? module->face->base : "", path, NULL);
}

static gboolean
is_refused (Fixture *self, const char *role, const HcrmModule *module, const HcrmRoute *route)
{
  g_autofree char *path = make_path (module, route);
  const char *body = strcmp (route->method, "GET") == 0 ? NULL : "{}";
  g_autoptr (JsonNode) reply = fixture_call (self, role, route->method, path, body, NULL);

  g_assert_cmpuint (fixture_answer.status, <, 500);
  return fixture_answer.status == 403;
}

/* What ends sessions or is for everybody cannot be tried by all. */
static gboolean
may_try (const HcrmModule *module)
{
  return strcmp (module->name, "session") != 0;
}

static void
append_cell (Fixture *self,
             const HcrmModule *module,
             const HcrmRoute *route,
             const char *role,
             GString *row)
{
  g_autofree char *scope = find_scope (self, role, route->need);
  gboolean refused = strcmp (scope, NOTHING) == 0;

  g_string_append_printf (row, "\t%s", scope);
  if (!may_try (module) || (route->flags & HCRM_ROUTE_PUBLIC)
      || is_refused (self, role, module, route) == refused)
    return;
  g_test_message ("%s %s as %s: %u instead", route->method, route->path, role,
                  fixture_answer.status);
  g_test_fail ();
}

static char *
make_row (Fixture *self, const HcrmModule *module, const HcrmRoute *route, char **roles)
{
  g_autoptr (GString) row = g_string_new (NULL);

  g_string_printf (row, "%s%s\t%s\t%s", module->face != NULL ? module->face->base : "", route->path,
                   route->method,
                   route->flags & HCRM_ROUTE_PUBLIC ? "everybody"
                                                    : hcrm_permission_get_name (route->need));
  for (char **role = roles; *role != NULL; role++)
    append_cell (self, module, route, *role, row);
  return g_string_free (g_steal_pointer (&row), FALSE);
}

static int
compare_rows (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static char *
make_table (Fixture *self)
{
  g_auto (GStrv) roles = make_users (self);
  g_autofree char *heads = g_strjoinv ("\t", roles);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_free);

  for (guint m = 0; hcrm_modules[m] != NULL; m++)
    for (guint i = 0; i < hcrm_modules[m]->n_routes; i++)
      g_ptr_array_add (rows, make_row (self, hcrm_modules[m], &hcrm_modules[m]->routes[i], roles));
  g_ptr_array_sort (rows, compare_rows);
  g_ptr_array_add (rows, NULL);
  g_autofree char *body = g_strjoinv ("\n", (char **) rows->pdata);
  return g_strdup_printf ("route\tmethod\tpermission\t%s\n%s\n", heads, body);
}

static void
test_access (Fixture *self, gconstpointer unused)
{
  g_autofree char *path =
      g_build_filename (g_getenv ("HCRM_SOURCE_DIR"), "tests", "server", "access.tsv", NULL);
  g_autofree char *table = make_table (self);
  g_autofree char *written = NULL;

  if (g_getenv ("HCRM_WRITE_ACCESS") != NULL)
    g_assert_true (g_file_set_contents (path, table, -1, NULL));
  g_assert_true (g_file_get_contents (path, &written, NULL, NULL));
  if (strcmp (written, table) == 0)
    return;
  fixture_report_differences ("access.tsv", written, table);
  g_test_fail ();
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  FIXTURE_TEST ("/access/table", test_access);
  return g_test_run ();
}
