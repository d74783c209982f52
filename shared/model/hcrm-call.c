/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The field tables of calls, and their workflow. */

#include "hcrm-call.h"

#include "hcrm-contact.h"
#include "hcrm-disposition.h"

#define RO HCRM_FIELD_READONLY
#define REQ HCRM_FIELD_REQUIRED
#define MANY HCRM_FIELD_MULTIPLE
#define MASK HCRM_FIELD_MASKED
#define LONG HCRM_FIELD_MULTILINE

/* clang-format off */
const HcrmChoice hcrm_call_direction_choices[] = {
  { "in",  N_("Incoming") },
  { "out", N_("Outgoing") },
  { NULL }
};

#define STATES(S)                                        \
  S ("dialling", N_("Dialling"),       "info")           \
  S ("ringing",  N_("Ringing"),        "warn")           \
  S ("talking",  N_("In conversation"), "ok")            \
  S ("passed",   N_("Passed on"),      "bare ok")        \
  S ("ended",    N_("Over"),          "bare ok")        \
  S ("missed",   N_("Missed"),         "danger")         \
  S ("failed",   N_("Not reached"),    "bare warn")

#define S(name, label, pill) { name, label },
const HcrmChoice hcrm_call_state_choices[] = { STATES (S) { NULL } };
#undef S

const HcrmChoice hcrm_call_event_choices[] = {
  { "incoming",    N_("Came in") },
  { "dialling",    N_("Dialled") },
  { "ringing",     N_("Rang") },
  { "answered",    N_("Picked up") },
  { "key",         N_("Key pressed") },
  { "held",        N_("Put on hold") },
  { "resumed",     N_("Taken off hold") },
  { "transferred", N_("Passed on") },
  { "recorded",    N_("Recorded") },
  { "hung-up",     N_("Hung up") },
  { NULL }
};

const HcrmChoice hcrm_call_cause_choices[] = {
  { "normal",         N_("Ended normally") },
  { "busy",           N_("Busy") },
  { "no-answer",      N_("No answer") },
  { "rejected",       N_("Rejected") },
  { "unreachable",    N_("Unreachable") },
  { "invalid-number", N_("No such number") },
  { "cancelled",      N_("Given up") },
  { "failed",         N_("Technical failure") },
  { NULL }
};

const HcrmChoice hcrm_call_side_choices[] = {
  { "agent",  N_("Agent") },
  { "other",  N_("Other side") },
  { "system", N_("Telephone system") },
  { NULL }
};

static const HcrmChoice moment_kinds[] = {
  { "answer",   N_("Answer") },
  { "sentence", N_("Sentence") },
  { NULL }
};

static const HcrmField moment_fields[] = {
  { "offset_ms",    HCRM_KIND_INT,  N_("Time in the call"), REQ, N_("ms"), 0, 86400000 },
  { "kind",         HCRM_KIND_CODE, N_("Kind"),             REQ, NULL, 0, 0, moment_kinds },
  { "response_id",  HCRM_KIND_INT,  N_("Answers"),          0, NULL, 1 },
  { "item",         HCRM_KIND_TEXT, N_("Question"),         0, NULL, 1, 255 },
  { "repeat",       HCRM_KIND_INT,  N_("Repetition"),       0, NULL, 0, 10000 },
  { "complaint_id", HCRM_KIND_INT,  N_("Complaint"),        0, NULL, 1 },
  { "field",        HCRM_KIND_TEXT, N_("Field"),            0, NULL, 1, 60 },
  { "from_char",    HCRM_KIND_INT,  N_("From"),             0, NULL, 0, 100000 },
  { "to_char",      HCRM_KIND_INT,  N_("Until"),            0, NULL, 0, 100000 },
};
HCRM_DEFINE_FIELD_SET (hcrm_call_moment_fields, moment_fields)

static const HcrmField event_fields[] = {
  { "id",        HCRM_KIND_TEXT, N_("Number"),    REQ, NULL, 1, 200 },
  { "kind",      HCRM_KIND_CODE, N_("Kind"),      REQ, NULL, 0, 0, hcrm_call_event_choices },
  { "at",        HCRM_KIND_TIME, N_("Time"),      REQ },
  { "direction", HCRM_KIND_CODE, N_("Direction"), 0, NULL, 0, 0, hcrm_call_direction_choices },
  { "number",    HCRM_KIND_TEXT, N_("Telephone"), MASK, NULL, 0, 200 },
  { "extension", HCRM_KIND_TEXT, N_("Extension"), 0, NULL, 1, 20 },
  { "user",      HCRM_KIND_TEXT, N_("User name"), 0, NULL, 1, 60 },
  { "cause",     HCRM_KIND_CODE, N_("Cause"),     0, NULL, 0, 0, hcrm_call_cause_choices },
  { "by",        HCRM_KIND_CODE, N_("Ended by"),  0, NULL, 0, 0, hcrm_call_side_choices },
  { "keys",      HCRM_KIND_TEXT, N_("Keys"),      0, NULL, 1, 60 },
};
HCRM_DEFINE_FIELD_SET (hcrm_call_event_fields, event_fields)

static const HcrmField call_fields[] = {
  { "id",              HCRM_KIND_INT,  N_("Number"),          RO },
  { "version",         HCRM_KIND_INT,  N_("Version"),         RO },
  { "provider",        HCRM_KIND_TEXT, N_("Telephone system"), RO },
  { "site_id",         HCRM_KIND_INT,  N_("Site"),            RO },
  { "direction",       HCRM_KIND_CODE, N_("Direction"),       RO, NULL, 0, 0, hcrm_call_direction_choices },
  { "state",           HCRM_KIND_CODE, N_("State"),           RO, NULL, 0, 0, hcrm_call_state_choices },
  { "number",          HCRM_KIND_TEXT, N_("Telephone"),       RO | MASK },
  { "withheld",        HCRM_KIND_BOOL, N_("Number withheld"), RO },
  { "user_id",         HCRM_KIND_INT,  N_("Agent"),           RO },
  { "user",            HCRM_KIND_TEXT, N_("Agent"),           RO },
  { "department_id",   HCRM_KIND_INT,  N_("Department"),      RO },
  { "department",      HCRM_KIND_TEXT, N_("Department"),      RO },
  { "department_en",   HCRM_KIND_TEXT, N_("Department"),      RO },
  { "patient_id",      HCRM_KIND_INT,  N_("Patient"),         RO },
  { "survivor_id",     HCRM_KIND_INT,  N_("Patient"),         RO },
  { "patient",         HCRM_KIND_TEXT, N_("Patient"),         RO },
  { "mrn",             HCRM_KIND_TEXT, N_("MRN"),             RO },
  { "contact_id",      HCRM_KIND_INT,  N_("Contact"),         RO },
  { "contact",         HCRM_KIND_TEXT, N_("Contact"),         RO },
  { "relation",        HCRM_KIND_CODE, N_("Relation"),        RO, NULL, 0, 0, hcrm_relation_choices },
  { "activity_id",     HCRM_KIND_INT,  N_("Activity"),        RO },
  { "activity_kind",   HCRM_KIND_TEXT, N_("Activity"),        RO },
  { "on_hold",         HCRM_KIND_BOOL, N_("On hold"),         RO },
  { "recorded",        HCRM_KIND_BOOL, N_("Recorded"),        RO },
  { "started_at",      HCRM_KIND_TIME, N_("Time"),            RO },
  { "answered_at",     HCRM_KIND_TIME, N_("Picked up"),        RO },
  { "ended_at",        HCRM_KIND_TIME, N_("Ended"),           RO },
  { "wait_seconds",    HCRM_KIND_INT,  N_("Waiting time"),         RO, N_("s") },
  { "talk_seconds",    HCRM_KIND_INT,  N_("Conversation"),    RO, N_("s") },
  { "hangup",          HCRM_KIND_CODE, N_("Cause"),           RO, NULL, 0, 0, hcrm_call_cause_choices },
  { "hangup_by",       HCRM_KIND_CODE, N_("Ended by"),        RO, NULL, 0, 0, hcrm_call_side_choices },
  { "disposition",     HCRM_KIND_CODE, N_("Disposition"),     RO, NULL, 0, 0, hcrm_disposition_choices },
  { "note",            HCRM_KIND_TEXT, N_("Note"),            RO | LONG },
  { "forced",          HCRM_KIND_TEXT, N_("Why called again"), RO },
  { "wrapped_up_at",   HCRM_KIND_TIME, N_("Wrapped up"),      RO },
  { "skew_ms",         HCRM_KIND_INT,  N_("Clock ahead or behind"), RO, N_("ms") },
};

static const HcrmField call_query[] = {
  { "user_id",        HCRM_KIND_INT,  N_("Agent"),       MANY },
  { "department_id",  HCRM_KIND_INT,  N_("Department"),  MANY },
  { "direction",      HCRM_KIND_CODE, N_("Direction"),   0, NULL, 0, 0, hcrm_call_direction_choices },
  { "state",          HCRM_KIND_CODE, N_("State"),       MANY, NULL, 0, 0, hcrm_call_state_choices },
  { "disposition",    HCRM_KIND_CODE, N_("Disposition"), MANY, NULL, 0, 0, hcrm_disposition_choices },
  { "number",         HCRM_KIND_TEXT, N_("Telephone"),   0, NULL, 0, 200 },
  { "patient_id",     HCRM_KIND_INT,  N_("Patient"),     0 },
  { "activity_id",    HCRM_KIND_INT,  N_("Activity"),    0 },
  { "started_from",   HCRM_KIND_TIME, N_("From"),        0 },
  { "started_to",     HCRM_KIND_TIME, N_("Until"),       0 },
  { "with_recording", HCRM_KIND_BOOL, N_("Recorded"),    0 },
  { "wrapped_up",     HCRM_KIND_BOOL, N_("Wrapped up"),  0 },
};

static const HcrmField feed_fields[] = {
  { "provider",         HCRM_KIND_TEXT, N_("Telephone system"), REQ, NULL, 1, 60 },
  { "provider_call_id", HCRM_KIND_TEXT, N_("Number"),           REQ, NULL, 1, 200 },
  { "site",             HCRM_KIND_TEXT, N_("Site"),             0, NULL, 1, 60 },
  { "replayed",         HCRM_KIND_BOOL, N_("Of the past"),      0 },
  { "events",           HCRM_KIND_ROWS, N_("Events"),           REQ, NULL, 1, 1000, NULL, &hcrm_call_event_fields },
};

static const HcrmField dial_fields[] = {
  { "number",       HCRM_KIND_TEXT, N_("Telephone"), MASK, NULL, 0, 200 },
  { "contact_id",   HCRM_KIND_INT,  N_("Contact"),   0, NULL, 1 },
  { "patient_id",   HCRM_KIND_INT,  N_("Patient"),   0, NULL, 1 },
  { "activity_id",  HCRM_KIND_INT,  N_("Activity"),  0, NULL, 1 },
  { "call_id",      HCRM_KIND_INT,  N_("Call"),      0, NULL, 1 },
  { "force_reason", HCRM_KIND_TEXT, N_("Why called again"), 0, NULL, 2, 500 },
};

static const HcrmField pick_up_fields[] = {
  { "number", HCRM_KIND_TEXT, N_("Telephone"), MASK, NULL, 0, 200 },
};

static const HcrmField transfer_fields[] = {
  { "to", HCRM_KIND_TEXT, N_("Extension"), REQ, NULL, 1, 20 },
};

static const HcrmField keys_fields[] = {
  { "keys", HCRM_KIND_TEXT, N_("Keys"), REQ, NULL, 1, 60 },
};

static const HcrmField record_fields[] = {
  { "on", HCRM_KIND_BOOL, N_("Recorded"), REQ },
};

static const HcrmField identify_fields[] = {
  { "patient_id", HCRM_KIND_INT,  N_("Patient"),  REQ, NULL, 1 },
  { "contact_id", HCRM_KIND_INT,  N_("Contact"),  0, NULL, 1 },
  { "relation",   HCRM_KIND_CODE, N_("Relation"), 0, NULL, 0, 0, hcrm_relation_choices },
};

static const HcrmField wrap_up_fields[] = {
  { "disposition", HCRM_KIND_CODE, N_("Disposition"), REQ, NULL, 0, 0, hcrm_disposition_choices },
  { "note",        HCRM_KIND_TEXT, N_("Note"),        LONG, NULL, 0, 4000 },
  { "activity_id", HCRM_KIND_INT,  N_("Activity"),    0, NULL, 1 },
};

static const HcrmField moments_fields[] = {
  { "moments", HCRM_KIND_ROWS, N_("Moments"), REQ, NULL, 1, 500, NULL, &hcrm_call_moment_fields },
};

const HcrmChoice hcrm_telephone_provider_choices[] = {
  { "manual",    N_("By hand") },
  { "simulator", N_("Simulator") },
  { NULL }
};

static const HcrmField telephone_fields[] = {
  { "id",         HCRM_KIND_INT,  N_("Number"),    RO },
  { "version",    HCRM_KIND_INT,  N_("Version"),   RO },
  { "site_id",    HCRM_KIND_INT,  N_("Site"),      REQ, NULL, 1 },
  { "site",       HCRM_KIND_TEXT, N_("Site"),      RO },
  { "site_en",    HCRM_KIND_TEXT, N_("Site"),      RO },
  { "extension",  HCRM_KIND_TEXT, N_("Extension"), REQ, NULL, 1, 20 },
  { "agent_id",   HCRM_KIND_INT,  N_("Agent"),     0, NULL, 1 },
  { "agent",      HCRM_KIND_TEXT, N_("Agent"),     RO },
  { "retired_at", HCRM_KIND_TIME, N_("Retired"),   0 },
};

static const HcrmField telephone_query[] = {
  { "site_id", HCRM_KIND_INT,  N_("Site"),    0 },
  { "retired", HCRM_KIND_BOOL, N_("Retired"), 0 },
};

static const HcrmField ring_fields[] = {
  { "number",    HCRM_KIND_TEXT, N_("Telephone"), MASK, NULL, 0, 200 },
  { "extension", HCRM_KIND_TEXT, N_("Extension"), 0, NULL, 1, 20 },
};

/* --- Workflow ------------------------------------------------------------------------------- */

#define S(name, label, pill) { name, label, pill },
static const HcrmState states[] = { STATES (S) };
#undef S

#define WORK HCRM_PERM_CALL_WORK

static const HcrmStep steps[] = {
  { "ringing",  "answer",    "talking",  WORK, N_("Pick Up"),     HCRM_STEP_SUGGESTED },
  { "dialling", "answer",    "talking",  WORK, N_("They Answered"), HCRM_STEP_SUGGESTED },
  { "ringing",  "hang-up",   "missed",   WORK, N_("Hang Up"),     HCRM_STEP_DESTRUCTIVE },
  { "dialling", "hang-up",   "failed",   WORK, N_("Hang Up"),     HCRM_STEP_DESTRUCTIVE },
  { "talking",  "hang-up",   "ended",    WORK, N_("Hang Up"),     HCRM_STEP_DESTRUCTIVE },
  { "talking",  "hold",      "talking",  WORK, N_("Hold"),        0 },
  { "talking",  "resume",    "talking",  WORK, N_("Resume"),      0 },
  { "talking",  "transfer",  "talking",  WORK, N_("Transfer"),    0 },
  { "ringing",  "transfer",  "ringing",  WORK, N_("Transfer"),    0 },
  { "talking",  "send-keys", "talking",  WORK, N_("Send Keys"),   0 },
  { "talking",  "record",    "talking",  WORK, N_("Record the Call"), 0 },
  { "dialling", "identify",  "dialling", WORK, N_("Who Is It?"),  0 },
  { "ringing",  "identify",  "ringing",  WORK, N_("Who Is It?"),  0 },
  { "talking",  "identify",  "talking",  WORK, N_("Who Is It?"),  0 },
  { "passed",   "identify",  "passed",   WORK, N_("Who Was It?"), 0 },
  { "ended",    "identify",  "ended",    WORK, N_("Who Was It?"), 0 },
  { "missed",   "identify",  "missed",   WORK, N_("Who Was It?"), 0 },
  { "failed",   "identify",  "failed",   WORK, N_("Who Was It?"), 0 },
  { "passed",   "wrap-up",   "passed",   WORK, N_("Wrap Up"),     HCRM_STEP_SUGGESTED },
  { "ended",    "wrap-up",   "ended",    WORK, N_("Wrap Up"),     HCRM_STEP_SUGGESTED },
  { "missed",   "wrap-up",   "missed",   WORK, N_("Wrap Up"),     HCRM_STEP_SUGGESTED },
  { "failed",   "wrap-up",   "failed",   WORK, N_("Wrap Up"),     HCRM_STEP_SUGGESTED },
};

const HcrmWorkflow hcrm_call_workflow = { "call", states, G_N_ELEMENTS (states), steps, G_N_ELEMENTS (steps) };
/* clang-format on */

HCRM_DEFINE_FIELD_SET (hcrm_call_fields, call_fields)
HCRM_DEFINE_FIELD_SET (hcrm_call_query, call_query)
HCRM_DEFINE_FIELD_SET (hcrm_call_feed, feed_fields)
HCRM_DEFINE_FIELD_SET (hcrm_call_dial, dial_fields)
HCRM_DEFINE_FIELD_SET (hcrm_call_pick_up, pick_up_fields)
HCRM_DEFINE_FIELD_SET (hcrm_call_transfer, transfer_fields)
HCRM_DEFINE_FIELD_SET (hcrm_call_keys, keys_fields)
HCRM_DEFINE_FIELD_SET (hcrm_call_record, record_fields)
HCRM_DEFINE_FIELD_SET (hcrm_call_identify, identify_fields)
HCRM_DEFINE_FIELD_SET (hcrm_call_wrap_up, wrap_up_fields)
HCRM_DEFINE_FIELD_SET (hcrm_call_moments, moments_fields)
HCRM_DEFINE_FIELD_SET (hcrm_telephone_fields, telephone_fields)
HCRM_DEFINE_FIELD_SET (hcrm_telephone_query, telephone_query)
HCRM_DEFINE_FIELD_SET (hcrm_telephone_ring_fields, ring_fields)
