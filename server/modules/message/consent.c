/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What patients allow and refuse to be sent: the newest word counts, and none is taken away. */

#include "consent-sql.h"
#include "message.h"
#include "model/hcrm-message.h"

static gboolean
check_consent (HcrmRequest *req, HcrmRecord *record, GError **error)
{
  g_autoptr (HcrmRows) patient = hcrm_db_rows (req->db, &SQL_CONSENT_PATIENT, record, error);
  gint64 id = hcrm_record_get_int (record, "patient_id");

  if (patient == NULL)
    return FALSE;
  if (hcrm_rows_get_n (patient) == 0)
    return hcrm_fail (error, HCRM_ERROR_INVALID, "patient_id", "%s",
                      _ ("There is no such patient"));
  hcrm_db_queue (req->db, &SQL_CONSENT_NOTE, record);
  hcrm_request_add_event (req, "patient", id, 0);
  hcrm_request_add_event (req, "timeline", id, 0);
  return TRUE;
}

/* clang-format off */
static const HcrmRoute routes[] = {
  { "GET",  "/consents",      HCRM_PERM_PATIENT_READ, 0, &hcrm_consent_query, .list = &SQL_CONSENT_LIST },
  { "GET",  "/consents/{id}", HCRM_PERM_PATIENT_READ, .sql = &SQL_CONSENT_GET },
  { "POST", "/consents",      HCRM_PERM_PATIENT_EDIT, HCRM_ROUTE_CREATES, &hcrm_consent_fields, &SQL_CONSENT_CREATE,
    .check = check_consent, .reread = &SQL_CONSENT_GET },
};
/* clang-format on */

const HcrmModule hcrm_consent_module = {
  .name = "consent",
  .routes = routes,
  .n_routes = G_N_ELEMENTS (routes),
};
