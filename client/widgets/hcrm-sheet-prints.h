/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * HcrmSheetPrints:
 *
 * What was printed of a follow-up step: a line that says how often, when last and by whom. Stands
 * on a page, which it asks the server through.
 */
#define HCRM_TYPE_SHEET_PRINTS (hcrm_sheet_prints_get_type ())
G_DECLARE_FINAL_TYPE (HcrmSheetPrints, hcrm_sheet_prints, HCRM, SHEET_PRINTS, AdwBin)

/* @task: (nullable): the step's number, %NULL for none; @prints: (nullable): as its sheet has them,
 * the oldest first; asked for if %NULL */
void hcrm_sheet_prints_set (HcrmSheetPrints *self, const char *task, JsonArray *prints);

/* Returns: (transfer none) (nullable): what is known of. */
JsonArray *hcrm_sheet_prints_get (HcrmSheetPrints *self);

/* It was printed: tells the server, at once or when the line is back. @sheet is one of
 * hcrm_followup_sheet_choices; @version may be %NULL. */
void hcrm_sheet_prints_note (HcrmSheetPrints *self,
                             const char *sheet,
                             const char *version,
                             guint copies);

G_END_DECLS
