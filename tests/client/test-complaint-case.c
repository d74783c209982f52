/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One complaint at one desk: handed on, parted, mediated, graded anew; changed at two desks at
 * once; and what its clock said on a past day. */

#include "core/hcrm-dial.h"
#include "hcrm-canned.h"

#include "core/hcrm-language.h"
#include "core/hcrm-popover-keeper.h"
#include "pages/complaints/hcrm-complaint-clock.h"
#include "pages/complaints/hcrm-complaint-form-page.h"
#include "pages/complaints/hcrm-complaint-page.h"
#include "print/hcrm-letter-sheet.h"
#include "widgets/hcrm-form.h"

#define COMPLAINT(version, state, more)                                                            \
  "{\"id\":8,\"version\":" version ",\"number\":\"T203001020008\",\"state\":\"" state              \
  "\",\"grade\":3,\"grade_name\":\"一般\",\"grade_name_en\":\"Ordinary\",\"channel\":"           \
  "\"phone\",\"matter\":\"等待两小时\",\"caller_name\":\"赵敏\",\"received_at\":"           \
  "\"2030-01-02T10:00:00+08:00\",\"due_at\":\"2030-01-09T17:30:00+08:00\",\"bucket\":\"soon\","    \
  "\"reopened\":0" more "}"
#define SHARE(version, state, answer)                                                              \
  "{\"id\":31,\"version\":" version                                                                \
  ",\"complaint_id\":8,\"round\":0,\"department_id\":4,\"department\":\"骨科\","                 \
  "\"department_en\":\"Orthopaedics\",\"assignee\":\"邵文远\",\"lead\":true,\"state\":\"" state    \
  "\",\"request\":null,\"answer\":" answer "}"
#define HANDLING(share) COMPLAINT ("3", "handling", ",\"tasks\":[" share "]")
#define JOINED COMPLAINT ("5", "joined", ",\"joined_into_id\":9,\"joined_into\":\"T203001020009\"")
#define CLOCK(days, due, step)                                                                     \
  "{\"id\":8,\"days\":" days ",\"state\":\"running\",\"due_at\":\"2030-01-" due                    \
  "T17:30:00+08:00\",\"steps\":[{\"code\":\"deadline.term\",\"params\":{\"days\":" step            \
  "}}],\"entries\":[]}"
#define STALE(current)                                                                             \
  "{\"type\":\"stale\",\"title\":\"stale\",\"status\":412,\"detail\":\"Someone changed it\","      \
  "\"current\":" current "}"

static const char *const agent[] = { "session:all",          "complaint.read:all",
                                     "complaint.take:all",   "complaint.route:all",
                                     "complaint.answer:all", NULL };
static const char *const supervisor[] = { "session:all",          "complaint.read:all",
                                          "complaint.take:all",   "complaint.route:all",
                                          "complaint.manage:all", NULL };

static Canned *
make_server (const char *complaint)
{
  Canned *canned = canned_new ();

  canned_set (canned, "GET", "/complaints/8", 200, complaint);
  canned_set (canned, "GET", "/complaints/8/clock", 200, CLOCK ("5", "09", "5"));
  canned_set (canned, "POST", "/complaints/8/", 200, complaint);
  canned_set (canned, "POST", "/complaint-tasks/31/actions/", 200, SHARE ("3", "assigned", "null"));
  canned_set_drafts (canned);
  return canned;
}

static GtkWidget *
open_complaint (Canned *canned, const char *const *permissions)
{
  HcrmPage *page = canned_open_record (canned, HCRM_TYPE_COMPLAINT_PAGE, permissions, "8");

  canned_wait_request (canned, "GET", "/complaints/8/clock");
  canned_settle ();
  return GTK_WIDGET (page);
}

static HcrmInput *
find_field (const char *field)
{
  GtkWidget *form = canned_find (canned_find_dialog (), HCRM_TYPE_FORM, NULL);

  g_assert_nonnull (form);
  return hcrm_form_get_input (HCRM_FORM (form), field);
}

static void
fill_in (const char *field, const char *value)
{
  hcrm_input_set_value (find_field (field), value);
  g_signal_emit_by_name (find_field (field), "changed");
  canned_settle ();
}

/* --- steps --------------------------------------------------------------------------------------
 */

/* To a colleague who may have it, in the version of the share that was seen. */
static void
test_hand (void)
{
  g_autoptr (Canned) canned = make_server (HANDLING (SHARE ("2", "accepted", "null")));
  GtkWidget *page = open_complaint (canned, agent);

  canned_set (canned, "GET", "/complaints/8/colleagues", 200,
              LIST ("{\"id\":61,\"name\":\"陈一帆\"},{\"id\":62,\"name\":\"潘志强\"}", "2"));
  gtk_widget_activate_action (page, "complaint.share", "(xs)", (gint64) 31, "hand");
  canned_wait_request (canned, "GET", "/complaints/8/colleagues");
  canned_settle ();
  g_assert_nonnull (
      strstr (canned_get_path (canned, "GET", "/complaints/8/colleagues"), "department_id=4"));
  /* Nobody is chosen yet: nothing is sent. */
  canned_key ("ctrl+Return");
  canned_settle ();
  g_assert_cmpuint (canned_count (canned, "POST", "/complaint-tasks/31/actions/hand"), ==, 0);
  fill_in ("assignee_id", "62");
  canned_answer ("yes");
  canned_wait_request (canned, "POST", "/complaint-tasks/31/actions/hand");
  JsonObject *body = canned_get_body (canned, "POST", "/complaint-tasks/31/actions/hand");
  g_assert_cmpint (json_object_get_int_member (body, "assignee_id"), ==, 62);
  g_assert_nonnull (strstr (canned_get_version (canned, "POST", "/complaint-tasks/31/"), "2"));
  canned_settle ();
}

static void
test_part (void)
{
  g_autoptr (Canned) canned = make_server (JOINED);
  GtkWidget *page = open_complaint (canned, supervisor);

  g_assert_true (canned_sees (page, "T203001020009"));
  g_assert_true (canned_sees (page, "Part"));
  gtk_widget_activate_action (page, "complaint.step", "s", "part");
  canned_settle ();
  fill_in ("reason", "another patient");
  canned_answer ("yes");
  canned_wait_request (canned, "POST", "/complaints/8/actions/part");
  JsonObject *body = canned_get_body (canned, "POST", "/complaints/8/actions/part");
  g_assert_cmpstr (json_object_get_string_member (body, "reason"), ==, "another patient");
  g_assert_nonnull (strstr (canned_get_version (canned, "POST", "/complaints/8/actions/"), "5"));
  canned_settle ();
}

/* In writing: what the department answered is proposed, and what is sent is what stands there. */
static void
test_write (void)
{
  g_autoptr (Canned) canned = make_server (
      COMPLAINT ("6", "answered",
                 ",\"caller_number\":\"139****1234\",\"tasks\":[" SHARE ("3", "answered",
                                                                         "\"费用已退回\"") "]"));
  GtkWidget *page = open_complaint (canned, agent);

  gtk_widget_activate_action (page, "complaint.step", "s", "write");
  canned_settle ();
  g_autofree char *proposed = hcrm_input_dup_value (find_field ("text"));
  g_assert_cmpstr (proposed, ==, "费用已退回");
  fill_in ("text", "费用已退回，特此致歉");
  canned_answer ("yes");
  canned_wait_request (canned, "POST", "/complaints/8/actions/write");
  JsonObject *body = canned_get_body (canned, "POST", "/complaints/8/actions/write");
  g_assert_cmpstr (json_object_get_string_member (body, "text"), ==, "费用已退回，特此致歉");
  g_assert_nonnull (strstr (canned_get_version (canned, "POST", "/complaints/8/actions/"), "6"));
  canned_settle ();
}

#define LETTER(state)                                                                              \
  ",\"caller_address\":\"浙江省****\",\"messages\":[{\"id\":4,\"channel\":\"letter\",\"body\":" \
  "\"已退费\",\"state\":\"" state "\",\"created_at\":\"2030-01-03T10:00:00+08:00\"}]"

/* Where a postal address is all there is, a letter is what is meant, and nobody is dialled. */
static void
test_letter (void)
{
  g_autoptr (Canned) canned = make_server (COMPLAINT ("6", "answered", LETTER ("queued")));
  GtkWidget *page = open_complaint (canned, agent);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *today = g_date_time_format (now, "%F");

  g_assert_true (canned_sees (page, "Print the Letter…"));
  g_assert_false (canned_sees (page, "Letter Came Back"));
  gtk_widget_activate_action (page, "complaint.step", "s", "write");
  canned_settle ();
  g_autofree char *letter = hcrm_input_dup_value (find_field ("letter"));
  g_assert_cmpstr (letter, ==, "true");
  canned_answer ("no");
  gtk_widget_activate_action (page, "complaint.step", "s", "tell");
  canned_settle ();
  g_autofree char *channel = hcrm_input_dup_value (find_field ("channel"));
  g_assert_cmpstr (channel, ==, "message");
  canned_answer ("no");
  gtk_widget_activate_action (page, "complaint.step", "s", "posted");
  canned_settle ();
  GtkWidget *day = canned_find (GTK_WIDGET (find_field ("posted_on")), GTK_TYPE_ENTRY, NULL);
  int first = 0, end = 0;
  g_assert_true (gtk_editable_get_selection_bounds (GTK_EDITABLE (day), &first, &end));
  g_assert_cmpint (end - first, ==, strlen (today)); /* what is typed takes its place */
  canned_answer ("yes");
  canned_wait_request (canned, "POST", "/complaints/8/actions/posted");
  JsonObject *body = canned_get_body (canned, "POST", "/complaints/8/actions/posted");
  g_assert_cmpstr (json_object_get_string_member (body, "posted_on"), ==, today);
  canned_settle ();
}

/* Head, address, what it says line by line, and who signs it. */
static void
test_letter_paper (void)
{
  static const char text[] =
      "{\"language\":\"zh_CN\",\"hospital\":\"示范医院 "
      "东院区\",\"address\":\"浙江省杭州市西湖区文三路90号3幢502室\","
      "\"name\":\"李秀兰\",\"subject\":\"关于您所反映问题的答复（编号 T203001020008）\",\"dear\":"
      "\"尊敬的李秀兰：\",\"text\":\"您好！费用已退回。\\n当事人已致歉。\",\"regards\":"
      "\"此致\\n敬礼！\","
      "\"department\":null,\"day\":\"2030年1月3日\"}";
  static const char *const expected[] = { "示范医院 东院区",  "文三路90号3幢502室",
                                          "尊敬的李秀兰：",   "您好！费用已退回。\n",
                                          "当事人已致歉。\n", "2030年1月3日" };
  g_autoptr (JsonNode) letter = json_from_string (text, NULL);
  g_autoptr (HcrmSheet) sheet = hcrm_letter_sheet_new (json_node_get_object (letter));
  g_autofree char *words = hcrm_sheet_dup_words (sheet);

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    g_assert_nonnull (strstr (words, expected[i]));
  g_assert_cmpint (hcrm_sheet_lay_out (sheet, 595, 842), ==, 1);
}

/* Once the caller was told there is no time left to count; the letter that told them may come back
 * after the case was closed as well. */
static void
test_told (void)
{
  g_autoptr (Canned) canned =
      make_server (COMPLAINT ("6", "told", ",\"told_at\":\"2030-01-08T10:00:00+08:00\""));
  GtkWidget *page = open_complaint (canned, agent);

  g_assert_true (canned_sees (page, "The caller was told"));
  g_assert_false (canned_sees (page, "to be answered by"));
}

static void
test_letter_back_late (void)
{
  g_autoptr (Canned) canned =
      make_server (COMPLAINT ("6", "closed", LETTER ("sent") ",\"closed_as\":\"unreached\""));

  g_assert_true (canned_sees (open_complaint (canned, agent), "Letter Came Back"));
}

/* It comes back once it is on its way; by whom there is nothing to be posted, nothing is. */
static void
test_letter_back (void)
{
  g_autoptr (Canned) canned = make_server (COMPLAINT ("6", "told", LETTER ("sent")));
  GtkWidget *page = open_complaint (canned, agent);

  g_assert_true (canned_sees (page, "Letter Came Back"));
  g_assert_false (canned_sees (page, "Letter Posted"));
  gtk_widget_activate_action (page, "complaint.step", "s", "came-back");
  canned_settle ();
  fill_in ("reason", "moved away");
  canned_answer ("yes");
  canned_wait_request (canned, "POST", "/complaints/8/actions/came-back");
  canned_settle ();
  g_autoptr (Canned) other =
      make_server (COMPLAINT ("6", "answered", ",\"caller_number\":\"139****1234\""));
  GtkWidget *without = open_complaint (other, agent);
  gtk_widget_activate_action (without, "complaint.step", "s", "write");
  canned_settle ();
  fill_in ("text", "费用已退回");
  canned_answer ("yes");
  canned_wait_request (other, "POST", "/complaints/8/actions/write");
  g_assert_false (
      json_object_has_member (canned_get_body (other, "POST", "/complaints/8/actions/write"),
                              "letter"));
  canned_settle ();
  g_assert_false (canned_sees (without, "Print the Letter…"));
  g_assert_false (canned_sees (without, "Letter Posted"));
}

/* A reply in writing is the caller's word, too, and of no call. */
static void
test_reply (void)
{
  g_autoptr (Canned) canned =
      make_server (COMPLAINT ("7", "told", ",\"caller_number\":\"139****1234\""));
  GtkWidget *page = open_complaint (canned, agent);

  canned_set (canned, "POST", "/complaints/8/actions/dial", 200, "{\"number\":\"13900001234\"}");
  gtk_widget_activate_action (page, "complaint.step", "s", "tell");
  canned_wait_request (canned, "POST", "/complaints/8/actions/dial");
  canned_settle ();
  g_autofree char *channel = hcrm_input_dup_value (find_field ("channel"));
  g_assert_cmpstr (channel, ==, "phone");
  fill_in ("disposition", "reached");
  fill_in ("word", "satisfied");
  fill_in ("channel", "message");
  canned_answer ("yes");
  canned_wait_request (canned, "POST", "/complaints/8/actions/tell");
  JsonObject *body = canned_get_body (canned, "POST", "/complaints/8/actions/tell");
  g_assert_cmpstr (json_object_get_string_member (body, "channel"), ==, "message");
  g_assert_false (json_object_has_member (body, "call_id"));
  canned_settle ();
}

static void
dialled_cb (GSimpleAction *action, GVariant *target, gpointer activity)
{
  HcrmPhoneDial dial;

  hcrm_dial_from_variant (target, &dial);
  *(gint64 *) activity = dial.activity_id;
}

/* Whoever is to be told is called from where it is written down, and the call is the complaint's.
 */
static void
test_told_by_telephone (void)
{
  static const char *const caller[] = { "session:all",        "complaint.read:all",
                                        "complaint.take:all", "complaint.route:all",
                                        "call.work:all",      NULL };
  g_autoptr (Canned) canned =
      make_server (COMPLAINT ("7", "told", ",\"caller_number\":\"139****1234\""));
  GtkWidget *page = open_complaint (canned, caller);
  g_autoptr (GSimpleActionGroup) shell = g_simple_action_group_new ();
  g_autoptr (GSimpleAction) dial = g_simple_action_new ("dial", G_VARIANT_TYPE (HCRM_DIAL_TYPE));
  gint64 activity = 0;

  g_signal_connect (dial, "activate", G_CALLBACK (dialled_cb), &activity);
  g_action_map_add_action (G_ACTION_MAP (shell), G_ACTION (dial));
  gtk_widget_insert_action_group (page, "shell", G_ACTION_GROUP (shell));
  canned_set (canned, "POST", "/complaints/8/actions/dial", 200, "{\"number\":\"13900001234\"}");
  gtk_widget_activate_action (page, "complaint.step", "s", "tell");
  canned_wait_request (canned, "POST", "/complaints/8/actions/dial");
  canned_settle ();
  GtkWidget *number =
      canned_find (GTK_WIDGET (canned_find_dialog ()), GTK_TYPE_LABEL, "13900001234");
  GtkWidget *button = gtk_widget_get_ancestor (number, GTK_TYPE_BUTTON);
  g_assert_true (gtk_widget_is_sensitive (button));
  gtk_widget_activate (button);
  canned_settle ();
  g_assert_cmpint (activity, ==, 8);
  canned_answer ("no");
  canned_settle ();
}

/* Who only routes is offered neither mediation nor the parting of what was joined. */
static void
test_rights (void)
{
  g_autoptr (Canned) canned = make_server (JOINED);
  GtkWidget *page = open_complaint (canned, agent);

  g_assert_false (canned_sees (page, "Part"));
  gtk_widget_activate_action (page, "complaint.step", "s", "part");
  canned_settle ();
  g_assert_null (canned_find_dialog ());
  canned_set (canned, "GET", "/complaints/8", 200, HANDLING (SHARE ("2", "accepted", "null")));
  hcrm_page_notify_event (HCRM_PAGE (page), "complaint", 8, 6);
  canned_wait_words (HCRM_PAGE (page), "Being handled");
  g_assert_false (canned_sees (page, "Mediate"));
}

static void
test_mediate (void)
{
  g_autoptr (Canned) canned = make_server (HANDLING (SHARE ("2", "accepted", "null")));
  GtkWidget *page = open_complaint (canned, supervisor);

  g_assert_true (canned_sees (page, "Mediate"));
  gtk_widget_activate_action (page, "complaint.step", "s", "mediate");
  canned_settle ();
  fill_in ("reason", "opened three times");
  canned_answer ("yes");
  canned_wait_request (canned, "POST", "/complaints/8/actions/mediate");
  JsonObject *body = canned_get_body (canned, "POST", "/complaints/8/actions/mediate");
  g_assert_cmpstr (json_object_get_string_member (body, "reason"), ==, "opened three times");
  canned_settle ();
}

/* Who is not content after all is offered mediation: it is the first step and the one of the key.
 */
static void
test_mediate_offered (void)
{
  g_autoptr (Canned) canned = make_server (COMPLAINT ("6", "told", ",\"satisfied\":false"));
  GtkWidget *page = open_complaint (canned, supervisor);
  GtkWidget *mediate = canned_find_around (page, GTK_TYPE_BUTTON, "Mediate");
  GtkWidget *close = canned_find_around (page, GTK_TYPE_BUTTON, "Close the Complaint");

  g_assert_true (gtk_widget_has_css_class (mediate, "suggested-action"));
  g_assert_false (gtk_widget_has_css_class (close, "suggested-action"));
  g_assert_null (gtk_widget_get_prev_sibling (mediate));
  canned_submit (HCRM_PAGE (page));
  canned_settle ();
  fill_in ("reason", "not content for the third time");
  canned_answer ("yes");
  canned_wait_request (canned, "POST", "/complaints/8/actions/mediate");
  canned_settle ();
}

static char *
dup_proposed (GtkWidget *page, const char *step, const char *field)
{
  gtk_widget_activate_action (page, "complaint.step", "s", step);
  canned_settle ();
  char *value = hcrm_input_dup_value (find_field (field));

  canned_answer ("no");
  canned_settle ();
  return value;
}

/* Who left no contact is not told: the answered case is closed, and says why. */
static void
test_no_contact (void)
{
  g_autoptr (Canned) canned = make_server (COMPLAINT ("6", "answered", ",\"anonymous\":true"));
  GtkWidget *page = open_complaint (canned, agent);
  GtkWidget *close = canned_find_around (page, GTK_TYPE_BUTTON, "Close the Complaint");

  g_assert_true (gtk_widget_has_css_class (close, "suggested-action"));
  g_assert_false (canned_sees (page, "Tell in Writing"));
  g_assert_false (canned_sees (page, "Check the Number"));
  canned_submit (HCRM_PAGE (page));
  canned_settle ();
  g_autofree char *as = hcrm_input_dup_value (find_field ("closed_as"));
  g_assert_cmpstr (as, ==, "no-contact");
  canned_answer ("no");
}

/* A number that is false ends nothing where there is an address; that is where it is written to. */
static void
test_false_number (void)
{
  g_autoptr (Canned) canned = make_server (
      COMPLAINT ("6", "answered",
                 ",\"caller_number\":\"139****1234\",\"caller_address\":\"浙江省****\","
                 "\"number_false_at\":\"2030-01-03T10:00:00+08:00\""));
  GtkWidget *page = open_complaint (canned, agent);
  g_autofree char *as = dup_proposed (page, "close", "closed_as");
  g_autofree char *letter = dup_proposed (page, "write", "letter");

  g_assert_cmpstr (as, ==, NULL);
  g_assert_cmpstr (letter, ==, "true");
}

static void
test_regrade (void)
{
  g_autoptr (Canned) canned = make_server (HANDLING (SHARE ("2", "accepted", "null")));
  GtkWidget *page = open_complaint (canned, agent);

  canned_set (canned, "GET", "/complaint-grades", 200,
              LIST ("{\"id\":1,\"name\":\"重大\"},{\"id\":3,\"name\":\"一般\"}", "2"));
  gtk_widget_activate_action (page, "complaint.step", "s", "regrade");
  canned_wait_request (canned, "GET", "/complaint-grades");
  canned_settle ();
  fill_in ("grade", "1");
  fill_in ("reason", "the patient died");
  canned_answer ("yes");
  canned_wait_request (canned, "POST", "/complaints/8/actions/regrade");
  JsonObject *body = canned_get_body (canned, "POST", "/complaints/8/actions/regrade");
  g_assert_cmpint (json_object_get_int_member (body, "grade"), ==, 1);
  g_assert_cmpstr (json_object_get_string_member (body, "reason"), ==, "the patient died");
  canned_settle ();
}

/* --- two desks -------------------------------------------------------------------------------- */

#define ANSWER "/complaint-tasks/31/actions/answer"
#define THEIRS SHARE ("3", "answered", "\"their words\"")

static void
open_answer (GtkWidget *page)
{
  gtk_widget_activate_action (page, "complaint.share", "(xs)", (gint64) 31, "answer");
  canned_settle ();
}

/* Sends what is in the dialog; another desk was first. */
static void
send_late (Canned *canned)
{
  canned_set (canned, "POST", ANSWER, 412, STALE (THEIRS));
  canned_forget (canned);
  canned_answer ("yes");
  canned_wait_request (canned, "POST", ANSWER);
  canned_settle ();
  g_assert_true (canned_sees (canned_find_dialog (), "their words"));
  g_assert_true (canned_sees (canned_find_dialog (), "my words"));
}

/* Both texts are shown. Who goes back finds what was typed again; who saves does so in the version
 * that was shown. */
static void
test_two_answers (void)
{
  g_autoptr (Canned) canned = make_server (HANDLING (SHARE ("2", "accepted", "null")));
  GtkWidget *page = open_complaint (canned, agent);

  open_answer (page);
  fill_in ("answer", "my words");
  canned_wait_request (canned, "PUT", "/drafts/complaint/task-31-answer");
  send_late (canned);
  canned_answer ("back");
  g_assert_cmpuint (canned_count (canned, "DELETE", "/drafts/complaint/task-31-answer"), ==, 0);
  open_answer (page);
  g_autofree char *mine = hcrm_input_dup_value (find_field ("answer"));
  g_assert_cmpstr (mine, ==, "my words");
  send_late (canned);
  canned_set (canned, "POST", ANSWER, 200, SHARE ("4", "answered", "\"my words\""));
  canned_answer ("save");
  canned_wait_request (canned, "DELETE", "/drafts/complaint/task-31-answer");
  g_assert_nonnull (strstr (canned_get_version (canned, "POST", ANSWER), "3"));
  g_assert_cmpstr (json_object_get_string_member (canned_get_body (canned, "POST", ANSWER),
                                                  "answer"),
                   ==, "my words");
}

/* The same of the complaint itself, changed in a form of its own. */
static void
test_two_wishes (void)
{
  g_autoptr (Canned) canned = make_server (COMPLAINT ("3", "taken", ",\"wish\":\"nothing\""));

  canned_set (canned, "GET", "/complaint-classes", 200, LIST ("", "0"));
  canned_set (canned, "GET", "/complaint-grades", 200, LIST ("", "0"));
  canned_set (canned, "PATCH", "/complaints/8", 412,
              STALE (COMPLAINT ("4", "taken", ",\"wish\":\"their wish\"")));
  HcrmPage *page = canned_open_record (canned, HCRM_TYPE_COMPLAINT_FORM_PAGE, agent, "8");
  canned_wait_request (canned, "GET", "/complaints/8");
  canned_settle ();
  HcrmForm *form = HCRM_FORM (canned_find (GTK_WIDGET (page), HCRM_TYPE_FORM, NULL));
  HcrmInput *wish = hcrm_form_get_input (form, "wish");
  hcrm_input_set_value (wish, "my wish");
  g_signal_emit_by_name (wish, "changed");
  canned_submit (page);
  canned_wait_request (canned, "PATCH", "/complaints/8");
  canned_settle ();
  g_assert_true (canned_sees (canned_find_dialog (), "their wish"));
  g_assert_true (canned_sees (canned_find_dialog (), "my wish"));
  canned_answer ("back");
  g_autofree char *mine = hcrm_input_dup_value (wish);
  g_assert_cmpstr (mine, ==, "my wish");
}

/* --- the clock ----------------------------------------------------------------------------------
 */

static HcrmInput *
find_as_of (GtkWidget *page)
{
  GtkWidget *clock = canned_find (page, HCRM_TYPE_COMPLAINT_CLOCK, NULL);

  g_assert_nonnull (clock);
  return HCRM_INPUT (canned_find (clock, HCRM_TYPE_INPUT, NULL));
}

static void
ask_as_of (Canned *canned, GtkWidget *page, const char *day)
{
  hcrm_input_set_value (find_as_of (page), day);
  g_signal_emit_by_name (find_as_of (page), "changed");
  canned_settle ();
}

/* The words of a past day, to its end; and of now again. */
static void
test_as_of (void)
{
  g_autoptr (Canned) canned = make_server (HANDLING (SHARE ("2", "accepted", "null")));
  GtkWidget *page = open_complaint (canned, agent);

  g_assert_true (canned_sees (page, "Term: 5 working days"));
  g_assert_false (canned_sees (page, "It was due"));
  canned_set (canned, "GET", "/complaints/8/clock", 200, CLOCK ("10", "16", "10"));
  ask_as_of (canned, page, "2020-01-03");
  canned_wait_words (HCRM_PAGE (page), "Term: 10 working days");
  g_assert_nonnull (strstr (canned_get_path (canned, "GET", "/complaints/8/clock"),
                            "as_of=2020-01-03T23%3A59%3A59"));
  g_assert_true (canned_sees (page, "It was due"));
  canned_set (canned, "GET", "/complaints/8/clock", 200, CLOCK ("5", "09", "5"));
  ask_as_of (canned, page, NULL);
  canned_wait_words (HCRM_PAGE (page), "Term: 5 working days");
  g_assert_null (strstr (canned_get_path (canned, "GET", "/complaints/8/clock"), "as_of"));
  g_assert_false (canned_sees (page, "It was due"));
}

/* A day on which it had not come in yet says so. */
static void
test_as_of_before (void)
{
  g_autoptr (Canned) canned = make_server (HANDLING (SHARE ("2", "accepted", "null")));
  GtkWidget *page = open_complaint (canned, agent);

  canned_set (canned, "GET", "/complaints/8/clock", 200,
              "{\"id\":8,\"days\":0,\"state\":\"none\",\"due_at\":null,\"steps\":[],"
              "\"entries\":[]}");
  ask_as_of (canned, page, "2020-01-01");
  canned_wait_words (HCRM_PAGE (page), "It had not been taken by then");
  g_assert_false (canned_sees (page, "It was due"));
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  hcrm_popovers_keep ();
  hcrm_language_init ();
#define CASE(path, function) g_test_add_func ("/complaint-case/" path, function)
  CASE ("hand", test_hand);
  CASE ("part", test_part);
  CASE ("write", test_write);
  g_test_add_func ("/complaint-case/letter", test_letter);
  g_test_add_func ("/complaint-case/letter-paper", test_letter_paper);
  g_test_add_func ("/complaint-case/letter-back", test_letter_back);
  g_test_add_func ("/complaint-case/letter-back-late", test_letter_back_late);
  g_test_add_func ("/complaint-case/told", test_told);
  CASE ("reply", test_reply);
  CASE ("told-by-telephone", test_told_by_telephone);
  CASE ("rights", test_rights);
  CASE ("mediate", test_mediate);
  CASE ("mediate-offered", test_mediate_offered);
  CASE ("no-contact", test_no_contact);
  CASE ("false-number", test_false_number);
  CASE ("regrade", test_regrade);
  CASE ("two-answers", test_two_answers);
  CASE ("two-wishes", test_two_wishes);
  CASE ("as-of", test_as_of);
  CASE ("as-of-before", test_as_of_before);
  return g_test_run ();
}
