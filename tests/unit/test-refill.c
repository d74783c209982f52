/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When a drug runs out: each way in which the plain formula is not the whole truth. */
#include <string.h>

#include "core/hcrm-date.h"
#include "core/hcrm-explain.h"
#include "core/hcrm-refill.h"
#include "model/hcrm-medication.h"

typedef struct {
  const char *day, *quantity, *unit, *dose, *dose_unit, *supply;
  gboolean as_needed;
  const char *stopped_on;
} Told;

#define FILLS 4
#define STAYS 2

typedef struct {
  const char *name;
  Told told[FILLS];
  const char *stays[STAYS][2];
  const char *today;
  const char *expected;   /* state, reason, run-out, fetch, call, moved */
  gboolean is_taken_back; /* the days of the holiday are nothing special */
} Row;

/* clang-format off */
static const Row ROWS[] = {
  { "plain", { { "2024-01-03", "28", "片", "1", "片" } }, { { NULL } }, "2024-01-10",
    "running - 2024-01-31 2024-01-31 2024-01-24 -" },
  { "two a day", { { "2024-01-03", "56", "片", "2", "片" } }, { { NULL } }, "2024-01-10",
    "running - 2024-01-31 2024-01-31 2024-01-24 -" },
  { "half a tablet", { { "2024-01-03", "14", "片", "0.5", "片" } }, { { NULL } }, "2024-01-10",
    "running - 2024-01-31 2024-01-31 2024-01-24 -" },
  { "whole days only", { { "2024-01-03", "29", "片", "1.5", "片" } }, { { NULL } }, "2024-01-10",
    "running - 2024-01-22 2024-01-22 2024-01-15 -" },
  { "the HIS says how long", { { "2024-01-03", "1", "盒", "2", "片", "28" } }, { { NULL } }, "2024-01-10",
    "running - 2024-01-31 2024-01-31 2024-01-24 -" },
  { "no dose", { { "2024-01-03", "28", "片", NULL, NULL } }, { { NULL } }, "2024-01-10", "unknown no-dose - - - -" },
  { "no quantity", { { "2024-01-03", NULL, NULL, "1", "片" } }, { { NULL } }, "2024-01-10", "unknown no-quantity - - - -" },
  { "boxes against tablets", { { "2024-01-03", "2", "盒", "1", "片" } }, { { NULL } }, "2024-01-10", "unknown units-differ - - - -" },
  { "no unit of the dose", { { "2024-01-03", "28", "片", "1", NULL } }, { { NULL } }, "2024-01-10", "unknown units-differ - - - -" },
  { "milligrams as tablets", { { "2024-01-03", "2800", "mg", "1", "mg" } }, { { NULL } }, "2024-01-10", "unknown implausible - - - -" },
  { "as needed", { { "2024-01-03", "28", "片", "1", "片", NULL, TRUE } }, { { NULL } }, "2024-01-10", "excluded as-needed - - - -" },
  { "stopped", { { "2024-01-03", "28", "片", "1", "片", NULL, FALSE, "2024-01-06" } }, { { NULL } }, "2024-01-10", "excluded stopped - - - -" },
  { "begun again", { { "2024-01-03", "28", "片", "1", "片", NULL, FALSE, "2024-01-06" }, { "2024-01-10", "28", "片", "1", "片" } },
    { { NULL } }, "2024-01-12", "running - 2024-02-07 2024-02-07 2024-01-31 -" },
  { "early refill", { { "2024-01-03", "28", "片", "1", "片" }, { "2024-01-25", "28", "片", "1", "片" } }, { { NULL } }, "2024-01-25",
    "running - 2024-02-28 2024-02-28 2024-02-21 -" },
  { "late refill", { { "2024-01-03", "28", "片", "1", "片" }, { "2024-02-07", "28", "片", "1", "片" } }, { { NULL } }, "2024-02-07",
    "running - 2024-03-06 2024-03-06 2024-02-28 -" },
  { "dose doubled", { { "2024-01-03", "28", "片", "1", "片" }, { "2024-01-17", "28", "片", "2", "片" } }, { { NULL } }, "2024-01-20",
    "running - 2024-02-07 2024-02-07 2024-01-31 -" },
  { "left in days, next in boxes", { { "2024-01-03", "28", "片", "1", "片" }, { "2024-01-24", "1", "盒", NULL, NULL, "28" } },
    { { NULL } }, "2024-01-25", "running - 2024-02-28 2024-02-28 2024-02-21 -" },
  { "an unknown fill before", { { "2024-01-03", "28", "片", NULL, NULL }, { "2024-01-24", "28", "片", "1", "片" } }, { { NULL } },
    "2024-01-25", "running - 2024-02-21 2024-02-21 2024-02-09 holiday" },
  { "admission between", { { "2024-01-03", "28", "片", "1", "片" } }, { { "2024-01-10", "2024-01-17" } }, "2024-01-20",
    "running - 2024-02-07 2024-02-07 2024-01-31 -" },
  { "in hospital now", { { "2024-01-03", "28", "片", "1", "片" } }, { { "2024-01-10", NULL } }, "2024-01-20",
    "suspended in-hospital - - - -" },
  { "ran out, then admitted", { { "2024-01-03", "28", "片", "1", "片" } }, { { "2024-02-10", NULL } }, "2024-02-12",
    "suspended in-hospital 2024-01-31 - - -" },
  { "handed out on the ward", { { "2024-01-03", "28", "片", "1", "片" } }, { { "2024-01-02", "2024-01-09" } }, "2024-01-12",
    "excluded ward - - - -" },
  { "to take home", { { "2024-01-08", "28", "片", "1", "片" } }, { { "2024-01-02", "2024-01-09" } }, "2024-01-12",
    "running - 2024-02-06 2024-02-06 2024-01-30 -" },
  { "a course", { { "2024-01-03", "21", "粒", "3", "粒" } }, { { NULL } }, "2024-01-04", "excluded short-course 2024-01-10 - - -" },
  { "a week at a time", { { "2024-01-03", "7", "粒", "1", "粒" }, { "2024-01-10", "7", "粒", "1", "粒" } }, { { NULL } }, "2024-01-10",
    "running - 2024-01-17 2024-01-17 2024-01-10 -" },
  { "long ago", { { "2022-01-03", "28", "片", "1", "片" } }, { { NULL } }, "2024-01-10", "excluded lapsed 2022-01-31 - - -" },
  { "pharmacy closed at the weekend", { { "2024-01-03", "31", "片", "1", "片" } }, { { NULL } }, "2024-01-10",
    "running - 2024-02-03 2024-02-02 2024-01-26 -" },
  { "pharmacy closed on a holiday", { { "2024-01-14", "28", "片", "1", "片" } }, { { NULL } }, "2024-01-20",
    "running - 2024-02-11 2024-02-09 2024-02-02 -" },
  { "swapped weekend is open", { { "2024-01-07", "28", "片", "1", "片" } }, { { NULL } }, "2024-01-20",
    "running - 2024-02-04 2024-02-04 2024-01-26 weekend" },
  { "a holiday that was taken back", { { "2024-01-22", "28", "片", "1", "片" } }, { { NULL } }, "2024-01-30",
    "running - 2024-02-19 2024-02-19 2024-02-12 -", TRUE },
  { "call moved off a holiday", { { "2024-01-22", "28", "片", "1", "片" } }, { { NULL } }, "2024-01-30",
    "running - 2024-02-19 2024-02-19 2024-02-09 holiday" },
};
/* clang-format on */

static void
set_day (const char *text, GDate *day)
{
  g_date_clear (day, 1);
  if (text != NULL)
    g_assert_true (hcrm_date_from_iso (text, day));
}

static HcrmCalendar *
make_days (HcrmDayKind kind)
{
  static const char *const closed[] = { "2024-02-10", "2024-02-11", "2024-02-12", "2024-02-13",
                                        "2024-02-14", "2024-02-15", "2024-02-16" };
  HcrmCalendar *days = hcrm_calendar_new ();
  GDate day;

  for (guint i = 0; i < G_N_ELEMENTS (closed); i++) {
    set_day (closed[i], &day);
    hcrm_calendar_add (days, &day, kind, "春节", "Spring Festival");
  }
  set_day ("2024-02-04", &day);
  hcrm_calendar_add (days, &day, HCRM_DAY_WORKING, NULL, NULL);
  return days;
}

static guint
read_fills (const Row *row, HcrmRefillFill *fills)
{
  guint n = 0;

  for (; n < FILLS && row->told[n].day != NULL; n++) {
    const Told *told = &row->told[n];

    fills[n] = (HcrmRefillFill){ .id = n + 1,
                                 .quantity = told->quantity,
                                 .unit = told->unit,
                                 .daily_dose = told->dose,
                                 .daily_dose_unit = told->dose_unit,
                                 .days_supply = told->supply,
                                 .as_needed = told->as_needed,
                                 .stopped = told->stopped_on != NULL };
    set_day (told->day, &fills[n].day);
    set_day (told->stopped_on, &fills[n].stopped_on);
  }
  return n;
}

static guint
read_stays (const Row *row, HcrmRefillStay *stays)
{
  guint n = 0;

  for (; n < STAYS && row->stays[n][0] != NULL; n++) {
    set_day (row->stays[n][0], &stays[n].from);
    set_day (row->stays[n][1], &stays[n].until);
  }
  return n;
}

static HcrmRefill *
compute (const Row *row)
{
  HcrmRefillFill fills[FILLS];
  HcrmRefillStay stays[STAYS];
  g_autoptr (HcrmCalendar) days = make_days (row->is_taken_back ? HCRM_DAY_NONE : HCRM_DAY_HOLIDAY);
  HcrmRefillRule rule = { .days = days, .days_before = 7, .min_days = 14, .lapsed_days = 30 };

  set_day (row->today, &rule.today);
  guint n_fills = read_fills (row, fills);
  return hcrm_refill_compute (fills, n_fills, stays, read_stays (row, stays), &rule);
}

static void
append_day (GString *text, const GDate *day)
{
  g_autofree char *iso = g_date_valid (day) ? hcrm_date_to_iso (day) : g_strdup ("-");

  g_string_append_printf (text, " %s", iso);
}

static char *
describe (HcrmRefill *refill)
{
  g_autoptr (GString) text = g_string_new (refill->state);

  g_string_append_printf (text, " %s", refill->reason ? refill->reason : "-");
  append_day (text, &refill->run_out);
  append_day (text, &refill->fetch_by);
  append_day (text, &refill->call_on);
  g_string_append_printf (text, " %s", refill->moved ? refill->moved : "-");
  return g_strdup (text->str);
}

/* Each step can be said, and its title has all it names. */
static void
check_steps (HcrmRefill *refill)
{
  g_assert_cmpuint (json_array_get_length (refill->steps), >, 0);
  for (guint i = 0; i < json_array_get_length (refill->steps); i++) {
    JsonObject *step = json_array_get_object_element (refill->steps, i);
    const char *code = json_object_get_string_member (step, "code");
    g_autoptr (HcrmExplanation) said =
        hcrm_explain (code, json_object_get_object_member (step, "params"));

    g_test_message ("  %s | %s", said->title, said->detail);
    g_assert_cmpstr (said->title, !=, code);
    g_assert_null (strchr (said->title, '{'));
  }
}

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  g_autoptr (HcrmRefill) refill = compute (row);
  g_autofree char *got = describe (refill);

  g_assert_cmpstr (got, ==, row->expected);
  check_steps (refill);
}

static const Row *
find_row (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (ROWS); i++)
    if (g_str_equal (ROWS[i].name, name))
      return &ROWS[i];
  g_assert_not_reached ();
}

/* What is left is said with its number, and a holiday by its name. */
static void
test_steps (void)
{
  g_autoptr (HcrmRefill) early = compute (find_row ("early refill"));
  g_autoptr (HcrmRefill) closed = compute (find_row ("pharmacy closed on a holiday"));
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_ARRAY);

  json_node_set_array (node, early->steps);
  g_autofree char *text = json_to_string (node, FALSE);
  g_assert_cmpstr (
      text, ==,
      "[{\"code\":\"refill.dispensed\",\"params\":{\"day\":\"2024-01-03\",\"quantity\":\"28\","
      "\"unit\":\"片\",\"dose\":\"1\",\"dose_unit\":\"片\",\"days\":28}},"
      "{\"code\":\"refill.dispensed\",\"params\":{\"day\":\"2024-01-25\",\"quantity\":\"28\","
      "\"unit\":\"片\",\"dose\":\"1\",\"dose_unit\":\"片\",\"left\":\"6\",\"days\":34}},"
      "{\"code\":\"refill.run-out\",\"params\":{\"day\":\"2024-02-28\"}},"
      "{\"code\":\"refill.call\",\"params\":{\"day\":\"2024-02-21\",\"before\":7}}]");
  JsonObject *step = json_array_get_object_element (closed->steps, 2);
  g_assert_cmpstr (json_object_get_string_member (step, "code"), ==, "refill.pharmacy-holiday");
  g_assert_cmpstr (json_object_get_string_member (json_object_get_object_member (step, "params"),
                                                  "holiday"),
                   ==, "春节");
}

/* A state that has words; what is computed lies within what a fill can last, which is 1000 days. */
static void
check_bounds (HcrmRefill *refill)
{
  const HcrmChoice *state = hcrm_refill_state_choices;
  GDate first;

  while (state->value != NULL && strcmp (state->value, refill->state) != 0)
    state++;
  g_assert_cmpstr (state->value, ==, refill->state);
  set_day ("2024-01-03", &first);
  if (g_date_valid (&refill->run_out))
    g_assert_cmpint (ABS (g_date_days_between (&first, &refill->run_out)), <=, 2 * 1000 + 1);
}

/* Numbers as large or as small as they come end in a state, and soon. */
static void
test_extremes (void)
{
  static const char *const numbers[] = { "0",  "0.000001", "1000000", "99999999999999999999",
                                         "-1", "1e3",      "." };
  Row row = { .told = { { "2024-01-03", "1", "片", "1", "片" },
                        { "2024-01-04", "1", "粒", "1", "粒" } },
              .today = "2024-01-10" };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    for (guint j = 0; j < G_N_ELEMENTS (numbers); j++) {
      row.told[0].quantity = numbers[i];
      row.told[0].dose = numbers[j];
      row.told[1].quantity = numbers[j];
      row.told[1].dose = numbers[i];
      g_autoptr (HcrmRefill) refill = compute (&row);
      check_bounds (refill);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (ROWS); i++) {
    g_autofree char *path = g_strdup_printf ("/refill/%s", ROWS[i].name);
    g_strdelimit (path, " ,", '-');
    g_test_add_data_func (path, &ROWS[i], test_row);
  }
  g_test_add_func ("/refill-steps", test_steps);
  g_test_add_func ("/refill-extremes", test_extremes);
  return g_test_run ();
}
