/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Mandatory groups: whose follow-up must be planned, or not without a reason. */

#pragma once

#include "hcrm-admin-page.h"

G_BEGIN_DECLS

#define HCRM_TYPE_GROUPS_PAGE (hcrm_groups_page_get_type ())
G_DECLARE_FINAL_TYPE (HcrmGroupsPage, hcrm_groups_page, HCRM, GROUPS_PAGE, HcrmAdminPage)

G_END_DECLS
