/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/hcrm-page-info.h"

G_BEGIN_DECLS

/* A department's share of a complaint that was given to the user. */
extern const HcrmPageNews hcrm_complaint_share_news;

/* What happened to one that somebody has in hand: sent back, asked back, answered, opened again,
 * late. */
extern const HcrmPageNews hcrm_complaint_notice_news;

/* A warning that the user's role is told of. */
extern const HcrmPageNews hcrm_complaint_warning_news;

G_END_DECLS
