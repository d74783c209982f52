/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Forgetting patients: one person asks, another confirms; a sweep proposes whose time is over. */

#include "core/hcrm-export.h"
#include "core/hcrm-files.h"
#include "model/hcrm-anonymisation.h"
#include "patient-anonymise-sql.h"
#include "patient.h"

#define PROPOSED_AT_ONCE 500

static gboolean
reply (HcrmRequest *req, const char *id, GError **error)
{
  hcrm_db_let (req->db, "id", id);
  if (!hcrm_request_reply_one (req, &SQL_PATIENT_ANONYMISE_GET, error))
    return FALSE;
  hcrm_request_add_event (req, "anonymisation", g_ascii_strtoll (id, NULL, 10), 0);
  return TRUE;
}

/* From the patient's page: the whole person, whichever record it was asked from. */
static gboolean
ask_for_patient (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) patient = hcrm_db_one (req->db, &SQL_PATIENT_ANONYMISE_PATIENT, NULL, error);

  if (patient == NULL || !hcrm_request_check_version (req, patient, error))
    return FALSE;
  hcrm_db_let (req->db, "survivor", hcrm_rows_get (patient, 0, "survivor_id"));
  g_autoptr (HcrmRows) made =
      hcrm_db_rows (req->db, &SQL_PATIENT_ANONYMISE_ASK_FOR, req->args, error);
  if (made == NULL)
    return FALSE;
  if (hcrm_rows_get_n (made) == 0)
    return hcrm_fail (error, HCRM_ERROR_WRONG_STATE, NULL, "%s",
                      _ ("Somebody has asked for this already"));
  return reply (req, hcrm_rows_get (made, 0, "id"), error);
}

/* Texts go, and with them what was heard and handed in: out of the store before the commit, from
 * the disk when the sweep has seen that the commit came to be. */
static gboolean
forget (HcrmRequest *req, GError **error)
{
  if (!hcrm_db_run (req->db, &SQL_PATIENT_ANONYMISE_ANONYMISE, NULL, error))
    return FALSE;
  g_autoptr (HcrmRows) files = hcrm_db_rows (req->db, &SQL_PATIENT_ANONYMISE_FILES, NULL, error);
  return files != NULL && hcrm_files_take_out (hcrm_http_get_store (req->http), files, error);
}

static gboolean
take_step (HcrmRequest *req, const char *action, const HcrmSql *change, GError **error)
{
  const HcrmStep *step = NULL;
  g_autoptr (HcrmRows) row =
      hcrm_request_take_step (req, &SQL_PATIENT_ANONYMISE_LOCK, &hcrm_anonymisation_workflow,
                              action, &step, error);

  if (row == NULL || !hcrm_db_run (req->db, change, req->args, error))
    return FALSE;
  if (g_str_equal (step->to, "done")) {
    hcrm_db_let (req->db, "patient_id", hcrm_rows_get (row, 0, "patient_id"));
    hcrm_db_let (req->db, "why", hcrm_rows_get (row, 0, "ground"));
    if (!forget (req, error))
      return FALSE;
    hcrm_request_add_event (req, "patient", hcrm_rows_get_int (row, 0, "patient_id"), 0);
  }
  return reply (req, hcrm_rows_get (row, 0, "id"), error);
}

static gboolean
ask (HcrmRequest *req, GError **error)
{
  return take_step (req, "ask", &SQL_PATIENT_ANONYMISE_ASK, error);
}

static gboolean
confirm (HcrmRequest *req, GError **error)
{
  return take_step (req, "confirm", &SQL_PATIENT_ANONYMISE_CONFIRM, error);
}

static gboolean
keep (HcrmRequest *req, GError **error)
{
  return take_step (req, "keep", &SQL_PATIENT_ANONYMISE_KEEP, error);
}

gboolean
hcrm_patient_propose_anonymising (HcrmJob *sweep, GError **error)
{
  hcrm_db_let_int (sweep->db, "wanted", PROPOSED_AT_ONCE);
  g_autoptr (HcrmRows) rows = hcrm_db_one (sweep->db, &SQL_PATIENT_ANONYMISE_PROPOSE, NULL, error);

  return rows != NULL;
}

#define ANONYMISE HCRM_PERM_PATIENT_ANONYMISE
#define VERSIONED HCRM_ROUTE_VERSIONED

/* clang-format off */
static const HcrmRoute routes[] = {
  { "GET",  "/anonymisations", ANONYMISE, 0, &hcrm_anonymisation_query, .list = &SQL_PATIENT_ANONYMISE_LIST },
  HCRM_EXPORT ("/anonymisations", ANONYMISE, &hcrm_anonymisation_fields),
  { "GET",  "/anonymisations/{id}", ANONYMISE, .sql = &SQL_PATIENT_ANONYMISE_GET },
  { "POST", "/anonymisations/{id}/actions/ask", ANONYMISE, VERSIONED, NULL, .handler = ask },
  { "POST", "/anonymisations/{id}/actions/confirm", ANONYMISE, VERSIONED, NULL, .handler = confirm },
  { "POST", "/anonymisations/{id}/actions/keep", ANONYMISE, VERSIONED, NULL, .handler = keep },
  { "POST", "/patients/{id}/actions/anonymise", ANONYMISE, VERSIONED, &hcrm_anonymisation_ask, .handler = ask_for_patient },
};

static const HcrmConstraint constraints[] = {
  { "anonymisation_two_persons", NULL, N_("Somebody else must confirm what you asked for") },
  { "anonymise_open_work", NULL, N_("The patient is still cared for: finish or cancel visits, follow-up and messages first") },
  { "anonymise_held", NULL, N_("A recording of the patient is held: whoever holds it must release it first") },
  { "patient_anonymised", NULL, N_("This patient was anonymised and stays as is") },
};
/* clang-format on */

const HcrmModule hcrm_patient_anonymise_module = { "patient-anonymise", routes,
                                                   G_N_ELEMENTS (routes), constraints,
                                                   G_N_ELEMENTS (constraints) };
