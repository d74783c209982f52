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

/* Says which list is exported: its path and its query, and what the file is called (translated);
 * both texts are freed by the button. */
typedef void (*HcrmExportSource) (gpointer data, char **path, char **query, const char **title);

/* The same for what is no record list, all of whose columns are exported. @data: lives as long as
 * the button. Returns: (transfer floating) */
GtkWidget *
hcrm_export_button_new_for (HcrmSession *session, HcrmExportSource source, gpointer data);

G_END_DECLS
