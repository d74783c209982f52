/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Telling whether a bundle is what was signed, and if not, what of it is not. */

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <minizip/unzip.h>
#include <string.h>
#include <unistd.h>

#include "core/hcrm-json-check.h"
#include "hcrm-bundle.h"

#define PIECE (256 * 1024)
#define MAX_MANIFEST (16 * 1024 * 1024)
#define MAX_PARTS 100000

/* What the end of the file says. */
typedef struct {
  char key_id[HCRM_KEY_ID_LENGTH + 1];
  char manifest[65];
  guint8 signature[HCRM_SIGNATURE_SIZE];
} Seal;

typedef struct {
  HcrmBundleReport *report;
  GArray *trusted; /* (nullable) */
  int fd;
  goffset size;
  gboolean sealed; /* the end can be read */
  Seal seal;
  unzFile zip;         /* (nullable) */
  GHashTable *entries; /* name → itself: those in the archive */
  JsonNode *manifest;  /* (nullable): if it is as signed */
  gboolean keyed;      /* report->key is known */
} Check;

static void
clear_check (Check *self)
{
  if (self->zip != NULL)
    unzClose (self->zip);
  if (self->fd >= 0)
    close (self->fd);
  g_clear_pointer (&self->entries, g_hash_table_unref);
  g_clear_pointer (&self->manifest, json_node_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Check, clear_check)

/* --- The report ----------------------------------------------------------------------------- */

static void
clear_fault (gpointer data)
{
  g_free (((HcrmBundleFault *) data)->part);
}

void
hcrm_bundle_report_clear (HcrmBundleReport *report)
{
  hcrm_public_key_clear (&report->key);
  g_clear_pointer (&report->about, g_free);
  g_clear_pointer (&report->made_at, g_free);
  g_clear_pointer (&report->faults, g_array_unref);
}

static void
add_fault (Check *self, HcrmBundleFaultKind kind, const char *part)
{
  HcrmBundleFault fault = { kind, g_utf8_make_valid (part, -1) };

  g_array_append_val (self->report->faults, fault);
}

/* --- The end of the file -------------------------------------------------------------------- */

static gboolean
read_digits (const char *text, guint8 *out, gsize length)
{
  for (gsize i = 0; i < length; i++) {
    int high = g_ascii_xdigit_value (text[2 * i]), low = g_ascii_xdigit_value (text[2 * i + 1]);
    if (high < 0 || low < 0 || g_ascii_isupper (text[2 * i]) || g_ascii_isupper (text[2 * i + 1]))
      return FALSE;
    out[i] = (guint8) (high << 4 | low);
  }
  return TRUE;
}

static gboolean
parse_seal (char *text, Seal *seal)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);

  if (g_strv_length (words) != 4 || strcmp (words[0], HCRM_BUNDLE_FORMAT) != 0
      || strlen (words[1]) != HCRM_KEY_ID_LENGTH || strlen (words[2]) != 64
      || strlen (words[3]) != 2 * HCRM_SIGNATURE_SIZE
      || !read_digits (words[3], seal->signature, HCRM_SIGNATURE_SIZE))
    return FALSE;
  g_strlcpy (seal->key_id, words[1], sizeof seal->key_id);
  g_strlcpy (seal->manifest, words[2], sizeof seal->manifest);
  return TRUE;
}

static void
read_seal (Check *self)
{
  char text[HCRM_BUNDLE_SEAL_LENGTH + 1] = "";

  self->sealed =
      self->size > HCRM_BUNDLE_SEAL_LENGTH
      && pread (self->fd, text, HCRM_BUNDLE_SEAL_LENGTH, self->size - HCRM_BUNDLE_SEAL_LENGTH)
             == HCRM_BUNDLE_SEAL_LENGTH
      && parse_seal (text, &self->seal);
}

/* Returns: (transfer full) (nullable): the hash of all bytes before the seal. */
static char *
sum_before_seal (Check *self)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree guchar *piece = g_malloc (PIECE);
  goffset end = self->size - HCRM_BUNDLE_SEAL_LENGTH;

  for (goffset at = 0; at < end;) {
    gssize n = pread (self->fd, piece, (gsize) MIN (PIECE, end - at), at);
    if (n <= 0)
      return NULL;
    g_checksum_update (sum, piece, n);
    at += n;
  }
  return g_strdup (g_checksum_get_string (sum));
}

static gboolean
is_signed (Check *self, const char *what, const char *sha256, const guint8 *signature)
{
  g_autofree char *text = hcrm_bundle_dup_signed (what, sha256);

  return hcrm_public_key_verify (&self->report->key, signature, text, strlen (text));
}

/* A byte that no part holds: the archive's own, or one of the seal's. */
static void
check_seal (Check *self)
{
  gboolean clean = self->report->faults->len == 0;

  if (!self->sealed) {
    add_fault (self, HCRM_BUNDLE_CHANGED, "seal");
    return;
  }
  g_autofree char *sum = self->keyed ? sum_before_seal (self) : NULL;
  if (sum != NULL && is_signed (self, "seal", sum, self->seal.signature)
      && strcmp (self->seal.key_id, self->report->key.id) == 0)
    return;
  if (clean)
    add_fault (self, HCRM_BUNDLE_CHANGED, "container");
}

/* --- Entries -------------------------------------------------------------------------------- */

/* Returns: whether there is another entry. */
static gboolean
list_entry (Check *self)
{
  unz_file_info64 info;
  char name[1024] = "";

  if (unzGetCurrentFileInfo64 (self->zip, &info, name, sizeof name - 1, NULL, 0, NULL, 0)
      != UNZ_OK) {
    add_fault (self, HCRM_BUNDLE_UNREADABLE, "container");
    return FALSE;
  }
  if (!g_hash_table_add (self->entries, g_strdup (name)))
    add_fault (self, HCRM_BUNDLE_ADDED, name);
  int status = unzGoToNextFile (self->zip);
  if (status != UNZ_OK && status != UNZ_END_OF_LIST_OF_FILE)
    add_fault (self, HCRM_BUNDLE_UNREADABLE, "container");
  return status == UNZ_OK && g_hash_table_size (self->entries) < MAX_PARTS;
}

static void
list_entries (Check *self)
{
  gboolean more = unzGoToFirstFile (self->zip) == UNZ_OK;

  while (more)
    more = list_entry (self);
}

typedef gboolean (*Take) (gpointer data, const void *piece, gsize length);

/* Gives the content of an entry piece by piece, as long as @take wants more. Returns: %FALSE if the
 * archive does not have it as it says. */
static gboolean
read_entry (Check *self, const char *name, Take take, gpointer data)
{
  g_autofree guchar *piece = g_malloc (PIECE);
  int n = 1;

  if (unzLocateFile (self->zip, name, 1) != UNZ_OK || unzOpenCurrentFile (self->zip) != UNZ_OK)
    return FALSE;
  while (n > 0) {
    n = unzReadCurrentFile (self->zip, piece, PIECE);
    if (n > 0 && !take (data, piece, (gsize) n))
      break;
  }
  return (unzCloseCurrentFile (self->zip) == UNZ_OK) & (n == 0);
}

static gboolean
take_text (gpointer data, const void *piece, gsize length)
{
  GString *text = data;

  g_string_append_len (text, piece, (gssize) length);
  return text->len <= MAX_MANIFEST;
}

static GString *
read_text (Check *self, const char *name)
{
  GString *text = g_string_new (NULL);

  read_entry (self, name, take_text, text);
  return text;
}

/* --- The manifest --------------------------------------------------------------------------- */

static JsonNode *
parse_manifest (GString *text)
{
  JsonNode *node =
      hcrm_json_check (text->str, text->len, NULL) ? json_from_string (text->str, NULL) : NULL;

  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    return node;
  g_clear_pointer (&node, json_node_unref);
  return NULL;
}

static const char *
get_text (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : NULL;
}

static const HcrmPublicKey *
find_key (GArray *keys, const char *id)
{
  for (guint i = 0; i < keys->len; i++)
    if (strcmp (g_array_index (keys, HcrmPublicKey, i).id, id) == 0)
      return &g_array_index (keys, HcrmPublicKey, i);
  return NULL;
}

/* The key by which everything is judged: of those trusted, the one that the bundle names. */
static void
settle_key (Check *self, JsonNode *manifest)
{
  HcrmPublicKey *key = &self->report->key;
  const char *line = manifest != NULL ? get_text (json_node_get_object (manifest), "key") : NULL;
  const HcrmPublicKey *trusted;

  self->keyed = line != NULL && hcrm_public_key_from_line (key, line);
  if (self->trusted == NULL)
    return;
  trusted = find_key (self->trusted, self->keyed ? key->id : self->seal.key_id);
  if (trusted == NULL && self->sealed)
    trusted = find_key (self->trusted, self->seal.key_id);
  self->report->foreign = trusted == NULL && self->keyed;
  if (trusted != NULL) {
    hcrm_public_key_set (key, trusted->bytes, trusted->made_at);
    self->keyed = TRUE;
  }
}

/* Of list and signature, which one was changed: the end of the file knows the list's hash. */
static void
blame (Check *self, const char *sum)
{
  gboolean same = self->sealed && strcmp (self->seal.manifest, sum) == 0;

  add_fault (self, HCRM_BUNDLE_CHANGED, same ? HCRM_BUNDLE_SIGNATURE : HCRM_BUNDLE_MANIFEST);
}

static void
read_manifest (Check *self)
{
  g_autoptr (GString) text = read_text (self, HCRM_BUNDLE_MANIFEST);
  g_autoptr (GString) digits = read_text (self, HCRM_BUNDLE_SIGNATURE);
  g_autoptr (JsonNode) manifest = parse_manifest (text);
  g_autofree char *sum =
      g_compute_checksum_for_data (G_CHECKSUM_SHA256, (guchar *) text->str, text->len);
  guint8 signature[HCRM_SIGNATURE_SIZE];

  settle_key (self, manifest);
  if (self->keyed && manifest != NULL && digits->len == 2 * HCRM_SIGNATURE_SIZE
      && read_digits (digits->str, signature, HCRM_SIGNATURE_SIZE)
      && is_signed (self, "manifest", sum, signature)) {
    self->manifest = g_steal_pointer (&manifest);
    if (self->sealed && strcmp (self->seal.manifest, sum) != 0)
      add_fault (self, HCRM_BUNDLE_CHANGED, "seal");
  } else {
    blame (self, sum);
    /* What it lists still names what else does not fit. */
    if (self->sealed && strcmp (self->seal.manifest, sum) == 0)
      self->manifest = g_steal_pointer (&manifest);
  }
}

/* --- Parts ---------------------------------------------------------------------------------- */

typedef struct {
  GChecksum *sum;
  gint64 size, limit;
} Sum;

static gboolean
take_sum (gpointer data, const void *piece, gsize length)
{
  Sum *self = data;

  g_checksum_update (self->sum, piece, (gssize) length);
  self->size += (gint64) length;
  return self->size <= self->limit;
}

static void
check_part (Check *self, JsonObject *part)
{
  const char *name = get_text (part, "name"), *sha256 = get_text (part, "sha256");
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  Sum read = { sum, 0, json_object_get_int_member_with_default (part, "size", -1) };

  if (name == NULL || sha256 == NULL) {
    add_fault (self, HCRM_BUNDLE_CHANGED, HCRM_BUNDLE_MANIFEST);
    return;
  }
  self->report->n_parts++;
  self->report->size += MAX (read.limit, 0);
  if (!g_hash_table_remove (self->entries, name)) {
    add_fault (self, HCRM_BUNDLE_MISSING, name);
    return;
  }
  gboolean whole = read_entry (self, name, take_sum, &read);
  if (read.size != read.limit || strcmp (g_checksum_get_string (sum), sha256) != 0)
    add_fault (self,
               whole || read.size == read.limit ? HCRM_BUNDLE_CHANGED : HCRM_BUNDLE_UNREADABLE,
               name);
}

static void
check_parts (Check *self)
{
  JsonObject *manifest = json_node_get_object (self->manifest);
  JsonNode *list = json_object_get_member (manifest, "parts");
  JsonArray *parts =
      list != NULL && JSON_NODE_HOLDS_ARRAY (list) ? json_node_get_array (list) : NULL;
  GHashTableIter iter;
  gpointer name;

  for (guint i = 0; parts != NULL && i < json_array_get_length (parts); i++) {
    JsonNode *part = json_array_get_element (parts, i);
    if (JSON_NODE_HOLDS_OBJECT (part))
      check_part (self, json_node_get_object (part));
  }
  g_hash_table_remove (self->entries, HCRM_BUNDLE_MANIFEST);
  g_hash_table_remove (self->entries, HCRM_BUNDLE_SIGNATURE);
  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    add_fault (self, HCRM_BUNDLE_ADDED, name);
}

static void
tell_about (Check *self)
{
  JsonObject *manifest = json_node_get_object (self->manifest);
  JsonNode *about = json_object_get_member (manifest, "about");

  self->report->about = about != NULL ? json_to_string (about, FALSE) : NULL;
  self->report->made_at = g_strdup (get_text (manifest, "made_at"));
}

/* --- The whole ------------------------------------------------------------------------------ */

static void
check_archive (Check *self, const char *path)
{
  self->zip = unzOpen64 (path);
  if (self->zip == NULL) {
    settle_key (self, NULL);
    add_fault (self, HCRM_BUNDLE_UNREADABLE, "container");
    return;
  }
  list_entries (self);
  self->report->is_bundle =
      self->sealed || g_hash_table_contains (self->entries, HCRM_BUNDLE_MANIFEST);
  read_manifest (self);
  if (self->manifest != NULL) {
    check_parts (self);
    tell_about (self);
  }
  check_seal (self);
}

gboolean
hcrm_bundle_check (const char *path, GArray *keys, HcrmBundleReport *report, GError **error)
{
  g_auto (Check) self = { .report = report, .trusted = keys, .fd = -1 };

  report->faults = g_array_new (FALSE, TRUE, sizeof (HcrmBundleFault));
  g_array_set_clear_func (report->faults, clear_fault);
  self.entries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self.fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  self.size = self.fd >= 0 ? lseek (self.fd, 0, SEEK_END) : -1;
  if (self.size < 0)
    return hcrm_fail (error, HCRM_ERROR_NOT_FOUND, NULL,
                      _ ("Cannot read %s: %s"), path, g_strerror (errno));
  read_seal (&self);
  report->is_bundle = self.sealed;
  check_archive (&self, path);
  return TRUE;
}
