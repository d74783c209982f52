/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a patient allows and refuses: what holds, each word, and writing one down. */

#include "hcrm-canned.h"

#include "core/hcrm-language.h"
#include "core/hcrm-popover-keeper.h"
#include "pages/patient/hcrm-consents.h"
#include "pages/patient/hcrm-patient-page.h"
#include "widgets/hcrm-form.h"

#define WORD(id, purpose, channel, granted, current)                                               \
  "{\"id\":" id ",\"patient_id\":7,\"purpose\":\"" purpose "\",\"channel\":\"" channel             \
  "\",\"granted\":" granted ",\"source\":\"call\",\"at\":\"2020-01-0" id                           \
  "T10:39:00+08:00\",\"user\":\"林晓\",\"current\":" current "}"

static const char *const agent[] = { "session:all", "patient.read:all", "patient.edit:all", NULL };
static const char *const reader[] = { "session:all", "patient.read:all", NULL };

static Canned *
make_server (void)
{
  Canned *canned = canned_new ();

  canned_set (canned, "GET", "/patients/7", 200,
              "{\"id\":7,\"version\":1,\"name\":\"周桂兰\",\"sex\":\"female\"}");
  canned_set (canned, "GET", "/contacts", 200, LIST ("", "0"));
  canned_set (canned, "GET", "/consents", 200,
              LIST (WORD ("3", "plan", "sms", "true",
                          "true") "," WORD ("2", "message", "any", "false",
                                            "true") "," WORD ("1", "message", "sms", "true",
                                                              "false"),
                    "3"));
  canned_set_drafts (canned);
  return canned;
}

static HcrmPage *
open_consents (Canned *canned, const char *const *permissions)
{
  HcrmPage *page = canned_open_record (canned, HCRM_TYPE_PATIENT_PAGE, permissions, "7");

  gtk_widget_activate_action (GTK_WIDGET (page), "patient.tab", "i", 5);
  canned_wait_words (page, "Every way");
  canned_settle ();
  return page;
}

static GtkWidget *
get_section (HcrmPage *page)
{
  return canned_find (GTK_WIDGET (page), HCRM_TYPE_CONSENTS, NULL);
}

static const char *
read_cell (HcrmPage *page, int column, int row)
{
  GtkWidget *grid = canned_find (get_section (page), GTK_TYPE_GRID, NULL);
  GtkWidget *pill = gtk_grid_get_child_at (GTK_GRID (grid), column, row);

  return gtk_label_get_text (GTK_LABEL (canned_find (pill, GTK_TYPE_LABEL, NULL)));
}

/* Row 2 is the plan, column 1 text messages: the newest word that covers it counts. */
static void
test_holds (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_consents (canned, reader);

  g_assert_nonnull (strstr (read_cell (page, 0, 2), "Next treatment"));
  g_assert_nonnull (strstr (read_cell (page, 1, 2), "Allowed"));
  g_assert_nonnull (strstr (read_cell (page, 2, 2), "Declined"));
  g_assert_nonnull (strstr (read_cell (page, 1, 1), "Declined"));
  g_assert_true (canned_sees (GTK_WIDGET (page), "All messages · Every way"));
  g_assert_true (canned_sees (GTK_WIDGET (page), "On the telephone · 林晓"));
  g_assert_true (canned_sees (GTK_WIDGET (page), "Replaced since"));
  g_assert_false (canned_sees (GTK_WIDGET (page), "Write Down"));
}

static void
test_writes_down (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_consents (canned, agent);
  GtkWidget *form = canned_find (get_section (page), HCRM_TYPE_FORM, NULL);

  canned_set (canned, "POST", "/consents", 201, WORD ("4", "message", "any", "false", "true"));
  g_signal_emit_by_name (canned_find (get_section (page), GTK_TYPE_BUTTON, "Write Down"),
                         "clicked");
  canned_submit (page);
  canned_settle ();
  g_assert_cmpuint (canned_count (canned, "POST", "/consents"), ==, 0); /* yes or no must be said */
  hcrm_input_set_value (hcrm_form_get_input (HCRM_FORM (form), "granted"), "false");
  g_assert_true (canned_sees (GTK_WIDGET (page), "Save"));
  canned_submit (page);
  canned_submit (page);
  canned_wait_request (canned, "POST", "/consents");
  JsonObject *body = canned_get_body (canned, "POST", "/consents");
  g_assert_cmpint (json_object_get_int_member (body, "patient_id"), ==, 7);
  g_assert_cmpstr (json_object_get_string_member (body, "purpose"), ==, "message");
  g_assert_cmpstr (json_object_get_string_member (body, "channel"), ==, "any");
  g_assert_false (json_object_get_boolean_member (body, "granted"));
  canned_settle ();
  g_assert_false (canned_sees (GTK_WIDGET (page), "Save"));
  g_assert_cmpuint (canned_count (canned, "POST", "/consents"), ==, 1);
}

/* Esc keeps what was typed, Cancel does not. */
static void
test_drafts (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_consents (canned, agent);
  GtkWidget *section = get_section (page);
  GtkWidget *add = canned_find (section, GTK_TYPE_BUTTON, "Write Down");
  HcrmInput *source =
      hcrm_form_get_input (HCRM_FORM (canned_find (section, HCRM_TYPE_FORM, NULL)), "source");

  g_signal_emit_by_name (add, "clicked");
  hcrm_input_set_value (source, "letter");
  g_signal_emit_by_name (source, "changed");
  canned_wait_request (canned, "PUT", "/drafts/consent/patient-7");
  g_assert_true (HCRM_PAGE_GET_CLASS (page)->back (page));
  g_signal_emit_by_name (add, "clicked");
  g_autofree char *kept = hcrm_input_dup_value (source);
  g_assert_cmpstr (kept, ==, "letter");
  g_signal_emit_by_name (canned_find (section, GTK_TYPE_BUTTON, "Cancel"), "clicked");
  canned_wait_request (canned, "DELETE", "/drafts/consent/patient-7");
  g_signal_emit_by_name (add, "clicked");
  g_autofree char *fresh = hcrm_input_dup_value (source);
  g_assert_cmpstr (fresh, ==, "call");
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  hcrm_popovers_keep ();
  hcrm_language_init ();
  g_test_add_func ("/patient-consents/holds", test_holds);
  g_test_add_func ("/patient-consents/writes-down", test_writes_down);
  g_test_add_func ("/patient-consents/drafts", test_drafts);
  return g_test_run ();
}
