/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Dead letters: HIS messages that could not be used, and jobs that failed for good. */

#pragma once

#include "hcrm-admin-page.h"

G_BEGIN_DECLS

#define HCRM_TYPE_LETTERS_PAGE (hcrm_letters_page_get_type ())
G_DECLARE_FINAL_TYPE (HcrmLettersPage, hcrm_letters_page, HCRM, LETTERS_PAGE, HcrmAdminPage)

G_END_DECLS
