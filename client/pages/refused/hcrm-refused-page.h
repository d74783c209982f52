/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/hcrm-page.h"

G_BEGIN_DECLS

/* Work that was done while the line was down and that the server did not accept later. */
#define HCRM_TYPE_REFUSED_PAGE (hcrm_refused_page_get_type ())
G_DECLARE_FINAL_TYPE (HcrmRefusedPage, hcrm_refused_page, HCRM, REFUSED_PAGE, HcrmPage)

G_END_DECLS
