/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ADT A40: what the HIS says of two numbers, that they are one person. */
#pragma once

#include "hcrm-hl7-apply.h"

G_BEGIN_DECLS

/**
 * hcrm_hl7_merge_apply:
 * @settle: settles the patient of the first PID, making it if nobody knows it
 *
 * A merge moves nothing: it says who survives. Where only one of a pair is known, the other's
 * numbers become its own. What is merged already the other way round, or in a circle, is turned
 * round if the HIS itself said so earlier, and refused if a person did.
 */
gboolean hcrm_hl7_merge_apply (HcrmHl7Work *work,
                               gboolean (*settle) (HcrmHl7Work *work, GError **error),
                               GError **error);

G_END_DECLS
