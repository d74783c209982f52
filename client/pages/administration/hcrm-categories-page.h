/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What patients' opinions are sorted into: names, their order, and which are used no longer. */

#pragma once

#include "hcrm-admin-page.h"

G_BEGIN_DECLS

#define HCRM_TYPE_CATEGORIES_PAGE (hcrm_categories_page_get_type ())
G_DECLARE_FINAL_TYPE (HcrmCategoriesPage,
                      hcrm_categories_page,
                      HCRM,
                      CATEGORIES_PAGE,
                      HcrmAdminPage)

G_END_DECLS
