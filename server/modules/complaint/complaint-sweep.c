/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What time alone brings about: reminders by level, and due dates after a change of the calendar.
 */

#include "complaint-private.h"
#include "complaint-sweep-sql.h"

static void
add_event (HcrmJob *sweep, HcrmRows *rows, guint row, const char *kind)
{
  g_ptr_array_add (sweep->events, hcrm_event_new (kind, hcrm_rows_get_int (rows, row, "id"),
                                                  hcrm_rows_get_int (rows, row, "version")));
}

/* --- One by one ----------------------------------------------------------------------------- */

gboolean
hcrm_complaint_sweep_row (HcrmJob *sweep,
                          HcrmRows *rows,
                          guint row,
                          HcrmComplaintDoRow run,
                          const char *event,
                          const HcrmSql *later,
                          GError **error)
{
  g_autoptr (GError) fault = NULL;

  if (!hcrm_db_mark (sweep->db, error))
    return FALSE;
  if (run (sweep, rows, row, &fault) && hcrm_db_keep (sweep->db, &fault)) {
    if (event != NULL)
      add_event (sweep, rows, row, event);
    return TRUE;
  }
  if (hcrm_db_may_rerun (sweep->db) || !hcrm_db_back (sweep->db, NULL)) {
    g_propagate_error (error, g_steal_pointer (&fault));
    return FALSE;
  }
  g_warning ("Complaint %s: %s", hcrm_rows_get (rows, row, "id"), fault->message);
  hcrm_db_let (sweep->db, "again_id", hcrm_rows_get (rows, row, "id"));
  return later == NULL || hcrm_db_run (sweep->db, later, NULL, error);
}

/* --- Due dates ------------------------------------------------------------------------------ */

static gboolean
settle (HcrmJob *sweep, HcrmRows *rows, guint row, GError **error)
{
  return hcrm_complaint_clock_settle (sweep->db, hcrm_rows_get_int (rows, row, "id"), error);
}

static gboolean
settle_all (HcrmJob *sweep, const char *site, const char *complaint, GError **error)
{
  hcrm_db_let (sweep->db, "stale_site", site);
  hcrm_db_let (sweep->db, "stale_case", complaint);
  g_autoptr (HcrmRows) rows = hcrm_db_rows (sweep->db, &SQL_COMPLAINT_SWEEP_SETTLED, NULL, error);

  for (guint i = 0; rows != NULL && i < hcrm_rows_get_n (rows); i++)
    if (!hcrm_complaint_sweep_row (sweep, rows, i, settle, "complaint", &SQL_COMPLAINT_SWEEP_AGAIN,
                                   error))
      return FALSE;
  return rows != NULL;
}

/* Once for each site or case, and once for all where everybody's hours changed. */
static gboolean
settle_stale (HcrmJob *sweep, GError **error)
{
  g_autoptr (GHashTable) done = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (HcrmRows) stale = hcrm_db_rows (sweep->db, &SQL_COMPLAINT_SWEEP_STALE, NULL, error);

  for (guint i = 0; stale != NULL && i < hcrm_rows_get_n (stale); i++) {
    const char *site = hcrm_rows_get (stale, i, "site_id");
    const char *complaint = hcrm_rows_get (stale, i, "complaint_id");
    char *key =
        g_strdup_printf ("%s/%s", site != NULL ? site : "", complaint != NULL ? complaint : "");
    if (g_hash_table_add (done, key) && !settle_all (sweep, site, complaint, error))
      return FALSE;
  }
  return stale != NULL;
}

gboolean
hcrm_complaint_settle (HcrmDb *db, GError **error)
{
  g_autoptr (HcrmRows) rows = hcrm_db_rows (db, &SQL_COMPLAINT_SWEEP_TAKEN, NULL, error);

  for (guint i = 0; rows != NULL && i < hcrm_rows_get_n (rows); i++)
    if (!hcrm_complaint_clock_settle (db, hcrm_rows_get_int (rows, i, "id"), error))
      return FALSE;
  return rows != NULL;
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

static gboolean
tell_concerned (HcrmJob *sweep, gint64 id, GError **error)
{
  g_autoptr (HcrmRows) rows = hcrm_db_rows (sweep->db, &SQL_COMPLAINT_SWEEP_CONCERNED, NULL, error);

  for (guint i = 0; rows != NULL && i < hcrm_rows_get_n (rows); i++)
    g_ptr_array_add (sweep->events, hcrm_event_new_for ("complaint_notice", id, 0,
                                                        hcrm_rows_get_int (rows, i, "user_id")));
  return rows != NULL;
}

static void
let_level (HcrmJob *sweep, HcrmRows *rows, guint row)
{
  hcrm_db_let (sweep->db, "alert_id", hcrm_rows_get (rows, row, "id"));
  hcrm_db_let (sweep->db, "alert_name", hcrm_rows_get (rows, row, "name"));
  hcrm_db_let (sweep->db, "alert_name_en", hcrm_rows_get (rows, row, "name_en"));
}

static gboolean
pass_level (HcrmJob *sweep, HcrmRows *rows, guint row, GError **error)
{
  let_level (sweep, rows, row);
  return hcrm_db_run (sweep->db, &SQL_COMPLAINT_SWEEP_PASS, NULL, error);
}

static gboolean
tell_level (HcrmJob *sweep, HcrmRows *rows, guint row, GError **error)
{
  g_autofree char *cause = g_strdup_printf ("level:%s", hcrm_rows_get (rows, row, "level_id"));

  let_level (sweep, rows, row);
  hcrm_db_let (sweep->db, "alert_cause", cause);
  hcrm_db_let (sweep->db, "alert_round", hcrm_rows_get (rows, row, "reopened"));
  hcrm_db_let (sweep->db, "alert_who", hcrm_rows_get (rows, row, "who"));
  hcrm_db_let (sweep->db, "alert_role", hcrm_rows_get (rows, row, "role_code"));
  hcrm_db_queue (sweep->db, &SQL_COMPLAINT_SWEEP_ALERT, NULL);
  return hcrm_db_run (sweep->db, &SQL_COMPLAINT_SWEEP_NOTE, NULL, error)
         && tell_concerned (sweep, hcrm_rows_get_int (rows, row, "id"), error);
}

/* A complaint that comes late is past several at once: who would be told last is, the others by
 * nothing but its history. */
static gboolean
is_passed (HcrmRows *rows, guint row, const HcrmServiceTime *service)
{
  return row + 1 < hcrm_rows_get_n (rows)
         && hcrm_rows_get_int (rows, row, "id") == hcrm_rows_get_int (rows, row + 1, "id")
         && hcrm_rows_get_int (rows, row, "minutes") < hcrm_rows_get_int (rows, row + 1, "minutes")
         && is_reached (rows, row + 1, service);
}

static gboolean
remind_site (HcrmJob *sweep, HcrmRows *sites, guint row, GError **error)
{
  HcrmServiceTime service = { 0 };
  gboolean read = hcrm_complaint_read_service (sweep->db, sites, row, &service, error), done = TRUE;

  hcrm_db_let (sweep->db, "near_site", hcrm_rows_get (sites, row, "site_id"));
  g_autoptr (HcrmRows) rows =
      read ? hcrm_db_rows (sweep->db, &SQL_COMPLAINT_SWEEP_NEAR, NULL, error) : NULL;
  for (guint i = 0; done && rows != NULL && i < hcrm_rows_get_n (rows); i++)
    done = !is_reached (rows, i, &service)
           || hcrm_complaint_sweep_row (sweep, rows, i,
                                        is_passed (rows, i, &service) ? pass_level : tell_level,
                                        "complaint", NULL, error);
  hcrm_complaint_clear_service (&service);
  return rows != NULL && done;
}

gboolean
hcrm_complaint_escalate (HcrmJob *sweep, GError **error)
{
  if (!settle_stale (sweep, error))
    return FALSE;
  hcrm_db_let (sweep->db, "clock_known_at", NULL);
  g_autoptr (HcrmRows) sites = hcrm_db_rows (sweep->db, &SQL_COMPLAINT_SWEEP_SITES, NULL, error);
  for (guint i = 0; sites != NULL && i < hcrm_rows_get_n (sites); i++)
    if (!remind_site (sweep, sites, i, error))
      return FALSE;
  return sites != NULL;
}
