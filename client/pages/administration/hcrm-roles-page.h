/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Roles: which permissions they hold, and how far each reaches. */

#pragma once

#include "hcrm-admin-page.h"

G_BEGIN_DECLS

#define HCRM_TYPE_ROLES_PAGE (hcrm_roles_page_get_type ())
G_DECLARE_FINAL_TYPE (HcrmRolesPage, hcrm_roles_page, HCRM, ROLES_PAGE, HcrmAdminPage)

/* For tests: the drop-down of a permission. */
GtkDropDown *hcrm_roles_page_get_reach (HcrmRolesPage *self, HcrmPermission permission);

G_END_DECLS
