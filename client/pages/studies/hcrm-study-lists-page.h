/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pages/administration/hcrm-admin-page.h"

G_BEGIN_DECLS

/* The saved lists of variables of one study, each for one report. */
#define HCRM_TYPE_STUDY_LISTS_PAGE (hcrm_study_lists_page_get_type ())
G_DECLARE_FINAL_TYPE (HcrmStudyListsPage,
                      hcrm_study_lists_page,
                      HCRM,
                      STUDY_LISTS_PAGE,
                      HcrmAdminPage)

G_END_DECLS
