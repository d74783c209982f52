/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Encounters: visits and stays, as the hospital's system reports them. */

#pragma once

#include "core/hcrm-record.h"

G_BEGIN_DECLS

/* The members of an encounter as /encounters gives them; all read-only. */
extern const HcrmFieldSet hcrm_encounter_fields;

/* What narrows a list of encounters. attending may be "me" or a staff id. */
extern const HcrmFieldSet hcrm_encounter_query;

/**
 * hcrm_encounter_ask:
 * @died: whether the patient has died
 *
 * What a discharge asks for, wherever it is told: an inpatient's asks for a decision on follow-up,
 * unless the patient has died; no other visit does.
 *
 * Returns: (nullable): one of #hcrm_followup_decision_choices
 */
const char *hcrm_encounter_ask (const char *kind, const char *state, gboolean died);

/* Ended by a %NULL value. */
extern const HcrmChoice hcrm_encounter_kind_choices[];
extern const HcrmChoice hcrm_encounter_state_choices[];
extern const HcrmChoice hcrm_encounter_outcome_choices[];
extern const HcrmChoice hcrm_followup_decision_choices[];

G_END_DECLS
