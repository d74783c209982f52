/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "widgets/hcrm-list-page.h"

G_BEGIN_DECLS

/* What came to me: departments' shares of complaints that wait for whoever reads them. */
#define HCRM_TYPE_COMPLAINT_SHARES_PAGE (hcrm_complaint_shares_page_get_type ())
G_DECLARE_FINAL_TYPE (HcrmComplaintSharesPage,
                      hcrm_complaint_shares_page,
                      HCRM,
                      COMPLAINT_SHARES_PAGE,
                      HcrmListPage)

G_END_DECLS
