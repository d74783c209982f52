/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the statistics count: questions with what their answers mean, and categories of opinions. */

#include "hcrm-canned.h"

#include "core/hcrm-language.h"
#include "core/hcrm-popover-keeper.h"
#include "pages/administration/hcrm-answer-marks.h"
#include "pages/administration/hcrm-categories-page.h"
#include "pages/administration/hcrm-measures-page.h"
#include "widgets/hcrm-form.h"
#include "widgets/hcrm-lookup-row.h"

static const char *const admin[] = { "session:all", "setting.edit:all", "questionnaire.read:all",
                                     NULL };

#define RESOURCE                                                                                   \
  "{\\\"resourceType\\\":\\\"Questionnaire\\\",\\\"url\\\":\\\"urn:q\\\",\\\"status\\\":"          \
  "\\\"active\\\",\\\"item\\\":[{\\\"linkId\\\":\\\"meals\\\",\\\"text\\\":\\\"Were the meals "    \
  "good?\\\",\\\"type\\\":\\\"choice\\\",\\\"answerOption\\\":[{\\\"valueCoding\\\":{"             \
  "\\\"code\\\":\\\"yes\\\",\\\"display\\\":\\\"Quite good\\\"}},{\\\"valueCoding\\\":{"           \
  "\\\"code\\\":\\\"so\\\",\\\"display\\\":\\\"So so\\\"}},{\\\"valueCoding\\\":{\\\"code\\\":"    \
  "\\\"no\\\",\\\"display\\\":\\\"Not at all\\\"}}]},{\\\"linkId\\\":\\\"why\\\",\\\"text\\\":"    \
  "\\\"Why?\\\",\\\"type\\\":\\\"text\\\"}]}"

#define ITEM                                                                                       \
  "{\"id\":4,\"version\":2,\"measure\":\"satisfaction\",\"url\":\"urn:q\",\"form\":\"表\","       \
  "\"form_en\":\"Stay\",\"item\":\"meals\",\"name\":\"膳食\",\"name_en\":\"Meals\",\"good\":"    \
  "[\"yes\"],\"bad\":[\"gone\"],\"retired_at\":null,\"questionnaire_id\":9}"

#define CATEGORY                                                                                   \
  "{\"id\":7,\"version\":3,\"code\":\"cost\",\"position\":8,\"name\":\"费用\",\"name_en\":"      \
  "\"Costs\",\"retired_at\":null}"

static Canned *
make_server (void)
{
  Canned *canned = canned_new ();

  canned_set (canned, "GET", "/statistic-items", 200, LIST (ITEM, "1"));
  canned_set (canned, "GET", "/statistic-items/4", 200, ITEM);
  canned_set (canned, "PATCH", "/statistic-items/4", 200, ITEM);
  canned_set (canned, "POST", "/statistic-items", 201, ITEM);
  canned_set (canned, "GET", "/questionnaires", 200,
              LIST ("{\"id\":9,\"title\":\"Stay\",\"url\":\"urn:q\"}", "1"));
  canned_set (canned, "GET", "/questionnaires/9", 200,
              "{\"id\":9,\"version\":1,\"url\":\"urn:q\",\"resource\":\"" RESOURCE "\"}");
  canned_set (canned, "GET", "/opinion-categories", 200, LIST (CATEGORY, "1"));
  canned_set (canned, "PATCH", "/opinion-categories/7", 200, CATEGORY);
  canned_set (canned, "POST", "/opinion-categories", 201, CATEGORY);
  canned_set_drafts (canned);
  return canned;
}

/* The nth of the toggles good, neither and bad of an answer. */
static void
mark (HcrmPage *page, const char *answer, guint n)
{
  GtkWidget *label = canned_find (GTK_WIDGET (page), GTK_TYPE_LABEL, answer);

  g_assert_nonnull (label);
  GtkWidget *toggle = gtk_widget_get_first_child (gtk_widget_get_next_sibling (label));
  while (n-- > 0)
    toggle = gtk_widget_get_next_sibling (toggle);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (toggle), TRUE);
}

static void
assert_list (JsonObject *body, const char *member, const char *expected)
{
  JsonArray *array = json_object_get_array_member (body, member);
  g_autoptr (GString) codes = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (array); i++)
    g_string_append_printf (codes, "%s ", json_array_get_string_element (array, i));
  g_assert_cmpstr (codes->str, ==, expected);
}

static HcrmInput *
find_input (GtkWidget *root, const char *name)
{
  HcrmInput *input = HCRM_IS_FORM (root) ? hcrm_form_get_input (HCRM_FORM (root), name) : NULL;
  GtkWidget *child = gtk_widget_get_first_child (root);

  for (; child != NULL && input == NULL; child = gtk_widget_get_next_sibling (child))
    input = find_input (child, name);
  return input;
}

static void
set_field (HcrmPage *page, const char *name, const char *value)
{
  HcrmInput *input = find_input (GTK_WIDGET (page), name);

  g_assert_nonnull (input);
  hcrm_input_set_value (input, value);
  g_signal_emit_by_name (input, "changed");
}

/* An answer is marked; a mark on one that the form no longer offers is seen and stays. */
static void
test_marks (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = canned_open_shown (canned, HCRM_TYPE_MEASURES_PAGE, admin, "/statistic-items");

  canned_wait_words (page, "So so");
  g_assert_true (canned_sees (GTK_WIDGET (page), "gone"));
  g_assert_false (canned_sees (GTK_WIDGET (page), "In every form that asks it"));
  mark (page, "Not at all", 2);
  mark (page, "So so", 0);
  canned_submit (page);
  canned_wait_request (canned, "PATCH", "/statistic-items/4");
  JsonObject *body = canned_get_body (canned, "PATCH", "/statistic-items/4");
  assert_list (body, "good", "yes so ");
  assert_list (body, "bad", "no gone ");
  g_assert_false (json_object_has_member (body, "item"));
  g_assert_true (json_object_get_null_member (body, "retired_at"));
}

/* At least one answer is good, else there is nothing to count. */
static void
test_no_good (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = canned_open_shown (canned, HCRM_TYPE_MEASURES_PAGE, admin, "/statistic-items");

  canned_wait_words (page, "Quite good");
  mark (page, "Quite good", 1);
  canned_submit (page);
  canned_settle ();
  g_assert_true (canned_sees (GTK_WIDGET (page), "Say of at least one answer that it is good"));
  g_assert_cmpuint (canned_count (canned, "PATCH", "/statistic-items/4"), ==, 0);
}

static void
choose_form (Canned *canned, HcrmPage *page)
{
  HcrmLookupRow *row =
      HCRM_LOOKUP_ROW (canned_find (GTK_WIDGET (page), HCRM_TYPE_LOOKUP_ROW, NULL));

  hcrm_lookup_type (hcrm_lookup_row_get_lookup (row), "stay");
  canned_wait_words (page, "urn:q");
  hcrm_lookup_choose (hcrm_lookup_row_get_lookup (row), 0);
  canned_wait_request (canned, "GET", "/questionnaires/9");
  canned_settle ();
}

/* A new one: what for, in which form, which question, what the answers mean; its name is proposed.
 */
static void
test_new (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = canned_open_shown (canned, HCRM_TYPE_MEASURES_PAGE, admin, "/statistic-items");

  canned_wait_words (page, "So so");
  HCRM_PAGE_GET_CLASS (page)->create (page);
  canned_settle ();
  set_field (page, "measure", "satisfaction");
  choose_form (canned, page);
  set_field (page, "item", "meals");
  canned_wait_words (page, "So so");
  g_assert_false (canned_sees (GTK_WIDGET (page), "gone"));
  mark (page, "Quite good", 0);
  canned_submit (page);
  canned_wait_request (canned, "POST", "/statistic-items");
  JsonObject *body = canned_get_body (canned, "POST", "/statistic-items");
  g_assert_cmpstr (json_object_get_string_member (body, "measure"), ==, "satisfaction");
  g_assert_cmpstr (json_object_get_string_member (body, "url"), ==, "urn:q");
  g_assert_cmpstr (json_object_get_string_member (body, "item"), ==, "meals");
  g_assert_cmpstr (json_object_get_string_member (body, "name"), ==, "Were the meals good?");
  assert_list (body, "good", "yes ");
  g_assert_false (json_object_has_member (body, "title"));
  g_assert_false (json_object_has_member (body, "retired_at"));
}

/* What is missing is said beside it, and nothing is sent. */
static void
test_new_missing (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = canned_open_shown (canned, HCRM_TYPE_MEASURES_PAGE, admin, "/statistic-items");

  canned_wait_words (page, "So so");
  HCRM_PAGE_GET_CLASS (page)->create (page);
  canned_settle ();
  canned_submit (page);
  canned_settle ();
  g_assert_cmpuint (canned_count (canned, "POST", "/statistic-items"), ==, 0);
  g_assert_true (canned_sees (GTK_WIDGET (page), "Form is required"));
  g_assert_true (canned_sees (GTK_WIDGET (page), "Name in the statistics is required"));
}

/* Words are not marked, and count in every form that asks for them if that is wanted. */
static void
test_new_words (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = canned_open_shown (canned, HCRM_TYPE_MEASURES_PAGE, admin, "/statistic-items");

  canned_wait_words (page, "So so");
  HCRM_PAGE_GET_CLASS (page)->create (page);
  canned_settle ();
  set_field (page, "measure", "opinion");
  choose_form (canned, page);
  set_field (page, "item", "why");
  set_field (page, "every", "true");
  set_field (page, "name", "原因");
  g_assert_false (canned_sees (GTK_WIDGET (page), "What the Answers Mean"));
  canned_submit (page);
  canned_wait_request (canned, "POST", "/statistic-items");
  JsonObject *body = canned_get_body (canned, "POST", "/statistic-items");
  g_assert_true (json_object_get_null_member (body, "url"));
  g_assert_cmpstr (json_object_get_string_member (body, "item"), ==, "why");
  g_assert_cmpstr (json_object_get_string_member (body, "name"), ==, "原因");
  assert_list (body, "good", "");
}

/* A category is named in both languages, moved, and retired. */
static void
test_category (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page =
      canned_open_shown (canned, HCRM_TYPE_CATEGORIES_PAGE, admin, "/opinion-categories");
  GtkWidget *root = GTK_WIDGET (page);

  canned_settle ();
  set_field (page, "name_en", "Fees");
  set_field (page, "position", "2");
  gtk_check_button_set_active (GTK_CHECK_BUTTON (canned_find (root, GTK_TYPE_CHECK_BUTTON, NULL)),
                               TRUE);
  canned_submit (page);
  canned_wait_request (canned, "PATCH", "/opinion-categories/7");
  JsonObject *body = canned_get_body (canned, "PATCH", "/opinion-categories/7");
  g_assert_cmpstr (json_object_get_string_member (body, "name"), ==, "费用");
  g_assert_cmpstr (json_object_get_string_member (body, "name_en"), ==, "Fees");
  g_assert_cmpint (json_object_get_int_member (body, "position"), ==, 2);
  g_assert_nonnull (json_object_get_string_member (body, "retired_at"));
}

static void
test_new_category (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page =
      canned_open_shown (canned, HCRM_TYPE_CATEGORIES_PAGE, admin, "/opinion-categories");

  HCRM_PAGE_GET_CLASS (page)->create (page);
  canned_settle ();
  canned_submit (page);
  canned_settle ();
  g_assert_cmpuint (canned_count (canned, "POST", "/opinion-categories"), ==, 0);
  canned_set (canned, "POST", "/opinion-categories", 409,
              "{\"type\":\"conflict\",\"title\":\"Taken\",\"status\":409,\"fields\":[{\"name\":"
              "\"name\",\"detail\":\"Another category has this name\"}]}");
  set_field (page, "name", "费用");
  canned_submit (page);
  canned_wait_words (page, "Another category has this name");
  g_assert_false (json_object_has_member (canned_get_body (canned, "POST", "/opinion-categories"),
                                          "retired_at"));
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  hcrm_popovers_keep ();
  hcrm_language_init ();
  g_test_add_func ("/counted/marks", test_marks);
  g_test_add_func ("/counted/no-good", test_no_good);
  g_test_add_func ("/counted/new", test_new);
  g_test_add_func ("/counted/new-missing", test_new_missing);
  g_test_add_func ("/counted/new-words", test_new_words);
  g_test_add_func ("/counted/category", test_category);
  g_test_add_func ("/counted/new-category", test_new_category);
  return g_test_run ();
}
