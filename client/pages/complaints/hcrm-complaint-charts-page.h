/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "widgets/hcrm-list-page.h"

G_BEGIN_DECLS

/* Of whom complaints are becoming more: CUSUM charts of the weeks, and what is behind signals. */
#define HCRM_TYPE_COMPLAINT_CHARTS_PAGE (hcrm_complaint_charts_page_get_type ())
G_DECLARE_FINAL_TYPE (HcrmComplaintChartsPage,
                      hcrm_complaint_charts_page,
                      HCRM,
                      COMPLAINT_CHARTS_PAGE,
                      HcrmListPage)

G_END_DECLS
