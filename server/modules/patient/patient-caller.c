/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Callers: whom a number may mean, the likeliest first; who was on the line; who shares a number.
 */

#include "core/hcrm-caller.h"
#include "model/hcrm-caller.h"
#include "patient-caller-sql.h"
#include "patient.h"

/* --- Looking up ------------------------------------------------------------------------------- */

/* Why there is nobody, or why those who are there are few: beside the items. */
static void
add_reason (HcrmRequest *req, const char *reason)
{
  if (reason == NULL || req->csv)
    return;
  g_string_truncate (req->reply, req->reply->len - 1);
  hcrm_json_append_member (req->reply, "reason", reason);
  g_string_append_c (req->reply, '}');
}

static gboolean
look_up (HcrmRequest *req, GError **error)
{
  const char *reason = NULL;
  g_autoptr (HcrmRows) items =
      hcrm_caller_find (req, hcrm_record_get (req->args, "number"), TRUE, &reason, error);

  if (items == NULL)
    return FALSE;
  hcrm_request_reply_items (req, items);
  add_reason (req, reason);
  return TRUE;
}

/* --- Recording -------------------------------------------------------------------------------- */

static gboolean
require_place (HcrmRecord *record,
               HcrmRows *place,
               const char *field,
               const char *message,
               GError **error)
{
  if (hcrm_record_get (record, field) == NULL || hcrm_rows_get (place, 0, field) != NULL)
    return TRUE;
  return hcrm_fail (error, HCRM_ERROR_INVALID, field, "%s", message);
}

/* A withheld number is none; who was found to be behind it is recorded all the same. */
static gboolean
check_caller (HcrmRequest *req, HcrmRecord *record, GError **error)
{
  g_autofree char *key = NULL;
  g_autoptr (HcrmRows) place = hcrm_db_one (req->db, &SQL_PATIENT_CALLER_PLACE, record, error);

  if (place == NULL)
    return FALSE;
  if (!require_place (record, place, "patient_id", _ ("There is no such patient"), error)
                      || !require_place (record, place, "contact_id",
                                         _ ("This is none of the patient's contacts"), error)
                                         || !require_place (
                                             record, place, "activity_id",
                                             _ ("There is no such work for the patient"), error))
    return FALSE;
  hcrm_caller_read_number (hcrm_record_get (record, "number"), &key);
  hcrm_db_let (req->db, "number_key", key);
  if (hcrm_rows_get (place, 0, "contact_id") != NULL)
    hcrm_record_set (record, "relation", hcrm_rows_get (place, 0, "relation"));
  hcrm_request_add_event (req, "patient", hcrm_record_get_int (record, "patient_id"), 0);
  return TRUE;
}

/* --- Tables ----------------------------------------------------------------------------------- */

#define READ HCRM_PERM_PATIENT_READ
#define EDIT HCRM_PERM_PATIENT_EDIT

/* clang-format off */
static const HcrmRoute routes[] = {
  { "GET",  "/callers",      READ, 0, &hcrm_caller_query, .handler = look_up },
  { "GET",  "/callers/{id}", READ, .sql = &SQL_PATIENT_CALLER_GET },
  { "POST", "/callers",      EDIT, HCRM_ROUTE_CREATES, &hcrm_caller_fields, &SQL_PATIENT_CALLER_CREATE,
    .check = check_caller, .reread = &SQL_PATIENT_CALLER_GET },
  { "GET",  "/patients/{id}/household", READ, HCRM_ROUTE_ITEMS, .sql = &SQL_PATIENT_CALLER_HOUSEHOLD },
};
/* clang-format on */

const HcrmModule hcrm_patient_caller_module = { "patient-caller", routes, G_N_ELEMENTS (routes),
                                                NULL, 0 };
