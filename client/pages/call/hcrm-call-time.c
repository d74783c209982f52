/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reads when to call back. */

#include "hcrm-call-time.h"

#include <stdio.h>
#include <string.h>

#include "core/hcrm-date.h"

static void
to_date (GDateTime *at, GDate *date)
{
  g_date_clear (date, 1);
  g_date_set_dmy (date, g_date_time_get_day_of_month (at), g_date_time_get_month (at),
                  g_date_time_get_year (at));
}

/* Narrow characters, and the words of a Chinese time as a colon and its minutes. */
static char *
normalize (const char *text)
{
  g_autofree char *narrow = g_utf8_normalize (text, -1, G_NORMALIZE_ALL);
  g_autoptr (GString) plain = g_string_new (narrow != NULL ? narrow : "");

  g_string_replace (plain, "点半", ":30", 0);
  g_string_replace (plain, "点", ":00", 0);
  g_string_replace (plain, "：", ":", 0);
  return g_strstrip (g_string_free (g_steal_pointer (&plain), FALSE));
}

static gboolean
read_clock (const char *text, int *hour, int *minute)
{
  char rest;

  return sscanf (text, "%2d:%2d%c", hour, minute, &rest) == 2 && *hour >= 0 && *hour < 24
         && *minute >= 0 && *minute < 60;
}

static GDateTime *
read_offset (const char *text, GDateTime *now)
{
  char unit[4] = "", rest;
  int number = 0;

  if (sscanf (text, "+%4d%3[a-z]%c", &number, unit, &rest) != 2)
    return NULL;
  if (g_str_equal (unit, "h"))
    return g_date_time_add_hours (now, number);
  return g_str_equal (unit, "min") ? g_date_time_add_minutes (now, number) : NULL;
}

static GDateTime *
join (GDate *date, int hour, int minute)
{
  return g_date_time_new_local (g_date_get_year (date), g_date_get_month (date),
                                g_date_get_day (date), hour, minute, 0);
}

/* The last word is the time; what stands before it is the day. */
static GDateTime *
read_day_and_clock (char *text, GDateTime *now, GError **error)
{
  char *space = strrchr (text, ' ');
  const char *clock = space != NULL ? space + 1 : text;
  GDate date, today;
  int hour, minute;

  to_date (now, &today);
  if (!read_clock (clock, &hour, &minute)) {
    hcrm_fail (error, HCRM_ERROR_INVALID, "call_back_at", "%s",
               _ ("Type a day and a time, such as t 14:00 or +1d 9:00"));
    return NULL;
  }
  if (space != NULL) {
    *space = '\0';
    return hcrm_date_parse_typed (text, &today, &date, error) ? join (&date, hour, minute) : NULL;
  }
  g_autoptr (GDateTime) at = join (&today, hour, minute);
  if (at == NULL || g_date_time_compare (at, now) > 0)
    return g_steal_pointer (&at);
  return g_date_time_add_days (at, 1);
}

GDateTime *
hcrm_call_time_parse (const char *text, GDateTime *now, GError **error)
{
  g_autofree char *plain = normalize (text);
  g_autoptr (GDateTime) at = read_offset (plain, now);

  if (at == NULL)
    at = read_day_and_clock (plain, now, error);
  if (at != NULL && g_date_time_compare (at, now) > 0)
    return g_steal_pointer (&at);
  if (at != NULL)
    hcrm_fail (error, HCRM_ERROR_INVALID, "call_back_at", "%s", _ ("This time is past"));
  return NULL;
}

char *
hcrm_call_time_label (GDateTime *at, GDateTime *now)
{
  g_autofree char *clock = g_date_time_format (at, "%H:%M");
  GDate date, today;

  to_date (at, &date);
  to_date (now, &today);
  if (g_date_compare (&date, &today) == 0)
    return g_steal_pointer (&clock);
  g_autofree char *day = hcrm_date_label (&date, &today);
  return g_strdup_printf ("%s %s", day, clock);
}

/* GLib's own form shortens the offset to hours. */
char *
hcrm_call_time_to_text (GDateTime *at)
{
  return g_date_time_format (at, "%Y-%m-%dT%H:%M:%S%:z");
}

char *
hcrm_call_time_dup_now (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();

  return hcrm_call_time_to_text (now);
}
