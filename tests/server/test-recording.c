/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Recordings: taken whole and typed by content, made ready, heard in parts, seen by whom, kept and
 * deleted. */

#include <glib/gstdio.h>
#include <string.h>

#include "hcrm-fixture.h"
#include "hcrm-tone.h"
#include "modules/recording/recording.h"

#define SECOND TONE_RATE

static gint64
upload (Fixture *self, const char *user, const char *query, GBytes *wav, guint status)
{
  g_autofree char *path = g_strconcat ("/recordings", query, NULL);
  gsize length = 0;
  const char *data = g_bytes_get_data (wav, &length);
  guint got = fixture_post_bytes (self, user, path, data, length);

  if (got != status)
    g_test_message ("%u %s", got, fixture_answer.text);
  g_assert_cmpuint (got, ==, status);
  g_autoptr (JsonNode) reply = fixture_parse_answer ();
  return status == 201 ? json_int_at (reply, "id") : 0;
}

/* Ten seconds: a tone left from 1 to 3 s, right from 6 to 8. */
static GBytes *
make_call (void)
{
  g_autoptr (GByteArray) samples = tone_new (2, 10 * SECOND);

  tone_add (samples, 2, 0, 1 * SECOND, 2 * SECOND, 300);
  tone_add (samples, 2, 1, 6 * SECOND, 2 * SECOND, 600);
  return tone_to_wav (samples, 2);
}

static char *
of (gint64 id, const char *more)
{
  return g_strdup_printf ("/recordings/%" G_GINT64_FORMAT "%s", id, more);
}

static guint
get (Fixture *self, const char *user, gint64 id, const char *more, const char *header)
{
  g_autofree char *path = of (id, more);
  g_autoptr (JsonNode) reply = fixture_call (self, user, "GET", path, NULL, header, NULL);

  return fixture_answer.status;
}

/* The doctor's, answered 5 s after it began. */
static void
add_call (Fixture *self, const char *number)
{
  fixture_run_sql (
      self,
      "INSERT INTO call (provider, provider_call_id, site_id, direction, user_id, users,"
      " department_id, state, started_at, answered_at, ended_at)"
      " SELECT 'pbx', '%s', 2, 'out', u.id, ARRAY[u.id], 1, 'ended',"
      " now() - interval '60 s', now() - interval '55 s', now()"
      " FROM app_user AS u WHERE u.username = 'doctor'",
      number);
}

static gint64
make_ready (Fixture *self, const char *user)
{
  g_autoptr (GBytes) wav = make_call ();
  gint64 id = upload (self, user, "?layout=agent-left&name=call", wav, 201);

  fixture_do_jobs (self);
  return id;
}

/* --- Taking --------------------------------------------------------------------------------- */

static guint
count_files (Fixture *self, const char *folder)
{
  g_autofree char *path = g_build_filename (self->files, folder, NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  guint n = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static void
test_life (Fixture *self, gconstpointer unused)
{
  g_autoptr (GBytes) wav = make_call ();
  gint64 id = upload (self, "agent", "?layout=agent-left&name=call", wav, 201);

  g_assert_cmpstr (fixture_at ("state"), ==, "received");
  g_assert_cmpstr (fixture_at ("name"), ==, "call.wav");
  g_assert_cmpstr (fixture_at ("media_type"), ==, "audio/x-wav");
  g_assert_cmpuint (count_files (self, "incoming"), ==, 0);
  fixture_do_jobs (self);
  g_assert_cmpuint (get (self, "agent", id, "", NULL), ==, 200);
  g_assert_cmpstr (fixture_at ("state"), ==, "ready");
  g_assert_cmpstr (fixture_at ("duration_ms"), ==, "10000");
  g_assert_cmpstr (fixture_at ("channels"), ==, "2");
  g_assert_cmpstr (fixture_at ("sample_rate"), ==, "8000");
  g_assert_cmpstr (fixture_at ("measures.channels.0.role"), ==, "agent");
  g_assert_cmpuint (count_files (self, "incoming"), ==, 0);
}

/* What this server plays is Opus, and so is what a desk records. */
static void
test_opus (Fixture *self, gconstpointer unused)
{
  gint64 first = make_ready (self, "agent");

  g_assert_cmpuint (get (self, "agent", first, "/audio", NULL), ==, 200);
  g_autoptr (GBytes) opus = g_bytes_ref (fixture_answer.bytes);
  gint64 id = upload (self, "agent", "?layout=agent-left&name=desk", opus, 201);
  fixture_do_jobs (self);
  get (self, "agent", id, "", NULL);
  g_assert_cmpstr (fixture_at ("state"), ==, "ready");
  g_assert_cmpstr (fixture_at ("media_type"), ==, "audio/ogg");
  g_assert_cmpstr (fixture_at ("duration_ms"), ==, "10000");
  g_assert_cmpstr (fixture_at ("channels"), ==, "2");
}

/* --- Hearing -------------------------------------------------------------------------------- */

static gsize
answer_size (void)
{
  return g_bytes_get_size (fixture_answer.bytes);
}

static void
test_range (Fixture *self, gconstpointer unused)
{
  gint64 id = make_ready (self, "agent");

  g_assert_cmpuint (get (self, "agent", id, "/audio", NULL), ==, 200);
  g_autoptr (GBytes) whole = g_bytes_ref (fixture_answer.bytes);
  gsize size = answer_size ();
  g_assert_cmpmem (g_bytes_get_data (whole, NULL), 4, "OggS", 4);
  g_assert_cmpstr (fixture_answer.media, ==, "audio/ogg");

  g_assert_cmpuint (get (self, "agent", id, "/audio", "Range: bytes=100-199"), ==, 206);
  g_autoptr (GBytes) part = g_bytes_new_from_bytes (whole, 100, 100);
  g_assert_true (g_bytes_equal (fixture_answer.bytes, part));
  g_assert_cmpuint (get (self, "agent", id, "/audio", "Range: bytes=-50"), ==, 206);
  g_autoptr (GBytes) tail = g_bytes_new_from_bytes (whole, size - 50, 50);
  g_assert_true (g_bytes_equal (fixture_answer.bytes, tail));
  g_assert_cmpuint (get (self, "agent", id, "/audio", "Range: bytes=99999999-"), ==, 416);
  g_assert_cmpuint (get (self, "agent", id, "/audio", "Range: bytes=0-1,5-6"), ==, 200);
  g_assert_true (g_bytes_equal (fixture_answer.bytes, whole));
}

/* Another content than the one that a part is wanted of: the whole. */
static void
test_if_range (Fixture *self, gconstpointer unused)
{
  gint64 id = make_ready (self, "agent");
  g_autofree char *path = of (id, "/audio");
  g_autofree char *opus =
      fixture_sql (self, "SELECT encode(opus, 'hex') FROM recording WHERE id = %d", (int) id);
  g_autofree char *same = g_strdup_printf ("If-Range: \"%s\"", opus);
  g_autofree char *none = g_strdup_printf ("If-None-Match: \"%s\"", opus);

  fixture_expect (self, 206, "agent", "GET", path, NULL, "Range: bytes=0-9", same);
  g_assert_cmpuint (answer_size (), ==, 10);
  fixture_expect (self, 200, "agent", "GET", path, NULL, "Range: bytes=0-9", "If-Range: \"other\"");
  fixture_expect (self, 304, "agent", "GET", path, NULL, none);
}

static void
test_peaks (Fixture *self, gconstpointer unused)
{
  gint64 id = make_ready (self, "agent");

  g_assert_cmpuint (get (self, "agent", id, "/peaks", NULL), ==, 200);
  g_assert_cmpuint (answer_size (), ==, 10 * 20 * 4);
  const gint8 *peaks = g_bytes_get_data (fixture_answer.bytes, NULL);
  const gint8 *left = peaks + 4 * 20 * 2, *right = peaks + 4 * 20 * 7; /* at 2 s and at 7 s */
  g_assert_cmpint (left[0], <, -50);
  g_assert_cmpint (left[1], >, 50);
  g_assert_cmpint (left[3], <, 5);
  g_assert_cmpint (right[1], <, 5);
  g_assert_cmpint (right[3], >, 50);
  g_assert_cmpuint (get (self, "agent", id, "/peaks?per_second=1", NULL), ==, 200);
  g_assert_cmpuint (answer_size (), ==, 10 * 4);
  g_assert_cmpuint (get (self, "agent", id, "/peaks?per_second=3", NULL), ==, 422);
}

/* Own ones for an agent, those of the department for a doctor; not even the list for an admin's
 * ears. */
static void
test_rights (Fixture *self, gconstpointer unused)
{
  static const struct {
    const char *user;
    guint record, audio;
  } cases[] = {
    { "agent", 200, 200 },  { "agent2", 404, 404 }, { "supervisor", 200, 200 },
    { "doctor", 404, 404 }, { "admin", 200, 403 },  { NULL, 401, 401 },
  };
  gint64 id = make_ready (self, "agent");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_test_message ("%s", cases[i].user);
    g_assert_cmpuint (get (self, cases[i].user, id, "", NULL), ==, cases[i].record);
    g_assert_cmpuint (get (self, cases[i].user, id, "/audio", NULL), ==, cases[i].audio);
    g_assert_cmpuint (get (self, cases[i].user, id, "/audio", "Range: bytes=0-1"), ==,
                      cases[i].audio == 200 ? 206 : cases[i].audio);
  }
  fixture_run_sql (self, "UPDATE recording SET department_id = 1");
  g_assert_cmpuint (get (self, "doctor", id, "/audio", NULL), ==, 200);
  g_assert_cmpuint (get (self, "doctor2", id, "/audio", NULL), ==, 404);
  /* No session: not a byte is taken. */
  g_autoptr (GBytes) wav = make_call ();
  upload (self, NULL, "", wav, 401);
  upload (self, "doctor", "", wav, 403);
  g_assert_cmpuint (count_files (self, "incoming"), ==, 0);
}

/* Whoever is complained of hears no call about it. */
static void
test_complained_of (Fixture *self, gconstpointer unused)
{
  gint64 id = make_ready (self, "supervisor");

  fixture_run_sql (self, "UPDATE recording SET user_id = NULL, department_id = 1");
  g_assert_cmpuint (get (self, "doctor", id, "/audio", NULL), ==, 200);
  fixture_run_sql (
      self, "WITH a AS (INSERT INTO activity (kind, site_id) VALUES ('complaint', 2) RETURNING id)"
            " UPDATE recording SET activity_id = a.id FROM a");
  fixture_run_sql (self, "CREATE OR REPLACE FUNCTION hcrm_complaints_against() RETURNS SETOF bigint"
                         " LANGUAGE sql STABLE SECURITY DEFINER AS"
                         " 'SELECT activity_id FROM recording WHERE hcrm_staff() = 1'");
  g_assert_cmpuint (get (self, "doctor", id, "/audio", NULL), ==, 404);
  g_assert_cmpuint (get (self, "supervisor", id, "/audio", NULL), ==, 200);
}

#define LISTENED "SELECT count(*) FROM audit WHERE entity = 'recording' AND action = 'listen'"

/* One listening, however many pieces; another after half an hour; a reason where the role needs
 * one.
 */
static void
test_audit (Fixture *self, gconstpointer unused)
{
  gint64 id = make_ready (self, "agent");

  get (self, "agent", id, "/audio", NULL);
  get (self, "agent", id, "/audio", "Range: bytes=10-19");
  fixture_assert_sql (self, "1", LISTENED);
  fixture_run_sql (self, "UPDATE recording_listening SET begun_at = begun_at - interval '1 hour'");
  get (self, "agent", id, "/audio", "Range: bytes=10-19");
  fixture_assert_sql (self, "2", LISTENED);

  g_assert_cmpuint (get (self, "manager", id, "/audio", NULL), ==, 422);
  g_assert_cmpstr (fixture_at ("fields.0.name"), ==, "reason");
  fixture_assert_sql (self, "2", LISTENED);
  g_assert_cmpuint (get (self, "manager", id, "/audio?reason=complaint", NULL), ==, 200);
  g_assert_cmpuint (get (self, "manager", id, "/audio", "Range: bytes=10-19"), ==, 206);
  fixture_assert_sql (self, "complaint",
                      "SELECT reason FROM audit WHERE action = 'listen' ORDER BY id DESC LIMIT 1");
  fixture_run_sql (self, "UPDATE recording_listening SET begun_at = begun_at - interval '1 hour'");
  g_assert_cmpuint (get (self, "manager", id, "/audio", NULL), ==, 422);
  g_assert_cmpuint (get (self, "agent", id, "/file", NULL), ==, 422);
  g_assert_cmpuint (get (self, "agent", id, "/file?reason=evidence", NULL), ==, 200);
  fixture_assert_sql (
      self, "evidence",
      "SELECT reason FROM audit WHERE action = 'download' ORDER BY id DESC LIMIT 1");
}

/* --- What is no recording ------------------------------------------------------------------- */

static void
test_refused (Fixture *self, gconstpointer unused)
{
  g_autoptr (GBytes) script = g_bytes_new_static ("#!/bin/sh\nrm -rf /\n", 19);
  g_autoptr (GBytes) empty = g_bytes_new_static ("", 0);
  g_autoptr (GBytes) wav = make_call ();
  g_autoptr (GBytes) head = g_bytes_new_from_bytes (wav, 0, 44);

  upload (self, "agent", "?name=call.wav", script, 415);
  upload (self, "agent", "", empty, 422);
  upload (self, "agent", "?sha256=0000000000000000000000000000000000000000000000000000000000000000",
          wav, 422);
  upload (self, "agent", "?layout=upside-down", wav, 422);
  upload (self, "agent", "?activity_id=999999", wav, 422);
  fixture_assert_sql (self, "0", "SELECT count(*) FROM recording");
  fixture_assert_sql (self, "0", "SELECT count(*) FROM file");

  gint64 id = upload (self, "agent", "", head, 201);
  fixture_do_jobs (self);
  get (self, "agent", id, "", NULL);
  g_assert_cmpstr (fixture_at ("state"), ==, "failed");
  g_assert_nonnull (fixture_at ("problem"));
  g_assert_cmpuint (get (self, "agent", id, "/peaks", NULL), ==, 409);
  g_assert_cmpuint (get (self, "agent", id, "/audio", NULL), ==, 200);
}

/* The damaged files that recordings of the field look like. */
static void
test_damaged (Fixture *self, gconstpointer unused)
{
  static const struct {
    const char *name, *state;
    guint status;
    const char *damaged;
  } cases[] = {
    { "01-followup.wav", "ready", 201, "false" },
    { "01-followup.alaw.wav", "ready", 201, "false" },
    { "01-followup.ulaw.wav", "ready", 201, "false" },
    { "bad-datalen.wav", "ready", 201, "false" },
    { "bad-truncated.wav", "ready", 201, "true" },
    { "bad-notwav.wav", NULL, 415 },
  };
  const char *data = g_getenv ("HCRM_TEST_DATA");

  if (data == NULL) {
    g_test_skip ("HCRM_TEST_DATA names no folder of test data");
    return;
  }
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_build_filename (data, "audio", cases[i].name, NULL);
    g_autofree char *text = NULL;
    gsize length = 0;
    g_assert_true (g_file_get_contents (path, &text, &length, NULL));
    g_autoptr (GBytes) bytes = g_bytes_new (text, length);
    g_test_message ("%s", cases[i].name);
    gint64 id = upload (self, "agent", "", bytes, cases[i].status);
    if (cases[i].state == NULL)
      continue;
    fixture_do_jobs (self);
    get (self, "agent", id, "", NULL);
    g_assert_cmpstr (fixture_at ("state"), ==, cases[i].state);
    g_assert_cmpstr (fixture_at ("measures.damaged"), ==, cases[i].damaged);
  }
}

/* The same file again is the same recording; another agent's is told apart. */
static void
test_twice (Fixture *self, gconstpointer unused)
{
  g_autoptr (GBytes) wav = make_call ();
  gint64 id = upload (self, "agent", "", wav, 201);

  g_assert_cmpint (upload (self, "agent", "", wav, 201), ==, id);
  add_call (self, "7");
  upload (self, "supervisor", "?call=pbx:7", wav, 201);
  fixture_assert_sql (self, "2", "SELECT count(*) FROM recording");
  fixture_assert_sql (self, "1", "SELECT count(*) FROM file");
}

/* The call tells whose it is and when in it it begins, whoever sends it. */
static void
test_of_call (Fixture *self, gconstpointer unused)
{
  g_autoptr (GBytes) wav = make_call ();

  add_call (self, "a:7");
  gint64 id = upload (self, "supervisor", "?call=pbx:a:7", wav, 201);
  g_assert_cmpstr (fixture_at ("offset_ms"), ==, "5000");
  g_assert_cmpstr (fixture_at ("department_id"), ==, "1");
  g_assert_cmpuint (get (self, "doctor", id, "/audio", NULL), ==, 200);
  upload (self, "supervisor", "?call=pbx:8", wav, 422);
  /* Nobody puts a recording to the call of somebody whom they do not see. */
  g_autoptr (GBytes) other = g_bytes_new_from_bytes (wav, 0, 20044);
  upload (self, "agent", "?call=pbx:a:7", other, 404);
  fixture_assert_sql (self, "1", "SELECT count(*) FROM recording");
  upload (self, "supervisor", "?call_id=999", wav, 422);
}

/* --- What is cut short ---------------------------------------------------------------------- */

static char *
find_left (Fixture *self)
{
  g_autofree char *path = g_build_filename (self->files, "incoming", NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name = dir != NULL ? g_dir_read_name (dir) : NULL;

  return name != NULL ? g_build_filename (path, name, NULL) : NULL;
}

/* The client says that more will come than does. */
static void
test_left_midway (Fixture *self, gconstpointer unused)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autofree char *host = g_strdup (self->root + strlen ("http://"));
  fixture_expect (self, 200, "agent", "GET", "/recordings", NULL);
  g_autoptr (GSocketConnection) connection =
      g_socket_client_connect_to_host (client, host, 80, NULL, NULL);
  g_autofree char *head =
      g_strdup_printf ("POST /api/v1/recordings HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n"
                       "Content-Type: audio/x-wav\r\nContent-Length: 1000000\r\n\r\nRIFF",
                       (char *) g_hash_table_lookup (self->tokens, "agent"));

  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), head,
                             strlen (head), NULL, NULL, NULL);
  for (guint i = 0; i < 100 && count_files (self, "incoming") == 0; i++)
    fixture_run_loop (20);
  g_assert_cmpuint (count_files (self, "incoming"), ==, 1);
  g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
  for (guint i = 0; i < 100 && count_files (self, "incoming") > 0; i++)
    fixture_run_loop (20);
  g_assert_cmpuint (count_files (self, "incoming"), ==, 0);
  fixture_assert_sql (self, "0", "SELECT count(*) FROM recording");
}

/* What a crash leaves: a file that was never whole, one whose commit never came, one whose did. */
static void
test_tidy (Fixture *self, gconstpointer unused)
{
  const HcrmStore *store = hcrm_http_get_store (self->http);
  g_autoptr (HcrmStoreWriter) writer = hcrm_store_writer_new (store, NULL);
  g_auto (HcrmStored) stored = { .size = 0 };
  gint64 id = make_ready (self, "agent");
  g_autofree char *kept = fixture_sql (self, "SELECT encode(file, 'hex') FROM recording");

  g_assert_true (hcrm_store_writer_write (writer, "orphan", 6, NULL));
  g_assert_true (hcrm_store_writer_finish (writer, &stored, NULL));
  g_assert_true (hcrm_store_writer_keep (writer, NULL));
  g_assert_cmpint (hcrm_store_check (store, stored.sha256), ==, HCRM_STORE_WHOLE);
  /* Taken out by a deletion that was rolled back. */
  g_assert_true (hcrm_store_take_out (store, kept, NULL));
  g_assert_cmpint (hcrm_store_check (store, kept), ==, HCRM_STORE_MISSING);
  fixture_sweep (self, hcrm_recording_tidy);
  g_assert_cmpuint (count_files (self, "incoming"), ==, 2);

  g_autoptr (GArray) left = hcrm_store_list_left (store, 0);
  g_assert_cmpuint (left->len, ==, 2);
  for (guint i = 0; i < left->len; i++) {
    const HcrmStoreLeft *one = &g_array_index (left, HcrmStoreLeft, i);
    g_assert_true (hcrm_store_settle_left (store, one, g_str_equal (one->sha256, kept), NULL));
  }
  g_assert_cmpint (hcrm_store_check (store, stored.sha256), ==, HCRM_STORE_MISSING);
  g_assert_cmpint (hcrm_store_check (store, kept), ==, HCRM_STORE_WHOLE);
  g_assert_cmpuint (get (self, "agent", id, "/file?reason=test", NULL), ==, 200);
  g_assert_null (find_left (self));
}

/* --- Notes ---------------------------------------------------------------------------------- */

static void
test_notes (Fixture *self, gconstpointer unused)
{
  gint64 id = make_ready (self, "agent");
  g_autofree char *path = of (id, "/notes");

  fixture_send (self, 201, "agent", "POST", path, "{\"at_ms\":1000,\"text\":\"greeting\"}", 0);
  g_autofree char *note = g_strdup_printf ("%s/%s", path, fixture_at ("id"));
  fixture_send (self, 422, "agent", "POST", path,
                "{\"at_ms\":1000,\"until_ms\":500,\"text\":\"x\"}", 0);
  fixture_send (self, 404, "agent2", "POST", path, "{\"at_ms\":1000,\"text\":\"x\"}", 0);
  fixture_send (self, 403, "supervisor", "PATCH", note, "{\"text\":\"mine\"}", 1);
  fixture_send (self, 200, "agent", "PATCH", note, "{\"text\":\"no greeting\",\"kind\":\"fault\"}",
                1);
  fixture_send (self, 412, "agent", "PATCH", note, "{\"text\":\"again\"}", 1);
  fixture_expect (self, 200, "supervisor", "GET", path, NULL);
  g_assert_cmpstr (fixture_at ("items.0.kind"), ==, "fault");
  g_assert_cmpstr (fixture_at ("items.0.own"), ==, "false");
  g_autofree char *remove = g_strconcat (note, "/actions/remove", NULL);
  fixture_send (self, 403, "supervisor", "POST", remove, NULL, 2);
  fixture_send (self, 412, "agent", "POST", remove, NULL, 1);
  fixture_send (self, 200, "agent", "POST", remove, NULL, 2);
  fixture_send (self, 404, "agent", "GET", note, NULL, 0);
  fixture_send (self, 404, "agent", "POST", remove, NULL, 2);
}

/* --- What becomes of it --------------------------------------------------------------------- */

static void
care (Fixture *self,
      guint status,
      const char *user,
      gint64 id,
      const char *action,
      const char *body)
{
  g_autofree char *more = g_strconcat ("/actions/", action, NULL);
  g_autofree char *path = of (id, more);

  fixture_step (self, status, user, path, body, fixture_get_version (self, "recording", id));
}

#define WHY "{\"reason\":\"no longer needed\"}"

static void
test_hold (Fixture *self, gconstpointer unused)
{
  gint64 id = make_ready (self, "agent");

  care (self, 422, "supervisor", id, "hold", "{}");
  care (self, 403, "agent", id, "hold", WHY);
  care (self, 200, "supervisor", id, "ask-deletion", WHY);
  care (self, 200, "manager", id, "hold", WHY);
  care (self, 409, "supervisor", id, "ask-deletion", WHY);
  care (self, 409, "manager", id, "confirm-deletion", "{}");
  care (self, 200, "manager", id, "release", WHY);
  g_assert_cmpstr (fixture_at ("care"), ==, "kept");
}

static void
test_delete (Fixture *self, gconstpointer unused)
{
  gint64 id = make_ready (self, "agent");
  g_autoptr (GBytes) wav = make_call ();
  add_call (self, "7");
  gint64 twin = upload (self, "supervisor", "?call=pbx:7", wav, 201);
  g_autofree char *sum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, wav);
  const HcrmStore *store = hcrm_http_get_store (self->http);

  care (self, 409, "supervisor", id, "confirm-deletion", "{}");
  care (self, 200, "supervisor", id, "ask-deletion", WHY);
  care (self, 422, "supervisor", id, "confirm-deletion", "{}");
  care (self, 200, "manager", id, "confirm-deletion", "{}");
  g_assert_cmpstr (fixture_at ("state"), ==, "deleted");
  g_assert_cmpuint (get (self, "agent", id, "/audio", NULL), ==, 404);
  g_assert_cmpint (hcrm_store_check (store, sum), ==, HCRM_STORE_WHOLE);

  care (self, 200, "manager", twin, "ask-deletion", WHY);
  care (self, 200, "supervisor", twin, "confirm-deletion", "{}");
  g_assert_cmpint (hcrm_store_check (store, sum), ==, HCRM_STORE_MISSING);
  fixture_assert_sql (self, "0", "SELECT count(*) FROM file");
  fixture_assert_sql (self, "t", "SELECT bool_and(deleted_by <> asked_by) FROM recording");
}

/* @action with these two at once, of the versions they have. */
static void
care_many (Fixture *self, const char *user, const char *action, gint64 a, gint64 b, const char *why)
{
  g_autofree char *path = g_strconcat ("/recordings/actions/", action, NULL);
  g_autofree char *body =
      g_strdup_printf ("{\"items\":[{\"id\":%d,\"version\":%d},{\"id\":%d,\"version\":%d}]%s}",
                       (int) a, (int) fixture_get_version (self, "recording", a), (int) b,
                       (int) fixture_get_version (self, "recording", b), why);

  fixture_expect (self, 200, user, "POST", path, body);
}

#define AND_WHY ",\"reason\":\"kept long enough\""

/* What has been kept long enough goes many at a time; each is refused or done for itself. */
static void
test_many (Fixture *self, gconstpointer unused)
{
  gint64 first = make_ready (self, "agent");
  g_autoptr (GBytes) wav = make_call ();
  add_call (self, "7");
  gint64 held = upload (self, "supervisor", "?call=pbx:7", wav, 201);
  g_autofree char *sum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, wav);

  care (self, 200, "supervisor", held, "hold", WHY);
  care_many (self, "supervisor", "ask-deletion", first, held, AND_WHY);
  g_assert_cmpstr (fixture_at ("results.0.status"), ==, "200");
  g_assert_cmpstr (fixture_at ("results.1.status"), ==, "409");
  g_assert_nonnull (fixture_at ("results.1.problem.detail"));
  fixture_assert_sql (self, "kept long enough", "SELECT ask_reason FROM recording WHERE id = %d",
                      (int) first);
  fixture_assert_sql (self, "held", "SELECT care FROM recording WHERE id = %d", (int) held);

  care_many (self, "supervisor", "confirm-deletion", first, held, "");
  g_assert_cmpstr (fixture_at ("results.0.status"), ==, "422");
  fixture_assert_sql (self, "asked", "SELECT care FROM recording WHERE id = %d", (int) first);
  care (self, 200, "manager", held, "release", WHY);
  care_many (self, "manager", "ask-deletion", first, held, AND_WHY);
  g_assert_cmpstr (fixture_at ("results.0.status"), ==, "409");
  g_assert_cmpstr (fixture_at ("results.1.status"), ==, "200");
  care_many (self, "manager", "confirm-deletion", first, held, "");
  g_assert_cmpstr (fixture_at ("results.0.status"), ==, "200");
  g_assert_cmpstr (fixture_at ("results.1.status"), ==, "422");
  care_many (self, "supervisor", "confirm-deletion", held, held, "");
  g_assert_cmpstr (fixture_at ("results.0.status"), ==, "200");
  g_assert_cmpstr (fixture_at ("results.1.status"), ==, "412");
  g_assert_cmpint (hcrm_store_check (hcrm_http_get_store (self->http), sum), ==,
                   HCRM_STORE_MISSING);
  fixture_assert_sql (
      self, "2",
      "SELECT count(*) FROM recording WHERE care = 'deleted' AND deleted_by <> asked_by");
}

static void
test_rules (Fixture *self, gconstpointer unused)
{
  gint64 id = make_ready (self, "agent");

  get (self, "supervisor", id, "", NULL);
  g_assert_cmpstr (fixture_at ("due"), ==, "false");
  fixture_run_sql (self, "UPDATE recording SET started_at = started_at - interval '20 days'");
  fixture_send (self, 200, "supervisor", "PATCH", "/recording-rules/1", "{\"days\":10}", 1);
  fixture_expect (self, 200, "supervisor", "GET", "/recordings?due=true", NULL);
  g_assert_cmpstr (fixture_at ("items.0.due"), ==, "true");
  care (self, 200, "supervisor", id, "hold", WHY);
  fixture_expect (self, 200, "supervisor", "GET", "/recordings?due=true", NULL);
  g_assert_null (fixture_at ("items.0"));
}

static void
assert_due (Fixture *self, guint n, const char *why)
{
  fixture_expect (self, 200, "supervisor", "GET", "/recordings?due=true", NULL);
  g_autoptr (JsonNode) due = fixture_parse_answer ();
  fixture_expect (self, 200, "supervisor", "GET", "/recordings?due=false", NULL);
  g_autoptr (JsonNode) others = fixture_parse_answer ();

  g_test_message ("%s", why);
  g_assert_cmpuint (json_length_at (due, "items"), ==, n);
  g_assert_cmpuint (json_length_at (others, "items"), ==, 1 - n);
}

/* The list of what is due is of those that say so, to the day, each by the rule of its kind. */
static void
test_due (Fixture *self, gconstpointer unused)
{
  make_ready (self, "agent");
  fixture_run_sql (self, "UPDATE recording SET started_at = (hcrm_today(site_id) - 730)::timestamp"
                         " AT TIME ZONE hcrm_zone(site_id)");
  assert_due (self, 0, "the last day");
  fixture_run_sql (self, "UPDATE recording SET started_at = started_at - interval '1 s'");
  assert_due (self, 1, "the day after");
  fixture_run_sql (
      self, "WITH a AS (INSERT INTO activity (kind, site_id) VALUES ('complaint', 2) RETURNING id)"
            " UPDATE recording SET activity_id = a.id FROM a");
  assert_due (self, 0, "those of complaints are kept longer");
  fixture_run_sql (self, "UPDATE recording SET started_at = started_at - interval '1096 days'");
  assert_due (self, 1, "not for ever");
}

/* A rule comes and goes: what it was for then falls to the general one, which stays; each says how
 * many are due by it. */
static void
test_rule_ends (Fixture *self, gconstpointer unused)
{
  make_ready (self, "agent");
  fixture_run_sql (
      self,
      "WITH a AS (INSERT INTO activity (kind, site_id) VALUES ('followup_task', 2) RETURNING id)"
      " UPDATE recording SET activity_id = a.id, started_at = started_at - interval '20 days'"
      " FROM a");
  assert_due (self, 0, "kept by the general rule");
  fixture_expect (self, 403, "agent", "POST", "/recording-rules",
                  "{\"kind\":\"followup_task\",\"days\":10}");
  fixture_expect (self, 422, "supervisor", "POST", "/recording-rules", "{\"days\":10}");
  fixture_expect (self, 409, "supervisor", "POST", "/recording-rules",
                  "{\"kind\":\"complaint\",\"days\":10}");
  fixture_expect (self, 201, "supervisor", "POST", "/recording-rules",
                  "{\"kind\":\"followup_task\",\"days\":10}");
  g_autofree char *path = g_strdup_printf ("/recording-rules/%s", fixture_at ("id"));
  assert_due (self, 1, "by its own rule");
  fixture_expect (self, 200, "supervisor", "GET", path, NULL);
  g_assert_cmpstr (fixture_at ("due"), ==, "1");
  fixture_expect (self, 200, "supervisor", "GET", "/recording-rules/1", NULL);
  g_assert_cmpstr (fixture_at ("due"), ==, "0");

  fixture_send (self, 200, "supervisor", "PATCH", path, "{\"retired_at\":\"2026-01-01T00:00:00Z\"}",
                1);
  assert_due (self, 0, "by the general one again");
  fixture_expect (self, 200, "supervisor", "GET", "/recording-rules?retired=true", NULL);
  g_assert_cmpstr (fixture_at ("items.0.kind"), ==, "followup_task");
  g_assert_cmpstr (fixture_at ("items.0.due"), ==, "0");
  g_assert_null (fixture_at ("items.1"));
  fixture_expect (self, 201, "supervisor", "POST", "/recording-rules",
                  "{\"kind\":\"followup_task\",\"days\":30}");
  fixture_send (self, 409, "supervisor", "PATCH", path, "{\"retired_at\":null}", 2);
  fixture_send (self, 422, "supervisor", "PATCH", "/recording-rules/1",
                "{\"retired_at\":\"2026-01-01T00:00:00Z\"}", 1);
}

/* Each filter lets it through, or keeps it back. */
static void
test_list (Fixture *self, gconstpointer unused)
{
  static const struct {
    const char *query;
    guint n;
  } cases[] = {
    { "", 1 },
    { "?agent_id=1", 1 },
    { "?agent_id=2", 0 },
    { "?duration_min=9&duration_max=10", 1 },
    { "?duration_min=11", 0 },
    { "?silence_min=3", 1 },
    { "?silence_min=100", 0 },
    { "?state=ready&state=failed", 1 },
    { "?state=failed", 0 },
    { "?care=held", 0 },
    { "?started_at_from=2000-01-01&started_at_to=2999-01-01", 1 },
    { "?started_at_to=2000-01-01", 0 },
    { "?patient_id=999", 0 },
    { "?call_id=7", 0 },
    { "?activity_id=7", 0 },
    { "?sort=-duration_ms", 1 },
    { "?sort=longest_silence_ms", 1 },
  };
  make_ready (self, "agent");

  fixture_run_sql (self, "UPDATE recording SET user_id = 1");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strconcat ("/recordings", cases[i].query, NULL);
    g_autoptr (JsonNode) reply = fixture_call (self, "supervisor", "GET", path, NULL, NULL);
    g_test_message ("%s", cases[i].query);
    g_assert_cmpuint (fixture_answer.status, ==, 200);
    g_assert_cmpuint (json_length_at (reply, "items"), ==, cases[i].n);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  FIXTURE_TEST ("/recording/life", test_life);
  FIXTURE_TEST ("/recording/opus", test_opus);
  FIXTURE_TEST ("/recording/range", test_range);
  FIXTURE_TEST ("/recording/if-range", test_if_range);
  FIXTURE_TEST ("/recording/peaks", test_peaks);
  FIXTURE_TEST ("/recording/rights", test_rights);
  FIXTURE_TEST ("/recording/complained-of", test_complained_of);
  FIXTURE_TEST ("/recording/audit", test_audit);
  FIXTURE_TEST ("/recording/refused", test_refused);
  FIXTURE_TEST ("/recording/damaged", test_damaged);
  FIXTURE_TEST ("/recording/twice", test_twice);
  FIXTURE_TEST ("/recording/of-call", test_of_call);
  FIXTURE_TEST ("/recording/left-midway", test_left_midway);
  FIXTURE_TEST ("/recording/tidy", test_tidy);
  FIXTURE_TEST ("/recording/list", test_list);
  FIXTURE_TEST ("/recording/notes", test_notes);
  FIXTURE_TEST ("/recording/hold", test_hold);
  FIXTURE_TEST ("/recording/delete", test_delete);
  FIXTURE_TEST ("/recording/many", test_many);
  FIXTURE_TEST ("/recording/rules", test_rules);
  FIXTURE_TEST ("/recording/due", test_due);
  FIXTURE_TEST ("/recording/rule-ends", test_rule_ends);
  return g_test_run ();
}
