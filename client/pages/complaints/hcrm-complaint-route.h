/* SPDX-License-Identifier: GPL-3.0-or-later */

/* To which departments a complaint goes: a row for each. */

#pragma once

#include "core/hcrm-api.h"
#include "widgets/hcrm-rows-editor.h"

G_BEGIN_DECLS

/**
 * hcrm_complaint_route_new:
 * @complaint: the complaint that is routed
 * @grade: its grade, which says by when it is answered
 * @departments: reply of /departments
 * @led: whether a department leads already; else the first row does until another is said to
 *
 * Rows of #hcrm_complaint_route_share, one to begin with: department, who of it answers (nobody
 * whom the complaint is about), what is asked of it, and whether it leads, which one of them does.
 * Above a row stands who will have it where nobody is named, and what a second department does to
 * the term.
 *
 * Returns: (transfer floating): the rows
 */
HcrmRowsEditor *hcrm_complaint_route_new (HcrmApi *api,
                                          const char *complaint,
                                          gint64 grade,
                                          JsonNode *departments,
                                          gboolean led);

/* Takes up the rows that a draft kept. */
void hcrm_complaint_route_take_draft (HcrmRowsEditor *rows, JsonNode *shares);

G_END_DECLS
