/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Classes, grades and levels of escalation of complaints. */

#include "hcrm-canned.h"

#include "core/hcrm-language.h"
#include "core/hcrm-popover-keeper.h"
#include "pages/administration/hcrm-complaint-settings-page.h"
#include "widgets/hcrm-form.h"
#include "widgets/hcrm-record-list.h"

static const char *const supervisor[] = { "session:all", "complaint.read:all",
                                          "complaint.settings:all", NULL };

#define CLASS                                                                                      \
  "{\"id\":7,\"version\":3,\"code\":\"waiting\",\"name\":\"等候\",\"name_en\":\"Waiting\","      \
  "\"words\":\"等 排队\",\"parent_code\":null,\"retired_at\":null}"
#define GRADE                                                                                      \
  "{\"id\":1,\"version\":2,\"name\":\"重大\",\"name_en\":\"Critical\",\"days\":2,"               \
  "\"days_several\":4,\"tell\":\"\",\"words\":\"\"}"
#define LEVEL                                                                                       \
  "{\"id\":4,\"version\":1,\"name\":\"到期\",\"name_en\":\"Due\",\"minutes\":0,\"who\":\"head\"," \
  "\"role_code\":null,\"grade\":4,\"retired_at\":null}"

static HcrmPage *
open_list (Canned *canned, GType type, const char *path, const char *item, const char *words)
{
  g_autofree char *one = g_strdup_printf ("%s/", path);
  g_autofree char *list = g_strdup_printf (LIST ("%s", "1"), item);

  canned_set_drafts (canned);
  canned_set (canned, "GET", path, 200, list);
  canned_set (canned, "PATCH", one, 200, item);
  canned_set (canned, "POST", path, 201, item);
  HcrmPage *page = canned_open_shown (canned, type, supervisor, path);
  canned_wait_words (page, words);
  canned_settle ();
  return page;
}

static void
set_value (HcrmPage *page, const char *field, const char *value)
{
  GtkWidget *form = canned_find (GTK_WIDGET (page), HCRM_TYPE_FORM, NULL);
  HcrmInput *input = hcrm_form_get_input (HCRM_FORM (form), field);

  hcrm_input_set_value (input, value);
  g_signal_emit_by_name (input, "changed");
}

/* A class keeps its code; what is sent is what was changed. */
static void
test_class (void)
{
  g_autoptr (Canned) canned = canned_new ();
  HcrmPage *page = open_list (canned, hcrm_complaint_classes_page_get_type (), "/complaint-classes",
                              CLASS, "等候");

  g_assert_false (canned_sees (GTK_WIDGET (page), "Code *"));
  set_value (page, "words", "等 排队 叫号");
  canned_submit (page);
  canned_wait_request (canned, "PATCH", "/complaint-classes/7");
  JsonObject *body = canned_get_body (canned, "PATCH", "/complaint-classes/7");
  g_assert_cmpstr (json_object_get_string_member (body, "words"), ==, "等 排队 叫号");
  g_assert_false (json_object_has_member (body, "code"));
  canned_settle ();
}

static void
test_new_class (void)
{
  g_autoptr (Canned) canned = canned_new ();
  HcrmPage *page = open_list (canned, hcrm_complaint_classes_page_get_type (), "/complaint-classes",
                              CLASS, "等候");

  HCRM_PAGE_GET_CLASS (page)->create (page);
  canned_settle ();
  g_assert_true (canned_sees (GTK_WIDGET (page), "Code *"));
  set_value (page, "code", "parking");
  set_value (page, "name", "停车");
  canned_submit (page);
  canned_wait_request (canned, "POST", "/complaint-classes");
  JsonObject *body = canned_get_body (canned, "POST", "/complaint-classes");
  g_assert_cmpstr (json_object_get_string_member (body, "code"), ==, "parking");
  g_assert_cmpstr (json_object_get_string_member (body, "name"), ==, "停车");
  canned_settle ();
}

static void
test_grade (void)
{
  g_autoptr (Canned) canned = canned_new ();
  HcrmPage *page = open_list (canned, hcrm_complaint_grades_page_get_type (), "/complaint-grades",
                              GRADE, "Critical");

  set_value (page, "days", "3");
  canned_submit (page);
  canned_wait_request (canned, "PATCH", "/complaint-grades/1");
  JsonObject *body = canned_get_body (canned, "PATCH", "/complaint-grades/1");
  g_assert_cmpint (json_object_get_int_member (body, "days"), ==, 3);
  g_assert_false (json_object_has_member (body, "retired_at"));
  canned_settle ();
}

/* Roles are ticked by their names, and go as their codes. */
static void
test_roles (void)
{
  g_autoptr (Canned) canned = canned_new ();

  canned_set (canned, "GET", "/complaint-roles", 200,
              LIST ("{\"id\":1,\"code\":\"manager\",\"name\":\"管理者\",\"name_en\":\"Manager\"},"
                    "{\"id\":2,\"code\":\"head\",\"name\":\"科主任\",\"name_en\":\"Head\"}",
                    "2"));
  HcrmPage *page = open_list (canned, hcrm_complaint_grades_page_get_type (), "/complaint-grades",
                              "{\"id\":1,\"version\":2,\"name\":\"重大\",\"name_en\":\"Critical\","
                              "\"days\":2,\"days_several\":4,\"tell\":\"manager\",\"words\":\"\"}",
                              "Critical");

  GtkWidget *one = canned_find_around (GTK_WIDGET (page), GTK_TYPE_CHECK_BUTTON, "Manager");
  GtkWidget *other = canned_find_around (GTK_WIDGET (page), GTK_TYPE_CHECK_BUTTON, "Head");
  g_assert_true (gtk_check_button_get_active (GTK_CHECK_BUTTON (one)));
  g_assert_false (gtk_check_button_get_active (GTK_CHECK_BUTTON (other)));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (other), TRUE);
  canned_submit (page);
  canned_wait_request (canned, "PATCH", "/complaint-grades/1");
  JsonObject *body = canned_get_body (canned, "PATCH", "/complaint-grades/1");
  g_assert_cmpstr (json_object_get_string_member (body, "tell"), ==, "manager head");
  canned_settle ();
}

/* Which role is told stands where others say who is. */
static void
test_level_role (void)
{
  g_autoptr (Canned) canned = canned_new ();
  HcrmPage *page = open_list (canned, hcrm_complaint_levels_page_get_type (), "/complaint-levels",
                              "{\"id\":5,\"version\":1,\"name\":\"逾期\",\"name_en\":\"Late\","
                              "\"minutes\":225,\"who\":\"role\",\"role_code\":\"manager\","
                              "\"role\":\"管理者\",\"role_en\":\"Head of the house\",\"grade\":4,"
                              "\"retired_at\":null}",
                              "Late");
  GtkWidget *list = canned_find (GTK_WIDGET (page), HCRM_TYPE_RECORD_LIST, NULL);

  g_assert_true (canned_sees (list, "Head of the house"));
  g_assert_false (canned_sees (list, "Everybody with a role"));
}

static void
test_level (void)
{
  g_autoptr (Canned) canned = canned_new ();
  HcrmPage *page =
      open_list (canned, hcrm_complaint_levels_page_get_type (), "/complaint-levels", LEVEL, "Due");

  set_value (page, "minutes", "-240");
  canned_submit (page);
  canned_wait_request (canned, "PATCH", "/complaint-levels/4");
  JsonObject *body = canned_get_body (canned, "PATCH", "/complaint-levels/4");
  g_assert_cmpint (json_object_get_int_member (body, "minutes"), ==, -240);
  canned_settle ();
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  hcrm_popovers_keep ();
  hcrm_language_init ();
  g_test_add_func ("/complaint-settings/class", test_class);
  g_test_add_func ("/complaint-settings/new-class", test_new_class);
  g_test_add_func ("/complaint-settings/grade", test_grade);
  g_test_add_func ("/complaint-settings/level", test_level);
  g_test_add_func ("/complaint-settings/level-role", test_level_role);
  g_test_add_func ("/complaint-settings/roles", test_roles);
  return g_test_run ();
}
