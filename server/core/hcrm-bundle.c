/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Writing bundles: parts, their list, its signature, and the seal over the whole file. */

#include "hcrm-bundle.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <minizip/zip.h>
#include <string.h>
#include <unistd.h>

#include "hcrm-rows.h"

#define PIECE (256 * 1024)
#define UTF8_NAMES (1 << 11)

struct _HcrmBundle {
  char *path;
  zipFile zip;    /* (nullable) */
  GString *parts; /* their list in JSON, but for its brackets */
};

static gboolean
fail (HcrmBundle *self, GError **error)
{
  return hcrm_fail (error, HCRM_ERROR_INTERNAL, NULL,
                    _ ("Cannot make %s: %s"), self->path, g_strerror (errno));
}

HcrmBundle *
hcrm_bundle_new (const char *path, GError **error)
{
  g_autoptr (HcrmBundle) self = g_new0 (HcrmBundle, 1);

  self->path = g_strdup (path);
  self->parts = g_string_new (NULL);
  self->zip = zipOpen64 (path, APPEND_STATUS_CREATE);
  return self->zip != NULL || fail (self, error) ? g_steal_pointer (&self) : NULL;
}

void
hcrm_bundle_free (HcrmBundle *self)
{
  if (self->zip != NULL)
    zipClose (self->zip, NULL);
  g_string_free (self->parts, TRUE);
  g_free (self->path);
  g_free (self);
}

/* --- Entries -------------------------------------------------------------------------------- */

/* As they are: what is large is compressed already, and a part can be looked at in the file. */
static gboolean
open_entry (HcrmBundle *self, const char *name, GError **error)
{
  const zip_fileinfo info = { .tmz_date = { .tm_year = 1980, .tm_mday = 1 } };

  return zipOpenNewFileInZip4_64 (self->zip, name, &info, NULL, 0, NULL, 0, NULL, 0, 0, 0,
                                  -MAX_WBITS, DEF_MEM_LEVEL, Z_DEFAULT_STRATEGY, NULL, 0, 0,
                                  UTF8_NAMES, 0)
             == ZIP_OK
         || fail (self, error);
}

static gboolean
write_piece (HcrmBundle *self, const void *data, gsize length, GError **error)
{
  return zipWriteInFileInZip (self->zip, data, (unsigned) length) == ZIP_OK || fail (self, error);
}

static gboolean
close_entry (HcrmBundle *self, GError **error)
{
  return zipCloseFileInZip (self->zip) == ZIP_OK || fail (self, error);
}

static gboolean
write_entry (HcrmBundle *self, const char *name, const void *data, gsize length, GError **error)
{
  return open_entry (self, name, error) && write_piece (self, data, length, error)
         && close_entry (self, error);
}

static void
list_part (HcrmBundle *self, const char *name, const char *title, goffset size, const char *sha256)
{
  g_string_append (self->parts, self->parts->len > 0 ? ",\n{\"name\":" : "\n{\"name\":");
  hcrm_json_append_string (self->parts, name);
  g_string_append_printf (self->parts, ",\"size\":%" G_GOFFSET_FORMAT, size);
  hcrm_json_append_member (self->parts, "sha256", sha256);
  hcrm_json_append_member (self->parts, "title", title);
  g_string_append_c (self->parts, '}');
}

gboolean
hcrm_bundle_add (HcrmBundle *self,
                 const char *name,
                 const char *title,
                 const void *data,
                 gsize length,
                 GError **error)
{
  g_autofree char *sum = g_compute_checksum_for_data (G_CHECKSUM_SHA256, data, length);

  list_part (self, name, title, (goffset) length, sum);
  return write_entry (self, name, data, length, error);
}

/* Returns: how many bytes, -1 for a failure. */
static goffset
copy_pieces (HcrmBundle *self, HcrmStoreReader *file, GChecksum *sum, GError **error)
{
  g_autofree guchar *piece = g_malloc (PIECE);
  goffset size = 0;
  gssize n;

  while ((n = hcrm_store_reader_read (file, size, piece, PIECE)) > 0) {
    if (!write_piece (self, piece, n, error))
      return -1;
    g_checksum_update (sum, piece, n);
    size += n;
  }
  if (n == 0)
    return size;
  hcrm_fail (error, HCRM_ERROR_INTERNAL, NULL, "%s", _ ("The file cannot be read"));
  return -1;
}

gboolean
hcrm_bundle_add_file (HcrmBundle *self,
                      const char *name,
                      const char *title,
                      HcrmStoreReader *file,
                      const char *sha256,
                      GError **error)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);

  if (!open_entry (self, name, error))
    return FALSE;
  goffset size = copy_pieces (self, file, sum, error);
  if (size < 0 || !close_entry (self, error))
    return FALSE;
  if (sha256 != NULL && strcmp (g_checksum_get_string (sum), sha256) != 0)
    return hcrm_fail (error, HCRM_ERROR_INTERNAL, NULL,
                      _ ("The file “%s” is not what was stored"), title != NULL ? title : name);
  list_part (self, name, title, size, g_checksum_get_string (sum));
  return TRUE;
}

/* --- Signing -------------------------------------------------------------------------------- */

char *
hcrm_bundle_dup_signed (const char *what, const char *sha256)
{
  return g_strconcat (HCRM_BUNDLE_FORMAT, " ", what, " ", sha256, NULL);
}

/* Returns: (transfer full): the signature in hexadecimal. */
static char *
sign (HcrmSigningKey *key, const char *what, const char *sha256)
{
  g_autofree char *text = hcrm_bundle_dup_signed (what, sha256);
  guint8 signature[HCRM_SIGNATURE_SIZE];
  g_autoptr (GString) digits = g_string_new (NULL);

  hcrm_signing_key_sign (key, text, strlen (text), signature);
  for (guint i = 0; i < sizeof signature; i++)
    g_string_append_printf (digits, "%02x", signature[i]);
  return g_string_free (g_steal_pointer (&digits), FALSE);
}

static GString *
make_manifest (HcrmBundle *self, const char *about, const char *made_at, HcrmSigningKey *key)
{
  const HcrmPublicKey *public = hcrm_signing_key_get_public (key);
  g_autofree char *line = hcrm_public_key_to_line (public);
  GString *out = g_string_new ("{\"format\":\"" HCRM_BUNDLE_FORMAT "\"");

  hcrm_json_append_member (out, "made_at", made_at);
  hcrm_json_append_member (out, "key", line);
  g_string_append_printf (out, ",\n\"about\":%s,\n\"parts\":[%s]}\n", about, self->parts->str);
  return out;
}

static char *
sum_file (const char *path, goffset length)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree guchar *piece = g_malloc (PIECE);
  int fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  gssize n = 1;

  while (fd >= 0 && length > 0 && n > 0) {
    n = read (fd, piece, (gsize) MIN (length, PIECE));
    g_checksum_update (sum, piece, MAX (n, 0));
    length -= MAX (n, 0);
  }
  if (fd >= 0)
    close (fd);
  return length == 0 ? g_strdup (g_checksum_get_string (sum)) : NULL;
}

/* The seal is as long as what holds its place. */
static gboolean
write_seal (HcrmBundle *self, const char *manifest, HcrmSigningKey *key)
{
  int fd = g_open (self->path, O_RDWR | O_CLOEXEC, 0);
  goffset end = fd >= 0 ? lseek (fd, -HCRM_BUNDLE_SEAL_LENGTH, SEEK_END) : -1;
  g_autofree char *sum = end >= 0 ? sum_file (self->path, end) : NULL;
  g_autofree char *signature = sum != NULL ? sign (key, "seal", sum) : NULL;
  g_autofree char *seal =
      signature != NULL
          ? g_strdup_printf (HCRM_BUNDLE_FORMAT " %s %s %s", hcrm_signing_key_get_public (key)->id,
                             manifest, signature)
          : NULL;
  gboolean good = seal != NULL && strlen (seal) == HCRM_BUNDLE_SEAL_LENGTH
                  && write (fd, seal, HCRM_BUNDLE_SEAL_LENGTH) == HCRM_BUNDLE_SEAL_LENGTH;

  if (fd >= 0)
    close (fd);
  return good;
}

gboolean
hcrm_bundle_finish (HcrmBundle *self,
                    const char *about,
                    const char *made_at,
                    HcrmSigningKey *key,
                    GError **error)
{
  g_autoptr (GString) manifest = make_manifest (self, about, made_at, key);
  g_autofree char *sum =
      g_compute_checksum_for_data (G_CHECKSUM_SHA256, (guchar *) manifest->str, manifest->len);
  g_autofree char *signature = sign (key, "manifest", sum);
  g_autofree char *place = g_strnfill (HCRM_BUNDLE_SEAL_LENGTH, '.');

  if (!write_entry (self, HCRM_BUNDLE_MANIFEST, manifest->str, manifest->len, error)
      || !write_entry (self, HCRM_BUNDLE_SIGNATURE, signature, strlen (signature), error))
    return FALSE;
  return (zipClose (g_steal_pointer (&self->zip), place) == ZIP_OK && write_seal (self, sum, key))
         || fail (self, error);
}
