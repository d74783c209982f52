/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * HcrmComparison:
 *
 * Two patients side by side: what differs stands out, and everything that a merge would read
 * together is counted and listed. Emits `open` (patient id) to see one of them.
 */
#define HCRM_TYPE_COMPARISON (hcrm_comparison_get_type ())
G_DECLARE_FINAL_TYPE (HcrmComparison, hcrm_comparison, HCRM, COMPARISON, AdwBin)

GtkWidget *hcrm_comparison_new (void);

/* @items: the two items of a merge preview; %NULL clears. */
void hcrm_comparison_set (HcrmComparison *self, JsonArray *items);

/* The version of one of the two as it was compared; 0 if nothing is. */
gint64 hcrm_comparison_get_version (HcrmComparison *self, guint side);

G_END_DECLS
