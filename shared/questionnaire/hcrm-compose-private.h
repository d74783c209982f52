/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hcrm-compose.h"

G_BEGIN_DECLS

/* Whether two questions take the same answers, with the same weights. */
gboolean hcrm_compose_take_same_answers (const HcrmItem *a, const HcrmItem *b);

/* Why two items mean the same, by code or by link id and definition; %NULL if they need not. */
const char *hcrm_compose_find_meaning (const HcrmFhirNode *a, const HcrmFhirNode *b);

/* The same, or because of the same words. */
const char *hcrm_compose_find_identity (const HcrmFhirNode *a,
                                        const HcrmItem *item_a,
                                        const HcrmFhirNode *b,
                                        const HcrmItem *item_b);

G_END_DECLS
