/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Recordings of a desk: what is on the disk, and that the server gets each of them once. */

#include <glib/gstdio.h>
#include <gst/gst.h>
#include <string.h>

#include "core/hcrm-player.h"
#include "core/hcrm-recorder.h"
#include "core/hcrm-recording-outbox.h"
#include "hcrm-fake.h"

#define TONE "audiotestsrc is-live=true freq=500"
#define UPLOAD                                                                                     \
  "{\"id\":4,\"name\":\"a.opus\",\"size\":1,\"received\":0,\"created_at\":\"2026-11-22T10:00:"     \
  "00Z\"}"

typedef struct {
  HcrmFake *server;
  HcrmApi *api;
  char *folder;
  HcrmRecorder *recorder;
  HcrmRecordingOutbox *outbox;
  char *problem;
  guint n_sent, n_failed;
} Desk;

static void
stopped_cb (HcrmRecorder *recorder, const char *path, const char *problem, Desk *desk)
{
  g_free (desk->problem);
  desk->problem = g_strdup (problem);
  hcrm_recording_outbox_end (desk->outbox, path);
}

static void
sent_cb (HcrmRecordingOutbox *outbox, gint64 id, Desk *desk)
{
  g_assert_cmpint (id, ==, 12);
  desk->n_sent++;
}

static void
failed_cb (HcrmRecordingOutbox *outbox, const char *words, Desk *desk)
{
  desk->n_failed++;
}

static void
open_outbox (Desk *desk, gint64 user_id)
{
  g_clear_object (&desk->outbox);
  desk->outbox = hcrm_recording_outbox_new (desk->api, user_id, desk->folder);
  g_signal_connect (desk->outbox, "sent", G_CALLBACK (sent_cb), desk);
  g_signal_connect (desk->outbox, "failed", G_CALLBACK (failed_cb), desk);
}

static Desk *
desk_new (void)
{
  Desk *desk = g_new0 (Desk, 1);

  desk->server = hcrm_fake_new ();
  hcrm_fake_answer (desk->server, "POST", "/uploads", 201, UPLOAD);
  hcrm_fake_answer (desk->server, "PUT", "/uploads/4/parts/0", 204, "");
  hcrm_fake_answer (desk->server, "POST", "/uploads/4/actions/complete", 200, UPLOAD);
  hcrm_fake_answer (desk->server, "POST", "/recordings", 201, "{\"id\":12}");
  desk->api = hcrm_api_new (hcrm_fake_get_url (desk->server));
  hcrm_api_set_token (desk->api, "t");
  desk->folder = g_dir_make_tmp ("hcrm-desk-XXXXXX", NULL);
  desk->recorder = hcrm_recorder_new ();
  hcrm_recorder_set_source (desk->recorder, TONE);
  g_signal_connect (desk->recorder, "stopped", G_CALLBACK (stopped_cb), desk);
  open_outbox (desk, 9);
  return desk;
}

static guint
count_files (Desk *desk)
{
  g_autoptr (GDir) folder = g_dir_open (desk->folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (folder) != NULL)
    n++;
  return n;
}

static void
empty_folder (Desk *desk)
{
  g_autoptr (GDir) folder = g_dir_open (desk->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (folder)) != NULL) {
    g_autofree char *path = g_build_filename (desk->folder, name, NULL);
    g_unlink (path);
  }
  g_rmdir (desk->folder);
}

static void
desk_free (Desk *desk)
{
  g_object_unref (desk->recorder);
  g_object_unref (desk->outbox);
  hcrm_fake_idle (100);
  g_object_unref (desk->api);
  hcrm_fake_free (desk->server);
  empty_folder (desk);
  g_free (desk->folder);
  g_free (desk->problem);
  g_free (desk);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Desk, desk_free)

/* (transfer full) */
static char *
begin (Desk *desk)
{
  g_autoptr (JsonObject) of = json_object_new ();
  g_autoptr (GError) error = NULL;

  json_object_set_int_member (of, "call_id", 3);
  g_autofree char *path = hcrm_recording_outbox_begin (desk->outbox, of, &error);
  g_assert_no_error (error);
  hcrm_recorder_start (desk->recorder, path, &error);
  g_assert_no_error (error);
  return g_steal_pointer (&path);
}

static goffset
size_of (const char *path)
{
  GStatBuf found;

  return g_stat (path, &found) == 0 ? found.st_size : 0;
}

static guint
mode_of (const char *path)
{
  GStatBuf found;

  return g_stat (path, &found) == 0 ? found.st_mode & 0777 : 0;
}

/* Sends until the server has taken it, and then nothing is left here. */
static void
test_sent (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autofree char *path = begin (desk);

  g_assert_true (hcrm_recorder_is_recording (desk->recorder));
  WAIT_UNTIL (size_of (path) > 1000);
  g_assert_cmpint (hcrm_recorder_get_elapsed (desk->recorder), >, 0);
  g_assert_cmphex (mode_of (path), ==, 0600);
  hcrm_recorder_stop (desk->recorder);
  WAIT_UNTIL (desk->n_sent == 1);
  g_assert_null (desk->problem);
  g_assert_false (hcrm_recorder_is_recording (desk->recorder));
  const char *body = hcrm_fake_get_body (desk->server, "POST", "/recordings");
  g_assert_nonnull (strstr (body, "\"upload_id\":4"));
  g_assert_nonnull (strstr (body, "\"call_id\":3"));
  g_assert_nonnull (strstr (body, "\"layout\":\"mono\""));
  g_assert_nonnull (strstr (body, "\"started_at\":\"20"));
  g_assert_cmpuint (count_files (desk), ==, 0);
}

/* A client that dies leaves a file that can be played as far as it goes, and that is sent later. */
static void
test_crash (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autofree char *path = begin (desk);
  g_autofree char *text = NULL;
  gsize size;

  WAIT_UNTIL (hcrm_recorder_get_elapsed (desk->recorder) > 2500);
  g_clear_object (&desk->recorder); /* without a word */
  desk->recorder = hcrm_recorder_new ();
  g_assert_true (g_file_get_contents (path, &text, &size, NULL));
  g_autoptr (GBytes) bytes = g_bytes_new (text, size);
  g_autoptr (HcrmPlayer) player = hcrm_player_new ();
  hcrm_player_set_sink (player, "fakesink sync=false");
  hcrm_player_set_bytes (player, bytes);
  WAIT_UNTIL (hcrm_player_get_state (player) == HCRM_PLAYER_PAUSED);
  g_assert_cmpint (hcrm_player_get_duration (player), >, 1400);
  open_outbox (desk, 9);
  hcrm_recording_outbox_send (desk->outbox);
  WAIT_UNTIL (desk->n_sent == 1);
  g_assert_cmpuint (count_files (desk), ==, 0);
}

/* What is being recorded is not sent; what is another user's is not either. */
static void
test_whose (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autofree char *path = begin (desk);

  WAIT_UNTIL (size_of (path) > 500);
  hcrm_recording_outbox_send (desk->outbox);
  g_assert_cmpuint (hcrm_recording_outbox_get_n_waiting (desk->outbox), ==, 0);
  g_clear_object (&desk->recorder);
  desk->recorder = hcrm_recorder_new ();
  open_outbox (desk, 8);
  hcrm_recording_outbox_send (desk->outbox);
  g_assert_cmpuint (hcrm_recording_outbox_get_n_waiting (desk->outbox), ==, 0);
  g_assert_cmpuint (count_files (desk), ==, 2);
}

/* With the line down it stays, and the same key tells the server that it is the same. */
static void
test_line_down (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autofree char *path = begin (desk);

  WAIT_UNTIL (size_of (path) > 500);
  hcrm_fake_answer (desk->server, "POST", "/recordings", 401,
                    "{\"type\":\"unauthenticated\",\"status\":401}");
  hcrm_recorder_stop (desk->recorder);
  WAIT_UNTIL (hcrm_fake_count (desk->server, "POST", "/recordings") == 1);
  hcrm_fake_idle (100);
  g_autofree char *key =
      g_strdup (hcrm_fake_get_header (desk->server, "POST", "/recordings", "Idempotency-Key"));
  g_assert_cmpuint (count_files (desk), ==, 2);
  hcrm_fake_answer (desk->server, "POST", "/recordings", 201, "{\"id\":12}");
  open_outbox (desk, 9); /* signed in again */
  hcrm_recording_outbox_send (desk->outbox);
  WAIT_UNTIL (desk->n_sent == 1);
  g_assert_cmpstr (hcrm_fake_get_header (desk->server, "POST", "/recordings", "Idempotency-Key"),
                   ==, key);
}

/* An upload that broke off is gone on with. */
static void
test_resumed (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autofree char *path = begin (desk);

  WAIT_UNTIL (size_of (path) > 500);
  hcrm_fake_answer (desk->server, "PUT", "/uploads/4/parts/0", 503,
                    "{\"type\":\"unavailable\",\"status\":503}");
  hcrm_recorder_stop (desk->recorder);
  WAIT_UNTIL (desk->n_failed == 1);
  g_assert_cmpuint (count_files (desk), ==, 2);
  g_autofree char *had =
      g_strdup_printf ("{\"id\":4,\"name\":\"a.opus\",\"size\":%d,\"received\":%d}",
                       (int) size_of (path), (int) size_of (path));
  hcrm_fake_answer (desk->server, "GET", "/uploads/4", 200, had);
  open_outbox (desk, 9);
  hcrm_recording_outbox_send (desk->outbox);
  WAIT_UNTIL (desk->n_sent == 1);
  g_assert_cmpuint (hcrm_fake_count (desk->server, "POST", "/uploads"), ==, 1);
  g_assert_cmpuint (hcrm_fake_count (desk->server, "PUT", "/uploads/4/parts/0"), ==, 1);
}

/* A desk without microphone says so, and leaves nothing behind. */
static void
test_no_microphone (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autofree char *path = g_build_filename (desk->folder, "x.opus", NULL);
  g_autoptr (GError) error = NULL;

  hcrm_recorder_set_source (desk->recorder, "filesrc location=/nowhere");
  g_assert_false (hcrm_recorder_start (desk->recorder, path, &error));
  g_assert_nonnull (strstr (error->message, "no microphone"));
  g_assert_false (hcrm_recorder_is_recording (desk->recorder));
  g_assert_cmpuint (count_files (desk), ==, 0);
}

/* Without a sound card the automatic source goes on with a silent one: that is no microphone. */
static void
test_no_card (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autofree char *path = g_build_filename (desk->folder, "x.opus", NULL);
  g_autoptr (GError) error = NULL;

  hcrm_recorder_set_source (desk->recorder, "autoaudiosrc filter-caps=audio/x-none");
  g_assert_false (hcrm_recorder_start (desk->recorder, path, &error));
  g_assert_nonnull (strstr (error->message, "no microphone"));
  g_assert_cmpuint (count_files (desk), ==, 0);
}

/* A card that goes away in the middle leaves what was heard until then, and that is sent. */
static void
test_card_gone (void)
{
  g_autoptr (Desk) desk = desk_new ();
  hcrm_recorder_set_source (desk->recorder, TONE " ! identity error-after=100");
  g_autofree char *path = begin (desk);

  WAIT_UNTIL (desk->n_sent == 1);
  g_assert_nonnull (strstr (desk->problem, "ends here"));
  g_assert_cmpuint (count_files (desk), ==, 0);
}

/* What somebody forgot to end is ended, said, and sent. */
static void
test_left_on (void)
{
  g_autoptr (Desk) desk = desk_new ();
  hcrm_recorder_set_longest (desk->recorder, 1);
  g_autofree char *path = begin (desk);

  WAIT_UNTIL (desk->n_sent == 1);
  g_assert_false (hcrm_recorder_is_recording (desk->recorder));
  g_assert_nonnull (strstr (desk->problem, "three hours"));
  g_assert_cmpuint (count_files (desk), ==, 0);
}

/* One that goes away before anything was heard, or that is stopped then, leaves nothing. */
static void
test_nothing_heard (void)
{
  g_autoptr (Desk) desk = desk_new ();
  hcrm_recorder_set_source (desk->recorder, TONE " ! identity error-after=2");
  g_autofree char *path = begin (desk);

  WAIT_UNTIL (desk->problem != NULL);
  g_assert_nonnull (strstr (desk->problem, "Nothing was recorded"));
  hcrm_fake_idle (100);
  g_assert_cmpuint (hcrm_fake_count (desk->server, "POST", "/uploads"), ==, 0);
  g_assert_cmpuint (count_files (desk), ==, 0);
}

int
main (int argc, char **argv)
{
  hcrm_fake_init (&argc, &argv);
  gst_init (NULL, NULL);
  g_test_add_func ("/recorder/sent", test_sent);
  g_test_add_func ("/recorder/crash", test_crash);
  g_test_add_func ("/recorder/whose", test_whose);
  g_test_add_func ("/recorder/line-down", test_line_down);
  g_test_add_func ("/recorder/resumed", test_resumed);
  g_test_add_func ("/recorder/left-on", test_left_on);
  g_test_add_func ("/recorder/no-microphone", test_no_microphone);
  g_test_add_func ("/recorder/no-card", test_no_card);
  g_test_add_func ("/recorder/card-gone", test_card_gone);
  g_test_add_func ("/recorder/nothing-heard", test_nothing_heard);
  return hcrm_fake_run ();
}
