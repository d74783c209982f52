/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Studies: exported with their code book, entered by the pinned version, and without names. */

#include "hcrm-canned.h"

#include "core/hcrm-language.h"
#include "core/hcrm-popover-keeper.h"
#include "pages/studies/hcrm-studies-page.h"
#include "pages/studies/hcrm-study-page.h"
#include "widgets/hcrm-form.h"
#include "widgets/hcrm-questionnaire-form.h"
#include "widgets/hcrm-record-list.h"

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

#define SCREENED                                                                                   \
  "{\"id\":5,\"version\":1,\"study_id\":4,\"number\":\"QOL-1-0002\",\"patient_id\":78,"            \
  "\"patient\":\"Li Na\",\"state\":\"screened\",\"done\":0,\"entries\":1}"

#define ENTRY_OF(id, version, form, more)                                                          \
  "{\"id\":" id ",\"version\":" version ",\"study_id\":4,\"subject_id\":6,\"visit\":\"V1\","       \
  "\"visit_name\":\"Base\",\"day\":0,\"questionnaire_id\":" form ",\"questionnaire\":\"Form " form \
  "\",\"version_tag\":\"1\",\"planned_on\":\"2020-05-01\",\"state\":\"due\",\"timing\":"           \
  "\"overdue\"" more "}"
#define ENTRY ENTRY_OF ("12", "1", "8", ",\"queries\":[],\"response\":null")
#define OTHER ENTRY_OF ("13", "1", "9", ",\"queries\":[]")
#define QUERIED                                                                                    \
  ENTRY_OF ("12", "2", "8",                                                                        \
            ",\"queries\":[{\"id\":3,\"version\":1,\"state\":\"open\",\"question\":\"Sure?\"}]")
#define SAVED                                                                                      \
  ENTRY_OF ("12", "2", "8",                                                                        \
            ",\"queries\":[],\"response\":{\"resourceType\":\"QuestionnaireResponse\",\"status\":" \
            "\"completed\","                                                                       \
            "\"item\":[{\"linkId\":\"pain\",\"answer\":[{\"valueInteger\":7}]}]}")

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
  canned_set (canned, "GET", "/study-entries", 200, LIST (ENTRY "," OTHER, "2"));
  canned_set (canned, "GET", "/questionnaires/8", 200, "{\"id\":8,\"resource\":\"" FORM "\"}");
  canned_set (canned, "GET", "/questionnaires/9", 200, "{\"id\":9,\"resource\":\"" FORM "\"}");
  canned_set_drafts (canned);
  return canned;
}

/* Fills in the form of the open dialog. */
static void
write_answer (const char *field, const char *value)
{
  GtkWidget *dialog = canned_find_dialog ();
  g_assert_nonnull (dialog);
  GtkWidget *form = canned_find (dialog, HCRM_TYPE_FORM, NULL);
  GtkWidget *input = GTK_WIDGET (hcrm_form_get_input (HCRM_FORM (form), field));

  hcrm_input_set_value (HCRM_INPUT (input), value);
  g_signal_emit_by_name (input, "changed");
}

/* The same, and confirms it. */
static void
answer (const char *field, const char *value)
{
  write_answer (field, value);
  canned_answer ("yes");
}

/* Ctrl+N is spoken of where it does something. */
static void
test_empty (void)
{
  g_autoptr (Canned) canned = make_server ();

  canned_set (canned, "GET", "/studies", 200, LIST ("", "0"));
  GtkWidget *page = GTK_WIDGET (canned_open (canned, HCRM_TYPE_STUDIES_PAGE, research));
  canned_wait_words (HCRM_PAGE (page),
                     "There is no study yet. Ctrl+N describes one: visits, and the forms of each.");
}

static void
test_empty_readonly (void)
{
  g_autoptr (Canned) canned = make_server ();

  canned_set (canned, "GET", "/studies", 200, LIST ("", "0"));
  canned_wait_words (canned_open (canned, HCRM_TYPE_STUDIES_PAGE, clinic),
                     "There is no study yet.");
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

static HcrmResponse *
get_response (HcrmPage *page)
{
  GtkWidget *form = canned_find (GTK_WIDGET (page), HCRM_TYPE_QUESTIONNAIRE_FORM, NULL);

  return hcrm_questionnaire_form_get_response (HCRM_QUESTIONNAIRE_FORM (form));
}

static gboolean
has_form (gpointer page)
{
  return get_response (page) != NULL;
}

static HcrmPage *
open_study (Canned *canned)
{
  HcrmPage *page = canned_open_record (canned, HCRM_TYPE_STUDY_PAGE, clinic, "4");

  canned_wait_words (page, "Base · 2020-05-01 · Form 8");
  return page;
}

static void
click_entry (HcrmPage *page, const char *form)
{
  g_autofree char *words = g_strconcat ("Base · 2020-05-01 · Form ", form, NULL);

  g_signal_emit_by_name (canned_find_around (GTK_WIDGET (page), GTK_TYPE_BUTTON, words), "clicked");
}

static void
open_entry (HcrmPage *page, const char *form)
{
  click_entry (page, form);
  canned_wait (has_form, page);
}

static void
type_pain (HcrmPage *page, const char *value)
{
  g_autoptr (GError) error = NULL;

  hcrm_response_set_text (get_response (page), "pain", 0, value, &error);
  g_assert_no_error (error);
}

static void
assert_pain (HcrmPage *page, const char *value)
{
  g_assert_cmpstr (hcrm_response_get_text (get_response (page), "pain", 0), ==, value);
}

static gint64
get_pain (JsonObject *body)
{
  JsonObject *response = json_object_get_object_member (body, "response");
  JsonObject *item =
      json_array_get_object_element (json_object_get_array_member (response, "item"), 0);
  JsonArray *answers = json_object_get_array_member (item, "answer");

  return json_object_get_int_member (json_array_get_object_element (answers, 0), "valueInteger");
}

/* The form is the version that is pinned; it is saved with the day of the visit. */
static void
test_enter (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_study (canned);
  const char *path = "/study-entries/12/actions/enter";

  open_entry (page, "8");
  canned_key ("5");
  assert_pain (page, "5");
  canned_set (canned, "POST", path, 200, SAVED);
  canned_submit (page);
  canned_settle ();
  answer ("done_on", "2020-05-02");
  canned_wait_request (canned, "POST", path);
  JsonObject *body = canned_get_body (canned, "POST", path);
  g_assert_cmpstr (json_object_get_string_member (body, "done_on"), ==, "2020-05-02");
  g_assert_cmpint (get_pain (body), ==, 5);
  canned_wait_request (canned, "DELETE", "/drafts/study_entry/12");
}

/* While the questions of another form are on their way, no answers of this one are sent for it. */
static void
test_slow_form (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_study (canned);

  canned_hold (canned, "GET", "/questionnaires/9");
  open_entry (page, "8");
  type_pain (page, "5");
  click_entry (page, "9");
  canned_wait_request (canned, "GET", "/questionnaires/9");
  g_assert_null (get_response (page));
  canned_submit (page);
  canned_settle ();
  g_assert_null (canned_find_dialog ());
  /* Nor are the questions of the other shown for this one, when they come late. */
  open_entry (page, "8");
  canned_release (canned, "GET", "/questionnaires/9");
  canned_settle ();
  assert_pain (page, "5");
}

/* What was typed outlives another form, and changes that others make. */
static void
test_drafts (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_study (canned);

  open_entry (page, "8");
  type_pain (page, "5");
  g_assert_true (canned_sees (GTK_WIDGET (page), "Kept, not saved yet"));
  canned_wait_request (canned, "PUT", "/drafts/study_entry/12");
  open_entry (page, "9");
  assert_pain (page, NULL);
  g_assert_false (canned_sees (GTK_WIDGET (page), "Kept, not saved yet"));
  open_entry (page, "8");
  assert_pain (page, "5");
  canned_set (canned, "GET", "/study-entries", 200, LIST (QUERIED "," OTHER, "2"));
  hcrm_page_refresh (page);
  canned_wait_words (page, "Sure?");
  canned_settle ();
  assert_pain (page, "5");
  g_assert_true (HCRM_PAGE_GET_CLASS (page)->back (page));
  g_assert_null (get_response (page));
  open_entry (page, "8");
  assert_pain (page, "5");
}

/* Answers that somebody else saved meanwhile are not written over unseen. */
static void
test_overtaken (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_study (canned);
  const char *path = "/study-entries/12/actions/enter";

  open_entry (page, "8");
  type_pain (page, "5");
  canned_set (canned, "GET", "/study-entries", 200, LIST (SAVED "," OTHER, "2"));
  hcrm_page_refresh (page);
  canned_wait_words (page, "Somebody saved this form since you began");
  open_entry (page, "9");
  open_entry (page, "8");
  canned_wait_words (page, "Somebody saved this form since you began");
  assert_pain (page, "5");
  canned_set (canned, "POST", path, 412, "{\"type\":\"stale\",\"status\":412,\"detail\":\"x\"}");
  canned_submit (page);
  canned_settle ();
  answer ("done_on", "2020-05-02");
  canned_wait_request (canned, "POST", path);
  g_assert_nonnull (strstr (canned_get_version (canned, "POST", path), "1"));
  canned_settle ();
  assert_pain (page, "5");
}

#define STALE(current)                                                                             \
  "{\"type\":\"stale\",\"title\":\"x\",\"status\":412,\"detail\":\"x\",\"current\":" current "}"
#define ANSWERED(link, value) "{\"linkId\":\"" link "\",\"answer\":[{\"" value "}]}"
#define THEIRS                                                                                     \
  ENTRY_OF ("12", "2", "8",                                                                        \
            ",\"queries\":[],\"done_on\":\"2020-05-01\",\"response\":{\"resourceType\":"           \
            "\"QuestionnaireResponse\",\"status\":\"completed\",\"item\":[" ANSWERED (             \
                "pain", "valueInteger\":7") "," ANSWERED ("sleep",                                 \
                                                          "valueString\":\"badly\"") "]}")
#define TWO_QUESTIONS                                                                              \
  "{\\\"resourceType\\\":\\\"Questionnaire\\\",\\\"status\\\":\\\"active\\\",\\\"item\\\":["       \
  "{\\\"linkId\\\":\\\"pain\\\",\\\"text\\\":\\\"Pain\\\",\\\"type\\\":\\\"integer\\\"},"          \
  "{\\\"linkId\\\":\\\"sleep\\\",\\\"text\\\":\\\"Sleep\\\",\\\"type\\\":\\\"string\\\"}]}"

/* Types an answer and saves it, while somebody else has saved others meanwhile. */
static HcrmPage *
save_stale (Canned *canned)
{
  const char *path = "/study-entries/12/actions/enter";

  canned_set (canned, "GET", "/questionnaires/8", 200,
              "{\"id\":8,\"resource\":\"" TWO_QUESTIONS "\"}");
  canned_set (canned, "POST", path, 412, STALE (THEIRS));
  HcrmPage *page = open_study (canned);
  open_entry (page, "8");
  type_pain (page, "5");
  canned_submit (page);
  canned_settle ();
  answer ("done_on", "2020-05-01");
  canned_wait_request (canned, "POST", path);
  canned_settle ();
  g_assert_nonnull (canned_find_dialog ());
  return page;
}

static const char *
get_sleep (JsonObject *body)
{
  JsonArray *items =
      json_object_get_array_member (json_object_get_object_member (body, "response"), "item");
  JsonObject *item = json_array_get_object_element (items, 1);
  JsonArray *answers = json_object_get_array_member (item, "answer");

  return json_object_get_string_member (json_array_get_object_element (answers, 0), "valueString");
}

static void
take_theirs (const char *words)
{
  GtkWidget *label = canned_find (canned_find_dialog (), GTK_TYPE_LABEL, words);
  GtkWidget *button = gtk_widget_get_ancestor (label, GTK_TYPE_TOGGLE_BUTTON);

  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), TRUE);
}

/* Two people answered one form: each question of both stands there in words, with what the other
 * one answered alone, and the choice is saved over what is there now. */
static void
test_conflict (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = save_stale (canned);
  GtkWidget *dialog = canned_find_dialog ();
  const char *path = "/study-entries/12/actions/enter";

  g_assert_true (canned_sees (dialog, "Pain"));
  g_assert_nonnull (canned_find (dialog, GTK_TYPE_LABEL, "5"));
  g_assert_nonnull (canned_find (dialog, GTK_TYPE_LABEL, "7"));
  g_assert_true (canned_sees (dialog, "What they answered as well"));
  g_assert_true (canned_sees (dialog, "— → badly"));
  canned_set (canned, "POST", path, 200, SAVED);
  canned_forget (canned);
  canned_answer ("save");
  canned_wait_request (canned, "POST", path);
  JsonObject *body = canned_get_body (canned, "POST", path);
  g_assert_nonnull (strstr (canned_get_version (canned, "POST", path), "2"));
  g_assert_cmpint (get_pain (body), ==, 5);
  g_assert_cmpstr (get_sleep (body), ==, "badly");
  g_assert_cmpstr (json_object_get_string_member (json_object_get_object_member (body, "response"),
                                                  "status"),
                   ==, "completed");
  canned_settle ();
  g_assert_false (canned_sees (GTK_WIDGET (page), "Kept, not saved yet"));
}

/* All as they have it is saved already; until it is chosen, what was typed stays. */
static void
test_conflict_theirs (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = save_stale (canned);
  const char *path = "/study-entries/12/actions/enter";

  canned_answer ("back");
  assert_pain (page, "5");
  g_assert_true (canned_sees (GTK_WIDGET (page), "Kept, not saved yet"));
  canned_submit (page);
  canned_settle ();
  answer ("done_on", "2020-05-01");
  canned_settle ();
  canned_forget (canned);
  canned_set (canned, "GET", "/study-entries", 200, LIST (THEIRS "," OTHER, "2"));
  GtkWidget *label = canned_find (canned_find_dialog (), GTK_TYPE_LABEL, "7");
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (
                                    gtk_widget_get_ancestor (label, GTK_TYPE_TOGGLE_BUTTON)),
                                TRUE);
  canned_answer ("save");
  g_assert_cmpuint (canned_count (canned, "POST", path), ==, 0);
  assert_pain (page, "7");
  g_assert_false (canned_sees (GTK_WIDGET (page), "Kept, not saved yet"));
}

/* Whose answers all are theirs still has another day to save. */
static void
test_conflict_day (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = save_stale (canned);
  const char *path = "/study-entries/12/actions/enter";

  canned_answer ("back");
  canned_submit (page);
  canned_settle ();
  answer ("done_on", "2020-05-03");
  canned_settle ();
  canned_forget (canned);
  canned_set (canned, "POST", path, 200, SAVED);
  take_theirs ("7");
  canned_answer ("save");
  canned_wait_request (canned, "POST", path);
  JsonObject *body = canned_get_body (canned, "POST", path);
  g_assert_cmpstr (json_object_get_string_member (body, "done_on"), ==, "2020-05-03");
  g_assert_cmpint (get_pain (body), ==, 7);
}

/* Whoever comes back to what was typed over answers that are gone chooses all that differs. */
static void
test_conflict_later (void)
{
  g_autoptr (Canned) canned = make_server ();
  g_autoptr (JsonNode) draft = json_from_string (
      "{\"over\":\"gone\",\"version\":1,\"response\":{\"resourceType\":\"QuestionnaireResponse\","
      "\"status\":\"in-progress\",\"item\":[" ANSWERED ("pain", "valueInteger\":7") "]}}",
      NULL);
  const char *path = "/study-entries/12/actions/enter";

  canned_set (canned, "GET", "/study-entries", 200, LIST (THEIRS "," OTHER, "2"));
  canned_set (canned, "GET", "/questionnaires/8", 200,
              "{\"id\":8,\"resource\":\"" TWO_QUESTIONS "\"}");
  canned_set (canned, "POST", path, 412, STALE (THEIRS));
  HcrmPage *page = open_study (canned);
  open_entry (page, "8");
  HCRM_PAGE_GET_CLASS (page)->take_draft (page, "study_entry", "12", draft);
  canned_submit (page);
  canned_settle ();
  answer ("done_on", "2020-05-01");
  canned_settle ();
  GtkWidget *dialog = canned_find_dialog ();
  g_assert_false (canned_sees (dialog, "Pain"));
  g_assert_false (canned_sees (dialog, "What they answered as well"));
  GtkWidget *label = canned_find (dialog, GTK_TYPE_LABEL, "badly");
  g_assert_nonnull (gtk_widget_get_ancestor (label, GTK_TYPE_TOGGLE_BUTTON));
  canned_answer ("back");
}

/* Where there are no arms, too. */
static void
test_withdrawn (void)
{
  g_autoptr (Canned) canned = make_server ();
  canned_set (canned, "GET", "/study-subjects", 200,
              LIST ("{\"id\":6,\"version\":4,\"study_id\":4,\"number\":\"QOL-1-0001\","
                    "\"patient\":\"Wang Fang\",\"arm\":null,\"state\":\"withdrawn\","
                    "\"consent_version\":\"2.0\",\"consented_on\":\"2020-05-01\",\"withdrawn_on\":"
                    "\"2020-06-01\",\"data_use\":\"exclude\",\"done\":1,\"entries\":1}",
                    "1"));
  HcrmPage *page = open_study (canned);

  g_assert_true (canned_sees (GTK_WIDGET (page), "consent form 2.0"));
  g_assert_true (canned_sees (GTK_WIDGET (page), "withdrawn "));
  g_assert_true (canned_sees (GTK_WIDGET (page), "Leave all of it out"));
}

/* A query goes to the form it was asked about, a consent to the subject, whatever is shown since.
 */
static void
test_asked (void)
{
  g_autoptr (Canned) canned = make_server ();
  canned_set (canned, "GET", "/study-subjects", 200, LIST (SCREENED "," SUBJECT, "2"));
  canned_set (canned, "GET", "/study-entries", 200, LIST (SAVED "," OTHER, "2"));
  HcrmPage *page = open_study (canned);
  HcrmRecordList *list =
      HCRM_RECORD_LIST (canned_find (GTK_WIDGET (page), HCRM_TYPE_RECORD_LIST, NULL));

  open_entry (page, "8");
  gtk_widget_activate_action (GTK_WIDGET (page), "study.entry-step", "s", "ask");
  canned_settle ();
  open_entry (page, "9");
  canned_set (canned, "POST", "/study-entries/12/actions/ask", 200, QUERIED);
  answer ("question", "Sure?");
  canned_wait_request (canned, "POST", "/study-entries/12/actions/ask");
  gtk_widget_activate_action (GTK_WIDGET (page), "study.step", "s", "consent");
  canned_settle ();
  hcrm_record_list_move (list, 1);
  canned_settle ();
  canned_set (canned, "POST", "/study-subjects/5/actions/consent", 200, SUBJECT);
  write_answer ("consent_version", "2.0");
  answer ("consented_on", "2026-05-01");
  canned_wait_request (canned, "POST", "/study-subjects/5/actions/consent");
}

/* In another language the page is another, with the form and what was typed. */
static void
test_rebuilt (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_study (canned);

  open_entry (page, "8");
  type_pain (page, "5");
  g_autoptr (JsonNode) state = hcrm_page_dup_state (page);
  HcrmPage *anew = g_object_new (HCRM_TYPE_STUDY_PAGE, "session", hcrm_page_get_session (page),
                                 "argument", "4", NULL);
  hcrm_page_take_state (anew, state);
  adw_toast_overlay_set_child (ADW_TOAST_OVERLAY (gtk_widget_get_ancestor (GTK_WIDGET (page),
                                                                           ADW_TYPE_TOAST_OVERLAY)),
                               GTK_WIDGET (anew));
  canned_wait (has_form, anew);
  assert_pain (anew, "5");
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
  hcrm_popovers_keep ();
  hcrm_language_init ();
  g_test_add_func ("/studies/withdrawn", test_withdrawn);
  g_test_add_func ("/studies/empty", test_empty);
  g_test_add_func ("/studies/empty-readonly", test_empty_readonly);
  g_test_add_func ("/studies/export", test_export);
  g_test_add_func ("/studies/adopt", test_adopt);
  g_test_add_func ("/studies/enter", test_enter);
  g_test_add_func ("/studies/slow-form", test_slow_form);
  g_test_add_func ("/studies/drafts", test_drafts);
  g_test_add_func ("/studies/overtaken", test_overtaken);
  g_test_add_func ("/studies/conflict", test_conflict);
  g_test_add_func ("/studies/conflict-theirs", test_conflict_theirs);
  g_test_add_func ("/studies/conflict-day", test_conflict_day);
  g_test_add_func ("/studies/conflict-later", test_conflict_later);
  g_test_add_func ("/studies/asked", test_asked);
  g_test_add_func ("/studies/rebuilt", test_rebuilt);
  g_test_add_func ("/studies/research", test_research);
  return g_test_run ();
}
