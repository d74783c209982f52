/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Typed values: one, or for a repeating question as many as there are answers. */

#include "hcrm-question-input-private.h"
#include "hcrm-question-value.h"
#include "widgets/hcrm-pill.h"

static HcrmQuestionValue *
get_value (HcrmQuestionInput *self, guint n)
{
  return g_ptr_array_index (self->parts, n);
}

static void
write_values (HcrmQuestionInput *self)
{
  g_autoptr (GPtrArray) answers =
      g_ptr_array_new_with_free_func ((GDestroyNotify) hcrm_answer_free);

  for (guint i = 0; i < self->parts->len; i++) {
    HcrmAnswer *answer = hcrm_question_value_dup_answer (get_value (self, i));
    if (answer != NULL)
      g_ptr_array_add (answers, answer);
  }
  hcrm_question_input_write (self, answers);
}

static void
edited_cb (HcrmQuestionInput *self)
{
  if (self->showing)
    return;
  write_values (self);
  hcrm_question_input_tell_edited (self);
}

/* --- one -------------------------------------------------------------------------------------- */

static const HcrmAnswer *
get_answer (HcrmQuestionInput *self, guint n)
{
  return hcrm_response_get_answer (self->response, self->item->link_id, self->repeat, n);
}

static guint
count_answers (HcrmQuestionInput *self)
{
  return hcrm_response_get_n_answers (self->response, self->item->link_id, self->repeat);
}

static GtkWidget *
make_value (HcrmQuestionInput *self)
{
  GtkWidget *value = hcrm_question_value_new (self->item, self->language, self->label);

  g_ptr_array_add (self->parts, value);
  g_signal_connect_swapped (value, "edited", G_CALLBACK (edited_cb), self);
  return value;
}

static void
build_value (HcrmQuestionInput *self)
{
  GtkWidget *value = make_value (self);

  self->control = hcrm_question_value_get_control (HCRM_QUESTION_VALUE (value));
  adw_bin_set_child (ADW_BIN (self), value);
}

static void
sync_value (HcrmQuestionInput *self)
{
  hcrm_question_value_set_answer (get_value (self, 0),
                                  count_answers (self) > 0 ? get_answer (self, 0) : NULL);
}

/* --- several ---------------------------------------------------------------------------------- */

/* The box of places is the extra widget; the button to add one stands below it. */
static void
show_buttons (HcrmQuestionInput *self)
{
  gboolean full = self->item->max_occurs > 0 && self->parts->len >= self->item->max_occurs;
  GtkWidget *add = gtk_widget_get_next_sibling (self->extra);

  gtk_widget_set_visible (add, !full);
  for (guint i = 0; i < self->parts->len; i++) {
    GtkWidget *remove = gtk_widget_get_next_sibling (GTK_WIDGET (get_value (self, i)));
    gtk_widget_set_visible (remove, self->parts->len > 1);
  }
  self->control = hcrm_question_value_get_control (get_value (self, 0));
}

static void
remove_value (HcrmQuestionInput *self, guint n)
{
  GtkWidget *row = gtk_widget_get_parent (GTK_WIDGET (get_value (self, n)));

  g_ptr_array_remove_index (self->parts, n);
  gtk_box_remove (GTK_BOX (self->extra), row);
}

static void
focus_value (HcrmQuestionInput *self, guint n)
{
  gtk_widget_grab_focus (hcrm_question_value_get_control (get_value (self, n)));
}

/* The focus goes to the place before, or the first. */
static void
take_away (HcrmQuestionInput *self, guint n)
{
  if (self->parts->len == 1) {
    hcrm_question_value_clear (get_value (self, 0));
  } else {
    focus_value (self, n > 0 ? n - 1 : 1);
    remove_value (self, n);
    show_buttons (self);
  }
  write_values (self);
  hcrm_question_input_tell_edited (self);
}

static void
removed_cb (HcrmQuestionInput *self, GtkWidget *button)
{
  GtkWidget *value = gtk_widget_get_prev_sibling (button);
  guint n;

  if (g_ptr_array_find (self->parts, value, &n))
    take_away (self, n);
}

static GtkWidget *
make_remove (HcrmQuestionInput *self)
{
  GtkWidget *remove = gtk_button_new_from_icon_name ("list-remove-symbolic");

  gtk_widget_set_tooltip_text (remove, _ ("Remove this answer (Alt −)"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (remove), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Remove this answer"), -1);
  gtk_widget_add_css_class (remove, "flat");
  gtk_widget_set_valign (remove, GTK_ALIGN_CENTER);
  g_signal_connect_swapped (remove, "clicked", G_CALLBACK (removed_cb), self);
  return remove;
}

static void
append_value (HcrmQuestionInput *self)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_box_append (GTK_BOX (row), make_value (self));
  gtk_box_append (GTK_BOX (row), make_remove (self));
  gtk_box_append (GTK_BOX (self->extra), row);
}

/* An empty place is used before there is another. */
static gboolean
add_value (HcrmQuestionInput *self)
{
  guint last = self->parts->len - 1;
  gboolean full = self->item->max_occurs > 0 && self->parts->len >= self->item->max_occurs;

  if (!full && !hcrm_question_value_is_empty (get_value (self, last))) {
    append_value (self);
    show_buttons (self);
    last++;
  }
  focus_value (self, last);
  return TRUE;
}

static int
find_focused (HcrmQuestionInput *self)
{
  for (guint i = 0; i < self->parts->len; i++) {
    GtkWidget *row = gtk_widget_get_parent (GTK_WIDGET (get_value (self, i)));
    if (hcrm_question_input_has_focus (row))
      return (int) i;
  }
  return -1;
}

static gboolean
remove_focused (HcrmQuestionInput *self)
{
  int n = find_focused (self);

  if (n >= 0)
    take_away (self, n);
  return n >= 0;
}

static void
add_button (HcrmQuestionInput *self, GtkBox *box)
{
  GtkWidget *add = gtk_button_new (), *words = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_box_append (GTK_BOX (words), gtk_label_new (_ ("+ Another answer")));
  gtk_box_append (GTK_BOX (words), hcrm_key_cap_new ("Alt +"));
  gtk_button_set_child (GTK_BUTTON (add), words);
  gtk_widget_add_css_class (add, "chip");
  gtk_widget_add_css_class (add, "add");
  gtk_widget_set_halign (add, GTK_ALIGN_START);
  gtk_accessible_update_property (GTK_ACCESSIBLE (add), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Another answer"), -1);
  g_signal_connect_swapped (add, "clicked", G_CALLBACK (add_value), self);
  gtk_box_append (box, add);
}

static void
build_values (HcrmQuestionInput *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);

  if (!self->item->repeats) {
    build_value (self);
    return;
  }
  self->extra = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  gtk_box_append (GTK_BOX (box), self->extra);
  add_button (self, GTK_BOX (box));
  append_value (self);
  show_buttons (self);
  adw_bin_set_child (ADW_BIN (self), box);
}

static gboolean
places_show_answers (HcrmQuestionInput *self)
{
  guint n = 0;

  for (guint i = 0; i < self->parts->len; i++) {
    g_autoptr (HcrmAnswer) shown = hcrm_question_value_dup_answer (get_value (self, i));
    if (shown == NULL)
      continue;
    if (n >= count_answers (self) || !hcrm_answer_equal (shown, get_answer (self, n)))
      return FALSE;
    n++;
  }
  return n == count_answers (self);
}

/* Places that are empty or cannot be read stay as they are, if the others show the answers. */
static void
sync_values (HcrmQuestionInput *self)
{
  guint wanted = MAX (count_answers (self), 1);

  if (!self->item->repeats) {
    sync_value (self);
    return;
  }
  if (places_show_answers (self))
    return;
  while (self->parts->len > wanted)
    remove_value (self, self->parts->len - 1);
  while (self->parts->len < wanted)
    append_value (self);
  for (guint i = 0; i < wanted; i++) {
    if (i >= count_answers (self))
      hcrm_question_value_clear (get_value (self, i));
    else
      hcrm_question_value_set_answer (get_value (self, i), get_answer (self, i));
  }
  show_buttons (self);
}

/* --- both ------------------------------------------------------------------------------------- */

static gboolean
move_values (HcrmQuestionInput *self, gboolean forward)
{
  int n = find_focused (self), next = n + (forward ? 1 : -1);

  if (n < 0)
    return FALSE;
  if (hcrm_question_value_move (get_value (self, n), forward))
    return TRUE;
  if (next < 0 || next >= (int) self->parts->len)
    return FALSE;
  focus_value (self, next);
  return TRUE;
}

static gboolean
open_value (HcrmQuestionInput *self)
{
  int n = find_focused (self);

  return hcrm_question_value_open (get_value (self, MAX (n, 0)));
}

static const char *
get_values_fault (HcrmQuestionInput *self)
{
  const char *fault = NULL;

  for (guint i = 0; i < self->parts->len && fault == NULL; i++)
    fault = hcrm_question_value_get_fault (get_value (self, i));
  return fault;
}

static void
clear_values (HcrmQuestionInput *self)
{
  for (guint i = 0; i < self->parts->len; i++)
    hcrm_question_value_clear (get_value (self, i));
}

const HcrmQuestionKind hcrm_question_value = {
  .build = build_value,
  .sync = sync_value,
  .move = move_values,
  .open = open_value,
  .get_fault = get_values_fault,
  .clear = clear_values,
  .on_line = TRUE,
};

const HcrmQuestionKind hcrm_question_values = {
  .build = build_values,
  .sync = sync_values,
  .move = move_values,
  .add = add_value,
  .remove = remove_focused,
  .open = open_value,
  .get_fault = get_values_fault,
  .clear = clear_values,
};
