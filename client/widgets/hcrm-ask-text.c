/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A question that one line of text answers. */

#include "hcrm-ask-text.h"

#include <adwaita.h>
#include <glib/gi18n.h>

typedef struct {
  GtkWidget *widget; /* the dialog goes first */
  gint64 id;
  HcrmTextFunc done;
} Question;

static void
answered_cb (AdwMessageDialog *dialog, const char *answer, Question *question)
{
  GtkWidget *entry = adw_message_dialog_get_extra_child (dialog);
  const char *text = gtk_editable_get_text (GTK_EDITABLE (entry));

  if (g_str_equal (answer, "yes") && *text != '\0')
    question->done (question->widget, question->id, text);
}

static void
typed_cb (GtkEditable *entry, AdwMessageDialog *dialog)
{
  adw_message_dialog_set_response_enabled (dialog, "yes", *gtk_editable_get_text (entry) != '\0');
}

static GtkWidget *
new_entry (const char *label, GtkWidget *dialog)
{
  GtkWidget *entry = gtk_entry_new ();

  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), label);
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_signal_connect (entry, "changed", G_CALLBACK (typed_cb), dialog);
  return entry;
}

void
hcrm_ask_text (GtkWidget *widget,
               const char *heading,
               const char *label,
               const char *button,
               gint64 id,
               HcrmTextFunc done)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkWidget *dialog =
      adw_message_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, heading, NULL);
  AdwMessageDialog *message = ADW_MESSAGE_DIALOG (dialog);
  Question *question = g_new (Question, 1);

  *question = (Question){ widget, id, done };
  adw_message_dialog_add_response (message, "no", _ ("Cancel"));
  adw_message_dialog_add_response (message, "yes", button);
  adw_message_dialog_set_response_appearance (message, "yes", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (message, "yes");
  adw_message_dialog_set_close_response (message, "no");
  adw_message_dialog_set_extra_child (message, new_entry (label, dialog));
  adw_message_dialog_set_response_enabled (message, "yes", FALSE);
  g_signal_connect_data (dialog, "response", G_CALLBACK (answered_cb), question,
                         (GClosureNotify) (GCallback) g_free, 0);
  g_signal_connect_object (widget, "destroy", G_CALLBACK (gtk_window_destroy), dialog,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}
