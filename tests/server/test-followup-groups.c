/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Who must be followed up, who decides, and in whose stead: rules, exemptions, gaps, lateness,
 * leave. */

#include <libpq-fe.h>
#include <string.h>

#include "hcrm-ward.h"
#include "modules/followup/followup.h"

#define OTHER_PLAN "{\"decision\":\"plan\",\"template_id\":2,\"note\":\"注意切口\"}"
#define PLAN                                                                                       \
  "{\"decision\":\"plan\",\"template_id\":2,\"note\":\"注意切口\",\"reason\":\"只需一次\"}"
#define HIP_RULE                                                                                   \
  "{\"name\":\"髋部骨折\",\"name_en\":\"Hip fracture\",\"mandatory_as\":\"key\","              \
  "\"template_code\":\"hip\",\"icd10\":[\"S72\"]}"

static void
make_rule (Fixture *self, const char *body)
{
  fixture_expect (self, 201, "supervisor", "POST", "/followup-rules", body);
}

static void
assert_unsettled (Fixture *self, const char *expected)
{
  fixture_assert_sql (self, expected,
                      "SELECT count(*) > 0 FROM job WHERE kind = '" HCRM_FOLLOWUP_RULES_JOB
                      "' AND state <> 'dead'");
}

/* A rule, or what it depends on, has been changed: that is tried on all discharges by a job. */
static void
settle_rules (Fixture *self)
{
  assert_unsettled (self, "t");
  fixture_do_jobs (self);
  assert_unsettled (self, "f");
}

/* --- Rules ---------------------------------------------------------------------------------- */

static void
test_rules (Fixture *self, gconstpointer unused)
{
  ward_seed (self);
  make_rule (self, HIP_RULE);
  g_assert_cmpstr (fixture_at ("template"), ==, "髋关节术后");
  g_assert_cmpstr (fixture_at ("kinds.0"), ==, "inpatient");
  fixture_expect (self, 403, "doctor", "POST", "/followup-rules", HIP_RULE);
  fixture_expect (self, 409, "supervisor", "POST", "/followup-rules", HIP_RULE);
  g_assert_cmpstr (ward_fault (0), ==, "name");
  fixture_expect (self, 422, "supervisor", "POST", "/followup-rules",
                  "{\"name\":\"x\",\"mandatory_as\":\"key\",\"kinds\":[\"ward\"],\"icd10\":[1],"
                  "\"procedures\":\"81\",\"department_ids\":[\"a\"],\"age_from\":80,\"age_to\":8}");
  g_assert_cmpstr (ward_fault (0), ==, "kinds");
  g_assert_cmpstr (ward_fault (1), ==, "icd10");
  g_assert_cmpstr (ward_fault (2), ==, "procedures");
  g_assert_cmpstr (ward_fault (3), ==, "department_ids");
  g_assert_cmpstr (ward_fault (4), ==, "age_to");
  fixture_expect (self, 422, "supervisor", "POST", "/followup-rules",
                  "{\"name\":\"x\",\"mandatory_as\":\"key\",\"template_code\":\"none\"}");
  g_assert_cmpstr (ward_fault (0), ==, "template_code");
  fixture_expect (self, 422, "supervisor", "POST", "/followup-rules",
                  "{\"name\":\"x\",\"mandatory_as\":\"key\",\"department_ids\":[99]}");
  g_assert_cmpstr (ward_fault (0), ==, "department_ids");
  fixture_expect (self, 422, "supervisor", "POST", "/followup-rules",
                  "{\"name\":\"x\",\"mandatory_as\":\"key\",\"since\":\"2026-02-01\",\"until\":"
                  "\"2026-01-01\"}");
  g_assert_cmpstr (ward_fault (0), ==, "until");
  fixture_expect (self, 428, "supervisor", "PATCH", "/followup-rules/1", "{\"age_from\":60}");
  fixture_expect (self, 200, "supervisor", "PATCH", "/followup-rules/1", "{\"age_from\":60}",
                  "If-Match: \"1\"");
  g_assert_cmpstr (fixture_at ("icd10.0"), ==, "S72");
  fixture_expect (self, 412, "supervisor", "PATCH", "/followup-rules/1", "{\"age_from\":61}",
                  "If-Match: \"1\"");
  fixture_expect (self, 200, "admin", "GET", "/followup-rules?q=hip&mandatory_as=key", NULL);
  g_assert_cmpstr (fixture_at ("total.value"), ==, "1");
}

/* Each condition by itself, at its borders. */
static void
test_conditions (Fixture *self, gconstpointer unused)
{
  static const struct {
    const char *conditions;
    const char *fitting;
  } cases[] = {
    { "{}", "1" },
    { "{\"icd10\":[\"S72\"]}", "1" },
    { "{\"icd10\":[\"s72.0\"]}", "1" },
    { "{\"icd10\":[\"S70-S79\"]}", "1" },
    { "{\"icd10\":[\"S73\",\"I10\"]}", "0" },
    { "{\"procedures\":[\"81.5\"]}", "1" },
    { "{\"procedures\":[\"815\"]}", "1" },
    { "{\"procedures\":[\"81.6\"]}", "0" },
    { "{\"department_ids\":[1]}", "1" },
    { "{\"department_ids\":[2]}", "1" }, /* the ward */
    { "{\"department_ids\":[3]}", "0" },
    { "{\"sex\":\"female\"}", "1" },
    { "{\"sex\":\"male\"}", "0" },
    { "{\"kinds\":[\"outpatient\"]}", "0" },
    { "{\"kinds\":[\"outpatient\",\"inpatient\"]}", "1" },
    { "{\"age_from\":%d,\"age_to\":%d}", "1" },
    { "{\"age_from\":%d}", "1" },
    { "{\"age_to\":10}", "0" },
    { "{\"icd10\":[\"S72\"],\"sex\":\"male\"}", "0" },
    { "{\"icd10\":[\"S72\"],\"sex\":\"male\",\"combine\":\"any\"}", "1" },
    { "{\"icd10\":[\"I10\"],\"sex\":\"male\",\"combine\":\"any\"}", "0" },
  };

  ward_seed (self);
  ward_discharge (self, "王芳", 3);
  g_autofree char *operated =
      fixture_sql (self,
                   "INSERT INTO encounter_code (encounter_id, kind, rank, system, code) VALUES (1, "
                   "'procedure', 1, 'icd9', '81.5200') RETURNING rank");
  g_autofree char *age =
      fixture_sql (self, "SELECT extract(year FROM age(ended_at, '1960-05-01')) FROM encounter");
  int years = atoi (age);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_auto (GStrv) parts = g_strsplit (cases[i].conditions, "%d", -1);
    g_autofree char *number = g_strdup_printf ("%d", years);
    g_autofree char *body = g_strjoinv (number, parts);

    fixture_expect (self, 200, "supervisor", "POST", "/followup-rules/actions/count", body);
    if (g_strcmp0 (fixture_at ("fitting"), cases[i].fitting) != 0)
      g_test_message ("%s", body);
    g_assert_cmpstr (fixture_at ("fitting"), ==, cases[i].fitting);
    g_assert_cmpstr (fixture_at ("discharges"), ==, "1");
  }
  fixture_expect (self, 200, "supervisor", "POST", "/followup-rules/actions/count", "{}");
  g_assert_cmpstr (fixture_at ("examples.0.patient"), ==, "王芳");
  fixture_expect (self, 422, "supervisor", "POST", "/followup-rules/actions/count",
                  "{\"kinds\":[]}");
  g_assert_cmpstr (ward_fault (0), ==, "kinds");

  g_autofree char *unborn = fixture_sql (self, "UPDATE patient SET birth_date = NULL RETURNING id");
  fixture_expect (self, 200, "supervisor", "POST", "/followup-rules/actions/count",
                  "{\"age_to\":120}");
  g_assert_cmpstr (fixture_at ("fitting"), ==, "0");
  g_autofree char *old =
      fixture_sql (self,
                   "UPDATE encounter SET started_at = ended_at - interval '60 days', ended_at "
                   "= hcrm_now() - interval '31 days' RETURNING id");
  fixture_expect (self, 200, "supervisor", "POST", "/followup-rules/actions/count", "{}");
  g_assert_cmpstr (fixture_at ("fitting"), ==, "0");
}

/* A rule marks the discharges it fits, with the template that it proposes, as long as it holds. */
static void
test_marks (Fixture *self, gconstpointer unused)
{
  ward_seed (self);
  ward_discharge (self, "王芳", 3);
  make_rule (self, HIP_RULE);
  settle_rules (self);

  fixture_expect (self, 200, "doctor", "GET", "/encounters/1", NULL);
  g_assert_cmpstr (fixture_at ("rules.0.name_en"), ==, "Hip fracture");
  g_assert_cmpstr (fixture_at ("rules.0.template_id"), ==, "1");
  fixture_expect (self, 200, "doctor", "GET", "/encounters?mandatory=true", NULL);
  g_assert_cmpstr (fixture_at ("total.value"), ==, "1");
  fixture_assert_sql (
      self, "1", "UPDATE followup_template SET state = 'retired' WHERE code = 'hip' RETURNING id");
  fixture_expect (self, 200, "doctor", "GET", "/encounters/1", NULL);
  g_assert_cmpstr (fixture_at ("rules.0.name_en"), ==, "Hip fracture");
  g_assert_cmpstr (fixture_at ("rules.0.template_id"), ==, NULL);
  fixture_assert_sql (self, "1", "UPDATE followup_rule SET until = hcrm_today() - 4 RETURNING id");
  settle_rules (self);
  fixture_expect (self, 200, "doctor", "GET", "/encounters/1", NULL);
  g_assert_cmpstr (fixture_at ("rules.0.name"), ==, NULL);
  fixture_assert_sql (
      self, "1", "UPDATE followup_rule SET until = NULL, since = hcrm_today() - 3 RETURNING id");
  settle_rules (self);
  fixture_expect (self, 200, "doctor", "GET", "/encounters?mandatory=true&rule_id=1", NULL);
  g_assert_cmpstr (fixture_at ("total.value"), ==, "1");
  fixture_assert_sql (self, "1", "UPDATE followup_rule SET retired_at = now() RETURNING id");
  settle_rules (self);
  fixture_expect (self, 200, "doctor", "GET", "/encounters?mandatory=true", NULL);
  g_assert_cmpstr (fixture_at ("total.value"), ==, "0");
}

static void
change (Fixture *self, const char *sql, gboolean later, const char *fitting)
{
  fixture_run_sql (self, "%s", sql);
  if (later)
    settle_rules (self);
  else
    assert_unsettled (self, "f");
  fixture_assert_sql (self, fitting, "SELECT count(*) FROM encounter_rule");
}

/* What fits is kept, and follows whatever it comes of. */
static void
test_kept (Fixture *self, gconstpointer unused)
{
  static const struct {
    const char *change, *back;
    gboolean later;
  } changes[] = {
    { "UPDATE encounter_code SET code = 'I10'", "UPDATE encounter_code SET code = 's72001'" },
    { "DELETE FROM encounter_code",
      "INSERT INTO encounter_code (encounter_id, kind, rank, system, code) VALUES (1, 'diagnosis',"
      " 3, 'icd10', 'S72.9')" },
    { "UPDATE patient SET sex = 'male'", "UPDATE patient SET sex = 'female'" },
    { "UPDATE patient SET birth_date = NULL", "UPDATE patient SET birth_date = '1950-01-01'" },
    { "UPDATE encounter SET outcome = 'died'", "UPDATE encounter SET outcome = NULL" },
    { "UPDATE encounter SET kind = 'outpatient'", "UPDATE encounter SET kind = 'inpatient'" },
    { "UPDATE department SET parent_id = NULL WHERE id = 2",
      "UPDATE department SET parent_id = 1 WHERE id = 2", TRUE },
    { "UPDATE followup_rule SET age_from = 140", "UPDATE followup_rule SET age_from = 50", TRUE },
    { "UPDATE followup_rule SET icd10 = '{S80-S89}'",
      "UPDATE followup_rule SET icd10 = '{S70-S79}'", TRUE },
    { "UPDATE followup_rule SET retired_at = hcrm_now()",
      "UPDATE followup_rule SET retired_at = NULL", TRUE },
    { "UPDATE site SET time_zone = 'America/New_York' WHERE id = 2",
      "UPDATE site SET time_zone = 'Asia/Shanghai' WHERE id = 2", TRUE },
  };

  ward_seed (self);
  ward_discharge (self, "王芳", 3);
  fixture_assert_sql (self, "1", "UPDATE encounter SET department_id = NULL RETURNING id");
  make_rule (self, "{\"name\":\"髋\",\"mandatory_as\":\"key\",\"icd10\":[\"S72\"],\"sex\":"
                   "\"female\",\"age_from\":50,\"department_ids\":[1]}");
  fixture_assert_sql (self, "1", "UPDATE followup_rule SET since = hcrm_today() - 3 RETURNING id");
  settle_rules (self);
  for (guint i = 0; i < G_N_ELEMENTS (changes); i++) {
    g_test_message ("%s", changes[i].change);
    fixture_assert_sql (self, "1", "SELECT count(*) FROM encounter_rule");
    change (self, changes[i].change, changes[i].later, "0");
    change (self, changes[i].back, changes[i].later, "1");
  }
  fixture_expect (self, 200, "supervisor", "GET", "/encounters?mandatory=true", NULL);
  g_assert_cmpstr (fixture_at ("total.value"), ==, "1");
  fixture_expect (self, 200, "supervisor", "GET", "/encounters?mandatory=false", NULL);
  g_assert_cmpstr (fixture_at ("total.value"), ==, "0");
}

/* Only what a rule asks is tried anew, and until that is done whoever keeps the rules is told. */
static void
test_settling (Fixture *self, gconstpointer unused)
{
  ward_seed (self);
  ward_discharge (self, "王芳", 3);
  make_rule (self, HIP_RULE);
  g_assert_cmpstr (fixture_at ("settling"), ==, "true");
  make_rule (self, "{\"name\":\"骨科\",\"mandatory_as\":\"discharged\",\"department_ids\":[1]}");
  settle_rules (self);
  fixture_assert_sql (self, "2", "SELECT count(*) FROM encounter_rule");
  fixture_expect (self, 200, "supervisor", "GET", "/followup-rules/1", NULL);
  g_assert_cmpstr (fixture_at ("settling"), ==, "false");

  fixture_send (
      self, 200, "supervisor", "PATCH", "/followup-rules/1",
      "{\"name\":\"髋\",\"name_en\":\"Hip\",\"mandatory_as\":\"other\",\"template_code\":null}", 1);
  g_assert_cmpstr (fixture_at ("settling"), ==, "false");
  assert_unsettled (self, "f");
  fixture_send (self, 200, "supervisor", "PATCH", "/followup-rules/1", "{\"combine\":\"any\"}", 2);
  g_assert_cmpstr (fixture_at ("settling"), ==, "true");
  settle_rules (self);

  /* However much one transaction changes, all discharges are looked at once. */
  fixture_run_sql (self, "UPDATE followup_rule SET since = hcrm_today() + 1");
  fixture_assert_sql (self, "1", "SELECT count(*) FROM job");
  settle_rules (self);
  fixture_assert_sql (self, "0", "SELECT count(*) FROM encounter_rule");
}

/* --- Two at once ---------------------------------------------------------------------------- */

/* A transaction of somebody else that is left open. */
static PGconn *
begin_other (Fixture *self, const char *sql)
{
  PGconn *conn = PQconnectdb (self->conninfo);
  g_autofree char *text = g_strconcat (
      "BEGIN; SELECT set_config('hcrm.user', '1', true), set_config('hcrm.all', 'on', true);", sql,
      NULL);
  PGresult *result = PQexec (conn, text);

  g_assert_cmpstr (PQresultErrorMessage (result), ==, "");
  PQclear (result);
  return conn;
}

static void
commit_other (PGconn *conn)
{
  PGresult *result = PQexec (conn, "COMMIT");

  g_assert_cmpint (PQresultStatus (result), ==, PGRES_COMMAND_OK);
  PQclear (result);
  PQfinish (conn);
}

/* Whoever wrote a discharge while the rules were others is waited for. */
static void
test_settling_waits (Fixture *self, gconstpointer unused)
{
  ward_seed (self);
  ward_discharge (self, "王芳", 3);
  fixture_run_sql (self, "UPDATE encounter SET outcome = 'died'");
  PGconn *other = begin_other (self, "UPDATE encounter_write SET outcome = NULL WHERE id = 1");
  make_rule (self, HIP_RULE);
  fixture_start_jobs (self);
  hcrm_jobs_kick (self->jobs);
  fixture_run_loop (400);
  assert_unsettled (self, "t");
  commit_other (other);
  g_clear_pointer (&self->jobs, hcrm_jobs_free);
  fixture_do_jobs (self);
  fixture_assert_sql (self, "1", "SELECT count(*) FROM encounter_rule");
}

/* Neither sees what the other writes: whoever is second waits, and then tries the rules. */
static void
test_at_once (Fixture *self, gconstpointer unused)
{
  static const char *const changes[] = {
    "UPDATE patient_write SET sex = 'female' WHERE id = 1",
    "UPDATE encounter_write SET state = 'finished' WHERE id = 1",
  };

  ward_seed (self);
  ward_discharge (self, "王芳", 3);
  make_rule (self, "{\"name\":\"女\",\"mandatory_as\":\"key\",\"sex\":\"female\"}");
  for (guint first = 0; first < 2; first++) {
    fixture_run_sql (self, "UPDATE encounter SET state = 'active'");
    fixture_run_sql (self, "UPDATE patient SET sex = 'male'");
    PGconn *one = begin_other (self, changes[first]);
    PGconn *two = begin_other (self, "SELECT 1");
    g_assert_true (PQsendQuery (two, changes[1 - first]));
    fixture_run_loop (200);
    commit_other (one);
    for (PGresult *result; (result = PQgetResult (two)) != NULL; PQclear (result))
      g_assert_cmpstr (PQresultErrorMessage (result), ==, "");
    commit_other (two);
    fixture_assert_sql (self, "1", "SELECT count(*) FROM encounter_rule");
  }
}

/* Any one of the three parts will do; none will not, then or later. */
static void
test_mandatory_note (Fixture *self, gconstpointer unused)
{
  ward_seed (self);
  make_rule (self, HIP_RULE);
  ward_decide (self, 200, "doctor", ward_discharge (self, "王芳", 1),
               "{\"decision\":\"plan\",\"template_id\":1,\"cautions\":\"防跌倒\"}");
  fixture_expect (self, 422, "doctor", "PATCH", "/followup-plans/1", "{\"cautions\":\" \"}",
                  "If-Match: \"1\"");
  g_assert_cmpstr (ward_fault (0), ==, "note");
  fixture_assert_sql (self, "防跌倒 1",
                      "SELECT concat_ws(' ', cautions, note_version) FROM followup_plan");
  fixture_expect (self, 200, "doctor", "PATCH", "/followup-plans/1",
                  "{\"cautions\":null,\"note\":\"注意切口\"}", "If-Match: \"1\"");
  fixture_assert_sql (self, "注意切口 2",
                      "SELECT concat_ws(' ', cautions, note, note_version) FROM followup_plan");
}

/* --- Deciding ------------------------------------------------------------------------------- */

static void
test_mandatory (Fixture *self, gconstpointer unused)
{
  ward_seed (self);
  make_rule (self, HIP_RULE);
  gint64 e = ward_discharge (self, "王芳", 1);

  fixture_expect (self, 200, "doctor", "GET", "/exemptions", NULL);
  g_assert_nonnull (fixture_at ("items.7.code"));
  g_assert_cmpstr (fixture_at ("items.7.code"), ==, "other");
  ward_decide (self, 422, "doctor", e, "{\"decision\":\"none\"}");
  g_assert_cmpstr (ward_fault (0), ==, "exemption");
  g_assert_cmpstr (ward_fault (1), ==, "reason");
  ward_decide (self, 422, "doctor", e, "{\"decision\":\"exempt\",\"reason\":\"转院\"}");
  g_assert_cmpstr (ward_fault (0), ==, "exemption");
  ward_decide (self, 422, "doctor", e,
               "{\"decision\":\"none\",\"exemption\":\"elsewhere\",\"reason\":\"  \"}");
  g_assert_cmpstr (ward_fault (0), ==, "reason");
  ward_decide (self, 422, "doctor", e,
               "{\"decision\":\"none\",\"exemption\":\"bored\",\"reason\":\"转院\"}");
  g_assert_cmpstr (ward_fault (0), ==, "exemption");
  ward_decide (self, 422, "doctor", e, "{\"decision\":\"plan\",\"template_id\":1}");
  g_assert_cmpstr (ward_fault (0), ==, "note");
  ward_decide (self, 422, "doctor", e,
               "{\"decision\":\"plan\",\"template_id\":1,\"note\":\" \\n\"}");
  g_assert_cmpstr (ward_fault (0), ==, "note");
  ward_decide (self, 422, "doctor", e,
               "{\"decision\":\"plan\",\"template_id\":1,\"condition_summary\":\" \","
               "\"cautions\":\"\\t\"}");
  g_assert_cmpstr (ward_fault (0), ==, "note");
  fixture_assert_sql (self, "0", "SELECT count(*) FROM followup_plan");

  ward_decide (self, 200, "doctor", e,
               "{\"decision\":\"none\",\"exemption\":\"elsewhere\",\"reason\":\"转市一院\"}");
  g_assert_cmpstr (fixture_at ("followup_decision"), ==, "exempt");
  g_assert_cmpstr (fixture_at ("exemption"), ==, "elsewhere");
  fixture_assert_sql (
      self, "exempt Treated on in another hospital 转市一院",
      "SELECT concat_ws(' ', params ->> 'decision', params ->> 'exemption_en', params ->> "
      "'reason') FROM timeline WHERE code = 'followup.decided'");
  ward_decide (self, 200, "doctor", e, PLAN);
  g_assert_cmpstr (fixture_at ("exemption"), ==, NULL);
  fixture_assert_sql (
      self, "insert,delete",
      "SELECT string_agg(action, ',' ORDER BY id) FROM audit WHERE entity = 'encounter' AND "
      "coalesce(before, after) ->> 'code' = 'elsewhere'");

  gint64 free = ward_discharge (self, "李强", 1);
  fixture_assert_sql (self, "1",
                      "UPDATE encounter_code SET code = 'I10' WHERE encounter_id = 2 RETURNING 1");
  ward_decide (self, 200, "doctor", free, "{\"decision\":\"none\"}");
  g_assert_cmpstr (fixture_at ("followup_decision"), ==, "none");
}

/* Another plan than the one that the rule asks for stands with its reason on the time line. */
static void
test_other_plan (Fixture *self, gconstpointer unused)
{
  ward_seed (self);
  make_rule (self, HIP_RULE);
  gint64 e = ward_discharge (self, "王芳", 1);

  ward_decide (self, 422, "doctor", e, OTHER_PLAN);
  g_assert_cmpstr (ward_fault (0), ==, "reason");
  g_assert_nonnull (strstr (fixture_answer.text, "After hip surgery"));
  fixture_assert_sql (self, "0", "SELECT count(*) FROM followup_plan");
  ward_decide (self, 200, "doctor", e, PLAN);
  fixture_assert_sql (self, "通用 髋关节术后 只需一次",
                      "SELECT concat_ws(' ', params ->> 'template', params ->> 'instead', params "
                      "->> 'reason') FROM timeline WHERE code = 'followup.planned'");

  /* The plan of the rule needs none, nor does any where the rule's own is no longer to be had. */
  ward_decide (self, 200, "doctor", ward_discharge (self, "李强", 1),
               "{\"decision\":\"plan\",\"template_id\":1,\"note\":\"x\",\"reason\":\"如常\"}");
  fixture_assert_sql (
      self, "0",
      "SELECT count(*) FROM timeline WHERE code = 'followup.planned' AND params ->> "
      "'reason' = '如常'");
  fixture_assert_sql (self, "1",
                      "UPDATE followup_template SET state = 'retired' WHERE id = 1 RETURNING 1");
  ward_decide (self, 200, "doctor", ward_discharge (self, "赵敏", 1), OTHER_PLAN);
}

/* Every figure opens the discharges that it counts. */
static void
assert_opens (Fixture *self, JsonNode *gaps, guint row, const char *key)
{
  static const char *const figures[] = { "mandatory", "planned", "exempt", "missing", "late" };
  g_autofree char *id_path = g_strdup_printf ("items.%u.id", row);
  g_autofree char *from = g_strdup_printf ("items.%u.date_from", row);
  g_autofree char *to = g_strdup_printf ("items.%u.date_to", row);

  for (guint i = 0; i < G_N_ELEMENTS (figures); i++) {
    g_autofree char *figure = g_strdup_printf ("items.%u.%s", row, figures[i]);
    g_autofree char *path = g_strdup_printf (
        "/encounters?state=finished&mandatory=true&%s=%s&ended_on_from=%s&ended_on_to=%s%s%s", key,
        json_at (gaps, id_path), json_at (gaps, from), json_at (gaps, to), i > 0 ? "&gap=" : "",
        i > 0 ? figures[i] : "");
    fixture_expect (self, 200, "supervisor", "GET", path, NULL);
    if (g_strcmp0 (fixture_at ("total.value"), json_at (gaps, figure)) != 0)
      g_test_message ("%s", path);
    g_assert_cmpstr (fixture_at ("total.value"), ==, json_at (gaps, figure));
  }
}

/* a planned in time, b exempt, c undecided in time, d undecided too late, e planned too late,
 * f asked for by no rule, g died. */
static void
test_gaps (Fixture *self, gconstpointer unused)
{
  static const char *const groups[][2] = { { "department", "department_id" },
                                           { "doctor", "attending_id" },
                                           { "rule", "rule_id" } };
  ward_seed (self);
  make_rule (self, HIP_RULE);
  make_rule (self, "{\"name\":\"骨科\",\"mandatory_as\":\"discharged\",\"department_ids\":[1]}");
  gint64 a = ward_discharge (self, "a", 1);
  gint64 b = ward_discharge (self, "b", 1);
  ward_discharge (self, "c", 1);
  ward_discharge (self, "d", 3);
  gint64 e = ward_discharge (self, "e", 4);
  ward_discharge (self, "f", 1);
  ward_discharge (self, "g", 1);
  fixture_assert_sql (
      self, "6",
      "UPDATE encounter SET ended_at = hcrm_now() - interval '1 hour' WHERE id IN (1, 2, 3);"
      "UPDATE encounter SET outcome = 'died' WHERE id = 7;"
      "UPDATE encounter SET department_id = 3, ward_id = NULL WHERE id = 6;"
      "UPDATE encounter_code SET code = 'I10' WHERE encounter_id = 6 RETURNING encounter_id");
  ward_decide (self, 200, "doctor", a, PLAN);
  ward_decide (self, 200, "doctor", b,
               "{\"decision\":\"exempt\",\"exemption\":\"hospice\",\"reason\":\"临终\"}");
  ward_decide (self, 200, "doctor", e, PLAN);

  fixture_expect (self, 200, "supervisor", "GET", "/followup-gaps", NULL);
  g_assert_cmpstr (fixture_at ("total.value"), ==, "1");
  g_assert_cmpstr (fixture_at ("items.0.name_en"), ==, "Orthopaedics");
  g_assert_cmpstr (fixture_at ("items.0.mandatory"), ==, "5");
  g_assert_cmpstr (fixture_at ("items.0.planned"), ==, "2");
  g_assert_cmpstr (fixture_at ("items.0.exempt"), ==, "1");
  g_assert_cmpstr (fixture_at ("items.0.missing"), ==, "2");
  g_assert_cmpstr (fixture_at ("items.0.late"), ==, "2");
  g_assert_cmpstr (fixture_at ("items.0.rate"), ==, "60");
  for (guint g = 0; g < G_N_ELEMENTS (groups); g++) {
    g_autofree char *path = g_strdup_printf ("/followup-gaps?by=%s", groups[g][0]);
    g_autoptr (JsonNode) gaps = fixture_call (self, "supervisor", "GET", path, NULL, NULL);
    guint n = json_length_at (gaps, "items");
    g_assert_cmpuint (n, ==, g == 2 ? 2 : 1);
    for (guint i = 0; i < n; i++)
      assert_opens (self, gaps, i, groups[g][1]);
  }
  fixture_expect (self, 200, "head", "GET", "/followup-gaps?by=doctor&sort=-late", NULL);
  g_assert_cmpstr (fixture_at ("items.0.name"), ==, "陈一帆");
  fixture_expect (self, 200, "head", "GET", "/followup-gaps?department_id=3", NULL);
  g_assert_cmpstr (fixture_at ("total.value"), ==, "0");
  fixture_expect (self, 403, "agent", "GET", "/followup-gaps", NULL);
}

/* --- Who decides ---------------------------------------------------------------------------- */

/* How many discharges wait on somebody's list, by the page and by Today. */
static void
assert_waits (Fixture *self, const char *user, const char *expected)
{
  fixture_expect (self, 200, user, "GET", "/encounters?followup_decision=undecided&attending=me",
                  NULL);
  g_assert_cmpstr (fixture_at ("total.value"), ==, expected);
  fixture_expect (self, 200, user, "GET", "/today", NULL);
  g_assert_cmpstr (fixture_at ("counts.undecided.total"), ==, expected);
}

static void
test_late (Fixture *self, gconstpointer unused)
{
  ward_seed (self);
  ward_discharge (self, "王芳", 0);
  fixture_assert_sql (self, "1", "UPDATE encounter SET ended_at = hcrm_now() RETURNING id");
  assert_waits (self, "doctor", "1");
  assert_waits (self, "head", "0");
  fixture_sweep (self, hcrm_followup_note_late);
  fixture_assert_sql (self, "0", "SELECT count(*) FROM timeline");

  ward_forward (self, "24 hours 1 minute");
  assert_waits (self, "doctor", "1");
  assert_waits (self, "head", "1");
  g_assert_cmpstr (fixture_at ("items.0.handed.code"), ==, "decision.late");
  g_assert_cmpstr (fixture_at ("items.0.handed.params.head"), ==, "邵文远");
  fixture_sweep (self, hcrm_followup_note_late);
  fixture_sweep (self, hcrm_followup_note_late);
  fixture_assert_sql (self, "decision.late 邵文远",
                      "SELECT string_agg(code || ' ' || (params ->> 'head'), ',') FROM timeline");
  fixture_assert_sql (self, "decide_hours",
                      "UPDATE setting SET value = '48' WHERE code = 'decide_hours' RETURNING code");
  assert_waits (self, "head", "0");
  fixture_assert_sql (self, "decide_hours",
                      "UPDATE setting SET value = '24' WHERE code = 'decide_hours' RETURNING code");
  ward_decide (self, 200, "head", 1, PLAN);
  assert_waits (self, "head", "0");
  assert_waits (self, "doctor", "0");
}

/* Transferred: the head of the department that discharged is asked. Left: the head at once. */
static void
test_transfer_and_left (Fixture *self, gconstpointer unused)
{
  ward_seed (self);
  ward_discharge (self, "王芳", 0);
  fixture_assert_sql (
      self, "1",
      "UPDATE encounter SET ended_at = hcrm_now(), department_id = 3, ward_id = NULL, "
      "attending_id = 2 RETURNING id");
  ward_forward (self, "25 hours");
  assert_waits (self, "head", "0");
  assert_waits (self, "doctor", "0");
  assert_waits (self, "doctor2", "1");

  ward_discharge (self, "李强", 0);
  fixture_assert_sql (self, "2",
                      "UPDATE encounter SET ended_at = hcrm_now() WHERE id = 2 RETURNING id");
  assert_waits (self, "head", "0");
  fixture_assert_sql (self, "1", "UPDATE staff SET retired_at = now() WHERE id = 1 RETURNING id");
  assert_waits (self, "head", "1");
  g_assert_cmpstr (fixture_at ("items.0.handed.code"), ==, "decision.left");
  g_assert_cmpstr (fixture_at ("items.0.handed.params.doctor"), ==, "陈一帆");
  ward_decide (self, 200, "head", 2, "{\"decision\":\"plan\",\"template_id\":1,\"note\":\"x\"}");
  fixture_assert_sql (self, "8", "SELECT assignee_id FROM followup_task WHERE owner = 'doctor'");
  fixture_assert_sql (
      self, "followup.left 邵文远",
      "SELECT code || ' ' || (params ->> 'assignee') FROM timeline ORDER BY id DESC LIMIT 1");
}

/* The doctor who was responsible left, another attends as well: it is theirs, and the head's once
 * it is late. */
static void
test_left_besides (Fixture *self, gconstpointer unused)
{
  ward_seed (self);
  ward_discharge (self, "王芳", 0);
  fixture_run_sql (self, "UPDATE encounter SET ended_at = hcrm_now();"
                         "INSERT INTO encounter_doctor VALUES (1, 2, 1);"
                         "UPDATE staff SET retired_at = hcrm_now() WHERE id = 1");
  assert_waits (self, "head", "0");
  assert_waits (self, "doctor2", "1");
  g_assert_cmpstr (fixture_at ("items.0.handed.code"), ==, NULL);
  ward_forward (self, "25 hours");
  assert_waits (self, "head", "1");
  fixture_expect (self, 200, "head", "GET", "/encounters?followup_decision=undecided&attending=me",
                  NULL);
  g_assert_cmpstr (fixture_at ("items.0.handed.code"), ==, "decision.late");
  g_autofree char *doctor = fixture_sql (self, "SELECT name FROM staff WHERE id = 2");
  g_assert_cmpstr (fixture_at ("items.0.handed.params.doctor"), ==, doctor);
}

/* Readmitted the same day: the first discharge need not be decided on, unless that was an error. */
static void
test_readmitted (Fixture *self, gconstpointer unused)
{
  ward_seed (self);
  ward_discharge (self, "王芳", 0);
  g_autofree char *in = fixture_sql (
      self, "INSERT INTO encounter (patient_id, site_id, kind, number, state, department_id, "
            "attending_id, started_at) SELECT 1, 2, 'inpatient', 'I9', 'active', 1, 1, ended_at + "
            "interval '2 hours' FROM encounter RETURNING id");
  fixture_assert_sql (
      self, "exempt readmitted",
      "SELECT followup_decision || ' ' || decision_reason FROM encounter WHERE id = 1");
  fixture_assert_sql (self, "followup.readmitted", "SELECT string_agg(code, ',') FROM timeline");
  assert_waits (self, "doctor", "0");
  g_autofree char *cancelled =
      fixture_sql (self, "UPDATE encounter SET state = 'cancelled' WHERE id = 2 RETURNING id");
  fixture_assert_sql (self, "undecided", "SELECT followup_decision FROM encounter WHERE id = 1");
  fixture_assert_sql (self, "followup.not-readmitted",
                      "SELECT code FROM timeline ORDER BY id DESC LIMIT 1");
  assert_waits (self, "doctor", "1");
  ward_decide (self, 200, "doctor", 1, PLAN);
}

/* A death, and one that was taken back: everything is as it was, and said so. */
static void
test_death_taken_back (Fixture *self, gconstpointer unused)
{
  ward_seed (self);
  ward_decide (self, 200, "doctor", ward_discharge (self, "王芳", 3),
               "{\"decision\":\"plan\",\"template_id\":1,\"note\":\"x\"}");
  g_autofree char *second = fixture_sql (
      self,
      "INSERT INTO encounter (patient_id, site_id, kind, number, state, department_id, "
      "attending_id, started_at, ended_at, followup_decision) VALUES (1, 2, 'inpatient', 'I9', "
      "'finished', 1, 1, hcrm_now() - interval '60 days', hcrm_now() - interval '50 days', "
      "NULL) RETURNING id");
  g_autofree char *asked = fixture_sql (
      self,
      "UPDATE encounter SET ended_at = started_at + interval '1 day' WHERE id = 1; INSERT "
      "INTO encounter (patient_id, site_id, kind, number, state, department_id, attending_id, "
      "started_at, ended_at, followup_decision) VALUES (1, 2, 'inpatient', 'I10', 'finished', "
      "1, 1, hcrm_now() - interval '1 day', hcrm_now(), 'undecided') RETURNING id");
  g_autofree char *before = fixture_sql (
      self, "SELECT string_agg(state || coalesce(reason, ''), ',' ORDER BY id) FROM followup_task");

  g_autofree char *died = fixture_sql (self, "UPDATE patient SET deceased_at = now() RETURNING id");
  fixture_assert_sql (
      self, "exempt died",
      "SELECT followup_decision || ' ' || decision_reason FROM encounter WHERE number = 'I10'");
  fixture_assert_sql (self, "cancelled deceased",
                      "SELECT state || ' ' || reason FROM followup_plan");
  fixture_assert_sql (self, "0",
                      "SELECT count(*) FROM followup_task WHERE state IN ('open', 'waiting')");
  fixture_assert_sql (self, "1", "SELECT count(*) FROM timeline WHERE code = 'plan.deceased'");

  g_autofree char *lives = fixture_sql (self, "UPDATE patient SET deceased_at = NULL RETURNING id");
  fixture_assert_sql (self, "undecided",
                      "SELECT followup_decision FROM encounter WHERE number = 'I10'");
  fixture_assert_sql (self, NULL, "SELECT decision_reason FROM encounter WHERE number = 'I10'");
  fixture_assert_sql (self, "active", "SELECT state || coalesce(reason, '') FROM followup_plan");
  fixture_assert_sql (
      self, before,
      "SELECT string_agg(state || coalesce(reason, ''), ',' ORDER BY id) FROM followup_task");
  fixture_assert_sql (
      self, "followup.lives,plan.lives",
      "SELECT string_agg(code, ',' ORDER BY id) FROM timeline WHERE code LIKE '%%.lives'");
  assert_waits (self, "doctor", "1");
}

/* The death was an agent's mistake: every step is as it was, the one that was called on too. */
static void
test_call_taken_back (Fixture *self, gconstpointer unused)
{
  ward_seed (self);
  ward_decide (self, 200, "doctor", ward_discharge (self, "王芳", 7),
               "{\"decision\":\"plan\",\"template_id\":1,\"note\":\"x\"}");
  ward_complete (self, 200, "doctor", 1, "deceased", "");
  fixture_assert_sql (self, "followup.attempt,plan.deceased,record.deceased",
                      "SELECT string_agg(code, ',' ORDER BY code) FROM timeline WHERE code <> "
                      "'followup.planned'");
  g_autofree char *lives = fixture_sql (self, "UPDATE patient SET deceased_at = NULL RETURNING id");
  fixture_assert_sql (self, "open,waiting,waiting",
                      "SELECT string_agg(state, ',' ORDER BY position) FROM followup_task");
  fixture_assert_sql (self, "active", "SELECT state FROM followup_plan");
}

/* Each step that is moved off a day off says so, with the holiday's name. */
static void
test_moved (Fixture *self, gconstpointer unused)
{
  ward_seed (self);
  gint64 e = ward_discharge (self, "王芳", 1);
  g_autofree char *feast = fixture_sql (
      self, "INSERT INTO calendar_day (site_id, day, kind, name, name_en) SELECT 2, hcrm_today(2) "
            "+ d, 'holiday', '春节', 'Spring Festival' FROM unnest(ARRAY[14, 15, 29]) AS d "
            "RETURNING id");

  ward_decide (self, 200, "doctor", e, "{\"decision\":\"plan\",\"template_id\":1,\"note\":\"x\"}");
  fixture_assert_sql (
      self, "2 Spring Festival 14 16, 3 Spring Festival 29 30",
      "SELECT string_agg(concat_ws(' ', params ->> 'step', params ->> 'holiday_en', "
      "(params ->> 'planned_on')::date - hcrm_today(2), (params ->> 'due_on')::date - "
      "hcrm_today(2)), ', ' ORDER BY id) FROM timeline WHERE code = 'followup.moved'");
}

/* --- Leave ---------------------------------------------------------------------------------- */

static char *
leave_body (Fixture *self, int staff, int delegate, int from, int until)
{
  return fixture_sql (self,
                      "SELECT json_build_object('staff_id', %d, 'delegate_id', %d, 'from_on', "
                      "hcrm_today() + %d, 'until_on', hcrm_today() + %d, 'reason', '进修')",
                      staff, delegate, from, until);
}

static void
take_leave (Fixture *self,
            guint status,
            const char *user,
            int staff,
            int delegate,
            int from,
            int until)
{
  g_autofree char *body = leave_body (self, staff, delegate, from, until);

  fixture_expect (self, status, user, "POST", "/leaves", body);
}

static void
test_leave_refused (Fixture *self, gconstpointer unused)
{
  ward_seed (self);
  take_leave (self, 422, "doctor", 1, 1, 0, 3);
  g_assert_cmpstr (ward_fault (0), ==, "delegate_id");
  take_leave (self, 422, "doctor", 1, 2, 0, 3); /* of another department */
  g_assert_cmpstr (ward_fault (0), ==, "delegate_id");
  take_leave (self, 422, "doctor", 2, 6, 0, 3); /* somebody else's leave */
  g_assert_cmpstr (ward_fault (0), ==, "staff_id");
  take_leave (self, 422, "doctor", 1, 6, 3, 0);
  g_assert_cmpstr (ward_fault (0), ==, "until_on");
  take_leave (self, 422, "doctor", 1, 6, -3, -1);
  g_assert_cmpstr (ward_fault (0), ==, "until_on");
  take_leave (self, 403, "agent", 3, 4, 0, 3);
  take_leave (self, 201, "doctor", 1, 6, 0, 3);
  g_assert_cmpstr (fixture_at ("state"), ==, "running");
  take_leave (self, 409, "doctor", 1, 6, 2, 5);
  g_assert_cmpstr (ward_fault (0), ==, "from_on");
  take_leave (self, 422, "head", 6, 1, 1,
              2); /* who stands in cannot go, nor whoever is away stand in */
  g_assert_cmpstr (ward_fault (0), ==, "staff_id");
  g_assert_cmpstr (ward_fault (1), ==, "delegate_id");
}

/* First calls and decisions go to the delegate with the reason, and what is left comes back. */
static void
test_leave (Fixture *self, gconstpointer unused)
{
  ward_seed (self);
  ward_decide (self, 200, "doctor", ward_discharge (self, "王芳", 7),
               "{\"decision\":\"plan\",\"template_id\":1,\"note\":\"x\"}");
  ward_discharge (self, "李强", 0);
  fixture_assert_sql (self, "2",
                      "UPDATE encounter SET ended_at = hcrm_now() WHERE id = 2 RETURNING id");
  fixture_expect (self, 200, "doctor", "GET", "/followup-tasks?assignee=me&state=open", NULL);
  g_assert_cmpstr (fixture_at ("total.value"), ==, "1");
  assert_waits (self, "doctor", "1");

  take_leave (self, 201, "doctor", 1, 6, 0, 0);
  g_assert_cmpstr (fixture_at ("tasks"), ==, "1");
  fixture_expect (self, 200, "doctor", "GET", "/followup-tasks?assignee=me&state=open", NULL);
  g_assert_cmpstr (fixture_at ("total.value"), ==, "0");
  fixture_expect (self, 200, "head", "GET", "/followup-tasks?assignee=me&state=open", NULL);
  g_assert_cmpstr (fixture_at ("total.value"), ==, "1");
  g_assert_cmpstr (fixture_at ("items.0.handed.params.doctor"), ==, "陈一帆");
  assert_waits (self, "doctor", "0");
  assert_waits (self, "head", "1");
  g_assert_cmpstr (fixture_at ("items.0.handed.code"), ==, "decision.leave");

  /* What is planned meanwhile goes there at once. */
  ward_decide (self, 200, "head", ward_discharge (self, "孙丽", 7),
               "{\"decision\":\"plan\",\"template_id\":1,\"note\":\"x\"}");
  fixture_assert_sql (
      self, "8,8",
      "SELECT string_agg(assignee_id::text, ',') FROM followup_task WHERE owner = 'doctor'");
  fixture_assert_sql (
      self, "2",
      "SELECT count(*) FROM timeline WHERE code = 'followup.delegated' AND params ->> "
      "'reason' = '进修'");
  /* The delegate does one of them. */
  g_autofree char *first = fixture_sql (self, "SELECT min(id) FROM followup_task");
  ward_complete (self, 200, "head", atoi (first), "reached", "");

  ward_forward (self, "1 day");
  fixture_sweep (self, hcrm_followup_settle_leave);
  fixture_sweep (self, hcrm_followup_settle_leave);
  fixture_assert_sql (
      self, "8,6",
      "SELECT string_agg(assignee_id::text, ',' ORDER BY id) FROM followup_task WHERE "
      "owner = 'doctor'");
  fixture_assert_sql (self, "1", "SELECT count(*) FROM timeline WHERE code = 'followup.returned'");
  fixture_assert_sql (self, "0", "SELECT count(*) FROM followup_delegation");
  assert_waits (self, "doctor", "1");
}

/* Ended early, by whoever entered it; somebody else's later assignment stays. */
static void
test_leave_withdrawn (Fixture *self, gconstpointer unused)
{
  ward_seed (self);
  ward_decide (self, 200, "doctor", ward_discharge (self, "王芳", 7),
               "{\"decision\":\"plan\",\"template_id\":1,\"note\":\"x\"}");
  take_leave (self, 201, "head", 1, 6, 0, 5);
  fixture_expect (self, 428, "doctor", "POST", "/leaves/1/actions/withdraw", NULL);
  fixture_expect (self, 200, "doctor", "POST", "/leaves/1/actions/withdraw", NULL,
                  "If-Match: \"1\"");
  g_assert_cmpstr (fixture_at ("state"), ==, "withdrawn");
  fixture_assert_sql (self, "6", "SELECT assignee_id FROM followup_task WHERE owner = 'doctor'");
  fixture_expect (self, 409, "doctor", "POST", "/leaves/1/actions/withdraw", NULL,
                  "If-Match: \"2\"");
  take_leave (self, 201, "doctor", 1, 6, 0, 5);
  fixture_assert_sql (
      self, "1", "UPDATE followup_task SET assignee_id = 5 WHERE owner = 'doctor' RETURNING 1");
  fixture_expect (self, 200, "head", "POST", "/leaves/2/actions/withdraw", NULL, "If-Match: \"1\"");
  fixture_assert_sql (self, "5", "SELECT assignee_id FROM followup_task WHERE owner = 'doctor'");
  fixture_expect (self, 200, "doctor2", "GET", "/leaves", NULL);
  g_assert_cmpstr (fixture_at ("total.value"), ==, "0");
  fixture_expect (self, 200, "head", "GET", "/leaves?state=withdrawn", NULL);
  g_assert_cmpstr (fixture_at ("total.value"), ==, "2");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  FIXTURE_TEST ("/groups/rules", test_rules);
  FIXTURE_TEST ("/groups/conditions", test_conditions);
  FIXTURE_TEST ("/groups/marks", test_marks);
  FIXTURE_TEST ("/groups/kept", test_kept);
  FIXTURE_TEST ("/groups/settling", test_settling);
  FIXTURE_TEST ("/groups/settling-waits", test_settling_waits);
  FIXTURE_TEST ("/groups/at-once", test_at_once);
  FIXTURE_TEST ("/groups/mandatory", test_mandatory);
  FIXTURE_TEST ("/groups/other-plan", test_other_plan);
  FIXTURE_TEST ("/groups/mandatory-note", test_mandatory_note);
  FIXTURE_TEST ("/groups/gaps", test_gaps);
  FIXTURE_TEST ("/groups/late", test_late);
  FIXTURE_TEST ("/groups/transfer-and-left", test_transfer_and_left);
  FIXTURE_TEST ("/groups/left-besides", test_left_besides);
  FIXTURE_TEST ("/groups/readmitted", test_readmitted);
  FIXTURE_TEST ("/groups/death-taken-back", test_death_taken_back);
  FIXTURE_TEST ("/groups/call-taken-back", test_call_taken_back);
  FIXTURE_TEST ("/groups/moved", test_moved);
  FIXTURE_TEST ("/groups/leave-refused", test_leave_refused);
  FIXTURE_TEST ("/groups/leave", test_leave);
  FIXTURE_TEST ("/groups/leave-withdrawn", test_leave_withdrawn);
  return g_test_run ();
}
