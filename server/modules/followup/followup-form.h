/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which questionnaire a step of a plan asks: named, or put together for this patient. */

#pragma once

#include "core/hcrm-http.h"

/**
 * hcrm_followup_let_forms:
 * @rows: the dated steps of hcrm_followup_plan_rows()
 * @error: %HCRM_ERROR_INVALID naming `steps[n].questionnaire_url`
 *
 * Where a step asks by diagnosis, or for more than its own questionnaire (`extra_urls`), puts the
 * address of the composition in its place. The encounter is :id.
 */
gboolean hcrm_followup_let_forms (HcrmRequest *req, JsonArray *rows, GError **error);
