/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reminders to take a drug: kept for a patient, written into the outbox when their time comes. */

#include "core/hcrm-date.h"
#include "core/hcrm-message.h"
#include "model/hcrm-medication.h"
#include "refill.h"
#include "reminder-sql.h"

static gboolean
check_days (HcrmRecord *record, GError **error)
{
  GDate first, last;

  if (!hcrm_date_from_iso (hcrm_record_get (record, "first_on"), &first)
      || !hcrm_date_from_iso (hcrm_record_get (record, "last_on"), &last))
    return TRUE;
  int days = g_date_days_between (&first, &last);
  if (days < 0)
    hcrm_error_add_field (error, "last_on", _ ("The last day is before the first"));
  else if (days > 366)
    hcrm_error_add_field (error, "last_on", _ ("Reminders last for a year at most"));
  return *error == NULL;
}

/* Writes the times as the database has them. */
static void
check_times (HcrmRecord *record, GError **error)
{
  g_autofree char *times = hcrm_medication_read_times (hcrm_record_get (record, "times"));

  if (times != NULL)
    hcrm_record_set (record, "times", times);
  else
    hcrm_error_add_field (error, "times",
                          _ ("Write the times of the day like 08:00, 20:00; at most eight"));
}

static void
check_contacts (HcrmRecord *record, HcrmRows *known, GError **error)
{
  const char *contact = hcrm_record_get (record, "contact_id");

  if (!hcrm_rows_get_bool (known, 0, "contact_known"))
    hcrm_error_add_field (error, "contact_id", _ ("This is no contact of the patient"));
  if (!hcrm_rows_get_bool (known, 0, "fallback_known"))
    hcrm_error_add_field (error, "fallback_id", _ ("This is no contact of the patient"));
  else if (contact != NULL && g_strcmp0 (contact, hcrm_record_get (record, "fallback_id")) == 0)
    hcrm_error_add_field (error, "fallback_id", _ ("Choose somebody else than the first contact"));
}

static gboolean
check_reminder (HcrmRequest *req, HcrmRecord *record, GError **error)
{
  g_autoptr (GError) bad = NULL;
  const char *stop = hcrm_record_get (record, "stop_reason");
  g_autoptr (HcrmRows) known = hcrm_db_rows (req->db, &SQL_REMINDER_KNOWN, record, error);

  if (known == NULL)
    return FALSE;
  if (hcrm_rows_get_n (known) == 0)
    return hcrm_fail (error, HCRM_ERROR_INVALID, "patient_id", "%s",
                      _ ("There is no such patient"));
  if (stop == NULL && hcrm_rows_get_bool (known, 0, "deceased"))
    return hcrm_fail (error, HCRM_ERROR_WRONG_STATE, "patient_id", "%s",
                      _ ("The patient is recorded as deceased"));
  check_days (record, &bad);
  check_times (record, &bad);
  check_contacts (record, known, &bad);
  if (bad != NULL) {
    g_propagate_error (error, g_steal_pointer (&bad));
    return FALSE;
  }
  hcrm_db_let (req->db, "code", stop != NULL ? "reminder.stopped" : "reminder.set");
  hcrm_db_queue (req->db, &SQL_REMINDER_NOTE, record);
  hcrm_request_add_event (req, "timeline", hcrm_record_get_int (record, "patient_id"), 0);
  return TRUE;
}

#define READ HCRM_PERM_FOLLOWUP_READ
#define WORK HCRM_PERM_FOLLOWUP_WORK

/* clang-format off */
static const HcrmRoute routes[] = {
  { "GET",   "/medication-reminders",      READ, 0, &hcrm_reminder_query, .list = &SQL_REMINDER_LIST },
  { "GET",   "/medication-reminders/{id}", READ, .sql = &SQL_REMINDER_GET },
  { "POST",  "/medication-reminders",      WORK, HCRM_ROUTE_CREATES, &hcrm_reminder_fields, &SQL_REMINDER_CREATE,
    .check = check_reminder, .reread = &SQL_REMINDER_GET, .event = "medication_reminder" },
  { "PATCH", "/medication-reminders/{id}", WORK, 0, &hcrm_reminder_fields, &SQL_REMINDER_UPDATE, .lock = &SQL_REMINDER_LOCK,
    .check = check_reminder, .reread = &SQL_REMINDER_GET, .event = "medication_reminder" },
};
/* clang-format on */

const HcrmModule hcrm_reminder_module = {
  .name = "reminder",
  .routes = routes,
  .n_routes = G_N_ELEMENTS (routes),
};
