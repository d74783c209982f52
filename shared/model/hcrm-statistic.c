/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The reports of follow-up, their figures and rates, each said once. */

#include "hcrm-statistic.h"

#include <glib/gi18n.h>

#define RO HCRM_FIELD_READONLY
#define MANY HCRM_FIELD_MULTIPLE

#define DEPARTMENT                                                                                 \
  {                                                                                                \
    "department", N_("Department")                                                                 \
  }
#define WARD                                                                                       \
  {                                                                                                \
    "ward", N_("Ward")                                                                             \
  }
#define DISEASE                                                                                    \
  {                                                                                                \
    "disease", N_("Disease group")                                                                 \
  }
#define DOCTOR                                                                                     \
  {                                                                                                \
    "doctor", N_("Doctor")                                                                         \
  }
#define TEMPLATE                                                                                   \
  {                                                                                                \
    "template", N_("Template")                                                                     \
  }
#define STEP                                                                                       \
  {                                                                                                \
    "step", N_("Step")                                                                             \
  }
#define AGENT                                                                                      \
  {                                                                                                \
    "agent", N_("Agent")                                                                           \
  }
#define WEEK                                                                                       \
  {                                                                                                \
    "week", N_("Week")                                                                             \
  }
#define MONTH                                                                                      \
  {                                                                                                \
    "month", N_("Month")                                                                           \
  }

/* clang-format off */
static const HcrmRate followup_rates[] = {
  { "covered",   "discharged", N_("Covered"),
    N_("Discharges with a follow-up plan, of all discharges; exempt ones and those whose plan was cancelled are left out"),
    "accent_bg_color", FALSE },
  { "contacted", "due",        N_("Contacted"),
    N_("Due steps in which somebody was reached, of all due steps"), "accent_bg_color", FALSE },
  { "completed", "due",        N_("Completed"),
    N_("Due steps that are done, of all due steps"), "ok_fg", FALSE },
  { "lost",      "due",        N_("Lost to follow-up"),
    N_("Due steps given up because the patient cannot be reached, of all due steps"), "danger_fg", TRUE },
};

static const HcrmChoice followup_groups[] = {
  DEPARTMENT, WARD, DISEASE, DOCTOR, TEMPLATE, STEP, AGENT, WEEK, MONTH, { NULL }
};

const HcrmReport hcrm_reports[] = {
  { "followup", N_("Follow-up"), "{discharge,step}", "discharged covered due contacted completed lost exempt withdrawn",
    followup_rates, G_N_ELEMENTS (followup_rates), followup_groups },
};

static const HcrmField query_fields[] = {
  { "date_from",     HCRM_KIND_DATE, N_("From"),          0 },
  { "date_to",       HCRM_KIND_DATE, N_("To"),            0 },
  { "department_id", HCRM_KIND_INT,  N_("Department"),    MANY },
  { "ward_id",       HCRM_KIND_INT,  N_("Ward"),          MANY },
  { "disease",       HCRM_KIND_TEXT, N_("Disease group"), MANY, NULL, 0, 20 },
  { "doctor_id",     HCRM_KIND_INT,  N_("Doctor"),        MANY },
  { "template_id",   HCRM_KIND_INT,  N_("Template"),      MANY },
  { "position",      HCRM_KIND_INT,  N_("Step"),          MANY },
  { "group",         HCRM_KIND_CODE, N_("Group by"),      0, NULL, 0, 0, followup_groups },
};

static const HcrmField report_fields[] = {
  { "key",            HCRM_KIND_INT,     N_("Number"),            RO },
  { "code",           HCRM_KIND_TEXT,    N_("Code"),              RO },
  { "label",          HCRM_KIND_TEXT,    N_("Group"),             RO },
  { "label_en",       HCRM_KIND_TEXT,    N_("Group"),             RO },
  { "discharged",     HCRM_KIND_INT,     N_("Discharges"),        RO },
  { "covered",        HCRM_KIND_INT,     N_("Covered"),           RO },
  { "covered_rate",   HCRM_KIND_DECIMAL, N_("Covered (%)"),       RO },
  { "due",            HCRM_KIND_INT,     N_("Steps due"),         RO },
  { "contacted",      HCRM_KIND_INT,     N_("Contacted"),         RO },
  { "contacted_rate", HCRM_KIND_DECIMAL, N_("Contacted (%)"),     RO },
  { "completed",      HCRM_KIND_INT,     N_("Completed"),         RO },
  { "completed_rate", HCRM_KIND_DECIMAL, N_("Completed (%)"),     RO },
  { "lost",           HCRM_KIND_INT,     N_("Lost to follow-up"), RO },
  { "lost_rate",      HCRM_KIND_DECIMAL, N_("Lost to follow-up (%)"), RO },
  { "exempt",         HCRM_KIND_INT,     N_("Exempt"),            RO },
  { "withdrawn",      HCRM_KIND_INT,     N_("Plan cancelled"),    RO },
};

const HcrmChoice hcrm_discharge_figure_choices[] = {
  { "discharged", N_("Discharged, counted") },
  { "covered",    N_("Covered") },
  { "exempt",     N_("Exempt") },
  { "withdrawn",  N_("Plan cancelled") },
  { NULL }
};

const HcrmChoice hcrm_step_figure_choices[] = {
  { "due",       N_("Due") },
  { "contacted", N_("Contacted") },
  { "completed", N_("Completed") },
  { "lost",      N_("Lost to follow-up") },
  { NULL }
};
const HcrmChoice hcrm_report_step_choices[] = {
  { "1", "1" }, { "2", "2" }, { "3", "3" }, { "4", "4" }, { "5", "5" }, { "6", "6" },
  { "7", "7" }, { "8", "8" }, { "9", "9" }, { "10", "10" }, { "11", "11" }, { "12", "12" },
  { NULL }
};
/* clang-format on */

const guint hcrm_n_reports = G_N_ELEMENTS (hcrm_reports);

HCRM_DEFINE_FIELD_SET (hcrm_report_query, query_fields)
HCRM_DEFINE_FIELD_SET (hcrm_report_fields, report_fields)

const HcrmReport *
hcrm_report_find (const char *name)
{
  for (guint i = 0; i < hcrm_n_reports; i++)
    if (g_strcmp0 (hcrm_reports[i].name, name) == 0)
      return &hcrm_reports[i];
  return NULL;
}

double
hcrm_rate_compute (const HcrmRate *rate, HcrmRecord *group)
{
  gint64 whole = hcrm_record_get_int (group, rate->whole);

  return whole > 0 ? (double) hcrm_record_get_int (group, rate->name) / whole : -1;
}
