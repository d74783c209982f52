/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Files put together, listed and signed, so that anybody can tell later whether they still are what
 * left the house. docs/SECURITY.md describes the format. */

#pragma once

#include "hcrm-signing-key.h"
#include "hcrm-store.h"

G_BEGIN_DECLS

#define HCRM_BUNDLE_FORMAT "hcrm-evidence-1"
#define HCRM_BUNDLE_MANIFEST "manifest.json"
#define HCRM_BUNDLE_SIGNATURE "manifest.sig"

/**
 * HcrmBundle:
 *
 * A ZIP archive being written, entry by entry, in constant memory. Not thread safe.
 */
typedef struct _HcrmBundle HcrmBundle;

/* @path: is written anew */
HcrmBundle *hcrm_bundle_new (const char *path, GError **error);
void hcrm_bundle_free (HcrmBundle *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HcrmBundle, hcrm_bundle_free)

/**
 * hcrm_bundle_add:
 * @name: of the part, of ASCII characters
 * @title: (nullable): what people call it, such as a file's own name
 */
gboolean hcrm_bundle_add (HcrmBundle *self,
                          const char *name,
                          const char *title,
                          const void *data,
                          gsize length,
                          GError **error);

/* The same with the content of a file, read piece by piece. @sha256: (nullable): what it must be */
gboolean hcrm_bundle_add_file (HcrmBundle *self,
                               const char *name,
                               const char *title,
                               HcrmStoreReader *file,
                               const char *sha256,
                               GError **error);

/**
 * hcrm_bundle_finish:
 * @about: a JSON object that says what the bundle is of
 * @made_at: RFC 3339
 *
 * Adds the manifest with its signature, closes the archive, and seals the whole file.
 */
gboolean hcrm_bundle_finish (HcrmBundle *self,
                             const char *about,
                             const char *made_at,
                             HcrmSigningKey *key,
                             GError **error);

/* --- Checking --- */

typedef enum {
  HCRM_BUNDLE_CHANGED,
  HCRM_BUNDLE_MISSING,
  HCRM_BUNDLE_ADDED,
  HCRM_BUNDLE_UNREADABLE,
} HcrmBundleFaultKind;

/* @part: the name of a part; `seal` for the end of the file, `container` for what lies between
 * parts: the archive's own headers and directory */
typedef struct {
  HcrmBundleFaultKind kind;
  char *part;
} HcrmBundleFault;

/**
 * HcrmBundleReport:
 * @is_bundle: whether it was one at all
 * @foreign: signed with a key other than those asked for
 * @key: its key, empty if that cannot be told
 * @about: (nullable): what it says it is of, if its manifest is as signed
 * @faults: (element-type HcrmBundleFault): empty if it is what was signed
 */
typedef struct {
  gboolean is_bundle;
  gboolean foreign;
  HcrmPublicKey key;
  char *about;
  char *made_at;
  guint n_parts;
  gint64 size;
  GArray *faults;
} HcrmBundleReport;

void hcrm_bundle_report_clear (HcrmBundleReport *report);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HcrmBundleReport, hcrm_bundle_report_clear)

/**
 * hcrm_bundle_check:
 * @keys: (nullable) (element-type HcrmPublicKey): those that are trusted; %NULL takes the one in
 *   the bundle, which tells of changes, but not who signed
 * @report: (out caller-allocates): zeroed
 *
 * Reads all of a file that may be anything. Needs neither server nor database.
 *
 * Returns: %FALSE only if the file cannot be read
 */
gboolean
hcrm_bundle_check (const char *path, GArray *keys, HcrmBundleReport *report, GError **error);

/* What writing and checking share: the end of the file, `FORMAT ID SHA256 SIGNATURE`, the hash
 * being the manifest's and the signature that of the hash of all bytes before. */
#define HCRM_BUNDLE_SEAL_LENGTH (15 + 1 + HCRM_KEY_ID_LENGTH + 1 + 64 + 1 + 2 * HCRM_SIGNATURE_SIZE)

/* Signed texts begin with what they are, so that none can stand for another. */
char *hcrm_bundle_dup_signed (const char *what, const char *sha256);

G_END_DECLS
