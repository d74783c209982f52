/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The outbox: what waits and why, sending by hand, receipts, and the templates. */

#include "message.h"

#include <string.h>

#include "core/hcrm-export.h"
#include "core/hcrm-message.h"
#include "core/hcrm-sought.h"
#include "messages-sql.h"
#include "model/hcrm-message.h"

static gboolean
list_messages (HcrmRequest *req, GError **error)
{
  hcrm_sought_bind (req->db, hcrm_record_get (req->args, "q"));
  return hcrm_request_reply_list (req, &SQL_MESSAGES_LIST, error);
}

/* --- Steps ---------------------------------------------------------------------------------- */

static gint64
get_id (HcrmRequest *req)
{
  return g_ascii_strtoll (hcrm_request_get_part (req, "id"), NULL, 10);
}

static gboolean
reply_message (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) rows = hcrm_request_reply_record (req, &SQL_MESSAGES_GET, "message", error);

  if (rows != NULL)
    hcrm_request_add_event (req, "timeline", hcrm_rows_get_int (rows, 0, "patient_id"), 0);
  return rows != NULL;
}

static gboolean
take_step (HcrmRequest *req, const char *action, GError **error)
{
  const HcrmStep *step = NULL;
  g_autoptr (HcrmRows) rows =
      hcrm_request_take_record (req, &SQL_MESSAGES_LOCK, &SQL_MESSAGES_GET, &hcrm_message_workflow,
                                action, &step, error);

  return rows != NULL;
}

static gboolean
mark_sent (HcrmRequest *req, GError **error)
{
  return take_step (req, "mark-sent", error)
         && hcrm_message_move (req->db, get_id (req), "sent", NULL, NULL, error)
         && reply_message (req, error);
}

static gboolean
cancel (HcrmRequest *req, GError **error)
{
  return take_step (req, "cancel", error)
         && hcrm_message_move (req->db, get_id (req), "cancelled", "person",
                               hcrm_record_get (req->args, "reason"), error)
         && reply_message (req, error);
}

static gboolean
retry (HcrmRequest *req, GError **error)
{
  return take_step (req, "retry", error) && hcrm_message_renew (req->db, get_id (req), error)
         && reply_message (req, error);
}

/* --- Sending by hand ------------------------------------------------------------------------ */

static gboolean
check_reveal (HcrmRows *rows, GError **error)
{
  const char *refusal = hcrm_rows_get (rows, 0, "refusal");

  if (strcmp (hcrm_rows_get (rows, 0, "state"), "queued") != 0)
    return hcrm_fail (error, HCRM_ERROR_WRONG_STATE, NULL, "%s",
                      _ ("This message is not waiting to be sent"));
  if (g_strcmp0 (refusal, "deceased") == 0)
    return hcrm_fail (error, HCRM_ERROR_CONFLICT, NULL, "%s",
                      _ ("The patient is recorded as deceased: do not send this"));
  if (refusal != NULL)
    return hcrm_fail (error, HCRM_ERROR_CONFLICT, NULL, "%s",
                      _ ("The patient does not want this: do not send it"));
  if (hcrm_rows_get_bool (rows, 0, "invalid"))
    return hcrm_fail (error, HCRM_ERROR_CONFLICT, NULL, "%s",
                      _ ("The number was found invalid: do not send this"));
  if (hcrm_rows_get_bool (rows, 0, "night"))
    return hcrm_fail (error, HCRM_ERROR_CONFLICT, NULL, "%s",
                      _ ("It is night: send this in the morning"));
  return TRUE;
}

static void
let_purpose (HcrmRequest *req, const HcrmMessagePurpose *purpose)
{
  hcrm_db_let (req->db, "about_care", purpose->about_care ? "true" : "false");
  hcrm_db_let (req->db, "at_night", purpose->at_night ? "true" : "false");
}

/* The full number goes to who sends the message now, and that is audited. */
static gboolean
reveal (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) found = hcrm_db_one (req->db, &SQL_MESSAGES_PURPOSE, NULL, error);
  if (found == NULL)
    return FALSE;
  let_purpose (req, hcrm_message_purpose_find (hcrm_rows_get (found, 0, "purpose")));
  g_autoptr (HcrmRows) rows = hcrm_db_one (req->db, &SQL_MESSAGES_REVEAL, NULL, error);
  if (rows == NULL || !check_reveal (rows, error))
    return FALSE;
  hcrm_request_reply_row (req, rows);
  return hcrm_db_run (req->db, &SQL_MESSAGES_REVEAL_AUDIT, NULL, error);
}

/* --- Receipts ------------------------------------------------------------------------------- */

/* What a receipt may make of a message. One that comes twice, or behind a better one, changes
 * nothing. */
static const struct {
  const char *from;
  const char *news; /* states it may go to, in blanks */
} receipts[] = {
  { "queued", " sent delivered failed " },
  { "sending", " sent delivered failed " },
  { "sent", " delivered failed " },
  { "failed", " delivered " },
  { "delivered", " " },
};

static gboolean
find_receipt (const char *from, const char *to, gboolean *changes, GError **error)
{
  g_autofree char *word = g_strdup_printf (" %s ", to);

  for (guint i = 0; i < G_N_ELEMENTS (receipts); i++)
    if (strcmp (receipts[i].from, from) == 0) {
      *changes = strstr (receipts[i].news, word) != NULL;
      return TRUE;
    }
  return hcrm_fail (error, HCRM_ERROR_WRONG_STATE, "state", "%s",
                    _ ("This message was never sent"));
}

static gboolean
take_receipt (HcrmRequest *req, GError **error)
{
  const char *state = hcrm_record_get (req->args, "state");
  gboolean failed = strcmp (state, "failed") == 0;
  gboolean changes = FALSE;
  g_autoptr (HcrmRows) rows = hcrm_db_one (req->db, &SQL_MESSAGES_LOCK, NULL, error);

  if (rows == NULL || !find_receipt (hcrm_rows_get (rows, 0, "state"), state, &changes, error))
    return FALSE;
  hcrm_db_let (req->db, "m_at", hcrm_record_get (req->args, "at"));
  hcrm_db_let (req->db, "m_provider_id", hcrm_record_get (req->args, "provider_id"));
  if (changes
      && !hcrm_message_move (req->db, get_id (req), state, failed ? "provider" : NULL,
                             failed ? hcrm_record_get (req->args, "detail") : NULL, error))
    return FALSE;
  return reply_message (req, error);
}

/* --- Templates ------------------------------------------------------------------------------ */

static gboolean
check_text (HcrmRecord *record, const char *field, GError **error)
{
  const char *text = hcrm_record_get (record, field);
  g_autoptr (GError) bad = NULL;

  if (text == NULL || hcrm_message_check_text (text, hcrm_record_get (record, "purpose"), &bad))
    return TRUE;
  return hcrm_fail (error, HCRM_ERROR_INVALID, field, "%s", bad->message);
}

static gboolean
check_template (HcrmRequest *req, HcrmRecord *record, GError **error)
{
  return check_text (record, "text", error) && check_text (record, "text_en", error);
}

#define READ HCRM_PERM_OUTBOX_READ
#define SEND HCRM_PERM_OUTBOX_SEND
#define SETTING HCRM_PERM_SETTING_EDIT
#define VERSIONED HCRM_ROUTE_VERSIONED

/* clang-format off */
static const HcrmRoute routes[] = {
  { "GET",  "/messages",      READ, .input = &hcrm_message_query, .handler = list_messages, .rows = &hcrm_message_fields },
  HCRM_EXPORT ("/messages", READ, &hcrm_message_fields),
  { "GET",  "/messages/{id}", READ, .sql = &SQL_MESSAGES_GET },
  { "POST", "/messages/{id}/actions/mark-sent", SEND, VERSIONED, .handler = mark_sent },
  { "POST", "/messages/{id}/actions/cancel",    SEND, VERSIONED, &hcrm_message_reason, .handler = cancel },
  { "POST", "/messages/{id}/actions/retry",     SEND, VERSIONED, .handler = retry },
  { "POST", "/messages/{id}/actions/reveal",    SEND, HCRM_ROUTE_ONCE, .handler = reveal },
  { "POST", "/messages/{id}/receipts",          SEND, .input = &hcrm_message_receipt, .handler = take_receipt },

  { "GET",   "/message-templates",      SETTING, .input = &hcrm_message_template_query, .list = &SQL_MESSAGES_TEMPLATES },
  HCRM_EXPORT ("/message-templates", SETTING, &hcrm_message_template_fields),
  { "GET",   "/message-templates/{id}", SETTING, .sql = &SQL_MESSAGES_TEMPLATE },
  { "POST",  "/message-templates",      SETTING, HCRM_ROUTE_CREATES, &hcrm_message_template_new, .check = check_template,
    .sql = &SQL_MESSAGES_TEMPLATE_CREATE, .reread = &SQL_MESSAGES_TEMPLATE, .event = "message_template" },
  { "PATCH", "/message-templates/{id}", SETTING, .input = &hcrm_message_template_fields, .lock = &SQL_MESSAGES_TEMPLATE_LOCK,
    .check = check_template, .sql = &SQL_MESSAGES_TEMPLATE_UPDATE, .reread = &SQL_MESSAGES_TEMPLATE, .event = "message_template" },
};

static const HcrmConstraint constraints[] = {
  { "message_template_code_key",   "code", N_("This code is taken") },
  { "message_template_code_check", "code", N_("A code is made of small letters, digits, dots and dashes") },
};
/* clang-format on */

const HcrmModule hcrm_message_module = { "message", routes, G_N_ELEMENTS (routes), constraints,
                                         G_N_ELEMENTS (constraints) };
