/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Everything the call page shows, in one reply. */

#pragma once

#include "core/hcrm-http.h"

gboolean hcrm_followup_reply_sheet (HcrmRequest *req, GError **error);

/* What was printed of a step, and that something was printed now. */
gboolean hcrm_followup_reply_prints (HcrmRequest *req, GError **error);
gboolean hcrm_followup_note_print (HcrmRequest *req, GError **error);
