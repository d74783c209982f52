/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Statistics: figures counted by hand, what counts nowhere, whose they are, and the lists behind
 * them. */

#include <string.h>

#include "core/hcrm-export.h"
#include "hcrm-duties.h"
#include "hcrm-figures.h"
#include "model/hcrm-statistic.h"

/* Departments and users of the fixture's hospital. */
#define ORTHO 1
#define WARD 2
#define CARDIO 3

static const char context[] =
    "SELECT set_config('hcrm.user', '1', false), set_config('hcrm.all', 'on', false);";

static gint64
insert (Fixture *self, const char *sql)
{
  g_autofree char *text = g_strconcat (context, sql, NULL);
  g_autofree char *id = fixture_sql (self, "%s", text);

  return g_ascii_strtoll (id, NULL, 10);
}

/* A stay that ended @days ago; @ward may be 0. */
static gint64
add_stay (Fixture *self,
          int days,
          int department,
          int ward,
          const char *diagnosis,
          const char *decision)
{
  g_autofree char *sql = g_strdup_printf (
      "WITH p AS (INSERT INTO patient (name, pinyin, sex) VALUES ('张三', 'zhang san', 'male') "
      "RETURNING id), e AS (INSERT INTO encounter (patient_id, site_id, kind, number, state, "
      "department_id, ward_id, attending_id, started_at, ended_at, followup_decision) "
      "SELECT id, 2, 'inpatient', 'I' || id, 'finished', %d, nullif(%d, 0), %d, "
      "hcrm_now() - interval '%d days', (hcrm_today(2) - %d + time '00:30') AT TIME ZONE "
      "'Asia/Shanghai', '%s' FROM p RETURNING id), x AS (INSERT INTO encounter_code (encounter_id, "
      "kind, rank, system, code, text) SELECT id, 'diagnosis', 1, 'icd10', '%s', '-' FROM e) "
      "SELECT id FROM e",
      department, ward, department == CARDIO ? 2 : 1, days + 9, days, decision, diagnosis);

  return insert (self, sql);
}

static gint64
add_plan (Fixture *self, gint64 stay, int template_id, const char *state)
{
  g_autofree char *sql = g_strdup_printf (
      "INSERT INTO followup_plan (patient_id, encounter_id, template_id, site_id, department_id, "
      "doctor_id, state) SELECT e.patient_id, e.id, %d, e.site_id, e.department_id, "
      "e.attending_id, '%s' FROM encounter AS e WHERE e.id = %" G_GINT64_FORMAT " RETURNING id",
      template_id, state, stay);

  return insert (self, sql);
}

/* A step due @days ago. */
static gint64
add_step (Fixture *self, gint64 plan, int position, int days, const char *state)
{
  g_autofree char *sql = g_strdup_printf (
      "WITH f AS (SELECT * FROM followup_plan WHERE id = %" G_GINT64_FORMAT "), a AS (INSERT INTO "
      "activity (kind, patient_id, site_id) SELECT 'followup_task', f.patient_id, f.site_id FROM f "
      "RETURNING id) INSERT INTO followup_task (id, plan_id, patient_id, position, offset_days, "
      "owner, site_id, department_id, channel, due_on, planned_on, state, finished_at) "
      "SELECT a.id, f.id, f.patient_id, %d, 7, 'centre', f.site_id, f.department_id, 'phone', "
      "hcrm_today(2) - (%d), hcrm_today(2) - (%d), '%s', hcrm_now() FROM f, a RETURNING id",
      plan, position, days, days, state);

  return insert (self, sql);
}

static void
add_call (Fixture *self, gint64 step, const char *user, const char *disposition, const char *note)
{
  g_autofree char *sql = g_strdup_printf (
      "INSERT INTO attempt (activity_id, patient_id, channel, user_id, started_at, disposition, "
      "note) SELECT t.id, t.patient_id, 'phone', u.id, hcrm_now() - interval '1 hour', '%s', "
      "nullif('%s', '') FROM followup_task AS t, app_user AS u WHERE t.id = %" G_GINT64_FORMAT
      " AND u.username = '%s' RETURNING id",
      disposition, note, step, user);

  insert (self, sql);
}

/*
 * A month of two departments, figured by hand:
 *
 *      department  ward  disease  plan                  steps
 *   A  ORTHO       2     I10      runs                  1 done, agent reached; 2 due, agent did
 * not; 3 in five days B  ORTHO             S72      runs                  1 lost, agent2 did not
 * reach C  ORTHO             S72      none wanted D  ORTHO             S72      exempt E  ORTHO I10
 * cancelled             1 done, agent reached; 2 cancelled F  CARDIO            I20      finished
 * 1 done, agent reached G  CARDIO            I21      cancelled, then runs  1 due H  ORTHO S72
 * runs, left long ago   1 due
 */
static void
seed (Fixture *self)
{
  insert (self, "INSERT INTO followup_template (code, name, name_en, state) VALUES "
                "('hip', '髋关节术后', 'After hip surgery', 'published'), "
                "('any', '通用', 'General', 'published') RETURNING id");
  insert (self, "INSERT INTO code (system, code, parent, name, name_en) VALUES "
                "('icd10', 'I00-I99', NULL, '循环系统疾病', 'Circulatory'), "
                "('icd10', 'I10-I15', 'I00-I99', '高血压病', 'Hypertensive diseases'), "
                "('icd10', 'I20-I25', 'I00-I99', '缺血性心脏病', 'Ischaemic heart diseases') "
                "RETURNING 1");
  gint64 a = add_plan (self, add_stay (self, 12, ORTHO, WARD, "I10.x02", "plan"), 1, "active");
  gint64 a1 = add_step (self, a, 1, 5, "done"), a2 = add_step (self, a, 2, 1, "open");
  add_step (self, a, 3, -5, "waiting");
  gint64 b = add_plan (self, add_stay (self, 10, ORTHO, 0, "S72.001", "plan"), 1, "active");
  gint64 b1 = add_step (self, b, 1, 3, "lost");
  add_stay (self, 8, ORTHO, 0, "S72.001", "none");
  add_stay (self, 8, ORTHO, 0, "S72.001", "exempt");
  gint64 e = add_plan (self, add_stay (self, 11, ORTHO, 0, "I10", "plan"), 1, "cancelled");
  gint64 e1 = add_step (self, e, 1, 4, "done");
  add_step (self, e, 2, 1, "cancelled");
  gint64 f = add_plan (self, add_stay (self, 9, CARDIO, 0, "I20.000", "plan"), 2, "finished");
  gint64 f1 = add_step (self, f, 1, 2, "done");
  gint64 g = add_stay (self, 9, CARDIO, 0, "I21.900", "plan");
  add_plan (self, g, 1, "cancelled");
  add_step (self, add_plan (self, g, 2, "active"), 1, 2, "open");
  add_step (self, add_plan (self, add_stay (self, 40, ORTHO, 0, "S72.001", "plan"), 2, "active"), 1,
            1, "open");
  add_call (self, a1, "agent", "reached", "");
  add_call (self, a2, "agent", "no_answer", "");
  add_call (self, b1, "agent2", "no_answer", "");
  add_call (self, e1, "agent", "reached", "");
  add_call (self, f1, "agent", "reached", "");
}

/* --- Figures -------------------------------------------------------------------------------- */

#define REPORT "/reports/followup"

static void
test_rates (Fixture *self, gconstpointer unused)
{
  seed (self);
  g_autoptr (JsonNode) all = figures_get (self, "supervisor", REPORT);
  figures_assert (
      all, "total",
      "discharged 5 covered 4 exempt 1 withdrawn 1 due 6 contacted 2 completed 2 lost 1");
  figures_assert_group (
      all, "Orthopaedics",
      "discharged 3 covered 2 exempt 1 withdrawn 1 due 4 contacted 1 completed 1 lost 1");
  figures_assert_group (
      all, "Cardiology",
      "discharged 2 covered 2 exempt 0 withdrawn 0 due 2 contacted 1 completed 1 lost 0");
  g_assert_cmpstr (json_at (all, "definitions.covered.of"), ==, "discharged");
  g_assert_cmpstr (json_at (all, "definitions.lost.of"), ==, "due");
  g_assert_cmpstr (json_at (all, "definitions.covered.text"), ==,
                   hcrm_reports[0].rates[0].definition);

  g_autoptr (JsonNode) wards = figures_get (self, "supervisor", REPORT "?group=ward");
  figures_assert_group (wards, "Orthopaedic Ward 2", "discharged 1 covered 1 due 2 completed 1");
  g_autoptr (JsonNode) diseases = figures_get (self, "supervisor", REPORT "?group=disease");
  figures_assert_group (diseases, "Hypertensive diseases",
                        "discharged 1 covered 1 withdrawn 1 due 2");
  figures_assert_group (diseases, "Ischaemic heart diseases", "discharged 2 covered 2 due 2");
  g_autoptr (JsonNode) steps = figures_get (self, "supervisor", REPORT "?group=step");
  figures_assert_group (steps, "1", "discharged 0 due 5 contacted 2 completed 2 lost 1");
  figures_assert_group (steps, "2", "due 1 contacted 0");
  g_assert_cmpuint (json_length_at (steps, "items"), ==, 2);
  g_autoptr (JsonNode) doctors = figures_get (self, "supervisor", REPORT "?group=doctor");
  figures_assert_group (doctors, "苏文", "discharged 2 due 2");
  g_autoptr (JsonNode) agents = figures_get (self, "supervisor", REPORT "?group=agent");
  figures_assert_group (agents, "林晓", "due 3 contacted 2 completed 2");
  figures_assert_group (agents, "何嘉", "due 1 lost 1");
  g_autoptr (JsonNode) plans = figures_get (self, "supervisor", REPORT "?group=template");
  figures_assert_group (plans, "General", "discharged 2 covered 2 due 3 completed 1");
}

/* @names: of the groups, as @language has them, in their order */
static void
assert_order (Fixture *self, const char *group, const char *language, const char *names)
{
  g_autofree char *path = g_strconcat (REPORT "?group=", group, NULL);
  g_autofree char *accept = g_strconcat ("Accept-Language: ", language, NULL);
  g_autoptr (GString) found = g_string_new (NULL);
  const char *member = g_str_equal (language, "en") ? "label_en" : "label";

  fixture_expect (self, 200, "supervisor", "GET", path, NULL, accept);
  g_autoptr (JsonNode) reply = json_from_string (fixture_answer.text, NULL);
  for (guint i = 0; i < json_length_at (reply, "items"); i++) {
    g_autofree char *at = g_strdup_printf ("items.%u.%s", i, member);
    g_autofree char *plain = g_strdup_printf ("items.%u.label", i);
    const char *name = json_at (reply, at) != NULL ? json_at (reply, at) : json_at (reply, plain);
    g_string_append_printf (found, "%s%s", i > 0 ? ", " : "", name != NULL ? name : "-");
  }
  g_assert_cmpstr (found->str, ==, names);
}

/* Names are in the order of those that the reader sees, with their numbers by value; people as they
 * are spoken. */
static void
test_order (Fixture *self, gconstpointer unused)
{
  seed (self);
  insert (self, "UPDATE department SET name = '骨科10病区', name_en = 'Ward 10' WHERE id = 2 "
                "RETURNING id");
  insert (self, "UPDATE department SET name = '骨科9病区', name_en = 'Ward 9' WHERE id = 3 "
                "RETURNING id");
  insert (self, "UPDATE encounter SET ward_id = 3 WHERE department_id = 3 RETURNING id");
  assert_order (self, "ward", "en", "Ward 9, Ward 10, -");
  assert_order (self, "ward", "zh-CN", "骨科9病区, 骨科10病区, -");
  insert (self, "UPDATE department SET name = '呼吸科', name_en = 'Respiratory' WHERE id = 3 "
                "RETURNING id");
  insert (self, "UPDATE department SET name = '耳鼻喉科', name_en = 'ear, nose and throat' WHERE "
                "id = 1 RETURNING id");
  assert_order (self, "department", "en", "ear, nose and throat, Respiratory");
  assert_order (self, "department", "zh-CN", "耳鼻喉科, 呼吸科");
  insert (self, "UPDATE department SET name = '心内科' WHERE id = 1 RETURNING id");
  assert_order (self, "department", "en", "ear, nose and throat, Respiratory");
  assert_order (self, "department", "zh-CN", "呼吸科, 心内科");
  insert (self, "UPDATE staff SET name = '曾一', pinyin = 'zeng yi' WHERE id = 1 RETURNING id");
  insert (self, "UPDATE staff SET name = '程二', pinyin = 'cheng er' WHERE id = 2 RETURNING id");
  assert_order (self, "doctor", "zh-CN", "程二, 曾一");
  assert_order (self, "doctor", "en", "程二, 曾一");
}

static void
test_filters (Fixture *self, gconstpointer unused)
{
  seed (self);
  g_autoptr (JsonNode) ward = figures_get (self, "supervisor", REPORT "?ward_id=2");
  figures_assert (ward, "total", "discharged 1 due 2");
  g_autoptr (JsonNode) disease =
      figures_get (self, "supervisor", REPORT "?disease=I20-I25&disease=S72");
  figures_assert (disease, "total", "discharged 4 exempt 1 withdrawn 0 due 4");
  g_autoptr (JsonNode) step = figures_get (self, "supervisor", REPORT "?position=2");
  figures_assert (step, "total", "discharged 0 due 1");
  g_autoptr (JsonNode) doctor =
      figures_get (self, "supervisor", REPORT "?doctor_id=2&template_id=2");
  figures_assert (doctor, "total", "discharged 2 due 2");
  g_autofree char *today = fixture_sql (self, "SELECT hcrm_today()");
  g_autofree char *path = g_strconcat (REPORT "?date_from=", today, "&group=month", NULL);
  g_autoptr (JsonNode) none = figures_get (self, "supervisor", path);
  figures_assert (none, "total", "discharged 0 covered 0 due 0 contacted 0");
  fixture_expect (self, 422, "supervisor", "GET", REPORT "?group=moon", NULL);
  fixture_expect (self, 422, "supervisor", "GET", REPORT "?date_from=yesterday", NULL);
}

/* A head sees the department, whatever is asked for; who has no overview sees none. */
static void
test_scopes (Fixture *self, gconstpointer unused)
{
  seed (self);
  g_autoptr (JsonNode) head = figures_get (self, "head", REPORT);
  figures_assert (head, "total", "discharged 3 covered 2 exempt 1 withdrawn 1 due 4 contacted 1");
  g_assert_cmpuint (json_length_at (head, "items"), ==, 1);
  g_autoptr (JsonNode) other = figures_get (self, "head", REPORT "?department_id=3");
  figures_assert (other, "total", "discharged 0 due 0");
  fixture_expect (self, 403, "agent", "GET", REPORT, NULL);
  fixture_expect (self, 403, "doctor", "GET", REPORT, NULL);
}

/* --- What opens from a figure --------------------------------------------------------------- */

typedef struct {
  const char *group;
  const char *discharges; /* its name in each list; NULL where it has none */
  const char *steps;
} Group;

static void
assert_list (Fixture *self, JsonNode *reply, guint i, const Group *group, const char *figure)
{
  gboolean steps = FALSE;
  for (const HcrmChoice *choice = hcrm_step_figure_choices; choice->value != NULL; choice++)
    steps |= g_str_equal (choice->value, figure);
  const char *name = steps ? group->steps : group->discharges;
  if (name == NULL)
    return;
  g_autofree char *key = g_strdup_printf ("items.%u.key", i);
  g_autofree char *code = g_strdup_printf ("items.%u.code", i);
  g_autofree char *at = g_strdup_printf ("items.%u.%s", i, figure);
  const char *value = json_at (reply, code) != NULL ? json_at (reply, code) : json_at (reply, key);
  g_autofree char *path =
      g_strdup_printf ("%s?figure=%s&%s_from=%s&%s_to=%s&%s=%s",
                       steps ? "/followup-tasks" : "/encounters", figure,
                       steps ? "due_on" : "ended_on", json_at (reply, "date_from"),
                       steps ? "due_on" : "ended_on", json_at (reply, "date_to"), name,
                       value != NULL ? value : "0");
  g_autoptr (JsonNode) list = figures_get (self, "supervisor", path);
  if (g_strcmp0 (json_at (list, "total.value"), json_at (reply, at)) != 0)
    g_test_message ("%s, but %s", at, path);
  g_assert_cmpstr (json_at (list, "total.value"), ==, json_at (reply, at));
}

static void
test_lists (Fixture *self, gconstpointer unused)
{
  static const Group groups[] = {
    { "department", "department_id", "department_id" },
    { "ward", "ward_id", "ward_id" },
    { "disease", "disease", "disease" },
    { "doctor", "attending_id", "doctor_id" },
    { "template", NULL, "template_id" },
    { "step", NULL, "position" },
    { "agent", NULL, "agent_id" },
  };
  g_auto (GStrv) figures = g_strsplit (hcrm_reports[0].figures, " ", -1);

  seed (self);
  for (guint g = 0; g < G_N_ELEMENTS (groups); g++) {
    g_autofree char *path = g_strconcat (REPORT "?group=", groups[g].group, NULL);
    g_autoptr (JsonNode) reply = figures_get (self, "supervisor", path);
    guint n = json_length_at (reply, "items");
    g_assert_cmpuint (n, >, 0);
    for (guint i = 0; i < n; i++)
      for (char **figure = figures; *figure != NULL; figure++)
        assert_list (self, reply, i, &groups[g], *figure);
  }
}

/* --- Answers and opinions ------------------------------------------------------------------- */

/* Answers of a step's form: @answers are rows of (item, code, text). */
static gint64
add_answers (Fixture *self, gint64 step, int form, const char *state, const char *answers)
{
  g_autofree char *sql = g_strdup_printf (
      "WITH r AS (INSERT INTO response (questionnaire_id, patient_id, activity_id, state, site_id, "
      "department_id, channel, author_id, resource) SELECT %d, t.patient_id, t.id, '%s', "
      "t.site_id, "
      "t.department_id, 'phone', (SELECT id FROM app_user WHERE username = 'agent'), '{}' "
      "FROM followup_task AS t WHERE t.id = %" G_GINT64_FORMAT " RETURNING id) "
      "INSERT INTO answer (response_id, item, code, text) SELECT r.id, v.* FROM r, (VALUES %s) AS "
      "v "
      "(item, code, text) RETURNING response_id",
      form, state, step, answers);

  return insert (self, sql);
}

#define FORM                                                                                       \
  "{\"item\":[{\"linkId\":\"g\",\"item\":[{\"linkId\":\"meals\"},{\"linkId\":\"doctor\"}]}]}"

/*
 * Form 1 asks for recovery and takes remarks, form 2 is the shipped one on satisfaction.
 *
 *   A1  ORTHO   better                  doctor very-good, nurse poor, ward fair   "太慢"
 *   A2  ORTHO   worse, not completed
 *   B1  ORTHO   same                    doctor good                               reached:
 * "家属代答" E1  ORTHO   better, plan cancelled  doctor good, "不算" F1  CARDIO  slightly " "
 */
static void
seed_answers (Fixture *self)
{
  seed (self);
  insert (self, "INSERT INTO questionnaire (url, version_tag, title, state, items, resource, "
                "tree_hash, published_at) SELECT u, '1', '表', 'published', 2, '" FORM
                "', '\\x00', now() "
                "FROM unnest(ARRAY['urn:x', "
                "'https://hcrm.invalid/questionnaires/discharge-satisfaction']) AS u RETURNING id");
  gint64 a1 = 0, a2 = 0, b1 = 0, e1 = 0, f1 = 0;
  gint64 *steps[] = { &a1, &a2, NULL, &b1, &e1, NULL, &f1 };
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (steps[i] != NULL) {
      g_autofree char *id =
          fixture_sql (self, "SELECT id FROM followup_task ORDER BY id OFFSET %u LIMIT 1", i);
      *steps[i] = g_ascii_strtoll (id, NULL, 10);
    }
  add_answers (self, a1, 1, "completed", "('recovery', 'better', '明显好转')");
  add_answers (self, a1, 2, "completed",
               "('doctor', 'very-good', '很满意'), ('nurse', 'poor', '不满意'), "
               "('ward', 'fair', '一般'), ('suggestion', NULL, '太慢')");
  add_answers (self, a2, 1, "in-progress", "('recovery', 'worse', '比出院时差')");
  add_answers (self, b1, 1, "amended", "('recovery', 'same', '没有变化')");
  add_answers (self, b1, 2, "completed", "('doctor', 'good', '满意')");
  add_answers (self, e1, 1, "completed", "('recovery', 'better', '明显好转')");
  add_answers (self, e1, 2, "completed",
               "('doctor', 'good', '满意'), ('suggestion', NULL, '不算')");
  add_answers (self, f1, 1, "completed",
               "('recovery', 'slightly', '略有好转'), ('remarks', NULL, ' ')");
  add_call (self, b1, "agent2", "reached", "家属代答");
  add_call (self, b1, "agent2", "no_answer", "没人接");
}

static void
test_effect (Fixture *self, gconstpointer unused)
{
  seed_answers (self);
  g_autoptr (JsonNode) effect = figures_get (self, "supervisor", "/reports/effect");
  figures_assert (effect, "total", "assessed 3 improved 2 worse 0");
  figures_assert_group (effect, "Orthopaedics", "assessed 2 improved 1");
  g_autoptr (JsonNode) content =
      figures_get (self, "supervisor", "/reports/satisfaction?group=question");
  figures_assert (content, "total", "rated 4 satisfied 2 dissatisfied 1");
  figures_assert_group (content, "Doctors: explanation and manner",
                        "rated 2 satisfied 2 dissatisfied 0");
  figures_assert_group (content, "Nurses: care and manner", "rated 1 satisfied 0 dissatisfied 1");
  g_autoptr (JsonNode) head = figures_get (self, "head", "/reports/effect");
  figures_assert (head, "total", "assessed 2 improved 1");
  g_autoptr (JsonNode) answers =
      figures_get (self, "supervisor", "/statistic-answers?figure=improved&department_id=1");
  g_assert_cmpstr (json_at (answers, "total.value"), ==, "1");
  g_assert_cmpstr (json_at (answers, "items.0.answer"), ==, "明显好转");
  g_assert_cmpstr (json_at (answers, "items.0.verdict"), ==, "good");
  g_autoptr (JsonNode) bad =
      figures_get (self, "supervisor", "/statistic-answers?figure=dissatisfied");
  g_assert_cmpstr (json_at (bad, "total.value"), ==, "1");
  fixture_expect (self, 422, "supervisor", "GET", "/reports/effect?group=category", NULL);
}

static gint64
find_opinion (Fixture *self, const char *text)
{
  g_autoptr (JsonNode) all = figures_get (self, "agent", "/opinions");

  for (guint i = 0; i < json_length_at (all, "items"); i++) {
    g_autofree char *at = g_strdup_printf ("items.%u.text", i);
    g_autofree char *id = g_strdup_printf ("items.%u.id", i);
    if (g_strcmp0 (json_at (all, at), text) == 0)
      return json_int_at (all, id);
  }
  return 0;
}

static char *
read_digest (Fixture *self, gint64 id)
{
  g_autofree char *path = g_strdup_printf ("/opinions/%" G_GINT64_FORMAT, id);

  fixture_expect (self, 200, "agent", "GET", path, NULL);
  return g_strdup (fixture_at ("digest"));
}

static void
sort_read_opinion (Fixture *self,
                   guint status,
                   gint64 id,
                   int version,
                   const char *categories,
                   const char *digest)
{
  g_autofree char *path = g_strdup_printf ("/opinions/%" G_GINT64_FORMAT "/actions/code", id);
  g_autofree char *body =
      g_strdup_printf ("{\"categories\":%s,\"digest\":\"%s\"}", categories, digest);

  fixture_send (self, status, "agent", "POST", path, body, version);
}

static void
sort_opinion (Fixture *self, guint status, gint64 id, int version, const char *categories)
{
  g_autofree char *digest = read_digest (self, id);

  sort_read_opinion (self, status, id, version, categories, digest);
}

static void
test_opinions (Fixture *self, gconstpointer unused)
{
  seed_answers (self);
  g_autoptr (JsonNode) before = figures_get (self, "supervisor", "/reports/opinions");
  figures_assert (before, "total", "opinions 2 coded 0 named 0");
  g_assert_cmpuint (json_length_at (before, "items"), ==, 0);
  gint64 slow = find_opinion (self, "太慢"), note = find_opinion (self, "家属代答");
  g_assert_cmpint (slow, >, 0);
  g_assert_cmpint (note, >, 0);
  g_assert_cmpint (find_opinion (self, "不算"), ==, 0); /* the plan was cancelled */

  sort_opinion (self, 422, slow, 1, "[]");
  sort_opinion (self, 422, slow, 1, "[\"slowness\"]");
  sort_opinion (self, 200, slow, 1, "[\"waiting\",\"attitude\"]");
  g_assert_cmpstr (fixture_at ("state"), ==, "coded");
  g_assert_cmpstr (fixture_at ("categories.0"), ==, "attitude");
  sort_opinion (self, 412, slow, 1, "[\"cost\"]");
  sort_opinion (self, 200, note, 1, "[\"waiting\"]");
  sort_opinion (self, 200, slow, 2, "[\"waiting\",\"cost\"]");
  g_autoptr (JsonNode) after = figures_get (self, "supervisor", "/reports/opinions");
  figures_assert (after, "total", "opinions 2 coded 2 named 3");
  figures_assert_group (after, "Waiting and procedures", "named 2 coded 2");
  figures_assert_group (after, "Costs", "named 1 coded 2");
  g_assert_cmpuint (json_length_at (after, "items"), ==, 2);
  g_autoptr (JsonNode) named =
      figures_get (self, "supervisor", "/opinions?category=waiting&state=coded");
  g_assert_cmpstr (json_at (named, "total.value"), ==, "2");
  fixture_expect (self, 403, "doctor", "GET", "/opinions", NULL);

  /* Words that were changed since are to be read again. */
  insert (self, "UPDATE answer SET text = '太慢了' WHERE text = '太慢' RETURNING 1");
  g_autoptr (JsonNode) changed = figures_get (self, "supervisor", "/reports/opinions");
  figures_assert (changed, "total", "opinions 2 coded 1 named 1");
  g_autoptr (JsonNode) open = figures_get (self, "supervisor", "/opinions?state=open");
  g_assert_cmpstr (json_at (open, "items.0.text"), ==, "太慢了");
}

/* Words that changed while somebody was reading them are not sorted unread. */
static void
test_changed_words (Fixture *self, gconstpointer unused)
{
  seed_answers (self);
  gint64 slow = find_opinion (self, "太慢");
  g_autofree char *read = read_digest (self, slow);

  insert (self, "UPDATE answer SET text = '很好' WHERE text = '太慢' RETURNING 1");
  sort_read_opinion (self, 412, slow, 1, "[\"waiting\"]", read);
  g_assert_cmpstr (fixture_at ("current.text"), ==, "很好");
  fixture_assert_sql (self, "0", "SELECT count(*) FROM opinion_coding");
  sort_opinion (self, 200, slow, 1, "[\"praise\"]");
  g_assert_cmpstr (fixture_at ("state"), ==, "coded");
}

/* --- What is counted ------------------------------------------------------------------------ */

#define ADMIN "admin"
#define ITEMS "/statistic-items"
#define CATEGORIES "/opinion-categories"

static gint64
create (Fixture *self, const char *path, const char *body)
{
  fixture_expect (self, 201, ADMIN, "POST", path, body);
  g_assert_cmpstr (fixture_at ("version"), ==, "1");
  return g_ascii_strtoll (fixture_at ("id"), NULL, 10);
}

static void
change (Fixture *self, guint status, const char *path, gint64 id, int version, const char *body)
{
  g_autofree char *one = g_strdup_printf ("%s/%" G_GINT64_FORMAT, path, id);

  fixture_send (self, status, ADMIN, "PATCH", one, body, version);
}

static void
assert_audited (Fixture *self, const char *entity, gint64 id, const char *actions)
{
  fixture_assert_sql (self, actions,
                      "SELECT string_agg(action || ' ' || coalesce(u.username, '-'), ', ' ORDER BY "
                      "a.id) FROM audit AS a LEFT JOIN app_user AS u ON u.id = a.user_id "
                      "WHERE a.entity = '%s' AND a.entity_id = %" G_GINT64_FORMAT,
                      entity, id);
}

/* Somebody answered a question that nothing counts yet. */
static void
seed_question (Fixture *self)
{
  seed_answers (self);
  insert (self, "INSERT INTO answer (response_id, item, code, text) SELECT min(id), 'meals', "
                "'tasty', '好吃' FROM response WHERE questionnaire_id = 1 RETURNING response_id");
}

#define MEALS(more)                                                                                \
  "{\"measure\":\"satisfaction\",\"url\":\"urn:x\",\"item\":\"meals\",\"name\":\"膳食\"" more "}"

/* From when it is written down until it is retired a question counts, and what answers mean can be
 * changed. */
static void
test_items (Fixture *self, gconstpointer unused)
{
  seed_question (self);
  gint64 id = create (self, ITEMS, MEALS (",\"name_en\":\"Meals\",\"good\":[\"tasty\"]"));
  g_assert_cmpstr (fixture_at ("form"), ==, "表");
  g_assert_cmpstr (fixture_at ("questionnaire_id"), ==, "1");
  g_autoptr (JsonNode) counted =
      figures_get (self, "supervisor", "/reports/satisfaction?group=question");
  figures_assert_group (counted, "Meals", "rated 1 satisfied 1 dissatisfied 0");

  change (self, 412, ITEMS, id, 7, "{\"bad\":[\"tasty\"]}");
  change (self, 422, ITEMS, id, 1, "{\"bad\":[\"tasty\"]}");
  change (self, 200, ITEMS, id, 1, "{\"good\":[\"fine\"],\"bad\":[\"tasty\"],\"name_en\":null}");
  g_autoptr (JsonNode) bad =
      figures_get (self, "supervisor", "/reports/satisfaction?group=question");
  figures_assert_group (bad, "膳食", "rated 1 satisfied 0 dissatisfied 1");

  change (self, 200, ITEMS, id, 2, "{\"retired_at\":\"2020-01-01T00:00:00+08:00\"}");
  g_autoptr (JsonNode) retired = figures_get (self, "supervisor", "/reports/satisfaction");
  figures_assert (retired, "total", "rated 4 satisfied 2 dissatisfied 1");
  change (self, 200, ITEMS, id, 3, "{\"retired_at\":\"2099-01-01T00:00:00+08:00\"}");
  g_autoptr (JsonNode) later = figures_get (self, "supervisor", "/reports/satisfaction");
  figures_assert (later, "total", "rated 5");
  assert_audited (self, "statistic_item", id,
                  "insert admin, update admin, update admin, update admin");
  g_autoptr (JsonNode) list = figures_get (self, ADMIN, ITEMS "?measure=satisfaction&q=urn:x");
  g_assert_cmpstr (json_at (list, "total.value"), ==, "1");
  g_assert_cmpstr (json_at (list, "items.0.good.0"), ==, "fine");
}

static void
test_item_refused (Fixture *self, gconstpointer unused)
{
  static const char *const wrong[] = {
    MEALS (""), /* nothing is good */
    MEALS (",\"good\":[\"a\"],\"bad\":[\"a\"]"),
    MEALS (",\"good\":[1]"),
    MEALS (",\"good\":[{}]"),
    MEALS (",\"good\":\"tasty\""),
    "{\"measure\":\"satisfaction\",\"url\":\"urn:x\",\"item\":\"mea\",\"name\":\"膳食\",\"good\":["
    "\"a\"]}",
    "{\"measure\":\"satisfaction\",\"url\":\"urn:none\",\"item\":\"meals\",\"name\":\"膳食\","
    "\"good\":[\"a\"]}",
    "{\"measure\":\"opinion\",\"item\":\"meals\",\"name\":\"膳食\",\"good\":[\"a\"]}",
  };

  seed_question (self);
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    fixture_expect (self, 422, ADMIN, "POST", ITEMS, wrong[i]);
  fixture_expect (self, 403, "supervisor", "POST", ITEMS, MEALS (",\"good\":[\"tasty\"]"));
  gint64 id =
      create (self, ITEMS, "{\"measure\":\"opinion\",\"item\":\"meals\",\"name\":\"膳食\"}");
  g_assert_cmpstr (fixture_at ("questionnaire_id"), ==, "2"); /* of any form: one that asks it */
  fixture_expect (self, 409, ADMIN, "POST", ITEMS,
                  "{\"measure\":\"opinion\",\"item\":\"meals\",\"name\":\"又\"}");
  change (self, 422, ITEMS, id, 1, "{\"item\":\"doctor\"}");
  change (self, 422, ITEMS, id, 1, "{\"name\":\"\"}");
  change (self, 428, ITEMS, id, 0, "{\"name\":\"膳\"}");
}

/* Free text that is retired is no opinion any more from then on. */
static void
test_item_words (Fixture *self, gconstpointer unused)
{
  seed_answers (self);
  g_autofree char *id =
      fixture_sql (self, "SELECT id FROM statistic_item WHERE item = 'suggestion'");
  gint64 item = g_ascii_strtoll (id, NULL, 10);

  g_assert_cmpint (find_opinion (self, "太慢"), >, 0);
  change (self, 200, ITEMS, item, 1, "{\"retired_at\":\"2020-01-01T00:00:00+08:00\"}");
  g_assert_cmpint (find_opinion (self, "太慢"), ==, 0);
  change (self, 200, ITEMS, item, 2, "{\"retired_at\":null}");
  g_assert_cmpint (find_opinion (self, "太慢"), >, 0);
}

static void
test_categories (Fixture *self, gconstpointer unused)
{
  seed_answers (self);
  gint64 slow = find_opinion (self, "太慢");
  gint64 id = create (self, CATEGORIES, "{\"name\":\"停车\",\"name_en\":\"Parking\"}");
  g_assert_cmpstr (fixture_at ("position"), ==, "16");
  g_autofree char *code = g_strdup (fixture_at ("code"));
  g_autofree char *chosen = g_strdup_printf ("[\"%s\"]", code);
  sort_opinion (self, 200, slow, 1, chosen);
  g_autoptr (JsonNode) named = figures_get (self, "supervisor", "/reports/opinions");
  figures_assert_group (named, "Parking", "named 1 coded 1");

  fixture_expect (self, 409, ADMIN, "POST", CATEGORIES, "{\"name\":\"停车\"}");
  fixture_expect (self, 403, "supervisor", "POST", CATEGORIES, "{\"name\":\"电梯\"}");
  change (self, 422, CATEGORIES, id, 1, "{\"position\":0}");
  change (self, 412, CATEGORIES, id, 2, "{\"position\":1}");
  change (self, 200, CATEGORIES, id, 1,
          "{\"position\":1,\"name_en\":\"Car park\",\"retired_at\":\"2026-11-01T08:00:00+08:00\"}");
  assert_audited (self, "opinion_category", id, "insert admin, update admin");

  /* It stays where it was given, and is given no more. */
  g_autoptr (JsonNode) kept = figures_get (self, "supervisor", "/reports/opinions");
  figures_assert_group (kept, "Car park", "named 1 coded 1");
  sort_opinion (self, 422, slow, 2, chosen);
  g_autoptr (JsonNode) first = figures_get (self, "agent", CATEGORIES);
  g_assert_cmpstr (json_at (first, "items.0.code"), ==, "attitude");
  g_assert_cmpstr (json_at (first, "items.1.code"), ==, code);
  g_autoptr (JsonNode) used = figures_get (self, "doctor", CATEGORIES "?retired=false");
  g_assert_cmpuint (json_length_at (used, "items"), ==, 15);
}

/* --- As a file ------------------------------------------------------------------------------ */

static char *
export_report (Fixture *self, const char *user, const char *path, const char *query)
{
  g_autofree char *order = g_strconcat (path, "/actions/export", NULL);
  g_autofree char *body =
      g_strdup_printf ("{\"query\":\"%s\",\"format\":\"csv\",\"reason\":\"月报\"}", query);
  HcrmJobs *jobs = hcrm_jobs_new (self->http, self->events, hcrm_job_kinds, hcrm_sweeps);
  g_autoptr (JsonNode) made = fixture_call (self, user, "POST", order, body, NULL);
  g_assert_cmpuint (fixture_answer.status, ==, 202);
  g_autofree char *at = g_strdup_printf ("/exports/%" G_GINT64_FORMAT, json_int_at (made, "id"));
  g_autofree char *file = g_strconcat (at, "/file", NULL);
  gint64 until = g_get_monotonic_time () + 60 * G_TIME_SPAN_SECOND;

  hcrm_jobs_kick (jobs);
  for (;;) {
    g_autoptr (JsonNode) now = figures_get (self, user, at);
    if (g_str_equal (json_at (now, "state"), "done"))
      break;
    g_assert_cmpint (g_get_monotonic_time (), <, until);
    for (guint i = 0; i < 20; i++) {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (1000);
    }
  }
  g_autoptr (JsonNode) unused = fixture_call (self, user, "GET", file, NULL, NULL);
  hcrm_jobs_free (jobs);
  return g_strdup (fixture_answer.text);
}

static void
test_export (Fixture *self, gconstpointer unused)
{
  seed (self);
  g_autofree char *text = export_report (self, "supervisor", REPORT, "group=step");
  g_auto (GStrv) lines = g_strsplit (text, "\r\n", -1);

  g_assert_cmpuint (g_strv_length (lines), ==, 5);
  /* No discharge has a step, so of none can it be said how many are covered. */
  g_assert_cmpstr (lines[1], ==, "Step 1,0,0,–,5,2,40.0,2,40.0,1,20.0,0,0");
  g_assert_cmpstr (lines[2], ==, "Step 2,0,0,–,1,0,0.0,0,0.0,0,0.0,0,0");
  g_assert_cmpstr (lines[3], ==, "Total,5,4,80.0,6,2,33.3,2,33.3,1,16.7,1,1");
  fixture_expect (self, 403, "agent", "POST", REPORT "/actions/export",
                  "{\"query\":\"\",\"format\":\"csv\",\"reason\":\"xx\"}");
}

#define TEST(name, function) FIXTURE_TEST ("/statistics/" name, function)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  TEST ("rates", test_rates);
  TEST ("order", test_order);
  TEST ("filters", test_filters);
  TEST ("scopes", test_scopes);
  TEST ("lists", test_lists);
  TEST ("effect", test_effect);
  TEST ("opinions", test_opinions);
  TEST ("opinions/changed", test_changed_words);
  TEST ("items", test_items);
  TEST ("items/refused", test_item_refused);
  TEST ("items/words", test_item_words);
  TEST ("categories", test_categories);
  TEST ("export", test_export);
  return g_test_run ();
}
