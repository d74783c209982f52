/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "core/hcrm-record.h"
#include "questionnaire/hcrm-response.h"

G_BEGIN_DECLS

/**
 * HcrmConflict:
 *
 * Two people changed one record: field by field, mine or theirs, and what else they changed. A
 * field that only one of the two changed is no conflict. The answers to a questionnaire are laid
 * out question by question.
 */
#define HCRM_TYPE_CONFLICT (hcrm_conflict_get_type ())
G_DECLARE_FINAL_TYPE (HcrmConflict, hcrm_conflict, HCRM, CONFLICT, AdwBin)

/**
 * hcrm_conflict_set:
 * @seen: the record as it was when the typing began
 * @mine: the fields that were typed here
 * @theirs: the record as it is now
 * @questionnaire: (nullable): what the field `response` answers, if they have it; where @seen lacks
 *   it nobody knows any more what was answered before
 *
 * Returns: how many fields and answers are to be chosen
 */
guint hcrm_conflict_set (HcrmConflict *self,
                         HcrmRecord *seen,
                         HcrmRecord *mine,
                         HcrmRecord *theirs,
                         HcrmQuestionnaire *questionnaire);

/* How many fields and answers they changed that were not typed here. */
guint hcrm_conflict_get_n_news (HcrmConflict *self);

/* Whether theirs was chosen for a field. */
gboolean hcrm_conflict_takes_theirs (HcrmConflict *self, const char *field);

/* Whether theirs was chosen for every field and answer in conflict; `FALSE` if there is none. */
gboolean hcrm_conflict_takes_all_theirs (HcrmConflict *self);

/* Returns: (transfer none) (nullable): the answers that come of the choice; %NULL if the two do not
 * differ in them, or cannot be laid side by side. */
HcrmResponse *hcrm_conflict_get_answers (HcrmConflict *self);

/* --- what the parts of it are made of --------------------------------------------------------- */

GtkWidget *hcrm_conflict_new_label (const char *text, const char *style);

/* A button for what one of the two has of a thing. */
GtkWidget *hcrm_conflict_new_side (const char *label, const char *side, const char *text);

G_END_DECLS
