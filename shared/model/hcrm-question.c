/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Field tables and workflow of questions to physicians and of alarms. */

#include "hcrm-question.h"

#include "hcrm-disposition.h"
#include "hcrm-patient.h"

#define RO HCRM_FIELD_READONLY
#define REQ HCRM_FIELD_REQUIRED
#define MANY HCRM_FIELD_MULTIPLE
#define LINES HCRM_FIELD_MULTILINE

/* clang-format off */
const HcrmChoice hcrm_question_kind_choices[] = {
  { "alarm",    N_("Alarming answer") },
  { "question", N_("Patient's question") },
  { NULL }
};

const HcrmChoice hcrm_question_severity_choices[] = {
  { "critical", N_("Critical") },
  { "urgent",   N_("Urgent") },
  { "normal",   N_("Normal") },
  { NULL }
};

const HcrmChoice hcrm_question_state_choices[] = {
  { "open",      N_("For the physician") },
  { "returned",  N_("Asked back") },
  { "answered",  N_("To give back") },
  { "told",      N_("Given back") },
  { "closed",    N_("Handled") },
  { "withdrawn", N_("Withdrawn") },
  { NULL }
};

static const HcrmChoice bucket_choices[] = {
  { "overdue", N_("Overdue") },
  { "today",   N_("Due today") },
  { "soon",    N_("Due soon") },
  { NULL }
};

static const HcrmField question_fields[] = {
  { "id",               HCRM_KIND_INT,  N_("Number"),           RO },
  { "version",          HCRM_KIND_INT,  N_("Version"),          RO },
  { "kind",             HCRM_KIND_CODE, N_("Kind"),             RO, NULL, 0, 0, hcrm_question_kind_choices },
  { "severity",         HCRM_KIND_CODE, N_("Severity"),         RO, NULL, 0, 0, hcrm_question_severity_choices },
  { "state",            HCRM_KIND_CODE, N_("State"),            RO, NULL, 0, 0, hcrm_question_state_choices },
  { "patient_id",       HCRM_KIND_INT,  N_("Patient"),          RO },
  { "survivor_id",      HCRM_KIND_INT,  N_("Patient"),          RO },
  { "patient",          HCRM_KIND_TEXT, N_("Patient"),          RO },
  { "pinyin",           HCRM_KIND_TEXT, N_("Pinyin"),           RO },
  { "sex",              HCRM_KIND_CODE, N_("Sex"),              RO, NULL, 0, 0, hcrm_sex_choices },
  { "birth_date",       HCRM_KIND_DATE, N_("Date of birth"),    RO },
  { "mrn",              HCRM_KIND_TEXT, N_("MRN"),              RO },
  { "allergies",        HCRM_KIND_TEXT, N_("Allergies"),        RO },
  { "site_id",          HCRM_KIND_INT,  N_("Site"),             RO },
  { "department_id",    HCRM_KIND_INT,  N_("Department"),       RO },
  { "department",       HCRM_KIND_TEXT, N_("Department"),       RO },
  { "department_en",    HCRM_KIND_TEXT, N_("Department"),       RO },
  { "doctor_id",        HCRM_KIND_INT,  N_("Physician"),        RO },
  { "doctor",           HCRM_KIND_TEXT, N_("Physician"),        RO },
  { "source_id",        HCRM_KIND_INT,  N_("Follow-up task"),   RO },
  { "position",         HCRM_KIND_INT,  N_("Step"),             RO },
  { "template",         HCRM_KIND_TEXT, N_("Template"),         RO },
  { "template_en",      HCRM_KIND_TEXT, N_("Template"),         RO },
  { "encounter_id",     HCRM_KIND_INT,  N_("Encounter"),        RO },
  { "diagnosis",        HCRM_KIND_TEXT, N_("Diagnosis"),        RO },
  { "diagnosis_en",     HCRM_KIND_TEXT, N_("Diagnosis"),        RO },
  { "response_id",      HCRM_KIND_INT,  N_("Answers"),          RO },
  { "questionnaire",    HCRM_KIND_TEXT, N_("Questionnaire"),    RO },
  { "questionnaire_en", HCRM_KIND_TEXT, N_("Questionnaire"),    RO },
  { "matter",           HCRM_KIND_TEXT, N_("What it is about"), RO | LINES },
  { "matter_en",        HCRM_KIND_TEXT, N_("What it is about"), RO | LINES },
  { "alarms",           HCRM_KIND_JSON, N_("Alarming answers"), RO },
  { "asked_by_id",      HCRM_KIND_INT,  N_("Asked by"),         RO },
  { "asked_by",         HCRM_KIND_TEXT, N_("Asked by"),         RO },
  { "asked_at",         HCRM_KIND_TIME, N_("Asked at"),            RO },
  { "due_at",           HCRM_KIND_TIME, N_("Answer due"),       RO },
  { "bucket",           HCRM_KIND_CODE, N_("Urgency"),          RO | HCRM_FIELD_DERIVED, NULL, 0, 0, bucket_choices },
  { "escalated_at",     HCRM_KIND_TIME, N_("Went to the head"), RO },
  { "answer",           HCRM_KIND_TEXT, N_("Physician's reply"),           RO | LINES },
  { "answered_by",      HCRM_KIND_TEXT, N_("Answered by"),      RO },
  { "answered_at",      HCRM_KIND_TIME, N_("Replied at"),         RO },
  { "finished_at",      HCRM_KIND_TIME, N_("Finished at"),         RO },
  { "reason",           HCRM_KIND_TEXT, N_("Reason"),           RO },
  { "attempts",         HCRM_KIND_INT,  N_("Attempts"),         RO },
  { "last_disposition", HCRM_KIND_CODE, N_("Last result"),      RO, NULL, 0, 0, hcrm_disposition_choices },
  { "phone",            HCRM_KIND_TEXT, N_("Telephone"),        RO | HCRM_FIELD_MASKED },
  { "mine",             HCRM_KIND_BOOL, N_("Waits for me"),     RO | HCRM_FIELD_DERIVED },
  { "notes",            HCRM_KIND_JSON, N_("History"),          RO },
};

static const HcrmField question_query[] = {
  { "q",             HCRM_KIND_TEXT, N_("Search"),       0, NULL, 0, 100 },
  { "state",         HCRM_KIND_CODE, N_("State"),        MANY, NULL, 0, 0, hcrm_question_state_choices },
  { "kind",          HCRM_KIND_CODE, N_("Kind"),         MANY, NULL, 0, 0, hcrm_question_kind_choices },
  { "severity",      HCRM_KIND_CODE, N_("Severity"),     MANY, NULL, 0, 0, hcrm_question_severity_choices },
  { "bucket",        HCRM_KIND_CODE, N_("Urgency"),      MANY, NULL, 0, 0, bucket_choices },
  { "mine",          HCRM_KIND_BOOL, N_("Waits for me"), 0 },
  { "asked_by_me",   HCRM_KIND_BOOL, N_("Asked by me"),  0 },
  { "department_id", HCRM_KIND_INT,  N_("Department"),   MANY },
  { "doctor_id",     HCRM_KIND_INT,  N_("Physician"),    MANY },
  { "patient_id",    HCRM_KIND_INT,  N_("Patient"),      0 },
  { "source_id",     HCRM_KIND_INT,  N_("Follow-up task"), 0 },
  { "asked_from",    HCRM_KIND_TIME, N_("Asked from"),   0 },
  { "asked_to",      HCRM_KIND_TIME, N_("Asked until"),  0 },
};

/* Of a task, or of a patient; without a physician it goes to the department, without a department to
 * the one that answers for the patient. */
static const HcrmField ask_fields[] = {
  { "patient_id",    HCRM_KIND_INT,  N_("Patient"),        0, NULL, 1 },
  { "source_id",     HCRM_KIND_INT,  N_("Follow-up task"), 0, NULL, 1 },
  { "department_id", HCRM_KIND_INT,  N_("Department"),     0, NULL, 1 },
  { "doctor_id",     HCRM_KIND_INT,  N_("Physician"),      0, NULL, 1 },
  { "severity",      HCRM_KIND_CODE, N_("Severity"),       0, NULL, 0, 0, hcrm_question_severity_choices },
  { "due_at",        HCRM_KIND_TIME, N_("Answer due"),     0 },
  { "matter",        HCRM_KIND_TEXT, N_("Question"),       REQ | LINES, NULL, 2, 2000 },
};

static const HcrmField answer_fields[] = {
  { "answer", HCRM_KIND_TEXT, N_("Physician's reply"), REQ | LINES, NULL, 2, 4000 },
};

static const HcrmField say_fields[] = {
  { "text", HCRM_KIND_TEXT, N_("Your words"), REQ | LINES, NULL, 2, 2000 },
};

static const HcrmField reassign_fields[] = {
  { "department_id", HCRM_KIND_INT,  N_("Department"), 0, NULL, 1 },
  { "doctor_id",     HCRM_KIND_INT,  N_("Physician"),  0, NULL, 1 },
  { "reason",        HCRM_KIND_TEXT, N_("Reason"),     REQ | LINES, NULL, 2, 500 },
};

static const HcrmField withdraw_fields[] = {
  { "reason", HCRM_KIND_TEXT, N_("Reason"), REQ | LINES, NULL, 2, 500 },
};

static const HcrmField tell_fields[] = {
  { "disposition", HCRM_KIND_CODE, N_("Disposition"), REQ, NULL, 0, 0, hcrm_disposition_choices },
  { "contact_id",  HCRM_KIND_INT,  N_("Contact"),     0 },
  { "started_at",  HCRM_KIND_TIME, N_("Started"),     REQ },
  { "ended_at",    HCRM_KIND_TIME, N_("Ended"),       0 },
  { "note",        HCRM_KIND_TEXT, N_("Note"),        LINES, NULL, 0, 2000 },
  { "call_id",     HCRM_KIND_INT,  N_("Telephone call"), 0, NULL, 1 },
};

static const HcrmField physician_fields[] = {
  { "id",            HCRM_KIND_INT,  N_("Number"),     RO },
  { "name",          HCRM_KIND_TEXT, N_("Name"),       RO },
  { "pinyin",        HCRM_KIND_TEXT, N_("Pinyin"),     RO },
  { "title",         HCRM_KIND_TEXT, N_("Professional title"),      RO },
  { "department_id", HCRM_KIND_INT,  N_("Department"), RO },
  { "department",    HCRM_KIND_TEXT, N_("Department"), RO },
  { "department_en", HCRM_KIND_TEXT, N_("Department"), RO },
  { "open",          HCRM_KIND_INT,  N_("Open"),       RO },
};

static const HcrmField physician_query[] = {
  { "q",             HCRM_KIND_TEXT, N_("Search"),     0, NULL, 0, 100 },
  { "department_id", HCRM_KIND_INT,  N_("Department"), MANY },
};

static const HcrmState states[] = {
  { "open",      N_("For the physician"), "info" },
  { "returned",  N_("Asked back"),        "violet" },
  { "answered",  N_("To give back"),      "warn" },
  { "told",      N_("Given back"),        "bare ok" },
  { "closed",    N_("Handled"),           "bare ok" },
  { "withdrawn", N_("Withdrawn"),         "bare stop" },
};

#define ASK HCRM_PERM_QUESTION_ASK
#define ANSWER HCRM_PERM_QUESTION_ANSWER
#define WHY HCRM_STEP_REASON

static const HcrmStep steps[] = {
  { "open",     "answer",    "answered",  ANSWER, N_("Send the Answer"),        HCRM_STEP_SUGGESTED },
  { "open",     "handle",    "closed",    ANSWER, N_("Handled Myself"), 0 },
  { "open",     "ask-back",  "returned",  ANSWER, N_("Ask Back"),      0 },
  { "returned", "reply",     "open",      ASK,    N_("Reply"),         HCRM_STEP_SUGGESTED },
  { "returned", "answer",    "answered",  ANSWER, N_("Send the Answer"),        0 },
  { "answered", "tell",      "told",      ASK,    N_("Give Back"),     HCRM_STEP_SUGGESTED },
  { "answered", "answer",    "answered",  ANSWER, N_("Change the Answer"), 0 },
  { "answered", "ask-again", "open",      ASK,    N_("Ask Again"),     0 },
  { "open",     "reassign",  "open",      ASK,    N_("Reassign"),      WHY },
  { "returned", "reassign",  "open",      ASK,    N_("Reassign"),      WHY },
  { "open",     "withdraw",  "withdrawn", ASK,    N_("Withdraw"),      WHY | HCRM_STEP_DESTRUCTIVE },
  { "returned", "withdraw",  "withdrawn", ASK,    N_("Withdraw"),      WHY | HCRM_STEP_DESTRUCTIVE },
};
/* clang-format on */

HCRM_DEFINE_FIELD_SET (hcrm_question_fields, question_fields)
HCRM_DEFINE_FIELD_SET (hcrm_question_query, question_query)
HCRM_DEFINE_FIELD_SET (hcrm_question_ask, ask_fields)
HCRM_DEFINE_FIELD_SET (hcrm_question_answer, answer_fields)
HCRM_DEFINE_FIELD_SET (hcrm_question_say, say_fields)
HCRM_DEFINE_FIELD_SET (hcrm_question_reassign, reassign_fields)
HCRM_DEFINE_FIELD_SET (hcrm_question_withdraw, withdraw_fields)
HCRM_DEFINE_FIELD_SET (hcrm_question_tell, tell_fields)
HCRM_DEFINE_FIELD_SET (hcrm_physician_fields, physician_fields)
HCRM_DEFINE_FIELD_SET (hcrm_physician_query, physician_query)

const HcrmWorkflow hcrm_question_workflow = { "question", states, G_N_ELEMENTS (states), steps,
                                              G_N_ELEMENTS (steps) };

const char *
hcrm_question_severity_get_pill (const char *severity)
{
  if (g_strcmp0 (severity, "critical") == 0)
    return "danger";
  return g_strcmp0 (severity, "urgent") == 0 ? "warn" : "bare wait";
}
