/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Working days, on which deadlines are counted. */

#include "hcrm-calendar.h"

#define MOST_WORKING_DAYS 10000

struct _HcrmCalendar {
  GHashTable *days; /* Julian day → HcrmDay */
};

HcrmDayKind
hcrm_day_kind_find (const char *name)
{
  static const char *const names[] = {
    [HCRM_DAY_HOLIDAY] = "holiday", [HCRM_DAY_WORKING] = "working"
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_strcmp0 (name, names[i]) == 0)
      return i;
  return HCRM_DAY_NONE;
}

static void
free_day (gpointer data)
{
  HcrmDay *day = data;

  g_free (day->name);
  g_free (day->name_en);
  g_free (day);
}

HcrmCalendar *
hcrm_calendar_new (void)
{
  HcrmCalendar *self = g_atomic_rc_box_new0 (HcrmCalendar);

  self->days = g_hash_table_new_full (NULL, NULL, NULL, free_day);
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
hcrm_calendar_add (HcrmCalendar *self,
                   const GDate *day,
                   HcrmDayKind kind,
                   const char *name,
                   const char *name_en)
{
  g_return_if_fail (g_date_valid (day));
  HcrmDay *entry = g_new (HcrmDay, 1);

  *entry = (HcrmDay){ kind, g_strdup (name), g_strdup (name_en) };
  g_hash_table_insert (self->days, GUINT_TO_POINTER (g_date_get_julian (day)), entry);
}

static const HcrmDay *
find_day (HcrmCalendar *self, guint32 julian)
{
  return self != NULL ? g_hash_table_lookup (self->days, GUINT_TO_POINTER (julian)) : NULL;
}

const HcrmDay *
hcrm_calendar_find (HcrmCalendar *self, const GDate *day)
{
  g_return_val_if_fail (g_date_valid (day), NULL);

  return find_day (self, g_date_get_julian (day));
}

const char *
hcrm_calendar_get_closed (HcrmCalendar *self, gboolean weekends, const GDate *day)
{
  const HcrmDay *found = hcrm_calendar_find (self, day);

  if (found != NULL && found->kind != HCRM_DAY_NONE)
    return found->kind == HCRM_DAY_WORKING ? NULL : "holiday";
  return weekends || g_date_get_weekday (day) < G_DATE_SATURDAY ? NULL : "weekend";
}

static gboolean
is_working (HcrmCalendar *self, guint32 julian)
{
  const HcrmDay *found = find_day (self, julian);

  if (found != NULL && found->kind != HCRM_DAY_NONE)
    return found->kind == HCRM_DAY_WORKING;
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
