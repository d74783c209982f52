/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Questions and alarms: answered by the physician, given back by whoever asked. */

#include "hcrm-canned.h"

#include "core/hcrm-language.h"
#include "core/hcrm-phone.h"
#include "core/hcrm-popover-keeper.h"
#include "pages/questions/hcrm-questions-page.h"
#include "widgets/hcrm-export-button.h"
#include "widgets/hcrm-form.h"
#include "widgets/hcrm-record-list.h"

#define QUESTION(state, more)                                                                       \
  "{\"id\":7,\"version\":3,\"kind\":\"alarm\",\"severity\":\"critical\",\"state\":\"" state         \
  "\",\"patient_id\":5,\"survivor_id\":5,\"patient\":\"周桂兰\",\"sex\":\"female\",\"birth_"     \
  "date\":\"1950-01-01\",\"allergies\":\"青霉素\",\"department\":\"骨科\",\"department_en\":"  \
  "\"Orthopaedics\",\"doctor\":\"陈一帆\",\"matter\":\"疼痛：9\",\"matter_en\":\"Pain: 9\","  \
  "\"alarms\":[{\"item\":\"pain\",\"note\":\"请回电\",\"note_en\":\"Call back\"}],\"asked_by\":" \
  "\"林晓\",\"asked_at\":\"2030-01-02T10:00:00+08:00\",\"due_at\":\"2030-01-02T10:30:00+08:00\""  \
  ",\"attempts\":0" more "}"
#define OPEN QUESTION ("open", ",\"bucket\":\"today\"")
#define ANSWERED QUESTION ("answered", ",\"answer\":\"来院复查\"")
#define NOTES                                                                                        \
  QUESTION ("open", ",\"bucket\":\"today\",\"notes\":[{\"code\":\"question.alarm\",\"params\":{"     \
                    "\"matter\":\"疼痛：9\",\"matter_en\":\"Pain: 9\",\"doctor\":\"陈一帆\"}," \
                    "\"at\":\"2030-01-02T10:00:00+08:00\",\"user\":\"system\"}]")
static const char *const doctor[] = { "session:all",      "question.read:own",
                                      "question.ask:own", "question.answer:own",
                                      "patient.read:own", NULL };
static const char *const agent[] = { "session:all", "question.read:all", "question.ask:all",
                                     "patient.read:all", NULL };

static Canned *
make_server (const char *question, const char *whole)
{
  Canned *canned = canned_new ();
  g_autofree char *list = g_strdup_printf (LIST ("%s", "1"), question);

  canned_set (canned, "GET", "/questions?", 200, list);
  canned_set (canned, "GET", "/questions/7", 200, whole);
  canned_set (canned, "POST", "/questions/7/actions/", 200, whole);
  canned_set_drafts (canned);
  canned_set (canned, "GET", "/drafts/", 404, "{}");
  return canned;
}

static HcrmPage *
open_page (Canned *canned, const char *const *permissions)
{
  HcrmPage *page =
      canned_open_shown (canned, HCRM_TYPE_QUESTIONS_PAGE, permissions, "/questions/7");

  gtk_widget_grab_focus (canned_find (GTK_WIDGET (page), HCRM_TYPE_RECORD_LIST, NULL));
  return page;
}

static void
test_shows (void)
{
  g_autoptr (Canned) canned = make_server (OPEN, NOTES);
  GtkWidget *page = GTK_WIDGET (open_page (canned, doctor));

  g_assert_nonnull (strstr (canned_get_path (canned, "GET", "/questions?"), "mine=true"));
  g_assert_true (canned_sees (page, "Pain: 9"));
  g_assert_true (canned_sees (page, "Call back"));
  g_assert_true (canned_sees (page, "Allergies: 青霉素"));
  g_assert_true (canned_sees (page, "Critical"));
  g_assert_true (canned_sees (page, "Alarming answer, the physician was told"));
  g_assert_true (canned_sees (page, " · System"));
}

/* A page that is open already goes to the question a link asks for, too. */
static void
test_chosen (void)
{
  g_autoptr (Canned) canned = make_server (OPEN, NOTES);

  canned_set (canned, "GET", "/questions?", 200, LIST (OPEN ",{\"id\":8,\"version\":1}", "2"));
  canned_set (canned, "GET", "/questions/8", 200, ANSWERED);
  HcrmPage *page = open_page (canned, doctor);
  hcrm_page_choose (page, 8);
  canned_wait_request (canned, "GET", "/questions/8");
  canned_settle ();
}

/* By keys alone; what is sent says which version was read. */
static void
test_answers (void)
{
  g_autoptr (Canned) canned = make_server (OPEN, NOTES);
  HcrmPage *page = open_page (canned, doctor);

  canned_submit (page);
  canned_settle ();
  g_assert_nonnull (canned_find_dialog ());
  canned_type ("come today");
  canned_settle ();
  canned_key ("ctrl+Return");
  canned_wait_request (canned, "POST", "/questions/7/actions/answer");
  JsonObject *body = canned_get_body (canned, "POST", "/questions/7/actions/answer");
  g_assert_cmpstr (json_object_get_string_member (body, "answer"), ==, "come today");
  g_assert_nonnull (
      strstr (canned_get_version (canned, "POST", "/questions/7/actions/answer"), "3"));
  canned_settle ();
}

/* Numbers to dial come with the claim; the contact who was reached is sent with what came of it. */
static void
test_gives_back (void)
{
  g_autoptr (Canned) canned = make_server (ANSWERED, ANSWERED);
  canned_set (canned, "POST", "/questions/7/actions/claim", 200,
              LIST ("{\"id\":11,\"name\":\"周桂兰\",\"dial\":\"13812345678\"}", "1"));
  HcrmPage *page = open_page (canned, agent);

  g_assert_true (canned_sees (GTK_WIDGET (page), "来院复查"));
  canned_submit (page);
  canned_wait_request (canned, "POST", "/questions/7/actions/claim");
  canned_settle ();
  g_assert_nonnull (canned_find_dialog ());
  canned_answer ("yes");
  canned_wait_request (canned, "POST", "/questions/7/actions/tell");
  JsonObject *body = canned_get_body (canned, "POST", "/questions/7/actions/tell");
  g_assert_cmpstr (json_object_get_string_member (body, "disposition"), ==, "reached");
  g_assert_cmpint (json_object_get_int_member (body, "contact_id"), ==, 11);
  g_assert_true (json_object_has_member (body, "started_at"));
  canned_settle ();
}

/* The call in which they were told is named; one about something else is not. */
static void
test_tells_in_call (void)
{
  static const char *const caller[] = { "session:all",      "question.read:all", "question.ask:all",
                                        "patient.read:all", "call.work:all",     NULL };
  g_autoptr (Canned) canned = make_server (ANSWERED, ANSWERED);
  canned_set (canned, "GET", "/telephones/me", 200, "{\"extension\":\"8001\",\"can\":[]}");
  canned_set (canned, "GET", "/calls/current", 200,
              LIST ("{\"id\":4,\"state\":\"talking\",\"activity_id\":77,\"started_at\":"
                    "\"2030-01-02T10:00:00+08:00\"},{\"id\":5,\"state\":\"talking\",\"started_at\":"
                    "\"2030-01-02T10:00:00+08:00\"}",
                    "2"));
  canned_set (canned, "POST", "/questions/7/actions/claim", 200,
              LIST ("{\"id\":11,\"name\":\"周桂兰\",\"dial\":\"13812345678\"}", "1"));
  HcrmPage *page = open_page (canned, caller);

  hcrm_phone_get (hcrm_page_get_session (page));
  canned_wait_request (canned, "GET", "/calls/current");
  canned_settle ();
  canned_submit (page);
  canned_wait_request (canned, "POST", "/questions/7/actions/claim");
  canned_settle ();
  canned_answer ("yes");
  canned_wait_request (canned, "POST", "/questions/7/actions/tell");
  JsonObject *body = canned_get_body (canned, "POST", "/questions/7/actions/tell");
  g_assert_true (json_object_has_member (body, "call_id"));
  g_assert_cmpint (json_object_get_int_member (body, "call_id"), ==, 5);
  canned_settle ();
}

/* --- what is typed ---------------------------------------------------------------------------- */

static void
begin (HcrmPage *page, const char *action)
{
  gtk_widget_activate_action (GTK_WIDGET (page), "question.step", "s", action);
  canned_settle ();
  g_assert_nonnull (canned_find_dialog ());
}

static HcrmInput *
find_input (const char *field)
{
  GtkWidget *form = canned_find (canned_find_dialog (), HCRM_TYPE_FORM, NULL);

  return hcrm_form_get_input (HCRM_FORM (form), field);
}

static void
assert_says (const char *field, const char *value)
{
  g_autofree char *said = hcrm_input_dup_value (find_input (field));

  g_assert_cmpstr (said, ==, value);
}

/* Half an answer outlives a reason that is typed elsewhere; what is sent takes its own draft. */
static void
test_drafts (void)
{
  g_autoptr (Canned) canned = make_server (OPEN, NOTES);
  HcrmPage *page = open_page (canned, doctor);

  begin (page, "answer");
  canned_type ("half");
  canned_answer ("no");
  begin (page, "withdraw");
  canned_type ("wrong patient");
  canned_answer ("no");
  begin (page, "answer");
  assert_says ("answer", "half");
  canned_answer ("yes");
  canned_wait_request (canned, "POST", "/questions/7/actions/answer");
  canned_settle ();
  canned_wait_request (canned, "DELETE", "/drafts/question/7-answer");
  g_assert_cmpuint (canned_count (canned, "DELETE", "/drafts/question/7-withdraw"), ==, 0);
}

/* A step is one of the question it was begun for, however the list moves below the dialog. */
static void
test_own_question (void)
{
  g_autoptr (Canned) canned = make_server (OPEN, NOTES);

  canned_set (canned, "GET", "/questions?", 200, LIST (OPEN ",{\"id\":8,\"version\":1}", "2"));
  canned_set (canned, "GET", "/questions/8", 200, "{\"id\":8,\"version\":1,\"state\":\"open\"}");
  HcrmPage *page = open_page (canned, doctor);
  begin (page, "answer");
  canned_type ("come today");
  hcrm_page_choose (page, 8);
  canned_wait_request (canned, "GET", "/questions/8");
  canned_settle ();
  canned_answer ("yes");
  canned_wait_request (canned, "POST", "/questions/");
  g_assert_cmpstr (canned_get_path (canned, "POST", "/questions/"), ==,
                   "/questions/7/actions/answer");
  canned_settle ();
}

/* The cursor is where a physician's name is typed. */
static void
test_reassigns (void)
{
  g_autoptr (Canned) canned = make_server (OPEN, NOTES);
  HcrmPage *page = open_page (canned, agent);

  canned_set (canned, "GET", "/physicians", 200, LIST ("", "0"));
  begin (page, "reassign");
  canned_type ("chen");
  canned_wait_request (canned, "GET", "/physicians?");
  canned_answer ("no");
}

#define CONTACTS                                                                                   \
  LIST ("{\"id\":11,\"name\":\"周桂兰\",\"dial\":\"13812345678\"},{\"id\":12,\"name\":"         \
        "\"周明\",\"dial\":\"13887654321\"}",                                                      \
        "2")

/* Whoever gives up keeps the words and leaves the patient to others. */
static void
test_gives_up (void)
{
  g_autoptr (Canned) canned = make_server (ANSWERED, ANSWERED);
  canned_set (canned, "POST", "/questions/7/actions/claim", 200, CONTACTS);
  HcrmPage *page = open_page (canned, agent);

  begin (page, "tell");
  hcrm_input_set_value (find_input ("disposition"), "no_answer");
  hcrm_input_set_value (find_input ("contact_id"), "12");
  g_signal_emit_by_name (find_input ("contact_id"), "changed");
  canned_answer ("no");
  canned_wait_request (canned, "POST", "/questions/7/actions/release");
  begin (page, "tell");
  assert_says ("disposition", "no_answer");
  assert_says ("contact_id", "12");
  canned_forget (canned);
  canned_answer ("yes");
  canned_wait_request (canned, "POST", "/questions/7/actions/tell");
  canned_settle ();
  g_assert_cmpuint (canned_count (canned, "POST", "/questions/7/actions/release"), ==, 0);
}

/* Numbers that come late do not open over another question, and are given up. */
static void
test_late_claim (void)
{
  g_autoptr (Canned) canned = make_server (ANSWERED, ANSWERED);

  canned_set (canned, "GET", "/questions?", 200, LIST (ANSWERED ",{\"id\":8,\"version\":1}", "2"));
  canned_set (canned, "GET", "/questions/8", 200,
              "{\"id\":8,\"version\":1,\"state\":\"answered\"}");
  canned_set (canned, "POST", "/questions/7/actions/claim", 200, CONTACTS);
  canned_hold (canned, "POST", "/questions/7/actions/claim");
  HcrmPage *page = open_page (canned, agent);
  canned_submit (page);
  canned_wait_request (canned, "POST", "/questions/7/actions/claim");
  hcrm_page_choose (page, 8);
  canned_wait_request (canned, "GET", "/questions/8");
  canned_settle ();
  canned_release (canned, "POST", "/questions/7/actions/claim");
  canned_wait_request (canned, "POST", "/questions/7/actions/release");
  g_assert_null (canned_find_dialog ());
}

/* The patient's column has the name, not what it is sorted by. */
/* What could not be given back is given up for another question, and for no other reason. */
static void
test_failed_telling (void)
{
  g_autoptr (Canned) canned = make_server (ANSWERED, ANSWERED);

  canned_set (canned, "GET", "/questions?", 200, LIST (ANSWERED ",{\"id\":8,\"version\":1}", "2"));
  canned_set (canned, "GET", "/questions/8", 200,
              "{\"id\":8,\"version\":1,\"state\":\"answered\"}");
  canned_set (canned, "POST", "/questions/7/actions/claim", 200, CONTACTS);
  canned_set (canned, "POST", "/questions/8/actions/claim", 200, CONTACTS);
  canned_set (canned, "POST", "/questions/7/actions/tell", 422, INVALID ("result", "Too long"));
  HcrmPage *page = open_page (canned, agent);
  begin (page, "tell");
  canned_answer ("yes");
  canned_wait_request (canned, "POST", "/questions/7/actions/tell");
  canned_settle ();
  begin (page, "tell");
  g_assert_cmpuint (canned_count (canned, "POST", "/questions/7/actions/release"), ==, 0);
  canned_answer ("yes");
  canned_settle ();
  hcrm_page_choose (page, 8);
  canned_wait_request (canned, "GET", "/questions/8");
  canned_settle ();
  begin (page, "tell");
  g_assert_cmpuint (canned_count (canned, "POST", "/questions/7/actions/release"), ==, 1);
  g_assert_cmpuint (canned_count (canned, "POST", "/questions/8/actions/release"), ==, 0);
  canned_answer ("no");
  canned_wait_request (canned, "POST", "/questions/8/actions/release");
}

static void
test_exports (void)
{
  g_autoptr (Canned) canned = make_server (OPEN, NOTES);
  canned_set (canned, "POST", "/questions/actions/export", 202, "{\"id\":8,\"state\":\"queued\"}");
  canned_set (canned, "GET", "/exports", 200, LIST ("", "0"));
  GtkWidget *page = GTK_WIDGET (open_page (canned, doctor));
  GtkWidget *button = canned_find (page, HCRM_TYPE_EXPORT_BUTTON, NULL);
  GtkWidget *entry = canned_find (button, GTK_TYPE_ENTRY, NULL);

  gtk_menu_button_popup (GTK_MENU_BUTTON (canned_find (button, GTK_TYPE_MENU_BUTTON, NULL)));
  gtk_editable_set_text (GTK_EDITABLE (entry), "monthly");
  g_signal_emit_by_name (entry, "activate");
  canned_wait_request (canned, "POST", "/questions/actions/export");
  JsonObject *body = canned_get_body (canned, "POST", "/questions/actions/export");
  JsonArray *names = json_object_get_array_member (body, "columns");
  g_assert_cmpstr (json_array_get_string_element (names, 2), ==, "patient");
  canned_settle ();
  g_assert_false (canned_sees (page, "The export is being made"));
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  hcrm_popovers_keep ();
  hcrm_language_init ();
  g_test_add_func ("/questions-page/shows", test_shows);
  g_test_add_func ("/questions-page/chosen", test_chosen);
  g_test_add_func ("/questions-page/answers", test_answers);
  g_test_add_func ("/questions-page/gives-back", test_gives_back);
  g_test_add_func ("/questions-page/tells-in-call", test_tells_in_call);
  g_test_add_func ("/questions-page/drafts", test_drafts);
  g_test_add_func ("/questions-page/own-question", test_own_question);
  g_test_add_func ("/questions-page/reassigns", test_reassigns);
  g_test_add_func ("/questions-page/gives-up", test_gives_up);
  g_test_add_func ("/questions-page/late-claim", test_late_claim);
  g_test_add_func ("/questions-page/failed-telling", test_failed_telling);
  g_test_add_func ("/questions-page/exports", test_exports);
  return g_test_run ();
}
