/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/hcrm-page.h"

G_BEGIN_DECLS

/* One recording: listened to, with its notes, and what becomes of it. The argument is its id, or
 * `id@ms` for a second of it that is played at once. */
#define HCRM_TYPE_RECORDING_PAGE (hcrm_recording_page_get_type ())
G_DECLARE_FINAL_TYPE (HcrmRecordingPage, hcrm_recording_page, HCRM, RECORDING_PAGE, HcrmPage)

G_END_DECLS
