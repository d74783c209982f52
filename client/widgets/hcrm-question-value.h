/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "questionnaire/hcrm-response.h"

G_BEGIN_DECLS

/**
 * HcrmQuestionValue:
 *
 * Takes one value that is typed: a number with its unit and perhaps a slider, a day, a time, an
 * instant, an address, a short or a long text. Knows nothing of a response; a repeating question
 * has several of these. Emits `edited` when the user changes it.
 */
#define HCRM_TYPE_QUESTION_VALUE (hcrm_question_value_get_type ())
G_DECLARE_FINAL_TYPE (HcrmQuestionValue, hcrm_question_value, HCRM, QUESTION_VALUE, AdwBin)

/* @language: a static text; @label: (nullable): the question's label on screen. */
GtkWidget *hcrm_question_value_new (const HcrmItem *item, const char *language, GtkWidget *label);

/* Returns: (transfer full) (nullable): what is typed, if it can be read. */
HcrmAnswer *hcrm_question_value_dup_answer (HcrmQuestionValue *self);

/**
 * hcrm_question_value_set_answer:
 * @answer: (nullable)
 *
 * Shows @answer, unless that is what was typed already: the cursor and `+7d` stay. With %NULL, what
 * was typed and cannot be read stays too; see hcrm_question_value_clear().
 */
void hcrm_question_value_set_answer (HcrmQuestionValue *self, const HcrmAnswer *answer);
void hcrm_question_value_clear (HcrmQuestionValue *self);

/* Returns: (nullable): why what was typed cannot be read, translated. */
const char *hcrm_question_value_get_fault (HcrmQuestionValue *self);
gboolean hcrm_question_value_is_empty (HcrmQuestionValue *self);

/* While an input method composes in an entry or a text view that is watched, its keys are its own.
 */
void hcrm_question_value_watch (GtkWidget *control);
gboolean hcrm_question_value_is_composing (GtkWidget *focus);

/* Returns: (transfer none): what is typed into. */
GtkWidget *hcrm_question_value_get_control (HcrmQuestionValue *self);

/* Goes from the entry to the slider or the unit and back. Returns: whether there was one to go to.
 */
gboolean hcrm_question_value_move (HcrmQuestionValue *self, gboolean forward);

/* Opens the calendar or the list of units. Returns: whether there is one. */
gboolean hcrm_question_value_open (HcrmQuestionValue *self);

G_END_DECLS
