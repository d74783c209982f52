/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hcrm-lookup.h"

G_BEGIN_DECLS

/**
 * HcrmLookupRow:
 *
 * An #HcrmLookup as a row of a form: its label above it, what is wrong beneath it. Emits `changed`
 * when the user chooses.
 */
#define HCRM_TYPE_LOOKUP_ROW (hcrm_lookup_row_get_type ())
G_DECLARE_FINAL_TYPE (HcrmLookupRow, hcrm_lookup_row, HCRM, LOOKUP_ROW, AdwBin)

/* @info is kept: a static table. @required: whether something has to be chosen. */
GtkWidget *hcrm_lookup_row_new (HcrmApi *api,
                                const HcrmLookupInfo *info,
                                const char *label,
                                gboolean required);
HcrmLookup *hcrm_lookup_row_get_lookup (HcrmLookupRow *self);

/* Chooses, and says that nothing is wrong; both %NULL: nothing. */
void hcrm_lookup_row_set (HcrmLookupRow *self, const char *value, const char *label);
const char *hcrm_lookup_row_get_value (HcrmLookupRow *self); /* (nullable) */

/* Whether something is chosen if it has to be; else says so beneath it. */
gboolean hcrm_lookup_row_check (HcrmLookupRow *self);

/* @message: (nullable): %NULL: nothing is wrong */
void hcrm_lookup_row_show_error (HcrmLookupRow *self, const char *message);

G_END_DECLS
