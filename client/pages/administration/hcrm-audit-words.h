/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * hcrm_audit_words_label:
 * @entity: what was changed, as the audit log calls it
 * @column: what of it
 *
 * Returns: what the forms call it; @column itself if none of them has it
 */
const char *hcrm_audit_words_label (const char *entity, const char *column);

/* Returns: (transfer full): a value of it as the forms say it: choices by their words, instants in
 * local time; `—` for none. @value: (nullable) */
char *hcrm_audit_words_value (const char *entity, const char *column, JsonNode *value);

G_END_DECLS
