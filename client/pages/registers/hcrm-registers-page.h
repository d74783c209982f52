/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pages/administration/hcrm-admin-page.h"

G_BEGIN_DECLS

#define HCRM_TYPE_REGISTERS_PAGE (hcrm_registers_page_get_type ())
G_DECLARE_FINAL_TYPE (HcrmRegistersPage, hcrm_registers_page, HCRM, REGISTERS_PAGE, HcrmAdminPage)

G_END_DECLS
