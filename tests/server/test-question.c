/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Alarming answers and patients' questions: to the physician and back, in time, seen by whom. */

#include <string.h>

#include "core/hcrm-form.h"
#include "hcrm-fixture.h"
#include "modules/question/question.h"

/* pain above 7 alarms urgently, fever critically, a wound that is wet as soon as possible. */
#define ALARM(how) "{\"url\":\"urn:hcrm:alarm\"," how "}"
#define SEVERITY(code) "{\"url\":\"urn:hcrm:alarm-severity\",\"valueCode\":\"" code "\"}"
#define FORM                                                                                       \
  "{\"resourceType\":\"Questionnaire\",\"url\":\"urn:test:form\",\"version\":\"1\",\"status\":"    \
  "\"active\",\"title\":\"t\",\"item\":[{\"linkId\":\"pain\",\"text\":\"疼痛\",\"type\":"        \
  "\"integer\",\"required\":true,\"extension\":[{\"url\":\"urn:hcrm:alarm-above\","                \
  "\"valueInteger\":7}]},{\"linkId\":\"fever\",\"text\":\"发热\",\"_text\":{\"extension\":[{"    \
  "\"url\":\"http://hl7.org/fhir/StructureDefinition/translation\",\"extension\":[{\"url\":"       \
  "\"lang\",\"valueCode\":\"en\"},{\"url\":\"content\",\"valueString\":\"Fever\"}]}]},"            \
  "\"type\":\"choice\",\"answerOption\":[{\"valueCoding\":{\"code\":\"no\",\"display\":\"否\"}}," \
  "{\"valueCoding\":{\"code\":\"yes\",\"display\":\"是\"},\"extension\":[" ALARM (                 \
      "\"valueString\":\"请医生回电\"") "," SEVERITY ("critical") "]}]}]}"
#define ITEM(id, answer) "{\"linkId\":\"" id "\",\"answer\":[{" answer "}]}"
#define PAIN(n) ITEM ("pain", "\"valueInteger\":" n)
#define FEVER(code, word)                                                                          \
  ITEM ("fever", "\"valueCoding\":{\"code\":\"" code "\",\"display\":\"" word "\"}")
#define ANSWERS(status, items)                                                                     \
  "{\"resourceType\":\"QuestionnaireResponse\",\"questionnaire\":\"urn:test:form|1\",\"status\":"  \
  "\"" status "\",\"item\":[" items "]}"
#define CALM ANSWERS ("completed", PAIN ("2") "," FEVER ("no", "否"))
#define HURTS ANSWERS ("completed", PAIN ("9") "," FEVER ("no", "否"))
#define FEVERISH ANSWERS ("completed", PAIN ("9") "," FEVER ("yes", "是"))

/* --- A ward --------------------------------------------------------------------------------- */

static void
seed (Fixture *self)
{
  hcrm_form_forget ();
  g_autofree char *done = fixture_sql (
      self,
      "SELECT set_config('hcrm.user', '1', false), set_config('hcrm.all', 'on', false);"
      "INSERT INTO questionnaire (url, version_tag, title, title_en, state, items, resource, "
      "tree_hash, published_at) VALUES ('urn:test:form', '1', '术后随访', 'After surgery', "
      "'published', 2, '%s', '\\x00', now());"
      "INSERT INTO followup_template (code, name, name_en, state) VALUES ('hip', '髋关节术后', "
      "'After hip surgery', 'published')",
      FORM);
}

/* A patient of the doctor's in orthopaedics with a centre's task that is due; returns the task. */
static gint64
make_task (Fixture *self, const char *name)
{
  g_autofree char *id = fixture_sql (
      self,
      "WITH p AS (INSERT INTO patient (name, pinyin) VALUES ('%s', 'a') RETURNING id), c AS "
      "(INSERT INTO contact (patient_id, position, name, relation, number, number_key) SELECT id, "
      "1, '%s', 'self', '13800000001', '13800000001' FROM p), e AS (INSERT INTO encounter "
      "(patient_id, site_id, kind, number, state, department_id, attending_id, started_at, "
      "ended_at, followup_decision) SELECT id, 2, 'inpatient', 'I' || id, 'finished', 1, 1, "
      "hcrm_now() - interval '9 days', hcrm_now() - interval '7 days', 'plan' FROM p RETURNING id, "
      "patient_id), f AS (INSERT INTO followup_plan (patient_id, encounter_id, template_id, "
      "site_id, department_id, doctor_id) SELECT patient_id, id, 1, 2, 1, 1 FROM e RETURNING id, "
      "patient_id), a AS (INSERT INTO activity (kind, patient_id, site_id) SELECT 'followup_task', "
      "patient_id, 2 FROM f RETURNING id) INSERT INTO followup_task (id, plan_id, patient_id, "
      "position, offset_days, owner, site_id, department_id, channel, due_on, planned_on, state, "
      "questionnaire_id) SELECT a.id, f.id, f.patient_id, 1, 7, 'centre', 2, 1, 'phone', "
      "hcrm_today(2), hcrm_today(2), 'open', 1 FROM a, f RETURNING id",
      name, name);

  return g_ascii_strtoll (id, NULL, 10);
}

static void
complete (Fixture *self, gint64 task, const char *disposition, const char *response)
{
  g_autofree char *path =
      g_strdup_printf ("/followup-tasks/%" G_GINT64_FORMAT "/actions/complete", task);
  g_autofree char *body = g_strdup_printf (
      "{\"disposition\":\"%s\",\"channel\":\"phone\",\"started_at\":\"2026-01-05T10:00:00+08:00\","
      "\"ended_at\":\"2026-01-05T10:03:00+08:00\",\"response\":%s}",
      disposition, response);

  fixture_expect (self, 200, "agent", "POST", path, body, "If-Match: \"1\"");
}

static void
assert_sql (Fixture *self, const char *expected, const char *sql)
{
  g_autofree char *found = fixture_sql (self, "%s", sql);

  if (g_strcmp0 (found, expected) != 0)
    g_test_message ("%s", sql);
  g_assert_cmpstr (found, ==, expected);
}

static void
assert_at (const char *path, const char *expected)
{
  const char *found = fixture_at (path);

  if (g_strcmp0 (found, expected) != 0)
    g_test_message ("%s in %s", path, fixture_answer.text);
  g_assert_cmpstr (found, ==, expected);
}

#define STATES "SELECT string_agg(kind || ' ' || state, ', ' ORDER BY id) FROM question"
#define CODES "SELECT string_agg(code, ', ' ORDER BY id) FROM timeline WHERE code LIKE 'question.%'"
#define SAID "SELECT string_agg(code, ', ' ORDER BY id) FROM question_note"

/* How many questions and alarms wait for @user today. */
static void
assert_waits (Fixture *self, const char *user, const char *n)
{
  fixture_expect (self, 200, user, "GET", "/today", NULL);
  assert_at ("counts.questions.total", n);
}

static gint64
find_question (Fixture *self)
{
  g_autofree char *id = fixture_sql (self, "SELECT max(id) FROM question");

  return g_ascii_strtoll (id, NULL, 10);
}

/* A step of the newest question as it is now. */
static void
step (Fixture *self, guint status, const char *user, const char *action, const char *body)
{
  g_autofree char *version =
      fixture_sql (self, "SELECT version FROM question WHERE id = %d", (int) find_question (self));
  g_autofree char *match = g_strdup_printf ("If-Match: \"%s\"", version);
  g_autofree char *path =
      g_strdup_printf ("/questions/%d/actions/%s", (int) find_question (self), action);

  fixture_expect (self, status, user, "POST", path, body, match);
}

/* Amends the newest answers. */
static void
amend (Fixture *self, const char *user, const char *resource)
{
  g_autofree char *id = fixture_sql (self, "SELECT max(id) FROM response");
  g_autofree char *version = fixture_sql (self, "SELECT version FROM response WHERE id = %s", id);
  g_autofree char *path = g_strconcat ("/responses/", id, NULL);

  fixture_send_resource (self, 200, user, "PATCH", path, resource, atoi (version));
}

/* --- Alarms --------------------------------------------------------------------------------- */

static void
test_alarm (Fixture *self, gconstpointer unused)
{
  seed (self);
  complete (self, make_task (self, "李强"), "reached", CALM);
  assert_sql (self, "0", "SELECT count(*) FROM question");
  complete (self, make_task (self, "王芳"), "reached", FEVERISH);

  fixture_expect (self, 200, "doctor", "GET", "/today", NULL);
  assert_at ("counts.questions.total", "1");
  assert_at ("counts.questions.urgent", "1");
  assert_at ("items.0.kind", "alarm");
  assert_at ("items.0.patient", "王芳");
  assert_at ("items.0.matter", "疼痛：9；发热：是");
  assert_at ("items.0.matter_en", "疼痛: 9; Fever: 是");
  assert_at ("items.0.severity", "critical");
  fixture_expect (self, 200, "doctor", "GET", "/questions?mine=true", NULL);
  assert_at ("total.value", "1");
  assert_at ("items.0.kind", "alarm");
  assert_at ("items.0.doctor", "陈一帆");
  assert_at ("items.0.department", "骨科");
  assert_at ("items.0.template", "髋关节术后");
  assert_at ("items.0.questionnaire", "术后随访");
  assert_at ("items.0.asked_by", "林晓");
  assert_at ("items.0.alarms.1.note", "请医生回电");
  assert_sql (self, "30", "SELECT extract(epoch FROM due_at - created_at)::int / 60 FROM question");
  assert_sql (self, "question.alarm", CODES);
  assert_sql (self, "t",
              "SELECT t.params ->> 'due_at' = to_char(q.due_at AT TIME ZONE 'Asia/Shanghai', "
              "'YYYY-MM-DD\"T\"HH24:MI:SS+08:00') FROM timeline AS t, question AS q WHERE t.code = "
              "'question.alarm'");
  assert_waits (self, "doctor2", "0");
  assert_waits (self, "head", "0");
  assert_waits (self, "agent", "0");
}

/* How soon by the severity's setting; a site has its own. */
static void
test_alarm_due (Fixture *self, gconstpointer unused)
{
  seed (self);
  complete (self, make_task (self, "王芳"), "reached", HURTS);
  assert_sql (self, "urgent 120",
              "SELECT severity || ' ' || extract(epoch FROM due_at - created_at)::int / 60 FROM "
              "question");
  g_autofree char *changed = fixture_sql (
      self, "INSERT INTO setting (code, site_id, value) VALUES ('alarm_urgent_minutes', 2, '45')");
  complete (self, make_task (self, "李强"), "reached", HURTS);
  assert_sql (self, "45",
              "SELECT extract(epoch FROM due_at - created_at)::int / 60 FROM question ORDER BY id "
              "DESC LIMIT 1");
}

/* A refused call and answers that are only saved alarm as well; nobody's draft is waited for. */
static void
test_alarm_when_saved (Fixture *self, gconstpointer unused)
{
  seed (self);
  complete (self, make_task (self, "王芳"), "refused", ANSWERS ("stopped", PAIN ("9")));
  assert_sql (self, "alarm open", STATES);
  make_task (self, "李强");
  fixture_expect (self, 201, "agent", "POST", "/responses",
                  "{\"patient_id\":2,\"channel\":\"sms\",\"resource\":"
                  "\"{\\\"resourceType\\\":\\\"QuestionnaireResponse\\\",\\\"questionnaire\\\":"
                  "\\\"urn:test:form|1\\\",\\\"status\\\":\\\"in-progress\\\",\\\"item\\\":[{"
                  "\\\"linkId\\\":\\\"pain\\\",\\\"answer\\\":[{\\\"valueInteger\\\":8}]}]}\"}");
  assert_sql (self, "alarm open, alarm open", STATES);
  assert_sql (self, "1", "SELECT doctor_id FROM question ORDER BY id DESC LIMIT 1");
}

static void
test_alarm_corrected (Fixture *self, gconstpointer unused)
{
  seed (self);
  complete (self, make_task (self, "王芳"), "reached", HURTS);
  amend (self, "supervisor", ANSWERS ("amended", PAIN ("9") "," FEVER ("yes", "是")));
  assert_sql (self, "alarm open", STATES);
  assert_sql (self, "critical 疼痛：9；发热：是", "SELECT severity || ' ' || matter FROM question");
  assert_sql (self, "question.alarm, question.changed", CODES);
  amend (self, "supervisor", ANSWERS ("amended", PAIN ("2") "," FEVER ("no", "否")));
  assert_sql (self, "alarm withdrawn corrected",
              "SELECT kind || ' ' || state || ' ' || reason FROM question");
  assert_sql (self, "question.alarm, question.changed, question.corrected", CODES);
  assert_waits (self, "doctor", "0");
  step (self, 409, "doctor", "handle", "{\"answer\":\"已处理\"}");
  /* True again: a new one. */
  amend (self, "supervisor", ANSWERS ("amended", PAIN ("8")));
  assert_sql (self, "alarm withdrawn, alarm open", STATES);
  assert_waits (self, "doctor", "1");
}

static void
test_alarm_in_error (Fixture *self, gconstpointer unused)
{
  seed (self);
  complete (self, make_task (self, "王芳"), "reached", HURTS);
  step (self, 200, "doctor", "answer", "{\"answer\":\"请来院复查\"}");
  assert_waits (self, "agent", "1");
  amend (self, "supervisor", ANSWERS ("entered-in-error", PAIN ("9")));
  assert_sql (self, "alarm withdrawn entered-in-error",
              "SELECT kind || ' ' || state || ' ' || reason FROM question");
  assert_waits (self, "agent", "0");
}

/* What was handled stays handled, unless something else alarms. */
static void
test_alarm_handled (Fixture *self, gconstpointer unused)
{
  seed (self);
  complete (self, make_task (self, "王芳"), "reached", HURTS);
  step (self, 422, "doctor", "handle", "{}");
  assert_at ("fields.0.name", "answer");
  step (self, 200, "doctor", "handle", "{\"answer\":\"已电话指导，加服止痛药\"}");
  assert_at ("state", "closed");
  assert_at ("answered_by", "陈一帆");
  assert_sql (self, "question.alarm, question.handled", CODES);
  assert_waits (self, "agent", "0");
  amend (self, "supervisor", ANSWERS ("amended", PAIN ("9")));
  assert_sql (self, "alarm closed", STATES);
  amend (self, "supervisor", ANSWERS ("amended", PAIN ("9") "," FEVER ("yes", "是")));
  assert_sql (self, "alarm closed, alarm open", STATES);
}

/* Answered twice: one task; it outlives the correction of one of the two. */
static void
test_alarm_twice (Fixture *self, gconstpointer unused)
{
  seed (self);
  gint64 task = make_task (self, "王芳");
  complete (self, task, "reached", HURTS);
  complete (self, task, "reached", HURTS);
  assert_sql (self, "2", "SELECT count(*) FROM response");
  assert_sql (self, "alarm open", STATES);
  assert_sql (self, "question.alarm, question.again", SAID);
  g_autofree char *corrected = fixture_sql (self, "UPDATE response SET alarms = '[]' WHERE id = 1");
  assert_sql (self, "alarm open", STATES);
  amend (self, "supervisor", ANSWERS ("amended", PAIN ("2")));
  assert_sql (self, "alarm withdrawn", STATES);
}

/* The doctor has left: any physician of the department, and its head. */
static void
test_alarm_doctor_left (Fixture *self, gconstpointer unused)
{
  seed (self);
  gint64 task = make_task (self, "王芳");
  g_autofree char *left =
      fixture_sql (self, "UPDATE staff SET retired_at = hcrm_now() WHERE id = 1;"
                         "INSERT INTO staff_post (staff_id, department_id) VALUES (2, 1)");
  complete (self, task, "reached", HURTS);
  assert_sql (self, "none 1",
              "SELECT coalesce(doctor_id::text, 'none') || ' ' || department_id FROM question");
  assert_waits (self, "doctor2", "1");
  assert_waits (self, "head", "1");
  step (self, 200, "doctor2", "handle", "{\"answer\":\"已处理\"}");
}

/* The doctor is away: what comes up goes to the delegate, who sees what waits already, too; a
 * delegate of the head's does as the head would. */
static void
test_doctor_away (Fixture *self, gconstpointer unused)
{
  static const char leave[] = "INSERT INTO staff_post (staff_id, department_id) VALUES (2, 1);"
                              "INSERT INTO staff_leave (staff_id, delegate_id, from_on, until_on) "
                              "SELECT s, 2, hcrm_today() - 1, hcrm_today() + 9 FROM "
                              "unnest('{1,6}'::bigint[]) AS s";

  seed (self);
  complete (self, make_task (self, "王芳"), "reached", HURTS);
  assert_waits (self, "doctor2", "0");
  g_autofree char *away = fixture_sql (self, leave);
  complete (self, make_task (self, "李强"), "reached", FEVERISH);
  assert_sql (self, "1, 2", "SELECT string_agg(doctor_id::text, ', ' ORDER BY id) FROM question");
  assert_waits (self, "doctor2", "2");
  assert_waits (self, "doctor", "0");
  step (self, 200, "doctor2", "handle", "{\"answer\":\"已处理\"}");
  g_free (fixture_sql (self, "UPDATE question SET doctor_id = 6 WHERE state = 'open'"));
  assert_waits (self, "doctor2", "1");
  g_free (fixture_sql (self, "UPDATE question SET doctor_id = 1 WHERE state = 'open';"
                             "UPDATE staff_leave SET withdrawn_at = hcrm_now() WHERE staff_id = 1;"
                             "INSERT INTO question_mark (question_id) SELECT id FROM question "
                             "WHERE state = 'open'"));
  assert_waits (self, "doctor2", "1"); /* for the head */
  assert_waits (self, "head", "0");
  assert_waits (self, "doctor", "1");
  g_free (fixture_sql (self, "UPDATE staff_leave SET withdrawn_at = hcrm_now()"));
  assert_waits (self, "doctor2", "0");
  assert_waits (self, "head", "1");
}

/* --- Questions ------------------------------------------------------------------------------ */

#define ASK(more) "{\"source_id\":1,\"matter\":\"能否停用阿司匹林？\"" more "}"

static void
ask (Fixture *self, guint status, const char *body)
{
  fixture_expect (self, status, "agent", "POST", "/questions", body);
}

static void
test_question (Fixture *self, gconstpointer unused)
{
  seed (self);
  make_task (self, "王芳");
  fixture_expect (self, 200, "agent", "PUT", "/drafts/question/task-1",
                  "{\"content\":{\"matter\":\"能否\"}}");
  fixture_expect (self, 201, "agent", "POST", "/questions", ASK (""), "Idempotency-Key: k");
  fixture_expect (self, 201, "agent", "POST", "/questions", ASK (""), "Idempotency-Key: k");
  assert_sql (self, "question open", STATES);
  assert_sql (self, "0", "SELECT count(*) FROM draft");
  assert_at ("doctor", "陈一帆");
  assert_at ("department", "骨科");
  g_assert_cmpstr (fixture_at ("bucket"), !=, "overdue");
  assert_sql (self, "1440",
              "SELECT extract(epoch FROM due_at - created_at)::int / 60 FROM question");
  assert_waits (self, "doctor", "1");

  step (self, 200, "doctor", "ask-back", "{\"text\":\"同时服用哪些药物？\"}");
  assert_waits (self, "doctor", "0");
  assert_waits (self, "agent", "1");
  step (self, 200, "agent", "reply", "{\"text\":\"氯吡格雷\"}");
  assert_waits (self, "agent", "0");
  step (self, 200, "doctor", "answer", "{\"answer\":\"不能自行停用，请门诊复查\"}");
  fixture_expect (self, 200, "agent", "GET", "/today", NULL);
  assert_at ("items.0.kind", "question");
  assert_at ("items.0.state", "answered");
  assert_at ("items.0.urgency", "now");
  fixture_expect (self, 200, "agent", "GET", "/followup-tasks/1/sheet", NULL);
  assert_at ("questions.0.answer", "不能自行停用，请门诊复查");
  assert_at ("questions.0.answered_by", "陈一帆");
}

/* A step takes the draft of its own words along; the last one, all of that question. */
static void
test_drafts (Fixture *self, gconstpointer unused)
{
  static const char *const refs[] = { "2-ask-back", "2-answer", "2-reassign", "20-answer" };

  seed (self);
  make_task (self, "王芳");
  ask (self, 201, ASK (""));
  for (guint i = 0; i < G_N_ELEMENTS (refs); i++) {
    g_autofree char *path = g_strconcat ("/drafts/question/", refs[i], NULL);
    fixture_expect (self, 200, "doctor", "PUT", path, "{\"content\":{\"text\":\"x\"}}");
  }
  step (self, 200, "doctor", "ask-back", "{\"text\":\"同时服用哪些药物？\"}");
  assert_sql (self, "2-answer 2-reassign 20-answer",
              "SELECT string_agg(ref, ' ' ORDER BY ref) FROM draft");
  step (self, 200, "agent", "reply", "{\"text\":\"氯吡格雷\"}");
  step (self, 200, "doctor", "handle", "{\"answer\":\"已电话告知\"}");
  assert_sql (self, "20-answer", "SELECT string_agg(ref, ' ') FROM draft");
}

/* Only who is reached has been told; what failed is on the time line. */
static void
test_given_back (Fixture *self, gconstpointer unused)
{
  seed (self);
  make_task (self, "王芳");
  ask (self, 201, ASK (""));
  step (self, 409, "agent", "claim", NULL);
  step (self, 200, "doctor", "answer", "{\"answer\":\"请门诊复查\"}");
  fixture_expect (self, 200, "agent", "GET", "/questions/2/contacts", NULL);
  assert_at ("items.0.dial", NULL);
  step (self, 200, "agent", "claim", NULL);
  assert_at ("items.0.dial", "13800000001");
  step (self, 409, "agent2", "claim", NULL);
  step (self, 200, "agent2", "release", NULL);
  step (self, 409, "agent2", "claim", NULL);
  step (self, 200, "agent", "release", NULL);
  assert_sql (self, "0", "SELECT count(*) FROM claim");
  step (self, 200, "agent2", "claim", NULL);
  step (self, 200, "agent2", "release", NULL);
  step (self, 200, "agent", "claim", NULL);
  step (self, 422, "agent", "tell",
        "{\"disposition\":\"reached\",\"contact_id\":77,\"started_at\":"
        "\"2026-01-05T10:00:00+08:00\"}");
  assert_at ("fields.0.name", "contact_id");
  fixture_run_sql (
      self, "INSERT INTO call (provider, provider_call_id, site_id, direction, user_id, "
            "users, state, started_at, ended_at) SELECT 'manual', 'm1', 2, 'out', u.id, "
            "ARRAY[u.id], 'failed', now(), now() FROM app_user AS u WHERE u.username = 'agent'");
  step (
      self, 422, "agent2", "tell",
      "{\"disposition\":\"no_answer\",\"started_at\":\"2026-01-05T10:00:00+08:00\",\"call_id\":1}");
  assert_at ("fields.0.name", "call_id");
  step (
      self, 200, "agent", "tell",
      "{\"disposition\":\"no_answer\",\"started_at\":\"2026-01-05T10:00:00+08:00\",\"call_id\":1}");
  assert_sql (self, "1", "SELECT call_id FROM attempt");
  assert_sql (self, "no_answer", "SELECT disposition FROM call WHERE wrapped_up_at IS NOT NULL");
  assert_at ("state", "answered");
  assert_at ("attempts", "1");
  assert_waits (self, "agent", "1");
  step (self, 200, "agent", "tell",
        "{\"disposition\":\"reached\",\"contact_id\":1,\"started_at\":"
        "\"2026-01-05T11:00:00+08:00\",\"note\":\"患者表示明白\"}");
  assert_at ("state", "told");
  assert_waits (self, "agent", "0");
  assert_sql (self, "0", "SELECT count(*) FROM claim");
  assert_sql (self, "question.asked, question.answered, question.attempt, question.told", CODES);
  step (self, 409, "agent", "tell",
        "{\"disposition\":\"reached\",\"started_at\":\"2026-01-05T11:00:00+08:00\"}");
}

static void
test_refused (Fixture *self, gconstpointer unused)
{
  static const struct {
    const char *body, *field;
  } wrong[] = {
    { "{\"source_id\":1}", "matter" },
    { "{\"matter\":\"能否停药\"}", "patient_id" },
    { "{\"matter\":\"能否停药\",\"patient_id\":99}", "patient_id" },
    { "{\"matter\":\"能否停药\",\"patient_id\":2,\"source_id\":1}", "patient_id" },
    { "{\"matter\":\"能否停药\",\"source_id\":99}", "source_id" },
    { ASK (",\"doctor_id\":3"), "doctor_id" },
    { ASK (",\"doctor_id\":99"), "doctor_id" },
    { ASK (",\"doctor_id\":2,\"department_id\":1"), "doctor_id" },
    { ASK (",\"department_id\":99"), "department_id" },
    { ASK (",\"due_at\":\"2020-01-01T00:00:00Z\""), "due_at" },
    { ASK (",\"severity\":\"grave\""), "severity" },
  };

  seed (self);
  make_task (self, "王芳");
  make_task (self, "李强");
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_test_message ("%s", wrong[i].body);
    ask (self, 422, wrong[i].body);
    assert_at ("fields.0.name", wrong[i].field);
  }
  fixture_expect (self, 403, "admin", "POST", "/questions", ASK (""));
  assert_sql (self, "0", "SELECT count(*) FROM question");
}

static void
test_conflict (Fixture *self, gconstpointer unused)
{
  seed (self);
  make_task (self, "王芳");
  ask (self, 201, ASK (""));
  fixture_expect (self, 428, "doctor", "POST", "/questions/2/actions/answer",
                  "{\"answer\":\"可以\"}");
  step (self, 200, "doctor", "answer", "{\"answer\":\"不可以\"}");
  fixture_expect (self, 412, "head", "POST", "/questions/2/actions/answer", "{\"answer\":\"可以\"}",
                  "If-Match: \"1\"");
  assert_at ("current.answer", "不可以");
  assert_at ("current.answered_by", "陈一帆");
  step (self, 200, "head", "answer", "{\"answer\":\"可以，减量\"}");
  assert_at ("answer", "可以，减量");
  step (self, 200, "agent", "ask-again", "{\"text\":\"减多少？\"}");
  assert_at ("state", "open");
}

/* Silent past its time: the head sees it too, once; a reply gives the physician the time anew. */
static void
sweep (Fixture *self)
{
  g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func ((GDestroyNotify) hcrm_event_free);
  g_autoptr (HcrmDb) db = hcrm_db_open (self->conninfo, NULL);
  HcrmJob job = { .db = db, .events = events };

  hcrm_db_begin (db, &hcrm_system_context);
  g_assert_true (hcrm_question_escalate (&job, NULL));
  g_assert_true (hcrm_db_end (db, TRUE, NULL));
}

static void
test_silent (Fixture *self, gconstpointer unused)
{
  seed (self);
  g_free (fixture_sql (self, "UPDATE site SET time_zone = 'Asia/Urumqi' WHERE id = 2"));
  make_task (self, "王芳");
  ask (self, 201, ASK (",\"severity\":\"urgent\""));
  sweep (self);
  assert_waits (self, "head", "0");
  g_autofree char *later =
      fixture_sql (self,
                   "INSERT INTO setting (code, value) VALUES ('clock_shift', '4 hours 1 minute')");
  sweep (self);
  sweep (self);
  assert_sql (self, "question.asked, question.escalated", CODES);
  assert_sql (
      self, "t",
      "SELECT bool_and(t.params ->> 'due_at' = to_char(q.due_at AT TIME ZONE "
      "'Asia/Urumqi', 'YYYY-MM-DD\"T\"HH24:MI:SS+06:00')) FROM timeline AS t, question AS q "
      "WHERE t.code = 'question.escalated'");
  assert_waits (self, "head", "1");
  assert_waits (self, "doctor", "1");
  fixture_expect (self, 200, "head", "GET", "/questions?mine=true&bucket=overdue", NULL);
  assert_at ("total.value", "1");
  assert_sql (self, "1", "SELECT version FROM question");
  step (self, 200, "head", "reassign", "{\"doctor_id\":6,\"reason\":\"陈医生休假\"}");
  assert_at ("doctor", "邵文远");
  g_assert_cmpstr (fixture_at ("bucket"), !=, "overdue");
  assert_waits (self, "doctor", "0");
  assert_waits (self, "head", "1");
}

/* --- Who sees what -------------------------------------------------------------------------- */

/* A physician of another department sees the patient for as long as they are asked. */
static void
test_consult (Fixture *self, gconstpointer unused)
{
  seed (self);
  make_task (self, "王芳");
  fixture_expect (self, 404, "doctor2", "GET", "/patients/1", NULL);
  ask (self, 201, ASK (",\"department_id\":3"));
  assert_at ("doctor_id", NULL);
  fixture_expect (self, 200, "doctor2", "GET", "/patients/1", NULL);
  assert_waits (self, "doctor2", "1");
  assert_waits (self, "doctor", "0");
  fixture_expect (self, 404, "doctor", "GET", "/questions/2", NULL);
  step (self, 422, "agent", "reassign", "{\"reason\":\"转给骨科\"}");
  assert_at ("fields.0.name", "department_id");
  step (self, 204, "doctor2", "reassign", "{\"doctor_id\":1,\"reason\":\"属骨科问题\"}");
  fixture_expect (self, 404, "doctor2", "GET", "/patients/1", NULL);
  fixture_expect (self, 404, "doctor2", "GET", "/questions/2", NULL);
  step (self, 404, "doctor2", "answer", "{\"answer\":\"可以\"}");
  step (self, 200, "agent", "reassign", "{\"doctor_id\":2,\"reason\":\"会诊\"}");
  fixture_expect (self, 200, "doctor2", "GET", "/patients/1", NULL);
  step (self, 200, "doctor2", "handle", "{\"answer\":\"已会诊\"}");
  fixture_expect (self, 404, "doctor2", "GET", "/patients/1", NULL);
  fixture_expect (self, 200, "doctor2", "GET", "/questions/2", NULL);
  assert_at ("notes.3.code", "question.handled");
}

/* Results: the doctor's own patients', the department's to its head, everybody's to the supervisor.
 */
static void
assert_results (Fixture *self, const char *user, const char *n)
{
  fixture_expect (self, 200, user, "GET", "/responses", NULL);
  g_test_message ("%s", user);
  assert_at ("total.value", n);
}

static void
test_results (Fixture *self, gconstpointer unused)
{
  seed (self);
  gint64 own = make_task (self, "王芳"), other = make_task (self, "李强");
  g_autofree char *theirs =
      fixture_sql (self, "UPDATE encounter SET attending_id = 6 WHERE patient_id = 2;"
                         "UPDATE followup_plan SET doctor_id = 6 WHERE patient_id = 2;"
                         "SELECT hcrm_patient_derive(2)");
  complete (self, own, "reached", CALM);
  complete (self, other, "reached", CALM);
  assert_results (self, "doctor", "1");
  assert_results (self, "doctor2", "0");
  assert_results (self, "head", "2");
  assert_results (self, "supervisor", "2");
  fixture_expect (self, 200, "doctor", "GET", "/followup-tasks/1/sheet", NULL);
  g_assert_nonnull (fixture_at ("response.status"));
  fixture_expect (self, 200, "doctor", "GET", "/followup-tasks/2/sheet", NULL);
  assert_at ("response.status", NULL);
  fixture_expect (self, 200, "head", "GET", "/followup-tasks/2/sheet", NULL);
  g_assert_nonnull (fixture_at ("response.status"));

  /* Consulted across departments: while it lasts. */
  ask (self, 201, "{\"source_id\":2,\"doctor_id\":2,\"matter\":\"请会诊\"}");
  assert_results (self, "doctor2", "1");
  step (self, 200, "doctor2", "handle", "{\"answer\":\"已会诊\"}");
  assert_results (self, "doctor2", "0");

  /* Moved to another department: the own patients stay, the old department's head keeps all. */
  g_autofree char *moved =
      fixture_sql (self, "UPDATE staff_post SET department_id = 3 WHERE staff_id = 1");
  hcrm_session_forget (0);
  assert_results (self, "doctor", "1");
  fixture_expect (self, 404, "doctor", "GET", "/patients/2", NULL);
  assert_results (self, "head", "2");
}

static void
test_lists (Fixture *self, gconstpointer unused)
{
  static const struct {
    const char *user, *query, *n;
  } lists[] = {
    { "agent", "", "2" },
    { "agent", "?asked_by_me=true", "2" },
    { "agent2", "?asked_by_me=true", "0" },
    { "agent", "?kind=alarm", "1" },
    { "agent", "?state=open&severity=urgent", "1" },
    { "agent", "?patient_id=1", "1" },
    { "agent", "?q=王芳", "1" },
    { "agent", "?source_id=1", "1" },
    { "doctor", "", "2" },
    { "head", "", "2" },
    { "doctor2", "", "0" },
    { "supervisor", "?sort=-asked_at", "2" },
  };

  seed (self);
  make_task (self, "王芳");
  ask (self, 201, ASK (""));
  complete (self, make_task (self, "李强"), "reached", HURTS);
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++) {
    g_autofree char *path = g_strconcat ("/questions", lists[i].query, NULL);
    g_test_message ("%s %s", lists[i].user, path);
    fixture_expect (self, 200, lists[i].user, "GET", path, NULL);
    assert_at ("total.value", lists[i].n);
  }
  fixture_expect (self, 200, "agent", "GET", "/physicians", NULL);
  assert_at ("total.value", "3");
  fixture_expect (self, 200, "agent", "GET", "/physicians?department_id=1&q=cyf", NULL);
  assert_at ("total.value", "0");
  fixture_expect (self, 200, "agent", "GET", "/physicians?department_id=1&q=chenyi", NULL);
  assert_at ("items.0.name", "陈一帆");
  assert_at ("items.0.open", "2");
}

/* --- Sheets --------------------------------------------------------------------------------- */

#define NEXT_FORM                                                                                  \
  "{\"resourceType\":\"Questionnaire\",\"url\":\"urn:test:form\",\"version\":\"2\",\"status\":"    \
  "\"active\",\"title\":\"t\",\"item\":[{\"linkId\":\"sleep\",\"text\":\"睡眠\",\"type\":"       \
  "\"integer\"}]}"
#define NEXT_ANSWERS                                                                               \
  "{\"resourceType\":\"QuestionnaireResponse\",\"questionnaire\":\"urn:test:form|2\",\"status\":"  \
  "\"completed\",\"item\":[" ITEM ("sleep", "\"valueInteger\":3") "]}"

static void
publish_next (Fixture *self)
{
  fixture_send_resource (self, 201, "admin", "POST", "/questionnaires", NEXT_FORM, 0);
  fixture_expect (self, 200, "admin", "POST", "/questionnaires/2/actions/publish", "{}",
                  "If-Match: \"1\"");
  assert_sql (
      self, "1 retired, 2 published",
      "SELECT string_agg(version_tag || ' ' || state, ', ' ORDER BY id) FROM questionnaire");
}

static void
open_sheet (Fixture *self, gint64 task)
{
  g_autofree char *path = g_strdup_printf ("/followup-tasks/%d/sheet", (int) task);

  fixture_expect (self, 200, "agent", "GET", path, NULL);
}

/* A step's sheet stays with the version it was printed with, and so do its answers and what the
 * physician replied, whatever is published meanwhile. */
static void
test_sheet_keeps_version (Fixture *self, gconstpointer unused)
{
  seed (self);
  gint64 done = make_task (self, "王芳"), open = make_task (self, "李强");
  complete (self, done, "reached", HURTS);
  step (self, 200, "doctor", "handle", "{\"answer\":\"加用止痛药\"}");
  open_sheet (self, done);
  assert_at ("questionnaire.version", "1");
  assert_at ("newer_version", NULL);

  publish_next (self);
  open_sheet (self, done);
  assert_at ("questionnaire.version", "1");
  assert_at ("questionnaire.item.0.linkId", "pain");
  assert_at ("newer_version", "2");
  assert_at ("response.questionnaire", "urn:test:form|1");
  assert_at ("response.item.0.answer.0.valueInteger", "9");
  assert_at ("questions.0.answer", "加用止痛药");
  fixture_expect (self, 200, "agent", "GET", "/responses?activity_id=1", NULL);
  assert_at ("items.0.version_tag", "1");

  /* What was printed blank before is entered as it was asked. */
  open_sheet (self, open);
  assert_at ("questionnaire.version", "1");
  complete (self, open, "reached", CALM);
  open_sheet (self, open);
  assert_at ("response.item.0.answer.0.valueInteger", "2");
}

/* Answers to another version stand beside the sheet's own, never in its form. */
static void
test_sheet_beside (Fixture *self, gconstpointer unused)
{
  g_autoptr (GString) body = g_string_new ("{\"activity_id\":1,\"resource\":");

  seed (self);
  gint64 task = make_task (self, "王芳");
  publish_next (self);
  hcrm_json_append_string (body, NEXT_ANSWERS);
  g_string_append_c (body, '}');
  fixture_expect (self, 201, "agent", "POST", "/responses", body->str);
  open_sheet (self, task);
  assert_at ("questionnaire.version", "1");
  assert_at ("response", NULL);
}

/* A merge moves nothing: the question is the survivor's, and after it is undone again the other's.
 */
static void
test_merged (Fixture *self, gconstpointer unused)
{
  seed (self);
  make_task (self, "王芳");
  make_task (self, "王方");
  ask (self, 201, ASK (",\"doctor_id\":2"));
  g_autofree char *merged =
      fixture_sql (self, "UPDATE patient SET merged_into_id = 2 WHERE id = 1");
  fixture_expect (self, 200, "agent", "GET", "/questions?patient_id=2", NULL);
  assert_at ("items.0.survivor_id", "2");
  fixture_expect (self, 200, "doctor2", "GET", "/patients/2", NULL);
  g_autofree char *parted =
      fixture_sql (self, "UPDATE patient SET merged_into_id = NULL WHERE id = 1");
  fixture_expect (self, 404, "doctor2", "GET", "/patients/2", NULL);
  fixture_expect (self, 200, "doctor2", "GET", "/patients/1", NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  FIXTURE_TEST ("/question/alarm", test_alarm);
  FIXTURE_TEST ("/question/alarm-due", test_alarm_due);
  FIXTURE_TEST ("/question/alarm-when-saved", test_alarm_when_saved);
  FIXTURE_TEST ("/question/alarm-corrected", test_alarm_corrected);
  FIXTURE_TEST ("/question/alarm-in-error", test_alarm_in_error);
  FIXTURE_TEST ("/question/alarm-handled", test_alarm_handled);
  FIXTURE_TEST ("/question/alarm-twice", test_alarm_twice);
  FIXTURE_TEST ("/question/alarm-doctor-left", test_alarm_doctor_left);
  FIXTURE_TEST ("/question/question", test_question);
  FIXTURE_TEST ("/question/drafts", test_drafts);
  FIXTURE_TEST ("/question/given-back", test_given_back);
  FIXTURE_TEST ("/question/refused", test_refused);
  FIXTURE_TEST ("/question/conflict", test_conflict);
  FIXTURE_TEST ("/question/alarm-doctor-away", test_doctor_away);
  FIXTURE_TEST ("/question/silent", test_silent);
  FIXTURE_TEST ("/question/consult", test_consult);
  FIXTURE_TEST ("/question/results", test_results);
  FIXTURE_TEST ("/question/lists", test_lists);
  FIXTURE_TEST ("/question/sheet-keeps-version", test_sheet_keeps_version);
  FIXTURE_TEST ("/question/sheet-beside", test_sheet_beside);
  FIXTURE_TEST ("/question/merged", test_merged);
  return g_test_run ();
}
