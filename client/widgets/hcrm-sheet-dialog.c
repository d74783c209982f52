/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Asks where a sheet is printed or saved, and does. */

#include "hcrm-sheet-dialog.h"

#include <adwaita.h>
#include <glib/gi18n.h>

static void
begin_print_cb (GtkPrintOperation *operation, GtkPrintContext *context, gpointer data)
{
  gtk_print_operation_set_n_pages (
      operation, (int) hcrm_sheet_lay_out (data, gtk_print_context_get_width (context),
                                           gtk_print_context_get_height (context)));
}

static void
draw_page_cb (GtkPrintOperation *operation, GtkPrintContext *context, int page, gpointer data)
{
  hcrm_sheet_draw (data, gtk_print_context_get_cairo_context (context), (guint) page);
}

static void
say (GtkWindow *parent, const char *what, const char *detail)
{
  GtkWidget *dialog = adw_message_dialog_new (parent, what, detail);

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

/* The dialog knows how many were asked for. */
static void
printed_cb (GtkPrintOperation *operation, GtkPrintOperationResult result, HcrmSheet *self)
{
  GtkPrintSettings *settings = gtk_print_operation_get_print_settings (operation);

  if (result == GTK_PRINT_OPERATION_RESULT_APPLY)
    hcrm_sheet_tell_done (self, settings != NULL
                                    ? MAX (gtk_print_settings_get_n_copies (settings), 1)
                                    : 1);
}

static void
done_cb (GtkPrintOperation *operation, GtkPrintOperationResult result, GtkWindow *parent)
{
  g_autoptr (GError) error = NULL;

  gtk_print_operation_get_error (operation, &error);
  if (result == GTK_PRINT_OPERATION_RESULT_ERROR && error != NULL)
    say (parent, _ ("It could not be printed"), error->message);
}

void
hcrm_sheet_print (HcrmSheet *self, GtkWindow *parent)
{
  g_autoptr (GtkPrintOperation) operation = gtk_print_operation_new ();

  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  gtk_print_operation_set_use_full_page (operation, TRUE);
  gtk_print_operation_set_embed_page_setup (operation, TRUE);
  gtk_print_operation_set_job_name (operation, hcrm_sheet_get_title (self));
  gtk_print_operation_set_allow_async (operation, TRUE);
  g_object_set_data_full (G_OBJECT (operation), "sheet", self, (GDestroyNotify) hcrm_sheet_free);
  g_signal_connect (operation, "begin-print", G_CALLBACK (begin_print_cb), self);
  g_signal_connect (operation, "draw-page", G_CALLBACK (draw_page_cb), self);
  g_signal_connect (operation, "done", G_CALLBACK (printed_cb), self);
  g_signal_connect_object (operation, "done", G_CALLBACK (done_cb), parent, 0);
  gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG, parent, NULL);
}

static void
chosen_cb (GtkNativeDialog *dialog, int response, HcrmSheet *self)
{
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT
                               ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog))
                               : NULL;
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;
  g_autoptr (GError) error = NULL;

  if (path != NULL && hcrm_sheet_save_pdf (self, path, &error))
    hcrm_sheet_tell_done (self, 1);
  else if (path != NULL)
    say (gtk_native_dialog_get_transient_for (dialog), _ ("It could not be saved"), error->message);
  g_object_unref (dialog);
}

/* A name of a file, whatever the title has in it. */
static char *
make_file_name (const char *name)
{
  g_autofree char *plain = g_strdelimit (g_strdup (name), "/\\:*?\"<>|\n\t", ' ');

  return g_strconcat (g_strstrip (plain), ".pdf", NULL);
}

void
hcrm_sheet_save_as (HcrmSheet *self, GtkWindow *parent, const char *name)
{
  GtkFileChooserNative *dialog =
      gtk_file_chooser_native_new (_ ("Save as PDF"), parent, GTK_FILE_CHOOSER_ACTION_SAVE,
                                      _ ("_Save"), _ ("_Cancel"));
  g_autofree char *file = make_file_name (name);

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), file);
  g_object_set_data_full (G_OBJECT (dialog), "sheet", self, (GDestroyNotify) hcrm_sheet_free);
  g_signal_connect (dialog, "response", G_CALLBACK (chosen_cb), self);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}
