/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Shows a response as question cards and leads through them by keys. */

#include "hcrm-questionnaire-form-private.h"

#include <glib/gi18n.h>

#include "hcrm-reveal.h"

G_DEFINE_FINAL_TYPE (HcrmQuestionnaireForm, hcrm_questionnaire_form, ADW_TYPE_BIN)

enum { FINISHED, N_SIGNALS };

static guint signals[N_SIGNALS];

/* --- the response changes --------------------------------------------------------------------- */

static void
show_reasons (HcrmQuestionnaireForm *self, const HcrmItem *source)
{
  if (source->dependents->len == 0)
    return;
  for (guint i = 0; i < self->cards->len; i++) {
    HcrmQuestionCard *card = g_ptr_array_index (self->cards, i);
    if (hcrm_form_find_source (hcrm_question_card_get_item (card)) == source)
      hcrm_form_show_reason (self, card);
  }
}

static void
answer_changed_cb (HcrmQuestionnaireForm *self, const char *link_id, guint repeat)
{
  HcrmQuestionCard *card = hcrm_form_find_card (self, link_id, repeat);

  hcrm_form_forget_undo (self);
  gtk_widget_set_visible (self->fault, FALSE);
  if (card == NULL)
    return;
  hcrm_question_card_update (card);
  show_reasons (self, hcrm_question_card_get_item (card));
}

static void
enabled_changed_cb (HcrmQuestionnaireForm *self, const char *link_id, guint repeat)
{
  GtkWidget *row = hcrm_form_find_row (self, link_id, repeat);

  if (row == NULL)
    return;
  gtk_widget_set_visible (row, hcrm_response_is_enabled (self->response, link_id, repeat));
  if (HCRM_IS_QUESTION_CARD (row)) {
    hcrm_question_card_update (HCRM_QUESTION_CARD (row));
    hcrm_form_show_reason (self, HCRM_QUESTION_CARD (row));
  }
}

static void
watch_response (HcrmQuestionnaireForm *self)
{
  g_signal_connect_object (self->response, "answer-changed", G_CALLBACK (answer_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->response, "enabled-changed", G_CALLBACK (enabled_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->response, "instances-changed",
                           G_CALLBACK (hcrm_form_sync_instances), self, G_CONNECT_SWAPPED);
}

static void
clear_response (HcrmQuestionnaireForm *self)
{
  if (self->response != NULL)
    g_signal_handlers_disconnect_by_data (self->response, self);
  g_clear_object (&self->response);
  g_clear_object (&self->previous);
}

/* --- going from question to question ---------------------------------------------------------- */

static gboolean
is_open (HcrmQuestionCard *card)
{
  return gtk_widget_get_visible (GTK_WIDGET (card))
         && hcrm_item_is_answerable (hcrm_question_card_get_item (card));
}

static int
find_current (HcrmQuestionnaireForm *self)
{
  GtkWidget *card = hcrm_questionnaire_form_get_current (self);
  guint n;

  return card != NULL && g_ptr_array_find (self->cards, card, &n) ? (int) n : -1;
}

/* The next open question after the @from-th in steps of @step; -1 if there is none. */
static int
find_next (HcrmQuestionnaireForm *self, int from, int step, gboolean unanswered)
{
  for (int i = from + step; i >= 0 && i < (int) self->cards->len; i += step) {
    HcrmQuestionCard *card = g_ptr_array_index (self->cards, i);
    if (is_open (card) && !(unanswered && hcrm_question_card_is_answered (card)))
      return i;
  }
  return -1;
}

static void
focus_nth (HcrmQuestionnaireForm *self, int n)
{
  HcrmQuestionCard *card = g_ptr_array_index (self->cards, n);

  hcrm_question_input_focus (hcrm_question_card_get_input (card));
  hcrm_reveal (GTK_WIDGET (card));
}

static gboolean
go_on (HcrmQuestionnaireForm *self, gboolean unanswered)
{
  int current = find_current (self), next = find_next (self, current, 1, unanswered);

  if (next < 0 && unanswered)
    next = find_next (self, -1, 1, TRUE);
  if (next >= 0)
    focus_nth (self, next);
  else
    g_signal_emit (self, signals[FINISHED], 0);
  return TRUE;
}

/* Beyond the ends, the focus leaves the form as it would leave one widget. */
static gboolean
go_by_tab (HcrmQuestionnaireForm *self, HcrmQuestionCard *card, gboolean forward)
{
  int next = find_next (self, find_current (self), forward ? 1 : -1, FALSE);

  if (next >= 0) {
    focus_nth (self, next);
    return TRUE;
  }
  hcrm_question_input_focus_end (hcrm_question_card_get_input (card), forward);
  return FALSE;
}

static guint
get_digit (guint keyval)
{
  gunichar c = gdk_keyval_to_unicode (keyval);

  if (c < '0' || c > '9')
    return 0;
  return c == '0' ? 10 : c - '0';
}

static gboolean
press_digit (HcrmQuestionnaireForm *self, HcrmQuestionCard *card, guint digit)
{
  HcrmQuestionInput *input = hcrm_question_card_get_input (card);

  if (!hcrm_question_input_choose (input, digit))
    return FALSE;
  if (!hcrm_question_input_takes_many (input) && !hcrm_question_input_is_typing (input))
    go_on (self, TRUE);
  return TRUE;
}

static gboolean
press_command (HcrmQuestionnaireForm *self, HcrmQuestionCard *card, guint keyval)
{
  HcrmQuestionInput *input = hcrm_question_card_get_input (card);

  if (keyval != GDK_KEY_Delete && keyval != GDK_KEY_BackSpace)
    return press_digit (self, card, get_digit (keyval));
  hcrm_question_input_clear (input);
  return TRUE;
}

static gboolean
go_up_or_down (HcrmQuestionnaireForm *self, HcrmQuestionCard *card, gboolean down)
{
  HcrmQuestionInput *input = hcrm_question_card_get_input (card);
  int next = find_next (self, find_current (self), down ? 1 : -1, FALSE);

  if (hcrm_question_input_keeps_arrow (input, down))
    return FALSE;
  if (down && hcrm_question_input_open (input))
    return TRUE;
  if (next >= 0)
    focus_nth (self, next);
  return next >= 0;
}

static gboolean
press_key (HcrmQuestionnaireForm *self, HcrmQuestionCard *card, guint keyval, gboolean shift)
{
  HcrmQuestionInput *input = hcrm_question_card_get_input (card);

  switch (keyval) {
  case GDK_KEY_Tab:
  case GDK_KEY_ISO_Left_Tab:
    return hcrm_question_input_move (input, !shift && keyval == GDK_KEY_Tab)
           || go_by_tab (self, card, !shift && keyval == GDK_KEY_Tab);
  case GDK_KEY_Return:
  case GDK_KEY_KP_Enter:
    return !hcrm_question_input_is_multiline (input) && go_on (self, FALSE);
  case GDK_KEY_Down:
  case GDK_KEY_Up:
    return go_up_or_down (self, card, keyval == GDK_KEY_Down);
  default:
    return !hcrm_question_input_is_typing (input) && press_command (self, card, keyval);
  }
}

/* Within a question that repeats, then around it. */
static gboolean
press_with_alt (HcrmQuestionnaireForm *self, HcrmQuestionCard *card, guint keyval)
{
  HcrmQuestionInput *input = card != NULL ? hcrm_question_card_get_input (card) : NULL;

  switch (keyval) {
  case GDK_KEY_plus:
  case GDK_KEY_equal:
  case GDK_KEY_KP_Add:
    return (input != NULL && hcrm_question_input_add (input)) || hcrm_form_add_here (self);
  case GDK_KEY_minus:
  case GDK_KEY_KP_Subtract:
    return (input != NULL && hcrm_question_input_remove (input)) || hcrm_form_remove_here (self);
  default:
    return FALSE;
  }
}

static gboolean
press_with_control (HcrmQuestionnaireForm *self, guint keyval)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));

  if (keyval == GDK_KEY_j || keyval == GDK_KEY_J) {
    if (!hcrm_questionnaire_form_jump (self, keyval == GDK_KEY_j))
      gtk_widget_error_bell (GTK_WIDGET (self));
    return TRUE;
  }
  return keyval == GDK_KEY_z && !GTK_IS_EDITABLE (focus) && hcrm_form_undo (self);
}

gboolean
hcrm_questionnaire_form_press (HcrmQuestionnaireForm *self, guint keyval, GdkModifierType state)
{
  GtkWidget *current = hcrm_questionnaire_form_get_current (self);
  HcrmQuestionCard *card = current != NULL ? HCRM_QUESTION_CARD (current) : NULL;
  HcrmQuestionInput *input = card != NULL ? hcrm_question_card_get_input (card) : NULL;

  if (self->read_only || (input != NULL && hcrm_question_input_is_busy (input)))
    return FALSE;
  switch (state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK)) {
  case 0:
    return card != NULL
           && (hcrm_question_input_press (input, keyval)
               || press_key (self, card, keyval, (state & GDK_SHIFT_MASK) != 0));
  case GDK_CONTROL_MASK:
    return press_with_control (self, keyval);
  case GDK_ALT_MASK:
    return press_with_alt (self, card, keyval);
  default:
    return FALSE;
  }
}

static gboolean
key_pressed_cb (HcrmQuestionnaireForm *self,
                guint keyval,
                guint keycode,
                GdkModifierType state,
                GtkEventControllerKey *controller)
{
  return hcrm_questionnaire_form_press (self, keyval, state);
}

/* --- errors ----------------------------------------------------------------------------------- */

void
hcrm_questionnaire_form_clear_errors (HcrmQuestionnaireForm *self)
{
  for (guint i = 0; i < self->cards->len; i++)
    hcrm_question_card_set_error (g_ptr_array_index (self->cards, i), NULL);
  gtk_widget_set_visible (self->fault, FALSE);
}

gboolean
hcrm_questionnaire_form_set_error (HcrmQuestionnaireForm *self,
                                   const char *field,
                                   const char *message)
{
  HcrmQuestionCard *card = hcrm_form_find_card (self, field, 0);

  if (card == NULL)
    return FALSE;
  hcrm_question_card_set_error (card, message);
  return TRUE;
}

/* What is wrong where there is no question in sight: with a group, or with the whole. */
static void
show_elsewhere (HcrmQuestionnaireForm *self, const HcrmFault *fault)
{
  const HcrmItem *item =
      hcrm_questionnaire_find (hcrm_response_get_questionnaire (self->response), fault->link_id);
  const char *about = item != NULL ? hcrm_text_get (item->text, self->language) : NULL;
  g_autofree char *text =
      about != NULL ? g_strdup_printf ("%s: %s", about, fault->detail) : g_strdup (fault->detail);

  gtk_label_set_label (GTK_LABEL (self->fault), text);
  gtk_widget_set_visible (self->fault, TRUE);
}

/* Beside its question, if that is in sight. */
static void
show_fault (HcrmQuestionnaireForm *self, const HcrmFault *fault)
{
  HcrmQuestionCard *card = hcrm_form_find_card (self, fault->link_id, fault->repeat);

  if (card == NULL || !gtk_widget_get_visible (GTK_WIDGET (card))) {
    if (!fault->warning)
      show_elsewhere (self, fault);
  } else if (!fault->warning) {
    hcrm_question_card_set_error (card, fault->detail);
  } else if (hcrm_question_card_get_error (card) == NULL) {
    hcrm_question_card_set_warning (card, fault->detail);
  }
}

static void
show_faults (HcrmQuestionnaireForm *self, gboolean complete)
{
  g_autoptr (GPtrArray) faults = hcrm_response_validate (self->response, complete);

  for (guint i = faults->len; i > 0; i--)
    show_fault (self, g_ptr_array_index (faults, i - 1));
}

/* Only what can be seen from the answer itself: what is missing may still come. */
void
hcrm_questionnaire_form_check_card (HcrmQuestionnaireForm *self, GtkWidget *widget)
{
  HcrmQuestionCard *card = HCRM_QUESTION_CARD (widget);
  const char *link_id = hcrm_question_card_get_item (card)->link_id;

  if (self->response == NULL || self->read_only || !hcrm_question_card_is_answered (card))
    return;
  g_autoptr (GPtrArray) faults = hcrm_response_validate (self->response, FALSE);
  for (guint i = 0; i < faults->len; i++) {
    const HcrmFault *fault = g_ptr_array_index (faults, i);
    if (g_str_equal (fault->link_id, link_id)
        && fault->repeat == hcrm_question_card_get_repeat (card))
      show_fault (self, fault);
  }
}

/* What was typed and cannot be read is not in the response. */
static void
show_unreadable (HcrmQuestionCard *card)
{
  const char *fault = hcrm_question_input_get_fault (hcrm_question_card_get_input (card));

  if (fault != NULL && gtk_widget_get_visible (GTK_WIDGET (card)))
    hcrm_question_card_set_error (card, fault);
}

static int
find_wrong (HcrmQuestionnaireForm *self)
{
  for (guint i = 0; i < self->cards->len; i++)
    if (hcrm_question_card_get_error (g_ptr_array_index (self->cards, i)) != NULL)
      return i;
  return -1;
}

gboolean
hcrm_questionnaire_form_check (HcrmQuestionnaireForm *self, gboolean complete)
{
  if (self->response == NULL)
    return TRUE;
  hcrm_questionnaire_form_clear_errors (self);
  show_faults (self, complete);
  for (guint i = 0; i < self->cards->len; i++)
    show_unreadable (g_ptr_array_index (self->cards, i));
  int wrong = find_wrong (self);
  if (wrong >= 0)
    focus_nth (self, wrong);
  return wrong < 0 && !gtk_widget_get_visible (self->fault);
}

/* What was typed and cannot be read is wrong too, where it stands in sight. */
static guint
count_unreadable (HcrmQuestionnaireForm *self)
{
  guint n = 0;

  for (guint i = 0; i < self->cards->len; i++) {
    HcrmQuestionCard *card = g_ptr_array_index (self->cards, i);
    n += gtk_widget_get_visible (GTK_WIDGET (card))
         && hcrm_question_input_get_fault (hcrm_question_card_get_input (card)) != NULL;
  }
  return n;
}

guint
hcrm_questionnaire_form_count_wrong (HcrmQuestionnaireForm *self)
{
  if (self->response == NULL)
    return 0;
  g_autoptr (GPtrArray) faults = hcrm_response_validate (self->response, FALSE);
  guint n = count_unreadable (self);
  for (guint i = 0; i < faults->len; i++)
    n += !((const HcrmFault *) g_ptr_array_index (faults, i))->warning;
  return n;
}

/* Wrong, or required and not answered. */
static gboolean
is_open_end (HcrmQuestionCard *card)
{
  return is_open (card)
         && (hcrm_question_card_get_error (card) != NULL
             || hcrm_question_input_get_fault (hcrm_question_card_get_input (card)) != NULL
             || (hcrm_question_card_get_item (card)->required
                 && !hcrm_question_card_is_answered (card)));
}

gboolean
hcrm_questionnaire_form_jump (HcrmQuestionnaireForm *self, gboolean forward)
{
  int n = (int) self->cards->len, from = find_current (self);

  if (from < 0 && !forward)
    from = 0;
  for (int i = 1; i <= n; i++) {
    int at = (((from + (forward ? i : -i)) % n) + n) % n;
    if (is_open_end (g_ptr_array_index (self->cards, at))) {
      focus_nth (self, at);
      return TRUE;
    }
  }
  return FALSE;
}

/* --- the type --------------------------------------------------------------------------------- */

static void
hcrm_questionnaire_form_dispose (GObject *object)
{
  HcrmQuestionnaireForm *self = HCRM_QUESTIONNAIRE_FORM (object);

  clear_response (self);
  G_OBJECT_CLASS (hcrm_questionnaire_form_parent_class)->dispose (object);
}

static void
hcrm_questionnaire_form_finalize (GObject *object)
{
  HcrmQuestionnaireForm *self = HCRM_QUESTIONNAIRE_FORM (object);

  g_clear_pointer (&self->cards, g_ptr_array_unref);
  g_clear_pointer (&self->rows, g_hash_table_unref);
  g_clear_pointer (&self->repeats, g_hash_table_unref);
  g_clear_pointer (&self->undo, g_free);
  G_OBJECT_CLASS (hcrm_questionnaire_form_parent_class)->finalize (object);
}

static void
hcrm_questionnaire_form_class_init (HcrmQuestionnaireFormClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hcrm_questionnaire_form_dispose;
  G_OBJECT_CLASS (klass)->finalize = hcrm_questionnaire_form_finalize;
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_FORM);
  signals[FINISHED] = g_signal_new ("finished", HCRM_TYPE_QUESTIONNAIRE_FORM, G_SIGNAL_RUN_LAST, 0,
                                    NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
add_boxes (HcrmQuestionnaireForm *self)
{
  GtkWidget *outer = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  self->fault = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->fault), 0);
  gtk_label_set_wrap (GTK_LABEL (self->fault), TRUE);
  gtk_widget_add_css_class (self->fault, "alert");
  gtk_widget_set_visible (self->fault, FALSE);
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_box_append (GTK_BOX (outer), self->fault);
  gtk_box_append (GTK_BOX (outer), self->box);
  adw_bin_set_child (ADW_BIN (self), outer);
}

static void
hcrm_questionnaire_form_init (HcrmQuestionnaireForm *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->language = "en";
  self->cards = g_ptr_array_new ();
  self->rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->repeats = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  add_boxes (self);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

GtkWidget *
hcrm_questionnaire_form_new (void)
{
  return g_object_new (HCRM_TYPE_QUESTIONNAIRE_FORM, NULL);
}

void
hcrm_questionnaire_form_set_response (HcrmQuestionnaireForm *self,
                                      HcrmResponse *response,
                                      HcrmResponse *previous,
                                      const char *language)
{
  clear_response (self);
  g_set_object (&self->response, response);
  g_set_object (&self->previous, previous);
  self->language = g_intern_string (language);
  if (response != NULL)
    watch_response (self);
  hcrm_form_build (self);
}

void
hcrm_questionnaire_form_set_previous (HcrmQuestionnaireForm *self, HcrmResponse *previous)
{
  g_set_object (&self->previous, previous);
  for (guint i = 0; i < self->cards->len; i++)
    hcrm_form_show_last (self, g_ptr_array_index (self->cards, i));
}

HcrmResponse *
hcrm_questionnaire_form_get_response (HcrmQuestionnaireForm *self)
{
  return self->response;
}

void
hcrm_questionnaire_form_set_read_only (HcrmQuestionnaireForm *self, gboolean read_only)
{
  if (self->read_only == read_only)
    return;
  self->read_only = read_only;
  hcrm_form_build (self);
}

gboolean
hcrm_questionnaire_form_focus (HcrmQuestionnaireForm *self)
{
  int first = find_next (self, -1, 1, TRUE);

  if (first < 0)
    first = find_next (self, -1, 1, FALSE);
  if (first >= 0)
    focus_nth (self, first);
  return first >= 0;
}

GtkWidget *
hcrm_questionnaire_form_find_card (HcrmQuestionnaireForm *self, const char *link_id, guint repeat)
{
  HcrmQuestionCard *card = hcrm_form_find_card (self, link_id, repeat);

  return card != NULL ? GTK_WIDGET (card) : NULL;
}

GtkWidget *
hcrm_questionnaire_form_get_current (HcrmQuestionnaireForm *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  GtkWidget *card = focus != NULL ? gtk_widget_get_ancestor (focus, HCRM_TYPE_QUESTION_CARD) : NULL;

  return card != NULL && gtk_widget_is_ancestor (card, GTK_WIDGET (self)) ? card : NULL;
}
