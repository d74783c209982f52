/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/hcrm-page.h"

G_BEGIN_DECLS

/* What follow-up comes to, by whatever it can be grouped by, as figures, charts and files. */
#define HCRM_TYPE_STATISTICS_PAGE (hcrm_statistics_page_get_type ())
G_DECLARE_FINAL_TYPE (HcrmStatisticsPage, hcrm_statistics_page, HCRM, STATISTICS_PAGE, HcrmPage)

G_END_DECLS
