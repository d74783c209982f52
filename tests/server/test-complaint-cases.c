/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Complaints to their end: told, closed, opened again, mediated, joined; and their clock. */

#include <string.h>

#include "hcrm-desk.h"
#include "hcrm-ward.h"
#include "modules/complaint/complaint.h"

static void
assert_ledger (Fixture *self, gint64 id, const char *expected)
{
  fixture_assert_sql (self, expected,
                      "SELECT string_agg(concat_ws(' ', kind, days, why), ', ' ORDER BY id) FROM "
                      "complaint_clock WHERE complaint_id = %d",
                      (int) id);
}

static void
close_as (Fixture *self, guint status, const char *user, gint64 id, const char *closed_as)
{
  g_autofree char *body = g_strdup_printf ("{\"closed_as\":\"%s\"}", closed_as);

  desk_step (self, status, user, id, "close", body);
}

/* --- F062: on the spot ---------------------------------------------------------------------- */

static void
test_spot (Fixture *self, gconstpointer unused)
{
  gint64 id = desk_take (self, "");

  desk_step (self, 422, "agent", id, "spot", "{\"solution\":\"当场退费\"}");
  desk_step (self, 422, "agent", id, "spot", "{\"solution\":\"当场退费\",\"consent\":false}");
  desk_assert_fault (0, "consent");
  desk_step (self, 200, "agent", id, "spot", "{\"solution\":\"当场退费\",\"consent\":true}");
  desk_assert_at ("state", "closed");
  desk_assert_at ("closed_as", "consent");
  desk_assert_at ("solution", "当场退费");
  assert_ledger (self, id, "start 5, stop");
  /* The patient calls back next day. */
  ward_forward (self, "1 day");
  fixture_expect (self, 200, "agent", "GET", "/complaints/proposal?number=13900001234", NULL);
  desk_assert_at ("similar.0.id", "1");
  desk_step (self, 200, "agent", id, "reopen", "{\"reason\":\"次日来电不认可\"}");
  desk_assert_at ("state", "handling");
  desk_assert_at ("reopened", "1");
  desk_assert_at ("closed_as", NULL);
  desk_assert_at ("mine", "true");
  assert_ledger (self, id, "start 5, stop, restart 5 reopened");
  desk_route (self, id, DESK_ORTHO);
}

/* --- F067: telling, and the caller's word -------------------------------------------------------
 */

static void
test_satisfied (Fixture *self, gconstpointer unused)
{
  ward_live_at (self, "2026-03-02 08:00");
  gint64 id = desk_answered (self);

  close_as (self, 409, "agent", id, "satisfied");
  ward_live_at (self, "2026-03-02 09:30");
  desk_tell (self, 422, id, "reached", NULL, "2026-03-02 09:00");
  desk_assert_fault (0, "word");
  desk_tell (self, 422, id, "busy", "satisfied", "2026-03-02 09:00");
  desk_tell (self, 200, id, "busy", NULL, "2026-03-02 09:00");
  desk_assert_at ("state", "answered");
  desk_assert_at ("attempts", "1");
  desk_assert_at ("last_disposition", "busy");
  desk_tell (self, 200, id, "reached", "undecided", "2026-03-02 09:30");
  desk_assert_at ("state", "told");
  close_as (self, 409, "agent", id, "satisfied");
  ward_live_at (self, "2026-03-02 16:00");
  desk_tell (self, 200, id, "reached", "satisfied", "2026-03-02 16:00");
  desk_assert_at ("satisfied", "true");
  g_assert_nonnull (fixture_at ("number_verified_at"));
  desk_assert_at ("calls.1.number", "139****1234");
  close_as (self, 200, "agent", id, "satisfied");
  desk_assert_at ("closed_as", "satisfied");
  desk_assert_history (self, id, "taken routed share-answered answered attempt told told closed");
  /* The number was dialled for the complaint, not for the patient's follow-up. */
  fixture_assert_sql (self, "0", "SELECT count(*) FROM attempt WHERE patient_id IS NOT NULL");
}

/* Not satisfied: handled again, by the same people; the third time mediation is what is offered. */
static void
test_unsatisfied (Fixture *self, gconstpointer unused)
{
  ward_live_at (self, "2026-03-02 09:00");
  gint64 id = desk_answered (self);

  for (guint i = 1; i <= 2; i++) {
    desk_tell (self, 200, id, "reached", "unsatisfied", NULL);
    desk_assert_at ("state", "handling");
    desk_assert_at ("department", "骨科");
    desk_assert_at ("shares", "1");
    desk_assert_at ("answers", "0");
    g_autofree char *task = fixture_sql (self, "SELECT max(id) FROM complaint_task");
    desk_share_step (self, 200, "head", atoi (task), "answer", "{\"answer\":\"再次处理\"}");
    desk_assert_state (self, id, "answered");
  }
  fixture_assert_sql (self, "2", "SELECT reopened FROM complaint");
  assert_ledger (self, id, "start 5, restart 5 reopened, restart 5 reopened");
  desk_tell (self, 200, id, "reached", "unsatisfied", NULL);
  desk_assert_at ("state", "told");
  desk_assert_at ("satisfied", "false");
  close_as (self, 409, "agent", id, "satisfied");
  desk_step (self, 403, "agent", id, "reopen", "{\"reason\":\"第三次\"}");
  desk_step (self, 403, "agent", id, "mediate", "{\"reason\":\"第三次\"}");
  fixture_expect (self, 200, "supervisor", "GET", "/complaints?mine=true", NULL);
  desk_assert_at ("total.value", "1");
  desk_step (self, 200, "supervisor", id, "mediate", "{\"reason\":\"医调委介入\"}");
  desk_assert_at ("state", "mediation");
  close_as (self, 403, "agent", id, "mediated");
  close_as (self, 422, "supervisor", id, "mediated");
  desk_assert_fault (0, "solution");
  desk_step (self, 200, "supervisor", id, "close",
             "{\"closed_as\":\"mediated\",\"solution\":\"达成调解协议\"}");
  desk_assert_at ("closed_as", "mediated");
  desk_step (self, 403, "agent", id, "reopen", "{\"reason\":\"又来电\"}");
  desk_step (self, 200, "supervisor", id, "reopen", "{\"reason\":\"又来电\"}");
  desk_assert_at ("reopened", "3");
}

/* At that time: no call is kept of a time to come. */
static void
call_at (Fixture *self, gint64 id, const char *disposition, const char *at)
{
  ward_live_at (self, at);
  desk_tell (self, 200, id, disposition, NULL, at);
}

/* Three calls on three working days; a weekend does not count, a swapped Saturday does. */
static void
test_unreached (Fixture *self, gconstpointer unused)
{
  ward_live_at (self, "2026-03-02 08:00");
  gint64 id = desk_answered (self);

  close_as (self, 409, "agent", id, "unreached");
  /* Nobody writes down today that tomorrow's call reached nobody. */
  desk_tell (self, 422, id, "no_answer", NULL, "2026-03-03 09:00");
  desk_assert_fault (0, "started_at");
  call_at (self, id, "no_answer", "2026-03-02 09:00");
  call_at (self, id, "no_answer", "2026-03-02 15:00");
  call_at (self, id, "busy", "2026-03-03 09:00");
  close_as (self, 409, "agent", id, "unreached");
  call_at (self, id, "no_answer", "2026-03-07 09:00");
  close_as (self, 409, "agent", id, "unreached");
  fixture_run_sql (self, "INSERT INTO calendar_day (site_id, day, kind, name) VALUES (2, "
                         "'2026-03-07', 'working', '调休')");
  close_as (self, 200, "agent", id, "unreached");
  desk_assert_at ("closed_as", "unreached");
}

/* What was said when: not before there was an answer, not on a day that is past, unless the call is
 * on record; nor are three days made up on one. */
static void
test_backdated (Fixture *self, gconstpointer unused)
{
  ward_live_at (self, "2026-03-02 10:00");
  gint64 id = desk_answered (self);

  desk_tell (self, 422, id, "no_answer", NULL, "2026-03-02 09:00");
  desk_assert_fault (0, "started_at");
  desk_tell (self, 422, id, "reached", "satisfied", "2026-03-02 09:00");
  ward_live_at (self, "2026-03-05 10:00");
  desk_tell (self, 422, id, "no_answer", NULL, "2026-03-03 11:00");
  desk_assert_fault (0, "started_at");
  desk_tell (self, 422, id, "no_answer", NULL, "2026-03-04 23:00");
  desk_tell (self, 200, id, "no_answer", NULL, "2026-03-05 00:10");
  fixture_run_sql (
      self, "INSERT INTO call (id, provider, provider_call_id, site_id, direction, number, "
            "number_key, user_id, users, started_at, ended_at, state) OVERRIDING SYSTEM VALUE "
            "SELECT n, 'x', n, 2, 'out', k, k, u.id, ARRAY[u.id], '2026-03-03 11:00+08', "
            "'2026-03-03 11:01+08', 'failed' FROM app_user AS u, (VALUES (7, '13900001234'), (8, "
            "'13900009999')) AS v (n, k) WHERE u.username = 'agent'");
  desk_step (self, 422, "agent", id, "tell",
             "{\"disposition\":\"no_answer\",\"started_at\":\"2026-03-03T11:00:00+08:00\","
             "\"call_id\":8}");
  desk_step (self, 422, "agent", id, "tell",
             "{\"disposition\":\"no_answer\",\"started_at\":\"2026-03-04T11:00:00+08:00\","
             "\"call_id\":7}");
  desk_step (self, 200, "agent", id, "tell",
             "{\"disposition\":\"no_answer\",\"started_at\":\"2026-03-03T11:00:00+08:00\","
             "\"call_id\":7}");
  desk_assert_at ("attempts", "2");
  close_as (self, 409, "agent", id, "unreached");
}

static void
test_no_contact (Fixture *self, gconstpointer unused)
{
  fixture_expect (self, 201, "agent", "POST", "/complaints",
                  "{\"channel\":\"box\",\"matter\":\"厕所脏\",\"class\":\"facility-environment\","
                  "\"anonymous\":true}");
  gint64 task = desk_route (self, 1, DESK_ORTHO);
  desk_share_step (self, 200, "head", task, "answer", "{\"answer\":\"已打扫\"}");
  desk_tell (self, 409, 1, "reached", "satisfied", "2026-03-02 09:00");
  close_as (self, 409, "agent", 1, "unreached");
  close_as (self, 409, "agent", 1, "false-number");
  close_as (self, 200, "agent", 1, "no-contact");
  desk_assert_at ("closed_as", "no-contact");
  gint64 other = desk_answered (self);
  close_as (self, 409, "agent", other, "no-contact");
}

/* F070: found false, and three attempts. */
static void
test_false_number (Fixture *self, gconstpointer unused)
{
  gint64 id = desk_answered (self);

  close_as (self, 409, "agent", id, "false-number");
  for (guint i = 0; i < 3; i++) {
    close_as (self, 409, "agent", id, "false-number");
    g_autofree char *at = fixture_sql (self, "SELECT to_char((hcrm_now() + interval '1 minute') AT "
                                             "TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI')");
    desk_tell (self, 200, id, "wrong_number", NULL, at);
  }
  g_assert_nonnull (fixture_at ("number_false_at"));
  /* Verified after all: then it is not. */
  desk_step (self, 200, "agent", id, "number", "{\"right\":true}");
  close_as (self, 409, "agent", id, "false-number");
  desk_step (self, 200, "agent", id, "number", "{\"right\":false}");
  /* A postal address that was left is still to be written to. */
  fixture_run_sql (self, "UPDATE complaint SET caller_address = '文三路90号'");
  close_as (self, 409, "agent", id, "false-number");
  fixture_run_sql (self, "UPDATE complaint SET caller_address = NULL");
  close_as (self, 200, "agent", id, "false-number");
}

static void
test_withdraw (Fixture *self, gconstpointer unused)
{
  gint64 id = desk_take (self, "");
  gint64 task = desk_route (self, id, DESK_ORTHO);

  desk_step (self, 422, "agent", id, "withdraw", "{}");
  desk_assert_fault (0, "reason");
  desk_step (self, 200, "agent", id, "withdraw", "{\"reason\":\"误会\"}");
  desk_assert_at ("state", "withdrawn");
  fixture_assert_sql (self, "withdrawn", "SELECT state FROM complaint_task WHERE id = %d",
                      (int) task);
  assert_ledger (self, id, "start 5, stop");
  desk_step (self, 200, "agent", id, "reopen", "{\"reason\":\"又改主意\"}");
  desk_assert_at ("state", "handling");
}

/* --- Grade and class (F063, F064)
 * ----------------------------------------------------------------- */

static void
test_regrade (Fixture *self, gconstpointer unused)
{
  ward_live_at (self, "2026-03-02 09:00");
  gint64 id = desk_take (self, "");

  desk_assert_due (self, id, "2026-03-09 17:30");
  desk_step (self, 422, "agent", id, "regrade", "{\"grade\":3,\"reason\":\"一样\"}");
  desk_step (self, 403, "agent", id, "regrade", "{\"grade\":4,\"reason\":\"没那么严重\"}");
  desk_step (self, 200, "agent", id, "regrade", "{\"grade\":1,\"reason\":\"患者去世\"}");
  desk_assert_at ("grade_name", "重大");
  desk_assert_due (self, id, "2026-03-04 17:30");
  assert_ledger (self, id, "start 5, extend 2 grade");
  fixture_expect (self, 200, "manager", "GET", "/complaints?mine=true", NULL);
  desk_assert_at ("total.value", "1");
  desk_step (self, 200, "supervisor", id, "regrade", "{\"grade\":4,\"reason\":\"查明\"}");
  desk_assert_due (self, id, "2026-03-09 17:30");
}

/* Two natures; what it was is kept. */
static void
test_reclass (Fixture *self, gconstpointer unused)
{
  gint64 id = desk_take (self, "");

  desk_step (self, 422, "agent", id, "reclass", "{\"class\":\"no-such\"}");
  desk_assert_fault (0, "class");
  desk_step (self, 200, "agent", id, "reclass",
             "{\"class\":\"medical-drug\",\"other_classes\":[{\"class\":\"service-attitude\"}],"
             "\"reason\":\"主要是用药\"}");
  desk_assert_at ("class", "medical-drug");
  desk_assert_at ("natures.1.class", "service-attitude");
  desk_assert_at ("history.1.code", "complaint.reclassed");
  desk_assert_at ("history.1.params.from", "服务态度");
  desk_assert_at ("history.1.params.to", "用药、服务态度");
  desk_step (self, 200, "agent", id, "spot", "{\"solution\":\"已解释\",\"consent\":true}");
  desk_step (self, 403, "agent", id, "reclass", "{\"class\":\"other\"}");
  desk_step (self, 200, "supervisor", id, "reclass", "{\"class\":\"other\"}");
}

/* --- The clock (F066) ---------------------------------------------------------------------------
 */

/* Spring Festival 2026: 15 to 23 February, with the 14th and the 28th worked. */
static void
add_festival (Fixture *self)
{
  fixture_run_sql (
      self, "INSERT INTO calendar_day (site_id, day, kind, name, name_en) SELECT 2, d::date, "
            "'holiday', '春节', 'Spring Festival' FROM "
            "generate_series('2026-02-15'::date, '2026-02-23', '1 day') AS d UNION ALL "
            "VALUES (2, '2026-02-14'::date, 'working', '调休', NULL), (2, '2026-02-28', "
            "'working', '调休', NULL)");
}

static void
test_festival (Fixture *self, gconstpointer unused)
{
  ward_live_at (self, "2026-02-01 09:00");
  add_festival (self);
  ward_live_at (self, "2026-02-12 10:00");
  gint64 id = desk_take (self, "");
  /* 13, 14 (swapped), 24, 25, 26. */
  desk_assert_due (self, id, "2026-02-26 17:30");
  /* At night: counts as come in on the next working day. */
  ward_live_at (self, "2026-02-12 22:15");
  gint64 night = desk_take (self, "");
  desk_assert_due (self, night, "2026-02-27 17:30");
  g_autofree char *path = g_strdup_printf ("/complaints/%d/clock", (int) night);
  fixture_expect (self, 200, "agent", "GET", path, NULL);
  desk_assert_at ("state", "running");
  desk_assert_at ("days", "5");
  desk_assert_at ("due_at", "2026-02-27T17:30:00+08");
  desk_assert_at ("steps.0.code", "deadline.received");
  desk_assert_at ("steps.1.code", "deadline.next-hours");
  desk_assert_at ("entries.0.kind", "start");
}

static void
test_pause (Fixture *self, gconstpointer unused)
{
  ward_live_at (self, "2026-03-02 09:00");
  gint64 id = desk_take (self, "");

  desk_step (self, 409, "agent", id, "resume", "{}");
  /* Before the doors open, so that no second counts. */
  ward_live_at (self, "2026-03-03 07:30");
  desk_step (self, 422, "agent", id, "pause", "{\"why\":\"tired\"}");
  desk_step (self, 200, "agent", id, "pause", "{\"why\":\"caller\"}");
  g_assert_nonnull (fixture_at ("paused_at"));
  desk_assert_at ("bucket", NULL);
  desk_step (self, 409, "agent", id, "pause", "{\"why\":\"caller\"}");
  ward_live_at (self, "2026-03-05 07:30");
  desk_step (self, 200, "agent", id, "resume", "{}");
  desk_assert_at ("paused_at", NULL);
  desk_assert_due (self, id, "2026-03-11 17:30");
  assert_ledger (self, id, "start 5, pause caller, resume");
  g_autoptr (GError) error = NULL;
  g_assert_false (hcrm_db_script (self->owner, "DELETE FROM complaint_clock", &error));
}

/* Asked as of a past day, it says what it said then, by the calendar that was known then. */
static void
test_as_of (Fixture *self, gconstpointer unused)
{
  ward_live_at (self, "2026-02-11 09:00");
  gint64 id = desk_take (self, "");
  g_autofree char *then =
      g_strdup_printf ("/complaints/%d/clock?as_of=2026-02-11T12:00:00%%2B08:00", (int) id);
  g_autofree char *now = g_strdup_printf ("/complaints/%d/clock", (int) id);
  g_autofree char *later =
      g_strdup_printf ("/complaints/%d/clock?as_of=2027-01-01T00:00:00%%2B08:00", (int) id);

  desk_assert_due (self, id, "2026-02-18 17:30");
  ward_live_at (self, "2026-02-12 09:00");
  add_festival (self);
  g_assert_cmpuint (fixture_sweep (self, hcrm_complaint_escalate), >=, 1);
  desk_assert_due (self, id, "2026-02-25 17:30");
  desk_step (self, 200, "agent", id, "regrade", "{\"grade\":2,\"reason\":\"加重\"}");
  fixture_expect (self, 200, "agent", "GET", then, NULL);
  desk_assert_at ("due_at", "2026-02-18T17:30:00+08");
  desk_assert_at ("days", "5");
  desk_assert_at ("entries.1.kind", NULL);
  fixture_expect (self, 200, "agent", "GET", now, NULL);
  desk_assert_at ("days", "3");
  desk_assert_at ("entries.1.kind", "extend");
  fixture_expect (self, 422, "agent", "GET", later, NULL);
}

static void
test_hours (Fixture *self, gconstpointer unused)
{
  ward_live_at (self, "2026-03-02 09:00");
  gint64 id = desk_take (self, "");
  fixture_expect (self, 422, "admin", "POST", "/settings",
                  "{\"code\":\"service_hours\",\"site_id\":2,\"value\":\"from 8 to 5 o'clock\"}");
  fixture_expect (
      self, 201, "admin", "POST", "/settings",
      "{\"code\":\"service_hours\",\"site_id\":2,\"value\":\"08:30-12:00,13:30-18:00\"}");
  fixture_sweep (self, hcrm_complaint_escalate);
  desk_assert_due (self, id, "2026-03-09 18:00");
}

static void
set_hours (Fixture *self, const char *value)
{
  fixture_run_sql (self,
                   "INSERT INTO setting (code, site_id, value) VALUES ('service_hours', 2, '%s') "
                   "ON CONFLICT (code, site_id) DO UPDATE SET value = excluded.value",
                   value);
}

/* What the clock says of a complaint, as of a time of Shanghai. */
static void
assert_said (Fixture *self, gint64 id, const char *day, const char *time, const char *due)
{
  g_autofree char *path =
      g_strdup_printf ("/complaints/%d/clock?as_of=%sT%s:00%%2B08:00", (int) id, day, time);

  fixture_expect (self, 200, "agent", "GET", path, NULL);
  g_autofree char *said = g_strndup (fixture_at ("due_at"), 16);
  g_assert_cmpstr (said, ==, due);
}

/* The hours of a past day are those that were known then: set, changed, and taken back. */
static void
test_hours_as_of (Fixture *self, gconstpointer unused)
{
  ward_live_at (self, "2026-03-02 09:00");
  gint64 id = desk_take (self, "");

  ward_live_at (self, "2026-03-03 09:00");
  set_hours (self, "08:30-12:00,13:30-18:00");
  ward_live_at (self, "2026-03-04 09:00");
  set_hours (self, "09:00-16:00");
  ward_live_at (self, "2026-03-05 09:00");
  fixture_run_sql (self, "DELETE FROM setting WHERE code = 'service_hours' AND site_id = 2");
  ward_live_at (self, "2026-03-06 09:00");
  fixture_sweep (self, hcrm_complaint_escalate);
  desk_assert_due (self, id, "2026-03-09 17:30");
  assert_said (self, id, "2026-03-02", "12:00", "2026-03-09T17:30");
  assert_said (self, id, "2026-03-03", "12:00", "2026-03-09T18:00");
  assert_said (self, id, "2026-03-04", "08:59", "2026-03-09T18:00");
  assert_said (self, id, "2026-03-04", "12:00", "2026-03-09T16:00");
  assert_said (self, id, "2026-03-06", "08:59", "2026-03-09T17:30");
}

/* What was told in time stays so, whatever becomes of calendar and hours afterwards. */
static void
test_stopped (Fixture *self, gconstpointer unused)
{
  ward_live_at (self, "2026-02-11 09:00");
  gint64 id = desk_take (self, "");

  ward_live_at (self, "2026-02-12 09:00");
  desk_step (self, 200, "agent", id, "spot", "{\"solution\":\"已解释\",\"consent\":true}");
  ward_live_at (self, "2026-02-13 09:00");
  add_festival (self);
  set_hours (self, "09:00-16:00");
  fixture_sweep (self, hcrm_complaint_escalate);
  desk_assert_due (self, id, "2026-02-18 17:30");
  assert_said (self, id, "2026-02-13", "08:59", "2026-02-18T17:30");
  /* Opened again it is of today. */
  ward_live_at (self, "2026-02-13 10:00");
  desk_step (self, 200, "agent", id, "reopen", "{\"reason\":\"不认可\"}");
  desk_assert_due (self, id, "2026-02-27 16:00");
}

/* Lists and clock say the same of every complaint. */
static void
assert_agreed (Fixture *self)
{
  g_autofree char *n = fixture_sql (self, "SELECT max(id) FROM complaint");

  for (int id = 1; id <= atoi (n); id++) {
    g_autofree char *listed = fixture_sql (self,
                                           "SELECT to_char(due_at AT TIME ZONE 'Asia/Shanghai', "
                                           "'YYYY-MM-DD\"T\"HH24:MI') FROM complaint WHERE id = %d",
                                           id);
    g_autofree char *path = g_strdup_printf ("/complaints/%d/clock", id);
    fixture_expect (self, 200, "agent", "GET", path, NULL);
    g_autofree char *said = g_strndup (fixture_at ("due_at"), 16);
    g_assert_cmpstr (said, ==, listed);
  }
}

static void
step_some (Fixture *self, int day)
{
  gint64 id = desk_take (self, day % 3 == 0 ? ",\"grade\":2" : "");

  if (day % 4 != 0)
    desk_route (self, id, DESK_ORTHO);
  if (day % 5 == 0)
    desk_step (self, 200, "agent", id, "pause", "{\"why\":\"caller\"}");
  if (day % 10 == 0)
    desk_step (self, 200, "supervisor", id, "regrade", "{\"grade\":1,\"reason\":\"加重\"}");
  if (day % 7 == 0)
    desk_step (self, 200, "agent", id, "withdraw", "{\"reason\":\"误会\"}");
}

/* A complaint a day for two months, the Spring Festival and the weekends swapped for it among them,
 * some of them paused and some changed meanwhile. */
static void
test_months (Fixture *self, gconstpointer unused)
{
  ward_live_at (self, "2026-01-20 09:00");
  for (int day = 0; day < 60; day++) {
    g_autofree char *at =
        fixture_sql (self,
                     "SELECT to_char(timestamp '2026-01-20 09:00' + %d * interval '1 day' + %d * "
                     "interval '1 hour', 'YYYY-MM-DD HH24:MI')",
                     day, day * 5 % 14);
    ward_live_at (self, at);
    step_some (self, day);
    if (day == 12)
      add_festival (self);
    if (day == 40)
      set_hours (self, "08:30-12:00,13:30-18:00");
    if (day % 6 == 0) {
      fixture_sweep (self, hcrm_complaint_escalate);
      assert_agreed (self);
    }
  }
  /* None is due on a day that is closed, whichever it was taken on. */
  fixture_assert_sql (self, "0",
                      "SELECT count(*) FROM (SELECT (due_at AT TIME ZONE 'Asia/Shanghai')::date AS "
                      "day FROM complaint WHERE state IN ('taken', 'handling')) AS c LEFT JOIN "
                      "calendar_day AS k ON k.site_id = 2 AND k.day = c.day WHERE k.kind = "
                      "'holiday' OR (k.kind IS NULL AND extract(isodow FROM c.day) > 5)");
  fixture_assert_sql (self, "t",
                      "SELECT count(*) > 0 FROM complaint WHERE (due_at AT TIME ZONE "
                      "'Asia/Shanghai')::date IN ('2026-02-14', '2026-02-28')");
}

/* One case that cannot be dealt with is told of, and stops no other. */
static void
test_fault (Fixture *self, gconstpointer unused)
{
  ward_live_at (self, "2026-03-02 09:00");
  gint64 bad = desk_take (self, ""), good = desk_take (self, "");

  fixture_run_sql (self,
                   "ALTER TABLE complaint_clock DISABLE TRIGGER ALL;"
                   "UPDATE complaint_clock SET recorded_at = '2030-01-01' WHERE complaint_id = 1;"
                   "ALTER TABLE complaint_clock ENABLE TRIGGER ALL");
  set_hours (self, "08:30-12:00,13:30-18:00");
  g_test_expect_message (NULL, G_LOG_LEVEL_WARNING, "Complaint 1: *");
  fixture_sweep (self, hcrm_complaint_escalate);
  g_test_assert_expected_messages ();
  desk_assert_due (self, bad, "2026-03-09 17:30");
  desk_assert_due (self, good, "2026-03-09 18:00");
  /* It is tried again, though not every minute. */
  fixture_sweep (self, hcrm_complaint_escalate);
  fixture_run_sql (self, "ALTER TABLE complaint_clock DISABLE TRIGGER ALL;"
                         "UPDATE complaint_clock SET recorded_at = at WHERE complaint_id = 1;"
                         "ALTER TABLE complaint_clock ENABLE TRIGGER ALL");
  ward_live_at (self, "2026-03-02 10:30");
  fixture_sweep (self, hcrm_complaint_escalate);
  desk_assert_due (self, bad, "2026-03-09 18:00");
}

/* --- Escalation ---------------------------------------------------------------------------------
 */

static void
assert_told (Fixture *self, const char *at, const char *levels)
{
  ward_live_at (self, at);
  fixture_sweep (self, hcrm_complaint_escalate);
  fixture_assert_sql (
      self, levels,
      "SELECT string_agg(coalesce(a.role_code, a.who), ' ' ORDER BY l.minutes) FROM "
      "complaint_alert AS a JOIN complaint_level AS l ON a.cause = 'level:' || l.id");
}

static void
assert_waits (Fixture *self, const char *user, const char *n)
{
  fixture_expect (self, 200, user, "GET", "/complaints?mine=true", NULL);
  desk_assert_at ("total.value", n);
}

static void
test_levels (Fixture *self, gconstpointer unused)
{
  ward_live_at (self, "2026-03-02 09:00");
  gint64 id = desk_take (self, "");
  gint64 task = desk_route (self, id, DESK_ORTHO);
  desk_assert_due (self, id, "2026-03-09 17:30");
  assert_told (self, "2026-03-06 17:00", NULL);
  assert_told (self, "2026-03-09 08:00", "assignee");
  assert_told (self, "2026-03-09 15:30", "assignee receiver");
  assert_waits (self, "agent", "1");
  assert_waits (self, "supervisor", "0");
  assert_told (self, "2026-03-09 17:31", "assignee receiver head");
  assert_told (self, "2026-03-10 11:46", "assignee receiver head supervisor");
  assert_waits (self, "supervisor", "1");
  assert_waits (self, "manager", "0");
  assert_told (self, "2026-03-10 17:30", "assignee receiver head supervisor manager");
  assert_waits (self, "manager", "1");
  /* Once each; and anew when it is opened again. */
  assert_told (self, "2026-03-12 09:00", "assignee receiver head supervisor manager");
  fixture_assert_sql (self, "5",
                      "SELECT count(*) FROM complaint_history WHERE code = 'complaint.reminded'");
  desk_share_step (self, 200, "head", task, "answer", "{\"answer\":\"迟到的答复\"}");
  desk_tell (self, 200, id, "reached", "unsatisfied", NULL);
  assert_waits (self, "manager", "0");
  assert_told (self, "2026-03-12 10:00", "assignee receiver head supervisor manager");
}

/* A complaint taken after its term is told of once, to whoever would be told last; its caller is
 * promised no day that has passed. */
static void
test_levels_late (Fixture *self, gconstpointer unused)
{
  ward_live_at (self, "2026-03-30 09:00");
  fixture_expect (self, 201, "agent", "POST", "/complaints",
                  "{\"channel\":\"letter\",\"received_at\":\"2026-03-02T01:00:00Z\",\"matter\":"
                  "\"等待太久\",\"class\":\"service-attitude\",\"caller_number\":\"" DESK_CALLER
                  "\"}");
  assert_told (self, "2026-03-30 09:01", "manager");
  assert_told (self, "2026-03-30 09:30", "manager");
  fixture_assert_sql (self, "4 1",
                      "SELECT count(*) FILTER (WHERE code = 'complaint.level-passed') || ' ' || "
                      "count(*) FILTER (WHERE code = 'complaint.reminded') FROM complaint_history");
  fixture_assert_sql (self, "complaint-taken-late false",
                      "SELECT template || ' ' || (body LIKE '%%2026-03%%') FROM message");
}

/* While the clock stands nobody is reminded. */
static void
test_levels_paused (Fixture *self, gconstpointer unused)
{
  ward_live_at (self, "2026-03-02 09:00");
  gint64 id = desk_take (self, "");
  desk_step (self, 200, "agent", id, "pause", "{\"why\":\"evidence\"}");
  assert_told (self, "2026-04-01 09:00", NULL);
  desk_step (self, 200, "agent", id, "resume", "{}");
  assert_told (self, "2026-04-01 09:00", NULL);
}

/* --- Joining (F061) -----------------------------------------------------------------------------
 */

static void
join (Fixture *self, guint status, const char *user, gint64 from, gint64 into)
{
  g_autofree char *body = g_strdup_printf ("{\"into_id\":%d,\"reason\":\"同一件事\"}", (int) into);

  desk_step (self, status, user, from, "join", body);
}

static void
test_join (Fixture *self, gconstpointer unused)
{
  gint64 phone = desk_take (self, ""), letter = desk_take (self, ""), web = desk_take (self, "");

  desk_route (self, phone, DESK_ORTHO);
  join (self, 403, "agent", letter, phone);
  join (self, 422, "supervisor", letter, letter);
  join (self, 422, "supervisor", letter, 99);
  join (self, 200, "supervisor", letter, phone);
  desk_assert_at ("state", "joined");
  desk_assert_at ("closed_as", "joined");
  desk_assert_at ("root_id", "1");
  /* A chain has one root, and a circle does not close. */
  join (self, 409, "supervisor", web, letter);
  join (self, 200, "supervisor", phone, web);
  fixture_assert_sql (self, "3 3 3",
                      "SELECT string_agg(root_id::text, ' ' ORDER BY id) FROM complaint");
  join (self, 409, "supervisor", web, phone);
  fixture_expect (self, 200, "agent", "GET", "/complaints/3", NULL);
  desk_assert_at ("joined", "2");
  desk_assert_at ("joins.0.id", "1");
  desk_step (self, 409, "agent", letter, "route", "{\"shares\":[{\"department_id\":1}]}");
  /* Parted, each stands where it stood; nothing was moved. */
  desk_step (self, 403, "agent", phone, "part", "{\"reason\":\"不是一件事\"}");
  desk_step (self, 200, "supervisor", phone, "part", "{\"reason\":\"不是一件事\"}");
  desk_assert_at ("state", "handling");
  desk_assert_at ("shares", "1");
  fixture_assert_sql (self, "1 1 3",
                      "SELECT string_agg(root_id::text, ' ' ORDER BY id) FROM complaint");
  desk_step (self, 200, "supervisor", letter, "part", "{\"reason\":\"不是一件事\"}");
  desk_assert_at ("state", "taken");
  desk_assert_history (self, letter, "taken joined parted");
  desk_assert_history (self, phone, "taken routed joined-to joined parted parted-from");
}

/* M4: of two that are one the other's clock counts; it goes on when they are parted, but for one
 * that stood before. */
static void
test_join_clock (Fixture *self, gconstpointer unused)
{
  ward_live_at (self, "2026-03-02 09:00");
  gint64 one = desk_take (self, ""), other = desk_take (self, "");
  gint64 waiting = desk_take (self, "");

  desk_assert_due (self, one, "2026-03-09 17:30");
  desk_step (self, 200, "agent", waiting, "pause", "{\"why\":\"caller\"}");
  ward_live_at (self, "2026-03-03 08:00");
  join (self, 200, "supervisor", one, other);
  join (self, 200, "supervisor", waiting, other);
  desk_assert_due (self, one, "2026-03-09 17:30");
  ward_live_at (self, "2026-03-05 08:00");
  desk_step (self, 200, "supervisor", one, "part", "{\"reason\":\"不是一件事\"}");
  desk_step (self, 200, "supervisor", waiting, "part", "{\"reason\":\"不是一件事\"}");
  assert_ledger (self, one, "start 5, pause joined, resume");
  assert_ledger (self, waiting, "start 5, pause caller");
  assert_ledger (self, other, "start 5");
  desk_assert_due (self, one, "2026-03-11 17:30");
  desk_assert_due (self, other, "2026-03-09 17:30");
  fixture_assert_sql (self, "3", "SELECT id FROM complaint WHERE paused_at IS NOT NULL");
}

/* Whom the joined one is about must not have the other in hand, nor see it. */
static void
test_join_conflict (Fixture *self, gconstpointer unused)
{
  gint64 plain = desk_take (self, "");
  gint64 about = desk_take (self, ",\"objects\":[{\"kind\":\"person\",\"staff_id\":6}]");
  gint64 task = desk_route (self, plain, DESK_ORTHO);

  join (self, 422, "supervisor", about, plain);
  desk_assert_fault (0, "into_id");
  desk_share_step (self, 200, "agent", task, "withdraw", "{\"reason\":\"涉及本人\"}");
  desk_route (self, plain, DESK_ORTHO);
  g_autofree char *path = g_strdup_printf ("/complaints/%d", (int) plain);
  fixture_expect (self, 200, "head", "GET", path, NULL);
  fixture_run_sql (self, "UPDATE complaint_task SET assignee_id = NULL WHERE state = 'assigned'");
  join (self, 200, "supervisor", about, plain);
  fixture_expect (self, 404, "head", "GET", path, NULL);
  desk_step (self, 200, "supervisor", about, "part", "{\"reason\":\"不是一件事\"}");
  fixture_expect (self, 200, "head", "GET", path, NULL);
}

/* What stands with each complaint for the lists is what its tables say, whatever was done. */
static void
assert_keyed (Fixture *self)
{
  fixture_assert_sql (
      self, "0",
      "SELECT count(*) FROM complaint AS c WHERE (c.against, c.in_departments, c.in_users) IS "
      "DISTINCT FROM (hcrm_complaint_persons(c.root_id), coalesce((SELECT array_agg(DISTINCT "
      "t.department_id) FROM complaint_task AS t WHERE t.complaint_id IN (c.id, c.root_id) AND "
      "t.state <> 'withdrawn'), '{}'), coalesce((SELECT array_agg(DISTINCT t.assignee_id) FILTER "
      "(WHERE t.assignee_id IS NOT NULL) FROM complaint_task AS t WHERE t.complaint_id IN (c.id, "
      "c.root_id) AND t.state <> 'withdrawn'), '{}'))");
  fixture_assert_sql (
      self, "0",
      "SELECT count(*) FROM complaint_alert AS a JOIN complaint AS c ON c.id = a.complaint_id "
      "WHERE "
      "a.open <> (c.state IN ('taken', 'handling', 'answered', 'told', 'mediation'))");
}

static void
test_keys (Fixture *self, gconstpointer unused)
{
  gint64 first =
      desk_take (self, ",\"grade\":1,\"objects\":[{\"kind\":\"person\",\"staff_id\":2}]");
  gint64 second =
      desk_take (self, ",\"grade\":1,\"objects\":[{\"kind\":\"person\",\"staff_id\":1}]");
  gint64 task = desk_route (self, first, DESK_ORTHO);

  assert_keyed (self);
  desk_route (self, second, DESK_CARDIO);
  join (self, 200, "supervisor", second, first);
  assert_keyed (self);
  fixture_assert_sql (self, "{1,2}", "SELECT against::text FROM complaint WHERE id = %d",
                      (int) second);
  desk_share_step (self, 200, "agent", task, "withdraw", "{\"reason\":\"转错\"}");
  assert_keyed (self);
  desk_step (self, 200, "supervisor", second, "part", "{\"reason\":\"不是一件事\"}");
  assert_keyed (self);
  desk_step (self, 200, "agent", first, "withdraw", "{\"reason\":\"误会\"}");
  assert_keyed (self);
  fixture_assert_sql (self, "{2}", "SELECT against::text FROM complaint WHERE id = %d",
                      (int) first);
}

/* --- Messages (F068, F070)
 * ------------------------------------------------------------------------ */

static void
assert_messages (Fixture *self, const char *expected)
{
  fixture_assert_sql (
      self, expected,
      "SELECT string_agg(concat_ws(' ', template, channel, address, state, "
      "CASE WHEN reason <> 'night' THEN reason END), ', ' ORDER BY id) FROM message");
}

static void
test_messages (Fixture *self, gconstpointer unused)
{
  ward_live_at (self, "2026-03-02 09:00");
  desk_answered (self);
  assert_messages (self, "complaint-taken sms 13900001234 queued, "
                         "complaint-handling sms 13900001234 queued, "
                         "complaint-answered sms 13900001234 queued");
  fixture_assert_sql (
      self, "t",
      "SELECT body LIKE '%%示范医院%%T202603020001%%3月9日%%' FROM message ORDER BY id LIMIT 1");
  fixture_expect (self, 200, "agent", "GET", "/messages?purpose=complaint", NULL);
  desk_assert_at ("total.value", "3");
  desk_assert_at ("items.0.contact", "王先生");
  desk_assert_at ("items.0.address", "139****1234");
  fixture_expect (self, 200, "agent", "GET", "/complaints/1", NULL);
  desk_assert_at ("messages.0.template", "complaint-taken");
  desk_assert_at ("messages.0.address", "139****1234");
}

/* Whoever was content on the spot is not told days later that an answer will come. */
static void
test_messages_closed (Fixture *self, gconstpointer unused)
{
  gint64 id;

  ward_live_at (self, "2026-03-02 21:00");
  id = desk_take (self, "");
  assert_messages (self, "complaint-taken sms 13900001234 queued");
  desk_step (self, 200, "agent", id, "spot", "{\"solution\":\"已解释\",\"consent\":true}");
  assert_messages (self, "complaint-taken sms 13900001234 cancelled closed");
}

/* Never to another contact than the one that was left; to none where that takes none. */
static void
test_messages_nowhere (Fixture *self, gconstpointer unused)
{
  ward_live_at (self, "2026-03-02 09:00");
  fixture_expect (self, 201, "agent", "POST", "/complaints",
                  "{\"channel\":\"phone\",\"matter\":\"x\",\"class\":\"other\",\"patient_id\":1,"
                  "\"anonymous\":true}");
  assert_messages (self, NULL);
  fixture_expect (self, 201, "agent", "POST", "/complaints",
                  "{\"channel\":\"phone\",\"matter\":\"x\",\"class\":\"other\",\"patient_id\":1,"
                  "\"caller_number\":\"0571-88886620\"}");
  assert_messages (self, "complaint-taken cancelled address");
  fixture_expect (self, 201, "agent", "POST", "/complaints",
                  "{\"channel\":\"email\",\"matter\":\"x\",\"class\":\"other\","
                  "\"caller_number\":\"a.b@example.cn\"}");
  assert_messages (self, "complaint-taken cancelled address, "
                         "complaint-taken email a.b@example.cn queued");
  fixture_run_sql (self, "UPDATE setting SET value = 'off' WHERE code = 'complaint_messages'");
  desk_take (self, "");
  fixture_assert_sql (self, "2", "SELECT count(*) FROM message");
}

/* A wrong number (F068 E): nothing more goes there. */
static void
test_messages_false (Fixture *self, gconstpointer unused)
{
  ward_live_at (self, "2026-03-02 09:00");
  gint64 id = desk_take (self, "");

  desk_step (self, 200, "agent", id, "number", "{\"right\":false}");
  desk_route (self, id, DESK_ORTHO);
  assert_messages (self, "complaint-taken sms 13900001234 queued");
  /* What waits is sent by hand, stopped and sent again as any other. */
  fixture_step (self, 200, "agent", "/messages/1/actions/cancel", "{\"reason\":\"空号\"}", 1);
  fixture_run_sql (self, "UPDATE message SET state = 'failed', reason = 'provider'");
  fixture_step (self, 200, "agent", "/messages/1/actions/retry", "{}",
                fixture_get_version (self, "message", 1));
  desk_assert_at ("state", "queued");
  fixture_expect (self, 200, "agent", "POST", "/messages/1/actions/reveal", "{}");
  desk_assert_at ("address", DESK_CALLER);
}

/* --- The answer in writing (F067, F070) ------------------------------------------------------- */

static void
write_answer (Fixture *self, guint status, gint64 id)
{
  desk_step (self, status, "agent", id, "write", "{\"text\":\"费用已退回，当事人已道歉\"}");
}

/* By hand or by a receipt, as the outbox is sent. */
static void
send_answer (Fixture *self, const char *state)
{
  g_autofree char *id =
      fixture_sql (self, "SELECT max(id) FROM message WHERE template = 'complaint-answer'");
  g_autofree char *path = g_strdup_printf ("/messages/%s/receipts", id);
  g_autofree char *body = g_strdup_printf ("{\"state\":\"%s\"}", state);

  fixture_expect (self, 200, "agent", "POST", path, body);
  fixture_sweep (self, hcrm_complaint_note_sent);
}

static void
assert_answers (Fixture *self, const char *expected)
{
  fixture_assert_sql (self, expected,
                      "SELECT string_agg(concat_ws(' ', channel, address, state, reason), ', ' "
                      "ORDER BY id) FROM message WHERE template = 'complaint-answer'");
}

/* To the number that was left and verified; told once it went out, settled by the caller's word. */
static void
test_written (Fixture *self, gconstpointer unused)
{
  ward_live_at (self, "2026-03-02 09:00");
  gint64 id = desk_answered (self);

  write_answer (self, 409, id);
  desk_step (self, 200, "agent", id, "number", "{\"right\":true}");
  write_answer (self, 200, id);
  desk_assert_at ("state", "answered");
  assert_answers (self, "sms 13900001234 queued");
  fixture_assert_sql (self, "t",
                      "SELECT body LIKE '%%费用已退回，当事人已道歉%%' FROM message WHERE template "
                      "= 'complaint-answer'");
  write_answer (self, 409, id);
  fixture_sweep (self, hcrm_complaint_note_sent);
  desk_assert_state (self, id, "answered");
  ward_live_at (self, "2026-03-02 10:00");
  send_answer (self, "sent");
  desk_assert_state (self, id, "told");
  assert_ledger (self, id, "start 5, stop");
  fixture_assert_sql (self, "t",
                      "SELECT told_at = (SELECT m.sent_at FROM message AS m WHERE m.template = "
                      "'complaint-answer') FROM complaint");
  close_as (self, 409, "agent", id, "satisfied");
  close_as (self, 409, "agent", id, "unreached");
  /* The caller writes back. */
  desk_step (self, 200, "agent", id, "tell",
             "{\"channel\":\"message\",\"disposition\":\"reached\",\"word\":\"satisfied\","
             "\"started_at\":\"2026-03-02T10:00:00+08:00\"}");
  desk_assert_at ("calls.0.channel", "message");
  close_as (self, 200, "agent", id, "satisfied");
  desk_assert_history (self, id,
                       "taken routed share-answered answered number-right written told-in-writing "
                       "told closed");
}

/* What does not arrive counts as an attempt, of the day it was sent; reminders in writing do only
 * where nobody can be called. */
static void
test_written_failed (Fixture *self, gconstpointer unused)
{
  static const char asked[] = "{\"channel\":\"message\",\"disposition\":\"no_answer\","
                              "\"started_at\":\"2026-03-04T09:00:00+08:00\"}";

  ward_live_at (self, "2026-03-02 09:00");
  gint64 id = desk_answered (self);
  desk_step (self, 200, "agent", id, "number", "{\"right\":true}");
  write_answer (self, 200, id);
  send_answer (self, "failed");
  desk_assert_state (self, id, "answered");
  ward_live_at (self, "2026-03-03 09:00");
  desk_tell (self, 200, id, "no_answer", NULL, "2026-03-03 09:00");
  ward_live_at (self, "2026-03-04 09:00");
  desk_step (self, 200, "agent", id, "tell", asked);
  close_as (self, 409, "agent", id, "unreached");
  desk_tell (self, 200, id, "no_answer", NULL, "2026-03-04 09:00");
  close_as (self, 200, "agent", id, "unreached");
  desk_assert_history (self, id,
                       "taken routed share-answered answered number-right written undelivered "
                       "attempt attempt attempt closed");
}

/* Never anywhere else, and not once it is no longer the answer. */
static void
test_written_stale (Fixture *self, gconstpointer unused)
{
  ward_live_at (self, "2026-03-02 09:00");
  gint64 id = desk_answered (self);
  desk_step (self, 200, "agent", id, "number", "{\"right\":true}");
  write_answer (self, 200, id);
  desk_step (self, 200, "agent", id, "number", "{\"right\":false}");
  assert_answers (self, "sms 13900001234 cancelled invalid");
  write_answer (self, 409, id);
  desk_step (self, 200, "agent", id, "number", "{\"right\":true}");
  write_answer (self, 200, id);
  desk_step (self, 200, "agent", id, "route", "{\"shares\":[{\"department_id\":3}]}");
  assert_answers (self, "sms 13900001234 cancelled invalid, sms 13900001234 cancelled step");
  fixture_run_sql (self, "UPDATE message SET state = 'failed' WHERE template = 'complaint-answer'");
  g_autofree char *last = fixture_sql (self, "SELECT max(id) FROM message");
  g_autofree char *path = g_strdup_printf ("/messages/%s/actions/retry", last);
  fixture_step (self, 422, "agent", path, "{}", fixture_get_version (self, "message", atoi (last)));
  /* A landline takes none, and nobody else's number is one of theirs. */
  gint64 other = desk_answered (self);
  fixture_run_sql (self,
                   "UPDATE complaint SET caller_number = '0571-88886620', number_verified_at = "
                   "hcrm_now() WHERE id = %d",
                   (int) other);
  write_answer (self, 409, other);
}

/* A bounce after the caller counted as told: somebody has to tell them, in the time that was left
 * when the clock was stopped. */
static void
test_written_bounced (Fixture *self, gconstpointer unused)
{
  ward_live_at (self, "2026-03-02 09:00");
  gint64 id = desk_answered (self);
  desk_step (self, 200, "agent", id, "number", "{\"right\":true}");
  write_answer (self, 200, id);
  send_answer (self, "sent");
  desk_assert_state (self, id, "told");
  ward_live_at (self, "2026-03-04 09:00");
  send_answer (self, "failed");
  desk_assert_state (self, id, "answered");
  assert_ledger (self, id, "start 5, stop, resume undelivered");
  fixture_assert_sql (self, "t",
                      "SELECT told_at IS NULL AND 'user:' || first_receiver_id = ANY (waits_for) "
                      "AND due_at = '2026-03-11T09:00+08' FROM complaint");
  fixture_assert_sql (self, "provider",
                      "SELECT params ->> 'why' FROM complaint_history WHERE code = "
                      "'complaint.undelivered'");
  fixture_sweep (self, hcrm_complaint_note_sent);
  desk_assert_history (self, id,
                       "taken routed share-answered answered number-right written told-in-writing "
                       "undelivered untold");
  /* Not of somebody who was spoken with. */
  write_answer (self, 200, id);
  send_answer (self, "sent");
  desk_assert_state (self, id, "told");
  desk_tell (self, 200, id, "reached", "undecided", "2026-03-04 09:00");
  send_answer (self, "failed");
  desk_assert_state (self, id, "told");
}

static void
change_answer (Fixture *self, const char *answer)
{
  g_autofree char *task = fixture_sql (self, "SELECT max(id) FROM complaint_task");
  g_autofree char *body = g_strdup_printf ("{\"answer\":\"%s\"}", answer);

  desk_share_step (self, 200, "head", atoi (task), "answer", body);
}

/* What waits does not say what is not the answer any more, and is not sent again later. */
static void
test_written_changed (Fixture *self, gconstpointer unused)
{
  ward_live_at (self, "2026-03-02 09:00");
  gint64 id = desk_answered (self);
  desk_step (self, 200, "agent", id, "number", "{\"right\":true}");
  write_answer (self, 200, id);
  ward_live_at (self, "2026-03-02 10:00");
  change_answer (self, "费用无误，已向当事人说明");
  assert_answers (self, "sms 13900001234 cancelled changed");
  desk_assert_history (self, id,
                       "taken routed share-answered answered number-right written unwritten "
                       "answer-changed");
  write_answer (self, 200, id);
  send_answer (self, "failed");
  ward_live_at (self, "2026-03-02 11:00");
  change_answer (self, "费用已退");
  g_autofree char *last = fixture_sql (self, "SELECT max(id) FROM message");
  g_autofree char *path = g_strdup_printf ("/messages/%s/actions/retry", last);
  fixture_step (self, 422, "agent", path, "{}", fixture_get_version (self, "message", atoi (last)));
  /* What went out while it was changed tells nobody of the answer. */
  fixture_run_sql (self, "UPDATE message SET state = 'sent', sent_at = hcrm_now() WHERE id = %s",
                   last);
  fixture_sweep (self, hcrm_complaint_note_sent);
  desk_assert_state (self, id, "answered");
}

/* --- By letter (F060, F070) --------------------------------------------------------------------
 */

#define ADDRESS "浙江省杭州市西湖区文三路90号3幢502室"

/* Answered, of somebody who left that and no telephone. */
static gint64
answer_addressed (Fixture *self)
{
  gint64 id = desk_answered (self);

  fixture_run_sql (self,
                   "UPDATE complaint SET caller_number = NULL, caller_number_key = NULL, "
                   "caller_address = '" ADDRESS "' WHERE id = %d",
                   (int) id);
  return id;
}

static void
change_it (Fixture *self, guint status, gint64 id, const char *body)
{
  g_autofree char *path = g_strdup_printf ("/complaints/%d", (int) id);

  fixture_send (self, status, "agent", "PATCH", path, body,
                fixture_get_version (self, "complaint", id));
}

/* Taken with it, and shown to nobody whole. */
static void
test_address (Fixture *self, gconstpointer unused)
{
  gint64 id = desk_take (self, ",\"caller_address\":\"" ADDRESS "\"");

  desk_assert_at ("caller_address", "浙江省杭州市****");
  fixture_assert_sql (self, "t", "SELECT caller_address = '" ADDRESS "' FROM complaint");
  fixture_assert_sql (self, "f",
                      "SELECT bool_or(after ? 'caller_address') FROM audit WHERE entity = "
                      "'complaint'");
  change_it (self, 422, id, "{\"caller_address\":\"浙江省杭州市****\"}");
  fixture_expect (self, 422, "agent", "POST", "/complaints",
                  "{\"channel\":\"letter\",\"matter\":\"匿名信\",\"class\":\"other\","
                  "\"anonymous\":true,\"caller_address\":\"" ADDRESS "\"}");
  desk_assert_fault (0, "caller_address");
}

/* Written, put into an envelope, told on the day it was posted, settled by the caller's word. */
static void
test_letter (Fixture *self, gconstpointer unused)
{
  ward_live_at (self, "2026-03-02 22:00");
  gint64 id = answer_addressed (self);

  close_as (self, 409, "agent", id, "no-contact");
  desk_step (self, 409, "agent", id, "posted", "{\"posted_on\":\"2026-03-02\"}");
  write_answer (self, 200, id);
  assert_answers (self, "letter " ADDRESS " queued");
  desk_assert_at ("messages.3.address", "浙江省杭州市****");
  g_autofree char *letter = g_strdup_printf ("/complaints/%d/actions/letter", (int) id);
  fixture_expect (self, 200, "agent", "POST", letter, "{}");
  desk_assert_at ("address", ADDRESS);
  fixture_assert_sql (self, "1",
                      "SELECT count(*) FROM audit WHERE action = 'reveal' AND entity = "
                      "'complaint'");
  ward_live_at (self, "2026-03-04 09:00");
  desk_step (self, 422, "agent", id, "posted", "{\"posted_on\":\"2026-03-05\"}");
  desk_step (self, 422, "agent", id, "posted", "{\"posted_on\":\"2026-03-01\"}");
  desk_step (self, 200, "agent", id, "posted", "{\"posted_on\":\"2026-03-03\"}");
  desk_assert_at ("state", "told");
  fixture_assert_sql (self, "t",
                      "SELECT told_at = '2026-03-03T12:00+08' AND due_at = "
                      "'2026-03-10T17:30+08' FROM complaint");
  assert_ledger (self, id, "start 5, stop");
  desk_step (self, 200, "agent", id, "tell",
             "{\"channel\":\"message\",\"disposition\":\"reached\",\"word\":\"satisfied\","
             "\"started_at\":\"2026-03-04T09:00:00+08:00\"}");
  close_as (self, 200, "agent", id, "satisfied");
  desk_assert_history (self, id,
                       "taken routed share-answered answered written told-in-writing told closed");
}

/* A letter that came back told nobody; three that did, on as many working days, close it. */
static void
test_letter_back (Fixture *self, gconstpointer unused)
{
  static const char *const days[] = { "2026-03-02 10:00", "2026-03-03 09:00", "2026-03-04 09:00" };

  ward_live_at (self, "2026-03-02 09:00");
  gint64 id = answer_addressed (self);
  for (guint i = 0; i < G_N_ELEMENTS (days); i++) {
    g_autofree char *posted = g_strdup_printf ("{\"posted_on\":\"%.10s\"}", days[i]);
    ward_live_at (self, days[i]);
    write_answer (self, 200, id);
    desk_step (self, 200, "agent", id, "posted", posted);
    close_as (self, 409, "agent", id, "unreached");
    desk_step (self, 200, "agent", id, "came-back", "{\"reason\":\"查无此人\"}");
    desk_assert_at ("state", "answered");
    desk_step (self, 409, "agent", id, "came-back", "{\"reason\":\"查无此人\"}");
  }
  fixture_assert_sql (self, "returned 查无此人",
                      "SELECT concat_ws(' ', params ->> 'why', params ->> 'words') FROM "
                      "complaint_history WHERE code = 'complaint.undelivered' LIMIT 1");
  assert_ledger (self, id,
                 "start 5, stop, resume undelivered, stop, resume undelivered, stop, resume "
                 "undelivered");
  close_as (self, 200, "agent", id, "unreached");
}

/* A letter that comes back after the case was closed because nobody was reached has told nobody;
 * after the caller's word it is only noted. */
static void
test_letter_back_late (Fixture *self, gconstpointer unused)
{
  static const char *const days[] = { "2026-03-04 09:00", "2026-03-05 09:00", "2026-03-06 09:00" };

  ward_live_at (self, "2026-03-02 10:00");
  gint64 id = desk_answered (self);
  change_it (self, 200, id, "{\"caller_address\":\"" ADDRESS "\"}");
  desk_step (self, 200, "agent", id, "write", "{\"text\":\"已退费\",\"letter\":true}");
  desk_step (self, 200, "agent", id, "posted", "{\"posted_on\":\"2026-03-02\"}");
  for (guint i = 0; i < G_N_ELEMENTS (days); i++) {
    ward_live_at (self, days[i]);
    desk_tell (self, 200, id, "no_answer", NULL, days[i]);
  }
  close_as (self, 200, "agent", id, "unreached");
  ward_live_at (self, "2026-03-09 09:00");
  desk_step (self, 200, "agent", id, "came-back", "{\"reason\":\"查无此人\"}");
  desk_assert_at ("state", "answered");
  fixture_assert_sql (self, "t",
                      "SELECT closed_as IS NULL AND closed_at IS NULL AND told_at IS NULL AND "
                      "reopened = 0 FROM complaint");
  assert_ledger (self, id, "start 5, stop, stop, resume undelivered");
  fixture_assert_sql (self, "1",
                      "SELECT count(*) FROM complaint_history WHERE code = 'complaint.untold'");
  /* It is closed as before, and stays so: that letter is no news any more. */
  close_as (self, 200, "agent", id, "unreached");
  fixture_sweep (self, hcrm_complaint_note_sent);
  desk_assert_state (self, id, "closed");
}

static void
test_letter_back_settled (Fixture *self, gconstpointer unused)
{
  ward_live_at (self, "2026-03-02 09:00");
  gint64 id = answer_addressed (self);

  write_answer (self, 200, id);
  desk_step (self, 200, "agent", id, "posted", "{\"posted_on\":\"2026-03-02\"}");
  desk_step (self, 200, "agent", id, "tell",
             "{\"channel\":\"visit\",\"disposition\":\"reached\",\"word\":\"satisfied\","
             "\"started_at\":\"2026-03-02T09:00:00+08:00\"}");
  close_as (self, 200, "agent", id, "satisfied");
  desk_step (self, 200, "agent", id, "came-back", "{\"reason\":\"查无此人\"}");
  desk_assert_at ("state", "closed");
  desk_assert_at ("closed_as", "satisfied");
  desk_step (self, 409, "agent", id, "came-back", "{\"reason\":\"查无此人\"}");
}

/* Who left both is written to by letter where that is said; another address withdraws it, another
 * number does not. */
static void
test_letter_either (Fixture *self, gconstpointer unused)
{
  ward_live_at (self, "2026-03-02 09:00");
  gint64 id = desk_answered (self);

  desk_step (self, 409, "agent", id, "write", "{\"text\":\"已退费\",\"letter\":true}");
  change_it (self, 200, id, "{\"caller_address\":\"" ADDRESS "\"}");
  desk_step (self, 200, "agent", id, "write", "{\"text\":\"已退费\",\"letter\":true}");
  change_it (self, 200, id, "{\"caller_number\":\"13900005678\"}");
  assert_answers (self, "letter " ADDRESS " queued");
  change_it (self, 200, id, "{\"caller_address\":\"杭州市凤起路8号\"}");
  assert_answers (self, "letter " ADDRESS " cancelled invalid");
}

/* --- Merged and forgotten patients
 * ------------------------------------------------------------------ */

static void
test_merge (Fixture *self, gconstpointer unused)
{
  gint64 id = desk_take (self, ",\"patient_id\":1");

  fixture_run_sql (self, "INSERT INTO patient (name, pinyin) VALUES ('王芳', 'wang fang');"
                         "SELECT hcrm_patient_merge(1, 2, 'person', 'one')");
  g_autofree char *path = g_strdup_printf ("/complaints/%d", (int) id);
  fixture_expect (self, 200, "agent", "GET", path, NULL);
  desk_assert_at ("patient_id", "1");
  desk_assert_at ("survivor_id", "2");
  fixture_expect (self, 200, "agent", "GET", "/complaints?patient_id=2", NULL);
  desk_assert_at ("total.value", "1");
}

static void
test_forget (Fixture *self, gconstpointer unused)
{
  gint64 id = desk_take (self, ",\"patient_id\":1,\"behalf_name\":\"王芳\",\"wish\":\"王芳要道歉\","
                               "\"caller_address\":\"" ADDRESS "\"");
  gint64 task = desk_route (self, id, DESK_ORTHO);
  g_autoptr (GError) error = NULL;

  g_assert_false (hcrm_db_script (self->owner,
                                  "UPDATE encounter SET state = 'finished', ended_at = hcrm_now();"
                                  "SELECT hcrm_anonymise(1, 'request')",
                                  &error));
  desk_share_step (self, 200, "head", task, "ask-back", "{\"text\":\"王先生什么时候来的？\"}");
  desk_share_step (self, 200, "head", task, "answer", "{\"answer\":\"已向王芳道歉\"}");
  desk_tell (self, 200, id, "reached", "satisfied", NULL);
  close_as (self, 200, "agent", id, "satisfied");
  fixture_run_sql (self, "UPDATE message SET state = 'cancelled', reason = 'person'");
  fixture_run_sql (self, "UPDATE encounter SET state = 'finished', ended_at = hcrm_now();"
                         "SELECT hcrm_anonymise(1, 'request')");
  fixture_assert_sql (
      self, "f",
      "SELECT concat((SELECT json_agg(c) FROM complaint AS c), (SELECT json_agg(c) FROM "
      "complaint_task AS c), (SELECT json_agg(c) FROM complaint_note AS c), (SELECT json_agg(c) "
      "FROM complaint_history AS c), (SELECT json_agg(c) FROM attempt AS c), (SELECT json_agg(c) "
      "FROM message AS c), (SELECT json_agg(c) FROM audit AS c WHERE c.entity = 'complaint')) ~ "
      "'王|态度|13900001234|文三路'");
  fixture_assert_sql (self, "closed service-attitude",
                      "SELECT c.state || ' ' || n.class_code FROM complaint AS c JOIN "
                      "complaint_nature AS n ON n.complaint_id = c.id");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define CASE(path, function) FIXTURE_TEST_FROM (desk_setup, "/complaint-cases/" path, function)
  CASE ("spot", test_spot);
  CASE ("satisfied", test_satisfied);
  CASE ("unsatisfied", test_unsatisfied);
  CASE ("unreached", test_unreached);
  CASE ("backdated", test_backdated);
  CASE ("no-contact", test_no_contact);
  CASE ("false-number", test_false_number);
  CASE ("withdraw", test_withdraw);
  CASE ("regrade", test_regrade);
  CASE ("reclass", test_reclass);
  CASE ("festival", test_festival);
  CASE ("pause", test_pause);
  CASE ("as-of", test_as_of);
  CASE ("hours", test_hours);
  CASE ("hours-as-of", test_hours_as_of);
  CASE ("stopped", test_stopped);
  CASE ("months", test_months);
  CASE ("fault", test_fault);
  CASE ("levels", test_levels);
  CASE ("levels-late", test_levels_late);
  CASE ("levels-paused", test_levels_paused);
  CASE ("join", test_join);
  CASE ("keys", test_keys);
  CASE ("join-clock", test_join_clock);
  CASE ("join-conflict", test_join_conflict);
  CASE ("messages", test_messages);
  CASE ("messages-closed", test_messages_closed);
  CASE ("written", test_written);
  CASE ("written-failed", test_written_failed);
  CASE ("written-stale", test_written_stale);
  CASE ("written-bounced", test_written_bounced);
  CASE ("address", test_address);
  CASE ("letter", test_letter);
  CASE ("letter-back", test_letter_back);
  CASE ("letter-back-late", test_letter_back_late);
  CASE ("letter-back-settled", test_letter_back_settled);
  CASE ("letter-either", test_letter_either);
  CASE ("written-changed", test_written_changed);
  CASE ("messages-nowhere", test_messages_nowhere);
  CASE ("messages-false", test_messages_false);
  CASE ("merge", test_merge);
  CASE ("forget", test_forget);
  return g_test_run ();
}
