/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Field tables and workflows of follow-up. */

#include "hcrm-followup.h"

#include "hcrm-disposition.h"
#include "hcrm-patient.h"
#include "hcrm-statistic.h"

#define RO HCRM_FIELD_READONLY
#define REQ HCRM_FIELD_REQUIRED
#define MANY HCRM_FIELD_MULTIPLE
#define MASK HCRM_FIELD_MASKED
#define LINES HCRM_FIELD_MULTILINE

/* clang-format off */
const HcrmChoice hcrm_followup_owner_choices[] = {
  { "doctor", N_("Attending doctor") },
  { "nurse",  N_("Nurse") },
  { "centre", N_("Service centre") },
  { NULL }
};

const HcrmChoice hcrm_followup_channel_choices[] = {
  { "phone",   N_("Telephone") },
  { "visit",   N_("Visit") },
  { "message", N_("Message") },
  { NULL }
};

const HcrmChoice hcrm_followup_bucket_choices[] = {
  { "overdue", N_("Overdue") },
  { "today",   N_("Due today") },
  { "soon",    N_("Due soon") },
  { "later",   N_("Later") },
  { "done",    N_("Done") },
  { NULL }
};

const HcrmChoice hcrm_followup_task_state_choices[] = {
  { "waiting",   N_("Waiting") },
  { "open",      N_("Open") },
  { "done",      N_("Done") },
  { "lost",      N_("Lost to follow-up") },
  { "skipped",   N_("Skipped") },
  { "cancelled", N_("Cancelled") },
  { NULL }
};

const HcrmChoice hcrm_followup_plan_state_choices[] = {
  { "active",    N_("Running") },
  { "suspended", N_("Suspended") },
  { "finished",  N_("Finished") },
  { "lost",      N_("Lost to follow-up") },
  { "cancelled", N_("Cancelled") },
  { NULL }
};

const HcrmChoice hcrm_followup_template_state_choices[] = {
  { "draft",     N_("Draft") },
  { "published", N_("Published") },
  { "retired",   N_("Retired") },
  { NULL }
};

static const HcrmChoice decision_choices[] = {
  { "plan",   N_("Plan follow-up") },
  { "none",   N_("No follow-up") },
  { "exempt", N_("Exempt") },
  { NULL }
};

const HcrmChoice hcrm_followup_sheet_choices[] = {
  { "answers",     N_("with the answers") },
  { "blank",       N_("empty form") },
  { "answers_pdf", N_("with the answers, as PDF") },
  { "blank_pdf",   N_("empty form, as PDF") },
  { NULL }
};

static const HcrmChoice moved_choices[] = {
  { "holiday", N_("Public holiday") },
  { "weekend", N_("Weekend") },
  { "late",    N_("Decided late") },
  { "passed",  N_("Passed before the decision") },
  { NULL }
};

/* What only tells is taken back and not written, so that a form can send a row as it got it. */
static const HcrmField step_fields[] = {
  { "position",          HCRM_KIND_INT,  N_("Step"),            0 },
  { "offset_days",       HCRM_KIND_INT,  N_("Days after discharge"), REQ, N_("days"), 1, HCRM_FOLLOWUP_MAX_DAYS },
  { "window_days",       HCRM_KIND_INT,  N_("Window"),          0, N_("days"), 0, 365 },
  { "owner",             HCRM_KIND_CODE, N_("Carried out by"),  REQ, NULL, 0, 0, hcrm_followup_owner_choices },
  { "channel",           HCRM_KIND_CODE, N_("Channel"),         0, NULL, 0, 0, hcrm_followup_channel_choices },
  { "questionnaire_url", HCRM_KIND_TEXT, N_("Questionnaire"),   0, NULL, 0, 500 },
  { "questionnaire",     HCRM_KIND_TEXT, N_("Questionnaire"),   0, NULL, 0, 500 },
  { "questionnaire_en",  HCRM_KIND_TEXT, N_("Questionnaire"),   0, NULL, 0, 500 },
  { "extra_urls",        HCRM_KIND_JSON, N_("Added questionnaires"), 0 },
  { "script_code",       HCRM_KIND_TEXT, N_("Script"),          0, NULL, 0, 100 },
};
HCRM_DEFINE_FIELD_SET (hcrm_followup_step_fields, step_fields)

static const HcrmField template_fields[] = {
  { "id",            HCRM_KIND_INT,  N_("Number"),       RO },
  { "version",       HCRM_KIND_INT,  N_("Version"),      RO },
  { "code",          HCRM_KIND_TEXT, N_("Code"),         REQ, NULL, 1, 60 },
  { "revision",      HCRM_KIND_INT,  N_("Revision"),     RO },
  { "name",          HCRM_KIND_TEXT, N_("Name"),         REQ, NULL, 1, 100 },
  { "name_en",       HCRM_KIND_TEXT, N_("English name"), 0, NULL, 0, 200 },
  { "state",         HCRM_KIND_CODE, N_("State"),        RO, NULL, 0, 0, hcrm_followup_template_state_choices },
  { "icd10",         HCRM_KIND_JSON, N_("Diagnoses"),    0 },
  { "department_id", HCRM_KIND_INT,  N_("Department"),   0 },
  { "department",    HCRM_KIND_TEXT, N_("Department"),   RO },
  { "department_en", HCRM_KIND_TEXT, N_("Department"),   RO },
  { "steps",         HCRM_KIND_ROWS, N_("Steps"),        REQ, NULL, 1, HCRM_FOLLOWUP_MAX_STEPS, NULL, &hcrm_followup_step_fields },
};

static const HcrmField template_query[] = {
  { "q",             HCRM_KIND_TEXT, N_("Search"),     0, NULL, 0, 100 },
  { "state",         HCRM_KIND_CODE, N_("State"),      MANY, NULL, 0, 0, hcrm_followup_template_state_choices },
  { "encounter_id",  HCRM_KIND_INT,  N_("Encounter"),  0 },
};

static const HcrmField plan_fields[] = {
  { "id",            HCRM_KIND_INT,  N_("Number"),           RO },
  { "version",       HCRM_KIND_INT,  N_("Version"),          RO },
  { "patient_id",    HCRM_KIND_INT,  N_("Patient"),          RO },
  { "patient",       HCRM_KIND_TEXT, N_("Patient"),          RO },
  { "encounter_id",  HCRM_KIND_INT,  N_("Encounter"),        RO },
  { "template_id",   HCRM_KIND_INT,  N_("Template"),         RO },
  { "template",      HCRM_KIND_TEXT, N_("Template"),         RO },
  { "template_en",   HCRM_KIND_TEXT, N_("Template"),         RO },
  { "department_id", HCRM_KIND_INT,  N_("Department"),       RO },
  { "department",    HCRM_KIND_TEXT, N_("Department"),       RO },
  { "department_en", HCRM_KIND_TEXT, N_("Department"),       RO },
  { "doctor_id",     HCRM_KIND_INT,  N_("Attending doctor"), RO },
  { "doctor",        HCRM_KIND_TEXT, N_("Attending doctor"), RO },
  { "condition_summary", HCRM_KIND_TEXT, N_("Condition summary"), RO | LINES },
  { "note",          HCRM_KIND_TEXT, N_("Key points"),       RO | LINES },
  { "cautions",      HCRM_KIND_TEXT, N_("Cautions"),         RO | LINES },
  { "note_version",  HCRM_KIND_INT,  N_("Version of the note"), RO | HCRM_FIELD_DERIVED },
  { "state",         HCRM_KIND_CODE, N_("State"),            RO, NULL, 0, 0, hcrm_followup_plan_state_choices },
  { "reason",        HCRM_KIND_TEXT, N_("Reason"),           RO, NULL, 0, 0, hcrm_followup_ended_choices },
  { "created_at",    HCRM_KIND_TIME, N_("Planned at"),          RO },
  { "created_by",    HCRM_KIND_TEXT, N_("Planned by"),       RO },
  { "steps",         HCRM_KIND_JSON, N_("Steps"),            RO },
  { "refills",       HCRM_KIND_JSON, N_("Drugs that run out"), RO | HCRM_FIELD_DERIVED },
};

static const HcrmField plan_query[] = {
  { "patient_id",   HCRM_KIND_INT,  N_("Patient"),   0 },
  { "encounter_id", HCRM_KIND_INT,  N_("Encounter"), 0 },
  { "state",        HCRM_KIND_CODE, N_("State"),     MANY, NULL, 0, 0, hcrm_followup_plan_state_choices },
};

static const HcrmField task_fields[] = {
  { "id",               HCRM_KIND_INT,  N_("Number"),           RO },
  { "version",          HCRM_KIND_INT,  N_("Version"),          RO },
  { "plan_id",          HCRM_KIND_INT,  N_("Plan"),             RO },
  { "patient_id",       HCRM_KIND_INT,  N_("Patient"),          RO },
  { "survivor_id",      HCRM_KIND_INT,  N_("Patient"),          RO },
  { "patient",          HCRM_KIND_TEXT, N_("Patient"),          RO },
  { "pinyin",           HCRM_KIND_TEXT, N_("Pinyin"),           RO | HCRM_FIELD_DERIVED },
  { "sex",              HCRM_KIND_CODE, N_("Sex"),              RO, NULL, 0, 0, hcrm_sex_choices },
  { "birth_date",       HCRM_KIND_DATE, N_("Date of birth"),    RO },
  { "mrn",              HCRM_KIND_TEXT, N_("MRN"),              RO },
  { "phone",            HCRM_KIND_TEXT, N_("Telephone"),        RO | MASK },
  { "allergies",        HCRM_KIND_TEXT, N_("Allergies"),        RO },
  { "department_id",    HCRM_KIND_INT,  N_("Department"),       RO },
  { "department",       HCRM_KIND_TEXT, N_("Department"),       RO },
  { "department_en",    HCRM_KIND_TEXT, N_("Department"),       RO },
  { "site_id",          HCRM_KIND_INT,  N_("Site"),             RO },
  { "diagnosis",        HCRM_KIND_TEXT, N_("Diagnosis"),        RO },
  { "diagnosis_en",     HCRM_KIND_TEXT, N_("Diagnosis"),        RO },
  { "discharged_on",    HCRM_KIND_DATE, N_("Discharged"),       RO },
  { "encounter_id",     HCRM_KIND_INT,  N_("Encounter"),        RO },
  { "template_id",      HCRM_KIND_INT,  N_("Template"),         RO },
  { "template",         HCRM_KIND_TEXT, N_("Template"),         RO },
  { "template_en",      HCRM_KIND_TEXT, N_("Template"),         RO },
  { "position",         HCRM_KIND_INT,  N_("Step"),             RO },
  { "n_steps",          HCRM_KIND_INT,  N_("Steps"),            RO | HCRM_FIELD_DERIVED },
  { "offset_days",      HCRM_KIND_INT,  N_("Days after discharge"), RO, N_("days") },
  { "window_days",      HCRM_KIND_INT,  N_("Window"),           RO, N_("days") },
  { "owner",            HCRM_KIND_CODE, N_("Carried out by"),   RO, NULL, 0, 0, hcrm_followup_owner_choices },
  { "assignee_id",      HCRM_KIND_INT,  N_("Assigned to"),      RO },
  { "assignee",         HCRM_KIND_TEXT, N_("Assigned to"),      RO },
  { "channel",          HCRM_KIND_CODE, N_("Channel"),          RO, NULL, 0, 0, hcrm_followup_channel_choices },
  { "due_on",           HCRM_KIND_DATE, N_("Due"),              RO },
  { "planned_on",       HCRM_KIND_DATE, N_("Planned for"),      RO },
  { "moved",            HCRM_KIND_CODE, N_("Moved off"),        RO, NULL, 0, 0, moved_choices },
  { "not_before",       HCRM_KIND_TIME, N_("Not before"),       RO },
  { "state",            HCRM_KIND_CODE, N_("State"),            RO, NULL, 0, 0, hcrm_followup_task_state_choices },
  { "bucket",           HCRM_KIND_CODE, N_("Urgency"),          RO | HCRM_FIELD_DERIVED, NULL, 0, 0, hcrm_followup_bucket_choices },
  { "overdue_days",     HCRM_KIND_INT,  N_("Overdue"),          RO | HCRM_FIELD_DERIVED, N_("days") },
  { "questionnaire_id", HCRM_KIND_INT,  N_("Questionnaire"),    RO },
  { "questionnaire",    HCRM_KIND_TEXT, N_("Questionnaire"),    RO },
  { "questionnaire_en", HCRM_KIND_TEXT, N_("Questionnaire"),    RO },
  { "script_code",      HCRM_KIND_TEXT, N_("Script"),           RO },
  { "opinion",          HCRM_KIND_TEXT, N_("Handling opinion"), RO | LINES },
  { "attempts",         HCRM_KIND_INT,  N_("Attempts"),         RO },
  { "last_disposition", HCRM_KIND_CODE, N_("Last result"),      RO, NULL, 0, 0, hcrm_disposition_choices },
  { "last_attempt_at",  HCRM_KIND_TIME, N_("Last attempt"),     RO },
  { "finished_at",      HCRM_KIND_TIME, N_("Finished at"),         RO },
  { "reason",           HCRM_KIND_TEXT, N_("Reason"),           RO, NULL, 0, 0, hcrm_followup_ended_choices },
  { "doctor",           HCRM_KIND_TEXT, N_("Attending doctor"), RO },
  { "condition_summary", HCRM_KIND_TEXT, N_("Condition summary"), RO | LINES },
  { "note",             HCRM_KIND_TEXT, N_("Key points"),       RO | LINES },
  { "cautions",         HCRM_KIND_TEXT, N_("Cautions"),         RO | LINES },
  { "note_version",     HCRM_KIND_INT,  N_("Version of the note"), RO | HCRM_FIELD_DERIVED },
  { "claimed_by_id",    HCRM_KIND_INT,  N_("Worked on by"),     RO },
  { "claimed_by",       HCRM_KIND_TEXT, N_("Worked on by"),     RO | HCRM_FIELD_DERIVED },
  { "late",             HCRM_KIND_BOOL, N_("Late"),             RO | HCRM_FIELD_DERIVED },
  { "handed",           HCRM_KIND_JSON, N_("Handed over"),      RO },
  { "refills",          HCRM_KIND_JSON, N_("Drugs that run out"), RO | HCRM_FIELD_DERIVED },
};

static const HcrmField task_query[] = {
  { "q",             HCRM_KIND_TEXT, N_("Search"),         0, NULL, 0, 100 },
  { "bucket",        HCRM_KIND_CODE, N_("Urgency"),        MANY, NULL, 0, 0, hcrm_followup_bucket_choices },
  { "state",         HCRM_KIND_CODE, N_("State"),          MANY, NULL, 0, 0, hcrm_followup_task_state_choices },
  { "owner",         HCRM_KIND_CODE, N_("Carried out by"), MANY, NULL, 0, 0, hcrm_followup_owner_choices },
  { "assignee",      HCRM_KIND_TEXT, N_("Assigned to"),    0, NULL, 0, 20 },
  { "department_id", HCRM_KIND_INT,  N_("Department"),     MANY },
  { "template_id",   HCRM_KIND_INT,  N_("Template"),       MANY },
  { "patient_id",    HCRM_KIND_INT,  N_("Patient"),        0 },
  { "plan_id",       HCRM_KIND_INT,  N_("Plan"),           0 },
  { "attempts_from", HCRM_KIND_INT,  N_("Attempts"),       0 },
  { "due_on_from",   HCRM_KIND_DATE, N_("Due from"),       0 },
  { "due_on_to",     HCRM_KIND_DATE, N_("Due before"),     0 },
  { "doctor_id",     HCRM_KIND_INT,  N_("Attending doctor"), MANY },
  { "agent_id",      HCRM_KIND_INT,  N_("Called by"),      MANY },
  { "reached",       HCRM_KIND_BOOL, N_("Somebody reached"), 0 },
  { "ward_id",       HCRM_KIND_INT,  N_("Ward"),           MANY },
  { "disease",       HCRM_KIND_TEXT, N_("Disease group"),  MANY, NULL, 0, 20 },
  { "position",      HCRM_KIND_INT,  N_("Step"),           MANY },
  { "figure",        HCRM_KIND_CODE, N_("Counted as"),     0, NULL, 0, 0, hcrm_step_figure_choices },
};

static const HcrmField decide_fields[] = {
  { "decision",    HCRM_KIND_CODE, N_("Decision"), REQ, NULL, 0, 0, decision_choices },
  { "template_id", HCRM_KIND_INT,  N_("Template"), 0 },
  { "steps",       HCRM_KIND_ROWS, N_("Steps"),    0, NULL, 1, HCRM_FOLLOWUP_MAX_STEPS, NULL, &hcrm_followup_step_fields },
  { "condition_summary", HCRM_KIND_TEXT, N_("Condition summary"), LINES, NULL, 0, 4000 },
  { "note",        HCRM_KIND_TEXT, N_("Key points"), LINES, NULL, 0, 4000 },
  { "cautions",    HCRM_KIND_TEXT, N_("Cautions"), LINES, NULL, 0, 4000 },
  { "exemption",   HCRM_KIND_TEXT, N_("Exempt because"), 0, NULL, 0, 40 },
  { "reason",      HCRM_KIND_TEXT, N_("Reason"),   0, NULL, 0, 500 },
};

static const HcrmField note_fields[] = {
  { "condition_summary", HCRM_KIND_TEXT, N_("Condition summary"), LINES, NULL, 0, 4000 },
  { "note",              HCRM_KIND_TEXT, N_("Key points"),        LINES, NULL, 0, 4000 },
  { "cautions",          HCRM_KIND_TEXT, N_("Cautions"),          LINES, NULL, 0, 4000 },
};

static const HcrmField preview_input[] = {
  { "encounter_id", HCRM_KIND_INT,  N_("Encounter"), REQ },
  { "template_id",  HCRM_KIND_INT,  N_("Template"),  0 },
  { "steps",        HCRM_KIND_ROWS, N_("Steps"),     0, NULL, 1, HCRM_FOLLOWUP_MAX_STEPS, NULL, &hcrm_followup_step_fields },
};

/* One step that is changed, dropped or added; of the first two only what changes need be said. */
static const HcrmField change_step_fields[] = {
  { "id",                HCRM_KIND_INT,  N_("Number"),          0 },
  { "version",           HCRM_KIND_INT,  N_("Version"),         0 },
  { "drop",              HCRM_KIND_BOOL, N_("Drop the step"),   0 },
  { "planned_on",        HCRM_KIND_DATE, N_("Planned for"),     0 },
  { "window_days",       HCRM_KIND_INT,  N_("Window"),          0, N_("days"), 0, 365 },
  { "owner",             HCRM_KIND_CODE, N_("Carried out by"),  0, NULL, 0, 0, hcrm_followup_owner_choices },
  { "channel",           HCRM_KIND_CODE, N_("Channel"),         0, NULL, 0, 0, hcrm_followup_channel_choices },
  { "questionnaire_url", HCRM_KIND_TEXT, N_("Questionnaire"),   0, NULL, 0, 500 },
  { "script_code",       HCRM_KIND_TEXT, N_("Script"),          0, NULL, 0, 100 },
};
static HCRM_DEFINE_FIELD_SET (change_steps, change_step_fields)

static const HcrmField change_fields[] = {
  { "steps",  HCRM_KIND_ROWS, N_("Steps"),  REQ, NULL, 1, HCRM_FOLLOWUP_MAX_STEPS, NULL, &change_steps },
  { "reason", HCRM_KIND_TEXT, N_("Reason"), REQ | LINES, NULL, 1, 500 },
};

static const HcrmField change_preview_fields[] = {
  { "steps",  HCRM_KIND_ROWS, N_("Steps"),  0, NULL, 0, HCRM_FOLLOWUP_MAX_STEPS, NULL, &change_steps },
};

static const HcrmField changed_step_fields[] = {
  { "id",                HCRM_KIND_INT,  N_("Number"),           0 },
  { "version",           HCRM_KIND_INT,  N_("Version"),          0 },
  { "position",          HCRM_KIND_INT,  N_("Step"),             RO },
  { "state",             HCRM_KIND_CODE, N_("State"),            RO, NULL, 0, 0, hcrm_followup_task_state_choices },
  { "fixed",             HCRM_KIND_TEXT, N_("Stays as it is"),   RO },
  { "change",            HCRM_KIND_TEXT, N_("Change"),           RO },
  { "offset_days",       HCRM_KIND_INT,  N_("Days after discharge"), RO, N_("days") },
  { "window_days",       HCRM_KIND_INT,  N_("Window"),           0, N_("days"), 0, 365 },
  { "owner",             HCRM_KIND_CODE, N_("Carried out by"),   REQ, NULL, 0, 0, hcrm_followup_owner_choices },
  { "channel",           HCRM_KIND_CODE, N_("Channel"),          0, NULL, 0, 0, hcrm_followup_channel_choices },
  { "planned_on",        HCRM_KIND_DATE, N_("Planned for"),      REQ },
  { "due_on",            HCRM_KIND_DATE, N_("Due"),              RO },
  { "was_on",            HCRM_KIND_DATE, N_("Was due"),          RO },
  { "moved",             HCRM_KIND_CODE, N_("Moved off"),        RO, NULL, 0, 0, moved_choices },
  { "holiday",           HCRM_KIND_TEXT, N_("Public holiday"),   RO },
  { "holiday_en",        HCRM_KIND_TEXT, N_("Public holiday"),   RO },
  { "questionnaire_url", HCRM_KIND_TEXT, N_("Questionnaire"),    0, NULL, 0, 500 },
  { "questionnaire",     HCRM_KIND_TEXT, N_("Questionnaire"),    0, NULL, 0, 500 },
  { "questionnaire_en",  HCRM_KIND_TEXT, N_("Questionnaire"),    0, NULL, 0, 500 },
  { "script_code",       HCRM_KIND_TEXT, N_("Script"),           0, NULL, 0, 100 },
  { "script",            HCRM_KIND_TEXT, N_("Script"),           RO },
  { "script_en",         HCRM_KIND_TEXT, N_("Script"),           RO },
};

static const HcrmField preview_fields[] = {
  { "position",         HCRM_KIND_INT,  N_("Step"),             RO },
  { "offset_days",      HCRM_KIND_INT,  N_("Days after discharge"), RO, N_("days") },
  { "window_days",      HCRM_KIND_INT,  N_("Window"),           RO, N_("days") },
  { "due_on",           HCRM_KIND_DATE, N_("Due"),              RO },
  { "planned_on",       HCRM_KIND_DATE, N_("Planned for"),      RO },
  { "moved",            HCRM_KIND_CODE, N_("Moved off"),        RO, NULL, 0, 0, moved_choices },
  { "holiday",          HCRM_KIND_TEXT, N_("Public holiday"),   RO },
  { "holiday_en",       HCRM_KIND_TEXT, N_("Public holiday"),   RO },
  { "owner",            HCRM_KIND_CODE, N_("Carried out by"),   RO, NULL, 0, 0, hcrm_followup_owner_choices },
  { "channel",          HCRM_KIND_CODE, N_("Channel"),          RO, NULL, 0, 0, hcrm_followup_channel_choices },
  { "questionnaire_url", HCRM_KIND_TEXT, N_("Questionnaire"),   RO },
  { "questionnaire",    HCRM_KIND_TEXT, N_("Questionnaire"),    RO },
  { "questionnaire_en", HCRM_KIND_TEXT, N_("Questionnaire"),    RO },
  { "script_code",      HCRM_KIND_TEXT, N_("Script"),           RO },
  { "past",             HCRM_KIND_BOOL, N_("In the past"),      RO },
  { "folded_into",      HCRM_KIND_INT,  N_("Folded into step"), RO },
};

static const HcrmField next_fields[] = {
  { "department_id", HCRM_KIND_INT,  N_("Department"),     0 },
  { "owner",         HCRM_KIND_CODE, N_("Carried out by"), 0, NULL, 0, 0, hcrm_followup_owner_choices },
};

static const HcrmField complete_fields[] = {
  { "disposition",  HCRM_KIND_CODE, N_("Disposition"),      REQ, NULL, 0, 0, hcrm_disposition_choices },
  { "contact_id",   HCRM_KIND_INT,  N_("Contact"),          0 },
  { "channel",      HCRM_KIND_CODE, N_("Channel"),          0, NULL, 0, 0, hcrm_followup_channel_choices },
  { "started_at",   HCRM_KIND_TIME, N_("Started"),          REQ },
  { "ended_at",     HCRM_KIND_TIME, N_("Ended"),            0 },
  { "note",         HCRM_KIND_TEXT, N_("Note"),             LINES, NULL, 0, 4000 },
  { "call_back_at", HCRM_KIND_TIME, N_("Call back at"),     0 },
  { "opinion",      HCRM_KIND_TEXT, N_("Handling opinion"), LINES, NULL, 0, 4000 },
  { "note_version", HCRM_KIND_INT,  N_("Version of the note"), 0, NULL, 0, 1000000 },
  { "response",     HCRM_KIND_JSON, N_("Answers"),          0 },
  { "call_id",      HCRM_KIND_INT,  N_("Telephone call"),   0, NULL, 1 },
};

static const HcrmField reason_fields[] = {
  { "reason", HCRM_KIND_TEXT, N_("Reason"), REQ | LINES, NULL, 1, 500 },
};

static const HcrmField reschedule_fields[] = {
  { "due_on", HCRM_KIND_DATE, N_("Due"),    REQ },
  { "reason", HCRM_KIND_TEXT, N_("Reason"), REQ | LINES, NULL, 1, 500 },
};

static const HcrmField print_fields[] = {
  { "sheet",       HCRM_KIND_CODE, N_("Sheet"),         REQ, NULL, 0, 0, hcrm_followup_sheet_choices },
  { "version_tag", HCRM_KIND_TEXT, N_("Version of the questionnaire"), 0, NULL, 0, 100 },
  { "copies",      HCRM_KIND_INT,  N_("Copies"),        REQ, NULL, 1, 999 },
  { "printed_at",  HCRM_KIND_TIME, N_("Printed"),       0 },
};

static const HcrmField assign_fields[] = {
  { "assignee_id", HCRM_KIND_INT, N_("Assigned to"), 0 },
};

static const HcrmField assign_many_fields[] = {
  { "items",       HCRM_KIND_ROWS, N_("Tasks"),       REQ, NULL, 1, 1000, NULL, &hcrm_record_items },
  { "assignee_id", HCRM_KIND_INT,  N_("Assigned to"), 0 },
};

static const HcrmState template_states[] = {
  { "draft",     N_("Draft"),     "wait" },
  { "published", N_("Published"), "ok" },
  { "retired",   N_("Retired"),   "bare stop" },
};

static const HcrmStep template_steps[] = {
  { "draft",     "edit",    "draft",     HCRM_PERM_TEMPLATE_EDIT, N_("Edit"),    0 },
  { "draft",     "publish", "published", HCRM_PERM_TEMPLATE_EDIT, N_("Publish"), HCRM_STEP_SUGGESTED },
  { "draft",     "retire",  "retired",   HCRM_PERM_TEMPLATE_EDIT, N_("Discard"), HCRM_STEP_DESTRUCTIVE },
  { "published", "revise",  "published", HCRM_PERM_TEMPLATE_EDIT, N_("Revise"),  HCRM_STEP_SUGGESTED },
  { "published", "retire",  "retired",   HCRM_PERM_TEMPLATE_EDIT, N_("Retire"),  HCRM_STEP_DESTRUCTIVE },
  { "retired",   "revise",  "retired",   HCRM_PERM_TEMPLATE_EDIT, N_("Revise"),  0 },
};

static const HcrmState plan_states[] = {
  { "active",    N_("Running"),           "info" },
  { "suspended", N_("Suspended"),         "violet" },
  { "finished",  N_("Finished"),          "ok" },
  { "lost",      N_("Lost to follow-up"), "danger stop" },
  { "cancelled", N_("Cancelled"),         "bare stop" },
};

#define MANAGE HCRM_PERM_FOLLOWUP_MANAGE
#define PLAN HCRM_PERM_FOLLOWUP_PLAN
#define WORK HCRM_PERM_FOLLOWUP_WORK
#define DECIDE HCRM_PERM_FOLLOWUP_DECIDE
#define WHY HCRM_STEP_REASON
#define HARM HCRM_STEP_DESTRUCTIVE

static const HcrmStep plan_steps[] = {
  { "active",    "edit",    "active",    DECIDE, N_("Change the Note"), 0 },
  { "suspended", "edit",    "suspended", DECIDE, N_("Change the Note"), 0 },
  { "active",    "change",  "active",    PLAN, N_("Change Steps"), 0 },
  { "active",    "suspend", "suspended", PLAN, N_("Suspend"), WHY },
  { "suspended", "resume",  "active",    PLAN, N_("Resume"),  WHY | HCRM_STEP_SUGGESTED },
  { "active",    "cancel",  "cancelled", PLAN, N_("Cancel the Plan"), WHY | HARM },
  { "suspended", "cancel",  "cancelled", PLAN, N_("Cancel the Plan"), WHY | HARM },
};

static const HcrmState task_states[] = {
  { "waiting",   N_("Waiting"),           "bare wait" },
  { "open",      N_("Open"),              "info" },
  { "done",      N_("Done"),              "bare ok" },
  { "lost",      N_("Lost to follow-up"), "danger stop" },
  { "skipped",   N_("Skipped"),           "bare stop" },
  { "cancelled", N_("Cancelled"),         "bare stop" },
};

static const HcrmStep task_steps[] = {
  { "open",    "claim",      "open",      WORK,   N_("Take"),        HCRM_STEP_SUGGESTED },
  { "open",    "complete",   "done",      WORK,   N_("Save"),        HCRM_STEP_SUGGESTED },
  { "open",    "call-now",   "open",      WORK,   N_("Call now"),    WHY },
  { "waiting", "call-now",   "open",      WORK,   N_("Call now"),    WHY },
  { "open",    "reschedule", "open",      MANAGE, N_("Reschedule"),  WHY },
  { "waiting", "reschedule", "waiting",   MANAGE, N_("Reschedule"),  WHY },
  { "open",    "assign",     "open",      MANAGE, N_("Assign"),      0 },
  { "waiting", "assign",     "waiting",   MANAGE, N_("Assign"),      0 },
  { "open",    "lost",       "lost",      MANAGE, N_("Lost to follow-up"), WHY | HARM },
  { "waiting", "lost",       "lost",      MANAGE, N_("Lost to follow-up"), WHY | HARM },
  { "open",    "cancel",     "cancelled", MANAGE, N_("Cancel"),      WHY | HARM },
  { "waiting", "cancel",     "cancelled", MANAGE, N_("Cancel"),      WHY | HARM },
};

static const HcrmState decision_states[] = {
  { "undecided", N_("Not decided"),       "warn" },
  { "plan",      N_("Follow-up planned"), "ok" },
  { "none",      N_("No follow-up"),      "bare stop" },
  { "exempt",    N_("Exempt"),            "bare wait" },
};

/* Who decided against it may think better of it; a plan is ended as a plan. */
static const HcrmStep decision_steps[] = {
  { "undecided", "plan",   "plan",   DECIDE, N_("Plan follow-up"), HCRM_STEP_SUGGESTED },
  { "undecided", "none",   "none",   DECIDE, N_("No follow-up"),   0 },
  { "undecided", "exempt", "exempt", DECIDE, N_("Exempt"),         WHY },
  { "none",      "plan",   "plan",   DECIDE, N_("Plan follow-up"), HCRM_STEP_SUGGESTED },
  { "none",      "exempt", "exempt", DECIDE, N_("Exempt"),         WHY },
  { "exempt",    "plan",   "plan",   DECIDE, N_("Plan follow-up"), HCRM_STEP_SUGGESTED },
  { "exempt",    "none",   "none",   DECIDE, N_("No follow-up"),   0 },
};
/* clang-format on */

HCRM_DEFINE_FIELD_SET (hcrm_followup_template_fields, template_fields)
HCRM_DEFINE_FIELD_SET (hcrm_followup_template_query, template_query)
HCRM_DEFINE_FIELD_SET (hcrm_followup_plan_fields, plan_fields)
HCRM_DEFINE_FIELD_SET (hcrm_followup_plan_query, plan_query)
HCRM_DEFINE_FIELD_SET (hcrm_followup_task_fields, task_fields)
HCRM_DEFINE_FIELD_SET (hcrm_followup_task_query, task_query)
HCRM_DEFINE_FIELD_SET (hcrm_followup_decide, decide_fields)
HCRM_DEFINE_FIELD_SET (hcrm_followup_note, note_fields)
HCRM_DEFINE_FIELD_SET (hcrm_followup_preview, preview_input)
HCRM_DEFINE_FIELD_SET (hcrm_followup_preview_fields, preview_fields)
HCRM_DEFINE_FIELD_SET (hcrm_followup_change, change_fields)
HCRM_DEFINE_FIELD_SET (hcrm_followup_change_preview, change_preview_fields)
HCRM_DEFINE_FIELD_SET (hcrm_followup_changed_steps, changed_step_fields)
HCRM_DEFINE_FIELD_SET (hcrm_followup_next, next_fields)
HCRM_DEFINE_FIELD_SET (hcrm_followup_complete, complete_fields)
HCRM_DEFINE_FIELD_SET (hcrm_followup_reason, reason_fields)
HCRM_DEFINE_FIELD_SET (hcrm_followup_reschedule, reschedule_fields)
HCRM_DEFINE_FIELD_SET (hcrm_followup_print, print_fields)
HCRM_DEFINE_FIELD_SET (hcrm_followup_assign, assign_fields)
HCRM_DEFINE_FIELD_SET (hcrm_followup_assign_many, assign_many_fields)

#define WORKFLOW(symbol, name, states, steps)                                                      \
  const HcrmWorkflow symbol = { name, states, G_N_ELEMENTS (states), steps, G_N_ELEMENTS (steps) };

WORKFLOW (hcrm_followup_template_workflow, "followup_template", template_states, template_steps)
WORKFLOW (hcrm_followup_plan_workflow, "followup_plan", plan_states, plan_steps)
WORKFLOW (hcrm_followup_task_workflow, "followup_task", task_states, task_steps)
WORKFLOW (hcrm_followup_decision_workflow, "followup_decision", decision_states, decision_steps)

const char *
hcrm_followup_bucket_get_pill (const char *bucket)
{
  static const char *const pills[] = { "overdue", "danger", "today",     "warn", "soon",
                                       "info",    "later",  "bare wait", "done", "bare ok" };

  for (guint i = 0; i + 1 < G_N_ELEMENTS (pills); i += 2)
    if (g_strcmp0 (bucket, pills[i]) == 0)
      return pills[i + 1];
  return "bare wait";
}
