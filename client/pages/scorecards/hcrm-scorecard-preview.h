/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A scorecard as its reviewer will see it, and what its items weigh. */

#pragma once

#include <gtk/gtk.h>

#include "core/hcrm-record.h"

G_BEGIN_DECLS

/* @items: (element-type HcrmRecord): replaces what @box shows by sections and their items. */
void hcrm_scorecard_preview_fill (GtkBox *box, GPtrArray *items);

/* In hundredths; 0 for what has none. */
gint64 hcrm_scorecard_get_weight (HcrmRecord *item);
gint64 hcrm_scorecard_sum_weights (GPtrArray *items);

/* Returns: (transfer full): hundredths without needless noughts: `12.5` */
char *hcrm_scorecard_dup_weight (gint64 hundredths);

/* Returns: (transfer full): what the item is of the whole: `12.5 %` */
char *hcrm_scorecard_dup_share (HcrmRecord *item, gint64 sum);

/* Returns: (transfer full): `14 items · weights add up to 100 · 3 fatal` */
char *hcrm_scorecard_dup_summary (GPtrArray *items);

G_END_DECLS
