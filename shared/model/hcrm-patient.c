/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Field tables of patients and of what hangs on them: the time line and attempts to reach them. */

#include "hcrm-patient.h"

#include "core/hcrm-identity.h"

#define RO HCRM_FIELD_READONLY
#define REQ HCRM_FIELD_REQUIRED
#define MANY HCRM_FIELD_MULTIPLE
#define MASK HCRM_FIELD_MASKED
#define LINES HCRM_FIELD_MULTILINE

/* clang-format off */
const HcrmChoice hcrm_sex_choices[] = {
  { "male",    N_("Male") },
  { "female",  N_("Female") },
  { "other",   N_("Other") },
  { "unknown", N_("Unknown") },
  { NULL }
};

const HcrmChoice hcrm_patient_kind_choices[] = {
  { "patient",     N_("Patient") },
  { "relative",    N_("Relative or friend") },
  { "healthy",     N_("Healthy") },
  { "sub_healthy", N_("Sub-healthy") },
  { "partner",     N_("Partner") },
  { "staff",       N_("Own staff") },
  { "bank",        N_("Bank") },
  { "authority",   N_("Superior authority") },
  { NULL }
};

const HcrmChoice hcrm_attempt_channel_choices[] = {
  { "phone",   N_("Telephone") },
  { "visit",   N_("Visit") },
  { "message", N_("Message") },
  { NULL }
};

static const HcrmChoice timeline_kinds[] = {
  { "encounter", N_("Encounters") },
  { "followup",  N_("Follow-up") },
  { "message",   N_("Messages") },
  { "record",    N_("Record") },
  { "complaint", N_("Complaints") },
  { "call",      N_("Telephone calls") },
  { NULL }
};

static const HcrmField patient_fields[] = {
  { "id",                HCRM_KIND_INT,  N_("Number"),           RO },
  { "version",           HCRM_KIND_INT,  N_("Version"),          RO },
  { "survivor_id",       HCRM_KIND_INT,  N_("Merged into"),      RO },
  { "name",              HCRM_KIND_TEXT, N_("Full name"),             REQ, NULL, 1, 100 },
  { "pinyin",            HCRM_KIND_TEXT, N_("Pinyin"),           0, NULL, 0, 200 },
  { "initials",          HCRM_KIND_TEXT, N_("Initials"),         RO },
  { "sex",               HCRM_KIND_CODE, N_("Sex"),              REQ, NULL, 0, 0, hcrm_sex_choices },
  { "birth_date",        HCRM_KIND_DATE, N_("Date of birth"),    0 },
  { "mrn",               HCRM_KIND_TEXT, N_("MRN"),              RO },
  { "phone",             HCRM_KIND_TEXT, N_("Telephone"),        RO | MASK },
  { "id_kind",           HCRM_KIND_CODE, N_("Kind of document"), 0, NULL, 0, 0, hcrm_identity_kinds },
  { "id_number",         HCRM_KIND_TEXT, N_("Document number"),  MASK, NULL, 0, 40 },
  { "address",           HCRM_KIND_TEXT, N_("Address"),          MASK, NULL, 0, 300 },
  { "kinds",             HCRM_KIND_JSON, N_("Kinds"),            0, NULL, 1, 0, hcrm_patient_kind_choices },
  { "allergies",         HCRM_KIND_TEXT, N_("Allergies"),        LINES, NULL, 0, 500 },
  { "notes",             HCRM_KIND_TEXT, N_("Notes"),            LINES, NULL, 0, 2000 },
  { "deceased_at",       HCRM_KIND_TIME, N_("Deceased"),         0 },
  { "department_id",     HCRM_KIND_INT,  N_("Department"),       HCRM_FIELD_LISTED },
  { "department",        HCRM_KIND_TEXT, N_("Department"),       RO },
  { "department_en",     HCRM_KIND_TEXT, N_("Department"),       RO },
  { "attending",         HCRM_KIND_TEXT, N_("Attending doctor"), RO },
  { "also_attending",    HCRM_KIND_TEXT, N_("Also attending"),   RO },
  { "last_encounter_on", HCRM_KIND_DATE, N_("Last encounter"),   RO },
  { "open_tasks",        HCRM_KIND_INT,  N_("Open tasks"),       RO },
};

static const HcrmField patient_query[] = {
  { "q",             HCRM_KIND_TEXT, N_("Search"),     0, NULL, 0, 100 },
  { "department_id", HCRM_KIND_INT,  N_("Department"), MANY },
  { "sex",           HCRM_KIND_CODE, N_("Sex"),        MANY, NULL, 0, 0, hcrm_sex_choices },
  { "deceased",      HCRM_KIND_BOOL, N_("Deceased"),   0 },
  { "kind",          HCRM_KIND_CODE, N_("Kind"),       MANY, NULL, 0, 0, hcrm_patient_kind_choices },
};

static const HcrmField patient_reveal[] = {
  { "fields", HCRM_KIND_JSON, N_("Fields"), REQ },
  { "reason", HCRM_KIND_TEXT, N_("Reason"), REQ, NULL, 2, 200 },
};

static const HcrmField finding_fields[] = {
  { "kind",          HCRM_KIND_TEXT, N_("Kind"),          RO },
  { "id",            HCRM_KIND_INT,  N_("Number"),        RO },
  { "name",          HCRM_KIND_TEXT, N_("Name"),          RO },
  { "sex",           HCRM_KIND_CODE, N_("Sex"),           RO, NULL, 0, 0, hcrm_sex_choices },
  { "birth_date",    HCRM_KIND_DATE, N_("Date of birth"), RO },
  { "mrn",           HCRM_KIND_TEXT, N_("MRN"),           RO },
  { "phone",         HCRM_KIND_TEXT, N_("Telephone"),     RO | MASK },
  { "department",    HCRM_KIND_TEXT, N_("Department"),    RO },
  { "department_en", HCRM_KIND_TEXT, N_("Department"),    RO },
  { "matched",       HCRM_KIND_TEXT, N_("Found by"),      RO },
};

static const HcrmField timeline_fields[] = {
  { "id",            HCRM_KIND_INT,  N_("Number"),     RO },
  { "patient_id",    HCRM_KIND_INT,  N_("Patient"),    RO },
  { "at",            HCRM_KIND_TIME, N_("Time"),       RO },
  { "kind",          HCRM_KIND_CODE, N_("Kind"),       RO, NULL, 0, 0, timeline_kinds },
  { "code",          HCRM_KIND_TEXT, N_("What"),       RO },
  { "params",        HCRM_KIND_JSON, N_("Details"),    RO },
  { "activity_id",   HCRM_KIND_INT,  N_("Activity"),   RO },
  { "user_id",       HCRM_KIND_INT,  N_("User"),       RO },
  { "user",          HCRM_KIND_TEXT, N_("User"),       RO },
  { "department",    HCRM_KIND_TEXT, N_("Department"), RO },
  { "department_en", HCRM_KIND_TEXT, N_("Department"), RO },
};

static const HcrmField timeline_query[] = {
  { "patient_id", HCRM_KIND_INT,  N_("Patient"), REQ },
  { "kind",       HCRM_KIND_CODE, N_("Kind"),    MANY, NULL, 0, 0, timeline_kinds },
};

static const HcrmField attempt_fields[] = {
  { "id",           HCRM_KIND_INT,  N_("Number"),       RO },
  { "activity_id",  HCRM_KIND_INT,  N_("Activity"),     RO },
  { "patient_id",   HCRM_KIND_INT,  N_("Patient"),      RO },
  { "channel",      HCRM_KIND_CODE, N_("Channel"),      RO, NULL, 0, 0, hcrm_attempt_channel_choices },
  { "contact",      HCRM_KIND_TEXT, N_("Contact"),      RO },
  { "relation",     HCRM_KIND_TEXT, N_("Relation"),     RO },
  { "number",       HCRM_KIND_TEXT, N_("Telephone"),    RO | MASK },
  { "contact_id",   HCRM_KIND_INT,  N_("Contact"),      RO }, /* whose number that still is */
  { "user_id",      HCRM_KIND_INT,  N_("User"),         RO },
  { "user",         HCRM_KIND_TEXT, N_("User"),         RO },
  { "started_at",   HCRM_KIND_TIME, N_("Started"),      RO },
  { "ended_at",     HCRM_KIND_TIME, N_("Ended"),        RO },
  { "disposition",  HCRM_KIND_TEXT, N_("Disposition"),  RO },
  { "note",         HCRM_KIND_TEXT, N_("Note"),         RO | LINES },
  { "call_back_at", HCRM_KIND_TIME, N_("Call back at"), RO },
  { "step",         HCRM_KIND_INT,  N_("Step"),         RO },
  { "template",     HCRM_KIND_TEXT, N_("Template"),     RO },
  { "template_en",  HCRM_KIND_TEXT, N_("Template"),     RO },
  { "late",         HCRM_KIND_BOOL, N_("Late"),         RO },
  { "note_version", HCRM_KIND_INT,  N_("Version of the note"), RO },
};

static const HcrmField attempt_query[] = {
  { "patient_id",  HCRM_KIND_INT, N_("Patient"),  0 },
  { "activity_id", HCRM_KIND_INT, N_("Activity"), 0 },
};
/* clang-format on */

HCRM_DEFINE_FIELD_SET (hcrm_patient_fields, patient_fields)
HCRM_DEFINE_FIELD_SET (hcrm_patient_query, patient_query)
HCRM_DEFINE_FIELD_SET (hcrm_patient_reveal, patient_reveal)
HCRM_DEFINE_FIELD_SET (hcrm_finding_fields, finding_fields)
HCRM_DEFINE_FIELD_SET (hcrm_timeline_fields, timeline_fields)
HCRM_DEFINE_FIELD_SET (hcrm_timeline_query, timeline_query)
HCRM_DEFINE_FIELD_SET (hcrm_attempt_fields, attempt_fields)
HCRM_DEFINE_FIELD_SET (hcrm_attempt_query, attempt_query)
