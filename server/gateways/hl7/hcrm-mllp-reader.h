/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds the frames in a stream of bytes: HL7's minimal lower layer protocol, pure. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define HCRM_MLLP_START 0x0B
#define HCRM_MLLP_END 0x1C

typedef enum {
  HCRM_MLLP_NOTHING, /* no whole frame yet */
  HCRM_MLLP_FRAME,
  HCRM_MLLP_TOO_LARGE, /* the frame, or the junk before one, is beyond the bound; close */
} HcrmMllpResult;

/* Holds what came and is not taken yet: never more than @max_bytes and one read. */
typedef struct {
  GByteArray *pending;
  gsize max_bytes;
  gsize seen; /* of pending, known to hold no end */
  gsize junk; /* bytes dropped since the last frame */
} HcrmMllpReader;

void hcrm_mllp_reader_init (HcrmMllpReader *self, gsize max_bytes);
void hcrm_mllp_reader_clear (HcrmMllpReader *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HcrmMllpReader, hcrm_mllp_reader_clear)

void hcrm_mllp_reader_push (HcrmMllpReader *self, const guint8 *bytes, gsize length);

/**
 * hcrm_mllp_reader_next:
 * @frame: (out) (transfer full): what stood between start and end
 *
 * Takes the next frame. Bytes outside frames are dropped; a start inside a frame drops what came
 * before it, since its sender has begun anew; an end counts without the CR that belongs to it.
 */
HcrmMllpResult hcrm_mllp_reader_next (HcrmMllpReader *self, GBytes **frame);

/* Returns: whether a frame has begun that is not whole. */
gboolean hcrm_mllp_reader_is_inside (const HcrmMllpReader *self);

/* Returns: (transfer full): several messages as what one frame holds, so that each gets its own;
 * empty if there is none. */
GBytes *hcrm_mllp_join (GPtrArray *messages);

/* Returns: (transfer full): @message between start and end. */
GBytes *hcrm_mllp_frame (GBytes *message);

G_END_DECLS
