/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Forms made from field tables: values, what was changed, drafts, and errors beside their fields.
 */

#include <adwaita.h>

#include "core/hcrm-popover-keeper.h"
#include "hcrm-fake.h"
#include "widgets/hcrm-form.h"
#include "widgets/hcrm-text.h"

static const HcrmChoice sexes[] = { { "male", "Male" }, { "female", "Female" }, { NULL } };

static const HcrmField fields[] = {
  { "id", HCRM_KIND_INT, "Id", HCRM_FIELD_READONLY },
  { "name", HCRM_KIND_TEXT, "Name", HCRM_FIELD_REQUIRED, NULL, 1, 10 },
  { "sex", HCRM_KIND_CODE, "Sex", HCRM_FIELD_REQUIRED, NULL, 0, 0, sexes },
  { "birth_date", HCRM_KIND_DATE, "Born" },
  { "pain", HCRM_KIND_INT, "Pain", 0, "of 10", 0, 10 },
  { "alone", HCRM_KIND_BOOL, "Lives alone" },
  { "notes", HCRM_KIND_TEXT, "Notes", HCRM_FIELD_MULTILINE },
  { "call_at", HCRM_KIND_TIME, "Call at" },
};
static const HcrmFieldSet set = { "patient", fields, G_N_ELEMENTS (fields) };

typedef struct {
  GtkWidget *window;
  HcrmForm *form;
  guint n_changed;
} Fixture;

static void
changed_cb (Fixture *fixture)
{
  fixture->n_changed++;
}

static void
set_up (Fixture *fixture, gconstpointer unused)
{
  fixture->form = g_object_new (HCRM_TYPE_FORM, NULL);
  hcrm_form_setup (fixture->form, &set, NULL);
  g_signal_connect_swapped (fixture->form, "changed", G_CALLBACK (changed_cb), fixture);
  fixture->window = gtk_window_new ();
  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (fixture->form));
  gtk_window_present (GTK_WINDOW (fixture->window));
}

static void
tear_down (Fixture *fixture, gconstpointer unused)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
}

static HcrmRecord *
make_record (void)
{
  HcrmRecord *record = hcrm_record_new (&set);

  hcrm_record_set (record, "id", "7");
  hcrm_record_set (record, "name", "周桂兰");
  hcrm_record_set (record, "sex", "female");
  hcrm_record_set (record, "birth_date", "1959-03-02");
  hcrm_record_set (record, "pain", "4");
  hcrm_record_set (record, "alone", "true");
  hcrm_record_set (record, "notes", "听力差");
  hcrm_record_set (record, "call_at", NULL);
  return record;
}

/* What a user does: the widget inside the input is changed, not the input. */
static void
type_into (Fixture *fixture, const char *field, const char *text)
{
  GtkWidget *child = adw_bin_get_child (ADW_BIN (hcrm_form_get_input (fixture->form, field)));

  gtk_editable_set_text (GTK_EDITABLE (child), text);
}

static void
test_values (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (HcrmRecord) record = make_record ();

  g_assert_null (hcrm_form_get_input (fixture->form, "id"));
  hcrm_form_set_record (fixture->form, record);
  g_assert_false (hcrm_form_get_dirty (fixture->form));
  g_assert_cmpuint (fixture->n_changed, ==, 0);
  g_autoptr (HcrmRecord) same = hcrm_form_dup_record (fixture->form);
  for (guint i = 0; i < set.n_fields; i++)
    g_assert_cmpstr (hcrm_record_get (same, fields[i].name), ==,
                     hcrm_record_get (record, fields[i].name));
  g_assert_true (hcrm_form_check (fixture->form));
}

static void
test_changes (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (HcrmRecord) record = make_record ();

  hcrm_form_set_record (fixture->form, record);
  type_into (fixture, "pain", "5");
  g_assert_cmpuint (fixture->n_changed, >, 0);
  g_assert_true (hcrm_form_get_dirty (fixture->form));
  g_autoptr (HcrmRecord) changes = hcrm_form_dup_changes (fixture->form);
  g_assert_cmpstr (hcrm_record_get (changes, "pain"), ==, "5");
  g_assert_false (hcrm_record_has (changes, "name"));
  type_into (fixture, "pain", "4");
  g_assert_false (hcrm_form_get_dirty (fixture->form));
  type_into (fixture, "pain", "");
  g_autoptr (HcrmRecord) cleared = hcrm_form_dup_changes (fixture->form);
  g_assert_true (hcrm_record_has (cleared, "pain"));
  g_assert_null (hcrm_record_get (cleared, "pain"));
}

static void
assert_value (Fixture *fixture, const char *field, const char *typed, const char *value)
{
  type_into (fixture, field, typed);
  g_autofree char *got = hcrm_input_dup_value (hcrm_form_get_input (fixture->form, field));
  g_assert_cmpstr (got, ==, value);
}

static void
test_typed_dates (Fixture *fixture, gconstpointer unused)
{
  GDate date;

  hcrm_text_get_today (&date);
  g_date_add_days (&date, 7);
  g_autofree char *week = g_strdup_printf ("%04u-%02u-%02u", g_date_get_year (&date),
                                           g_date_get_month (&date), g_date_get_day (&date));
  g_autofree char *instant = g_strconcat (week, "T14:30:00", NULL);
  assert_value (fixture, "birth_date", "+7d", week);
  assert_value (fixture, "birth_date", "2026年3月15日", "2026-03-15");
  assert_value (fixture, "birth_date", "soon", "soon");
  g_assert_false (hcrm_form_check (fixture->form));
  type_into (fixture, "call_at", "+7d 14:30");
  g_autofree char *got = hcrm_input_dup_value (hcrm_form_get_input (fixture->form, "call_at"));
  g_assert_true (g_str_has_prefix (got, instant));
}

static GtkWidget *
find_error (GtkWidget *widget, const char *text)
{
  if (GTK_IS_LABEL (widget) && gtk_widget_get_visible (widget)
      && gtk_widget_has_css_class (widget, "field-error")
      && strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = find_error (child, text);
    if (found != NULL)
      return found;
  }
  return NULL;
}

static gboolean
has_focus (Fixture *fixture, const char *field)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (fixture->window));

  return focus != NULL
         && gtk_widget_is_ancestor (focus, GTK_WIDGET (hcrm_form_get_input (fixture->form, field)));
}

static void
test_errors (Fixture *fixture, gconstpointer unused)
{
  GtkWidget *form = GTK_WIDGET (fixture->form);

  type_into (fixture, "pain", "11");
  g_assert_false (hcrm_form_check (fixture->form));
  g_assert_nonnull (find_error (form, "Name is required"));
  g_assert_nonnull (find_error (form, "Sex is required"));
  g_assert_nonnull (find_error (form, "Pain"));
  g_assert_true (has_focus (fixture, "name"));
  /* Mending one takes its error away and leaves the others. */
  type_into (fixture, "name", "周桂兰");
  g_assert_null (find_error (form, "Name"));
  g_assert_nonnull (find_error (form, "Pain"));
  g_assert_true (hcrm_form_show_error (fixture->form, "notes", "Too rude"));
  g_assert_nonnull (find_error (form, "Too rude"));
  g_assert_false (hcrm_form_show_error (fixture->form, "unknown", "?"));
}

/* What is out of sight can neither be typed into nor show an error. */
static void
test_hidden (Fixture *fixture, gconstpointer unused)
{
  hcrm_form_set_field_visible (fixture->form, "name", FALSE);
  hcrm_form_focus (fixture->form);
  g_assert_true (has_focus (fixture, "sex"));
  g_assert_false (hcrm_form_show_error (fixture->form, "name", "Too long"));
  g_assert_true (hcrm_form_show_error (fixture->form, "sex", "Which?"));
}

static void
test_draft (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (HcrmRecord) record = make_record ();

  hcrm_form_set_record (fixture->form, record);
  type_into (fixture, "name", "周桂花");
  type_into (fixture, "pain", "");
  g_autoptr (JsonNode) draft = hcrm_form_dup_draft (fixture->form);
  hcrm_form_set_record (fixture->form, record);
  g_assert_false (hcrm_form_get_dirty (fixture->form));
  hcrm_form_take_draft (fixture->form, draft);
  g_assert_true (hcrm_form_get_dirty (fixture->form));
  g_autoptr (HcrmRecord) changes = hcrm_form_dup_changes (fixture->form);
  g_assert_cmpstr (hcrm_record_get (changes, "name"), ==, "周桂花");
  g_assert_null (hcrm_record_get (changes, "pain"));
  g_assert_true (hcrm_record_has (changes, "pain"));
  g_assert_false (hcrm_record_has (changes, "sex"));
}

static void
test_choices (Fixture *fixture, gconstpointer unused)
{
  static const char *const values[] = { "x", "female", NULL };
  static const char *const labels[] = { "Unknown", "Woman", NULL };
  g_autoptr (HcrmRecord) record = make_record ();
  HcrmInput *input = hcrm_form_get_input (fixture->form, "sex");

  hcrm_form_set_record (fixture->form, record);
  hcrm_input_set_choices (input, values, labels);
  g_autofree char *value = hcrm_input_dup_value (input);
  g_assert_cmpstr (value, ==, "female");
  g_assert_false (hcrm_form_get_dirty (fixture->form));
}

/* What nobody sees nobody can mend: it stops nothing. */
static void
test_unseen (Fixture *fixture, gconstpointer unused)
{
  hcrm_form_set_record (fixture->form, NULL);
  hcrm_input_set_value (hcrm_form_get_input (fixture->form, "name"), "Zhang");
  g_assert_false (hcrm_form_check (fixture->form)); /* of what sex */
  hcrm_form_set_field_visible (fixture->form, "sex", FALSE);
  g_assert_true (hcrm_form_check (fixture->form));
  hcrm_form_set_field_visible (fixture->form, "sex", TRUE);
  g_assert_false (hcrm_form_check (fixture->form));
}

/* However wide the form is. */
static void
test_unit_beside_number (Fixture *fixture, gconstpointer unused)
{
  GtkWidget *input = GTK_WIDGET (hcrm_form_get_input (fixture->form, "pain"));
  GtkWidget *entry = adw_bin_get_child (ADW_BIN (input));
  double left = 0;

  gtk_widget_set_size_request (GTK_WIDGET (fixture->form), 500, -1);
  gtk_test_widget_wait_for_draw (fixture->window);
  g_assert_true (gtk_widget_translate_coordinates (gtk_widget_get_next_sibling (input), entry, 0, 0,
                                                   &left, NULL));
  g_assert_cmpfloat (left, >, 0);
  g_assert_cmpfloat (left, <=, gtk_widget_get_width (entry) + 24);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  hcrm_fake_init (&argc, &argv);
  adw_init ();
  hcrm_popovers_keep ();
  ADD ("/form/values", test_values);
  ADD ("/form/changes", test_changes);
  ADD ("/form/typed-dates", test_typed_dates);
  ADD ("/form/errors", test_errors);
  ADD ("/form/hidden", test_hidden);
  ADD ("/form/unseen", test_unseen);
  ADD ("/form/draft", test_draft);
  ADD ("/form/choices", test_choices);
  ADD ("/form/unit-beside-number", test_unit_beside_number);
  return hcrm_fake_run ();
}
