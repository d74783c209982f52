/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Messages to callers, stage by stage, and answers in writing: to the contact they left, and to no
 * other. */

#include "complaint-message-sql.h"
#include "complaint-private.h"
#include "core/hcrm-message.h"

/* The message of a stage, without a day where that has passed already, is written once each time a
 * complaint comes there. */
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
  gboolean late = hcrm_rows_get_bool (caller, 0, "late") && !g_str_equal (stage, "answered");
  g_autofree char *template = g_strconcat ("complaint-", stage, late ? "-late" : NULL, NULL);
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

/* Where no number was left, a letter is what there is. */
static gboolean
is_letter (HcrmRequest *req, HcrmRows *caller)
{
  return hcrm_record_get_bool (req->args, "letter")
         || (hcrm_rows_get (caller, 0, "caller_number") == NULL
             && hcrm_rows_get (caller, 0, "caller_address") != NULL);
}

static gboolean
check_number (HcrmRows *caller, GError **error)
{
  const char *number = hcrm_rows_get (caller, 0, "caller_number");

  if (number == NULL)
    return refuse (error, _ ("No contact was left: nobody can be written to"));
  if (hcrm_rows_get_bool (caller, 0, "found_false"))
    return refuse (error, _ ("The number was found false"));
  if (!hcrm_rows_get_bool (caller, 0, "verified"))
    return refuse (error, _ ("Nobody has verified the number yet: check it first"));
  return hcrm_message_find_channel (number) != NULL
         || refuse (error, _ ("What the caller left takes no messages"));
}

/* Whoever reads it must be whoever complained. */
static gboolean
check_addressee (HcrmRows *caller, gboolean letter, GError **error)
{
  if (hcrm_rows_get_bool (caller, 0, "waiting"))
    return refuse (error, _ ("An answer is waiting to be sent already"));
  if (!letter)
    return check_number (caller, error);
  return hcrm_rows_get (caller, 0, "caller_address") != NULL
         || hcrm_fail (error, HCRM_ERROR_CONFLICT, "letter", "%s",
                       _ ("No postal address was left"));
}

static gint64
add_answer (HcrmRequest *req, HcrmRows *caller, gboolean letter, GError **error)
{
  g_autoptr (JsonObject) params = json_object_new ();
  g_autofree char *key = g_strdup_printf ("complaint:%s:answer:%s", hcrm_rows_get (caller, 0, "id"),
                                          hcrm_rows_get (caller, 0, "written"));
  const HcrmMessageCaller to = {
    .activity_id = hcrm_rows_get_int (caller, 0, "id"),
    .site_id = hcrm_rows_get_int (caller, 0, "site_id"),
    .number = hcrm_rows_get (caller, 0, "caller_number"),
    .address = letter ? hcrm_rows_get (caller, 0, "caller_address") : NULL,
    .language = "zh_CN",
  };

  hcrm_complaint_add_text (params, "number", hcrm_rows_get (caller, 0, "number"));
  hcrm_complaint_add_text (params, "answer", hcrm_record_get (req->args, "text"));
  return hcrm_message_add_caller (req->db, "complaint", &to, "complaint-answer", params, key,
                                  error);
}

static const char *
find_channel (HcrmRows *caller, gboolean letter)
{
  return letter ? "letter" : hcrm_message_find_channel (hcrm_rows_get (caller, 0, "caller_number"));
}

gboolean
hcrm_complaint_write_answer (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) complaint = hcrm_complaint_take (req, "write", NULL, error);
  g_autoptr (HcrmRows) caller =
      complaint != NULL ? hcrm_db_one (req->db, &SQL_COMPLAINT_MESSAGE_ADDRESSEE, NULL, error)
                        : NULL;
  gboolean letter = caller != NULL && is_letter (req, caller);

  if (caller == NULL || !check_addressee (caller, letter, error))
    return FALSE;
  gint64 id = add_answer (req, caller, letter, error);
  if (id == 0)
    return FALSE;
  JsonObject *params = json_object_new ();

  hcrm_complaint_add_text (params, "channel", find_channel (caller, letter));
  hcrm_complaint_note (req, "complaint.written", params);
  hcrm_db_queue (req->db, &SQL_COMPLAINT_MESSAGE_TOUCH, NULL);
  hcrm_request_add_event (req, "message", id, 0);
  return hcrm_complaint_finish (req, FALSE, error);
}

/* --- Told, and not told after all ----------------------------------------------------------- */

static gboolean
note_told (HcrmDb *db, gint64 id, const char *at, GError **error)
{
  hcrm_db_let_int (db, "sent_id", id);
  hcrm_db_let (db, "sent_at", at);
  hcrm_db_queue (db, &SQL_COMPLAINT_MESSAGE_TOLD, NULL);
  return hcrm_complaint_clock_write (db, id, "stop", at, 0, NULL, error);
}

/* Somebody has to tell them another way, in the time that was left. */
static gboolean
note_untold (HcrmDb *db, gint64 id, GError **error)
{
  hcrm_db_let_int (db, "unsent_id", id);
  hcrm_db_queue (db, &SQL_COMPLAINT_MESSAGE_UNTELL, NULL);
  hcrm_db_queue (db, &SQL_COMPLAINT_MESSAGE_UNTELL_NOTE, NULL);
  return hcrm_complaint_clock_write (db, id, "resume", NULL, 0, "undelivered", error);
}

static gboolean
note_sent (HcrmJob *sweep, HcrmRows *rows, guint row, GError **error)
{
  hcrm_db_let (sweep->db, "sent_by", hcrm_rows_get (rows, row, "channel"));
  if (!note_told (sweep->db, hcrm_rows_get_int (rows, row, "id"),
                  hcrm_rows_get (rows, row, "sent_at"), error))
    return FALSE;
  return hcrm_db_run (sweep->db, &SQL_COMPLAINT_MESSAGE_TOLD_NOTE, NULL, error);
}

static gboolean
note_unsent (HcrmJob *sweep, HcrmRows *rows, guint row, GError **error)
{
  gint64 id = hcrm_rows_get_int (rows, row, "id");
  g_autoptr (HcrmRows) told =
      note_untold (sweep->db, id, error)
          ? hcrm_db_rows (sweep->db, &SQL_COMPLAINT_MESSAGE_RECEIVER, NULL, error)
          : NULL;

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

/* --- Letters -------------------------------------------------------------------------------- */

static const char *
get_name (HcrmRows *letter, const char *column, gboolean english)
{
  g_autofree char *twin = g_strconcat (column, "_en", NULL);
  const char *name = english ? hcrm_rows_get (letter, 0, twin) : NULL;

  return name != NULL ? name : hcrm_rows_get (letter, 0, column);
}

/* The day as letters are dated; xgettext:no-c-format */
static char *
make_day (const char *iso)
{
  g_autofree char *noon = g_strconcat (iso, "T12:00:00Z", NULL);
  g_autoptr (GDateTime) day = g_date_time_new_from_iso8601 (noon, NULL);

  return g_date_time_format (day, C_ ("letter", "%-d %B %Y"));
}

/* In the language of who reads it, not of who prints it. */
static void
tell_letter (HcrmRows *letter, GString *out)
{
  static const char *const members[] = { "language", "address", "name", "text" };
  const char *language = hcrm_rows_get (letter, 0, "language");
  gboolean english = g_strcmp0 (language, "en") == 0;
  const char *name = hcrm_rows_get (letter, 0, "name");
  locale_t before = hcrm_speak (language);
  g_autofree char *dear =
      name != NULL ? g_strdup_printf (_ ("Dear %s,"), name) : g_strdup (_ ("Dear Sir or Madam,"));
  g_autofree char *subject =
      g_strdup_printf (_ ("Answer to your complaint %s"), hcrm_rows_get (letter, 0, "number"));
  g_autofree char *day = make_day (hcrm_rows_get (letter, 0, "today"));

  g_string_append_printf (out, "{\"id\":%s", hcrm_rows_get (letter, 0, "id"));
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    hcrm_json_append_member (out, members[i], hcrm_rows_get (letter, 0, members[i]));
  hcrm_json_append_member (out, "hospital", get_name (letter, "hospital", english));
  hcrm_json_append_member (out, "department", get_name (letter, "department", english));
  hcrm_json_append_member (out, "subject", subject);
  hcrm_json_append_member (out, "dear", dear);
  hcrm_json_append_member (out, "regards", _ ("Yours sincerely,"));
  hcrm_json_append_member (out, "day", day);
  g_string_append_c (out, '}');
  uselocale (before);
}

gboolean
hcrm_complaint_letter_show (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) seen = hcrm_complaint_lock (req, error);
  g_autoptr (HcrmRows) letter =
      seen != NULL ? hcrm_db_rows (req->db, &SQL_COMPLAINT_MESSAGE_LETTER, NULL, error) : NULL;

  if (letter == NULL)
    return FALSE;
  if (hcrm_rows_get_n (letter) == 0)
    return refuse (error, _ ("No letter was written to the caller"));
  tell_letter (letter, req->reply);
  return TRUE;
}

static gboolean
check_to_post (HcrmRows *letter, GError **error)
{
  if (hcrm_rows_get_n (letter) == 0)
    return refuse (error, _ ("No letter is waiting to be posted"));
  if (hcrm_rows_get_bool (letter, 0, "later"))
    return hcrm_fail (error, HCRM_ERROR_INVALID, "posted_on", "%s", _ ("This day is yet to come"));
  return !hcrm_rows_get_bool (letter, 0, "early")
         || hcrm_fail (error, HCRM_ERROR_INVALID, "posted_on", "%s",
                       _ ("The letter was not written yet on that day"));
}

static void
note_posted (HcrmRequest *req)
{
  JsonObject *params = json_object_new ();

  hcrm_complaint_add_text (params, "channel", "letter");
  hcrm_complaint_add_text (params, "on", hcrm_record_get (req->args, "posted_on"));
  hcrm_complaint_note (req, "complaint.told-in-writing", params);
}

gboolean
hcrm_complaint_letter_posted (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) complaint = hcrm_complaint_take (req, "posted", NULL, error);
  g_autoptr (HcrmRows) letter =
      complaint != NULL ? hcrm_db_rows (req->db, &SQL_COMPLAINT_MESSAGE_TO_POST, req->args, error)
                        : NULL;
  if (letter == NULL || !check_to_post (letter, error))
    return FALSE;
  gboolean told = g_strcmp0 (hcrm_rows_get (complaint, 0, "state"), "told") == 0;
  const char *at = hcrm_rows_get (letter, 0, "posted_at");

  hcrm_db_let (req->db, "letter_id", hcrm_rows_get (letter, 0, "id"));
  hcrm_db_let (req->db, "sent_at", at);
  hcrm_db_queue (req->db, &SQL_COMPLAINT_MESSAGE_POSTED, NULL);
  note_posted (req);
  hcrm_request_add_event (req, "message", hcrm_rows_get_int (letter, 0, "id"), 0);
  hcrm_db_queue (req->db, &SQL_COMPLAINT_MESSAGE_TOUCH, NULL);
  return (told || note_told (req->db, hcrm_rows_get_int (complaint, 0, "id"), at, error))
         && hcrm_complaint_finish (req, FALSE, error);
}

/* Who was told by nothing else is to be told again. */
static gboolean
take_back (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) untold = hcrm_db_rows (req->db, &SQL_COMPLAINT_MESSAGE_UNTOLD, NULL, error);

  if (untold == NULL || hcrm_rows_get_n (untold) == 0)
    return untold != NULL;
  hcrm_complaint_tell_of (req, "receiver", NULL);
  return note_untold (req->db, hcrm_rows_get_int (untold, 0, "id"), error);
}

gboolean
hcrm_complaint_letter_came_back (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) complaint = hcrm_complaint_take (req, "came-back", NULL, error);
  g_autoptr (HcrmRows) letter =
      complaint != NULL ? hcrm_db_rows (req->db, &SQL_COMPLAINT_MESSAGE_ON_ITS_WAY, NULL, error)
                        : NULL;
  if (letter == NULL)
    return FALSE;
  if (hcrm_rows_get_n (letter) == 0)
    return refuse (error, _ ("No letter is on its way to the caller"));

  hcrm_db_let (req->db, "letter_id", hcrm_rows_get (letter, 0, "id"));
  hcrm_db_queue (req->db, &SQL_COMPLAINT_MESSAGE_CAME_BACK, req->args);
  hcrm_request_add_event (req, "message", hcrm_rows_get_int (letter, 0, "id"), 0);
  hcrm_db_queue (req->db, &SQL_COMPLAINT_MESSAGE_TOUCH, NULL);
  return take_back (req, error) && hcrm_complaint_finish (req, FALSE, error);
}
