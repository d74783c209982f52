/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The tables of warnings, their rules and charts. */

#include "hcrm-complaint-warning.h"

#include "core/hcrm-permission.h"

#define RO HCRM_FIELD_READONLY
#define REQ HCRM_FIELD_REQUIRED
#define MANY HCRM_FIELD_MULTIPLE
#define LINES HCRM_FIELD_MULTILINE

/* clang-format off */
const HcrmChoice hcrm_complaint_warning_state_choices[] = {
  { "open",         N_("Nobody has looked yet") },
  { "acknowledged", N_("Being looked into") },
  { "closed",       N_("Closed") },
  { NULL }
};

const HcrmChoice hcrm_complaint_warning_kind_choices[] = {
  { "words",             N_("Words") },
  { "grade",             N_("Grade") },
  { "repeat-person",     N_("One person again and again") },
  { "repeat-department", N_("One department again and again") },
  { "cluster",           N_("Several callers about one event") },
  { "chart",             N_("More than there used to be") },
  { NULL }
};

const HcrmChoice hcrm_complaint_chart_kind_choices[] = {
  { "department", N_("Department") },
  { "ward",       N_("Ward") },
  { "staff",      N_("A member of staff") },
  { "drug",       N_("A drug") },
  { NULL }
};

const HcrmChoice hcrm_complaint_chart_basis_choices[] = {
  { "visits", N_("In proportion to visits") },
  { "counts", N_("The same each week, whatever the visits") },
  { NULL }
};

/* --- Warnings ------------------------------------------------------------------------------- */

static const HcrmField warning_fields[] = {
  { "id",              HCRM_KIND_INT,  N_("Number"),       RO },
  { "version",         HCRM_KIND_INT,  N_("Version"),      RO },
  { "state",           HCRM_KIND_CODE, N_("State"),        RO, NULL, 0, 0, hcrm_complaint_warning_state_choices },
  { "kind",            HCRM_KIND_CODE, N_("Kind"),         RO, NULL, 0, 0, hcrm_complaint_warning_kind_choices },
  { "rule_id",         HCRM_KIND_INT,  N_("Rule"),         RO },
  { "rule",            HCRM_KIND_TEXT, N_("Rule"),         RO },
  { "rule_en",         HCRM_KIND_TEXT, N_("Rule"),         RO },
  { "code",            HCRM_KIND_TEXT, N_("Code"),         RO },
  { "params",          HCRM_KIND_JSON, N_("Details"),      RO },
  { "site_id",         HCRM_KIND_INT,  N_("Site"),         RO },
  { "department_id",   HCRM_KIND_INT,  N_("Department"),   RO },
  { "department",      HCRM_KIND_TEXT, N_("Department"),   RO },
  { "department_en",   HCRM_KIND_TEXT, N_("Department"),   RO },
  { "staff_id",        HCRM_KIND_INT,  N_("Person"),       RO },
  { "staff",           HCRM_KIND_TEXT, N_("Person"),       RO },
  { "drug_id",         HCRM_KIND_INT,  N_("Drug"),         RO },
  { "drug",            HCRM_KIND_TEXT, N_("Drug"),         RO },
  { "n",               HCRM_KIND_INT,  N_("Complaints"),   RO },
  { "opened_at",       HCRM_KIND_TIME, N_("Raised"),       RO },
  { "grown_at",        HCRM_KIND_TIME, N_("Last complaint added"), RO },
  { "mine",            HCRM_KIND_BOOL, N_("Waits for me"), RO | HCRM_FIELD_DERIVED },
  { "acknowledged_at", HCRM_KIND_TIME, N_("Looked at"),    RO },
  { "acknowledged_by", HCRM_KIND_TEXT, N_("Looked at by"), RO },
  { "closed_at",       HCRM_KIND_TIME, N_("Closed at"),    RO },
  { "closed_by",       HCRM_KIND_TEXT, N_("Closed by"),    RO },
  { "reason",          HCRM_KIND_TEXT, N_("Reason"),       RO | LINES },
  { "false_alarm",     HCRM_KIND_BOOL, N_("False alarm"),  RO },
};

static const HcrmField warning_query[] = {
  { "state",         HCRM_KIND_CODE, N_("State"),        MANY, NULL, 0, 0, hcrm_complaint_warning_state_choices },
  { "kind",          HCRM_KIND_CODE, N_("Kind"),         MANY, NULL, 0, 0, hcrm_complaint_warning_kind_choices },
  { "department_id", HCRM_KIND_INT,  N_("Department"),   MANY },
  { "about_id",      HCRM_KIND_INT,  N_("Person"),       0 },
  { "mine",          HCRM_KIND_BOOL, N_("Waits for me"), 0 },
};

static const HcrmField close_fields[] = {
  { "reason",      HCRM_KIND_TEXT, N_("Reason"),      REQ | LINES, NULL, 2, 2000 },
  { "false_alarm", HCRM_KIND_BOOL, N_("False alarm"), 0 },
};

/* --- Rules ---------------------------------------------------------------------------------- */

static const HcrmField rule_fields[] = {
  { "id",         HCRM_KIND_INT,     N_("Number"),       RO },
  { "version",    HCRM_KIND_INT,     N_("Version"),      RO },
  { "name",       HCRM_KIND_TEXT,    N_("Name"),         REQ, NULL, 1, 60 },
  { "name_en",    HCRM_KIND_TEXT,    N_("English name"), 0,   NULL, 0, 100 },
  { "kind",       HCRM_KIND_CODE,    N_("Kind"),         REQ, NULL, 0, 0, hcrm_complaint_warning_kind_choices },
  { "words",      HCRM_KIND_TEXT,    N_("Words that raise it"), 0, NULL, 0, 1000 },
  { "grade",      HCRM_KIND_INT,     N_("Of this grade or graver"), 0, NULL, 1, 4 },
  { "least",      HCRM_KIND_INT,     N_("From how many on"), 0, NULL, 2, 1000 },
  { "days",       HCRM_KIND_INT,     N_("Within"),       0, N_("days"), 1, 366 },
  { "likeness",   HCRM_KIND_INT,     N_("One event, if this alike"), 0, "%", 10, 100 },
  { "ratio",      HCRM_KIND_DECIMAL, N_("How many times as many are to be noticed"), 0, NULL, 1, 10 },
  { "run_length", HCRM_KIND_INT,     N_("A false signal at most every"), 0, N_("weeks"), 10, 10000 },
  { "weeks",      HCRM_KIND_INT,     N_("Compared with the time before"), 0, N_("weeks"), 4, 260 },
  { "tell",       HCRM_KIND_TEXT,    N_("Roles that are told"), 0, NULL, 0, 200 },
  { "enabled",    HCRM_KIND_BOOL,    N_("In use"),       0 },
};

static const HcrmField rule_query[] = {
  { "enabled", HCRM_KIND_BOOL, N_("In use"), 0 },
};

/* --- Charts --------------------------------------------------------------------------------- */

static const HcrmField chart_fields[] = {
  { "id",             HCRM_KIND_INT,     N_("Number"),       RO },
  { "kind",           HCRM_KIND_CODE,    N_("Kind"),         RO, NULL, 0, 0, hcrm_complaint_chart_kind_choices },
  { "site_id",        HCRM_KIND_INT,     N_("Site"),         RO },
  { "department_id",  HCRM_KIND_INT,     N_("Department"),   RO },
  { "department",     HCRM_KIND_TEXT,    N_("Department"),   RO },
  { "department_en",  HCRM_KIND_TEXT,    N_("Department"),   RO },
  { "staff_id",       HCRM_KIND_INT,     N_("Person"),       RO },
  { "staff",          HCRM_KIND_TEXT,    N_("Person"),       RO },
  { "service_code",   HCRM_KIND_TEXT,    N_("Service code"), RO },
  { "drug_id",        HCRM_KIND_INT,     N_("Drug"),         RO },
  { "drug",           HCRM_KIND_TEXT,    N_("Drug"),         RO },
  { "basis",          HCRM_KIND_CODE,    N_("What is expected"), RO, NULL, 0, 0, hcrm_complaint_chart_basis_choices },
  { "mean",           HCRM_KIND_DECIMAL, N_("Expected in a week"), RO },
  { "ratio",          HCRM_KIND_DECIMAL, N_("How many times as many are to be noticed"), RO },
  { "k",              HCRM_KIND_DECIMAL, N_("Reference value k"), RO },
  { "h",              HCRM_KIND_DECIMAL, N_("Decision interval h"), RO },
  { "in_control",     HCRM_KIND_DECIMAL, N_("Weeks until a false signal, on average"), RO },
  { "out_of_control", HCRM_KIND_DECIMAL, N_("Weeks until a true one, on average"), RO },
  { "weeks",          HCRM_KIND_INT,     N_("Compared with the time before"), RO, N_("weeks") },
  { "n",              HCRM_KIND_INT,     N_("Complaints"),   RO },
  { "signal_on",      HCRM_KIND_DATE,    N_("Last signal"),  RO },
  { "computed_at",    HCRM_KIND_TIME,    N_("Computed"),     RO },
};

static const HcrmField chart_query[] = {
  { "kind",          HCRM_KIND_CODE, N_("Kind"),       MANY, NULL, 0, 0, hcrm_complaint_chart_kind_choices },
  { "department_id", HCRM_KIND_INT,  N_("Department"), MANY },
  { "about_id",      HCRM_KIND_INT,  N_("Person"),     0 },
  { "signal",        HCRM_KIND_BOOL, N_("With a signal"), 0 },
};

/* --- Workflow ------------------------------------------------------------------------------- */

static const HcrmState states[] = {
  { "open",         N_("Nobody has looked yet"), "danger" },
  { "acknowledged", N_("Being looked into"),     "warn" },
  { "closed",       N_("Closed"),                "bare ok" },
};

static const HcrmStep steps[] = {
  { "open",         "acknowledge", "acknowledged", HCRM_PERM_COMPLAINT_STATISTICS, N_("Look Into It"), HCRM_STEP_SUGGESTED },
  { "open",         "close",       "closed",       HCRM_PERM_COMPLAINT_MANAGE,     N_("Close the Warning"), HCRM_STEP_REASON },
  { "acknowledged", "close",       "closed",       HCRM_PERM_COMPLAINT_MANAGE,     N_("Close the Warning"), HCRM_STEP_REASON | HCRM_STEP_SUGGESTED },
};
/* clang-format on */

HCRM_DEFINE_FIELD_SET (hcrm_complaint_warning_fields, warning_fields)
HCRM_DEFINE_FIELD_SET (hcrm_complaint_warning_query, warning_query)
HCRM_DEFINE_FIELD_SET (hcrm_complaint_warning_close, close_fields)
HCRM_DEFINE_FIELD_SET (hcrm_complaint_warning_rule_fields, rule_fields)
HCRM_DEFINE_FIELD_SET (hcrm_complaint_warning_rule_query, rule_query)
HCRM_DEFINE_FIELD_SET (hcrm_complaint_chart_fields, chart_fields)
HCRM_DEFINE_FIELD_SET (hcrm_complaint_chart_query, chart_query)

const HcrmWorkflow hcrm_complaint_warning_workflow = { "complaint_warning", states,
                                                       G_N_ELEMENTS (states), steps,
                                                       G_N_ELEMENTS (steps) };
