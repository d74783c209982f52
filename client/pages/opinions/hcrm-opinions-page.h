/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "widgets/hcrm-list-page.h"

G_BEGIN_DECLS

/* What patients said in their own words, sorted by keyboard. */
#define HCRM_TYPE_OPINIONS_PAGE (hcrm_opinions_page_get_type ())
G_DECLARE_FINAL_TYPE (HcrmOpinionsPage, hcrm_opinions_page, HCRM, OPINIONS_PAGE, HcrmListPage)

G_END_DECLS
