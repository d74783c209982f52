/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Field tables of the rules of follow-up. */

#include "hcrm-followup-rule.h"

#define RO HCRM_FIELD_READONLY
#define REQ HCRM_FIELD_REQUIRED
#define MANY HCRM_FIELD_MULTIPLE
#define LINES HCRM_FIELD_MULTILINE

/* clang-format off */
const HcrmChoice hcrm_followup_mandatory_choices[] = {
  { "key",           N_("Key patients") },
  { "postoperative", N_("After surgery") },
  { "discharged",    N_("Discharged patients") },
  { "other",         N_("Another group") },
  { NULL }
};

const HcrmChoice hcrm_followup_combine_choices[] = {
  { "all", N_("All conditions hold") },
  { "any", N_("Any condition holds") },
  { NULL }
};

const HcrmChoice hcrm_leave_state_choices[] = {
  { "planned",   N_("Planned") },
  { "running",   N_("Away now") },
  { "over",      N_("Over") },
  { "withdrawn", N_("Withdrawn") },
  { NULL }
};

const HcrmChoice hcrm_followup_gap_choices[] = {
  { "planned", N_("Follow-up planned") },
  { "exempt",  N_("Exempt") },
  { "missing", N_("Without plan or exemption") },
  { "late",    N_("Decided late or not yet") },
  { NULL }
};

static const HcrmChoice rule_sex_choices[] = {
  { "male",   N_("Male") },
  { "female", N_("Female") },
  { NULL }
};

static const HcrmChoice group_choices[] = {
  { "department", N_("Department") },
  { "doctor",     N_("Doctor") },
  { "rule",       N_("Rule") },
  { NULL }
};

/* What is asked of a discharge. */
#define CONDITIONS \
  { "kinds",          HCRM_KIND_JSON, N_("Kinds of visit"),     0 }, \
  { "icd10",          HCRM_KIND_JSON, N_("Diagnoses"),          0 }, \
  { "procedures",     HCRM_KIND_JSON, N_("Operations"),         0 }, \
  { "department_ids", HCRM_KIND_JSON, N_("Departments and wards"), 0 }, \
  { "sex",            HCRM_KIND_CODE, N_("Sex"),                0, NULL, 0, 0, rule_sex_choices }, \
  { "age_from",       HCRM_KIND_INT,  N_("Age from"),           0, N_("years"), 0, 150 }, \
  { "age_to",         HCRM_KIND_INT,  N_("Age to"),             0, N_("years"), 0, 150 }, \
  { "combine",        HCRM_KIND_CODE, N_("Combination"),        0, NULL, 0, 0, hcrm_followup_combine_choices }

static const HcrmField rule_fields[] = {
  { "id",             HCRM_KIND_INT,  N_("Number"),             RO },
  { "version",        HCRM_KIND_INT,  N_("Version"),            RO },
  { "name",           HCRM_KIND_TEXT, N_("Name"),               REQ, NULL, 1, 100 },
  { "name_en",        HCRM_KIND_TEXT, N_("English name"),       0, NULL, 0, 200 },
  { "mandatory_as",   HCRM_KIND_CODE, N_("Kind of group"),      REQ, NULL, 0, 0, hcrm_followup_mandatory_choices },
  { "template_code",  HCRM_KIND_TEXT, N_("Proposed plan"),      0, NULL, 0, 60 },
  { "template_id",    HCRM_KIND_INT,  N_("Proposed plan"),      RO },
  { "template",       HCRM_KIND_TEXT, N_("Proposed plan"),      RO },
  { "template_en",    HCRM_KIND_TEXT, N_("Proposed plan"),      RO },
  CONDITIONS,
  { "departments",    HCRM_KIND_JSON, N_("Departments and wards"), RO },
  { "since",          HCRM_KIND_DATE, N_("Discharged from"),    0 },
  { "until",          HCRM_KIND_DATE, N_("Discharged until"),   0 },
  { "retired_at",     HCRM_KIND_TIME, N_("Retired"),            0 },
  { "created_at",     HCRM_KIND_TIME, N_("Created"),            RO },
  { "updated_at",     HCRM_KIND_TIME, N_("Changed"),            RO },
  { "settling",       HCRM_KIND_BOOL, N_("Being applied"),      RO | HCRM_FIELD_DERIVED },
};

static const HcrmField rule_query[] = {
  { "q",            HCRM_KIND_TEXT, N_("Search"),  0, NULL, 0, 100 },
  { "mandatory_as", HCRM_KIND_CODE, N_("Kind of group"), MANY, NULL, 0, 0, hcrm_followup_mandatory_choices },
  { "retired",      HCRM_KIND_BOOL, N_("Retired"), 0 },
};

static const HcrmField rule_trial[] = {
  CONDITIONS,
};

static const HcrmField leave_fields[] = {
  { "id",          HCRM_KIND_INT,  N_("Number"),     RO },
  { "version",     HCRM_KIND_INT,  N_("Version"),    RO },
  { "staff_id",    HCRM_KIND_INT,  N_("Away"),       REQ },
  { "staff",       HCRM_KIND_TEXT, N_("Away"),       RO },
  { "pinyin",      HCRM_KIND_TEXT, N_("Pinyin"),     RO | HCRM_FIELD_DERIVED },
  { "delegate_id", HCRM_KIND_INT,  N_("Stands in"),  REQ },
  { "delegate",    HCRM_KIND_TEXT, N_("Stands in"),  RO },
  { "from_on",     HCRM_KIND_DATE, N_("From"),       REQ },
  { "until_on",    HCRM_KIND_DATE, N_("Until"),      REQ },
  { "reason",      HCRM_KIND_TEXT, N_("Reason"),     0, NULL, 0, 500 },
  { "state",       HCRM_KIND_CODE, N_("State"),      RO, NULL, 0, 0, hcrm_leave_state_choices },
  { "tasks",       HCRM_KIND_INT,  N_("Calls handed over"), RO },
  { "created_at",  HCRM_KIND_TIME, N_("Entered"),    RO },
  { "created_by",  HCRM_KIND_TEXT, N_("Entered by"), RO },
};

static const HcrmField leave_query[] = {
  { "q",     HCRM_KIND_TEXT, N_("Search"), 0, NULL, 0, 100 },
  { "state", HCRM_KIND_CODE, N_("State"),  MANY, NULL, 0, 0, hcrm_leave_state_choices },
};

static const HcrmField gap_fields[] = {
  { "id",        HCRM_KIND_INT,  N_("Number"),    RO },
  { "name",      HCRM_KIND_TEXT, N_("Name"),      RO },
  { "name_en",   HCRM_KIND_TEXT, N_("Name"),      RO },
  { "by",        HCRM_KIND_CODE, N_("Group by"),  RO, NULL, 0, 0, group_choices },
  { "date_from", HCRM_KIND_DATE, N_("From"),      RO },
  { "date_to",   HCRM_KIND_DATE, N_("To"),        RO },
  { "mandatory", HCRM_KIND_INT,  N_("Mandatory"), RO },
  { "planned",   HCRM_KIND_INT,  N_("Follow-up planned"), RO },
  { "exempt",    HCRM_KIND_INT,  N_("Exempt"),    RO },
  { "missing",   HCRM_KIND_INT,  N_("Without plan or exemption"), RO },
  { "late",      HCRM_KIND_INT,  N_("Decided late or not yet"), RO },
  { "rate",      HCRM_KIND_INT,  N_("Settled"),   RO, N_("%") },
};

static const HcrmField gap_query[] = {
  { "date_from",     HCRM_KIND_DATE, N_("From"),       0 },
  { "date_to",       HCRM_KIND_DATE, N_("To"),         0 },
  { "department_id", HCRM_KIND_INT,  N_("Department"), MANY },
  { "by",            HCRM_KIND_CODE, N_("Group by"),   0, NULL, 0, 0, group_choices },
};

static const HcrmState leave_states[] = {
  { "planned",   N_("Planned"),   "info" },
  { "running",   N_("Away now"),  "warn" },
  { "over",      N_("Over"),      "bare wait" },
  { "withdrawn", N_("Withdrawn"), "bare stop" },
};

static const HcrmStep leave_steps[] = {
  { "planned", "withdraw", "withdrawn", HCRM_PERM_LEAVE_EDIT, N_("Withdraw"), HCRM_STEP_DESTRUCTIVE },
  { "running", "withdraw", "withdrawn", HCRM_PERM_LEAVE_EDIT, N_("End now"),  HCRM_STEP_DESTRUCTIVE },
};
/* clang-format on */

HCRM_DEFINE_FIELD_SET (hcrm_followup_rule_fields, rule_fields)
HCRM_DEFINE_FIELD_SET (hcrm_followup_rule_query, rule_query)
HCRM_DEFINE_FIELD_SET (hcrm_followup_rule_trial, rule_trial)
HCRM_DEFINE_FIELD_SET (hcrm_leave_fields, leave_fields)
HCRM_DEFINE_FIELD_SET (hcrm_leave_query, leave_query)
HCRM_DEFINE_FIELD_SET (hcrm_followup_gap_fields, gap_fields)
HCRM_DEFINE_FIELD_SET (hcrm_followup_gap_query, gap_query)

const HcrmWorkflow hcrm_leave_workflow = { "leave", leave_states, G_N_ELEMENTS (leave_states),
                                           leave_steps, G_N_ELEMENTS (leave_steps) };
