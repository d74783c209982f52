/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Templates of follow-up plans: drafts, publishing, revisions. */

#pragma once

#include "hcrm-admin-page.h"

G_BEGIN_DECLS

#define HCRM_TYPE_TEMPLATES_PAGE (hcrm_templates_page_get_type ())
G_DECLARE_FINAL_TYPE (HcrmTemplatesPage, hcrm_templates_page, HCRM, TEMPLATES_PAGE, HcrmAdminPage)

G_END_DECLS
