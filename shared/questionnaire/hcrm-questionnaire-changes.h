/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "hcrm-questionnaire.h"

G_BEGIN_DECLS

/**
 * hcrm_questionnaire_compare:
 * @old: the version before
 * @now: the version to be
 *
 * What makes answers to two versions hard to compare: link ids that are gone, or mean something
 * else. Codes: `item.removed`, `item.type` {was, now}, `item.words` {was, now}, `item.unit` {was,
 * now}, `item.option-removed` {option}, `item.option-weight` {option}, `item.moved` (into another
 * repeating group). What is new is no change.
 *
 * Returns: (transfer full): [{item, because: {code, params}}] in the order of @old
 */
JsonArray *hcrm_questionnaire_compare (const HcrmQuestionnaire *old, const HcrmQuestionnaire *now);

G_END_DECLS
