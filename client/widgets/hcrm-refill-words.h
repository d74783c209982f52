/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Returns: (nullable) (transfer none): the `refills` of a plan or task; no call about drugs has
 * none. @has_refills: (nullable) */
JsonArray *hcrm_refill_words_get_array (JsonObject *has_refills);

/**
 * hcrm_refill_words_new:
 * @refill: one of them: a drug, when it runs out, and the steps that led there
 *
 * Returns: (transfer full): the drug and the day in a line, and how the day was found in further
 * ones
 */
char *hcrm_refill_words_new (JsonObject *refill);

/* Where such words come from, to be signed with. */
const char *hcrm_refill_words_get_source (void);

G_END_DECLS
