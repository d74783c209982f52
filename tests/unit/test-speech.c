/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is speech: against the script that the sound was made from; spans compared; measures. */

#include <gio/gio.h>
#include <math.h>
#include <string.h>

#include "audio/hcrm-measures.h"
#include <json-glib/json-glib.h>

#define RATE HCRM_SPEECH_RATE
/* How near a beginning or end is to be found: two frames of 10 ms, and 20 ms of a soft consonant
 * that the noise may hide. A seventh of the 300 ms that part two spans. */
#define NEAR_MS 40

typedef struct {
  gint16 *samples;
  guint n, channels;
} Sound;

static void
clear_sound (Sound *sound)
{
  g_free (sound->samples);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Sound, clear_sound)

static Sound
make_sound (guint channels, guint ms)
{
  Sound sound = { NULL, ms * (RATE / 1000), channels };

  sound.samples = g_new0 (gint16, sound.n * channels);
  return sound;
}

static void
add (Sound *sound, guint channel, guint i, double value)
{
  gint16 *at = &sound->samples[i * sound->channels + channel];

  *at = CLAMP (*at + value * 32767, -32768, 32767);
}

static void
add_noise (Sound *sound, guint channel, double level)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  for (guint i = 0; i < sound->n; i++)
    add (sound, channel, i, g_rand_double_range (rand, -level, level));
}

static void
add_tone (Sound *sound, guint channel, guint from, guint to, double hz, double level)
{
  for (guint i = from * (RATE / 1000); i < to * (RATE / 1000); i++)
    add (sound, channel, i, level * sin (2 * G_PI * hz * i / RATE));
}

/* Syllables of 150 ms, four a second: a buzz of 120 Hz through one formant. */
static void
add_speech (Sound *sound, guint channel, guint from, guint to, double level)
{
  for (guint i = from * (RATE / 1000); i < to * (RATE / 1000); i++) {
    double t = (double) i / RATE, sum = 0;
    double swell = 0.55 + 0.45 * sin (2 * G_PI * 4 * t);
    for (guint k = 1; k < 20; k++)
      sum += sin (2 * G_PI * 120 * (1 + 0.03 * sin (2 * G_PI * 3 * t)) * k * t)
             / (1 + fabs (k * 120.0 - 700) / 200);
    add (sound, channel, i, level * swell * sum / 4);
  }
}

static GArray *
find (Sound *sound, guint channel)
{
  g_autoptr (HcrmSpeech) speech = hcrm_speech_new (sound->channels);

  /* In pieces that are no frames. */
  for (guint i = 0; i < sound->n; i += 777)
    hcrm_speech_push (speech, sound->samples + i * sound->channels, MIN (777, sound->n - i));
  return hcrm_speech_find (speech, channel);
}

static void
assert_spans (GArray *found, const HcrmSpan *script, guint n)
{
  for (guint i = 0; i < found->len; i++) {
    HcrmSpan span = g_array_index (found, HcrmSpan, i);
    g_test_message ("%u-%u", span.from, span.to);
  }
  g_assert_cmpuint (found->len, ==, n);
  for (guint i = 0; i < n; i++) {
    HcrmSpan span = g_array_index (found, HcrmSpan, i);
    g_assert_cmpint (ABS ((int) span.from - (int) script[i].from), <, NEAR_MS);
    g_assert_cmpint (ABS ((int) span.to - (int) script[i].to), <, NEAR_MS);
  }
}

/* Two turns, over noise of -50 dB and of -34. */
static void
test_script (void)
{
  static const HcrmSpan script[] = { { 1000, 4000 }, { 6000, 7500 } };
  static const double noise[] = { 0.0, 0.003, 0.02 };

  for (guint i = 0; i < G_N_ELEMENTS (noise); i++) {
    g_auto (Sound) sound = make_sound (1, 10000);
    add_noise (&sound, 0, noise[i]);
    for (guint j = 0; j < G_N_ELEMENTS (script); j++)
      add_speech (&sound, 0, script[j].from, script[j].to, 0.5);
    g_autoptr (GArray) found = find (&sound, 0);
    assert_spans (found, script, G_N_ELEMENTS (script));
  }
}

/* Ringing (450 Hz, 1 s of every 5), silence, hum and clicks are no speech. */
static void
test_no_speech (void)
{
  g_auto (Sound) sound = make_sound (1, 15000);

  for (guint i = 0; i < 3; i++)
    add_tone (&sound, 0, i * 5000, i * 5000 + 1000, 450, 0.3);
  add_tone (&sound, 0, 0, 15000, 50, 0.05);
  for (guint i = 0; i < 10; i++)
    add (&sound, 0, (2000 + i * 100) * (RATE / 1000), 0.9);
  g_autoptr (GArray) found = find (&sound, 0);
  assert_spans (found, NULL, 0);
}

/* What the line gives back of the other side is not this side's. */
static void
test_echo (void)
{
  static const HcrmSpan script[] = { { 1000, 3000 } };
  g_auto (Sound) sound = make_sound (2, 6000);

  add_speech (&sound, 0, 1000, 3000, 0.6);
  add_speech (&sound, 1, 1000, 3000, 0.6 / 20);
  g_autoptr (GArray) left = find (&sound, 0);
  g_autoptr (GArray) right = find (&sound, 1);
  assert_spans (left, script, 1);
  assert_spans (right, NULL, 0);
}

/* --- Spans ---------------------------------------------------------------------------------- */

static GArray *
spans (const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  GArray *list = g_array_new (FALSE, FALSE, sizeof (HcrmSpan));

  for (char **word = words; *word != NULL && **word != '\0'; word++) {
    HcrmSpan span = { atoi (*word), atoi (strchr (*word, '-') + 1) };
    g_array_append_val (list, span);
  }
  return list;
}

static void
assert_list (GArray *found, const char *wanted)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < found->len; i++)
    g_string_append_printf (text, "%s%u-%u", i > 0 ? " " : "",
                            g_array_index (found, HcrmSpan, i).from,
                            g_array_index (found, HcrmSpan, i).to);
  g_assert_cmpstr (text->str, ==, wanted);
}

static void
test_gaps (void)
{
  g_autoptr (GArray) a = spans ("1000-2000 9000-9500"), b = spans ("1500-3000");
  g_autoptr (GArray) none = spans ("");
  g_autoptr (GArray) gaps = hcrm_spans_find_gaps (a, b, 13000, 3000);
  g_autoptr (GArray) alone = hcrm_spans_find_gaps (a, NULL, 9600, 1000);
  g_autoptr (GArray) all = hcrm_spans_find_gaps (none, none, 5000, 3000);

  assert_list (gaps, "3000-9000 9500-13000");
  assert_list (alone, "0-1000 2000-9000");
  assert_list (all, "0-5000");
}

static void
test_overlaps (void)
{
  g_autoptr (GArray) a = spans ("0-1000 2000-5000"), b = spans ("900-2300 4000-6000");
  g_autoptr (GArray) found = hcrm_spans_find_overlaps (a, b, 200);

  assert_list (found, "2000-2300 4000-5000");
}

/* An "mm" takes no floor; nor does who is talked down; nor who begins at the same time. */
static void
test_interruptions (void)
{
  static const struct {
    const char *a, *b;
    guint n, at, by;
  } cases[] = {
    { "0-5000", "4000-8000", 1, 4000, 1 }, { "4000-8000", "0-5000", 1, 4000, 0 },
    { "0-9000", "4000-4400", 0 },          { "0-9000", "4000-8000", 0 },
    { "0-2000", "300-4000", 0 },           { "0-2000", "2100-4000", 0 },
    { "0-9000", "1000-9500", 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GArray) a = spans (cases[i].a), b = spans (cases[i].b);
    g_autoptr (GArray) found = hcrm_spans_find_interruptions (a, b);
    g_test_message ("%s, %s", cases[i].a, cases[i].b);
    g_assert_cmpuint (found->len, ==, cases[i].n);
    if (found->len == 0)
      continue;
    g_assert_cmpuint (g_array_index (found, HcrmInterruption, 0).at, ==, cases[i].at);
    g_assert_cmpuint (g_array_index (found, HcrmInterruption, 0).by, ==, cases[i].by);
  }
}

/* --- Measures ------------------------------------------------------------------------------- */

/* EBU Tech 3341, case 1: a sine of 1000 Hz at -23 dBFS in both channels of a stereo pair is -23.0
 * LUFS; in one alone it is 3.01 less. */
static void
test_loudness (void)
{
  g_auto (Sound) sound = make_sound (1, 20000);
  g_autoptr (HcrmMeasures) measures = hcrm_measures_new (1, FALSE);

  add_tone (&sound, 0, 0, 20000, 1000, pow (10, -23.0 / 20));
  hcrm_measures_push (measures, sound.samples, sound.n);
  g_autofree char *text = hcrm_measures_to_json (measures, 8000, FALSE);
  g_autoptr (JsonNode) json = json_from_string (text, NULL);
  JsonObject *channel = json_array_get_object_element (
      json_object_get_array_member (json_node_get_object (json), "channels"), 0);
  g_assert_cmpfloat_with_epsilon (json_object_get_double_member (channel, "lufs"), -26.01, 0.15);
  g_assert_cmpfloat_with_epsilon (json_object_get_double_member (channel, "peak_db"), -23.0, 0.1);
  g_assert_cmpint (json_object_get_int_member (channel, "clipped"), ==, 0);
  g_assert_cmpuint (hcrm_measures_get_peaks (measures)->len, ==, 20 * 20 * 2);
}

static void
test_clipped (void)
{
  g_auto (Sound) sound = make_sound (1, 1000);
  g_autoptr (HcrmMeasures) measures = hcrm_measures_new (1, FALSE);

  add_tone (&sound, 0, 0, 100, 100, 4.0);
  hcrm_measures_push (measures, sound.samples, sound.n);
  g_autofree char *text = hcrm_measures_to_json (measures, 8000, FALSE);
  g_assert_nonnull (strstr (text, "\"clipped\":20"));
}

/* --- A voice -------------------------------------------------------------------------------- */

/* A sentence as espeak-ng says it, 22050 Hz mono, brought to our rate. */
static gboolean
add_voice (Sound *sound, guint channel, guint at, const char *words, guint *to)
{
  g_autoptr (GSubprocess) program =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, NULL,
                        "espeak-ng", "-v", "en", "--stdout", words, NULL);
  g_autoptr (GBytes) out = NULL;

  if (program == NULL || !g_subprocess_communicate (program, NULL, NULL, &out, NULL, NULL))
    return FALSE;
  const gint16 *samples = (const gint16 *) g_bytes_get_data (out, NULL) + 22;
  guint n = (g_bytes_get_size (out) - 44) / 2, from = at * (RATE / 1000);
  while (n > 0 && ABS ((int) samples[n - 1]) < 300)
    n--;
  guint length = (guint64) n * RATE / 22050;
  for (guint i = 0; i < length && from + i < sound->n; i++)
    add (sound, channel, from + i, samples[(guint64) i * 22050 / RATE] / 32768.0);
  *to = at + length * 1000 / RATE;
  return TRUE;
}

/* Who speaks when, on two channels with noise and a ringing tone before. */
static void
test_voice (void)
{
  g_auto (Sound) sound = make_sound (2, 20000);
  HcrmSpan agent[2] = { { 2000, 0 }, { 12000, 0 } }, other[1] = { { 7000, 0 } };

  if (!add_voice (&sound, 0, 2000, "Good morning, this is the hospital", &agent[0].to)
      || !add_voice (&sound, 1, 7000, "Good morning, I am well", &other[0].to)
      || !add_voice (&sound, 0, 12000, "Are you taking your medicine", &agent[1].to)) {
    g_test_skip ("espeak-ng is not installed");
    return;
  }
  add_noise (&sound, 0, 0.002);
  add_noise (&sound, 1, 0.004);
  add_tone (&sound, 0, 0, 1000, 450, 0.2);
  g_autoptr (GArray) left = find (&sound, 0);
  g_autoptr (GArray) right = find (&sound, 1);
  assert_spans (left, agent, 2);
  assert_spans (right, other, 1);
}

/* --- A call --------------------------------------------------------------------------------- */

/* Lays a recording of 16 bits and 8000 Hz into the sound. Returns: whether there is one */
static gboolean
add_recording (Sound *sound, guint channel, guint at, const char *name)
{
  g_autofree char *path =
      g_build_filename (g_getenv ("HCRM_TEST_DATA") != NULL ? g_getenv ("HCRM_TEST_DATA") : "",
                        "audio", name, NULL);
  g_autofree char *bytes = NULL;
  gsize size = 0;

  if (!g_file_get_contents (path, &bytes, &size, NULL))
    return FALSE;
  const gint16 *samples = (const gint16 *) (gpointer) (bytes + 44);
  guint n = (size - 44) / 2, from = at * (RATE / 1000);
  for (guint i = 0; i + 2 < 2 * n && from + i < sound->n; i++)
    add (sound, channel, from + i,
         (samples[i / 2] + (int) (i % 2) * (samples[i / 2 + 1] - samples[i / 2]) / 2) / 32768.0);
  return TRUE;
}

static HcrmSpan
get_hull (GArray *spans)
{
  g_assert_cmpuint (spans->len, >, 0);
  return (HcrmSpan){ g_array_index (spans, HcrmSpan, 0).from,
                     g_array_index (spans, HcrmSpan, spans->len - 1).to };
}

static void
assert_near (HcrmSpan found, guint from, guint to)
{
  g_test_message ("%u-%u for %u-%u", found.from, found.to, from, to);
  g_assert_cmpint (ABS ((int) found.from - (int) from), <, NEAR_MS);
  g_assert_cmpint (ABS ((int) found.to - (int) to), <, NEAR_MS);
}

/* Each recorded voice by itself, over the noise of a line. Where it begins and ends is read off the
 * samples themselves: the first and last that are louder than 1 % of what is possible. */
static void
test_recorded (void)
{
  static const struct {
    const char *name;
    guint from, to;
  } cases[] = {
    { "01-followup.wav", 10, 16590 },
    { "02-appointment.wav", 10, 14180 },
    { "04-satisfaction.wav", 50, 12030 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_auto (Sound) sound = make_sound (1, 22000);
    if (!add_recording (&sound, 0, 2000, cases[i].name)) {
      g_test_skip ("there are no recordings to test with");
      return;
    }
    add_noise (&sound, 0, 0.002);
    g_autoptr (GArray) found = find (&sound, 0);
    g_test_message ("%s", cases[i].name);
    assert_near (get_hull (found), 2000 + cases[i].from, 2000 + cases[i].to);
    /* Not one word is lost in between: the longest pause of these voices is 0.42 s. */
    g_autoptr (GArray) gaps = hcrm_spans_find_gaps (found, NULL, cases[i].to, 700);
    for (guint k = 0; k < gaps->len; k++)
      g_assert_cmpuint (g_array_index (gaps, HcrmSpan, k).to, <=, 2000 + cases[i].from + NEAR_MS);
  }
}

/* A call of three recordings: the patient begins 1.5 s before the agent ends, then nobody speaks
 * for 5 s. Speech, overlap, silence and who talked how long, as the script has them. */
static void
test_call (void)
{
  g_auto (Sound) sound = make_sound (2, 50000);

  if (!add_recording (&sound, 0, 1000, "01-followup.wav")
      || !add_recording (&sound, 1, 16040, "04-satisfaction.wav")
      || !add_recording (&sound, 0, 33060, "02-appointment.wav")) {
    g_test_skip ("there are no recordings to test with");
    return;
  }
  add_noise (&sound, 0, 0.002);
  add_noise (&sound, 1, 0.004);
  g_autoptr (GArray) agent = find (&sound, 0);
  g_autoptr (GArray) patient = find (&sound, 1);
  g_autoptr (GArray) overlaps = hcrm_spans_find_overlaps (agent, patient, HCRM_OVERLAP_MS);
  g_autoptr (GArray) silences = hcrm_spans_find_gaps (agent, patient, 47000, HCRM_SILENCE_MS);
  assert_near (get_hull (agent), 1010, 47240);
  assert_near (get_hull (patient), 16090, 28070);
  assert_near (get_hull (overlaps), 16090, 17590);
  g_assert_cmpuint (silences->len, ==, 1);
  assert_near (get_hull (silences), 28070, 33070);
  /* 16.58 and 14.17 s of the agent, 11.98 s of the patient; pauses within may be left out. */
  g_assert_cmpint (ABS ((int) hcrm_spans_get_total (agent) - 30750), <, 1000);
  g_assert_cmpint (ABS ((int) hcrm_spans_get_total (patient) - 11980), <, 500);
  g_autoptr (GArray) taken = hcrm_spans_find_interruptions (agent, patient);
  g_assert_cmpuint (taken->len, ==, 1);
  g_assert_cmpuint (g_array_index (taken, HcrmInterruption, 0).by, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/speech/script", test_script);
  g_test_add_func ("/speech/no-speech", test_no_speech);
  g_test_add_func ("/speech/echo", test_echo);
  g_test_add_func ("/speech/gaps", test_gaps);
  g_test_add_func ("/speech/overlaps", test_overlaps);
  g_test_add_func ("/speech/interruptions", test_interruptions);
  g_test_add_func ("/speech/loudness", test_loudness);
  g_test_add_func ("/speech/clipped", test_clipped);
  g_test_add_func ("/speech/voice", test_voice);
  g_test_add_func ("/speech/recorded", test_recorded);
  g_test_add_func ("/speech/call", test_call);
  return g_test_run ();
}
