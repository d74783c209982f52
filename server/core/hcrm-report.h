/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reports of modules, answered in one way. */

#pragma once

#include "hcrm-http.h"
#include "model/hcrm-report.h"

G_BEGIN_DECLS

/**
 * hcrm_report_reply:
 * @sql: gives a row for each group, `key`, `code`, `label`, `label_en` and the figures, and as the
 *   last one that of all, with `date_from`, `date_to` and `as_at` as well; bound are :group and
 *   :kinds
 *
 * Answers with a report: `items`, `total`, the period, and what each rate means. As a table, for
 * CSV and exports, with the rates beside their figures. Fails with %HCRM_ERROR_INVALID for a group
 * that the report does not have.
 */
gboolean
hcrm_report_reply (HcrmRequest *req, const HcrmReport *report, const HcrmSql *sql, GError **error);

G_END_DECLS
