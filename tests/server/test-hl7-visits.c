/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Visits and patients as the HIS tells of them: any order ends the same, and plans follow. */
#include <string.h>

#include "hcrm-feed.h"
#include "modules/followup/followup.h"

/* ---- any order of a visit's messages ends in the same state ---- */

typedef struct {
  const char *event;
  const char *at;
  const char *pid;   /* what follows the number */
  const char *visit; /* PV1-3 on, up to before the visit's number; %s is that */
  const char *rest;
} Told;

#define ORTHO "ORTHO-2^301^1^EAST||||D1001^陈一帆|||ORTHO|||||||||%s"
#define END(outcome) "|||||||||||||||||" outcome

static const Told TOLD[] = {
  { "A05", "20240101080000", "||王芳||19650129|F", ORTHO, "PV2||||||||20240102\r" },
  { "A01", "20240102080000", "||王芳||19650129|F|||杭州市", ORTHO, "AL1|1||^青霉素\r" },
  { "A02", "20240103080000", "||王芳",
    "C-1^3^7^EAST||||D1002^苏文~D1003^周岚~D1001^陈一帆|||CARDIO|||||||||%s", NULL },
  { "A08", "20240104080000", "||王芬||19650130", "^^||||||||||||||||%s", HIP },
  { "A12", "20240105080000", "", ORTHO, NULL },
  { "A03", "20240106080000", "", ORTHO END ("1"), NULL },
  { "A13", "20240107080000", "", ORTHO, NULL },
  { "A08", "20240107090000", "", "^^||||D1001^陈一帆~D1003^周岚~D1002^苏文||||||||||||%s", NULL },
  { "A08", "20240108080000", "||王芬||||||宁波市", "^^||||||||||||||||%s", "AL1|1||^花生\r" },
  { "A03", "20240109080000", "", ORTHO END ("2"), "DG1|1||S72.1^转子间骨折^ICD10\r" },
  { "A08", "20240109080000", "", "^^9||||||||||||||||%s", NULL },
  { "A08", "20240109090000", "", "^^||||D1001^陈一帆~D1002^苏文||||||||||||%s", NULL },
};

static void
tell (Feed *feed, guint run, guint nth)
{
  const Told *told = &TOLD[nth];
  g_autofree char *id = g_strdup_printf ("%u-%02u", run, nth);
  g_autofree char *pid =
      g_strdup_printf ("P%u^^^EAST^MR%s", run, *told->pid ? told->pid : "||王芳");
  g_autofree char *number = g_strdup_printf ("V%u", run);
  g_auto (GStrv) parts = g_strsplit (told->visit, "%s", 2);
  g_autofree char *visit = g_strconcat ("PV1|1|I|", parts[0], number, parts[1], "\r", NULL);
  feed_take (feed, "AA", feed_make (id, told->event, told->at, pid, visit, told->rest));
}

static char *
describe (Feed *feed, guint run)
{
  return fixture_sql (
      &feed->base,
      "SELECT jsonb_build_array(p.name, p.sex, p.birth_date, p.address, p.allergies, e.kind, "
      "e.state,"
      " e.department_id, e.ward_id, e.bed, e.attending_id, e.started_at, e.ended_at, e.outcome,"
      " e.followup_decision, e.decision_reason,"
      " (SELECT string_agg(concat_ws(' ', o.rank, o.staff_id), ',' ORDER BY o.rank)"
      "    FROM encounter_doctor AS o WHERE o.encounter_id = e.id),"
      " (SELECT string_agg(concat_ws(' ', c.kind, c.rank, c.code), ',' ORDER BY c.kind, c.rank)"
      "    FROM encounter_code AS c WHERE c.encounter_id = e.id),"
      " (SELECT string_agg(concat_ws(' ', l.at, l.code), ',' ORDER BY l.at, l.code)"
      "    FROM timeline AS l WHERE l.patient_id = p.id),"
      " (SELECT count(*) FROM encounter AS x WHERE x.patient_id = p.id))"
      " FROM encounter AS e JOIN patient AS p ON p.id = e.patient_id WHERE e.number = 'V%u'",
      run);
}

static void
shuffle (GRand *rand, guint *order, guint n)
{
  for (guint i = 0; i < n; i++)
    order[i] = i;
  for (guint i = n - 1; i > 0; i--) {
    guint j = g_rand_int_range (rand, 0, i + 1);
    guint kept = order[i];
    order[i] = order[j];
    order[j] = kept;
  }
}

static void
test_any_order (Feed *feed, gconstpointer unused)
{
  enum { RUNS = 40 };
  g_autoptr (GRand) rand = g_rand_new_with_seed (20240101);
  guint order[G_N_ELEMENTS (TOLD)];
  for (guint i = 0; i < G_N_ELEMENTS (TOLD); i++)
    tell (feed, 0, i);
  g_autofree char *expected = describe (feed, 0);
  g_test_message ("%s", expected);
  for (guint run = 1; run <= RUNS; run++) {
    g_autoptr (GString) names = g_string_new (NULL);
    shuffle (rand, order, G_N_ELEMENTS (TOLD));
    for (guint i = 0; i < G_N_ELEMENTS (TOLD); i++) {
      g_string_append_printf (names, " %s@%.8s", TOLD[order[i]].event, TOLD[order[i]].at);
      tell (feed, run, order[i]);
    }
    g_autofree char *got = describe (feed, run);
    g_test_message ("%u:%s", run, names->str);
    g_assert_cmpstr (got, ==, expected);
  }
}

static void
assert_others (Feed *feed, const char *expected)
{
  feed_assert_sql (feed,
                   "SELECT coalesce(string_agg(s.number, ',' ORDER BY o.rank), '') FROM "
                   "encounter_doctor AS o JOIN staff AS s ON s.id = o.staff_id",
                   expected);
}

/* The first is responsible; a second number of the same doctor is nobody else. */
static void
test_two_doctors (Feed *feed, gconstpointer unused)
{
  feed_take (feed, "AA",
             feed_make ("1", "A01", "20240102080000", WANG,
                        "PV1|1|I|ORTHO-2^301^1^EAST||||D1001^陈一帆~33010277^陈一帆~D1002^苏文~"
                        "D7||||||||||||I1\r",
                        NULL));
  feed_assert_sql (feed,
                   "SELECT s.number || ' ' || (l.params ->> 'also') FROM encounter AS e JOIN staff "
                   "AS s ON s.id = e.attending_id JOIN timeline AS l ON l.code = "
                   "'encounter.admitted'",
                   "D1001 苏文, D7");
  feed_assert_sql (feed, "SELECT count(*)::text FROM staff WHERE number = '33010277'", "0");
  assert_others (feed, "D1002,D7");
  feed_assert_sql (feed, "SELECT name FROM staff WHERE number = 'D7'", "D7");
}

#define UNDER(doctors) "PV1|1|I|ORTHO-2^301^12^EAST||||" doctors "|||ORTHO|||||||||I1"

/* One is added, is first, and leaves again; what says nothing of them changes nothing. */
static void
test_doctors_change (Feed *feed, gconstpointer unused)
{
  static const char who[] = "SELECT s.number FROM encounter AS e JOIN staff AS s ON s.id = "
                            "e.attending_id";

  feed_take (feed, "AA", feed_make ("1", "A01", "20240102080000", WANG, STAY "\r", NULL));
  assert_others (feed, "");
  feed_take (feed, "AA",
             feed_make ("2", "A08", "20240103080000", WANG,
                        UNDER ("D1001^陈一帆~D1002^苏文~^李四") "\r", NULL));
  assert_others (feed, "D1002");
  feed_take (feed, "AA",
             feed_make ("3", "A08", "20240104080000", WANG, "PV1|1|I||||||||||||||||I1\r", NULL));
  assert_others (feed, "D1002");
  feed_take (feed, "AA",
             feed_make ("4", "A08", "20240105080000", WANG,
                        UNDER ("D1002^苏文~D1003^周岚~D1001^陈一帆") "\r", NULL));
  feed_assert_sql (feed, who, "D1002");
  assert_others (feed, "D1003,D1001");
  feed_take (feed, "AA",
             feed_make ("5", "A08", "20240106080000", WANG, UNDER ("D1002^苏文") "\r", NULL));
  assert_others (feed, "");

  /* One that comes late was true before, and is no longer. */
  feed_take (feed, "AA",
             feed_make ("6", "A08", "20240105090000", WANG, UNDER ("D1002^苏文~D9^钱进") "\r",
                        NULL));
  assert_others (feed, "");
}

/* Planned, begun, moved and moved back: each as it came. */
static void
test_moves (Feed *feed, gconstpointer unused)
{
  static const char where[] =
      "SELECT concat_ws(' ', e.state, d.code, w.code, e.bed, s.number) FROM encounter AS e"
      " LEFT JOIN department AS d ON d.id = e.department_id LEFT JOIN department AS w ON w.id = "
      "e.ward_id LEFT JOIN staff AS s ON s.id = e.attending_id";
  feed_take (feed, "AA",
             feed_make ("1", "A05", "20240101080000", WANG, STAY "\rPV2||||||||20240102\r", NULL));
  feed_assert_sql (feed, where, "planned ORTHO ORTHO-2 12 D1001");
  feed_take (feed, "AA", feed_make ("2", "A01", "20240102080000", WANG, STAY "\r", NULL));
  feed_assert_sql (feed, where, "active ORTHO ORTHO-2 12 D1001");
  feed_take (feed, "AA",
             feed_make ("3", "A02", "20240103080000", WANG,
                        "PV1|1|I|C-1^3^7^EAST||||D1002^苏文|||CARDIO|||||||||I1\r", NULL));
  feed_assert_sql (feed, where, "active CARDIO C-1 7 D1002");
  feed_take (feed, "AA", feed_make ("4", "A12", "20240104080000", WANG, STAY "\r", NULL));
  feed_assert_sql (feed, where, "active ORTHO ORTHO-2 12 D1001");
  feed_assert_sql (feed, "SELECT string_agg(code, ' ' ORDER BY id) FROM timeline",
                   "encounter.planned encounter.admitted encounter.transferred "
                   "encounter.transfer-cancelled");
}

/* What the HIS adds of its own is kept with the message, to the last byte. */
static void
test_own_segments (Feed *feed, gconstpointer unused)
{
  feed_take (feed, "AA",
             feed_make ("1", "A01", "20240102080000", WANG, STAY "\r",
                        "ZPD|1|医保^\\T\\x|~|\rZZ9\r"));
  feed_assert_sql (feed,
                   "SELECT split_part(convert_from(raw, 'UTF8'), chr(13), 5) FROM his_message",
                   "ZPD|1|医保^\\T\\x|~|");
  feed_assert_sql (feed,
                   "SELECT split_part(convert_from(raw, 'UTF8'), chr(13), 6) FROM his_message",
                   "ZZ9");
}

/* What somebody has corrected here is not undone by a message from before. */
static void
test_corrected_here (Feed *feed, gconstpointer unused)
{
  feed_take (feed, "AA", feed_make ("2", "A08", "20240105080000", WANG, STAY "\r", NULL));
  feed_assert_sql (feed, "UPDATE patient SET address = '湖州市' RETURNING name", "王芳");
  feed_take (feed, "AA",
             feed_make ("1", "A08", "20240104080000", "A1^^^EAST^MR||王方||||||温州市", "", NULL));
  feed_assert_sql (feed, "SELECT name || ' ' || address FROM patient", "王芳 湖州市");
}

/* ---- plans ---- */

/* As the doctor's decision makes one, with a step of the doctor's and one of the centre's. */
static void
plan_after (Feed *feed, const char *number)
{
  g_autofree char *done = fixture_sql (
      &feed->base,
      "WITH e AS (UPDATE encounter SET followup_decision = 'plan', decided_by = 1, decided_at = "
      "hcrm_now()"
      " WHERE number = '%s' RETURNING *),"
      " f AS (INSERT INTO followup_plan (patient_id, encounter_id, site_id, department_id)"
      " SELECT patient_id, id, site_id, department_id FROM e RETURNING *),"
      " a AS (INSERT INTO activity (kind, patient_id, site_id)"
      " SELECT 'followup_task', patient_id, site_id FROM f, generate_series(1, 2) RETURNING id)"
      " INSERT INTO followup_task (id, plan_id, patient_id, position, offset_days, owner, site_id,"
      " department_id, channel, due_on, planned_on, state)"
      " SELECT a.id, f.id, f.patient_id, row_number() OVER (ORDER BY a.id), 7, 'centre', f.site_id,"
      " f.department_id, 'phone', '2024-01-16', '2024-01-16', 'open' FROM f, a RETURNING "
      "'planned'",
      number);
  g_assert_cmpstr (done, ==, "planned");
}

static void
plan (Feed *feed)
{
  plan_after (feed, "I1");
}

static void
assert_plan (Feed *feed, const char *expected)
{
  feed_assert_sql (feed,
                   "SELECT concat_ws(' ', f.state, f.reason, (SELECT string_agg(t.state, ',' ORDER "
                   "BY t.position)"
                   " FROM followup_task AS t WHERE t.plan_id = f.id)) FROM followup_plan AS f",
                   expected);
}

static void
assert_last_line (Feed *feed, const char *expected)
{
  feed_assert_sql (feed,
                   "SELECT code || ' ' || coalesce(params ->> 'number', '-') FROM timeline WHERE "
                   "kind = 'followup'"
                   " ORDER BY id DESC LIMIT 1",
                   expected);
}

static void
discharge (Feed *feed)
{
  feed_take (feed, "AA", feed_make ("1", "A01", "20240102080000", WANG, STAY "\r", NULL));
  feed_take (feed, "AA", feed_make ("2", "A03", "20240109100000", WANG, DISCHARGE, HIP));
}

/* What is still to be done by the attending doctor is the next one's; what somebody was given is
 * not. */
static void
test_doctor_follows (Feed *feed, gconstpointer unused)
{
  static const char whose[] =
      "SELECT string_agg(coalesce(u.username, '-'), ' ' ORDER BY t.position) FROM followup_task AS "
      "t LEFT JOIN app_user AS u ON u.id = t.assignee_id";

  discharge (feed);
  plan (feed);
  fixture_run_sql (
      &feed->base,
      "UPDATE followup_plan SET doctor_id = (SELECT attending_id FROM encounter);"
      "UPDATE followup_task SET owner = 'doctor', assignee_id = (SELECT id FROM app_user WHERE "
      "username = CASE position WHEN 1 THEN 'doctor' ELSE 'agent' END)");
  feed_take (feed, "AA",
             feed_make ("3", "A08", "20240110080000", WANG, UNDER ("D1002^苏文~D1001^陈一帆") "\r",
                        NULL));
  feed_assert_sql (feed,
                   "SELECT s.number FROM followup_plan AS f JOIN staff AS s ON s.id = f.doctor_id",
                   "D1002");
  feed_assert_sql (feed, whose, "doctor2 agent");
  feed_assert_sql (feed, "SELECT count(*) FROM timeline WHERE code = 'followup.assigned'", "1");
  assert_plan (feed, "active open,open");
}

static void
test_discharge_cancelled (Feed *feed, gconstpointer unused)
{
  discharge (feed);
  plan (feed);
  feed_take (feed, "AA", feed_make ("3", "A13", "20240109120000", WANG, STAY "\r", NULL));
  assert_plan (feed, "cancelled discharge-cancelled cancelled,cancelled");
  assert_last_line (feed, "plan.withdrawn I1");
  feed_assert_sql (feed,
                   "SELECT concat_ws(' ', state, followup_decision, decided_by) FROM encounter",
                   "active");
  feed_take (feed, "AA", feed_make ("4", "A03", "20240111100000", WANG, DISCHARGE, HIP));
  feed_assert_sql (feed,
                   "SELECT concat_ws(' ', state, followup_decision, decided_by) FROM encounter",
                   "finished undecided");
}

static void
test_visit_cancelled (Feed *feed, gconstpointer unused)
{
  discharge (feed);
  plan (feed);
  feed_take (feed, "AA", feed_make ("3", "A11", "20240109120000", WANG, STAY "\r", NULL));
  assert_plan (feed, "cancelled visit-cancelled cancelled,cancelled");
  assert_last_line (feed, "plan.visit-cancelled I1");
}

static void
test_death (Feed *feed, gconstpointer unused)
{
  discharge (feed);
  plan (feed);
  feed_take (feed, "AA",
             feed_make ("3", "A31", "20240120120000", WANG "||||||||||||||||20240120090000|Y", "",
                        NULL));
  assert_plan (feed, "cancelled deceased cancelled,cancelled");
  assert_last_line (feed, "plan.deceased -");
  feed_assert_sql (feed, "SELECT count(*) FROM timeline WHERE code = 'record.deceased'", "1");
  feed_assert_sql (feed, "SELECT followup_decision FROM encounter", "plan");
}

/* Nobody need decide about who has died since; whichever message comes first. */
static void
test_death_before_decision (Feed *feed, gconstpointer unused)
{
  discharge (feed);
  feed_take (feed, "AA",
             feed_make ("3", "A08", "20240109200000", WANG "||||||||||||||||20240109190000|Y",
                        STAY "\r", NULL));
  feed_assert_sql (feed, "SELECT followup_decision || ' ' || decision_reason FROM encounter",
                   "exempt died");
}

#define AGAIN "PV1|1|I|ORTHO-2^301^14^EAST||||D1001^陈一帆|||ORTHO|||||||||I2"

/* What was begun for this very stay waits for its end, and then goes on by itself. */
static void
test_begun_in_hospital (Feed *feed, gconstpointer unused)
{
  feed_take (feed, "AA", feed_make ("1", "A01", "20240102080000", WANG, STAY "\r", NULL));
  plan (feed);
  g_free (fixture_sql (&feed->base, "SELECT hcrm_plans_hold(1)"));
  assert_plan (feed, "suspended readmitted waiting,waiting");
  assert_last_line (feed, "plan.stays I1");
  feed_take (feed, "AA", feed_make ("2", "A08", "20240103080000", WANG, STAY "\r", NULL));
  assert_plan (feed, "suspended readmitted waiting,waiting");
  feed_take (feed, "AA", feed_make ("3", "A03", "20240109120000", WANG, STAY "\r", NULL));
  assert_plan (feed, "active open,open");
  feed_assert_sql (feed, "SELECT count(*) FROM timeline WHERE code = 'plan.discharged'", "1");
  feed_assert_sql (feed, "SELECT count(*) FROM his_plan_hold", "0");
}

static void
test_readmission (Feed *feed, gconstpointer unused)
{
  discharge (feed);
  plan (feed);
  feed_take (feed, "AA", feed_make ("3", "A01", "20240109150000", WANG, AGAIN "\r", NULL));
  assert_plan (feed, "suspended readmitted waiting,waiting");
  assert_last_line (feed, "plan.readmitted I2");
  feed_take (feed, "AA", feed_make ("4", "A11", "20240109160000", WANG, AGAIN "\r", NULL));
  assert_plan (feed, "active open,open");
  assert_last_line (feed, "plan.released I2");
}

/* The readmission's discharge comes before its admission; an older stay comes last of all. */
static void
test_readmission_late (Feed *feed, gconstpointer unused)
{
  discharge (feed);
  plan (feed);
  feed_take (feed, "AA",
             feed_make ("8", "A03", "20231224100000", WANG,
                        "PV1|1|I|ORTHO-2||||||||||||||||I0|||||||||||||||||1|||||||20231220\r",
                        NULL));
  assert_plan (feed, "active open,open");
  feed_take (feed, "AA",
             feed_make ("4", "A03", "20240115100000", WANG, AGAIN END ("1") "\r", NULL));
  assert_plan (feed, "suspended readmitted waiting,waiting");
  feed_take (feed, "AA", feed_make ("3", "A01", "20240110150000", WANG, AGAIN "\r", NULL));
  assert_plan (feed, "suspended readmitted waiting,waiting");
  feed_assert_sql (feed, "SELECT count(*) FROM timeline WHERE code = 'plan.readmitted'", "1");
}

/* ---- classes ---- */

#define CLINIC "PV1|1|O|||||||||||||||||O1"

static void
assert_visits (Feed *feed, const char *expected)
{
  feed_assert_sql (
      feed,
      "SELECT string_agg(concat_ws(' ', kind, number, state), ', ' ORDER BY id) FROM encounter",
      expected);
}

static void
test_becomes_inpatient (Feed *feed, gconstpointer unused)
{
  feed_take (feed, "AA", feed_make ("1", "A04", "20240102080000", WANG, CLINIC "\r", NULL));
  feed_take (feed, "AA",
             feed_make ("2", "A06", "20240102090000", WANG, "PV1|1|I|ORTHO-2||||||||||||||||O1\r",
                        NULL));
  assert_visits (feed, "inpatient O1 active");
  feed_take (feed, "AA", feed_make ("3", "A07", "20240102100000", WANG, CLINIC "\r", NULL));
  assert_visits (feed, "outpatient O1 active");
  feed_assert_sql (feed, "SELECT string_agg(code, ' ' ORDER BY id) FROM timeline",
                   "encounter.registered encounter.became-inpatient encounter.became-outpatient");
}

/* What runs after a visit without an end waits for the stay, and goes on when it was none. */
static void
test_readmission_of_outpatient (Feed *feed, gconstpointer unused)
{
  static const char turn[] = "PV1|1|I|ORTHO-2||||||||||||||||O2\r";
  static const char back[] = "PV1|1|O|||||||||||||||||O2\r";
  feed_take (feed, "AA",
             feed_make ("1", "A04", "20240102080000", WANG, "PV1|1|O|ORTHO||||||||||||||||O1\r",
                        NULL));
  plan_after (feed, "O1");
  feed_take (feed, "AA", feed_make ("2", "A04", "20240110080000", WANG, back, NULL));
  assert_plan (feed, "active open,open");
  feed_take (feed, "AA", feed_make ("3", "A06", "20240110090000", WANG, turn, NULL));
  assert_plan (feed, "suspended readmitted waiting,waiting");
  feed_take (feed, "AA", feed_make ("4", "A07", "20240110100000", WANG, back, NULL));
  assert_plan (feed, "active open,open");
  assert_last_line (feed, "plan.released O2");
  feed_take (feed, "AA", feed_make ("5", "A06", "20240110110000", WANG, turn, NULL));
  assert_plan (feed, "suspended readmitted waiting,waiting");
}

/* A person has let the plan go on, and the visit becomes a stay once more. */
static void
test_readmission_twice (Feed *feed, gconstpointer unused)
{
  static const char turn[] = "PV1|1|I|ORTHO-2||||||||||||||||O2\r";
  static const char back[] = "PV1|1|O|||||||||||||||||O2\r";
  discharge (feed);
  plan (feed);
  feed_take (feed, "AA", feed_make ("3", "A06", "20240110090000", WANG, turn, NULL));
  assert_plan (feed, "suspended readmitted waiting,waiting");
  fixture_run_sql (&feed->base, "UPDATE followup_plan SET state = 'active', reason = NULL;"
                                "UPDATE followup_task SET state = 'open'");
  feed_take (feed, "AA", feed_make ("4", "A07", "20240110100000", WANG, back, NULL));
  assert_plan (feed, "active open,open");
  feed_take (feed, "AA", feed_make ("5", "A06", "20240110110000", WANG, turn, NULL));
  assert_plan (feed, "suspended readmitted waiting,waiting");
}

/* An old stay that is told late changes nothing for a visit since. */
static void
test_readmission_old (Feed *feed, gconstpointer unused)
{
  feed_take (feed, "AA",
             feed_make ("1", "A04", "20240102080000", WANG, "PV1|1|O|ORTHO||||||||||||||||O1\r",
                        NULL));
  plan_after (feed, "O1");
  feed_take (feed, "AA",
             feed_make ("8", "A03", "20231224100000", WANG,
                        "PV1|1|I|ORTHO-2||||||||||||||||I0|||||||||||||||||1|||||||20231220\r",
                        NULL));
  assert_plan (feed, "active open,open");
}

/* Two records are one, and one of them lies in hospital; parted, the plan is as it was. */
static void
test_merge_holds (Feed *feed, gconstpointer unused)
{
  discharge (feed);
  plan (feed);
  feed_take (feed, "AA",
             feed_make ("3", "A01", "20240110150000", "A2^^^EAST^MR||王芳||19650129|F", AGAIN "\r",
                        NULL));
  assert_plan (feed, "active open,open");
  feed_take (feed, "AA",
             feed_make ("4", "A40", "20240110160000", "A1^^^EAST^MR||王芳", "MRG|A2^^^EAST^MR\r",
                        NULL));
  assert_plan (feed, "suspended readmitted waiting,waiting");
  assert_last_line (feed, "plan.readmitted I2");
  fixture_run_sql (&feed->base,
                   "SELECT hcrm_patient_unmerge(from_id, 'person', 'x') FROM patient_merge");
  assert_plan (feed, "active open,open");
  assert_last_line (feed, "plan.released I2");
}

/* Made for an earlier visit while the patient lies in hospital. */
static void
test_enrolled_in_hospital (Feed *feed, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  discharge (feed);
  feed_take (feed, "AA", feed_make ("3", "A01", "20240110150000", WANG, AGAIN "\r", NULL));
  g_autofree char *payload = fixture_sql (
      &feed->base,
      "WITH t AS (INSERT INTO followup_template (code, name, name_en, state)"
      " VALUES ('hip', '髋', 'Hip', 'published') RETURNING id), s AS"
      " (INSERT INTO followup_template_step (template_id, position, offset_days, owner, channel)"
      " SELECT id, 1, 30, 'centre', 'phone' FROM t RETURNING template_id)"
      " SELECT jsonb_build_object('encounter_id', e.id, 'template_id', s.template_id, 'user_id', 1)"
      " FROM s, encounter AS e WHERE e.number = 'I1'");
  HcrmJob job = { .db = feed->db, .events = feed->events, .payload = payload };
  g_assert_true (hcrm_followup_enrol (&job, &error));
  g_assert_no_error (error);
  assert_plan (feed, "suspended readmitted waiting");
}

/* Under a new number, and told before the registration. */
static void
test_becomes_late (Feed *feed, gconstpointer unused)
{
  feed_take (feed, "AA",
             feed_make ("2", "A06", "20240102090000", WANG,
                        "MRG|A1^^^EAST^MR||||O1\rPV1|1|I|ORTHO-2||||||||||||||||I1\r", NULL));
  feed_take (feed, "AA", feed_make ("1", "A04", "20240102080000", WANG, CLINIC "\r", NULL));
  assert_visits (feed, "inpatient I1 active");
  feed_take (feed, "AA",
             feed_make ("4", "A03", "20240105080000", WANG, "PV1|1|I|ORTHO-2||||||||||||||||I1\r",
                        NULL));
  assert_visits (feed, "inpatient I1 finished");
}

/* ---- merges ---- */

#define LI(number) number "^^^EAST^MR||李雷||19700101|M"

static char *
make_merge (const char *id, const char *at, const char *survivor, const char *merged)
{
  g_autofree char *pid = g_strdup_printf ("%s^^^EAST^MR||李雷", survivor);
  g_autofree char *mrg = g_strdup_printf ("MRG|%s^^^EAST^MR\r", merged);
  return feed_make (id, "A40", at, pid, mrg, NULL);
}

static void
make_three (Feed *feed)
{
  feed_take (feed, "AA", feed_make ("1", "A28", "20240101080000", LI ("L1"), "", NULL));
  feed_take (feed, "AA", feed_make ("2", "A28", "20240101080000", LI ("L2"), "", NULL));
  feed_take (feed, "AA", feed_make ("3", "A28", "20240101080000", LI ("L3"), "", NULL));
}

/* Each number with that of its survivor. */
static void
assert_tree (Feed *feed, const char *expected)
{
  feed_assert_sql (
      feed,
      "SELECT string_agg(i.value || '>' || s.value, ' ' ORDER BY i.value, s.value) FROM "
      "patient_identifier AS i"
      " JOIN patient AS p ON p.id = i.patient_id JOIN patient_identifier AS s ON "
      "s.patient_id = p.survivor_id",
      expected);
}

static void
test_merge (Feed *feed, gconstpointer unused)
{
  make_three (feed);
  feed_take (feed, "AA", make_merge ("4", "20240102080000", "L1", "L2"));
  assert_tree (feed, "L1>L1 L2>L1 L3>L3");
  feed_assert_sql (feed, "SELECT concat_ws(' ', source, undone_at) FROM patient_merge", "his");
  feed_take (feed, "AA", make_merge ("5", "20240103080000", "L3", "L1"));
  assert_tree (feed, "L1>L3 L2>L3 L3>L3");
  feed_take (feed, "AA", make_merge ("6", "20240104080000", "L3", "L2"));
  assert_tree (feed, "L1>L3 L2>L3 L3>L3");
  feed_take (feed, "AA", feed_make ("7", "A01", "20240105080000", LI ("L2"), STAY "\r", NULL));
  feed_assert_sql (feed,
                   "SELECT count(*) FROM encounter AS e JOIN patient AS p ON p.id = e.patient_id"
                   " WHERE p.merged_into_id IS NOT NULL",
                   "1");
  feed_assert_sql (feed, "SELECT count(*) FROM timeline WHERE code = 'record.merged'", "2");
}

/* The later message counts, whichever comes first. */
static void
test_merge_reversed (Feed *feed, gconstpointer unused)
{
  make_three (feed);
  feed_take (feed, "AA", make_merge ("4", "20240102080000", "L1", "L2"));
  feed_take (feed, "AA", make_merge ("5", "20240103080000", "L2", "L1"));
  assert_tree (feed, "L1>L2 L2>L2 L3>L3");
  feed_take (feed, "AA", make_merge ("6", "20240102090000", "L1", "L2"));
  assert_tree (feed, "L1>L2 L2>L2 L3>L3");
  feed_assert_sql (feed, "SELECT count(*) FROM patient_merge WHERE undone_at IS NULL", "1");
}

static void
test_merge_circular (Feed *feed, gconstpointer unused)
{
  make_three (feed);
  feed_take (feed, "AA", make_merge ("4", "20240102080000", "L2", "L1"));
  feed_take (feed, "AA", make_merge ("5", "20240103080000", "L3", "L2"));
  feed_take (feed, "AA", make_merge ("6", "20240104080000", "L1", "L3"));
  assert_tree (feed, "L1>L1 L2>L1 L3>L1");
  feed_take (feed, "AA", make_merge ("7", "20240105080000", "L1", "L1"));
  assert_tree (feed, "L1>L1 L2>L1 L3>L1");
}

/* What people have merged or parted is theirs. */
static void
test_merge_of_people (Feed *feed, gconstpointer unused)
{
  make_three (feed);
  feed_assert_sql (
      feed,
      "WITH two AS (SELECT min(id) AS one, min(id) + 1 AS other FROM patient), m AS"
      " (UPDATE patient SET merged_into_id = one FROM two WHERE id = other)"
      " INSERT INTO patient_merge (from_id, into_id, source) SELECT other, one, 'user' FROM two"
      " RETURNING source",
      "user");
  feed_take_dead (feed, "MRG-1", make_merge ("4", "20240102080000", "L2", "L1"));
  feed_take_dead (feed, "MRG-1", make_merge ("5", "20240102080000", "L3", "L2"));
  feed_assert_sql (
      feed,
      "WITH m AS (UPDATE patient SET merged_into_id = NULL WHERE merged_into_id IS NOT NULL)"
      " UPDATE patient_merge SET undone_at = '2024-02-01' RETURNING source",
      "user");
  feed_take_dead (feed, "MRG-1", make_merge ("6", "20240102080000", "L1", "L2"));
  assert_tree (feed, "L1>L1 L2>L2 L3>L3");
  feed_take (feed, "AA", make_merge ("7", "20240202080000", "L1", "L2"));
  assert_tree (feed, "L1>L1 L2>L1 L3>L3");
}

/* The merge comes before those it names; whoever comes later is the same. */
static void
test_merge_first (Feed *feed, gconstpointer unused)
{
  feed_take (feed, "AA", make_merge ("1", "20240102080000", "L1", "L2"));
  feed_take (feed, "AA", feed_make ("2", "A01", "20240101080000", LI ("L2"), STAY "\r", NULL));
  feed_take (feed, "AA", feed_make ("3", "A28", "20240101070000", LI ("L1"), "", NULL));
  feed_assert_sql (feed, "SELECT count(*) FROM patient", "1");
  feed_take (feed, "AA", feed_make ("4", "A28", "20240101070000", LI ("L3"), "", NULL));
  feed_take (feed, "AA", make_merge ("5", "20240102080000", "L4", "L3"));
  assert_tree (feed, "L1>L1 L1>L2 L2>L1 L2>L2 L3>L3 L3>L4 L4>L3 L4>L4");
}

static void
test_merge_pairs (Feed *feed, gconstpointer unused)
{
  make_three (feed);
  feed_take (feed, "AA",
             feed_make ("4", "A40", "20240102080000", LI ("L1"),
                        "MRG|L2^^^EAST^MR\rMRG|L4^^^EAST^MR\rPID|2||L3^^^EAST^MR||李雷\r", NULL));
  assert_tree (feed, "L1>L1 L2>L1 L3>L3 L3>L4 L4>L3 L4>L4");
  feed_take_dead (feed, "MRG-1", feed_make ("5", "A40", "20240102080000", LI ("L1"), "", NULL));
  feed_take_dead (feed, "MRG-1",
                  feed_make ("6", "A40", "20240102080000", LI ("L1"),
                             "MRG|L1^^^EAST^MR~L3^^^EAST^MR\r", NULL));
}

#define ADD(path, function)                                                                        \
  g_test_add ("/hl7/visits/" path, Feed, NULL, feed_set_up, function, feed_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("any-order", test_any_order);
  ADD ("two-doctors", test_two_doctors);
  ADD ("doctors-change", test_doctors_change);
  ADD ("doctor-follows", test_doctor_follows);
  ADD ("moves", test_moves);
  ADD ("own-segments", test_own_segments);
  ADD ("corrected-here", test_corrected_here);
  ADD ("discharge-cancelled", test_discharge_cancelled);
  ADD ("visit-cancelled", test_visit_cancelled);
  ADD ("death", test_death);
  ADD ("death-before-decision", test_death_before_decision);
  ADD ("begun-in-hospital", test_begun_in_hospital);
  ADD ("readmission", test_readmission);
  ADD ("readmission-late", test_readmission_late);
  ADD ("becomes-inpatient", test_becomes_inpatient);
  ADD ("becomes-late", test_becomes_late);
  ADD ("readmission-of-outpatient", test_readmission_of_outpatient);
  ADD ("readmission-twice", test_readmission_twice);
  ADD ("readmission-old", test_readmission_old);
  ADD ("merge-holds", test_merge_holds);
  ADD ("enrolled-in-hospital", test_enrolled_in_hospital);
  ADD ("merge", test_merge);
  ADD ("merge-reversed", test_merge_reversed);
  ADD ("merge-circular", test_merge_circular);
  ADD ("merge-of-people", test_merge_of_people);
  ADD ("merge-first", test_merge_first);
  ADD ("merge-pairs", test_merge_pairs);
  return g_test_run ();
}
