/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where the key of the journal is kept. */

#include "hcrm-journal-key.h"

#include <libsecret/secret.h>
#include <sodium.h>

#define HEX_SIZE (2 * HCRM_JOURNAL_KEY_SIZE + 1)

static const SecretSchema schema = { "org.hcrm.Client.Journal",
                                     SECRET_SCHEMA_NONE,
                                     { { "purpose", SECRET_SCHEMA_ATTRIBUTE_STRING } } };

static gboolean
read_hex (const char *hex, guint8 *key)
{
  gsize length = 0;

  return hex != NULL
         && sodium_hex2bin (key, HCRM_JOURNAL_KEY_SIZE, hex, strlen (hex), "\n", &length, NULL) == 0
         && length == HCRM_JOURNAL_KEY_SIZE;
}

static gboolean
load_file (const char *path, guint8 *key)
{
  g_autofree char *hex = NULL;
  gboolean good = g_file_get_contents (path, &hex, NULL, NULL) && read_hex (hex, key);

  if (hex != NULL)
    sodium_memzero (hex, strlen (hex));
  return good;
}

static gboolean
store_file (const char *path, const char *hex, GError **error)
{
  return g_file_set_contents_full (path, hex, -1,
                                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                   0600, error);
}

/* Returns: whether the service works; @found whether it had the key already. */
static gboolean
load_secret (guint8 *key, gboolean *found)
{
  g_autoptr (GError) error = NULL;
  char *hex = secret_password_lookup_sync (&schema, NULL, &error, "purpose", "journal", NULL);

  *found = read_hex (hex, key);
  secret_password_free (hex);
  if (error != NULL)
    g_debug ("No secret service: %s", error->message);
  return error == NULL;
}

static gboolean
store_secret (const char *hex)
{
  return secret_password_store_sync (&schema, SECRET_COLLECTION_DEFAULT, "HCRM", hex, NULL, NULL,
                                     "purpose", "journal", NULL);
}

static gboolean
make_key (const char *path, gboolean service, guint8 *key, GError **error)
{
  char hex[HEX_SIZE];

  randombytes_buf (key, HCRM_JOURNAL_KEY_SIZE);
  sodium_bin2hex (hex, sizeof hex, key, HCRM_JOURNAL_KEY_SIZE);
  gboolean kept = (service && store_secret (hex)) || store_file (path, hex, error);
  sodium_memzero (hex, sizeof hex);
  return kept;
}

gboolean
hcrm_journal_key_load (const char *folder, guint8 *key, GError **error)
{
  g_autofree char *path = g_build_filename (folder, "journal.key", NULL);
  gboolean found = FALSE;

  if (sodium_init () < 0)
    return hcrm_fail (error, HCRM_ERROR_INTERNAL, NULL, _ ("The journal cannot be encrypted"));
  if (load_file (path, key))
    return TRUE;
  gboolean service = load_secret (key, &found);
  return found || make_key (path, service, key, error);
}
