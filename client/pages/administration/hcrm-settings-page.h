/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Settings: what holds everywhere, and where a site has its own. */

#pragma once

#include "hcrm-admin-page.h"

G_BEGIN_DECLS

#define HCRM_TYPE_SETTINGS_PAGE (hcrm_settings_page_get_type ())
G_DECLARE_FINAL_TYPE (HcrmSettingsPage, hcrm_settings_page, HCRM, SETTINGS_PAGE, HcrmAdminPage)

G_END_DECLS
