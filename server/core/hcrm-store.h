/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Files by their content: each is kept once, under its SHA-256, and its content never changes. */

#pragma once

#include "core/hcrm-error.h"
#include "hcrm-seal.h"

G_BEGIN_DECLS

/**
 * HcrmStore:
 * @files: the folder of files
 * @keys: (nullable): what they are encrypted with
 *
 * Where files are kept, and how. Never changed; any thread.
 */
typedef struct {
  char *files;
  HcrmSealKeys *keys;
} HcrmStore;

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
 * Puts the file among the others, encrypted if the store has keys; on the disk when it returns. If
 * its content is there already, nothing changes.
 */
gboolean
hcrm_store_keep (const HcrmStore *self, const char *path, const HcrmStored *stored, GError **error);

typedef enum {
  HCRM_STORE_WHOLE,
  HCRM_STORE_MISSING,
  HCRM_STORE_ALTERED,
} HcrmStoreState;

/* Reads what is kept under @sha256. Returns: whether it is there and has that content. */
HcrmStoreState hcrm_store_check (const HcrmStore *self, const char *sha256);

/* --- Reading -------------------------------------------------------------------------------- */

/**
 * HcrmStoreReader:
 *
 * A file of the store, or any other, or bytes, read from anywhere. One thread at a time.
 */
typedef struct _HcrmStoreReader HcrmStoreReader;

/* %HCRM_ERROR_NOT_FOUND if it cannot be opened. */
HcrmStoreReader *
hcrm_store_reader_open (const HcrmStore *store, const char *sha256, GError **error);
HcrmStoreReader *hcrm_store_reader_open_path (const char *path, GError **error);
HcrmStoreReader *hcrm_store_reader_new_bytes (GBytes *bytes);
void hcrm_store_reader_free (HcrmStoreReader *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HcrmStoreReader, hcrm_store_reader_free)

/* Of the content, whatever the file has beside it. */
goffset hcrm_store_reader_get_size (HcrmStoreReader *self);

/* Reads up to @n bytes from @offset on. Returns: how many; 0 at the end; -1 if it is damaged */
gssize hcrm_store_reader_read (HcrmStoreReader *self, goffset offset, void *buffer, gsize n);

/* --- Writing -------------------------------------------------------------------------------- */

#define HCRM_STORE_HEAD (64 * 1024)

/**
 * HcrmStoreWriter:
 *
 * A file on its way into the store: hashed, and encrypted, while it is written into the folder
 * `incoming`. One thread at a time.
 *
 * After a crash it lies there still. The name of one that may be in the store already, or that was
 * taken out of it, ends in its hash: hcrm_store_list_left() finds both, and whoever tidies up asks
 * the database which is true.
 */
typedef struct _HcrmStoreWriter HcrmStoreWriter;

HcrmStoreWriter *hcrm_store_writer_new (const HcrmStore *store, GError **error);

/* Takes away what was written, unless it is in the store: then that is left to whoever tidies up,
 * or hcrm_store_writer_settle() has said that all is well. */
void hcrm_store_writer_free (HcrmStoreWriter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HcrmStoreWriter, hcrm_store_writer_free)

/* @error: %HCRM_ERROR_STORAGE if there is no room */
gboolean
hcrm_store_writer_write (HcrmStoreWriter *self, const void *data, gsize length, GError **error);

/* The content is whole: on the disk when it returns. @stored: (out caller-allocates) */
gboolean hcrm_store_writer_finish (HcrmStoreWriter *self, HcrmStored *stored, GError **error);

/* Borrowed: the first %HCRM_STORE_HEAD bytes of the content, or all of it. */
const guint8 *hcrm_store_writer_get_head (HcrmStoreWriter *self, gsize *length);

/* Whether so many bytes more are likely to find room. @error: %HCRM_ERROR_STORAGE */
gboolean hcrm_store_has_room (const HcrmStore *self, guint64 n, GError **error);

/* Puts the finished file among the others; the caller has locked its hash in the database. */
gboolean hcrm_store_writer_keep (HcrmStoreWriter *self, GError **error);

/* What names the file in the database is committed. */
void hcrm_store_writer_settle (HcrmStoreWriter *self);

/* Takes a file that nothing names any more out of the store, into `incoming`: if the transaction
 * that says so is rolled back, whoever tidies up puts it back. */
gboolean hcrm_store_take_out (const HcrmStore *self, const char *sha256, GError **error);

/**
 * hcrm_store_reseal:
 * @changed: (out): whether it was not yet encrypted with the key in use
 *
 * Writes a file of the store anew with the key in use, and puts it in the place of what is there;
 * whoever reads that goes on reading it. The caller has locked its hash in the database.
 */
gboolean
hcrm_store_reseal (const HcrmStore *self, const char *sha256, gboolean *changed, GError **error);

/**
 * HcrmStoreLeft:
 * @path: of what was left in `incoming`
 * @sha256: its hash; "" if it was never whole
 */
typedef struct {
  char *path;
  char sha256[65];
} HcrmStoreLeft;

/* Returns: (transfer full) (element-type HcrmStoreLeft): what lies in `incoming` and was not
 * written to for @seconds */
GArray *hcrm_store_list_left (const HcrmStore *self, guint seconds);

/* Settles one of them: @named: whether the database names its hash. It is put back, or it goes. */
gboolean hcrm_store_settle_left (const HcrmStore *self,
                                 const HcrmStoreLeft *left,
                                 gboolean named,
                                 GError **error);

G_END_DECLS
