/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Files encrypted at rest: the keys, and the form that such files have. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * HcrmSealKeys:
 *
 * Keys that lie in a file outside of the database: one a line, 64 hexadecimal digits; the first is
 * what files are encrypted with from now on, the others are there to read what is older. Lines that
 * begin with `#` say what people want to say. Never changed; any thread.
 */
typedef struct _HcrmSealKeys HcrmSealKeys;

/* @error: also if others than its owner can read the file */
HcrmSealKeys *hcrm_seal_keys_read (const char *path, GError **error);
void hcrm_seal_keys_free (HcrmSealKeys *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HcrmSealKeys, hcrm_seal_keys_free)

/* Puts a new key before the others, making the file if there is none. */
gboolean hcrm_seal_keys_add (const char *path, GError **error);

/* Takes away all keys but the first. */
gboolean hcrm_seal_keys_drop (const char *path, GError **error);

/*
 * The form of an encrypted file: a head of HCRM_SEAL_HEAD bytes (the magic "HCRMSEC1", 8 bytes that
 * name the key, 16 random ones), then segments. The file's own key is the keyed BLAKE2b of the
 * random bytes. Each segment is a stream of one message of libsodium's secretstream
 * (XChaCha20-Poly1305): its header, and up to HCRM_SEAL_PIECE bytes of content with 17 more; the
 * number of the segment is authenticated with it, and the tag says which is the last: nothing can
 * be changed, swapped, left out or cut off unnoticed, and any segment can be read alone.
 */
#define HCRM_SEAL_HEAD 32
#define HCRM_SEAL_PIECE (64 * 1024)
#define HCRM_SEAL_EXTRA (24 + 17)

typedef struct {
  guint8 key[32];
} HcrmSeal;

/* Begins a file: @head is what it begins with, %HCRM_SEAL_HEAD bytes. */
void hcrm_seal_begin (const HcrmSealKeys *keys, HcrmSeal *seal, guint8 *head);

/* Whether a file that begins so is encrypted at all. */
gboolean hcrm_seal_is_head (const guint8 *head, gsize length);

/* Returns: whether one of the keys is that of the file; @current: (out): whether it is the first */
gboolean
hcrm_seal_open (const HcrmSealKeys *keys, const guint8 *head, HcrmSeal *seal, gboolean *current);

/* @out: @n + HCRM_SEAL_EXTRA bytes */
void hcrm_seal_push (const HcrmSeal *seal,
                     guint64 number,
                     gboolean last,
                     const guint8 *data,
                     gsize n,
                     guint8 *out);

/* @n: of @data, with the extra ones. Returns: whether it is what was written */
gboolean hcrm_seal_pull (const HcrmSeal *seal,
                         guint64 number,
                         gboolean last,
                         const guint8 *data,
                         gsize n,
                         guint8 *out);

G_END_DECLS
