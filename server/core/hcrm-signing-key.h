/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The site's Ed25519 key, by which others can tell that what left the house is what was written. */

#pragma once

#include "core/hcrm-error.h"

G_BEGIN_DECLS

#define HCRM_SIGNATURE_SIZE 64
#define HCRM_PUBLIC_KEY_SIZE 32
#define HCRM_KEY_ID_LENGTH 16

/**
 * HcrmPublicKey:
 * @id: the first digits of the SHA-256 of @bytes, in lower-case hexadecimal
 * @made_at: (nullable): RFC 3339
 */
typedef struct {
  char id[HCRM_KEY_ID_LENGTH + 1];
  guint8 bytes[HCRM_PUBLIC_KEY_SIZE];
  char *made_at;
} HcrmPublicKey;

void hcrm_public_key_clear (HcrmPublicKey *key);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HcrmPublicKey, hcrm_public_key_clear)

/* Fills in @key from the 32 bytes of it. */
void hcrm_public_key_set (HcrmPublicKey *key, const guint8 *bytes, const char *made_at);

/* Returns: (transfer full): the line that stands for it in files: its name, the time, base64. */
char *hcrm_public_key_to_line (const HcrmPublicKey *key);

/* The other way round; anything else is %FALSE. */
gboolean hcrm_public_key_from_line (HcrmPublicKey *key, const char *line);

/* Returns: (transfer full) (element-type HcrmPublicKey): the keys of a file, a line each. */
GArray *hcrm_public_keys_read (const char *path, GError **error);

/* Whether @signature is that of the key over @data. */
gboolean hcrm_public_key_verify (const HcrmPublicKey *key,
                                 const guint8 *signature,
                                 const void *data,
                                 gsize length);

/**
 * HcrmSigningKey:
 *
 * The secret part: in `FOLDER/evidence.key`, which only its owner may read. The public parts of it
 * and of all keys before lie beside it, in `FOLDER/evidence.pub`.
 */
typedef struct _HcrmSigningKey HcrmSigningKey;

/* Reads the key of @folder; makes one if there is none. */
HcrmSigningKey *hcrm_signing_key_open (const char *folder, GError **error);

/* Makes another one, which takes the place of the one before; only that one's public part is kept.
 */
HcrmSigningKey *hcrm_signing_key_rotate (const char *folder, GError **error);
void hcrm_signing_key_free (HcrmSigningKey *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HcrmSigningKey, hcrm_signing_key_free)

const HcrmPublicKey *hcrm_signing_key_get_public (HcrmSigningKey *self);
void hcrm_signing_key_sign (HcrmSigningKey *self,
                            const void *data,
                            gsize length,
                            guint8 signature[HCRM_SIGNATURE_SIZE]);

/* Returns: (transfer full): where the public parts of @folder lie. */
char *hcrm_signing_key_dup_public_path (const char *folder);

G_END_DECLS
