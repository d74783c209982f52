/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * Health management: a whole cycle and the next; values that are missing, late, told twice or in
 * another unit; death, merged records, whose it is to see and to change.
 */

#include <string.h>

#include "hcrm-fixture.h"
#include "model/hcrm-health.h"
#include "modules/health/health.h"

/* Patients 1 to 3 in ORTHO, 4 in WEST; it is Monday, the 15th of June 2026. */
static const char make_people[] =
    "SELECT set_config('hcrm.user', '1', false), set_config('hcrm.all', 'on', false);"
    "INSERT INTO app_user (username, staff_id, password_hash) SELECT r.code, 1, (SELECT "
    "password_hash FROM app_user WHERE username = 'agent') FROM role AS r WHERE r.code IN ('vip', "
    "'nurse');"
    "INSERT INTO user_role (user_id, role_id) SELECT u.id, r.id FROM app_user AS u JOIN role AS r"
    " ON r.code = u.username WHERE r.code IN ('vip', 'nurse');"
    "INSERT INTO patient (name, pinyin, initials, sex, birth_date) SELECT '患者' || n, 'huan zhe', "
    "'hz', CASE WHEN n = 2 THEN 'male' ELSE 'female' END, '1970-06-01' FROM generate_series(1, 4) "
    "AS n;"
    "INSERT INTO encounter (patient_id, site_id, kind, number, state, department_id, attending_id,"
    " started_at, ended_at, followup_decision) SELECT id, CASE id WHEN 4 THEN 3 ELSE 2 END, "
    "'inpatient', 'Z' || id, 'finished', CASE id WHEN 4 THEN 5 ELSE 1 END, CASE id WHEN 4 THEN 2 "
    "ELSE 1 END, '2026-01-01Z', "
    "'2026-01-08Z', 'none' FROM patient;"
    "INSERT INTO contact (patient_id, position, relation, number, number_key, verified_at) SELECT "
    "id, 1, 'self', '1380000000' || id, '1380000000' || id, '2026-01-01Z' FROM patient;"
    "INSERT INTO setting (code, value) SELECT 'clock_shift', (timestamptz '2026-06-15 02:00Z' - "
    "now())::text;"
    "INSERT INTO calendar_day (site_id, day, kind, name, name_en) SELECT id, d, 'holiday', '中秋', "
    "'Mid-Autumn' FROM site, unnest('{2026-09-15,2026-09-16}'::date[]) AS d;"
    "WITH t AS (INSERT INTO followup_template (code, name, name_en, state) VALUES "
    "('health-collect',"
    " '健康管理补采', 'Missing values', 'published'), ('support', '强化随访', 'Support', "
    "'published')"
    " RETURNING id) INSERT INTO followup_template_step (template_id, position, offset_days, owner, "
    "channel) SELECT id, 1, 0, 'centre', 'phone' FROM t;";

#define INDICATOR(code, name, unit, more)                                                          \
  "{\"code\":\"" code "\",\"name\":\"" name "\",\"name_en\":\"" code                               \
  "\",\"source\":\"result\",\"lookup\":\"" code "\",\"unit\":\"" unit "\"," more                   \
  ",\"target_source\":\"指南\"}"
#define HBA1C                                                                                      \
  INDICATOR (                                                                                      \
      "hba1c", "糖化血红蛋白", "%",                                                                \
      "\"substance\":\"hba1c\",\"high\":\"7\",\"high_strict\":true,\"plausible_from\":\"3\","      \
      "\"plausible_to\":\"20\"")
#define FPG                                                                                        \
  INDICATOR ("fpg", "空腹血糖", "mmol/L",                                                          \
             "\"substance\":\"glucose\",\"low\":\"4.4\",\"high\":\"7\"")
#define SBP                                                                                         \
  "{\"code\":\"sbp\",\"name\":\"收缩压\",\"source\":\"manual\",\"unit\":\"mmHg\",\"substance\":" \
  "\"pressure\",\"high\":\"130\",\"high_strict\":true,\"target_source\":\"指南\",\"plausible_"    \
  "to\":"                                                                                           \
  "\"300\"}"
#define ADVICE                                                                                          \
  "{\"indicator\":\"hba1c\",\"finding\":\"above\",\"text\":\"请控制主食\",\"text_en\":\"Eat less " \
  "starch\",\"source\":\"指南\"},{\"indicator\":\"fpg\",\"finding\":\"missing\",\"text\":\"请空腹" \
  "抽血\",\"source\":\"指南\"}"
#define PROGRAMME(code, indicators)                                                                \
  "{\"code\":\"" code "\",\"name\":\"2 型糖尿病\",\"name_en\":\"Type 2 diabetes\","            \
  "\"cycle_months\":3,\"window_days\":90,\"indicators\":[" indicators "],\"advice\":[" ADVICE "]}"

#define CYCLE "/health-cycles/1"
#define STEP(action) CYCLE "/actions/" action

static void
set_up (Fixture *self, gconstpointer unused)
{
  fixture_setup (self, NULL);
  fixture_script (self, make_people);
  fixture_expect (self, 201, "vip", "POST", "/health-programmes",
                  PROGRAMME ("diabetes", HBA1C "," FPG "," SBP));
  fixture_step (self, 200, "vip", "/health-programmes/1/actions/activate", "{}", 1);
}

static void
live_on (Fixture *self, const char *day)
{
  fixture_run_sql (self,
                   "UPDATE setting SET value = (timestamptz '%s 02:00Z' - clock_timestamp())::text "
                   "WHERE code = 'clock_shift'",
                   day);
}

/* A laboratory's report with one value. */
static void
report (Fixture *self,
        int patient,
        const char *day,
        const char *code,
        const char *value,
        const char *unit,
        const char *state)
{
  fixture_run_sql (
      self,
      "INSERT INTO result (patient_id, site_id, issuer, order_number, code, name, observed_at, "
      "state, items, told_at) SELECT %d, 2, 'LIS', 'L' || (SELECT count(*) FROM result), 'X', 'X', "
      "'%s 08:00+08', '%s', jsonb_build_array(jsonb_strip_nulls(jsonb_build_object('code', '%s', "
      "'value', '%s', 'unit', nullif('%s', '')))), hcrm_now()",
      patient, day, state, code, value, unit);
}

static void
enrol (Fixture *self, int patient)
{
  g_autofree char *body = g_strdup_printf ("{\"programme_id\":1,\"patient_id\":%d}", patient);

  fixture_expect (self, 201, "vip", "POST", "/health-cares", body);
}

/* A step of a cycle as it is now. */
static void
take (Fixture *self, guint status, const char *user, const char *path, const char *body)
{
  int id = atoi (path + strlen ("/health-cycles/"));

  fixture_step (self, status, user, path, body, fixture_get_version (self, "health_cycle", id));
}

static void
look (Fixture *self, const char *path)
{
  fixture_expect (self, 200, "vip", "GET", path, NULL);
}

/* What is known: each value with its gap, finding, trend and effect. */
static void
assert_values (Fixture *self, const char *path, const char *expected)
{
  g_autoptr (GString) found = g_string_new (NULL);

  look (self, path);
  g_autoptr (JsonNode) node = fixture_parse_answer ();
  for (guint i = 0; i < json_length_at (node, "values"); i++) {
    static const char *const names[] = { "code", "value", "gap", "finding", "trend", "effect" };
    for (guint k = 0; k < G_N_ELEMENTS (names); k++) {
      g_autofree char *at = g_strdup_printf ("values.%u.%s", i, names[k]);
      const char *cell = json_at (node, at);
      g_string_append_printf (found, "%s%s", k > 0 ? " " : i > 0 ? ", " : "", cell ? cell : "-");
    }
  }
  g_assert_cmpstr (found->str, ==, expected);
}

static void
assert_lines (Fixture *self, const char *expected)
{
  fixture_assert_sql (
      self, expected,
      "SELECT string_agg(concat_ws(' ', substr(code, 8), params ->> 'due_on', params ->> 'off', "
      "params ->> 'missing', params ->> 'names', params ->> 'reason', params ->> 'exit'), ', ' "
      "ORDER BY id) FROM timeline WHERE code LIKE 'health.%%'");
}

#define ENTER_SBP "{\"code\":\"sbp\",\"value\":\"128\",\"observed_on\":\"2026-06-14\"}"

/* To where it can be assessed: HbA1c above its target, glucose and pressure at theirs. */
static void
collect (Fixture *self)
{
  report (self, 1, "2026-06-10", "HBA1C", "7.6", "%", "final");
  report (self, 1, "2026-06-10", "FPG", "6.8", "mmol/L", "final");
  enrol (self, 1);
  take (self, 200, "vip", STEP ("enter"), ENTER_SBP);
  take (self, 200, "vip", STEP ("collect"), "{}");
}

static void
close_cycle (Fixture *self)
{
  take (self, 200, "vip", STEP ("assess"), "{\"judgement\":\"partly\"}");
  take (self, 200, "vip", STEP ("guide"), "{\"guidance\":[{\"text\":\"少吃主食\"}]}");
  take (self, 200, "vip", STEP ("intervene"), "{\"note\":\"三月后复查即可\"}");
  take (self, 200, "vip", STEP ("evaluate"), "{}");
}

/* --- The whole loop --------------------------------------------------------------------------- */

static void
test_loop (Fixture *self, gconstpointer unused)
{
  collect (self);
  assert_values (self, CYCLE,
                 "hba1c 7.6 - above unknown unknown, fpg 6.8 - within unknown unknown, "
                 "sbp 128 - within unknown unknown");
  g_assert_cmpstr (fixture_at ("values.2.entered_by"), ==, "陈一帆");
  g_assert_cmpstr (fixture_at ("proposals.0.text"), ==, "请控制主食");
  take (self, 422, "vip", STEP ("assess"), "{\"judgement\":\"controlled\"}");
  g_assert_cmpstr (fixture_at ("fields.0.name"), ==, "note");
  take (self, 200, "vip", STEP ("assess"), "{\"judgement\":\"partly\",\"note\":\"饮食\"}");
  take (self, 409, "vip", STEP ("assess"), "{\"judgement\":\"partly\"}");
  take (self, 200, "vip", STEP ("guide"),
        "{\"guidance\":[{\"indicator\":\"hba1c\",\"finding\":\"above\",\"text\":\"请控制主食\","
        "\"source\":\"指南\"},{\"text\":\"每日步行\"}],\"send\":true}");
  g_assert_cmpstr (fixture_at ("message.state"), ==, "queued");
  fixture_assert_sql (self, "plan t",
                      "SELECT purpose || ' ' || left((strpos(body, '1. 请控制主食 2. 每日步行') > "
                      "0)::text, 1) FROM message");
  take (self, 200, "vip", STEP ("intervene"), "{\"template_id\":2,\"note\":\"每周一次\"}");
  fixture_do_jobs (self);
  look (self, CYCLE);
  g_assert_cmpstr (fixture_at ("plans.0.plan_state"), ==, "active");
  g_assert_cmpstr (fixture_at ("plans.0.due_on"), ==, "2026-06-15");
  fixture_assert_sql (self, "每周一次", "SELECT note FROM followup_plan");
  take (self, 200, "vip", STEP ("evaluate"), "{\"note\":\"饮食已谈\"}");
  g_assert_cmpstr (fixture_at ("state"), ==, "closed");
  /* Three months on is a holiday, and the day after. */
  fixture_assert_sql (self, "2026-09-15 2026-09-17 holiday planned",
                      "SELECT concat_ws(' ', planned_on, due_on, moved, state) FROM health_cycle "
                      "WHERE number = 2");
  fixture_assert_sql (self, "begin collect assess guide intervene evaluate|6",
                      "SELECT string_agg(step, ' ' ORDER BY id) || '|' || (SELECT count(*) FROM "
                      "health_step WHERE user_id IS NOT NULL AND on_day = '2026-06-15') FROM "
                      "health_step");
  assert_lines (self, "enrolled, planned 2026-06-15, begun 收缩压, entered, collected, assessed, "
                      "guided, intervened, evaluated, planned 2026-09-17 holiday");
}

/* The next cycle compares, and does not use again what the last one was judged by. */
static void
test_next (Fixture *self, gconstpointer unused)
{
  collect (self);
  close_cycle (self);
  report (self, 1, "2026-06-12", "FPG", "4.0", "mmol/L", "final");
  report (self, 1, "2026-09-10", "HBA1C", "6.9", "%", "final");
  live_on (self, "2026-09-16");
  fixture_sweep (self, hcrm_health_sweep);
  look (self, "/health-cycles?open=true");
  g_assert_cmpstr (fixture_at ("items.0.state"), ==, "planned");
  g_assert_cmpstr (fixture_at ("items.0.bucket"), ==, "soon");
  live_on (self, "2026-09-17");
  fixture_sweep (self, hcrm_health_sweep);
  look (self, "/health-cycles?open=true&missing=true");
  g_autofree char *path = g_strdup_printf ("/health-cycles/%s", fixture_at ("items.0.id"));
  g_assert_cmpstr (fixture_at ("items.0.missing"), ==, "空腹血糖、收缩压");
  assert_values (self, path,
                 "hba1c 6.9 - within falling reached, fpg - none missing unknown unknown, "
                 "sbp - none missing unknown unknown");
  g_assert_cmpstr (fixture_at ("from_on"), ==, "2026-06-19");
  g_assert_cmpstr (fixture_at ("last_judgement"), ==, "partly");
}

static void
test_own_day (Fixture *self, gconstpointer unused)
{
  collect (self);
  take (self, 200, "vip", STEP ("assess"), "{\"judgement\":\"partly\"}");
  take (self, 422, "vip", STEP ("guide"), "{}");
  take (self, 200, "vip", STEP ("guide"), "{\"note\":\"已在门诊指导\"}");
  take (self, 422, "vip", STEP ("intervene"), "{}");
  take (self, 200, "vip", STEP ("intervene"), "{\"note\":\"不需要\"}");
  take (self, 422, "vip", STEP ("evaluate"), "{\"next_on\":\"2026-07-04\"}");
  g_assert_cmpstr (fixture_at ("fields.0.name"), ==, "reason");
  take (self, 422, "vip", STEP ("evaluate"),
        "{\"next_on\":\"2026-06-15\",\"reason\":\"尽快复查\"}");
  take (self, 200, "vip", STEP ("evaluate"),
        "{\"next_on\":\"2026-07-04\",\"reason\":\"尽快复查\"}");
  /* A Saturday. */
  fixture_assert_sql (self, "2026-07-04 2026-07-06 weekend",
                      "SELECT concat_ws(' ', planned_on, due_on, moved) FROM health_cycle WHERE "
                      "number = 2");
  fixture_assert_sql (self, "尽快复查 weekend",
                      "SELECT concat_ws(' ', params ->> 'reason', params ->> 'off') FROM timeline "
                      "WHERE code = 'health.planned' ORDER BY id DESC LIMIT 1");
}

static void
test_moved_and_skipped (Fixture *self, gconstpointer unused)
{
  fixture_expect (self, 422, "vip", "POST", "/health-cares",
                  "{\"programme_id\":1,\"patient_id\":1,\"first_on\":\"2026-06-01\"}");
  fixture_expect (self, 201, "vip", "POST", "/health-cares",
                  "{\"programme_id\":1,\"patient_id\":1,\"first_on\":\"2026-06-22\"}");
  g_assert_cmpstr (fixture_at ("cycle_state"), ==, "planned");
  fixture_step (self, 422, "vip", STEP ("move"), "{\"due_on\":\"2026-06-29\"}", 1);
  fixture_step (self, 200, "vip", STEP ("move"), "{\"due_on\":\"2026-06-28\",\"reason\":\"出差\"}",
                1);
  g_assert_cmpstr (fixture_at ("due_on"), ==, "2026-06-29");
  fixture_step (self, 428, "vip", STEP ("skip"), "{\"reason\":\"住院\"}", 0);
  take (self, 422, "vip", STEP ("skip"), "{}");
  take (self, 200, "vip", STEP ("skip"), "{\"reason\":\"住院\"}");
  fixture_assert_sql (self, "skipped 住院, planned",
                      "SELECT string_agg(concat_ws(' ', state, reason), ', ' ORDER BY number) FROM "
                      "health_cycle");
  assert_lines (self, "enrolled, planned 2026-06-22, moved 出差, skipped 住院, "
                      "planned 2026-09-29");
}

/* --- What is not known ------------------------------------------------------------------------ */

/* A value that is missing is named, is nothing else, and can be asked for. */
static void
test_missing (Fixture *self, gconstpointer unused)
{
  report (self, 1, "2026-06-10", "HBA1C", "6.2", "%", "final");
  enrol (self, 1);
  assert_values (self, CYCLE,
                 "hba1c 6.2 - within unknown unknown, fpg - none missing unknown unknown, "
                 "sbp - none missing unknown unknown");
  g_assert_cmpstr (fixture_at ("missing"), ==, "空腹血糖、收缩压");
  take (self, 200, "vip", STEP ("ask"), "{\"note\":\"空腹\"}");
  fixture_do_jobs (self);
  fixture_assert_sql (self, "空腹血糖、收缩压\n空腹 open",
                      "SELECT f.note || ' ' || t.state FROM followup_plan AS f JOIN followup_task "
                      "AS t ON t.plan_id = f.id");
  look (self, CYCLE);
  g_assert_cmpstr (fixture_at ("plans.0.kind"), ==, "collect");
  g_assert_cmpstr (fixture_at ("plans.0.due_on"), ==, "2026-06-15");
  take (self, 200, "vip", STEP ("collect"), "{}");
  look (self, CYCLE);
  g_assert_cmpstr (fixture_at ("proposals.0.finding"), ==, "missing");
  take (self, 422, "vip", STEP ("assess"), "{\"judgement\":\"controlled\",\"note\":\"尚可\"}");
  g_assert_cmpstr (fixture_at ("fields.0.name"), ==, "judgement");
  take (self, 200, "vip", STEP ("assess"), "{\"judgement\":\"partly\"}");
  fixture_assert_sql (self, "空腹血糖、收缩压",
                      "SELECT params ->> 'missing' FROM health_step WHERE step = 'assess'");
}

static void
test_all_missing (Fixture *self, gconstpointer unused)
{
  enrol (self, 1);
  take (self, 200, "vip", STEP ("collect"), "{\"note\":\"不肯抽血\"}");
  take (self, 422, "vip", STEP ("assess"), "{\"judgement\":\"uncontrolled\",\"note\":\"xx\"}");
  take (self, 200, "vip", STEP ("assess"), "{\"judgement\":\"unjudged\"}");
  take (self, 200, "vip", STEP ("reopen"), "{\"reason\":\"来抽血了\"}");
  g_assert_cmpstr (fixture_at ("state"), ==, "collect");
  g_assert_cmpstr (fixture_at ("judgement"), ==, NULL);
}

/* Of two values the newer one counts, in whichever order they were told; what is no final number is
 * not used, and named. */
static void
test_two_values (Fixture *self, gconstpointer unused)
{
  report (self, 1, "2026-06-10", "FPG", "7.9", "mmol/L", "final");
  report (self, 1, "2026-05-02", "FPG", "6.1", "mmol/L", "final");
  report (self, 1, "2026-06-12", "FPG", "5.0", "mmol/L", "preliminary");
  report (self, 1, "2026-03-01", "HBA1C", "6.6", "%", "final");
  enrol (self, 1);
  assert_values (self, CYCLE,
                 "hba1c - none missing unknown unknown, fpg 7.9 - above unknown unknown, "
                 "sbp - none missing unknown unknown");
  g_assert_cmpstr (fixture_at ("values.1.observed_on"), ==, "2026-06-10");
  g_assert_cmpstr (fixture_at ("values.1.others"), ==, "1");
  report (self, 1, "2026-06-13", "HBA1C", ">14", "%", "final");
  fixture_sweep (self, hcrm_health_sweep);
  look (self, CYCLE);
  g_assert_cmpstr (fixture_at ("values.0.gap"), ==, "no-number");
  g_assert_cmpstr (fixture_at ("values.0.value"), ==, NULL);
  fixture_run_sql (self, "UPDATE result SET state = 'cancelled' WHERE items @> "
                         "'[{\"value\":\"7.9\"}]'");
  fixture_sweep (self, hcrm_health_sweep);
  look (self, CYCLE);
  g_assert_cmpstr (fixture_at ("values.1.value"), ==, "6.1");
}

static void
test_mean (Fixture *self, gconstpointer unused)
{
  fixture_run_sql (self, "UPDATE health_indicator SET pick = 'mean' WHERE code = 'fpg'");
  report (self, 1, "2026-06-10", "FPG", "7.9", "mmol/L", "final");
  report (self, 1, "2026-06-11", "FPG", "108", "mg/dL", "final");
  enrol (self, 1);
  look (self, CYCLE);
  /* 7.9 and 5.99 */
  g_assert_cmpstr (fixture_at ("values.1.value"), ==, "6.95");
}

/* Units are converted by the factor of their substance, or the value is not used. */
static void
test_units (Fixture *self, gconstpointer unused)
{
  report (self, 1, "2026-06-10", "FPG", "126", "mg/dL", "final");
  report (self, 1, "2026-06-10", "HBA1C", "53", "mmol/mol", "final");
  enrol (self, 1);
  assert_values (self, CYCLE,
                 "hba1c 7 - above unknown unknown, fpg 6.99 - within unknown unknown, "
                 "sbp - none missing unknown unknown");
  g_assert_cmpstr (fixture_at ("values.1.said"), ==, "126");
  g_assert_cmpstr (fixture_at ("values.1.said_unit"), ==, "mg/dL");
  report (self, 1, "2026-06-14", "FPG", "5.5", "U/L", "final");
  fixture_sweep (self, hcrm_health_sweep);
  look (self, CYCLE);
  g_assert_cmpstr (fixture_at ("values.1.value"), ==, "6.99");
  enrol (self, 2);
  report (self, 2, "2026-06-10", "FPG", "5.5", "", "final");
  report (self, 2, "2026-06-10", "HBA1C", "65", "%", "final");
  fixture_sweep (self, hcrm_health_sweep);
  assert_values (self, "/health-cycles/2",
                 "hba1c - implausible missing unknown unknown, fpg - no-unit missing unknown "
                 "unknown, sbp - none missing unknown unknown");
  take (self, 422, "vip", STEP ("enter"),
        "{\"code\":\"sbp\",\"value\":\"12\",\"unit\":\"mmol/L\",\"observed_on\":\"2026-06-14\"}");
  g_assert_cmpstr (fixture_at ("fields.0.name"), ==, "unit");
  take (self, 200, "vip", STEP ("enter"),
        "{\"code\":\"sbp\",\"value\":\"16\",\"unit\":\"kPa\",\"observed_on\":\"2026-06-14\"}");
  g_assert_cmpstr (fixture_at ("values.2.value"), ==, "120.01");
}

static void
test_entered (Fixture *self, gconstpointer unused)
{
  enrol (self, 1);
  take (self, 422, "vip", STEP ("enter"),
        "{\"code\":\"sbp\",\"value\":\"1280\",\"observed_on\":\"2026-06-14\"}");
  take (self, 422, "vip", STEP ("enter"),
        "{\"code\":\"sbp\",\"value\":\"128\",\"observed_on\":\"2026-06-16\"}");
  take (self, 422, "vip", STEP ("enter"),
        "{\"code\":\"sbp\",\"value\":\"128\",\"observed_on\":\"2026-01-16\"}");
  take (self, 422, "vip", STEP ("enter"),
        "{\"code\":\"ldl\",\"value\":\"2\",\"observed_on\":\"2026-06-14\"}");
  take (self, 200, "vip", STEP ("enter"),
        "{\"code\":\"fpg\",\"value\":\"6.5\",\"observed_on\":\"2026-06-12\",\"note\":\"家测\"}");
  report (self, 1, "2026-06-10", "FPG", "9.9", "mmol/L", "final");
  take (self, 200, "vip", STEP ("gather"), "{}");
  g_assert_cmpstr (fixture_at ("values.1.value"), ==, "6.5");
  report (self, 1, "2026-06-13", "FPG", "8.8", "mmol/L", "final");
  take (self, 200, "vip", STEP ("gather"), "{}");
  g_assert_cmpstr (fixture_at ("values.1.value"), ==, "8.8");
  g_assert_cmpstr (fixture_at ("values.1.origin"), ==, "result");
  fixture_assert_sql (self, "0",
                      "SELECT count(*) FROM timeline WHERE code LIKE 'health.%%' AND params::text "
                      "LIKE '%%6.5%%'");
}

/* Answers and scores count as they were given; the newest questionnaire of that address. */
static void
test_answers (Fixture *self, gconstpointer unused)
{
  fixture_run_sql (self, "INSERT INTO questionnaire (url, version_tag, title, state, resource, "
                         "tree_hash, published_at) VALUES ('urn:q', '1', 'Q', 'published', '{}', "
                         "'x', hcrm_now())");
  fixture_expect (self, 422, "vip", "POST", "/health-programmes",
                  "{\"code\":\"asks\",\"name\":\"问卷\",\"cycle_months\":6,\"window_days\":30,"
                  "\"indicators\":[{\"code\":\"a\",\"name\":\"A\",\"source\":\"answer\"},"
                  "{\"code\":\"a\",\"name\":\"B\",\"source\":\"result\",\"high\":\"3\"}]}");
  g_assert_cmpstr (fixture_at ("fields.0.name"), ==, "indicators[0].questionnaire_url");
  fixture_expect (self, 201, "vip", "POST", "/health-programmes",
                  "{\"code\":\"asks\",\"name\":\"问卷\",\"cycle_months\":6,\"window_days\":30,"
                  "\"indicators\":[{\"code\":\"a\",\"name\":\"A\",\"source\":\"answer\","
                  "\"questionnaire_url\":\"urn:q\",\"item\":\"pain\"},{\"code\":\"s\",\"name\":"
                  "\"S\",\"source\":\"score\",\"questionnaire_url\":\"urn:q\",\"high\":\"9\","
                  "\"target_source\":\"手册\"}]}");
  g_assert_cmpstr (fixture_at ("indicators.0.questionnaire"), ==, "Q");
  fixture_step (self, 200, "vip", "/health-programmes/2/actions/activate", "{}", 1);
  fixture_expect (self, 201, "vip", "POST", "/health-cares",
                  "{\"programme_id\":2,\"patient_id\":1}");
  fixture_run_sql (self, "WITH r AS (INSERT INTO response (questionnaire_id, patient_id, state, "
                         "site_id, channel, resource, score, authored_at) VALUES (1, 1, "
                         "'completed', 2, 'phone', '{}', 11, hcrm_now()) RETURNING id) INSERT INTO "
                         "answer (response_id, item, number) SELECT id, 'pain', 4 FROM r");
  fixture_sweep (self, hcrm_health_sweep);
  assert_values (self, CYCLE, "a 4 - noted unknown unknown, s 11 - above unknown unknown");
  fixture_run_sql (self, "UPDATE response SET state = 'entered-in-error'");
  fixture_sweep (self, hcrm_health_sweep);
  assert_values (self, CYCLE, "a - none missing unknown unknown, s - none missing unknown unknown");
}

/* What arrives after the assessment changes nothing by itself: it is said, once. */
static void
test_late (Fixture *self, gconstpointer unused)
{
  collect (self);
  take (self, 200, "vip", STEP ("assess"), "{\"judgement\":\"partly\"}");
  report (self, 1, "2026-06-14", "HBA1C", "6.4", "%", "final");
  g_assert_cmpuint (fixture_sweep (self, hcrm_health_sweep), ==, 1);
  report (self, 1, "2026-06-15", "HBA1C", "6.3", "%", "final");
  g_assert_cmpuint (fixture_sweep (self, hcrm_health_sweep), ==, 0);
  look (self, CYCLE);
  g_assert_cmpstr (fixture_at ("values.0.value"), ==, "7.6");
  g_assert_cmpstr (fixture_at ("late_on"), ==, "2026-06-15");
  g_assert_cmpstr (fixture_at ("state"), ==, "guide");
  fixture_assert_sql (self, "糖化血红蛋白",
                      "SELECT params ->> 'names' FROM timeline WHERE code = 'health.late'");
  take (self, 422, "vip", STEP ("reopen"), "{}");
  take (self, 200, "vip", STEP ("reopen"), "{\"reason\":\"有新结果\"}");
  g_assert_cmpstr (fixture_at ("values.0.value"), ==, "6.3");
  g_assert_cmpstr (fixture_at ("late_on"), ==, NULL);
  fixture_assert_sql (self, "begin collect assess reopen",
                      "SELECT string_agg(step, ' ' ORDER BY id) FROM health_step");
}

/* Of a cycle that is closed, too; but it stays as it was. */
static void
test_late_closed (Fixture *self, gconstpointer unused)
{
  collect (self);
  close_cycle (self);
  fixture_run_sql (self, "UPDATE result SET items = "
                         "'[{\"code\":\"HBA1C\",\"value\":\"6.7\",\"unit\":\"%%\"}]', state = "
                         "'corrected' WHERE items @> '[{\"code\":\"HBA1C\"}]'");
  g_assert_cmpuint (fixture_sweep (self, hcrm_health_sweep), ==, 1);
  look (self, "/health-cycles?late=true");
  g_assert_cmpstr (fixture_at ("items.0.state"), ==, "closed");
  take (self, 409, "vip", STEP ("reopen"), "{\"reason\":\"有新结果\"}");
  fixture_assert_sql (self, "restrict_violation",
                      "SELECT try('UPDATE health_value SET value = 1 WHERE cycle_id = 1')");
  fixture_assert_sql (self, "restrict_violation",
                      "SELECT try('UPDATE health_cycle SET judgement = ''unjudged'' WHERE id = "
                      "1')");
  fixture_assert_sql (self, "insufficient_privilege", "SELECT try('DELETE FROM health_step')");
}

/* --- The end ---------------------------------------------------------------------------------- */

static void
test_death (Fixture *self, gconstpointer unused)
{
  collect (self);
  fixture_run_sql (self, "UPDATE patient SET deceased_at = hcrm_now() WHERE id = 1");
  take (self, 409, "vip", STEP ("assess"), "{\"judgement\":\"partly\"}");
  fixture_sweep (self, hcrm_health_sweep);
  fixture_assert_sql (self, "cancelled died|ended died 2026-06-15",
                      "SELECT concat_ws(' ', c.state, c.reason) || '|' || concat_ws(' ', k.state, "
                      "k.exit, k.ended_on) FROM health_cycle AS c JOIN health_care AS k ON k.id = "
                      "c.care_id");
  fixture_assert_sql (self, "died",
                      "SELECT params ->> 'exit' FROM timeline WHERE code = "
                      "'health.ended'");
  fixture_expect (self, 422, "vip", "POST", "/health-cares",
                  "{\"programme_id\":1,\"patient_id\":1}");
}

static void
test_withdrawn (Fixture *self, gconstpointer unused)
{
  enrol (self, 1);
  fixture_expect (self, 409, "vip", "POST", "/health-cares",
                  "{\"programme_id\":1,\"patient_id\":1}");
  fixture_step (self, 422, "vip", "/health-cares/1/actions/leave", "{\"exit\":\"withdrawn\"}", 1);
  fixture_step (self, 422, "vip", "/health-cares/1/actions/leave",
                "{\"exit\":\"died\",\"reason\":\"xx\"}", 1);
  fixture_step (self, 200, "vip", "/health-cares/1/actions/leave",
                "{\"exit\":\"withdrawn\",\"reason\":\"不愿继续\"}", 1);
  take (self, 409, "vip", STEP ("collect"), "{}");
  live_on (self, "2027-06-15");
  fixture_sweep (self, hcrm_health_sweep);
  fixture_assert_sql (self, "1", "SELECT count(*) FROM health_cycle");
  enrol (self, 1);
  fixture_assert_sql (self, "ended active",
                      "SELECT string_agg(state, ' ' ORDER BY id) FROM health_care");
}

/* --- One person, two records ------------------------------------------------------------------ */

static void
test_merge (Fixture *self, gconstpointer unused)
{
  enrol (self, 1);
  enrol (self, 3);
  report (self, 3, "2026-06-12", "FPG", "5.1", "mmol/L", "final");
  fixture_run_sql (self, "SELECT hcrm_patient_merge(3, 1, 'person', 'same')");
  fixture_sweep (self, hcrm_health_sweep);
  look (self, CYCLE);
  g_assert_cmpstr (fixture_at ("values.1.value"), ==, "5.1");
  look (self, "/health-cycles?open=true");
  g_assert_cmpstr (fixture_at ("total.value"), ==, "1");
  look (self, "/health-cares?patient_id=1");
  g_assert_cmpstr (fixture_at ("total.value"), ==, "2");
  take (self, 409, "vip", "/health-cycles/2/actions/collect", "{}");
  fixture_expect (self, 409, "vip", "POST", "/health-cares",
                  "{\"programme_id\":1,\"patient_id\":3}");
  fixture_run_sql (self, "SELECT hcrm_patient_unmerge(3, 'person', 'not the same')");
  fixture_sweep (self, hcrm_health_sweep);
  look (self, CYCLE);
  g_assert_cmpstr (fixture_at ("values.1.gap"), ==, "none");
  take (self, 200, "vip", "/health-cycles/2/actions/collect", "{}");
  g_assert_cmpstr (fixture_at ("values.1.value"), ==, "5.1");
}

/* --- Whose it is ------------------------------------------------------------------------------ */

static void
test_rights (Fixture *self, gconstpointer unused)
{
  enrol (self, 1);
  enrol (self, 4);
  fixture_expect (self, 403, "agent", "POST", "/health-cares",
                  "{\"programme_id\":1,\"patient_id\":2}");
  fixture_expect (self, 200, "agent", "GET", CYCLE, NULL);
  fixture_expect (self, 403, "doctor", "POST", "/health-programmes",
                  PROGRAMME ("other", HBA1C "," FPG));
  fixture_expect (self, 200, "doctor", "GET", "/health-cycles", NULL);
  g_assert_cmpstr (fixture_at ("total.value"), ==, "1");
  fixture_expect (self, 404, "doctor", "GET", "/health-cycles/2", NULL);
  fixture_step (self, 404, "doctor", "/health-cycles/2/actions/collect", "{}", 1);
  fixture_expect (self, 422, "doctor", "POST", "/health-cares",
                  "{\"programme_id\":1,\"patient_id\":4}");
  fixture_step (self, 403, "head", "/health-programmes/1/actions/retire", "{}", 2);
  fixture_expect (self, 422, "head", "POST", "/health-programmes",
                  PROGRAMME ("other", HBA1C "," FPG));
  g_assert_cmpstr (fixture_at ("fields.0.name"), ==, "department_id");
  /* Who may not plan follow-up has nobody called. */
  fixture_step (self, 403, "nurse", STEP ("ask"), "{}",
                fixture_get_version (self, "health_cycle", 1));
  fixture_assert_sql (self, "0", "SELECT count(*) FROM job WHERE kind = 'followup-enrol'");
}

static void
test_programme (Fixture *self, gconstpointer unused)
{
  fixture_expect (self, 409, "vip", "POST", "/health-programmes",
                  PROGRAMME ("diabetes", HBA1C "," FPG));
  enrol (self, 1);
  fixture_send (self, 422, "vip", "PATCH", "/health-programmes/1", "{\"indicators\":[" HBA1C "]}",
                2);
  g_assert_cmpstr (fixture_at ("fields.0.name"), ==, "advice[1].indicator");
  fixture_send (self, 200, "vip", "PATCH", "/health-programmes/1",
                "{\"indicators\":[" HBA1C "],\"advice\":[]}", 2);
  fixture_send (self, 412, "vip", "PATCH", "/health-programmes/1", "{\"name\":\"x\"}", 2);
  /* A cycle keeps the indicators that it began with. */
  look (self, CYCLE);
  g_assert_cmpstr (fixture_at ("values.2.code"), ==, "sbp");
  fixture_step (self, 200, "vip", "/health-programmes/1/actions/retire", "{}", 3);
  fixture_expect (self, 409, "vip", "POST", "/health-cares",
                  "{\"programme_id\":1,\"patient_id\":2}");
  fixture_assert_sql (self, "vip",
                      "SELECT u.username FROM audit AS a JOIN app_user AS u ON u.id = a.user_id "
                      "WHERE a.entity = 'health_programme' ORDER BY a.id DESC LIMIT 1");
}

static void
test_manager (Fixture *self, gconstpointer unused)
{
  enrol (self, 1);
  g_assert_cmpstr (fixture_at ("manager"), ==, "陈一帆");
  fixture_step (self, 422, "vip", "/health-cares/1/actions/assign", "{\"manager_id\":9999}", 1);
  fixture_step (self, 200, "vip", "/health-cares/1/actions/assign", "{\"manager_id\":3}", 1);
  look (self, "/health-cycles?manager_id=3");
  g_assert_cmpstr (fixture_at ("total.value"), ==, "1");
}

/* --- Many at once ----------------------------------------------------------------------------- */

#define MANY "/health-cares/actions/enrol"

/* Each is taken in or told why not; a second time nobody is taken in twice. */
static void
test_many (Fixture *self, gconstpointer unused)
{
  static const char body[] = "{\"programme_id\":1,\"first_on\":\"2026-07-01\",\"items\":"
                             "[{\"patient_id\":1},{\"patient_id\":2},{\"patient_id\":3},"
                             "{\"patient_id\":99}]}";
  enrol (self, 2);
  fixture_run_sql (self, "UPDATE patient SET deceased_at = hcrm_now() WHERE id = 3");
  fixture_expect (self, 200, "vip", "POST", MANY, body, "Idempotency-Key: many");
  g_assert_cmpstr (fixture_at ("results.0.patient_id"), ==, "1");
  g_assert_cmpstr (fixture_at ("results.0.status"), ==, "201");
  g_assert_cmpstr (fixture_at ("results.0.id"), !=, NULL);
  g_assert_cmpstr (fixture_at ("results.0.problem"), ==, NULL);
  g_assert_cmpstr (fixture_at ("results.1.status"), ==, "409");
  g_assert_cmpstr (fixture_at ("results.1.problem.detail"), ==,
                   "The patient is in this programme already");
  g_assert_cmpstr (fixture_at ("results.2.problem.detail"), ==, "The patient has died");
  g_assert_cmpstr (fixture_at ("results.3.problem.detail"), ==, "There is no such patient");
  fixture_expect (self, 200, "vip", "POST", MANY, body, "Idempotency-Key: many");
  g_assert_cmpstr (fixture_at ("results.0.status"), ==, "201");
  fixture_expect (self, 200, "vip", "POST", MANY, body);
  g_assert_cmpstr (fixture_at ("results.0.status"), ==, "409");
  fixture_assert_sql (self, "2 1, 1 2",
                      "SELECT string_agg(k.patient_id || ' ' || k.id, ', ' ORDER BY k.id) FROM "
                      "(SELECT patient_id, row_number() OVER (ORDER BY id) AS id FROM "
                      "health_care) AS k");
  fixture_assert_sql (self, "2026-07-01",
                      "SELECT c.due_on FROM health_cycle AS c JOIN health_care AS k ON k.id = "
                      "c.care_id WHERE k.patient_id = 1");
  fixture_assert_sql (self, "1 1",
                      "SELECT (SELECT count(*) FROM timeline WHERE code = 'health.enrolled' AND "
                      "patient_id = 1) || ' ' || (SELECT count(*) FROM audit AS a JOIN health_care "
                      "AS k ON k.id::text = a.entity_id::text WHERE a.entity = 'health_care' AND "
                      "k.patient_id = 1)");
}

static void
test_many_refused (Fixture *self, gconstpointer unused)
{
  g_autoptr (GString) items = g_string_new (NULL);

  for (int i = 0; i <= HCRM_HEALTH_MAX_ENROLLED; i++)
    g_string_append_printf (items, "%s{\"patient_id\":%d}", i > 0 ? "," : "", i + 1);
  g_autofree char *many = g_strdup_printf ("{\"programme_id\":1,\"items\":[%s]}", items->str);
  fixture_expect (self, 422, "vip", "POST", MANY, many);
  fixture_expect (self, 422, "vip", "POST", MANY, "{\"programme_id\":1,\"items\":[]}");
  fixture_expect (self, 422, "vip", "POST", MANY,
                  "{\"programme_id\":9,\"items\":[{\"patient_id\":1}]}");
  g_assert_cmpstr (fixture_at ("fields.0.name"), ==, "programme_id");
  fixture_expect (
      self, 422, "vip", "POST", MANY,
      "{\"programme_id\":1,\"first_on\":\"2026-06-01\",\"items\":[{\"patient_id\":1}]}");
  g_assert_cmpstr (fixture_at ("fields.0.name"), ==, "first_on");
  fixture_expect (self, 403, "agent", "POST", MANY,
                  "{\"programme_id\":1,\"items\":[{\"patient_id\":1}]}");
  fixture_assert_sql (self, "0", "SELECT count(*) FROM health_care");
}

/* --- Through time ----------------------------------------------------------------------------- */

/* The values of all cycles in the order of their days; what is missing is none. */
static void
test_values (Fixture *self, gconstpointer unused)
{
  collect (self);
  close_cycle (self);
  live_on (self, "2026-09-20");
  report (self, 1, "2026-09-18", "HBA1C", "6.9", "%", "final");
  take (self, 200, "vip", "/health-cycles/2/actions/begin", "{}");
  fixture_expect (self, 200, "vip", "GET", "/health-cares/1/values", NULL);
  g_assert_cmpstr (fixture_at ("items.0.code"), ==, "hba1c");
  g_assert_cmpstr (fixture_at ("items.0.value"), ==, "7.6");
  g_assert_cmpstr (fixture_at ("items.0.finding"), ==, "above");
  g_assert_cmpstr (fixture_at ("items.0.high"), ==, "7");
  g_assert_cmpstr (fixture_at ("items.1.code"), ==, "hba1c");
  g_assert_cmpstr (fixture_at ("items.1.value"), ==, "6.9");
  g_assert_cmpstr (fixture_at ("items.1.observed_on"), ==, "2026-09-18");
  g_assert_cmpstr (fixture_at ("items.2.code"), ==, "fpg");
  g_assert_cmpstr (fixture_at ("items.3.code"), ==, "sbp");
  g_assert_cmpstr (fixture_at ("items.4.code"), ==, NULL);
  fixture_expect (self, 200, "doctor2", "GET", "/health-cares/1/values", NULL);
  g_assert_cmpstr (fixture_at ("items.0.code"), ==, NULL); /* not a patient of that department */
}

/* --- What the values say together ------------------------------------------------------------- */

static void
test_judge (void)
{
  g_assert_cmpstr (hcrm_health_judge (3, 0, 0), ==, "controlled");
  g_assert_cmpstr (hcrm_health_judge (2, 0, 1), ==, "partly");
  g_assert_cmpstr (hcrm_health_judge (1, 2, 0), ==, "partly");
  g_assert_cmpstr (hcrm_health_judge (0, 2, 1), ==, "uncontrolled");
  g_assert_cmpstr (hcrm_health_judge (0, 0, 3), ==, "unjudged");
  g_assert_cmpstr (hcrm_health_judge (0, 0, 0), ==, "unjudged");
}

static void
set_up_trying (Fixture *self, gconstpointer unused)
{
  set_up (self, NULL);
  fixture_script (self, "CREATE FUNCTION try(sql text) RETURNS text LANGUAGE plpgsql AS $$ BEGIN "
                        "EXECUTE sql; RETURN 'done'; EXCEPTION WHEN restrict_violation THEN RETURN "
                        "'restrict_violation'; WHEN insufficient_privilege THEN RETURN "
                        "'insufficient_privilege'; END $$");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/health/judge", test_judge);
  FIXTURE_TEST_FROM (set_up, "/health/loop", test_loop);
  FIXTURE_TEST_FROM (set_up, "/health/next", test_next);
  FIXTURE_TEST_FROM (set_up, "/health/own-day", test_own_day);
  FIXTURE_TEST_FROM (set_up, "/health/moved-and-skipped", test_moved_and_skipped);
  FIXTURE_TEST_FROM (set_up, "/health/missing", test_missing);
  FIXTURE_TEST_FROM (set_up, "/health/all-missing", test_all_missing);
  FIXTURE_TEST_FROM (set_up, "/health/two-values", test_two_values);
  FIXTURE_TEST_FROM (set_up, "/health/mean", test_mean);
  FIXTURE_TEST_FROM (set_up, "/health/units", test_units);
  FIXTURE_TEST_FROM (set_up, "/health/entered", test_entered);
  FIXTURE_TEST_FROM (set_up, "/health/answers", test_answers);
  FIXTURE_TEST_FROM (set_up, "/health/late", test_late);
  FIXTURE_TEST_FROM (set_up_trying, "/health/late-closed", test_late_closed);
  FIXTURE_TEST_FROM (set_up, "/health/death", test_death);
  FIXTURE_TEST_FROM (set_up, "/health/withdrawn", test_withdrawn);
  FIXTURE_TEST_FROM (set_up, "/health/merge", test_merge);
  FIXTURE_TEST_FROM (set_up, "/health/rights", test_rights);
  FIXTURE_TEST_FROM (set_up, "/health/programme", test_programme);
  FIXTURE_TEST_FROM (set_up, "/health/manager", test_manager);
  FIXTURE_TEST_FROM (set_up, "/health/many", test_many);
  FIXTURE_TEST_FROM (set_up, "/health/many/refused", test_many_refused);
  FIXTURE_TEST_FROM (set_up, "/health/values", test_values);
  return g_test_run ();
}
