/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The real program: complete without configuration, and gone in order when told so. */

#include <gio/gio.h>
#include <libsoup/soup.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "hcrm-program.h"

#define PATIENCE_US (60 * G_TIME_SPAN_SECOND)

typedef struct {
  char *dir;
  char *log;
  GSubprocess *process;
  guint port;
} Room;

static void
set_up (Room *room, gconstpointer unused)
{
  room->dir = g_dir_make_tmp ("hcrm-server-XXXXXX", NULL);
  room->log = g_build_filename (room->dir, "out", NULL);
}

static char *
read_log (Room *room)
{
  char *text = NULL;

  g_file_get_contents (room->log, &text, NULL, NULL);
  return text != NULL ? text : g_strdup ("");
}

static void
start (Room *room, const char *first, const char *second)
{
  g_autofree char *program = program_find ("hcrm-server");
  g_autofree char *data = g_build_filename (room->dir, "data", NULL);
  g_autoptr (GSubprocessLauncher) launcher =
      program_make_launcher (G_SUBPROCESS_FLAGS_STDERR_MERGE);
  g_autoptr (GError) error = NULL;

  unlink (room->log);
  g_subprocess_launcher_set_stdout_file_path (launcher, room->log);
  g_clear_object (&room->process);
  room->process = g_subprocess_launcher_spawn (launcher, &error, program, "--data-dir", data, first,
                                               second, NULL);
  g_assert_no_error (error);
}

static gboolean
read_port (Room *room)
{
  g_autofree char *text = read_log (room);
  const char *found = strstr (text, "(port ");

  room->port = found != NULL ? atoi (found + strlen ("(port ")) : 0;
  return room->port != 0;
}

static void
wait_for_port (Room *room)
{
  gint64 until = g_get_monotonic_time () + PATIENCE_US;

  while (!read_port (room) && g_get_monotonic_time () < until
         && g_subprocess_get_identifier (room->process) != NULL)
    g_usleep (20000);
  if (room->port == 0) {
    g_autofree char *text = read_log (room);
    g_error ("the server does not listen:\n%s", text);
  }
}

static void
start_and_wait (Room *room)
{
  start (room, "--listen", "127.0.0.1:0");
  wait_for_port (room);
}

static void
stop (Room *room, int number)
{
  gint64 began = g_get_monotonic_time ();

  g_subprocess_send_signal (room->process, number);
  g_subprocess_wait (room->process, NULL, NULL);
  g_assert_cmpint (g_get_monotonic_time () - began, <, 10 * G_TIME_SPAN_SECOND);
  if (number == SIGKILL)
    return;
  if (!g_subprocess_get_if_exited (room->process)
      || g_subprocess_get_exit_status (room->process) != 0) {
    g_autofree char *text = read_log (room);
    g_error ("the server ended badly:\n%s", text);
  }
}

static void
tear_down (Room *room, gconstpointer unused)
{
  g_autofree char *command = g_strdup_printf ("rm -rf '%s'", room->dir);

  if (room->process != NULL && g_subprocess_get_identifier (room->process) != NULL)
    stop (room, SIGTERM);
  g_clear_object (&room->process);
  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
  g_free (room->dir);
  g_free (room->log);
}

static guint
get (Room *room, const char *path, char **text)
{
  g_autoptr (SoupSession) session = soup_session_new ();
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u%s", room->port, path);
  g_autoptr (SoupMessage) message = soup_message_new ("GET", url);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = soup_session_send_and_read (session, message, NULL, &error);

  g_assert_no_error (error);
  if (text != NULL)
    *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  return soup_message_get_status (message);
}

static gboolean
log_has (Room *room, const char *text)
{
  g_autofree char *log = read_log (room);

  return strstr (log, text) != NULL;
}

static gboolean
has_postgres (Room *room)
{
  g_autofree char *path = g_build_filename (room->dir, "data", "cluster", "postmaster.pid", NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

/* --- Tests --- */

static void
test_status (Room *room, gconstpointer unused)
{
  g_autofree char *metrics = NULL;
  gint64 until = g_get_monotonic_time () + PATIENCE_US;

  start_and_wait (room);
  g_assert_cmpuint (get (room, "/healthz", NULL), ==, 200);
  g_assert_cmpuint (get (room, "/healthz/x", NULL), ==, 404);
  while (get (room, "/readyz", NULL) != 200 && g_get_monotonic_time () < until)
    g_usleep (50000);
  g_assert_cmpuint (get (room, "/readyz", NULL), ==, 200);
  g_assert_cmpuint (get (room, "/metrics", &metrics), ==, 200);
  g_assert_nonnull (strstr (metrics, "\nhcrm_database_up 1\n"));
  g_assert_nonnull (strstr (metrics, "\nhcrm_jobs_queued 0\n"));
  g_assert_cmpuint (get (room, "/api/v1/about", NULL), ==, 200);
}

static void
test_password_once (Room *room, gconstpointer unused)
{
  start_and_wait (room);
  g_assert_true (log_has (room, "user name admin, password "));
  stop (room, SIGTERM);
  g_assert_false (has_postgres (room));
  start_and_wait (room);
  g_assert_false (log_has (room, "password"));
  stop (room, SIGINT);
  g_assert_false (has_postgres (room));
}

/* With a client that keeps its connection, and one that never sends its request to the end. */
static void
test_stop_busy (Room *room, gconstpointer unused)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) slow = NULL;

  start_and_wait (room);
  slow = g_socket_client_connect_to_host (client, "127.0.0.1", room->port, NULL, NULL);
  g_assert_nonnull (slow);
  g_assert_true (g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (slow)),
                                            "POST /api/v1/session HTTP/1.1\r\nContent-Le", 40, NULL,
                                            NULL, NULL));
  g_assert_cmpuint (get (room, "/api/v1/about", NULL), ==, 200);
  stop (room, SIGTERM);
  g_assert_false (has_postgres (room));
}

static void
test_killed (Room *room, gconstpointer unused)
{
  start_and_wait (room);
  stop (room, SIGKILL);
  g_assert_true (has_postgres (room));
  start_and_wait (room);
  g_assert_cmpuint (get (room, "/api/v1/about", NULL), ==, 200);
  stop (room, SIGTERM);
  g_assert_false (has_postgres (room));
}

static void
assert_refuses (Room *room, const char *first, const char *second, const char *why)
{
  start (room, first, second);
  g_subprocess_wait (room->process, NULL, NULL);
  g_assert_cmpint (g_subprocess_get_exit_status (room->process), ==, 1);
  if (!log_has (room, why)) {
    g_autofree char *text = read_log (room);
    g_error ("%s is not in:\n%s", why, text);
  }
}

static void
test_refusals (Room *room, gconstpointer unused)
{
  assert_refuses (room, "--no-such-option", NULL, "--no-such-option");
  assert_refuses (room, "argument", NULL, "argument");
  assert_refuses (room, "--workers", "100000", "workers");
  assert_refuses (room, "--config", "/does/not/exist", "exist");
  assert_refuses (room, "--tls-key", "/does/not/exist", "certificate");
  assert_refuses (room, "--listen", "0.0.0.0:0", "--tls-certificate");
  g_assert_false (has_postgres (room));
}

static void
test_version (Room *room, gconstpointer unused)
{
  start (room, "--version", NULL);
  g_assert_true (g_subprocess_wait_check (room->process, NULL, NULL));
  g_assert_true (log_has (room, "hcrm-server " HCRM_VERSION));
}

static void
test_config_file (Room *room, gconstpointer unused)
{
  g_autofree char *path = g_build_filename (room->dir, "server.conf", NULL);

  g_assert_true (g_file_set_contents (path, "[server]\nlisten=127.0.0.1:0\nworkers=3\n", -1, NULL));
  start (room, "--config", path);
  wait_for_port (room);
  stop (room, SIGTERM);
  g_assert_true (g_file_set_contents (path, "[server]\nlisten-on=127.0.0.1:0\n", -1, NULL));
  assert_refuses (room, "--config", path, "listen-on");
}

/* Returns what the operator's tool says. */
static char *
run_admin (Room *room, gboolean expected, const char *action, const char *user)
{
  g_autofree char *program = program_find ("hcrm-admin");
  g_autofree char *data = g_build_filename (room->dir, "data", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE, &error,
                        program, user != NULL ? "users" : action, "--data-dir", data,
                        user != NULL ? action : NULL, user, NULL);
  char *text = NULL;

  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &text, NULL, NULL));
  if (g_subprocess_get_successful (process) != expected)
    g_error ("%s: %s", action, text);
  return text;
}

static guint
sign_in (Room *room, const char *user, const char *said)
{
  g_autoptr (SoupSession) session = soup_session_new ();
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u/api/v1/session", room->port);
  g_autoptr (SoupMessage) message = soup_message_new ("POST", url);
  g_autofree char *text = g_strdup_printf ("{\"username\":\"%s\",\"password\":\"%.16s\"}", user,
                                           strstr (said, "Password: ") + strlen ("Password: "));
  g_autoptr (GBytes) body = g_bytes_new (text, strlen (text));

  soup_message_set_request_body_from_bytes (message, "application/json", body);
  g_autoptr (GBytes) answer = soup_session_send_and_read (session, message, NULL, NULL);
  return soup_message_get_status (message);
}

static void
test_admin (Room *room, gconstpointer unused)
{
  g_autofree char *away = run_admin (room, FALSE, "lock", "operator");
  start_and_wait (room);
  g_autofree char *migrated = run_admin (room, TRUE, "migrate", NULL);
  g_autofree char *verified = run_admin (room, TRUE, "verify", NULL);
  g_autofree char *first = run_admin (room, TRUE, "create", "operator");
  g_autofree char *twice = run_admin (room, FALSE, "create", "operator");
  g_autofree char *unknown = run_admin (room, FALSE, "lock", "nobody");
  g_autofree char *system = run_admin (room, FALSE, "reset-password", "system");

  g_assert_cmpuint (sign_in (room, "operator", first), ==, 201);
  g_autofree char *second = run_admin (room, TRUE, "reset-password", "operator");
  g_assert_cmpuint (sign_in (room, "operator", first), ==, 401);
  g_assert_cmpuint (sign_in (room, "operator", second), ==, 201);
  g_autofree char *locked = run_admin (room, TRUE, "lock", "operator");
  g_assert_cmpuint (sign_in (room, "operator", second), ==, 403);
  g_autofree char *unlocked = run_admin (room, TRUE, "unlock", "operator");
  g_assert_cmpuint (sign_in (room, "operator", second), ==, 201);
}

int
main (int argc, char **argv)
{
  program_leave_root ();
  g_test_init (&argc, &argv, NULL);
#define CASE(name, function) g_test_add ("/server/" name, Room, NULL, set_up, function, tear_down)
  CASE ("status", test_status);
  CASE ("password-once", test_password_once);
  CASE ("stop-busy", test_stop_busy);
  CASE ("killed", test_killed);
  CASE ("refusals", test_refusals);
  CASE ("version", test_version);
  CASE ("config-file", test_config_file);
  CASE ("admin", test_admin);
  return g_test_run ();
}
