/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Field tables of encounters. */

#include "hcrm-encounter.h"

#include "hcrm-disposition.h"
#include "hcrm-followup-rule.h"
#include "hcrm-patient.h"
#include "hcrm-statistic.h"

#define RO HCRM_FIELD_READONLY
#define MANY HCRM_FIELD_MULTIPLE

/* clang-format off */
const HcrmChoice hcrm_encounter_kind_choices[] = {
  { "outpatient", N_("Outpatient") },
  { "inpatient",  N_("Inpatient") },
  { "emergency",  N_("Emergency") },
  { "checkup",    N_("Check-up") },
  { NULL }
};

const HcrmChoice hcrm_encounter_state_choices[] = {
  { "planned",   N_("Planned") },
  { "active",    N_("In hospital") },
  { "finished",  N_("Finished") },
  { "cancelled", N_("Cancelled") },
  { NULL }
};

/* How a stay ended: what the HIS says in PV1-36, as hcrm_hl7_outcome() reads it. */
const HcrmChoice hcrm_encounter_outcome_choices[] = {
  { "home",           N_("Discharged home") },
  { "transfer",       N_("Transferred to another hospital") },
  { "community",      N_("Transferred to community care") },
  { "against-advice", N_("Left against advice") },
  { "died",           N_("Died in hospital") },
  { "other",          N_("Other outcome") },
  { NULL }
};

const HcrmChoice hcrm_followup_decision_choices[] = {
  { "undecided", N_("Not decided") },
  { "plan",      N_("Follow-up planned") },
  { "none",      N_("No follow-up") },
  { "exempt",    N_("Exempt") },
  { NULL }
};

static const HcrmField encounter_fields[] = {
  { "id",                HCRM_KIND_INT,  N_("Number"),           RO },
  { "version",           HCRM_KIND_INT,  N_("Version"),          RO },
  { "patient_id",        HCRM_KIND_INT,  N_("Patient"),          RO },
  { "patient",           HCRM_KIND_TEXT, N_("Patient"),          RO },
  { "pinyin",            HCRM_KIND_TEXT, N_("Pinyin"),           RO | HCRM_FIELD_DERIVED },
  { "sex",               HCRM_KIND_CODE, N_("Sex"),              RO, NULL, 0, 0, hcrm_sex_choices },
  { "birth_date",        HCRM_KIND_DATE, N_("Date of birth"),    RO },
  { "mrn",               HCRM_KIND_TEXT, N_("MRN"),              RO },
  { "allergies",         HCRM_KIND_TEXT, N_("Allergies"),        RO },
  { "site_id",           HCRM_KIND_INT,  N_("Site"),             RO },
  { "site",              HCRM_KIND_TEXT, N_("Site"),             RO },
  { "site_en",           HCRM_KIND_TEXT, N_("Site"),             RO },
  { "kind",              HCRM_KIND_CODE, N_("Kind"),             RO, NULL, 0, 0, hcrm_encounter_kind_choices },
  { "number",            HCRM_KIND_TEXT, N_("Encounter number"), RO },
  { "state",             HCRM_KIND_CODE, N_("State"),            RO, NULL, 0, 0, hcrm_encounter_state_choices },
  { "department_id",     HCRM_KIND_INT,  N_("Department"),       RO },
  { "department",        HCRM_KIND_TEXT, N_("Department"),       RO },
  { "department_en",     HCRM_KIND_TEXT, N_("Department"),       RO },
  { "ward",              HCRM_KIND_TEXT, N_("Ward"),             RO },
  { "ward_en",           HCRM_KIND_TEXT, N_("Ward"),             RO },
  { "bed",               HCRM_KIND_TEXT, N_("Bed"),              RO },
  { "attending_id",      HCRM_KIND_INT,  N_("Attending doctor"), RO },
  { "attending",         HCRM_KIND_TEXT, N_("Attending doctor"), RO },
  { "also_attending",    HCRM_KIND_TEXT, N_("Also attending"),   RO },
  { "started_at",        HCRM_KIND_TIME, N_("Admitted"),         RO },
  { "ended_at",          HCRM_KIND_TIME, N_("Discharged"),       RO },
  { "outcome",           HCRM_KIND_CODE, N_("Outcome"),          RO, NULL, 0, 0, hcrm_encounter_outcome_choices },
  { "summary",           HCRM_KIND_TEXT, N_("Summary"),          RO | HCRM_FIELD_MULTILINE },
  { "diagnosis",         HCRM_KIND_TEXT, N_("Diagnosis"),        RO },
  { "diagnosis_en",      HCRM_KIND_TEXT, N_("Diagnosis"),        RO },
  { "diagnosis_code",    HCRM_KIND_TEXT, N_("Diagnosis code"),   RO },
  { "diagnoses",         HCRM_KIND_JSON, N_("Diagnoses"),        RO },
  { "followup_decision", HCRM_KIND_CODE, N_("Decision"),         RO, NULL, 0, 0, hcrm_followup_decision_choices },
  { "decided_by",        HCRM_KIND_TEXT, N_("Decided by"),       RO },
  { "decided_at",        HCRM_KIND_TIME, N_("Decided"),          RO },
  { "decision_reason",   HCRM_KIND_TEXT, N_("Reason"),           RO, NULL, 0, 0, hcrm_followup_ended_choices },
  { "decide_by",         HCRM_KIND_TIME, N_("Decide by"),        RO },
  { "template_ids",      HCRM_KIND_JSON, N_("Suggested templates"), RO },
  { "exemption",         HCRM_KIND_TEXT, N_("Exempt because"),   RO },
  { "exemption_label",   HCRM_KIND_TEXT, N_("Exempt because"),   RO },
  { "exemption_label_en", HCRM_KIND_TEXT, N_("Exempt because"),  RO },
  { "rules",             HCRM_KIND_JSON, N_("Mandatory by"),     RO },
  { "handed",            HCRM_KIND_JSON, N_("Handed over"),      RO },
};

static const HcrmField encounter_query[] = {
  { "q",                 HCRM_KIND_TEXT, N_("Search"),           0, NULL, 0, 100 },
  { "patient_id",        HCRM_KIND_INT,  N_("Patient"),          0 },
  { "followup_decision", HCRM_KIND_CODE, N_("Decision"),         MANY, NULL, 0, 0, hcrm_followup_decision_choices },
  { "state",             HCRM_KIND_CODE, N_("State"),            MANY, NULL, 0, 0, hcrm_encounter_state_choices },
  { "attending",         HCRM_KIND_TEXT, N_("Attending doctor"), 0, NULL, 0, 20 },
  { "department_id",     HCRM_KIND_INT,  N_("Department"),       MANY },
  { "kind",              HCRM_KIND_CODE, N_("Kind"),             MANY, NULL, 0, 0, hcrm_encounter_kind_choices },
  { "exempt",            HCRM_KIND_BOOL, N_("Exempt"),           0 },
  { "ended_on_from",     HCRM_KIND_DATE, N_("Discharged from"),  0 },
  { "ended_on_to",       HCRM_KIND_DATE, N_("Discharged before"), 0 },
  { "attending_id",      HCRM_KIND_INT,  N_("Attending doctor"), MANY },
  { "template_id",       HCRM_KIND_INT,  N_("Plan"),             MANY },
  { "mandatory",         HCRM_KIND_BOOL, N_("Mandatory"),        0 },
  { "rule_id",           HCRM_KIND_INT,  N_("Rule"),             MANY },
  { "gap",               HCRM_KIND_CODE, N_("Mandatory follow-up"), 0, NULL, 0, 0, hcrm_followup_gap_choices },
  { "ward_id",           HCRM_KIND_INT,  N_("Ward"),             MANY },
  { "disease",           HCRM_KIND_TEXT, N_("Disease group"),    MANY, NULL, 0, 20 },
  { "figure",            HCRM_KIND_CODE, N_("Counted as"),       0, NULL, 0, 0, hcrm_discharge_figure_choices },
};
/* clang-format on */

HCRM_DEFINE_FIELD_SET (hcrm_encounter_fields, encounter_fields)
HCRM_DEFINE_FIELD_SET (hcrm_encounter_query, encounter_query)

const char *
hcrm_encounter_ask (const char *kind, const char *state, gboolean died)
{
  if (g_strcmp0 (kind, "inpatient") != 0 || g_strcmp0 (state, "finished") != 0)
    return NULL;
  return died ? "exempt" : "undecided";
}
