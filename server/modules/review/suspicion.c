/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Follow-ups that may not have happened as they stand, with the evidence. */

#include "core/hcrm-export.h"
#include "review-private.h"
#include "suspicion-sql.h"

#define PATH "/suspicious-followups"
#define SCORE HCRM_PERM_REVIEW_SCORE

/* clang-format off */
static const HcrmRoute routes[] = {
  { "GET", PATH, SCORE, HCRM_ROUTE_REPORT, &hcrm_suspicion_query, .list = &SQL_SUSPICION_LIST },
  HCRM_EXPORT (PATH, SCORE, &hcrm_suspicion_fields),
};
/* clang-format on */

const HcrmModule hcrm_suspicion_module = { "suspicion", routes, G_N_ELEMENTS (routes) };
