/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "widgets/hcrm-list-page.h"

G_BEGIN_DECLS

/* The cycles of health management that are due, and the one chosen, step by step. */
#define HCRM_TYPE_HEALTH_PAGE (hcrm_health_page_get_type ())
G_DECLARE_FINAL_TYPE (HcrmHealthPage, hcrm_health_page, HCRM, HEALTH_PAGE, HcrmListPage)

G_END_DECLS
