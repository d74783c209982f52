/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The note of a plan on the patient's page: its parts, changing it, and its versions. */

#include "hcrm-canned.h"

#include "core/hcrm-language.h"
#include "core/hcrm-popover-keeper.h"
#include "pages/patient/hcrm-patient-page.h"
#include "widgets/hcrm-form.h"
#include "widgets/hcrm-input.h"
#include "widgets/hcrm-plan-note.h"

#define PLAN "/followup-plans/5"
#define NOTE                                                                                       \
  "{\"id\":5,\"version\":6,\"patient_id\":7,\"template\":\"髋\",\"template_en\":\"Hip\","         \
  "\"state\":\"active\",\"steps\":[],\"condition_summary\":\"Hip replaced\",\"note\":\"Wound\","   \
  "\"cautions\":null,\"note_version\":1}"
#define STALE                                                                                      \
  "{\"type\":\"stale\",\"status\":412,\"detail\":\"Changed\",\"current\":{\"id\":5,\"version\":7," \
  "\"patient_id\":7,\"state\":\"active\",\"condition_summary\":\"Hip "                             \
  "replaced\",\"note\":\"Theirs\","                                                                \
  "\"cautions\":null,\"note_version\":2}}"

static const char *const rights[] = { "session:all", "patient.read:all", "followup.read:all",
                                      "followup.decide:all", NULL };

static Canned *
make_server (void)
{
  static const char *const empty[] = { "/timeline", "/encounters", "/contacts", "/attempts" };
  Canned *canned = canned_new ();

  for (guint i = 0; i < G_N_ELEMENTS (empty); i++)
    canned_set (canned, "GET", empty[i], 200, LIST ("", "0"));
  canned_set (canned, "GET", "/patients/7", 200, "{\"id\":7,\"version\":3,\"name\":\"周桂兰\"}");
  canned_set (canned, "GET", "/followup-plans", 200, LIST (NOTE, "1"));
  canned_set (canned, "GET", PLAN, 200, NOTE);
  canned_set (canned, "PATCH", PLAN, 200, NOTE);
  canned_set (
      canned, "GET", PLAN "/notes", 200,
      "{\"items\":[{\"id\":2,\"n\":2,\"note\":\"Walk\",\"at\":\"2026-01-03T10:00:00Z\",\"user\":"
      "\"Lin\"},{\"id\":1,\"n\":1,\"condition_summary\":\"Hip broken\",\"at\":"
      "\"2026-01-02T10:00:00Z\",\"user\":\"Chen\"}]}");
  canned_set_drafts (canned);
  return canned;
}

static GtkWidget *
find_button (HcrmPage *page, const char *label)
{
  return canned_find (GTK_WIDGET (page), GTK_TYPE_BUTTON, label);
}

static HcrmPage *
open_plans (Canned *canned)
{
  HcrmPage *page = canned_open_record (canned, HCRM_TYPE_PATIENT_PAGE, rights, "7");

  canned_settle ();
  for (int tab = 0; find_button (page, "Change the Note") == NULL
                    || !gtk_widget_get_mapped (find_button (page, "Change the Note"));
       tab++) {
    g_assert_cmpint (tab, <, 12);
    gtk_widget_activate_action (GTK_WIDGET (page), "patient.tab", "i", tab);
    canned_settle ();
  }
  return page;
}

/* The window with the form, %NULL if it is gone. */
static GtkWidget *
find_editor (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++) {
    g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);
    if (g_strcmp0 (gtk_window_get_title (GTK_WINDOW (window)), "Change the Note") == 0)
      return window;
  }
  return NULL;
}

static void
edit (HcrmPage *page)
{
  gtk_widget_activate_action (find_button (page, "Change the Note"), "plan.step", "s", "edit");
  canned_settle ();
  g_assert_nonnull (find_editor ());
}

static void
fill (const char *field, const char *text)
{
  HcrmForm *form = HCRM_FORM (canned_find (find_editor (), HCRM_TYPE_FORM, NULL));
  HcrmInput *input = hcrm_form_get_input (form, field);

  hcrm_input_set_value (input, text);
  g_signal_emit_by_name (input, "changed");
}

static void
save (void)
{
  g_signal_emit_by_name (canned_find (find_editor (), GTK_TYPE_BUTTON, "_Save"), "clicked");
}

/* Only what is other than it was goes out; then the dialog is gone. */
static void
test_change (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_plans (canned);

  g_assert_true (canned_sees (GTK_WIDGET (page), "Hip replaced"));
  g_assert_true (canned_sees (GTK_WIDGET (page), "Key points"));
  edit (page);
  fill ("cautions", "Falls");
  save ();
  canned_wait_request (canned, "PATCH", PLAN);
  canned_settle ();
  JsonObject *body = canned_get_body (canned, "PATCH", PLAN);
  g_assert_cmpstr (json_object_get_string_member (body, "cautions"), ==, "Falls");
  g_assert_cmpuint (json_object_get_size (body), ==, 1);
  g_assert_nonnull (strstr (canned_get_version (canned, "PATCH", PLAN), "6"));
  g_assert_null (find_editor ());
}

/* What was typed stays where it was typed, with what is wrong beside it. */
static void
test_refused (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_plans (canned);

  canned_set (
      canned, "PATCH", PLAN, 422,
      "{\"type\":\"invalid\",\"status\":422,\"detail\":\"x\",\"fields\":[{\"name\":\"note\","
      "\"detail\":\"Note the condition\"}]}");
  edit (page);
  fill ("note", NULL);
  save ();
  canned_wait_request (canned, "PATCH", PLAN);
  canned_settle ();
  g_assert_true (canned_sees (find_editor (), "Note the condition"));
}

/* Two who wrote the same part are asked which; what was chosen goes out with the new version. */
static void
test_conflict (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_plans (canned);

  canned_set (canned, "PATCH", PLAN, 412, STALE);
  edit (page);
  fill ("note", "Mine");
  fill ("cautions", "Falls");
  save ();
  canned_wait_request (canned, "PATCH", PLAN);
  canned_settle ();
  g_assert_true (canned_sees (canned_find_dialog (), "Theirs"));
  g_assert_false (canned_sees (canned_find_dialog (), "Version of the note"));
  canned_set (canned, "PATCH", PLAN, 200, NOTE);
  canned_answer ("save");
  canned_settle ();
  g_assert_nonnull (strstr (canned_get_version (canned, "PATCH", PLAN), "7"));
  g_assert_cmpstr (json_object_get_string_member (canned_get_body (canned, "PATCH", PLAN),
                                                  "cautions"),
                   ==, "Falls");
  g_assert_null (find_editor ());
}

static void
test_versions (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_plans (canned);

  g_signal_emit_by_name (find_button (page, "Versions of the Note"), "clicked");
  canned_settle ();
  GtkWidget *dialog = canned_find_dialog ();
  g_assert_true (canned_sees (dialog, "Version 2"));
  g_assert_true (canned_sees (dialog, "Walk"));
  g_assert_true (canned_sees (dialog, "Chen"));
  g_assert_true (canned_sees (dialog, "Hip broken"));
}

#define DRUG                                                                                       \
  "{\"note\":null,\"refills\":[{\"drug\":\"Metoprolol\",\"run_out_on\":\"2024-02-06\",\"steps\":[" \
  "{"                                                                                              \
  "\"code\":\"refill.dispensed\",\"params\":{\"day\":\"2024-01-09\",\"quantity\":\"28\",\"unit\":" \
  "\"tablets\",\"dose\":\"1\",\"dose_unit\":\"tablet\",\"days\":28}},{\"code\":\"refill.run-"      \
  "out\","                                                                                         \
  "\"params\":{\"day\":\"2024-02-06\"}}]}]}"

/* What runs out, when, and why that day; nobody is said to have written it. */
static void
test_drugs (void)
{
  g_autoptr (JsonNode) task = json_from_string (DRUG, NULL);
  GtkWidget *box = g_object_ref_sink (gtk_box_new (GTK_ORIENTATION_VERTICAL, 0));

  hcrm_language_set ("en");
  g_assert_false (hcrm_plan_note_fill (GTK_BOX (box), json_node_get_object (task)));
  g_assert_true (gtk_widget_get_visible (box));
  g_assert_nonnull (canned_find (box, GTK_TYPE_LABEL, "Drugs that run out"));
  g_assert_nonnull (canned_find (box, GTK_TYPE_LABEL,
                                 "Metoprolol · runs out 6 February 2024\n"
                                 "Handed out on 9 January 2024 · 28 tablets · 1 tablet a day · for "
                                 "28 days in all"));
  g_assert_nonnull (
      canned_find (box, GTK_TYPE_LABEL, "By the plan, computed from what the pharmacy handed out"));
  g_object_unref (box);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  hcrm_popovers_keep ();
  hcrm_language_init ();
  g_test_add_func ("/plan-note/change", test_change);
  g_test_add_func ("/plan-note/refused", test_refused);
  g_test_add_func ("/plan-note/conflict", test_conflict);
  g_test_add_func ("/plan-note/versions", test_versions);
  g_test_add_func ("/plan-note/drugs", test_drugs);
  return g_test_run ();
}
