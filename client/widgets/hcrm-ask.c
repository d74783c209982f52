/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A question with yes and no, and with a reason if there must be one. */

#include "hcrm-ask.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define SHORTEST_REASON 2

typedef struct {
  HcrmAnswerFunc done;
  gpointer data;
} Question;

static void
answered_cb (AdwMessageDialog *dialog, const char *answer, Question *question)
{
  GtkWidget *entry = adw_message_dialog_get_extra_child (dialog);
  const char *reason = entry != NULL ? gtk_editable_get_text (GTK_EDITABLE (entry)) : NULL;

  question->done (question->data, g_str_equal (answer, "yes"), reason);
}

static void
reason_changed_cb (GtkEditable *entry, AdwMessageDialog *dialog)
{
  glong length = g_utf8_strlen (gtk_editable_get_text (entry), -1);

  adw_message_dialog_set_response_enabled (dialog, "yes", length >= SHORTEST_REASON);
}

static void
add_reason (AdwMessageDialog *dialog)
{
  GtkWidget *entry = gtk_entry_new ();

  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), _ ("Reason"));
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Reason"), -1);
  g_signal_connect (entry, "changed", G_CALLBACK (reason_changed_cb), dialog);
  adw_message_dialog_set_extra_child (dialog, entry);
  adw_message_dialog_set_response_enabled (dialog, "yes", FALSE);
}

void
hcrm_ask (GtkWidget *widget,
          const char *heading,
          const char *body,
          const char *label,
          gboolean reason,
          HcrmAnswerFunc done,
          gpointer data)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkWidget *dialog =
      adw_message_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, heading, body);
  AdwMessageDialog *message = ADW_MESSAGE_DIALOG (dialog);
  Question *question = g_new (Question, 1);

  *question = (Question){ done, data };
  adw_message_dialog_add_response (message, "no", _ ("Cancel"));
  adw_message_dialog_add_response (message, "yes", label);
  adw_message_dialog_set_response_appearance (message, "yes", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (message, "yes");
  adw_message_dialog_set_close_response (message, "no");
  if (reason)
    add_reason (message);
  g_signal_connect_data (dialog, "response", G_CALLBACK (answered_cb), question,
                         (GClosureNotify) (GCallback) g_free, 0);
  g_signal_connect_object (widget, "destroy", G_CALLBACK (gtk_window_destroy), dialog,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}
