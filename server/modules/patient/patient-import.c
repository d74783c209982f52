/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The interface of imports: upload in parts, mapping, preview, steps, rejected rows. */

#include "patient-import.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "core/hcrm-table-writer.h"
#include "model/hcrm-import.h"
#include "patient-import-batch.h"
#include "patient-import-preview.h"
#include "patient-import-sql.h"

#define FOLDER "imports"
#define MAX_UPLOADS 5

/* --- Files -------------------------------------------------------------------------------------
 */

char *
hcrm_patient_import_dup_path (HcrmHttp *http, const char *file)
{
  return file != NULL ? g_build_filename (hcrm_http_get_files (http), file, NULL) : NULL;
}

char *
hcrm_patient_import_dup_folder (HcrmHttp *http)
{
  return g_build_filename (hcrm_http_get_files (http), FOLDER, NULL);
}

char *
hcrm_patient_import_dup_part (HcrmHttp *http, const char *id)
{
  g_autofree char *name = g_strconcat (id, HCRM_PATIENT_IMPORT_PART, NULL);

  return g_build_filename (hcrm_http_get_files (http), FOLDER, name, NULL);
}

static gboolean
make_folder (HcrmHttp *http, GError **error)
{
  g_autofree char *folder = hcrm_patient_import_dup_folder (http);

  return g_mkdir_with_parents (folder, 0700) == 0
         || hcrm_fail (error, HCRM_ERROR_INTERNAL, NULL,
                       _ ("Cannot make %s: %s"), folder, g_strerror (errno));
}

static HcrmRows *
lock (HcrmRequest *req, GError **error)
{
  return hcrm_db_one (req->db, &SQL_PATIENT_IMPORT_LOCK, NULL, error);
}

static gboolean
reply (HcrmRequest *req, GError **error)
{
  hcrm_request_add_event (req, "import",
                          g_ascii_strtoll (hcrm_request_get_part (req, "id"), NULL, 10), 0);
  return hcrm_request_reply_one (req, &SQL_PATIENT_IMPORT_GET, error);
}

/* --- The upload --------------------------------------------------------------------------------
 */

static gboolean
begin_upload (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) unfinished =
      hcrm_db_one (req->db, &SQL_PATIENT_IMPORT_UNFINISHED, NULL, error);
  if (unfinished == NULL)
    return FALSE;
  if (hcrm_rows_get_int (unfinished, 0, "n") >= MAX_UPLOADS)
    return hcrm_fail (error, HCRM_ERROR_TOO_MANY, NULL, "%s",
                      _ ("Finish or discard one of your uploads first"));
  g_autoptr (HcrmRows) site = hcrm_db_one (req->db, &SQL_PATIENT_IMPORT_OWN_SITE, NULL, error);
  if (site == NULL)
    return FALSE;
  hcrm_db_let (req->db, "own_site", hcrm_rows_get (site, 0, "id"));
  g_autoptr (HcrmRows) made = hcrm_db_one (req->db, &SQL_PATIENT_IMPORT_ADD, req->args, error);
  if (made == NULL)
    return FALSE;
  hcrm_db_let (req->db, "id", hcrm_rows_get (made, 0, "id"));
  req->status = SOUP_STATUS_CREATED;
  req->location = g_strconcat ("/api/v1/imports/", hcrm_rows_get (made, 0, "id"), NULL);
  return hcrm_request_reply_one (req, &SQL_PATIENT_IMPORT_GET, error);
}

/* Written and on the disk before it is counted: after a crash what was counted is there. */
static gboolean
write_part (const char *path, const void *data, gsize length, goffset offset)
{
  int fd = g_open (path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  gsize done = 0;

  while (fd >= 0 && done < length) {
    gssize n = pwrite (fd, (const char *) data + done, length - done, offset + done);
    if (n < 0 && errno != EINTR)
      break;
    done += MAX (n, 0);
  }
  gboolean good = fd >= 0 && done == length && fdatasync (fd) == 0;
  if (fd >= 0)
    close (fd);
  return good;
}

static gboolean
check_part (HcrmRows *import, gint64 part, gsize length, GError **error)
{
  gint64 offset = part * HCRM_IMPORT_PART;
  gint64 size = hcrm_rows_get_int (import, 0, "size");

  if (strcmp (hcrm_rows_get (import, 0, "state"), "uploading") != 0)
    return hcrm_fail (error, HCRM_ERROR_WRONG_STATE, NULL, "%s",
                      _ ("The file is complete already"));
  if (offset > hcrm_rows_get_int (import, 0, "received"))
    return hcrm_fail (error, HCRM_ERROR_CONFLICT, "part",
                      _ ("Part %d comes next"),
                         (int) (hcrm_rows_get_int (import, 0, "received") / HCRM_IMPORT_PART));
  if (offset >= size || (gint64) length != MIN (HCRM_IMPORT_PART, size - offset))
    return hcrm_fail (error, HCRM_ERROR_INVALID, "part", "%s",
                      _ ("The part is not of the size that was announced"));
  return TRUE;
}

static gboolean
take_part (HcrmRequest *req, GError **error)
{
  gsize length = 0;
  const void *data = req->body != NULL ? g_bytes_get_data (req->body, &length) : NULL;
  guint64 part = 0;

  if (!g_ascii_string_to_unsigned (hcrm_request_get_part (req, "part"), 10, 0,
                                   HCRM_IMPORT_MAX_SIZE / HCRM_IMPORT_PART, &part, NULL))
    return hcrm_fail (error, HCRM_ERROR_NOT_FOUND, NULL, "%s", _ ("There is no such part"));
  g_autoptr (HcrmRows) import = lock (req, error);
  if (import == NULL || !check_part (import, part, length, error)
      || !make_folder (req->http, error))
    return FALSE;
  g_autofree char *path = hcrm_patient_import_dup_part (req->http, hcrm_rows_get (import, 0, "id"));
  if (!write_part (path, data, length, part * HCRM_IMPORT_PART))
    return hcrm_fail (error, HCRM_ERROR_INTERNAL, NULL, "%s", _ ("The file cannot be written"));
  hcrm_db_let_int (req->db, "upto", part * HCRM_IMPORT_PART + length);
  return hcrm_db_run (req->db, &SQL_PATIENT_IMPORT_RECEIVED, NULL, error)
         && hcrm_request_reply_one (req, &SQL_PATIENT_IMPORT_GET, error);
}

static gboolean
sync_file (const char *path)
{
  int fd = g_open (path, O_WRONLY | O_CLOEXEC, 0);
  gboolean good = fd >= 0 && fdatasync (fd) == 0;

  if (fd >= 0)
    close (fd);
  return good;
}

/* Under a name of its own first: whoever finds the file finds all of it. */
static gboolean
copy_file (const char *from, const char *to)
{
  g_autofree char *name = g_strconcat (to, ".XXXXXX", NULL);
  int fd = g_mkstemp_full (name, O_WRONLY | O_CLOEXEC, 0600);

  if (fd < 0)
    return FALSE;
  close (fd);
  g_autoptr (GFile) source = g_file_new_for_path (from), copy = g_file_new_for_path (name);
  if (g_file_copy (source, copy, G_FILE_COPY_OVERWRITE, NULL, NULL, NULL, NULL) && sync_file (name)
      && g_rename (name, to) == 0)
    return TRUE;
  g_unlink (name);
  return FALSE;
}

/* A second name for the same file, or a copy where files have but one. */
static gboolean
name_file (const char *from, const char *to)
{
  if (link (from, to) == 0 || errno == EEXIST)
    return TRUE;
  return (errno == EPERM || errno == ENOTSUP || errno == EOPNOTSUPP) && copy_file (from, to);
}

/* Kept under its checksum: the same file twice is one. The part stays for whoever does this once
 * more, the commit having failed; a sweep takes it away. */
static gboolean
keep_file (HcrmRequest *req, const char *part, const char *sha256, GError **error)
{
  g_autofree char *file = g_strconcat (FOLDER "/", sha256, NULL);
  g_autofree char *path = hcrm_patient_import_dup_path (req->http, file);

  if (!name_file (part, path))
    return hcrm_fail (error, HCRM_ERROR_INTERNAL, NULL,
                      _ ("Cannot make %s: %s"), path, g_strerror (errno));
  hcrm_db_let (req->db, "new_file", file);
  hcrm_db_let (req->db, "new_sha256", sha256);
  return TRUE;
}

static void
let_type (HcrmRequest *req, const HcrmTableType *type)
{
  const char delimiter[] = { type->delimiter, '\0' };
  gboolean csv = type->format == HCRM_TABLE_CSV;

  hcrm_db_let (req->db, "new_format", csv ? "csv" : "xlsx");
  hcrm_db_let (req->db, "new_charset", type->charset);
  hcrm_db_let (req->db, "new_delimiter", csv ? delimiter : NULL);
}

/* Returns: (transfer full): what the columns of such a list were the last time, or of the list
 * whose rows that were not taken come back; "" if neither is known */
static char *
find_mapping (HcrmRequest *req, GPtrArray *headings, GError **error)
{
  guint added = hcrm_import_headings_are_returned (headings) ? HCRM_IMPORT_ADDED : 0;

  for (guint from = 0; from <= added; from += HCRM_IMPORT_ADDED) {
    g_autofree char *hash = hcrm_import_headings_hash (headings, from);
    hcrm_db_let (req->db, "headings_hash", hash);
    g_autoptr (HcrmRows) known =
        hcrm_db_rows (req->db, &SQL_PATIENT_IMPORT_REMEMBERED, NULL, error);
    if (known == NULL)
      return NULL;
    if (hcrm_rows_get_n (known) > 0)
      return g_strconcat ("[", from > 0 ? "null,null,null," : "",
                          hcrm_rows_get (known, 0, "mapping") + 1, NULL);
  }
  return g_strdup ("");
}

static gboolean
let_description (HcrmRequest *req, HcrmImportLook *look, GError **error)
{
  g_autofree char *headings = hcrm_import_look_write_headings (look);
  g_autofree char *sheets = hcrm_import_look_write_sheets (look);
  g_autofree char *proposed = hcrm_import_headings_propose (look->headings);
  g_autofree char *known = find_mapping (req, look->headings, error);

  if (known == NULL)
    return FALSE;
  gboolean remembered = *known != '\0';
  hcrm_db_let (req->db, "sheets", sheets);
  hcrm_db_let (req->db, "headings", headings);
  hcrm_db_let_int (req->db, "heading_row", look->heading_row);
  hcrm_db_let (req->db, "new_mapping", remembered ? known : proposed);
  hcrm_db_let (req->db, "remembered", remembered ? "true" : "false");
  return hcrm_db_run (req->db, &SQL_PATIENT_IMPORT_DESCRIBE, NULL, error);
}

static gboolean
describe (HcrmRequest *req, const char *path, const HcrmTableType *type, GError **error)
{
  g_auto (HcrmImportLook) look = { 0 };

  return hcrm_import_look_read (&look, path, type, error) && let_description (req, &look, error);
}

static gboolean
check_whole (HcrmRows *import, const char *sha256, GError **error)
{
  const char *announced = hcrm_rows_get (import, 0, "sha256");

  if (announced == NULL || g_ascii_strcasecmp (announced, sha256) == 0)
    return TRUE;
  return hcrm_fail (error, HCRM_ERROR_INVALID, "sha256", "%s",
                    _ ("The file was changed on its way: upload it again"));
}

static gboolean
complete (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) import = lock (req, error);
  HcrmTableType type;
  g_autofree char *sha256 = NULL;

  if (import == NULL)
    return FALSE;
  if (hcrm_workflow_find (&hcrm_import_workflow, hcrm_rows_get (import, 0, "state"), "complete",
                          &req->user->held, error)
      == NULL)
    return FALSE;
  if (hcrm_rows_get_int (import, 0, "received") != hcrm_rows_get_int (import, 0, "size"))
    return hcrm_fail (error, HCRM_ERROR_CONFLICT, "received", "%s",
                      _ ("Parts of the file are missing"));
  g_autofree char *part = hcrm_patient_import_dup_part (req->http, hcrm_rows_get (import, 0, "id"));
  if (!hcrm_table_type_detect (part, &type, &sha256, error) || !check_whole (import, sha256, error)
      || !describe (req, part, &type, error))
    return FALSE;
  let_type (req, &type);
  return keep_file (req, part, sha256, error)
         && hcrm_db_run (req->db, &SQL_PATIENT_IMPORT_COMPLETE, NULL, error) && reply (req, error);
}

/* --- The mapping -------------------------------------------------------------------------------
 */

static gboolean
bad_mapping (GError **error, const char *why)
{
  return hcrm_fail (error, HCRM_ERROR_INVALID, "mapping", "%s", why);
}

static gboolean
check_column (JsonNode *node, GHashTable *taken, GError **error)
{
  if (JSON_NODE_HOLDS_NULL (node))
    return TRUE;
  const char *field = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;
  if (field == NULL || hcrm_field_set_find (&hcrm_import_row_fields, field) < 0)
    return bad_mapping (error, _ ("There is no such field"));
  if (!g_hash_table_add (taken, (gpointer) field))
    return bad_mapping (error, _ ("Two columns are the same field"));
  return TRUE;
}

static gboolean
check_mapping (const char *text, gboolean final, GError **error)
{
  g_autoptr (JsonNode) node = text != NULL ? json_from_string (text, NULL) : NULL;
  g_autoptr (GHashTable) taken = g_hash_table_new (g_str_hash, g_str_equal);

  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node)
      || json_array_get_length (json_node_get_array (node)) > HCRM_TABLE_MAX_COLUMNS)
    return bad_mapping (error, _ ("Say for each column what it is"));
  for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
    if (!check_column (json_array_get_element (json_node_get_array (node), i), taken, error))
      return FALSE;
  if (final && !g_hash_table_contains (taken, "name"))
    return bad_mapping (error, _ ("Say which column holds the names"));
  return TRUE;
}

static gboolean
check_scope (HcrmRequest *req, HcrmRecord *record, GError **error)
{
  g_autoptr (HcrmRows) rows = hcrm_db_one (req->db, &SQL_PATIENT_IMPORT_PLACE, record, error);

  if (rows == NULL)
    return FALSE;
  if (!hcrm_rows_get_bool (rows, 0, "site"))
    return hcrm_fail (error, HCRM_ERROR_INVALID, "site_id", "%s", _ ("Choose a site of your own"));
  if (!hcrm_rows_get_bool (rows, 0, "department"))
    return hcrm_fail (error, HCRM_ERROR_INVALID, "department_id", "%s",
                      _ ("Choose one of your own departments"));
  return TRUE;
}

static gboolean
is_editable (const char *state)
{
  return strcmp (state, "ready") == 0 || strcmp (state, "checked") == 0;
}

static gboolean
check_change (HcrmRequest *req, HcrmRecord *record, GError **error)
{
  if (!is_editable (hcrm_record_get (record, "state")))
    return hcrm_fail (error, HCRM_ERROR_WRONG_STATE, NULL, "%s",
                      _ ("This can be changed before the import only"));
  return check_mapping (hcrm_record_get (record, "mapping"), FALSE, error)
         && check_scope (req, record, error);
}

/* Another sheet has other headings. */
static gboolean
choose_sheet (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) import = lock (req, error);
  HcrmTableType type = { HCRM_TABLE_XLSX, NULL, ',', hcrm_record_get_int (req->args, "sheet") };

  if (import == NULL || !hcrm_request_check_version (req, import, error))
    return FALSE;
  if (!is_editable (hcrm_rows_get (import, 0, "state"))
      || g_strcmp0 (hcrm_rows_get (import, 0, "format"), "xlsx") != 0)
    return hcrm_fail (error, HCRM_ERROR_WRONG_STATE, NULL, "%s",
                      _ ("There are no sheets to choose from"));
  g_autofree char *path =
      hcrm_patient_import_dup_path (req->http, hcrm_rows_get (import, 0, "file"));
  if (!describe (req, path, &type, error))
    return FALSE;
  hcrm_db_let_int (req->db, "new_sheet", type.sheet);
  return hcrm_db_run (req->db, &SQL_PATIENT_IMPORT_SHEET, NULL, error) && reply (req, error);
}

/* --- Steps -------------------------------------------------------------------------------------
 */

static const HcrmStep *
take_step (HcrmRequest *req, const char *action, HcrmRows **import, GError **error)
{
  const HcrmStep *step = NULL;

  *import = hcrm_request_take_record (req, &SQL_PATIENT_IMPORT_LOCK, &SQL_PATIENT_IMPORT_GET,
                                      &hcrm_import_workflow, action, &step, error);
  return *import != NULL ? step : NULL;
}

/* A job of its own for each step: the one before may not have noticed yet that it was stopped. */
static gboolean
order_job (HcrmRequest *req, const char *id, HcrmRows *stepped, GError **error)
{
  g_autofree char *key = g_strdup_printf ("%s/%s", id, hcrm_rows_get (stepped, 0, "version"));
  g_autofree char *payload = g_strdup_printf ("{\"import\":%s}", id);

  return hcrm_job_add (req->db, HCRM_PATIENT_IMPORT_JOB, key, payload, NULL, error);
}

static gboolean
step_to (HcrmRequest *req, const HcrmStep *step, const char *id, GError **error)
{
  hcrm_db_let (req->db, "to_state", step->to);
  hcrm_db_let (req->db, "audit_action", step->action);
  hcrm_db_queue (req->db, &SQL_PATIENT_IMPORT_AUDIT, NULL);
  g_autoptr (HcrmRows) stepped = hcrm_db_one (req->db, &SQL_PATIENT_IMPORT_STEP, NULL, error);
  if (stepped == NULL)
    return FALSE;
  return (!hcrm_import_is_busy (step->to) || order_job (req, id, stepped, error))
         && reply (req, error);
}

static gboolean
may_begin (HcrmRequest *req, HcrmRows *import, GError **error)
{
  g_autoptr (HcrmRecord) record = hcrm_rows_to_record (import, 0, &hcrm_import_fields);

  if (hcrm_rows_get (import, 0, "file") == NULL)
    return hcrm_fail (error, HCRM_ERROR_NOT_FOUND, NULL, "%s", _ ("The file is no longer there"));
  if (hcrm_record_get (record, "site_id") == NULL)
    return hcrm_fail (error, HCRM_ERROR_INVALID, "site_id", "%s",
                      _ ("Say which site the list is from"));
  return check_mapping (hcrm_record_get (record, "mapping"), TRUE, error)
         && check_scope (req, record, error);
}

static void
remember (HcrmRequest *req, HcrmRows *import)
{
  g_autoptr (JsonNode) node = json_from_string (hcrm_rows_get (import, 0, "headings"), NULL);
  g_autoptr (GPtrArray) headings = hcrm_import_headings_parse (node);
  g_autofree char *hash = hcrm_import_headings_hash (headings, 0);

  hcrm_db_let (req->db, "headings_hash", hash);
  hcrm_db_let (req->db, "kept_mapping", hcrm_rows_get (import, 0, "mapping"));
  hcrm_db_queue (req->db, &SQL_PATIENT_IMPORT_REMEMBER, NULL);
}

static gboolean
begin (HcrmRequest *req, const char *action, GError **error)
{
  g_autoptr (HcrmRows) import = NULL;
  const HcrmStep *step = take_step (req, action, &import, error);

  if (step == NULL || !may_begin (req, import, error))
    return FALSE;
  remember (req, import);
  /* What was cancelled or failed goes on where it stopped. */
  if (is_editable (step->from))
    hcrm_db_queue (req->db, &SQL_PATIENT_IMPORT_BEGIN_ANEW, NULL);
  return step_to (req, step, hcrm_rows_get (import, 0, "id"), error);
}

static gboolean
check_rows (HcrmRequest *req, GError **error)
{
  return begin (req, "check", error);
}

static gboolean
run (HcrmRequest *req, GError **error)
{
  return begin (req, "run", error);
}

static gboolean
cancel (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) import = NULL;
  const HcrmStep *step = take_step (req, "cancel", &import, error);

  return step != NULL && step_to (req, step, hcrm_rows_get (import, 0, "id"), error);
}

static gboolean
discard (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) import = NULL;
  const HcrmStep *step = take_step (req, "discard", &import, error);

  if (step == NULL)
    return FALSE;
  if (hcrm_rows_get_int (import, 0, "position") > 0 && strcmp (step->from, "failed") == 0)
    return hcrm_fail (error, HCRM_ERROR_WRONG_STATE, NULL, "%s",
                      _ ("Rows of it are imported: undo the import instead"));
  return step_to (req, step, hcrm_rows_get (import, 0, "id"), error);
}

static gboolean
undo (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) import = NULL;
  const HcrmStep *step = take_step (req, "undo", &import, error);

  if (step == NULL)
    return FALSE;
  if (hcrm_rows_get (import, 0, "file") == NULL)
    return hcrm_fail (error, HCRM_ERROR_WRONG_STATE, NULL, "%s",
                      _ ("What this import changed is not kept any longer: it cannot be undone"));
  hcrm_db_queue (req->db, &SQL_PATIENT_IMPORT_UNDO_AGAIN, NULL);
  hcrm_db_queue (req->db, &SQL_PATIENT_IMPORT_UNDO_FROM, NULL);
  return step_to (req, step, hcrm_rows_get (import, 0, "id"), error);
}

/* --- Rejected rows -----------------------------------------------------------------------------
 */

static gboolean
may_see (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) import = hcrm_db_one (req->db, &SQL_PATIENT_IMPORT_GET, NULL, error);

  return import != NULL;
}

static gboolean
list_rejects (HcrmRequest *req, GError **error)
{
  return may_see (req, error) && hcrm_request_reply_list (req, &SQL_PATIENT_IMPORT_REJECTS, error);
}

static gboolean
list_kept (HcrmRequest *req, GError **error)
{
  return may_see (req, error) && hcrm_request_reply_list (req, &SQL_PATIENT_IMPORT_KEPT, error);
}

static gboolean
write_page (HcrmRequest *req,
            HcrmTableWriter *writer,
            GPtrArray *headings,
            gint64 *last,
            GError **error)
{
  hcrm_db_let_int (req->db, "after_line", *last);
  g_autoptr (HcrmRows) rows =
      hcrm_db_rows (req->db, &SQL_PATIENT_IMPORT_REJECTS_AFTER, NULL, error);
  if (rows == NULL)
    return FALSE;
  *last = 0;
  for (guint i = 0; i < hcrm_rows_get_n (rows); i++) {
    hcrm_import_reject_write (writer, rows, i, headings, req->language);
    *last = hcrm_rows_get_int (rows, i, "id");
  }
  return TRUE;
}

static gboolean
write_rejects (HcrmRequest *req, HcrmTableWriter *writer, GPtrArray *headings, GError **error)
{
  gint64 last = 0;

  hcrm_import_reject_write_heads (writer, headings);
  do {
    if (!write_page (req, writer, headings, &last, error))
      return FALSE;
  } while (last > 0);
  return hcrm_table_writer_close (writer, error);
}

/* Made when it is asked for, and gone from the folder once it is open. */
static gboolean
send_rejects (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) import = hcrm_db_one (req->db, &SQL_PATIENT_IMPORT_GET, NULL, error);
  if (import == NULL || !make_folder (req->http, error))
    return FALSE;
  g_autofree char *file =
      g_strdup_printf (FOLDER "/%s-%s.csv", hcrm_rows_get (import, 0, "id"), req->request_id);
  g_autofree char *path = hcrm_patient_import_dup_path (req->http, file);
  g_autofree char *name =
      g_strdup_printf (_ ("%s, rows not taken.csv"), hcrm_rows_get (import, 0, "name"));
  g_autoptr (JsonNode) node = json_from_string (hcrm_rows_get (import, 0, "headings"), NULL);
  g_autoptr (GPtrArray) headings = hcrm_import_headings_parse (node);
  g_autoptr (HcrmTableWriter) writer = hcrm_table_writer_new (path, HCRM_TABLE_CSV, "", error);
  if (writer == NULL)
    return FALSE;
  hcrm_db_let (req->db, "audit_action", "download");
  hcrm_db_queue (req->db, &SQL_PATIENT_IMPORT_AUDIT, NULL);
  gboolean sent = write_rejects (req, writer, headings, error)
                  && hcrm_request_reply_file (req, path, name, "text/csv; charset=utf-8", error);
  g_unlink (path);
  return sent;
}

/* --- Tables ------------------------------------------------------------------------------------
 */

static gboolean
preview (HcrmRequest *req, GError **error)
{
  const char *mapping = hcrm_record_get (req->args, "mapping");

  if (mapping != NULL && !check_mapping (mapping, FALSE, error))
    return FALSE;
  g_autoptr (HcrmRows) import = lock (req, error);
  if (import == NULL)
    return FALSE;
  g_autofree char *path =
      hcrm_patient_import_dup_path (req->http, hcrm_rows_get (import, 0, "file"));
  if (path == NULL)
    return hcrm_fail (error, HCRM_ERROR_NOT_FOUND, NULL, "%s", _ ("The file is no longer there"));
  return hcrm_import_preview (req, path, error);
}

#define IMPORT HCRM_PERM_PATIENT_IMPORT
#define STEP HCRM_ROUTE_VERSIONED

/* clang-format off */
static const HcrmField sheet_fields[] = {
  { "sheet", HCRM_KIND_INT, N_("Sheet"), HCRM_FIELD_REQUIRED, NULL, 0, 999 },
};
static HCRM_DEFINE_FIELD_SET (sheet_set, sheet_fields)

static const HcrmRoute routes[] = {
  { "GET",   "/imports",      IMPORT, 0, &hcrm_import_query, .list = &SQL_PATIENT_IMPORT_LIST },
  { "GET",   "/imports/{id}", IMPORT, .sql = &SQL_PATIENT_IMPORT_GET },
  { "POST",  "/imports",      IMPORT, 0, &hcrm_import_order, .handler = begin_upload },
  { "PUT",   "/imports/{id}/parts/{part}", IMPORT, HCRM_ROUTE_RAW, .handler = take_part },
  { "PATCH", "/imports/{id}", IMPORT, 0, &hcrm_import_fields, &SQL_PATIENT_IMPORT_UPDATE, .lock = &SQL_PATIENT_IMPORT_LOCK,
    .check = check_change, .reread = &SQL_PATIENT_IMPORT_GET, .event = "import" },
  { "POST",  "/imports/{id}/actions/complete", IMPORT, HCRM_ROUTE_REPORT, .handler = complete },
  { "POST",  "/imports/{id}/actions/sheet",    IMPORT, HCRM_ROUTE_REPORT | STEP, &sheet_set, .handler = choose_sheet },
  { "POST",  "/imports/{id}/actions/preview",  IMPORT, HCRM_ROUTE_REPORT | HCRM_ROUTE_ONCE, &hcrm_import_trial, .handler = preview },
  { "POST",  "/imports/{id}/actions/check",    IMPORT, STEP, .handler = check_rows },
  { "POST",  "/imports/{id}/actions/run",      IMPORT, STEP, .handler = run },
  { "POST",  "/imports/{id}/actions/cancel",   IMPORT, STEP, .handler = cancel },
  { "POST",  "/imports/{id}/actions/discard",  IMPORT, STEP, .handler = discard },
  { "POST",  "/imports/{id}/actions/undo",     IMPORT, STEP, .handler = undo },
  { "GET",   "/imports/{id}/rejects",          IMPORT, .handler = list_rejects },
  { "GET",   "/imports/{id}/rejects/file",     IMPORT, HCRM_ROUTE_REPORT, .handler = send_rejects },
  { "GET",   "/imports/{id}/kept",             IMPORT, .handler = list_kept },
};
/* clang-format on */

const HcrmModule hcrm_patient_import_module = { "patient-import", routes, G_N_ELEMENTS (routes) };
