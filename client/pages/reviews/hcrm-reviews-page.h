/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "widgets/hcrm-list-page.h"

G_BEGIN_DECLS

/* The list of reviews. */
#define HCRM_TYPE_REVIEWS_PAGE (hcrm_reviews_page_get_type ())
G_DECLARE_FINAL_TYPE (HcrmReviewsPage, hcrm_reviews_page, HCRM, REVIEWS_PAGE, HcrmListPage)

G_END_DECLS
