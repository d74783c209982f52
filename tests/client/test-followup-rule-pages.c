/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Mandatory groups, gaps and leave: what the pages ask and send, and where they show what is wrong.
 */

#include "hcrm-canned.h"

#include "core/hcrm-language.h"
#include "core/hcrm-popover-keeper.h"
#include "pages/administration/hcrm-groups-page.h"
#include "pages/followup/hcrm-gaps-page.h"
#include "pages/followup/hcrm-leave-page.h"
#include "widgets/hcrm-form.h"
#include "widgets/hcrm-lookup-row.h"
#include "widgets/hcrm-rows-editor.h"
#include "widgets/hcrm-view-switch.h"

#define RULE                                                                                       \
  "{\"id\":4,\"version\":2,\"name\":\"心梗\",\"name_en\":\"Infarction\",\"mandatory_as\":"       \
  "\"key\",\"template_code\":\"pci\",\"template_id\":9,\"template\":\"介入\",\"template_en\":"   \
  "\"After PCI\",\"kinds\":[\"inpatient\"],\"icd10\":[\"I21\",\"I22\"],\"procedures\":[],"         \
  "\"department_ids\":[3],\"departments\":[{\"id\":3,\"name\":\"心内科\",\"name_en\":"          \
  "\"Cardiology\"}],\"sex\":null,\"age_from\":65,\"age_to\":null,\"combine\":\"all\",\"since\":"   \
  "null,\"until\":null,\"retired_at\":null}"

#define COUNT                                                                                      \
  "{\"fitting\":41,\"discharges\":320,\"planned\":12,\"examples\":[{\"id\":8,\"patient_id\":77,"   \
  "\"patient\":\"Li\",\"diagnosis\":\"STEMI\",\"department\":\"心内科\",\"department_en\":"     \
  "\"Cardiology\",\"ended_at\":\"2026-01-02T10:00:00Z\"}]}"

static const char *const rights[] = { "session:all",           "rule.edit:all",
                                      "leave.edit:all",        "patient.read:all",
                                      "followup.overview:all", "organisation.read:all",
                                      "followup.decide:all",   NULL };

static Canned *
make_server (void)
{
  Canned *canned = canned_new ();

  canned_set (canned, "GET", "/followup-rules", 200, LIST (RULE, "1"));
  canned_set (canned, "GET", "/followup-rules/4", 200, RULE);
  canned_set (canned, "POST", "/followup-rules/actions/count", 200, COUNT);
  canned_set (canned, "GET", "/departments", 200,
              LIST ("{\"id\":5,\"name\":\"骨科\",\"name_en\":\"Orthopaedics\",\"code\":\"OR\"}",
                    "1"));
  canned_set (canned, "GET", "/followup-templates", 200,
              LIST ("{\"id\":9,\"code\":\"pci\",\"name\":\"介入\"}", "1"));
  canned_set_drafts (canned);
  return canned;
}

static HcrmPage *
open_groups (Canned *canned)
{
  HcrmPage *page = canned_open_shown (canned, HCRM_TYPE_GROUPS_PAGE, rights, "/followup-rules/4");

  canned_wait_words (page, "41 of the 320 discharges of the last 30 days; 12 of them have a plan");
  return page;
}

static HcrmInput *
find_input (GtkWidget *root, const char *field)
{
  HcrmInput *input = HCRM_IS_FORM (root) ? hcrm_form_get_input (HCRM_FORM (root), field) : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL && input == NULL;
       child = gtk_widget_get_next_sibling (child))
    input = find_input (child, field);
  return input;
}

static void
set_input (HcrmPage *page, const char *field, const char *value)
{
  HcrmInput *input = find_input (GTK_WIDGET (page), field);

  g_assert_nonnull (input);
  hcrm_input_set_value (input, value);
  g_signal_emit_by_name (input, "changed");
}

static const char *
get_element (JsonObject *body, const char *list, guint n)
{
  return json_array_get_string_element (json_object_get_array_member (body, list), n);
}

/* --- mandatory groups ------------------------------------------------------------------------- */

/* What is asked is counted as it stands, and again after each change, before anything is saved. */
static void
test_group_count (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_groups (canned);
  JsonObject *body = canned_get_body (canned, "POST", "/followup-rules/actions/count");

  g_assert_cmpstr (get_element (body, "icd10", 1), ==, "I22");
  g_assert_cmpstr (get_element (body, "kinds", 0), ==, "inpatient");
  g_assert_cmpint (json_object_get_int_member (body, "age_from"), ==, 65);
  g_assert_false (json_object_has_member (body, "name"));
  canned_forget (canned);
  canned_set (canned, "POST", "/followup-rules/actions/count", 422,
              INVALID ("icd10", "no such codes"));
  set_input (page, "procedures", "81.5，36.0; 37");
  canned_wait_request (canned, "POST", "/followup-rules/actions/count");
  body = canned_get_body (canned, "POST", "/followup-rules/actions/count");
  g_assert_cmpstr (get_element (body, "procedures", 0), ==, "81.5");
  g_assert_cmpstr (get_element (body, "procedures", 2), ==, "37");
  canned_settle ();
  g_assert_false (canned_sees (GTK_WIDGET (page), "41 of the 320 discharges"));
  g_assert_cmpuint (canned_count (canned, "PATCH", "/followup-rules/4"), ==, 0);
}

/* While a change is under way elsewhere the page says so, and no longer when that is done. */
static void
test_group_settling (void)
{
  static const char words[] = "The groups are being applied to all discharges.";
  g_autoptr (Canned) canned = make_server ();
  g_auto (GStrv) parts = g_strsplit (RULE, "\"version\":2", 2);
  g_autofree char *rule = g_strjoinv ("\"version\":2,\"settling\":true", parts);
  g_autofree char *list = g_strdup_printf (LIST ("%s", "1"), rule);
  HcrmPage *page = open_groups (canned);

  canned_wait_words (page, "In use");
  g_assert_false (canned_sees (GTK_WIDGET (page), words));
  canned_set (canned, "GET", "/followup-rules", 200, list);
  canned_set (canned, "GET", "/followup-rules/4", 200, rule);
  hcrm_page_refresh (page);
  canned_wait_words (page, words);
  canned_wait_words (page, "Being applied");
  canned_set (canned, "GET", "/followup-rules", 200, LIST (RULE, "1"));
  canned_set (canned, "GET", "/followup-rules/4", 200, RULE);
  hcrm_page_refresh (page);
  canned_wait_words (page, "In use");
  canned_settle ();
  g_assert_false (canned_sees (GTK_WIDGET (page), words));
}

/* What was counted for one is not shown beside another, whatever comes late. */
static void
test_group_counts_cross (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_groups (canned);

  canned_hold (canned, "POST", "/followup-rules/actions/count");
  set_input (page, "procedures", "81.5");
  canned_wait_words (page, "Counting…");
  canned_set (canned, "POST", "/followup-rules/actions/count", 200,
              "{\"fitting\":7,\"discharges\":320,\"planned\":3,\"examples\":[]}");
  gtk_widget_activate_action (GTK_WIDGET (page), "admin.create", NULL);
  g_assert_false (canned_sees (GTK_WIDGET (page), "Counting…"));
  canned_release (canned, "POST", "/followup-rules/actions/count");
  canned_wait_words (page, "7 of the 320 discharges");
  canned_settle ();
  g_assert_false (canned_sees (GTK_WIDGET (page), "41 of the 320 discharges"));
}

/* One of the discharges that it fits is a keystroke away. */
static void
test_group_example (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_groups (canned);

  gtk_widget_activate_action (GTK_WIDGET (page), "groups.patient", "x", (gint64) 77);
  g_assert_cmpstr (canned_get_opened (canned), ==, "patient/77");
}

/* Nothing is lost that was not touched; names of departments and of the plan are not sent. */
static void
test_group_save (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_groups (canned);

  canned_set (canned, "PATCH", "/followup-rules/4", 422, INVALID ("age_to", "below the first"));
  set_input (page, "age_to", "60");
  canned_submit (page);
  canned_wait_request (canned, "PATCH", "/followup-rules/4");
  JsonObject *body = canned_get_body (canned, "PATCH", "/followup-rules/4");
  g_assert_nonnull (strstr (canned_get_version (canned, "PATCH", "/followup-rules/4"), "2"));
  g_assert_cmpint (
      json_array_get_int_element (json_object_get_array_member (body, "department_ids"), 0), ==, 3);
  g_assert_cmpstr (json_object_get_string_member (body, "template_code"), ==, "pci");
  g_assert_true (json_object_get_null_member (body, "retired_at"));
  g_assert_false (json_object_has_member (body, "departments"));
  canned_wait_words (page, "below the first");
}

/* A field that only the server knows to be wrong is marked where it stands. */
static void
test_group_errors (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_groups (canned);

  set_input (page, "name", "");
  canned_submit (page);
  canned_settle ();
  g_assert_cmpuint (canned_count (canned, "PATCH", "/followup-rules/4"), ==, 0);
  set_input (page, "name", "心梗");
  canned_set (canned, "PATCH", "/followup-rules/4", 422,
              INVALID ("template_code", "not published"));
  canned_submit (page);
  canned_wait_words (page, "not published");
  canned_set (canned, "PATCH", "/followup-rules/4", 422, INVALID ("department_ids", "not there"));
  canned_submit (page);
  canned_wait_words (page, "not there");
}

/* Ctrl+N, a department by typing its name, the plan that is proposed. */
static void
test_group_new (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_groups (canned);
  GtkWidget *editor = canned_find (GTK_WIDGET (page), HCRM_TYPE_ROWS_EDITOR, NULL);

  HCRM_PAGE_GET_CLASS (page)->create (page);
  set_input (page, "name", "骨折");
  set_input (page, "mandatory_as", "postoperative");
  hcrm_rows_editor_add (HCRM_ROWS_EDITOR (editor));
  HcrmLookup *cell = HCRM_LOOKUP (hcrm_rows_editor_get_cell (HCRM_ROWS_EDITOR (editor), 0, "id"));
  hcrm_lookup_type (cell, "ortho");
  canned_wait_request (canned, "GET", "/departments?retired=false&q=ortho");
  canned_settle ();
  hcrm_lookup_choose (cell, 0);
  canned_set (canned, "POST", "/followup-rules", 201, RULE);
  canned_submit (page);
  canned_wait_request (canned, "POST", "/followup-rules");
  canned_settle ();
  JsonObject *body = canned_get_body (canned, "POST", "/followup-rules");
  g_assert_cmpstr (get_element (body, "kinds", 0), ==, "inpatient");
  g_assert_cmpint (
      json_array_get_int_element (json_object_get_array_member (body, "department_ids"), 0), ==, 5);
  g_assert_true (json_object_get_null_member (body, "template_code"));
  g_assert_false (json_object_has_member (body, "retired_at"));
}

/* The list that comes in only then takes away neither the new one nor the keys. */
static void
test_group_new_first (void)
{
  g_autoptr (Canned) canned = make_server ();

  canned_hold (canned, "GET", "/followup-rules");
  HcrmPage *page = canned_open (canned, HCRM_TYPE_GROUPS_PAGE, rights);
  canned_wait_request (canned, "GET", "/followup-rules");
  HCRM_PAGE_GET_CLASS (page)->create (page);
  set_input (page, "name", "骨折");
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (page)));
  canned_release (canned, "GET", "/followup-rules");
  canned_settle ();
  g_assert_true (canned_sees (GTK_WIDGET (page), "Infarction"));
  g_assert_true (gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (page))) == focus);
  canned_set (canned, "POST", "/followup-rules", 201, RULE);
  set_input (page, "mandatory_as", "postoperative");
  canned_settle ();
  canned_forget (canned);
  canned_submit (page);
  canned_settle ();
  JsonObject *body = canned_get_body (canned, "POST", "/followup-rules");
  g_assert_cmpstr (json_object_get_string_member (body, "name"), ==, "骨折");
}

/* A group that is no longer used keeps what it says. */
static void
test_group_retire (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_groups (canned);
  GtkWidget *check = canned_find (GTK_WIDGET (page), GTK_TYPE_CHECK_BUTTON, NULL);

  canned_set (canned, "PATCH", "/followup-rules/4", 200, RULE);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), TRUE);
  canned_submit (page);
  canned_wait_request (canned, "PATCH", "/followup-rules/4");
  JsonObject *body = canned_get_body (canned, "PATCH", "/followup-rules/4");
  g_assert_nonnull (json_object_get_string_member (body, "retired_at"));
  g_assert_cmpstr (get_element (body, "icd10", 0), ==, "I21");
}

/* What was typed comes back whole: numbers, kinds, codes, departments with their names. */
static void
test_group_draft (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_groups (canned);
  g_autoptr (JsonNode) draft = json_from_string (
      "{\"name\":\"新名\",\"kinds\":[\"inpatient\",\"emergency\"],\"icd10\":[\"S72\"],"
      "\"procedures\":[],\"age_from\":70,\"template_code\":null,\"department_ids\":[5],"
      "\"departments\":[{\"id\":5,\"name\":\"骨科\",\"name_en\":\"Orthopaedics\"}]}",
      NULL);

  HCRM_PAGE_GET_CLASS (page)->take_draft (page, "followup_rule", "4", draft);
  canned_set (canned, "PATCH", "/followup-rules/4", 200, RULE);
  canned_submit (page);
  canned_wait_request (canned, "PATCH", "/followup-rules/4");
  JsonObject *body = canned_get_body (canned, "PATCH", "/followup-rules/4");
  g_assert_cmpstr (json_object_get_string_member (body, "name"), ==, "新名");
  g_assert_cmpint (json_object_get_int_member (body, "age_from"), ==, 70);
  g_assert_cmpstr (get_element (body, "kinds", 1), ==, "emergency");
  g_assert_cmpstr (get_element (body, "icd10", 0), ==, "S72");
  g_assert_cmpint (
      json_array_get_int_element (json_object_get_array_member (body, "department_ids"), 0), ==, 5);
  g_assert_true (json_object_get_null_member (body, "template_code"));
}

/* --- gaps ------------------------------------------------------------------------------------- */

#define GAP                                                                                          \
  "{\"id\":3,\"name\":\"心内科\",\"name_en\":\"Cardiology\",\"by\":\"department\",\"date_from\":" \
  "\"2026-10-24\",\"date_to\":\"2026-11-23\",\"mandatory\":40,\"planned\":30,\"exempt\":4,"          \
  "\"missing\":6,\"late\":2,\"rate\":85}"

#define DISCHARGE                                                                                  \
  "{\"id\":8,\"version\":1,\"patient_id\":77,\"patient\":\"Li Gui\",\"pinyin\":\"li "              \
  "gui\",\"state\":"                                                                               \
  "\"finished\",\"ended_at\":\"2026-11-02T10:00:00Z\",\"followup_decision\":\"exempt\","           \
  "\"exemption\":\"hospice\",\"exemption_label\":\"临终关怀\",\"exemption_label_en\":"         \
  "\"End-of-life care\",\"decision_reason\":\"family "                                             \
  "agrees\",\"decided_by\":\"Zhou\",\"rules\":[{"                                                  \
  "\"id\":4,\"name\":\"心梗\",\"name_en\":\"Infarction\"}]}"

static HcrmPage *
open_gaps (Canned *canned)
{
  canned_set (canned, "GET", "/followup-gaps", 200, LIST (GAP, "1"));
  canned_set (canned, "GET", "/encounters", 200, LIST (DISCHARGE, "1"));
  HcrmPage *page = canned_open_shown (canned, HCRM_TYPE_GAPS_PAGE, rights, "/encounters");

  canned_wait_words (page, "Li Gui");
  return page;
}

/* The discharges below are those that the figure counts, with the reasons in words. */
static void
test_gaps (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_gaps (canned);
  const char *path = canned_get_path (canned, "GET", "/encounters");

  g_assert_nonnull (strstr (path, "mandatory=true"));
  g_assert_nonnull (strstr (path, "gap=missing"));
  g_assert_nonnull (strstr (path, "department_id=3"));
  g_assert_nonnull (strstr (path, "ended_on_from=2026-10-24"));
  g_assert_nonnull (strstr (path, "ended_on_to=2026-11-23"));
  g_assert_true (canned_sees (GTK_WIDGET (page), "Cardiology"));
  g_assert_true (canned_sees (GTK_WIDGET (page), "Infarction"));
  g_assert_true (canned_sees (GTK_WIDGET (page), "End-of-life care · family agrees"));
}

/* By doctors, the discharges are those of the doctor; another figure shows others. */
static void
test_gap_views (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_gaps (canned);

  canned_forget (canned);
  canned_set (canned, "GET", "/followup-gaps", 200,
              LIST ("{\"id\":21,\"name\":\"Wang\",\"by\":\"doctor\",\"date_from\":"
                    "\"2026-10-24\",\"date_to\":\"2026-11-23\",\"mandatory\":4,\"missing\":1}",
                    "1"));
  g_signal_emit_by_name (canned_find (GTK_WIDGET (page), HCRM_TYPE_VIEW_SWITCH, NULL), "chosen",
                         "doctor");
  canned_wait_request (canned, "GET", "/encounters");
  canned_settle ();
  g_assert_nonnull (strstr (canned_get_path (canned, "GET", "/followup-gaps"), "by=doctor"));
  g_assert_nonnull (strstr (canned_get_path (canned, "GET", "/encounters"), "attending_id=21"));
  g_assert_null (strstr (canned_get_path (canned, "GET", "/encounters"), "department_id"));
  canned_forget (canned);
  GtkWidget *toggle = canned_find (GTK_WIDGET (page), GTK_TYPE_TOGGLE_BUTTON, "With a plan");
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (toggle), TRUE);
  canned_wait_request (canned, "GET", "/encounters");
  g_assert_nonnull (strstr (canned_get_path (canned, "GET", "/encounters"), "gap=planned"));
}

/* --- leave ------------------------------------------------------------------------------------ */

#define LEAVE                                                                                      \
  "{\"id\":6,\"version\":2,\"staff_id\":17,\"staff\":\"Zhou\",\"pinyin\":\"zhou\",\"delegate_"     \
  "id\":21,"                                                                                       \
  "\"delegate\":\"Wang\",\"from_on\":\"2026-11-20\",\"until_on\":\"2026-11-27\",\"reason\":null,"  \
  "\"state\":\"running\",\"tasks\":3,\"created_at\":\"2026-11-01T08:00:00Z\",\"created_by\":"      \
  "\"Lin\"}"

static const char *const own[] = { "session:all", "leave.edit:own", "organisation.read:all", NULL };

static HcrmPage *
open_leave (Canned *canned, const char *const *permissions)
{
  canned_set (canned, "GET", "/leaves", 200, LIST (LEAVE, "1"));
  canned_set (canned, "GET", "/leaves/6", 200, LEAVE);
  canned_set (canned, "GET", "/staff", 200, LIST ("{\"id\":21,\"name\":\"Wang\"}", "1"));
  HcrmPage *page = canned_open_shown (canned, HCRM_TYPE_LEAVE_PAGE, permissions, "/leaves/6");

  canned_wait_words (page, "Zhou");
  return page;
}

static HcrmLookupRow *
find_person (HcrmPage *page, guint n)
{
  GtkWidget *row = canned_find (GTK_WIDGET (page), HCRM_TYPE_LOOKUP_ROW, NULL);

  for (guint i = 0; i < n; i++)
    row = gtk_widget_get_next_sibling (row);
  return HCRM_LOOKUP_ROW (row);
}

/* What the server says against it stands beside the one it is about. */
static void
test_leave_errors (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_leave (canned, rights);

  HCRM_PAGE_GET_CLASS (page)->create (page);
  canned_submit (page);
  canned_settle ();
  g_assert_true (canned_sees (GTK_WIDGET (page), "Stands in is required"));
  g_assert_cmpuint (canned_count (canned, "POST", "/leaves"), ==, 0);
  hcrm_lookup_row_set (find_person (page, 0), "17", "Zhou");
  hcrm_lookup_row_set (find_person (page, 1), "21", "Wang");
  set_input (page, "from_on", "2026-12-01");
  set_input (page, "until_on", "2026-12-05");
  canned_set (canned, "POST", "/leaves", 422, INVALID ("delegate_id", "away in that time too"));
  canned_submit (page);
  canned_wait_words (page, "away in that time too");
  JsonObject *body = canned_get_body (canned, "POST", "/leaves");
  g_assert_cmpint (json_object_get_int_member (body, "staff_id"), ==, 17);
  g_assert_cmpint (json_object_get_int_member (body, "delegate_id"), ==, 21);
  g_assert_cmpstr (json_object_get_string_member (body, "until_on"), ==, "2026-12-05");
  g_assert_false (json_object_has_member (body, "delegate"));
  canned_set (canned, "POST", "/leaves", 409,
              "{\"type\":\"conflict\",\"status\":409,\"detail\":\"x\",\"fields\":[{\"name\":"
              "\"from_on\",\"detail\":\"away in that time already\"}]}");
  canned_submit (page);
  canned_wait_words (page, "away in that time already");
}

/* Whoever enters leave for nobody else is who is away. */
static void
test_leave_own (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_leave (canned, own);

  HCRM_PAGE_GET_CLASS (page)->create (page);
  g_assert_false (gtk_widget_get_sensitive (GTK_WIDGET (find_person (page, 0))));
  g_assert_true (gtk_widget_get_sensitive (GTK_WIDGET (find_person (page, 1))));
}

/* A leave is not changed, but ended; what will come of it is said before. */
static void
test_leave_withdraw (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_leave (canned, rights);

  g_assert_false (gtk_widget_get_sensitive (GTK_WIDGET (find_person (page, 1))));
  g_assert_true (canned_sees (GTK_WIDGET (page), "End now"));
  canned_set (canned, "POST", "/leaves/6/actions/withdraw", 200, LEAVE);
  gtk_widget_activate_action (GTK_WIDGET (page), "admin.step", "s", "withdraw");
  canned_settle ();
  canned_answer ("yes");
  canned_wait_request (canned, "POST", "/leaves/6/actions/withdraw");
  g_assert_nonnull (
      strstr (canned_get_version (canned, "POST", "/leaves/6/actions/withdraw"), "2"));
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  hcrm_popovers_keep ();
  hcrm_language_init ();
  g_test_add_func ("/groups/count", test_group_count);
  g_test_add_func ("/groups/settling", test_group_settling);
  g_test_add_func ("/groups/counts-cross", test_group_counts_cross);
  g_test_add_func ("/groups/example", test_group_example);
  g_test_add_func ("/groups/save", test_group_save);
  g_test_add_func ("/groups/errors", test_group_errors);
  g_test_add_func ("/groups/new", test_group_new);
  g_test_add_func ("/groups/new-first", test_group_new_first);
  g_test_add_func ("/groups/retire", test_group_retire);
  g_test_add_func ("/groups/draft", test_group_draft);
  g_test_add_func ("/gaps/discharges", test_gaps);
  g_test_add_func ("/gaps/views", test_gap_views);
  g_test_add_func ("/leave/errors", test_leave_errors);
  g_test_add_func ("/leave/own", test_leave_own);
  g_test_add_func ("/leave/withdraw", test_leave_withdraw);
  return g_test_run ();
}
