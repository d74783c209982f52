/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Questions that are counted in the statistics, and which answers to them are good or bad. */

#pragma once

#include "hcrm-admin-page.h"

G_BEGIN_DECLS

#define HCRM_TYPE_MEASURES_PAGE (hcrm_measures_page_get_type ())
G_DECLARE_FINAL_TYPE (HcrmMeasuresPage, hcrm_measures_page, HCRM, MEASURES_PAGE, HcrmAdminPage)

G_END_DECLS
