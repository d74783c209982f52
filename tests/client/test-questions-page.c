/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Questions and alarms: answered by the physician, given back by whoever asked. */

#include "hcrm-canned.h"

#include "core/hcrm-language.h"
#include "pages/questions/hcrm-questions-page.h"
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
                    "\"at\":\"2030-01-02T10:00:00+08:00\",\"user\":\"林晓\"}]")
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

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  hcrm_language_init ();
  g_test_add_func ("/questions-page/shows", test_shows);
  g_test_add_func ("/questions-page/chosen", test_chosen);
  g_test_add_func ("/questions-page/answers", test_answers);
  g_test_add_func ("/questions-page/gives-back", test_gives_back);
  return g_test_run ();
}
