/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "hcrm-list-model.h"

G_BEGIN_DECLS

/* As many as one bulk step of the server takes. */
#define HCRM_MOST_MARKED 1000

/**
 * HcrmRecordSelection:
 *
 * Which records of a list are chosen, by their ids: places change while others come and go, records
 * do not. One of them is the current one, whose details are shown and which Enter opens; it stays
 * known when it leaves the list. Where several may be marked, rows that have not been fetched yet
 * are marked by their place until they have. Signal: `changed`, when the current record or what is
 * marked is another one, or the current record was fetched anew.
 */
#define HCRM_TYPE_RECORD_SELECTION (hcrm_record_selection_get_type ())
G_DECLARE_FINAL_TYPE (HcrmRecordSelection, hcrm_record_selection, HCRM, RECORD_SELECTION, GObject)

HcrmRecordSelection *hcrm_record_selection_new (HcrmListModel *model);
void hcrm_record_selection_set_multiple (HcrmRecordSelection *self, gboolean multiple);

/* (nullable) (transfer none): the current record; %NULL also while it is not yet fetched. */
HcrmRecord *hcrm_record_selection_get_current (HcrmRecordSelection *self);
gint64 hcrm_record_selection_get_current_id (HcrmRecordSelection *self); /* 0: none */

/* Makes it the current record, and the only one marked; now or when it is fetched. */
void hcrm_record_selection_choose (HcrmRecordSelection *self, gint64 id);

/* How many are marked; @waiting of them are not yet fetched. */
guint hcrm_record_selection_count (HcrmRecordSelection *self, guint *waiting);

/* Returns: (transfer full): the marked records that are fetched, as they are now. */
GPtrArray *hcrm_record_selection_dup_marked (HcrmRecordSelection *self);
void hcrm_record_selection_unmark (HcrmRecordSelection *self, gint64 id);

/* Leaves only the current record marked. */
void hcrm_record_selection_clear (HcrmRecordSelection *self);

G_END_DECLS
