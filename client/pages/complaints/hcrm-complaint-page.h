/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/hcrm-page.h"

G_BEGIN_DECLS

/* One complaint: what was said, who has a share of it, why it is due when it is, and its steps. */
#define HCRM_TYPE_COMPLAINT_PAGE (hcrm_complaint_page_get_type ())
G_DECLARE_FINAL_TYPE (HcrmComplaintPage, hcrm_complaint_page, HCRM, COMPLAINT_PAGE, HcrmPage)

G_END_DECLS
