/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Writes the reminders whose time has come into the outbox, and asks again for what was not
 * answered: the same contact once more, then the one behind it. */

#include "core/hcrm-message.h"
#include "refill.h"
#include "reminder-sweep-sql.h"

/* Returns: the message's id; 0 with @error. */
static gint64
write_message (HcrmDb *db, HcrmRows *due, guint row, const char *template, GError **error)
{
  g_autoptr (JsonObject) params = json_object_new ();
  const HcrmMessageOrder order = {
    .purpose = "medication",
    .patient_id = hcrm_rows_get_int (due, row, "patient_id"),
    .contact_id = hcrm_rows_get_int (due, row, "to_id"),
    .template_code = template,
    .params = params,
    .not_before = hcrm_rows_get (due, row, "at"),
    .unique_key = hcrm_rows_get (due, row, "key"),
    .spoken = hcrm_rows_get_bool (due, row, "spoken"),
  };

  json_object_set_string_member (params, "drug", hcrm_rows_get (due, row, "drug"));
  json_object_set_string_member (params, "time", hcrm_rows_get (due, row, "time"));
  return hcrm_message_add (db, &order, error);
}

static gboolean
remind (HcrmDb *db, HcrmRows *due, guint row, GError **error)
{
  gboolean asks = hcrm_rows_get_bool (due, row, "asks");
  gint64 id = write_message (db, due, row, asks ? "medication-ask" : "medication", error);

  if (id == 0 || !asks)
    return id != 0;
  hcrm_db_let_int (db, "message_id", id);
  hcrm_db_let (db, "reminder_id", hcrm_rows_get (due, row, "id"));
  hcrm_db_let (db, "patient_id", hcrm_rows_get (due, row, "patient_id"));
  hcrm_db_let (db, "due_at", hcrm_rows_get (due, row, "at"));
  hcrm_db_let (db, "key", hcrm_rows_get (due, row, "key"));
  return hcrm_db_run (db, &SQL_REMINDER_SWEEP_ASKED, NULL, error);
}

/* --- What was not answered ------------------------------------------------------------------ */

static gboolean
ask_again (HcrmDb *db, HcrmRows *open, guint row, GError **error)
{
  gboolean other = hcrm_rows_get_int (open, row, "next") == 3;
  gint64 id =
      write_message (db, open, row, other ? "medication-relative" : "medication-ask", error);

  hcrm_db_let_int (db, "message_id", id);
  hcrm_db_let (db, "next", hcrm_rows_get (open, row, "next"));
  return id != 0 && hcrm_db_run (db, &SQL_REMINDER_SWEEP_ASKED_AGAIN, NULL, error);
}

static gboolean
give_up (HcrmDb *db, HcrmRows *open, guint row, GError **error)
{
  hcrm_db_let (db, "patient_id", hcrm_rows_get (open, row, "patient_id"));
  hcrm_db_let (db, "drug", hcrm_rows_get (open, row, "drug"));
  hcrm_db_let (db, "due", hcrm_rows_get (open, row, "due"));
  return hcrm_db_run (db, &SQL_REMINDER_SWEEP_GIVE_UP, NULL, error);
}

static gboolean
go_on (HcrmJob *sweep, HcrmRows *open, guint row, GError **error)
{
  hcrm_db_let (sweep->db, "dose_id", hcrm_rows_get (open, row, "dose_id"));
  g_ptr_array_add (sweep->events,
                   hcrm_event_new ("timeline", hcrm_rows_get_int (open, row, "patient_id"), 0));
  return hcrm_rows_get (open, row, "next") != NULL ? ask_again (sweep->db, open, row, error)
                                                   : give_up (sweep->db, open, row, error);
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
  if (due == NULL)
    return FALSE;
  g_autoptr (HcrmRows) open = hcrm_db_rows (sweep->db, &SQL_REMINDER_SWEEP_OPEN, NULL, error);
  for (guint i = 0; open != NULL && i < hcrm_rows_get_n (open); i++)
    if (!go_on (sweep, open, i, error))
      return FALSE;
  return open != NULL;
}
