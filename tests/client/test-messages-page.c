/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The outbox, its templates and a patient's messages, before a server of canned replies. */

#include "core/hcrm-dial.h"
#include "core/hcrm-popover-keeper.h"
#include "hcrm-canned.h"
#include "pages/administration/hcrm-message-templates-page.h"
#include "pages/administration/hcrm-script-editor.h"
#include "pages/messages/hcrm-messages-page.h"
#include "pages/patient/hcrm-patient-messages.h"
#include "pages/patient/hcrm-patient-page.h"
#include "widgets/hcrm-form.h"

#define MESSAGE(state, reason, body)                                                               \
  "{\"id\":7,\"version\":3,\"patient_id\":1,\"survivor_id\":1,\"patient\":\"王芳\",\"contact\":" \
  "\"王芳\",\"relation\":\"self\",\"channel\":\"sms\",\"address\":\"138****0001\",\"purpose\":"  \
  "\"appointment\",\"template\":\"appointment\",\"body\":" body ",\"state\":\"" state              \
  "\",\"provider\":\"manual\",\"not_before\":\"2026-01-02T10:00:00+08:00\",\"expires_at\":"        \
  "\"2026-01-04T10:00:00+08:00\",\"created_at\":\"2026-01-02T10:00:00+08:00\"," reason "}"

#define QUEUED MESSAGE ("queued", "\"reason\":null", "\"您好\"")
#define BLOCKED                                                                                    \
  MESSAGE ("blocked", "\"reason\":\"variable\",\"reason_detail\":\"date, drug\"", "null")

#define TEMPLATE                                                                                   \
  "{\"id\":1,\"version\":2,\"code\":\"thanks\",\"purpose\":\"thanks\",\"name\":\"致谢\","        \
  "\"name_en\":\"Thanks\",\"text\":\"{name}{title}\",\"text_en\":\"Dear {title}{name}\","          \
  "\"revision\":2,\"revisions\":[{\"revision\":2,\"text\":\"{name}{title}\",\"at\":"               \
  "\"2026-01-02T10:00:00+08:00\"},{\"revision\":1,\"text\":\"谢谢\",\"at\":"                     \
  "\"2026-01-01T10:00:00+08:00\"}],\"retired_at\":null}"

static const char *const rights[] = { "session:all",       "message.read:all",
                                      "message.send:all",  "setting.edit:all",
                                      "patient.read:all",  "followup.read:all",
                                      "followup.plan:all", NULL };

static Canned *
make_server (const char *list, const char *one)
{
  Canned *canned = canned_new ();

  canned_set (canned, "GET", "/messages", 200, list);
  canned_set (canned, "GET", "/messages/7", 200, one);
  canned_set (canned, "GET", "/message-templates", 200, LIST (TEMPLATE, "1"));
  canned_set (canned, "GET", "/message-templates/1", 200, TEMPLATE);
  canned_set_drafts (canned);
  return canned;
}

/* --- the outbox ------------------------------------------------------------------------------- */

static void
test_by_hand (void)
{
  g_autoptr (Canned) canned = make_server (LIST (QUEUED, "1"), QUEUED);
  HcrmPage *page = canned_open (canned, HCRM_TYPE_MESSAGES_PAGE, rights);

  canned_set (canned, "POST", "/messages/7/actions/reveal", 200,
              "{\"id\":7,\"address\":\"13800000001\",\"body\":\"您好\"}");
  canned_set (canned, "POST", "/messages/7/actions/mark-sent", 200,
              MESSAGE ("sent", "\"reason\":null", "\"您好\""));
  canned_wait_request (canned, "GET", "/messages/7");
  canned_settle ();
  g_assert_true (canned_sees (GTK_WIDGET (page), "您好"));
  g_assert_false (canned_sees (GTK_WIDGET (page), "13800000001"));
  gtk_widget_activate_action (GTK_WIDGET (page), "message.reveal", NULL);
  canned_wait_request (canned, "POST", "/messages/7/actions/reveal");
  canned_settle ();
  g_assert_true (canned_sees (GTK_WIDGET (page), "13800000001"));
  canned_submit (page);
  canned_wait_request (canned, "POST", "/messages/7/actions/mark-sent");
  g_assert_cmpstr (canned_get_version (canned, "POST", "/messages/7/actions/mark-sent"), ==,
                   "\"3\"");
  canned_settle ();
  g_assert_false (canned_sees (GTK_WIDGET (page), "13800000001"));
}

/* Who called need be no patient: what it is about is the complaint. */
static void
test_to_caller (void)
{
  static const char message[] =
      "{\"id\":7,\"version\":3,\"activity_id\":8,\"contact\":\"赵敏\",\"channel\":\"letter\","
      "\"purpose\":\"complaint\",\"template\":\"complaint-answer\",\"body\":\"您好\",\"state\":"
      "\"queued\",\"provider\":\"manual\",\"created_at\":\"2026-01-02T10:00:00+08:00\"}";
  g_autofree char *list = g_strdup_printf (
      "{\"items\":[%s],\"next_cursor\":null,\"total\":{\"value\":1,\"exact\":true}}", message);
  g_autoptr (Canned) canned = make_server (list, message);
  HcrmPage *page = canned_open (canned, HCRM_TYPE_MESSAGES_PAGE, rights);
  canned_wait_request (canned, "GET", "/messages/7");
  canned_settle ();
  g_assert_true (canned_sees (GTK_WIDGET (page), "Open the Complaint"));
  g_assert_false (canned_sees (GTK_WIDGET (page), "Open Patient"));
}

/* A number that comes late does not stand beside another message. */
static void
test_late_number (void)
{
  g_autoptr (GString) other = g_string_new (QUEUED);
  g_string_replace (other, "\"id\":7", "\"id\":8", 1);
  g_autofree char *list = g_strdup_printf (LIST ("%s,%s", "2"), QUEUED, other->str);
  g_autoptr (Canned) canned = make_server (list, QUEUED);
  HcrmPage *page = canned_open_shown (canned, HCRM_TYPE_MESSAGES_PAGE, rights, "/messages/7");

  canned_set (canned, "GET", "/messages/8", 200, other->str);
  canned_set (canned, "POST", "/messages/7/actions/reveal", 200,
              "{\"id\":7,\"address\":\"13800000001\",\"body\":\"您好\"}");
  canned_hold (canned, "POST", "/messages/7/actions/reveal");
  gtk_widget_activate_action (GTK_WIDGET (page), "message.reveal", NULL);
  canned_wait_request (canned, "POST", "/messages/7/actions/reveal");
  hcrm_admin_page_select (HCRM_ADMIN_PAGE (page), 8);
  canned_wait_request (canned, "GET", "/messages/8");
  canned_settle ();
  canned_release (canned, "POST", "/messages/7/actions/reveal");
  g_assert_false (canned_sees (GTK_WIDGET (page), "13800000001"));
}

#define TO "\"id\":7,\"contact_id\":5,\"activity_id\":9,"

/* Whom a message goes to is called at that number, about the same. */
static void
test_dial (void)
{
  g_autoptr (GString) one = g_string_new (QUEUED);
  g_string_replace (one, "\"id\":7,", TO, 1);
  g_autofree char *list = g_strdup_printf (LIST ("%s", "1"), one->str);
  g_autoptr (Canned) canned = make_server (list, one->str);
  HcrmPage *page = canned_open_shown (canned, HCRM_TYPE_MESSAGES_PAGE, rights, "/messages/7");
  HcrmPhoneDial dial = { 0 };

  g_assert_true (HCRM_PAGE_GET_CLASS (page)->dial (page, &dial));
  g_assert_cmpint (dial.contact_id, ==, 5);
  g_assert_cmpint (dial.activity_id, ==, 9);
  GtkWidget *button = canned_find_around (GTK_WIDGET (page), GTK_TYPE_BUTTON, "138****0001");
  g_assert_cmpstr (gtk_actionable_get_action_name (GTK_ACTIONABLE (button)), ==, "shell.dial");
  hcrm_dial_from_variant (gtk_actionable_get_action_target_value (GTK_ACTIONABLE (button)), &dial);
  g_assert_cmpint (dial.contact_id, ==, 5);
}

/* What a letter is sent to is no number. */
static void
test_dial_letter (void)
{
  g_autoptr (GString) one = g_string_new (QUEUED);
  g_string_replace (one, "\"id\":7,", TO, 1);
  g_string_replace (one, "\"sms\"", "\"letter\"", 1);
  g_autofree char *list = g_strdup_printf (LIST ("%s", "1"), one->str);
  g_autoptr (Canned) canned = make_server (list, one->str);
  HcrmPage *page = canned_open_shown (canned, HCRM_TYPE_MESSAGES_PAGE, rights, "/messages/7");
  HcrmPhoneDial dial = { 0 };

  g_assert_false (HCRM_PAGE_GET_CLASS (page)->dial (page, &dial));
  g_assert_null (gtk_actionable_get_action_name (
      GTK_ACTIONABLE (canned_find_around (GTK_WIDGET (page), GTK_TYPE_BUTTON, "138****0001"))));
}

/* What is missing is named in words; who only reads gets no buttons. */
static void
test_blocked (void)
{
  static const char *const reader[] = { "session:all", "message.read:all", NULL };
  g_autoptr (Canned) canned = make_server (LIST (BLOCKED, "1"), BLOCKED);
  HcrmPage *page = canned_open_shown (canned, HCRM_TYPE_MESSAGES_PAGE, reader, "/messages/7");

  g_assert_true (canned_sees (GTK_WIDGET (page),
                              "something the text says is not known · date it is about, drugs"));
  canned_submit (page);
  canned_settle ();
  g_assert_cmpuint (canned_count (canned, "POST", "/messages"), ==, 0);
  g_assert_null (canned_find (GTK_WIDGET (page), GTK_TYPE_BUTTON, "Do Not Send"));
}

static void
test_retry (void)
{
  g_autoptr (Canned) canned = make_server (LIST (BLOCKED, "1"), BLOCKED);
  HcrmPage *page = canned_open (canned, HCRM_TYPE_MESSAGES_PAGE, rights);

  canned_set (canned, "POST", "/messages/7/actions/retry", 200, QUEUED);
  canned_wait_request (canned, "GET", "/messages/7");
  canned_settle ();
  canned_submit (page);
  canned_wait_request (canned, "POST", "/messages/7/actions/retry");
  canned_settle ();
  gtk_widget_activate_action (GTK_WIDGET (page), "message.patient", NULL);
  g_assert_cmpstr (canned_get_opened (canned), ==, "patient/1");
}

static void
test_empty (void)
{
  g_autoptr (Canned) canned = make_server (LIST ("", "0"), BLOCKED);
  HcrmPage *page = canned_open_shown (canned, HCRM_TYPE_MESSAGES_PAGE, rights, "/messages");

  g_assert_true (canned_sees (GTK_WIDGET (page), "No message fits these conditions."));
}

/* --- templates -------------------------------------------------------------------------------- */

static void
test_template (void)
{
  g_autoptr (Canned) canned = make_server (LIST ("", "0"), BLOCKED);
  HcrmPage *page = canned_open (canned, HCRM_TYPE_MESSAGE_TEMPLATES_PAGE, rights);
  HcrmScriptEditor *editor;

  canned_set (canned, "PATCH", "/message-templates/1", 200, TEMPLATE);
  canned_wait_request (canned, "GET", "/message-templates");
  canned_settle ();
  editor = HCRM_SCRIPT_EDITOR (canned_find (GTK_WIDGET (page), HCRM_TYPE_SCRIPT_EDITOR, NULL));
  g_assert_true (canned_sees (GTK_WIDGET (page), "王建国先生"));
  g_assert_true (canned_sees (GTK_WIDGET (page), "Dear Mr Wang Jianguo"));
  /* A variable of calls, not of messages. */
  hcrm_script_editor_set_text (editor, "{agent}");
  canned_submit (page);
  canned_settle ();
  g_assert_cmpuint (canned_count (canned, "PATCH", "/message-templates/1"), ==, 0);
  /* Said once, by the preview. */
  hcrm_script_editor_show_error (editor, "There is no such variable");
  g_assert_false (canned_sees (GTK_WIDGET (page), "There is no such variable"));
  /* A variable of messages, but not of thanks. */
  hcrm_script_editor_set_text (editor, "{drug}");
  g_assert_true (canned_sees (GTK_WIDGET (page), "“drug”"));
  hcrm_script_editor_set_text (editor, "{name}，{department}见");
  g_assert_true (canned_sees (GTK_WIDGET (page), "王建国，骨科见"));
  canned_submit (page);
  canned_wait_request (canned, "PATCH", "/message-templates/1");
  g_assert_cmpstr (json_object_get_string_member (canned_get_body (canned, "PATCH",
                                                                   "/message-templates/1"),
                                                  "text"),
                   ==, "{name}，{department}见");
}

/* --- on a patient's page ---------------------------------------------------------------------- */

static Canned *
make_patient (const char *known)
{
  Canned *canned = make_server (LIST (BLOCKED, "1"), BLOCKED);

  canned_set (canned, "GET", "/patients/1", 200,
              "{\"id\":1,\"version\":1,\"survivor_id\":1,\"name\":\"王芳\",\"sex\":\"female\"}");
  canned_set (canned, "GET", "/patients/1/reexamination", 200, known);
  canned_set (canned, "GET", "/patients/1/merges", 200, LIST ("", "0"));
  canned_set (canned, "GET", "/contacts", 200, LIST ("", "0"));
  canned_set (canned, "GET", "/encounters", 200, LIST ("", "0"));
  canned_set (canned, "GET", "/timeline", 200, LIST ("", "0"));
  canned_set (canned, "GET", "/followup-tasks", 200, LIST ("", "0"));
  canned_set (canned, "GET", "/followup-plans", 200,
              LIST ("{\"id\":4,\"version\":1,\"state\":\"active\",\"note\":\"注意切口。\","
                    "\"steps\":[{\"position\":2,\"state\":\"open\",\"due_on\":\"2026-02-03\"}]}",
                    "1"));
  return canned;
}

static HcrmPage *
open_patient (Canned *canned)
{
  HcrmPage *page = canned_open_record (canned, HCRM_TYPE_PATIENT_PAGE, rights, "1");

  canned_wait_request (canned, "GET", "/patients/1");
  canned_settle ();
  gtk_widget_activate_action (GTK_WIDGET (page), "patient.tab", "i", 6);
  canned_wait_request (canned, "GET", "/patients/1/reexamination");
  canned_settle ();
  return page;
}

static void
click (HcrmPage *page, const char *label)
{
  GtkWidget *section = canned_find (GTK_WIDGET (page), HCRM_TYPE_PATIENT_MESSAGES, NULL);
  GtkWidget *button = canned_find (section, GTK_TYPE_BUTTON, label);

  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
}

#define SEND "/followup-plans/4/actions/send"

static const char *
get_sent_plan (Canned *canned)
{
  canned_wait_request (canned, "POST", SEND);
  return json_object_get_string_member (canned_get_body (canned, "POST", SEND), "plan");
}

/* By keys: what is typed goes into what is proposed. */
static void
test_send_plan (void)
{
  g_autoptr (Canned) canned =
      make_patient ("{\"booked\":false,\"language\":\"zh_CN\",\"date\":\"2026-02-01\"}");
  HcrmPage *page = open_patient (canned);

  canned_set (canned, "POST", SEND, 200, BLOCKED);
  click (page, "Send Next Treatment");
  canned_key ("ctrl+End");
  canned_type (", come early");
  canned_submit (page);
  g_assert_cmpstr (get_sent_plan (canned), ==, "注意切口；下次随访：2026-02-03, come early");
  g_assert_cmpstr (canned_get_version (canned, "POST", SEND), ==, "\"1\"");
  canned_settle ();
}

/* It goes to whom one chooses: among those whom a message reaches. */
static void
test_send_to_relative (void)
{
  g_autoptr (Canned) canned =
      make_patient ("{\"booked\":false,\"language\":\"zh_CN\",\"date\":\"2026-02-01\"}");

  canned_set (canned, "GET", "/contacts", 200,
              LIST ("{\"id\":8,\"version\":1,\"patient_id\":1,\"position\":1,\"name\":\"王芳\","
                    "\"relation\":\"self\",\"channel\":\"phone\",\"number\":\"138****0001\"},"
                    "{\"id\":9,\"version\":1,\"patient_id\":1,\"position\":2,\"name\":\"王强\","
                    "\"relation\":\"child\",\"channel\":\"phone\",\"number\":\"138****0002\","
                    "\"may_discuss\":\"all\"}",
                    "2"));
  HcrmPage *page = open_patient (canned);
  canned_set (canned, "POST", SEND, 200, BLOCKED);
  click (page, "Send Next Treatment");
  GtkWidget *section = canned_find (GTK_WIDGET (page), HCRM_TYPE_PATIENT_MESSAGES, NULL);
  HcrmForm *form = HCRM_FORM (canned_find (section, HCRM_TYPE_FORM, NULL));
  HcrmInput *contact = hcrm_form_get_input (form, "contact_id");
  hcrm_input_set_value (contact, "9");
  g_signal_emit_by_name (contact, "changed");
  canned_submit (page);
  canned_wait_request (canned, "POST", SEND);
  g_assert_cmpint (json_object_get_int_member (canned_get_body (canned, "POST", SEND),
                                               "contact_id"),
                   ==, 9);
  canned_settle ();
}

/* One message, however often it is asked for while it is on its way. */
static void
test_send_once (void)
{
  g_autoptr (Canned) canned = make_patient ("{\"booked\":false,\"language\":\"zh_CN\"}");
  HcrmPage *page = open_patient (canned);

  canned_set (canned, "POST", SEND, 200, BLOCKED);
  canned_hold (canned, "POST", SEND);
  click (page, "Send Next Treatment");
  canned_submit (page);
  canned_wait_request (canned, "POST", SEND);
  canned_submit (page);
  canned_settle ();
  canned_release (canned, "POST", SEND);
  g_assert_cmpuint (canned_count (canned, "POST", SEND), ==, 1);
}

/* Esc loses nothing, whatever happens elsewhere; Cancel goes back to what is proposed. */
static void
test_letter_kept (void)
{
  g_autoptr (Canned) canned = make_patient ("{\"booked\":false,\"language\":\"zh_CN\"}");
  HcrmPage *page = open_patient (canned);

  canned_set (canned, "POST", SEND, 200, BLOCKED);
  click (page, "Send Next Treatment");
  canned_key ("ctrl+a");
  canned_type ("come early");
  g_assert_true (HCRM_PAGE_GET_CLASS (page)->back (page));
  canned_wait_request (canned, "PUT", "/drafts/letter/plan-4");
  hcrm_page_notify_event (page, "message", 7, 4);
  canned_settle ();
  click (page, "Send Next Treatment");
  canned_settle ();
  canned_submit (page);
  g_assert_cmpstr (get_sent_plan (canned), ==, "come early");
  canned_wait_request (canned, "DELETE", "/drafts/letter/plan-4");
  canned_settle ();
  click (page, "Send Next Treatment");
  canned_key ("ctrl+a");
  canned_type ("never mind");
  click (page, "Cancel");
  canned_settle ();
  canned_forget (canned);
  click (page, "Send Next Treatment");
  canned_submit (page);
  g_assert_cmpstr (get_sent_plan (canned), ==, "注意切口；下次随访：2026-02-03");
  canned_settle ();
}

/* What was typed for other days is not sent unread. */
static void
test_letter_stale (void)
{
  g_autoptr (Canned) canned = make_patient ("{\"booked\":false,\"language\":\"zh_CN\"}");
  HcrmPage *page = open_patient (canned);
  g_autoptr (JsonNode) draft =
      json_from_string ("{\"plan\":\"on 3 March\",\"version\":\"0\"}", NULL);

  click (page, "Send Next Treatment");
  g_assert_false (canned_sees (GTK_WIDGET (page), "The plan was changed"));
  HCRM_PAGE_GET_CLASS (page)->take_draft (page, "letter", "plan-4", draft);
  g_assert_true (canned_sees (GTK_WIDGET (page), "The plan was changed"));
}

static void
test_prompt (void)
{
  static const char path[] = "/patients/1/actions/prompt-reexamination";
  g_autoptr (Canned) canned =
      make_patient ("{\"booked\":false,\"language\":\"zh_CN\",\"date\":\"2026-02-01\"}");
  HcrmPage *page = open_patient (canned);

  g_assert_true (canned_sees (GTK_WIDGET (page), "no results on record · no answers on record"));
  canned_set (canned, "POST", path, 200, QUEUED);
  click (page, "Prompt Re-examination");
  canned_submit (page);
  canned_wait_request (canned, "POST", path);
  g_assert_cmpstr (json_object_get_string_member (canned_get_body (canned, "POST", path), "date"),
                   ==, "2026-02-01");
  /* In the patient's language, whatever the reader's. */
  g_assert_cmpstr (json_object_get_string_member (canned_get_body (canned, "POST", path), "items"),
                   ==, "常规复查");
  canned_settle ();
}

/* Booked already: it says so, and there is nothing to press. */
static void
test_booked (void)
{
  g_autoptr (Canned) canned = make_patient ("{\"booked\":true,\"booked_department\":\"骨科\"}");
  HcrmPage *page = open_patient (canned);

  g_assert_true (
      canned_sees (GTK_WIDGET (page), "A visit is booked already: no prompt is needed · 骨科"));
  g_assert_false (gtk_widget_get_sensitive (
      canned_find (GTK_WIDGET (page), GTK_TYPE_BUTTON, "Prompt Re-examination")));
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  hcrm_popovers_keep ();
  g_test_add_func ("/messages-page/by-hand", test_by_hand);
  g_test_add_func ("/messages-page/to-caller", test_to_caller);
  g_test_add_func ("/messages-page/late-number", test_late_number);
  g_test_add_func ("/messages-page/dial", test_dial);
  g_test_add_func ("/messages-page/dial-letter", test_dial_letter);
  g_test_add_func ("/messages-page/blocked", test_blocked);
  g_test_add_func ("/messages-page/retry", test_retry);
  g_test_add_func ("/messages-page/empty", test_empty);
  g_test_add_func ("/messages-page/template", test_template);
  g_test_add_func ("/messages-page/send-plan", test_send_plan);
  g_test_add_func ("/messages-page/send-to-relative", test_send_to_relative);
  g_test_add_func ("/messages-page/send-once", test_send_once);
  g_test_add_func ("/messages-page/letter-kept", test_letter_kept);
  g_test_add_func ("/messages-page/letter-stale", test_letter_stale);
  g_test_add_func ("/messages-page/prompt", test_prompt);
  g_test_add_func ("/messages-page/booked", test_booked);
  return g_test_run ();
}
