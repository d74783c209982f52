/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Asks to whom the recordings of a sample are given. */

#pragma once

#include "core/hcrm-page.h"

G_BEGIN_DECLS

/* @sample: whose recordings without a reviewer are given out, evenly. The page is fetched anew
 * then, and tells what is left. */
void hcrm_sample_assign_ask (HcrmPage *page, HcrmRecord *sample);

G_END_DECLS
