/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pages/administration/hcrm-admin-form-page.h"

G_BEGIN_DECLS

#define HCRM_TYPE_STUDIES_PAGE (hcrm_studies_page_get_type ())
G_DECLARE_FINAL_TYPE (HcrmStudiesPage, hcrm_studies_page, HCRM, STUDIES_PAGE, HcrmAdminFormPage)

G_END_DECLS
