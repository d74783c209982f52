/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Migrations: from nothing, again, after a change, from the future, after a failure. */

#include <libpq-fe.h>

#include "core/hcrm-migrate.h"

static const HcrmSqlFile one = { "0001-one.sql", "CREATE TABLE one (id int); SELECT 1;", "aa" };
static const HcrmSqlFile two = { "0002-two.sql", "ALTER TABLE one ADD name text;", "bb" };
static const HcrmSqlFile bad = { "0002-bad.sql", "CREATE TABLE half (id int); SELECT 1 / 0;",
                                 "cc" };
static const HcrmSqlFile changed = { "0001-one.sql", "CREATE TABLE one (id bigint);", "dd" };

typedef struct {
  char *conninfo;
} Base;

static void
run (const char *conninfo, const char *sql)
{
  PGconn *conn = PQconnectdb (conninfo);
  PGresult *result = PQexec (conn, sql);

  g_assert_cmpstr (PQresultErrorMessage (result), ==, "");
  PQclear (result);
  PQfinish (conn);
}

static gboolean
has_table (Base *base, const char *name)
{
  PGconn *conn = PQconnectdb (base->conninfo);
  PGresult *result =
      PQexecParams (conn, "SELECT to_regclass($1) IS NOT NULL", 1, NULL, &name, NULL, NULL, 0);
  gboolean found = g_str_equal (PQgetvalue (result, 0, 0), "t");

  PQclear (result);
  PQfinish (conn);
  return found;
}

static void
set_up (Base *base, gconstpointer unused)
{
  run (g_getenv ("HCRM_TEST_PG"), "CREATE DATABASE hcrm_test_migrate");
  base->conninfo = g_strconcat (g_getenv ("HCRM_TEST_PG"), " dbname=hcrm_test_migrate", NULL);
}

static void
tear_down (Base *base, gconstpointer unused)
{
  run (g_getenv ("HCRM_TEST_PG"), "DROP DATABASE hcrm_test_migrate WITH (FORCE)");
  g_free (base->conninfo);
}

static guint
migrate (Base *base, const HcrmSqlFile *migrations)
{
  g_autoptr (GError) error = NULL;
  guint n = 0;

  hcrm_migrate (base->conninfo, migrations, &n, &error);
  g_assert_no_error (error);
  return n;
}

static void
assert_refused (Base *base, const HcrmSqlFile *migrations, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (hcrm_migrate (base->conninfo, migrations, NULL, &error));
  g_assert_error (error, HCRM_ERROR, code);
}

static void
test_empty (Base *base, gconstpointer unused)
{
  const HcrmSqlFile first[] = { one, { NULL } };
  const HcrmSqlFile both[] = { one, two, { NULL } };
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (migrate (base, first), ==, 1);
  g_assert_true (has_table (base, "one"));
  g_assert_cmpuint (migrate (base, first), ==, 0);
  g_assert_false (hcrm_migrate_check (base->conninfo, both, &error));
  g_assert_error (error, HCRM_ERROR, HCRM_ERROR_WRONG_STATE);
  g_assert_cmpuint (migrate (base, both), ==, 1);
  g_assert_true (hcrm_migrate_check (base->conninfo, both, NULL));
}

static void
test_changed (Base *base, gconstpointer unused)
{
  const HcrmSqlFile first[] = { one, { NULL } };
  const HcrmSqlFile other[] = { changed, two, { NULL } };

  migrate (base, first);
  assert_refused (base, other, HCRM_ERROR_WRONG_STATE);
}

static void
test_newer (Base *base, gconstpointer unused)
{
  const HcrmSqlFile first[] = { one, { NULL } };
  const HcrmSqlFile both[] = { one, two, { NULL } };
  const HcrmSqlFile other[] = { one, bad, { NULL } };

  migrate (base, both);
  assert_refused (base, first, HCRM_ERROR_WRONG_STATE);
  assert_refused (base, other, HCRM_ERROR_WRONG_STATE);
}

static void
test_failing (Base *base, gconstpointer unused)
{
  const HcrmSqlFile failing[] = { one, bad, { NULL } };
  const HcrmSqlFile mended[] = { one, two, { NULL } };

  assert_refused (base, failing, HCRM_ERROR_INTERNAL);
  g_assert_true (has_table (base, "one"));
  g_assert_false (has_table (base, "half"));
  g_assert_cmpuint (migrate (base, mended), ==, 1);
}

static gpointer
migrate_cb (gpointer base)
{
  const HcrmSqlFile slow[] = {
    { "0001-slow.sql", "SELECT pg_sleep(0.2); CREATE TABLE slow (id int)", "ee" }, { NULL }
  };

  return GUINT_TO_POINTER (migrate (base, slow));
}

static void
test_together (Base *base, gconstpointer unused)
{
  GThread *threads[4];
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("migrate", migrate_cb, base);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    n += GPOINTER_TO_UINT (g_thread_join (threads[i]));
  g_assert_cmpuint (n, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define CASE(name, function) g_test_add ("/migrate/" name, Base, NULL, set_up, function, tear_down)
  CASE ("empty", test_empty);
  CASE ("changed", test_changed);
  CASE ("newer", test_newer);
  CASE ("failing", test_failing);
  CASE ("together", test_together);
  return g_test_run ();
}
