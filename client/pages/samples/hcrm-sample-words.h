/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Parts, risks and weights of a sample in words. */

#pragma once

#include "core/hcrm-record.h"

G_BEGIN_DECLS

/**
 * hcrm_sample_words_part:
 * @names: (element-type utf8 utf8): names of agents and departments, by `agent=3`
 * @stratum: (nullable): as the server writes it, `agent=3 hour=09`
 *
 * Returns: (transfer full): the part in words, `王莉 · 9:00–9:59`; empty for none
 */
char *hcrm_sample_words_part (GHashTable *names, const char *stratum);

/* @risks: (nullable): a JSON array of risks. Returns: (transfer full): in words; empty for none */
char *hcrm_sample_words_risks (const char *risks);

/* What a recording with @risks weighs in @sample: 1, and what each of them adds. */
guint hcrm_sample_words_weight (HcrmRecord *sample, const char *risks);

G_END_DECLS
