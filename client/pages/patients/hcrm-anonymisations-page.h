/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pages/administration/hcrm-admin-page.h"

G_BEGIN_DECLS

/* Who is to be forgotten: proposed, waiting for a second person, done. */
#define HCRM_TYPE_ANONYMISATIONS_PAGE (hcrm_anonymisations_page_get_type ())
G_DECLARE_FINAL_TYPE (HcrmAnonymisationsPage,
                      hcrm_anonymisations_page,
                      HCRM,
                      ANONYMISATIONS_PAGE,
                      HcrmAdminPage)

G_END_DECLS
