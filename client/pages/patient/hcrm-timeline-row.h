/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "core/hcrm-record.h"

G_BEGIN_DECLS

/* One event of a time line, in the words of hcrm_explain(). */
#define HCRM_TYPE_TIMELINE_ROW (hcrm_timeline_row_get_type ())
G_DECLARE_FINAL_TYPE (HcrmTimelineRow, hcrm_timeline_row, HCRM, TIMELINE_ROW, GtkListBoxRow)

/* @event: of hcrm_timeline_fields. */
GtkWidget *hcrm_timeline_row_new (HcrmRecord *event);
HcrmRecord *hcrm_timeline_row_get_event (HcrmTimelineRow *self);

/* Returns: (transfer full): the day it stands under, YYYY-MM-DD. */
char *hcrm_timeline_row_dup_day (HcrmTimelineRow *self);

/* Shows all of the detail or one line of it. */
void hcrm_timeline_row_set_expanded (HcrmTimelineRow *self, gboolean expanded);
gboolean hcrm_timeline_row_get_expanded (HcrmTimelineRow *self);

G_END_DECLS
