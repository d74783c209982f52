/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Drugs that run out: when, why then, and the call about it. */

#pragma once

#include "core/hcrm-job.h"

extern const HcrmModule hcrm_refill_module;
extern const HcrmModule hcrm_reminder_module;
extern const HcrmModule hcrm_dose_module;

/* Computes anew what changed since, and makes, joins and withdraws calls as their day comes. */
gboolean hcrm_refill_sweep (HcrmJob *sweep, GError **error);

/* Writes the reminders to take a drug whose time has come into the outbox, and asks again. */
gboolean hcrm_reminder_sweep (HcrmJob *sweep, GError **error);
