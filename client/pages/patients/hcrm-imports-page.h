/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/hcrm-page.h"

G_BEGIN_DECLS

/* Lists of patients and discharges: upload, say what the columns are, import, and undo it. */
#define HCRM_TYPE_IMPORTS_PAGE (hcrm_imports_page_get_type ())
G_DECLARE_FINAL_TYPE (HcrmImportsPage, hcrm_imports_page, HCRM, IMPORTS_PAGE, HcrmPage)

/* Uploads a list, as if it had been chosen or dropped. */
void hcrm_imports_page_upload (HcrmImportsPage *self, GFile *file);

G_END_DECLS
