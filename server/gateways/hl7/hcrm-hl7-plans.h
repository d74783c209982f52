/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Follow-up plans that a turn of a visit, or a death, withdraws, suspends or ends: each tells why
 * on the time line. */
#pragma once

#include "hcrm-hl7-apply.h"

G_BEGIN_DECLS

/**
 * hcrm_hl7_plans_follow:
 * @known: (nullable): the visit as it stood
 * @visit: as it stands now
 *
 * What becomes of plans follows from how the visit stood and stands, not from what the message is
 * called: so late messages do the same. A discharge taken back and a cancelled visit withdraw the
 * visit's own plans; a stay that begins suspends those of earlier visits, and its cancellation
 * releases them.
 */
void hcrm_hl7_plans_follow (HcrmHl7Work *self, HcrmRecord *known, HcrmRecord *visit);

/* The patient has died: all plans end and nobody is asked to decide any more. */
void hcrm_hl7_plans_end (HcrmHl7Work *self);

G_END_DECLS
