/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Statistics: figures by groups, with what the rates made of them mean. */

#include "statistic.h"

#include <string.h>

#include "core/hcrm-export.h"
#include "core/hcrm-report.h"
#include "model/hcrm-statistic.h"
#include "statistic-sql.h"

#define REPORTS "/reports/"

static gboolean
reply_report (HcrmRequest *req, GError **error)
{
  const HcrmReport *report = hcrm_report_find (req->route->path + strlen (REPORTS));

  return hcrm_report_reply (req, report, &SQL_STATISTIC_REPORT, error);
}

#define OVERVIEW HCRM_PERM_FOLLOWUP_OVERVIEW

/* clang-format off */
#define REPORT(name)                                                                               \
  { "GET", REPORTS name, OVERVIEW, HCRM_ROUTE_REPORT, &hcrm_report_query, .handler = reply_report }, \
  HCRM_EXPORT (REPORTS name, OVERVIEW, &hcrm_report_fields)

static const HcrmRoute routes[] = {
  REPORT ("followup"),
  REPORT ("effect"),
  REPORT ("satisfaction"),
  REPORT ("opinions"),
  { "GET", "/statistic-answers", HCRM_PERM_RESPONSE_READ, HCRM_ROUTE_REPORT, &hcrm_statistic_answer_query, .list = &SQL_STATISTIC_ANSWERS },
  HCRM_EXPORT ("/statistic-answers", HCRM_PERM_RESPONSE_READ, &hcrm_statistic_answer_fields),
  { "GET", "/statistic-questions", OVERVIEW, HCRM_ROUTE_ITEMS, .sql = &SQL_STATISTIC_QUESTIONS },
  { "GET", "/disease-groups", HCRM_PERM_QUESTIONNAIRE_READ, HCRM_ROUTE_ITEMS, .sql = &SQL_STATISTIC_DISEASES },
};
/* clang-format on */

const HcrmModule hcrm_statistic_module = { "statistic", routes, G_N_ELEMENTS (routes) };
