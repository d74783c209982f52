/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "widgets/hcrm-list-page.h"

G_BEGIN_DECLS

/* Drugs that run out, those to be called about first; Enter opens the call or the patient. */
#define HCRM_TYPE_REFILLS_PAGE (hcrm_refills_page_get_type ())
G_DECLARE_FINAL_TYPE (HcrmRefillsPage, hcrm_refills_page, HCRM, REFILLS_PAGE, HcrmListPage)

G_END_DECLS
