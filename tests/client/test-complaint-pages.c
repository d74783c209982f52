/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Complaints: the list and the board, one of them with its shares and clock. */

#include "hcrm-canned.h"

#include "core/hcrm-dial.h"
#include "core/hcrm-language.h"
#include "core/hcrm-popover-keeper.h"
#include "pages/complaints/hcrm-complaint-form-page.h"
#include "pages/complaints/hcrm-complaint-page.h"
#include "pages/complaints/hcrm-complaint-shares-page.h"
#include "pages/complaints/hcrm-complaints-page.h"
#include "pages/today/hcrm-today-page.h"
#include "widgets/hcrm-caller-list.h"
#include "widgets/hcrm-form.h"
#include "widgets/hcrm-lookup.h"
#include "widgets/hcrm-record-list.h"
#include "widgets/hcrm-rows-editor.h"
#include "widgets/hcrm-text.h"
#include "widgets/hcrm-view-switch.h"

#define COMPLAINT(id, state, more)                                                                 \
  "{\"id\":" id ",\"version\":3,\"number\":\"T2030010200" id "\",\"state\":\"" state               \
  "\",\"grade\":2,\"grade_name\":\"二级\",\"grade_name_en\":\"Grade 2\",\"channel\":\"phone\","  \
  "\"matter\":\"等待两小时\",\"caller_name\":\"赵敏\",\"department\":\"骨科\","           \
  "\"department_en\":\"Orthopaedics\",\"received_at\":\"2030-01-02T10:00:00+08:00\",\"due_at\":"   \
  "\"2030-01-09T17:30:00+08:00\",\"reopened\":0" more "}"
#define TAKEN COMPLAINT ("7", "taken", ",\"bucket\":\"soon\"")
#define LATE COMPLAINT ("8", "handling", ",\"bucket\":\"overdue\"")
#define PAUSED COMPLAINT ("9", "handling", ",\"paused_at\":\"2030-01-03T10:00:00+08:00\"")
#define BOARD                                                                                      \
  "{\"items\":[{\"state\":\"taken\",\"total\":1,\"items\":[" TAKEN                                 \
  "]},{\"state\":\"handling\",\"total\":2,\"items\":[" LATE "," PAUSED "]}]}"

#define SHARE                                                                                         \
  "{\"id\":31,\"version\":2,\"complaint_id\":8,\"round\":0,\"department_id\":4,\"department\":"       \
  "\"骨科\",\"department_en\":\"Orthopaedics\",\"assignee\":\"邵文远\",\"lead\":true,\"state\":" \
  "\"accepted\",\"request\":null,\"answer\":null}"
#define WHOLE                                                                                      \
  COMPLAINT ("8", "handling",                                                                      \
             ",\"bucket\":\"overdue\",\"objects\":[{\"id\":1,\"kind\":\"person\","                 \
             "\"service_code\":\"2086\",\"code_known\":false,\"staff\":null,\"note\":null}],"      \
             "\"tasks\":[" SHARE "],\"notes\":[{\"id\":2,\"kind\":\"note\",\"text\":\"call the "   \
             "ward\",\"at\":\"2030-01-02T11:00:00+08:00\",\"user\":\"石磊\"}],\"history\":[{"    \
             "\"code\":\"complaint.taken\",\"params\":{\"number\":\"T1\"},\"at\":"                 \
             "\"2030-01-02T10:00:00+08:00\",\"user\":\"石磊\"}]")
#define CLOCK                                                                                      \
  "{\"id\":8,\"days\":5,\"state\":\"running\",\"due_at\":\"2030-01-09T17:30:00+08:00\",\"steps\":" \
  "[{\"code\":\"deadline.term\",\"params\":{\"days\":5}}],\"entries\":[]}"

#define VIEWS                                                                                      \
  "{\"items\":[{\"id\":5,\"version\":1,\"name\":\"Critical ones\",\"content\":{\"query\":"         \
  "\"grade=1\"}}],\"total\":1}"

static const char *const agent[] = { "session:all",          "complaint.read:all",
                                     "complaint.take:all",   "complaint.route:all",
                                     "complaint.answer:all", NULL };

static Canned *
make_server (void)
{
  Canned *canned = canned_new ();

  canned_set (canned, "GET", "/complaints?", 200, LIST (TAKEN "," LATE, "2"));
  canned_set (canned, "GET", "/complaints/board", 200, BOARD);
  canned_set (canned, "GET", "/views?", 200, VIEWS);
  canned_set (canned, "GET", "/complaints/8", 200, WHOLE);
  canned_set (canned, "GET", "/complaints/8/clock", 200, CLOCK);
  canned_set (canned, "POST", "/complaints/8/", 200, WHOLE);
  canned_set (canned, "POST", "/complaint-tasks/31/actions/", 200, SHARE);
  canned_set_drafts (canned);
  canned_set (canned, "GET", "/drafts/", 404, "{}");
  return canned;
}

/* --- list and board --------------------------------------------------------------------------- */

static void
press (GtkWidget *root, GType type, const char *text)
{
  GtkWidget *button = canned_find (root, type, text);

  g_assert_nonnull (button);
  if (GTK_IS_TOGGLE_BUTTON (button))
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), TRUE);
  else
    g_signal_emit_by_name (button, "clicked");
  canned_settle ();
}

static void
test_list (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = canned_open_shown (canned, HCRM_TYPE_COMPLAINTS_PAGE, agent, "/complaints?");
  HcrmRecordList *list =
      HCRM_RECORD_LIST (canned_find (GTK_WIDGET (page), HCRM_TYPE_RECORD_LIST, NULL));

  g_assert_nonnull (strstr (canned_get_path (canned, "GET", "/complaints?"), "open=true"));
  g_assert_cmpuint (canned_count (canned, "GET", "/complaints/board"), ==, 0);
  hcrm_record_list_select_id (list, 8);
  canned_settle ();
  g_signal_emit_by_name (list, "activate", hcrm_record_list_get_selected (list));
  g_assert_cmpstr (canned_get_opened (canned), ==, "complaint/8");
}

/* Conditions are kept as a view of one's own, by name. */
static void
test_views (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = canned_open_shown (canned, HCRM_TYPE_COMPLAINTS_PAGE, agent, "/complaints?");

  canned_wait_words (page, "Critical ones");
  press (GTK_WIDGET (page), GTK_TYPE_TOGGLE_BUTTON, "Critical ones");
  canned_settle ();
  g_assert_nonnull (strstr (canned_get_path (canned, "GET", "/complaints?"), "grade=1"));
  canned_set (canned, "POST", "/views", 201, "{\"id\":6}");
  GtkWidget *views = canned_find (GTK_WIDGET (page), HCRM_TYPE_VIEW_SWITCH, NULL);
  GtkWidget *name = canned_find (views, GTK_TYPE_ENTRY, NULL);
  gtk_editable_set_text (GTK_EDITABLE (name), "Mine");
  g_signal_emit_by_name (name, "activate");
  canned_wait_request (canned, "POST", "/views");
  JsonObject *body = canned_get_body (canned, "POST", "/views");
  g_assert_cmpstr (json_object_get_string_member (body, "page"), ==, "complaints");
  g_assert_cmpstr (json_object_get_string_member (body, "name"), ==, "Mine");
  g_assert_cmpstr (json_object_get_string_member (json_object_get_object_member (body, "content"),
                                                  "query"),
                   ==, "grade=1");
}

/* One that was kept goes again, as it was read. */
static void
test_view_removed (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = canned_open_shown (canned, HCRM_TYPE_COMPLAINTS_PAGE, agent, "/complaints?");

  canned_wait_words (page, "Critical ones");
  press (GTK_WIDGET (page), GTK_TYPE_TOGGLE_BUTTON, "Critical ones");
  canned_settle ();
  canned_set (canned, "POST", "/views/", 200, "{\"id\":5}");
  canned_set (canned, "GET", "/views?", 200, LIST ("", "0"));
  g_signal_emit_by_name (canned_find (GTK_WIDGET (page), GTK_TYPE_BUTTON, "Remove the chosen view"),
                         "clicked");
  canned_wait_request (canned, "POST", "/views/5/actions/retire");
  canned_settle ();
  g_assert_null (canned_find (GTK_WIDGET (page), GTK_TYPE_TOGGLE_BUTTON, "Critical ones"));
}

/* Views that could not be read are read later, without a word about them. */
static void
test_views_late (void)
{
  g_autoptr (Canned) canned = make_server ();

  canned_set (canned, "GET", "/views?", 503, "{}");
  HcrmPage *page = canned_open_shown (canned, HCRM_TYPE_COMPLAINTS_PAGE, agent, "/complaints?");
  canned_set (canned, "GET", "/views?", 200, VIEWS);
  hcrm_page_refresh (page);
  canned_wait_words (page, "Critical ones");
  canned_forget (canned);
  hcrm_page_refresh (page);
  canned_settle ();
  g_assert_cmpuint (canned_count (canned, "GET", "/views?"), ==, 0);
}

static void
test_board (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = canned_open_shown (canned, HCRM_TYPE_COMPLAINTS_PAGE, agent, "/complaints?");

  press (GTK_WIDGET (page), GTK_TYPE_TOGGLE_BUTTON, "By State");
  canned_wait_request (canned, "GET", "/complaints/board");
  canned_wait_words (page, "T20300102008");
  g_assert_true (canned_sees (GTK_WIDGET (page), "Being handled"));
  g_signal_emit_by_name (canned_find_around (GTK_WIDGET (page), GTK_TYPE_BUTTON, "T20300102008"),
                         "clicked");
  g_assert_cmpstr (canned_get_opened (canned), ==, "complaint/8");
  press (GTK_WIDGET (page), GTK_TYPE_TOGGLE_BUTTON, "By Due Date");
  g_assert_true (canned_sees (GTK_WIDGET (page), "Due later"));
  g_assert_true (canned_sees (GTK_WIDGET (page), "T20300102009"));
  g_assert_nonnull (canned_find (GTK_WIDGET (page), GTK_TYPE_LABEL, "Paused"));
}

/* A change elsewhere fills the board anew and leaves the focus on its card. */
static void
test_live (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = canned_open_shown (canned, HCRM_TYPE_COMPLAINTS_PAGE, agent, "/complaints?");

  press (GTK_WIDGET (page), GTK_TYPE_TOGGLE_BUTTON, "By State");
  canned_wait_words (page, "T20300102008");
  gtk_widget_grab_focus (canned_find_around (GTK_WIDGET (page), GTK_TYPE_BUTTON, "T20300102008"));
  canned_forget (canned);
  hcrm_page_notify_event (page, "complaint", 8, 4);
  canned_wait_request (canned, "GET", "/complaints/board");
  canned_settle ();
  g_assert_true (gtk_widget_has_focus (
      canned_find_around (GTK_WIDGET (page), GTK_TYPE_BUTTON, "T20300102008")));
}

/* --- one of them ------------------------------------------------------------------------------ */

static HcrmPage *
open_complaint (Canned *canned)
{
  HcrmPage *page = canned_open_record (canned, HCRM_TYPE_COMPLAINT_PAGE, agent, "8");

  canned_wait_request (canned, "GET", "/complaints/8/clock");
  canned_settle ();
  return page;
}

static void
test_shows (void)
{
  g_autoptr (Canned) canned = make_server ();
  GtkWidget *page = GTK_WIDGET (open_complaint (canned));

  g_assert_true (canned_sees (page, "T20300102008"));
  g_assert_true (canned_sees (page, "等待两小时"));
  g_assert_true (canned_sees (page, "nobody had this code"));
  g_assert_true (canned_sees (page, "call the ward"));
  g_assert_true (canned_sees (page, "Complaint taken"));
  g_assert_true (canned_sees (page, "leads"));
  g_assert_false (canned_sees (page, "Let It Lead"));
  g_assert_nonnull (
      canned_find (page, GTK_TYPE_LABEL, "1  Term: 5 working days · that day does not count"));
  g_autofree char *at = hcrm_text_time ("2030-01-09T17:30:00+08:00");
  g_autofree char *words = g_strconcat ("was due ", at, NULL);
  GtkWidget *due = canned_find (page, GTK_TYPE_LABEL, words);
  g_assert_true (gtk_widget_has_css_class (gtk_widget_get_parent (due), "late"));
}

#define HEARD                                                                                      \
  COMPLAINT ("8", "handling",                                                                      \
             ",\"wish\":\"道歉\",\"caller_number\":\"139****1234\",\"calls\":[{\"id\":null,"     \
             "\"call_id\":5,"                                                                      \
             "\"started_at\":\"2030-01-02T10:00:00+08:00\",\"direction\":\"in\",\"state\":"        \
             "\"ended\",\"recorded\":true,\"recordings\":[{\"id\":21,\"offset_ms\":2000,"          \
             "\"duration_ms\":98000,\"state\":\"ready\"}]},{\"id\":4,\"call_id\":6,"               \
             "\"started_at\":\"2030-01-03T10:00:00+08:00\",\"direction\":\"out\",\"disposition\":" \
             "\"no_answer\",\"recorded\":true,\"recordings\":[]}],\"moments\":[{\"call_id\":5,"    \
             "\"offset_ms\":44000,\"field\":\"matter\",\"from_char\":0,\"to_char\":5,"             \
             "\"note_id\":null},{\"call_id\":5,\"offset_ms\":72000,\"field\":\"wish\",\"from_"     \
             "char\":0,\"to_char\":2,\"note_id\":null},{\"call_id\":6,\"offset_ms\":9000,"         \
             "\"field\":\"note\",\"note_id\""                                                      \
             ":2}],\"notes\":[{\"id\":2,\"kind\":\"note\",\"text\":\"<b> & so\",\"at\":"           \
             "\"2030-01-02T11:00:00+08:00\",\"user\":\"石磊\"}]")

/* What may be heard has a button, and its second behind the words; what may not is said to be
 * there.
 */
static void
test_heard (void)
{
  static const char *const caller[] = { "session:all", "complaint.read:all", "call.work:all",
                                        NULL };
  g_autoptr (Canned) canned = make_server ();
  HcrmPhoneDial clicked;

  canned_set (canned, "GET", "/complaints/8", 200, HEARD);
  GtkWidget *page = GTK_WIDGET (canned_open_record (canned, HCRM_TYPE_COMPLAINT_PAGE, caller, "8"));
  canned_settle ();
  g_assert_nonnull (canned_find (page, GTK_TYPE_LABEL, "等待两小时 0:42 "));
  GtkWidget *wish = canned_find (page, GTK_TYPE_LABEL, "Wants: 道歉 1:10 ");
  g_assert_true (gtk_widget_grab_focus (wish)); /* keys reach what can be heard */
  GtkWidget *note = canned_find (page, GTK_TYPE_LABEL, "<b> & so");
  g_assert_false (gtk_widget_grab_focus (note)); /* and go past what cannot */
  GtkWidget *button = canned_find_around (page, GTK_TYPE_BUTTON, "1:38");
  g_assert_cmpstr (gtk_actionable_get_action_name (GTK_ACTIONABLE (button)), ==, "shell.open");
  g_assert_true (canned_sees (page, "No answer"));
  g_assert_true (canned_sees (page, "recorded"));
  GtkWidget *dial = canned_find (page, GTK_TYPE_BUTTON, "Call the Caller");
  g_assert_true (gtk_widget_get_mapped (dial));
  hcrm_dial_from_variant (gtk_actionable_get_action_target_value (GTK_ACTIONABLE (dial)), &clicked);
  g_assert_cmpint (clicked.activity_id, ==, 8);
}

/* A note that is written during a call has the moment at which it was begun; one about something
 * else has nothing to do with it. */
static void
test_note_in_call (void)
{
  static const char *const caller[] = { "session:all", "complaint.read:all", "call.work:all",
                                        NULL };
  g_autoptr (Canned) canned = make_server ();

  canned_set (canned, "GET", "/telephones/me", 200, "{\"extension\":\"8001\",\"can\":[]}");
  canned_set (
      canned, "GET", "/calls/current", 200,
      LIST ("{\"id\":4,\"state\":\"talking\",\"activity_id\":77,\"started_at\":"
            "\"2030-01-02T10:00:00+08:00\"},{\"id\":5,\"state\":\"talking\",\"activity_id\":"
            "8,\"started_at\":\"2030-01-02T10:00:00+08:00\"}",
            "2"));
  GtkWidget *page = GTK_WIDGET (canned_open_record (canned, HCRM_TYPE_COMPLAINT_PAGE, caller, "8"));
  hcrm_phone_get (hcrm_page_get_session (HCRM_PAGE (page)));
  canned_wait_request (canned, "GET", "/calls/current");
  canned_settle ();
  gtk_widget_activate_action (page, "complaint.step", "s", "notes");
  canned_settle ();
  HcrmForm *form = HCRM_FORM (canned_find (canned_find_dialog (), HCRM_TYPE_FORM, NULL));
  hcrm_input_set_value (hcrm_form_get_input (form, "text"), "wants an apology");
  g_signal_emit_by_name (hcrm_form_get_input (form, "text"), "changed");
  canned_answer ("yes");
  canned_wait_request (canned, "POST", "/complaints/8/notes");
  JsonObject *body = canned_get_body (canned, "POST", "/complaints/8/notes");
  g_assert_cmpint (json_object_get_int_member (body, "call_id"), ==, 5);
  g_assert_true (json_object_has_member (body, "offset_ms"));
  canned_settle ();
}

/* A recording that can be heard from now on stands there at once. */
static void
test_recording_comes (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = canned_open_record (canned, HCRM_TYPE_COMPLAINT_PAGE, agent, "8");

  canned_settle ();
  g_assert_false (canned_sees (GTK_WIDGET (page), "1:38"));
  canned_set (canned, "GET", "/complaints/8", 200, HEARD);
  hcrm_page_notify_event (page, "recording", 3, 0);
  canned_wait_words (page, "1:38");
}

/* Without a number, or the right to call, nobody is called. */
static void
test_no_dial (void)
{
  g_autoptr (Canned) canned = make_server ();
  GtkWidget *page = GTK_WIDGET (open_complaint (canned));

  g_assert_false (gtk_widget_get_visible (canned_find (page, GTK_TYPE_BUTTON, "Call the Caller")));
}

/* A clock that runs is not resumed. */
static void
test_steps (void)
{
  g_autoptr (Canned) canned = make_server ();
  GtkWidget *page = GTK_WIDGET (open_complaint (canned));

  g_assert_true (canned_sees (page, "Pause the Clock"));
  g_assert_false (canned_sees (page, "Resume the Clock"));
  gtk_widget_activate_action (page, "complaint.step", "s", "pause");
  canned_settle ();
  GtkWidget *form = canned_find (canned_find_dialog (), HCRM_TYPE_FORM, NULL);
  hcrm_input_set_value (hcrm_form_get_input (HCRM_FORM (form), "why"), "caller");
  g_signal_emit_by_name (hcrm_form_get_input (HCRM_FORM (form), "why"), "changed");
  canned_answer ("yes");
  canned_wait_request (canned, "POST", "/complaints/8/actions/pause");
  JsonObject *body = canned_get_body (canned, "POST", "/complaints/8/actions/pause");
  g_assert_cmpstr (json_object_get_string_member (body, "why"), ==, "caller");
  g_assert_nonnull (strstr (canned_get_version (canned, "POST", "/complaints/8/actions/"), "3"));
  canned_settle ();
}

/* The page in a window whose other buttons come first, as those of the shell do; the user is in
 * another window, and then GTK's boxes do not know which child has the focus. */
static GtkWidget *
go_away (HcrmPage *page)
{
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (page)));
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  g_autoptr (GtkWidget) content = g_object_ref (gtk_window_get_child (window));

  gtk_window_set_child (window, NULL);
  gtk_box_append (GTK_BOX (box), gtk_button_new_with_label ("shell"));
  gtk_box_append (GTK_BOX (box), content);
  gtk_window_set_child (window, box);
  GtkWidget *pause = canned_find (GTK_WIDGET (page), GTK_TYPE_BUTTON, "Pause the Clock");
  gtk_widget_grab_focus (pause);
  g_assert_true (gtk_window_get_focus (window) == pause);
  for (GtkWidget *at = pause; at != NULL; at = gtk_widget_get_parent (at))
    gtk_widget_set_focus_child (at, NULL);
  return pause;
}

static void
read_again (Canned *canned, HcrmPage *page)
{
  canned_forget (canned);
  hcrm_page_notify_event (page, "complaint", 8, 4);
  canned_wait_request (canned, "GET", "/complaints/8");
  canned_wait_request (canned, "GET", "/complaints/8/clock");
  canned_settle ();
}

/* Somebody else changed it: the button with the focus keeps it, and the page its keys. */
static void
test_read_again (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_complaint (canned);

  go_away (page);
  read_again (canned, page);
  g_assert_true (
      gtk_widget_has_focus (canned_find (GTK_WIDGET (page), GTK_TYPE_BUTTON, "Pause the Clock")));
  canned_key ("F4");
  g_assert_cmpstr (canned_get_opened (canned), ==, "complaint_change/8");
}

static gboolean
holds_focus (gpointer page)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (page));

  return focus != NULL && gtk_widget_is_ancestor (focus, page);
}

/* The button that had the focus is gone: with the next frame something else of the page has it. */
static void
test_focus_stays (void)
{
  g_autoptr (Canned) canned = make_server ();
  GtkWidget *page = GTK_WIDGET (open_complaint (canned));
  GtkWidget *pause = go_away (HCRM_PAGE (page));

  gtk_box_remove (GTK_BOX (gtk_widget_get_parent (pause)), pause);
  canned_wait (holds_focus, page);
}

#define DEPARTMENTS LIST ("{\"id\":4,\"name\":\"骨科\"},{\"id\":5,\"name\":\"妇产科\"}", "2")

static HcrmRowsEditor *
open_route (Canned *canned, GtkWidget *page)
{
  canned_set (canned, "GET", "/departments", 200, DEPARTMENTS);
  canned_set (canned, "GET", "/complaints/8/colleagues?department_id=4", 200,
              LIST ("{\"id\":61,\"name\":\"邵文远\"}", "1"));
  canned_set (canned, "GET", "/complaints/8/colleagues?department_id=5", 200,
              LIST ("{\"id\":62,\"name\":\"潘志强\"}", "1"));
  gtk_widget_activate_action (page, "complaint.step", "s", "route");
  canned_wait_request (canned, "GET", "/departments");
  canned_settle ();
  return HCRM_ROWS_EDITOR (canned_find (canned_find_dialog (), HCRM_TYPE_ROWS_EDITOR, NULL));
}

static void
fill_in (HcrmRowsEditor *rows, guint row, const char *column, const char *value)
{
  HcrmInput *cell = HCRM_INPUT (hcrm_rows_editor_get_cell (rows, row, column));

  hcrm_input_set_value (cell, value);
  g_signal_emit_by_name (cell, "changed");
  canned_settle ();
}

static void
assert_cell (HcrmRowsEditor *rows, guint row, const char *column, const char *expected)
{
  g_autofree char *value =
      hcrm_input_dup_value (HCRM_INPUT (hcrm_rows_editor_get_cell (rows, row, column)));

  g_assert_cmpstr (value, ==, expected);
}

/* Two departments, each with its own question and person, in one request; the one that was said to
 * lead last does. */
static void
test_routes (void)
{
  g_autoptr (Canned) canned = make_server ();
  GtkWidget *page = GTK_WIDGET (open_complaint (canned));
  HcrmRowsEditor *rows = open_route (canned, page);

  fill_in (rows, 0, "department_id", "4");
  fill_in (rows, 0, "request", "等了多久");
  press (canned_find_dialog (), GTK_TYPE_BUTTON, "Another Department");
  fill_in (rows, 1, "department_id", "5");
  canned_wait_request (canned, "GET", "/complaints/8/colleagues?department_id=5");
  fill_in (rows, 1, "assignee_id", "62");
  fill_in (rows, 0, "lead", "true");
  fill_in (rows, 1, "lead", "true");
  assert_cell (rows, 0, "lead", "false");
  canned_key ("ctrl+Return");
  canned_wait_request (canned, "POST", "/complaints/8/actions/route");
  JsonArray *shares =
      json_object_get_array_member (canned_get_body (canned, "POST", "/complaints/8/actions/route"),
                                    "shares");
  g_assert_cmpuint (json_array_get_length (shares), ==, 2);
  JsonObject *first = json_array_get_object_element (shares, 0);
  JsonObject *second = json_array_get_object_element (shares, 1);
  g_assert_cmpint (json_object_get_int_member (first, "department_id"), ==, 4);
  g_assert_cmpstr (json_object_get_string_member (first, "request"), ==, "等了多久");
  g_assert_cmpint (json_object_get_int_member (second, "assignee_id"), ==, 62);
  g_assert_true (json_object_get_boolean_member (second, "lead"));
  g_assert_false (json_object_get_boolean_member (first, "lead"));
  canned_settle ();
}

/* Who will have it stands there before it goes, and so does what a second department does to the
 * term. */
static void
test_route_tells (void)
{
  g_autoptr (Canned) canned = make_server ();

  canned_set (canned, "GET", "/complaints/8", 200, COMPLAINT ("8", "taken", ",\"tasks\":[]"));
  GtkWidget *page = GTK_WIDGET (open_complaint (canned));

  canned_set (canned, "GET", "/complaint-grades", 200,
              LIST ("{\"id\":2,\"days\":3,\"days_several\":5}", "1"));
  HcrmRowsEditor *rows = open_route (canned, page);
  canned_set (canned, "GET", "/complaints/8/colleagues?department_id=4", 200,
              LIST ("{\"id\":61,\"name\":\"邵文远\",\"first\":true}", "1"));
  GtkWidget *dialog = GTK_WIDGET (canned_find_dialog ());
  fill_in (rows, 0, "department_id", "4");
  canned_settle ();
  g_assert_true (canned_sees (dialog, "It goes to 邵文远, unless somebody else is named."));
  fill_in (rows, 0, "assignee_id", "61");
  g_assert_false (canned_sees (dialog, "It goes to 邵文远, unless somebody else is named."));
  press (dialog, GTK_TYPE_BUTTON, "Another Department");
  assert_cell (rows, 1, "lead", "false");
  g_assert_false (canned_sees (dialog, "within 5 working days instead of 3"));
  fill_in (rows, 1, "department_id", "5");
  canned_settle ();
  g_assert_true (canned_sees (dialog, "within 5 working days instead of 3"));
  canned_answer ("no");
}

/* Another department has other people; without one nothing is sent. */
static void
test_route_people (void)
{
  g_autoptr (Canned) canned = make_server ();
  GtkWidget *page = GTK_WIDGET (open_complaint (canned));
  HcrmRowsEditor *rows = open_route (canned, page);

  canned_key ("ctrl+Return");
  canned_settle ();
  g_assert_cmpuint (canned_count (canned, "POST", "/complaints/8/actions/route"), ==, 0);
  fill_in (rows, 0, "department_id", "5");
  canned_wait_request (canned, "GET", "/complaints/8/colleagues?department_id=5");
  fill_in (rows, 0, "assignee_id", "62");
  fill_in (rows, 0, "department_id", "4");
  assert_cell (rows, 0, "assignee_id", NULL);
  canned_answer ("no");
}

/* What was typed for several departments is there again after a crash. */
static void
test_route_draft (void)
{
  g_autoptr (Canned) canned = make_server ();
  GtkWidget *page = GTK_WIDGET (open_complaint (canned));
  HcrmRowsEditor *rows = open_route (canned, page);

  fill_in (rows, 0, "department_id", "4");
  canned_key ("ctrl+n");
  fill_in (rows, 1, "department_id", "5");
  fill_in (rows, 1, "assignee_id", "62");
  fill_in (rows, 1, "request", "谁值班");
  canned_answer ("no");
  canned_settle ();
  rows = open_route (canned, page);
  g_assert_cmpuint (hcrm_rows_editor_get_n (rows), ==, 2);
  assert_cell (rows, 1, "assignee_id", "62");
  assert_cell (rows, 1, "request", "谁值班");
  canned_answer ("no");
}

/* A share's answer goes with the version of the share, and its words have a draft of their own. */
static void
test_answers (void)
{
  g_autoptr (Canned) canned = make_server ();
  GtkWidget *page = GTK_WIDGET (open_complaint (canned));

  gtk_widget_activate_action (page, "complaint.share", "(xs)", (gint64) 31, "answer");
  canned_settle ();
  canned_type ("we are sorry");
  canned_settle ();
  canned_key ("ctrl+Return");
  canned_wait_request (canned, "POST", "/complaint-tasks/31/actions/answer");
  JsonObject *body = canned_get_body (canned, "POST", "/complaint-tasks/31/actions/answer");
  g_assert_cmpstr (json_object_get_string_member (body, "answer"), ==, "we are sorry");
  g_assert_nonnull (strstr (canned_get_version (canned, "POST", "/complaint-tasks/31/"), "2"));
  canned_settle ();
  canned_wait_request (canned, "DELETE", "/drafts/complaint/task-31-answer");
}

/* --- taking one ------------------------------------------------------------------------------- */

#define PROPOSAL                                                                                   \
  "{\"classes\":[{\"code\":\"waiting\",\"name\":\"等待\",\"name_en\":"                           \
  "\"Waiting\",\"words\":[\"等\"]}],\"grade\":{\"id\":2,\"name\":\"二级\",\"name_en\":\"Grade " \
  "2\",\"words\":[]},\"similar\":[{\"id\":9,\"number\":\"T9\",\"matter\":\"x\",\"caller_name\":"   \
  "null}]}"

static void
set_lists (Canned *canned)
{
  canned_set (canned, "GET", "/complaint-classes", 200,
              LIST ("{\"id\":1,\"code\":\"waiting\",\"name\":\"等待\"},"
                    "{\"id\":2,\"code\":\"food\",\"name\":\"膳食\"}",
                    "2"));
  canned_set (canned, "GET", "/complaint-grades", 200, LIST ("{\"id\":2,\"name\":\"二级\"}", "1"));
  canned_set (canned, "GET", "/complaints/proposal", 200, PROPOSAL);
  canned_set (canned, "POST", "/complaints", 201, WHOLE);
}

static HcrmPage *
open_form_as (Canned *canned, const char *const *permissions)
{
  set_lists (canned);
  HcrmPage *page = canned_open (canned, HCRM_TYPE_COMPLAINT_FORM_PAGE, permissions);
  canned_wait_request (canned, "GET", "/complaint-grades");
  canned_settle ();
  return page;
}

static HcrmPage *
open_form (Canned *canned)
{
  return open_form_as (canned, agent);
}

static HcrmInput *
find_input (HcrmPage *page, const char *field)
{
  GtkWidget *form = canned_find (GTK_WIDGET (page), HCRM_TYPE_FORM, NULL);

  return hcrm_form_get_input (HCRM_FORM (form), field);
}

static void
write_matter (Canned *canned, HcrmPage *page)
{
  hcrm_input_focus (find_input (page, "matter"));
  canned_type ("waited for hours");
  canned_wait_request (canned, "GET", "/complaints/proposal");
  canned_settle ();
}

#define GRADE_ALONE                                                                                \
  "{\"classes\":[],\"grade\":{\"id\":2,\"name\":\"二级\",\"words\":[]},\"similar\":[]}"

/* A grade alone is proposed by the words as well. */
static void
test_grade_alone (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_form (canned);

  canned_set (canned, "GET", "/complaints/proposal", 200, GRADE_ALONE);
  write_matter (canned, page);
  g_assert_true (canned_sees (GTK_WIDGET (page), "By the words of the matter"));
  g_assert_false (canned_sees (GTK_WIDGET (page), "Similar ones that are open"));
}

/* Without words nothing is proposed by them. */
static void
test_no_words (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_form (canned);

  canned_set (canned, "GET", "/complaints/proposal", 200, GRADE_ALONE);
  hcrm_input_focus (find_input (page, "caller_number"));
  canned_type ("13900001234");
  canned_wait_request (canned, "GET", "/complaints/proposal");
  canned_settle ();
  g_assert_false (canned_sees (GTK_WIDGET (page), "By the words of the matter"));
  g_autofree char *grade = hcrm_input_dup_value (find_input (page, "grade"));
  g_assert_cmpstr (grade, ==, NULL);
}

/* What fits is proposed while one types, and a click takes it; the draft is kept meanwhile. */
static void
test_takes (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_form (canned);

  write_matter (canned, page);
  g_assert_nonnull (
      strstr (canned_get_path (canned, "GET", "/complaints/proposal"), "waited%20for%20hours"));
  canned_wait_request (canned, "PUT", "/drafts/complaint/new");
  g_assert_true (canned_sees (GTK_WIDGET (page), "Similar ones that are open"));
  canned_submit (page);
  canned_wait_request (canned, "POST", "/complaints");
  JsonObject *body = canned_get_body (canned, "POST", "/complaints");
  g_assert_cmpstr (json_object_get_string_member (body, "matter"), ==, "waited for hours");
  g_assert_cmpstr (json_object_get_string_member (body, "class"), ==, "waiting");
  g_assert_cmpstr (json_object_get_string_member (body, "channel"), ==, "phone");
  g_assert_cmpint (json_object_get_int_member (body, "grade"), ==, 2);
  canned_settle ();
  g_assert_cmpstr (canned_get_opened (canned), ==, "complaint/8");
  g_assert_cmpuint (canned_count (canned, "POST", "/callers"), ==, 0);
}

/* What one has chosen does not follow the words. */
static void
test_chosen (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_form (canned);

  hcrm_input_set_value (find_input (page, "class"), "food");
  g_signal_emit_by_name (find_input (page, "class"), "changed");
  write_matter (canned, page);
  g_autofree char *class = hcrm_input_dup_value (find_input (page, "class"));
  g_assert_cmpstr (class, ==, "food");
}

/* A service code is looked up as of the day it happened, while one types; nobody's is flagged. */
static void
test_service_code (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_form (canned);

  canned_set (canned, "GET", "/service-codes/10039", 200,
              "{\"code\":\"10039\",\"known\":true,\"staff\":\"邵文远\",\"department\":\"骨科\"}");
  canned_set (canned, "GET", "/service-codes/10047", 200,
              "{\"code\":\"10047\",\"known\":false,\"problem\":\"Nobody had this code\"}");
  hcrm_input_set_value (find_input (page, "incident_on"), "2030-01-02");
  GtkWidget *editor = canned_find (GTK_WIDGET (page), HCRM_TYPE_ROWS_EDITOR, NULL);
  hcrm_rows_editor_add (HCRM_ROWS_EDITOR (editor));
  GtkWidget *cell = hcrm_rows_editor_get_cell (HCRM_ROWS_EDITOR (editor), 0, "service_code");
  hcrm_input_focus (HCRM_INPUT (cell));
  canned_type ("10039");
  canned_wait_words (page, "10039 · 邵文远 · 骨科");
  g_assert_nonnull (
      strstr (canned_get_path (canned, "GET", "/service-codes/10039"), "on=2030-01-02"));
  hcrm_input_set_value (HCRM_INPUT (cell), "10047");
  g_signal_emit_by_name (cell, "changed");
  canned_wait_words (page, "10047 · Nobody had this code");
  g_assert_true (canned_sees (GTK_WIDGET (page), "kept, and flagged"));
}

static void
set_cell (HcrmPage *page, const char *column, const char *value)
{
  GtkWidget *editor = canned_find (GTK_WIDGET (page), HCRM_TYPE_ROWS_EDITOR, NULL);
  GtkWidget *cell = hcrm_rows_editor_get_cell (HCRM_ROWS_EDITOR (editor), 0, column);

  if (HCRM_IS_LOOKUP (cell)) {
    hcrm_lookup_type (HCRM_LOOKUP (cell), value);
    hcrm_lookup_settle (HCRM_LOOKUP (cell));
  } else {
    hcrm_input_set_value (HCRM_INPUT (cell), value);
    g_signal_emit_by_name (cell, "changed");
  }
}

/* A code that nobody has, typed where people are looked up, is kept as a code; words as a note. */
static void
test_unknown_person (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_form (canned);

  canned_set (canned, "GET", "/staff?", 200, LIST ("", "0"));
  canned_set (canned, "GET", "/service-codes/X99999", 200,
              "{\"code\":\"X99999\",\"known\":false,\"problem\":\"Nobody had this code\"}");
  GtkWidget *editor = canned_find (GTK_WIDGET (page), HCRM_TYPE_ROWS_EDITOR, NULL);
  hcrm_rows_editor_add (HCRM_ROWS_EDITOR (editor));
  set_cell (page, "staff_id", "X99999");
  assert_cell (HCRM_ROWS_EDITOR (editor), 0, "service_code", "X99999");
  canned_wait_words (page, "kept, and flagged");
  set_cell (page, "staff_id", "李医生");
  assert_cell (HCRM_ROWS_EDITOR (editor), 0, "note", "李医生");
  assert_cell (HCRM_ROWS_EDITOR (editor), 0, "service_code", "X99999");
}

/* Whoever takes a complaint about themselves is told before that they will not see it, does not
 * settle it, and leaves when it is taken. */
static void
test_own (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_form (canned);

  canned_set (canned, "GET", "/service-codes/A3017", 200,
              "{\"code\":\"A3017\",\"known\":true,\"own\":true,\"staff\":\"石磊\"}");
  write_matter (canned, page);
  hcrm_input_set_value (find_input (page, "class"), "waiting");
  GtkWidget *editor = canned_find (GTK_WIDGET (page), HCRM_TYPE_ROWS_EDITOR, NULL);
  hcrm_rows_editor_add (HCRM_ROWS_EDITOR (editor));
  set_cell (page, "service_code", "A3017");
  canned_wait_words (page, "This complaint is about yourself");
  gtk_widget_activate_action (GTK_WIDGET (page), "taking.spot", NULL);
  canned_settle ();
  g_assert_null (canned_find_dialog ());
  canned_set (canned, "POST", "/complaints", 201, "");
  gtk_widget_activate_action (GTK_WIDGET (page), "taking.take", NULL);
  canned_wait_request (canned, "POST", "/complaints");
  canned_settle ();
  g_assert_null (canned_get_opened (canned));
}

/* A person is found by name, a department by its own; what the kind has not is neither asked nor
 * sent, and the draft keeps the words. */
static void
test_about (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_form (canned);
  GtkWidget *editor = canned_find (GTK_WIDGET (page), HCRM_TYPE_ROWS_EDITOR, NULL);
  HcrmRowsEditor *rows = HCRM_ROWS_EDITOR (editor);

  canned_set (canned, "GET", "/staff", 200,
              LIST ("{\"id\":6,\"name\":\"邵文远\",\"title\":\"科主任\",\"department\":\"骨科\"}",
                    "1"));
  canned_set (canned, "GET", "/departments", 200,
              LIST ("{\"id\":3,\"name\":\"心内科\",\"code\":\"CARDIO\"}", "1"));
  hcrm_rows_editor_add (rows);
  hcrm_rows_editor_add (rows);
  GtkWidget *person = hcrm_rows_editor_get_cell (rows, 0, "staff_id");
  hcrm_lookup_type (HCRM_LOOKUP (person), "swy");
  canned_wait_request (canned, "GET", "/staff");
  canned_settle ();
  g_assert_nonnull (strstr (canned_get_path (canned, "GET", "/staff"), "q=swy"));
  hcrm_lookup_choose (HCRM_LOOKUP (person), 0);
  GtkWidget *kind = hcrm_rows_editor_get_cell (rows, 1, "kind");
  hcrm_input_set_value (HCRM_INPUT (kind), "department");
  g_signal_emit_by_name (kind, "changed");
  g_assert_false (gtk_widget_get_mapped (hcrm_rows_editor_get_cell (rows, 1, "staff_id")));
  g_assert_true (gtk_widget_get_mapped (hcrm_rows_editor_get_cell (rows, 0, "staff_id")));
  GtkWidget *where = hcrm_rows_editor_get_cell (rows, 1, "department_id");
  hcrm_lookup_type (HCRM_LOOKUP (where), "CARDIO");
  canned_wait_request (canned, "GET", "/departments");
  canned_settle ();
  hcrm_lookup_choose (HCRM_LOOKUP (where), 0);
  write_matter (canned, page);
  canned_wait_request (canned, "PUT", "/drafts/complaint/new");
  canned_submit (page);
  canned_wait_request (canned, "POST", "/complaints");
  JsonArray *sent =
      json_object_get_array_member (canned_get_body (canned, "POST", "/complaints"), "objects");
  JsonObject *first = json_array_get_object_element (sent, 0),
             *second = json_array_get_object_element (sent, 1);
  g_assert_cmpint (json_object_get_int_member (first, "staff_id"), ==, 6);
  g_assert_false (json_object_has_member (first, "staff"));
  g_assert_cmpstr (json_object_get_string_member (second, "kind"), ==, "department");
  g_assert_cmpint (json_object_get_int_member (second, "department_id"), ==, 3);
  canned_settle ();
}

/* A letter has a day of receipt; a call has not. */
static void
test_letter (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_form (canned);

  g_assert_false (canned_sees (GTK_WIDGET (page), "Day of receipt"));
  hcrm_input_set_value (find_input (page, "channel"), "letter");
  g_signal_emit_by_name (find_input (page, "channel"), "changed");
  g_assert_true (canned_sees (GTK_WIDGET (page), "Day of receipt"));
  hcrm_input_set_value (find_input (page, "received_on"), "2020-01-02");
  write_matter (canned, page);
  canned_submit (page);
  canned_wait_request (canned, "POST", "/complaints");
  JsonObject *body = canned_get_body (canned, "POST", "/complaints");
  const char *at = json_object_get_string_member (body, "received_at");
  g_assert_true (g_str_has_prefix (at, "2020-01-02T12:00:00"));
  g_assert_false (json_object_has_member (body, "received_on"));
  canned_settle ();
}

/* Who may join takes it and joins it at once. */
static void
test_joins (void)
{
  static const char *const supervisor[] = { "session:all", "complaint.read:all",
                                            "complaint.take:all", "complaint.manage:all", NULL };
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_form_as (canned, supervisor);

  write_matter (canned, page);
  gtk_widget_activate_action (GTK_WIDGET (page), "taking.nth", "i", 2);
  g_assert_true (canned_sees (GTK_WIDGET (page), "It will be joined with T9"));
  canned_submit (page);
  canned_wait_request (canned, "POST", "/complaints/8/actions/join");
  JsonObject *body = canned_get_body (canned, "POST", "/complaints/8/actions/join");
  g_assert_cmpint (json_object_get_int_member (body, "into_id"), ==, 9);
  canned_settle ();
}

/* What was taken is changed by what differs, and only that; what counts stays as it was taken. */
static void
test_changes (void)
{
  g_autoptr (Canned) canned = make_server ();

  set_lists (canned);
  canned_set (canned, "PATCH", "/complaints/8", 200, WHOLE);
  HcrmPage *page = canned_open_record (canned, HCRM_TYPE_COMPLAINT_FORM_PAGE, agent, "8");
  canned_wait_request (canned, "GET", "/complaints/8");
  canned_settle ();
  g_assert_false (gtk_widget_get_mapped (GTK_WIDGET (find_input (page, "class"))));
  hcrm_input_set_value (find_input (page, "wish"), "an apology");
  g_signal_emit_by_name (find_input (page, "wish"), "changed");
  canned_wait_request (canned, "PUT", "/drafts/complaint/8-change");
  canned_submit (page);
  canned_wait_request (canned, "PATCH", "/complaints/8");
  JsonObject *body = canned_get_body (canned, "PATCH", "/complaints/8");
  g_assert_cmpint (json_object_get_size (body), ==, 1);
  g_assert_cmpstr (json_object_get_string_member (body, "wish"), ==, "an apology");
  g_assert_nonnull (strstr (canned_get_version (canned, "PATCH", "/complaints/8"), "3"));
  canned_settle ();
  g_assert_cmpstr (canned_get_opened (canned), ==, "complaint/8");
}

#define CALLERS                                                                                      \
  LIST ("{\"id\":5,\"rank\":1,\"name\":\"周桂兰\",\"sex\":\"female\",\"birth_date\":null,"        \
        "\"contact_id\":7,\"contact\":\"周桂兰\",\"relation\":\"self\",\"may_discuss\":\"all\","  \
        "\"last_contact\":null,\"points\":40,\"reasons\":[{\"code\":\"caller.own\",\"params\":{},"   \
        "\"points\":40}]},{\"id\":6,\"rank\":2,\"name\":\"李强\",\"sex\":\"male\",\"birth_date\":" \
        "null,\"contact_id\":8,\"contact\":\"周桂兰\",\"relation\":\"parent\",\"may_discuss\":"   \
        "\"none\",\"last_contact\":\"2026-01-05T10:00:00+08:00\",\"last_direction\":\"in\","         \
        "\"points\":37,\"reasons\":[{\"code\":\"caller.relation\",\"params\":{\"relation\":"         \
        "\"parent\"},\"points\":25},{\"code\":\"caller.due\",\"params\":{\"due\":\"2\"},"            \
        "\"points\":12}]}",                                                                          \
        "2")

/* A page on which a number was typed that two patients share. */
static HcrmPage *
open_with_number (Canned *canned)
{
  HcrmPage *page = open_form (canned);

  canned_set (canned, "GET", "/callers", 200, CALLERS);
  canned_set (canned, "POST", "/callers", 201, "{\"id\":1}");
  hcrm_input_focus (find_input (page, "caller_number"));
  canned_type ("13900000001");
  canned_wait_request (canned, "GET", "/callers");
  canned_settle ();
  return page;
}

/* Who may be calling comes with why, and with what they must not be told. */
static void
test_callers (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_with_number (canned);

  g_assert_nonnull (strstr (canned_get_path (canned, "GET", "/callers"), "number=13900000001"));
  g_assert_true (canned_sees (GTK_WIDGET (page), "The patient's own number"));
  g_assert_true (canned_sees (GTK_WIDGET (page), "Follow-up due: 2"));
  g_assert_true (canned_sees (GTK_WIDGET (page), "Must not be told"));
  g_assert_true (canned_sees (GTK_WIDGET (page), "called us"));
  /* The matter asks for proposals, and no more about the caller. */
  write_matter (canned, page);
  g_assert_cmpuint (canned_count (canned, "GET", "/callers"), ==, 1);
}

/* The second of them is chosen, stands in the form, and is recorded with the complaint. */
static void
test_caller_recorded (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_with_number (canned);
  GtkWidget *list = canned_find (GTK_WIDGET (page), HCRM_TYPE_CALLER_LIST, NULL);

  g_assert_false (hcrm_caller_list_choose (HCRM_CALLER_LIST (list), 2));
  canned_key ("F4");
  canned_key ("2");
  canned_settle ();
  g_autofree char *name = hcrm_input_dup_value (find_input (page, "caller_name"));
  g_autofree char *relation = hcrm_input_dup_value (find_input (page, "caller_relation"));
  g_assert_cmpstr (name, ==, "周桂兰");
  g_assert_cmpstr (relation, ==, "parent");
  write_matter (canned, page);
  hcrm_input_set_value (find_input (page, "class"), "waiting");
  canned_submit (page);
  canned_wait_request (canned, "POST", "/callers");
  JsonObject *taken = canned_get_body (canned, "POST", "/complaints");
  g_assert_cmpint (json_object_get_int_member (taken, "patient_id"), ==, 6);
  JsonObject *body = canned_get_body (canned, "POST", "/callers");
  g_assert_cmpint (json_object_get_int_member (body, "patient_id"), ==, 6);
  g_assert_cmpint (json_object_get_int_member (body, "contact_id"), ==, 8);
  g_assert_cmpint (json_object_get_int_member (body, "activity_id"), ==, 8);
  g_assert_cmpstr (json_object_get_string_member (body, "number"), ==, "13900000001");
  canned_settle ();
  g_assert_cmpstr (canned_get_opened (canned), ==, "complaint/8");
}

/* That could not be recorded: the complaint was taken all the same. */
static void
test_caller_not_recorded (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_with_number (canned);
  GtkWidget *list = canned_find (GTK_WIDGET (page), HCRM_TYPE_CALLER_LIST, NULL);

  canned_set (canned, "POST", "/callers", 422, INVALID ("contact_id", "gone"));
  g_assert_true (hcrm_caller_list_choose (HCRM_CALLER_LIST (list), 0));
  write_matter (canned, page);
  hcrm_input_set_value (find_input (page, "class"), "waiting");
  canned_submit (page);
  canned_wait_request (canned, "POST", "/callers");
  canned_settle ();
  g_assert_cmpstr (canned_get_opened (canned), ==, "complaint/8");
}

/* A withheld number says what to do. */
static void
test_caller_withheld (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_form (canned);

  canned_set (canned, "GET", "/callers", 200,
              "{\"items\":[],\"next\":null,\"total\":{\"value\":0,\"exact\":true},"
              "\"reason\":\"withheld\"}");
  hcrm_input_focus (find_input (page, "caller_number"));
  canned_type ("anonymous");
  canned_wait_request (canned, "GET", "/callers");
  canned_settle ();
  g_assert_true (canned_sees (GTK_WIDGET (page), "The number is withheld: ask who is calling."));
}

/* Nothing is sent while a class is missing. */
static void
test_incomplete (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_form (canned);

  canned_set (canned, "GET", "/complaints/proposal", 200,
              "{\"classes\":[],\"grade\":null,\"similar\":[]}");

  write_matter (canned, page);
  canned_submit (page);
  canned_settle ();
  g_assert_cmpuint (canned_count (canned, "POST", "/complaints"), ==, 0);
}

/* Settled on the spot: taken, then closed as the version that was taken, with consent. */
static void
test_spot (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_form (canned);

  write_matter (canned, page);
  hcrm_input_set_value (find_input (page, "class"), "waiting");
  gtk_widget_activate_action (GTK_WIDGET (page), "taking.spot", NULL);
  canned_settle ();
  GtkWidget *form = canned_find (canned_find_dialog (), HCRM_TYPE_FORM, NULL);
  hcrm_input_set_value (hcrm_form_get_input (HCRM_FORM (form), "solution"), "explained");
  hcrm_input_set_value (hcrm_form_get_input (HCRM_FORM (form), "consent"), "true");
  g_signal_emit_by_name (hcrm_form_get_input (HCRM_FORM (form), "consent"), "changed");
  canned_answer ("yes");
  canned_wait_request (canned, "POST", "/complaints/8/actions/spot");
  JsonObject *body = canned_get_body (canned, "POST", "/complaints/8/actions/spot");
  g_assert_cmpstr (json_object_get_string_member (body, "solution"), ==, "explained");
  g_assert_true (json_object_get_boolean_member (body, "consent"));
  g_assert_nonnull (
      strstr (canned_get_version (canned, "POST", "/complaints/8/actions/spot"), "3"));
  canned_settle ();
}

/* What came to me opens the complaint itself; a server that takes no words to search for is sent
 * none. */
static void
test_came_to_me (void)
{
  g_autoptr (Canned) canned = make_server ();

  canned_set (canned, "GET", "/complaint-tasks?", 200, LIST (SHARE, "1"));
  HcrmPage *page =
      canned_open_shown (canned, HCRM_TYPE_COMPLAINT_SHARES_PAGE, agent, "/complaint-tasks?");
  g_assert_nonnull (strstr (canned_get_path (canned, "GET", "/complaint-tasks?"), "mine=true"));
  g_assert_null (strstr (canned_get_path (canned, "GET", "/complaint-tasks?"), "q="));
  HcrmRecordList *list =
      HCRM_RECORD_LIST (canned_find (GTK_WIDGET (page), HCRM_TYPE_RECORD_LIST, NULL));
  hcrm_record_list_select_id (list, 31);
  canned_settle ();
  g_signal_emit_by_name (list, "activate", hcrm_record_list_get_selected (list));
  g_assert_cmpstr (canned_get_opened (canned), ==, "complaint/8");
}

static HcrmPage *
open_shares (Canned *canned)
{
  canned_set (canned, "GET", "/complaint-tasks?", 200, LIST (SHARE, "1"));
  HcrmPage *page =
      canned_open_shown (canned, HCRM_TYPE_COMPLAINT_SHARES_PAGE, agent, "/complaint-tasks?");
  canned_wait_request (canned, "GET", "/complaints/8/clock");
  canned_wait_words (page, "等待两小时");
  return page;
}

static char *
dup_answer (HcrmPage *page)
{
  GtkWidget *view = canned_find (GTK_WIDGET (page), GTK_TYPE_TEXT_VIEW, NULL);
  char *text = NULL;

  g_object_get (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), "text", &text, NULL);
  return text;
}

/* One screen is enough: the first share is read at once, and answered beside it. What is typed is
 * kept, and a change elsewhere leaves it alone. */
static void
test_answers_beside (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_shares (canned);

  g_assert_true (canned_sees (GTK_WIDGET (page), "call the ward"));
  g_assert_true (
      canned_sees (GTK_WIDGET (page), "Once it is sent, the service centre tells the caller."));
  gtk_widget_activate_action (GTK_WIDGET (page), "shares.answer", NULL);
  canned_type ("we are sorry");
  canned_wait_request (canned, "PUT", "/drafts/complaint/task-31-answer");
  canned_forget (canned);
  hcrm_page_notify_event (page, "complaint", 8, 4);
  canned_wait_request (canned, "GET", "/complaints/8");
  canned_settle ();
  g_autofree char *text = dup_answer (page);
  g_assert_cmpstr (text, ==, "we are sorry");
  canned_submit (page);
  canned_wait_request (canned, "POST", "/complaint-tasks/31/actions/answer");
  JsonObject *body = canned_get_body (canned, "POST", "/complaint-tasks/31/actions/answer");
  g_assert_cmpstr (json_object_get_string_member (body, "answer"), ==, "we are sorry");
  g_assert_nonnull (strstr (canned_get_version (canned, "POST", "/complaint-tasks/31/"), "2"));
  canned_wait_request (canned, "DELETE", "/drafts/complaint/task-31-answer");
}

/* What is wrong with the answer is said beneath it. */
static void
test_answer_refused (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_shares (canned);

  canned_set (canned, "POST", "/complaint-tasks/31/actions/answer", 422,
              INVALID ("answer", "too short"));
  gtk_widget_activate_action (GTK_WIDGET (page), "shares.answer", NULL);
  canned_type ("no");
  canned_submit (page);
  canned_wait_words (page, "too short");
  g_autofree char *text = dup_answer (page);
  g_assert_cmpstr (text, ==, "no");
}

/* What was accepted is answered next, without a look for where. */
static void
test_accepted (void)
{
  g_autoptr (Canned) canned = make_server ();
  g_autoptr (GString) whole = g_string_new (WHOLE), list = g_string_new (LIST (SHARE, "1"));

  g_string_replace (whole, "accepted", "assigned", 1);
  g_string_replace (list, "accepted", "assigned", 1);
  canned_set (canned, "GET", "/complaints/8", 200, whole->str);
  canned_set (canned, "GET", "/complaint-tasks?", 200, list->str);
  canned_set (canned, "POST", "/complaint-tasks/31/actions/accept", 200, SHARE);
  HcrmPage *page =
      canned_open_shown (canned, HCRM_TYPE_COMPLAINT_SHARES_PAGE, agent, "/complaint-tasks?");
  canned_wait_words (page, "等待两小时");
  canned_submit (page);
  canned_wait_request (canned, "POST", "/complaint-tasks/31/actions/accept");
  canned_settle ();
  canned_type ("we are sorry");
  g_autofree char *text = dup_answer (page);
  g_assert_cmpstr (text, ==, "we are sorry");
}

/* Asking back needs no other page. */
static void
test_asks_back (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_shares (canned);

  gtk_widget_activate_action (GTK_WIDGET (page), "shares.step", "s", "ask-back");
  canned_settle ();
  canned_type ("which day?");
  canned_key ("ctrl+Return");
  canned_wait_request (canned, "POST", "/complaint-tasks/31/actions/ask-back");
  JsonObject *body = canned_get_body (canned, "POST", "/complaint-tasks/31/actions/ask-back");
  g_assert_cmpstr (json_object_get_string_member (body, "text"), ==, "which day?");
  canned_settle ();
}

/* --- what waits today ------------------------------------------------------------------------- */

#define WAITS(kind, id, state)                                                                     \
  "{\"kind\":\"" kind "\",\"id\":" id ",\"state\":\"" state                                        \
  "\",\"urgency\":\"today\",\"matter\":\"x\",\"caller_name\":\"赵敏\",\"attempts\":0}"

/* A call that is to be tried again says from when on; a review says what it is and owes nothing. */
static void
test_today_words (void)
{
  g_autoptr (Canned) canned = make_server ();

  canned_set (canned, "GET", "/today", 200,
              "{\"counts\":{},\"stats\":{},\"items\":[{\"kind\":\"review_result\",\"id\":3,"
              "\"urgency\":\"today\",\"template\":\"Calls\",\"attempts\":0},{\"kind\":"
              "\"followup_task\",\"id\":4,\"urgency\":\"later\",\"template\":\"General\","
              "\"offset_days\":7,\"due_on\":\"2020-01-01\",\"due_at\":"
              "\"2999-01-02T09:00:00+08:00\",\"attempts\":1}]}");
  HcrmPage *page = canned_open_shown (canned, HCRM_TYPE_TODAY_PAGE, agent, "/today");
  canned_wait_words (page, "How your call was scored: Calls");
  g_assert_true (canned_sees (GTK_WIDGET (page), "To do today"));
  g_assert_true (canned_sees (GTK_WIDGET (page), "not before 2999"));
  g_assert_false (canned_sees (GTK_WIDGET (page), " left"));
}

/* What waits opens the page that is for it, not the one for calls. */
static void
test_today (void)
{
  g_autoptr (Canned) canned = make_server ();

  canned_set (canned, "GET", "/today", 200,
              "{\"counts\":{},\"stats\":{},\"items\":[" WAITS (
                  "complaint_task", "31", "assigned") "," WAITS ("complaint", "8",
                                                                 "answered") "]}");
  HcrmPage *page = canned_open_shown (canned, HCRM_TYPE_TODAY_PAGE, agent, "/today");
  canned_wait_words (page, "Complaint for your department: x");
  g_assert_nonnull (canned_find (GTK_WIDGET (page), GTK_TYPE_BUTTON, "Accept"));
  g_assert_true (canned_sees (GTK_WIDGET (page), "Tell the caller: x"));
  g_assert_true (canned_sees (GTK_WIDGET (page), "赵敏"));
  canned_submit (page);
  g_assert_cmpstr (canned_get_opened (canned), ==, "complaint_shares/31");
  canned_key ("2");
  canned_settle ();
  g_assert_cmpstr (canned_get_opened (canned), ==, "complaint/8");
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  hcrm_popovers_keep ();
  hcrm_language_init ();
  g_test_add_func ("/complaint-pages/today-words", test_today_words);
  g_test_add_func ("/complaint-pages/list", test_list);
  g_test_add_func ("/complaint-pages/views", test_views);
  g_test_add_func ("/complaint-pages/view-removed", test_view_removed);
  g_test_add_func ("/complaint-pages/views-late", test_views_late);
  g_test_add_func ("/complaint-pages/board", test_board);
  g_test_add_func ("/complaint-pages/live", test_live);
  g_test_add_func ("/complaint-pages/shows", test_shows);
  g_test_add_func ("/complaint-pages/heard", test_heard);
  g_test_add_func ("/complaint-pages/no-dial", test_no_dial);
  g_test_add_func ("/complaint-pages/recording-comes", test_recording_comes);
  g_test_add_func ("/complaint-pages/note-in-call", test_note_in_call);
  g_test_add_func ("/complaint-pages/steps", test_steps);
  g_test_add_func ("/complaint-pages/read-again", test_read_again);
  g_test_add_func ("/complaint-pages/focus-stays", test_focus_stays);
  g_test_add_func ("/complaint-pages/routes", test_routes);
  g_test_add_func ("/complaint-pages/route-tells", test_route_tells);
  g_test_add_func ("/complaint-pages/route-people", test_route_people);
  g_test_add_func ("/complaint-pages/route-draft", test_route_draft);
  g_test_add_func ("/complaint-pages/answers", test_answers);
  g_test_add_func ("/complaint-pages/takes", test_takes);
  g_test_add_func ("/complaint-pages/grade-alone", test_grade_alone);
  g_test_add_func ("/complaint-pages/no-words", test_no_words);
  g_test_add_func ("/complaint-pages/callers", test_callers);
  g_test_add_func ("/complaint-pages/caller-recorded", test_caller_recorded);
  g_test_add_func ("/complaint-pages/caller-not-recorded", test_caller_not_recorded);
  g_test_add_func ("/complaint-pages/caller-withheld", test_caller_withheld);
  g_test_add_func ("/complaint-pages/chosen", test_chosen);
  g_test_add_func ("/complaint-pages/service-code", test_service_code);
  g_test_add_func ("/complaint-pages/unknown-person", test_unknown_person);
  g_test_add_func ("/complaint-pages/own", test_own);
  g_test_add_func ("/complaint-pages/about", test_about);
  g_test_add_func ("/complaint-pages/letter", test_letter);
  g_test_add_func ("/complaint-pages/joins", test_joins);
  g_test_add_func ("/complaint-pages/changes", test_changes);
  g_test_add_func ("/complaint-pages/incomplete", test_incomplete);
  g_test_add_func ("/complaint-pages/spot", test_spot);
  g_test_add_func ("/complaint-pages/came-to-me", test_came_to_me);
  g_test_add_func ("/complaint-pages/answers-beside", test_answers_beside);
  g_test_add_func ("/complaint-pages/answer-refused", test_answer_refused);
  g_test_add_func ("/complaint-pages/accepted", test_accepted);
  g_test_add_func ("/complaint-pages/asks-back", test_asks_back);
  g_test_add_func ("/complaint-pages/today", test_today);
  return g_test_run ();
}
