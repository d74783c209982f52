/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/hcrm-page.h"

G_BEGIN_DECLS

/**
 * HcrmReviewCard:
 *
 * The scorecard of a review: its items, the score that they make so far, and the coaching. Read
 * only, or filled in with the keys of #HcrmReviewItem.
 *
 * Signals: `changed` when something was typed, `stamp` when the focused item is to get the present
 * second, see hcrm_review_card_stamp(), `play` (ms) for an item's moment.
 */
#define HCRM_TYPE_REVIEW_CARD (hcrm_review_card_get_type ())
G_DECLARE_FINAL_TYPE (HcrmReviewCard, hcrm_review_card, HCRM, REVIEW_CARD, GtkBox)

typedef enum {
  HCRM_REVIEW_READ,    /* nothing can be typed */
  HCRM_REVIEW_SCORE,   /* items and coaching */
  HCRM_REVIEW_CORRECT, /* items only: what is to count after an appeal */
} HcrmReviewMode;

/**
 * hcrm_review_card_show:
 * @review: of GET /reviews/{id}
 *
 * Shows what the server has. What was typed since the last time stays, as long as review and mode
 * are the same.
 */
void hcrm_review_card_show (HcrmReviewCard *self, JsonObject *review, HcrmReviewMode mode);

/* Returns: (transfer full): `scores` of all items, and `coaching` where it is typed. */
JsonNode *hcrm_review_card_dup_typed (HcrmReviewCard *self);

/* Lays that over what the server has. @typed: (nullable) */
void hcrm_review_card_take_typed (HcrmReviewCard *self, JsonNode *typed);

/* Names what is not scored, and puts the focus on the first of it. Returns: whether all is. */
gboolean hcrm_review_card_check (HcrmReviewCard *self);

/* Puts the focus on the first item that is not scored, or on the first. */
void hcrm_review_card_focus (HcrmReviewCard *self);

/**
 * hcrm_review_card_stamp:
 *
 * Gives the item that emitted `stamp` its moment.
 *
 * Returns: (nullable): the words of the item that has it
 */
const char *hcrm_review_card_stamp (HcrmReviewCard *self, gint64 ms);

/* Keys while the focus is in it. Returns: whether it was one of its own. */
gboolean hcrm_review_card_take_key (HcrmReviewCard *self, guint key, GdkModifierType state);

/* Esc: from a field back to its item. Returns: whether there was anything to leave. */
gboolean hcrm_review_card_back (HcrmReviewCard *self);

/* @field: `scores[2].value`. Returns: whether there is such an item. */
gboolean hcrm_review_card_show_error (HcrmReviewCard *self, const char *field, const char *message);

G_END_DECLS
