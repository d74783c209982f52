/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is really heard: tones after a change of speed, the place after a seek, channels apart. */

#include <gst/gst.h>
#include <math.h>
#include <string.h>

#include "core/hcrm-player.h"
#include "hcrm-fake.h"

#define RATE 16000
#define LEFT_HZ(second) (300 + 40 * (second))
#define RIGHT_HZ(second) (2000 + 40 * (second))

/* --- what is played --------------------------------------------------------------------------- */

static void
put16 (GByteArray *bytes, int value)
{
  guint8 two[2] = { value & 0xff, (value >> 8) & 0xff };

  g_byte_array_append (bytes, two, 2);
}

static void
put32 (GByteArray *bytes, guint32 value)
{
  put16 (bytes, value & 0xffff);
  put16 (bytes, value >> 16);
}

static void
put_head (GByteArray *bytes, guint channels, guint n_frames)
{
  g_byte_array_append (bytes, (const guint8 *) "RIFF", 4);
  put32 (bytes, 36 + n_frames * channels * 2);
  g_byte_array_append (bytes, (const guint8 *) "WAVEfmt ", 8);
  put32 (bytes, 16);
  put16 (bytes, 1);
  put16 (bytes, channels);
  put32 (bytes, RATE);
  put32 (bytes, RATE * channels * 2);
  put16 (bytes, channels * 2);
  put16 (bytes, 16);
  g_byte_array_append (bytes, (const guint8 *) "data", 4);
  put32 (bytes, n_frames * channels * 2);
}

/* A tone that tells which second it is, another one in each channel. */
static GBytes *
make_wav (guint channels, guint seconds)
{
  GByteArray *bytes = g_byte_array_new ();

  put_head (bytes, channels, seconds * RATE);
  for (guint i = 0; i < seconds * RATE; i++) {
    put16 (bytes, 10000 * sin (2 * G_PI * LEFT_HZ (i / RATE) * (i % RATE) / RATE));
    if (channels == 2)
      put16 (bytes, 10000 * sin (2 * G_PI * RIGHT_HZ (i / RATE) * (i % RATE) / RATE));
  }
  return g_byte_array_free_to_bytes (bytes);
}

/* Its samples count milliseconds. */
static GBytes *
make_clock (guint seconds)
{
  GByteArray *bytes = g_byte_array_new ();

  put_head (bytes, 2, seconds * RATE);
  for (guint i = 0; i < seconds * RATE; i++) {
    put16 (bytes, i / (RATE / 1000) * 4);
    put16 (bytes, 0);
  }
  return g_byte_array_free_to_bytes (bytes);
}

/* The same sound as the server keeps it, or in any other form. */
static GBytes *
encode (GBytes *wav, const char *encoder)
{
  g_autofree char *from = g_build_filename (g_get_user_cache_dir (), "player.wav", NULL);
  g_autofree char *to = g_build_filename (g_get_user_cache_dir (), "player.out", NULL);
  g_autofree char *words = g_strdup_printf ("filesrc location=%s ! wavparse ! audioconvert ! "
                                            "audioresample ! %s ! filesink location=%s",
                                            from, encoder, to);
  gsize size;
  g_autofree char *data = NULL;

  g_mkdir_with_parents (g_get_user_cache_dir (), 0700);
  g_file_set_contents (from, g_bytes_get_data (wav, NULL), g_bytes_get_size (wav), NULL);
  g_autoptr (GstElement) pipeline = gst_object_ref_sink (gst_parse_launch (words, NULL));
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  g_autoptr (GstMessage) end =
      gst_bus_timed_pop_filtered (bus, 20 * GST_SECOND, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  g_assert_true (end != NULL && GST_MESSAGE_TYPE (end) == GST_MESSAGE_EOS);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  g_assert_true (g_file_get_contents (to, &data, &size, NULL));
  return g_bytes_new_take (g_steal_pointer (&data), size);
}

static GBytes *
make_opus (guint seconds)
{
  g_autoptr (GBytes) wav = make_wav (2, seconds);

  return encode (wav, "opusenc bitrate=64000 ! oggmux");
}

/* --- what is heard ---------------------------------------------------------------------------- */

typedef struct {
  HcrmPlayer *player;
  GMutex lock;
  GArray *heard; /* frames of two gint16 */
  gulong handler;
} Ear;

static void
hear_cb (GstElement *sink, GstBuffer *buffer, GstPad *pad, gpointer data)
{
  Ear *ear = data;
  GstMapInfo map;

  gst_buffer_map (buffer, &map, GST_MAP_READ);
  g_mutex_lock (&ear->lock);
  g_array_append_vals (ear->heard, map.data, map.size / 4);
  g_mutex_unlock (&ear->lock);
  gst_buffer_unmap (buffer, &map);
}

/* @pace: whether it plays as slowly as a person hears. */
static Ear *
ear_new (gboolean pace)
{
  Ear *ear = g_new0 (Ear, 1);
  g_autofree char *sink =
      g_strdup_printf ("audioconvert dithering=none ! audioresample ! "
                       "audio/x-raw,format=S16LE,rate=%d,channels=2,layout=interleaved ! "
                       "fakesink name=ear signal-handoffs=true sync=%s",
                       RATE, pace ? "true" : "false");

  g_mutex_init (&ear->lock);
  ear->heard = g_array_new (FALSE, FALSE, 4);
  ear->player = hcrm_player_new ();
  hcrm_player_set_sink (ear->player, sink);
  return ear;
}

static void
ear_free (Ear *ear)
{
  g_object_unref (ear->player);
  g_array_unref (ear->heard);
  g_mutex_clear (&ear->lock);
  g_free (ear);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Ear, ear_free)

static HcrmPlayerState
state_of (Ear *ear)
{
  return hcrm_player_get_state (ear->player);
}

static void
ear_load (Ear *ear, GBytes *bytes)
{
  hcrm_player_set_bytes (ear->player, bytes);
  WAIT_UNTIL (state_of (ear) != HCRM_PLAYER_LOADING);
  g_autoptr (GstElement) pipeline = hcrm_player_dup_pipeline (ear->player);
  if (pipeline == NULL)
    return;
  g_autoptr (GstElement) sink = gst_bin_get_by_name (GST_BIN (pipeline), "ear");
  g_signal_connect (sink, "handoff", G_CALLBACK (hear_cb), ear);
}

/* Runs until the seek has arrived: only then what comes is of the new place. */
static void
settle (Ear *ear)
{
  hcrm_fake_idle (60);
}

static void
forget (Ear *ear)
{
  g_mutex_lock (&ear->lock);
  g_array_set_size (ear->heard, 0);
  g_mutex_unlock (&ear->lock);
}

static guint
n_heard (Ear *ear)
{
  g_mutex_lock (&ear->lock);
  guint n = ear->heard->len;
  g_mutex_unlock (&ear->lock);
  return n;
}

/* Plays from where it is to where it stops by itself. */
static void
play_out (Ear *ear)
{
  forget (ear);
  hcrm_player_play (ear->player);
  WAIT_UNTIL (state_of (ear) == HCRM_PLAYER_PAUSED);
}

static gint16
sample (Ear *ear, guint frame, guint channel)
{
  return ((gint16 *) ear->heard->data)[frame * 2 + channel];
}

/* How strong one tone is in @n frames from @from: the amplitude of its sine. Goertzel's algorithm.
 */
static double
strength (Ear *ear, guint channel, guint from, guint n, double hz)
{
  double factor = 2 * cos (2 * G_PI * hz / RATE), a = 0, b = 0;

  g_assert_cmpuint (from + n, <=, ear->heard->len);
  for (guint i = 0; i < n; i++) {
    double next = sample (ear, from + i, channel) + factor * a - b;
    b = a;
    a = next;
  }
  return 2 * sqrt (MAX (a * a + b * b - factor * a * b, 0)) / n;
}

/* Which second of the recording is heard there. */
static guint
which_second (Ear *ear, guint from, guint n)
{
  guint best = 0;

  for (guint s = 1; s < 30; s++)
    if (strength (ear, 0, from, n, LEFT_HZ (s)) > strength (ear, 0, from, n, LEFT_HZ (best)))
      best = s;
  return best;
}

/* --- tests ------------------------------------------------------------------------------------ */

static void
test_whole (void)
{
  g_autoptr (Ear) ear = ear_new (FALSE);
  g_autoptr (GBytes) wav = make_wav (2, 4);

  ear_load (ear, wav);
  g_assert_cmpint (state_of (ear), ==, HCRM_PLAYER_PAUSED);
  g_assert_cmpint (hcrm_player_get_duration (ear->player), ==, 4000);
  g_assert_cmpuint (hcrm_player_get_n_channels (ear->player), ==, 2);
  g_assert_cmpint (hcrm_player_get_position (ear->player), ==, 0);
  play_out (ear);
  g_assert_cmpint (hcrm_player_get_position (ear->player), ==, 4000);
  g_assert_cmpuint (n_heard (ear), ==, 4 * RATE);
  for (guint s = 0; s < 4; s++)
    g_assert_cmpuint (which_second (ear, s * RATE + 100, RATE / 2), ==, s);
  play_out (ear); /* at the end, it begins at the beginning */
  g_assert_cmpuint (n_heard (ear), ==, 4 * RATE);
}

/* Sound that tells its own time is heard from the very millisecond that was asked for. */
static void
test_seek_exact (void)
{
  static const gint64 places[] = { 5123, 17, 7999, 2500, 3001 };
  g_autoptr (Ear) ear = ear_new (FALSE);
  g_autoptr (GBytes) wav = make_clock (8);

  ear_load (ear, wav);
  for (guint i = 0; i < G_N_ELEMENTS (places); i++) {
    hcrm_player_seek (ear->player, places[i]);
    g_assert_cmpint (hcrm_player_get_position (ear->player), ==, places[i]);
    settle (ear);
    g_assert_cmpint (hcrm_player_get_position (ear->player), ==, places[i]);
    play_out (ear);
    g_assert_cmpint (abs (sample (ear, 0, 0) - (int) places[i] * 4), <=, 4);
    g_assert_cmpint (labs ((long) n_heard (ear) - (8000 - places[i]) * RATE / 1000), <=, 1);
  }
}

/* The server's own form: the next second's tone begins when it should. */
static void
test_seek_opus (void)
{
  static const gint64 places[] = { 10700, 3300, 14500, 700 };
  g_autoptr (Ear) ear = ear_new (FALSE);
  g_autoptr (GBytes) opus = make_opus (16);

  ear_load (ear, opus);
  g_assert_cmpint (llabs (hcrm_player_get_duration (ear->player) - 16000), <=, 10);
  for (guint i = 0; i < G_N_ELEMENTS (places); i++) {
    guint second = places[i] / 1000, rest = (1000 - places[i] % 1000) * RATE / 1000;
    hcrm_player_seek (ear->player, places[i]);
    settle (ear);
    play_out (ear);
    g_assert_cmpuint (which_second (ear, 200, rest - 600), ==, second);
    g_assert_cmpuint (which_second (ear, rest + 400, RATE / 2), ==, second + 1);
    double before = strength (ear, 0, rest - 320, 320, LEFT_HZ (second));
    g_assert_cmpfloat (before, >, strength (ear, 0, rest + 160, 320, LEFT_HZ (second)) * 1.2);
  }
}

/* Many wishes while one is on its way: the last one counts. */
static void
test_seek_storm (void)
{
  g_autoptr (Ear) ear = ear_new (FALSE);
  g_autoptr (GBytes) opus = make_opus (16);

  ear_load (ear, opus);
  for (gint64 at = 0; at < 16000; at += 100)
    hcrm_player_seek (ear->player, at);
  hcrm_player_seek (ear->player, 6100);
  settle (ear);
  settle (ear);
  g_assert_cmpint (hcrm_player_get_position (ear->player), ==, 6100);
  play_out (ear);
  g_assert_cmpuint (which_second (ear, 100, RATE / 2), ==, 6);
}

static void
test_rate_keeps_pitch (gconstpointer data)
{
  double rate = *(const double *) data;
  g_autoptr (Ear) ear = ear_new (FALSE);
  g_autoptr (GBytes) wav = make_wav (2, 12);

  ear_load (ear, wav);
  hcrm_player_set_rate (ear->player, rate);
  hcrm_player_seek (ear->player, 5000);
  settle (ear);
  play_out (ear);
  double seconds = (double) n_heard (ear) / RATE;
  g_assert_cmpfloat_with_epsilon (seconds, 7 / rate, 0.15);
  guint middle = 0.5 / rate * RATE; /* in the middle of its first second, which sounds at 500 Hz */
  double kept = strength (ear, 0, middle, RATE / 10, LEFT_HZ (5));
  g_assert_cmpfloat (kept, >, 5000);
  g_assert_cmpfloat (strength (ear, 0, middle, RATE / 10, LEFT_HZ (5) * rate), <, kept / 4);
}

/* As time goes by, the position moves faster by as much. */
static void
test_rate_pace (void)
{
  g_autoptr (Ear) ear = ear_new (TRUE);
  g_autoptr (GBytes) wav = make_wav (2, 12);

  ear_load (ear, wav);
  hcrm_player_set_rate (ear->player, 2);
  hcrm_player_play (ear->player);
  WAIT_UNTIL (hcrm_player_get_position (ear->player) > 300);
  gint64 at = hcrm_player_get_position (ear->player), then = g_get_monotonic_time ();
  hcrm_fake_idle (800);
  double went = hcrm_player_get_position (ear->player) - at;
  double passed = (g_get_monotonic_time () - then) / 1000.0;
  g_assert_cmpfloat_with_epsilon (went / passed, 2, 0.3);
  hcrm_player_pause (ear->player);
  settle (ear);
  at = hcrm_player_get_position (ear->player);
  hcrm_fake_idle (200);
  g_assert_cmpint (hcrm_player_get_position (ear->player), ==, at);
}

static void
test_channels (void)
{
  g_autoptr (Ear) ear = ear_new (FALSE);
  g_autoptr (GBytes) opus = make_opus (3);

  ear_load (ear, opus);
  play_out (ear);
  g_assert_cmpfloat (strength (ear, 0, RATE + 800, RATE / 2, LEFT_HZ (1)), >, 8000);
  g_assert_cmpfloat (strength (ear, 0, RATE + 800, RATE / 2, RIGHT_HZ (1)), <, 200);
  g_assert_cmpfloat (strength (ear, 1, RATE + 800, RATE / 2, RIGHT_HZ (1)), >, 8000);
  hcrm_player_set_volume (ear->player, 0, 0);
  hcrm_player_set_volume (ear->player, 1, 0.5);
  hcrm_player_seek (ear->player, 0);
  settle (ear);
  play_out (ear);
  g_assert_cmpfloat (strength (ear, 0, RATE + 800, RATE / 2, LEFT_HZ (1)), <, 20);
  g_assert_cmpfloat_with_epsilon (strength (ear, 1, RATE + 800, RATE / 2, RIGHT_HZ (1)), 5000, 500);
}

/* One channel is heard in both ears. */
static void
test_mono (void)
{
  g_autoptr (Ear) ear = ear_new (FALSE);
  g_autoptr (GBytes) wav = make_wav (1, 2);

  ear_load (ear, wav);
  g_assert_cmpuint (hcrm_player_get_n_channels (ear->player), ==, 1);
  play_out (ear);
  g_assert_cmpfloat (strength (ear, 0, 800, RATE / 2, LEFT_HZ (0)), >, 5000);
  g_assert_cmpfloat (strength (ear, 1, 800, RATE / 2, LEFT_HZ (0)), >, 5000);
}

/* Of each silence a quarter of a second is left at either end, to the sample. */
static void
test_skip_silence (void)
{
  static const HcrmStretch silences[] = { { 1750, 5250 }, { 7000, 7300 }, { 8750, 12000 } };
  g_autoptr (Ear) ear = ear_new (FALSE);
  g_autoptr (GBytes) wav = make_wav (2, 12);

  ear_load (ear, wav);
  hcrm_player_set_silences (ear->player, silences, G_N_ELEMENTS (silences));
  hcrm_player_set_skip_silence (ear->player, TRUE);
  settle (ear);
  play_out (ear);
  /* 0–2, 5–9 and 11.75–12; the one of 0.3 s is too short to be worth it */
  g_assert_cmpuint (n_heard (ear), ==, (2 + 4) * RATE + RATE / 4);
  g_assert_cmpuint (which_second (ear, RATE + 100, RATE / 2), ==, 1);
  g_assert_cmpuint (which_second (ear, 2 * RATE + 100, RATE / 2), ==, 5);
  g_assert_cmpuint (which_second (ear, 5 * RATE + 100, RATE / 2), ==, 8);
  g_assert_cmpuint (which_second (ear, 6 * RATE + 100, RATE / 8), ==, 11);
  hcrm_player_set_skip_silence (ear->player, FALSE);
  play_out (ear);
  g_assert_cmpuint (n_heard (ear), ==, 12 * RATE);
}

static void
test_loop (void)
{
  g_autoptr (Ear) ear = ear_new (FALSE);
  g_autoptr (GBytes) opus = make_opus (12);

  ear_load (ear, opus);
  hcrm_player_seek (ear->player, 9000);
  hcrm_player_set_loop (ear->player, (HcrmStretch){ 2000, 4000 });
  g_assert_cmpint (hcrm_player_get_position (ear->player), ==, 2000); /* it was behind the end */
  settle (ear);
  forget (ear);
  hcrm_player_play (ear->player);
  WAIT_UNTIL (n_heard (ear) > 7 * RATE);
  for (guint s = 0; s < 6; s++)
    g_assert_cmpuint (which_second (ear, s * RATE + 800, RATE / 2), ==, 2 + s % 2);
  hcrm_player_set_loop (ear->player, (HcrmStretch){ 0 });
  WAIT_UNTIL (state_of (ear) == HCRM_PLAYER_PAUSED);
  g_assert_cmpint (llabs (hcrm_player_get_position (ear->player) - 12000), <=, 10);
}

/* A loop up to the end, within which a silence is left out. */
static void
test_loop_skips (void)
{
  static const HcrmStretch silence = { 1750, 4250 };
  g_autoptr (Ear) ear = ear_new (FALSE);
  g_autoptr (GBytes) wav = make_wav (2, 6);

  ear_load (ear, wav);
  hcrm_player_set_silences (ear->player, &silence, 1);
  hcrm_player_set_skip_silence (ear->player, TRUE);
  hcrm_player_set_loop (ear->player, (HcrmStretch){ 1000, 6000 });
  hcrm_player_seek (ear->player, 1000);
  settle (ear);
  forget (ear);
  hcrm_player_play (ear->player);
  WAIT_UNTIL (n_heard (ear) > 7 * RATE);
  static const guint expected[] = { 1, 4, 5, 1, 4, 5 };
  for (guint s = 0; s < G_N_ELEMENTS (expected); s++)
    g_assert_cmpuint (which_second (ear, s * RATE + 100, RATE / 2), ==, expected[s]);
}

static void
assert_plays (const char *encoder)
{
  g_autoptr (Ear) ear = ear_new (FALSE);
  g_autoptr (GBytes) wav = make_wav (2, 6);
  g_autoptr (GBytes) bytes = encode (wav, encoder);

  ear_load (ear, bytes);
  g_assert_cmpint (state_of (ear), ==, HCRM_PLAYER_PAUSED);
  hcrm_player_seek (ear->player, 3250);
  settle (ear);
  play_out (ear);
  g_assert_cmpuint (which_second (ear, 800, RATE / 2), ==, 3);
}

static void
test_kinds (void)
{
  assert_plays ("audio/x-raw,rate=8000 ! alawenc ! wavenc");
  assert_plays ("audio/x-raw,rate=8000 ! mulawenc ! wavenc");
  assert_plays ("flacenc");
}

/* An odd number of bytes of sound is followed by one that fills it up. */
static void
test_odd (void)
{
  g_autoptr (Ear) ear = ear_new (FALSE);
  g_autoptr (GBytes) wav = make_wav (1, 2);
  g_autoptr (GBytes) law = encode (wav, "audio/x-raw,rate=8000 ! alawenc ! wavenc");
  g_autoptr (GByteArray) odd = g_byte_array_new ();
  gsize size;
  const guint8 *data = g_bytes_get_data (law, &size);
  const guint8 *sound = memmem (data, size, "data", 4);

  g_byte_array_append (odd, data, size);
  GST_WRITE_UINT32_LE (odd->data + (sound - data) + 4, size - (sound - data) - 8 - 1);
  g_autoptr (GBytes) bytes = g_byte_array_free_to_bytes (g_steal_pointer (&odd));
  ear_load (ear, bytes);
  g_assert_cmpint (hcrm_player_get_duration (ear->player), ==, 2000);
  play_out (ear);
  g_assert_cmpuint (which_second (ear, RATE + 800, RATE / 2), ==, 1);
}

static void
assert_fails (const void *data, gsize size)
{
  g_autoptr (Ear) ear = ear_new (FALSE);
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);

  ear_load (ear, bytes);
  WAIT_UNTIL (state_of (ear) == HCRM_PLAYER_FAILED);
  const char *words = hcrm_player_get_problem (ear->player);
  g_assert_true (strstr (words, "recording") != NULL || strstr (words, "no sound") != NULL);
  hcrm_player_play (ear->player); /* nothing happens */
  hcrm_player_seek (ear->player, 100);
  g_assert_cmpint (hcrm_player_get_position (ear->player), ==, 0);
  hcrm_player_set_bytes (ear->player, NULL);
  g_assert_cmpint (state_of (ear), ==, HCRM_PLAYER_EMPTY);
}

static void
test_damaged (void)
{
  g_autoptr (GBytes) opus = make_opus (2);
  g_autofree guint8 *noise = g_malloc (5000);

  for (guint i = 0; i < 5000; i++)
    noise[i] = (i * 7919) >> 3;
  assert_fails ("", 0);
  assert_fails ("This is no recording but a letter.\n", 35);
  assert_fails (noise, 5000);
  assert_fails (g_bytes_get_data (opus, NULL), 40);
}

/* What is cut off is played as far as it goes. */
static void
test_cut_off (void)
{
  g_autoptr (Ear) ear = ear_new (FALSE);
  g_autoptr (GBytes) wav = make_wav (2, 8);
  g_autoptr (GBytes) half = g_bytes_new_from_bytes (wav, 0, g_bytes_get_size (wav) / 2);

  ear_load (ear, half);
  play_out (ear);
  g_assert_cmpuint (n_heard (ear), >, 3.9 * RATE);
  g_assert_cmpuint (which_second (ear, 3 * RATE + 100, RATE / 2), ==, 3);
}

/* Files that others have broken in their own ways: each plays or says why not, and nothing hangs.
 */
static void
test_broken_files (void)
{
  const char *data = g_getenv ("HCRM_TEST_DATA");
  g_autofree char *path = g_build_filename (data != NULL ? data : "", "audio", NULL);
  g_autoptr (GDir) folder = data != NULL ? g_dir_open (path, 0, NULL) : NULL;
  const char *name;

  if (folder == NULL) {
    g_test_skip ("no files of sound to test with");
    return;
  }
  while ((name = g_dir_read_name (folder)) != NULL) {
    g_autofree char *file = g_build_filename (path, name, NULL);
    g_autofree char *text = NULL;
    gsize size;
    if (!g_file_get_contents (file, &text, &size, NULL) || size > 20000000)
      continue;
    g_autoptr (Ear) ear = ear_new (FALSE);
    g_autoptr (GBytes) bytes = g_bytes_new_static (text, size);
    ear_load (ear, bytes);
    g_test_message ("%s: %d %s", name, state_of (ear), hcrm_player_get_problem (ear->player));
    if (state_of (ear) == HCRM_PLAYER_PAUSED)
      hcrm_player_seek (ear->player, hcrm_player_get_duration (ear->player) * 2 / 3);
    settle (ear);
    hcrm_player_play (ear->player);
    WAIT_UNTIL (state_of (ear) != HCRM_PLAYER_PLAYING);
  }
}

static void
take_cards_away (void)
{
  GList *found = gst_element_factory_list_get_elements (GST_ELEMENT_FACTORY_TYPE_SINK
                                                            | GST_ELEMENT_FACTORY_TYPE_MEDIA_AUDIO,
                                                        GST_RANK_MARGINAL);

  for (GList *at = found; at != NULL; at = at->next)
    gst_plugin_feature_set_rank (at->data, GST_RANK_NONE);
  gst_plugin_feature_list_free (found);
}

/* Without a sound card the time goes by all the same, and it is said that nothing is heard. Comes
 * last: the cards do not come back. */
static void
test_no_card (void)
{
  g_autoptr (HcrmPlayer) player = hcrm_player_new ();
  g_autoptr (GBytes) wav = make_wav (2, 2);

  take_cards_away ();
  hcrm_player_set_bytes (player, wav);
  WAIT_UNTIL (hcrm_player_get_state (player) == HCRM_PLAYER_PAUSED);
  g_assert_true (hcrm_player_get_silent (player));
  gint64 then = g_get_monotonic_time ();
  hcrm_player_play (player);
  WAIT_UNTIL (hcrm_player_get_state (player) == HCRM_PLAYER_PAUSED);
  g_assert_cmpint (g_get_monotonic_time () - then, >, 1.5 * G_USEC_PER_SEC);
}

int
main (int argc, char **argv)
{
  static const double rates[] = { 0.5, 0.75, 1.5, 2, 3 };

  hcrm_fake_init (&argc, &argv);
  gst_init (NULL, NULL);
  g_test_add_func ("/player/whole", test_whole);
  g_test_add_func ("/player/seek-exact", test_seek_exact);
  g_test_add_func ("/player/seek-opus", test_seek_opus);
  g_test_add_func ("/player/seek-storm", test_seek_storm);
  for (guint i = 0; i < G_N_ELEMENTS (rates); i++) {
    g_autofree char *name = g_strdup_printf ("/player/rate-keeps-pitch/%g", rates[i]);
    g_test_add_data_func (name, &rates[i], test_rate_keeps_pitch);
  }
  g_test_add_func ("/player/rate-pace", test_rate_pace);
  g_test_add_func ("/player/channels", test_channels);
  g_test_add_func ("/player/mono", test_mono);
  g_test_add_func ("/player/skip-silence", test_skip_silence);
  g_test_add_func ("/player/loop", test_loop);
  g_test_add_func ("/player/loop-skips", test_loop_skips);
  g_test_add_func ("/player/kinds", test_kinds);
  g_test_add_func ("/player/odd", test_odd);
  g_test_add_func ("/player/damaged", test_damaged);
  g_test_add_func ("/player/cut-off", test_cut_off);
  g_test_add_func ("/player/broken-files", test_broken_files);
  g_test_add_func ("/player/no-card", test_no_card);
  return hcrm_fake_run ();
}
