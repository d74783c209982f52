/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/hcrm-page.h"

G_BEGIN_DECLS

/* One follow-up task from claiming to saving: whom to call, what to say and ask, what came of it.
 * The argument is the task's id. */
#define HCRM_TYPE_CALL_PAGE (hcrm_call_page_get_type ())
G_DECLARE_FINAL_TYPE (HcrmCallPage, hcrm_call_page, HCRM, CALL_PAGE, HcrmPage)

G_END_DECLS
