/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "questionnaire/hcrm-response.h"

G_BEGIN_DECLS

/**
 * HcrmAnswerConflict:
 *
 * Two people answered one questionnaire: question by question, in words, mine or theirs, and what
 * else they answered. A question that the choice of another leaves unasked is not shown.
 */
#define HCRM_TYPE_ANSWER_CONFLICT (hcrm_answer_conflict_get_type ())
G_DECLARE_FINAL_TYPE (HcrmAnswerConflict, hcrm_answer_conflict, HCRM, ANSWER_CONFLICT, AdwBin)

/**
 * hcrm_answer_conflict_set:
 * @before: (nullable): the answers as they were when the typing began; %NULL if that is not known
 */
void hcrm_answer_conflict_set (HcrmAnswerConflict *self,
                               HcrmResponse *before,
                               HcrmResponse *mine,
                               HcrmResponse *theirs);

/* How many questions are to be chosen, and how many they alone changed. */
guint hcrm_answer_conflict_get_n_choices (HcrmAnswerConflict *self);
guint hcrm_answer_conflict_get_n_news (HcrmAnswerConflict *self);

/* Whether nothing of mine is taken. */
gboolean hcrm_answer_conflict_is_theirs (HcrmAnswerConflict *self);

/* Returns: (transfer none): the answers that come of the choice. */
HcrmResponse *hcrm_answer_conflict_get_response (HcrmAnswerConflict *self);

G_END_DECLS
