/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The drugs of a patient: reminders to take them are set, changed and stopped. */

#include "hcrm-canned.h"

#include "core/hcrm-language.h"
#include "core/hcrm-popover-keeper.h"
#include "pages/patient/hcrm-patient-page.h"
#include "pages/patient/hcrm-reminders.h"
#include "widgets/hcrm-form.h"
#include "widgets/hcrm-reveal.h"

#define REMINDER                                                                                   \
  "{\"id\":3,\"version\":2,\"patient_id\":7,\"drug\":\"美托洛尔片\",\"times\":"               \
  "\"08:00,20:00\",\"first_on\":\"2020-01-10\",\"last_on\":\"2020-01-20\",\"contact_id\":2,"       \
  "\"contact\":\"赵敏\",\"fallback_id\":null,\"stop_reason\":null,\"state\":\"running\","        \
  "\"created_by\":\"林晓\"}"

#define CONTACT(id, relation, channel, told)                                                       \
  "{\"id\":" id ",\"version\":1,\"patient_id\":7,\"position\":" id                                 \
  ",\"name\":\"赵敏\",\"relation\":\"" relation "\",\"channel\":\"" channel "\",\"number\":"       \
  "\"159****0731\",\"may_discuss\":\"" told "\"}"

static const char *const agent[] = { "session:all", "patient.read:all", "followup.read:all",
                                     "followup.work:all", NULL };
static const char *const reader[] = { "session:all", "patient.read:all", "followup.read:all",
                                      NULL };

static Canned *
make_server (void)
{
  Canned *canned = canned_new ();

  canned_set (canned, "GET", "/patients/7", 200,
              "{\"id\":7,\"version\":1,\"name\":\"周桂兰\",\"sex\":\"female\"}");
  canned_set (canned, "GET", "/contacts", 200,
              LIST (CONTACT ("1", "self", "phone",
                             "none") "," CONTACT ("2", "child", "phone",
                                                  "all") "," CONTACT ("4", "spouse", "landline",
                                                                      "all"),
                    "3"));
  canned_set (canned, "GET", "/refills", 200, LIST ("", "0"));
  canned_set (canned, "GET", "/medication-reminders", 200, LIST (REMINDER, "1"));
  canned_set_drafts (canned);
  return canned;
}

static HcrmPage *
open_drugs (Canned *canned, const char *const *permissions)
{
  HcrmPage *page = canned_open_record (canned, HCRM_TYPE_PATIENT_PAGE, permissions, "7");

  gtk_widget_activate_action (GTK_WIDGET (page), "patient.tab", "i", 6);
  canned_wait_words (page, "Reminders to take drugs");
  canned_settle ();
  return page;
}

static GtkWidget *
get_section (HcrmPage *page)
{
  return canned_find (GTK_WIDGET (page), HCRM_TYPE_REMINDERS, NULL);
}

#define ASKED                                                                                      \
  "{\"id\":3,\"version\":2,\"patient_id\":7,\"drug\":\"美托洛尔片\",\"times\":"               \
  "\"08:00,20:00\",\"first_on\":\"2020-01-10\",\"last_on\":\"2020-01-20\",\"spoken\":true,"        \
  "\"answer_minutes\":15,\"state\":\"running\",\"due_today\":2,\"taken_today\":1,\"doses\":["      \
  "{\"id\":40,\"due_at\":\"2020-01-12T00:00:00Z\",\"asked\":1,\"state\":\"taken\",\"way\":"        \
  "\"key\"},"                                                                                      \
  "{\"id\":41,\"due_at\":\"2020-01-12T12:00:00Z\",\"asked\":2,\"state\":\"waiting\",\"way\":null}" \
  "]}"

static void
click (HcrmPage *page, const char *label)
{
  g_signal_emit_by_name (canned_find (get_section (page), GTK_TYPE_BUTTON, label), "clicked");
}

/* A button of a card, by its icon. */
static GtkWidget *
find_icon (GtkWidget *root, const char *icon)
{
  if (GTK_IS_BUTTON (root) && g_strcmp0 (gtk_button_get_icon_name (GTK_BUTTON (root)), icon) == 0)
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = find_icon (child, icon);
    if (found != NULL)
      return found;
  }
  return NULL;
}

static HcrmInput *
get_input (HcrmPage *page, const char *field)
{
  GtkWidget *form = canned_find (get_section (page), HCRM_TYPE_FORM, NULL);

  return hcrm_form_get_input (HCRM_FORM (form), field);
}

static void
fill (HcrmPage *page, const char *field, const char *value)
{
  HcrmInput *input = get_input (page, field);

  hcrm_input_set_value (input, value);
  g_signal_emit_by_name (input, "changed");
}

static gboolean
offers (HcrmPage *page, const char *field, const char *words)
{
  GtkWidget *choice = canned_find (GTK_WIDGET (get_input (page, field)), GTK_TYPE_DROP_DOWN, NULL);
  GListModel *model = gtk_drop_down_get_model (GTK_DROP_DOWN (choice));

  for (guint i = 0; i < g_list_model_get_n_items (model); i++) {
    g_autoptr (HcrmChoiceItem) item = g_list_model_get_item (model, i);
    if (strstr (hcrm_choice_item_get_text (item), words) != NULL)
      return TRUE;
  }
  return FALSE;
}

/* Below all the drugs there are. */
static void
test_in_sight (void)
{
#define DRUG "{\"id\":1,\"patient_id\":7,\"drug\":\"阿司匹林\",\"call\":\"none\",\"why\":[]}"
#define DRUGS DRUG "," DRUG "," DRUG "," DRUG
  g_autoptr (Canned) canned = make_server ();
  canned_set (canned, "GET", "/refills", 200, LIST (DRUGS "," DRUGS "," DRUGS, "12"));
  HcrmPage *page = open_drugs (canned, agent);

  click (page, "New Reminder");
  canned_settle ();
  g_assert_true (hcrm_reveal_is_in_sight (GTK_WIDGET (get_input (page, "drug"))));
}

/* Whom it goes to is chosen among those whom a message reaches. */
static void
test_set (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_drugs (canned, agent);

  canned_set (canned, "POST", "/medication-reminders", 422,
              INVALID ("times", "Write the times of the day"));
  canned_wait_words (page, "08:00 20:00 · ");
  g_assert_true (canned_sees (GTK_WIDGET (page), " · 赵敏 · 林晓"));
  click (page, "New Reminder");
  fill (page, "drug", "阿司匹林");
  fill (page, "times", "at breakfast");
  fill (page, "last_on", "2099-01-01");
  g_assert_true (offers (page, "contact_id", "Child"));
  g_assert_false (offers (page, "contact_id", "Spouse"));
  fill (page, "contact_id", "2");
  canned_wait_request (canned, "PUT", "/drafts/reminder/patient-7");
  canned_submit (page);
  canned_wait_words (page, "Write the times of the day");
  fill (page, "times", "7:30");
  canned_set (canned, "POST", "/medication-reminders", 201, REMINDER);
  canned_forget (canned);
  click (page, "Save");
  canned_submit (page);
  canned_wait_request (canned, "POST", "/medication-reminders");
  JsonObject *body = canned_get_body (canned, "POST", "/medication-reminders");
  g_assert_cmpint (json_object_get_int_member (body, "patient_id"), ==, 7);
  g_assert_cmpint (json_object_get_int_member (body, "contact_id"), ==, 2);
  g_assert_cmpstr (json_object_get_string_member (body, "times"), ==, "7:30");
  g_assert_true (json_object_has_member (body, "first_on"));
  canned_wait_request (canned, "DELETE", "/drafts/reminder/patient-7");
  canned_wait_request (canned, "GET", "/medication-reminders");
  canned_settle ();
  g_assert_false (canned_sees (GTK_WIDGET (page), "Save"));
  g_assert_cmpuint (canned_count (canned, "POST", "/medication-reminders"), ==, 1);
}

/* A reply that comes when another is typed closes nothing, and forgets nothing of it. */
static void
test_crosses (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_drugs (canned, agent);

  canned_set (canned, "PATCH", "/medication-reminders/3", 200, REMINDER);
  canned_hold (canned, "PATCH", "/medication-reminders/3");
  g_signal_emit_by_name (find_icon (get_section (page), "document-edit-symbolic"), "clicked");
  fill (page, "times", "9:00");
  canned_submit (page);
  canned_wait_request (canned, "PATCH", "/medication-reminders/3");
  click (page, "Cancel");
  g_assert_false (canned_sees (GTK_WIDGET (page), "Save"));
  click (page, "New Reminder");
  fill (page, "drug", "阿司匹林");
  canned_release (canned, "PATCH", "/medication-reminders/3");
  g_assert_true (canned_sees (GTK_WIDGET (page), "Save"));
  g_assert_cmpuint (canned_count (canned, "DELETE", "/drafts/reminder/patient-7"), ==, 0);
  HCRM_PAGE_GET_CLASS (page)->back (page);
  click (page, "New Reminder");
  g_autofree char *kept = hcrm_input_dup_value (get_input (page, "drug"));
  g_assert_cmpstr (kept, ==, "阿司匹林");
}

/* What is wrong with one is not said beside the fields of another. */
static void
test_wrong_late (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_drugs (canned, agent);

  canned_set (canned, "PATCH", "/medication-reminders/3", 422,
              INVALID ("times", "Write the times of the day"));
  canned_hold (canned, "PATCH", "/medication-reminders/3");
  g_signal_emit_by_name (find_icon (get_section (page), "document-edit-symbolic"), "clicked");
  fill (page, "times", "9:00");
  canned_submit (page);
  canned_wait_request (canned, "PATCH", "/medication-reminders/3");
  click (page, "Cancel");
  click (page, "New Reminder");
  canned_release (canned, "PATCH", "/medication-reminders/3");
  g_assert_false (canned_sees (get_section (page), "Write the times of the day"));
}

/* Esc keeps what was typed; only what differs is sent. */
static void
test_change (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_drugs (canned, agent);

  canned_set (canned, "PATCH", "/medication-reminders/3", 200, REMINDER);
  g_signal_emit_by_name (find_icon (get_section (page), "document-edit-symbolic"), "clicked");
  fill (page, "times", "9:00");
  g_assert_true (HCRM_PAGE_GET_CLASS (page)->back (page));
  g_assert_false (HCRM_PAGE_GET_CLASS (page)->back (page));
  g_signal_emit_by_name (find_icon (get_section (page), "document-edit-symbolic"), "clicked");
  canned_submit (page);
  canned_wait_request (canned, "PATCH", "/medication-reminders/3");
  JsonObject *body = canned_get_body (canned, "PATCH", "/medication-reminders/3");
  g_assert_cmpstr (json_object_get_string_member (body, "times"), ==, "9:00");
  g_assert_cmpuint (json_object_get_size (body), ==, 1);
  g_assert_cmpstr (canned_get_version (canned, "PATCH", "/medication-reminders/3"), ==, "\"2\"");
  canned_settle ();
}

static void
test_stop (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_drugs (canned, agent);

  canned_set (canned, "PATCH", "/medication-reminders/3", 200, REMINDER);
  g_signal_emit_by_name (find_icon (get_section (page), "process-stop-symbolic"), "clicked");
  canned_settle ();
  GtkWidget *reason = canned_find (canned_find_dialog (), GTK_TYPE_ENTRY, NULL);
  gtk_editable_set_text (GTK_EDITABLE (reason), "remembers it herself");
  canned_answer ("yes");
  canned_wait_request (canned, "PATCH", "/medication-reminders/3");
  g_assert_cmpstr (json_object_get_string_member (canned_get_body (canned, "PATCH",
                                                                   "/medication-reminders/3"),
                                                  "stop_reason"),
                   ==, "remembers it herself");
  canned_settle ();
}

/* Whoever may not, reads. */
static void
test_reads (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_drugs (canned, reader);

  g_assert_true (canned_sees (GTK_WIDGET (page), "Running"));
  g_assert_false (canned_sees (GTK_WIDGET (page), "New Reminder"));
  g_assert_null (find_icon (get_section (page), "document-edit-symbolic"));
}

/* What somebody says of a dose is written down; one that is taken is not asked about any more. */
static void
test_dose (void)
{
  g_autoptr (Canned) canned = make_server ();

  canned_set (canned, "GET", "/medication-reminders", 200, LIST (ASKED, "1"));
  canned_set (canned, "POST", "/medication-doses/41/answers", 200, "{}");
  HcrmPage *page = open_drugs (canned, agent);
  canned_wait_words (page, "Doses taken today: 1 of 2");
  g_assert_true (canned_sees (GTK_WIDGET (page), "Key pressed in a call"));
  g_assert_true (canned_sees (GTK_WIDGET (page), "asked 2 times"));
  click (page, "Was taken");
  canned_wait_request (canned, "POST", "/medication-doses/41/answers");
  JsonObject *body = canned_get_body (canned, "POST", "/medication-doses/41/answers");
  g_assert_cmpstr (json_object_get_string_member (body, "answer"), ==, "taken");
  g_assert_cmpstr (json_object_get_string_member (body, "way"), ==, "agent");
  canned_settle ();
}

/* Who may only read sees how it stands. */
static void
test_dose_read (void)
{
  g_autoptr (Canned) canned = make_server ();

  canned_set (canned, "GET", "/medication-reminders", 200, LIST (ASKED, "1"));
  HcrmPage *page = open_drugs (canned, reader);
  canned_wait_words (page, "No answer yet");
  g_assert_null (canned_find (get_section (page), GTK_TYPE_BUTTON, "Was taken"));
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  hcrm_popovers_keep ();
  hcrm_language_init ();
  g_test_add_func ("/patient-drugs/in-sight", test_in_sight);
  g_test_add_func ("/patient-drugs/set", test_set);
  g_test_add_func ("/patient-drugs/crosses", test_crosses);
  g_test_add_func ("/patient-drugs/wrong-late", test_wrong_late);
  g_test_add_func ("/patient-drugs/change", test_change);
  g_test_add_func ("/patient-drugs/stop", test_stop);
  g_test_add_func ("/patient-drugs/reads", test_reads);
  g_test_add_func ("/patient-drugs/dose", test_dose);
  g_test_add_func ("/patient-drugs/dose-read", test_dose_read);
  return g_test_run ();
}
