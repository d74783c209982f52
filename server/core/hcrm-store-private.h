/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hcrm-store.h"

G_BEGIN_DECLS

/* Says what errno means for a file that was to be written. */
gboolean hcrm_store_fail (const char *path, GError **error);

gboolean hcrm_store_make_folder_of (const char *path, GError **error);
gboolean hcrm_store_write_all (int fd, const void *data, gsize length, goffset offset);

/* Returns: (transfer full): the media type that libmagic tells of the first bytes */
char *hcrm_store_find_media (const void *head, gsize length);

/* Makes the file @from, as it is, that of @sha256, on the disk when it returns. */
gboolean hcrm_store_put (const char *files, const char *from, const char *sha256, GError **error);

gboolean hcrm_store_writer_copy (HcrmStoreWriter *self, HcrmStoreReader *reader, GError **error);

G_END_DECLS
