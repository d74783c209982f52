/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Escalation ladders: what is done about patients whom nobody reaches. */

#pragma once

#include "hcrm-admin-page.h"

G_BEGIN_DECLS

#define HCRM_TYPE_LADDERS_PAGE (hcrm_ladders_page_get_type ())
G_DECLARE_FINAL_TYPE (HcrmLaddersPage, hcrm_ladders_page, HCRM, LADDERS_PAGE, HcrmAdminPage)

G_END_DECLS
