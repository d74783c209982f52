/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Field tables and workflows of studies. */

#include "hcrm-study.h"

#include "hcrm-patient.h"

#define RO HCRM_FIELD_READONLY
#define REQ HCRM_FIELD_REQUIRED
#define MANY HCRM_FIELD_MULTIPLE
#define LINES HCRM_FIELD_MULTILINE

/* clang-format off */
static const HcrmChoice study_states[] = {
  { "draft",   N_("Draft") },
  { "running", N_("Running") },
  { "locked",  N_("Locked") },
  { NULL }
};

static const HcrmChoice subject_states[] = {
  { "screened",  N_("No consent yet") },
  { "consented", N_("Consented") },
  { "withdrawn", N_("Withdrawn") },
  { NULL }
};

static const HcrmChoice entry_states[] = {
  { "due",       N_("To enter") },
  { "entered",   N_("Data entered") },
  { "queried",   N_("Queried") },
  { "clean",     N_("Clean") },
  { "cancelled", N_("Cancelled") },
  { NULL }
};

static const HcrmChoice entry_reasons[] = {
  { "withdrawn", N_("Consent withdrawn") },
  { NULL }
};

static const HcrmChoice timings[] = {
  { "overdue", N_("Overdue") },
  { "later",   N_("Later") },
  { "inside",  N_("Within the window") },
  { "outside", N_("Outside the window") },
  { NULL }
};

const HcrmChoice hcrm_study_data_use_choices[] = {
  { "keep",    N_("Keep what was entered until then") },
  { "exclude", N_("Leave all of it out") },
  { NULL }
};

static const HcrmField arm_fields[] = {
  { "code", HCRM_KIND_TEXT, N_("Code"), REQ, NULL, 1, 20 },
  { "name", HCRM_KIND_TEXT, N_("Name"), REQ, NULL, 1, 100 },
};
HCRM_DEFINE_FIELD_SET (hcrm_study_arm_fields, arm_fields)

static const HcrmField visit_fields[] = {
  { "code",        HCRM_KIND_TEXT, N_("Code"),        REQ, NULL, 1, 20 },
  { "name",        HCRM_KIND_TEXT, N_("Name"),        REQ, NULL, 1, 100 },
  { "day",         HCRM_KIND_INT,  N_("Study day"),   REQ, NULL, -3650, 36500 },
  { "days_before", HCRM_KIND_INT,  N_("Days before"), 0, NULL, 0, 3650 },
  { "days_after",  HCRM_KIND_INT,  N_("Days after"),  0, NULL, 0, 3650 },
};
HCRM_DEFINE_FIELD_SET (hcrm_study_visit_fields, visit_fields)

static const HcrmField form_fields[] = {
  { "visit",             HCRM_KIND_TEXT, N_("Study visit"),   REQ, NULL, 1, 20 },
  { "questionnaire_url", HCRM_KIND_TEXT, N_("Questionnaire"), REQ, NULL, 1, 500 },
  { "questionnaire",     HCRM_KIND_TEXT, N_("Questionnaire"), 0, NULL, 0, 500 },
  { "questionnaire_en",  HCRM_KIND_TEXT, N_("Questionnaire"), 0, NULL, 0, 500 },
};
HCRM_DEFINE_FIELD_SET (hcrm_study_form_fields, form_fields)

static const HcrmField study_fields[] = {
  { "id",            HCRM_KIND_INT,  N_("Number"),       RO },
  { "version",       HCRM_KIND_INT,  N_("Version"),      RO },
  { "code",          HCRM_KIND_TEXT, N_("Code"),         REQ, NULL, 2, 20 },
  { "name",          HCRM_KIND_TEXT, N_("Study"),        REQ, NULL, 1, 200 },
  { "name_en",       HCRM_KIND_TEXT, N_("English name"), 0, NULL, 0, 200 },
  { "note",          HCRM_KIND_TEXT, N_("Note"),         LINES, NULL, 0, 2000 },
  { "department_id", HCRM_KIND_INT,  N_("Department"),   0 },
  { "department",    HCRM_KIND_TEXT, N_("Department"),   RO },
  { "department_en", HCRM_KIND_TEXT, N_("Department"),   RO },
  { "register_id",   HCRM_KIND_INT,  N_("Register"),     0 },
  { "register",      HCRM_KIND_TEXT, N_("Register"),     RO },
  { "register_en",   HCRM_KIND_TEXT, N_("Register"),     RO },
  { "state",         HCRM_KIND_CODE, N_("State"),        RO, NULL, 0, 0, study_states },
  { "arms",          HCRM_KIND_ROWS, N_("Arms"),         0, NULL, 0, 20, NULL, &hcrm_study_arm_fields },
  { "visits",        HCRM_KIND_ROWS, N_("Study Visits"), REQ, NULL, 1, 100, NULL, &hcrm_study_visit_fields },
  { "forms",         HCRM_KIND_ROWS, N_("Forms"),        REQ, NULL, 1, 300, NULL, &hcrm_study_form_fields },
  { "versions",      HCRM_KIND_JSON, N_("Versions of the forms"), RO },
  { "subjects",      HCRM_KIND_INT,  N_("Subjects"),     RO },
  { "consented",     HCRM_KIND_INT,  N_("Consented"),    RO },
  { "queries",       HCRM_KIND_INT,  N_("Queries"),      RO },
  { "editable",      HCRM_KIND_BOOL, N_("May be edited"), RO },
  { "lock_reason",   HCRM_KIND_TEXT, N_("Reason of the lock"), RO },
  { "locked_at",     HCRM_KIND_TIME, N_("Locked"),       RO },
  { "created_at",    HCRM_KIND_TIME, N_("Created"),      RO },
};

static const HcrmField study_query[] = {
  { "q",     HCRM_KIND_TEXT, N_("Search"), 0, NULL, 0, 100 },
  { "state", HCRM_KIND_CODE, N_("State"),  MANY, NULL, 0, 0, study_states },
};

static const HcrmField reason_fields[] = {
  { "reason", HCRM_KIND_TEXT, N_("Reason"), REQ, NULL, 2, 200 },
};

static const HcrmField adopt_fields[] = {
  { "questionnaire_id", HCRM_KIND_INT,  N_("Questionnaire"), REQ, NULL, 1 },
  { "applies_from",     HCRM_KIND_DATE, N_("Applies from"),  REQ },
};

static const HcrmField recruit_fields[] = {
  { "register_id", HCRM_KIND_INT, N_("Register"), REQ, NULL, 1 },
};

static const HcrmField subject_fields[] = {
  { "id",              HCRM_KIND_INT,  N_("Number"),          RO },
  { "version",         HCRM_KIND_INT,  N_("Version"),         RO },
  { "study_id",        HCRM_KIND_INT,  N_("Study"),           RO },
  { "number",          HCRM_KIND_TEXT, N_("Subject"),         RO },
  { "patient_id",      HCRM_KIND_INT,  N_("Patient"),         RO },
  { "patient",         HCRM_KIND_TEXT, N_("Patient"),         RO },
  { "pinyin",          HCRM_KIND_TEXT, N_("Pinyin"),          RO },
  { "sex",             HCRM_KIND_CODE, N_("Sex"),             RO, NULL, 0, 0, hcrm_sex_choices },
  { "birth_date",      HCRM_KIND_DATE, N_("Date of birth"),   RO },
  { "arm",             HCRM_KIND_TEXT, N_("Arm"),             RO },
  { "anchor_on",       HCRM_KIND_DATE, N_("Day 0"),           RO },
  { "state",           HCRM_KIND_CODE, N_("State"),           RO, NULL, 0, 0, subject_states },
  { "consent_version", HCRM_KIND_TEXT, N_("Consent form"),    RO },
  { "consented_on",    HCRM_KIND_DATE, N_("Consented on"),    RO },
  { "consented_by",    HCRM_KIND_TEXT, N_("Consent taken by"), RO },
  { "withdrawn_on",    HCRM_KIND_DATE, N_("Withdrawn on"),    RO },
  { "data_use",        HCRM_KIND_CODE, N_("Data"),            RO, NULL, 0, 0, hcrm_study_data_use_choices },
  { "done",            HCRM_KIND_INT,  N_("Forms entered"),   RO },
  { "entries",         HCRM_KIND_INT,  N_("Forms planned"),   RO },
  { "next_on",         HCRM_KIND_DATE, N_("Next visit"),      RO },
  { "overdue",         HCRM_KIND_INT,  N_("Overdue"),         RO },
};

static const HcrmField subject_query[] = {
  { "q",          HCRM_KIND_TEXT, N_("Search"),  0, NULL, 0, 100 },
  { "study_id",   HCRM_KIND_INT,  N_("Study"),   0 },
  { "patient_id", HCRM_KIND_INT,  N_("Patient"), 0 },
  { "state",      HCRM_KIND_CODE, N_("State"),   MANY, NULL, 0, 0, subject_states },
};

static const HcrmField subject_new[] = {
  { "study_id",   HCRM_KIND_INT,  N_("Study"),   REQ, NULL, 1 },
  { "patient_id", HCRM_KIND_INT,  N_("Patient"), REQ, NULL, 1 },
  { "arm",        HCRM_KIND_TEXT, N_("Arm"),     0, NULL, 0, 20 },
  { "anchor_on",  HCRM_KIND_DATE, N_("Day 0"),   0 },
};

static const HcrmField consent_fields[] = {
  { "consent_version", HCRM_KIND_TEXT, N_("Consent form"), REQ, NULL, 1, 60 },
  { "consented_on",    HCRM_KIND_DATE, N_("Consented on"), REQ },
};

static const HcrmField withdraw_fields[] = {
  { "withdrawn_on", HCRM_KIND_DATE, N_("Withdrawn on"), REQ },
  { "data_use",     HCRM_KIND_CODE, N_("Data"),         REQ, NULL, 0, 0, hcrm_study_data_use_choices },
  { "reason",       HCRM_KIND_TEXT, N_("Reason"),       REQ, NULL, 2, 200 },
};

static const HcrmField participant_fields[] = {
  { "id",            HCRM_KIND_INT,  N_("Number"),        RO },
  { "study_id",      HCRM_KIND_INT,  N_("Study"),         RO },
  { "number",        HCRM_KIND_TEXT, N_("Subject"),       RO },
  { "arm",           HCRM_KIND_TEXT, N_("Arm"),           RO },
  { "sex",           HCRM_KIND_CODE, N_("Sex"),           RO, NULL, 0, 0, hcrm_sex_choices },
  { "age",           HCRM_KIND_INT,  N_("Age"),           RO, N_("years") },
  { "state",         HCRM_KIND_CODE, N_("State"),         RO, NULL, 0, 0, subject_states },
  { "withdrawn_day", HCRM_KIND_INT,  N_("Withdrawn on study day"), RO },
  { "done",          HCRM_KIND_INT,  N_("Forms entered"), RO },
  { "clean",         HCRM_KIND_INT,  N_("Clean"),         RO },
};

static const HcrmField participant_query[] = {
  { "study_id", HCRM_KIND_INT,  N_("Study"), 0 },
  { "state",    HCRM_KIND_CODE, N_("State"), MANY, NULL, 0, 0, subject_states },
};

static const HcrmField entry_fields[] = {
  { "id",               HCRM_KIND_INT,  N_("Number"),        RO },
  { "version",          HCRM_KIND_INT,  N_("Version"),       RO },
  { "study_id",         HCRM_KIND_INT,  N_("Study"),         RO },
  { "subject_id",       HCRM_KIND_INT,  N_("Subject"),       RO },
  { "number",           HCRM_KIND_TEXT, N_("Subject"),       RO },
  { "visit",            HCRM_KIND_TEXT, N_("Study visit"),   RO },
  { "visit_name",       HCRM_KIND_TEXT, N_("Study visit"),   RO },
  { "day",              HCRM_KIND_INT,  N_("Study day"),     RO },
  { "url",              HCRM_KIND_TEXT, N_("Form"),          RO },
  { "questionnaire_id", HCRM_KIND_INT,  N_("Form"),          RO },
  { "questionnaire",    HCRM_KIND_TEXT, N_("Form"),          RO },
  { "questionnaire_en", HCRM_KIND_TEXT, N_("Form"),          RO },
  { "version_tag",      HCRM_KIND_TEXT, N_("Version of the form"), RO },
  { "planned_on",       HCRM_KIND_DATE, N_("Planned on"),    RO },
  { "from_on",          HCRM_KIND_DATE, N_("From"),          RO },
  { "until_on",         HCRM_KIND_DATE, N_("Until"),         RO },
  { "done_on",          HCRM_KIND_DATE, N_("Visited on"),    RO },
  { "state",            HCRM_KIND_CODE, N_("State"),         RO, NULL, 0, 0, entry_states },
  { "timing",           HCRM_KIND_CODE, N_("Timing"),        RO, NULL, 0, 0, timings },
  { "response_id",      HCRM_KIND_INT,  N_("Answers"),       RO },
  { "response",         HCRM_KIND_TEXT, N_("Answers"),       RO },
  { "reason",           HCRM_KIND_TEXT, N_("Reason"),        RO, NULL, 0, 0, entry_reasons },
  { "queries",          HCRM_KIND_JSON, N_("Queries"),       RO },
};

static const HcrmField entry_query[] = {
  { "study_id",   HCRM_KIND_INT,  N_("Study"),   0 },
  { "subject_id", HCRM_KIND_INT,  N_("Subject"), 0 },
  { "state",      HCRM_KIND_CODE, N_("State"),   MANY, NULL, 0, 0, entry_states },
};

static const HcrmField enter_fields[] = {
  { "done_on",  HCRM_KIND_DATE, N_("Visited on"), REQ },
  { "response", HCRM_KIND_JSON, N_("Answers"),    REQ },
};

static const HcrmField ask_fields[] = {
  { "item",     HCRM_KIND_TEXT, N_("Item"),     0, NULL, 0, 255 },
  { "question", HCRM_KIND_TEXT, N_("Question"), REQ, NULL, 2, 1000 },
};

static const HcrmField answer_fields[] = {
  { "answer", HCRM_KIND_TEXT, N_("Reply"), REQ, NULL, 2, 1000 },
};

static const HcrmField list_fields[] = {
  { "id",         HCRM_KIND_INT,  N_("Number"),    RO },
  { "version",    HCRM_KIND_INT,  N_("Version"),   RO },
  { "study_id",   HCRM_KIND_INT,  N_("Study"),     REQ, NULL, 1 },
  { "name",       HCRM_KIND_TEXT, N_("Name"),      REQ, NULL, 1, 100 },
  { "variables",  HCRM_KIND_JSON, N_("Variables"), REQ },
  { "created_at", HCRM_KIND_TIME, N_("Created"),   RO },
};

static const HcrmField list_query[] = {
  { "study_id", HCRM_KIND_INT, N_("Study"), 0 },
};

static const HcrmField variable_fields[] = {
  { "variable", HCRM_KIND_TEXT, N_("Variable"),     RO },
  { "label",    HCRM_KIND_TEXT, N_("Label"),        RO },
  { "kind",     HCRM_KIND_TEXT, N_("Kind"),         RO },
  { "unit",     HCRM_KIND_TEXT, N_("Unit"),         RO },
  { "codes",    HCRM_KIND_TEXT, N_("Values"),       RO },
  { "missing",  HCRM_KIND_TEXT, N_("Missing codes"), RO },
  { "versions", HCRM_KIND_TEXT, N_("In the versions"), RO },
  { "url",      HCRM_KIND_TEXT, N_("Form"),         RO },
  { "item",     HCRM_KIND_TEXT, N_("Item"),         RO },
};

static const HcrmField data_fields[] = {
  { "subject",   HCRM_KIND_TEXT, N_("Subject"),   RO },
  { "arm",       HCRM_KIND_TEXT, N_("Arm"),       RO },
  { "sex",       HCRM_KIND_TEXT, N_("Sex"),       RO },
  { "age",       HCRM_KIND_INT,  N_("Age"),       RO, N_("years") },
  { "visit",     HCRM_KIND_TEXT, N_("Study visit"), RO },
  { "visit_day", HCRM_KIND_INT,  N_("Planned study day"), RO },
  { "study_day", HCRM_KIND_INT,  N_("Study day"), RO },
};

static const HcrmField data_query[] = {
  { "study_id", HCRM_KIND_INT, N_("Study"),     REQ, NULL, 1 },
  { "list_id",  HCRM_KIND_INT, N_("Variables"), 0 },
};

#define EDIT HCRM_PERM_STUDY_EDIT
#define ENTER HCRM_PERM_STUDY_ENTER

static const HcrmState study_flow_states[] = {
  { "draft",   N_("Draft"),   "bare wait" },
  { "running", N_("Running"), "ok" },
  { "locked",  N_("Locked"),  "violet" },
};

static const HcrmStep study_steps[] = {
  { "draft",   "edit",   "draft",   EDIT, N_("Save"),   0 },
  { "running", "edit",   "running", EDIT, N_("Save"),   0 },
  { "draft",   "start",  "running", EDIT, N_("Start"),  HCRM_STEP_SUGGESTED },
  { "running", "lock",   "locked",  EDIT, N_("Lock"),   HCRM_STEP_REASON },
  { "locked",  "unlock", "running", EDIT, N_("Unlock"), HCRM_STEP_REASON },
};

static const HcrmState subject_flow_states[] = {
  { "screened",  N_("No consent yet"), "bare wait" },
  { "consented", N_("Consented"),      "ok" },
  { "withdrawn", N_("Withdrawn"),      "stop" },
};

static const HcrmStep subject_steps[] = {
  { "screened",  "consent",  "consented", ENTER, N_("Record Consent"),    HCRM_STEP_SUGGESTED },
  { "consented", "withdraw", "withdrawn", ENTER, N_("Withdraw Consent"),  HCRM_STEP_DESTRUCTIVE },
};

static const HcrmState entry_flow_states[] = {
  { "due",       N_("To enter"),     "bare wait" },
  { "entered",   N_("Data entered"), "info" },
  { "queried",   N_("Queried"),      "warn" },
  { "clean",     N_("Clean"),        "ok" },
  { "cancelled", N_("Cancelled"),    "bare stop" },
};

static const HcrmStep entry_steps[] = {
  { "due",     "enter", "entered", ENTER, N_("Enter Data"),  HCRM_STEP_SUGGESTED },
  { "entered", "enter", "entered", ENTER, N_("Correct"),     0 },
  { "queried", "enter", "queried", ENTER, N_("Correct"),     0 },
  { "entered", "ask",   "queried", ENTER, N_("Query"), 0 },
  { "queried", "ask",   "queried", ENTER, N_("Query"), 0 },
  { "clean",   "ask",   "queried", ENTER, N_("Query"), 0 },
  { "entered", "clean", "clean",   ENTER, N_("Mark Clean"),  0 },
  { "queried", "clean", "clean",   ENTER, N_("Mark Clean"),  0 },
};
/* clang-format on */

HCRM_DEFINE_FIELD_SET (hcrm_study_fields, study_fields)
HCRM_DEFINE_FIELD_SET (hcrm_study_query, study_query)
HCRM_DEFINE_FIELD_SET (hcrm_study_reason, reason_fields)
HCRM_DEFINE_FIELD_SET (hcrm_study_adopt, adopt_fields)
HCRM_DEFINE_FIELD_SET (hcrm_study_recruit, recruit_fields)
HCRM_DEFINE_FIELD_SET (hcrm_study_subject_fields, subject_fields)
HCRM_DEFINE_FIELD_SET (hcrm_study_subject_query, subject_query)
HCRM_DEFINE_FIELD_SET (hcrm_study_subject_new, subject_new)
HCRM_DEFINE_FIELD_SET (hcrm_study_consent, consent_fields)
HCRM_DEFINE_FIELD_SET (hcrm_study_withdraw, withdraw_fields)
HCRM_DEFINE_FIELD_SET (hcrm_study_participant_fields, participant_fields)
HCRM_DEFINE_FIELD_SET (hcrm_study_participant_query, participant_query)
HCRM_DEFINE_FIELD_SET (hcrm_study_entry_fields, entry_fields)
HCRM_DEFINE_FIELD_SET (hcrm_study_entry_query, entry_query)
HCRM_DEFINE_FIELD_SET (hcrm_study_enter, enter_fields)
HCRM_DEFINE_FIELD_SET (hcrm_study_ask, ask_fields)
HCRM_DEFINE_FIELD_SET (hcrm_study_answer, answer_fields)
HCRM_DEFINE_FIELD_SET (hcrm_study_list_fields, list_fields)
HCRM_DEFINE_FIELD_SET (hcrm_study_list_query, list_query)
HCRM_DEFINE_FIELD_SET (hcrm_study_variable_fields, variable_fields)
HCRM_DEFINE_FIELD_SET (hcrm_study_data_fields, data_fields)
HCRM_DEFINE_FIELD_SET (hcrm_study_data_query, data_query)

const HcrmWorkflow hcrm_study_workflow = { "study", study_flow_states,
                                           G_N_ELEMENTS (study_flow_states), study_steps,
                                           G_N_ELEMENTS (study_steps) };
const HcrmWorkflow hcrm_study_subject_workflow = { "study_subject", subject_flow_states,
                                                   G_N_ELEMENTS (subject_flow_states),
                                                   subject_steps, G_N_ELEMENTS (subject_steps) };
const HcrmWorkflow hcrm_study_entry_workflow = { "study_entry", entry_flow_states,
                                                 G_N_ELEMENTS (entry_flow_states), entry_steps,
                                                 G_N_ELEMENTS (entry_steps) };
