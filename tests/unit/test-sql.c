/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which statement a page of a list takes, and what is built in. */
#define HCRM_SQL_ALL
#include "test-sql-sample.h"

static void
test_sorts (void)
{
  const HcrmSqlList *list = &SQL_SAMPLE_LIST;
  g_assert_cmpstr (hcrm_sql_list_find_sort (list, NULL)->key, ==, "due_on");
  g_assert_cmpstr (hcrm_sql_list_find_sort (list, "pinyin")->type, ==, "text");
  g_assert_null (hcrm_sql_list_find_sort (list, "name"));
}

static void
test_pages (void)
{
  const HcrmSqlSort *sort = hcrm_sql_list_find_sort (&SQL_SAMPLE_LIST, "due_on");
  const HcrmSql *sql = hcrm_sql_sort_page (sort, TRUE, HCRM_SQL_AFTER, 51);
  g_assert_cmpstr (sql->name, ==, "sample.list/due_on/desc/after/200");
  g_assert_cmpuint (sql->n_params, ==, 3);
  g_assert_cmpstr (sql->params[1], ==, "after_key");
  g_assert_true (sql->custom_plan);
  sql = hcrm_sql_sort_page (sort, FALSE, HCRM_SQL_FIRST, 1);
  g_assert_cmpstr (sql->name, ==, "sample.list/due_on/asc/first/50");
  g_assert_cmpuint (sql->n_params, ==, 1);
}

static void
test_limits (void)
{
  g_assert_cmpuint (hcrm_sql_page_limit (1), ==, 51);
  g_assert_cmpuint (hcrm_sql_page_limit (50), ==, 51);
  g_assert_cmpuint (hcrm_sql_page_limit (51), ==, 201);
  g_assert_cmpuint (hcrm_sql_page_limit (HCRM_SQL_MAX_PAGE), ==, 1001);
}

/* Names become the names of prepared statements: no two may be the same, none over 63 bytes. */
static void
test_names (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; SQL_SAMPLE_ALL[i] != NULL; i++) {
    const char *name = SQL_SAMPLE_ALL[i]->name;
    g_assert_cmpuint (strlen (name), <=, 63);
    g_assert_true (g_hash_table_add (seen, (gpointer) name));
  }
  g_assert_cmpuint (g_hash_table_size (seen), ==, 2 * (24 + 2) + 2 + 1);
}

static void
test_migrations (void)
{
  const char *before = "";
  for (const HcrmSqlFile *file = hcrm_sql_migrations; file->name != NULL; file++) {
    g_assert_cmpstr (before, <, file->name);
    g_assert_cmpuint (strlen (file->sha256), ==, 64);
    g_autofree char *sha256 = g_compute_checksum_for_string (G_CHECKSUM_SHA256, file->text, -1);
    g_assert_cmpstr (sha256, ==, file->sha256);
    before = file->name;
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sql/sorts", test_sorts);
  g_test_add_func ("/sql/pages", test_pages);
  g_test_add_func ("/sql/limits", test_limits);
  g_test_add_func ("/sql/names", test_names);
  g_test_add_func ("/sql/migrations", test_migrations);
  return g_test_run ();
}
