/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A question with yes and no, with a reason if there must be one; and one that a line of text
 * answers. */

#include "hcrm-ask.h"

#include <glib/gi18n.h>

#define SHORTEST_REASON 2

typedef struct {
  HcrmAnswerFunc done;
  gpointer data;
} Question;

typedef struct {
  GtkWidget *widget; /* the dialog goes first */
  gint64 id;
  HcrmLineFunc done;
} LineQuestion;

static const char *
get_typed (AdwMessageDialog *dialog)
{
  GtkWidget *entry = g_object_get_data (G_OBJECT (dialog), "entry");

  return entry != NULL ? gtk_editable_get_text (GTK_EDITABLE (entry)) : NULL;
}

static void
answered_cb (AdwMessageDialog *dialog, const char *answer, Question *question)
{
  question->done (question->data, g_str_equal (answer, "yes"), get_typed (dialog));
}

static void
line_answered_cb (AdwMessageDialog *dialog, const char *answer, LineQuestion *question)
{
  if (g_str_equal (answer, "yes") && *get_typed (dialog) != '\0')
    question->done (question->widget, question->id, get_typed (dialog));
}

static void
typed_cb (GtkEditable *entry, AdwMessageDialog *dialog)
{
  guint shortest = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (dialog), "shortest"));

  adw_message_dialog_set_response_enabled (dialog, "yes",
                                           g_utf8_strlen (gtk_editable_get_text (entry), -1)
                                               >= shortest);
}

static void
add_entry (AdwMessageDialog *dialog, const char *name, guint shortest)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *label = gtk_label_new (name), *entry = gtk_entry_new ();

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), entry);
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data (G_OBJECT (dialog), "shortest", GUINT_TO_POINTER (shortest));
  g_signal_connect (entry, "changed", G_CALLBACK (typed_cb), dialog);
  g_object_set_data (G_OBJECT (dialog), "entry", entry);
  adw_message_dialog_set_extra_child (dialog, box);
  hcrm_ask_add_confirm_key (dialog);
  adw_message_dialog_set_response_enabled (dialog, "yes", FALSE);
}

static gboolean
confirm_cb (GtkWidget *dialog, GVariant *unused, gpointer data)
{
  AdwMessageDialog *self = ADW_MESSAGE_DIALOG (dialog);

  if (!adw_message_dialog_get_response_enabled (self, "yes"))
    return GDK_EVENT_STOP;
  adw_message_dialog_response (self, "yes");
  gtk_window_destroy (GTK_WINDOW (dialog));
  return GDK_EVENT_STOP;
}

void
hcrm_ask_add_confirm_key (AdwMessageDialog *dialog)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (keys),
      gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Return, GDK_CONTROL_MASK),
                        gtk_callback_action_new (confirm_cb, NULL, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (dialog), keys);
}

static AdwMessageDialog *
make_dialog (GtkWidget *widget,
             const char *heading,
             const char *body,
             const char *label,
             AdwResponseAppearance appearance)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkWidget *dialog =
      adw_message_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, heading, body);
  AdwMessageDialog *message = ADW_MESSAGE_DIALOG (dialog);

  adw_message_dialog_add_response (message, "no", _ ("Cancel"));
  adw_message_dialog_add_response (message, "yes", label);
  adw_message_dialog_set_response_appearance (message, "yes", appearance);
  adw_message_dialog_set_default_response (message, "yes");
  adw_message_dialog_set_close_response (message, "no");
  g_signal_connect_object (widget, "destroy", G_CALLBACK (gtk_window_destroy), dialog,
                           G_CONNECT_SWAPPED);
  return message;
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
  AdwMessageDialog *dialog = make_dialog (widget, heading, body, label, ADW_RESPONSE_DESTRUCTIVE);
  Question *question = g_new (Question, 1);

  *question = (Question){ done, data };
  if (reason)
    add_entry (dialog, _ ("Reason"), SHORTEST_REASON);
  g_signal_connect_data (dialog, "response", G_CALLBACK (answered_cb), question,
                         (GClosureNotify) (GCallback) g_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

void
hcrm_ask_line (GtkWidget *widget,
               const char *heading,
               const char *name,
               const char *label,
               gint64 id,
               HcrmLineFunc done)
{
  AdwMessageDialog *dialog = make_dialog (widget, heading, NULL, label, ADW_RESPONSE_SUGGESTED);
  LineQuestion *question = g_new (LineQuestion, 1);

  *question = (LineQuestion){ widget, id, done };
  add_entry (dialog, name, 1);
  g_signal_connect_data (dialog, "response", G_CALLBACK (line_answered_cb), question,
                         (GClosureNotify) (GCallback) g_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}
