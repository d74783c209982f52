/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What time alone brings about: reminders by level, and due dates after a change of the calendar.
 */

#include "complaint-private.h"
#include "complaint-sweep-sql.h"
#include "core/hcrm-event.h"

static void
add_event (HcrmJob *sweep, HcrmRows *rows, guint row)
{
  g_ptr_array_add (sweep->events, hcrm_event_new ("complaint", hcrm_rows_get_int (rows, row, "id"),
                                                  hcrm_rows_get_int (rows, row, "version")));
}

/* --- Due dates ------------------------------------------------------------------------------ */

static gboolean
settle_site (HcrmJob *sweep, const char *site, GError **error)
{
  hcrm_db_let (sweep->db, "stale_site", site);
  g_autoptr (HcrmRows) rows = hcrm_db_rows (sweep->db, &SQL_COMPLAINT_SWEEP_SETTLED, NULL, error);

  for (guint i = 0; rows != NULL && i < hcrm_rows_get_n (rows); i++) {
    if (!hcrm_complaint_clock_settle (sweep->db, hcrm_rows_get_int (rows, i, "id"), error))
      return FALSE;
    add_event (sweep, rows, i);
  }
  return rows != NULL;
}

/* Once for each site, and once for all where everybody's hours changed. */
static gboolean
settle_stale (HcrmJob *sweep, GError **error)
{
  g_autoptr (GHashTable) done = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (HcrmRows) sites = hcrm_db_rows (sweep->db, &SQL_COMPLAINT_SWEEP_STALE, NULL, error);

  for (guint i = 0; sites != NULL && i < hcrm_rows_get_n (sites); i++) {
    const char *site = hcrm_rows_get (sites, i, "site_id");
    if (g_hash_table_add (done, (gpointer) (site != NULL ? site : ""))
        && !settle_site (sweep, site, error))
      return FALSE;
  }
  return sites != NULL;
}

/* --- Levels --------------------------------------------------------------------------------- */

static gboolean
is_reached (HcrmRows *rows, guint row, const HcrmServiceTime *service)
{
  g_autoptr (GDateTime) due =
      g_date_time_new_from_iso8601 (hcrm_rows_get (rows, row, "due_at"), NULL);
  g_autoptr (GDateTime) now = g_date_time_new_from_iso8601 (hcrm_rows_get (rows, row, "now"), NULL);
  g_autoptr (GDateTime) at =
      hcrm_service_time_add (service, due, hcrm_rows_get_int (rows, row, "minutes") * 60);

  return g_date_time_compare (at, now) <= 0;
}

static void
tell_level (HcrmJob *sweep, HcrmRows *rows, guint row)
{
  g_autofree char *cause = g_strdup_printf ("level:%s", hcrm_rows_get (rows, row, "level_id"));

  hcrm_db_let (sweep->db, "alert_id", hcrm_rows_get (rows, row, "id"));
  hcrm_db_let (sweep->db, "alert_cause", cause);
  hcrm_db_let (sweep->db, "alert_round", hcrm_rows_get (rows, row, "reopened"));
  hcrm_db_let (sweep->db, "alert_who", hcrm_rows_get (rows, row, "who"));
  hcrm_db_let (sweep->db, "alert_role", hcrm_rows_get (rows, row, "role_code"));
  hcrm_db_let (sweep->db, "alert_name", hcrm_rows_get (rows, row, "name"));
  hcrm_db_let (sweep->db, "alert_name_en", hcrm_rows_get (rows, row, "name_en"));
  hcrm_db_queue (sweep->db, &SQL_COMPLAINT_SWEEP_ALERT, NULL);
  hcrm_db_queue (sweep->db, &SQL_COMPLAINT_SWEEP_NOTE, NULL);
  add_event (sweep, rows, row);
}

static gboolean
remind_site (HcrmJob *sweep, HcrmRows *sites, guint row, GError **error)
{
  HcrmServiceTime service = { 0 };
  gboolean read = hcrm_complaint_read_service (sweep->db, sites, row, &service, error);

  hcrm_db_let (sweep->db, "near_site", hcrm_rows_get (sites, row, "site_id"));
  g_autoptr (HcrmRows) rows =
      read ? hcrm_db_rows (sweep->db, &SQL_COMPLAINT_SWEEP_NEAR, NULL, error) : NULL;
  for (guint i = 0; rows != NULL && i < hcrm_rows_get_n (rows); i++)
    if (is_reached (rows, i, &service))
      tell_level (sweep, rows, i);
  hcrm_complaint_clear_service (&service);
  return rows != NULL;
}

gboolean
hcrm_complaint_escalate (HcrmJob *sweep, GError **error)
{
  if (!settle_stale (sweep, error))
    return FALSE;
  hcrm_db_let (sweep->db, "clock_as_of", NULL);
  g_autoptr (HcrmRows) sites = hcrm_db_rows (sweep->db, &SQL_COMPLAINT_SWEEP_SITES, NULL, error);
  for (guint i = 0; sites != NULL && i < hcrm_rows_get_n (sites); i++)
    if (!remind_site (sweep, sites, i, error))
      return FALSE;
  return sites != NULL;
}
