/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "hcrm-room.h"

#include <libpq-fe.h>
#include <libsoup/soup.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "core/hcrm-cluster.h"
#include "core/hcrm-session.h"
#include "hcrm-program.h"

#define PATIENCE_US (600 * G_TIME_SPAN_SECOND)
#define TOKEN "a-telephone-system"

/* --- The programs ---------------------------------------------------------------------------- */

void
room_set_up (Room *self, gconstpointer unused)
{
  self->dir = g_dir_make_tmp ("hcrm-room-XXXXXX", NULL);
  self->data = g_build_filename (self->dir, "data", NULL);
  self->files = g_build_filename (self->data, "files", NULL);
  self->log = g_build_filename (self->dir, "out", NULL);
}

void
room_tear_down (Room *self, gconstpointer unused)
{
  g_autofree char *command = g_strdup_printf ("rm -rf '%s'", self->dir);

  if (self->server != NULL)
    room_stop (self, SIGTERM);
  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
  g_free (self->dir);
  g_free (self->data);
  g_free (self->files);
  g_free (self->log);
  g_free (self->archive);
  g_free (self->keys);
}

static void
add_option (GPtrArray *argv, const char *name, const char *value)
{
  if (value == NULL)
    return;
  g_ptr_array_add (argv, (gpointer) name);
  g_ptr_array_add (argv, (gpointer) value);
}

/* As a quota does it, and whatever limits a service. */
static void
limit_cb (gpointer data)
{
  const Room *self = data;
  struct rlimit most = { self->most_file, self->most_file };

  prctl (PR_SET_PDEATHSIG, SIGTERM);
  if (self->most_file != 0)
    setrlimit (RLIMIT_FSIZE, &most);
}

static gboolean
read_port (Room *self)
{
  g_autofree char *text = NULL;
  const char *found =
      g_file_get_contents (self->log, &text, NULL, NULL) ? strstr (text, "(port ") : NULL;

  self->port = found != NULL ? atoi (found + strlen ("(port ")) : 0;
  return self->port != 0;
}

void
room_start (Room *self)
{
  g_autoptr (GSubprocessLauncher) launcher =
      program_make_launcher (G_SUBPROCESS_FLAGS_STDERR_MERGE);
  g_autofree char *program = program_find ("hcrm-server");
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  gint64 until = g_get_monotonic_time () + PATIENCE_US;

  unlink (self->log);
  g_subprocess_launcher_set_stdout_file_path (launcher, self->log);
  g_subprocess_launcher_set_child_setup (launcher, limit_cb, self, NULL);
  g_ptr_array_add (argv, program);
  add_option (argv, "--data-dir", self->data);
  add_option (argv, "--archive", self->archive);
  add_option (argv, "--file-keys", self->keys);
  add_option (argv, "--listen", "127.0.0.1:0");
  add_option (argv, "--mllp", "127.0.0.1:0");
  g_ptr_array_add (argv, NULL);
  self->server = g_subprocess_launcher_spawnv (launcher, (const char *const *) argv->pdata, &error);
  g_assert_no_error (error);
  while (!read_port (self) && g_get_monotonic_time () < until
         && g_subprocess_get_identifier (self->server) != NULL)
    g_usleep (20000);
  g_autofree char *said = NULL;
  if (self->port == 0 && g_file_get_contents (self->log, &said, NULL, NULL))
    g_error ("the server does not listen:\n%s", said);
  g_assert_cmpuint (self->port, !=, 0);
}

void
room_stop (Room *self, int number)
{
  g_subprocess_send_signal (self->server, number);
  g_subprocess_wait (self->server, NULL, NULL);
  g_clear_object (&self->server);
}

char *
room_admin (Room *self, gboolean good, const char *command, ...)
{
  g_autoptr (GSubprocessLauncher) launcher =
      program_make_launcher (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE);
  g_autofree char *program = program_find ("hcrm-admin");
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  char *said = NULL;
  va_list more;

  g_ptr_array_add (argv, program);
  g_ptr_array_add (argv, (gpointer) command);
  add_option (argv, "--data-dir", self->data);
  va_start (more, command);
  for (const char *one; (one = va_arg (more, const char *)) != NULL;)
    g_ptr_array_add (argv, (gpointer) one);
  va_end (more);
  g_ptr_array_add (argv, NULL);
  g_autoptr (GSubprocess) process =
      g_subprocess_launcher_spawnv (launcher, (const char *const *) argv->pdata, &error);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &said, NULL, NULL);
  if (g_subprocess_get_successful (process) != good)
    g_error ("hcrm-admin %s: %s", command, said);
  return said;
}

/* --- The database ---------------------------------------------------------------------------- */

char *
room_ask (Room *self, const char *sql)
{
  g_autofree char *conninfo = hcrm_cluster_find (self->data, TRUE, NULL);
  PGconn *conn = PQconnectdb (conninfo);
  PGresult *result = PQexec (conn, sql);
  char *value = PQntuples (result) > 0 ? g_strdup (PQgetvalue (result, 0, 0)) : NULL;

  PQclear (result);
  PQfinish (conn);
  return value;
}

void
room_tell (Room *self, const char *sql)
{
  g_free (room_ask (self, sql));
}

void
room_assert (Room *self, const char *sql, const char *expected)
{
  g_autofree char *answer = room_ask (self, sql);

  g_assert_cmpstr (answer, ==, expected);
}

/* --- Recordings ------------------------------------------------------------------------------ */

void
room_furnish (Room *self)
{
  g_autofree char *hash = hcrm_token_hash (TOKEN);
  g_autofree char *sql = g_strdup_printf (
      "SELECT set_config('hcrm.user', '1', false), set_config('hcrm.all', 'on', false);"
      "INSERT INTO site (code, name) VALUES ('HQ', '示范医院');"
      "INSERT INTO app_user (username) VALUES ('pbx');"
      "INSERT INTO user_role (user_id, role_id) SELECT u.id, r.id FROM app_user AS u, role AS r"
      " WHERE u.username = 'pbx' AND r.code IN ('telephony', 'supervisor');"
      "INSERT INTO session (token_hash, user_id, expires_at) SELECT decode('%s', 'hex'), u.id,"
      " now() + interval '1 day' FROM app_user AS u WHERE u.username = 'pbx'",
      hash);

  room_tell (self, sql);
  room_assert (self, "SELECT count(*) FROM session", "1");
}

GSocketConnection *
room_begin (Room *self, const char *path, gint64 length)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GError) error = NULL;
  GSocketConnection *connection =
      g_socket_client_connect_to_host (client, "127.0.0.1", self->port, NULL, &error);
  g_autofree char *size = length < 0
                              ? g_strdup ("Transfer-Encoding: chunked")
                              : g_strdup_printf ("Content-Length: %" G_GINT64_FORMAT, length);
  g_autofree char *head = g_strdup_printf (
      "POST /api/v1%s HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAccept-Language: "
      "en\r\nAuthorization: Bearer " TOKEN "\r\nContent-Type: audio/x-wav\r\n"
      "%s\r\n\r\n",
      path, size);

  g_assert_no_error (error);
  g_assert_true (room_send (connection, head, strlen (head), FALSE));
  return connection;
}

static gboolean
write_all (GSocketConnection *connection, gconstpointer data, gsize n)
{
  return g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), data,
                                    n, NULL, NULL, NULL);
}

gboolean
room_send (GSocketConnection *connection, gconstpointer data, gsize n, gboolean chunked)
{
  g_autofree char *head = g_strdup_printf ("%" G_GSIZE_MODIFIER "x\r\n", n);

  if (!chunked)
    return write_all (connection, data, n);
  return write_all (connection, head, strlen (head)) && write_all (connection, data, n)
         && write_all (connection, "\r\n", 2);
}

guint
room_finish (GSocketConnection *connection, gboolean chunked, char **text)
{
  GInputStream *stream = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  g_autoptr (GString) answer = g_string_new (NULL);
  char piece[4096];
  gssize n;

  if (chunked)
    write_all (connection, "0\r\n\r\n", 5);
  while ((n = g_input_stream_read (stream, piece, sizeof piece, NULL, NULL)) > 0)
    g_string_append_len (answer, piece, n);
  g_object_unref (connection);
  guint status = answer->len > 12 ? atoi (answer->str + strlen ("HTTP/1.1 ")) : 0;
  if (text != NULL)
    *text = g_strdup (answer->str);
  return status;
}

gint64
room_upload (Room *self, const char *path, GBytes *file, guint status)
{
  gsize n = 0;
  const void *data = g_bytes_get_data (file, &n);
  GSocketConnection *connection = room_begin (self, path, n);
  g_autofree char *text = NULL;

  room_send (connection, data, n, FALSE);
  guint got = room_finish (connection, FALSE, &text);
  if (got != status)
    g_test_message ("%u: %s", got, text);
  g_assert_cmpuint (got, ==, status);
  const char *id = strstr (text, "\"id\":");
  return id != NULL ? g_ascii_strtoll (id + strlen ("\"id\":"), NULL, 10) : 0;
}

GBytes *
room_get (Room *self, const char *path, guint status)
{
  g_autoptr (SoupSession) session = soup_session_new ();
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u/api/v1%s", self->port, path);
  g_autoptr (SoupMessage) message = soup_message_new ("GET", url);
  g_autoptr (GError) error = NULL;

  soup_message_headers_append (soup_message_get_request_headers (message), "Authorization",
                               "Bearer " TOKEN);
  GBytes *bytes = soup_session_send_and_read (session, message, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (soup_message_get_status (message), ==, status);
  return bytes;
}

static guint
count_below (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  for (const char *name; dir != NULL && (name = g_dir_read_name (dir)) != NULL;) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    n += g_file_test (path, G_FILE_TEST_IS_DIR) ? count_below (path) : 1;
  }
  return n;
}

guint
room_count (Room *self, const char *folder)
{
  g_autofree char *path = g_build_filename (self->files, folder, NULL);

  return count_below (path);
}

char *
room_find_file (Room *self, gint64 recording)
{
  g_autofree char *sql =
      g_strdup_printf ("SELECT encode(file, 'hex') FROM recording WHERE id = %" G_GINT64_FORMAT,
                       recording);
  g_autofree char *sha256 = room_ask (self, sql);
  const char first[] = { sha256[0], sha256[1], '\0' };

  return g_build_filename (self->files, "store", first, sha256, NULL);
}
