/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is entered for a visit: by the version of the form that is pinned, asked back, cleaned. */

#include "core/hcrm-export.h"
#include "core/hcrm-form.h"
#include "model/hcrm-study.h"
#include "study-entry-sql.h"
#include "study.h"

static gboolean
reply_entry (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) rows =
      hcrm_request_reply_record (req, &SQL_STUDY_ENTRY_GET, "study_entry", error);

  if (rows != NULL)
    hcrm_request_add_event (req, "study_subject", hcrm_rows_get_int (rows, 0, "subject_id"), 0);
  return rows != NULL;
}

static gboolean
check_open (HcrmRows *entry, GError **error)
{
  if (g_strcmp0 (hcrm_rows_get (entry, 0, "study_state"), "running") != 0)
    return hcrm_fail (error, HCRM_ERROR_WRONG_STATE, NULL, "%s",
                      _ ("The study is locked: nothing of it can be changed"));
  return TRUE;
}

static HcrmRows *
take_step (HcrmRequest *req, const char *action, const HcrmStep **step, GError **error)
{
  g_autoptr (HcrmRows) entry =
      hcrm_request_take_record (req, &SQL_STUDY_ENTRY_LOCK, &SQL_STUDY_ENTRY_GET,
                                &hcrm_study_entry_workflow, action, step, error);

  return entry != NULL && check_open (entry, error) ? g_steal_pointer (&entry) : NULL;
}

/* --- Entering ------------------------------------------------------------------------------- */

static gboolean
check_entering (HcrmRequest *req, HcrmRows *entry, GError **error)
{
  const char *day = hcrm_record_get (req->args, "done_on");

  if (g_strcmp0 (hcrm_rows_get (entry, 0, "subject_state"), "consented") != 0)
    return hcrm_fail (error, HCRM_ERROR_WRONG_STATE, NULL, "%s",
                      _ ("The subject has not consented, or has withdrawn"));
  if (g_strcmp0 (day, hcrm_rows_get (entry, 0, "today")) > 0)
    return hcrm_fail (error, HCRM_ERROR_INVALID, "done_on", "%s", _ ("This day is yet to come"));
  if (g_strcmp0 (day, hcrm_rows_get (entry, 0, "consented_on")) < 0)
    return hcrm_fail (error, HCRM_ERROR_INVALID, "done_on", "%s", _ ("This is before the consent"));
  return TRUE;
}

static gboolean
read_answers (HcrmRequest *req, HcrmRows *entry, HcrmAnswers *answers, GError **error)
{
  g_autoptr (HcrmQuestionnaire) form =
      hcrm_form_find (req->db, hcrm_rows_get (entry, 0, "questionnaire_id"), error);
  g_autofree char *resource = form != NULL ? hcrm_form_dup_member (req, "response", error) : NULL;
  g_autoptr (GError) found = NULL;

  if (resource == NULL)
    return FALSE;
  return hcrm_form_check_response (form, resource, -1, TRUE, answers, &found)
         || hcrm_form_name_faults ("response", found, error);
}

/* Returns: (transfer full) (nullable): the id of the answers, new or put in the place of those. */
static char *
store_answers (HcrmRequest *req, HcrmRows *entry, HcrmAnswers *answers, GError **error)
{
  const char *there = hcrm_rows_get (entry, 0, "response_id");
  HcrmResponsePlace place = {
    .questionnaire_id = hcrm_rows_get (entry, 0, "questionnaire_id"),
    .patient_id = hcrm_rows_get (entry, 0, "patient_id"),
    .activity_id = hcrm_rows_get (entry, 0, "id"),
    .site_id = hcrm_rows_get (entry, 0, "site_id"),
    .department_id = hcrm_rows_get (entry, 0, "department_id"),
    .channel = "form",
    .state = "completed",
  };
  char *id = NULL;

  if (there == NULL)
    return hcrm_form_store_response (req->db, &place, answers, &id, error) ? id : NULL;
  return hcrm_form_replace_response (req->db, there, "amended", FALSE, answers, error)
             ? g_strdup (there)
             : NULL;
}

static gboolean
enter (HcrmRequest *req, GError **error)
{
  const HcrmStep *step = NULL;
  g_autoptr (HcrmRows) entry = take_step (req, "enter", &step, error);
  g_auto (HcrmAnswers) answers = { 0 };

  if (entry == NULL || !check_entering (req, entry, error)
      || !read_answers (req, entry, &answers, error))
    return FALSE;
  g_autofree char *response = store_answers (req, entry, &answers, error);
  if (response == NULL)
    return FALSE;
  hcrm_db_let (req->db, "response_id", response);
  hcrm_db_let (req->db, "new_state", step->to);
  return hcrm_db_run (req->db, &SQL_STUDY_ENTRY_ENTER, req->args, error)
         && reply_entry (req, error);
}

/* --- Asking back ---------------------------------------------------------------------------- */

static gboolean
ask (HcrmRequest *req, GError **error)
{
  const HcrmStep *step = NULL;
  g_autoptr (HcrmRows) entry = take_step (req, "ask", &step, error);

  if (entry == NULL)
    return FALSE;
  hcrm_db_let (req->db, "new_state", step->to);
  hcrm_db_queue (req->db, &SQL_STUDY_ENTRY_ASK, req->args);
  hcrm_db_queue (req->db, &SQL_STUDY_ENTRY_SET_STATE, req->args);
  return reply_entry (req, error);
}

static gboolean
answer (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) query = hcrm_db_one (req->db, &SQL_STUDY_ENTRY_QUERY_LOCK, NULL, error);

  if (query == NULL || !hcrm_request_check_version (req, query, error))
    return FALSE;
  if (g_strcmp0 (hcrm_rows_get (query, 0, "state"), "open") != 0)
    return hcrm_fail (error, HCRM_ERROR_WRONG_STATE, NULL, "%s",
                      _ ("This has been answered already"));
  if (!hcrm_db_run (req->db, &SQL_STUDY_ENTRY_QUERY_ANSWER, req->args, error))
    return FALSE;
  hcrm_db_let (req->db, "id", hcrm_rows_get (query, 0, "entry_id"));
  hcrm_db_queue (req->db, &SQL_STUDY_ENTRY_TOUCH, NULL);
  return reply_entry (req, error);
}

/* What is clean has no question left: those answered are closed. */
static gboolean
clean (HcrmRequest *req, GError **error)
{
  const HcrmStep *step = NULL;
  g_autoptr (HcrmRows) entry = take_step (req, "clean", &step, error);
  g_autoptr (HcrmRows) open =
      entry != NULL ? hcrm_db_one (req->db, &SQL_STUDY_ENTRY_OPEN_QUERIES, NULL, error) : NULL;

  if (open == NULL)
    return FALSE;
  if (hcrm_rows_get_int (open, 0, "n") > 0)
    return hcrm_fail (error, HCRM_ERROR_WRONG_STATE, NULL, "%s",
                      _ ("A query has not been answered yet"));
  hcrm_db_let (req->db, "new_state", step->to);
  hcrm_db_queue (req->db, &SQL_STUDY_ENTRY_QUERY_CLOSE, NULL);
  hcrm_db_queue (req->db, &SQL_STUDY_ENTRY_SET_STATE, NULL);
  return reply_entry (req, error);
}

#define ENTER HCRM_PERM_STUDY_ENTER
#define VERSIONED HCRM_ROUTE_VERSIONED
#define ENTRIES "/study-entries"

/* clang-format off */
static const HcrmRoute routes[] = {
  { "GET",  ENTRIES,         ENTER, 0, &hcrm_study_entry_query, .list = &SQL_STUDY_ENTRY_LIST },
  { "GET",  ENTRIES "/{id}", ENTER, .sql = &SQL_STUDY_ENTRY_GET },
  { "POST", ENTRIES "/{id}/actions/enter", ENTER, VERSIONED, &hcrm_study_enter, .handler = enter },
  { "POST", ENTRIES "/{id}/actions/ask",   ENTER, VERSIONED, &hcrm_study_ask, .handler = ask },
  { "POST", ENTRIES "/{id}/actions/clean", ENTER, VERSIONED, .handler = clean },
  { "POST", "/study-queries/{id}/actions/answer", ENTER, VERSIONED, &hcrm_study_answer, .handler = answer },
};
/* clang-format on */

const HcrmModule hcrm_study_entry_module = { "study-entry", routes, G_N_ELEMENTS (routes) };
