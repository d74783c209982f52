/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A running plan whose steps are changed: what may change, what stays, and what is written down. */

#include "hcrm-ward.h"

#define PLAN "/followup-plans/1"
#define CHANGE PLAN "/actions/change"
#define PREVIEW PLAN "/actions/preview-change"

/* Discharged yesterday; the doctor's step on day 7, the centre's on days 15 and 30. */
static void
make_plan (Fixture *self)
{
  ward_seed (self);
  ward_decide (self, 200, "doctor", ward_discharge (self, "王芳", 1),
               "{\"decision\":\"plan\",\"template_id\":1,\"note\":\"注意切口\"}");
  fixture_run_sql (self, "DELETE FROM timeline");
}

/* @steps: in which `@7` stands for the day that lies so many days after the discharge. */
static char *
make_body (Fixture *self, const char *steps)
{
  g_autoptr (GString) text = g_string_new ("{\"reason\":\"改期\",\"steps\":[");

  for (const char *at = steps; *at != '\0'; at++)
    if (*at == '@') {
      char *end;
      g_autofree char *day =
          fixture_sql (self, "SELECT '\"' || hcrm_today(2) - 1 + %d || '\"'", atoi (at + 1));
      g_string_append (text, day);
      g_ascii_strtoll (at + 1, &end, 10);
      at = end - 1;
    } else {
      g_string_append_c (text, *at);
    }
  g_string_append (text, "]}");
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
change (Fixture *self, guint status, const char *user, const char *steps)
{
  g_autofree char *body = make_body (self, steps);

  fixture_step (self, status, user, CHANGE, body, fixture_get_version (self, "followup_plan", 1));
}

static void
assert_steps (Fixture *self, const char *expected)
{
  fixture_assert_sql (self, expected,
                      "SELECT string_agg(concat_ws(' ', t.position, t.owner, t.offset_days, "
                      "t.due_on - (t.planned_on "
                      "- t.offset_days), t.window_days, t.state), ', ' ORDER BY t.position) FROM "
                      "followup_task AS t "
                      "WHERE t.plan_id = 1");
}

static void
assert_line (Fixture *self, const char *expected)
{
  fixture_assert_sql (self, expected,
                      "SELECT string_agg(concat_ws(' ', code, params ->> 'step', params ->> "
                      "'reason'), ', ' ORDER BY id) FROM timeline");
}

/* --- What changes --------------------------------------------------------------------------- */

static void
test_change (Fixture *self, gconstpointer unused)
{
  make_plan (self);
  change (self, 200, "doctor",
          "{\"id\":2,\"version\":1,\"planned_on\":@18,\"window_days\":5},"
          "{\"id\":3,\"version\":1,\"drop\":true},"
          "{\"planned_on\":@12,\"owner\":\"nurse\",\"channel\":\"visit\"}");
  g_assert_cmpstr (fixture_at ("steps.1.owner"), ==, "nurse");
  assert_steps (self, "1 doctor 7 7 3 open, 2 nurse 12 12 3 waiting, 3 centre 30 30 3 cancelled, "
                      "4 centre 18 18 5 waiting");
  fixture_assert_sql (self, "改期", "SELECT reason FROM followup_task WHERE state = 'cancelled'");
  assert_line (self,
               "followup.added 2 改期, followup.cancelled 3 改期, followup.rescheduled 4 改期, "
               "followup.changed 4 改期");
  fixture_assert_sql (self, "5 4",
                      "SELECT (params ->> 'window') || ' ' || (params ->> 'steps') FROM timeline "
                      "WHERE code = 'followup.changed'");
  fixture_assert_sql (self, "2", "SELECT version FROM followup_plan");
  fixture_assert_sql (self, "1", "SELECT version FROM followup_task WHERE position = 1");
  fixture_assert_sql (self, "f",
                      "SELECT bool_or(params ? 'owner') FROM timeline WHERE code = "
                      "'followup.changed'");
}

/* Who carries it out, how, and with what questionnaire. */
static void
test_owner_and_form (Fixture *self, gconstpointer unused)
{
  make_plan (self);
  fixture_run_sql (self,
                   "INSERT INTO questionnaire (url, version_tag, title, title_en, state, resource, "
                   "tree_hash, published_at) SELECT 'urn:hip', v, '髋 ' || v, 'Hip ' || v, CASE v "
                   "WHEN '2' THEN 'published' ELSE 'retired' END, '{}', v::bytea, now() + v::int * "
                   "interval '1 minute' FROM unnest('{1,2}'::text[]) AS "
                   "v");
  change (self, 422, "doctor",
          "{\"id\":2,\"version\":1,\"planned_on\":@16},"
          "{\"id\":3,\"version\":1,\"questionnaire_url\":\"urn:none\"}");
  g_assert_cmpstr (ward_fault (0), ==, "steps[1].questionnaire_url");
  change (self, 200, "doctor",
          "{\"id\":2,\"version\":1,\"owner\":\"doctor\"},"
          "{\"id\":1,\"version\":1,\"owner\":\"centre\",\"channel\":\"message\"},"
          "{\"id\":3,\"version\":1,\"questionnaire_url\":\"urn:hip\"}");
  fixture_assert_sql (
      self, "centre message -, doctor phone 6, centre phone -",
      "SELECT string_agg(concat_ws(' ', owner, channel, coalesce(assignee_id::text, '-')), ', ' "
      "ORDER BY position) FROM followup_task");
  fixture_assert_sql (self, "Hip 2",
                      "SELECT q.title_en FROM followup_task AS t JOIN questionnaire AS q ON q.id = "
                      "t.questionnaire_id WHERE t.position = 3");
  fixture_assert_sql (self, "centre message Hip 2 doctor",
                      "SELECT string_agg(concat_ws(' ', params ->> 'owner', params ->> 'channel', "
                      "params ->> 'questionnaire_en'), ' ' ORDER BY params ->> 'channel', params "
                      "->> 'questionnaire_en') FROM timeline WHERE code = 'followup.changed'");
  /* There is nothing to wait for any more. */
  fixture_assert_sql (self, "open", "SELECT string_agg(DISTINCT state, ',') FROM followup_task");
}

/* What is said: chosen from the scripts there are, taken away again, and given to a new step. */
static void
test_script (Fixture *self, gconstpointer unused)
{
  make_plan (self);
  fixture_run_sql (self, "INSERT INTO script (code, name, name_en, text, retired_at) VALUES "
                         "('gentle', '慢一点', 'Slowly', '您好', NULL), "
                         "('old', '旧的', 'Old', '您好', now())");
  change (self, 422, "doctor",
          "{\"id\":2,\"version\":1,\"planned_on\":@16},"
          "{\"id\":3,\"version\":1,\"script_code\":\"old\"}");
  g_assert_cmpstr (ward_fault (0), ==, "steps[1].script_code");
  g_autofree char *body = make_body (self, "{\"id\":3,\"version\":1,\"script_code\":\"gentle\"}");
  g_autofree char *rows = g_strconcat ("{", strchr (body, ',') + 1, NULL);
  fixture_expect (self, 200, "doctor", "POST", PREVIEW, rows);
  g_assert_cmpstr (fixture_at ("steps.2.change"), ==, "changed");
  g_assert_cmpstr (fixture_at ("steps.2.script_en"), ==, "Slowly");

  change (self, 200, "doctor",
          "{\"id\":3,\"version\":1,\"script_code\":\"gentle\"},"
          "{\"planned_on\":@40,\"owner\":\"centre\",\"script_code\":\"gentle\"}");
  fixture_assert_sql (self, "gentle gentle",
                      "SELECT string_agg(script_code, ' ' ORDER BY position) FROM followup_task "
                      "WHERE position > 2");
  fixture_assert_sql (self, "followup.changed Slowly, followup.added Slowly",
                      "SELECT string_agg(code || ' ' || (params ->> 'script_en'), ', ' ORDER BY "
                      "id) FROM timeline");
  change (self, 200, "doctor", "{\"id\":3,\"version\":2,\"script_code\":null}");
  fixture_assert_sql (self, "- gentle",
                      "SELECT string_agg(coalesce(script_code, '-'), ' ' ORDER BY position) FROM "
                      "followup_task WHERE position > 2");
  /* What is not said stays. */
  change (self, 200, "doctor", "{\"id\":4,\"version\":1,\"planned_on\":@41}");
  fixture_assert_sql (self, "gentle", "SELECT script_code FROM followup_task WHERE position = 4");
}

/* The day that is asked for and the one that comes of it, before anything is saved. */
static void
test_preview (Fixture *self, gconstpointer unused)
{
  make_plan (self);
  fixture_run_sql (
      self, "INSERT INTO calendar_day (site_id, day, kind, name, name_en) SELECT 2, "
            "hcrm_today(2) - 1 + d, 'holiday', '春节', 'Spring Festival' FROM unnest(ARRAY[20, "
            "21]) AS d");
  fixture_expect (self, 200, "doctor", "POST", PREVIEW, "{}");
  g_assert_cmpstr (fixture_at ("steps.2.change"), ==, "kept");
  g_assert_cmpstr (fixture_at ("steps.2.offset_days"), ==, "30");
  g_autofree char *body =
      make_body (self, "{\"id\":3,\"version\":1,\"planned_on\":@20},{\"id\":2,\"version\":1,"
                       "\"drop\":true},{\"planned_on\":@40,\"owner\":\"centre\"}");
  g_autofree char *rows = g_strconcat ("{", strchr (body, ',') + 1, NULL);
  g_autofree char *due = fixture_sql (self, "SELECT hcrm_today(2) - 1 + 22");
  g_autofree char *was = fixture_sql (self, "SELECT hcrm_today(2) - 1 + 30");

  fixture_expect (self, 200, "doctor", "POST", PREVIEW, rows);
  g_assert_cmpstr (fixture_at ("steps.0.change"), ==, "kept");
  g_assert_cmpstr (fixture_at ("steps.1.change"), ==, "dropped");
  g_assert_cmpstr (fixture_at ("steps.2.change"), ==, "changed");
  g_assert_cmpstr (fixture_at ("steps.2.due_on"), ==, due);
  g_assert_cmpstr (fixture_at ("steps.2.was_on"), ==, was);
  g_assert_cmpstr (fixture_at ("steps.2.moved"), ==, "holiday");
  g_assert_cmpstr (fixture_at ("steps.2.holiday_en"), ==, "Spring Festival");
  g_assert_cmpstr (fixture_at ("steps.3.change"), ==, "added");
  g_assert_cmpstr (fixture_at ("steps.3.offset_days"), ==, "40");
  assert_line (self, NULL);
  fixture_assert_sql (self, "1", "SELECT version FROM followup_plan");

  change (self, 200, "doctor", "{\"id\":3,\"version\":1,\"planned_on\":@20}");
  assert_line (self, "followup.rescheduled 3 改期, followup.moved 3");
  assert_steps (self, "1 doctor 7 7 3 open, 2 centre 15 15 3 waiting, 3 centre 20 22 3 waiting");
}

/* A step before the doctor's: nobody waits for a step that is not the first. */
static void
test_first (Fixture *self, gconstpointer unused)
{
  make_plan (self);
  change (self, 200, "doctor", "{\"planned_on\":@3,\"owner\":\"nurse\"}");
  assert_steps (self, "1 nurse 3 3 3 open, 2 doctor 7 7 3 open, 3 centre 15 15 3 open, 4 centre "
                      "30 30 3 open");
}

/* --- What does not ------------------------------------------------------------------------- */

/* Steps that are over or under way stay as they are, and say so. */
static void
test_fixed (Fixture *self, gconstpointer unused)
{
  make_plan (self);
  ward_forward (self, "6 days");
  ward_complete (self, 200, "doctor", 1, "reached", "");
  fixture_expect (self, 200, "agent", "POST", "/followup-tasks/2/actions/claim", NULL);
  fixture_expect (self, 200, "doctor", "POST", PREVIEW, "{}");
  g_assert_cmpstr (fixture_at ("steps.0.fixed"), ==, "done");
  g_assert_cmpstr (fixture_at ("steps.1.fixed"), ==, "begun");
  g_assert_cmpstr (fixture_at ("steps.2.fixed"), ==, NULL);
  fixture_run_sql (self, "DELETE FROM timeline");

  change (self, 422, "doctor",
          "{\"id\":1,\"version\":2,\"drop\":true},{\"id\":2,\"version\":2,\"owner\":\"nurse\"},"
          "{\"id\":3,\"version\":2,\"drop\":true}");
  g_assert_cmpstr (ward_fault (0), ==, "steps[0].drop");
  g_assert_cmpstr (fixture_at ("fields.0.detail"), ==, "This step is over: it stays as it is");
  g_assert_cmpstr (ward_fault (1), ==, "steps[1].planned_on");
  g_assert_cmpstr (fixture_at ("fields.1.detail"), ==, "This step is under way: it stays as it is");
  assert_line (self, NULL);
  change (self, 200, "doctor", "{\"id\":3,\"version\":2,\"drop\":true}");
  fixture_assert_sql (self, "done,open,cancelled",
                      "SELECT string_agg(state, ',' ORDER BY position) FROM followup_task");
  g_autofree char *version = fixture_sql (self, "SELECT version FROM followup_task WHERE id = 1");
  change (self, 200, "doctor", "{\"planned_on\":@25,\"owner\":\"centre\"}");
  fixture_assert_sql (self, version, "SELECT version FROM followup_task WHERE id = 1");
  fixture_assert_sql (self, "4 open",
                      "SELECT position || ' ' || state FROM followup_task ORDER BY "
                      "id DESC LIMIT 1");
}

static void
test_refused (Fixture *self, gconstpointer unused)
{
  static const struct {
    const char *steps, *field;
  } cases[] = {
    { "{\"id\":2,\"version\":1,\"planned_on\":@0}", "steps[0].planned_on" },
    { "{\"id\":2,\"version\":1,\"planned_on\":@4000}", "steps[0].planned_on" },
    { "{\"id\":2,\"version\":1,\"planned_on\":@30}", "steps[0].planned_on" },
    { "{\"id\":2,\"version\":9,\"planned_on\":@16}", "steps[0].planned_on" },
    { "{\"id\":9,\"version\":1,\"drop\":true}", "steps[0].id" },
    { "{\"owner\":\"nurse\"}", "steps[0].planned_on" },
    { "{\"planned_on\":@16}", "steps[0].owner" },
    { "{\"id\":2,\"version\":1,\"planned_on\":@15}", "steps" },
    { "{\"id\":1,\"version\":1,\"drop\":true},{\"id\":2,\"version\":1,\"drop\":true},"
      "{\"id\":3,\"version\":1,\"drop\":true}",
      "steps" },
  };

  make_plan (self);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_test_message ("%s", cases[i].steps);
    change (self, 422, "doctor", cases[i].steps);
    g_assert_cmpstr (ward_fault (0), ==, cases[i].field);
  }
  change (self, 403, "agent", "{\"id\":2,\"version\":1,\"planned_on\":@16}");
  change (self, 404, "doctor2", "{\"id\":2,\"version\":1,\"planned_on\":@16}");
  fixture_expect (self, 404, "doctor2", "POST", PREVIEW, "{}");
  fixture_expect (self, 428, "doctor", "POST", CHANGE,
                  "{\"reason\":\"x\",\"steps\":[{\"id\":2,\"version\":1,\"drop\":true}]}");
  fixture_step (self, 422, "doctor", CHANGE, "{\"steps\":[{\"id\":2,\"version\":1,\"drop\":true}]}",
                1);
  g_assert_cmpstr (ward_fault (0), ==, "reason");
  assert_line (self, NULL);
  change (self, 200, "doctor", "{\"id\":2,\"version\":1,\"planned_on\":@16}");
  fixture_step (self, 412, "doctor", CHANGE,
                "{\"reason\":\"x\",\"steps\":[{\"id\":3,\"version\":1,\"drop\":true}]}", 1);
  fixture_step (self, 200, "doctor", PLAN "/actions/suspend", "{\"reason\":\"x\"}", 2);
  change (self, 409, "doctor", "{\"id\":3,\"version\":1,\"drop\":true}");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  FIXTURE_TEST ("/followup-change/change", test_change);
  FIXTURE_TEST ("/followup-change/owner-and-form", test_owner_and_form);
  FIXTURE_TEST ("/followup-change/script", test_script);
  FIXTURE_TEST ("/followup-change/preview", test_preview);
  FIXTURE_TEST ("/followup-change/first", test_first);
  FIXTURE_TEST ("/followup-change/fixed", test_fixed);
  FIXTURE_TEST ("/followup-change/refused", test_refused);
  return g_test_run ();
}
