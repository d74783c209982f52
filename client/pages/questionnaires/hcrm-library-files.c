/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Questionnaires that come from nothing or from a file, and go to one. */

#include "hcrm-library-files.h"

#include <glib/gi18n.h>
#include <string.h>

#include "hcrm-item-node.h"
#include "hcrm-questionnaire-steps.h"
#include "widgets/hcrm-form.h"

/* One thing that is asked about or under way; belongs to its dialog. */
typedef struct {
  HcrmPage *page;
  HcrmReplyFunc done;
  char *text;
} Job;

static void
free_job (gpointer data)
{
  Job *job = data;

  g_free (job->text);
  g_free (job);
}

static Job *
new_job (HcrmPage *page, HcrmReplyFunc done, const char *text)
{
  Job *job = g_new0 (Job, 1);

  *job = (Job){ page, done, g_strdup (text) };
  return job;
}

static void
send (HcrmPage *page, const char *resource, HcrmReplyFunc done)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) body = json_node_init_object (json_node_alloc (), object);

  json_object_set_string_member (object, "resource", resource);
  hcrm_page_send (page, &(HcrmRequest){ .method = "POST", .path = "/questionnaires", .body = body },
                  done, NULL);
}

/* --- new -------------------------------------------------------------------------------------- */

/* clang-format off */
static const HcrmField new_fields[] = {
  { "title",    HCRM_KIND_TEXT, N_("Questionnaire title"),         HCRM_FIELD_REQUIRED, NULL, 1, 500 },
  { "title_en", HCRM_KIND_TEXT, N_("English title"), 0, NULL, 0, 500 },
};
/* clang-format on */
static const HcrmFieldSet new_set = { "questionnaire", new_fields, G_N_ELEMENTS (new_fields) };

static char *
make_resource (HcrmRecord *names)
{
  g_autoptr (HcrmFhirNode) root = hcrm_fhir_new (HCRM_FHIR_OBJECT);
  g_autofree char *uuid = g_uuid_string_random ();
  g_autofree char *url = g_strconcat ("urn:uuid:", uuid, NULL);

  hcrm_fhir_set (root, "resourceType", hcrm_fhir_new_string ("Questionnaire"));
  hcrm_fhir_set (root, "language", hcrm_fhir_new_string ("zh-CN"));
  hcrm_fhir_set (root, "url", hcrm_fhir_new_string (url));
  hcrm_fhir_set (root, "version", hcrm_fhir_new_string ("1"));
  hcrm_fhir_set (root, "title", hcrm_fhir_new_string (hcrm_record_get (names, "title")));
  hcrm_node_set_translation (root, "title", "en", hcrm_record_get (names, "title_en"));
  hcrm_fhir_set (root, "status", hcrm_fhir_new_string ("draft"));
  HcrmFhirNode *subjects = hcrm_fhir_open (root, "subjectType", HCRM_FHIR_ARRAY);
  hcrm_fhir_add (subjects, hcrm_fhir_new_string ("Patient"));
  return hcrm_fhir_to_text (root);
}

static void
create_cb (AdwMessageDialog *dialog, const char *answer, Job *job)
{
  HcrmForm *form = HCRM_FORM (adw_message_dialog_get_extra_child (dialog));
  g_autoptr (HcrmRecord) names = hcrm_form_dup_record (form);

  if (!g_str_equal (answer, "yes") || hcrm_record_get (names, "title") == NULL)
    return;
  g_autofree char *resource = make_resource (names);
  send (job->page, resource, job->done);
}

static void
present (AdwMessageDialog *dialog, GCallback callback, Job *job)
{
  g_object_set_data_full (G_OBJECT (dialog), "job", job, free_job);
  g_signal_connect (dialog, "response", callback, job);
  gtk_window_present (GTK_WINDOW (dialog));
}

void
hcrm_library_create (HcrmPage *page, HcrmReplyFunc done)
{
  HcrmForm *form = g_object_new (HCRM_TYPE_FORM, NULL);

  hcrm_form_setup (form, &new_set, NULL);
  gtk_widget_set_size_request (GTK_WIDGET (form), 380, -1);
  AdwMessageDialog *dialog =
      hcrm_library_dialog_new (page, _ ("New questionnaire"),
                                        _ ("It begins as a draft that nobody is asked."),
                                           GTK_WIDGET (form), _ ("Make It"));
  present (dialog, G_CALLBACK (create_cb), new_job (page, done, NULL));
  hcrm_form_focus (form);
}

/* --- import ----------------------------------------------------------------------------------- */

static void
import_cb (AdwMessageDialog *dialog, const char *answer, Job *job)
{
  if (g_str_equal (answer, "yes"))
    send (job->page, job->text, job->done);
}

static GtkWidget *
new_scroller (GtkWidget *child)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();

  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), child);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_widget_set_size_request (scroller, 520, 260);
  return scroller;
}

void
hcrm_library_import_text (HcrmPage *page, const char *text, HcrmReplyFunc done)
{
  guint faults;
  GtkWidget *findings = hcrm_findings_list_new (text, &faults);
  g_autofree char *words =
      faults > 0 ? g_strdup_printf (ngettext ("It has %u fault and was not taken.",
                                              "It has %u faults and was not taken.", faults),
                                    faults)
                 : g_strdup (_ ("It becomes a draft; nothing of the file is lost."));
  AdwMessageDialog *dialog =
      hcrm_library_dialog_new (page, _ ("Import"), words, new_scroller (findings),
                                        faults > 0 ? NULL : _ ("Import"));

  present (dialog, G_CALLBACK (import_cb), new_job (page, done, text));
}

static void
read_cb (GObject *file, GAsyncResult *result, gpointer data)
{
  Job *job = data;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;

  if (!g_file_load_contents_finish (G_FILE (file), result, &text, &length, NULL, &error))
    hcrm_page_toast (job->page, error->message, NULL, NULL);
  else if (length > HCRM_FHIR_MAX_BYTES || !g_utf8_validate_len (text, length, NULL))
    hcrm_page_toast (job->page, _ ("This is no questionnaire: it is not text, or too large"), NULL,
                                   NULL);
  else
    hcrm_library_import_text (job->page, text, job->done);
  g_object_unref (job->page);
  free_job (job);
}

static GtkFileChooserNative *
new_chooser (HcrmPage *page, const char *title, GtkFileChooserAction action, const char *accept)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (page));
  GtkFileChooserNative *dialog =
      gtk_file_chooser_native_new (title, GTK_WINDOW (root), action, accept, _ ("_Cancel"));
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, _ ("FHIR questionnaires (JSON)"));
  gtk_file_filter_add_pattern (filter, "*.json");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), filter);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  return dialog;
}

static void
chosen_cb (GtkNativeDialog *dialog, int response, Job *job)
{
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT
                               ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog))
                               : NULL;

  if (file != NULL) {
    Job *reading = new_job (g_object_ref (job->page), job->done, NULL);
    g_file_load_contents_async (file, NULL, read_cb, reading);
  }
  g_object_unref (dialog);
}

void
hcrm_library_import (HcrmPage *page, HcrmReplyFunc done)
{
  GtkFileChooserNative *dialog =
      new_chooser (page, _ ("Import a questionnaire"), GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Open"));
  Job *job = new_job (page, done, NULL);

  g_object_set_data_full (G_OBJECT (dialog), "job", job, free_job);
  g_signal_connect (dialog, "response", G_CALLBACK (chosen_cb), job);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/* --- export ----------------------------------------------------------------------------------- */

static void
saved_cb (GObject *file, GAsyncResult *result, gpointer data)
{
  Job *job = data;
  g_autoptr (GError) error = NULL;

  if (!g_file_replace_contents_finish (G_FILE (file), result, NULL, &error))
    hcrm_page_toast (job->page, error->message, NULL, NULL);
  else
    hcrm_page_toast (job->page, _ ("Saved"), NULL, NULL);
  g_object_unref (job->page);
  free_job (job);
}

static void
export_cb (GtkNativeDialog *dialog, int response, Job *job)
{
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT
                               ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog))
                               : NULL;

  if (file != NULL) {
    Job *writing = new_job (g_object_ref (job->page), NULL, job->text);
    g_file_replace_contents_async (file, writing->text, strlen (writing->text), NULL, FALSE,
                                   G_FILE_CREATE_NONE, NULL, saved_cb, writing);
  }
  g_object_unref (dialog);
}

void
hcrm_library_export (HcrmPage *page, const char *resource, const char *name)
{
  GtkFileChooserNative *dialog =
      new_chooser (page, _ ("Export the questionnaire"), GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"));
  g_autofree char *plain = g_strdelimit (g_strdup (name), "/\\:*?\"<>|\n\t", ' ');
  g_autofree char *file = g_strconcat (plain, ".json", NULL);
  Job *job = new_job (page, NULL, resource);

  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), file);
  g_object_set_data_full (G_OBJECT (dialog), "job", job, free_job);
  g_signal_connect (dialog, "response", G_CALLBACK (export_cb), job);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}
