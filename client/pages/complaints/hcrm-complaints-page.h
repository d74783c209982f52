/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "widgets/hcrm-list-page.h"

G_BEGIN_DECLS

/* Complaints: a list, or a board by state or by due date. */
#define HCRM_TYPE_COMPLAINTS_PAGE (hcrm_complaints_page_get_type ())
G_DECLARE_FINAL_TYPE (HcrmComplaintsPage, hcrm_complaints_page, HCRM, COMPLAINTS_PAGE, HcrmListPage)

G_END_DECLS
