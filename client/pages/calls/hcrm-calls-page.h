/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "widgets/hcrm-list-page.h"

G_BEGIN_DECLS

/* Telephone calls, who they were with and what came of them; Enter opens the patient. */
#define HCRM_TYPE_CALLS_PAGE (hcrm_calls_page_get_type ())
G_DECLARE_FINAL_TYPE (HcrmCallsPage, hcrm_calls_page, HCRM, CALLS_PAGE, HcrmListPage)

G_END_DECLS
