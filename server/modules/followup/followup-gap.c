/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Mandatory discharges without a plan or an exemption, by department, doctor or rule. */

#include "core/hcrm-export.h"
#include "followup-gap-sql.h"
#include "followup.h"
#include "model/hcrm-followup-rule.h"

#define OVERVIEW HCRM_PERM_FOLLOWUP_OVERVIEW

/* clang-format off */
static const HcrmRoute routes[] = {
  { "GET", "/followup-gaps", OVERVIEW, HCRM_ROUTE_REPORT, &hcrm_followup_gap_query, .list = &SQL_FOLLOWUP_GAP_LIST },
  HCRM_EXPORT ("/followup-gaps", OVERVIEW, &hcrm_followup_gap_fields),
};
/* clang-format on */

const HcrmModule hcrm_followup_gap_module = { "followup-gap", routes, G_N_ELEMENTS (routes) };
