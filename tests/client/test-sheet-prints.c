/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What was printed of a step: shown where it is printed, and told when it was done. */

#include <glib/gstdio.h>

#include "hcrm-canned.h"

#include "core/hcrm-language.h"
#include "core/hcrm-popover-keeper.h"
#include "pages/patient/hcrm-patient-page.h"

#define PRINT "/followup-tasks/50/actions/print"

#define QUESTIONNAIRE                                                                              \
  "{\"id\":4,\"version\":1,\"title\":\"Test\",\"state\":\"published\",\"resource\":"               \
  "\"{\\\"resourceType\\\":\\\"Questionnaire\\\",\\\"status\\\":\\\"active\\\",\\\"version\\\":"   \
  "\\\"3\\\",\\\"title\\\":\\\"Test\\\",\\\"item\\\":[{\\\"linkId\\\":\\\"well\\\",\\\"type\\\":"  \
  "\\\"boolean\\\",\\\"text\\\":\\\"Are you well?\\\"}]}\"}"

#define ONE                                                                                        \
  "{\"id\":1,\"task_id\":50,\"sheet\":\"answers\",\"version_tag\":\"3\",\"copies\":2,\"at\":"      \
  "\"2020-01-02T10:39:00+08:00\",\"user\":\"林晓\"}"
#define TWO                                                                                        \
  "{\"id\":2,\"task_id\":50,\"sheet\":\"answers_pdf\",\"version_tag\":\"3\",\"copies\":1,\"at\":"  \
  "\"2020-01-03T10:39:00+08:00\",\"user\":\"石磊\"}"

static const char *const rights[] = { "session:all", "patient.read:all", "followup.read:all",
                                      "response.read:all", NULL };

static Canned *
make_server (void)
{
  Canned *canned = canned_new ();

  canned_set_patient (canned);
  canned_set (canned, "GET", "/followup-plans", 200, LIST ("", "0"));
  canned_set (canned, "GET", "/responses", 200,
              LIST ("{\"id\":3,\"version\":1,\"patient_id\":7,\"questionnaire_id\":4,"
                    "\"activity_id\":50,\"questionnaire\":\"问卷\",\"questionnaire_en\":"
                    "\"Hip form\",\"authored_at\":\"2020-01-02T10:39:00+08:00\"}",
                    "1"));
  canned_set (canned, "GET", "/responses/3", 200,
              "{\"resourceType\":\"QuestionnaireResponse\",\"status\":\"completed\",\"item\":[{"
              "\"linkId\":\"well\",\"answer\":[{\"valueBoolean\":true}]}]}");
  canned_set (canned, "GET", "/questionnaires/4", 200, QUESTIONNAIRE);
  canned_set (canned, "GET", "/followup-tasks/50/prints", 200, LIST (ONE, "1"));
  canned_set (canned, "POST", PRINT, 200, LIST (ONE "," TWO, "2"));
  canned_set_drafts (canned);
  return canned;
}

static HcrmPage *
open_answers (Canned *canned)
{
  HcrmPage *page = canned_open_record (canned, HCRM_TYPE_PATIENT_PAGE, rights, "7");

  canned_settle ();
  for (int tab = 1; !canned_sees (GTK_WIDGET (page), "Hip form"); tab++) {
    g_assert_cmpint (tab, <, 12);
    gtk_widget_activate_action (GTK_WIDGET (page), "patient.tab", "i", tab);
    canned_settle ();
  }
  GtkWidget *row = canned_find_around (GTK_WIDGET (page), GTK_TYPE_LIST_BOX_ROW, "Hip form");
  gtk_widget_activate (row);
  canned_wait_words (page, "Are you well?");
  return page;
}

static void
test_shown (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_answers (canned);

  canned_wait_words (page, "Printed 1 time");
  g_assert_true (canned_sees (GTK_WIDGET (page), "林晓"));
  g_assert_true (canned_sees (GTK_WIDGET (page), "Version 3"));
  g_assert_cmpuint (canned_count (canned, "POST", PRINT), ==, 0);
}

static GtkWidget *
find_chooser (void)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *at = windows; at != NULL; at = at->next)
    if (GTK_IS_FILE_CHOOSER_DIALOG (at->data) && gtk_widget_get_visible (at->data))
      return at->data;
  return NULL;
}

static gboolean
has_chooser (gpointer unused)
{
  return find_chooser () != NULL;
}

static void
save_as_pdf (HcrmPage *page, const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);

  GtkWidget *words = canned_find (GTK_WIDGET (page), GTK_TYPE_LABEL, "Answers as PDF…");
  g_signal_emit_by_name (gtk_widget_get_ancestor (words, GTK_TYPE_BUTTON), "clicked");
  canned_wait (has_chooser, NULL);
  canned_settle ();
  gtk_file_chooser_set_file (GTK_FILE_CHOOSER (find_chooser ()), file, NULL);
  canned_settle ();
}

/* It is told once it is there: what, which version, how many. Giving it up tells nothing. */
static void
test_told (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_answers (canned);
  g_autofree char *folder = g_dir_make_tmp ("hcrm-prints-XXXXXX", NULL);
  g_autofree char *file = g_build_filename (folder, "Test.pdf", NULL);

  canned_wait_words (page, "Printed 1 time");
  save_as_pdf (page, file);
  gtk_dialog_response (GTK_DIALOG (find_chooser ()), GTK_RESPONSE_CANCEL);
  canned_settle ();
  g_assert_cmpuint (canned_count (canned, "POST", PRINT), ==, 0);

  save_as_pdf (page, file);
  gtk_dialog_response (GTK_DIALOG (find_chooser ()), GTK_RESPONSE_ACCEPT);
  canned_wait_request (canned, "POST", PRINT);
  JsonObject *body = canned_get_body (canned, "POST", PRINT);
  g_assert_true (g_file_test (file, G_FILE_TEST_EXISTS));
  g_assert_cmpstr (json_object_get_string_member (body, "sheet"), ==, "answers_pdf");
  g_assert_cmpstr (json_object_get_string_member (body, "version_tag"), ==, "3");
  g_assert_cmpint (json_object_get_int_member (body, "copies"), ==, 1);
  g_assert_true (json_object_has_member (body, "printed_at"));
  g_assert_cmpuint (json_object_get_size (body), ==,
                    4); /* the server refuses what it does not know */
  canned_wait_words (page, "Printed 2 times");
  canned_wait_words (page, "石磊");
  g_unlink (file);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  hcrm_popovers_keep ();
  hcrm_language_init ();
  g_test_add_func ("/sheet-prints/shown", test_shown);
  g_test_add_func ("/sheet-prints/told", test_told);
  return g_test_run ();
}
