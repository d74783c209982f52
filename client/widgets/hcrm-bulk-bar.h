/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "hcrm-record-selection.h"

G_BEGIN_DECLS

/**
 * HcrmBulkBar:
 *
 * What can be done with several rows of a list at once, how many they are, and, afterwards, which
 * of them it was not done with and why. Shown while more than one row is marked or something went
 * wrong. Signal: `clear`, when one row is enough again.
 */
#define HCRM_TYPE_BULK_BAR (hcrm_bulk_bar_get_type ())
G_DECLARE_FINAL_TYPE (HcrmBulkBar, hcrm_bulk_bar, HCRM, BULK_BAR, AdwBin)

/**
 * hcrm_bulk_bar_add:
 * @key: (nullable): the key that does the same
 * @action: `task.assign`
 */
void hcrm_bulk_bar_add (HcrmBulkBar *self, const char *label, const char *key, const char *action);

/* @total: how many rows are listed */
void hcrm_bulk_bar_show (HcrmBulkBar *self, HcrmRecordSelection *selection, gint64 total);

/**
 * hcrm_bulk_bar_take_results:
 * @reply: `{"results": [{"id", "status", "problem"}]}`, as bulk steps answer
 * @selection: keeps those marked that failed
 * @name: the field by which a row is known to people
 *
 * Returns: how many were not done
 */
guint hcrm_bulk_bar_take_results (HcrmBulkBar *self,
                                  JsonNode *reply,
                                  HcrmRecordSelection *selection,
                                  const char *name);
void hcrm_bulk_bar_forget_results (HcrmBulkBar *self);

G_END_DECLS
