/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Writing, naming and reading back the files of the content store. */

#include "hcrm-store-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <magic.h>
#include <string.h>
#include <unistd.h>

#define STORE "store"
#define UPLOADS "uploads"
#define PIECE (256 * 1024)
/* What libmagic looks at; ZIP archives need their first entries, office documents among them. */
#define HEAD PIECE

void
hcrm_stored_clear (HcrmStored *stored)
{
  g_clear_pointer (&stored->media, g_free);
}

char *
hcrm_store_dup_path (const char *files, const char *sha256)
{
  const char first[] = { sha256[0], sha256[1], '\0' };

  return g_build_filename (files, STORE, first, sha256, NULL);
}

char *
hcrm_store_dup_upload (const char *files, gint64 id)
{
  char name[32];

  g_snprintf (name, sizeof name, "%" G_GINT64_FORMAT, id);
  return g_build_filename (files, UPLOADS, name, NULL);
}

gboolean
hcrm_store_fail (const char *path, GError **error)
{
  if (errno == ENOSPC || errno == EDQUOT || errno == EFBIG)
    return hcrm_fail (error, HCRM_ERROR_STORAGE, NULL, "%s",
                      _ ("There is no room left for files on the server"));
  return hcrm_fail (error, HCRM_ERROR_INTERNAL, NULL,
                    _ ("Cannot make %s: %s"), path, g_strerror (errno));
}

gboolean
hcrm_store_make_folder_of (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);

  return g_mkdir_with_parents (folder, 0700) == 0 || hcrm_store_fail (folder, error);
}

/* --- Parts ---------------------------------------------------------------------------------- */

gboolean
hcrm_store_write_all (int fd, const void *data, gsize length, goffset offset)
{
  for (gsize done = 0; done < length;) {
    gssize n = pwrite (fd, (const char *) data + done, length - done, offset + done);
    if (n < 0 && errno != EINTR)
      return FALSE;
    done += MAX (n, 0);
  }
  return TRUE;
}

gboolean
hcrm_store_write_part (const char *path,
                       const void *data,
                       gsize length,
                       goffset offset,
                       GError **error)
{
  if (!hcrm_store_make_folder_of (path, error))
    return FALSE;
  int fd = g_open (path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  gboolean good = fd >= 0 && hcrm_store_write_all (fd, data, length, offset) && fdatasync (fd) == 0;

  good = good || hcrm_store_fail (path, error);
  if (fd >= 0)
    close (fd);
  return good;
}

/* --- What it is ----------------------------------------------------------------------------- */

static void
close_magic (gpointer magic)
{
  magic_close (magic);
}

/* One for each thread: a magic_t is not for two at once. */
static magic_t
get_magic (void)
{
  static GPrivate own = G_PRIVATE_INIT (close_magic);
  magic_t magic = g_private_get (&own);

  if (magic != NULL)
    return magic;
  magic = magic_open (MAGIC_MIME_TYPE | MAGIC_ERROR);
  if (magic == NULL || magic_load (magic, NULL) != 0)
    g_error ("The descriptions of file types cannot be read: libmagic1 is not installed whole");
  g_private_set (&own, magic);
  return magic;
}

char *
hcrm_store_find_media (const void *head, gsize length)
{
  const char *media = length > 0 ? magic_buffer (get_magic (), head, length) : NULL;

  return g_strdup (media != NULL ? media : "application/octet-stream");
}

/* --- Reading -------------------------------------------------------------------------------- */

/* Reads it whole. Returns: whether it could be read. */
static gboolean
read_all (HcrmStoreReader *reader, HcrmStored *stored)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree guchar *piece = g_malloc (PIECE);
  gssize n = 0;

  for (stored->size = 0; (n = hcrm_store_reader_read (reader, stored->size, piece, PIECE)) > 0;
       stored->size += n) {
    g_checksum_update (sum, piece, n);
    if (stored->size == 0 && stored->media == NULL)
      stored->media = hcrm_store_find_media (piece, MIN ((gsize) n, HEAD));
  }
  g_strlcpy (stored->sha256, g_checksum_get_string (sum), sizeof stored->sha256);
  return n == 0;
}

HcrmStoreState
hcrm_store_check (const HcrmStore *self, const char *sha256)
{
  g_autofree char *path = hcrm_store_dup_path (self->files, sha256);
  g_autoptr (HcrmStoreReader) reader = hcrm_store_reader_open (self, sha256, NULL);
  g_auto (HcrmStored) found = { .media = g_strdup ("") };

  if (reader == NULL)
    return g_file_test (path, G_FILE_TEST_EXISTS) ? HCRM_STORE_ALTERED : HCRM_STORE_MISSING;
  return read_all (reader, &found) && g_ascii_strcasecmp (found.sha256, sha256) == 0
             ? HCRM_STORE_WHOLE
             : HCRM_STORE_ALTERED;
}

/* --- Keeping -------------------------------------------------------------------------------- */

static gboolean
sync_path (const char *path)
{
  int fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  gboolean good = fd >= 0 && fsync (fd) == 0;

  if (fd >= 0)
    close (fd);
  return good;
}

static gboolean
sync_folder_of (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *above = g_path_get_dirname (folder);

  return sync_path (folder) && sync_path (above);
}

/* Not every shared file system has hard links. */
static gboolean
copy_to (const char *from, const char *path)
{
  g_autofree char *name = g_strdup_printf ("%s.%08x", path, g_random_int ());
  g_autoptr (GFile) source = g_file_new_for_path (from);
  g_autoptr (GFile) target = g_file_new_for_path (name);
  gboolean good = g_file_copy (source, target, G_FILE_COPY_OVERWRITE, NULL, NULL, NULL, NULL)
                  && sync_path (name) && g_rename (name, path) == 0;

  if (!good)
    g_unlink (name);
  return good;
}

gboolean
hcrm_store_put (const char *files, const char *from, const char *sha256, GError **error)
{
  g_autofree char *path = hcrm_store_dup_path (files, sha256);

  if (!hcrm_store_make_folder_of (path, error))
    return FALSE;
  return (sync_path (from) && (link (from, path) == 0 || errno == EEXIST || copy_to (from, path))
          && sync_folder_of (path))
         || hcrm_store_fail (path, error);
}

gboolean
hcrm_store_look (const char *path, HcrmStored *stored, GError **error)
{
  g_autoptr (HcrmStoreReader) reader = hcrm_store_reader_open_path (path, NULL);

  *stored = (HcrmStored){ .size = 0 };
  if (reader != NULL && read_all (reader, stored) && stored->size > 0)
    return TRUE;
  hcrm_stored_clear (stored);
  return hcrm_fail (error, HCRM_ERROR_INTERNAL, NULL, "%s", _ ("The file cannot be read"));
}

/* What is encrypted is written anew; what is not is the same file under another name. */
gboolean
hcrm_store_keep (const HcrmStore *self, const char *path, const HcrmStored *stored, GError **error)
{
  if (self->keys == NULL)
    return hcrm_store_put (self->files, path, stored->sha256, error);
  g_autoptr (HcrmStoreReader) reader = hcrm_store_reader_open_path (path, error);
  g_autoptr (HcrmStoreWriter) writer = reader != NULL ? hcrm_store_writer_new (self, error) : NULL;
  g_auto (HcrmStored) copied = { .size = 0 };

  if (writer == NULL || !hcrm_store_writer_copy (writer, reader, error)
      || !hcrm_store_writer_finish (writer, &copied, error))
    return FALSE;
  if (!g_str_equal (copied.sha256, stored->sha256))
    return hcrm_fail (error, HCRM_ERROR_INTERNAL, NULL, "%s", _ ("The file cannot be read"));
  if (!hcrm_store_writer_keep (writer, error))
    return FALSE;
  hcrm_store_writer_settle (writer);
  return TRUE;
}
