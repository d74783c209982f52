/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads HL7's times digit by digit; only a whole, valid one is taken. */
#include "hcrm-hl7-time.h"

#include <string.h>

typedef struct {
  int year, month, day, hour, minute, second;
  int microsecond;
  int offset_s; /* of the zone written */
  gboolean has_zone;
} Parts;

static gsize
count_digits (const char *text)
{
  return strspn (text, "0123456789");
}

static int
read_number (const char *digits, gsize n)
{
  int number = 0;
  for (gsize i = 0; i < n; i++)
    number = number * 10 + (digits[i] - '0');
  return number;
}

/* The @n-th pair of digits after the year, or what stands for it if the text is shorter. */
static int
read_pair (const char *text, gsize length, gsize n, int otherwise)
{
  gsize start = 4 + 2 * n;
  return start + 2 <= length ? read_number (text + start, 2) : otherwise;
}

static const char *
read_fraction (const char *text, Parts *parts)
{
  if (*text != '.')
    return text;
  gsize n = count_digits (text + 1);
  int scale = 100000;
  for (gsize i = 0; i < MIN (n, 6); i++, scale /= 10)
    parts->microsecond += (text[1 + i] - '0') * scale;
  return text + 1 + n;
}

static const char *
read_zone (const char *text, Parts *parts)
{
  if ((*text != '+' && *text != '-') || count_digits (text + 1) != 4)
    return text;
  int seconds = read_number (text + 1, 2) * 3600 + read_number (text + 3, 2) * 60;
  parts->offset_s = *text == '-' ? -seconds : seconds;
  parts->has_zone = TRUE;
  return text + 5;
}

static gboolean
read_parts (const char *text, Parts *parts)
{
  gsize n = count_digits (text);
  if (n < 4 || n > 14 || n % 2)
    return FALSE;
  *parts = (Parts){
    .year = read_number (text, 4),
    .month = read_pair (text, n, 0, 1),
    .day = read_pair (text, n, 1, 1),
    .hour = read_pair (text, n, 2, 0),
    .minute = read_pair (text, n, 3, 0),
    .second = read_pair (text, n, 4, 0),
  };
  const char *rest = n == 14 ? read_fraction (text + n, parts) : text + n;
  rest = read_zone (rest, parts);
  return *rest == '\0' && parts->year > 0 && parts->month >= 1 && parts->month <= 12
         && g_date_valid_dmy (parts->day, parts->month, parts->year);
}

static GDateTime *
to_instant (const Parts *parts, GTimeZone *zone)
{
  g_autoptr (GTimeZone) written =
      parts->has_zone ? g_time_zone_new_offset (parts->offset_s) : g_time_zone_ref (zone);
  return g_date_time_new (written, parts->year, parts->month, parts->day, parts->hour,
                          parts->minute, parts->second + parts->microsecond / 1e6);
}

char *
hcrm_hl7_time_parse (const char *text, GTimeZone *zone)
{
  g_return_val_if_fail (text && zone, NULL);
  Parts parts;
  if (!read_parts (text, &parts))
    return NULL;
  g_autoptr (GDateTime) instant = to_instant (&parts, zone);
  g_autoptr (GDateTime) local = instant ? g_date_time_to_timezone (instant, zone) : NULL;
  if (!local)
    return NULL;
  return g_date_time_format (local, parts.microsecond ? "%FT%T.%f%:z" : "%FT%T%:z");
}

char *
hcrm_hl7_date_parse (const char *text)
{
  g_return_val_if_fail (text, NULL);
  Parts parts;
  if (!read_parts (text, &parts))
    return NULL;
  return g_strdup_printf ("%04d-%02d-%02d", parts.year, parts.month, parts.day);
}
