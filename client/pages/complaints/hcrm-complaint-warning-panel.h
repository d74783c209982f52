/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include <json-glib/json-glib.h>

#include "core/hcrm-record.h"

G_BEGIN_DECLS

/* One warning of complaints: what was noticed, how it stands, and the complaints behind it, which
 * open by the action `complaint.open` of the page. */
#define HCRM_TYPE_COMPLAINT_WARNING_PANEL (hcrm_complaint_warning_panel_get_type ())
G_DECLARE_FINAL_TYPE (HcrmComplaintWarningPanel,
                      hcrm_complaint_warning_panel,
                      HCRM,
                      COMPLAINT_WARNING_PANEL,
                      AdwBin)

/* @warning: (nullable): none is chosen. @cases: (nullable): not read yet */
void hcrm_complaint_warning_panel_set (HcrmComplaintWarningPanel *self,
                                       HcrmRecord *warning,
                                       JsonArray *cases);

/* Returns: (transfer full): what was noticed: a short line, and in @detail more about it. */
char *hcrm_complaint_warning_dup_words (HcrmRecord *warning, char **detail);

G_END_DECLS
