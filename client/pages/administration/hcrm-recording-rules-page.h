/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hcrm-admin-page.h"

G_BEGIN_DECLS

/* For how long recordings are kept, and how many were kept long enough. */
#define HCRM_TYPE_RECORDING_RULES_PAGE (hcrm_recording_rules_page_get_type ())
G_DECLARE_FINAL_TYPE (HcrmRecordingRulesPage,
                      hcrm_recording_rules_page,
                      HCRM,
                      RECORDING_RULES_PAGE,
                      HcrmAdminPage)

G_END_DECLS
