/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/hcrm-page.h"

G_BEGIN_DECLS

/* How follow-up goes: covered, contacted, completed and lost, in a period and by groups. */
#define HCRM_TYPE_OVERVIEW_PAGE (hcrm_overview_page_get_type ())
G_DECLARE_FINAL_TYPE (HcrmOverviewPage, hcrm_overview_page, HCRM, OVERVIEW_PAGE, HcrmPage)

G_END_DECLS
