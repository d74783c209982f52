/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Field tables of refills. */

#include "hcrm-medication.h"

#include "hcrm-patient.h"

#define RO HCRM_FIELD_READONLY
#define MANY HCRM_FIELD_MULTIPLE

/* clang-format off */
const HcrmChoice hcrm_refill_state_choices[] = {
  { "running",   N_("Computed") },
  { "suspended", N_("Suspended") },
  { "unknown",   N_("Cannot be computed") },
  { "excluded",  N_("No call needed") },
  { NULL }
};

const HcrmChoice hcrm_refill_reason_choices[] = {
  { "in-hospital",  N_("in hospital now") },
  { "no-dose",      N_("daily dose missing") },
  { "no-quantity",  N_("quantity missing") },
  { "units-differ", N_("quantity and dose in different units") },
  { "implausible",  N_("quantity and dose do not fit") },
  { "as-needed",    N_("taken as needed") },
  { "stopped",      N_("drug stopped") },
  { "short-course", N_("a short course") },
  { "lapsed",       N_("ran out long ago") },
  { "ward",         N_("given on the ward") },
  { "deceased",     N_("patient deceased") },
  { "refilled",     N_("drug fetched") },
  { NULL }
};

const HcrmChoice hcrm_refill_call_choices[] = {
  { "planned",     N_("Call planned") },
  { "open",        N_("To be called") },
  { "done",        N_("Called") },
  { "ended",       N_("Ended without a call") },
  { "no-visit",    N_("No visit known") },
  { NULL }
};

static const HcrmField refill_fields[] = {
  { "id",              HCRM_KIND_INT,  N_("Number"),         RO },
  { "patient_id",      HCRM_KIND_INT,  N_("Patient"),        RO },
  { "patient",         HCRM_KIND_TEXT, N_("Patient"),        RO },
  { "pinyin",          HCRM_KIND_TEXT, N_("Pinyin"),         RO | HCRM_FIELD_DERIVED },
  { "sex",             HCRM_KIND_CODE, N_("Sex"),            RO, NULL, 0, 0, hcrm_sex_choices },
  { "birth_date",      HCRM_KIND_DATE, N_("Date of birth"),  RO },
  { "mrn",             HCRM_KIND_TEXT, N_("MRN"),            RO },
  { "phone",           HCRM_KIND_TEXT, N_("Phone"),          RO },
  { "department",      HCRM_KIND_TEXT, N_("Department"),     RO },
  { "department_en",   HCRM_KIND_TEXT, N_("Department"),     RO },
  { "drug",            HCRM_KIND_TEXT, N_("Drug"),           RO },
  { "state",           HCRM_KIND_CODE, N_("State"),          RO, NULL, 0, 0, hcrm_refill_state_choices },
  { "reason",          HCRM_KIND_CODE, N_("Reason"),         RO, NULL, 0, 0, hcrm_refill_reason_choices },
  { "dispensed_on",    HCRM_KIND_DATE, N_("Handed out"),     RO },
  { "quantity",        HCRM_KIND_TEXT, N_("Quantity"),       RO },
  { "unit",            HCRM_KIND_TEXT, N_("Unit"),           RO },
  { "daily_dose",      HCRM_KIND_TEXT, N_("Daily dose"),     RO },
  { "daily_dose_unit", HCRM_KIND_TEXT, N_("Unit of the dose"), RO },
  { "run_out_on",      HCRM_KIND_DATE, N_("Runs out"),       RO },
  { "fetch_by",        HCRM_KIND_DATE, N_("Fetch by"),       RO },
  { "call_on",         HCRM_KIND_DATE, N_("Call on"),        RO },
  { "days_left",       HCRM_KIND_INT,  N_("Days left"),      RO },
  { "call",            HCRM_KIND_CODE, N_("Refill call"),    RO, NULL, 0, 0, hcrm_refill_call_choices },
  { "task_id",         HCRM_KIND_INT,  N_("Task"),           RO },
  { "steps",           HCRM_KIND_JSON, N_("Why this date"),  RO },
};

static const HcrmField refill_query[] = {
  { "q",               HCRM_KIND_TEXT, N_("Search"),           0, NULL, 0, 100 },
  { "patient_id",      HCRM_KIND_INT,  N_("Patient"),          0 },
  { "state",           HCRM_KIND_CODE, N_("State"),            MANY, NULL, 0, 0, hcrm_refill_state_choices },
  { "call",            HCRM_KIND_CODE, N_("Refill call"),      MANY, NULL, 0, 0, hcrm_refill_call_choices },
  { "department_id",   HCRM_KIND_INT,  N_("Department"),       MANY },
  { "run_out_on_from", HCRM_KIND_DATE, N_("Runs out from"),    0 },
  { "run_out_on_to",   HCRM_KIND_DATE, N_("Runs out before"),  0 },
};
/* clang-format on */

HCRM_DEFINE_FIELD_SET (hcrm_refill_fields, refill_fields)
HCRM_DEFINE_FIELD_SET (hcrm_refill_query, refill_query)
