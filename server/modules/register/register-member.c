/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Members of registers: added, taken out and kept by hand, each with a reason. */

#include "core/hcrm-enrol.h"
#include "core/hcrm-export.h"
#include "model/hcrm-register.h"
#include "register-member-sql.h"
#include "register.h"

static gboolean
reply_member (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) rows =
      hcrm_request_reply_record (req, &SQL_REGISTER_MEMBER_GET, "register_member", error);

  if (rows == NULL)
    return FALSE;
  hcrm_request_add_event (req, "register", hcrm_rows_get_int (rows, 0, "register_id"), 0);
  hcrm_request_add_event (req, "timeline", hcrm_rows_get_int (rows, 0, "patient_id"), 0);
  return TRUE;
}

/* --- Adding --------------------------------------------------------------------------------- */

static gboolean
check_place (HcrmRows *place, GError **error)
{
  if (hcrm_rows_get_n (place) == 0)
    return hcrm_fail (error, HCRM_ERROR_INVALID, "register_id", "%s",
                      _ ("There is no such register"));
  if (g_strcmp0 (hcrm_rows_get (place, 0, "state"), "active") != 0)
    return hcrm_fail (error, HCRM_ERROR_WRONG_STATE, "register_id", "%s",
                      _ ("This register enrols nobody"));
  if (!hcrm_enrol_check_patient (place, error))
    return FALSE;
  if (hcrm_rows_get_bool (place, 0, "member"))
    return hcrm_fail (error, HCRM_ERROR_CONFLICT, "patient_id", "%s",
                      _ ("The patient is a member already"));
  return TRUE;
}

static gboolean
add (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) place = hcrm_db_rows (req->db, &SQL_REGISTER_MEMBER_PLACE, req->args, error);
  g_autoptr (HcrmRows) made =
      place != NULL && check_place (place, error)
          ? hcrm_db_one (req->db, &SQL_REGISTER_MEMBER_ADD, req->args, error)
          : NULL;

  if (made == NULL)
    return FALSE;
  hcrm_db_let (req->db, "id", hcrm_rows_get (made, 0, "id"));
  hcrm_db_let (req->db, "code", "register.entered");
  hcrm_db_let (req->db, "entry", "manual");
  hcrm_db_let (req->db, "exit", NULL);
  hcrm_db_queue (req->db, &SQL_REGISTER_MEMBER_NOTE, req->args);
  return reply_member (req, error);
}

/* --- Leaving and staying -------------------------------------------------------------------- */

static gboolean
take_step (HcrmRequest *req,
           const char *action,
           const HcrmSql *sql,
           const char *code,
           GError **error)
{
  const HcrmStep *step = NULL;
  g_autoptr (HcrmRows) locked =
      hcrm_request_take_record (req, &SQL_REGISTER_MEMBER_LOCK, &SQL_REGISTER_MEMBER_GET,
                                &hcrm_register_member_workflow, action, &step, error);

  if (locked == NULL)
    return FALSE;
  const char *exit = hcrm_rows_get (locked, 0, "exit");
  hcrm_db_let (req->db, "exit", exit != NULL ? exit : "manual");
  hcrm_db_let (req->db, "entry", NULL);
  hcrm_db_let (req->db, "code", code);
  hcrm_db_queue (req->db, sql, req->args);
  hcrm_db_queue (req->db, &SQL_REGISTER_MEMBER_NOTE, req->args);
  return reply_member (req, error);
}

static gboolean
leave (HcrmRequest *req, GError **error)
{
  return take_step (req, "leave", &SQL_REGISTER_MEMBER_LEAVE, "register.left", error);
}

static gboolean
confirm (HcrmRequest *req, GError **error)
{
  hcrm_db_let (req->db, "reason", NULL);
  return take_step (req, "confirm", &SQL_REGISTER_MEMBER_LEAVE, "register.left", error);
}

static gboolean
keep (HcrmRequest *req, GError **error)
{
  return take_step (req, "keep", &SQL_REGISTER_MEMBER_KEEP, "register.kept", error);
}

#define MEMBER HCRM_PERM_REGISTER_MEMBER
#define VERSIONED HCRM_ROUTE_VERSIONED
#define MEMBERS "/register-members"

/* clang-format off */
static const HcrmRoute routes[] = {
  { "GET",  MEMBERS,         MEMBER, 0, &hcrm_register_member_query, .list = &SQL_REGISTER_MEMBER_LIST },
  HCRM_EXPORT (MEMBERS, MEMBER, &hcrm_register_member_fields),
  { "GET",  MEMBERS "/{id}", MEMBER, .sql = &SQL_REGISTER_MEMBER_GET },
  { "POST", MEMBERS,         MEMBER, HCRM_ROUTE_CREATES, &hcrm_register_member_new, .handler = add },
  { "POST", MEMBERS "/{id}/actions/leave",   MEMBER, VERSIONED, &hcrm_register_reason, .handler = leave },
  { "POST", MEMBERS "/{id}/actions/confirm", MEMBER, VERSIONED, .handler = confirm },
  { "POST", MEMBERS "/{id}/actions/keep",    MEMBER, VERSIONED, &hcrm_register_reason, .handler = keep },
};

static const HcrmConstraint constraints[] = {
  { "register_member_once", "patient_id", N_("The patient is a member already") },
};
/* clang-format on */

const HcrmModule hcrm_register_member_module = { "register-member", routes, G_N_ELEMENTS (routes),
                                                 constraints, G_N_ELEMENTS (constraints) };
