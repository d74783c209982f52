/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Field tables, states and purposes of messages to patients. */

#include "hcrm-message.h"

#include <string.h>

#include "hcrm-contact.h"

#define RO HCRM_FIELD_READONLY
#define REQ HCRM_FIELD_REQUIRED
#define MANY HCRM_FIELD_MULTIPLE
#define LINES HCRM_FIELD_MULTILINE

/* --- Lists ---------------------------------------------------------------------------------- */

/* clang-format off */
#define VERIFIED TRUE
#define CARE     TRUE
#define OPTIONAL TRUE
#define AT_NIGHT TRUE

#define PATIENT "name title you your department doctor discharge_date days hospital"

#define PURPOSES(P)                                                                                \
  P ("thanks",        N_("Thanks after a call"),          FALSE,    CARE,  OPTIONAL, FALSE,    72, PATIENT) \
  P ("plan",          N_("Next treatment and follow-up"), VERIFIED, CARE,  FALSE,    FALSE,    7 * 24, PATIENT " plan") \
  P ("reexamination", N_("Re-examination prompt"),        VERIFIED, CARE,  FALSE,    FALSE,    14 * 24, PATIENT " items date") \
  P ("refill",        N_("Refill reminder"),              VERIFIED, CARE,  FALSE,    FALSE,    7 * 24, PATIENT " drug date") \
  P ("medication",    N_("Medication reminder"),          VERIFIED, CARE,  FALSE,    AT_NIGHT, 2, PATIENT " drug time") \
  P ("appointment",   N_("Appointment reminder"),         FALSE,    FALSE, FALSE,    FALSE,    48, PATIENT " date time") \
  P ("survey",        N_("Survey"),                       FALSE,    CARE,  FALSE,    FALSE,    7 * 24, PATIENT " questionnaire link") \
  P ("missed",        N_("Could not be reached"),         FALSE,    CARE,  FALSE,    FALSE,    72, PATIENT) \
  P ("complaint",     N_("Progress of a complaint"),      FALSE,    FALSE, OPTIONAL, FALSE,    72, "hospital number date answer") \
  P ("other",         N_("Other message"),                FALSE,    FALSE, FALSE,    FALSE,    72, PATIENT)
#define PURPOSE(...) { __VA_ARGS__ },
#define CHOICE(code, label, ...) { code, label },

static const HcrmMessagePurpose purposes[] = { PURPOSES (PURPOSE) };
const HcrmChoice hcrm_message_purpose_choices[] = { PURPOSES (CHOICE) { NULL } };
const HcrmChoice hcrm_consent_purpose_choices[] = { { HCRM_CONSENT_ALL, N_("All messages") }, PURPOSES (CHOICE) { NULL } };

#define CHANNELS { "sms", N_("Text message") }, { "wechat", N_("WeChat") }, { "email", N_("E-mail") }, { "voice", N_("Voice call") }

const HcrmChoice hcrm_message_channel_choices[] = { CHANNELS, { "letter", N_("Letter by post") }, { NULL } };
const HcrmChoice hcrm_consent_channel_choices[] = { { HCRM_CONSENT_ANY, N_("Every way") }, CHANNELS, { NULL } };

const HcrmChoice hcrm_consent_source_choices[] = {
  { "call",   N_("On the telephone") },
  { "visit",  N_("In person") },
  { "letter", N_("In writing") },
  { "reply",  N_("Reply to a message") },
  { NULL }
};

const HcrmChoice hcrm_message_state_choices[] = {
  { "queued",    N_("To be sent") },
  { "blocked",   N_("Needs attention") },
  { "sending",   N_("Being sent") },
  { "sent",      N_("Sent") },
  { "delivered", N_("Delivered") },
  { "failed",    N_("Not delivered") },
  { "cancelled", N_("Not sent") },
  { "expired",   N_("Expired") },
  { NULL }
};

const HcrmChoice hcrm_message_reason_choices[] = {
  { "variable",   N_("something the text says is not known") },
  { "template",   N_("the template is missing or retired") },
  { "address",    N_("there is no number or address that takes messages") },
  { "invalid",    N_("the number was found invalid") },
  { "unverified", N_("nobody has verified the number, or was reached under it") },
  { "untold",     N_("the contact may not be told") },
  { "deceased",   N_("the patient is recorded as deceased") },
  { "refused",    N_("the patient does not want this") },
  { "night",      N_("nothing is sent at night") },
  { "late",       N_("it was not sent in time") },
  { "person",     N_("stopped by a colleague") },
  { "answered",   N_("it was answered meanwhile") },
  { "step",       N_("the step it belongs to is no longer to be done") },
  { "changed",    N_("the answer was changed meanwhile") },
  { "closed",     N_("the complaint was closed meanwhile") },
  { "returned",   N_("the letter came back") },
  { "provider",   N_("the sending service refused it") },
  { "unknown",    N_("whether it was sent is not known") },
  { NULL }
};

const HcrmChoice hcrm_message_provider_choices[] = {
  { "manual", N_("Sent by hand") },
  { "file",   N_("Files for a sending program") },
  { NULL }
};

/* --- Messages ------------------------------------------------------------------------------- */

static const HcrmField message_fields[] = {
  { "id",            HCRM_KIND_INT,  N_("Number"),       RO },
  { "version",       HCRM_KIND_INT,  N_("Version"),      RO },
  { "activity_id",   HCRM_KIND_INT,  N_("Work"),         RO },
  { "patient_id",    HCRM_KIND_INT,  N_("Patient"),      RO },
  { "survivor_id",   HCRM_KIND_INT,  N_("Patient"),      RO },
  { "patient",       HCRM_KIND_TEXT, N_("Patient"),      RO },
  { "pinyin",        HCRM_KIND_TEXT, N_("Pinyin"),       RO },
  { "contact_id",    HCRM_KIND_INT,  N_("Contact"),      RO },
  { "contact",       HCRM_KIND_TEXT, N_("Contact"),      RO },
  { "relation",      HCRM_KIND_CODE, N_("Relation"),     RO, NULL, 0, 0, hcrm_relation_choices },
  { "channel",       HCRM_KIND_CODE, N_("Channel"),      RO, NULL, 0, 0, hcrm_message_channel_choices },
  { "address",       HCRM_KIND_TEXT, N_("Sent to"),      RO | HCRM_FIELD_MASKED },
  { "purpose",       HCRM_KIND_CODE, N_("Purpose"),      RO, NULL, 0, 0, hcrm_message_purpose_choices },
  { "template",      HCRM_KIND_TEXT, N_("Message template"), RO },
  { "revision",      HCRM_KIND_INT,  N_("Revision"),     RO },
  { "body",          HCRM_KIND_TEXT, N_("Text"),         RO | LINES },
  { "department_id", HCRM_KIND_INT,  N_("Department"),   RO },
  { "department",    HCRM_KIND_TEXT, N_("Department"),   RO },
  { "department_en", HCRM_KIND_TEXT, N_("Department"),   RO },
  { "state",         HCRM_KIND_CODE, N_("State"),        RO, NULL, 0, 0, hcrm_message_state_choices },
  { "reason",        HCRM_KIND_CODE, N_("Reason"),       RO, NULL, 0, 0, hcrm_message_reason_choices },
  { "reason_detail", HCRM_KIND_TEXT, N_("Details"),      RO },
  { "not_before",    HCRM_KIND_TIME, N_("Not before"),   RO },
  { "expires_at",    HCRM_KIND_TIME, N_("Of use until"), RO },
  { "provider",      HCRM_KIND_CODE, N_("Way of sending"), RO, NULL, 0, 0, hcrm_message_provider_choices },
  { "sent_at",       HCRM_KIND_TIME, N_("Sent"),         RO },
  { "sent_by",       HCRM_KIND_TEXT, N_("Sent by"),      RO },
  { "received_at",   HCRM_KIND_TIME, N_("Delivered"),    RO },
  { "created_at",    HCRM_KIND_TIME, N_("Created"),      RO },
  { "created_by",    HCRM_KIND_TEXT, N_("Created by"),   RO },
};

static const HcrmField message_query[] = {
  { "q",               HCRM_KIND_TEXT, N_("Search"),  0, NULL, 0, 100 },
  { "state",           HCRM_KIND_CODE, N_("State"),   MANY, NULL, 0, 0, hcrm_message_state_choices },
  { "purpose",         HCRM_KIND_CODE, N_("Purpose"), MANY, NULL, 0, 0, hcrm_message_purpose_choices },
  { "channel",         HCRM_KIND_CODE, N_("Channel"), MANY, NULL, 0, 0, hcrm_message_channel_choices },
  { "reason",          HCRM_KIND_CODE, N_("Reason"),  MANY, NULL, 0, 0, hcrm_message_reason_choices },
  { "patient_id",      HCRM_KIND_INT,  N_("Patient"), 0 },
  { "department_id",   HCRM_KIND_INT,  N_("Department"), MANY },
  { "created_at_from", HCRM_KIND_TIME, N_("From"),    0 },
  { "created_at_to",   HCRM_KIND_TIME, N_("Until"),   0 },
};

static const HcrmField message_reason[] = {
  { "reason", HCRM_KIND_TEXT, N_("Reason"), REQ, NULL, 2, 200 },
};

static const HcrmChoice receipt_choices[] = {
  { "sent",      N_("Sent") },
  { "delivered", N_("Delivered") },
  { "failed",    N_("Not delivered") },
  { NULL }
};

static const HcrmField message_receipt[] = {
  { "state",       HCRM_KIND_CODE, N_("State"),     REQ, NULL, 0, 0, receipt_choices },
  { "at",          HCRM_KIND_TIME, N_("Time"),      0 },
  { "detail",      HCRM_KIND_TEXT, N_("Details"),   0, NULL, 0, 200 },
  { "provider_id", HCRM_KIND_TEXT, N_("Number at the sending service"), 0, NULL, 0, 100 },
};

#define SEND HCRM_PERM_OUTBOX_SEND

static const HcrmState message_states[] = {
  { "queued",    N_("To be sent"),      "bare wait" },
  { "blocked",   N_("Needs attention"), "violet" },
  { "sending",   N_("Being sent"),      "info" },
  { "sent",      N_("Sent"),            "bare ok" },
  { "delivered", N_("Delivered"),       "ok" },
  { "failed",    N_("Not delivered"),   "danger stop" },
  { "cancelled", N_("Not sent"),        "bare stop" },
  { "expired",   N_("Expired"),         "bare stop" },
};

static const HcrmStep message_steps[] = {
  { "queued",  "mark-sent", "sent",      SEND, N_("Mark as Sent"), HCRM_STEP_SUGGESTED },
  { "blocked", "retry",     "queued",    SEND, N_("Try Again"),    HCRM_STEP_SUGGESTED },
  { "failed",  "retry",     "queued",    SEND, N_("Try Again"),    HCRM_STEP_SUGGESTED },
  { "expired", "retry",     "queued",    SEND, N_("Try Again"),    0 },
  { "queued",  "cancel",    "cancelled", SEND, N_("Do Not Send"),  HCRM_STEP_DESTRUCTIVE | HCRM_STEP_REASON },
  { "blocked", "cancel",    "cancelled", SEND, N_("Do Not Send"),  HCRM_STEP_DESTRUCTIVE | HCRM_STEP_REASON },
  { "failed",  "cancel",    "cancelled", SEND, N_("Do Not Send"),  HCRM_STEP_DESTRUCTIVE | HCRM_STEP_REASON },
};

/* --- Templates ------------------------------------------------------------------------------ */

static const HcrmField template_fields[] = {
  { "id",         HCRM_KIND_INT,  N_("Number"),       RO },
  { "version",    HCRM_KIND_INT,  N_("Version"),      RO },
  { "code",       HCRM_KIND_TEXT, N_("Code"),         RO },
  { "purpose",    HCRM_KIND_CODE, N_("Purpose"),      RO, NULL, 0, 0, hcrm_message_purpose_choices },
  { "name",       HCRM_KIND_TEXT, N_("Name"),         REQ, NULL, 1, 100 },
  { "name_en",    HCRM_KIND_TEXT, N_("English name"), 0,   NULL, 0, 100 },
  { "text",       HCRM_KIND_TEXT, N_("Text"),         REQ | LINES, NULL, 1, 1000 },
  { "text_en",    HCRM_KIND_TEXT, N_("English text"), LINES, NULL, 0, 1000 },
  { "revision",   HCRM_KIND_INT,  N_("Revision"),     RO },
  { "revisions",  HCRM_KIND_JSON, N_("Earlier texts"), RO },
  { "retired_at", HCRM_KIND_TIME, N_("Retired"),      0 },
  { "updated_at", HCRM_KIND_TIME, N_("Changed"),      RO },
};

static const HcrmField template_new[] = {
  { "code",    HCRM_KIND_TEXT, N_("Code"),         REQ, NULL, 1, 60 },
  { "purpose", HCRM_KIND_CODE, N_("Purpose"),      REQ, NULL, 0, 0, hcrm_message_purpose_choices },
  { "name",    HCRM_KIND_TEXT, N_("Name"),         REQ, NULL, 1, 100 },
  { "name_en", HCRM_KIND_TEXT, N_("English name"), 0,   NULL, 0, 100 },
  { "text",    HCRM_KIND_TEXT, N_("Text"),         REQ | LINES, NULL, 1, 1000 },
  { "text_en", HCRM_KIND_TEXT, N_("English text"), LINES, NULL, 0, 1000 },
};

static const HcrmField template_query[] = {
  { "q",       HCRM_KIND_TEXT, N_("Search"),  0, NULL, 0, 100 },
  { "purpose", HCRM_KIND_CODE, N_("Purpose"), MANY, NULL, 0, 0, hcrm_message_purpose_choices },
  { "retired", HCRM_KIND_BOOL, N_("Retired"), 0 },
};

/* --- What a patient allows ------------------------------------------------------------------ */

static const HcrmField consent_fields[] = {
  { "id",         HCRM_KIND_INT,  N_("Number"),     RO },
  { "patient_id", HCRM_KIND_INT,  N_("Patient"),    REQ },
  { "purpose",    HCRM_KIND_CODE, N_("Purpose"),    REQ, NULL, 0, 0, hcrm_consent_purpose_choices },
  { "channel",    HCRM_KIND_CODE, N_("Channel"),    REQ, NULL, 0, 0, hcrm_consent_channel_choices },
  { "granted",    HCRM_KIND_BOOL, N_("Allowed"),    REQ },
  { "source",     HCRM_KIND_CODE, N_("How it was said"), REQ, NULL, 0, 0, hcrm_consent_source_choices },
  { "at",         HCRM_KIND_TIME, N_("Time"),       RO },
  { "user",       HCRM_KIND_TEXT, N_("Written down by"), RO },
  { "current",    HCRM_KIND_BOOL, N_("In force"),   RO },
};

static const HcrmField consent_query[] = {
  { "patient_id", HCRM_KIND_INT,  N_("Patient"),    REQ },
};

/* --- What a doctor has sent ----------------------------------------------------------------- */

static const HcrmField message_plan[] = {
  { "plan",       HCRM_KIND_TEXT, N_("Next treatment and follow-up"), REQ | LINES, NULL, 2, 500 },
  { "contact_id", HCRM_KIND_INT,  N_("To whom (empty: whoever comes first)"), HCRM_FIELD_LISTED },
};

static const HcrmField message_reexamination[] = {
  { "items",      HCRM_KIND_TEXT, N_("Examinations"), REQ | LINES, NULL, 2, 300 },
  { "date",       HCRM_KIND_DATE, N_("To be done by"), REQ },
  { "contact_id", HCRM_KIND_INT,  N_("To whom (empty: whoever comes first)"), HCRM_FIELD_LISTED },
};
/* clang-format on */

const HcrmWorkflow hcrm_message_workflow = {
  "message",
  message_states,
  G_N_ELEMENTS (message_states),
  message_steps,
  G_N_ELEMENTS (message_steps),
};

HCRM_DEFINE_FIELD_SET (hcrm_message_fields, message_fields)
HCRM_DEFINE_FIELD_SET (hcrm_message_query, message_query)
HCRM_DEFINE_FIELD_SET (hcrm_message_reason, message_reason)
HCRM_DEFINE_FIELD_SET (hcrm_message_receipt, message_receipt)
HCRM_DEFINE_FIELD_SET (hcrm_message_template_fields, template_fields)
HCRM_DEFINE_FIELD_SET (hcrm_message_template_new, template_new)
HCRM_DEFINE_FIELD_SET (hcrm_message_template_query, template_query)
HCRM_DEFINE_FIELD_SET (hcrm_consent_fields, consent_fields)
HCRM_DEFINE_FIELD_SET (hcrm_consent_query, consent_query)
HCRM_DEFINE_FIELD_SET (hcrm_message_plan, message_plan)
HCRM_DEFINE_FIELD_SET (hcrm_message_reexamination, message_reexamination)

const HcrmMessagePurpose *
hcrm_message_purpose_get_nth (guint n)
{
  return n < G_N_ELEMENTS (purposes) ? &purposes[n] : NULL;
}

const HcrmMessagePurpose *
hcrm_message_purpose_find (const char *code)
{
  for (guint i = 0; i < G_N_ELEMENTS (purposes); i++)
    if (g_strcmp0 (purposes[i].code, code) == 0)
      return &purposes[i];
  return NULL;
}

gboolean
hcrm_message_reason_is_final (const char *reason)
{
  return g_strcmp0 (reason, "deceased") == 0 || g_strcmp0 (reason, "refused") == 0;
}
