/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "widgets/hcrm-form-dialog.h"

G_BEGIN_DECLS

/* Asks why the data and the code book are exported; @done is given the `reason`. */
void hcrm_study_export_ask (HcrmPage *page, HcrmFilledFunc done);

/**
 * hcrm_study_export_order:
 * @query: of the data: `study_id=4`, and `list_id` for the variables of a saved list
 * @name: of the files
 *
 * Orders both, for they belong together; they are shown with the user's exports.
 */
void
hcrm_study_export_order (HcrmPage *page, const char *query, const char *name, const char *reason);

G_END_DECLS
