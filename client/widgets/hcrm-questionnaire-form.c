/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Shows a response as question cards and leads through them by keys. */

#include "hcrm-questionnaire-form.h"

#include "hcrm-question-card.h"
#include "hcrm-reveal.h"

struct _HcrmQuestionnaireForm {
  AdwBin parent_instance;

  GtkWidget *box;
  HcrmResponse *response;
  HcrmResponse *previous;
  const char *language; /* interned */
  GPtrArray *cards;     /* unowned, in reading order */
  GHashTable *rows;     /* place → widget (unowned), groups and texts included */
  guint numbered;
  gboolean read_only;
};

G_DEFINE_FINAL_TYPE (HcrmQuestionnaireForm, hcrm_questionnaire_form, ADW_TYPE_BIN)

enum { FINISHED, N_SIGNALS };

static guint signals[N_SIGNALS];

/* --- places ----------------------------------------------------------------------------------- */

static char *
make_place (const char *link_id, guint repeat)
{
  return repeat == 0 ? g_strdup (link_id) : g_strdup_printf ("%s[%u]", link_id, repeat);
}

static GtkWidget *
find_row (HcrmQuestionnaireForm *self, const char *link_id, guint repeat)
{
  g_autofree char *place = make_place (link_id, repeat);

  return g_hash_table_lookup (self->rows, place);
}

static HcrmQuestionCard *
find_card (HcrmQuestionnaireForm *self, const char *link_id, guint repeat)
{
  GtkWidget *row = find_row (self, link_id, repeat);

  return HCRM_IS_QUESTION_CARD (row) ? HCRM_QUESTION_CARD (row) : NULL;
}

/* The instance of @source's scope that belongs to @item's instance @repeat. */
static guint
find_repeat (HcrmQuestionnaireForm *self,
             const HcrmItem *item,
             guint repeat,
             const HcrmItem *source)
{
  for (const HcrmItem *scope = item->scope; scope != NULL && scope != source->scope;
       scope = scope->scope)
    repeat = hcrm_response_get_instance_parent (self->response, scope->link_id, repeat);
  return source->scope == NULL ? 0 : repeat;
}

/* --- what stands beside a question ------------------------------------------------------------ */

static const HcrmItem *
find_source (const HcrmItem *item)
{
  for (guint i = 0; i < item->conditions->len; i++) {
    const HcrmCondition *condition = g_ptr_array_index (item->conditions, i);
    if (condition->source != NULL)
      return condition->source;
  }
  return NULL;
}

static void
show_reason (HcrmQuestionnaireForm *self, HcrmQuestionCard *card)
{
  const HcrmItem *item = hcrm_question_card_get_item (card), *source = find_source (item);

  if (source == NULL)
    return;
  guint repeat = find_repeat (self, item, hcrm_question_card_get_repeat (card), source);
  HcrmQuestionCard *cause = find_card (self, source->link_id, repeat);
  g_autofree char *answer =
      hcrm_response_dup_label (self->response, source->link_id, repeat, self->language);
  g_autofree char *reason = NULL;
  if (cause != NULL && *answer != '\0')
    /* Translators: a question's number and the answer given there. */
    reason = g_strdup_printf (_ ("asked because %s was %s"), hcrm_question_card_get_number (cause),
                                 answer);
  hcrm_question_card_set_reason (card, reason);
}

static void
show_last (HcrmQuestionnaireForm *self, HcrmQuestionCard *card)
{
  const HcrmItem *item = hcrm_question_card_get_item (card);

  if (self->previous == NULL
      || hcrm_questionnaire_find (hcrm_response_get_questionnaire (self->previous), item->link_id)
             == NULL)
    return;
  g_autofree char *answer =
      hcrm_response_dup_label (self->previous, item->link_id, hcrm_question_card_get_repeat (card),
                               self->language);
  g_autofree char *last = *answer != '\0' ? g_strdup_printf (_ ("Last time %s"), answer) : NULL;
  hcrm_question_card_set_last (card, last);
}

/* --- building --------------------------------------------------------------------------------- */

static void
add_items (HcrmQuestionnaireForm *self, const GPtrArray *items, guint repeat, const char *number);

static void
add_row (HcrmQuestionnaireForm *self, GtkWidget *row, const HcrmItem *item, guint repeat)
{
  gtk_box_append (GTK_BOX (self->box), row);
  gtk_widget_set_visible (row, hcrm_response_is_enabled (self->response, item->link_id, repeat));
  g_hash_table_insert (self->rows, make_place (item->link_id, repeat), row);
}

static void
add_words (HcrmQuestionnaireForm *self, const HcrmItem *item, guint repeat, const char *style)
{
  GtkWidget *label = gtk_label_new (hcrm_text_get (item->text, self->language));

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, style);
  gtk_widget_set_margin_top (label, 6);
  add_row (self, label, item, repeat);
}

/* The question's own prefix, else its number among those around it. */
static char *
make_number (HcrmQuestionnaireForm *self, const HcrmItem *item, const char *around, guint nth)
{
  const char *prefix = hcrm_text_get (item->prefix, self->language);

  if (prefix != NULL)
    return g_strdup (prefix);
  if (around != NULL)
    return g_strdup_printf ("%s.%u", around, nth);
  return g_strdup_printf ("%u", ++self->numbered);
}

static void
add_question (HcrmQuestionnaireForm *self,
              const HcrmItem *item,
              guint repeat,
              const char *around,
              guint nth)
{
  g_autofree char *number = make_number (self, item, around, nth);
  GtkWidget *card = hcrm_question_card_new (self->response, item, repeat, number, self->language);

  if (around != NULL || item->conditions->len > 0)
    gtk_widget_add_css_class (card, "sub");
  gtk_widget_set_sensitive (GTK_WIDGET (hcrm_question_card_get_input (HCRM_QUESTION_CARD (card))),
                            !self->read_only);
  add_row (self, card, item, repeat);
  g_ptr_array_add (self->cards, card);
  show_reason (self, HCRM_QUESTION_CARD (card));
  show_last (self, HCRM_QUESTION_CARD (card));
  add_items (self, item->children, repeat, number);
}

typedef struct {
  HcrmQuestionnaireForm *form; /* not owned: it owns the button */
  const char *link_id;         /* the questionnaire's */
  guint repeat;
} Instance;

static void
add_instance_cb (Instance *instance)
{
  hcrm_response_add_instance (instance->form->response, instance->link_id, instance->repeat, NULL);
}

static void
remove_instance_cb (Instance *instance)
{
  hcrm_response_remove_instance (instance->form->response, instance->link_id, instance->repeat);
}

static void
free_instance (gpointer data, GClosure *closure)
{
  g_free (data);
}

static GtkWidget *
make_button (HcrmQuestionnaireForm *self,
             const char *label,
             const HcrmItem *group,
             guint repeat,
             void (*clicked) (Instance *instance))
{
  GtkWidget *button = gtk_button_new_with_label (label);
  Instance *instance = g_new (Instance, 1);

  *instance = (Instance){ self, group->link_id, repeat };
  gtk_widget_add_css_class (button, "chip");
  gtk_widget_add_css_class (button, "add");
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_widget_set_sensitive (button, !self->read_only);
  g_signal_connect_data (button, "clicked", G_CALLBACK (clicked), instance, free_instance,
                         G_CONNECT_SWAPPED);
  return button;
}

/* @repeat: the instance around the group. */
static void
add_instances (HcrmQuestionnaireForm *self, const HcrmItem *group, guint repeat)
{
  guint n = hcrm_response_get_n_instances (self->response, group->link_id);

  for (guint i = 0; i < n; i++) {
    guint instance = hcrm_response_get_instance (self->response, group->link_id, i);
    if (hcrm_response_get_instance_parent (self->response, group->link_id, instance) != repeat)
      continue;
    add_items (self, group->children, instance, NULL);
    gtk_box_append (GTK_BOX (self->box), make_button (self, _ ("Remove these answers"), group,
                                                               instance, remove_instance_cb));
  }
  gtk_box_append (GTK_BOX (self->box), make_button (self, _ ("+ Answer these once more"), group,
                                                             repeat, add_instance_cb));
}

static void
add_group (HcrmQuestionnaireForm *self, const HcrmItem *group, guint repeat, const char *number)
{
  if (hcrm_text_get (group->text, self->language) != NULL)
    add_words (self, group, repeat, "heading");
  if (group->repeats)
    add_instances (self, group, repeat);
  else
    add_items (self, group->children, repeat, number);
}

static void
add_items (HcrmQuestionnaireForm *self, const GPtrArray *items, guint repeat, const char *number)
{
  guint nth = 0;

  for (guint i = 0; i < items->len; i++) {
    const HcrmItem *item = g_ptr_array_index (items, i);
    if (item->hidden)
      continue;
    if (item->type == HCRM_ITEM_GROUP)
      add_group (self, item, repeat, number);
    else if (item->type == HCRM_ITEM_DISPLAY)
      add_words (self, item, repeat, "dim-label");
    else
      add_question (self, item, repeat, number, ++nth);
  }
}

static void
rebuild (HcrmQuestionnaireForm *self)
{
  GtkWidget *child;

  self->numbered = 0;
  g_ptr_array_set_size (self->cards, 0);
  g_hash_table_remove_all (self->rows);
  while ((child = gtk_widget_get_first_child (self->box)) != NULL)
    gtk_box_remove (GTK_BOX (self->box), child);
  if (self->response != NULL)
    add_items (self,
               hcrm_questionnaire_get_items (hcrm_response_get_questionnaire (self->response)), 0,
               NULL);
}

/* --- the response changes --------------------------------------------------------------------- */

static void
answer_changed_cb (HcrmQuestionnaireForm *self, const char *link_id, guint repeat)
{
  HcrmQuestionCard *card = find_card (self, link_id, repeat);

  if (card == NULL)
    return;
  hcrm_question_card_update (card);
  for (guint i = 0; i < self->cards->len; i++)
    if (find_source (hcrm_question_card_get_item (g_ptr_array_index (self->cards, i)))
        == hcrm_question_card_get_item (card))
      show_reason (self, g_ptr_array_index (self->cards, i));
}

static void
enabled_changed_cb (HcrmQuestionnaireForm *self, const char *link_id, guint repeat)
{
  GtkWidget *row = find_row (self, link_id, repeat);

  if (row == NULL)
    return;
  gtk_widget_set_visible (row, hcrm_response_is_enabled (self->response, link_id, repeat));
  if (HCRM_IS_QUESTION_CARD (row)) {
    hcrm_question_card_update (HCRM_QUESTION_CARD (row));
    show_reason (self, HCRM_QUESTION_CARD (row));
  }
}

static void
rebuild_cb (gpointer data)
{
  rebuild (data);
  g_object_unref (data);
}

/* Later: the button that was pressed is among what is thrown away. */
static void
instances_changed_cb (HcrmQuestionnaireForm *self)
{
  g_idle_add_once (rebuild_cb, g_object_ref (self));
}

static void
watch_response (HcrmQuestionnaireForm *self)
{
  g_signal_connect_object (self->response, "answer-changed", G_CALLBACK (answer_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->response, "enabled-changed", G_CALLBACK (enabled_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->response, "instances-changed", G_CALLBACK (instances_changed_cb),
                           self, G_CONNECT_SWAPPED);
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
  if (!hcrm_question_input_takes_many (input))
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
press_key (HcrmQuestionnaireForm *self, HcrmQuestionCard *card, guint keyval, gboolean shift)
{
  HcrmQuestionInput *input = hcrm_question_card_get_input (card);

  switch (keyval) {
  case GDK_KEY_Tab:
  case GDK_KEY_ISO_Left_Tab:
    return go_by_tab (self, card, !shift && keyval == GDK_KEY_Tab);
  case GDK_KEY_Return:
  case GDK_KEY_KP_Enter:
    return !hcrm_question_input_is_multiline (input) && go_on (self, FALSE);
  case GDK_KEY_Down:
    return hcrm_question_input_open (input);
  default:
    return !hcrm_question_input_is_typing (input) && press_command (self, card, keyval);
  }
}

gboolean
hcrm_questionnaire_form_press (HcrmQuestionnaireForm *self, guint keyval, GdkModifierType state)
{
  GtkWidget *card = hcrm_questionnaire_form_get_current (self);

  if (card == NULL || self->read_only
      || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK)) != 0)
    return FALSE;
  return press_key (self, HCRM_QUESTION_CARD (card), keyval, (state & GDK_SHIFT_MASK) != 0);
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
}

gboolean
hcrm_questionnaire_form_set_error (HcrmQuestionnaireForm *self,
                                   const char *field,
                                   const char *message)
{
  HcrmQuestionCard *card = find_card (self, field, 0);

  if (card == NULL)
    return FALSE;
  hcrm_question_card_set_error (card, message);
  return TRUE;
}

static void
show_faults (HcrmQuestionnaireForm *self, gboolean complete)
{
  g_autoptr (GPtrArray) faults = hcrm_response_validate (self->response, complete);

  for (guint i = faults->len; i > 0; i--) {
    const HcrmFault *fault = g_ptr_array_index (faults, i - 1);
    HcrmQuestionCard *card = find_card (self, fault->link_id, fault->repeat);
    if (card != NULL)
      hcrm_question_card_set_error (card, fault->detail);
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
  return wrong < 0;
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
hcrm_questionnaire_form_init (HcrmQuestionnaireForm *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->language = "en";
  self->cards = g_ptr_array_new ();
  self->rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  adw_bin_set_child (ADW_BIN (self), self->box);
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
  rebuild (self);
}

void
hcrm_questionnaire_form_set_previous (HcrmQuestionnaireForm *self, HcrmResponse *previous)
{
  g_set_object (&self->previous, previous);
  for (guint i = 0; i < self->cards->len; i++)
    show_last (self, g_ptr_array_index (self->cards, i));
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
  rebuild (self);
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
  HcrmQuestionCard *card = find_card (self, link_id, repeat);

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
