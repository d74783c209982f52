/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Invites patients to answer by themselves: steps that are asked by message, on their day. */

#include <string.h>

#include "core/hcrm-message.h"
#include "followup-invite-sql.h"
#include "followup.h"

/* Where the patient answers: the setting, with what stands for the step and what is asked. Without
 * the token nobody could know whose answer it is, so that is no address. */
static char *
make_link (HcrmRows *due, guint row)
{
  const char *pattern = hcrm_rows_get (due, row, "link");
  const char *canonical = hcrm_rows_get (due, row, "canonical");

  if (pattern == NULL || canonical == NULL || strstr (pattern, "{token}") == NULL)
    return NULL;
  g_autofree char *asked = g_uri_escape_string (canonical, NULL, FALSE);
  g_autoptr (GString) link = g_string_new (pattern);
  g_string_replace (link, "{token}", hcrm_rows_get (due, row, "token"), 0);
  g_string_replace (link, "{questionnaire}", asked, 0);
  return g_string_free (g_steal_pointer (&link), FALSE);
}

static void
add_param (JsonObject *params, const char *name, const char *text)
{
  if (text != NULL)
    json_object_set_string_member (params, name, text);
}

static gboolean
invite (HcrmJob *sweep, HcrmRows *due, guint row, GError **error)
{
  g_autoptr (JsonObject) params = json_object_new ();
  g_autofree char *link = make_link (due, row);
  const HcrmMessageOrder order = {
    .purpose = "survey",
    .patient_id = hcrm_rows_get_int (due, row, "patient_id"),
    .activity_id = hcrm_rows_get_int (due, row, "id"),
    .template_code = "survey",
    .params = params,
    .unique_key = hcrm_rows_get (due, row, "key"),
  };

  add_param (params, "questionnaire", hcrm_rows_get (due, row, "title"));
  add_param (params, "questionnaire_en", hcrm_rows_get (due, row, "title_en"));
  add_param (params, "link", link);
  gint64 id = hcrm_message_add (sweep->db, &order, error);
  if (id == 0)
    return FALSE;
  g_ptr_array_add (sweep->events, hcrm_event_new ("message", id, 0));
  g_ptr_array_add (sweep->events, hcrm_event_new ("followup_task", order.activity_id, 0));
  g_ptr_array_add (sweep->events, hcrm_event_new ("timeline", order.patient_id, 0));
  return TRUE;
}

gboolean
hcrm_followup_invite (HcrmJob *sweep, GError **error)
{
  g_autoptr (HcrmRows) due = hcrm_db_rows (sweep->db, &SQL_FOLLOWUP_INVITE_DUE, NULL, error);

  for (guint i = 0; due != NULL && i < hcrm_rows_get_n (due); i++)
    if (!invite (sweep, due, i, error))
      return FALSE;
  return due != NULL;
}
