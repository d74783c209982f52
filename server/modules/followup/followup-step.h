/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the files of this module share. */

#pragma once

#include "core/hcrm-http.h"

/**
 * hcrm_followup_take:
 * @lock: selects the row FOR UPDATE, with `state` and `version`
 * @view: selects it as clients know it
 *
 * As hcrm_request_take_step(), but a stale version's `current` is the record as its view shows it.
 */
HcrmRows *hcrm_followup_take (HcrmRequest *req,
                              const HcrmSql *lock,
                              const HcrmSql *view,
                              const HcrmWorkflow *flow,
                              const char *action,
                              const HcrmStep **step,
                              GError **error);
