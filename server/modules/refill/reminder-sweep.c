/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Writes the reminders whose time has come into the outbox. */

#include "core/hcrm-message.h"
#include "refill.h"
#include "reminder-sweep-sql.h"

static gboolean
remind (HcrmDb *db, HcrmRows *due, guint row, GError **error)
{
  g_autoptr (JsonObject) params = json_object_new ();
  const char *to = hcrm_rows_get_bool (due, row, "fall_back") ? "fallback_id" : "contact_id";

  json_object_set_string_member (params, "drug", hcrm_rows_get (due, row, "drug"));
  json_object_set_string_member (params, "time", hcrm_rows_get (due, row, "time"));
  return hcrm_message_add (db, "medication", hcrm_rows_get_int (due, row, "patient_id"),
                           hcrm_rows_get_int (due, row, to), 0, "medication", params,
                           hcrm_rows_get (due, row, "at"), hcrm_rows_get (due, row, "key"), error)
         != 0;
}

gboolean
hcrm_reminder_sweep (HcrmJob *sweep, GError **error)
{
  gboolean about_care = hcrm_message_purpose_find ("medication")->about_care;

  hcrm_db_let (sweep->db, "about_care", about_care ? "true" : "false");
  g_autoptr (HcrmRows) due = hcrm_db_rows (sweep->db, &SQL_REMINDER_SWEEP_DUE, NULL, error);

  for (guint i = 0; due != NULL && i < hcrm_rows_get_n (due); i++)
    if (!remind (sweep->db, due, i, error))
      return FALSE;
  return due != NULL;
}
