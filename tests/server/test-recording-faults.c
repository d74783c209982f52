/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Recordings and the real server when something breaks: it is killed, a disk is full, two send the
 * same at once, a file is lost. With `-m slow` there is a file of four gigabytes. */

#include <errno.h>
#include <glib/gstdio.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include "hcrm-program.h"
#include "hcrm-room.h"
#include "hcrm-tone.h"

#define PATIENCE_US (600 * G_TIME_SPAN_SECOND)
#define MIB (1024 * 1024)

/* Root has a disk of six megabytes here, in a name space that goes with the test; or why not. */
#define SMALL_DISK "/mnt"
static char *no_small_disk;

static GBytes *
make_call (guint seconds)
{
  g_autoptr (GByteArray) samples = tone_new (2, seconds * TONE_RATE);

  tone_add (samples, 2, 0, TONE_RATE, TONE_RATE, 300);
  return tone_to_wav (samples, 2);
}

static void
set_up (Room *room, gconstpointer unused)
{
  room_set_up (room, NULL);
  room_start (room);
  room_furnish (room);
}

static void
send_part (GSocketConnection *connection, GBytes *file, gsize from, gsize until)
{
  const char *data = g_bytes_get_data (file, NULL);

  g_assert_true (room_send (connection, data + from, until - from, FALSE));
}

static gboolean
has_written (Room *room, gint64 least)
{
  g_autofree char *folder = g_build_filename (room->files, "incoming", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name = dir != NULL ? g_dir_read_name (dir) : NULL;
  g_autofree char *path = name != NULL ? g_build_filename (folder, name, NULL) : NULL;
  GStatBuf found;

  return path != NULL && g_stat (path, &found) == 0 && found.st_size >= least;
}

static void
wait_for_part (Room *room, gint64 least)
{
  gint64 until = g_get_monotonic_time () + PATIENCE_US;

  while (!has_written (room, least) && g_get_monotonic_time () < until)
    g_usleep (5000);
  g_assert_true (has_written (room, least));
}

static void
assert_heard (Room *room, gint64 id, GBytes *file)
{
  g_autofree char *path = g_strdup_printf ("/recordings/%" G_GINT64_FORMAT "/file?reason=test", id);
  g_autoptr (GBytes) got = room_get (room, path, 200);

  g_assert_true (g_bytes_equal (got, file));
}

static void
assert_whole (Room *room)
{
  g_free (room_admin (room, TRUE, "verify", NULL));
}

/* --- Killed ---------------------------------------------------------------------------------- */

/* In the middle of a body: nothing is on record, nothing is in the store; the same again is taken.
 */
static void
test_killed_midway (Room *room, gconstpointer unused)
{
  g_autoptr (GBytes) file = make_call (60);
  gsize n = g_bytes_get_size (file);
  g_autoptr (GSocketConnection) connection = room_begin (room, "/recordings", n);

  send_part (connection, file, 0, n / 2);
  wait_for_part (room, n / 4);
  room_stop (room, SIGKILL);
  room_start (room);
  room_assert (room, "SELECT count(*) FROM recording", "0");
  room_assert (room, "SELECT count(*) FROM file", "0");
  g_assert_cmpuint (room_count (room, "store"), ==, 0);
  assert_whole (room);

  gint64 id = room_upload (room, "/recordings", file, 201);
  g_assert_cmpint (room_upload (room, "/recordings", file, 201), ==, id);
  room_assert (room, "SELECT count(*) FROM recording", "1");
  assert_heard (room, id, file);
  assert_whole (room);
}

/* Whenever it dies after the last byte, the recording is there once with its file, or not at all.
 */
static void
test_killed_at_the_end (Room *room, gconstpointer unused)
{
  for (guint i = 0; i < 3; i++) {
    g_autoptr (GBytes) file = make_call (20 + i);
    gsize n = g_bytes_get_size (file);
    g_autoptr (GSocketConnection) connection = room_begin (room, "/recordings", n);
    g_autofree char *count = g_strdup_printf ("%u", i + 1);

    send_part (connection, file, 0, n);
    g_usleep (i * 20000); /* to be met elsewhere each time */
    room_stop (room, SIGKILL);
    room_start (room);
    assert_whole (room);
    gint64 id = room_upload (room, "/recordings", file, 201);
    room_assert (room, "SELECT count(*) FROM recording", count);
    room_assert (room, "SELECT count(DISTINCT file) FROM recording", count);
    assert_heard (room, id, file);
    assert_whole (room);
  }
}

/* --- At once --------------------------------------------------------------------------------- */

static gint64
get_id (GSocketConnection *connection)
{
  g_autofree char *text = NULL;

  g_assert_cmpuint (room_finish (connection, FALSE, &text), ==, 201);
  return g_ascii_strtoll (strstr (text, "\"id\":") + strlen ("\"id\":"), NULL, 10);
}

/* Sends one file to two paths, part by part in turns. */
static void
send_both (Room *room, GBytes *file, const char *first, const char *second, gint64 ids[2])
{
  gsize n = g_bytes_get_size (file), step = n / 8 + 1;
  GSocketConnection *connections[] = { room_begin (room, first, n), room_begin (room, second, n) };

  for (gsize at = 0; at < n; at += step)
    for (guint i = 0; i < 2; i++)
      send_part (connections[i], file, at, MIN (at + step, n));
  for (guint i = 0; i < 2; i++)
    ids[i] = get_id (connections[i]);
}

static void
test_at_once (Room *room, gconstpointer unused)
{
  g_autoptr (GBytes) file = make_call (30), other = make_call (31);
  gint64 ids[2];

  room_tell (room, "INSERT INTO call (provider, provider_call_id, site_id, direction, state,"
                   " started_at, answered_at, ended_at) SELECT 'pbx', n, 1, 'out', 'ended', now(),"
                   " now(), now() FROM unnest('{1,2}'::text[]) AS n");
  send_both (room, file, "/recordings?call=pbx:1", "/recordings?call=pbx:2", ids);
  g_assert_cmpint (ids[0], !=, ids[1]);
  room_assert (room, "SELECT count(DISTINCT call_id) FROM recording", "2");
  room_assert (room, "SELECT count(DISTINCT file) FROM recording", "1");
  assert_heard (room, ids[0], file);
  assert_heard (room, ids[1], file);

  send_both (room, other, "/recordings?call=pbx:1", "/recordings?call=pbx:1", ids);
  g_assert_cmpint (ids[0], ==, ids[1]);
  room_assert (room, "SELECT count(*) FROM recording", "3");
  assert_whole (room);
}

/* --- No room --------------------------------------------------------------------------------- */

/* It says so, keeps nothing of it, and goes on. */
static void
assert_no_room (Room *room, guint mebibytes, gboolean chunked)
{
  g_autoptr (GBytes) call = make_call (2);
  g_autofree char *piece = g_malloc0 (MIB);
  GSocketConnection *connection =
      room_begin (room, "/recordings", chunked ? -1 : (gint64) mebibytes * MIB);
  g_autofree char *text = NULL;

  memcpy (piece, g_bytes_get_data (call, NULL), 44);
  for (guint i = 0; i < mebibytes && room_send (connection, piece, MIB, chunked); i++)
    continue;
  guint status = room_finish (connection, chunked, &text);
  g_test_message ("%s", text);
  g_assert_cmpuint (status, ==, 507);
  g_assert_nonnull (strstr (text, "no room left for files"));
  room_assert (room, "SELECT count(*) FROM recording", "0");
  room_assert (room, "SELECT count(*) FROM file", "0");
  g_assert_cmpuint (room_count (room, "incoming"), ==, 0);
  g_assert_cmpuint (room_count (room, "store"), ==, 0);
}

static void
assert_goes_on (Room *room)
{
  g_autoptr (GBytes) call = make_call (2);

  assert_heard (room, room_upload (room, "/recordings", call, 201), call);
  assert_whole (room);
}

/* The folder of files stands on a disk of its own, which has no room for what comes. */
static void
test_disk_full (Room *room, gconstpointer unused)
{
  if (no_small_disk != NULL) {
    g_test_skip (no_small_disk);
    return;
  }
  g_assert_cmpint (g_mkdir_with_parents (room->data, 0700), ==, 0);
  g_assert_cmpint (symlink (SMALL_DISK, room->files), ==, 0);
  room_start (room);
  room_furnish (room);
  assert_no_room (room, 10, FALSE);
  assert_no_room (room, 10, TRUE);
  assert_goes_on (room);
}

/* A quota, or a limit of the service: no file may grow beyond it. */
static void
test_file_limit (Room *room, gconstpointer unused)
{
  room->most_file = 40 * MIB; /* the database's own need 16 */
  room_start (room);
  room_furnish (room);
  assert_no_room (room, 50, FALSE);
  assert_no_room (room, 50, TRUE);
  assert_goes_on (room);
}

/* --- Lost and altered ------------------------------------------------------------------------ */

static void
assert_names (Room *room, const char *path, const char *what, const char *recording)
{
  g_autofree char *said = room_admin (room, FALSE, "verify", NULL);
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *line = g_strdup_printf ("File %s %s", name, what);

  g_test_message ("%s", said);
  g_assert_nonnull (strstr (said, line));
  g_assert_nonnull (strstr (said, recording));
}

static void
test_verify (Room *room, gconstpointer unused)
{
  g_autoptr (GBytes) file = make_call (5);
  gint64 id = room_upload (room, "/recordings", file, 201);
  g_autofree char *path = room_find_file (room, id);
  g_autofree char *aside = g_strconcat (path, ".aside", NULL);
  g_autofree char *named = g_strdup_printf ("(recording %" G_GINT64_FORMAT ")", id);
  g_autofree char *heard =
      g_strdup_printf ("/recordings/%" G_GINT64_FORMAT "/file?reason=test", id);
  g_autofree char *text = NULL;
  gsize n = 0;

  assert_whole (room);
  g_assert_cmpint (g_rename (path, aside), ==, 0);
  assert_names (room, path, "is missing", named);
  g_bytes_unref (room_get (room, heard, 404));
  g_assert_true (g_file_get_contents (aside, &text, &n, NULL));
  text[n / 2] ^= 1;
  g_assert_true (g_file_set_contents (path, text, n, NULL));
  assert_names (room, path, "is not what was stored", named);
  g_assert_true (g_file_set_contents (path, text, n / 2, NULL));
  assert_names (room, path, "is not what was stored", named);
  g_assert_cmpint (g_rename (aside, path), ==, 0);
  assert_whole (room);
}

/* --- Encrypted, and the disk is gone -----------------------------------------------------------
 */

static void
run (const char *format, const char *first, const char *second)
{
  g_autofree char *command = g_strdup_printf (format, first, second);
  int status = -1;

  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, &status, NULL));
  g_assert_cmpint (status, ==, 0);
}

static void
assert_sealed (const char *path, GBytes *file)
{
  g_autofree char *text = NULL;
  gsize n = 0;

  g_assert_true (g_file_get_contents (path, &text, &n, NULL));
  g_assert_cmpuint (n, >, g_bytes_get_size (file));
  g_assert_null (memmem (text, n, g_bytes_get_data (file, NULL), 16));
}

static void
wait_for_ready (Room *room, gint64 id)
{
  g_autofree char *ask =
      g_strdup_printf ("SELECT state FROM recording WHERE id = %" G_GINT64_FORMAT, id);
  gint64 until = g_get_monotonic_time () + PATIENCE_US;
  g_autofree char *state = room_ask (room, ask);

  while (strcmp (state, "ready") != 0 && g_get_monotonic_time () < until) {
    g_usleep (20000);
    g_free (state);
    state = room_ask (room, ask);
  }
  g_assert_cmpstr (state, ==, "ready");
}

/* Its job is done and nothing of it is missing. */
static void
wait_for_made (Room *room, gint64 id)
{
  gint64 until = g_get_monotonic_time () + PATIENCE_US;
  g_autofree char *left = g_strdup ("1");

  while (strcmp (left, "0") != 0 && g_get_monotonic_time () < until) {
    g_usleep (20000);
    g_free (left);
    left = room_ask (room, "SELECT count(*) FROM job WHERE kind = 'recording.make' AND state IN "
                           "('queued', 'running')");
  }
  wait_for_ready (room, id);
  assert_whole (room);
}

/* Nothing more is made of recordings, so that what is on the disk stands still. */
static void
hold_jobs (Room *room)
{
  room_tell (room, "CREATE FUNCTION hold_job() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                   "NEW.run_at := now() + interval '1 day'; RETURN NEW; END $$");
  room_tell (room, "CREATE TRIGGER hold BEFORE INSERT ON job FOR EACH ROW "
                   "EXECUTE FUNCTION hold_job()");
}

/* The archive, a copy of the folder of files and the keys bring everything back, and nothing less.
 */
static void
test_restored (Room *room, gconstpointer unused)
{
  g_autoptr (GBytes) file = make_call (5), later = make_call (6);
  g_autofree char *copy = g_build_filename (room->dir, "copy", NULL);

  room->archive = g_build_filename (room->dir, "archive", NULL);
  room->keys = g_build_filename (room->dir, "file.keys", NULL);
  g_free (room_admin (room, TRUE, "file-key", "new", room->keys, NULL));
  room_start (room);
  room_furnish (room);
  gint64 id = room_upload (room, "/recordings", file, 201);
  g_autofree char *path = room_find_file (room, id);
  assert_sealed (path, file);
  wait_for_ready (room, id);
  hold_jobs (room);
  g_free (room_admin (room, TRUE, "backup", "--archive", room->archive, NULL));
  run ("cp -a '%s' '%s'", room->files, copy);
  gint64 lost = room_upload (room, "/recordings", later, 201); /* after the files were copied */
  g_autofree char *named = g_strdup_printf ("(recording %" G_GINT64_FORMAT ")", lost);
  room_stop (room, SIGTERM);

  run ("rm -rf '%s'%s", room->data, "");
  g_free (room_admin (room, TRUE, "restore", "--archive", room->archive, NULL));
  run ("cp -a '%s' '%s'", copy, room->files);
  room_start (room);
  assert_heard (room, id, file);
  g_autofree char *said = room_admin (room, FALSE, "verify", "--file-keys", room->keys, NULL);
  g_assert_nonnull (strstr (said, "is missing"));
  g_assert_nonnull (strstr (said, named));
  g_assert_cmpint (room_upload (room, "/recordings", later, 201), ==, lost);
  assert_heard (room, lost, later);
  g_free (room_admin (room, TRUE, "verify", "--file-keys", room->keys, NULL));
  g_free (room_admin (room, FALSE, "verify", NULL)); /* without keys they are nothing */
}

/* --- What was made is lost ------------------------------------------------------------------- */

static void
lose_made (Room *room, const char *name)
{
  g_autofree char *ask = g_strdup_printf ("SELECT encode(%s, 'hex') FROM recording", name);
  g_autofree char *sha256 = room_ask (room, ask);

  run ("find '%s' -type f -name '*%s*' -delete", room->files, sha256 + 8);
  g_autofree char *said = room_admin (room, FALSE, "verify", NULL);
  g_assert_nonnull (strstr (said, sha256));
}

/* Neither heard nor shown without it: it is made again of what came, when it is missed, or when an
 * operator says so. */
static void
test_made_again (Room *room, gconstpointer unused)
{
  g_autoptr (GBytes) file = make_call (5);
  gint64 id = room_upload (room, "/recordings", file, 201);
  g_autofree char *audio = g_strdup_printf ("/recordings/%" G_GINT64_FORMAT "/audio", id);
  g_autofree char *peaks = g_strdup_printf ("/recordings/%" G_GINT64_FORMAT "/peaks", id);

  wait_for_ready (room, id);
  lose_made (room, "opus");
  g_autoptr (GBytes) heard = room_get (room, audio, 200);
  g_assert_true (g_bytes_equal (heard, file));
  wait_for_made (room, id);
  lose_made (room, "peaks");
  g_bytes_unref (room_get (room, peaks, 409));
  g_bytes_unref (room_get (room, audio, 200));
  wait_for_made (room, id);
  g_bytes_unref (room_get (room, peaks, 200));
  lose_made (room, "peaks");
  g_assert_cmpint (room_upload (room, "/recordings", file, 201), ==, id);
  wait_for_made (room, id);
  lose_made (room, "opus");
  g_autofree char *said = room_admin (room, FALSE, "verify", "--make-again", NULL);
  g_assert_nonnull (strstr (said, "of 1 recording\n"));
  wait_for_made (room, id);
  room_assert (room, "SELECT count(*) FROM file", "3");
}

/* --- Large ----------------------------------------------------------------------------------- */

#define LARGE_MIB 4095
#define MOST_MIB 1024 /* the sanitizers hold back 256 of what was freed */

static guint64
read_most_memory (Room *room)
{
  g_autofree char *path =
      g_strdup_printf ("/proc/%s/status", g_subprocess_get_identifier (room->server));
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return g_ascii_strtoull (strstr (text, "VmHWM:") + strlen ("VmHWM:"), NULL, 10) / 1024;
}

/* However large a file is, the server holds little of it. */
static void
test_large (Room *room, gconstpointer unused)
{
  g_autoptr (GBytes) call = make_call (2);
  g_autofree char *piece = g_malloc0 (MIB);
  GSocketConnection *connection = room_begin (room, "/recordings", (gint64) LARGE_MIB * MIB);
  g_autofree char *text = NULL;

  memcpy (piece, g_bytes_get_data (call, NULL), 44);
  for (guint i = 0; i < LARGE_MIB; i++) {
    g_assert_true (room_send (connection, piece, MIB, FALSE));
    memset (piece, i, 44);
  }
  g_assert_cmpuint (room_finish (connection, FALSE, &text), ==, 201);
  g_test_message ("at most %" G_GUINT64_FORMAT " MiB", read_most_memory (room));
  g_assert_cmpuint (read_most_memory (room), <, MOST_MIB);
  room_assert (room, "SELECT size / 1048576 FROM file WHERE size > 1000000",
               G_STRINGIFY (LARGE_MIB));
  assert_whole (room);

  GSocketConnection *larger = room_begin (room, "/recordings", G_GINT64_CONSTANT (5000) * MIB);
  g_assert_cmpuint (room_finish (larger, FALSE, NULL), ==, 413);
}

/* --- A small disk ---------------------------------------------------------------------------- */

static void
make_small_disk (void)
{
  if (unshare (CLONE_NEWNS) == 0 && mount (NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0
      && mount ("tmpfs", SMALL_DISK, "tmpfs", 0, "size=6m,mode=1777") == 0)
    return;
  no_small_disk = g_strdup_printf ("no disk of six megabytes can be mounted on " SMALL_DISK ": %s",
                                   g_strerror (errno));
}

int
main (int argc, char **argv)
{
  make_small_disk ();
  program_leave_root ();
  g_test_init (&argc, &argv, NULL);
#define ROOM(path, from, function)                                                                 \
  g_test_add ("/recording-faults/" path, Room, NULL, from, function, room_tear_down)
  ROOM ("killed-midway", set_up, test_killed_midway);
  ROOM ("killed-at-the-end", set_up, test_killed_at_the_end);
  ROOM ("at-once", set_up, test_at_once);
  ROOM ("disk-full", room_set_up, test_disk_full);
  ROOM ("file-limit", room_set_up, test_file_limit);
  ROOM ("verify", set_up, test_verify);
  ROOM ("restored", room_set_up, test_restored);
  ROOM ("made-again", set_up, test_made_again);
  if (g_test_slow ())
    ROOM ("large", set_up, test_large);
  return g_test_run ();
}
