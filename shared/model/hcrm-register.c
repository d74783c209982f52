/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Field tables and workflows of special-disease registers. */

#include "hcrm-register.h"

#include "hcrm-disposition.h"
#include "hcrm-encounter.h"
#include "hcrm-patient.h"

#define RO HCRM_FIELD_READONLY
#define REQ HCRM_FIELD_REQUIRED
#define MANY HCRM_FIELD_MULTIPLE
#define MASK HCRM_FIELD_MASKED
#define LINES HCRM_FIELD_MULTILINE

/* clang-format off */
const HcrmChoice hcrm_register_state_choices[] = {
  { "draft",   N_("Draft") },
  { "active",  N_("Enrolling") },
  { "retired", N_("Retired") },
  { NULL }
};

const HcrmChoice hcrm_register_member_state_choices[] = {
  { "active",   N_("Member") },
  { "proposed", N_("Exit proposed") },
  { "left",     N_("Former member") },
  { NULL }
};

const HcrmChoice hcrm_register_entry_choices[] = {
  { "diagnosis", N_("Diagnosis") },
  { "procedure", N_("Procedure") },
  { "score",     N_("Score") },
  { "manual",    N_("Added by hand") },
  { NULL }
};

const HcrmChoice hcrm_register_exit_choices[] = {
  { "corrected", N_("The diagnosis was corrected") },
  { "condition", N_("No longer meets the condition") },
  { "died",      N_("Died") },
  { "moved",     N_("Moved away") },
  { "manual",    N_("Taken out by hand") },
  { NULL }
};

static const HcrmChoice sexes[] = {
  { "male",   N_("Male") },
  { "female", N_("Female") },
  { NULL }
};

#define CONDITION                                                                                       \
  { "diagnoses",    HCRM_KIND_JSON, N_("Diagnoses"),              0 },                                  \
  { "excluded",     HCRM_KIND_JSON, N_("Not with the diagnoses"), 0 },                                  \
  { "procedures",   HCRM_KIND_JSON, N_("Procedures"),             0 },                                  \
  { "primary_only", HCRM_KIND_BOOL, N_("Main diagnosis only"),    0 },                                  \
  { "sex",          HCRM_KIND_CODE, N_("Sex"),                    0, NULL, 0, 0, sexes },               \
  { "min_age",      HCRM_KIND_INT,  N_("Age from"),               0, N_("years"), 0, 150 },             \
  { "max_age",      HCRM_KIND_INT,  N_("Age to"),                 0, N_("years"), 0, 150 },             \
  { "visit_department_id", HCRM_KIND_INT, N_("Treated in"),       0 },                                  \
  { "visit_kind",   HCRM_KIND_CODE, N_("Kind of visit"),          0, NULL, 0, 0, hcrm_encounter_kind_choices }, \
  { "since",        HCRM_KIND_DATE, N_("Visits since"),           0 },                                  \
  { "questionnaire_url", HCRM_KIND_TEXT, N_("Questionnaire"),     0, NULL, 0, 500 },                    \
  { "min_score",    HCRM_KIND_DECIMAL, N_("Score from"),          0, NULL, -100000, 100000 },           \
  { "max_score",    HCRM_KIND_DECIMAL, N_("Score to"),            0, NULL, -100000, 100000 }

static const HcrmField register_fields[] = {
  { "id",            HCRM_KIND_INT,  N_("Number"),        RO },
  { "version",       HCRM_KIND_INT,  N_("Version"),       RO },
  { "name",          HCRM_KIND_TEXT, N_("Register"),      REQ, NULL, 1, 100 },
  { "name_en",       HCRM_KIND_TEXT, N_("English name"),  0, NULL, 0, 200 },
  { "note",          HCRM_KIND_TEXT, N_("Note"),          LINES, NULL, 0, 2000 },
  { "department_id", HCRM_KIND_INT,  N_("Kept by"),       0 },
  { "department",    HCRM_KIND_TEXT, N_("Kept by"),       RO },
  { "department_en", HCRM_KIND_TEXT, N_("Kept by"),       RO },
  { "state",         HCRM_KIND_CODE, N_("State"),         RO, NULL, 0, 0, hcrm_register_state_choices },
  CONDITION,
  { "exit_at_once",  HCRM_KIND_BOOL, N_("Leave at once when the condition is no longer met"), 0 },
  { "visit_department",    HCRM_KIND_TEXT, N_("Treated in"),    RO },
  { "visit_department_en", HCRM_KIND_TEXT, N_("Treated in"),    RO },
  { "questionnaire",       HCRM_KIND_TEXT, N_("Questionnaire"), RO },
  { "questionnaire_en",    HCRM_KIND_TEXT, N_("Questionnaire"), RO },
  { "members",       HCRM_KIND_INT,  N_("Members"),       RO },
  { "proposals",     HCRM_KIND_INT,  N_("Exits proposed"), RO },
  { "editable",      HCRM_KIND_BOOL, N_("May be edited"), RO },
  { "enrolled_at",   HCRM_KIND_TIME, N_("Last enrolment"), RO },
  { "created_at",    HCRM_KIND_TIME, N_("Created"),       RO },
  { "created_by",    HCRM_KIND_TEXT, N_("Created by"),    RO },
};

static const HcrmField register_query[] = {
  { "q",     HCRM_KIND_TEXT, N_("Search"), 0, NULL, 0, 100 },
  { "state", HCRM_KIND_CODE, N_("State"),  MANY, NULL, 0, 0, hcrm_register_state_choices },
};

static const HcrmField condition_fields[] = { CONDITION };

static const HcrmField plan_fields[] = {
  { "template_id", HCRM_KIND_INT, N_("Plan"), REQ, NULL, 1 },
};

static const HcrmField member_fields[] = {
  { "id",               HCRM_KIND_INT,  N_("Number"),        RO },
  { "version",          HCRM_KIND_INT,  N_("Version"),       RO },
  { "register_id",      HCRM_KIND_INT,  N_("Register"),      RO },
  { "register",         HCRM_KIND_TEXT, N_("Register"),      RO },
  { "register_en",      HCRM_KIND_TEXT, N_("Register"),      RO },
  { "patient_id",       HCRM_KIND_INT,  N_("Patient"),       RO },
  { "patient",          HCRM_KIND_TEXT, N_("Patient"),       RO },
  { "pinyin",           HCRM_KIND_TEXT, N_("Pinyin"),        RO },
  { "sex",              HCRM_KIND_CODE, N_("Sex"),           RO, NULL, 0, 0, hcrm_sex_choices },
  { "birth_date",       HCRM_KIND_DATE, N_("Date of birth"), RO },
  { "mrn",              HCRM_KIND_TEXT, N_("MRN"),           RO },
  { "phone",            HCRM_KIND_TEXT, N_("Telephone"),     RO | MASK },
  { "department_id",    HCRM_KIND_INT,  N_("Department"),    RO },
  { "department",       HCRM_KIND_TEXT, N_("Department"),    RO },
  { "department_en",    HCRM_KIND_TEXT, N_("Department"),    RO },
  { "state",            HCRM_KIND_CODE, N_("State"),         RO, NULL, 0, 0, hcrm_register_member_state_choices },
  { "encounter_id",     HCRM_KIND_INT,  N_("Encounter"),     RO },
  { "entered_on",       HCRM_KIND_DATE, N_("Entered"),       RO },
  { "entry",            HCRM_KIND_CODE, N_("Entered by"),    RO, NULL, 0, 0, hcrm_register_entry_choices },
  { "entry_params",     HCRM_KIND_JSON, N_("Entered by"),    RO },
  { "diagnosis",        HCRM_KIND_TEXT, N_("Diagnosis"),     RO },
  { "diagnosis_en",     HCRM_KIND_TEXT, N_("Diagnosis"),     RO },
  { "diagnosis_code",   HCRM_KIND_TEXT, N_("Code"),          RO },
  { "exit",             HCRM_KIND_CODE, N_("Reason to leave"), RO, NULL, 0, 0, hcrm_register_exit_choices },
  { "exit_params",      HCRM_KIND_JSON, N_("Reason to leave"), RO },
  { "proposed_at",      HCRM_KIND_TIME, N_("Proposed"),      RO },
  { "left_on",          HCRM_KIND_DATE, N_("Left on"),       RO },
  { "last_contact_at",  HCRM_KIND_TIME, N_("Last contact"),  RO },
  { "last_disposition", HCRM_KIND_CODE, N_("Last outcome"),  RO, NULL, 0, 0, hcrm_disposition_choices },
  { "last_score",       HCRM_KIND_DECIMAL, N_("Last score"), RO },
  { "last_band",        HCRM_KIND_TEXT, N_("Band"),          RO },
  { "last_band_en",     HCRM_KIND_TEXT, N_("Band"),          RO },
  { "last_score_at",    HCRM_KIND_TIME, N_("Scored"),        RO },
  { "next_due_on",      HCRM_KIND_DATE, N_("Next due"),      RO },
  { "overdue",          HCRM_KIND_BOOL, N_("Overdue"),       RO },
  { "overdue_days",     HCRM_KIND_INT,  N_("Days overdue"),  RO },
  { "plan_id",          HCRM_KIND_INT,  N_("Plan"),          RO },
  { "template",         HCRM_KIND_TEXT, N_("Plan"),          RO },
  { "template_en",      HCRM_KIND_TEXT, N_("Plan"),          RO },
};

static const HcrmField member_query[] = {
  { "q",             HCRM_KIND_TEXT, N_("Search"),         0, NULL, 0, 100 },
  { "register_id",   HCRM_KIND_INT,  N_("Register"),       0 },
  { "patient_id",    HCRM_KIND_INT,  N_("Patient"),        0 },
  { "state",         HCRM_KIND_CODE, N_("State"),          MANY, NULL, 0, 0, hcrm_register_member_state_choices },
  { "entry",         HCRM_KIND_CODE, N_("Entered by"),     MANY, NULL, 0, 0, hcrm_register_entry_choices },
  { "department_id", HCRM_KIND_INT,  N_("Department"),     MANY },
  { "overdue",       HCRM_KIND_BOOL, N_("Overdue"),        0 },
  { "planned",       HCRM_KIND_BOOL, N_("Has a plan"),     0 },
  { "no_contact_since", HCRM_KIND_DATE, N_("No contact since"), 0 },
  { "score_from",    HCRM_KIND_DECIMAL, N_("Last score from"), 0 },
  { "score_to",      HCRM_KIND_DECIMAL, N_("Last score to"),   0 },
};

static const HcrmField member_new[] = {
  { "register_id", HCRM_KIND_INT,  N_("Register"), REQ, NULL, 1 },
  { "patient_id",  HCRM_KIND_INT,  N_("Patient"),  REQ, NULL, 1 },
  { "reason",      HCRM_KIND_TEXT, N_("Reason"),   REQ, NULL, 2, 200 },
};

static const HcrmField reason_fields[] = {
  { "reason", HCRM_KIND_TEXT, N_("Reason"), REQ, NULL, 2, 200 },
};

static const HcrmState register_states[] = {
  { "draft",   N_("Draft"),     "bare wait" },
  { "active",  N_("Enrolling"), "ok" },
  { "retired", N_("Retired"),   "bare stop" },
};

#define EDIT HCRM_PERM_REGISTER_EDIT
#define MEMBER HCRM_PERM_REGISTER_MEMBER

static const HcrmStep register_steps[] = {
  { "draft",   "edit",     "draft",   EDIT, N_("Save"),            0 },
  { "active",  "edit",     "active",  EDIT, N_("Save"),            0 },
  { "draft",   "activate", "active",  EDIT, N_("Begin to Enrol"),  HCRM_STEP_SUGGESTED },
  { "active",  "enrol",    "active",  EDIT, N_("Enrol Now"),       0 },
  { "active",  "retire",   "retired", EDIT, N_("Retire"),          HCRM_STEP_DESTRUCTIVE },
  { "draft",   "retire",   "retired", EDIT, N_("Retire"),          HCRM_STEP_DESTRUCTIVE },
};

static const HcrmState member_states[] = {
  { "active",   N_("Member"),        "ok" },
  { "proposed", N_("Exit proposed"), "warn" },
  { "left",     N_("Former member"), "bare stop" },
};

static const HcrmStep member_steps[] = {
  { "active",   "leave",   "left",   MEMBER, N_("Take Out"),     HCRM_STEP_REASON },
  { "proposed", "confirm", "left",   MEMBER, N_("Confirm Exit"), HCRM_STEP_SUGGESTED },
  { "proposed", "keep",    "active", MEMBER, N_("Keep in Register"), HCRM_STEP_REASON },
};
/* clang-format on */

HCRM_DEFINE_FIELD_SET (hcrm_register_fields, register_fields)
HCRM_DEFINE_FIELD_SET (hcrm_register_query, register_query)
HCRM_DEFINE_FIELD_SET (hcrm_register_condition, condition_fields)
HCRM_DEFINE_FIELD_SET (hcrm_register_plan, plan_fields)
HCRM_DEFINE_FIELD_SET (hcrm_register_member_fields, member_fields)
HCRM_DEFINE_FIELD_SET (hcrm_register_member_query, member_query)
HCRM_DEFINE_FIELD_SET (hcrm_register_member_new, member_new)
HCRM_DEFINE_FIELD_SET (hcrm_register_reason, reason_fields)

const HcrmWorkflow hcrm_register_workflow = { "register", register_states,
                                              G_N_ELEMENTS (register_states), register_steps,
                                              G_N_ELEMENTS (register_steps) };
const HcrmWorkflow hcrm_register_member_workflow = { "register_member", member_states,
                                                     G_N_ELEMENTS (member_states), member_steps,
                                                     G_N_ELEMENTS (member_steps) };
