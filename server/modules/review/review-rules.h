/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Who gets which recordings: pure. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * hcrm_review_share_out:
 * @n: recordings
 * @n_reviewers: those they are shared out among
 * @barred: @n rows of @n_reviewers: who must not get what
 * @loads: how much each has in hand; what they get is added
 * @given: (out caller-allocates): for each recording whose it is, or -1 if all are barred
 *
 * What the fewest may get is given first; each to who has the least in hand, the earlier of equals.
 */
void hcrm_review_share_out (guint n,
                            guint n_reviewers,
                            const gboolean *barred,
                            guint *loads,
                            int *given);

G_END_DECLS
