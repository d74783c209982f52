/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The page of statistics: what it asks for, what it shows and what opens behind it. */

#include "hcrm-canned.h"

#include "core/hcrm-language.h"
#include "model/hcrm-statistic.h"
#include "pages/statistics/hcrm-figure.h"
#include "pages/statistics/hcrm-statistics-page.h"

static const char *const supervisor[] = { "session:all",
                                          "followup.overview:all",
                                          "followup.read:all",
                                          "patient.read:all",
                                          "organisation.read:all",
                                          "questionnaire.read:all",
                                          NULL };

static const char *const manager[] = { "session:all", "followup.overview:all", NULL };

#define FIGURES(n)                                                                                 \
  "\"discharged\":" n ",\"covered\":" n ",\"exempt\":4,\"withdrawn\":2,\"due\":30,"                \
  "\"contacted\":22,\"completed\":18,\"lost\":3"

static Canned *
make_server (void)
{
  Canned *canned = canned_new ();

  canned_set (canned, "GET", "/departments", 200, "{\"items\":[],\"next\":null}");
  canned_set (
      canned, "GET", "/reports/followup", 200,
      "{\"items\":[{\"key\":1,\"code\":null,\"label\":\"1\",\"label_en\":null," FIGURES (
          "0") "},{\"key\":null,\"code\":\"I10-I15\",\"label\":\"高血压病\",\"label_en\":"
               "\"Hypertensive diseases\"," FIGURES (
                   "7") "}],\"total\":{\"key\":null,\"code\":null,\"label\":null,"
                        "\"label_en\":null," FIGURES (
                            "0") "},\"definitions\":{},\"as_at\":\"2026-11-19T08:00:00+08:00\"}");
  return canned;
}

static void
press (GtkWidget *root, const char *text)
{
  GtkWidget *link = canned_find (root, GTK_TYPE_BUTTON, text);

  g_assert_nonnull (link);
  gtk_widget_activate (link);
  canned_settle ();
}

static void
assert_opened (Canned *canned, const char *page, const char *condition)
{
  const char *opened = canned_get_opened (canned);

  g_assert_nonnull (opened);
  if (!g_str_has_prefix (opened, page) || strstr (opened, condition) == NULL)
    g_test_message ("%s is not %s with %s", opened, page, condition);
  g_assert_true (g_str_has_prefix (opened, page));
  g_assert_nonnull (strstr (opened, condition));
}

static void
choose (GtkWidget *page, guint group)
{
  gtk_drop_down_set_selected (
      GTK_DROP_DOWN (gtk_widget_get_template_child (page, HCRM_TYPE_STATISTICS_PAGE, "groups")),
      group);
  canned_settle ();
}

/* Nothing to count is a dash and not 0 %, and every figure opens its own list. */
static void
test_figures (void)
{
  g_autoptr (Canned) canned = make_server ();
  GtkWidget *page = GTK_WIDGET (canned_open (canned, HCRM_TYPE_STATISTICS_PAGE, supervisor));

  g_assert_true (canned_sees (page, "–"));
  g_assert_true (canned_sees (page, "73%"));
  g_assert_true (canned_sees (page, "Hypertensive diseases"));
  press (page, "3 of 30");
  assert_opened (canned, "worklist?", "figure=lost&due_on_from=");
  press (page, "All 0");
  assert_opened (canned, "discharges?", "figure=discharged&ended_on_from=");
  choose (page, 2);
  g_assert_nonnull (strstr (canned_get_path (canned, "GET", "/reports/followup"), "group=disease"));
  press (page, "7");
  assert_opened (canned, "discharges?", "&disease=I10-I15");
  choose (page, 5);
  g_assert_nonnull (strstr (canned_get_path (canned, "GET", "/reports/followup"), "group=step"));
  g_assert_true (canned_sees (page, "Step 1"));
}

/* Who may not see cases sees figures, and they open nothing. */
static void
test_closed (void)
{
  g_autoptr (Canned) canned = make_server ();
  GtkWidget *page = GTK_WIDGET (canned_open (canned, HCRM_TYPE_STATISTICS_PAGE, manager));

  press (page, "3 of 30");
  g_assert_null (canned_get_opened (canned));
}

static void
assert_query (const char *figure,
              const char *report,
              const char *key,
              const char *code,
              const char *expected)
{
  g_autoptr (HcrmRecord) group = hcrm_record_new (&hcrm_report_fields);

  hcrm_record_set (group, "key", key);
  hcrm_record_set (group, "code", code);
  g_autofree char *query = hcrm_figure_dup_query (figure, report, group);
  g_assert_cmpstr (query, ==, expected);
}

static void
test_queries (void)
{
#define PERIOD "date_from=2026-11-04&date_to=2026-12-01&"
  assert_query ("covered", PERIOD "group=doctor&ward_id=2", "7", NULL,
                "figure=covered&ended_on_from=2026-11-04&ended_on_to=2026-12-01&ward_id=2"
                "&attending_id=7");
  assert_query ("lost", PERIOD "group=agent", NULL, NULL,
                "figure=lost&due_on_from=2026-11-04&due_on_to=2026-12-01&agent_id=0");
  assert_query ("due", PERIOD "group=department&department_id=1&department_id=2", "2", NULL,
                "figure=due&due_on_from=2026-11-04&due_on_to=2026-12-01&department_id=2");
  /* Of a week or a month only what lies in the period. */
  assert_query ("due", PERIOD "group=week", NULL, "2026-11-02",
                "figure=due&due_on_from=2026-11-04&due_on_to=2026-11-09");
  assert_query ("due", PERIOD "group=month&position=2", NULL, "2026-11-01",
                "figure=due&position=2&due_on_from=2026-11-04&due_on_to=2026-12-01");
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  hcrm_language_init ();
  g_test_add_func ("/statistics/figures", test_figures);
  g_test_add_func ("/statistics/closed", test_closed);
  g_test_add_func ("/statistics/queries", test_queries);
  return g_test_run ();
}
