/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Field tables of the lists of questionnaires and of answers. */

#include "hcrm-questionnaire-model.h"

#define RO HCRM_FIELD_READONLY
#define MANY HCRM_FIELD_MULTIPLE

/* clang-format off */
const HcrmChoice hcrm_questionnaire_state_choices[] = {
  { "draft",     N_("Draft") },
  { "published", N_("Published") },
  { "retired",   N_("Retired") },
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
  { "state",        HCRM_KIND_CODE, N_("State"),         RO, NULL, 0, 0, hcrm_questionnaire_state_choices },
  { "items",        HCRM_KIND_INT,  N_("Questions"),     RO },
  { "published_at", HCRM_KIND_TIME, N_("Published"),     RO },
};

static const HcrmField questionnaire_query[] = {
  { "q",     HCRM_KIND_TEXT, N_("Search"),  0, NULL, 0, 100 },
  { "state", HCRM_KIND_CODE, N_("State"),   MANY, NULL, 0, 0, hcrm_questionnaire_state_choices },
  { "url",   HCRM_KIND_TEXT, N_("Address"), 0, NULL, 0, 500 },
};

static const HcrmField response_fields[] = {
  { "id",               HCRM_KIND_INT,     N_("Number"),        RO },
  { "version",          HCRM_KIND_INT,     N_("Version"),       RO },
  { "patient_id",       HCRM_KIND_INT,     N_("Patient"),       RO },
  { "activity_id",      HCRM_KIND_INT,     N_("Activity"),      RO },
  { "questionnaire_id", HCRM_KIND_INT,     N_("Questionnaire"), RO },
  { "questionnaire",    HCRM_KIND_TEXT,    N_("Questionnaire"), RO },
  { "questionnaire_en", HCRM_KIND_TEXT,    N_("Questionnaire"), RO },
  { "authored_at",      HCRM_KIND_TIME,    N_("Answered"),      RO },
  { "author",           HCRM_KIND_TEXT,    N_("Answered to"),   RO },
  { "score",            HCRM_KIND_DECIMAL, N_("Score"),         RO },
  { "band",             HCRM_KIND_TEXT,    N_("Band"),          RO },
  { "state",            HCRM_KIND_CODE,    N_("State"),         RO, NULL, 0, 0, hcrm_response_state_choices },
  { "late",             HCRM_KIND_BOOL,    N_("Late"),          RO },
  { "channel",          HCRM_KIND_TEXT,    N_("Channel"),       RO },
};

static const HcrmField response_query[] = {
  { "patient_id",       HCRM_KIND_INT, N_("Patient"),       0 },
  { "activity_id",      HCRM_KIND_INT, N_("Activity"),      0 },
  { "questionnaire_id", HCRM_KIND_INT, N_("Questionnaire"), 0 },
};
/* clang-format on */

HCRM_DEFINE_FIELD_SET (hcrm_questionnaire_fields, questionnaire_fields)
HCRM_DEFINE_FIELD_SET (hcrm_questionnaire_query, questionnaire_query)
HCRM_DEFINE_FIELD_SET (hcrm_response_fields, response_fields)
HCRM_DEFINE_FIELD_SET (hcrm_response_query, response_query)
