/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "questionnaire/hcrm-questionnaire.h"

G_BEGIN_DECLS

/**
 * HcrmAnswerMarks:
 *
 * The answers of a question, each of which is good, bad or neither. Emits `changed` when the user
 * marks one.
 */
#define HCRM_TYPE_ANSWER_MARKS (hcrm_answer_marks_get_type ())
G_DECLARE_FINAL_TYPE (HcrmAnswerMarks, hcrm_answer_marks, HCRM, ANSWER_MARKS, GtkBox)

GtkWidget *hcrm_answer_marks_new (void);

/* @good, @bad: (nullable): codes of answers */
void hcrm_answer_marks_set (HcrmAnswerMarks *self, JsonArray *good, JsonArray *bad);

/* Shows the answers of @item (nullable); a mark on an answer that it no longer has stays. */
void hcrm_answer_marks_show_item (HcrmAnswerMarks *self, const HcrmItem *item);

/* @mark: `good` or `bad`; returns: (transfer full): the codes of the answers marked so */
JsonArray *hcrm_answer_marks_dup (HcrmAnswerMarks *self, const char *mark);

/* @message: (nullable): %NULL: nothing is wrong */
void hcrm_answer_marks_show_error (HcrmAnswerMarks *self, const char *message);

G_END_DECLS
