/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is attached to activities: added once, fetched, taken off with a reason. */

#include "hcrm-attachment.h"

#include "attachment-sql.h"

static gboolean
check_seen (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) rows = hcrm_db_one (req->db, &SQL_ATTACHMENT_SEEN, NULL, error);

  if (rows == NULL)
    return FALSE;
  return hcrm_rows_get_bool (rows, 0, "seen")
         || hcrm_fail (error, HCRM_ERROR_NOT_FOUND, NULL, "%s", _ ("There is no such record"));
}

gboolean
hcrm_attachment_list (HcrmRequest *req, GError **error)
{
  return check_seen (req, error) && hcrm_request_reply_list (req, &SQL_ATTACHMENT_LIST, error);
}

gboolean
hcrm_attachment_get (HcrmRequest *req, GError **error)
{
  return hcrm_request_reply_one (req, &SQL_ATTACHMENT_GET, error);
}

static gboolean
reply (HcrmRequest *req, GError **error)
{
  hcrm_request_add_event (req, "attachment",
                          g_ascii_strtoll (hcrm_request_get_part (req, "id"), NULL, 10), 0);
  return hcrm_attachment_get (req, error);
}

/* The same file again is the one that is there. */
static gboolean
add_once (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) made = hcrm_db_rows (req->db, &SQL_ATTACHMENT_ADD, NULL, error);

  if (made == NULL)
    return FALSE;
  if (hcrm_rows_get_n (made) == 0) {
    g_clear_pointer (&made, hcrm_rows_free);
    made = hcrm_db_one (req->db, &SQL_ATTACHMENT_SAME, NULL, error);
  }
  if (made == NULL)
    return FALSE;
  hcrm_db_let (req->db, "attachment", hcrm_rows_get (made, 0, "id"));
  return reply (req, error);
}

gboolean
hcrm_attachment_add (HcrmRequest *req, GError **error)
{
  if (!check_seen (req, error))
    return FALSE;
  g_autoptr (HcrmRows) upload = hcrm_db_rows (req->db, &SQL_ATTACHMENT_WHOLE, req->args, error);
  if (upload == NULL)
    return FALSE;
  if (hcrm_rows_get_n (upload) == 0 || hcrm_rows_get (upload, 0, "sha256") == NULL)
    return hcrm_fail (error, HCRM_ERROR_INVALID, "upload_id", "%s",
                      _ ("This file did not come up whole"));
  const char *wanted = hcrm_record_get (req->args, "name");
  g_autofree char *name =
      hcrm_media_fix_name (hcrm_rows_get (upload, 0, "media_type"),
                           wanted != NULL ? wanted : hcrm_rows_get (upload, 0, "name"));
  hcrm_db_let (req->db, "kept_sha256", hcrm_rows_get (upload, 0, "sha256"));
  hcrm_db_let (req->db, "kept_name", name);
  return add_once (req, error);
}

gboolean
hcrm_attachment_send (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) rows = hcrm_db_one (req->db, &SQL_ATTACHMENT_GET, NULL, error);

  if (rows == NULL)
    return FALSE;
  if (hcrm_rows_get (rows, 0, "removed_at") != NULL)
    return hcrm_fail (error, HCRM_ERROR_NOT_FOUND, NULL, "%s", _ ("The file was taken off"));
  hcrm_db_queue (req->db, &SQL_ATTACHMENT_AUDIT, NULL);
  return hcrm_request_reply_stored (req, hcrm_rows_get (rows, 0, "sha256"),
                                    hcrm_rows_get (rows, 0, "name"),
                                    hcrm_rows_get (rows, 0, "media_type"), error);
}

static gboolean
remove_one (HcrmRequest *req, gboolean any, GError **error)
{
  g_autoptr (HcrmRows) locked = hcrm_db_one (req->db, &SQL_ATTACHMENT_LOCK, NULL, error);

  if (locked == NULL || !hcrm_request_check_version (req, locked, error))
    return FALSE;
  if (hcrm_rows_get (locked, 0, "removed_at") != NULL)
    return hcrm_fail (error, HCRM_ERROR_WRONG_STATE, NULL, "%s", _ ("The file was taken off"));
  if (!any && hcrm_rows_get_int (locked, 0, "created_by") != req->user->id)
    return hcrm_fail (error, HCRM_ERROR_FORBIDDEN, NULL, "%s",
                      _ ("Somebody else attached this file"));
  return hcrm_db_run (req->db, &SQL_ATTACHMENT_REMOVE, req->args, error) && reply (req, error);
}

gboolean
hcrm_attachment_remove (HcrmRequest *req, GError **error)
{
  return remove_one (req, TRUE, error);
}

gboolean
hcrm_attachment_remove_own (HcrmRequest *req, GError **error)
{
  return remove_one (req, FALSE, error);
}
