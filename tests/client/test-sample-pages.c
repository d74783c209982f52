/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Samples: what is previewed and drawn, drawing again, what opens, to whom they are given. */

#include "hcrm-canned.h"

#include "core/hcrm-language.h"
#include "core/hcrm-popover-keeper.h"
#include "pages/samples/hcrm-samples-page.h"
#include "widgets/hcrm-form.h"
#include "widgets/hcrm-input.h"

static const char *const rights[] = { "session:all",
                                      "review.read:all",
                                      "review.manage:all",
                                      "review.score:all",
                                      "recording.read:all",
                                      "organisation.read:all",
                                      NULL };

#define ITEMS                                                                                        \
  "[{\"position\":1,\"recording_id\":21,\"stratum\":\"agent=3 hour=09\",\"risks\":[\"silence\"],"    \
  "\"started_at\":\"2026-03-02T09:05:00+08:00\",\"duration_ms\":65000,\"agent_id\":3,"               \
  "\"agent\":\"王莉\",\"review_id\":31,\"review_state\":\"submitted\",\"reviewer\":\"Reviewer\"}," \
  "{\"position\":2,\"recording_id\":22,\"stratum\":\"agent=4 hour=10\",\"risks\":[],"                \
  "\"started_at\":\"2026-03-02T10:05:00+08:00\",\"duration_ms\":75000,\"agent_id\":4,"               \
  "\"agent\":\"陈静\",\"review_id\":null,\"review_state\":null,\"reviewer\":null}]"

#define SAMPLE                                                                                     \
  "{\"id\":4,\"version\":2,\"name\":\"March\",\"scorecard_id\":1,\"scorecard\":\"服务\","        \
  "\"scorecard_en\":\"Service\",\"revision\":1,\"method\":\"risk\",\"size\":2,\"seed\":\"77\","    \
  "\"date_from\":\"2026-03-01\",\"date_to\":\"2026-03-10\",\"agents\":[],\"departments\":[],"      \
  "\"least_seconds\":10,\"strata\":[],\"least\":1,\"risk_short\":3,\"risk_silence\":6,"            \
  "\"risk_complaint\":5,\"risk_new\":3,\"risk_low\":4,\"short_seconds\":30,"                       \
  "\"silence_seconds\":10,\"new_days\":90,\"low_score\":\"60\",\"population\":40,\"drawn\":2,"     \
  "\"assigned\":1,\"submitted\":1,\"created_by\":\"Manager\",\"items\":" ITEMS "}"

static HcrmPage *
open_page (Canned *canned)
{
  canned_set (canned, "GET", "/samples", 200, LIST (SAMPLE, "1"));
  canned_set (canned, "GET", "/samples/4", 200, SAMPLE);
  canned_set (canned, "GET", "/scorecards", 200, LIST ("{\"id\":1,\"name\":\"服务\"}", "1"));
  canned_set (canned, "GET", "/colleagues", 200,
              LIST ("{\"id\":3,\"name\":\"王莉\"},{\"id\":4,\"name\":\"陈静\"}", "2"));
  canned_set (canned, "GET", "/departments", 200, LIST ("{\"id\":9,\"name\":\"内科\"}", "1"));
  canned_set_drafts (canned);
  HcrmPage *page = canned_open_shown (canned, HCRM_TYPE_SAMPLES_PAGE, rights, "/samples/4");
  canned_settle ();
  return page;
}

static void
type (HcrmPage *page, const char *field, const char *value)
{
  HcrmForm *form = HCRM_FORM (canned_find (GTK_WIDGET (page), HCRM_TYPE_FORM, NULL));
  HcrmInput *input = hcrm_form_get_input (form, field);

  hcrm_input_set_value (input, value);
  g_signal_emit_by_name (input, "changed");
}

static GtkWidget *
find_check (GtkWidget *root, const char *words)
{
  return canned_find_around (root, GTK_TYPE_CHECK_BUTTON, words);
}

static void
begin_new (HcrmPage *page)
{
  HCRM_PAGE_GET_CLASS (page)->create (page);
  canned_settle ();
  type (page, "name", "April");
  type (page, "scorecard_id", "1");
}

/* What it was drawn from, why each was drawn, and who reviews it. */
static void
test_drawn (void)
{
  g_autoptr (Canned) canned = canned_new ();
  HcrmPage *page = open_page (canned);

  g_assert_true (canned_sees (GTK_WIDGET (page), "2 drawn of 40 recordings"));
  g_assert_true (canned_sees (GTK_WIDGET (page), "Random seed: 77"));
  g_assert_true (canned_sees (GTK_WIDGET (page), "09:00–09:59 · Long silence · weight 7"));
  g_assert_true (canned_sees (GTK_WIDGET (page), "10:00–10:59 · weight 1"));
  g_assert_false (canned_sees (GTK_WIDGET (page), "王莉 · 09:00"));
  g_assert_true (canned_sees (GTK_WIDGET (page), "Departments: all departments"));
  g_assert_true (canned_sees (GTK_WIDGET (page), "Reviewer"));
  g_assert_true (canned_sees (GTK_WIDGET (page), "Not assigned"));
  canned_assert_named (GTK_WIDGET (page));
}

/* Enter opens the review, or the recording where there is none. */
static void
test_open (void)
{
  g_autoptr (Canned) canned = canned_new ();
  HcrmPage *page = open_page (canned);
  GtkListBox *list =
      GTK_LIST_BOX (canned_find_around (GTK_WIDGET (page), GTK_TYPE_LIST_BOX, "Not assigned"));

  g_signal_emit_by_name (list, "row-activated", gtk_list_box_get_row_at_index (list, 0));
  g_assert_cmpstr (canned_get_opened (canned), ==, "review/31");
  g_signal_emit_by_name (list, "row-activated", gtk_list_box_get_row_at_index (list, 1));
  g_assert_cmpstr (canned_get_opened (canned), ==, "recording/22");
}

/* Only what its method asks is asked and sent; what was previewed is gone once something changes.
 */
static void
test_new (void)
{
  g_autoptr (Canned) canned = canned_new ();
  HcrmPage *page = open_page (canned);

  canned_set (canned, "POST", "/samples/actions/preview", 200,
              "{\"population\":40,\"drawn\":10,\"strata\":[{\"stratum\":\"agent=3\",\"n\":30,"
              "\"drawn\":6},{\"stratum\":\"agent=4\",\"n\":10,\"drawn\":4}],\"risks\":[]}");
  canned_set (canned, "POST", "/samples", 201, SAMPLE);
  begin_new (page);
  g_assert_true (canned_sees (GTK_WIDGET (page), "Draw"));
  g_assert_false (canned_sees (GTK_WIDGET (page), "Parts by"));
  type (page, "method", "stratified");
  g_assert_true (canned_sees (GTK_WIDGET (page), "Parts by"));
  type (page, "strata", "[\"agent\"]");
  gtk_widget_activate_action (GTK_WIDGET (page), "samples.preview", NULL);
  canned_wait_words (page, "40 recordings to draw from, 10 would be drawn");
  g_assert_true (canned_sees (GTK_WIDGET (page), "王莉: 6 of 30"));
  JsonObject *body = canned_get_body (canned, "POST", "/samples/actions/preview");
  g_assert_cmpint (json_object_get_int_member (body, "scorecard_id"), ==, 1);
  g_assert_true (json_object_has_member (body, "strata"));
  g_assert_false (json_object_has_member (body, "risk_short"));
  type (page, "size", "12");
  g_assert_false (canned_sees (GTK_WIDGET (page), "王莉: 6 of 30"));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (find_check (GTK_WIDGET (page), "陈静")), TRUE);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (find_check (GTK_WIDGET (page), "内科")), TRUE);
  canned_submit (page);
  canned_wait_words (page, "2 drawn of 40 recordings");
  body = canned_get_body (canned, "POST", "/samples");
  g_assert_cmpint (json_object_get_int_member (body, "size"), ==, 12);
  JsonArray *agents = json_object_get_array_member (body, "agents");
  g_assert_cmpuint (json_array_get_length (agents), ==, 1);
  g_assert_cmpint (json_array_get_int_element (agents, 0), ==, 4);
  JsonArray *departments = json_object_get_array_member (body, "departments");
  g_assert_cmpuint (json_array_get_length (departments), ==, 1);
  g_assert_cmpint (json_array_get_int_element (departments, 0), ==, 9);
}

/* What the server refuses stands beside its field. */
static void
test_errors (void)
{
  g_autoptr (Canned) canned = canned_new ();
  HcrmPage *page = open_page (canned);

  canned_set (canned, "POST", "/samples", 422, INVALID ("seed", "No such seed"));
  begin_new (page);
  type (page, "size", "");
  canned_submit (page);
  canned_settle ();
  g_assert_cmpuint (canned_count (canned, "POST", "/samples"), ==, 0);
  type (page, "size", "5");
  canned_submit (page);
  canned_wait_words (page, "No such seed");
}

/* A draft of a new one comes back with its method's fields and its agents. */
static void
test_draft (void)
{
  g_autoptr (Canned) canned = canned_new ();
  HcrmPage *page = open_page (canned);

  begin_new (page);
  type (page, "method", "risk");
  gtk_check_button_set_active (GTK_CHECK_BUTTON (find_check (GTK_WIDGET (page), "王莉")), TRUE);
  canned_wait_request (canned, "PUT", "/drafts/");
  HcrmAdminPageClass *klass = HCRM_ADMIN_PAGE_GET_CLASS (page);
  g_autoptr (JsonNode) draft = klass->dup_body (HCRM_ADMIN_PAGE (page));
  klass->show (HCRM_ADMIN_PAGE (page), NULL);
  g_assert_false (canned_sees (GTK_WIDGET (page), "Weight of a long silence"));
  HCRM_PAGE_GET_CLASS (page)->take_draft (page, "review_sample", "new", draft);
  g_assert_true (canned_sees (GTK_WIDGET (page), "Weight of a long silence"));
  g_autoptr (JsonNode) again = klass->dup_body (HCRM_ADMIN_PAGE (page));
  g_autofree char *one = json_to_string (draft, FALSE), *other = json_to_string (again, FALSE);
  g_assert_cmpstr (one, ==, other);
}

static void
test_redraw (void)
{
  g_autoptr (Canned) canned = canned_new ();
  HcrmPage *page = open_page (canned);

  canned_set (canned, "POST", "/samples/4/actions/redraw", 200,
              "{\"same\":true,\"population\":40,\"population_now\":39,\"recordings\":[21,22]}");
  gtk_widget_activate_action (GTK_WIDGET (page), "samples.redraw", NULL);
  canned_wait_words (page, "The same recordings in the same order");
  g_assert_false (canned_sees (GTK_WIDGET (page), "21 22")); /* numbers that nobody knows */
  g_assert_true (
      canned_sees (GTK_WIDGET (page), "It was drawn from 40 recordings; now 39 would be there."));
  canned_set (canned, "POST", "/samples/4/actions/redraw", 200,
              "{\"same\":false,\"population\":40,\"population_now\":39,\"recordings\":[22,21,30]}");
  gtk_widget_activate_action (GTK_WIDGET (page), "samples.redraw", NULL);
  canned_wait_words (page, "Not what was drawn");
  g_assert_true (canned_sees (GTK_WIDGET (page), "as they are numbered below: 2 1 –"));
}

/* Each says what they have in hand and may not take; nothing is given to nobody. */
static void
test_assign (void)
{
  g_autoptr (Canned) canned = canned_new ();
  HcrmPage *page = open_page (canned);

  canned_set (canned, "GET", "/reviewers", 200,
              "{\"items\":[{\"id\":4,\"name\":\"陈静\",\"open\":2},"
              "{\"id\":8,\"name\":\"Reviewer\",\"open\":5}]}");
  canned_set (canned, "POST", "/samples/4/actions/assign", 200, SAMPLE);
  gtk_widget_activate_action (GTK_WIDGET (page), "samples.assign", NULL);
  canned_wait_request (canned, "GET", "/reviewers");
  canned_settle ();
  GtkWidget *dialog = canned_find_dialog ();
  g_assert_nonnull (dialog);
  g_assert_nonnull (find_check (dialog, "陈静 · 2 in hand · barred from 1: their own call"));
  g_assert_false (adw_message_dialog_get_response_enabled (ADW_MESSAGE_DIALOG (dialog), "yes"));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (find_check (dialog, "Reviewer · 5 in hand")),
                               TRUE);
  g_assert_true (adw_message_dialog_get_response_enabled (ADW_MESSAGE_DIALOG (dialog), "yes"));
  canned_answer ("yes");
  canned_wait_request (canned, "POST", "/samples/4/actions/assign");
  JsonObject *body = canned_get_body (canned, "POST", "/samples/4/actions/assign");
  g_assert_cmpint (json_array_get_int_element (json_object_get_array_member (body, "reviewers"), 0),
                   ==, 8);
  g_assert_cmpstr (canned_get_version (canned, "POST", "/samples/4/actions/assign"), ==, "\"2\"");
  canned_settle ();
}

static void
test_rename (void)
{
  g_autoptr (Canned) canned = canned_new ();
  HcrmPage *page = open_page (canned);

  canned_set (canned, "PATCH", "/samples/4", 200, SAMPLE);
  HcrmInput *name = NULL;
  GtkWidget *label = canned_find (GTK_WIDGET (page), GTK_TYPE_LABEL, "Recordings");
  GtkWidget *card = gtk_widget_get_parent (label);
  GtkWidget *form = canned_find (gtk_widget_get_next_sibling (card), HCRM_TYPE_FORM, NULL);
  name = hcrm_form_get_input (HCRM_FORM (form), "name");
  hcrm_input_set_value (name, "Spring");
  g_signal_emit_by_name (name, "changed");
  canned_submit (page);
  canned_wait_request (canned, "PATCH", "/samples/4");
  JsonObject *body = canned_get_body (canned, "PATCH", "/samples/4");
  g_assert_cmpstr (json_object_get_string_member (body, "name"), ==, "Spring");
  g_assert_cmpuint (json_object_get_size (body), ==, 1);
  canned_settle ();
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  hcrm_popovers_keep ();
  hcrm_language_init ();
  g_test_add_func ("/sample-pages/drawn", test_drawn);
  g_test_add_func ("/sample-pages/open", test_open);
  g_test_add_func ("/sample-pages/new", test_new);
  g_test_add_func ("/sample-pages/errors", test_errors);
  g_test_add_func ("/sample-pages/draft", test_draft);
  g_test_add_func ("/sample-pages/redraw", test_redraw);
  g_test_add_func ("/sample-pages/assign", test_assign);
  g_test_add_func ("/sample-pages/rename", test_rename);
  return g_test_run ();
}
