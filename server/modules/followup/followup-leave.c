/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Leave: who stands in decides and calls, and what is left comes back. */

#include <string.h>

#include "core/hcrm-export.h"
#include "followup-leave-sql.h"
#include "followup.h"
#include "model/hcrm-followup-rule.h"

static gboolean
settle (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) tasks = hcrm_db_rows (req->db, &SQL_FOLLOWUP_LEAVE_SETTLE, NULL, error);

  return hcrm_event_add_rows (req->events, "followup_task", tasks);
}

static gboolean
reply_leave (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) rows =
      hcrm_request_reply_record (req, &SQL_FOLLOWUP_LEAVE_GET, "leave", error);

  return rows != NULL;
}

/* --- Checks --------------------------------------------------------------------------------- */

static void
check_delegate (HcrmRequest *req, HcrmRows *facts, GError **bad)
{
  const char *problem = NULL;

  if (g_strcmp0 (hcrm_record_get (req->args, "staff_id"),
                 hcrm_record_get (req->args, "delegate_id"))
      == 0)
    problem = _ ("Nobody stands in for themselves");
  else if (!hcrm_rows_get_bool (facts, 0, "signs_in"))
    problem = _ ("This person cannot sign in");
  else if (!hcrm_rows_get_bool (facts, 0, "together"))
    problem = _ ("Choose somebody of the same department");
  else if (hcrm_rows_get_bool (facts, 0, "away"))
    problem = _ ("This person is away in that time too");
  if (problem != NULL)
    hcrm_error_add_field (bad, "delegate_id", problem);
}

static void
check_days (HcrmRequest *req, HcrmRows *facts, GError **bad)
{
  if (strcmp (hcrm_record_get (req->args, "until_on"), hcrm_record_get (req->args, "from_on")) < 0)
    hcrm_error_add_field (bad, "until_on", _ ("The end lies before the start"));
  else if (hcrm_rows_get_bool (facts, 0, "past"))
    hcrm_error_add_field (bad, "until_on", _ ("This day is past"));
}

static gboolean
check_leave (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) facts = hcrm_db_one (req->db, &SQL_FOLLOWUP_LEAVE_FACTS, req->args, error);
  g_autoptr (GError) bad = NULL;

  if (facts == NULL)
    return FALSE;
  if (!hcrm_rows_get_bool (facts, 0, "known"))
    hcrm_error_add_field (&bad, "staff_id", _ ("There is no such member of staff"));
  else if (!hcrm_rows_get_bool (facts, 0, "mine"))
    hcrm_error_add_field (&bad, "staff_id", _ ("You cannot enter leave for this person"));
  else if (hcrm_rows_get_bool (facts, 0, "needed"))
    hcrm_error_add_field (&bad, "staff_id", _ ("This person stands in for somebody in that time"));
  check_delegate (req, facts, &bad);
  check_days (req, facts, &bad);
  if (bad == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&bad));
  return FALSE;
}

/* --- Steps ---------------------------------------------------------------------------------- */

static gboolean
create (HcrmRequest *req, GError **error)
{
  hcrm_db_let (req->db, "leaver_id", hcrm_record_get (req->args, "staff_id"));
  if (!check_leave (req, error))
    return FALSE;
  g_autoptr (HcrmRows) made = hcrm_db_one (req->db, &SQL_FOLLOWUP_LEAVE_CREATE, req->args, error);
  if (made == NULL)
    return FALSE;
  hcrm_db_let (req->db, "id", hcrm_rows_get (made, 0, "id"));
  return settle (req, error) && reply_leave (req, error);
}

static gboolean
withdraw (HcrmRequest *req, GError **error)
{
  const HcrmStep *step = NULL;
  g_autoptr (HcrmRows) leave =
      hcrm_request_take_record (req, &SQL_FOLLOWUP_LEAVE_LOCK, &SQL_FOLLOWUP_LEAVE_GET,
                                &hcrm_leave_workflow, "withdraw", &step, error);

  if (leave == NULL)
    return FALSE;
  hcrm_db_queue (req->db, &SQL_FOLLOWUP_LEAVE_WITHDRAW, NULL);
  hcrm_db_let (req->db, "leaver_id", hcrm_rows_get (leave, 0, "staff_id"));
  return settle (req, error) && reply_leave (req, error);
}

gboolean
hcrm_followup_settle_leave (HcrmJob *sweep, GError **error)
{
  hcrm_db_let (sweep->db, "leaver_id", NULL);
  g_autoptr (HcrmRows) rows = hcrm_db_rows (sweep->db, &SQL_FOLLOWUP_LEAVE_SETTLE, NULL, error);

  return hcrm_event_add_rows (sweep->events, "followup_task", rows);
}

#define EDIT HCRM_PERM_LEAVE_EDIT

/* clang-format off */
static const HcrmRoute routes[] = {
  { "GET",  "/leaves",      EDIT, 0, &hcrm_leave_query, .list = &SQL_FOLLOWUP_LEAVE_LIST },
  HCRM_EXPORT ("/leaves", EDIT, &hcrm_leave_fields),
  { "GET",  "/leaves/{id}", EDIT, .sql = &SQL_FOLLOWUP_LEAVE_GET },
  { "POST", "/leaves",      EDIT, HCRM_ROUTE_CREATES, &hcrm_leave_fields, .handler = create },
  { "POST", "/leaves/{id}/actions/withdraw", EDIT, HCRM_ROUTE_VERSIONED, .handler = withdraw },
};

static const HcrmConstraint constraints[] = {
  { "staff_leave_once", "from_on", N_("This person is away in that time already") },
};
/* clang-format on */

const HcrmModule hcrm_followup_leave_module = { "followup-leave", routes, G_N_ELEMENTS (routes),
                                                constraints, G_N_ELEMENTS (constraints) };
