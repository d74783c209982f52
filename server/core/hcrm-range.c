/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The header Range. */

#include "hcrm-range.h"

#include <string.h>

#define UNIT "bytes="

/* Digits up to @end, which is moved behind them. Returns: whether there are any, within bounds */
static gboolean
read_number (const char **text, guint64 *number)
{
  const char *end = *text + strspn (*text, "0123456789");
  g_autofree char *digits = g_strndup (*text, end - *text);

  *text = end;
  return g_ascii_string_to_unsigned (digits, 10, 0, G_MAXINT64, number, NULL);
}

/* "-500": the last 500 bytes. */
static HcrmRangeKind
read_tail (const char *text, guint64 size, guint64 *first, guint64 *last)
{
  guint64 n = 0;

  if (!read_number (&text, &n) || *text != '\0')
    return HCRM_RANGE_WHOLE;
  if (n == 0 || size == 0)
    return HCRM_RANGE_BEYOND;
  *first = n < size ? size - n : 0;
  *last = size - 1;
  return HCRM_RANGE_PART;
}

HcrmRangeKind
hcrm_range_read (const char *text, guint64 size, guint64 *first, guint64 *last)
{
  guint64 from = 0, to = 0;

  if (text == NULL || g_ascii_strncasecmp (text, UNIT, strlen (UNIT)) != 0)
    return HCRM_RANGE_WHOLE;
  text += strlen (UNIT);
  if (*text == '-')
    return read_tail (text + 1, size, first, last);
  if (!read_number (&text, &from) || *text++ != '-')
    return HCRM_RANGE_WHOLE;
  if (*text == '\0')
    to = G_MAXINT64;
  else if (!read_number (&text, &to) || *text != '\0' || to < from)
    return HCRM_RANGE_WHOLE;
  if (from >= size)
    return HCRM_RANGE_BEYOND;
  *first = from;
  *last = MIN (to, size - 1);
  return HCRM_RANGE_PART;
}
