/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Who is in a programme: enrolled, given to a manager, ended; and when the next cycle is due. */

#include "core/hcrm-calendar.h"
#include "core/hcrm-date.h"
#include "core/hcrm-enrol.h"
#include "core/hcrm-export.h"
#include "health-care-sql.h"
#include "health.h"
#include "model/hcrm-health.h"

/* --- Days ----------------------------------------------------------------------------------- */

void
hcrm_health_add_months (const GDate *day, int months, GDate *end)
{
  *end = *day;
  g_date_add_months (end, months);
}

static HcrmCalendar *
read_calendar (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) rows = hcrm_db_rows (req->db, &SQL_HEALTH_CARE_DAYS, NULL, error);
  if (rows == NULL)
    return NULL;

  HcrmCalendar *days = hcrm_calendar_new ();
  for (guint i = 0; i < hcrm_rows_get_n (rows); i++) {
    GDate day;

    if (hcrm_date_from_iso (hcrm_rows_get (rows, i, "day"), &day))
      hcrm_calendar_add (days, &day, hcrm_day_kind_find (hcrm_rows_get (rows, i, "kind")),
                         hcrm_rows_get (rows, i, "name"), hcrm_rows_get (rows, i, "name_en"));
  }
  return days;
}

static void
let_due (HcrmRequest *req, HcrmCalendar *calendar, const GDate *planned)
{
  GDate due;
  const char *off = hcrm_calendar_get_closed (calendar, FALSE, planned);
  const HcrmDay *day = hcrm_calendar_find (calendar, planned);

  hcrm_calendar_add_working_days (calendar, planned, 0, &due);
  g_autofree char *due_on = hcrm_date_to_iso (&due);
  hcrm_db_let (req->db, "due_on", due_on);
  hcrm_db_let (req->db, "moved", off);
  hcrm_db_let (req->db, "holiday", off != NULL && day != NULL ? day->name : NULL);
  hcrm_db_let (req->db, "holiday_en", off != NULL && day != NULL ? day->name_en : NULL);
}

gboolean
hcrm_health_let_days (HcrmRequest *req, const char *site, const GDate *planned, GError **error)
{
  g_autofree char *planned_on = hcrm_date_to_iso (planned);

  hcrm_db_let (req->db, "site_id", site);
  hcrm_db_let (req->db, "planned_on", planned_on);
  g_autoptr (HcrmCalendar) calendar = read_calendar (req, error);
  if (calendar == NULL)
    return FALSE;
  let_due (req, calendar, planned);
  return TRUE;
}

gboolean
hcrm_health_plan (HcrmRequest *req,
                  const char *care,
                  const char *site,
                  const GDate *planned,
                  int months,
                  const char *why,
                  GError **error)
{
  if (!hcrm_health_let_days (req, site, planned, error))
    return FALSE;
  hcrm_db_let (req->db, "care_id", care);
  hcrm_db_let (req->db, "months", NULL);
  if (months > 0)
    hcrm_db_let_int (req->db, "months", months);
  hcrm_db_let (req->db, "why", why);
  return hcrm_db_run (req->db, &SQL_HEALTH_CARE_PLAN, NULL, error);
}

/* --- Enrolling ------------------------------------------------------------------------------ */

static gboolean
reply_care (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) rows =
      hcrm_request_reply_record (req, &SQL_HEALTH_CARE_GET, "health_care", error);

  if (rows == NULL)
    return FALSE;
  hcrm_request_add_event (req, "health_cycle", hcrm_rows_get_int (rows, 0, "cycle_id"), 0);
  hcrm_request_add_event (req, "timeline", hcrm_rows_get_int (rows, 0, "patient_id"), 0);
  return TRUE;
}

static gboolean
check_programme (HcrmRows *place, GError **error)
{
  if (hcrm_rows_get_n (place) == 0)
    return hcrm_fail (error, HCRM_ERROR_INVALID, "programme_id", "%s",
                      _ ("There is no such programme"));
  if (g_strcmp0 (hcrm_rows_get (place, 0, "state"), "active") != 0)
    return hcrm_fail (error, HCRM_ERROR_WRONG_STATE, "programme_id", "%s",
                      _ ("This programme takes nobody"));
  return TRUE;
}

static gboolean
check_place (HcrmRows *place, GError **error)
{
  if (!check_programme (place, error))
    return FALSE;
  if (!hcrm_enrol_check_patient (place, error))
    return FALSE;
  if (hcrm_rows_get_bool (place, 0, "member"))
    return hcrm_fail (error, HCRM_ERROR_CONFLICT, "patient_id", "%s",
                      _ ("The patient is in this programme already"));
  return TRUE;
}

static gboolean
read_first (HcrmRecord *args, HcrmRows *place, GDate *first, GError **error)
{
  const char *wanted = hcrm_record_get (args, "first_on");
  const char *today = hcrm_rows_get (place, 0, "today");

  if (wanted != NULL && g_strcmp0 (wanted, today) < 0)
    return hcrm_fail (error, HCRM_ERROR_INVALID, "first_on", "%s", _ ("This day is past"));
  return hcrm_date_from_iso (wanted != NULL ? wanted : today, first);
}

/* Takes a patient in and plans the first cycle; binds :id, the care. */
static gboolean
take_in (HcrmRequest *req, HcrmRecord *args, GError **error)
{
  g_autoptr (HcrmRows) place = hcrm_db_rows (req->db, &SQL_HEALTH_CARE_PLACE, args, error);
  GDate first;

  if (place == NULL || !check_place (place, error) || !read_first (args, place, &first, error))
    return FALSE;
  hcrm_db_let (req->db, "site_id", hcrm_rows_get (place, 0, "site_id"));
  g_autoptr (HcrmRows) made = hcrm_db_one (req->db, &SQL_HEALTH_CARE_ADD, args, error);
  if (made == NULL)
    return FALSE;
  hcrm_db_let (req->db, "id", hcrm_rows_get (made, 0, "id"));
  return hcrm_db_run (req->db, &SQL_HEALTH_CARE_NOTE, NULL, error)
         && hcrm_health_plan (req, hcrm_rows_get (made, 0, "id"),
                              hcrm_rows_get (place, 0, "site_id"), &first, 0, NULL, error);
}

static gboolean
add (HcrmRequest *req, GError **error)
{
  return take_in (req, req->args, error) && reply_care (req, error);
}

/* --- Many at once --------------------------------------------------------------------------- */

static HcrmRecord *
make_one (HcrmRequest *req, HcrmRecord *item)
{
  HcrmRecord *one = hcrm_record_new (&hcrm_health_care_new);

  hcrm_record_set (one, "programme_id", hcrm_record_get (req->args, "programme_id"));
  hcrm_record_set (one, "patient_id", hcrm_record_get (item, "patient_id"));
  if (hcrm_record_get (req->args, "first_on") != NULL)
    hcrm_record_set (one, "first_on", hcrm_record_get (req->args, "first_on"));
  return one;
}

static void
append_result (HcrmRequest *req, HcrmRecord *one, HcrmRows *care, const GError *failure)
{
  g_autofree char *problem =
      failure != NULL ? hcrm_error_to_json (failure, req->request_id) : g_strdup ("null");

  if (req->reply->str[req->reply->len - 1] != '[')
    g_string_append_c (req->reply, ',');
  g_string_append_printf (req->reply, "{\"patient_id\":%s,\"id\":%s,\"status\":%u,\"problem\":%s}",
                          hcrm_record_get (one, "patient_id"),
                          care != NULL ? hcrm_rows_get (care, 0, "id") : "null",
                          failure != NULL ? hcrm_error_get_status (failure) : SOUP_STATUS_CREATED,
                          problem);
}

static void
tell_care (HcrmRequest *req, HcrmRows *care)
{
  hcrm_request_add_event (req, "health_care", hcrm_rows_get_int (care, 0, "id"), 1);
  hcrm_request_add_event (req, "health_cycle", hcrm_rows_get_int (care, 0, "cycle_id"), 0);
  hcrm_request_add_event (req, "timeline", hcrm_rows_get_int (care, 0, "patient_id"), 0);
}

/* Returns: (nullable): the care, undone if it cannot be */
static HcrmRows *
try_one (HcrmRequest *req, HcrmRecord *one, GError **error)
{
  g_autoptr (HcrmRows) care =
      take_in (req, one, error) ? hcrm_db_one (req->db, &SQL_HEALTH_CARE_GET, NULL, error) : NULL;

  return care != NULL && hcrm_db_keep (req->db, error) ? g_steal_pointer (&care) : NULL;
}

/* Who cannot be taken in leaves the others alone. */
static gboolean
take_one (HcrmRequest *req, HcrmRecord *item, GError **error)
{
  g_autoptr (HcrmRecord) one = make_one (req, item);
  g_autoptr (GError) failure = NULL;

  hcrm_db_unlet (req->db);
  if (!hcrm_db_mark (req->db, error))
    return FALSE;
  g_autoptr (HcrmRows) care = try_one (req, one, &failure);
  if (failure != NULL && g_error_matches (failure, HCRM_ERROR, HCRM_ERROR_BUSY)) {
    g_propagate_error (error, g_steal_pointer (&failure));
    return FALSE;
  }
  if (failure != NULL && !hcrm_db_back (req->db, error))
    return FALSE;
  if (care != NULL)
    tell_care (req, care);
  append_result (req, one, care, failure);
  return TRUE;
}

/* What is wrong for all is told once. */
static gboolean
check_many (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRecord) nobody = hcrm_record_new (&hcrm_health_care_new);
  GDate first;

  hcrm_record_set (nobody, "programme_id", hcrm_record_get (req->args, "programme_id"));
  g_autoptr (HcrmRows) place = hcrm_db_rows (req->db, &SQL_HEALTH_CARE_PLACE, nobody, error);
  return place != NULL && check_programme (place, error)
         && read_first (req->args, place, &first, error);
}

static gboolean
add_many (HcrmRequest *req, GError **error)
{
  g_autoptr (GPtrArray) items = hcrm_record_get_rows (req->args, "items");

  if (!check_many (req, error))
    return FALSE;
  g_string_assign (req->reply, "{\"results\":[");
  for (guint i = 0; i < items->len; i++)
    if (!take_one (req, g_ptr_array_index (items, i), error))
      return FALSE;
  g_string_append (req->reply, "]}");
  return TRUE;
}

/* --- Steps ---------------------------------------------------------------------------------- */

static HcrmRows *
take_step (HcrmRequest *req, const char *action, GError **error)
{
  const HcrmStep *step = NULL;

  return hcrm_request_take_record (req, &SQL_HEALTH_CARE_LOCK, &SQL_HEALTH_CARE_GET,
                                   &hcrm_health_care_workflow, action, &step, error);
}

static gboolean
leave (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) locked = take_step (req, "leave", error);

  return locked != NULL && hcrm_db_run (req->db, &SQL_HEALTH_CARE_LEAVE, req->args, error)
         && reply_care (req, error);
}

static gboolean
assign (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) locked = take_step (req, "assign", error);
  g_autoptr (HcrmRows) user =
      locked != NULL ? hcrm_db_rows (req->db, &SQL_HEALTH_CARE_USER, req->args, error) : NULL;

  if (user == NULL)
    return FALSE;
  if (hcrm_rows_get_n (user) == 0)
    return hcrm_fail (error, HCRM_ERROR_INVALID, "manager_id", "%s", _ ("There is no such user"));
  return hcrm_db_run (req->db, &SQL_HEALTH_CARE_ASSIGN, req->args, error)
         && reply_care (req, error);
}

/* --- By itself ------------------------------------------------------------------------------ */

static gboolean
run (HcrmJob *sweep, const HcrmSql *sql, GError **error)
{
  g_autoptr (HcrmRows) rows = hcrm_db_rows (sweep->db, sql, NULL, error);

  return hcrm_event_add_rows (sweep->events, "health_cycle", rows);
}

gboolean
hcrm_health_sweep (HcrmJob *sweep, GError **error)
{
  return run (sweep, &SQL_HEALTH_CARE_GO_ON, error)
         && run (sweep, &SQL_HEALTH_CARE_CATCH_UP, error);
}

#define READ HCRM_PERM_HEALTH_READ
#define WORK HCRM_PERM_HEALTH_WORK
#define VERSIONED HCRM_ROUTE_VERSIONED
#define CARES "/health-cares"

/* clang-format off */
static const HcrmRoute routes[] = {
  { "GET",  CARES,         READ, 0, &hcrm_health_care_query, .list = &SQL_HEALTH_CARE_LIST },
  HCRM_EXPORT (CARES, READ, &hcrm_health_care_fields),
  { "GET",  CARES "/{id}", READ, .sql = &SQL_HEALTH_CARE_GET },
  { "POST", CARES,         WORK, HCRM_ROUTE_CREATES, &hcrm_health_care_new, .handler = add },
  { "POST", CARES "/actions/enrol", WORK, 0, &hcrm_health_care_many, .handler = add_many },
  { "GET",  CARES "/{id}/values",   READ, HCRM_ROUTE_ITEMS, .sql = &SQL_HEALTH_CARE_VALUES },
  { "POST", CARES "/{id}/actions/leave",  WORK, VERSIONED, &hcrm_health_care_end, .handler = leave },
  { "POST", CARES "/{id}/actions/assign", WORK, VERSIONED, &hcrm_health_care_assign, .handler = assign },
};

static const HcrmConstraint constraints[] = {
  { "health_care_once", "patient_id", N_("The patient is in this programme already") },
};
/* clang-format on */

const HcrmModule hcrm_health_care_module = { "health-care", routes, G_N_ELEMENTS (routes),
                                             constraints, G_N_ELEMENTS (constraints) };
