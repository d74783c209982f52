/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The client that the server offers to older ones: a file, its version and its hash. */

#include "hcrm-client-package.h"

#include <glib/gstdio.h>

#define BLOCK (64 * 1024)

/* The last one that was hashed. */
static struct {
  GMutex lock;
  char *path;
  gint64 size, changed;
  char *hash;
} last;

char *
hcrm_client_package_dup_version (const char *name)
{
  g_autoptr (GRegex) regex = g_regex_new (
      "^hcrm-client_([0-9][0-9A-Za-z.+~-]*)(_[a-z0-9]+)?\\.(deb|zip|tar\\.gz|tar\\.xz)$", 0, 0,
      NULL);
  g_autoptr (GMatchInfo) match = NULL;

  if (name == NULL || !g_regex_match (regex, name, 0, &match))
    return NULL;
  return g_match_info_fetch (match, 1);
}

/* Returns: (nullable): the hash of the file in hexadecimal */
static char *
hash_file (const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, NULL);
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree guint8 *block = g_malloc (BLOCK);
  gssize n = -1;

  if (stream == NULL)
    return NULL;
  while ((n = g_input_stream_read (G_INPUT_STREAM (stream), block, BLOCK, NULL, NULL)) > 0)
    g_checksum_update (sum, block, n);
  return n == 0 ? g_strdup (g_checksum_get_string (sum)) : NULL;
}

static char *
dup_hash (const char *path, const GStatBuf *found)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&last.lock);

  if (g_strcmp0 (path, last.path) != 0 || last.size != found->st_size
      || last.changed != found->st_mtime) {
    g_free (last.path);
    g_free (last.hash);
    last.path = g_strdup (path);
    last.size = found->st_size;
    last.changed = found->st_mtime;
    last.hash = hash_file (path);
  }
  return g_strdup (last.hash);
}

void
hcrm_client_package_append (HcrmHttp *http, const char *name, GString *json)
{
  g_autofree char *version = hcrm_client_package_dup_version (name);
  g_autofree char *path =
      version != NULL
          ? g_build_filename (hcrm_http_get_files (http), HCRM_CLIENT_PACKAGE_FOLDER, name, NULL)
          : NULL;
  GStatBuf found;
  g_autofree char *hash =
      path != NULL && g_stat (path, &found) == 0 ? dup_hash (path, &found) : NULL;

  if (hash == NULL) {
    g_string_append (json, "null");
    return;
  }
  g_string_append_printf (json,
                          "{\"version\":\"%s\",\"file\":\"%s\",\"size\":%" G_GINT64_FORMAT
                          ",\"sha256\":\"%s\"}",
                          version, name, (gint64) found.st_size, hash);
}
