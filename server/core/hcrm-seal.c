/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Keys of files, and segments encrypted one by one. */

#include "hcrm-seal.h"

#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>

#include "core/hcrm-error.h"
#include "hcrm-privilege.h"

#define MAGIC "HCRMSEC1"
#define ID 8    /* bytes that name a key */
#define SALT 16 /* random bytes of a file */
#define KEY 32

G_STATIC_ASSERT (HCRM_SEAL_HEAD == 8 + ID + SALT);
G_STATIC_ASSERT (HCRM_SEAL_EXTRA
                 == crypto_secretstream_xchacha20poly1305_HEADERBYTES
                        + crypto_secretstream_xchacha20poly1305_ABYTES);
G_STATIC_ASSERT (KEY == crypto_secretstream_xchacha20poly1305_KEYBYTES);

typedef struct {
  guint8 key[KEY];
  guint8 id[ID];
} Key;

struct _HcrmSealKeys {
  Key *keys;
  guint n;
};

/* --- Keys ----------------------------------------------------------------------------------- */

void
hcrm_seal_keys_free (HcrmSealKeys *self)
{
  sodium_memzero (self->keys, self->n * sizeof (Key));
  g_free (self->keys);
  g_free (self);
}

/* A name that tells nothing of the key. */
static void
name_key (Key *key)
{
  guint8 hash[crypto_generichash_BYTES];

  crypto_generichash (hash, sizeof hash, key->key, KEY, (const guint8 *) MAGIC, strlen (MAGIC));
  memcpy (key->id, hash, ID);
}

static gboolean
read_key (HcrmSealKeys *self, const char *line)
{
  Key key;
  gsize n = 0;

  if (strlen (line) != 2 * KEY || sodium_hex2bin (key.key, KEY, line, 2 * KEY, NULL, &n, NULL) != 0
      || n != KEY)
    return FALSE;
  name_key (&key);
  self->keys = g_renew (Key, self->keys, self->n + 1);
  self->keys[self->n++] = key;
  return TRUE;
}

/* Returns: (transfer full): the lines of the file that are keys or are meant to be */
static GPtrArray *
read_lines (const char *path, GError **error)
{
  g_autofree char *text = NULL;

  if (!g_file_get_contents (path, &text, NULL, error))
    return NULL;
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  GPtrArray *keys = g_ptr_array_new_with_free_func (g_free);
  for (char **line = lines; *line != NULL; line++)
    if (*g_strstrip (*line) != '\0' && **line != '#')
      g_ptr_array_add (keys, g_strdup (*line));
  return keys;
}

static gboolean
check_mode (const char *path, GError **error)
{
  GStatBuf found;

  return g_stat (path, &found) != 0 || (found.st_mode & 077) == 0
         || hcrm_fail (error, HCRM_ERROR_INVALID, NULL,
                       _ ("%s: only its owner may be able to read this file (mode 0600)"), path);
}

HcrmSealKeys *
hcrm_seal_keys_read (const char *path, GError **error)
{
  g_autoptr (HcrmSealKeys) self = g_new0 (HcrmSealKeys, 1);

  if (sodium_init () < 0)
    g_error ("libsodium cannot be used");
  if (!check_mode (path, error))
    return NULL;
  g_autoptr (GPtrArray) lines = read_lines (path, error);
  if (lines == NULL)
    return NULL;
  for (guint i = 0; i < lines->len; i++)
    if (!read_key (self, lines->pdata[i])) {
      hcrm_fail (error, HCRM_ERROR_INVALID, NULL,
                 _ ("%s: key %u is not 64 hexadecimal digits"), path, i + 1);
      return NULL;
    }
  if (self->n > 0)
    return g_steal_pointer (&self);
  hcrm_fail (error, HCRM_ERROR_INVALID, NULL, _ ("%s: there is no key in it"), path);
  return NULL;
}

static gboolean
write_lines (const char *path, GPtrArray *lines, GError **error)
{
  g_autoptr (GString) text =
      g_string_new ("# Keys of encrypted files; the first is in use. Whoever loses them loses the "
                    "files.\n");
  GStatBuf before;
  gboolean known = g_lstat (path, &before) == 0;

  for (guint i = 0; i < lines->len; i++)
    g_string_append_printf (text, "%s\n", (const char *) lines->pdata[i]);
  return g_file_set_contents_full (path, text->str, text->len,
                                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                   0600, error)
         && (!known || hcrm_privilege_keep_owner (path, &before, error));
}

gboolean
hcrm_seal_keys_add (const char *path, GError **error)
{
  g_autoptr (GPtrArray) lines = g_file_test (path, G_FILE_TEST_EXISTS)
                                    ? read_lines (path, error)
                                    : g_ptr_array_new_with_free_func (g_free);
  guint8 key[KEY];
  char hex[2 * KEY + 1];

  if (lines == NULL)
    return FALSE;
  if (sodium_init () < 0)
    g_error ("libsodium cannot be used");
  randombytes_buf (key, KEY);
  g_ptr_array_insert (lines, 0, g_strdup (sodium_bin2hex (hex, sizeof hex, key, KEY)));
  return write_lines (path, lines, error);
}

gboolean
hcrm_seal_keys_drop (const char *path, GError **error)
{
  g_autoptr (GPtrArray) lines = read_lines (path, error);

  if (lines == NULL)
    return FALSE;
  if (lines->len > 1)
    g_ptr_array_remove_range (lines, 1, lines->len - 1);
  return write_lines (path, lines, error);
}

/* --- Files ---------------------------------------------------------------------------------- */

static void
derive (const Key *key, const guint8 *salt, HcrmSeal *seal)
{
  crypto_generichash (seal->key, sizeof seal->key, salt, SALT, key->key, KEY);
}

void
hcrm_seal_begin (const HcrmSealKeys *keys, HcrmSeal *seal, guint8 *head)
{
  guint8 *salt = head + 8 + ID;

  memcpy (head, MAGIC, 8);
  memcpy (head + 8, keys->keys[0].id, ID);
  randombytes_buf (salt, SALT);
  derive (&keys->keys[0], salt, seal);
}

gboolean
hcrm_seal_is_head (const guint8 *head, gsize length)
{
  return length >= HCRM_SEAL_HEAD && memcmp (head, MAGIC, 8) == 0;
}

gboolean
hcrm_seal_open (const HcrmSealKeys *keys, const guint8 *head, HcrmSeal *seal, gboolean *current)
{
  for (guint i = 0; keys != NULL && i < keys->n; i++)
    if (memcmp (keys->keys[i].id, head + 8, ID) == 0) {
      derive (&keys->keys[i], head + 8 + ID, seal);
      *current = i == 0;
      return TRUE;
    }
  return FALSE;
}

void
hcrm_seal_push (const HcrmSeal *seal,
                guint64 number,
                gboolean last,
                const guint8 *data,
                gsize n,
                guint8 *out)
{
  crypto_secretstream_xchacha20poly1305_state state;
  guint64 place = GUINT64_TO_LE (number);

  crypto_secretstream_xchacha20poly1305_init_push (&state, out, seal->key);
  crypto_secretstream_xchacha20poly1305_push (
      &state, out + crypto_secretstream_xchacha20poly1305_HEADERBYTES, NULL, data, n,
      (const guint8 *) &place, sizeof place,
      last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL : 0);
}

gboolean
hcrm_seal_pull (const HcrmSeal *seal,
                guint64 number,
                gboolean last,
                const guint8 *data,
                gsize n,
                guint8 *out)
{
  crypto_secretstream_xchacha20poly1305_state state;
  guint64 place = GUINT64_TO_LE (number);
  guint8 tag = 0;

  if (n < HCRM_SEAL_EXTRA
      || crypto_secretstream_xchacha20poly1305_init_pull (&state, data, seal->key) != 0)
    return FALSE;
  return crypto_secretstream_xchacha20poly1305_pull (
             &state, out, NULL, &tag, data + crypto_secretstream_xchacha20poly1305_HEADERBYTES,
             n - crypto_secretstream_xchacha20poly1305_HEADERBYTES, (const guint8 *) &place,
             sizeof place)
             == 0
         && (tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL) == last;
}
