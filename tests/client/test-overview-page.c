/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The overview: what opens behind its figures. */

#include "hcrm-canned.h"

#include "core/hcrm-language.h"
#include "core/hcrm-popover-keeper.h"
#include "pages/overview/hcrm-overview-page.h"
#include "pages/statistics/hcrm-report-view.h"

static const char *const manager[] = { "session:all",
                                       "followup.overview:all",
                                       "followup.read:all",
                                       "patient.read:all",
                                       "followup.work:all",
                                       "organisation.read:all",
                                       NULL };

#define FIGURES                                                                                    \
  "\"discharged\":31,\"covered\":26,\"exempt\":4,\"due\":30,\"contacted\":22,\"completed\":18,"    \
  "\"lost\":3"

static Canned *
make_server (void)
{
  Canned *canned = canned_new ();

  canned_set (canned, "GET", "/departments", 200, "{\"items\":[],\"next\":null}");
  canned_set (canned, "GET", "/reports/followup", 200,
              "{\"items\":[{\"key\":8,\"label\":\"骨科\",\"label_en\":\"Orthopaedics\"," FIGURES
              "}],\"total\":{\"key\":null,\"label\":null,\"label_en\":null," FIGURES
              "},\"as_at\":\"2026-11-19T08:00:00+08:00\"}");
  return canned;
}

static void
press (GtkWidget *root, const char *text)
{
  GtkWidget *link = canned_find (root, GTK_TYPE_BUTTON, text);

  g_assert_nonnull (link);
  g_signal_emit_by_name (link, "clicked"); /* activating waits for a timer */
  canned_settle ();
}

static void
assert_opened (Canned *canned, const char *page, const char *condition)
{
  const char *opened = canned_get_opened (canned);

  g_assert_nonnull (opened);
  g_assert_true (g_str_has_prefix (opened, page));
  if (strstr (opened, condition) == NULL)
    g_test_message ("%s lacks %s", opened, condition);
  g_assert_nonnull (strstr (opened, condition));
}

static void
test_cards (void)
{
  g_autoptr (Canned) canned = make_server ();
  GtkWidget *page = GTK_WIDGET (canned_open (canned, HCRM_TYPE_OVERVIEW_PAGE, manager));

  press (page, "26 of 31");
  assert_opened (canned, "discharges?", "figure=covered&ended_on_from=");
  g_assert_null (strstr (canned_get_opened (canned), "department_id"));
  press (page, "All 31");
  assert_opened (canned, "discharges?", "figure=discharged");
  press (page, "22 of 30");
  assert_opened (canned, "worklist?", "figure=contacted&due_on_from=");
  press (page, "3 of 30");
  assert_opened (canned, "worklist?", "figure=lost&due_on_from=");
}

static void
test_groups (void)
{
  g_autoptr (Canned) canned = make_server ();
  GtkWidget *page = GTK_WIDGET (canned_open (canned, HCRM_TYPE_OVERVIEW_PAGE, manager));

  press (page, "31");
  assert_opened (canned, "discharges?", "&department_id=8");
  press (page, "4");
  assert_opened (canned, "discharges?", "figure=exempt");
  press (page, "73%");
  assert_opened (canned, "worklist?", "&department_id=8");
  assert_opened (canned, "worklist?", "figure=contacted");
}

static gboolean
is_pressed (GtkWidget *page, const char *toggle)
{
  return gtk_toggle_button_get_active (
      GTK_TOGGLE_BUTTON (canned_find (page, GTK_TYPE_TOGGLE_BUTTON, toggle)));
}

static void
open_first (GtkWidget *page)
{
  GtkWidget *view =
      GTK_WIDGET (gtk_widget_get_template_child (page, HCRM_TYPE_OVERVIEW_PAGE, "view"));
  g_autoptr (HcrmRecord) group =
      g_list_model_get_item (hcrm_report_view_get_groups (HCRM_REPORT_VIEW (view)), 0);

  g_signal_emit_by_name (view, "group-activated", group);
  canned_settle ();
}

typedef struct {
  Canned *canned;
  const char *end;
} Wish;

static gboolean
is_asked (gpointer data)
{
  Wish *wish = data;
  const char *path = canned_get_path (wish->canned, "GET", "/reports/followup");

  return path != NULL && g_str_has_suffix (path, wish->end);
}

/* Waits until a report whose path ends so has been asked for. */
static void
wait_asked (Canned *canned, const char *end)
{
  Wish wish = { canned, end };

  canned_wait (is_asked, &wish);
  canned_settle ();
}

/* A department opens into its doctors, and Esc goes back. */
static void
test_opens (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = canned_open (canned, HCRM_TYPE_OVERVIEW_PAGE, manager);

  open_first (GTK_WIDGET (page));
  wait_asked (canned, "&department_id=8&group=doctor");
  g_assert_true (is_pressed (GTK_WIDGET (page), "Doctor"));
  g_assert_true (HCRM_PAGE_GET_CLASS (page)->back (page));
  wait_asked (canned, "&group=department");
  g_assert_null (strstr (canned_get_path (canned, "GET", "/reports/followup"), "department_id"));
  g_assert_true (is_pressed (GTK_WIDGET (page), "Department"));
  g_assert_false (HCRM_PAGE_GET_CLASS (page)->back (page));
}

/* Of two replies that cross, the one asked for last is shown, and opened by. */
static void
test_late (void)
{
  g_autoptr (Canned) canned = make_server ();
  GtkWidget *page = GTK_WIDGET (canned_open (canned, HCRM_TYPE_OVERVIEW_PAGE, manager));

  canned_hold (canned, "GET", "/reports/followup");
  press (page, "Doctor");
  press (page, "Agent");
  wait_asked (canned, "&group=agent");
  g_autofree char *second = g_strdup (canned_get_path (canned, "GET", "/reports/followup"));
  canned_release (canned, "GET", second);
  press (page, "73%");
  assert_opened (canned, "worklist?", "&agent_id=8");
  canned_release (canned, "GET", "/reports/followup");
  press (page, "73%");
  assert_opened (canned, "worklist?", "&agent_id=8");
  press (page, "Department");
  wait_asked (canned, "&group=department");
  canned_hold (canned, "GET", "/reports/followup");
  press (page, "Template");
  open_first (page);
  g_assert_true (is_pressed (page, "Doctor"));
}

/* What is taken up asks for nothing by itself. */
static void
test_state (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = canned_open (canned, HCRM_TYPE_OVERVIEW_PAGE, manager);
  g_autoptr (JsonNode) state = json_from_string (
      "{\"from\":\"2026-10-01\",\"to\":\"2026-10-30\",\"department\":\"8\",\"group\":\"agent\"}",
      NULL);

  canned_forget (canned);
  hcrm_page_take_state (page, state);
  canned_settle ();
  g_assert_cmpuint (canned_count (canned, "GET", "/reports/"), ==, 0);
  hcrm_page_refresh (page);
  canned_settle ();
  g_assert_cmpstr (canned_get_path (canned, "GET", "/reports/"), ==,
                   "/reports/followup?date_from=2026-10-01&date_to=2026-10-31&department_id=8"
                   "&group=agent");
  g_assert_true (is_pressed (GTK_WIDGET (page), "Agent"));
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  hcrm_popovers_keep ();
  hcrm_language_init ();
  g_test_add_func ("/overview/cards", test_cards);
  g_test_add_func ("/overview/groups", test_groups);
  g_test_add_func ("/overview/opens", test_opens);
  g_test_add_func ("/overview/late", test_late);
  g_test_add_func ("/overview/state", test_state);
  return g_test_run ();
}
