/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The embedded PostgreSQL: made, started, adopted after a crash of the server, refused twice. */

#include <glib/gstdio.h>
#include <libpq-fe.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/hcrm-cluster.h"
#include "hcrm-program.h"

typedef struct {
  char *dir;
} Room;

static void
set_up (Room *room, gconstpointer unused)
{
  room->dir = g_dir_make_tmp ("hcrm-cluster-XXXXXX", NULL);
  g_assert_nonnull (room->dir);
}

static void
tear_down (Room *room, gconstpointer unused)
{
  g_autofree char *command = g_strdup_printf ("rm -rf '%s'", room->dir);

  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
  g_free (room->dir);
}

static HcrmCluster *
start (Room *room)
{
  g_autoptr (GError) error = NULL;
  HcrmCluster *cluster = hcrm_cluster_start (room->dir, NULL, &error);

  g_assert_no_error (error);
  return cluster;
}

static char *
ask (const char *conninfo, const char *sql)
{
  PGconn *conn = PQconnectdb (conninfo);
  PGresult *result = PQexec (conn, sql);
  char *value = NULL;

  if (PQresultStatus (result) == PGRES_TUPLES_OK)
    value = g_strdup (PQntuples (result) > 0 ? PQgetvalue (result, 0, 0) : "");
  else if (PQresultStatus (result) == PGRES_COMMAND_OK)
    value = g_strdup ("");
  else
    g_test_message ("%s", PQerrorMessage (conn));
  PQclear (result);
  PQfinish (conn);
  return value;
}

static void
assert_answer (const char *conninfo, const char *sql, const char *expected)
{
  g_autofree char *answer = ask (conninfo, sql);

  g_assert_cmpstr (answer, ==, expected);
}

static void
test_start (Room *room, gconstpointer unused)
{
  g_autoptr (HcrmCluster) cluster = start (room);
  const char *app = hcrm_cluster_get_app_conninfo (cluster);
  const char *owner = hcrm_cluster_get_owner_conninfo (cluster);

  g_assert_false (hcrm_cluster_is_adopted (cluster));
  assert_answer (app, "SELECT current_user", "hcrm_app");
  assert_answer (owner, "SELECT current_user", "hcrm_owner");
  assert_answer (app, "SHOW data_checksums", "on");
  assert_answer (app, "SHOW server_encoding", "UTF8");
  assert_answer (app, "SHOW lc_collate", "C.UTF-8");
  assert_answer (app, "SHOW jit", "off");
  assert_answer (app, "SHOW listen_addresses", "");
  assert_answer (app, "SELECT extname FROM pg_extension WHERE extname = 'btree_gist'",
                 "btree_gist");
  g_assert_null (ask (app, "CREATE TABLE made_by_app (id int)"));
  assert_answer (owner, "CREATE TABLE made_by_owner (id int)", "");
  assert_answer (app, "SELECT tableowner FROM pg_tables WHERE tablename = 'made_by_owner'",
                 "hcrm_owner");
}

static void
test_private (Room *room, gconstpointer unused)
{
  g_autoptr (HcrmCluster) cluster = start (room);
  GStatBuf info;
  g_autofree char *pgdata = g_build_filename (room->dir, "cluster", NULL);

  g_assert_cmpint (g_stat (room->dir, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0700);
  g_assert_cmpint (g_stat (pgdata, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0077, ==, 0);
  g_assert_cmpint (getpgid (hcrm_cluster_get_pid (cluster)), !=, getpgid (0));
}

static void
test_again (Room *room, gconstpointer unused)
{
  g_autoptr (HcrmCluster) first = start (room);
  assert_answer (hcrm_cluster_get_owner_conninfo (first), "CREATE TABLE kept (id int)", "");
  hcrm_cluster_stop (first, 5000);
  g_assert_null (ask (hcrm_cluster_get_app_conninfo (first), "SELECT 1"));
  g_clear_pointer (&first, hcrm_cluster_free);

  g_autoptr (HcrmCluster) second = start (room);
  g_assert_false (hcrm_cluster_is_adopted (second));
  assert_answer (hcrm_cluster_get_owner_conninfo (second), "SELECT count(*) FROM kept", "0");
}

static void
test_second_refused (Room *room, gconstpointer unused)
{
  g_autoptr (HcrmCluster) first = start (room);
  g_autoptr (GError) error = NULL;

  g_assert_null (hcrm_cluster_start (room->dir, NULL, &error));
  g_assert_error (error, HCRM_ERROR, HCRM_ERROR_WRONG_STATE);
  assert_answer (hcrm_cluster_get_app_conninfo (first), "SELECT 1", "1");
}

/* A server that dies as with kill -9: no destructor runs, its lock goes, PostgreSQL stays. */
static void
start_and_die (Room *room)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  const char *argv[] = { program, "--start-and-die", room->dir, NULL };
  int status = 0;

  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, NULL,
                               &status, NULL));
  g_assert_true (WIFSIGNALED (status) && WTERMSIG (status) == SIGKILL);
}

static void
test_adopt (Room *room, gconstpointer unused)
{
  start_and_die (room);
  g_autoptr (HcrmCluster) cluster = start (room);
  GPid pid = hcrm_cluster_get_pid (cluster);

  g_assert_true (hcrm_cluster_is_adopted (cluster));
  assert_answer (hcrm_cluster_get_app_conninfo (cluster), "SELECT 1", "1");
  hcrm_cluster_stop (cluster, 5000);
  g_assert_null (ask (hcrm_cluster_get_app_conninfo (cluster), "SELECT 1"));

  g_autofree char *proc = g_strdup_printf ("/proc/%d/cwd", pid);
  g_autofree char *cwd = g_file_read_link (proc, NULL);
  g_assert_null (cwd);
}

static void
test_reused_pid (Room *room, gconstpointer unused)
{
  g_autoptr (HcrmCluster) first = start (room);
  g_clear_pointer (&first, hcrm_cluster_free);
  g_autofree char *path = g_build_filename (room->dir, "cluster", "postmaster.pid", NULL);
  g_autofree char *text =
      g_strdup_printf ("%d\n/elsewhere\n1\n5432\n/elsewhere\n\n\nready\n", getppid ());
  g_assert_true (g_file_set_contents (path, text, -1, NULL));

  g_autoptr (HcrmCluster) second = start (room);
  assert_answer (hcrm_cluster_get_app_conninfo (second), "SELECT 1", "1");
}

static void
test_tend (Room *room, gconstpointer unused)
{
  g_autoptr (HcrmCluster) cluster = start (room);
  GPid pid = hcrm_cluster_get_pid (cluster);

  g_test_expect_message (NULL, G_LOG_LEVEL_WARNING, "PostgreSQL ended unexpectedly*");
  kill (pid, SIGQUIT);
  for (guint i = 0; i < 100 && hcrm_cluster_get_pid (cluster) == pid; i++) {
    g_usleep (50000);
    hcrm_cluster_tend (cluster);
  }
  g_test_assert_expected_messages ();
  for (guint i = 0; i < 100; i++) {
    if (PQping (hcrm_cluster_get_app_conninfo (cluster)) == PQPING_OK)
      break;
    g_usleep (50000);
  }
  assert_answer (hcrm_cluster_get_app_conninfo (cluster), "SELECT 1", "1");
}

/* Socket addresses hold 107 bytes. */
static void
test_deep (Room *room, gconstpointer unused)
{
  g_autofree char *deep =
      g_build_filename (room->dir, "a-folder-with-a-name-that-is-long",
                        "and-another-with-a-'quote'-and-\\", "and one with a space and so on",
                        "until it is far too long", NULL);
  g_autofree char *outer = g_steal_pointer (&room->dir);
  room->dir = g_strdup (deep);
  g_autoptr (HcrmCluster) cluster = start (room);

  assert_answer (hcrm_cluster_get_app_conninfo (cluster), "SELECT 1", "1");
  hcrm_cluster_stop (cluster, 5000);
  g_free (room->dir);
  room->dir = g_steal_pointer (&outer);
}

int
main (int argc, char **argv)
{
  program_leave_root ();
  if (argc == 3 && g_str_equal (argv[1], "--start-and-die")) {
    hcrm_cluster_start (argv[2], NULL, NULL);
    kill (getpid (), SIGKILL);
  }
  g_test_init (&argc, &argv, NULL);
#define CASE(name, function) g_test_add ("/cluster/" name, Room, NULL, set_up, function, tear_down)
  CASE ("start", test_start);
  CASE ("private", test_private);
  CASE ("again", test_again);
  CASE ("second-refused", test_second_refused);
  CASE ("adopt", test_adopt);
  CASE ("reused-pid", test_reused_pid);
  CASE ("tend", test_tend);
  CASE ("deep", test_deep);
  return g_test_run ();
}
