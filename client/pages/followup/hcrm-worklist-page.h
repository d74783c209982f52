/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "widgets/hcrm-list-page.h"

G_BEGIN_DECLS

/* The follow-up tasks that are to be done, and the way into the next call. */
#define HCRM_TYPE_WORKLIST_PAGE (hcrm_worklist_page_get_type ())
G_DECLARE_FINAL_TYPE (HcrmWorklistPage, hcrm_worklist_page, HCRM, WORKLIST_PAGE, HcrmListPage)

G_END_DECLS
