/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pages/statistics/hcrm-statistics-page.h"

G_BEGIN_DECLS

/* What reviews of calls come to. */
#define HCRM_TYPE_REVIEW_STATISTICS_PAGE (hcrm_review_statistics_page_get_type ())
G_DECLARE_FINAL_TYPE (HcrmReviewStatisticsPage,
                      hcrm_review_statistics_page,
                      HCRM,
                      REVIEW_STATISTICS_PAGE,
                      HcrmStatisticsPage)

G_END_DECLS
