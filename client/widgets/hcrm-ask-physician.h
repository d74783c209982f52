/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/hcrm-page.h"
#include "hcrm-lookup.h"

G_BEGIN_DECLS

/* Physicians by what is typed, for lookups. */
extern const HcrmLookupInfo hcrm_physician_lookup;

/**
 * hcrm_ask_physician:
 * @task_id: the follow-up task during which it came up
 *
 * Asks for a patient's question in a dialog and puts it to a physician. What is typed is kept as a
 * draft until it is sent.
 */
void hcrm_ask_physician (HcrmPage *page, gint64 task_id);

G_END_DECLS
