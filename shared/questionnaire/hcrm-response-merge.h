/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hcrm-response.h"

G_BEGIN_DECLS

/**
 * HcrmResponseMerge:
 *
 * Two people answered one questionnaire at a time: question by question, mine or theirs. A question
 * that only one of the two changed is no conflict. A repeating group is taken as a whole, for
 * nobody can tell which of its instances are the same.
 */
typedef struct _HcrmResponseMerge HcrmResponseMerge;

/**
 * HcrmMergeRow:
 * @item: a question outside of repeating groups, or such a group
 * @open: both changed it, or what was there before is not known: a person has to choose
 * @theirs: whose is taken so far
 *
 * A place in which the two differ.
 */
typedef struct {
  const HcrmItem *item;
  gboolean open;
  gboolean theirs;
} HcrmMergeRow;

/**
 * hcrm_response_merge_new:
 * @before: (nullable): the answers as they were when mine were begun; %NULL if not known
 * @mine: not kept; all three are answers to one questionnaire
 *
 * To begin with, mine is taken where there is something to choose; theirs, where mine was not asked
 * at all.
 */
HcrmResponseMerge *
hcrm_response_merge_new (HcrmResponse *before, HcrmResponse *mine, HcrmResponse *theirs);
void hcrm_response_merge_free (HcrmResponseMerge *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HcrmResponseMerge, hcrm_response_merge_free)

/* Returns: (element-type HcrmMergeRow): where the two differ, in the questionnaire's order. */
const GPtrArray *hcrm_response_merge_get_rows (HcrmResponseMerge *self);

/* Chooses for one of the rows. */
void hcrm_response_merge_take (HcrmResponseMerge *self, guint row, gboolean theirs);

/* Returns: (transfer none): what comes of the choice; an item may be enabled by it or no longer. */
HcrmResponse *hcrm_response_merge_get_response (HcrmResponseMerge *self);

/* Whether nothing of mine is taken: they have all of it already. */
gboolean hcrm_response_merge_is_theirs (HcrmResponseMerge *self);

G_END_DECLS
