/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "widgets/hcrm-list-page.h"

G_BEGIN_DECLS

/* What complaints warn of: the list, and one warning with the complaints behind it. */
#define HCRM_TYPE_COMPLAINT_WARNINGS_PAGE (hcrm_complaint_warnings_page_get_type ())
G_DECLARE_FINAL_TYPE (HcrmComplaintWarningsPage,
                      hcrm_complaint_warnings_page,
                      HCRM,
                      COMPLAINT_WARNINGS_PAGE,
                      HcrmListPage)

G_END_DECLS
