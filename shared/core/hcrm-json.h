/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * hcrm_json_to_text:
 * @node: any node
 *
 * What json_to_string() writes, but a number with a fraction in the fewest digits that read back
 * as the same double: 35.6, where json-glib writes 35.600000000000001. A whole one keeps one zero
 * behind its point; further zeros are not known to a #JsonNode.
 *
 * Returns: (transfer full): JSON text on one line
 */
char *hcrm_json_to_text (JsonNode *node);

G_END_DECLS
