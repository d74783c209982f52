/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Complaints: listed, proposed for, taken, put right; and what all their steps share. */

#include "complaint.h"

#include <string.h>

#include "complaint-private.h"
#include "complaint-sql.h"
#include "core/hcrm-attachment.h"
#include "core/hcrm-export.h"
#include "core/hcrm-number.h"
#include "core/hcrm-service-code.h"
#include "core/hcrm-sought.h"

/* --- What every step begins and ends with --------------------------------------------------- */

HcrmRows *
hcrm_complaint_take (HcrmRequest *req, const char *action, const HcrmStep **step, GError **error)
{
  const HcrmStep *taken = NULL;
  HcrmRows *rows = hcrm_request_take_record (req, &SQL_COMPLAINT_LOCK, &SQL_COMPLAINT_GET,
                                             &hcrm_complaint_workflow, action, &taken, error);

  if (rows == NULL)
    return NULL;
  g_autofree char *draft = g_strdup_printf ("%s-%s", hcrm_request_get_part (req, "id"), action);
  hcrm_db_let (req->db, "new_state", taken->to);
  hcrm_db_let (req->db, "draft_ref", draft);
  if (step != NULL)
    *step = taken;
  return rows;
}

HcrmRows *
hcrm_complaint_lock (HcrmRequest *req, GError **error)
{
  return hcrm_db_one (req->db, &SQL_COMPLAINT_LOCK, NULL, error);
}

HcrmRows *
hcrm_complaint_read (HcrmRequest *req, GError **error)
{
  return hcrm_db_one (req->db, &SQL_COMPLAINT_GET, NULL, error);
}

void
hcrm_complaint_add_text (JsonObject *params, const char *name, const char *text)
{
  if (text != NULL && *text != '\0')
    json_object_set_string_member (params, name, text);
}

void
hcrm_complaint_note (HcrmRequest *req, const char *code, JsonObject *params)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (node, params);
  g_autofree char *text = json_to_string (node, FALSE);
  hcrm_db_let (req->db, "note_code", code);
  hcrm_db_let (req->db, "note_params", text);
  hcrm_db_queue (req->db, &SQL_COMPLAINT_NOTE, NULL);
}

void
hcrm_complaint_note_why (HcrmRequest *req, const char *code, const char *reason)
{
  JsonObject *params = json_object_new ();

  hcrm_complaint_add_text (params, "reason", reason);
  hcrm_complaint_note (req, code, params);
}

static void
keep_words (HcrmRequest *req, const char *kind, const char *text, gint64 task_id)
{
  if (text == NULL || *text == '\0')
    return;
  hcrm_db_let (req->db, "said_as", kind);
  hcrm_db_let (req->db, "said", text);
  if (task_id > 0)
    hcrm_db_let_int (req->db, "said_of", task_id);
  else
    hcrm_db_let (req->db, "said_of", NULL);
  hcrm_db_queue (req->db, &SQL_COMPLAINT_SAY, NULL);
}

void
hcrm_complaint_say (HcrmRequest *req, const char *kind, const char *text, gint64 task_id)
{
  hcrm_db_let (req->db, "said_in", NULL);
  hcrm_db_let (req->db, "said_at_ms", NULL);
  keep_words (req, kind, text, task_id);
}

void
hcrm_complaint_say_in_call (HcrmRequest *req, const char *kind, const char *text)
{
  hcrm_db_let (req->db, "said_in", hcrm_record_get (req->args, "call_id"));
  hcrm_db_let (req->db, "said_at_ms", hcrm_record_get (req->args, "offset_ms"));
  keep_words (req, kind, text, 0);
}

/* {a,b} of ["a","b"]: codes of roles, which are words. */
static char *
dup_array (const char *json)
{
  g_autoptr (JsonNode) node = json != NULL ? json_from_string (json, NULL) : NULL;
  g_autoptr (GString) out = g_string_new ("{");
  JsonArray *array =
      node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    g_string_append_printf (out, "%s%s", i > 0 ? "," : "",
                            json_array_get_string_element (array, i));
  g_string_append_c (out, '}');
  return out->len > 2 ? g_string_free (g_steal_pointer (&out), FALSE) : NULL;
}

/* A failure is that of the transaction, which does not end well then. */
void
hcrm_complaint_tell_of (HcrmRequest *req, const char *who, const char *roles)
{
  hcrm_db_let (req->db, "told_who", who);
  hcrm_db_let (req->db, "told_roles", roles);
  g_autoptr (HcrmRows) rows = hcrm_db_rows (req->db, &SQL_COMPLAINT_CONCERNED, NULL, NULL);

  for (guint i = 0; rows != NULL && i < hcrm_rows_get_n (rows); i++)
    g_ptr_array_add (req->events,
                     hcrm_event_new_for ("complaint_notice", hcrm_rows_get_int (rows, i, "id"), 0,
                                         hcrm_rows_get_int (rows, i, "user_id")));
}

void
hcrm_complaint_alert (HcrmRequest *req,
                      const char *cause,
                      gint64 round,
                      const char *who,
                      const char *roles)
{
  g_autofree char *codes = dup_array (roles);

  if (g_strcmp0 (who, "role") == 0 && codes == NULL)
    return;
  hcrm_db_let (req->db, "alert_cause", cause);
  hcrm_db_let_int (req->db, "alert_round", round);
  hcrm_db_let (req->db, "alert_who", who);
  hcrm_db_let (req->db, "alert_roles", codes);
  hcrm_db_queue (req->db, &SQL_COMPLAINT_ALERT, NULL);
  hcrm_complaint_tell_of (req, who, codes);
}

gboolean
hcrm_complaint_finish (HcrmRequest *req, gboolean ended, GError **error)
{
  g_autoptr (GError) failure = NULL;

  hcrm_db_let (req->db, "draft_all", ended ? "true" : "false");
  hcrm_db_queue (req->db, &SQL_COMPLAINT_FORGET_DRAFT, NULL);
  g_autoptr (HcrmRows) rows =
      hcrm_request_reply_record (req, &SQL_COMPLAINT_GET, "complaint", &failure);
  if (rows != NULL) {
    hcrm_request_add_event (req, "timeline", hcrm_rows_get_int (rows, 0, "patient_id"), 0);
    return TRUE;
  }
  if (!g_error_matches (failure, HCRM_ERROR, HCRM_ERROR_NOT_FOUND)) {
    g_propagate_error (error, g_steal_pointer (&failure));
    return FALSE;
  }
  if (hcrm_request_get_part (req, "id") != NULL)
    hcrm_request_add_event (req, "complaint",
                            g_ascii_strtoll (hcrm_request_get_part (req, "id"), NULL, 10), 0);
  return TRUE;
}

/* --- Lists ---------------------------------------------------------------------------------- */

/* What PostgreSQL knows when it plans, it plans for. */
static gboolean
bind_sought (HcrmRequest *req, GError **error)
{
  static const char *const bounds[] = { "number_first",     "number_last",  "received_at_first",
                                        "received_at_last", "due_at_first", "due_at_last",
                                        "months",           "recent" };

  hcrm_sought_bind (req->db, hcrm_record_get (req->args, "q"));
  g_autoptr (HcrmRows) rows = hcrm_db_one (req->db, &SQL_COMPLAINT_SOUGHT, req->args, error);
  if (rows == NULL)
    return FALSE;
  hcrm_db_let (req->db, "reaches", hcrm_rows_get (rows, 0, "reaches"));
  hcrm_db_let (req->db, "classes", hcrm_rows_get (rows, 0, "classes"));
  hcrm_db_let (req->db, "q_patients", hcrm_rows_get (rows, 0, "patients"));
  for (guint i = 0; i < G_N_ELEMENTS (bounds); i++)
    hcrm_db_let (req->db, bounds[i], hcrm_rows_get (rows, 0, bounds[i]));
  return TRUE;
}

static gboolean
list_complaints (HcrmRequest *req, GError **error)
{
  return bind_sought (req, error)
         && hcrm_request_reply_list_by_ids (req, &SQL_COMPLAINT_LIST, &SQL_COMPLAINT_ROWS, error);
}

static gboolean
show_board (HcrmRequest *req, GError **error)
{
  if (!bind_sought (req, error))
    return FALSE;
  g_autoptr (HcrmRows) rows = hcrm_db_rows (req->db, &SQL_COMPLAINT_BOARD, req->args, error);
  if (rows == NULL)
    return FALSE;
  hcrm_request_reply_items (req, rows);
  return TRUE;
}

/* --- Proposals ------------------------------------------------------------------------------ */

static gboolean
propose (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) call = hcrm_db_rows (req->db, &SQL_COMPLAINT_CALL, req->args, error);
  if (call == NULL)
    return FALSE;
  const char *number = hcrm_rows_get_n (call) > 0 ? hcrm_rows_get (call, 0, "number")
                                                  : hcrm_record_get (req->args, "number");
  g_autofree char *key = number != NULL ? hcrm_number_key (number, NULL) : NULL;

  hcrm_db_let (req->db, "q_number", key != NULL && strlen (key) >= 7 ? key : NULL);
  return hcrm_request_reply_one (req, &SQL_COMPLAINT_PROPOSAL, error);
}

/* Codes with a check digit tell a slip from a code that nobody carried. */
static gboolean
find_service_code (HcrmRequest *req, GError **error)
{
  g_autoptr (GError) slip = NULL;
  g_autoptr (HcrmRows) rows = hcrm_db_one (req->db, &SQL_COMPLAINT_SERVICE_CODE, req->args, error);
  if (rows == NULL)
    return FALSE;
  gboolean known = hcrm_rows_get_bool (rows, 0, "known");
  g_autofree char *digits =
      known ? NULL : hcrm_service_code_normalize (hcrm_request_get_part (req, "code"), &slip);

  hcrm_request_reply_row (req, rows);
  g_string_truncate (req->reply, req->reply->len - 1);
  if (slip != NULL)
    hcrm_json_append_member (req->reply, "problem", slip->message);
  else if (digits != NULL)
    hcrm_json_append_member (req->reply, "problem", _ ("Nobody had this code on that day"));
  g_string_append_c (req->reply, '}');
  return TRUE;
}

/* --- What is written of it ------------------------------------------------------------------ */

static gboolean
has_text (HcrmRecord *record, const char *name)
{
  const char *text = hcrm_record_get (record, name);

  return text != NULL && *text != '\0';
}

static void
check_number (HcrmRecord *record, GError **bad)
{
  const char *number = hcrm_record_get (record, "caller_number");
  g_autoptr (GError) wrong = NULL;

  if (!has_text (record, "caller_number"))
    return;
  if (hcrm_record_get_bool (record, "anonymous"))
    hcrm_error_add_field (bad, "caller_number", _ ("Who stays anonymous leaves no number"));
  else if (strchr (number, '@') == NULL && !hcrm_number_check (number, "caller_number", &wrong))
    hcrm_error_add_field (bad, "caller_number", wrong->message);
}

static void
check_caller (HcrmRecord *record, GError **bad)
{
  const char *behalf = hcrm_record_get (record, "behalf");
  gboolean own = behalf == NULL || strcmp (behalf, "self") == 0;

  check_number (record, bad);
  if (hcrm_record_get_bool (record, "anonymous") && has_text (record, "caller_name"))
    hcrm_error_add_field (bad, "caller_name", _ ("Who stays anonymous leaves no name"));
  if (hcrm_record_get_bool (record, "anonymous") && has_text (record, "caller_address"))
    hcrm_error_add_field (bad, "caller_address", _ ("Who stays anonymous leaves no address"));
  if (!own && hcrm_record_get (record, "patient_id") == NULL && !has_text (record, "behalf_name")
      && !hcrm_record_get_bool (record, "anonymous"))
    hcrm_error_add_field (bad, "behalf_name", _ ("Say on whose behalf"));
}

static void
check_objects (HcrmRecord *record, GError **bad)
{
  g_autoptr (GPtrArray) objects = hcrm_record_get_rows (record, "objects");

  for (guint i = 0; i < objects->len; i++) {
    gboolean person = g_strcmp0 (hcrm_record_get (objects->pdata[i], "kind"), "person") == 0;
    gboolean named = hcrm_record_get (objects->pdata[i], "staff_id") != NULL
                     || has_text (objects->pdata[i], "service_code");
    g_autofree char *field = g_strdup_printf ("objects[%u].kind", i);

    if (!person && named)
      hcrm_error_add_field (bad, field, _ ("A service code stands for a member of staff"));
    if (hcrm_record_get (objects->pdata[i], "drug_id") != NULL
        && g_strcmp0 (hcrm_record_get (objects->pdata[i], "kind"), "drug") != 0)
      hcrm_error_add_field (bad, field, _ ("It is not about a drug"));
  }
}

static void
check_place (HcrmRecord *record, HcrmRows *place, GError **bad)
{
  if (hcrm_rows_get (place, 0, "site_id") == NULL)
    hcrm_error_add_field (bad, "site_id", _ ("There is no such site"));
  if (hcrm_record_get (record, "patient_id") != NULL
      && hcrm_rows_get (place, 0, "patient_id") == NULL)
    hcrm_error_add_field (bad, "patient_id", _ ("There is no such patient"));
  if (hcrm_record_get (record, "class") != NULL && hcrm_rows_get (place, 0, "class") == NULL)
    hcrm_error_add_field (bad, "class", _ ("There is no such class"));
  if (!hcrm_rows_get_bool (place, 0, "classes"))
    hcrm_error_add_field (bad, "other_classes", _ ("There is no such class"));
  if (hcrm_rows_get_bool (place, 0, "received_later"))
    hcrm_error_add_field (bad, "received_at", _ ("This time is yet to come"));
  if (hcrm_rows_get_bool (place, 0, "incident_later"))
    hcrm_error_add_field (bad, "incident_on", _ ("This is after the complaint was received"));
}

/* What must be so of a draft as well; more once it is taken. */
static gboolean
check_content (HcrmRecord *record, HcrmRows *place, gboolean whole, GError **error)
{
  g_autoptr (GError) bad = NULL;

  check_caller (record, &bad);
  check_objects (record, &bad);
  check_place (record, place, &bad);
  if (!whole && hcrm_rows_get_bool (place, 0, "about_reader"))
    hcrm_error_add_field (&bad, "objects",
                          _ ("A complaint about yourself cannot be kept as a draft: take it, and "
                             "a supervisor receives it"));
  if (whole && !has_text (record, "matter"))
    hcrm_error_add_field (&bad, "matter", _ ("Say what the complaint is about"));
  if (whole && hcrm_record_get (record, "class") == NULL)
    hcrm_error_add_field (&bad, "class", _ ("Say which class it belongs to"));
  if (bad == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&bad));
  return FALSE;
}

/* --- Taking --------------------------------------------------------------------------------- */

static void
write_objects (HcrmRequest *req, HcrmRecord *record)
{
  hcrm_db_queue (req->db, &SQL_COMPLAINT_SET_OBJECTS, record);
}

/* From now on the clock runs, from the moment of receipt. Whom it is about is written once all else
 * is, as they may be who takes it and see it no more; and before anybody is told of it.
 * @objects: (nullable): what it is about, unless that stands already */
static gboolean
begin (HcrmRequest *req,
       HcrmRows *complaint,
       const char *received_at,
       HcrmRecord *objects,
       GError **error)
{
  gint64 id = hcrm_rows_get_int (complaint, 0, "id");
  JsonObject *params = json_object_new ();

  if (!hcrm_complaint_clock_write (req->db, id, "start", received_at,
                                   hcrm_rows_get_int (complaint, 0, "days"), NULL, error)
      || !hcrm_db_run (req->db, &SQL_COMPLAINT_TAKE, NULL, error))
    return FALSE;
  hcrm_complaint_add_text (params, "grade", hcrm_rows_get (complaint, 0, "grade_name"));
  hcrm_complaint_add_text (params, "grade_en", hcrm_rows_get (complaint, 0, "grade_name_en"));
  hcrm_complaint_note (req, "complaint.taken", params);
  if (!hcrm_complaint_tell_stage (req, "taken", error))
    return FALSE;
  if (objects != NULL)
    write_objects (req, objects);
  hcrm_complaint_alert (req, "grade", 0, "role", hcrm_rows_get (complaint, 0, "tell"));
  return TRUE;
}

/* Whoever is on the telephone left that number, unless another was said. */
static gboolean
take_call (HcrmRequest *req, GError **error)
{
  if (hcrm_record_get (req->args, "call_id") == NULL)
    return TRUE;
  g_autoptr (HcrmRows) call = hcrm_db_rows (req->db, &SQL_COMPLAINT_CALL, req->args, error);
  if (call == NULL)
    return FALSE;
  if (hcrm_rows_get_n (call) == 0)
    return hcrm_fail (error, HCRM_ERROR_INVALID, "call_id", "%s", _ ("This is no call of yours"));
  const char *number = hcrm_rows_get (call, 0, "number");
  if (!hcrm_record_has (req->args, "caller_number")
      && !hcrm_record_get_bool (req->args, "anonymous") && number != NULL
      && hcrm_number_check (number, "caller_number", NULL))
    hcrm_record_set (req->args, "caller_number", number);
  return TRUE;
}

static void
tie_call (HcrmRequest *req)
{
  if (hcrm_record_get (req->args, "call_id") == NULL)
    return;
  hcrm_db_queue (req->db, &SQL_COMPLAINT_TIE_CALL, req->args);
  g_ptr_array_add (req->events,
                   hcrm_event_new_for ("call", hcrm_record_get_int (req->args, "call_id"), 0,
                                       req->user->id));
}

/* Whoever takes a complaint about themselves hands it on by that. */
static void
tell_receiver (HcrmRequest *req, gint64 id)
{
  hcrm_complaint_tell_of (req, "receiver", NULL);
  hcrm_request_add_event (req, "complaint", id, 0);
}

static gboolean
create (HcrmRequest *req, GError **error)
{
  gboolean draft = hcrm_record_get_bool (req->args, "draft");

  if (!take_call (req, error))
    return FALSE;
  hcrm_db_let (req->db, "for_site", hcrm_record_get (req->args, "site_id"));
  g_autoptr (HcrmRows) place = hcrm_db_one (req->db, &SQL_COMPLAINT_PLACE, req->args, error);
  if (place == NULL || !check_content (req->args, place, !draft, error))
    return FALSE;
  hcrm_db_let (req->db, "for_site", hcrm_rows_get (place, 0, "site_id"));
  hcrm_db_let (req->db, "for_grade", hcrm_rows_get (place, 0, "grade"));
  g_autoptr (HcrmRows) made = hcrm_db_one (req->db, &SQL_COMPLAINT_CREATE, req->args, error);
  if (made == NULL)
    return FALSE;
  hcrm_db_let (req->db, "id", hcrm_rows_get (made, 0, "id"));
  hcrm_db_let (req->db, "draft_ref", hcrm_record_get (req->args, "draft_ref"));
  hcrm_db_queue (req->db, &SQL_COMPLAINT_SET_NATURES, req->args);
  tie_call (req);
  g_autoptr (HcrmRows) complaint = hcrm_complaint_lock (req, error);
  if (complaint == NULL)
    return FALSE;
  if (draft)
    write_objects (req, req->args);
  else if (!begin (req, complaint, hcrm_record_get (req->args, "received_at"), req->args, error))
    return FALSE;
  if (hcrm_rows_get_bool (place, 0, "about_reader"))
    tell_receiver (req, hcrm_rows_get_int (made, 0, "id"));
  return hcrm_complaint_finish (req, FALSE, error);
}

/* A draft is taken when nothing is missing any more. */
static gboolean
take (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) complaint = hcrm_complaint_take (req, "take", NULL, error);
  g_autoptr (HcrmRows) written =
      complaint != NULL ? hcrm_db_one (req->db, &SQL_COMPLAINT_EDIT_LOCK, NULL, error) : NULL;

  if (written == NULL)
    return FALSE;
  g_autoptr (HcrmRecord) record = hcrm_rows_to_record (written, 0, &hcrm_complaint_edit);
  hcrm_db_let (req->db, "for_site", hcrm_rows_get (complaint, 0, "site_id"));
  g_autoptr (HcrmRows) place = hcrm_db_one (req->db, &SQL_COMPLAINT_PLACE, record, error);
  return place != NULL && check_content (record, place, TRUE, error)
         && begin (req, complaint, hcrm_record_get (record, "received_at"), NULL, error)
         && hcrm_complaint_finish (req, TRUE, error);
}

/* --- Putting right -------------------------------------------------------------------------- */

/* What counts in statistics and for the clock is changed by steps that leave a reason behind. */
static void
check_fixed (HcrmRequest *req, GError **bad)
{
  static const char *const fixed[] = { "channel", "received_at", "class", "other_classes",
                                       "grade" };

  for (guint i = 0; i < G_N_ELEMENTS (fixed); i++)
    if (hcrm_record_has (req->args, fixed[i]))
      hcrm_error_add_field (bad, fixed[i], _ ("This stays as it was taken"));
}

static gboolean
check_state (HcrmRequest *req, const char *state, GError **error)
{
  g_autoptr (GError) bad = NULL;

  if (strcmp (state, "closed") == 0 || strcmp (state, "withdrawn") == 0
      || strcmp (state, "joined") == 0)
    return hcrm_fail (error, HCRM_ERROR_WRONG_STATE, "state", "%s",
                      _ ("What has ended is not changed any more"));
  if (strcmp (state, "draft") != 0)
    check_fixed (req, &bad);
  if (bad == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&bad));
  return FALSE;
}

static gboolean
check_edit (HcrmRequest *req, HcrmRecord *record, GError **error)
{
  const char *state = hcrm_record_get (record, "state");
  gboolean draft = strcmp (state, "draft") == 0;

  if (!check_state (req, state, error))
    return FALSE;
  hcrm_db_let (req->db, "for_site", NULL);
  g_autoptr (HcrmRows) place = hcrm_db_one (req->db, &SQL_COMPLAINT_PLACE, record, error);
  if (place == NULL || !check_content (record, place, !draft, error))
    return FALSE;
  if (draft && hcrm_record_get (record, "grade") == NULL)
    hcrm_record_set (record, "grade", hcrm_rows_get (place, 0, "grade"));
  if (!draft)
    hcrm_complaint_note (req, "complaint.changed", json_object_new ());
  hcrm_db_queue (req->db, &SQL_COMPLAINT_SET_NATURES, record);
  write_objects (req, record);
  if (hcrm_rows_get_bool (place, 0, "about_reader"))
    hcrm_complaint_tell_of (req, "receiver", NULL);
  return TRUE;
}

/* --- The caller's number -------------------------------------------------------------------- */

/* The full number goes to who dials it, and that is audited. */
static gboolean
dial (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) rows = hcrm_db_one (req->db, &SQL_COMPLAINT_DIAL, NULL, error);

  if (rows == NULL)
    return FALSE;
  if (hcrm_rows_get_bool (rows, 0, "ended"))
    return hcrm_fail (error, HCRM_ERROR_WRONG_STATE, "state", "%s",
                      _ ("The complaint has ended: open it again to call"));
  if (hcrm_rows_get (rows, 0, "number") == NULL)
    return hcrm_fail (error, HCRM_ERROR_CONFLICT, NULL, "%s",
                      _ ("No contact was left: nobody can be called"));
  hcrm_request_reply_row (req, rows);
  return TRUE;
}

static gboolean
add_note (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) complaint = hcrm_complaint_lock (req, error);

  if (complaint == NULL || !hcrm_complaint_check_call (req, error))
    return FALSE;
  hcrm_complaint_say_in_call (req, "note", hcrm_record_get (req->args, "text"));
  hcrm_db_let (req->db, "draft_ref", NULL);
  return hcrm_complaint_finish (req, FALSE, error);
}

/* --- Tables --------------------------------------------------------------------------------- */

#define READ HCRM_PERM_COMPLAINT_READ
#define TAKE HCRM_PERM_COMPLAINT_TAKE
#define VERSIONED HCRM_ROUTE_VERSIONED
#define COMPLAINTS "/complaints"
#define STEP COMPLAINTS "/{id}/actions/"

/* clang-format off */
static const HcrmRoute routes[] = {
  { "GET",   "/drugs",               TAKE, 0, &hcrm_drug_query, .list = &SQL_COMPLAINT_DRUGS },
  { "GET",   COMPLAINTS,             READ, 0, &hcrm_complaint_query, .handler = list_complaints },
  HCRM_EXPORT (COMPLAINTS, READ, &hcrm_complaint_fields),
  { "GET",   COMPLAINTS "/board",    READ, 0, &hcrm_complaint_query, .handler = show_board },
  { "GET",   COMPLAINTS "/proposal", TAKE, 0, &hcrm_complaint_proposal_query, .handler = propose },
  { "GET",   COMPLAINTS "/{id}",     READ, .sql = &SQL_COMPLAINT_GET },
  { "POST",  COMPLAINTS,             TAKE, HCRM_ROUTE_CREATES, &hcrm_complaint_new, .handler = create },
  { "PATCH", COMPLAINTS "/{id}",     TAKE, 0, &hcrm_complaint_edit, &SQL_COMPLAINT_UPDATE, .lock = &SQL_COMPLAINT_EDIT_LOCK,
    .check = check_edit, .reread = &SQL_COMPLAINT_GET, .event = "complaint" },
  { "POST",  STEP "take",            TAKE, VERSIONED, .handler = take },
  { "POST",  STEP "dial",            TAKE, HCRM_ROUTE_ONCE, .handler = dial },
  { "POST",  COMPLAINTS "/{id}/notes", READ, 0, &hcrm_complaint_note_fields, .handler = add_note },
  HCRM_ATTACHMENTS (COMPLAINTS "/{id}", READ, TAKE),
  HCRM_ATTACHMENTS_OWN (COMPLAINTS "/{id}/answers", READ, HCRM_PERM_COMPLAINT_ANSWER),
  { "GET",   "/service-codes/{code}", TAKE, 0, &hcrm_service_code_query, .handler = find_service_code },
};

static const HcrmConstraint constraints[] = {
  { "complaint_object_conflict",      "objects", N_("This person has a share of it in hand: give that to somebody else first") },
  { "complaint_object_staff_id_fkey", "objects", N_("There is no such person") },
  { "complaint_object_drug_id_fkey", "objects", N_("There is no such drug") },
  { "complaint_object_department_id_fkey", "objects", N_("There is no such department") },
};
/* clang-format on */

const HcrmModule hcrm_complaint_module = { "complaint", routes, G_N_ELEMENTS (routes), constraints,
                                           G_N_ELEMENTS (constraints) };
