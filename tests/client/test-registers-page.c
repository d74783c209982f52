/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Disease registers: what the pages send, count and show, and where they show what is wrong. */

#include "hcrm-canned.h"

#include "core/hcrm-language.h"
#include "core/hcrm-popover-keeper.h"
#include "pages/registers/hcrm-register-page.h"
#include "pages/registers/hcrm-registers-page.h"
#include "widgets/hcrm-form.h"

#define REGISTER                                                                                   \
  "{\"id\":4,\"version\":2,\"name\":\"糖尿病\",\"name_en\":\"Diabetes\",\"pinyin\":\"tang\","   \
  "\"state\":\"active\",\"department_id\":null,\"diagnoses\":[\"E11\",\"E10-E14\"],\"excluded\":[" \
  "],\"procedures\":[],\"primary_only\":false,\"sex\":null,\"min_age\":18,\"max_age\":null,"       \
  "\"exit_at_once\":false,\"members\":2,\"proposals\":1,\"editable\":true}"

#define MEMBER                                                                                     \
  "{\"id\":9,\"version\":3,\"register_id\":4,\"register\":\"糖尿病\",\"patient_id\":77,"        \
  "\"patient\":\"Wang Fang\",\"pinyin\":\"wang fang\",\"sex\":\"female\",\"birth_date\":"          \
  "\"1960-01-01\",\"state\":\"proposed\",\"entered_on\":\"2026-03-01\",\"entry\":\"diagnosis\","   \
  "\"entry_params\":{\"code\":\"E11.9\",\"diagnosis\":\"T2DM\"},\"diagnosis\":\"T2DM\","           \
  "\"exit\":\"corrected\",\"exit_params\":{\"was\":\"E11.9\",\"now\":\"I10\"},\"last_score\":"     \
  "\"12\",\"last_band\":\"high\",\"next_due_on\":null,\"overdue\":false,\"overdue_days\":0}"

static const char *const rights[] = { "session:all",
                                      "register.read:all",
                                      "register.member:all",
                                      "register.edit:all",
                                      "patient.read:all",
                                      "organisation.read:all",
                                      NULL };

static Canned *
make_server (void)
{
  Canned *canned = canned_new ();

  canned_set (canned, "GET", "/registers", 200, LIST (REGISTER, "1"));
  canned_set (canned, "GET", "/registers/4", 200, REGISTER);
  canned_set (canned, "GET", "/register-members", 200, LIST (MEMBER, "1"));
  canned_set (canned, "GET", "/departments", 200, LIST ("{\"id\":3,\"name\":\"心内科\"}", "1"));
  canned_set (canned, "POST", "/registers/actions/count", 200,
              "{\"patients\":41,\"first\":[{\"patient\":\"Li\",\"code\":\"E11.2\",\"diagnosis\":"
              "\"T2DM\",\"score\":null}]}");
  canned_set_drafts (canned);
  return canned;
}

static GtkWidget *
find_input (GtkWidget *root, const char *field)
{
  HcrmInput *input = HCRM_IS_FORM (root) ? hcrm_form_get_input (HCRM_FORM (root), field) : NULL;
  GtkWidget *found = (GtkWidget *) input;

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_input (child, field);
  return found;
}

/* Of whichever form of the page has it. */
static GtkWidget *
find_field (HcrmPage *page, const char *field)
{
  return find_input (GTK_WIDGET (page), field);
}

/* The condition is counted as it stands, and again after each change. */
static void
test_count (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = canned_open (canned, HCRM_TYPE_REGISTERS_PAGE, rights);

  canned_wait_request (canned, "POST", "/registers/actions/count");
  canned_wait_words (page, "41 patients whom you may see meet the condition");
  g_assert_true (canned_sees (GTK_WIDGET (page), "Li · E11.2 · T2DM"));
  JsonObject *body = canned_get_body (canned, "POST", "/registers/actions/count");
  JsonArray *codes = json_object_get_array_member (body, "diagnoses");
  g_assert_cmpstr (json_array_get_string_element (codes, 1), ==, "E10-E14");
  g_assert_cmpint (json_object_get_int_member (body, "min_age"), ==, 18);
  g_assert_false (json_object_has_member (body, "name"));
  g_assert_false (json_object_has_member (body, "exit_at_once"));
}

#define ONE "{\"patient\":\"Li\",\"code\":\"E11.2\",\"diagnosis\":\"T2DM\",\"score\":null}"

static float
get_height (HcrmPage *page, const char *field)
{
  graphene_rect_t at;

  g_assert_true (gtk_widget_compute_bounds (find_field (page, field), GTK_WIDGET (page), &at));
  return at.origin.y;
}

/* What is counted, and whom, fills the card above the form: who is about to click finds what they
 * aimed at where it was. */
static void
test_still (void)
{
  g_autoptr (Canned) canned = make_server ();

  canned_set (canned, "POST", "/registers/actions/count", 200,
              "{\"patients\":41,\"first\":[" ONE "," ONE "," ONE "," ONE "," ONE "]}");
  canned_hold (canned, "POST", "/registers/actions/count");
  HcrmPage *page = canned_open (canned, HCRM_TYPE_REGISTERS_PAGE, rights);
  canned_wait_request (canned, "POST", "/registers/actions/count");
  canned_wait_words (page, "Counting…");
  canned_settle ();
  float before = get_height (page, "department_id");
  canned_release (canned, "POST", "/registers/actions/count");
  canned_wait_words (page, "41 patients whom you may see meet the condition");
  canned_settle ();
  g_assert_cmpfloat (get_height (page, "department_id"), ==, before);
}

static void
test_save (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = canned_open (canned, HCRM_TYPE_REGISTERS_PAGE, rights);

  canned_wait_request (canned, "POST", "/registers/actions/count");
  canned_settle ();
  canned_forget (canned);
  GtkWidget *name = find_field (page, "name");
  g_assert_nonnull (name);
  hcrm_input_set_value (HCRM_INPUT (name), "新名");
  g_signal_emit_by_name (name, "changed");
  canned_set (canned, "PATCH", "/registers/4", 422,
              INVALID ("name", "Another register has this name"));
  canned_submit (page);
  canned_wait_request (canned, "PATCH", "/registers/4");
  canned_wait_words (page, "Another register has this name");
  JsonObject *body = canned_get_body (canned, "PATCH", "/registers/4");
  g_assert_cmpstr (json_object_get_string_member (body, "name"), ==, "新名");
  g_assert_nonnull (strstr (canned_get_version (canned, "PATCH", "/registers/4"), "2"));
}

static void
assert_codes (JsonObject *body, const char *member, const char *expected)
{
  JsonArray *codes = json_object_get_array_member (body, member);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (codes); i++)
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "",
                            json_array_get_string_element (codes, i));
  g_assert_cmpstr (text->str, ==, expected);
}

/* Codes may be parted as one writes in Chinese. */
static void
test_codes (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = canned_open (canned, HCRM_TYPE_REGISTERS_PAGE, rights);

  canned_wait_request (canned, "POST", "/registers/actions/count");
  canned_wait_words (page, "41 patients whom you may see meet the condition");
  canned_forget (canned);
  GtkWidget *diagnoses = find_field (page, "diagnoses");
  hcrm_input_set_value (HCRM_INPUT (diagnoses), "e11、I10；J44，　K25, Z01");
  g_signal_emit_by_name (diagnoses, "changed");
  canned_wait_request (canned, "POST", "/registers/actions/count");
  JsonObject *body = canned_get_body (canned, "POST", "/registers/actions/count");
  assert_codes (body, "diagnoses", "E11 I10 J44 K25 Z01");
  assert_codes (body, "procedures", "");
}

static HcrmPage *
open_members (Canned *canned)
{
  HcrmPage *page = canned_open_record (canned, HCRM_TYPE_REGISTER_PAGE, rights, "4");

  canned_wait_request (canned, "GET", "/register-members");
  canned_wait_words (page, "Diagnosis · T2DM E11.9");
  return page;
}

/* Why somebody entered and is to leave is said in words; confirming carries the version. */
static void
test_members (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_members (canned);

  g_assert_true (
      canned_sees (GTK_WIDGET (page), "The diagnosis was corrected · was E11.9 · now I10"));
  const char *path = canned_get_path (canned, "GET", "/register-members");
  g_assert_nonnull (strstr (path, "register_id=4"));
  g_assert_nonnull (strstr (path, "state=proposed"));
  canned_set (canned, "POST", "/register-members/9/actions/confirm", 200, MEMBER);
  gtk_widget_activate_action (GTK_WIDGET (page), "register.step", "s", "confirm");
  canned_wait_request (canned, "POST", "/register-members/9/actions/confirm");
  g_assert_nonnull (
      strstr (canned_get_version (canned, "POST", "/register-members/9/actions/confirm"), "3"));
}

/* Keeping somebody needs a reason. */
static void
test_keep (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_members (canned);

  canned_set (canned, "POST", "/register-members/9/actions/keep", 200, MEMBER);
  gtk_widget_activate_action (GTK_WIDGET (page), "register.step", "s", "keep");
  canned_settle ();
  GtkWidget *dialog = canned_find_dialog ();
  g_assert_nonnull (dialog);
  g_assert_false (adw_message_dialog_get_response_enabled (ADW_MESSAGE_DIALOG (dialog), "yes"));
  GtkWidget *entry = canned_find (dialog, GTK_TYPE_ENTRY, NULL);
  gtk_editable_set_text (GTK_EDITABLE (entry), "clinically sure");
  canned_answer ("yes");
  canned_wait_request (canned, "POST", "/register-members/9/actions/keep");
  JsonObject *body = canned_get_body (canned, "POST", "/register-members/9/actions/keep");
  g_assert_cmpstr (json_object_get_string_member (body, "reason"), ==, "clinically sure");
}

static void
test_open (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = canned_open_record (canned, HCRM_TYPE_REGISTER_PAGE, rights, "4");

  canned_wait_request (canned, "GET", "/register-members");
  canned_wait_words (page, "Wang Fang");
  gtk_widget_activate_action (GTK_WIDGET (page), "register.open", NULL);
  g_assert_cmpstr (canned_get_opened (canned), ==, "patient/77");
}

/* All active members, page by page; why some are not taken in is told by their names. */
static void
test_programme (void)
{
  static const char *const may[] = { "session:all",
                                     "register.read:all",
                                     "register.member:all",
                                     "patient.read:all",
                                     "health.read:all",
                                     "health.work:all",
                                     NULL };
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = canned_open_record (canned, HCRM_TYPE_REGISTER_PAGE, may, "4");

  canned_wait_request (canned, "GET", "/register-members");
  canned_settle ();
  canned_set (canned, "GET", "/health-programmes", 200,
              LIST ("{\"id\":3,\"name\":\"糖尿病\",\"name_en\":\"Diabetes\"}", "1"));
  canned_set (canned, "POST", "/health-cares/actions/enrol", 200,
              "{\"results\":[{\"patient_id\":77,\"id\":null,\"status\":409,\"problem\":"
              "{\"detail\":\"The patient is in this programme already\"}},{\"patient_id\":78,"
              "\"id\":5,\"status\":201,\"problem\":null}]}");
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (page), "register.programme", NULL));
  canned_settle ();
  HcrmInput *input = HCRM_INPUT (find_input (canned_find_dialog (), "programme_id"));
  hcrm_input_set_value (input, "3");
  g_signal_emit_by_name (input, "changed");
  canned_set (canned, "GET", "/register-members?register_id=4&state=active&limit=200", 200,
              "{\"items\":[" MEMBER "],\"next\":\"p2\",\"total\":{\"value\":2,\"exact\":true}}");
  canned_set (canned, "GET", "/register-members?register_id=4&state=active&limit=200&after=p2", 200,
              LIST (MEMBER, "2"));
  canned_answer ("yes");
  canned_wait_request (canned, "GET",
                       "/register-members?register_id=4&state=active&limit=200&after=p2");
  canned_settle ();
  g_assert_cmpuint (canned_count (canned, "POST", "/health-cares/actions/enrol"), ==, 2);
  JsonObject *body = canned_get_body (canned, "POST", "/health-cares/actions/enrol");
  g_assert_cmpint (json_object_get_int_member (body, "programme_id"), ==, 3);
  JsonArray *items = json_object_get_array_member (body, "items");
  g_assert_cmpint (json_object_get_int_member (json_array_get_object_element (items, 0),
                                               "patient_id"),
                   ==, 77);
  GtkWidget *told = canned_find_dialog ();
  g_assert_nonnull (told);
  g_assert_true (canned_sees (told, "2 members taken into the programme, 2 not"));
  g_assert_true (canned_sees (told, "Wang Fang: The patient is in this programme already"));
  canned_answer ("close");
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  hcrm_popovers_keep ();
  hcrm_language_init ();
  g_test_add_func ("/registers/count", test_count);
  g_test_add_func ("/registers/still", test_still);
  g_test_add_func ("/registers/save", test_save);
  g_test_add_func ("/registers/codes", test_codes);
  g_test_add_func ("/registers/members", test_members);
  g_test_add_func ("/registers/keep", test_keep);
  g_test_add_func ("/registers/open", test_open);
  g_test_add_func ("/registers/programme", test_programme);
  return g_test_run ();
}
