/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Days as typed, as shown, and ages. Today is Saturday, 21 November 2026. */

#include "core/hcrm-date.h"

#include <string.h>

static GDate
day (const char *iso)
{
  GDate date;

  g_date_clear (&date, 1);
  g_assert_true (hcrm_date_from_iso (iso, &date));
  return date;
}

typedef struct {
  const char *typed;
  const char *date;
} Typed;

static const Typed typed[] = {
  /* clang-format off */
  { "t", "2026-11-21" },           { " T ", "2026-11-21" },        { "今天", "2026-11-21" },
  { "明天", "2026-11-22" },        { "后天", "2026-11-23" },       { "大后天", "2026-11-24" },
  { "昨天", "2026-11-20" },        { "前天", "2026-11-19" },       { "Tomorrow", "2026-11-22" },
  { "+7d", "2026-11-28" },         { "-3d", "2026-11-18" },        { "+ 7 d", "2026-11-28" },
  { "+7", "2026-11-28" },          { "＋７ｄ", "2026-11-28" },     { "+2w", "2026-12-05" },
  { "+1m", "2026-12-21" },         { "-1m", "2026-10-21" },        { "+1y", "2027-11-21" },
  { "+7天", "2026-11-28" },        { "3天后", "2026-11-24" },      { "3天前", "2026-11-18" },
  { "2周后", "2026-12-05" },       { "1个月后", "2026-12-21" },    { "2个星期以后", "2026-12-05" },
  { "1年后", "2027-11-21" },       { "+0", "2026-11-21" },         { "+3months", "2027-02-21" },
  { "2026-03-15", "2026-03-15" },  { "2026/3/15", "2026-03-15" },  { "2026.3.15", "2026-03-15" },
  { "20260315", "2026-03-15" },    { "2026年3月15日", "2026-03-15" },
  { "２０２６年３月１５日", "2026-03-15" },
  { "11/30", "2026-11-30" },       { "11-2", "2026-11-02" },       { "1130", "2026-11-30" },
  { "3/15", "2027-03-15" },        { "3-15", "2027-03-15" },       { "3.15", "2027-03-15" },
  { "3月15日", "2027-03-15" },     { "3月15号", "2027-03-15" },    { "3月15", "2027-03-15" },
  { "0315", "2027-03-15" },        { "7/1", "2026-07-01" },
  { "15日", "2026-11-15" },        { "30号", "2026-11-30" },
  { "周六", "2026-11-21" },        { "周日", "2026-11-22" },       { "星期天", "2026-11-22" },
  { "周三", "2026-11-25" },        { "礼拜三", "2026-11-25" },     { "周3", "2026-11-25" },
  { "本周三", "2026-11-18" },      { "这周三", "2026-11-18" },     { "下周三", "2026-11-25" },
  { "下个星期日", "2026-11-29" },  { "上周五", "2026-11-13" },
  { "wed", "2026-11-25" },         { "Wednesday", "2026-11-25" },  { "sat", "2026-11-21" },
  /* clang-format on */
};

static void
test_typed (void)
{
  const GDate today = day ("2026-11-21");

  for (guint i = 0; i < G_N_ELEMENTS (typed); i++) {
    g_autoptr (GError) error = NULL;
    GDate date;
    hcrm_date_parse_typed (typed[i].typed, &today, &date, &error);
    g_assert_no_error (error);
    g_autofree char *iso = hcrm_date_to_iso (&date);
    g_assert_cmpstr (iso, ==, typed[i].date);
  }
}

static void
test_end_of_month (void)
{
  const GDate january = day ("2026-01-31"), leap = day ("2028-02-29"), spring = day ("2027-06-01");
  const GDate march = day ("2028-03-10");
  GDate date;

  g_assert_true (hcrm_date_parse_typed ("+1m", &january, &date, NULL));
  g_assert_cmpuint (g_date_get_day (&date), ==, 28);
  g_assert_true (hcrm_date_parse_typed ("+1y", &leap, &date, NULL));
  g_assert_cmpuint (g_date_get_day (&date), ==, 28);
  g_assert_true (hcrm_date_parse_typed ("2/29", &march, &date, NULL));
  g_assert_cmpuint (g_date_get_year (&date), ==, 2028);
  g_assert_true (hcrm_date_parse_typed ("2/29", &spring, &date, NULL));
  g_assert_cmpuint (g_date_get_year (&date), ==, 2028);
}

static void
test_not_typed (void)
{
  static const char *const no_dates[] = { "",        "x",           "7",      "3/",     "/15",
                                          "+",       "+d",          "下个",   "周八",   "3月",
                                          "tt",      "3//15",       "we",     "+12345", "15",
                                          "1-2-3-4", "二零二六",    "下wed",  "+7dd",   "+7天后",
                                          "3天",     "2026-03-15x", "260315", "周" };
  static const char *const no_days[] = { "2/30",       "13/1",     "2026-02-29", "0/1",    "1/0",
                                         "1849-12-31", "20261301", "2201-01-01", "32日",   "0230",
                                         "26-3-15",    "+9999m",   "-9999y",     "+9999w", "2/29" };
  const GDate today = day ("2026-11-21");
  GDate date;

  for (guint i = 0; i < G_N_ELEMENTS (no_dates); i++) {
    g_autoptr (GError) error = NULL;
    g_test_message ("%s", no_dates[i]);
    g_assert_false (hcrm_date_parse_typed (no_dates[i], &today, &date, &error));
    g_assert_error (error, HCRM_ERROR, HCRM_ERROR_INVALID);
    g_assert_true (g_str_has_prefix (error->message, "This is not a date"));
  }
  for (guint i = 0; i < G_N_ELEMENTS (no_days); i++) {
    g_autoptr (GError) error = NULL;
    g_test_message ("%s", no_days[i]);
    g_assert_false (hcrm_date_parse_typed (no_days[i], &today, &date, &error));
    g_assert_error (error, HCRM_ERROR, HCRM_ERROR_INVALID);
    g_assert_cmpstr (error->message, ==, "There is no such day");
  }
}

static void
test_iso (void)
{
  static const char *const bad[] = { "",           "2026-3-15",   "2026-02-29", "2026/03/15",
                                     "20260315",   "2026-03-15 ", "-026-03-15", "0000-01-01",
                                     "2026-0315-", "2026--03-1" };
  GDate date;

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (hcrm_date_from_iso (bad[i], &date));
  GDate early = day ("0001-01-01");
  g_autofree char *iso = hcrm_date_to_iso (&early);
  g_assert_cmpstr (iso, ==, "0001-01-01");
}

/* Whatever is typed, the answer is a day that reads back, or an error. */
static void
test_property (void)
{
  static const char *const pieces[] = { "0",  "1",  "2",  "9",  "2026", "-",  "/",
                                        "+",  "d",  "w",  "m",  "y",    "月", "日",
                                        "年", "周", "天", "后", "前",   "下", "." };
  const GDate today = day ("2026-11-21");

  for (guint i = 0; i < 50000; i++) {
    g_autoptr (GString) text = g_string_new (NULL);
    g_autoptr (GError) error = NULL;
    GDate date;
    for (int n = g_test_rand_int_range (0, 8); n > 0; n--)
      g_string_append (text, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);
    if (!hcrm_date_parse_typed (text->str, &today, &date, &error))
      continue;
    g_autofree char *iso = hcrm_date_to_iso (&date);
    GDate again = day (iso);
    g_assert_cmpint (g_date_compare (&date, &again), ==, 0);
  }
}

static const struct {
  const char *birth;
  const char *day;
  int years;
  const char *label;
} ages[] = {
  { "1959-03-02", "2026-11-21", 67, "67 years old" },
  { "1959-11-21", "2026-11-21", 67, "67 years old" },
  { "1959-11-22", "2026-11-21", 66, "66 years old" },
  { "2024-02-29", "2025-02-28", 0, "11 months old" },
  { "2024-02-29", "2025-03-01", 1, "12 months old" },
  { "2026-06-21", "2026-11-21", 0, "5 months old" },
  { "2026-06-22", "2026-11-21", 0, "4 months old" },
  { "2024-11-21", "2026-11-21", 2, "2 years old" },
  { "2024-11-22", "2026-11-21", 1, "23 months old" },
  { "2026-10-21", "2026-11-21", 0, "1 month old" },
  { "2026-10-22", "2026-11-21", 0, "30 days old" },
  { "2026-11-09", "2026-11-21", 0, "12 days old" },
  { "2026-11-20", "2026-11-21", 0, "1 day old" },
  { "2026-11-21", "2026-11-21", 0, "0 days old" },
  { "2026-11-22", "2026-11-21", -1, "" },
};

static void
test_ages (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (ages); i++) {
    const GDate birth = day (ages[i].birth), on = day (ages[i].day);
    g_autofree char *label = hcrm_age_label (&birth, &on);
    g_assert_cmpint (hcrm_age_at (&birth, &on), ==, ages[i].years);
    g_assert_cmpstr (label, ==, ages[i].label);
  }
}

static void
test_labels (void)
{
  static const Typed labels[] = {
    { "2026-11-18", "3 days overdue" },
    { "2026-11-20", "1 day overdue" },
    { "2026-11-21", "Today" },
    { "2026-11-22", "Tomorrow" },
    { "2026-11-25", "Wednesday, 25 November" },
    { "2027-01-05", "5 January 2027" },
  };
  const GDate today = day ("2026-11-21");

  for (guint i = 0; i < G_N_ELEMENTS (labels); i++) {
    const GDate due = day (labels[i].typed);
    g_autofree char *label = hcrm_date_due_label (&due, &today);
    g_assert_cmpstr (label, ==, labels[i].date);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/date/typed", test_typed);
  g_test_add_func ("/date/end-of-month", test_end_of_month);
  g_test_add_func ("/date/not-typed", test_not_typed);
  g_test_add_func ("/date/iso", test_iso);
  g_test_add_func ("/date/property", test_property);
  g_test_add_func ("/date/ages", test_ages);
  g_test_add_func ("/date/labels", test_labels);
  return g_test_run ();
}
