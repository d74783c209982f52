/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The content store: kept once, found again, typed by content, and what was tampered with named. */

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "core/hcrm-store.h"
#include "model/hcrm-attachment.h"

static char *
make_folder (void)
{
  g_autoptr (GError) error = NULL;
  char *folder = g_dir_make_tmp ("hcrm-store-XXXXXX", &error);

  g_assert_no_error (error);
  return folder;
}

static char *
write_upload (const char *files, gint64 id, const void *data, gsize length)
{
  g_autoptr (GError) error = NULL;
  char *path = hcrm_store_dup_upload (files, id);

  hcrm_store_write_part (path, data, length, 0, &error);
  g_assert_no_error (error);
  return path;
}

static void
test_keep (void)
{
  g_autofree char *files = make_folder ();
  g_autofree char *first = write_upload (files, 1, "hello\n", 6);
  g_autofree char *second = write_upload (files, 2, "hello\n", 6);
  g_auto (HcrmStored) stored = { .size = 0 };
  g_autofree char *text = NULL;

  g_assert_true (hcrm_store_look (first, &stored, NULL));
  g_assert_cmpstr (stored.sha256, ==,
                   "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03");
  g_assert_cmpint (stored.size, ==, 6);
  g_assert_cmpstr (stored.media, ==, "text/plain");
  g_assert_true (hcrm_store_keep (&(HcrmStore){ files, NULL }, first, &stored, NULL));
  g_assert_true (hcrm_store_keep (&(HcrmStore){ files, NULL }, first, &stored, NULL));
  g_assert_true (hcrm_store_keep (&(HcrmStore){ files, NULL }, second, &stored, NULL));
  g_autofree char *path = hcrm_store_dup_path (files, stored.sha256);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "hello\n");
  g_assert_true (g_file_test (first, G_FILE_TEST_EXISTS));
}

static void
test_check (void)
{
  g_autofree char *files = make_folder ();
  g_autofree char *upload = write_upload (files, 1, "evidence", 8);
  g_auto (HcrmStored) stored = { .size = 0 };

  g_assert_true (hcrm_store_look (upload, &stored, NULL));
  g_assert_cmpint (hcrm_store_check (&(HcrmStore){ files, NULL }, stored.sha256), ==,
                   HCRM_STORE_MISSING);
  g_assert_true (hcrm_store_keep (&(HcrmStore){ files, NULL }, upload, &stored, NULL));
  g_assert_cmpint (hcrm_store_check (&(HcrmStore){ files, NULL }, stored.sha256), ==,
                   HCRM_STORE_WHOLE);
  g_autofree char *path = hcrm_store_dup_path (files, stored.sha256);
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_true (g_file_set_contents (path, "evidenc", -1, NULL));
  g_assert_cmpint (hcrm_store_check (&(HcrmStore){ files, NULL }, stored.sha256), ==,
                   HCRM_STORE_ALTERED);
}

/* Parts in any order, one of them twice, across the size of a read. */
static void
test_parts (void)
{
  g_autofree char *files = make_folder ();
  g_autofree char *path = hcrm_store_dup_upload (files, 7);
  gsize length = 3 * HCRM_UPLOAD_PART + 5;
  g_autofree guchar *data = g_malloc (length);
  static const guint order[] = { 2, 0, 3, 0, 1 };
  g_auto (HcrmStored) stored = { .size = 0 };

  for (gsize i = 0; i < length; i++)
    data[i] = i * 31 + i / 1000;
  for (guint i = 0; i < G_N_ELEMENTS (order); i++) {
    gsize offset = order[i] * HCRM_UPLOAD_PART;
    g_assert_true (hcrm_store_write_part (path, data + offset,
                                          MIN (HCRM_UPLOAD_PART, length - offset), offset, NULL));
  }
  g_assert_true (hcrm_store_look (path, &stored, NULL));
  g_autofree char *sum = g_compute_checksum_for_data (G_CHECKSUM_SHA256, data, length);
  g_assert_cmpstr (stored.sha256, ==, sum);
  g_assert_cmpint (stored.size, ==, length);
}

static void
test_unusable (void)
{
  g_autofree char *files = make_folder ();
  g_autofree char *empty = write_upload (files, 1, "", 0);
  g_autoptr (GError) missing = NULL, nothing = NULL, blocked = NULL;
  g_autofree char *wall = g_build_filename (files, "store", NULL);
  g_autofree char *good = write_upload (files, 2, "x", 1);
  g_auto (HcrmStored) stored = { .size = 0 };

  g_assert_false (hcrm_store_look ("/nonexistent", &stored, &missing));
  g_assert_error (missing, HCRM_ERROR, HCRM_ERROR_INTERNAL);
  g_assert_false (hcrm_store_look (empty, &stored, &nothing));
  g_assert_error (nothing, HCRM_ERROR, HCRM_ERROR_INTERNAL);
  g_assert_true (g_file_set_contents (wall, "in the way", -1, NULL));
  g_assert_true (hcrm_store_look (good, &stored, NULL));
  g_assert_false (hcrm_store_keep (&(HcrmStore){ files, NULL }, good, &stored, &blocked));
  g_assert_error (blocked, HCRM_ERROR, HCRM_ERROR_INTERNAL);
}

static void
assert_media (const char *head, gsize length, const char *media, gboolean attachable)
{
  g_autofree char *files = make_folder ();
  g_autofree char *path = write_upload (files, 1, head, length);
  g_auto (HcrmStored) stored = { .size = 0 };

  g_assert_true (hcrm_store_look (path, &stored, NULL));
  g_assert_cmpstr (stored.media, ==, media);
  g_assert_cmpint (hcrm_media_is_attachable (stored.media), ==, attachable);
}

#define MEDIA(head, media, attachable) assert_media (head, sizeof head - 1, media, attachable)

static void
test_media (void)
{
  MEDIA ("%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", "application/pdf", TRUE);
  MEDIA ("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\2\0\0\0", "image/png", TRUE);
  MEDIA ("\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0", "image/jpeg", TRUE);
  MEDIA ("患者家属来信：对收费有异议。\n", "text/plain", TRUE);
  MEDIA ("MZ\x90\0\3\0\0\0\4\0\0\0\xff\xff\0\0", "application/octet-stream", FALSE);
  MEDIA ("#!/bin/sh\nrm -rf /\n", "text/x-shellscript", FALSE);
  MEDIA ("<!DOCTYPE html><html><script>alert(1)</script></html>", "text/html", FALSE);
  MEDIA ("<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\"/>", "image/svg+xml",
         FALSE);
  MEDIA ("\x7f"
         "ELF\2\1\1\0\0\0\0\0\0\0\0\0\2\0\x3e\0\1\0\0\0",
         "application/x-executable", FALSE);
}

static void
test_names (void)
{
  static const char *const cases[][3] = {
    { "image/png", "scan.PNG", "scan.PNG" }, { "application/pdf", "letter.jpg", "letter.jpg.pdf" },
    { "image/jpeg", "photo", "photo.jpg" },  { "image/jpeg", "a.b.jpeg", "a.b.jpeg" },
    { "application/x-unknown", "x", "x" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *name = hcrm_media_fix_name (cases[i][0], cases[i][1]);
    g_assert_cmpstr (name, ==, cases[i][2]);
  }
}

/* What is not what its name said can be told of. */
static void
test_claims (void)
{
  static const char *const cases[][2] = {
    { "m-lie.png.csv", ".png" }, { "letter.jpg.pdf", ".jpg" },
    { "scan.PNG", NULL },        { "a.b.jpeg", NULL },
    { "photo", NULL },           { "list.txt.csv", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *claim = hcrm_media_dup_claim (cases[i][0]);
    g_assert_cmpstr (claim, ==, cases[i][1]);
  }
}

/* --- Encrypted ------------------------------------------------------------------------------ */

static HcrmStore
make_sealed (char *folder, char **path)
{
  g_autoptr (GError) error = NULL;

  *path = g_build_filename (folder, "file.keys", NULL);
  g_assert_true (hcrm_seal_keys_add (*path, &error));
  return (HcrmStore){ folder, hcrm_seal_keys_read (*path, &error) };
}

static char *
write_sealed (const HcrmStore *store, const char *data, gsize length)
{
  g_autoptr (HcrmStoreWriter) writer = hcrm_store_writer_new (store, NULL);
  g_auto (HcrmStored) stored = { .size = 0 };

  for (gsize at = 0; at < length; at += 1000)
    g_assert_true (hcrm_store_writer_write (writer, data + at, MIN (1000, length - at), NULL));
  g_assert_true (hcrm_store_writer_finish (writer, &stored, NULL));
  g_assert_cmpint (stored.size, ==, length);
  g_assert_true (hcrm_store_writer_keep (writer, NULL));
  hcrm_store_writer_settle (writer);
  return g_strdup (stored.sha256);
}

static char *
make_text (gsize length)
{
  char *text = g_malloc (length + 1);

  for (gsize i = 0; i < length; i++)
    text[i] = 'a' + i % 26 + (i / 65536) % 3;
  text[length] = '\0';
  return text;
}

/* Of all lengths about a segment's: the hash is that of the content, and any part reads alone. */
static void
test_sealed (void)
{
  static const gsize lengths[] = { 1, 65535, 65536, 65537, 131072, 200000 };

  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++) {
    g_autofree char *folder = make_folder (), *key = NULL, *raw = NULL;
    g_autofree char *text = make_text (lengths[i]);
    HcrmStore store = make_sealed (folder, &key);
    g_autofree char *sum = write_sealed (&store, text, lengths[i]);
    g_autofree char *path = hcrm_store_dup_path (folder, sum);
    g_autofree char *wanted = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, lengths[i]);
    char part[100];
    gsize length = 0;

    g_assert_cmpstr (sum, ==, wanted);
    g_assert_cmpint (hcrm_store_check (&store, sum), ==, HCRM_STORE_WHOLE);
    g_assert_true (g_file_get_contents (path, &raw, &length, NULL));
    g_assert_true (hcrm_seal_is_head ((guint8 *) raw, length));
    g_autoptr (HcrmStoreReader) reader = hcrm_store_reader_open (&store, sum, NULL);
    g_assert_cmpint (hcrm_store_reader_get_size (reader), ==, lengths[i]);
    gsize at = lengths[i] > 100 ? lengths[i] - 100 : 0;
    gssize n = hcrm_store_reader_read (reader, at, part, sizeof part);
    g_assert_cmpmem (part, n, text + at, lengths[i] - at);
    hcrm_seal_keys_free (store.keys);
  }
}

/* A bit, a segment that is cut off, two that are swapped: all are seen. */
static void
test_tampered (void)
{
  g_autofree char *folder = make_folder (), *key = NULL, *raw = NULL, *text = make_text (200000);
  HcrmStore store = make_sealed (folder, &key);
  g_autofree char *sum = write_sealed (&store, text, 200000);
  g_autofree char *path = hcrm_store_dup_path (folder, sum);
  gsize length = 0, segment = HCRM_SEAL_PIECE + HCRM_SEAL_EXTRA;

  g_assert_true (g_file_get_contents (path, &raw, &length, NULL));
  raw[length / 2] ^= 1;
  g_assert_true (g_file_set_contents (path, raw, length, NULL));
  g_assert_cmpint (hcrm_store_check (&store, sum), ==, HCRM_STORE_ALTERED);
  raw[length / 2] ^= 1;
  g_assert_true (g_file_set_contents (path, raw, HCRM_SEAL_HEAD + segment, NULL));
  g_assert_cmpint (hcrm_store_check (&store, sum), ==, HCRM_STORE_ALTERED);
  g_autofree char *swapped = g_memdup2 (raw, length);
  memcpy (swapped + HCRM_SEAL_HEAD, raw + HCRM_SEAL_HEAD + segment, segment);
  memcpy (swapped + HCRM_SEAL_HEAD + segment, raw + HCRM_SEAL_HEAD, segment);
  g_assert_true (g_file_set_contents (path, swapped, length, NULL));
  g_assert_cmpint (hcrm_store_check (&store, sum), ==, HCRM_STORE_ALTERED);
  g_assert_true (g_file_set_contents (path, raw, length, NULL));
  g_assert_cmpint (hcrm_store_check (&store, sum), ==, HCRM_STORE_WHOLE);
  hcrm_seal_keys_free (store.keys);
}

/* What root encrypts anew stays the server's: whoever could read file and keys before can go on. */
static void
test_owner_kept (void)
{
  if (geteuid () != 0) {
    g_test_skip ("only root gives files away");
    return;
  }
  g_autofree char *folder = make_folder (), *key = NULL, *text = make_text (70000);
  HcrmStore old = make_sealed (folder, &key);
  g_autofree char *sum = write_sealed (&old, text, 70000);
  g_autofree char *path = hcrm_store_dup_path (folder, sum);
  gboolean changed = FALSE;
  GStatBuf found;

  g_assert_cmpint (lchown (path, 12345, 12346), ==, 0);
  g_assert_cmpint (lchown (key, 12345, 12346), ==, 0);
  g_assert_true (hcrm_seal_keys_add (key, NULL));
  HcrmStore both = { folder, hcrm_seal_keys_read (key, NULL) };
  g_assert_true (hcrm_store_reseal (&both, sum, &changed, NULL));
  g_assert_true (changed);
  g_assert_cmpint (g_lstat (path, &found), ==, 0);
  g_assert_cmpint (found.st_uid, ==, 12345);
  g_assert_cmpint (found.st_gid, ==, 12346);
  g_assert_cmpint (g_lstat (key, &found), ==, 0);
  g_assert_cmpint (found.st_uid, ==, 12345);
  hcrm_seal_keys_free (old.keys);
  hcrm_seal_keys_free (both.keys);
}

/* A new key: what is older is read with its own, until it is written anew; then that one may go. */
static void
test_rotated (void)
{
  g_autofree char *folder = make_folder (), *key = NULL, *text = make_text (70000);
  HcrmStore old = make_sealed (folder, &key);
  g_autofree char *sum = write_sealed (&old, text, 70000);
  gboolean changed = FALSE;

  g_assert_true (hcrm_seal_keys_add (key, NULL));
  HcrmStore both = { folder, hcrm_seal_keys_read (key, NULL) };
  g_assert_cmpint (hcrm_store_check (&both, sum), ==, HCRM_STORE_WHOLE);
  g_assert_true (hcrm_store_reseal (&both, sum, &changed, NULL));
  g_assert_true (changed);
  g_assert_true (hcrm_store_reseal (&both, sum, &changed, NULL));
  g_assert_false (changed);
  g_assert_cmpint (hcrm_store_check (&old, sum), !=, HCRM_STORE_WHOLE);
  g_assert_true (hcrm_seal_keys_drop (key, NULL));
  HcrmStore new = { folder, hcrm_seal_keys_read (key, NULL) };
  g_assert_cmpint (hcrm_store_check (&new, sum), ==, HCRM_STORE_WHOLE);
  g_assert_cmpint (g_chmod (key, 0644), ==, 0);
  g_assert_null (hcrm_seal_keys_read (key, NULL));
  hcrm_seal_keys_free (old.keys);
  hcrm_seal_keys_free (both.keys);
  hcrm_seal_keys_free (new.keys);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/keep", test_keep);
  g_test_add_func ("/store/check", test_check);
  g_test_add_func ("/store/parts", test_parts);
  g_test_add_func ("/store/unusable", test_unusable);
  g_test_add_func ("/store/media", test_media);
  g_test_add_func ("/store/names", test_names);
  g_test_add_func ("/store/claims", test_claims);
  g_test_add_func ("/store/sealed", test_sealed);
  g_test_add_func ("/store/tampered", test_tampered);
  g_test_add_func ("/store/rotated", test_rotated);
  g_test_add_func ("/store/owner-kept", test_owner_kept);
  return g_test_run ();
}
