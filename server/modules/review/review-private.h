/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the files of this module share: history, scores, kappa. */

#pragma once

#include "core/hcrm-kappa.h"
#include "model/hcrm-review.h"
#include "review.h"

G_BEGIN_DECLS

/* Writes down what happened to review :note_id, which it binds; @name, @value: (nullable): what is
 * to be told with it. */
void hcrm_review_note (HcrmRequest *req,
                       gint64 review,
                       const char *code,
                       const char *name,
                       const char *value);

/**
 * hcrm_review_give:
 * @sql: makes a review of :for_recording … and gives its id
 * @row: of @recordings, which has who and what it is about
 * @recording: its id
 * @reviewer: who is to score it
 *
 * Makes a review, writes down that it was given to somebody and tells of it.
 */
gboolean hcrm_review_give (HcrmRequest *req,
                           const HcrmSql *sql,
                           HcrmRows *recordings,
                           guint row,
                           const char *recording,
                           const char *reviewer,
                           GError **error);

/* Answers with review :id as its reader sees it now, or with nothing if it is out of sight. */
gboolean hcrm_review_finish (HcrmRequest *req, GError **error);

/* Locks review :id and checks version and workflow; binds :new_state. */
HcrmRows *hcrm_review_take (HcrmRequest *req, const char *action, GError **error);

/* Whether the reader is who scores the locked review. */
gboolean hcrm_review_check_own (HcrmRequest *req, HcrmRows *review, GError **error);

/* Checks rows of scores against the items of scorecard :card_id, which is bound already. */
gboolean hcrm_review_check_scores (HcrmRequest *req, HcrmRecord *record, GError **error);

/**
 * hcrm_review_count:
 * @round: 1 or 2
 * @pass_mark: a decimal
 *
 * Computes the result of review :id from the scores of a round, which must be whole, and binds it
 * as :new_score, :new_fatal and :new_passed.
 */
gboolean hcrm_review_count (HcrmRequest *req, int round, const char *pass_mark, GError **error);

/* Whether @user can be a reviewer; else an error of field `reviewer_id`. */
gboolean hcrm_review_check_reviewer (HcrmRequest *req, gint64 user, GError **error);

/* The numbers of a JSON list of whole numbers as "{1,2}", (transfer full); %NULL with an error of
 * field @name if it is none. */
char *hcrm_review_read_ids (HcrmRecord *record, const char *name, GError **error);

/**
 * hcrm_review_fill_kappa:
 * @rows: with `a`, `b`, `n`: how often one rater gave a where the other gave b
 * @first, @end: of the rows of one item
 * @max: its best value
 *
 * Kappa of an item: quadratic weights of what has points, plain of yes or no.
 */
gboolean hcrm_review_fill_kappa (HcrmRows *rows, guint first, guint end, int max, HcrmKappa *kappa);

/* Whether the interval of @kappa says anything: not if the raters never differed. */
gboolean hcrm_review_has_interval (const HcrmKappa *kappa);

G_END_DECLS
