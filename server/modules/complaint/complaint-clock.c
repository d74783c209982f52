/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The clock of a complaint: its ledger, its due date, and why that is what it is. */

#include "complaint-clock-sql.h"
#include "complaint-private.h"
#include "core/hcrm-date.h"
#include "core/hcrm-deadline.h"

/* Everything that a due date is computed from. */
typedef struct {
  HcrmRows *place;
  HcrmRows *ledger;
  HcrmServiceTime service;
  GArray *entries; /* of HcrmDeadlineEntry */
  GDateTime *as_of;
} Clock;

static void
clear_entry (gpointer data)
{
  HcrmDeadlineEntry *entry = data;

  g_clear_pointer (&entry->at, g_date_time_unref);
  g_clear_pointer (&entry->recorded_at, g_date_time_unref);
}

static void
clear_clock (Clock *self)
{
  g_clear_pointer (&self->place, hcrm_rows_free);
  g_clear_pointer (&self->ledger, hcrm_rows_free);
  hcrm_complaint_clear_service (&self->service);
  g_clear_pointer (&self->entries, g_array_unref);
  g_clear_pointer (&self->as_of, g_date_time_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Clock, clear_clock)

/* --- Reading -------------------------------------------------------------------------------- */

static GDateTime *
read_instant (HcrmRows *rows, guint row, const char *column)
{
  return g_date_time_new_from_iso8601 (hcrm_rows_get (rows, row, column), NULL);
}

static void
read_ledger (Clock *self)
{
  self->entries = g_array_new (FALSE, TRUE, sizeof (HcrmDeadlineEntry));
  g_array_set_clear_func (self->entries, clear_entry);
  for (guint i = 0; i < hcrm_rows_get_n (self->ledger); i++) {
    HcrmDeadlineEntry entry = {
      .kind = hcrm_deadline_kind_find (hcrm_rows_get (self->ledger, i, "kind")),
      .at = read_instant (self->ledger, i, "at"),
      .recorded_at = read_instant (self->ledger, i, "recorded_at"),
      .days = hcrm_rows_get_int (self->ledger, i, "days"),
      .why = hcrm_rows_get (self->ledger, i, "why"),
    };
    g_array_append_val (self->entries, entry);
  }
}

static void
read_days (HcrmServiceTime *service, HcrmRows *days)
{
  GDate day;

  service->days = hcrm_calendar_new ();
  for (guint i = 0; i < hcrm_rows_get_n (days); i++)
    if (hcrm_date_from_iso (hcrm_rows_get (days, i, "day"), &day))
      hcrm_calendar_add (service->days, &day, hcrm_day_kind_find (hcrm_rows_get (days, i, "kind")),
                         hcrm_rows_get (days, i, "name"), hcrm_rows_get (days, i, "name_en"));
}

/* Hours that cannot be read are those of a plain day: no complaint waits for a setting. */
gboolean
hcrm_complaint_read_service (HcrmDb *db,
                             HcrmRows *place,
                             guint row,
                             HcrmServiceTime *service,
                             GError **error)
{
  hcrm_db_let (db, "clock_site", hcrm_rows_get (place, row, "site_id"));
  g_autoptr (HcrmRows) days = hcrm_db_rows (db, &SQL_COMPLAINT_CLOCK_DAYS, NULL, error);
  if (days == NULL)
    return FALSE;
  read_days (service, days);
  service->zone = g_time_zone_new_identifier (hcrm_rows_get (place, row, "zone"));
  if (service->zone == NULL)
    service->zone = g_time_zone_new_utc ();
  if (!hcrm_service_time_set_hours (service, hcrm_rows_get (place, row, "hours"), NULL))
    hcrm_service_time_set_hours (service, "08:00-17:30", NULL);
  return TRUE;
}

void
hcrm_complaint_clear_service (HcrmServiceTime *service)
{
  g_clear_pointer (&service->days, hcrm_calendar_unref);
  g_clear_pointer (&service->zone, g_time_zone_unref);
}

/* @as_of: (nullable): now if %NULL */
static gboolean
read_clock (Clock *self, HcrmDb *db, gint64 id, const char *as_of, GError **error)
{
  hcrm_db_let_int (db, "clock_id", id);
  hcrm_db_let (db, "clock_as_of", as_of);
  self->place = hcrm_db_one (db, &SQL_COMPLAINT_CLOCK_PLACE, NULL, error);
  if (self->place == NULL)
    return FALSE;
  hcrm_db_let (db, "clock_known_at", hcrm_rows_get (self->place, 0, "known_at"));
  self->ledger = hcrm_db_rows (db, &SQL_COMPLAINT_CLOCK_LEDGER, NULL, error);
  if (self->ledger == NULL
      || !hcrm_complaint_read_service (db, self->place, 0, &self->service, error))
    return FALSE;
  read_ledger (self);
  self->as_of = read_instant (self->place, 0, "as_of");
  return TRUE;
}

static HcrmDeadline *
compute (Clock *self)
{
  return hcrm_deadline_compute ((const HcrmDeadlineEntry *) self->entries->data, self->entries->len,
                                &self->service, self->as_of);
}

/* --- Writing -------------------------------------------------------------------------------- */

/* Since when it stands still: the last pause of the ledger. */
static char *
find_paused (Clock *self, const HcrmDeadline *deadline)
{
  if (g_strcmp0 (deadline->state, "paused") != 0)
    return NULL;
  for (guint i = self->entries->len; i > 0; i--) {
    const HcrmDeadlineEntry *entry = &g_array_index (self->entries, HcrmDeadlineEntry, i - 1);
    if (entry->kind == HCRM_DEADLINE_PAUSE)
      return g_date_time_format_iso8601 (entry->at);
  }
  return NULL;
}

/* What stands in lists: it does not move while the clock is paused. */
static GDateTime *
get_end (const HcrmDeadline *deadline)
{
  return deadline->held != NULL ? deadline->held : deadline->due;
}

gboolean
hcrm_complaint_clock_settle (HcrmDb *db, gint64 id, GError **error)
{
  g_auto (Clock) clock = { 0 };

  if (!read_clock (&clock, db, id, NULL, error))
    return FALSE;
  g_autoptr (HcrmDeadline) deadline = compute (&clock);
  g_autofree char *paused = find_paused (&clock, deadline);
  GDateTime *end = get_end (deadline);
  g_autofree char *due = end != NULL ? g_date_time_format_iso8601 (end) : NULL;
  hcrm_db_let (db, "clock_due", due);
  hcrm_db_let (db, "clock_paused", paused);
  return hcrm_db_run (db, &SQL_COMPLAINT_CLOCK_SETTLE, NULL, error);
}

gboolean
hcrm_complaint_clock_write (HcrmDb *db,
                            gint64 id,
                            const char *kind,
                            const char *at,
                            int days,
                            const char *why,
                            GError **error)
{
  hcrm_db_let_int (db, "clock_id", id);
  hcrm_db_let (db, "clock_kind", kind);
  hcrm_db_let (db, "clock_at", at);
  if (days > 0)
    hcrm_db_let_int (db, "clock_days", days);
  else
    hcrm_db_let (db, "clock_days", NULL);
  hcrm_db_let (db, "clock_why", why);
  hcrm_db_queue (db, &SQL_COMPLAINT_CLOCK_ADD, NULL);
  return hcrm_complaint_clock_settle (db, id, error);
}

gboolean
hcrm_complaint_clock_retime (HcrmDb *db, gint64 id, const char *why, GError **error)
{
  hcrm_db_let_int (db, "clock_id", id);
  g_autoptr (HcrmRows) term = hcrm_db_one (db, &SQL_COMPLAINT_CLOCK_TERM, NULL, error);
  if (term == NULL)
    return FALSE;
  gint64 days = hcrm_rows_get_int (term, 0, "days");
  gboolean several = hcrm_rows_get_int (term, 0, "n") > 1;

  if (days == hcrm_rows_get_int (term, 0, "was"))
    return TRUE;
  if (why == NULL)
    why = several ? "departments" : "department";
  return hcrm_complaint_clock_write (db, id, "extend", NULL, days, why, error);
}

gboolean
hcrm_complaint_clock_restart (HcrmDb *db, gint64 id, GError **error)
{
  hcrm_db_let_int (db, "clock_id", id);
  g_autoptr (HcrmRows) term = hcrm_db_one (db, &SQL_COMPLAINT_CLOCK_TERM, NULL, error);

  return term != NULL
         && hcrm_complaint_clock_write (db, id, "restart", NULL,
                                        hcrm_rows_get_int (term, 0, "days"), "reopened", error);
}

/* --- Asking it ------------------------------------------------------------------------------ */

static void
append_instant (GString *out, Clock *clock, const char *name, GDateTime *at)
{
  g_autoptr (GDateTime) local =
      at != NULL ? g_date_time_to_timezone (at, clock->service.zone) : NULL;
  g_autofree char *text = local != NULL ? g_date_time_format_iso8601 (local) : NULL;

  hcrm_json_append_member (out, name, text);
}

static void
append_deadline (GString *out, Clock *clock, HcrmRows *entries)
{
  g_autoptr (HcrmDeadline) deadline = compute (clock);
  g_autoptr (JsonNode) steps = json_node_new (JSON_NODE_ARRAY);

  json_node_set_array (steps, deadline->steps);
  g_autofree char *text = json_to_string (steps, FALSE);
  g_string_append (out, "{\"id\":");
  g_string_append_printf (out,
                          "%s,\"days\":%d,\"paused_seconds\":%" G_GINT64_FORMAT
                          ",\"left_seconds\":%" G_GINT64_FORMAT,
                          hcrm_rows_get (clock->place, 0, "id"), deadline->days, deadline->paused,
                          deadline->left);
  hcrm_json_append_member (out, "state", deadline->state);
  append_instant (out, clock, "as_of", clock->as_of);
  append_instant (out, clock, "due_at", get_end (deadline));
  append_instant (out, clock, "resumed_due_at", deadline->held != NULL ? deadline->due : NULL);
  g_string_append_printf (out, ",\"steps\":%s,\"entries\":", text);
  hcrm_rows_append_json_array (entries, hcrm_rows_get_n (entries), out);
  g_string_append_c (out, '}');
}

gboolean
hcrm_complaint_clock_tell (HcrmRequest *req,
                           gint64 id,
                           const char *as_of,
                           GString *out,
                           GError **error)
{
  g_auto (Clock) clock = { 0 };

  if (!read_clock (&clock, req->db, id, as_of, error))
    return FALSE;
  if (hcrm_rows_get_bool (clock.place, 0, "later"))
    return hcrm_fail (error, HCRM_ERROR_INVALID, "as_of", "%s", _ ("This time is yet to come"));
  g_autoptr (HcrmRows) entries = hcrm_db_rows (req->db, &SQL_COMPLAINT_CLOCK_ENTRIES, NULL, error);
  if (entries == NULL)
    return FALSE;
  append_deadline (out, &clock, entries);
  return TRUE;
}

static gboolean
show_clock (HcrmRequest *req, GError **error)
{
  gint64 id = g_ascii_strtoll (hcrm_request_get_part (req, "id"), NULL, 10);

  return hcrm_complaint_clock_tell (req, id, hcrm_record_get (req->args, "as_of"), req->reply,
                                    error);
}

/* clang-format off */
static const HcrmRoute routes[] = {
  { "GET", "/complaints/{id}/clock", HCRM_PERM_COMPLAINT_READ, 0, &hcrm_complaint_clock_query, .handler = show_clock },
};
/* clang-format on */

const HcrmModule hcrm_complaint_clock_module = { "complaint-clock", routes, G_N_ELEMENTS (routes) };
