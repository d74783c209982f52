/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/hcrm-page.h"

G_BEGIN_DECLS

/* What waits for the user now, by urgency, each row one keystroke from doing it. */
#define HCRM_TYPE_TODAY_PAGE (hcrm_today_page_get_type ())
G_DECLARE_FINAL_TYPE (HcrmTodayPage, hcrm_today_page, HCRM, TODAY_PAGE, HcrmPage)

G_END_DECLS
