/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The sound of the sample hospital's recordings: two voices who take turns, one in each channel.
 * What they say nobody can tell; where they speak, pause and talk at the same time is as it is in
 * calls. */

#include <math.h>
#include <string.h>

#include "hcrm-sample-private.h"

#define RATE 8000
#define VOICES 2
#define FORMANTS 2
#define GAIN 5200.0

/* Resonances of vowels, in Hz (Peterson and Barney 1952). */
static const double vowels[][FORMANTS] = {
  { 730, 1090 }, { 270, 2290 }, { 530, 1840 }, { 570, 840 }, { 440, 1020 }, { 300, 870 },
};

typedef struct {
  double pitch;                      /* Hz */
  double phase;                      /* of the voice, in turns */
  double before[FORMANTS][2];        /* of the resonances */
  double factors[FORMANTS][2], loud; /* of this syllable */
  guint syllable, left;              /* samples */
  gboolean hisses;                   /* at its beginning */
} Voice;

typedef struct {
  GRand *rand;
  gint16 *samples;
  guint n;
  Voice voices[VOICES];
} Talk;

/* --- Syllables ------------------------------------------------------------------------------ */

static void
begin_syllable (Talk *self, Voice *voice)
{
  const double *formants = vowels[g_rand_int_range (self->rand, 0, G_N_ELEMENTS (vowels))];

  voice->syllable = voice->left = g_rand_int_range (self->rand, RATE / 8, RATE / 4);
  voice->loud = g_rand_double_range (self->rand, 0.55, 1);
  voice->hisses = g_rand_int_range (self->rand, 0, 3) == 0;
  for (guint i = 0; i < FORMANTS; i++) {
    double radius = exp (-G_PI * 110 / RATE);
    voice->factors[i][0] = 2 * radius * cos (2 * G_PI * formants[i] / RATE);
    voice->factors[i][1] = -radius * radius;
  }
}

static double
resonate (Voice *voice, double sound)
{
  double sum = 0;

  for (guint i = 0; i < FORMANTS; i++) {
    double *before = voice->before[i];
    double now = sound + voice->factors[i][0] * before[0] + voice->factors[i][1] * before[1];
    before[1] = before[0];
    before[0] = now;
    sum += now / (i + 1);
  }
  return sum;
}

static gint16
speak (Talk *self, Voice *voice)
{
  if (voice->left == 0)
    begin_syllable (self, voice);
  double done = 1 - (double) voice->left-- / voice->syllable;
  gboolean hisses = voice->hisses && done < 0.3;

  voice->phase += voice->pitch * (1.08 - 0.16 * done) / RATE;
  voice->phase -= floor (voice->phase);
  double sound = (hisses ? g_rand_double (self->rand) : voice->phase) - 0.5;
  double level = GAIN * voice->loud * 4 * done * (1 - done);
  return CLAMP (level * 0.3 * resonate (voice, sound), -30000, 30000);
}

/* --- Turns ---------------------------------------------------------------------------------- */

static void
speak_turn (Talk *self, guint who, guint from, guint n)
{
  for (guint i = from; i < MIN (from + n, self->n); i++)
    self->samples[i * VOICES + who] = speak (self, &self->voices[who]);
}

/* Seconds in samples. */
static guint
last (Talk *self, double least, double most)
{
  return RATE * g_rand_double_range (self->rand, least, most);
}

/* How long after a turn the next one begins: now and then long after it, or before its end. */
static int
wait_turn (Talk *self)
{
  switch (g_rand_int_range (self->rand, 0, 12)) {
  case 0:
    return last (self, 3.5, 12);
  case 1:
    return -(int) last (self, 0.4, 1.2);
  default:
    return last (self, 0.2, 1);
  }
}

static void
speak_all (Talk *self)
{
  guint at = last (self, 0.3, 0.8);

  for (guint who = 0; at < self->n; who = !who) {
    guint length = who == 0 ? last (self, 2, 6.5) : last (self, 1.3, 5);
    speak_turn (self, who, at, length);
    at += length + wait_turn (self);
  }
}

/* A line that nobody speaks on is not quite still. */
static void
add_noise (Talk *self)
{
  guint32 bits = g_rand_int (self->rand);

  for (guint i = 0; i < self->n * VOICES; i++) {
    bits = bits * 1664525 + 1013904223;
    self->samples[i] += (int) (bits >> 27) - 16;
  }
}

/* --- A-law ---------------------------------------------------------------------------------- */

/* ITU-T G.711 */
static guint8
encode (gint16 sample)
{
  int value = sample >> 3, mask = 0xd5;

  if (value < 0) {
    value = -value - 1;
    mask = 0x55;
  }
  guint segment = value < 32 ? 0 : g_bit_storage (value >> 5);
  guint low = segment < 2 ? value >> 1 & 0xf : value >> segment & 0xf;
  return (segment << 4 | low) ^ mask;
}

static void
put (GByteArray *file, guint32 number, guint n)
{
  guint32 le = GUINT32_TO_LE (number);

  g_byte_array_append (file, (const guint8 *) &le, n);
}

static void
put_name (GByteArray *file, const char *name)
{
  g_byte_array_append (file, (const guint8 *) name, strlen (name));
}

static GBytes *
write_wave (Talk *self)
{
  GByteArray *file = g_byte_array_new ();
  guint length = self->n * VOICES;

  put_name (file, "RIFF");
  put (file, 36 + length, 4);
  put_name (file, "WAVEfmt ");
  put (file, 16, 4);
  put (file, 6, 2);
  put (file, VOICES, 2);
  put (file, RATE, 4);
  put (file, RATE * VOICES, 4);
  put (file, VOICES, 2);
  put (file, 8, 2);
  put_name (file, "data");
  put (file, length, 4);
  guint head = file->len;
  g_byte_array_set_size (file, head + length);
  for (guint i = 0; i < length; i++)
    file->data[head + i] = encode (self->samples[i]);
  return g_byte_array_free_to_bytes (file);
}

GBytes *
hcrm_sample_talk (guint32 seed, guint seconds)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  guint n = seconds * RATE;
  g_autofree gint16 *samples = g_new0 (gint16, n * VOICES);
  Talk talk = { .rand = rand, .samples = samples, .n = n };

  talk.voices[0].pitch = g_rand_double_range (rand, 180, 230);
  talk.voices[1].pitch = g_rand_double_range (rand, 95, 200);
  speak_all (&talk);
  add_noise (&talk);
  return write_wave (&talk);
}
