/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Has one recording reviewed, outside of any sample: by whoever asks, or by somebody they choose.
 */

#pragma once

#include "core/hcrm-page.h"

G_BEGIN_DECLS

/* Whether whoever sits here can have recordings reviewed. */
gboolean hcrm_recording_review_allowed (HcrmPage *page);

/**
 * hcrm_recording_review_ask:
 * @page: whose question it is
 * @recording: which one
 *
 * Asks by which scorecard, and who manages reviews also by whom; then gives it. A call taken to
 * review oneself is opened.
 */
void hcrm_recording_review_ask (HcrmPage *page, gint64 recording);

G_END_DECLS
