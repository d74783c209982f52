/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pages/administration/hcrm-admin-form-page.h"

G_BEGIN_DECLS

/* Scorecards: what calls are scored by. Drafts are edited, published ones revised. */
#define HCRM_TYPE_SCORECARDS_PAGE (hcrm_scorecards_page_get_type ())
G_DECLARE_FINAL_TYPE (HcrmScorecardsPage,
                      hcrm_scorecards_page,
                      HCRM,
                      SCORECARDS_PAGE,
                      HcrmAdminFormPage)

G_END_DECLS
