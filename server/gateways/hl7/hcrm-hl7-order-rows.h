/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Drugs and results into their tables and onto the time line. */
#pragma once

#include "hcrm-hl7-apply.h"

G_BEGIN_DECLS

/* Queues what @self->told has in `drugs` or `results`; patient and visit are let. */
void hcrm_hl7_orders_queue (HcrmHl7Work *self);

G_END_DECLS
