/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/hcrm-page.h"
#include "model/hcrm-report.h"
#include "widgets/hcrm-filter-bar.h"

G_BEGIN_DECLS

/* What work comes to, by whatever it can be grouped by, as figures, charts and files: of follow-up,
 * or of what a class of its own says. */
#define HCRM_TYPE_STATISTICS_PAGE (hcrm_statistics_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (HcrmStatisticsPage, hcrm_statistics_page, HCRM, STATISTICS_PAGE, HcrmPage)

/* title: marked with N_(); reports: the first is shown at first; filters: what they can be narrowed
 * by; trends: Enter on a group shows how it went from month to month, instead of its cases. */
struct _HcrmStatisticsPageClass {
  HcrmPageClass parent_class;

  const char *title;
  const HcrmReport *reports;
  guint n_reports;
  const HcrmFilter *filters;
  guint n_filters;
  gboolean trends;
};

G_END_DECLS
