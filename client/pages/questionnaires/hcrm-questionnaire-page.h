/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One questionnaire in a tab: its items, the chosen one, and the live form beside them. */

#pragma once

#include "core/hcrm-page.h"

G_BEGIN_DECLS

#define HCRM_TYPE_QUESTIONNAIRE_PAGE (hcrm_questionnaire_page_get_type ())
G_DECLARE_FINAL_TYPE (HcrmQuestionnairePage,
                      hcrm_questionnaire_page,
                      HCRM,
                      QUESTIONNAIRE_PAGE,
                      HcrmPage)

G_END_DECLS
