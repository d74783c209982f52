/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Statistics of complaints. */

#include "complaint-private.h"
#include "complaint-report-sql.h"
#include "core/hcrm-export.h"
#include "core/hcrm-report.h"
#include "model/hcrm-complaint-report.h"

#define PATH "/reports/complaints"
#define STATISTICS HCRM_PERM_COMPLAINT_STATISTICS

static gboolean
reply_report (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) period =
      hcrm_db_one (req->db, &SQL_COMPLAINT_REPORT_PERIOD, req->args, error);

  if (period == NULL)
    return FALSE;
  hcrm_db_let (req->db, "period_first", hcrm_rows_get (period, 0, "first"));
  hcrm_db_let (req->db, "period_last", hcrm_rows_get (period, 0, "last"));
  return hcrm_report_reply (req, &hcrm_complaint_report, &SQL_COMPLAINT_REPORT_REPORT, error);
}

/* clang-format off */
static const HcrmRoute routes[] = {
  { "GET", PATH, STATISTICS, HCRM_ROUTE_REPORT, &hcrm_complaint_report_query, .handler = reply_report },
  HCRM_EXPORT (PATH, STATISTICS, &hcrm_complaint_report_fields),
};
/* clang-format on */

const HcrmModule hcrm_complaint_report_module = { "complaint-report", routes,
                                                  G_N_ELEMENTS (routes) };
