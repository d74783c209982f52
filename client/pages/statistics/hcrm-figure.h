/* SPDX-License-Identifier: GPL-3.0-or-later */

/* From a figure of a report to the list of the very cases that it counts. */

#pragma once

#include "core/hcrm-record.h"

G_BEGIN_DECLS

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

G_END_DECLS
