/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The note of a plan in its three parts: written, changed, kept in every version, and read by who
 * calls. */

#include "hcrm-ward.h"

#define PLAN "/followup-plans/1"

static void
make_plan (Fixture *self)
{
  ward_seed (self);
  ward_decide (
      self, 200, "doctor", ward_discharge (self, "王芳", 1),
      "{\"decision\":\"plan\",\"template_id\":2,\"condition_summary\":\" 髋关节置换术后 \","
      "\"note\":\"注意切口\",\"cautions\":\"\\n\"}");
}

static void
change (Fixture *self, guint status, const char *user, int version, const char *body)
{
  g_autofree char *match = g_strdup_printf ("If-Match: \"%d\"", version);

  fixture_expect (self, status, user, "PATCH", PLAN, body, match);
}

static void
assert_note (Fixture *self, const char *expected)
{
  fixture_assert_sql (self, expected,
                      "SELECT concat_ws('|', condition_summary, note, cautions, note_version, "
                      "version) FROM followup_plan");
}

static void
test_versions (Fixture *self, gconstpointer unused)
{
  make_plan (self);
  assert_note (self, "髋关节置换术后|注意切口|1|1");
  change (self, 200, "doctor", 1, "{\"cautions\":\"防跌倒\"}");
  g_assert_cmpstr (fixture_at ("note_version"), ==, "2");
  g_assert_cmpstr (fixture_at ("cautions"), ==, "防跌倒");
  g_assert_cmpstr (fixture_at ("note"), ==, "注意切口");
  change (self, 200, "head", 2, "{\"condition_summary\":null,\"note\":\"下地活动\"}");
  assert_note (self, "下地活动|防跌倒|3|3");
  fixture_assert_sql (self, "2,3",
                      "SELECT string_agg(params ->> 'version', ',' ORDER BY id) FROM timeline "
                      "WHERE code = 'followup.note-changed'");
  fixture_assert_sql (self, "2",
                      "SELECT count(*) FROM audit WHERE entity = 'followup_plan' AND action = "
                      "'update' AND after ? 'note_version'");
  fixture_expect (self, 200, "agent", "GET", PLAN "/notes", NULL);
  g_assert_cmpstr (fixture_at ("items.0.n"), ==, "3");
  g_assert_cmpstr (fixture_at ("items.0.condition_summary"), ==, NULL);
  g_assert_cmpstr (fixture_at ("items.1.note"), ==, "注意切口");
  g_assert_cmpstr (fixture_at ("items.1.cautions"), ==, "防跌倒");
  g_assert_cmpstr (fixture_at ("items.1.user"), ==, "陈一帆");
  g_assert_cmpstr (fixture_at ("items.2.condition_summary"), ==, "髋关节置换术后");
  g_assert_nonnull (fixture_at ("items.2.at"));
}

/* What says the same is no version. */
static void
test_same (Fixture *self, gconstpointer unused)
{
  make_plan (self);
  change (self, 200, "doctor", 1, "{\"note\":\"注意切口 \",\"cautions\":\"\"}");
  change (self, 200, "doctor", 1, "{}");
  assert_note (self, "髋关节置换术后|注意切口|1|1");
  fixture_assert_sql (self, "1", "SELECT count(*) FROM followup_note");
  fixture_assert_sql (self, "0",
                      "SELECT count(*) FROM timeline WHERE code = 'followup.note-changed'");
}

static void
test_refused (Fixture *self, gconstpointer unused)
{
  make_plan (self);
  change (self, 200, "doctor", 1, "{\"cautions\":\"防跌倒\"}");
  change (self, 412, "head", 1, "{\"note\":\"晚到\"}");
  g_assert_cmpstr (fixture_at ("current.cautions"), ==, "防跌倒");
  change (self, 403, "agent", 2, "{\"note\":\"x\"}");
  fixture_run_sql (self, "UPDATE followup_plan SET state = 'finished'");
  change (self, 409, "doctor", 3, "{\"note\":\"x\"}");
  assert_note (self, "髋关节置换术后|注意切口|防跌倒|2|3");
}

/* A version is never written over, nor taken away. */
static void
test_append_only (Fixture *self, gconstpointer unused)
{
  static const char *const deeds[] = { "UPDATE followup_note SET note = NULL",
                                       "DELETE FROM followup_note" };

  make_plan (self);
  for (guint i = 0; i < G_N_ELEMENTS (deeds); i++)
    fixture_run_sql (self,
                     "DO $$ BEGIN %s; RAISE EXCEPTION 'it was done'; "
                     "EXCEPTION WHEN insufficient_privilege THEN NULL; END $$",
                     deeds[i]);
}

/* The caller reads all three, and the attempt keeps which version it was. */
static void
test_shown (Fixture *self, gconstpointer unused)
{
  gint64 task;

  ward_seed (self);
  task = ward_call (self, "王芳");
  change (self, 200, "doctor", fixture_get_version (self, "followup_plan", 1),
          "{\"condition_summary\":\"术后第七天\",\"cautions\":\"防跌倒\"}");
  g_autofree char *sheet = g_strdup_printf ("/followup-tasks/%" G_GINT64_FORMAT "/sheet", task);
  fixture_expect (self, 200, "agent", "GET", sheet, NULL);
  g_assert_cmpstr (fixture_at ("task.condition_summary"), ==, "术后第七天");
  g_assert_cmpstr (fixture_at ("task.note"), ==, "注意切口");
  g_assert_cmpstr (fixture_at ("task.cautions"), ==, "防跌倒");
  g_assert_cmpstr (fixture_at ("task.note_version"), ==, "2");
  ward_complete (self, 422, "agent", task, "no_answer", ",\"note_version\":3");
  g_assert_cmpstr (ward_fault (0), ==, "note_version");
  ward_complete (self, 200, "agent", task, "no_answer", ",\"note_version\":1");
  ward_complete (self, 200, "agent", task, "no_answer", "");
  fixture_assert_sql (self, "1,none",
                      "SELECT string_agg(coalesce(note_version::text, 'none'), ',' ORDER BY id) "
                      "FROM attempt_view");
}

/* Forgetting a patient blanks every version and makes none. */
static void
test_forgotten (Fixture *self, gconstpointer unused)
{
  make_plan (self);
  change (self, 200, "doctor", 1, "{\"cautions\":\"防跌倒\"}");
  fixture_run_sql (self, "UPDATE followup_task SET state = 'cancelled'");
  fixture_run_sql (self, "SELECT hcrm_anonymise(1, 'asked for it')");
  fixture_assert_sql (self, "2 0 2",
                      "SELECT concat_ws(' ', count(*), count(coalesce(n.condition_summary, n.note, "
                      "n.cautions)), max(f.note_version)) FROM followup_note AS n JOIN "
                      "followup_plan AS f ON f.id = n.plan_id");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  FIXTURE_TEST ("/note/versions", test_versions);
  FIXTURE_TEST ("/note/same", test_same);
  FIXTURE_TEST ("/note/refused", test_refused);
  FIXTURE_TEST ("/note/append-only", test_append_only);
  FIXTURE_TEST ("/note/shown", test_shown);
  FIXTURE_TEST ("/note/forgotten", test_forgotten);
  return g_test_run ();
}
