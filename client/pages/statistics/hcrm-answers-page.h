/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "widgets/hcrm-list-page.h"

G_BEGIN_DECLS

/* The answers behind a figure of the statistics. */
#define HCRM_TYPE_ANSWERS_PAGE (hcrm_answers_page_get_type ())
G_DECLARE_FINAL_TYPE (HcrmAnswersPage, hcrm_answers_page, HCRM, ANSWERS_PAGE, HcrmListPage)

G_END_DECLS
