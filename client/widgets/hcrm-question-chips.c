/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Chips: one or several of a few options, yes or no, and other words for an open choice. */

#include "hcrm-question-input-private.h"
#include "hcrm-wrap-box.h"

static gboolean
is_boolean (HcrmQuestionInput *self)
{
  return self->item->type == HCRM_ITEM_BOOLEAN;
}

static gboolean
is_other (HcrmQuestionInput *self, guint n)
{
  return self->other != NULL && n == self->item->options->len;
}

static gboolean
is_chosen (HcrmQuestionInput *self, guint n)
{
  if (is_other (self, n))
    return hcrm_question_input_get_other (self) != NULL;
  if (!is_boolean (self))
    return hcrm_question_input_is_chosen (self, n);
  return g_strcmp0 (hcrm_response_get_text (self->response, self->item->link_id, self->repeat),
                    n == 0 ? "true" : "false")
         == 0;
}

/* The chip for other words stays chosen while these are still to be typed. */
static gboolean
is_waiting (HcrmQuestionInput *self, guint n)
{
  return is_other (self, n) && gtk_widget_get_visible (self->other)
         && hcrm_question_input_has_focus (self->other);
}

static void
sync_other (HcrmQuestionInput *self)
{
  const char *text = hcrm_question_input_get_other (self);

  if (self->other == NULL)
    return;
  if (!hcrm_question_input_has_focus (self->other)) {
    gtk_editable_set_text (GTK_EDITABLE (self->other), text != NULL ? text : "");
    gtk_widget_set_visible (self->other, text != NULL);
  }
}

static void
sync_chips (HcrmQuestionInput *self)
{
  for (guint i = 0; i < self->parts->len; i++)
    gtk_check_button_set_active (g_ptr_array_index (self->parts, i),
                                 is_chosen (self, i) || is_waiting (self, i));
  sync_other (self);
}

static void
write_boolean (HcrmQuestionInput *self, guint n)
{
  g_autoptr (GPtrArray) answers =
      g_ptr_array_new_with_free_func ((GDestroyNotify) hcrm_answer_free);

  g_ptr_array_add (answers, hcrm_answer_new (HCRM_ANSWER_BOOLEAN, n == 0 ? "true" : "false"));
  hcrm_question_input_write (self, answers);
}

/* Chosen again, one of several is taken away; so are other words. */
static void
choose_other (HcrmQuestionInput *self)
{
  if (self->item->repeats && hcrm_question_input_get_other (self) != NULL) {
    hcrm_question_input_write_other (self, NULL);
    return;
  }
  gtk_widget_set_visible (self->other, TRUE);
  gtk_widget_grab_focus (self->other);
}

static void
write_nth (HcrmQuestionInput *self, guint n)
{
  if (is_other (self, n))
    choose_other (self);
  else if (is_boolean (self))
    write_boolean (self, n);
  else
    hcrm_question_input_write_choice (self, n);
  hcrm_question_input_show (self);
  hcrm_question_input_tell_edited (self);
}

static void
toggled_cb (HcrmQuestionInput *self, GtkCheckButton *chip)
{
  guint n = 0;

  g_ptr_array_find (self->parts, chip, &n);
  if (self->showing || gtk_check_button_get_active (chip) == is_chosen (self, n)
      || (!self->item->repeats && !gtk_check_button_get_active (chip)))
    return;
  write_nth (self, n);
}

static gboolean
choose_chip (HcrmQuestionInput *self, guint n)
{
  if (n >= self->parts->len)
    return FALSE;
  gtk_widget_grab_focus (g_ptr_array_index (self->parts, n));
  write_nth (self, n);
  return TRUE;
}

/* --- building --------------------------------------------------------------------------------- */

static GtkWidget *
make_words (const char *text, guint n)
{
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_natural_wrap_mode (GTK_LABEL (label), GTK_NATURAL_WRAP_NONE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_box_append (GTK_BOX (words), label);
  if (n <= 10)
    gtk_box_append (GTK_BOX (words), hcrm_question_input_make_key (n));
  return words;
}

static void
add_chip (HcrmQuestionInput *self, const char *text)
{
  GtkWidget *chip = gtk_check_button_new ();

  gtk_check_button_set_child (GTK_CHECK_BUTTON (chip), make_words (text, self->parts->len + 1));
  gtk_widget_add_css_class (chip, "opt");
  gtk_accessible_update_property (GTK_ACCESSIBLE (chip), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  if (!self->item->repeats && self->parts->len > 0)
    gtk_check_button_set_group (GTK_CHECK_BUTTON (chip), g_ptr_array_index (self->parts, 0));
  g_ptr_array_add (self->parts, chip);
  hcrm_wrap_box_append (HCRM_WRAP_BOX (self->control), chip);
  g_signal_connect_swapped (chip, "toggled", G_CALLBACK (toggled_cb), self);
}

static void
other_changed_cb (HcrmQuestionInput *self)
{
  if (self->showing)
    return;
  hcrm_question_input_write_other (self, gtk_editable_get_text (GTK_EDITABLE (self->other)));
  hcrm_question_input_show (self);
  hcrm_question_input_tell_edited (self);
}

/* Left without words, it is not chosen after all. */
static void
other_left_cb (HcrmQuestionInput *self)
{
  hcrm_question_input_show (self);
}

static void
add_other (HcrmQuestionInput *self)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();

  self->other = gtk_entry_new ();
  gtk_editable_set_max_width_chars (GTK_EDITABLE (self->other), 30);
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->other), _ ("In other words"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->other), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("In other words"), -1);
  gtk_widget_set_visible (self->other, FALSE);
  add_chip (self, _ ("Other…"));
  hcrm_wrap_box_append (HCRM_WRAP_BOX (self->control), self->other);
  g_signal_connect_swapped (self->other, "changed", G_CALLBACK (other_changed_cb), self);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (other_left_cb), self);
  gtk_widget_add_controller (self->other, focus);
}

static void
build_chips (HcrmQuestionInput *self)
{
  GtkAccessibleRole role =
      self->item->repeats ? GTK_ACCESSIBLE_ROLE_GROUP : GTK_ACCESSIBLE_ROLE_RADIO_GROUP;

  self->control = hcrm_wrap_box_new (role, 6);
  hcrm_question_input_name (self, self->control);
  if (is_boolean (self)) {
    add_chip (self, _ ("Yes"));
    add_chip (self, _ ("No"));
  }
  for (guint i = 0; i < self->item->options->len; i++)
    add_chip (self, hcrm_question_input_get_option (self, i));
  if (self->item->open)
    add_other (self);
  adw_bin_set_child (ADW_BIN (self), self->control);
}

/* From the chips to the words and back. */
static gboolean
move_chips (HcrmQuestionInput *self, gboolean forward)
{
  if (self->other == NULL || !gtk_widget_get_visible (self->other)
      || hcrm_question_input_has_focus (self->other) == forward)
    return FALSE;
  return gtk_widget_grab_focus (
      forward ? self->other : GTK_WIDGET (g_ptr_array_index (self->parts, self->parts->len - 1)));
}

const HcrmQuestionKind hcrm_question_chips = {
  .build = build_chips,
  .sync = sync_chips,
  .choose = choose_chip,
  .move = move_chips,
};
