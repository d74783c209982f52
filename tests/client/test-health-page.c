/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Cycles of health management: what is missing is said, steps ask for what they need, and advice is
 * written where it was proposed; programmes; and whom a programme is given to. */

#include <string.h>

#include "hcrm-canned.h"

#include "core/hcrm-language.h"
#include "core/hcrm-popover-keeper.h"
#include "pages/health/hcrm-health-page.h"
#include "pages/health/hcrm-programmes-page.h"
#include "pages/patient/hcrm-health-trend.h"
#include "pages/patient/hcrm-patient-health.h"
#include "pages/patient/hcrm-patient-page.h"
#include "widgets/hcrm-chart.h"
#include "widgets/hcrm-form.h"
#include "widgets/hcrm-record-list.h"
#include "widgets/hcrm-rows-editor.h"

static const char *const all[] = { "session:all",       "patient.read:all",
                                   "health.read:all",   "health.work:all",
                                   "health.edit:all",   "message.send:all",
                                   "followup.read:all", NULL };
static const char *const reader[] = { "session:all", "health.read:all", NULL };

#define VALUE(code, name, rest)                                                                    \
  "{\"code\":\"" code "\",\"name\":\"" name "\",\"name_en\":\"" code                               \
  "\",\"source\":\"result\"," rest "}"
#define VALUES                                                                                     \
  "[" VALUE (                                                                                      \
      "HbA1c", "糖化血红蛋白",                                                                     \
      "\"unit\":\"%\",\"high\":\"7\",\"high_strict\":true,\"value\":\"7.6\",\"origin\":"           \
      "\"result\",\"observed_on\":\"2026-06-10\",\"others\":2,\"finding\":\"above\","              \
      "\"was\":\"8.1\",\"trend\":\"falling\",\"effect\":\"closer\",\"target_source\":"             \
      "\"指南\"") "," VALUE ("LDL", "低密度",                                                      \
                             "\"unit\":\"mmol/"                                                    \
                             "L\",\"high\":\"2.6\",\"gap\":\"unit\",\"said\":\"3\","               \
                             "\"said_unit\":\"U/L\",\"value\":null,\"finding\":\"missing\","       \
                             "\"trend\":\"unknown\",\"effect\":\"unknown\"") "," VALUE ("Glucose", \
                                                                                        "血糖",    \
                                                                                        "\"unit\"" \
                                                                                        ":\"mmol/" \
                                                                                        "L\","     \
                                                                                        "\"low\":" \
                                                                                        "\"4.4\"," \
                                                                                        "\"high\"" \
                                                                                        ":\"7\","  \
                                                                                        "\"value"  \
                                                                                        "\":"      \
                                                                                        "\"6."     \
                                                                                        "99\","    \
                                                                                        "\"said\"" \
                                                                                        ":\"126\"" \
                                                                                        ",\"said_" \
                                                                                        "unit\":"  \
                                                                                        "\"mg/"    \
                                                                                        "dL\","    \
                                                                                        "\"observ" \
                                                                                        "ed_on\":" \
                                                                                        "\"2026-"  \
                                                                                        "06-10\"," \
                                                                                        "\"findin" \
                                                                                        "g\":"     \
                                                                                        "\"within" \
                                                                                        "\","      \
                                                                                        "\"trend"  \
                                                                                        "\":"      \
                                                                                        "\"unknow" \
                                                                                        "n\","     \
                                                                                        "\"effect" \
                                                                                        "\":"      \
                                                                                        "\"unknow" \
                                                                                        "n\"") "]"
#define HEAD(state)                                                                                \
  "{\"id\":7,\"version\":3,\"care_id\":1,\"programme_id\":1,\"programme\":\"糖尿病\","          \
  "\"programme_en\":\"Diabetes\",\"patient_id\":5,\"patient\":\"周玲\",\"pinyin\":\"zhou "       \
  "ling\",\"number\":2,\"state\":\"" state "\",\"planned_on\":\"2026-06-13\",\"due_on\":"          \
  "\"2026-06-15\",\"bucket\":\"overdue\",\"missing\":\"低密度\",\"missing_en\":\"LDL\","        \
  "\"missing_count\":1,\"off_target\":1,\"rests\":false"
#define CYCLE(state, rest)                                                                         \
  HEAD (state)                                                                                     \
  ",\"values\":" VALUES ",\"proposals\":[{\"indicator\":\"HbA1c\",\"finding\":\"above\",\"text\":" \
  "\"Eat less starch\",\"source\":\"Guideline\"}],\"steps\":[{\"step\":\"begin\",\"on_day\":"      \
  "\"2026-06-15\",\"user\":null,\"note\":null}]" rest "}"

static void
give_cycle (Canned *canned, const char *json)
{
  canned_set (canned, "GET", "/health-cycles?", 200, LIST (HEAD ("collect") "}", "1"));
  canned_set (canned, "GET", "/health-cycles/7", 200, json);
  canned_set_drafts (canned);
}

static HcrmPage *
open_page (Canned *canned, const char *const *held, const char *json)
{
  give_cycle (canned, json);
  HcrmPage *page = canned_open (canned, HCRM_TYPE_HEALTH_PAGE, held);

  canned_wait_words (page, "Collected values");
  return page;
}

static void
press_step (HcrmPage *page, const char *action)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (page), "health.step", "s", action));
  canned_settle ();
}

static HcrmForm *
find_form (void)
{
  GtkWidget *dialog = canned_find_dialog ();

  g_assert_nonnull (dialog);
  return HCRM_FORM (canned_find (dialog, HCRM_TYPE_FORM, NULL));
}

static void
fill (const char *field, const char *value)
{
  hcrm_input_set_value (hcrm_form_get_input (find_form (), field), value);
  g_signal_emit_by_name (hcrm_form_get_input (find_form (), field), "changed");
  canned_settle ();
}

/* --- what is known ---------------------------------------------------------------------------- */

static void
test_shown (void)
{
  g_autoptr (Canned) canned = canned_new ();
  HcrmPage *page = open_page (canned, all, CYCLE ("collect", ""));
  GtkWidget *root = GTK_WIDGET (page);

  const char *path = canned_get_path (canned, "GET", "/health-cycles?");
  g_test_message ("%s", path);
  g_assert_nonnull (strstr (path, "open=true"));
  g_assert_nonnull (strstr (path, "bucket=overdue&bucket=today&bucket=soon"));
  g_assert_true (canned_sees (root, "7.6 %"));
  g_assert_true (canned_sees (root, "Above target"));
  g_assert_true (canned_sees (root, "last cycle 8.1 · Falling · Closer to target"));
  g_assert_true (canned_sees (root, "Target < 7 % · 指南"));
  /* What is missing is said with its reason, and is no number. */
  g_assert_true (canned_sees (root, "Value missing"));
  g_assert_true (canned_sees (root, "Missing: its unit cannot be converted · told as “3” · U/L"));
  g_assert_true (canned_sees (root, "—"));
  g_assert_true (canned_sees (root, "Target 4.4–7 mmol/L"));
  g_assert_nonnull (canned_find (root, GTK_TYPE_BUTTON, "Finish Collecting"));
}

/* Who only reads is offered no step. */
static void
test_reader (void)
{
  g_autoptr (Canned) canned = canned_new ();
  HcrmPage *page = open_page (canned, reader, CYCLE ("guide", ""));

  g_assert_null (canned_find (GTK_WIDGET (page), GTK_TYPE_BUTTON, "Give Guidance"));
  g_assert_false (canned_sees (GTK_WIDGET (page), "Guidance to give"));
}

static void
test_late (void)
{
  g_autoptr (Canned) canned = canned_new ();
  HcrmPage *page = open_page (canned, all, CYCLE ("evaluate", ",\"late_on\":\"2026-06-16\""));

  g_assert_true (canned_sees (GTK_WIDGET (page),
                              "Something came after the assessment that it does not know. "
                              "Collect again to take it in."));
}

/* --- steps ------------------------------------------------------------------------------------ */

/* The judgement that the values give is proposed; what was refused is asked again as it was. */
static void
test_assess (void)
{
  g_autoptr (Canned) canned = canned_new ();
  HcrmPage *page = open_page (canned, all, CYCLE ("assess", ""));

  canned_set (canned, "POST", "/health-cycles/7/actions/assess", 422,
              INVALID ("note", "Say why you judge otherwise than the values do"));
  press_step (page, "assess");
  g_autofree char *first = hcrm_input_dup_value (hcrm_form_get_input (find_form (), "judgement"));
  g_assert_cmpstr (first, ==, "partly");
  g_assert_true (
      adw_message_dialog_get_response_enabled (ADW_MESSAGE_DIALOG (canned_find_dialog ()), "yes"));
  fill ("judgement", "uncontrolled");
  canned_answer ("yes");
  canned_wait_request (canned, "POST", "/health-cycles/7/actions/assess");
  canned_settle ();
  g_assert_cmpstr (canned_get_version (canned, "POST", "/health-cycles/7"), ==, "\"3\"");
  g_autofree char *again = hcrm_input_dup_value (hcrm_form_get_input (find_form (), "judgement"));
  g_assert_cmpstr (again, ==, "uncontrolled");
  g_assert_true (
      canned_sees (canned_find_dialog (), "Say why you judge otherwise than the values do"));
  canned_set (canned, "POST", "/health-cycles/7/actions/assess", 200, CYCLE ("guide", ""));
  fill ("note", "diet");
  canned_answer ("yes");
  canned_settle ();
  g_assert_cmpstr (json_object_get_string_member (
                       canned_get_body (canned, "POST", "/health-cycles/7/actions/assess"), "note"),
                   ==, "diet");
  g_assert_null (canned_find_dialog ());
}

/* What is missing is offered first where a value is entered. */
static void
test_enter (void)
{
  g_autoptr (Canned) canned = canned_new ();
  HcrmPage *page = open_page (canned, all, CYCLE ("collect", ""));

  canned_set (canned, "POST", "/health-cycles/7/actions/enter", 200, CYCLE ("collect", ""));
  press_step (page, "enter");
  fill ("code", "LDL");
  fill ("value", "2.4");
  fill ("observed_on", "2026-06-12");
  canned_answer ("yes");
  canned_wait_request (canned, "POST", "/health-cycles/7/actions/enter");
  JsonObject *body = canned_get_body (canned, "POST", "/health-cycles/7/actions/enter");
  g_assert_cmpstr (json_object_get_string_member (body, "code"), ==, "LDL");
  g_assert_cmpstr (json_object_get_string_member (body, "value"), ==, "2.4");
}

/* Looking again asks for nothing. */
/* Whoever has left the list, as by a filter, is not worked on any more. */
static void
test_left_the_list (void)
{
  g_autoptr (Canned) canned = canned_new ();
  HcrmPage *page = open_page (canned, all, CYCLE ("collect", ""));

  canned_set (canned, "GET", "/health-cycles?", 200, LIST ("", "0"));
  hcrm_page_refresh (page);
  canned_settle ();
  g_assert_false (canned_sees (GTK_WIDGET (page), "Collected values"));
}

static void
test_gather (void)
{
  g_autoptr (Canned) canned = canned_new ();
  HcrmPage *page = open_page (canned, all, CYCLE ("collect", ""));

  canned_set (canned, "POST", "/health-cycles/7/actions/gather", 200, CYCLE ("collect", ""));
  press_step (page, "gather");
  g_assert_null (canned_find_dialog ());
  g_assert_cmpuint (canned_count (canned, "POST", "/health-cycles/7/actions/gather"), ==, 1);
}

/* What was proposed is sent as it was changed, with what it was for; it is kept while it is typed.
 */
static void
test_guide (void)
{
  g_autoptr (Canned) canned = canned_new ();
  HcrmPage *page = open_page (canned, all, CYCLE ("guide", ""));
  HcrmRowsEditor *editor =
      HCRM_ROWS_EDITOR (canned_find (GTK_WIDGET (page), HCRM_TYPE_ROWS_EDITOR, NULL));
  HcrmInput *text = HCRM_INPUT (hcrm_rows_editor_get_cell (editor, 0, "text"));

  canned_set (canned, "POST", "/health-cycles/7/actions/guide", 200, CYCLE ("intervene", ""));
  hcrm_input_set_value (text, "Eat much less starch");
  g_signal_emit_by_name (text, "changed");
  hcrm_page_refresh (page);
  canned_settle ();
  GtkWidget *check = canned_find (GTK_WIDGET (page), GTK_TYPE_CHECK_BUTTON, NULL);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), TRUE);
  canned_submit (page);
  canned_wait_request (canned, "POST", "/health-cycles/7/actions/guide");
  JsonObject *body = canned_get_body (canned, "POST", "/health-cycles/7/actions/guide");
  JsonObject *row =
      json_array_get_object_element (json_object_get_array_member (body, "guidance"), 0);
  g_assert_true (json_object_get_boolean_member (body, "send"));
  g_assert_cmpstr (json_object_get_string_member (row, "text"), ==, "Eat much less starch");
  g_assert_cmpstr (json_object_get_string_member (row, "indicator"), ==, "HbA1c");
  g_assert_cmpstr (json_object_get_string_member (row, "finding"), ==, "above");
}

/* --- programmes ------------------------------------------------------------------------------- */

#define PROGRAMME                                                                                  \
  "{\"id\":1,\"version\":2,\"code\":\"diabetes\",\"name\":\"糖尿病\",\"name_en\":\"Diabetes\"," \
  "\"state\":\"active\",\"cycle_months\":3,\"window_days\":90,\"people\":12,\"editable\":true,"    \
  "\"indicators\":[{\"code\":\"ldl\",\"name\":\"低密度\",\"source\":\"result\",\"lookup\":"     \
  "\"LDL-C\",\"unit\":\"mmol/L\",\"high\":\"2.6\",\"high_strict\":true,\"pick\":\"latest\","       \
  "\"substance\":\"cholesterol\",\"target_source\":\"指南\"}],\"advice\":[]}"

static void
test_programme (void)
{
  g_autoptr (Canned) canned = canned_new ();
  canned_set (canned, "GET", "/health-programmes?", 200, LIST (PROGRAMME, "1"));
  canned_set (canned, "GET", "/health-programmes/1", 200, PROGRAMME);
  canned_set (canned, "PATCH", "/health-programmes/1", 422,
              INVALID ("indicators[0].target_source", "Say where this target comes from"));
  canned_set_drafts (canned);
  HcrmPage *page = canned_open (canned, HCRM_TYPE_PROGRAMMES_PAGE, all);
  canned_wait_words (page, "Whole hospital · 12 in care");
  HcrmRowsEditor *editor =
      HCRM_ROWS_EDITOR (canned_find (GTK_WIDGET (page), HCRM_TYPE_ROWS_EDITOR, NULL));
  HcrmInput *high = HCRM_INPUT (hcrm_rows_editor_get_cell (editor, 0, "high"));

  hcrm_input_set_value (high, "1.8");
  g_signal_emit_by_name (high, "changed");
  canned_settle ();
  canned_submit (page);
  canned_wait_words (page, "Say where this target comes from");
  JsonObject *row = json_array_get_object_element (
      json_object_get_array_member (canned_get_body (canned, "PATCH", "/health-programmes/1"),
                                    "indicators"),
      0);
  g_assert_cmpstr (json_object_get_string_member (row, "high"), ==, "1.8");
  g_assert_cmpstr (json_object_get_string_member (row, "substance"), ==, "cholesterol");
  g_assert_true (json_object_get_boolean_member (row, "high_strict"));
}

/* --- on the patient's page -------------------------------------------------------------------- */

#define CARE                                                                                          \
  "{\"id\":1,\"version\":4,\"programme_id\":1,\"programme\":\"糖尿病\",\"programme_en\":"          \
  "\"Diabetes\",\"patient_id\":5,\"patient\":\"周玲\",\"manager\":\"温雅\",\"state\":\"active\"," \
  "\"started_on\":\"2020-01-03\",\"rests\":false,\"cycle_id\":7,\"cycle\":2,\"cycle_state\":"         \
  "\"collect\",\"due_on\":\"2020-06-15\",\"last_judgement\":\"partly\",\"last_closed_on\":"           \
  "\"2020-03-10\"}"

#define VALUE_OF(code, name, unit, value, day)                                                     \
  "{\"care_id\":1,\"code\":\"" code "\",\"name\":\"指标\",\"name_en\":\"" name                     \
  "\",\"unit\":\"" unit "\",\"low\":null,\"high\":\"7\",\"high_strict\":true,\"value\":\"" value   \
  "\",\"observed_on\":\"" day "\",\"finding\":\"within\"}"

static HcrmPage *
open_patient (Canned *canned)
{
  canned_set (canned, "GET", "/patients/5", 200,
              "{\"id\":5,\"version\":1,\"name\":\"周玲\",\"sex\":\"female\"}");
  canned_set (canned, "GET", "/contacts", 200, LIST ("", "0"));
  canned_set (canned, "GET", "/health-cares", 200, LIST (CARE, "1"));
  canned_set (canned, "GET", "/health-programmes?state=active", 200, LIST (PROGRAMME, "1"));
  canned_set_drafts (canned);
  HcrmPage *page = canned_open_record (canned, HCRM_TYPE_PATIENT_PAGE, all, "5");

  canned_wait_request (canned, "GET", "/health-cares");
  canned_settle ();
  return page;
}

static void
test_patient (void)
{
  g_autoptr (Canned) canned = canned_new ();
  GtkWidget *page = GTK_WIDGET (open_patient (canned));
  GtkWidget *section = canned_find (page, HCRM_TYPE_PATIENT_HEALTH, NULL);

  g_assert_nonnull (canned_find (section, GTK_TYPE_LABEL, "Diabetes"));
  canned_set (canned, "POST", "/health-cares", 201, CARE);
  g_assert_true (gtk_widget_activate_action (section, "health.add", NULL));
  canned_settle ();
  fill ("programme_id", "1");
  canned_answer ("yes");
  canned_wait_request (canned, "POST", "/health-cares");
  JsonObject *body = canned_get_body (canned, "POST", "/health-cares");
  g_assert_cmpint (json_object_get_int_member (body, "programme_id"), ==, 1);
  g_assert_cmpint (json_object_get_int_member (body, "patient_id"), ==, 5);
  canned_settle ();
  canned_set (canned, "POST", "/health-cares/1/actions/leave", 200, CARE);
  g_assert_true (gtk_widget_activate_action (section, "health.step", "(xs)", (gint64) 1, "leave"));
  canned_settle ();
  fill ("exit", "withdrawn");
  fill ("reason", "moved in with her son");
  canned_answer ("yes");
  canned_wait_request (canned, "POST", "/health-cares/1/actions/leave");
  g_assert_cmpstr (canned_get_version (canned, "POST", "/health-cares/1"), ==, "\"4\"");
  canned_settle ();
  g_assert_true (gtk_widget_activate_action (section, "health.open", "x", (gint64) 1));
  g_assert_cmpstr (canned_get_opened (canned), ==, "health?care_id=1");
}

/* Values are fetched when they are asked for; they lie on a scale of their own, and stay open. */
static void
test_values (void)
{
  g_autoptr (Canned) canned = canned_new ();
  GtkWidget *page = GTK_WIDGET (open_patient (canned));
  GtkWidget *section = canned_find (page, HCRM_TYPE_PATIENT_HEALTH, NULL);

  for (int tab = 0; !gtk_widget_get_mapped (section); tab++) {
    g_assert_cmpint (tab, <, 20);
    gtk_widget_activate_action (page, "patient.tab", "i", tab);
    canned_settle ();
  }
  g_assert_cmpuint (canned_count (canned, "GET", "/health-cares/1/values"), ==, 0);
  canned_set (canned, "GET", "/health-cares/1/values", 200,
              "{\"items\":[" VALUE_OF ("hba1c", "HbA1c", "%", "7.6", "2026-01-10") "," VALUE_OF (
                  "hba1c", "HbA1c", "%", "6.9", "2026-04-12") "," VALUE_OF ("fpg", "Glucose",
                                                                            "mmol/L", "6.5",
                                                                            "2026-04-12") "]}");
  HcrmHealthTrend *trend = HCRM_HEALTH_TREND (canned_find (section, HCRM_TYPE_HEALTH_TREND, NULL));
  hcrm_health_trend_open (trend);
  canned_wait_request (canned, "GET", "/health-cares/1/values");
  canned_settle ();
  HcrmChart *chart = HCRM_CHART (canned_find (section, HCRM_TYPE_CHART, NULL));
  g_autofree char *last = hcrm_chart_dup_words (chart, 1);
  g_assert_nonnull (strstr (last, "HbA1c 6.9 %"));
  g_assert_true (canned_sees (section, "last: 6.9"));
  g_assert_true (canned_sees (section, "Target < 7"));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (
                                  canned_find (GTK_WIDGET (trend), GTK_TYPE_DROP_DOWN, NULL)),
                              1);
  g_autofree char *other = hcrm_chart_dup_words (chart, 0);
  g_assert_nonnull (strstr (other, "Glucose 6.5 mmol/L"));
  canned_forget (canned);
  hcrm_page_refresh (HCRM_PAGE (page));
  canned_wait_request (canned, "GET", "/health-cares/1/values");
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  hcrm_popovers_keep ();
  hcrm_language_init ();
  g_test_add_func ("/health-page/shown", test_shown);
  g_test_add_func ("/health-page/reader", test_reader);
  g_test_add_func ("/health-page/late", test_late);
  g_test_add_func ("/health-page/assess", test_assess);
  g_test_add_func ("/health-page/enter", test_enter);
  g_test_add_func ("/health-page/left-the-list", test_left_the_list);
  g_test_add_func ("/health-page/gather", test_gather);
  g_test_add_func ("/health-page/guide", test_guide);
  g_test_add_func ("/health-page/programme", test_programme);
  g_test_add_func ("/health-page/patient", test_patient);
  g_test_add_func ("/health-page/values", test_values);
  return g_test_run ();
}
