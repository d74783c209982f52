/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * The clock of complaints walked through months: every date as it is counted by hand, and as of any
 * past moment the very words it said then.
 */

#include <string.h>

#include "hcrm-desk.h"
#include "hcrm-ward.h"
#include "modules/complaint/complaint.h"

/* Spring Festival 2026: 15 to 23 February, for which the Saturdays 14 and 28 are worked. Service is
 * from 8 to 12 and from 14 to 17:30. */
static void
add_festival (Fixture *self)
{
  fixture_run_sql (
      self, "INSERT INTO calendar_day (site_id, day, kind, name, name_en) SELECT 2, d::date, "
            "'holiday', '春节', 'Spring Festival' FROM generate_series('2026-02-15'::date, "
            "'2026-02-23', '1 day') AS d UNION ALL VALUES (2, '2026-02-14'::date, 'working', "
            "'调休', NULL), (2, '2026-02-28', 'working', '调休', NULL)");
}

static void
begin (Fixture *self)
{
  ward_live_at (self, "2026-02-01 09:00");
  add_festival (self);
}

static gint64
take_at (Fixture *self, const char *at)
{
  ward_live_at (self, at);
  return desk_take (self, "");
}

static void
step_at (Fixture *self, const char *at, gint64 id, const char *action, const char *body)
{
  ward_live_at (self, at);
  desk_step (self, 200, "agent", id, action, body);
}

/* 13, 14 (worked), 24, 25, 26 February; for several departments five more. */
static void
test_departments (Fixture *self, gconstpointer unused)
{
  begin (self);
  gint64 id = take_at (self, "2026-02-10 10:00");
  desk_assert_due (self, id, "2026-02-24 17:30");
  desk_route (self, id, DESK_ORTHO);
  desk_assert_due (self, id, "2026-02-24 17:30");
  ward_live_at (self, "2026-02-12 09:00");
  gint64 second = desk_route (self, id, DESK_CARDIO);
  /* 11, 12, 13, 14, 24, 25, 26, 27, 28 February, 2 March. */
  desk_assert_due (self, id, "2026-03-02 17:30");
  ward_live_at (self, "2026-02-25 09:00");
  desk_share_step (self, 200, "agent", second, "withdraw", "{\"reason\":\"不归心内科\"}");
  desk_assert_due (self, id, "2026-02-24 17:30");
}

/* What stood still in service is added, down to the hour; holidays in between add nothing. */
static void
test_pauses (Fixture *self, gconstpointer unused)
{
  begin (self);
  gint64 over = take_at (self, "2026-02-12 10:00");
  gint64 within = take_at (self, "2026-02-12 10:05");
  gint64 lunch = take_at (self, "2026-02-12 10:10");

  desk_assert_due (self, over, "2026-02-26 17:30");
  step_at (self, "2026-02-13 12:05", lunch, "pause", "{\"why\":\"caller\"}");
  step_at (self, "2026-02-13 13:55", lunch, "resume", "{}");
  step_at (self, "2026-02-13 16:00", over, "pause", "{\"why\":\"evidence\"}");
  step_at (self, "2026-02-16 09:00", within, "pause", "{\"why\":\"appraisal\"}");
  step_at (self, "2026-02-20 09:00", within, "resume", "{}");
  /* An hour and a half on the 13th, the whole 14th, an hour on the 24th. */
  step_at (self, "2026-02-24 09:00", over, "resume", "{}");
  fixture_assert_sql (self, "2026-02-28 10:30",
                      "SELECT to_char(date_trunc('minute', due_at + interval '30 s') AT TIME ZONE "
                      "'Asia/Shanghai', 'YYYY-MM-DD "
                      "HH24:MI') FROM complaint WHERE id = %d",
                      (int) over);
  desk_assert_due (self, within, "2026-02-26 17:30");
  desk_assert_due (self, lunch, "2026-02-26 17:30");
}

/* Night, a closed day, the lunch hour. */
static void
test_arrivals (Fixture *self, gconstpointer unused)
{
  static const struct {
    const char *at, *due;
  } arrivals[] = {
    { "2026-02-13 07:00", "2026-02-27 17:30" }, /* 14, 24, 25, 26, 27 */
    { "2026-02-13 12:30", "2026-02-27 17:30" },
    { "2026-02-13 17:29", "2026-02-27 17:30" },
    { "2026-02-13 17:31", "2026-02-28 17:30" }, /* the 14th, worked: 24 to 28 */
    { "2026-02-14 09:00", "2026-02-28 17:30" },
    { "2026-02-14 22:00", "2026-03-02 17:30" }, /* the 24th: 25 to 28, 2 March */
    { "2026-02-18 11:00", "2026-03-02 17:30" },
    { "2026-02-23 23:59", "2026-03-02 17:30" },
    { "2026-02-24 00:01", "2026-03-02 17:30" },
    { "2026-02-28 09:00", "2026-03-06 17:30" },
    { "2026-03-01 09:00", "2026-03-09 17:30" }, /* a Sunday: as on Monday */
  };

  begin (self);
  for (guint i = 0; i < G_N_ELEMENTS (arrivals); i++) {
    gint64 id = take_at (self, arrivals[i].at);
    g_test_message ("%s", arrivals[i].at);
    desk_assert_due (self, id, arrivals[i].due);
  }
}

/* Opened again on a holiday and at lunch: a term of its own, counted like an arrival. */
static void
test_reopened (Fixture *self, gconstpointer unused)
{
  begin (self);
  gint64 id = take_at (self, "2026-02-12 10:00");

  step_at (self, "2026-02-13 15:00", id, "spot", "{\"solution\":\"已解释\",\"consent\":true}");
  desk_assert_due (self, id, "2026-02-26 17:30");
  step_at (self, "2026-02-18 11:00", id, "reopen", "{\"reason\":\"又来电\"}");
  desk_assert_due (self, id, "2026-03-02 17:30");
  step_at (self, "2026-02-25 09:00", id, "pause", "{\"why\":\"caller\"}");
  step_at (self, "2026-02-26 09:00", id, "withdraw", "{\"reason\":\"想通了\"}");
  step_at (self, "2026-02-27 12:30", id, "reopen", "{\"reason\":\"还是不满\"}");
  desk_assert_due (self, id, "2026-03-05 17:30");
}

/* --- As of then ---------------------------------------------------------------------------------
 */

/* What it said, and of what moment. */
typedef struct {
  int id;
  char *as_of;
  char *words;
} Said;

static void
clear_said (gpointer data)
{
  Said *said = data;

  g_free (said->as_of);
  g_free (said->words);
}

static void
listen (Fixture *self, int id, GArray *heard)
{
  g_autofree char *path = g_strdup_printf ("/complaints/%d/clock", id);

  fixture_expect (self, 200, "agent", "GET", path, NULL);
  Said said = { id, g_uri_escape_string (fixture_at ("as_of"), NULL, FALSE),
                g_strdup (fixture_answer.text) };
  g_array_append_val (heard, said);
}

static void
assert_said_again (Fixture *self, const Said *said)
{
  g_autofree char *path = g_strdup_printf ("/complaints/%d/clock?as_of=%s", said->id, said->as_of);

  fixture_expect (self, 200, "agent", "GET", path, NULL);
  g_assert_cmpstr (fixture_answer.text, ==, said->words);
}

/* What happens to the nth complaint on the day of its age in days. */
static void
live_on (Fixture *self, gint64 id, int nth, int age)
{
  static const struct {
    int kind, age;
    const char *user, *action, *body;
  } life[] = {
    { 0, 1, "agent", "pause", "{\"why\":\"caller\"}" },
    { 0, 6, "agent", "resume", "{}" },
    { 0, 9, "agent", "spot", "{\"solution\":\"已解释\",\"consent\":true}" },
    { 0, 13, "agent", "reopen", "{\"reason\":\"又来电\"}" },
    { 1, 2, "supervisor", "regrade", "{\"grade\":1,\"reason\":\"加重\"}" },
    { 1, 4, "supervisor", "mediate", "{\"reason\":\"协商\"}" },
    { 1, 11, "supervisor", "close", "{\"closed_as\":\"mediated\",\"solution\":\"协议\"}" },
    { 1, 17, "agent", "reopen", "{\"reason\":\"不履行\"}" },
    { 2, 3, "agent", "withdraw", "{\"reason\":\"误会\"}" },
    { 2, 8, "agent", "reopen", "{\"reason\":\"又来电\"}" },
    { 2, 10, "agent", "pause", "{\"why\":\"evidence\"}" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (life); i++)
    if (life[i].kind == nth % 3 && life[i].age == age)
      desk_step (self, 200, life[i].user, id, life[i].action, life[i].body);
  if (nth % 3 == 2 && age == 9)
    desk_route (self, id, DESK_ORTHO);
  if (nth % 3 == 2 && age == 12)
    desk_route (self, id, DESK_CARDIO);
}

/* The calendar becomes known late, hours change and change back: all of it is part of what was
 * known. */
static void
change_rules (Fixture *self, int day)
{
  if (day == 20)
    add_festival (self);
  if (day == 33)
    fixture_run_sql (self, "DELETE FROM calendar_day WHERE day = '2026-02-28'");
  if (day == 38)
    fixture_run_sql (self, "INSERT INTO setting (code, site_id, value) VALUES ('service_hours', 2, "
                           "'08:30-12:00,13:30-18:00')");
  if (day == 46)
    fixture_run_sql (self, "DELETE FROM setting WHERE code = 'service_hours' AND site_id = 2");
  if (day == 20 || day == 33 || day == 38 || day == 46)
    fixture_sweep (self, hcrm_complaint_escalate);
}

/* A day of the walk, at another hour each. */
static void
walk (Fixture *self, int day, GArray *heard)
{
  g_autofree char *at = fixture_sql (
      self,
      "SELECT to_char(timestamp '2026-01-23 07:10' + %d * interval '1 day' + %d * interval '1 "
      "hour', 'YYYY-MM-DD HH24:MI')",
      day, day * 5 % 15);

  ward_live_at (self, at);
  change_rules (self, day);
  for (int nth = 0; nth * 4 <= day && nth < 9; nth++) {
    if (nth * 4 == day)
      desk_take (self, day % 3 == 0 ? ",\"grade\":2" : "");
    else
      live_on (self, nth + 1, nth, day - nth * 4);
    listen (self, nth + 1, heard);
  }
}

/* Two months around the Spring Festival, told every day, and asked at the end as of each of them.
 */
static void
test_as_of (Fixture *self, gconstpointer unused)
{
  g_autoptr (GArray) heard = g_array_new (FALSE, FALSE, sizeof (Said));

  g_array_set_clear_func (heard, clear_said);
  for (int day = 0; day < 56; day++)
    walk (self, day, heard);
  ward_live_at (self, "2026-06-01 09:00");
  for (guint i = 0; i < heard->len; i++)
    assert_said_again (self, &g_array_index (heard, Said, i));
  g_assert_cmpuint (heard->len, >, 300);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define CASE(path, function) FIXTURE_TEST_FROM (desk_setup, "/complaint-clock/" path, function)
  CASE ("departments", test_departments);
  CASE ("pauses", test_pauses);
  CASE ("arrivals", test_arrivals);
  CASE ("reopened", test_reopened);
  CASE ("as-of", test_as_of);
  return g_test_run ();
}
