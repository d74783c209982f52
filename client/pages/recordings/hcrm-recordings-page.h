/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "widgets/hcrm-list-page.h"

G_BEGIN_DECLS

/* The list of recordings. */
#define HCRM_TYPE_RECORDINGS_PAGE (hcrm_recordings_page_get_type ())
G_DECLARE_FINAL_TYPE (HcrmRecordingsPage, hcrm_recordings_page, HCRM, RECORDINGS_PAGE, HcrmListPage)

G_END_DECLS
