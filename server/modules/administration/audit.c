/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reading the audit log. It is written by the database itself, and by nobody changed. */

#include "administration.h"

#include "audit-sql.h"
#include "core/hcrm-export.h"
#include "model/hcrm-administration.h"

static gboolean
list (HcrmRequest *req, GError **error)
{
  hcrm_db_let (req->db, "doer_id", hcrm_record_get (req->args, "user_id"));
  return hcrm_request_reply_list (req, &SQL_AUDIT_LIST, error);
}

static const HcrmRoute routes[] = {
  { "GET", "/audit", HCRM_PERM_AUDIT_READ, .input = &hcrm_audit_query, .handler = list },
  HCRM_EXPORT ("/audit", HCRM_PERM_AUDIT_READ, &hcrm_audit_fields),
};

const HcrmModule hcrm_audit_module = { "audit", routes, G_N_ELEMENTS (routes) };
