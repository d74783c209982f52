/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Follow-up over HTTP: deciding, calling, what each disposition does, and agents racing for work.
 */

#include <string.h>

#include "core/hcrm-form.h"
#include "hcrm-fixture.h"
#include "model/hcrm-disposition.h"
#include "modules/followup/followup.h"

/* --- A ward's worth of patients ------------------------------------------------------------- */

#define FORM                                                                                         \
  "{\"resourceType\":\"Questionnaire\",\"url\":\"urn:test:form\",\"version\":\"1\",\"status\":"      \
  "\"active\",\"title\":\"术后随访\",\"extension\":[{\"url\":\"urn:hcrm:score-band\","           \
  "\"extension\":["                                                                                  \
  "{\"url\":\"low\",\"valueDecimal\":2},{\"url\":\"label\",\"valueString\":\"良好\"},"             \
  "{\"url\":\"label_en\",\"valueString\":\"Good\"},{\"url\":\"severity\",\"valueCode\":\"ok\"}]}]"   \
  ",\"item\":[{\"linkId\":\"pain\",\"text\":"                                                        \
  "\"疼痛\",\"type\":"                                                                             \
  "\"decimal\",\"required\":true},{\"linkId\":\"walks\",\"text\":\"行走\",\"type\":\"choice\","    \
  "\"required\":true,\"answerOption\":[{\"valueCoding\":{\"code\":\"yes\",\"display\":\"能\"},"     \
  "\"extension\":[{\"url\":\"http://hl7.org/fhir/StructureDefinition/ordinalValue\","                \
  "\"valueDecimal\":2}]},{\"valueCoding\":{\"code\":\"no\",\"display\":\"不能\"},\"extension\":[{" \
  "\"url\":\"http://hl7.org/fhir/StructureDefinition/ordinalValue\",\"valueDecimal\":0}]}]}]}"

#define ANSWERS                                                                                    \
  "{\"resourceType\":\"QuestionnaireResponse\",\"questionnaire\":\"urn:test:form|1\",\"status\":"  \
  "\"completed\",\"item\":[{\"linkId\":\"pain\",\"answer\":[{\"valueDecimal\":1.10}]},{"           \
  "\"linkId\":\"walks\",\"answer\":[{\"valueCoding\":{\"code\":\"yes\",\"display\":\"能\"}}]}]}"

static const char context[] =
    "SELECT set_config('hcrm.user', '1', false), set_config('hcrm.all', 'on', false);";

static void
seed (Fixture *self)
{
  g_autofree char *done = fixture_sql (
      self,
      "%s INSERT INTO questionnaire (url, version_tag, title, title_en, state, items, resource, "
      "tree_hash, published_at) VALUES ('urn:test:form', '1', '术后随访', 'After surgery', "
      "'published', 2, '%s', '\\x00', now());"
      "INSERT INTO script (code, name, text, text_en) VALUES "
      "('opening', '开场', '您好，{name}{title}，我是{department}{agent}', 'Hello {title}{name}'),"
      "('closing', '结束', '再见{doctor}', NULL);"
      "INSERT INTO followup_template (code, name, name_en, state, icd10) VALUES "
      "('hip', '髋关节术后', 'After hip surgery', 'published', '{S72}'),"
      "('any', '通用', 'General', 'published', '{}');"
      "INSERT INTO followup_template_step (template_id, position, offset_days, window_days, owner, "
      "channel, questionnaire_url, script_code) VALUES "
      "(1, 1, 7, 3, 'doctor', 'phone', 'urn:test:form', 'opening'),"
      "(1, 2, 15, 3, 'centre', 'phone', 'urn:test:form', 'opening'),"
      "(1, 3, 30, 3, 'centre', 'phone', NULL, NULL),"
      "(2, 1, 7, 3, 'centre', 'phone', NULL, NULL);"
      /* What is sent after a call is test-message's. */
      "UPDATE setting SET value = 'off' WHERE code = 'thank_you';",
      context, FORM);
}

/* A patient discharged from orthopaedics @days ago; returns the encounter. */
static gint64
discharge (Fixture *self, const char *name, int days)
{
  g_autofree char *id = fixture_sql (
      self,
      "%s WITH p AS (INSERT INTO patient (name, pinyin, sex, birth_date) VALUES ('%s', 'a', "
      "'female', '1960-05-01') RETURNING id), c AS (INSERT INTO contact (patient_id, position, "
      "name, relation, number, number_key, may_discuss) SELECT id, 1, '%s', 'self', "
      "'138' || lpad(id::text, 8, '0'), '138' || lpad(id::text, 8, '0'), 'all' FROM p), e AS "
      "(INSERT INTO encounter (patient_id, site_id, kind, number, state, department_id, "
      "attending_id, started_at, ended_at, followup_decision) SELECT id, 2, 'inpatient', "
      "'I' || id, 'finished', 1, 1, hcrm_now() - interval '%d days', (hcrm_today(2) - %d + time "
      "'00:30') AT TIME ZONE 'Asia/Shanghai', 'undecided' FROM p RETURNING id), x AS (INSERT INTO "
      "encounter_code (encounter_id, kind, rank, system, code, text) SELECT id, 'diagnosis', 1, "
      "'icd10', 'S72.001', '股骨颈骨折' FROM e) SELECT id FROM e",
      context, name, name, days + 9, days);

  return g_ascii_strtoll (id, NULL, 10);
}

static void
decide (Fixture *self, gint64 encounter, const char *template_id)
{
  g_autofree char *path =
      g_strdup_printf ("/encounters/%" G_GINT64_FORMAT "/actions/decide", encounter);
  g_autofree char *body =
      g_strdup_printf ("{\"decision\":\"plan\",\"template_id\":%s,\"note\":\"注意切口\"}",
                       template_id);

  fixture_expect (self, 200, "doctor", "POST", path, body, "If-Match: \"1\"");
}

/* The nth task made in this test. */
static gint64
task_at (Fixture *self, guint n)
{
  g_autofree char *id =
      fixture_sql (self, "SELECT id FROM followup_task ORDER BY id OFFSET %u LIMIT 1", n);

  return g_ascii_strtoll (id, NULL, 10);
}

/* A discharge with a plan of one centre call that is due. */
static gint64
make_task (Fixture *self, const char *name)
{
  decide (self, discharge (self, name, 7), "2");
  g_autofree char *id = fixture_sql (self, "SELECT max(id) FROM followup_task");
  return g_ascii_strtoll (id, NULL, 10);
}

static void
assert_sql (Fixture *self, const char *expected, const char *sql)
{
  g_autofree char *found = fixture_sql (self, "%s", sql);

  if (g_strcmp0 (found, expected) != 0)
    g_test_message ("%s", sql);
  g_assert_cmpstr (found, ==, expected);
}

static char *
step_path (gint64 task, const char *action)
{
  return g_strdup_printf ("/followup-tasks/%" G_GINT64_FORMAT "%s%s", task,
                          *action != '\0' ? "/actions/" : "", action);
}

static char *
call_body (const char *disposition, const char *more)
{
  return g_strdup_printf ("{\"disposition\":\"%s\",\"channel\":\"phone\",\"started_at\":"
                          "\"2026-01-05T10:00:00+08:00\",\"ended_at\":\"2026-01-05T10:03:00+08:00\""
                          "%s}",
                          disposition, more);
}

/* Completes a task of version @version. */
static void
complete (Fixture *self,
          guint status,
          const char *user,
          gint64 task,
          int version,
          const char *disposition,
          const char *more)
{
  g_autofree char *path = step_path (task, "complete");
  g_autofree char *body = call_body (disposition, more);
  g_autofree char *match = g_strdup_printf ("If-Match: \"%d\"", version);

  fixture_expect (self, status, user, "POST", path, body, match);
}

static void
expect_step (Fixture *self,
             guint status,
             const char *user,
             gint64 task,
             const char *action,
             const char *body)
{
  g_autofree char *path = step_path (task, action);

  fixture_expect (self, status, user, "POST", path, body);
}

static const char *
answer_field (guint n)
{
  static char *name;
  g_autoptr (JsonNode) node = json_from_string (fixture_answer.text, NULL);
  g_autofree char *path = g_strdup_printf ("fields.%u.name", n);

  g_free (name);
  name = g_strdup (json_at (node, path));
  return name;
}

static const char *
answer_at (const char *path)
{
  static char *text;
  g_autoptr (JsonNode) node = json_from_string (fixture_answer.text, NULL);

  g_free (text);
  text = g_strdup (json_at (node, path));
  return text;
}

/* --- Preview and decision ------------------------------------------------------------------- */

static void
test_preview (Fixture *self, gconstpointer unused)
{
  seed (self);
  gint64 encounter = discharge (self, "王芳", 3);
  g_autofree char *moved = fixture_sql (
      self, "UPDATE encounter SET started_at = '2026-02-01 08:00+08', ended_at = '2026-02-09 "
            "23:30+08' WHERE id = 1;"
            "INSERT INTO calendar_day (site_id, day, kind, name, name_en) SELECT 2, d, 'holiday', "
            "'春节', 'Spring Festival' FROM generate_series('2026-02-15'::date, '2026-02-23', '1 "
            "day') AS d; INSERT INTO calendar_day (site_id, day, kind) VALUES (2, '2026-02-14', "
            "'working'), (2, '2026-02-28', 'working'); INSERT INTO setting (code, value) VALUES "
            "('clock_shift', (timestamptz '2026-02-10 09:00+08' - clock_timestamp())::text)");
  g_hash_table_remove_all (self->tokens);
  g_autofree char *body = g_strdup_printf (
      "{\"encounter_id\":%" G_GINT64_FORMAT ",\"steps\":[{\"offset_days\":30,\"owner\":\"centre\"},"
      "{\"offset_days\":7,\"owner\":\"doctor\",\"questionnaire_url\":\"urn:test:form\"},"
      "{\"offset_days\":5,\"owner\":\"centre\"},{\"offset_days\":12,\"owner\":\"centre\"}]}",
      encounter);

  fixture_expect (self, 200, "doctor", "POST", "/followup-plans/actions/preview", body);
  g_assert_cmpstr (answer_at ("steps.0.due_on"), ==, "2026-02-14");
  g_assert_cmpstr (answer_at ("steps.0.moved"), ==, NULL);
  g_assert_cmpstr (answer_at ("steps.1.planned_on"), ==, "2026-02-16");
  g_assert_cmpstr (answer_at ("steps.1.due_on"), ==, "2026-02-24");
  g_assert_cmpstr (answer_at ("steps.1.moved"), ==, "holiday");
  g_assert_cmpstr (answer_at ("steps.1.holiday"), ==, "春节");
  g_assert_cmpstr (answer_at ("steps.1.questionnaire_en"), ==, "After surgery");
  g_assert_cmpstr (answer_at ("steps.3.offset_days"), ==, "30");
  g_assert_cmpstr (answer_at ("steps.3.due_on"), ==, "2026-03-11");
  g_assert_cmpstr (answer_at ("steps.3.channel"), ==, "phone");

  g_autofree char *closed =
      fixture_sql (self, "UPDATE setting SET value = 'off' WHERE code = 'centre_works_weekends'"
                         " RETURNING id");
  fixture_expect (self, 200, "doctor", "POST", "/followup-plans/actions/preview",
                  "{\"encounter_id\":1,\"steps\":[{\"offset_days\":5,\"owner\":\"centre\"},"
                  "{\"offset_days\":19,\"owner\":\"centre\"},"
                  "{\"offset_days\":20,\"owner\":\"centre\"},"
                  "{\"offset_days\":26,\"owner\":\"centre\"}]}");
  g_assert_cmpstr (answer_at ("steps.0.due_on"), ==, "2026-02-14"); /* a swapped Saturday */
  g_assert_cmpstr (answer_at ("steps.1.due_on"), ==, "2026-02-28"); /* another */
  g_assert_cmpstr (answer_at ("steps.2.due_on"), ==, "2026-03-02");
  g_assert_cmpstr (answer_at ("steps.2.moved"), ==, "weekend");
  g_assert_cmpstr (answer_at ("steps.3.due_on"), ==, "2026-03-09");
}

/* Decided after the doctor's day: the call is not lost, it is due at once, and the time line says
 * why. */
static void
test_decided_late (Fixture *self, gconstpointer unused)
{
  seed (self);
  gint64 encounter = discharge (self, "王芳", 12);
  g_autofree char *body =
      g_strdup_printf ("{\"encounter_id\":%" G_GINT64_FORMAT ",\"template_id\":1}", encounter);
  g_autofree char *today = fixture_sql (self, "SELECT hcrm_today(2)");
  g_autofree char *planned = fixture_sql (self, "SELECT hcrm_today(2) - 5");

  fixture_expect (self, 200, "doctor", "POST", "/followup-plans/actions/preview", body);
  g_assert_cmpstr (answer_at ("steps.0.due_on"), ==, today);
  g_assert_cmpstr (answer_at ("steps.0.planned_on"), ==, planned);
  g_assert_cmpstr (answer_at ("steps.0.moved"), ==, "late");
  g_assert_cmpstr (answer_at ("steps.0.past"), ==, "false");
  decide (self, encounter, "1");
  assert_sql (self, "doctor open late t, centre waiting, centre waiting",
              "SELECT string_agg(concat_ws(' ', owner, state, moved, CASE position WHEN 1 THEN "
              "due_on = hcrm_today(2) END), ', ' ORDER BY position) FROM followup_task");
  assert_sql (self, "t",
              "SELECT (params ->> 'due_on')::date = hcrm_today(2) AND (params ->> "
              "'planned_on')::date = hcrm_today(2) - 5 FROM timeline WHERE code = "
              "'followup.moved-late'");
  fixture_expect (self, 200, "doctor", "GET", "/followup-tasks?assignee=me", NULL);
  g_assert_cmpstr (answer_at ("items.0.bucket"), ==, "today");
}

/* Decided after several days of the plan have gone by: the patient is called once, not for each of
 * them, and asked what all of them would have asked. */
static void
test_decided_too_late (Fixture *self, gconstpointer unused)
{
  seed (self);
  gint64 encounter = discharge (self, "王芳", 40);
  g_autofree char *body = g_strdup_printf (
      "{\"encounter_id\":%" G_GINT64_FORMAT ",\"steps\":["
      "{\"offset_days\":7,\"owner\":\"centre\",\"questionnaire_url\":\"urn:test:form\"},"
      "{\"offset_days\":15,\"owner\":\"centre\"},{\"offset_days\":30,\"owner\":\"centre\"},"
      "{\"offset_days\":90,\"owner\":\"centre\"}]}",
      encounter);
  g_autofree char *day = fixture_sql (self, "SELECT hcrm_today(2) - 10");

  fixture_expect (self, 200, "doctor", "POST", "/followup-plans/actions/preview", body);
  g_assert_cmpstr (answer_at ("steps.0.moved"), ==, "passed");
  g_assert_cmpstr (answer_at ("steps.0.folded_into"), ==, "3");
  g_assert_cmpstr (answer_at ("steps.0.past"), ==, "true");
  g_assert_cmpstr (answer_at ("steps.1.moved"), ==, "passed");
  g_assert_cmpstr (answer_at ("steps.2.due_on"), ==, day);
  g_assert_cmpstr (answer_at ("steps.2.moved"), ==, NULL);
  g_assert_cmpstr (answer_at ("steps.2.questionnaire_en"), ==, "After surgery");
  g_assert_cmpstr (answer_at ("steps.3.moved"), ==, NULL);
  g_autofree char *steps = g_strdup (strchr (body, '['));
  g_autofree char *decision = g_strconcat ("{\"decision\":\"plan\",\"steps\":", steps, NULL);
  fixture_expect (self, 200, "doctor", "POST", "/encounters/1/actions/decide", decision,
                  "If-Match: \"1\"");
  assert_sql (self, "cancelled passed f, cancelled passed f, open -10 t, open 50 f",
              "SELECT string_agg(concat_ws(' ', state, coalesce(moved, (due_on - "
              "hcrm_today(2))::text), questionnaire_id IS NOT NULL AND state = 'open'), ', ' "
              "ORDER BY position) FROM followup_task");
  assert_sql (
      self, "1 into 3 of 4, 2 into 3 of 4",
      "SELECT string_agg(concat_ws(' ', params ->> 'step', 'into', params ->> 'into', 'of', "
      "params ->> 'steps'), ', ' ORDER BY id) FROM timeline WHERE code = "
      "'followup.passed'");
  assert_sql (
      self, "true true",
      "SELECT ((params ->> 'first_due')::date = hcrm_today(2) - 10) || ' ' || (activity_id = "
      "(SELECT id FROM followup_task WHERE position = 3)) FROM timeline WHERE code = "
      "'followup.planned'");
  fixture_expect (self, 200, "agent", "GET", "/followup-tasks?bucket=overdue&bucket=today", NULL);
  g_assert_cmpstr (answer_at ("total.value"), ==, "1");
}

/* After the doctor's late call the centre does not make up for days that went by before it. */
static void
test_doctor_too_late (Fixture *self, gconstpointer unused)
{
  seed (self);
  decide (self, discharge (self, "王芳", 20), "1");
  assert_sql (self, "doctor open late, centre cancelled passed, centre waiting",
              "SELECT string_agg(concat_ws(' ', owner, state, moved), ', ' ORDER BY position) FROM "
              "followup_task");
  assert_sql (self, "2 into 1",
              "SELECT concat_ws(' ', params ->> 'step', 'into', params ->> 'into') FROM timeline "
              "WHERE code = 'followup.passed'");
  complete (self, 200, "doctor", task_at (self, 0), 1, "reached", ",\"response\":" ANSWERS);
  assert_sql (self, "done, cancelled, open",
              "SELECT string_agg(state, ', ' ORDER BY position) FROM followup_task");
}

static void
test_preview_refuses (Fixture *self, gconstpointer unused)
{
  static const char path[] = "/followup-plans/actions/preview";
  seed (self);
  discharge (self, "王芳", 3);

  fixture_expect (self, 422, "doctor", "POST", path,
                  "{\"encounter_id\":1,\"steps\":[{\"offset_days\":7,\"owner\":\"doctor\"},"
                  "{\"offset_days\":15,\"owner\":\"centre\"},"
                  "{\"offset_days\":7,\"owner\":\"centre\"}]}");
  g_assert_cmpstr (answer_field (0), ==, "steps[2].offset_days");
  fixture_expect (self, 422, "doctor", "POST", path,
                  "{\"encounter_id\":1,\"steps\":[{\"offset_days\":0,\"owner\":\"doctor\"},"
                  "{\"offset_days\":-5,\"owner\":\"nobody\"}]}");
  g_assert_cmpstr (answer_field (0), ==, "steps[0].offset_days");
  g_assert_cmpstr (answer_field (1), ==, "steps[1].offset_days");
  g_assert_cmpstr (answer_field (2), ==, "steps[1].owner");
  fixture_expect (self, 422, "doctor", "POST", path, "{\"encounter_id\":1}");
  g_assert_cmpstr (answer_field (0), ==, "template_id");
  fixture_expect (self, 422, "doctor", "POST", path, "{\"encounter_id\":1,\"template_id\":99}");
  fixture_expect (self, 404, "doctor2", "POST", path, "{\"encounter_id\":1,\"template_id\":1}");
  fixture_expect (self, 403, "agent", "POST", path, "{\"encounter_id\":1,\"template_id\":1}");
}

static void
test_decide (Fixture *self, gconstpointer unused)
{
  static const char path[] = "/encounters/1/actions/decide";
  static const char plan[] = "{\"decision\":\"plan\",\"template_id\":1,\"note\":\"注意切口\"}";
  seed (self);
  discharge (self, "王芳", 7);

  fixture_expect (self, 428, "doctor", "POST", path, plan);
  fixture_expect (self, 412, "doctor", "POST", path, plan, "If-Match: \"7\"");
  g_assert_cmpstr (answer_at ("current.patient"), ==, "王芳");
  fixture_expect (self, 404, "doctor2", "POST", path, plan, "If-Match: \"1\"");
  fixture_expect (self, 403, "agent", "POST", path, plan, "If-Match: \"1\"");
  fixture_expect (self, 422, "doctor", "POST", path, "{\"decision\":\"exempt\"}",
                  "If-Match: \"1\"");
  g_assert_cmpstr (answer_field (0), ==, "reason");
  fixture_expect (self, 422, "doctor", "POST", path,
                  "{\"decision\":\"plan\",\"steps\":[{\"offset_days\":3,\"owner\":\"centre\"},{"
                  "\"offset_days\":1,\"owner\":\"centre\",\"questionnaire_url\":\"urn:none\"}]}",
                  "If-Match: \"1\"");
  g_assert_cmpstr (answer_field (0), ==, "steps[1].questionnaire_url");

  fixture_expect (self, 200, "doctor", "POST", path, plan, "If-Match: \"1\"", "Idempotency-Key: k");
  g_assert_cmpstr (answer_at ("followup_decision"), ==, "plan");
  g_assert_cmpstr (answer_at ("decided_by"), ==, "陈一帆");
  fixture_expect (self, 200, "doctor", "POST", path, plan, "If-Match: \"1\"", "Idempotency-Key: k");
  fixture_expect (self, 409, "doctor", "POST", path, plan, "If-Match: \"2\"");
  assert_sql (self, "1", "SELECT count(*) FROM followup_plan");
  assert_sql (self, "doctor open 0, centre waiting 8, centre waiting 23",
              "SELECT string_agg(owner || ' ' || state || ' ' || due_on - hcrm_today(2), ', ' "
              "ORDER BY position) FROM followup_task");
  assert_sql (self, "6", "SELECT assignee_id FROM followup_task WHERE position = 1");
  assert_sql (self, "followup.planned 3",
              "SELECT code || ' ' || (params ->> 'steps') FROM timeline");
}

static void
test_decide_against (Fixture *self, gconstpointer unused)
{
  static const char path[] = "/encounters/1/actions/decide";
  seed (self);
  discharge (self, "王芳", 1);

  fixture_expect (self, 200, "doctor", "POST", path, "{\"decision\":\"none\"}", "If-Match: \"1\"");
  fixture_expect (self, 200, "doctor", "POST", path,
                  "{\"decision\":\"exempt\",\"reason\":\"转院\"}", "If-Match: \"2\"");
  g_assert_cmpstr (answer_at ("decision_reason"), ==, "转院");
  fixture_expect (self, 200, "doctor", "POST", path, "{\"decision\":\"plan\",\"template_id\":2}",
                  "If-Match: \"3\"");
  assert_sql (self, "followup.decided,followup.decided,followup.planned",
              "SELECT string_agg(code, ',' ORDER BY id) FROM timeline");

  discharge (self, "李强", 1);
  g_autofree char *dead = fixture_sql (self, "UPDATE patient SET deceased_at = now() WHERE id = 2");
  fixture_expect (self, 409, "doctor", "POST", "/encounters/2/actions/decide",
                  "{\"decision\":\"plan\",\"template_id\":2}", "If-Match: \"1\"");
  g_autofree char *in = fixture_sql (
      self, "UPDATE patient SET deceased_at = NULL WHERE id = 2; UPDATE encounter SET state = "
            "'active', followup_decision = NULL, ended_at = NULL WHERE id = 2");
  fixture_expect (self, 409, "doctor", "POST", "/encounters/2/actions/decide",
                  "{\"decision\":\"plan\",\"template_id\":2}", "If-Match: \"3\"");
}

/* --- Calls ---------------------------------------------------------------------------------- */

static void
test_doctors_call (Fixture *self, gconstpointer unused)
{
  seed (self);
  decide (self, discharge (self, "王芳", 7), "1");
  gint64 task = task_at (self, 0);
  g_autofree char *path = step_path (task, "complete");
  g_autofree char *body = call_body ("reached", ",\"contact_id\":1,\"note\":\"好\",\"opinion\":"
                                                "\"继续锻炼\",\"response\":" ANSWERS);
  g_autofree char *bare = call_body ("reached", "");
  g_autofree char *half =
      call_body ("reached",
                 ",\"response\":{\"resourceType\":\"QuestionnaireResponse\",\"item\":[{\"linkId\":"
                 "\"walks\",\"answer\":[{\"valueCoding\":{\"code\":\"maybe\"}}]}]}");

  expect_step (self, 200, "doctor", task, "claim", NULL);
  g_autofree char *draft =
      fixture_sql (self,
                   "INSERT INTO draft (user_id, kind, ref, content) VALUES (6, 'followup_task', "
                   "'%" G_GINT64_FORMAT "', '{}') RETURNING ref",
                   task);
  fixture_expect (self, 422, "doctor", "POST", path, bare, "If-Match: \"1\"");
  g_assert_cmpstr (answer_field (0), ==, "response.pain");
  g_assert_cmpstr (answer_field (1), ==, "response.walks");
  fixture_expect (self, 422, "doctor", "POST", path, half, "If-Match: \"1\"");
  fixture_expect (self, 428, "doctor", "POST", path, body);
  fixture_expect (self, 412, "doctor", "POST", path, body, "If-Match: \"9\"");
  g_assert_cmpstr (answer_at ("current.patient"), ==, "王芳");
  fixture_expect (self, 200, "doctor", "POST", path, body, "If-Match: \"1\"", "Idempotency-Key: a");
  g_assert_cmpstr (answer_at ("state"), ==, "done");
  g_assert_cmpstr (answer_at ("late"), ==, "false");
  g_assert_cmpstr (answer_at ("claimed_by"), ==, NULL);
  fixture_expect (self, 200, "doctor", "POST", path, body, "If-Match: \"1\"", "Idempotency-Key: a");

  assert_sql (self, "1", "SELECT count(*) FROM attempt");
  assert_sql (self, "0", "SELECT count(*) FROM draft");
  assert_sql (self, "0", "SELECT count(*) FROM claim");
  assert_sql (self, ANSWERS, "SELECT resource FROM response");
  assert_sql (self, "completed 2", "SELECT state || ' ' || score FROM response");
  assert_sql (self, "pain 1.10, walks yes",
              "SELECT string_agg(item || ' ' || coalesce(code, number::text), ', ' ORDER BY item) "
              "FROM answer");
  assert_sql (self, "done,open,open",
              "SELECT string_agg(state, ',' ORDER BY position) FROM followup_task");
  assert_sql (self, "followup.done 2",
              "SELECT code || ' ' || (SELECT count(*) FROM timeline) FROM timeline ORDER BY id "
              "DESC LIMIT 1");
  assert_sql (self, "良好 Good 良好 Good",
              "SELECT concat_ws(' ', r.band, r.band_en, t.params ->> 'band', t.params ->> "
              "'band_en') FROM response AS r, timeline AS t WHERE t.code = 'followup.done'");
  assert_sql (self, "active", "SELECT state FROM followup_plan");
}

static void
test_waiting_and_scopes (Fixture *self, gconstpointer unused)
{
  seed (self);
  decide (self, discharge (self, "王芳", 7), "1");
  gint64 first = task_at (self, 0), second = task_at (self, 1);

  complete (self, 409, "agent", second, 1, "busy", "");
  expect_step (self, 409, "agent", second, "claim", NULL);
  complete (self, 404, "doctor2", first, 1, "busy", "");
  expect_step (self, 404, "doctor2", first, "claim", NULL);
  g_autofree char *sheet = g_strdup_printf ("/followup-tasks/%" G_GINT64_FORMAT "/sheet", first);
  fixture_expect (self, 404, "doctor2", "GET", sheet, NULL);
  fixture_expect (self, 200, "doctor2", "GET", "/followup-tasks", NULL);
  g_assert_cmpstr (answer_at ("total.value"), ==, "0");
  fixture_expect (self, 200, "doctor2", "GET", "/followup-plans", NULL);
  g_assert_cmpstr (answer_at ("total.value"), ==, "0");
  fixture_expect (self, 200, "doctor", "GET", "/followup-tasks?assignee=me&bucket=today", NULL);
  g_assert_cmpstr (answer_at ("items.0.patient"), ==, "王芳");
  g_assert_cmpstr (answer_at ("items.0.phone"), ==, "138****0001");
  g_assert_cmpstr (answer_at ("total.value"), ==, "1");
  fixture_expect (self, 200, "agent", "GET", "/followup-tasks?state=waiting&owner=centre", NULL);
  g_assert_cmpstr (answer_at ("total.value"), ==, "2");
  fixture_expect (self, 200, "agent", "GET", "/followup-tasks?bucket=overdue&bucket=today", NULL);
  g_assert_cmpstr (answer_at ("total.value"), ==, "1");
}

/* Lists that are planned once answer as the one that knows every filter. */
static void
test_lists (Fixture *self, gconstpointer unused)
{
  static const struct {
    const char *query;
    const char *total;
  } cases[] = {
    { "owner=centre&state=open", "4" },
    { "owner=centre&bucket=overdue", "1" },
    { "owner=centre&bucket=today", "2" },
    { "owner=centre&bucket=overdue&bucket=today", "3" },
    { "owner=centre&bucket=later", "1" },
    { "owner=centre&bucket=later&sort=-pinyin", "1" },
    { "owner=centre&bucket=soon", "0" },
    { "owner=centre&owner=doctor&state=open", "5" },
    { "owner=centre&bucket=overdue&department_id=1", "1" },
    { "department_id=1&state=open", "5" },
    { "department_id=1&bucket=today", "3" },
    { "department_id=3&bucket=today", "0" },
    { "assignee=me&state=open", "0" },
    { "owner=centre&bucket=today&bucket=done", "2" },
    { "owner=centre&bucket=today&sort=-finished_at", "2" },
    { "owner=centre&state=open&state=waiting", "6" },
    { "owner=centre&state=open&template_id=2", "4" },
    { "q=zhao&bucket=later", "1" },
  };

  seed (self);
  decide (self, discharge (self, "王芳", 7), "1"); /* doctor today, centre waiting twice */
  make_task (self, "李强");
  make_task (self, "孙丽");
  decide (self, discharge (self, "钱进", 12), "2");
  decide (self, discharge (self, "赵敏", 0), "2");
  g_autofree char *named =
      fixture_sql (self, "UPDATE patient SET pinyin = 'zhao min' WHERE name = '赵敏'");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strconcat ("/followup-tasks?", cases[i].query, NULL);

    fixture_expect (self, 200, "agent", "GET", path, NULL);
    if (g_strcmp0 (answer_at ("total.value"), cases[i].total) != 0)
      g_test_message ("%s", cases[i].query);
    g_assert_cmpstr (answer_at ("total.value"), ==, cases[i].total);
  }
  fixture_expect (self, 200, "doctor", "GET", "/followup-tasks?assignee=me&state=open", NULL);
  g_assert_cmpstr (answer_at ("total.value"), ==, "1");
  fixture_expect (self, 200, "agent", "GET", "/followup-tasks?owner=centre&state=open&limit=2",
                  NULL);
  g_assert_cmpstr (answer_at ("items.0.patient"), ==, "钱进");
  g_autofree char *next =
      g_strconcat ("/followup-tasks?owner=centre&state=open&limit=2&after=", answer_at ("next"),
                   NULL);
  fixture_expect (self, 200, "agent", "GET", next, NULL);
  g_assert_cmpstr (answer_at ("items.1.patient"), ==, "赵敏");
  fixture_expect (self, 422, "agent", "GET", "/followup-tasks?owner=centre&state=open&sort=name",
                  NULL);
}

static void
test_sheet (Fixture *self, gconstpointer unused)
{
  seed (self);
  decide (self, discharge (self, "王芳", 7), "1");
  g_autofree char *path =
      g_strdup_printf ("/followup-tasks/%" G_GINT64_FORMAT "/sheet", task_at (self, 0));

  fixture_expect (self, 200, "doctor", "GET", path, NULL);
  g_assert_cmpstr (answer_at ("contacts.0.dial"), ==, NULL);
  g_assert_cmpstr (answer_at ("contacts.0.number"), ==, "138****0001");
  expect_step (self, 200, "doctor", task_at (self, 0), "claim", NULL);
  expect_step (self, 200, "doctor", task_at (self, 0), "renew", NULL);
  g_assert_nonnull (answer_at ("expires_at"));
  fixture_expect (self, 200, "doctor", "GET", path, NULL, "Accept-Language: zh-CN");
  g_assert_cmpstr (answer_at ("contacts.0.dial"), ==, "13800000001");
  g_assert_cmpstr (answer_at ("task.note"), ==, "注意切口");
  g_assert_cmpstr (answer_at ("patient.name"), ==, "王芳");
  g_assert_cmpstr (answer_at ("encounter.diagnosis"), ==, "股骨颈骨折");
  g_assert_cmpstr (answer_at ("questionnaire.item.0.linkId"), ==, "pain");
  g_assert_cmpstr (answer_at ("steps.2.offset_days"), ==, "30");
  g_assert_cmpstr (answer_at ("next_step.owner"), ==, "centre");
  g_assert_cmpstr (answer_at ("claim.user"), ==, "陈一帆");
  g_assert_cmpstr (answer_at ("scripts.0.text"), ==, "您好，王芳女士，我是骨科陈一帆");
  g_assert_cmpstr (answer_at ("scripts.1.text"), ==, "再见陈一帆");
  g_assert_cmpstr (answer_at ("response"), ==, NULL);
  assert_sql (self, "1", "SELECT count(*) FROM audit WHERE action = 'dial'");
  fixture_expect (self, 200, "agent", "GET", path, NULL, "Accept-Language: en");
  g_assert_cmpstr (answer_at ("contacts.0.dial"), ==, NULL);
  g_assert_nonnull (strstr (answer_at ("scripts.0.text"), "王芳"));
}

/* --- Claims --------------------------------------------------------------------------------- */

static void
test_claim (Fixture *self, gconstpointer unused)
{
  seed (self);
  gint64 task = make_task (self, "王芳");

  expect_step (self, 200, "agent", task, "claim", NULL);
  expect_step (self, 200, "agent", task, "claim", NULL);
  g_assert_cmpstr (answer_at ("claimed_by"), ==, "林晓");
  expect_step (self, 409, "agent2", task, "claim", NULL);
  g_assert_cmpstr (answer_at ("current.user"), ==, "林晓");
  expect_step (self, 409, "agent2", task, "renew", NULL);
  expect_step (self, 200, "agent2", task, "release", NULL); /* not theirs: nothing happens */
  expect_step (self, 409, "agent2", task, "claim", NULL);
  expect_step (self, 200, "agent", task, "release", NULL);
  expect_step (self, 200, "agent2", task, "claim", NULL);
  assert_sql (self, "1", "SELECT version FROM followup_task");
}

/* Another program has sent the answers, and the agent who calls hears them again: the call ends the
 * step, and the first answers count. The program is refused when it sends them twice. */
static void
test_answered_before (Fixture *self, gconstpointer unused)
{
  seed (self);
  decide (self, discharge (self, "王芳", 15), "1");
  g_free (fixture_sql (self, "UPDATE followup_task SET state = 'open'"));
  gint64 task = task_at (self, 1);
  g_autoptr (GString) body = g_string_new (NULL);

  g_string_printf (body,
                   "{\"activity_id\":%" G_GINT64_FORMAT ",\"questionnaire_id\":1,\"resource\":",
                   task);
  hcrm_json_append_string (body, ANSWERS);
  g_string_append_c (body, '}');
  fixture_expect (self, 201, "agent", "POST", "/responses", body->str);
  fixture_expect (self, 409, "agent2", "POST", "/responses", body->str);
  g_assert_nonnull (strstr (fixture_answer.text, "This step has been answered already"));
  complete (self, 200, "agent", task, 2, "reached", ",\"response\":" ANSWERS);
  g_assert_cmpstr (answer_at ("state"), ==, "done");
  assert_sql (self, "false", "SELECT late::text FROM attempt");
  assert_sql (self, "false,true", "SELECT string_agg(late::text, ',' ORDER BY id) FROM response");
}

/* The claim lapsed, another agent took the patient, and both save: the first one counts. */
static void
test_lapsed_claim (Fixture *self, gconstpointer unused)
{
  seed (self);
  decide (self, discharge (self, "王芳", 15), "1");
  g_autofree char *open = fixture_sql (self, "UPDATE followup_task SET state = 'open'");
  gint64 task = task_at (self, 1);

  expect_step (self, 200, "agent", task, "claim", NULL);
  g_autofree char *lapsed =
      fixture_sql (self, "UPDATE claim SET expires_at = now() - interval '1 s'");
  expect_step (self, 200, "agent2", task, "claim", NULL);
  complete (self, 200, "agent", task, 2, "reached", ",\"response\":" ANSWERS);
  g_assert_cmpstr (answer_at ("late"), ==, "false");
  assert_sql (self, "4", "SELECT user_id FROM claim"); /* the other's claim is theirs */
  complete (self, 200, "agent2", task, 2, "reached", ",\"response\":" ANSWERS);
  g_assert_cmpstr (answer_at ("late"), ==, "true");
  g_assert_cmpstr (answer_at ("state"), ==, "done");
  assert_sql (self, "false,true", "SELECT string_agg(late::text, ',' ORDER BY id) FROM attempt");
  assert_sql (self, "false,true", "SELECT string_agg(late::text, ',' ORDER BY id) FROM response");
  assert_sql (self, "2", "SELECT count(*) FROM answer");
  assert_sql (self, "followup.attempt-late", "SELECT code FROM timeline ORDER BY id DESC LIMIT 1");
}

static void
test_next (Fixture *self, gconstpointer unused)
{
  seed (self);
  gint64 today = make_task (self, "王芳");
  decide (self, discharge (self, "李强", 9), "2"); /* overdue */
  decide (self, discharge (self, "赵敏", 3), "2"); /* not due */
  gint64 overdue = task_at (self, 1);

  fixture_expect (self, 200, "agent", "POST", "/followup-tasks/actions/next", "{}");
  g_assert_cmpint (g_ascii_strtoll (answer_at ("task.id"), NULL, 10), ==, overdue);
  g_assert_cmpstr (answer_at ("task.claimed_by"), ==, "林晓");
  fixture_expect (self, 200, "agent2", "POST", "/followup-tasks/actions/next", "{}");
  g_assert_cmpint (g_ascii_strtoll (answer_at ("task.id"), NULL, 10), ==, today);
  fixture_expect (self, 200, "agent2", "POST", "/followup-tasks/actions/next", "{}");
  g_assert_cmpstr (answer_at ("task"), ==, NULL);
  complete (self, 200, "agent", overdue, 1, "no_answer", "");
  fixture_expect (self, 200, "agent", "POST", "/followup-tasks/actions/next", "{}");
  g_assert_cmpstr (answer_at ("task"), ==, NULL);
  expect_step (self, 200, "agent2", today, "release", NULL);
  fixture_expect (self, 200, "agent", "POST", "/followup-tasks/actions/next",
                  "{\"department_id\":3}");
  g_assert_cmpstr (answer_at ("task"), ==, NULL);
  fixture_expect (self, 200, "doctor", "POST", "/followup-tasks/actions/next", "{}");
  g_assert_cmpstr (answer_at ("task"), ==, NULL);
}

static void
test_call_later (Fixture *self, gconstpointer unused)
{
  seed (self);
  gint64 later = make_task (self, "王芳");
  decide (self, discharge (self, "李强", 9), "2");
  g_autofree char *at =
      fixture_sql (self, "SELECT to_char(now() AT TIME ZONE 'UTC' + interval '2 hours', "
                         "'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')");
  g_autofree char *more = g_strdup_printf (",\"call_back_at\":\"%s\"", at);

  complete (self, 422, "agent", later, 1, "call_later", "");
  g_assert_cmpstr (answer_field (0), ==, "call_back_at");
  complete (self, 422, "agent", later, 1, "call_later",
            ",\"call_back_at\":\"2026-01-05T09:00:00+08:00\"");
  complete (self, 200, "agent", later, 1, "call_later", more);
  g_assert_cmpstr (answer_at ("state"), ==, "open");
  g_assert_cmpstr (answer_at ("version"), ==, "1");
  g_autofree char *clock = fixture_sql (
      self,
      "SELECT t.params ->> 'call_back_at' = to_char('%s' AT TIME ZONE 'Asia/Shanghai',"
      " 'YYYY-MM-DD\"T\"HH24:MI:SS+08') FROM timeline AS t WHERE t.params ? 'call_back_at'",
      at);
  g_assert_cmpstr (clock, ==, "t");
  fixture_expect (self, 200, "agent", "POST", "/followup-tasks/actions/next", "{}");
  g_assert_cmpstr (answer_at ("task.patient"), ==, "李强");
  expect_step (self, 200, "agent", task_at (self, 1), "release", NULL);
  g_autofree char *shift = fixture_sql (
      self, "INSERT INTO setting (code, value) VALUES ('clock_shift', '3 hours') RETURNING id");
  fixture_expect (self, 200, "agent", "POST", "/followup-tasks/actions/next", "{}");
  g_assert_cmpstr (answer_at ("task.patient"), ==, "王芳"); /* though the other is overdue */
}

typedef struct {
  Fixture *self;
  guint pending;
  GHashTable *taken; /* patient → TRUE */
  guint n_tasks;
} Race;

static void
raced_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Race *race = data;
  g_autoptr (GBytes) bytes =
      soup_session_send_and_read_finish (SOUP_SESSION (source), result, NULL);
  g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_autoptr (JsonNode) node = json_from_string (text, NULL);
  const char *patient = json_at (node, "task.survivor_id");

  race->pending--;
  if (json_at (node, "task.id") == NULL)
    return;
  race->n_tasks++;
  g_assert_true (g_hash_table_add (race->taken, g_strdup (patient)));
}

static void
race_once (Race *race, SoupSession *session, const char *user)
{
  g_autofree char *url = g_strconcat (race->self->base, "/followup-tasks/actions/next", NULL);
  g_autoptr (SoupMessage) message = soup_message_new ("POST", url);
  g_autofree char *bearer =
      g_strconcat ("Bearer ", (char *) g_hash_table_lookup (race->self->tokens, user), NULL);
  g_autoptr (GBytes) body = g_bytes_new_static ("{}", 2);

  soup_message_headers_append (soup_message_get_request_headers (message), "Authorization", bearer);
  soup_message_set_request_body_from_bytes (message, "application/json", body);
  race->pending++;
  soup_session_send_and_read_async (session, message, G_PRIORITY_DEFAULT, NULL, raced_cb, race);
}

/* Twelve patients with two due tasks each, thirty hands at once: each patient is taken once. */
static void
test_race (Fixture *self, gconstpointer unused)
{
  Race race = { self, 0, g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL), 0 };
  g_autoptr (SoupSession) session =
      soup_session_new_with_options ("max-conns", 40, "max-conns-per-host", 40, NULL);

  seed (self);
  for (guint i = 0; i < 12; i++) {
    decide (self, discharge (self, "患者", 30), "1");
  }
  g_autofree char *open =
      fixture_sql (self,
                   "UPDATE followup_task SET state = 'open'; UPDATE followup_task SET due_on = "
                   "hcrm_today(2) - position WHERE owner = 'centre'");
  fixture_expect (self, 200, "agent", "GET", "/session", NULL);
  fixture_expect (self, 200, "agent2", "GET", "/session", NULL);
  for (guint i = 0; i < 30; i++)
    race_once (&race, session, i % 2 ? "agent" : "agent2");
  while (race.pending > 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (race.n_tasks, ==, 12);
  assert_sql (self, "12", "SELECT count(*) FROM claim");
  g_hash_table_unref (race.taken);
}

/* --- What comes of a call ------------------------------------------------------------------- */

static void
check_disposition (Fixture *self, const HcrmDisposition *disposition)
{
  gint64 task = make_task (self, disposition->code);
  g_autofree char *contact = fixture_sql (self, "SELECT max(id) FROM contact");
  g_autofree char *more =
      g_strdup_printf (",\"contact_id\":%s%s", contact,
                       disposition->asks_time ? ",\"call_back_at\":\"2027-01-01T09:00:00+08:00\""
                                              : "");
  const char *plan_state = hcrm_disposition_get_plan_state (disposition);
  gboolean done = disposition->task == HCRM_TASK_DONE;

  complete (self, 200, "agent", task, 1, disposition->code, more);
  g_assert_cmpstr (answer_at ("state"), ==, hcrm_disposition_get_task_state (disposition));
  g_assert_cmpstr (answer_at ("last_disposition"), ==, disposition->code);
  g_assert_cmpint (answer_at ("not_before") != NULL, ==,
                   disposition->asks_time
                       || (hcrm_disposition_is_failure (disposition) && !disposition->invalidates));
  assert_sql (self,
              plan_state != NULL ? plan_state
              : done             ? "finished"
                                 : "active",
              "SELECT state FROM followup_plan ORDER BY id DESC LIMIT 1");
  assert_sql (self, disposition->invalidates ? "t" : "f",
              "SELECT invalid_at IS NOT NULL FROM contact ORDER BY id DESC LIMIT 1");
}

/* At night the next attempt waits for the morning. */
static void
be_morning (Fixture *self)
{
  g_free (fixture_sql (
      self, "INSERT INTO setting (code, value) SELECT 'clock_shift', ((date_trunc('day', now() AT"
            " TIME ZONE 'Asia/Shanghai') + interval '10 hours') AT TIME ZONE 'Asia/Shanghai' -"
            " now())::text"));
}

/* What is to be tried again later is not urgent before. */
static void
assert_tried_later (Fixture *self)
{
  guint later = 0;

  fixture_expect (self, 200, "agent", "GET", "/today", NULL);
  for (guint i = 0; i < hcrm_n_dispositions; i++) {
    g_autofree char *due = g_strdup_printf ("items.%u.due_at", i);
    g_autofree char *urgency = g_strdup_printf ("items.%u.urgency", i);
    if (answer_at (due) == NULL)
      continue;
    g_assert_cmpstr (answer_at (urgency), ==, "later");
    later++;
  }
  g_assert_cmpuint (later, >, 0);
}

static void
test_dispositions (Fixture *self, gconstpointer unused)
{
  be_morning (self);
  seed (self);
  for (guint i = 0; i < hcrm_n_dispositions; i++)
    check_disposition (self, &hcrm_dispositions[i]);
  assert_sql (self, "120",
              "SELECT round(extract(epoch FROM not_before - hcrm_now()) / 60) FROM "
              "followup_task_progress WHERE last_disposition = 'no_answer'");
  assert_tried_later (self);
  fixture_expect (self, 200, "supervisor", "GET", "/followup-plans?state=suspended", NULL);
  g_assert_cmpstr (answer_at ("total.value"), ==, "2");
}

/* Who has died is not called for another plan either. */
static void
test_deceased (Fixture *self, gconstpointer unused)
{
  seed (self);
  gint64 encounter = discharge (self, "王芳", 7);
  decide (self, encounter, "1");
  g_autofree char *again = fixture_sql (
      self,
      "%s INSERT INTO followup_plan (patient_id, encounter_id, template_id, site_id, "
      "department_id) VALUES (1, 1, 2, 2, 3); WITH a AS (INSERT INTO activity (kind, "
      "patient_id, site_id) VALUES ('followup_task', 1, 2) RETURNING id) INSERT INTO "
      "followup_task (id, plan_id, patient_id, position, offset_days, owner, site_id, "
      "department_id, channel, due_on, planned_on, state) SELECT id, 2, 1, 1, 7, 'centre', 2, "
      "3, 'phone', hcrm_today(), hcrm_today(), 'open' FROM a",
      context);

  complete (self, 200, "doctor", task_at (self, 0), 1, "deceased", "");
  assert_sql (self, "cancelled,cancelled", "SELECT string_agg(state, ',') FROM followup_plan");
  assert_sql (self, "t", "SELECT deceased_at IS NOT NULL FROM patient WHERE id = 1");
  assert_sql (self, "1", "SELECT count(*) FROM timeline WHERE code = 'record.deceased'");
  assert_sql (self, "2", "SELECT count(*) FROM timeline WHERE code = 'plan.deceased'");
  assert_sql (self, "cancelled 4",
              "SELECT min(state) || ' ' || count(*) FROM followup_task GROUP BY state");
}

static void
test_suspend_and_resume (Fixture *self, gconstpointer unused)
{
  seed (self);
  decide (self, discharge (self, "王芳", 7), "1");

  complete (self, 200, "doctor", task_at (self, 0), 1, "readmitted", "");
  assert_sql (self, "skipped,waiting,waiting",
              "SELECT string_agg(state, ',' ORDER BY position) FROM followup_task");
  fixture_expect (self, 200, "head", "GET", "/followup-plans/1", NULL);
  g_assert_cmpstr (answer_at ("state"), ==, "suspended");
  fixture_expect (self, 403, "agent", "POST", "/followup-plans/1/actions/resume",
                  "{\"reason\":\"再次出院\"}", "If-Match: \"2\"");
  fixture_expect (self, 200, "head", "POST", "/followup-plans/1/actions/resume",
                  "{\"reason\":\"再次出院\"}", "If-Match: \"2\"");
  assert_sql (self, "skipped,open,open",
              "SELECT string_agg(state, ',' ORDER BY position) FROM followup_task");
  fixture_expect (self, 412, "head", "POST", "/followup-plans/1/actions/suspend",
                  "{\"reason\":\"出国\"}", "If-Match: \"2\"");
  g_assert_cmpstr (answer_at ("current.template"), ==, "髋关节术后");
  fixture_expect (self, 200, "head", "POST", "/followup-plans/1/actions/suspend",
                  "{\"reason\":\"出国\"}", "If-Match: \"3\"");
  fixture_expect (self, 200, "head", "POST", "/followup-plans/1/actions/cancel",
                  "{\"reason\":\"出国\"}", "If-Match: \"4\"");
  g_assert_cmpstr (answer_at ("steps.2.state"), ==, "cancelled");
  fixture_expect (self, 409, "head", "POST", "/followup-plans/1/actions/resume",
                  "{\"reason\":\"回国\"}", "If-Match: \"5\"");
  assert_sql (self,
              "followup.planned,followup.attempt,plan.suspended,plan.resumed,plan.suspended,"
              "plan.cancelled",
              "SELECT string_agg(code, ',' ORDER BY id) FROM timeline");
}

/* A doctor does so for the own patients, with what the centre has to do for them. */
static void
test_own_plan (Fixture *self, gconstpointer unused)
{
  seed (self);
  decide (self, discharge (self, "王芳", 7), "1");
  complete (self, 200, "doctor", task_at (self, 0), 1, "readmitted", "");
  fixture_expect (self, 200, "doctor", "POST", "/followup-plans/1/actions/resume",
                  "{\"reason\":\"再次出院\"}", "If-Match: \"2\"");
  assert_sql (self, "skipped,open,open",
              "SELECT string_agg(state, ',' ORDER BY position) FROM followup_task");
  g_autofree char *given =
      fixture_sql (self, "UPDATE followup_plan SET doctor_id = NULL WHERE id = 1 RETURNING id");
  fixture_expect (self, 404, "doctor", "POST", "/followup-plans/1/actions/suspend",
                  "{\"reason\":\"出国\"}", "If-Match: \"3\"");
}

static void
test_finished_plan (Fixture *self, gconstpointer unused)
{
  seed (self);
  decide (self, discharge (self, "王芳", 30), "1");
  complete (self, 200, "doctor", task_at (self, 0), 1, "reached", ",\"response\":" ANSWERS);
  complete (self, 200, "agent", task_at (self, 1), 2, "reached", ",\"response\":" ANSWERS);
  assert_sql (self, "active", "SELECT state FROM followup_plan");
  complete (self, 200, "agent", task_at (self, 2), 2, "reached", "");
  assert_sql (self, "finished", "SELECT state FROM followup_plan");
  assert_sql (self, "plan.finished", "SELECT code FROM timeline ORDER BY id DESC LIMIT 1");
  complete (self, 422, "agent", task_at (self, 2), 3, "reached", ",\"response\":" ANSWERS);
}

static void
test_questionnaires (Fixture *self, gconstpointer unused)
{
  seed (self);
  decide (self, discharge (self, "王芳", 7), "1");
  complete (self, 200, "doctor", task_at (self, 0), 1, "reached", ",\"response\":" ANSWERS);

  fixture_expect (self, 200, "agent", "GET", "/questionnaires?q=surgery&state=published", NULL);
  g_assert_cmpstr (answer_at ("items.0.title"), ==, "术后随访");
  g_assert_cmpstr (answer_at ("items.0.items"), ==, "2");
  fixture_expect (self, 200, "agent", "GET", "/questionnaires/1", NULL);
  g_assert_cmpstr (answer_at ("resource"), ==, FORM);
  fixture_expect (self, 404, "agent", "GET", "/questionnaires/2", NULL);
  fixture_expect (self, 200, "agent", "GET", "/responses?patient_id=1", NULL);
  g_assert_cmpstr (answer_at ("items.0.score"), ==, "2");
  g_assert_cmpstr (answer_at ("items.0.band_en"), ==, "Good");
  g_assert_cmpstr (answer_at ("items.0.author"), ==, "陈一帆");
  fixture_expect (self, 200, "agent", "GET", "/responses/1", NULL);
  g_assert_cmpstr (fixture_answer.text, ==, ANSWERS);
  fixture_expect (self, 404, "doctor2", "GET", "/responses/1", NULL);
  fixture_expect (self, 200, "doctor2", "GET", "/responses?activity_id=1", NULL);
  g_assert_cmpstr (answer_at ("total.value"), ==, "0");
}

/* --- Steps of a task ------------------------------------------------------------------------ */

static void
test_steps (Fixture *self, gconstpointer unused)
{
  seed (self);
  decide (self, discharge (self, "王芳", 3), "1");
  g_autofree char *now = step_path (task_at (self, 1), "call-now");
  g_autofree char *move = step_path (task_at (self, 1), "reschedule");
  g_autofree char *give = step_path (task_at (self, 1), "assign");
  g_autofree char *lose = step_path (task_at (self, 1), "lost");
  g_autofree char *drop = step_path (task_at (self, 0), "cancel");
  g_autofree char *later = fixture_sql (self, "SELECT hcrm_today(2) + 5");
  g_autofree char *body = g_strdup_printf ("{\"due_on\":\"%s\",\"reason\":\"出差\"}", later);

  fixture_expect (self, 422, "agent", "POST", now, "{}", "If-Match: \"1\"");
  fixture_expect (self, 200, "agent", "POST", now, "{\"reason\":\"患者来电\"}", "If-Match: \"1\"");
  g_assert_cmpstr (answer_at ("state"), ==, "open");
  g_assert_cmpstr (answer_at ("bucket"), ==, "today");
  fixture_expect (self, 403, "agent", "POST", move, body, "If-Match: \"2\"");
  fixture_expect (self, 200, "supervisor", "POST", move, body, "If-Match: \"2\"");
  g_assert_cmpstr (answer_at ("due_on"), ==, later);
  fixture_expect (self, 422, "supervisor", "POST", move,
                  "{\"due_on\":\"2020-01-01\",\"reason\":\"x\"}", "If-Match: \"3\"");
  fixture_expect (self, 422, "supervisor", "POST", give, "{\"assignee_id\":99}", "If-Match: \"3\"");
  fixture_expect (self, 200, "supervisor", "POST", give, "{\"assignee_id\":4}", "If-Match: \"3\"");
  g_assert_cmpstr (answer_at ("assignee"), ==, "何嘉");
  fixture_expect (self, 200, "supervisor", "POST", lose, "{\"reason\":\"失联\"}",
                  "If-Match: \"4\"");
  g_assert_cmpstr (answer_at ("state"), ==, "lost");
  fixture_expect (self, 200, "head", "POST", drop, "{\"reason\":\"转院\"}", "If-Match: \"1\"");
  assert_sql (self, "cancelled,lost,open",
              "SELECT string_agg(state, ',' ORDER BY position) FROM followup_task");
}

static void
test_assign_many (Fixture *self, gconstpointer unused)
{
  seed (self);
  gint64 a = make_task (self, "王芳"), b = make_task (self, "李强");
  g_autofree char *body = g_strdup_printf ("{\"assignee_id\":4,\"items\":[{\"id\":%" G_GINT64_FORMAT
                                           ",\"version\":1},{\"id\":%" G_GINT64_FORMAT
                                           ",\"version\":5},{\"id\":99999,\"version\":1}]}",
                                           a, b);

  fixture_expect (self, 200, "supervisor", "POST", "/followup-tasks/actions/assign", body);
  g_assert_cmpstr (answer_at ("results.0.status"), ==, "200");
  g_assert_cmpstr (answer_at ("results.1.status"), ==, "412");
  g_assert_cmpstr (answer_at ("results.2.status"), ==, "404");
  fixture_expect (self, 200, "agent2", "GET", "/followup-tasks?assignee=me", NULL);
  g_assert_cmpstr (answer_at ("total.value"), ==, "1");
  fixture_expect (self, 200, "agent2", "POST", "/followup-tasks/actions/next", "{}");
  g_assert_cmpint (g_ascii_strtoll (answer_at ("task.id"), NULL, 10), ==, a);
}

static void
sweep (Fixture *self, HcrmDb *db)
{
  g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func ((GDestroyNotify) hcrm_event_free);
  HcrmJob job = { .db = db, .events = events };

  hcrm_db_begin (db, &hcrm_system_context);
  g_assert_true (hcrm_followup_escalate (&job, NULL));
  g_assert_true (hcrm_followup_finish (&job, NULL));
  g_assert_true (hcrm_db_end (db, TRUE, NULL));
}

/* The doctor's window of three days passes: the centre takes over, once. */
static void
test_sweep (Fixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HcrmDb) db = hcrm_db_open (self->conninfo, &error);
  g_assert_no_error (error);

  seed (self);
  decide (self, discharge (self, "王芳", 10), "1"); /* late: due today */
  g_autofree char *shift = fixture_sql (
      self, "INSERT INTO setting (code, value) VALUES ('clock_shift', '3 days') RETURNING id");
  sweep (self, db);
  assert_sql (self, "open,waiting,waiting",
              "SELECT string_agg(state, ',' ORDER BY position) FROM followup_task");
  fixture_run_sql (self, "UPDATE setting SET value = '4 days' WHERE code = 'clock_shift'");
  sweep (self, db);
  sweep (self, db);
  assert_sql (self, "open,open,open",
              "SELECT string_agg(state, ',' ORDER BY position) FROM followup_task");
  assert_sql (self, "1", "SELECT count(*) FROM timeline WHERE code = 'followup.escalated'");
}

/* The dispositions are one table; what the database knows of them for its own figures is the same.
 */
static void
test_codes (Fixture *self, gconstpointer unused)
{
  g_autoptr (GString) codes = g_string_new (NULL);

  for (guint i = 0; i < hcrm_n_dispositions; i++)
    g_string_append_printf (codes, "%s%s", hcrm_dispositions[i].code,
                            hcrm_dispositions[i].reached ? " reached;" : ";");
  g_autofree char *known =
      fixture_sql (self,
                   "SELECT count(*) FILTER (WHERE strpos('%s', code || CASE WHEN parent IS NOT "
                   "NULL THEN ' reached' ELSE '' END || ';') > 0) || ' ' || count(*) FROM code "
                   "WHERE system = 'disposition'",
                   codes->str);
  g_autofree char *all = g_strdup_printf ("%u %u", hcrm_n_dispositions, hcrm_n_dispositions);
  g_assert_cmpstr (known, ==, all);
}

/* --- Templates ------------------------------------------------------------------------------ */

static void
test_templates (Fixture *self, gconstpointer unused)
{
  seed (self);
  fixture_expect (self, 422, "supervisor", "POST", "/followup-templates",
                  "{\"code\":\"new\",\"name\":\"新方案\",\"steps\":[]}");
  fixture_expect (self, 201, "supervisor", "POST", "/followup-templates",
                  "{\"code\":\"new\",\"name\":\"新方案\",\"icd10\":[\"I10\"],\"steps\":[{"
                  "\"offset_days\":30,\"owner\":\"centre\"},{\"offset_days\":7,\"owner\":"
                  "\"doctor\",\"questionnaire_url\":\"urn:test:form\"}]}");
  g_assert_cmpstr (answer_at ("steps.0.questionnaire"), ==, "术后随访");
  g_assert_cmpstr (answer_at ("icd10.0"), ==, "I10");
  g_assert_cmpstr (answer_at ("state"), ==, "draft");
  fixture_expect (
      self, 200, "supervisor", "PATCH", "/followup-templates/3",
      "{\"steps\":[{\"position\":1,\"offset_days\":30,\"owner\":\"centre\","
      "\"questionnaire\":null},{\"position\":2,\"offset_days\":60,\"owner\":\"centre\"}]}",
      "If-Match: \"1\"");
  g_assert_cmpstr (answer_at ("steps.1.offset_days"), ==, "60");
  g_assert_cmpstr (answer_at ("icd10.0"), ==, "I10");
  fixture_expect (self, 200, "supervisor", "POST", "/followup-templates/3/actions/publish", NULL,
                  "If-Match: \"1\"");
  fixture_expect (self, 409, "supervisor", "PATCH", "/followup-templates/3", "{\"name\":\"x\"}",
                  "If-Match: \"2\"");
  fixture_expect (self, 200, "supervisor", "POST", "/followup-templates/3/actions/revise", NULL,
                  "If-Match: \"2\"");
  g_assert_cmpstr (answer_at ("revision"), ==, "2");
  g_assert_cmpstr (answer_at ("steps.1.offset_days"), ==, "60");
  fixture_expect (self, 409, "supervisor", "POST", "/followup-templates/3/actions/revise", NULL,
                  "If-Match: \"2\"");
  fixture_expect (self, 200, "supervisor", "POST", "/followup-templates/4/actions/publish", NULL,
                  "If-Match: \"1\"");
  assert_sql (self, "retired,published",
              "SELECT string_agg(state, ',' ORDER BY revision) FROM followup_template WHERE code = "
              "'new'");
  fixture_expect (self, 409, "supervisor", "POST", "/followup-templates",
                  "{\"code\":\"new\",\"name\":\"x\",\"steps\":[{\"offset_days\":1,\"owner\":"
                  "\"centre\"}]}");
  g_assert_cmpstr (answer_field (0), ==, "code");
}

static void
test_template_fit (Fixture *self, gconstpointer unused)
{
  seed (self);
  discharge (self, "王芳", 3);
  fixture_expect (self, 200, "doctor", "GET", "/followup-templates?state=published&encounter_id=1",
                  NULL);
  g_assert_cmpstr (answer_at ("items.0.code"), ==, "hip");
  g_assert_cmpstr (answer_at ("total.value"), ==, "2");
  fixture_expect (self, 200, "doctor", "GET", "/followup-templates?q=general", NULL);
  g_assert_cmpstr (answer_at ("items.0.code"), ==, "any");
}

/* --- The overview --------------------------------------------------------------------------- */

/*
 * Ten days' discharges of orthopaedics, all figured by hand:
 *   a  plan "any", due today, done        b  plan "any", due today, no answer yet
 *   c  plan "any", due today, moved away  d  plan "any", not due for four days
 *   e  exempt   f  none   g  undecided    h  plan "any", due today, cancelled
 */
static void
test_report (Fixture *self, gconstpointer unused)
{
  seed (self);
  gint64 a = make_task (self, "a"), b = make_task (self, "b"), c = make_task (self, "c");
  decide (self, discharge (self, "d", 3), "2");
  discharge (self, "e", 2);
  discharge (self, "f", 2);
  discharge (self, "g", 2);
  gint64 h = make_task (self, "h");
  g_autofree char *drop = step_path (h, "cancel");

  complete (self, 200, "agent", a, 1, "reached", "");
  complete (self, 200, "agent", b, 1, "no_answer", "");
  complete (self, 200, "agent2", c, 1, "moved", "");
  fixture_expect (self, 200, "doctor", "POST", "/encounters/5/actions/decide",
                  "{\"decision\":\"exempt\",\"reason\":\"临终\"}", "If-Match: \"1\"");
  fixture_expect (self, 200, "doctor", "POST", "/encounters/6/actions/decide",
                  "{\"decision\":\"none\"}", "If-Match: \"1\"");
  fixture_expect (self, 200, "supervisor", "POST", drop, "{\"reason\":\"重复\"}",
                  "If-Match: \"1\"");

  fixture_expect (self, 200, "supervisor", "GET", "/reports/followup", NULL);
  g_assert_cmpstr (answer_at ("total.discharged"), ==, "7"); /* all but e */
  g_assert_cmpstr (answer_at ("total.exempt"), ==, "1");
  g_assert_cmpstr (answer_at ("total.covered"), ==, "5"); /* a b c d h */
  g_assert_cmpstr (answer_at ("total.due"), ==, "3");     /* a b c */
  g_assert_cmpstr (answer_at ("total.contacted"), ==, "2");
  g_assert_cmpstr (answer_at ("total.completed"), ==, "1");
  g_assert_cmpstr (answer_at ("total.lost"), ==, "1");
  g_assert_cmpstr (answer_at ("items.0.label_en"), ==, "Orthopaedics");
  g_assert_cmpstr (answer_at ("items.0.due"), ==, "3");
  fixture_expect (self, 200, "head", "GET", "/reports/followup?group=agent", NULL);
  g_assert_cmpstr (answer_at ("items.0.due"), ==, "1");
  g_assert_cmpstr (answer_at ("items.1.due"), ==, "2");
  fixture_expect (self, 200, "head", "GET", "/reports/followup?group=template&department_id=1",
                  NULL);
  fixture_expect (self, 200, "head", "GET", "/reports/followup?group=doctor", NULL);
  g_assert_cmpstr (answer_at ("items.0.label"), ==, "陈一帆");
  fixture_expect (self, 200, "head", "GET", "/reports/followup?department_id=3", NULL);
  g_assert_cmpstr (answer_at ("total.due"), ==, "0");
  fixture_expect (self, 403, "agent", "GET", "/reports/followup", NULL);
}

/* What opens from a figure of the overview lists exactly what was counted. */
static void
test_report_opens (Fixture *self, gconstpointer unused)
{
  static const struct {
    const char *figure;
    const char *path;
  } lists[] = {
    { "discharged", "/encounters?kind=inpatient&state=finished&exempt=false" },
    { "covered", "/encounters?kind=inpatient&state=finished&followup_decision=plan" },
    { "exempt", "/encounters?kind=inpatient&state=finished&exempt=true" },
    { "due", "/followup-tasks?state=waiting&state=open&state=done&state=lost&state=skipped" },
    { "contacted", "/followup-tasks?state=waiting&state=open&state=done&state=lost&state=skipped"
                   "&reached=true" },
    { "completed", "/followup-tasks?state=done" },
    { "lost", "/followup-tasks?state=lost" },
  };
  static const char *const groups[][2] = { { "department", "department_id" },
                                           { "doctor", "doctor" },
                                           { "template", "template_id" },
                                           { "agent", "agent_id" } };

  seed (self);
  gint64 a = make_task (self, "a"), b = make_task (self, "b"), c = make_task (self, "c");
  decide (self, discharge (self, "d", 3), "2");
  decide (self, discharge (self, "e", 40), "2");
  discharge (self, "f", 2);
  complete (self, 200, "agent", a, 1, "reached", "");
  complete (self, 200, "agent", b, 1, "no_answer", "");
  complete (self, 200, "agent2", c, 1, "moved", "");
  fixture_expect (self, 200, "doctor", "POST", "/encounters/6/actions/decide",
                  "{\"decision\":\"exempt\",\"reason\":\"临终\"}", "If-Match: \"1\"");
  g_autofree char *from = fixture_sql (self, "SELECT hcrm_today() - 29");
  g_autofree char *to = fixture_sql (self, "SELECT hcrm_today() + 1");

  for (guint g = 0; g < G_N_ELEMENTS (groups); g++) {
    g_autofree char *report = g_strdup_printf ("/reports/followup?date_from=%s&date_to=%s&group=%s",
                                               from, to, groups[g][0]);
    g_autoptr (JsonNode) reply = fixture_call (self, "supervisor", "GET", report, NULL, NULL);
    guint n = json_length_at (reply, "items");
    g_assert_cmpuint (n, >, 0);
    for (guint i = 0; i < n; i++)
      for (guint f = 0; f < G_N_ELEMENTS (lists); f++) {
        gboolean tasks = g_str_has_prefix (lists[f].path, "/followup");
        if (!tasks && g_str_equal (groups[g][0], "agent"))
          continue;
        const char *name = !g_str_equal (groups[g][1], "doctor") ? groups[g][1]
                           : tasks                               ? "doctor_id"
                                                                 : "attending_id";
        g_autofree char *figure = g_strdup_printf ("items.%u.%s", i, lists[f].figure);
        g_autofree char *key = g_strdup_printf ("items.%u.key", i);
        const char *id = json_at (reply, key);
        g_autofree char *path =
            g_strdup_printf ("%s&%s_from=%s&%s_to=%s&%s=%s", lists[f].path,
                             tasks ? "due_on" : "ended_on", from, tasks ? "due_on" : "ended_on", to,
                             name, id != NULL ? id : "0");
        fixture_expect (self, 200, "supervisor", "GET", path, NULL);
        if (g_strcmp0 (answer_at ("total.value"), json_at (reply, figure)) != 0)
          g_test_message ("%s of %s: %s", figure, report, path);
        g_assert_cmpstr (answer_at ("total.value"), ==, json_at (reply, figure));
      }
  }
}

/* The third attempt, and a jump into the sorted column, which says where it lands. */
static void
test_attempts_and_jumps (Fixture *self, gconstpointer unused)
{
  seed (self);
  gint64 a = make_task (self, "a");
  make_task (self, "b");
  complete (self, 200, "agent", a, 1, "no_answer", "");
  fixture_expect (self, 200, "agent", "GET", "/followup-tasks?attempts_from=2", NULL);
  g_assert_cmpstr (answer_at ("total.value"), ==, "0");
  fixture_expect (self, 200, "agent", "GET", "/followup-tasks?attempts_from=1", NULL);
  g_assert_cmpstr (answer_at ("total.value"), ==, "1");

  fixture_expect (self, 200, "agent", "GET", "/followup-tasks?sort=pinyin&from=a", NULL);
  g_assert_cmpstr (answer_at ("offset"), ==, "0");
  g_assert_cmpstr (answer_at ("total.value"), ==, "2");
  fixture_expect (self, 200, "agent", "GET", "/followup-tasks?sort=pinyin&from=b", NULL);
  g_assert_cmpstr (answer_at ("offset"), ==, "2");
  fixture_expect (self, 200, "agent", "GET", "/followup-tasks?sort=-pinyin&from=0", NULL);
  g_assert_cmpstr (answer_at ("offset"), ==, "2");
  fixture_expect (self, 422, "agent", "GET", "/followup-tasks?sort=due_on&from=soon", NULL);
}

static void
set_up (Fixture *self, gconstpointer unused)
{
  hcrm_form_forget ();
  fixture_setup (self, NULL);
}

static void
tear_down (Fixture *self, gconstpointer unused)
{
  fixture_teardown (self, NULL);
  hcrm_form_forget ();
}

#define TEST(name, function)                                                                       \
  g_test_add ("/followup/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  TEST ("preview", test_preview);
  TEST ("decided-late", test_decided_late);
  TEST ("decided-late/steps", test_decided_too_late);
  TEST ("decided-late/doctor", test_doctor_too_late);
  TEST ("preview-refuses", test_preview_refuses);
  TEST ("decide", test_decide);
  TEST ("decide-against", test_decide_against);
  TEST ("doctors-call", test_doctors_call);
  TEST ("waiting-and-scopes", test_waiting_and_scopes);
  TEST ("lists", test_lists);
  TEST ("sheet", test_sheet);
  TEST ("claim", test_claim);
  TEST ("lapsed-claim", test_lapsed_claim);
  TEST ("answered-before", test_answered_before);
  TEST ("next", test_next);
  TEST ("call-later", test_call_later);
  TEST ("race", test_race);
  TEST ("dispositions", test_dispositions);
  TEST ("deceased", test_deceased);
  TEST ("suspend-and-resume", test_suspend_and_resume);
  TEST ("own-plan", test_own_plan);
  TEST ("finished-plan", test_finished_plan);
  TEST ("questionnaires", test_questionnaires);
  TEST ("steps", test_steps);
  TEST ("assign-many", test_assign_many);
  TEST ("sweep", test_sweep);
  TEST ("codes", test_codes);
  TEST ("templates", test_templates);
  TEST ("template-fit", test_template_fit);
  TEST ("report", test_report);
  TEST ("report-opens", test_report_opens);
  TEST ("attempts-and-jumps", test_attempts_and_jumps);
  return g_test_run ();
}
