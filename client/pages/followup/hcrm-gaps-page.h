/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/hcrm-page.h"

G_BEGIN_DECLS

/* The report of gaps: mandatory discharges without a plan, or exempted, by groups. */
#define HCRM_TYPE_GAPS_PAGE (hcrm_gaps_page_get_type ())
G_DECLARE_FINAL_TYPE (HcrmGapsPage, hcrm_gaps_page, HCRM, GAPS_PAGE, HcrmPage)

G_END_DECLS
