/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a hospital is made of: its sites, its departments, the people who work there. */

#pragma once

#include "hcrm-admin-form-page.h"

G_BEGIN_DECLS

/* The first one that belongs to no other is the hospital, whose name stands everywhere. */
#define HCRM_TYPE_SITES_PAGE (hcrm_sites_page_get_type ())
G_DECLARE_FINAL_TYPE (HcrmSitesPage, hcrm_sites_page, HCRM, SITES_PAGE, HcrmAdminFormPage)

#define HCRM_TYPE_DEPARTMENTS_PAGE (hcrm_departments_page_get_type ())
G_DECLARE_FINAL_TYPE (HcrmDepartmentsPage,
                      hcrm_departments_page,
                      HCRM,
                      DEPARTMENTS_PAGE,
                      HcrmAdminFormPage)

#define HCRM_TYPE_STAFF_PAGE (hcrm_staff_page_get_type ())
G_DECLARE_FINAL_TYPE (HcrmStaffPage, hcrm_staff_page, HCRM, STAFF_PAGE, HcrmAdminFormPage)

G_END_DECLS
