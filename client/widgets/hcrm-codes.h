/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Lists of codes as people type them: `I21 I22.0-I22.9`. */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* @json: (nullable): an array of codes, as a record holds it. Returns: (transfer full) (nullable):
 * the codes with spaces between them; %NULL if there is none */
char *hcrm_codes_join (const char *json);

/* @typed: (nullable): codes with spaces, commas or semicolons between them, Chinese ones too.
 * Returns: (transfer full): an array of the codes, in capitals */
JsonArray *hcrm_codes_split (const char *typed);

G_END_DECLS
