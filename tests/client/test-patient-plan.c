/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Changing the steps of a running plan on the patient's page. */

#include "hcrm-canned.h"

#include "core/hcrm-language.h"
#include "core/hcrm-popover-keeper.h"
#include "pages/patient/hcrm-patient-page.h"
#include "widgets/hcrm-input.h"
#include "widgets/hcrm-lookup.h"
#include "widgets/hcrm-rows-editor.h"

#define CHANGE "/followup-plans/5/actions/change"
#define PREVIEW "/followup-plans/5/actions/preview-change"

#define STEP(id, position, change, more)                                                           \
  "{\"id\":" id ",\"version\":2,\"position\":" position ",\"change\":\"" change                    \
  "\",\"window_days\":3,\"owner\":\"centre\",\"channel\":\"phone\",\"questionnaire_url\":"         \
  "\"urn:x\",\"questionnaire\":\"髋\",\"questionnaire_en\":\"Hip form\",\"script_code\":"         \
  "\"opening\",\"script\":\"开场\",\"script_en\":\"Opening\"," more "}"

#define DONE                                                                                       \
  STEP ("50", "1", "kept",                                                                         \
        "\"state\":\"done\",\"fixed\":\"done\",\"offset_days\":7,\"planned_on\":\"2031-01-08\","   \
        "\"due_on\":\"2031-01-08\"")
#define BEGUN                                                                                      \
  STEP ("51", "2", "kept",                                                                         \
        "\"state\":\"open\",\"fixed\":\"begun\",\"offset_days\":15,\"planned_on\":\"2031-01-16\"," \
        "\"due_on\":\"2031-01-16\"")
#define THIRD                                                                                      \
  STEP ("52", "3", "kept",                                                                         \
        "\"state\":\"waiting\",\"fixed\":null,\"offset_days\":30,\"planned_on\":\"2031-01-31\","   \
        "\"due_on\":\"2031-01-31\"")
#define FOURTH                                                                                     \
  STEP ("53", "4", "kept",                                                                         \
        "\"state\":\"waiting\",\"fixed\":null,\"offset_days\":60,\"planned_on\":\"2031-03-02\","   \
        "\"due_on\":\"2031-03-02\"")
#define MOVED                                                                                      \
  STEP ("52", "3", "changed",                                                                      \
        "\"state\":\"waiting\",\"fixed\":null,\"offset_days\":22,\"planned_on\":\"2031-01-23\","   \
        "\"due_on\":\"2031-01-30\",\"was_on\":\"2031-01-31\",\"moved\":\"holiday\",\"holiday\":"   \
        "\"春节\",\"holiday_en\":\"Spring Festival\"")

static const char *const rights[] = { "session:all", "patient.read:all", "followup.read:all",
                                      "followup.plan:all", NULL };

static Canned *
make_server (void)
{
  Canned *canned = canned_new ();

  canned_set_patient (canned);
  canned_set (canned, "GET", "/followup-plans", 200,
              LIST ("{\"id\":5,\"version\":6,\"patient_id\":7,\"template\":\"髋\","
                    "\"template_en\":\"Hip\",\"state\":\"active\",\"steps\":[]}",
                    "1"));
  canned_set (canned, "POST", PREVIEW, 200,
              "{\"steps\":[" DONE "," BEGUN "," THIRD "," FOURTH "]}");
  canned_set_drafts (canned);
  return canned;
}

static HcrmPage *
open_change (Canned *canned)
{
  HcrmPage *page = canned_open_record (canned, HCRM_TYPE_PATIENT_PAGE, rights, "7");

  canned_settle ();
  for (int tab = 0;
       canned_find (GTK_WIDGET (page), GTK_TYPE_BUTTON, "Change Steps") == NULL
       || !gtk_widget_get_mapped (canned_find (GTK_WIDGET (page), GTK_TYPE_BUTTON, "Change Steps"));
       tab++) {
    g_assert_cmpint (tab, <, 12);
    gtk_widget_activate_action (GTK_WIDGET (page), "patient.tab", "i", tab);
    canned_settle ();
  }
  gtk_widget_activate_action (canned_find (GTK_WIDGET (page), GTK_TYPE_BUTTON, "Change Steps"),
                              "plan.step", "s", "change");
  canned_wait_words (page, "The plan as it will be");
  canned_settle ();
  return page;
}

static HcrmRowsEditor *
find_rows (HcrmPage *page)
{
  return HCRM_ROWS_EDITOR (canned_find (GTK_WIDGET (page), HCRM_TYPE_ROWS_EDITOR, NULL));
}

static void
set_cell (HcrmPage *page, guint row, const char *column, const char *value)
{
  HcrmInput *input = HCRM_INPUT (hcrm_rows_editor_get_cell (find_rows (page), row, column));

  hcrm_input_set_value (input, value);
  g_signal_emit_by_name (input, "changed");
}

static GtkWidget *
find_entry_after_reason (HcrmPage *page)
{
  GtkWidget *save = canned_find (GTK_WIDGET (page), GTK_TYPE_BUTTON, "Save steps");
  GtkWidget *entry = gtk_widget_get_first_child (gtk_widget_get_parent (save));

  g_assert_true (GTK_IS_ENTRY (entry));
  return entry;
}

static void
give_reason (HcrmPage *page)
{
  gtk_editable_set_text (GTK_EDITABLE (find_entry_after_reason (page)), "Spring Festival");
}

static JsonObject *
get_step (Canned *canned, const char *path, guint n)
{
  JsonArray *steps = json_object_get_array_member (canned_get_body (canned, "POST", path), "steps");

  g_assert_cmpuint (json_array_get_length (steps), >, n);
  return json_array_get_object_element (steps, n);
}

static guint
count_steps (Canned *canned, const char *path)
{
  return json_array_get_length (
      json_object_get_array_member (canned_get_body (canned, "POST", path), "steps"));
}

/* What is over or under way is told and cannot be typed in; nothing is sent before it is saved. */
static void
test_fixed (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_change (canned);

  g_assert_true (canned_sees (GTK_WIDGET (page), "Done · stays as it is"));
  g_assert_true (canned_sees (GTK_WIDGET (page), "Under way · stays as it is"));
  g_assert_cmpuint (hcrm_rows_editor_get_n (find_rows (page)), ==, 2);
  g_assert_cmpuint (canned_count (canned, "POST", CHANGE), ==, 0);
}

/* The date that comes of it, and why, before it is saved; only what is other is sent. */
static void
test_move (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_change (canned);

  canned_forget (canned);
  canned_set (canned, "POST", PREVIEW, 200,
              "{\"steps\":[" DONE "," BEGUN "," MOVED "," FOURTH "]}");
  set_cell (page, 0, "planned_on", "2031-01-23");
  canned_wait_request (canned, "POST", PREVIEW);
  g_assert_cmpuint (count_steps (canned, PREVIEW), ==, 1);
  g_assert_cmpuint (json_object_get_size (get_step (canned, PREVIEW, 0)), ==, 3);
  canned_wait_words (page, "moved off Spring Festival");
  g_assert_true (canned_sees (GTK_WIDGET (page), "Changed"));

  canned_submit (page);
  canned_settle ();
  g_assert_cmpuint (canned_count (canned, "POST", CHANGE), ==, 0);
  g_assert_true (canned_sees (GTK_WIDGET (page), "Say why"));
  give_reason (page);
  canned_set (canned, "POST", CHANGE, 200, "{\"id\":5,\"version\":7}");
  canned_submit (page);
  canned_wait_request (canned, "POST", CHANGE);
  JsonObject *step = get_step (canned, CHANGE, 0);
  g_assert_cmpint (json_object_get_int_member (step, "id"), ==, 52);
  g_assert_cmpint (json_object_get_int_member (step, "version"), ==, 2);
  g_assert_cmpstr (json_object_get_string_member (step, "planned_on"), ==, "2031-01-23");
  g_assert_cmpuint (json_object_get_size (step), ==, 3);
  g_assert_cmpstr (json_object_get_string_member (canned_get_body (canned, "POST", CHANGE),
                                                  "reason"),
                   ==, "Spring Festival");
  g_assert_nonnull (strstr (canned_get_version (canned, "POST", CHANGE), "6"));
  canned_settle ();
  g_assert_false (canned_sees (GTK_WIDGET (page), "The plan as it will be"));
}

/* What is said is chosen by its name. */
static void
test_script (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_change (canned);
  HcrmLookup *lookup = HCRM_LOOKUP (hcrm_rows_editor_get_cell (find_rows (page), 0, "script_code"));

  g_assert_cmpstr (hcrm_lookup_get_label (lookup), ==, "Opening");
  canned_set (canned, "GET", "/scripts", 200,
              LIST ("{\"id\":3,\"code\":\"gentle\",\"name\":\"慢\",\"name_en\":\"Slowly\"}", "1"));
  hcrm_lookup_type (lookup, "slow");
  canned_wait_request (canned, "GET", "/scripts");
  canned_settle ();
  g_assert_nonnull (strstr (canned_get_path (canned, "GET", "/scripts"), "retired=false"));
  hcrm_lookup_choose (lookup, 0);
  give_reason (page);
  canned_set (canned, "POST", CHANGE, 422,
              INVALID ("steps[0].script_code", "There is no such script"));
  canned_submit (page);
  canned_wait_request (canned, "POST", CHANGE);
  JsonObject *step = get_step (canned, CHANGE, 0);
  g_assert_cmpint (json_object_get_int_member (step, "id"), ==, 52);
  g_assert_cmpstr (json_object_get_string_member (step, "script_code"), ==, "gentle");
  g_assert_cmpuint (json_object_get_size (step), ==, 3);
  canned_wait_words (page, "There is no such script");
}

static void
remove_row (HcrmPage *page, guint row)
{
  GtkWidget *cell = hcrm_rows_editor_get_cell (find_rows (page), row, "owner");
  GtkWidget *line = gtk_widget_get_parent (gtk_widget_get_parent (cell));

  g_signal_emit_by_name (gtk_widget_get_last_child (line), "clicked");
}

/* One goes, one comes; what the server finds wrong stands at its row, whatever was sent beside. */
static void
test_drop_and_add (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_change (canned);

  remove_row (page, 0);
  hcrm_rows_editor_add (find_rows (page));
  set_cell (page, 1, "planned_on", "2031-03-02");
  give_reason (page);
  canned_set (canned, "POST", CHANGE, 422,
              INVALID ("steps[0].planned_on", "Another step lies on the same day"));
  canned_submit (page);
  canned_wait_request (canned, "POST", CHANGE);
  g_assert_cmpuint (count_steps (canned, CHANGE), ==, 2);
  g_assert_cmpstr (json_object_get_string_member (get_step (canned, CHANGE, 0), "owner"), ==,
                   "centre");
  g_assert_false (json_object_has_member (get_step (canned, CHANGE, 0), "id"));
  g_assert_cmpint (json_object_get_int_member (get_step (canned, CHANGE, 1), "id"), ==, 52);
  g_assert_true (json_object_get_boolean_member (get_step (canned, CHANGE, 1), "drop"));
  canned_wait_words (page, "Another step lies on the same day");

  canned_set (canned, "POST", CHANGE, 422,
              INVALID ("steps[1].drop", "This step is under way: it stays as it is"));
  canned_submit (page);
  canned_wait_words (page, "This step is under way: it stays as it is");
}

/* Someone else was faster: what was typed stays, and goes with the plan's new version. */
static void
test_stale (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_change (canned);

  set_cell (page, 1, "window_days", "9");
  give_reason (page);
  canned_set (canned, "POST", CHANGE, 412,
              "{\"type\":\"stale\",\"status\":412,\"detail\":\"x\",\"current\":{\"id\":5}}");
  canned_set (canned, "GET", "/followup-plans", 200,
              LIST ("{\"id\":5,\"version\":8,\"patient_id\":7,\"state\":\"active\",\"steps\":[]}",
                    "1"));
  canned_submit (page);
  canned_wait_words (page, "Someone else has changed this plan");
  canned_settle ();
  canned_forget (canned);
  canned_submit (page);
  canned_wait_request (canned, "POST", CHANGE);
  g_assert_cmpint (json_object_get_int_member (get_step (canned, CHANGE, 0), "window_days"), ==, 9);
  g_assert_nonnull (strstr (canned_get_version (canned, "POST", CHANGE), "8"));
}

/* Below what can be seen, it scrolls into sight, and what is typed goes to its first field. */
static void
test_in_sight (void)
{
  g_autoptr (Canned) canned = make_server ();
  GtkWidget *page = GTK_WIDGET (open_change (canned));
  GtkWidget *change = canned_find (page, g_type_from_name ("HcrmPlanChange"), NULL);
  GtkWidget *viewport = gtk_widget_get_ancestor (change, GTK_TYPE_VIEWPORT);
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (page));
  graphene_rect_t at;

  canned_settle ();
  g_assert_true (gtk_widget_is_ancestor (focus, change));
  g_assert_true (gtk_widget_compute_bounds (change, viewport, &at));
  g_assert_cmpfloat (at.origin.y, >=, 0);
  g_assert_true (at.origin.y + at.size.height <= gtk_widget_get_height (viewport)
                 || at.origin.y <= 24);
}

static void
test_escape (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_change (canned);

  gtk_widget_grab_focus (find_entry_after_reason (page));
  g_assert_true (HCRM_PAGE_GET_CLASS (page)->back (page));
  canned_settle ();
  g_assert_false (canned_sees (GTK_WIDGET (page), "The plan as it will be"));
  g_assert_cmpuint (canned_count (canned, "POST", CHANGE), ==, 0);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  hcrm_popovers_keep ();
  hcrm_language_init ();
  g_test_add_func ("/patient-plan/fixed", test_fixed);
  g_test_add_func ("/patient-plan/move", test_move);
  g_test_add_func ("/patient-plan/script", test_script);
  g_test_add_func ("/patient-plan/drop-and-add", test_drop_and_add);
  g_test_add_func ("/patient-plan/stale", test_stale);
  g_test_add_func ("/patient-plan/in-sight", test_in_sight);
  g_test_add_func ("/patient-plan/escape", test_escape);
  return g_test_run ();
}
