/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Users: who may sign in, in which roles. */

#pragma once

#include "hcrm-admin-page.h"

G_BEGIN_DECLS

#define HCRM_TYPE_USERS_PAGE (hcrm_users_page_get_type ())
G_DECLARE_FINAL_TYPE (HcrmUsersPage, hcrm_users_page, HCRM, USERS_PAGE, HcrmAdminPage)

G_END_DECLS
