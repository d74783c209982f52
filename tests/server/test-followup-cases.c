/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Follow-up where it is less simple: odd days, several rules, plans, doctors and desktops, midnight
 * (F021, F023, F024, F026, F027). */

#include <string.h>

#include "core/hcrm-form.h"
#include "hcrm-ward.h"
#include "modules/followup/followup.h"

#define HIP_PLAN "{\"decision\":\"plan\",\"template_id\":1,\"note\":\"x\"}"
#define OWN_PLAN "{\"decision\":\"plan\",\"template_id\":2,\"note\":\"x\",\"reason\":\"一次即可\"}"

/* How many a list has. */
static void
assert_total (Fixture *self, const char *user, const char *path, const char *total)
{
  fixture_expect (self, 200, user, "GET", path, NULL);
  if (g_strcmp0 (fixture_at ("total.value"), total) != 0)
    g_test_message ("%s", path);
  g_assert_cmpstr (fixture_at ("total.value"), ==, total);
}

/* "state due" of a patient's steps in their order, days from today. */
static void
assert_steps (Fixture *self, const char *expected)
{
  fixture_assert_sql (
      self, expected,
      "SELECT string_agg(concat_ws(' ', state, due_on - hcrm_today(2)), ', ' ORDER BY "
      "plan_id, position) FROM followup_task");
}

static void
post_step (Fixture *self,
           guint status,
           const char *user,
           int task,
           const char *step,
           const char *body)
{
  g_autofree char *path = g_strdup_printf ("/followup-tasks/%d/actions/%s", task, step);
  g_autofree char *match =
      fixture_sql (self,
                   "SELECT 'If-Match: \"' || version || '\"' FROM followup_task WHERE id = %d",
                   task);

  fixture_expect (self, status, user, "POST", path, body, match);
}

/* --- F021: the list of steps ---------------------------------------------------------------- */

static void
test_offsets (Fixture *self, gconstpointer unused)
{
  static const struct {
    const char *steps;
    const char *fault;
  } cases[] = {
    { "{\"offset_days\":0,\"owner\":\"centre\"}", "steps[0].offset_days" },
    { "{\"offset_days\":-7,\"owner\":\"centre\"}", "steps[0].offset_days" },
    { "{\"offset_days\":7,\"owner\":\"centre\"},{\"offset_days\":7,\"owner\":\"doctor\"}",
      "steps[1].offset_days" },
    { "{\"offset_days\":7.5,\"owner\":\"centre\"}", "steps[0].offset_days" },
    { "{\"owner\":\"centre\"}", "steps[0].offset_days" },
    { "{\"offset_days\":7,\"owner\":\"centre\",\"window_days\":-1}", "steps[0].window_days" },
    { "", "steps" },
  };

  ward_seed (self);
  gint64 e = ward_discharge (self, "王芳", 1);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *template =
        g_strdup_printf ("{\"code\":\"t\",\"name\":\"t\",\"steps\":[%s]}", cases[i].steps);
    g_autofree char *plan =
        g_strdup_printf ("{\"decision\":\"plan\",\"note\":\"x\",\"steps\":[%s]}", cases[i].steps);

    fixture_expect (self, 422, "supervisor", "POST", "/followup-templates", template);
    g_assert_cmpstr (ward_fault (0), ==, cases[i].fault);
    ward_decide (self, 422, "doctor", e, plan);
    g_assert_cmpstr (ward_fault (0), ==, cases[i].fault);
  }
  fixture_assert_sql (
      self, "0 undecided",
      "SELECT (SELECT count(*) FROM followup_plan) || ' ' || followup_decision FROM "
      "encounter");
}

/* Off the feast; on the Sunday that is worked for it; off a weekend: each says why. */
static void
test_feast (Fixture *self, gconstpointer unused)
{
  ward_live_at (self, "2026-02-10 09:00");
  ward_seed (self);
  fixture_assert_sql (
      self, "2",
      "UPDATE setting SET value = 'off' WHERE code = 'centre_works_weekends';"
      "INSERT INTO calendar_day (site_id, day, kind, name, name_en) SELECT 2, d, "
      "'holiday', '春节', 'Spring Festival' FROM generate_series('2026-02-15'::date, "
      "'2026-02-23', '1 day') AS d; INSERT INTO calendar_day (site_id, day, kind) VALUES "
      "(2, '2026-03-01', 'working') RETURNING site_id");
  ward_decide (self, 200, "doctor", ward_discharge (self, "王芳", 1),
               "{\"decision\":\"plan\",\"note\":\"x\",\"steps\":["
               "{\"offset_days\":6,\"owner\":\"centre\"},"
               "{\"offset_days\":20,\"owner\":\"centre\"},"
               "{\"offset_days\":26,\"owner\":\"centre\"}]}");
  fixture_assert_sql (
      self, "02-24 holiday, 03-01, 03-09 weekend",
      "SELECT string_agg(concat_ws(' ', to_char(due_on, 'MM-DD'), moved), ', ' ORDER BY "
      "position) FROM followup_task");
  fixture_assert_sql (
      self, "followup.moved 春节 2026-02-15, followup.moved-weekend 2026-03-07",
      "SELECT string_agg(concat_ws(' ', code, params ->> 'holiday', params ->> "
      "'planned_on'), ', ' ORDER BY id) FROM timeline WHERE code LIKE '%%.moved%%'");
}

/* The plan is revised when one step is done: who is on it keeps what was planned, done or not. */
static void
test_revised (Fixture *self, gconstpointer unused)
{
  ward_seed (self);
  ward_decide (self, 200, "doctor", ward_discharge (self, "王芳", 7), HIP_PLAN);
  ward_complete (self, 200, "doctor", 1, "reached", "");
  fixture_expect (self, 200, "supervisor", "POST", "/followup-templates/1/actions/revise", NULL,
                  "If-Match: \"1\"");
  g_autofree char *draft = g_strconcat ("/followup-templates/", fixture_at ("id"), NULL);
  g_autofree char *publish = g_strconcat (draft, "/actions/publish", NULL);
  g_autofree char *plan =
      g_strdup_printf ("{\"decision\":\"plan\",\"note\":\"x\",\"template_id\":%s}",
                       fixture_at ("id"));
  fixture_expect (self, 200, "supervisor", "PATCH", draft,
                  "{\"steps\":[{\"offset_days\":90,\"owner\":\"centre\"}]}", "If-Match: \"1\"");
  g_autofree char *match = g_strdup_printf ("If-Match: \"%d\"", (int) fixture_answer.etag);
  fixture_expect (self, 200, "supervisor", "POST", publish, NULL, match);
  assert_steps (self, "done 0, open 8, open 23");
  ward_decide (self, 422, "doctor", ward_discharge (self, "李强", 7), HIP_PLAN);
  g_assert_cmpstr (ward_fault (0), ==, "template_id");
  ward_decide (self, 200, "doctor", 2, plan);
  assert_steps (self, "done 0, open 8, open 23, open 83");
  ward_complete (self, 200, "agent", 2, "reached", "");
  ward_complete (self, 200, "agent", 3, "reached", "");
  fixture_assert_sql (self, "finished,active",
                      "SELECT string_agg(state, ',' ORDER BY id) FROM followup_plan");
}

/* --- F023: several rules, several plans ----------------------------------------------------- */

static void
make_rule (Fixture *self, const char *name, const char *template)
{
  g_autofree char *body =
      g_strdup_printf ("{\"name\":\"%s\",\"mandatory_as\":\"key\",\"template_code\":\"%s\"}", name,
                       template);

  fixture_expect (self, 201, "supervisor", "POST", "/followup-rules", body);
}

/* Two rules ask for two plans: days 7, 15 and 30, and days 8 and 16, are three calls, not five. */
static void
test_two_rules (Fixture *self, gconstpointer unused)
{
  hcrm_form_forget ();
  ward_seed (self);
  g_autofree char *form = fixture_sql (
      self,
      "SELECT set_config('hcrm.user', '1', false); INSERT INTO questionnaire (url, "
      "version_tag, title, title_en, state, items, resource, tree_hash, published_at) SELECT "
      "'urn:test:' || n, '1', n, n, 'published', 1, '{\"resourceType\":\"Questionnaire\","
      "\"url\":\"urn:test:' || n || '\",\"version\":\"1\",\"status\":\"active\",\"title\":\"' "
      "|| n || '\",\"item\":[{\"linkId\":\"' || n || '\",\"text\":\"' || n || '\",\"type\":"
      "\"string\"}]}', '\\x00', now() FROM unnest(ARRAY['hip', 'surgery']) AS n; UPDATE "
      "followup_template_step SET questionnaire_url = 'urn:test:hip' WHERE template_id = 1; "
      "UPDATE followup_template_step SET questionnaire_url = 'urn:test:surgery' WHERE "
      "template_id = 3");
  make_rule (self, "髋部骨折", "hip");
  make_rule (self, "手术", "surgery");
  gint64 e = ward_discharge (self, "王芳", 1);

  fixture_expect (self, 200, "doctor", "POST", "/followup-plans/actions/preview",
                  "{\"encounter_id\":1,\"template_id\":1}");
  g_assert_cmpstr (fixture_at ("steps.2.offset_days"), ==, "30");
  g_assert_null (fixture_at ("steps.3.offset_days"));
  ward_decide (self, 200, "doctor", e, HIP_PLAN);
  assert_steps (self, "open 6, waiting 14, waiting 29");
  fixture_assert_sql (
      self, "hip surgery, hip surgery, hip",
      "SELECT string_agg((SELECT string_agg(DISTINCT i ->> 'text', ' ') FROM "
      "jsonb_path_query(q.resource::jsonb, '$.** ? (@.type == \"string\")') AS i), ', ' "
      "ORDER BY t.position) FROM followup_task AS t JOIN questionnaire AS q ON q.id = "
      "t.questionnaire_id");
  fixture_assert_sql (
      self, "术后 After surgery",
      "SELECT params ->> 'joined' || ' ' || (params ->> 'joined_en') FROM timeline WHERE "
      "code = 'followup.planned'");
  ward_decide (self, 409, "doctor", e, "{\"decision\":\"plan\",\"template_id\":3,\"note\":\"x\"}");
  assert_total (self, "agent", "/followup-tasks?owner=centre&state=waiting", "2");
  hcrm_form_forget ();
}

/* A plan that no rule asks for is not joined with anything, nor are steps that somebody typed. */
static void
test_own_choice (Fixture *self, gconstpointer unused)
{
  ward_seed (self);
  make_rule (self, "髋部骨折", "hip");
  make_rule (self, "手术", "surgery");
  ward_decide (self, 200, "doctor", ward_discharge (self, "王芳", 1), OWN_PLAN);
  assert_steps (self, "open 6");
  ward_decide (self, 200, "doctor", ward_discharge (self, "李强", 1),
               "{\"decision\":\"plan\",\"template_id\":1,\"note\":\"x\",\"steps\":[{"
               "\"offset_days\":40,\"owner\":\"centre\"}]}");
  assert_steps (self, "open 6, open 39");
}

/* Two stays, two plans, both due: one colleague has the patient, nobody else rings meanwhile. */
static void
test_two_plans (Fixture *self, gconstpointer unused)
{
  ward_seed (self);
  gint64 first = ward_call (self, "王芳");
  gint64 second = ward_call (self, "王芳");

  fixture_assert_sql (
      self, "1",
      "UPDATE encounter SET patient_id = 1; UPDATE followup_plan SET patient_id = 1; "
      "UPDATE activity SET patient_id = 1; UPDATE followup_task SET patient_id = 1 "
      "RETURNING patient_id");
  fixture_expect (self, 200, "agent", "POST", "/followup-tasks/actions/next", "{}");
  g_assert_cmpint (atoi (fixture_at ("task.id")), ==, (int) first);
  fixture_expect (self, 200, "agent2", "POST", "/followup-tasks/actions/next", "{}");
  g_assert_null (fixture_at ("task"));
  post_step (self, 409, "agent2", (int) second, "claim", NULL);
  post_step (self, 200, "agent", (int) second, "claim", NULL); /* in the same conversation */
  ward_complete (self, 200, "agent", second, "reached", "");
  ward_complete (self, 200, "agent", first, "reached", "");
  assert_total (self, "agent", "/followup-tasks?state=open", "0");
}

/* --- F024: the doctor's first call ---------------------------------------------------------- */

/* On the desk and on the ward: both are saved, one of them late, and nothing is lost. */
static void
test_opened_twice (Fixture *self, gconstpointer unused)
{
  static const char body[] = "{\"disposition\":\"%s\",\"started_at\":\"2026-01-05T10:00:00+08:00\","
                             "\"ended_at\":\"2026-01-05T10:03:00+08:00\",\"opinion\":\"%s\"}";
  static const char path[] = "/followup-tasks/1/actions/complete";
  g_autofree char *desk = g_strdup_printf (body, "reached", "停药");
  g_autofree char *ward = g_strdup_printf (body, "no_answer", "再打");

  ward_seed (self);
  ward_decide (self, 200, "doctor", ward_discharge (self, "王芳", 7), HIP_PLAN);
  post_step (self, 200, "doctor", 1, "claim", NULL);
  post_step (self, 200, "doctor", 1, "claim", NULL);
  fixture_expect (self, 200, "doctor", "POST", path, desk, "If-Match: \"1\"");
  fixture_expect (self, 200, "doctor", "POST", path, ward, "If-Match: \"1\"");
  g_assert_cmpstr (fixture_at ("late"), ==, "true");
  g_assert_cmpstr (fixture_at ("state"), ==, "done");
  g_assert_cmpstr (fixture_at ("opinion"), ==, "停药");
  g_assert_cmpstr (fixture_at ("last_disposition"), ==, "reached");
  fixture_assert_sql (
      self, "reached false, no_answer true",
      "SELECT string_agg(disposition || ' ' || late, ', ' ORDER BY id) FROM attempt");
  fixture_assert_sql (self, "0", "SELECT count(*) FROM followup_ladder_case");
  fixture_assert_sql (self, "done,open,open",
                      "SELECT string_agg(state, ',' ORDER BY position) FROM followup_task");
}

/* The patient rings the doctor before the day: the call is done, and the time-out never comes. */
static void
test_patient_calls_doctor (Fixture *self, gconstpointer unused)
{
  ward_seed (self);
  ward_decide (self, 200, "doctor", ward_discharge (self, "王芳", 2), HIP_PLAN);
  assert_steps (self, "open 5, waiting 13, waiting 28");
  ward_complete (self, 200, "doctor", 1, "reached", ",\"opinion\":\"患者来电\"");
  assert_steps (self, "done 5, open 13, open 28");
  ward_forward (self, "9 days");
  fixture_sweep (self, hcrm_followup_escalate);
  fixture_assert_sql (self, "0", "SELECT count(*) FROM timeline WHERE code = 'followup.escalated'");
}

/* The patient rings the centre first: its step is brought forward, the doctor's is still to do. */
static void
test_patient_calls_centre (Fixture *self, gconstpointer unused)
{
  ward_seed (self);
  ward_decide (self, 200, "doctor", ward_discharge (self, "王芳", 2), HIP_PLAN);
  ward_complete (self, 409, "agent", 2, "reached", "");
  post_step (self, 422, "agent", 2, "call-now", "{}");
  post_step (self, 200, "agent", 2, "call-now", "{\"reason\":\"患者来电\"}");
  ward_complete (self, 200, "agent", 2, "reached", "");
  assert_steps (self, "open 5, done 0, waiting 28");
  fixture_assert_sql (
      self, "患者来电",
      "SELECT params ->> 'reason' FROM timeline WHERE code = 'followup.called-forward'");
  ward_complete (self, 200, "doctor", 1, "reached", "");
  assert_steps (self, "done 5, done 0, open 28");
}

/* --- F026: midnight ------------------------------------------------------------------------- */

static void
assert_buckets (Fixture *self, const char *at, const char *today, const char *overdue)
{
  ward_live_at (self, at);
  assert_total (self, "agent", "/followup-tasks?bucket=today&owner=centre", today);
  assert_total (self, "agent", "/followup-tasks?bucket=overdue&owner=centre", overdue);
  fixture_expect (self, 200, "agent", "GET", "/followup-tasks/1", NULL);
  g_assert_cmpstr (fixture_at ("bucket"), ==, atoi (today) > 0 ? "today" : "overdue");
}

/* What is due today is so until the hospital's midnight, wherever the server or the client is. */
static void
test_midnight (Fixture *self, gconstpointer unused)
{
  ward_live_at (self, "2026-03-02 09:00");
  ward_seed (self);
  ward_call (self, "王芳");
  assert_buckets (self, "2026-03-02 00:00:05", "1", "0");
  assert_buckets (self, "2026-03-02 23:59:00", "1", "0");
  assert_buckets (self, "2026-03-03 00:00:05", "0", "1");
  fixture_assert_sql (self, "2",
                      "UPDATE site SET time_zone = 'Asia/Urumqi' WHERE id = 2 RETURNING id");
  assert_buckets (self, "2026-03-03 01:59:00", "1", "0");
  assert_buckets (self, "2026-03-03 02:00:05", "0", "1");
  fixture_assert_sql (self, "2",
                      "UPDATE site SET time_zone = 'Pacific/Auckland' WHERE id = 2 RETURNING id");
  assert_buckets (self, "2026-03-02 18:59:00", "1", "0");
  assert_buckets (self, "2026-03-02 19:00:05", "0", "1");
}

/* Soon is within three days, by the hospital's calendar; nothing is so twice. */
static void
test_soon (Fixture *self, gconstpointer unused)
{
  ward_live_at (self, "2026-03-02 09:00");
  ward_seed (self);
  ward_call (self, "王芳");
  ward_live_at (self, "2026-02-26 23:59");
  assert_total (self, "agent", "/followup-tasks?bucket=soon&owner=centre", "0");
  assert_total (self, "agent", "/followup-tasks?bucket=later&owner=centre", "1");
  ward_live_at (self, "2026-02-27 00:00:05");
  assert_total (self, "agent", "/followup-tasks?bucket=soon&owner=centre", "1");
  assert_total (self, "agent", "/followup-tasks?bucket=later&owner=centre", "0");
  ward_live_at (self, "2026-03-01 23:59");
  assert_total (self, "agent", "/followup-tasks?bucket=soon&owner=centre", "1");
  assert_buckets (self, "2026-03-02 00:00:05", "1", "0");
  assert_total (self, "agent", "/followup-tasks?bucket=soon&owner=centre", "0");
}

/* The doctor's time is up at the same midnight. */
static void
test_window (Fixture *self, gconstpointer unused)
{
  ward_live_at (self, "2026-03-02 09:00");
  ward_seed (self);
  ward_decide (self, 200, "doctor", ward_discharge (self, "王芳", 7), HIP_PLAN);
  ward_live_at (self, "2026-03-05 23:59:00");
  fixture_sweep (self, hcrm_followup_escalate);
  fixture_assert_sql (self, "2", "SELECT count(*) FROM followup_task WHERE state = 'waiting'");
  ward_live_at (self, "2026-03-06 00:00:05");
  fixture_sweep (self, hcrm_followup_escalate);
  fixture_assert_sql (self, "0", "SELECT count(*) FROM followup_task WHERE state = 'waiting'");
}

/* --- F027: two attending doctors ------------------------------------------------------------ */

/* In hospital under two doctors: each is reminded to decide and to call, of their own; the centre
 * of both. */
static void
test_two_doctors (Fixture *self, gconstpointer unused)
{
  static const char undecided[] = "/encounters?followup_decision=undecided&attending=me";
  static const char mine[] = "/followup-tasks?assignee=me&state=open";

  ward_seed (self);
  ward_discharge (self, "王芳", 7);
  fixture_assert_sql (
      self, "2",
      "INSERT INTO encounter (patient_id, site_id, kind, number, state, department_id, "
      "attending_id, started_at, ended_at, followup_decision) SELECT patient_id, 2, "
      "'outpatient', 'O1', 'finished', 3, 2, started_at, ended_at, 'undecided' FROM "
      "encounter RETURNING id");
  assert_total (self, "doctor", undecided, "1");
  assert_total (self, "doctor2", undecided, "1");
  assert_total (self, "supervisor", "/encounters?followup_decision=undecided", "2");
  ward_decide (self, 404, "doctor", 2, HIP_PLAN);
  ward_decide (self, 200, "doctor", 1, HIP_PLAN);
  assert_total (self, "doctor2", undecided, "1");
  ward_decide (self, 200, "doctor2", 2, HIP_PLAN);
  assert_total (self, "doctor", mine, "1");
  assert_total (self, "doctor2", mine, "1");
  g_assert_cmpstr (fixture_at ("items.0.doctor"), ==, "苏文");
  assert_total (self, "agent", "/followup-tasks?owner=centre&state=waiting", "4");

  /* One of them calls: the other's call and what waits for it are as they were. */
  ward_complete (self, 200, "doctor", 1, "reached", "");
  assert_total (self, "doctor", mine, "0");
  assert_total (self, "doctor2", mine, "1");
  assert_total (self, "agent", "/followup-tasks?owner=centre&state=waiting", "2");
  assert_total (self, "agent", "/followup-tasks?owner=centre&state=open", "2");
  fixture_expect (self, 200, "doctor2", "GET", "/today", NULL);
  g_assert_cmpstr (fixture_at ("counts.undecided.total"), ==, "0");
}

/* A discharge of doctor's that doctor2, of another department, attended as well. */
static gint64
discharge_of_both (Fixture *self)
{
  gint64 encounter = ward_discharge (self, "王芳", 7);

  fixture_run_sql (self, "INSERT INTO encounter_doctor VALUES (1, 2, 1)");
  return encounter;
}

static void
assert_reminded (Fixture *self, const char *user, const char *undecided, const char *calls)
{
  assert_total (self, user, "/encounters?followup_decision=undecided&attending=me", undecided);
  assert_total (self, user, "/followup-tasks?assignee=me&state=open", calls);
  assert_total (self, user, "/followup-tasks?assignee=me&state=open&bucket=overdue&bucket=today",
                calls);
  fixture_expect (self, 200, user, "GET", "/today", NULL);
  g_assert_cmpstr (fixture_at ("counts.undecided.total"), ==, undecided);
  g_assert_cmpstr (fixture_at ("counts.mine.total"), ==, calls);
  gboolean any = !g_str_equal (undecided, "0") || !g_str_equal (calls, "0");
  g_assert_cmpint (fixture_at ("items.0.kind") != NULL, ==, any);
}

/* Two doctors of one visit: both are reminded to decide and to call, until one of them has. */
static void
test_second_doctor (Fixture *self, gconstpointer unused)
{
  ward_seed (self);
  gint64 encounter = ward_discharge (self, "王芳", 7);
  assert_reminded (self, "doctor", "1", "0");
  assert_reminded (self, "doctor2", "0", "0");
  fixture_expect (self, 404, "doctor2", "GET", "/patients/1", NULL);
  ward_decide (self, 404, "doctor2", encounter, HIP_PLAN);

  fixture_run_sql (self, "INSERT INTO encounter_doctor VALUES (1, 2, 1)");
  fixture_expect (self, 200, "doctor2", "GET", "/patients/1", NULL);
  fixture_expect (self, 200, "doctor2", "GET", "/encounters/1", NULL);
  g_assert_cmpstr (fixture_at ("attending"), ==, "陈一帆");
  g_assert_cmpstr (fixture_at ("also_attending"), ==, "苏文");
  assert_reminded (self, "doctor", "1", "0");
  assert_reminded (self, "doctor2", "1", "0");
  assert_total (self, "supervisor", "/encounters?followup_decision=undecided", "1");

  ward_decide (self, 200, "doctor2", encounter, HIP_PLAN);
  assert_reminded (self, "doctor", "0", "1");
  assert_reminded (self, "doctor2", "0", "1");
  ward_complete (self, 200, "doctor2", 1, "reached", "");
  assert_reminded (self, "doctor", "0", "0");
  assert_reminded (self, "doctor2", "0", "0");
  fixture_assert_sql (self, "1", "SELECT count(*) FROM attempt");
}

/* Whichever of both does it; and what is given to somebody by hand is theirs alone. */
static void
test_second_doctor_given (Fixture *self, gconstpointer unused)
{
  ward_seed (self);
  ward_decide (self, 200, "doctor", discharge_of_both (self), HIP_PLAN);
  assert_reminded (self, "doctor2", "0", "1");
  g_autofree char *head =
      fixture_sql (self, "SELECT '{\"assignee_id\":' || id || '}' FROM app_user WHERE username = "
                         "'head'");
  fixture_step (self, 200, "supervisor", "/followup-tasks/1/actions/assign", head,
                fixture_get_version (self, "followup_task", 1));
  assert_reminded (self, "doctor", "0", "0");
  assert_reminded (self, "doctor2", "0", "0");
  fixture_step (self, 200, "supervisor", "/followup-tasks/1/actions/assign",
                "{\"assignee_id\":null}", fixture_get_version (self, "followup_task", 1));
  assert_reminded (self, "doctor2", "0", "1");
  fixture_run_sql (self, "DELETE FROM encounter_doctor");
  assert_reminded (self, "doctor2", "0", "0");
}

static void
take_leave (Fixture *self, const char *user, int staff, int delegate)
{
  g_autofree char *body =
      fixture_sql (self,
                   "SELECT json_build_object('staff_id', %d, 'delegate_id', %d, 'from_on', "
                   "hcrm_today(), 'until_on', hcrm_today())",
                   staff, delegate);

  fixture_expect (self, 201, user, "POST", "/leaves", body);
}

/* Whoever stands in for one of them is reminded in their place; the other is as before. */
static void
test_second_doctor_leave (Fixture *self, gconstpointer unused)
{
  ward_seed (self);
  fixture_run_sql (
      self, "INSERT INTO staff (number, name) VALUES ('D1009', '周岚');"
            "INSERT INTO staff_post (staff_id, department_id) VALUES (8, 3);"
            "INSERT INTO app_user (staff_id, username, password_hash, language) SELECT 8, "
            "'doctor3', password_hash, language FROM app_user WHERE username = 'doctor2';"
            "INSERT INTO user_role (user_id, role_id) SELECT u.id, r.id FROM app_user AS u, role "
            "AS r WHERE u.username = 'doctor3' AND r.code = 'doctor'");
  gint64 encounter = discharge_of_both (self);
  take_leave (self, "doctor2", 2, 8);
  assert_reminded (self, "doctor", "1", "0");
  assert_reminded (self, "doctor2", "0", "0");
  assert_reminded (self, "doctor3", "1", "0");
  ward_decide (self, 200, "doctor3", encounter, HIP_PLAN);
  assert_reminded (self, "doctor3", "0", "1");
  take_leave (self, "doctor", 1, 6);
  assert_reminded (self, "doctor", "0", "0");
  assert_reminded (self, "head", "0", "1");
  assert_reminded (self, "doctor3", "0", "1");
  fixture_expect (self, 200, "doctor3", "GET", "/patients/1", NULL);
  ward_complete (self, 200, "doctor3", 1, "reached", "");
  assert_reminded (self, "head", "0", "0");
}

/* Records that are merged, and parted: who attended sees whom they attended. */
static void
test_second_doctor_parted (Fixture *self, gconstpointer unused)
{
  ward_seed (self);
  discharge_of_both (self);
  ward_discharge (self, "王芬", 3);
  fixture_expect (self, 404, "doctor2", "GET", "/patients/2", NULL);
  g_free (fixture_sql (self, "SELECT hcrm_patient_merge(1, 2, 'person', 'x')"));
  fixture_expect (self, 200, "doctor2", "GET", "/patients/2", NULL);
  g_free (fixture_sql (self, "SELECT hcrm_patient_unmerge(1, 'person', 'x')"));
  fixture_expect (self, 200, "doctor2", "GET", "/patients/1", NULL);
  fixture_expect (self, 404, "doctor2", "GET", "/patients/2", NULL);
  assert_reminded (self, "doctor2", "1", "0");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  FIXTURE_TEST ("/cases/offsets", test_offsets);
  FIXTURE_TEST ("/cases/feast", test_feast);
  FIXTURE_TEST ("/cases/revised", test_revised);
  FIXTURE_TEST ("/cases/two-rules", test_two_rules);
  FIXTURE_TEST ("/cases/own-choice", test_own_choice);
  FIXTURE_TEST ("/cases/two-plans", test_two_plans);
  FIXTURE_TEST ("/cases/opened-twice", test_opened_twice);
  FIXTURE_TEST ("/cases/patient-calls-doctor", test_patient_calls_doctor);
  FIXTURE_TEST ("/cases/patient-calls-centre", test_patient_calls_centre);
  FIXTURE_TEST ("/cases/midnight", test_midnight);
  FIXTURE_TEST ("/cases/soon", test_soon);
  FIXTURE_TEST ("/cases/window", test_window);
  FIXTURE_TEST ("/cases/two-doctors", test_two_doctors);
  FIXTURE_TEST ("/cases/second-doctor", test_second_doctor);
  FIXTURE_TEST ("/cases/second-doctor-given", test_second_doctor_given);
  FIXTURE_TEST ("/cases/second-doctor-leave", test_second_doctor_leave);
  FIXTURE_TEST ("/cases/second-doctor-parted", test_second_doctor_parted);
  return g_test_run ();
}
