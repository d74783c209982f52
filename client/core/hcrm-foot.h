/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hcrm-page.h"

G_BEGIN_DECLS

/* The line below the page: its status to the left, its keys to the right; hidden without either. */
#define HCRM_TYPE_FOOT (hcrm_foot_get_type ())
G_DECLARE_FINAL_TYPE (HcrmFoot, hcrm_foot, HCRM, FOOT, AdwBin)

void hcrm_foot_set_page (HcrmFoot *self, HcrmPage *page);

G_END_DECLS
