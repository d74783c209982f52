/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Holidays and swapped working weekends of a site, a year at a glance. */

#pragma once

#include "hcrm-admin-page.h"

G_BEGIN_DECLS

#define HCRM_TYPE_HOLIDAYS_PAGE (hcrm_holidays_page_get_type ())
G_DECLARE_FINAL_TYPE (HcrmHolidaysPage, hcrm_holidays_page, HCRM, HOLIDAYS_PAGE, HcrmAdminPage)

G_END_DECLS
