/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pages/administration/hcrm-admin-form-page.h"

G_BEGIN_DECLS

/* Programmes of health management: what is collected, its targets and the advice. */
#define HCRM_TYPE_PROGRAMMES_PAGE (hcrm_programmes_page_get_type ())
G_DECLARE_FINAL_TYPE (HcrmProgrammesPage,
                      hcrm_programmes_page,
                      HCRM,
                      PROGRAMMES_PAGE,
                      HcrmAdminFormPage)

G_END_DECLS
