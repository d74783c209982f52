/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Field tables and workflow of forgetting patients. */

#include "hcrm-anonymisation.h"

#include "hcrm-patient.h"

#define RO HCRM_FIELD_READONLY
#define REQ HCRM_FIELD_REQUIRED
#define MANY HCRM_FIELD_MULTIPLE
#define ANONYMISE HCRM_PERM_PATIENT_ANONYMISE

/* clang-format off */
const HcrmChoice hcrm_anonymisation_grounds[] = {
  { "retention", N_("Kept long enough") },
  { "request",   N_("The person asked for it") },
  { "error",     N_("Recorded in error") },
  { NULL }
};

static const HcrmChoice states[] = {
  { "proposed", N_("Suggested") },
  { "waiting",  N_("To be confirmed") },
  { "done",     N_("Anonymised") },
  { "kept",     N_("Kept") },
  { NULL }
};

static const HcrmState flow_states[] = {
  { "proposed", N_("Suggested"),        "bare wait" },
  { "waiting",  N_("To be confirmed"), "warn" },
  { "done",     N_("Anonymised"),      "ok" },
  { "kept",     N_("Kept"),            "bare" },
};

static const HcrmStep flow_steps[] = {
  { "proposed", "ask",     "waiting", ANONYMISE, N_("Ask to Anonymise"),   HCRM_STEP_SUGGESTED },
  { "proposed", "keep",    "kept",    ANONYMISE, N_("Keep for a Year"),    0 },
  { "waiting",  "confirm", "done",    ANONYMISE, N_("Anonymise for Good"), HCRM_STEP_SUGGESTED | HCRM_STEP_DESTRUCTIVE },
  { "waiting",  "keep",    "kept",    ANONYMISE, N_("Keep for a Year"),    0 },
  { "kept",     "ask",     "waiting", ANONYMISE, N_("Ask to Anonymise"),   0 },
};

static const HcrmField anonymisation_fields[] = {
  { "id",              HCRM_KIND_INT,  N_("Number"),        RO },
  { "version",         HCRM_KIND_INT,  N_("Version"),       RO },
  { "patient_id",      HCRM_KIND_INT,  N_("Patient"),       RO },
  { "name",            HCRM_KIND_TEXT, N_("Full name"),     RO },
  { "sex",             HCRM_KIND_CODE, N_("Sex"),           RO, NULL, 0, 0, hcrm_sex_choices },
  { "birth_year",      HCRM_KIND_INT,  N_("Year of birth"), RO },
  { "mrn",             HCRM_KIND_TEXT, N_("MRN"),           RO },
  { "state",           HCRM_KIND_CODE, N_("State"),         RO, NULL, 0, 0, states },
  { "ground",          HCRM_KIND_CODE, N_("Ground"),        RO, NULL, 0, 0, hcrm_anonymisation_grounds },
  { "last_contact_on", HCRM_KIND_DATE, N_("Last contact"),  RO },
  { "proposed_at",     HCRM_KIND_TIME, N_("Since"),         RO },
  { "asked_by",        HCRM_KIND_TEXT, N_("Requested by"),      RO },
  { "asked_at",        HCRM_KIND_TIME, N_("Requested"),         RO },
  { "confirmed_by",    HCRM_KIND_TEXT, N_("Confirmed by"),  RO },
  { "confirmed_at",    HCRM_KIND_TIME, N_("Confirmed"),     RO },
  { "kept_until",      HCRM_KIND_DATE, N_("Kept until"),    RO },
  { "counts",          HCRM_KIND_JSON, N_("Rows"),          RO },
};

static const HcrmField anonymisation_query[] = {
  { "state",  HCRM_KIND_CODE, N_("State"),  MANY, NULL, 0, 0, states },
  { "ground", HCRM_KIND_CODE, N_("Ground"), MANY, NULL, 0, 0, hcrm_anonymisation_grounds },
};

static const HcrmField anonymisation_ask[] = {
  { "ground", HCRM_KIND_CODE, N_("Ground"), REQ, NULL, 0, 0, hcrm_anonymisation_grounds },
};
/* clang-format on */

HCRM_DEFINE_FIELD_SET (hcrm_anonymisation_fields, anonymisation_fields)
HCRM_DEFINE_FIELD_SET (hcrm_anonymisation_query, anonymisation_query)
HCRM_DEFINE_FIELD_SET (hcrm_anonymisation_ask, anonymisation_ask)

const HcrmWorkflow hcrm_anonymisation_workflow = { "anonymisation", flow_states,
                                                   G_N_ELEMENTS (flow_states), flow_steps,
                                                   G_N_ELEMENTS (flow_steps) };
