/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pages/statistics/hcrm-statistics-page.h"

G_BEGIN_DECLS

/* What calls come to. */
#define HCRM_TYPE_CALL_STATISTICS_PAGE (hcrm_call_statistics_page_get_type ())
G_DECLARE_FINAL_TYPE (HcrmCallStatisticsPage,
                      hcrm_call_statistics_page,
                      HCRM,
                      CALL_STATISTICS_PAGE,
                      HcrmStatisticsPage)

G_END_DECLS
