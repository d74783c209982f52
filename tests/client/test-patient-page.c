/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The pages of patients: finding and writing down, the record and its conflicts, contacts, what is
 * masked, plans and answers. */

#include "hcrm-canned.h"

#include "core/hcrm-dial.h"
#include "core/hcrm-language.h"
#include "core/hcrm-popover-keeper.h"
#include "pages/overview/hcrm-overview-page.h"
#include "pages/patient/hcrm-patient-page.h"
#include "pages/patients/hcrm-patients-page.h"
#include "widgets/hcrm-form.h"

#define PATIENT(version, allergies)                                                                \
  "{\"id\":7,\"version\":" version ",\"name\":\"周桂兰\",\"pinyin\":\"zhou gui lan\","          \
  "\"sex\":\"female\",\"birth_date\":\"1959-03-02\",\"mrn\":\"00624418\",\"id_kind\":null,"        \
  "\"id_number\":\"3301**********442X\",\"address\":\"江州市****\",\"allergies\":\"" allergies     \
  "\"}"

#define CONTACT(id, place, relation, told)                                                         \
  "{\"id\":" id ",\"version\":4,\"patient_id\":7,\"position\":" place                              \
  ",\"name\":\"赵敏\",\"relation\":\"" relation "\",\"channel\":\"phone\",\"number\":"             \
  "\"159****0731\",\"may_discuss\":\"" told "\"}"

#define QUESTIONNAIRE                                                                              \
  "{\"id\":4,\"version\":1,\"title\":\"Test\",\"state\":\"published\",\"resource\":"               \
  "\"{\\\"resourceType\\\":\\\"Questionnaire\\\",\\\"status\\\":\\\"active\\\","                   \
  "\\\"title\\\":\\\"Test\\\",\\\"item\\\":[{\\\"linkId\\\":\\\"well\\\","                         \
  "\\\"type\\\":\\\"boolean\\\",\\\"text\\\":\\\"Are you well?\\\"}]}\"}"

static const char *const all[] = {
  "session:all",         "patient.read:all",      "patient.edit:all",      "followup.read:all",
  "followup.manage:all", "followup.plan:all",     "response.read:all",     "question.read:all",
  "patient.reveal:all",  "followup.overview:all", "organisation.read:all", NULL
};

static Canned *
make_server (void)
{
  Canned *canned = canned_new ();

  canned_set (canned, "GET", "/patients/7", 200, PATIENT ("3", "青霉素"));
  canned_set (canned, "GET", "/patients", 200, LIST (PATIENT ("3", "青霉素"), "1"));
  canned_set (canned, "GET", "/departments", 200, LIST ("{\"id\":2,\"name\":\"骨科\"}", "1"));
  canned_set (canned, "GET", "/contacts", 200,
              LIST (CONTACT ("1", "1", "self", "none") "," CONTACT ("2", "2", "child", "all"),
                    "2"));
  canned_set (canned, "GET", "/timeline", 200,
              LIST ("{\"id\":2,\"patient_id\":7,\"at\":\"2020-01-02T10:39:00+08:00\",\"kind\":"
                    "\"followup\",\"code\":\"followup.attempt\",\"params\":{\"disposition\":"
                    "\"no_answer\",\"note\":\"rang long\"},\"user\":\"林晓\"},{\"id\":1,"
                    "\"patient_id\":7,\"at\":\"2020-01-01T08:00:00+08:00\",\"kind\":\"encounter\","
                    "\"code\":\"encounter.discharged\",\"params\":{\"department\":\"骨科\"},"
                    "\"user\":\"his\"}",
                    "2"));
  canned_set (canned, "GET", "/encounters", 200,
              LIST ("{\"id\":9,\"version\":1,\"patient_id\":7,\"kind\":\"inpatient\",\"state\":"
                    "\"finished\",\"number\":\"ZY1\",\"department\":\"骨科\",\"diagnoses\":[{"
                    "\"code\":\"S72.0\",\"text\":\"股骨颈骨折\"}],\"followup_decision\":\"plan\"}",
                    "1"));
  canned_set (canned, "GET", "/followup-plans", 200,
              LIST ("{\"id\":5,\"version\":6,\"patient_id\":7,\"template\":\"髋关节置换\","
                    "\"template_en\":\"Hip\",\"state\":\"active\",\"steps\":[{\"id\":50,"
                    "\"position\":1,\"offset_days\":3,\"due_on\":\"2020-01-05\",\"state\":"
                    "\"open\"}]}",
                    "1"));
  canned_set (canned, "GET", "/attempts", 200,
              LIST ("{\"id\":1,\"patient_id\":7,\"contact\":\"赵敏\",\"relation\":\"child\","
                    "\"number\":\"139****0777\",\"contact_id\":6,\"activity_id\":50,"
                    "\"disposition\":\"no_answer\",\"started_at\":\"2020-01-02T10:39:00+08:00\"}",
                    "1"));
  canned_set (canned, "GET", "/responses", 200,
              LIST ("{\"id\":3,\"version\":1,\"patient_id\":7,\"questionnaire_id\":4,"
                    "\"activity_id\":50,"
                    "\"questionnaire\":\"问卷\",\"questionnaire_en\":\"Hip form\",\"authored_at\":"
                    "\"2020-01-02T10:39:00+08:00\",\"score\":\"5\"}",
                    "1"));
  canned_set (canned, "GET", "/responses/3", 200,
              "{\"resourceType\":\"QuestionnaireResponse\",\"status\":\"completed\",\"item\":[{"
              "\"linkId\":\"well\",\"answer\":[{\"valueBoolean\":true}]}]}");
  canned_set (canned, "GET", "/questionnaires/4", 200, QUESTIONNAIRE);
  canned_set (canned, "GET", "/questions", 200,
              LIST ("{\"id\":8,\"state\":\"told\",\"matter\":\"能否停药？\",\"answer\":\"否\"}",
                    "1"));
  canned_set_drafts (canned);
  return canned;
}

static HcrmPage *
open_page (Canned *canned, GType type)
{
  HcrmPage *page = canned_open_record (canned, type, all, "7");

  canned_settle ();
  return page;
}

static GtkWidget *
open_tab (HcrmPage *page, int tab)
{
  gtk_widget_activate_action (GTK_WIDGET (page), "patient.tab", "i", tab);
  canned_settle ();
  return GTK_WIDGET (page);
}

/* The form that can be seen. */
static HcrmForm *
find_form (GtkWidget *root)
{
  if (HCRM_IS_FORM (root) && gtk_widget_get_mapped (root))
    return HCRM_FORM (root);
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    HcrmForm *form = find_form (child);
    if (form != NULL)
      return form;
  }
  return NULL;
}

static void
fill (GtkWidget *page, const char *field, const char *value)
{
  HcrmForm *form = find_form (page);
  HcrmInput *input = hcrm_form_get_input (form, field);

  hcrm_input_set_value (input, value);
  g_signal_emit_by_name (input, "changed");
}

static void
test_head (void)
{
  g_autoptr (Canned) canned = make_server ();
  GtkWidget *page = GTK_WIDGET (open_page (canned, HCRM_TYPE_PATIENT_PAGE));

  g_assert_true (canned_sees (page, "周桂兰"));
  g_assert_true (canned_sees (page, "Allergies: 青霉素"));
  g_assert_true (canned_sees (page, "May be told: "));
  g_assert_true (canned_sees (page, "3301**********442X"));
  g_assert_true (canned_sees (page, "No answer"));
  g_assert_true (canned_sees (page, "rang long"));
  g_assert_true (canned_sees (page, "Running Follow-up"));
}

/* Who shares a number stands beside it, a click away. */
static void
test_household (void)
{
  g_autoptr (Canned) canned = make_server ();

  canned_set (
      canned, "GET", "/patients/7/household", 200,
      LIST ("{\"id\":21,\"name\":\"李大海\",\"sex\":\"male\",\"birth_date\":\"1953-08-09\","
            "\"deceased_at\":\"2025-01-01T00:00:00+08:00\",\"number\":\"139****0001\","
            "\"relation\":\"spouse\",\"own_relation\":\"self\"},{\"id\":22,\"name\":\"李强\","
            "\"sex\":null,\"birth_date\":null,\"deceased_at\":null,"
            "\"number\":\"139****0001\",\"relation\":\"parent\",\"own_relation\":\"self\"}",
            "2"));
  GtkWidget *page = GTK_WIDGET (open_page (canned, HCRM_TYPE_PATIENT_PAGE));
  canned_wait_words (HCRM_PAGE (page), "Also on 139****0001:");
  g_assert_true (canned_sees (page, "Deceased"));
  GtkWidget *other = canned_find (page, GTK_TYPE_BUTTON, "李强");
  g_assert_nonnull (other);
  g_signal_emit_by_name (other, "clicked");
  canned_settle ();
  g_assert_cmpstr (canned_get_opened (canned), ==, "patient/22");
}

/* What may be told of appointments alone, and when that was said. */
static void
test_told (void)
{
  g_autoptr (Canned) canned = make_server ();

  canned_set (
      canned, "GET", "/contacts", 200,
      LIST ("{\"id\":1,\"version\":1,\"position\":1,\"name\":\"周敏\",\"relation\":\"child\","
            "\"channel\":\"phone\",\"number\":\"139****0002\",\"may_discuss\":"
            "\"appointments\",\"may_discuss_at\":\"2025-03-04T10:00:00+08:00\","
            "\"may_discuss_by\":\"林晓\"},{\"id\":2,\"version\":1,\"position\":2,\"name\":"
            "\"周明\",\"relation\":\"sibling\",\"channel\":\"phone\",\"number\":"
            "\"139****0003\",\"may_discuss\":\"none\",\"may_discuss_at\":"
            "\"2025-03-05T10:00:00+08:00\",\"may_discuss_by\":\"何嘉\"}",
            "2"));
  GtkWidget *page = open_tab (open_page (canned, HCRM_TYPE_PATIENT_PAGE), 3);
  canned_wait_words (HCRM_PAGE (page), "Appointments only");
  g_assert_true (canned_sees (page, "Appointments only: "));
  g_assert_true (canned_sees (page, "recorded 2025-03-04"));
  g_assert_true (canned_sees (page, "withdrawn 2025-03-05"));
}

/* The first number that can be dialled stands in the head, masked, with whose it is. */
static void
test_dials (void)
{
  static const char *const caller[] = { "session:all", "patient.read:all", "call.work:all", NULL };
  g_autoptr (Canned) canned = make_server ();
  HcrmPhoneDial clicked, typed = { 0 };

  canned_set (
      canned, "GET", "/contacts", 200,
      LIST ("{\"id\":1,\"version\":1,\"position\":1,\"relation\":\"self\",\"channel\":"
            "\"phone\",\"number\":\"139****0002\",\"invalid_at\":"
            "\"2025-03-04T10:00:00+08:00\",\"may_discuss\":\"all\"},{\"id\":2,\"version\":1,"
            "\"position\":2,\"name\":\"周明\",\"relation\":\"sibling\",\"channel\":"
            "\"phone\",\"number\":\"139****0003\",\"may_discuss\":\"none\"}",
            "2"));
  HcrmPage *page = canned_open_record (canned, HCRM_TYPE_PATIENT_PAGE, caller, "7");
  canned_wait_words (page, "139****0003");
  GtkWidget *number = canned_find (GTK_WIDGET (page), GTK_TYPE_LABEL, "139****0003");
  GtkWidget *dial = gtk_widget_get_ancestor (number, GTK_TYPE_BUTTON);
  g_assert_true (gtk_widget_get_mapped (dial));
  g_assert_nonnull (strstr (gtk_widget_get_tooltip_text (dial), "周明"));
  hcrm_dial_from_variant (gtk_actionable_get_action_target_value (GTK_ACTIONABLE (dial)), &clicked);
  g_assert_cmpint (clicked.contact_id, ==, 2);
  g_assert_true (HCRM_PAGE_GET_CLASS (page)->dial (page, &typed));
  g_assert_cmpint (typed.contact_id, ==, 2);
}

/* An account that is nobody's is named in words. */
static void
test_accounts_have_names (void)
{
  g_autoptr (Canned) canned = make_server ();
  GtkWidget *page = GTK_WIDGET (open_page (canned, HCRM_TYPE_PATIENT_PAGE));

  g_assert_true (canned_sees (page, "Hospital information system"));
  g_assert_null (canned_find (page, GTK_TYPE_LABEL, "his"));
}

static void
test_keys (void)
{
  g_autoptr (Canned) canned = make_server ();
  GtkWidget *page = open_tab (open_page (canned, HCRM_TYPE_PATIENT_PAGE), 1);
  GtkWidget *list = canned_find (page, GTK_TYPE_LIST_BOX, NULL);
  GtkListBoxRow *row;

  /* From the tabs, as the page opens. */
  gtk_widget_grab_focus (canned_find (page, GTK_TYPE_TOGGLE_BUTTON, NULL));
  canned_key ("j");
  canned_settle ();
  row = gtk_list_box_get_selected_row (GTK_LIST_BOX (list));
  g_assert_cmpint (gtk_list_box_row_get_index (row), ==, 1);
  canned_key ("k");
  canned_settle ();
  row = gtk_list_box_get_selected_row (GTK_LIST_BOX (list));
  g_assert_cmpint (gtk_list_box_row_get_index (row), ==, 0);
  canned_key ("4");
  canned_settle ();
  g_assert_true (canned_sees (page, "S72.0  股骨颈骨折"));
}

static void
test_reveal (void)
{
  g_autoptr (Canned) canned = make_server ();
  GtkWidget *page = GTK_WIDGET (open_page (canned, HCRM_TYPE_PATIENT_PAGE));
  GtkWidget *header = canned_find (page, g_type_from_name ("HcrmPatientHeader"), NULL);

  canned_set (canned, "POST", "/patients/7/actions/reveal", 200,
              "{\"id_number\":\"33010119590302442X\",\"address\":\"江州市柳荫街道\",\"contacts\":[{"
              "\"id\":2,\"number\":\"15900000731\"}]}");
  gtk_widget_child_focus (page, GTK_DIR_TAB_FORWARD);
  canned_key ("ctrl+e");
  canned_settle ();
  GObject *reason = gtk_widget_get_template_child (header, G_OBJECT_TYPE (header), "reason");
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (reason)));
  gtk_widget_grab_focus (GTK_WIDGET (reason));
  canned_type ("who is calling");
  canned_key ("Return");
  canned_settle ();
  JsonObject *body = canned_get_body (canned, "POST", "/patients/7/actions/reveal");
  g_assert_cmpstr (json_object_get_string_member (body, "reason"), ==, "who is calling");
  g_assert_cmpint (json_array_get_length (json_object_get_array_member (body, "fields")), ==, 3);
  g_assert_true (canned_sees (page, "33010119590302442X"));
  g_assert_true (canned_sees (page, "15900000731"));
}

static void
test_saves (void)
{
  g_autoptr (Canned) canned = make_server ();
  GtkWidget *page = open_tab (open_page (canned, HCRM_TYPE_PATIENT_PAGE), 2);

  canned_set (canned, "PATCH", "/patients/7", 200, PATIENT ("4", "无"));
  fill (page, "allergies", "无");
  canned_submit (HCRM_PAGE (page));
  canned_wait_request (canned, "PATCH", "/patients/7");
  JsonObject *body = canned_get_body (canned, "PATCH", "/patients/7");
  g_assert_cmpuint (json_object_get_size (body), ==, 1);
  g_assert_cmpstr (json_object_get_string_member (body, "allergies"), ==, "无");
  g_assert_nonnull (strstr (canned_get_version (canned, "PATCH", "/patients/7"), "3"));
}

#define STALE(current)                                                                             \
  "{\"type\":\"stale\",\"title\":\"stale\",\"status\":412,\"detail\":\"changed\","                 \
  "\"current\":" current "}"

/* Clicks what the other one saved for a field. */
static void
take_theirs (const char *words)
{
  GtkWidget *label = canned_find (canned_find_dialog (), GTK_TYPE_LABEL, words);

  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (
                                    gtk_widget_get_ancestor (label, GTK_TYPE_TOGGLE_BUTTON)),
                                TRUE);
}

/* Two people changed the allergies: both are shown, and the choice goes with the new version. */
static void
test_conflict (void)
{
  g_autoptr (Canned) canned = make_server ();
  GtkWidget *page = open_tab (open_page (canned, HCRM_TYPE_PATIENT_PAGE), 2);

  canned_set (canned, "PATCH", "/patients/7", 412, STALE (PATIENT ("8", "磺胺")));
  fill (page, "allergies", "无");
  canned_submit (HCRM_PAGE (page));
  canned_wait_request (canned, "PATCH", "/patients/7");
  canned_settle ();
  g_assert_true (canned_sees (canned_find_dialog (), "无"));
  g_assert_true (canned_sees (canned_find_dialog (), "磺胺"));
  canned_set (canned, "PATCH", "/patients/7", 200, PATIENT ("9", "无"));
  canned_forget (canned);
  canned_answer ("save");
  canned_wait_request (canned, "PATCH", "/patients/7");
  g_assert_nonnull (strstr (canned_get_version (canned, "PATCH", "/patients/7"), "8"));
  g_assert_cmpstr (json_object_get_string_member (canned_get_body (canned, "PATCH", "/patients/7"),
                                                  "allergies"),
                   ==, "无");
}

/* Going on keeps what was typed; theirs needs no request. */
static void
test_conflict_theirs (void)
{
  g_autoptr (Canned) canned = make_server ();
  GtkWidget *page = open_tab (open_page (canned, HCRM_TYPE_PATIENT_PAGE), 2);

  canned_set (canned, "PATCH", "/patients/7", 412, STALE (PATIENT ("8", "磺胺")));
  fill (page, "allergies", "无");
  canned_submit (HCRM_PAGE (page));
  canned_answer ("back");
  g_assert_true (hcrm_form_get_dirty (find_form (page)));
  canned_submit (HCRM_PAGE (page));
  canned_settle ();
  canned_forget (canned);
  canned_set (canned, "GET", "/patients/7", 200, PATIENT ("8", "磺胺"));
  take_theirs ("磺胺");
  canned_answer ("save");
  g_assert_cmpuint (canned_count (canned, "PATCH", "/patients/7"), ==, 0);
  g_autofree char *shown =
      hcrm_input_dup_value (hcrm_form_get_input (find_form (page), "allergies"));
  g_assert_cmpstr (shown, ==, "磺胺");
}

/* Opens a contact that somebody changes meanwhile to @theirs. */
static GtkWidget *
open_stale_contact (Canned *canned, const char *theirs)
{
  GtkWidget *page = open_tab (open_page (canned, HCRM_TYPE_PATIENT_PAGE), 3);

  canned_set (canned, "PATCH", "/contacts/2", 412, theirs);
  gtk_widget_activate_action (canned_find (page, GTK_TYPE_LABEL, "Tried from top to bottom"),
                              "contact.edit", "x", (gint64) 2);
  canned_settle ();
  return page;
}

/* What only one of the two changed is put together without a question. */
static void
test_contact_merges (void)
{
  g_autoptr (Canned) canned = make_server ();
  GtkWidget *page = open_stale_contact (
      canned, STALE ("{\"id\":2,\"version\":5,\"relation\":\"spouse\",\"may_discuss\":\"all\"}"));

  fill (page, "note", "evenings");
  canned_submit (HCRM_PAGE (page));
  canned_wait_request (canned, "PATCH", "/contacts/2");
  canned_set (canned, "PATCH", "/contacts/2", 200, CONTACT ("2", "2", "spouse", "all"));
  canned_settle ();
  g_assert_null (canned_find_dialog ());
  g_assert_nonnull (strstr (canned_get_version (canned, "PATCH", "/contacts/2"), "5"));
  JsonObject *body = canned_get_body (canned, "PATCH", "/contacts/2");
  g_assert_cmpuint (json_object_get_size (body), ==, 1);
  g_assert_cmpstr (json_object_get_string_member (body, "note"), ==, "evenings");
}

static void
test_contact_conflict (void)
{
  g_autoptr (Canned) canned = make_server ();
  GtkWidget *page = open_stale_contact (
      canned, STALE ("{\"id\":2,\"version\":5,\"relation\":\"spouse\",\"may_discuss\":\"none\"}"));

  fill (page, "relation", "guardian");
  fill (page, "note", "evenings");
  canned_submit (HCRM_PAGE (page));
  canned_wait_request (canned, "PATCH", "/contacts/2");
  canned_settle ();
  g_assert_true (canned_sees (canned_find_dialog (), "Guardian"));
  g_assert_true (canned_sees (canned_find_dialog (), "Everything → Nothing"));
  canned_set (canned, "PATCH", "/contacts/2", 200, CONTACT ("2", "2", "spouse", "none"));
  take_theirs ("Spouse");
  canned_answer ("save");
  JsonObject *body = canned_get_body (canned, "PATCH", "/contacts/2");
  g_assert_cmpuint (json_object_get_size (body), ==, 1);
  g_assert_cmpstr (json_object_get_string_member (body, "note"), ==, "evenings");
}

static void
test_contacts (void)
{
  g_autoptr (Canned) canned = make_server ();
  GtkWidget *page = open_tab (open_page (canned, HCRM_TYPE_PATIENT_PAGE), 3);

  canned_set (canned, "PATCH", "/contacts/2", 200, CONTACT ("2", "1", "child", "all"));
  canned_set (canned, "POST", "/contacts", 201, CONTACT ("3", "3", "spouse", "all"));
  gtk_widget_activate_action (canned_find (page, GTK_TYPE_LABEL, "Tried from top to bottom"),
                              "contact.up", "x", (gint64) 2);
  canned_wait_request (canned, "PATCH", "/contacts/2");
  g_assert_cmpint (json_object_get_int_member (canned_get_body (canned, "PATCH", "/contacts/2"),
                                               "position"),
                   ==, 1);
  HCRM_PAGE_GET_CLASS (page)->create (HCRM_PAGE (page));
  canned_settle ();
  canned_submit (HCRM_PAGE (page));
  g_assert_cmpuint (canned_count (canned, "POST", "/contacts"), ==, 0);
  fill (page, "relation", "spouse");
  fill (page, "number", "13700000000");
  g_assert_true (HCRM_PAGE_GET_CLASS (page)->back (HCRM_PAGE (page)));
  HCRM_PAGE_GET_CLASS (page)->create (HCRM_PAGE (page)); /* what was typed is still there */
  canned_submit (HCRM_PAGE (page));
  canned_submit (HCRM_PAGE (page));
  canned_wait_request (canned, "POST", "/contacts");
  g_assert_cmpint (json_object_get_int_member (canned_get_body (canned, "POST", "/contacts"),
                                               "patient_id"),
                   ==, 7);
  canned_settle ();
  g_assert_cmpuint (canned_count (canned, "POST", "/contacts"), ==, 1);
  g_assert_true (canned_sees (page, "Tried from top to bottom"));
}

static void
test_plans (void)
{
  g_autoptr (Canned) canned = make_server ();
  GtkWidget *page = open_tab (open_page (canned, HCRM_TYPE_PATIENT_PAGE), 5);

  canned_set (canned, "POST", "/followup-plans/5/actions/suspend", 200, "{}");
  gtk_widget_activate_action (canned_find (page, GTK_TYPE_BUTTON, "Suspend"), "plan.step", "s",
                              "suspend");
  canned_settle ();
  canned_type ("in hospital again");
  canned_settle ();
  canned_submit (HCRM_PAGE (page));
  canned_wait_request (canned, "POST", "/followup-plans/5/actions/suspend");
  g_assert_cmpstr (json_object_get_string_member (
                       canned_get_body (canned, "POST", "/followup-plans/5/actions/suspend"),
                       "reason"),
                   ==, "in hospital again");
  g_assert_nonnull (
      strstr (canned_get_version (canned, "POST", "/followup-plans/5/actions/suspend"), "6"));
}

/* Who was called is called again from there, about the same step. */
static void
test_attempt_dials (void)
{
  g_autoptr (Canned) canned = make_server ();
  GtkWidget *page = open_tab (open_page (canned, HCRM_TYPE_PATIENT_PAGE), 5);
  GtkWidget *number = canned_find (page, GTK_TYPE_LABEL, "139****0777");
  HcrmPhoneDial dial = { 0 };

  g_assert_nonnull (number);
  GtkWidget *button = gtk_widget_get_ancestor (number, GTK_TYPE_BUTTON);
  hcrm_dial_from_variant (gtk_actionable_get_action_target_value (GTK_ACTIONABLE (button)), &dial);
  g_assert_cmpint (dial.contact_id, ==, 6);
  g_assert_cmpint (dial.activity_id, ==, 50);
}

/* Why a plan ended stands there in words, whether a person wrote it or the HIS told. */
static void
test_plans_ended (void)
{
  g_autoptr (Canned) canned = make_server ();

  canned_set (canned, "GET", "/followup-plans", 200,
              LIST ("{\"id\":5,\"version\":6,\"patient_id\":7,\"template_en\":\"Hip\",\"state\":"
                    "\"cancelled\",\"reason\":\"discharge-cancelled\",\"steps\":[]},"
                    "{\"id\":6,\"version\":1,\"patient_id\":7,\"template_en\":\"Knee\",\"state\":"
                    "\"cancelled\",\"reason\":\"went abroad\",\"steps\":[]}",
                    "2"));
  GtkWidget *page = open_tab (open_page (canned, HCRM_TYPE_PATIENT_PAGE), 5);
  g_assert_nonnull (canned_find (page, GTK_TYPE_LABEL, "Discharge taken back"));
  g_assert_nonnull (canned_find (page, GTK_TYPE_LABEL, "went abroad"));
}

static void
test_answers (void)
{
  g_autoptr (Canned) canned = make_server ();
  GtkWidget *page = open_tab (open_page (canned, HCRM_TYPE_PATIENT_PAGE), 6);
  GtkWidget *title = canned_find (page, GTK_TYPE_LABEL, "Hip form");
  GtkWidget *row = gtk_widget_get_ancestor (title, GTK_TYPE_LIST_BOX_ROW);

  g_signal_emit_by_name (gtk_widget_get_parent (row), "row-activated", row);
  canned_wait_request (canned, "GET", "/responses/3");
  canned_settle ();
  g_assert_true (canned_sees (page, "Are you well?"));
  /* What a physician replied is printed too. */
  g_assert_nonnull (strstr (canned_get_path (canned, "GET", "/questions"), "source_id=50"));
  g_assert_true (HCRM_PAGE_GET_CLASS (page)->back (HCRM_PAGE (page)));
  g_assert_false (canned_sees (page, "Are you well?"));
}

static void
test_finds (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_page (canned, HCRM_TYPE_PATIENTS_PAGE);

  HCRM_PAGE_GET_CLASS (page)->filter (page);
  canned_type ("zgl");
  canned_settle ();
  canned_settle ();
  g_assert_nonnull (strstr (canned_get_path (canned, "GET", "/patients"), "q=zgl"));
  canned_key ("Return");
  canned_key ("Return");
  canned_settle ();
  g_assert_cmpstr (canned_get_opened (canned), ==, "patient/7");
}

static void
test_writes_down (void)
{
  g_autoptr (Canned) canned = make_server ();
  GtkWidget *page = GTK_WIDGET (open_page (canned, HCRM_TYPE_PATIENTS_PAGE));
  HcrmPageClass *klass = HCRM_PAGE_GET_CLASS (page);

  canned_set (canned, "POST", "/patients", 422, INVALID ("id_number", "The check digit is wrong"));
  klass->create (HCRM_PAGE (page));
  canned_settle ();
  klass->submit (HCRM_PAGE (page));
  g_assert_cmpuint (canned_count (canned, "POST", "/patients"), ==, 0);
  fill (page, "name", "孔繁舟");
  fill (page, "sex", "male");
  klass->submit (HCRM_PAGE (page));
  canned_wait_request (canned, "POST", "/patients");
  canned_settle ();
  canned_set (canned, "POST", "/patients", 201, "{\"id\":8}");
  klass->submit (HCRM_PAGE (page));
  canned_settle ();
  g_assert_cmpstr (canned_get_opened (canned), ==, "patient/8");
}

static void
test_overview (void)
{
  g_autoptr (Canned) canned = make_server ();
  canned_set (
      canned, "GET", "/reports/followup", 200,
      "{\"items\":[{\"key\":2,\"label\":\"骨科\",\"label_en\":\"Orthopaedics\","
      "\"discharged\":10,\"covered\":9,\"due\":8,\"contacted\":6,\"completed\":4,\"lost\":2,"
      "\"exempt\":1}],\"total\":{\"key\":null,\"label\":null,\"label_en\":null,"
      "\"discharged\":10,\"covered\":9,\"due\":8,\"contacted\":6,\"completed\":4,\"lost\":2,"
      "\"exempt\":1},\"as_at\":\"2020-01-02T10:39:00+08:00\"}");
  GtkWidget *page = GTK_WIDGET (open_page (canned, HCRM_TYPE_OVERVIEW_PAGE));
  GtkWidget *table = canned_find (page, GTK_TYPE_COLUMN_VIEW, NULL);

  g_assert_true (canned_sees (page, "90%"));
  g_assert_true (canned_sees (page, "9 of 10"));
  g_assert_true (canned_sees (page, "Orthopaedics"));
  g_assert_nonnull (strstr (canned_get_path (canned, "GET", "/reports/followup"), "date_from="));
  g_signal_emit_by_name (table, "activate", 0);
  canned_settle ();
  g_assert_nonnull (strstr (canned_get_path (canned, "GET", "/reports/followup"),
                            "department_id=2&group=doctor"));
  g_assert_true (HCRM_PAGE_GET_CLASS (page)->back (HCRM_PAGE (page)));
  canned_settle ();
  g_assert_nonnull (
      strstr (canned_get_path (canned, "GET", "/reports/followup"), "group=department"));
}

/* The names of others who look at the same record; not one's own, nor those of another record. */
static void
test_viewers (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = canned_open_record (canned, HCRM_TYPE_PATIENT_PAGE, all, "51");
  HcrmLive *live = hcrm_session_get_live (hcrm_page_get_session (page));
  g_autofree char *viewers = NULL, *later = NULL;

  g_signal_emit_by_name (live, "viewers", "patient", (gint64) 51, "何嘉, 林晓");
  g_signal_emit_by_name (live, "viewers", "patient", (gint64) 99999, "陈一帆");
  g_object_get (page, "viewers", &viewers, NULL);
  g_assert_cmpstr (viewers, ==, "何嘉");
  g_signal_emit_by_name (live, "viewers", "patient", (gint64) 51, "林晓");
  g_object_get (page, "viewers", &later, NULL);
  g_assert_null (later);
}

/* What was typed on another desktop comes back, to a form that has nothing of its own. */
static void
test_draft_of_the_server (void)
{
  g_autoptr (Canned) canned = make_server ();

  canned_set (canned, "GET", "/drafts/patient", 200,
              "{\"content\":{\"notes\":\"左耳听力差\"},\"saved_at\":\"2099-01-01T00:00:00Z\"}");
  HcrmPage *page = open_page (canned, HCRM_TYPE_PATIENT_PAGE);
  canned_wait_request (canned, "GET", "/drafts/patient");
  canned_settle ();
  GtkWidget *form = canned_find (GTK_WIDGET (page), HCRM_TYPE_FORM, NULL);
  g_autoptr (HcrmRecord) changes = hcrm_form_dup_changes (HCRM_FORM (form));
  g_assert_cmpstr (hcrm_record_get (changes, "notes"), ==, "左耳听力差");
}

/* A result that comes while the page is open shows by itself; another patient's changes nothing. */
static void
test_live (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = canned_open_record (canned, HCRM_TYPE_PATIENT_PAGE, all, "7");

  canned_wait_request (canned, "GET", "/timeline");
  canned_settle ();
  canned_forget (canned);
  canned_set (canned, "GET", "/timeline", 200,
              LIST ("{\"id\":3,\"patient_id\":7,\"at\":\"2020-01-03T09:00:00+08:00\",\"kind\":"
                    "\"encounter\",\"code\":\"result.reported\",\"params\":{\"name\":\"Blood "
                    "count\",\"items\":5,\"abnormal\":1},\"user\":\"his\"}",
                    "1"));
  hcrm_page_notify_event (page, "timeline", 8, 0);
  canned_settle ();
  g_assert_cmpuint (canned_count (canned, "GET", "/timeline"), ==, 0);
  g_assert_false (canned_sees (GTK_WIDGET (page), "Blood count"));
  hcrm_page_notify_event (page, "timeline", 7, 0);
  canned_wait_request (canned, "GET", "/timeline");
  /* What it was about stands in the pill beside it. */
  canned_wait_words (page, "Blood count");
  g_assert_true (canned_sees (GTK_WIDGET (page), "Results"));
  g_assert_true (canned_sees (GTK_WIDGET (page), "1 of 5 abnormal"));
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  hcrm_popovers_keep ();
  hcrm_language_init ();
  g_test_add_func ("/patient-page/head", test_head);
  g_test_add_func ("/patient-page/dials", test_dials);
  g_test_add_func ("/patient-page/accounts-have-names", test_accounts_have_names);
  g_test_add_func ("/patient-page/live", test_live);
  g_test_add_func ("/patient-page/keys", test_keys);
  g_test_add_func ("/patient-page/reveal", test_reveal);
  g_test_add_func ("/patient-page/saves", test_saves);
  g_test_add_func ("/patient-page/conflict", test_conflict);
  g_test_add_func ("/patient-page/conflict-theirs", test_conflict_theirs);
  g_test_add_func ("/patient-page/contact-merges", test_contact_merges);
  g_test_add_func ("/patient-page/contact-conflict", test_contact_conflict);
  g_test_add_func ("/patient-page/contacts", test_contacts);
  g_test_add_func ("/patient-page/household", test_household);
  g_test_add_func ("/patient-page/told", test_told);
  g_test_add_func ("/patient-page/plans", test_plans);
  g_test_add_func ("/patient-page/attempt-dials", test_attempt_dials);
  g_test_add_func ("/patient-page/plans-ended", test_plans_ended);
  g_test_add_func ("/patient-page/answers", test_answers);
  g_test_add_func ("/patients-page/finds", test_finds);
  g_test_add_func ("/patients-page/writes-down", test_writes_down);
  g_test_add_func ("/overview-page/rates", test_overview);
  g_test_add_func ("/patient/viewers", test_viewers);
  g_test_add_func ("/patient/draft-of-the-server", test_draft_of_the_server);
  return g_test_run ();
}
