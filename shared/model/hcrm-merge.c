/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Field tables of duplicates and merges. */

#include "hcrm-merge.h"

#include "hcrm-patient.h"

#define RO HCRM_FIELD_READONLY
#define REQ HCRM_FIELD_REQUIRED
#define MANY HCRM_FIELD_MULTIPLE

/* clang-format off */
const HcrmChoice hcrm_duplicate_level_choices[] = {
  { "certain",  N_("Almost certain") },
  { "likely",   N_("Likely") },
  { "unlikely", N_("Unlikely") },
  { NULL }
};

const HcrmChoice hcrm_patient_part_choices[] = {
  { "identifiers", N_("Identifiers") },
  { "contacts",    N_("Contacts") },
  { "consents",    N_("Consents") },
  { "encounters",  N_("Visits") },
  { "results",     N_("Results") },
  { "dispensings", N_("Drugs") },
  { "reminders",   N_("Medication reminders") },
  { "doses",       N_("Doses asked about") },
  { "plans",       N_("Plans") },
  { "tasks",       N_("Tasks") },
  { "responses",   N_("Filled forms") },
  { "questions",   N_("Questions to physicians") },
  { "attempts",    N_("Attempts") },
  { "calls",       N_("Telephone calls") },
  { "callers",     N_("Callers identified") },
  { "recordings",  N_("Recordings") },
  { "messages",    N_("Messages") },
  { "complaints",  N_("Complaints") },
  { "registers",   N_("Special-disease registers") },
  { "studies",     N_("Studies") },
  { "programmes",  N_("Health programmes") },
  { "cycles",      N_("Health cycles") },
  { "files",       N_("Files") },
  { "timeline",    N_("Lines of the time line") },
  { NULL }
};

static const HcrmChoice duplicate_state_choices[] = {
  { "open",      N_("To compare") },
  { "dismissed", N_("Two persons") },
  { NULL }
};

static const HcrmState duplicate_states[] = {
  { "open",      N_("To compare"),  "info" },
  { "dismissed", N_("Two persons"), "bare" },
};

#define MERGE HCRM_PERM_PATIENT_MERGE

static const HcrmStep duplicate_steps[] = {
  { "open",      "keep-first",  "merged",    MERGE, N_("Merge into the Left"),  HCRM_STEP_SUGGESTED | HCRM_STEP_REASON },
  { "open",      "keep-second", "merged",    MERGE, N_("Merge into the Right"), HCRM_STEP_REASON },
  { "open",      "dismiss",     "dismissed", MERGE, N_("Two Persons"),          HCRM_STEP_REASON },
  { "dismissed", "restore",     "open",      MERGE, N_("Compare Again"),        0 },
};

static const HcrmField duplicate_merge[] = {
  { "first_version",  HCRM_KIND_INT,  N_("Version"), REQ, NULL, 1 },
  { "second_version", HCRM_KIND_INT,  N_("Version"), REQ, NULL, 1 },
  { "reason",         HCRM_KIND_TEXT, N_("Reason"),  REQ, NULL, 2, 200 },
};

static const HcrmField duplicate_fields[] = {
  { "id",                HCRM_KIND_INT,  N_("Number"),        RO },
  { "score",             HCRM_KIND_INT,  N_("Score"),         RO },
  { "level",             HCRM_KIND_CODE, N_("How sure"),      RO, NULL, 0, 0, hcrm_duplicate_level_choices },
  { "reasons",           HCRM_KIND_JSON, N_("Reasons"),       RO },
  { "first_id",          HCRM_KIND_INT,  N_("Patient"),       RO },
  { "first_name",        HCRM_KIND_TEXT, N_("Name"),          RO },
  { "first_sex",         HCRM_KIND_CODE, N_("Sex"),           RO, NULL, 0, 0, hcrm_sex_choices },
  { "first_birth_date",  HCRM_KIND_DATE, N_("Date of birth"), RO },
  { "first_mrn",         HCRM_KIND_TEXT, N_("MRN"),           RO },
  { "second_id",         HCRM_KIND_INT,  N_("Patient"),       RO },
  { "second_name",       HCRM_KIND_TEXT, N_("Name"),          RO },
  { "second_sex",        HCRM_KIND_CODE, N_("Sex"),           RO, NULL, 0, 0, hcrm_sex_choices },
  { "second_birth_date", HCRM_KIND_DATE, N_("Date of birth"), RO },
  { "second_mrn",        HCRM_KIND_TEXT, N_("MRN"),           RO },
  { "state",             HCRM_KIND_CODE, N_("State"),         RO, NULL, 0, 0, duplicate_state_choices },
  { "found_at",          HCRM_KIND_TIME, N_("Found"),         RO },
  { "dismissed_at",      HCRM_KIND_TIME, N_("Dismissed"),     RO },
  { "reason",            HCRM_KIND_TEXT, N_("Reason"),        RO },
};

static const HcrmField duplicate_query[] = {
  { "level",      HCRM_KIND_CODE, N_("How sure"),  MANY, NULL, 0, 0, hcrm_duplicate_level_choices },
  { "state",      HCRM_KIND_CODE, N_("State"),     MANY, NULL, 0, 0, duplicate_state_choices },
  { "patient_id", HCRM_KIND_INT,  N_("Patient"),   0 },
};

static const HcrmField duplicate_dismiss[] = {
  { "reason", HCRM_KIND_TEXT, N_("Reason"), REQ, NULL, 2, 200 },
};

static const HcrmField merge_fields[] = {
  { "id",           HCRM_KIND_INT,  N_("Number"),        RO },
  { "from_id",      HCRM_KIND_INT,  N_("Patient"),       RO },
  { "into_id",      HCRM_KIND_INT,  N_("Merged into"),   RO },
  { "version",      HCRM_KIND_INT,  N_("Version"),       RO },
  { "into_version", HCRM_KIND_INT,  N_("Version"),       RO },
  { "name",         HCRM_KIND_TEXT, N_("Name"),          RO },
  { "sex",          HCRM_KIND_CODE, N_("Sex"),           RO, NULL, 0, 0, hcrm_sex_choices },
  { "birth_date",   HCRM_KIND_DATE, N_("Date of birth"), RO },
  { "mrn",          HCRM_KIND_TEXT, N_("MRN"),           RO },
  { "into_name",    HCRM_KIND_TEXT, N_("Merged into"),   RO },
  { "source",       HCRM_KIND_TEXT, N_("Source"),        RO },
  { "reason",       HCRM_KIND_TEXT, N_("Reason"),        RO },
  { "merged_at",    HCRM_KIND_TIME, N_("Merged"),        RO },
  { "user",         HCRM_KIND_TEXT, N_("User"),          RO },
};

static const HcrmField merge_preview[] = {
  { "with", HCRM_KIND_INT, N_("Other patient"), REQ, NULL, 1 },
};

static const HcrmField merge_input[] = {
  { "into_id",      HCRM_KIND_INT,  N_("Merged into"), REQ, NULL, 1 },
  { "into_version", HCRM_KIND_INT,  N_("Version"),     REQ, NULL, 1 },
  { "reason",       HCRM_KIND_TEXT, N_("Reason"),      REQ, NULL, 2, 200 },
};

static const HcrmField unmerge_input[] = {
  { "into_version", HCRM_KIND_INT,  N_("Version"), REQ, NULL, 1 },
  { "reason",       HCRM_KIND_TEXT, N_("Reason"),  REQ, NULL, 2, 200 },
};
/* clang-format on */

HCRM_DEFINE_FIELD_SET (hcrm_duplicate_fields, duplicate_fields)
HCRM_DEFINE_FIELD_SET (hcrm_duplicate_query, duplicate_query)
HCRM_DEFINE_FIELD_SET (hcrm_duplicate_dismiss, duplicate_dismiss)
HCRM_DEFINE_FIELD_SET (hcrm_duplicate_merge, duplicate_merge)
HCRM_DEFINE_FIELD_SET (hcrm_merge_fields, merge_fields)
HCRM_DEFINE_FIELD_SET (hcrm_merge_preview, merge_preview)
HCRM_DEFINE_FIELD_SET (hcrm_merge_input, merge_input)
HCRM_DEFINE_FIELD_SET (hcrm_unmerge_input, unmerge_input)

const HcrmWorkflow hcrm_duplicate_workflow = { "duplicate", duplicate_states,
                                               G_N_ELEMENTS (duplicate_states), duplicate_steps,
                                               G_N_ELEMENTS (duplicate_steps) };
