/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Steps of a follow-up that are asked by message: the invitation, and the answers that come back.
 */

#include <string.h>

#include "hcrm-fixture.h"
#include "modules/followup/followup.h"

#define ANSWERS "/fhir/R4/QuestionnaireResponse"
#define LINK "https://survey.example.org/?q={questionnaire}&t={token}"

static const char form[] =
    "{\"resourceType\":\"Questionnaire\",\"url\":\"urn:test:pain\",\"version\":\"1\","
    "\"status\":\"active\",\"title\":\"疼痛\",\"item\":[{\"linkId\":\"pain\",\"text\":\"疼痛\","
    "\"type\":\"decimal\",\"required\":true}]}";

/* The campus' tomorrow, at an hour. */
static void
set_hour (Fixture *self, int hour)
{
  fixture_script (self, "SELECT set_config('hcrm.user', '1', false), set_config('hcrm.all', 'on', "
                        "false); DELETE FROM setting WHERE code = 'clock_shift'");
  fixture_run_sql (self,
                   "INSERT INTO setting (code, value) SELECT 'clock_shift', ((date_trunc('day', "
                   "now() AT TIME ZONE 'Asia/Shanghai') + interval '1 day %d hours') AT TIME ZONE "
                   "'Asia/Shanghai' - now())::text",
                   hour);
}

/* A man discharged a week ago, whose first step is asked by message today, the second by telephone
 * in a week. */
static void
add_plan (Fixture *self, const char *link)
{
  set_hour (self, 12);
  fixture_run_sql (self,
                   "INSERT INTO questionnaire (url, version_tag, title, title_en, state, items, "
                   "resource, tree_hash, published_at) VALUES ('urn:test:pain', '1', '疼痛', "
                   "'Pain', 'published', 1, '%s', '\\x00', now())",
                   form);
  fixture_script (
      self,
      "INSERT INTO patient (name, pinyin, sex) VALUES ('王建国', 'a', 'male'), ('李', 'b', 'male');"
      "INSERT INTO contact (patient_id, position, relation, number, number_key) VALUES (1, 1, "
      "'self', '13800000001', '13800000001');"
      "INSERT INTO encounter (patient_id, site_id, kind, number, state, department_id, "
      "attending_id, started_at, ended_at) VALUES (1, 2, 'inpatient', 'I1', 'finished', 1, 1, "
      "hcrm_now() - interval '9 days', hcrm_now() - interval '7 days');"
      "INSERT INTO followup_plan (patient_id, encounter_id, site_id, department_id, doctor_id) "
      "VALUES (1, 1, 2, 1, 1);"
      "INSERT INTO activity (kind, patient_id, site_id) VALUES ('followup_task', 1, 2), "
      "('followup_task', 1, 2);"
      "INSERT INTO followup_task (id, plan_id, patient_id, position, offset_days, owner, site_id, "
      "department_id, channel, due_on, planned_on, state, questionnaire_id) VALUES "
      "(1, 1, 1, 1, 7, 'centre', 2, 1, 'message', hcrm_today(2), hcrm_today(2), 'open', 1), "
      "(2, 1, 1, 2, 14, 'centre', 2, 1, 'phone', hcrm_today(2) + 7, hcrm_today(2) + 7, 'open', 1)");
  if (link != NULL)
    fixture_run_sql (self, "INSERT INTO setting (code, value) VALUES ('survey_link', '%s')", link);
}

static char *
make_answer (const char *status, const char *members, const char *pain)
{
  return g_strdup_printf ("{\"resourceType\":\"QuestionnaireResponse\",%s"
                          "\"questionnaire\":\"urn:test:pain\",\"status\":\"%s\",\"item\":"
                          "[{\"linkId\":\"pain\",\"answer\":[{\"valueDecimal\":%s}]}]}",
                          members, status, pain);
}

/* An answer to what @target names. */
static void
answer (Fixture *self, guint status, const char *target, const char *pain)
{
  g_autofree char *members = g_strdup_printf ("\"basedOn\":[%s],", target);
  g_autofree char *body = make_answer ("completed", members, pain);

  fixture_expect (self, status, "agent", "POST", ANSWERS, body);
}

#define TASK "{\"reference\":\"Task/1\"}"

/* --- The invitation ------------------------------------------------------------------------- */

static void
test_invited (Fixture *self, gconstpointer unused)
{
  add_plan (self, LINK);
  fixture_sweep (self, hcrm_followup_invite);
  fixture_assert_sql (self, "survey queued sms 13800000001 1",
                      "SELECT concat_ws(' ', purpose, state, channel, address, activity_id) "
                      "FROM message");
  fixture_assert_sql (self, "t",
                      "SELECT body LIKE '%%请您填写“疼痛”：https://survey.example.org/"
                      "?q=urn%%3Atest%%3Apain%%7C1&t=' || token || ' %%' FROM message, "
                      "survey_invitation");
  fixture_assert_sql (self, "32", "SELECT length(token) FROM survey_invitation");
  fixture_assert_sql (self, "message.queued",
                      "SELECT code FROM timeline WHERE kind = 'message' AND activity_id = 1");
  /* Once; and nobody calls before the window has passed. */
  fixture_sweep (self, hcrm_followup_invite);
  fixture_assert_sql (self, "1", "SELECT count(*) FROM message");
  fixture_expect (self, 200, "agent", "POST", "/followup-tasks/actions/next", "{}");
  g_assert_null (fixture_at ("task.id"));
  fixture_run_sql (self, "UPDATE message SET state = 'failed', reason = 'provider'");
  fixture_expect (self, 200, "agent", "POST", "/followup-tasks/actions/next", "{}");
  g_assert_cmpstr (fixture_at ("task.id"), ==, "1");
}

/* Without an address to answer at nothing goes out, and the message says what is missing. */
static void
assert_no_address (Fixture *self, const char *link)
{
  add_plan (self, link);
  fixture_sweep (self, hcrm_followup_invite);
  fixture_assert_sql (self, "blocked variable link",
                      "SELECT concat_ws(' ', state, reason, reason_detail) FROM message");
  fixture_assert_sql (self, "link",
                      "SELECT params ->> 'missing' FROM timeline WHERE code = 'message.blocked'");
}

static void
test_no_address (Fixture *self, gconstpointer unused)
{
  assert_no_address (self, NULL);
}

/* An address that is the same for everybody would bring answers of nobody knows whom. */
static void
test_no_token (Fixture *self, gconstpointer unused)
{
  assert_no_address (self, "https://survey.example.org/");
}

/* Not before its day, not after its window, not of a suspended plan. */
static void
test_not_invited (Fixture *self, gconstpointer unused)
{
  static const char *const cases[] = {
    "UPDATE followup_task SET due_on = hcrm_today(2) + 1 WHERE id = 1",
    "UPDATE followup_task SET due_on = hcrm_today(2) - 4 WHERE id = 1",
    "UPDATE followup_task SET due_on = hcrm_today(2) WHERE id = 1; UPDATE followup_plan SET state "
    "= 'suspended'",
  };

  add_plan (self, LINK);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    fixture_script (self, cases[i]);
    fixture_sweep (self, hcrm_followup_invite);
    fixture_assert_sql (self, "0", "SELECT count(*) FROM message");
  }
}

/* Put off before it went out: it goes out on the new day. */
static void
test_put_off (Fixture *self, gconstpointer unused)
{
  add_plan (self, LINK);
  fixture_sweep (self, hcrm_followup_invite);
  fixture_run_sql (self, "UPDATE followup_task SET due_on = due_on + 2 WHERE id = 1");
  fixture_assert_sql (self, "cancelled step", "SELECT state || ' ' || reason FROM message");
  fixture_run_sql (self, "UPDATE followup_task SET due_on = due_on - 2 WHERE id = 1");
  fixture_sweep (self, hcrm_followup_invite);
  fixture_assert_sql (self, "cancelled queued",
                      "SELECT string_agg(state, ' ' ORDER BY id) FROM message");
  fixture_assert_sql (self, "1", "SELECT count(*) FROM survey_invitation");
}

/* --- The answer ----------------------------------------------------------------------------- */

static void
assert_answered (Fixture *self)
{
  fixture_assert_sql (self, "done open",
                      "SELECT string_agg(state, ' ' ORDER BY id) FROM "
                      "followup_task");
  fixture_assert_sql (self, "1 1 1 fhir completed f",
                      "SELECT concat_ws(' ', patient_id, encounter_id, attempt_id, channel, state, "
                      "late) FROM response WHERE activity_id = 1 ORDER BY id LIMIT 1");
  fixture_assert_sql (self, "pain 3", "SELECT string_agg(item || ' ' || number, ' ') FROM answer");
  fixture_assert_sql (self, "message reached",
                      "SELECT channel || ' ' || disposition FROM attempt WHERE activity_id = 1");
  fixture_assert_sql (self, "1", "SELECT count(*) FROM timeline WHERE code = 'followup.answered'");
  fixture_assert_sql (self, "cancelled answered", "SELECT state || ' ' || reason FROM message");
}

static void
answer_twice (Fixture *self, const char *target)
{
  answer (self, 201, target, "3");
  assert_answered (self);
  /* Answered twice: kept, marked, and nothing else changes. */
  answer (self, 201, target, "9");
  assert_answered (self);
  fixture_assert_sql (self, "f t",
                      "SELECT string_agg(left(late::text, 1), ' ' ORDER BY id) FROM "
                      "response");
  fixture_assert_sql (self, "1",
                      "SELECT count(*) FROM timeline WHERE code = 'followup.answer-late'");
}

static void
test_answered (Fixture *self, gconstpointer unused)
{
  add_plan (self, LINK);
  fixture_sweep (self, hcrm_followup_invite);
  answer_twice (self, TASK);
}

static void
test_answered_by_token (Fixture *self, gconstpointer unused)
{
  add_plan (self, LINK);
  fixture_sweep (self, hcrm_followup_invite);
  g_autofree char *target =
      fixture_sql (self, "SELECT '{\"identifier\":{\"system\":\"urn:hcrm:invitation\","
                         "\"value\":\"' || token || '\"}}' FROM survey_invitation");
  answer_twice (self, target);
}

/* The second step was asked by telephone; with it the plan is done. */
static void
test_last_step (Fixture *self, gconstpointer unused)
{
  add_plan (self, LINK);
  answer (self, 201, "{\"reference\":\"Task/2\"}", "3");
  fixture_assert_sql (self, "active", "SELECT state FROM followup_plan");
  answer (self, 201, TASK, "3");
  fixture_assert_sql (self, "finished", "SELECT state FROM followup_plan");
  fixture_assert_sql (self, "1", "SELECT count(*) FROM timeline WHERE code = 'plan.finished'");
}

/* A colleague who had the patient on the telephone was first. */
static void
test_after_call (Fixture *self, gconstpointer unused)
{
  add_plan (self, LINK);
  fixture_sweep (self, hcrm_followup_invite);
  g_autofree char *response = make_answer ("completed", "", "2");
  g_autofree char *call =
      g_strdup_printf ("{\"disposition\":\"reached\",\"channel\":\"phone\",\"started_at\":\"2026-"
                       "01-01T09:00:00+08:00\",\"response\":%s}",
                       response);
  g_autofree char *version = fixture_sql (self, "SELECT version FROM followup_task WHERE id = 1");
  g_autofree char *match = g_strdup_printf ("If-Match: \"%s\"", version);

  fixture_expect (self, 200, "agent", "POST", "/followup-tasks/1/actions/complete", call, match);
  fixture_assert_sql (self, "cancelled answered",
                      "SELECT state || ' ' || reason FROM message WHERE purpose = 'survey'");
  answer (self, 201, TASK, "9");
  fixture_assert_sql (self, "phone f, fhir t",
                      "SELECT string_agg(channel || ' ' || left(late::text, 1), ', ' ORDER BY id) "
                      "FROM response");
  fixture_assert_sql (self, "2", "SELECT string_agg(number::text, ' ') FROM answer");
}

/* Begun and finished later; what was begun keeps nobody from finishing otherwise. */
static void
test_begun (Fixture *self, gconstpointer unused)
{
  g_autofree char *begun = make_answer ("in-progress", "\"basedOn\":[" TASK "],", "1");
  g_autofree char *whole = make_answer ("completed", "\"id\":\"1\",\"basedOn\":[" TASK "],", "3");
  g_autofree char *second = make_answer ("completed", "\"id\":\"2\",", "9");

  add_plan (self, LINK);
  fixture_sweep (self, hcrm_followup_invite);
  fixture_expect (self, 201, "agent", "POST", ANSWERS, begun);
  fixture_expect (self, 201, "agent", "POST", ANSWERS, begun);
  fixture_assert_sql (self, "open", "SELECT state FROM followup_task WHERE id = 1");
  fixture_expect (self, 200, "agent", "PUT", ANSWERS "/1", whole, "If-Match: W/\"1\"");
  fixture_assert_sql (self, "done", "SELECT state FROM followup_task WHERE id = 1");
  fixture_assert_sql (self, "pain 3", "SELECT string_agg(item || ' ' || number, ' ') FROM answer");
  fixture_expect (self, 200, "agent", "PUT", ANSWERS "/2", second, "If-Match: W/\"1\"");
  fixture_assert_sql (self, "t", "SELECT late FROM response WHERE id = 2");
  fixture_assert_sql (self, "pain 3", "SELECT string_agg(item || ' ' || number, ' ') FROM answer");
}

static void
test_refused (Fixture *self, gconstpointer unused)
{
  add_plan (self, LINK);
  answer (self, 422, "{\"reference\":\"Task/77\"}", "3");
  g_assert_nonnull (strstr (fixture_answer.text, "QuestionnaireResponse.basedOn"));
  answer (self, 422, "{\"identifier\":{\"system\":\"urn:hcrm:invitation\",\"value\":\"x\"}}", "3");
  answer (self, 422, TASK "],\"subject\":{\"reference\":\"Patient/2\"},\"partOf\":[", "3");
  g_assert_nonnull (strstr (fixture_answer.text, "QuestionnaireResponse.subject"));
  fixture_run_sql (self, "UPDATE followup_task SET questionnaire_id = NULL WHERE id = 1");
  answer (self, 422, TASK, "3");
  g_assert_nonnull (strstr (fixture_answer.text, "QuestionnaireResponse.questionnaire"));
  /* What others number is none of ours. */
  answer (self, 201, "{\"reference\":\"ServiceRequest/1\"}", "3");
  fixture_assert_sql (self, "open", "SELECT state FROM followup_task WHERE id = 1");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  FIXTURE_TEST ("/survey/invited", test_invited);
  FIXTURE_TEST ("/survey/no-address", test_no_address);
  FIXTURE_TEST ("/survey/no-token", test_no_token);
  FIXTURE_TEST ("/survey/not-invited", test_not_invited);
  FIXTURE_TEST ("/survey/put-off", test_put_off);
  FIXTURE_TEST ("/survey/answered", test_answered);
  FIXTURE_TEST ("/survey/answered-by-token", test_answered_by_token);
  FIXTURE_TEST ("/survey/last-step", test_last_step);
  FIXTURE_TEST ("/survey/after-call", test_after_call);
  FIXTURE_TEST ("/survey/begun", test_begun);
  FIXTURE_TEST ("/survey/refused", test_refused);
  return g_test_run ();
}
