/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "widgets/hcrm-list-page.h"

G_BEGIN_DECLS

/* Discharges whose follow-up nobody has decided on yet, and deciding on them one after the other.
 */
#define HCRM_TYPE_UNDECIDED_PAGE (hcrm_undecided_page_get_type ())
G_DECLARE_FINAL_TYPE (HcrmUndecidedPage, hcrm_undecided_page, HCRM, UNDECIDED_PAGE, HcrmListPage)

G_END_DECLS
