/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The library of questionnaires: diseases to the left, the list, one of them to the right. */

#pragma once

#include "widgets/hcrm-list-page.h"

G_BEGIN_DECLS

#define HCRM_TYPE_LIBRARY_PAGE (hcrm_library_page_get_type ())
G_DECLARE_FINAL_TYPE (HcrmLibraryPage, hcrm_library_page, HCRM, LIBRARY_PAGE, HcrmListPage)

G_END_DECLS
