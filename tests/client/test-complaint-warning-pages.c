/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What complaints warn of: looked into, closed with a reason, the complaints behind it; charts. */

#include "hcrm-canned.h"

#include "core/hcrm-language.h"
#include "core/hcrm-popover-keeper.h"
#include "pages/complaints/hcrm-complaint-charts-page.h"
#include "pages/complaints/hcrm-complaint-warnings-page.h"
#include "widgets/hcrm-chart.h"
#include "widgets/hcrm-export-button.h"
#include "widgets/hcrm-form.h"
#include "widgets/hcrm-record-list.h"

#define WARNING(state, more)                                                                       \
  "{\"id\":4,\"version\":3,\"state\":\"" state                                                     \
  "\",\"kind\":\"words\",\"rule\":\"危险用语\",\"rule_en\":\"Dangerous words\",\"code\":"      \
  "\"warning.words\",\"params\":{\"words\":\"打人\",\"n\":2},\"department\":\"骨科\","         \
  "\"department_en\":\"Orthopaedics\",\"staff\":null,\"n\":2,\"opened_at\":"                       \
  "\"2030-01-02T10:00:00+08:00\",\"grown_at\":\"2030-01-02T11:00:00+08:00\",\"mine\":true" more    \
  "}"
#define CASES                                                                                         \
  ",\"cases\":[{\"id\":21,\"number\":\"T21\",\"state\":\"handling\",\"grade\":2,\"grade_name\":"      \
  "\"重\",\"grade_name_en\":\"Serious\",\"received_at\":\"2030-01-02T11:00:00+08:00\","              \
  "\"matter\":\"有人要打人\",\"department\":null,\"words\":[\"打人\"]},{\"id\":20,\"number\":" \
  "\"T20\",\"state\":\"taken\",\"grade\":null,\"grade_name\":null,\"received_at\":"                   \
  "\"2030-01-02T10:00:00+08:00\",\"matter\":\"等得要打人\",\"words\":null}]"
#define CLOSED                                                                                     \
  WARNING ("closed", ",\"closed_at\":\"2030-01-03T10:00:00+08:00\",\"closed_by\":\"林晓\","      \
                     "\"reason\":\"只是玩笑\",\"false_alarm\":true" CASES)
#define ACTIONS "/complaint-warnings/4/actions/"

static const char *const supervisor[] = { "session:all", "complaint.statistics:all",
                                          "complaint.manage:all", "complaint.read:all", NULL };
static const char *const head[] = { "session:all", "complaint.statistics:department", NULL };

static Canned *
make_server (const char *warning, const char *whole)
{
  Canned *canned = canned_new ();
  g_autofree char *list = g_strdup_printf (LIST ("%s", "1"), warning);

  canned_set (canned, "GET", "/complaint-warnings?", 200, list);
  canned_set (canned, "GET", "/complaint-warnings/4", 200, whole);
  canned_set (canned, "POST", ACTIONS, 200, whole);
  return canned;
}

static GtkWidget *
open_page (Canned *canned, const char *const *permissions)
{
  return GTK_WIDGET (canned_open_shown (canned, HCRM_TYPE_COMPLAINT_WARNINGS_PAGE, permissions,
                                        "/complaint-warnings/4"));
}

/* In words, not as codes; at first what is not closed. */
static void
test_shows (void)
{
  g_autoptr (Canned) canned = make_server (WARNING ("open", ""), WARNING ("open", CASES));
  GtkWidget *page = open_page (canned, supervisor);
  const char *path = canned_get_path (canned, "GET", "/complaint-warnings?");

  g_assert_nonnull (strstr (path, "state=open&state=acknowledged"));
  g_assert_true (canned_sees (page, "Such words were used: 打人"));
  g_assert_true (canned_sees (page, "2 complaints"));
  g_assert_true (canned_sees (page, "Orthopaedics · Rule: Dangerous words"));
  g_assert_true (canned_sees (page, "Nobody has looked yet"));
  g_assert_true (canned_sees (page, "有人要打人"));
  g_assert_true (canned_sees (page, "Serious"));
  g_assert_true (canned_sees (page, "等得要打人"));
  g_assert_nonnull (canned_find (page, HCRM_TYPE_EXPORT_BUTTON, NULL));
}

static void
test_case_opens (void)
{
  g_autoptr (Canned) canned = make_server (WARNING ("open", ""), WARNING ("open", CASES));
  GtkWidget *page = open_page (canned, supervisor);
  GtkWidget *number = canned_find (page, GTK_TYPE_LABEL, "T20");

  g_signal_emit_by_name (gtk_widget_get_ancestor (number, GTK_TYPE_BUTTON), "clicked");
  g_assert_cmpstr (canned_get_opened (canned), ==, "complaint/20");
}

/* Of whom there are more is said in the list whatever columns have room. */
static void
test_chart_words (void)
{
  static const char rising[] =
      "{\"id\":4,\"version\":3,\"state\":\"open\",\"kind\":\"chart\",\"code\":\"warning.chart\","
      "\"params\":{},\"department\":\"骨科\",\"department_en\":\"Orthopaedics\",\"n\":6}";
  g_autoptr (Canned) canned = make_server (rising, rising);
  GtkWidget *page = open_page (canned, supervisor);

  g_assert_true (canned_sees (page, "More complaints than there used to be · Orthopaedics"));
}

/* The charts are no page of the sidebar. */
static void
test_charts_open (void)
{
  g_autoptr (Canned) canned = make_server (WARNING ("open", ""), WARNING ("open", CASES));
  GtkWidget *page = open_page (canned, supervisor);

  g_signal_emit_by_name (canned_find (page, GTK_TYPE_BUTTON, "Rising Numbers"), "clicked");
  g_assert_nonnull (strstr (canned_get_opened (canned), "complaint_charts"));
}

/* At once, and only if nobody did so before. */
static void
test_acknowledges (void)
{
  g_autoptr (Canned) canned = make_server (WARNING ("open", ""), WARNING ("open", CASES));
  GtkWidget *page = open_page (canned, head);

  g_assert_null (canned_find (page, GTK_TYPE_BUTTON, "Close the Warning"));
  g_signal_emit_by_name (canned_find (page, GTK_TYPE_BUTTON, "Look Into It"), "clicked");
  canned_wait_request (canned, "POST", ACTIONS "acknowledge");
  g_assert_nonnull (strstr (canned_get_version (canned, "POST", ACTIONS), "3"));
  canned_settle ();
  g_assert_cmpuint (canned_count (canned, "GET", "/complaint-warnings/4"), >, 1);
}

/* Not without a reason. */
static void
test_closes (void)
{
  g_autoptr (Canned) canned =
      make_server (WARNING ("acknowledged", ""), WARNING ("acknowledged", CASES));
  HcrmPage *page = HCRM_PAGE (open_page (canned, supervisor));

  canned_submit (page);
  canned_settle ();
  GtkWidget *dialog = canned_find_dialog ();
  g_assert_nonnull (dialog);
  g_assert_false (adw_message_dialog_get_response_enabled (ADW_MESSAGE_DIALOG (dialog), "yes"));
  HcrmForm *form = HCRM_FORM (canned_find (dialog, HCRM_TYPE_FORM, NULL));
  hcrm_input_set_value (hcrm_form_get_input (form, "false_alarm"), "true");
  canned_type ("only a joke");
  canned_settle ();
  canned_answer ("yes");
  canned_wait_request (canned, "POST", ACTIONS "close");
  JsonObject *body = canned_get_body (canned, "POST", ACTIONS "close");
  g_assert_cmpstr (json_object_get_string_member (body, "reason"), ==, "only a joke");
  g_assert_true (json_object_get_boolean_member (body, "false_alarm"));
  g_assert_nonnull (strstr (canned_get_version (canned, "POST", ACTIONS "close"), "3"));
  canned_settle ();
}

static void
test_closed (void)
{
  g_autoptr (Canned) canned = make_server (CLOSED, CLOSED);
  GtkWidget *page = open_page (canned, supervisor);

  g_assert_true (canned_sees (page, "只是玩笑"));
  g_assert_true (canned_sees (page, "False alarm"));
  g_assert_null (canned_find (page, GTK_TYPE_BUTTON, "Close the Warning"));
}

/* --- charts ----------------------------------------------------------------------------------- */

#define CHART                                                                                       \
  "{\"id\":6,\"kind\":\"department\",\"department\":\"骨科\",\"department_en\":\"Orthopaedics\"," \
  "\"staff\":null,\"basis\":\"counts\",\"mean\":\"0.5\",\"ratio\":\"2\",\"k\":\"0.7200\",\"h\":"    \
  "\"3\",\"n\":4,\"signal_on\":\"2030-01-07\""
#define POINTS                                                                                     \
  ",\"points\":[{\"week\":\"2029-12-31\",\"count\":1,\"visits\":null,\"expected\":0.5,\"sum\":1,"  \
  "\"h\":3,\"signal\":false,\"since\":\"2029-12-31\"},{\"week\":\"2030-01-07\",\"count\":3,"       \
  "\"visits\":null,\"expected\":0.5,\"sum\":3.5,\"h\":3,\"signal\":true,\"since\":"                \
  "\"2029-12-31\"}]"
#define SIGNALS                                                                                    \
  ",\"signals\":[{\"week\":\"2030-01-07\",\"since\":\"2029-12-31\",\"warning_id\":4,\"cases\":["   \
  "{\"id\":21,\"number\":\"T21\",\"received_at\":\"2030-01-08T11:00:00+08:00\",\"matter\":"        \
  "\"等得太久\",\"grade\":2,\"state\":\"taken\"}]}]"

static GtkWidget *
open_charts (Canned *canned, const char *whole)
{
  canned_set (canned, "GET", "/complaint-charts?", 200, LIST (CHART "}", "1"));
  canned_set (canned, "GET", "/complaint-charts/6", 200, whole);
  return GTK_WIDGET (canned_open_shown (canned, HCRM_TYPE_COMPLAINT_CHARTS_PAGE, supervisor,
                                        "/complaint-charts/6"));
}

static void
test_chart (void)
{
  g_autoptr (Canned) canned = canned_new ();
  GtkWidget *page = open_charts (canned, CHART POINTS SIGNALS "}");
  HcrmChart *chart = HCRM_CHART (canned_find (page, HCRM_TYPE_CHART, NULL));
  g_autofree char *words = hcrm_chart_dup_words (chart, 1);

  g_assert_nonnull (strstr (words, "3.5"));
  g_assert_nonnull (strstr (words, "Limit h 3"));
  g_assert_true (canned_sees (page, "made to notice 2 times as many · k = 0.72 · h = 3"));
  GtkWidget *number = canned_find (page, GTK_TYPE_LABEL, "T21");
  g_signal_emit_by_name (gtk_widget_get_ancestor (number, GTK_TYPE_BUTTON), "clicked");
  g_assert_cmpstr (canned_get_opened (canned), ==, "complaint/21");
  g_signal_emit_by_name (canned_find (page, GTK_TYPE_BUTTON, "Go to the Warning"), "clicked");
  g_assert_cmpstr (canned_get_opened (canned), ==, "complaint_warnings/4");
}

static void
test_chart_quiet (void)
{
  g_autoptr (Canned) canned = canned_new ();
  GtkWidget *page = open_charts (canned, CHART POINTS ",\"signals\":[]}");

  g_assert_true (
      canned_sees (page, "No signal in these weeks: no more complaints than chance gives."));
}

/* Charts that were computed anew show by themselves. */
static void
test_chart_live (void)
{
  g_autoptr (Canned) canned = canned_new ();
  GtkWidget *page = open_charts (canned, CHART POINTS ",\"signals\":[]}");

  canned_set (canned, "GET", "/complaint-charts/6", 200, CHART POINTS SIGNALS "}");
  hcrm_page_notify_event (HCRM_PAGE (page), "complaint_chart", 0, 0);
  canned_wait_words (HCRM_PAGE (page), "T21");
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  hcrm_popovers_keep ();
  hcrm_language_init ();
  g_test_add_func ("/complaint-warnings-page/shows", test_shows);
  g_test_add_func ("/complaint-warnings-page/case-opens", test_case_opens);
  g_test_add_func ("/complaint-warnings-page/charts-open", test_charts_open);
  g_test_add_func ("/complaint-warnings-page/chart-words", test_chart_words);
  g_test_add_func ("/complaint-warnings-page/acknowledges", test_acknowledges);
  g_test_add_func ("/complaint-warnings-page/closes", test_closes);
  g_test_add_func ("/complaint-warnings-page/closed", test_closed);
  g_test_add_func ("/complaint-charts-page/signal", test_chart);
  g_test_add_func ("/complaint-charts-page/quiet", test_chart_quiet);
  g_test_add_func ("/complaint-charts-page/live", test_chart_live);
  return g_test_run ();
}
