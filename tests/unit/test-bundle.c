/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Bundles: one changed byte anywhere is found and named; what is no bundle does no harm. */

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "core/hcrm-bundle.h"

#define STAMP "2026-03-02T09:00:00Z"

typedef struct {
  char *folder;
  char *path;
  char *keys;
  HcrmSigningKey *key;
  char *bytes;
  gsize length;
} Fixture;

static void
write_bundle (Fixture *self, HcrmSigningKey *key)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HcrmBundle) bundle = hcrm_bundle_new (self->path, &error);
  g_autofree char *file = g_build_filename (self->folder, "scan", NULL);
  g_autofree char *scan = g_strnfill (300000, 's');

  g_assert_no_error (error);
  g_assert_true (g_file_set_contents (file, scan, -1, NULL));
  hcrm_bundle_add (bundle, "case.json", NULL, "{\"matter\":\"态度\"}", 19, &error);
  g_assert_no_error (error);
  g_autoptr (HcrmStoreReader) reader = hcrm_store_reader_open_path (file, NULL);
  hcrm_bundle_add_file (bundle, "attachments/0001.txt", "来信.txt", reader, NULL, &error);
  g_assert_no_error (error);
  hcrm_bundle_finish (bundle, "{\"number\":\"T202603020001\"}", STAMP, key, &error);
  g_assert_no_error (error);
}

static void
setup (Fixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  self->folder = g_dir_make_tmp ("hcrm-bundle-XXXXXX", NULL);
  self->path = g_build_filename (self->folder, "bundle.zip", NULL);
  self->keys = g_build_filename (self->folder, "keys", NULL);
  self->key = hcrm_signing_key_open (self->keys, &error);
  g_assert_no_error (error);
  write_bundle (self, self->key);
  g_assert_true (g_file_get_contents (self->path, &self->bytes, &self->length, NULL));
}

static void
teardown (Fixture *self, gconstpointer unused)
{
  const char *argv[] = { "rm", "-rf", self->folder, NULL };

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL,
                NULL);
  g_clear_pointer (&self->key, hcrm_signing_key_free);
  g_free (self->folder);
  g_free (self->path);
  g_free (self->keys);
  g_free (self->bytes);
}

static GArray *
read_keys (Fixture *self)
{
  g_autofree char *path = hcrm_signing_key_dup_public_path (self->keys);
  GArray *keys = hcrm_public_keys_read (path, NULL);

  g_assert_nonnull (keys);
  return keys;
}

/* What is said of these bytes: "part:kind" words, or "sound", "foreign", "no bundle". */
static char *
judge (Fixture *self, const char *bytes, gsize length, GArray *keys)
{
  g_auto (HcrmBundleReport) report = { 0 };
  g_autoptr (GString) words = g_string_new (NULL);

  g_unlink (self->path);
  g_assert_true (g_file_set_contents_full (self->path, bytes, (gssize) length,
                                           G_FILE_SET_CONTENTS_NONE, 0600, NULL));
  g_assert_true (hcrm_bundle_check (self->path, keys, &report, NULL));
  for (guint i = 0; i < report.faults->len; i++) {
    HcrmBundleFault *fault = &g_array_index (report.faults, HcrmBundleFault, i);
    g_string_append_printf (words, "%s%s:%d", i > 0 ? " " : "", fault->part, fault->kind);
  }
  if (report.foreign)
    g_string_append (words, " foreign");
  if (!report.is_bundle)
    g_string_append (words, " none");
  return words->len > 0 ? g_string_free (g_steal_pointer (&words), FALSE) : g_strdup ("sound");
}

static void
test_sound (Fixture *self, gconstpointer unused)
{
  g_autoptr (GArray) keys = read_keys (self);
  g_autofree char *with = judge (self, self->bytes, self->length, keys);
  g_autofree char *without = judge (self, self->bytes, self->length, NULL);
  g_auto (HcrmBundleReport) report = { 0 };

  g_assert_cmpstr (with, ==, "sound");
  g_assert_cmpstr (without, ==, "sound");
  g_assert_true (hcrm_bundle_check (self->path, keys, &report, NULL));
  g_assert_cmpuint (report.n_parts, ==, 2);
  g_assert_cmpstr (report.about, ==, "{\"number\":\"T202603020001\"}");
  g_assert_cmpstr (report.made_at, ==, STAMP);
  g_assert_cmpstr (report.key.id, ==, hcrm_signing_key_get_public (self->key)->id);
}

/* What is said of the bundle with the byte at @at changed. */
static char *
judge_flipped (Fixture *self, gsize at, GArray *keys)
{
  char *words;

  self->bytes[at] ^= 1;
  words = judge (self, self->bytes, self->length, keys);
  self->bytes[at] ^= 1;
  return words;
}

static gsize
find (Fixture *self, const char *text)
{
  const char *found = memmem (self->bytes, self->length, text, strlen (text));

  g_assert_nonnull (found);
  return (gsize) (found - self->bytes);
}

static void
assert_flipped (Fixture *self, gsize at, const char *part)
{
  g_autoptr (GArray) keys = read_keys (self);
  g_autofree char *with = judge_flipped (self, at, keys);
  g_autofree char *without = judge_flipped (self, at, NULL);

  if (!g_str_has_prefix (with, part) || !g_str_has_prefix (without, part))
    g_test_message ("at %" G_GSIZE_FORMAT ": %s, %s instead of %s", at, with, without, part);
  g_assert_true (g_str_has_prefix (with, part));
  g_assert_true (g_str_has_prefix (without, part));
}

/* A byte of every kind is found, and the part that it belongs to is named. */
static void
test_named (Fixture *self, gconstpointer unused)
{
  assert_flipped (self, find (self, "matter"), "case.json:0");
  assert_flipped (self, find (self, "ssss"), "attachments/0001.txt:0");
  assert_flipped (self, find (self, "ssss") + 299999, "attachments/0001.txt:");
  assert_flipped (self, find (self, "T202603020001"), "manifest.json:");
  assert_flipped (self, find (self, "hcrm-evidence-public-1") + 50, "manifest.json:");
  assert_flipped (self, find (self, "manifest.sig") + 20, "manifest.sig:");
  /* A digit of the seal's signature: changed to another digit it is as if the archive had been. */
  assert_flipped (self, self->length - 1,
                  g_ascii_isxdigit (self->bytes[self->length - 1] ^ 1) ? "container:" : "seal:");
  assert_flipped (self, self->length - 140, "seal:");
}

/* Each byte outside the long part, and some of that. */
static void
test_every_byte (Fixture *self, gconstpointer unused)
{
  g_autoptr (GArray) keys = read_keys (self);
  gsize scan = find (self, "ssss");

  for (gsize at = 0; at<self->length; at += at> scan && at + 30000 < scan + 300000 ? 29989 : 1) {
    g_autofree char *words = judge_flipped (self, at, keys);
    if (strcmp (words, "sound") == 0)
      g_test_message ("the byte at %" G_GSIZE_FORMAT " was not found", at);
    g_assert_cmpstr (words, !=, "sound");
  }
}

/* Where a part's bytes stand in the file, which are as they were put in. */
static void
find_part (Fixture *self, const char *begin, gsize length, gsize *from, gsize *until)
{
  *from = find (self, begin);
  *until = *from + length;
}

/* Changes a byte in some way at a place within; the part is named first, or at all where what it
 * says of others is believed no more. */
static void
spoil_somewhere (Fixture *self, gsize from, gsize until, const char *part)
{
  g_autoptr (GArray) keys = read_keys (self);
  gsize at = from + (gsize) g_test_rand_int_range (0, (gint32) (until - from));
  char was = self->bytes[at];

  self->bytes[at] ^= (char) g_test_rand_int_range (1, 256);
  g_autofree char *words = judge (self, self->bytes, self->length, keys);
  self->bytes[at] = was;
  if (strstr (words, part) == NULL)
    g_test_message ("at %" G_GSIZE_FORMAT ": %s instead of %s", at, words, part);
  g_assert_nonnull (strstr (words, part));
}

/* Any other byte at any place is found, and the part is named; what is of no part is the container
 * or the seal. */
static void
test_somewhere (Fixture *self, gconstpointer unused)
{
  g_autoptr (GArray) keys = read_keys (self);
  gsize from, until;

  for (guint i = 0; i < 60; i++) {
    find_part (self, "{\"matter\"", 19, &from, &until);
    spoil_somewhere (self, from, until, "case.json:");
    find_part (self, "ssss", 300000, &from, &until);
    spoil_somewhere (self, from, until, "attachments/0001.txt:");
    spoil_somewhere (self, self->length - HCRM_BUNDLE_SEAL_LENGTH, self->length, ":");
    spoil_somewhere (self, 0, self->length, ":");
  }
  g_autofree char *words = judge (self, self->bytes, self->length, keys);
  g_assert_cmpstr (words, ==, "sound");
}

static void
test_truncated (Fixture *self, gconstpointer unused)
{
  for (gsize length = 0; length<self->length; length += length> self->length - 900 ? 1 : 4999) {
    g_autofree char *words = judge (self, self->bytes, length, NULL);
    g_assert_cmpstr (words, !=, "sound");
  }
  g_autofree char *longer = g_malloc0 (self->length + 1);
  memcpy (longer, self->bytes, self->length);
  g_autofree char *words = judge (self, longer, self->length + 1, NULL);
  g_assert_cmpstr (words, !=, "sound");
}

/* A ZIP program adds a file: the list does not have it. */
static void
test_added (Fixture *self, gconstpointer unused)
{
  g_autofree char *file = g_build_filename (self->folder, "extra.txt", NULL);
  const char *script =
      "import sys, zipfile; zipfile.ZipFile (sys.argv[1], 'a').write (sys.argv[2], "
      "'extra.txt')";
  const char *argv[] = { "/usr/bin/python3", "-c", script, self->path, file, NULL };
  g_autofree char *bytes = NULL;
  gsize length = 0;
  int status = -1;

  g_assert_true (g_file_set_contents (file, "more", -1, NULL));
  g_assert_true (
      g_spawn_sync (NULL, (char **) argv, NULL, 0, NULL, NULL, NULL, NULL, &status, NULL));
  g_assert_cmpint (status, ==, 0);
  g_assert_true (g_file_get_contents (self->path, &bytes, &length, NULL));
  g_autofree char *words = judge (self, bytes, length, NULL);
  g_assert_nonnull (strstr (words, "extra.txt:2"));
}

/* Whoever makes it all anew needs the site's key. */
static void
test_swapped (Fixture *self, gconstpointer unused)
{
  g_autofree char *folder = g_build_filename (self->folder, "others", NULL);
  g_autoptr (HcrmSigningKey) other = hcrm_signing_key_open (folder, NULL);
  g_autoptr (GArray) keys = read_keys (self);
  g_autofree char *bytes = NULL;
  gsize length = 0;

  write_bundle (self, other);
  g_assert_true (g_file_get_contents (self->path, &bytes, &length, NULL));
  g_autofree char *alone = judge (self, bytes, length, NULL);
  g_autofree char *asked = judge (self, bytes, length, keys);
  g_assert_cmpstr (alone, ==, "sound");
  g_assert_nonnull (strstr (asked, "foreign"));
}

/* The key in the list is the site's, the signatures are another's. */
static void
test_pretended (Fixture *self, gconstpointer unused)
{
  g_autofree char *folder = g_build_filename (self->folder, "others", NULL);
  g_autoptr (HcrmSigningKey) other = hcrm_signing_key_open (folder, NULL);
  HcrmPublicKey *pretended = (HcrmPublicKey *) hcrm_signing_key_get_public (other);
  const HcrmPublicKey *own = hcrm_signing_key_get_public (self->key);
  g_autoptr (GArray) keys = read_keys (self);
  g_autofree char *bytes = NULL;
  gsize length = 0;

  hcrm_public_key_set (pretended, own->bytes, own->made_at);
  write_bundle (self, other);
  g_assert_true (g_file_get_contents (self->path, &bytes, &length, NULL));
  g_autofree char *words = judge (self, bytes, length, keys);
  g_assert_cmpstr (words, ==, "manifest.sig:0");
}

static void
test_rotated (Fixture *self, gconstpointer unused)
{
  g_autofree char *secret = g_build_filename (self->keys, "evidence.key", NULL);
  g_autoptr (HcrmSigningKey) next = hcrm_signing_key_rotate (self->keys, NULL);
  g_autoptr (HcrmSigningKey) opened = hcrm_signing_key_open (self->keys, NULL);
  g_autoptr (GArray) keys = read_keys (self);
  g_autofree char *old = judge (self, self->bytes, self->length, keys);
  GStatBuf status;

  g_assert_cmpuint (keys->len, ==, 2);
  g_assert_cmpstr (old, ==, "sound");
  g_assert_cmpstr (hcrm_signing_key_get_public (next)->id, !=,
                   hcrm_signing_key_get_public (self->key)->id);
  g_assert_cmpstr (hcrm_signing_key_get_public (opened)->id, ==,
                   hcrm_signing_key_get_public (next)->id);
  g_assert_cmpint (g_stat (secret, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 0777, ==, 0600);
}

static void
test_spoilt_key (Fixture *self, gconstpointer unused)
{
  g_autofree char *secret = g_build_filename (self->keys, "evidence.key", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (secret, "hcrm-evidence-secret-1 x y z", -1, NULL));
  g_assert_null (hcrm_signing_key_open (self->keys, &error));
  g_assert_error (error, HCRM_ERROR, HCRM_ERROR_INTERNAL);
}

/* Bytes at random, and bundles with some of them wrong: judged, and nothing else. */
static void
test_garbage (Fixture *self, gconstpointer unused)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (11);

  for (guint i = 0; i < 400; i++) {
    gsize length = (gsize) g_rand_int_range (rand, 0, 3000), start = self->length - length;
    g_autofree char *bytes = g_memdup2 (self->bytes + start, length);
    guint n = i % 2 == 0 ? (guint) length : (guint) g_rand_int_range (rand, 1, 40);
    for (guint k = 0; k < n && length > 0; k++)
      bytes[g_rand_int_range (rand, 0, (int) length)] = (char) g_rand_int (rand);
    g_autofree char *words = judge (self, bytes, length, NULL);
    g_assert_cmpstr (words, !=, "sound");
  }
  for (guint i = 0; i < 400; i++) {
    g_autofree char *bytes = g_memdup2 (self->bytes, self->length);
    for (int k = g_rand_int_range (rand, 1, 12); k > 0; k--)
      bytes[self->length - (gsize) g_rand_int_range (rand, 1, 2200)] ^= (char) (1 << (k % 8));
    g_autofree char *words = judge (self, bytes, self->length, NULL);
    g_assert_nonnull (words);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, test) g_test_add ("/bundle/" path, Fixture, NULL, setup, test, teardown)
  ADD ("sound", test_sound);
  ADD ("named", test_named);
  ADD ("every-byte", test_every_byte);
  ADD ("somewhere", test_somewhere);
  ADD ("truncated", test_truncated);
  ADD ("added", test_added);
  ADD ("swapped", test_swapped);
  ADD ("pretended", test_pretended);
  ADD ("rotated", test_rotated);
  ADD ("spoilt-key", test_spoilt_key);
  ADD ("garbage", test_garbage);
  return g_test_run ();
}
