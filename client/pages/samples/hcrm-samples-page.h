/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pages/administration/hcrm-admin-page.h"

G_BEGIN_DECLS

/* Samples of recordings: asked for, previewed, drawn, given to reviewers. */
#define HCRM_TYPE_SAMPLES_PAGE (hcrm_samples_page_get_type ())
G_DECLARE_FINAL_TYPE (HcrmSamplesPage, hcrm_samples_page, HCRM, SAMPLES_PAGE, HcrmAdminPage)

G_END_DECLS
