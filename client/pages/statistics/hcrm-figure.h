/* SPDX-License-Identifier: GPL-3.0-or-later */

/* From a figure of a report to the list of the very cases that it counts. */

#pragma once

#include <glib/gi18n.h>

#include "model/hcrm-statistic.h"
#include "widgets/hcrm-filter-bar.h"

G_BEGIN_DECLS

/* Rows of a `HcrmFilter[]`: by what figures, and the lists of what they count, are narrowed. */
/* clang-format off */
#define HCRM_FIGURE_FILTERS                                                                                                        \
  { "department_id", N_("Department"),       NULL, "/departments?limit=200", FALSE, HCRM_PERM_ORGANISATION_READ },                 \
  { "ward_id",       N_("Ward"),             NULL, "/departments?limit=200", FALSE, HCRM_PERM_ORGANISATION_READ },                 \
  { "disease",       N_("Disease group"),    NULL, "/disease-groups", FALSE, HCRM_PERM_QUESTIONNAIRE_READ },                       \
  { "doctor_id",     N_("Attending doctor"), NULL, "/staff?limit=200", FALSE, HCRM_PERM_ORGANISATION_READ },                       \
  { "template_id",   N_("Template"),         NULL, "/followup-templates?state=published&limit=200", FALSE, HCRM_PERM_FOLLOWUP_READ }, \
  { "position",      N_("Step"),             hcrm_report_step_choices, NULL, FALSE, -1 }

/* The same of a list alone: who called. */
#define HCRM_FIGURE_AGENT_FILTER \
  { "agent_id", N_("Called by"), NULL, "/colleagues?permission=followup.work&limit=200", FALSE, HCRM_PERM_ORGANISATION_READ }
/* clang-format on */

/* Returns: (nullable): the page whose list has the cases, such as `worklist` */
const char *hcrm_figure_get_page (const char *figure);

/**
 * hcrm_figure_dup_query:
 * @report: the query of the report, `date_from=2026-11-01&date_to=2026-12-01&group=doctor`
 * @group: (nullable): one of its groups; %NULL for all
 *
 * Returns: (transfer full): the conditions of that list
 */
char *hcrm_figure_dup_query (const char *figure, const char *report, HcrmRecord *group);

/* Returns: (transfer full): the query of the report narrowed to one of its groups */
char *hcrm_figure_dup_narrowed (const char *report, HcrmRecord *group);

G_END_DECLS
