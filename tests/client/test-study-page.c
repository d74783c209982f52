/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Studies: exported with their code book, entered by the pinned version, and without names. */

#include "hcrm-canned.h"

#include "core/hcrm-language.h"
#include "pages/studies/hcrm-studies-page.h"
#include "pages/studies/hcrm-study-page.h"
#include "widgets/hcrm-form.h"
#include "widgets/hcrm-questionnaire-form.h"

#define STUDY                                                                                      \
  "{\"id\":4,\"version\":2,\"code\":\"QOL-1\",\"name\":\"QoL\",\"state\":\"running\",\"arms\":[]," \
  "\"visits\":[{\"code\":\"V1\",\"name\":\"Base\",\"day\":0,\"days_before\":0,\"days_after\":3}]," \
  "\"forms\":[{\"visit\":\"V1\",\"questionnaire_url\":\"urn:q\",\"questionnaire\":\"Form\"}],"     \
  "\"versions\":[{\"url\":\"urn:q\",\"questionnaire_id\":8,\"title\":\"Form\",\"version_tag\":"    \
  "\"1\",\"applies_from\":null,\"newer\":9}],\"subjects\":1,\"consented\":1,\"queries\":0}"

#define SUBJECT                                                                                    \
  "{\"id\":6,\"version\":3,\"study_id\":4,\"number\":\"QOL-1-0001\",\"patient_id\":77,"            \
  "\"patient\":\"Wang Fang\",\"state\":\"consented\",\"consent_version\":\"2.0\",\"consented_on\"" \
  ":\"2026-05-01\",\"done\":0,\"entries\":1}"

#define ENTRY                                                                                      \
  "{\"id\":12,\"version\":1,\"study_id\":4,\"subject_id\":6,\"visit\":\"V1\",\"visit_name\":"      \
  "\"Base\",\"day\":0,\"questionnaire_id\":8,\"questionnaire\":\"Form\",\"version_tag\":\"1\","    \
  "\"planned_on\":\"2026-05-01\",\"state\":\"due\",\"timing\":\"overdue\",\"queries\":[]}"

#define FORM                                                                                       \
  "{\\\"resourceType\\\":\\\"Questionnaire\\\",\\\"status\\\":\\\"active\\\",\\\"title\\\":"       \
  "\\\"Form\\\",\\\"item\\\":[{\\\"linkId\\\":\\\"pain\\\",\\\"text\\\":\\\"Pain\\\","             \
  "\\\"type\\\":\\\"integer\\\"}]}"

static const char *const clinic[] = {
  "session:all",      "study.read:all",         "study.enter:all",
  "patient.read:all", "questionnaire.read:all", NULL
};
static const char *const research[] = { "session:all", "study.read:all", "study.edit:all", NULL };

static Canned *
make_server (void)
{
  Canned *canned = canned_new ();

  canned_set (canned, "GET", "/studies", 200, LIST (STUDY, "1"));
  canned_set (canned, "GET", "/studies/4", 200, STUDY);
  canned_set (canned, "GET", "/study-subjects", 200, LIST (SUBJECT, "1"));
  canned_set (canned, "GET", "/study-participants", 200,
              LIST ("{\"id\":6,\"number\":\"QOL-1-0001\",\"state\":\"consented\",\"age\":55}",
                    "1"));
  canned_set (canned, "GET", "/study-entries", 200, LIST (ENTRY, "1"));
  canned_set (canned, "GET", "/questionnaires/8", 200, "{\"id\":8,\"resource\":\"" FORM "\"}");
  canned_set_drafts (canned);
  return canned;
}

/* Fills the form of the open dialog and confirms it. */
static void
answer (const char *field, const char *value)
{
  GtkWidget *dialog = canned_find_dialog ();
  g_assert_nonnull (dialog);
  GtkWidget *form = canned_find (dialog, HCRM_TYPE_FORM, NULL);
  GtkWidget *input = GTK_WIDGET (hcrm_form_get_input (HCRM_FORM (form), field));

  hcrm_input_set_value (HCRM_INPUT (input), value);
  g_signal_emit_by_name (input, "changed");
  canned_answer ("yes");
}

/* Data and code book are ordered together, with the reason. */
static void
test_export (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = canned_open_shown (canned, HCRM_TYPE_STUDIES_PAGE, research, "/studies/4");

  canned_set (canned, "POST", "/study-data/actions/export", 202, "{\"id\":1}");
  canned_set (canned, "POST", "/study-variables/actions/export", 202, "{\"id\":2}");
  gtk_widget_activate_action (GTK_WIDGET (page), "studies.export", NULL);
  canned_settle ();
  answer ("reason", "analysis");
  canned_wait_request (canned, "POST", "/study-variables/actions/export");
  JsonObject *body = canned_get_body (canned, "POST", "/study-data/actions/export");
  g_assert_cmpstr (json_object_get_string_member (body, "query"), ==, "study_id=4");
  g_assert_cmpstr (json_object_get_string_member (body, "reason"), ==, "analysis");
}

/* A newer version of a form is adopted from a day on. */
static void
test_adopt (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = canned_open_shown (canned, HCRM_TYPE_STUDIES_PAGE, research, "/studies/4");

  g_assert_nonnull (canned_find (GTK_WIDGET (page), GTK_TYPE_BUTTON, "Use the New Version…"));
  canned_set (canned, "POST", "/studies/4/actions/adopt", 200, STUDY);
  gtk_widget_activate_action (GTK_WIDGET (page), "studies.adopt", "x", (gint64) 9);
  canned_settle ();
  answer ("applies_from", "2026-07-01");
  canned_wait_request (canned, "POST", "/studies/4/actions/adopt");
  JsonObject *body = canned_get_body (canned, "POST", "/studies/4/actions/adopt");
  g_assert_cmpint (json_object_get_int_member (body, "questionnaire_id"), ==, 9);
  g_assert_cmpstr (json_object_get_string_member (body, "applies_from"), ==, "2026-07-01");
}

static gboolean
has_form (gpointer page)
{
  GtkWidget *form = canned_find (page, HCRM_TYPE_QUESTIONNAIRE_FORM, NULL);

  return form != NULL
         && hcrm_questionnaire_form_get_response (HCRM_QUESTIONNAIRE_FORM (form)) != NULL;
}

/* The form is the version that is pinned; it is saved with the day of the visit. */
static void
test_enter (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = canned_open_record (canned, HCRM_TYPE_STUDY_PAGE, clinic, "4");

  canned_wait_request (canned, "GET", "/study-entries");
  canned_settle ();
  GtkWidget *label = canned_find (GTK_WIDGET (page), GTK_TYPE_LABEL, "Base · 05-01 · Form");
  g_assert_nonnull (label);
  g_signal_emit_by_name (gtk_widget_get_ancestor (label, GTK_TYPE_BUTTON), "clicked");
  canned_wait_request (canned, "GET", "/questionnaires/8");
  canned_wait (has_form, page);
  canned_set (canned, "POST", "/study-entries/12/actions/enter", 200, ENTRY);
  canned_submit (page);
  canned_settle ();
  answer ("done_on", "2026-05-02");
  canned_wait_request (canned, "POST", "/study-entries/12/actions/enter");
  JsonObject *body = canned_get_body (canned, "POST", "/study-entries/12/actions/enter");
  g_assert_cmpstr (json_object_get_string_member (body, "done_on"), ==, "2026-05-02");
  g_assert_true (json_object_has_member (body, "response"));
}

/* Research asks for no names, and is shown none. */
static void
test_research (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = canned_open_record (canned, HCRM_TYPE_STUDY_PAGE, research, "4");

  canned_wait_request (canned, "GET", "/study-participants");
  canned_settle ();
  g_assert_cmpuint (canned_count (canned, "GET", "/study-subjects"), ==, 0);
  g_assert_cmpuint (canned_count (canned, "GET", "/study-entries"), ==, 0);
  g_assert_false (canned_sees (GTK_WIDGET (page), "Wang Fang"));
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  hcrm_language_init ();
  g_test_add_func ("/studies/export", test_export);
  g_test_add_func ("/studies/adopt", test_adopt);
  g_test_add_func ("/studies/enter", test_enter);
  g_test_add_func ("/studies/research", test_research);
  return g_test_run ();
}
