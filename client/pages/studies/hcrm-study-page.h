/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/hcrm-page.h"

G_BEGIN_DECLS

/* The subjects of one study, and what is entered for each; for research, the same without names. */
#define HCRM_TYPE_STUDY_PAGE (hcrm_study_page_get_type ())
G_DECLARE_FINAL_TYPE (HcrmStudyPage, hcrm_study_page, HCRM, STUDY_PAGE, HcrmPage)

G_END_DECLS
