/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Mandatory groups: what the page sends, counts and keeps, and where it shows what is wrong. */

#include "hcrm-canned.h"

#include "core/hcrm-language.h"
#include "pages/administration/hcrm-groups-page.h"
#include "widgets/hcrm-form.h"
#include "widgets/hcrm-lookup-row.h"
#include "widgets/hcrm-rows-editor.h"

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

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  hcrm_language_init ();
  g_test_add_func ("/groups/count", test_group_count);
  g_test_add_func ("/groups/example", test_group_example);
  g_test_add_func ("/groups/save", test_group_save);
  g_test_add_func ("/groups/errors", test_group_errors);
  g_test_add_func ("/groups/new", test_group_new);
  g_test_add_func ("/groups/retire", test_group_retire);
  g_test_add_func ("/groups/draft", test_group_draft);
  return g_test_run ();
}
