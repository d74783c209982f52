/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/hcrm-page.h"

G_BEGIN_DECLS

/* Everything known of one patient. Argument: the patient's id. */
#define HCRM_TYPE_PATIENT_PAGE (hcrm_patient_page_get_type ())
G_DECLARE_FINAL_TYPE (HcrmPatientPage, hcrm_patient_page, HCRM, PATIENT_PAGE, HcrmPage)

G_END_DECLS
