/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A dialog that asks for a few fields. */

#include "hcrm-form-dialog.h"

#include <glib/gi18n.h>

#include "core/hcrm-dial.h"
#include "hcrm-ask.h"
#include "hcrm-pill.h"

#define ROWS_WIDTH 640
#define ROWS_HEIGHT 400 /* at most; more is scrolled */

typedef struct {
  HcrmPage *page; /* borrowed: the dialog goes when it goes */
  AdwMessageDialog *dialog;
  HcrmForm *form;
  HcrmLookup *lookup; /* (nullable) */
  const char *looked_up;
  HcrmRowsEditor *rows; /* (nullable) */
  const char *rows_field;
  HcrmFilledFunc done;
  void (*cancelled) (gpointer self);
} Question;

static void
put_rows (Question *self, HcrmRecord *record)
{
  g_autoptr (JsonNode) rows = hcrm_rows_editor_dup_json (self->rows);
  g_autofree char *text = json_to_string (rows, FALSE);

  hcrm_record_set (record, self->rows_field, text);
}

static HcrmRecord *
dup_record (Question *self)
{
  HcrmRecord *record = hcrm_form_dup_record (self->form);

  if (self->lookup != NULL)
    hcrm_record_set (record, self->looked_up, hcrm_lookup_get_value (self->lookup));
  if (self->rows != NULL)
    put_rows (self, record);
  return record;
}

static void
changed_cb (Question *self)
{
  g_autoptr (HcrmRecord) record = dup_record (self);

  adw_message_dialog_set_response_enabled (self->dialog, "yes", hcrm_record_check (record, NULL));
}

static void
answered_cb (Question *self, const char *answer)
{
  g_autoptr (HcrmRecord) record = dup_record (self);

  if (g_str_equal (answer, "yes") && hcrm_record_check (record, NULL))
    self->done (self->page, record);
  else if (self->cancelled != NULL)
    self->cancelled (self->page);
}

static const char *
find_label (const HcrmFormQuestion *question)
{
  return gettext (
      question->set->fields[hcrm_field_set_find (question->set, question->looked_up)].label);
}

static GtkWidget *
new_rows (Question *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkScrolledWindow *window = GTK_SCROLLED_WINDOW (scroller);

  gtk_scrolled_window_set_policy (window, GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (window, TRUE);
  gtk_scrolled_window_set_max_content_height (window, ROWS_HEIGHT);
  gtk_scrolled_window_set_child (window, GTK_WIDGET (self->rows));
  hcrm_rows_editor_show_key (self->rows, "Ctrl N");
  gtk_widget_set_size_request (scroller, ROWS_WIDTH, -1);
  g_signal_connect_swapped (self->rows, "changed", G_CALLBACK (changed_cb), self);
  return scroller;
}

/* The dialog is a window of its own: what dials is the window's in which its page is. */
static void
dial_cb (GSimpleAction *action, GVariant *target, gpointer page)
{
  gtk_widget_activate_action_variant (page, "shell.dial", target);
}

static void
add_dial (Question *self, const HcrmFormQuestion *question)
{
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autoptr (GSimpleAction) action = g_simple_action_new ("dial", G_VARIANT_TYPE (HCRM_DIAL_TYPE));
  GtkEventController *keys = gtk_shortcut_controller_new ();
  GtkShortcut *shortcut =
      gtk_shortcut_new_with_arguments (gtk_keyval_trigger_new (GDK_KEY_F9, GDK_SHIFT_MASK),
                                       gtk_named_action_new ("shell.dial"), NULL);

  gtk_shortcut_set_arguments (shortcut, hcrm_dial_to_variant (&question->dial));
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys), shortcut);
  gtk_widget_add_controller (GTK_WIDGET (self->dialog), keys);
  g_signal_connect (action, "activate", G_CALLBACK (dial_cb), self->page);
  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (action));
  gtk_widget_insert_action_group (GTK_WIDGET (self->dialog), "shell", G_ACTION_GROUP (group));
}

static GtkWidget *
new_number (Question *self, const HcrmFormQuestion *question)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *number = hcrm_dial_number_new ();

  add_dial (self, question);
  hcrm_dial_number_show (number, question->number, NULL, &question->dial);
  gtk_box_append (GTK_BOX (line), number);
  gtk_box_append (GTK_BOX (line), hcrm_key_cap_new ("Shift F9"));
  gtk_widget_set_halign (line, GTK_ALIGN_CENTER);
  return line;
}

static GtkWidget *
new_inputs (Question *self, const HcrmFormQuestion *question)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);

  if (question->number != NULL)
    gtk_box_append (GTK_BOX (box), new_number (self, question));
  if (question->lookup != NULL) {
    GtkWidget *caption = hcrm_wrapped_label_new (find_label (question), "caption");
    self->lookup = HCRM_LOOKUP (
        hcrm_lookup_new (hcrm_page_get_api (self->page), question->lookup, find_label (question)));
    gtk_widget_add_css_class (caption, "dim-label");
    gtk_box_append (GTK_BOX (box), caption);
    gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->lookup));
    g_signal_connect_swapped (self->lookup, "changed", G_CALLBACK (changed_cb), self);
  }
  if (self->rows != NULL)
    gtk_box_append (GTK_BOX (box), new_rows (self));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->form));
  return box;
}

static AdwMessageDialog *
new_dialog (HcrmPage *page, const HcrmFormQuestion *question)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (page));
  AdwMessageDialog *dialog =
      ADW_MESSAGE_DIALOG (adw_message_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                                  question->heading, question->body));

  adw_message_dialog_add_response (dialog, "no", _ ("Cancel"));
  adw_message_dialog_add_response (dialog, "yes", question->label);
  adw_message_dialog_set_response_appearance (dialog, "yes", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (dialog, "yes");
  adw_message_dialog_set_close_response (dialog, "no");
  return dialog;
}

/* Ctrl+N: another row. */
static gboolean
add_row_cb (GtkWidget *dialog, GVariant *unused, gpointer data)
{
  Question *self = g_object_get_data (G_OBJECT (dialog), "question");

  if (self->rows != NULL)
    hcrm_rows_editor_add (self->rows);
  return GDK_EVENT_STOP;
}

static void
add_key (GtkEventController *keys, guint key, GtkShortcutFunc pressed)
{
  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (keys),
      gtk_shortcut_new (gtk_keyval_trigger_new (key, GDK_CONTROL_MASK),
                        gtk_callback_action_new (pressed, NULL, NULL)));
}

static void
add_keys (GtkWidget *dialog)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  add_key (keys, GDK_KEY_n, add_row_cb);
  gtk_widget_add_controller (dialog, keys);
  hcrm_ask_add_confirm_key (ADW_MESSAGE_DIALOG (dialog));
}

static void
focus_first (Question *self)
{
  if (self->lookup != NULL)
    hcrm_lookup_focus (self->lookup);
  else if (self->rows != NULL)
    hcrm_rows_editor_focus (self->rows);
  else
    hcrm_form_focus (self->form);
}

HcrmForm *
hcrm_form_dialog_ask (HcrmPage *page, const HcrmFormQuestion *question, HcrmFilledFunc done)
{
  Question *self = g_new0 (Question, 1);
  g_autoptr (HcrmRecord) empty = hcrm_record_new (question->set);

  *self = (Question){ .page = page, .dialog = new_dialog (page, question), .done = done };
  self->form = g_object_new (HCRM_TYPE_FORM, NULL);
  self->looked_up = question->looked_up;
  self->rows = question->rows;
  self->rows_field = question->rows_field;
  self->cancelled = question->cancelled;
  hcrm_form_setup (self->form, question->set, NULL);
  hcrm_form_set_record (self->form, empty);
  if (question->looked_up != NULL)
    hcrm_form_set_field_visible (self->form, question->looked_up, FALSE);
  if (question->rows_field != NULL)
    hcrm_form_set_field_visible (self->form, question->rows_field, FALSE);
  adw_message_dialog_set_extra_child (self->dialog, new_inputs (self, question));
  g_signal_connect_swapped (self->form, "changed", G_CALLBACK (changed_cb), self);
  g_signal_connect_swapped (self->dialog, "response", G_CALLBACK (answered_cb), self);
  g_signal_connect_object (page, "destroy", G_CALLBACK (gtk_window_destroy), self->dialog,
                           G_CONNECT_SWAPPED);
  g_object_set_data_full (G_OBJECT (self->dialog), "question", self, g_free);
  add_keys (GTK_WIDGET (self->dialog));
  changed_cb (self);
  gtk_window_present (GTK_WINDOW (self->dialog));
  focus_first (self);
  return self->form;
}
