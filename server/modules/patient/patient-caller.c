/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Callers: whom a number may mean, the likeliest first; who was on the line; who shares a number.
 */

#include <json-glib/json-glib.h>

#include "model/hcrm-caller.h"
#include "patient-caller-sql.h"
#include "patient.h"

/* --- Looking up ------------------------------------------------------------------------------- */

/* How many complaints there are is told to who may see all complaints of the patients found. */
static gboolean
knows_complaints (const HcrmUser *user)
{
  HcrmScope patients = user->held.scope[HCRM_PERM_PATIENT_READ];
  HcrmScope complaints = user->held.scope[HCRM_PERM_COMPLAINT_READ];

  if (complaints == HCRM_SCOPE_ALL)
    return TRUE;
  return complaints == patients
         && g_strcmp0 (user->departments[HCRM_PERM_COMPLAINT_READ],
                       user->departments[HCRM_PERM_PATIENT_READ])
                == 0
         && g_strcmp0 (user->sites[HCRM_PERM_COMPLAINT_READ], user->sites[HCRM_PERM_PATIENT_READ])
                == 0;
}

/* A patient known from an earlier call has no contact with the number, whatever was said then. */
static HcrmCallerFacts
read_facts (HcrmRows *rows, guint i)
{
  gboolean known = hcrm_rows_get (rows, i, "contact_id") != NULL;

  return (HcrmCallerFacts){
    .patient_id = hcrm_rows_get_int (rows, i, "id"),
    .relation = known ? hcrm_rows_get (rows, i, "relation") : NULL,
    .child = hcrm_rows_get_bool (rows, i, "child"),
    .invalid = hcrm_rows_get_bool (rows, i, "invalid"),
    .merged = hcrm_rows_get_bool (rows, i, "merged"),
    .deceased = hcrm_rows_get_bool (rows, i, "deceased"),
    .named_hours = hcrm_rows_get_int (rows, i, "named_hours"),
    .named_last = hcrm_rows_get_bool (rows, i, "named_last"),
    .missed_hours = hcrm_rows_get_int (rows, i, "missed_hours"),
    .talked_hours = hcrm_rows_get_int (rows, i, "talked_hours"),
    .due = hcrm_rows_get_int (rows, i, "due"),
    .own_complaints = hcrm_rows_get_int (rows, i, "own_complaints"),
    .complaints = hcrm_rows_get_int (rows, i, "complaints"),
  };
}

static void
add_texts (JsonObject *object, HcrmRows *rows, guint i)
{
  static const char *const names[] = { "contact_id",   "contact",        "relation",  "may_discuss",
                                       "last_contact", "last_direction", "open_tasks" };

  for (guint k = 0; k < G_N_ELEMENTS (names); k++)
    if (hcrm_rows_get (rows, i, names[k]) != NULL)
      json_object_set_string_member (object, names[k], hcrm_rows_get (rows, i, names[k]));
}

/* @i: the row whose facts were ranked. */
static JsonObject *
make_item (HcrmRows *rows, guint i, const HcrmCallerRank *rank, gint64 place)
{
  JsonObject *object = json_object_new ();

  add_texts (object, rows, i);
  json_object_set_int_member (object, "id", rank->facts->patient_id);
  json_object_set_int_member (object, "rank", place);
  json_object_set_int_member (object, "open_complaints",
                              (gint64) rank->facts->own_complaints + rank->facts->complaints);
  json_object_set_int_member (object, "points", rank->points);
  json_object_set_member (object, "reasons", hcrm_caller_dup_reasons (rank));
  return object;
}

/* The candidates in their order, as JSON for the statements. */
static char *
rank_rows (HcrmRows *rows)
{
  guint n = hcrm_rows_get_n (rows);
  g_autofree HcrmCallerFacts *facts = g_new (HcrmCallerFacts, n);
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_ARRAY);
  JsonArray *array = json_array_new ();

  json_node_take_array (node, array);
  for (guint i = 0; i < n; i++)
    facts[i] = read_facts (rows, i);
  g_autoptr (GArray) ranks = hcrm_caller_rank (facts, n);
  for (guint k = 0; k < n; k++) {
    const HcrmCallerRank *rank = &g_array_index (ranks, HcrmCallerRank, k);
    json_array_add_object_element (array, make_item (rows, rank->facts - facts, rank, k + 1));
  }
  return json_to_string (node, FALSE);
}

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

static const char *
judge_found (HcrmRequest *req, guint n, GError **error)
{
  g_autoptr (HcrmRows) rows = hcrm_db_one (req->db, &SQL_PATIENT_CALLER_SWITCHBOARD, NULL, error);

  if (rows != NULL && hcrm_rows_get_bool (rows, 0, "many"))
    return "switchboard";
  return n == 0 ? "unknown" : NULL;
}

static gboolean
look_up (HcrmRequest *req, GError **error)
{
  g_autofree char *key = NULL;
  HcrmCallerNumber number = hcrm_caller_read_number (hcrm_record_get (req->args, "number"), &key);

  hcrm_db_let (req->db, "number_key", key);
  hcrm_db_let_int (req->db, "many", HCRM_CALLER_MANY);
  hcrm_db_let (req->db, "with_complaints", knows_complaints (req->user) ? "true" : "false");
  g_autoptr (HcrmRows) facts = hcrm_db_rows (req->db, &SQL_PATIENT_CALLER_FACTS, NULL, error);
  if (facts == NULL)
    return FALSE;
  g_autofree char *ranked = rank_rows (facts);
  hcrm_db_let (req->db, "ranked", ranked);
  hcrm_db_queue (req->db, &SQL_PATIENT_CALLER_NOTE, NULL);
  g_autoptr (HcrmRows) items = hcrm_db_rows (req->db, &SQL_PATIENT_CALLER_ITEMS, NULL, error);
  if (items == NULL)
    return FALSE;
  hcrm_request_reply_items (req, items);
  const char *reason = number != HCRM_CALLER_NUMBER
                           ? hcrm_caller_number_name (number)
                           : judge_found (req, hcrm_rows_get_n (items), error);
  add_reason (req, reason);
  return *error == NULL;
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
