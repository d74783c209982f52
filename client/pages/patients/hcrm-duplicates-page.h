/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pages/administration/hcrm-admin-page.h"

G_BEGIN_DECLS

/* Pairs of records that may be of one person: why, both side by side, merged or dismissed. */
#define HCRM_TYPE_DUPLICATES_PAGE (hcrm_duplicates_page_get_type ())
G_DECLARE_FINAL_TYPE (HcrmDuplicatesPage,
                      hcrm_duplicates_page,
                      HCRM,
                      DUPLICATES_PAGE,
                      HcrmAdminPage)

G_END_DECLS
