/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Messages to callers, stage by stage, and answers in writing: to the contact they left, and to no
 * other. */

#include "complaint-message-sql.h"
#include "complaint-private.h"
#include "core/hcrm-message.h"

/* The message of a stage is written once each time a complaint comes there. */
static char *
make_key (HcrmRows *complaint, const char *stage)
{
  return g_strdup_printf ("complaint:%s:%s:%s", hcrm_rows_get (complaint, 0, "id"), stage,
                          hcrm_rows_get (complaint, 0, "reopened"));
}

gboolean
hcrm_complaint_tell_stage (HcrmRequest *req, const char *stage, GError **error)
{
  g_autoptr (HcrmRows) caller = hcrm_db_rows (req->db, &SQL_COMPLAINT_MESSAGE_CALLER, NULL, error);
  if (caller == NULL)
    return FALSE;
  if (hcrm_rows_get_n (caller) == 0)
    return TRUE;
  g_autofree char *template = g_strconcat ("complaint-", stage, NULL);
  g_autofree char *key = make_key (caller, stage);
  g_autoptr (JsonObject) params = json_object_new ();
  HcrmMessageCaller to = {
    .activity_id = hcrm_rows_get_int (caller, 0, "id"),
    .site_id = hcrm_rows_get_int (caller, 0, "site_id"),
    .number = hcrm_rows_get (caller, 0, "caller_number"),
    .language = "zh_CN",
  };

  hcrm_complaint_add_text (params, "number", hcrm_rows_get (caller, 0, "number"));
  hcrm_complaint_add_text (params, "date", hcrm_rows_get (caller, 0, "due_on"));
  return hcrm_message_add_caller (req->db, "complaint", &to, template, params, key, error) > 0;
}

/* --- The answer in writing ------------------------------------------------------------------ */

static gboolean
refuse (GError **error, const char *why)
{
  return hcrm_fail (error, HCRM_ERROR_CONFLICT, NULL, "%s", why);
}

/* Whoever reads it must be whoever complained. */
static gboolean
check_addressee (HcrmRows *caller, GError **error)
{
  const char *number = hcrm_rows_get (caller, 0, "caller_number");

  if (number == NULL)
    return refuse (error, _ ("No contact was left: nobody can be written to"));
  if (hcrm_rows_get_bool (caller, 0, "found_false"))
    return refuse (error, _ ("The number was found false"));
  if (!hcrm_rows_get_bool (caller, 0, "verified"))
    return refuse (error, _ ("Nobody has verified the number yet: check it first"));
  if (hcrm_message_find_channel (number) == NULL)
    return refuse (error, _ ("What the caller left takes no messages"));
  if (hcrm_rows_get_bool (caller, 0, "waiting"))
    return refuse (error, _ ("An answer is waiting to be sent already"));
  return TRUE;
}

static gint64
add_answer (HcrmRequest *req, HcrmRows *caller, GError **error)
{
  g_autoptr (JsonObject) params = json_object_new ();
  g_autofree char *key = g_strdup_printf ("complaint:%s:answer:%s", hcrm_rows_get (caller, 0, "id"),
                                          hcrm_rows_get (caller, 0, "written"));
  const HcrmMessageCaller to = {
    .activity_id = hcrm_rows_get_int (caller, 0, "id"),
    .site_id = hcrm_rows_get_int (caller, 0, "site_id"),
    .number = hcrm_rows_get (caller, 0, "caller_number"),
    .language = "zh_CN",
  };

  hcrm_complaint_add_text (params, "number", hcrm_rows_get (caller, 0, "number"));
  hcrm_complaint_add_text (params, "answer", hcrm_record_get (req->args, "text"));
  return hcrm_message_add_caller (req->db, "complaint", &to, "complaint-answer", params, key,
                                  error);
}

gboolean
hcrm_complaint_write_answer (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) complaint = hcrm_complaint_take (req, "write", NULL, error);
  g_autoptr (HcrmRows) caller =
      complaint != NULL ? hcrm_db_one (req->db, &SQL_COMPLAINT_MESSAGE_ADDRESSEE, NULL, error)
                        : NULL;
  if (caller == NULL || !check_addressee (caller, error))
    return FALSE;
  gint64 id = add_answer (req, caller, error);
  if (id == 0)
    return FALSE;
  JsonObject *params = json_object_new ();

  hcrm_complaint_add_text (params, "channel",
                           hcrm_message_find_channel (hcrm_rows_get (caller, 0, "caller_number")));
  hcrm_complaint_note (req, "complaint.written", params);
  hcrm_db_queue (req->db, &SQL_COMPLAINT_MESSAGE_TOUCH, NULL);
  hcrm_request_add_event (req, "message", id, 0);
  return hcrm_complaint_finish (req, FALSE, error);
}

static gboolean
note_sent (HcrmJob *sweep, HcrmRows *rows, guint row, GError **error)
{
  const char *at = hcrm_rows_get (rows, row, "sent_at");

  hcrm_db_let (sweep->db, "sent_id", hcrm_rows_get (rows, row, "id"));
  hcrm_db_let (sweep->db, "sent_at", at);
  hcrm_db_let (sweep->db, "sent_by", hcrm_rows_get (rows, row, "channel"));
  hcrm_db_queue (sweep->db, &SQL_COMPLAINT_MESSAGE_TOLD, NULL);
  hcrm_db_queue (sweep->db, &SQL_COMPLAINT_MESSAGE_TOLD_NOTE, NULL);
  return hcrm_complaint_clock_write (sweep->db, hcrm_rows_get_int (rows, row, "id"), "stop", at, 0,
                                     NULL, error);
}

/* Somebody has to tell them another way, in the time that was left. */
static gboolean
note_unsent (HcrmJob *sweep, HcrmRows *rows, guint row, GError **error)
{
  gint64 id = hcrm_rows_get_int (rows, row, "id");

  hcrm_db_let_int (sweep->db, "unsent_id", id);
  hcrm_db_queue (sweep->db, &SQL_COMPLAINT_MESSAGE_UNTELL, NULL);
  hcrm_db_queue (sweep->db, &SQL_COMPLAINT_MESSAGE_UNTELL_NOTE, NULL);
  if (!hcrm_complaint_clock_write (sweep->db, id, "resume", NULL, 0, "undelivered", error))
    return FALSE;
  g_autoptr (HcrmRows) told =
      hcrm_db_rows (sweep->db, &SQL_COMPLAINT_MESSAGE_RECEIVER, NULL, error);
  for (guint i = 0; told != NULL && i < hcrm_rows_get_n (told); i++)
    g_ptr_array_add (sweep->events, hcrm_event_new_for ("complaint_notice", id, 0,
                                                        hcrm_rows_get_int (told, i, "user_id")));
  return told != NULL;
}

static gboolean
note_each (HcrmJob *sweep, const HcrmSql *sql, HcrmComplaintDoRow note, GError **error)
{
  g_autoptr (HcrmRows) rows = hcrm_db_rows (sweep->db, sql, NULL, error);

  for (guint i = 0; rows != NULL && i < hcrm_rows_get_n (rows); i++)
    if (!hcrm_complaint_sweep_row (sweep, rows, i, note, "complaint", NULL, error))
      return FALSE;
  return rows != NULL;
}

gboolean
hcrm_complaint_note_sent (HcrmJob *sweep, GError **error)
{
  return note_each (sweep, &SQL_COMPLAINT_MESSAGE_SENT, note_sent, error)
         && note_each (sweep, &SQL_COMPLAINT_MESSAGE_UNSENT, note_unsent, error);
}
