/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Field tables and workflows of questionnaires and of the answers to them. */

#include "hcrm-questionnaire-model.h"

#define RO HCRM_FIELD_READONLY
#define REQ HCRM_FIELD_REQUIRED
#define MANY HCRM_FIELD_MULTIPLE
#define LINES HCRM_FIELD_MULTILINE

/* Characters of a resource; the server's limit on a body is smaller still. */
#define MAX_RESOURCE (8 * 1024 * 1024)

/* clang-format off */
const HcrmChoice hcrm_questionnaire_state_choices[] = {
  { "draft",     N_("Draft") },
  { "published", N_("Published") },
  { "retired",   N_("Retired") },
  { NULL }
};

const HcrmChoice hcrm_questionnaire_purpose_choices[] = {
  { HCRM_PURPOSE_FOLLOW_UP, N_("Follow-up") },
  { "satisfaction",         N_("Satisfaction") },
  { "assessment",           N_("Assessment") },
  { "medication",           N_("Medication") },
  { "education",            N_("Health education") },
  { "survey",               N_("Survey") },
  { "quality",              N_("Quality review") },
  { "research",             N_("Research") },
  { NULL }
};

const HcrmChoice hcrm_response_state_choices[] = {
  { "in-progress",      N_("In progress") },
  { "completed",        N_("Completed") },
  { "amended",          N_("Amended") },
  { "stopped",          N_("Broken off") },
  { "entered-in-error", N_("Entered in error") },
  { NULL }
};

static const HcrmField questionnaire_fields[] = {
  { "id",           HCRM_KIND_INT,  N_("Number"),        RO },
  { "version",      HCRM_KIND_INT,  N_("Version"),       RO },
  { "url",          HCRM_KIND_TEXT, N_("Address"),       RO },
  { "version_tag",  HCRM_KIND_TEXT, N_("Version"),       RO },
  { "title",        HCRM_KIND_TEXT, N_("Title"),         RO },
  { "title_en",     HCRM_KIND_TEXT, N_("English title"), RO },
  { "pinyin",       HCRM_KIND_TEXT, N_("Pinyin"),        RO },
  { "state",        HCRM_KIND_CODE, N_("State"),         RO, NULL, 0, 0, hcrm_questionnaire_state_choices },
  { "purposes",     HCRM_KIND_JSON, N_("Purposes"),      RO },
  { "categories",   HCRM_KIND_JSON, N_("Diseases"),      RO },
  { "first_day",    HCRM_KIND_INT,  N_("From day"),      RO },
  { "last_day",     HCRM_KIND_INT,  N_("To day"),        RO },
  { "items",        HCRM_KIND_INT,  N_("Questions"),     RO },
  { "errors",       HCRM_KIND_INT,  N_("Faults"),        RO },
  { "composed",     HCRM_KIND_BOOL, N_("Put together"),  RO },
  { "responses",    HCRM_KIND_INT,  N_("Times answered"), RO },
  { "published_at", HCRM_KIND_TIME, N_("Published"),     RO },
  { "updated_at",   HCRM_KIND_TIME, N_("Changed"),       RO },
  { "created_at",   HCRM_KIND_TIME, N_("Made"),          RO },
  { "created_by",   HCRM_KIND_TEXT, N_("Made by"),       RO },
};

/* category: what is filed there or below; diagnosis: what is asked of patients who have it. */
static const HcrmField questionnaire_query[] = {
  { "q",         HCRM_KIND_TEXT, N_("Search"),       0, NULL, 0, 100 },
  { "state",     HCRM_KIND_CODE, N_("State"),        MANY, NULL, 0, 0, hcrm_questionnaire_state_choices },
  { "url",       HCRM_KIND_TEXT, N_("Address"),      0, NULL, 0, 500 },
  { "category",  HCRM_KIND_TEXT, N_("Filed under"),  0, NULL, 0, 20 },
  { "diagnosis", HCRM_KIND_TEXT, N_("Diagnosis"),    0, NULL, 0, 20 },
  { "purpose",   HCRM_KIND_TEXT, N_("Purpose"),      MANY, NULL, 0, 60 },
  { "composed",  HCRM_KIND_BOOL, N_("Put together"), 0 },
};

static const HcrmField questionnaire_resource[] = {
  { "resource", HCRM_KIND_TEXT, N_("Questionnaire"), REQ | LINES, NULL, 2, MAX_RESOURCE },
};

static const HcrmField questionnaire_clone[] = {
  { "url",      HCRM_KIND_TEXT, N_("Address"),       0, NULL, 1, 500 },
  { "title",    HCRM_KIND_TEXT, N_("Title"),         0, NULL, 1, 500 },
  { "title_en", HCRM_KIND_TEXT, N_("English title"), 0, NULL, 1, 500 },
};

static const HcrmField questionnaire_compose[] = {
  { "diagnoses", HCRM_KIND_JSON, N_("Diagnoses"), 0 },
  { "purpose",   HCRM_KIND_TEXT, N_("Purpose"),   0, NULL, 1, 60 },
  { "day",       HCRM_KIND_INT,  N_("Days after discharge"), 0, N_("days"), 0, 36500 },
  { "extra",     HCRM_KIND_JSON, N_("Added questionnaires"), 0 },
};

static const HcrmField category_fields[] = {
  { "code",      HCRM_KIND_TEXT, N_("Code"),           RO },
  { "name",      HCRM_KIND_TEXT, N_("Name"),           RO },
  { "name_en",   HCRM_KIND_TEXT, N_("English name"),   RO },
  { "parent",    HCRM_KIND_TEXT, N_("Belongs to"),     RO },
  { "own",       HCRM_KIND_INT,  N_("Questionnaires"), RO },
  { "below",     HCRM_KIND_INT,  N_("Further down"),   RO },
  { "inherited", HCRM_KIND_INT,  N_("Inherited"),      RO },
  { "parted",    HCRM_KIND_BOOL, N_("Has parts"),      RO },
};

static const HcrmField category_query[] = {
  { "q",     HCRM_KIND_TEXT, N_("Search"),     0, NULL, 0, 100 },
  { "under", HCRM_KIND_TEXT, N_("Belongs to"), 0, NULL, 0, 20 },
};

static const HcrmField response_fields[] = {
  { "id",               HCRM_KIND_INT,     N_("Number"),        RO },
  { "version",          HCRM_KIND_INT,     N_("Version"),       RO },
  { "patient_id",       HCRM_KIND_INT,     N_("Patient"),       RO },
  { "encounter_id",     HCRM_KIND_INT,     N_("Encounter"),     RO },
  { "activity_id",      HCRM_KIND_INT,     N_("Activity"),      RO },
  { "questionnaire_id", HCRM_KIND_INT,     N_("Questionnaire"), RO },
  { "questionnaire",    HCRM_KIND_TEXT,    N_("Questionnaire"), RO },
  { "questionnaire_en", HCRM_KIND_TEXT,    N_("Questionnaire"), RO },
  { "url",              HCRM_KIND_TEXT,    N_("Address"),       RO },
  { "version_tag",      HCRM_KIND_TEXT,    N_("Version"),       RO },
  { "authored_at",      HCRM_KIND_TIME,    N_("Answered"),      RO },
  { "author",           HCRM_KIND_TEXT,    N_("Answered to"),   RO },
  { "score",            HCRM_KIND_DECIMAL, N_("Score"),         RO },
  { "band",             HCRM_KIND_TEXT,    N_("Band"),          RO },
  { "band_en",          HCRM_KIND_TEXT,    N_("Band"),          RO },
  { "state",            HCRM_KIND_CODE,    N_("State"),         RO, NULL, 0, 0, hcrm_response_state_choices },
  { "late",             HCRM_KIND_BOOL,    N_("Late"),          RO },
  { "channel",          HCRM_KIND_TEXT,    N_("Channel"),       RO },
  { "note_version",     HCRM_KIND_INT,     N_("Version of the note"), RO },
};

static const HcrmField response_query[] = {
  { "patient_id",       HCRM_KIND_INT,  N_("Patient"),       0 },
  { "activity_id",      HCRM_KIND_INT,  N_("Activity"),      0 },
  { "questionnaire_id", HCRM_KIND_INT,  N_("Questionnaire"), 0 },
  { "questionnaire",    HCRM_KIND_TEXT, N_("Questionnaire"), 0, NULL, 0, 500 },
  { "state",            HCRM_KIND_CODE, N_("State"),         MANY, NULL, 0, 0, hcrm_response_state_choices },
  { "authored_from",    HCRM_KIND_TIME, N_("Answered from"), 0 },
  { "authored_to",      HCRM_KIND_TIME, N_("Answered until"), 0 },
};

static const HcrmField response_create[] = {
  { "questionnaire_id", HCRM_KIND_INT,  N_("Questionnaire"), 0 },
  { "patient_id",       HCRM_KIND_INT,  N_("Patient"),       0 },
  { "encounter_id",     HCRM_KIND_INT,  N_("Encounter"),     0 },
  { "activity_id",      HCRM_KIND_INT,  N_("Activity"),      0 },
  { "channel",          HCRM_KIND_TEXT, N_("Channel"),       0, NULL, 1, 30 },
  { "resource",         HCRM_KIND_TEXT, N_("Answers"),       REQ | LINES, NULL, 2, MAX_RESOURCE },
};

static const HcrmField response_amend[] = {
  { "resource", HCRM_KIND_TEXT, N_("Answers"), REQ | LINES, NULL, 2, MAX_RESOURCE },
};

static const HcrmState questionnaire_states[] = {
  { "draft",     N_("Draft"),     "warn" },
  { "published", N_("Published"), "ok" },
  { "retired",   N_("Retired"),   "bare wait" },
};

static const HcrmStep questionnaire_steps[] = {
  { "draft",     "edit",    "draft",     HCRM_PERM_QUESTIONNAIRE_EDIT, N_("Edit") },
  { "draft",     "publish", "published", HCRM_PERM_QUESTIONNAIRE_EDIT, N_("Publish"), HCRM_STEP_SUGGESTED },
  { "draft",     "retire",  "retired",   HCRM_PERM_QUESTIONNAIRE_EDIT, N_("Give up"), HCRM_STEP_DESTRUCTIVE },
  { "draft",     "clone",   "draft",     HCRM_PERM_QUESTIONNAIRE_EDIT, N_("Copy") },
  { "published", "revise",  "published", HCRM_PERM_QUESTIONNAIRE_EDIT, N_("Revise"), HCRM_STEP_SUGGESTED },
  { "published", "clone",   "published", HCRM_PERM_QUESTIONNAIRE_EDIT, N_("Copy") },
  { "published", "retire",  "retired",   HCRM_PERM_QUESTIONNAIRE_EDIT, N_("Retire"), HCRM_STEP_DESTRUCTIVE },
  { "retired",   "revise",  "retired",   HCRM_PERM_QUESTIONNAIRE_EDIT, N_("Revise") },
  { "retired",   "clone",   "retired",   HCRM_PERM_QUESTIONNAIRE_EDIT, N_("Copy") },
};

static const HcrmState response_states[] = {
  { "in-progress",      N_("In progress"),      "warn" },
  { "completed",        N_("Completed"),        "ok" },
  { "amended",          N_("Amended"),          "info" },
  { "stopped",          N_("Broken off"),       "bare wait" },
  { "entered-in-error", N_("Entered in error"), "bare stop" },
};

static const HcrmStep response_steps[] = {
  { "in-progress", "in-progress",      "in-progress",      HCRM_PERM_RESPONSE_EDIT, N_("Save") },
  { "in-progress", "completed",        "completed",        HCRM_PERM_RESPONSE_EDIT, N_("Complete"), HCRM_STEP_SUGGESTED },
  { "in-progress", "stopped",          "stopped",          HCRM_PERM_RESPONSE_EDIT, N_("Break off") },
  { "in-progress", "entered-in-error", "entered-in-error", HCRM_PERM_RESPONSE_EDIT, N_("Entered in error"), HCRM_STEP_DESTRUCTIVE },
  { "stopped",     "in-progress",      "in-progress",      HCRM_PERM_RESPONSE_EDIT, N_("Go on") },
  { "stopped",     "completed",        "completed",        HCRM_PERM_RESPONSE_EDIT, N_("Complete") },
  { "stopped",     "entered-in-error", "entered-in-error", HCRM_PERM_RESPONSE_EDIT, N_("Entered in error"), HCRM_STEP_DESTRUCTIVE },
  { "completed",   "amended",          "amended",          HCRM_PERM_RESPONSE_EDIT, N_("Amend") },
  { "completed",   "entered-in-error", "entered-in-error", HCRM_PERM_RESPONSE_EDIT, N_("Entered in error"), HCRM_STEP_DESTRUCTIVE },
  { "amended",     "amended",          "amended",          HCRM_PERM_RESPONSE_EDIT, N_("Amend") },
  { "amended",     "entered-in-error", "entered-in-error", HCRM_PERM_RESPONSE_EDIT, N_("Entered in error"), HCRM_STEP_DESTRUCTIVE },
};
/* clang-format on */

HCRM_DEFINE_FIELD_SET (hcrm_questionnaire_fields, questionnaire_fields)
HCRM_DEFINE_FIELD_SET (hcrm_questionnaire_query, questionnaire_query)
HCRM_DEFINE_FIELD_SET (hcrm_questionnaire_resource, questionnaire_resource)
HCRM_DEFINE_FIELD_SET (hcrm_questionnaire_clone, questionnaire_clone)
HCRM_DEFINE_FIELD_SET (hcrm_questionnaire_compose, questionnaire_compose)
HCRM_DEFINE_FIELD_SET (hcrm_questionnaire_category_fields, category_fields)
HCRM_DEFINE_FIELD_SET (hcrm_questionnaire_category_query, category_query)
HCRM_DEFINE_FIELD_SET (hcrm_response_fields, response_fields)
HCRM_DEFINE_FIELD_SET (hcrm_response_query, response_query)
HCRM_DEFINE_FIELD_SET (hcrm_response_create, response_create)
HCRM_DEFINE_FIELD_SET (hcrm_response_amend, response_amend)

const HcrmWorkflow hcrm_questionnaire_workflow = { "questionnaire", questionnaire_states,
                                                   G_N_ELEMENTS (questionnaire_states),
                                                   questionnaire_steps,
                                                   G_N_ELEMENTS (questionnaire_steps) };
const HcrmWorkflow hcrm_response_workflow = { "response", response_states,
                                              G_N_ELEMENTS (response_states), response_steps,
                                              G_N_ELEMENTS (response_steps) };
