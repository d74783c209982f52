/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Drugs that run out: told by the feed, computed by the sweep, called about once. */
#include <string.h>

#include "hcrm-feed.h"
#include "modules/refill/refill.h"

static void
set_up (Feed *feed, gconstpointer unused)
{
  feed_set_up (feed, NULL);
  feed_assert_sql (
      feed,
      "WITH t AS (INSERT INTO followup_template (code, name, name_en, state)"
      " VALUES ('refill', '续药提醒', 'Drug refill', 'published') RETURNING id)"
      " INSERT INTO followup_template_step (template_id, position, offset_days, owner, channel)"
      " SELECT id, 1, 0, 'centre', 'phone' FROM t RETURNING position",
      "1");
}

/* What day it is, as the statements see it; and what time brings about on it. */
static void
live_on (Feed *feed, const char *day)
{
  g_autofree char *set = fixture_sql (
      &feed->base,
      "INSERT INTO setting (code, value) VALUES ('clock_shift', (timestamptz '%s 09:00+08'"
      " - clock_timestamp())::text) ON CONFLICT (code, site_id) DO UPDATE SET value = "
      "excluded.value RETURNING 'set'",
      day);
  HcrmJob sweep = { .db = feed->db, .events = feed->events };
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (set, ==, "set");
  hcrm_db_begin (feed->db, &hcrm_system_context);
  gboolean ok = hcrm_refill_sweep (&sweep, &error);
  g_assert_no_error (error);
  g_assert_true (hcrm_db_end (feed->db, ok, &error));
}

static void
hand_out (Feed *feed, const char *id, const char *day, const char *drug, const char *rest)
{
  feed_take (
      feed, "AA",
      g_strdup_printf ("MSH|^~\\&|PHARM|EAST|HCRM||%s080000||RDS^O13|%s|P|2.5||||||UNICODE UTF-8\r"
                       "PID|1||A1^^^EAST^MR||王芳\rPV1|1|I|||||||||||||||||I1\r"
                       "ORC|RE|P%s|F%s\rRXD|1|%s^L|%s|%s\r",
                       day, id, id, id, drug, day, rest));
}

#define A "A^美托洛尔片"
#define B "B^阿托伐他汀片"
#define FOUR_WEEKS "28|片||RX|2||||1^片"

static void
begin (Feed *feed)
{
  feed_take (feed, "AA", feed_make ("1", "A01", "20240102080000", WANG, STAY "\r", NULL));
  feed_take (feed, "AA", feed_make ("2", "A03", "20240109100000", WANG, DISCHARGE, HIP));
}

static void
assert_refills (Feed *feed, const char *expected)
{
  feed_assert_sql (
      feed,
      "SELECT string_agg(concat_ws(' ', drug_code, state, reason, run_out_on, call_on, "
      "CASE WHEN task_id IS NOT NULL THEN 'call' END), ', ' ORDER BY drug_code) FROM refill AS r"
      " WHERE NOT EXISTS (SELECT 1 FROM patient AS p WHERE p.id = r.patient_id AND "
      "p.merged_into_id IS NOT NULL)",
      expected);
}

static void
assert_calls (Feed *feed, const char *expected)
{
  feed_assert_sql (
      feed,
      "SELECT string_agg(concat_ws(' ', t.state, t.due_on, t.reason, f.state, f.note_version), "
      "', ' ORDER BY t.id) FROM followup_task AS t JOIN followup_plan AS f ON f.id = t.plan_id",
      expected);
}

static void
assert_lines (Feed *feed, const char *expected)
{
  feed_assert_sql (
      feed,
      "SELECT string_agg(concat_ws(' ', code, params ->> 'drugs', params ->> 'why'), ', ' "
      "ORDER BY id) FROM timeline WHERE code LIKE 'refill.%'",
      expected);
}

/* The call says itself what it is about, drug by drug, and on what grounds. */
static void
assert_drugs (const char *call)
{
  g_autofree char *first = g_strconcat (call, ".refills.0.", NULL);
  g_autofree char *second = g_strconcat (call, ".refills.1.drug", NULL);
  g_autofree char *drug = g_strconcat (first, "drug", NULL);
  g_autofree char *day = g_strconcat (first, "run_out_on", NULL);
  g_autofree char *step = g_strconcat (first, "steps.0.code", NULL);

  g_assert_cmpstr (fixture_at (drug), ==, "美托洛尔片");
  g_assert_cmpstr (fixture_at (day), ==, "2024-02-06");
  g_assert_cmpstr (fixture_at (step), ==, "refill.dispensed");
  g_assert_cmpstr (fixture_at (second), ==, "阿托伐他汀片");
}

/* Two drugs that run out two days apart are one call; it is made once. */
static void
test_one_call (Feed *feed, gconstpointer unused)
{
  begin (feed);
  hand_out (feed, "11", "20240109", A, FOUR_WEEKS);
  hand_out (feed, "12", "20240109", B, "30|片||RX|2||||1^片");
  live_on (feed, "2024-01-10");
  assert_refills (feed, "A running 2024-02-06 2024-01-30, B running 2024-02-08 2024-02-01");
  assert_calls (feed, NULL);
  live_on (feed, "2024-01-30");
  assert_refills (feed,
                  "A running 2024-02-06 2024-01-30 call, B running 2024-02-08 2024-02-01 call");
  assert_calls (feed, "open 2024-01-30 active 0");
  assert_lines (feed, "refill.planned 美托洛尔片、阿托伐他汀片");
  live_on (feed, "2024-02-02");
  feed_assert_sql (feed, "SELECT count(*) FROM followup_task", "1");
  fixture_expect (&feed->base, 200, "agent", "GET", "/refills?patient_id=1&sort=run_out_on", NULL);
  g_assert_cmpstr (fixture_at ("items.0.drug"), ==, "美托洛尔片");
  g_assert_cmpstr (fixture_at ("items.0.call"), ==, "open");
  g_assert_cmpstr (fixture_at ("items.0.days_left"), ==, "4");
  g_assert_cmpstr (fixture_at ("items.0.steps.0.code"), ==, "refill.dispensed");
  g_assert_nonnull (fixture_at ("items.0.task_id"));
  g_assert_cmpstr (fixture_at ("items.1.task_id"), ==, fixture_at ("items.0.task_id"));
  fixture_expect (&feed->base, 200, "agent", "GET", "/followup-tasks?state=open", NULL);
  g_assert_cmpstr (fixture_at ("items.0.template_en"), ==, "Drug refill");
  assert_drugs ("items.0");
  g_assert_cmpstr (fixture_at ("items.0.bucket"), ==, "overdue");
  fixture_expect (&feed->base, 200, "agent", "GET", "/followup-plans?patient_id=1&state=active",
                  NULL);
  assert_drugs ("items.0");
}

/* What comes out as it was is not written again. */
static void
test_unchanged (Feed *feed, gconstpointer unused)
{
  static const char rows[] = "SELECT string_agg(xmin::text || ' ' || state, ', ') FROM refill";

  begin (feed);
  hand_out (feed, "11", "20240109", A, FOUR_WEEKS);
  live_on (feed, "2024-01-10");
  g_autofree char *before = fixture_sql (&feed->base, rows);
  feed_assert_sql (feed, "INSERT INTO refill_stale (patient_id) VALUES (1) RETURNING patient_id",
                   "1");
  live_on (feed, "2024-01-10");
  feed_assert_sql (feed, "SELECT count(*) FROM refill_stale", "0");
  feed_assert_sql (feed, rows, before);
}

/* Handed out while the sweep computes without it: it is computed again. */
static void
test_meanwhile (Feed *feed, gconstpointer unused)
{
  begin (feed);
  hand_out (feed, "11", "20240109", A, FOUR_WEEKS);
  feed_assert_sql (feed, "SELECT count(DISTINCT patient_id) FROM refill_stale", "1");
  fixture_script (&feed->base, "BEGIN");
  fixture_run_sql (&feed->base, "UPDATE dispensing SET quantity = 14");
  fixture_sweep (&feed->base, hcrm_refill_sweep);
  fixture_script (&feed->base, "COMMIT");
  fixture_sweep (&feed->base, hcrm_refill_sweep);
  feed_assert_sql (feed, "SELECT run_out_on FROM refill", "2024-01-23");
}

/* A call that was done is not made again for what it was about, but for what is handed out next. */
static void
test_called (Feed *feed, gconstpointer unused)
{
  begin (feed);
  hand_out (feed, "11", "20240109", A, FOUR_WEEKS);
  live_on (feed, "2024-01-30");
  feed_assert_sql (feed,
                   "WITH t AS (UPDATE followup_task SET state = 'done', finished_at = hcrm_now() "
                   "RETURNING plan_id)"
                   " UPDATE followup_plan SET state = 'finished' WHERE id IN (SELECT plan_id FROM "
                   "t) RETURNING state",
                   "finished");
  live_on (feed, "2024-02-05");
  feed_assert_sql (feed, "SELECT count(*) FROM followup_task", "1");
  hand_out (feed, "12", "20240205", A, FOUR_WEEKS);
  live_on (feed, "2024-02-06");
  assert_refills (feed, "A running 2024-03-05 2024-02-27 call");
  fixture_expect (&feed->base, 200, "agent", "GET", "/refills", NULL);
  g_assert_cmpstr (fixture_at ("items.0.call"), ==, "planned");
  live_on (feed, "2024-02-27");
  feed_assert_sql (feed,
                   "SELECT string_agg(state || ' ' || due_on, ', ' ORDER BY id) FROM followup_task",
                   "done 2024-01-30, open 2024-02-27");
}

/* What cannot be computed is listed with its reason, and nobody is called by a guess. */
static void
test_not_guessed (Feed *feed, gconstpointer unused)
{
  begin (feed);
  hand_out (feed, "11", "20240109", "C^硝酸甘油片", "30|片");
  hand_out (feed, "12", "20240109", "D^胰岛素", "2|盒||RX|2||||20^单位");
  hand_out (feed, "13", "20240109", "E^头孢呋辛片", "12|片||RX|2||||2^片");
  feed_take (
      feed, "AA",
      g_strdup (
          "MSH|^~\\&|PHARM|EAST|HCRM||20240109080000||RDE^O11|14|P|2.5||||||UNICODE UTF-8\r"
          "PID|1||A1^^^EAST^MR||王芳\rORC|NW|P15|F15\rRXE||F^布洛芬片^L|1||片\rTQ1|1||PRN\r"));
  hand_out (feed, "15", "20240109", "F^布洛芬片", "20|片");
  live_on (feed, "2024-02-10");
  assert_refills (feed,
                  "C unknown no-dose, D unknown units-differ, E excluded short-course 2024-01-15, "
                  "F excluded as-needed");
  assert_calls (feed, NULL);
  fixture_expect (&feed->base, 200, "agent", "GET", "/refills?state=unknown", NULL);
  g_assert_cmpstr (fixture_at ("items.0.reason"), ==, "no-dose");
  g_assert_cmpstr (fixture_at ("total.value"), ==, "2");
}

/* The dose is in the order, the quantity in what was handed out. */
static void
test_dose_of_order (Feed *feed, gconstpointer unused)
{
  begin (feed);
  feed_take (feed, "AA",
             g_strdup (
                 "MSH|^~\\&|PHARM|EAST|HCRM||20240109080000||RDE^O11|10|P|2.5||||||UNICODE UTF-8\r"
                 "PID|1||A1^^^EAST^MR||王芳\rORC|NW|P11|F11\rRXE||" A "^L|1||片\rTQ1|1||BID\r"));
  hand_out (feed, "11", "20240109", A, "28|片");
  live_on (feed, "2024-01-10");
  assert_refills (feed, "A running 2024-01-23 2024-01-16");
}

/* Fetched early: what is left counts, and the call about it is withdrawn with its reason. */
static void
test_early_refill (Feed *feed, gconstpointer unused)
{
  begin (feed);
  hand_out (feed, "11", "20240109", A, FOUR_WEEKS);
  live_on (feed, "2024-01-30");
  hand_out (feed, "12", "20240131", A, FOUR_WEEKS);
  live_on (feed, "2024-01-31");
  assert_refills (feed, "A running 2024-03-05 2024-02-27");
  assert_calls (feed, "cancelled 2024-01-30 refilled cancelled 0");
  assert_lines (feed, "refill.planned 美托洛尔片, refill.withdrawn 美托洛尔片 refilled");
}

/* One of two drugs is stopped: the call goes on about the other. */
static void
test_stopped (Feed *feed, gconstpointer unused)
{
  begin (feed);
  hand_out (feed, "11", "20240109", A, FOUR_WEEKS);
  hand_out (feed, "12", "20240109", B, FOUR_WEEKS);
  live_on (feed, "2024-01-30");
  feed_take (feed, "AA",
             g_strdup (
                 "MSH|^~\\&|PHARM|EAST|HCRM||20240131080000||RDE^O11|13|P|2.5||||||UNICODE UTF-8\r"
                 "PID|1||A1^^^EAST^MR||王芳\rORC|DC|P11|F11||||||20240131\rRXE||" A "^L\r"));
  live_on (feed, "2024-01-31");
  assert_refills (feed, "A excluded stopped, B running 2024-02-06 2024-01-30 call");
  assert_lines (feed, "refill.planned 美托洛尔片、阿托伐他汀片, refill.dropped 美托洛尔片 stopped");
  feed_assert_sql (feed, "SELECT state FROM followup_task", "open");
}

/* In hospital the clock stands still and the ward gives the drug; afterwards it goes on. */
static void
test_admission (Feed *feed, gconstpointer unused)
{
  begin (feed);
  hand_out (feed, "11", "20240109", A, FOUR_WEEKS);
  live_on (feed, "2024-01-30");
  feed_take (feed, "AA",
             feed_make ("3", "A01", "20240201080000", WANG,
                        "PV1|1|I|ORTHO-2^301^14^EAST||||D1001^陈一帆|||ORTHO|||||||||I2\r", NULL));
  live_on (feed, "2024-02-01");
  assert_refills (feed, "A suspended in-hospital");
  feed_assert_sql (feed,
                   "SELECT concat_ws(' ', t.state, t.reason, f.state) FROM followup_task AS t"
                   " JOIN followup_plan AS f ON f.id = t.plan_id",
                   "cancelled in-hospital cancelled");
  feed_take (
      feed, "AA",
      feed_make (
          "4", "A03", "20240211080000", WANG,
          "PV1|1|I|ORTHO-2^301^14^EAST||||D1001^陈一帆|||ORTHO|||||||||I2|||||||||||||||||1\r",
          NULL));
  live_on (feed, "2024-02-11");
  assert_refills (feed, "A running 2024-02-16 2024-02-09 call");
  feed_assert_sql (feed,
                   "SELECT string_agg(state || ' ' || due_on, ', ' ORDER BY id) FROM followup_task",
                   "cancelled 2024-01-30, open 2024-02-11");
}

/* A holiday that the administrator enters later moves what was computed. */
static void
test_pharmacy_closed (Feed *feed, gconstpointer unused)
{
  begin (feed);
  hand_out (feed, "11", "20240109", A, FOUR_WEEKS);
  live_on (feed, "2024-01-10");
  assert_refills (feed, "A running 2024-02-06 2024-01-30");
  feed_assert_sql (feed,
                   "INSERT INTO calendar_day (site_id, day, kind, name, name_en) VALUES"
                   " (2, '2024-02-05', 'holiday', '停诊日', 'Closing day'),"
                   " (2, '2024-02-06', 'holiday', '停诊日', 'Closing day') RETURNING kind",
                   "holiday");
  live_on (feed, "2024-01-11");
  feed_assert_sql (
      feed,
      "SELECT concat_ws(' ', run_out_on, fetch_by, planned_on, call_on, moved, steps -> 2 ->> "
      "'code',"
      " steps -> 2 -> 'params' ->> 'holiday_en') FROM refill",
      "2024-02-06 2024-02-02 2024-01-26 2024-01-26 refill.pharmacy-holiday Closing day");
}

/* Without a visit nobody answers for the call: it is shown, not made. */
static void
test_no_visit (Feed *feed, gconstpointer unused)
{
  feed_take (feed, "AA", feed_make ("1", "A28", "20240102080000", WANG, "", NULL));
  hand_out (feed, "11", "20240109", A, FOUR_WEEKS);
  live_on (feed, "2024-01-30");
  assert_calls (feed, NULL);
  fixture_expect (&feed->base, 200, "agent", "GET", "/refills?call=no-visit", NULL);
  g_assert_cmpstr (fixture_at ("total.value"), ==, "1");
}

/* What was handed out under another number of the same person is this person's. */
static void
test_merged (Feed *feed, gconstpointer unused)
{
  begin (feed);
  hand_out (feed, "11", "20240109", A, FOUR_WEEKS);
  live_on (feed, "2024-01-30");
  feed_take (feed, "AA",
             feed_make ("3", "A28", "20240130080000", "A9^^^EAST^MR||王芳||19650129|F", "", NULL));
  feed_take (feed, "AA",
             feed_make ("4", "A40", "20240130090000", "A9^^^EAST^MR||王芳", "MRG|A1^^^EAST^MR\r",
                        NULL));
  live_on (feed, "2024-01-31");
  assert_refills (feed, "A running 2024-02-06 2024-01-30 call");
  feed_assert_sql (feed, "SELECT count(*) FROM followup_task", "1");
  feed_assert_sql (feed,
                   "SELECT i.value FROM refill AS r JOIN patient AS p ON p.id = r.patient_id AND"
                   " p.merged_into_id IS NULL JOIN patient_identifier AS i ON i.patient_id = p.id",
                   "A9");
}

static void
merge (Feed *feed, const char *id)
{
  feed_take (feed, "AA",
             feed_make (id, "A40", "20240130090000", "A9^^^EAST^MR||王芳", "MRG|A1^^^EAST^MR\r",
                        NULL));
}

static void
part (Feed *feed)
{
  fixture_run_sql (&feed->base, "SELECT hcrm_patient_unmerge(from_id, 'person', 'x') FROM"
                                " patient_merge WHERE undone_at IS NULL");
}

static void
call_done (Feed *feed)
{
  feed_assert_sql (feed, "SELECT count(*) FROM followup_task", "1");
  fixture_run_sql (&feed->base, "UPDATE followup_task SET state = 'done', finished_at = hcrm_now();"
                                "UPDATE followup_plan SET state = 'finished'");
}

/* Whoever was called about a drug, before the merge or during it, is not called again when parted.
 */
static void
test_parted (Feed *feed, gconstpointer unused)
{
  begin (feed);
  hand_out (feed, "11", "20240109", A, FOUR_WEEKS);
  live_on (feed, "2024-01-30");
  call_done (feed);
  feed_take (feed, "AA",
             feed_make ("3", "A28", "20240130080000", "A9^^^EAST^MR||王芳||19650129|F", "", NULL));
  merge (feed, "4");
  live_on (feed, "2024-01-31");
  part (feed);
  live_on (feed, "2024-02-01");
  feed_assert_sql (feed, "SELECT count(*) FROM followup_task", "1");
  assert_refills (feed, "A running 2024-02-06 2024-01-30 call");
}

/* The same where the call was made while the two were one. */
static void
test_parted_after_call (Feed *feed, gconstpointer unused)
{
  begin (feed);
  hand_out (feed, "11", "20240109", A, FOUR_WEEKS);
  live_on (feed, "2024-01-10");
  feed_take (feed, "AA",
             feed_make ("3", "A28", "20240110080000", "A9^^^EAST^MR||王芳||19650129|F", "", NULL));
  merge (feed, "4");
  live_on (feed, "2024-01-30");
  call_done (feed);
  part (feed);
  live_on (feed, "2024-02-01");
  feed_assert_sql (feed, "SELECT count(*) FROM followup_task", "1");
  assert_refills (feed, "A running 2024-02-06 2024-01-30 call");
}

static void
test_deceased (Feed *feed, gconstpointer unused)
{
  begin (feed);
  hand_out (feed, "11", "20240109", A, FOUR_WEEKS);
  live_on (feed, "2024-01-10");
  feed_take (feed, "AA",
             feed_make ("3", "A31", "20240120120000", WANG "||||||||||||||||20240120090000|Y", "",
                        NULL));
  live_on (feed, "2024-01-30");
  feed_assert_sql (feed, "SELECT state || ' ' || reason FROM refill", "excluded deceased");
  assert_calls (feed, NULL);
}

/* A hospital that retires the template makes no such calls. */
static void
test_no_template (Feed *feed, gconstpointer unused)
{
  begin (feed);
  hand_out (feed, "11", "20240109", A, FOUR_WEEKS);
  feed_assert_sql (feed, "UPDATE followup_template SET state = 'retired' RETURNING state",
                   "retired");
  live_on (feed, "2024-01-30");
  assert_calls (feed, NULL);
}

/* Somebody of another department does not see them. */
static void
test_scope (Feed *feed, gconstpointer unused)
{
  begin (feed);
  hand_out (feed, "11", "20240109", A, FOUR_WEEKS);
  live_on (feed, "2024-01-10");
  fixture_expect (&feed->base, 200, "doctor2", "GET", "/refills", NULL);
  g_assert_cmpstr (fixture_at ("total.value"), ==, "0");
  fixture_expect (&feed->base, 404, "doctor2", "GET", "/refills/1", NULL);
  fixture_expect (&feed->base, 200, "doctor", "GET", "/refills?q=美托", NULL);
  g_assert_cmpstr (fixture_at ("total.value"), ==, "1");
}

/* The days before a call are a setting: changed, everybody's day is another. */
static void
test_setting (Feed *feed, gconstpointer unused)
{
  begin (feed);
  hand_out (feed, "11", "20240109", A, FOUR_WEEKS);
  live_on (feed, "2024-01-10");
  feed_assert_sql (
      feed, "UPDATE setting SET value = '3' WHERE code = 'refill_days_before' RETURNING value",
      "3");
  live_on (feed, "2024-01-10");
  assert_refills (feed, "A running 2024-02-06 2024-02-03");
}

#define ADD(path, function)                                                                        \
  g_test_add ("/refill/" path, Feed, NULL, set_up, function, feed_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("one-call", test_one_call);
  ADD ("unchanged", test_unchanged);
  ADD ("meanwhile", test_meanwhile);
  ADD ("called", test_called);
  ADD ("not-guessed", test_not_guessed);
  ADD ("dose-of-order", test_dose_of_order);
  ADD ("early-refill", test_early_refill);
  ADD ("stopped", test_stopped);
  ADD ("admission", test_admission);
  ADD ("pharmacy-closed", test_pharmacy_closed);
  ADD ("no-visit", test_no_visit);
  ADD ("merged", test_merged);
  ADD ("parted", test_parted);
  ADD ("parted-after-call", test_parted_after_call);
  ADD ("deceased", test_deceased);
  ADD ("no-template", test_no_template);
  ADD ("scope", test_scope);
  ADD ("setting", test_setting);
  return g_test_run ();
}
