/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/hcrm-page.h"

G_BEGIN_DECLS

/* A complaint is taken while the caller speaks; what fits is proposed beside it. */
#define HCRM_TYPE_COMPLAINT_FORM_PAGE (hcrm_complaint_form_page_get_type ())
G_DECLARE_FINAL_TYPE (HcrmComplaintFormPage,
                      hcrm_complaint_form_page,
                      HCRM,
                      COMPLAINT_FORM_PAGE,
                      HcrmPage)

G_END_DECLS
