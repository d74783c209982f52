/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The figures and rates of complaints, each said once. docs/complaints.md tells them as well. */

#include "hcrm-complaint-report.h"

#include <glib/gi18n.h>

#include "core/hcrm-permission.h"
#include "hcrm-complaint.h"

#define RO HCRM_FIELD_READONLY
#define MANY HCRM_FIELD_MULTIPLE

/* clang-format off */
static const HcrmRate rates[] = {
  { "received",  "visits",   N_("Per 1,000 visits"),
    N_("Complaints received, for every 1,000 visits that began in those days; those joined into others are not counted again"),
    "accent_bg_color", TRUE, NULL, 1000 },
  { "on_spot",   "received", N_("Settled on the spot"),
    N_("Settled at once with the caller's consent, of all received"), "ok_fg", FALSE },
  { "on_time",   "ended",    N_("On time"),
    N_("Answered by the day due, of all that are answered or whose day has passed; withdrawn ones are left out"), "accent_bg_color", FALSE },
  { "contented", "told",     N_("Satisfied at once"),
    N_("Callers content with the first answer, of all who were told one"), "ok_fg", FALSE },
  { "reopened",  "told",     N_("Handled again"),
    N_("Taken back to the departments at least once, of all whose callers were told an answer"), "danger_fg", TRUE },
};

static const HcrmChoice groups[] = {
  { "department", N_("Department it is about") },
  { "person",     N_("Person it is about") },
  { "about_kind", N_("Kind of thing it is about") },
  { "class",      N_("Class") },
  { "grade",      N_("Grade") },
  { "channel",    N_("Channel") },
  { "handler",    N_("Department that answers") },
  { "agent",      N_("First receiver") },
  { "week",       N_("Week") },
  { "month",      N_("Month") },
  { NULL }
};

static const HcrmField query_fields[] = {
  { "date_from",           HCRM_KIND_DATE, N_("From"),                    0 },
  { "date_to",             HCRM_KIND_DATE, N_("To"),                      0 },
  { "about_department_id", HCRM_KIND_INT,  N_("Department it is about"),  MANY },
  { "about_staff_id",      HCRM_KIND_INT,  N_("Person it is about"),      MANY },
  { "about_kind",          HCRM_KIND_CODE, N_("Kind of thing it is about"),        MANY, NULL, 0, 0, hcrm_complaint_about_choices },
  { "nature",              HCRM_KIND_TEXT, N_("Class"),                   MANY, NULL, 0, 60 },
  { "grade",               HCRM_KIND_INT,  N_("Grade"),                   MANY },
  { "channel",             HCRM_KIND_CODE, N_("Channel"),                 MANY, NULL, 0, 0, hcrm_complaint_channel_choices },
  { "handler_id",          HCRM_KIND_INT,  N_("Department that answers"), MANY },
  { "first_receiver_id",   HCRM_KIND_INT,  N_("First receiver"),          MANY },
  { "group",               HCRM_KIND_CODE, N_("Group by"),                0, NULL, 0, 0, groups },
};

static const HcrmField report_fields[] = {
  { "key",            HCRM_KIND_INT,     N_("Number"),                  RO },
  { "code",           HCRM_KIND_TEXT,    N_("Code"),                    RO },
  { "label",          HCRM_KIND_TEXT,    N_("Group"),                   RO },
  { "label_en",       HCRM_KIND_TEXT,    N_("Group"),                   RO },
  { "received",       HCRM_KIND_INT,     N_("Complaints received"),     RO },
  { "received_rate",  HCRM_KIND_DECIMAL, N_("Per 1,000 visits"),        RO },
  { "visits",         HCRM_KIND_INT,     N_("Visits"),                  RO },
  { "on_spot",        HCRM_KIND_INT,     N_("Settled on the spot"),     RO },
  { "on_spot_rate",   HCRM_KIND_DECIMAL, N_("Settled on the spot (%)"), RO },
  { "ended",          HCRM_KIND_INT,     N_("Term over"),               RO },
  { "on_time",        HCRM_KIND_INT,     N_("On time"),                 RO },
  { "on_time_rate",   HCRM_KIND_DECIMAL, N_("On time (%)"),             RO },
  { "told",           HCRM_KIND_INT,     N_("Callers told"),            RO },
  { "contented",      HCRM_KIND_INT,     N_("Satisfied at once"),       RO },
  { "contented_rate", HCRM_KIND_DECIMAL, N_("Satisfied at once (%)"),   RO },
  { "reopened",       HCRM_KIND_INT,     N_("Handled again"),                RO },
  { "reopened_rate",  HCRM_KIND_DECIMAL, N_("Handled again (%)"),            RO },
  { "unclosed",       HCRM_KIND_INT,     N_("Still open"),              RO },
};

const HcrmChoice hcrm_complaint_figure_choices[] = {
  { "received",  N_("Received, counted") },
  { "on_spot",   N_("Settled on the spot") },
  { "ended",     N_("Term over") },
  { "on_time",   N_("On time") },
  { "told",      N_("Callers told") },
  { "contented", N_("Satisfied at once") },
  { "reopened",  N_("Handled again") },
  { "unclosed",  N_("Still open") },
  { NULL }
};
/* clang-format on */

HCRM_DEFINE_FIELD_SET (hcrm_complaint_report_query, query_fields)
HCRM_DEFINE_FIELD_SET (hcrm_complaint_report_fields, report_fields)

const HcrmReport hcrm_complaint_report = {
  .name = "complaints",
  .title = N_ ("Complaints"),
               .permission = HCRM_PERM_COMPLAINT_STATISTICS,
               .figures = "received visits on_spot ended on_time told contented reopened unclosed",
               .rates = rates,
               .n_rates = G_N_ELEMENTS (rates),
               .groups = groups,
               .query = &hcrm_complaint_report_query,
               .fields = &hcrm_complaint_report_fields,
               .shares = "received",
  };
