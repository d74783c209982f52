/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/hcrm-page.h"

G_BEGIN_DECLS

/**
 * HcrmReviewSteps:
 *
 * The steps of a review that ask for something: passed over, assigned, appealed, scored again,
 * settled. What is typed is kept until it is sent. Signals: `done` (the review as it is now, a
 * JsonObject), `correct` when items are to be put right before it is settled with
 * hcrm_review_steps_settle().
 */
#define HCRM_TYPE_REVIEW_STEPS (hcrm_review_steps_get_type ())
G_DECLARE_FINAL_TYPE (HcrmReviewSteps, hcrm_review_steps, HCRM, REVIEW_STEPS, GObject)

/* @page: keeps it, and its steps are those of no other page. Returns: (transfer none) */
HcrmReviewSteps *hcrm_review_steps_add (HcrmPage *page);

/* As it is shown now, of GET /reviews/{id}. */
void hcrm_review_steps_set_review (HcrmReviewSteps *self, JsonObject *review);

/* Whether the user may take a step now that the workflow and their rights allow. */
gboolean hcrm_review_steps_allows (HcrmReviewSteps *self, const char *action);
void hcrm_review_steps_begin (HcrmReviewSteps *self, const char *action);

/* Settles it with what is to count. @scores: (transfer full) */
void hcrm_review_steps_settle (HcrmReviewSteps *self, JsonNode *scores);

G_END_DECLS
