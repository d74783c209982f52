/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Chooses the input that a question's kind asks for, and hands on to it. */

#include "hcrm-question-input-private.h"
#include "hcrm-question-value.h"
#include "hcrm-reveal.h"

#include <string.h>

G_DEFINE_FINAL_TYPE (HcrmQuestionInput, hcrm_question_input, ADW_TYPE_BIN)

enum { EDITED, N_SIGNALS };

static guint signals[N_SIGNALS];

/* --- for the kinds ---------------------------------------------------------------------------- */

void
hcrm_question_input_write (HcrmQuestionInput *self, const GPtrArray *answers)
{
  self->writing = TRUE;
  hcrm_response_set_answers (self->response, self->item->link_id, self->repeat, answers);
  self->writing = FALSE;
}

void
hcrm_question_input_write_choice (HcrmQuestionInput *self, guint n)
{
  self->writing = TRUE;
  hcrm_response_choose (self->response, self->item->link_id, self->repeat, n);
  self->writing = FALSE;
}

gboolean
hcrm_question_input_is_chosen (HcrmQuestionInput *self, guint n)
{
  return hcrm_response_is_chosen (self->response, self->item->link_id, self->repeat, n);
}

void
hcrm_question_input_show (HcrmQuestionInput *self)
{
  self->showing = TRUE;
  self->kind->sync (self);
  self->showing = FALSE;
}

void
hcrm_question_input_tell_edited (HcrmQuestionInput *self)
{
  g_signal_emit (self, signals[EDITED], 0);
}

const char *
hcrm_question_input_get_option (HcrmQuestionInput *self, guint n)
{
  return hcrm_option_get_label (g_ptr_array_index (self->item->options, n), self->language);
}

void
hcrm_question_input_name (HcrmQuestionInput *self, GtkWidget *control)
{
  if (self->label != NULL)
    gtk_accessible_update_relation (GTK_ACCESSIBLE (control), GTK_ACCESSIBLE_RELATION_LABELLED_BY,
                                    self->label, NULL, -1);
  if (self->item->required && !GTK_IS_BOX (control) && self->kind != &hcrm_question_chips)
    gtk_accessible_update_property (GTK_ACCESSIBLE (control), GTK_ACCESSIBLE_PROPERTY_REQUIRED,
                                    TRUE, -1);
}

gboolean
hcrm_question_input_has_focus (GtkWidget *widget)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL && (focus == widget || gtk_widget_is_ancestor (focus, widget));
}

GtkWidget *
hcrm_question_input_make_key (guint n)
{
  g_autofree char *text = g_strdup_printf ("%u", n % 10);
  GtkWidget *key = gtk_label_new (text);

  gtk_widget_add_css_class (key, "key");
  gtk_widget_set_valign (key, GTK_ALIGN_CENTER);
  return key;
}

/* --- other words ------------------------------------------------------------------------------ */

static gboolean
is_other (HcrmQuestionInput *self, const HcrmAnswer *answer)
{
  return answer->kind == HCRM_ANSWER_STRING && hcrm_item_find_option (self->item, answer) == NULL;
}

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

static int
find_other (HcrmQuestionInput *self)
{
  for (guint i = 0; self->item->open && i < count_answers (self); i++)
    if (is_other (self, get_answer (self, i)))
      return (int) i;
  return -1;
}

const char *
hcrm_question_input_get_other (HcrmQuestionInput *self)
{
  int n = find_other (self);

  return n >= 0 ? get_answer (self, n)->text : NULL;
}

/* Of several answers, the others stay. */
void
hcrm_question_input_write_other (HcrmQuestionInput *self, const char *text)
{
  g_autofree char *words = text != NULL ? g_strstrip (g_strdup (text)) : g_strdup ("");
  g_autoptr (GPtrArray) answers =
      g_ptr_array_new_with_free_func ((GDestroyNotify) hcrm_answer_free);
  int other = find_other (self);

  for (guint i = 0; self->item->repeats && i < count_answers (self); i++)
    if ((int) i != other)
      g_ptr_array_add (answers, hcrm_answer_copy (get_answer (self, i)));
  if (*words != '\0')
    g_ptr_array_add (answers, hcrm_answer_new (HCRM_ANSWER_STRING, words));
  hcrm_question_input_write (self, answers);
}

/* --- which input a question gets -------------------------------------------------------------- */

static gboolean
has_control (const HcrmItem *item, const char *control)
{
  return g_strcmp0 (item->control, control) == 0;
}

static const HcrmQuestionKind *
choose_choice_kind (const HcrmItem *item)
{
  guint n = item->options->len;
  gboolean chips = has_control (item, "radio-button") || has_control (item, "check-box");

  if (has_control (item, "autocomplete") && n > HCRM_QUESTION_MAX_CHIPS)
    return &hcrm_question_search;
  if (has_control (item, "drop-down") && !item->repeats && !item->open && n > 2)
    return n > HCRM_QUESTION_MAX_LIST ? &hcrm_question_search : &hcrm_question_list;
  if (n <= HCRM_QUESTION_MAX_CHIPS
      || ((chips || item->repeats || item->open) && n <= HCRM_QUESTION_MAX_LIST))
    return &hcrm_question_chips;
  return n > HCRM_QUESTION_MAX_LIST ? &hcrm_question_search : &hcrm_question_list;
}

static gboolean
stands_on_line (const HcrmItem *item)
{
  return !item->repeats && item->type != HCRM_ITEM_TEXT && item->type != HCRM_ITEM_URL
         && !has_control (item, "slider");
}

static const HcrmQuestionKind *
choose_kind (const HcrmItem *item)
{
  if (!hcrm_item_is_answerable (item))
    return &hcrm_question_words;
  if (item->options->len > 0 || (item->type == HCRM_ITEM_OPEN_CHOICE && !item->open_options))
    return choose_choice_kind (item);
  if (item->type == HCRM_ITEM_CHOICE && !item->open_options)
    return &hcrm_question_words; /* no option at all */
  if (item->type == HCRM_ITEM_BOOLEAN)
    return &hcrm_question_chips;
  return stands_on_line (item) ? &hcrm_question_value : &hcrm_question_values;
}

/* --- the type --------------------------------------------------------------------------------- */

static void
hcrm_question_input_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  HcrmQuestionInput *self = HCRM_QUESTION_INPUT (widget);

  GTK_WIDGET_CLASS (hcrm_question_input_parent_class)
      ->size_allocate (widget, width, height, baseline);
  if (GTK_IS_POPOVER (self->extra))
    gtk_popover_present (GTK_POPOVER (self->extra));
}

static void
hcrm_question_input_dispose (GObject *object)
{
  HcrmQuestionInput *self = HCRM_QUESTION_INPUT (object);

  if (GTK_IS_POPOVER (self->extra))
    gtk_widget_unparent (self->extra);
  self->extra = NULL;
  G_OBJECT_CLASS (hcrm_question_input_parent_class)->dispose (object);
}

static void
hcrm_question_input_finalize (GObject *object)
{
  HcrmQuestionInput *self = HCRM_QUESTION_INPUT (object);

  g_clear_object (&self->response);
  g_clear_pointer (&self->questionnaire, hcrm_questionnaire_unref);
  g_clear_pointer (&self->parts, g_ptr_array_unref);
  G_OBJECT_CLASS (hcrm_question_input_parent_class)->finalize (object);
}

static void
hcrm_question_input_class_init (HcrmQuestionInputClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hcrm_question_input_dispose;
  G_OBJECT_CLASS (klass)->finalize = hcrm_question_input_finalize;
  GTK_WIDGET_CLASS (klass)->size_allocate = hcrm_question_input_size_allocate;
  signals[EDITED] = g_signal_new ("edited", HCRM_TYPE_QUESTION_INPUT, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);
}

static void
hcrm_question_input_init (HcrmQuestionInput *self)
{
  self->parts = g_ptr_array_new ();
}

GtkWidget *
hcrm_question_input_new (HcrmResponse *response,
                         const HcrmItem *item,
                         guint repeat,
                         const char *language,
                         GtkWidget *label)
{
  HcrmQuestionInput *self = g_object_new (HCRM_TYPE_QUESTION_INPUT, NULL);

  self->response = g_object_ref (response);
  self->questionnaire = hcrm_questionnaire_ref (hcrm_response_get_questionnaire (response));
  self->item = item;
  self->repeat = repeat;
  self->language = language;
  self->label = label;
  self->kind = choose_kind (item);
  self->kind->build (self);
  hcrm_question_input_show (self);
  return GTK_WIDGET (self);
}

gboolean
hcrm_question_input_is_inline (HcrmQuestionInput *self)
{
  return self->kind->on_line;
}

gboolean
hcrm_question_input_takes_many (HcrmQuestionInput *self)
{
  return self->item->repeats;
}

void
hcrm_question_input_sync (HcrmQuestionInput *self)
{
  if (!self->writing && !self->showing)
    hcrm_question_input_show (self);
}

/* --- keys ------------------------------------------------------------------------------------- */

gboolean
hcrm_question_input_choose (HcrmQuestionInput *self, guint digit)
{
  return digit > 0 && self->kind->choose != NULL && self->kind->choose (self, digit - 1);
}

void
hcrm_question_input_clear (HcrmQuestionInput *self)
{
  if (self->kind->clear != NULL)
    self->kind->clear (self);
  hcrm_response_set_answer (self->response, self->item->link_id, self->repeat, NULL);
}

gboolean
hcrm_question_input_press (HcrmQuestionInput *self, guint keyval)
{
  return self->kind->press != NULL && self->kind->press (self, keyval);
}

gboolean
hcrm_question_input_add (HcrmQuestionInput *self)
{
  return self->kind->add != NULL && self->item->repeats && self->kind->add (self);
}

gboolean
hcrm_question_input_remove (HcrmQuestionInput *self)
{
  return self->kind->remove != NULL && self->item->repeats && self->kind->remove (self);
}

gboolean
hcrm_question_input_move (HcrmQuestionInput *self, gboolean forward)
{
  return self->kind->move != NULL && self->kind->move (self, forward);
}

static GtkWidget *
get_focus (HcrmQuestionInput *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  return root != NULL ? gtk_root_get_focus (root) : NULL;
}

gboolean
hcrm_question_input_is_typing (HcrmQuestionInput *self)
{
  GtkWidget *focus = get_focus (self);

  return focus != NULL && (GTK_IS_EDITABLE (focus) || GTK_IS_TEXT_VIEW (focus));
}

/* A popover's keys are its own, and so are those of an input method that composes. */
gboolean
hcrm_question_input_is_busy (HcrmQuestionInput *self)
{
  GtkWidget *focus = get_focus (self);

  return focus != NULL
         && (hcrm_question_value_is_composing (focus)
             || gtk_widget_get_ancestor (focus, GTK_TYPE_POPOVER) != NULL);
}

gboolean
hcrm_question_input_is_multiline (HcrmQuestionInput *self)
{
  return GTK_IS_TEXT_VIEW (get_focus (self));
}

/* Chips on several lines are a list of their own. */
static gboolean
has_line_beyond (HcrmQuestionInput *self, gboolean down)
{
  GtkWidget *focus = get_focus (self);
  GtkWidget *end = g_ptr_array_index (self->parts, down ? self->parts->len - 1 : 0);
  graphene_rect_t at, last;

  return gtk_widget_get_parent (focus) == self->control
         && gtk_widget_compute_bounds (focus, self->control, &at)
         && gtk_widget_compute_bounds (end, self->control, &last)
         && (down ? last.origin.y > at.origin.y + at.size.height
                  : last.origin.y + last.size.height < at.origin.y);
}

gboolean
hcrm_question_input_keeps_arrow (HcrmQuestionInput *self, gboolean down)
{
  GtkWidget *focus = get_focus (self);

  if (GTK_IS_RANGE (focus) || GTK_IS_TEXT_VIEW (focus))
    return TRUE;
  return self->kind == &hcrm_question_chips && has_line_beyond (self, down);
}

gboolean
hcrm_question_input_open (HcrmQuestionInput *self)
{
  return self->kind->open != NULL && hcrm_reveal_is_in_sight (self->control)
         && self->kind->open (self);
}

/* --- the focus -------------------------------------------------------------------------------- */

/* The chip that is chosen, else the first. */
static GtkWidget *
find_chip (HcrmQuestionInput *self)
{
  for (guint i = 0; i < self->parts->len && !self->item->repeats; i++)
    if (gtk_check_button_get_active (g_ptr_array_index (self->parts, i)))
      return g_ptr_array_index (self->parts, i);
  return g_ptr_array_index (self->parts, 0);
}

void
hcrm_question_input_focus (HcrmQuestionInput *self)
{
  gtk_widget_grab_focus (self->kind == &hcrm_question_chips ? find_chip (self) : self->control);
}

/* The last thing in @widget that takes the focus. */
static GtkWidget *
find_last (GtkWidget *widget)
{
  for (GtkWidget *child = gtk_widget_get_last_child (widget); child != NULL;
       child = gtk_widget_get_prev_sibling (child)) {
    GtkWidget *found =
        gtk_widget_get_visible (child) && !GTK_IS_NATIVE (child) ? find_last (child) : NULL;
    if (found != NULL)
      return found;
  }
  return gtk_widget_get_focusable (widget) && gtk_widget_get_can_focus (widget) ? widget : NULL;
}

void
hcrm_question_input_focus_end (HcrmQuestionInput *self, gboolean last)
{
  GtkWidget *end = last ? find_last (GTK_WIDGET (self)) : NULL;

  if (end != NULL)
    gtk_widget_grab_focus (end);
  else if (!last && self->kind == &hcrm_question_chips)
    gtk_widget_grab_focus (g_ptr_array_index (self->parts, 0));
  else
    hcrm_question_input_focus (self);
}

/* --- what is wrong ---------------------------------------------------------------------------- */

const char *
hcrm_question_input_get_fault (HcrmQuestionInput *self)
{
  return self->kind->get_fault != NULL ? self->kind->get_fault (self) : NULL;
}

void
hcrm_question_input_set_wrong (HcrmQuestionInput *self, const char *message)
{
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->control), GTK_ACCESSIBLE_STATE_INVALID,
                               message != NULL ? GTK_ACCESSIBLE_INVALID_TRUE
                                               : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->control),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  message != NULL ? message : "", -1);
}
