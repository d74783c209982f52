/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/hcrm-error.h"

G_BEGIN_DECLS

/**
 * hcrm_call_time_parse:
 * @text: what somebody typed
 * @now: the moment it was typed
 * @error: %HCRM_ERROR_INVALID
 *
 * Understands a day as hcrm_date_parse_typed() does and a time behind it (`t 14:00`, `+1d 9:00`,
 * 明天 9点半), a time alone (today, or tomorrow if it is past), and from now `+2h`, `+30min`.
 *
 * Returns: (transfer full) (nullable): the moment meant, which lies after @now
 */
GDateTime *hcrm_call_time_parse (const char *text, GDateTime *now, GError **error);

/* Returns: (transfer full): `Thu 26 November 09:00`, with the time alone if it is on @now's day. */
char *hcrm_call_time_label (GDateTime *at, GDateTime *now);

/* Returns: (transfer full): an instant with its offset as RFC 3339 and FHIR want it, `+08:00`. */
char *hcrm_call_time_to_text (GDateTime *at);
char *hcrm_call_time_dup_now (void);

G_END_DECLS
