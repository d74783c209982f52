/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "widgets/hcrm-list-page.h"

G_BEGIN_DECLS

/* Follow-ups that may not have happened as they stand: the list, and what is odd about one. */
#define HCRM_TYPE_SUSPICIONS_PAGE (hcrm_suspicions_page_get_type ())
G_DECLARE_FINAL_TYPE (HcrmSuspicionsPage, hcrm_suspicions_page, HCRM, SUSPICIONS_PAGE, HcrmListPage)

G_END_DECLS
