/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * hcrm_log_start:
 *
 * Sends what is logged to the journal with its fields if the journal reads standard error, else
 * there as lines "<time> <level> <text>". Nothing about a patient may be logged, at any level.
 */
void hcrm_log_start (void);

G_END_DECLS
