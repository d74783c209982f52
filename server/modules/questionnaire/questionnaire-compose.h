/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Handlers of the library beside its records: putting together, categories. */

#pragma once

#include "core/hcrm-http.h"

gboolean hcrm_questionnaire_reply_composition (HcrmRequest *req, GError **error);
gboolean hcrm_questionnaire_reply_categories (HcrmRequest *req, GError **error);
