/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Suspicious follow-ups, quality in figures, calibration. */

#include "hcrm-canned.h"

#include "core/hcrm-foot.h"
#include "core/hcrm-language.h"
#include "core/hcrm-popover-keeper.h"
#include "pages/calibrations/hcrm-calibration-session.h"
#include "pages/calibrations/hcrm-calibrations-page.h"
#include "pages/quality/hcrm-review-statistics-page.h"
#include "pages/quality/hcrm-suspicions-page.h"
#include "pages/statistics/hcrm-report-view.h"
#include "widgets/hcrm-chart.h"
#include "widgets/hcrm-export-button.h"
#include "widgets/hcrm-form.h"
#include "widgets/hcrm-record-list.h"
#include "widgets/hcrm-rows-editor.h"

static const char *const supervisor[] = { "session:all",      "review.read:all",
                                          "review.score:all", "review.manage:all",
                                          "patient.read:all", "recording.read:all",
                                          "export.list:all",  NULL };

/* --- suspicious follow-ups -------------------------------------------------------------------- */

#define SUSPICION(more)                                                                            \
  "{\"id\":31,\"version\":1,\"patient_id\":7,\"patient\":\"周桂兰\",\"user_id\":3,\"user\":"    \
  "\"何嘉\",\"department\":\"骨科\",\"department_en\":\"Orthopaedics\",\"finished_at\":"       \
  "\"2030-01-02T23:10:00+08:00\",\"weight\":6,\"reasons\":[\"short-call\",\"after-hang-up\","      \
  "\"odd-hours\"],\"evidence\":[{\"code\":\"suspicion.short-call\",\"params\":{\"talk\":12,\"n\":" \
  "20}},{\"code\":\"suspicion.after-hang-up\",\"params\":{\"n\":18,\"of\":20}},{\"code\":"         \
  "\"suspicion.odd-hours\",\"params\":{\"at\":\"23:10\"}}],\"answers\":20,\"call_id\":4,"          \
  "\"talk_seconds\":12" more "}"
#define RECORDED SUSPICION (",\"recording_id\":5")
#define LOOKED                                                                                     \
  SUSPICION (",\"outcome\":\"not-fine\",\"note\":\"录音只有忙音\",\"looked_by\":\"罗敏\"," \
             "\"looked_at\":\"2030-01-03T10:00:00+08:00\"")
#define LIST_PATH "/suspicious-followups?"
#define LOOK "/suspicious-followups/31/actions/look"

static GtkWidget *
open_suspicions (Canned *canned, const char *suspicion)
{
  g_autofree char *list = g_strdup_printf (LIST ("%s", "1"), suspicion);

  canned_set (canned, "GET", LIST_PATH, 200, list);
  canned_set (canned, "POST", LOOK, 200,
              "{\"id\":31,\"version\":2,\"outcome\":\"fine\",\"note\":\"x\"}");
  return GTK_WIDGET (canned_open_shown (canned, HCRM_TYPE_SUSPICIONS_PAGE, supervisor, LIST_PATH));
}

/* The first is chosen, and said in words and figures; at first what nobody has looked into. */
static void
test_evidence (void)
{
  g_autoptr (Canned) canned = canned_new ();
  GtkWidget *page = open_suspicions (canned, RECORDED);
  const char *path = canned_get_path (canned, "GET", LIST_PATH);

  g_assert_nonnull (strstr (path, "looked=false"));
  g_assert_nonnull (strstr (path, "sort=-weight"));
  g_assert_true (canned_sees (page, "20 answers in 12 seconds"));
  g_assert_true (canned_sees (page, "18 of 20 answers"));
  g_assert_true (canned_sees (page, "finished at 23:10"));
  g_assert_true (canned_sees (page, "20 answers · talk 0:12 · recorded"));
  g_assert_true (canned_sees (page, "Weight 6"));
  g_assert_true (canned_sees (page, "Nobody has looked yet"));
  g_assert_nonnull (canned_find (page, HCRM_TYPE_EXPORT_BUTTON, NULL));
  canned_assert_named (page);
}

static void
test_suspicion_opens (void)
{
  g_autoptr (Canned) canned = canned_new ();
  GtkWidget *page = open_suspicions (canned, RECORDED);

  canned_key ("Return");
  canned_settle ();
  g_assert_cmpstr (canned_get_opened (canned), ==, "patient/7");
  canned_key ("l");
  canned_settle ();
  g_assert_cmpstr (canned_get_opened (canned), ==, "recording/5");
  g_assert_true (gtk_widget_is_visible (
      canned_find_around (page, GTK_TYPE_BUTTON, "Listen to the Recording")));
}

/* Where nothing was recorded nothing is offered, and the key says so. */
static void
test_suspicion_unrecorded (void)
{
  g_autoptr (Canned) canned = canned_new ();
  GtkWidget *page = open_suspicions (canned, SUSPICION (""));

  g_assert_true (canned_sees (page, "20 answers · talk 0:12 · no recording"));
  g_assert_false (canned_sees (page, "Listen to the Recording"));
  canned_key ("l");
  canned_settle ();
  g_assert_null (canned_get_opened (canned));
}

/* Said with words, once, over what was read. */
static void
test_suspicion_looked (void)
{
  g_autoptr (Canned) canned = canned_new ();
  HcrmPage *page = HCRM_PAGE (open_suspicions (canned, RECORDED));

  canned_submit (page);
  canned_settle ();
  GtkWidget *dialog = canned_find_dialog ();
  g_assert_nonnull (dialog);
  g_assert_false (adw_message_dialog_get_response_enabled (ADW_MESSAGE_DIALOG (dialog), "yes"));
  HcrmForm *form = HCRM_FORM (canned_find (dialog, HCRM_TYPE_FORM, NULL));
  hcrm_input_set_value (hcrm_form_get_input (form, "outcome"), "fine");
  hcrm_input_set_value (hcrm_form_get_input (form, "note"), "called from home");
  canned_settle ();
  canned_answer ("yes");
  canned_wait_request (canned, "POST", LOOK);
  JsonObject *body = canned_get_body (canned, "POST", LOOK);
  g_assert_cmpstr (json_object_get_string_member (body, "outcome"), ==, "fine");
  g_assert_cmpstr (json_object_get_string_member (body, "note"), ==, "called from home");
  g_assert_nonnull (strstr (canned_get_version (canned, "POST", LOOK), "1"));
  canned_settle ();
  g_assert_cmpuint (canned_count (canned, "GET", LIST_PATH), >, 1);
}

static void
test_suspicion_found (void)
{
  g_autoptr (Canned) canned = canned_new ();
  GtkWidget *page = open_suspicions (canned, LOOKED);

  g_assert_true (canned_sees (page, "录音只有忙音"));
  g_assert_true (canned_sees (page, "Not in order"));
}

/* --- quality in figures ----------------------------------------------------------------------- */

#define FIGURES(n, mean, low, high, passed)                                                        \
  "\"n\":" n ",\"mean\":\"" mean "\",\"mean_low\":" low ",\"mean_high\":" high                     \
  ",\"passed\":" passed ",\"pass_rate\":\"75.0\",\"pass_low\":\"30.1\",\"pass_high\":\"95.4\","    \
  "\"fatal\":1,\"appealed\":2,"                                                                    \
  "\"changed\":1,\"na\":null"
#define NO_KAPPA ",\"pairs\":null,\"kappa\":null,\"kappa_low\":null,\"kappa_high\":null}"
#define KAPPA ",\"pairs\":24,\"kappa\":\"0.521\",\"kappa_low\":\"0.312\",\"kappa_high\":\"0.730\"}"
#define TOTAL                                                                                      \
  "\"total\":{\"key\":null,\"code\":null,\"label\":null," FIGURES ("5", "81.20", "\"76.10\"",      \
                                                                   "\"86.30\"", "4") NO_KAPPA
#define REPORT(items)                                                                              \
  "{\"items\":[" items "]," TOTAL ",\"date_from\":\"2030-01-01\",\"date_to\":\"2030-04-01\","      \
  "\"as_at\":\"2030-03-31T10:00:00+08:00\"}"
#define AGENT                                                                                      \
  "{\"key\":3,\"code\":null,\"label\":\"何嘉\"," FIGURES ("4", "83.40", "\"79.10\"", "\"87.70\"",  \
                                                          "3") NO_KAPPA
#define ONE                                                                                        \
  "{\"key\":4,\"code\":null,\"label\":\"林晓\"," FIGURES ("1", "72.00", "null", "null", "1")       \
      NO_KAPPA
#define ITEM                                                                                       \
  "{\"key\":null,\"code\":\"service/"                                                              \
  "greeting\",\"label\":\"问候\",\"label_en\":\"Greeting\"," FIGURES ("4", "50.00", "\"20.00\"",   \
                                                                      "\"80.00\"", "2") KAPPA

static HcrmPage *
open_figures (Canned *canned)
{
  canned_set (canned, "GET", "/reports/reviews?", 200, REPORT (AGENT "," ONE));
  canned_set (canned, "GET", "/review-items", 200,
              "{\"items\":[{\"code\":\"service/greeting\",\"name\":\"问候\",\"name_en\":"
              "\"Greeting\"}]}");
  return canned_open_shown (canned, HCRM_TYPE_REVIEW_STATISTICS_PAGE, supervisor,
                            "/reports/reviews?");
}

static HcrmReportView *
get_view (HcrmPage *page)
{
  return HCRM_REPORT_VIEW (canned_find (GTK_WIDGET (page), HCRM_TYPE_REPORT_VIEW, NULL));
}

/* Each mean with its interval, what it is of, and what it means; none where there is none. */
static void
test_figures (void)
{
  g_autoptr (Canned) canned = canned_new ();
  GtkWidget *page = GTK_WIDGET (open_figures (canned));

  g_assert_true (canned_sees (page, "81.2"));
  g_assert_true (canned_sees (page, "76.1–86.3"));
  g_assert_true (canned_sees (page, "83.4"));
  g_assert_true (canned_sees (page, "79.1–87.7"));
  g_assert_true (canned_sees (page, "72.0"));
  g_assert_true (canned_sees (page, "of the scores of 100 as they count now; by item, of its "
                                    "points. Interval of 95 %: Student's t."));
  g_assert_false (canned_sees (page, "Scored twice"));
  HcrmChart *chart = HCRM_CHART (canned_find (page, HCRM_TYPE_CHART, NULL));
  g_autofree char *words = hcrm_chart_dup_words (chart, 0);
  g_autofree char *alone = hcrm_chart_dup_words (chart, 1);
  g_assert_cmpstr (words, ==, "何嘉: Mean score 83.4 (79.1 to 87.7)");
  g_assert_cmpstr (alone, ==, "林晓: Mean score 72");
  g_assert_nonnull (canned_find (page, HCRM_TYPE_EXPORT_BUTTON, NULL));
  canned_assert_named (page);
}

/* Where nothing was counted words say so, and no axes stand above them. */
static void
test_figures_empty (void)
{
  g_autoptr (Canned) canned = canned_new ();
  HcrmPage *page = open_figures (canned);
  GtkWidget *chart = canned_find (GTK_WIDGET (page), HCRM_TYPE_CHART, NULL);

  g_assert_true (gtk_widget_get_mapped (chart));
  canned_set (canned, "GET", "/reports/reviews?", 200, REPORT (""));
  hcrm_page_refresh (page);
  canned_settle ();
  g_assert_false (gtk_widget_get_mapped (chart));
}

/* A figure opens the very reviews it counts. */
static void
test_figures_open (void)
{
  g_autoptr (Canned) canned = canned_new ();
  HcrmPage *page = open_figures (canned);
  HcrmReportView *view = get_view (page);
  g_autoptr (HcrmRecord) agent = g_list_model_get_item (hcrm_report_view_get_groups (view), 0);

  hcrm_report_view_open (view, "passed", agent);
  g_assert_nonnull (strstr (canned_get_opened (canned), "reviews?kind=review&passed=true"));
  g_assert_nonnull (strstr (canned_get_opened (canned), "&subject_id=3"));
  g_assert_nonnull (strstr (canned_get_opened (canned), "&submitted_from="));
  hcrm_report_view_open (view, "appealed", NULL);
  g_assert_nonnull (strstr (canned_get_opened (canned), "state=appealed&state=second"));
}

/* Enter on a group shows its months. */
static void
test_figures_trend (void)
{
  g_autoptr (Canned) canned = canned_new ();
  HcrmPage *page = open_figures (canned);
  HcrmReportView *view = get_view (page);
  g_autoptr (HcrmRecord) agent = g_list_model_get_item (hcrm_report_view_get_groups (view), 0);

  g_signal_emit_by_name (view, "group-activated", agent);
  canned_settle ();
  const char *path = canned_get_path (canned, "GET", "/reports/reviews?");
  g_assert_nonnull (strstr (path, "group=month"));
  g_assert_nonnull (strstr (path, "subject_id=3"));
}

/* Items have kappa, and what did not apply. */
static void
test_figures_items (void)
{
  g_autoptr (Canned) canned = canned_new ();
  HcrmPage *page = open_figures (canned);

  canned_set (canned, "GET", "/reports/reviews?", 200, REPORT (ITEM));
  hcrm_page_refresh (page);
  canned_settle ();
  g_assert_true (canned_sees (GTK_WIDGET (page), "Scored twice"));
  g_assert_true (canned_sees (GTK_WIDGET (page), "0.52"));
  g_assert_true (canned_sees (GTK_WIDGET (page), "0.31–0.73"));
}

/* --- calibration ------------------------------------------------------------------------------ */

#define SESSION(state, more)                                                                       \
  "{\"id\":2,\"version\":1,\"name\":\"四月校准\",\"scorecard_id\":1,\"scorecard\":\"随访\"," \
  "\"revision\":1,\"due_on\":\"2030-01-09\",\"state\":\"" state                                    \
  "\",\"recordings\":2,\"reviewers\":2,\"submitted\":2,\"wanted\":4,\"created_at\":"               \
  "\"2030-01-02T10:00:00+08:00\",\"created_by\":\"孙婧\"" more "}"
#define PROGRESS                                                                                   \
  ",\"progress\":[{\"reviewer_id\":8,\"reviewer\":\"罗敏\",\"submitted\":2,\"wanted\":2},"       \
  "{\"reviewer_id\":9,\"reviewer\":\"孙婧\",\"submitted\":0,\"wanted\":2}]"
#define REVIEW(id, recording, reviewer, name, state, score)                                        \
  "{\"id\":" id ",\"recording_id\":" recording ",\"reviewer_id\":" reviewer                        \
  ",\"reviewer\":\"" name "\",\"state\":\"" state "\",\"score\":" score "}"
#define OPEN                                                                                       \
  SESSION ("open",                                                                                 \
           ",\"my_review_id\":14,\"reviews\":[" REVIEW ("13", "5", "9", "孙婧", "begun",           \
                                                        "null") "," REVIEW ("14", "6", "9",        \
                                                                            "孙婧", "assigned",    \
                                                                            "null") "]" PROGRESS)
#define GIVEN(recording, reviewer, value)                                                          \
  "{\"item_id\":1,\"recording_id\":" recording ",\"reviewer_id\":" reviewer ",\"value\":" value    \
  ",\"na\":false,\"note\":null}"
#define VALUES                                                                                     \
  "\"values\":[" GIVEN ("5", "8", "4") "," GIVEN ("5", "9", "4") "," GIVEN (                       \
      "6", "8", "5") "," GIVEN ("6", "9", "2") "]"
#define DONE(kappa)                                                                                \
  SESSION (                                                                                        \
      "done", PROGRESS                                                                             \
      ",\"reviews\":[" REVIEW ("11", "5", "8", "罗敏", "submitted", "\"88.00\"") "," REVIEW (      \
          "13", "5", "9", "孙婧", "submitted",                                                     \
          "\"90.00\"") "," REVIEW ("12", "6", "8", "罗敏", "submitted",                            \
                                   "\"70.00\"") "," REVIEW ("14", "6", "9", "孙婧", "submitted",   \
                                                            "\"61.00\"") "],\"items\":[{\"id\":1," \
                                                                         "\"code\":\"greeting\","  \
                                                                         "\"text\":\"问候\","    \
                                                                         "\"text_en\":"            \
                                                                         "\"Greeting\",\"kind\":"  \
                                                                         "\"scale\",\"max\":5,"    \
                                                                         "\"pairs\":2,"            \
                                                                         "\"agreement\":\"0."      \
                                                                         "500\"," kappa "," VALUES \
                                                                         "}]")

#define KNOWN                                                                                      \
  "\"couples\":1,\"kappas\":1,\"kappa\":\"0.520\",\"kappa_low\":\"0.310\",\"kappa_high\":\"0."     \
  "730\""
#define KAPPAS(couples, kappas, kappa)                                                             \
  "\"couples\":" couples ",\"kappas\":" kappas ",\"kappa\":" kappa                                 \
  ",\"kappa_low\":null,\"kappa_high\":null"

static HcrmPage *
open_calibrations_as (Canned *canned, const char *session, const char *const *rights)
{
  g_autofree char *list = g_strdup_printf (LIST ("%s", "1"), session);

  canned_set (canned, "GET", "/calibrations?", 200, list);
  canned_set (canned, "GET", "/calibrations/2", 200, session);
  canned_set_drafts (canned);
  HcrmPage *page =
      canned_open_shown (canned, HCRM_TYPE_CALIBRATIONS_PAGE, rights, "/calibrations?");
  hcrm_record_list_select_id (HCRM_RECORD_LIST (
                                  canned_find (GTK_WIDGET (page), HCRM_TYPE_RECORD_LIST, NULL)),
                              2);
  canned_settle ();
  return page;
}

static HcrmPage *
open_calibrations (Canned *canned, const char *session)
{
  return open_calibrations_as (canned, session, supervisor);
}

/* While it goes on: who is done, and the reader's own, which open. */
static void
test_session_open (void)
{
  g_autoptr (Canned) canned = canned_new ();
  GtkWidget *page = GTK_WIDGET (open_calibrations (canned, OPEN));

  g_assert_true (canned_sees (page, "2 of 2 submitted"));
  g_assert_true (canned_sees (page, "0 of 2 submitted"));
  GtkWidget *own = canned_find_around (page, GTK_TYPE_BUTTON, "Recording 1");
  g_signal_emit_by_name (own, "clicked");
  g_assert_cmpstr (canned_get_opened (canned), ==, "review/13");
  g_signal_emit_by_name (canned_find (page, GTK_TYPE_BUTTON, "Score the Next Recording"),
                         "clicked");
  g_assert_cmpstr (canned_get_opened (canned), ==, "review/14");
  canned_assert_named (page);
}

/* Once it is over: what each gave, where they differ, how far they agree and what that is called.
 */
static void
test_session_done (void)
{
  g_autoptr (Canned) canned = canned_new ();
  GtkWidget *page = GTK_WIDGET (open_calibrations (canned, DONE (KNOWN)));

  g_assert_true (canned_sees (page, "Greeting"));
  g_assert_true (
      canned_sees (page, "same value in 50 % of 2 pairs · kappa 0.52 (0.31 to 0.73 with 95 %)"));
  g_assert_true (canned_sees (page, "moderate agreement"));
  g_assert_true (canned_sees (page, "≠"));
  g_assert_true (canned_sees (page, "="));
  g_signal_emit_by_name (canned_find (page, GTK_TYPE_BUTTON, "61.0"), "clicked");
  g_assert_cmpstr (canned_get_opened (canned), ==, "review/14");
  g_assert_null (canned_find (page, GTK_TYPE_BUTTON, "Cancel"));
}

/* Where there is no kappa, or only of some pairs, or no interval, it says why. */
static void
test_session_without_kappa (void)
{
  static const struct {
    const char *session, *words;
  } cases[] = {
    { DONE (KAPPAS ("1", "0", "null")), "no kappa: one of the two gave the same value throughout" },
    { DONE (KAPPAS ("1", "1", "\"1.000\"")), "kappa 1.00 (no interval: the two never differed)" },
    { DONE (KAPPAS ("3", "3", "\"0.400\"")), "kappa 0.40, the mean of all pairs of reviewers" },
    { DONE (KAPPAS ("3", "1", "\"0.400\"")), "kappa 0.40, the mean of 1 of 3 pairs of reviewers" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (Canned) canned = canned_new ();
    GtkWidget *page = GTK_WIDGET (open_calibrations (canned, cases[i].session));

    g_assert_true (canned_sees (page, cases[i].words));
  }
}

/* Who only scores is offered neither buttons nor keys to begin and save. */
static void
test_session_keys (gconstpointer manages)
{
  static const char *const reviewer[] = { "session:all",        "review.read:all",
                                          "review.score:all",   "patient.read:all",
                                          "recording.read:all", NULL };
  gboolean may = GPOINTER_TO_INT (manages);
  g_autoptr (Canned) canned = canned_new ();
  HcrmPage *page = open_calibrations_as (canned, OPEN, may ? supervisor : reviewer);
  g_autoptr (HcrmFoot) foot = g_object_ref_sink (g_object_new (HCRM_TYPE_FOOT, NULL));

  hcrm_foot_set_page (foot, page);
  const char *const keys[] = { "new", "edit", "save" };
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    g_assert_cmpint (canned_find (GTK_WIDGET (foot), GTK_TYPE_LABEL, keys[i]) != NULL, ==, may);
  g_assert_nonnull (canned_find (GTK_WIDGET (foot), GTK_TYPE_LABEL, "filter"));
  g_assert_cmpint (canned_sees (GTK_WIDGET (page), "New Session"), ==, may);
}

static void
test_words (void)
{
  g_assert_cmpstr (hcrm_calibration_word (-0.1), ==, "no agreement beyond chance");
  g_assert_cmpstr (hcrm_calibration_word (0.2), ==, "slight agreement");
  g_assert_cmpstr (hcrm_calibration_word (0.6), ==, "moderate agreement");
  g_assert_cmpstr (hcrm_calibration_word (0.61), ==, "substantial agreement");
  g_assert_cmpstr (hcrm_calibration_word (1), ==, "almost perfect agreement");
}

static HcrmRowsEditor *
find_editor (HcrmPage *page, guint n)
{
  GtkWidget *editor = canned_find (GTK_WIDGET (page), HCRM_TYPE_ROWS_EDITOR, NULL);

  for (guint i = 0; i < n; i++)
    do
      editor = gtk_widget_get_next_sibling (editor);
    while (!HCRM_IS_ROWS_EDITOR (editor));
  return HCRM_ROWS_EDITOR (editor);
}

static void
choose (HcrmRowsEditor *editor, guint row, const char *value)
{
  hcrm_rows_editor_add (editor);
  hcrm_input_set_value (HCRM_INPUT (hcrm_rows_editor_get_cell (editor, row, "id")), value);
}

/* Not with one reviewer; then as numbers. */
static void
test_session_new (void)
{
  g_autoptr (Canned) canned = canned_new ();

  canned_set (canned, "GET", "/scorecards?", 200, LIST ("{\"id\":1,\"name\":\"随访\"}", "1"));
  canned_set (canned, "GET", "/reviewers", 200,
              "{\"items\":[{\"id\":8,\"name\":\"罗敏\",\"open\":2},{\"id\":9,\"name\":\"孙婧\","
              "\"open\":0}]}");
  canned_set (canned, "GET", "/recordings?", 200,
              LIST ("{\"id\":5,\"agent\":\"何嘉\",\"patient\":\"周桂兰\",\"started_at\":"
                    "\"2030-01-02T10:00:00+08:00\",\"duration_ms\":60000}",
                    "1"));
  canned_set (canned, "POST", "/calibrations", 201, OPEN);
  HcrmPage *page = open_calibrations (canned, OPEN);
  HCRM_PAGE_GET_CLASS (page)->create (page);
  canned_settle ();
  HcrmForm *form = HCRM_FORM (canned_find (GTK_WIDGET (page), HCRM_TYPE_FORM, NULL));
  hcrm_input_set_value (hcrm_form_get_input (form, "name"), "May");
  hcrm_input_set_value (hcrm_form_get_input (form, "scorecard_id"), "1");
  choose (find_editor (page, 0), 0, "5");
  choose (find_editor (page, 1), 0, "8");
  canned_submit (page);
  canned_settle ();
  g_assert_true (canned_sees (GTK_WIDGET (page), "Choose two reviewers or more"));
  g_assert_cmpuint (canned_count (canned, "POST", "/calibrations"), ==, 0);
  choose (find_editor (page, 1), 1, "9");
  canned_submit (page);
  canned_wait_request (canned, "POST", "/calibrations");
  JsonObject *body = canned_get_body (canned, "POST", "/calibrations");
  g_assert_cmpint (json_object_get_int_member (body, "scorecard_id"), ==, 1);
  g_assert_cmpint (json_array_get_int_element (json_object_get_array_member (body, "recordings"),
                                               0),
                   ==, 5);
  g_assert_cmpint (json_array_get_int_element (json_object_get_array_member (body, "reviewers"), 1),
                   ==, 9);
  canned_settle ();
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  hcrm_popovers_keep ();
  hcrm_language_init ();
  g_test_add_func ("/suspicions-page/evidence", test_evidence);
  g_test_add_func ("/suspicions-page/opens", test_suspicion_opens);
  g_test_add_func ("/suspicions-page/unrecorded", test_suspicion_unrecorded);
  g_test_add_func ("/suspicions-page/looked", test_suspicion_looked);
  g_test_add_func ("/suspicions-page/found", test_suspicion_found);
  g_test_add_func ("/review-statistics-page/figures", test_figures);
  g_test_add_func ("/review-statistics-page/empty", test_figures_empty);
  g_test_add_func ("/review-statistics-page/open", test_figures_open);
  g_test_add_func ("/review-statistics-page/trend", test_figures_trend);
  g_test_add_func ("/review-statistics-page/items", test_figures_items);
  g_test_add_func ("/calibrations-page/open", test_session_open);
  g_test_add_func ("/calibrations-page/done", test_session_done);
  g_test_add_func ("/calibrations-page/without-kappa", test_session_without_kappa);
  g_test_add_data_func ("/calibrations-page/keys", GINT_TO_POINTER (FALSE), test_session_keys);
  g_test_add_data_func ("/calibrations-page/keys-of-manager", GINT_TO_POINTER (TRUE),
                        test_session_keys);
  g_test_add_func ("/calibrations-page/words", test_words);
  g_test_add_func ("/calibrations-page/new", test_session_new);
  return g_test_run ();
}
