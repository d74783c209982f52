/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Drugs that run out, and reminders to take them. */

#pragma once

#include "core/hcrm-record.h"

G_BEGIN_DECLS

/* The members of a refill as /refills gives them; all read-only. */
extern const HcrmFieldSet hcrm_refill_fields;

/* What narrows a list of refills. */
extern const HcrmFieldSet hcrm_refill_query;

/* Why nobody is called about a drug: code, label. */
#define HCRM_REFILL_REASONS(R)                                                                     \
  R ("in-hospital", N_ ("in hospital now"))                                                        \
  R ("no-dose", N_ ("daily dose missing"))                                                         \
  R ("no-quantity", N_ ("quantity missing"))                                                       \
  R ("units-differ", N_ ("quantity and dose in different units"))                                  \
  R ("implausible", N_ ("quantity and dose do not fit"))                                           \
  R ("as-needed", N_ ("taken as needed"))                                                          \
  R ("stopped", N_ ("drug stopped"))                                                               \
  R ("short-course", N_ ("a short course"))                                                        \
  R ("lapsed", N_ ("ran out long ago"))                                                            \
  R ("ward", N_ ("given on the ward"))                                                             \
  R ("deceased", N_ ("patient deceased"))                                                          \
  R ("refilled", N_ ("drug fetched"))

/* As hcrm_refill_compute() names them; ended by a %NULL value. */
extern const HcrmChoice hcrm_refill_state_choices[];
extern const HcrmChoice hcrm_refill_reason_choices[];

/* Where the call about a drug stands. */
extern const HcrmChoice hcrm_refill_call_choices[];

/* A reminder to take a drug, and what narrows a list of them. A PATCH with a `stop_reason` stops
 * it. */
extern const HcrmFieldSet hcrm_reminder_fields;
extern const HcrmFieldSet hcrm_reminder_query;
extern const HcrmChoice hcrm_reminder_state_choices[];

/* A dose that was asked about: how it stands, and how its answer came. */
extern const HcrmChoice hcrm_dose_state_choices[];
extern const HcrmChoice hcrm_dose_way_choices[];

/* Whether it was taken; a reply to a message that asked; the day whose figures are wanted. */
extern const HcrmFieldSet hcrm_dose_answer;
extern const HcrmFieldSet hcrm_dose_reply;
extern const HcrmFieldSet hcrm_dose_day;

/**
 * hcrm_medication_read_times:
 * @text: (nullable): times of the day as people write them, `8:00 20:00`, `08:00，20:00`
 *
 * Returns: (transfer full) (nullable): the times in order, each once, `08:00,20:00`; %NULL if there
 *   is none, more than eight, or one is no time
 */
char *hcrm_medication_read_times (const char *text);

G_END_DECLS
