/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One question of a form. */

#include "hcrm-question-card.h"

#include <glib/gi18n.h>

#include "hcrm-question-text.h"
#include "hcrm-wrap-box.h"

struct _HcrmQuestionCard {
  GtkBox parent_instance;

  GtkLabel *number;
  GtkLabel *text;
  GtkLabel *required;
  GtkLabel *reason;
  GtkLabel *unit;
  GtkLabel *range;
  GtkLabel *last;
  GtkLabel *fixed;
  GtkLabel *help;
  GtkBox *notes;
  HcrmWrapBox *head;
  AdwBin *inline_place;
  AdwBin *body;
  GtkBox *alert;
  GtkLabel *alert_title;
  GtkLabel *alert_note;
  GtkLabel *error;

  HcrmResponse *response;
  HcrmQuestionInput *input;
  const HcrmItem *item;
  guint repeat;
  const char *language;
  gboolean warned; /* what is said is no error */
};

G_DEFINE_FINAL_TYPE (HcrmQuestionCard, hcrm_question_card, GTK_TYPE_BOX)

enum { LEFT, N_SIGNALS };

static guint signals[N_SIGNALS];

static void
set_label (GtkLabel *label, const char *text)
{
  gtk_label_set_label (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && *text != '\0');
}

static void
set_class (HcrmQuestionCard *self, const char *name, gboolean on)
{
  if (on)
    gtk_widget_add_css_class (GTK_WIDGET (self), name);
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), name);
}

static const char *
find_note (HcrmQuestionCard *self, GPtrArray *alarms, const HcrmAlarm **found)
{
  for (guint i = 0; i < alarms->len; i++) {
    const HcrmAlarm *alarm = g_ptr_array_index (alarms, i);
    if (alarm->item == self->item && alarm->repeat == self->repeat) {
      *found = alarm;
      return alarm->note;
    }
  }
  return NULL;
}

static void
show_alarm (HcrmQuestionCard *self)
{
  g_autoptr (GPtrArray) alarms = hcrm_response_get_alarms (self->response, self->language);
  const HcrmAlarm *alarm = NULL;
  const char *note = find_note (self, alarms, &alarm);

  if (alarm == NULL)
    return;
  g_autofree char *title = g_strdup_printf (_ ("Alarming answer: %s"), alarm->answer);
  set_label (self->alert_title, title);
  set_label (self->alert_note, note);
}

static void
show_state (HcrmQuestionCard *self)
{
  gboolean alarming = hcrm_response_is_alarming (self->response, self->item->link_id, self->repeat);

  set_class (self, "alarm", alarming);
  gtk_widget_set_visible (GTK_WIDGET (self->required),
                          self->item->required && hcrm_item_is_answerable (self->item)
                              && !hcrm_question_card_is_answered (self));
  set_class (self, "done", hcrm_question_card_is_answered (self) && !alarming);
  gtk_widget_set_visible (GTK_WIDGET (self->alert), alarming);
  if (alarming)
    show_alarm (self);
  hcrm_question_card_set_error (self, NULL);
}

void
hcrm_question_card_update (HcrmQuestionCard *self)
{
  hcrm_question_input_sync (self->input);
  show_state (self);
}

/* What cannot be read is said when the question is left, not while it is typed. */
static void
left_cb (HcrmQuestionCard *self)
{
  if (hcrm_question_input_get_fault (self->input) != NULL)
    hcrm_question_card_set_error (self, hcrm_question_input_get_fault (self->input));
  else
    g_signal_emit (self, signals[LEFT], 0);
}

static void
hcrm_question_card_dispose (GObject *object)
{
  HcrmQuestionCard *self = HCRM_QUESTION_CARD (object);

  g_clear_object (&self->response);
  gtk_widget_dispose_template (GTK_WIDGET (self), HCRM_TYPE_QUESTION_CARD);
  G_OBJECT_CLASS (hcrm_question_card_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *klass)
{
  gtk_widget_class_bind_template_child (klass, HcrmQuestionCard, number);
  gtk_widget_class_bind_template_child (klass, HcrmQuestionCard, text);
  gtk_widget_class_bind_template_child (klass, HcrmQuestionCard, required);
  gtk_widget_class_bind_template_child (klass, HcrmQuestionCard, reason);
  gtk_widget_class_bind_template_child (klass, HcrmQuestionCard, unit);
  gtk_widget_class_bind_template_child (klass, HcrmQuestionCard, range);
  gtk_widget_class_bind_template_child (klass, HcrmQuestionCard, last);
  gtk_widget_class_bind_template_child (klass, HcrmQuestionCard, fixed);
  gtk_widget_class_bind_template_child (klass, HcrmQuestionCard, help);
  gtk_widget_class_bind_template_child (klass, HcrmQuestionCard, notes);
  gtk_widget_class_bind_template_child (klass, HcrmQuestionCard, head);
  gtk_widget_class_bind_template_child (klass, HcrmQuestionCard, inline_place);
  gtk_widget_class_bind_template_child (klass, HcrmQuestionCard, body);
  gtk_widget_class_bind_template_child (klass, HcrmQuestionCard, alert);
  gtk_widget_class_bind_template_child (klass, HcrmQuestionCard, alert_title);
  gtk_widget_class_bind_template_child (klass, HcrmQuestionCard, alert_note);
  gtk_widget_class_bind_template_child (klass, HcrmQuestionCard, error);
}

static void
hcrm_question_card_class_init (HcrmQuestionCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hcrm_question_card_dispose;
  g_type_ensure (HCRM_TYPE_WRAP_BOX);
  signals[LEFT] = g_signal_new ("left", HCRM_TYPE_QUESTION_CARD, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/hcrm/Client/widgets/hcrm-question-card.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, left_cb);
}

static void
hcrm_question_card_init (HcrmQuestionCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
show_words (HcrmQuestionCard *self)
{
  g_autofree char *range = hcrm_question_text_range (self->item);
  const char *text = hcrm_text_get (self->item->text, self->language);

  gtk_label_set_label (self->text, text != NULL ? text : "");
  set_label (self->help, hcrm_text_get (self->item->help, self->language));
  if (self->item->read_only)
    set_label (self->fixed, _ ("filled in by itself"));
  if (self->item->type != HCRM_ITEM_QUANTITY && hcrm_item_is_answerable (self->item))
    set_label (self->unit, hcrm_text_get (self->item->unit, self->language));
  set_label (self->range, range);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_RELATION_LABELLED_BY,
                                  self->text, NULL, -1);
}

static void
place_input (HcrmQuestionCard *self)
{
  gboolean on_line = hcrm_question_input_is_inline (self->input);
  AdwBin *place = on_line ? self->inline_place : self->body;

  adw_bin_set_child (place, GTK_WIDGET (self->input));
  gtk_widget_set_visible (GTK_WIDGET (self->inline_place), on_line);
  gtk_widget_set_visible (GTK_WIDGET (self->body), !on_line);
  gtk_widget_set_margin_top (GTK_WIDGET (self->number),
                             on_line && hcrm_item_is_answerable (self->item) ? 6 : 1);
  g_signal_connect_object (self->input, "edited", G_CALLBACK (show_state), self, G_CONNECT_SWAPPED);
}

GtkWidget *
hcrm_question_card_new (HcrmResponse *response,
                        const HcrmItem *item,
                        guint repeat,
                        const char *number,
                        const char *language)
{
  HcrmQuestionCard *self = g_object_new (HCRM_TYPE_QUESTION_CARD, NULL);

  self->response = g_object_ref (response);
  self->item = item;
  self->repeat = repeat;
  self->language = language;
  gtk_label_set_label (self->number, number);
  gtk_widget_set_opacity (GTK_WIDGET (self->number), *number != '\0'); /* keeps its place */
  show_words (self);
  self->input = HCRM_QUESTION_INPUT (
      hcrm_question_input_new (response, item, repeat, language, GTK_WIDGET (self->text)));
  place_input (self);
  hcrm_question_card_update (self);
  return GTK_WIDGET (self);
}

const HcrmItem *
hcrm_question_card_get_item (HcrmQuestionCard *self)
{
  return self->item;
}

guint
hcrm_question_card_get_repeat (HcrmQuestionCard *self)
{
  return self->repeat;
}

const char *
hcrm_question_card_get_number (HcrmQuestionCard *self)
{
  return gtk_label_get_label (self->number);
}

HcrmQuestionInput *
hcrm_question_card_get_input (HcrmQuestionCard *self)
{
  return self->input;
}

gboolean
hcrm_question_card_is_answered (HcrmQuestionCard *self)
{
  return hcrm_response_get_n_answers (self->response, self->item->link_id, self->repeat) > 0;
}

void
hcrm_question_card_add_note (HcrmQuestionCard *self, GtkWidget *note)
{
  gtk_box_append (self->notes, note);
  gtk_widget_set_visible (GTK_WIDGET (self->notes), TRUE);
}

void
hcrm_question_card_set_reason (HcrmQuestionCard *self, const char *reason)
{
  set_label (self->reason, reason);
}

void
hcrm_question_card_set_last (HcrmQuestionCard *self, const char *last)
{
  set_label (self->last, last);
}

void
hcrm_question_card_set_error (HcrmQuestionCard *self, const char *message)
{
  self->warned = FALSE;
  set_label (self->error, message);
  gtk_widget_remove_css_class (GTK_WIDGET (self->error), "warn-text");
  gtk_widget_add_css_class (GTK_WIDGET (self->error), "danger-text");
  set_class (self, "wrong", message != NULL);
  hcrm_question_input_set_wrong (self->input, message);
}

void
hcrm_question_card_set_warning (HcrmQuestionCard *self, const char *message)
{
  self->warned = TRUE;
  set_label (self->error, message);
  gtk_widget_remove_css_class (GTK_WIDGET (self->error), "danger-text");
  gtk_widget_add_css_class (GTK_WIDGET (self->error), "warn-text");
}

const char *
hcrm_question_card_get_error (HcrmQuestionCard *self)
{
  const char *error = gtk_label_get_label (self->error);

  return *error != '\0' && !self->warned ? error : NULL;
}
