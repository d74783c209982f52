/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hcrm-question-input.h"

G_BEGIN_DECLS

/* One question of a form: its number, words, input, what is wrong with the answer and what an
 * alarming answer means. A template widget; the form fills and places it. Emits `left` when the
 * focus leaves it and what was typed could be read. */
#define HCRM_TYPE_QUESTION_CARD (hcrm_question_card_get_type ())
G_DECLARE_FINAL_TYPE (HcrmQuestionCard, hcrm_question_card, HCRM, QUESTION_CARD, GtkBox)

/* @number: such as `3.1`; @language: a static text. */
GtkWidget *hcrm_question_card_new (HcrmResponse *response,
                                   const HcrmItem *item,
                                   guint repeat,
                                   const char *number,
                                   const char *language);

const HcrmItem *hcrm_question_card_get_item (HcrmQuestionCard *self);
guint hcrm_question_card_get_repeat (HcrmQuestionCard *self);
const char *hcrm_question_card_get_number (HcrmQuestionCard *self);
HcrmQuestionInput *hcrm_question_card_get_input (HcrmQuestionCard *self);
gboolean hcrm_question_card_is_answered (HcrmQuestionCard *self);

/* Shows the answer as it now is, with its alarm. */
void hcrm_question_card_update (HcrmQuestionCard *self);

/* Places a text to read below the question's words. */
void hcrm_question_card_add_note (HcrmQuestionCard *self, GtkWidget *note);

/* Texts beside the question; %NULL for none. */
void hcrm_question_card_set_reason (HcrmQuestionCard *self, const char *reason);
void hcrm_question_card_set_last (HcrmQuestionCard *self, const char *last);
/* What is to be thought over but refuses nothing. */
void hcrm_question_card_set_warning (HcrmQuestionCard *self, const char *message);
void hcrm_question_card_set_error (HcrmQuestionCard *self, const char *message);
const char *hcrm_question_card_get_error (HcrmQuestionCard *self);

G_END_DECLS
