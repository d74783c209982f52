/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A cycle until its values are complete: begun, moved, left out; found, entered and asked for. */

#include "core/hcrm-date.h"
#include "core/hcrm-export.h"
#include "core/hcrm-job.h"
#include "health-cycle-sql.h"
#include "health.h"
#include "model/hcrm-health.h"

/* --- For every step ------------------------------------------------------------------------- */

static gboolean
check_person (HcrmRows *locked, GError **error)
{
  if (hcrm_rows_get (locked, 0, "deceased_at") != NULL)
    return hcrm_fail (error, HCRM_ERROR_WRONG_STATE, NULL, "%s", _ ("The patient has died"));
  if (hcrm_rows_get_bool (locked, 0, "rests"))
    return hcrm_fail (error, HCRM_ERROR_WRONG_STATE, NULL, "%s",
                      _ ("The person is in this programme by another record, too: work there"));
  return TRUE;
}

HcrmRows *
hcrm_health_take (HcrmRequest *req, const char *action, GError **error)
{
  const HcrmStep *step = NULL;
  g_autoptr (HcrmRows) locked =
      hcrm_request_take_record (req, &SQL_HEALTH_CYCLE_LOCK, &SQL_HEALTH_CYCLE_GET,
                                &hcrm_health_cycle_workflow, action, &step, error);

  if (locked == NULL || !check_person (locked, error))
    return NULL;
  hcrm_db_let (req->db, "today", hcrm_rows_get (locked, 0, "today"));
  hcrm_db_let (req->db, "new_state", step->to);
  return g_steal_pointer (&locked);
}

gboolean
hcrm_health_tell (HcrmRequest *req,
                  const char *step,
                  const char *code,
                  const char *params,
                  const char *words,
                  GError **error)
{
  hcrm_db_let (req->db, "step", step);
  hcrm_db_let (req->db, "code", code);
  hcrm_db_let (req->db, "params", params);
  hcrm_db_let (req->db, "words", words);
  if (step != NULL)
    hcrm_db_queue (req->db, &SQL_HEALTH_CYCLE_STEP, NULL);
  return hcrm_db_run (req->db, &SQL_HEALTH_CYCLE_NOTE, NULL, error);
}

HcrmRows *
hcrm_health_read_missing (HcrmRequest *req, GError **error)
{
  return hcrm_db_one (req->db, &SQL_HEALTH_CYCLE_MISSING, NULL, error);
}

gboolean
hcrm_health_reply (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) rows =
      hcrm_request_reply_record (req, &SQL_HEALTH_CYCLE_GET, "health_cycle", error);

  if (rows == NULL)
    return FALSE;
  hcrm_request_add_event (req, "health_care", hcrm_rows_get_int (rows, 0, "care_id"), 0);
  hcrm_request_add_event (req, "timeline", hcrm_rows_get_int (rows, 0, "patient_id"), 0);
  return TRUE;
}

char *
hcrm_health_params (const char *first, ...)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  va_list pairs;

  va_start (pairs, first);
  for (const char *name = first; name != NULL; name = va_arg (pairs, const char *)) {
    const char *value = va_arg (pairs, const char *);
    if (value != NULL)
      json_object_set_string_member (object, name, value);
  }
  va_end (pairs);
  json_node_set_object (node, object);
  return json_to_string (node, FALSE);
}

/* --- When ----------------------------------------------------------------------------------- */

static gboolean
begin (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) locked = hcrm_health_take (req, "begin", error);

  return locked != NULL && hcrm_db_run (req->db, &SQL_HEALTH_CYCLE_BEGIN, NULL, error)
         && hcrm_health_reply (req, error);
}

static gboolean
move (HcrmRequest *req, GError **error)
{
  const char *to = hcrm_record_get (req->args, "due_on");
  const char *reason = hcrm_record_get (req->args, "reason");
  g_autoptr (HcrmRows) locked = hcrm_health_take (req, "move", error);
  GDate wanted;

  if (locked == NULL)
    return FALSE;
  if (g_strcmp0 (to, hcrm_rows_get (locked, 0, "today")) < 0)
    return hcrm_fail (error, HCRM_ERROR_INVALID, "due_on", "%s", _ ("This day is past"));
  hcrm_date_from_iso (to, &wanted);
  if (!hcrm_health_let_days (req, hcrm_rows_get (locked, 0, "site_id"), &wanted, error))
    return FALSE;
  g_autofree char *params = hcrm_health_params ("from", hcrm_rows_get (locked, 0, "due_on"), "to",
                                                to, "reason", reason, NULL);
  hcrm_db_queue (req->db, &SQL_HEALTH_CYCLE_MOVE, req->args);
  return hcrm_health_tell (req, "move", "health.moved", params, reason, error)
         && hcrm_health_reply (req, error);
}

/* The one that is left out was due; the next is counted from that day, but not into the past. */
static gboolean
plan_after (HcrmRequest *req, HcrmRows *locked, GError **error)
{
  int months = hcrm_rows_get_int (locked, 0, "cycle_months");
  GDate due, today, next;

  hcrm_date_from_iso (hcrm_rows_get (locked, 0, "due_on"), &due);
  hcrm_date_from_iso (hcrm_rows_get (locked, 0, "today"), &today);
  hcrm_health_add_months (&due, months, &next);
  if (g_date_compare (&next, &today) <= 0)
    hcrm_health_add_months (&today, months, &next);
  return hcrm_health_plan (req, hcrm_rows_get (locked, 0, "care_id"),
                           hcrm_rows_get (locked, 0, "site_id"), &next, months, NULL, error);
}

static gboolean
skip (HcrmRequest *req, GError **error)
{
  const char *reason = hcrm_record_get (req->args, "reason");
  g_autofree char *params = hcrm_health_params ("reason", reason, NULL);
  g_autoptr (HcrmRows) locked = hcrm_health_take (req, "skip", error);

  if (locked == NULL || !hcrm_health_tell (req, "skip", "health.skipped", params, reason, error)
      || !hcrm_db_run (req->db, &SQL_HEALTH_CYCLE_SKIP, req->args, error))
    return FALSE;
  return plan_after (req, locked, error) && hcrm_health_reply (req, error);
}

/* --- Collecting ----------------------------------------------------------------------------- */

static gboolean
gather (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) locked = hcrm_health_take (req, "gather", error);

  return locked != NULL && hcrm_db_run (req->db, &SQL_HEALTH_CYCLE_GATHER, NULL, error)
         && hcrm_health_reply (req, error);
}

static gboolean
check_taken (HcrmRequest *req, HcrmRows *locked, GError **error)
{
  const char *day = hcrm_record_get (req->args, "observed_on");

  if (g_strcmp0 (day, hcrm_rows_get (locked, 0, "today")) > 0)
    return hcrm_fail (error, HCRM_ERROR_INVALID, "observed_on", "%s",
                      _ ("This day is yet to come"));
  if (g_strcmp0 (day, hcrm_rows_get (locked, 0, "from_on")) < 0)
    return hcrm_fail (error, HCRM_ERROR_INVALID, "observed_on",
                      _ ("Values count from %s on"), hcrm_rows_get (locked, 0, "from_on"));
  return TRUE;
}

static gboolean
check_value (HcrmRequest *req, HcrmRows *indicator, GError **error)
{
  const char *unit = hcrm_rows_get (indicator, 0, "unit");

  if (hcrm_rows_get (indicator, 0, "converted") == NULL)
    return hcrm_fail (error, HCRM_ERROR_INVALID, "unit",
                      _ ("This unit cannot be converted to %s"), unit);
  if (!hcrm_rows_get_bool (indicator, 0, "believed"))
    return hcrm_fail (error, HCRM_ERROR_INVALID, "value", "%s",
                      _ ("This is more likely a mistake in a number or unit"));
  return TRUE;
}

static gboolean
enter (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) locked = hcrm_health_take (req, "enter", error);
  g_autoptr (HcrmRows) indicator =
      locked != NULL && check_taken (req, locked, error)
          ? hcrm_db_rows (req->db, &SQL_HEALTH_CYCLE_INDICATOR, req->args, error)
          : NULL;

  if (indicator == NULL)
    return FALSE;
  if (hcrm_rows_get_n (indicator) == 0)
    return hcrm_fail (error, HCRM_ERROR_INVALID, "code", "%s", _ ("There is no such indicator"));
  if (!check_value (req, indicator, error))
    return FALSE;
  g_autofree char *params =
      hcrm_health_params ("name", hcrm_rows_get (indicator, 0, "name"), "name_en",
                          hcrm_rows_get (indicator, 0, "name_en"), "taken_on",
                          hcrm_record_get (req->args, "observed_on"), NULL);
  hcrm_db_let (req->db, "converted", hcrm_rows_get (indicator, 0, "converted"));
  hcrm_db_queue (req->db, &SQL_HEALTH_CYCLE_ENTER, req->args);
  hcrm_db_queue (req->db, &SQL_HEALTH_CYCLE_TOUCH, NULL);
  return hcrm_health_tell (req, NULL, "health.entered", params, NULL, error)
         && hcrm_health_reply (req, error);
}

static gboolean
finish_collecting (HcrmRequest *req, GError **error)
{
  const char *note = hcrm_record_get (req->args, "note");
  g_autoptr (HcrmRows) locked = hcrm_health_take (req, "collect", error);
  g_autoptr (HcrmRows) missing = locked != NULL ? hcrm_health_read_missing (req, error) : NULL;

  if (missing == NULL)
    return FALSE;
  hcrm_db_queue (req->db, &SQL_HEALTH_CYCLE_FINISH_COLLECTING, NULL);
  return hcrm_health_tell (req, "collect", "health.collected", hcrm_rows_get (missing, 0, "params"),
                           note, error)
         && hcrm_health_reply (req, error);
}

static gboolean
reopen (HcrmRequest *req, GError **error)
{
  const char *reason = hcrm_record_get (req->args, "reason");
  g_autofree char *params = hcrm_health_params ("reason", reason, NULL);
  g_autoptr (HcrmRows) locked = hcrm_health_take (req, "reopen", error);

  if (locked == NULL)
    return FALSE;
  hcrm_db_queue (req->db, &SQL_HEALTH_CYCLE_DROP_GUIDANCE, NULL);
  hcrm_db_queue (req->db, &SQL_HEALTH_CYCLE_REOPEN, NULL);
  hcrm_db_queue (req->db, &SQL_HEALTH_CYCLE_GATHER, NULL);
  return hcrm_health_tell (req, "reopen", "health.reopened", params, reason, error)
         && hcrm_health_reply (req, error);
}

#define READ HCRM_PERM_HEALTH_READ
#define WORK HCRM_PERM_HEALTH_WORK
#define VERSIONED HCRM_ROUTE_VERSIONED
#define CYCLES "/health-cycles"

/* clang-format off */
static const HcrmRoute routes[] = {
  { "GET",  CYCLES,         READ, 0, &hcrm_health_cycle_query, .list = &SQL_HEALTH_CYCLE_LIST },
  HCRM_EXPORT (CYCLES, READ, &hcrm_health_cycle_fields),
  { "GET",  CYCLES "/{id}", READ, .sql = &SQL_HEALTH_CYCLE_GET },
  { "POST", CYCLES "/{id}/actions/begin",   WORK, VERSIONED, .handler = begin },
  { "POST", CYCLES "/{id}/actions/move",    WORK, VERSIONED, &hcrm_health_move, .handler = move },
  { "POST", CYCLES "/{id}/actions/skip",    WORK, VERSIONED, &hcrm_health_reason, .handler = skip },
  { "POST", CYCLES "/{id}/actions/gather",  WORK, VERSIONED, .handler = gather },
  { "POST", CYCLES "/{id}/actions/enter",   WORK, VERSIONED, &hcrm_health_enter, .handler = enter },
  { "POST", CYCLES "/{id}/actions/collect", WORK, VERSIONED, &hcrm_health_note, .handler = finish_collecting },
  { "POST", CYCLES "/{id}/actions/reopen",  WORK, VERSIONED, &hcrm_health_reason, .handler = reopen },
};
/* clang-format on */

const HcrmModule hcrm_health_cycle_module = { "health-cycle", routes, G_N_ELEMENTS (routes) };
