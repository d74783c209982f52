/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reading files of the store, encrypted or not, from anywhere in them. */

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "hcrm-store-private.h"

#define SEGMENT (HCRM_SEAL_PIECE + HCRM_SEAL_EXTRA)

struct _HcrmStoreReader {
  int fd;
  GBytes *bytes; /* (nullable): instead of a file */
  goffset size;
  gboolean sealed;
  HcrmSeal seal;
  guint64 n_segments;
  guint8 *segment; /* the one that was read last */
  guint64 number;  /* of it, from 1; 0 for none */
  gsize length;    /* of it */
};

static HcrmStoreReader *
new_reader (void)
{
  HcrmStoreReader *self = g_new0 (HcrmStoreReader, 1);

  self->fd = -1;
  return self;
}

void
hcrm_store_reader_free (HcrmStoreReader *self)
{
  if (self->fd >= 0)
    close (self->fd);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_free (self->segment);
  g_free (self);
}

HcrmStoreReader *
hcrm_store_reader_new_bytes (GBytes *bytes)
{
  HcrmStoreReader *self = new_reader ();

  self->bytes = g_bytes_ref (bytes);
  self->size = g_bytes_get_size (bytes);
  return self;
}

static gssize
read_at (int fd, goffset offset, void *buffer, gsize n)
{
  gsize done = 0;

  while (done < n) {
    gssize got = pread (fd, (char *) buffer + done, n - done, offset + done);
    if (got < 0 && errno != EINTR)
      return -1;
    if (got == 0)
      break;
    done += MAX (got, 0);
  }
  return done;
}

HcrmStoreReader *
hcrm_store_reader_open_path (const char *path, GError **error)
{
  g_autoptr (HcrmStoreReader) self = new_reader ();
  struct stat found;

  self->fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  if (self->fd < 0 || fstat (self->fd, &found) != 0 || !S_ISREG (found.st_mode)) {
    hcrm_fail (error, HCRM_ERROR_NOT_FOUND, NULL, "%s", _ ("The file is no longer there"));
    return NULL;
  }
  self->size = found.st_size;
  return g_steal_pointer (&self);
}

static gboolean
open_sealed (HcrmStoreReader *self, const HcrmSealKeys *keys, const guint8 *head, GError **error)
{
  goffset body = self->size - HCRM_SEAL_HEAD;
  gboolean current;

  if (!hcrm_seal_open (keys, head, &self->seal, &current))
    return hcrm_fail (error, HCRM_ERROR_INTERNAL, NULL, "%s",
                      _ ("The file is encrypted, and its key is missing"));
  self->n_segments = (body + SEGMENT - 1) / SEGMENT;
  self->size = body - (goffset) self->n_segments * HCRM_SEAL_EXTRA;
  self->segment = g_malloc (HCRM_SEAL_PIECE);
  self->sealed = TRUE;
  return TRUE;
}

HcrmStoreReader *
hcrm_store_reader_open (const HcrmStore *store, const char *sha256, GError **error)
{
  g_autofree char *path = hcrm_store_dup_path (store->files, sha256);
  g_autoptr (HcrmStoreReader) self = hcrm_store_reader_open_path (path, error);
  guint8 head[HCRM_SEAL_HEAD];

  if (self == NULL)
    return NULL;
  gssize n = read_at (self->fd, 0, head, sizeof head);
  if (n > 0 && hcrm_seal_is_head (head, n) && !open_sealed (self, store->keys, head, error))
    return NULL;
  return g_steal_pointer (&self);
}

goffset
hcrm_store_reader_get_size (HcrmStoreReader *self)
{
  return MAX (self->size, 0);
}

static gboolean
load_segment (HcrmStoreReader *self, guint64 number)
{
  g_autofree guint8 *raw = g_malloc (SEGMENT);
  goffset at = HCRM_SEAL_HEAD + (goffset) number * SEGMENT;

  if (self->number == number + 1)
    return TRUE;
  self->number = 0;
  gssize n = read_at (self->fd, at, raw, SEGMENT);
  if (n < HCRM_SEAL_EXTRA
      || !hcrm_seal_pull (&self->seal, number, number + 1 == self->n_segments, raw, n,
                          self->segment))
    return FALSE;
  self->number = number + 1;
  self->length = n - HCRM_SEAL_EXTRA;
  return TRUE;
}

static gssize
read_sealed (HcrmStoreReader *self, goffset offset, guint8 *buffer, gsize n)
{
  gsize done = 0;

  while (done < n) {
    gsize within = (offset + done) % HCRM_SEAL_PIECE;
    if (!load_segment (self, (offset + done) / HCRM_SEAL_PIECE) || within >= self->length)
      return -1;
    gsize piece = MIN (n - done, self->length - within);
    memcpy (buffer + done, self->segment + within, piece);
    done += piece;
  }
  return done;
}

/* An empty file that is encrypted has a segment all the same: without it, it was cut off. */
gssize
hcrm_store_reader_read (HcrmStoreReader *self, goffset offset, void *buffer, gsize n)
{
  if (self->size < 0 || (self->sealed && self->n_segments == 0))
    return -1;
  if (offset >= self->size)
    return 0;
  n = MIN (n, (gsize) (self->size - offset));
  if (self->sealed)
    return read_sealed (self, offset, buffer, n);
  if (self->bytes == NULL)
    return read_at (self->fd, offset, buffer, n);
  memcpy (buffer, (const guint8 *) g_bytes_get_data (self->bytes, NULL) + offset, n);
  return n;
}
