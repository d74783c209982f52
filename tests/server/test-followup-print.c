/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Sheets on paper: each print is written down, and the next one knows of it. */

#include "hcrm-ward.h"

#define PRINT "/followup-tasks/1/actions/print"

/* Who, when, which version, how many. */
static void
test_print (Fixture *self, gconstpointer unused)
{
  ward_seed (self);
  ward_call (self, "王芳");
  fixture_run_sql (self, "DELETE FROM timeline");
  fixture_expect (self, 200, "agent", "GET", "/followup-tasks/1/sheet", NULL);
  g_assert_cmpstr (fixture_at ("prints.0.id"), ==, NULL);
  fixture_expect (self, 200, "agent", "POST", PRINT,
                  "{\"sheet\":\"blank\",\"version_tag\":\"3\",\"copies\":2}");
  g_assert_cmpstr (fixture_at ("items.0.copies"), ==, "2");
  fixture_expect (self, 200, "supervisor", "POST", PRINT,
                  "{\"sheet\":\"blank_pdf\",\"version_tag\":\"4\",\"copies\":1}");
  fixture_expect (self, 200, "agent", "POST", PRINT, "{\"sheet\":\"answers\",\"copies\":1}");

  fixture_expect (self, 200, "supervisor", "GET", "/followup-tasks/1/sheet", NULL);
  g_assert_cmpstr (fixture_at ("prints.0.sheet"), ==, "blank");
  g_assert_cmpstr (fixture_at ("prints.0.version_tag"), ==, "3");
  g_assert_cmpstr (fixture_at ("prints.1.version_tag"), ==, "4");
  g_assert_cmpstr (fixture_at ("prints.2.sheet"), ==, "answers");
  g_autofree char *first = g_strdup (fixture_at ("prints.0.user"));
  g_assert_nonnull (first);
  g_assert_cmpstr (fixture_at ("prints.1.user"), !=, first);
  fixture_assert_sql (
      self, "blank 3 2, blank_pdf 4 1, answers 1",
      "SELECT string_agg(concat_ws(' ', params ->> 'sheet', params ->> 'version', params ->> "
      "'copies', params ->> 'before'), ', ' ORDER BY id) FROM timeline WHERE code = "
      "'followup.printed' AND activity_id = 1");
  fixture_assert_sql (
      self, "{\"sheet\": \"blank\", \"copies\": 2, \"version\": \"3\"}",
      "SELECT after FROM audit WHERE action = 'print' AND entity = 'followup_task' AND entity_id = "
      "'1' ORDER BY id LIMIT 1");
  fixture_assert_sql (self, "1", "SELECT version FROM followup_task WHERE id = 1");
}

/* What was printed while the line was down is told later, but not before its time. */
static void
test_late (Fixture *self, gconstpointer unused)
{
  ward_seed (self);
  ward_call (self, "王芳");
  fixture_expect (self, 200, "agent", "POST", PRINT,
                  "{\"sheet\":\"blank\",\"copies\":1,\"printed_at\":\"2020-01-02T10:00:00Z\"}");
  fixture_expect (self, 200, "agent", "POST", PRINT,
                  "{\"sheet\":\"blank\",\"copies\":1,\"printed_at\":\"2120-01-02T10:00:00Z\"}");
  fixture_assert_sql (self, "true,true",
                      "SELECT string_agg((CASE id WHEN 1 THEN at = '2020-01-02T10:00:00Z' ELSE at "
                      "<= hcrm_now() END)::text, ',') FROM followup_print");
}

static void
test_refused (Fixture *self, gconstpointer unused)
{
  ward_seed (self);
  ward_call (self, "王芳");
  fixture_expect (self, 422, "agent", "POST", PRINT, "{\"sheet\":\"poster\",\"copies\":0}");
  g_assert_cmpstr (ward_fault (0), ==, "sheet");
  g_assert_cmpstr (ward_fault (1), ==, "copies");
  fixture_expect (self, 404, "doctor2", "POST", PRINT, "{\"sheet\":\"blank\",\"copies\":1}");
  fixture_expect (self, 200, "doctor2", "GET", "/followup-tasks/1/prints", NULL);
  g_assert_cmpstr (fixture_at ("items.0.id"), ==, NULL);
  fixture_assert_sql (self, "0", "SELECT count(*) FROM followup_print");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  FIXTURE_TEST ("/followup-print/print", test_print);
  FIXTURE_TEST ("/followup-print/late", test_late);
  FIXTURE_TEST ("/followup-print/refused", test_refused);
  return g_test_run ();
}
