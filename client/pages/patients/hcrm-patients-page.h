/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/hcrm-page.h"

G_BEGIN_DECLS

/* All patients: find one, open it, or write down a new one. */
#define HCRM_TYPE_PATIENTS_PAGE (hcrm_patients_page_get_type ())
G_DECLARE_FINAL_TYPE (HcrmPatientsPage, hcrm_patients_page, HCRM, PATIENTS_PAGE, HcrmPage)

G_END_DECLS
