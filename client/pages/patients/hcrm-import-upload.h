/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/hcrm-api.h"

G_BEGIN_DECLS

/* @done: from 0 to 1. */
typedef void (*HcrmUploadProgress) (gpointer user_data, double done);

/**
 * hcrm_import_upload_async:
 * @file: the list
 * @resume: (nullable): an import of the same file that was not uploaded whole, as /imports has it
 * @progress: called with @user_data
 *
 * Uploads a list in parts and has it read. The same file is known by its checksum.
 */
void hcrm_import_upload_async (HcrmApi *api,
                               GFile *file,
                               HcrmRecord *resume,
                               HcrmUploadProgress progress,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);

/* Returns: the import's id; 0 with @error */
gint64 hcrm_import_upload_finish (HcrmApi *api, GAsyncResult *result, GError **error);

G_END_DECLS
