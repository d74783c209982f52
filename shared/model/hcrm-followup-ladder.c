/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Field tables of the escalation ladder. */

#include "hcrm-followup-ladder.h"

#include "hcrm-disposition.h"

#define RO HCRM_FIELD_READONLY
#define REQ HCRM_FIELD_REQUIRED
#define MAX_MINUTES (60 * 24 * 60) /* sixty days */

/* clang-format off */
const HcrmChoice hcrm_followup_ladder_contact_choices[] = {
  { "patient",  N_("The patient") },
  { "next",     N_("The next number") },
  { "relative", N_("A relative") },
  { NULL }
};

const HcrmChoice hcrm_followup_ladder_channel_choices[] = {
  { "phone",      N_("Call") },
  { "message",    N_("Message to the patient") },
  { "department", N_("Task for the department's head") },
  { "doctor",     N_("Task for the attending doctor") },
  { "lost",       N_("Lost to follow-up") },
  { NULL }
};

const HcrmChoice hcrm_followup_ladder_obstacle_choices[] = {
  { "no-patient",    N_("no number of the patient is valid") },
  { "no-next",       N_("there is no further number of somebody who may be told") },
  { "no-relative",   N_("there is no number of a relative who may be told") },
  { "no-message",    N_("there is no number or address that takes messages") },
  { "no-department", N_("the department has no head who could be given it") },
  { "no-doctor",     N_("there is no attending doctor who could be given it") },
  { NULL }
};

static const HcrmField step_fields[] = {
  { "position",      HCRM_KIND_INT,  N_("Step"),        0 },
  { "outcomes",      HCRM_KIND_JSON, N_("After"),       0, NULL, 0, 0, hcrm_disposition_failures },
  { "channel",       HCRM_KIND_CODE, N_("What"),        REQ, NULL, 0, 0, hcrm_followup_ladder_channel_choices },
  { "contact",       HCRM_KIND_CODE, N_("Whom"),        0, NULL, 0, 0, hcrm_followup_ladder_contact_choices },
  { "after_minutes", HCRM_KIND_INT,  N_("Wait"),        0, N_("minutes"), 1, MAX_MINUTES },
  { "at_time",       HCRM_KIND_TEXT, N_("Time of day"), 0, NULL, 5, 5 },
  { "times",         HCRM_KIND_INT,  N_("At most"),     0, N_("times"), 1, 20 },
};
HCRM_DEFINE_FIELD_SET (hcrm_followup_ladder_step_fields, step_fields)

#define STEPS { "steps", HCRM_KIND_ROWS, N_("Steps"), REQ, NULL, 1, HCRM_FOLLOWUP_LADDER_MAX_STEPS, NULL, &hcrm_followup_ladder_step_fields }

static const HcrmField ladder_fields[] = {
  { "id",            HCRM_KIND_INT,  N_("Number"),       RO },
  { "version",       HCRM_KIND_INT,  N_("Version"),      RO },
  { "name",          HCRM_KIND_TEXT, N_("Name"),         REQ, NULL, 1, 100 },
  { "name_en",       HCRM_KIND_TEXT, N_("English name"), 0, NULL, 0, 200 },
  { "department_id", HCRM_KIND_INT,  N_("Department"),   0 },
  { "department",    HCRM_KIND_TEXT, N_("Department"),   RO },
  { "department_en", HCRM_KIND_TEXT, N_("Department"),   RO },
  STEPS,
  { "revision",      HCRM_KIND_INT,  N_("Revision"),     RO },
  { "revisions",     HCRM_KIND_JSON, N_("Revisions"),    RO },
  { "running",       HCRM_KIND_INT,  N_("Calls on it"),  RO | HCRM_FIELD_DERIVED },
  { "retired_at",    HCRM_KIND_TIME, N_("Retired"),      0 },
  { "created_at",    HCRM_KIND_TIME, N_("Created"),      RO },
  { "updated_at",    HCRM_KIND_TIME, N_("Changed"),      RO },
};

static const HcrmField ladder_query[] = {
  { "q",       HCRM_KIND_TEXT, N_("Search"),  0, NULL, 0, 100 },
  { "retired", HCRM_KIND_BOOL, N_("Retired"), 0 },
};

static const HcrmField ladder_trial[] = {
  STEPS,
  { "department_id", HCRM_KIND_INT,  N_("Department"), 0 },
  { "outcome",       HCRM_KIND_CODE, N_("Result"),     0, NULL, 0, 0, hcrm_disposition_failures },
};
/* clang-format on */

HCRM_DEFINE_FIELD_SET (hcrm_followup_ladder_fields, ladder_fields)
HCRM_DEFINE_FIELD_SET (hcrm_followup_ladder_query, ladder_query)
HCRM_DEFINE_FIELD_SET (hcrm_followup_ladder_trial, ladder_trial)
