/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Encounters: visits and stays, as the hospital's system reports them. */

#pragma once

#include "core/hcrm-record.h"

G_BEGIN_DECLS

/* The members of an encounter as /encounters gives them; all read-only. */
extern const HcrmFieldSet hcrm_encounter_fields;

/* What narrows a list of encounters. attending may be "me" or a staff id. */
extern const HcrmFieldSet hcrm_encounter_query;

/* Ended by a %NULL value. */
extern const HcrmChoice hcrm_encounter_kind_choices[];
extern const HcrmChoice hcrm_encounter_state_choices[];
extern const HcrmChoice hcrm_encounter_outcome_choices[];
extern const HcrmChoice hcrm_followup_decision_choices[];

G_END_DECLS
