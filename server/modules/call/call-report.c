/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Statistics of calls. */

#include "call-private.h"
#include "call-report-sql.h"
#include "core/hcrm-export.h"
#include "core/hcrm-report.h"

#define PATH "/reports/calls"
#define STATISTICS HCRM_PERM_CALL_STATISTICS

static gboolean
reply_report (HcrmRequest *req, GError **error)
{
  return hcrm_report_reply (req, &hcrm_call_report, &SQL_CALL_REPORT_REPORT, error);
}

/* clang-format off */
static const HcrmRoute routes[] = {
  { "GET", PATH, STATISTICS, HCRM_ROUTE_REPORT, &hcrm_call_report_query, .handler = reply_report },
  HCRM_EXPORT (PATH, STATISTICS, &hcrm_call_report_fields),
};
/* clang-format on */

const HcrmModule hcrm_call_report_module = { "call-report", routes, G_N_ELEMENTS (routes) };
