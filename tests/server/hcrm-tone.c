/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "hcrm-tone.h"

#include <math.h>
#include <string.h>

#define HALF 16384

GByteArray *
tone_new (guint channels, guint n)
{
  GByteArray *samples = g_byte_array_new ();

  g_byte_array_set_size (samples, n * channels * sizeof (gint16));
  memset (samples->data, 0, samples->len);
  return samples;
}

void
tone_add (GByteArray *samples, guint channels, guint channel, guint from, guint n, guint hz)
{
  gint16 *all = (gint16 *) (gpointer) samples->data;

  for (guint i = from; i < from + n; i++)
    all[i * channels + channel] =
        GINT16_TO_LE ((gint16) (HALF * sin (2 * G_PI * hz * i / TONE_RATE)));
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
  g_byte_array_append (file, (const guint8 *) name, 4);
}

GBytes *
tone_to_wav (GByteArray *samples, guint channels)
{
  GByteArray *file = g_byte_array_new ();

  put_name (file, "RIFF");
  put (file, 36 + samples->len, 4);
  put_name (file, "WAVE");
  put_name (file, "fmt ");
  put (file, 16, 4);
  put (file, 1, 2);
  put (file, channels, 2);
  put (file, TONE_RATE, 4);
  put (file, TONE_RATE * channels * 2, 4);
  put (file, channels * 2, 2);
  put (file, 16, 2);
  put_name (file, "data");
  put (file, samples->len, 4);
  g_byte_array_append (file, samples->data, samples->len);
  return g_byte_array_free_to_bytes (file);
}
