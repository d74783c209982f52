/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "widgets/hcrm-list-page.h"

G_BEGIN_DECLS

/* Questions to physicians and alarming answers: the list, and one with all that was said of it. */
#define HCRM_TYPE_QUESTIONS_PAGE (hcrm_questions_page_get_type ())
G_DECLARE_FINAL_TYPE (HcrmQuestionsPage, hcrm_questions_page, HCRM, QUESTIONS_PAGE, HcrmListPage)

G_END_DECLS
