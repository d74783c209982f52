/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "questionnaire/hcrm-response.h"

G_BEGIN_DECLS

/**
 * HcrmQuestionInput:
 *
 * Shows and takes the answers of one question in the way its kind asks for: chips, a list to choose
 * from, a search, typed values, or words only where it cannot be answered here. Writes to the
 * response as the user types; hcrm_question_input_sync() brings what changed in the response back.
 */
#define HCRM_TYPE_QUESTION_INPUT (hcrm_question_input_get_type ())
G_DECLARE_FINAL_TYPE (HcrmQuestionInput, hcrm_question_input, HCRM, QUESTION_INPUT, AdwBin)

/* More options than this are a list instead of chips. */
#define HCRM_QUESTION_MAX_CHIPS 6
/* More than this are searched by typing. */
#define HCRM_QUESTION_MAX_LIST 12

/* @language: `en` or `zh_CN`, a static text; @label: (nullable): the question's label on screen. */
GtkWidget *hcrm_question_input_new (HcrmResponse *response,
                                    const HcrmItem *item,
                                    guint repeat,
                                    const char *language,
                                    GtkWidget *label);

/* Whether it stands on the question's own line. */
gboolean hcrm_question_input_is_inline (HcrmQuestionInput *self);

/* Whether it takes several answers, so that one of them does not finish it. */
gboolean hcrm_question_input_takes_many (HcrmQuestionInput *self);

/* Shows the answers as they are in the response, unless it was this input that wrote them. */
void hcrm_question_input_sync (HcrmQuestionInput *self);

/* What a key does here before it means anything in the form. Returns: whether it did anything. */
gboolean hcrm_question_input_press (HcrmQuestionInput *self, guint keyval);

/* Whether a popover or an input method has the keys. */
gboolean hcrm_question_input_is_busy (HcrmQuestionInput *self);

/* Answers with the @digit-th option, 10 for the key 0. Returns: whether there is one. */
gboolean hcrm_question_input_choose (HcrmQuestionInput *self, guint digit);
void hcrm_question_input_clear (HcrmQuestionInput *self);

/* Whether keys are text at the moment, so that digits and Enter are not commands. */
gboolean hcrm_question_input_is_typing (HcrmQuestionInput *self);
gboolean hcrm_question_input_is_multiline (HcrmQuestionInput *self);
/* Whether Up or Down means something here: in lines, on a slider, among chips on several lines. */
gboolean hcrm_question_input_keeps_arrow (HcrmQuestionInput *self, gboolean down);

/* Of a question with several typed answers: goes to the place for a new one, takes away the one
 * that has the focus. Returns: whether there is such a thing. */
gboolean hcrm_question_input_add (HcrmQuestionInput *self);
gboolean hcrm_question_input_remove (HcrmQuestionInput *self);

/* Goes to the next or the last place within the question. Returns: whether there was one. */
gboolean hcrm_question_input_move (HcrmQuestionInput *self, gboolean forward);

/* Opens what can be opened: a calendar, a list. */
gboolean hcrm_question_input_open (HcrmQuestionInput *self);

/* Puts the focus where an answer is given; at its first or last place for going backwards. */
void hcrm_question_input_focus (HcrmQuestionInput *self);
void hcrm_question_input_focus_end (HcrmQuestionInput *self, gboolean last);

/* Returns: (nullable): why what was typed cannot be read, translated. */
const char *hcrm_question_input_get_fault (HcrmQuestionInput *self);

/* Tells screen readers what is wrong; %NULL for nothing. */
void hcrm_question_input_set_wrong (HcrmQuestionInput *self, const char *message);

G_END_DECLS
