/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Field tables and workflows of complaints. */

#include "hcrm-complaint.h"

#include "core/hcrm-deadline.h"
#include "hcrm-complaint-report.h"
#include "hcrm-contact.h"
#include "hcrm-disposition.h"
#include "hcrm-patient.h"

#define RO HCRM_FIELD_READONLY
#define REQ HCRM_FIELD_REQUIRED
#define MANY HCRM_FIELD_MULTIPLE
#define LINES HCRM_FIELD_MULTILINE
#define MASKED HCRM_FIELD_MASKED

/* --- Choices -------------------------------------------------------------------------------- */

/* clang-format off */
const HcrmChoice hcrm_complaint_state_choices[] = {
  { "draft",     N_("Draft") },
  { "taken",     N_("Taken") },
  { "handling",  N_("Being handled") },
  { "answered",  N_("To be told") },
  { "told",      N_("Told") },
  { "mediation", N_("In mediation") },
  { "closed",    N_("Closed") },
  { "withdrawn", N_("Taken back") },
  { "joined",    N_("Joined") },
  { NULL }
};

const HcrmChoice hcrm_complaint_task_state_choices[] = {
  { "assigned",  N_("Assigned") },
  { "accepted",  N_("Accepted") },
  { "returned",  N_("Returned") },
  { "answered",  N_("Has answered") },
  { "withdrawn", N_("Withdrawn") },
  { NULL }
};

const HcrmChoice hcrm_complaint_channel_choices[] = {
  { "phone",  N_("Telephone") },
  { "visit",  N_("Came in person") },
  { "letter", N_("Letter") },
  { "box",    N_("Suggestion box") },
  { "web",    N_("Website") },
  { "email",  N_("E-mail") },
  { "sms",    N_("Text message") },
  { "other",  N_("Another way") },
  { NULL }
};

#define OBJECTS \
  { "person",      N_("A member of staff") },                          \
  { "department",  N_("A department") },                               \
  { "drug",        N_("A drug") },                                     \
  { "price",       N_("A price or bill") },                            \
  { "environment", N_("The premises") },                               \
  { "equipment",   N_("Equipment") },                                  \
  { "procedure",   N_("A procedure") },                                \
  { "other",       N_("Something else") }

const HcrmChoice hcrm_complaint_object_choices[] = { OBJECTS, { NULL } };

/* What a list is narrowed to: 0 where it was not said. */
const HcrmChoice hcrm_complaint_about_choices[] = { OBJECTS, { "0", N_("Not said") }, { NULL } };

const HcrmChoice hcrm_complaint_closed_as_choices[] = {
  { "consent",      N_("Settled on the spot") },
  { "satisfied",    N_("The caller is satisfied") },
  { "unreached",    N_("The caller could not be reached") },
  { "no-contact",   N_("No contact was left") },
  { "false-number", N_("The number is false") },
  { "withdrawn",    N_("Taken back by the caller") },
  { "joined",       N_("Joined with another") },
  { "mediated",     N_("Settled in mediation") },
  { NULL }
};

const HcrmChoice hcrm_complaint_bucket_choices[] = {
  { "overdue", N_("Overdue") },
  { "today",   N_("Due today") },
  { "soon",    N_("Due soon") },
  { NULL }
};

const HcrmChoice hcrm_complaint_behalf_choices[] = {
  { "self",     N_("The patient's own") },
  { "relative", N_("A relative's") },
  { "guardian", N_("A guardian's") },
  { "lawyer",   N_("A lawyer's") },
  { "other",    N_("Somebody else's") },
  { NULL }
};

/* What a complaint can be closed as by hand; the others come about by steps of their own. */
static const HcrmChoice close_choices[] = {
  { "satisfied",    N_("The caller is satisfied") },
  { "unreached",    N_("The caller could not be reached") },
  { "no-contact",   N_("No contact was left") },
  { "false-number", N_("The number is false") },
  { "mediated",     N_("Settled in mediation") },
  { NULL }
};

static const HcrmChoice word_choices[] = {
  { "satisfied",   N_("Satisfied with the handling") },
  { "unsatisfied", N_("Not satisfied") },
  { "undecided",   N_("Wants to think about it") },
  { NULL }
};

const HcrmChoice hcrm_complaint_who_choices[] = {
  { "assignee", N_("Whoever has it in hand") },
  { "head",     N_("The head of the department") },
  { "receiver", N_("Whoever took it") },
  { "role",     N_("Everybody with a role") },
  { NULL }
};

/* --- The case ------------------------------------------------------------------------------- */

static const HcrmField complaint_fields[] = {
  { "id",                 HCRM_KIND_INT,  N_("Number"),             RO },
  { "version",            HCRM_KIND_INT,  N_("Version"),            RO },
  { "number",             HCRM_KIND_TEXT, N_("Complaint number"),   RO },
  { "state",              HCRM_KIND_CODE, N_("State"),              RO, NULL, 0, 0, hcrm_complaint_state_choices },
  { "closed_as",          HCRM_KIND_CODE, N_("Closed as"),          RO, NULL, 0, 0, hcrm_complaint_closed_as_choices },
  { "grade",              HCRM_KIND_INT,  N_("Grade"),              RO },
  { "grade_name",         HCRM_KIND_TEXT, N_("Grade"),              RO },
  { "grade_name_en",      HCRM_KIND_TEXT, N_("Grade"),              RO },
  { "class",              HCRM_KIND_TEXT, N_("Class"),              RO },
  { "class_name",         HCRM_KIND_TEXT, N_("Class"),              RO },
  { "class_name_en",      HCRM_KIND_TEXT, N_("Class"),              RO },
  { "channel",            HCRM_KIND_CODE, N_("Channel"),            RO, NULL, 0, 0, hcrm_complaint_channel_choices },
  { "received_at",        HCRM_KIND_TIME, N_("Received"),           RO },
  { "incident_on",        HCRM_KIND_DATE, N_("Day it happened"),    RO },
  { "matter",             HCRM_KIND_TEXT, N_("Matter"),             RO | LINES },
  { "wish",               HCRM_KIND_TEXT, N_("What the caller wants"), RO | LINES },
  { "anonymous",          HCRM_KIND_BOOL, N_("Anonymous"),          RO },
  { "minor",              HCRM_KIND_BOOL, N_("The caller is a minor"), RO },
  { "abusive",            HCRM_KIND_BOOL, N_("The caller is abusive"), RO },
  { "caller_name",        HCRM_KIND_TEXT, N_("Caller"),             RO },
  { "caller_relation",    HCRM_KIND_CODE, N_("Relation"),           RO, NULL, 0, 0, hcrm_relation_choices },
  { "caller_number",      HCRM_KIND_TEXT, N_("Caller's number"),    RO | MASKED },
  { "caller_address",     HCRM_KIND_TEXT, N_("Caller's postal address"), RO | MASKED },
  { "number_verified_at", HCRM_KIND_TIME, N_("Number verified"),    RO },
  { "number_false_at",    HCRM_KIND_TIME, N_("Number found false"), RO },
  { "behalf",             HCRM_KIND_CODE, N_("Whose complaint"),    RO, NULL, 0, 0, hcrm_complaint_behalf_choices },
  { "behalf_name",        HCRM_KIND_TEXT, N_("On behalf of"),       RO },
  { "patient_id",         HCRM_KIND_INT,  N_("Patient"),            RO },
  { "survivor_id",        HCRM_KIND_INT,  N_("Patient"),            RO },
  { "patient",            HCRM_KIND_TEXT, N_("Patient"),            RO },
  { "pinyin",             HCRM_KIND_TEXT, N_("Pinyin"),             RO },
  { "sex",                HCRM_KIND_CODE, N_("Sex"),                RO, NULL, 0, 0, hcrm_sex_choices },
  { "birth_date",         HCRM_KIND_DATE, N_("Date of birth"),      RO },
  { "mrn",                HCRM_KIND_TEXT, N_("MRN"),                RO },
  { "site_id",            HCRM_KIND_INT,  N_("Site"),               RO },
  { "department_id",      HCRM_KIND_INT,  N_("Leading department"), RO },
  { "department",         HCRM_KIND_TEXT, N_("Leading department"), RO },
  { "department_en",      HCRM_KIND_TEXT, N_("Leading department"), RO },
  { "assignee_id",        HCRM_KIND_INT,  N_("In hand of"),         RO },
  { "assignee",           HCRM_KIND_TEXT, N_("In hand of"),         RO },
  { "first_receiver_id",  HCRM_KIND_INT,  N_("First receiver"),           RO },
  { "first_receiver",     HCRM_KIND_TEXT, N_("First receiver"),           RO },
  { "due_at",             HCRM_KIND_TIME, N_("Due"),                RO },
  { "paused_at",          HCRM_KIND_TIME, N_("Paused since"),       RO },
  { "bucket",             HCRM_KIND_CODE, N_("Urgency"),            RO | HCRM_FIELD_DERIVED, NULL, 0, 0, hcrm_complaint_bucket_choices },
  { "solution",           HCRM_KIND_TEXT, N_("Solution"),           RO | LINES },
  { "reason",             HCRM_KIND_TEXT, N_("Reason"),             RO | LINES },
  { "satisfied",          HCRM_KIND_BOOL, N_("Satisfied"),          RO },
  { "reopened",           HCRM_KIND_INT,  N_("Reopened"),           RO, N_("times") },
  { "shares",             HCRM_KIND_INT,  N_("Departments"),        RO },
  { "answers",            HCRM_KIND_INT,  N_("Departments that answered"), RO },
  { "returns",            HCRM_KIND_INT,  N_("Returns"),            RO },
  { "joined_into_id",     HCRM_KIND_INT,  N_("Joined into"),        RO },
  { "joined_into",        HCRM_KIND_TEXT, N_("Joined into"),        RO },
  { "root_id",            HCRM_KIND_INT,  N_("Number"),             RO },
  { "joined",             HCRM_KIND_INT,  N_("Joined to it"),       RO },
  { "attempts",           HCRM_KIND_INT,  N_("Attempts"),           RO },
  { "last_disposition",   HCRM_KIND_CODE, N_("Last result"),        RO, NULL, 0, 0, hcrm_disposition_choices },
  { "mine",               HCRM_KIND_BOOL, N_("Waits for me"),       RO | HCRM_FIELD_DERIVED },
  { "taken_at",           HCRM_KIND_TIME, N_("Taken at"),           RO },
  { "answered_at",        HCRM_KIND_TIME, N_("Answered at"),        RO },
  { "told_at",            HCRM_KIND_TIME, N_("Told at"),            RO },
  { "closed_at",          HCRM_KIND_TIME, N_("Closed at"),          RO },
  { "created_at",         HCRM_KIND_TIME, N_("Created"),            RO },
  { "created_by",         HCRM_KIND_TEXT, N_("Created by"),         RO },
  { "about",              HCRM_KIND_TEXT, N_("Complained about"),   RO },
  { "about_en",           HCRM_KIND_TEXT, N_("Complained about"),   RO },
  { "objects",            HCRM_KIND_JSON, N_("Whom or what it is about"),              RO },
  { "natures",            HCRM_KIND_JSON, N_("Classes"),            RO },
  { "tasks",              HCRM_KIND_JSON, N_("Shares"),             RO },
  { "notes",              HCRM_KIND_JSON, N_("Notes"),              RO },
  { "history",            HCRM_KIND_JSON, N_("History"),            RO },
  { "calls",              HCRM_KIND_JSON, N_("Callbacks"),          RO },
  { "moments",            HCRM_KIND_JSON, N_("Moments in calls"),   RO },
  { "joins",              HCRM_KIND_JSON, N_("Joined to it"),       RO },
  { "messages",           HCRM_KIND_JSON, N_("Messages"),           RO },
};

static const HcrmField complaint_query[] = {
  { "q",                 HCRM_KIND_TEXT, N_("Search"),        0, NULL, 0, 100 },
  { "state",             HCRM_KIND_CODE, N_("State"),         MANY, NULL, 0, 0, hcrm_complaint_state_choices },
  { "open",              HCRM_KIND_BOOL, N_("Still open"),    0 },
  { "closed_as",         HCRM_KIND_CODE, N_("Closed as"),     MANY, NULL, 0, 0, hcrm_complaint_closed_as_choices },
  { "grade",             HCRM_KIND_INT,  N_("Grade"),         MANY },
  { "class",             HCRM_KIND_TEXT, N_("Class"),         MANY },
  { "channel",           HCRM_KIND_CODE, N_("Channel"),       MANY, NULL, 0, 0, hcrm_complaint_channel_choices },
  { "bucket",            HCRM_KIND_CODE, N_("Urgency"),       MANY, NULL, 0, 0, hcrm_complaint_bucket_choices },
  { "department_id",     HCRM_KIND_INT,  N_("Department"),    MANY },
  { "about_id",          HCRM_KIND_INT,  N_("Whom or what it is about"),         0 },
  { "first_receiver_id", HCRM_KIND_INT,  N_("First receiver"),      MANY },
  { "patient_id",        HCRM_KIND_INT,  N_("Patient"),       0 },
  { "mine",              HCRM_KIND_BOOL, N_("Waits for me"),  0 },
  { "received_at_from",  HCRM_KIND_TIME, N_("Received from"), 0 },
  { "received_at_to",    HCRM_KIND_TIME, N_("Received until"), 0 },
  { "received_on_from",  HCRM_KIND_DATE, N_("Received from"), 0 },
  { "received_on_to",    HCRM_KIND_DATE, N_("Received until"), 0 },
  { "about_department_id", HCRM_KIND_INT, N_("Department it is about"), MANY },
  { "about_staff_id",    HCRM_KIND_INT,  N_("Person it is about"), MANY },
  { "about_kind",        HCRM_KIND_CODE, N_("Kind of thing it is about"), MANY, NULL, 0, 0, hcrm_complaint_about_choices },
  { "nature",            HCRM_KIND_TEXT, N_("Class, this one alone"), MANY, NULL, 0, 60 },
  { "handler_id",        HCRM_KIND_INT,  N_("Department that answers"), MANY },
  { "figure",            HCRM_KIND_CODE, N_("Counted as"),    0, NULL, 0, 0, hcrm_complaint_figure_choices },
};

/* A service code, or who it is known to be. */
static const HcrmField object_fields[] = {
  { "kind",          HCRM_KIND_CODE, N_("Whom or what it is about"),        REQ, NULL, 0, 0, hcrm_complaint_object_choices },
  { "service_code",  HCRM_KIND_TEXT, N_("Service code"), 0, NULL, 1, 30 },
  { "staff_id",      HCRM_KIND_INT,  N_("Member of staff"), HCRM_FIELD_LISTED, NULL, 1 },
  { "department_id", HCRM_KIND_INT,  N_("Department"),   HCRM_FIELD_LISTED, NULL, 1 },
  { "drug_id",       HCRM_KIND_INT,  N_("Drug"),         HCRM_FIELD_LISTED, NULL, 1 },
  { "note",          HCRM_KIND_TEXT, N_("Note"),         0, NULL, 0, 500 },
};

static const HcrmField drug_query[] = {
  { "q", HCRM_KIND_TEXT, N_("Search"), 0, NULL, 0, 100 },
};
HCRM_DEFINE_FIELD_SET (hcrm_drug_query, drug_query)

static const HcrmField other_class_fields[] = {
  { "class", HCRM_KIND_TEXT, N_("Class"), REQ, NULL, 1, 60 },
};
static HCRM_DEFINE_FIELD_SET (other_classes, other_class_fields)
HCRM_DEFINE_FIELD_SET (hcrm_complaint_object_fields, object_fields)

#define TAKING \
  { "channel",         HCRM_KIND_CODE, N_("Channel"),         REQ, NULL, 0, 0, hcrm_complaint_channel_choices }, \
  { "received_at",     HCRM_KIND_TIME, N_("Received"),        0 }, \
  { "incident_on",     HCRM_KIND_DATE, N_("Day it happened"), 0 }, \
  { "matter",          HCRM_KIND_TEXT, N_("Matter"),          LINES, NULL, 0, 8000 }, \
  { "wish",            HCRM_KIND_TEXT, N_("What the caller wants"), LINES, NULL, 0, 2000 }, \
  { "class",           HCRM_KIND_TEXT, N_("Class"),           0, NULL, 1, 60 }, \
  { "other_classes",   HCRM_KIND_ROWS, N_("Other classes"),   0, NULL, 0, 5, NULL, &other_classes }, \
  { "grade",           HCRM_KIND_INT,  N_("Grade"),           HCRM_FIELD_LISTED, NULL, 1, 4 }, \
  { "anonymous",       HCRM_KIND_BOOL, N_("Anonymous"),       0 }, \
  { "minor",           HCRM_KIND_BOOL, N_("The caller is a minor"), 0 }, \
  { "abusive",         HCRM_KIND_BOOL, N_("The caller is abusive"), 0 }, \
  { "caller_name",     HCRM_KIND_TEXT, N_("Caller"),          0, NULL, 0, 100 }, \
  { "caller_relation", HCRM_KIND_CODE, N_("Relation"),        0, NULL, 0, 0, hcrm_relation_choices }, \
  { "caller_number",   HCRM_KIND_TEXT, N_("Caller's number"), MASKED, NULL, 0, 40 }, \
  { "caller_address",  HCRM_KIND_TEXT, N_("Caller's postal address"), MASKED, NULL, 0, 200 }, \
  { "behalf",          HCRM_KIND_CODE, N_("Whose complaint"), 0, NULL, 0, 0, hcrm_complaint_behalf_choices }, \
  { "behalf_name",     HCRM_KIND_TEXT, N_("On behalf of"),    0, NULL, 0, 100 }, \
  { "patient_id",      HCRM_KIND_INT,  N_("Patient"),         HCRM_FIELD_LISTED, NULL, 1 }, \
  { "objects",         HCRM_KIND_ROWS, N_("Whom or what it is about"),           0, NULL, 0, 20, NULL, &hcrm_complaint_object_fields }

/* draft: to be taken later. draft_ref: which of the drafts of what was typed is done with. call_id: in which call it is taken; whose
   number it is, unless there is another. */
static const HcrmField new_fields[] = {
  TAKING,
  { "call_id",   HCRM_KIND_INT,  N_("Telephone call"), 0, NULL, 1 },
  { "site_id",   HCRM_KIND_INT,  N_("Site"),  HCRM_FIELD_LISTED, NULL, 1 },
  { "draft",     HCRM_KIND_BOOL, N_("Draft"), 0 },
  { "draft_ref", HCRM_KIND_TEXT, N_("Draft"), 0, NULL, 0, 64 },
};

static const HcrmField edit_fields[] = {
  TAKING,
  { "state", HCRM_KIND_CODE, N_("State"), RO, NULL, 0, 0, hcrm_complaint_state_choices },
};

static const HcrmField spot_fields[] = {
  { "solution", HCRM_KIND_TEXT, N_("Solution"), REQ | LINES, NULL, 2, 4000 },
  { "consent",  HCRM_KIND_BOOL, N_("The caller agrees that it is settled"), REQ },
};

/* Without somebody it goes to the head of the department. */
static const HcrmField route_share_fields[] = {
  { "department_id", HCRM_KIND_INT,  N_("Department"), REQ | HCRM_FIELD_LISTED, NULL, 1 },
  { "assignee_id",   HCRM_KIND_INT,  N_("In hand of"), HCRM_FIELD_LISTED, NULL, 1 },
  { "lead",          HCRM_KIND_BOOL, N_("Leads"),      0 },
  { "request",       HCRM_KIND_TEXT, N_("What is asked of them"), LINES, NULL, 0, 2000 },
  { "due_at",        HCRM_KIND_TIME, N_("Due"),        0 },
};
HCRM_DEFINE_FIELD_SET (hcrm_complaint_route_share, route_share_fields)

static const HcrmField route_fields[] = {
  { "shares", HCRM_KIND_ROWS, N_("Departments"), REQ, NULL, 1, HCRM_COMPLAINT_MAX_SHARES, NULL, &hcrm_complaint_route_share },
};

/* offset_ms: when in the call it was begun to be written. */
#define IN_CALL \
  { "call_id",   HCRM_KIND_INT, N_("Telephone call"),   0, NULL, 1 }, \
  { "offset_ms", HCRM_KIND_INT, N_("Time in the call"), 0, N_("ms"), 0, 86400000 }

const HcrmChoice hcrm_complaint_spoken_choices[] = {
  { "phone",   N_("By telephone") },
  { "message", N_("In writing") },
  { "visit",   N_("Face to face") },
  { NULL }
};

/* channel: the telephone, unless it is said. */
static const HcrmField tell_fields[] = {
  { "channel",     HCRM_KIND_CODE, N_("How the caller was spoken with"), 0, NULL, 0, 0, hcrm_complaint_spoken_choices },
  { "disposition", HCRM_KIND_CODE, N_("Disposition"),    REQ, NULL, 0, 0, hcrm_disposition_choices },
  { "word",        HCRM_KIND_CODE, N_("The caller's word"), 0, NULL, 0, 0, word_choices },
  { "started_at",  HCRM_KIND_TIME, N_("Started"),        REQ },
  { "ended_at",    HCRM_KIND_TIME, N_("Ended"),          0 },
  { "note",        HCRM_KIND_TEXT, N_("Note"),           LINES, NULL, 0, 2000 },
  IN_CALL,
};

/* letter: to the postal address instead of the number; where no number was left it is one anyway. */
static const HcrmField write_fields[] = {
  { "text",   HCRM_KIND_TEXT, N_("What is written to the caller"), REQ | LINES, NULL, 2, 2000 },
  { "letter", HCRM_KIND_BOOL, N_("By letter, to the postal address"), 0 },
};

static const HcrmField posted_fields[] = {
  { "posted_on", HCRM_KIND_DATE, N_("Day it was posted"), REQ },
};

static const HcrmField close_fields[] = {
  { "closed_as", HCRM_KIND_CODE, N_("Closed as"), REQ, NULL, 0, 0, close_choices },
  { "solution",  HCRM_KIND_TEXT, N_("Solution"),  LINES, NULL, 0, 4000 },
};

static const HcrmField why_fields[] = {
  { "reason", HCRM_KIND_TEXT, N_("Reason"), REQ | LINES, NULL, 2, 1000 },
};

/* A draft is discarded without a word. */
static const HcrmField withdraw_fields[] = {
  { "reason", HCRM_KIND_TEXT, N_("Reason"), LINES, NULL, 2, 1000 },
};

static const HcrmChoice pause_choices[] = {
  { "caller",    N_("waiting for the caller") },
  { "evidence",  N_("waiting for evidence from outside") },
  { "appraisal", N_("waiting for an expert's appraisal") },
  { NULL }
};

static const HcrmField pause_fields[] = {
  { "why", HCRM_KIND_CODE, N_("Reason"), REQ, NULL, 0, 0, pause_choices },
};

static const HcrmField regrade_fields[] = {
  { "grade",  HCRM_KIND_INT,  N_("Grade"),  REQ | HCRM_FIELD_LISTED, NULL, 1, 4 },
  { "reason", HCRM_KIND_TEXT, N_("Reason"), REQ | LINES, NULL, 2, 1000 },
};

static const HcrmField reclass_fields[] = {
  { "class",         HCRM_KIND_TEXT, N_("Class"),         REQ, NULL, 1, 60 },
  { "other_classes", HCRM_KIND_ROWS, N_("Other classes"), 0, NULL, 0, 5, NULL, &other_classes },
  { "reason",        HCRM_KIND_TEXT, N_("Reason"),        LINES, NULL, 0, 1000 },
};

static const HcrmField join_fields[] = {
  { "into_id", HCRM_KIND_INT,  N_("Joined into"), REQ, NULL, 1 },
  { "reason",  HCRM_KIND_TEXT, N_("Reason"),      REQ | LINES, NULL, 2, 1000 },
};

static const HcrmField number_fields[] = {
  { "right", HCRM_KIND_BOOL, N_("The number is the caller's"), REQ },
};

static const HcrmField say_fields[] = {
  { "text", HCRM_KIND_TEXT, N_("Your words"), REQ | LINES, NULL, 2, 4000 },
};

static const HcrmField note_fields[] = {
  { "text", HCRM_KIND_TEXT, N_("Your words"), REQ | LINES, NULL, 2, 4000 },
  IN_CALL,
};

static const HcrmField proposal_query[] = {
  { "text",       HCRM_KIND_TEXT, N_("Matter"),          0, NULL, 0, 2000 },
  { "number",     HCRM_KIND_TEXT, N_("Caller's number"), 0, NULL, 0, 40 },
  { "call_id",    HCRM_KIND_INT,  N_("Telephone call"),  0, NULL, 1 },
  { "patient_id", HCRM_KIND_INT,  N_("Patient"),         0 },
  { "except_id",  HCRM_KIND_INT,  N_("Number"),          0 },
};

static const HcrmField service_code_query[] = {
  { "on", HCRM_KIND_DATE, N_("Day it happened"), 0 },
};

static const HcrmField clock_query[] = {
  { "as_of", HCRM_KIND_TIME, N_("As of"), 0 },
};

/* --- Shares --------------------------------------------------------------------------------- */

static const HcrmField task_fields[] = {
  { "id",              HCRM_KIND_INT,  N_("Number"),           RO },
  { "version",         HCRM_KIND_INT,  N_("Version"),          RO },
  { "complaint_id",    HCRM_KIND_INT,  N_("Complaint"),        RO },
  { "number",          HCRM_KIND_TEXT, N_("Complaint number"), RO },
  { "complaint_state", HCRM_KIND_CODE, N_("Complaint"),        RO, NULL, 0, 0, hcrm_complaint_state_choices },
  { "round",           HCRM_KIND_INT,  N_("Reopened"),         RO, N_("times") },
  { "department_id",   HCRM_KIND_INT,  N_("Department"),       RO },
  { "department",      HCRM_KIND_TEXT, N_("Department"),       RO },
  { "department_en",   HCRM_KIND_TEXT, N_("Department"),       RO },
  { "assignee_id",     HCRM_KIND_INT,  N_("In hand of"),       RO },
  { "assignee",        HCRM_KIND_TEXT, N_("In hand of"),       RO },
  { "lead",            HCRM_KIND_BOOL, N_("Leads"),            RO },
  { "state",           HCRM_KIND_CODE, N_("State"),            RO, NULL, 0, 0, hcrm_complaint_task_state_choices },
  { "request",         HCRM_KIND_TEXT, N_("What is asked of them"), RO | LINES },
  { "answer",          HCRM_KIND_TEXT, N_("Department's answer"),           RO | LINES },
  { "reason",          HCRM_KIND_TEXT, N_("Reason"),           RO },
  { "due_at",          HCRM_KIND_TIME, N_("Due"),              RO },
  { "asked_at",        HCRM_KIND_TIME, N_("Asked back at"),       RO },
  { "accepted_at",     HCRM_KIND_TIME, N_("Accepted at"),      RO },
  { "answered_at",     HCRM_KIND_TIME, N_("Answered at"),      RO },
  { "answered_by",     HCRM_KIND_TEXT, N_("Answered by"),      RO },
  { "created_at",      HCRM_KIND_TIME, N_("Assigned at"),      RO },
  { "created_by",      HCRM_KIND_TEXT, N_("Assigned by"),      RO },
  { "bucket",          HCRM_KIND_CODE, N_("Urgency"),          RO | HCRM_FIELD_DERIVED, NULL, 0, 0, hcrm_complaint_bucket_choices },
  { "mine",            HCRM_KIND_BOOL, N_("Waits for me"),     RO | HCRM_FIELD_DERIVED },
  { "matter",          HCRM_KIND_TEXT, N_("Matter"),           RO | LINES },
  { "grade",           HCRM_KIND_INT,  N_("Grade"),            RO },
  { "grade_name",      HCRM_KIND_TEXT, N_("Grade"),            RO },
  { "grade_name_en",   HCRM_KIND_TEXT, N_("Grade"),            RO },
  { "class_name",      HCRM_KIND_TEXT, N_("Class"),            RO },
  { "class_name_en",   HCRM_KIND_TEXT, N_("Class"),            RO },
  { "received_at",     HCRM_KIND_TIME, N_("Received"),         RO },
  { "paused_at",       HCRM_KIND_TIME, N_("Paused since"),     RO },
  { "patient_id",      HCRM_KIND_INT,  N_("Patient"),          RO },
  { "patient",         HCRM_KIND_TEXT, N_("Patient"),          RO },
  { "first_receiver",  HCRM_KIND_TEXT, N_("First receiver"),         RO },
  { "notes",           HCRM_KIND_JSON, N_("Notes"),            RO },
};

static const HcrmField task_query[] = {
  { "complaint_id",  HCRM_KIND_INT,  N_("Complaint"),    0 },
  { "state",         HCRM_KIND_CODE, N_("State"),        MANY, NULL, 0, 0, hcrm_complaint_task_state_choices },
  { "department_id", HCRM_KIND_INT,  N_("Department"),   MANY },
  { "mine",          HCRM_KIND_BOOL, N_("Waits for me"), 0 },
};

static const HcrmField task_answer_fields[] = {
  { "answer", HCRM_KIND_TEXT, N_("Department's answer"), REQ | LINES, NULL, 2, 8000 },
};

static const HcrmField task_hand_fields[] = {
  { "assignee_id", HCRM_KIND_INT, N_("In hand of"), REQ | HCRM_FIELD_LISTED, NULL, 1 },
};

static const HcrmField colleague_fields[] = {
  { "id",            HCRM_KIND_INT,  N_("Number"),             RO },
  { "name",          HCRM_KIND_TEXT, N_("Name"),               RO },
  { "pinyin",        HCRM_KIND_TEXT, N_("Pinyin"),             RO },
  { "title",         HCRM_KIND_TEXT, N_("Professional title"), RO },
  { "department_id", HCRM_KIND_INT,  N_("Department"),         RO },
  { "department",    HCRM_KIND_TEXT, N_("Department"),         RO },
  { "department_en", HCRM_KIND_TEXT, N_("Department"),         RO },
  { "head",          HCRM_KIND_BOOL, N_("Head"),               RO },
  { "first",         HCRM_KIND_BOOL, N_("Has it where nobody is named"), RO },
};

static const HcrmField colleague_query[] = {
  { "q",             HCRM_KIND_TEXT, N_("Search"),     0, NULL, 0, 100 },
  { "department_id", HCRM_KIND_INT,  N_("Department"), MANY },
};

/* --- What people keep ----------------------------------------------------------------------- */

#define CLASS \
  { "name",        HCRM_KIND_TEXT, N_("Name"),         REQ, NULL, 1, 60 }, \
  { "name_en",     HCRM_KIND_TEXT, N_("English name"), 0,   NULL, 0, 60 }, \
  { "words",       HCRM_KIND_TEXT, N_("Words that propose it"), 0, NULL, 0, 1000 }, \
  { "retired_at",  HCRM_KIND_TIME, N_("Retired"),      0 }

static const HcrmField class_fields[] = {
  { "id",          HCRM_KIND_INT,  N_("Number"),  RO },
  { "version",     HCRM_KIND_INT,  N_("Version"), RO },
  { "code",        HCRM_KIND_TEXT, N_("Code"),    RO },
  { "parent_code", HCRM_KIND_TEXT, N_("Below"),   0, NULL, 1, 60 },
  { "parent",      HCRM_KIND_TEXT, N_("Below"),   RO },
  { "parent_en",   HCRM_KIND_TEXT, N_("Below"),   RO },
  CLASS,
};

static const HcrmField class_new_fields[] = {
  { "code",        HCRM_KIND_TEXT, N_("Code"),  REQ, NULL, 2, 60 },
  { "parent_code", HCRM_KIND_TEXT, N_("Below"), 0, NULL, 1, 60 },
  CLASS,
};

static const HcrmField class_query[] = {
  { "q",       HCRM_KIND_TEXT, N_("Search"),  0, NULL, 0, 100 },
  { "retired", HCRM_KIND_BOOL, N_("Retired"), 0 },
};

static const HcrmField grade_fields[] = {
  { "id",           HCRM_KIND_INT,  N_("Grade"),        RO },
  { "version",      HCRM_KIND_INT,  N_("Version"),      RO },
  { "name",         HCRM_KIND_TEXT, N_("Name"),         REQ, NULL, 1, 60 },
  { "name_en",      HCRM_KIND_TEXT, N_("English name"), 0,   NULL, 0, 60 },
  { "days",         HCRM_KIND_INT,  N_("To be answered within"), REQ, N_("working days"), 1, 60 },
  { "days_several", HCRM_KIND_INT,  N_("With several departments within"), REQ, N_("working days"), 1, 60 },
  { "tell",         HCRM_KIND_TEXT, N_("Roles told at once"), 0, NULL, 0, 200 },
  { "words",        HCRM_KIND_TEXT, N_("Words that propose it"), 0, NULL, 0, 1000 },
};

static const HcrmField level_fields[] = {
  { "id",         HCRM_KIND_INT,  N_("Number"),       RO },
  { "version",    HCRM_KIND_INT,  N_("Version"),      RO },
  { "name",       HCRM_KIND_TEXT, N_("Name"),         REQ, NULL, 1, 60 },
  { "name_en",    HCRM_KIND_TEXT, N_("English name"), 0,   NULL, 0, 100 },
  { "minutes",    HCRM_KIND_INT,  N_("After the due date (before: negative)"), REQ, N_("min of service"), -14400, 14400 },
  { "who",        HCRM_KIND_CODE, N_("Who is told"),  REQ, NULL, 0, 0, hcrm_complaint_who_choices },
  { "role_code",  HCRM_KIND_TEXT, N_("Role"),         0, NULL, 0, 60 },
  { "role",       HCRM_KIND_TEXT, N_("Role"),         RO },
  { "role_en",    HCRM_KIND_TEXT, N_("Role"),         RO },
  { "grade",      HCRM_KIND_INT,  N_("Of this grade or graver"), REQ, NULL, 1, 4 },
  { "retired_at", HCRM_KIND_TIME, N_("Retired"),      0 },
};

static const HcrmField level_query[] = {
  { "retired", HCRM_KIND_BOOL, N_("Retired"), 0 },
};

/* --- Workflows ------------------------------------------------------------------------------ */

static const HcrmState states[] = {
  { "draft",     N_("Draft"),         "bare wait" },
  { "taken",     N_("Taken"),         "info" },
  { "handling",  N_("Being handled"), "info" },
  { "answered",  N_("To be told"),    "warn" },
  { "told",      N_("Told"),          "violet" },
  { "mediation", N_("In mediation"),  "violet" },
  { "closed",    N_("Closed"),        "bare ok" },
  { "withdrawn", N_("Taken back"),    "bare stop" },
  { "joined",    N_("Joined"),        "bare stop" },
};

#define TAKE HCRM_PERM_COMPLAINT_TAKE
#define ROUTE HCRM_PERM_COMPLAINT_ROUTE
#define ANSWER HCRM_PERM_COMPLAINT_ANSWER
#define MANAGE HCRM_PERM_COMPLAINT_MANAGE
#define WHY HCRM_STEP_REASON
#define NEXT HCRM_STEP_SUGGESTED
#define BAD HCRM_STEP_DESTRUCTIVE

/* Once the caller was told the clock stands for good. */
#define WHILE_CLOCKED(state) \
  { state, "pause",    state,       ROUTE,  N_("Pause the Clock"), WHY }, \
  { state, "resume",   state,       ROUTE,  N_("Resume the Clock"), 0 }

/* A letter may come back long after it was posted, whatever has become of the case. */
#define COMES_BACK(state, to) \
  { state, "came-back", to,         TAKE,   N_("Letter Came Back"), WHY }

#define WHILE_OPEN(state) \
  { state, "regrade",  state,       ROUTE,  N_("Grade Anew"),     WHY }, \
  { state, "number",   state,       TAKE,   N_("Check the Number"), 0 }, \
  { state, "mediate",  "mediation", MANAGE, N_("Mediate"),        WHY }, \
  { state, "withdraw", "withdrawn", ROUTE,  N_("Taken Back by the Caller"), WHY | BAD }, \
  { state, "join",     "joined",    MANAGE, N_("Join"),           WHY }

static const HcrmStep steps[] = {
  { "draft",     "take",     "taken",    TAKE,   N_("Take the Complaint"),          NEXT },
  { "draft",     "withdraw", "withdrawn", TAKE,  N_("Discard the Draft"),       BAD },
  { "taken",     "route",    "handling", ROUTE,  N_("Route"),         NEXT },
  { "taken",     "spot",     "closed",   TAKE,   N_("Settled on the Spot"), 0 },
  WHILE_CLOCKED ("taken"),
  WHILE_OPEN ("taken"),
  { "handling",  "route",    "handling", ROUTE,  N_("Route"),         0 },
  COMES_BACK ("handling", "handling"),
  WHILE_CLOCKED ("handling"),
  WHILE_OPEN ("handling"),
  { "answered",  "tell",     "told",     TAKE,   N_("Tell the Caller"), NEXT },
  { "answered",  "write",    "answered", TAKE,   N_("Tell in Writing"), 0 },
  { "answered",  "posted",   "told",     TAKE,   N_("Letter Posted"),   0 },
  { "answered",  "close",    "closed",   TAKE,   N_("Close the Complaint"),         0 },
  COMES_BACK ("answered", "answered"),
  { "answered",  "route",    "handling", ROUTE,  N_("Route"),         0 },
  WHILE_CLOCKED ("answered"),
  WHILE_OPEN ("answered"),
  { "told",      "close",    "closed",   TAKE,   N_("Close the Complaint"),         NEXT },
  { "told",      "tell",     "told",     TAKE,   N_("Tell the Caller"), 0 },
  { "told",      "write",    "told",     TAKE,   N_("Tell in Writing"), 0 },
  { "told",      "posted",   "told",     TAKE,   N_("Letter Posted"),   0 },
  COMES_BACK ("told", "answered"),
  { "told",      "reopen",   "handling", ROUTE,  N_("Reopen"),        WHY },
  WHILE_OPEN ("told"),
  { "mediation", "close",    "closed",   MANAGE, N_("Close the Complaint"),         NEXT },
  { "mediation", "withdraw", "withdrawn", ROUTE, N_("Taken Back by the Caller"), WHY | BAD },
  { "mediation", "regrade",  "mediation", ROUTE, N_("Grade Anew"),    WHY },
  COMES_BACK ("mediation", "mediation"),
  COMES_BACK ("closed", "answered"),
  { "closed",    "reopen",   "handling", ROUTE,  N_("Reopen"),        WHY },
  COMES_BACK ("withdrawn", "withdrawn"),
  { "withdrawn", "reopen",   "handling", ROUTE,  N_("Reopen"),        WHY },
  COMES_BACK ("joined", "joined"),
  { "joined",    "part",     "taken",    MANAGE, N_("Part"),          WHY },
  /* What it counts as in statistics can be put right at any time. */
  { "taken",     "reclass",  "taken",    ROUTE,  N_("Classify Anew"), 0 },
  { "handling",  "reclass",  "handling", ROUTE,  N_("Classify Anew"), 0 },
  { "answered",  "reclass",  "answered", ROUTE,  N_("Classify Anew"), 0 },
  { "told",      "reclass",  "told",     ROUTE,  N_("Classify Anew"), 0 },
  { "mediation", "reclass",  "mediation", ROUTE, N_("Classify Anew"), 0 },
  { "closed",    "reclass",  "closed",   MANAGE, N_("Classify Anew"), 0 },
  { "withdrawn", "reclass",  "withdrawn", MANAGE, N_("Classify Anew"), 0 },
};

static const HcrmState task_states[] = {
  { "assigned",  N_("Assigned"),  "warn" },
  { "accepted",  N_("Accepted"),  "info" },
  { "returned",  N_("Returned"),  "bare stop" },
  { "answered",  N_("Has answered"),  "ok" },
  { "withdrawn", N_("Withdrawn"), "bare stop" },
};

static const HcrmStep task_steps[] = {
  { "assigned", "accept",   "accepted",  ANSWER, N_("Accept"),           NEXT },
  { "assigned", "return",   "returned",  ANSWER, N_("Return"),           WHY },
  { "assigned", "answer",   "answered",  ANSWER, N_("Send the Answer"),  0 },
  { "accepted", "answer",   "answered",  ANSWER, N_("Send the Answer"),  NEXT },
  { "answered", "answer",   "answered",  ANSWER, N_("Change the Answer"), 0 },
  { "assigned", "ask-back", "assigned",  ANSWER, N_("Ask Back"),         0 },
  { "accepted", "ask-back", "accepted",  ANSWER, N_("Ask Back"),         0 },
  { "assigned", "reply",    "assigned",  TAKE,   N_("Reply"),            0 },
  { "accepted", "reply",    "accepted",  TAKE,   N_("Reply"),            0 },
  { "assigned", "hand",     "assigned",  ANSWER, N_("Hand On"),          0 },
  { "accepted", "hand",     "assigned",  ANSWER, N_("Hand On"),          0 },
  { "assigned", "lead",     "assigned",  ROUTE,  N_("Let It Lead"),      0 },
  { "accepted", "lead",     "accepted",  ROUTE,  N_("Let It Lead"),      0 },
  { "answered", "lead",     "answered",  ROUTE,  N_("Let It Lead"),      0 },
  { "assigned", "withdraw", "withdrawn", ROUTE,  N_("Withdraw"),         WHY | BAD },
  { "accepted", "withdraw", "withdrawn", ROUTE,  N_("Withdraw"),         WHY | BAD },
};
/* clang-format on */

HCRM_DEFINE_FIELD_SET (hcrm_complaint_fields, complaint_fields)
HCRM_DEFINE_FIELD_SET (hcrm_complaint_query, complaint_query)
HCRM_DEFINE_FIELD_SET (hcrm_complaint_new, new_fields)
HCRM_DEFINE_FIELD_SET (hcrm_complaint_edit, edit_fields)
HCRM_DEFINE_FIELD_SET (hcrm_complaint_spot, spot_fields)
HCRM_DEFINE_FIELD_SET (hcrm_complaint_route, route_fields)
HCRM_DEFINE_FIELD_SET (hcrm_complaint_tell, tell_fields)
HCRM_DEFINE_FIELD_SET (hcrm_complaint_write, write_fields)
HCRM_DEFINE_FIELD_SET (hcrm_complaint_posted, posted_fields)
HCRM_DEFINE_FIELD_SET (hcrm_complaint_close, close_fields)
HCRM_DEFINE_FIELD_SET (hcrm_complaint_why, why_fields)
HCRM_DEFINE_FIELD_SET (hcrm_complaint_withdraw, withdraw_fields)
HCRM_DEFINE_FIELD_SET (hcrm_complaint_pause, pause_fields)
HCRM_DEFINE_FIELD_SET (hcrm_complaint_regrade, regrade_fields)
HCRM_DEFINE_FIELD_SET (hcrm_complaint_reclass, reclass_fields)
HCRM_DEFINE_FIELD_SET (hcrm_complaint_join, join_fields)
HCRM_DEFINE_FIELD_SET (hcrm_complaint_number, number_fields)
HCRM_DEFINE_FIELD_SET (hcrm_complaint_say_fields, say_fields)
HCRM_DEFINE_FIELD_SET (hcrm_complaint_note_fields, note_fields)
HCRM_DEFINE_FIELD_SET (hcrm_complaint_proposal_query, proposal_query)
HCRM_DEFINE_FIELD_SET (hcrm_service_code_query, service_code_query)
HCRM_DEFINE_FIELD_SET (hcrm_complaint_clock_query, clock_query)
HCRM_DEFINE_FIELD_SET (hcrm_complaint_task_fields, task_fields)
HCRM_DEFINE_FIELD_SET (hcrm_complaint_task_query, task_query)
HCRM_DEFINE_FIELD_SET (hcrm_complaint_task_answer, task_answer_fields)
HCRM_DEFINE_FIELD_SET (hcrm_complaint_task_hand, task_hand_fields)
HCRM_DEFINE_FIELD_SET (hcrm_complaint_colleague_fields, colleague_fields)
HCRM_DEFINE_FIELD_SET (hcrm_complaint_colleague_query, colleague_query)
HCRM_DEFINE_FIELD_SET (hcrm_complaint_class_fields, class_fields)
HCRM_DEFINE_FIELD_SET (hcrm_complaint_class_new, class_new_fields)
HCRM_DEFINE_FIELD_SET (hcrm_complaint_class_query, class_query)
HCRM_DEFINE_FIELD_SET (hcrm_complaint_grade_fields, grade_fields)
HCRM_DEFINE_FIELD_SET (hcrm_complaint_level_fields, level_fields)
HCRM_DEFINE_FIELD_SET (hcrm_complaint_level_query, level_query)

const HcrmWorkflow hcrm_complaint_workflow = { "complaint", states, G_N_ELEMENTS (states), steps,
                                               G_N_ELEMENTS (steps) };
const HcrmWorkflow hcrm_complaint_task_workflow = { "complaint_task", task_states,
                                                    G_N_ELEMENTS (task_states), task_steps,
                                                    G_N_ELEMENTS (task_steps) };

const char *
hcrm_complaint_grade_get_pill (gint64 grade)
{
  static const char *const pills[] = { "danger", "warn", "bare info", "bare wait" };

  return grade >= 1 && grade <= 4 ? pills[grade - 1] : "bare wait";
}
