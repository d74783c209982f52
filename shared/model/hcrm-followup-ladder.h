/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The escalation ladder: what is done about a patient whom nobody reaches. */

#pragma once

#include "core/hcrm-record.h"

G_BEGIN_DECLS

/* A ladder as /followup-ladders gives and takes it; its field `steps` has the rows of
 * hcrm_followup_ladder_step_fields. */
extern const HcrmFieldSet hcrm_followup_ladder_fields;
extern const HcrmFieldSet hcrm_followup_ladder_query;

/**
 * hcrm_followup_ladder_step_fields:
 *
 * `outcomes`: after which dispositions, of hcrm_disposition_failures; none means any. After a
 * failure the first step is taken that is for it, can be taken and was not used up: of one channel
 * and person `times` in all, the first call counted.
 *
 * `after_minutes`: at once if there are none, which only another person, a message or a colleague
 * can be; then, with `at_time` (HH:MM), at the next such time of the day.
 */
extern const HcrmFieldSet hcrm_followup_ladder_step_fields;

/* What is tried out: steps that need not be saved yet, and how every attempt ends. */
extern const HcrmFieldSet hcrm_followup_ladder_trial;

/* Choices, each ended by a %NULL value: whom to call; in which way; why a step is passed over. */
extern const HcrmChoice hcrm_followup_ladder_contact_choices[];
extern const HcrmChoice hcrm_followup_ladder_channel_choices[];
extern const HcrmChoice hcrm_followup_ladder_obstacle_choices[];

#define HCRM_FOLLOWUP_LADDER_MAX_STEPS 30

G_END_DECLS
