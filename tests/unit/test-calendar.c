/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Working days around the National Day holidays of 2026 as a hospital might enter them. */

#include "core/hcrm-calendar.h"
#include "core/hcrm-date.h"

static GDate
day (const char *iso)
{
  GDate date;

  g_date_clear (&date, 1);
  g_assert_true (hcrm_date_from_iso (iso, &date));
  return date;
}

static void
add_days (HcrmCalendar *calendar, const char *first, guint n, HcrmDayKind kind)
{
  GDate date = day (first);

  for (guint i = 0; i < n; i++) {
    hcrm_calendar_add (calendar, &date, kind, NULL, NULL);
    g_date_add_days (&date, 1);
  }
}

/* Thursday 1 to Wednesday 7 October off; Sunday 27 September and Saturday 10 October worked. */
static HcrmCalendar *
make_calendar (void)
{
  HcrmCalendar *calendar = hcrm_calendar_new ();

  add_days (calendar, "2026-10-01", 7, HCRM_DAY_HOLIDAY);
  add_days (calendar, "2026-09-27", 1, HCRM_DAY_WORKING);
  add_days (calendar, "2026-10-10", 1, HCRM_DAY_WORKING);
  return calendar;
}

static void
test_is_working (void)
{
  g_autoptr (HcrmCalendar) calendar = make_calendar ();
  static const struct {
    const char *day;
    gboolean working;
  } cases[] = {
    { "2026-09-25", TRUE }, { "2026-09-26", FALSE }, { "2026-09-27", TRUE },
    { "2026-09-30", TRUE }, { "2026-10-01", FALSE }, { "2026-10-07", FALSE },
    { "2026-10-08", TRUE }, { "2026-10-10", TRUE },  { "2026-10-11", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    GDate date = day (cases[i].day);
    g_assert_cmpint (hcrm_calendar_is_working (calendar, &date), ==, cases[i].working);
  }
}

static void
assert_end (HcrmCalendar *calendar, const char *from, int n, const char *expected)
{
  GDate start = day (from), end;

  hcrm_calendar_add_working_days (calendar, &start, n, &end);
  g_autofree char *iso = hcrm_date_to_iso (&end);
  g_assert_cmpstr (iso, ==, expected);
}

static void
test_add (void)
{
  g_autoptr (HcrmCalendar) calendar = make_calendar ();
  GDate start = day ("2026-09-30"), next;

  assert_end (calendar, "2026-09-14", 5, "2026-09-21");
  assert_end (calendar, "2026-09-25", 1, "2026-09-27");
  assert_end (calendar, "2026-09-28", 5, "2026-10-10");
  assert_end (calendar, "2026-10-03", 0, "2026-10-08");
  assert_end (calendar, "2026-10-08", 0, "2026-10-08");
  assert_end (calendar, "2026-10-08", -1, "2026-09-30");
  assert_end (calendar, "2026-10-12", -3, "2026-10-08");
  hcrm_calendar_next_working_day (calendar, &start, &next);
  GDate expected = day ("2026-10-08");
  g_assert_cmpint (g_date_compare (&next, &expected), ==, 0);
}

/* Counting and adding are each other's inverse; weekdays are GDate's without exceptions. */
static void
test_property (void)
{
  g_autoptr (HcrmCalendar) calendar = make_calendar ();
  g_autoptr (HcrmCalendar) plain = hcrm_calendar_ref (hcrm_calendar_new ());

  for (guint i = 0; i < 2000; i++) {
    GDate start = day ("2026-08-01"), end;
    g_date_add_days (&start, g_test_rand_int_range (0, 120));
    int n = g_test_rand_int_range (1, 30);
    hcrm_calendar_add_working_days (calendar, &start, n, &end);
    g_assert_cmpint (hcrm_calendar_count_working_days (calendar, &start, &end), ==, n);
    g_assert_cmpint (hcrm_calendar_count_working_days (calendar, &end, &start), ==, -n);
    g_assert_cmpint (hcrm_calendar_is_working (plain, &start), ==,
                     g_date_get_weekday (&start) <= G_DATE_FRIDAY);
  }
  hcrm_calendar_unref (plain);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/calendar/is-working", test_is_working);
  g_test_add_func ("/calendar/add", test_add);
  g_test_add_func ("/calendar/property", test_property);
  return g_test_run ();
}
