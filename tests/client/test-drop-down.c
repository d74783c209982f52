/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Long lists to choose from: found by any part of the words, by code and by pinyin, with real keys.
 */

#include "hcrm-canned.h"

#include "core/hcrm-language.h"
#include "core/hcrm-popover-keeper.h"
#include "widgets/hcrm-choices.h"
#include "widgets/hcrm-department-choice.h"

#define CLASS(code, parent, name)                                                                  \
  "{\"code\":\"" code "\",\"parent_code\":" parent ",\"name\":\"" name "\"}"
#define CLASSES                                                                                                                                     \
  "{\"items\":[" CLASS ("cost", "null", "费用") "," CLASS ("cost-refund", "\"cost\"", "退费") "," CLASS ("medical", "null", "诊疗质量") "," CLASS ( \
      "cost-insurance", "\"cost\"",                                                                                                                 \
      "医保结算") "," CLASS ("medical-drug", "\"medical\"",                                                                                         \
                             "用药") "," CLASS ("medical-nursing", "\"medical\"",                                                                   \
                                                "护理") "," CLASS ("gone-child", "\"gone\"",                                                        \
                                                                   "旧类") "," CLASS ("other",                                                      \
                                                                                      "null",                                                       \
                                                                                      "其他") "," CLASS ("z1",                                      \
                                                                                                         "null",                                    \
                                                                                                         "甲") "," CLASS ("z2",                     \
                                                                                                                          "null",                   \
                                                                                                                          "乙") "," CLASS ("z3",    \
                                                                                                                                           "null",  \
                                                                                                                                           "丙") "]}"

static const HcrmField field = { "class", HCRM_KIND_CODE, "Class", HCRM_FIELD_REQUIRED };

typedef struct {
  GtkWidget *window;
  HcrmInput *input;
  guint n_changed;
} Fixture;

static void
changed_cb (Fixture *self)
{
  self->n_changed++;
}

static void
set_up (Fixture *self, gconstpointer unused)
{
  g_autoptr (JsonNode) reply = json_from_string (CLASSES, NULL);

  self->input = HCRM_INPUT (hcrm_input_new (&field));
  hcrm_choices_fill_input (self->input, reply, "code");
  g_signal_connect_swapped (self->input, "changed", G_CALLBACK (changed_cb), self);
  self->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (self->window), 400, 300);
  gtk_window_set_child (GTK_WINDOW (self->window), GTK_WIDGET (self->input));
  gtk_window_present (GTK_WINDOW (self->window));
  gtk_test_widget_wait_for_draw (self->window);
  hcrm_input_focus (self->input);
  canned_settle ();
}

static void
tear_down (Fixture *self, gconstpointer unused)
{
  gtk_window_destroy (GTK_WINDOW (self->window));
  canned_settle ();
}

static void
assert_chosen (Fixture *self, const char *expected)
{
  g_autofree char *value = hcrm_input_dup_value (self->input);

  g_assert_cmpstr (value, ==, expected);
}

/* Opens the list, types, and takes what is found. */
static void
choose (Fixture *self, const char *typed, const char *expected)
{
  canned_key ("space");
  canned_settle ();
  canned_type (typed);
  canned_settle ();
  canned_key ("Return");
  canned_settle ();
  assert_chosen (self, expected);
}

static void
test_found (Fixture *self, gconstpointer unused)
{
  choose (self, "tf", "cost-refund");         /* initials */
  choose (self, "huli", "medical-nursing");   /* pinyin */
  choose (self, "insur", "cost-insurance");   /* within the code */
  choose (self, "jiesuan", "cost-insurance"); /* within the words */
  g_assert_cmpuint (self->n_changed, ==, 3);
}

/* Nobody need open it before: the first letter does, and is searched for with the others. */
static void
test_typed (Fixture *self, gconstpointer unused)
{
  canned_type ("huli");
  canned_settle ();
  canned_key ("Return");
  canned_settle ();
  assert_chosen (self, "medical-nursing");
}

/* What a group is called finds all of it; arrows go on from there. */
static void
test_group (Fixture *self, gconstpointer unused)
{
  choose (self, "zhenliao", "medical");
  canned_key ("space");
  canned_settle ();
  canned_type ("zhenliao");
  canned_settle ();
  canned_key ("Down");
  canned_key ("Down");
  canned_key ("Return");
  canned_settle ();
  assert_chosen (self, "medical-nursing");
}

/* Arrows alone begin at what is chosen; Escape leaves it; what nobody finds chooses nothing. */
static void
test_keys (Fixture *self, gconstpointer unused)
{
  canned_key ("space");
  canned_settle ();
  canned_key ("Down");
  canned_key ("Down");
  canned_key ("Return");
  canned_settle ();
  assert_chosen (self, "cost-refund");
  canned_key ("space");
  canned_settle ();
  canned_type ("huli");
  canned_key ("Escape");
  canned_key ("Escape");
  canned_settle ();
  assert_chosen (self, "cost-refund");
  hcrm_input_focus (self->input);
  choose (self, "nowhere", "cost-refund");
}

/* Those below follow what they stand below; whose group is not in the list stands alone. */
static void
test_tree (Fixture *self, gconstpointer unused)
{
  static const char *const expected[] = {
    "cost 0",       "cost-refund 1",  "cost-insurance 1",
    "medical 0",    "medical-drug 1", "medical-nursing 1",
    "gone-child 0", "other 0",        "z1 0",
    "z2 0",         "z3 0",
  };
  g_autoptr (JsonNode) reply = json_from_string (CLASSES, NULL);
  g_autoptr (GPtrArray) items = hcrm_choices_read (reply, "code");

  g_assert_cmpuint (items->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < items->len; i++) {
    g_autofree char *line = g_strdup_printf ("%s %u", hcrm_choice_item_get_value (items->pdata[i]),
                                             hcrm_choice_item_get_depth (items->pdata[i]));
    g_assert_cmpstr (line, ==, expected[i]);
  }
  g_assert_true (hcrm_choice_item_is_group (items->pdata[0]));
  g_assert_false (hcrm_choice_item_is_group (items->pdata[1]));
}

/* Departments as pages narrow lists by them. */
static void
test_departments (Fixture *self, gconstpointer unused)
{
  g_autoptr (JsonNode) reply = json_from_string (
      "{\"items\":[{\"id\":4,\"parent_id\":null,\"code\":\"GK\",\"name\":\"骨科\"},"
      "{\"id\":9,\"parent_id\":4,\"code\":\"GK1\",\"name\":\"骨科一病区\"}]}",
      NULL);
  HcrmDepartmentChoice *choice = g_object_new (HCRM_TYPE_DEPARTMENT_CHOICE, NULL);

  gtk_window_set_child (GTK_WINDOW (self->window), GTK_WIDGET (choice));
  hcrm_department_choice_set_id (choice, "9");
  hcrm_department_choice_fill (choice, reply);
  g_assert_cmpstr (hcrm_department_choice_get_id (choice), ==, "9");
  GtkDropDown *names = GTK_DROP_DOWN (canned_find (GTK_WIDGET (choice), GTK_TYPE_DROP_DOWN, NULL));
  g_assert_cmpuint (gtk_drop_down_get_selected (names), ==, 2);
  gtk_drop_down_set_selected (names, 0);
  g_assert_null (hcrm_department_choice_get_id (choice));
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  hcrm_popovers_keep ();
  hcrm_language_init ();
#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)
  ADD ("/drop-down/found", test_found);
  ADD ("/drop-down/group", test_group);
  ADD ("/drop-down/keys", test_keys);
  ADD ("/drop-down/typed", test_typed);
  ADD ("/drop-down/tree", test_tree);
  ADD ("/drop-down/departments", test_departments);
  return g_test_run ();
}
