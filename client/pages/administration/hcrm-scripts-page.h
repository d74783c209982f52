/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Call scripts: what agents say, with variables, seen as it will be read. */

#pragma once

#include "hcrm-texts-page.h"

G_BEGIN_DECLS

#define HCRM_TYPE_SCRIPTS_PAGE (hcrm_scripts_page_get_type ())
G_DECLARE_FINAL_TYPE (HcrmScriptsPage, hcrm_scripts_page, HCRM, SCRIPTS_PAGE, HcrmTextsPage)

G_END_DECLS
