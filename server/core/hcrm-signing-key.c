/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Making, keeping, changing and using the site's key. */

#include "hcrm-signing-key.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>
#include <unistd.h>

#define SECRET "evidence.key"
#define PUBLIC "evidence.pub"
#define SECRET_MARK "hcrm-evidence-secret-1"
#define PUBLIC_MARK "hcrm-evidence-public-1"
#define MAX_FILE (1024 * 1024)

struct _HcrmSigningKey {
  HcrmPublicKey public;
  guint8 *secret; /* of guarded memory */
};

static gboolean
fail (const char *path, GError **error)
{
  return hcrm_fail (error, HCRM_ERROR_INTERNAL, NULL,
                    _ ("Cannot make %s: %s"), path, g_strerror (errno));
}

/* --- Public parts --------------------------------------------------------------------------- */

void
hcrm_public_key_clear (HcrmPublicKey *key)
{
  g_clear_pointer (&key->made_at, g_free);
}

static void
clear_key (gpointer key)
{
  hcrm_public_key_clear (key);
}

void
hcrm_public_key_set (HcrmPublicKey *key, const guint8 *bytes, const char *made_at)
{
  g_autofree char *sum =
      g_compute_checksum_for_data (G_CHECKSUM_SHA256, bytes, HCRM_PUBLIC_KEY_SIZE);

  g_strlcpy (key->id, sum, sizeof key->id);
  memcpy (key->bytes, bytes, HCRM_PUBLIC_KEY_SIZE);
  g_free (key->made_at);
  key->made_at = g_strdup (made_at);
}

char *
hcrm_public_key_to_line (const HcrmPublicKey *key)
{
  g_autofree char *text = g_base64_encode (key->bytes, HCRM_PUBLIC_KEY_SIZE);

  return g_strdup_printf (PUBLIC_MARK " %s %s %s", key->id,
                          key->made_at != NULL ? key->made_at : "-", text);
}

gboolean
hcrm_public_key_from_line (HcrmPublicKey *key, const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", -1);
  gsize length = 0;

  if (g_strv_length (words) != 4 || strcmp (words[0], PUBLIC_MARK) != 0)
    return FALSE;
  g_autofree guint8 *bytes = g_base64_decode (words[3], &length);
  if (length != HCRM_PUBLIC_KEY_SIZE)
    return FALSE;
  hcrm_public_key_set (key, bytes, words[2]);
  return strcmp (key->id, words[1]) == 0;
}

static GArray *
read_lines (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  GArray *keys = g_array_new (FALSE, TRUE, sizeof (HcrmPublicKey));

  g_array_set_clear_func (keys, clear_key);
  for (guint i = 0; lines[i] != NULL; i++) {
    HcrmPublicKey key = { .made_at = NULL };
    if (hcrm_public_key_from_line (&key, g_strstrip (lines[i])))
      g_array_append_val (keys, key);
    else
      hcrm_public_key_clear (&key);
  }
  return keys;
}

GArray *
hcrm_public_keys_read (const char *path, GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr (GArray) keys = NULL;
  gsize length = 0;

  if (!g_file_get_contents (path, &text, &length, error))
    return NULL;
  keys = read_lines (length <= MAX_FILE && strlen (text) == length ? text : "");
  if (keys->len > 0)
    return g_steal_pointer (&keys);
  hcrm_fail (error, HCRM_ERROR_INVALID, NULL, _ ("%s holds no public key"), path);
  return NULL;
}

gboolean
hcrm_public_key_verify (const HcrmPublicKey *key,
                        const guint8 *signature,
                        const void *data,
                        gsize length)
{
  return sodium_init () >= 0
         && crypto_sign_verify_detached (signature, data, length, key->bytes) == 0;
}

/* --- The secret ----------------------------------------------------------------------------- */

static HcrmSigningKey *
new_key (void)
{
  HcrmSigningKey *self = g_new0 (HcrmSigningKey, 1);

  if (sodium_init () < 0)
    g_error ("libsodium cannot be used");
  self->secret = sodium_malloc (crypto_sign_SECRETKEYBYTES);
  g_assert (self->secret != NULL);
  return self;
}

void
hcrm_signing_key_free (HcrmSigningKey *self)
{
  sodium_free (self->secret);
  hcrm_public_key_clear (&self->public);
  g_free (self);
}

const HcrmPublicKey *
hcrm_signing_key_get_public (HcrmSigningKey *self)
{
  return &self->public;
}

void
hcrm_signing_key_sign (HcrmSigningKey *self,
                       const void *data,
                       gsize length,
                       guint8 signature[HCRM_SIGNATURE_SIZE])
{
  crypto_sign_detached (signature, NULL, data, length, self->secret);
}

static HcrmSigningKey *
make_key (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *made_at = g_date_time_format (now, "%Y-%m-%dT%H:%M:%SZ");
  HcrmSigningKey *self = new_key ();
  guint8 public[HCRM_PUBLIC_KEY_SIZE];

  crypto_sign_keypair (public, self->secret);
  hcrm_public_key_set (&self->public, public, made_at);
  return self;
}

/* --- Files ---------------------------------------------------------------------------------- */

static HcrmSigningKey *
parse_secret (char *text, const char *path, GError **error)
{
  g_autoptr (HcrmSigningKey) self = new_key ();
  g_auto (GStrv) words = g_strsplit (g_strstrip (text), " ", -1);
  guint8 public[HCRM_PUBLIC_KEY_SIZE], seed[crypto_sign_SEEDBYTES];
  gsize length = 0;
  gboolean good = g_strv_length (words) == 4 && strcmp (words[0], SECRET_MARK) == 0
                  && sodium_base642bin (seed, sizeof seed, words[3], strlen (words[3]), NULL,
                                        &length, NULL, sodium_base64_VARIANT_ORIGINAL)
                         == 0
                  && length == sizeof seed;

  if (good) {
    crypto_sign_seed_keypair (public, self->secret, seed);
    hcrm_public_key_set (&self->public, public, words[2]);
    good = strcmp (self->public.id, words[1]) == 0;
  }
  sodium_memzero (seed, sizeof seed);
  for (guint i = 0; words[i] != NULL; i++)
    sodium_memzero (words[i], strlen (words[i]));
  if (good)
    return g_steal_pointer (&self);
  hcrm_fail (error, HCRM_ERROR_INTERNAL, NULL, _ ("%s is no signing key"), path);
  return NULL;
}

/* Returns: %NULL without @error if there is none. */
static HcrmSigningKey *
read_key (const char *folder, GError **error)
{
  g_autofree char *path = g_build_filename (folder, SECRET, NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) wrong = NULL;
  gsize length = 0;
  HcrmSigningKey *self = NULL;

  if (g_file_get_contents (path, &text, &length, &wrong)) {
    self = parse_secret (text, path, error);
    sodium_memzero (text, length);
  } else if (!g_error_matches (wrong, G_FILE_ERROR, G_FILE_ERROR_NOENT)) {
    hcrm_fail (error, HCRM_ERROR_INTERNAL, NULL, "%s", wrong->message);
  }
  return self;
}

/* Appended and on the disk before anything is signed with it. */
static gboolean
keep_public (HcrmSigningKey *self, const char *folder, GError **error)
{
  g_autofree char *path = hcrm_signing_key_dup_public_path (folder);
  g_autofree char *line = hcrm_public_key_to_line (&self->public);
  g_autofree char *text = g_strconcat (line, "\n", NULL);
  int fd = g_open (path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  gboolean good =
      fd >= 0 && write (fd, text, strlen (text)) == (gssize) strlen (text) && fsync (fd) == 0;

  good = good || fail (path, error);
  if (fd >= 0)
    close (fd);
  return good;
}

static gboolean
write_secret (HcrmSigningKey *self, const char *path)
{
  char seed[sodium_base64_ENCODED_LEN (crypto_sign_SEEDBYTES, sodium_base64_VARIANT_ORIGINAL)];
  int fd = g_open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  gboolean good = fd >= 0;

  /* The seed is the first half of what libsodium calls the secret key. */
  sodium_bin2base64 (seed, sizeof seed, self->secret, crypto_sign_SEEDBYTES,
                     sodium_base64_VARIANT_ORIGINAL);
  good = good
         && dprintf (fd, SECRET_MARK " %s %s %s\n", self->public.id, self->public.made_at, seed) > 0
         && fsync (fd) == 0;
  sodium_memzero (seed, sizeof seed);
  if (fd >= 0)
    close (fd);
  return good;
}

/* @again: takes the place of the key that is there; else of two who make one, one does. */
static gboolean
keep_key (HcrmSigningKey *self, const char *folder, gboolean again, GError **error)
{
  g_autofree char *path = g_build_filename (folder, SECRET, NULL);
  g_autofree char *name = g_strdup_printf ("%s.%08x", path, g_random_int ());
  gboolean good;

  if (g_mkdir_with_parents (folder, 0700) != 0)
    return fail (folder, error);
  if (!keep_public (self, folder, error))
    return FALSE;
  good = write_secret (self, name)
         && (again ? g_rename (name, path) == 0 : link (name, path) == 0 || errno == EEXIST);
  good = good || fail (path, error);
  g_unlink (name);
  return good;
}

HcrmSigningKey *
hcrm_signing_key_open (const char *folder, GError **error)
{
  g_autoptr (GError) wrong = NULL;
  HcrmSigningKey *self = read_key (folder, &wrong);

  if (self == NULL && wrong == NULL) {
    g_autoptr (HcrmSigningKey) made = make_key ();
    if (keep_key (made, folder, FALSE, &wrong))
      self = read_key (folder, &wrong);
  }
  if (self == NULL)
    g_propagate_error (error, g_steal_pointer (&wrong));
  return self;
}

HcrmSigningKey *
hcrm_signing_key_rotate (const char *folder, GError **error)
{
  g_autoptr (HcrmSigningKey) made = make_key ();

  return keep_key (made, folder, TRUE, error) ? g_steal_pointer (&made) : NULL;
}

char *
hcrm_signing_key_dup_public_path (const char *folder)
{
  return g_build_filename (folder, PUBLIC, NULL);
}
