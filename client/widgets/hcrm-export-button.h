/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hcrm-record-list.h"

G_BEGIN_DECLS

/**
 * HcrmExportButton:
 *
 * Exports what a list shows as a file: asks for format, columns and the reason, and shows the
 * user's exports with their progress, to cancel or to save them; the server keeps them for a day,
 * so they are there again after a restart of the client.
 */
#define HCRM_TYPE_EXPORT_BUTTON (hcrm_export_button_get_type ())
G_DECLARE_FINAL_TYPE (HcrmExportButton, hcrm_export_button, HCRM, EXPORT_BUTTON, AdwBin)

/* @list: lives as long as the button. Returns: (transfer floating) */
GtkWidget *hcrm_export_button_new (HcrmRecordList *list);

G_END_DECLS
