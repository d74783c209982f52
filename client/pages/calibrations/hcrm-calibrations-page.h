/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pages/administration/hcrm-admin-page.h"

G_BEGIN_DECLS

/* Calibration: several reviewers score the same recordings, and compare once all are done. */
#define HCRM_TYPE_CALIBRATIONS_PAGE (hcrm_calibrations_page_get_type ())
G_DECLARE_FINAL_TYPE (HcrmCalibrationsPage,
                      hcrm_calibrations_page,
                      HCRM,
                      CALIBRATIONS_PAGE,
                      HcrmAdminPage)

G_END_DECLS
