/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Working days, on which deadlines are counted. */

#include "hcrm-calendar.h"

#define MOST_WORKING_DAYS 10000

struct _HcrmCalendar {
  GHashTable *days; /* Julian day → HcrmDayKind */
};

HcrmCalendar *
hcrm_calendar_new (void)
{
  HcrmCalendar *self = g_atomic_rc_box_new0 (HcrmCalendar);

  self->days = g_hash_table_new (NULL, NULL);
  return self;
}

HcrmCalendar *
hcrm_calendar_ref (HcrmCalendar *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  HcrmCalendar *self = data;

  g_hash_table_unref (self->days);
}

void
hcrm_calendar_unref (HcrmCalendar *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

void
hcrm_calendar_add (HcrmCalendar *self, const GDate *day, HcrmDayKind kind)
{
  g_return_if_fail (g_date_valid (day));

  g_hash_table_insert (self->days, GUINT_TO_POINTER (g_date_get_julian (day)),
                       GINT_TO_POINTER (kind));
}

static gboolean
is_working (HcrmCalendar *self, guint32 julian)
{
  gpointer kind;

  if (g_hash_table_lookup_extended (self->days, GUINT_TO_POINTER (julian), NULL, &kind))
    return GPOINTER_TO_INT (kind) == HCRM_DAY_WORKING;
  /* Day 1 of GDate, 1 January of the year 1, is a Monday. */
  return (julian - 1) % 7 < 5;
}

gboolean
hcrm_calendar_is_working (HcrmCalendar *self, const GDate *day)
{
  g_return_val_if_fail (g_date_valid (day), FALSE);

  return is_working (self, g_date_get_julian (day));
}

void
hcrm_calendar_next_working_day (HcrmCalendar *self, const GDate *day, GDate *next)
{
  hcrm_calendar_add_working_days (self, day, 1, next);
}

void
hcrm_calendar_add_working_days (HcrmCalendar *self, const GDate *day, int n, GDate *end)
{
  g_return_if_fail (g_date_valid (day) && ABS (n) <= MOST_WORKING_DAYS);
  guint32 julian = g_date_get_julian (day);
  int left = ABS (n);

  if (n == 0 && !is_working (self, julian))
    left = 1;
  while (left > 0) {
    julian += n >= 0 ? 1 : -1;
    left -= is_working (self, julian);
  }
  g_date_clear (end, 1);
  g_date_set_julian (end, julian);
}

int
hcrm_calendar_count_working_days (HcrmCalendar *self, const GDate *from, const GDate *to)
{
  g_return_val_if_fail (g_date_valid (from) && g_date_valid (to), 0);
  guint32 first = g_date_get_julian (from), last = g_date_get_julian (to);
  int n = 0;

  if (first > last)
    return -hcrm_calendar_count_working_days (self, to, from);
  for (guint32 julian = first + 1; julian <= last; julian++)
    n += is_working (self, julian);
  return n;
}
