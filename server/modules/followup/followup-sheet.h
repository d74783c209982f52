/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Everything the call page shows, in one reply. */

#pragma once

#include "core/hcrm-http.h"

gboolean hcrm_followup_reply_sheet (HcrmRequest *req, GError **error);
