/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Field tables and workflow of imports. */

#include "hcrm-import.h"

#include "core/hcrm-identity.h"
#include "hcrm-contact.h"
#include "hcrm-encounter.h"
#include "hcrm-patient.h"

#define RO HCRM_FIELD_READONLY
#define REQ HCRM_FIELD_REQUIRED
#define MANY HCRM_FIELD_MULTIPLE
#define LINES HCRM_FIELD_MULTILINE

/* clang-format off */
static const HcrmChoice formats[] = {
  { "xlsx", N_("Excel workbook (XLSX)") },
  { "csv",  N_("Text table (CSV)") },
  { NULL }
};

static const HcrmChoice existing_choices[] = {
  { "skip",   N_("Leave as they are") },
  { "update", N_("Update from the list") },
  { NULL }
};

static const HcrmState states[] = {
  { "uploading", N_("Uploading"),      "bare wait" },
  { "ready",     N_("To be checked"),  "info" },
  { "checking",  N_("Being checked"),  "bare info" },
  { "checked",   N_("Checked"),        "info" },
  { "running",   N_("In progress"),    "bare info" },
  { "done",      N_("Imported"),       "ok" },
  { "cancelled", N_("Cancelled"),      "warn" },
  { "failed",    N_("Failed"),         "danger" },
  { "undoing",   N_("Being undone"),   "bare info" },
  { "undone",    N_("Undone"),         "bare stop" },
  { "discarded", N_("Discarded"),      "bare stop" },
};

static const HcrmChoice state_choices[] = {
  { "uploading", N_("Uploading") },
  { "ready",     N_("To be checked") },
  { "checking",  N_("Being checked") },
  { "checked",   N_("Checked") },
  { "running",   N_("In progress") },
  { "done",      N_("Imported") },
  { "cancelled", N_("Cancelled") },
  { "failed",    N_("Failed") },
  { "undoing",   N_("Being undone") },
  { "undone",    N_("Undone") },
  { "discarded", N_("Discarded") },
  { NULL }
};

#define IMPORT HCRM_PERM_PATIENT_IMPORT

static const HcrmStep steps[] = {
  { "uploading", "complete", "ready",     IMPORT, N_("Read File"),        HCRM_STEP_SUGGESTED },
  { "uploading", "discard",  "discarded", IMPORT, N_("Discard Import"),          HCRM_STEP_DESTRUCTIVE },
  { "ready",     "check",    "checking",  IMPORT, N_("Check All Rows"),   HCRM_STEP_SUGGESTED },
  { "ready",     "run",      "running",   IMPORT, N_("Import"),           0 },
  { "ready",     "discard",  "discarded", IMPORT, N_("Discard Import"),          HCRM_STEP_DESTRUCTIVE },
  { "checking",  "cancel",   "ready",     IMPORT, N_("Cancel"),           0 },
  { "checked",   "run",      "running",   IMPORT, N_("Import"),           HCRM_STEP_SUGGESTED },
  { "checked",   "check",    "checking",  IMPORT, N_("Check Again"),      0 },
  { "checked",   "discard",  "discarded", IMPORT, N_("Discard Import"),          HCRM_STEP_DESTRUCTIVE },
  { "running",   "cancel",   "cancelled", IMPORT, N_("Cancel"),           0 },
  { "cancelled", "run",      "running",   IMPORT, N_("Continue"),         HCRM_STEP_SUGGESTED },
  { "cancelled", "undo",     "undoing",   IMPORT, N_("Undo Import"),      HCRM_STEP_DESTRUCTIVE },
  { "failed",    "run",      "running",   IMPORT, N_("Continue"),         0 },
  { "failed",    "undo",     "undoing",   IMPORT, N_("Undo Import"),      HCRM_STEP_DESTRUCTIVE },
  { "failed",    "discard",  "discarded", IMPORT, N_("Discard Import"),          HCRM_STEP_DESTRUCTIVE },
  { "done",      "undo",     "undoing",   IMPORT, N_("Undo Import"),      HCRM_STEP_DESTRUCTIVE },
  { "undone",    "undo",     "undoing",   IMPORT, N_("Undo the Rest"),    HCRM_STEP_DESTRUCTIVE },
};

static const HcrmField import_fields[] = {
  { "id",            HCRM_KIND_INT,  N_("Number"),             RO },
  { "version",       HCRM_KIND_INT,  N_("Version"),            RO },
  { "name",          HCRM_KIND_TEXT, N_("File"),               RO },
  { "state",         HCRM_KIND_CODE, N_("State"),              RO, NULL, 0, 0, state_choices },
  { "user_id",       HCRM_KIND_INT,  N_("User"),               RO },
  { "user",          HCRM_KIND_TEXT, N_("User"),               RO },
  { "size",          HCRM_KIND_INT,  N_("Size"),               RO, "B" },
  { "received",      HCRM_KIND_INT,  N_("Uploaded"),           RO, "B" },
  { "sha256",        HCRM_KIND_TEXT, N_("Checksum"),           RO },
  { "same_as",       HCRM_KIND_INT,  N_("Imported before as"), RO },
  { "format",        HCRM_KIND_CODE, N_("Format"),             RO, NULL, 0, 0, formats },
  { "charset",       HCRM_KIND_TEXT, N_("Character set"),      RO },
  { "delimiter",     HCRM_KIND_TEXT, N_("Delimiter"),          RO },
  { "sheet",         HCRM_KIND_INT,  N_("Sheet"),              RO },
  { "sheets",        HCRM_KIND_JSON, N_("Sheets"),             RO },
  { "heading_row",   HCRM_KIND_INT,  N_("Row of headings"),    RO },
  { "headings",      HCRM_KIND_JSON, N_("Headings"),           RO },
  { "mapping",       HCRM_KIND_JSON, N_("Columns"),            0 },
  { "remembered",    HCRM_KIND_BOOL, N_("Columns as last time"), RO },
  { "site_id",       HCRM_KIND_INT,  N_("Site"),               HCRM_FIELD_LISTED },
  { "department_id", HCRM_KIND_INT,  N_("Department where none is told"), HCRM_FIELD_LISTED },
  { "existing",      HCRM_KIND_CODE, N_("Patients on record"), 0, NULL, 0, 0, existing_choices },
  { "visit_kind",    HCRM_KIND_CODE, N_("Kind of visit"),      0, NULL, 0, 0, hcrm_encounter_kind_choices },
  { "decide_days",   HCRM_KIND_INT,  N_("Ask for follow-up after discharges of the last"), 0, N_("days"), 0, 3650 },
  { "progress",      HCRM_KIND_INT,  N_("Progress"),           RO, "%" },
  { "position",      HCRM_KIND_INT,  N_("Row"),                RO },
  { "settled",       HCRM_KIND_INT,  N_("Rows"),               RO },
  { "added",         HCRM_KIND_INT,  N_("New patients"),       RO },
  { "updated",       HCRM_KIND_INT,  N_("Updated"),            RO },
  { "visits",        HCRM_KIND_INT,  N_("Visits"),             RO },
  { "skipped",       HCRM_KIND_INT,  N_("Already on record"),  RO },
  { "rejected",      HCRM_KIND_INT,  N_("Rows not taken"),     RO },
  { "undone",        HCRM_KIND_INT,  N_("Rows undone"),        RO },
  { "kept",          HCRM_KIND_INT,  N_("Rows kept"),          RO },
  { "problem",       HCRM_KIND_TEXT, N_("Problem"),            RO },
  { "created_at",    HCRM_KIND_TIME, N_("Uploaded"),           RO },
  { "started_at",    HCRM_KIND_TIME, N_("Started"),            RO },
  { "finished_at",   HCRM_KIND_TIME, N_("Finished"),           RO },
  { "undone_at",     HCRM_KIND_TIME, N_("Undone"),             RO },
};

static const HcrmField order_fields[] = {
  { "name",   HCRM_KIND_TEXT, N_("File"),     REQ, NULL, 1, 200 },
  { "size",   HCRM_KIND_INT,  N_("Size"),     REQ, "B", 1, HCRM_IMPORT_MAX_SIZE },
  { "sha256", HCRM_KIND_TEXT, N_("Checksum"), 0, NULL, 64, 64 },
};

static const HcrmField trial_fields[] = {
  { "mapping",       HCRM_KIND_JSON, N_("Columns"),            0 },
  { "existing",      HCRM_KIND_CODE, N_("Patients on record"), 0, NULL, 0, 0, existing_choices },
  { "visit_kind",    HCRM_KIND_CODE, N_("Kind of visit"),      0, NULL, 0, 0, hcrm_encounter_kind_choices },
};

static const HcrmField import_query[] = {
  { "state", HCRM_KIND_CODE, N_("State"), MANY, NULL, 0, 0, state_choices },
};

static const HcrmField row_fields[] = {
  { "name",             HCRM_KIND_TEXT, N_("Full name"),         REQ, NULL, 1, 100 },
  { "mrn",              HCRM_KIND_TEXT, N_("MRN"),               0, NULL, 1, 64 },
  { "sex",              HCRM_KIND_CODE, N_("Sex"),               0, NULL, 0, 0, hcrm_sex_choices },
  { "birth_date",       HCRM_KIND_DATE, N_("Date of birth"),     0 },
  { "id_kind",          HCRM_KIND_CODE, N_("Kind of document"),  0, NULL, 0, 0, hcrm_identity_kinds },
  { "id_number",        HCRM_KIND_TEXT, N_("Document number"),   0, NULL, 0, 40 },
  { "phone",            HCRM_KIND_TEXT, N_("Telephone"),         0, NULL, 0, 200 },
  { "contact_name",     HCRM_KIND_TEXT, N_("Contact person"),    0, NULL, 0, 100 },
  { "contact_relation", HCRM_KIND_CODE, N_("Relation"),          0, NULL, 0, 0, hcrm_relation_choices },
  { "contact_phone",    HCRM_KIND_TEXT, N_("Contact's telephone"), 0, NULL, 0, 200 },
  { "address",          HCRM_KIND_TEXT, N_("Address"),           0, NULL, 0, 300 },
  { "allergies",        HCRM_KIND_TEXT, N_("Allergies"),         LINES, NULL, 0, 500 },
  { "notes",            HCRM_KIND_TEXT, N_("Notes"),             LINES, NULL, 0, 2000 },
  { "visit_number",     HCRM_KIND_TEXT, N_("Visit number"),      0, NULL, 1, 64 },
  { "visit_kind",       HCRM_KIND_CODE, N_("Kind of visit"),     0, NULL, 0, 0, hcrm_encounter_kind_choices },
  { "started_at",       HCRM_KIND_TIME, N_("Admitted"),          0 },
  { "ended_at",         HCRM_KIND_TIME, N_("Discharged"),        0 },
  { "department",       HCRM_KIND_TEXT, N_("Department"),        0, NULL, 0, 100 },
  { "ward",             HCRM_KIND_TEXT, N_("Ward"),              0, NULL, 0, 100 },
  { "bed",              HCRM_KIND_TEXT, N_("Bed"),               0, NULL, 0, 20 },
  { "attending",        HCRM_KIND_TEXT, N_("Attending doctor"),  0, NULL, 0, 100 },
  { "diagnosis",        HCRM_KIND_TEXT, N_("Diagnosis"),         0, NULL, 0, 300 },
  { "diagnosis_code",   HCRM_KIND_TEXT, N_("Diagnosis code"),    0, NULL, 0, 40 },
  { "procedure",        HCRM_KIND_TEXT, N_("Procedure"),         0, NULL, 0, 300 },
  { "outcome",          HCRM_KIND_CODE, N_("Outcome"),           0, NULL, 0, 0, hcrm_encounter_outcome_choices },
};

static const HcrmField reject_fields[] = {
  { "id",      HCRM_KIND_INT,  N_("Row"),     RO },
  { "reasons", HCRM_KIND_JSON, N_("Reasons"), RO },
  { "cells",   HCRM_KIND_JSON, N_("Cells"),   RO },
};

static const HcrmField kept_fields[] = {
  { "id",         HCRM_KIND_INT,  N_("Row"),     RO },
  { "patient_id", HCRM_KIND_INT,  N_("Patient"), RO },
  { "patient",    HCRM_KIND_TEXT, N_("Patient"), RO },
  { "reason",     HCRM_KIND_TEXT, N_("Reason"),  RO },
};
/* clang-format on */

HCRM_DEFINE_FIELD_SET (hcrm_import_fields, import_fields)
HCRM_DEFINE_FIELD_SET (hcrm_import_order, order_fields)
HCRM_DEFINE_FIELD_SET (hcrm_import_trial, trial_fields)
HCRM_DEFINE_FIELD_SET (hcrm_import_query, import_query)
HCRM_DEFINE_FIELD_SET (hcrm_import_row_fields, row_fields)
HCRM_DEFINE_FIELD_SET (hcrm_import_reject_fields, reject_fields)
HCRM_DEFINE_FIELD_SET (hcrm_import_kept_fields, kept_fields)

const HcrmWorkflow hcrm_import_workflow = { "import", states, G_N_ELEMENTS (states), steps,
                                            G_N_ELEMENTS (steps) };

gboolean
hcrm_import_is_busy (const char *state)
{
  static const char *const busy[] = { "checking", "running", "undoing", NULL };

  return state != NULL && g_strv_contains (busy, state);
}
