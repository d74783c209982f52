/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Lists of variables of a study: made, changed, found again after another version, exported. */

#include "hcrm-canned.h"

#include "core/hcrm-language.h"
#include "core/hcrm-popover-keeper.h"
#include "pages/studies/hcrm-studies-page.h"
#include "pages/studies/hcrm-study-lists-page.h"
#include "pages/studies/hcrm-variable-choice.h"
#include "widgets/hcrm-form.h"

#define STUDY                                                                                      \
  "{\"id\":4,\"version\":2,\"code\":\"QOL-1\",\"name\":\"QoL\",\"state\":\"running\",\"arms\":[]," \
  "\"visits\":[],\"forms\":[],\"versions\":[{\"url\":\"urn:q\",\"questionnaire_id\":8,\"title\":"  \
  "\"Quality of life\",\"version_tag\":\"1\",\"applies_from\":null,\"newer\":null},{\"url\":"      \
  "\"urn:w\",\"questionnaire_id\":9,\"title\":\"Walking\",\"version_tag\":\"1\","                  \
  "\"applies_from\":null,\"newer\":null}],\"subjects\":1,\"consented\":1,\"queries\":0}"

#define VARIABLE(url, item, name, label, versions)                                                 \
  "{\"variable\":\"" name "\",\"label\":\"" label "\",\"kind\":\"Whole number\",\"unit\":null,"    \
  "\"codes\":\"\",\"missing\":\"\",\"versions\":\"" versions "\",\"url\":\"" url                   \
  "\",\"item\":\"" item "\"}"
#define BOOK                                                                                       \
  "{\"items\":[{\"variable\":\"subject\",\"label\":\"Subject\",\"kind\":null,\"unit\":null,"       \
  "\"codes\":null,\"missing\":null,\"versions\":null,\"url\":null,\"item\":null}," VARIABLE (      \
      "urn:q", "pain", "q_pain", "Pain",                                                           \
      "2, 1") "," VARIABLE ("urn:q", "sleep", "q_sleep", "Sleep",                                  \
                            "2") "," VARIABLE ("urn:w", "metres", "w_metres", "Metres walked",     \
                                               "1") "]}"

#define SAVED                                                                                      \
  "{\"id\":3,\"version\":1,\"study_id\":4,\"name\":\"Main\",\"variables\":[{\"url\":\"urn:w\","    \
  "\"item\":\"metres\"},{\"url\":\"urn:q\",\"item\":\"pain\"},{\"url\":\"urn:old\",\"item\":"      \
  "\"x\"}],\"created_at\":\"2026-05-01T08:00:00+08:00\"}"

static const char *const research[] = { "session:all", "study.read:all", "study.edit:all", NULL };

static HcrmPage *
open_lists (Canned *canned, const char *lists)
{
  canned_set (canned, "GET", "/study-lists", 200, lists);
  canned_set (canned, "GET", "/studies/4", 200, STUDY);
  canned_set (canned, "GET", "/study-variables", 200, BOOK);
  canned_set_drafts (canned);
  HcrmPage *page = canned_open_record (canned, HCRM_TYPE_STUDY_LISTS_PAGE, research, "4");

  canned_wait_request (canned, "GET", "/study-variables?study_id=4");
  canned_settle ();
  return page;
}

static GtkCheckButton *
find_check (HcrmPage *page, const char *label)
{
  GtkWidget *words = canned_find (GTK_WIDGET (page), GTK_TYPE_LABEL, label);

  g_assert_nonnull (words);
  return GTK_CHECK_BUTTON (gtk_widget_get_ancestor (words, GTK_TYPE_CHECK_BUTTON));
}

static void
type_name (HcrmPage *page, const char *name)
{
  GtkWidget *form = canned_find (GTK_WIDGET (page), HCRM_TYPE_FORM, NULL);
  HcrmInput *input = hcrm_form_get_input (HCRM_FORM (form), "name");

  hcrm_input_set_value (input, name);
  g_signal_emit_by_name (input, "changed");
}

static void
assert_items (JsonObject *body, const char *expected)
{
  JsonArray *array = json_object_get_array_member (body, "variables");
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (array); i++) {
    JsonObject *one = json_array_get_object_element (array, i);
    g_string_append_printf (text, "%s%s %s", i > 0 ? ", " : "",
                            json_object_get_string_member (one, "url"),
                            json_object_get_string_member (one, "item"));
  }
  g_assert_cmpstr (text->str, ==, expected);
}

/* A new list has a name and at least one variable; they keep the order of choosing. */
static void
test_create (void)
{
  g_autoptr (Canned) canned = canned_new ();
  HcrmPage *page = open_lists (canned, LIST ("", "0"));
  GtkWidget *widget = GTK_WIDGET (page);

  g_assert_true (
      canned_sees (widget, "There is no list yet. Ctrl+N chooses the variables of a report."));
  canned_set (canned, "POST", "/study-lists", 201, SAVED);
  gtk_widget_activate_action (widget, "admin.create", NULL);
  g_assert_true (canned_sees (widget, "Quality of life"));
  g_assert_true (canned_sees (widget, "q_pain · Whole number · versions 2, 1"));
  type_name (page, "Main");
  canned_submit (page);
  canned_settle ();
  g_assert_true (canned_sees (widget, "Choose the variables"));
  g_assert_cmpuint (canned_count (canned, "POST", "/study-lists"), ==, 0);
  gtk_check_button_set_active (find_check (page, "Metres walked"), TRUE);
  gtk_check_button_set_active (find_check (page, "Pain"), TRUE);
  g_assert_true (canned_sees (widget, "2 of 3 chosen"));
  canned_submit (page);
  canned_wait_request (canned, "POST", "/study-lists");
  JsonObject *body = canned_get_body (canned, "POST", "/study-lists");
  g_assert_cmpstr (json_object_get_string_member (body, "name"), ==, "Main");
  g_assert_cmpint (json_object_get_int_member (body, "study_id"), ==, 4);
  assert_items (body, "urn:w metres, urn:q pain");
}

/* What no form asks any more is told, and left out; the rest keeps its order. */
static void
test_change (void)
{
  g_autoptr (Canned) canned = canned_new ();
  HcrmPage *page = open_lists (canned, LIST (SAVED, "1"));
  GtkWidget *widget = GTK_WIDGET (page);

  g_assert_true (strstr (canned_get_path (canned, "GET", "/study-lists"), "study_id=4") != NULL);
  g_assert_true (canned_sees (widget, "1 is asked by no form any more; saving leaves it out"));
  g_assert_true (gtk_check_button_get_active (find_check (page, "Pain")));
  g_assert_false (gtk_check_button_get_active (find_check (page, "Sleep")));
  gtk_check_button_set_active (find_check (page, "Sleep"), TRUE);
  canned_set (canned, "PATCH", "/study-lists/3", 422,
              INVALID ("variables[2]", "No form of the study asks this"));
  canned_submit (page);
  canned_wait_request (canned, "PATCH", "/study-lists/3");
  assert_items (canned_get_body (canned, "PATCH", "/study-lists/3"),
                "urn:w metres, urn:q pain, urn:q sleep");
  canned_wait_words (page, "No form of the study asks this");
}

/* What is looked through stays as it is when somebody else changes something. */
static void
test_refreshed (void)
{
  g_autoptr (Canned) canned = canned_new ();
  HcrmPage *page = open_lists (canned, LIST (SAVED, "1"));
  GtkCheckButton *sleep = find_check (page, "Sleep");

  gtk_check_button_set_active (sleep, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (sleep));
  canned_forget (canned);
  hcrm_page_refresh (page);
  canned_wait_request (canned, "GET", "/study-variables?study_id=4");
  canned_settle ();
  g_assert_true (find_check (page, "Sleep") == sleep);
  g_assert_true (gtk_check_button_get_active (sleep));
  g_assert_true (gtk_widget_has_focus (GTK_WIDGET (sleep)));
}

/* Typing narrows what is shown, and what is chosen at once. */
static void
test_search (void)
{
  g_autoptr (Canned) canned = canned_new ();
  HcrmPage *page = open_lists (canned, LIST (SAVED, "1"));
  GtkWidget *widget = GTK_WIDGET (page);
  GtkWidget *choice = canned_find (widget, HCRM_TYPE_VARIABLE_CHOICE, NULL);
  GtkWidget *search = canned_find (choice, GTK_TYPE_SEARCH_ENTRY, NULL);

  gtk_editable_set_text (GTK_EDITABLE (search), "QUALITY");
  canned_wait_words (page, "Quality of life");
  canned_settle ();
  g_assert_false (canned_sees (widget, "Metres walked"));
  g_assert_false (canned_sees (widget, "Walking"));
  g_signal_emit_by_name (canned_find (widget, GTK_TYPE_BUTTON, "None"), "clicked");
  g_assert_true (canned_sees (widget, "1 of 3 chosen"));
  g_signal_emit_by_name (canned_find (widget, GTK_TYPE_BUTTON, "All"), "clicked");
  g_assert_true (canned_sees (widget, "3 of 3 chosen"));
}

static void
count_cb (gpointer choice, guint *times)
{
  (*times)++;
}

static void
assert_chosen (GtkWidget *choice, const char *expected)
{
  JsonArray *chosen = hcrm_variable_choice_dup_chosen (HCRM_VARIABLE_CHOICE (choice));
  g_autoptr (JsonNode) node = json_node_init_array (json_node_alloc (), chosen);
  g_autofree char *text = json_to_string (node, FALSE);

  json_array_unref (chosen);
  g_assert_cmpstr (text, ==, expected);
}

/* All at once is told once; what was chosen before stays before, and None leaves what is hidden. */
static void
test_all (void)
{
  g_autoptr (Canned) canned = canned_new ();
  HcrmPage *page = open_lists (canned, LIST (SAVED, "1"));
  GtkWidget *widget = GTK_WIDGET (page);
  GtkWidget *choice = canned_find (widget, HCRM_TYPE_VARIABLE_CHOICE, NULL);
  GtkWidget *search = canned_find (choice, GTK_TYPE_SEARCH_ENTRY, NULL);
  guint times = 0;

  g_signal_connect (choice, "changed", G_CALLBACK (count_cb), &times);
  g_signal_emit_by_name (canned_find (widget, GTK_TYPE_BUTTON, "None"), "clicked");
  g_assert_cmpuint (times, ==, 1);
  assert_chosen (choice, "[]");
  gtk_check_button_set_active (find_check (page, "Metres walked"), TRUE);
  g_signal_emit_by_name (canned_find (widget, GTK_TYPE_BUTTON, "All"), "clicked");
  g_assert_cmpuint (times, ==, 3);
  assert_chosen (choice,
                 "[{\"url\":\"urn:w\",\"item\":\"metres\"},{\"url\":\"urn:q\",\"item\":\"pain\"},"
                 "{\"url\":\"urn:q\",\"item\":\"sleep\"}]");
  gtk_editable_set_text (GTK_EDITABLE (search), "QUALITY");
  canned_settle ();
  canned_settle ();
  g_signal_emit_by_name (canned_find (widget, GTK_TYPE_BUTTON, "None"), "clicked");
  assert_chosen (choice, "[{\"url\":\"urn:w\",\"item\":\"metres\"}]");
  g_assert_false (gtk_check_button_get_active (find_check (page, "Pain")));
}

/* The data and the code book of just these variables, for a reason. */
static void
test_export (void)
{
  g_autoptr (Canned) canned = canned_new ();
  HcrmPage *page = open_lists (canned, LIST (SAVED, "1"));

  canned_set (canned, "POST", "/study-data/actions/export", 202, "{\"id\":1}");
  canned_set (canned, "POST", "/study-variables/actions/export", 202, "{\"id\":2}");
  gtk_widget_activate_action (GTK_WIDGET (page), "lists.export", NULL);
  canned_settle ();
  GtkWidget *form = canned_find (canned_find_dialog (), HCRM_TYPE_FORM, NULL);
  HcrmInput *input = hcrm_form_get_input (HCRM_FORM (form), "reason");
  hcrm_input_set_value (input, "report");
  g_signal_emit_by_name (input, "changed");
  canned_answer ("yes");
  canned_wait_request (canned, "POST", "/study-variables/actions/export");
  JsonObject *body = canned_get_body (canned, "POST", "/study-data/actions/export");
  g_assert_cmpstr (json_object_get_string_member (body, "query"), ==, "study_id=4&list_id=3");
  g_assert_cmpstr (json_object_get_string_member (body, "title"), ==, "QOL-1 Main data");
  body = canned_get_body (canned, "POST", "/study-variables/actions/export");
  g_assert_cmpstr (json_object_get_string_member (body, "title"), ==, "QOL-1 Main code book");
  g_assert_cmpstr (json_object_get_string_member (body, "format"), ==, "xlsx");
}

/* From the study itself. */
static void
test_opens (void)
{
  g_autoptr (Canned) canned = canned_new ();

  canned_set (canned, "GET", "/studies", 200, LIST (STUDY, "1"));
  canned_set (canned, "GET", "/studies/4", 200, STUDY);
  HcrmPage *page = canned_open_shown (canned, HCRM_TYPE_STUDIES_PAGE, research, "/studies/4");
  gtk_widget_activate_action (GTK_WIDGET (page), "studies.lists", NULL);
  g_assert_cmpstr (canned_get_opened (canned), ==, "study_lists/4");
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  hcrm_popovers_keep ();
  hcrm_language_init ();
  g_test_add_func ("/study-lists/create", test_create);
  g_test_add_func ("/study-lists/change", test_change);
  g_test_add_func ("/study-lists/refreshed", test_refreshed);
  g_test_add_func ("/study-lists/search", test_search);
  g_test_add_func ("/study-lists/all", test_all);
  g_test_add_func ("/study-lists/export", test_export);
  g_test_add_func ("/study-lists/opens", test_opens);
  return g_test_run ();
}
