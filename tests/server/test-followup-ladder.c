/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The escalation ladder: what it may be, and what it does to patients whom nobody reaches (F025).
 */

#include <string.h>

#include "hcrm-ward.h"
#include "modules/followup/followup.h"

#define LADDERS "/followup-ladders"
#define AGAIN                                                                                      \
  "{\"outcomes\":[],\"channel\":\"phone\",\"contact\":\"patient\",\"after_minutes\":%s,"           \
  "\"times\":%s}"
#define LOST "{\"channel\":\"lost\",\"after_minutes\":1440}"

/* --- Helpers -------------------------------------------------------------------------------- */

static void
go_on_at (Fixture *self, const char *at)
{
  ward_live_at (self, at);
  fixture_sweep (self, hcrm_followup_go_on);
}

/* Somebody who may be told of the patient of @task; her number. */
static void
add_relative (Fixture *self, gint64 task, const char *name, const char *relation)
{
  fixture_assert_sql (
      self, "t",
      "INSERT INTO contact (patient_id, position, name, relation, number, number_key, "
      "may_discuss) SELECT t.patient_id, 1 + (SELECT count(*) FROM contact AS c WHERE "
      "c.patient_id = t.patient_id), '%s', '%s', '139' || lpad(t.id::text, 8, '0'), '139' "
      "|| lpad(t.id::text, 8, '0'), 'all' FROM followup_task AS t WHERE t.id = %d "
      "RETURNING true",
      name, relation, (int) task);
}

static void
fail_at (Fixture *self, gint64 task, const char *at, const char *disposition)
{
  ward_live_at (self, at);
  ward_complete (self, 200, "agent", task, disposition, "");
}

/* Fails at a contact: the nth of the patient. */
static void
fail_with (Fixture *self, gint64 task, const char *at, const char *disposition, int position)
{
  g_autofree char *contact =
      fixture_sql (self,
                   "SELECT ',\"contact_id\":' || c.id FROM contact AS c JOIN followup_task AS t ON "
                   "t.patient_id = c.patient_id WHERE t.id = %d AND c.position = %d",
                   (int) task, position);

  ward_live_at (self, at);
  ward_complete (self, 200, "agent", task, disposition, contact);
}

/* Where the call stands: "position channel contact day time". */
static void
assert_case (Fixture *self, gint64 task, const char *expected)
{
  fixture_assert_sql (
      self, expected,
      "SELECT concat_ws(' ', k.position, k.channel, c.name, to_char(k.at AT TIME ZONE "
      "'Asia/Shanghai', 'MM-DD HH24:MI')) FROM followup_ladder_case AS k LEFT JOIN "
      "contact AS c ON c.id = k.contact_id WHERE k.task_id = %d",
      (int) task);
}

static void
assert_no_case (Fixture *self)
{
  fixture_assert_sql (self, "0", "SELECT count(*) FROM followup_ladder_case");
}

static void
assert_lines (Fixture *self, const char *expected)
{
  fixture_assert_sql (
      self, expected,
      "SELECT string_agg(code, ' ' ORDER BY id) FROM timeline WHERE code LIKE 'ladder.%%' "
      "OR code LIKE 'plan.%%' OR code LIKE 'message.%%'");
}

static void
try_steps (Fixture *self, guint status, const char *steps)
{
  g_autofree char *body =
      g_strdup_printf ("{\"name\":\"x\",\"department_id\":1,\"steps\":[%s]}", steps);

  fixture_expect (self, status, "supervisor", "POST", LADDERS, body);
}

static void
assert_refused (Fixture *self, const char *steps, const char *field)
{
  try_steps (self, 422, steps);
  g_assert_cmpstr (ward_fault (0), ==, field);
}

/* --- What a ladder may be ------------------------------------------------------------------- */

static void
test_refused (Fixture *self, gconstpointer unused)
{
  static const char call[] = "{\"channel\":\"phone\",\"contact\":\"patient\",\"after_minutes\":60}";
  g_autofree char *then_call = g_strconcat (LOST ",", call, NULL);
  g_autofree char *no_end = g_strconcat (call, ",", call, NULL);
  g_autofree char *early = g_strconcat (call, "," LOST "," LOST, NULL);

  assert_refused (self, "", "steps");
  assert_refused (self, LOST, "steps");
  assert_refused (self, no_end, "steps[1].channel");
  assert_refused (self, then_call, "steps[0].channel");
  assert_refused (self, early, "steps[1].channel");
  assert_refused (self, "{\"channel\":\"phone\",\"contact\":\"patient\",\"after_minutes\":0}," LOST,
                  "steps[0].after_minutes");
  assert_refused (self,
                  "{\"channel\":\"phone\",\"contact\":\"patient\",\"after_minutes\":-5}," LOST,
                  "steps[0].after_minutes");
  assert_refused (self, "{\"channel\":\"phone\",\"contact\":\"patient\"}," LOST,
                  "steps[0].after_minutes");
  assert_refused (self, "{\"channel\":\"phone\",\"after_minutes\":5}," LOST, "steps[0].contact");
  assert_refused (self, "{\"channel\":\"message\",\"contact\":\"relative\"}," LOST,
                  "steps[0].contact");
  assert_refused (self, "{\"channel\":\"message\",\"at_time\":\"24:00\"}," LOST,
                  "steps[0].at_time");
  assert_refused (self, "{\"channel\":\"message\",\"times\":0}," LOST, "steps[0].times");
  assert_refused (self, "{\"channel\":\"message\",\"outcomes\":[\"reached\"]}," LOST,
                  "steps[0].outcomes");
  assert_refused (self, "{\"channel\":\"message\"},{\"channel\":\"lost\"}",
                  "steps[1].after_minutes");
  assert_refused (
      self,
      "{\"channel\":\"message\"},{\"channel\":\"lost\",\"after_minutes\":5,\"outcomes\":"
      "[\"busy\"]}",
      "steps[1].outcomes");
  fixture_expect (self, 403, "agent", "GET", LADDERS, NULL);
  fixture_expect (self, 403, "doctor", "POST", LADDERS "/actions/preview",
                  "{\"steps\":[{\"channel\":\"message\"}," LOST "]}");
}

/* The hospital's stays, each department has one of its own at most, and a change is a revision. */
static void
test_kept (Fixture *self, gconstpointer unused)
{
  fixture_expect (self, 200, "supervisor", "GET", LADDERS, NULL);
  g_assert_cmpstr (fixture_at ("total.value"), ==, "1");
  g_assert_cmpstr (fixture_at ("items.0.steps.8.channel"), ==, "lost");
  fixture_expect (self, 422, "supervisor", "PATCH", LADDERS "/1",
                  "{\"retired_at\":\"2026-01-01T00:00:00Z\"}", "If-Match: \"1\"");
  g_assert_cmpstr (ward_fault (0), ==, "department_id");
  fixture_expect (self, 422, "supervisor", "PATCH", LADDERS "/1", "{\"department_id\":1}",
                  "If-Match: \"1\"");
  fixture_expect (self, 409, "supervisor", "POST", LADDERS,
                  "{\"name\":\"x\",\"steps\":[{\"channel\":\"message\"}," LOST "]}");
  g_assert_cmpstr (ward_fault (0), ==, "department_id");
  try_steps (self, 201, "{\"channel\":\"message\"}," LOST);
  g_assert_cmpstr (fixture_at ("steps.1.position"), ==, "2");
  g_autofree char *own = g_strconcat (LADDERS "/", fixture_at ("id"), NULL);
  try_steps (self, 409, "{\"channel\":\"message\"}," LOST);
  fixture_expect (self, 428, "supervisor", "PATCH", own, "{\"name\":\"骨科\"}");
  fixture_expect (self, 200, "supervisor", "PATCH", own, "{\"name\":\"骨科\"}", "If-Match: \"1\"");
  g_assert_cmpstr (fixture_at ("revision"), ==, "1");
  fixture_expect (self, 200, "supervisor", "PATCH", own,
                  "{\"steps\":[{\"channel\":\"doctor\"}," LOST "]}", "If-Match: \"2\"");
  g_assert_cmpstr (fixture_at ("revision"), ==, "2");
  g_assert_cmpstr (fixture_at ("revisions.1.steps.0.channel"), ==, "message");
  fixture_expect (self, 412, "supervisor", "PATCH", own, "{\"name\":\"y\"}", "If-Match: \"2\"");
  fixture_expect (self, 200, "supervisor", "PATCH", own,
                  "{\"retired_at\":\"2026-01-01T00:00:00Z\"}", "If-Match: \"3\"");
  try_steps (self, 201, "{\"channel\":\"message\"}," LOST);
}

/* --- Going up ------------------------------------------------------------------------------- */

/* Three calls, a relative, a message, lost: and each of them said why on the time line. */
static void
test_to_the_end (Fixture *self, gconstpointer unused)
{
  ward_live_at (self, "2026-03-02 09:00");
  ward_seed (self);
  gint64 task = ward_call (self, "王芳");
  add_relative (self, task, "王强", "child");

  ward_complete (self, 200, "agent", task, "no_answer", "");
  assert_case (self, task, "2 phone 王芳 03-02 11:00");
  fail_at (self, task, "2026-03-02 11:00", "busy");
  assert_case (self, task, "1 phone 王芳 03-02 11:15");
  fail_at (self, task, "2026-03-02 11:15", "no_answer");
  assert_case (self, task, "7 phone 王强 03-03 10:00");
  fail_with (self, task, "2026-03-03 10:00", "no_answer", 2);
  assert_case (self, task, "8 message 03-03 11:00");
  go_on_at (self, "2026-03-03 10:59");
  assert_case (self, task, "8 message 03-03 11:00");
  go_on_at (self, "2026-03-03 11:01");
  assert_case (self, task, "9 lost 03-06 11:01");
  fixture_assert_sql (self, "missed queued 王芳女士",
                      "SELECT purpose || ' ' || state || ' ' || substr(body, 1, 4) FROM message");
  go_on_at (self, "2026-03-06 11:00");
  fixture_assert_sql (self, "open", "SELECT state FROM followup_task");
  go_on_at (self, "2026-03-06 11:02");
  fixture_assert_sql (self, "lost no_answer", "SELECT state || ' ' || reason FROM followup_task");
  fixture_assert_sql (self, "lost", "SELECT state FROM followup_plan");
  assert_no_case (self);
  assert_lines (self, "ladder.again ladder.again ladder.next ladder.message message.queued "
                      "ladder.ends ladder.lost plan.lost");
  fixture_assert_sql (
      self, "no_answer 王强 child 1 1 2026-03-03T10:00:00+08:00",
      "SELECT concat_ws(' ', params ->> 'outcome', params ->> 'contact', params ->> "
      "'relation', params ->> 'count', params ->> 'times', params ->> 'at') FROM timeline "
      "WHERE code = 'ladder.next'");
  go_on_at (self, "2026-03-07 11:02");
  fixture_assert_sql (self, "1", "SELECT count(*) FROM timeline WHERE code = 'ladder.lost'");
}

/* Whom the ladder cannot reach is passed over, with the reason. */
static void
test_passed_over (Fixture *self, gconstpointer unused)
{
  ward_live_at (self, "2026-03-02 09:00");
  ward_seed (self);
  gint64 task = ward_call (self, "王芳");

  fail_at (self, task, "2026-03-02 09:00", "switched_off");
  assert_case (self, task, "3 phone 王芳 03-02 13:00");
  fail_at (self, task, "2026-03-02 13:00", "switched_off");
  fail_at (self, task, "2026-03-02 17:00", "switched_off");
  assert_case (self, task, "8 message 03-02 18:00");
  fixture_assert_sql (self, "no-relative",
                      "SELECT params ->> 'why' FROM timeline WHERE code = 'ladder.skipped'");
  fixture_assert_sql (
      self, "1",
      "UPDATE contact SET invalid_at = hcrm_now() WHERE position = 1 RETURNING position");
  go_on_at (self, "2026-03-02 18:01");
  assert_case (self, task, "9 lost 03-05 18:01");
  fixture_assert_sql (self, "blocked invalid", "SELECT state || ' ' || reason FROM message");
}

/* A wrong number costs no time while there is another; then the department has to find one. */
static void
test_wrong_number (Fixture *self, gconstpointer unused)
{
  ward_live_at (self, "2026-03-02 09:00");
  ward_seed (self);
  gint64 task = ward_call (self, "王芳");
  add_relative (self, task, "王强", "child");

  fail_with (self, task, "2026-03-02 09:00", "wrong_number", 1);
  assert_case (self, task, "5 phone 王强");
  fixture_assert_sql (self, "t", "SELECT not_before IS NULL FROM followup_task_progress");
  fail_with (self, task, "2026-03-02 09:01", "wrong_number", 2);
  assert_case (self, task, "6 department");
  fixture_assert_sql (self, "8 2", "SELECT assignee_id || ' ' || version FROM followup_task");
  fixture_assert_sql (
      self, "邵文远",
      "SELECT params ->> 'assignee' FROM timeline WHERE code = 'ladder.department'");
  fixture_expect (self, 200, "head", "GET", "/followup-tasks?assignee=me&state=open", NULL);
  g_assert_cmpstr (fixture_at ("total.value"), ==, "1");

  /* The head finds a number, on which nobody answers: it is the centre's again. */
  add_relative (self, task, "王芳", "self");
  ward_live_at (self, "2026-03-02 12:00");
  ward_complete (self, 200, "head", task, "no_answer", ",\"contact_id\":3");
  assert_case (self, task, "2 phone 王芳 03-02 14:00");
  fixture_assert_sql (self, "t", "SELECT assignee_id IS NULL FROM followup_task");
}

/* The head's by the ladder, and the patient asks to be called another day: the centre's again; but
 * not what a person has given to somebody. */
static void
test_given_back (Fixture *self, gconstpointer unused)
{
  static const char later[] = ",\"call_back_at\":\"2026-03-04T09:00:00+08:00\",\"contact_id\":%s";
  ward_live_at (self, "2026-03-02 09:00");
  ward_seed (self);
  for (guint kept = 0; kept < 2; kept++) {
    gint64 task = ward_call (self, kept ? "李强" : "王芳");
    fail_with (self, task, "2026-03-02 09:00", "wrong_number", 1);
    fixture_assert_sql (self, "8 2",
                        "SELECT assignee_id || ' ' || version FROM followup_task WHERE id = %d",
                        (int) task);
    if (kept) {
      g_autofree char *give = g_strdup_printf ("/followup-tasks/%d/actions/assign", (int) task);
      fixture_step (self, 200, "supervisor", give, "{\"assignee_id\":2}", 2);
    }
    add_relative (self, task, "新号", "self");
    g_autofree char *contact = fixture_sql (self, "SELECT max(id) FROM contact");
    g_autofree char *more = g_strdup_printf (later, contact);
    ward_complete (self, 200, "head", task, "call_later", more);
    assert_no_case (self);
    fixture_assert_sql (self, kept ? "2 3" : "- 3",
                        "SELECT coalesce(assignee_id::text, '-') || ' ' || version FROM "
                        "followup_task WHERE id = %d",
                        (int) task);
  }
}

/* A language barrier comes back tomorrow; who was reached begins anew; a refusal ends it. */
static void
test_other_outcomes (Fixture *self, gconstpointer unused)
{
  ward_live_at (self, "2026-03-02 09:00");
  ward_seed (self);
  gint64 task = ward_call (self, "王芳");

  fail_at (self, task, "2026-03-02 09:00", "language_barrier");
  assert_case (self, task, "4 phone 王芳 03-03 09:00");
  fail_at (self, task, "2026-03-03 09:00", "no_answer");
  ward_live_at (self, "2026-03-03 11:00");
  ward_complete (self, 200, "agent", task, "call_later",
                 ",\"call_back_at\":\"2026-03-04T09:00:00+08:00\"");
  assert_no_case (self);
  fail_at (self, task, "2026-03-04 09:00", "no_answer");
  fixture_assert_sql (self, "{0,1,0,0,0,0,0,0,0}", "SELECT uses::text FROM followup_ladder_case");
  fail_at (self, task, "2026-03-04 11:00", "refused");
  assert_no_case (self);
  go_on_at (self, "2026-04-04 11:00");
  fixture_assert_sql (self, "skipped", "SELECT state FROM followup_task");
}

/* Each of these ends the ladder, whatever it had under way. */
static void
test_endings (Fixture *self, gconstpointer unused)
{
  static const char *const endings[][2] = { { "reached", "done" },
                                            { "refused", "skipped" },
                                            { "readmitted", "skipped" },
                                            { "moved", "lost" },
                                            { "deceased", "cancelled" } };
  ward_live_at (self, "2026-03-02 09:00");
  ward_seed (self);
  for (guint i = 0; i < G_N_ELEMENTS (endings); i++) {
    gint64 task = ward_call (self, endings[i][0]);

    for (guint k = 0; k < 4; k++)
      ward_complete (self, 200, "agent", task, "no_answer", "");
    assert_case (self, task, "8 message 03-02 10:00");
    ward_complete (self, 200, "agent", task, endings[i][0], "");
    fixture_assert_sql (self, endings[i][1], "SELECT state FROM followup_task WHERE id = %d",
                        (int) task);
    assert_no_case (self);
  }
  go_on_at (self, "2026-04-02 09:00");
  fixture_assert_sql (self, "0", "SELECT count(*) FROM message WHERE purpose = 'missed'");
}

/* Suspended and resumed, it does not go on where it was: nobody is lost by the time between. */
static void
test_resumed (Fixture *self, gconstpointer unused)
{
  ward_live_at (self, "2026-03-02 09:00");
  ward_seed (self);
  gint64 task = ward_call (self, "王芳");
  g_autofree char *plan = fixture_sql (self, "SELECT max(id) FROM followup_plan");
  g_autofree char *suspend = g_strdup_printf ("/followup-plans/%s/actions/suspend", plan);
  g_autofree char *resume = g_strdup_printf ("/followup-plans/%s/actions/resume", plan);

  for (guint k = 0; k < 4; k++)
    ward_complete (self, 200, "agent", task, "no_answer", "");
  go_on_at (self, "2026-03-02 10:01");
  assert_case (self, task, "9 lost 03-05 10:01");
  fixture_expect (self, 200, "head", "POST", suspend, "{\"reason\":\"出国\"}", "If-Match: \"1\"");
  assert_no_case (self);
  ward_live_at (self, "2026-04-02 09:00");
  fixture_expect (self, 200, "head", "POST", resume, "{\"reason\":\"回国\"}", "If-Match: \"2\"");
  fixture_sweep (self, hcrm_followup_go_on);
  fixture_assert_sql (self, "open", "SELECT state FROM followup_task");
  ward_complete (self, 200, "agent", task, "no_answer", "");
  assert_case (self, task, "2 phone 王芳 04-02 11:00");
}

/* While the end is near: a call in between changes nothing of it, another day does. */
static void
test_put_off (Fixture *self, gconstpointer unused)
{
  ward_live_at (self, "2026-03-02 09:00");
  ward_seed (self);
  gint64 task = ward_call (self, "王芳");
  g_autofree char *move = g_strdup_printf ("/followup-tasks/%d/actions/reschedule", (int) task);

  for (guint k = 0; k < 4; k++)
    ward_complete (self, 200, "agent", task, "no_answer", "");
  assert_case (self, task, "8 message 03-02 10:00");
  fixture_assert_sql (self, "10:00",
                      "SELECT to_char(not_before AT TIME ZONE 'Asia/Shanghai', 'HH24:MI') FROM "
                      "followup_task_progress");
  fixture_expect (self, 200, "supervisor", "POST", move,
                  "{\"due_on\":\"2026-03-04\",\"reason\":\"出差\"}", "If-Match: \"1\"");
  go_on_at (self, "2026-03-04 09:00");
  fixture_assert_sql (self, "0", "SELECT count(*) FROM message");
  ward_complete (self, 200, "agent", task, "no_answer", "");
  assert_case (self, task, "8 message 03-04 10:00");
  go_on_at (self, "2026-03-04 10:01");
  assert_case (self, task, "9 lost 03-07 10:01");
}

/* Who is on the telephone with somebody is not counted as lost at that moment. */
static void
test_claimed (Fixture *self, gconstpointer unused)
{
  ward_live_at (self, "2026-03-02 09:00");
  ward_seed (self);
  gint64 task = ward_call (self, "王芳");
  g_autofree char *claim = g_strdup_printf ("/followup-tasks/%d/actions/claim", (int) task);

  for (guint k = 0; k < 4; k++)
    ward_complete (self, 200, "agent", task, "no_answer", "");
  ward_live_at (self, "2026-03-02 10:01");
  fixture_expect (self, 200, "agent", "POST", claim, NULL);
  fixture_sweep (self, hcrm_followup_go_on);
  assert_case (self, task, "8 message 03-02 10:00");
  go_on_at (self, "2026-03-02 10:30");
  assert_case (self, task, "9 lost 03-05 10:30");
}

/* A call goes on on what it began on; a new one begins on what is in force: its department's. */
static void
test_revised (Fixture *self, gconstpointer unused)
{
  ward_live_at (self, "2026-03-02 09:00");
  ward_seed (self);
  gint64 old = ward_call (self, "王芳");

  ward_complete (self, 200, "agent", old, "no_answer", "");
  fixture_expect (self, 200, "supervisor", "PATCH", LADDERS "/1",
                  "{\"steps\":[{\"channel\":\"message\",\"after_minutes\":5}," LOST "]}",
                  "If-Match: \"1\"");
  g_assert_cmpstr (fixture_at ("running"), ==, "1");
  g_assert_cmpstr (fixture_at ("revisions.1.running"), ==, "1");
  gint64 fresh = ward_call (self, "李强");
  ward_complete (self, 200, "agent", fresh, "no_answer", "");
  assert_case (self, fresh, "1 message 03-02 09:05");
  fail_at (self, old, "2026-03-02 11:00", "no_answer");
  assert_case (self, old, "2 phone 王芳 03-02 13:00");

  try_steps (self, 201,
             "{\"channel\":\"doctor\",\"outcomes\":[\"no_answer\"],\"at_time\":\"14:30\"}," LOST);
  gint64 own = ward_call (self, "孙丽");
  ward_complete (self, 200, "agent", own, "no_answer", "");
  assert_case (self, own, "1 doctor 03-02 14:30");
  fixture_assert_sql (self, "6", "SELECT assignee_id FROM followup_task WHERE id = %d", (int) own);
  fail_at (self, own, "2026-03-02 15:00", "busy");
  assert_case (self, own, "2 lost 03-03 15:00");
  fixture_assert_sql (self, "t", "SELECT assignee_id IS NULL FROM followup_task WHERE id = %d",
                      (int) own);
}

/* Calls wait for a working day, and say so; messages and the end do not. */
static void
test_days_off (Fixture *self, gconstpointer unused)
{
  ward_live_at (self, "2026-02-14 16:30"); /* a Saturday worked for the feast */
  ward_seed (self);
  fixture_assert_sql (
      self, "2",
      "UPDATE setting SET value = 'off' WHERE code = 'centre_works_weekends';"
      "INSERT INTO calendar_day (site_id, day, kind, name, name_en) SELECT 2, d, "
      "'holiday', '春节', 'Spring Festival' FROM generate_series('2026-02-15'::date, "
      "'2026-02-23', '1 day') AS d; INSERT INTO calendar_day (site_id, day, kind) VALUES "
      "(2, '2026-02-14', 'working') RETURNING site_id");
  gint64 task = ward_call (self, "王芳");
  add_relative (self, task, "王强", "child");

  ward_complete (self, 200, "agent", task, "language_barrier", "");
  assert_case (self, task, "4 phone 王芳 02-24 16:30");
  fixture_assert_sql (
      self, "holiday 春节",
      "SELECT params ->> 'off' || ' ' || (params ->> 'holiday') FROM timeline WHERE code "
      "= 'ladder.again'");
  ward_complete (self, 200, "agent", task, "no_answer", "");
  assert_case (self, task, "2 phone 王芳 02-14 18:30");
}

/* Nobody is called at night: on the next morning, if people work then. */
static void
test_night (Fixture *self, gconstpointer unused)
{
  ward_live_at (self, "2026-03-06 19:30"); /* a Friday */
  ward_seed (self);
  gint64 task = ward_call (self, "王芳");

  ward_complete (self, 200, "agent", task, "no_answer", "");
  assert_case (self, task, "2 phone 王芳 03-07 08:00");
  fixture_assert_sql (self, "night",
                      "SELECT params ->> 'off' FROM timeline WHERE code = 'ladder.again'");
  fixture_assert_sql (
      self, "off",
      "UPDATE setting SET value = 'off' WHERE code = 'centre_works_weekends' RETURNING "
      "value");
  ward_complete (self, 200, "agent", task, "no_answer", "");
  assert_case (self, task, "2 phone 王芳 03-09 08:00");
  fixture_assert_sql (
      self, "weekend",
      "SELECT params ->> 'off' FROM timeline WHERE code = 'ladder.again' ORDER BY id DESC "
      "LIMIT 1");
}

/* The sweep twice over, and a call behind it: one message, one end. */
static void
test_twice (Fixture *self, gconstpointer unused)
{
  ward_live_at (self, "2026-03-02 09:00");
  ward_seed (self);
  gint64 task = ward_call (self, "王芳");

  for (guint k = 0; k < 4; k++)
    ward_complete (self, 200, "agent", task, "no_answer", "");
  go_on_at (self, "2026-03-02 10:01");
  fixture_sweep (self, hcrm_followup_go_on);
  fixture_assert_sql (self, "1", "SELECT count(*) FROM message");
  ward_complete (self, 200, "agent", task, "no_answer", "");
  assert_case (self, task, "9 lost 03-05 10:01");
}

/* Somebody was reached while the sweep looked for what is due: no message after that. */
static void
test_race (Fixture *self, gconstpointer unused)
{
  ward_live_at (self, "2026-03-02 09:00");
  ward_seed (self);
  gint64 task = ward_call (self, "王芳");

  for (guint k = 0; k < 4; k++)
    ward_complete (self, 200, "agent", task, "no_answer", "");
  fixture_sweep_beside (self, hcrm_followup_go_on,
                        "UPDATE followup_ladder_case SET at = hcrm_now() - interval '1 minute'",
                        "setting", "DELETE FROM followup_ladder_case");
  fixture_assert_sql (self, "0", "SELECT count(*) FROM message");
  assert_no_case (self);
}

/* The call page says whom to call, and what each failure would lead to, before it is saved. */
static void
test_outlook (Fixture *self, gconstpointer unused)
{
  ward_live_at (self, "2026-03-02 09:00:05");
  ward_seed (self);
  gint64 task = ward_call (self, "王芳");
  add_relative (self, task, "王强", "child");
  g_autofree char *sheet = g_strdup_printf ("/followup-tasks/%d/sheet", (int) task);

  fixture_expect (self, 200, "agent", "GET", sheet, NULL);
  g_assert_cmpstr (fixture_at ("ladder.contact_id"), ==, "1");
  g_assert_cmpstr (fixture_at ("ladder.next.no_answer.code"), ==, "ladder.again");
  g_assert_cmpstr (fixture_at ("ladder.next.no_answer.params.count"), ==, "2");
  g_assert_true (g_str_has_prefix (fixture_at ("ladder.next.busy.params.at"), "2026-03-02T09:15"));
  g_assert_cmpstr (fixture_at ("ladder.next.wrong_number.code"), ==, "ladder.next");
  g_assert_cmpstr (fixture_at ("ladder.next.wrong_number.params.contact"), ==, "王强");
  fixture_assert_sql (self, "0", "SELECT count(*) FROM followup_ladder_case");

  for (guint k = 0; k < 3; k++)
    ward_complete (self, 200, "agent", task, "no_answer", "");
  fixture_expect (self, 200, "agent", "GET", sheet, NULL);
  g_assert_cmpstr (fixture_at ("ladder.contact_id"), ==, "2");
  g_assert_cmpstr (fixture_at ("ladder.next.no_answer.code"), ==, "ladder.message");
  fail_with (self, task, "2026-03-03 10:00", "no_answer", 2);
  go_on_at (self, "2026-03-03 11:01");
  fixture_expect (self, 200, "agent", "GET", sheet, NULL);
  g_assert_cmpstr (fixture_at ("ladder.next.busy.code"), ==, "ladder.ends");
  g_assert_cmpstr (fixture_at ("ladder.next.busy.params.at"), ==, "2026-03-06T11:01:00+08:00");
  ward_complete (self, 200, "agent", task, "reached", "");
  fixture_expect (self, 200, "agent", "GET", sheet, NULL);
  g_assert_null (fixture_at ("ladder"));
}

static void
attempt_at (Fixture *self, gint64 task, const char *started, const char *disposition)
{
  g_autofree char *path =
      g_strdup_printf ("/followup-tasks/%" G_GINT64_FORMAT "/actions/complete", task);
  g_autofree char *body = g_strdup_printf (
      "{\"disposition\":\"%s\",\"contact_id\":1,\"started_at\":\"2026-03-02T%s:00+08:00\","
      "\"call_back_at\":%s}",
      disposition, started,
      g_str_equal (disposition, "call_later") ? "\"2026-03-02T16:00:00+08:00\"" : "null");

  fixture_step (self, 200, "agent", path, body, fixture_get_version (self, "followup_task", task));
}

static void
assert_progress (Fixture *self, const char *expected)
{
  fixture_assert_sql (
      self, expected,
      "SELECT concat_ws(' ', attempts, last_disposition, to_char(last_attempt_at AT "
      "TIME ZONE 'Asia/Shanghai', 'HH24:MI'), to_char(not_before AT TIME ZONE "
      "'Asia/Shanghai', 'HH24:MI')) FROM followup_task_progress");
}

/* What was written down away from the network comes in late: the last call stays the last. */
static void
test_comes_in_late (Fixture *self, gconstpointer unused)
{
  ward_live_at (self, "2026-03-02 14:00");
  ward_seed (self);
  gint64 task = ward_call (self, "王芳");

  attempt_at (self, task, "13:54", "busy");
  assert_progress (self, "1 busy 13:54 14:15");
  attempt_at (self, task, "08:11", "switched_off");
  assert_progress (self, "2 busy 13:54 14:15");
  assert_case (self, task, "1 phone 王芳 03-02 14:15");
  attempt_at (self, task, "13:59", "call_later");
  assert_progress (self, "3 call_later 13:59 16:00");
  assert_no_case (self);
  attempt_at (self, task, "09:00", "no_answer");
  assert_progress (self, "4 call_later 13:59 16:00");
  assert_no_case (self);
}

/* A desktop whose clock is fast: its call is now, and those after it come after it. */
static void
test_fast_clock (Fixture *self, gconstpointer unused)
{
  ward_live_at (self, "2026-03-02 10:00");
  ward_seed (self);
  gint64 task = ward_call (self, "王芳");
  g_autofree char *path =
      g_strdup_printf ("/followup-tasks/%" G_GINT64_FORMAT "/actions/complete", task);

  fixture_step (self, 200, "agent", path,
                "{\"disposition\":\"busy\",\"contact_id\":1,\"started_at\":"
                "\"2026-03-05T16:00:00+08:00\",\"ended_at\":\"2026-03-05T16:02:00+08:00\"}",
                fixture_get_version (self, "followup_task", task));
  assert_progress (self, "1 busy 09:58 10:15");
  fixture_assert_sql (self, "PT2M t",
                      "SELECT concat_ws(' ', ended_at - started_at, left((ended_at <= "
                      "hcrm_now())::text, 1)) FROM attempt");
  ward_live_at (self, "2026-03-02 14:00");
  attempt_at (self, task, "13:54", "no_answer");
  assert_progress (self, "2 no_answer 13:54 16:00");
  assert_case (self, task, "2 phone 王芳 03-02 16:00");
  /* What was agreed is of the wall's clock, not of the desktop's. */
  attempt_at (self, task, "18:00", "call_later");
  assert_progress (self, "3 call_later 14:00 16:00");
}

/* An earlier promise to call later does not undo what has followed from a later failure. */
static void
test_agreed_before (Fixture *self, gconstpointer unused)
{
  ward_live_at (self, "2026-03-02 14:00");
  ward_seed (self);
  gint64 task = ward_call (self, "王芳");

  attempt_at (self, task, "13:54", "no_answer");
  assert_case (self, task, "2 phone 王芳 03-02 16:00");
  attempt_at (self, task, "08:11", "call_later");
  assert_progress (self, "2 no_answer 13:54 16:00");
  assert_case (self, task, "2 phone 王芳 03-02 16:00");
}

/* The number of the call is that of the calls that were made, however they came in. */
static void
test_counts_calls (Fixture *self, gconstpointer unused)
{
  ward_live_at (self, "2026-03-02 09:00:05");
  ward_seed (self);
  gint64 task = ward_call (self, "王芳");
  g_autofree char *sheet = g_strdup_printf ("/followup-tasks/%d/sheet", (int) task);

  fixture_run_sql (self,
                   "INSERT INTO attempt (activity_id, patient_id, contact_id, channel, number, "
                   "user_id, started_at, disposition) SELECT %d, 1, 1, 'phone', '1', 1, "
                   "timestamptz '2026-03-01 09:00+08', 'no_answer' FROM generate_series(1, 2)",
                   (int) task);
  fixture_expect (self, 200, "agent", "GET", sheet, NULL);
  g_assert_cmpstr (fixture_at ("task.attempts"), ==, "2");
  g_assert_cmpstr (fixture_at ("ladder.next.language_barrier.code"), ==, "ladder.message");
  fixture_run_sql (self, "DELETE FROM attempt WHERE id = (SELECT max(id) FROM attempt)");
  fixture_expect (self, 200, "agent", "GET", sheet, NULL);
  g_assert_cmpstr (fixture_at ("ladder.next.no_answer.params.count"), ==, "3");
}

/* Who may not be told is not called about the patient. */
static void
test_untold (Fixture *self, gconstpointer unused)
{
  ward_live_at (self, "2026-03-02 09:00");
  ward_seed (self);
  gint64 task = ward_call (self, "王芳");
  add_relative (self, task, "王强", "child");
  fixture_assert_sql (
      self, "none",
      "UPDATE contact SET may_discuss = 'none' WHERE position = 2 RETURNING may_discuss");
  ward_complete (self, 200, "agent", task, "wrong_number", ",\"contact_id\":1");
  assert_case (self, task, "6 department");
  fixture_assert_sql (self, "no-next",
                      "SELECT params ->> 'why' FROM timeline WHERE code = 'ladder.skipped'");
}

/* --- Trying out ----------------------------------------------------------------------------- */

static void
test_preview (Fixture *self, gconstpointer unused)
{
  ward_live_at (self, "2026-03-02 09:00:05");
  g_autofree char *body =
      fixture_sql (self, "SELECT jsonb_build_object('steps', steps) FROM followup_ladder");
  fixture_expect (self, 200, "supervisor", "POST", LADDERS "/actions/preview", body);
  static const char *const scenes[][2] = {
    { "ladder.first", "2026-03-02T09:00" },   { "ladder.again", "2026-03-02T11:00" },
    { "ladder.again", "2026-03-02T13:00" },   { "ladder.next", "2026-03-03T10:00" },
    { "ladder.message", "2026-03-03T11:00" }, { "ladder.ends", "2026-03-06T11:00" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (scenes); i++) {
    g_autofree char *code = g_strdup_printf ("items.%u.code", i);
    g_autofree char *at = g_strdup_printf ("items.%u.at", i);

    g_assert_cmpstr (fixture_at (code), ==, scenes[i][0]);
    g_assert_true (g_str_has_prefix (fixture_at (at), scenes[i][1]));
  }
  g_assert_null (fixture_at ("items.6.code"));
  g_assert_cmpstr (fixture_at ("items.3.step"), ==, "7");
  fixture_expect (self, 422, "supervisor", "POST", LADDERS "/actions/preview",
                  "{\"steps\":[" LOST "]}");
  g_autofree char *often = g_strdup_printf ("{\"outcome\":\"wrong_number\",\"steps\":[" AGAIN ","
                                            "{\"channel\":\"phone\",\"contact\":\"next\","
                                            "\"times\":20},{\"channel\":\"department\",\"times\":"
                                            "20}," LOST "]}",
                                            "1", "20");
  fixture_expect (self, 200, "supervisor", "POST", LADDERS "/actions/preview", often);
  g_assert_cmpstr (fixture_at ("items.1.code"), ==, "ladder.next");
  g_assert_cmpstr (fixture_at ("items.2.code"), ==, "ladder.department");
  g_assert_cmpstr (fixture_at ("items.22.code"), ==, "ladder.ends");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  FIXTURE_TEST ("/ladder/refused", test_refused);
  FIXTURE_TEST ("/ladder/kept", test_kept);
  FIXTURE_TEST ("/ladder/to-the-end", test_to_the_end);
  FIXTURE_TEST ("/ladder/passed-over", test_passed_over);
  FIXTURE_TEST ("/ladder/wrong-number", test_wrong_number);
  FIXTURE_TEST ("/ladder/given-back", test_given_back);
  FIXTURE_TEST ("/ladder/other-outcomes", test_other_outcomes);
  FIXTURE_TEST ("/ladder/endings", test_endings);
  FIXTURE_TEST ("/ladder/resumed", test_resumed);
  FIXTURE_TEST ("/ladder/put-off", test_put_off);
  FIXTURE_TEST ("/ladder/claimed", test_claimed);
  FIXTURE_TEST ("/ladder/revised", test_revised);
  FIXTURE_TEST ("/ladder/days-off", test_days_off);
  FIXTURE_TEST ("/ladder/night", test_night);
  FIXTURE_TEST ("/ladder/twice", test_twice);
  FIXTURE_TEST ("/ladder/race", test_race);
  FIXTURE_TEST ("/ladder/outlook", test_outlook);
  FIXTURE_TEST ("/ladder/comes-in-late", test_comes_in_late);
  FIXTURE_TEST ("/ladder/fast-clock", test_fast_clock);
  FIXTURE_TEST ("/ladder/agreed-before", test_agreed_before);
  FIXTURE_TEST ("/ladder/counts-calls", test_counts_calls);
  FIXTURE_TEST ("/ladder/untold", test_untold);
  FIXTURE_TEST ("/ladder/preview", test_preview);
  return g_test_run ();
}
