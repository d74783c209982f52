/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Writing, naming and reading back the files of the content store. */

#include "hcrm-store.h"

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

static gboolean
fail (const char *path, GError **error)
{
  return hcrm_fail (error, HCRM_ERROR_INTERNAL, NULL,
                    _ ("Cannot make %s: %s"), path, g_strerror (errno));
}

static gboolean
make_folder_of (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);

  return g_mkdir_with_parents (folder, 0700) == 0 || fail (folder, error);
}

/* --- Parts ---------------------------------------------------------------------------------- */

static gboolean
write_all (int fd, const void *data, gsize length, goffset offset)
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
  if (!make_folder_of (path, error))
    return FALSE;
  int fd = g_open (path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  gboolean good = fd >= 0 && write_all (fd, data, length, offset) && fdatasync (fd) == 0;

  good = good || fail (path, error);
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

static char *
find_media (const void *head, gsize length)
{
  const char *media = length > 0 ? magic_buffer (get_magic (), head, length) : NULL;

  return g_strdup (media != NULL ? media : "application/octet-stream");
}

/* --- Reading -------------------------------------------------------------------------------- */

/* Reads @path whole. Returns: whether it could be read. */
static gboolean
read_file (const char *path, HcrmStored *stored)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree guchar *piece = g_malloc (PIECE);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, NULL);
  gboolean good = stream != NULL;
  gsize n = PIECE;

  for (stored->size = 0; good && n == PIECE; stored->size += n) {
    good = g_input_stream_read_all (G_INPUT_STREAM (stream), piece, PIECE, &n, NULL, NULL);
    g_checksum_update (sum, piece, n);
    if (good && stored->size == 0 && stored->media == NULL)
      stored->media = find_media (piece, MIN (n, HEAD));
  }
  g_strlcpy (stored->sha256, g_checksum_get_string (sum), sizeof stored->sha256);
  return good;
}

HcrmStoreState
hcrm_store_check (const char *files, const char *sha256)
{
  g_autofree char *path = hcrm_store_dup_path (files, sha256);
  g_auto (HcrmStored) found = { .media = g_strdup ("") };

  if (!read_file (path, &found))
    return HCRM_STORE_MISSING;
  return g_ascii_strcasecmp (found.sha256, sha256) == 0 ? HCRM_STORE_WHOLE : HCRM_STORE_ALTERED;
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

static gboolean
put (const char *from, const char *path)
{
  return link (from, path) == 0 || errno == EEXIST || copy_to (from, path);
}

gboolean
hcrm_store_look (const char *path, HcrmStored *stored, GError **error)
{
  *stored = (HcrmStored){ .size = 0 };
  if (read_file (path, stored) && stored->size > 0)
    return TRUE;
  hcrm_stored_clear (stored);
  return hcrm_fail (error, HCRM_ERROR_INTERNAL, NULL, "%s", _ ("The file cannot be read"));
}

gboolean
hcrm_store_keep (const char *files, const char *path, const HcrmStored *stored, GError **error)
{
  g_autofree char *target = hcrm_store_dup_path (files, stored->sha256);

  if (!make_folder_of (target, error))
    return FALSE;
  return (sync_path (path) && put (path, target) && sync_folder_of (target))
         || fail (target, error);
}
