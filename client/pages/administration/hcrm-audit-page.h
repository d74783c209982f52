/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The audit log: who did what. */

#pragma once

#include "hcrm-admin-page.h"

G_BEGIN_DECLS

#define HCRM_TYPE_AUDIT_PAGE (hcrm_audit_page_get_type ())
G_DECLARE_FINAL_TYPE (HcrmAuditPage, hcrm_audit_page, HCRM, AUDIT_PAGE, HcrmAdminPage)

G_END_DECLS
