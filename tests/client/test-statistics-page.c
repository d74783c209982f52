/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The page of statistics: what it asks for, what it shows and what opens behind it. */

#include "hcrm-canned.h"

#include "core/hcrm-date.h"
#include "core/hcrm-language.h"
#include "core/hcrm-popover-keeper.h"
#include "model/hcrm-statistic.h"
#include "pages/complaints/hcrm-complaint-statistics-page.h"
#include "pages/statistics/hcrm-figure.h"
#include "pages/statistics/hcrm-report-view.h"
#include "pages/statistics/hcrm-statistics-page.h"
#include "widgets/hcrm-text.h"

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
  g_signal_emit_by_name (link, "clicked");
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

static gpointer
get_part (GtkWidget *page, const char *name)
{
  return gtk_widget_get_template_child (page, HCRM_TYPE_STATISTICS_PAGE, name);
}

static void
choose (GtkWidget *page, guint group)
{
  gtk_drop_down_set_selected (get_part (page, "groups"), group);
  canned_settle ();
}

static gboolean
is_shown (gpointer page)
{
  guint group = gtk_drop_down_get_selected (get_part (page, "groups"));

  return g_strcmp0 (hcrm_report_view_get_group (get_part (page, "view")),
                    hcrm_reports[0].groups[group].value)
         == 0;
}

/* Of the report of follow-up, and waits for its figures. */
static void
show (GtkWidget *page, guint group)
{
  choose (page, group);
  canned_wait (is_shown, page);
}

static gboolean
is_pressed (GtkWidget *page, const char *toggle)
{
  GtkWidget *button = canned_find (page, GTK_TYPE_TOGGLE_BUTTON, toggle);

  g_assert_nonnull (button);
  return gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (button));
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
  show (page, 2);
  g_assert_nonnull (strstr (canned_get_path (canned, "GET", "/reports/followup"), "group=disease"));
  press (page, "7");
  assert_opened (canned, "discharges?", "&disease=I10-I15");
  show (page, 5);
  g_assert_nonnull (strstr (canned_get_path (canned, "GET", "/reports/followup"), "group=step"));
  g_assert_true (canned_sees (page, "Step 1"));
}

/* The conditions stand beside the period while there is room, and take no line of their own. */
static void
test_conditions_beside_period (void)
{
  g_autoptr (Canned) canned = make_server ();
  GtkWidget *page = GTK_WIDGET (canned_open (canned, HCRM_TYPE_STATISTICS_PAGE, manager));
  GtkWidget *period = get_part (page, "period"), *filters = get_part (page, "filters");
  graphene_rect_t one, other;

  canned_settle ();
  g_assert_true (gtk_widget_compute_bounds (period, page, &one));
  g_assert_true (gtk_widget_compute_bounds (filters, page, &other));
  g_assert_cmpfloat (other.origin.x, >=, one.origin.x + one.size.width);
  g_assert_cmpfloat (other.origin.y, <, one.origin.y + one.size.height);
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

/* --- complaints ------------------------------------------------------------------------------- */

#define COUNTED                                                                                    \
  "\"received\":36,\"visits\":515,\"on_spot\":1,\"ended\":14,\"on_time\":12,\"told\":6,"           \
  "\"contented\":6,\"reopened\":0,\"unclosed\":21"

/* A rate for every 1,000 stands beside what it is made of; a code with words of its own is shown by
 * them; and what opens are complaints. */
static void
test_complaints (void)
{
  static const char *const head[] = { "session:all", "complaint.statistics:department",
                                      "complaint.read:department", NULL };
  g_autoptr (Canned) canned = canned_new ();

  canned_set (
      canned, "GET", "/reports/complaints", 200,
      "{\"items\":[{\"key\":null,\"code\":\"price\",\"label\":null,\"label_en\":null," COUNTED
      "}],\"total\":{\"key\":null,\"code\":null,\"label\":null,\"label_en\":null," COUNTED
      "},\"definitions\":{},\"as_at\":\"2026-11-19T08:00:00+08:00\"}");
  GtkWidget *page = GTK_WIDGET (canned_open (canned, HCRM_TYPE_COMPLAINT_STATISTICS_PAGE, head));

  g_assert_true (canned_sees (page, "69.9"));
  g_assert_true (canned_sees (page, "86%"));
  choose (page, 2);
  canned_wait_words (HCRM_PAGE (page), "A price or bill");
  g_assert_nonnull (
      strstr (canned_get_path (canned, "GET", "/reports/complaints"), "group=about_kind"));
  press (page, "12 of 14");
  assert_opened (canned, "complaints?", "figure=on_time&received_on_from=");
  press (page, "36");
  assert_opened (canned, "complaints?", "&about_kind=price");
}

/* --- replies that cross ----------------------------------------------------------------------- */

#define SATISFACTION                                                                               \
  "{\"items\":[{\"key\":3,\"code\":null,\"label\":\"骨科\",\"label_en\":\"Orthopaedics\","       \
  "\"rated\":9,\"satisfied\":8,\"dissatisfied\":1}],\"total\":{\"key\":null,\"code\":null,"        \
  "\"label\":null,\"label_en\":null,\"rated\":9,\"satisfied\":8,\"dissatisfied\":1},"              \
  "\"definitions\":{},\"as_at\":\"2026-11-20T09:30:00+08:00\"}"

/* The first of two requests is answered last: it is shown no more, nor opened by. */
static void
test_late_group (void)
{
  g_autoptr (Canned) canned = make_server ();
  GtkWidget *page = GTK_WIDGET (canned_open (canned, HCRM_TYPE_STATISTICS_PAGE, supervisor));

  canned_hold (canned, "GET", "/reports/followup");
  choose (page, 2);
  canned_set (canned, "GET", "/reports/followup", 200,
              "{\"items\":[{\"key\":4,\"code\":null,\"label\":\"4\",\"label_en\":null," FIGURES (
                  "6") "}],\"total\":{\"key\":null,\"code\":null,\"label\":null,\"label_en\":"
                       "null," FIGURES ("6") "},\"as_at\":\"2026-11-19T08:00:00+08:00\"}");
  choose (page, 5);
  g_autofree char *second = g_strdup (canned_get_path (canned, "GET", "/reports/followup"));
  g_assert_nonnull (strstr (second, "group=step"));
  canned_release (canned, "GET", second);
  canned_wait_words (HCRM_PAGE (page), "Step 4");
  canned_release (canned, "GET", "/reports/followup");
  g_assert_true (canned_sees (page, "Step 4"));
  g_assert_false (canned_sees (page, "Hypertensive diseases"));
  press (page, "6");
  assert_opened (canned, "discharges?", "figure=discharged");
}

/* What is under way changes nothing of what is shown until it is there. */
static void
test_shown_query (void)
{
  g_autoptr (Canned) canned = make_server ();
  GtkWidget *page = GTK_WIDGET (canned_open (canned, HCRM_TYPE_STATISTICS_PAGE, supervisor));

  show (page, 2);
  canned_hold (canned, "GET", "/reports/followup");
  choose (page, 5);
  g_assert_true (canned_sees (page, "Hypertensive diseases"));
  press (page, "7");
  assert_opened (canned, "discharges?", "&disease=I10-I15");
}

/* The figures of one report do not come under the columns of another. */
static void
test_late_report (void)
{
  g_autoptr (Canned) canned = make_server ();
  GtkWidget *page = GTK_WIDGET (canned_open (canned, HCRM_TYPE_STATISTICS_PAGE, supervisor));
  g_autofree char *at = hcrm_text_time ("2026-11-20T09:30:00+08:00");

  canned_set (canned, "GET", "/reports/satisfaction", 200, SATISFACTION);
  canned_hold (canned, "GET", "/reports/");
  choose (page, 2);
  press (page, "Satisfaction");
  canned_wait_request (canned, "GET", "/reports/satisfaction");
  g_assert_false (canned_sees (page, "There is nothing to count in this period. "
                                     "Choose a longer one.")); /* as yet nobody knows */
  canned_release (canned, "GET", "/reports/satisfaction");
  canned_wait_words (HCRM_PAGE (page), "8 of 9");
  canned_release (canned, "GET", "/reports/");
  g_assert_true (canned_sees (page, "8 of 9"));
  g_assert_false (canned_sees (page, "Hypertensive diseases"));
  g_assert_true (canned_sees (get_part (page, "as_at"), at));
  g_assert_true (is_pressed (page, "Satisfaction"));
}

/* --- state ------------------------------------------------------------------------------------ */

static char *
dup_day (int days_ago)
{
  GDate day;

  hcrm_text_get_today (&day);
  g_date_subtract_days (&day, days_ago);
  return hcrm_date_to_iso (&day);
}

static JsonNode *
make_state (const char *from, const char *to)
{
  g_autofree char *text = g_strdup_printf (
      "{\"from\":\"%s\",\"to\":\"%s\",\"report\":\"satisfaction\",\"group\":\"doctor\","
      "\"conditions\":\"position=2\"}",
      from, to);

  return json_from_string (text, NULL);
}

/* The page asks once, for all of it, and not before it has all. */
static void
test_state (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = canned_open (canned, HCRM_TYPE_STATISTICS_PAGE, supervisor);
  g_autoptr (JsonNode) state = make_state ("2026-10-01", "2026-10-30");

  canned_set (canned, "GET", "/reports/satisfaction", 200, SATISFACTION);
  canned_forget (canned);
  hcrm_page_take_state (page, state);
  canned_settle ();
  g_assert_cmpuint (canned_count (canned, "GET", "/reports/"), ==, 0);
  hcrm_page_refresh (page);
  canned_wait_request (canned, "GET", "/reports/satisfaction");
  canned_settle ();
  g_assert_cmpuint (canned_count (canned, "GET", "/reports/"), ==, 1);
  g_assert_cmpstr (canned_get_path (canned, "GET", "/reports/"), ==,
                   "/reports/satisfaction?date_from=2026-10-01&date_to=2026-10-31&group=doctor"
                   "&position=2");
  g_assert_true (is_pressed (GTK_WIDGET (page), "Satisfaction"));
  canned_wait_words (page, "8 of 9");
  g_autoptr (JsonNode) again = hcrm_page_dup_state (page);
  g_assert_true (json_node_equal (state, again));
}

/* A chip is pressed only where its days are those that are shown. */
static void
test_period (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = canned_open (canned, HCRM_TYPE_STATISTICS_PAGE, supervisor);
  g_autofree char *today = dup_day (0), *first = dup_day (89);
  g_autoptr (JsonNode) past = make_state ("2025-10-02", "2025-10-31");
  g_autoptr (JsonNode) last = make_state (first, today);

  g_assert_true (is_pressed (GTK_WIDGET (page), "30 days"));
  hcrm_page_take_state (page, past);
  g_assert_false (is_pressed (GTK_WIDGET (page), "30 days"));
  hcrm_page_take_state (page, last);
  g_assert_true (is_pressed (GTK_WIDGET (page), "90 days"));
  g_assert_false (is_pressed (GTK_WIDGET (page), "30 days"));
  press (GTK_WIDGET (page), "30 days");
  g_autoptr (JsonNode) state = hcrm_page_dup_state (page);
  g_autofree char *from = dup_day (29);
  g_assert_cmpstr (json_object_get_string_member (json_node_get_object (state), "from"), ==, from);
}

/* --- sorting ---------------------------------------------------------------------------------- */

#define WEEK(day, n)                                                                               \
  "{\"key\":null,\"code\":\"" day "\",\"label\":\"" day "\",\"label_en\":null," FIGURES (n) "}"

static guint
find_group (const char *group)
{
  guint i = 0;

  while (!g_str_equal (hcrm_reports[0].groups[i].value, group))
    i++;
  return i;
}

static char *
dup_codes (GtkColumnView *table)
{
  g_autoptr (GString) codes = g_string_new (NULL);
  GListModel *model = G_LIST_MODEL (gtk_column_view_get_model (table));

  for (guint i = 0; i < g_list_model_get_n_items (model); i++) {
    g_autoptr (HcrmRecord) group = g_list_model_get_item (model, i);
    g_string_append_printf (codes, "%s ", hcrm_record_get (group, "code"));
  }
  return g_strdup (codes->str);
}

static void
assert_sorted (GtkColumnView *table, guint column, GtkSortType direction, const char *expected)
{
  g_autoptr (GtkColumnViewColumn) head =
      g_list_model_get_item (gtk_column_view_get_columns (table), column);

  gtk_column_view_sort_by_column (table, head, direction);
  canned_settle ();
  g_autofree char *codes = dup_codes (table);
  g_assert_cmpstr (codes, ==, expected);
}

/* Weeks are sorted by their days, not by the words for them. */
static void
test_sorted (void)
{
  g_autoptr (Canned) canned = make_server ();
  GtkWidget *page = GTK_WIDGET (canned_open (canned, HCRM_TYPE_STATISTICS_PAGE, supervisor));
  GtkColumnView *table = GTK_COLUMN_VIEW (
      gtk_widget_get_template_child (get_part (page, "view"), HCRM_TYPE_REPORT_VIEW, "table"));

  canned_set (canned, "GET", "/reports/followup", 200,
              "{\"items\":[" WEEK ("2025-12-29", "9") "," WEEK ("2026-09-28", "3") "," WEEK (
                  "2026-02-09",
                  "5") "],\"total\":{" FIGURES ("17") "},\"as_at\":"
                                                      "\"2026-11-19T08:00:00+08:00\"}");
  show (page, find_group ("week"));
  assert_sorted (table, 0, GTK_SORT_ASCENDING, "2025-12-29 2026-02-09 2026-09-28 ");
  assert_sorted (table, 0, GTK_SORT_DESCENDING, "2026-09-28 2026-02-09 2025-12-29 ");
  assert_sorted (table, 1, GTK_SORT_ASCENDING, "2026-09-28 2026-02-09 2025-12-29 ");
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  hcrm_popovers_keep ();
  hcrm_language_init ();
  g_test_add_func ("/statistics/figures", test_figures);
  g_test_add_func ("/statistics/closed", test_closed);
  g_test_add_func ("/statistics/conditions-beside-period", test_conditions_beside_period);
  g_test_add_func ("/statistics/queries", test_queries);
  g_test_add_func ("/statistics/complaints", test_complaints);
  g_test_add_func ("/statistics/late-group", test_late_group);
  g_test_add_func ("/statistics/shown-query", test_shown_query);
  g_test_add_func ("/statistics/late-report", test_late_report);
  g_test_add_func ("/statistics/state", test_state);
  g_test_add_func ("/statistics/period", test_period);
  g_test_add_func ("/statistics/sorted", test_sorted);
  return g_test_run ();
}
