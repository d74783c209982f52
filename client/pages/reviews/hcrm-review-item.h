/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include <json-glib/json-glib.h>

#include "model/hcrm-review.h"

G_BEGIN_DECLS

/**
 * HcrmReviewItem:
 *
 * An item of a scorecard with what it was given: points, yes or no, that it does not apply; a note;
 * and a moment of the recording. The whole of it takes the focus and then understands keys, see
 * hcrm_review_item_take_key().
 *
 * Signals: `changed`, `scored` once an answer is complete, `stamp` when its moment is asked for,
 * `play` (ms).
 */
#define HCRM_TYPE_REVIEW_ITEM (hcrm_review_item_get_type ())
G_DECLARE_FINAL_TYPE (HcrmReviewItem, hcrm_review_item, HCRM, REVIEW_ITEM, GtkBox)

/* @item: one of a review's `items`. */
GtkWidget *hcrm_review_item_new (JsonObject *item);
gint64 hcrm_review_item_get_id (HcrmReviewItem *self);

/* Its words, in the interface's language. */
const char *hcrm_review_item_get_text (HcrmReviewItem *self);
void hcrm_review_item_set_editable (HcrmReviewItem *self, gboolean editable);

/**
 * hcrm_review_item_set_score:
 * @score: (nullable): one of a review's `scores`, as the server has it
 * @keep: whether what was typed since the last time stays
 *
 * Shows what the server has; what is typed from then on differs from it.
 */
void hcrm_review_item_set_score (HcrmReviewItem *self, JsonObject *score, gboolean keep);

/* Lays over it what was typed, as hcrm_review_item_dup_score() gave it. */
void hcrm_review_item_type_score (HcrmReviewItem *self, JsonObject *score);

/* Returns: (transfer full): what is to be sent. */
JsonObject *hcrm_review_item_dup_score (HcrmReviewItem *self);

/* Tells that it was scored otherwise before. @before: (nullable): one of `scores` */
void hcrm_review_item_set_before (HcrmReviewItem *self, JsonObject *before);

/* Fills @mark for hcrm_review_score(). Returns: whether it was scored; if not, it does not apply.
 */
gboolean hcrm_review_item_get_mark (HcrmReviewItem *self, HcrmReviewMark *mark);

/* Gives it a moment of the recording, in ms; a negative one takes it away. */
void hcrm_review_item_stamp (HcrmReviewItem *self, gint64 ms);

/* @words: (nullable): what is wrong with it. */
void hcrm_review_item_set_fault (HcrmReviewItem *self, const char *words);

/**
 * hcrm_review_item_take_key:
 *
 * Digits are points, Y and N yes and no, - that it does not apply, Delete takes that back, M stamps
 * its moment, Shift+M takes that away, P plays it, Enter notes something.
 *
 * Returns: whether the key was one of its own, or of another item's
 */
gboolean hcrm_review_item_take_key (HcrmReviewItem *self, guint key, GdkModifierType state);

G_END_DECLS
