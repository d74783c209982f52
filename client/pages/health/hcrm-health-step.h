/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a step of a cycle asks for, and sending it. */

#pragma once

#include "core/hcrm-page.h"

G_BEGIN_DECLS

/**
 * hcrm_health_step_ask:
 * @cycle: as it is seen
 *
 * Asks for what @action needs, and takes the step; if the server finds something wrong, it is asked
 * again with what was typed.
 */
void hcrm_health_step_ask (HcrmPage *page, HcrmRecord *cycle, const char *action);

/* Takes a step with a body that is there already. @done: (nullable): runs with the page. */
void hcrm_health_step_send (HcrmPage *page,
                            HcrmRecord *cycle,
                            const char *action,
                            JsonObject *body,
                            HcrmReplyFunc done);

G_END_DECLS
