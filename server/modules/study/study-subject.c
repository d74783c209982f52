/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Subjects of studies: added by hand or from a register, consented, withdrawn. */

#include "core/hcrm-enrol.h"
#include "core/hcrm-export.h"
#include "model/hcrm-study.h"
#include "study-subject-sql.h"
#include "study.h"

static gboolean
reply_subject (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) rows =
      hcrm_request_reply_record (req, &SQL_STUDY_SUBJECT_GET, "study_subject", error);

  if (rows != NULL)
    hcrm_request_add_event (req, "timeline", hcrm_rows_get_int (rows, 0, "patient_id"), 0);
  return rows != NULL;
}

static gboolean
check_running (HcrmRows *rows, const char *column, GError **error)
{
  if (g_strcmp0 (hcrm_rows_get (rows, 0, column), "running") == 0)
    return TRUE;
  return hcrm_fail (error, HCRM_ERROR_WRONG_STATE, NULL, "%s",
                    _ ("The study is not running: it has not begun, or is locked"));
}

/* --- Adding --------------------------------------------------------------------------------- */

static gboolean
check_place (HcrmRows *place, GError **error)
{
  if (hcrm_rows_get_n (place) == 0)
    return hcrm_fail (error, HCRM_ERROR_INVALID, "study_id", "%s", _ ("There is no such study"));
  if (!check_running (place, "state", error))
    return FALSE;
  if (!hcrm_enrol_check_patient (place, error))
    return FALSE;
  if (!hcrm_rows_get_bool (place, 0, "arm"))
    return hcrm_fail (error, HCRM_ERROR_INVALID, "arm", "%s", _ ("There is no such arm"));
  return TRUE;
}

static gboolean
add (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) place = hcrm_db_rows (req->db, &SQL_STUDY_SUBJECT_PLACE, req->args, error);
  g_autoptr (HcrmRows) made = place != NULL && check_place (place, error)
                                  ? hcrm_db_one (req->db, &SQL_STUDY_SUBJECT_ADD, req->args, error)
                                  : NULL;

  if (made == NULL)
    return FALSE;
  if (hcrm_rows_get (made, 0, "id") == NULL)
    return hcrm_fail (error, HCRM_ERROR_CONFLICT, "patient_id", "%s",
                      _ ("The patient is a subject of the study already"));
  hcrm_db_let (req->db, "id", hcrm_rows_get (made, 0, "id"));
  return reply_subject (req, error);
}

static gboolean
recruit (HcrmRequest *req, GError **error)
{
  hcrm_db_let (req->db, "study_id", hcrm_request_get_part (req, "id"));
  hcrm_db_let (req->db, "patient_id", NULL);
  hcrm_db_let (req->db, "arm", NULL);
  g_autoptr (HcrmRows) place = hcrm_db_rows (req->db, &SQL_STUDY_SUBJECT_PLACE, NULL, error);

  if (place == NULL)
    return FALSE;
  if (hcrm_rows_get_n (place) == 0)
    return hcrm_fail (error, HCRM_ERROR_NOT_FOUND, NULL, "%s", _ ("There is no such study"));
  if (!check_running (place, "state", error))
    return FALSE;
  hcrm_request_add_event (req, "study", hcrm_rows_get_int (place, 0, "id"), 0);
  return hcrm_request_reply_one (req, &SQL_STUDY_SUBJECT_RECRUIT, error);
}

/* --- Consent -------------------------------------------------------------------------------- */

static gboolean
check_day (HcrmRequest *req, HcrmRows *locked, const char *field, GError **error)
{
  const char *day = hcrm_record_get (req->args, field);
  const char *from = hcrm_rows_get (locked, 0, "consented_on");

  if (g_strcmp0 (day, hcrm_rows_get (locked, 0, "today")) > 0)
    return hcrm_fail (error, HCRM_ERROR_INVALID, field, "%s", _ ("This day is yet to come"));
  if (from != NULL && g_strcmp0 (day, from) < 0)
    return hcrm_fail (error, HCRM_ERROR_INVALID, field, "%s", _ ("This is before the consent"));
  return TRUE;
}

static gboolean
take_step (HcrmRequest *req,
           const char *action,
           const char *day,
           const HcrmSql *sql,
           GError **error)
{
  const HcrmStep *step = NULL;
  g_autoptr (HcrmRows) locked =
      hcrm_request_take_record (req, &SQL_STUDY_SUBJECT_LOCK, &SQL_STUDY_SUBJECT_GET,
                                &hcrm_study_subject_workflow, action, &step, error);

  return locked != NULL && check_running (locked, "study_state", error)
         && check_day (req, locked, day, error) && hcrm_db_run (req->db, sql, req->args, error)
         && reply_subject (req, error);
}

static gboolean
consent (HcrmRequest *req, GError **error)
{
  return take_step (req, "consent", "consented_on", &SQL_STUDY_SUBJECT_CONSENT, error);
}

static gboolean
withdraw (HcrmRequest *req, GError **error)
{
  return take_step (req, "withdraw", "withdrawn_on", &SQL_STUDY_SUBJECT_WITHDRAW, error);
}

#define READ HCRM_PERM_STUDY_READ
#define ENTER HCRM_PERM_STUDY_ENTER
#define VERSIONED HCRM_ROUTE_VERSIONED
#define SUBJECTS "/study-subjects"
#define PARTICIPANTS "/study-participants"

/* clang-format off */
static const HcrmRoute routes[] = {
  { "GET",  SUBJECTS,         ENTER, 0, &hcrm_study_subject_query, .list = &SQL_STUDY_SUBJECT_LIST },
  HCRM_EXPORT (SUBJECTS, ENTER, &hcrm_study_subject_fields),
  { "GET",  SUBJECTS "/{id}", ENTER, .sql = &SQL_STUDY_SUBJECT_GET },
  { "POST", SUBJECTS,         ENTER, HCRM_ROUTE_CREATES, &hcrm_study_subject_new, .handler = add },
  { "POST", SUBJECTS "/{id}/actions/consent",  ENTER, VERSIONED, &hcrm_study_consent, .handler = consent },
  { "POST", SUBJECTS "/{id}/actions/withdraw", ENTER, VERSIONED, &hcrm_study_withdraw, .handler = withdraw },
  { "POST", "/studies/{id}/actions/recruit",   ENTER, HCRM_ROUTE_REPORT, &hcrm_study_recruit, .handler = recruit },
  { "GET",  PARTICIPANTS,     READ, 0, &hcrm_study_participant_query, .list = &SQL_STUDY_SUBJECT_PARTICIPANTS },
  HCRM_EXPORT (PARTICIPANTS, READ, &hcrm_study_participant_fields),
};
/* clang-format on */

const HcrmModule hcrm_study_subject_module = { "study-subject", routes, G_N_ELEMENTS (routes) };
