/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Patients, their contacts, encounters and time line, and the search that finds patients. */

#include "patient.h"

#include <json-glib/json-glib.h>

#include "core/hcrm-date.h"
#include "core/hcrm-export.h"
#include "model/hcrm-contact.h"
#include "model/hcrm-encounter.h"
#include "model/hcrm-patient.h"
#include "patient-rules.h"
#include "patient-sql.h"

/* --- Lists and search ----------------------------------------------------------------------- */

static gboolean
list_patients (HcrmRequest *req, GError **error)
{
  hcrm_sought_bind (req->db, hcrm_record_get (req->args, "q"));
  return hcrm_request_reply_list (req, &SQL_PATIENT_LIST, error);
}

static gboolean
list_encounters (HcrmRequest *req, GError **error)
{
  hcrm_sought_bind (req->db, hcrm_record_get (req->args, "q"));
  return hcrm_request_reply_list (req, &SQL_PATIENT_ENCOUNTER_LIST, error);
}

static gboolean
search (HcrmRequest *req, GError **error)
{
  hcrm_sought_bind (req->db, hcrm_record_get (req->args, "q"));
  g_autoptr (HcrmRows) rows = hcrm_db_rows (req->db, &SQL_PATIENT_SEARCH, req->args, error);

  if (rows == NULL)
    return FALSE;
  hcrm_request_reply_items (req, rows);
  return TRUE;
}

static gboolean
list_attempts (HcrmRequest *req, GError **error)
{
  if (hcrm_record_get (req->args, "patient_id") == NULL
      && hcrm_record_get (req->args, "activity_id") == NULL)
    return hcrm_fail (error, HCRM_ERROR_INVALID, "patient_id", "%s",
                      _ ("Say whose attempts: a patient's or an activity's"));
  return hcrm_request_reply_list (req, &SQL_PATIENT_ATTEMPT_LIST, error);
}

/* --- Writing -------------------------------------------------------------------------------- */

static gboolean
check_patient (HcrmRequest *req, HcrmRecord *record, GError **error)
{
  g_autoptr (HcrmRows) rows = hcrm_db_one (req->db, &SQL_PATIENT_TODAY, NULL, error);
  GDate today;

  if (rows == NULL || !hcrm_date_from_iso (hcrm_rows_get (rows, 0, "today"), &today))
    return FALSE;
  return hcrm_patient_rules_check (record, req->args, &today, error);
}

/* Where a patient was registered is said once. */
static gboolean
check_change (HcrmRequest *req, HcrmRecord *record, GError **error)
{
  if (hcrm_record_has (req->args, "department_id"))
    return hcrm_fail (error, HCRM_ERROR_INVALID, "department_id", "%s",
                      _ ("The department is chosen when a patient is registered"));
  return check_patient (req, record, error);
}

static gboolean
choose_department (HcrmRequest *req, HcrmRecord *record, GError **error)
{
  gboolean said = hcrm_record_get (record, "department_id") != NULL;
  g_autoptr (HcrmRows) rows = hcrm_db_one (req->db, &SQL_PATIENT_CHOOSE_DEPARTMENT, record, error);

  if (rows == NULL)
    return FALSE;
  const char *chosen = hcrm_rows_get (rows, 0, "department_id");
  if (chosen == NULL && !hcrm_rows_get_bool (rows, 0, "optional"))
    return hcrm_fail (error, HCRM_ERROR_INVALID, "department_id", "%s",
                      said ? _ ("Choose one of your own departments")
                           : _ ("Say which department the patient belongs to"));
  hcrm_record_set (record, "department_id", chosen);
  return TRUE;
}

static gboolean
check_new_patient (HcrmRequest *req, HcrmRecord *record, GError **error)
{
  return check_patient (req, record, error) && choose_department (req, record, error);
}

static gboolean
check_contact (HcrmRequest *req, HcrmRecord *record, GError **error)
{
  g_autofree char *key = hcrm_contact_rules_check (record, req->args, error);

  if (key == NULL)
    return FALSE;
  hcrm_db_let (req->db, "number_key", key);
  /* Whoever shows the patient shows the contacts too. */
  hcrm_request_add_event (req, "patient", hcrm_record_get_int (record, "patient_id"), 0);
  return TRUE;
}

/* --- Revealing ------------------------------------------------------------------------------ */

static gboolean
is_hidden_field (JsonNode *node)
{
  static const char *const names[] = { "id_number", "address", "numbers", NULL };

  return json_node_get_value_type (node) == G_TYPE_STRING
         && g_strv_contains (names, json_node_get_string (node));
}

static gboolean
check_fields (const char *text, GError **error)
{
  g_autoptr (JsonNode) node = json_from_string (text, NULL);
  JsonArray *fields =
      node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  gboolean good = fields != NULL && json_array_get_length (fields) > 0;

  for (guint i = 0; good && i < json_array_get_length (fields); i++)
    good = is_hidden_field (json_array_get_element (fields, i));
  if (good)
    return TRUE;
  return hcrm_fail (error, HCRM_ERROR_INVALID, "fields", "%s",
                    _ ("Only document number, address and numbers are revealed"));
}

static gboolean
reveal (HcrmRequest *req, GError **error)
{
  if (!check_fields (hcrm_record_get (req->args, "fields"), error))
    return FALSE;
  hcrm_db_queue (req->db, &SQL_PATIENT_REVEAL_AUDIT, req->args);
  return hcrm_request_reply_one (req, &SQL_PATIENT_REVEAL, error);
}

/* --- Tables --------------------------------------------------------------------------------- */

#define READ HCRM_PERM_PATIENT_READ
#define EDIT HCRM_PERM_PATIENT_EDIT
#define REVEAL HCRM_PERM_PATIENT_REVEAL
#define CREATES HCRM_ROUTE_CREATES

/* clang-format off */
static const HcrmField search_fields[] = {
  { "q", HCRM_KIND_TEXT, N_("Search"), HCRM_FIELD_REQUIRED, NULL, 1, 100 },
};
static HCRM_DEFINE_FIELD_SET (search_set, search_fields)

static const HcrmRoute routes[] = {
  { "GET",   "/patients",      READ, 0, &hcrm_patient_query, .handler = list_patients },
  { "GET",   "/patients/departments", EDIT, HCRM_ROUTE_ITEMS, .sql = &SQL_PATIENT_DEPARTMENTS },
  HCRM_EXPORT ("/patients", READ, &hcrm_patient_fields),
  { "GET",   "/patients/{id}", READ, .sql = &SQL_PATIENT_GET },
  { "POST",  "/patients",      EDIT, CREATES, &hcrm_patient_fields, &SQL_PATIENT_CREATE,
    .check = check_new_patient, .reread = &SQL_PATIENT_GET, .event = "patient" },
  { "PATCH", "/patients/{id}", EDIT, 0, &hcrm_patient_fields, &SQL_PATIENT_UPDATE, .lock = &SQL_PATIENT_LOCK,
    .check = check_change, .reread = &SQL_PATIENT_GET, .event = "patient" },
  { "POST",  "/patients/{id}/actions/reveal", REVEAL, HCRM_ROUTE_ONCE, &hcrm_patient_reveal, .handler = reveal },

  { "GET",   "/contacts",      READ, 0, &hcrm_contact_query, .list = &SQL_PATIENT_CONTACT_LIST },
  { "GET",   "/contacts/{id}", READ, .sql = &SQL_PATIENT_CONTACT_GET },
  { "POST",  "/contacts",      EDIT, CREATES, &hcrm_contact_fields, &SQL_PATIENT_CONTACT_CREATE,
    .check = check_contact, .reread = &SQL_PATIENT_CONTACT_GET },
  { "PATCH", "/contacts/{id}", EDIT, 0, &hcrm_contact_fields, &SQL_PATIENT_CONTACT_UPDATE, .lock = &SQL_PATIENT_CONTACT_LOCK,
    .check = check_contact, .reread = &SQL_PATIENT_CONTACT_GET },

  { "GET",   "/encounters",      READ, 0, &hcrm_encounter_query, .handler = list_encounters },
  HCRM_EXPORT ("/encounters", READ, &hcrm_encounter_fields),
  { "GET",   "/encounters/{id}", READ, .sql = &SQL_PATIENT_ENCOUNTER_GET },
  { "GET",   "/timeline",        READ, 0, &hcrm_timeline_query, .list = &SQL_PATIENT_TIMELINE_LIST },
  { "GET",   "/attempts",        READ, 0, &hcrm_attempt_query, .handler = list_attempts },
  { "GET",   "/search",          READ, 0, &search_set, .handler = search },
};

static const HcrmConstraint constraints[] = {
  { "patient_kinds_staff", "kinds", N_("Only who may see members of staff as patients may say so") },
  { "contact_patient_id_position_key", "position", N_("Someone else reordered the contacts; try again") },
};
/* clang-format on */

const HcrmModule hcrm_patient_module = { "patient", routes, G_N_ELEMENTS (routes), constraints,
                                         G_N_ELEMENTS (constraints) };
