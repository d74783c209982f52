/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/hcrm-page.h"

G_BEGIN_DECLS

/* A review: the recording, and the scorecard that is filled in while it plays, or was. */
#define HCRM_TYPE_REVIEW_PAGE (hcrm_review_page_get_type ())
G_DECLARE_FINAL_TYPE (HcrmReviewPage, hcrm_review_page, HCRM, REVIEW_PAGE, HcrmPage)

G_END_DECLS
