/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "widgets/hcrm-filter-bar.h"

G_BEGIN_DECLS

/* What the list of follow-up tasks shows, and what it can be narrowed by. */
extern const HcrmListInfo hcrm_worklist_list;
extern const HcrmFilter hcrm_worklist_filters[];
extern const guint hcrm_worklist_n_filters;

/* Words and pills of a task, as the list and the panel beside it show them. (transfer full) */
char *hcrm_worklist_make_due (HcrmRecord *task, const char **pill);
char *hcrm_worklist_make_state (HcrmRecord *task, const char **pill);

/* Returns: a disposition's pill without its fill: the shape tells what it came to. */
const char *hcrm_worklist_get_result_pill (const char *disposition);

/* Whom the task's number calls. */
void hcrm_worklist_dial (HcrmRecord *task, HcrmPhoneDial *dial);

G_END_DECLS
