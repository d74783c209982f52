/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Field tables of what belongs to one user. */

#include "hcrm-workspace.h"

#include "hcrm-patient.h"

#define RO HCRM_FIELD_READONLY
#define REQ HCRM_FIELD_REQUIRED

/* clang-format off */
static const HcrmField draft_fields[] = {
  { "content", HCRM_KIND_JSON, N_("Content"), REQ },
};

static const HcrmField view_fields[] = {
  { "id",         HCRM_KIND_INT,  N_("Number"),  RO },
  { "version",    HCRM_KIND_INT,  N_("Version"), RO },
  { "page",       HCRM_KIND_TEXT, N_("Page"),    REQ, NULL, 1, 64 },
  { "name",       HCRM_KIND_TEXT, N_("Name"),    REQ, NULL, 1, 64 },
  { "content",    HCRM_KIND_JSON, N_("Content"), REQ },
  { "retired_at", HCRM_KIND_TIME, N_("Retired"), RO },
};

static const HcrmField view_query[] = {
  { "page", HCRM_KIND_TEXT, N_("Page"), 0, NULL, 0, 64 },
};

static const HcrmField today_fields[] = {
  { "kind",             HCRM_KIND_TEXT, N_("Kind"),          RO },
  { "id",               HCRM_KIND_INT,  N_("Number"),        RO },
  { "version",          HCRM_KIND_INT,  N_("Version"),       RO },
  { "patient_id",       HCRM_KIND_INT,  N_("Patient"),       RO },
  { "patient",          HCRM_KIND_TEXT, N_("Patient"),       RO },
  { "sex",              HCRM_KIND_CODE, N_("Sex"),           RO, NULL, 0, 0, hcrm_sex_choices },
  { "birth_date",       HCRM_KIND_DATE, N_("Date of birth"), RO },
  { "due_on",           HCRM_KIND_DATE, N_("Due on"),        RO },
  { "due_at",           HCRM_KIND_TIME, N_("Due at"),        RO },
  { "urgency",          HCRM_KIND_TEXT, N_("Urgency"),       RO },
  { "state",            HCRM_KIND_TEXT, N_("State"),         RO },
  { "template",         HCRM_KIND_TEXT, N_("Template"),      RO },
  { "template_en",      HCRM_KIND_TEXT, N_("Template"),      RO },
  { "position",         HCRM_KIND_INT,  N_("Step"),          RO },
  { "n_steps",          HCRM_KIND_INT,  N_("Steps"),         RO },
  { "offset_days",      HCRM_KIND_INT,  N_("Days after discharge"), RO },
  { "diagnosis",        HCRM_KIND_TEXT, N_("Diagnosis"),     RO },
  { "department",       HCRM_KIND_TEXT, N_("Department"),    RO },
  { "department_en",    HCRM_KIND_TEXT, N_("Department"),    RO },
  { "phone",            HCRM_KIND_TEXT, N_("Telephone"),     RO | HCRM_FIELD_MASKED },
  { "last_disposition", HCRM_KIND_TEXT, N_("Last result"),   RO },
  { "attempts",         HCRM_KIND_INT,  N_("Attempts"),      RO },
  { "decide_by",        HCRM_KIND_TIME, N_("Decide by"),     RO },
  { "matter",           HCRM_KIND_TEXT, N_("What it is about"), RO },
  { "matter_en",        HCRM_KIND_TEXT, N_("What it is about"), RO },
  { "severity",         HCRM_KIND_TEXT, N_("Severity"),      RO },
};
/* clang-format on */

HCRM_DEFINE_FIELD_SET (hcrm_draft_fields, draft_fields)
HCRM_DEFINE_FIELD_SET (hcrm_view_fields, view_fields)
HCRM_DEFINE_FIELD_SET (hcrm_view_query, view_query)
HCRM_DEFINE_FIELD_SET (hcrm_today_fields, today_fields)
