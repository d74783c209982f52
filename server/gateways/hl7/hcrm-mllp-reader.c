/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cuts frames out of what a connection sends, in whatever pieces it comes. */
#include "hcrm-mllp-reader.h"

#include <string.h>

void
hcrm_mllp_reader_init (HcrmMllpReader *self, gsize max_bytes)
{
  *self = (HcrmMllpReader){ g_byte_array_new (), max_bytes, 0, 0 };
}

void
hcrm_mllp_reader_clear (HcrmMllpReader *self)
{
  g_clear_pointer (&self->pending, g_byte_array_unref);
}

void
hcrm_mllp_reader_push (HcrmMllpReader *self, const guint8 *bytes, gsize length)
{
  g_byte_array_append (self->pending, bytes, length);
}

static void
drop (HcrmMllpReader *self, gsize length)
{
  if (length)
    g_byte_array_remove_range (self->pending, 0, length);
  self->seen = 0;
}

/* Leaves a frame's start in front, or nothing. */
static void
skip_junk (HcrmMllpReader *self)
{
  if (!self->pending->len || self->pending->data[0] == HCRM_MLLP_START)
    return;
  const guint8 *start = memchr (self->pending->data, HCRM_MLLP_START, self->pending->len);
  gsize length = start ? (gsize) (start - self->pending->data) : self->pending->len;
  self->junk += length;
  drop (self, length);
}

/* A sender that breaks off and begins anew sends a second start. */
static const guint8 *
find_last_start (const guint8 *frame, gsize length)
{
  const guint8 *start = memrchr (frame, HCRM_MLLP_START, length);
  return start ? start + 1 : frame;
}

HcrmMllpResult
hcrm_mllp_reader_next (HcrmMllpReader *self, GBytes **frame)
{
  skip_junk (self);
  if (!self->pending->len)
    return self->junk > self->max_bytes ? HCRM_MLLP_TOO_LARGE : HCRM_MLLP_NOTHING;
  const guint8 *data = self->pending->data;
  const guint8 *end = memchr (data + self->seen, HCRM_MLLP_END, self->pending->len - self->seen);
  gsize length = (end ? (gsize) (end - data) : self->pending->len) - 1;
  if (length > self->max_bytes)
    return HCRM_MLLP_TOO_LARGE;
  if (!end) {
    self->seen = self->pending->len;
    return HCRM_MLLP_NOTHING;
  }
  const guint8 *start = find_last_start (data + 1, length);
  *frame = g_bytes_new (start, end - start);
  drop (self, length + 2);
  self->junk = 0;
  return HCRM_MLLP_FRAME;
}

gboolean
hcrm_mllp_reader_is_inside (const HcrmMllpReader *self)
{
  return self->pending->len && self->pending->data[0] == HCRM_MLLP_START;
}

GBytes *
hcrm_mllp_frame (GBytes *message)
{
  gsize length = 0;
  const guint8 *data = g_bytes_get_data (message, &length);
  GByteArray *frame = g_byte_array_sized_new (length + 3);
  g_byte_array_append (frame, (const guint8[]){ HCRM_MLLP_START }, 1);
  g_byte_array_append (frame, data, length);
  g_byte_array_append (frame, (const guint8[]){ HCRM_MLLP_END, '\r' }, 2);
  return g_byte_array_free_to_bytes (frame);
}

GBytes *
hcrm_mllp_join (GPtrArray *messages)
{
  static const guint8 between[] = { HCRM_MLLP_END, '\r', HCRM_MLLP_START };
  GByteArray *joined = g_byte_array_new ();
  for (guint i = 0; i < messages->len; i++) {
    gsize length = 0;
    const guint8 *data = g_bytes_get_data (g_ptr_array_index (messages, i), &length);
    if (i)
      g_byte_array_append (joined, between, sizeof between);
    g_byte_array_append (joined, data, length);
  }
  return g_byte_array_free_to_bytes (joined);
}
