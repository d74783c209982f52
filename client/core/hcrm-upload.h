/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/hcrm-api.h"

G_BEGIN_DECLS

/* @done: from 0 to 1. */
typedef void (*HcrmUploadProgress) (gpointer user_data, double done);

/**
 * hcrm_upload_async:
 * @collection: where to, `/uploads` or `/imports`
 * @max_size: in bytes; 0 leaves that to the server
 * @resume: (nullable): an upload of the same file that was not finished, as the server has it
 * @progress: called with @user_data
 *
 * Sends a file in parts, and says that it is complete. The same file is known by its checksum.
 */
void hcrm_upload_async (HcrmApi *api,
                        const char *collection,
                        gint64 max_size,
                        GFile *file,
                        HcrmRecord *resume,
                        HcrmUploadProgress progress,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data);

/* Returns: the upload's id; 0 with @error */
gint64 hcrm_upload_finish (HcrmApi *api, GAsyncResult *result, GError **error);

/* Returns: what was begun on the server, even if it failed then; 0 if nothing was. */
gint64 hcrm_upload_get_begun (GAsyncResult *result);

G_END_DECLS
