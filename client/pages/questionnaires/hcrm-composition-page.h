/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What would be asked of somebody with these diagnoses, and where each question comes from. */

#pragma once

#include "core/hcrm-page.h"

G_BEGIN_DECLS

#define HCRM_TYPE_COMPOSITION_PAGE (hcrm_composition_page_get_type ())
G_DECLARE_FINAL_TYPE (HcrmCompositionPage, hcrm_composition_page, HCRM, COMPOSITION_PAGE, HcrmPage)

G_END_DECLS
