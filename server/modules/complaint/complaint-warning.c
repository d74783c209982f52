/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What complaints warn of: looked for as they come in, listed, looked into, closed with a reason.
 */

#include "complaint-private.h"
#include "complaint-warning-sql.h"
#include "model/hcrm-complaint-warning.h"

/* --- Looking for it ------------------------------------------------------------------------- */

static gboolean
look_at (HcrmJob *sweep, HcrmRows *rows, guint row, GError **error)
{
  hcrm_db_let (sweep->db, "watched_id", hcrm_rows_get (rows, row, "id"));
  g_autoptr (HcrmRows) warnings =
      hcrm_db_rows (sweep->db, &SQL_COMPLAINT_WARNING_WARN, NULL, error);

  if (warnings == NULL)
    return FALSE;
  hcrm_event_add_rows (sweep->events, "complaint_warning", warnings);
  return TRUE;
}

gboolean
hcrm_complaint_watch (HcrmJob *sweep, GError **error)
{
  g_autoptr (HcrmRows) rows = hcrm_db_rows (sweep->db, &SQL_COMPLAINT_WARNING_WATCHED, NULL, error);

  for (guint i = 0; rows != NULL && i < hcrm_rows_get_n (rows); i++)
    if (!hcrm_complaint_sweep_row (sweep, rows, i, look_at, NULL, NULL, error))
      return FALSE;
  return rows != NULL;
}

/* --- What people do about it ---------------------------------------------------------------- */

static gboolean
step (HcrmRequest *req, const char *action, const HcrmSql *sql, GError **error)
{
  const HcrmStep *taken = NULL;
  g_autoptr (HcrmRows) warning =
      hcrm_request_take_record (req, &SQL_COMPLAINT_WARNING_LOCK, &SQL_COMPLAINT_WARNING_GET,
                                &hcrm_complaint_warning_workflow, action, &taken, error);

  if (warning == NULL)
    return FALSE;
  hcrm_db_let (req->db, "new_state", taken->to);
  hcrm_db_queue (req->db, sql, req->args);
  g_autoptr (HcrmRows) rows =
      hcrm_request_reply_record (req, &SQL_COMPLAINT_WARNING_GET, "complaint_warning", error);
  return rows != NULL;
}

static gboolean
acknowledge (HcrmRequest *req, GError **error)
{
  return step (req, "acknowledge", &SQL_COMPLAINT_WARNING_ACKNOWLEDGE, error);
}

static gboolean
close_it (HcrmRequest *req, GError **error)
{
  return step (req, "close", &SQL_COMPLAINT_WARNING_CLOSE, error);
}

#define WATCH HCRM_PERM_COMPLAINT_STATISTICS
#define MANAGE HCRM_PERM_COMPLAINT_MANAGE
#define VERSIONED HCRM_ROUTE_VERSIONED
#define WARNINGS "/complaint-warnings"
#define STEP WARNINGS "/{id}/actions/"

/* clang-format off */
static const HcrmRoute routes[] = {
  { "GET",  WARNINGS,           WATCH,  0, &hcrm_complaint_warning_query, .list = &SQL_COMPLAINT_WARNING_LIST },
  HCRM_EXPORT (WARNINGS, WATCH, &hcrm_complaint_warning_fields),
  { "GET",  WARNINGS "/{id}",   WATCH,  .sql = &SQL_COMPLAINT_WARNING_GET },
  { "POST", STEP "acknowledge", WATCH,  VERSIONED, .handler = acknowledge },
  { "POST", STEP "close",       MANAGE, VERSIONED, &hcrm_complaint_warning_close, .handler = close_it },
};
/* clang-format on */

const HcrmModule hcrm_complaint_warning_module = { "complaint-warning", routes,
                                                   G_N_ELEMENTS (routes) };
