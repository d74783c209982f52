/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The library's handler beside its records: putting together. */

#pragma once

#include "core/hcrm-http.h"

gboolean hcrm_questionnaire_reply_composition (HcrmRequest *req, GError **error);
