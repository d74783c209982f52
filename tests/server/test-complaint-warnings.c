/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What complaints warn of: by words, grade, repeats and clusters, and by charts of their weeks. */

#include <math.h>

#include "core/hcrm-cusum.h"
#include "hcrm-desk.h"
#include "hcrm-ward.h"
#include "modules/complaint/complaint.h"

/* As many pairs of characters in common as people have who tell of one thing. */
#define FLOOD "三楼病区水管爆裂，病房里全是水，没有人来处理"

/* Only the rules of one kind are in use. */
static void
use (Fixture *self, const char *kind)
{
  fixture_run_sql (self, "UPDATE complaint_warning_rule SET enabled = kind = '%s'", kind);
}

static gint64
take (Fixture *self, const char *matter, const char *number, const char *more)
{
  g_autofree char *body = g_strdup_printf (
      "{\"channel\":\"phone\",\"matter\":\"%s\",\"class\":\"other\",\"caller_number\":\"%s\"%s}",
      matter, number, more);

  fixture_expect (self, 201, "agent", "POST", "/complaints", body);
  return atoi (fixture_at ("id"));
}

#define ABOUT(staff) ",\"objects\":[{\"kind\":\"person\",\"staff_id\":" #staff "}]"
#define OF(department) ",\"objects\":[{\"kind\":\"department\",\"department_id\":" #department "}]"

/* What `kind n state` there is, in the order it was opened. */
static void
assert_warnings (Fixture *self, const char *expected)
{
  fixture_sweep (self, hcrm_complaint_watch);
  fixture_assert_sql (
      self, expected,
      "SELECT string_agg(concat_ws(' ', w.kind, (SELECT count(*) FROM "
      "complaint_warning_case AS k WHERE k.warning_id = w.id), w.state), ', ' ORDER "
      "BY w.id) FROM complaint_warning AS w");
}

static void
close_warning (Fixture *self, guint status, const char *user, int id, const char *body)
{
  g_autofree char *path = g_strdup_printf ("/complaint-warnings/%d/actions/close", id);

  fixture_step (self, status, user, path, body,
                fixture_get_version (self, "complaint_warning", id));
}

static void
assert_listed (Fixture *self, const char *user, const char *query, const char *n)
{
  g_autofree char *path = g_strconcat ("/complaint-warnings?", query, NULL);

  fixture_expect (self, 200, user, "GET", path, NULL);
  desk_assert_at ("total.value", n);
}

/* --- Words and grade ------------------------------------------------------------------------ */

static void
test_words (Fixture *self, gconstpointer unused)
{
  use (self, "words");
  take (self, "排队太久", "13900000001", "");
  assert_warnings (self, NULL);
  take (self, "要找记者曝光", "13900000002", OF (1));
  /* Every desktop hears of it. */
  g_assert_cmpuint (fixture_sweep (self, hcrm_complaint_watch), ==, 1);
  g_assert_cmpuint (fixture_sweep (self, hcrm_complaint_watch), ==, 0);
  assert_warnings (self, "words 1 open");
  assert_listed (self, "supervisor", "mine=true", "1");
  assert_listed (self, "manager", "mine=true", "1");
  fixture_expect (self, 200, "supervisor", "GET", "/complaint-warnings/1", NULL);
  desk_assert_at ("code", "warning.words");
  desk_assert_at ("params.words", "曝光、记者");
  desk_assert_at ("rule_en", "Press, courts or police");
  desk_assert_at ("cases.0.id", "2");
  desk_assert_at ("cases.0.words.1", "记者");
  fixture_expect (self, 403, "agent", "GET", "/complaint-warnings", NULL);
  fixture_expect (self, 403, "agent", "POST", "/complaint-warnings/actions/export", "{}");
  fixture_expect (self, 202, "supervisor", "POST", "/complaint-warnings/actions/export",
                  "{\"query\":\"\",\"format\":\"csv\",\"reason\":\"月报\"}");
  fixture_expect (self, 200, "supervisor", "GET", "/today", NULL);
  desk_assert_at ("counts.warnings.total", "1");
  /* Looked at twice, and put right without saying more, it is raised once. */
  fixture_run_sql (self, "INSERT INTO complaint_watch VALUES (2)");
  assert_warnings (self, "words 1 open");
}

static void
test_grade (Fixture *self, gconstpointer unused)
{
  use (self, "grade");
  gint64 id = desk_take (self, "");

  assert_warnings (self, NULL);
  desk_step (self, 200, "agent", id, "regrade", "{\"grade\":1,\"reason\":\"患者去世\"}");
  assert_warnings (self, "grade 1 open");
  /* A draft warns nobody, until it is taken. */
  fixture_expect (self, 201, "agent", "POST", "/complaints",
                  "{\"channel\":\"phone\",\"draft\":true,\"matter\":\"x\",\"class\":\"other\","
                  "\"grade\":1}");
  assert_warnings (self, "grade 1 open");
  desk_step (self, 200, "agent", 2, "take", "{}");
  assert_warnings (self, "grade 1 open, grade 1 open");
}

/* --- One event ------------------------------------------------------------------------------ */

/* F071 E: ten callers about one event are one event, whichever rule sees it. */
static void
test_ten_callers (Fixture *self, gconstpointer unused)
{
  static const char *const tails[] = { "",         "！",       "，请马上处理", "，太危险了",
                                       "。请尽快", "，很生气", "，没人管",     "，要说法",
                                       "，快来人", "，投诉" };

  fixture_run_sql (self, "UPDATE complaint_warning_rule SET words = '{水管}' WHERE id = 1");
  for (guint i = 0; i < G_N_ELEMENTS (tails); i++) {
    g_autofree char *matter = g_strconcat (FLOOD, tails[i], NULL);
    g_autofree char *number = g_strdup_printf ("1390000%04u", i);
    take (self, matter, number, OF (2));
  }
  take (self, "护士态度不好", "13900009999", OF (2));
  assert_warnings (self, "words 10 open, cluster 10 open");
  /* Nor does one of them who calls again make three. */
  use (self, "cluster");
  for (guint i = 0; i < 3; i++)
    take (self, "食堂饭菜里有虫子，吃了肚子疼", "13900008888", OF (1));
  assert_warnings (self, "words 10 open, cluster 10 open");
}

/* A warning grows by event; two events are two, though the words are the same. */
static void
test_two_events (Fixture *self, gconstpointer unused)
{
  use (self, "cluster");
  ward_live_at (self, "2026-03-02 09:00");
  for (guint i = 0; i < 3; i++) {
    g_autofree char *number = g_strdup_printf ("1390000%04u", i);
    take (self, FLOOD, number, OF (1));
  }
  assert_warnings (self, "cluster 3 open");
  take (self, FLOOD, "13900000004", OF (1));
  assert_warnings (self, "cluster 4 open");
  ward_live_at (self, "2026-03-12 09:00");
  take (self, FLOOD, "13900000005", OF (1));
  take (self, FLOOD, "13900000006", OF (3));
  assert_warnings (self, "cluster 4 open");
  take (self, FLOOD, "13900000007", OF (1));
  take (self, FLOOD, "13900000008", OF (1));
  assert_warnings (self, "cluster 4 open, cluster 3 open");
}

/* A false alarm is closed with a reason, and what belongs to it is not raised again. */
static void
test_false_alarm (Fixture *self, gconstpointer unused)
{
  use (self, "words");
  take (self, FLOOD "，要找记者", "13900000001", OF (1));
  assert_warnings (self, "words 1 open");
  fixture_step (self, 403, "agent", "/complaint-warnings/1/actions/acknowledge", "{}", 1);
  fixture_step (self, 412, "manager", "/complaint-warnings/1/actions/acknowledge", "{}", 7);
  fixture_step (self, 200, "manager", "/complaint-warnings/1/actions/acknowledge", "{}", 1);
  desk_assert_at ("state", "acknowledged");
  g_assert_nonnull (fixture_at ("acknowledged_by"));
  fixture_step (self, 409, "manager", "/complaint-warnings/1/actions/acknowledge", "{}", 2);
  close_warning (self, 403, "manager", 1, "{\"reason\":\"玩笑话\"}");
  close_warning (self, 422, "supervisor", 1, "{}");
  desk_assert_fault (0, "reason");
  close_warning (self, 200, "supervisor", 1, "{\"reason\":\"玩笑话\",\"false_alarm\":true}");
  desk_assert_at ("state", "closed");
  desk_assert_at ("false_alarm", "true");
  desk_assert_at ("mine", "false");
  close_warning (self, 409, "supervisor", 1, "{\"reason\":\"玩笑话\"}");
  take (self, FLOOD "，记者已经知道", "13900000002", OF (1));
  assert_warnings (self, "words 2 closed");
  take (self, "收费不合理，要找记者", "13900000003", OF (1));
  assert_warnings (self, "words 2 closed, words 1 open");
  assert_listed (self, "supervisor", "state=open", "1");
  fixture_assert_sql (
      self, "open acknowledged closed",
      "SELECT string_agg(after ->> 'state', ' ' ORDER BY id) FROM audit WHERE entity "
      "= 'complaint_warning' AND entity_id = 1 AND after ? 'state'");
}

/* --- Repeats -------------------------------------------------------------------------------- */

static void
test_repeat_person (Fixture *self, gconstpointer unused)
{
  use (self, "repeat-person");
  ward_live_at (self, "2026-03-02 09:00");
  /* Two callers about one event count once. */
  take (self, "医生没有解释病情就开药了", "13900000001", ABOUT (1));
  take (self, "医生没有解释病情就开药", "13900000002", ABOUT (1));
  take (self, "等了四个小时才轮到看病", "13900000003", ABOUT (1));
  assert_warnings (self, NULL);
  take (self, "手术时间一改再改也不通知", "13900000004", ABOUT (1));
  assert_warnings (self, "repeat-person 4 open");
  fixture_expect (self, 200, "supervisor", "GET", "/complaint-warnings/1", NULL);
  desk_assert_at ("staff", "陈一帆");
  desk_assert_at ("params.days", "30");
  take (self, "又一次把报告弄丢了", "13900000005", ABOUT (1));
  assert_warnings (self, "repeat-person 5 open");
  /* Once it was dealt with, it takes as many again. */
  close_warning (self, 200, "supervisor", 1, "{\"reason\":\"已谈话\"}");
  ward_live_at (self, "2026-03-05 09:00");
  take (self, "病历上写错了过敏史", "13900000006", ABOUT (1));
  assert_warnings (self, "repeat-person 5 closed");
  take (self, "值班电话一直打不通", "13900000007", ABOUT (1));
  take (self, "查房只有两分钟就走了", "13900000008", ABOUT (1));
  assert_warnings (self, "repeat-person 5 closed, repeat-person 3 open");
}

/* Not shown to whom it is about, in no scope; nor that there is one. */
static void
test_concerned (Fixture *self, gconstpointer unused)
{
  static const char *const matters[] = { "排班乱改通知也没有", "开会迟到让病人干等", "签字拖了三天",
                                         "投诉没有人回电话", "病房探视规定前后不一" };

  fixture_run_sql (self,
                   "UPDATE complaint_warning_rule SET enabled = kind LIKE 'repeat-%%';"
                   "UPDATE complaint_warning_rule SET least = 5 WHERE kind = 'repeat-person'");
  for (guint i = 0; i < G_N_ELEMENTS (matters); i++) {
    g_autofree char *number = g_strdup_printf ("1390000%04u", i);
    take (self, matters[i], number,
          ",\"objects\":[{\"kind\":\"person\",\"staff_id\":6,"
          "\"department_id\":1}]");
  }
  assert_warnings (self, "repeat-person 5 open, repeat-department 5 open");
  assert_listed (self, "supervisor", "", "2");
  assert_listed (self, "head", "", "0");
  fixture_expect (self, 404, "head", "GET", "/complaint-warnings/2", NULL);
  fixture_step (self, 404, "head", "/complaint-warnings/2/actions/acknowledge", "{}", 1);
  fixture_run_sql (self, "INSERT INTO user_role (user_id, role_id) SELECT u.id, r.id FROM app_user "
                         "AS u, role AS r WHERE u.username = 'head' AND r.code = 'supervisor'");
  ward_live_at (self, "2026-03-02 09:00");
  assert_listed (self, "head", "", "0");
  assert_listed (self, "head2", "", "0");
}

/* A head is told of the own department, and reads of no other. */
static void
test_departments (Fixture *self, gconstpointer unused)
{
  static const char *const matters[] = { "空调坏了没人修", "热水时有时无", "护工说话难听",
                                         "半夜大声喧哗不能睡", "出院小结写错名字" };

  use (self, "repeat-department");
  for (guint i = 0; i < G_N_ELEMENTS (matters); i++) {
    g_autofree char *number = g_strdup_printf ("1390000%04u", i);
    take (self, matters[i], number, OF (1));
  }
  assert_warnings (self, "repeat-department 5 open");
  assert_listed (self, "head", "mine=true", "1");
  assert_listed (self, "head2", "", "0");
  fixture_step (self, 200, "head", "/complaint-warnings/1/actions/acknowledge", "{}", 1);
  close_warning (self, 403, "head", 1, "{\"reason\":\"x\"}");
}

/* --- Rules ---------------------------------------------------------------------------------- */

#define RULES "/complaint-warning-rules"
static void
test_rules (Fixture *self, gconstpointer unused)
{
  fixture_expect (self, 200, "admin", "GET", RULES, NULL);
  desk_assert_at ("total.value", "8");
  fixture_expect (self, 403, "agent", "GET", RULES, NULL);
  fixture_expect (self, 422, "supervisor", "POST", RULES, "{\"name\":\"x\",\"kind\":\"chart\"}");
  desk_assert_fault (0, "ratio");
  desk_assert_fault (1, "run_length");
  desk_assert_fault (2, "weeks");
  fixture_expect (
      self, 409, "supervisor", "POST", RULES,
      "{\"name\":\"x\",\"kind\":\"chart\",\"ratio\":2,\"run_length\":100,\"weeks\":20}");
  desk_assert_fault (0, "kind");
  fixture_expect (self, 422, "supervisor", "POST", RULES,
                  "{\"name\":\"x\",\"kind\":\"grade\",\"grade\":2,\"tell\":\"nobody\"}");
  desk_assert_fault (0, "tell");
  fixture_expect (self, 201, "supervisor", "POST", RULES,
                  "{\"name\":\"停电\",\"kind\":\"words\",\"words\":\"停电 断电\",\"tell\":"
                  "\"manager\"}");
  int id = atoi (fixture_at ("id"));
  g_autofree char *path = g_strdup_printf (RULES "/%d", id);
  take (self, "病房又停电了", "13900000001", "");
  assert_warnings (self, "words 1 open");
  assert_listed (self, "supervisor", "mine=true", "0");
  assert_listed (self, "manager", "mine=true", "1");
  fixture_expect (self, 200, "supervisor", "PATCH", path, "{\"enabled\":false}", "If-Match: \"1\"");
  take (self, "停电了", "13900000002", OF (3));
  assert_warnings (self, "words 1 open");
  fixture_assert_sql (self, "2",
                      "SELECT count(*) FROM audit WHERE entity = 'complaint_warning_rule' AND "
                      "entity_id = %d",
                      id);
}

/* --- Charts --------------------------------------------------------------------------------- */

/* So many complaints about staff 1 of ORTHO in each of the last @n weeks, the last of them this
 * one, on its Monday at eight. */
static void
add_weeks (Fixture *self, const guint *counts, guint n)
{
  ward_live_at (self, "2026-03-06 09:00");
  for (guint i = 0; i < n; i++)
    fixture_run_sql (
        self,
        "WITH w AS (INSERT INTO activity (kind, site_id) SELECT 'complaint', 2 FROM "
        "generate_series(1, %u) RETURNING id), c AS (INSERT INTO complaint (id, number, site_id, "
        "channel, matter, state, received_at, taken_at, due_at, first_receiver_id) SELECT w.id, "
        "'W' || w.id, 2, 'phone', 'x', 'taken', t.at, t.at, t.at, 1 FROM w, (SELECT timestamptz "
        "'2026-03-02 08:00+08' - interval '7 days' * %u AS at) AS t RETURNING id) INSERT INTO "
        "complaint_object (complaint_id, kind, staff_id, department_id) SELECT id, 'person', 1, 1 "
        "FROM c",
        counts[i], n - 1 - i);
}

static guint
draw (Fixture *self)
{
  return fixture_sweep (self, hcrm_complaint_draw);
}

static double
real_at (const char *path)
{
  return g_ascii_strtod (fixture_at (path), NULL);
}

/* Ten weeks of two, then a rise: by hand, with k and h of the design for (20 + 1/2) / 10. */
static const guint rising[] = { 2, 2, 1, 3, 2, 2, 1, 3, 2, 2, 2, 1, 3, 2, 6, 7, 1, 0, 2, 9 };

static void
test_chart (Fixture *self, gconstpointer unused)
{
  HcrmCusum design;
  double sum = 0;
  int signals = 0;

  g_assert_true (hcrm_cusum_design (2.05, 2, 250, &design));
  use (self, "chart");
  add_weeks (self, rising, G_N_ELEMENTS (rising));
  draw (self);
  fixture_expect (self, 200, "supervisor", "GET", "/complaint-charts?kind=department", NULL);
  desk_assert_at ("total.value", "1");
  desk_assert_at ("items.0.department", "骨科");
  desk_assert_at ("items.0.basis", "counts");
  desk_assert_at ("items.0.weeks", "10");
  desk_assert_at ("items.0.n", "33");
  desk_assert_at ("items.0.signal_on", "2026-03-02");
  g_autofree char *path = g_strconcat ("/complaint-charts/", fixture_at ("items.0.id"), NULL);
  fixture_expect (self, 200, "supervisor", "GET", path, NULL);
  g_assert_cmpfloat_with_epsilon (real_at ("mean"), 2.05, 1e-9);
  g_assert_cmpfloat_with_epsilon (real_at ("k"), design.k, 1e-4);
  g_assert_cmpfloat_with_epsilon (real_at ("h"), design.h, 1e-4);
  for (guint i = 0; i < 10; i++) {
    g_autofree char *at = g_strdup_printf ("points.%u.sum", i);
    g_autofree char *flag = g_strdup_printf ("points.%u.signal", i);
    sum = MAX (0, sum + rising[10 + i] - design.k);
    g_assert_cmpfloat_with_epsilon (real_at (at), sum, 1e-3);
    desk_assert_at (flag, sum > design.h - 1e-9 ? "true" : "false");
    signals += sum > design.h - 1e-9;
    sum = sum > design.h - 1e-9 ? 0 : sum;
  }
  g_assert_cmpint (signals, ==, 2);
  desk_assert_at ("points.0.week", "2025-12-29");
  desk_assert_at ("points.9.week", "2026-03-02");
  desk_assert_at ("signals.0.week", "2026-02-02");
  desk_assert_at ("signals.1.week", "2026-03-02");
  desk_assert_at ("signals.0.cases.0.grade_name_en", "Ordinary");
  fixture_assert_sql (self, "department staff",
                      "SELECT string_agg(kind, ' ' ORDER BY kind) FROM complaint_chart");
}

/* The signal of this week warns, once; that of a month ago does not any more. */
static void
test_chart_warns (Fixture *self, gconstpointer unused)
{
  use (self, "chart");
  add_weeks (self, rising, G_N_ELEMENTS (rising));
  draw (self);
  draw (self);
  /* The department and the member of staff have the same numbers here. */
  assert_warnings (self, "chart 9 open, chart 9 open");
  fixture_expect (self, 200, "supervisor", "GET", "/complaint-warnings?department_id=1", NULL);
  desk_assert_at ("items.0.code", "warning.chart");
  desk_assert_at ("total.value", "1");
  for (int id = 1; id <= 2; id++)
    close_warning (self, 200, "supervisor", id, "{\"reason\":\"已知\",\"false_alarm\":true}");
  draw (self);
  assert_warnings (self, "chart 9 closed, chart 9 closed");
}

/* As many as ever warn nobody; whoever looks at the charts hears that they are new. */
static void
test_chart_quiet (Fixture *self, gconstpointer unused)
{
  static const guint steady[] = { 2, 1, 3, 2, 2, 1, 3, 2, 2, 2, 1, 3 };

  use (self, "chart");
  add_weeks (self, steady, G_N_ELEMENTS (steady));
  g_assert_cmpuint (draw (self), ==, 1);
  fixture_assert_sql (self, "2", "SELECT count(*) FROM complaint_chart WHERE signal_on IS NULL");
  assert_warnings (self, NULL);
}

/* Whom a chart is about does not see it. */
static void
test_chart_concerned (Fixture *self, gconstpointer unused)
{
  add_weeks (self, rising, G_N_ELEMENTS (rising));
  draw (self);
  fixture_run_sql (self, "INSERT INTO user_role (user_id, role_id) SELECT u.id, r.id FROM app_user "
                         "AS u, role AS r WHERE u.username IN ('doctor', 'doctor2') AND r.code = "
                         "'manager'");
  ward_live_at (self, "2026-03-06 10:00");
  fixture_expect (self, 200, "doctor2", "GET", "/complaint-charts?kind=staff", NULL);
  desk_assert_at ("total.value", "1");
  fixture_expect (self, 200, "doctor", "GET", "/complaint-charts?kind=staff", NULL);
  desk_assert_at ("total.value", "0");
  /* Nor that of the department, in which they count. */
  fixture_expect (self, 200, "doctor2", "GET", "/complaint-charts?kind=department", NULL);
  desk_assert_at ("total.value", "1");
  g_autofree char *path = g_strdup_printf ("/complaint-charts/%s", fixture_at ("items.0.id"));
  fixture_expect (self, 200, "doctor2", "GET", path, NULL);
  fixture_expect (self, 404, "doctor", "GET", path, NULL);
  fixture_expect (self, 200, "doctor", "GET", "/complaint-charts?kind=department", NULL);
  desk_assert_at ("total.value", "0");
}

/* Twice the visits are twice the complaints: no signal where the rate is as it was. */
static void
test_chart_visits (Fixture *self, gconstpointer unused)
{
  guint counts[20];

  use (self, "chart");
  for (guint i = 0; i < 20; i++)
    counts[i] = i < 10 ? 3 : 6;
  add_weeks (self, counts, G_N_ELEMENTS (counts));
  draw (self);
  fixture_expect (self, 200, "supervisor", "GET", "/complaint-charts?signal=true&kind=department",
                  NULL);
  desk_assert_at ("total.value", "1");
  fixture_run_sql (self,
                   "INSERT INTO encounter (patient_id, site_id, kind, number, state, "
                   "department_id, started_at) SELECT 1, 2, 'outpatient', 'V' || w || '-' || "
                   "n, 'active', 1, timestamptz '2026-03-02 07:00+08' - interval '7 days' * w "
                   "FROM generate_series(0, 19) AS w, generate_series(1, 200) AS n WHERE n <= "
                   "100 OR w < 10");
  draw (self);
  fixture_expect (self, 200, "supervisor", "GET", "/complaint-charts?kind=department", NULL);
  desk_assert_at ("items.0.basis", "visits");
  desk_assert_at ("items.0.signal_on", NULL);
}

/* Drugs and departments are found by initials and pinyin, once they were spelt. */
static void
assert_spelt (Fixture *self)
{
  static const struct {
    const char *path, *total, *name;
  } asked[] = {
    { "/drugs?q=aspl", "1", "阿司匹林肠溶片" },
    { "/drugs?q=ChangRong", "1", "阿司匹林肠溶片" },
    { "/departments?q=guke", "2", "骨科" },
  };
  const HcrmSweep *spellings = hcrm_core_sweeps;

  while (strcmp (spellings->name, "spellings") != 0)
    spellings++;
  for (guint i = 0; i < 2; i++) /* what is spelt is not spelt again */
    fixture_sweep (self, spellings->run);
  for (guint i = 0; i < G_N_ELEMENTS (asked); i++) {
    fixture_expect (self, 200, "agent", "GET", asked[i].path, NULL);
    desk_assert_at ("total.value", asked[i].total);
    desk_assert_at ("items.0.name", asked[i].name);
  }
}

/* A drug that was handed out can be complained of, and has a chart of its own with the complaints
 * behind its signal; heads of departments do not see it, nor whom one of these is about. */
static void
test_chart_drug (Fixture *self, gconstpointer unused)
{
  guint counts[20];

  for (guint i = 0; i < 20; i++)
    counts[i] = i < 16 ? 1 : 5;
  use (self, "chart");
  fixture_run_sql (self,
                   "INSERT INTO dispensing (patient_id, site_id, issuer, order_number, drug_code, "
                   "drug, dispensed_at, told_at) SELECT 1, 2, 'HIS', 'D' || n, 'YP001', "
                   "'阿司匹林肠溶片', hcrm_now(), hcrm_now() FROM generate_series(1, 3) AS n");
  fixture_expect (self, 200, "agent", "GET", "/drugs?q=%E9%98%BF%E5%8F%B8", NULL);
  desk_assert_at ("total.value", "1");
  assert_spelt (self);
  add_weeks (self, counts, G_N_ELEMENTS (counts));
  take (self, "药片发霉", "13900000001",
        ",\"objects\":[{\"kind\":\"drug\",\"drug_id\":1},{\"kind\":\"person\",\"staff_id\":1}]");
  desk_assert_at ("objects.0.drug", "阿司匹林肠溶片");
  desk_assert_at ("about", "阿司匹林肠溶片、陈一帆");
  fixture_expect (self, 422, "agent", "POST", "/complaints",
                  "{\"channel\":\"phone\",\"matter\":\"x\",\"class\":\"other\",\"objects\":[{"
                  "\"kind\":\"price\",\"drug_id\":1}]}");
  fixture_run_sql (self, "INSERT INTO complaint_object (complaint_id, kind, drug_id) SELECT id, "
                         "'drug', 1 FROM complaint WHERE number LIKE 'W%%'");
  draw (self);
  fixture_expect (self, 200, "supervisor", "GET", "/complaint-charts?kind=drug&signal=true", NULL);
  desk_assert_at ("total.value", "1");
  desk_assert_at ("items.0.drug", "阿司匹林肠溶片");
  desk_assert_at ("items.0.basis", "counts");
  g_autofree char *path = g_strdup_printf ("/complaint-charts/%s", fixture_at ("items.0.id"));
  fixture_expect (self, 200, "supervisor", "GET", path, NULL);
  g_assert_nonnull (fixture_at ("signals.0.cases.0.number"));
  fixture_assert_sql (self, "t",
                      "SELECT bool_and(drug_id = 1 AND n > 5) FROM complaint_warning_view WHERE "
                      "kind = 'chart' AND drug = '阿司匹林肠溶片'");
  fixture_expect (self, 200, "head2", "GET", "/complaint-charts?kind=drug", NULL);
  desk_assert_at ("total.value", "0");
  fixture_run_sql (self, "UPDATE complaint_object SET staff_id = (SELECT staff_id FROM app_user "
                         "WHERE username = 'supervisor') WHERE staff_id IS NOT NULL");
  fixture_expect (self, 200, "supervisor", "GET", "/complaint-charts?kind=drug", NULL);
  desk_assert_at ("total.value", "0");
}

/* Before there is anything to compare with, nothing is drawn. */
static void
test_chart_early (Fixture *self, gconstpointer unused)
{
  static const guint few[] = { 1, 9, 9 };

  draw (self);
  add_weeks (self, few, G_N_ELEMENTS (few));
  draw (self);
  fixture_assert_sql (self, "0", "SELECT count(*) FROM complaint_chart");
}

/* --- By itself ------------------------------------------------------------------------------ */

/* With the server's own jobs, for a minute at most: words, a grade, and ten callers at once about
 * one event, who are one. */
static void
test_by_itself (Fixture *self, gconstpointer unused)
{
  gint64 until = g_get_monotonic_time () + 60 * G_TIME_SPAN_SECOND;
  g_autofree char *found = NULL;

  take (self, "家属说要找记者曝光", "13900000001", OF (3) ",\"grade\":3");
  take (self, "伤口裂开没人处理", "13900000002", ",\"grade\":1");
  for (guint i = 0; i < 10; i++) {
    g_autofree char *number = g_strdup_printf ("1390001%04u", i);
    g_autofree char *matter = g_strdup_printf ("三号电梯突然下坠把人困住半小时%u", i);
    take (self, matter, number, "");
  }
  fixture_start_jobs (self);
  do {
    fixture_run_loop (200);
    g_free (found);
    found = fixture_sql (self, "SELECT string_agg(x.kind || ' ' || x.n, ', ' ORDER BY x.kind) FROM "
                               "(SELECT w.kind, (SELECT count(*) FROM complaint_warning_case AS k "
                               "WHERE k.warning_id = w.id) AS n FROM complaint_warning AS w) AS x");
  } while (g_strcmp0 (found, "cluster 10, grade 1, words 1") != 0
           && g_get_monotonic_time () < until);
  g_assert_cmpstr (found, ==, "cluster 10, grade 1, words 1");
  assert_listed (self, "supervisor", "mine=true", "3");
  assert_listed (self, "head", "mine=true", "0");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define CASE(path, function) FIXTURE_TEST_FROM (desk_setup, "/complaint-warnings/" path, function)
  CASE ("words", test_words);
  CASE ("grade", test_grade);
  CASE ("ten-callers", test_ten_callers);
  CASE ("two-events", test_two_events);
  CASE ("false-alarm", test_false_alarm);
  CASE ("repeat-person", test_repeat_person);
  CASE ("concerned", test_concerned);
  CASE ("departments", test_departments);
  CASE ("rules", test_rules);
  CASE ("by-itself", test_by_itself);
  CASE ("chart", test_chart);
  CASE ("chart-warns", test_chart_warns);
  CASE ("chart-quiet", test_chart_quiet);
  CASE ("chart-concerned", test_chart_concerned);
  CASE ("chart-visits", test_chart_visits);
  CASE ("chart-drug", test_chart_drug);
  CASE ("chart-early", test_chart_early);
  return g_test_run ();
}
