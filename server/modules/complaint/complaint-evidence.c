/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A complaint as one signed file, for those who must be able to tell that nothing of it was
 * changed.
 */

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "complaint-evidence-sql.h"
#include "complaint-private.h"
#include "core/hcrm-bundle.h"
#include "core/hcrm-explain.h"
#include "core/hcrm-store.h"
#include "model/hcrm-attachment.h"
#include "print/hcrm-complaint-sheet.h"

typedef struct {
  HcrmRequest *req;
  HcrmRows *about;
  HcrmSigningKey *key;
  HcrmBundle *bundle;
  char *path;
} Making;

static void
clear_making (Making *self)
{
  g_clear_pointer (&self->bundle, hcrm_bundle_free);
  g_clear_pointer (&self->key, hcrm_signing_key_free);
  g_clear_pointer (&self->about, hcrm_rows_free);
  if (self->path != NULL)
    g_unlink (self->path);
  g_clear_pointer (&self->path, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Making, clear_making)

static gboolean
add_text (Making *self, const char *name, GString *text, GError **error)
{
  return hcrm_bundle_add (self->bundle, name, NULL, text->str, text->len, error);
}

static gboolean
add_rows (Making *self, const char *name, const HcrmSql *sql, GError **error)
{
  g_autoptr (HcrmRows) rows = hcrm_db_rows (self->req->db, sql, NULL, error);
  g_autoptr (GString) text = g_string_new (NULL);

  if (rows == NULL)
    return FALSE;
  hcrm_rows_append_json_array (rows, hcrm_rows_get_n (rows), text);
  return add_text (self, name, text, error);
}

/* --- Told in words -------------------------------------------------------------------------- */

static char *
tell (JsonObject *entry, const char *language)
{
  JsonNode *params = json_object_get_member (entry, "params");
  locale_t before = hcrm_speak (language);
  g_autoptr (HcrmExplanation) told =
      hcrm_explain (json_object_get_string_member_with_default (entry, "code", ""),
                    params != NULL && JSON_NODE_HOLDS_OBJECT (params)
                        ? json_node_get_object (params)
                        : NULL);

  uselocale (before);
  return *told->detail != '\0' ? g_strconcat (told->title, " · ", told->detail, NULL)
                               : g_strdup (told->title);
}

/* What is a code stands there with its words in both languages. */
static void
tell_entries (JsonObject *object, const char *member)
{
  static const char *const languages[] = { "zh_CN", "en" };
  JsonNode *list = json_object_get_member (object, member);
  JsonArray *entries =
      list != NULL && JSON_NODE_HOLDS_ARRAY (list) ? json_node_get_array (list) : NULL;

  for (guint i = 0; entries != NULL && i < json_array_get_length (entries); i++)
    for (guint k = 0; k < G_N_ELEMENTS (languages); k++) {
      JsonObject *entry = json_array_get_object_element (entries, i);
      g_autofree char *words = tell (entry, languages[k]);
      json_object_set_string_member (entry, languages[k], words);
    }
}

/* Adds @text, an object, with the entries of @member told. */
static gboolean
add_told (Making *self, const char *name, GString *text, const char *member, GError **error)
{
  g_autoptr (JsonNode) node = json_from_string (text->str, error);

  if (node == NULL)
    return FALSE;
  tell_entries (json_node_get_object (node), member);
  g_autofree char *told = json_to_string (node, TRUE);
  return hcrm_bundle_add (self->bundle, name, NULL, told, strlen (told), error);
}

/* --- Parts ---------------------------------------------------------------------------------- */

/* On paper, for people. */
static gboolean
add_sheet (Making *self,
           HcrmRecord *complaint,
           JsonObject *clock,
           const char *language,
           GError **error)
{
  g_autofree char *name = g_strdup_printf ("case.%s.pdf", language);
  locale_t before = hcrm_speak (language);
  g_autoptr (HcrmSheet) sheet = hcrm_complaint_sheet_new (complaint, clock, language);
  g_autoptr (GBytes) pdf = hcrm_sheet_make_pdf (sheet, error);
  gsize size = 0;

  uselocale (before);
  if (pdf == NULL)
    return FALSE;
  const char *bytes = g_bytes_get_data (pdf, &size);
  return hcrm_bundle_add (self->bundle, name, NULL, bytes, size, error);
}

static gboolean
add_sheets (Making *self, JsonObject *told, JsonObject *clock, GError **error)
{
  g_autoptr (HcrmRecord) complaint = hcrm_record_new (&hcrm_complaint_fields);

  return hcrm_record_read_json (complaint, told, TRUE, error)
         && add_sheet (self, complaint, clock, "zh_CN", error)
         && add_sheet (self, complaint, clock, "en", error);
}

static gboolean
add_case (Making *self, GError **error)
{
  g_autoptr (HcrmRows) rows = hcrm_complaint_read (self->req, error);
  g_autoptr (GString) told = g_string_new (NULL), clock = g_string_new (NULL);

  if (rows == NULL
      || !hcrm_complaint_clock_tell (self->req, hcrm_rows_get_int (self->about, 0, "id"), NULL,
                                     clock, error))
    return FALSE;
  hcrm_rows_append_json (rows, 0, told);
  g_autoptr (JsonNode) node = json_from_string (told->str, error);
  g_autoptr (JsonNode) ledger = node != NULL ? json_from_string (clock->str, error) : NULL;
  return ledger != NULL && add_told (self, "case.json", told, "history", error)
         && add_sheets (self, json_node_get_object (node), json_node_get_object (ledger), error)
         && add_told (self, "clock.json", clock, "steps", error);
}

/* What was taken off is listed, and not handed out. */
static gboolean
add_attached (Making *self, HcrmRows *file, GError **error)
{
  const char *ending = hcrm_media_get_ending (hcrm_rows_get (file, 0, "media_type"));
  const char *sha256 = hcrm_rows_get (file, 0, "sha256");
  g_autofree char *name = g_strdup_printf ("attachments/%s%s", hcrm_rows_get (file, 0, "id"),
                                           ending != NULL ? ending : "");
  g_autoptr (HcrmStoreReader) reader =
      hcrm_store_reader_open (hcrm_http_get_store (self->req->http), sha256, error);

  return reader != NULL
         && hcrm_bundle_add_file (self->bundle, name, hcrm_rows_get (file, 0, "name"), reader,
                                  sha256, error);
}

static gboolean
add_attachments (Making *self, GError **error)
{
  gint64 after = 0;

  if (!add_rows (self, "attachments.json", &SQL_COMPLAINT_EVIDENCE_ATTACHMENTS, error))
    return FALSE;
  for (;;) {
    hcrm_db_let_int (self->req->db, "after", after);
    g_autoptr (HcrmRows) file =
        hcrm_db_rows (self->req->db, &SQL_COMPLAINT_EVIDENCE_NEXT, NULL, error);
    if (file == NULL || hcrm_rows_get_n (file) == 0)
      return file != NULL;
    if (!add_attached (self, file, error))
      return FALSE;
    after = hcrm_rows_get_int (file, 0, "id");
  }
}

/* --- The file ------------------------------------------------------------------------------- */

static char *
make_about (Making *self)
{
  static const char *const members[] = { "number", "hospital", "made_by" };
  g_autoptr (GString) out = g_string_new ("{\"complaint_id\":");

  g_string_append (out, hcrm_rows_get (self->about, 0, "id"));
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    hcrm_json_append_member (out, members[i], hcrm_rows_get (self->about, 0, members[i]));
  hcrm_json_append_member (out, "reason", hcrm_record_get (self->req->args, "reason"));
  hcrm_json_append_member (out, "version", HCRM_VERSION);
  g_string_append_c (out, '}');
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static gboolean
open_file (Making *self, const char *files, GError **error)
{
  self->path = g_build_filename (files, "evidence-XXXXXX", NULL);
  int fd = g_mkstemp_full (self->path, O_RDWR | O_CLOEXEC, 0600);
  if (fd < 0)
    return hcrm_fail (error, HCRM_ERROR_INTERNAL, NULL,
                      _ ("Cannot make %s: %s"), self->path, g_strerror (errno));
  close (fd);
  self->bundle = hcrm_bundle_new (self->path, error);
  return self->bundle != NULL;
}

static gboolean
begin (Making *self, GError **error)
{
  const char *keys = hcrm_http_get_keys (self->req->http);
  const char *files = hcrm_http_get_files (self->req->http);

  self->about = hcrm_db_one (self->req->db, &SQL_COMPLAINT_EVIDENCE_ABOUT, NULL, error);
  if (self->about == NULL)
    return FALSE;
  if (keys == NULL || files == NULL)
    return hcrm_fail (error, HCRM_ERROR_INTERNAL, NULL, "%s", _ ("This server has no key"));
  self->key = hcrm_signing_key_open (keys, error);
  return self->key != NULL && open_file (self, files, error);
}

static gboolean
finish (Making *self, GError **error)
{
  g_autofree char *about = make_about (self);

  return hcrm_bundle_finish (self->bundle, about, hcrm_rows_get (self->about, 0, "made_at"),
                             self->key, error);
}

static void
note (Making *self)
{
  const char *key = hcrm_signing_key_get_public (self->key)->id;
  JsonObject *params = json_object_new ();

  hcrm_db_let (self->req->db, "key_id", key);
  hcrm_db_queue (self->req->db, &SQL_COMPLAINT_EVIDENCE_HANDED, self->req->args);
  hcrm_complaint_add_text (params, "key", key);
  hcrm_complaint_add_text (params, "reason", hcrm_record_get (self->req->args, "reason"));
  hcrm_complaint_note (self->req, "complaint.evidence", params);
  hcrm_request_add_event (self->req, "complaint", hcrm_rows_get_int (self->about, 0, "id"), 0);
}

/* The file is open by the time it is taken away: it lasts as long as it is sent. */
static gboolean
hand_out (HcrmRequest *req, GError **error)
{
  g_auto (Making) self = { .req = req };

  if (!begin (&self, error) || !add_case (&self, error) || !add_attachments (&self, error)
      || !add_rows (&self, "recordings.json", &SQL_COMPLAINT_EVIDENCE_RECORDINGS, error)
      || !add_rows (&self, "audit.json", &SQL_COMPLAINT_EVIDENCE_AUDIT, error)
      || !add_rows (&self, "seals.json", &SQL_COMPLAINT_EVIDENCE_SEALS, error)
      || !finish (&self, error))
    return FALSE;
  note (&self);
  g_autofree char *name =
      g_strdup_printf ("%s-evidence.zip", hcrm_rows_get (self.about, 0, "number"));
  return hcrm_request_reply_file (req, self.path, name, "application/zip", error);
}

/* clang-format off */
static const HcrmRoute routes[] = {
  { "POST", "/complaints/{id}/evidence", HCRM_PERM_COMPLAINT_MANAGE, HCRM_ROUTE_REPORT | HCRM_ROUTE_ONCE, &hcrm_complaint_why, .handler = hand_out },
};
/* clang-format on */

const HcrmModule hcrm_complaint_evidence_module = { "complaint-evidence", routes,
                                                    G_N_ELEMENTS (routes) };
