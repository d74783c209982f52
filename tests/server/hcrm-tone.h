/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of sound, made sample by sample. */
#pragma once

#include <glib.h>

#define TONE_RATE 8000

/* Returns: (transfer full): silence of @n samples in each of @channels, of 16 bits */
GByteArray *tone_new (guint channels, guint n);

/* Adds a tone to one channel. @from, @n: samples */
void tone_add (GByteArray *samples, guint channels, guint channel, guint from, guint n, guint hz);

/* Returns: (transfer full): as a WAVE file */
GBytes *tone_to_wav (GByteArray *samples, guint channels);
