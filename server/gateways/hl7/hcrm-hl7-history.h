/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The messages about a patient and a visit that were used before, read again for one that is late.
 */
#pragma once

#include "hcrm-hl7-apply.h"
#include "hcrm-hl7-settle.h"

G_BEGIN_DECLS

/**
 * hcrm_hl7_history_load:
 *
 * For the patient and the visit that were found; departments and staff are settled already.
 *
 * Returns: (transfer full) (element-type HcrmHl7Telling) (nullable): with the message itself,
 * sorted
 */
GPtrArray *hcrm_hl7_history_load (HcrmHl7Work *work, GError **error);

G_END_DECLS
