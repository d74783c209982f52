/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * HcrmImportMapping:
 *
 * The columns of a list: heading, what each is taken for, and the first rows as they would be
 * taken, with what is wrong with them. Emits `changed` when the user chooses.
 */
#define HCRM_TYPE_IMPORT_MAPPING (hcrm_import_mapping_get_type ())
G_DECLARE_FINAL_TYPE (HcrmImportMapping, hcrm_import_mapping, HCRM, IMPORT_MAPPING, AdwBin)

/* Both are JSON arrays as an import has them. */
void hcrm_import_mapping_set (HcrmImportMapping *self,
                              JsonNode *headings,
                              JsonNode *mapping,
                              gboolean editable);

/* @reply: of `POST /imports/{id}/actions/preview` */
void hcrm_import_mapping_show_rows (HcrmImportMapping *self, JsonNode *reply);

/* Returns: (transfer full): a JSON array */
JsonNode *hcrm_import_mapping_dup (HcrmImportMapping *self);

G_END_DECLS
