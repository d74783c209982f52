/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dates and times as HL7 v2 writes them (2A.21, DTM): any precision, with or without a zone. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * hcrm_hl7_time_parse:
 * @text: `YYYY[MM[DD[HH[MM[SS[.S[S[S[S]]]]]]]]][+/-ZZZZ]`; parts that are missing are the first
 *   month, day, hour and so on
 * @zone: the site's: what a time without a zone means, and what the result is told in
 *
 * Returns: (transfer full) (nullable): RFC 3339; %NULL if @text is no time
 */
char *hcrm_hl7_time_parse (const char *text, GTimeZone *zone);

/* Returns: (transfer full) (nullable): the day as written, YYYY-MM-DD, whatever the zone. */
char *hcrm_hl7_date_parse (const char *text);

G_END_DECLS
