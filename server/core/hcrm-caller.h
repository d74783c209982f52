/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whom a number may mean, for everything that shows it to somebody who answers a telephone. */

#pragma once

#include "hcrm-http.h"

G_BEGIN_DECLS

/**
 * hcrm_caller_find:
 * @number: (nullable): what the telephone shows
 * @note: whether it is told of in the audit that the reader was shown them
 * @reason: (out) (nullable): why nobody, or not everybody who has the number, is named; static
 *
 * The patients within the reader's scope whom a number may mean, the likeliest first, as
 * shared/model/hcrm-caller.h ranks them.
 *
 * Returns: (transfer full) (nullable): as hcrm_caller_item_fields, or %NULL with @error
 */
HcrmRows *hcrm_caller_find (HcrmRequest *req,
                            const char *number,
                            gboolean note,
                            const char **reason,
                            GError **error);

G_END_DECLS
