/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Messages to callers, stage by stage: to the contact they left, and to no other. */

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
