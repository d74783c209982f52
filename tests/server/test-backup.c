/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The restore drill, with the real programs: copy, go on, do something wrong, go back to before. */

#include <gio/gio.h>
#include <libpq-fe.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "core/hcrm-audit.h"
#include "core/hcrm-cluster.h"
#include "core/hcrm-db.h"
#include "core/hcrm-session.h"
#include "hcrm-program.h"

#define PATIENCE_US (60 * G_TIME_SPAN_SECOND)

typedef struct {
  char *dir, *data, *archive, *log;
  GSubprocess *server;
} Room;

/* --- The programs --- */

static gboolean
is_listening (Room *room)
{
  g_autofree char *text = NULL;

  return g_file_get_contents (room->log, &text, NULL, NULL) && strstr (text, "(port ") != NULL;
}

static void
start (Room *room)
{
  g_autoptr (GSubprocessLauncher) launcher =
      program_make_launcher (G_SUBPROCESS_FLAGS_STDERR_MERGE);
  g_autofree char *program = program_find ("hcrm-server");
  g_autoptr (GError) error = NULL;
  gint64 until = g_get_monotonic_time () + PATIENCE_US;

  unlink (room->log);
  g_subprocess_launcher_set_stdout_file_path (launcher, room->log);
  room->server = g_subprocess_launcher_spawn (launcher, &error, program, "--data-dir", room->data,
                                              "--archive", room->archive, "--listen", "127.0.0.1:0",
                                              "--mllp", "127.0.0.1:0", NULL);
  g_assert_no_error (error);
  while (!is_listening (room) && g_get_monotonic_time () < until)
    g_usleep (50000);
  g_assert_true (is_listening (room));
}

static void
stop (Room *room)
{
  g_subprocess_send_signal (room->server, SIGTERM);
  g_subprocess_wait (room->server, NULL, NULL);
  g_clear_object (&room->server);
}

/* Runs hcrm-admin; returns what it said. @good: whether it ought to succeed. */
static char *
admin (Room *room, gboolean good, const char *command, const char *option, const char *value)
{
  g_autoptr (GSubprocessLauncher) launcher =
      program_make_launcher (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE);
  g_autofree char *program = program_find ("hcrm-admin");
  g_autoptr (GError) error = NULL;
  char *said = NULL;
  gboolean plain = strcmp (command, "verify") == 0;
  const char *argv[] = {
    program,       command, "--data-dir", room->data, plain ? NULL : "--archive",
    room->archive, option,  value,        NULL
  };
  g_autoptr (GSubprocess) process = g_subprocess_launcher_spawnv (launcher, argv, &error);

  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &said, NULL, NULL);
  if (g_subprocess_get_successful (process) != good)
    g_error ("hcrm-admin %s: %s", command, said);
  return said;
}

/* --- The database --- */

static char *
ask (Room *room, const char *sql)
{
  g_autofree char *conninfo = hcrm_cluster_find (room->data, TRUE, NULL);
  PGconn *conn = PQconnectdb (conninfo);
  PGresult *result = PQexec (conn, sql);
  char *value = PQntuples (result) > 0 ? g_strdup (PQgetvalue (result, 0, 0)) : NULL;

  PQclear (result);
  PQfinish (conn);
  return value;
}

static void
tell (Room *room, const char *sql)
{
  g_free (ask (room, sql));
}

static void
assert_answer (Room *room, const char *sql, const char *expected)
{
  g_autofree char *answer = ask (room, sql);

  g_assert_cmpstr (answer, ==, expected);
}

static void
seal (Room *room)
{
  g_autofree char *conninfo = hcrm_cluster_find (room->data, FALSE, NULL);
  HcrmDb *db = hcrm_db_open (conninfo, NULL);

  hcrm_db_begin (db, &hcrm_system_context);
  g_assert_true (hcrm_audit_seal (db, NULL));
  g_assert_true (hcrm_db_end (db, TRUE, NULL));
  hcrm_db_close (db);
}

#define NAMES "SELECT string_agg(name, ' ' ORDER BY id) FROM patient"

static void
add_patient (Room *room, const char *name)
{
  g_autofree char *sql = g_strdup_printf (
      "INSERT INTO patient (name, sex, id_kind, id_number) VALUES ('%s', 'male', 'other', 'N')",
      name);

  tell (room, sql);
}

/* A moment between what was written before and what comes after. */
static char *
note_moment (void)
{
  g_usleep (1100000);
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_usleep (100000);
  return g_date_time_format_iso8601 (now);
}

static void
set_up (Room *room, gconstpointer unused)
{
  room->dir = g_dir_make_tmp ("hcrm-backup-XXXXXX", NULL);
  room->data = g_build_filename (room->dir, "data", NULL);
  room->archive = g_build_filename (room->dir, "archive of 100%'s", NULL);
  room->log = g_build_filename (room->dir, "out", NULL);
  start (room);
}

static void
tear_down (Room *room, gconstpointer unused)
{
  g_autofree char *command = g_strdup_printf ("rm -rf '%s'", room->dir);

  if (room->server != NULL)
    stop (room);
  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
  g_free (room->dir);
  g_free (room->data);
  g_free (room->archive);
  g_free (room->log);
}

/* --- Tests --- */

static void
test_drill (Room *room, gconstpointer unused)
{
  add_patient (room, "甲");
  seal (room);
  g_free (admin (room, TRUE, "backup", NULL, NULL));
  add_patient (room, "乙");
  seal (room);
  g_autofree char *head =
      ask (room, "SELECT encode(hash, 'hex') FROM audit_seal ORDER BY id DESC LIMIT 1");
  g_autofree char *find_head =
      g_strdup_printf ("SELECT count(*) FROM audit_seal WHERE encode(hash, 'hex') = '%s'", head);
  g_autofree char *moment = note_moment ();
  tell (room, "UPDATE patient SET name = '错'");
  assert_answer (room, NAMES, "错 错");
  stop (room);

  g_autofree char *said = admin (room, TRUE, "restore", "--to", moment);
  g_assert_nonnull (strstr (said, "Restored."));
  start (room);
  assert_answer (room, NAMES, "甲 乙");
  assert_answer (room, find_head, "1");
  g_free (admin (room, TRUE, "verify", NULL, NULL));

  /* It goes on from there, and can be copied and brought back again. */
  add_patient (room, "丙");
  g_free (admin (room, TRUE, "backup", "--keep", "1"));
  add_patient (room, "丁");
  stop (room);
  g_free (admin (room, TRUE, "restore", NULL, NULL));
  start (room);
  assert_answer (room, NAMES, "甲 乙 丙 丁");
  g_free (admin (room, TRUE, "verify", NULL, NULL));
}

/* The disk with the data folder is gone: the archive alone brings everything back. */
static void
test_lost_disk (Room *room, gconstpointer unused)
{
  g_autofree char *command = g_strdup_printf ("rm -rf '%s'", room->data);

  g_free (admin (room, TRUE, "backup", NULL, NULL));
  add_patient (room, "甲");
  stop (room);
  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
  g_free (admin (room, TRUE, "restore", NULL, NULL));
  start (room);
  assert_answer (room, NAMES, "甲");
}

static void
test_refused (Room *room, gconstpointer unused)
{
  g_autofree char *before = note_moment ();

  add_patient (room, "甲");
  g_free (admin (room, TRUE, "backup", NULL, NULL));
  g_autofree char *running = admin (room, FALSE, "restore", NULL, NULL);
  g_assert_nonnull (strstr (running, "stop it first"));
  stop (room);

  g_autofree char *early = admin (room, FALSE, "restore", "--to", before);
  g_assert_nonnull (strstr (early, "no copy from before"));
  g_autofree char *nonsense = admin (room, FALSE, "restore", "--to", "yesterday");
  g_assert_nonnull (strstr (nonsense, "no moment"));
  g_autofree char *late = admin (room, FALSE, "restore", "--to", "2099-01-01T00:00:00Z");
  g_assert_nonnull (strstr (late, "Without --to"));
  g_autofree char *stopped = admin (room, FALSE, "backup", NULL, NULL);
  g_assert_nonnull (strstr (stopped, "No server is running"));

  /* What failed left everything as it was. */
  start (room);
  assert_answer (room, NAMES, "甲");
}

/* The PostgreSQL logs that have a line with @pattern in them. */
static char *
find_in_logs (Room *room, const char *pattern)
{
  const char *argv[] = { "grep", "-rlE", pattern, room->data, "--include=*.log", NULL };
  char *found = NULL;

  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &found,
                               NULL, NULL, NULL));
  return found;
}

static void
test_logs_name_nobody (Room *room, gconstpointer unused)
{
  add_patient (room, "欧阳秘密");
  tell (room, "INSERT INTO patient (id, name, sex) OVERRIDING SYSTEM VALUE"
              " SELECT id, '欧阳秘密', 'male' FROM patient");
  tell (room, "INSERT INTO patient (name, sex) VALUES ('欧阳秘密', 'nonsense')");
  tell (room, "SELECT '欧阳秘密'::int");
  stop (room);

  g_autofree char *found = find_in_logs (room, "欧阳秘密|Key \\(");
  g_autofree char *logs = find_in_logs (room, "database system is ready");
  g_autofree char *text = NULL;
  g_assert_cmpstr (found, ==, "");
  g_assert_cmpstr (logs, !=, ""); /* it was looked for where the logs are */
  g_assert_true (g_file_get_contents (room->log, &text, NULL, NULL));
  g_assert_null (strstr (text, "欧阳秘密"));
}

#define TEST(path, function) g_test_add (path, Room, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  program_leave_root ();
  g_test_init (&argc, &argv, NULL);
  TEST ("/backup/drill", test_drill);
  TEST ("/backup/lost-disk", test_lost_disk);
  TEST ("/backup/refused", test_refused);
  TEST ("/backup/logs-name-nobody", test_logs_name_nobody);
  return g_test_run ();
}
