/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pages/administration/hcrm-admin-page.h"

G_BEGIN_DECLS

/* Leave: who is away, and who decides and calls instead. */
#define HCRM_TYPE_LEAVE_PAGE (hcrm_leave_page_get_type ())
G_DECLARE_FINAL_TYPE (HcrmLeavePage, hcrm_leave_page, HCRM, LEAVE_PAGE, HcrmAdminPage)

G_END_DECLS
