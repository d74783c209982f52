/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What RDS, RDE and ORU messages tell: drugs handed out or ordered, and results; pure. */
#pragma once

#include "hcrm-hl7-adt.h"

G_BEGIN_DECLS

/* Rows of the fields `drugs` and `results` of %HCRM_HL7_ADT. */
extern const HcrmFieldSet HCRM_HL7_DRUG;
extern const HcrmFieldSet HCRM_HL7_RESULT; /* `items`: [{code, name, value, unit, range, flag}] */

/**
 * hcrm_hl7_orders_read:
 * @record: of %HCRM_HL7_ADT, with `event_at`; gets `drugs` or `results`
 * @error: gets every unusable field
 *
 * One drug for each RXD or RXE with its ORC and TQ1, one result for each OBR with its OBX.
 */
void hcrm_hl7_orders_read (const HcrmHl7Message *message,
                           const HcrmHl7Event *event,
                           GTimeZone *zone,
                           HcrmRecord *record,
                           GError **error);

/* Returns: how often a day an interval such as `TID` or `Q8H` means, as a decimal; NULL if unknown
 */
const char *hcrm_hl7_times_a_day (const char *interval);

G_END_DECLS
