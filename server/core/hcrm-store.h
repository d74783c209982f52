/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Files by their content: each is kept once, under its SHA-256, and never changed. */

#pragma once

#include "core/hcrm-error.h"

G_BEGIN_DECLS

/**
 * HcrmStored:
 * @sha256: in lower-case hexadecimal
 * @size: in bytes
 * @media: the media type, told from the content whatever the file is called
 */
typedef struct {
  char sha256[65];
  gint64 size;
  char *media;
} HcrmStored;

void hcrm_stored_clear (HcrmStored *stored);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HcrmStored, hcrm_stored_clear)

/* Returns: (transfer full): where a file with this content is kept, below the folder of files. */
char *hcrm_store_dup_path (const char *files, const char *sha256);

/* Returns: (transfer full): where the parts of upload @id are gathered. */
char *hcrm_store_dup_upload (const char *files, gint64 id);

/**
 * hcrm_store_write_part:
 * @path: of an upload; made if it is missing, with its folder
 * @offset: where in the file @data goes
 *
 * Written and on the disk when it returns, so that what is counted afterwards is there after a
 * crash. The same part may be written again.
 */
gboolean hcrm_store_write_part (const char *path,
                                const void *data,
                                gsize length,
                                goffset offset,
                                GError **error);

/**
 * hcrm_store_look:
 * @path: of a whole file
 * @stored: (out caller-allocates): what it is
 */
gboolean hcrm_store_look (const char *path, HcrmStored *stored, GError **error);

/**
 * hcrm_store_keep:
 * @path: of a whole file; it stays where it is, for whoever does this again
 * @stored: what hcrm_store_look() said of it
 *
 * Puts the file among the others, on the disk when it returns. If its content is there already,
 * nothing changes.
 */
gboolean
hcrm_store_keep (const char *files, const char *path, const HcrmStored *stored, GError **error);

typedef enum {
  HCRM_STORE_WHOLE,
  HCRM_STORE_MISSING,
  HCRM_STORE_ALTERED,
} HcrmStoreState;

/* Reads what is kept under @sha256. Returns: whether it is there and has that content. */
HcrmStoreState hcrm_store_check (const char *files, const char *sha256);

G_END_DECLS
