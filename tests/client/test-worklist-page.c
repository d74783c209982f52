/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The list of follow-ups: what it asks for, what keys do, what is said of what goes wrong. */

#include "hcrm-canned.h"

#include "core/hcrm-dial.h"
#include "core/hcrm-language.h"
#include "core/hcrm-popover-keeper.h"
#include "pages/followup/hcrm-worklist-page.h"
#include "widgets/hcrm-record-list.h"

#define TASK(id, name, state, more)                                                                \
  "{\"id\":" id ",\"version\":3,\"plan_id\":70,\"patient_id\":5" id ",\"survivor_id\":5" id        \
  ",\"patient\":\"" name "\",\"pinyin\":\"a\",\"sex\":\"female\",\"birth_date\":\"1959-04-02\","   \
  "\"mrn\":\"00624418\",\"phone\":\"138****5520\",\"allergies\":\"青霉素\",\"department\":"     \
  "\"骨科\",\"department_en\":"                                                                  \
  "\"Orthopaedics\",\"diagnosis\":\"髋关节置换术后\",\"discharged_on\":\"2026-11-12\","     \
  "\"template\":\"髋关节\",\"template_en\":\"Hip\",\"position\":2,\"n_steps\":4,\"owner\":"     \
  "\"centre\",\"channel\":\"phone\",\"due_on\":\"2020-01-06\",\"planned_on\":\"2020-01-04\","      \
  "\"state\":\"" state "\",\"bucket\":\"overdue\",\"attempts\":2,\"last_disposition\":"            \
  "\"no_answer\",\"doctor\":\"陈一帆\",\"note\":\"切口有无渗液\"" more "}"

static const char *const agent[] = { "session:all", "followup.read:all", "followup.work:all",
                                     NULL };
static const char *const supervisor[] = { "session:all",           "followup.read:all",
                                          "followup.work:all",     "followup.manage:all",
                                          "organisation.read:all", NULL };
static const char *const doctor[] = { "session:all", "followup.read:own", "followup.work:own",
                                      "followup.decide:own", NULL };

static Canned *
make_server (void)
{
  Canned *canned = canned_new ();

  canned_set (canned, "GET", "/followup-tasks?sort", 200,
              LIST (TASK ("1", "周桂兰", "open",
                          "") "," TASK ("2", "孔繁舟", "open",
                                        ",\"claimed_by_id\":4,\"claimed_by\":\"何嘉\""),
                    "2"));
  canned_set (canned, "GET", "/followup-tasks?limit=1&bucket=overdue", 200, LIST ("", "37"));
  canned_set (canned, "GET", "/followup-tasks?limit=1&bucket=today", 200, LIST ("", "146"));
  canned_set (canned, "GET", "/followup-tasks?limit=1&bucket=soon", 200, LIST ("", "66"));
  canned_set (canned, "GET", "/views", 200,
              LIST ("{\"id\":3,\"version\":1,\"page\":\"worklist\",\"name\":\"Third floor\","
                    "\"content\":{\"query\":\"department_id=8&bucket=today\"}}",
                    "1"));
  canned_set (canned, "GET", "/followup-plans/70", 200,
              "{\"id\":70,\"steps\":[{\"id\":9,\"position\":1,\"offset_days\":3,\"due_on\":"
              "\"2020-01-02\",\"state\":\"done\"},{\"id\":1,\"position\":2,\"offset_days\":7,"
              "\"due_on\":\"2020-01-06\",\"state\":\"open\"}]}");
  canned_set (canned, "GET", "/attempts", 200,
              LIST ("{\"id\":1,\"started_at\":\"2020-01-03T09:12:00+08:00\",\"user\":\"何嘉\","
                    "\"disposition\":\"no_answer\",\"step\":2,\"note\":\"首次拨打\"}",
                    "1"));
  canned_set (canned, "GET", "/contacts", 200,
              LIST ("{\"id\":1,\"patient_id\":51,\"name\":\"周敏\",\"relation\":\"child\","
                    "\"may_discuss\":\"all\"}",
                    "1"));
  canned_set (canned, "GET", "/colleagues", 200,
              LIST ("{\"id\":44,\"name\":\"何嘉\",\"department\":\"客服中心\"}", "1"));
  return canned;
}

#define RESCHEDULE "/followup-tasks/1/actions/reschedule"
#define ASSIGN "/followup-tasks/1/actions/assign"

/* A form of the first step, as a supervisor has it. */
static HcrmPage *
open_form (Canned *canned, const char *action)
{
  HcrmPage *page = canned_open (canned, HCRM_TYPE_WORKLIST_PAGE, supervisor);

  gtk_widget_activate_action (GTK_WIDGET (page), action, NULL);
  if (g_str_equal (action, "task.assign"))
    canned_wait_request (canned, "GET", "/colleagues");
  canned_settle ();
  return page;
}

static void
type_day_and_reason (const char *day, const char *reason)
{
  canned_type (day);
  canned_key ("Tab");
  canned_type (reason);
  canned_key ("Return");
}

static HcrmRecordList *
get_list (HcrmPage *page)
{
  return HCRM_RECORD_LIST (canned_find (GTK_WIDGET (page), HCRM_TYPE_RECORD_LIST, NULL));
}

static void
test_shows (void)
{
  g_autoptr (Canned) canned = make_server ();
  GtkWidget *page = GTK_WIDGET (canned_open (canned, HCRM_TYPE_WORKLIST_PAGE, agent));

  canned_wait_request (canned, "GET", "/contacts");
  canned_settle ();
  g_assert_true (canned_sees (page, "37 overdue"));
  g_assert_true (canned_sees (page, "146 today"));
  g_assert_true (canned_sees (page, "2/4 · Hip"));
  g_assert_true (canned_sees (page, "In progress"));
  g_assert_true (canned_sees (page, "No answer, 2 calls"));
  g_assert_true (canned_sees (page, "切口有无渗液"));
  g_assert_true (canned_sees (page, "Allergies: 青霉素"));
  g_assert_true (canned_sees (page, "May be told: 周敏 · Child"));
  g_assert_true (canned_sees (page, "首次拨打"));
  g_assert_false (canned_sees (page, "Reschedule"));
}

/* The centre's agents get the centre's open steps, doctors the first calls they owe. */
static void
test_default_views (void)
{
  g_autoptr (Canned) canned = make_server ();

  canned_open (canned, HCRM_TYPE_WORKLIST_PAGE, agent);
  canned_wait_request (canned, "GET", "/followup-tasks?sort");
  const char *path = canned_get_path (canned, "GET", "/followup-tasks?sort");
  g_assert_nonnull (strstr (path, "owner=centre"));
  g_assert_nonnull (strstr (path, "bucket=soon"));

  g_autoptr (Canned) other = make_server ();
  canned_open (other, HCRM_TYPE_WORKLIST_PAGE, doctor);
  canned_wait_request (other, "GET", "/followup-tasks?sort");
  path = canned_get_path (other, "GET", "/followup-tasks?sort");
  g_assert_nonnull (strstr (path, "owner=doctor"));
  g_assert_nonnull (strstr (path, "assignee=me"));
}

static void
test_views (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = canned_open (canned, HCRM_TYPE_WORKLIST_PAGE, agent);
  GtkWidget *view = canned_find (GTK_WIDGET (page), GTK_TYPE_TOGGLE_BUTTON, "Third floor");

  g_assert_nonnull (view);
  canned_forget (canned);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (view), TRUE);
  canned_wait_request (canned, "GET", "/followup-tasks?sort");
  const char *path = canned_get_path (canned, "GET", "/followup-tasks?sort");
  g_assert_nonnull (strstr (path, "department_id=8"));
  g_assert_null (strstr (path, "owner"));
}

static void
test_next (void)
{
  g_autoptr (Canned) canned = make_server ();

  canned_set (canned, "POST", "/followup-tasks/actions/next", 200, "{\"task\":{\"id\":2}}");
  HcrmPage *page = canned_open (canned, HCRM_TYPE_WORKLIST_PAGE, agent);
  gtk_widget_grab_focus (GTK_WIDGET (get_list (page)));
  canned_key ("F9");
  canned_wait_request (canned, "POST", "/followup-tasks/actions/next");
  canned_settle ();
  g_assert_cmpstr (canned_get_opened (canned), ==, "call/2");
  JsonObject *body = canned_get_body (canned, "POST", "/followup-tasks/actions/next");
  g_assert_cmpstr (json_object_get_string_member (body, "owner"), ==, "centre");
}

/* The chosen one, on the page on which its call is written. */
static void
test_calls_this_one (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = canned_open (canned, HCRM_TYPE_WORKLIST_PAGE, agent);
  HcrmPhoneDial clicked, typed = { 0 };

  canned_settle ();
  GtkWidget *number = canned_find (GTK_WIDGET (page), GTK_TYPE_LABEL, "138****5520");
  GtkWidget *button = gtk_widget_get_ancestor (number, GTK_TYPE_BUTTON);
  hcrm_dial_from_variant (gtk_actionable_get_action_target_value (GTK_ACTIONABLE (button)),
                          &clicked);
  g_assert_true (HCRM_PAGE_GET_CLASS (page)->dial (page, &typed));
  g_assert_cmpstr (clicked.page, ==, "call");
  g_assert_cmpstr (typed.page, ==, "call");
  g_assert_cmpint (clicked.activity_id, ==, 1);
  g_assert_cmpint (typed.activity_id, ==, 1);
}

static void
test_nothing_next (void)
{
  g_autoptr (Canned) canned = make_server ();

  canned_set (canned, "POST", "/followup-tasks/actions/next", 200, "{\"task\":null}");
  HcrmPage *page = canned_open (canned, HCRM_TYPE_WORKLIST_PAGE, agent);
  gtk_widget_activate_action (GTK_WIDGET (page), "task.next", NULL);
  canned_wait_request (canned, "POST", "/followup-tasks/actions/next");
  canned_settle ();
  g_assert_null (canned_get_opened (canned));
}

static void
test_moves_and_opens (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = canned_open (canned, HCRM_TYPE_WORKLIST_PAGE, agent);

  gtk_widget_grab_focus (GTK_WIDGET (get_list (page)));
  g_assert_cmpint (hcrm_record_list_get_selected_id (get_list (page)), ==, 1);
  canned_key ("j");
  g_assert_cmpint (hcrm_record_list_get_selected_id (get_list (page)), ==, 2);
  canned_key ("Return"); /* opens what is selected, not where the focus was */
  g_assert_cmpstr (canned_get_opened (canned), ==, "call/2");
  canned_key ("k");
  g_assert_cmpint (hcrm_record_list_get_selected_id (get_list (page)), ==, 1);
  gtk_widget_activate_action (GTK_WIDGET (page), "task.open", NULL);
  g_assert_cmpstr (canned_get_opened (canned), ==, "call/1");
}

/* A step that comes into an empty list is chosen, and Enter opens it at once; so it is when the
 * last one went and another came. */
static void
test_comes_into_empty (void)
{
  g_autoptr (Canned) canned = make_server ();

  canned_set (canned, "GET", "/followup-tasks?sort", 200, LIST ("", "0"));
  HcrmPage *page = canned_open (canned, HCRM_TYPE_WORKLIST_PAGE, agent);
  canned_settle ();
  canned_set (canned, "GET", "/followup-tasks?sort", 200,
              LIST (TASK ("1", "周桂兰", "open", ""), "1"));
  hcrm_page_refresh (page);
  canned_wait_words (page, "周桂兰");
  canned_settle ();
  canned_key ("Return");
  g_assert_cmpstr (canned_get_opened (canned), ==, "call/1");
  canned_set (canned, "GET", "/followup-tasks?sort", 200, LIST ("", "0"));
  hcrm_page_refresh (page);
  canned_settle ();
  canned_set (canned, "GET", "/followup-tasks?sort", 200,
              LIST (TASK ("2", "孔繁舟", "open", ""), "1"));
  hcrm_page_refresh (page);
  canned_settle ();
  canned_settle ();
  canned_key ("Return");
  g_assert_cmpstr (canned_get_opened (canned), ==, "call/2");
}

/* The last of several goes: what has the keys then is the one that is chosen. */
static void
test_last_goes (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = canned_open (canned, HCRM_TYPE_WORKLIST_PAGE, agent);

  gtk_widget_grab_focus (GTK_WIDGET (get_list (page)));
  canned_key ("j");
  canned_settle ();
  canned_set (canned, "GET", "/followup-tasks?sort", 200,
              LIST (TASK ("1", "周桂兰", "open", ""), "1"));
  hcrm_page_refresh (page);
  canned_settle ();
  canned_key ("k");
  canned_settle ();
  canned_key ("Return");
  g_assert_cmpstr (canned_get_opened (canned), ==, "call/1");
}

static void
test_reschedules (void)
{
  g_autoptr (Canned) canned = make_server ();

  canned_set (canned, "POST", RESCHEDULE, 200, "{}");
  HcrmPage *page = canned_open (canned, HCRM_TYPE_WORKLIST_PAGE, supervisor);
  gtk_widget_grab_focus (GTK_WIDGET (get_list (page)));
  canned_key ("l");
  canned_type ("31x");
  canned_key ("Return");
  g_assert_cmpuint (canned_count (canned, "POST", RESCHEDULE), ==, 0);
  g_assert_true (canned_sees (GTK_WIDGET (page), "Say why"));
  canned_key ("ctrl+a");
  canned_type ("2030-03-15");
  g_assert_true (canned_sees (GTK_WIDGET (page), "2030"));
  canned_key ("Tab");
  canned_type ("on holiday");
  canned_key ("Return");
  canned_wait_request (canned, "POST", RESCHEDULE);
  JsonObject *body = canned_get_body (canned, "POST", RESCHEDULE);
  g_assert_cmpstr (json_object_get_string_member (body, "due_on"), ==, "2030-03-15");
  g_assert_cmpstr (json_object_get_string_member (body, "reason"), ==, "on holiday");
  g_assert_nonnull (strstr (canned_get_version (canned, "POST", RESCHEDULE), "3"));
}

static void
test_errors_beside_rows (void)
{
  g_autoptr (Canned) canned = make_server ();

  canned_set (canned, "POST", RESCHEDULE, 422, INVALID ("due_on", "That day is past"));
  HcrmPage *page = open_form (canned, "task.reschedule");
  type_day_and_reason ("2030-03-15", "why");
  canned_wait_request (canned, "POST", RESCHEDULE);
  canned_settle ();
  g_assert_true (canned_sees (GTK_WIDGET (page), "That day is past"));
}

static void
choose_person (HcrmPage *page, guint n)
{
  GtkWidget *form = canned_find (GTK_WIDGET (page), g_type_from_name ("HcrmTaskForm"), NULL);
  GObject *people = gtk_widget_get_template_child (form, G_OBJECT_TYPE (form), "assignee");

  gtk_drop_down_set_selected (GTK_DROP_DOWN (people), n);
}

static void
test_assigns (void)
{
  g_autoptr (Canned) canned = make_server ();

  canned_set (canned, "POST", ASSIGN, 200, "{}");
  HcrmPage *page = open_form (canned, "task.assign");
  canned_submit (page);
  canned_settle ();
  g_assert_cmpuint (canned_count (canned, "POST", ASSIGN), ==, 0);
  g_assert_true (canned_sees (GTK_WIDGET (page), "Choose who is to carry it out"));
  choose_person (page, 2);
  g_assert_false (canned_sees (GTK_WIDGET (page), "Choose who is to carry it out"));
  canned_submit (page);
  canned_wait_request (canned, "POST", ASSIGN);
  JsonObject *body = canned_get_body (canned, "POST", ASSIGN);
  g_assert_cmpint (json_object_get_int_member (body, "assignee_id"), ==, 44);
}

static void
test_assigns_nobody (void)
{
  g_autoptr (Canned) canned = make_server ();

  canned_set (canned, "POST", ASSIGN, 200, "{}");
  HcrmPage *page = open_form (canned, "task.assign");
  choose_person (page, 1);
  canned_submit (page);
  canned_wait_request (canned, "POST", ASSIGN);
  g_assert_true (
      json_object_get_null_member (canned_get_body (canned, "POST", ASSIGN), "assignee_id"));
}

/* Somebody moved the step meanwhile: both days are shown, and what was typed is still there. */
static void
test_reschedules_late (void)
{
  g_autoptr (Canned) canned = make_server ();

  canned_set (canned, "POST", RESCHEDULE, 412,
              "{\"type\":\"stale\",\"status\":412,\"detail\":\"Changed\",\"current\":{\"id\":1,"
              "\"version\":6,\"due_on\":\"2031-05-06\",\"owner\":\"nurse\"}}");
  HcrmPage *page = open_form (canned, "task.reschedule");
  type_day_and_reason ("2030-03-15", "on holiday");
  canned_wait_request (canned, "POST", RESCHEDULE);
  canned_settle ();
  g_assert_true (canned_sees (canned_find_dialog (), "2030"));
  g_assert_true (canned_sees (canned_find_dialog (), "2031"));
  g_assert_true (canned_sees (canned_find_dialog (), "Service centre → Nurse"));
  canned_answer ("back");
  canned_submit (page);
  canned_settle ();
  canned_set (canned, "POST", RESCHEDULE, 200, "{}");
  canned_forget (canned);
  canned_answer ("save");
  JsonObject *body = canned_get_body (canned, "POST", RESCHEDULE);
  g_assert_cmpstr (json_object_get_string_member (body, "due_on"), ==, "2030-03-15");
  g_assert_cmpstr (json_object_get_string_member (body, "reason"), ==, "on holiday");
  g_assert_nonnull (strstr (canned_get_version (canned, "POST", RESCHEDULE), "6"));
}

/* Two steps at once: one is done, the other stays marked with the reason. */
static void
test_assigns_many (void)
{
  g_autoptr (Canned) canned = make_server ();
  const char *path = "/followup-tasks/actions/assign";

  canned_set (canned, "POST", path, 200,
              "{\"results\":[{\"id\":1,\"status\":200,\"problem\":null},{\"id\":2,\"status\":"
              "412,\"problem\":{\"detail\":\"Someone else changed this record\"}}]}");
  HcrmPage *page = canned_open (canned, HCRM_TYPE_WORKLIST_PAGE, supervisor);
  gtk_widget_grab_focus (GTK_WIDGET (get_list (page)));
  canned_key ("shift+Down");
  g_assert_true (canned_sees (GTK_WIDGET (page), "2 selected"));
  canned_key ("Escape");
  hcrm_record_list_back (get_list (page));
  g_assert_cmpuint (hcrm_record_list_get_n_marked (get_list (page)), ==, 1);
  canned_key ("ctrl+a");
  g_assert_cmpuint (hcrm_record_list_get_n_marked (get_list (page)), ==, 2);
  canned_key ("a");
  canned_wait_request (canned, "GET", "/colleagues");
  canned_settle ();
  g_assert_true (canned_sees (GTK_WIDGET (page), "2 follow-up steps"));
  canned_submit (page);
  canned_settle ();
  g_assert_cmpuint (canned_count (canned, "POST", path), ==, 0);
  choose_person (page, 2);
  canned_submit (page);
  canned_wait_request (canned, "POST", path);
  canned_settle ();
  JsonObject *body = canned_get_body (canned, "POST", path);
  g_assert_cmpint (json_object_get_int_member (body, "assignee_id"), ==, 44);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (body, "items")), ==, 2);
  g_assert_true (canned_sees (GTK_WIDGET (page), "Someone else changed this record"));
  g_assert_true (canned_sees (GTK_WIDGET (page), "Done with 1 of 2"));
  g_assert_cmpint (hcrm_record_list_get_selected_id (get_list (page)), ==, 2);
}

static void
test_third_attempt (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = canned_open (canned, HCRM_TYPE_WORKLIST_PAGE, agent);
  GtkWidget *view = canned_find (GTK_WIDGET (page), GTK_TYPE_TOGGLE_BUTTON, "Third attempt");

  /* Said once where there is room for it. */
  g_assert_null (gtk_widget_get_tooltip_text (view));

  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (view), TRUE);
  canned_wait_request (canned, "GET", "/followup-tasks?sort=due_on&attempts_from=2&state=open");
}

/* What changes elsewhere is fetched again without moving the selection. */
static void
test_live (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = canned_open (canned, HCRM_TYPE_WORKLIST_PAGE, agent);

  hcrm_record_list_select_id (get_list (page), 2);
  canned_forget (canned);
  hcrm_page_notify_event (page, "followup_task", 1, 4);
  canned_wait_request (canned, "GET", "/followup-tasks?sort");
  canned_settle ();
  g_assert_cmpint (hcrm_record_list_get_selected_id (get_list (page)), ==, 2);
}

static void
test_state (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = canned_open (canned, HCRM_TYPE_WORKLIST_PAGE, agent);
  GtkWidget *view = canned_find (GTK_WIDGET (page), GTK_TYPE_TOGGLE_BUTTON, "All overdue");

  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (view), TRUE);
  canned_settle ();
  g_autoptr (JsonNode) state = hcrm_page_dup_state (page);
  JsonObject *object = json_node_get_object (state);
  g_assert_cmpstr (json_object_get_string_member (object, "query"), ==, "bucket=overdue");
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  hcrm_popovers_keep ();
  hcrm_language_init ();
  g_test_add_func ("/worklist/shows", test_shows);
  g_test_add_func ("/worklist/default-views", test_default_views);
  g_test_add_func ("/worklist/views", test_views);
  g_test_add_func ("/worklist/next", test_next);
  g_test_add_func ("/worklist/calls-this-one", test_calls_this_one);
  g_test_add_func ("/worklist/nothing-next", test_nothing_next);
  g_test_add_func ("/worklist/moves-and-opens", test_moves_and_opens);
  g_test_add_func ("/worklist/comes-into-empty", test_comes_into_empty);
  g_test_add_func ("/worklist/last-goes", test_last_goes);
  g_test_add_func ("/worklist/reschedules", test_reschedules);
  g_test_add_func ("/worklist/reschedules-late", test_reschedules_late);
  g_test_add_func ("/worklist/errors-beside-rows", test_errors_beside_rows);
  g_test_add_func ("/worklist/assigns", test_assigns);
  g_test_add_func ("/worklist/assigns-nobody", test_assigns_nobody);
  g_test_add_func ("/worklist/assigns-many", test_assigns_many);
  g_test_add_func ("/worklist/third-attempt", test_third_attempt);
  g_test_add_func ("/worklist/live", test_live);
  g_test_add_func ("/worklist/state", test_state);
  return g_test_run ();
}
