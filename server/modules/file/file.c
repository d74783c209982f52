/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Files on their way up: taken in parts, typed by content, kept by hash. What they are attached to
 * has routes of its own. */

#include "file.h"

#include <glib/gstdio.h>
#include <string.h>

#include "core/hcrm-store.h"
#include "file-sql.h"
#include "model/hcrm-attachment.h"

#define MAX_UPLOADS 20
#define MEGABYTE G_GINT64_CONSTANT (1048576)

static gboolean
check_size (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) limit = hcrm_db_one (req->db, &SQL_FILE_LIMIT, NULL, error);

  if (limit == NULL)
    return FALSE;
  gint64 megabytes = hcrm_rows_get_int (limit, 0, "megabytes");
  if (hcrm_record_get_int (req->args, "size") <= megabytes * MEGABYTE)
    return TRUE;
  return hcrm_fail (error, HCRM_ERROR_TOO_LARGE, "size",
                    _ ("Files of up to %d MB can be attached"), (int) megabytes);
}

static gboolean
check_count (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) unfinished = hcrm_db_one (req->db, &SQL_FILE_UNFINISHED, NULL, error);

  if (unfinished == NULL)
    return FALSE;
  return hcrm_rows_get_int (unfinished, 0, "n") < MAX_UPLOADS
         || hcrm_fail (error, HCRM_ERROR_TOO_MANY, NULL, "%s",
                       _ ("Too many files are on their way"));
}

static gboolean
check_sum (HcrmRequest *req, GError **error)
{
  const char *sum = hcrm_record_get (req->args, "sha256");

  return sum == NULL || strspn (sum, "0123456789abcdefABCDEF") == strlen (sum)
         || hcrm_fail (error, HCRM_ERROR_INVALID, "sha256", "%s", _ ("This is no SHA-256"));
}

static gboolean
begin (HcrmRequest *req, GError **error)
{
  if (!check_sum (req, error) || !check_size (req, error) || !check_count (req, error))
    return FALSE;
  g_autoptr (HcrmRows) made = hcrm_db_one (req->db, &SQL_FILE_ADD, req->args, error);
  if (made == NULL)
    return FALSE;
  hcrm_db_let (req->db, "id", hcrm_rows_get (made, 0, "id"));
  return hcrm_request_reply_one (req, &SQL_FILE_GET, error);
}

static gboolean
check_part (HcrmRows *upload, gint64 part, gsize length, GError **error)
{
  gint64 offset = part * HCRM_UPLOAD_PART, size = hcrm_rows_get_int (upload, 0, "size");

  if (hcrm_rows_get (upload, 0, "sha256") != NULL)
    return hcrm_fail (error, HCRM_ERROR_WRONG_STATE, NULL, "%s",
                      _ ("The file is complete already"));
  if (offset > hcrm_rows_get_int (upload, 0, "received"))
    return hcrm_fail (error, HCRM_ERROR_CONFLICT, "part",
                      _ ("Part %d comes next"),
                         (int) (hcrm_rows_get_int (upload, 0, "received") / HCRM_UPLOAD_PART));
  if (offset >= size || (gint64) length != MIN (HCRM_UPLOAD_PART, size - offset))
    return hcrm_fail (error, HCRM_ERROR_INVALID, "part", "%s",
                      _ ("The part is not of the size that was announced"));
  return TRUE;
}

static char *
dup_path (HcrmRequest *req, HcrmRows *upload)
{
  return hcrm_store_dup_upload (hcrm_http_get_files (req->http),
                                hcrm_rows_get_int (upload, 0, "id"));
}

static gboolean
take_part (HcrmRequest *req, GError **error)
{
  gsize length = 0;
  const void *data = req->body != NULL ? g_bytes_get_data (req->body, &length) : NULL;
  guint64 part = 0;

  if (!g_ascii_string_to_unsigned (hcrm_request_get_part (req, "part"), 10, 0, G_MAXINT32, &part,
                                   NULL))
    return hcrm_fail (error, HCRM_ERROR_NOT_FOUND, NULL, "%s", _ ("There is no such part"));
  g_autoptr (HcrmRows) upload = hcrm_db_one (req->db, &SQL_FILE_LOCK, NULL, error);
  if (upload == NULL || !check_part (upload, part, length, error))
    return FALSE;
  g_autofree char *path = dup_path (req, upload);
  if (!hcrm_store_write_part (path, data, length, part * HCRM_UPLOAD_PART, error))
    return FALSE;
  hcrm_db_let_int (req->db, "upto", part * HCRM_UPLOAD_PART + length);
  return hcrm_db_run (req->db, &SQL_FILE_RECEIVED, NULL, error)
         && hcrm_request_reply_one (req, &SQL_FILE_GET, error);
}

/* What it is decides, not what it is called. */
static gboolean
check_stored (HcrmRows *upload, const HcrmStored *stored, GError **error)
{
  const char *announced = hcrm_rows_get (upload, 0, "announced");

  if (announced != NULL && g_ascii_strcasecmp (announced, stored->sha256) != 0)
    return hcrm_fail (error, HCRM_ERROR_INVALID, "sha256", "%s",
                      _ ("The file was changed on its way: upload it again"));
  if (!hcrm_media_is_attachable (stored->media))
    return hcrm_fail (error, HCRM_ERROR_MEDIA, "name",
                      _ ("“%s” cannot be attached: by its content it is of the kind %s"),
                         hcrm_rows_get (upload, 0, "name"), stored->media);
  return TRUE;
}

/* The parts stay for whoever does this once more, the commit having failed; the sweep takes them.
 */
static gboolean
keep (HcrmRequest *req, HcrmRows *upload, GError **error)
{
  g_autofree char *path = dup_path (req, upload);
  g_auto (HcrmStored) stored = { .size = 0 };

  if (!hcrm_store_look (path, &stored, error) || !check_stored (upload, &stored, error))
    return FALSE;
  hcrm_db_let (req->db, "kept_sha256", stored.sha256);
  hcrm_db_let_int (req->db, "kept_size", stored.size);
  hcrm_db_let (req->db, "kept_media", stored.media);
  return hcrm_db_run (req->db, &SQL_FILE_KEPT, NULL, error)
         && hcrm_store_keep (hcrm_http_get_store (req->http), path, &stored, error)
         && hcrm_db_run (req->db, &SQL_FILE_COMPLETE, NULL, error);
}

static gboolean
complete (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) upload = hcrm_db_one (req->db, &SQL_FILE_LOCK, NULL, error);

  if (upload == NULL)
    return FALSE;
  gboolean done = hcrm_rows_get (upload, 0, "sha256") != NULL;
  if (!done && hcrm_rows_get_int (upload, 0, "received") != hcrm_rows_get_int (upload, 0, "size"))
    return hcrm_fail (error, HCRM_ERROR_CONFLICT, "received", "%s",
                      _ ("Parts of the file are missing"));
  return (done || keep (req, upload, error)) && hcrm_request_reply_one (req, &SQL_FILE_GET, error);
}

gboolean
hcrm_upload_sweep (HcrmJob *sweep, GError **error)
{
  g_autoptr (HcrmRows) rows = hcrm_db_rows (sweep->db, &SQL_FILE_OUTDATED, NULL, error);

  for (guint i = 0; rows != NULL && i < hcrm_rows_get_n (rows); i++) {
    g_autofree char *path = hcrm_store_dup_upload (hcrm_http_get_files (sweep->http),
                                                   hcrm_rows_get_int (rows, i, "id"));
    g_unlink (path);
  }
  return rows != NULL;
}

#define OWN HCRM_PERM_SESSION

/* clang-format off */
static const HcrmRoute routes[] = {
  { "POST", "/uploads",                       OWN, HCRM_ROUTE_CREATES, &hcrm_upload_order, .handler = begin },
  { "GET",  "/uploads/{id}",                  OWN, .sql = &SQL_FILE_GET },
  { "PUT",  "/uploads/{id}/parts/{part}",     OWN, HCRM_ROUTE_RAW, .handler = take_part },
  { "POST", "/uploads/{id}/actions/complete", OWN, HCRM_ROUTE_REPORT, .handler = complete },
};
/* clang-format on */

const HcrmModule hcrm_file_module = { "file", routes, G_N_ELEMENTS (routes) };
