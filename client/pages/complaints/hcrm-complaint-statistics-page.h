/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pages/statistics/hcrm-statistics-page.h"

G_BEGIN_DECLS

/* What complaints come to. */
#define HCRM_TYPE_COMPLAINT_STATISTICS_PAGE (hcrm_complaint_statistics_page_get_type ())
G_DECLARE_FINAL_TYPE (HcrmComplaintStatisticsPage,
                      hcrm_complaint_statistics_page,
                      HCRM,
                      COMPLAINT_STATISTICS_PAGE,
                      HcrmStatisticsPage)

G_END_DECLS
