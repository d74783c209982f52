/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A user's exports: how far they are, their files, and cancelling one. */

#include "export.h"

#include "core/hcrm-export.h"
#include "exports-sql.h"

static gboolean
cancel (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) rows = hcrm_db_one (req->db, &SQL_EXPORTS_GET, NULL, error);

  if (rows == NULL || !hcrm_db_run (req->db, &SQL_EXPORTS_CANCEL, NULL, error))
    return FALSE;
  hcrm_request_add_event (req, "export", hcrm_rows_get_int (rows, 0, "id"), 0);
  return hcrm_request_reply_one (req, &SQL_EXPORTS_GET, error);
}

#define OWN HCRM_PERM_SESSION

/* clang-format off */
static const HcrmRoute routes[] = {
  { "GET",  "/exports",                     OWN, 0, &hcrm_export_query, .list = &SQL_EXPORTS_LIST },
  { "GET",  "/exports/{id}",                OWN, .sql = &SQL_EXPORTS_GET },
  { "GET",  "/exports/{id}/file",           OWN, .handler = hcrm_export_send },
  { "POST", "/exports/{id}/actions/cancel", OWN, .handler = cancel },
};
/* clang-format on */

const HcrmModule hcrm_export_module = { "export", routes, G_N_ELEMENTS (routes) };
