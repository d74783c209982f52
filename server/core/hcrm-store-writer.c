/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Writing files into the store while they come, and tidying up what was cut short. */

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

#include "hcrm-privilege.h"
#include "hcrm-store-private.h"

#define INCOMING "incoming"
#define PIECE HCRM_SEAL_PIECE

struct _HcrmStoreWriter {
  const HcrmStore *store;
  char *path;
  int fd;
  goffset written; /* to the disk */
  gint64 size;     /* of the content */
  GChecksum *sum;
  GByteArray *head;
  gboolean sealed;
  HcrmSeal seal;
  guint64 n_segments;
  GByteArray *held; /* a segment is held back until it is known whether it is the last */
  char sha256[65];
  gboolean finished, kept, settled;
};

static char *
make_name (const HcrmStore *store)
{
  g_autofree char *name = g_strdup_printf ("%" G_GINT64_MODIFIER "x-%08x%08x", g_get_real_time (),
                                           randombytes_random (), randombytes_random ());

  return g_build_filename (store->files, INCOMING, name, NULL);
}

static gboolean
append (HcrmStoreWriter *self, const void *data, gsize n, GError **error)
{
  if (!hcrm_store_write_all (self->fd, data, n, self->written))
    return hcrm_store_fail (self->path, error);
  self->written += n;
  return TRUE;
}

static gboolean
begin_sealed (HcrmStoreWriter *self, GError **error)
{
  guint8 head[HCRM_SEAL_HEAD];

  self->sealed = TRUE;
  self->held = g_byte_array_new ();
  hcrm_seal_begin (self->store->keys, &self->seal, head);
  return append (self, head, sizeof head, error);
}

HcrmStoreWriter *
hcrm_store_writer_new (const HcrmStore *store, GError **error)
{
  g_autoptr (HcrmStoreWriter) self = g_new0 (HcrmStoreWriter, 1);

  self->store = store;
  self->path = make_name (store);
  self->sum = g_checksum_new (G_CHECKSUM_SHA256);
  self->head = g_byte_array_new ();
  self->fd = -1;
  if (!hcrm_store_make_folder_of (self->path, error))
    return NULL;
  self->fd = g_open (self->path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (self->fd < 0) {
    hcrm_store_fail (self->path, error);
    return NULL;
  }
  if (store->keys != NULL && !begin_sealed (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
hcrm_store_writer_free (HcrmStoreWriter *self)
{
  if (self->fd >= 0)
    close (self->fd);
  if (self->fd >= 0 && (!self->kept || self->settled))
    g_unlink (self->path);
  g_checksum_free (self->sum);
  g_byte_array_unref (self->head);
  g_clear_pointer (&self->held, g_byte_array_unref);
  sodium_memzero (&self->seal, sizeof self->seal);
  g_free (self->path);
  g_free (self);
}

static gboolean
push_segment (HcrmStoreWriter *self, gboolean last, GError **error)
{
  g_autofree guint8 *out = g_malloc (PIECE + HCRM_SEAL_EXTRA);
  gsize n = self->held->len;

  hcrm_seal_push (&self->seal, self->n_segments++, last, self->held->data, n, out);
  g_byte_array_set_size (self->held, 0);
  return append (self, out, n + HCRM_SEAL_EXTRA, error);
}

static gboolean
write_sealed (HcrmStoreWriter *self, const guint8 *data, gsize n, GError **error)
{
  for (gsize done = 0; done < n;) {
    if (self->held->len == PIECE && !push_segment (self, FALSE, error))
      return FALSE;
    gsize piece = MIN (n - done, PIECE - self->held->len);
    g_byte_array_append (self->held, data + done, piece);
    done += piece;
  }
  return TRUE;
}

gboolean
hcrm_store_writer_write (HcrmStoreWriter *self, const void *data, gsize length, GError **error)
{
  if (self->head->len < HCRM_STORE_HEAD)
    g_byte_array_append (self->head, data, MIN (length, HCRM_STORE_HEAD - self->head->len));
  g_checksum_update (self->sum, data, length);
  self->size += length;
  return self->sealed ? write_sealed (self, data, length, error)
                      : append (self, data, length, error);
}

gboolean
hcrm_store_writer_copy (HcrmStoreWriter *self, HcrmStoreReader *reader, GError **error)
{
  g_autofree guint8 *piece = g_malloc (PIECE);
  gssize n;

  for (goffset at = 0; (n = hcrm_store_reader_read (reader, at, piece, PIECE)) > 0; at += n)
    if (!hcrm_store_writer_write (self, piece, n, error))
      return FALSE;
  return n == 0
         || hcrm_fail (error, HCRM_ERROR_INTERNAL, NULL, "%s", _ ("The file cannot be read"));
}

gboolean
hcrm_store_has_room (const HcrmStore *self, guint64 n, GError **error)
{
  struct statvfs found;

  if (statvfs (self->files, &found) != 0 || (guint64) found.f_bavail * found.f_frsize >= n)
    return TRUE;
  errno = ENOSPC;
  return hcrm_store_fail (self->files, error);
}

/* From here on its name says what it is. */
static gboolean
rename_to_hash (HcrmStoreWriter *self, GError **error)
{
  g_autofree char *path = g_strconcat (self->path, ".", self->sha256, NULL);

  if (g_rename (self->path, path) != 0)
    return hcrm_store_fail (path, error);
  g_free (self->path);
  self->path = g_steal_pointer (&path);
  return TRUE;
}

/* Said only once, so that a request that is run again finds what it found. */
static gboolean
finish (HcrmStoreWriter *self, GError **error)
{
  if (self->finished)
    return TRUE;
  if (self->sealed && !push_segment (self, TRUE, error))
    return FALSE;
  if (fdatasync (self->fd) != 0)
    return hcrm_store_fail (self->path, error);
  g_strlcpy (self->sha256, g_checksum_get_string (self->sum), sizeof self->sha256);
  self->finished = rename_to_hash (self, error);
  return self->finished;
}

gboolean
hcrm_store_writer_finish (HcrmStoreWriter *self, HcrmStored *stored, GError **error)
{
  if (!finish (self, error))
    return FALSE;
  stored->size = self->size;
  g_strlcpy (stored->sha256, self->sha256, sizeof stored->sha256);
  g_free (stored->media);
  stored->media = hcrm_store_find_media (self->head->data, self->head->len);
  return TRUE;
}

const guint8 *
hcrm_store_writer_get_head (HcrmStoreWriter *self, gsize *length)
{
  *length = self->head->len;
  return self->head->data;
}

gboolean
hcrm_store_writer_keep (HcrmStoreWriter *self, GError **error)
{
  self->kept = TRUE;
  return hcrm_store_put (self->store->files, self->path, self->sha256, error);
}

void
hcrm_store_writer_settle (HcrmStoreWriter *self)
{
  self->settled = TRUE;
}

/* --- What is taken out, and what was left --------------------------------------------------- */

gboolean
hcrm_store_take_out (const HcrmStore *self, const char *sha256, GError **error)
{
  g_autofree char *name = make_name (self);
  g_autofree char *aside = g_strconcat (name, ".", sha256, NULL);
  g_autofree char *path = hcrm_store_dup_path (self->files, sha256);

  if (!hcrm_store_make_folder_of (aside, error))
    return FALSE;
  return g_rename (path, aside) == 0 || errno == ENOENT || hcrm_store_fail (aside, error);
}

static gboolean
is_current (const HcrmStore *self, const char *sha256)
{
  g_autofree char *path = hcrm_store_dup_path (self->files, sha256);
  g_autoptr (HcrmStoreReader) raw = hcrm_store_reader_open_path (path, NULL);
  guint8 head[HCRM_SEAL_HEAD];
  gboolean current = FALSE;
  HcrmSeal seal;

  return raw != NULL && hcrm_store_reader_read (raw, 0, head, sizeof head) == sizeof head
         && hcrm_seal_is_head (head, sizeof head)
         && hcrm_seal_open (self->keys, head, &seal, &current) && current;
}

static gboolean
replace (HcrmStoreWriter *self, const char *sha256, GError **error)
{
  g_autofree char *path = hcrm_store_dup_path (self->store->files, sha256);
  g_auto (HcrmStored) stored = { .size = 0 };
  GStatBuf before;

  if (!hcrm_store_writer_finish (self, &stored, error))
    return FALSE;
  if (!g_str_equal (stored.sha256, sha256))
    return hcrm_fail (error, HCRM_ERROR_INTERNAL, NULL,
                      _ ("The file “%s” is not what was stored"), sha256);
  if (g_lstat (path, &before) == 0 && !hcrm_privilege_keep_owner (self->path, &before, error))
    return FALSE;
  return g_rename (self->path, path) == 0 || hcrm_store_fail (path, error);
}

gboolean
hcrm_store_reseal (const HcrmStore *self, const char *sha256, gboolean *changed, GError **error)
{
  *changed = !is_current (self, sha256);
  if (!*changed)
    return TRUE;
  g_autoptr (HcrmStoreReader) reader = hcrm_store_reader_open (self, sha256, error);
  g_autoptr (HcrmStoreWriter) writer = reader != NULL ? hcrm_store_writer_new (self, error) : NULL;

  return writer != NULL && hcrm_store_writer_copy (writer, reader, error)
         && replace (writer, sha256, error);
}

static void
clear_left (gpointer data)
{
  g_free (((HcrmStoreLeft *) data)->path);
}

static gboolean
is_old (const char *path, guint seconds)
{
  GStatBuf found;

  /* A file that was taken out is as old as its change, not as its content. */
  return g_stat (path, &found) == 0
         && MAX (found.st_mtime, found.st_ctime) + (gint64) seconds <= time (NULL);
}

static void
add_left (GArray *list, const char *folder, const char *name, guint seconds)
{
  HcrmStoreLeft left = { g_build_filename (folder, name, NULL), "" };
  const char *dot = strrchr (name, '.');

  if (!is_old (left.path, seconds)) {
    g_free (left.path);
    return;
  }
  if (dot != NULL && strlen (dot + 1) == sizeof left.sha256 - 1)
    g_strlcpy (left.sha256, dot + 1, sizeof left.sha256);
  g_array_append_val (list, left);
}

GArray *
hcrm_store_list_left (const HcrmStore *self, guint seconds)
{
  GArray *list = g_array_new (FALSE, FALSE, sizeof (HcrmStoreLeft));
  g_autofree char *folder = g_build_filename (self->files, INCOMING, NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);

  g_array_set_clear_func (list, clear_left);
  for (const char *name; dir != NULL && (name = g_dir_read_name (dir)) != NULL;)
    add_left (list, folder, name, seconds);
  return list;
}

gboolean
hcrm_store_settle_left (const HcrmStore *self,
                        const HcrmStoreLeft *left,
                        gboolean named,
                        GError **error)
{
  g_autofree char *path =
      *left->sha256 != '\0' ? hcrm_store_dup_path (self->files, left->sha256) : NULL;

  if (path != NULL && named && !hcrm_store_put (self->files, left->path, left->sha256, error))
    return FALSE;
  if (path != NULL && !named)
    g_unlink (path);
  g_unlink (left->path);
  return TRUE;
}
