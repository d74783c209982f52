/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The list of drugs that run out. */

#include "refill.h"

#include "core/hcrm-export.h"
#include "core/hcrm-sought.h"
#include "model/hcrm-medication.h"
#include "refill-sql.h"

static gboolean
list_refills (HcrmRequest *req, GError **error)
{
  hcrm_sought_bind (req->db, hcrm_record_get (req->args, "q"));
  return hcrm_request_reply_list (req, &SQL_REFILL_LIST, error);
}

/* clang-format off */
static const HcrmRoute routes[] = {
  { "GET", "/refills", HCRM_PERM_FOLLOWUP_READ, 0, &hcrm_refill_query, .handler = list_refills },
  HCRM_EXPORT ("/refills", HCRM_PERM_FOLLOWUP_READ, &hcrm_refill_fields),
  { "GET", "/refills/{id}", HCRM_PERM_FOLLOWUP_READ, 0, NULL, &SQL_REFILL_GET },
};
/* clang-format on */

const HcrmModule hcrm_refill_module = {
  .name = "refill",
  .routes = routes,
  .n_routes = G_N_ELEMENTS (routes),
};
