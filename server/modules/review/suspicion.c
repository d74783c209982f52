/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Follow-ups that may not have happened as they stand, with the evidence. */

#include "core/hcrm-export.h"
#include "review-private.h"
#include "suspicion-sql.h"

/* Whoever comes second is told what the first has found. */
static gboolean
look (HcrmRequest *req, GError **error)
{
  if (!hcrm_db_run (req->db, &SQL_SUSPICION_HOLD, NULL, error))
    return FALSE;
  g_autoptr (HcrmRows) now = hcrm_db_one (req->db, &SQL_SUSPICION_GET, NULL, error);
  if (now == NULL || !hcrm_request_check_version (req, now, error)
      || !hcrm_db_run (req->db, &SQL_SUSPICION_LOOK, req->args, error))
    return FALSE;
  g_autoptr (HcrmRows) rows =
      hcrm_request_reply_record (req, &SQL_SUSPICION_GET, "suspicion", error);
  return rows != NULL;
}

#define PATH "/suspicious-followups"
#define SCORE HCRM_PERM_REVIEW_SCORE

/* clang-format off */
static const HcrmRoute routes[] = {
  { "GET", PATH, SCORE, HCRM_ROUTE_REPORT, &hcrm_suspicion_query, .list = &SQL_SUSPICION_LIST },
  HCRM_EXPORT (PATH, SCORE, &hcrm_suspicion_fields),
  { "POST", PATH "/{id}/actions/look", SCORE, HCRM_ROUTE_VERSIONED, &hcrm_suspicion_look, .handler = look },
};

static const HcrmConstraint constraints[] = {
  { "suspicion_own", NULL, N_("Nobody judges a follow-up of their own") },
};
/* clang-format on */

const HcrmModule hcrm_suspicion_module = { "suspicion", routes, G_N_ELEMENTS (routes), constraints,
                                           G_N_ELEMENTS (constraints) };
