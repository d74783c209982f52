/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Drugs that run out, and reminders to take them. */

#pragma once

#include "core/hcrm-record.h"

G_BEGIN_DECLS

/* The members of a refill as /refills gives them; all read-only. */
extern const HcrmFieldSet hcrm_refill_fields;

/* What narrows a list of refills. */
extern const HcrmFieldSet hcrm_refill_query;

/* As hcrm_refill_compute() names them; ended by a %NULL value. */
extern const HcrmChoice hcrm_refill_state_choices[];
extern const HcrmChoice hcrm_refill_reason_choices[];

/* Where the call about a drug stands. */
extern const HcrmChoice hcrm_refill_call_choices[];

G_END_DECLS
