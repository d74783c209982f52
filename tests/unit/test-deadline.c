/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Due dates around the Spring Festival of 2026, pauses, extensions, and what was known when. */

#include <string.h>

#include "core/hcrm-date.h"
#include "core/hcrm-deadline.h"
#include "core/hcrm-explain.h"

static HcrmServiceTime service;

static void
add_days (HcrmCalendar *calendar, const char *first, guint n, HcrmDayKind kind, const char *name)
{
  GDate day;

  g_assert_true (hcrm_date_from_iso (first, &day));
  for (guint i = 0; i < n; i++) {
    hcrm_calendar_add (calendar, &day, kind, name, name);
    g_date_add_days (&day, 1);
  }
}

/* Sunday 15 to Monday 23 February off; Saturdays 14 and 28 February worked. */
static void
make_service (void)
{
  service.days = hcrm_calendar_new ();
  service.zone = g_time_zone_new_identifier ("Asia/Shanghai");
  g_assert_true (hcrm_service_time_set_hours (&service, "08:00-12:00,14:00-17:30", NULL));
  add_days (service.days, "2026-02-15", 9, HCRM_DAY_HOLIDAY, "Spring Festival");
  add_days (service.days, "2026-02-14", 1, HCRM_DAY_WORKING, NULL);
  add_days (service.days, "2026-02-28", 1, HCRM_DAY_WORKING, NULL);
}

static GDateTime *
at (const char *clock)
{
  g_autofree char *whole = g_strdup_printf ("%s%s", clock, strlen (clock) == 16 ? ":00" : "");
  GDateTime *time = g_date_time_new_from_iso8601 (whole, service.zone);

  g_assert_nonnull (time);
  return time;
}

/* --- Service time --------------------------------------------------------------------------- */

static void
test_hours (void)
{
  static const char *const bad[] = {
    "",
    "8:00-12:00",
    "08:00-12:00,",
    "12:00-08:00",
    "08:00-12:00,11:00-17:00",
    "08:60-12:00",
    "24:01-24:02",
    "08:00 - 12:00",
    "00:00-01:00,02:00-03:00,04:00-05:00,06:00-07:00,08:00-09:00",
  };
  HcrmServiceTime time = service;

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;
    g_assert_false (hcrm_service_time_set_hours (&time, bad[i], &error));
    g_assert_error (error, HCRM_ERROR, HCRM_ERROR_INVALID);
    g_assert_cmpmem (&time, sizeof time, &service, sizeof service);
  }
  g_assert_true (hcrm_service_time_set_hours (&time, "00:00-24:00", NULL));
  g_assert_cmpuint (time.n_spans, ==, 1);
  g_assert_cmpint (time.spans[0].until, ==, 86400);
}

static void
assert_added (const char *from, gint64 seconds, const char *expected)
{
  g_autoptr (GDateTime) start = at (from);
  g_autoptr (GDateTime) end = hcrm_service_time_add (&service, start, seconds);
  g_autofree char *text = g_date_time_format (end, "%Y-%m-%dT%H:%M:%S");

  g_assert_cmpstr (text, ==, expected);
}

static void
test_add (void)
{
  assert_added ("2026-03-02T10:00:00", 3600, "2026-03-02T11:00:00");
  assert_added ("2026-03-02T10:00:00", 2 * 3600, "2026-03-02T12:00:00");
  assert_added ("2026-03-02T10:00:00", 2 * 3600 + 1, "2026-03-02T14:00:01");
  assert_added ("2026-03-02T22:00:00", 60, "2026-03-03T08:01:00");
  assert_added ("2026-02-14T17:00:00", 3600, "2026-02-24T08:30:00");
  assert_added ("2026-03-02T10:00:00", -3600, "2026-03-02T09:00:00");
  assert_added ("2026-03-02T09:00:00", -2 * 3600, "2026-02-28T16:30:00");
  assert_added ("2026-03-02T14:00:00", -3600, "2026-03-02T11:00:00");
  assert_added ("2026-02-20T03:00:00", -60, "2026-02-14T17:29:00");
  assert_added ("2026-02-20T03:00:00", 0, "2026-02-20T03:00:00");
}

/* What is added lies between, both ways, from any instant of a year. */
static void
test_add_between (void)
{
  g_autoptr (GDateTime) year = at ("2026-01-01T00:00:00");

  for (guint i = 0; i < 2000; i++) {
    g_autoptr (GDateTime) start =
        g_date_time_add_seconds (year, g_test_rand_int_range (0, 31536000));
    int seconds = g_test_rand_int_range (1, 400000);
    g_autoptr (GDateTime) later = hcrm_service_time_add (&service, start, seconds);
    g_autoptr (GDateTime) earlier = hcrm_service_time_add (&service, start, -seconds);

    g_assert_cmpint (hcrm_service_time_between (&service, start, later), ==, seconds);
    g_assert_cmpint (hcrm_service_time_between (&service, earlier, start), ==, seconds);
    g_assert_cmpint (hcrm_service_time_between (&service, later, start), ==, 0);
  }
}

/* A clock that was put forward leaves out an hour of the night, not of the service. */
static void
test_summer_time (void)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("Europe/Berlin");
  HcrmServiceTime berlin = { .zone = zone };

  g_assert_nonnull (zone);
  g_assert_true (hcrm_service_time_set_hours (&berlin, "08:00-16:00", NULL));
  g_autoptr (GDateTime) friday = g_date_time_new (zone, 2026, 3, 27, 15, 0, 0);
  g_autoptr (GDateTime) monday = hcrm_service_time_add (&berlin, friday, 2 * 3600);
  g_autofree char *text = g_date_time_format_iso8601 (monday);
  g_assert_cmpstr (text, ==, "2026-03-30T09:00:00+02");
}

/* --- Ledgers -------------------------------------------------------------------------------- */

/* One entry as text: kind, when, when it was recorded (`=`: the same), days, why. */
typedef struct {
  const char *kind;
  const char *at;
  const char *recorded_at;
  int days;
  const char *why;
} Line;

static HcrmDeadline *
compute (const Line *lines, guint n, const char *as_of)
{
  g_autofree HcrmDeadlineEntry *entries = g_new0 (HcrmDeadlineEntry, n);
  g_autoptr (GDateTime) then = at (as_of);

  for (guint i = 0; i < n; i++) {
    entries[i].kind = hcrm_deadline_kind_find (lines[i].kind);
    g_assert_cmpint (entries[i].kind, <, HCRM_DEADLINE_N_KINDS);
    entries[i].at = at (lines[i].at);
    entries[i].recorded_at = at (*lines[i].recorded_at == '=' ? lines[i].at : lines[i].recorded_at);
    entries[i].days = lines[i].days;
    entries[i].why = lines[i].why;
  }
  HcrmDeadline *deadline = hcrm_deadline_compute (entries, n, &service, then);
  for (guint i = 0; i < n; i++) {
    g_date_time_unref (entries[i].at);
    g_date_time_unref (entries[i].recorded_at);
  }
  return deadline;
}

static void
assert_due (const Line *lines, guint n, const char *as_of, const char *state, const char *due)
{
  g_autoptr (HcrmDeadline) deadline = compute (lines, n, as_of);
  g_autofree char *text =
      deadline->due != NULL ? g_date_time_format (deadline->due, "%Y-%m-%dT%H:%M") : NULL;

  g_assert_cmpstr (deadline->state, ==, state);
  g_assert_cmpstr (text, ==, due);
}

/* Each on its own line: title and detail. */
static char *
dup_words (HcrmDeadline *deadline)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (deadline->steps); i++) {
    JsonObject *step = json_array_get_object_element (deadline->steps, i);
    g_autoptr (HcrmExplanation) words =
        hcrm_explain (json_object_get_string_member (step, "code"),
                      json_object_get_object_member (step, "params"));
    g_string_append_printf (out, "%s | %s\n", words->title, words->detail);
  }
  return g_strdup (out->str);
}

static void
test_start (void)
{
  static const struct {
    const char *received;
    int days;
    const char *due;
  } cases[] = {
    { "2026-03-02T10:00", 5, "2026-03-09T17:30" }, /* a Monday */
    { "2026-03-02T00:01", 5, "2026-03-09T17:30" }, /* before opening */
    { "2026-03-02T12:30", 5, "2026-03-09T17:30" }, /* over noon */
    { "2026-03-02T17:29", 5, "2026-03-09T17:30" },
    { "2026-03-02T17:30", 5, "2026-03-10T17:30" }, /* at closing time */
    { "2026-03-06T20:00", 5, "2026-03-16T17:30" }, /* Friday night */
    { "2026-03-07T09:00", 5, "2026-03-16T17:30" }, /* a Saturday */
    { "2026-02-12T09:00", 5, "2026-02-26T17:30" }, /* through the festival, both swapped */
    { "2026-02-14T09:00", 5, "2026-02-28T17:30" }, /* on a worked Saturday */
    { "2026-02-17T12:00", 5, "2026-03-02T17:30" }, /* on the first day of the year */
    { "2026-02-12T09:00", 10, "2026-03-04T17:30" },
    { "2026-12-31T09:00", 1, "2027-01-01T17:30" }, /* nobody entered next year's holidays */
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    Line line = { "start", cases[i].received, "=", cases[i].days, NULL };
    assert_due (&line, 1, "2027-06-01T00:00", "running", cases[i].due);
  }
}

static void
test_none (void)
{
  Line early[] = { { "pause", "2026-03-02T09:00", "=", 0, NULL },
                   { "stop", "2026-03-02T09:00", "=", 0, NULL } };

  assert_due (NULL, 0, "2026-03-02T10:00", "none", NULL);
  assert_due (early, 2, "2026-03-02T10:00", "none", NULL);
}

/* Nine and a half hours of service, seven and a half a day. */
static void
test_pause (void)
{
  Line lines[] = {
    { "start", "2026-03-02T10:00", "=", 5, NULL },
    { "pause", "2026-03-04T11:00", "=", 0, "caller" },
    { "pause", "2026-03-04T12:00", "=", 0, "evidence" },
    { "resume", "2026-03-05T15:00", "=", 0, NULL },
    { "resume", "2026-03-06T15:00", "=", 0, NULL },
  };

  assert_due (lines, 5, "2026-03-06T16:00", "running", "2026-03-11T10:00");
  g_autoptr (HcrmDeadline) deadline = compute (lines, 5, "2026-03-11T09:00");
  g_assert_cmpint (deadline->paused, ==, 9 * 3600 + 1800);
  g_assert_cmpint (deadline->left, ==, 3600);
  g_autoptr (HcrmDeadline) late = compute (lines, 5, "2026-03-11T15:00");
  g_assert_cmpint (late->left, ==, -3 * 3600);
}

static gboolean
has_step (HcrmDeadline *deadline, const char *code)
{
  for (guint i = 0; i < json_array_get_length (deadline->steps); i++)
    if (g_str_equal (json_object_get_string_member (
                         json_array_get_object_element (deadline->steps, i), "code"),
                     code))
      return TRUE;
  return FALSE;
}

/* What does not count on is not said to be due. */
static void
assert_held (const Line *lines, guint n, const char *as_of, const char *expected)
{
  g_autoptr (HcrmDeadline) deadline = compute (lines, n, as_of);
  g_autofree char *text =
      deadline->held != NULL ? g_date_time_format (deadline->held, "%Y-%m-%dT%H:%M") : NULL;

  g_assert_cmpstr (text, ==, expected);
  g_assert_true (has_step (deadline, "deadline.due-held") == (expected != NULL));
  g_assert_true (has_step (deadline, "deadline.due") == (expected == NULL));
}

/* While it is paused, the end moves on with every hour of service. */
static void
test_pausing (void)
{
  Line lines[] = {
    { "start", "2026-03-02T10:00", "=", 5, NULL },
    { "pause", "2026-03-04T11:00", "=", 0, "caller" },
  };

  assert_due (lines, 2, "2026-03-04T11:00", "paused", "2026-03-09T17:30");
  assert_due (lines, 2, "2026-03-04T12:00", "paused", "2026-03-10T09:00");
  assert_due (lines, 2, "2026-03-04T13:00", "paused", "2026-03-10T09:00");
  assert_due (lines, 2, "2026-03-05T08:30", "paused", "2026-03-10T15:00");
  /* What stood then stands until it goes on. */
  assert_held (lines, 2, "2026-03-04T11:00", "2026-03-09T17:30");
  assert_held (lines, 2, "2026-03-05T08:30", "2026-03-09T17:30");
  assert_held (lines, 1, "2026-03-05T08:30", NULL);
}

/* The day of receipt does not count anyway, nor does a night. */
static void
test_idle_pause (void)
{
  Line same_day[] = {
    { "start", "2026-03-02T10:00", "=", 5, NULL },
    { "pause", "2026-03-02T11:00", "=", 0, "caller" },
    { "resume", "2026-03-02T17:00", "=", 0, NULL },
    { "pause", "2026-03-04T17:30", "=", 0, "caller" },
    { "resume", "2026-03-05T08:00", "=", 0, NULL },
  };

  assert_due (same_day, 5, "2026-03-06T16:00", "running", "2026-03-09T17:30");
}

static void
test_extend (void)
{
  Line lines[] = {
    { "start", "2026-02-12T09:00", "=", 5, NULL },
    { "pause", "2026-02-13T14:00", "=", 0, "evidence" },
    { "extend", "2026-02-14T09:00", "=", 10, "departments" },
    { "resume", "2026-02-14T09:00", "=", 0, NULL },
    { "extend", "2026-02-24T09:00", "=", 3, "grade" },
  };

  assert_due (lines, 4, "2026-02-14T10:00", "running", "2026-03-05T14:30");
  assert_due (lines, 5, "2026-02-24T10:00", "running", "2026-02-25T14:30");
}

/* What was stopped for nothing goes on with what was left then, and was stopped all the same as far
 * as anybody knew. */
static void
test_stopped_for_nothing (void)
{
  Line lines[] = {
    { "start", "2026-03-02T10:00", "=", 5, NULL },
    { "stop", "2026-03-04T11:00", "=", 0, NULL },
    { "resume", "2026-03-05T08:30", "=", 0, "undelivered" },
  };

  assert_due (lines, 3, "2026-03-04T12:00", "stopped", "2026-03-09T17:30");
  assert_due (lines, 3, "2026-03-05T09:00", "running", "2026-03-10T15:00");
}

/* Reopened at night: five whole days again, and what was paused before is forgotten. */
static void
test_restart (void)
{
  Line lines[] = {
    { "start", "2026-03-02T10:00", "=", 5, NULL },
    { "pause", "2026-03-04T11:00", "=", 0, "caller" },
    { "stop", "2026-03-05T15:00", "=", 0, NULL },
    { "extend", "2026-03-05T16:00", "=", 10, NULL },
    { "restart", "2026-03-12T19:00", "=", 5, "reopened" },
  };

  assert_due (lines, 4, "2026-03-06T00:00", "stopped", "2026-03-11T10:00");
  assert_due (lines, 5, "2026-03-13T00:00", "running", "2026-03-20T17:30");
  g_autoptr (HcrmDeadline) stopped = compute (lines, 4, "2026-09-01T00:00");
  g_assert_cmpint (stopped->left, ==, 27 * 3600);
}

/* What was recorded late was not known before; asked later, it counts from when it was. */
static void
test_as_of (void)
{
  Line lines[] = {
    { "start", "2026-03-02T10:00", "=", 5, NULL },
    { "extend", "2026-03-03T10:00", "2026-03-06T10:00", 10, "departments" },
    { "stop", "2026-03-13T10:00", "=", 0, NULL },
  };

  assert_due (lines, 3, "2026-03-02T09:59", "none", NULL);
  assert_due (lines, 3, "2026-03-06T09:59", "running", "2026-03-09T17:30");
  assert_due (lines, 3, "2026-03-06T10:00", "running", "2026-03-16T17:30");
  assert_due (lines, 3, "2026-04-01T00:00", "stopped", "2026-03-16T17:30");
}

static void
test_words (void)
{
  Line lines[] = {
    { "start", "2026-02-11T18:00", "=", 5, NULL },
    { "extend", "2026-02-12T10:00", "=", 10, "departments" },
    { "pause", "2026-02-24T09:00", "=", 0, "caller" },
    { "resume", "2026-02-24T11:30", "=", 0, NULL },
    { "stop", "2026-03-06T10:00", "=", 0, NULL },
  };
  g_autoptr (HcrmDeadline) deadline = compute (lines, 5, "2026-04-01T00:00");
  g_autofree char *words = dup_words (deadline);
  static const char *const expected[] = {
    "18:00",
    "After closing time",
    "5 working days",
    "Another term: 10 working days instead of 5 | several",
    "2:30 hours of service | waiting for the caller",
    "weekend day that is worked",
    "Spring Festival",
    "Due: ",
    "Answered late",
  };
  const char *from = words;

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++) {
    from = strstr (from, expected[i]);
    if (from == NULL)
      g_error ("no “%s” in its place in\n%s", expected[i], words);
  }
}

/* Received on the eve of the festival: why it counts from after it is said, too. */
static void
test_words_late (void)
{
  Line lines[] = { { "start", "2026-02-14T20:00", "=", 5, NULL } };
  g_autoptr (HcrmDeadline) deadline = compute (lines, 1, "2026-02-25T00:00");
  g_autofree char *words = dup_words (deadline);
  const char *late = strstr (words, "After closing time"), *term = strstr (words, "Term: ");
  const char *closed = strstr (words, "Not counted: ");

  if (late == NULL || closed == NULL || term == NULL || closed < late || closed > term
      || strstr (closed, "Spring Festival") == NULL)
    g_error ("not told why\n%s", words);
}

/* --- Any ledger ----------------------------------------------------------------------------- */

static HcrmDeadlineEntry *
make_ledger (guint n, GDateTime *first)
{
  HcrmDeadlineEntry *entries = g_new0 (HcrmDeadlineEntry, n);
  g_autoptr (GDateTime) now = g_date_time_ref (first);

  for (guint i = 0; i < n; i++) {
    g_autoptr (GDateTime) next = g_date_time_add_seconds (now, g_test_rand_int_range (0, 200000));
    entries[i].kind =
        i == 0 ? HCRM_DEADLINE_START : g_test_rand_int_range (0, HCRM_DEADLINE_N_KINDS);
    entries[i].at = g_date_time_ref (now);
    entries[i].recorded_at = g_date_time_ref (next);
    entries[i].days = g_test_rand_int_range (1, 12);
    g_date_time_unref (now);
    now = g_steal_pointer (&next);
  }
  return entries;
}

static void
free_ledger (HcrmDeadlineEntry *entries, guint n)
{
  for (guint i = 0; i < n; i++) {
    g_date_time_unref (entries[i].at);
    g_date_time_unref (entries[i].recorded_at);
  }
  g_free (entries);
}

/* Whatever was written down: the end lies in service time, after as many of the days, and asking as
 * of the past is to ask the ledger as it was then.
 */
static void
test_any (void)
{
  g_autoptr (GDateTime) first = at ("2026-01-20T13:00");

  for (guint round = 0; round < 500; round++) {
    guint n = g_test_rand_int_range (1, 12), known = g_test_rand_int_range (1, n + 1);
    HcrmDeadlineEntry *entries = make_ledger (n, first);
    GDateTime *then = entries[known - 1].recorded_at;
    g_autoptr (HcrmDeadline) past = hcrm_deadline_compute (entries, n, &service, then);
    while (known < n && g_date_time_equal (entries[known].recorded_at, then))
      known++;
    g_autoptr (HcrmDeadline) truncated = hcrm_deadline_compute (entries, known, &service, then);
    g_autoptr (GDateTime) before = hcrm_service_time_add (&service, past->due, -1);
    GDate due;

    g_assert_true (g_date_time_equal (past->due, truncated->due));
    g_assert_cmpstr (past->state, ==, truncated->state);
    g_assert_cmpint (hcrm_service_time_between (&service, before, past->due), ==, 1);
    g_date_clear (&due, 1);
    g_date_set_dmy (&due, g_date_time_get_day_of_month (past->due),
                    g_date_time_get_month (past->due), g_date_time_get_year (past->due));
    g_assert_cmpint (hcrm_calendar_count_working_days (service.days, &past->day, &due), >=,
                     past->days);
    free_ledger (entries, n);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  make_service ();
  g_test_add_func ("/service-time/hours", test_hours);
  g_test_add_func ("/service-time/add", test_add);
  g_test_add_func ("/service-time/add-between", test_add_between);
  g_test_add_func ("/service-time/summer-time", test_summer_time);
  g_test_add_func ("/deadline/start", test_start);
  g_test_add_func ("/deadline/none", test_none);
  g_test_add_func ("/deadline/pause", test_pause);
  g_test_add_func ("/deadline/stopped-for-nothing", test_stopped_for_nothing);
  g_test_add_func ("/deadline/pausing", test_pausing);
  g_test_add_func ("/deadline/idle-pause", test_idle_pause);
  g_test_add_func ("/deadline/extend", test_extend);
  g_test_add_func ("/deadline/restart", test_restart);
  g_test_add_func ("/deadline/as-of", test_as_of);
  g_test_add_func ("/deadline/words", test_words);
  g_test_add_func ("/deadline/words-late", test_words_late);
  g_test_add_func ("/deadline/any", test_any);
  int failed = g_test_run ();
  hcrm_calendar_unref (service.days);
  g_time_zone_unref (service.zone);
  return failed;
}
