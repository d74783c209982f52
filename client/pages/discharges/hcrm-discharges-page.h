/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "widgets/hcrm-list-page.h"

G_BEGIN_DECLS

/* Discharges and what was decided on them; Enter opens the patient. */
#define HCRM_TYPE_DISCHARGES_PAGE (hcrm_discharges_page_get_type ())
G_DECLARE_FINAL_TYPE (HcrmDischargesPage, hcrm_discharges_page, HCRM, DISCHARGES_PAGE, HcrmListPage)

G_END_DECLS
