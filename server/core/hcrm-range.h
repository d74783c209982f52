/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  HCRM_RANGE_WHOLE,  /* none asked for, none that is understood, or several: 200 */
  HCRM_RANGE_PART,   /* 206 */
  HCRM_RANGE_BEYOND, /* 416 */
} HcrmRangeKind;

/**
 * hcrm_range_read:
 * @text: (nullable): the header Range, RFC 9110, 14.2
 * @size: of what it is asked of
 * @first: (out): the first byte, @last: (out): the last
 *
 * Which bytes are wanted. Several ranges are answered with the whole, which the RFC allows.
 */
HcrmRangeKind hcrm_range_read (const char *text, guint64 size, guint64 *first, guint64 *last);

G_END_DECLS
